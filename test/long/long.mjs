// npm run long [-- year | kills | cost]: the checks that take more than CI's ten minutes. Exit 1 where one fails.
//   year    365 nights over a growing export; each report and the final history against one run over everything
//   kills   200 runs killed with SIGKILL at random moments; no review may be lost or known twice, no alert lost
//   cost    nights with 1,000,000 known and at most 500 new reviews against reading the file with csv-parse
// Everything random has a seed: a failure happens again.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { main } from '../../dist/cli/main.js';
import { openHistory, verifyHistory } from '../../dist/history/index.js';
import { generate } from '../bench/generate.mjs';
import { randomFrom, simulateYear } from './export.mjs';

const bin = fileURLToPath(new URL('../../bin/reviewscan.js', import.meta.url));
const measured = fileURLToPath(new URL('../bench/measured.mjs', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'reviewscan-long-'));
const at = (name) => join(folder, name);
const wanted = process.argv[2] ?? 'all';
let failures = 0;

function check(holds, what) {
  if (holds) return;
  failures++;
  console.error(`FAILED: ${what}`);
}

/** Runs a command line within this process, as the bin does: a year of nights would else be a year of start-up times. */
async function reviewscan(...args) {
  const ear = () => {
    const parts = [];
    const stream = new Writable({
      write(chunk, _, done) {
        parts.push(chunk);
        done();
      },
    });
    return Object.assign(stream, { text: () => Buffer.concat(parts).toString() });
  };
  const [stdout, stderr] = [ear(), ear()];
  const status = await main(args, { stdin: process.stdin, stdout, stderr, env: {} });
  return { status, stdout: stdout.text(), stderr: stderr.text() };
}

/** A night's command line. */
const nightOf = (history, output, ...more) => [
  'analyze',
  at('export.csv'),
  '--by',
  'location',
  '--history',
  at(history),
  '-q',
  '-o',
  at(output),
  ...more,
];
const analyze = (...night) => reviewscan(...nightOf(...night));

/** Asks a history something. */
function ask(file, question) {
  const history = openHistory(at(file));
  try {
    return question(history);
  } finally {
    history.close();
  }
}

/** What a history knows of the reviews in its input, without which run learned it when. */
const knownIn = (file) =>
  ask(file, (history) =>
    [...history.reviews()].map(({ firstRun: _, goneRun: __, settings: ___, ...rest }) =>
      JSON.stringify(rest),
    ),
  );
const hashesIn = (file, part) => ask(file, (history) => [...history.reviews(part)].map(({ hash }) => hash));
const runsOf = (file) => ask(file, (history) => history.runs());

function same(a, b) {
  return a.length === b.length && a.every((one, i) => one === b[i]);
}

/** The final history and report are those of one run over everything; nothing is known twice. */
async function compareWithOneRun(history, report) {
  check((await analyze('once.sqlite', 'once.json')).status === 0, 'the one run over everything');
  check(same(knownIn(history), knownIn('once.sqlite')), `${history} knows what one run knows`);
  check(readFileSync(at(report)).equals(readFileSync(at('once.json'))), `${report} is that of one run`);
  const hashes = hashesIn(history, 'all');
  check(new Set(hashes).size === hashes.length, 'no review is known twice');
  check(verifyHistory(at(history)).faults.length === 0, `${history} is sound`);
  rmSync(at('once.sqlite'));
}

async function year() {
  const seen = new Set();
  let runs = 0;
  let full = 0;
  for (const { day, csv, notes, readable } of simulateYear(2025, 365, 5)) {
    writeFileSync(at('export.csv'), csv);
    const { status, stderr } = await analyze('year.sqlite', 'year.json');
    check(status === (readable ? 0 : 2), `${day}: exit ${status}; ${notes}; ${stderr}`);
    if (status !== 0) continue;
    runs++;
    for (const hash of hashesIn('year.sqlite', 'present')) seen.add(hash);
    // A full run a week, and whenever something out of the ordinary happened.
    if (runs % 7 === 0 || notes.some((note) => /columns|cut|clocks/.test(note))) {
      full++;
      await reviewscan('analyze', at('export.csv'), '--by', 'location', '-q', '-o', at('full.json'));
      check(
        readFileSync(at('year.json')).equals(readFileSync(at('full.json'))),
        `${day}: the report of a full run`,
      );
    }
    if (runs % 30 === 0) console.log(`  ${day}: ${runs} runs, ${seen.size} reviews seen`);
  }
  await compareWithOneRun('year.sqlite', 'year.json');
  const all = hashesIn('year.sqlite', 'all');
  check(same([...seen].sort(), all.sort()), 'every review that was ever in the export is known');
  check(runsOf('year.sqlite').length === runs, 'every run is listed');
  const size = (statSync(at('year.sqlite')).size / 1e6).toFixed(1);
  console.log(`year: ${runs} runs, ${all.length} reviews, ${full} compared with a full run; ${size} MB`);
}

