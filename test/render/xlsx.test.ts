import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { readXlsx } from 'hucre/xlsx';
import { describe, expect, it } from 'vitest';
import { csvLine } from '../../src/render/csv-cells.js';
import { recordTables } from '../../src/render/tables/record-tables.js';
import { reportTables } from '../../src/render/tables/report-tables.js';
import { columnLetters, LONGEST_TEXT, rowXml, textXml } from '../../src/render/xlsx/cells.js';
import { openWorkbook } from '../../src/render/xlsx.js';
import type { AnalysedReview, Report, ReviewScores } from '../../src/types.js';
import { reviews, reviewWith } from '../laws/analysed-reviews.js';
import {
  emptyReport,
  groupRow,
  HOSTILE,
  proportion,
  richReport,
  score,
  smallReport,
} from './sample-report.js';

const NO_SCORES: ReviewScores = { clinicalOutcome: null, clinicalSkill: null, service: null };
const asIs = (text: string) => text;

/** The bytes of a workbook of these reviews. */
async function workbook(
  some: readonly AnalysedReview[],
  report: Report = richReport(),
  options: { extra?: string[]; mostRows?: number; redact?: (text: string) => string } = {},
): Promise<Uint8Array> {
  const { extra = [], redact = asIs, ...more } = options;
  const writer = await openWorkbook({ extra, ...more });
  const chunks = some.map((one) => writer.review(one, NO_SCORES, redact) as Uint8Array);
  return Buffer.concat([...chunks, (await writer.finish!(report)) as Uint8Array]);
}

async function sheetsOf(bytes: Uint8Array): Promise<Map<string, unknown[][]>> {
  const { sheets } = await readXlsx(bytes);
  return new Map(sheets.map(({ name, rows }) => [name, rows as unknown[][]]));
}

