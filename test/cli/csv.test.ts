import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fixture, reviewscan, scratchFolder } from './bin.js';

const folder = scratchFolder();
const SAMPLE = fixture('sample.csv');

describe('analyze --format csv', () => {
  it('writes several tables in one run, each with its own header', () => {
    const tables = ['themes', 'groups', 'trend', 'left-out', 'reviews', 'sentences'];
    const formats = tables.flatMap((table) => ['--format', `csv:${table}=${join(folder, `${table}.csv`)}`]);
    const ran = reviewscan(['analyze', SAMPLE, '--quiet', '--by', 'location', ...formats]);
    expect([ran.status, ran.stderr, ran.stdout]).toEqual([0, '', '']);
    const heads = tables.map((table) => readFileSync(join(folder, `${table}.csv`), 'utf8').split('\n')[0]);
    expect(new Set(heads).size).toBe(tables.length);
    expect(heads[1]).toMatch(/^by,group,partial,reviews,/);
  });

  it('takes --table for the one csv, and says which tables there are', () => {
    const trend = reviewscan(['analyze', SAMPLE, '-q', '--format', 'csv', '--table', 'trend']);
    expect(trend.stdout).toMatch(/^by,period,partial,/);
    const named = reviewscan(['analyze', SAMPLE, '-q', '--format', 'csv:trend']);
    expect(named.stdout).toBe(trend.stdout);
    const wrong = reviewscan(['analyze', SAMPLE, '--format', 'csv:month=a.csv']);
    expect(wrong.status).toBe(2);
    expect(wrong.stderr).toContain(
      'choose themes or groups or trend or safety or left-out or reviews or sentences',
    );
    const other = reviewscan(['analyze', SAMPLE, '--format', 'json:groups=a.json']);
    expect([other.status, existsSync('a.json')]).toEqual([2, false]);
    expect(other.stderr).toContain('csv alone has tables');
  });

  it('writes what Excel wants, in the report and in the records', () => {
    for (const table of ['themes', 'sentences']) {
      const flags = ['--format', 'csv', '--table', table, '--excel', '--decimal-comma'];
      const { stdout } = reviewscan(['analyze', fixture('seed.csv'), '-q', ...flags]);
      expect(stdout.charCodeAt(0)).toBe(0xfeff);
      const [head, ...rows] = stdout.slice(1).split('\n');
      expect(head!.split(';').length).toBeGreaterThan(10);
      expect(rows.every((row) => row === '' || row.includes(';'))).toBe(true);
    }
    const { stdout } = reviewscan([
      'analyze',
      fixture('seed.csv'),
      '-q',
      '--format',
      'csv:sentences',
      '--decimal-comma',
    ]);
    expect(stdout).toMatch(/;0,9\d+;/);
  });
});

describe('--plain', () => {
  it('is one fact a line, without colour, wherever the terminal report would go', () => {
    const args = ['analyze', fixture('seed.csv'), '-q', '--plain'];
    const { stdout } = reviewscan(args, { env: { FORCE_COLOR: '1' } });
    expect(stdout).toMatch(/^theme\.staff\.n\t1$/m);
    // of one review no side is told
    expect(stdout).not.toMatch(/^theme\.staff\.(?:positive|negative|mixed|neutral)\t/m);
    expect(stdout).not.toContain('\u001b');
    expect(stdout.split('\n').every((line) => line === '' || line.split('\t').length === 2)).toBe(true);
    expect(reviewscan([...args, '--output', join(folder, 'facts.txt')]).status).toBe(0);
    expect(readFileSync(join(folder, 'facts.txt'), 'utf8')).toBe(stdout);
  });
});
