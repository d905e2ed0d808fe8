import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commitAll, fileSink } from '../../src/cli/output.js';
import { BIN, fixture, reviewscan, scratchFolder } from './bin.js';

const scratch = scratchFolder();
const seed = fixture('seed.csv');

/** A new folder, empty but for an old report. */
function folderWithOldReport(): string {
  const folder = mkdtempSync(join(scratch, 'run-'));
  writeFileSync(join(folder, 'report.json'), 'old');
  return folder;
}

/** A process that reads from a pipe that stays open, so that it runs until it is ended. */
function waiting(folder: string, ...args: string[]) {
  const child = spawn(
    process.execPath,
    [BIN, 'analyze', '-', '--quiet', '--output', 'report.json', ...args],
    {
      cwd: folder,
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { PATH: process.env.PATH },
    },
  );
  let stderr = '';
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  return { child, stderr: () => stderr };
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 20));
}

const lockOf = (folder: string) => join(folder, '.report.json.lock');
/** Whoever is asked has nothing left behind: neither temporary files nor locks. */
const expectUntouched = (folder: string) => {
  expect(readdirSync(folder)).toEqual(['report.json']);
  expect(readFileSync(join(folder, 'report.json'), 'utf8')).toBe('old');
};

/** An export that takes long to analyse, and a single review that takes long by itself. */
function longExport(): string {
  const path = join(scratch, 'long.csv');
  if (!existsSync(path)) {
    const row = 'The surgeon was kind but nobody called me back and the bill was wrong. '.repeat(12);
    const rows = Array.from({ length: 40_000 }, (_, n) => `${n},"${row}"`);
    writeFileSync(path, `id,review\n${rows.join('\n')}\n`);
  }
  return path;
}

