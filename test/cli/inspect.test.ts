import { readFileSync, writeFileSync } from 'node:fs';
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

  it('says that one row is one question, and what they were joined by; analyze counts the rows as joined', () => {
    const file = fixture('one-row-a-question.csv');
    const { stdout } = reviewscan(['inspect', file]);
    expect(stdout.replace(/\s+/g, ' ')).toContain(
      'one row is one question (Question); joined by Submission they are 4 reviews',
    );
    const { columns, joined, ratingScale, kind } = JSON.parse(
      reviewscan(['inspect', '--format=json', file]).stdout,
    );
    expect(joined).toEqual({ by: 'Submission', question: 'Question', answers: ['Answer'], reviews: 4 });
    expect(columns).toMatchObject({ text: ['Answer'], question: 'Question', respondent: 'Submission' });
    expect([kind, ratingScale]).toEqual(['survey', 'quality']);
    const report = JSON.parse(reviewscan(['analyze', file, '--format=json']).stdout);
    expect(report.input.ledger).toMatchObject({ records: 11, joined: 7, used: 4 });
    expect(reviewscan(['analyze', file]).stdout).toContain('7 joined');
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

describe('--save-map and --map-file', () => {
  const folder = scratchFolder();
  const at = (name: string) => join(folder, name);
  const rows = '03/04/2024,x,The nurse explained every step.\n25/04/2024,y,The porter never came back.\n';
  writeFileSync(at('april.csv'), `When,Ward,Words\n${rows}`);

  it('keep what was found, and read the next export by it', () => {
    const { status } = reviewscan([
      'inspect',
      at('april.csv'),
      '--save-map',
      at('map.yaml'),
      '--map=location=Ward',
    ]);
    expect(status).toBe(0);
    const map = readFileSync(at('map.yaml'), 'utf8');
    expect(map).toMatch(/^columns:\n/m);
    expect(map).toMatch(/location:\n +- Ward/);
    expect(map).toContain('dateOrder: dmy');
    // Day and month of this one cannot be told apart by itself.
    writeFileSync(at('may.csv'), 'When,Ward,Words\n03/05/2024,z,The lift was broken all day.\n');
    const args = ['analyze', at('may.csv'), '--map-file', at('map.yaml'), '--format=json', '--quiet'];
    const { input } = JSON.parse(reviewscan(args).stdout);
    expect(input.dates.first).toBe('2024-05-03');
    expect(input.files[0].columns).toContainEqual(
      expect.objectContaining({ field: 'location', column: 'Ward', why: 'map' }),
    );
  });

  it.each([
    ['columns:\n  words: Words\n', 'does not know the field words'],
    ['columns:\n  text: Nope\n', 'there is no column Nope'],
    ['text: Words\n', 'no map file'],
    ['columns: {}\ncolour: red\n', 'does not know colour'],
    ['columns: [\n', 'not valid YAML'],
    ['columns: {}\ndateOrder: ymd\n', 'choose dmy or mdy'],
  ])('refuses %j in one line', (text, words) => {
    writeFileSync(at('bad.yaml'), text);
    const { stderr, status } = reviewscan(['inspect', at('april.csv'), '--map-file', at('bad.yaml')]);
    expect(status).toBe(2);
    expect(stderr).toContain(words);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  it('saves of a single file alone', () => {
    const { stderr, status } = reviewscan([
      'inspect',
      at('april.csv'),
      fixture('tab.tsv'),
      '--save-map',
      at('m.yaml'),
    ]);
    expect(status).toBe(2);
    expect(stderr).toContain('inspect a single file');
  });
});
