// `npm run language -- es`: how right the phrases of a language are, on the sentences of fixtures/labelled/<name>.tsv whose
// column `half` is `test`; phrases are tuned on the other half alone. `-- es dev` prints the misses of that half.
//
//   node test/tools/language.mjs es             measure
//   node test/tools/language.mjs es --record    and write src/data/languages/es/card.json, which reports quote and tags
//                                               take their confidence from
import { readFileSync, writeFileSync } from 'node:fs';

const [code, ...rest] = process.argv.slice(2);
const half = rest.includes('dev') ? 'dev' : 'test';
const at = (path) => new URL(`../../${path}`, import.meta.url);
const { loadKnowledge, loadLanguage } = await import(at('dist/knowledge/index.js'));
const { createExplainer } = await import(at('dist/analyse/index.js'));
const { asAnalysed, findingOf, judgedRows, measure, readLabels } = await import(at('dist/measure/index.js'));

const english = await loadKnowledge();
const { themes } = english;
const knowledge = await loadLanguage(code, english);
const explain = createExplainer(knowledge);
const file = `fixtures/labelled/${knowledge.language.name.toLowerCase()}.tsv`;
const rows = judgedRows(
  readLabels(
    readFileSync(at(file), 'utf8'),
    file,
    themes.map(({ name }) => name),
  ),
).filter(({ more }) => more.half === half);
const judged = rows.map(({ id, group, labels, sentence }) => ({
  id,
  group,
  gold: labels,
  found: findingOf(explain(asAnalysed(sentence))).tags,
}));
const measures = measure(judged, themes);

const show = (value) => (value === null ? '  –  ' : value.toFixed(3));
const line = (name, { precision, recall, f1, n, found }) =>
  console.log(
    `${name.padEnd(20)} precision ${show(precision.value)}  recall ${show(recall.value)}  F1 ${show(f1.value)}  said ${n}, found ${found}`,
  );
console.log(`${knowledge.language.name}, ${half}: ${measures.sentences} sentences`);
line('tags', measures.tags);
line('themes', measures.themes);
for (const axis of ['clinical', 'service']) {
  line(`${axis} axis`, measures.axes[axis]);
  line(`${axis} complaints`, measures.negative[axis]);
}
for (const theme of measures.byTheme) line(`  ${theme.theme}`, theme);

if (half === 'dev') {
  const sign = { positive: '+', negative: '-', mixed: '0', neutral: '0' };
  rows.forEach(({ id, sentence, labels }, i) => {
    const gold = labels.map(({ theme, sign }) => theme + sign).sort();
    const found = judged[i].found.map(({ theme, polarity }) => theme + sign[polarity]).sort();
    if (gold.join() !== found.join())
      console.log(
        `\n${id} ${sentence}\n  said  ${gold.join(', ') || 'nothing'}\n  found ${found.join(', ') || 'nothing'}`,
      );
  });
}

if (rest.includes('--record')) {
  if (half !== 'test') throw new Error('the card is made of the test half');
  const all = measures.tags.precision.value;
  const round = (value) => Math.round(value * 1000) / 1000;
  const card = {
    name: `reviewscan-${code}`,
    version: '1.0.0',
    source: `phrases alone, measured on the ${measures.sentences} sentences of ${file} that no phrase was tuned on`,
    note: 'A theme’s precision is that of its tags, drawn towards the mean of all by four tags, since some are few.',
    themes: Object.fromEntries(
      measures.byTheme.map(({ theme, precision, recall, f1, n, found, rightPolarity }) => {
        const right = found * (precision.value ?? 0) * (rightPolarity ?? 0);
        return [
          theme,
          {
            precision: round((right + 4 * all) / (found + 4)),
            recall: round(recall.value ?? 0),
            f1: round(f1.value ?? 0),
            n,
          },
        ];
      }),
    ),
    cards: {},
    measures: {
      sentences: measures.sentences,
      precision: round(all),
      recall: round(measures.tags.recall.value),
      tag: round(measures.tags.f1.value),
      theme: round(measures.themes.f1.value),
      clinical: round(measures.axes.clinical.f1.value),
      service: round(measures.axes.service.f1.value),
      negativeClinical: round(measures.negative.clinical.f1.value),
      negativeService: round(measures.negative.service.f1.value),
    },
  };
  writeFileSync(at(`src/data/languages/${code}/card.json`), `${JSON.stringify(card, null, 2)}\n`);
}
