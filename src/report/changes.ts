/** Then and now: what of two sets of reviews differs, and what could have been seen where nothing does. */
import type {
  Axis,
  Card,
  Caution,
  Change,
  ComparedSide,
  CompareWith,
  Counts,
  DivergenceCounts,
  Floors,
  JudgedChange,
  MixShift,
  Period,
  Report,
  ReportComparison,
  Score,
  Stances,
  Tally,
  Theme,
  ThemeChange,
} from '../types.js';
import { CARDS, type Setting, stancesOn } from './groups.js';
import { daysOf, isPartial, periodAt, periodOf, placeOf } from './periods.js';
import { mentions, NO_STANCES, observed } from './scores.js';
import {
  benjaminiHochberg,
  newcombe,
  type Observed,
  smallestDetectableChange,
  twoProportionTest,
  withinStrata,
} from './statistics.js';

/** Below this share of reviews that stand elsewhere a mix is taken to be the same. */
const MIX_MOVED = 0.1;
/** Reviews on both sides from which on a period is long enough: two hundreds can show some 18 points. */
const ENOUGH = 100;
/** What the later side is called in a report that is compared with an earlier one. */
const THIS_REPORT = 'this report';
/** Values of a mix that are named. */
const MIX_NAMED = 5;

/** Fields that say when a review was written or how it judged, not where it comes from. */
const NO_MIX: readonly string[] = ['month', 'quarter', 'year', 'rating'];

/** What is counted in a set of reviews, or in one of its strata. */
interface Counted {
  reviews: number;
  cards: Record<Card, Readonly<Stances>>;
  themes: ReadonlyMap<string, Readonly<Stances>>;
}

/** A side by the values of one field; `stances` false: only how many reviews each has is known. */
interface Strata {
  stances: boolean;
  values: ReadonlyMap<string, Counted>;
}

/** One side of a comparison. */
export interface Side extends Counted {
  label: string;
  dates: ComparedSide['dates'];
  divergence: DivergenceCounts;
  /** Themes it was made with, in order, those nobody spoke of included. */
  known: readonly { theme: string; axis: Axis; card: Card | null }[];
  /** By field, of fields by which the reviews may have been mixed otherwise. */
  strata: ReadonlyMap<string, Strata>;
}

/** The side that a saved report is. */
function sideOfReport(report: Report, label: string): Side {
  const rows = [...report.clinical.themes, ...report.service.themes, ...report.general.themes];
  return {
    label,
    reviews: report.reviews,
    dates: { first: report.input.dates.first, last: report.input.dates.last },
    cards: {
      clinicalOutcome: report.clinical.outcome.counts,
      clinicalSkill: report.clinical.skill.counts,
      service: report.service.score.counts,
    },
    divergence: report.divergence.counts,
    themes: new Map(rows.map(({ theme, score }) => [theme, score.counts])),
    known: rows.map(({ theme, axis, card }) => ({ theme, axis, card })),
    strata: strataOf(report),
  };
}

/** By the fields grouped by, and by source in any case; not one with more values than are kept, which is not known in full. */
function strataOf({ groups, sourceMix }: Report): Side['strata'] {
  const strata = new Map<string, Strata>();
  if (sourceMix !== null) {
    const values = sourceMix.sources.map(({ source, reviews }) => [source, counted(reviews, [])] as const);
    strata.set('source', { stances: false, values: new Map(values) });
  }
  for (const { by, fields, coded, beyondCap, rows } of groups) {
    if (beyondCap > 0 || fields.some((field) => NO_MIX.includes(field))) continue;
    const values = rows.map((row): [string, Counted] => [
      row.group,
      {
        reviews: row.reviews,
        cards: {
          clinicalOutcome: row.clinicalOutcome.counts,
          clinicalSkill: row.clinicalSkill.counts,
          service: row.service.counts,
        },
        themes: new Map(row.themes.map(({ theme, score }) => [theme, score.counts])),
      },
    ]);
    // Codes and names of the same people are not the same values.
    strata.set(coded ? `${by} (coded)` : by, { stances: true, values: new Map(values) });
  }
  return strata;
}

