/**
 * Which of the watched phrases of a sentence speak of harm that was done. What is wanted is a list that a person reads,
 * so a doubtful sentence is rather listed than lost; what was feared, averted, denied or done elsewhere is not.
 */
import type { Harm, Span, Token } from '../types.js';
import type { WatchedHit } from './keywords.js';

/** How many tokens an excuse reaches forward: "worried about pain, swelling, bleeding and infection". */
const REACH = 12;
/** Words and marks that an excuse does not reach beyond. */
const ENDS = new Set('but because although though however yet until . ; ! ?'.split(' '));

/** A harm that a sentence speaks of. */
export interface FoundHarm extends Span {
  harm: Harm;
  strength: 'sure' | 'cue';
}

/**
 * @param watched what the phrases found in the sentence
 * @param tokens of the sentence
 * @returns in the order of the text, without those that are negated or excused
 */
export function findHarms(watched: readonly WatchedHit[], tokens: readonly Token[]): FoundHarm[] {
  if (watched.length === 0) return [];
  const excuses = watched.filter((hit) => hit.watched.kind === 'excuse' && !hit.negated);
  if (excuses.some((hit) => hit.watched.name === 'sentence')) return [];
  return watched
    .filter((hit) => hit.watched.kind === 'harm' && !hit.negated)
    .filter((hit) => !excuses.some((excuse) => reaches(excuse, hit, tokens)))
    .map(({ start, end, watched: { name, strength } }) => ({ start, end, harm: name, strength }));
}

function reaches(excuse: WatchedHit, harm: WatchedHit, tokens: readonly Token[]): boolean {
  // an excuse that is words of the harm itself ("could have died") excuses nothing
  if (excuse.first >= harm.first || excuse.last >= harm.last || harm.first - excuse.last > REACH)
    return false;
  for (let at = excuse.last + 1; at < harm.first; at++) {
    if (ENDS.has((tokens[at] as Token).normal)) return false;
  }
  return true;
}
