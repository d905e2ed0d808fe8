/** What the values of a column say of it, beside its header: how well they fit each field. */
import type { FileLayout, LogicalField } from '../types.js';
import { isVerdict } from './boxes.js';
import { isGuessed, isHome } from './places.js';
import type { Profile } from './profile.js';
import { asksForHealth, asksSomething, type HeaderIndex, type Spelling } from './spellings.js';

export type ColumnChoice = FileLayout['columns'][number];

/** A column as its header and its values have it. */
export interface Scored {
  profile: Profile;
  header: Map<Spelling['field'], number>;
  prose: number;
  copy: boolean;
  /** A box for what patients have to say of something. */
  box: boolean;
  /** What stands in it was said by patients, and must name no group. */
  said: boolean;
  /** A line of a grid, which asks for a part of the whole. */
  part: boolean;
  why: ColumnChoice['why'];
}

export function bestHeader(header: Scored['header']): { field: Spelling['field'] | null; score: number } {
  let best: { field: Spelling['field'] | null; score: number } = { field: null, score: 0 };
  for (const [field, score] of header) if (score > best.score) best = { field, score };
  return best;
}

/** What stands beside a review and not beside a description: a rating in whole steps, or a date that varies. */
export function isCompanion({ profile }: Scored): boolean {
  const { rating, date, distinct } = profile;
  // "2 months ago", "a year ago": few say it of anything but reviews.
  if (date !== null && date.share > 0.8 && distinct >= (date.relative > 0.8 ? 2 : 4)) return true;
  if (rating === null || rating.share < 0.9 || profile.counter || rating.distinct < 3) return false;
  return rating.scale.min >= 1 && rating.scale.max <= 10 && rating.distinct <= 10;
}

/** Whole marks and a day in each row: rows of reviews, not of places, whose marks are averages. */
export function isDatedAndRated(all: Scored[]): boolean {
  const companions = all.filter(isCompanion);
  const whole = ({ profile }: Scored) => profile.cells.every((cell) => !/^\d+[.,]\d*[1-9]/.test(cell));
  return (
    companions.some(({ profile }) => (profile.date?.share ?? 0) > 0.8) &&
    companions.some((one) => one.profile.rating !== null && one.profile.date === null && whole(one))
  );
}

/** A count of reviews, as lists of places and doctors have. */
export function isReviewCount({ profile, header }: Scored, unfolded: boolean): boolean {
  // Beside reviews the count of their place comes again in each row; in a list of places hardly.
  if (profile.distinct < 2 || profile.shapes > 2) return false;
  if (!unfolded && profile.distinctShare < 0.5) return false;
  // How many reviews a reviewer has written stands beside each review.
  if (/\b(reviewer|author|user|consumer|customer|contributor|member|commenter)s?\b/.test(profile.plain))
    return false;
  const said =
    /\breviews?\b/.test(profile.plain) &&
    (/\b(count|num|number|no|total|per)\b/.test(profile.plain) || profile.plain === 'reviews');
  return (
    said &&
    (profile.numbers > 0.8 || /^\d+ \p{L}+$/u.test(profile.cells.find((cell) => cell !== '') ?? '')) &&
    !header.has('id')
  );
}

const STATISTICS =
  /^(?:mean|median|sd|std|stdev|std dev|standard deviation|se|sem|variance|min|max|minimum|maximum|n|count|freq|frequency|percent|pct|percentage|total|share|weight|idf|tf idf|p value|precision|recall|f1|f1 score|support|accuracy)$/;

const THEMES =
  /^(?:sub ?)?(?:themes?|topics?|clusters?|codes?|categor(?:y|ies)|aspects?|keywords?)(?: (?:name|label|id))?$/;

/** Figures reckoned from many answers: a table of statistics, whose texts name what was asked. */
export function isTabulated(all: Scored[]): boolean {
  const figures = all.filter(({ profile }) => STATISTICS.test(profile.plain) && profile.numbers > 0.8);
  // Themes with how often each was found, and a quote.
  const themes = all.some(
    ({ profile }) => THEMES.test(profile.plain) && profile.filled >= 3 && profile.distinctShare === 1,
  );
  if (themes && figures.length > 0) return true;
  return (
    figures.length >= 2 && figures.some(({ profile }) => profile.cells.some((cell) => /\d[.,]\d/.test(cell)))
  );
}

/** A column that groups the rows: a place, a doctor, a source. */
export function isGroup(profile: Profile): boolean {
  return (
    profile.distinct >= 2 &&
    profile.distinct <= profile.filled / 2 &&
    profile.meanWords <= 12 &&
    profile.filled >= profile.rows * 0.5 &&
    profile.numbers < 0.9 &&
    profile.date === null &&
    (profile.rating === null || profile.rating.share < 0.5)
  );
}

