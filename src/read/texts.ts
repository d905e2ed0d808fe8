/** Which columns hold what patients wrote, and on which side; copies of them are left out. */
import { isAnswer, mayBeOfStaff, soundsLikeNotes } from './boxes.js';
import { isCompanion, isDatedAndRated, isReviewCount, isTabulated } from './listings.js';
import { isLabel, isWordy, measureOverlap, type Profile } from './profile.js';
import { type ColumnChoice, headerSays, type Scored } from './scored.js';
import {
  asksSomething,
  findBareSide,
  findCodedSide,
  findOpposites,
  findSide,
  type HeaderIndex,
} from './spellings.js';
import { hasVoice, measureSide, measureVoice } from './voice.js';

/** Marks columns that repeat the words of another one, or say in their header that they are a copy of it. */
export function markCopies(all: Scored[], index: HeaderIndex): void {
  // Comparing every pair of hundreds of columns would take minutes; the texts are among the most text-like.
  const prose = all
    .filter(({ prose }) => prose > 0.1)
    .sort((a, b) => b.prose - a.prose || a.profile.index - b.profile.index)
    .slice(0, 40)
    .sort((a, b) => a.profile.index - b.profile.index);
  const headers = new Set(prose.map(({ profile }) => profile.plain));
  for (const scored of prose) {
    const { plain } = scored.profile;
    if ([...headers].some((other) => isCalledCopyOf(plain, other, index))) scored.copy = true;
    if (index.copies.includes(plain)) scored.copy = prose.length > 1;
  }
  // Where all are said to be copies, the original is not in the file, and the best of them stands for it.
  const texts = prose.filter((scored) => scored.prose > 0.3);
  if (texts.length > 0 && texts.every(({ copy }) => copy)) {
    const best = texts.reduce((a, b) => (originality(b, index) > originality(a, index) ? b : a));
    best.copy = false;
  }
  for (const a of prose) {
    for (const b of prose) {
      if (a.profile.index >= b.profile.index || a.copy || b.copy) continue;
      if (measureOverlap(a.profile, b.profile) < 0.8) continue;
      // A title may repeat the first words of the text: it is a title, and the text the text, all the same.
      const [short, long] = a.profile.meanLength < b.profile.meanLength ? [a, b] : [b, a];
      if (headerSays(short, 'title') > 0.7 && short.profile.meanLength < 0.6 * long.profile.meanLength)
        continue;
      (originality(a, index) >= originality(b, index) ? b : a).copy = true;
    }
  }
}

/** `text_en`, `review_text_vi`, `comment_wo_stopwords`: another column's header with a mark behind or before. */
function isCalledCopyOf(plain: string, other: string, index: HeaderIndex): boolean {
  if (other === plain || other === '') return false;
  const rest = plain.startsWith(`${other} `)
    ? plain.slice(other.length + 1)
    : plain.endsWith(` ${other}`)
      ? plain.slice(0, -other.length - 1)
      : null;
  if (rest === null) return false;
  return /^[a-z]{2}( [a-z]{2})?$/.test(rest) || isMarkedCopy(rest, index);
}

function isMarkedCopy(plain: string, { copies }: HeaderIndex): boolean {
  return copies.some((mark) => ` ${plain} `.includes(` ${mark} `));
}

/** The original of two copies: a header of text, no mark of a copy, and nothing stripped from the words. */
function originality(scored: Scored, index: HeaderIndex): number {
  const { profile } = scored;
  const capitals = profile.cells.filter((cell) => /\p{Lu}/u.test(cell)).length / Math.max(1, profile.filled);
  // Cut into words or syllables, the same letters stand further apart.
  const blanks = profile.meanWords / Math.max(1, profile.meanLength * profile.letters);
  return (
    Math.max(headerSays(scored, 'text'), headerSays(scored, 'pros'), headerSays(scored, 'cons')) -
    (isMarkedCopy(profile.plain, index) ? 0.6 : 0) -
    blanks +
    0.4 * capitals +
    Math.min(0.2, profile.meanLength / 5000)
  );
}

/**
 * Replies of the owner by what they say: most begin with thanks, regrets or a greeting, and they stand beside a fuller
 * column of texts that do not.
 */
export function soundsLikeReplies(scored: Scored, all: Scored[], index: HeaderIndex): boolean {
  const { profile } = scored;
  // One reply may be pasted under every review.
  if (
    !isWordy(profile) ||
    profile.meanWords < 4 ||
    profile.filled < 3 ||
    opensLikeReply(profile, index) < 0.6
  )
    return false;
  return all.some(
    (other) =>
      other !== scored &&
      other.prose > 0.2 &&
      other.profile.filled > profile.filled &&
      opensLikeReply(other.profile, index) < 0.2,
  );
}

