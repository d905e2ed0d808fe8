import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderCsv } from '../../src/render/csv.js';
import { csvLine, guardFormula } from '../../src/render/csv-cells.js';
import { recordTables } from '../../src/render/tables/record-tables.js';
import { reportTables } from '../../src/render/tables/report-tables.js';
import type { RenderOptions } from '../../src/types.js';
import { expectGolden } from '../golden.js';
import { emptyReport, groupRow, HOSTILE, OPTIONS, richReport, smallReport } from './sample-report.js';

function rows(report = richReport(), table: RenderOptions['table'] = 'themes'): Record<string, string>[] {
  return parse(renderCsv(report, { ...OPTIONS, table }), { columns: true });
}

describe('csvLine', () => {
  it('is read back by a parser as it went in, but for the guard', () => {
    const text = fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(...'a,"\r\n =+-@\t'.split('')) }));
    fc.assert(
      fc.property(fc.array(text, { minLength: 2, maxLength: 5 }), (cells) => {
        const [read] = parse(csvLine(cells), { relax_column_count: true }) as string[][];
        expect(read).toEqual(cells.map(guardFormula));
      }),
    );
  });

  it('guards texts that a spreadsheet would run', () => {
    for (const text of [
      '=1+1',
      '+1',
      '-1',
      '@x',
      '\t=1',
      '\r=1',
      '\n',
      '  =1',
      '\u200B=1',
      '＝1',
      '\u0000=1',
    ]) {
      expect(guardFormula(text)).toBe(`'${text}`);
    }
    for (const text of ['a=1', '1-2', '', "it's", 'ok', ' a']) expect(guardFormula(text)).toBe(text);
  });

  it('leaves numbers numbers, without noise', () => {
    expect(csvLine([-5, 0.1 + 0.2, null, true, '-5'])).toBe("-5,0.3,,true,'-5\n");
  });
});

