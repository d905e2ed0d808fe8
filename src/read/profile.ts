/** What the cells of a column look like, whatever its header says. */
import { type DateEvidence, type DateOrder, type DateWords, findDateFormat } from './dates.js';
import type { Answer } from './header.js';
import { findScale, namesGroups, type RatingWords, type ScaleEvidence } from './ratings.js';
import { plainCell, plainHeader } from './words.js';

export interface Profile {
  index: number;
  header: string;
  /** The header, or the question of the row below a coded header, as it stands. */
  heading: string;
  /** The header in plain words; for coded headers (`Q12`) the question of the row below. */
  plain: string;
  /** `plain` is a question that stands elsewhere than in the header. */
  asked: boolean;
  /** What a questionnaire's second header row says of the answers. */
  answer?: Answer;
  /** Rows looked at, and those with a value. */
  rows: number;
  filled: number;
  distinct: number;
  /** Distinct values when runs of digits are taken as alike: "12 reviews" and "7 reviews" are one. */
  shapes: number;
  /** distinct / filled. */
  distinctShare: number;
  meanWords: number;
  meanLength: number;
  maxLength: number;
  /** Share of the characters that are letters. */
  letters: number;
  numbers: number;
  links: number;
  mails: number;
  /** Cells that are a JSON or Python literal. */
  literals: number;
  /** Cells without blanks, with a digit or long: identifiers. */
  codes: number;
  /** Cells of one to five words that start with capitals and hold no digit: names. */
  names: number;
  /** Share of the words (of two letters and more) that start with a capital: names, lists and addresses, not prose. */
  capitals: number;
  /** Cells ending like a sentence, or of more than twelve words. */
  sentences: number;
  /** 0, 1, 2, … or 1, 2, 3, … */
  counter: boolean;
  rating: ScaleEvidence | null;
  date: DateEvidence | null;
  /** The trimmed cells, `''` for none, aligned with the sampled rows. */
  cells: string[];
}

