/**
 * Pictures of numbers, as SVG made from strings. Lengths are in units of the picture's own view box, which is about as
 * wide as a phone, so that the same drawing is read there, three abreast on a desk, and on paper. Colours are classes
 * of page.css. Nobody's answer (null) is drawn as a gap, never as 0.
 */
import type { GroupRow, RatingRow, Report, Score, ThemeRow, TrendRow } from '../../types.js';
import { cutApart } from '../fit.js';
import {
  bandRange,
  count,
  countAndShare,
  counted,
  EVEN_IN_WORDS,
  percentNumber,
  points,
  pointsRange,
  shareInWords,
  shareRange,
} from '../words.js';
import { type Child, el, join, type Markup } from './markup.js';

/** Two decimals at most: the eye sees no more, and the file stays small. */
function r(x: number): number {
  return Math.round(x * 100) / 100;
}

/** A linear scale: `from` of the data to `to` of the picture. */
function linear(from: [number, number], to: [number, number]): (x: number) => number {
  const slope = from[1] === from[0] ? 0 : (to[1] - to[0]) / (from[1] - from[0]);
  return (x) => r(to[0] + (x - from[0]) * slope);
}

/** Round numbers from 0 to at most `max`, some `wanted` of them. */
export function ticks(max: number, wanted: number): number[] {
  if (max <= 0) return [0];
  const rough = max / wanted;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = Math.max(1, [1, 2, 5, 10].map((m) => m * power).find((s) => s >= rough)!);
  return Array.from({ length: Math.floor(max / step + 1e-9) + 1 }, (_, i) => r(i * step));
}

interface Picture {
  /** Unique on the page. */
  id: string;
  title: string;
  /** What it shows, in words, for those who do not see it. */
  desc: string;
  width: number;
  height: number;
  class?: string;
}

function picture({ id, title, desc, width, height, class: name }: Picture, ...content: Child[]): Markup {
  return el(
    'svg',
    {
      class: name === undefined ? 'picture' : `picture ${name}`,
      viewBox: `0 0 ${width} ${height}`,
      role: 'img',
      'aria-labelledby': `${id}-title ${id}-desc`,
    },
    el('title', { id: `${id}-title` }, title),
    el('desc', { id: `${id}-desc` }, desc),
    content,
  );
}

function words(
  x: number,
  y: number,
  text: string,
  anchor: 'start' | 'middle' | 'end' = 'start',
  name: string | null = null,
): Markup {
  return el(
    'text',
    { x: r(x), y: r(y), class: name, 'text-anchor': anchor === 'start' ? null : anchor },
    text,
  );
}

function line(x1: number, y1: number, x2: number, y2: number, name: string): Markup {
  return el('line', { x1: r(x1), y1: r(y1), x2: r(x2), y2: r(y2), class: name });
}

/** A name short enough for a label; it stands in full in the table behind. */
function short(name: string, letters: number): string {
  const all = [...name];
  return all.length <= letters
    ? name
    : `${all
        .slice(0, letters - 1)
        .join('')
        .trimEnd()}…`;
}

// ───────────────────────────── the hatching that several pictures share ─────────────────────────────

export function definitions(): Markup {
  return el(
    'svg',
    { class: 'definitions', width: 0, height: 0, 'aria-hidden': 'true', focusable: 'false' },
    el(
      'defs',
      {},
      el(
        'pattern',
        {
          id: 'hatch',
          width: 6,
          height: 6,
          patternUnits: 'userSpaceOnUse',
          patternTransform: 'rotate(45)',
        },
        el('line', { x1: 0, y1: 0, x2: 0, y2: 6, class: 'hatching' }),
      ),
    ),
  );
}

// ───────────────────────────── a score on its scale ─────────────────────────────

/** Where a score lies between 0 and 100, with its interval, and paler the band of the model's own errors. */
export function scoreStrip(
  id: string,
  label: string,
  score: Score,
  band: { low: number; high: number } | null,
): Markup | null {
  if (score.value === null) return null;
  const x = linear([0, 100], [6, 314]);
  const desc =
    `${points(score)} of 100, 95 % interval ${pointsRange(score)}, ${count(score.n)} reviews` +
    (band ? `; ${bandRange(band)} with the model's own errors.` : '.');
  return picture(
    { id, title: `${label} on its scale`, desc, width: 320, height: 34, class: 'strip' },
    line(x(0), 11, x(100), 11, 'track'),
    [0, 50, 100].map((at) => line(x(at), 7, x(at), 15, 'track')),
    band &&
      el('rect', {
        x: x(band.low),
        y: 5,
        width: r(Math.max(1, x(band.high) - x(band.low))),
        height: 12,
        rx: 3,
        class: 'band',
      }),
    line(x(score.low), 11, x(score.high), 11, 'interval'),
    el('circle', {
      cx: x(score.value),
      cy: 11,
      r: 5.5,
      class: score.provisional ? 'point provisional' : 'point',
    }),
    words(x(0), 31, '0', 'start', 'tick'),
    words(x(50), 31, '50', 'middle', 'tick'),
    words(x(100), 31, '100', 'end', 'tick'),
  );
}

