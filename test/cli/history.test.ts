import {
  chmodSync,
  copyFileSync,
  existsSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fixture, reviewscan, scratchFolder } from './bin.js';

const folder = scratchFolder();
const at = (name: string) => join(folder, name);
const sample = readFileSync(fixture('sample.csv'), 'utf8').split('\n');
const exportOf = (name: string, records: readonly string[]) => {
  writeFileSync(at(name), [sample[0], ...records].join('\n'));
  return name;
};
const analyze = (file: string, ...more: string[]) => reviewscan(['analyze', file, ...more], { cwd: folder });
const history = (...args: string[]) => reviewscan(['history', ...args], { cwd: folder });
/** Records of the sample end at a line end for the most part; a cut inside one is an unclosed quote. */
const records = sample
  .slice(1)
  .join('\n')
  .split(/\n(?=[A-Z]+-?\d)/);

describe('analyze --history', () => {
  it('gives the bytes of a full run in every format, and analyses what is new alone', () => {
    const outputs = (run: string) => [
      '--by',
      'location',
      ...['json', 'ndjson', 'html', 'markdown'].flatMap((format) => [
        '--format',
        `${format}=${run}.${format}`,
      ]),
    ];
    exportOf('grown.csv', records.slice(0, 60));
    expect(analyze('grown.csv', '--history', 'grown.sqlite', ...outputs('first')).status).toBe(0);
    exportOf('grown.csv', [...records.slice(50), ...records.slice(5, 50)]);
    const second = analyze('grown.csv', '--history', 'grown.sqlite', ...outputs('second'));
    expect(second.stderr).toMatch(/grown\.sqlite: run 2; \d+ reviews, \d+ new, \d+ gone; \d+ analysed\n$/);
    const full = analyze('grown.csv', ...outputs('full'));
    expect(full.status).toBe(0);
    for (const format of ['json', 'ndjson', 'html', 'markdown']) {
      expect(
        readFileSync(at(`second.${format}`), 'utf8') === readFileSync(at(`full.${format}`), 'utf8'),
      ).toBe(true);
    }
    const third = analyze('grown.csv', '--history', 'grown.sqlite', '-o', 'third.json');
    expect(third.stderr).toContain('run 3;');
    expect(third.stderr).toContain('nothing new; 0 analysed');
  });

  it('leaves everything as it was where the input is cut off', () => {
    exportOf('whole.csv', records.slice(0, 40));
    analyze('whole.csv', '--history', 'whole.sqlite', '-o', 'whole.json');
    const before = [readFileSync(at('whole.sqlite')), readFileSync(at('whole.json'))];
    writeFileSync(at('whole.csv'), `${readFileSync(at('whole.csv'), 'utf8')}\nZ-1,2026-01-01,"cut o`);
    const { status, stderr } = analyze('whole.csv', '--history', 'whole.sqlite', '-o', 'whole.json');
    expect(status).toBe(2);
    expect(stderr).toContain('never closed');
    expect([readFileSync(at('whole.sqlite')), readFileSync(at('whole.json'))]).toEqual(before);
  });

  it('keeps apart what --language all found in reviews that are set aside without it', () => {
    const spanish =
      'Z-9,2026-01-01,,,,,5,,,,Me puse una infection. El doctor fue muy amable pero tuve que esperar dos horas.,,';
    exportOf('tongues.csv', [...records.slice(0, 20), spanish]);
    const rows = (...more: string[]) => analyze('tongues.csv', '-q', '--format', 'ndjson', ...more).stdout;
    expect(rows('--history', 'tongues.sqlite', '--language', 'all')).toBe(rows('--language', 'all'));
    const full = rows();
    expect(full).toContain('"language":"es"');
    expect(rows('--history', 'tongues.sqlite')).toBe(full);
    expect(rows('--history', 'tongues.sqlite', '--language', 'all')).toBe(rows('--language', 'all'));
    // seven runs of the tool
  }, 60_000);

  it('refuses a file that is none, before any work', () => {
    exportOf('plain.csv', records.slice(0, 5));
    exportOf('other.csv', records.slice(0, 5));
    const { status, stderr } = analyze('plain.csv', '--history', 'other.csv');
    expect(status).toBe(2);
    expect(stderr).toBe('reviewscan: other.csv: is no history of reviewscan; name another file\n');
  });

  it.each(['h{yyyy}.db', '-', ' '])('is not called “%s”', (name) => {
    exportOf('plain.csv', records.slice(0, 5));
    const { status, stderr } = analyze('plain.csv', '-q', '--history', name);
    expect([status, stderr]).toEqual([
      2,
      expect.stringMatching(/^reviewscan: --history .*; write e\.g\. .*\n$/),
    ]);
  });

  it('warns, also with --quiet, where most of the reviews are gone', () => {
    const run = (count: number) => {
      exportOf('cut.csv', records.slice(0, count));
      return analyze('cut.csv', '-q', '--history', 'cut.sqlite', '-o', 'cut.json').stderr;
    };
    expect(run(40)).toBe('');
    expect(run(21)).toBe('');
    expect(run(10)).toMatch(
      /^reviewscan: cut\.sqlite: \d+ of the \d+ reviews of the last run are gone from the export; .*\n$/,
    );
    expect(run(40)).toBe('');
  });

  it('says that an export is written otherwise where as many others stand in the place of those that are gone', () => {
    const run = (rows: readonly string[]) => {
      exportOf('moved.csv', rows);
      return analyze('moved.csv', '-q', '--history', 'moved.sqlite', '-o', 'moved.json').stderr;
    };
    const some = records.slice(0, 30);
    expect(run(some)).toBe('');
    expect(run(some.map((record) => `N${record}`))).toMatch(
      /^reviewscan: moved\.sqlite: (\d+) of the \1 reviews of the last run are gone and \1 others stand in their place; ids, locations or sources are perhaps written differently \(see reviewscan inspect\)\n$/,
    );
  });

  it('takes an empty history for a damaged one, and tells nothing anew', () => {
    exportOf('plain.csv', records.slice(0, 5));
    writeFileSync(at('void.db'), '');
    const { status, stderr } = analyze('plain.csv', '-q', '--history', 'void.db', '-o', 'void.json');
    expect([status, stderr]).toEqual([
      74,
      expect.stringContaining('void.db: the history is damaged (it is empty)'),
    ]);
    expect(statSync(at('void.json'), { throwIfNoEntry: false })).toBeUndefined();
  });

  it('sweeps what a kill left of a lock', () => {
    exportOf('plain.csv', records.slice(0, 5));
    const left = ['.swept.db.lock.4711-9f86d081.tmp', '.swept.db.new.tmp', '.swept.db.new.tmp-journal'].map(
      at,
    );
    for (const file of left) writeFileSync(file, '');
    expect(analyze('plain.csv', '-q', '--history', 'swept.db', '-o', 'swept.json').status).toBe(0);
    expect(left.filter((file) => existsSync(file))).toEqual([]);
  });

  it('names a damaged history, and touches neither it nor the outputs', () => {
    exportOf('harmed.csv', records.slice(0, 60));
    analyze('harmed.csv', '--history', 'harmed.sqlite', '-o', 'harmed.json');
    truncateSync(at('harmed.sqlite'), statSync(at('harmed.sqlite')).size - 5000);
    const before = readFileSync(at('harmed.sqlite'));
    const { status, stderr } = analyze('harmed.csv', '--history', 'harmed.sqlite', '-o', 'again.json');
    expect(status).toBe(74);
    expect(stderr).toContain('harmed.sqlite: the history is damaged');
    expect(readFileSync(at('harmed.sqlite'))).toEqual(before);
    expect(statSync(at('again.json'), { throwIfNoEntry: false })).toBeUndefined();
    const verified = history('verify', 'harmed.sqlite', '--format', 'json');
    expect(verified.status).toBe(1);
    expect(JSON.parse(verified.stdout).faults).not.toEqual([]);
  });
});

