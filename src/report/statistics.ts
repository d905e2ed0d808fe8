/**
 * The statistics of the report, and nothing of its shape. Proportions are 0..1. Successes may be halves: a mixed review
 * counts half, as it stands; the true variance of such a sum is at most the binomial one, so the intervals err wide.
 */

/** 97.5 % point of the standard normal: two-sided 95 %. */
const Z95 = 1.959963984540054;
/** 80 % point of the standard normal: 80 % power. */
const Z80 = 0.8416212335729143;

/** A count out of a number of trials. */
export interface Observed {
  successes: number;
  n: number;
}

/** A difference of proportions `a − b` with its interval. */
export interface Difference {
  difference: number;
  low: number;
  high: number;
}

/**
 * Wilson's 95 % score interval for a proportion.
 * Source: E. B. Wilson, JASA 22 (1927) 209–212; method 3 of R. G. Newcombe, Statist. Med. 17 (1998) 857–872.
 * @param n trials, at least 1
 */
export function wilson(successes: number, n: number): { low: number; high: number } {
  const p = successes / n;
  const z2 = Z95 * Z95;
  const centre = successes + z2 / 2;
  const half = Z95 * Math.sqrt(n * p * (1 - p) + z2 / 4);
  // At p = 0 and 1 the bound is exactly the end of the scale; rounding must not leave it at 1e-17 or 0.9999….
  const low = successes === 0 ? 0 : Math.max(0, (centre - half) / (n + z2));
  const high = successes === n ? 1 : Math.min(1, (centre + half) / (n + z2));
  return { low, high };
}

/**
 * Newcombe's hybrid score 95 % interval for `a − b` of two independent proportions.
 * Source: method 10 of R. G. Newcombe, Statist. Med. 17 (1998) 873–890.
 */
export function newcombe(a: Observed, b: Observed): Difference {
  const p1 = a.successes / a.n;
  const p2 = b.successes / b.n;
  const w1 = wilson(a.successes, a.n);
  const w2 = wilson(b.successes, b.n);
  const difference = p1 - p2;
  return {
    difference,
    low: difference - Math.sqrt((p1 - w1.low) ** 2 + (w2.high - p2) ** 2),
    high: difference + Math.sqrt((w1.high - p1) ** 2 + (p2 - w2.low) ** 2),
  };
}

/**
 * Complementary error function, relative error below 1.2e-7 everywhere.
 * Source: Press et al., Numerical Recipes in C, 2nd ed., section 6.2 (`erfcc`).
 */
function erfc(x: number): number {
  const z = Math.abs(x);
  const t = 1 / (1 + 0.5 * z);
  const series = [
    -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587,
    -0.82215223, 0.17087277,
  ];
  const exponent = series.reduceRight((sum, c) => sum * t + c, 0);
  const value = t * Math.exp(-z * z + exponent);
  return x >= 0 ? value : 2 - value;
}

/** Two-sided p of a standard normal deviate. */
export function twoSidedP(z: number): number {
  return Math.min(1, erfc(Math.abs(z) / Math.SQRT2));
}

/**
 * Two-sided p of the pooled z test that two proportions are equal (the χ² test of a 2×2 table without continuity
 * correction). 1 where both are 0 or both are 1.
 * Source: J. L. Fleiss, Statistical Methods for Rates and Proportions, 2nd ed. (1981), section 2.1.
 */
export function twoProportionTest(a: Observed, b: Observed): number {
  const pooled = (a.successes + b.successes) / (a.n + b.n);
  const variance = pooled * (1 - pooled) * (1 / a.n + 1 / b.n);
  if (variance <= 0) return 1;
  return twoSidedP((a.successes / a.n - b.successes / b.n) / Math.sqrt(variance));
}

/**
 * The difference `a − b` within strata (sources, say): Mantel–Haenszel's weighted mean of the differences, with the 95 %
 * interval by Greenland and Robins' variance. A stratum that only one side has says nothing and drops out.
 * Source: S. Greenland & J. M. Robins, Biometrics 41 (1985) 55–68: the estimator for rate differences and its variance for
 * large strata.
 * @returns null where no stratum has both sides
 */
export function withinStrata(strata: readonly { a: Observed; b: Observed }[]): Difference | null {
  let weights = 0;
  let sum = 0;
  let variance = 0;
  for (const { a, b } of strata) {
    if (a.n === 0 || b.n === 0) continue;
    const weight = (a.n * b.n) / (a.n + b.n);
    const [p1, p2] = [a.successes / a.n, b.successes / b.n];
    weights += weight;
    sum += weight * (p1 - p2);
    variance += weight ** 2 * ((p1 * (1 - p1)) / a.n + (p2 * (1 - p2)) / b.n);
  }
  if (weights === 0) return null;
  const difference = sum / weights;
  const half = (Z95 * Math.sqrt(variance)) / weights;
  return { difference, low: difference - half, high: difference + half };
}