// ───────────────────────────── clinical against service ─────────────────────────────

const DOT_UNITS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000];
const MOST_DOTS = 240;

/** How many reviews a dot stands for: as few as leave the fullest field readable. */
function dotUnit(most: number): number {
  return DOT_UNITS.find((unit) => most / unit <= MOST_DOTS) ?? Math.ceil(most / MOST_DOTS);
}

/** Dots in rows `wide` at most; one path, for there may be hundreds. */
function dots(
  x: number,
  y: number,
  wide: number,
  pitch: number,
  howMany: number,
  name: string,
): Markup | null {
  if (howMany === 0) return null;
  const across = Math.floor(wide / pitch);
  let d = '';
  for (let i = 0; i < howMany; i++) {
    d += `M${r(x + ((i % across) + 0.5) * pitch)} ${r(y + (Math.floor(i / across) + 0.5) * pitch)}h0`;
  }
  return el('path', { d, class: `dots ${name}`, 'stroke-width': r(pitch * 0.62) });
}

/**
 * The reviews that speak of both, by where they stand on each: four fields, and below them those that are even on
 * one of the two or on both. A dot is a review, or several when there are many.
 * @param careWasNotEnough whether the report says so: the first field is then called what the report's heading is
 */
export function quadrants(
  { counts, n, praisedBlamed, blamedPraised }: Report['divergence'],
  careWasNotEnough: boolean,
): Markup {
  const unit = dotUnit(Math.max(...Object.values(counts)));
  const each = (reviews: number) => Math.ceil(reviews / unit);
  const [width, left, top, cellWidth, cellHeight, gap] = [400, 26, 24, 183, 168, 8];
  const [wide, high] = [cellWidth - 20, cellHeight - 58];
  const fullest = each(Math.max(...Object.values(counts)));
  const pitch = [14, 12, 10, 9, 8].find((p) => Math.floor(wide / p) * Math.floor(high / p) >= fullest) ?? 8;
  const field = (column: 0 | 1, row: 0 | 1, reviews: number, says: string, name: string, share: string) => {
    const x = left + column * (cellWidth + gap);
    const y = top + row * (cellHeight + gap);
    return el(
      'g',
      {},
      el('rect', { x, y, width: cellWidth, height: cellHeight, rx: 6, class: `field ${name}` }),
      words(x + 10, y + 24, count(reviews), 'start', 'big'),
      share !== '' && words(x + cellWidth - 10, y + 23, share, 'end', 'small'),
      words(x + 10, y + 40, says, 'start', 'small'),
      dots(x + 10, y + 50, wide, pitch, each(reviews), name),
    );
  };
  const share = (p: typeof praisedBlamed) =>
    p.share === null ? '' : `${shareInWords(p)} (${shareRange(p)})`;
  const under = top + 2 * cellHeight + gap;
  const evenRows = Math.ceil(each(counts.even) / Math.floor((width - left - 20) / pitch));
  const height = under + 24 + (counts.even > 0 ? 24 + evenRows * pitch : 0);
  return picture(
    {
      id: 'quadrants',
      title: 'What reviews say of the result and of the service',
      desc:
        `Of ${counted(n, 'review')} that ${n === 1 ? 'speaks' : 'speak'} of both: praise of the result and blame of the service ${countAndShare(praisedBlamed)}, ` +
        `blame of the result and praise of the service ${countAndShare(blamedPraised)}, praise of both ${count(counts.bothPositive)}, ` +
        `blame of both ${count(counts.bothNegative)}, ${EVEN_IN_WORDS} ${count(counts.even)}.`,
      width,
      height,
    },
    words(left + cellWidth / 2, 14, 'service blamed', 'middle', 'axis'),
    words(left + cellWidth + gap + cellWidth / 2, 14, 'service praised', 'middle', 'axis'),
    turned(14, top + cellHeight / 2, 'result praised'),
    turned(14, top + cellHeight + gap + cellHeight / 2, 'result blamed'),
    field(
      ...([0, 0, counts.praisedBlamed] as const),
      careWasNotEnough ? "great care wasn't enough" : 'praise the result only',
      counts.praisedBlamed > 0 ? 'parted' : 'agreed',
      share(praisedBlamed),
    ),
    field(1, 0, counts.bothPositive, 'praise both', 'agreed', ''),
    field(0, 1, counts.bothNegative, 'blame both', 'agreed', ''),
    field(
      ...([1, 1, counts.blamedPraised] as const),
      careWasNotEnough ? 'the reverse' : 'praise the service only',
      'reverse',
      share(blamedPraised),
    ),
    counts.even > 0 && [
      words(left + 10, under + 24, `${count(counts.even)} ${EVEN_IN_WORDS}`, 'start', 'small'),
      dots(left + 10, under + 32, width - left - 20, pitch, each(counts.even), 'agreed'),
    ],
    words(
      width,
      height - 4,
      unit === 1 ? 'a dot is a review' : `a dot is up to ${count(unit)} reviews`,
      'end',
      'tick',
    ),
  );
}

