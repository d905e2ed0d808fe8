/**
 * AnalysedReview* → Tally. Integers only, so that tallies of any parts of the input add up to the same whole in any
 * order; what is not a number is kept by an order of its own (see samples.ts).
 */
import type { AnalysedReview, FileLayout, Ledger, Period, Problem, Review, Tally, Theme } from '../types.js';
import { addContested, countContested, type Readings } from './contested.js';
import {
  addCounts,
  addRatings,
  addTable,
  addTo,
  countInTable,
  countRating,
  countReview,
  define,
  emptyCounts,
  emptyTable,
  entry,
  type ReviewShare,
  ratingKey,
} from './counts.js';
import { addRated, countRated } from './rated.js';
import {
  byGap,
  byQuote,
  byRank,
  byRated,
  bySafety,
  countSafety,
  DIVERGENCE_KEPT,
  keepDivergence,
  keepQuotes,
  keepRated,
  keepSafety,
  keepUnlabelled,
  mergeSmallest,
  QUOTES_KEPT,
  RATED_KEPT,
  SAFETY_KEPT,
  UNLABELLED_KEPT,
} from './samples.js';
import { type ReviewStances, reviewStances } from './stances.js';

export { wholeOf } from './samples.js';
export { reviewScores } from './stances.js';

/** Problems kept as they are; all are counted. */
const PROBLEMS_KEPT = 20;

/** Fields of `--by` that are read off the date. */
const PERIODS: readonly Period[] = ['month', 'quarter', 'year'];

export function isPeriod(field: string): field is Period {
  return (PERIODS as readonly string[]).includes(field);
}

function periodOf(date: string, period: Period): string {
  const year = date.slice(0, 4);
  if (period === 'year') return year;
  return period === 'month' ? date.slice(0, 7) : `${year}-Q${Math.ceil(Number(date.slice(5, 7)) / 3)}`;
}

/** The fields of a `by` as it is written: one, or two crossed (`location+quarter`); `++` is a plus sign of a name. */
export function fieldsOf(by: string): string[] {
  return by.split(/(?<!\+)\+(?!\+)/).map((field) => field.replaceAll('++', '+'));
}

/** Between the two values of a crossed group; in a value itself it is written otherwise, so that no two groups meet. */
const CROSS = ' · ';

/** The value of one field that reviews can be grouped by; null where the review has none. */
function groupValue(review: Review, field: string): string | null {
  if (isPeriod(field)) return review.date && periodOf(review.date, field);
  switch (field) {
    case 'location':
    case 'provider':
    case 'procedure':
    case 'source':
    case 'language':
      return review[field] || null;
    case 'rating':
      return review.rating?.raw || null;
    default:
      return (Object.hasOwn(review.extra, field) && review.extra[field]) || null;
  }
}

/** The group of a review: the value of its field, or of both where two are crossed; null where one is missing. */
export function groupOf(review: Review, fields: readonly string[]): string | null {
  if (fields.length === 1) return groupValue(review, fields[0]!);
  const values = fields.map((field) => groupValue(review, field));
  if (values.includes(null)) return null;
  return values.map((value) => value!.replaceAll(CROSS, ' ∙ ')).join(CROSS);
}

/** @param options.by fields to group by: a logical field, a column of `review.extra`, `month`, `quarter` or `year` */
export function emptyTally(options: { by?: readonly string[] } = {}): Tally {
  const by = [...new Set(options.by ?? [])];
  const tally: Tally = {
    by,
    fields: by.map(fieldsOf),
    ledger: {
      records: 0,
      unfolded: 0,
      used: 0,
      joined: 0,
      blank: 0,
      withoutText: 0,
      duplicate: 0,
      otherLanguage: 0,
      outsidePeriod: 0,
      problem: 0,
    },
    all: emptyCounts(),
    periods: { month: emptyTable(), quarter: emptyTable(), year: emptyTable() },
    groups: {},
    subRatings: {},
    ratingLabels: {},
    quotes: {},
    divergence: { praisedBlamed: [], blamedPraised: [] },
    unlabelled: [],
    contested: {},
    rated: {},
    ratedExamples: { best: [], worst: [] },
    mix: emptyTable(),
    safety: { reviews: 0, harms: {}, listed: [] },
    dates: { first: null, last: null, missing: 0 },
    usedDates: { first: null, last: null },
    languages: {},
    problems: { first: [], counts: {} },
    stamp: '0'.repeat(32),
    layouts: [],
  };
  for (const field of by) if (!isPeriod(field)) define(tally.groups, field, emptyTable());
  return tally;
}

/**
 * Adds one review to `tally`, in place. It enters the ledger as used, without text or other language.
 *
 * A review set aside (no words, or another language) is not analysed, but its rating, sub-ratings, date, language and
 * stamp count: a number needs no translation. The ratings of the report therefore have an n of their own.
 *
 * @param readings of contested phrases; without them none is counted
 * @throws Error (a bug) when a tag names a theme that `themes` does not hold
 */