function opensLikeReply({ cells, filled }: Profile, index: HeaderIndex): number {
  let opens = 0;
  for (const cell of cells) {
    const start = cell.slice(0, 60).toLowerCase();
    if (start !== '' && index.replies.some((opening) => start.startsWith(opening))) opens++;
  }
  return filled === 0 ? 0 : opens / filled;
}

interface TextChoice {
  scored: Scored;
  field: 'text' | 'pros' | 'cons';
  score: number;
  why: ColumnChoice['why'];
}

/** A column that may hold review text, and how strongly its header says so. */
type Candidate = TextChoice & { header: number };

/** What stands beside a text, and what that makes of it. */
interface Beside {
  index: HeaderIndex;
  free: Scored[];
  headerless: boolean;
  /** Marks and a day in each row: rows of reviews. */
  rows: boolean;
  /** A list of places or doctors, or a table of statistics. */
  listing: boolean;
  /** A rating or a date of each row, and a rating alone. */
  companions: boolean;
  rated: boolean;
  opposed: Map<Scored, 'pros' | 'cons'>;
}

export function chooseTexts(
  free: Scored[],
  index: HeaderIndex,
  headerless: boolean,
  questionnaire: boolean,
): TextChoice[] {
  const unfolded = free.some(({ profile }) => profile.header.includes('[].'));
  const rows = isDatedAndRated(free);
  const beside: Beside = {
    index,
    free,
    headerless,
    rows,
    listing: !rows && (free.some((scored) => isReviewCount(scored, unfolded)) || isTabulated(free)),
    companions: free.some(isCompanion),
    rated: free.some((scored) => isCompanion(scored) && scored.profile.rating !== null),
    opposed: findOpposed(free, index),
  };
  const [main, ...others] = free
    .map((scored) => weighText(scored, beside))
    .filter((candidate) => candidate !== null)
    .sort((a, b) => b.score - a.score || a.scored.profile.index - b.scored.profile.index);
  if (main === undefined) return chooseLast(beside);
  const joined = others.filter(
    (other) => joins(other, main, questionnaire, index) && !describesThing(other, main),
  );
  return tellSides([main, ...joined], index);
}

/** How well a column is review text; null where it is none. */
function weighText(scored: Scored, beside: Beside): Candidate | null {
  const { profile, prose, copy } = scored;
  const { index, free, opposed } = beside;
  if (copy || profile.filled === 0) return null;
  // What was added to a closed question is an answer to it; the questionnaire itself says which answers are open.
  if (profile.answer === 'other') return null;
  if (scored.box && soundsLikeNotes(profile) && free.some((one) => one !== scored && one.prose > prose))
    return null;
  if (scored.box && mayBeOfStaff(profile, free)) return null;
  if (profile.answer === 'open' && isWordy(profile)) {
    const side = findSide(profile.plain, index);
    return { scored, field: side ?? 'text', score: 0.9, why: 'header', header: 0.9 };
  }
  const bare = isAnswer(profile) ? findBareSide(profile.plain, index) : null;
  if (isLabel(profile) && !isPlainly(scored, beside, bare !== null)) return null;
  if (profile.numbers > 0.5 || profile.links > 0.5 || profile.literals > 0.5 || profile.counter) return null;
  const { field, header } = hearHeader(scored, beside, bare);
  const other = Math.max(...OTHERS.map((one) => headerSays(scored, one)));
  // "Likes" is a count, but not beside "Dislikes" above words
  const ignore = headerSays(scored, 'ignore');
  if (ignore > header && ignore >= 0.5 && !opposed.has(scored) && bare === null) return null;
  if (header < 0.5 && other >= 0.7 && prose < 0.6) return null;
  if (!isProseEnough(scored, header, beside)) return null;
  // Beside a count of reviews stands a list of places or doctors: its long texts describe them.
  if (beside.listing && header < 0.75 && !/reviews?[^.]*\[\]\./i.test(profile.header)) return null;
  const score = 0.55 * header + 0.45 * prose - (other > header ? 0.15 : 0);
  const why = header < 0.3 ? 'values' : prose >= 0.35 ? 'both' : 'header';
  return { scored, field, score, why, header };
}

