/**
 * A passage's sentences, each judged, and the sides of those that turn ("great surgeon but …"). A sentence is judged as a
 * whole, which is what the model was trained on, and side by side; the sides stay apart only if they stand on different
 * sides by meaning. What stands around a sentence then settles where it stands (settle.ts).
 */

import type { Knowledge, Sentence, Side, SplittingWords, TagAmender, Token } from '../types.js';
import { createParter, type Link } from './contrast.js';
import { shownWithin } from './evidence.js';
import { type Grammar, grammarOf } from './grammar.js';
import { createJudge, emptyJudgement, type Judged, type Judgement } from './judgement.js';
import type { WatchedHit } from './keywords.js';
import { listOpinions, type SentenceModel } from './opinions.js';
import { isClear, settleSide, sideOf } from './polarity.js';
import { tokenise } from './sentences.js';
import { agrees, leanOfAll, praises, settleSides } from './settle.js';
import { createStoryEnds } from './story.js';
import { byTheme, polarityOfSide } from './tags.js';

/** What an empty answer denies with. One that knows nothing to say, or points elsewhere, may be followed by an answer. */
const DENIALS: ReadonlySet<string> = new Set(['none', 'nothing', 'no', 'nope', 'nil', 'n/a']);
/** Longest answer, in tokens, that may be an empty one. */
const EMPTY_TOKENS = 14;
/** What speaks for a side where a tag of the whole has no other home: that it agrees, and that the model was moved there. */
const HOME_AGREES = 0.25;
const HOME_SHOWS = 0.25;

/** What opens a clause that tells how something came about. */
const CLAUSE_OPENERS = new Set(['which', 'because', 'since', 'when']);

/** A sentence with its sides. */
export interface JudgedSentence {
  whole: Sentence;
  /** The watched phrases in it, in the order of the text. */
  watched: readonly WatchedHit[];
  /** In the order of the text; the whole alone where it does not turn. */
  sides: Judged[];
}

/** A part of a sentence before it is settled whether it stands apart. */
type Part = Judged & { link: Link };

/** The stretches of sentences that have one stance each: what becomes an opinion. */
export const sidesOf = (sentences: readonly JudgedSentence[]): Judged[] =>
  sentences.flatMap(({ sides }) => sides);

/** The side of what is taken out of a stretch on this one; what is taken out of nothing in particular is a complaint. */
const opposite = (side: Side): Side => (side === 'con' ? 'pro' : 'con');

/**
 * Makes what judges the sentences of a passage.
 *
 * @param model null = keywords alone
 * @param amend the practice's own model
 * @returns a pure function of a passage's text and all its sentences in order
 */