function turned(x: number, y: number, text: string): Markup {
  return el(
    'text',
    { transform: `translate(${x} ${y}) rotate(-90)`, 'text-anchor': 'middle', class: 'axis' },
    text,
  );
}

// ───────────────────────────── themes ─────────────────────────────

/** The largest share that the bars of several pictures must hold, in quarters: their lengths can then be compared. */
export function reachOf(rows: readonly ThemeRow[]): number {
  const highs = rows.flatMap((row) => [row.negative.high ?? 0, row.positive.high ?? 0]);
  return Math.max(0.25, Math.ceil(Math.max(0, ...highs) * 4) / 4);
}

/** Blame to the left, praise to the right, of all reviews that mention a theme; whiskers are the 95 % interval. */
export function themeBars(id: string, title: string, rows: readonly ThemeRow[], reach: number): Markup {
  const [width, top, rowHeight] = [420, 40, 25];
  const [zero, half] = [242, 84];
  const height = top + rows.length * rowHeight + 22;
  const bottom = height - 18;
  const left = linear([0, reach], [zero, zero - half]);
  const right = linear([0, reach], [zero, zero + half]);
  const said = rows.map((row) => {
    const name = row.theme;
    if (row.negative.share === null || row.positive.share === null) {
      return `${name}: ${counted(row.mentions, 'review')}, too few for a share`;
    }
    return `${name}: ${percentNumber(row.negative.share)} % blame, ${percentNumber(row.positive.share)} % praise of ${count(row.mentions)}`;
  });
  return picture(
    {
      id,
      title,
      desc: `Share of the reviews that mention a theme: only blame to the left, only praise to the right. ${said.join('; ')}.`,
      width,
      height,
      class: 'themes',
    },
    words(zero - 8, 14, '← blame', 'end', 'axis blame'),
    words(zero + 8, 14, 'praise →', 'start', 'axis praise'),
    words(width, 14, 'reviews', 'end', 'axis'),
    [reach / 2, reach].map((at) => [
      line(left(at), top - 8, left(at), bottom, 'grid'),
      line(right(at), top - 8, right(at), bottom, 'grid'),
      words(left(at), height - 4, `${r(at * 100)} %`, 'middle', 'tick'),
      words(right(at), height - 4, `${r(at * 100)} %`, 'middle', 'tick'),
    ]),
    rows.map((row, i) => {
      const y = top + i * rowHeight;
      const middle = y + 6;
      const { negative, positive } = row;
      const bars: Child =
        negative.share === null || positive.share === null
          ? words(zero + 8, middle + 4, 'too few for a share', 'start', 'tick')
          : [
              el('rect', {
                x: left(negative.share),
                y: middle - 6,
                width: r(zero - left(negative.share)),
                height: 12,
                class: 'blame',
              }),
              el('rect', {
                x: zero,
                y: middle - 6,
                width: r(right(positive.share) - zero),
                height: 12,
                class: 'praise',
              }),
              line(left(negative.high ?? 0), middle, left(negative.low ?? 0), middle, 'whisker'),
              line(right(positive.low ?? 0), middle, right(positive.high ?? 0), middle, 'whisker'),
              words(148, middle + 4, `${percentNumber(negative.share)} %`, 'end', 'value'),
              words(336, middle + 4, `${percentNumber(positive.share)} %`, 'start', 'value'),
            ];
      return el(
        'g',
        { 'data-theme': row.theme },
        el('rect', { x: 0, y: middle - 12, width, height: rowHeight, class: 'hit' }),
        words(0, middle + 4, short(row.theme, 15), 'start', 'label'),
        bars,
        words(width, middle + 4, count(row.mentions), 'end', 'tick'),
      );
    }),
    line(zero, top - 10, zero, bottom, 'zero'),
  );
}

