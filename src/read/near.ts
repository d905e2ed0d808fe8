/**
 * Long texts that are nearly the same: a template that was filled in, or one text pasted many times. They are flagged
 * and never dropped, for two people may well be asked to copy one text.
 *
 * MinHash by one permutation (Li, Owen, Zhang 2012): of the hashes of all runs of three words, the smallest in each of
 * twelve bins. Texts that share c of 12 share some c/12 of their runs. Candidates agree in three neighbouring bins.
 */
import { NumberList } from './numbers.js';
import type { DataRow, Plan } from './plan.js';

const BINS = 12;
/** Bins that must agree: five sixths of the runs of three words. With nine, chance flagged texts that merely share phrases. */
const AGREE = 10;
/** Bins side by side by which candidates are found: where ten of twelve agree, two of four bands agree as a whole. */
const BAND = 3;
/** Words from which a text is long: "Great staff, would recommend" is said by many. */
const LONG = 25;
/** No run fell into the bin. Runs have 31 bits, with which V8 reckons as whole numbers. */
const EMPTY = 0x7fffffff;

/** 1 for the bytes of UTF-8 that words are made of: letters, digits, and all beyond ASCII. */
const LETTERS = Uint8Array.from({ length: 256 }, (_, byte) =>
  Number(
    (byte >= 65 && byte <= 90) || (byte >= 97 && byte <= 122) || (byte >= 48 && byte <= 57) || byte >= 128,
  ),
);
/** The bit that tells small letters from capitals, in four bytes at once. */
const SMALL = 0x20202020;
/** Bytes of a text in which words are looked for at once. */
const BLOCK = 4096;
/** Bytes kept free before a text: a word is looked at four bytes at a time, from both ends. */
const MARGIN = 4;

export class NearDuplicates {
  /** Of long texts alone: where among all rows they stand, and their bins. */
  private readonly ordinals = new NumberList();
  private signatures = new Int32Array(BINS * 1024);
  private rows = 0;
  private readonly bins = new Int32Array(BINS);
  private readonly found = new Set<number>();
  /** The text at hand, from MARGIN on: bytes are walked several times as fast as the letters of a slice. */
  private bytes = Buffer.alloc(16 * 1024);
  private view = viewOf(this.bytes);
  /** Where words begin and end, in turn. */
  private readonly edges = new Int32Array(BLOCK + 2);

  /** A function that notes the rows of one file, in order; every row must be noted. */
  createNoter(plan: Plan): (row: DataRow) => void {
    const texts = ['text', 'pros', 'cons'].flatMap((field) => plan.fields.get(field as 'text') ?? []);
    return (row) => {
      const ordinal = this.rows++;
      const length = this.spell(row.cells, texts);
      if (length === 0 || !this.sign(length)) return;
      const at = this.ordinals.length;
      this.ordinals.push(ordinal);
      if ((at + 1) * BINS > this.signatures.length) {
        const larger = new Int32Array(this.signatures.length * 2);
        larger.set(this.signatures);
        this.signatures = larger;
      }
      this.signatures.set(this.bins, at * BINS);
    };
  }

  /** Fills `bytes` with the texts of a row, a blank behind each. @returns how many; 0 where they cannot be long */
  private spell(cells: DataRow['cells'], texts: number[]): number {
    let units = 0;
    for (const index of texts) units += (cells[index]?.length ?? 0) + 1;
    // A letter and a blank a word at the least.
    if (units < 2 * LONG) return 0;
    if (3 * units + 2 * MARGIN > this.bytes.length) {
      this.bytes = Buffer.alloc(6 * units);
      this.view = viewOf(this.bytes);
    }
    let end = MARGIN;
    for (const index of texts) {
      const text = cells[index];
      if (text === undefined || text === null || text === '') continue;
      end += this.bytes.write(text, end);
      this.bytes[end++] = 32;
    }
    return end - MARGIN;
  }

  /**
   * Fills `bins` from the words in `bytes`; false where there are too few. A word is its first four bytes, its last four
   * and its length; letter case and marks do not count.
   *
   * Both inner loops are without a branch that depends on the text: the processor guesses half of those wrong, which
   * costs more than all the arithmetic.
   */
  private sign(length: number): boolean {
    const { bins, bytes, view, edges } = this;
    bins.fill(EMPTY);
    let words = 0;
    let before = 0;
    let last = 0;
    let inWord = 0;
    let count = 0;
    for (let start = MARGIN, stop = MARGIN + length; start < stop; start += BLOCK) {
      for (let at = start, end = Math.min(start + BLOCK, stop); at < end; at++) {
        const letter = LETTERS[bytes[at]!]!;
        edges[count] = at;
        count += letter ^ inWord;
        inWord = letter;
      }
      for (let i = 1; i < count; i += 2) {
        const from = edges[i - 1]!;
        const to = edges[i]!;
        // Bits of the four that are not the word's, where it is shorter.
        let beyond = 32 - ((to - from) << 3);
        beyond &= ~(beyond >> 31);
        const head = (view.getInt32(from, true) | SMALL) << beyond;
        const tail = (view.getInt32(to - 4, true) | SMALL) >>> beyond;
        let word = Math.imul(head, 0x9e3779b1) ^ Math.imul(tail + to - from, 0x85ebca6b);
        word ^= word >>> 15;
        let run = ((before << 13) | (before >>> 19)) ^ ((last << 7) | (last >>> 25)) ^ word;
        run = Math.imul(run, 0x2c1b3c6d);
        run = (run ^ (run >>> 12)) & EMPTY;
        before = last;
        last = word;
        if (++words < 3) continue;
        const bin = Math.imul(run >>> 15, BINS) >>> 16;
        // The smaller of both.
        const less = run - bins[bin]!;
        bins[bin]! += less & (less >> 31);
      }
      if ((count & 1) === 1) edges[0] = edges[count - 1]!;
      count &= 1;
    }
    return words >= LONG;
  }

