import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { createExplainer } from '../../src/analyse/index.js';
import { loadModel } from '../../src/analyse/model.js';
import { loadKnowledge } from '../../src/knowledge/index.js';
import { asAnalysed, findingOf, judgedRows, measure, readLabels } from '../../src/measure/index.js';

/** Idioms of manner, talk, comfort and time that the statistical model does not know: each sentence has a tag from a phrase alone. */
it('reads the idioms by which people praise and blame people', async () => {
  const knowledge = await loadKnowledge();
  const explain = createExplainer(knowledge, loadModel(knowledge.model.bytes));
  const file = fileURLToPath(new URL('../../fixtures/labelled/idioms-people.tsv', import.meta.url));
  const names = knowledge.themes.map(({ name }) => name);
  const rows = judgedRows(readLabels(readFileSync(file, 'utf8'), file, names));
  const { tags } = measure(
    rows.map(({ id, group, sentence, labels }) => ({
      id,
      group,
      gold: labels,
      found: findingOf(explain(asAnalysed(sentence))).tags,
    })),
    knowledge.themes,
    { resamples: 1 },
  );
  expect(tags.f1.value).toBeGreaterThanOrEqual(0.93);
});
