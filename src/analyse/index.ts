/**
 * Review → AnalysedReview. Pure, and the only door of the room.
 *
 * A passage is split at its labels and bullets (split.ts), read as sentences (sentences.ts), and each sentence is judged
 * by two models: phrases (keywords.ts) and a statistical one (model.ts). A sentence that turns ("great surgeon but …")
 * is judged as a whole, which is what the model was trained on, and side by side; the sides stay apart only if they
 * stand on different sides by meaning.
 */

import type {
  AnalysedReview,
  Analyser,
  Axis,
  ExplainedSentence,
  Explanation,
  KeywordHit,
  Knowledge,
  Opinion,
  Passage,
  Piece,
  Polarity,
  SafetyRemark,
  Sentence,
  Side,
  Span,
  Tag,
  TagAmender,
  Token,
  Via,
} from '../types.js';
import { createParter, type Link } from './contrast.js';
import { grammarOf } from './grammar.js';
import { createPhraseFinder, type WatchedHit } from './keywords.js';
import { loadModel } from './model.js';
import { type Claim, listOpinions, NO_OPINIONS, type Opinions } from './opinions.js';
import {
  addLean,
  createStance,
  isClear,
  type Lean,
  leanOfTags,
  NO_LEAN,
  type Stance,
  settleSide,
  sideOf,
} from './polarity.js';
import { type FoundHarm, findHarms } from './safety.js';
import { createSentenceReader, tokenise } from './sentences.js';
import { createSplitter } from './split.js';

// ───────────────────────────── what the statistical model must give ─────────────────────────────

/** The statistical model as this room uses it. */
export interface SentenceModel {
  /** Themes it was trained on. */
  themes: readonly string[];
  /** Judges one sentence; `hits` are what the keywords found in it. */
  judge(text: string, hits: readonly KeywordHit[]): Opinions;
  /** The stretches of the text that spoke most for a theme and polarity; offsets into `text`. */
  evidence(text: string, hits: readonly KeywordHit[], theme: string, polarity: Polarity): Span[];
}

/** How far a `sure` phrase without the model's support can be trusted: its share of right tags on labelled sentences. */
const KEYWORD_CONFIDENCE = 0.8;
/** From this probability on the model's polarity stands against that of a phrase. */
const OVERRULE = 0.85;
/** A phrase alone makes a tag of a theme the model knows if the model finds it at least so likely. */
const SUPPORT = 0.05;
/** Less likely themes say nothing of a stance. */
const FAINT = 0.12;
/** Least sum of the model's doubts that is a stance where there is no tag and no word of stance. */
const DOUBT = 0.3;
/** A fragment of at most so many words under a label says what the label says ("parking" under cons). */
const TERSE_WORDS = 6;
/** Longest entry of a list under a label that is judged by itself. */
const LIST_ENTRY_TOKENS = 10;
/** Least probability, whatever the polarity, from which on a terse fragment speaks of a theme. */
const TERSE_THEME = 0.35;
/** The same for a theme that a phrase points to. */
const TERSE_SUPPORT = 0.03;

/** What was found in one stretch. */
interface Judgement {
  hits: KeywordHit[];
  /** Of a whole sentence; a side of one has none of its own. */
  harms: FoundHarm[];
  contested: readonly WatchedHit[];
  model: Opinions;
  tags: Tag[];
  stance: Stance;
  /** Words, tags and model together. */
  lean: Lean;
}

/** A tag in the making. */
interface Finding {
  polarity: Polarity;
  confidence: number;
  via: Via[];
}

/**
 * A tag whose evidence is looked for when it is asked for, once: of a hundred thousand reviews only the quotes that are
 * kept need any. The property is the object's own, so that a copy or JSON holds it like any other; one getter serves
 * all tags, for objects with a getter each would all be of different shapes, and slow.
 */
class FoundTag implements Tag {
  declare readonly evidence: Span[];
  #evidence: Span[] | null = null;
  readonly #find: (theme: string, polarity: Polarity) => Span[];
  readonly #found: Polarity;

  constructor(
    readonly theme: string,
    readonly axis: Axis,
    public polarity: Polarity,
    readonly confidence: number,
    readonly via: Via[],
    find: (theme: string, polarity: Polarity) => Span[],
  ) {
    this.#find = find;
    this.#found = polarity;
    Object.defineProperty(this, 'evidence', FoundTag.#property);
  }

  static readonly #property: PropertyDescriptor = {
    enumerable: true,
    get(this: FoundTag): Span[] {
      // irony may have turned the polarity since; the words that moved the models stay the same
      this.#evidence ??= this.#find(this.theme, this.#found);
      return this.#evidence;
    },
  };
}

interface Judged {
  sentence: Sentence;
  judgement: Judgement;
  side: Side;
  /** What was found in the whole sentence, at the first of its sides. */
  harms?: readonly FoundHarm[];
  contested?: readonly WatchedHit[];
}