  /** Ends the first pass. @param isRepeat rows that count only once anyway, by their place among all rows. */
  settle(isRepeat: (ordinal: number) => boolean): void {
    const { signatures, ordinals } = this;
    const parents = new Int32Array(ordinals.length);
    for (let at = 0; at < parents.length; at++) parents[at] = at;
    const rootOf = (at: number): number => {
      let root = at;
      while (parents[root] !== root) root = parents[root]!;
      while (parents[at] !== root) [at, parents[at]] = [parents[at]!, root];
      return root;
    };
    for (let band = 0; band < BINS; band += BAND) {
      const alike = this.findAlike(band, isRepeat);
      let head = 0;
      for (let i = 1; i < alike.length; i++) {
        const one = alike[i]!;
        if (!agreeInBand(signatures, band, one, alike[head]!)) {
          head = i;
          continue;
        }
        // Each is held against the head of its run and its neighbour: runs may be long.
        for (const other of [alike[head]!, alike[i - 1]!])
          if (agree(signatures, one, other) >= AGREE) parents[rootOf(one)] = rootOf(other);
      }
    }
    for (let at = 0; at < parents.length; at++) {
      const root = rootOf(at);
      if (root === at) continue;
      this.found.add(ordinals.at(at));
      this.found.add(ordinals.at(root));
    }
    this.signatures = new Int32Array(0);
  }

  /** The texts that are not alone in a band, those that agree in it side by side. */
  private findAlike(band: number, isRepeat: (ordinal: number) => boolean): number[] {
    const { signatures, ordinals } = this;
    const size = ordinals.length;
    // Nearly all are alone, and need not be sorted: those that meet nobody in a small table of counts.
    const mask = (1 << Math.ceil(Math.log2(8 * size + 8))) - 1;
    const met = new Uint8Array(mask + 1);
    const places = new Int32Array(size).fill(-1);
    for (let at = 0; at < size; at++) {
      if (isRepeat(ordinals.at(at))) continue;
      let hash = 0;
      let isFull = true;
      for (let bin = at * BINS + band, end = bin + BAND; bin < end; bin++) {
        isFull &&= signatures[bin] !== EMPTY;
        hash = Math.imul(hash ^ signatures[bin]!, 0x9e3779b1);
        hash ^= hash >>> 15;
      }
      if (!isFull) continue;
      const place = hash & mask;
      places[at] = place;
      if (met[place]! < 2) met[place]!++;
    }
    const alike: number[] = [];
    for (let at = 0; at < size; at++) if (places[at] !== -1 && met[places[at]!] === 2) alike.push(at);
    return alike.sort((a, b) => compareFrom(signatures, band, a, b) || a - b);
  }

  /** Whether the long text of a row, counted over all files in order, is nearly that of another. */
  has(ordinal: number): boolean {
    return this.found.has(ordinal);
  }
}

function viewOf({ buffer, byteOffset, length }: Buffer): DataView {
  return new DataView(buffer, byteOffset, length);
}

function agree(signatures: Int32Array, a: number, b: number): number {
  let same = 0;
  for (let bin = 0; bin < BINS; bin++) {
    const one = signatures[a * BINS + bin]!;
    if (one !== EMPTY && one === signatures[b * BINS + bin]) same++;
  }
  return same;
}

function agreeInBand(signatures: Int32Array, band: number, a: number, b: number): boolean {
  for (let bin = band; bin < band + BAND; bin++)
    if (signatures[a * BINS + bin] !== signatures[b * BINS + bin]) return false;
  return true;
}

/** Orders by all bins, beginning with those of a band. */
function compareFrom(signatures: Int32Array, band: number, a: number, b: number): number {
  for (let i = 0, bin = band; i < BINS; i++) {
    const difference = signatures[a * BINS + bin]! - signatures[b * BINS + bin]!;
    if (difference !== 0) return difference;
    bin = bin + 1 === BINS ? 0 : bin + 1;
  }
  return 0;
}
