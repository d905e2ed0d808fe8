// Reads every real export beside the project and compares what the read room makes of it with the truth file.
// `npm run exports`; `--without-source` also takes each file's own headers out of the synonyms, to see what the
// values alone carry; `--verbose` prints what was expected and found. Needs the shared exports
// (test/tools/shared.mjs) and a built dist/.
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { sharedExports } from './shared.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = sharedExports;
if (!existsSync(`${folder}/truth.jsonl`)) {
  console.log(`no ${folder} (REVIEWSCAN_SHARED names the folder data beside it): nothing to compare with`);
  process.exit(0);
}
const dist = process.env.DIST ?? `${root}/dist`;
const { readReviews, describeLayout } = await import(pathToFileURL(`${dist}/read/index.js`).href);
const synonyms = JSON.parse(readFileSync(`${root}/src/data/columns.json`, 'utf8'));
const verbose = process.argv.includes('--verbose');
const only = process.argv.find((one) => one.startsWith('--only='))?.slice(7);
const FORMATS = new Set(['csv', 'tsv', 'pipe', 'json', 'ndjson', 'xlsx', 'xml']);
const PLACES = ['title', 'id', 'reviewer', 'location', 'provider', 'procedure', 'source', 'reply'];

const truths = readFileSync(`${folder}/truth.jsonl`, 'utf8')
  .split('\n')
  .filter(Boolean)
  .map((line) => JSON.parse(line))
  .filter((truth) => FORMATS.has(truth.format) && (!only || truth.file.includes(only)));

async function read(truth, columns) {
  const path = `${folder}/${truth.file}`;
  const found = { kind: 'reviews', layout: null, records: 0, withText: 0, problems: {}, error: null };
  try {
    const options = { languages: 'all', dedupe: false };
    for await (const events of readReviews([{ name: truth.file, path }], options, columns)) {
      for (const event of events) {
        if (event.kind === 'layout') found.layout = event.layout;
        else if (event.kind === 'records' && event.fate === 'read') found.records += event.count;
        else if (event.kind === 'records' && event.fate === 'blank') found.records -= event.count;
        else if (event.kind === 'problem')
          found.problems[event.problem.code] = (found.problems[event.problem.code] ?? 0) + 1;
        else if (event.kind === 'review' && event.review.passages.some(({ role }) => role !== 'title'))
          found.withText++;
      }
    }
    found.kind = found.layout.kind;
  } catch (error) {
    if (error.name !== 'UserError') throw error;
    found.kind = 'decoy';
    found.error = error.message;
  }
  return found;
}

const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

/** Checks of one file: name → [right?, expected, found]. */
function compare(truth, found) {
  const accept = truth.accept ?? {};
  const checks = {};
  const kinds = [truth.kind, ...(accept.kind ?? [])];
  const isReviews = (kind) => kind === 'reviews' || kind === 'survey';
  checks.kind = [
    kinds.some((kind) => kind === found.kind || (isReviews(kind) && isReviews(found.kind))),
    kinds.join('|'),
    found.kind,
  ];
  if (found.layout === null || !kinds.some(isReviews)) return checks;
  const of = (field) =>
    found.layout.columns.filter((column) => column.field === field).map(({ column }) => column.trim());
  for (const field of ['text', 'pros', 'cons']) {
    const expected = [truth[field], ...(accept[field] ?? [])];
    checks[field] = [
      expected.some((one) => same([...one].map((name) => name.trim()).sort(), of(field).sort())),
      expected,
      of(field),
    ];
  }
  for (const field of ['rating', 'date', ...PLACES]) {
    const expected = [truth[field], ...(accept[field] ?? [])];
    const got = of(field);
    checks[field] = [
      expected.some((one) => (one === null ? got.length === 0 : got.includes(one.trim()))),
      expected,
      got,
    ];
  }
  const records = [truth.records, ...(accept.records ?? [])];
  checks.records = [records.includes(found.records), records, found.records];
  const withText = [truth.with_text, ...(accept.with_text ?? [])];
  checks.with_text = [withText.includes(found.withText), withText, found.withText];
  return checks;
}

/** The synonyms without the spellings that this file's own columns have. */
function withoutSource(truth) {
  const plain = (header) => header.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');
  const own = new Set(
    [
      ...truth.text,
      ...truth.pros,
      ...truth.cons,
      truth.rating,
      truth.date,
      ...PLACES.map((field) => truth[field]),
    ]
      .filter(Boolean)
      .map(plain),
  );
  const keep = (list) => list.filter((spelling) => !own.has(plain(spelling)));
  return {
    ...synonyms,
    fields: Object.fromEntries(Object.entries(synonyms.fields).map(([field, list]) => [field, keep(list)])),
  };
}

const MAIN = ['kind', 'text', 'pros', 'cons', 'rating', 'date', 'records', 'with_text'];

async function run(title, columnsFor) {
  const totals = {};
  const lines = [];
  for (const truth of truths) {
    const started = performance.now();
    const found = await read(truth, columnsFor(truth));
    const took = Math.round(performance.now() - started);
    const checks = compare(truth, found);
    const missed = Object.entries(checks).filter(([, [right]]) => !right);
    const main = missed.filter(([name]) => MAIN.includes(name));
    totals[truth.difficulty] ??= {
      files: 0,
      right: 0,
      checks: 0,
      good: 0,
      others: 0,
      goodOthers: 0,
    };
    const total = totals[truth.difficulty];
    total.files++;
    if (main.length === 0) total.right++;
    for (const [name, [right]] of Object.entries(checks)) {
      if (MAIN.includes(name)) {
        total.checks++;
        if (right) total.good++;
      } else {
        total.others++;
        if (right) total.goodOthers++;
      }
    }
    const mark = main.length === 0 ? (missed.length === 0 ? 'ok  ' : 'ok- ') : 'MISS';
    lines.push(
      `${mark} ${truth.difficulty.padEnd(6)} ${String(took).padStart(5)} ms  ${truth.file.slice(0, 60).padEnd(60)} ${missed.map(([name]) => name).join(' ')}`,
    );
    if (verbose) {
      if (found.layout) lines.push(`       ${describeLayout(found.layout)}`);
      if (found.error) lines.push(`       ${found.error}`);
      if (Object.keys(found.problems).length > 0)
        lines.push(`       problems ${JSON.stringify(found.problems)}`);
      for (const [name, [, expected, got]] of missed)
        lines.push(`       ${name}: expected ${JSON.stringify(expected)}, found ${JSON.stringify(got)}`);
    }
  }
  console.log(`\n${title}`);
  for (const line of lines) console.log(line);
  const all = { files: 0, right: 0, checks: 0, good: 0, others: 0, goodOthers: 0 };
  for (const [difficulty, total] of [...Object.entries(totals), ['all', all]]) {
    if (total !== all) for (const key of Object.keys(all)) all[key] += total[key];
    const percent = (a, b) => `${a}/${b} (${b === 0 ? '-' : Math.round((1000 * a) / b) / 10} %)`;
    console.log(
      `${difficulty.padEnd(7)} files right ${percent(total.right, total.files)}, main checks ${percent(total.good, total.checks)}, other columns ${percent(total.goodOthers, total.others)}`,
    );
  }
}

await run('As shipped', () => synonyms);
if (process.argv.includes('--without-source'))
  await run("Each file's own headers taken out of the synonyms", withoutSource);
