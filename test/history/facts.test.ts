import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { headOf, packFacts, type ReviewFacts, unpackFacts } from '../../src/history/facts.js';
import { DamagedFacts } from '../../src/history/packing.js';
import type { Harm, Opinion, Polarity, SafetyRemark, Side, Tag, Via } from '../../src/types.js';
import { THEMES } from '../laws/analysed-reviews.js';

const numbers = new Map(THEMES.map(({ name }, number) => [name, number]));
const HASH = '0123456789abcdef';

const confidence = fc.oneof(
  fc.float({ min: 0, max: 1, noNaN: true }),
  fc.double({ min: 0, max: 1, noNaN: true }),
  fc.constantFrom(0.8, 0.5),
);
const span = fc
  .tuple(fc.nat(100_000), fc.nat(500))
  .map(([start, length]) => ({ start, end: start + length }));
const tag: fc.Arbitrary<Tag> = fc
  .record({
    theme: fc.constantFrom(...THEMES),
    polarity: fc.constantFrom<Polarity>('positive', 'negative', 'mixed', 'neutral'),
    confidence,
    via: fc.constantFrom<Via[]>(['keyword'], ['model'], ['keyword', 'model'], ['model', 'keyword'], []),
    evidence: fc.array(span, { maxLength: 3 }),
  })
  .map(({ theme, ...rest }) => ({ theme: theme.name, axis: theme.axis, ...rest }));
const opinion: fc.Arbitrary<Opinion> = fc
  .record({
    span,
    passage: fc.nat(4),
    section: fc.option(fc.nat(300)),
    side: fc.constantFrom<Side>('pro', 'con', 'open'),
    tags: fc.array(tag, { maxLength: 4 }),
  })
  .map(({ span, ...rest }) => ({ ...span, ...rest }));
const remark: fc.Arbitrary<SafetyRemark> = fc
  .record({ span, passage: fc.nat(4), evidence: fc.array(span, { maxLength: 2 }) })
  .map(({ span, ...rest }) => ({ ...span, ...rest, harm: 'infection' as Harm }));
const rating = fc.record({
  value: fc.double({ min: 0, max: 1, noNaN: true }),
  raw: fc.string({ maxLength: 8 }),
  scale: fc.constantFrom('1-5', 'words'),
});
const facts: fc.Arbitrary<ReviewFacts> = fc.record({
  identity: fc.option(fc.constant('fedcba9876543210')),
  variant: fc.option(fc.constant('00000000ffffffff')),
  date: fc.option(fc.constantFrom('2025-02-28', '1999-12-31')),
  language: fc.option(fc.constantFrom('en', 'es')),
  setAside: fc.constantFrom(null, 'no-text', 'language'),
  rating: fc.option(rating),
  subRatings: fc.dictionary(fc.string({ maxLength: 12 }), rating, { maxKeys: 3 }),
  found: fc.option(
    fc.record({
      opinions: fc.array(opinion, { maxLength: 6 }),
      safety: fc.array(remark, { maxLength: 2 }),
      contested: fc.array(fc.record({ name: fc.string(), opinion: fc.nat(9) }), { maxLength: 3 }),
    }),
  ),
});

describe('facts of a review', () => {
  it('come back from their bytes exactly as they were', () => {
    fc.assert(
      fc.property(facts, (one) => {
        const bytes = packFacts(HASH, one, numbers);
        expect(unpackFacts(HASH, bytes, THEMES)).toEqual(one);
        const { identity, variant, date } = one;
        expect(headOf(bytes)).toEqual({ identity, variant, date });
      }),
    );
  });

  it('are refused with any bit turned, and under the hash of another review', () => {
    fc.assert(
      fc.property(facts, fc.nat(), fc.nat(7), (one, at, bit) => {
        const bytes = packFacts(HASH, one, numbers);
        expect(() => unpackFacts('0123456789abcdee', bytes, THEMES)).toThrow(DamagedFacts);
        bytes[at % bytes.length]! ^= 1 << bit;
        expect(() => unpackFacts(HASH, bytes, THEMES)).toThrow(DamagedFacts);
      }),
    );
  });
});
