import { Parser } from 'csv-parse';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { UserError } from '../../src/errors.js';
import { type Dialect, readCsv } from '../../src/read/csv.js';
import type { Row } from '../../src/types.js';

const MAX_CELL = 1024;

/** What csv-parse alone makes of the bytes; null where it refuses them. */
async function parseAlone(bytes: Buffer, dialect: Dialect, whole: boolean): Promise<Row[] | null> {
  const rows: Row[] = [];
  let lines = 0;
  class Reference extends Parser {
    override push(cells: string[] | null): boolean {
      if (cells === null) return super.push(null);
      rows.push({ record: rows.length + 1, line: lines + this.info.empty_lines + 1, cells });
      lines += 1 + (dialect.quoted ? cells.join('').split('\n').length - 1 : 0);
      return true;
    }
  }
  const parser = new Reference({
    delimiter: dialect.delimiter,
    quote: dialect.quoted ? '"' : null,
    escape: dialect.quoted ? '"' : null,
    record_delimiter: dialect.newlines,
    relax_quotes: true,
    relax_column_count: true,
    skip_empty_lines: true,
  });
  parser.on('error', () => {});
  parser.resume();
  parser.write(bytes);
  if (whole) await new Promise((resolve) => parser.on('close', resolve).end());
  return parser.errored === null ? rows : null;
}

async function readAll(chunks: Buffer[], dialect: Dialect, whole: boolean): Promise<Row[] | null> {
  async function* stream() {
    yield* chunks;
  }
  const rows: Row[] = [];
  try {
    for await (const batch of readCsv('x.csv', stream(), dialect, MAX_CELL, whole)) rows.push(...batch);
    return rows;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return null;
  }
}

/** Bytes cut at the sizes given, over and over; a size may cut a letter in two. */
function cut(bytes: Buffer, sizes: number[]): Buffer[] {
  const chunks: Buffer[] = [];
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const size = sizes[i % sizes.length] as number;
    chunks.push(bytes.subarray(at, at + size));
    at += size;
  }
  return chunks;
}

const dialect = fc.record({
  delimiter: fc.constantFrom(',', ';', '\t', '|', '\u001f'),
  quoted: fc.boolean(),
  newlines: fc.constantFrom<string[][]>(['\r\n', '\n'], ['\r']),
});
const sizes = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 8 });

/** Everything that could mean something, in any order. `D` and `N` stand for the marks of the dialect. */
const rubble = fc
  .array(
    fc.constantFrom(
      ...[
        'D',
        'D',
        'N',
        'N',
        '"',
        '""',
        '"D',
        'D"',
        '"N',
        'N"',
        '"D"',
        '\n',
        '\r',
        '\r\n',
        'NN',
        '\0',
        '\ufeff',
        ' ',
      ],
      ...['a', 'kind staff', 'é', '’', '手术', '😀', '"x', 'x"', "'", ',', ';', '\t', '|', 'x'.repeat(40)],
    ),
    { maxLength: 60 },
  )
  .map((parts) => parts.join(''));

/** Well-formed records with a stray line of rubble now and then. */
const table = fc
  .array(
    fc.oneof(
      {
        weight: 8,
        arbitrary: fc
          .array(
            fc.oneof(
              fc.constantFrom('', '5', 'Great', '2024-01-05', '6" scar', '""'),
              fc.constantFrom(
                '"Kind, and quick; very|so"',
                '"He said ""never"""',
                '"Two\nlines\r\nor\rmore é"',
                '"""D"""',
              ),
            ),
            { minLength: 1, maxLength: 5 },
          )
          .map((cells) => cells.join('D')),
      },
      { weight: 1, arbitrary: rubble },
    ),
    { maxLength: 40 },
  )
  .chain((lines) => fc.constantFrom('', 'N').map((end) => lines.join('N') + end));

describe('rows of delimited text', () => {
  test('are those that csv-parse gives, with their numbers, however the bytes are cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(rubble, table),
        dialect,
        sizes,
        fc.boolean(),
        async (form, dialect, sizes, whole) => {
          const newline = dialect.newlines.at(-1) as string;
          const bytes = Buffer.from(form.replaceAll('D', dialect.delimiter).replaceAll('N', newline));
          const rows = await readAll(cut(bytes, sizes), dialect, whole);
          expect(rows).toEqual(await parseAlone(bytes, dialect, whole));
        },
      ),
      { numRuns: 1500 },
    );
  });

  test('go on after a record longer than any block, and one that is not well-formed', async () => {
    const dialect: Dialect = { delimiter: ',', quoted: true, newlines: ['\r\n', '\n'] };
    const ordinary = (n: number) => Array.from({ length: n }, (_, i) => `${i},"a ""b"" c",é\n`).join('');
    const long = `1,"${'long and kind\n'.repeat(60_000)}",x\n`;
    const bytes = Buffer.from(`${ordinary(50)}${long}\n\n${ordinary(50)}a,"b" c,d\n${ordinary(5000)}`);
    const rows = await readAll(cut(bytes, [65_536]), dialect, true);
    expect(rows).toEqual(await parseAlone(bytes, dialect, true));
    expect(rows?.length).toBe(5102);
    expect(rows?.at(-1)?.line).toBe(50 + 60_001 + 2 + 50 + 1 + 5000);
  });

  test('an open quote is told with its line', async () => {
    const dialect: Dialect = { delimiter: ',', quoted: true, newlines: ['\r\n', '\n'] };
    const bytes = Buffer.from('a,b\n"x\ny",1\n\na,"b" c\nfine,"never closed\nand on\n');
    await expect(async () => {
      for await (const _ of readCsv(
        'x.csv',
        (async function* () {
          yield* cut(bytes, [7]);
        })(),
        dialect,
        MAX_CELL,
        true,
      ));
    }).rejects.toThrow('the quote that opens on line 6 is never closed');
  });
});
