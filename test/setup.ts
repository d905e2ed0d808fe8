import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Tests of the command line run the real bin: build it first where the sources are newer than dist/. */
export default function setup(): void {
  const root = fileURLToPath(new URL('..', import.meta.url));
  const built = `${root}/dist/cli/index.js`;
  if (existsSync(built) && statSync(built).mtimeMs >= newest(`${root}/src`)) return;
  const { status } = spawnSync(process.execPath, [`${root}/test/tools/build.mjs`], { stdio: 'inherit' });
  if (status !== 0) throw new Error('the build failed; see above');
}

function newest(folder: string): number {
  let latest = 0;
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isFile())
      latest = Math.max(latest, statSync(`${entry.parentPath ?? entry.path}/${entry.name}`).mtimeMs);
  }
  return latest;
}
