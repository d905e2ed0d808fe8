import { readdirSync, readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { UserError } from '../../src/errors.js';
import type { ReadOptions } from '../../src/types.js';
import { ledger, type Reading, read, readBytes, texts } from './reading.js';

/** Sentences of several lengths, with what troubles readers of delimited text. */
const cell = fc.oneof(
  fc.constantFrom(
    '',
    'Great',
    'nothing',
    'n/a',
    'The nurse was kind, and quick.',
    'He said "never again"; I agree.',
  ),
  fc.string({ maxLength: 60 }),
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc
    .array(
      fc.constantFrom('pain', 'staff', 'rude', '\n', '"', ',', '\t', ';', '\r\n', 'é', '手术', '😀', ' '),
      { maxLength: 30 },
    )
    .map((parts) => parts.join(' ')),
);

const quote = (text: string) => `"${text.replaceAll('"', '""')}"`;

/** A UserError is as good as a reading: null then. Anything else fails the property. */
async function readOrRefuse(bytes: string | Uint8Array, options: ReadOptions = {}): Promise<Reading | null> {
  try {
    return await readBytes(bytes, options);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    expect(error.message).not.toContain('\n');
    return null;
  }
}

function addsUp(reading: Reading): void {
  const { left, right } = ledger(reading);
  expect(right).toBe(left);
}

describe('laws of reading', () => {
  test('any rows survive the round trip through CSV, and the ledger adds up', async () => {
    const row = fc.record({
      review: cell,
      rating: fc.constantFrom('1', '2', '5', '', 'x'),
      date: fc.constantFrom('2024-01-05', '', '13'),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { maxLength: 25 }),
        fc.constantFrom(',', ';', '\t', '|'),
        fc.constantFrom('\n', '\r\n'),
        async (rows, delimiter, end) => {
          const lines = [['id', 'review', 'rating', 'date'].join(delimiter)];
          rows.forEach(({ review, rating, date }, at) => {
            lines.push([`k${at}`, quote(review), rating, date].join(delimiter));
          });
          const map = { id: ['id'], text: ['review'], rating: ['rating'], date: ['date'] };
          const reading = await readBytes(lines.join(end) + end, { map, languages: 'all' });
          addsUp(reading);
          expect(reading.counts.read).toBe(rows.length);
          expect(reading.reviews.map(({ id }) => id)).toEqual(rows.map((_, at) => `k${at}`));
          for (const [at, review] of reading.reviews.entries()) {
            const [passage] = review.passages;
            if (passage !== undefined) expect(passage.text).toBe(rows[at]!.review);
            else expect(rows[at]!.review.trim().toLowerCase()).toMatch(/^(nan|n\/a|null|na)?$/);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  test('any records survive JSON and NDJSON alike', async () => {
    const record = fc.record({
      id: fc.uuid(),
      review: cell,
      meta: fc.record({ stars: fc.integer({ min: 1, max: 5 }) }),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(record, { minLength: 1, maxLength: 15, selector: ({ id }) => id }),
        async (records) => {
          const map = { id: ['id'], text: ['review'] };
          const array = await readBytes(JSON.stringify(records), { map, languages: 'all' });
          const lines = await readBytes(`${records.map((one) => JSON.stringify(one)).join('\n')}\n`, {
            map,
            languages: 'all',
          });
          addsUp(array);
          addsUp(lines);
          const shape = (reading: Reading) =>
            reading.reviews.map((review) => [review.id, texts(review), review.hash]);
          expect(array.reviews.map(({ id }) => id)).toEqual(records.map(({ id }) => id));
          if (records.length > 1) expect(shape(lines)).toEqual(shape(array));
        },
      ),
      { numRuns: 40 },
    );
  });

  test('how the bytes are cut into chunks changes nothing', async () => {
    const bytes = Buffer.from(
      'id,review,rating\na,"Two\r\nlines, ""quoted""",5\nb,Plötzlich war alles gut — 非常に,1\nc,The nurse took her time,4\n',
    );
    const whole = await readBytes(bytes);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 20 }),
        async (sizes) => {
          const pieces: Buffer[] = [];
          for (let at = 0, i = 0; at < bytes.length; at += sizes[i++ % sizes.length]!) {
            pieces.push(bytes.subarray(at, at + sizes[i % sizes.length]!));
          }
          const cuts = Buffer.concat(pieces).equals(bytes) ? pieces : [bytes];
          const reading = await read([{ name: '-', stream: Readable.from(cuts) }]);
          expect(reading).toEqual(whole);
        },
      ),
      { numRuns: 30 },
    );
  });

  test('which of repeated reviews stays does not depend on their order, nor on the files they stand in', async () => {
    const version = fc.record({
      id: fc.constantFrom('r-one', 'r-two', 'r-three', 'r-four'),
      date: fc.constantFrom('2024-01-01', '2024-02-01', '2024-03-01'),
      review: fc.constantFrom('The scar healed well', 'Nobody called me back', 'The scar healed, mostly'),
      rating: fc.constantFrom('1', '3', '5'),
    });
    const toCsv = (rows: { id: string; date: string; review: string; rating: string }[]) =>
      `id,date,review,rating\n${rows.map((one) => `${one.id},${one.date},${quote(one.review)},${one.rating}\n`).join('')}`;
    const map = { id: ['id'], date: ['date'], text: ['review'], rating: ['rating'] };
    await fc.assert(
      fc.asyncProperty(
        fc
          .array(version, { minLength: 2, maxLength: 12 })
          .chain((rows) =>
            fc.tuple(
              fc.constant(rows),
              fc.shuffledSubarray(rows, { minLength: rows.length }),
              fc.nat(rows.length),
            ),
          ),
        async ([rows, shuffled, cut]) => {
          const stream = (text: string) => ({
            name: '-' as const,
            stream: Readable.from([Buffer.from(text)]),
          });
          const one = await read([stream(toCsv(rows))], { map });
          const two = await read(
            [stream(toCsv(shuffled.slice(0, cut))), stream(toCsv(shuffled.slice(cut)))],
            { map },
          );
          const kept = (reading: Reading) => reading.reviews.map(({ hash }) => hash).sort();
          addsUp(one);
          addsUp(two);
          expect(kept(two)).toEqual(kept(one));
          expect(new Set(one.reviews.map(({ id }) => id)).size).toBe(one.reviews.length);
          const latest = new Map<string, string>();
          for (const { id, date } of rows) if (date > (latest.get(id) ?? '')) latest.set(id, date);
          for (const { id, date } of one.reviews) expect(date).toBe(latest.get(id));
        },
      ),
      { numRuns: 40 },
    );
  });

  test('random bytes are read or refused, never worse', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (bytes) => {
        const reading = await readOrRefuse(bytes);
        if (reading !== null) addsUp(reading);
      }),
      { numRuns: 150 },
    );
  });

  test('random text with the characters of formats is read or refused', async () => {
    const piece = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      '"',
      ':',
      ',',
      '\n',
      '\\',
      'review',
      '5',
      'null',
      ' ',
      '{"a":',
      '\ufeff',
      'text',
      ';',
      '\t',
      '\r',
      '\0',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 60 }), async (pieces) => {
        const reading = await readOrRefuse(pieces.join(''));
        if (reading !== null) addsUp(reading);
      }),
      { numRuns: 200 },
    );
  });

  test('mutated and truncated fixtures are read or refused, and add up', async () => {
    const folder = new URL('../../fixtures/reviews/', import.meta.url);
    const originals = readdirSync(folder)
      .filter((name) => /\.(csv|tsv|txt|json|ndjson)$/.test(name) && name !== 'sample.csv')
      .map((name) => readFileSync(new URL(name, folder)));
    const change = fc.record({
      kind: fc.constantFrom('cut', 'flip', 'drop', 'double', 'insert'),
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      byte: fc.oneof(fc.constantFrom(0, 10, 13, 34, 44, 92, 123, 125, 255), fc.integer({ min: 0, max: 255 })),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...originals),
        fc.array(change, { minLength: 1, maxLength: 6 }),
        async (original, changes) => {
          let bytes: Buffer = Buffer.from(original);
          for (const { kind, at, byte } of changes) {
            const place = Math.floor(at * bytes.length);
            if (kind === 'cut') bytes = bytes.subarray(0, place);
            else if (kind === 'flip' && bytes.length > 0) bytes[Math.min(place, bytes.length - 1)] = byte;
            else if (kind === 'drop')
              bytes = Buffer.concat([bytes.subarray(0, place), bytes.subarray(place + 1 + (byte % 20))]);
            else if (kind === 'double') bytes = Buffer.concat([bytes, bytes.subarray(place)]);
            else
              bytes = Buffer.concat([bytes.subarray(0, place), Buffer.from([byte]), bytes.subarray(place)]);
          }
          const reading = await readOrRefuse(bytes);
          if (reading !== null) addsUp(reading);
        },
      ),
      { numRuns: 200 },
    );
  });
});
