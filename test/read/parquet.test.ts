import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { type ColumnSource, parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, test } from 'vitest';
import { UserError } from '../../src/errors.js';
import { checkGroup, leavesOf } from '../../src/read/parquet-pages.js';
import { chosen, ledger, read, readBytes, refusal, texts } from './reading.js';
import { day, EN, person } from './said.js';

const COUNT = 40;
const all = <T>(one: (n: number) => T): T[] => Array.from({ length: COUNT }, (_, n) => one(n));
const said = (n: number) => EN[n % EN.length]!;

const PLAIN: ColumnSource[] = [
  { name: 'review_id', data: all((n) => BigInt(`90071992547409${10000 + n}`)), type: 'INT64' },
  { name: 'stars', data: all((n) => said(n)[0]), type: 'INT32' },
  { name: 'review', data: all((n) => (n % 8 === 7 ? null : said(n)[1])), type: 'STRING', nullable: true },
  { name: 'posted', data: all((n) => new Date(`${day(n)}T08:30:00Z`)), type: 'TIMESTAMP' },
  { name: 'clinic', data: all((n) => ['Hill Clinic', 'Vale Clinic'][n % 2]!), type: 'STRING' },
];

function write(columnData: ColumnSource[], options: Record<string, unknown> = {}): Buffer {
  return Buffer.from(parquetWriteBuffer({ columnData, ...options }));
}

/**
 * Every so many bytes are changed, one at a time, in a process that is ended where it is kept busy.
 * @returns the refusals
 */
async function damageEach(bytes: Buffer, from: number, to: number, step: number, by: number[]) {
  const file = join(mkdtempSync(join(tmpdir(), 'damage-')), 'reviews.parquet');
  writeFileSync(file, bytes);
  const script = fileURLToPath(new URL('damage.mjs', import.meta.url));
  const args = [script, file, from, to, step, by.join(',')].map(String);
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', timeout: 50_000 });
  expect(status, `kept busy or ended at byte ${stderr.trim().split('\n').at(-1)}`).toBe(0);
  const { refusals, wrong } = JSON.parse(stdout) as { refusals: string[]; wrong: string[] };
  expect(wrong).toEqual([]);
  return refusals;
}