const NO_STANCE: Stance = {
  lean: NO_LEAN,
  hollow: false,
  ironic: false,
  courtesy: false,
  found: false,
  disclaims: false,
};
const emptyJudgement = (): Judgement => ({
  hits: [],
  harms: [],
  contested: [],
  model: NO_OPINIONS,
  tags: [],
  stance: NO_STANCE,
  lean: NO_LEAN,
});

/** Sorted, joined where they touch, and cut to `within`. */
function tidySpans(spans: readonly Span[], within: Span): Span[] {
  const inside = spans
    .map((span) => ({ start: Math.max(span.start, within.start), end: Math.min(span.end, within.end) }))
    .filter((span) => span.end > span.start)
    .sort((a, b) => a.start - b.start || a.end - b.end);
  const tidy: Span[] = [];
  for (const span of inside) {
    const last = tidy[tidy.length - 1];
    if (last !== undefined && span.start <= last.end) last.end = Math.max(last.end, span.end);
    else tidy.push(span);
  }
  return tidy;
}

/** A span that begins or ends inside a word ("was[n't listening]") takes the whole of it. */
function wholeWords(text: string, { start, end }: Span): Span {
  const inside = (at: number) =>
    /[\p{L}\p{N}'’]/u.test(text[at - 1] ?? '') && /[\p{L}\p{N}'’]/u.test(text[at] ?? '');
  let from = start;
  let to = end;
  while (inside(from)) from--;
  while (inside(to)) to++;
  return { start: from, end: to };
}

/** Whether the model knows the theme and finds neither polarity of it likely enough to support a phrase. */
function isDoubted(theme: string, { claims, likely }: Opinions): boolean {
  let known = false;
  for (let i = 0; i < claims.length; i++) {
    if ((claims[i] as Claim).theme !== theme) continue;
    if ((likely[i] as number) >= SUPPORT) return false;
    known = true;
  }
  return known;
}

/** Praise minus blame that the model sees in a stretch, over all themes; 0 without a model. */
function modelLean({ claims, likely }: Opinions): number {
  let lean = 0;
  for (let i = 0; i < claims.length; i++) {
    const { polarity } = claims[i] as Claim;
    if (polarity === 'positive') lean += likely[i] as number;
    else if (polarity === 'negative') lean -= likely[i] as number;
  }
  return lean;
}

