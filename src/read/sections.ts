/** Lines within a table that are no records: the rule below the header, and headings above the rows of each place. */
import type { Row } from '../types.js';
import { readDate } from './dates.js';
import type { ReadKnowledge } from './plan.js';

/** `|---|:---:|`, as Markdown draws it. */
export function isRule(cells: Row['cells']): boolean {
  const filled = cells.map((cell) => (cell ?? '').trim()).filter((cell) => cell !== '');
  return (
    filled.length > 1 &&
    filled.every((cell) => /^:?-+:?$/.test(cell)) &&
    filled.some((cell) => cell.includes('--'))
  );
}

interface Sections {
  /** Of the column that says in which section a row stands. */
  header: string;
  /** A new reading from the first row on: headings become blank rows, all others get their section as a last cell. */
  start(): <R extends Row>(rows: R[]) => R[];
}

const NUMBER = /^[-+]?\d+(?:[.,]\d+)?%?$/;
const LONGEST = 60;

/**
 * Headings such as "Riverside Clinic" in a row of its own, above the rows of that clinic. Only where the first row is
 * one, another follows, and they are unlike what else their column holds: days, numbers, or anything beside places.
 *
 * @param isWide whether a row has as many cells as the header, its empty ones among them; a torn text has fewer.
 */
export function findSections(
  data: readonly Row[],
  width: number,
  isWide: boolean,
  { headers, dates }: ReadKnowledge,
): Sections | null {
  const first = data[0];
  if (first === undefined || width < 3) return null;
  const column = first.cells.findIndex((cell) => cell?.trim());
  const headingOf = ({ cells }: Row): string | null => {
    if (isWide && cells.length !== width) return null;
    const cell = (cells[column] ?? '').trim();
    if (cell === '' || cell.length > LONGEST || cell.split(/\s+/).length > 8 || /[.!?]$/.test(cell))
      return null;
    if (NUMBER.test(cell) || readDate(cell, dates) !== null) return null;
    return cells.every((other, at) => at === column || !other?.trim()) ? cell : null;
  };
  if (headingOf(first) === null) return null;
  const headings = data.map(headingOf).filter((one) => one !== null);
  const others = data
    .filter((row) => headingOf(row) === null)
    .map(({ cells }) => (cells[column] ?? '').trim())
    .filter((cell) => cell !== '');
  if (headings.length < 2 || headings.length > data.length / 2) return null;
  const typed = others.filter((cell) => NUMBER.test(cell) || readDate(cell, dates) !== null).length;
  const placed = headings.filter((heading) => headers.places.test(heading)).length;
  // Sums below each section are neither.
  const isTyped = others.length > 0 && typed >= others.length * 0.75;
  if (!isTyped && !(placed === headings.length && others.length === 0)) return null;
  return {
    header: 'Section',
    start() {
      let section = '';
      return (rows) => {
        for (const row of rows) {
          const heading = headingOf(row);
          if (heading !== null) {
            section = heading;
            row.cells = row.cells.map(() => '');
          } else if (isWide) {
            // A row that is too short or too long stays so.
            if (row.cells.length >= width) row.cells.splice(width, 0, section);
          } else {
            while (row.cells.length < width) row.cells.push('');
            row.cells[width] = section;
          }
        }
        return rows;
      };
    },
  };
}