// ───────────────────────────── trend ─────────────────────────────

/** One card over time. Partial periods are hatched; periods without a score are gaps. */
export function trendLine(
  id: string,
  title: string,
  rows: readonly TrendRow[],
  card: 'clinicalOutcome' | 'clinicalSkill' | 'service',
  verdict: string,
): Markup {
  const [width, height, left, right, top, bottom] = [360, 196, 28, 354, 12, 136];
  const y = linear([0, 100], [bottom, top]);
  const step = (right - left) / rows.length;
  const x = (i: number) => r(left + (i + 0.5) * step);
  const scores = rows.map((row) => row[card]);
  const most = Math.max(1, ...scores.map(({ n }) => n));
  const n = linear([0, most], [172, 150]);
  const shown = (i: number): Extract<Score, { value: number }> | null => {
    const score = scores[i];
    return score && score.value !== null ? score : null;
  };
  const runs: number[][] = [];
  rows.forEach((row, i) => {
    if (!shown(i) || row.partial) return;
    const last = runs.at(-1);
    if (last && last.at(-1) === i - 1) last.push(i);
    else runs.push([i]);
  });
  const told = rows.map((row, i) => {
    const score = shown(i);
    const value = score ? `${points(score)} (${pointsRange(score)})` : '–';
    return `${row.period}${row.partial ? ' (part)' : ''} ${value}, n ${count(row[card].n)}`;
  });
  return picture(
    { id, title, desc: `${verdict}. ${told.join('; ')}.`, width, height, class: 'trend' },
    [0, 50, 100].map((at) => [
      line(left, y(at), right, y(at), 'grid'),
      words(left - 5, y(at) + 4, String(at), 'end', 'tick'),
    ]),
    rows.map(
      (row, i) =>
        row.partial &&
        el('rect', {
          x: r(left + i * step),
          y: top,
          width: r(step),
          height: bottom - top,
          class: 'partial',
          fill: 'url(#hatch)',
        }),
    ),
    runs.map((run) => {
      const edge = (side: 'low' | 'high') => run.map((i) => `${x(i)} ${y(shown(i)![side])}`);
      if (run.length === 1) {
        const [i] = run as [number];
        return line(x(i), y(shown(i)!.low), x(i), y(shown(i)!.high), 'lonely');
      }
      return [
        el('path', { d: `M${[...edge('low'), ...edge('high').reverse()].join('L')}Z`, class: 'ribbon' }),
        el('path', { d: `M${run.map((i) => `${x(i)} ${y(shown(i)!.value)}`).join('L')}`, class: 'curve' }),
      ];
    }),
    rows.map((row, i) => {
      const score = shown(i);
      if (!score) return null;
      const before = row.partial ? shown(i - 1) : null;
      return [
        row.partial && line(x(i), y(score.low), x(i), y(score.high), 'lonely'),
        before && line(x(i - 1), y(before.value), x(i), y(score.value), 'tentative'),
        el('circle', {
          cx: x(i),
          cy: y(score.value),
          r: step < 7 ? 1.8 : 2.8,
          class: row.partial || score.provisional ? 'point provisional' : 'point',
        }),
      ];
    }),
    scores.map(
      (score, i) =>
        score.n > 0 &&
        el('rect', {
          x: r(x(i) - Math.min(8, step * 0.35)),
          y: n(score.n),
          width: r(Math.min(16, step * 0.7)),
          height: r(172 - n(score.n)),
          class: 'amount',
        }),
    ),
    words(left - 5, 172, 'n', 'end', 'tick'),
    words(right, 147, `most ${count(most)}`, 'end', 'tick faint'),
    line(left, 172.5, right, 172.5, 'grid'),
    labelled(rows.length).map((i) =>
      words(Math.min(right - 22, Math.max(left + 18, x(i))), 190, rows[i]!.period, 'middle', 'tick'),
    ),
  );
}

