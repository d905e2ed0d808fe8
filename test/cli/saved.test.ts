import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { fixture, reviewscan, scratchFolder } from './bin.js';

const folder = scratchFolder();
const sample = fixture('sample.csv');
const at = (name: string) => join(folder, name);
const read = (name: string) => readFileSync(at(name), 'utf8');

beforeAll(() => {
  const run = (...args: string[]) => reviewscan(['analyze', sample, '-q', ...args]).status;
  expect(
    run(
      '--by=location',
      '--quote-pool',
      ...['json', 'html', 'markdown', 'csv', 'terminal'].map(
        (name) => `--format=${name}=${at(`report.${name}`)}`,
      ),
    ),
  ).toBe(0);
  expect(run('--until=2025-12', `--output=${at('2025.json')}`)).toBe(0);
}, 120_000);

describe('render', () => {
  it('draws the same bytes from the saved report as analyze did from the reviews', () => {
    const formats = ['html', 'markdown', 'csv', 'terminal'];
    const { status, stderr } = reviewscan([
      'render',
      at('report.json'),
      ...formats.map((name) => `--format=${name}=${at(`again.${name}`)}`),
    ]);
    expect([status, stderr]).toEqual([0, '']);
    for (const name of formats) expect(read(`again.${name}`), name).toBe(read(`report.${name}`));
  });

  it('reads standard input, and leaves words out with --no-quotes', () => {
    const piped = reviewscan(['render', '-'], { input: read('report.json') });
    expect(piped.stdout).toBe(read('report.terminal'));
    const bare = reviewscan(['render', at('report.json'), '--format=html', '--no-quotes']);
    expect(bare.stdout).not.toMatch(/billing department/);
    expect(bare.stdout).toContain('Service themes');
  });

  it.each([
    [['render', at('report.html')], 'is not JSON'],
    [['render', at('report.json'), '--format=ndjson'], 'a saved report holds no single reviews'],
    [['render', at('report.json'), `--format=html=${at('report.json')}`], 'would be replaced'],
    [['render', at('none.json')], 'there is no such file'],
  ])('%s is an error', (args, message) => {
    const { status, stderr, stdout } = reviewscan(args);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });
});

describe('diff', () => {
  it('says what changed, and what could have been seen; the same in JSON', () => {
    const { status, stdout } = reviewscan(['diff', at('2025.json'), at('report.json')]);
    expect(status).toBe(0);
    expect(stdout).toContain('179 reviews were added to the 79 reviews of 2025.json');
    const found = JSON.parse(
      reviewscan(['diff', at('2025.json'), at('report.json'), '--format=json']).stdout,
    );
    expect(found).toMatchObject({ schema: 'reviewscan.diff', schemaVersion: 1, kind: 'added' });
    expect(stdout.includes('Worse: ')).toBe(found.cards.service.verdict === 'worse');
    const markdown = reviewscan(['diff', at('2025.json'), at('report.json'), '--format=markdown']).stdout;
    expect(markdown).toContain('| Change seen');
  });

  it('exits 1 for what is worse only with --fail-on-worse', () => {
    const grown = JSON.parse(read('report.json'));
    // 2025 as it was, and a second report whose added reviews blame the service alone.
    for (const row of [grown.service.score]) row.counts.negative += 60;
    writeFileSync(at('worse.json'), JSON.stringify(grown));
    const plain = reviewscan(['diff', at('2025.json'), at('worse.json')]);
    expect([plain.status, plain.stderr]).toEqual([0, '']);
    const { status, stderr } = reviewscan(['diff', at('2025.json'), at('worse.json'), '--fail-on-worse']);
    expect(status).toBe(1);
    expect(stderr).toMatch(/^reviewscan: worse: service −\d+ \(−\d+ to −\d+\)$/m);
  });

  it('reads one of the two from standard input', () => {
    const { stdout } = reviewscan(['diff', at('2025.json'), '-'], { input: read('report.json') });
    expect(stdout).toContain('2025.json → standard input');
    expect(reviewscan(['diff', '-', '-']).stderr).toContain('only once');
  });

  it('judges nothing between a report and itself', () => {
    const { stdout } = reviewscan(['diff', at('2025.json'), at('2025.json')]);
    expect(stdout).toContain('very same reviews');
  });
});

describe('--baseline and --compare', () => {
  it('draw the change on the cards and hold it in the report', () => {
    const { status } = reviewscan([
      'analyze',
      sample,
      '-q',
      `--baseline=${at('2025.json')}`,
      `--format=json=${at('compared.json')}`,
      `--format=terminal=${at('compared.txt')}`,
      `--format=html=${at('compared.html')}`,
    ]);
    expect(status).toBe(0);
    const { comparison } = JSON.parse(read('compared.json'));
    expect(comparison).toMatchObject({ kind: 'added', before: { label: '2025.json', reviews: 79 } });
    expect(read('compared.txt')).toContain('Added since 2025.json: ');
    expect(read('compared.html')).toContain('What changed since 2025.json');
    const diff = JSON.parse(
      reviewscan(['diff', at('2025.json'), at('compared.json'), '--format=json']).stdout,
    );
    expect(comparison.cards).toEqual(diff.cards);
    expect(comparison.themes).toEqual(diff.themes);
  });

  it('compare with the run before, once there is one', () => {
    const run = (until: string) => {
      const flags = [`--until=${until}`, `--history=${at('runs.db')}`, '--compare=history', '--format=json'];
      return JSON.parse(reviewscan(['analyze', sample, '-q', ...flags]).stdout);
    };
    expect(run('2026-03')).toMatchObject({ comparison: null, notCompared: 'first-run' });
    const { comparison, notCompared } = run('2026-09');
    expect(notCompared).toBeNull();
    expect(comparison.kind).toBe('added');
    expect(comparison.before.label).toMatch(/^run 1 of \d{4}-\d\d-\d\d$/);
  });

  it('compare periods of the input', () => {
    const { stdout } = reviewscan(['analyze', sample, '-q', '--compare=previous-quarter', '--format=json']);
    const { comparison } = JSON.parse(stdout);
    expect([comparison.after.label, comparison.before.label]).toEqual(['2026-Q2', '2026-Q1']);
    const none = reviewscan([
      'analyze',
      fixture('seed.csv'),
      '-q',
      '--compare=previous-period',
      '--format=json',
    ]);
    expect(none.status).toBe(0);
    expect(none.stderr).toContain('no two complete periods');
    expect(JSON.parse(none.stdout)).toMatchObject({ comparison: null, notCompared: 'no-complete-periods' });
  });

  it.each([
    [['--compare=previous-month', '--compare=last-year'], 'one comparison'],
    [['--compare=history'], 'needs --history'],
    [['--compare=none.json'], 'there is no such file'],
    [['--baseline=-'], 'name a file'],
    [['--baseline=a.json', '--compare=last-year'], 'one comparison'],
  ])('%s is an error', (flags, message) => {
    const { status, stderr } = reviewscan(['analyze', sample, '-q', ...flags]);
    expect(status).toBe(2);
    expect(stderr).toContain(message);
  });
});
