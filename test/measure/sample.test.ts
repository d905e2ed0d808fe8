import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSampler } from '../../src/measure/sample.js';
import type { Label, LabelCandidate } from '../../src/types.js';

function candidate(i: number, guess: Label[] = []): LabelCandidate {
  const hash = (0x1000000000 + i * 7919).toString(16).padStart(16, '0');
  return { hash, passage: 0, start: i, sentence: `Sentence ${i}`, before: '', after: '', guess, about: null };
}

const tag = (theme: string, sign: Label['sign'] = '+'): Label[] => [{ theme, sign }];

/** 400 sentences: 300 without a theme, 90 about staff, 10 about pain. */
const population = Array.from({ length: 400 }, (_, i) =>
  candidate(i, i % 40 === 0 ? tag('pain', '-') : i % 4 === 1 && i % 40 !== 1 ? tag('staff') : []),
);

function drawFrom(candidates: LabelCandidate[], size: number) {
  const sampler = createSampler(size);
  candidates.forEach((c) => {
    sampler.add(c);
  });
  return sampler.draw();
}

describe('the sample', () => {
  it('is half chance and half a fair share of what is rare', () => {
    const drawn = drawFrom(population, 60);
    expect(drawn).toHaveLength(60);
    expect(drawn.filter(({ draw }) => draw === 'random')).toHaveLength(30);
    const pain = drawn.filter(({ guess }) => guess[0]?.theme === 'pain');
    expect(pain).toHaveLength(10);
    const staff = drawn.filter(({ guess }) => guess[0]?.theme === 'staff').length;
    expect(staff).toBeGreaterThanOrEqual(18);
  });

  it('says in the id how it was drawn and where it stands', () => {
    for (const { id, draw, hash, start } of drawFrom(population, 20)) {
      expect(id).toBe(`${draw}.${hash}.0.${start}`);
    }
  });

  it('does not depend on the order of the reviews', () => {
    fc.assert(
      fc.property(
        fc.shuffledSubarray(population, { minLength: 400 }),
        fc.integer({ min: 1, max: 90 }),
        (shuffled, size) => {
          expect(drawFrom(shuffled, size)).toEqual(drawFrom(population, size));
        },
      ),
      { numRuns: 15 },
    );
  });

  it('keeps its random half when it grows', () => {
    const random = (size: number) =>
      drawFrom(population, size)
        .filter(({ draw }) => draw === 'random')
        .map(({ id }) => id);
    expect(random(80)).toEqual(expect.arrayContaining(random(40)));
  });

  it('takes all there is, once, and no sentence twice for its theme', () => {
    expect(
      drawFrom(population.slice(0, 7), 50)
        .map(({ start }) => start)
        .sort(),
    ).toEqual([0, 1, 2, 3, 4, 5, 6]);
    const same = Array.from({ length: 40 }, (_, i) => ({
      ...candidate(i, tag('staff')),
      sentence: i % 2 ? 'Great staff!' : 'great staff',
    }));
    expect(drawFrom(same, 8).filter(({ draw }) => draw === 'chosen')).toHaveLength(0);
  });
});
