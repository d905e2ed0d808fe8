/**
 * What is remembered of one review, as bytes: everything an analysis found, and not one of its words. Offsets into the
 * passages stand for them, so that a later run cuts its quotes from the file again.
 *
 * A record is packed because a million of them are held in memory during a run: offsets as distances from the one
 * before, a confidence in four bytes where it came from 32-bit arithmetic; packing.ts has the rest.
 */
import { createHash } from 'node:crypto';
import type {
  AnalysedReview,
  Opinion,
  Polarity,
  Rating,
  Review,
  Side,
  Span,
  Tag,
  Theme,
  Via,
} from '../types.js';
import { DamagedFacts, Reader, Writer } from './packing.js';

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

// ───────────────────────────── of a review ─────────────────────────────

/** @param found what the analysis found in it; null where nobody analysed it */
export function factsOf(review: Review, found: ReviewFacts['found']): ReviewFacts {
  const { id, hash, date, language, setAside, rating, subRatings } = review;
  const identity = id === hash ? null : shortHash([id, review.source, review.location]);
  return { identity, variant: variantOf(review), date, language, setAside, rating, subRatings, found };
}

/** What of the passages the content hash does not cover: the stretches that are not the patient's words. */
export function variantOf({ passages }: Review): string | null {
  if (!passages.some(({ ignore }) => ignore !== undefined)) return null;
  return shortHash(passages.map(({ ignore }) => ignore ?? []));
}

/** Whether the fields that are read by what a file says of them as a whole (scales, language) were read alike. */
export function saysTheSame(facts: ReviewFacts, review: Review): boolean {
  if (facts.date !== review.date || facts.language !== review.language) return false;
  if (facts.setAside !== review.setAside || !isSameRating(facts.rating, review.rating)) return false;
  const columns = Object.keys(review.subRatings);
  return (
    columns.length === Object.keys(facts.subRatings).length &&
    columns.every((column) =>
      isSameRating(facts.subRatings[column] ?? null, review.subRatings[column] ?? null),
    )
  );
}

function isSameRating(a: Rating | null, b: Rating | null): boolean {
  return a?.value === b?.value && a?.scale === b?.scale && a?.raw === b?.raw;
}

function shortHash(parts: unknown): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16);
}

// ───────────────────────────── as bytes ─────────────────────────────

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

/** Packs facts, under the hash of their review. */
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
  const from = Reader.checked(hash, bytes);
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
  const from = Reader.of(bytes);
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
