import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { BIN, fixture, reviewscan, scratchFolder } from './bin.js';

/** Every line of the table of exit codes, tried: each test is named by the code, and stands for all the line says. */
const scratch = scratchFolder();
const calm = Array.from(
  { length: 40 },
  (_, n) => `${n},The front desk was rude and room ${n} was cold and dirty.`,
);

/** A new folder with an export and the report of yesterday. */
function folderOf(): string {
  const folder = mkdtempSync(join(scratch, 'exit-'));
  writeFileSync(join(folder, 'export.csv'), `id,review\n${calm.join('\n')}\n`);
  writeFileSync(join(folder, 'report.json'), 'old');
  return folder;
}
const analyze = (folder: string, ...args: string[]) =>
  reviewscan(['analyze', 'export.csv', '-q', '-o', 'report.json', ...args], { cwd: folder });
const reportOf = (folder: string) => readFileSync(join(folder, 'report.json'), 'utf8');
const shell = (command: string, cwd: string) =>
  spawnSync(
    'bash',
    ['-c', `set -o pipefail; ${command.replace('reviewscan', `"${process.execPath}" "${BIN}"`)}`],
    {
      cwd,
      encoding: 'utf8',
    },
  );

const TRIALS: Record<number, () => void | Promise<void>> = {
  0() {
    const folder = folderOf();
    expect(analyze(folder).status).toBe(0);
    expect(shell('reviewscan analyze export.csv -q --format json | head -c 9', folder).status).toBe(0);
    writeFileSync(join(folder, 'export.csv'), 'id,review\n');
    expect(analyze(folder)).toMatchObject({
      status: 0,
      stderr: 'reviewscan: no records: the report is empty\n',
    });
  },
  1() {
    const folder = folderOf();
    writeFileSync(join(folder, 'rules.yaml'), 'rules: [service=60]\n');
    for (const rule of [
      ['--fail-under', 'service=60'],
      ['--rules', 'rules.yaml'],
    ]) {
      writeFileSync(join(folder, 'report.json'), 'old');
      expect(analyze(folder, ...rule)).toMatchObject({
        status: 1,
        stderr: expect.stringMatching(/^reviewscan: service=60: failed: 0 .*n 40\n$/),
      });
      expect(JSON.parse(reportOf(folder)).gates[0].verdict).toBe('failed');
    }
    // Fewer than 30 break nothing.
    writeFileSync(join(folder, 'export.csv'), `id,review\n${calm.slice(0, 29).join('\n')}\n`);
    expect(analyze(folder, '--fail-under', 'service=60')).toMatchObject({ status: 0, stderr: '' });
    mkdirSync(join(folder, 'own'));
    writeFileSync(
      join(folder, 'own/safety.yaml'),
      'extend: true\nharms:\n  death:\n    sure: [{ phrase: gone for good, except: [gone for good] }]\n',
    );
    expect(reviewscan(['taxonomy', 'lint', 'own'], { cwd: folder }).status).toBe(1);
    analyze(folder, '--history', 'h.db');
    truncateSync(join(folder, 'h.db'), 20_000);
    expect(reviewscan(['history', 'verify', 'h.db'], { cwd: folder }).status).toBe(1);
  },
  2() {
    const folder = folderOf();
    mkdirSync(join(folder, 'broken'));
    writeFileSync(join(folder, 'broken/taxonomy.yaml'), 'themes: 7\n');
    for (const args of [
      ['--min-n', 'few'],
      ['--taxonomy', 'broken'],
      ['--frmat', 'json'],
      ['--history', 'export.csv'],
    ]) {
      expect(analyze(folder, ...args)).toMatchObject({
        status: 2,
        stderr: expect.stringMatching(/^reviewscan: .*\n$/),
      });
    }
    for (const file of ['missing.csv', fixture('no-review-column.csv')]) {
      expect(reviewscan(['analyze', file, '-q', '-o', 'report.json'], { cwd: folder }).status).toBe(2);
    }
    expect(reportOf(folder)).toBe('old');
  },
  3() {
    const folder = folderOf();
    const { status } = reviewscan(['analyze', fixture('ragged.csv'), '-q', '-o', 'report.json'], {
      cwd: folder,
    });
    expect(status).toBe(3);
    expect(JSON.parse(reportOf(folder)).input.ledger.problem).toBe(4);
  },
  async 4() {
    const folder = folderOf();
    const first = spawn(process.execPath, [BIN, 'analyze', '-', '-q', '-o', 'report.json'], { cwd: folder });
    while (!existsSync(join(folder, '.report.json.lock')))
      await new Promise((resolve) => setTimeout(resolve, 20));
    expect(analyze(folder, '--history', 'h.db').status).toBe(4);
    expect(existsSync(join(folder, 'h.db'))).toBe(false);
    expect(reportOf(folder)).toBe('old');
    first.stdin.end();
    await once(first, 'exit');
  },
  5() {
    const folder = folderOf();
    expect(analyze(folder, '--history', 'h.db', '--timeout', '1ms').status).toBe(5);
    expect(readdirSync(folder).sort()).toEqual(['export.csv', 'report.json']);
    expect(reportOf(folder)).toBe('old');
  },
  70() {
    const folder = folderOf();
    // Nothing we know of; so the ground is taken away from under it.
    const NODE_OPTIONS = `--import=data:text/javascript,Math.sqrt=()=>{throw(new(Error)('provoked'))}`;
    const { status, stderr } = reviewscan(['analyze', 'export.csv', '-q', '-o', 'report.json'], {
      cwd: folder,
      env: { NODE_OPTIONS },
    });
    expect([status, stderr]).toEqual([
      70,
      expect.stringMatching(/^reviewscan: this is a bug.*\nError: provoked/),
    ]);
    expect(readdirSync(folder).sort()).toEqual(['export.csv', 'report.json']);
    expect(reportOf(folder)).toBe('old');
  },
  74() {
    const folder = folderOf();
    if (existsSync('/dev/full')) {
      expect(shell('reviewscan analyze export.csv -q --history h.db > /dev/full', folder).status).toBe(74);
      expect(existsSync(join(folder, 'h.db'))).toBe(false);
    }
    analyze(folder, '--history', 'h.db');
    const before = reportOf(folder);
    truncateSync(join(folder, 'h.db'), 20_000);
    expect(analyze(folder, '--history', 'h.db').status).toBe(74);
    expect(reportOf(folder)).toBe(before);
  },
  async 130() {
    for (const [signal, code] of [
      ['SIGINT', 130],
      ['SIGTERM', 143],
      ['SIGHUP', 129],
    ] as const) {
      const folder = folderOf();
      const run = spawn(
        process.execPath,
        [BIN, 'analyze', '-', '-q', '--history', 'h.db', '-o', 'report.json'],
        {
          cwd: folder,
        },
      );
      while (!readdirSync(folder).some((name) => name.endsWith('.tmp')))
        await new Promise((resolve) => setTimeout(resolve, 20));
      run.kill(signal);
      expect((await once(run, 'exit'))[0]).toBe(code);
      expect(readdirSync(folder).sort()).toEqual(['export.csv', 'report.json']);
      expect(reportOf(folder)).toBe('old');
    }
  },
};

describe('exit codes, as documented:', () => {
  const help = reviewscan(['--help']).stdout;
  const table = [...help.slice(help.indexOf('Exit codes:')).matchAll(/^ {2}(\d+) +(.*)$/gm)];

  it('there is a trial of each', () => {
    expect(table.map(([, code]) => code)).toEqual(Object.keys(TRIALS));
  });

  it.each(table.map(([, code, meaning]) => [Number(code), meaning] as const))('%i: %s', async (code) => {
    await TRIALS[code]!();
  });
});
