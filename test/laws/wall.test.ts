/** Nothing of one axis ever reaches the other. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildReport } from '../../src/report/index.js';
import { addReview, emptyTally } from '../../src/tally/index.js';
import type { AnalysedReview, Axis, Report, Score } from '../../src/types.js';
import { KNOWLEDGE, META, NO_FLOORS, reviews, THEMES, tallyOf } from './analysed-reviews.js';

const reportOf = (some: readonly AnalysedReview[]): Report =>
  buildReport(tallyOf(some, ['location', 'month']), KNOWLEDGE, {
    ...META,
    floors: NO_FLOORS,
    maxQuotes: 100,
  });

const strike = (some: readonly AnalysedReview[], axis: Axis): AnalysedReview[] =>
  some.map(({ review, opinions, safety }) => ({
    review,
    safety,
    contested: [],
    opinions: opinions.map((opinion) => ({
      ...opinion,
      tags: opinion.tags.filter((tag) => tag.axis !== axis),
    })),
  }));

/** Everything in a report that is said of one axis. */
function saidOf(axis: Axis, report: Report): unknown {
  const clinical = axis === 'clinical';
  const ofAxis = (name: string): boolean => THEMES.find((theme) => theme.name === name)!.axis === axis;
  const body = (
    row: Pick<Report['groups'][0]['rows'][0], 'clinicalOutcome' | 'clinicalSkill' | 'service'>,
  ) => (clinical ? [row.clinicalOutcome, row.clinicalSkill] : [row.service]);
  return {
    card: clinical ? report.clinical : [report.service, report.commitments],
    groups: report.groups.map(({ rows }) =>
      rows.map((row) => [row.group, body(row), row.themes.filter(({ theme }) => ofAxis(theme))]),
    ),
    trend: report.trend?.rows.map((row) => [row.period, body(row)]),
    findings: report.trend?.findings.filter(({ card }) => (card === 'service') !== clinical),
    mix: report.sourceMix?.findings
      .filter(({ card }) => (card === 'service') !== clinical)
      .map(({ card, change }) => [card, change]),
    rated: report.ratingsAgainstText.rows.map((row) =>
      clinical ? [row.bestClinical, row.clinicalThemes] : [row.bestService, row.serviceThemes],
    ),
    safety: report.safety,
  };
}

describe('the wall', () => {
  it.each([
    ['clinical', 'service'],
    ['service', 'clinical'],
    ['general', 'service'],
    ['general', 'clinical'],
  ] as const)('in: striking out every %s tag leaves the %s side as it is', (struck, left) => {
    fc.assert(
      fc.property(reviews(60), (some) => {
        expect(saidOf(left, reportOf(strike(some, struck)))).toEqual(saidOf(left, reportOf(some)));
      }),
      { numRuns: 40 },
    );
  });

  it('in: the axes leave the general remarks alone', () => {
    fc.assert(
      fc.property(reviews(60), (some) => {
        const bare = strike(strike(some, 'clinical'), 'service');
        expect(reportOf(bare).general).toEqual(reportOf(some).general);
      }),
      { numRuns: 40 },
    );
  });

  it('out: as many mentions of an axis come out as reviews and themes went in', () => {
    fc.assert(
      fc.property(reviews(60), (some) => {
        const report = reportOf(some);
        for (const axis of ['clinical', 'service', 'general'] as const) {
          const pairs = new Set(
            some.flatMap(({ review, opinions }) =>
              opinions.flatMap(({ tags }) =>
                tags.filter((tag) => tag.axis === axis).map((tag) => `${review.id} ${tag.theme}`),
              ),
            ),
          );
          const out = report[axis].themes.reduce((sum, row) => sum + row.mentions, 0);
          expect(out).toBe(pairs.size);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('no key and no score of the report stands for both', () => {
    fc.assert(
      fc.property(reviews(40), (some) => {
        const report = reportOf(some);
        const scores: string[] = [];
        const walk = (value: unknown, path: string): void => {
          if (value === null || typeof value !== 'object') return;
          if (isScore(value)) scores.push(path);
          for (const [key, inner] of Object.entries(value)) {
            expect(key).not.toMatch(/overallscore|combined|blended|composite|total|average|index$/i);
            walk(inner, Array.isArray(value) ? path : `${path}.${key}`);
          }
        };
        walk(report, '');
        const allowed = [
          '.clinical.outcome',
          '.clinical.skill',
          '.clinical.themes.score',
          '.service.score',
          '.service.themes.score',
          '.general.themes.score',
          '.commitments.score',
          ...['.groups.rows', '.trend.rows'].flatMap((rows) =>
            ['clinicalOutcome', 'clinicalSkill', 'service'].map((card) => `${rows}.${card}`),
          ),
          '.groups.rows.themes.score',
        ];
        for (const path of scores) expect(allowed).toContain(path);
      }),
      { numRuns: 20 },
    );
  });
});

function isScore(value: object): value is Score {
  return 'value' in value && 'counts' in value;
}

describe('praise', () => {
  it('one more never lowers a score, one more complaint never raises one', () => {
    const place = fc.tuple(reviews(30), fc.nat(), fc.nat(), fc.constantFrom(...THEMES));
    fc.assert(
      fc.property(place, fc.boolean(), ([some, which, where, theme], praise) => {
        const analysed = some.filter(({ opinions }) => opinions.length > 0);
        fc.pre(analysed.length > 0);
        const target = analysed[which % analysed.length]!;
        const at = where % target.opinions.length;
        const changed = some.map((one) =>
          one !== target
            ? one
            : {
                review: one.review,
                safety: one.safety,
                contested: one.contested,
                opinions: one.opinions.map((opinion, i) => ({
                  ...opinion,
                  tags:
                    i !== at
                      ? opinion.tags
                      : [
                          ...opinion.tags,
                          {
                            theme: theme.name,
                            axis: theme.axis,
                            polarity: praise ? ('positive' as const) : ('negative' as const),
                            confidence: 0.9,
                            via: ['model' as const],
                            evidence: [],
                          },
                        ],
                })),
              },
        );
        const before = allScores(reportOf(some));
        const after = allScores(reportOf(changed));
        for (const [name, value] of before) {
          const change = after.get(name)! - value;
          if (praise) expect(change).toBeGreaterThanOrEqual(-1e-9);
          else expect(change).toBeLessThanOrEqual(1e-9);
        }
      }),
      { numRuns: 100 },
    );
  });
});

function allScores(report: Report): Map<string, number> {
  const scores = new Map<string, number>();
  const add = (name: string, { value }: Score): void => {
    if (value !== null) scores.set(name, value);
  };
  add('outcome card', report.clinical.outcome);
  add('skill card', report.clinical.skill);
  add('service card', report.service.score);
  for (const side of [report.clinical, report.service, report.general]) {
    for (const row of side.themes) add(row.theme, row.score);
  }
  for (const row of report.commitments) add(`commitment ${row.commitment}`, row.score);
  return scores;
}

describe('the ledger', () => {
  it('every review enters it once, as what it is', () => {
    fc.assert(
      fc.property(reviews(40), (some) => {
        const tally = emptyTally();
        for (const one of some) {
          addReview(tally, one, THEMES);
        }
        const { used, withoutText, otherLanguage } = tally.ledger;
        const is = (aside: string | null) => some.filter(({ review }) => review.setAside === aside).length;
        expect([used, withoutText, otherLanguage]).toEqual([is(null), is('no-text'), is('language')]);
        expect(tally.all.reviews).toBe(used);
        expect(tally.all.setAside).toBe(withoutText + otherLanguage);
      }),
    );
  });
});