describe('renderCsv', () => {
  it('has one row a card, theme, commitment and group', () => {
    const all = rows();
    const report = richReport();
    const whole = all.filter((row) => row.by === '');
    expect(whole.filter((row) => row.level === 'card').map((row) => row.name)).toEqual([
      'clinical-outcome',
      'clinical-skill',
      'service',
    ]);
    expect(whole.filter((row) => row.level === 'theme')).toHaveLength(
      report.clinical.themes.length + report.service.themes.length + report.general.themes.length,
    );
    for (const section of report.groups) {
      const names = new Set(all.filter((row) => row.by === section.by).map((row) => row.group));
      expect(names.size).toBe(section.rows.length - section.suppressed);
    }
  });

  it('writes the numbers of the report', () => {
    const staff = rows().find((row) => row.by === '' && row.name === 'staff')!;
    expect(staff).toMatchObject({
      level: 'theme',
      axis: 'service',
      reviews: '171',
      positive: '120',
      negative: '40',
      mixed: '11',
      neutral: '0',
      n: '171',
      score: '73.4',
      low: '66.3',
      high: '79.4',
      flag: '',
    });
  });

  it('leaves a score that there is not empty, and says why when too few spoke', () => {
    const find = (name: string) => rows().find((row) => row.by === '' && row.name === name)!;
    expect(find('comfort')).toMatchObject({ n: '0', score: '', low: '', high: '', flag: '' });
    expect(find('amenities')).toMatchObject({ n: '3', score: '', flag: 'below-floor' });
    expect(find('billing').flag).toBe('provisional');
    const partial = rows().filter((row) => row.group === '2026-Q4');
    expect(partial.every((row) => row.flag!.split(' ').includes('partial'))).toBe(true);
  });

  it('runs nothing from a group name', () => {
    const report = richReport();
    report.groups[0]!.rows = [groupRow('=HYPERLINK("http://evil.example")', 50), groupRow(HOSTILE, 50)];
    const names = new Set(
      rows(report)
        .filter((row) => row.by === 'location')
        .map((row) => row.group),
    );
    expect(names).toContain('\'=HYPERLINK("http://evil.example")');
    expect([...names].every((name) => !/^[=+\-@\t\r]/.test(name!))).toBe(true);
  });

  it('begins with a byte order mark only when asked', () => {
    expect(renderCsv(emptyReport(), OPTIONS).charCodeAt(0)).toBe('l'.charCodeAt(0));
    expect(
      renderCsv(emptyReport(), { ...OPTIONS, csv: { bom: true, decimalComma: false } }).charCodeAt(0),
    ).toBe(0xfeff);
  });

  it('has one row a group, with its scores beside those of the others', () => {
    const report = richReport();
    const all = rows(report, 'groups');
    expect(all.map(({ by, group }) => [by, group])).toHaveLength(
      report.groups.reduce((sum, section) => sum + section.rows.length, 0),
    );
    const northgate = all.find(({ group }) => group === 'Northgate')!;
    expect(northgate).toMatchObject({
      partial: 'false',
      reviews: '200',
      service_verdict: 'higher',
      service_difference: '18',
      service_difference_low: '7',
      clinical_outcome_verdict: 'no-detectable-difference',
    });
    expect(all.find(({ group }) => group === '2026-Q4')!.partial).toBe('true');
    const tiny = Object.entries(all.find(({ group }) => group === 'Tiny')!);
    expect(tiny.filter(([, cell]) => cell !== '').map(([name]) => name)).toEqual([
      'by',
      'group',
      'partial',
      'reviews',
    ]);
  });

  it('has one row a period, those without reviews included, and none without dates', () => {
    const all = rows(richReport(), 'trend');
    expect(all).toHaveLength(richReport().trend!.rows.length);
    expect(all[5]).toMatchObject({ reviews: '0', service: '', service_n: '0', service_flag: '' });
    expect(rows({ ...richReport(), trend: null }, 'trend')).toEqual([]);
  });

  it('tells what was left out, in records that add up', () => {
    const all = rows(richReport(), 'left-out').filter(({ part }) => part === 'records');
    const [records, unfolded, ...fates] = all.map(({ count }) => Number(count));
    expect(fates.reduce((sum, n) => sum + n, 0)).toBe(records! + unfolded!);
    const problem = rows(richReport(), 'left-out').find(({ part }) => part === 'problem')!;
    expect(problem.message).not.toBe('');
  });

  it('parts cells by semicolons and writes 0,5 where that is the custom', () => {
    const dialect = { bom: false, decimalComma: true };
    const text = renderCsv(richReport(), { ...OPTIONS, csv: dialect });
    const read = parse(text, { columns: true, delimiter: ';' }) as Record<string, string>[];
    expect(read.find(({ name, by }) => name === 'staff' && by === '')!.score).toBe('73,4');
    expect(csvLine(['a;b', 'c,d', 1.5, '1.5', -0.25], dialect)).toBe('"a;b";"c,d";1,5;1.5;-0,25\n');
  });
});

describe('the columns of every table', () => {
  const tables = [
    ...Object.entries(reportTables).map(([name, { columns }]) => [name, columns] as const),
    ...Object.entries(recordTables).map(([name, table]) => [name, table.columns([])] as const),
  ];

  it('are called what they were called when they were published', () => {
    const names = Object.fromEntries(tables.map(([name, columns]) => [name, columns.map((c) => c.name)]));
    expectGolden('tables.json', `${JSON.stringify(names, null, 2)}\n`);
  });

  it.each(tables)('%s: each has its own name and title, and says what it holds', (_, columns) => {
    expect(new Set(columns.map(({ name }) => name)).size).toBe(columns.length);
    expect(new Set(columns.map(({ title }) => title)).size).toBe(columns.length);
    for (const { name, what } of columns) {
      expect(name).toMatch(/^[a-z][a-z_]*$/);
      expect(what).not.toBe('');
    }
  });

  it.each(Object.keys(reportTables) as RenderOptions['table'][])(
    '%s: rows are as wide as the header',
    (name) => {
      for (const report of [richReport(), smallReport(), emptyReport()]) {
        for (const cells of reportTables[name].rows(report)) {
          expect(cells).toHaveLength(reportTables[name].columns.length);
        }
      }
    },
  );
});