async function kills() {
  const random = randomFrom(200);
  const night = ['killed.sqlite', 'killed.json', `--digest=json=${at('news.json')}`];
  /** How often each review was told of, and who may have read it: whatever stood in place after a run. */
  const told = new Map();
  const readNews = () => {
    if (!existsSync(at('news.json'))) return;
    const text = readFileSync(at('news.json'), 'utf8');
    for (const { id } of text === '' ? [] : JSON.parse(text).safety.listed)
      told.set(id, (told.get(id) ?? 0) + 1);
    rmSync(at('news.json'));
  };
  const harmed = new Set();
  let runs = 0;
  let killed = 0;
  let recorded = 0;
  let usual = 1000;
  for (const { csv, readable } of simulateYear(77, 230, 6)) {
    if (!readable) continue;
    writeFileSync(at('export.csv'), csv);
    if (runs > 0 && killed < 200) {
      // Half of them near the end, where everything is written.
      const part = killed % 2 === 0 ? random() : 0.75 + 0.3 * random();
      const began = performance.now();
      const { signal, code } = await killAfter(part * usual, night);
      const hit = signal === 'SIGKILL';
      if (hit) killed++;
      else check(code === 0, `a run that was quicker than its kill: exit ${code}`);
      // How long a run takes is learned from those that were quicker than their kill, and guessed anew after the others.
      usual = hit ? usual * 1.02 : 0.5 * usual + 0.5 * (performance.now() - began);
      check(verifyHistory(at('killed.sqlite')).faults.length === 0, `sound after kill ${killed}`);
      const now = runsOf('killed.sqlite').length;
      check(now === runs || now === runs + 1, `kill ${killed}: ${now} runs after ${runs}`);
      if (hit && now > runs) recorded++;
      runs = now;
      readNews();
    }
    const { status, stderr } = await analyze(...night);
    check(status === 0, `a run after kill ${killed}: exit ${status}; ${stderr}`);
    runs++;
    readNews();
    const { stdout } = await reviewscan('analyze', at('export.csv'), '-q', '--digest=json', '--no-quotes');
    for (const { id } of JSON.parse(stdout).safety.listed) harmed.add(id);
    if (killed > 0 && killed % 50 === 0) await compareWithOneRun('killed.sqlite', 'killed.json');
  }
  check(killed >= 200, `only ${killed} runs were killed before their end`);
  check(recorded > 0, 'no run was killed after it was written: the kills come too early');
  await compareWithOneRun('killed.sqlite', 'killed.json');
  const never = [...harmed].filter((id) => !told.has(id));
  check(harmed.size > 0 && never.length === 0, `never told of ${never}`);
  const twice = [...told.values()].filter((times) => times > 1).length;
  console.log(
    `kills: ${killed} runs killed, ${recorded} of them after they were written; nothing lost, nothing twice; of ${harmed.size} reviews to be told of, none was left out and ${twice} were told again (edited, or in doubt)`,
  );
}

/** Starts a run and kills it after so many ms. @returns how it ended */
function killAfter(ms, night) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [bin, ...nightOf(...night)], { cwd: folder, stdio: 'ignore' });
    const timer = setTimeout(() => child.kill('SIGKILL'), ms);
    child.on('exit', (code, signal) => {
      clearTimeout(timer);
      resolve({ code, signal });
    });
  });
}

/** CPU seconds and peak memory of one job in a process of its own; CPU, because wall time is at the mercy of others. */
function cost(...args) {
  const { status, stderr } = spawnSync(process.execPath, [measured, at('cost.json'), ...args], {
    cwd: folder,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`${args.join(' ')}: exit ${status}\n${stderr}`);
  return JSON.parse(readFileSync(at('cost.json'), 'utf8'));
}

async function nightlyCost(reviews) {
  await generate(at('export.csv'), reviews);
  console.log(
    `  ${reviews} reviews, ${(statSync(at('export.csv')).size / 1e6).toFixed(0)} MB; the first run …`,
  );
  const args = ['--by', 'location', '--history', 'cost.sqlite', '-q', '-o', 'cost.report.json'];
  const megabytes = (n) => `${Math.round(n)} MB`;
  const first = cost('reviewscan', 'analyze', 'export.csv', ...args);
  console.log(`cost: the first run ${first.cpu.toFixed(1)} s of CPU (${megabytes(first.rss)})`);
  const [head, ...known] = readFileSync(at('export.csv'), 'utf8').trimEnd().split('\n');
  const more = async (letter, seed) => {
    await generate(at('more.csv'), 500, seed);
    return readFileSync(at('more.csv'), 'utf8')
      .trimEnd()
      .split('\n')
      .slice(1)
      .map((line) => line.replace(/^R/, letter));
  };
  const [older, newer] = [await more('N', 8), await more('M', 9)];
  // Its row is looked for once more: the old one is now nearly the same as another.
  const copy = known.at(-1).replace(/^R/, 'C');
  for (const [what, rows, isNew] of [
    ['nothing new', known, 0],
    ['500 new reviews at the end', [...known, ...older], 500],
    ['500 new ones before all others', [...newer, ...known, ...older], 500],
    ['a copy of an old one', [copy, ...newer, ...known, ...older], 1],
  ]) {
    writeFileSync(at('export.csv'), [head, ...rows, ''].join('\n'));
    const read = cost('csv-parse', 'export.csv');
    const night = cost('reviewscan', 'analyze', 'export.csv', ...args);
    const { counts } = runsOf('cost.sqlite').at(-1);
    check(counts.known === rows.length - isNew && counts.new === isNew, `${what}: ${JSON.stringify(counts)}`);
    const ratio = night.cpu / read.cpu;
    console.log(
      `cost: ${what}: ${night.cpu.toFixed(2)} s of CPU (${megabytes(night.rss)}), csv-parse alone ${read.cpu.toFixed(2)} s: ratio ${ratio.toFixed(2)}`,
    );
    check(ratio <= 1.6, `the cost of a night with ${what}: at most 1.6 times reading with csv-parse`);
    check(night.rss < 600, `the memory of a night with ${what}: under 600 MB`);
  }
}

try {
  if (wanted === 'year' || wanted === 'all') await year();
  if (wanted === 'kills' || wanted === 'all') await kills();
  if (wanted === 'cost' || wanted === 'all') await nightlyCost(Number(process.argv[3] ?? 1_000_000));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exitCode = failures > 0 ? 1 : 0;
