/** What one stretch of text says: the phrases in it, what the model thinks of it, its tags, and how far it praises or blames. */

import type { KeywordHit, Knowledge, Sentence, Side, Tag, TagAmender } from '../types.js';
import type { Parter } from './contrast.js';
import { createDemands } from './demands.js';
import { createEvidenceFinder } from './evidence.js';
import type { Grammar } from './grammar.js';
import { createPhraseFinder, type WatchedHit } from './keywords.js';
import { type Claim, NO_OPINIONS, type Opinions, type SentenceModel } from './opinions.js';
import {
  addLean,
  BLAME,
  createStance,
  type Lean,
  leanOfTags,
  NO_LEAN,
  NO_STANCE,
  type Stance,
} from './polarity.js';
import { createStoryStarts } from './story.js';
import { byTheme, createTagger, namesQuality, polarityOfSide } from './tags.js';

/** Less likely themes say nothing of a stance. */
const FAINT = 0.12;
/** Least sum of the model's doubts that is a stance where there is no tag and no word of stance. */
const DOUBT = 0.3;
/** Longest entry of a list under a label that is judged by itself. */
const LIST_ENTRY_TOKENS = 10;
/** From this confidence on a tag stands beside a surer one of its entry. */
const LIST_CONFIDENCE = 0.5;
/** So sure must be what the model heard in a whole list and in none of its entries, for a list is no sentence. */
const WHOLE_CONFIDENCE = 0.7;
/** From this confidence on praise is beyond doubt. */
const SURE = 0.85;
/** From this confidence on a tag is heard in what begins a story. */
const VISIT_CONFIDENCE = 0.5;

/** What was found in one stretch. */
export interface Judgement {
  hits: KeywordHit[];
  model: Opinions;
  tags: Tag[];
  stance: Stance;
  /** Words, tags and model together. */
  lean: Lean;
}

/** A sentence, or one side of it, with what was found in it. */
export interface Judged {
  sentence: Sentence;
  judgement: Judgement;
  side: Side;
  /** It only says that there is nothing to say ("n/a"), so nothing around it gives it a side. */
  empty: boolean;
}

/** Of a stretch in which nothing is looked for. */
export const emptyJudgement = (): Judgement => ({
  hits: [],
  model: NO_OPINIONS,
  tags: [],
  stance: NO_STANCE,
  lean: NO_LEAN,
});

export interface Judge {
  /** A whole sentence, under a label each entry of its list too; with the watched phrases in it. `text` is the passage. */
  judgeSentence(text: string, sentence: Sentence): { judgement: Judgement; watched: readonly WatchedHit[] };
  /** One side of a sentence that was judged as a whole: the phrases of the whole hold for it too. */
  judgeSide(text: string, side: Sentence, whole: Judgement): Judgement;
  /** A tag of the whole with the evidence that one side has for it. */
  tagOnSide(text: string, tag: Tag, side: Pick<Judged, 'sentence' | 'judgement'>): Tag;
}

/**
 * Makes the judge.
 *
 * @param parter tells the entries of a list, and whether more follows behind a disclaimer
 * @param model null = keywords alone
 * @param amend the practice's own model
 */
