// Writes every expected output under fixtures/golden and the unreleased schema under fixtures/schema anew: runs the golden tests in writing mode.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const vitest = fileURLToPath(new URL('../../node_modules/vitest/vitest.mjs', import.meta.url));
const { status } = spawnSync(
  process.execPath,
  [vitest, 'run', '--config', 'test/vitest.config.ts', 'golden', 'schema-changes', 'render/csv'],
  { cwd: root, stdio: 'inherit', env: { ...process.env, REVIEWSCAN_GOLDEN: 'write' } },
);
process.exitCode = status ?? 1;