/** Fields that a header may mean instead. */
const OTHERS = [
  'reviewer',
  'location',
  'provider',
  'title',
  'procedure',
  'source',
  'id',
  'language',
  'question',
] as const;

/** Under the plainest headers a few short answers again and again are short reviews, not labels. */
function isPlainly(scored: Scored, { free, opposed }: Beside, bare: boolean): boolean {
  const { profile } = scored;
  if (!isWordy(profile)) return false;
  const sided = Math.max(headerSays(scored, 'pros'), headerSays(scored, 'cons'));
  return (
    (headerSays(scored, 'text') >= 0.95 && (profile.shapes > 2 || free.length === 1)) ||
    (sided >= 0.85 && profile.shapes > 1) ||
    ((scored.box || bare) && profile.meanWords >= 2 && profile.shapes > 4) ||
    (opposed.has(scored) && profile.meanWords >= 4 && profile.shapes > 1)
  );
}

/**
 * Which text a header asks for, and how strongly.
 *
 * @param bare the side that it means by a bare word.
 */
function hearHeader(
  scored: Scored,
  { index, opposed }: Beside,
  bare: 'pros' | 'cons' | null,
): Pick<Candidate, 'field' | 'header'> {
  const { profile } = scored;
  const asks = asksSomething(profile);
  const asked =
    asks || isNamed(scored) ? findSide(profile.plain, index) : findCodedSide(profile.plain, index);
  const side = opposed.get(scored) ?? asked ?? bare;
  const pros = Math.max(headerSays(scored, 'pros'), side === 'pros' ? 0.9 : 0);
  const cons = Math.max(headerSays(scored, 'cons'), side === 'cons' ? 0.9 : 0);
  const text = Math.max(headerSays(scored, 'text'), asks ? 0.6 : 0);
  const sided = Math.max(pros, cons) > text || side !== null;
  return { field: sided ? (pros >= cons ? 'pros' : 'cons') : 'text', header: Math.max(pros, cons, text) };
}

/** Whether there is prose enough for what the header says: a little even under the best, a lot where it says nothing. */
function isProseEnough({ profile, prose }: Scored, header: number, beside: Beside): boolean {
  const { index, headerless, rows, rated, companions } = beside;
  // The same words with other numbers are one form, filled in again and again.
  const form = profile.shapes === 1 && profile.distinct > 1 && profile.filled >= 5;
  if (form && !headerless && header < (rated ? 0.3 : 0.95)) return false;
  if (header >= 0.3) return prose >= 0.06 || (header >= 0.75 && isWordy(profile));
  // Where only a few rows hold something, it is what ragged rows pushed out of place.
  if (profile.filled < profile.rows * 0.1) return false;
  const enough = rows ? 0.3 : headerless || measureVoice(profile, index) >= 0.6 ? 0.4 : 0.55;
  return prose >= enough && hasVoice(profile, index, companions);
}

/** Texts that would be none beside others: where nothing else is review text, they are. */
function chooseLast({ free, rated, listing }: Beside): TextChoice[] {
  if (listing) return [];
  const plainly = free.filter((scored) => headerSays(scored, 'text') >= 0.95);
  // Feeds have their texts under "summary"; beside other texts it is another tool's.
  const summaries = free.filter(
    ({ profile, prose, copy }) =>
      /(?:^| )summary$/.test(profile.plain) && !copy && prose >= 0.5 && isWordy(profile),
  );
  if (summaries.length === 1 && rated)
    return summaries.map((scored) => ({ scored, field: 'text', score: 0.6, why: 'both' }));
  // Nothing but hearts and exclamation marks under the plainest header: that is what was written.
  const wordless = plainly.filter(({ profile }) => isWordless(profile));
  // A plain text column without a single text beside ratings or dates: stars alone were given.
  const marked = free.some((one) => headerSays(one, 'rating') >= 0.8 && one.profile.rating !== null);
  const empty = marked ? plainly.filter(({ profile }) => profile.filled === 0) : [];
  return (wordless.length > 0 ? wordless : empty).map((scored) => ({
    scored,
    field: 'text',
    score: 0.5,
    why: 'header',
  }));
}

