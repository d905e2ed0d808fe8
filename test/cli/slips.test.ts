import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { reviewscan, scratchFolder } from './bin.js';

const folder = scratchFolder();

beforeAll(() => {
  mkdirSync(join(folder, 'reports'));
  writeFileSync(join(folder, 'export.csv'), 'id,review\n1,The desk was rude.\n');
  writeFileSync(join(folder, 'empty.yaml'), '');
});

describe('a slip is answered in one line that says what next', () => {
  it.each([
    [
      ['analyze', 'export.csv', '--nosuch'],
      "unknown option '--nosuch'; reviewscan analyze --help says what there is",
    ],
    [['analyze', 'export.csv', '--formt', 'json'], "unknown option '--formt' (Did you mean --format?)"],
    [['diff', 'a.json'], "missing required argument 'new'; reviewscan diff --help says what there is"],
    [
      ['history', 'list', 'a', 'b'],
      "too many arguments for 'list'. Expected 1 argument but got 2; reviewscan history list --help says what there is",
    ],
    [['history', 'foo'], "unknown command 'foo'; reviewscan history --help says what there is"],
    [['help'], "unknown command 'help'; reviewscan --help says what there is"],
    [
      ['themes', '--format=pdf'],
      "option '--format <name>' argument 'pdf' is invalid. Allowed choices are terminal, json, markdown.",
    ],
    [
      ['init', 'export.csv', '--output=reports'],
      `reports: is a folder; name a file, e.g. ${join('reports', 'reviewscan.yaml')}`,
    ],
    [['init', 'export.csv', '--output=reports', '--force'], 'reports: is a folder; name a file, e.g.'],
    [['suggest', 'export.csv', '-q', '--output=reports'], 'reports: is a folder; name a file in it'],
    [['analyze', 'export.csv', '--rules=empty.yaml'], 'rules: is missing; a rules file holds rules'],
  ])('%j', (args, message) => {
    const { status, stdout, stderr } = reviewscan(args, { cwd: folder });
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr.startsWith('reviewscan: ')).toBe(true);
    expect(stderr).toContain(message);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });
});

describe('help', () => {
  it('fits a terminal of 80 columns, of every command', () => {
    const names = [...reviewscan(['--help']).stdout.matchAll(/^ {2}([a-z]+)(?: \[options\]| {2,})/gm)];
    const wide = [[], ...names.map(([, name]) => [name!]), ['history', 'show'], ['taxonomy', 'lint']]
      .flatMap((command) => reviewscan([...command, '--help'], { env: { COLUMNS: '80' } }).stdout.split('\n'))
      .filter((line) => line.length > 80);
    expect(wide).toEqual([]);
  });
});