export function createSideReader(
  knowledge: Knowledge,
  model: SentenceModel | null,
  amend: TagAmender | null,
): (text: string, sentences: readonly Sentence[]) => JudgedSentence[] {
  const grammar = grammarOf(knowledge);
  const parter = createParter(knowledge.splitting, grammar);
  const { judgeSentence, judgeSide, tagOnSide } = createJudge(knowledge, grammar, parter, model, amend);
  const { isEmpty, meant } = createAnswers(knowledge.splitting, grammar);
  const endsStory = createStoryEnds(knowledge.splitting, grammar);

  /** One sentence, with its sides where they differ. */
  function readSentence(text: string, sentence: Sentence): JudgedSentence {
    if (isEmpty(sentence)) {
      const nothing: Judged = { sentence, judgement: emptyJudgement(), side: 'open', empty: true };
      return { whole: sentence, watched: [], sides: [nothing] };
    }
    const { judgement, watched } = judgeSentence(text, sentence);
    const one: Judged = { sentence, judgement, side: sideOf(judgement.lean), empty: false };
    const sides = joinParts(text, one, partsOf(text, one));
    placeTags(text, judgement, sides);
    return { whole: sentence, watched, sides: sides.length === 0 ? [one] : sides };
  }

  /** The possible sides of a sentence, each judged; none where it cannot be parted. */
  function partsOf(text: string, { sentence, judgement: whole }: Judged): Part[] {
    let found = parter.part(text, sentence);
    if (found.length < 2 && (holdsBoth(whole) || contradicts(whole)))
      found = parter.part(text, sentence, true);
    if (found.length < 2) return [];
    const parts: Part[] = [];
    for (const { sentence: part, link } of found.flatMap((one) => partAgain(text, one, whole))) {
      const before = parts[parts.length - 1]?.side ?? 'open';
      const judged = judgeSide(text, part, whole);
      // what is taken out stands on the other side, as if a label said so: "all kind except the receptionist"
      const taken = link === 'exception' || (judged.stance.reverses && before !== 'open');
      const prior = taken ? opposite(before) : part.prior;
      const judgement = taken ? judgeSide(text, { ...part, prior }, whole) : judged;
      const side = taken ? settleSide(judgement.lean, prior, 'loose') : sideOf(judgement.lean);
      parts.push({ sentence: part, judgement, side, empty: isEmpty(part), link });
    }
    return parts;
  }

  /** A part that holds praise and blame itself is parted again: "Brilliant surgeon, terrible listener, and yet …". */
  function partAgain(
    text: string,
    { sentence, link }: { sentence: Sentence; link: Link },
    whole: Judgement,
  ): { sentence: Sentence; link: Link }[] {
    // an item of a list keeps its label's side unless it turns by a word
    if (sentence.section !== null) return [{ sentence, link }];
    const own = judgeSide(text, sentence, whole);
    if (!holdsBoth(own) && !contradicts(own)) return [{ sentence, link }];
    return parter.part(text, sentence, true).map((inner, i) => ({
      sentence: { ...inner.sentence, whole: sentence.whole },
      link: i === 0 ? link : inner.link,
    }));
  }

  /**
   * Joins neighbouring parts that are not opposed. What says nothing goes with what stands before it; but behind "but"
   * it takes the praise or the blame before it back. None where all are joined.
   */
  function joinParts(text: string, { sentence: whole, judgement }: Judged, parts: readonly Part[]): Judged[] {
    const groups: Part[][] = [];
    for (const part of parts) {
      const last = groups[groups.length - 1];
      const before = last === undefined ? 'open' : sideBefore(last, part, whole.prior);
      // "but" behind praise takes something back, unless what follows is clearly praise too
      if (turns(part) && before === 'pro' && part.side !== 'con' && !praises(part)) {
        // behind a mishap it turns from that: "… which I could not answer, but I was called back"
        part.side = endsInBlame(text, last as Part[], judgement) ? 'open' : 'con';
      }
      // what stood in brackets and was no side of its own parts nothing
      const parted = part.link !== 'resumed' || last?.[0]?.link === 'aside';
      if (last === undefined || (parted && isOpposed(part, last, before))) groups.push([part]);
      else last.push(part);
    }
    if (groups.length < 2) return [];
    return groups.map((group) => {
      const first = group[0] as Part;
      if (group.length === 1) return first;
      const { start } = first.sentence;
      const { end } = (group[group.length - 1] as Part).sentence;
      const tokens = whole.tokens.filter((token) => token.start >= start && token.end <= end);
      const sentence: Sentence = { ...first.sentence, start, end, tokens };
      const own = judgeSide(text, sentence, judgement);
      const side = sideOfGroup(group) ?? sideOf(own.lean);
      return { sentence, judgement: own, side, empty: isEmpty(sentence) };
    });
  }

  /** Whether the last clause of what stands before "but" blames, though all of it praises. */
  function endsInBlame(text: string, before: readonly Part[], whole: Judgement): boolean {
    const { sentence } = before[before.length - 1] as Part;
    const at = sentence.tokens.findLastIndex(({ normal }) => CLAUSE_OPENERS.has(normal));
    const first = sentence.tokens[at + 1];
    if (at < 1 || first === undefined) return false;
    const clause = { ...sentence, start: first.start, tokens: sentence.tokens.slice(at + 1) };
    return judgeSide(text, clause, whole).lean.sum < 0;
  }

  /**
   * Sees to it that every tag of the whole sentence stands on a side: on the one where the model finds its theme, that
   * agrees with it, and where it shows.
   */
  function placeTags(text: string, whole: Judgement, sides: readonly Judged[]): void {
    if (sides.length === 0) return;
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
        const agrees = polarityOfSide(side.side) === tag.polarity ? HOME_AGREES : 0;
        const score = likely + agrees + (tag.via.includes('keyword') ? shared : HOME_SHOWS * shared);
        if (score > most) {
          most = score;
          home = side;
        }
      }
      home.judgement.tags.push(tagOnSide(text, tag, home));
      home.judgement.tags.sort(byTheme);
    }
  }

  /** Words that only tie a stretch to what stands around it were read with it, and are no part of what it says. */
  function dropJoiner(text: string, one: Judged, turned: boolean): void {
    const sentence = parter.withoutJoiner(text, one.sentence, turned);
    if (sentence === one.sentence) return;
    one.sentence = sentence;
    one.judgement.tags = one.judgement.tags.map((tag) => shownWithin(tag, sentence));
  }

  return (text, sentences) => {
    const judged = meant(sentences).map((sentence) => readSentence(text, sentence));
    settleSides(sidesOf(judged), {
      opposes: ({ sentence }) => parter.opposes(sentence),
      endsStory: ({ sentence }) => endsStory(sentence.tokens),
      startsAnew: ({ sentence }, before) => isBreak(text.slice(before.sentence.end, sentence.start)),
    });
    for (const { sides } of judged) {
      for (const one of sides) dropJoiner(text, one, sides.length > 1);
    }
    return judged;
  };
}

