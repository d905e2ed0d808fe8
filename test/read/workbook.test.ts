import fc from 'fast-check';
import { writeOds } from 'hucre/ods';
import { writeXlsx } from 'hucre/xlsx';
import { describe, expect, test } from 'vitest';
import type { ReadOptions } from '../../src/types.js';
import { zip } from './packing.js';
import { chosen, ledger, readBytes, refusal, texts } from './reading.js';

type Cell = string | number | boolean | Date | null;
interface SheetIn {
  name: string;
  rows: Cell[][];
  hidden?: boolean;
}

const REVIEWS: Cell[][] = [
  ['Review ID', 'Date', 'Rating', 'Review'],
  ['w1', new Date(Date.UTC(2024, 1, 29)), 5, 'The stitches came out without pain.'],
  ['w2', new Date(Date.UTC(2024, 2, 1, 13, 30)), 1, '=Nobody answered the phone.'],
  ['w3', null, 4.5, 'A kind nurse\nand a warm room.'],
];
const COUNTS: Cell[][] = [
  ['doctor', 'reviews', 'average'],
  ['A', 10, 4.5],
  ['B', 20, 3.5],
  ['C', 14, 4.0],
];

async function read(sheets: SheetIn[], options: ReadOptions = {}) {
  return readBytes(await writeXlsx({ sheets } as Parameters<typeof writeXlsx>[0]), options);
}

