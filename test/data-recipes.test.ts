/** The recipes of README.md, run where the program is to be had, and held against what our own output says. */
import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { beforeAll, describe, expect, it } from 'vitest';
import { recordTables } from '../src/render/tables/record-tables.js';
import { columnLetters } from '../src/render/xlsx/cells.js';
import type { Report } from '../src/types.js';
import { BIN, fixture, reviewscan, scratchFolder } from './cli/bin.js';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const section = readme.slice(readme.indexOf('## With other programs')).split('\n## ')[0]!;
const blocks = (language: string) =>
  [...section.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g'))].map(([, code]) => code!);
const commands = blocks('sh').flatMap((block) =>
  block.split('\n').filter((line) => /^reviewscan/.test(line)),
);
const commandWith = (program: string) => commands.find((command) => command.includes(`| ${program} `))!;

const has = (program: string) => spawnSync('which', [program]).status === 0;
for (const program of ['jq', 'mlr']) {
  if (!has(program)) console.warn(`No ${program} here: its recipe in README.md is not tried.`);
}

/** Its binary comes for most machines, and not for all. */
const duckdb = await import('@duckdb/node-api').catch(() => null);
if (duckdb === null) console.warn('No DuckDB for this machine: its recipe in README.md is not tried.');

const folder = scratchFolder();
let report: Report;
let sentences: Record<string, string>[];

beforeAll(() => {
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  writeFileSync(join(bin, 'reviewscan'), `#!/bin/sh\nexec "${process.execPath}" "${BIN}" "$@"\n`);
  chmodSync(join(bin, 'reviewscan'), 0o755);
  copyFileSync(fixture('sample.csv'), join(folder, 'reviews.csv'));
  const formats = ['--format', 'json', '--format', 'csv:sentences=sentences.csv'];
  report = JSON.parse(
    reviewscan(['analyze', 'reviews.csv', '-q', ...formats], { cwd: folder }).stdout,
  ) as Report;
  sentences = parse(readFileSync(join(folder, 'sentences.csv'), 'utf8'), { columns: true });
}, 240_000);

function run(command: string): string[][] {
  const { stdout, stderr, status } = spawnSync('bash', ['-c', `set -o pipefail; ${command}`], {
    cwd: folder,
    encoding: 'utf8',
    // A home without settings, so that none of them speaks up.
    env: { HOME: folder, PATH: `${join(folder, 'bin')}${delimiter}${process.env.PATH}` },
  });
  expect([stderr, status]).toEqual(['', 0]);
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => line.split('\t'));
}

function countBy(rows: readonly Record<string, string>[], key: (row: Record<string, string>) => string) {
  const counts = new Map<string, number>();
  for (const row of rows) counts.set(key(row), (counts.get(key(row)) ?? 0) + 1);
  return counts;
}

describe('the recipes of README.md', () => {
  it.skipIf(!has('jq'))(
    'jq',
    () => {
      const low = report.service.themes
        .flatMap(({ theme, score }) => (score.value !== null && score.value < 40 ? [{ theme, score }] : []))
        .sort((a, b) => a.score.value - b.score.value);
      expect(low.length).toBeGreaterThan(1);
      expect(run(commandWith('jq'))).toEqual(
        low.map(({ theme, score }) => [theme, String(Math.round(score.value)), String(score.n)]),
      );
    },
    240_000,
  );

  it.skipIf(!has('mlr'))(
    'Miller',
    () => {
      const blame = sentences.filter(({ axis, polarity }) => axis === 'service' && polarity === 'negative');
      const counts = countBy(blame, ({ location, theme }) => `${location}\t${theme}`);
      const [head, ...rows] = run(commandWith('mlr'));
      expect(head).toEqual(['location', 'theme', 'count']);
      expect(new Set(rows.map(([location]) => location))).toEqual(new Set(blame.map((row) => row.location)));
      for (const [location, theme, count] of rows) {
        expect(Number(count)).toBe(counts.get(`${location}\t${theme}`));
        const others = [...counts].filter(([key]) => key.startsWith(`${location}\t`)).map(([, n]) => n);
        expect(Number(count)).toBe(Math.max(...others));
      }
    },
    240_000,
  );

  it('grep', () => {
    const facts = new Map(run(commandWith('grep')) as [string, string][]);
    const billing = report.service.themes.find(({ theme }) => theme === 'billing')!;
    expect(facts.get('theme.billing.n')).toBe(String(billing.score.n));
  }, 240_000);

  it.skipIf(duckdb === null)(
    'DuckDB',
    async () => {
      const connection = await (await duckdb!.DuckDBInstance.create(':memory:')).connect();
      const [query] = blocks('sql');
      const read = await connection.runAndReadAll(
        query!.replace("'sentences.csv'", `'${folder}/sentences.csv'`),
      );
      const rows = read.getRowsJson() as [string, string, string][];
      const complaints = new Set(
        sentences
          .filter(({ polarity, theme }) => polarity === 'negative' && theme !== '')
          .map(({ id, date, theme }) => `${date!.slice(0, 7)} ${theme} ${id}`),
      );
      const counts = countBy(
        [...complaints].map((key) => ({ key: key.split(' ').slice(0, 2).join(' ') })),
        ({ key }) => key!,
      );
      expect(new Map(rows.map(([month, theme, n]) => [`${month.slice(0, 7)} ${theme}`, Number(n)]))).toEqual(
        counts,
      );
      connection.closeSync();
    },
    240_000,
  );

  it('Power Query and Google Sheets name columns that the workbook has', () => {
    const columns = recordTables.sentences.columns([]);
    const titles = columns.map(({ title }) => title);
    const [query] = blocks('m');
    const named = [...query!.matchAll(/each \[(\w+)\]|\{("[^{}]*")\}/g)].flatMap(([, one, several]) =>
      one ? [one] : several!.split(', ').map((title) => title.slice(1, -1)),
    );
    expect(named).toEqual(['Polarity', 'Location', 'Theme']);
    for (const title of named) expect(titles).toContain(title);
    const letters = columnLetters(columns.length);
    const at = (title: string) => letters[titles.indexOf(title)];
    const [formula] = blocks('text');
    expect(formula).toContain(`A:${letters.at(-1)}`);
    expect(formula).toContain(
      `select ${at('Theme')}, count(${at('Id')}) where ${at('Polarity')} = 'negative'`,
    );
  });
});