/** Which of many periods have room for their name: the first, the last, and some between at equal distances. */
function labelled(periods: number): number[] {
  if (periods <= 5) return Array.from({ length: periods }, (_, i) => i);
  const parts = [4, 3, 2].find((k) => (periods - 1) % k === 0);
  if (parts !== undefined) return Array.from({ length: parts + 1 }, (_, i) => (i * (periods - 1)) / parts);
  return [0, Math.round((periods - 1) / 2), periods - 1];
}

// ───────────────────────────── groups ─────────────────────────────

/** Fewer groups with a score make no funnel. */
export const FEWEST_GROUPS = 3;
const MOST_NAMED = 8;
const LONGEST_TAG = 22;
const MOST_CIRCLES = 120;

/**
 * Groups by their number of reviews and their score, in a funnel of what chance alone would do around the mean of all
 * groups: normal limits of a binomial share at 95 % and 99.8 %, as D. J. Spiegelhalter draws them (Statist. Med. 24
 * (2005) 1185–1202). Named are groups that the report calls
 * different, the clearest where they are many; never a rank.
 *
 * @returns null with fewer than three groups that have a score
 */
export function funnel(
  id: string,
  title: string,
  rows: readonly GroupRow[],
  card: 'clinicalOutcome' | 'clinicalSkill' | 'service',
): Markup | null {
  const whole = rows.filter(({ partial }) => !partial);
  const total = whole.reduce((sum, row) => sum + row[card].n, 0);
  const good = whole.reduce((sum, row) => sum + row[card].counts.positive + row[card].counts.mixed / 2, 0);
  const placed = whole.flatMap((row) => {
    const score = row[card];
    return score.value === null ? [] : [{ row, score }];
  });
  if (placed.length < FEWEST_GROUPS) return null;
  const mean = good / total;
  const largest = Math.max(...placed.map(({ score }) => score.n));
  const smallest = Math.min(...placed.map(({ score }) => score.n));
  const [width, height, left, right, top, bottom] = [360, 250, 32, 352, 12, 210];
  const limit = (n: number, z: number, side: 1 | -1) =>
    100 * (mean + side * z * Math.sqrt((mean * (1 - mean)) / n));
  const values = placed.map(({ score }) => score.value);
  const step = 10;
  const low = Math.max(0, Math.floor(Math.min(...values, limit(smallest, 1.96, -1)) / step) * step);
  const high = Math.min(100, Math.ceil(Math.max(...values, limit(smallest, 1.96, 1)) / step) * step);
  const x = linear([0, largest * 1.05], [left, right]);
  const y = linear([low, high], [bottom, top]);
  // The limits bend most where n is small, so their points stand closer there; outside the picture they are cut off.
  const at = Array.from({ length: 81 }, (_, i) => 1 + ((largest * 1.05 - 1) * i ** 2) / 80 ** 2);
  const curve = (z: number, side: 1 | -1) => {
    const inside = at.filter((n) => limit(n, z, side) >= low && limit(n, z, side) <= high);
    return inside.length > 1 ? `M${inside.map((n) => `${x(n)} ${y(limit(n, z, side))}`).join('L')}` : '';
  };
  const differs = ({ row }: (typeof placed)[number]) =>
    row.comparison[card].verdict === 'higher' || row.comparison[card].verdict === 'lower';
  const different = placed.filter(differs);
  const sureness = ({ row }: (typeof placed)[number]) => row.comparison[card].p ?? 1;
  const clearest = new Set([...different].sort((a, b) => sureness(a) - sureness(b)).slice(0, MOST_NAMED));
  const named = different.filter((place) => clearest.has(place));
  const tags = cutApart(
    named.map(({ row }) => row.group),
    (name) => [...name].length <= LONGEST_TAG,
    '…',
  );
  // Hundreds of groups are a cloud, whose points need no names of their own: one path for all of a kind.
  const many = placed.length > MOST_CIRCLES;
  const crowd = (kind: 'point' | 'point provisional' | 'point differs'): Markup | null => {
    const d = placed
      .filter(
        (place) =>
          kind ===
          (differs(place) ? 'point differs' : place.score.provisional ? 'point provisional' : 'point'),
      )
      .map(({ score }) => `M${x(score.n)} ${y(score.value)}h0`)
      .join('');
    return d === '' ? null : el('path', { d, class: `crowd ${kind}` });
  };
  const every = high - low > 50 ? 20 : 10;
  const levels = [0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100].filter(
    (level) => level % every === 0 && level >= low && level <= high,
  );
  const desc =
    `${placed.length} groups around their mean of ${Math.round(100 * mean)}. ` +
    (named.length > 0
      ? `Different from all others: ${named.map(({ row, score }) => `${row.group} ${points(score)}, ${row.comparison[card].verdict}, n ${count(score.n)}`).join('; ')}${different.length > named.length ? `; and ${count(different.length - named.length)} more, less clearly` : ''}.`
      : 'None is detectably different from all others.');
  return picture(
    { id, title, desc, width, height, class: 'funnel' },
    levels.map((level) => [
      line(left, y(level), right, y(level), 'grid'),
      words(left - 5, y(level) + 4, String(level), 'end', 'tick'),
    ]),
    el('path', { d: curve(3.09, 1) + curve(3.09, -1), class: 'limits outer' }),
    el('path', { d: curve(1.96, 1) + curve(1.96, -1), class: 'limits inner' }),
    line(left, y(100 * mean), right, y(100 * mean), 'mean'),
    ticks(largest * 1.05, 4).map((n) => words(x(n), bottom + 16, count(n), 'middle', 'tick')),
    words(right, height - 6, 'reviews →', 'end', 'axis'),
    many && (['point', 'point provisional', 'point differs'] as const).map(crowd),
    placed
      .filter((place) => !many || named.includes(place))
      .map(({ row, score }) =>
        el(
          'circle',
          {
            cx: x(score.n),
            cy: y(score.value),
            r: 4,
            class: `point${score.provisional ? ' provisional' : ''}${differs({ row, score }) ? ' differs' : ''}`,
          },
          el('title', {}, `${row.group}: ${points(score)} (${pointsRange(score)}), n ${count(score.n)}`),
        ),
      ),
    nameTags(
      named.map(({ score }, i) => ({ x: x(score.n), y: y(score.value), text: tags[i]! })),
      { left, right, top, bottom },
    ),
  );
}

