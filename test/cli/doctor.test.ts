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
