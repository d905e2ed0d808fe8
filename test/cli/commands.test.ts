import { describe, expect, it } from 'vitest';
import { reviewscan } from './bin.js';

describe('explain', () => {
  it('parts a contrast and says why each side was tagged', () => {
    const { stdout, status } = reviewscan(['explain', 'Great surgeon but the front desk was rude']);
    expect(status).toBe(0);
    expect(stdout).toContain('front desk');
    expect(stdout).toContain('staff');
  });

  it('gives the same as JSON', () => {
    const { stdout } = reviewscan(['explain', '--format=json', 'The front desk was rude.']);
    const { sentences, scores } = JSON.parse(stdout);
    expect(sentences[0].tags.map((tag: { theme: string }) => tag.theme)).toContain('staff');
    expect(scores).toMatchObject({ clinicalOutcome: null, service: { value: 0, negative: 1 } });
  });

  it('reads standard input', () => {
    const { stdout } = reviewscan(['explain', '-', '--format=json'], { input: 'The front desk was rude.' });
    expect(JSON.parse(stdout).text).toBe('The front desk was rude.');
  });
});

describe('redact', () => {
  it('takes names and numbers out of any text, and leaves all else as it was', () => {
    const input = 'Dr. Jane Miller was kind.\r\n  Call 555-123-4567 – Bobby knows.\n';
    const { stdout, status } = reviewscan(['redact', '--name', 'Bobby'], { input });
    expect(status).toBe(0);
    expect(stdout).toBe('Dr. [name] was kind.\r\n  Call [phone] – [name] knows.\n');
    expect(reviewscan(['redact', '--name', 'Bobby'], { input: stdout }).stdout).toBe(stdout);
  });

  it('says in one line that a file is missing', () => {
    const { stderr, status } = reviewscan(['redact', 'missing.txt']);
    expect([stderr, status]).toEqual(['reviewscan: missing.txt: there is no such file; check the name\n', 2]);
  });
});

describe('themes', () => {
  it('prints every theme with its axis', () => {
    const { themes } = JSON.parse(reviewscan(['themes', '--format=json']).stdout);
    expect(themes).toHaveLength(19);
    const { stdout } = reviewscan(['themes']);
    for (const { name } of themes) expect(stdout).toContain(name);
  });
});

describe('schema', () => {
  it('is JSON Schema of the report', () => {
    const schema = JSON.parse(reviewscan(['schema']).stdout);
    expect(schema.properties.schema).toMatchObject({ const: 'reviewscan.report' });
  });
});

describe('the command line itself', () => {
  it('prints help and version on stdout, exit 0', () => {
    const help = reviewscan(['--help']);
    expect([help.status, help.stderr]).toEqual([0, '']);
    const codes = help.stdout.slice(help.stdout.indexOf('Exit codes:'));
    expect([...codes.matchAll(/^ {2}(\d+) /gm)].map(([, code]) => Number(code))).toEqual([
      0, 1, 2, 3, 4, 5, 70, 74, 130,
    ]);
    expect(reviewscan(['--version']).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it.each([
    [['anlyze'], 'analyze'],
    [['analyze', 'x.csv', '--frmat', 'json'], '--format'],
  ])('corrects a slip: %j', (argv, words) => {
    const { stderr, status } = reviewscan(argv);
    expect(status).toBe(2);
    expect(stderr).toContain(words);
  });
});
