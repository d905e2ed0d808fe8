import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fixture, reviewscan, scratchFolder } from './bin.js';

const folder = scratchFolder();
const sample = fixture('sample.csv');
const at = (name: string) => join(folder, name);
const rules = (name: string, text: string) => {
  writeFileSync(at(name), text);
  return at(name);
};

describe('--rules', () => {
  it('judges every rule of the file beside those of --fail-under, with its name, note, value, n and interval', () => {
    const file = rules(
      'rules.yaml',
      'rules:\n  - rule: service=80\n    name: Service floor\n    note: Agreed in May.\n  - theme:waiting=1\n  - rule: divergence > 20 %\n',
    );
    const { stderr, status } = reviewscan([
      'analyze',
      sample,
      `--rules=${file}`,
      '--fail-under=bad-rows>5%',
      `--format=json=${at('report.json')}`,
      `--format=markdown=${at('report.md')}`,
    ]);
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /^reviewscan: Service floor \(service=80\): failed: [\d.]+ \([\d.]+–[\d.]+\), n \d+$/m,
    );
    expect(stderr).toMatch(/^theme:waiting=1: passed: /m);
    expect(stderr).toMatch(/^bad-rows>5%: passed: /m);
    const { gates } = JSON.parse(readFileSync(at('report.json'), 'utf8'));
    expect(gates).toHaveLength(4);
    expect(gates[0]).toMatchObject({
      rule: 'service=80',
      name: 'Service floor',
      note: 'Agreed in May.',
      finding: 'broken-beyond-interval',
      verdict: 'failed',
    });
    expect(gates[2]).toMatchObject({ rule: 'divergence>20%', name: null, note: null });
    const page = readFileSync(at('report.md'), 'utf8');
    expect(page).toContain('Service floor');
    expect(page).toContain('Agreed in May.');
  });

  it.each([
    [
      'rules:\n  - service=60\n  - theme:wating=60\n',
      /entry 2 “theme:wating=60”: no theme “wating”; did you mean waiting\?/,
    ],
    [
      'rules:\n  - rule: servise=60\n    name: x\n',
      /entry 1 “servise=60”: no metric “servise”; did you mean service\?/,
    ],
    [
      'rules:\n  - rule: service=60\n    nmae: x\n',
      /entry 1 \("service=60"\): does not know "nmae"; .*rule, name and note/,
    ],
    ['rules:\n  - name: x\n', /entry 1, rule: is missing/],
    ['rules:\n  - 60\n', /entry 1: must be a text, found 60/],
    ['rules: []\n', /rules: is empty/],
    ['', /rules: is missing/],
    ['rule:\n  - service=60\n', /rules: is missing|does not know "rule"/],
    ['rules: [service=60\n', /line \d+: this is not valid YAML/],
  ])('%j is an error that names file and entry', (text, message) => {
    const file = rules('broken.yaml', text);
    const { stderr, stdout, status } = reviewscan(['analyze', sample, '--quiet', `--rules=${file}`]);
    expect(status).toBe(2);
    expect(stdout).toBe('');
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).toContain('broken.yaml');
    expect(stderr).toMatch(message);
  });

  it('a missing file is an error', () => {
    const { stderr, status } = reviewscan(['analyze', sample, '--rules', at('none.yaml')]);
    expect(status).toBe(2);
    expect(stderr).toContain('none.yaml: there is no such file');
  });
});

describe('rules in doubt', () => {
  const run = (...flags: string[]) =>
    reviewscan(['analyze', sample, `--output=${at('doubt.json')}`, ...flags]);
  const value = () => JSON.parse(readFileSync(at('doubt.json'), 'utf8')).gates[0];

  it('--confident counts only what is broken beyond its interval', { timeout: 60_000 }, () => {
    expect(run('--fail-under=service=99', '--confident').status).toBe(1);
    const { high } = value();
    const within = `--fail-under=service=${Math.floor(high)}`;
    expect(run(within).status).toBe(1);
    expect(value()).toMatchObject({ finding: 'broken-within-interval', verdict: 'failed' });
    const { status, stderr } = run(within, '--confident');
    expect(status).toBe(0);
    expect(stderr).toContain('passed: broken, within interval');
    expect(value()).toMatchObject({ finding: 'broken-within-interval', verdict: 'passed' });
  });

  it('--require-n fails what too few speak to', () => {
    const rule = '--fail-under=theme:comfort=1';
    expect(run(rule).status).toBe(0);
    expect(value()).toMatchObject({ finding: 'too-few', verdict: 'skipped' });
    const { status, stderr } = run(rule, '--require-n', '--quiet');
    expect(status).toBe(1);
    expect(stderr).toContain('theme:comfort=1: failed: too few');
  });
});
