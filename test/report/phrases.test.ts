import { describe, expect, it } from 'vitest';
import { topPhrases } from '../../src/report/phrases.js';
import { type Quoter, redactingQuoter } from '../../src/report/quoting.js';

const redacted = redactingQuoter();
const asTheyAre: Quoter = ({ text, evidence }) => ({ text, evidence });

const sentence = (text: string, i: number, provider: string | null = null) => ({
  rank: String(i).padStart(16, '0'),
  hash: String(i).padStart(16, '0'),
  text,
  evidence: [],
  from: { whole: { text, provider, reviewer: null }, at: 0 },
});

describe('topPhrases', () => {
  const texts = [
    'The elevator was out of order.',
    'Elevators out of order again!',
    'An elevator that is out of order, on a Monday.',
    'The shuttle bus never came.',
    'No shuttle bus in sight.',
    'We took the shuttle bus there.',
    'I parked the shuttle bus of my uncle.',
    'Something else entirely happened.',
  ];

  it('finds phrases over stems, names each as most people wrote it, and counts its sentences', () => {
    const phrases = topPhrases(
      texts.map((text, i) => sentence(text, i)),
      redacted,
    );
    expect(phrases[0]).toEqual({ phrase: 'shuttle bus', count: 4 });
    expect(phrases).toContainEqual({ phrase: 'elevator', count: 3 });
    // A part of a phrase that is shown already is not shown again.
    expect(phrases.map(({ phrase }) => phrase)).not.toContain('shuttle');
  });

  it('does not depend on the order of the sentences', () => {
    const all = texts.map((text, i) => sentence(text, i));
    expect(topPhrases([...all].reverse(), redacted)).toEqual(topPhrases(all, redacted));
  });

  it('takes no phrase from one or two reviews, however often they say it', () => {
    const loud = [0, 1, 2, 3].map((i) => ({ ...sentence('purple curtains', i), hash: 'a'.repeat(16) }));
    expect(topPhrases(loud, redacted)).toEqual([]);
  });

  it('does not show names', () => {
    const named = [0, 1, 2, 3].map((i) => sentence('I asked Dr. Quillfeather about it', i));
    expect(JSON.stringify(topPhrases(named, redacted))).not.toMatch(/quillfeather|name/i);
    expect(JSON.stringify(topPhrases(named, asTheyAre))).toMatch(/quillfeather/);
  });

  it('takes words such as constructor and __proto__ for words', () => {
    const odd = [0, 1, 2, 3].map((i) => sentence('constructor prototype __proto__ hasOwnProperty', i));
    expect(topPhrases(odd, redacted).length).toBeGreaterThan(0);
  });

  it('copes with none', () => {
    expect(topPhrases([], redacted)).toEqual([]);
  });
});
