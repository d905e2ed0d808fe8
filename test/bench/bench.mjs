// npm run bench [-- REVIEWS]: what an analysis costs against csv-parse plus wink-nlp alone, and whether memory grows.
// Times depend on the machine, ratios hardly do: only ratios have targets. Not a test.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { generate } from './generate.mjs';

const reviews = Number(process.argv[2] ?? 100_000);
const folder = mkdtempSync(join(tmpdir(), 'reviewscan-bench-'));
const here = fileURLToPath(new URL('.', import.meta.url));
const bin = fileURLToPath(new URL('../../bin/reviewscan.js', import.meta.url));

function run(...args) {
  const cost = join(folder, 'cost.json');
  const started = performance.now();
  const { status, stderr } = spawnSync(process.execPath, [join(here, 'measured.mjs'), cost, ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  if (status !== 0) throw new Error(`${args.join(' ')}: exit ${status}\n${stderr}`);
  return { ...JSON.parse(readFileSync(cost, 'utf8')), wall: (performance.now() - started) / 1000 };
}

function startTime(...args) {
  const times = Array.from({ length: 15 }, () => {
    const started = performance.now();
    spawnSync(process.execPath, args, { stdio: 'ignore' });
    return performance.now() - started;
  });
  return times.sort((a, b) => a - b)[7];
}

const show = (name, value, target = '') =>
  console.log(`${name.padEnd(52)}${String(value).padStart(12)}  ${target}`);

try {
  const small = join(folder, 'reviews.csv');
  const large = join(folder, 'threefold.csv');
  await generate(small, reviews);
  await generate(large, 3 * reviews);
  console.log(`${reviews} reviews, ${(statSync(small).size / 1e6).toFixed(1)} MB\n`);
  const baseline = run('baseline', small);
  const analysis = run(
    'reviewscan',
    'analyze',
    small,
    '--quiet',
    '--by',
    'location',
    '--format',
    `json=${join(folder, 'r.json')}`,
  );
  const threefold = run(
    'reviewscan',
    'analyze',
    large,
    '--quiet',
    '--by',
    'location',
    '--format',
    `json=${join(folder, 'r.json')}`,
  );
  show('csv-parse + wink (sbd, negation), CPU s', baseline.cpu.toFixed(1));
  show('reviewscan analyze, CPU s', analysis.cpu.toFixed(1));
  show('ratio', (analysis.cpu / baseline.cpu).toFixed(2), 'at most 3');
  show('reviews a second (wall)', Math.round(reviews / analysis.wall));
  show(`peak memory at ${reviews}, MB`, Math.round(analysis.rss), 'under 350');
  show(`peak memory at ${3 * reviews}, MB`, Math.round(threefold.rss), 'no growth');
  const empty = startTime('-e', '0');
  const help = startTime(bin, '--help');
  show('--help beyond an empty Node process, ms', Math.round(help - empty), 'at most 80');
} finally {
  rmSync(folder, { recursive: true, force: true });
}
