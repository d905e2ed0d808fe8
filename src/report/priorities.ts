/** What to look at first on one axis: how often a theme comes up × how negative it is. No weights, and no axis in another's list. */
import type { Counts, Floors, PriorityRow, Theme } from '../types.js';
import { stancesOn } from './groups.js';
import { mentions, observed, proportionOf } from './scores.js';
import { wilson } from './statistics.js';

/** A theme is to celebrate where at least this share praises it, beyond chance. */
const CELEBRATED = 0.75;

/**
 * The themes of one axis by the low end of the share of all reviews that complain of them, so that three complaints in
 * five reviews do not stand before thirty in a hundred.
 */
export function prioritiesOf(
  all: Counts,
  themes: readonly Theme[],
  axis: 'clinical' | 'service',
  floors: Floors,
): PriorityRow[] {
  const rows = themes
    .filter((theme) => theme.axis === axis)
    .flatMap(({ name }) => {
      const stances = stancesOn(all, name);
      const said = mentions(stances);
      if (said === 0 || said < floors.hidden) return [];
      const complaints = stances.negative + stances.mixed;
      const { successes, n } = observed(stances);
      const low = wilson(complaints, all.reviews).low;
      const row: PriorityRow = {
        theme: name,
        often: proportionOf(said, all.reviews, floors),
        negative: proportionOf(complaints, n, floors),
        complaints: proportionOf(complaints, all.reviews, floors),
        meaning: n < floors.ranked ? 'too-few' : meaningOf(wilson(successes, n)),
      };
      return [{ row, low }];
    });
  return rows.sort((a, b) => b.low - a.low || (a.row.theme < b.row.theme ? -1 : 1)).map(({ row }) => row);
}

function meaningOf({ low, high }: { low: number; high: number }): PriorityRow['meaning'] {
  return high < 0.5 ? 'improve' : low >= CELEBRATED ? 'celebrate' : 'watch';
}
