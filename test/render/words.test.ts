import { describe, expect, it } from 'vitest';
import {
  bandRange,
  countAndShare,
  decimalsOfSums,
  GLUE,
  gateRange,
  gateValue,
  nobodyInWords,
  points,
  pointsRange,
  shareInWords,
  shareRange,
  signedPoints,
  signedRange,
} from '../../src/render/words.js';
import type { GateVerdict, Proportion } from '../../src/types.js';
import { proportion, score as scoreOf } from './sample-report.js';

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

  it('end at 0 and 100 only where they do, and so does what they stand beside', () => {
    expect(shareRange(share(0.01, 0.0039, 0.026))).toBe(`0.4–3${GLUE}%`);
    expect(shareRange(share(0.99, 0.974, 0.9961))).toBe(`97–99.6${GLUE}%`);
    expect(shareRange(share(0, 0, 0.052))).toBe(`0–5${GLUE}%`);
    expect(shareRange(share(1, 0.948, 1))).toBe(`95–100${GLUE}%`);
    expect(pointsRange({ low: 0.001, high: 5 })).toBe('<0.01–5');
    expect(shareInWords(share(0.9997, 0.9985, 0.9999))).toBe(`99.97${GLUE}%`);
    expect(pointsRange({ low: 95, high: 99.999 })).toBe('95–>99.99');
    const four = score(99.775, 99.45, 99.91);
    expect([points(four), pointsRange(four)]).toEqual(['99.8', '99.5–99.9']);
    expect(points(score(0.3, 0.05, 1.4))).toBe('0.3');
    expect(points(score(100, 99.8, 100))).toBe('100.0');
  });

  it('of differences never end at 0 where they do not', () => {
    expect(signedRange({ low: 0.4, high: 20.6 })).toBe('+0.4 to +21');
    expect(signedRange({ low: -0.04, high: 3 })).toBe('−0.04 to +3');
    expect(signedRange({ low: 0, high: 3 })).toBe('0 to +3');
    expect(signedRange({ low: null, high: null })).toBe('');
  });

  it("of the model's own errors are whole points, rounded outwards: they are a bound, and no finer than their measures", () => {
    expect(bandRange({ low: 49.4, high: 99.9 })).toBe('49–100');
    expect(bandRange({ low: 46.6, high: 100 })).toBe('46–100');
    expect(bandRange({ low: 0, high: 0.3 })).toBe('0–1');
    expect(bandRange({ low: 0.04, high: 31.2 })).toBe('0–32');
    expect(bandRange({ low: 50 - 1e-13, high: 50 + 1e-13 })).toBe('50–50');
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

describe('a rule', () => {
  const gate = (value: number | null, low: number | null, high: number | null, limit: number) =>
    ({ fails: 'above', value, low, high, limit }) as GateVerdict;

  it('has an interval that holds its value, in as many decimals', () => {
    const said = (verdict: GateVerdict) => [gateValue(verdict), gateRange(verdict)];
    expect(said(gate(0.2, 0.08, 0.51, 1))).toEqual([`0.2${GLUE}%`, '0.1–0.5']);
    expect(said(gate(0.05, 0.0088, 0.283, 1))).toEqual([`0.05${GLUE}%`, '0.01–0.28']);
    expect(said(gate(76.26, 69.4, 82, 76.3))).toEqual([`76.26${GLUE}%`, '69.40–82.00']);
    expect(said(gate(60, 52.2, 67.4, 50))).toEqual([`60${GLUE}%`, '52–67']);
    expect(said(gate(0, 0, 0.19, 1))).toEqual([`0${GLUE}%`, '0.0–0.2']);
    expect(said(gate(null, null, null, 1))).toEqual(['–', '']);
  });

  it('is never said to be none or all where it is not', () => {
    expect(gateValue(gate(0.004, 0, 0.02, 1))).toBe(`0.004${GLUE}%`);
    expect(gateValue(gate(99.96, 99, 100, 10))).toBe(`99.96${GLUE}%`);
  });
});

it('sums that a reader can check come out, in as few decimals as that takes', () => {
  expect(decimalsOfSums([[72, 9, 81]])).toBe(0);
  expect(decimalsOfSums([[55.71, -13.47, 42.24]])).toBe(1);
  expect(decimalsOfSums([[0.4, 0.4, 0.8]])).toBe(1);
  expect(decimalsOfSums([[0.34, 0.34, 0.68]])).toBe(2);
  expect(decimalsOfSums([])).toBe(0);
});

it('nobody said is not said of reviews that took no side', () => {
  expect(nobodyInWords(scoreOf(0, 0))).toBe('nobody said');
  expect(nobodyInWords(scoreOf(0, 0, 0, 1))).toBe(`1${GLUE}review took no side`);
  expect(nobodyInWords(scoreOf(0, 0, 0, 80))).toBe(`80${GLUE}reviews took no side`);
});
