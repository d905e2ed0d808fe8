import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareReports } from '../../src/report/changes.js';
import { buildReport } from '../../src/report/index.js';
import type { AnalysedReview, CompareWith, Report, ReportComparison, ThemeChange } from '../../src/types.js';
import { KNOWLEDGE, META, reviews, reviewWith, tallyOf } from '../laws/analysed-reviews.js';

/** So many reviews of a day that say so. */
const many = (
  n: number,
  from: number,
  date: string | null,
  sentence: string,
  fields: Partial<AnalysedReview['review']> = {},
) => Array.from({ length: n }, (_, i) => reviewWith(from + i, { date, ...fields }, sentence));

const report = (some: AnalysedReview[], compareWith?: CompareWith, by: string[] = []): Report =>
  buildReport(tallyOf(some, by), KNOWLEDGE, { ...META, ...(compareWith && { compareWith }) });
const labels = { before: 'old.json', after: 'new.json' };
const compare = (before: Report, after: Report) => compareReports(before, after, labels);
const theme = ({ themes }: ReportComparison, name: string): ThemeChange =>
  themes.find((row) => row.theme === name)!;

describe('two reports of different reviews', () => {
  const old = report([
    ...many(56, 0, '2025-03-01', 'waiting+ outcome+'),
    ...many(14, 100, '2025-04-01', 'waiting- outcome+'),
    ...many(10, 200, '2025-04-01', 'outcome+ facility+'),
  ]);
  const now = report([
    ...many(48, 1000, '2025-07-01', 'waiting+ outcome+'),
    ...many(32, 1100, '2025-08-01', 'waiting- outcome+'),
    ...many(12, 1300, '2025-08-01', 'amenities- pain+'),
  ]);
  const found = compare(old, now);

  it('gives the difference with the interval of Newcombe’s paper (56/70 against 48/80)', () => {
    // R. G. Newcombe (1998), table II, example (a), method 10: 0.0524 to 0.3339.
    expect(theme(found, 'waiting').score).toMatchObject({
      before: 80,
      after: 60,
      beforeN: 70,
      afterN: 80,
      verdict: 'worse',
    });
    const { difference, low, high } = theme(found, 'waiting').score;
    expect(difference).toBeCloseTo(-20, 9);
    expect(low).toBeCloseTo(-33.39, 2);
    expect(high).toBeCloseTo(-5.24, 2);
  });

  it('judges a theme that is alone on its card with the card, and once', () => {
    const [before, after] = [
      report(many(60, 0, '2025-03-01', 'skill+ staff+')),
      report([
        ...many(30, 1000, '2025-07-01', 'skill+ staff+'),
        ...many(30, 1100, '2025-07-01', 'skill- staff+'),
      ]),
    ];
    const found = compare(before, after);
    expect(theme(found, 'skill')).toMatchObject({
      aloneOn: 'clinicalSkill',
      score: found.cards.clinicalSkill,
    });
    expect(found.cards.clinicalSkill.verdict).toBe('worse');
    expect(theme(found, 'staff').aloneOn).toBeNull();
    expect(found.floors).toEqual(after.method.floors);
  });

  it('says what could have been seen', () => {
    const { detectable } = theme(found, 'waiting').score;
    // Power by R: power.prop.test needs n ≈ 75 a group for .80 against .585.
    expect(detectable!.lower).toBeGreaterThan(19);
    expect(detectable!.lower).toBeLessThan(23);
    expect(detectable!.higher).toBeLessThan(17);
  });

  it('tells new and vanished themes from what chance does', () => {
    expect(theme(found, 'amenities').presence).toBe('new');
    expect(theme(found, 'facility').presence).toBe('vanished');
    expect(theme(found, 'waiting').presence).toBe('both');
    expect(theme(found, 'trust').presence).toBe('neither');
    const once = report([...many(80, 0, '2025-07-01', 'waiting+'), ...many(1, 2000, '2025-07-01', 'trust-')]);
    expect(theme(compare(old, once), 'trust').presence).toBe('both');
  });

  it('knows the better direction of the divergence', () => {
    const bad = report(many(60, 0, '2025-01-01', 'outcome+ staff-'));
    const good = report(many(60, 500, '2025-06-01', 'outcome+ staff+'));
    expect(compare(bad, good).divergence).toMatchObject({ before: 100, after: 0, verdict: 'improved' });
    expect(compare(good, bad).divergence.verdict).toBe('worse');
  });

  it('compares nothing below the floor of 30, and hides what is below 10', () => {
    const few = report([...many(29, 0, '2025-01-01', 'skill-'), ...many(9, 100, '2025-01-01', 'pain-')]);
    const { cards } = compare(few, now);
    expect(cards.clinicalSkill).toMatchObject({ before: 0, difference: null, verdict: 'not-compared' });
    expect(cards.clinicalOutcome).toMatchObject({ before: null, beforeN: 9, verdict: 'not-compared' });
  });

  it('has no caution, and mirrors itself', () => {
    expect(found.cautions).toEqual([]);
    expect(found.kind).toBe('reports');
    const back = compare(now, old);
    expect(back.cautions).toEqual(['reversed']);
    expect(theme(back, 'waiting').score.verdict).toBe('improved');
    expect(theme(back, 'amenities').presence).toBe('vanished');
  });

  it('takes a theme that only one taxonomy has for unknown, not for new', () => {
    const without = { ...old, taxonomy: { ...old.taxonomy, hash: '0'.repeat(64) } };
    const service = without.service.themes.filter((row) => row.theme !== 'amenities');
    const changed = compare({ ...without, service: { ...without.service, themes: service } }, now);
    expect(theme(changed, 'amenities').presence).toBe('unknown-before');
    expect(changed.cautions).toEqual(['taxonomy']);
  });
});

