// npm run lexicon: how well each phrase of the lexicon does on labelled sentences. Prints precision and recall of the
// keyword model alone, the worst phrases, and how many never matched. With the shared texts (test/tools/shared.mjs) it
// measures there, one review in five kept apart for the figures; without them, on the project's own labelled fixtures.
//
//   npm run lexicon -- [--theme NAME] [--least N] [--below P] [--dead] [--show N]
//     --theme NAME  phrases of one theme only
//     --least N     list phrases with at least N hits (default 4)
//     --below P     list phrases whose precision is below P (default 0.7)
//     --dead        list the phrases that never matched
//     --show N      list at most N phrases (default 40)
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createKeywordModel } from '../../dist/analyse/keywords.js';
import { createSentenceReader } from '../../dist/analyse/sentences.js';
import { loadKnowledge } from '../../dist/knowledge/index.js';
import { sharedData } from './shared.mjs';

const { values } = parseArgs({
  options: {
    theme: { type: 'string' },
    least: { type: 'string', default: '4' },
    below: { type: 'string', default: '0.7' },
    dead: { type: 'boolean', default: false },
    show: { type: 'string', default: '40' },
  },
});
const SIGN = { positive: '+', negative: '-', mixed: '0', neutral: '0' };
const root = fileURLToPath(new URL('../../', import.meta.url));
const shared = `${sharedData}/labelled-sentences.tsv`;

/** Rows of a labels file as objects; `review` falls back to the row's own id. */
function readLabels(file) {
  const [head, ...lines] = readFileSync(file, 'utf8').trim().split('\n');
  const names = head.split('\t');
  return lines.map((line) => {
    const row = Object.fromEntries(line.split('\t').map((cell, i) => [names[i], cell]));
    return { review: row.id, ...row, labels: row.labels.split(',').filter((label) => /[+\-0]$/.test(label)) };
  });
}

/** One review in five, chosen by its id, so that the choice never changes. */
function isKeptApart({ review }) {
  return Number.parseInt(createHash('md5').update(review).digest('hex').slice(0, 4), 16) % 5 === 0;
}

const knowledge = await loadKnowledge();
const model = createKeywordModel(knowledge);
const read = createSentenceReader(knowledge);
const onShared = existsSync(shared);
const folder = `${root}fixtures/labelled/`;
const rows = onShared
  ? readLabels(shared)
  : readdirSync(folder)
      .filter((name) => name.endsWith('.tsv'))
      .flatMap((name) => readLabels(folder + name));
for (const row of rows) {
  const whole = { start: 0, end: row.sentence.length, section: null, prior: null };
  row.hits = read(row.sentence, [whole]).flatMap(({ tokens }) => model(tokens));
}

/** One tag a theme: the polarity most of its hits have. */
function tagsOf(hits) {
  const balance = new Map();
  for (const { theme, polarity } of hits) {
    const step = polarity === 'positive' ? 1 : polarity === 'negative' ? -1 : 0;
    balance.set(theme, (balance.get(theme) ?? 0) + step);
  }
  return [...balance].map(([theme, sum]) => theme + (sum > 0 ? '+' : sum < 0 ? '-' : '0'));
}

function measure(part, name) {
  for (const [label, keep] of [
    ['always and sure', ({ strength }) => strength !== 'cue'],
    ['all', () => true],
  ]) {
    let found = 0;
    let themes = 0;
    let exact = 0;
    let wanted = 0;
    for (const { hits, labels } of part) {
      const tags = tagsOf(hits.filter(keep));
      const themesWanted = new Set(labels.map((tag) => tag.slice(0, -1)));
      found += tags.length;
      wanted += themesWanted.size;
      themes += tags.filter((tag) => themesWanted.has(tag.slice(0, -1))).length;
      exact += tags.filter((tag) => labels.includes(tag)).length;
    }
    const f1 = (right) => ((2 * right) / (found + wanted)).toFixed(3);
    console.log(
      `${name.padEnd(22)} ${label.padEnd(15)} theme: precision ${(themes / found).toFixed(3)}, recall ` +
        `${(themes / wanted).toFixed(3)}, F1 ${f1(themes)}; theme and polarity: F1 ${f1(exact)}`,
    );
  }
}

console.log(`${knowledge.lexicon.length} phrases, ${rows.length} labelled sentences\n`);
if (onShared) {
  measure(
    rows.filter((row) => isKeptApart(row) && row.draw === 'random'),
    'kept apart, at random',
  );
  measure(rows.filter(isKeptApart), 'kept apart');
}
measure(rows, 'all');

const stats = new Map(
  knowledge.lexicon.map((entry) => [`${entry.theme}\t${entry.phrase}`, { entry, hits: 0, right: 0 }]),
);
for (const { hits, labels } of rows) {
  for (const { theme, phrase, polarity } of hits) {
    const stat = stats.get(`${theme}\t${phrase}`);
    stat.hits += 1;
    if (labels.includes(theme + SIGN[polarity])) stat.right += 1;
  }
}
const all = [...stats.values()].filter(
  ({ entry }) => values.theme === undefined || entry.theme === values.theme,
);
const doubtful = all
  .filter(
    ({ entry, hits, right }) =>
      entry.strength !== 'cue' && hits >= +values.least && right / hits < +values.below,
  )
  .sort((a, b) => b.hits - b.right - (a.hits - a.right))
  .slice(0, +values.show);
console.log(
  `\nphrases that make tags, with at least ${values.least} hits and a precision below ${values.below}:`,
);
for (const { entry, hits, right } of doubtful) {
  console.log(`  ${entry.theme}${SIGN[entry.polarity]}  ${right}/${hits}  ${entry.phrase}`);
}
const dead = all.filter(({ hits }) => hits === 0);
console.log(`\n${dead.length} phrases never matched${values.dead ? ':' : ' (--dead lists them)'}`);
if (values.dead)
  for (const { entry } of dead) console.log(`  ${entry.theme}${SIGN[entry.polarity]}  ${entry.phrase}`);
