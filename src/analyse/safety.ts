/**
 * Which of the watched phrases of a sentence speak of harm that was done. What is wanted is a list that a person reads,
 * so a doubtful sentence is rather listed than lost; what was feared, averted, denied or done elsewhere is not.
 */
import type { Harm, Span, Token } from '../types.js';
import { ENGLISH, type Grammar } from './grammar.js';
import type { WatchedHit } from './keywords.js';

/** How many tokens an excuse reaches forward: "worried about pain, swelling, bleeding and infection". */
const REACH = 12;
/** A harm that a sentence speaks of. */
export interface FoundHarm extends Span {
  harm: Harm;
  strength: 'sure' | 'cue';
  /** It stands whatever is around it. */
  firm: boolean;
}

/**
 * @param watched what the phrases found in the sentence
 * @param tokens of the sentence
 * @returns in the order of the text, without those that are negated or excused
 */
export function findHarms(
  watched: readonly WatchedHit[],
  tokens: readonly Token[],
  grammar: Grammar = ENGLISH,
): FoundHarm[] {
  if (watched.length === 0) return [];
  const excuses = watched.filter((hit) => hit.watched.kind === 'excuse' && !hit.negated);
  const excused = (hit: WatchedHit): boolean =>
    excuses.some((excuse) => excuse.watched.name === 'sentence' || reaches(excuse, hit, tokens, grammar));
  const found: FoundHarm[] = [];
  for (const hit of watched) {
    const { kind, name, strength, negation } = hit.watched;
    const firm = negation === 'ignores';
    if (kind !== 'harm' || hit.negated || (!firm && excused(hit))) continue;
    found.push({ start: hit.start, end: hit.end, harm: name, strength, firm });
  }
  return found;
}

function reaches(
  excuse: WatchedHit,
  harm: WatchedHit,
  tokens: readonly Token[],
  { and, excuseEnds, subjects }: Grammar,
): boolean {
  // an excuse that is words of the harm itself ("could have died") excuses nothing
  if (excuse.first >= harm.first || excuse.last >= harm.last || harm.first - excuse.last > REACH)
    return false;
  for (let at = excuse.last + 1; at < harm.first; at++) {
    const { normal } = tokens[at] as Token;
    const begins = and.has(normal) && subjects.has((tokens[at + 1] as Token).normal);
    if (excuseEnds.has(normal) || begins) return false;
  }
  return true;
}
