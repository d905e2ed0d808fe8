/** The best and the worst possible rating against what the text says: counts, an axis apart from the other. */
import type { RatedTexts, Rating, Tally } from '../types.js';
import { addTo, entry } from './counts.js';
import type { ReviewStances } from './stances.js';

/** Which end of its scale a rating is at; null between them. */
export function endOf(rating: Rating | null): 'best' | 'worst' | null {
  return rating === null ? null : rating.value === 1 ? 'best' : rating.value === 0 ? 'worst' : null;
}

const emptyTexts = (): RatedTexts => ({ reviews: 0, complaining: 0, clinical: 0, service: 0, themes: {} });
const emptyEnds = () => ({ best: emptyTexts(), worst: emptyTexts() });

/** Counts a review that was rated best or worst of its scale, and what it complains of; no other, and none without a rating. */
export function countRated(rated: Tally['rated'], rating: Rating | null, { themes }: ReviewStances): void {
  const end = endOf(rating);
  if (end === null) return;
  const texts = entry(rated, rating!.scale, emptyEnds)[end];
  texts.reviews++;
  const blamed = themes.filter(({ stance }) => stance === 'negative' || stance === 'mixed');
  if (blamed.length > 0) texts.complaining++;
  for (const axis of ['clinical', 'service'] as const) {
    const own = blamed.filter(({ theme }) => theme.axis === axis);
    if (own.length > 0) texts[axis]++;
    for (const { theme } of own) addTo(texts.themes, theme.name, 1);
  }
}

/** Adds `from` to `into`. */
export function addRated(into: Tally['rated'], from: Tally['rated']): void {
  for (const [scale, ends] of Object.entries(from)) {
    for (const end of ['best', 'worst'] as const) {
      const target = entry(into, scale, emptyEnds)[end];
      for (const key of ['reviews', 'complaining', 'clinical', 'service'] as const)
        target[key] += ends[end][key];
      for (const [theme, n] of Object.entries(ends[end].themes)) addTo(target.themes, theme, n);
    }
  }
}