describe('a history with a byte in its texts that is no UTF-8', () => {
  // What SQLite finds nothing wrong with, and what would end the process at once were it read as text.
  it.each([
    ['the settings', '"themes":[', 'verify'],
    ['the counts of a run', '"known":', 'verify'],
    ['the day of a run', '2', 'list'],
  ])('%s: is named, never a crash', (_, mark, command) => {
    exportOf('bytes.csv', records.slice(0, 20));
    const name = `bytes-${mark.replace(/\W/g, '')}.sqlite`;
    analyze('bytes.csv', '-q', '--history', name, '-o', 'bytes.json');
    const found = readFileSync(at(name));
    const run = JSON.parse(history('list', name, '--format', 'json').stdout).runs[0];
    const wanted = mark === '2' ? run.at : mark;
    // Everywhere: a page also holds what was overwritten.
    let where = found.indexOf(wanted);
    expect(where).toBeGreaterThan(0);
    for (; where >= 0; where = found.indexOf(wanted, where + 1)) found[where + 1] = 0xff;
    writeFileSync(at(name), found);
    const looked = history(command, name);
    expect([looked.status, looked.stderr]).toEqual([command === 'verify' ? 1 : 0, '']);
    for (const [ran, codes] of [
      [history('list', name), [0, 74]],
      [history('export', name), [0, 74]],
      [analyze('bytes.csv', '-q', '--history', name, '-o', 'bytes.json'), [0, 74]],
    ] as const) {
      expect(codes).toContain(ran.status);
      if (ran.status === 74) expect(ran.stderr).toContain('the history is damaged');
    }
    expect(readFileSync(at(name)).includes(0xff)).toBe(true);
  });
});

