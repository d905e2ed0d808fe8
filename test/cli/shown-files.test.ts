/** What leaves the machine says which file and record, and not whose folder it lay in. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readXlsx } from 'hucre/xlsx';
import { describe, expect, it } from 'vitest';
import { reviewscan, scratchFolder } from './bin.js';

const folder = scratchFolder();
const home = join(folder, 'Users', 'jane.doe');
const paths = ['north', 'south'].map((name) => join(home, name, 'reviews.csv'));
const outputs = ['report.json', 'left.csv', 'safety.csv', 'reviews.csv', 'sentences.csv', 'rows.ndjson'];

function write(path: string, of: number): void {
  mkdirSync(join(path, '..'), { recursive: true });
  const rows = Array.from(
    { length: 6 },
    (_, i) =>
      `${of}${i},"I got an infection after surgery number ${of}${i}. The nurses were kind.",${i === 3 ? 'soon' : `2026-01-0${i + 1}`},Hill,Dr. Ada Varga`,
  );
  writeFileSync(path, `id,review,date,location,provider\n${rows.join('\n')}\n`);
}

function run(inputs: readonly string[]) {
  return reviewscan(
    [
      'analyze',
      ...inputs,
      '--format=json=report.json',
      ...['left-out=left', 'safety=safety', 'reviews=reviews', 'sentences=sentences'].map(
        (table) => `--format=csv:${table}.csv`,
      ),
      '--format=ndjson=rows.ndjson',
      '--format=xlsx=book.xlsx',
      '--digest=json=digest.json',
    ],
    { cwd: folder },
  );
}

describe('files and records', () => {
  paths.forEach(write);

  it.each([
    ['one by its last part', paths.slice(0, 1), ['reviews.csv']],
    ['several by what tells them apart', paths, ['north/reviews.csv', 'south/reviews.csv']],
  ])('are called alike in every output: %s', async (_, inputs, names) => {
    const { status, stderr } = run(inputs);
    expect(status).toBe(0);
    const report = JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8'));
    expect(report.input.files.map(({ file }: { file: string }) => file)).toEqual(names);
    for (const name of [...outputs, 'digest.json']) {
      const text = readFileSync(join(folder, name), 'utf8');
      expect(text.includes('jane.doe'), name).toBe(false);
      for (const shown of names) expect(text.includes(shown), `${shown} in ${name}`).toBe(true);
    }
    const { sheets } = await readXlsx(readFileSync(join(folder, 'book.xlsx')));
    const cells = sheets.map(({ rows }) => JSON.stringify(rows)).join('\n');
    expect(cells.includes('jane.doe')).toBe(false);
    const safety = sheets.find(({ name }) => name === 'Safety')!.rows;
    const column = (title: string) => safety[0]!.indexOf(title);
    expect(new Set(safety.slice(1).map((row) => row[column('File')]))).toEqual(new Set(names));
    expect(safety[1]![column('Location')]).toBe('Hill');
    expect(safety[1]![column('Provider')]).toMatch(/^Provider [B-Z2-9]{6}$/);
    // whoever runs it is told the path as it was named
    expect(stderr).toContain(`${inputs[0]}, record 4: `);
  });
});
