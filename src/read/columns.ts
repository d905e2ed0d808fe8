/**
 * Which column is what. Headers lie (`name`, `title`, `rating`, `reviews` …), so every (field, column) pair is
 * scored by its header and by its values, and the best pairs win. What is not a review is refused.
 */
import type { ColumnSynonyms, FileLayout, LogicalField } from '../types.js';
import { englishShare } from './language.js';
import { isLabel, isWordy, measureOverlap, type Profile, proseScore } from './profile.js';
import { plainHeader, shownHeader } from './words.js';

export type ColumnChoice = FileLayout['columns'][number];

const FIRST_PERSON = new Set([
  'i',
  'my',
  'me',
  'we',
  'us',
  "i'm",
  "i've",
  "i'd",
  'mine',
  'myself',
  'im',
  'ive',
]);

/** Fields that may take several columns. */
const MULTIPLE: ReadonlySet<LogicalField> = new Set([
  'text',
  'pros',
  'cons',
  'subRating',
  'reviewer',
  'reply',
]);

interface Spelling {
  field: LogicalField | 'ignore';
  /** 1 for the best spelling of a field, falling to 0.8 for the last. */
  worth: number;
}

export interface HeaderIndex {
  spellings: Map<string, Spelling[]>;
  copies: string[];
  questions: { pros: string[]; cons: string[] };
  voice: Set<string>;
  descriptions: string[];
  praise: Set<string>;
  blame: Set<string>;
  platforms: Set<string>;
}

export function compileHeaders(columns: ColumnSynonyms): HeaderIndex {
  const spellings: HeaderIndex['spellings'] = new Map();
  const add = (field: Spelling['field'], list: string[]) => {
    list.forEach((spelling, rank) => {
      const plain = plainHeader(spelling);
      const entry = { field, worth: 1 - (0.2 * rank) / list.length };
      const known = spellings.get(plain);
      if (known === undefined) spellings.set(plain, [entry]);
      else if (!known.some((one) => one.field === field)) known.push(entry);
    });
  };
  for (const [field, list] of Object.entries(columns.fields)) add(field as LogicalField, list);
  add('ignore', columns.ignore);
  return {
    spellings,
    copies: columns.copies.map(plainHeader),
    questions: columns.questions,
    voice: new Set([...FIRST_PERSON, ...columns.direction.praise, ...columns.direction.blame]),
    descriptions: columns.descriptions,
    praise: new Set(columns.direction.praise),
    blame: new Set(columns.direction.blame),
    platforms: new Set(columns.platforms),
  };
}

/** Whether a cell of a first row is spelled like a header we know, exactly. */
export function isKnownHeader(cell: string, index: HeaderIndex): boolean {
  return cell.length <= 60 && index.spellings.has(plainHeader(cell));
}

/** How strongly a header speaks for each field, 0..1; `ignore` speaks against all of them. */
export function scoreHeader(plain: string, index: HeaderIndex): Map<Spelling['field'], number> {
  const scores = new Map<Spelling['field'], number>();
  const raise = (field: Spelling['field'], score: number) => {
    if (score > (scores.get(field) ?? 0)) scores.set(field, score);
  };
  if (plain === '') return scores;
  for (const { field, worth } of index.spellings.get(plain) ?? []) raise(field, worth);
  const words = plain.split(' ', 40);
  const numbered = words.length > 1 && /^\d+$/.test(words[words.length - 1]!);
  const leading = words.length > 1 && /^\d+$/.test(words[0]!);
  if (numbered)
    for (const { field, worth } of index.spellings.get(words.slice(0, -1).join(' ')) ?? [])
      raise(field, worth * 0.95);
  if (leading)
    for (const { field, worth } of index.spellings.get(words.slice(1).join(' ')) ?? [])
      raise(field, worth * 0.95);
  const exact = scores.size > 0;
  // Parts of a longer header: its end names the thing ("google review text"), its beginning less so.
  for (let from = 0; from < words.length; from++) {
    for (let to = words.length; to > from; to--) {
      if (from === 0 && to === words.length) continue;
      const share = (to - from) / words.length;
      if (share < 0.25) continue;
      const found = index.spellings.get(words.slice(from, to).join(' '));
      if (found === undefined) continue;
      const place = to === words.length ? 0.75 : from === 0 ? 0.6 : 0.45;
      for (const { field, worth } of found) {
        const part = field === 'reply' && from === 0 ? 0.9 : place * (0.4 + 0.6 * share);
        raise(field, worth * (exact ? part * 0.5 : part));
      }
    }
  }
  return scores;
}

