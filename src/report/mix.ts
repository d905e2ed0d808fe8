/**
 * Whether a trend is a change of what reviewers say or of where they say it: the scores of each period as they would be
 * had the sources always had their pooled share. Direct standardisation, as epidemiology does it for age: J. L. Fleiss,
 * Statistical Methods for Rates and Proportions, 2nd ed. (1981), section 14.3.
 */
import type {
  Card,
  Counts,
  MixFinding,
  Period,
  Report,
  SourceMix,
  StandardisedScore,
  Tally,
} from '../types.js';
import { CARDS, type Setting } from './groups.js';
import { isPartial, placeOf } from './periods.js';
import { observed } from './scores.js';
import { benjaminiHochberg, type Observed, twoSidedP } from './statistics.js';

const Z95 = 1.959963984540054;
/** Fewer periods make no trend; as many as the trend itself wants. */
const FEWEST_PERIODS = 4;

/** Cell of a source and a period, summed over its months. */
type Cells = Map<string, Map<string, Counts[]>>;

export function sourceMix(tally: Tally, trend: Report['trend'], setting: Setting): SourceMix | null {
  if (trend === null || tally.mix.beyondCap > 0) return null;
  const cells = cellsOf(tally, trend.by);
  const sources = [...cells.keys()].sort();
  if (sources.length < 2) return null;
  const inAll = (source: string, period: string): Counts[] => cells.get(source)?.get(period) ?? [];
  const reviews = (counts: readonly Counts[]): number => counts.reduce((sum, one) => sum + one.reviews, 0);
  const total = (source: string): number =>
    [...cells.get(source)!.values()].reduce((sum, counts) => sum + reviews(counts), 0);
  const all = sources.reduce((sum, source) => sum + total(source), 0);
  const periods = trend.rows.map(({ period }) => period);
  const cards = Object.fromEntries(
    CARDS.map((card) => [
      card,
      standardise(
        sources.map((source) => periods.map((period) => on(card, inAll(source, period)))),
        setting.floors.hidden,
      ),
    ]),
  ) as Record<Card, Point[]>;
  const rows = trend.rows.map(({ period, partial }, i) => ({
    period,
    partial: partial || isPartial(period, setting),
    reviews: sources.map((source) => reviews(inAll(source, period))),
    cards: Object.fromEntries(CARDS.map((card) => [card, scoreOf(cards[card][i]!)])) as Record<
      Card,
      StandardisedScore
    >,
  }));
  return {
    by: trend.by,
    sources: sources.map((source) => ({ source, reviews: total(source), pooled: total(source) / all })),
    rows,
    findings: findings(
      rows.map(({ period, partial }) => ({ at: placeOf(period), partial })),
      cards,
      trend,
    ),
    leftOut: tally.mix.withoutValue,
  };
}

/** Months summed to the periods of the trend; the key of a cell is `2026-03 Web`. */
function cellsOf({ mix }: Tally, by: Period): Cells {
  const cells: Cells = new Map();
  for (const [key, counts] of Object.entries(mix.values)) {
    if (counts.reviews === 0) continue;
    const month = key.slice(0, 7);
    const source = key.slice(8);
    const period =
      by === 'month'
        ? month
        : by === 'year'
          ? month.slice(0, 4)
          : `${month.slice(0, 4)}-Q${Math.ceil(Number(month.slice(5)) / 3)}`;
    const periods = cells.get(source) ?? new Map<string, Counts[]>();
    cells.set(source, periods);
    periods.set(period, [...(periods.get(period) ?? []), counts]);
  }
  return cells;
}

function on(card: Card, counts: readonly Counts[]): Observed {
  return counts.reduce(
    (sum, one) => {
      const { successes, n } = observed(one.cards[card]);
      return { successes: sum.successes + successes, n: sum.n + n };
    },
    { successes: 0, n: 0 },
  );
}

/** A proportion and its variance. */
interface Estimate {
  share: number;
  variance: number;
}

/** Standardised, and as it is; null where a source says too little in the period. */
type Point = (Estimate & { crude: Estimate }) | null;

/**
 * @param table source → period → praise out of n
 * @param least reviews that every source must have in a period
 */
