import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { createExplainer } from '../../src/analyse/index.js';
import { loadModel } from '../../src/analyse/model.js';
import { loadKnowledge } from '../../src/knowledge/index.js';
import { asAnalysed, findingOf, judgedRows, measure, readLabels } from '../../src/measure/index.js';
import type { Knowledge } from '../../src/types.js';

let knowledge: Knowledge;
let explain: ReturnType<typeof createExplainer>;

beforeAll(async () => {
  knowledge = await loadKnowledge();
  explain = createExplainer(knowledge, loadModel(knowledge.model.bytes));
});

const tagsOf = (text: string): string[] =>
  findingOf(explain(asAnalysed(text))).tags.map(({ theme, polarity }) => `${theme} ${polarity}`);

describe('idioms and telling events', () => {
  // the sentences were chosen because a phrase finds what the net does not: the floor guards the phrases, it is no estimate
  it('are understood where the net alone misses them', () => {
    const file = 'fixtures/labelled/idioms.tsv';
    const text = readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');
    const names = knowledge.themes.map(({ name }) => name);
    const judged = judgedRows(readLabels(text, file, names)).map(({ id, group, labels, sentence }) => {
      return { id, group, gold: labels, found: findingOf(explain(asAnalysed(sentence))).tags };
    });
    expect(judged.length).toBeGreaterThanOrEqual(235);
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
  ])('no phrase of %s: "%s"', (theme, text) => {
    const { sentences } = createExplainer(knowledge, null)(asAnalysed(text));
    const made = sentences
      .flatMap(({ hits }) => hits)
      .filter((hit) => hit.theme === theme && hit.strength !== 'cue');
    expect(made.map(({ phrase }) => phrase)).toEqual([]);
  });
});

describe('a phrase that holds always', () => {
  it('needs no support by the net', () => {
    expect(tagsOf('They took me to the cleaners.')).toEqual(['billing negative']);
    expect(tagsOf('She always has my back.')).toContain('compassion positive');
  });

  it('praises where the net hears some blame', () => {
    expect(tagsOf('I could talk to her about absolutely anything.')).toContain('compassion positive');
  });

  it('is a sentence like any other where it is denied', () => {
    expect(tagsOf('Nobody took me to the cleaners.')).toEqual([]);
  });
});
