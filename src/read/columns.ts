/**
 * Which column is what. Headers lie (`name`, `title`, `rating`, `reviews` …), so every (field, column) pair is
 * scored by its header (spellings.ts, scored.ts) and by its values (values.ts), and the best pairs win. What is not a
 * review is refused.
 */
import type { LogicalField } from '../types.js';
import { isForum } from './listings.js';
import { standsBack } from './places.js';
import { isWordy, type Profile } from './profile.js';
import { findUnnamedRating, isAggregate, isCalledAs, isOwnMark, isPartOf } from './rating-columns.js';
import { bestHeader, type ColumnChoice, headerSays, type Scored, scoreColumns } from './scored.js';
import { asksForHealth, asksSomething, asksToRecommend, type HeaderIndex, isOverall } from './spellings.js';
import { chooseTexts, isTitleOf, markCopies, soundsLikeReplies } from './texts.js';
import {
  correctHeader,
  isGroup,
  type Setting,
  SINGLE_FIELDS,
  type SingleField,
  scoreReviewer,
  scoreValues,
} from './values.js';

export interface Choice {
  columns: ColumnChoice[];
  kind: 'reviews' | 'survey';
  /** How sure we are that these are reviews, 0..1: tells record paths of a JSON document apart. */
  confidence: number;
}

/** What is settled about a table before its columns are looked at. */
export interface TableForm {
  /** Columns that `--map` fixed, by index. */
  forced: ReadonlyMap<number, LogicalField>;
  /** Headers are `#N` and say nothing. */
  headerless: boolean;
  /** Several header rows: the export of a questionnaire. */
  questionnaire: boolean;
}

/** What the columns of a file were taken for so far. A column has one field at most; some fields take several columns. */
class Choosing {
  readonly all: Scored[];
  private readonly taken = new Map<number, ColumnChoice>();
  private readonly fields: Set<LogicalField>;
  /** Columns that are nothing, and must not be taken for anything. */
  private readonly left = new Set<number>();

  constructor(all: Scored[], forced: TableForm['forced']) {
    this.all = all;
    this.fields = new Set(forced.values());
    for (const scored of all) {
      const field = forced.get(scored.profile.index);
      if (field !== undefined) this.take(scored, field, 1, 'map');
    }
  }

  /** In the order in which they were taken. */
  get columns(): ColumnChoice[] {
    return [...this.taken.values()];
  }

  get free(): Scored[] {
    return this.all.filter(({ profile }) => !this.taken.has(profile.index) && !this.left.has(profile.index));
  }

  has(field: LogicalField): boolean {
    return this.fields.has(field);
  }

  choiceOf({ profile }: Scored): ColumnChoice | undefined {
    return this.taken.get(profile.index);
  }

  take({ profile }: Scored, field: LogicalField, score: number, why: ColumnChoice['why']): void {
    const { index, header } = profile;
    const confidence = Math.round(Math.min(1, score) * 100) / 100;
    this.taken.set(index, { field, column: header, index, why, confidence });
    this.fields.add(field);
  }

  leave({ profile }: Scored): void {
    this.left.add(profile.index);
  }
}

const TEXTS = ['text', 'pros', 'cons'] as const;
const isText = ({ field }: ColumnChoice): boolean => TEXTS.some((one) => one === field);

/**
 * Chooses the columns of a file.
 *
 * @returns null where no column holds review text.
 */
export function chooseColumns(profiles: Profile[], index: HeaderIndex, form: TableForm): Choice | null {
  const { headerless, questionnaire } = form;
  const all = scoreColumns(profiles, index, headerless);
  markCopies(all, index);
  const choosing = new Choosing(all, form.forced);
  takeReplies(choosing, index);
  if (!TEXTS.some((field) => choosing.has(field))) {
    for (const { scored, field, score, why } of chooseTexts(choosing.free, index, headerless, questionnaire))
      choosing.take(scored, field, score, why);
  }
  const texts = choosing.columns.filter(isText);
  if (texts.length === 0 || (texts.every(({ why }) => why !== 'map') && isForum(texts, all))) return null;

  const textProfiles = texts.map((text) => profiles[text.index]!);
  const setting: Setting = {
    index,
    headerless,
    all,
    texts: textProfiles,
    variety: Math.max(...textProfiles.map(({ distinctShare }) => distinctShare)),
    groups: all
      .filter((one) => isGroup(one.profile) && one.prose < 0.3 && choosing.choiceOf(one) === undefined)
      .map(({ profile }) => profile),
  };
  takeSingles(choosing, setting, questionnaire);
  takeWithoutHeader(choosing, setting);
  takeParts(choosing, setting, profiles);

  const asks = ({ profile }: Scored) => asksSomething(profile);
  const asked = all.filter(asks).length;
  const open = texts.filter((text) => asks(all[text.index]!)).length;
  const closed = all.length - texts.length;
  return {
    columns: choosing.columns.sort((a, b) => a.index - b.index),
    kind: questionnaire || (open > 0 && (closed >= 5 || asked >= 4)) ? 'survey' : 'reviews',
    confidence: Math.max(...texts.map(({ confidence }) => confidence)),
  };
}

