/** The workbook in LibreOffice: every sheet, saved as csv, holds what our own csv tables hold. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { fixture, reviewscan, scratchFolder } from '../cli/bin.js';

const SOFFICE = ['/usr/bin/soffice', '/usr/bin/localc', '/usr/bin/libreoffice'].find(existsSync);
if (!SOFFICE) console.warn('No LibreOffice here: the test that opens the workbook in it is skipped.');

/** Comma, double quote, UTF-8, cells as they are and not as they are shown, every sheet in a file of its own. */
const EVERY_SHEET = 'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1';

const SHEETS = {
  Themes: 'themes',
  Groups: 'groups',
  Trend: 'trend',
  Safety: 'safety',
  'Left out': 'left-out',
  Reviews: 'reviews',
  Sentences: 'sentences',
};

const HOSTILE = [
  'id,review,date,location,rating',
  'A-1,"=1+1 they said. The staff was rude, and the result is great.",2026-01-02,"=HYPERLINK(""http://evil.example"")",5',
  'A-2,"+44 was called, nobody answered\r\nthe phone. Lovely \u0007bell, _x0041_ and <b>&amp;</b>.",2026-01-03,@here,1',
  `A-3,"  Two spaces before. ${'The surgeon was kind. '.repeat(3)}🏥 東京",2024-02-29,-7,3`,
  `A-4,"The desk was rude: ${'so rude, '.repeat(4000)}really.",2026-02-01,#N/A,2`,
  'A-5,"It works, 1e5 times. The nurse was wonderful. 3/4 said TRUE.",2026-03-01,0012,4',
].join('\n');

describe.skipIf(!SOFFICE)('the workbook in LibreOffice', () => {
  const folder = scratchFolder();

  it.each(['sample.csv', 'hostile.csv'])(
    '%s: holds what the csv tables hold',
    (name) => {
      const input = name === 'sample.csv' ? fixture(name) : join(folder, name);
      if (name === 'hostile.csv') writeFileSync(input, HOSTILE);
      const workbook = join(folder, 'report.xlsx');
      const tables = Object.values(SHEETS).flatMap((table) => [
        '--format',
        `csv:${table}=${join(folder, `${table}.csv`)}`,
      ]);
      const flags = ['-q', '--by', 'location', '--by', 'month', '--redact', 'words', '--min-n', '1'];
      const ran = reviewscan(['analyze', input, ...flags, '--format', `xlsx=${workbook}`, ...tables]);
      expect([ran.status, ran.stderr]).toEqual([0, '']);
      const profile = `-env:UserInstallation=${pathToFileURL(join(folder, 'profile')).href}`;
      const { status } = spawnSync(
        SOFFICE!,
        [profile, '--headless', '--convert-to', EVERY_SHEET, '--outdir', folder, workbook],
        { encoding: 'utf8' },
      );
      expect(status).toBe(0);
      for (const [sheet, table] of Object.entries(SHEETS)) {
        const seen = read(join(folder, `report-${sheet}.csv`));
        const ours = read(join(folder, `${table}.csv`));
        expect(seen.length, sheet).toBe(ours.length);
        expect(
          seen.slice(1).map((row) => row.map(ofSpreadsheet)),
          sheet,
        ).toEqual(ours.slice(1).map((row) => row.map(ofOurs)));
      }
      expect(read(join(folder, 'report-Summary.csv'))[0]![0]).toBe('What patients wrote');
    },
    240_000,
  );
});

function read(file: string): string[][] {
  const rows = parse(readFileSync(file, 'utf8'), { relax_column_count: true }) as string[][];
  const width = rows[0]!.length;
  return rows.map((row) => [...row, ...new Array<string>(Math.max(0, width - row.length)).fill('')]);
}

/** LibreOffice writes shares as percent and truths in capitals. */
function ofSpreadsheet(cell: string): string | number {
  if (/^-?[\d.]+%$/.test(cell)) return Math.round(Number(cell.slice(0, -1)) * 100) / 10_000;
  if (cell === 'TRUE' || cell === 'FALSE') return cell.toLowerCase();
  return number(cell);
}

/** Without the guard against formulas, which a typed cell does not need; cut where a cell must be. */
function ofOurs(cell: string): string | number {
  const text = cell.replace(/^'(?=[\s\p{Cc}\p{Cf}]*[=+\-@＝＋－＠])/u, '').replaceAll('\r\n', '\n');
  return number(text);
}

function number(cell: string): string | number {
  return /^-?\d+(\.\d+)?$/.test(cell) ? Number(cell) : cell;
}