describe('reviews that stand in both', () => {
  const months = (last: number, from = 0) =>
    Array.from({ length: last }, (_, month) => [
      ...many(
        30 + month,
        from + month * 1000,
        `2025-${String(month + 1).padStart(2, '0')}-03`,
        'waiting+ outcome+',
      ),
      ...many(
        10 + (month % 3),
        from + month * 1000 + 500,
        `2025-${String(month + 1).padStart(2, '0')}-20`,
        'waiting- pain-',
      ),
    ]).flat();
  const earlier = months(6);
  const added = many(50, 50_000, '2025-07-10', 'waiting- outcome+');

  it('of a growing export the added reviews are held against the earlier ones', () => {
    const found = compare(
      report(earlier),
      report([...earlier, ...added, ...many(2, 60_000, '2025-06-29', 'waiting-')]),
    );
    expect(found.kind).toBe('added');
    expect(found.after).toMatchObject({ reviews: 52, dates: { first: null, last: '2025-07-10' } });
    expect(theme(found, 'waiting').score).toMatchObject({ after: 0, afterN: 52, verdict: 'worse' });
    expect(found.cautions).toEqual([]);
  });

  it('gives the same as a report on the added reviews alone', () => {
    const found = compare(report(earlier), report([...earlier, ...added]));
    const apart = compare(report(earlier), report(added));
    expect(found.cards).toEqual(apart.cards);
    expect(found.themes).toEqual(apart.themes);
    expect(found.divergence).toEqual(apart.divergence);
  });

  it('an export that lost or changed reviews only overlaps: no claim on what could have been seen', () => {
    const rolled = compare(report(earlier), report([...earlier.slice(60), ...added]));
    expect(rolled.kind).toBe('reports');
    expect(rolled.cautions).toEqual(['overlap']);
    expect(rolled.cards.clinicalOutcome).toMatchObject({ verdict: 'no-detectable-change', detectable: null });
  });

  it('other reviews of the same months are not taken for the same ones', () => {
    const others = months(6, 500_000).filter((_, i) => i % 7 !== 0);
    const bigger = report([...others, ...many(200, 900_000, '2025-03-05', 'waiting+ outcome+'), ...added]);
    expect(compare(report(earlier), bigger).kind).toBe('reports');
  });

  it('of the very same reviews nothing is judged', () => {
    const one = report(earlier);
    const other = { ...one, method: { ...one.method, model: { ...one.method.model, version: '2' } } };
    const found = compare(one, other);
    expect(found.cautions).toEqual(['same-reviews', 'model']);
    expect(theme(found, 'waiting').score).toMatchObject({
      difference: 0,
      low: null,
      verdict: 'not-compared',
    });
  });

  it('without dates it is not known', () => {
    const undated = report(many(40, 0, null, 'waiting+'));
    expect(compare(undated, report(earlier)).cautions).toEqual(['undated']);
  });
});

