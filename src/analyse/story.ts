/**
 * What only tells a story. Those who tell one say who was there and what for, what happened, what they make of it, and
 * come back to today (W. Labov, J. Waletzky, Narrative analysis, 1967): the last of these judges nothing, whatever was
 * said before it.
 */

import type { SplittingWords, Token } from '../types.js';
import type { Grammar } from './grammar.js';
import { tokenise } from './sentences.js';

/** Longest sentence that comes back to today, in tokens. */
const LONGEST_END = 16;

/** Stands for a number or an article in a phrase. */
const COUNT = '#';

/** The phrase that tells of a visit begins within so many tokens ("My husband was admitted …"). */
const VISIT_REACH = 5;

const phrasesOf = (texts: readonly string[], grammar: Grammar): string[][] =>
  texts.map((text) => tokenise(text, grammar).map(({ normal }) => normal));

/** Makes what tells whether a sentence begins with what brought the patient there. */
export function createStoryStarts(
  { visits }: Pick<SplittingWords, 'visits'>,
  grammar: Grammar,
): (tokens: readonly Token[]) => boolean {
  const phrases = phrasesOf(visits, grammar);
  const starts = new Set(phrases.map(([first]) => first));
  return (tokens) => {
    for (let at = 0; at < VISIT_REACH && at < tokens.length; at++) {
      if (!starts.has((tokens[at] as Token).normal)) continue;
      if (phrases.some((phrase) => phrase.every((word, k) => tokens[at + k]?.normal === word))) return true;
    }
    return false;
  };
}

/**
 * Makes what tells whether a sentence only says when something of its writer is or was: "My next check is in a year".
 * Words that hold it against what was to be expected ("still", "only", "not") make it a judgement, and so it is none of
 * these (Labov's comparators).
 */
export function createStoryEnds(
  words: Pick<SplittingWords, 'tellers' | 'moments' | 'comparators'>,
  grammar: Grammar,
): (tokens: readonly Token[]) => boolean {
  const tellers = new Set(words.tellers.map(grammar.normal));
  const moments = phrasesOf(words.moments, grammar);
  const comparators = phrasesOf(words.comparators, grammar);
  const numerals = new Set([...grammar.numerals, 'a', 'an']);
  const counts = ({ kind, normal }: Token): boolean => kind === 'number' || numerals.has(normal);
  const standsIn = (phrases: readonly string[][], tokens: readonly Token[]): boolean =>
    phrases.some((phrase) =>
      tokens.some((_, at) =>
        phrase.every((word, k) => {
          const token = tokens[at + k];
          return token !== undefined && (word === COUNT ? counts(token) : token.normal === word);
        }),
      ),
    );
  return (tokens) => {
    const first = tokens[0];
    if (first === undefined || tokens.length > LONGEST_END || !tellers.has(first.normal)) return false;
    if (tokens.some(({ negated, normal }) => negated || grammar.negators.has(normal))) return false;
    return standsIn(moments, tokens) && !standsIn(comparators, tokens);
  };
}
