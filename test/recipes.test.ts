import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { BIN, fixture, reviewscan, scratchFolder } from './cli/bin.js';

/** The recipes of fixtures/recipes, run as they stand but for folders and times. */
const recipes = fileURLToPath(new URL('../fixtures/recipes', import.meta.url));
const recipe = (name: string) => readFileSync(join(recipes, name), 'utf8');
const scratch = scratchFolder();

/** A folder where `reviewscan` can be called by its name, as after an installation. */
const installed = join(scratch, 'bin');
mkdirSync(installed);
writeFileSync(join(installed, 'reviewscan'), `#!/bin/sh\nexec "${process.execPath}" "${BIN}" "$@"\n`);
chmodSync(join(installed, 'reviewscan'), 0o755);
// Installing is not tried here: the tarball is, by whoever packs it.
writeFileSync(join(installed, 'npm'), '#!/bin/sh\necho "$@" > npm-was-called\n');
chmodSync(join(installed, 'npm'), 0o755);

/** A folder with an export and a config file, as on a server. */
function server(): string {
  const folder = mkdtempSync(join(scratch, 'srv-'));
  mkdirSync(join(folder, 'exports'));
  writeFileSync(join(folder, 'exports/north.csv'), readFileSync(fixture('seed.csv')));
  const { status } = reviewscan(['init', 'exports', '--output', 'reviewscan.yaml'], { cwd: folder });
  expect(status).toBe(0);
  const yaml = readFileSync(join(folder, 'reviewscan.yaml'), 'utf8');
  const output = 'format:\n  - html=report-{yyyy}-{mm}.html\n';
  writeFileSync(join(folder, 'reviewscan.yaml'), yaml.replace(/^# format:\n(# {3}.*\n)*/m, output));
  return folder;
}

const shell = (command: string, cwd: string, env: Record<string, string> = {}) =>
  spawnSync('sh', ['-e', '-c', command], {
    cwd,
    encoding: 'utf8',
    env: { PATH: `${installed}${delimiter}${process.env.PATH}`, ...env },
  });

const has = (program: string) => spawnSync('which', [program]).status === 0;
const isRoot = process.getuid?.() === 0;

describe('crontab', () => {
  const entry = (folder: string) =>
    recipe('crontab')
      .replace('/srv/reviews', folder)
      .replace(/^PATH=/m, `PATH=${installed}:`);

  it('has one command, which does its work in the bare environment of cron', () => {
    const folder = server();
    const lines = entry(folder)
      .split('\n')
      .filter((line) => /^[\d*]/.test(line));
    expect(lines).toHaveLength(1);
    const command = lines[0]!.replace(/^(\S+\s+){5}/, '');
    const { stdout, stderr, status } = spawnSync('/bin/sh', ['-c', command], {
      encoding: 'utf8',
      env: { PATH: `${installed}:/usr/bin:/bin`, HOME: folder, LOGNAME: 'nobody', SHELL: '/bin/sh' },
    });
    expect([stdout, stderr, status]).toEqual(['', '', 0]);
    expect(readdirSync(folder)).toContain('report-2026-09.html');
  });

  it('runs under a real cron', async ({ skip }) => {
    if (!has('cron')) return skip('cron is not installed');
    if (!isRoot) return skip('only root may give cron an entry of the system');
    const folder = server();
    const file = `/etc/cron.d/reviewscan-test-${process.pid}`;
    // Of the system: a user stands before the command. Every minute instead of every night.
    writeFileSync(file, entry(folder).replace(/^\d+ \d+ \* \* \* {2}/m, '* * * * *  root  '), {
      mode: 0o644,
    });
    // Where one is running already this one says so and ends, and that one sees the file.
    const cron = spawn('cron', ['-f'], { stdio: 'ignore' });
    try {
      const end = performance.now() + 75_000;
      const report = join(folder, 'report-2026-09.html');
      while (!existsSync(report) && performance.now() < end) {
        await new Promise((resolve) => setTimeout(resolve, 250));
      }
      expect(readFileSync(report, 'utf8')).toMatch(/<\/html>\s*$/);
    } finally {
      rmSync(file);
      cron.kill();
    }
  }, 120_000);
});

describe('systemd', () => {
  it('units are sound', ({ skip }) => {
    if (!has('systemd-analyze')) return skip('systemd-analyze is not installed');
    const folder = mkdtempSync(join(scratch, 'units-'));
    writeFileSync(
      join(folder, 'reviewscan.service'),
      recipe('reviewscan.service').replace('/usr/local/bin/reviewscan', join(installed, 'reviewscan')),
    );
    writeFileSync(join(folder, 'reviewscan.timer'), recipe('reviewscan.timer'));
    const { stdout, stderr, status } = spawnSync(
      'systemd-analyze',
      ['verify', '--man=no', './reviewscan.service', './reviewscan.timer'],
      { cwd: folder, encoding: 'utf8' },
    );
    // It also speaks of units of the machine, which are no concern of ours.
    expect(`${stdout}${stderr}`.split('\n').filter((line) => line.includes('reviewscan'))).toEqual([]);
    expect(status).toBe(0);
  });

  it('the service does its work', () => {
    const folder = server();
    const [, command] = /^ExecStart=(.*)$/m.exec(recipe('reviewscan.service'))!;
    const { stdout, stderr, status } = shell(command!.replace('/usr/local/bin/', ''), folder);
    expect([stdout, status]).toEqual(['', 0]);
    expect(stderr).toMatch(/^1 review, 2026-09-17; .*\n$/);
    expect(readdirSync(folder)).toContain('report-2026-09.html');
  });
});

describe('GitHub Actions', () => {
  interface Step {
    name?: string;
    uses?: string;
    run?: string;
  }

  it('every step does its work', () => {
    const workflow = parse(recipe('github-actions.yml'));
    expect(Object.keys(workflow.on)).toContain('schedule');
    const { steps } = workflow.jobs.report as { steps: Step[] };
    const folder = mkdtempSync(join(scratch, 'ci-'));
    mkdirSync(join(folder, 'exports'));
    // Reviews of last month, whichever that is.
    const now = new Date();
    const month = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 1, 15))
      .toISOString()
      .slice(0, 7);
    const rows = Array.from(
      { length: 40 },
      (_, n) => `${n},${month}-15,The front desk was rude and room ${n} was cold.`,
    );
    writeFileSync(join(folder, 'exports/a.csv'), `id,date,review\n${rows.join('\n')}\n`);
    const summary = join(folder, 'step-summary');
    const done = steps.flatMap(({ run }) =>
      run === undefined ? [] : [shell(run, folder, { GITHUB_STEP_SUMMARY: summary })],
    );
    // The rule is broken, the report is there all the same.
    expect(done.map(({ stderr, status }) => (status! > 1 ? stderr : status))).toEqual([0, 1, 0]);
    expect(readFileSync(join(folder, 'npm-was-called'), 'utf8')).toMatch(/^install --global \S+\.tgz\n$/);
    expect(readFileSync(summary, 'utf8')).toContain('40 reviews');
    expect(readdirSync(folder)).toContain(`report-${month}.html`);
  });
});

