import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { suggestPhrases, writeSuggestions } from '../../src/measure/suggest.js';
import type { UnlabelledSentence } from '../../src/types.js';

const sentence = (text: string): UnlabelledSentence => ({
  rank: text,
  hash: text,
  text,
  evidence: [],
  from: { whole: { text, provider: null, reviewer: null }, at: 0 },
});
const SENTENCES = [
  'They left my file on the front porch overnight and the rain got at every page of it',
  'On the front porch again',
  'The shuttle came, no questions',
].map(sentence);

function suggest(phrases: string[], most = 10) {
  return suggestPhrases(
    phrases.map((phrase, i) => ({ phrase, count: 10 - i })),
    SENTENCES,
    (text) => (text.includes('shuttle') ? [{ theme: 'access', sign: '+', probability: 0.4 }] : []),
    ({ text }) => text,
    most,
  );
}

describe('suggestPhrases', () => {
  it('gives each phrase a reason and what the model leans to', () => {
    expect(suggest(['front porch', 'shuttle'])).toEqual([
      { phrase: 'front porch', count: 10, snippet: 'On the front porch again', lean: null },
      {
        phrase: 'shuttle',
        count: 9,
        snippet: 'The shuttle came, no questions',
        lean: { theme: 'access', sign: '+', probability: 0.4 },
      },
    ]);
  });

  it('puts phrases of several words first, then words that lean somewhere', () => {
    expect(suggest(['rain', 'shuttle', 'front porch']).map(({ phrase }) => phrase)).toEqual([
      'front porch',
      'shuttle',
      'rain',
    ]);
    expect(suggest(['rain', 'shuttle', 'front porch'], 1)).toHaveLength(1);
  });

  it('cuts a long sentence around the phrase, at whole words', () => {
    const { snippet } = suggest(['rain'])[0]!;
    expect(snippet).toMatch(/^….* rain .*$/);
    expect(SENTENCES[0]!.text).toContain(snippet.replaceAll('…', ''));
  });
});

describe('writeSuggestions', () => {
  it('writes YAML of which each block reads back as a phrases file', () => {
    const text = writeSuggestions(suggest(['front porch', 'shuttle', 'on']), 3, 'a\nb.csv');
    const blocks = text
      .split(/\n(?=# phrases\/\S+, perhaps|# The model)/)
      .slice(1)
      .map((block) => parse(block));
    expect(blocks).toEqual([{ positive: { cue: ['shuttle'] } }, { neutral: { cue: ['front porch', 'on'] } }]);
    expect(text).toContain('# Phrases frequent in 3 sentences of a b.csv');
  });

  it('says so where there is nothing', () => {
    expect(writeSuggestions([], 0, 'x')).toContain('None stands in three reviews or more');
  });
});