export function createJudge(
  knowledge: Knowledge,
  grammar: Grammar,
  parter: Parter,
  model: SentenceModel | null,
  amend: TagAmender | null,
): Judge {
  const readStance = createStance(knowledge.splitting, grammar);
  const findPhrases = createPhraseFinder(knowledge, [
    ...knowledge.safety.watched,
    ...knowledge.contested.flatMap(({ watched }) => watched),
  ]);
  const demands = createDemands(knowledge.splitting, grammar);
  const startsStory = createStoryStarts(knowledge.splitting, grammar);
  const findEvidence = createEvidenceFinder(model);
  const findTags = createTagger(knowledge, model, readStance, findEvidence, amend);

  function judge(text: string, sentence: Sentence, hits: KeywordHit[]): Judgement {
    const opinions = model === null ? NO_OPINIONS : model.judge(text.slice(sentence.start, sentence.end));
    const stance = readStance(sentence.tokens);
    // what stands behind a "but" is said all the same
    if (stance.disclaims) stance.disclaims = parter.part(text, sentence).length < 2;
    stance.demands = sentence.prior === 'con' && demands(sentence.tokens);
    const tags = findTags(text, sentence, hits, opinions, stance);
    const silent =
      (startsStory(sentence.tokens) && tags.every(({ confidence }) => confidence < VISIT_CONFIDENCE)) ||
      stance.hollow ||
      stance.mishap ||
      ((stance.courtesy || stance.disclaims) && tags.length === 0);
    let lean = stance.demands ? BLAME : silent ? NO_LEAN : leanOf(tags, opinions, stance);
    // a label decided what the name of a quality says
    if (!silent && sentence.prior !== null && namesQuality(sentence.tokens)) lean = leanOfTags(tags);
    return { hits, model: opinions, tags, stance, lean };
  }

  /**
   * Labels head lists ("Cons: rude, no parking, never called back"), in which each entry says one thing and the whole is
   * no sentence. The entries are judged by themselves; what they add on the label's side is added to the whole.
   */
  function judgeList(text: string, sentence: Sentence, whole: Judgement): void {
    const meant = polarityOfSide(sentence.prior);
    if (meant === null) return;
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
      const { tags } = judge(text, entry, findPhrases(entry.tokens).hits);
      const surest = Math.max(...tags.map(({ confidence }) => confidence));
      for (const tag of tags) {
        heard.add(tag.theme);
        // an entry says one thing
        if (tag.confidence < surest && tag.confidence < LIST_CONFIDENCE) continue;
        if (tag.polarity !== meant || whole.tags.some(({ theme }) => theme === tag.theme)) continue;
        whole.tags.push(tag);
        whole.lean = addLean(whole.lean, leanOfTags([tag]));
      }
    }
    // what the model only half heard in the whole, and in no entry, was not said
    if (all) {
      whole.tags = whole.tags.filter(
        ({ theme, confidence, via }) =>
          heard.has(theme) || confidence >= WHOLE_CONFIDENCE || via.includes('keyword'),
      );
    }
    whole.tags.sort(byTheme);
  }

  return {
    judgeSentence(text, sentence) {
      const { hits, watched } = findPhrases(sentence.tokens);
      const judgement = judge(text, sentence, hits);
      judgeList(text, sentence, judgement);
      return { judgement, watched };
    },
    judgeSide: (text, side, whole) =>
      judge(
        text,
        side,
        whole.hits.filter(({ start, end }) => start >= side.start && end <= side.end),
      ),
    tagOnSide: (text, tag, { sentence, judgement: { hits } }) => ({
      ...tag,
      evidence: findEvidence(text, sentence, hits, tag.theme, tag.polarity),
    }),
  };
}

/**
 * "He fixed my problem", "everyone should see her": where all that was found is praise and some of it beyond doubt, words of
 * wishing wish for nothing.
 */
const praisesSurely = (tags: readonly Tag[]): boolean =>
  tags.every(({ polarity }) => polarity === 'positive') && tags.some(({ confidence }) => confidence >= SURE);

/** What a stretch says for praise and blame: what the model thinks likely, tags of phrases, and words of stance. */
function leanOf(tags: readonly Tag[], { claims, likely }: Opinions, said: Stance): Lean {
  const heard = ({ via, polarity }: Tag) =>
    !via.includes('model') && !(said.found && polarity === 'negative');
  let { sum, weight } = leanOfTags(tags.filter(heard));
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
  const words = praisesSurely(tags) ? said.lean : addLean(said.lean, said.wish);
  const lean = addLean({ sum, weight }, words);
  // the model's doubts alone are no stance
  return tags.length === 0 && words.weight === 0 && Math.abs(lean.sum) < DOUBT ? NO_LEAN : lean;
}
