/** Which row of a table holds the headers: none, the first, one further down, or the first of two or three. */
import type { Row } from '../types.js';
import { type DateWords, readDate } from './dates.js';
import { type HeaderIndex, isKnownHeader, isQuestion } from './spellings.js';

export interface HeaderRows {
  headers: string[];
  /** What the second header row asks under a coded header (Qualtrics, SurveyMonkey); null where nothing. */
  questions: (string | null)[];
  /** What the second row says of an answer: free words, or what was added to a closed question; null where nothing. */
  answers: Answer[];
  /** Rows before the first data record. */
  skip: number;
  /** 1-based line of the header; 0 = none. */
  line: number;
  /** More than one header row: the export of a questionnaire. */
  questionnaire: boolean;
  /** Headers are the numbers of the columns, and say nothing. */
  numbered: boolean;
}

export type Answer = 'open' | 'other' | null;

const SEARCH = 12;
const OPEN = /^(?:open-ended response|respuesta abierta)$/i;
const OTHER = /^(?:other \(please specify\)|otra \(especifique\)|please specify)$/i;
const CLOSED = /^(?:response|respuesta)$/i;

/** Finds the header among the first rows of the sample. */
export function findHeader(rows: Row[], index: HeaderIndex, dates: DateWords): HeaderRows {
  const width = usualWidth(rows);
  const usualFilled = usualWidth(rows, true);
  for (let at = 0; at < Math.min(rows.length, SEARCH); at++) {
    const cells = trimmed(rows[at]!);
    const filled = cells.filter((cell) => cell !== '').length;
    // A line of a title or of notes above the table holds fewer cells than the table.
    if (usualFilled > 2 && filled < Math.max(2, usualFilled * 0.4)) continue;
    if (
      isCounter(cells) &&
      rows[at + 1] !== undefined &&
      isHeaderLike(trimmed(rows[at + 1]!), rows, at + 1, index, dates, width)
    )
      continue;
    if (isHeaderLike(cells, rows, at, index, dates, width)) return withSubHeaders(rows, at, dates);
    if (isNumbering(cells, rows, at)) return { ...withSubHeaders(rows, at, dates), numbered: true };
    // What stands above a table ("Exported,11/2/2025") is shorter than its rows, and known headers follow.
    const noted = filled < usualFilled && filled <= Math.max(2, usualFilled / 2);
    const next = rows[at + 1] === undefined ? [] : trimmed(rows[at + 1]!);
    const known = next.filter((cell) => isKnownHeader(cell, index)).length;
    if (noted && known >= 2) continue;
    // Filters and totals above a table may be as wide as it is: its header is known all the same.
    const later = rows.slice(at + 1, SEARCH).some((row) => isSurely(trimmed(row), usualFilled, index));
    if (later && !isSurely(cells, usualFilled, index)) continue;
    break;
  }
  const headers = Array.from({ length: Math.max(1, width) }, (_, column) => `#${column + 1}`);
  const none = headers.map(() => null);
  return { headers, questions: none, answers: none, skip: 0, line: 0, questionnaire: false, numbered: false };
}

/** Most of a full row are spellings of headers we know: no row of data looks like that. */
function isSurely(cells: string[], usualFilled: number, index: HeaderIndex): boolean {
  const filled = cells.filter((cell) => cell !== '');
  const known = filled.filter((cell) => isKnownHeader(cell, index)).length;
  return filled.length >= usualFilled * 0.7 && known >= Math.max(2, filled.length / 2);
}

/** 0, 1, 2, … above columns that do not all hold numbers: what a script writes for headers that are not given. */
function isNumbering(cells: string[], rows: Row[], at: number): boolean {
  if (cells.length < 2 || !cells.every((cell, column) => cell === String(column))) return false;
  const below = rows.slice(at + 1, at + 30).map(trimmed);
  return cells.some((_, column) => {
    const filled = below.map((row) => row[column] ?? '').filter((cell) => cell !== '');
    return filled.length > 0 && filled.filter((cell) => !/\p{L}/u.test(cell)).length < filled.length * 0.2;
  });
}

function trimmed(row: Row): string[] {
  return row.cells.map((cell) => (cell ?? '').trim());
}

/** The commonest number of cells, or of cells with a value. */
function usualWidth(rows: Row[], filledOnly = false): number {
  const tally = new Map<number, number>();
  for (const row of rows.slice(0, 500)) {
    const filled = row.cells.filter((cell) => (cell ?? '').trim() !== '').length;
    // Blank rows say nothing about the width.
    const width = filled === 0 ? 0 : filledOnly ? filled : row.cells.length;
    if (width > 0) tally.set(width, (tally.get(width) ?? 0) + 1);
  }
  return [...tally].sort((a, b) => b[1] - a[1] || b[0] - a[0])[0]?.[0] ?? 0;
}

function isCounter(cells: string[]): boolean {
  const filled = cells.filter((cell) => cell !== '').length;
  const counted = cells.filter(
    (cell, column) => cell !== '' && (Number(cell) === column || Number(cell) === column + 1),
  ).length;
  return filled >= 3 && counted >= filled * 0.9;
}

/**
 * Headers are names: known spellings, or short words unlike the cells below them. A number, a date, an address of
 * the web or a whole paragraph in the first row is data.
 */