describe('history', () => {
  exportOf('year.csv', records.slice(0, 80));
  analyze('year.csv', '--history', 'year.sqlite', '-q', '-o', 'year.json');
  exportOf('year.csv', records.slice(4));
  analyze('year.csv', '--history', 'year.sqlite', '-q', '-o', 'year.json');

  it('list names every run and what it found', () => {
    const listing = JSON.parse(history('list', 'year.sqlite', '--format', 'json').stdout);
    expect(listing.runs.map(({ run }: { run: number }) => run)).toEqual([1, 2]);
    expect(listing.runs[1].counts.gone).toBeGreaterThan(0);
    expect(listing.reviews.gone).toBe(listing.runs[1].counts.gone);
    const { stdout } = history('list', 'year.sqlite');
    expect(stdout).toMatch(/^History in year\.sqlite · 2 runs · /);
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });

  it('show gives the report of a run without its words', () => {
    const shown = JSON.parse(history('show', 'year.sqlite', '--format', 'json').stdout);
    const report = JSON.parse(readFileSync(at('year.json'), 'utf8'));
    expect(shown.service.score).toEqual(report.service.score);
    expect(shown.input.stamp).toBe(report.input.stamp);
    expect(JSON.stringify(report)).toContain('"text":');
    expect(JSON.stringify(shown)).not.toContain('"text":');
    expect(history('show', 'year.sqlite', '1').stdout).toContain('What patients wrote');
    expect(history('show', 'year.sqlite', '7').stderr).toContain('there is no run 7; it holds 1 to 2');
    expect(history('show', 'year.sqlite', '1', '--gone').status).toBe(2);
  });

  it('show --from --to counts a period as analyze would', () => {
    const bounds = ['2026-01-01', '2026-06-30'];
    const shown = JSON.parse(
      history('show', 'year.sqlite', '--from', bounds[0]!, '--to', bounds[1]!, '--format', 'json').stdout,
    );
    analyze(
      'year.csv',
      '-q',
      '--since',
      bounds[0]!,
      '--until',
      bounds[1]!,
      '-o',
      'period.json',
      '--no-quotes',
    );
    const report = JSON.parse(readFileSync(at('period.json'), 'utf8'));
    expect(shown.reviews).toBe(report.reviews);
    expect(shown.reviews).toBeGreaterThan(20);
    for (const part of ['reviews', 'service', 'clinical', 'general', 'commitments', 'ratings']) {
      expect(shown[part]).toEqual(report[part]);
    }
    expect(shown.divergence.counts).toEqual(report.divergence.counts);
    expect(shown.trend.rows).toEqual(report.trend.rows);
    expect(shown.input.stamp).toBe(report.input.stamp);
  });

  it('show --gone lists what left, by hash', () => {
    const { reviews } = JSON.parse(history('show', 'year.sqlite', '--gone', '--format', 'json').stdout);
    expect(reviews.length).toBeGreaterThan(0);
    expect(reviews[0]).toMatchObject({ firstRun: 1, goneRun: 2 });
    expect(history('show', 'year.sqlite', '--gone').stdout).toContain(reviews[0].hash);
  });

  it('export writes it all, line by line, without a word of any review', () => {
    const { stdout } = history('export', 'year.sqlite');
    const kinds = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).kind);
    expect(kinds.filter((kind) => kind === 'run')).toHaveLength(2);
    expect(kinds.filter((kind) => kind === 'review').length).toBeGreaterThan(100);
    const words = records
      .flatMap((record) => record.match(/[A-Za-z]+ [a-z]+ [a-z]+ [a-z]+ [a-z]+ [a-z]+/g) ?? [])
      .filter((phrase) => stdout.includes(phrase));
    // Our own sentences in the taxonomy may say the same.
    expect(words.length).toBeLessThan(5);
    const secret = readFileSync(at('year.sqlite'), 'latin1');
    for (const { id } of JSON.parse(readFileSync(at('year.json'), 'utf8')).clinical.themes[0].quotes
      .positive) {
      expect(secret).not.toContain(id);
    }
  });

  it('prune forgets what it is told to, and asks for something to forget', () => {
    copyFileSync(at('year.sqlite'), at('pruned.sqlite'));
    expect(history('prune', 'pruned.sqlite').status).toBe(2);
    const { stderr } = history('prune', 'pruned.sqlite', '--keep-runs', '1', '--gone-before', '2999-01-01');
    expect(stderr).toMatch(/forgot the reports of 1 runs and \d+ gone reviews/);
    expect(history('show', 'pruned.sqlite', '1').stderr).toContain('was pruned');
    expect(history('verify', 'pruned.sqlite').stdout).toContain('Sound.');
  });

  it.skipIf(process.getuid?.() === 0)(
    'says so where the folder is read-only, with the old file intact',
    () => {
      const before = readFileSync(at('year.sqlite'));
      chmodSync(folder, 0o500);
      const { status, stderr } = analyze('year.csv', '--history', 'year.sqlite', '-q');
      chmodSync(folder, 0o700);
      expect(status).toBe(74);
      expect(stderr).toContain('cannot be written here; nothing was changed');
      expect(readFileSync(at('year.sqlite'))).toEqual(before);
    },
  );
});
