/**
 * What is remembered of one review, as bytes: everything an analysis found, and not one of its words. Offsets into the
 * passages stand for them, so that a later run cuts its quotes from the file again.
 *
 * A record is packed because a million of them are held in memory during a run: whole numbers as LEB128 varints, offsets
 * as distances from the one before, a confidence in four bytes where it came from 32-bit arithmetic.
 */
import { crc32 } from 'node:zlib';
import type { AnalysedReview, Opinion, Polarity, Rating, Side, Span, Tag, Theme, Via } from '../types.js';

/** What a review is known by beyond its hash; `found` is null where nobody analysed it. */
export interface ReviewFacts {
  /** Of the file's own id (with source and place), so that an edited review is known again; null without one. */
  identity: string | null;
  /** What else the analysis depends on: stretches that are not the patient's words. null: nothing. */
  variant: string | null;
  date: string | null;
  language: string | null;
  setAside: AnalysedReview['review']['setAside'];
  rating: Rating | null;
  subRatings: Record<string, Rating>;
  found: Omit<AnalysedReview, 'review'> | null;
}

/** 1 knew no contested phrases. */
const LAYOUT = 2;
const POLARITIES: readonly Polarity[] = ['positive', 'negative', 'mixed', 'neutral'];
const SIDES: readonly Side[] = ['pro', 'con', 'open'];
const VIAS: readonly (readonly Via[])[] = [
  [],
  ['keyword'],
  ['model'],
  ['keyword', 'model'],
  ['model', 'keyword'],
];
const SET_ASIDE: readonly ReviewFacts['setAside'][] = [null, 'no-text', 'language'];

/** A record whose bytes are not what was written. */
export class DamagedFacts extends Error {}

/** Packs facts; the last four bytes are a CRC-32 over the review's hash and all before them. */
export function packFacts(hash: string, facts: ReviewFacts, themes: ThemeNumbers): Buffer {
  const out = new Writer();
  out.byte(LAYOUT);
  out.optional(facts.identity);
  out.optional(facts.variant);
  out.optional(facts.date);
  out.optional(facts.language);
  out.byte(SET_ASIDE.indexOf(facts.setAside));
  const marks = Object.entries(facts.subRatings);
  out.number(facts.rating === null ? 0 : 1);
  if (facts.rating !== null) writeRating(out, facts.rating);
  out.number(marks.length);
  for (const [column, rating] of marks) {
    out.text(column);
    writeRating(out, rating);
  }
  if (facts.found === null) out.byte(0);
  else {
    out.byte(1);
    const { opinions, safety, contested } = facts.found;
    writeOpinions(out, opinions, themes);
    // Rare and small: as JSON.
    out.text(safety.length === 0 ? '' : JSON.stringify(safety));
    out.number(contested.length);
    for (const { name, opinion } of contested) {
      out.text(name);
      out.number(opinion);
    }
  }
  return out.finish(hash);
}

/** @throws DamagedFacts where a bit of it is not as it was written */
export function unpackFacts(
  hash: string,
  bytes: Buffer,
  themes: readonly Pick<Theme, 'name' | 'axis'>[],
): ReviewFacts {
  const body = bytes.subarray(0, -4);
  if (bytes.length < 5 || checksum(hash, body) !== bytes.readUInt32LE(bytes.length - 4))
    throw new DamagedFacts();
  const from = new Reader(body);
  const layout = from.byte();
  if (layout < 1 || layout > LAYOUT) throw new DamagedFacts();
  const facts: ReviewFacts = {
    identity: from.optional(),
    variant: from.optional(),
    date: from.optional(),
    language: from.optional(),
    setAside: SET_ASIDE[from.byte()]!,
    rating: from.number() === 0 ? null : readRating(from),
    subRatings: {},
    found: null,
  };
  const marks = from.number();
  if (marks > 0) {
    facts.subRatings = Object.fromEntries(
      Array.from({ length: marks }, () => [from.text(), readRating(from)] as const),
    );
  }
  if (from.byte() === 1) {
    const opinions = readOpinions(from, themes);
    const safety = from.text();
    // layout 1 knew of no contested readings
    const contested = Array.from({ length: layout < 2 ? 0 : from.number() }, () => ({
      name: from.text(),
      opinion: from.number(),
    }));
    facts.found = { opinions, safety: safety === '' ? [] : JSON.parse(safety), contested };
  }
  return facts;
}