const isReply = (scored: Scored): boolean => headerSays(scored, 'reply') >= 0.5 && isWordy(scored.profile);

/** What must never be taken for a patient's words goes first; dates and counts of replies are left with them. */
function takeReplies(choosing: Choosing, index: HeaderIndex): void {
  const { all } = choosing;
  for (const scored of all) {
    if (choosing.choiceOf(scored) !== undefined) continue;
    const { profile, header } = scored;
    const reply = headerSays(scored, 'reply');
    if (soundsLikeReplies(scored, all, index)) {
      choosing.take(scored, 'reply', Math.max(0.6, reply), reply >= 0.5 ? 'both' : 'values');
      continue;
    }
    if (reply < 0.5 || (bestHeader(scored).field !== 'reply' && headerSays(scored, 'text') >= 0.78)) continue;
    // An empty column of dates of replies is none of replies.
    const dated = headerSays(scored, 'date') > 0 || /\b(date|time|at|timestamp)\b/.test(profile.plain);
    if (isWordy(profile) || (profile.filled === 0 && !dated)) choosing.take(scored, 'reply', reply, 'header');
    // the survey's own response date, where nobody replied
    else if (
      dated &&
      profile.filled >= profile.rows * 0.9 &&
      !all.some((other) => other !== scored && isReply(other))
    )
      header.delete('reply');
    else choosing.leave(scored);
  }
}

/** A column that may be what a field asks for. */
interface Candidate {
  scored: Scored;
  field: SingleField | 'reviewer';
  score: number;
  why: ColumnChoice['why'];
}

/** The best pairs of a column and a field that takes one column; of reviewers all, so that all are left out. */
function takeSingles(choosing: Choosing, setting: Setting, questionnaire: boolean): void {
  const candidates: Candidate[] = [];
  for (const scored of choosing.free) {
    correctHeader(scored, setting, (field) => !choosing.has(field));
    for (const field of SINGLE_FIELDS) {
      // A questionnaire has its questions in the header, not in a column.
      if (choosing.has(field) || (field === 'question' && questionnaire)) continue;
      const candidate = weighPair(field, scored, setting);
      if (candidate !== null) candidates.push(candidate);
    }
    const reviewer = scoreReviewer(scored, setting);
    if (reviewer > 0) candidates.push({ scored, field: 'reviewer', score: reviewer, why: 'both' });
  }
  const behind = findBehind(candidates);
  candidates.sort((a, b) => b.score - a.score || a.scored.profile.index - b.scored.profile.index);
  for (const candidate of candidates) {
    const { scored, field, score, why } = candidate;
    if (choosing.choiceOf(scored) !== undefined || behind.has(candidate)) continue;
    if (choosing.has(field) && field !== 'reviewer') continue;
    choosing.take(scored, field, score, why);
  }
}

/** How well a column is what a field asks for, by its header and its values; null where it is not. */
function weighPair(field: SingleField, scored: Scored, setting: Setting): Candidate | null {
  const { index, headerless, groups, texts } = setting;
  const value = scoreValues(field, scored, setting);
  if (value <= 0) return null;
  const own = field === 'rating' && isOwnMark(scored, groups, index);
  const paired = field === 'rating' && !headerless && isCalledAs(scored.profile, texts);
  const header = Math.max(headerSays(scored, field), own ? 0.7 : paired ? 0.6 : 0);
  const ignore = own ? 0 : headerSays(scored, 'ignore');
  const needsHeader = value < (headerless ? 0.5 : 0.9);
  if (needsHeader && header < 0.3) return null;
  if (ignore > Math.max(header, 0.7) && value < 0.95) return null;
  const why = header < 0.3 ? 'values' : value >= 0.7 ? 'both' : 'header';
  return { scored, field, score: 0.6 * header + 0.4 * value, why };
}

/** Candidates that stand back behind another one, however good they are. */
function findBehind(candidates: readonly Candidate[]): Set<Candidate> {
  const places = candidates.filter(
    ({ scored, field, score }) =>
      field === 'location' && !candidates.some((other) => other.scored === scored && other.score > score),
  );
  const behind = new Set(
    places.filter(({ scored }) =>
      places.some((other) => other.scored !== scored && standsBack(scored.profile, other.scored.profile)),
    ),
  );
  // Whether they would recommend is asked beside what they thought of the whole.
  const ratings = candidates.filter(({ field }) => field === 'rating');
  const whole = ratings.filter(({ scored, why }) => isOverall(scored.profile.plain) && why === 'both');
  for (const one of ratings) {
    const { plain, filled } = one.scored.profile;
    if (asksToRecommend(plain) && whole.some(({ scored }) => scored.profile.filled >= filled / 2))
      behind.add(one);
  }
  return behind;
}

