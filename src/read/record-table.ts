/**
 * The records of an input in its order, 64 bytes each, as a history keeps them: the hash of a record, what decides whether
 * it repeats another or is nearly like it, what was decided, and the hash of its review. No words.
 */
import { EMPTY, type Signatures } from './alike.js';
import type { Repeat } from './duplicates.js';

/** 32-bit words of one record, and where each thing begins: hashes, key and content take two, the signature six. */
const WORDS = 16;
const [HASH, KEY, CONTENT, DAY, MARKS, REVIEW, SIGNATURE] = [0, 2, 4, 6, 7, 8, 10];
/** Marks; the bits from FILE on are the number of the file. */
const [WEAK, REPEAT, NEAR, FILE] = [1, 2, 4, 8];

const double = new Float64Array(1);
const halves = new Uint32Array(double.buffer);

/** The hash of a record, in two words. */
export interface RecordHash {
  high: number;
  low: number;
}

/** What is known of a record beside its hash and file. */
interface RecordFacts {
  repeat: Repeat;
  isRepeat: boolean;
  isNear: boolean;
  /** null: its text is not long. */
  signature: Uint16Array | null;
  /** Hash of the review that came of it; `''` where none did. */
  review: string;
}

export class RecordTable {
  private words: Uint32Array;
  private halfwords: Uint16Array;
  length: number;

  /** @param bytes as `bytes` gave them; they become the table's own */
  constructor(bytes: Uint8Array = new Uint8Array(0)) {
    const { byteOffset, byteLength } = bytes;
    const aligned = byteOffset % 4 === 0 ? bytes : bytes.slice();
    this.length = Math.floor(byteLength / (4 * WORDS));
    this.words = new Uint32Array(aligned.buffer, aligned.byteOffset, this.length * WORDS);
    this.halfwords = halfwordsOf(this.words);
  }

  bytes(): Uint8Array {
    return new Uint8Array(this.words.buffer, this.words.byteOffset, this.length * WORDS * 4);
  }

  /** Makes room for so many records in all. */
  reserve(count: number): void {
    if (count * WORDS <= this.words.length) return;
    const larger = new Uint32Array(count * WORDS);
    larger.set(this.words.subarray(0, this.length * WORDS));
    this.words = larger;
    this.halfwords = halfwordsOf(larger);
  }

  add({ high, low }: RecordHash, file: number, facts: RecordFacts): void {
    const { repeat, isRepeat, isNear, signature, review } = facts;
    if ((this.length + 1) * WORDS > this.words.length) this.reserve(2 * this.length + 1024);
    const { words } = this;
    const at = this.length++ * WORDS;
    words[at + HASH] = ofFile(high, file);
    words[at + HASH + 1] = low;
    double[0] = repeat.key;
    words.set(halves, at + KEY);
    double[0] = repeat.content;
    words.set(halves, at + CONTENT);
    words[at + DAY] = repeat.day;
    words[at + MARKS] =
      (repeat.weak === 1 ? WEAK : 0) | (isRepeat ? REPEAT : 0) | (isNear ? NEAR : 0) | (file << FILE);
    if (signature === null) this.halfwords.fill(EMPTY, 2 * (at + SIGNATURE), 2 * (at + WORDS));
    else this.halfwords.set(signature, 2 * (at + SIGNATURE));
    this.setReview(this.length - 1, review);
  }

  /** Takes a record over from another table. */
  take(other: RecordTable, at: number): void {
    if ((this.length + 1) * WORDS > this.words.length) this.reserve(2 * this.length + 1024);
    this.words.set(other.words.subarray(at * WORDS, (at + 1) * WORDS), this.length++ * WORDS);
  }

  setReview(at: number, hash: string): void {
    this.words[at * WORDS + REVIEW] = hash === '' ? 0 : upper(hash);
    this.words[at * WORDS + REVIEW + 1] = hash === '' ? 0 : lower(hash);
  }

  markRepeat(at: number): void {
    this.words[at * WORDS + MARKS]! |= REPEAT;
  }

  markNear(at: number): void {
    this.words[at * WORDS + MARKS]! |= NEAR;
  }

  isRepeat(at: number): boolean {
    return (this.words[at * WORDS + MARKS]! & REPEAT) !== 0;
  }

  isNear(at: number): boolean {
    return (this.words[at * WORDS + MARKS]! & NEAR) !== 0;
  }

