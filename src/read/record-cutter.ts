/**
 * Cuts ordinary records of delimited text out of its bytes, several times as fast as csv-parse, which looks at every byte
 * for every feature it has. What is not plainly well-formed is left to csv-parse (csv.ts): a cell with letters behind its
 * closing quote, a NUL, an end that is not certain yet. The cells are those that csv-parse would give, always: csv.test.ts
 * holds the two against each other.
 */
import type { Row } from '../types.js';
import { CellHash } from './hash.js';
import type { Sift } from './standing.js';

const QUOTE = 34;
const LF = 10;
const CR = 13;

/** A quotation mark, a line feed, 1 and the highest bit in each of four bytes. */
const QUOTES = 0x22222222;
const LFS = 0x0a0a0a0a;
const ONES = 0x01010101;
const HIGHS = 0x80808080;

/** csv-parse looks at a byte when so many follow it; as long as it waits, so do we. */
const MARGIN = 3;

/** How records and cells are parted; each of one byte, but for CRLF beside LF. */
export interface Marks {
  delimiter: string;
  /** false: quotation marks are plain characters. */
  quoted: boolean;
  newlines: readonly string[];
}

/** Where in a file the next record stands. */
export interface Place {
  /** Records before it. */
  records: number;
  /** Lines before it. */
  lines: number;
}

export class RecordCutter {
  /** Set where `cut` stopped at a record that csv-parse must read. */
  odd = false;
  private readonly delimiter: number;
  private readonly quote: number;
  private readonly newline: number;
  private readonly allowsCrLf: boolean;
  /** Start and end of each cell of the record at hand; a start below 0 (~start): the cell holds doubled quotes. */
  private bounds = new Int32Array(256);
  private readonly hash = new CellHash();

  constructor({ delimiter, quoted, newlines }: Marks) {
    this.delimiter = delimiter.charCodeAt(0);
    this.quote = quoted ? QUOTE : -1;
    this.newline = newlines.includes('\n') ? LF : CR;
    this.allowsCrLf = newlines.includes('\r\n');
  }

  /**
   * Cuts records off the front of `bytes`, which begins at the start of one.
   *
   * @param place where that is; moved on to the first record that was not cut
   * @param rows takes the records
   * @param sift which of them to take; null = all
   * @returns how many bytes they took up
   */
  cut(bytes: Buffer, place: Place, rows: Row[], sift: Sift | null = null): number {
    this.odd = false;
    const { delimiter, quote, newline, allowsCrLf } = this;
    const size = bytes.length;
    const view = new DataView(bytes.buffer, bytes.byteOffset, size);
    /** From here on no four bytes follow. */
    const narrow = size - 3;
    /** A line end at or behind it is not certain yet. */
    const certain = size - MARGIN;
    let start = 0;
    while (start < certain) {
      let at = start;
      let count = 0;
      let newlines = 0;
      let bits = 0;
      /** Offset of the line end; -1 = not found yet. */
      let end = -1;
      while (end < 0) {
        if (at >= size) return start;
        if (2 * count + 2 > this.bounds.length) this.widen();
        const { bounds } = this;
        let byte = bytes[at] as number;
        if (byte === quote) {
          const from = ++at;
          let doubled = false;
          for (;;) {
            // Four bytes at a time, as long as none of them is a quotation mark or a line feed.
            while (at < narrow) {
              const four = view.getInt32(at, true);
              const quotes = four ^ QUOTES;
              const lfs = four ^ LFS;
              if ((((quotes - ONES) & ~quotes) | ((lfs - ONES) & ~lfs)) & HIGHS) break;
              bits |= four;
              at += 4;
            }
            if (at >= size) return start;
            byte = bytes[at] as number;
            if (byte === QUOTE) {
              if (bytes[at + 1] !== QUOTE) break;
              doubled = true;
              at += 2;
              continue;
            }
            bits |= byte;
            if (byte === LF) newlines++;
            at++;
          }
          bounds[2 * count] = doubled ? ~from : from;
          bounds[2 * count + 1] = at++;
          count++;
          if (at >= size) return start;
          byte = bytes[at] as number;
          if (byte === delimiter) {
            at++;
          } else if (byte === newline) {
            end = at;
          } else if (byte === CR && allowsCrLf && (at + 1 >= size || bytes[at + 1] === LF)) {
            end = at;
          } else {
            this.odd = true;
            return start;
          }
        } else {
          const from = at;
          while (byte !== delimiter && byte !== newline) {
            bits |= byte;
            if (byte === LF) newlines++;
            if (++at >= size) return start;
            byte = bytes[at] as number;
          }
          let to = at;
          if (byte === newline) {
            if (allowsCrLf && at > from && bytes[at - 1] === CR) to--;
            end = to;
          } else at++;
          bounds[2 * count] = from;
          bounds[2 * count + 1] = to;
          count++;
        }
      }
      if (end >= certain) return start;
      const next = end + (bytes[end] === newline ? 1 : 2);
      if (end === start) {
        // An empty line is no record.
        place.lines++;
        start = next;
        continue;
      }
      if (sift !== null && !this.isWanted(bytes, count, sift)) {
        place.records++;
        place.lines += 1 + (quote === QUOTE ? newlines : 0);
        start = next;
        continue;
      }
      const cells =
        (bits & HIGHS) === 0 ? this.sliceCells(bytes, start, end, count) : this.readCells(bytes, count);
      rows.push({ record: ++place.records, line: place.lines + 1, cells });
      place.lines += 1 + (quote === QUOTE ? newlines : 0);
      start = next;
    }
    return start;
  }

  /** Cells of a record in ASCII: it becomes one string, and they are cut out of that. */
  private sliceCells(bytes: Buffer, start: number, end: number, count: number): string[] {
    const { bounds } = this;
    const record = bytes.toString('latin1', start, end);
    const cells: string[] = new Array(count);
    for (let i = 0; i < count; i++) {
      const from = bounds[2 * i] as number;
      const to = (bounds[2 * i + 1] as number) - start;
      cells[i] = from < 0 ? undouble(record.slice(~from - start, to)) : record.slice(from - start, to);
    }
    return cells;
  }

  private readCells(bytes: Buffer, count: number): string[] {
    const { bounds } = this;
    const cells: string[] = new Array(count);
    for (let i = 0; i < count; i++) {
      const from = bounds[2 * i] as number;
      const to = bounds[2 * i + 1] as number;
      cells[i] = from < 0 ? undouble(bytes.toString('utf8', ~from, to)) : bytes.toString('utf8', from, to);
    }
    return cells;
  }

  private isWanted(bytes: Buffer, count: number, sift: Sift): boolean {
    const { bounds, hash } = this;
    hash.reset();
    for (let i = 0; i < count; i++) {
      const from = bounds[2 * i] as number;
      const to = bounds[2 * i + 1] as number;
      if (from >= 0) hash.add(bytes, from, to);
      else hash.addDoubled(bytes, ~from, to);
    }
    return sift.wants(hash.high(), hash.low());
  }

  private widen(): void {
    const wider = new Int32Array(this.bounds.length * 2);
    wider.set(this.bounds);
    this.bounds = wider;
  }
}

function undouble(text: string): string {
  return text.replaceAll('""', '"');
}
