import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderCsv, THEME_COLUMNS } from '../../src/render/csv.js';
import { csvLine, guardFormula } from '../../src/render/csv-cells.js';
import type { RenderOptions } from '../../src/types.js';
import { emptyReport, groupRow, HOSTILE, richReport } from './sample-report.js';

const OPTIONS: RenderOptions = { width: 80, colour: false, unicode: true, table: 'themes', bom: false };

function rows(report = richReport()): Record<string, string>[] {
  return parse(renderCsv(report, OPTIONS), { columns: true });
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
  it('has the published header and one row a card, theme, commitment and group', () => {
    const all = rows();
    expect(Object.keys(all[0]!)).toEqual([...THEME_COLUMNS]);
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
      expect(names.size).toBe(section.rows.length);
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
    expect(renderCsv(emptyReport(), { ...OPTIONS, bom: true }).charCodeAt(0)).toBe(0xfeff);
  });
});