describe('alerts by mail', () => {
  it('are sent once, and again where the mailer did not take them', () => {
    const folder = server();
    const mailer = join(folder, 'sendmail');
    const tells = (words: string) =>
      writeFileSync(join(folder, 'exports/north.csv'), `id,date,review\n${words}`);
    const night = (taken: boolean) => {
      writeFileSync(mailer, `#!/bin/sh\n${taken ? 'cat >> sent' : 'exit 69'}\n`);
      chmodSync(mailer, 0o755);
      const { status } = shell(
        `PATH="${folder}:$PATH" sh ${join(recipes, 'alerts.sh')} --mail-to a@b.example`,
        folder,
      );
      const sent = existsSync(join(folder, 'sent')) ? readFileSync(join(folder, 'sent'), 'utf8') : '';
      return [status, sent.match(/^Subject: .*$/gm) ?? []];
    };
    const subject = 'Subject: reviewscan: 1 review speaks of harm';
    const first = '1,2026-01-01,The wound got infected.\n';
    tells(first);
    writeFileSync(join(folder, 'reviewscan.yaml'), 'files: [exports]\nhistory: h.db\n');
    expect(night(false)).toEqual([75, []]);
    tells(`${first}2,2026-01-02,The stitches got infected too.\n`);
    expect(night(false)).toEqual([75, []]);
    expect(night(true)).toEqual([0, [subject, subject]]);
    expect(night(true)).toEqual([0, [subject, subject]]);
    expect(readdirSync(join(folder, 'outbox'))).toEqual([]);
  });
});

describe('a loop over locations', () => {
  it('makes a report for each, and tells of the one that failed', () => {
    const folder = mkdtempSync(join(scratch, 'loop-'));
    mkdirSync(join(folder, 'exports'));
    for (const [name, from] of [
      ['east', 'no-review-column.csv'],
      ['north side', 'seed.csv'],
      ['west', 'seed.csv'],
    ]) {
      writeFileSync(join(folder, `exports/${name}.csv`), readFileSync(fixture(from!)));
    }
    const { stderr, status } = shell(`sh ${join(recipes, 'locations.sh')}`, folder);
    expect(status).toBe(2);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(readdirSync(join(folder, 'reports'), { recursive: true }).map(String).sort()).toEqual([
      'east',
      'north side',
      join('north side', '2026-09.html'),
      'west',
      join('west', '2026-09.html'),
    ]);
  });
});

describe('README.md', () => {
  it('names every recipe', () => {
    const readme = readFileSync(join(recipes, '../../README.md'), 'utf8');
    expect(readdirSync(recipes).filter((name) => !readme.includes(`fixtures/recipes/${name}`))).toEqual([]);
  });
});
