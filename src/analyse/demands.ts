/**
 * Demands: where a practice asked what it could do better, "Listen to patients", "Being seen on time" and "Staff who care"
 * name what is good and say that it is missing. They are told by their form, as far as they tell of nothing that is or was.
 */

import type { SplittingWords, Token } from '../types.js';
import type { Grammar } from './grammar.js';

/** Most tokens of a demand, and of what stands before "who" in one. */
const DEMAND_TOKENS = 12;
const DEMAND_HEAD = 3;
/** "Staff who are kind" are wished for, staff who were kind are praised. */
const PRESENT: ReadonlySet<string> = new Set(['is', 'are']);

/**
 * Makes what tells the stretches that ask for something.
 *
 * @returns a pure function of their tokens, in small letters as the grammar writes them
 */
export function createDemands(
  words: Pick<SplittingWords, 'demands' | 'wanted' | 'told' | 'asked' | 'praise'>,
  { normal }: Grammar,
): (tokens: readonly Token[]) => boolean {
  const setOf = (list: readonly string[]): ReadonlySet<string> => new Set(list.map(normal));
  const [firsts, wanted, praise] = [setOf(words.demands), setOf(words.wanted), setOf(words.praise)];
  const [told, asked] = [setOf(words.told), setOf(words.asked)];
  return (tokens) => {
    if (tokens.length > DEMAND_TOKENS || tokens.length < 2) return false;
    const who = tokens.findIndex(({ normal: word }) => word === 'who');
    if (who > 0 && who <= DEMAND_HEAD) {
      const head = tokens.slice(0, who);
      const does = tokens[who + 1]?.normal ?? '';
      const past = /ed$|^$/.test(does) || (told.has(does) && !PRESENT.has(does));
      return (
        !past && wanted.has(head[who - 1]?.normal ?? '') && !head.some((token) => praise.has(token.normal))
      );
    }
    const goesOn = tokens.findIndex((token) => asked.has(token.normal));
    const clause = goesOn < 1 ? tokens : tokens.slice(0, goesOn);
    if (clause.some((token) => told.has(token.normal))) return false;
    const first = tokens.find((token) => token.normal !== 'please');
    return first !== undefined && !first.negated && firsts.has(first.normal);
  };
}