/** The side of joined parts; null where all are open. */
const sideOfGroup = (group: readonly Part[]): Side | null =>
  group.find(({ side }) => side !== 'open')?.side ?? null;

/** Whether a part begins with a word that opposes it to what stands before it. */
const turns = ({ link }: Part): boolean => link === 'contrast' || link === 'exception';

/** What a part has before it; under a label or in a column, what "but" turns from is what was asked for. */
function sideBefore(before: readonly Part[], part: Part, prior: Side | null): Side {
  return sideOfGroup(before) ?? (turns(part) && part.side !== 'open' ? (prior ?? 'open') : 'open');
}

/** Links that oppose nothing by themselves. */
const MARKS: ReadonlySet<Link> = new Set<Link>(['mark', 'aside', 'resumed']);

/** Whether a part stands against those before it, which stand on the side `stand`. */
function isOpposed(part: Part, before: readonly Part[], stand: Side): boolean {
  if (part.side === 'open') return turns(part) && stand === 'con' && !agrees(part, stand);
  // "Nothing really, although …"
  if (turns(part) && before.every(({ empty }) => empty)) return true;
  // what is only said in theory stands on no side
  if (turns(part) && before.some(({ judgement }) => judgement.stance.hollow)) return true;
  if (stand === 'open' || part.side === stand) return false;
  return !MARKS.has(part.link) || (isClear(part.judgement.lean) && isClear(leanOfAll(before)));
}

/** Whether a phrase says the opposite of what became of its theme: "kind nurse, horrible parking" read as one. */
const contradicts = ({ hits, tags }: Judgement): boolean =>
  hits.some(
    ({ theme, polarity, strength }) =>
      strength !== 'cue' &&
      tags.some((tag) => tag.theme === theme && tag.polarity !== polarity && tag.polarity !== 'neutral'),
  );

const holdsBoth = ({ tags }: Judgement): boolean =>
  tags.some(({ polarity }) => polarity === 'positive') &&
  tags.some(({ polarity }) => polarity === 'negative');

