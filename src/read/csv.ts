/** Delimited text: finds the dialect, then streams its rows. csv-parse says what a record is. */
import { Parser } from 'csv-parse';
import { UserError } from '../errors.js';
import type { Row } from '../types.js';
import { CellHash } from './hash.js';
import { type Place, RecordCutter } from './record-cutter.js';
import type { Sift } from './standing.js';

export interface Dialect {
  delimiter: string;
  /** false where quotation marks are plain characters (tab-separated text that does not use them). */
  quoted: boolean;
  newlines: string[];
}

const DELIMITERS = [',', ';', '\t', '|'];
/** Stands for "no delimiter": a file with one column and no quotes around commas. */
const NO_DELIMITER = '\u001f';
const SAMPLE_RECORDS = 300;

interface Shape {
  /** Cells of each of the first records. */
  counts: number[];
  /** Cells in quotes, and cells whose quotes do not part cells (a sign that quotes are plain text here). */
  quoted: number;
  stray: number;
  /** Delimiters, and those that a blank follows: commas of prose. */
  delimiters: number;
  spaced: number;
}

/** Counts the cells of the first records outside quotes. */
function measureShape(text: string, whole: boolean, delimiter: string): Shape {
  const shape: Shape = { counts: [], quoted: 0, stray: 0, delimiters: 0, spaced: 0 };
  const delimiterCode = delimiter.charCodeAt(0);
  const length = text.length;
  let cells = 1;
  let recordStart = 0;
  let cellStart = true;
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(i);
    if (code === 34 && cellStart) {
      let close = i + 1;
      for (;;) {
        close = text.indexOf('"', close);
        if (close < 0 || text.charCodeAt(close + 1) !== 34) break;
        close += 2;
      }
      if (close < 0) break;
      const after = text.charCodeAt(close + 1);
      if (after === delimiterCode || after === 10 || after === 13 || close + 1 >= length) {
        shape.quoted++;
        i = close;
      } else {
        shape.stray++;
      }
      cellStart = false;
    } else if (code === delimiterCode) {
      cells++;
      cellStart = true;
      shape.delimiters++;
      if (text.charCodeAt(i + 1) === 32) shape.spaced++;
    } else if (code === 10 || code === 13) {
      if (i > recordStart) {
        shape.counts.push(cells);
        if (shape.counts.length >= SAMPLE_RECORDS) return shape;
      }
      cells = 1;
      recordStart = i + 1;
      cellStart = true;
    } else {
      cellStart = false;
    }
  }
  if (recordStart < length && (whole || shape.counts.length === 0)) shape.counts.push(cells);
  return shape;
}

/**
 * Finds delimiter, use of quotes and line ends from the start of the text. The delimiter is the one that cuts most
 * records into the same number (two or more) of cells, counted outside quotes; or the one that was `said`.
 */
export function detectDialect(text: string, whole: boolean, said?: string): Dialect {
  const newlines = text.includes('\n') ? ['\r\n', '\n'] : text.includes('\r') ? ['\r'] : ['\r\n', '\n'];
  let best = { delimiter: NO_DELIMITER, score: 0, shape: measureShape(text, whole, NO_DELIMITER) };
  if (said !== undefined) best = { delimiter: said, score: 0, shape: measureShape(text, whole, said) };
  for (const delimiter of said === undefined ? DELIMITERS : []) {
    const shape = measureShape(text, whole, delimiter);
    const tally = new Map<number, number>();
    for (const count of shape.counts) if (count > 1) tally.set(count, (tally.get(count) ?? 0) + 1);
    const [mode, times] = [...tally].sort((a, b) => b[1] - a[1] || b[0] - a[0])[0] ?? [1, 0];
    if (mode < 2) continue;
    const share = times / shape.counts.length;
    const headerCells = shape.counts[0] ?? 1;
    // One cell in the first line and no agreement below: prose with commas, not a table.
    if (headerCells === 1 && (share < 0.7 || shape.spaced > shape.delimiters * 0.8)) continue;
    const score = share + (headerCells === mode ? 0.3 : 0) + 0.1 * (1 - 1 / mode);
    if (score > best.score + 1e-9) best = { delimiter, score, shape };
  }
  const quoted = !(
    best.shape.stray > best.shape.quoted &&
    (best.delimiter === '\t' || best.delimiter === '|')
  );
  return { delimiter: best.delimiter, quoted, newlines };
}

/** How a delimiter is called in messages; null for a file with a single column. */
export function nameDelimiter(delimiter: string): string | null {
  const names: Record<string, string> = { ',': 'comma', ';': 'semicolon', '\t': 'tab', '|': 'pipe' };
  return names[delimiter] ?? null;
}

/** A record that begins in a block this long and does not end there is left to csv-parse, which never goes back. */
const LONGEST_CUT = 256 * 1024;

/**
 * Streams the rows of UTF-8 bytes, in batches. `record` counts from 1 and includes header rows; empty lines are no
 * rows. Cells longer than `maxCell` are not cut here: the caller counts them.
 *
 * Ordinary records are cut by record-cutter.ts. At one that is not ordinary csv-parse takes over, and goes on to the last
 * record that ends in the bytes at hand.
 *
 * @param sift which records to give, in order; null = all.
 * @param whole false when the bytes are the start of a longer file: a row that the end cuts is then dropped.
 * @throws UserError for a quote that is never closed, with the line where it opened.
 */