export function addReview(
  tally: Tally,
  analysed: AnalysedReview,
  themes: readonly Theme[],
  readings: Readings = [],
): void {
  const stances = stancesIn(analysed, themes);
  addNumbers(tally, analysed, stances, themes, readings);
  if (stances !== null) addWords(tally, analysed, stances, themes);
}

/**
 * What `addReview` does with the numbers of a review: all of it but the samples of words. It needs no passages, so that
 * a history can count reviews whose words it never kept.
 */
export function countWithoutWords(
  tally: Tally,
  analysed: AnalysedReview,
  themes: readonly Theme[],
  readings: Readings = [],
): void {
  addNumbers(tally, analysed, stancesIn(analysed, themes), themes, readings);
}

/**
 * What `addReview` does with the words of a review: offers its sentences to the quotes, examples and samples of a tally
 * in which its numbers are counted already.
 */
export function sampleReview(tally: Tally, analysed: AnalysedReview, themes: readonly Theme[]): void {
  const stances = stancesIn(analysed, themes);
  if (stances !== null) addWords(tally, analysed, stances, themes);
}

/**
 * A tally as it can be kept where no words may be: without its samples and layouts, and with the hashes of the reviews
 * that they are from. Offered to it again, these give the same samples: the smallest of some are the smallest of all.
 */
export function withoutSamples(tally: Tally): { tally: Tally; quoted: string[] } {
  const quoted = new Set<string>();
  const note = (records: readonly { hash: string }[]) => {
    for (const { hash } of records) quoted.add(hash);
  };
  for (const { positive, negative } of Object.values(tally.quotes)) {
    note(positive);
    note(negative);
  }
  note(tally.divergence.praisedBlamed);
  note(tally.divergence.blamedPraised);
  note(tally.unlabelled);
  note(tally.safety.listed);
  note(tally.ratedExamples.best);
  note(tally.ratedExamples.worst);
  return {
    tally: {
      ...tally,
      quotes: {},
      divergence: { praisedBlamed: [], blamedPraised: [] },
      unlabelled: [],
      safety: { ...tally.safety, listed: [] },
      ratedExamples: { best: [], worst: [] },
      layouts: [],
    },
    quoted: [...quoted],
  };
}

function stancesIn(analysed: AnalysedReview, themes: readonly Theme[]): ReviewStances | null {
  return analysed.review.setAside === null ? reviewStances(analysed.opinions, themes) : null;
}

function addNumbers(
  tally: Tally,
  analysed: AnalysedReview,
  stances: ReviewStances | null,
  themes: readonly Theme[],
  readings: Readings,
): void {
  const { review, opinions } = analysed;
  if (review.setAside === null) tally.ledger.used++;
  else if (review.setAside === 'no-text') tally.ledger.withoutText++;
  else tally.ledger.otherLanguage++;

  const share: ReviewShare = {
    stances,
    sentences: opinions.length,
    sentencesWithoutTheme: opinions.reduce((n, opinion) => n + (opinion.tags.length === 0 ? 1 : 0), 0),
    rating: review.rating && { scale: review.rating.scale, key: ratingKey(review.rating) },
  };
  countReview(tally.all, share);
  for (const period of PERIODS) {
    countInTable(tally.periods[period], review.date && periodOf(review.date, period), share);
  }
  tally.by.forEach((by, i) => {
    if (!isPeriod(by)) countInTable(tally.groups[by]!, groupOf(review, tally.fields[i]!), share);
  });

  if (review.rating) keepLabel(tally, review.rating);
  for (const [column, rating] of Object.entries(review.subRatings)) {
    countRating(
      entry(tally.subRatings, column, () => ({})),
      rating.scale,
      ratingKey(rating),
    );
    keepLabel(tally, rating);
  }

  if (stances !== null) {
    countSafety(tally.safety, analysed);
    countRated(tally.rated, review.rating, stances);
    countContested(tally.contested, analysed, stances, themes, readings);
    const placed = review.source !== null && review.date !== null;
    countInTable(tally.mix, placed ? `${review.date!.slice(0, 7)} ${review.source}` : null, share);
    tally.usedDates.first = least(tally.usedDates.first, review.date);
    tally.usedDates.last = greatest(tally.usedDates.last, review.date);
  }
  if (review.date === null) tally.dates.missing++;
  tally.dates.first = least(tally.dates.first, review.date);
  tally.dates.last = greatest(tally.dates.last, review.date);
  addTo(tally.languages, review.language ?? 'unknown', 1);
  tally.stamp = addStamps(tally.stamp, stampOf(review.hash));
}

