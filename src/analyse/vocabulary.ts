/** The words that the model knows, and what it takes others for. */

import { isOneOff } from './misspelling.js';
import { type ModelTokens, NAME, type Spelling } from './model-tokens.js';

/** Row of a word that is in no vocabulary and like none of it; row 0 is no word at all. */
const UNKNOWN = 1;

/**
 * Makes what finds the row of a word.
 *
 * @param words of the vocabulary, that of row 2 first
 * @param common how many of them are common in reviews; they come first, the most frequent before the others: what a
 *   misspelling may have meant
 * @returns a function: the tokens of a sentence and the place of one → its row. A capitalised word in no vocabulary is a
 *   name; any other one is what it may have been meant for
 */
export function createVocabulary(
  words: readonly string[],
  common: number,
): (tokens: ModelTokens, at: number) => number {
  const vocabulary = new Map<string, number>();
  for (let i = 0; i < words.length; i++) vocabulary.set(words[i] as string, i + 2);
  const nameId = vocabulary.get(NAME) ?? UNKNOWN;

  let misspellings: Map<string, number> | null = null;
  const resolved = new Map<string, number>();

  /** The most frequent word one letter away (one more, one less, another one, two swapped), of five letters or more. */
  function spelled(word: string): number {
    if (word.length < 5 || word.length > 20) return UNKNOWN;
    if (misspellings === null) {
      misspellings = new Map();
      for (let i = common - 1; i >= 0; i--) {
        const known = words[i] as string;
        if (known.length < 5 || known.length > 20) continue;
        for (let k = 1; k < known.length; k++)
          misspellings.set(known.slice(0, k) + known.slice(k + 1), i + 2);
      }
    }
    let best = misspellings.get(word) ?? Number.POSITIVE_INFINITY;
    for (let k = 1; k < word.length; k++) {
      const less = word.slice(0, k) + word.slice(k + 1);
      const shorter = vocabulary.get(less);
      if (shorter !== undefined && shorter < best && less.length >= 5) best = shorter;
      const other = misspellings.get(less);
      if (other !== undefined && other < best && isOneOff(word, words[other - 2] as string)) best = other;
    }
    return best === Number.POSITIVE_INFINITY ? UNKNOWN : best;
  }

  /** Number of the vocabulary, 0 for none. */
  function knownId(word: string, spelling: Spelling | null): number {
    if (spelling === null) return vocabulary.get(word) ?? 0;
    if (spelling.vocabulary !== vocabulary) {
      spelling.vocabulary = vocabulary;
      spelling.id = vocabulary.get(word) ?? 0;
    }
    return spelling.id;
  }

  function idOf(tokens: ModelTokens, at: number): number {
    const word = tokens.words[at] as string;
    const known = knownId(word, tokens.spellings[at] as Spelling | null);
    if (known !== 0) return known;
    if (tokens.capitalised[at] === 1) return nameId;
    let id = resolved.get(word);
    if (id === undefined) {
      id = spelled(word);
      if (resolved.size < 20000) resolved.set(word, id);
    }
    return id;
  }

  return idOf;
}