/** A header that is a whole question or statement of a questionnaire. */
export function isQuestion(header: string): boolean {
  const words = header.trim().split(/\s+/).length;
  return words >= 4 && (/[?？]\s*(\(.*\))?\s*$/.test(header.trim()) || words >= 6);
}

/** The side that a question asks for, if any. */
export function findSide(question: string, index: HeaderIndex): 'pros' | 'cons' | null {
  const plain = ` ${plainHeader(question)} `;
  const asks = (phrases: string[]) => phrases.some((phrase) => plain.includes(` ${plainHeader(phrase)}`));
  const pros = asks(index.questions.pros);
  const cons = asks(index.questions.cons);
  if (pros === cons) return null;
  return pros ? 'pros' : 'cons';
}

interface Scored {
  profile: Profile;
  header: Map<Spelling['field'], number>;
  prose: number;
  copy: boolean;
  why: ColumnChoice['why'];
}

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
  const all: Scored[] = profiles.map((profile) => {
    const header = headerless ? new Map<Spelling['field'], number>() : scoreHeader(profile.plain, index);
    // In a list of reviews the description is the review's, not the thing's.
    if (/reviews?[^.]*\[\]\.description$/i.test(profile.header)) header.set('text', 0.8);
    // `answers.love.value`: the leaf says nothing, its parent does.
    const parent = profile.asked ? undefined : /([^.]+)\.value$/.exec(profile.header)?.[1];
    if (parent !== undefined) {
      for (const [field, score] of scoreHeader(plainHeader(parent), index)) {
        header.set(field, Math.max(header.get(field) ?? 0, 0.9 * score));
      }
    }
    return { profile, header, prose: proseScore(profile), copy: false, why: 'both' };
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
    const reply = scored.header.get('reply') ?? 0;
    const best = bestHeader(scored.header);
    if (reply < 0.5 || (best.field !== 'reply' && (scored.header.get('text') ?? 0) >= 0.78)) continue;
    if (isWordy(scored.profile) || scored.profile.filled === 0) take(scored, 'reply', reply, 'header');
    else left.add(scored.profile.index);
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
  if (texts.length === 0) return null;

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
      const header = scored.header.get(field) ?? 0;
      const ignore = scored.header.get('ignore') ?? 0;
      const needsHeader = !(headerless && value >= 0.5) && !(value >= 0.9);
      if (needsHeader && header < 0.3) continue;
      if (ignore > Math.max(header, 0.7) && value < 0.95) continue;
      const score = 0.6 * header + 0.4 * value;
      const why = header < 0.3 ? 'values' : value >= 0.7 ? 'both' : 'header';
      single.push({ scored, field, score, why });
    }
    const reviewer = scoreReviewer(scored, all, variety);
    if (reviewer > 0) single.push({ scored, field: 'reviewer', score: reviewer, why: 'both' });
  }
  single.sort((a, b) => b.score - a.score || a.scored.profile.index - b.scored.profile.index);
  for (const { scored, field, score, why } of single) {
    if (taken.has(scored.profile.index)) continue;
    if (fieldsTaken.has(field) && !MULTIPLE.has(field)) continue;
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
    if (relative.length === 1) take(relative[0]!, 'date', 0.5, 'values');
  }
  if (headerless) chooseUnnamed(free(), fieldsTaken, take);
  for (const scored of free()) {
    const header = scored.header.get('subRating') ?? 0;
    const spare = scored.header.get('rating') ?? 0;
    const { rating } = scored.profile;
    if (rating === null || rating.share < 0.8 || rating.scale.max > 100 || rating.distinct < 2) continue;
    if (
      header >= 0.5 ||
      (spare >= 0.75 && fieldsTaken.has('rating') && /[a-z] (rating|score|stars)$/.test(scored.profile.plain))
    ) {
      if ((scored.header.get('ignore') ?? 0) > Math.max(header, spare)) continue;
      if (isAggregate(scored.profile, groups)) continue;
      take(scored, 'subRating', Math.max(header, spare) * 0.8, 'both');
    }
  }
  const columns = [...taken.values()].sort((a, b) => a.index - b.index);
  const closed = all.length - texts.length;
  const questions = texts.filter(({ column, index: at }) =>
    isQuestion(all[at]?.profile.plain ?? column),
  ).length;
  return {
    columns,
    kind: questionnaire || (questions > 0 && closed >= 5) ? 'survey' : 'reviews',
    confidence: Math.max(...texts.map(({ confidence }) => confidence)),
  };
}

