/** Cells that were merged over several rows: their value holds for each of the rows. */
import type { Archive } from './archive.js';
import { isProse } from './leaves.js';
import { columnOf, MOST_COLUMNS, walk } from './xlsx-cells.js';

/** A column and the rows of a sheet, counted from 0, that one of its cells is merged over. In the order of their rows. */
export type Merges = readonly { column: number; first: number; last: number }[];

/** What stands behind the rows of a sheet beside its merges, pictures and rules, is not kept beyond this. */
const MOST_BEHIND = 16 * 1024 * 1024;
const REFERENCE = /<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]+)(\d+):[A-Z]+(\d+)"/g;
const SPAN = 'number-rows-spanned="';

/** Finds merges in the bytes of a part while they pass by. */
export class MergeScanner {
  /** Whether a cell of an ODS spans rows. */
  spans = false;
  private behind: Buffer[] | null = null;
  private kept = 0;
  /** The end of the last chunk: a mark may be cut in two. */
  private end: Buffer = Buffer.alloc(0);

  scan(chunk: Buffer): void {
    if (this.behind === null) {
      const bytes = Buffer.concat([this.end, chunk]);
      for (let at = bytes.indexOf(SPAN); at >= 0 && !this.spans; at = bytes.indexOf(SPAN, at + 1)) {
        const digits = bytes.toString('latin1', at + SPAN.length, at + SPAN.length + 2);
        this.spans = digits.length > 0 && !digits.startsWith('1"');
      }
      const at = bytes.indexOf('mergeCells');
      if (at >= 0) {
        this.behind = [bytes.subarray(at)];
        this.kept = bytes.length - at;
      }
      this.end = bytes.subarray(Math.max(0, bytes.length - SPAN.length - 2));
    } else if (this.kept < MOST_BEHIND) {
      this.behind.push(chunk);
      this.kept += chunk.length;
    }
  }

  /** Of an XLSX sheet. */
  merges(): Merges {
    if (this.behind === null) return [];
    const text = Buffer.concat(this.behind).toString('latin1');
    return inOrder(
      Array.from(text.matchAll(REFERENCE), ([, column, first, last]) => ({
        column: columnOf(column!),
        first: Number(first) - 1,
        last: Number(last) - 1,
      })),
    );
  }
}

/** The merges of each sheet of an ODS. */
export async function readOdsMerges(archive: Archive): Promise<Merges[]> {
  const sheets: { column: number; first: number; last: number }[][] = [];
  let row = -1;
  let rows = 1;
  let column = 0;
  await walk(archive, 'content.xml', {
    open(name, attributes) {
      const repeated = (what: string) => Number(attributes[`table:number-${what}-repeated`] ?? 1);
      if (name === 'table') {
        sheets.push([]);
        row = -1;
        rows = 1;
      } else if (name === 'table-row') {
        row += rows;
        rows = repeated('rows');
        column = 0;
      } else if (name === 'table-cell' || name === 'covered-table-cell') {
        const spanned = Number(attributes['table:number-rows-spanned'] ?? 1);
        if (spanned > 1) sheets.at(-1)?.push({ column, first: row, last: row + spanned - 1 });
        column += repeated('columns');
      }
    },
  });
  return sheets.map(inOrder);
}

/** Of merges that overlap, which no program writes, the first counts. */
function inOrder(merges: { column: number; first: number; last: number }[]): Merges {
  const ends = new Map<number, number>();
  return merges
    .filter(({ column, first, last }) => last > first && column < MOST_COLUMNS)
    .sort((a, b) => a.first - b.first || a.column - b.column)
    .filter(({ column, first, last }) => {
      const isFree = first > (ends.get(column) ?? -1);
      if (isFree) ends.set(column, last);
      return isFree;
    });
}

/**
 * Columns of merged cells in which texts stand: what is merged there is one review over several rows, which must not be
 * counted again.
 */
export async function findSpoken(
  merges: Merges,
  rows: AsyncIterable<{ index: number; values: readonly unknown[] }[]>,
  textOf: (value: unknown) => string,
): Promise<ReadonlySet<number>> {
  const counts = new Map(merges.map(({ column }) => [column, { filled: 0, spoken: 0 }]));
  for await (const batch of rows) {
    for (const { values } of batch) {
      for (const [column, count] of counts) {
        const text = textOf(values[column]).trim();
        if (text !== '') count.filled++;
        if (isProse(text)) count.spoken++;
      }
    }
  }
  return new Set(
    [...counts].flatMap(([column, { filled, spoken }]) => (spoken * 4 >= filled ? [column] : [])),
  );
}

/**
 * Fills what is merged down into the rows below, which are handed over in order. Rows that hold nothing of their own are
 * not; nor is a row that a merged text covers, for it belongs to the review above.
 *
 * @param spoken columns of merged texts.
 */
export function fillMerges(
  merges: Merges,
  spoken: ReadonlySet<number>,
): (index: number, cells: string[]) => void {
  let next = 0;
  let open: { column: number; last: number; first: number; value: string }[] = [];
  return (index, cells) => {
    if (open.length > 0) open = open.filter(({ last }) => last >= index);
    while (next < merges.length && merges[next]!.first <= index) {
      const { column, first, last } = merges[next++]!;
      if (last >= index)
        open.push({ column, first, last, value: first === index ? (cells[column] ?? '') : '' });
    }
    const within = open.filter(({ first }) => first < index);
    if (within.length === 0 || within.some(({ column }) => spoken.has(column))) return;
    for (const { column, value } of within) {
      if (value === '' || (cells[column] ?? '') !== '') continue;
      while (cells.length < column) cells.push('');
      cells[column] = value;
    }
  };
}
