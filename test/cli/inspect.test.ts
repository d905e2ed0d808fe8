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
    ['columns: {}\ncolour: red\n', 'bad.yaml:2: does not know colour'],
    [
      'columns:\n  text: Words\n  location: Wards\n',
      'bad.yaml:3: location: there is no column Wards; alike are Ward, Words; ',
    ],
    ['columns: {}\nratingScale: {worst: 1}\n', 'bad.yaml:2: ratingScale: write'],
    ['columns: {}\ndelimiter: blank\n', 'choose comma or semicolon or tab or pipe'],
    ['columns: [\n', 'not valid YAML'],
    ['columns: {}\ndateOrder: ymd\n', 'choose dmy or mdy'],
  ])('refuses %j in one line', (text, words) => {
    writeFileSync(at('bad.yaml'), text);
    const { stderr, status } = reviewscan(['inspect', at('april.csv'), '--map-file', at('bad.yaml')]);
    expect(status).toBe(2);
    expect(stderr).toContain(words);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  it('settles scale, direction, delimiter and place for shards that could not tell by themselves', () => {
    writeFileSync(
      at('fft.csv'),
      `fft;comment\n${Array.from({ length: 60 }, (_, n) => (n % 6 === 5 ? `6;Ward ${n} was the usual.` : n % 7 === 0 ? `5;Rude and useless staff on day ${n}.` : `1;Excellent and caring nurses on day ${n}.`)).join('\n')}\n`,
    );
    reviewscan(['inspect', at('fft.csv'), '--save-map', at('fft.yaml')]);
    const saved = readFileSync(at('fft.yaml'), 'utf8');
    expect(saved).toContain('ratingScale:\n  worst: 5\n  best: 1\n  notRated:\n    - 6\n');
    expect(saved).toContain('delimiter: semicolon');
    writeFileSync(at('shard.csv'), 'fft;comment\n2;The tea was warm, and so were we.\n6;A visit.\n');
    const { input } = JSON.parse(
      reviewscan(['analyze', at('shard.csv'), '--map-file', at('fft.yaml'), '--format=json', '-q']).stdout,
    );
    expect(input.files[0].ratingScale).toEqual({ name: '1-5', min: 1, max: 5, reversed: true });
    expect(input.problems.total ?? 0).toBe(0);
    const page = { data: { items: [{ note: 'The tea was warm, and so were we.' }] } };
    writeFileSync(at('page.json'), JSON.stringify(page));
    writeFileSync(at('page.yaml'), 'columns:\n  text: note\nrecordsPath: data.rows\n');
    const { stderr } = reviewscan(['analyze', at('page.json'), '--map-file', at('page.yaml')]);
    expect(stderr).toContain('there are no records at data.rows; there are some at data.items');
  });

  it('keeps how rows were joined', () => {
    const file = fixture('one-row-a-question.csv');
    reviewscan(['inspect', file, '--save-map', at('long.yaml')]);
    const { stdout } = reviewscan(['inspect', file, '--map-file', at('long.yaml'), '--format=json']);
    expect(JSON.parse(stdout).joined).toMatchObject({ by: 'Submission', question: 'Question', reviews: 4 });
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
