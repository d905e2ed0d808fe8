/**
 * The reviews of a history in memory while a run reads its input: a hash table in typed arrays over slabs of packed
 * facts, so that a million reviews take some 150 MB and nothing for the garbage collector to walk.
 */

/** In the file before this run. */
export const STORED = 1;
/** In the file as gone. */
export const GONE = 2;
/** Met in this run's input. */
export const SEEN = 4;
/** Its record must be written: new, or analysed anew. */
export const DIRTY = 8;

const SLAB = 1 << 23;

export class KnownReviews {
  private slots: Uint32Array;
  private high: Uint32Array;
  private low: Uint32Array;
  private slab: Uint32Array;
  private offset: Uint32Array;
  private size: Uint32Array;
  /** Row of `settings` that each was analysed under. */
  settings: Uint32Array;
  /** STORED | GONE | SEEN | DIRTY. */
  state: Uint8Array;
  length = 0;
  private readonly slabs: Buffer[] = [];
  private filled = SLAB;

  constructor(expected = 1024) {
    const capacity = Math.max(1024, expected);
    let slots = 2048;
    while (slots < capacity * 2) slots *= 2;
    this.slots = new Uint32Array(slots);
    this.high = new Uint32Array(capacity);
    this.low = new Uint32Array(capacity);
    this.slab = new Uint32Array(capacity);
    this.offset = new Uint32Array(capacity);
    this.size = new Uint32Array(capacity);
    this.settings = new Uint32Array(capacity);
    this.state = new Uint8Array(capacity);
  }

  /** Number of a review by its hash (16 hex digits), −1 where it is unknown. */
  find(hash: string): number {
    return this.slots[this.slotOf(upper(hash), lower(hash))]! - 1;
  }

  /** Number of a review, which is made known if it is not. */
  add(hash: string): number {
    const high = upper(hash);
    const low = lower(hash);
    const slot = this.slotOf(high, low);
    const known = this.slots[slot]! - 1;
    if (known >= 0) return known;
    if (this.length === this.state.length) this.grow();
    const number = this.length++;
    this.high[number] = high;
    this.low[number] = low;
    this.slots[slot] = number + 1;
    if (this.length * 2 > this.slots.length) this.rehash();
    return number;
  }

  hashOf(number: number): string {
    return hex(this.high[number]!) + hex(this.low[number]!);
  }

  /** The packed facts; a view, not a copy. */
  factsOf(number: number): Buffer {
    const offset = this.offset[number]!;
    return this.slabs[this.slab[number]!]!.subarray(offset, offset + this.size[number]!);
  }

  setFacts(number: number, facts: Buffer): void {
    if (this.filled + facts.length > SLAB) {
      this.slabs.push(Buffer.allocUnsafeSlow(Math.max(SLAB, facts.length)));
      this.filled = 0;
    }
    facts.copy(this.slabs.at(-1)!, this.filled);
    this.slab[number] = this.slabs.length - 1;
    this.offset[number] = this.filled;
    this.size[number] = facts.length;
    this.filled += facts.length;
  }

  /** Numbers in the order of their hashes, in which a table grows at its end and not all over. */
  sorted(wanted: (number: number) => boolean): Uint32Array {
    const numbers = new Uint32Array(this.length);
    let count = 0;
    for (let i = 0; i < this.length; i++) if (wanted(i)) numbers[count++] = i;
    const { high, low } = this;
    return numbers.subarray(0, count).sort((a, b) => high[a]! - high[b]! || low[a]! - low[b]!);
  }

  private slotOf(high: number, low: number): number {
    const mask = this.slots.length - 1;
    let slot = (low ^ Math.imul(high, 0x9e3779b1)) & mask;
    for (;;) {
      const number = this.slots[slot]! - 1;
      if (number < 0 || (this.high[number] === high && this.low[number] === low)) return slot;
      slot = (slot + 1) & mask;
    }
  }

  private rehash(): void {
    this.slots = new Uint32Array(this.slots.length * 2);
    for (let i = 0; i < this.length; i++) this.slots[this.slotOf(this.high[i]!, this.low[i]!)] = i + 1;
  }

  private grow(): void {
    const capacity = this.state.length * 2;
    const larger = <T extends Uint32Array | Uint8Array>(old: T): T => {
      const grown = new (old.constructor as new (length: number) => T)(capacity);
      grown.set(old);
      return grown;
    };
    this.high = larger(this.high);
    this.low = larger(this.low);
    this.slab = larger(this.slab);
    this.offset = larger(this.offset);
    this.size = larger(this.size);
    this.settings = larger(this.settings);
    this.state = larger(this.state);
  }
}

const upper = (hash: string) => Number.parseInt(hash.slice(0, 8), 16);
const lower = (hash: string) => Number.parseInt(hash.slice(8), 16);
const hex = (word: number) => word.toString(16).padStart(8, '0');