/** By source, of a period of the input. */
function sourcesIn(tally: Tally, kind: Period, period: string): Side['strata'] {
  const { values, beyondCap } = tally.mix;
  if (beyondCap > 0) return new Map();
  const sources = new Map<string, Counts[]>();
  for (const [key, counts] of Object.entries(values)) {
    // `2026-03 Web`
    if (counts.reviews === 0 || periodOf(`${key.slice(0, 7)}-01`, kind) !== period) continue;
    const source = key.slice(8);
    sources.set(source, [...(sources.get(source) ?? []), counts]);
  }
  if (sources.size === 0) return new Map();
  const summed = [...sources].map(([source, parts]): [string, Counted] => [
    source,
    counted(
      parts.reduce((sum, { reviews }) => sum + reviews, 0),
      parts,
    ),
  ]);
  return new Map([['source', { stances: true, values: new Map(summed) }]]);
}

function counted(reviews: number, parts: readonly Counts[]): Counted {
  const sum = (pick: (counts: Counts) => Readonly<Stances>): Stances =>
    parts.map(pick).reduce<Stances>(
      (total, one) => ({
        positive: total.positive + one.positive,
        negative: total.negative + one.negative,
        mixed: total.mixed + one.mixed,
        neutral: total.neutral + one.neutral,
      }),
      { ...NO_STANCES },
    );
  const themes = new Set(parts.flatMap(({ themes }) => Object.keys(themes)));
  return {
    reviews,
    cards: {
      clinicalOutcome: sum(({ cards }) => cards.clinicalOutcome),
      clinicalSkill: sum(({ cards }) => cards.clinicalSkill),
      service: sum(({ cards }) => cards.service),
    },
    themes: new Map([...themes].map((theme) => [theme, sum((counts) => stancesOn(counts, theme))])),
  };
}

/** The side that one calendar period of the input is; `counts` null: no review in it. */
function sideOfPeriod(
  period: string,
  counts: Counts | null,
  themes: readonly Theme[],
  strata: Side['strata'] = new Map(),
): Side {
  const none = (): Stances => ({ ...NO_STANCES });
  return {
    label: period,
    reviews: counts?.reviews ?? 0,
    dates: daysOf(period),
    cards: counts?.cards ?? { clinicalOutcome: none(), clinicalSkill: none(), service: none() },
    divergence: counts?.divergence ?? {
      praisedBlamed: 0,
      blamedPraised: 0,
      bothPositive: 0,
      bothNegative: 0,
      even: 0,
    },
    themes: new Map(themes.map(({ name }) => [name, counts ? stancesOn(counts, name) : none()])),
    known: themes.map(({ name, axis, card }) => ({ theme: name, axis, card })),
    strata,
  };
}

/**
 * What `--compare` asks of a report.
 *
 * @returns null where nothing was asked for, or the data holds no two complete periods with reviews
 */
export function comparisonOf(
  report: Report,
  tally: Tally,
  compareWith: CompareWith | null,
  setting: Setting,
): ReportComparison | null {
  if (compareWith === null || compareWith.kind === 'first-run') return null;
  if (compareWith.kind === 'report') {
    return compareReports(compareWith.report, report, { before: compareWith.label, after: THIS_REPORT });
  }
  const pair = choosePeriods(tally, compareWith, setting);
  if (pair === null) return null;
  const side = (period: string) =>
    sideOfPeriod(
      period,
      countsIn(tally, pair.grain, period),
      setting.themes,
      sourcesIn(tally, pair.grain, period),
    );
  return { ...compareSides(side(pair.before), side(pair.after), setting.floors), kind: 'periods' };
}

const GRAINS: readonly Period[] = ['month', 'quarter', 'year'];

/**
 * The last complete period and the one to hold it against. Without a grain the finest one is taken in which both hold
 * `ENOUGH` reviews, else the coarsest in which both hold any.
 */
function choosePeriods(
  tally: Tally,
  { against, grain }: Extract<CompareWith, { kind: 'periods' }>,
  setting: Setting,
): { grain: Period; before: string; after: string } | null {
  const reviewsIn = (kind: Period, period: string) => countsIn(tally, kind, period)?.reviews ?? 0;
  const pairs = (grain === null ? GRAINS : [grain]).flatMap((kind) => {
    const last = lastComplete(tally, kind, setting);
    if (last === null) return [];
    const back = against === 'previous' ? 1 : { month: 12, quarter: 4, year: 1 }[kind];
    const before = periodAt(last - back, kind);
    const after = periodAt(last, kind);
    return [{ grain: kind, before, after, least: Math.min(reviewsIn(kind, before), reviewsIn(kind, after)) }];
  });
  const filled = pairs.filter(({ least }) => least > 0);
  return filled.find(({ least }) => least >= ENOUGH) ?? filled.at(-1) ?? null;
}

