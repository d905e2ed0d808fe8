/** Stances → scores and shares, with the floors for small numbers. The one place that knows the formula. */
import type { Band, Card, Floors, ModelCard, Proportion, Score, Stances, Theme } from '../types.js';
import { measurementBand, type Observed, wilson } from './statistics.js';

export const NO_STANCES: Readonly<Stances> = { positive: 0, negative: 0, mixed: 0, neutral: 0 };

/** The formula, in words, as the report prints it. */
export const SCORE_IN_WORDS =
  '100 × (positive + ½ mixed) ÷ (positive + negative + mixed). Every review counts once: positive where all it says of the theme or card is praise, negative where all is blame, mixed where it says both or something that is both. Reviews that speak of it without a direction are shown and not scored. No weights.';
export const INTERVAL_IN_WORDS =
  'Wilson 95 % interval at n = positive + negative + mixed. It is about sampling alone; the band beside each card adds what the measured precision and recall of the tags could change, were all errors on one side.';

/** What a score is the share of: positive + ½ mixed, out of all with a direction. */
export function observed(stances: Stances): Observed {
  return {
    successes: stances.positive + stances.mixed / 2,
    n: stances.positive + stances.negative + stances.mixed,
  };
}

export function mentions(stances: Stances): number {
  return observed(stances).n + stances.neutral;
}

export function scoreOf(stances: Stances, floors: Floors): Score {
  const { successes, n } = observed(stances);
  const counts = { ...stances };
  if (n === 0) return { value: null, n, counts };
  if (n < floors.percentage) return { value: null, n, counts, reason: 'below-floor' };
  const { low, high } = wilson(successes, n);
  return {
    value: (100 * successes) / n,
    low: 100 * low,
    high: 100 * high,
    n,
    counts,
    provisional: n < floors.ranked,
  };
}

export function proportionOf(count: number, n: number, floors: Floors): Proportion {
  if (n === 0 || n < floors.percentage) return { share: null, low: null, high: null, count, n };
  return { share: count / n, ...wilson(count, n), count, n };
}

/**
 * The band around a card's score. The model card says how right reviews' stances on the card are; where it does not,
 * its themes do, weighted by their labelled sentences. null where nothing was measured, nothing found was right (the score
 * could be anything) or no score is shown.
 */
export function bandOf(
  card: Card,
  stances: Stances,
  floors: Floors,
  model: ModelCard,
  themes: readonly Theme[],
): Band | null {
  const { successes, n } = observed(stances);
  if (n === 0 || n < floors.percentage) return null;
  const right = model.cards[card] ?? pooled(card, model, themes);
  if (!right || right.precision <= 0 || right.recall <= 0) return null;
  const { low, high } = measurementBand(successes, n - successes, right.precision, right.recall);
  return { low: 100 * low, high: 100 * high, precision: right.precision, recall: right.recall };
}

function pooled(
  card: Card,
  model: ModelCard,
  themes: readonly Theme[],
): { precision: number; recall: number } | null {
  let n = 0;
  let precision = 0;
  let recall = 0;
  for (const theme of themes) {
    const measured =
      theme.card === card && Object.hasOwn(model.themes, theme.name) && model.themes[theme.name];
    if (!measured) continue;
    n += measured.n;
    precision += measured.n * measured.precision;
    recall += measured.n * measured.recall;
  }
  return n === 0 ? null : { precision: precision / n, recall: recall / n };
}
