import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { UserError } from '../../src/errors.js';
import { describeLayout, readReviews } from '../../src/read/index.js';
import type { ColumnSynonyms, FileLayout, Input, Problem, ReadOptions, Review } from '../../src/types.js';

export const columns = JSON.parse(
  readFileSync(new URL('../../src/data/columns.json', import.meta.url), 'utf8'),
) as ColumnSynonyms;

/** Everything the read room said of some inputs, and the ledger that follows from it. */
export interface Reading {
  layouts: FileLayout[];
  reviews: Review[];
  problems: Problem[];
  counts: Record<'read' | 'blank' | 'duplicate' | 'joined' | 'unfolded', number>;
  said: string[];
}

/** Reads inputs to the end; what is no UserError is thrown on. */
export async function read(inputs: Input[], options: ReadOptions = {}): Promise<Reading> {
  const reading: Reading = {
    layouts: [],
    reviews: [],
    problems: [],
    counts: { read: 0, blank: 0, duplicate: 0, joined: 0, unfolded: 0 },
    said: [],
  };
  for await (const events of readReviews(inputs, options, columns)) {
    for (const event of events) {
      if (event.kind === 'layout') reading.layouts.push(event.layout);
      else if (event.kind === 'review') reading.reviews.push(event.review);
      else if (event.kind === 'problem') reading.problems.push(event.problem);
      else if (event.kind === 'records') reading.counts[event.fate] += event.count;
    }
  }
  reading.said = reading.layouts.map(describeLayout);
  return reading;
}

/** Both sides of the ledger; a record has exactly one end. */
export function ledger({ counts, reviews, problems }: Reading): { left: number; right: number } {
  const unusable = problems.filter(({ fatal }) => fatal).length;
  return {
    left: counts.read + counts.unfolded,
    right: reviews.length + counts.blank + counts.duplicate + counts.joined + unusable,
  };
}

export function fixture(name: string): Input {
  const path = fileURLToPath(new URL(`../../fixtures/reviews/${name}`, import.meta.url));
  return { name: basename(path), path };
}

/** Reads a text or bytes as standard input. */
export function readBytes(bytes: string | Uint8Array, options: ReadOptions = {}): Promise<Reading> {
  return read([{ name: '-', stream: Readable.from([Buffer.from(bytes)]) }], options);
}

/** The message of the UserError that reading ends with. */
export async function refusal(reading: Promise<Reading>): Promise<string> {
  try {
    await reading;
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
  throw new Error('it was read without complaint');
}

/** Which column was taken for what: field → column names. */
export function chosen(layout: FileLayout): Record<string, string[]> {
  const fields: Record<string, string[]> = {};
  for (const { field, column } of layout.columns) {
    fields[field] ??= [];
    fields[field].push(column);
  }
  return fields;
}

export function texts(review: Review): string[] {
  return review.passages.map(({ text }) => text);
}
