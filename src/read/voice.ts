/** How texts speak: whether they praise, blame or say "I", as patients do and neither names nor descriptions do. */
import { ENGLISH_SHARE, englishShare } from './language.js';
import type { Profile } from './profile.js';
import type { RatingScale } from './ratings.js';
import type { HeaderIndex } from './spellings.js';

type Leaning = Pick<HeaderIndex, 'praise' | 'blame'>;

const wordsOf = (text: string): string[] => text.toLowerCase().match(/[a-z']+/g) ?? [];

/** Of a long text the beginning is enough to hear who speaks. */
const beginning = (text: string): string => text.slice(0, 1000);

/** How many words praise more than blame; below 0 where more blame. */
function weigh(text: string, { praise, blame }: Leaning): number {
  let sum = 0;
  for (const word of wordsOf(text)) {
    if (praise.has(word)) sum++;
    else if (blame.has(word)) sum--;
  }
  return sum;
}

/**
 * How far the texts of a column praise (1) or blame (-1), by the few words that tell it; null where fewer than twelve
 * texts say either.
 */
export function measureSide({ cells }: Profile, words: Leaning): number | null {
  const told = cells.map((cell) => Math.sign(weigh(cell, words))).filter((sign) => sign !== 0);
  return told.length < 12 ? null : told.reduce((sum, sign) => sum + sign, 0) / told.length;
}

/** Texts beside the low and beside the high numbers: how many, how many praise or blame, and by how much praise prevails. */
export interface Sides {
  low: Side;
  high: Side;
}
interface Side {
  n: number;
  told: number;
  sum: number;
}

/** Weighs what stands beside the numbers of a scale; its middle is on neither side. */
export function weighSides(
  pairs: readonly { value: number; text: string }[],
  { min, max, none }: Pick<RatingScale, 'min' | 'max' | 'none'>,
  words: Leaning,
): Sides {
  const middle = (min + max) / 2;
  const sides: Sides = { low: { n: 0, told: 0, sum: 0 }, high: { n: 0, told: 0, sum: 0 } };
  for (const { value, text } of pairs) {
    if (none.includes(value) || value === middle) continue;
    const sum = weigh(text, words);
    const side = value < middle ? sides.low : sides.high;
    side.n++;
    side.sum += Math.sign(sum);
    if (sum !== 0) side.told++;
  }
  return sides;
}

/** Share of the texts that praise, blame or speak of their writer, 0..1; 0 where they are not English. */
export function measureVoice(profile: Profile, index: HeaderIndex): number {
  const texts = profile.cells.filter((cell) => cell.length >= 20).slice(0, 200);
  const voiced = texts.filter((text) => wordsOf(beginning(text)).some((word) => index.voice.has(word)));
  return texts.length === 0 ? 0 : voiced.length / texts.length;
}

/** A clinic says "we"; who speaks of a visit says "I". */
const ONESELF = new Set(['i', 'my', 'me', "i'm", "i've", "i'd", 'mine', 'myself']);

/**
 * Whether long texts speak as patients do: of themselves, or with praise and blame. Descriptions of places and
 * doctors do not. Asked of English columns without a header that speaks for them; beside a rating or a date of
 * each row it is enough that they do not describe.
 */
export function hasVoice(profile: Profile, index: HeaderIndex, companions: boolean): boolean {
  let english = 0;
  let voiced = 0;
  let personal = 0;
  let described = 0;
  let looked = 0;
  for (const cell of profile.cells) {
    if (cell.length < 20) continue;
    if (++looked > 200) break;
    if (englishShare(cell) < ENGLISH_SHARE) continue;
    english++;
    const start = beginning(cell);
    const words = wordsOf(start);
    if (words.some((word) => index.voice.has(word))) voiced++;
    if (words.some((word) => ONESELF.has(word))) personal++;
    const plain = start.toLowerCase();
    if (index.descriptions.some((phrase) => plain.includes(phrase))) described++;
  }
  if (english === 0 || english < looked * 0.3) return true;
  if (described > english * 0.25 && described > personal) return false;
  return companions || voiced / english >= 0.5;
}

/** Words that join: a name of three words and more may hold them too, but then with capitals around. */
const JOINS =
  /\b(?:the|a|an|and|but|is|are|was|were|to|with|very|so|my|me|i|no|not|for|too|that|they|he|she|did)\b/;

/**
 * Whether cells speak as patients do, in words that praise, blame or say "I", and in no name's spelling. Such words
 * must never become the names of groups, which reports print as they are.
 */
export function isSpoken({ cells, filled, meanWords, letters }: Profile, index: HeaderIndex): boolean {
  if (meanWords < 1.5 || letters < 0.4) return false;
  const distinct = [...new Set(cells)].filter((cell) => cell !== '').slice(0, 500);
  // Answers that come again and again were there to be chosen: "I am a new patient".
  if (distinct.length <= filled / 5) return false;
  const spoken = distinct.filter((cell) => {
    const words: string[] = cell.match(/[\p{L}'’]+/gu) ?? [];
    if (words.length < 3) return false;
    // The first word of a sentence has its capital from there.
    const long = words.slice(1).filter((word) => word.length > 3);
    if (long.filter((word) => /^\p{Lu}/u.test(word)).length > long.length / 2) return false;
    return JOINS.test(cell.toLowerCase()) && wordsOf(cell).some((word) => index.voice.has(word));
  });
  return spoken.length >= 2 && spoken.length > distinct.length * 0.25;
}
