/**
 * Where the last run stood, taken up again. Its records are not read: only their ends are found, their cells hashed and
 * looked up. Where every one of them is there, what was counted of them stands, and the new ones alone are read, with the
 * few whose words a report quotes. Where one is gone or changed, or a new one takes the place of a known one, or an order
 * that decided is another, the input is read as if nothing were known.
 */
import { createHash } from 'node:crypto';
import type { Problem, ReadOptions, Standing } from '../types.js';
import { findAlike } from './alike.js';
import { Duplicates, type Repeat } from './duplicates.js';
import { type Looked, startLook } from './first-pass.js';
import type { DataRow, Plan, ReadKnowledge } from './plan.js';
import { type RecordHash, RecordTable } from './record-table.js';
import { hearSignals } from './source.js';

/** Told the hash of each record in order; whether its row is wanted. */
export interface Sift {
  wants(high: number, low: number): boolean;
}

/** Hash tables and buffers for new rows are small; where more came, all are read. */
const MOST_NEW = 50_000;

const NO_REPEAT: Repeat = { key: 0, content: 0, day: 0, weak: 0 };

/** What is left to read where all known records are there again. All is settled of them and the new ones together. */
export interface Remainder {
  /** Of the whole input, in its order; the hashes of the new reviews are still missing. */
  table: RecordTable;
  /** The first problems of the known records, by where these stand now. */
  problems: Problem[];
  files: {
    /** Known records whose words are wanted. */
    quoted: DataRow[];
    /** Known records that became a near-duplicate by a new one. */
    madeNear: DataRow[];
    /** New records and their places in the table. */
    fresh: { row: DataRow; at: number }[];
  }[];
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
 * What a later run needs to know of the records that were read; null where one of them cannot be known again.
 * @param reviews hash of the review that came of each record, `''` where none did
 */
export async function tabulate(
  plans: readonly Plan[],
  { duplicates, near }: Looked,
  reviews: readonly string[],
): Promise<RecordTable | null> {
  const table = new RecordTable();
  table.reserve(reviews.length);
  let damaged = false;
  for (const [file, plan] of plans.entries()) {
    const sift: Sift = {
      wants(high, low) {
        const at = table.length;
        table.add({ high, low }, file, {
          repeat: duplicates?.repeatOf(at) ?? NO_REPEAT,
          isRepeat: duplicates?.isRepeat(at) ?? false,
          isNear: near?.has(at) ?? false,
          signature: near?.signatureOf(at) ?? null,
          review: reviews[at] ?? '',
        });
        return false;
      },
    };
    for await (const _ of plan.sift!(sift, () => {
      damaged = true;
    })) {
      // Nothing is wanted.
    }
    await hearSignals();
  }
  return damaged || table.length !== reviews.length ? null : table;
}

/** @returns null where the input must be read in full */
export async function findRemainder(
  plans: readonly Plan[],
  options: ReadOptions,
  knowledge: ReadKnowledge,
  standing: Standing,
): Promise<Remainder | null> {
  const known = new RecordTable(standing.records);
  const told = standing.tally.problems.first;
  const troubled = placesOf(told, plans, known);
  if (troubled === null) return null;
  const quoted = known.recordsOf(standing.quoted);
  const passed = await passOver(plans, known, (at) => quoted.has(at) || troubled.has(at));
  if (passed === null) return null;
  const { order, isInOrder, met, fresh } = passed;
  // Other problems would be the first ones.
  if (!isInOrder && told.length > 0) return null;
  const rows = new Map(met.map(({ at, row }) => [at, row]));
  const problems = told.map((problem): Problem => {
    if (problem.record === null) return problem;
    const at = [...troubled].find(([, problems]) => problems.includes(problem))![0];
    const { record, line } = rows.get(at)!;
    return { ...problem, record, line };
  });
  const files: Remainder['files'] = plans.map(() => ({ quoted: [], madeNear: [], fresh: [] }));
  for (const { at, file, row } of met) if (quoted.has(at)) files[file]!.quoted.push(row);
  if (fresh.length === 0 && isInOrder) return { table: known, problems, files };

  const looked = startLook(plans, options, knowledge);
  for (const { file, row } of fresh) looked.notes[file]!(row);
  const { table, places } = arrange(known, order, fresh, looked);
  for (const [i, at] of places.entries()) files[fresh[i]!.file]!.fresh.push({ row: fresh[i]!.row, at });
  if (looked.duplicates !== null && !settleRepeats(table, places, isInOrder)) return null;
  const madeNear = looked.near === null ? [] : settleNear(table, places);
  for (const { file, row } of await findRows(plans, table, madeNear)) files[file]!.madeNear.push(row);
  return { table, problems, files };
}

/** Where the records that have these problems stand in a table; null where the name of a file does not tell which. */
function placesOf(
  problems: readonly Problem[],
  plans: readonly Plan[],
  table: RecordTable,
): Map<number, Problem[]> | null {
  const places = new Map<number, Problem[]>();
  for (const problem of problems) {
    if (problem.record === null) continue;
    const ofName = [...plans.keys()].filter((file) => plans[file]!.layout.file === problem.file);
    if (ofName.length !== 1) return null;
    const at = table.startOf(ofName[0]!) + problem.record - 1;
    places.set(at, [...(places.get(at) ?? []), problem]);
  }
  return places;
}

/** A new record, and the file it stands in. */
interface Fresh extends RecordHash {
  file: number;
  row: DataRow;
}

/**
 * Passes over the records of all files that are known.
 * @param isWanted known records whose rows are wanted all the same
 * @returns `order`: of the input, places of known records and ~n for the new record n; null where a known one is
 *   missing, or there are too many new ones
 */
async function passOver(
  plans: readonly Plan[],
  known: RecordTable,
  isWanted: (at: number) => boolean,
): Promise<{
  order: Int32Array;
  isInOrder: boolean;
  met: { at: number; file: number; row: DataRow }[];
  fresh: Fresh[];
} | null> {
  const { length } = known;
  const isMet = new Uint8Array(length);
  let left = length;
  let find: ReturnType<RecordTable['finder']> | null = null;
  let next = 0;
  let isInOrder = true;
  let isDamaged = false;
  let order = new Int32Array(length + 1024);
  let count = 0;
  const met: { at: number; file: number; row: DataRow }[] = [];
  const fresh: Fresh[] = [];
  /** Most nights bring the records in the order they had. */
  const locate = (hash: RecordHash, file: number): number => {
    if (next < length && isMet[next] === 0 && known.is(next, hash, file)) return next;
    if (left === 0) return -1;
    find ??= known.finder(isMet);
    return find(hash, file);
  };
  for (const [file, plan] of plans.entries()) {
    let news = 0;
    const picked: (RecordHash & { at: number })[] = [];
    const sift: Sift = {
      wants(high, low) {
        const at = locate({ high, low }, file);
        if (count === order.length) order = grow(order);
        if (at < 0) {
          order[count++] = ~(fresh.length + news++);
          picked.push({ at, high, low });
          return true;
        }
        order[count++] = at;
        isMet[at] = 1;
        left--;
        if (at < next) isInOrder = false;
        next = at + 1;
        if (!isWanted(at)) return false;
        picked.push({ at, high, low });
        return true;
      },
    };
    const found: Fresh[] = [];
    let taken = 0;
    for await (const batch of plan.sift!(sift, () => {
      isDamaged = true;
    })) {
      for (const row of batch) {
        const { at, high, low } = picked[taken++]!;
        if (at < 0) found.push({ high, low, file, row });
        else met.push({ at, file, row });
      }
      if (fresh.length + news > MOST_NEW || isDamaged) return null;
      await hearSignals();
    }
    fresh.push(...found);
  }
  if (left > 0) return null;
  return { order: order.subarray(0, count), isInOrder, met, fresh };
}

function grow(order: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(2 * order.length);
  larger.set(order);
  return larger;
}

/** Known and new records in the order of the input. @returns `places` of the new ones in it */
function arrange(
  known: RecordTable,
  order: Int32Array,
  fresh: readonly Fresh[],
  { duplicates, near }: Looked,
): { table: RecordTable; places: number[] } {
  const isAppended = order.subarray(0, known.length).every((one, at) => one === at);
  const table = isAppended ? known : new RecordTable();
  table.reserve(order.length);
  const places: number[] = [];
  for (const one of isAppended ? order.subarray(known.length) : order) {
    if (one >= 0) {
      table.take(known, one);
      continue;
    }
    places[~one] = table.length;
    const { file } = fresh[~one]!;
    table.add(fresh[~one]!, file, {
      repeat: duplicates?.repeatOf(~one) ?? NO_REPEAT,
      isRepeat: false,
      isNear: false,
      signature: near?.signatureOf(~one) ?? null,
      review: '',
    });
  }
  return { table, places };
}

/**
 * Settles which of the new records repeat another.
 * @returns whether what was settled of the known ones stands: no new one takes the place of one, and no two changed theirs
 *   of which the first counts
 */
function settleRepeats(table: RecordTable, places: readonly number[], isInOrder: boolean): boolean {
  const isNew = new Set(places);
  const all = () => Array.from({ length: table.length }, (_, at) => at);
  const rivals = isInOrder ? table.rivalsOf(places.map((at) => table.repeatOf(at))) : null;
  const involved = rivals === null ? all() : [...new Set([...rivals, ...places])].sort((a, b) => a - b);
  const among = new Duplicates();
  for (const at of involved) among.add(table.repeatOf(at));
  among.settle();
  for (const [i, at] of involved.entries()) {
    if (!among.isRepeat(i)) continue;
    if (isNew.has(at)) table.markRepeat(at);
    else if (!table.isRepeat(at)) return false;
  }
  return true;
}

/** Marks what the new records make nearly the same. @returns places of the known reviews among them */
function settleNear(table: RecordTable, places: readonly number[]): number[] {
  const isNew = new Uint8Array(table.length);
  for (const at of places) isNew[at] = 1;
  const found = findAlike(table.signatures(), (at) => table.isRepeat(at), isNew);
  const made: number[] = [];
  for (let at = 0; at < found.length; at++) {
    if (found[at] === 0 || table.isNear(at)) continue;
    table.markNear(at);
    if (isNew[at] === 0 && table.hasReview(at)) made.push(at);
  }
  return made;
}

/** Rows of records by their places in a table of the input. */
async function findRows(
  plans: readonly Plan[],
  table: RecordTable,
  places: readonly number[],
): Promise<{ file: number; row: DataRow }[]> {
  const found: { file: number; row: DataRow }[] = [];
  const wanted = new Set(places);
  for (const [file, plan] of plans.entries()) {
    let left = places.filter((at) => table.fileOf(at) === file).length;
    let at = table.startOf(file);
    for await (const batch of left === 0 ? [] : plan.sift!({ wants: () => wanted.has(at++) }, () => {})) {
      for (const row of batch) found.push({ file, row });
      left -= batch.length;
      if (left === 0) break;
      await hearSignals();
    }
  }
  return found;
}
