/**
 * Long texts that are nearly the same: a template that was filled in, or one text pasted many times. They are flagged
 * and never dropped, for two people may well be asked to copy one text.
 *
 * MinHash by one permutation (Li, Owen, Zhang 2012): of the hashes of all runs of three words, the smallest in each of
 * twelve bins. Texts that share c of 12 share some c/12 of their runs. Candidates agree in two neighbouring bins.
 */
import { NumberList } from './numbers.js';
import type { DataRow, Plan } from './plan.js';

const BINS = 12;
/** Bins that must agree: three quarters of the runs of three words, some nine words of ten. */
const AGREE = 9;
/** Words from which a text is long: "Great staff, would recommend" is said by many. */
const LONG = 25;
const EMPTY = 0xffffffff;

export class NearDuplicates {
  /** Of long texts alone: where among all rows they stand, and their bins. */
  private readonly ordinals = new NumberList();
  private signatures = new Uint32Array(BINS * 1024);
  private rows = 0;
  private readonly bins = new Uint32Array(BINS);
  private readonly found = new Set<number>();

  /** A function that notes the rows of one file, in order; every row must be noted. */
  createNoter(plan: Plan): (row: DataRow) => void {
    const texts = ['text', 'pros', 'cons'].flatMap((field) => plan.fields.get(field as 'text') ?? []);
    return (row) => {
      const ordinal = this.rows++;
      let length = 0;
      for (const index of texts) length += row.cells[index]?.length ?? 0;
      // Two letters and a blank a word at the least.
      if (length < 3 * LONG || !this.sign(row.cells, texts)) return;
      const at = this.ordinals.length;
      this.ordinals.push(ordinal);
      if ((at + 1) * BINS > this.signatures.length) {
        const larger = new Uint32Array(this.signatures.length * 2);
        larger.set(this.signatures);
        this.signatures = larger;
      }
      this.signatures.set(this.bins, at * BINS);
    };
  }

  /** Fills `bins` from the words of a row; false where there are too few. Letter case and marks do not count. */
  private sign(cells: DataRow['cells'], texts: number[]): boolean {
    const { bins } = this;
    bins.fill(EMPTY);
    let words = 0;
    let before = 0;
    let last = 0;
    for (const index of texts) {
      const text = cells[index];
      if (text === undefined || text === null) continue;
      let hash = 0;
      for (let i = 0; i <= text.length; i++) {
        let code = i < text.length ? text.charCodeAt(i) : 32;
        if (code >= 65 && code <= 90) code += 32;
        if ((code >= 97 && code <= 122) || (code >= 48 && code <= 57) || code >= 192) {
          hash = (Math.imul(hash, 31) + code) | 0;
          continue;
        }
        if (hash === 0) continue;
        words++;
        if (words > 2) {
          let run = Math.imul(before, 0x9e3779b1) ^ Math.imul(last, 0x85ebca6b) ^ Math.imul(hash, 0xc2b2ae35);
          run = Math.imul(run ^ (run >>> 15), 0x2c1b3c6d);
          run = (run ^ (run >>> 12)) >>> 0;
          const bin = run % BINS;
          if (run < bins[bin]!) bins[bin] = run;
        }
        before = last;
        last = hash;
        hash = 0;
      }
    }
    return words >= LONG;
  }

  /** Ends the first pass. @param isRepeat rows that count only once anyway, by their place among all rows. */
  settle(isRepeat: (ordinal: number) => boolean): void {
    const { signatures, ordinals } = this;
    const parents = new Uint32Array(ordinals.length).map((_, at) => at);
    const rootOf = (at: number): number => {
      let root = at;
      while (parents[root] !== root) root = parents[root]!;
      while (parents[at] !== root) [at, parents[at]] = [parents[at]!, root];
      return root;
    };
    const counted = new Uint32Array(ordinals.length)
      .map((_, at) => at)
      .filter((at) => !isRepeat(ordinals.at(at)));
    const mask = (1 << Math.ceil(Math.log2(8 * counted.length + 8))) - 1;
    for (let bin = 0; bin < BINS; bin += 2) {
      const first = (at: number) => signatures[at * BINS + bin]!;
      const second = (at: number) => signatures[at * BINS + bin + 1]!;
      // Nearly all stand alone in their two bins, and need not be sorted: those that meet nobody in a small table of counts.
      const place = (at: number) => (Math.imul(first(at), 0x9e3779b1) ^ second(at)) & mask;
      const met = new Uint8Array(mask + 1);
      for (const at of counted) if (met[place(at)]! < 2) met[place(at)]!++;
      const alike = counted
        .filter((at) => met[place(at)] === 2)
        .sort((a, b) => first(a) - first(b) || second(a) - second(b) || compare(signatures, a, b) || a - b);
      let head = 0;
      for (let i = 1; i < alike.length; i++) {
        const one = alike[i]!;
        const start = alike[head]!;
        if (first(one) !== first(start) || second(one) !== second(start) || first(one) === EMPTY) {
          head = i;
          continue;
        }
        // Each is held against the head of its run and its neighbour: runs may be long.
        for (const other of [start, alike[i - 1]!])
          if (agree(signatures, one, other) >= AGREE) parents[rootOf(one)] = rootOf(other);
      }
    }
    const members = new Map<number, number[]>();
    for (const at of counted) {
      const root = rootOf(at);
      const known = members.get(root);
      if (known === undefined) members.set(root, [at]);
      else known.push(at);
    }
    for (const group of members.values()) {
      if (group.length < 2) continue;
      for (const at of group) this.found.add(ordinals.at(at));
    }
    this.signatures = new Uint32Array(0);
  }

  /** Whether the long text of a row, counted over all files in order, is nearly that of another. */
  has(ordinal: number): boolean {
    return this.found.has(ordinal);
  }
}

function agree(signatures: Uint32Array, a: number, b: number): number {
  let same = 0;
  for (let bin = 0; bin < BINS; bin++) {
    const one = signatures[a * BINS + bin]!;
    if (one !== EMPTY && one === signatures[b * BINS + bin]) same++;
  }
  return same;
}

function compare(signatures: Uint32Array, a: number, b: number): number {
  for (let bin = 0; bin < BINS; bin++) {
    const difference = signatures[a * BINS + bin]! - signatures[b * BINS + bin]!;
    if (difference !== 0) return difference;
  }
  return 0;
}
