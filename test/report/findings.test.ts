/** What follows from the counts: priorities, ratings against text, the mix of sources. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildReport } from '../../src/report/index.js';
import type { AnalysedReview, Axis, Report } from '../../src/types.js';
import {
  KNOWLEDGE,
  META,
  NO_FLOORS,
  review,
  reviews,
  reviewWith,
  tallyOf,
} from '../laws/analysed-reviews.js';

const reportOf = (some: readonly AnalysedReview[], more: Partial<typeof META> = {}): Report =>
  buildReport(tallyOf(some), KNOWLEDGE, { ...META, ...more });

const strike = (some: readonly AnalysedReview[], axis: Axis): AnalysedReview[] =>
  some.map((one) => ({
    ...one,
    opinions: one.opinions.map((opinion) => ({
      ...opinion,
      tags: opinion.tags.filter((tag) => tag.axis !== axis),
    })),
  }));

const times = (n: number, make: (i: number) => AnalysedReview): AnalysedReview[] =>
  Array.from({ length: n }, (_, i) => make(i));

describe('priorities', () => {
  it('hold an axis each, whatever is said on the other', () => {
    fc.assert(
      fc.property(reviews(60), (some) => {
        const full = reportOf(some, { floors: NO_FLOORS });
        const bare = reportOf(strike(some, 'clinical'), { floors: NO_FLOORS });
        expect(bare.service.priorities).toEqual(full.service.priorities);
        expect(bare.clinical.priorities).toEqual([]);
        expect(reportOf(strike(some, 'service'), { floors: NO_FLOORS }).clinical.priorities).toEqual(
          full.clinical.priorities,
        );
      }),
      { numRuns: 30 },
    );
  });

  it('are how often × how negative', () => {
    fc.assert(
      fc.property(reviews(60), (some) => {
        const report = reportOf(some, { floors: NO_FLOORS });
        for (const { often, negative, complaints } of [
          ...report.clinical.priorities,
          ...report.service.priorities,
        ]) {
          expect(complaints.count).toBe(negative.count);
          expect(complaints.n).toBe(report.reviews);
          expect(often.count).toBeGreaterThanOrEqual(negative.n);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('go by what is sure, and say what it means', () => {
    const some = [
      ...times(40, (i) => review(i, 'waiting-')),
      ...times(36, (i) => review(100 + i, 'staff+')),
      ...times(6, (i) => review(200 + i, 'facility-')),
      ...times(40, (i) => review(300 + i, i % 2 ? 'trust+' : 'trust-')),
    ];
    const rows = reportOf(some).service.priorities;
    expect(rows.map(({ theme, meaning }) => [theme, meaning])).toEqual([
      ['waiting', 'improve'],
      ['trust', 'watch'],
      ['facility', 'too-few'],
      ['staff', 'celebrate'],
    ]);
  });
});

describe('ratings against text', () => {
  const rated = (n: number, raw: string, ...sentences: string[]) =>
    reviewWith(n, { rating: { value: (Number(raw) - 1) / 4, raw, scale: '1-5' } }, ...sentences);

  it('count best ratings that complain, an axis apart, and worst ones that do not', () => {
    const some = [
      ...times(12, (i) => rated(i, '5', 'outcome+ waiting-')),
      ...times(8, (i) => rated(20 + i, '5', 'pain- staff-')),
      ...times(20, (i) => rated(40 + i, '5', 'outcome+')),
      ...times(3, (i) => rated(80 + i, '1', 'staff+')),
      ...times(17, (i) => rated(90 + i, '1', 'staff-')),
      rated(200, '3', 'staff-'),
    ];
    const { rows, examples } = reportOf(some).ratingsAgainstText;
    expect(rows).toHaveLength(1);
    const [row] = rows;
    expect(row).toMatchObject({
      best: '5',
      worst: '1',
      bestComplaining: { count: 20, n: 40 },
      bestClinical: { count: 8, n: 40 },
      bestService: { count: 20, n: 40 },
      clinicalThemes: [{ theme: 'pain', reviews: 8 }],
      serviceThemes: [
        { theme: 'waiting', reviews: 12 },
        { theme: 'staff', reviews: 8 },
      ],
      worstSilent: { count: 3, n: 20 },
    });
    expect(examples.best.every(({ rating, theme }) => rating === '5' && theme !== null)).toBe(true);
    expect(examples.worst.map(({ theme }) => theme)).toEqual([null, null, null]);
    expect(reportOf(some, { maxQuotes: 0 }).ratingsAgainstText.examples).toEqual({ best: [], worst: [] });
  });
});

describe('the mix of sources', () => {
  /** Each source says the same all the time; only its share moves. */
  const shifting = times(6 * 100, (i) => {
    const month = Math.floor(i / 100);
    const place = i % 100;
    const harsh = place < 10 + 14 * month;
    const source = harsh ? 'Yelp' : 'Google';
    const blames = harsh ? place % 2 === 0 : place % 10 === 0;
    return reviewWith(i, { source, date: `2025-0${month + 1}-15` }, blames ? 'service-' : 'service+');
  });

  it('explains a trend that is a shift from one source to another', () => {
    const { sourceMix, trend } = reportOf(shifting, { asOf: '2026-01-01' });
    expect(trend!.findings.find(({ card }) => card === 'service')!.verdict).toBe('falling');
    const finding = sourceMix!.findings.find(({ card }) => card === 'service')!;
    expect(finding).toMatchObject({ crude: 'falling', standardised: 'no-detectable-trend' });
    expect(finding.verdict).toBe('mix-explains');
    const values = sourceMix!.rows.map(({ cards }) => cards.service.value!);
    expect(Math.max(...values) - Math.min(...values)).toBeLessThan(6);
    expect(sourceMix!.sources.reduce((sum, { pooled }) => sum + pooled, 0)).toBeCloseTo(1);
  });

  it('leaves a trend standing that every source shows', () => {
    const worse = times(6 * 100, (i) => {
      const month = Math.floor(i / 100);
      const source = i % 2 ? 'Yelp' : 'Google';
      const blames = (i % 100) / 100 < 0.1 + 0.12 * month;
      return reviewWith(i, { source, date: `2025-0${month + 1}-15` }, blames ? 'service-' : 'service+');
    });
    const { sourceMix } = reportOf(worse, { asOf: '2026-01-01' });
    expect(sourceMix!.findings.find(({ card }) => card === 'service')!.verdict).toBe('stands');
  });

  it('says nothing of one source, of none, or of no dates', () => {
    const one = shifting.map((review) => ({ ...review, review: { ...review.review, source: 'Web' } }));
    expect(reportOf(one).sourceMix).toBeNull();
    const none = shifting.map((review) => ({ ...review, review: { ...review.review, source: null } }));
    expect(reportOf(none).sourceMix).toBeNull();
    const undated = shifting.map((review) => ({ ...review, review: { ...review.review, date: null } }));
    expect(reportOf(undated).sourceMix).toBeNull();
  });
});
