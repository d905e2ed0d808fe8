import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildReport } from '../../src/report/index.js';
import { mergeTallies } from '../../src/tally/index.js';
import { KNOWLEDGE, META, NO_FLOORS, review, reviews, tallyOf } from '../laws/analysed-reviews.js';

const poolOf = (some: Parameters<typeof tallyOf>[0], size = 1500, floors = NO_FLOORS) =>
  buildReport(tallyOf(some), KNOWLEDGE, { ...META, floors, quotePool: size }).quotePool!;

describe('the pool of quotes', () => {
  it('is there only when asked for', () => {
    const tally = tallyOf([review(1, 'staff+')]);
    expect(buildReport(tally, KNOWLEDGE, META).quotePool).toBeNull();
    expect(buildReport(tally, KNOWLEDGE, { ...META, quotePool: 0 }).quotePool).toBeNull();
  });

  it('holds a sentence once, with every theme it was drawn for', () => {
    const pool = poolOf([review(1, 'staff+ waiting-')]);
    expect(pool).toHaveLength(1);
    expect(pool[0]!.tags.map(({ theme, polarity }) => `${theme} ${polarity}`).sort()).toEqual([
      'staff positive',
      'waiting negative',
    ]);
  });

  it('draws from a rare theme before the second quote of a frequent one', () => {
    const many = Array.from({ length: 30 }, (_, i) => review(i + 1, 'staff+'));
    const pool = poolOf([...many, review(99, 'waiting-')], 2);
    expect(pool.flatMap(({ tags }) => tags.map(({ theme }) => theme)).sort()).toEqual(['staff', 'waiting']);
  });

  it('gives no words of a theme that fewer reviews mention than the floor', () => {
    expect(
      poolOf(
        [1, 2, 3, 4].map((n) => review(n, 'staff+')),
        1500,
        META.floors,
      ),
    ).toEqual([]);
    expect(
      poolOf(
        [1, 2, 3, 4, 5].map((n) => review(n, 'staff+')),
        1500,
        META.floors,
      ),
    ).not.toEqual([]);
  });

  it('is the same however the reviews are cut and ordered, never larger than asked, its evidence inside', () => {
    fc.assert(
      fc.property(reviews(40), fc.nat(40), fc.integer({ min: 1, max: 30 }), (some, cut, size) => {
        const whole = poolOf(some, size);
        const parts = mergeTallies(tallyOf(some.slice(cut).reverse()), tallyOf(some.slice(0, cut)));
        const merged = buildReport(parts, KNOWLEDGE, { ...META, floors: NO_FLOORS, quotePool: size });
        expect(merged.quotePool).toEqual(whole);
        expect(whole.length).toBeLessThanOrEqual(size);
        for (const { text, tags } of whole) {
          expect(tags.length).toBeGreaterThan(0);
          for (const { start, end } of tags.flatMap(({ evidence }) => evidence)) {
            expect(start).toBeLessThan(end);
            expect(end).toBeLessThanOrEqual(text.length);
          }
        }
      }),
      { numRuns: 60 },
    );
  });
});
