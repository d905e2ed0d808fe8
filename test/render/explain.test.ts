import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { explainJson, explainTerminal } from '../../src/render/explain.js';
import type { Explanation, ReviewScores, Span, Tag } from '../../src/types.js';

const OPTIONS = { width: 80, colour: false, unicode: true };
const SCORES: ReviewScores = {
  clinicalOutcome: null,
  clinicalSkill: { value: 100, positive: 1, negative: 0 },
  service: { value: 0, positive: 0, negative: 2 },
};

function find(text: string, words: string): Span {
  const start = text.indexOf(words);
  return { start, end: start + words.length };
}

function tag(theme: string, polarity: Tag['polarity'], evidence: Span, via: Tag['via'] = ['keyword']): Tag {
  return {
    theme,
    axis: theme === 'skill' ? 'clinical' : 'service',
    polarity,
    confidence: 0.934,
    via,
    evidence: [evidence],
  };
}

/** Two sides of one sentence; the second holds a negation. */
function explanation(): Explanation {
  const text = 'Skilled surgeon but I would not recommend the front desk.';
  const whole = { start: 0, end: text.length };
  const first = find(text, 'Skilled surgeon');
  const second = { start: find(text, 'but').start, end: text.length };
  const word = (words: string, negated = false) => ({
    text: words,
    normal: words.toLowerCase(),
    stem: words.toLowerCase(),
    ...find(text, words),
    kind: 'word' as const,
    negated,
  });
  const hit = {
    ...find(text, 'recommend'),
    theme: 'staff',
    polarity: 'negative' as const,
    strength: 'sure' as const,
  };
  return {
    text,
    pieces: [{ ...whole, section: null, prior: 'pro' }],
    safety: [],
    sentences: [
      {
        ...first,
        section: null,
        prior: 'pro',
        whole,
        tokens: [word('Skilled'), word('surgeon')],
        side: 'pro',
        hits: [
          {
            ...first,
            theme: 'skill',
            polarity: 'positive',
            strength: 'sure',
            phrase: 'skilled (surgeon|dentist)',
            negator: null,
          },
        ],
        model: [{ theme: 'skill', polarity: 'positive', probability: 0.91, threshold: 0.4 }],
        tags: [tag('skill', 'positive', first, ['keyword', 'model'])],
      },
      {
        ...second,
        section: null,
        prior: 'pro',
        whole,
        tokens: [word('would'), word('not'), word('recommend', true), word('the', true), word('front', true)],
        side: 'con',
        hits: [
          { ...hit, phrase: 'recommend', negator: find(text, 'not') },
          {
            ...find(text, 'front desk'),
            theme: 'access',
            polarity: 'neutral',
            strength: 'cue',
            phrase: 'front desk',
            negator: null,
          },
        ],
        model: [],
        tags: [tag('staff', 'negative', find(text, 'recommend'))],
      },
    ],
  };
}

describe('explainTerminal', () => {
  const text = explainTerminal(explanation(), SCORES, OPTIONS);

  it('shows each sentence with its evidence underlined', () => {
    expect(text).toContain('    Skilled surgeon\n    ━━━━━━━━━━━━━━━\n');
  });

  it('draws an arrow from the negator to what it turns', () => {
    const lines = text.split('\n');
    const at = lines.findIndex((line) => line.startsWith('    but'));
    const sentence = lines[at]!;
    expect(lines[at + 1]!.indexOf('━')).toBe(sentence.indexOf('recommend'));
    expect(lines[at + 1]!.indexOf('└')).toBe(sentence.indexOf('not'));
    expect(lines[at + 1]!.indexOf('►')).toBe(sentence.indexOf(' recommend'));
  });

  it('tells why: the phrase, the model, the label, the scope of the negation, and what was not enough', () => {
    expect(text).toMatch(/skill +clinical +positive +93 % +keyword “Skilled surgeon” and model/);
    expect(text).toMatch(/staff +service +negative +93 % +keyword “recommend” turned by “not”/);
    expect(text).toContain('Phrase       skill: skilled (surgeon|dentist)');
    expect(text).toContain('Model        skill+ 91 % (needs 40 %)');
    expect(text).toContain('suggests praise, and the words agree');
    expect(text).toContain('suggests praise, but the words make it a complaint or wish');
    expect(text).toContain('Negated      “recommend the front”');
    expect(text).toContain('“front desk” → access0');
  });

  it('says what the text would count for', () => {
    expect(text).toMatch(/Outcome +– nobody said/);
    expect(text).toMatch(/Skill +100 \(1 positive tag, 0 negative tags\)/);
    expect(text).toMatch(/Service +0 \(0 positive tags, 2 negative tags\)/);
  });

  it('is plain ASCII when told so', () => {
    const plain = explainTerminal(explanation(), SCORES, { ...OPTIONS, unicode: false });
    expect(plain).toMatch(/^[\x20-\x7E\n]+$/);
    expect(plain).toContain('+-->~~~');
  });

  it('says so when there is nothing to read', () => {
    const none = { text: ' ', pieces: [], sentences: [], safety: [] };
    expect(explainTerminal(none, SCORES, OPTIONS)).toContain('There are no words to read.');
  });

  it('fits any width from 40 columns on, wherever the spans lie', () => {
    const offset = fc.nat(120);
    const spans = fc.array(fc.tuple(offset, offset, offset, offset), { maxLength: 3 });
    const words = fc.string({
      unit: fc.constantFrom('a', 'b', ' ', '日', '👩‍⚕️', 'é', '\u001b', '\n'),
      maxLength: 120,
    });
    fc.assert(
      fc.property(
        words,
        spans,
        fc.integer({ min: 40, max: 130 }),
        fc.boolean(),
        (said, places, width, unicode) => {
          const base = explanation();
          const whole = { start: 0, end: said.length };
          const sentence = {
            ...base.sentences[0]!,
            ...whole,
            whole,
            tokens: [],
            hits: places.map(([a, b, c, d]) => ({
              theme: 'staff',
              polarity: 'negative' as const,
              strength: 'sure' as const,
              phrase: 'p',
              start: Math.min(a, b),
              end: Math.max(a, b) + 1,
              negator: { start: Math.min(c, d), end: Math.max(c, d) + 1 },
            })),
            tags: places.map(([a, b]) =>
              tag('staff', 'negative', { start: Math.min(a, b), end: Math.max(a, b) }),
            ),
          };
          const drawn = explainTerminal(
            { text: said, pieces: base.pieces, sentences: [sentence], safety: [] },
            SCORES,
            {
              width,
              colour: false,
              unicode,
            },
          );
          for (const line of drawn.split('\n')) expect(stringWidth(line)).toBeLessThanOrEqual(width);
          // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
          expect(drawn).not.toMatch(/[\u0000-\u0009\u000B-\u001F]/);
        },
      ),
      { numRuns: 60 },
    );
  });
});

it('as JSON holds the explanation and the scores', () => {
  expect(JSON.parse(explainJson(explanation(), SCORES))).toEqual({
    schema: 'reviewscan.explanation',
    ...explanation(),
    scores: SCORES,
  });
});