/** Offers the sentences of a review to the quotes, examples and samples. */
function addWords(
  tally: Tally,
  analysed: AnalysedReview,
  stances: ReviewStances,
  themes: readonly Theme[],
): void {
  const groups = groupsOf(analysed.review, tally.by, tally.fields);
  keepQuotes(tally.quotes, analysed, groups);
  keepDivergence(tally.divergence, analysed, stances, themes);
  keepUnlabelled(tally.unlabelled, analysed);
  keepSafety(tally.safety, analysed, groups);
  keepRated(tally.ratedExamples, analysed, themes);
}

/** Counts a review that speaks of harm in a safety list of its own: of those that an alert is given for. */
export function addToSafety(safety: Tally['safety'], analysed: AnalysedReview, by: readonly string[]): void {
  countSafety(safety, analysed);
  keepSafety(safety, analysed, groupsOf(analysed.review, by, by.map(fieldsOf)));
}

/** The groups of a review by what is grouped by, calendar periods apart. */
function groupsOf(
  review: Review,
  by: readonly string[],
  fields: readonly string[][],
): Record<string, string> {
  const groups: Record<string, string> = {};
  by.forEach((one, i) => {
    const value = isPeriod(one) ? null : groupOf(review, fields[i]!);
    if (value !== null) define(groups, one, value);
  });
  return groups;
}

/** Records a problem; a record that was unusable (fatal, with a number) enters the ledger. */
export function addProblem(tally: Tally, problem: Problem): void {
  if (problem.fatal && problem.record !== null) tally.ledger.problem++;
  addTo(tally.problems.counts, problem.code, 1);
  tally.problems.first = firstProblems([...tally.problems.first, problem]);
}

/** Steps of the ledger that neither addReview nor addProblem counts. */
export type LedgerStep = Exclude<keyof Ledger, 'used' | 'withoutText' | 'otherLanguage' | 'problem'>;

export function addLedgerStep(tally: Tally, step: LedgerStep, count = 1): void {
  tally.ledger[step] += count;
}

/** Adds what a file looked like, in its place: the order of files says nothing. */
export function addLayout(tally: Tally, layout: FileLayout): void {
  tally.layouts = sortLayouts([...tally.layouts, layout]);
}

/**
 * The tally of two parts of the input together. Associative and commutative, with the empty tally as identity; neither
 * argument is changed. The lists are in their final order.
 * @throws Error (a bug) when the two were grouped by different fields
 */
export function mergeTallies(a: Tally, b: Tally): Tally {
  if (JSON.stringify(a.by) !== JSON.stringify(b.by)) {
    throw new Error(`tallies grouped by [${a.by}] and [${b.by}] do not merge`);
  }
  const merged = emptyTally({ by: a.by });
  for (const part of [a, b]) {
    for (const step of Object.keys(merged.ledger) as (keyof Ledger)[]) {
      merged.ledger[step] += part.ledger[step];
    }
    addCounts(merged.all, part.all);
    for (const period of PERIODS) addTable(merged.periods[period], part.periods[period]);
    for (const [field, table] of Object.entries(merged.groups)) addTable(table, part.groups[field]!);
    for (const [column, ratings] of Object.entries(part.subRatings)) {
      addRatings(
        entry(merged.subRatings, column, () => ({})),
        ratings,
      );
    }
    for (const [scale, labels] of Object.entries(part.ratingLabels)) {
      for (const [value, label] of Object.entries(labels)) keepFirstLabel(merged, scale, value, label);
    }
    for (const [theme, lists] of Object.entries(part.quotes)) {
      const into = entry(merged.quotes, theme, () => ({ positive: [], negative: [] }));
      into.positive = mergeSmallest(into.positive, lists.positive, QUOTES_KEPT, byQuote);
      into.negative = mergeSmallest(into.negative, lists.negative, QUOTES_KEPT, byQuote);
    }
    for (const side of ['praisedBlamed', 'blamedPraised'] as const) {
      merged.divergence[side] = mergeSmallest(
        merged.divergence[side],
        part.divergence[side],
        DIVERGENCE_KEPT,
        byGap,
      );
    }
    merged.unlabelled = mergeSmallest(merged.unlabelled, part.unlabelled, UNLABELLED_KEPT, byRank);
    addRated(merged.rated, part.rated);
    addContested(merged.contested, part.contested);
    for (const side of ['best', 'worst'] as const) {
      merged.ratedExamples[side] = mergeSmallest(
        merged.ratedExamples[side],
        part.ratedExamples[side],
        RATED_KEPT,
        byRated,
      );
    }
    addTable(merged.mix, part.mix);
    merged.safety.reviews += part.safety.reviews;
    for (const [harm, n] of Object.entries(part.safety.harms)) addTo(merged.safety.harms, harm, n);
    merged.safety.listed = mergeSmallest(merged.safety.listed, part.safety.listed, SAFETY_KEPT, bySafety);
    merged.dates.first = least(merged.dates.first, part.dates.first);
    merged.dates.last = greatest(merged.dates.last, part.dates.last);
    merged.dates.missing += part.dates.missing;
    merged.usedDates.first = least(merged.usedDates.first, part.usedDates.first);
    merged.usedDates.last = greatest(merged.usedDates.last, part.usedDates.last);
    for (const [language, n] of Object.entries(part.languages)) addTo(merged.languages, language, n);
    for (const [code, n] of Object.entries(part.problems.counts)) addTo(merged.problems.counts, code, n);
    merged.problems.first = firstProblems([...merged.problems.first, ...part.problems.first]);
    merged.stamp = addStamps(merged.stamp, readStamp(part.stamp));
    merged.layouts = sortLayouts([...merged.layouts, ...part.layouts]);
  }
  return merged;
}

