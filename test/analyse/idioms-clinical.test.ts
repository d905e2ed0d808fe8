import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { createExplainer } from '../../src/analyse/index.js';
import { loadModel } from '../../src/analyse/model.js';
import { loadKnowledge } from '../../src/knowledge/index.js';
import { asAnalysed, findingOf, judgedRows, measure, readLabels } from '../../src/measure/index.js';
import type { Knowledge } from '../../src/types.js';

let knowledge: Knowledge;

beforeAll(async () => {
  knowledge = await loadKnowledge();
});

describe('set phrases of the clinical themes, of trust and of the general judgement', () => {
  // the sentences were chosen because a phrase finds what the net does not: the floor guards the phrases, it is no estimate
  it('are understood where the net alone misses them', () => {
    const file = 'fixtures/labelled/idioms-clinical.tsv';
    const text = readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');
    const explain = createExplainer(knowledge, loadModel(knowledge.model.bytes));
    const names = knowledge.themes.map(({ name }) => name);
    const judged = judgedRows(readLabels(text, file, names)).map(({ id, group, labels, sentence }) => {
      return { id, group, gold: labels, found: findingOf(explain(asAnalysed(sentence))).tags };
    });
    expect(judged.length).toBeGreaterThanOrEqual(79);
    expect(measure(judged, knowledge.themes).tags.f1.value).toBeGreaterThanOrEqual(0.93);
  });

  // what looks like one of them and is none
  it.each([
    ['skill', 'He is bang on time every week.'],
    ['trust', 'I can count on her to see me on the day.'],
    ['trust', 'I had lost all faith, and she gave it back to me.'],
    ['trust', 'I have lost all faith in doctors but this one.'],
    ['overall', 'I told everyone I know to avoid the motorway.'],
    ['overall', 'You could not make it up to the third floor without a lift.'],
    ['overall', 'Once was enough to cure my tennis elbow.'],
    ['overall', 'My pain is zero out of ten.'],
    ['outcome', 'My neck has never been right since the accident.'],
    ['pain', 'I fell asleep in the chair waiting for my name to be called.'],
  ])('no sure phrase of %s: "%s"', (theme, text) => {
    const { sentences } = createExplainer(knowledge, null)(asAnalysed(text));
    const sure = sentences
      .flatMap(({ hits }) => hits)
      .filter((hit) => hit.theme === theme && hit.strength === 'sure');
    expect(sure.map(({ phrase }) => phrase)).toEqual([]);
  });
});
