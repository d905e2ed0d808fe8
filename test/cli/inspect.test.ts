import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fixture, reviewscan, scratchFolder } from './bin.js';

describe('inspect', () => {
  it('says which column is taken for what and why, and nothing on stderr', () => {
    const { stdout, stderr, status } = reviewscan(['inspect', fixture('name-lies.csv')]);
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/text +reviews +header and values agree/);
    expect(stdout).toMatch(/reviewer +name +recognised, left out/);
    expect(stdout).toMatch(/LEFT OUT\n.*rating \(numbers\)/);
  });

  it('gives one object for a file, a list for several', () => {
    const one = JSON.parse(reviewscan(['inspect', '--format=json', fixture('tab.tsv')]).stdout);
    expect(one).toMatchObject({ kind: 'reviews', format: 'tsv', delimiter: 'TAB', withText: 5 });
    const two = reviewscan(['inspect', '--format=json', fixture('tab.tsv'), fixture('array.json')]).stdout;
    expect(JSON.parse(two).map(({ format }: { format: string }) => format)).toEqual(['tsv', 'json']);
  });

  it('refuses a file without reviews in one line and exits 2; the report on it is written', () => {
    const { stdout, stderr, status } = reviewscan([
      'inspect',
      '--format=json',
      fixture('no-review-column.csv'),
    ]);
    expect(status).toBe(2);
    expect(JSON.parse(stdout).kind).toBe('none');
    expect(stderr).toMatch(/^reviewscan: .*no column of review text.*\n$/);
  });

  it('exits 0 for a file without records', () => {
    const { stdout, status } = reviewscan(['inspect', fixture('header-only.csv')]);
    expect(status).toBe(0);
    expect(stdout).toContain('no records');
  });

  it('looks at every file of a folder, and says what it passes over', () => {
    const folder = scratchFolder();
    writeFileSync(
      join(folder, 'a.csv'),
      'review,rating\nThe nurse was kind to me.,5\nNobody rang me back.,1\n',
    );
    writeFileSync(join(folder, 'b.csv'), 'doctor,reviews\nA,12\nB,31\nC,17\n');
    writeFileSync(join(folder, 'c.pdf'), 'x');
    const { stdout, stderr, status } = reviewscan(['inspect', '--format=json', folder]);
    expect(JSON.parse(stdout).map(({ kind }: { kind: string }) => kind)).toEqual(['reviews', 'none']);
    expect(stderr).toMatch(/c\.pdf: passed over/);
    expect(status).toBe(0);
  });

  it('reads standard input and keeps to the width', () => {
    const input = 'review,rating\nThe nurse explained every step to me.,5\nThe porter never came back.,1\n';
    const { stdout, status } = reviewscan(['inspect', '-', '--width', '80'], { input });
    expect(status).toBe(0);
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });
});