export async function* readCsv(
  name: string,
  bytes: AsyncIterable<Buffer>,
  dialect: Dialect,
  maxCell: number,
  whole: boolean,
  sift: Sift | null = null,
): AsyncGenerator<Row[]> {
  const place: Place = { records: 0, lines: 0 };
  const cutter = new RecordCutter(dialect);
  let parser: RowParser | null = null;
  /** What follows the last row. */
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of bytes) {
    const rows: Row[] = [];
    if (parser === null) {
      const block = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
      rest = block.subarray(cutter.cut(block, place, rows, sift));
      if (cutter.odd || rest.length > LONGEST_CUT) {
        parser = new RowParser(name, dialect, maxCell, place);
        parser.feed(rest);
      }
    } else parser.feed(chunk);
    if (parser !== null && parser.rows.length > 0) {
      for (const row of parser.rows) if (sift === null || isWanted(row, sift)) rows.push(row);
      rest = parser.rest();
      parser = null;
    }
    if (rows.length > 0) yield rows;
  }
  if (!whole) return;
  if (parser === null) {
    parser = new RowParser(name, dialect, maxCell, place);
    parser.feed(rest);
  }
  await parser.finish();
  const last = sift === null ? parser.rows : parser.rows.filter((row) => isWanted(row, sift));
  if (last.length > 0) yield last;
}

const cellHash = new CellHash();

/** Asks for a record that csv-parse read as the cutter does for its own. */
function isWanted({ cells }: Row, sift: Sift): boolean {
  cellHash.reset();
  for (const cell of cells) {
    const bytes = Buffer.from(cell ?? '');
    cellHash.add(bytes, 0, bytes.length);
  }
  return sift.wants(cellHash.high(), cellHash.low());
}

/**
 * csv-parse from one record on, until it has read a record or more. It keeps them in a list instead of handing each to a
 * stream, which would cost as much as the parsing.
 */
class RowParser extends Parser {
  readonly rows: Row[] = [];
  /** Bytes up to the end of the last complete record. */
  private done = 0;
  private readonly tail: Buffer[] = [];
  private readonly linesBefore: number;
  /** Lines that its records took up; empty lines are counted by csv-parse. */
  private lines = 0;

  /** @param place of the record that it begins with; moved on behind each that it reads */
  constructor(
    private readonly source: string,
    private readonly dialect: Dialect,
    maxCell: number,
    private readonly place: Place,
  ) {
    super({
      delimiter: dialect.delimiter,
      quote: dialect.quoted ? '"' : null,
      escape: dialect.quoted ? '"' : null,
      record_delimiter: [...dialect.newlines],
      relax_quotes: true,
      relax_column_count: true,
      skip_empty_lines: true,
      max_record_size: 32 * 1024 * 1024 + 2 * maxCell,
    });
    this.linesBefore = place.lines;
    // The error is kept by the stream; feed and finish ask for it.
    this.on('error', () => {});
  }

  override push(cells: string[] | null): boolean {
    if (cells === null) return super.push(null);
    this.rows.push({ record: ++this.place.records, line: this.linesTo() + 1, cells });
    this.done = this.info.bytes;
    this.lines += 1 + (this.dialect.quoted ? countNewlines(cells) : 0);
    this.place.lines = this.linesTo();
    return true;
  }

  /** Lines before the next record. */
  private linesTo(): number {
    return this.linesBefore + this.lines + this.info.empty_lines;
  }

  feed(chunk: Buffer): void {
    this.tail.push(chunk);
    // Nothing is pushed downstream, so csv-parse works within the call to write().
    this.write(chunk);
    if (this.rows.length === 0) this.refuse();
  }

  /** Nothing follows what was read. */
  async finish(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.on('finish', resolve);
      this.on('error', () => resolve());
      this.on('close', resolve);
      this.resume();
      this.end();
    });
    this.refuse();
  }

  /** What was read behind the last complete record. */
  rest(): Buffer {
    return Buffer.concat(this.tail).subarray(this.done);
  }

  private refuse(): void {
    const failure: (Error & { code?: string }) | null = this.errored;
    if (failure === null) return;
    if (failure.code !== 'CSV_QUOTE_NOT_CLOSED' && failure.code !== 'CSV_MAX_RECORD_SIZE') throw failure;
    const opens = linesBeforeOpenQuote(this.rest().toString('utf8'), this.dialect.delimiter);
    const where =
      failure.code === 'CSV_QUOTE_NOT_CLOSED' ? 'is never closed' : 'is not closed for many megabytes';
    throw new UserError(
      `${this.source}: the quote that opens on line ${this.linesTo() + 1 + opens} ${where}: ` +
        'close it, or double quotation marks inside a cell, and run again',
    );
  }
}

function countNewlines(cells: string[]): number {
  let count = 0;
  for (let i = 0; i < cells.length; i++) {
    const cell = cells[i]!;
    for (let at = cell.indexOf('\n'); at >= 0; at = cell.indexOf('\n', at + 1)) count++;
  }
  return count;
}

/** Line ends before the quote that stays open in `text`, which starts at the beginning of a record. */
function linesBeforeOpenQuote(text: string, delimiter: string): number {
  let lines = 0;
  let cellStart = true;
  for (let i = 0; i < text.length; i++) {
    const character = text[i];
    if (character === '"' && cellStart) {
      let close = i + 1;
      for (;;) {
        close = text.indexOf('"', close);
        if (close < 0) return lines;
        if (text[close + 1] !== '"') break;
        close += 2;
      }
      lines += countNewlines([text.slice(i, close)]);
      i = close;
      cellStart = false;
    } else {
      if (character === '\n') lines++;
      cellStart = character === delimiter || character === '\n' || character === '\r';
    }
  }
  return lines;
}
