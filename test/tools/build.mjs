// Builds dist/: compiles src with tsc and copies src/data beside it. One file, so that `prepare` works everywhere.
import { spawnSync } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
rmSync(`${root}/dist`, { recursive: true, force: true });
const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
const result = spawnSync(process.execPath, [tsc, '-p', root], { stdio: ['ignore', 2, 2] });
if (result.status !== 0) process.exit(result.status ?? 1);
cpSync(`${root}/src/data`, `${root}/dist/data`, { recursive: true });
