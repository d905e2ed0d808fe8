/**
 * Records that the last run read, so that the next one need not: it only finds their ends, hashes their cells and looks
 * them up. Where every one of them is there again, in whatever order, all that was counted of them stands, and only the
 * records that are new are read. Where one is gone or changed, or a new one takes the place of a known one, the input is
 * read as if nothing were known.
 */
import { createHash } from 'node:crypto';
import type { ReadOptions } from '../types.js';
import type { Duplicates, Repeat } from './duplicates.js';
import type { DataRow, Plan } from './plan.js';

/** Told the hash of each record in order; whether its row is wanted. */
export interface Sift {
  wants(high: number, low: number): boolean;
}

/** 32-bit words of one record: its hash (2), key and content of repeats (2 each), day, weak, its review's hash (2). */
const WORDS = 10;

/** Hash tables and buffers for new rows are small; where more came, all are read. */
const MOST_NEW = 50_000;

const double = new Float64Array(1);
const halves = new Uint32Array(double.buffer);

/** The records of an input in its order, 40 bytes each; a later run adds the new ones at the end. */
export class RecordTable {
  private words: Uint32Array;
  length: number;

  /** @param bytes as `bytes` gave them */
  constructor(bytes?: Uint8Array) {
    this.words =
      bytes === undefined
        ? new Uint32Array(1024 * WORDS)
        : new Uint32Array(
            bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer,
          );
    this.length = bytes === undefined ? 0 : Math.floor(this.words.length / WORDS);
  }

  bytes(): Uint8Array {
    return new Uint8Array(this.words.buffer, 0, this.length * WORDS * 4);
  }

  /** @param review hash of the review that came of it; `''` where none did */
  add(high: number, low: number, repeat: Repeat, review: string): void {
    if ((this.length + 1) * WORDS > this.words.length) {
      const larger = new Uint32Array(this.words.length * 2);
      larger.set(this.words);
      this.words = larger;
    }
    const { words } = this;
    const at = this.length++ * WORDS;
    words[at] = high;
    words[at + 1] = low;
    double[0] = repeat.key;
    words.set(halves, at + 2);
    double[0] = repeat.content;
    words.set(halves, at + 4);
    words[at + 6] = repeat.day;
    words[at + 7] = repeat.weak;
    if (review === '') return;
    words[at + 8] = Number.parseInt(review.slice(0, 8), 16);
    words[at + 9] = Number.parseInt(review.slice(8), 16);
  }

  repeatOf(record: number): Repeat {
    const at = record * WORDS;
    return {
      key: this.number(at + 2),
      content: this.number(at + 4),
      day: (this.words[at + 6] as number) | 0,
      weak: this.words[at + 7] as number,
    };
  }

  hasReview(record: number): boolean {
    const at = record * WORDS + 8;
    return this.words[at] !== 0 || this.words[at + 1] !== 0;
  }

  /** The records of these reviews: several of one where repeats count. */
  recordsOf(reviews: Iterable<string>): Set<number> {
    const lows = new Map<number, Set<number>>();
    for (const hash of reviews) {
      const high = Number.parseInt(hash.slice(0, 8), 16);
      lows.set(high, (lows.get(high) ?? new Set()).add(Number.parseInt(hash.slice(8), 16)));
    }
    const records = new Set<number>();
    for (let record = 0; record < this.length; record++) {
      const at = record * WORDS + 8;
      if (lows.get(this.words[at] as number)?.has(this.words[at + 1] as number)) records.add(record);
    }
    return records;
  }

  /** Finds records by their hash, each of several alike once. */
  finder(): (high: number, low: number) => number {
    const { words, length } = this;
    let size = 1024;
    while (size < length * 2) size *= 2;
    const slots = new Int32Array(size);
    for (let record = 0; record < length; record++) {
      let slot = (words[record * WORDS + 1] as number) & (size - 1);
      while (slots[slot] !== 0) slot = (slot + 1) & (size - 1);
      slots[slot] = record + 1;
    }
    const seen = new Uint8Array(length);
    return (high, low) => {
      for (let slot = low & (size - 1); slots[slot] !== 0; slot = (slot + 1) & (size - 1)) {
        const record = (slots[slot] as number) - 1;
        const at = record * WORDS;
        if (words[at + 1] !== low || words[at] !== high || seen[record] === 1) continue;
        seen[record] = 1;
        return record;
      }
      return -1;
    };
  }