/** The place of the last period that the data covers in full; null where it covers none. */
function lastComplete(tally: Tally, kind: Period, setting: Setting): number | null {
  if (setting.asOf === null || tally.dates.first === null) return null;
  const first = placeOf(periodOf(tally.dates.first, kind));
  for (let place = placeOf(periodOf(setting.asOf, kind)); place >= first; place--) {
    if (!isPartial(periodAt(place, kind), setting)) return place;
  }
  return null;
}

function countsIn(tally: Tally, kind: Period, period: string): Counts | null {
  const { values } = tally.periods[kind];
  return Object.hasOwn(values, period) ? values[period]! : null;
}

/**
 * Two reports, the earlier first. Where the later one plainly holds every review of the earlier (a growing export), what it
 * holds beyond is compared instead: a review on both sides would hide the change.
 *
 * @param labels what the two are called
 */
export function compareReports(
  before: Report,
  after: Report,
  labels: { before: string; after: string },
): ReportComparison {
  const sides = {
    before: sideOfReport(before, labels.before),
    after: sideOfReport(after, labels.after),
  };
  const { floors } = after.method;
  const cautions = differencesOfMaking(before, after);
  if (before.input.stamp === after.input.stamp) {
    return compareSides(sides.before, sides.after, floors, ['same-reviews', ...cautions]);
  }
  if (cautions.length === 0 && holdsAllOf(after, before)) {
    const added = addedTo(sides.before, sides.after);
    return { ...compareSides(sides.before, added, floors), kind: 'added' };
  }
  return compareSides(sides.before, sides.after, floors, [...cautionsOfDates(sides), ...cautions]);
}

function differencesOfMaking(before: Report, after: Report): Caution[] {
  const cautions: Caution[] = [];
  if (before.taxonomy.hash !== after.taxonomy.hash) cautions.push('taxonomy');
  const [was, is] = [before.method.model, after.method.model];
  if (was.name !== is.name || was.version !== is.version) cautions.push('model');
  if (before.tool.version !== after.tool.version) cautions.push('version');
  return cautions;
}

function cautionsOfDates({ before, after }: { before: Side; after: Side }): Caution[] {
  const [was, is] = [before.dates, after.dates];
  if (before.reviews === 0 || after.reviews === 0) return [];
  if (was.first === null || was.last === null || is.first === null || is.last === null) return ['undated'];
  if (is.last < was.first) return ['reversed'];
  if (is.first > was.last) return [];
  return is.last < was.last ? ['overlap', 'reversed'] : ['overlap'];
}

/**
 * Whether a report holds every review of an earlier one. Reports keep no list of reviews, but their counts tell: of a
 * growing export nothing ever falls, and what was counted of the periods gone by stays as it was but for late arrivals.
 * Another sample of the same months does not repeat some dozens of counts.
 */
function holdsAllOf(after: Report, before: Report): boolean {
  const [was, is] = [before.trend, after.trend];
  if (was === null || is === null || was.by !== is.by || before.reviews === 0) return false;
  if (before.reviews > after.reviews) return false;
  const known = new Map(is.rows.map((row) => [row.period, row]));
  const pairs = was.rows.map((row) => [row, known.get(row.period)] as const);
  const countsOf = (row: (typeof was.rows)[number] | undefined): number[] =>
    row
      ? [
          row.reviews,
          ...[row.clinicalOutcome, row.clinicalSkill, row.service].flatMap(stancesIn),
          ...Object.values(row.general),
        ]
      : [];
  const never = (less: readonly number[], more: readonly number[]) =>
    less.every((n, i) => n <= (more[i] ?? 0));
  if (!pairs.every(([row, later]) => never(countsOf(row), countsOf(later)))) return false;
  const rows = (report: Report) =>
    new Map(
      [...report.clinical.themes, ...report.service.themes, ...report.general.themes].map(
        ({ theme, score }) => [theme, score],
      ),
    );
  const later = rows(after);
  for (const [theme, score] of rows(before)) {
    const there = later.get(theme);
    if (!there || !never(stancesIn(score), stancesIn(there))) return false;
  }
  const counts = Object.entries(before.divergence.counts) as [keyof DivergenceCounts, number][];
  if (!counts.every(([kind, n]) => n <= after.divergence.counts[kind])) return false;
  if (was.withoutDate > is.withoutDate) return false;
  // The last periods of the earlier report were still filling up.
  const settled = pairs.slice(0, -2).filter(([row]) => row.reviews > 0);
  const same = settled.filter(([row, later]) => String(countsOf(row)) === String(countsOf(later)));
  return settled.length >= 3 && same.length >= 0.8 * settled.length;
}

