/**
 * Long texts that are nearly the same: a template that was filled in, or one text pasted many times. They are flagged
 * and never dropped, for two people may well be asked to copy one text.
 *
 * MinHash by one permutation (Li, Owen, Zhang 2012): of the hashes of all runs of three words, the smallest in each of
 * twelve bins. The share of the filled bins in which two texts agree estimates the share of their runs that they share;
 * five sixths make a near-duplicate (with three quarters, chance flagged texts that merely share phrases), whatever else
 * stands in the input: more reviews never make one less.
 */
import { BINS, EMPTY, findAlike } from './alike.js';
import type { DataRow, Plan } from './plan.js';

/** Words from which a text is long: "Great staff, would recommend" is said by many. */
const LONG = 25;
/** No run fell into the bin. Runs have 31 bits, with which V8 reckons as whole numbers. */
const NO_RUN = 0x7fffffff;

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
  /** A signature a row: the last 16 bits of each bin, EMPTY where no run fell into it or the text is not long. */
  private signatures = new Uint16Array(BINS * 1024);
  private rows = 0;
  private readonly bins = new Int32Array(BINS);
  private found: Uint8Array = new Uint8Array(0);
  /** The text at hand, from MARGIN on: bytes are walked several times as fast as the letters of a slice. */
  private bytes = Buffer.alloc(16 * 1024);
  private view = viewOf(this.bytes);
  /** Where words begin and end, in turn. */
  private readonly edges = new Int32Array(BLOCK + 2);

  /** A function that notes the rows of one file, in order; every row must be noted. */
  createNoter(plan: Plan): (row: DataRow) => void {
    const texts = ['text', 'pros', 'cons'].flatMap((field) => plan.fields.get(field as 'text') ?? []);
    return (row) => {
      const at = this.rows++ * BINS;
      if (at + BINS > this.signatures.length) {
        const larger = new Uint16Array(this.signatures.length * 2);
        larger.set(this.signatures);
        this.signatures = larger;
      }
      const length = this.spell(row.cells, texts);
      if (length === 0 || !this.sign(length)) this.signatures.fill(EMPTY, at, at + BINS);
      else for (let bin = 0; bin < BINS; bin++) this.signatures[at + bin] = shorten(this.bins[bin]!);
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
    bins.fill(NO_RUN);
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
        run = (run ^ (run >>> 12)) & NO_RUN;
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
    const { signatures, rows } = this;
    this.found = findAlike({ bins: signatures, offset: 0, stride: BINS, length: rows }, isRepeat);
  }

  /** The signature of a row, by its place among all rows; all EMPTY where its text is not long. */
  signatureOf(ordinal: number): Uint16Array {
    return this.signatures.subarray(ordinal * BINS, (ordinal + 1) * BINS);
  }

  /** Whether the long text of a row, counted over all files in order, is nearly that of another. */
  has(ordinal: number): boolean {
    return this.found[ordinal] === 1;
  }
}

function viewOf({ buffer, byteOffset, length }: Buffer): DataView {
  return new DataView(buffer, byteOffset, length);
}

/** Two bins that differ agree by this in one case of 65,536. */
function shorten(run: number): number {
  return run === NO_RUN ? EMPTY : Math.min(run & 0xffff, EMPTY - 1);
}