describe('the lock', () => {
  it('lets the first run write and turns the second away at once with exit code 4', async () => {
    const folder = folderWithOldReport();
    const { child } = waiting(folder);
    await until(() => existsSync(lockOf(folder)));
    const second = reviewscan(['analyze', seed, '-q', '-o', 'report.json'], { cwd: folder });
    expect(second.status).toBe(4);
    expect(second.stderr).toMatch(
      new RegExp(`^reviewscan: report.json: another run is writing it \\(process ${child.pid}, since .*\\n$`),
    );
    // Another file is another lock.
    expect(reviewscan(['analyze', seed, '-q', '-o', 'other.json'], { cwd: folder }).status).toBe(0);
    child.stdin.end('review\nThe front desk was rude.\n');
    expect((await once(child, 'exit'))[0]).toBe(0);
    expect(readdirSync(folder).sort()).toEqual(['other.json', 'report.json']);
  });

  it('is of the history as well: neither another run nor prune writes to it meanwhile', async () => {
    const folder = folderWithOldReport();
    expect(
      reviewscan(['analyze', seed, '-q', '--history', 'h.db', '-o', 'a.json'], { cwd: folder }).status,
    ).toBe(0);
    const { child } = waiting(folder, '--history', 'h.db');
    await until(() => existsSync(lockOf(folder)) && existsSync(join(folder, '.h.db.lock')));
    const run = reviewscan(['analyze', seed, '-q', '--history', 'h.db', '-o', 'a.json'], { cwd: folder });
    const prune = reviewscan(['history', 'prune', 'h.db', '--keep-runs', '1'], { cwd: folder });
    for (const { status, stderr } of [run, prune]) {
      expect([status, stderr]).toEqual([4, expect.stringContaining('h.db: another run is writing it')]);
    }
    child.stdin.end('review\nThe front desk was rude.\n');
    expect((await once(child, 'exit'))[0]).toBe(0);
    expect(readdirSync(folder).sort()).toEqual(['a.json', 'h.db', 'report.json']);
  });

  it('is waited for with --lock-timeout', async () => {
    const folder = folderWithOldReport();
    const { child } = waiting(folder);
    await until(() => existsSync(lockOf(folder)));
    const second = spawn(
      process.execPath,
      [BIN, 'analyze', seed, '-o', 'report.json', '--lock-timeout', '50s'],
      { cwd: folder },
    );
    let said = '';
    second.stderr.on('data', (chunk) => {
      said += chunk;
    });
    await until(() => said.includes('waiting'));
    child.stdin.end('review\nThe front desk was rude.\n');
    expect((await once(second, 'exit'))[0]).toBe(0);
    expect(JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8')).input.files[0].file).toBe(
      basename(seed),
    );
  });

  it('of a killed run is taken over, and what that left is removed', async () => {
    const folder = folderWithOldReport();
    const { child } = waiting(folder);
    await until(() => readdirSync(folder).some((name) => /^\.report\.json\.\d.*\.tmp$/.test(name)));
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(readdirSync(folder).length).toBeGreaterThan(2);
    expect(readFileSync(join(folder, 'report.json'), 'utf8')).toBe('old');
    expect(reviewscan(['analyze', seed, '-q', '-o', 'report.json'], { cwd: folder }).status).toBe(0);
    expect(readdirSync(folder)).toEqual(['report.json']);
  });

  it.skipIf(process.platform !== 'linux')(
    'does not take a process number given anew for its holder',
    async () => {
      const folder = folderWithOldReport();
      const { child } = waiting(folder);
      await until(() => existsSync(lockOf(folder)));
      const lock = JSON.parse(readFileSync(lockOf(folder), 'utf8'));
      child.kill('SIGTERM');
      await once(child, 'exit');
      // Our own number is certainly alive; it began at another time.
      writeFileSync(lockOf(folder), JSON.stringify({ ...lock, pid: process.pid }));
      expect(reviewscan(['analyze', seed, '-q', '-o', 'report.json'], { cwd: folder }).status).toBe(0);
    },
  );

  const elsewhere = {
    pid: 1,
    host: `not-${hostname()}`,
    boot: 'b',
    start: '1',
    since: 1,
    token: '1-00000000',
  };

  it('of another machine is respected, and the message says how to end it', () => {
    const folder = folderWithOldReport();
    writeFileSync(lockOf(folder), JSON.stringify(elsewhere));
    const { stderr, status } = reviewscan(['analyze', seed, '-q', '-o', 'report.json'], { cwd: folder });
    expect(status).toBe(4);
    expect(stderr).toContain('delete .report.json.lock');
  });

  it('of another machine is taken over once the --timeout of its run must have ended it', () => {
    const folder = folderWithOldReport();
    const run = (lasts: number | null, hoursAgo: number) => {
      writeFileSync(lockOf(folder), JSON.stringify({ ...elsewhere, lasts }));
      const then = Date.now() / 1000 - hoursAgo * 3600;
      utimesSync(lockOf(folder), then, then);
      return reviewscan(['analyze', seed, '-q', '-o', 'report.json'], { cwd: folder });
    };
    expect(run(3_600_000, 1).status).toBe(4);
    expect(run(3_600_000, 1).stderr).toContain('over by 1970-01-01T01:10:00Z');
    // However often its clock was set: that of the disk counts.
    expect(run(null, 1000).status).toBe(4);
    expect(run(3_600_000, 2).status).toBe(0);
    expect(readdirSync(folder)).toEqual(['report.json']);
  });

  it.skipIf(process.platform !== 'linux')(
    'of a living run is respected though the clock was set',
    async () => {
      const folder = folderWithOldReport();
      const { child } = waiting(folder);
      await until(() => existsSync(lockOf(folder)));
      const lock = JSON.parse(readFileSync(lockOf(folder), 'utf8'));
      // A machine without a battery for its clock begins in 1970.
      writeFileSync(lockOf(folder), JSON.stringify({ ...lock, since: 1 }));
      const second = reviewscan(['analyze', seed, '-q', '-o', 'report.json'], { cwd: folder });
      child.stdin.end('review\nThe front desk was rude.\n');
      expect((await once(child, 'exit'))[0]).toBe(0);
      expect(second.status).toBe(4);
    },
  );

  it('that is no lock is taken for one that was never finished, whatever stands in it', () => {
    const folder = folderWithOldReport();
    for (const text of ['', 'null', '{', '{"pid":1,"token":"../../etc/x","host":"h"}']) {
      writeFileSync(lockOf(folder), text);
      const fresh = reviewscan(['analyze', seed, '-q', '-o', 'report.json'], { cwd: folder });
      expect([text, fresh.status]).toEqual([text, 4]);
      const minuteAgo = Date.now() / 1000 - 60;
      utimesSync(lockOf(folder), minuteAgo, minuteAgo);
      const old = reviewscan(['analyze', seed, '-q', '-o', 'report.json'], { cwd: folder });
      expect([text, old.status]).toEqual([text, 0]);
      expect(readdirSync(folder)).toEqual(['report.json']);
    }
  });

  it('leaves nothing behind of whoever died on the way to it, and touches nothing else', () => {
    const folder = folderWithOldReport();
    const left = ['', '.tmp'].map((end) => `.report.json.lock.4711-9f86d081${end}`);
    const own = ['.report.json.tmp', '.report.json.bak', '.report.json.4711-9f86d081'];
    for (const name of [...left, ...own, '.report.json.4711-9f86d081.tmp'])
      writeFileSync(join(folder, name), 'x');
    expect(reviewscan(['analyze', seed, '-q', '-o', 'report.json'], { cwd: folder }).status).toBe(0);
    expect(readdirSync(folder).sort()).toEqual([...own, 'report.json'].sort());
  });

  it('of one dead holder goes to one of many that want it: never two at once', async () => {
    const folder = folderWithOldReport();
    const dead = JSON.stringify({ pid: 4_000_000, host: '', boot: null, start: null, since: 1, token: 'x' });
    const script = join(folder, 'race.mjs');
    writeFileSync(
      script,
      `import { appendFileSync, writeFileSync, rmSync } from 'node:fs';
import { holdLocks } from ${JSON.stringify(new URL('../../dist/cli/lock.js', import.meta.url).href)};
for (let n = 0; n < 40; n++) {
  const release = await holdLocks(['thing'], { patience: 60_000 });
  writeFileSync('inside', '', { flag: 'wx' });
  appendFileSync('log', process.pid + '\\n');
  rmSync('inside');
  // Every other time a dead holder is left instead of a free lock.
  if (n % 2) release();
  else writeFileSync('.thing.lock', process.argv[2].replace('"x"', '"' + process.pid + '-' + n + '"'));
}
`,
    );
    const here = await holderOfThisMachine(folder);
    const racers = Array.from({ length: 6 }, () =>
      spawn(process.execPath, [script, dead.replace('"host":""', `"host":${JSON.stringify(here)}`)], {
        cwd: folder,
        stdio: ['ignore', 'ignore', 'pipe'],
      }),
    );
    const codes = await Promise.all(racers.map(async (racer) => (await once(racer, 'exit'))[0]));
    expect(codes).toEqual([0, 0, 0, 0, 0, 0]);
    expect(readFileSync(join(folder, 'log'), 'utf8').trim().split('\n')).toHaveLength(240);
  });
});