function stancesIn({ counts }: Score): number[] {
  const { positive, negative, mixed, neutral } = counts;
  return [positive, negative, mixed, neutral];
}

/** What a side holds beyond another that it contains. */
function addedTo(before: Side, after: Side): Side {
  return {
    ...after,
    ...minus(after, before),
    label: after.label,
    // The first of the added reviews may be a late arrival: its day is not known.
    dates: { first: null, last: after.dates.last },
    divergence: Object.fromEntries(
      Object.entries(after.divergence).map(([kind, n]) => [
        kind,
        n - before.divergence[kind as keyof DivergenceCounts],
      ]),
    ) as unknown as DivergenceCounts,
    strata: new Map(
      [...after.strata].flatMap(([by, { stances, values }]) => {
        const earlier = before.strata.get(by);
        if (!earlier) return [];
        const added = [...values].map(
          ([value, counted]) => [value, minus(counted, earlier.values.get(value))] as const,
        );
        return [[by, { stances: stances && earlier.stances, values: new Map(added) }]];
      }),
    ),
  };
}

function minus(more: Counted, less: Counted | undefined): Counted {
  const without = (a: Stances, b: Stances = NO_STANCES): Stances => ({
    positive: a.positive - b.positive,
    negative: a.negative - b.negative,
    mixed: a.mixed - b.mixed,
    neutral: a.neutral - b.neutral,
  });
  return {
    reviews: more.reviews - (less?.reviews ?? 0),
    cards: {
      clinicalOutcome: without(more.cards.clinicalOutcome, less?.cards.clinicalOutcome),
      clinicalSkill: without(more.cards.clinicalSkill, less?.cards.clinicalSkill),
      service: without(more.cards.service, less?.cards.service),
    },
    themes: new Map(
      [...more.themes].map(([theme, stances]) => [theme, without(stances, less?.themes.get(theme))]),
    ),
  };
}

/**
 * Holds two sides against each other. Three families of tests, each with Benjamini–Hochberg at 10 %: the cards with the
 * divergence, the scores of the themes (a theme alone on its card is tested with the cards), and how often the themes
 * are spoken of. A change is named only where its interval
 * leaves out 0 as well.
 */
