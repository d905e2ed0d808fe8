// Builds dist/: compiles src with tsc and copies src/data beside it, then swaps it in as a whole, so that a run of the
// old build is never caught half-way. `prepare` calls it too: no shell, so that it works on every system.
import { spawnSync } from 'node:child_process';
import { cpSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const fresh = `${root}/dist.${process.pid}`;
const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
const result = spawnSync(process.execPath, [tsc, '-p', root, '--outDir', fresh], { stdio: ['ignore', 2, 2] });
if (result.status === 0) {
  cpSync(`${root}/src/data`, `${fresh}/data`, { recursive: true });
  // What the HTML report holds as it stands.
  for (const asset of ['page.css', 'page.js']) {
    cpSync(`${root}/src/render/html/${asset}`, `${fresh}/render/html/${asset}`);
  }
  // The YAML of the taxonomy is read and checked here once, so that no run of reviewscan has to.
  const { readTaxonomy } = await import(pathToFileURL(`${fresh}/knowledge/taxonomy.js`));
  writeFileSync(`${fresh}/data/taxonomy.json`, JSON.stringify(await readTaxonomy(`${fresh}/data`)));
  rmSync(`${root}/dist`, { recursive: true, force: true });
  renameSync(fresh, `${root}/dist`);
}
rmSync(fresh, { recursive: true, force: true });
process.exitCode = result.status ?? 1;
