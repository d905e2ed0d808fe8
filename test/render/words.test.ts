import { describe, expect, it } from 'vitest';
import {
  countAndShare,
  GLUE,
  points,
  pointsRange,
  shareInWords,
  shareRange,
  signedPoints,
  signedRange,
} from '../../src/render/words.js';
import type { Proportion } from '../../src/types.js';
import { proportion } from './sample-report.js';

const share = (value: number, low: number, high: number): Proportion => ({
  share: value,
  low,
  high,
  count: 1,
  n: 100,
});
const score = (value: number, low: number, high: number) =>
  ({ value, low, high, n: 1000, provisional: false, counts: {} }) as never;

describe('intervals', () => {
  it('are said in whole numbers, in tenths where those would say that there is no doubt', () => {
    expect(shareRange(share(0.15, 0.121, 0.194))).toBe(`12–19${GLUE}%`);
    expect(shareRange(share(0.032, 0.0298, 0.0347))).toBe(`3.0–3.5${GLUE}%`);
    expect(shareRange(share(0, 0, 0))).toBe(`0–0${GLUE}%`);
    expect(pointsRange({ low: 91.6, high: 92.4 })).toBe('91.6–92.4');
    expect(pointsRange({ low: 0.02, high: 0.08 })).toBe('0.02–0.08');
  });

  it('and what they stand beside never lies outside: it takes as many decimals', () => {
    expect(countAndShare(proportion(632, 19_648))).toBe(`632${GLUE}(3.2${GLUE}%,${GLUE}3.0–3.5${GLUE}%)`);
    expect(shareInWords(share(0.0079, 0.007, 0.0089))).toBe(`0.8${GLUE}%`);
    expect(shareInWords(share(0.0004, 0, 0.02))).toBe(`<1${GLUE}%`);
    expect(points(score(89.9, 89.6, 90.2))).toBe('89.9');
    expect(points(score(89.9, 85, 93))).toBe('90');
  });

  it('of differences never end at 0 where they do not', () => {
    expect(signedRange({ low: 0.4, high: 20.6 })).toBe('+0.4 to +21');
    expect(signedRange({ low: -0.04, high: 3 })).toBe('−0.04 to +3');
    expect(signedRange({ low: 0, high: 3 })).toBe('0 to +3');
    expect(signedRange({ low: null, high: null })).toBe('');
  });

  it('count one point as one', () => {
    expect([1.2, -0.8, 0.2, -7].map(signedPoints)).toEqual([
      `+1${GLUE}point`,
      `−1${GLUE}point`,
      `0${GLUE}points`,
      `−7${GLUE}points`,
    ]);
  });
});
