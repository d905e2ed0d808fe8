/** Which columns hold what patients wrote, and on which side; copies of them are left out. */
import { isAnswer, mayBeOfStaff, soundsLikeNotes } from './boxes.js';
import { englishShare } from './language.js';
import { isLabel, isWordy, measureOverlap, type Profile } from './profile.js';
import {
  asksSomething,
  findBareSide,
  findCodedSide,
  findOpposites,
  findSide,
  type HeaderIndex,
} from './spellings.js';
import {
  type ColumnChoice,
  isCompanion,
  isDatedAndRated,
  isReviewCount,
  isTabulated,
  measureSide,
  type Scored,
} from './values.js';

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
      if ((short.header.get('title') ?? 0) > 0.7 && short.profile.meanLength < 0.6 * long.profile.meanLength)
        continue;
      (originality(a, index) >= originality(b, index) ? b : a).copy = true;
    }
  }
}

/** The original of two copies: a header of text, no mark of a copy, and nothing stripped from the words. */
function originality(scored: Scored, index: HeaderIndex): number {
  const { profile, header } = scored;
  const marked = index.copies.some((mark) => ` ${profile.plain} `.includes(` ${mark} `));
  const capitals = profile.cells.filter((cell) => /\p{Lu}/u.test(cell)).length / Math.max(1, profile.filled);
  // Cut into words or syllables, the same letters stand further apart.
  const blanks = profile.meanWords / Math.max(1, profile.meanLength * profile.letters);
  return (
    Math.max(header.get('text') ?? 0, header.get('pros') ?? 0, header.get('cons') ?? 0) -
    (marked ? 0.6 : 0) -
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

export interface TextChoice {
  scored: Scored;
  field: 'text' | 'pros' | 'cons';
  score: number;
  why: ColumnChoice['why'];
}

export function chooseTexts(
  free: Scored[],
  index: HeaderIndex,
  headerless: boolean,
  questionnaire: boolean,
): TextChoice[] {
  const candidates: (TextChoice & { header: number })[] = [];
  const unfolded = free.some(({ profile }) => profile.header.includes('[].'));
  const rows = isDatedAndRated(free);
  const listing = !rows && (free.some((scored) => isReviewCount(scored, unfolded)) || isTabulated(free));
  const companions = free.some(isCompanion);
  const rated = free.some((scored) => isCompanion(scored) && scored.profile.rating !== null);
  const opposed = findOpposed(free, index);
  for (const scored of free) {
    const { profile, header, prose, copy } = scored;
    if (copy || profile.filled === 0) continue;
    // What was added to a closed question is an answer to it; the questionnaire itself says which answers are open.
    if (profile.answer === 'other') continue;
    if (scored.box && soundsLikeNotes(profile) && free.some((one) => one !== scored && one.prose > prose))
      continue;
    if (scored.box && mayBeOfStaff(profile, free)) continue;
    if (profile.answer === 'open' && isWordy(profile)) {
      const side = findSide(profile.plain, index);
      candidates.push({ scored, field: side ?? 'text', score: 0.9, why: 'header', header: 0.9 });
      continue;
    }
    const bare = isAnswer(profile) ? findBareSide(profile.plain, index) : null;
    // Under the plainest headers a few short answers again and again are short reviews, not labels.
    const plainest =
      isWordy(profile) &&
      (((header.get('text') ?? 0) >= 0.95 && (profile.shapes > 2 || free.length === 1)) ||
        (Math.max(header.get('pros') ?? 0, header.get('cons') ?? 0) >= 0.85 && profile.shapes > 1) ||
        ((scored.box || bare !== null) && profile.meanWords >= 2 && profile.shapes > 4) ||
        (opposed.has(scored) && profile.meanWords >= 4 && profile.shapes > 1));
    if (
      (isLabel(profile) && !plainest) ||
      profile.numbers > 0.5 ||
      profile.links > 0.5 ||
      profile.literals > 0.5 ||
      profile.counter
    )
      continue;
    const ignore = header.get('ignore') ?? 0;
    const question = asksSomething(profile) ? 0.6 : 0;
    const side =
      opposed.get(scored) ??
      (question > 0 || isNamed(scored)
        ? findSide(profile.plain, index)
        : findCodedSide(profile.plain, index)) ??
      bare;
    const pros = Math.max(header.get('pros') ?? 0, side === 'pros' ? 0.9 : 0);
    const cons = Math.max(header.get('cons') ?? 0, side === 'cons' ? 0.9 : 0);
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
    // "Likes" is a count, but not beside "Dislikes" above words
    if (ignore > best && ignore >= 0.5 && !opposed.has(scored) && bare === null) continue;
    // A little prose is needed even under the best header; a lot of it where the header says nothing.
    const enough = rows ? 0.3 : headerless || speaksOf(profile, index) >= 0.6 ? 0.4 : 0.55;
    if (best < 0.3 ? prose < enough : prose < 0.06 && !(best >= 0.75 && isWordy(profile))) continue;
    if (best < 0.5 && other >= 0.7 && prose < 0.6) continue;
    // The same words with other numbers are one form, filled in again and again.
    const form = profile.shapes === 1 && profile.distinct > 1 && profile.filled >= 5;
    if (form && !headerless && best < (rated ? 0.3 : 0.95)) continue;
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
    // Feeds have their texts under "summary"; beside other texts it is another tool's.
    const summaries = free.filter(
      ({ profile, prose, copy }) =>
        /(?:^| )summary$/.test(profile.plain) && !copy && prose >= 0.5 && isWordy(profile),
    );
    if (summaries.length === 1 && rated && !listing)
      return summaries.map((scored) => ({ scored, field: 'text', score: 0.6, why: 'both' }));
    // Nothing but hearts and exclamation marks under the plainest header: that is what was written.
    const wordless = free.filter(
      ({ profile, header }) => (header.get('text') ?? 0) >= 0.95 && isWordless(profile),
    );
    if (wordless.length > 0 && !listing)
      return wordless.map((scored) => ({ scored, field: 'text', score: 0.5, why: 'header' }));
    // A plain text column without a single text beside ratings or dates: stars alone were given.
    const empty = free.filter(
      ({ profile, header }) => profile.filled === 0 && (header.get('text') ?? 0) >= 0.95,
    );
    const marked = free.some(
      ({ header, profile }) => (header.get('rating') ?? 0) >= 0.8 && profile.rating !== null,
    );
    if (!marked || listing) return [];
    return empty.map((scored) => ({ scored, field: 'text', score: 0.5, why: 'header' }));
  }
  const chosen: TextChoice[] = [main];
  for (const candidate of candidates.slice(1)) {
    const { profile, prose } = candidate.scored;
    const sided = candidate.field !== 'text' && candidate.header >= 0.6;
    const named =
      candidate.scored.box ||
      (candidate.header >= 0.6 && (prose >= 0.2 || profile.answer === 'open')) ||
      (candidate.header >= 0.45 && prose >= 0.5 && profile.distinctShare > 0.5);
    // Where no header speaks for the one or the other, both were written by the same people.
    const alike =
      main.header < 0.3 &&
      candidate.header < 0.3 &&
      profile.distinctShare > 0.5 &&
      profile.filled >= profile.rows * 0.3 &&
      !isTitleOf(profile, main.scored.profile) &&
      isVoiced(profile, index);
    // A full column of patients' words beside boxes for one side, or where the main one is mostly blank.
    const full =
      candidate.header < 0.45 &&
      prose >= 0.5 &&
      profile.distinctShare > 0.5 &&
      profile.filled >= Math.max(profile.rows * 0.3, main.scored.profile.filled * 0.5) &&
      (main.field !== 'text' || standsAlone(profile, main.scored.profile) >= 0.2) &&
      !isTitleOf(profile, main.scored.profile) &&
      isVoiced(profile, index);
    const asked = questionnaire && prose >= 0.5 && profile.distinctShare > 0.5;
    // A question that hardly anyone was asked says little; it is named among what was left out.
    const rare = candidate.header < 0.7 && profile.rows >= 40 && profile.filled < profile.rows * 0.05;
    if ((!sided && !named && !asked && !alike && !full) || rare) continue;
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
  return tellSides(chosen, index);
}

/** A header of some words that names neither a text nor a label of another tool: `improve_one_thing`. */
function isNamed({ profile, header }: Scored): boolean {
  return profile.plain.includes(' ') && (header.get('text') ?? 0) < 0.5 && (header.get('ignore') ?? 0) < 0.3;
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

/** Whether most texts of a column praise, blame or speak of their writer; false where they are not English. */
function isVoiced(profile: Profile, index: HeaderIndex): boolean {
  return speaksOf(profile, index) >= 0.5;
}

/** Share of the texts that praise, blame or speak of their writer, 0..1; 0 where they are not English. */
function speaksOf(profile: Profile, index: HeaderIndex): number {
  const texts = profile.cells.filter((cell) => cell.length >= 20).slice(0, 200);
  const voiced = texts.filter((text) =>
    (
      text
        .slice(0, 1000)
        .toLowerCase()
        .match(/[a-z']+/g) ?? []
    ).some((word) => index.voice.has(word)),
  );
  return texts.length === 0 ? 0 : voiced.length / texts.length;
}

/** A clinic says "we"; who speaks of a visit says "I". */
const ONESELF = new Set(['i', 'my', 'me', "i'm", "i've", "i'd", 'mine', 'myself']);

/** Share of plainly English words from which a text counts as English, as in `detectLanguage`. */
const ENGLISH = 0.16;

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
    if (englishShare(cell) < ENGLISH) continue;
    english++;
    const words: string[] =
      cell
        .slice(0, 1000)
        .toLowerCase()
        .match(/[a-z']+/g) ?? [];
    if (words.some((word) => index.voice.has(word))) voiced++;
    if (words.some((word) => ONESELF.has(word))) personal++;
    const plain = cell.slice(0, 1000).toLowerCase();
    if (index.descriptions.some((phrase) => plain.includes(phrase))) described++;
  }
  if (english === 0 || english < looked * 0.3) return true;
  if (described > english * 0.25 && described > personal) return false;
  return companions || voiced / english >= 0.5;
}
