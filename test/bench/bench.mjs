// npm run bench [-- REVIEWS [ROUNDS]]: what reading costs against csv-parse alone and as a workbook, what an analysis costs
// against csv-parse plus wink-nlp alone, and whether memory grows. Times depend on the machine, ratios hardly do: only ratios
// have targets, and both sides of a ratio run in turn, since a machine is not the same from one minute to the next. Not a test.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'csv-parse/sync';
import { writeXlsx } from 'hucre/xlsx';
import { generate } from './generate.mjs';

const reviews = Number(process.argv[2] ?? 100_000);
const rounds = Number(process.argv[3] ?? 3);
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
  const workbook = join(folder, 'reviews.xlsx');
  const rows = parse(readFileSync(small), { bom: true });
  writeFileSync(workbook, await writeXlsx({ sheets: [{ name: 'Reviews', rows }] }));
  console.log(`${reviews} reviews, ${(statSync(small).size / 1e6).toFixed(1)} MB\n`);
  const report = `json=${join(folder, 'r.json')}`;
  const analyze = (path) =>
    run('reviewscan', 'analyze', path, '--quiet', '--by', 'location', '--format', report);
  const jobs = {
    parsed: () => run('csv-parse', large),
    read: () => run('read', large),
    workbook: () => run('read', workbook),
    table: () => run('read', small),
    baseline: () => run('baseline', small),
    analysed: () => analyze(small),
  };
  const costs = Array.from({ length: rounds }, () =>
    Object.fromEntries(Object.entries(jobs).map(([name, job]) => [name, job()])),
  );
  const threefold = analyze(large);
  const middle = (numbers) => numbers.toSorted((a, b) => a - b)[(numbers.length - 1) >> 1];
  const cpu = (name) => middle(costs.map((cost) => cost[name].cpu)).toFixed(2);
  const showRatio = (name, above, below, target) => {
    const ratios = costs.map((cost) => cost[above].cpu / cost[below].cpu);
    const spread = [Math.min(...ratios), Math.max(...ratios)].map((ratio) => ratio.toFixed(2)).join(' to ');
    show(name, middle(ratios).toFixed(2), `${target} (${spread} in ${rounds} rounds)`);
  };
  show(`csv-parse of ${3 * reviews}, CPU s`, cpu('parsed'));
  show(`reading of ${3 * reviews}, CPU s`, cpu('read'));
  showRatio('reading ÷ csv-parse', 'read', 'parsed', 'at most 1.25');
  showRatio('reading the same reviews as xlsx ÷ as csv', 'workbook', 'table', 'streamed');
  show(`peak memory of that workbook, MB`, Math.round(costs[0].workbook.rss), 'under 300');
  show('csv-parse + wink (sbd, negation), CPU s', cpu('baseline'));
  show('reviewscan analyze, CPU s', cpu('analysed'));
  showRatio('analyze ÷ csv-parse + wink', 'analysed', 'baseline', 'at most 3');
  const analysis = costs[0].analysed;
  show('reviews a second (wall)', Math.round(reviews / analysis.wall));
  show(`peak memory at ${reviews}, MB`, Math.round(analysis.rss), 'under 350');
  show(`peak memory at ${3 * reviews}, MB`, Math.round(threefold.rss), 'no growth');
  const empty = startTime('-e', '0');
  const help = startTime(bin, '--help');
  show('--help beyond an empty Node process, ms', Math.round(help - empty), 'at most 80');
} finally {
  rmSync(folder, { recursive: true, force: true });
}
