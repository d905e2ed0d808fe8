import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { SCORE_METRICS, SHARE_METRICS } from '../src/report/index.js';
import { reviewscan } from './cli/bin.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const readme = readFileSync(`${root}/README.md`, 'utf8');

describe('README.md', () => {
  it('shows what is really printed (npm run docs writes it down)', () => {
    const { stderr, status } = spawnSync(process.execPath, [`${root}/test/tools/docs.mjs`, '--check'], {
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
    expect(status).toBe(0);
  }, 240_000);

  it('names every command, every flag of analyze, every format and every exit code', () => {
    const help = reviewscan(['--help']).stdout;
    const commands = [...help.matchAll(/^ {2}([a-z]+)(?: \[options\]| {2,})/gm)].map(
      (match) => match[1] as string,
    );
    expect(commands).toContain('analyze');
    for (const command of commands) expect(readme, command).toMatch(new RegExp(`\\b${command}\\b`));
    const flags = [...reviewscan(['analyze', '--help']).stdout.matchAll(/--[a-z-]+/g)].map(([flag]) => flag);
    expect(flags).toContain('--fail-under');
    for (const flag of flags) expect(readme).toContain(flag);
    for (const format of ['terminal', 'plain', 'json', 'ndjson', 'csv', 'xlsx', 'markdown', 'html']) {
      expect(readme).toContain(`\`${format}\``);
    }
    for (const metric of [...SCORE_METRICS, ...SHARE_METRICS, 'theme:NAME']) {
      expect(readme).toContain(`\`${metric}\``);
    }
    for (const code of ['0', '1', '2', '3', '4', '5', '70', '74', '130']) {
      expect(readme).toMatch(new RegExp(`^ {2}${code} {2,}`, 'm'));
    }
  });
});