/** A number that is the same for all rows of a place (or of the file, with decimals): an average, no rating. */
export function isAggregate(profile: Profile, groups: Scored[]): boolean {
  if (
    profile.distinct === 1 &&
    profile.filled >= 5 &&
    !/^\d+$/.test(profile.cells.find((cell) => cell !== '') ?? '0')
  ) {
    const cell = profile.cells.find((one) => one !== '')!;
    if (/^\d+[.,]\d*[1-9]$/.test(cell) && !/^\d+[.,]5$/.test(cell)) return true;
    if (/^\d+[.,]5$/.test(cell)) return true;
  }
  for (const { profile: group } of groups) {
    if (group.index === profile.index) continue;
    const byGroup = new Map<string, { value: string; rows: number; same: boolean }>();
    for (let i = 0; i < profile.cells.length; i++) {
      const value = profile.cells[i]!;
      const key = group.cells[i]!;
      if (value === '' || key === '') continue;
      const known = byGroup.get(key);
      if (known === undefined) byGroup.set(key, { value, rows: 1, same: true });
      else {
        known.rows++;
        if (known.value !== value) known.same = false;
      }
    }
    const large = [...byGroup.values()].filter(({ rows }) => rows >= 3);
    if (large.length < 2) continue;
    // A reviewer or two who always give the same stars prove nothing.
    const covered = large.reduce((sum, { rows }) => sum + rows, 0);
    if (covered < profile.filled / 2) continue;
    const same = large.filter((one) => one.same);
    if (same.length >= large.length * 0.95 && new Set(same.map(({ value }) => value)).size >= 2) return true;
  }
  return false;
}

/** Cells that name a doctor. */
export function countDoctors({ cells }: Pick<Profile, 'cells'>): number {
  return cells.filter((cell) => /^(dra?|prof|doctor|doctora)\b\.?|\b(md|m\.d\.|dds|dmd|np|pa)$/i.test(cell))
    .length;
}

const PLACES_AND_PEOPLE: ReadonlySet<LogicalField> = new Set(['location', 'provider', 'procedure', 'source']);