/** Whether what is in no stretch, between two of them, parts them: a blank line, or a label ("UPDATE May:"). */
function isBreak(between: string): boolean {
  const said = between.trimEnd();
  return /\n[^\S\n]*\n/.test(between.slice(said.length)) || CUT_LABEL.test(said.slice(-LABEL_END));
}
const CUT_LABEL = /\p{L}[^\p{L}\n]*(?::|\s[-–—])$/u;
const LABEL_END = 40;

/**
 * Makes what knows short answers by their words, whatever stands around them ("Nothing, to be honest").
 *
 * `isEmpty`: it only says that there is nothing to say ("n/a"), or nothing to blame where blame was asked for. `meant`:
 * the sentences of a passage as their question means them: one that refuses the praise it was asked for ("What went well?
 * Not a lot.") blames, and so does what follows it under the same question. Behind an empty answer ("Cons: none. I looked
 * for one.") what tells of something was not asked for, and stands by itself; a fragment still answers ("Maybe the
 * parking.").
 */
function createAnswers(
  words: Pick<SplittingWords, 'emptyAnswers' | 'noComplaints' | 'noPraise' | 'fillers' | 'told'>,
  grammar: Grammar,
): {
  isEmpty: (sentence: Sentence) => boolean;
  meant: (sentences: readonly Sentence[]) => readonly Sentence[];
} {
  const plain = (text: string): string => wordsOf(tokenise(text, grammar));
  const answers = new Set(words.emptyAnswers.map(plain));
  const unblamed = new Set(words.noComplaints.map(plain));
  const unpraised = new Set(words.noPraise.map(plain));
  const fillers = words.fillers.map(plain).sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
  /** Their first words: most sentences begin with another one. */
  const starts = new Set(
    [...answers, ...unblamed, ...unpraised, ...fillers].map((answer) => answer.split(' ', 1)[0] as string),
  );

  /** An answer as it stands, and without what stands around it; null for most sentences. */
  function answerIn(tokens: readonly Token[]): readonly string[] | null {
    if (tokens.length > EMPTY_TOKENS) return null;
    const first = tokens.find(({ kind }) => kind !== 'punctuation');
    if (!starts.has(first?.normal ?? '')) return null;
    const whole = wordsOf(tokens);
    let bare = ` ${whole} `;
    for (const filler of fillers) {
      if (bare.startsWith(` ${filler} `)) bare = bare.slice(filler.length + 1);
      if (bare.endsWith(` ${filler} `)) bare = bare.slice(0, -filler.length - 1);
    }
    return [whole, bare.trim()];
  }
  const told = new Set(words.told.map(grammar.normal));
  const tells = ({ tokens }: Sentence): boolean => tokens.some(({ normal }) => told.has(normal));
  const denies = ({ tokens }: Sentence): boolean => tokens.some(({ normal }) => DENIALS.has(normal));
  const isEmpty = ({ tokens, prior }: Sentence): boolean =>
    answerIn(tokens)?.some((answer) => answers.has(answer) || (prior === 'con' && unblamed.has(answer))) ===
    true;
  const refuses = ({ prior, tokens }: Sentence): boolean =>
    prior === 'pro' && answerIn(tokens)?.some((answer) => unpraised.has(answer)) === true;

  return {
    isEmpty,
    meant(sentences) {
      let refused: Sentence | null = null;
      let emptied: Sentence | null = null;
      return sentences.map((sentence) => {
        const { prior, section } = sentence;
        if (refuses(sentence)) refused = sentence;
        if (prior === 'pro' && refused?.section === section) return { ...sentence, prior: 'con' };
        if (prior === null || prior === 'open') return sentence;
        if (isEmpty(sentence)) emptied = denies(sentence) ? sentence : null;
        else if (emptied?.section === section && emptied.prior === prior && tells(sentence))
          return { ...sentence, prior: null };
        return sentence;
      });
    },
  };
}

const wordsOf = (tokens: readonly Token[]): string =>
  tokens
    .filter((token) => token.kind !== 'punctuation')
    .map((token) => token.normal)
    .join(' ');
