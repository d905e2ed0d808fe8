/**
 * A table that a writer pasted: the cells of its first line are labels of both sides, and each cell below stands under
 * its own. Cells are parted by tabs, as a sheet gives them, or by pipes, as Markdown has them.
 */

import type { Side, Span } from '../types.js';

/** A cell, or a line of one, with what the head of its column says. */
export interface Cell extends Span {
  /** Null: it stands by its own words. */
  side: Side | null;
}

/** A table in a text: `[start, end)` covers its head too. */
export interface PastedTable extends Span {
  cells: Cell[];
}

/** Longest line that can be the head of a table, in UTF-16 units. */
const HEAD_REACH = 160;
/** Most words at the head of the column that names the rows. */
const TOPIC_WORDS = 3;
const LINE = /[^\n\r]+/g;

/**
 * The first table in a stretch of text; null where there is none.
 *
 * @param sideNamed the side that words name which are a label by themselves
 */
export function tableIn(
  text: string,
  { start, end }: Span,
  sideNamed: (words: string) => Side | null,
): PastedTable | null {
  const own = text.slice(start, end);
  if (!/[\t|]/.test(own) || !/[\n\r]/.test(own)) return null;
  const lines = [...own.matchAll(LINE)].map(({ 0: line, index }) => ({
    start: start + index,
    end: start + index + line.length,
  }));
  for (const [at, line] of lines.entries()) {
    if (line.end - line.start > HEAD_REACH) continue;
    const mark = /[\t|]/.exec(text.slice(line.start, line.end))?.[0];
    if (mark === undefined) continue;
    const sides = headOf(text, cellsOf(text, line, mark), sideNamed);
    if (sides === null) continue;
    const rows = rowsUnder(text, lines.slice(at), mark, sides.length);
    const last = rows[rows.length - 1];
    if (last === undefined) continue;
    const cells = rows.flatMap((row) =>
      cellsOf(text, row, mark).map((cell, column) => ({ ...cell, side: sides[column] as Side | null })),
    );
    return { start: line.start, end: last.end, cells };
  }
  return null;
}

/** The cells of a line; pipes around it are its frame. */
function cellsOf(text: string, line: Span, mark: string): Span[] {
  const cells: Span[] = [];
  let start = line.start;
  for (const cell of text.slice(line.start, line.end).split(mark)) {
    cells.push({ start, end: start + cell.length });
    start += cell.length + 1;
  }
  const isBlank = (cell: Span | undefined): boolean =>
    cell !== undefined && text.slice(cell.start, cell.end).trim() === '';
  if (mark === '|' && isBlank(cells[0])) cells.shift();
  if (mark === '|' && isBlank(cells[cells.length - 1])) cells.pop();
  return cells;
}

/** What each column's head says; null where they are no labels of both sides. The first may name what the rows are about. */
function headOf(
  text: string,
  head: readonly Span[],
  sideNamed: (words: string) => Side | null,
): (Side | null)[] | null {
  const sides: (Side | null)[] = [];
  for (const [column, cell] of head.entries()) {
    const words = text.slice(cell.start, cell.end).trim();
    const named = sideNamed(words);
    const topics = column === 0 && words.split(/\s+/).length <= TOPIC_WORDS;
    if (named === null && words !== '' && !topics) return null;
    // "Overall" stands over what judges by its own words
    sides.push(named === 'open' ? null : (named ?? 'open'));
  }
  return sides.includes('pro') && sides.includes('con') ? sides : null;
}

/** The lines of a table below its head. A sheet drops the tabs behind the last filled cell of a row. */
function rowsUnder(text: string, [head, ...lines]: readonly Span[], mark: string, columns: number): Span[] {
  const rows: Span[] = [];
  let before = head as Span;
  let filled = 0;
  for (const line of lines) {
    const gap = text.slice(before.end, line.start);
    if (/\n[^\S\n]*\n|\r[^\S\n]*\r/.test(gap) || cellsOf(text, line, mark).length > columns) break;
    if (text.slice(line.start, line.end).trim() === '') break;
    rows.push(line);
    before = line;
    if (text.slice(line.start, line.end).includes(mark)) filled = rows.length;
  }
  return rows.slice(0, filled);
}