describe('the workbook', () => {
  it('has its sheets in reading order, the summary in front', async () => {
    for (const report of [richReport(), smallReport(), emptyReport()]) {
      const sheets = await sheetsOf(await workbook([], report));
      expect([...sheets.keys()]).toEqual([
        'Summary',
        'Themes',
        'Groups',
        'Trend',
        'Safety',
        'Reviews',
        'Sentences',
        'Left out',
        'About',
      ]);
    }
  });

  it('holds the rows of the csv tables: real numbers, real dates, texts as texts', async () => {
    const some = [
      reviewWith(
        1,
        { date: '2024-02-29', location: '=1+1', rating: { value: 0.5, raw: '3', scale: '1-5' } },
        'staff+ outcome-',
        '',
      ),
      reviewWith(2, { date: null, setAside: null }, 'pain-'),
    ];
    const report = richReport();
    const sheets = await sheetsOf(await workbook(some, report));
    for (const [title, rows] of [
      ...Object.values(reportTables).map((table) => [table.title, table.rows(report)] as const),
      ...Object.values(recordTables).map(
        (table) => [table.title, some.flatMap((one) => table.rows(one, NO_SCORES, asIs, []))] as const,
      ),
    ]) {
      const [, ...body] = sheets.get(title)!;
      const cells = body.map((row) => rows[0]!.map((_, i) => plain(row[i])));
      expect(cells, title).toEqual(rows.map((row) => row.map((cell) => plain(cell))));
    }
    const [head, first] = sheets.get('Reviews')!;
    expect(first![head!.indexOf('Date')]).toEqual(new Date('2024-02-29T00:00:00Z'));
    expect(first![head!.indexOf('Rating given')]).toBe(3);
    expect(first![head!.indexOf('Location')]).toBe('=1+1');
  });

  it('has the scores of both cards on its first sheet as numbers, each by itself', async () => {
    const report = richReport();
    const summary = (await sheetsOf(await workbook([], report))).get('Summary')!;
    const row = (label: string) => summary.find(([first]) => first === label)!;
    for (const [label, score] of [
      ['Outcome', report.clinical.outcome],
      ['Skill', report.clinical.skill],
      ['Service', report.service.score],
    ] as const) {
      expect(row(label).slice(1, 5), label).toEqual([
        score.value,
        'low' in score && score.low,
        'high' in score && score.high,
        score.n,
      ]);
    }
    const empty = (await sheetsOf(await workbook([], emptyReport()))).get('Summary')!;
    expect(empty.find(([first]) => first === 'Service')![1]).toBe('nobody said');
  });

  it('shows of so few reviews their number alone, as the cards of other formats do', async () => {
    const report = smallReport();
    report.clinical.outcome = score(2, 1);
    report.clinical.skill = score(0, 0, 0, 80);
    report.divergence.n = 3;
    const summary = (await sheetsOf(await workbook([], report))).get('Summary')!;
    const row = (name: string) => summary.find(([first]) => first === name)!;
    expect(row('Outcome').slice(1, 8)).toEqual(['too few', null, null, 3, null, null, null]);
    expect(row('Skill (80 reviews took no side)')[1]).toBe('no score');
    expect(row('Service').slice(4, 8)).toEqual([7, 4, 2, 1]);
    expect(row('Result praised, service blamed').slice(4, 6)).toEqual([null, 3]);
  });

  it('names the floor that the report was made with', async () => {
    const report = richReport();
    report.method.floors = { hidden: 5, percentage: 60, ranked: 60 };
    report.clinical.skill = { ...score(30, 20), provisional: true } as never;
    const sheets = await sheetsOf(await workbook([], report));
    expect(sheets.get('Summary')!.map(([first]) => first)).toContain('Skill (provisional: fewer than 60)');
    const about = sheets.get('About')!.flat().join('\n');
    expect(about).toContain('n below 30, or below --min-n where that is more');
  });

  it('shows no share as none or all that is not, and rules by name with their interval', async () => {
    const report = richReport();
    report.service.score = score(1994, 4, 1);
    report.divergence.praisedBlamed = proportion(4, 1999);
    report.gates = [{ ...report.gates[0]!, limit: 76.3, value: 76.26, low: 69.4, high: 82, name: 'Floor' }];
    const { sheets } = await readXlsx(await workbook([], report), { readStyles: true });
    const { rows, cells } = sheets.find(({ name }) => name === 'Summary')!;
    const formats = (name: string) => {
      const at = rows.findIndex(([first]) => first === name);
      return [1, 2, 3].map((column) => cells!.get(`${at},${column}`)!.style?.numFmt);
    };
    expect(formats('Service')).toEqual(['0.0', '0.0', '0.0']);
    expect(formats('Outcome')).toEqual(['0', '0', '0']);
    expect(formats('Result praised, service blamed')).toEqual(['0.0%', '0.0%', '0%']);
    const gate = rows.find(([first]) => first === 'Floor (service=60)')!;
    expect(gate.slice(1, 4)).toEqual([76.26, 69.4, 82]);
    expect(formats('Floor (service=60)')).toEqual(['0.00', '0.00', '0.00']);
  });

  it('is the same bytes for the same reviews and report', async () => {
    const some = Array.from({ length: 30 }, (_, i) => reviewWith(i, {}, 'staff+', 'pain-'));
    expect(Buffer.compare(await workbook(some), await workbook(some))).toBe(0);
  });

  it('gives bytes while reviews pass by, and holds no more than a little of the sentences', async () => {
    const writer = await openWorkbook({ extra: [] });
    let given = 0;
    for (let i = 0; i < 3000; i++) {
      const words = Array.from({ length: 12 }, (_, k) => ((i * 7919 + k * 104729) % 9973).toString(36));
      const one = reviewWith(i, { id: words.join('') }, 'staff+', 'pain-', 'outcome+');
      given += writer.review(one, NO_SCORES, () => words.join(' ')).length;
    }
    const rest = (await writer.finish!(emptyReport())) as Uint8Array;
    expect(given).toBeGreaterThan(rest.length);
  });

  it('goes on in another sheet where one is full', async () => {
    const some = Array.from({ length: 7 }, (_, i) => reviewWith(i, {}, 'staff+', 'pain-'));
    const sheets = await sheetsOf(await workbook(some, smallReport(), { mostRows: 4 }));
    const names = [...sheets.keys()];
    expect(names.indexOf('Sentences')).toBeGreaterThan(names.indexOf('Reviews 3'));
    expect(names.filter((name) => name.startsWith('Reviews'))).toEqual(['Reviews', 'Reviews 2', 'Reviews 3']);
    const ids = names
      .filter((name) => name.startsWith('Sentences'))
      .flatMap((name) =>
        sheets
          .get(name)!
          .slice(1)
          .map(([id]) => id),
      );
    expect(ids).toEqual(some.flatMap(({ review: { id } }) => [id, id]));
    expect(sheets.get('Sentences 2')![0]).toEqual(sheets.get('Sentences')![0]);
  });

  it('takes any words, names and groups', async () => {
    const report = richReport();
    report.groups[0]!.rows = [HOSTILE, '#N/A', '=HYPERLINK("http://evil.example")', '_x0041_'].map((name) =>
      groupRow(name, 50),
    );
    const sheets = await sheetsOf(await workbook([reviewWith(1, { id: HOSTILE }, 'staff+')], report));
    const groups = sheets.get('Groups')!.map(([, group]) => group);
    expect(groups).toContain('#N/A');
    expect(groups).toContain('_x0041_');
    expect(groups).toContain('=HYPERLINK("http://evil.example")');
    expect(sheets.get('Reviews')![1]![0]).toBe(HOSTILE.replaceAll('\r\n', '\n'));
  });

  it('holds no words where none are wanted', async () => {
    const one = reviewWith(1, {}, 'staff+');
    const sheets = await sheetsOf(await workbook([one], smallReport(), { redact: () => '' }));
    expect(JSON.stringify([...sheets.get('Sentences')!])).not.toContain('in so many words');
  });

  it('says that texts were cut, and whole ones are not', async () => {
    const long = 'x'.repeat(LONGEST_TEXT);
    const about = async (text: string) =>
      JSON.stringify(
        (
          await sheetsOf(await workbook([reviewWith(1, {}, 'staff+')], smallReport(), { redact: () => text }))
        ).get('About'),
      );
    expect(await about(long)).not.toContain('Cut texts');
    expect(await about(`${long}x`)).toContain('Cut texts');
  });

  it('describes every column', async () => {
    const sheets = await sheetsOf(await workbook([], smallReport(), { extra: ['Ward'] }));
    const about = sheets.get('About')!;
    for (const [name, [head]] of sheets) {
      if (name === 'Summary' || name === 'About') continue;
      for (const title of head!) {
        expect(about.some(([part, item]) => part === `Sheet ${name}` && item === title)).toBe(true);
      }
    }
  });

  it('is read back by our own reader of workbooks, whatever the reviews', async () => {
    await fc.assert(
      fc.asyncProperty(reviews(12), async (some) => {
        const sheets = await sheetsOf(await workbook(some));
        const rows = some.flatMap((one) => recordTables.sentences.rows(one, NO_SCORES, asIs, []));
        expect(sheets.get('Sentences')!.length - 1).toBe(rows.length);
      }),
      { numRuns: 8 },
    );
  });
});

