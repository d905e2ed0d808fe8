import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  benjaminiHochberg,
  measurementBand,
  newcombe,
  smallestDetectableChange,
  trendTest,
  twoProportionTest,
  twoSidedP,
  wilson,
  withinStrata,
} from '../../src/report/statistics.js';

describe('wilson', () => {
  // Newcombe, Statist. Med. 17 (1998) 857–872, table I, method 3.
  it.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('%i of %i as published', (successes, n, low, high) => {
    const interval = wilson(successes, n);
    expect(interval.low).toBeCloseTo(low, 4);
    expect(interval.high).toBeCloseTo(high, 4);
  });

  it('says 39–71 % for 19 of 34', () => {
    const { low, high } = wilson(19, 34);
    expect([Math.round(low * 100), Math.round(high * 100)]).toEqual([39, 71]);
  });

  it('takes half counts as they are, and lies around the share within 0..1', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5000 }), fc.nat(10000), (n, halves) => {
        const successes = Math.min(halves, 2 * n) / 2;
        const { low, high } = wilson(successes, n);
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
        expect(low).toBeLessThanOrEqual(successes / n);
        expect(high).toBeGreaterThanOrEqual(successes / n);
      }),
    );
  });
});

describe('newcombe', () => {
  // Newcombe, Statist. Med. 17 (1998) 873–890, table II, method 10.
  it.each([
    [56, 70, 48, 80, 0.0524, 0.3339],
    [9, 10, 3, 10, 0.1705, 0.809],
    [6, 7, 2, 7, 0.0582, 0.8062],
    [5, 56, 0, 29, -0.0381, 0.1926],
  ])('%i/%i − %i/%i as published', (x1, n1, x2, n2, low, high) => {
    const interval = newcombe({ successes: x1, n: n1 }, { successes: x2, n: n2 });
    expect(interval.low).toBeCloseTo(low, 4);
    expect(interval.high).toBeCloseTo(high, 4);
    expect(interval.difference).toBeCloseTo(x1 / n1 - x2 / n2, 12);
  });
});

describe('two proportions', () => {
  it('gives the normal tail', () => {
    expect(twoSidedP(1.959964)).toBeCloseTo(0.05, 6);
    expect(twoSidedP(-2.575829)).toBeCloseTo(0.01, 6);
    expect(twoSidedP(0)).toBeCloseTo(1, 6);
  });

  it('gives the p of the 2×2 table without correction', () => {
    // χ² = 7.0246 by hand: z = 0.2 / sqrt(0.69333 × 0.30667 × (1/70 + 1/80)).
    expect(twoProportionTest({ successes: 56, n: 70 }, { successes: 48, n: 80 })).toBeCloseTo(0.00804, 4);
    expect(twoProportionTest({ successes: 10, n: 10 }, { successes: 7, n: 7 })).toBe(1);
  });
});

describe('withinStrata', () => {
  const of = (successes: number, n: number) => ({ successes, n });

  it('of one stratum is the difference with its plain normal interval', () => {
    // 56/70 − 48/80: method 1 of Newcombe (1998), table II, example (a): 0.0575 to 0.3425.
    const { difference, low, high } = withinStrata([{ a: of(56, 70), b: of(48, 80) }])!;
    expect(difference).toBeCloseTo(0.2, 12);
    expect(low).toBeCloseTo(0.0575, 4);
    expect(high).toBeCloseTo(0.3425, 4);
  });

  it('weighs strata by n₁n₂ ÷ (n₁ + n₂), and is not fooled by their sizes', () => {
    const strata = [
      { a: of(80, 100), b: of(144, 180) },
      { a: of(20, 100), b: of(4, 20) },
    ];
    expect(withinStrata(strata)!.difference).toBeCloseTo(0, 12);
    const unlike = withinStrata([
      { a: of(30, 40), b: of(20, 40) },
      { a: of(9, 10), b: of(5, 10) },
    ])!;
    expect(unlike.difference).toBeCloseTo((20 * 0.25 + 5 * 0.4) / 25, 12);
  });

  it('knows nothing of strata that one side alone has', () => {
    expect(withinStrata([{ a: of(3, 9), b: of(0, 0) }])).toBeNull();
    expect(withinStrata([])).toBeNull();
  });
});

