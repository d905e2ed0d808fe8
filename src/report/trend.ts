/** The cards over time, and whether they move. */
import type { Floors, Period, Report, Tally, TrendFinding, TrendRow } from '../types.js';
import { bodyOf, CARDS, type Setting } from './groups.js';
import { isPartial, periodAt, placeOf } from './periods.js';
import { NO_STANCES, observed, scoreOf } from './scores.js';
import { benjaminiHochberg, trendTest } from './statistics.js';

/** Most periods a trend is shown in, by kind: a longer time takes the next larger one. */
const MOST: Record<Period, number> = { month: 36, quarter: 40, year: 200 };

/** Fewer complete periods make no trend. */
const FEWEST_PERIODS = 4;

export function trendOf(tally: Tally, setting: Setting): Report['trend'] {
  for (const by of ['month', 'quarter', 'year'] as const) {
    const { values, withoutValue } = tally.periods[by];
    const periods = Object.keys(values)
      .filter((period) => values[period]!.reviews > 0)
      .sort();
    if (periods.length === 0) return null;
    const first = placeOf(periods[0]!);
    const span = placeOf(periods.at(-1)!) - first + 1;
    if (span > MOST[by] && by !== 'year') continue;
    // Over centuries (a date gone wrong) the empty years are left out; anywhere else they stand with n = 0.
    const shown = span > MOST[by] ? periods : Array.from({ length: span }, (_, i) => periodAt(first + i, by));
    const rows = shown.map(
      (period): TrendRow => ({
        period,
        partial: isPartial(period, setting),
        ...(Object.hasOwn(values, period)
          ? bodyOf(values[period]!, setting.floors)
          : emptyBody(setting.floors)),
      }),
    );
    return {
      by,
      rows,
      findings: findTrends(rows, setting.floors),
      scrapeDate: hasScrapeDate(tally),
      withoutDate: withoutValue,
    };
  }
  return null;
}

function emptyBody(floors: Floors): ReturnType<typeof bodyOf> {
  const nothing = scoreOf(NO_STANCES, floors);
  const none = (): typeof nothing => ({ ...nothing, counts: { ...NO_STANCES } });
  return {
    reviews: 0,
    clinicalOutcome: none(),
    clinicalSkill: none(),
    service: none(),
    general: { ...NO_STANCES },
  };
}

/**
 * Cochran–Armitage over the complete periods with at least `floors.hidden` reviews on the card; at p < .05 and, over
 * the three cards, Benjamini–Hochberg at 10 %.
 */
function findTrends(rows: readonly TrendRow[], floors: Floors): TrendFinding[] {
  const tested = CARDS.map((card) => {
    const points = rows
      .filter(({ partial }) => !partial)
      .map((row) => ({ at: placeOf(row.period), ...observed(row[card].counts) }))
      .filter(({ n }) => n > 0 && n >= floors.hidden);
    const n = points.reduce((sum, point) => sum + point.n, 0);
    const enough = points.length >= FEWEST_PERIODS && n >= floors.ranked;
    const test = enough ? trendTest(points) : null;
    const change = test && 100 * test.slope * (points.at(-1)!.at - points[0]!.at);
    return { card, periods: points.length, n, p: test?.p ?? null, change };
  });
  const ps = tested.flatMap(({ p }) => (p === null ? [] : [p]));
  const rejected = new Set(ps.filter((_, i) => benjaminiHochberg(ps)[i]));
  return tested.map(({ card, periods, n, p, change }) => ({
    card,
    verdict:
      p === null
        ? 'not-tested'
        : p < 0.05 && rejected.has(p)
          ? change! > 0
            ? 'rising'
            : 'falling'
          : 'no-detectable-trend',
    periods,
    n,
    p: p === null ? null : Number(p.toPrecision(6)),
    change,
  }));
}

/** Some exports only say when a review was collected. Their header says so. */
function hasScrapeDate({ layouts }: Pick<Tally, 'layouts'>): boolean {
  return layouts.some(({ columns }) =>
    columns.some(
      ({ field, column }) =>
        field === 'date' && /scrap|crawl|fetch|retriev|harvest|collect|extract|export|download/i.test(column),
    ),
  );
}
