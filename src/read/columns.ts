/**
 * Which column is what. Headers lie (`name`, `title`, `rating`, `reviews` …), so every (field, column) pair is
 * scored by its header (spellings.ts) and by its values (values.ts), and the best pairs win. What is not a review is
 * refused.
 */
import type { LogicalField } from '../types.js';
import { isCommentBox, isSpoken } from './boxes.js';
import { findGrids } from './grids.js';
import { standsBack } from './places.js';
import { isLabel, isWordy, type Profile, proseScore } from './profile.js';
import { readRating } from './ratings.js';
import {
  asksForHealth,
  asksSomething,
  asksToRecommend,
  type HeaderIndex,
  isOverall,
  type Spelling,
  scoreHeader,
} from './spellings.js';
import { chooseTexts, isTitleOf, markCopies, soundsLikeReplies } from './texts.js';
import {
  bestHeader,
  type ColumnChoice,
  countDoctors,
  findUnnamedRating,
  isAggregate,
  isCalledAs,
  isGroup,
  isOwnMark,
  measureCorrelation,
  type Scored,
  scoreReviewer,
  scoreValues,
} from './values.js';
import { plainHeader, toldHeader } from './words.js';

/** Fields that may take several columns. */
const MULTIPLE: ReadonlySet<LogicalField> = new Set([
  'text',
  'pros',
  'cons',
  'subRating',
  'reviewer',
  'reply',
]);

/** Fields whose values are names and labels. */
const NAMES = ['location', 'provider', 'procedure', 'source', 'reviewer', 'title', 'question'] as const;

const REPLY_PATH =
  /(?:^|[._])(?:response|reply|replies|answer)s?(?:\[\])?\.(?:text|body|content|comment|message|snippet)$/i;

const isReply = ({ profile, header }: Scored): boolean =>
  (header.get('reply') ?? 0) >= 0.5 && isWordy(profile);
/** What a record stands in is a place, or a doctor where doctors' names say so. */
function scoreNameAbove(profile: Profile): Scored {
  const named: Profile = { ...profile, plain: 'name above' };
  const doctor =
    /doctor|provider|physician|dentist/i.test(profile.header) || countDoctors(profile) > 0.6 * profile.filled;
  const header = new Map<Spelling['field'], number>([[doctor ? 'provider' : 'location', 0.85]]);
  return { profile: named, header, prose: 0, copy: false, box: false, said: false, part: false, why: 'both' };
}

/** What an owner says, where another column holds what patients say. */
const REPLY_BESIDE =
  /^(?:response|response text|what we said|our (?:answer|reply|response|comment|message)|(?:owner|provider|clinic|practice) (?:answer|message))$/;

export interface Choice {
  columns: ColumnChoice[];
  kind: 'reviews' | 'survey';
  /** How sure we are that these are reviews, 0..1: tells record paths of a JSON document apart. */
  confidence: number;
}

/**
 * Chooses the columns of a file.
 *
 * @param forced columns that `--map` fixed, by index. @param headerless headers are `#N` and say nothing.
 * @returns null where no column holds review text.
 */