/** The fields that stand before all others, without a look at the rest. */
export function headOf(bytes: Buffer): Pick<ReviewFacts, 'identity' | 'variant' | 'date'> {
  const from = new Reader(bytes);
  from.byte();
  return { identity: from.optional(), variant: from.optional(), date: from.optional() };
}

/** Number of each theme, as the records of one analysis name it. */
export type ThemeNumbers = ReadonlyMap<string, number>;

function writeRating(out: Writer, { value, raw, scale }: Rating): void {
  out.double(value);
  out.text(raw);
  out.text(scale);
}

function readRating(from: Reader): Rating {
  return { value: from.double(), raw: from.text(), scale: from.text() };
}

function writeOpinions(out: Writer, opinions: readonly Opinion[], themes: ThemeNumbers): void {
  out.number(opinions.length);
  let at = 0;
  for (const { passage, start, end, section, side, tags } of opinions) {
    out.number(passage);
    out.distance(start - at);
    out.number(end - start);
    at = end;
    out.number(section === null ? 0 : section + 1);
    out.number(tags.length * 3 + SIDES.indexOf(side));
    for (const tag of tags) {
      const theme = themes.get(tag.theme);
      const via = VIAS.findIndex((known) => known.join() === tag.via.join());
      if (theme === undefined || via < 0) throw new Error(`a tag that no analysis makes: ${tag.theme}`);
      out.number(theme);
      const short = Math.fround(tag.confidence) === tag.confidence;
      out.byte(POLARITIES.indexOf(tag.polarity) | (via << 2) | (short ? 32 : 0));
      if (short) out.float(tag.confidence);
      else out.double(tag.confidence);
      out.number(tag.evidence.length);
      let before = start;
      for (const span of tag.evidence) {
        out.distance(span.start - before);
        out.number(span.end - span.start);
        before = span.end;
      }
    }
  }
}

function readOpinions(from: Reader, themes: readonly Pick<Theme, 'name' | 'axis'>[]): Opinion[] {
  const opinions: Opinion[] = new Array(from.number());
  let at = 0;
  for (let i = 0; i < opinions.length; i++) {
    const passage = from.number();
    const start = at + from.distance();
    const end = start + from.number();
    at = end;
    const section = from.number();
    const tagsAndSide = from.number();
    const tags: Tag[] = new Array(Math.floor(tagsAndSide / 3));
    for (let t = 0; t < tags.length; t++) {
      const theme = themes[from.number()];
      if (theme === undefined) throw new DamagedFacts();
      const marks = from.byte();
      const confidence = marks & 32 ? from.float() : from.double();
      const evidence: Span[] = new Array(from.number());
      let before = start;
      for (let e = 0; e < evidence.length; e++) {
        const begin = before + from.distance();
        before = begin + from.number();
        evidence[e] = { start: begin, end: before };
      }
      tags[t] = {
        theme: theme.name,
        axis: theme.axis,
        polarity: POLARITIES[marks & 3]!,
        confidence,
        via: [...VIAS[(marks >> 2) & 7]!],
        evidence,
      };
    }
    const side = SIDES[tagsAndSide % 3]!;
    opinions[i] = { start, end, passage, section: section === 0 ? null : section - 1, side, tags };
  }
  return opinions;
}

function checksum(hash: string, body: Uint8Array): number {
  return crc32(body, crc32(hash));
}

const SCRATCH = Buffer.alloc(1 << 16);

/** Writes into one buffer that all records share, and copies the result out of it. */
class Writer {
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

  finish(hash: string): Buffer {
    this.reserve(4);
    const sum = checksum(hash, this.bytes.subarray(0, this.length));
    this.length = this.bytes.writeUInt32LE(sum, this.length);
    return Buffer.from(this.bytes.subarray(0, this.length));
  }
}

class Reader {
  private at = 0;

  constructor(private readonly bytes: Buffer) {}

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