describe('workbooks', () => {
  test('cells of every kind; dates are dates, formulas in texts are text', async () => {
    const reading = await read([{ name: 'Export', rows: REVIEWS }]);
    expect(reading.layouts[0]).toMatchObject({
      kind: 'reviews',
      format: 'xlsx',
      sheet: 'Export',
      headerRow: 1,
    });
    expect(chosen(reading.layouts[0]!)).toMatchObject({
      id: ['Review ID'],
      date: ['Date'],
      rating: ['Rating'],
      text: ['Review'],
    });
    expect(reading.reviews.map(({ id, date, rating }) => [id, date, rating?.raw])).toEqual([
      ['w1', '2024-02-29', '5'],
      ['w2', '2024-03-01', '1'],
      ['w3', null, '4.5'],
    ]);
    expect(reading.reviews.flatMap(texts)[1]).toBe('=Nobody answered the phone.');
    expect(reading.problems).toEqual([]);
  });

  test('titles and blank rows above and between are no records; rows keep their number', async () => {
    const [header, ...rows] = REVIEWS as [Cell[], ...Cell[][]];
    const reading = await read([
      { name: 'S', rows: [['Feedback of the year'], [], header, [], ...rows, [null, null, null, '  ']] },
    ]);
    expect(reading.layouts[0]!.headerRow).toBe(3);
    expect(reading.reviews.map(({ id, origin }) => [id, origin.record])).toEqual([
      ['w1', 1],
      ['w2', 2],
      ['w3', 3],
    ]);
    expect(ledger(reading)).toEqual({ left: 3, right: 3 });
  });

  test('the sheet with the reviews is found, another can be named', async () => {
    const other = REVIEWS.map((row, i) => (i === 0 ? row : [`x${i}`, ...row.slice(1)]));
    const sheets = [
      { name: 'Summary', rows: COUNTS },
      { name: 'Hidden', rows: other, hidden: true },
      { name: 'Data', rows: REVIEWS },
      { name: 'Blank', rows: [] },
    ];
    const first = async (sheet?: string) =>
      (await read(sheets, sheet === undefined ? {} : { sheet })).reviews[0]!.id;
    expect(await first()).toBe('w1');
    expect(await first('hidden')).toBe('x1');
    expect(await first('2')).toBe('x1');
    expect(await refusal(read(sheets, { sheet: 'Summary' }))).toContain('no column of review text');
    expect(await refusal(read(sheets, { sheet: 'March' }))).toContain(
      'there is no sheet March; its sheets are: 1 Summary, 2 Hidden, 3 Data, 4 Blank',
    );
    expect((await read(sheets, { map: { text: ['Review'] } })).layouts[0]!.sheet).toBe('Data');
  });

  test('a sheet with a header alone is empty, one of counts is refused', async () => {
    expect((await read([{ name: 'S', rows: [REVIEWS[0]!] }])).layouts[0]!.kind).toBe('empty');
    expect(await refusal(read([{ name: 'S', rows: COUNTS }]))).toContain('no column of review text');
  });

  test('saved values of formulas are read', async () => {
    const rows = ['nurse', 'porter', 'doctor'].map(
      (who, i) =>
        `<row r="${i + 2}"><c r="A${i + 2}" t="str"><f>CONCAT(B1,B2)</f><v>The ${who} was late again today.</v></c><c r="B${i + 2}"><f>1+1</f><v>${[5, 1, 4][i]}</v></c></row>`,
    );
    const bytes = zip({
      '[Content_Types].xml':
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>',
      '_rels/.rels':
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>',
      'xl/workbook.xml':
        '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>',
      'xl/_rels/workbook.xml.rels':
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
      'xl/worksheets/sheet1.xml': `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>comment</t></is></c><c r="B1" t="inlineStr"><is><t>rating</t></is></c></row>${rows.join('')}</sheetData></worksheet>`,
    });
    const { reviews } = await readBytes(bytes);
    expect(reviews.map((review) => [texts(review)[0], review.rating?.raw])).toEqual([
      ['The nurse was late again today.', '5'],
      ['The porter was late again today.', '1'],
      ['The doctor was late again today.', '4'],
    ]);
  });

  test('shared texts: plain and in runs, of any script, escaped, without how they are spoken', async () => {
    const MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
    const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
    const shared = [
      '<si><t>comment</t></si>',
      '<si><r><t>The nurse </t></r><r><rPr><b/></rPr><t>was kind to us.</t></r></si>',
      '<si><t>Ten minutes_x000A_with the doctor – fine.</t><rPh sb="0" eb="1"><t>spoken</t></rPh></si>',
      ...Array.from({ length: 70 }, (_, n) => `<si><t>Bed ${n} was clean and quiet.</t></si>`),
    ];
    const order = [0, 1, 2, 72, 3];
    const cells = order.map((at, n) => `<row r="${n + 1}"><c r="B${n + 1}" t="s"><v>${at}</v></c></row>`);
    const bytes = zip({
      '[Content_Types].xml': '<Types/>',
      'xl/workbook.xml': `<workbook ${MAIN} xmlns:r="${OFFICE}"><sheets><sheet name="S" sheetId="1" r:id="a"/></sheets></workbook>`,
      'xl/_rels/workbook.xml.rels': `<Relationships><Relationship Id="a" Type="${OFFICE}/worksheet" Target="worksheets/one.xml"/><Relationship Id="b" Type="${OFFICE}/sharedStrings" Target="/xl/sharedStrings.xml"/></Relationships>`,
      'xl/sharedStrings.xml': `<sst ${MAIN}>${shared.join('')}</sst>`,
      'xl/worksheets/one.xml': `<worksheet ${MAIN}><sheetData>${cells.join('')}</sheetData></worksheet>`,
    });
    const { reviews } = await readBytes(bytes, { map: { text: ['comment'] } });
    expect(reviews.map((review) => texts(review)[0])).toEqual([
      'The nurse was kind to us.',
      'Ten minutes\nwith the doctor – fine.',
      'Bed 69 was clean and quiet.',
      'Bed 0 was clean and quiet.',
    ]);
  });

  test('ODS is read the same way', async () => {
    const bytes = await writeOds({ sheets: [{ name: 'Export', rows: REVIEWS }] } as Parameters<
      typeof writeOds
    >[0]);
    const { layouts, reviews } = await readBytes(bytes);
    expect(layouts[0]).toMatchObject({ format: 'ods', sheet: 'Export' });
    expect(reviews.map(({ id, date }) => [id, date])).toEqual([
      ['w1', '2024-02-29'],
      ['w2', '2024-03-01'],
      ['w3', null],
    ]);
  });

  test('bombs and damaged workbooks are refused in one line', async () => {
    const bytes = Buffer.from(
      await writeXlsx({ sheets: [{ name: 'S', rows: REVIEWS }] } as Parameters<typeof writeXlsx>[0]),
    );
    expect(await refusal(readBytes(bytes.subarray(0, -200)))).toContain('damaged');
    const bomb = zip(
      { '[Content_Types].xml': '<x/>', 'xl/workbook.xml': '<x/>', 'xl/worksheets/sheet1.xml': '<x/>' },
      { declare: { 'xl/worksheets/sheet1.xml': 500 * 1024 * 1024 } },
    );
    expect(await refusal(readBytes(bomb))).toContain('unpacks to more than 200 times');
    const lying = zip(
      { '[Content_Types].xml': '<x/>', 'xl/workbook.xml': `<x>${' '.repeat(100_000)}</x>` },
      { declare: { 'xl/workbook.xml': 10 } },
    );
    expect(await refusal(readBytes(lying))).toContain('damaged');
    expect(
      await refusal(readBytes(zip({ '[Content_Types].xml': '<x/>', 'xl/workbook.xml': '<x/>' }))),
    ).toContain('workbook');
  });

  test('law: damaged bytes end in a reading or in one clear error', async () => {
    const whole = Buffer.from(
      await writeXlsx({ sheets: [{ name: 'S', rows: REVIEWS }] } as Parameters<typeof writeXlsx>[0]),
    );
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), fc.nat(255), async (at, byte) => {
        const bytes = Buffer.from(whole);
        bytes[at] = byte;
        try {
          const reading = await readBytes(bytes);
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