  private number(at: number): number {
    halves[0] = this.words[at] as number;
    halves[1] = this.words[at + 1] as number;
    return double[0] as number;
  }
}

/** What is left to read where all known records are there again. */
export interface Remainder {
  table: RecordTable;
  /** The known records stand in the order of the table. */
  inOrder: boolean;
  /** The new ones stand behind them. */
  appended: boolean;
  /** By file: rows of known records whose words are wanted, and rows of new ones with their hashes. */
  files: { quoted: DataRow[]; fresh: { row: DataRow; high: number; low: number }[] }[];
}

/** The same record in another file is another one. */
export function markFile(high: number, file: number): number {
  return (high ^ file) >>> 0;
}

/** All that the reading of a record depends on beside itself; null where records cannot be looked up one by one. */
export function fingerprintOf(plans: readonly Plan[], options: ReadOptions): string | null {
  if (plans.length === 0 || plans.some(({ sift }) => sift === null)) return null;
  const decided = plans.map((plan) => {
    const { layout, fields, scales, dateFormat, width, language, extra, headers, ends, weakIds } = plan;
    // How sure it is of a column grows with the file, and changes nothing.
    const columns = layout.columns.map(({ field, index }) => [field, index]);
    const maps = [fields, scales, extra, ends].map((map) => [...map]);
    return [{ ...layout, columns }, maps, dateFormat, width, language, headers, weakIds];
  });
  return createHash('sha256')
    .update(JSON.stringify([decided, options]))
    .digest('hex');
}

/**
 * Passes over the records of all files that are known.
 * @param quoted hashes of the reviews whose rows are wanted all the same
 * @returns null where the input must be read in full
 */
export async function siftRecords(
  plans: readonly Plan[],
  records: Uint8Array,
  quoted: readonly string[],
): Promise<Remainder | null> {
  const table = new RecordTable(records);
  const find = table.finder();
  const wanted = table.recordsOf(quoted);
  let met = 0;
  let fresh = 0;
  let damaged = false;
  let last = -1;
  let inOrder = true;
  let appended = true;
  const files: Remainder['files'] = [];
  for (const [file, plan] of plans.entries()) {
    const picked: { record: number; high: number; low: number }[] = [];
    const sift: Sift = {
      wants(inFile, low) {
        const high = markFile(inFile, file);
        const record = find(high, low);
        if (record < 0) {
          fresh++;
          picked.push({ record, high, low });
          return true;
        }
        met++;
        if (fresh > 0) appended = false;
        if (record < last) inOrder = false;
        last = record;
        if (!wanted.has(record)) return false;
        picked.push({ record, high: 0, low: 0 });
        return true;
      },
    };
    const left: Remainder['files'][number] = { quoted: [], fresh: [] };
    let at = 0;
    for await (const batch of plan.sift!(sift, () => {
      damaged = true;
    })) {
      for (const row of batch) {
        const { record, high, low } = picked[at++]!;
        if (record < 0) left.fresh.push({ row, high, low });
        else left.quoted.push(row);
      }
      if (fresh > MOST_NEW || damaged) return null;
    }
    files.push(left);
  }
  if (met < table.length) return null;
  return { table, inOrder, appended, files };
}

/**
 * Settles repeats among known and new records together; the new ones come after all known ones.
 * @returns whether what was settled of the known ones stands: no new one takes the place of one, and nothing hangs on
 *   an order that is another now (of two records alike the first counts)
 */
export function settleRepeats(
  { table, inOrder, appended, files }: Remainder,
  duplicates: Duplicates,
  notes: readonly ((row: DataRow) => void)[],
): boolean {
  for (let record = 0; record < table.length; record++) duplicates.add(table.repeatOf(record));
  let ordinal = table.length;
  for (const [file, { fresh }] of files.entries()) {
    for (const { row } of fresh) {
      notes[file]!(row);
      ordinal++;
    }
  }
  duplicates.settle();
  for (let record = 0; record < ordinal; record++) {
    if (!duplicates.isRepeat(record)) continue;
    if (record < table.length ? table.hasReview(record) || !inOrder : !appended) return false;
  }
  return true;
}
