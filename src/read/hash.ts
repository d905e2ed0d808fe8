/** Fast 53-bit hashes for finding repeats, and the published content hash. */
import * as crypto from 'node:crypto';

/** Units from which a text is hashed as bytes, four at a time; below, copying them costs more than it saves. */
const WORTH_COPYING = 64;
let copy = Buffer.alloc(16 * 1024);
let view = new DataView(copy.buffer);

/**
 * Two 32-bit lanes (after cyrb53 by bryc, public domain), joined to an integer below 2^53. Among a million records the
 * chance of any two colliding is 6 in 100,000. Parts are kept apart: ("ab","c") ≠ ("a","bc").
 */
export class QuickHash {
  private a = 0xdeadbeef;
  private b = 0x41c6ce57;

  reset(): this {
    this.a = 0xdeadbeef;
    this.b = 0x41c6ce57;
    return this;
  }

  add(text: string): this {
    // Whole numbers from the first: a loop that begins with others keeps to floating point, at four times the cost.
    let a = this.a | 0;
    let b = this.b | 0;
    if (text.length >= WORTH_COPYING) {
      const length = copyText(text);
      a ^= length;
      for (let at = 0; at <= length - 4; at += 4) {
        const four = view.getInt32(at, true);
        // Multiplying stirs upwards alone.
        a = Math.imul(a ^ four, 2654435761);
        a ^= a >>> 15;
        b = Math.imul(b ^ four, 1597334677);
        b ^= b >>> 13;
      }
      // The rest, with some of those before it.
      const four = view.getInt32(length - 4, true);
      a = Math.imul(a ^ four, 2654435761);
      b = Math.imul(b ^ four, 1597334677);
    } else {
      for (let i = 0; i < text.length; i++) {
        const code = text.charCodeAt(i);
        a = Math.imul(a ^ code, 2654435761);
        b = Math.imul(b ^ code, 1597334677);
      }
    }
    this.a = Math.imul(a ^ 0x1f, 2654435761) ^ (a >>> 15);
    this.b = Math.imul(b ^ 0x1f, 1597334677) ^ (b >>> 13);
    return this;
  }

  value(): number {
    let { a, b } = this;
    a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
    b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
    return 4294967296 * (2097151 & b) + (a >>> 0);
  }
}

/** Copies a text to `copy`: of ASCII a byte for each letter, any other as UTF-16. @returns how many bytes */
function copyText(text: string): number {
  if (2 * text.length + 4 > copy.length) {
    copy = Buffer.alloc(4 * text.length);
    view = new DataView(copy.buffer);
  }
  // There is room for a letter more: any other text fills more bytes than it has units.
  return copy.write(text) === text.length ? text.length : copy.write(text, 'utf16le');
}

/**
 * A 64-bit hash of a record's cells as UTF-8: two lanes as above, the second stirred by the first. The same for a cell
 * however it was quoted.
 */
export class CellHash {
  private a = 0;
  private b = 0;

  reset(): void {
    this.a = 0xdeadbeef;
    this.b = 0x41c6ce57;
  }

  add(bytes: Uint8Array, from: number, to: number): void {
    let { a, b } = this;
    for (let at = from; at < to; at++) {
      const byte = bytes[at] as number;
      a = Math.imul(a ^ byte, 2654435761);
      b = Math.imul(b ^ byte ^ (a >>> 15), 1597334677);
    }
    this.end(a, b);
  }

  /** The same for a cell in which quotation marks stand twice. */
  addDoubled(bytes: Uint8Array, from: number, to: number): void {
    let { a, b } = this;
    for (let at = from; at < to; at++) {
      const byte = bytes[at] as number;
      a = Math.imul(a ^ byte, 2654435761);
      b = Math.imul(b ^ byte ^ (a >>> 15), 1597334677);
      if (byte === 34) at++;
    }
    this.end(a, b);
  }

  private end(a: number, b: number): void {
    // 256 is no byte: cells stay apart.
    this.a = Math.imul(a ^ 256, 2654435761) ^ (a >>> 16);
    this.b = Math.imul(b ^ 256, 1597334677) ^ (b >>> 13);
  }

  high(): number {
    const { a, b } = this;
    return (Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909)) >>> 0;
  }

  low(): number {
    const { a, b } = this;
    return (Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909)) >>> 0;
  }
}

const oneShot = (crypto as unknown as { hash?: (algorithm: string, data: string, encoding: 'hex') => string })
  .hash;

/** First 16 hex digits of the sha256 of a text. */
export function contentHash(text: string): string {
  // crypto.hash (Node 20.12) does without the stream object: three times as fast on short texts.
  const hex =
    oneShot !== undefined
      ? oneShot('sha256', text, 'hex')
      : crypto.createHash('sha256').update(text).digest('hex');
  return hex.slice(0, 16);
}
