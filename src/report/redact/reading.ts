/** A text as words, and what a word says of itself: whether it is one of the language, or could be somebody's name. */
import type { Span } from '../../types.js';
import { LOOSE_TITLES, ORDINARY_WORDS, PASTS, STRICT_TITLES, VERBS, WORDS_AND_NAMES } from './words.js';

export interface Word extends Span {
  text: string;
  /** Lower case, without a possessive. */
  plain: string;
  /** End without the possessive. */
  bare: number;
  capital: boolean;
  /** Among words in capitals throughout, where a capital says nothing. */
  shouted: boolean;
}

const WORD = /\p{L}[\p{L}\p{M}]*(?:['-]\p{L}[\p{L}\p{M}]*)*/gu;
const CAPITAL = /^\p{Lu}/u;
/** Words before and after one that show whether capitals are the custom there. */
const AROUND = 4;

export class Reading {
  readonly words: readonly Word[];

  constructor(readonly text: string) {
    const words: Word[] = [];
    WORD.lastIndex = 0;
    for (let match = WORD.exec(text); match !== null; match = WORD.exec(text)) {
      words.push(wordAt(match[0], match.index));
    }
    markShouted(words);
    this.words = words;
  }

  /** The first word that begins at an offset or behind it. */
  wordFrom(offset: number): number {
    let low = 0;
    let high = this.words.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.words[middle]!.start < offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** What stands between a word and the one before it. */
  gap(i: number): string {
    return this.text.slice(this.words[i - 1]!.end, this.words[i]!.start);
  }

  /** What stands behind a word, up to the next one. */
  after(i: number): string {
    return this.text.slice(this.words[i]!.end, this.words[i + 1]?.start ?? this.text.length);
  }

  /** Whether a sentence, a line or a quotation begins with the word. */
  begins(i: number): boolean {
    const { start } = this.words[i]!;
    return /(?:^|[.!?:\n"(-])\s{0,9}$/.test(this.text.slice(Math.max(0, start - 9), start));
  }
}

function wordAt(text: string, start: number): Word {
  const possessive = text.length > 2 && text.at(-2) === "'" && (text.endsWith('s') || text.endsWith('S'));
  const length = possessive ? text.length - 2 : text.length;
  const plain = text.slice(0, length).toLowerCase();
  const code = text.charCodeAt(0);
  const capital = code < 0x80 ? code < 0x5b : CAPITAL.test(text);
  return { text, plain, start, end: start + text.length, bare: start + length, capital, shouted: false };
}

/** Marks the words around which nearly all are in capitals. */
function markShouted(words: readonly Word[]): void {
  const isLoud = ({ text, capital }: Word): boolean =>
    capital && text.length > 1 && text.slice(0, 4) === text.slice(0, 4).toUpperCase();
  if (!words.some(isLoud)) return;
  // How many words before one are long enough to judge by, and how many of them are loud.
  const judged = new Int32Array(words.length + 1);
  const loud = new Int32Array(words.length + 1);
  words.forEach((word, i) => {
    judged[i + 1] = judged[i]! + (word.text.length > 1 ? 1 : 0);
    loud[i + 1] = loud[i]! + (isLoud(word) ? 1 : 0);
  });
  words.forEach((word, i) => {
    const from = Math.max(0, i - AROUND);
    const to = Math.min(words.length, i + AROUND + 1);
    const count = judged[to]! - judged[from]!;
    word.shouted = count > 2 && loud[to]! - loud[from]! > 0.7 * count;
  });
}

export function isPossessive(word: Word): boolean {
  return word.bare !== word.end;
}

export function isTitle(plain: string): boolean {
  return STRICT_TITLES.has(plain) || LOOSE_TITLES.has(plain);
}

/** Whether a word can be (part of) a name where nothing says that it must be one. */
export function isName({ plain }: Word): boolean {
  return !ORDINARY_WORDS.has(plain) && !WORDS_AND_NAMES.has(plain) && !STRICT_TITLES.has(plain);
}

/** Whether a word is a form of a verb that people do: "mumbles", "cried", "Overbooked", "stopping". */
export function isVerb(plain: string): boolean {
  if (VERBS.has(plain) || PASTS.has(plain)) return true;
  for (const [ending, instead] of VERB_ENDINGS) {
    if (!plain.endsWith(ending)) continue;
    const stem = plain.slice(0, plain.length - ending.length) + instead;
    if (VERBS.has(stem) || (stem.length > 2 && ORDINARY_WORDS.has(stem))) return true;
  }
  const doubled = /^(.+)(.)\2(?:ed|ing)$/.exec(plain);
  return doubled !== null && VERBS.has(doubled[1]! + doubled[2]!);
}

const VERB_ENDINGS = [
  ['ies', 'y'],
  ['ied', 'y'],
  ['es', ''],
  ['s', ''],
  ['ed', ''],
  ['ed', 'e'],
  ['ing', ''],
  ['ing', 'e'],
] as const;

/** Endings of words and hardly of names: "knowledgeable", "condescending", "confusion". */
const ENDING =
  /^(?:.{3,}(?:able|ible|less|ness|ously?|ology|ical|ism|ment|[st]ions?|ities|ity|ively|ive|ful|fully|ish|ious|eous)|.{4,}(?:ing|(?<!fr)ed|ly|est|ant|ent)|.{2,}[^lir]ly|.{3,}ages)$/;
/** Names that end like words; few, because nothing but a title's lack is asked here. */
const LIKE_WORDS = new Set(
  'clement vincent florent millicent laurent sargent sergent bryant rembrandt charity felicity trinity serenity verity unity kimberly beverly everly waverly reilly connolly donnelly kennelly forrest ahmed mohammed muhammed mohamed fleming browning manning harding keating downing cummings sterling'.split(
    ' ',
  ),
);

/** Whether a word is of the language by its form, where it is in no list. */
export function looksLikeAWord(plain: string): boolean {
  return ENDING.test(plain) && !LIKE_WORDS.has(plain);
}