export function chooseColumns(
  profiles: Profile[],
  index: HeaderIndex,
  forced: ReadonlyMap<number, LogicalField>,
  headerless: boolean,
  questionnaire: boolean,
): Choice | null {
  const hasOtherText = (profile: Profile) =>
    profiles.some(
      (other) =>
        other !== profile &&
        !REPLY_PATH.test(other.header) &&
        (scoreHeader(other.plain, index).get('text') ?? 0) >= 0.8,
    );
  const grids = headerless ? new Map<Profile, never>() : findGrids(profiles);
  const all: Scored[] = profiles.map((profile) => {
    if (profile.header.startsWith('../')) return scoreNameAbove(profile);
    const header = headerless ? new Map<Spelling['field'], number>() : scoreHeader(profile.plain, index);
    // What a record was unfolded from says nothing of its parts.
    const leaf = headerless ? undefined : /\[\]\.(.+)$/.exec(profile.header)?.[1];
    if (leaf !== undefined && !profile.asked) {
      for (const [field, score] of scoreHeader(plainHeader(leaf), index)) {
        if (score > (header.get(field) ?? 0)) header.set(field, score);
      }
    }
    // In a list of reviews the description is the review's, not the thing's.
    if (/reviews?[^.]*\[\]\.description$/i.test(profile.header)) header.set('text', 0.8);
    // Within a list of ratings every question is a part of them, whatever it asks.
    if (
      /(?:^|\.)(?:sub[-_]?)?(?:ratings?|scores?|aspects|criteria)\.[^.@]/i.test(profile.header) &&
      profile.rating !== null
    ) {
      header.clear();
      header.set('subRating', 0.8);
    }
    // `response.text` beside a text is the owner's.
    if (REPLY_PATH.test(profile.header) && hasOtherText(profile)) {
      header.delete('text');
      header.set('reply', 0.95);
    }
    if (REPLY_BESIDE.test(profile.plain) && hasOtherText(profile)) {
      header.delete('text');
      header.set('reply', 0.95);
    }
    // `answers.love.value`: the leaf says nothing, its parent does.
    const parent = profile.asked
      ? undefined
      : /([^.]+)\.(?:value|label|\$t|#text|_|\$number(?:Int|Long|Double|Decimal))$/.exec(profile.header)?.[1];
    if (parent !== undefined) {
      for (const [field, score] of scoreHeader(plainHeader(parent), index)) {
        header.set(field, Math.max(header.get(field) ?? 0, 0.9 * score));
      }
    }
    const commented = !headerless && isCommentBox(profile, index);
    const said = commented || isSpoken(profile, index);
    if (commented) for (const field of NAMES) header.delete(field);
    // `comments_enabled` holds a word a row, and always the same few.
    const box = commented && (profile.meanWords > 1.2 || profile.shapes > 4);
    if (box) header.set('text', Math.max(0.8, header.get('text') ?? 0));
    const line = grids.get(profile);
    if (line !== undefined) {
      const [asked, other] =
        line === 'part' ? (['subRating', 'rating'] as const) : (['rating', 'subRating'] as const);
      header.delete(other);
      header.set(asked, Math.max(0.8, header.get(asked) ?? 0));
    }
    return {
      profile,
      header,
      prose: proseScore(profile),
      copy: false,
      box,
      said,
      part: line === 'part',
      why: 'both',
    };
  });
  markCopies(all, index);
  const taken = new Map<number, ColumnChoice>();
  const fieldsTaken = new Set<LogicalField>(forced.values());
  const take = (scored: Scored, field: LogicalField, score: number, why: ColumnChoice['why']) => {
    const { index: column, header } = scored.profile;
    taken.set(column, {
      field,
      column: header,
      index: column,
      why,
      confidence: Math.round(Math.min(1, score) * 100) / 100,
    });
    fieldsTaken.add(field);
  };
  for (const scored of all) {
    const field = forced.get(scored.profile.index);
    if (field !== undefined) take(scored, field, 1, 'map');
  }

  // What must never be taken for a patient's words goes first; dates and counts of replies are left with them.
  const left = new Set<number>();
  for (const scored of all) {
    if (taken.has(scored.profile.index)) continue;
    const { profile, header } = scored;
    const reply = header.get('reply') ?? 0;
    const best = bestHeader(header);
    if (soundsLikeReplies(scored, all, index)) {
      take(scored, 'reply', Math.max(0.6, reply), reply >= 0.5 ? 'both' : 'values');
      continue;
    }
    if (reply < 0.5 || (best.field !== 'reply' && (header.get('text') ?? 0) >= 0.78)) continue;
    // An empty column of dates of replies is none of replies.
    const dated = (header.get('date') ?? 0) > 0 || /\b(date|time|at|timestamp)\b/.test(profile.plain);
    if (isWordy(profile) || (profile.filled === 0 && !dated)) take(scored, 'reply', reply, 'header');
    // the survey's own response date, where nobody replied
    else if (
      dated &&
      profile.filled >= profile.rows * 0.9 &&
      !all.some((other) => other !== scored && isReply(other))
    )
      header.delete('reply');
    else left.add(profile.index);
  }
  const free = () => all.filter(({ profile }) => !taken.has(profile.index) && !left.has(profile.index));

  if (!fieldsTaken.has('text') && !fieldsTaken.has('pros') && !fieldsTaken.has('cons')) {
    for (const { scored, field, score, why } of chooseTexts(free(), index, headerless, questionnaire)) {
      take(scored, field, score, why);
    }
  }
  const texts = [...taken.values()].filter(
    ({ field }) => field === 'text' || field === 'pros' || field === 'cons',
  );
  if (texts.length === 0 || (texts.every(({ why }) => why !== 'map') && isForum(texts, all))) return null;

  const textProfiles = texts.map(({ index: at }) => profiles[at]!);
  const variety = Math.max(...textProfiles.map(({ distinctShare }) => distinctShare));
  const groups = all.filter(
    (scored) => isGroup(scored.profile) && scored.prose < 0.3 && !taken.has(scored.profile.index),
  );
  const single: { scored: Scored; field: LogicalField; score: number; why: ColumnChoice['why'] }[] = [];
  for (const scored of free()) {
    for (const field of [
      'rating',
      'date',
      'id',
      'title',
      'location',
      'provider',
      'procedure',
      'source',
      'language',
      'question',
    ] as const) {
      if (fieldsTaken.has(field)) continue;
      // A questionnaire has its questions in the header, not in a column.
      if (field === 'question' && questionnaire) continue;
      const value = scoreValues(field, scored, index, groups, headerless, all, textProfiles);
      if (value <= 0) continue;
      const own = field === 'rating' && isOwnMark(scored, groups, index);
      const paired = own || (field === 'rating' && !headerless && isCalledAs(scored.profile, textProfiles));
      const header = Math.max(scored.header.get(field) ?? 0, own ? 0.7 : paired ? 0.6 : 0);
      const ignore = own ? 0 : (scored.header.get('ignore') ?? 0);
      const needsHeader = !(headerless && value >= 0.5) && !(value >= 0.9);
      if (needsHeader && header < 0.3) continue;
      if (ignore > Math.max(header, 0.7) && value < 0.95) continue;
      const score = 0.6 * header + 0.4 * value;
      const why = header < 0.3 ? 'values' : value >= 0.7 ? 'both' : 'header';
      single.push({ scored, field, score, why });
    }
    const reviewer = scoreReviewer(scored, all, variety, index);
    if (reviewer > 0) single.push({ scored, field: 'reviewer', score: reviewer, why: 'both' });
  }
  const places = single.filter(
    ({ scored, field, score }) =>
      field === 'location' && !single.some((other) => other.scored === scored && other.score > score),
  );
  const behind = new Set(
    places.filter(({ scored }) =>
      places.some((other) => other.scored !== scored && standsBack(scored.profile, other.scored.profile)),
    ),
  );
  // Whether they would recommend is asked beside what they thought of the whole.
  const ratings = single.filter(({ field }) => field === 'rating');
  const whole = ratings.filter(({ scored, why }) => isOverall(scored.profile.plain) && why === 'both');
  for (const one of ratings) {
    const { plain, filled } = one.scored.profile;
    if (asksToRecommend(plain) && whole.some(({ scored }) => scored.profile.filled >= filled / 2))
      behind.add(one);
  }
  single.sort((a, b) => b.score - a.score || a.scored.profile.index - b.scored.profile.index);
  for (const one of single) {
    const { scored, field, score, why } = one;
    if (taken.has(scored.profile.index)) continue;
    if (fieldsTaken.has(field) && !MULTIPLE.has(field)) continue;
    if (behind.has(one)) continue;
    take(scored, field, score, why);
  }
  if (!fieldsTaken.has('id') && !fieldsTaken.has('question')) {
    // Where every respondent has one row, the respondent's number is the number of the submission.
    const respondent = all.find(
      ({ profile }) =>
        /^respondent (id|number)$/.test(profile.plain) && profile.filled > 0 && profile.distinctShare === 1,
    );
    if (respondent !== undefined && taken.get(respondent.profile.index)?.why !== 'map')
      take(respondent, 'id', 0.8, 'both');
  }
  if (!fieldsTaken.has('rating')) {
    const found = findUnnamedRating(free(), textProfiles, groups, index);
    if (found !== null) take(found, 'rating', 0.5, 'values');
  }
  if (!fieldsTaken.has('date')) {
    const relative = free().filter(({ profile }) => (profile.date?.relative ?? 0) > 0.9);
    const epochs = free().filter(isEpoch);
    if (relative.length === 1) take(relative[0]!, 'date', 0.5, 'values');
    else if (epochs.length === 1) take(epochs[0]!, 'date', 0.5, 'values');
  }
  if (!fieldsTaken.has('title') && !headerless) {
    const titles = free().filter((scored) => isUnnamedTitle(scored, textProfiles));
    if (titles.length === 1) take(titles[0]!, 'title', 0.5, 'values');
  }
  if (headerless) chooseUnnamed(free(), fieldsTaken, take);
  const overall = [...taken.values()].find(({ field }) => field === 'rating');
  for (const scored of free()) {
    const header = scored.header.get('subRating') ?? 0;
    const spare = scored.header.get('rating') ?? 0;
    const { rating } = scored.profile;
    if (rating === null || rating.share < 0.8 || rating.scale.max > 100 || rating.distinct < 2) continue;
    if (asksForHealth(scored.profile.plain)) continue;
    if (
      header >= 0.5 ||
      (spare >= 0.75 && fieldsTaken.has('rating') && /[a-z] (rating|score|stars)$/.test(scored.profile.plain))
    ) {
      if ((scored.header.get('ignore') ?? 0) > Math.max(header, spare)) continue;
      if (isAggregate(scored.profile, groups)) continue;
      take(scored, 'subRating', Math.max(header, spare) * 0.8, 'both');
    } else if (overall !== undefined && isPartOf(scored, profiles[overall.index]!, groups, index)) {
      take(scored, 'subRating', 0.5, 'values');
    }
  }
  const columns = [...taken.values()].sort((a, b) => a.index - b.index);
  const closed = all.length - texts.length;
  const asks = ({ profile }: Scored) => asksSomething(profile);
  const questions = texts.filter(({ index: at }) => asks(all[at]!)).length;
  const asked = all.filter(asks).length;
  return {
    columns,
    kind: questionnaire || (questions > 0 && (closed >= 5 || asked >= 4)) ? 'survey' : 'reviews',
    confidence: Math.max(...texts.map(({ confidence }) => confidence)),
  };
}

/**
 * Questions of many people and what a clinic or its doctors answered. In a survey few questions come again and again,
 * and patients answer.
 */
function isForum(texts: ColumnChoice[], all: Scored[]): boolean {
  const answers = texts.filter(({ column }) => ANSWERS.test(column));
  if (answers.length < texts.length) return false;
  const asking = all.find(({ profile }) => {
    const asks = profile.cells.filter((cell) => /[?？]["'”»()\d\s]*$/.test(cell)).length;
    return /question|pregunta|frage|domanda|pergunta/i.test(profile.header) && asks >= profile.filled * 0.6;
  })?.profile;
  if (asking === undefined || asking.distinct < 4) return false;
  // `user_answer_text` and `user_answer_name`: who answered are doctors.
  const stem = answers[0]!.column.replace(/[_. ]?[^_. ]+$/, '');
  const answered = all.filter(({ profile }) => stem !== '' && profile.header.startsWith(stem));
  return (
    (asking.distinct >= 8 && asking.distinctShare >= 0.5) ||
    answered.some(({ profile }) => countDoctors(profile) >= profile.filled * 0.6)
  );
}

const ANSWERS = /answer|reply|respuesta|antwort|risposta|resposta/i;

/** Seconds, or parts of them, since 1970, all of them between 2001 and 2033 and hardly two alike. */
function isEpoch({ profile, header }: Scored): boolean {
  const { date, cells, filled, distinct } = profile;
  if (date === null || !/^epoch/.test(date.kind) || date.share < 1 || filled < 3) return false;
  if (distinct < filled / 2 || (bestHeader(header).score >= 0.6 && bestHeader(header).field !== 'date'))
    return false;
  return cells.every((cell) => cell === '' || /^[12]\d{9}(?:\d{3}|\d{6})?(?:\.\d+)?$/.test(cell));
}

/** A few words beside each text, hardly twice the same, neither names nor labels, under a header that says nothing. */
function isUnnamedTitle({ profile, header, prose, copy }: Scored, texts: Profile[]): boolean {
  const known = bestHeader(header);
  if (copy || (known.field !== null && known.field !== 'title' && known.score >= 0.4)) return false;
  if (texts.length !== 1 || profile.filled < 5 || profile.distinctShare < 0.6 || !isWordy(profile))
    return false;
  if (profile.meanWords < 2 || profile.capitals > 0.7 || profile.names > 0.9 || prose > 0.5) return false;
  return isTitleOf(profile, texts[0]!);
}

/** Marks on the scale of the rating, or in words, that rise and fall with it, under a header that says nothing else. */
function isPartOf(
  { profile, header }: Scored,
  overall: Profile,
  groups: Scored[],
  index: HeaderIndex,
): boolean {
  const scale = profile.rating!.scale;
  const known = bestHeader(header);
  const numbers = profile.rating!.kind === 'number';
  if (!numbers && profile.rating!.kind !== 'word') return false;
  if (numbers && (scale.max !== overall.rating?.scale.max || scale.max > 10)) return false;
  // Numbers are no place and no text, whatever the header ("Trust", "Explanation").
  const other = known.field === 'ignore' || known.field === 'id' || known.field === 'date';
  if (other && known.score >= 0.5) return false;
  if (profile.rating!.distinct < 3 || isAggregate(profile, groups)) return false;
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

/** Files without a header: places and people are told by how often their names repeat. */
function chooseUnnamed(
  free: Scored[],
  taken: ReadonlySet<LogicalField>,
  take: (scored: Scored, field: LogicalField, score: number, why: ColumnChoice['why']) => void,
): void {
  const namelike = free.filter(
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
  if (!taken.has('location')) {
    const place = namelike.find(({ profile }) => profile.distinct === 1 || profile.distinctShare < 0.3);
    if (place !== undefined) take(place, 'location', 0.4, 'values');
  }
  if (!taken.has('reviewer')) {
    const person = namelike.find(({ profile }) => profile.distinctShare > 0.5 && profile.meanWords <= 4);
    if (person !== undefined) take(person, 'reviewer', 0.4, 'values');
  }
}

/** The one-line refusal of a file in which no column holds review text. */
export function refuseFile(name: string, profiles: Profile[], records: number): string {
  const seen = profiles
    .slice(0, 12)
    .map((profile, i) => `${toldHeader(profile.header, i) || '(blank)'} (${describeKind(profile)})`)
    .join(', ');
  const more = profiles.length > 12 ? ` and ${profiles.length - 12} more` : '';
  return (
    `${name}: no column of review text among ${profiles.length} columns of ${records} records: ${seen}${more}. ` +
    'If one of them holds the reviews, say --map text=COLUMN; otherwise export the reviews themselves, one a row'
  );
}

/** What the cells of a column look like, in a word or two. */
export function describeKind(profile: Profile): string {
  if (profile.filled === 0) return 'empty';
  if (profile.links > 0.5) return 'links';
  if (profile.literals > 0.5) return 'nested data';
  const numeric = profile.date !== null && profile.date.kind !== 'numeric' && profile.numbers >= 0.9;
  if (profile.date !== null && profile.date.share > 0.6 && !numeric) return 'dates';
  if (profile.numbers > 0.5) return 'numbers';
  if (profile.distinct === 1 && profile.filled > 2) return 'always the same';
  if (isLabel(profile) && profile.distinct <= 60) return `${profile.distinct} labels`;
  if (profile.codes > 0.5) return 'codes';
  return profile.meanWords < 6 ? 'short text' : 'text';
}
