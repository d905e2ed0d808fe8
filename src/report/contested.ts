/** The boundary ledger: phrases that could be filed elsewhere, and what each score would be if they were. */
import type { Card, ContestedReading, Floors, Report, Stances, Tally } from '../types.js';
import { CARDS } from './groups.js';
import { scoreOf } from './scores.js';

/**
 * Each reading by itself, the others as the rules have them. It is the one part of a report that looks across the axes:
 * a phrase on their border may go to either, and no number of it is a score of both.
 */
export function contestedSection(
  { contested, all }: Tally,
  readings: readonly ContestedReading[],
  floors: Floors,
): Report['contested'] {
  const scores = CARDS.map((card) => scoreOf(all.cards[card], floors).value);
  const bands = scores.map((value) => (value === null ? null : { low: value, high: value }));
  const rows = readings.flatMap(({ name, rule, read, instead }) => {
    if (!Object.hasOwn(contested, name)) return [];
    const { reviews, cards } = contested[name]!;
    const change = CARDS.map((card, i) => {
      const was = scores[i]!;
      const other = scoreOf(plus(all.cards[card], cards[card]), floors).value;
      const band = bands[i]!;
      if (was === null || other === null || band === null) return null;
      band.low = Math.min(band.low, other);
      band.high = Math.max(band.high, other);
      return other - was;
    });
    return [{ name, rule, read, instead, reviews, change: byCard(change) }];
  });
  rows.sort((a, b) => b.reviews - a.reviews || (a.name < b.name ? -1 : 1));
  return { rows, bands: byCard(bands) };
}

function byCard<T>([clinicalOutcome, clinicalSkill, service]: readonly T[]): Record<Card, T> {
  return { clinicalOutcome: clinicalOutcome!, clinicalSkill: clinicalSkill!, service: service! };
}

function plus(a: Stances, b: Stances): Stances {
  return {
    positive: a.positive + b.positive,
    negative: a.negative + b.negative,
    mixed: a.mixed + b.mixed,
    neutral: a.neutral + b.neutral,
  };
}