/** As a spreadsheet has it: numbers to four decimals, days as days, an empty text as nothing. */
function plain(cell: unknown): unknown {
  if (cell === undefined || cell === null || cell === '') return null;
  if (cell instanceof Date) return cell.toISOString().slice(0, 10);
  if (typeof cell === 'number') return Math.round(cell * 1e4) / 1e4;
  if (typeof cell === 'string') {
    const [[read]] = parse(csvLine([cell.replaceAll('\r\n', '\n')])) as [[string]];
    const text = read.startsWith("'") && !cell.startsWith("'") ? read.slice(1) : read;
    return /^\d{1,2}$/.test(text) ? Number(text) : text;
  }
  return cell;
}

describe('text in a cell', () => {
  it('is cut at what a cell holds, not inside a character, and marked', () => {
    const text = textXml('🏥'.repeat(LONGEST_TEXT));
    expect(text.length).toBeLessThanOrEqual(LONGEST_TEXT);
    expect(text.endsWith('🏥 […]')).toBe(true);
  });

  it('holds nothing that XML cannot', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones that XML cannot hold
        expect(textXml(text)).not.toMatch(/[\u0000-\u0008\u000B-\u001F\uFFFE\uFFFF<>]|&(?!amp;|lt;|gt;)/);
        expect(Buffer.from(textXml(text)).toString()).toBe(textXml(text));
      }),
    );
    expect(textXml('a\u0007b _x0041_ \ud800 \r\n')).toBe('a_x0007_b _x005F_x0041_ \uFFFD \n');
  });

  it('is a number only where its column says so', () => {
    const kinds = [
      { name: 'a', title: 'A', kind: 'text', what: '' },
      { name: 'b', title: 'B', kind: 'rating', what: '' },
      { name: 'c', title: 'C', kind: 'day', what: '' },
    ] as const;
    const xml = (cells: string[]) => rowXml(cells, kinds, 2, ['A', 'B', 'C'], ['0', '0', '1']).xml;
    expect(xml(['1', '4.5', '2026-01-01'])).toBe(
      '<row r="2"><c r="A2" s="0" t="inlineStr"><is><t>1</t></is></c><c r="B2" s="0"><v>4.5</v></c><c r="C2" s="1"><v>46023</v></c></row>',
    );
    expect(xml(['', 'four', '1899-12-31'])).toContain('1899-12-31</t>');
    expect(xml(['', '0012345678901', '2026'])).toContain('0012345678901</t>');
  });

  it('stands under letters as spreadsheets count them', () => {
    const letters = columnLetters(703);
    expect([letters[0], letters[25], letters[26], letters[701], letters[702]]).toEqual([
      'A',
      'Z',
      'AA',
      'ZZ',
      'AAA',
    ]);
  });
});