/** Fields that are still to be had, from columns whose headers do not name them. */
function takeWithoutHeader(choosing: Choosing, { index, headerless, all, texts, groups }: Setting): void {
  if (!choosing.has('id') && !choosing.has('question')) {
    // Where every respondent has one row, the respondent's number is the number of the submission.
    const respondent = all.find(
      ({ profile }) =>
        /^respondent (id|number)$/.test(profile.plain) && profile.filled > 0 && profile.distinctShare === 1,
    );
    if (respondent !== undefined && choosing.choiceOf(respondent)?.why !== 'map')
      choosing.take(respondent, 'id', 0.8, 'both');
  }
  if (!choosing.has('rating')) {
    const found = findUnnamedRating(choosing.free, texts, groups, index);
    if (found !== null) choosing.take(found, 'rating', 0.5, 'values');
  }
  if (!choosing.has('date')) {
    const relative = choosing.free.filter(({ profile }) => (profile.date?.relative ?? 0) > 0.9);
    const epochs = choosing.free.filter(isEpoch);
    if (relative.length === 1) choosing.take(relative[0]!, 'date', 0.5, 'values');
    else if (epochs.length === 1) choosing.take(epochs[0]!, 'date', 0.5, 'values');
  }
  if (!choosing.has('title') && !headerless) {
    const titles = choosing.free.filter((scored) => isUnnamedTitle(scored, texts));
    if (titles.length === 1) choosing.take(titles[0]!, 'title', 0.5, 'values');
  }
  if (headerless) takeUnnamed(choosing);
}

/** Seconds, or parts of them, since 1970, all of them between 2001 and 2033 and hardly two alike. */
function isEpoch(scored: Scored): boolean {
  const { date, cells, filled, distinct } = scored.profile;
  if (date === null || !/^epoch/.test(date.kind) || date.share < 1 || filled < 3) return false;
  const known = bestHeader(scored);
  if (distinct < filled / 2 || (known.score >= 0.6 && known.field !== 'date')) return false;
  return cells.every((cell) => cell === '' || /^[12]\d{9}(?:\d{3}|\d{6})?(?:\.\d+)?$/.test(cell));
}

/** A few words beside each text, hardly twice the same, neither names nor labels, under a header that says nothing. */
function isUnnamedTitle(scored: Scored, texts: Profile[]): boolean {
  const { profile, prose, copy } = scored;
  const known = bestHeader(scored);
  if (copy || (known.field !== null && known.field !== 'title' && known.score >= 0.4)) return false;
  if (texts.length !== 1 || profile.filled < 5 || profile.distinctShare < 0.6 || !isWordy(profile))
    return false;
  if (profile.meanWords < 2 || profile.capitals > 0.7 || profile.names > 0.9 || prose > 0.5) return false;
  return isTitleOf(profile, texts[0]!);
}

/** Files without a header: places and people are told by how often their names repeat. */
function takeUnnamed(choosing: Choosing): void {
  const namelike = choosing.free.filter(
    ({ profile, prose, said }) =>
      prose < 0.4 &&
      !said &&
      profile.filled >= profile.rows * 0.5 &&
      profile.numbers < 0.2 &&
      profile.letters > 0.5 &&
      profile.codes < 0.3 &&
      profile.meanWords <= 8 &&
      profile.date === null,
  );
  if (!choosing.has('location')) {
    const place = namelike.find(({ profile }) => profile.distinct === 1 || profile.distinctShare < 0.3);
    if (place !== undefined) choosing.take(place, 'location', 0.4, 'values');
  }
  if (!choosing.has('reviewer')) {
    const person = namelike.find(({ profile }) => profile.distinctShare > 0.5 && profile.meanWords <= 4);
    if (person !== undefined) choosing.take(person, 'reviewer', 0.4, 'values');
  }
}

/** The parts of the rating: "staff", "waiting", "cleanliness". */
function takeParts(choosing: Choosing, { index, groups }: Setting, profiles: Profile[]): void {
  const overall = choosing.columns.find(({ field }) => field === 'rating');
  for (const scored of choosing.free) {
    const { rating, plain } = scored.profile;
    if (rating === null || rating.share < 0.8 || rating.scale.max > 100 || rating.distinct < 2) continue;
    if (asksForHealth(plain)) continue;
    const part = headerSays(scored, 'subRating');
    const spare = headerSays(scored, 'rating');
    if (
      part >= 0.5 ||
      (spare >= 0.75 && choosing.has('rating') && /[a-z] (rating|score|stars)$/.test(plain))
    ) {
      if (headerSays(scored, 'ignore') > Math.max(part, spare)) continue;
      if (isAggregate(scored.profile, groups)) continue;
      choosing.take(scored, 'subRating', Math.max(part, spare) * 0.8, 'both');
    } else if (overall !== undefined && isPartOf(scored, profiles[overall.index]!, groups, index)) {
      choosing.take(scored, 'subRating', 0.5, 'values');
    }
  }
}