  hasReview(at: number): boolean {
    return this.words[at * WORDS + REVIEW] !== 0 || this.words[at * WORDS + REVIEW + 1] !== 0;
  }

  repeatOf(at: number): Repeat {
    return {
      key: this.number(at * WORDS + KEY),
      content: this.number(at * WORDS + CONTENT),
      day: this.words[at * WORDS + DAY]! | 0,
      weak: this.words[at * WORDS + MARKS]! & WEAK,
    };
  }

  fileOf(at: number): number {
    return this.words[at * WORDS + MARKS]! >>> FILE;
  }

  /** Where the records of a file begin. */
  startOf(file: number): number {
    let [low, high] = [0, this.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.fileOf(middle) < file) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  signatures(): Signatures {
    return { bins: this.halfwords, offset: 2 * SIGNATURE, stride: 2 * WORDS, length: this.length };
  }

  /** The records of these reviews: several of one where repeats count. */
  recordsOf(reviews: Iterable<string>): Set<number> {
    return this.among(
      REVIEW,
      [...reviews].map((hash) => [upper(hash), lower(hash)] as const),
    );
  }

  /** The records that may be one review with one of these: of the same key, or of the same content where ids are weak. */
  rivalsOf(repeats: readonly Repeat[]): Set<number> {
    const split = (value: number): readonly [number, number] => {
      double[0] = value;
      return [halves[0]!, halves[1]!];
    };
    const rivals = this.among(
      KEY,
      repeats.filter(({ key }) => key !== 0).map(({ key }) => split(key)),
    );
    const weak = repeats.filter((one) => one.weak === 1).map(({ content }) => split(content));
    // One that repeats another itself takes nobody's place.
    for (const at of weak.length === 0 ? [] : this.among(CONTENT, weak))
      if ((this.words[at * WORDS + MARKS]! & (WEAK | REPEAT)) === WEAK) rivals.add(at);
    return rivals;
  }

  /** Records that hold one of these pairs of words at a place. */
  private among(place: number, pairs: readonly (readonly [number, number])[]): Set<number> {
    const found = new Set<number>();
    const wanted = new Map<number, Set<number>>();
    // Nearly none is wanted, and a look at a small table shows it.
    const filter = new Uint8Array(1 << 16);
    for (const [first, second] of pairs) {
      filter[first & 0xffff] = 1;
      wanted.set(first, (wanted.get(first) ?? new Set()).add(second));
    }
    const { words } = this;
    for (let at = 0, word = place; at < this.length; at++, word += WORDS) {
      const first = words[word]!;
      if (filter[first & 0xffff] === 1 && wanted.get(first)?.has(words[word + 1]!)) found.add(at);
    }
    return found;
  }

  /** Whether a record has this hash. */
  is(at: number, { high, low }: RecordHash, file: number): boolean {
    return this.words[at * WORDS + 1] === low && this.words[at * WORDS] === ofFile(high, file);
  }

  /** Finds records by their hash, the first of several alike that `isTaken` does not hold. */
  finder(isTaken: Uint8Array): (hash: RecordHash, file: number) => number {
    const { words, length } = this;
    let size = 1024;
    while (size < length * 2) size *= 2;
    const slots = new Int32Array(size);
    for (let at = 0; at < length; at++) {
      let slot = words[at * WORDS + 1]! & (size - 1);
      while (slots[slot] !== 0) slot = (slot + 1) & (size - 1);
      slots[slot] = at + 1;
    }
    return (hash, file) => {
      for (let slot = hash.low & (size - 1); slots[slot] !== 0; slot = (slot + 1) & (size - 1)) {
        const at = slots[slot]! - 1;
        if (isTaken[at] === 0 && this.is(at, hash, file)) return at;
      }
      return -1;
    };
  }

  private number(word: number): number {
    halves[0] = this.words[word]!;
    halves[1] = this.words[word + 1]!;
    return double[0]!;
  }
}

/** The same record in another file is another one. */
function ofFile(high: number, file: number): number {
  return (high ^ file) >>> 0;
}

function halfwordsOf({ buffer, byteOffset, length }: Uint32Array): Uint16Array {
  return new Uint16Array(buffer, byteOffset, 2 * length);
}

const upper = (hash: string) => Number.parseInt(hash.slice(0, 8), 16);
const lower = (hash: string) => Number.parseInt(hash.slice(8), 16);