const LINK = /^(?:https?:\/\/|www\.)\S+$/i;
const MAIL = /^\S+@\S+\.\p{L}{2,}$/iu;
const LITERAL = /^[[{](?:.|\n)*[\]}]$/;
const CODE = /^(?=.*\d)[\p{L}\d_\-:/.=+|]{3,}$|^[\p{L}\d_\-/=+]{18,}$/u;
const NAME = /^\p{Lu}[^\d@]{0,60}$/u;
const WORD_STARTS = /(?<![\p{L}\p{M}'’])\p{L}{2}/gu;
const IDEOGRAPHS =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/gu;

/** Words of a cell; scripts written without blanks count two characters as a word. */
function countWords(cell: string): number {
  let words = 0;
  let inWord = false;
  for (let i = 0; i < cell.length; i++) {
    const code = cell.charCodeAt(i);
    const blank = code === 32 || (code >= 9 && code <= 13) || code === 160;
    if (!blank && !inWord) words++;
    inWord = !blank;
  }
  if (!/[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u9fff]/.test(cell)) return words;
  return words + (cell.match(IDEOGRAPHS)?.length ?? 0) / 2;
}

/** Looks at one column. `cells` are the sampled rows' cells, null where the key is absent. */
export function profileColumn(
  index: number,
  header: string,
  question: string | null,
  column: (string | null)[],
  words: { rating: RatingWords; date: DateWords; nulls: Set<string> },
  order: DateOrder | undefined,
): Profile {
  const cells: string[] = [];
  const filledCells: string[] = [];
  const seen = new Set<string>();
  const shapes = new Set<string>();
  let totalWords = 0;
  let totalLength = 0;
  let maxLength = 0;
  let letters = 0;
  let characters = 0;
  let numbers = 0;
  let links = 0;
  let mails = 0;
  let literals = 0;
  let codes = 0;
  let names = 0;
  let sentences = 0;
  let tokens = 0;
  let capitals = 0;
  let counter = true;
  for (const raw of column) {
    const cell = raw === null ? '' : raw.trim();
    const empty = cell === '' || (cell.length <= 11 && words.nulls.has(cell.toLowerCase()));
    cells.push(empty ? '' : cell);
    if (empty) continue;
    const start = cell.length > 600 ? cell.slice(0, 600) : cell;
    filledCells.push(cell);
    seen.add(start);
    shapes.add(start.replace(/\d+/g, '0'));
    const count = countWords(cell);
    totalWords += count;
    totalLength += cell.length;
    if (cell.length > maxLength) maxLength = cell.length;
    letters += start.match(/[\p{L}\p{M}]/gu)?.length ?? 0;
    characters += start.length;
    if (/^[-+]?[\d.,]+%?$/.test(cell)) numbers++;
    if (LINK.test(start)) links++;
    if (MAIL.test(start)) mails++;
    if (LITERAL.test(start.length < cell.length ? `${start}${cell.slice(-1)}` : start)) literals++;
    if (count === 1 && CODE.test(start)) codes++;
    if (count <= 5 && NAME.test(cell)) names++;
    if (count > 12 || (count > 3 && /[.!?…。！？]["')\]]*$/.test(cell))) sentences++;
    const wordStarts = start.match(WORD_STARTS);
    if (wordStarts !== null && /\p{Ll}/u.test(start)) {
      tokens += wordStarts.length;
      for (const word of wordStarts) if (/^\p{Lu}/u.test(word)) capitals++;
    }
    if (counter) {
      const expected =
        filledCells.length === 1 ? cell : String(Number(filledCells[0]) + filledCells.length - 1);
      counter = /^\d{1,7}$/.test(cell) && cell === expected;
    }
  }
  const filled = filledCells.length;
  const per = (count: number) => (filled === 0 ? 0 : count / filled);
  const short = filledCells.filter((cell) => cell.length <= 60);
  const mostlyShort = short.length >= filled * 0.8 && filled > 0;
  return {
    index,
    header,
    heading: question ?? header,
    plain: plainHeader(question ?? header),
    asked: question !== null,
    rows: column.length,
    filled,
    distinct: seen.size,
    shapes: shapes.size,
    distinctShare: per(seen.size),
    meanWords: per(totalWords),
    meanLength: per(totalLength),
    maxLength,
    letters: characters === 0 ? 0 : letters / characters,
    numbers: per(numbers),
    links: per(links),
    mails: per(mails),
    literals: per(literals),
    codes: per(codes),
    names: per(names),
    sentences: per(sentences),
    capitals: tokens === 0 ? 0 : capitals / tokens,
    counter: counter && filled > 2,
    rating: mostlyShort && !namesGroups(header) ? findScale(short, question ?? header, words.rating) : null,
    date: mostlyShort ? findDateFormat(short, words.date, order) : null,
    cells,
  };
}

/**
 * How much a column looks like free text, 0..1: words, letters, sentence ends, variety. Codes, links, dates,
 * numbers and literals are 0.
 */
export function proseScore(profile: Profile): number {
  const { filled, meanWords, sentences, distinct } = profile;
  if (!isWordy(profile) || isLabel(profile)) return 0;
  if (distinct === 1 && filled >= 5) return 0;
  const length = Math.min(1, Math.max(0, (meanWords - 1) / 14));
  const variety = Math.min(1, profile.distinctShare / 0.5);
  const listed = profile.capitals > 0.6 ? 0.3 : 1;
  return Math.min(1, 0.55 * length + 0.3 * Math.min(1, sentences / 0.6) + 0.15 * variety) * listed;
}

/** Words of any kind: no codes, links, dates, numbers or literals. */
export function isWordy(profile: Profile): boolean {
  const { filled, letters, links, literals, codes, numbers, mails, date } = profile;
  if (filled === 0 || letters < 0.4) return false;
  if (links > 0.5 || literals > 0.5 || numbers > 0.5 || mails > 0.5 || codes > 0.5) return false;
  return date === null || date.share <= 0.7;
}

/** A closed answer or a label: few short values again and again. */
export function isLabel(profile: Profile): boolean {
  const { filled, distinct, shapes, meanWords } = profile;
  if (filled >= 5 && shapes === 1 && distinct > 1 && meanWords < 4) return true;
  if (filled < 12) return false;
  if (shapes <= 12 && meanWords < 6 && shapes <= filled / 4) return true;
  return shapes <= 40 && shapes <= filled * 0.15 && meanWords < 8;
}

/** Whether two columns hold the same words row by row: a cleaned, cut or glued copy. Share of common words, 0..1. */
export function measureOverlap(a: Profile, b: Profile): number {
  let rows = 0;
  let sum = 0;
  for (let i = 0; i < a.cells.length && rows < 200; i++) {
    const left = a.cells[i]!;
    const right = b.cells[i]!;
    if (left === '' || right === '' || (left.length < 12 && right.length < 12)) continue;
    rows++;
    // Words cut apart or set together are the same letters.
    if (left === right || (left[0] === right[0] && lettersOf(left) === lettersOf(right))) {
      sum += 1;
      continue;
    }
    const one = new Set(plainCell(left).match(/[\p{L}\d]+/gu) ?? []);
    const two = new Set(plainCell(right).match(/[\p{L}\d]+/gu) ?? []);
    const [small, large] = one.size <= two.size ? [one, two] : [two, one];
    if (small.size === 0) continue;
    let common = 0;
    for (const word of small) if (large.has(word)) common++;
    // A few short words are easily common: they prove nothing.
    sum += small.size >= 3 ? common / small.size : 0;
  }
  return rows < 3 && rows < a.filled ? 0 : rows === 0 ? 0 : sum / rows;
}

function lettersOf(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{M}\d]+/gu, '');
}

/** The first cell that holds something; '' where none does. */
export function firstValue({ cells }: Profile): string {
  return cells.find((cell) => cell !== '') ?? '';
}

/** Cells that name a doctor. */
export function countDoctors({ cells }: Pick<Profile, 'cells'>): number {
  return cells.filter((cell) => /^(dra?|prof|doctor|doctora)\b\.?|\b(md|m\.d\.|dds|dmd|np|pa)$/i.test(cell))
    .length;
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
