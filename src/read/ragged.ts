/** Rows with too few or too many cells: what can be trusted of them. */
import type { Problem, ReadOptions } from '../types.js';
import { toDate } from './dates.js';
import { type DataRow, type Plan, type ReadKnowledge, readField, tellProblem } from './plan.js';
import { toRating } from './ratings.js';

type Cells = DataRow['cells'];

/**
 * Checks rows that are not as wide as the header of their file.
 *
 * @returns what is wrong with a row, null where it is as good as any; may put the row's cells right.
 */
export function createWidthCheck(plan: Plan, options: ReadOptions, knowledge: ReadKnowledge) {
  const { file } = plan.layout;
  const columnsOf = (fields: readonly ('title' | 'text' | 'pros' | 'cons')[]) =>
    fields.flatMap((field) => plan.fields.get(field) ?? []).sort((a, b) => a - b);
  const texts = columnsOf(['text', 'pros', 'cons']);
  const passages = columnsOf(['title', 'text', 'pros', 'cons']);
  const lastText = passages[passages.length - 1] ?? -1;
  const ratingColumn = plan.fields.get('rating')?.[0] ?? -1;
  const dateColumn = plan.fields.get('date')?.[0] ?? -1;
  const scale = plan.scales.get(ratingColumn) ?? null;

  const holds = (cells: Cells, index: number) => readField(cells, index, knowledge) !== null;
  /** A rating or a date stands behind a column, and can prove that cells are in their places. */
  const hasProof = (cells: Cells, behind: number) =>
    [ratingColumn, dateColumn].some((index) => index > behind && holds(cells, index));

  const isShifted = (cells: Cells): boolean => {
    const rating = readField(cells, ratingColumn, knowledge);
    if (rating !== null && scale !== null && toRating(rating, scale, knowledge.ratings) === 'bad')
      return true;
    const date = readField(cells, dateColumn, knowledge);
    if (date === null || plan.dateFormat === null) return false;
    return toDate(date, plan.dateFormat, knowledge.dates, options.asOf) === 'bad';
  };

  /**
   * A long row put right: the separator stood unquoted in a text. Only where a rating or a date behind that text
   * proves it by fitting again.
   */
  const mend = (cells: Cells, width: number): Cells | null => {
    const surplus = cells.length - width;
    for (const index of texts) {
      const text = cells.slice(index, index + surplus + 1).join(plan.delimiter ?? ',');
      const mended = [...cells.slice(0, index), text, ...cells.slice(index + surplus + 1)];
      if (hasProof(mended, index) && !isShifted(mended)) return mended;
    }
    return null;
  };

  const checkLong = (row: DataRow, width: number, said: string): Problem | null => {
    const { cells } = row;
    if (!cells.slice(width).some((cell) => cell!.trim() !== '')) return null;
    const tell = (message: string, fatal: boolean) =>
      tellProblem(file, row, 'long-row', `${said}: ${message}`, fatal);
    if (hasProof(cells, lastText) && !isShifted(cells)) return tell('the cells beyond were left out', false);
    const mended = mend(cells, width);
    if (mended === null) return tell('put quotes round cells that hold the separator', true);
    row.cells = mended;
    return tell('those of its text were put together again', false);
  };

  const checkShort = (row: DataRow, said: string): Problem => {
    const { cells } = row;
    const tell = (message: string, fatal: boolean) =>
      tellProblem(file, row, 'short-row', `${said}${message}`, fatal);
    if (!passages.some((index) => index < cells.length && holds(cells, index)))
      return tell(', and no review text among them', true);
    if (isShifted(cells)) return tell(', and they do not fit the columns', true);
    return tell(': the missing ones are taken as empty', false);
  };

  return function checkWidth(row: DataRow): Problem | null {
    const width = plan.width;
    if (width === null || row.cells.length === width) return null;
    const said = `${row.cells.length} cells where the header has ${width}`;
    return row.cells.length > width ? checkLong(row, width, said) : checkShort(row, said);
  };
}