describe('another mix of sources', () => {
  const at = (source: string, n: number, from: number, date: string, sentence: string) =>
    many(n, from, date, sentence, { source });
  // Yelp 20 points, Google 80, both times; but Yelp grows from a tenth to a half.
  const was = [
    ...at('Google', 144, 0, '2025-01-01', 'waiting+'),
    ...at('Google', 36, 200, '2025-01-01', 'waiting-'),
    ...at('Yelp', 4, 300, '2025-01-01', 'waiting+'),
    ...at('Yelp', 16, 400, '2025-01-01', 'waiting-'),
  ];
  const is = [
    ...at('Google', 80, 1000, '2025-06-01', 'waiting+'),
    ...at('Google', 20, 1200, '2025-06-01', 'waiting-'),
    ...at('Yelp', 20, 1300, '2025-06-01', 'waiting+'),
    ...at('Yelp', 80, 1400, '2025-06-01', 'waiting-'),
  ];

  it('is not read as worse care where every source stayed as it was', () => {
    // Reports that are not grouped by source know the mix and not what each source says: the change stands, with a caution.
    const blind = compare(report(was), report(is));
    expect(blind.cards.service.verdict).toBe('worse');
    expect(blind.cautions).toEqual(['mix']);
    expect(blind.mix[0]).toMatchObject({ by: 'source', heldStill: false });
    const seeing = compare(report(was, undefined, ['source']), report(is, undefined, ['source']));
    expect(seeing.cards.service.verdict).toBe('mix-may-explain');
    expect(theme(seeing, 'waiting').score.verdict).toBe('mix-may-explain');
    expect(seeing.cautions).toEqual(['mix']);
    expect(seeing.mix).toEqual([
      {
        by: 'source',
        moved: expect.closeTo(0.4, 9),
        heldStill: true,
        values: [
          { value: 'Google', before: 90, after: 50 },
          { value: 'Yelp', before: 10, after: 50 },
        ],
      },
    ]);
  });

  it('is found between two periods of one input without being asked for', () => {
    const { comparison } = report([...was, ...is, ...at('Google', 1, 9000, '2025-07-03', 'waiting+')], {
      kind: 'periods',
      against: 'previous',
      grain: 'quarter',
    });
    expect([comparison!.before.label, comparison!.after.label]).toEqual(['2025-Q1', '2025-Q2']);
    expect(comparison!.mix).toMatchObject([{ by: 'source', heldStill: true }]);
    expect(comparison!.cards.service.verdict).toBe('mix-may-explain');
  });

  it('explains nothing where the sources themselves fell', () => {
    const fell = is.map((one, i) => (i % 2 === 0 ? one : reviewWith(5000 + i, one.review, 'waiting-')));
    const found = compare(report(was, undefined, ['source']), report(fell, undefined, ['source']));
    expect(found.cautions).toEqual(['mix']);
    expect(found.cards.service.verdict).toBe('worse');
  });
});

describe('periods of one input', () => {
  const ask = (
    against: 'previous' | 'last-year',
    grain: 'month' | 'quarter' | 'year' | null,
  ): CompareWith => ({
    kind: 'periods',
    against,
    grain,
  });
  const input = [
    ...many(120, 0, '2024-08-09', 'staff+'),
    ...many(120, 200, '2025-06-09', 'staff+'),
    ...many(60, 400, '2025-07-09', 'staff+'),
    ...many(120, 600, '2025-08-09', 'staff-'),
    ...many(5, 800, '2025-09-12', 'staff+'),
  ];
  const sides = (compareWith: CompareWith, some = input) => {
    const { comparison } = report(some, compareWith);
    return comparison && `${comparison.after.label} / ${comparison.before.label}`;
  };

  it('are complete: the month of the latest review is not', () => {
    expect(sides(ask('previous', 'month'))).toBe('2025-08 / 2025-07');
    const { comparison } = report(input, ask('previous', 'month'));
    expect(comparison!.cards.service).toMatchObject({ before: 100, after: 0, afterN: 120, verdict: 'worse' });
    expect(comparison!.after.dates).toEqual({ first: '2025-08-01', last: '2025-08-31' });
  });

  it('are as short as 100 reviews a side allow, where nobody says how long', () => {
    expect(sides(ask('last-year', null))).toBe('2025-08 / 2024-08');
    // August against July has 60 reviews there; no quarter or year has any before it.
    expect(sides(ask('previous', null))).toBe('2025-08 / 2025-07');
  });

  it('are none where the input has no two', () => {
    // Nobody wrote in the first quarter, nor in 2023: there is nothing to hold the later ones against.
    expect(sides(ask('previous', 'quarter'))).toBeNull();
    expect(sides(ask('previous', 'year'))).toBeNull();
    expect(sides(ask('previous', 'quarter'), [...input, ...many(3, 900, '2025-02-09', 'staff+')])).toBe(
      '2025-Q2 / 2025-Q1',
    );
    expect(sides(ask('previous', null), many(40, 0, '2025-03-03', 'staff+'))).toBeNull();
    expect(sides(ask('previous', 'month'), many(40, 0, null, 'staff+'))).toBeNull();
    expect(sides(ask('previous', 'month'), [])).toBeNull();
  });
});

it('any two reports compare, and a report with itself changes nothing', () => {
  fc.assert(
    fc.property(reviews(40), reviews(40), (a, b) => {
      const [one, other] = [report(a), report(b)];
      const found = compare(one, other);
      for (const change of [
        ...Object.values(found.cards),
        found.divergence,
        ...found.themes.map((row) => row.score),
      ]) {
        if (change.difference === null) expect(change.verdict).toBe('not-compared');
        else if (change.low !== null) {
          expect(change.low).toBeLessThanOrEqual(change.difference);
          expect(change.high).toBeGreaterThanOrEqual(change.difference);
        }
      }
      const same = compare(one, one);
      expect(same.cautions).toContain('same-reviews');
      expect(same.themes.every(({ score }) => score.verdict === 'not-compared')).toBe(true);
    }),
    { numRuns: 60 },
  );
});
