import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { reviewscan, scratchFolder } from './bin.js';

const scratch = scratchFolder();

function examine(yaml: string, env: Record<string, string> = {}) {
  const cwd = mkdtempSync(join(scratch, 'doctor-'));
  writeFileSync(join(cwd, 'reviews.csv'), 'review\nGood.\n');
  writeFileSync(join(cwd, 'reviewscan.yaml'), yaml);
  const { stdout, status } = reviewscan(['doctor', '--format', 'json'], { cwd, env });
  const { findings } = JSON.parse(stdout) as {
    findings: { what: string; state: string; found: string }[];
  };
  const wrong = findings
    .filter(({ state }) => state === 'wrong')
    .map(({ what, found }) => `${what}: ${found}`);
  return { cwd, status, wrong, whats: findings.map(({ what }) => what) };
}

describe('doctor', () => {
  it('finds nothing wrong where nothing is', () => {
    const { status, wrong, whats } = examine('files: reviews.csv\noutput: report.html\n');
    expect([status, wrong]).toEqual([0, []]);
    expect(whats).toEqual(['program', 'package', 'temporary', 'terminal', 'config', 'input', 'output']);
  });

  it.each([
    ['bye: location\n', 'config: reviewscan.yaml:1: there is no option bye; did you mean by?'],
    ['files: [reviews.csv, gone.csv]\n', 'input: gone.csv: is not there'],
    ['format: [json=no/where/r.json]\n', 'output: no/where/r.json: the folder no/where does not exist'],
  ])('names what is wrong and exits 1: %s', (yaml, message) => {
    const { status, wrong } = examine(yaml);
    expect([status, wrong]).toEqual([1, [message]]);
  });

  it.each([
    ['timezone: Europe/Brlin\n', 'reviewscan.yaml:1: --timezone Europe/Brlin: write a time zone'],
    ['files: reviews.csv\nsince: 2026-13\n', 'reviewscan.yaml:2: --since 2026-13: write a day'],
    [
      'fail-under: [theme:wating=50]\n',
      'reviewscan.yaml:1: --fail-under “theme:wating=50”: no theme “wating”',
    ],
    [
      'format: [csv:grups=g.csv]\n',
      'reviewscan.yaml:1: --format csv:grups=g.csv: table grups: choose themes',
    ],
    ['rules: no.yaml\n', 'no.yaml: there is no such file'],
    ['baseline: no.json\n', 'no.json: there is no such file'],
    ['taxonomy: no\n', 'no'],
    ['model: no.json\n', 'no.json: there is no such file'],
    ['map-file: no.yaml\n', 'no.yaml: there is no such file'],
    ['compare: [history]\n', 'reviewscan.yaml:1: --compare history: needs --history'],
    ['files: reviews.csv\noutput: reviews.csv\n', 'reviews.csv: is read by this run'],
  ])('takes no config that analyze refuses: %s', (yaml, message) => {
    const { status, wrong } = examine(yaml);
    expect([status, wrong]).toEqual([1, [expect.stringContaining(`config: ${message}`)]]);
  });

  it('looks where a digest goes, and takes what a history has yet to learn', () => {
    const yaml = 'files: reviews.csv\nhistory: h.db\ncompare: [history]\n';
    expect(examine(yaml).wrong).toEqual([]);
    expect(examine(`${yaml}digest: [eml=nodir/n.eml]\n`).wrong).toEqual([
      'output: nodir/n.eml: the folder nodir does not exist',
    ]);
  });

  it('looks at the config that --config names, and at none with --no-config', () => {
    const cwd = mkdtempSync(join(scratch, 'doctor-'));
    writeFileSync(join(cwd, 'reviewscan.yaml'), 'bye: location\n');
    writeFileSync(join(cwd, 'other.yaml'), 'min-n: 5\n');
    const ask = (...args: string[]) => reviewscan(['doctor', ...args], { cwd });
    expect(ask('--config', 'other.yaml').stdout).toMatch(/^ok {5}config {6}\S*other\.yaml, 1 options$/m);
    expect(ask('--no-config').status).toBe(0);
    const missing = ask('--config', 'nope.yaml');
    expect(missing.status).toBe(1);
    expect(missing.stdout).toMatch(/^WRONG {2}config {6}\S*nope\.yaml: there is no such file/m);
  });

  it('says who holds a lock', () => {
    const cwd = mkdtempSync(join(scratch, 'doctor-'));
    writeFileSync(join(cwd, 'reviewscan.yaml'), 'output: r.json\n');
    const holder = { pid: 7, host: 'elsewhere', boot: null, start: null, since: 1, token: '7-00000000' };
    writeFileSync(join(cwd, '.r.json.lock'), JSON.stringify(holder));
    const { stdout, status } = reviewscan(['doctor'], { cwd });
    expect(status).toBe(1);
    expect(stdout).toMatch(
      /^WRONG {2}output {6}r\.json: another run is writing it \(process 7 on elsewhere, .*\)$/m,
    );
  });

  it('says that the temporary folder cannot be used', () => {
    const { status, wrong } = examine('', { TMPDIR: '/no/such/folder' });
    expect(status).toBe(1);
    expect(wrong).toEqual([
      'temporary: /no/such/folder cannot be written (ENOENT); set TMPDIR to another folder',
    ]);
  });
});
