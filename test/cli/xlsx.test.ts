import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readXlsx } from 'hucre/xlsx';
import { describe, expect, it } from 'vitest';
import { fixture, reviewscan, scratchFolder } from './bin.js';

const folder = scratchFolder();

async function cellsOf(name: string): Promise<Map<string, string>> {
  const { sheets } = await readXlsx(readFileSync(join(folder, name)));
  return new Map(sheets.map((sheet) => [sheet.name, JSON.stringify(sheet.rows)]));
}

describe('analyze --format xlsx', () => {
  it('writes one workbook, the same bytes twice, chosen by the ending too', () => {
    const at = (name: string) => join(folder, name);
    const args = ['analyze', fixture('seed.csv'), '-q'];
    for (const flags of [
      ['--format', `xlsx=${at('a.xlsx')}`],
      ['--output', at('b.xlsx')],
    ]) {
      const ran = reviewscan([...args, ...flags]);
      expect([ran.status, ran.stdout, ran.stderr]).toEqual([0, '', '']);
    }
    expect(Buffer.compare(readFileSync(at('a.xlsx')), readFileSync(at('b.xlsx')))).toBe(0);
    const elsewhere = reviewscan([...args, '--output', at('c.xlsx')], { env: { TZ: 'Pacific/Auckland' } });
    expect(elsewhere.status).toBe(0);
    expect(Buffer.compare(readFileSync(at('a.xlsx')), readFileSync(at('c.xlsx')))).toBe(0);
  });

  it('names no provider in any sheet unless asked, and holds no words with --no-quotes', async () => {
    const rows = ['id,review,Surgeon,date'];
    for (let i = 0; i < 8; i++) {
      rows.push(
        `A-${i},"Dr. Varga did a good job, quick. The desk was rude.",Dr. Helena Varga,2026-01-0${i + 1}`,
      );
    }
    writeFileSync(join(folder, 'named.csv'), rows.join('\n'));
    const run = (name: string, ...flags: string[]) =>
      reviewscan(['analyze', 'named.csv', '-q', '--by', 'Surgeon', '-o', name, ...flags], { cwd: folder });
    expect(run('default.xlsx').status).toBe(0);
    expect(run('words.xlsx', '--redact', 'words').status).toBe(0);
    expect(run('none.xlsx', '--no-quotes').status).toBe(0);
    const [coded, named, silent] = [
      await cellsOf('default.xlsx'),
      await cellsOf('words.xlsx'),
      await cellsOf('none.xlsx'),
    ];
    for (const sheet of ['Themes', 'Groups', 'Reviews', 'Sentences']) {
      expect(coded.get(sheet), sheet).not.toContain('Varga');
      expect(coded.get(sheet), sheet).toMatch(/Provider [B-Z2-9]{6}/);
      expect(named.get(sheet), sheet).toContain('Dr. Helena Varga');
    }
    expect(coded.get('Sentences')).toContain('did a good job, quick.');
    expect([...silent.values()].join()).not.toContain('did a good job, quick.');
  });

  it('is read again by reviewscan itself', () => {
    writeFileSync(
      join(folder, 'two.csv'),
      'id,review\n1,The nurse was kind and patient.\n2,The desk was rude to me.\n',
    );
    expect(reviewscan(['analyze', 'two.csv', '-q', '-o', 'two.xlsx'], { cwd: folder }).status).toBe(0);
    const again = reviewscan(['inspect', 'two.xlsx', '--sheet', 'Sentences', '--format', 'json'], {
      cwd: folder,
    });
    expect(again.stdout).toContain('"text": [\n      "Text"');
  });
});

describe('render --format xlsx', () => {
  it('draws the workbook of a saved report, without the sheets of reviews', async () => {
    const saved = reviewscan(['analyze', fixture('seed.csv'), '-q', '-o', 'saved.json'], { cwd: folder });
    expect(saved.status).toBe(0);
    const drawn = reviewscan(['render', 'saved.json', '-o', 'drawn.xlsx'], { cwd: folder });
    expect([drawn.status, drawn.stderr]).toEqual([0, '']);
    const names = [...(await cellsOf('drawn.xlsx')).keys()];
    expect(names).toEqual(['Summary', 'Themes', 'Groups', 'Trend', 'Safety', 'Left out', 'About']);
  });
});
