/** Columns of marks: which of them is the rating, which a part of it, and which an average that is neither. */
import { firstValue, type Profile } from './profile.js';
import { readRating } from './ratings.js';
import { bestHeader, headerSays, type Scored } from './scored.js';
import { asksSomething, type HeaderIndex } from './spellings.js';
import { weighSides } from './voice.js';

/** A number that is the same for all rows of a place, or of the file, with decimals: an average, no rating. */
export function isAggregate(profile: Profile, groups: Profile[]): boolean {
  if (profile.distinct === 1 && profile.filled >= 5 && /^\d+[.,]\d*[1-9]$/.test(firstValue(profile)))
    return true;
  return groups.some((group) => group.index !== profile.index && isFixedBy(profile, group));
}

/** Whether a column has one value for each group of rows, and not the same for all of them. */
function isFixedBy(profile: Profile, group: Profile): boolean {
  const byGroup = new Map<string, { value: string; rows: number; same: boolean }>();
  for (const [row, value] of profile.cells.entries()) {
    const key = group.cells[row]!;
    if (value === '' || key === '') continue;
    const known = byGroup.get(key);
    if (known === undefined) byGroup.set(key, { value, rows: 1, same: true });
    else {
      known.rows++;
      if (known.value !== value) known.same = false;
    }
  }
  const large = [...byGroup.values()].filter(({ rows }) => rows >= 3);
  if (large.length < 2) return false;
  // A reviewer or two who always give the same stars prove nothing.
  const covered = large.reduce((sum, { rows }) => sum + rows, 0);
  if (covered < profile.filled / 2) return false;
  const same = large.filter((one) => one.same);
  return same.length >= large.length * 0.95 && new Set(same.map(({ value }) => value)).size >= 2;
}

/**
 * A rating that no header tells: the one column of few whole (or half) numbers from 1 to 5, 10 or 50 that is neither
 * a label nor an average; of several, the one whose high values stand beside praise.
 */
export function findUnnamedRating(
  free: Scored[],
  texts: Profile[],
  groups: Profile[],
  index: HeaderIndex,
): Scored | null {
  const parts = free.filter(
    (scored) => scored.profile.rating !== null && headerSays(scored, 'subRating') >= 0.5,
  );
  const follows = (profile: Profile) =>
    parts.some((part) => (measureCorrelation(profile, part.profile) ?? 0) > 0.6);
  const candidates = free.filter((scored) => mayBeRating(scored, follows, groups));
  let chosen: { scored: Scored; agreement: number } | null = null;
  for (const scored of candidates) {
    const agreement = measureAgreement(scored.profile, texts, index);
    const { scale, distinct } = scored.profile.rating!;
    // The only column of one to five, and nothing against it: that is enough; else the texts must bear it out.
    const plain =
      candidates.length === 1 && (scale.max <= 6 || (scale.max === 10 && isTopHeavy(scored.profile)));
    if (plain && distinct >= 2 ? contradicts(scored.profile, agreement) : (agreement ?? 0) < 0.25) continue;
    if (chosen === null || (agreement ?? 0) > chosen.agreement)
      chosen = { scored, agreement: agreement ?? 0 };
  }
  return chosen?.scored ?? null;
}

/** @param follows whether a column rises and falls with the parts of a rating. */
function mayBeRating(scored: Scored, follows: (profile: Profile) => boolean, groups: Profile[]): boolean {
  const { profile, part } = scored;
  const { rating } = profile;
  if (part || rating === null || rating.share < 0.95 || profile.counter) return false;
  if (rating.kind !== 'number' && (rating.kind !== 'stars' || rating.scale.max !== 5)) return false;
  if (![5, 6, 10, 50].includes(rating.scale.max) || (rating.scale.min < 1 && !follows(profile))) return false;
  if (rating.distinct < 2 || rating.distinct > 21 || profile.filled < 5) return false;
  const best = bestHeader(scored);
  if (best.field !== null && best.field !== 'rating' && best.score >= 0.7) return false;
  return !isAggregate(profile, groups);
}

/** Whether blame stands beside the high numbers: clearly, and more than chance would have it among so many rows. */
function contradicts({ cells, rating }: Profile, agreement: number | null): boolean {
  if (agreement === null || agreement >= -0.1) return false;
  const middle = (rating!.scale.min + rating!.scale.max) / 2;
  const values = cells.filter((cell) => cell !== '').map((cell) => Number.parseFloat(cell.replace(',', '.')));
  const [low, high] = [
    values.filter((one) => one < middle).length,
    values.filter((one) => one > middle).length,
  ];
  // Signs of -1, 0 and 1 have a variance of one at most.
  return agreement < -1.5 * Math.sqrt(1 / Math.max(1, low) + 1 / Math.max(1, high));
}

/** Ratings of ten are mostly high; counts of anything are mostly low. */
function isTopHeavy({ cells, rating }: Profile): boolean {
  const values = cells.filter((cell) => cell !== '').map((cell) => Number(cell.replace(',', '.')));
  return rating!.distinct >= 4 && values.filter((value) => value > 5).length >= values.length / 2;
}

