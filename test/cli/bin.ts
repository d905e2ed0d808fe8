import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
export const BIN = join(root, 'bin/reviewscan.js');

/** A fixture of fixtures/reviews by its file name. */
export const fixture = (name: string) => join(root, 'fixtures/reviews', name);

/** A folder of its own for the outputs of one test file; removed at the end. */
export function scratchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'reviewscan-test-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export interface Ran {
  stdout: string;
  stderr: string;
  status: number | null;
}

/** Runs the real bin as cron would: no terminal, a bare environment. */
export function reviewscan(
  args: readonly string[],
  options: { cwd?: string; input?: string | Buffer; env?: Record<string, string> } = {},
): Ran {
  const { stdout, stderr, status } = spawnSync(process.execPath, [BIN, ...args], {
    encoding: 'utf8',
    cwd: options.cwd ?? root,
    input: options.input ?? '',
    env: { PATH: process.env.PATH ?? '', ...options.env },
    maxBuffer: 1 << 28,
  });
  return { stdout, stderr, status };
}

/** What tests look at of the ndjson contract, which README.md spells out in full. */
export interface Line {
  id: string;
  opinions: { end: number; text: string; side: string; tags: { theme: string; polarity: string }[] }[];
}

/** The objects of an ndjson output. */
export function lines(text: string): Line[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Line);
}