/** Praise that denies a fault ("not at all arrogant", "no hidden charges") means what it says wherever it stands. */
const DENIAL = /\b(?:not?|never|none|nothing|nobody|without|cannot)\b|n['’]t\b/i;

/** The side of what is taken out of a stretch on this one; what is taken out of nothing in particular is a complaint. */
const opposite = (side: Side): Side => (side === 'con' ? 'pro' : 'con');

const polarityOfSide = (side: Side | null): Polarity | null =>
  side === 'pro' ? 'positive' : side === 'con' ? 'negative' : null;

/** Everything the room does with one passage. */
interface Room {
  readPassage(passage: Passage): { pieces: Piece[]; judged: Judged[] };
  /** What the judged sentences of a review say of harm. */
  remarksOn(passages: readonly { passage: number; judged: readonly Judged[] }[]): SafetyRemark[];
  contestedIn(judged: readonly Judged[]): AnalysedReview['contested'];
}

function createRoom(knowledge: Knowledge, model: SentenceModel | null, amend: TagAmender | null): Room {
  const split = createSplitter(knowledge.splitting);
  const readSentences = createSentenceReader(knowledge);
  const grammar = grammarOf(knowledge);
  const parter = createParter(knowledge.splitting, grammar);
  const stance = createStance(knowledge.splitting, grammar);
  const findPhrases = createPhraseFinder(knowledge, [
    ...knowledge.safety.watched,
    ...knowledge.contested.flatMap(({ watched }) => watched),
  ]);
  const axes = new Map<string, Axis>(knowledge.themes.map((theme) => [theme.name, theme.axis]));
  const emptyAnswers = new Set(
    knowledge.splitting.emptyAnswers.map((text) => wordsOf(tokenise(text, grammar))),
  );
  const { themes: measured } = knowledge.model.card;
  /** How far a `sure` phrase of a theme can be trusted: where phrases are all there is, as often as they were right. */
  const trustIn = (theme: string): number =>
    knowledge.language === null ? KEYWORD_CONFIDENCE : (measured[theme]?.precision ?? KEYWORD_CONFIDENCE);
  /** Their first words: most sentences begin with another one. */
  const emptyStarts = new Set([...emptyAnswers].map((answer) => answer.split(' ', 1)[0] as string));

  function isEmptyAnswer(sentence: Sentence): boolean {
    const { tokens } = sentence;
    if (tokens.length > 14) return false;
    const first = tokens.find(({ kind }) => kind !== 'punctuation');
    return emptyStarts.has(first?.normal ?? '') && emptyAnswers.has(wordsOf(tokens));
  }

  /**
   * A fragment under a label says what the label says: a bare noun ("parking"), and a cue that agrees with the label.
   * Where the model knows no theme of the noun alone, it is asked what the label makes of it: "the receptionist was
   * terrible".
   */
  function addTerse(
    found: Map<string, Finding>,
    { tokens }: Sentence,
    hits: readonly KeywordHit[],
    opinions: Opinions,
    meant: Polarity,
  ): void {
    const words = tokens.filter((token) => token.kind === 'word');
    if (words.length > TERSE_WORDS) return;
    const doubts = new Map<string, number>();
    opinions.claims.forEach(({ theme }, i) => {
      doubts.set(theme, Math.min(1, (doubts.get(theme) ?? 0) + (opinions.likely[i] as number)));
    });
    const unknown = (theme: string): boolean => !doubts.has(theme);
    const bare = stance(words).lean.weight === 0 && !words.some((token) => token.negated);
    const themes = new Map<string, Via>();
    if (bare) {
      for (const [theme, doubt] of doubts) if (doubt >= TERSE_THEME) themes.set(theme, 'model');
      if (found.size + themes.size === 0 && hits.length === 0 && words.length > 0) {
        const said = `${words.map(({ text }) => text).join(' ')} was ${meant === 'negative' ? 'terrible' : 'great'}`;
        for (const { theme, polarity, probability } of listOpinions(model?.judge(said, []) ?? NO_OPINIONS)) {
          if (probability >= TERSE_THEME && polarity === meant && axes.get(theme) !== 'general')
            themes.set(theme, 'model');
        }
      }
    }
    for (const { theme, polarity } of hits) {
      if (!bare && polarity !== meant) continue;
      if (unknown(theme) || (doubts.get(theme) as number) >= TERSE_SUPPORT) themes.set(theme, 'keyword');
    }
    for (const [theme, via] of themes) {
      const tag = found.get(theme);
      if (tag === undefined) {
        found.set(theme, { polarity: meant, confidence: Math.max(doubts.get(theme) ?? 0, 0.5), via: [via] });
      } else if (bare && tag.polarity !== meant && tag.confidence < OVERRULE) {
        tag.polarity = meant;
      }
    }
  }

  /** Where phrases are all there is, a hint of a general judgement is believed if nothing else is said ("Excellent!"). */
  function addGeneral(found: Map<string, Finding>, hits: readonly KeywordHit[]): void {
    for (const { theme, polarity } of hits) {
      if (axes.get(theme) !== 'general') continue;
      const other = found.get(theme);
      if (other === undefined) found.set(theme, { polarity, confidence: trustIn(theme), via: ['keyword'] });
      else if (other.polarity !== polarity) other.polarity = 'mixed';
    }
  }

  /** Tags of one stretch from both models. */
  function tagsOf(text: string, sentence: Sentence, hits: readonly KeywordHit[], opinions: Opinions): Tag[] {
    const found = new Map<string, Finding>();
    const { claims, likely } = opinions;
    for (let i = 0; i < claims.length; i++) {
      const { theme, polarity, threshold } = claims[i] as Claim;
      const confidence = likely[i] as number;
      if (confidence < threshold) continue;
      const tag = found.get(theme);
      if (tag === undefined || tag.confidence < confidence) {
        found.set(theme, { polarity, confidence, via: ['model'] });
      }
    }
    const meant = polarityOfSide(sentence.prior);
    const sure = new Map<string, Polarity>();
    // Other praise in a sentence of blame is wished for, missed or told of others ("wish they were friendlier", "I can't
    // explain how a doctor shows no compassion"): out of fold, on the labelled sentences drawn at random, it was right 2
    // times in 38 where the model read its theme as blame, and 5 in 36 where the model did not find the theme. Blame in a
    // sentence of praise is as often right as not, and keeps its say.
    const blamed = meant !== 'positive' && modelLean(opinions) < 0;
    for (const hit of hits) {
      if (hit.strength !== 'sure') continue;
      if (blamed && hit.polarity === 'positive' && hit.negator === null) {
        if (!DENIAL.test(text.slice(hit.start, hit.end))) continue;
      }
      const other = sure.get(hit.theme);
      sure.set(hit.theme, other === undefined || other === hit.polarity ? hit.polarity : 'mixed');
    }
    for (const [theme, polarity] of sure) {
      const tag = found.get(theme);
      if (tag === undefined) {
        // a label on the same side supports a phrase as well as the model does
        if (polarity !== meant && isDoubted(theme, opinions)) continue;
        found.set(theme, { polarity, confidence: trustIn(theme), via: ['keyword'] });
      } else if (tag.polarity === polarity) {
        tag.via = ['keyword', 'model'];
        tag.confidence = Math.max(tag.confidence, KEYWORD_CONFIDENCE);
      } else if (tag.confidence < OVERRULE && polarity !== 'mixed') {
        // phrases that contradict each other leave the polarity to the model
        tag.polarity = polarity;
        tag.via = ['keyword'];
        tag.confidence = KEYWORD_CONFIDENCE;
      }
    }
    if (meant !== null) addTerse(found, sentence, hits, opinions, meant);
    if (found.size === 0 && knowledge.language !== null) addGeneral(found, hits);
    if (found.size === 0) return [];
    const find = (theme: string, polarity: Polarity) => evidenceOf(text, sentence, hits, theme, polarity);
    const tags: Tag[] = [];
    for (const [theme, { polarity, confidence, via }] of [...found].sort(([a], [b]) => (a < b ? -1 : 1))) {
      const axis = axes.get(theme);
      if (axis === undefined) continue;
      tags.push(new FoundTag(theme, axis, polarity, confidence, via, find));
    }
    return tags;
  }

  /** Where a tag shows: its keywords, else what moved the model, else the stretch itself. */
  function evidenceOf(
    text: string,
    sentence: Span,
    hits: readonly KeywordHit[],
    theme: string,
    polarity: Polarity,
  ): Span[] {
    const own = hits.filter((hit) => hit.theme === theme);
    const agreeing = own.filter((hit) => hit.polarity === polarity);
    const spans = (agreeing.length > 0 ? agreeing : own).map(({ start, end, negator }) =>
      negator === null
        ? { start, end }
        : { start: Math.min(start, negator.start), end: Math.max(end, negator.end) },
    );
    let tidy = tidySpans(spans, sentence);
    if (tidy.length === 0 && model !== null && model.themes.includes(theme)) {
      const own = text.slice(sentence.start, sentence.end);
      const shown = model.evidence(own, hits, theme, polarity);
      tidy = tidySpans(
        shown.map(({ start, end }) => ({ start: start + sentence.start, end: end + sentence.start })),
        sentence,
      );
    }
    return tidy.length > 0
      ? tidySpans(
          tidy.map((span) => wholeWords(text, span)),
          sentence,
        )
      : [{ start: sentence.start, end: sentence.end }];
  }

  /** Tags as the practice's own model would have them; the evidence of new ones is looked for like any other's. */
  function amendTags(
    amend: TagAmender,
    text: string,
    sentence: Sentence,
    hits: readonly KeywordHit[],
    opinions: Opinions,
    made: readonly Tag[],
  ): Tag[] {
    return amend(text.slice(sentence.start, sentence.end), made, listOpinions(opinions))
      .flatMap(({ theme, polarity, confidence }): Tag[] => {
        const known = made.find((tag) => tag.theme === theme && tag.polarity === polarity);
        if (known !== undefined) return [{ ...known, confidence }];
        const axis = axes.get(theme);
        if (axis === undefined) return [];
        const evidence = evidenceOf(text, sentence, hits, theme, polarity);
        return [{ theme, axis, polarity, confidence, via: ['model'], evidence }];
      })
      .sort((a, b) => (a.theme < b.theme ? -1 : 1));
  }

  /** Judges one stretch; `of` is the sentence it is a side of, whose keywords hold for it too. */
  function judge(text: string, sentence: Sentence, of: Judgement | null = null): Judgement {
    const found = of === null ? findPhrases(sentence.tokens) : null;
    const hits =
      found?.hits ??
      (of as Judgement).hits.filter(({ start, end }) => start >= sentence.start && end <= sentence.end);
    const harms = found === null ? [] : findHarms(found.watched, sentence.tokens, grammar);
    const contested = found?.watched.filter(({ watched }) => watched.kind === 'contested') ?? [];
    const opinions =
      model === null ? NO_OPINIONS : model.judge(text.slice(sentence.start, sentence.end), hits);
    const said = stance(sentence.tokens);
    const all = tagsOf(text, sentence, hits, opinions);
    // what stands behind a "but" is said all the same
    const disclaims = said.disclaims && parter.part(text, sentence).length < 2;
    const made = disclaims ? all.filter(({ via }) => via.includes('keyword')) : all;
    if (said.ironic) {
      for (const tag of made)
        if (tag.polarity === 'positive' && tag.confidence < OVERRULE) tag.polarity = 'negative';
    }
    const tags = amend === null ? made : amendTags(amend, text, sentence, hits, opinions, made);
    const silent = said.hollow || ((said.courtesy || disclaims) && tags.length === 0);
    return {
      hits,
      harms,
      contested,
      model: opinions,
      tags,
      stance: said,
      lean: silent ? NO_LEAN : leanOf(tags, opinions, said),
    };
  }

  /** What a stretch says for praise and blame: what the model thinks likely, tags of phrases, and words of stance. */
  function leanOf(tags: readonly Tag[], opinions: Opinions, said: Stance): Lean {
    const heard = ({ via, polarity }: Tag) =>
      !via.includes('model') && !(said.found && polarity === 'negative');
    let { sum, weight } = leanOfTags(tags.filter(heard));
    const { claims, likely } = opinions;
    for (let i = 0; i < claims.length; i++) {
      const probability = likely[i] as number;
      if (probability < FAINT) continue;
      const { polarity } = claims[i] as Claim;
      if (polarity !== 'positive' && polarity !== 'negative') continue;
      if (said.found && polarity === 'negative') continue;
      const praise = polarity === 'positive' && !said.ironic;
      sum += praise ? probability : -probability;
      weight += probability;
    }
    const lean = addLean({ sum, weight }, said.lean);
    // the model's doubts alone are no stance
    return tags.length === 0 && said.lean.weight === 0 && Math.abs(lean.sum) < DOUBT ? NO_LEAN : lean;
  }

  /**
   * Labels head lists ("Cons: rude, no parking, never called back"), in which each entry says one thing and the whole is
   * no sentence. The entries are judged by themselves; what they add on the label's side is added to the whole.
   */
  function judgeList(text: string, sentence: Sentence, whole: Judgement): void {
    const meant = polarityOfSide(sentence.prior);
    if (meant === null || sentence.tokens.length <= TERSE_WORDS) return;
    const entries = parter.part(text, sentence, true);
    if (entries.length < 2) return;
    const heard = new Set<string>();
    let all = true;
    for (const { sentence: entry } of entries) {
      if (entry.tokens.length > LIST_ENTRY_TOKENS) {
        all = false;
        continue;
      }
      // with keywords of its own: a longer phrase of the whole may have covered them
      const { tags } = judge(text, entry);
      const surest = Math.max(...tags.map(({ confidence }) => confidence));
      for (const tag of tags) {
        heard.add(tag.theme);
        // an entry says one thing
        if (tag.confidence < surest && tag.confidence < 0.5) continue;
        if (tag.polarity !== meant || whole.tags.some(({ theme }) => theme === tag.theme)) continue;
        whole.tags.push(tag);
        whole.lean = addLean(whole.lean, leanOfTags([tag]));
      }
    }
    // what the model only half heard in the whole, and in no entry, was not said
    if (all) {
      whole.tags = whole.tags.filter(
        ({ theme, confidence, via }) => heard.has(theme) || confidence >= 0.5 || via.includes('keyword'),
      );
    }
    whole.tags.sort((a, b) => (a.theme < b.theme ? -1 : 1));
  }

  /** One sentence, or its sides where they differ. */
  function judgeSentence(text: string, sentence: Sentence): Judged[] {
    if (isEmptyAnswer(sentence)) return [{ sentence, judgement: emptyJudgement(), side: 'open' }];
    const whole = judge(text, sentence);
    if (sentence.prior !== null) judgeList(text, sentence, whole);
    const one = [{ sentence, judgement: whole, side: sideOf(whole.lean), ...asideOf(whole) }];
    let parts = parter.part(text, sentence);
    if (parts.length < 2 && (holdsBoth(whole.tags) || contradicts(whole)))
      parts = parter.part(text, sentence, true);
    if (parts.length < 2) return one;
    const judged: (Judged & { link: Link })[] = [];
    for (const { sentence: part, link } of parts) {
      const before = judged[judged.length - 1]?.side ?? 'open';
      // what is taken out stands on the other side, as if a label said so: "all kind except the receptionist"
      const prior = link === 'exception' ? opposite(before) : part.prior;
      const judgement = judge(text, { ...part, prior }, whole);
      const own = sideOf(judgement.lean);
      const side = link === 'exception' ? settleSide(judgement.lean, prior, 'loose') : own;
      judged.push({ sentence: part, judgement, side, link });
    }
    const sides = joinSides(text, sentence, whole, judged);
    if (sides.length < 2) return one;
    placeTags(text, whole, sides);
    return whole.harms.length + whole.contested.length === 0
      ? sides
      : sides.map((side, i) => (i === 0 ? { ...side, ...asideOf(whole) } : side));
  }

  /**
   * Joins neighbouring sides that are not opposed. What says nothing goes with what stands before it; but behind "but"
   * it takes the praise or the blame before it back.
   */
  function joinSides(
    text: string,
    whole: Sentence,
    judged: Judgement,
    parts: (Judged & { link: Link })[],
  ): Judged[] {
    const groups: (Judged & { link: Link })[][] = [];
    for (const side of parts) {
      const last = groups[groups.length - 1];
      const opposed = side.link === 'contrast' || side.link === 'exception';
      let stands = last?.find((other) => other.side !== 'open')?.side ?? 'open';
      // under a label or in a column, what "but" turns from is what was asked for
      if (opposed && stands === 'open' && side.side !== 'open') stands = whole.prior ?? 'open';
      const hollow = last?.some((other) => other.judgement.stance.hollow) ?? false;
      // "but" behind praise takes something back, unless what follows is clearly praise too
      const takesBack = opposed && stands === 'pro' && side.side !== 'con' && !praises(side);
      if (takesBack) side.side = 'con';
      const differs = side.side !== 'open' && stands !== 'open' && side.side !== stands;
      if (last === undefined) groups.push([side]);
      else if (opposed && stands === 'con' && side.side === 'open' && !agrees(side, stands))
        groups.push([side]);
      else if (opposed && hollow && side.side !== 'open') groups.push([side]);
      else if (
        differs &&
        (side.link !== 'mark' || (isClear(side.judgement.lean) && isClear(leanOfGroup(last))))
      ) {
        groups.push([side]);
      } else last.push(side);
    }
    if (groups.length < 2) return [];
    return groups.map((group) => {
      const only = group[0] as Judged;
      if (group.length === 1) return only;
      const { start } = only.sentence;
      const end = (group[group.length - 1] as Judged).sentence.end;
      const sentence: Sentence = {
        ...only.sentence,
        start,
        end,
        tokens: whole.tokens.filter((token) => token.start >= start && token.end <= end),
      };
      const judgement = judge(text, sentence, judged);
      const decided = group.find((other) => other.side !== 'open');
      return { sentence, judgement, side: decided?.side ?? sideOf(judgement.lean) };
    });
  }

  const leanOfGroup = (group: readonly Judged[]): Lean =>
    group.reduce((sum, { judgement }) => addLean(sum, judgement.lean), NO_LEAN);

  /** Whether a stretch behind "but" is praise all the same, or too short to say a thing. */
  function praises({ sentence, judgement }: Judged): boolean {
    return sentence.tokens.length < 3 || settleSide(judgement.lean, 'con', 'turned') === 'pro';
  }

  /** Whether a stretch without a clear side still leans to this one, or is too short to say a thing. */
  function agrees({ sentence, judgement: { lean } }: Judged, side: Side): boolean {
    if (sentence.tokens.length < 3) return true;
    return side === 'pro' ? lean.sum > 0 : side === 'con' && lean.sum < 0;
  }

  /** Sees to it that every tag of the whole sentence stands on the side that it belongs to. */
  function placeTags(text: string, whole: Judgement, sides: Judged[]): void {
    for (const tag of whole.tags) {
      if (sides.some(({ judgement }) => judgement.tags.some(({ theme }) => theme === tag.theme))) continue;
      let home = sides[0] as Judged;
      let most = -1;
      for (const side of sides) {
        const within = tag.evidence.filter(
          (span) => span.start < side.sentence.end && span.end > side.sentence.start,
        );
        const shared = within.length / Math.max(1, tag.evidence.length);
        const likely = listOpinions(side.judgement.model)
          .filter(({ theme }) => theme === tag.theme)
          .reduce((sum, { probability }) => sum + probability, 0);
        const agrees = polarityOfSide(side.side) === tag.polarity ? 0.25 : 0;
        const score = likely + agrees + (tag.via.includes('keyword') ? shared : 0.25 * shared);
        if (score > most) {
          most = score;
          home = side;
        }
      }
      const evidence = evidenceOf(text, home.sentence, home.judgement.hits, tag.theme, tag.polarity);
      home.judgement.tags.push({ ...tag, evidence });
      home.judgement.tags.sort((a, b) => (a.theme < b.theme ? -1 : 1));
    }
  }

  function readPassage(passage: Passage): { pieces: Piece[]; judged: Judged[] } {
    const { text } = passage;
    const pieces = split(passage);
    const judged = readSentences(text, pieces).flatMap((sentence) => judgeSentence(text, sentence));
    // the sentences of one labelled item share its side
    let from = 0;
    while (from < judged.length) {
      const first = judged[from] as Judged;
      let to = from + 1;
      while (to < judged.length && sameItem(first.sentence, (judged[to] as Judged).sentence)) to++;
      const item = judged.slice(from, to);
      settle(item);
      from = to;
    }
    goWithTheList(judged);
    carryOn(judged);
    return { pieces, judged };
  }

  function settle(item: Judged[]): void {
    const { prior, section } = (item[0] as Judged).sentence;
    const said = item.filter((one) => !isEmptyAnswer(one.sentence));
    if (section === null) {
      for (const one of said) {
        const own = sideOf(one.judgement.lean);
        // a side of a sentence that turns was weighed against the other; what "but" took back has no words of its own
        if (!isTurned(one.sentence))
          one.side = prior === null ? own : settleSide(one.judgement.lean, prior, 'loose');
        else if (own !== 'open') one.side = own;
        else if (one.side === 'open') one.side = prior ?? 'open';
      }
      return;
    }
    const lean = said.reduce((sum, one) => addLean(sum, one.judgement.lean), NO_LEAN);
    const shared = settleSide(lean, prior, 'firm');
    for (const one of said) {
      // one side of a sentence that turns may leave the item ("… when we asked, but they never helped us")
      one.side = isTurned(one.sentence) ? settleSide(one.judgement.lean, shared, 'turned') : shared;
    }
  }

  /** An item of a list without labels or signs that says nothing either way stands with both its neighbours. */
  function goWithTheList(judged: readonly Judged[]): void {
    const sectionAt = (at: number): number | null => judged[at]?.sentence.section ?? null;
    for (let from = 0, to = 0; from < judged.length; from = to) {
      for (to = from + 1; to < judged.length && sectionAt(to) === sectionAt(from); ) to++;
      const [before, after] = [judged[from - 1], judged[to]];
      if (sectionAt(from) === null || !before || !after || before.side !== after.side) continue;
      if (sectionAt(from - 1) === null || sectionAt(to) === null) continue;
      for (const one of judged.slice(from, to)) {
        const open = one.side === 'open' && one.sentence.prior === null && !isEmptyAnswer(one.sentence);
        if (open && !one.judgement.stance.courtesy) one.side = before.side;
      }
    }
  }

  /**
   * A story goes on with what it tells: sentences without a stance stand on the side of the one before them. One that
   * begins with "but" takes back the praise before it.
   */
  function carryOn(judged: Judged[]): void {
    for (let i = 1; i < judged.length; i++) {
      const one = judged[i] as Judged;
      const before = judged[i - 1] as Judged;
      if (one.side !== 'open' || one.sentence.section !== null || before.sentence.section !== null) continue;
      if (one.judgement.stance.courtesy || one.judgement.stance.hollow || isEmptyAnswer(one.sentence))
        continue;
      if (one.sentence.whole.start !== one.sentence.start) continue;
      if (!parter.opposes(one.sentence)) one.side = before.side;
      else if (before.side === 'pro' && !agrees(one, 'pro')) one.side = 'con';
    }
  }

  const weightOf = (side: Side): number => (side === 'pro' ? 1 : side === 'con' ? -1 : 0);
  const harmOrder = new Map(knowledge.safety.harms.map(({ name }, i) => [name, i]));

  /**
   * In a review that praises more than it blames, harm is mostly what the patient came with, or what became of others.
   * There a plain phrase counts only in a complaint with a theme, and a hint never; elsewhere a plain phrase counts, and
   * a hint in a complaint. A firm phrase always does. A sentence speaks of a harm once, however many phrases say so.
   */
  function remarksOn(passages: readonly { passage: number; judged: readonly Judged[] }[]): SafetyRemark[] {
    const remarks: SafetyRemark[] = [];
    const balance = passages
      .flatMap(({ judged }) => judged)
      .reduce((sum, { side }) => sum + weightOf(side), 0);
    for (const { passage, judged } of passages) {
      judged.forEach(({ sentence: { whole }, harms }, i) => {
        if (harms === undefined || harms.length === 0) return;
        const sides = judged.slice(i).filter(({ sentence }) => sentence.whole.start === whole.start);
        const counts = ({ start, end, strength, firm }: FoundHarm): boolean => {
          const own = sides.filter(({ sentence }) => start < sentence.end && end > sentence.start);
          if (firm) return true;
          const blames = own.some(({ side }) => side === 'con');
          // what the other sentences say: its own words may sound like praise ("drilled a perfectly healthy tooth")
          const praised = balance - sides.reduce((sum, { side }) => sum + weightOf(side), 0) > 0;
          if (!praised) return strength === 'sure' || blames;
          return (
            strength === 'sure' && blames && own.some(({ judgement }) => isJudged(judgement, 'negative'))
          );
        };
        const byHarm = new Map<string, Span[]>();
        for (const found of harms) {
          if (!counts(found)) continue;
          const { harm, start, end } = found;
          byHarm.set(harm, [...(byHarm.get(harm) ?? []), { start, end }]);
        }
        const place = (harm: string): number => harmOrder.get(harm) ?? 0;
        for (const [harm, evidence] of [...byHarm].sort(([a], [b]) => place(a) - place(b))) {
          const { start, end } = whole;
          remarks.push({ start, end, passage, harm, evidence: tidySpans(evidence, whole) });
        }
      });
    }
    return remarks;
  }

  const filedUnder = new Map(knowledge.contested.map(({ name, read }) => [name, read]));

  /** Where a contested phrase stands in a sentence, or the side of one, that holds the tag it would move. */
  function contestedIn(judged: readonly Judged[]): AnalysedReview['contested'] {
    return judged.flatMap(({ sentence: { whole }, contested = [] }, first) => {
      const names = new Set(contested.map(({ watched }) => watched.name));
      return [...names].flatMap((name) => {
        const hits = contested.filter(({ watched }) => watched.name === name);
        for (let i = first; i < judged.length; i++) {
          const { sentence, judgement } = judged[i] as Judged;
          if (i > first && sentence.whole.start !== whole.start) break;
          const holds = hits.some(({ start, end }) => start < sentence.end && end > sentence.start);
          if (holds && judgement.tags.some(({ theme }) => theme === filedUnder.get(name))) {
            return [{ name, opinion: i }];
          }
        }
        return [];
      });
    });
  }

  return { readPassage, remarksOn, contestedIn };
}

const sameItem = (a: Sentence, b: Sentence): boolean => a.section !== null && a.section === b.section;

/** What a whole sentence holds beside its tags. */
const asideOf = ({ harms, contested }: Judgement) => ({ harms, contested });

/** Whether it is one side of a sentence that was parted. */
const isTurned = ({ start, end, whole }: Sentence): boolean => whole.start !== start || whole.end !== end;

/** Whether a phrase says the opposite of what became of its theme: "kind nurse, horrible parking" read as one. */
const contradicts = ({ hits, tags }: Judgement): boolean =>
  hits.some(
    ({ theme, polarity, strength }) =>
      strength === 'sure' &&
      tags.some((tag) => tag.theme === theme && tag.polarity !== polarity && tag.polarity !== 'neutral'),
  );

const isJudged = ({ tags }: Judgement, as: Polarity): boolean => tags.some(({ polarity }) => polarity === as);

const holdsBoth = (tags: readonly Tag[]): boolean =>
  tags.some(({ polarity }) => polarity === 'positive') &&
  tags.some(({ polarity }) => polarity === 'negative');

const wordsOf = (tokens: readonly Token[]): string =>
  tokens
    .filter((token) => token.kind !== 'punctuation')
    .map((token) => token.normal)
    .join(' ');

function titleKey(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}/']+/gu, ' ')
    .trim();
}

