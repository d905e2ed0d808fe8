/**
 * A record of the history as bytes: whole numbers as LEB128 varints, texts with their length before them, and a checksum
 * at the end.
 */
import { crc32 } from 'node:zlib';

/** A record whose bytes are not what was written. */
export class DamagedFacts extends Error {}

function checksum(hash: string, body: Uint8Array): number {
  return crc32(body, crc32(hash));
}

const SCRATCH = Buffer.alloc(1 << 16);

/** Writes into one buffer that all records share, and copies the result out of it. */
export class Writer {
  private bytes = SCRATCH;
  private length = 0;

  private reserve(more: number): void {
    if (this.length + more <= this.bytes.length) return;
    const larger = Buffer.alloc(Math.max(this.bytes.length * 2, this.length + more));
    this.bytes.copy(larger, 0, 0, this.length);
    this.bytes = larger;
  }

  byte(value: number): void {
    this.reserve(1);
    this.bytes[this.length++] = value;
  }

  /** A whole number of 0 or more. */
  number(value: number): void {
    this.reserve(8);
    let rest = value;
    while (rest >= 128) {
      this.bytes[this.length++] = (rest % 128) | 128;
      rest = Math.floor(rest / 128);
    }
    this.bytes[this.length++] = rest;
  }

  /** A whole number of any sign, small ones in one byte. */
  distance(value: number): void {
    this.number(value < 0 ? -2 * value - 1 : 2 * value);
  }

  float(value: number): void {
    this.reserve(4);
    this.length = this.bytes.writeFloatLE(value, this.length);
  }

  double(value: number): void {
    this.reserve(8);
    this.length = this.bytes.writeDoubleLE(value, this.length);
  }

  text(value: string): void {
    const size = Buffer.byteLength(value);
    this.number(size);
    this.reserve(size);
    this.length += this.bytes.write(value, this.length);
  }

  optional(value: string | null): void {
    this.byte(value === null ? 0 : 1);
    if (value !== null) this.text(value);
  }

  /** The record; its last four bytes are a CRC-32 over the review's hash and all before them. */
  finish(hash: string): Buffer {
    this.reserve(4);
    const sum = checksum(hash, this.bytes.subarray(0, this.length));
    this.length = this.bytes.writeUInt32LE(sum, this.length);
    return Buffer.from(this.bytes.subarray(0, this.length));
  }
}

export class Reader {
  private at = 0;

  private constructor(private readonly bytes: Buffer) {}

  /** Of a record that is known to be sound, or of which little is read. */
  static of(record: Buffer): Reader {
    return new Reader(record);
  }

  /** @throws DamagedFacts where a bit of it is not as it was written for this review */
  static checked(hash: string, record: Buffer): Reader {
    const body = record.subarray(0, -4);
    if (record.length < 5 || checksum(hash, body) !== record.readUInt32LE(record.length - 4))
      throw new DamagedFacts();
    return new Reader(body);
  }

  byte(): number {
    const value = this.bytes[this.at++];
    if (value === undefined) throw new DamagedFacts();
    return value;
  }

  number(): number {
    let value = 0;
    let weight = 1;
    for (;;) {
      const byte = this.byte();
      value += (byte & 127) * weight;
      if (byte < 128) return value;
      weight *= 128;
    }
  }

  distance(): number {
    const folded = this.number();
    return folded % 2 === 1 ? -(folded + 1) / 2 : folded / 2;
  }

  float(): number {
    this.at += 4;
    return this.bytes.readFloatLE(this.at - 4);
  }

  double(): number {
    this.at += 8;
    return this.bytes.readDoubleLE(this.at - 8);
  }

  text(): string {
    const size = this.number();
    this.at += size;
    return this.bytes.toString('utf8', this.at - size, this.at);
  }

  optional(): string | null {
    return this.byte() === 0 ? null : this.text();
  }
}