/** The name that locks give this machine. */
async function holderOfThisMachine(folder: string): Promise<string> {
  const { child } = waiting(folder);
  await until(() => existsSync(lockOf(folder)));
  const { host } = JSON.parse(readFileSync(lockOf(folder), 'utf8'));
  child.kill('SIGTERM');
  await once(child, 'exit');
  return host;
}

describe('--timeout', () => {
  it('ends a run that waits for input: one line, exit code 5, old files as they were', async () => {
    const folder = folderWithOldReport();
    const { child, stderr } = waiting(folder, '--timeout', '1s');
    expect((await once(child, 'exit'))[0]).toBe(5);
    expect(stderr()).toBe('reviewscan: --timeout 1s is over; nothing was written\n');
    expectUntouched(folder);
  });

  it('ends a run that is busy', () => {
    const folder = folderWithOldReport();
    const { stdout, stderr, status } = reviewscan(
      ['analyze', longExport(), '-q', '--timeout=1500ms', '--format', 'json=report.json', '--format', 'csv'],
      { cwd: folder },
    );
    expect([status, stdout]).toEqual([5, '']);
    expect(stderr).toBe('reviewscan: --timeout 1500ms is over; nothing was written\n');
    expectUntouched(folder);
  });

  it('ends even a run that never comes to itself again', () => {
    const script = `import { endAfter } from ${JSON.stringify(new URL('../../dist/cli/timeout.js', import.meta.url).href)};
endAfter(300, () => process.stderr.write('over\\n'));
for (;;);`;
    const file = join(folderWithOldReport(), 'busy.mjs');
    writeFileSync(file, script);
    const { stderr, status } = spawnSync(process.execPath, [file], { encoding: 'utf8', timeout: 50_000 });
    expect([status, stderr]).toEqual([5, 'over\n']);
  });

  it('does not matter where there is time enough', () => {
    expect(reviewscan(['analyze', seed, '-q', '--timeout', '10m']).status).toBe(0);
    expect(reviewscan(['analyze', seed, '--timeout', 'soon']).stderr).toContain(
      '--timeout soon: write a duration',
    );
  });
});

