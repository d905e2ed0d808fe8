// Builds dist/: compiles src with tsc and copies src/data beside it, then swaps it in as a whole, so that a run of the
// old build is never caught half-way. `prepare` calls it too: no shell, so that it works on every system.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
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
  const { readLanguage, readTaxonomy } = await import(pathToFileURL(`${fresh}/knowledge/taxonomy.js`));
  const taxonomy = await readTaxonomy(`${fresh}/data`);
  writeFileSync(`${fresh}/data/taxonomy.json`, JSON.stringify(taxonomy));
  for (const code of readdirSync(`${fresh}/data/languages`)) {
    const folder = `${fresh}/data/languages/${code}`;
    const language = await readLanguage(folder, `languages/${code}`, null, taxonomy);
    writeFileSync(`${folder}/compiled.json`, JSON.stringify(language));
  }
  writeFileSync(`${fresh}/build.txt`, hashAnalysis());
  rmSync(`${root}/dist`, { recursive: true, force: true });
  renameSync(fresh, `${root}/dist`);
}
rmSync(fresh, { recursive: true, force: true });

/** sha256 over all that decides what is found in reviews and counted of them, so that a history knows another build's. */
function hashAnalysis() {
  const hash = createHash('sha256');
  for (const part of ['analyse', 'data', 'read', 'tally']) {
    for (const file of readdirSync(`${fresh}/${part}`, { recursive: true }).sort()) {
      const path = `${fresh}/${part}/${file}`;
      if (statSync(path).isFile()) hash.update(`${part}/${file}\0`).update(readFileSync(path));
    }
  }
  for (const library of ['wink-nlp', 'wink-eng-lite-web-model', 'natural']) {
    const { version } = JSON.parse(readFileSync(`${root}/node_modules/${library}/package.json`, 'utf8'));
    hash.update(`${library} ${version}\0`);
  }
  return hash.digest('hex');
}

process.exitCode = result.status ?? 1;