describe('benjaminiHochberg', () => {
  // The example of the paper itself: 15 p values, four rejected at .05 (Bonferroni: three).
  const published = [
    0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528,
    0.759, 1,
  ];
  it('rejects what the paper rejects', () => {
    expect(benjaminiHochberg(published, 0.05).filter(Boolean)).toHaveLength(4);
  });
  it('does not depend on the order', () => {
    const reversed = benjaminiHochberg([...published].reverse(), 0.05).reverse();
    expect(reversed).toEqual(benjaminiHochberg(published, 0.05));
  });
  it('rejects nothing of nothing', () => {
    expect(benjaminiHochberg([])).toEqual([]);
    expect(benjaminiHochberg([0.11, 0.9])).toEqual([false, false]);
  });
});

describe('smallestDetectableChange', () => {
  it('shows 18 points worse or 13 better for two groups of 100 against 20 % negative', () => {
    const { up, down } = smallestDetectableChange(0.2, 100, 100);
    expect(Math.round(up! * 100)).toBe(18);
    expect(Math.round(down! * 100)).toBe(13);
  });
  it('needs the n that Fleiss gives: 0.25 against 0.40 takes 152 a group', () => {
    // Fleiss's tables hold larger numbers because they add the continuity correction; 152 is formula 3.14 alone.
    expect(smallestDetectableChange(0.25, 152, 152).up!).toBeLessThanOrEqual(0.15);
    expect(smallestDetectableChange(0.25, 151, 151).up!).toBeGreaterThan(0.15);
  });
  it('says null where even the end of the scale would not show', () => {
    expect(smallestDetectableChange(0.1, 10, 10).down).toBeNull();
    expect(smallestDetectableChange(1, 500, 500).up).toBeNull();
  });
});

describe('trendTest', () => {
  it('agrees with the example of R prop.trend.test (χ² 8.2249, p 0.004132)', () => {
    const smokers = [83, 90, 129, 70];
    const patients = [86, 93, 136, 82];
    const rows = smokers.map((successes, at) => ({ at, successes, n: patients[at]! }));
    const { p, slope } = trendTest(rows);
    expect(p).toBeCloseTo(0.004132, 5);
    expect(slope).toBeLessThan(0);
  });
  it('sees nothing where nothing varies', () => {
    expect(trendTest([0, 1, 2].map((at) => ({ at, successes: 9, n: 9 })))).toEqual({ p: 1, slope: 0 });
  });
});

describe('measurementBand', () => {
  it('closes for a model without error and holds the score otherwise', () => {
    expect(measurementBand(80, 20, 1, 1)).toEqual({ low: 0.8, high: 0.8 });
    const { low, high } = measurementBand(80, 20, 0.9, 0.8);
    // 90 of 112.5 were found rightly: 70 of them praise at worst; 10 of them blame at best.
    expect(low).toBeCloseTo(70 / 112.5, 12);
    expect(high).toBeCloseTo(1 - 10 / 112.5, 12);
  });

  it('claims no certainty where only one side was found', () => {
    const praise = measurementBand(50, 0, 0.9, 0.8);
    expect(praise.low).toBeCloseTo(0.8, 12);
    expect(praise.high).toBe(1);
    const blame = measurementBand(0, 50, 0.9, 0.8);
    expect(blame.low).toBe(0);
    expect(blame.high).toBeCloseTo(0.2, 12);
  });

  it('holds the true score, however the errors fall', () => {
    const worth = { praise: 1, mixed: 0.5, blame: 0, nothing: null };
    const kind = fc.constantFrom('praise', 'mixed', 'blame', 'nothing' as const) as fc.Arbitrary<
      keyof typeof worth
    >;
    fc.assert(
      fc.property(fc.array(fc.tuple(kind, kind), { minLength: 1, maxLength: 40 }), (reviews) => {
        const found = reviews.flatMap(([, found]) => worth[found] ?? []);
        const truly = reviews.flatMap(([truth]) => worth[truth] ?? []);
        const right = reviews.filter(([truth, found]) => truth === found && truth !== 'nothing').length;
        fc.pre(right > 0);
        const sum = (worths: number[]) => worths.reduce((a, b) => a + b, 0);
        const positive = sum(found);
        const { low, high } = measurementBand(
          positive,
          found.length - positive,
          right / found.length,
          right / truly.length,
        );
        for (const score of [sum(truly) / truly.length, positive / found.length]) {
          expect(score).toBeGreaterThanOrEqual(low - 1e-12);
          expect(score).toBeLessThanOrEqual(high + 1e-12);
        }
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
      }),
    );
  });
});