function standardise(table: readonly (readonly Observed[])[], least: number): Point[] {
  const pooled = table.map((row) => row.reduce((sum, { n }) => sum + n, 0));
  // a source that never says enough of the card has no share in it
  const counted = table.map((row, i) => pooled[i]! > 0 && row.some(({ n }) => n >= Math.max(1, least)));
  const all = pooled.reduce((sum, n, i) => sum + (counted[i] ? n : 0), 0);
  const periods = table[0]?.length ?? 0;
  return Array.from({ length: periods }, (_, t): Point => {
    let share = 0;
    let variance = 0;
    let sources = 0;
    const crude = { successes: 0, n: 0 };
    for (const [i, row] of table.entries()) {
      if (!counted[i]) continue;
      const { successes, n } = row[t]!;
      if (n < Math.max(1, least)) return null;
      sources++;
      crude.successes += successes;
      crude.n += n;
      const weight = pooled[i]! / all;
      const own = estimate({ successes, n });
      share += weight * own.share;
      variance += weight ** 2 * own.variance;
    }
    return sources < 2 ? null : { share, variance, crude: estimate(crude) };
  });
}

/** One more of each kind goes into the variance, so that a source without blame is not taken for certain. */
function estimate({ successes, n }: Observed): Estimate {
  const p = (successes + 1) / (n + 2);
  return { share: successes / n, variance: (p * (1 - p)) / n };
}

function scoreOf(point: Point): StandardisedScore {
  if (point === null) return { value: null, low: null, high: null };
  const half = Z95 * Math.sqrt(point.variance);
  return {
    value: 100 * point.share,
    low: 100 * Math.max(0, point.share - half),
    high: 100 * Math.min(1, point.share + half),
  };
}

function findings(
  periods: readonly { at: number; partial: boolean }[],
  cards: Record<Card, Point[]>,
  trend: NonNullable<Report['trend']>,
): MixFinding[] {
  const tested = CARDS.map((card) => {
    const points = cards[card].flatMap((point, i) => {
      const { at, partial } = periods[i]!;
      return point === null || partial ? [] : [{ at, ...point }];
    });
    if (points.length < FEWEST_PERIODS) return null;
    return {
      standardised: lineThrough(points),
      crude: lineThrough(points.map(({ at, crude }) => ({ at, ...crude }))),
    };
  });
  const lines = tested.flatMap((pair) => (pair === null ? [] : [pair.standardised, pair.crude]));
  const rejected = benjaminiHochberg(lines.map(({ p }) => p));
  const moving = new Set(lines.filter(({ p }, i) => p < 0.05 && rejected[i]));
  const verdictOn = (line: Line): MixFinding['crude'] =>
    !moving.has(line) ? 'no-detectable-trend' : line.change > 0 ? 'rising' : 'falling';
  return CARDS.map((card, i) => {
    const pair = tested[i]!;
    const seen = trend.findings.find((finding) => finding.card === card)!.verdict;
    if (pair === null) {
      return { card, crude: seen, standardised: 'not-tested', p: null, change: null, verdict: 'not-tested' };
    }
    const standardised = verdictOn(pair.standardised);
    return {
      card,
      crude: seen,
      standardised,
      p: Number(pair.standardised.p.toPrecision(6)),
      change: 100 * pair.standardised.change,
      verdict: verdictOf(seen, verdictOn(pair.crude), standardised),
    };
  });
}

/**
 * @param seen the trend over all periods; @param crude the same over the periods that can be standardised: where it is
 *   gone there already, too few of them are left to blame the mix
 */
function verdictOf(
  seen: MixFinding['crude'],
  crude: MixFinding['crude'],
  standardised: MixFinding['crude'],
): MixFinding['verdict'] {
  if (seen === 'not-tested') return 'not-tested';
  const moved = seen === 'rising' || seen === 'falling';
  if (seen === standardised) return moved ? 'stands' : 'none';
  if (!moved) return 'mix-hides';
  return crude === seen ? 'mix-explains' : 'not-tested';
}

interface Line {
  /** Along it over all periods. */
  change: number;
  /** Two-sided. */
  p: number;
}

/** Weighted least squares, weights 1 ÷ variance. */
function lineThrough(points: readonly (Estimate & { at: number })[]): Line {
  const weights = points.map(({ variance }) => 1 / variance);
  const sum = weights.reduce((a, b) => a + b, 0);
  const mean = (value: (i: number) => number): number =>
    weights.reduce((total, weight, i) => total + weight * value(i), 0) / sum;
  const centre = mean((i) => points[i]!.at);
  const middle = mean((i) => points[i]!.share);
  const spread = sum * mean((i) => (points[i]!.at - centre) ** 2);
  const slope = (sum * mean((i) => (points[i]!.at - centre) * (points[i]!.share - middle))) / spread;
  return {
    change: slope * (points.at(-1)!.at - points[0]!.at),
    p: twoSidedP(slope * Math.sqrt(spread)),
  };
}