function bestHeader(header: Scored['header']): { field: Spelling['field'] | null; score: number } {
  let best: { field: Spelling['field'] | null; score: number } = { field: null, score: 0 };
  for (const [field, score] of header) if (score > best.score) best = { field, score };
  return best;
}

/** Marks columns that repeat the words of another one, or say in their header that they are a copy of it. */
function markCopies(all: Scored[], index: HeaderIndex): void {
  // Comparing every pair of hundreds of columns would take minutes; the texts are among the most text-like.
  const prose = all
    .filter(({ prose }) => prose > 0.1)
    .sort((a, b) => b.prose - a.prose || a.profile.index - b.profile.index)
    .slice(0, 40)
    .sort((a, b) => a.profile.index - b.profile.index);
  const headers = new Set(prose.map(({ profile }) => profile.plain));
  for (const scored of prose) {
    const { plain } = scored.profile;
    for (const other of headers) {
      if (other === plain || other === '') continue;
      // `text_en`, `review_text_vi`, `comment_wo_stopwords`: another column's header with a mark behind or before.
      const rest = plain.startsWith(`${other} `)
        ? plain.slice(other.length + 1)
        : plain.endsWith(` ${other}`)
          ? plain.slice(0, -other.length - 1)
          : null;
      if (rest === null) continue;
      if (
        /^[a-z]{2}( [a-z]{2})?$/.test(rest) ||
        index.copies.some((mark) => ` ${rest} `.includes(` ${mark} `))
      )
        scored.copy = true;
    }
    if (index.copies.includes(plain)) scored.copy = prose.length > 1;
  }
  for (const a of prose) {
    for (const b of prose) {
      if (a.profile.index >= b.profile.index || a.copy || b.copy) continue;
      if (measureOverlap(a.profile, b.profile) < 0.8) continue;
      const worse = originality(a, index) >= originality(b, index) ? b : a;
      // A title may repeat the first words of the text: it is a title all the same.
      if (
        (worse.header.get('title') ?? 0) > 0.7 &&
        worse.profile.meanLength < 0.6 * (worse === a ? b : a).profile.meanLength
      )
        continue;
      worse.copy = true;
    }
  }
}

/** The original of two copies: a header of text, no mark of a copy, and nothing stripped from the words. */
function originality(scored: Scored, index: HeaderIndex): number {
  const { profile, header } = scored;
  const marked = index.copies.some((mark) => ` ${profile.plain} `.includes(` ${mark} `));
  const capitals = profile.cells.filter((cell) => /\p{Lu}/u.test(cell)).length / Math.max(1, profile.filled);
  return (
    Math.max(header.get('text') ?? 0, header.get('pros') ?? 0, header.get('cons') ?? 0) -
    (marked ? 0.6 : 0) +
    0.4 * capitals +
    Math.min(0.2, profile.meanLength / 5000)
  );
}