function isHeaderLike(
  cells: string[],
  rows: Row[],
  at: number,
  index: HeaderIndex,
  dates: DateWords,
  width: number,
): boolean {
  const filled = cells.filter((cell) => cell !== '');
  if (filled.length === 0) return false;
  const known = filled.filter((cell) => isKnownHeader(cell, index)).length;
  let data = 0;
  for (const cell of filled) {
    if (/^[-+]?\d+([.,]\d+)?$/.test(cell) || /^https?:\/\/\S+$/i.test(cell) || /^\S+@\S+\.\w{2,}$/.test(cell))
      data++;
    else if (cell.length <= 40 && readDate(cell, dates) !== null) data++;
    else if (cell.length > 200 || (cell.split(/\s+/).length > 12 && !/[?？]/.test(cell))) data++;
  }
  if (known >= 2 && known > data) return true;
  // Whole questions are as long as answers; those that ask for numbers stand above numbers.
  if (filled.some((cell) => isQuestion(cell)) && standsOut(cells, rows, at, dates)) return true;
  if (known === 1 && data === 0) return true;
  if (data > 0 && known <= data) return known > 0 && data <= filled.length * 0.1 && at === 0;
  // Sentences are no headers: a list of reviews that begins with the first of them.
  if (known === 0 && filled.length <= 2 && isSentence(filled.join(', '))) return false;
  if (width <= 1) return !looksLikeProse(filled[0]!) || resembles(rows, at) < 0.5;
  // Nothing known and nothing typed: headers are unique, and shorter than the longest cells below.
  if (new Set(filled).size < filled.length * 0.7) return false;
  const below = rows.slice(at + 1, at + 30);
  if (below.length === 0) return true;
  const repeats = filled.filter((cell) =>
    below.some((row) => row.cells.some((other) => other?.trim() === cell)),
  ).length;
  if (repeats >= Math.max(1, filled.length * 0.3)) return false;
  const longest = Math.max(...filled.map((cell) => cell.length));
  return (
    longest <= 60 ||
    filled.length >= 8 ||
    filled.every((cell) => cell.split(/\s+/).length <= 12 || cell.endsWith('?'))
  );
}

/** More than a title: words enough, and a mark at the end that no header has. */
function isSentence(text: string): boolean {
  return text.split(/\s+/).length > 6 && /[.!]["'”’)]?$/.test(text);
}

function looksLikeProse(cell: string): boolean {
  return cell.split(/\s+/).length > 4 || /[.!]$/.test(cell);
}

/** How alike the first cell and those below are, by length: 1 = the same kind. */
function resembles(rows: Row[], at: number): number {
  const below = rows.slice(at + 1, at + 50).map((row) => (row.cells[0] ?? '').length);
  if (below.length === 0) return 0;
  const mean = below.reduce((sum, length) => sum + length, 0) / below.length;
  const own = (rows[at]!.cells[0] ?? '').length;
  return Math.min(own, mean) / Math.max(own, mean, 1);
}

const NUMBER = /^[-+]?\d+(?:[.,]\d+)?%?$/;
const NOTHING = /^(?:n\/?a|nan|none|null|nil|unknown|missing)$/i;

/**
 * Words above columns of numbers or dates, which no row of data has there: two such columns make a row of headers, and
 * none may speak against it.
 *
 * @param at where the row stands.
 */
function standsOut(cells: string[], rows: Row[], at: number, dates: DateWords): boolean {
  const below = rows.slice(at + 1, at + 60).map(trimmed);
  const typed = (cell: string) => NUMBER.test(cell) || (cell.length <= 40 && readDate(cell, dates) !== null);
  let words = 0;
  for (const [column, cell] of cells.entries()) {
    const filled = below.map((row) => row[column] ?? '').filter((one) => one !== '');
    if (filled.length < 3 || filled.filter(typed).length < filled.length * 0.9) continue;
    if (cell === '') continue;
    if (typed(cell) || !/\p{L}{2}/u.test(cell) || NOTHING.test(cell) || filled.includes(cell)) return false;
    words++;
  }
  return words >= 2;
}

function withSubHeaders(rows: Row[], at: number, dates: DateWords): HeaderRows {
  const cells = trimmed(rows[at]!);
  let headers = cells;
  let questions: (string | null)[] = headers.map(() => null);
  let answers: Answer[] = headers.map(() => null);
  let skip = at + 1;
  let questionnaire = true;
  const second = rows[at + 1] === undefined ? null : trimmed(rows[at + 1]!);
  const third = rows[at + 2] === undefined ? null : trimmed(rows[at + 2]!);
  const isImport = (row: string[] | null) => row?.some((cell) => /^\{"ImportId"/.test(cell));
  if (second !== null && isImport(third)) {
    questions = headers.map((_, column) => second[column] || null);
    skip = at + 3;
  } else if (isImport(second)) {
    skip = at + 2;
  } else if (
    second?.some((cell) => OPEN.test(cell) || OTHER.test(cell) || CLOSED.test(cell)) &&
    second.some((cell) => cell === '')
  ) {
    // SurveyMonkey: the question stands over its first column, the answer's kind or option below.
    let last = '';
    headers = cells.map((cell, column) => cell || (column > 0 && second[column] ? second[column]! : ''));
    questions = cells.map((cell, column) => {
      if (cell !== '') last = cell;
      return cell || (last !== '' && second[column] ? last : null);
    });
    answers = cells.map((_, column) => {
      const said = second[column] ?? '';
      return OPEN.test(said) ? 'open' : OTHER.test(said) ? 'other' : null;
    });
    skip = at + 2;
  } else if (second !== null && standsOut(second, rows, at + 1, dates)) {
    // Codes above and what they ask below, or groups of columns above and their names below.
    headers = cells.map((cell, column) => cell || (second[column] ?? ''));
    questionnaire = second.some(isQuestion);
    if (questionnaire || cells.includes('')) questions = headers.map((_, column) => second[column] || null);
    skip = at + 2;
  } else {
    questionnaire = false;
  }
  return {
    headers,
    questions,
    answers,
    skip,
    line: rows[at]!.line ?? at + 1,
    questionnaire,
    numbered: false,
  };
}
