/**
 * Rows of one respondent brought together, in whatever order they stand. A first pass notes whose row is whose; in the
 * second, rows wait for the last of their respondent. Where too much would wait at a time (a file sorted by question)
 * the file is read several times, a share of the respondents each time: memory stays bounded and nothing is written
 * to disk.
 */
import { NumberList } from './numbers.js';
import type { DataRow } from './plan.js';

/** Characters of waiting cells above which the respondents are taken in shares; two bytes each. */
const MOST_WAITING = 24 * 1024 * 1024;
/** Respondents of the sample: those with the smallest hashes, whatever the order of the rows. */
const SAMPLE = 1000;
const BATCH = 256;

export class Respondents {
  private readonly keys = new NumberList();
  private readonly sizes = new NumberList();
  private last = new Uint8Array(0);
  private shares = 1;
  /** A respondent's hash → the rows. */
  readonly sample = new Map<number, DataRow[]>();
  private sampleMost = Number.POSITIVE_INFINITY;
  /** Rows that belong to another's review. */
  joined = 0;

  /** @param keyOf a hash of who answered; 0 = nobody is named, the row stands alone. */
  constructor(
    private readonly keyOf: (row: DataRow) => number,
    private readonly mostWaiting = MOST_WAITING,
  ) {}

  get rows(): number {
    return this.keys.length;
  }

  note(row: DataRow): void {
    const key = this.keyOf(row);
    let size = 50;
    for (const cell of row.cells) size += cell?.length ?? 0;
    this.keys.push(key);
    this.sizes.push(size);
    if (key === 0 || key > this.sampleMost) return;
    const known = this.sample.get(key);
    if (known !== undefined) known.push(row);
    else this.sample.set(key, [row]);
    if (this.sample.size <= 2 * SAMPLE) return;
    const smallest = [...this.sample.keys()].sort((a, b) => a - b);
    for (const one of smallest.slice(SAMPLE)) this.sample.delete(one);
    this.sampleMost = smallest[SAMPLE - 1]!;
  }

  /** Ends the first pass. */
  settle(): void {
    const { keys, sizes } = this;
    const order = new Uint32Array(keys.length).map((_, at) => at);
    order.sort((a, b) => keys.at(a) - keys.at(b) || a - b);
    this.last = new Uint8Array(keys.length);
    const totals = new Float64Array(keys.length);
    let total = 0;
    for (let at = 0; at < order.length; at++) {
      const row = order[at]!;
      total += sizes.at(row);
      if (keys.at(row) !== 0 && at + 1 < order.length && keys.at(order[at + 1]!) === keys.at(row)) {
        this.joined++;
        continue;
      }
      this.last[row] = 1;
      totals[row] = total;
      total = 0;
      if (keys.at(row) === 0) totals[row] = sizes.at(row);
    }
    let waiting = 0;
    let most = 0;
    for (let row = 0; row < keys.length; row++) {
      waiting += sizes.at(row);
      if (waiting > most) most = waiting;
      if (this.last[row] === 1) waiting -= totals[row]!;
    }
    this.shares = Math.max(1, Math.ceil(most / this.mostWaiting));
    const smallest = [...this.sample.keys()].sort((a, b) => a - b);
    for (const one of smallest.slice(SAMPLE)) this.sample.delete(one);
  }

  /**
   * The second pass: a row for each respondent, in the order of their last rows, share by share.
   *
   * @param read reads the rows from the start, in the order they were noted.
   * @param turn what is made of a row before it waits; one with a problem does not wait.
   */
  async *join(
    read: () => AsyncGenerator<DataRow[]>,
    turn: (row: DataRow) => DataRow,
    merge: (rows: DataRow[]) => DataRow,
  ): AsyncGenerator<DataRow[]> {
    for (let share = 0; share < this.shares; share++) {
      const waiting = new Map<number, DataRow[]>();
      let batch: DataRow[] = [];
      let at = 0;
      for await (const rows of read()) {
        for (const row of rows) {
          const key = this.keys.at(at);
          const last = this.last[at++] === 1;
          if (key % this.shares !== share) continue;
          const turned = turn(row);
          if (key === 0 || turned.problem !== undefined) batch.push(turned);
          if (key === 0) continue;
          const group = waiting.get(key) ?? [];
          if (turned.problem === undefined) group.push(turned);
          if (!last) {
            waiting.set(key, group);
            continue;
          }
          waiting.delete(key);
          if (group.length > 0) batch.push(merge(group));
        }
        if (batch.length < BATCH) continue;
        yield batch;
        batch = [];
      }
      if (batch.length > 0) yield batch;
    }
  }
}