interface TextChoice {
  scored: Scored;
  field: 'text' | 'pros' | 'cons';
  score: number;
  why: ColumnChoice['why'];
}

function chooseTexts(
  free: Scored[],
  index: HeaderIndex,
  headerless: boolean,
  questionnaire: boolean,
): TextChoice[] {
  const candidates: (TextChoice & { header: number })[] = [];
  const listing = free.some(isReviewCount);
  const companions = free.some(isCompanion);
  for (const scored of free) {
    const { profile, header, prose, copy } = scored;
    if (copy || profile.filled === 0) continue;
    // What was added to a closed question is an answer to it; the questionnaire itself says which answers are open.
    if (profile.answer === 'other') continue;
    if (profile.answer === 'open' && isWordy(profile)) {
      const side = findSide(profile.plain, index);
      candidates.push({ scored, field: side ?? 'text', score: 0.9, why: 'header', header: 0.9 });
      continue;
    }
    // Under the plainest headers a few short answers again and again are short reviews, not labels.
    const plainest =
      (header.get('text') ?? 0) >= 0.95 && isWordy(profile) && (profile.shapes > 2 || free.length === 1);
    if (
      (isLabel(profile) && !plainest) ||
      profile.numbers > 0.5 ||
      profile.links > 0.5 ||
      profile.literals > 0.5 ||
      profile.counter
    )
      continue;
    const ignore = header.get('ignore') ?? 0;
    const side =
      isQuestion(profile.header) || isQuestion(profile.plain) ? findSide(profile.plain, index) : null;
    const pros = Math.max(header.get('pros') ?? 0, side === 'pros' ? 0.9 : 0);
    const cons = Math.max(header.get('cons') ?? 0, side === 'cons' ? 0.9 : 0);
    const question = isQuestion(profile.plain) ? 0.6 : 0;
    const text = Math.max(header.get('text') ?? 0, question);
    const field = Math.max(pros, cons) > text || side !== null ? (pros >= cons ? 'pros' : 'cons') : 'text';
    const best = Math.max(pros, cons, text);
    const other = Math.max(
      ...(
        [
          'reviewer',
          'location',
          'provider',
          'title',
          'procedure',
          'source',
          'id',
          'language',
          'question',
        ] as const
      ).map((one) => header.get(one) ?? 0),
    );
    if (ignore > best && ignore >= 0.5) continue;
    // A little prose is needed even under the best header; a lot of it where the header says nothing.
    if (best < 0.3 ? prose < (headerless ? 0.4 : 0.55) : prose < 0.06 && !(best >= 0.75 && isWordy(profile)))
      continue;
    if (best < 0.5 && other >= 0.7 && prose < 0.6) continue;
    // Where only a few rows hold something, it is what ragged rows pushed out of place.
    if (best < 0.3 && profile.filled < profile.rows * 0.1) continue;
    if (best < 0.3 && !hasVoice(profile, index, companions)) continue;
    // Beside a count of reviews stands a list of places or doctors: its long texts describe them.
    if (listing && best < 0.75 && !/reviews?[^.]*\[\]\./i.test(profile.header)) continue;
    const score = 0.55 * best + 0.45 * prose - (other > best ? 0.15 : 0);
    const why = best < 0.3 ? 'values' : prose >= 0.35 ? 'both' : 'header';
    candidates.push({ scored, field, score, why, header: best });
  }
  candidates.sort((a, b) => b.score - a.score || a.scored.profile.index - b.scored.profile.index);
  const main = candidates[0];
  if (main === undefined) {
    // A plain text column without a single text beside ratings or dates: stars alone were given.
    const empty = free.filter(
      ({ profile, header }) => profile.filled === 0 && (header.get('text') ?? 0) >= 0.95,
    );
    const rated = free.some(
      ({ header, profile }) => (header.get('rating') ?? 0) >= 0.8 && profile.rating !== null,
    );
    if (!rated || listing) return [];
    return empty.map((scored) => ({ scored, field: 'text', score: 0.5, why: 'header' }));
  }
  const chosen: TextChoice[] = [main];
  for (const candidate of candidates.slice(1)) {
    const { profile, prose } = candidate.scored;
    const sided = candidate.field !== 'text' && candidate.header >= 0.6;
    const named = candidate.header >= 0.6 && (prose >= 0.2 || profile.answer === 'open');
    const asked = questionnaire && prose >= 0.5 && profile.distinctShare > 0.5;
    // A question that hardly anyone was asked says little; it is named among what was left out.
    const rare = candidate.header < 0.7 && profile.rows >= 40 && profile.filled < profile.rows * 0.05;
    if ((!sided && !named && !asked) || rare) continue;
    // Words that hardly vary beside reviews that do are a description of the thing reviewed.
    if (
      profile.distinctShare < 0.3 &&
      main.scored.profile.distinctShare > 0.7 &&
      profile.meanWords > 4 &&
      profile.filled > 20 &&
      !sided
    )
      continue;
    chosen.push(candidate);
  }
  return chosen;
}