/** A title that the text repeats would be counted twice. */
function repeatsTitle(title: Passage, passages: readonly Passage[]): boolean {
  const key = titleKey(title.text);
  return (
    key !== '' &&
    passages.some(
      (other) =>
        other.role !== 'title' && titleKey(other.text.slice(0, title.text.length * 2 + 20)).startsWith(key),
    )
  );
}

/** The statistical model that knowledge brings; null where a source tree holds none yet. */
function modelOf(knowledge: Knowledge): SentenceModel | null {
  return knowledge.model.bytes.length === 0 ? null : loadModel(knowledge.model.bytes);
}

/**
 * Makes the analyser.
 *
 * @param knowledge everything known of language and service; read once, here
 * @param model the statistical model; by default the one that `knowledge` brings, null = keywords alone
 * @param amend the practice's own model, which has the last word on the tags of a sentence
 * @returns a pure function of a review: its opinions, passage by passage, in the order of the text. A review that was
 *   set aside has none. Where the text repeats the title, the title yields none
 */
export function createAnalyser(
  knowledge: Knowledge,
  model: SentenceModel | null = modelOf(knowledge),
  amend: TagAmender | null = null,
): Analyser {
  const room = createRoom(knowledge, model, amend);
  return (review): AnalysedReview => {
    const opinions: Opinion[] = [];
    const read: { passage: number; judged: Judged[] }[] = [];
    if (review.setAside === null) {
      for (const [passage, box] of review.passages.entries()) {
        if (box.role === 'title' && repeatsTitle(box, review.passages)) continue;
        const { judged } = room.readPassage(box);
        read.push({ passage, judged });
        for (const { sentence, judgement, side } of judged) {
          const { start, end, section } = sentence;
          opinions.push({ start, end, passage, section, side, tags: judgement.tags });
        }
      }
    }
    const contested = room.contestedIn(read.flatMap(({ judged }) => judged));
    return { review, opinions, safety: room.remarksOn(read), contested };
  };
}

/**
 * Makes the function behind `explain`.
 *
 * @returns a pure function of a text (and the box it stands in): its pieces, sentences, tokens with negation, keyword
 *   hits, the model's probabilities and the tags that come of them, as plain JSON
 */
export function createExplainer(
  knowledge: Knowledge,
  model: SentenceModel | null = modelOf(knowledge),
  amend: TagAmender | null = null,
): (text: string, role?: Passage['role']) => Explanation {
  const room = createRoom(knowledge, model, amend);
  return (text, role = 'text') => {
    const { pieces, judged } = room.readPassage({ role, name: role, text });
    const sentences = judged.map(
      ({ sentence, judgement, side }): ExplainedSentence => ({
        ...sentence,
        side,
        hits: judgement.hits,
        model: listOpinions(judgement.model).sort(
          (a, b) => b.probability - a.probability || (a.theme < b.theme ? -1 : 1),
        ),
        tags: judgement.tags,
      }),
    );
    return { text, pieces, sentences, safety: room.remarksOn([{ passage: 0, judged }]) };
  };
}
