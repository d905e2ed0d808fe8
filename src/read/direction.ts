/** Which end of a scale of numbers is the best: by its header, by words or texts that stand beside its numbers. */
import type { Profile } from './profile.js';
import { measureCorrelation } from './rating-columns.js';
import { findScale, type RatingScale, type RatingWords, readRating } from './ratings.js';
import type { HeaderIndex } from './spellings.js';
import { type Sides, weighSides } from './voice.js';
import { plainHeader } from './words.js';

/** `unknown`: nothing tells, or what should tell speaks against the usual direction; then it must not be guessed. */
export type Direction = 'highBest' | 'lowBest' | 'unknown';

interface Setting {
  /** Of the rating's column, and all of the file. */
  profile: Profile;
  profiles: readonly Profile[];
  scale: RatingScale;
  /** Columns of review text. */
  texts: readonly number[];
  words: RatingWords;
  /** Words that praise and that blame. */
  leaning: Pick<HeaderIndex, 'praise' | 'blame'>;
}

/** "5 = excellent", "1 (very poor) to 5". */
const BEST_LAST =
  /\b(?:5|10|100) (?:is )?(?:the )?(?:best|excellent|very good|very satisfied|extremely satisfied|very happy|outstanding|strongly agree|extremely likely)\b|\b[01] (?:is )?(?:the )?(?:worst|poor|very poor|terrible|bad|very bad|very dissatisfied|extremely dissatisfied|strongly disagree|extremely unlikely|not at all)\b/;

export function settleDirection(setting: Setting): Direction {
  const { profile, scale, texts, profiles, words, leaning } = setting;
  if (scale.kind === 'word') return 'highBest';
  const told = directionInWords(profile, profiles, words, scale.unsure !== undefined);
  if (told !== null) return told;
  if (scale.reversed) return 'lowBest';
  if (BEST_LAST.test(profile.plain) || BEST_LAST.test(plainHeader(profile.header))) return 'highBest';
  // Stars, and what is out of something, count upwards.
  if (profile.rating !== null && profile.rating.kind !== 'number') return 'highBest';
  const pairs = profile.cells.flatMap((cell, at) => {
    const reading = cell === '' ? null : readRating(cell, words);
    if (reading === null) return [];
    return [{ value: reading.value, text: texts.map((one) => profiles[one]!.cells[at]!).join(' ') }];
  });
  const sides = weighSides(pairs, scale, leaning);
  if (isReversed(sides)) return 'lowBest';
  if (scale.unsure) return directionOfFew(sides, scale.unsure);
  return contradicts(sides) ? 'unknown' : 'highBest';
}

/** So many numbers, each with a word of its own, say the same as the words; fewer may be another question's answers. */
const SAME = { numbers: 3, rows: 6 };

/**
 * The direction by a column that says the same in words: each number stands beside one word, and the words get better or
 * worse as the numbers rise. null where there is none.
 *
 * @param unsure whether nothing else would tell: then two numbers, or one word throughout, are believed too
 */
