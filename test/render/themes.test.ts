import { expect, it } from 'vitest';
import { type AnswerFormat, drawAnswer } from '../../src/render/answer.js';
import { type ThemeKnowledge, themesAnswer } from '../../src/render/themes.js';
import type { LexiconEntry } from '../../src/types.js';

function phrase(theme: string): LexiconEntry {
  return {
    phrase: 'x',
    theme,
    polarity: 'positive',
    strength: 'sure',
    except: [],
    negation: 'turns',
    layer: 0,
  };
}

const KNOWLEDGE: ThemeKnowledge = {
  hash: 'abc',
  themes: [
    {
      name: 'outcome',
      axis: 'clinical',
      card: 'clinicalOutcome',
      commitment: null,
      definition: 'The result of treatment',
      examples: [
        { text: 'It healed well.', polarity: 'positive' },
        { text: 'It is <worse> | now.', polarity: 'negative' },
      ],
      crosswalk: { cahps: null, nhs: 'Impact of treatment/care' },
    },
    {
      name: 'valet | parking',
      axis: 'service',
      card: 'service',
      commitment: 'value',
      definition: 'Cars.',
      examples: [],
      crosswalk: { cahps: null, nhs: null },
    },
  ],
  lexicon: [phrase('outcome'), phrase('outcome'), phrase('valet | parking')],
  model: {
    card: {
      name: 'm',
      version: '1',
      themes: { outcome: { precision: 0.8, recall: 0.75, f1: 0.774, n: 310 } },
      cards: {},
      measures: {},
    },
  },
};

const drawn = (format: AnswerFormat) =>
  drawAnswer(themesAnswer(KNOWLEDGE), format, { width: 80, colour: false, unicode: true });

it('lists the themes by axis, with what they feed and how right the tool is on them', () => {
  const text = drawn('terminal').replace(/\s+/g, ' ');
  expect(text).toContain(
    'CLINICAL: WHAT THE CARE DID TO THE BODY, AND HOW WELL IT WAS DONE outcome The result of treatment.',
  );
  expect(text).toContain('+ It healed well. − It is <worse> | now.');
  expect(text).toContain(
    'feeds Outcome; NHS: Impact of treatment/care; 2 phrases; precision 0.80, recall 0.75 (n 310).',
  );
  expect(text).toContain(
    'valet | parking Cars. feeds Service; commitment: Value-added services; 1 phrase; keywords alone.',
  );
  expect(text).not.toContain('GENERAL');
});

it('escapes a taxonomy of the user in Markdown', () => {
  const text = drawn('markdown');
  expect(text).toContain('- valet \\| parking: Cars.');
  expect(text).toContain('It is &lt;worse&gt; \\| now.');
});

it('as JSON gives each theme with its phrases and its measured error', () => {
  const { hash, themes } = JSON.parse(drawn('json'));
  expect(hash).toBe('abc');
  expect(
    themes.map((t: { name: string; phrases: number; measured: unknown }) => [t.name, t.phrases, t.measured]),
  ).toEqual([
    ['outcome', 2, { precision: 0.8, recall: 0.75, f1: 0.774, n: 310 }],
    ['valet | parking', 1, null],
  ]);
});
