// Writes what the sure phrases find in each labelled sentence: CACHE/<set>.hits, one line a sentence, `theme:polarity` parted
// by blanks. The knowledge is read from src/data, the code from dist/.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const [shared, cache] = process.argv.slice(2);
const dist = new URL('../../../dist/', import.meta.url);
const { loadKnowledge } = await import(new URL('knowledge/index.js', dist));
const { createExplainer } = await import(new URL('analyse/index.js', dist));
const knowledge = await loadKnowledge({ dataDir: new URL('../../../src/data/', import.meta.url) });
const explain = createExplainer(knowledge, null);
const own = fileURLToPath(new URL('../../../fixtures/labelled', import.meta.url));
const sets = [
  ['labelled', `${shared}/labelled-sentences.tsv`, 4],
  ['boundary', `${shared}/boundary-sentences.tsv`, 1],
  ['check', `${own}/check.tsv`, 1],
];
for (const [name, file, column] of sets) {
  if (!existsSync(file)) continue;
  const sentences = readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => line.split('\t')[column]);
  const lines = sentences.map((text) => {
    const found = new Set();
    for (const { hits } of explain(text).sentences) {
      for (const { theme, polarity, strength } of hits) {
        if (strength !== 'cue') found.add(`${theme}:${polarity}`);
      }
    }
    return [...found].sort().join(' ');
  });
  writeFileSync(`${cache}/${name}.hits`, `${lines.join('\n')}\n`);
}