/** Pearson's correlation of two columns of numbers; null below ten rows with both, and where one does not vary. */
export function measureCorrelation(one: Profile, other: Profile): number | null {
  const pairs: [number, number][] = [];
  for (let i = 0; i < one.cells.length; i++) {
    const [a, b] = [one.cells[i]!, other.cells[i]!].map((cell) => Number.parseFloat(cell.replace(',', '.')));
    if (Number.isFinite(a) && Number.isFinite(b)) pairs.push([a!, b!]);
  }
  if (pairs.length < 10) return null;
  const mean = (at: 0 | 1) => pairs.reduce((sum, pair) => sum + pair[at], 0) / pairs.length;
  const [meanA, meanB] = [mean(0), mean(1)];
  let [ab, aa, bb] = [0, 0, 0];
  for (const [a, b] of pairs) {
    ab += (a - meanA) * (b - meanB);
    aa += (a - meanA) ** 2;
    bb += (b - meanB) ** 2;
  }
  return aa === 0 || bb === 0 ? null : ab / Math.sqrt(aa * bb);
}

/** How much more praise stands beside high numbers than beside low ones, -2..2; null where too few texts tell. */
function measureAgreement({ cells, rating }: Profile, texts: Profile[], index: HeaderIndex): number | null {
  const pairs = cells.flatMap((cell, row) => {
    const value = Number.parseFloat(cell.replace(',', '.'));
    if (Number.isNaN(value)) return [];
    return [{ value, text: texts.map((text) => text.cells[row] ?? '').join(' ') }];
  });
  const { low, high } = weighSides(pairs, { ...rating!.scale, none: [] }, index);
  if (low.n < 8 || high.n < 8) return null;
  const leaning = Math.abs(low.sum) + Math.abs(high.sum);
  if (leaning < 0.1 * (low.n + high.n)) return null;
  return high.sum / high.n - low.sum / low.n;
}

/**
 * Whether a rating is called as the text beside it is: `comment_star` beside `Comments`, `q_ltr_scale` beside
 * `q_ltr_comment`.
 */
export function isCalledAs(profile: Profile, texts: Profile[]): boolean {
  const stem = (word: string) => word.replace(/s$/, '');
  // Names have few words; those of questions say nothing.
  const wordsOf = ({ plain }: Profile) => {
    const words = plain.split(' ');
    return words.length > 5 ? [] : words.filter((word) => word.length >= 3).map(stem);
  };
  const words = wordsOf(profile);
  return (
    words.length > 1 &&
    !asksSomething(profile) &&
    texts.some((text) => !asksSomething(text) && wordsOf(text).some((word) => words.includes(word)))
  );
}

/**
 * "Doctor rating", "clinic score": mostly the average of the doctor. Whole marks that differ from row to row are each
 * row's own.
 */
export function isOwnMark({ profile }: Scored, groups: Profile[], index: HeaderIndex): boolean {
  const { rating, plain } = profile;
  const rated = /^(.+) (?:rating|score|stars)$/.exec(plain)?.[1];
  const named = index.spellings
    .get(rated ?? '')
    ?.some(({ field }) => field === 'provider' || field === 'location');
  if (named !== true) return false;
  if (rating === null || rating.kind !== 'number' || rating.share < 0.7 || rating.distinct < 3) return false;
  if (rating.scale.max > 10 || profile.cells.some((cell) => /^\d[.,]\d*[1-9]/.test(cell))) return false;
  return !isAggregate(profile, groups);
}

/** Marks on the scale of the rating, or in words, that rise and fall with it, under a header that says nothing else. */
export function isPartOf(scored: Scored, overall: Profile, groups: Profile[], index: HeaderIndex): boolean {
  const { profile } = scored;
  const { scale, kind, distinct } = profile.rating!;
  if (kind !== 'number' && kind !== 'word') return false;
  if (kind === 'number' && (scale.max !== overall.rating?.scale.max || scale.max > 10)) return false;
  // Numbers are no place and no text, whatever the header ("Trust", "Explanation").
  const known = bestHeader(scored);
  const other = known.field === 'ignore' || known.field === 'id' || known.field === 'date';
  if (other && known.score >= 0.5) return false;
  if (distinct < 3 || isAggregate(profile, groups)) return false;
  const together = measureCorrelation(...toNumbers(profile, overall, index)) ?? 0;
  // The rating once more, in other figures, is a copy of it.
  return together > 0.4 && together < 0.999;
}

/** Ratings in words by their places on their scales. */
function toNumbers(one: Profile, other: Profile, { ratingWords }: HeaderIndex): [Profile, Profile] {
  const [a, b] = [one, other].map((profile) =>
    profile.rating?.kind === 'word'
      ? { ...profile, cells: profile.cells.map((cell) => `${readRating(cell, ratingWords)?.value ?? ''}`) }
      : profile,
  );
  return [a!, b!];
}