/** Names beside their points, where they cover no other name; a point without room keeps its ring alone. */
function nameTags(
  points: readonly { x: number; y: number; text: string }[],
  { left, right, top, bottom }: Record<'left' | 'right' | 'top' | 'bottom', number>,
): Markup[] {
  const taken: { from: number; to: number; y: number }[] = [];
  return points.flatMap(({ x, y, text }) => {
    // Wider than any sans serif sets it.
    const wide = 7 * [...text].length;
    for (const dy of [4, -7, 15]) {
      for (const anchor of x > (left + right) / 2
        ? (['end', 'start'] as const)
        : (['start', 'end'] as const)) {
        const from = anchor === 'start' ? x + 8 : x - 8 - wide;
        const to = from + wide;
        if (from < left || to > right || y + dy < top || y + dy > bottom) continue;
        if (taken.some((other) => Math.abs(other.y - y - dy) < 12 && from < other.to && other.from < to))
          continue;
        taken.push({ from, to, y: y + dy });
        return [words(anchor === 'start' ? from : to, y + dy, text, anchor, 'label')];
      }
    }
    return [];
  });
}

// ───────────────────────────── ratings ─────────────────────────────

/** Above this number of boxes the bars would be too thin to name. */
const MOST_BOXES = 11;

/** How often each box of a rating scale was given, worst to best; null where that says nothing. */
export function ratingBars(id: string, title: string, row: RatingRow): Markup | null {
  const boxes = row.histogram;
  if (row.top.share === null || boxes.length < 2 || boxes.length > MOST_BOXES) return null;
  const [width, height, top, bottom] = [360, 150, 22, 124];
  const most = Math.max(...boxes.map((box) => box.count));
  const y = linear([0, most], [bottom, top]);
  const step = width / boxes.length;
  return picture(
    {
      id,
      title,
      desc: `${boxes.map((box) => `${box.value}: ${count(box.count)}`).join('; ')}. Worst to best.`,
      width,
      height,
      class: 'ratings',
    },
    boxes.map((box, i) => {
      const x = (i + 0.5) * step;
      return [
        box.count > 0 &&
          el('rect', {
            x: r(x - Math.min(26, step * 0.36)),
            y: y(box.count),
            width: r(Math.min(52, step * 0.72)),
            height: r(Math.max(1, bottom - y(box.count))),
            rx: 2,
            class: 'amount',
          }),
        words(x, y(box.count) - 6, count(box.count), 'middle', 'value'),
        words(x, bottom + 17, short(box.value, Math.floor(step / 6)), 'middle', 'tick'),
      ];
    }),
    line(0, bottom + 0.5, width, bottom + 0.5, 'grid'),
  );
}

export function figure(name: string, caption: Child, ...content: Child[]): Markup {
  return el('figure', { class: name }, content, caption ? el('figcaption', {}, caption) : join());
}