/** Numbers name themselves; a rating in words keeps one spelling, the first by code unit. */
function keepLabel(tally: Tally, rating: NonNullable<Review['rating']>): void {
  if (/^-?\d+(\.\d+)?--?\d+(\.\d+)?$/.test(rating.scale)) return;
  keepFirstLabel(tally, rating.scale, ratingKey(rating), rating.raw.trim());
}

function keepFirstLabel(tally: Tally, scale: string, value: string, label: string): void {
  const labels = entry(tally.ratingLabels, scale, () => ({}) as Record<string, string>);
  if (!Object.hasOwn(labels, value) || label < labels[value]!) define(labels, value, label);
}

function least(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a ?? b;
  return a < b ? a : b;
}

function greatest(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a ?? b;
  return a > b ? a : b;
}

function firstProblems(problems: Problem[]): Problem[] {
  const order = (p: Problem): string => JSON.stringify([p.code, p.message, p.fatal]);
  return problems
    .sort(
      (a, b) =>
        compare(a.file, b.file) ||
        (a.record ?? 0) - (b.record ?? 0) ||
        (a.line ?? 0) - (b.line ?? 0) ||
        compare(order(a), order(b)),
    )
    .slice(0, PROBLEMS_KEPT);
}

function sortLayouts(layouts: FileLayout[]): FileLayout[] {
  return layouts.sort((a, b) => compare(a.file, b.file) || compare(JSON.stringify(a), JSON.stringify(b)));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * A stamp as four words of 32 bits, the highest first: two numbers of 64 bits that are added up for each review, which
 * takes a tenth of the time that big integers do.
 */
type Stamp = readonly [number, number, number, number];

/** The multiplier of Knuth's MMIX generator, 6364136223846793005, by its 16-bit digits, the lowest first. */
const MMIX = [0x7f2d, 0x4c95, 0xf42d, 0x5851] as const;

/**
 * The stamp of one review: its 64-bit hash, and the same hash scattered by the multiplier of Knuth's MMIX generator.
 * Stamps are added, not xor-ed, so that a review that stands twice does not vanish.
 */
function stampOf(hash: string): Stamp {
  const high = Number.parseInt(hash.slice(-16, -8), 16) || 0;
  const low = Number.parseInt(hash.slice(-8), 16);
  // h ^ (h >> 29)
  const x = (high ^ (high >>> 29)) >>> 0;
  const y = (low ^ ((low >>> 29) | (high << 3))) >>> 0;
  // times the multiplier, modulo 2^64
  const digits = [y & 0xffff, y >>> 16, x & 0xffff, x >>> 16];
  const product = [0, 0, 0, 0];
  let carry = 0;
  for (let k = 0; k < 4; k++) {
    let sum = carry;
    for (let i = 0; i <= k; i++) sum += digits[i]! * MMIX[k - i]!;
    product[k] = sum % 0x10000;
    carry = Math.floor(sum / 0x10000);
  }
  // ^ (h >> 32)
  const top = (product[3]! * 0x10000 + product[2]!) >>> 0;
  const bottom = ((product[1]! * 0x10000 + product[0]!) ^ high) >>> 0;
  return [high, low, top, bottom];
}

function addStamps(text: string, [a1, a2, b1, b2]: Stamp): string {
  const [c1, c2, d1, d2] = readStamp(text);
  const a = a2 + c2;
  const b = b2 + d2;
  return [a1 + c1 + (a > 0xffffffff ? 1 : 0), a, b1 + d1 + (b > 0xffffffff ? 1 : 0), b]
    .map((word) => (word >>> 0).toString(16).padStart(8, '0'))
    .join('');
}

function readStamp(text: string): Stamp {
  const word = (i: number) => Number.parseInt(text.slice(8 * i, 8 * i + 8), 16);
  return [word(0), word(1), word(2), word(3)];
}
