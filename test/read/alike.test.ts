import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BINS, EMPTY, findAlike } from '../../src/read/alike.js';
import { randomFrom } from '../long/export.mjs';

/** By the words of the definition, each held against each. */
function alikeByDefinition(texts: readonly (readonly number[] | null)[]): number[] {
  const isLike = (a: readonly number[], b: readonly number[]) => {
    const filled = a.filter((value, bin) => value !== EMPTY || b[bin] !== EMPTY).length;
    return a.filter((value, bin) => value !== b[bin]).length <= filled / 6;
  };
  return texts.map((a, i) => (a && texts.some((b, j) => i !== j && b && isLike(a, b)) ? 1 : 0));
}

const find = (texts: readonly (readonly number[] | null)[], isNew?: Uint8Array) =>
  findAlike(
    {
      bins: Uint16Array.from(texts.flatMap((text) => [7, ...(text ?? Array(BINS).fill(EMPTY)), 7])),
      offset: 1,
      stride: BINS + 2,
      length: texts.length,
    },
    () => false,
    isNew,
  );

/** Texts around a few templates: some bins of one are others, some are empty. */
const texts = (most: number) =>
  fc
    .array(
      fc.record({
        template: fc.nat({ max: 2 }),
        other: fc.array(fc.tuple(fc.nat({ max: BINS - 1 }), fc.constantFrom(9, 99, 999, EMPTY)), {
          maxLength: 4,
        }),
        empty: fc.constantFrom(0, 0, 0, 1, 4, 8),
        isLong: fc.boolean(),
      }),
      { maxLength: most, size: 'max' },
    )
    .map((rows) =>
      rows.map(({ template, other, empty, isLong }) => {
        if (!isLong && template === 2) return null;
        const bins = Array.from({ length: BINS }, (_, bin) => (bin < empty ? EMPTY : template * 100 + bin));
        for (const [bin, value] of other) bins[bin] = value;
        return bins.every((value) => value === EMPTY) ? null : bins;
      }),
    );

describe('texts that are nearly alike', () => {
  test('are those whose signatures differ in at most one of six filled bins, among few and among very many', () => {
    for (const most of [12, 400]) {
      fc.assert(
        fc.property(texts(most), (all) => {
          expect([...find(all)]).toEqual(alikeByDefinition(all));
        }),
        { numRuns: 40, endOnFailure: true },
      );
    }
  });

  test('of the new ones are the same, and an old one is found that only a new one is like', () => {
    fc.assert(
      fc.property(texts(60), fc.uint8Array({ minLength: 60, maxLength: 60, max: 1 }), (all, marks) => {
        const isNew = marks.slice(0, all.length);
        const before = alikeByDefinition(all.map((text, at) => (isNew[at] === 1 ? null : text)));
        const found = find(all, isNew);
        expect([...found].map((flag, at) => flag | before[at]!)).toEqual(alikeByDefinition(all));
      }),
      { numRuns: 200, endOnFailure: true },
    );
  });

  test('are found among many that share a phrase and nothing more, without holding each against each', () => {
    const many = 60_000;
    const random = randomFrom(5);
    const bins = new Uint16Array(many * BINS);
    for (let at = 0; at < many; at++)
      for (let bin = 0; bin < BINS; bin++)
        bins[at * BINS + bin] = bin < 5 ? bin : Math.floor(random() * 60_000);
    bins.copyWithin(3 * BINS, 40_000 * BINS, 40_001 * BINS);
    bins[3 * BINS + 11] = 1;
    let asked = 0;
    const found = findAlike({ bins, offset: 0, stride: BINS, length: many }, () => {
      asked++;
      return false;
    });
    expect([found[3], found[40_000]]).toEqual([1, 1]);
    expect(found.reduce((sum, flag) => sum + flag, 0)).toBe(2);
    expect(asked).toBe(many);
  });
});