/** Whether a further column holds review text beside the main one. */
function joins(candidate: Candidate, main: Candidate, questionnaire: boolean, index: HeaderIndex): boolean {
  const { profile, prose, box } = candidate.scored;
  const beside = main.scored.profile;
  // A question that hardly anyone was asked says little; it is named among what was left out.
  if (candidate.header < 0.7 && profile.rows >= 40 && profile.filled < profile.rows * 0.05) return false;
  const varied = profile.distinctShare > 0.5;
  if (box || isSided(candidate) || (questionnaire && prose >= 0.5 && varied)) return true;
  if (candidate.header >= 0.6 && (prose >= 0.2 || profile.answer === 'open')) return true;
  if (candidate.header >= 0.45) return prose >= 0.5 && varied;
  // Where no header speaks for the one or the other, both were written by the same people.
  const alike = main.header < 0.3 && candidate.header < 0.3 && profile.filled >= profile.rows * 0.3;
  // A full column of patients' words beside boxes for one side, or where the main one is mostly blank.
  const full =
    prose >= 0.5 &&
    profile.filled >= Math.max(profile.rows * 0.3, beside.filled * 0.5) &&
    (main.field !== 'text' || standsAlone(profile, beside) >= 0.2);
  return varied && (alike || full) && !isTitleOf(profile, beside) && measureVoice(profile, index) >= 0.5;
}

const isSided = ({ field, header }: Candidate): boolean => field !== 'text' && header >= 0.6;

/** Words that hardly vary beside reviews that do are a description of the thing reviewed. */
function describesThing(candidate: Candidate, main: Candidate): boolean {
  const { distinctShare, meanWords, filled } = candidate.scored.profile;
  const varies = distinctShare >= 0.3 || main.scored.profile.distinctShare <= 0.7;
  return !varies && meanWords > 4 && filled > 20 && !isSided(candidate);
}

/** A header of some words that names neither a text nor a label of another tool: `improve_one_thing`. */
function isNamed(scored: Scored): boolean {
  const { plain } = scored.profile;
  return plain.includes(' ') && headerSays(scored, 'text') < 0.5 && headerSays(scored, 'ignore') < 0.3;
}

/** A few words beside nearly every text, which is several times as long. */
export function isTitleOf(profile: Profile, text: Profile): boolean {
  if (profile.meanWords > 9 || profile.meanLength > text.meanLength / 3) return false;
  const both = profile.cells.filter((cell, row) => cell !== '' && text.cells[row] !== '').length;
  return both >= Math.max(3, profile.filled * 0.9);
}

/** Share of the rows, 0..1, in which a column holds something and another one nothing. */
function standsAlone(profile: Profile, other: Profile): number {
  const rows = profile.cells.filter((cell, row) => cell !== '' && other.cells[row] === '').length;
  return profile.rows === 0 ? 0 : rows / profile.rows;
}

/** Answer boxes of the same people under headers that are each other's opposite: column → its side. */
function findOpposed(free: Scored[], index: HeaderIndex): Map<Scored, 'pros' | 'cons'> {
  const wordy = free
    .filter(
      ({ profile, copy }) => !copy && isWordy(profile) && profile.plain !== '' && profile.meanWords >= 2,
    )
    .slice(0, 60);
  const found = new Map<Scored, 'pros' | 'cons'>();
  for (const [at, one] of wordy.entries()) {
    for (const other of wordy.slice(at + 1)) {
      const sides = findOpposites(one.profile.plain, other.profile.plain, index);
      if (sides === null || Math.max(one.prose, other.prose) < 0.15) continue;
      found.set(one, sides[0]).set(other, sides[1]);
    }
  }
  return found;
}

/**
 * Two answer boxes whose headers do not say which is which, one full of praise and the other of blame: that tells
 * them. Asked only where the headers say nothing at all, and of boxes that hardly anyone used for the other side.
 */
function tellSides(chosen: TextChoice[], index: HeaderIndex): TextChoice[] {
  const [one, other] = chosen;
  if (chosen.length !== 2 || one === undefined || other === undefined) return chosen;
  if (chosen.some(({ field, why }) => field !== 'text' || why !== 'values')) return chosen;
  const [a, b] = [one, other].map(({ scored }) => measureSide(scored.profile, index)) as [
    number | null,
    number | null,
  ];
  if (a === null || b === null || Math.max(a, b) < 0.6 || Math.min(a, b) > -0.3) return chosen;
  return [
    { ...one, field: a > b ? 'pros' : 'cons' },
    { ...other, field: a > b ? 'cons' : 'pros' },
  ];
}

/** Marks and emoji, neither letters nor figures. */
function isWordless({ filled, cells, literals }: Profile): boolean {
  const worded = cells.filter((cell) => /[\p{L}\p{N}]/u.test(cell)).length;
  return filled > 0 && literals < 0.5 && worded < filled / 2;
}
