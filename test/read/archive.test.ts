import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { zip } from './packing.js';
import { ledger, read, readBytes, refusal } from './reading.js';

const folder = mkdtempSync(join(tmpdir(), 'reviewscan-archive-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const north = 'id,review\nn1,The nurse at the desk knew my name.\nn2,Nobody could find the scan.\n';
const south =
  '{"id":"s1","comment":"The knee bends again."}\n{"id":"s2","comment":"Parking took an hour."}\n';
const counts = 'doctor,rating,number of reviews\nA,4.5,12\nB,3.9,40\nC,4.1,7\n';

function write(name: string, bytes: string | Uint8Array): { name: string; path: string } {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return { name, path };
}
const ids = ({ reviews }: { reviews: { id: string }[] }) => reviews.map(({ id }) => id);

describe('gzip', () => {
  test.each([
    ['north.csv.gz', north],
    ['no-ending', south],
  ])('is read as what it holds: %s', async (name, text) => {
    const plain = await read([write('plain', text)]);
    const packed = await read([write(name, gzipSync(text))]);
    expect(packed.reviews.map(({ hash }) => hash)).toEqual(plain.reviews.map(({ hash }) => hash));
    expect(packed.layouts[0]!.file).toBe(name);
  });

  test('from standard input', async () => {
    expect(ids(await readBytes(gzipSync(north)))).toEqual(['n1', 'n2']);
  });

  test('a cut-off archive is said, as is a damaged one', async () => {
    const long = `${north}${Array.from({ length: 5000 }, (_, i) => `x${i},Visit ${i} went ${i * 7919} well.`).join('\n')}`;
    const bytes = gzipSync(long);
    expect(await refusal(readBytes(bytes.subarray(0, bytes.length / 2)))).toContain(
      'damaged or cut-off gzip',
    );
    bytes.fill(0xff, 40, 80);
    expect(await refusal(readBytes(bytes))).toContain('damaged or cut-off gzip');
  });

  test('a bomb is refused before it has gone off', async () => {
    const bomb = gzipSync(Buffer.alloc(100 * 1024 * 1024, 'a,'));
    expect(await refusal(readBytes(bomb))).toContain('unpacks to more than 200 times its size');
  });
});

describe('zip', () => {
  test('gives its exports in name order, and says what it passed over', async () => {
    const reading = await read([
      write(
        'all.zip',
        zip({
          'b/south.jsonl': south,
          'a/': '',
          'a/north.csv': north,
          'counts.csv': counts,
          'photo.png': 'x',
          'inner.zip': zip({ 'north.csv': north }),
          '__MACOSX/._north.csv': 'x',
          '.DS_Store': 'x',
        }),
      ),
    ]);
    expect(ids(reading)).toEqual(['n1', 'n2', 's1', 's2']);
    expect(reading.layouts.map(({ file }) => file)).toEqual(['all.zip/a/north.csv', 'all.zip/b/south.jsonl']);
    expect(reading.problems.map(({ file, code, fatal }) => [file, code, fatal])).toEqual([
      ['all.zip/inner.zip', 'skipped-file', false],
      ['all.zip/photo.png', 'skipped-file', false],
      ['all.zip/counts.csv', 'skipped-file', false],
    ]);
    const { left, right } = ledger(reading);
    expect(left).toBe(right);
  });

  test('with a single export, packed again or not, from a pipe too', async () => {
    expect(ids(await readBytes(zip({ 'north.csv.gz': gzipSync(north) })))).toEqual(['n1', 'n2']);
    expect(await refusal(readBytes(zip({ 'counts.csv': counts })))).toContain('no column of review text');
  });

  test.each([
    ['nothing readable', zip({ 'photo.png': 'x' }), 'holds no file that could be an export'],
    ['no reviews anywhere', zip({ 'a.csv': counts, 'b.csv': counts }), 'none of its 2 files holds reviews'],
    ['a password', zip({ 'a.csv': north }, { encrypted: true }), 'protected by a password'],
    ['a cut-off end', zip({ 'a.csv': north }).subarray(0, -30), 'damaged or cut-off zip'],
    [
      'a bomb by its declared size',
      zip({ 'a.csv': 'a,b\n' }, { declare: { 'a.csv': 900 * 1024 * 1024 } }),
      'unpacks to more than 200 times its size',
    ],
    [
      'more bytes than declared',
      zip({ 'a.csv': north.repeat(50) }, { declare: { 'a.csv': 60 } }),
      'damaged or cut-off zip',
    ],
    [
      'a document',
      zip({ '[Content_Types].xml': '<x/>', 'word/document.xml': '<x/>' }),
      'is an office document',
    ],
  ])('%s is refused in one line', async (_, bytes, words) => {
    const message = await refusal(readBytes(bytes));
    expect(message).toContain(words);
    expect(message).not.toContain('\n');
  });
});

describe('folders and patterns', () => {
  const year = join(folder, 'year');
  mkdirSync(join(year, 'older'), { recursive: true });
  mkdirSync(join(folder, 'bare'));
  writeFileSync(join(year, 'b.csv'), north);
  writeFileSync(join(year, 'a.jsonl'), south);
  writeFileSync(join(year, 'notes.docx'), 'x');
  writeFileSync(join(year, '.hidden.csv'), north);
  writeFileSync(
    join(year, 'older', 'c.csv'),
    'id,review\nc1,The old clinic was warmer.\nc2,It was always late.\n',
  );
  const named = (path: string) => read([{ name: path, path }]);

  test('a folder gives its files in name order, not those of its folders', async () => {
    const reading = await named(year);
    expect(ids(reading)).toEqual(['s1', 's2', 'n1', 'n2']);
    expect(reading.problems.map(({ message }) => message)).toEqual([
      'passed over: no export by its name',
      expect.stringContaining('a folder of its own'),
    ]);
  });

  test.each([
    ['*.csv', ['n1', 'n2']],
    ['?.*', ['s1', 's2', 'n1', 'n2']],
    ['**/*.csv', ['n1', 'n2', 'c1', 'c2']],
    ['**', ['s1', 's2', 'n1', 'n2', 'c1', 'c2']],
  ])('the pattern %s', async (pattern, expected) => {
    expect(ids(await named(join(year, pattern)))).toEqual(expected);
  });

  test.each([
    [join(year, '*.parquet'), 'no file matches'],
    [join(folder, 'bare'), 'holds no file that could be an export'],
    ['https://example.com/reviews.csv', 'never goes to the network'],
    [join(folder, 'missing.csv'), 'no such file'],
  ])('%s is refused', async (path, words) => {
    expect(await refusal(named(path))).toContain(words);
  });
});

describe('law: damaged bytes end in a reading or in one clear error', () => {
  const packed = {
    gzip: gzipSync(north.repeat(3)),
    zip: zip({ 'north.csv': north, 'south.jsonl': south }),
  };
  test.each(Object.entries(packed))('%s', async (_, whole) => {
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), fc.nat(255), fc.nat(whole.length), async (at, byte, cut) => {
        const bytes = Buffer.from(whole);
        bytes[at] = byte;
        try {
          const reading = await readBytes(cut % 3 === 0 ? bytes.subarray(0, cut) : bytes);
          const { left, right } = ledger(reading);
          expect(left).toBe(right);
        } catch (error) {
          expect(error).toHaveProperty('name', 'UserError');
        }
      }),
      { numRuns: 150 },
    );
  });
});