export function scoreValues(
  field: LogicalField,
  scored: Scored,
  index: HeaderIndex,
  groups: Scored[],
  headerless: boolean,
  all: Scored[],
  texts: Profile[],
): number {
  const { profile, header, prose } = scored;
  if (profile.filled === 0) return 0;
  if (headerless && field !== 'rating' && field !== 'date' && field !== 'source') return 0;
  const repeated = profile.distinctShare < 0.5 || profile.distinct === 1;
  // "Very satisfied" names no doctor and no place, whatever the question was about.
  if (PLACES_AND_PEOPLE.has(field) && (isVerdict(profile) || scored.said)) return 0;
  const variety = Math.max(...texts.map(({ distinctShare }) => distinctShare));
  switch (field) {
    case 'rating': {
      const { rating } = profile;
      if (rating === null || profile.counter || scored.part || asksForHealth(profile.plain)) return 0;
      // Under a plain header a few contradictions more are bad cells, not another kind of column.
      if (rating.share < ((header.get('rating') ?? 0) >= 0.8 ? 0.4 : 0.6)) return 0;
      if (profile.date !== null && profile.date.share > 0.6 && rating.kind !== 'number') return 0;
      if (
        rating.distinct < 2 &&
        profile.filled >= 30 &&
        rating.scale.kind === 'number' &&
        rating.kind === 'number' &&
        (header.get('rating') ?? 0) < 0.8
      )
        return 0;
      if (isAggregate(profile, groups)) return 0;
      if (rating.kind === 'stars' && rating.scale.max <= 10)
        return /star|★|⭐/i.test(profile.cells.find((cell) => cell !== '') ?? '') ? 0.95 : 0.8;
      // Words that only ratings are made of, and "4/5", need no header.
      if (rating.kind === 'fraction' || (rating.kind === 'word' && rating.scale.name !== 'agree'))
        return rating.share >= 0.9 && rating.distinct >= 2 ? 0.92 : 0.7 + 0.2 * rating.share;
      if (rating.kind === 'word') return 0.7;
      // Two numbers over and over are the classes of a training set.
      if (headerless)
        return rating.scale.max <= 10 &&
          profile.numbers > 0.9 &&
          rating.distinct >= (profile.filled >= 20 ? 3 : 2) &&
          rating.distinct <= 21
          ? 0.7
          : 0;
      if (rating.scale.max > 10 && rating.distinct > 101) return 0;
      return (
        (rating.scale.max <= 10 ? 0.75 : 0.6) * rating.share * (0.85 + (0.15 * profile.filled) / profile.rows)
      );
    }
    case 'date': {
      const { date } = profile;
      if (NEVER_WRITTEN.test(profile.plain)) return 0;
      if (date === null || date.share < ((header.get('date') ?? 0) >= 0.8 ? 0.4 : 0.6)) return 0;
      if (/^(excel|epoch)/.test(date.kind))
        return (header.get('date') ?? 0) >= 0.4 || /epoch/.test(date.kind) ? 0.7 * date.share : 0;
      // A date as it is goes before the same date in words, whatever their headers.
      if (date.relative > 0.5) return 0.15 * date.share;
      // When all of them were fetched is not when they were written.
      const fetched = profile.filled >= 10 && areOfOneHour(profile);
      if (
        fetched &&
        all.some(({ profile: other }) => (other.date?.share ?? 0) > 0.8 && countDays(other) >= 4)
      )
        return 0;
      return (
        0.9 * date.share +
        (date.kind === 'iso' || date.kind === 'month-name' || date.kind === 'numeric' ? 0.05 : 0)
      );
    }
    case 'id': {
      if (
        /^[^[{]*\breviews?\/\S+$/.test(profile.cells.find((cell) => cell !== '') ?? '') &&
        profile.distinctShare > 0.9 &&
        profile.filled >= profile.rows * 0.9 &&
        profile.links < 0.5
      ) {
        // The path of a review ("…/reviews/…") is its id, whatever the column is called.
        header.set('id', 0.95);
        header.delete('reviewer');
        return 0.95;
      }
      const unique = profile.distinctShare > 0.95 && profile.filled > 0;
      const sure = (header.get('id') ?? 0) >= 0.8 && unique && profile.meanWords <= 6;
      if (prose > 0.3 || (profile.meanWords > 1.5 && !sure)) return 0;
      if ((header.get('id') ?? 0) < (unique ? 0.5 : 0.6) || profile.plain === '') return 0;
      if (profile.distinctShare < 0.5 && profile.filled > 3) return 0;
      if (namesAnother(profile, texts)) return 0;
      // some call their users so, and one user writes twice
      if (profile.plain === 'uid' && profile.distinctShare < 1) return 0;
      return 0.8 * profile.distinctShare;
    }
    case 'title': {
      if (profile.numbers > 0.5 || profile.links > 0.3 || profile.codes > 0.5) return 0;
      if (profile.filled >= 5 && profile.distinctShare < variety * 0.5) return 0;
      if (profile.meanWords > 30) return 0;
      // schema.org calls a review's title its `name`, beside the author's.
      if (/(^|\.)name$/.test(profile.header) && profile.capitals < 0.75 && profile.meanWords >= 2) {
        const author = all.some(
          (other) =>
            other !== scored && (other.header.get('reviewer') ?? 0) > 0.7 && other.profile.filled > 0,
        );
        if (author) header.set('title', 0.85).delete('reviewer');
      }
      return 0.8;
    }
    case 'location': {
      if (
        prose > 0.5 ||
        profile.links > 0.5 ||
        profile.literals > 0.5 ||
        profile.meanWords > 12 ||
        profile.mails > 0.5
      )
        return 0;
      if (profile.date !== null && profile.date.share > 0.5) return 0;
      const others = all.map((other) => other.profile);
      if (isHome(profile.plain) || isGuessed(profile, others)) return 0;
      // `name` and `title` hold the place where they repeat and the reviewer or the review's title stands elsewhere.
      const ambiguous = profile.plain === 'name' || profile.plain === 'title';
      if (ambiguous) {
        if (profile.filled < 5 || profile.distinctShare >= variety * 0.5 || profile.codes > 0.5) return 0;
        const elsewhere =
          profile.plain === 'name'
            ? isNamedElsewhere(scored, all)
            : all.some(
                (other) =>
                  other !== scored && (other.header.get('text') ?? 0) > 0.7 && other.profile.filled > 0,
              );
        if (!elsewhere && profile.distinct > 1) return 0;
        header.set('location', 0.85);
        return 0.8;
      }
      if (profile.distinctShare > 0.9 && profile.filled > 20 && profile.codes > 0.5) return 0;
      const placed = profile.cells.filter((cell) => index.places.test(cell)).length;
      // "Dental" alone is a kind of service.
      if (
        profile.codes < 0.3 &&
        (profile.meanWords >= 1.5 || (header.get('location') ?? 0) >= 0.3) &&
        placed >= profile.filled * 0.6 &&
        profile.filled >= 3 &&
        repeated &&
        profile.distinct <= profile.filled / 2
      )
        return (header.get('location') ?? 0) >= 0.3 ? 0.85 : 0.92;
      if (profile.numbers > 0.5 && !/\bid\b|code/.test(profile.plain)) return 0;
      if (profile.codes > 0.5 || / id$/.test(profile.plain)) return repeated ? 0.4 : 0.2;
      return repeated ? 0.8 : 0.45;
    }
    case 'provider': {
      if (prose > 0.5 || profile.links > 0.5 || profile.literals > 0.5 || profile.meanWords > 10) return 0;
      if (profile.numbers > 0.5 && !/\b(?:id|code|no|number|npi)\b/.test(profile.plain)) return 0;
      if (countDoctors(profile) > profile.filled * 0.6) return 0.9;
      return repeated ? 0.7 : 0.4;
    }
    case 'procedure': {
      if (profile.distinct === 1 && profile.filled > 1 && (header.get('procedure') ?? 0) < 0.7) return 0;
      if (
        prose > 0.5 ||
        profile.links > 0.5 ||
        profile.literals > 0.5 ||
        profile.meanWords > 12 ||
        profile.numbers > 0.5 ||
        profile.codes > 0.5
      )
        return 0;
      // One sentence in every row explains the column.
      if (profile.distinct === 1 && profile.meanWords > 4) return 0;
      return repeated ? 0.8 : 0.4;
    }
    case 'source': {
      if (prose > 0.3 || profile.literals > 0.5 || profile.meanWords > 5 || profile.numbers > 0.5) return 0;
      const known = profile.cells.filter((cell) => index.platforms.has(cell.toLowerCase())).length;
      if (known >= profile.filled * 0.8)
        return headerless ? 0.95 : (header.get('source') ?? 0) >= 0.3 ? 0.85 : 0.92;
      if (headerless) return 0;
      return repeated && profile.distinct <= 40 ? 0.7 : 0.2;
    }
    case 'language': {
      const codes = profile.cells.filter((cell) =>
        /^[a-z]{2,3}([-_][a-z]{2,4})?$|^(english|spanish|german|french)$/i.test(cell),
      ).length;
      return codes >= profile.filled * 0.9 ? 0.8 : 0;
    }
    case 'question':
      return repeated &&
        profile.distinct <= Math.min(60, Math.max(4, profile.filled / 5)) &&
        profile.numbers < 0.2
        ? 0.8
        : 0;
    default:
      return 0;
  }
}

/** Days on which no review was written; when a person's record was made is one of them. */
const NEVER_WRITTEN =
  /\b(?:scraped?|crawled|fetched|retrieved|extracted|birth|birthdate|birthday|dob|expir\w+|due)\b|\bnext (?:appointment|visit)\b|\b(?:person|account|contact|user|customer|patient|member|client|profile|author|reviewer|consumer)s? (?:was )?(?:creat\w+|updat\w+|modif\w+|joined|registered|since)\b/;

function countDays({ cells }: Profile): number {
  const days = cells
    .filter((cell) => cell !== '')
    .map((cell) => cell.replace(/(?<![T ,])[T ,]+\d{1,2}[:.]\d{2}.*$/, ''));
  return new Set(days).size;
}

/** Rows that were imported at once share a day, and an hour of it or two; answers of one day are spread over it. */
function areOfOneHour(profile: Profile): boolean {
  const hours = profile.cells.filter((cell) => cell !== '').map((cell) => cell.replace(/:\d{2}.*$/, ''));
  return countDays(profile) === 1 && new Set(hours).size <= 2;
}

/** An id that often comes again with other words names a patient or a visit, not a review; edited reviews are few. */
export function namesAnother(profile: Profile, texts: Profile[]): boolean {
  if (profile.filled < 20 || profile.distinctShare > 0.85) return false;
  const first = new Map<string, string>();
  let others = 0;
  for (let i = 0; i < profile.cells.length; i++) {
    const id = profile.cells[i]!;
    if (id === '') continue;
    const words = texts.map(({ cells }) => cells[i]!).join('\n');
    const known = first.get(id);
    if (known === undefined) first.set(id, words);
    else if (known !== words) others++;
  }
  return others > profile.filled * 0.15;
}

/**
 * A rating that no header tells: the one column of few whole (or half) numbers from 1 to 5, 10 or 50 that is neither
 * a label nor an average; of several, the one whose high values stand beside praise.
 */
export function findUnnamedRating(
  free: Scored[],
  texts: Profile[],
  groups: Scored[],
  index: HeaderIndex,
): Scored | null {
  const parts = free.filter(
    ({ profile, header }) => profile.rating !== null && (header.get('subRating') ?? 0) >= 0.5,
  );
  const follows = (profile: Profile) =>
    parts.some((part) => (measureCorrelation(profile, part.profile) ?? 0) > 0.6);
  const candidates = free.filter(({ profile, header, part }) => {
    const { rating } = profile;
    if (part || rating === null || rating.share < 0.95 || profile.counter) return false;
    if (rating.kind !== 'number' && (rating.kind !== 'stars' || rating.scale.max !== 5)) return false;
    if (![5, 6, 10, 50].includes(rating.scale.max) || (rating.scale.min < 1 && !follows(profile)))
      return false;
    if (rating.distinct < 2 || rating.distinct > 21 || profile.filled < 5) return false;
    const best = bestHeader(header);
    return (
      !(best.field !== null && best.field !== 'rating' && best.score >= 0.7) && !isAggregate(profile, groups)
    );
  });
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
export function measureAgreement(profile: Profile, texts: Profile[], index: HeaderIndex): number | null {
  const { scale } = profile.rating!;
  const middle = (scale.min + scale.max) / 2;
  const sides = { low: { n: 0, sum: 0 }, high: { n: 0, sum: 0 } };
  for (let i = 0; i < profile.cells.length; i++) {
    const cell = profile.cells[i]!;
    const value = Number.parseFloat(cell.replace(',', '.'));
    if (cell === '' || value === middle || Number.isNaN(value)) continue;
    const side = value < middle ? sides.low : sides.high;
    let sum = 0;
    for (const text of texts) {
      for (const word of (text.cells[i] ?? '').toLowerCase().match(/[a-z']+/g) ?? []) {
        if (index.praise.has(word)) sum++;
        else if (index.blame.has(word)) sum--;
      }
    }
    side.n++;
    side.sum += Math.sign(sum);
  }
  if (sides.low.n < 8 || sides.high.n < 8) return null;
  const told = Math.abs(sides.low.sum) + Math.abs(sides.high.sum);
  if (told < 0.1 * (sides.low.n + sides.high.n)) return null;
  return sides.high.sum / sides.high.n - sides.low.sum / sides.low.n;
}

/**
 * How far the texts of a column praise (1) or blame (-1), by the few words that tell it; null where fewer than twelve
 * texts say either.
 */
export function measureSide({ cells }: Profile, index: HeaderIndex): number | null {
  let told = 0;
  let sum = 0;
  for (const cell of cells) {
    let own = 0;
    for (const word of cell.toLowerCase().match(/[a-z']+/g) ?? []) {
      if (index.praise.has(word)) own++;
      else if (index.blame.has(word)) own--;
    }
    if (own === 0) continue;
    told++;
    sum += Math.sign(own);
  }
  return told < 12 ? null : sum / told;
}

/** Whether another column holds the names of the reviewers; their addresses and numbers are no names. */
function isNamedElsewhere(scored: Scored, all: Scored[]): boolean {
  return all.some(
    ({ profile, header }, at) =>
      all[at] !== scored &&
      (header.get('reviewer') ?? 0) > 0.7 &&
      profile.filled > 0 &&
      profile.mails < 0.5 &&
      !/ id$/.test(profile.plain),
  );
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
export function isOwnMark({ profile }: Scored, groups: Scored[], index: HeaderIndex): boolean {
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

/** Personal columns are recognised in order to be left out; the first is used to tell repeats. */
export function scoreReviewer(
  scored: Scored,
  all: Scored[],
  variety: number,
  { places }: HeaderIndex,
): number {
  const { profile, header, prose } = scored;
  const named = header.get('reviewer') ?? 0;
  if (named < 0.5 || profile.filled === 0 || prose > 0.6) return 0;
  if (profile.date !== null && profile.date.share > 0.5) return 0;
  // "Client name" is the hospital where a survey firm says so.
  if (profile.cells.filter((cell) => places.test(cell)).length > profile.filled * 0.6) return 0;
  const best = bestHeader(header);
  if (best.field !== 'reviewer' && best.score > named) return 0;
  if (profile.plain === 'name' && profile.filled >= 5 && profile.distinctShare < variety * 0.5) {
    if (isNamedElsewhere(scored, all)) return 0;
  }
  if (
    profile.rating !== null &&
    profile.rating.share > 0.8 &&
    profile.numbers > 0.8 &&
    profile.maxLength <= 2
  )
    return 0;
  return 0.6 * named + 0.4 * Math.min(1, profile.distinctShare + 0.3);
}