describe('Parquet', () => {
  test('columns, days, numbers beyond a double, blanks', async () => {
    const reading = await readBytes(write(PLAIN));
    expect(reading.layouts[0]).toMatchObject({ format: 'parquet', headerRow: 0, recordsPath: null });
    expect(chosen(reading.layouts[0]!)).toMatchObject({
      text: ['review'],
      rating: ['stars'],
      date: ['posted'],
      id: ['review_id'],
      location: ['clinic'],
    });
    expect(reading.reviews).toHaveLength(COUNT);
    expect(reading.reviews[0]).toMatchObject({ id: '9007199254740910000', date: day(0) });
    expect(texts(reading.reviews[1]!)).toEqual([said(1)[1]]);
    expect(reading.reviews.filter(({ setAside }) => setAside === 'no-text')).toHaveLength(5);
    expect(ledger(reading).left).toBe(COUNT);
  });

  test.each(['UNCOMPRESSED', 'SNAPPY', 'GZIP', 'BROTLI'] as const)(
    'packed with %s, in row groups of seven',
    async (codec) => {
      const compressors = {
        GZIP: (bytes: Uint8Array) => gzipSync(bytes),
        BROTLI: (bytes: Uint8Array) => brotliCompressSync(bytes),
      };
      const reading = await readBytes(write(PLAIN, { codec, compressors, rowGroupSize: 7 }));
      expect(reading.reviews.map(({ origin }) => origin.record)).toEqual(all((n) => n + 1));
      expect(reading.reviews.map(texts)).toEqual((await readBytes(write(PLAIN))).reviews.map(texts));
    },
  );

  test('nested values are paths, lists of reviews are unfolded', async () => {
    const nested = await readBytes(
      write([
        { name: 'review', data: all((n) => ({ body: said(n)[1], stars: said(n)[0] })), type: 'JSON' },
        { name: 'author', data: all((n) => ({ name: person(n) })), type: 'JSON' },
      ]),
    );
    expect(chosen(nested.layouts[0]!)).toMatchObject({ text: ['review.body'], rating: ['review.stars'] });
    const listed = await readBytes(
      write([
        { name: 'place', data: ['Hill Clinic', 'Vale Clinic'], type: 'STRING' },
        {
          name: 'reviews',
          data: [0, 1].map((at) => EN.slice(at * 7, at * 7 + 7).map(([rating, text]) => ({ rating, text }))),
          type: 'JSON',
        },
      ]),
    );
    expect(listed.reviews).toHaveLength(14);
    expect(listed.counts).toMatchObject({ read: 2, unfolded: 12 });
  });

  test('as a file of any name, in gzip, through a pipe: the same reviews', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'parquet-'));
    const bytes = write(PLAIN);
    writeFileSync(join(folder, 'reviews.dat'), bytes);
    writeFileSync(join(folder, 'reviews.parquet.gz'), gzipSync(bytes));
    const piped = (await readBytes(bytes)).reviews.map(({ hash }) => hash);
    for (const name of ['reviews.dat', 'reviews.parquet.gz']) {
      const { reviews } = await read([{ name, path: join(folder, name) }]);
      expect(reviews.map(({ hash }) => hash)).toEqual(piped);
    }
  });

  test('a table without reviews is refused; without rows it is empty', async () => {
    const counts = write([
      { name: 'clinic', data: ['A', 'B', 'C'], type: 'STRING' },
      { name: 'reviews', data: [3, 4, 9], type: 'INT32' },
    ]);
    expect(await refusal(readBytes(counts))).toContain('no column of review text');
    const none = write([{ name: 'review', data: [], type: 'STRING' }]);
    expect((await readBytes(none)).layouts[0]!.kind).toBe('empty');
  });

  test('cut off or damaged: one clear error, never a crash', async () => {
    const bytes = write(PLAIN, { rowGroupSize: 10 });
    expect(await refusal(readBytes(bytes.subarray(0, bytes.length - 9)))).toContain(
      'damaged or cut-off Parquet',
    );
    expect(await refusal(readBytes(Buffer.from('PARE0000PARE')))).toContain('without encryption');
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: bytes.length - 1 }), async (length) => {
        const outcome = await readBytes(Buffer.concat([Buffer.from('PAR1'), bytes.subarray(4, length)])).then(
          ({ reviews }) => reviews.length,
          (error) => error,
        );
        expect(outcome).toBeInstanceOf(UserError);
      }),
      { numRuns: 25 },
    );
    // Of the footer every seventh byte, set to another value.
    const footer = bytes.length - 8 - bytes.readUInt32LE(bytes.length - 8);
    await damageEach(bytes, footer, bytes.length, 7, [85]);
  });

  test('damaged pages end in a reading or in one line that says where; none keeps the run busy', async () => {
    const plain = write(PLAIN, { rowGroupSize: 20 });
    const delta = write(
      PLAIN.map((column) => ({
        ...column,
        encoding: column.type === 'STRING' ? 'DELTA_BYTE_ARRAY' : 'DELTA_BINARY_PACKED',
      })) as ColumnSource[],
    );
    for (const bytes of [plain, delta]) {
      const footer = bytes.length - 8 - bytes.readUInt32LE(bytes.length - 8);
      const refusals = await damageEach(bytes, 4, footer, 29, [16, 96, 200]);
      expect(refusals.some((line) => /\(column \w+, row group 1 of \d: [^)]+\)/.test(line))).toBe(true);
      expect(refusals.join()).not.toContain(said(0)[1]);
    }
  }, 120_000);

  test('counts that a page cannot hold are found before they are decoded', async () => {
    const bytes = write(
      [
        {
          name: 'review',
          data: all((n) => (n % 8 ? `${n} ${said(n)[1]}` : null)),
          type: 'STRING',
          nullable: true,
        },
      ],
      { codec: 'UNCOMPRESSED', pageSize: 500 },
    );
    const { parquetMetadata } = await import('hyparquet');
    const { parquetHeader } = await import('hyparquet/src/column.js');
    const copy = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer;
    const metadata = parquetMetadata(copy);
    const group = metadata.row_groups[0]!;
    const page = Number(group.columns[0]!.meta_data!.data_page_offset);
    const reader = { view: new DataView(copy, page), offset: 0 };
    parquetHeader(reader);
    const check = (change: (broken: Buffer) => void) => {
      const broken = Buffer.from(bytes);
      change(broken);
      const slice = (from: number, to?: number) =>
        Uint8Array.from(broken.subarray(from, to)).buffer as ArrayBuffer;
      return checkGroup({ byteLength: broken.length, slice }, group, leavesOf(metadata.schema), {});
    };
    expect(await check(() => {})).toBe(true);
    // The levels: a run of two thousand million.
    const levels = page + reader.offset;
    const run = [0xfe, 0xff, 0xff, 0xff, 0x0f];
    await expect(check((broken) => broken.set(run, levels))).rejects.toThrow('levels are counted wrongly');
    // The index of pages is not needed: where it says otherwise it is not used.
    const index = Number(group.columns[0]!.offset_index_offset);
    expect(await check((broken) => broken.fill(0, index, index + 4))).toBe(false);
  });
});
