/**
 * The one stem function of reviewscan: Porter's (1980), by way of natural. Imported by file, because natural's front
 * door prints to stdout and loads for most of a second.
 */
import porter from 'natural/lib/natural/stemmers/porter_stemmer.js';

/** Longest word that is stemmed, in UTF-16 units: what is longer is no English word, and the rules are slow on it. */
const MAX_WORD = 40;

/**
 * Porter stem of one word.
 *
 * @param word lower-cased word; anything with another character than a-z comes back as it is, since Porter's rules
 *   know English letters alone
 */
export function stem(word: string): string {
  return word.length > MAX_WORD || !/^[a-z]{3,}$/.test(word) ? word : porter.stem(word);
}
