import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { reviewscan, scratchFolder } from './bin.js';

const folder = scratchFolder();
const at = (name: string) => join(folder, name);
const run = (...args: string[]) => reviewscan(args, { cwd: folder });
const EXPORT = `id,review,date\n${Array.from(
  { length: 8 },
  (_, i) => `${i + 1},"The desk was rude. The wait was ${i + 2} hours.",2026-03-0${i + 1}\n`,
).join('')}`;

beforeAll(() => {
  mkdirSync(at('exports'));
  writeFileSync(at('p.csv'), EXPORT);
  writeFileSync(at('exports/p.csv'), EXPORT);
  expect(run('analyze', 'p.csv', '-q', '--history', 'h.db', '-o', 'r.html').status).toBe(0);
});

describe('what a command reads', () => {
  it.each([
    ['inspect', 'p.csv', '--save-map', 'p.csv'],
    ['suggest', 'p.csv', '-o', './p.csv'],
    ['suggest', 'exports/*.csv', '-o', 'exports/p.csv'],
    ['suggest', 'exports', '-o', 'exports/p.csv'],
    ['suggest', 'exp*/**/?.csv', '-o', 'exports/p.csv'],
    ['analyze', 'exports/*.csv', '-o', 'exports/p.csv'],
    ['analyze', 'p.csv', '--history', 'p.csv'],
    ['analyze', 'p.csv', 'h.*', '--history', 'h.db'],
    ['analyze', 'exports', '--history', 'exports/history.csv'],
    ['label', 'p.csv', '--export', 'p.csv', '--sample', '5'],
    ['label', 'exports', '--export', 'exports/new.csv'],
    ['init', 'p.csv', '--output', 'p.csv', '--force'],
    ['redact', 'p.csv', '-o', 'p.csv'],
    ['history', 'export', 'h.db', '--output', 'h.db'],
    ['history', 'show', 'h.db', '-o', './h.db'],
    ['history', 'show', 'h.db', '--gone', '-o', 'h.db'],
  ])('is never replaced: %s %s %s %s', (...args) => {
    const before = ['p.csv', 'exports/p.csv', 'h.db'].map((name) => readFileSync(at(name)));
    const { status, stdout, stderr } = run(...args);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(
      /^reviewscan: \S+: .*is read by this run( and would be replaced)?; choose another\n$/,
    );
    expect(['p.csv', 'exports/p.csv', 'h.db'].map((name) => readFileSync(at(name)))).toEqual(before);
  });

  it('may have a history beside it that no folder is searched for', () => {
    for (const records of ['8 new', 'nothing new']) {
      const { status, stderr } = run('analyze', 'exports', '--history', 'exports/h.db', '-o', 'r.html');
      expect([status, stderr]).toEqual([0, expect.stringContaining(records)]);
    }
  });

  it('may have a config or a map beside it', () => {
    expect(run('init', 'exports', '-o', 'exports/reviewscan.yaml').status).toBe(0);
    expect(run('inspect', 'exports', '--save-map', 'exports/map.yml').status).toBe(0);
  });
});

describe('label --export', () => {
  const draw = (...more: string[]) => run('label', 'p.csv', '--export', 's.csv', '--sample', '4', ...more);

  it('does not replace a spreadsheet with answers that stand nowhere else', () => {
    expect(draw().status).toBe(0);
    // nothing is lost yet
    expect(draw().status).toBe(0);
    const answered = readFileSync(at('s.csv'), 'utf8').replace(/,$/m, ',staff-');
    writeFileSync(at('s.csv'), answered);
    const refused = draw();
    expect([refused.status, refused.stderr]).toEqual([
      2,
      'reviewscan: s.csv: holds answers that are not in labels.tsv; take them in first with reviewscan label --import s.csv, or name another file\n',
    ]);
    expect(readFileSync(at('s.csv'), 'utf8')).toBe(answered);
    expect(run('label', '--import', 's.csv').status).toBe(0);
    expect(draw().status).toBe(0);
    expect(readFileSync(at('s.csv'), 'utf8')).toContain(',staff-');
  });

  it('nor one with a slip in an answer, nor its own suggestions once they were changed', () => {
    expect(draw('--suggest').status).toBe(0);
    expect(draw('--suggest').status).toBe(0);
    appendFileSync(at('s.csv'), 'x,The car park was full.,parking\n');
    expect(draw('--suggest').status).toBe(2);
  });
});