function compareSides(
  before: Side,
  after: Side,
  floors: Floors,
  cautions: readonly Caution[] = [],
): ReportComparison {
  const judged = !cautions.includes('same-reviews');
  // Reviews on both sides pull the two together, by how much is not known.
  const sighted = !cautions.includes('overlap') && !cautions.includes('undated');
  const compare = (was: Observed, is: Observed): Change => changeOf(was, is, floors, judged, sighted);
  const mix = mixShifts(before, after, floors);
  const explains = (change: Change, pick: (counted: Counted) => Readonly<Stances>): boolean =>
    mix.some(
      ({ by, heldStill }) =>
        heldStill &&
        vanishesWithin(change, before.strata.get(by)!.values, after.strata.get(by)!.values, pick),
    );

  const cards = CARDS.map((card) => ({
    card,
    change: compare(observed(before.cards[card]), observed(after.cards[card])),
  }));
  const split = (side: Side): Observed => ({
    successes: side.divergence.praisedBlamed,
    n: Object.values(side.divergence).reduce((sum, n) => sum + n, 0),
  });
  const divergence = compare(split(before), split(after));
  const head = chance([...cards.map(({ change }) => change), divergence]);
  const judgedCard = (card: Card): JudgedChange => {
    const { change } = cards.find((one) => one.card === card)!;
    return judge(
      change,
      head,
      (value) => value > 0,
      () => explains(change, (counted) => counted.cards[card]),
    );
  };

  const rows = themesOf(before, after).map((row) => {
    const [was, is] = [before, after].map((side) => side.themes.get(row.theme) ?? NO_STANCES) as [
      Stances,
      Stances,
    ];
    const spoken = (side: Side, stances: Stances): Observed => ({
      successes: mentions(stances),
      n: side.reviews,
    });
    return {
      ...row,
      was: mentions(was),
      is: mentions(is),
      score: compare(observed(was), observed(is)),
      spokenOf: row.known ? compare(spoken(before, was), spoken(after, is)) : notCompared(),
    };
  });
  const scores = chance(rows.flatMap(({ aloneOn, score }) => (aloneOn === null ? [score] : [])));
  const spoken = chance(rows.map(({ spokenOf }) => spokenOf));
  const themes = rows.map(({ theme, axis, aloneOn, presence, was, is, score, spokenOf }): ThemeChange => {
    const more = directionOf(spokenOf, spoken);
    const known = presence === 'both';
    return {
      theme,
      axis,
      aloneOn,
      score:
        aloneOn !== null
          ? judgedCard(aloneOn)
          : judge(
              score,
              scores,
              (value) => value > 0,
              () => explains(score, (counted) => counted.themes.get(theme) ?? NO_STANCES),
            ),
      spokenOf: {
        ...spokenOf,
        verdict:
          spokenOf.p === null
            ? 'not-compared'
            : more === 0
              ? 'no-detectable-change'
              : more > 0
                ? 'more'
                : 'less',
      },
      presence: !known
        ? presence
        : was === 0 && is === 0
          ? 'neither'
          : was === 0 && more > 0 && is >= floors.hidden
            ? 'new'
            : is === 0 && more < 0 && was >= floors.hidden
              ? 'vanished'
              : 'both',
    };
  });

  const side = ({ label, reviews, dates }: Side): ComparedSide => ({ label, reviews, dates: { ...dates } });
  return {
    before: side(before),
    after: side(after),
    kind: 'reports',
    cards: {
      clinicalOutcome: judgedCard('clinicalOutcome'),
      clinicalSkill: judgedCard('clinicalSkill'),
      service: judgedCard('service'),
    },
    divergence: judge(
      divergence,
      head,
      (value) => value < 0,
      () => false,
    ),
    themes,
    mix,
    cautions: [...cautions, ...(mix.length > 0 ? (['mix'] as const) : [])],
    floors: { ...floors },
  };
}

function themesOf(
  before: Side,
  after: Side,
): { theme: string; axis: Axis; aloneOn: Card | null; known: boolean; presence: ThemeChange['presence'] }[] {
  const then = new Set(before.known.map(({ theme }) => theme));
  const now = new Set(after.known.map(({ theme }) => theme));
  const isAlone = (card: Card | null) =>
    [before, after].every(({ known }) => known.filter((one) => one.card === card).length === 1);
  return [
    ...after.known.map(({ theme, axis, card }) => {
      const known = then.has(theme);
      const aloneOn = known && card !== null && isAlone(card) ? card : null;
      return {
        theme,
        axis,
        aloneOn,
        known,
        presence: known ? ('both' as const) : ('unknown-before' as const),
      };
    }),
    ...before.known
      .filter(({ theme }) => !now.has(theme))
      .map(({ theme, axis }) => ({
        theme,
        axis,
        aloneOn: null,
        known: false,
        presence: 'unknown-after' as const,
      })),
  ];
}

function notCompared(): Change {
  return {
    before: null,
    after: null,
    beforeN: 0,
    afterN: 0,
    difference: null,
    low: null,
    high: null,
    p: null,
    detectable: null,
  };
}