function directionInWords(
  profile: Profile,
  profiles: readonly Profile[],
  words: RatingWords,
  unsure: boolean,
): Direction | null {
  for (const other of profiles) {
    if (other === profile || other.rating?.kind !== 'word' || other.rating.share < 0.8) continue;
    const cells = other.cells.filter((cell) => cell !== '');
    const { scale } = findScale(cells, other.header, words) ?? other.rating;
    const places = new Map<number, Map<number, number>>();
    let rows = 0;
    for (const [at, cell] of profile.cells.entries()) {
      const number = cell === '' ? null : readRating(cell, words);
      const word = readRating(other.cells[at]!, words);
      if (number === null || number.kind === 'word' || word?.kind !== 'word' || word.of === null) continue;
      rows++;
      const known = places.get(number.value) ?? new Map<number, number>();
      places.set(number.value, known);
      known.set(word.value / word.of, (known.get(word.value / word.of) ?? 0) + 1);
    }
    if (rows < 3) continue;
    const commonest = [...places]
      .map(([number, found]) => {
        const [place, times] = [...found].sort((a, b) => b[1] - a[1])[0]!;
        return { number, place, times };
      })
      .sort((a, b) => a.number - b.number);
    if (commonest.reduce((sum, { times }) => sum + times, 0) < rows * 0.95) continue;
    const own = new Set(commonest.map(({ place }) => place)).size === commonest.length;
    if (!unsure && !(own && commonest.length >= SAME.numbers && rows >= SAME.rows)) continue;
    if (commonest.length === 1) {
      // One word throughout: its end of the scale is the number's, or the other.
      const { number, place } = commonest[0]!;
      const middle = profile.rating === null ? 3 : (profile.rating.scale.min + profile.rating.scale.max) / 2;
      if (place === 0.5 || number === middle || scale.kind !== 'word') continue;
      return number < middle === place < 0.5 ? 'highBest' : 'lowBest';
    }
    const steps = commonest.slice(1).map(({ place }, at) => Math.sign(place - commonest[at]!.place));
    if (steps.every((step) => step >= 0) && steps.some((step) => step > 0)) return 'highBest';
    if (steps.every((step) => step <= 0) && steps.some((step) => step < 0)) return 'lowBest';
  }
  return null;
}

/**
 * Whether low numbers go with praise. Needs 20 texts on each side and a clear contradiction, else the usual direction
 * stands.
 */
export function isReversed({ low, high }: Sides): boolean {
  if (low.n < 20 || high.n < 20) {
    // One-sided files: nearly all at the bottom of the scale, and full of praise.
    return low.n >= 40 && high.n < 20 && low.sum / low.n > 0.5;
  }
  return low.sum / low.n - high.sum / high.n > 0.3;
}

/**
 * Of numbers without a sure direction. What agrees with the `expected` one needs little, what speaks against it more; the
 * test's codes are vendors' stars as often, so of those something must be said.
 */
function directionOfFew({ low, high }: Sides, expected: Direction): Direction {
  const told = low.told + high.told;
  const upwards = high.sum - low.sum;
  if (expected === 'highBest') return told < 3 || upwards >= -0.2 * told ? 'highBest' : 'unknown';
  if (told >= 3 && upwards <= -0.2 * told) return 'lowBest';
  return told >= 5 && upwards >= 0.5 * told ? 'highBest' : 'unknown';
}

/**
 * Texts that speak against the usual direction, too few to turn it round: praise beside low numbers and blame beside high
 * ones, or one of them throughout.
 */
function contradicts({ low, high }: Sides): boolean {
  if (low.told >= 8 && high.told >= 8) return low.sum / low.told - high.sum / high.told > 0.6;
  if (low.told >= 12 && high.told < 3) return low.sum / low.told > 0.6;
  if (high.told >= 12 && low.told < 3) return high.sum / high.told < -0.6;
  return false;
}

/**
 * The direction of a part of the rating ("staff", "waiting"): by words that say the same, else by how it moves with the
 * whole, whose direction is known. In a file with the best at the bottom, parts that move with the whole have it there too.
 */
export function directionOfPart(
  part: Profile,
  whole: Profile,
  wholeScale: RatingScale,
  profiles: readonly Profile[],
  words: RatingWords,
): Direction {
  const told = directionInWords(part, profiles, words, false);
  if (told !== null) return told;
  const placed = wholeScale.kind === 'word' ? { ...whole, cells: placesOf(whole, words) } : whole;
  const together = measureCorrelation(part, placed);
  if (wholeScale.reversed) {
    if (together === null || Math.abs(together) < 0.3) return 'unknown';
    return together > 0 ? 'lowBest' : 'highBest';
  }
  return together !== null && together < -0.5 ? 'unknown' : 'highBest';
}

/** Words as their places, 0..1. */
function placesOf({ cells }: Profile, words: RatingWords): string[] {
  return cells.map((cell) => {
    const word = cell === '' ? null : readRating(cell, words);
    return word?.kind === 'word' ? String(word.value / word.of!) : '';
  });
}
