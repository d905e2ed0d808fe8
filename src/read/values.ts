/** What the values of a column say of it, beside its header: how well they fit each field. */
import type { LogicalField } from '../types.js';
import { isVerdict } from './boxes.js';
import { isGuessed, isHome } from './places.js';
import { countDoctors, firstValue, type Profile } from './profile.js';
import { isAggregate } from './rating-columns.js';
import { bestHeader, headerSays, type Scored } from './scored.js';
import { asksForHealth, type HeaderIndex } from './spellings.js';

/** What stands around a column, and what is known of headers. */
export interface Setting {
  index: HeaderIndex;
  /** Headers are `#N` and say nothing. */
  headerless: boolean;
  all: Scored[];
  /** Columns of review text, and how varied the most varied of them is: labels are less so. */
  texts: Profile[];
  variety: number;
  /** Columns that group the rows. */
  groups: Profile[];
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

type Fit = (scored: Scored, setting: Setting) => number;

const fitRating: Fit = (scored, { groups, headerless }) => {
  const { profile } = scored;
  const { rating } = profile;
  if (rating === null || profile.counter || scored.part || asksForHealth(profile.plain)) return 0;
  // Under a plain header a few contradictions more are bad cells, not another kind of column.
  const plainly = headerSays(scored, 'rating') >= 0.8;
  if (rating.share < (plainly ? 0.4 : 0.6)) return 0;
  if (profile.date !== null && profile.date.share > 0.6 && rating.kind !== 'number') return 0;
  const numbers = rating.kind === 'number' && rating.scale.kind === 'number';
  if (rating.distinct < 2 && profile.filled >= 30 && numbers && !plainly) return 0;
  if (isAggregate(profile, groups)) return 0;
  if (rating.kind === 'stars' && rating.scale.max <= 10)
    return /star|★|⭐/i.test(firstValue(profile)) ? 0.95 : 0.8;
  // Words that only ratings are made of, and "4/5", need no header.
  if (rating.kind === 'fraction' || (rating.kind === 'word' && rating.scale.name !== 'agree'))
    return rating.share >= 0.9 && rating.distinct >= 2 ? 0.92 : 0.7 + 0.2 * rating.share;
  if (rating.kind === 'word') return 0.7;
  if (headerless) {
    // Two numbers over and over are the classes of a training set.
    const least = profile.filled >= 20 ? 3 : 2;
    const few = rating.distinct >= least && rating.distinct <= 21;
    return rating.scale.max <= 10 && profile.numbers > 0.9 && few ? 0.7 : 0;
  }
  if (rating.scale.max > 10 && rating.distinct > 101) return 0;
  return (
    (rating.scale.max <= 10 ? 0.75 : 0.6) * rating.share * (0.85 + (0.15 * profile.filled) / profile.rows)
  );
};

const fitDate: Fit = (scored, { all }) => {
  const { profile } = scored;
  const { date } = profile;
  const named = headerSays(scored, 'date');
  if (NEVER_WRITTEN.test(profile.plain)) return 0;
  if (date === null || date.share < (named >= 0.8 ? 0.4 : 0.6)) return 0;
  if (/^(excel|epoch)/.test(date.kind)) return named >= 0.4 || /epoch/.test(date.kind) ? 0.7 * date.share : 0;
  // A date as it is goes before the same date in words, whatever their headers.
  if (date.relative > 0.5) return 0.15 * date.share;
  // When all of them were fetched is not when they were written.
  const fetched = profile.filled >= 10 && areOfOneHour(profile);
  if (fetched && all.some((other) => (other.profile.date?.share ?? 0) > 0.8 && countDays(other.profile) >= 4))
    return 0;
  const plainly = date.kind === 'iso' || date.kind === 'month-name' || date.kind === 'numeric';
  return 0.9 * date.share + (plainly ? 0.05 : 0);
};

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

const fitId: Fit = (scored, { texts }) => {
  const { profile, prose } = scored;
  if (isPathOfReview(profile)) return 0.95;
  const named = headerSays(scored, 'id');
  const unique = profile.distinctShare > 0.95;
  const sure = named >= 0.8 && unique && profile.meanWords <= 6;
  if (prose > 0.3 || (profile.meanWords > 1.5 && !sure)) return 0;
  if (named < (unique ? 0.5 : 0.6) || profile.plain === '') return 0;
  if (profile.distinctShare < 0.5 && profile.filled > 3) return 0;
  if (namesAnother(profile, texts)) return 0;
  // some call their users so, and one user writes twice
  if (profile.plain === 'uid' && profile.distinctShare < 1) return 0;
  return 0.8 * profile.distinctShare;
};

/** The path of a review ("…/reviews/…") is its id, whatever the column is called. */
function isPathOfReview(profile: Profile): boolean {
  return (
    /^[^[{]*\breviews?\/\S+$/.test(firstValue(profile)) &&
    profile.distinctShare > 0.9 &&
    profile.filled >= profile.rows * 0.9 &&
    profile.links < 0.5
  );
}

/** An id that often comes again with other words names a patient or a visit, not a review; edited reviews are few. */
function namesAnother(profile: Profile, texts: Profile[]): boolean {
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

const fitTitle: Fit = ({ profile }, { variety }) => {
  if (profile.numbers > 0.5 || profile.links > 0.3 || profile.codes > 0.5) return 0;
  if (profile.filled >= 5 && profile.distinctShare < variety * 0.5) return 0;
  return profile.meanWords > 30 ? 0 : 0.8;
};

/** schema.org calls a review's title its `name`, beside the author's. */
function isNameOfReview(scored: Scored, all: Scored[]): boolean {
  const { profile } = scored;
  if (!/(^|\.)name$/.test(profile.header) || profile.capitals >= 0.75 || profile.meanWords < 2) return false;
  return isBeside(scored, all, 'reviewer');
}

/** Whether another column, with something in it, is called so. */
function isBeside(scored: Scored, all: Scored[], field: LogicalField): boolean {
  return all.some((other) => other !== scored && headerSays(other, field) > 0.7 && other.profile.filled > 0);
}

const fitLocation: Fit = (scored, setting) => {
  const { profile } = scored;
  const { all, index } = setting;
  if (isNoLabel(scored, 12) || profile.mails > 0.5) return 0;
  if (profile.date !== null && profile.date.share > 0.5) return 0;
  const others = all.map((other) => other.profile);
  if (isHome(profile.plain) || isGuessed(profile, others)) return 0;
  if (mayNameAnything(profile)) return holdsPlace(scored, setting) ? 0.8 : 0;
  if (profile.distinctShare > 0.9 && profile.filled > 20 && profile.codes > 0.5) return 0;
  const named = headerSays(scored, 'location') >= 0.3;
  const repeated = isRepeated(profile);
  const placed = profile.cells.filter((cell) => index.places.test(cell)).length;
  // "Dental" alone is a kind of service.
  if (
    profile.codes < 0.3 &&
    (profile.meanWords >= 1.5 || named) &&
    placed >= profile.filled * 0.6 &&
    profile.filled >= 3 &&
    repeated &&
    profile.distinct <= profile.filled / 2
  )
    return named ? 0.85 : 0.92;
  if (profile.numbers > 0.5 && !/\bid\b|code/.test(profile.plain)) return 0;
  if (profile.codes > 0.5 || / id$/.test(profile.plain)) return repeated ? 0.4 : 0.2;
  return repeated ? 0.8 : 0.45;
};

const mayNameAnything = ({ plain }: Profile): boolean => plain === 'name' || plain === 'title';

/** `name` and `title` hold the place where they repeat and the reviewer or the review's title stands elsewhere. */
function holdsPlace(scored: Scored, { all, variety }: Setting): boolean {
  const { profile } = scored;
  if (profile.filled < 5 || profile.distinctShare >= variety * 0.5 || profile.codes > 0.5) return false;
  if (profile.distinct <= 1) return true;
  return profile.plain === 'name' ? isNamedElsewhere(scored, all) : isBeside(scored, all, 'text');
}

/** Whether another column holds the names of the reviewers; their addresses and numbers are no names. */
function isNamedElsewhere(scored: Scored, all: Scored[]): boolean {
  return all.some(
    (other) =>
      other !== scored &&
      headerSays(other, 'reviewer') > 0.7 &&
      other.profile.filled > 0 &&
      other.profile.mails < 0.5 &&
      !/ id$/.test(other.profile.plain),
  );
}

const fitProvider: Fit = (scored) => {
  const { profile } = scored;
  if (isNoLabel(scored, 10)) return 0;
  if (profile.numbers > 0.5 && !/\b(?:id|code|no|number|npi)\b/.test(profile.plain)) return 0;
  if (countDoctors(profile) > profile.filled * 0.6) return 0.9;
  return isRepeated(profile) ? 0.7 : 0.4;
};

const fitProcedure: Fit = (scored) => {
  const { profile } = scored;
  if (profile.distinct === 1 && profile.filled > 1 && headerSays(scored, 'procedure') < 0.7) return 0;
  if (isNoLabel(scored, 12) || profile.numbers > 0.5 || profile.codes > 0.5) return 0;
  // One sentence in every row explains the column.
  if (profile.distinct === 1 && profile.meanWords > 4) return 0;
  return isRepeated(profile) ? 0.8 : 0.4;
};

const fitSource: Fit = (scored, { index, headerless }) => {
  const { profile, prose } = scored;
  if (prose > 0.3 || profile.literals > 0.5 || profile.meanWords > 5 || profile.numbers > 0.5) return 0;
  const known = profile.cells.filter((cell) => index.platforms.has(cell.toLowerCase())).length;
  if (known >= profile.filled * 0.8)
    return headerless ? 0.95 : headerSays(scored, 'source') >= 0.3 ? 0.85 : 0.92;
  if (headerless) return 0;
  return isRepeated(profile) && profile.distinct <= 40 ? 0.7 : 0.2;
};

const fitLanguage: Fit = ({ profile }) => {
  const codes = profile.cells.filter((cell) =>
    /^[a-z]{2,3}([-_][a-z]{2,4})?$|^(english|spanish|german|french)$/i.test(cell),
  ).length;
  return codes >= profile.filled * 0.9 ? 0.8 : 0;
};

const fitQuestion: Fit = ({ profile }) => {
  const few = profile.distinct <= Math.min(60, Math.max(4, profile.filled / 5));
  return isRepeated(profile) && few && profile.numbers < 0.2 ? 0.8 : 0;
};

/** Too much prose, or too long, for the name of a place, a person or a treatment. */
function isNoLabel({ profile, prose }: Scored, mostWords: number): boolean {
  return prose > 0.5 || profile.links > 0.5 || profile.literals > 0.5 || profile.meanWords > mostWords;
}

function isRepeated({ distinct, distinctShare }: Profile): boolean {
  return distinctShare < 0.5 || distinct === 1;
}

const FITS = {
  rating: fitRating,
  date: fitDate,
  id: fitId,
  title: fitTitle,
  location: fitLocation,
  provider: fitProvider,
  procedure: fitProcedure,
  source: fitSource,
  language: fitLanguage,
  question: fitQuestion,
} satisfies Partial<Record<LogicalField, Fit>>;

/** Fields that take one column, and are told by values as well as by headers. */
export type SingleField = keyof typeof FITS;
export const SINGLE_FIELDS = Object.keys(FITS) as SingleField[];

const WITHOUT_HEADER: ReadonlySet<LogicalField> = new Set(['rating', 'date', 'source']);
const PLACES_AND_PEOPLE: ReadonlySet<LogicalField> = new Set(['location', 'provider', 'procedure', 'source']);

/** How well the values of a column fit a field, 0..1. */
export function scoreValues(field: SingleField, scored: Scored, setting: Setting): number {
  if (scored.profile.filled === 0) return 0;
  if (setting.headerless && !WITHOUT_HEADER.has(field)) return 0;
  // "Very satisfied" names no doctor and no place, whatever the question was about.
  if (PLACES_AND_PEOPLE.has(field) && (isVerdict(scored.profile) || scored.said)) return 0;
  return FITS[field](scored, setting);
}

/**
 * Puts a header right that the values belie, before its fields are weighed.
 *
 * @param isOpen whether a field is still to be taken; what `--map` settled moves no other column.
 */
export function correctHeader(
  scored: Scored,
  setting: Setting,
  isOpen: (field: SingleField) => boolean,
): void {
  const { profile, header } = scored;
  const fits = (field: SingleField) => isOpen(field) && scoreValues(field, scored, setting) > 0;
  if (fits('id') && isPathOfReview(profile)) header.set('id', 0.95).delete('reviewer');
  if (fits('title') && isNameOfReview(scored, setting.all)) header.set('title', 0.85).delete('reviewer');
  if (mayNameAnything(profile) && fits('location')) header.set('location', 0.85);
}

/** Personal columns are recognised in order to be left out; the first is used to tell repeats. */
export function scoreReviewer(scored: Scored, { all, variety, index }: Setting): number {
  const { profile, prose } = scored;
  const named = headerSays(scored, 'reviewer');
  if (named < 0.5 || profile.filled === 0 || prose > 0.6) return 0;
  if (profile.date !== null && profile.date.share > 0.5) return 0;
  // "Client name" is the hospital where a survey firm says so.
  if (profile.cells.filter((cell) => index.places.test(cell)).length > profile.filled * 0.6) return 0;
  const best = bestHeader(scored);
  if (best.field !== 'reviewer' && best.score > named) return 0;
  const repeats = profile.filled >= 5 && profile.distinctShare < variety * 0.5;
  if (profile.plain === 'name' && repeats && isNamedElsewhere(scored, all)) return 0;
  const { rating } = profile;
  if (rating !== null && rating.share > 0.8 && profile.numbers > 0.8 && profile.maxLength <= 2) return 0;
  return 0.6 * named + 0.4 * Math.min(1, profile.distinctShare + 0.3);
}