describe('signals', () => {
  it.each([
    ['SIGTERM', 143],
    ['SIGINT', 130],
    ['SIGHUP', 129],
  ] as const)('%s ends a busy run with %i, old files as they were', async (signal, code) => {
    const folder = folderWithOldReport();
    const child = spawn(process.execPath, [BIN, 'analyze', longExport(), '-q', '-o', 'report.json'], {
      cwd: folder,
    });
    await until(() => readdirSync(folder).some((name) => name.endsWith('.tmp')));
    await new Promise((resolve) => setTimeout(resolve, 500));
    child.kill(signal);
    expect((await once(child, 'exit'))[0]).toBe(code);
    expectUntouched(folder);
  });
});

describe('a disk that refuses', () => {
  const root = process.getuid?.() === 0;

  it.skipIf(root)('as the folder is read-only: exit code 74 before anything is read', () => {
    const folder = folderWithOldReport();
    chmodSync(folder, 0o555);
    const { stderr, status } = reviewscan(['analyze', seed, '-q', '-o', 'report.json'], { cwd: folder });
    chmodSync(folder, 0o755);
    expect(status).toBe(74);
    expect(stderr).toBe('reviewscan: report.json: cannot be written (EACCES); nothing was changed\n');
    expectUntouched(folder);
  });

  it.skipIf(process.platform === 'win32')('as the file may not grow so large: exit code 74', () => {
    const folder = folderWithOldReport();
    const limited = (limit: string, ...args: string[]) =>
      spawnSync(
        'bash',
        ['-c', `ulimit ${limit}; "$@"`, 'bash', process.execPath, BIN, 'analyze', seed, '-q', ...args],
        {
          cwd: folder,
          encoding: 'utf8',
        },
      );
    const large = limited('-f 8', '-o', 'report.json');
    expect([large.status, large.stderr]).toEqual([
      74,
      expect.stringMatching(/^reviewscan: report\.json: .*\(EFBIG\).*\n$/),
    ]);
    expectUntouched(folder);
    const history = limited('-f 8', '--history', 'h.db', '--format=csv=scores.csv');
    expect([history.status, history.stderr]).toEqual([
      74,
      expect.stringMatching(/^reviewscan: h\.db: .*the history is as it was\n$/),
    ]);
    expect(readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  it('as it is full: exit code 74, old files as they were', ({ skip }) => {
    const folder = mkdtempSync(join(scratch, 'full-'));
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'none', folder]);
    if (mounted.status !== 0) return skip('needs the right to mount a small disk');
    try {
      writeFileSync(join(folder, 'report.json'), 'old');
      const { stderr, status } = reviewscan(
        [
          'analyze',
          fixture('sample.csv'),
          '-q',
          '--format',
          'html=page.html',
          '--format',
          'json=report.json',
        ],
        { cwd: folder },
      );
      expect(status).toBe(74);
      expect(stderr).toMatch(/^reviewscan: \S+: the disk is full or failing \(ENOSPC\); .*\n$/);
      expectUntouched(folder);
      // To the last byte: not even a lock can be written, and nothing is left of it.
      spawnSync('dd', ['if=/dev/zero', `of=${join(folder, 'filling')}`, 'bs=4k']);
      expect(reviewscan(['analyze', seed, '-q', '-o', 'report.json'], { cwd: folder }).status).toBe(74);
      expect(readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual([]);
      spawnSync('rm', [join(folder, 'filling')]);
      spawnSync('mount', ['-o', 'remount,ro', folder]);
      const readOnly = reviewscan(['analyze', seed, '-q', '-o', 'report.json'], { cwd: folder });
      expect([readOnly.status, readOnly.stderr]).toEqual([
        74,
        'reviewscan: report.json: cannot be written (EROFS); nothing was changed\n',
      ]);
    } finally {
      spawnSync('umount', [folder]);
    }
  });
});

describe('outputs', () => {
  it('are written for whoever reads them, also when the reader of stdout leaves', () => {
    const folder = folderWithOldReport();
    const { status } = spawnSync(
      'bash',
      [
        '-c',
        `set -o pipefail; "${process.execPath}" "${BIN}" analyze "${fixture('sample.csv')}" -q --format json=report.json --format json | head -c 10`,
      ],
      { cwd: folder },
    );
    expect(status).toBe(0);
    expect(readFileSync(join(folder, 'report.json'), 'utf8')).toContain('reviewscan.report');
  });

  it('are written also where nobody hears what is said', async () => {
    const folder = folderWithOldReport();
    const child = spawn(process.execPath, [BIN, 'analyze', '-', '-o', 'report.json'], {
      cwd: folder,
      stdio: ['pipe', 'ignore', 'pipe'],
    });
    await until(() => existsSync(lockOf(folder)));
    child.stderr.destroy();
    child.stdin.end('review\nThe front desk was rude.\n');
    expect(await once(child, 'exit')).toEqual([0, null]);
    expect(readFileSync(join(folder, 'report.json'), 'utf8')).toContain('reviewscan.report');
  });

  it('that cannot take their dated place fail before the history remembers anything', () => {
    const folder = folderWithOldReport();
    const run = () =>
      reviewscan(['analyze', seed, '-q', '--history', 'h.db', '--digest', 'json={yyyy}/{mm}.json'], {
        cwd: folder,
      });
    writeFileSync(join(folder, '2026'), 'in the way');
    const { status, stderr } = run();
    expect([status, stderr]).toEqual([2, expect.stringContaining('a file is in the way')]);
    expect(readdirSync(folder).sort()).toEqual(['2026', 'report.json']);
    rmSync(join(folder, '2026'));
    mkdirSync(join(folder, '2026', '09.json'), { recursive: true });
    expect(run().stderr).toContain('2026/09.json: is a folder');
    expect(existsSync(join(folder, 'h.db'))).toBe(false);
  });

  it('that cannot be put in place after all have their alerts taken back', async () => {
    const folder = folderWithOldReport();
    const sink = fileSink(join(folder, 'report.json'));
    await sink.write('new');
    const steps: string[] = [];
    const run = commitAll(
      [sink],
      () => {
        steps.push('remembered');
        // As when another program has it open.
        rmSync(join(folder, 'report.json'));
        mkdirSync(join(folder, 'report.json', 'x'), { recursive: true });
      },
      () => {
        steps.push('taken back');
        throw new Error('this failed as well');
      },
    );
    await expect(run).rejects.toMatchObject({
      exitCode: 74,
      message: expect.stringContaining('could not be replaced'),
    });
    expect(steps).toEqual(['remembered', 'taken back']);
  });

  it('follow a link to the file that is meant', () => {
    const folder = folderWithOldReport();
    mkdirSync(join(folder, 'kept'));
    writeFileSync(join(folder, 'kept', 'real.json'), 'old');
    symlinkSync(join('kept', 'real.json'), join(folder, 'link.json'));
    expect(reviewscan(['analyze', seed, '-q', '-o', 'link.json'], { cwd: folder }).status).toBe(0);
    expect(readFileSync(join(folder, 'kept', 'real.json'), 'utf8')).toContain('reviewscan.report');
    expect(readdirSync(join(folder, 'kept'))).toEqual(['real.json']);
  });

  it('that would replace what the run reads or remembers are refused, also behind a link', () => {
    const folder = folderWithOldReport();
    const files = {
      'in.csv': readFileSync(seed, 'utf8'),
      'reviewscan.yaml': 'files: [in.csv]\n',
      'rules.yaml': 'rules: [service=10]\n',
      'map.yaml': 'columns: {text: Review}\n',
    };
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    symlinkSync('in.csv', join(folder, 'link.csv'));
    symlinkSync('.', join(folder, 'here'));
    const refuse = (output: string, ...more: string[]) => {
      const ran = reviewscan(['analyze', '-q', '--format', `csv=${output}`, ...more], { cwd: folder });
      expect([output, ran.status, ran.stderr]).toEqual([
        output,
        2,
        expect.stringContaining('would be replaced'),
      ]);
    };
    refuse('link.csv');
    refuse('here/in.csv');
    refuse('here/reviewscan.yaml');
    refuse('rules.yaml', '--rules', 'rules.yaml');
    refuse('map.yaml', '--map-file', 'map.yaml');
    refuse('h.db', '--history', 'h.db');
    expect(existsSync(join(folder, 'h.db'))).toBe(false);
    for (const [name, text] of Object.entries(files))
      expect(readFileSync(join(folder, name), 'utf8')).toBe(text);
  });

  it('are named by the day that is the report’s now, in folders made for it', () => {
    const folder = folderWithOldReport();
    const names = ['reports/{yyyy}/{mm}-{dd}.json', 'q{q}.json', '{gggg}-W{ww}.ndjson'];
    mkdirSync(join(folder, 'reports'));
    const { stderr, status } = reviewscan(
      [
        'analyze',
        seed,
        '-q',
        ...names.flatMap((name) => ['--format', `${name.endsWith('ndjson') ? 'ndjson' : 'json'}=${name}`]),
      ],
      { cwd: folder },
    );
    expect([stderr, status]).toEqual(['', 0]);
    expect(readdirSync(folder, { recursive: true }).map(String).sort()).toEqual([
      '2026-W38.ndjson',
      'q3.json',
      'report.json',
      'reports',
      join('reports', '2026'),
      join('reports', '2026', '09-17.json'),
    ]);
    expect(
      reviewscan(['analyze', seed, '-q', '-o', '{yyyy}.json', '--as-of', '2027-01-01'], { cwd: folder })
        .status,
    ).toBe(0);
    expect(existsSync(join(folder, '2027.json'))).toBe(true);
  });

  it.each([
    ['{yyy}.json', 'does not know {yyy}'],
    ['{yyyy}-{ww}.json', 'write {gggg}-{ww}'],
    ['missing/{yyyy}.json', 'the folder missing does not exist'],
  ])('with a slip in the name exit 2: %s', (name, message) => {
    const folder = folderWithOldReport();
    const { stderr, status } = reviewscan(['analyze', seed, '-q', '-o', name], { cwd: folder });
    expect(status).toBe(2);
    expect(stderr).toContain(message);
    expectUntouched(folder);
  });

  it('cannot be named by a day where no review has one', () => {
    const folder = folderWithOldReport();
    const { stderr, status } = reviewscan(['analyze', '-', '-q', '-o', '{yyyy}.json'], {
      cwd: folder,
      input: 'review\nThe front desk was rude.\n',
    });
    expect(status).toBe(2);
    expect(stderr).toContain('--as-of');
    expectUntouched(folder);
  });

  it('whose dated name is that of an input are refused', () => {
    const folder = folderWithOldReport();
    writeFileSync(join(folder, '2026.csv'), readFileSync(seed));
    const before = readFileSync(seed, 'utf8');
    expect(reviewscan(['analyze', '2026.csv', '-q', '-o', '{yyyy}.csv'], { cwd: folder }).status).toBe(2);
    expect(readFileSync(join(folder, '2026.csv'), 'utf8')).toBe(before);
  });
});

describe('--log-json', () => {
  const logOf = (stderr: string) =>
    stderr
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);

  it('says everything as one object a line, every problem with its record, and no words of a review', () => {
    const { stderr, status } = reviewscan([
      'analyze',
      fixture('sample.csv'),
      fixture('ragged.csv'),
      fixture('banana.csv'),
      '--log-json',
      '--max-bad=90%',
      '--fail-under=service=90',
      '--fail-under=theme:waiting=1',
      '--summary',
      '--output=/dev/null',
    ]);
    expect(status).toBe(1);
    const log = logOf(stderr);
    expect(new Set(log.map(({ code }) => code))).toEqual(
      new Set(['layout', 'bad-rating', 'long-row', 'short-row', 'rule-failed', 'rule-passed', 'summary']),
    );
    expect(log.find(({ code }) => code === 'bad-rating')).toMatchObject({
      level: 'info',
      file: fixture('banana.csv'),
      record: expect.any(Number),
    });
    expect(log.find(({ code }) => code === 'rule-failed')?.level).toBe('warning');
    const summary = log.find(({ code }) => code === 'summary')?.message;
    expect(summary).toMatch(
      /^\d+ reviews, .*; clinical outcome \d+ \(.*\); service \d+ \(.*\); \d+ problems$/,
    );
  });

  it.each([
    [['analyze', 'missing.csv', '--log-json'], {}, 'use', 2],
    [['analyze', 'missing.csv', '--log-json', '--frmat'], {}, 'use', 2],
    [['analyze', 'missing.csv'], { REVIEWSCAN_LOG_JSON: 'true' }, 'use', 2],
    [['analyze', '-', '--log-json', '--output', '/no/such/folder/x.json'], {}, 'use', 2],
  ])('%j ends in one line of JSON', (args, env, code, exit) => {
    const { stderr, status } = reviewscan(args, { env, input: 'review\nGood.\n' });
    expect(status).toBe(exit);
    const last = logOf(stderr).at(-1);
    expect(last).toMatchObject({ level: 'error', code });
  });

  it('--summary speaks also where --quiet is given', () => {
    const { stderr } = reviewscan(['analyze', seed, '-q', '--summary', '-o', '/dev/null']);
    expect(stderr).toBe('1 review, 2026-09-17; clinical outcome – (n 1); service – (n 1); 0 problems\n');
  });
});