/**
 * Whether long texts speak as patients do: of themselves, or with praise and blame. Descriptions of places and
 * doctors do not. Asked of English columns without a header that speaks for them; beside a rating or a date of
 * each row it is enough that they do not describe.
 */
function hasVoice(profile: Profile, index: HeaderIndex, companions: boolean): boolean {
  let english = 0;
  let voiced = 0;
  let personal = 0;
  let described = 0;
  let looked = 0;
  for (const cell of profile.cells) {
    if (cell.length < 20) continue;
    if (++looked > 200) break;
    if (englishShare(cell) < 0.22) continue;
    english++;
    const words: string[] =
      cell
        .slice(0, 1000)
        .toLowerCase()
        .match(/[a-z']+/g) ?? [];
    if (words.some((word) => index.voice.has(word))) voiced++;
    if (words.some((word) => FIRST_PERSON.has(word))) personal++;
    const plain = cell.slice(0, 1000).toLowerCase();
    if (index.descriptions.some((phrase) => plain.includes(phrase))) described++;
  }
  if (english < Math.max(3, looked * 0.3)) return true;
  if (described > english * 0.25 && described > personal) return false;
  return companions || voiced / english >= 0.5;
}

/** What stands beside a review and not beside a description: a rating in whole steps, or a date that varies. */
function isCompanion({ profile }: Scored): boolean {
  const { rating, date, distinct } = profile;
  if (date !== null && date.share > 0.8 && distinct >= 4) return true;
  if (rating === null || rating.share < 0.9 || profile.counter || rating.distinct < 3) return false;
  return rating.scale.min >= 1 && rating.scale.max <= 10 && rating.distinct <= 10;
}

/** A count of reviews, as lists of places and doctors have. */
function isReviewCount({ profile, header }: Scored): boolean {
  if (profile.distinct < 2 || profile.shapes > 2) return false;
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

/** A column that groups the rows: a place, a doctor, a source. */
function isGroup(profile: Profile): boolean {
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
function isAggregate(profile: Profile, groups: Scored[]): boolean {
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
    const same = large.filter((one) => one.same);
    if (same.length >= large.length * 0.95 && new Set(same.map(({ value }) => value)).size >= 2) return true;
  }
  return false;
}

function scoreValues(
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
  const variety = Math.max(...texts.map(({ distinctShare }) => distinctShare));
  switch (field) {
    case 'rating': {
      const { rating } = profile;
      if (rating === null || profile.counter) return 0;
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
      if (rating.kind === 'fraction' || rating.kind === 'word') return 0.7 + 0.2 * rating.share;
      if (headerless)
        return rating.scale.max <= 10 &&
          profile.numbers > 0.9 &&
          rating.distinct >= 2 &&
          rating.distinct <= 21
          ? 0.7
          : 0;
      if (rating.scale.max > 10 && rating.distinct > 101) return 0;
      return rating.scale.max <= 10 ? 0.75 * rating.share : 0.6 * rating.share;
    }
    case 'date': {
      const { date } = profile;
      if (date === null || date.share < ((header.get('date') ?? 0) >= 0.8 ? 0.4 : 0.6)) return 0;
      if (/^(excel|epoch)/.test(date.kind))
        return (header.get('date') ?? 0) >= 0.4 || /epoch/.test(date.kind) ? 0.7 * date.share : 0;
      if (date.relative > 0.5) return 0.6 * date.share;
      return (
        0.9 * date.share +
        (date.kind === 'iso' || date.kind === 'month-name' || date.kind === 'numeric' ? 0.05 : 0)
      );
    }
    case 'id': {
      if (
        /\breviews?\//.test(profile.cells.find((cell) => cell !== '') ?? '') &&
        profile.distinctShare > 0.9 &&
        profile.links < 0.5
      ) {
        // The path of a review ("…/reviews/…") is its id, whatever the column is called.
        header.set('id', 0.95);
        header.delete('reviewer');
        return 0.95;
      }
      const sure = (header.get('id') ?? 0) >= 0.8 && profile.distinctShare > 0.95 && profile.meanWords <= 6;
      if (prose > 0.3 || (profile.meanWords > 1.5 && !sure)) return 0;
      if ((header.get('id') ?? 0) < 0.6 || profile.plain === '') return 0;
      if (profile.distinctShare < 0.5 && profile.filled > 3) return 0;
      if (namesAnother(profile, texts)) return 0;
      return 0.8 * profile.distinctShare;
    }
    case 'title': {
      if (profile.numbers > 0.5 || profile.links > 0.3 || profile.codes > 0.5) return 0;
      if (profile.filled >= 5 && profile.distinctShare < variety * 0.5) return 0;
      if (profile.meanWords > 30) return 0;
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
      // `name` and `title` hold the place where they repeat and the reviewer or the review's title stands elsewhere.
      const ambiguous = profile.plain === 'name' || profile.plain === 'title';
      if (ambiguous) {
        if (profile.filled < 5 || profile.distinctShare >= variety * 0.5) return 0;
        const elsewhere = all.some(
          (other) =>
            other !== scored &&
            (other.header.get(profile.plain === 'name' ? 'reviewer' : 'text') ?? 0) > 0.7 &&
            other.profile.filled > 0,
        );
        if (!elsewhere && profile.distinct > 1) return 0;
        header.set('location', 0.85);
        return 0.8;
      }
      if (profile.distinctShare > 0.9 && profile.filled > 20 && profile.codes > 0.5) return 0;
      if (profile.numbers > 0.5 && !/\bid\b|code/.test(profile.plain)) return 0;
      if (profile.codes > 0.5 || / id$/.test(profile.plain)) return repeated ? 0.4 : 0.2;
      return repeated ? 0.8 : 0.45;
    }
    case 'provider': {
      if (prose > 0.5 || profile.links > 0.5 || profile.literals > 0.5 || profile.meanWords > 10) return 0;
      const doctors = profile.cells.filter((cell) =>
        /^(dr|prof|doctor)\b\.?|\b(md|m\.d\.|dds|dmd|np|pa)$/i.test(cell),
      ).length;
      if (doctors > profile.filled * 0.6) return 0.9;
      return repeated ? 0.7 : 0.4;
    }
    case 'procedure': {
      if (
        prose > 0.5 ||
        profile.links > 0.5 ||
        profile.literals > 0.5 ||
        profile.meanWords > 12 ||
        profile.numbers > 0.5 ||
        profile.codes > 0.5
      )
        return 0;
      return repeated ? 0.8 : 0.4;
    }
    case 'source': {
      if (prose > 0.3 || profile.literals > 0.5 || profile.meanWords > 5 || profile.numbers > 0.5) return 0;
      const known = profile.cells.filter((cell) => index.platforms.has(cell.toLowerCase())).length;
      if (known >= profile.filled * 0.8) return headerless ? 0.95 : 0.85;
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
      return repeated && profile.distinct <= 60 && profile.numbers < 0.2 ? 0.8 : 0;
    default:
      return 0;
  }
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

/**
 * A rating that no header tells: the one column of few whole (or half) numbers from 1 to 5, 10 or 50 that is neither
 * a label nor an average; of several, the one whose high values stand beside praise.
 */
function findUnnamedRating(
  free: Scored[],
  texts: Profile[],
  groups: Scored[],
  index: HeaderIndex,
): Scored | null {
  const candidates = free.filter(({ profile, header }) => {
    const { rating } = profile;
    if (rating === null || rating.kind !== 'number' || rating.share < 0.95 || profile.counter) return false;
    if (rating.scale.min < 1 || ![5, 10, 50].includes(rating.scale.max)) return false;
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
    const plain = candidates.length === 1 && scale.max === 5 && distinct >= 3;
    if (plain ? (agreement ?? 0) < -0.1 : (agreement ?? 0) < 0.25) continue;
    if (chosen === null || (agreement ?? 0) > chosen.agreement)
      chosen = { scored, agreement: agreement ?? 0 };
  }
  return chosen?.scored ?? null;
}

/** How much more praise stands beside high numbers than beside low ones, -2..2; null where too few texts tell. */
function measureAgreement(profile: Profile, texts: Profile[], index: HeaderIndex): number | null {
  const { scale } = profile.rating!;
  const middle = (scale.min + scale.max) / 2;
  const sides = { low: { n: 0, sum: 0 }, high: { n: 0, sum: 0 } };
  for (let i = 0; i < profile.cells.length; i++) {
    const cell = profile.cells[i]!;
    const value = Number(cell.replace(',', '.'));
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

/** Personal columns are recognised in order to be left out; the first is used to tell repeats. */
function scoreReviewer(scored: Scored, all: Scored[], variety: number): number {
  const { profile, header, prose } = scored;
  const named = header.get('reviewer') ?? 0;
  if (named < 0.5 || profile.filled === 0 || prose > 0.6) return 0;
  if (profile.date !== null && profile.date.share > 0.5) return 0;
  const best = bestHeader(header);
  if (best.field !== 'reviewer' && best.score > named) return 0;
  if (profile.plain === 'name' && profile.filled >= 5 && profile.distinctShare < variety * 0.5) {
    if (all.some((other) => other !== scored && (other.header.get('reviewer') ?? 0) > 0.7)) return 0;
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

/** Files without a header: places and people are told by how often their names repeat. */
function chooseUnnamed(
  free: Scored[],
  taken: ReadonlySet<LogicalField>,
  take: (scored: Scored, field: LogicalField, score: number, why: ColumnChoice['why']) => void,
): void {
  const namelike = free.filter(
    ({ profile, prose }) =>
      prose < 0.4 &&
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
    .map((profile) => `${shownHeader(profile.header) || '(blank)'} (${describeKind(profile)})`)
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
  if (profile.date !== null && profile.date.share > 0.6 && profile.numbers < 0.9) return 'dates';
  if (profile.numbers > 0.5) return 'numbers';
  if (profile.distinct === 1 && profile.filled > 2) return 'always the same';
  if (isLabel(profile) && profile.distinct <= 60) return `${profile.distinct} labels`;
  if (profile.codes > 0.5) return 'codes';
  return profile.meanWords < 6 ? 'short text' : 'text';
}
