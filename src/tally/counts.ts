/** Counts over a set of reviews: adding one review to them, and adding two of them up. */
import type {
  Commitment,
  Counts,
  DivergenceCounts,
  GroupTable,
  Polarity,
  Rating,
  Stances,
} from '../types.js';
import { CARDS, COMMITMENTS, type ReviewStances } from './stances.js';

/**
 * A field whose values are people's own words can hold a name of any spelling, `__proto__` included: look up own
 * properties only, and define them.
 */
export function entry<T>(record: Record<string, T>, key: string, make: () => T): T {
  if (Object.hasOwn(record, key)) return record[key]!;
  const value = make();
  define(record, key, value);
  return value;
}

/** Sets a property of its own, "__proto__" too, which an assignment would lose. */
export function define<T>(record: Record<string, T>, key: string, value: T): void {
  Object.defineProperty(record, key, { value, enumerable: true, configurable: true, writable: true });
}

/** Adds to the count under a key, which may be any words of the input. */
export function addTo(record: Record<string, number>, key: string, count: number): void {
  if (Object.hasOwn(record, key)) record[key]! += count;
  else define(record, key, count);
}

export function emptyStances(): Stances {
  return { positive: 0, negative: 0, mixed: 0, neutral: 0 };
}

function emptyDivergence(): DivergenceCounts {
  return { praisedBlamed: 0, blamedPraised: 0, bothPositive: 0, bothNegative: 0, even: 0 };
}

export function emptyCounts(): Counts {
  return {
    reviews: 0,
    setAside: 0,
    sentences: 0,
    sentencesWithoutTheme: 0,
    cards: {
      clinicalOutcome: emptyStances(),
      clinicalSkill: emptyStances(),
      service: emptyStances(),
    },
    general: emptyStances(),
    themes: {},
    commitments: Object.fromEntries(COMMITMENTS.map((name) => [name, emptyStances()])) as Record<
      Commitment,
      Stances
    >,
    divergence: emptyDivergence(),
    ratings: {},
  };
}

/** What one review adds to the counts of every set it belongs to. `stances` is null for a review set aside. */
export interface ReviewShare {
  stances: ReviewStances | null;
  sentences: number;
  sentencesWithoutTheme: number;
  /** With its key, which is needed in every table. */
  rating: { scale: string; key: string } | null;
}

/** A rating 0..1 as a key of counts: four decimals, so that equal ratings of one scale meet. */
export function ratingKey(rating: Rating): string {
  return rating.value.toFixed(4);
}

/** @param key of `ratingKey` */
export function countRating(ratings: Counts['ratings'], scale: string, key: string): void {
  addTo(
    entry(ratings, scale, () => ({})),
    key,
    1,
  );
}

/** Counts one review; of one set aside its rating alone and that it was. */
export function countReview(counts: Counts, share: ReviewShare): void {
  if (share.rating) countRating(counts.ratings, share.rating.scale, share.rating.key);
  const { stances } = share;
  if (!stances) {
    counts.setAside++;
    return;
  }
  counts.reviews++;
  counts.sentences += share.sentences;
  counts.sentencesWithoutTheme += share.sentencesWithoutTheme;
  for (const card of CARDS) countStance(counts.cards[card], stances.cards[card]);
  countStance(counts.general, stances.general);
  for (const { theme, stance } of stances.themes) {
    countStance(entry(counts.themes, theme.name, emptyStances), stance);
  }
  for (const name of COMMITMENTS) countStance(counts.commitments[name], stances.commitments[name] ?? null);
  if (stances.divergence) counts.divergence[stances.divergence.kind]++;
}

function countStance(stances: Stances, stance: Polarity | null): void {
  // Spelled out: a name looked up at run time costs more than all the rest of counting.
  if (stance === 'positive') stances.positive++;
  else if (stance === 'negative') stances.negative++;
  else if (stance === 'mixed') stances.mixed++;
  else if (stance === 'neutral') stances.neutral++;
}

function addStances(into: Stances, from: Stances): void {
  into.positive += from.positive;
  into.negative += from.negative;
  into.mixed += from.mixed;
  into.neutral += from.neutral;
}

/** Adds `from` to `into`. */
export function addRatings(into: Counts['ratings'], from: Counts['ratings']): void {
  for (const [scale, values] of Object.entries(from)) {
    const target = entry(into, scale, () => ({}));
    for (const [value, count] of Object.entries(values)) addTo(target, value, count);
  }
}

/** Adds `from` to `into`. */
export function addCounts(into: Counts, from: Counts): void {
  into.reviews += from.reviews;
  into.setAside += from.setAside;
  into.sentences += from.sentences;
  into.sentencesWithoutTheme += from.sentencesWithoutTheme;
  for (const card of CARDS) addStances(into.cards[card], from.cards[card]);
  addStances(into.general, from.general);
  for (const [theme, stances] of Object.entries(from.themes)) {
    addStances(entry(into.themes, theme, emptyStances), stances);
  }
  for (const name of COMMITMENTS) addStances(into.commitments[name], from.commitments[name]);
  for (const kind of Object.keys(into.divergence) as (keyof DivergenceCounts)[]) {
    into.divergence[kind] += from.divergence[kind];
  }
  addRatings(into.ratings, from.ratings);
}

/** Distinct values of a field that are kept. */
const GROUPS_KEPT = 2000;

export function emptyTable(): GroupTable {
  return { values: {}, withoutValue: 0, beyondCap: 0 };
}

/**
 * The names in a table, sorted, beside it so that a tally stays plain JSON. Missing for a table that has travelled.
 */
const sortedNames = new WeakMap<GroupTable, string[]>();

function namesOf(table: GroupTable): string[] {
  let names = sortedNames.get(table);
  if (!names) {
    names = Object.keys(table.values).sort();
    sortedNames.set(table, names);
  }
  return names;
}

/**
 * The counts of a group, made if need be; null for a value that is not among the first 2,000 by name. A value pushed out
 * by a smaller one can never come back, so the counts of those that stay are whole.
 */
function countsOf(table: GroupTable, value: string): Counts | null {
  if (Object.hasOwn(table.values, value)) return table.values[value]!;
  const names = namesOf(table);
  let low = 0;
  let high = names.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (names[middle]! < value) low = middle + 1;
    else high = middle;
  }
  if (low >= GROUPS_KEPT) return null;
  names.splice(low, 0, value);
  const counts = emptyCounts();
  define(table.values, value, counts);
  if (names.length > GROUPS_KEPT) {
    const last = names.pop()!;
    table.beyondCap += table.values[last]!.reviews;
    delete table.values[last];
  }
  return counts;
}

/** Counts a review in its group. */
export function countInTable(table: GroupTable, value: string | null, share: ReviewShare): void {
  const reviews = share.stances ? 1 : 0;
  if (value === null) {
    table.withoutValue += reviews;
    return;
  }
  const counts = countsOf(table, value);
  if (counts) countReview(counts, share);
  else table.beyondCap += reviews;
}

/** Adds `from` to `into`. */
export function addTable(into: GroupTable, from: GroupTable): void {
  for (const [value, more] of Object.entries(from.values)) {
    const counts = countsOf(into, value);
    if (counts) addCounts(counts, more);
    else into.beyondCap += more.reviews;
  }
  into.withoutValue += from.withoutValue;
  into.beyondCap += from.beyondCap;
}