function changeOf(was: Observed, is: Observed, floors: Floors, judged: boolean, sighted: boolean): Change {
  const shown = ({ successes, n }: Observed) =>
    n === 0 || n < floors.percentage ? null : (100 * successes) / n;
  const change: Change = {
    ...notCompared(),
    before: shown(was),
    after: shown(is),
    beforeN: was.n,
    afterN: is.n,
  };
  if (was.n < floors.ranked || is.n < floors.ranked) return change;
  if (!judged) return { ...change, difference: change.after! - change.before! };
  const { difference, low, high } = newcombe(is, was);
  const { up, down } = smallestDetectableChange(was.successes / was.n, was.n, is.n);
  return {
    ...change,
    difference: 100 * difference,
    low: 100 * low,
    high: 100 * high,
    p: Number(twoProportionTest(is, was).toPrecision(6)),
    detectable: sighted ? { higher: points(up), lower: points(down) } : null,
  };
}

/** The tests of one family: which changes are more than chance. */
function chance(changes: readonly Change[]): ReadonlySet<Change> {
  const tested = changes.filter(({ p }) => p !== null);
  const rejected = benjaminiHochberg(tested.map(({ p }) => p!));
  return new Set(tested.filter((_, i) => rejected[i]));
}

/** 1: more now, −1: less now, 0: nothing that chance would not do. */
function directionOf(change: Change, beyondChance: ReadonlySet<Change>): -1 | 0 | 1 {
  if (!beyondChance.has(change)) return 0;
  return change.low! > 0 ? 1 : change.high! < 0 ? -1 : 0;
}

function judge(
  change: Change,
  beyondChance: ReadonlySet<Change>,
  isBetter: (difference: number) => boolean,
  mixExplains: () => boolean,
): JudgedChange {
  if (change.p === null) return { ...change, verdict: 'not-compared' };
  const direction = directionOf(change, beyondChance);
  if (direction === 0) return { ...change, verdict: 'no-detectable-change' };
  if (mixExplains()) return { ...change, verdict: 'mix-may-explain' };
  return { ...change, verdict: isBetter(direction) ? 'improved' : 'worse' };
}

/** The fields by which the reviews stand otherwise than before. */
function mixShifts(before: Side, after: Side, floors: Floors): MixShift[] {
  return [...after.strata].flatMap(([by, { stances, values: now }]): MixShift[] => {
    const earlier = before.strata.get(by);
    if (!earlier) return [];
    const then = earlier.values;
    const total = (values: ReadonlyMap<string, Counted>) =>
      [...values.values()].reduce((sum, { reviews }) => sum + reviews, 0);
    const [wasN, isN] = [total(then), total(now)];
    if (wasN < floors.ranked || isN < floors.ranked) return [];
    const values = [...new Set([...then.keys(), ...now.keys()])].map((value) => {
      const was = { successes: then.get(value)?.reviews ?? 0, n: wasN };
      const is = { successes: now.get(value)?.reviews ?? 0, n: isN };
      const shift = is.successes / isN - was.successes / wasN;
      return { value, was, is, shift, p: twoProportionTest(is, was) };
    });
    const moved = values.reduce((sum, { shift }) => sum + Math.abs(shift), 0) / 2;
    const rejected = benjaminiHochberg(values.map(({ p }) => p));
    if (moved < MIX_MOVED || !rejected.some(Boolean)) return [];
    return [
      {
        by,
        moved,
        heldStill: stances && earlier.stances,
        values: values
          .sort((a, b) => Math.abs(b.shift) - Math.abs(a.shift) || (a.value < b.value ? -1 : 1))
          .slice(0, MIX_NAMED)
          .map(({ value, was, is }) => ({
            value,
            before: (100 * was.successes) / wasN,
            after: (100 * is.successes) / isN,
          })),
      },
    ];
  });
}

/** Whether a change can no longer be told from chance once each source is held against itself. */
function vanishesWithin(
  change: Change,
  then: ReadonlyMap<string, Counted>,
  now: ReadonlyMap<string, Counted>,
  pick: (counted: Counted) => Readonly<Stances>,
): boolean {
  const none: Observed = { successes: 0, n: 0 };
  const within = withinStrata(
    [...now].map(([value, counted]) => {
      const earlier = then.get(value);
      return { a: observed(pick(counted)), b: earlier ? observed(pick(earlier)) : none };
    }),
  );
  if (within === null) return true;
  return change.difference! > 0 ? within.low <= 0 : within.high >= 0;
}

/** 0..1 → points, to a hundredth. */
function points(share: number | null): number | null {
  return share === null ? null : Math.round(share * 10_000) / 100;
}