/**
 * Which of many hypotheses are rejected while the expected share of false ones among them stays at most `rate`.
 * Source: Y. Benjamini & Y. Hochberg, J. R. Statist. Soc. B 57 (1995) 289–300.
 * @returns one boolean for each p, in their order
 */
export function benjaminiHochberg(ps: readonly number[], rate = 0.1): boolean[] {
  const sorted = [...ps].sort((x, y) => x - y);
  let cut = -1;
  sorted.forEach((p, i) => {
    if (p <= ((i + 1) / sorted.length) * rate) cut = p;
  });
  return ps.map((p) => p <= cut);
}

/**
 * The smallest changes from proportion `p` (seen in a group of `baseN`) that a group of `n` would show at 80 % power
 * and α .05 two-sided. `up` and `down` are distances, 0..1; null where even the end of the scale would not show.
 * Source: formula 3.14 (without continuity correction, unequal n) of J. L. Fleiss, Statistical Methods for Rates and
 * Proportions, 2nd ed. (1981), solved for the difference.
 */
export function smallestDetectableChange(
  p: number,
  baseN: number,
  n: number,
): { up: number | null; down: number | null } {
  const seen = (other: number): boolean => {
    const pooled = (p * baseN + other * n) / (baseN + n);
    const null_ = Math.sqrt(pooled * (1 - pooled) * (1 / baseN + 1 / n));
    const alternative = Math.sqrt((p * (1 - p)) / baseN + (other * (1 - other)) / n);
    return Math.abs(other - p) >= Z95 * null_ + Z80 * alternative;
  };
  const smallest = (end: number): number | null => {
    if (end === p || !seen(end)) return null;
    let unseen = 0;
    let enough = Math.abs(end - p);
    for (let i = 0; i < 40; i++) {
      const middle = (unseen + enough) / 2;
      if (seen(end > p ? p + middle : p - middle)) enough = middle;
      else unseen = middle;
    }
    return enough;
  };
  return { up: smallest(1), down: smallest(0) };
}

/**
 * Cochran–Armitage test for a linear trend of proportions over ordered periods.
 * Source: P. Armitage, Biometrics 11 (1955) 375–386; the same as R's `prop.trend.test`.
 * @param rows `at` is the place of the period on the time line; every n at least 1
 * @returns two-sided p, and the slope of the weighted least-squares line (proportion for one step of `at`)
 */
export function trendTest(rows: readonly (Observed & { at: number })[]): { p: number; slope: number } {
  let n = 0;
  let successes = 0;
  let nAt = 0;
  for (const row of rows) {
    n += row.n;
    successes += row.successes;
    nAt += row.n * row.at;
  }
  const mean = successes / n;
  const centre = nAt / n;
  let covariation = 0;
  let spread = 0;
  for (const row of rows) {
    covariation += (row.at - centre) * (row.successes - row.n * mean);
    spread += row.n * (row.at - centre) ** 2;
  }
  if (spread === 0 || mean <= 0 || mean >= 1) return { p: 1, slope: 0 };
  return {
    p: twoSidedP(covariation / Math.sqrt(mean * (1 - mean) * spread)),
    slope: covariation / spread,
  };
}

/**
 * Where a score could lie if all the errors of the tags fell on one side. Of the n stances found, n × precision are
 * right; those are `recall` of all there are, so truly there are n × precision ÷ recall. The score is lowest when every
 * wrong find (n × (1 − precision)) was praise and every missed stance is blame, highest the other way round. A find of
 * the wrong polarity is one of each: a wrong find, and the true stance missed. A bound, not an interval: it needs no
 * assumption on how errors fall, and so leaves room also where one side was never found.
 * @param positive praise counted, halves allowed @param negative blame counted; one of them more than 0
 * @param precision above 0, at most 1 @param recall above 0, at most 1
 * @returns 0..1, around positive ÷ (positive + negative)
 */
export function measurementBand(
  positive: number,
  negative: number,
  precision: number,
  recall: number,
): { low: number; high: number } {
  const found = positive + negative;
  const wrong = found * (1 - precision);
  const truly = (found * precision) / recall;
  return {
    low: Math.max(0, positive - wrong) / truly,
    high: 1 - Math.max(0, negative - wrong) / truly,
  };
}
