/** Ratings as the patients gave them. They are J-shaped, so the best and worst boxes come before the mean. */
import type { FileLayout, Floors, RatingCounts, RatingRow, Tally } from '../types.js';
import { proportionOf } from './scores.js';

/** A scale of numbers by its name (`1-5`, `0-10`, `10-50`); null for words. */
function rangeOf(scale: string): { min: number; max: number } | null {
  const match = /^(-?\d+(?:\.\d+)?)-(-?\d+(?:\.\d+)?)$/.exec(scale);
  return match ? { min: Number(match[1]), max: Number(match[2]) } : null;
}

/**
 * From which place on (0..1) a rating is in the best box, and up to which in the worst. Scales of ten points take 9–10
 * and 0–6, as HCAHPS does for its 0–10 rating; scales of a hundred the same tenths; all others their two ends.
 */
function boxesOf(range: { min: number; max: number } | null): { top: number; bottom: number } {
  if (!range || range.min > 1 || range.max < 10) return { top: 1, bottom: 0 };
  const place = (value: number): number => (value - range.min) / (range.max - range.min);
  return { top: place(0.9 * range.max), bottom: place(0.6 * range.max) };
}

/** Values on 0..1 have four decimals; a box must not lose its edge to that. */
const EDGE = 0.00005;

/**
 * Whether it is known what the best (1) or worst (0) rating of a scale is. Of words it is not where that end occurs nowhere:
 * “very good, good, fair, poor” may have had no “very poor” to choose, so that nobody chose it would say nothing.
 */
function isKnownEnd(
  scale: string,
  end: 0 | 1,
  values: Readonly<Record<string, number>>,
  labels: Tally['ratingLabels'],
): boolean {
  if (rangeOf(scale) !== null) return true;
  const everGiven = Object.hasOwn(labels, scale) ? Object.keys(labels[scale]!) : [];
  return [...Object.keys(values), ...everGiven].some((key) => Number(key) === end);
}

/** How many of the ratings are in the worst box, over all scales whose worst box is known. */
export function bottomBox(
  ratings: RatingCounts,
  labels: Tally['ratingLabels'],
): { count: number; n: number } {
  let count = 0;
  let n = 0;
  for (const [scale, values] of Object.entries(ratings)) {
    if (!isKnownEnd(scale, 0, values, labels)) continue;
    const { bottom } = boxesOf(rangeOf(scale));
    for (const [value, reviews] of Object.entries(values)) {
      n += reviews;
      if (Number(value) <= bottom + EDGE) count += reviews;
    }
  }
  return { count, n };
}

/** One row for each scale, by its name. */
export function ratingRows(
  ratings: RatingCounts,
  column: string | null,
  { labels, layouts, floors }: { labels: Tally['ratingLabels']; layouts: FileLayout[]; floors: Floors },
): RatingRow[] {
  return Object.keys(ratings)
    .sort()
    .map((scale) => {
      const range = rangeOf(scale);
      const isKnown = (end: 0 | 1) => isKnownEnd(scale, end, ratings[scale]!, labels);
      // The value was turned so that 1 is best; it is written as it stood in the file.
      const named = layouts.flatMap(({ ratingScale }) => (ratingScale?.name === scale ? [ratingScale] : []));
      const reversed = column === null && named.length > 0 && named.every((layout) => layout.reversed);
      const written = (place: number): number => {
        const { min, max } = range ?? { min: 0, max: 1 };
        return Number((reversed ? max - place * (max - min) : min + place * (max - min)).toFixed(3));
      };
      const { top, bottom } = boxesOf(range);
      const histogram: RatingRow['histogram'] = [];
      let n = 0;
      let sum = 0;
      let best = 0;
      let worst = 0;
      for (const key of Object.keys(ratings[scale]!).sort((a, b) => Number(a) - Number(b))) {
        const count = ratings[scale]![key]!;
        const position = Number(key);
        const label = Object.hasOwn(labels, scale) ? labels[scale]![key] : undefined;
        histogram.push({ value: label ?? String(written(position)), position, count });
        n += count;
        sum += count * written(position);
        if (position >= top - EDGE) best += count;
        if (position <= bottom + EDGE) worst += count;
      }
      const name = (places: [number, number]): string => {
        const ends = [...new Set(places.map(written))].sort((a, b) => a - b);
        return ends.join('–');
      };
      const box = (end: 'top' | 'bottom'): string => {
        if (range) return end === 'top' ? name([top, 1]) : name([0, bottom]);
        const at = end === 'top' ? 1 : 0;
        return histogram.find(({ position }) => position === at)?.value ?? (end === 'top' ? 'best' : 'worst');
      };
      return {
        column,
        scale,
        n,
        top: proportionOf(best, isKnown(1) ? n : 0, floors),
        topBox: box('top'),
        bottom: proportionOf(worst, isKnown(0) ? n : 0, floors),
        bottomBox: box('bottom'),
        // Words have no distances that a mean could be taken of.
        mean: n === 0 || n < floors.percentage || range === null ? null : sum / n,
        histogram,
      };
    });
}
