import { describe, expect, it } from 'vitest';
import { buildReport } from '../../src/report/index.js';
import { addLayout } from '../../src/tally/index.js';
import type { AnalysedReview, FileLayout, Report, ReportMeta, Review } from '../../src/types.js';
import { KNOWLEDGE, META, review, reviewWith, tallyOf } from '../laws/analysed-reviews.js';

/** `n` reviews alike, with ids of their own. */
let next = 0;
const many = (n: number, fields: Partial<Review>, ...sentences: string[]): AnalysedReview[] =>
  Array.from({ length: n }, () => reviewWith(next++, fields, ...sentences));

const reportOf = (some: AnalysedReview[], meta: Partial<ReportMeta> = {}, by: string[] = []): Report =>
  buildReport(tallyOf(some, by), KNOWLEDGE, { ...META, ...meta });

const themeOf = (report: Report, name: string) =>
  [...report.clinical.themes, ...report.service.themes, ...report.general.themes].find(
    ({ theme }) => theme === name,
  )!;

describe('scores', () => {
  it('are 100 × (positive + ½ mixed) ÷ (positive + negative + mixed), neutral left out', () => {
    const { service } = reportOf([
      ...many(20, {}, 'waiting+'),
      ...many(10, {}, 'waiting-'),
      ...many(10, {}, 'waiting*'),
      ...many(7, {}, 'waiting0'),
    ]);
    expect(service.score).toMatchObject({
      value: 62.5,
      n: 40,
      provisional: false,
      counts: { positive: 20, negative: 10, mixed: 10, neutral: 7 },
    });
  });

  it('are provisional below 30', () => {
    expect(reportOf(many(29, {}, 'waiting+')).service.score).toMatchObject({ n: 29, provisional: true });
    expect(reportOf(many(30, {}, 'waiting+')).service.score).toMatchObject({ n: 30, provisional: false });
  });

  it('say why they are missing: nobody said, or too few', () => {
    const report = reportOf([
      ...many(9, {}, 'waiting+'),
      ...many(10, {}, 'outcome+'),
      ...many(3, {}, 'skill0'),
    ]);
    expect(report.service.score).toEqual({
      value: null,
      n: 9,
      reason: 'below-floor',
      counts: { positive: 9, negative: 0, mixed: 0, neutral: 0 },
    });
    expect(report.clinical.outcome).toMatchObject({ value: 100, n: 10, provisional: true });
    expect(report.clinical.skill).toEqual({
      value: null,
      n: 0,
      counts: { positive: 0, negative: 0, mixed: 0, neutral: 3 },
    });
    expect(report.service.band).toBeNull();
  });

  it('hold the numbers for "of 34 reviews that mention it, 19 (56 %, 39–71 %) were negative"', () => {
    const row = themeOf(
      reportOf([...many(19, {}, 'waiting-'), ...many(10, {}, 'waiting+'), ...many(5, {}, 'waiting0')]),
      'waiting',
    );
    expect(row.mentions).toBe(34);
    expect(row.negative).toMatchObject({ count: 19, n: 34 });
    expect(Math.round(row.negative.share! * 100)).toBe(56);
    expect(Math.round(row.negative.low! * 100)).toBe(39);
    expect(Math.round(row.negative.high! * 100)).toBe(71);
  });

  it('carry the band of the measured error: of the card, else of its themes', () => {
    const report = reportOf([...many(80, {}, 'waiting+ outcome+'), ...many(20, {}, 'waiting- outcome-')]);
    // 72 of 72 + 25; 100 of 100 + 18.
    expect(report.service.band).toMatchObject({ precision: 0.9, recall: 0.8 });
    expect(report.service.band!.low).toBeCloseTo((100 * 70) / 112.5, 10);
    expect(report.service.band!.high).toBeCloseTo(100 - (100 * 10) / 112.5, 10);
    expect(report.clinical.outcomeBand!.precision).toBeCloseTo(0.8, 12);
    expect(report.clinical.outcomeBand!.recall).toBeCloseTo(0.7, 12);
  });

  it('say which themes no model knows, and how right it is on the others', () => {
    const report = reportOf([]);
    expect(themeOf(report, 'amenities')).toMatchObject({ modelled: false, measured: null });
    expect(themeOf(report, 'waiting')).toMatchObject({
      modelled: true,
      measured: { precision: 0.8, recall: 0.7 },
    });
  });
});

describe('small numbers', () => {
  it('hide quotes below 5, percentages below 10', () => {
    const four = reportOf(many(4, {}, 'waiting-'));
    expect(themeOf(four, 'waiting')).toMatchObject({ mentions: 4, quotes: { negative: [] } });
    const five = themeOf(reportOf(many(5, {}, 'waiting-')), 'waiting');
    expect(five.quotes.negative).toHaveLength(3);
    expect(five.negative).toEqual({ share: null, low: null, high: null, count: 5, n: 5 });
    expect(five.score).toMatchObject({ value: null, reason: 'below-floor' });
  });

  it('have floors that are options', () => {
    const floors = { hidden: 1, percentage: 1, ranked: 30 };
    const one = themeOf(reportOf(many(1, {}, 'waiting-'), { floors }), 'waiting');
    expect(one.score).toMatchObject({ value: 0, n: 1, provisional: true });
    expect(one.quotes.negative).toHaveLength(1);
  });
});

describe('divergence', () => {
  it('is the share of all reviews that speak of both, with the examples widest first', () => {
    const { divergence } = reportOf([
      ...many(3, {}, 'outcome+ staff-'),
      ...many(1, {}, 'outcome+', 'staff-', 'waiting-'),
      ...many(8, {}, 'outcome+ staff+'),
      ...many(4, {}, 'outcome+ staff*'),
      ...many(30, {}, 'staff-'),
    ]);
    expect(divergence.n).toBe(16);
    expect(divergence.praisedBlamed).toMatchObject({ count: 4, n: 16, share: 0.25 });
    expect(divergence.blamedPraised).toMatchObject({ count: 0, share: 0 });
    expect(divergence.counts).toEqual({
      praisedBlamed: 4,
      blamedPraised: 0,
      bothPositive: 8,
      bothNegative: 0,
      even: 4,
    });
    expect(divergence.examples.praisedBlamed.map(({ service }) => service.length)).toEqual([2, 1, 1]);
    // The gap sorts them; printed, it would be a number made of both axes.
    for (const example of divergence.examples.praisedBlamed) expect(example).not.toHaveProperty('gap');
  });
});

describe('words', () => {
  const told = (fields: Partial<Review>, text: string): AnalysedReview => {
    const one = reviewWith(next++, fields, 'waiting- outcome+');
    one.review.passages[0]!.text = text;
    one.opinions[0]!.end = text.length;
    for (const tag of one.opinions[0]!.tags) {
      tag.evidence = [{ start: text.indexOf('waited'), end: text.indexOf('waited') + 6 }];
    }
    return one;
  };
  const some = ['A', 'B', 'C', 'D', 'E'].map((n) =>
    told({ provider: 'Dr. Ida Quist' }, `Quist and Dr. Abernathy waited ${n}, call 555-123-4567.`),
  );

  it('are redacted, with the evidence in its place', () => {
    const report = reportOf(some);
    const [quote] = themeOf(report, 'waiting').quotes.negative;
    expect(quote!.text).toMatch(/^\[name\] and Dr\. \[name\] waited [A-E], call \[phone\]\.$/);
    expect(quote!.text.slice(quote!.evidence[0]!.start, quote!.evidence[0]!.end)).toBe('waited');
    const [example] = report.divergence.examples.praisedBlamed;
    const [sentence] = example!.service;
    expect(sentence!.text).toContain('[phone]');
    expect(sentence!.text.slice(sentence!.evidence[0]!.start, sentence!.evidence[0]!.end)).toBe('waited');
    expect(JSON.stringify(report)).not.toMatch(/Abernathy|Quist|555/);
    expect(report.input.redacted).toBe(true);
  });

  it('are left as they are if asked for, or left out', () => {
    const plain = reportOf(some, { redact: 'none' });
    expect(themeOf(plain, 'waiting').quotes.negative[0]!.text).toContain('Dr. Abernathy waited');
    expect(plain.input.redacted).toBe(false);
    const silent = reportOf(some, { maxQuotes: 0 });
    expect(JSON.stringify(silent)).not.toContain('waited');
    expect(silent.divergence.praisedBlamed.count).toBe(5);
  });

  it('are not repeated', () => {
    const same = Array.from({ length: 6 }, () => told({}, 'We waited for an hour in a cold room, twice.'));
    expect(themeOf(reportOf(same), 'waiting').quotes.negative).toHaveLength(1);
  });
});

describe('groups', () => {
  it('stand as people count: Clinic 2 before Clinic 11', () => {
    const names = [
      'Clinic 02',
      'Clinic 2',
      'Clinic 2b',
      'Clinic 11',
      'Clinic',
      'Annex 3',
      '10',
      '9',
      'clinic 1',
    ];
    const some = names.flatMap((location) => many(5, { location }, 'waiting+'));
    const [section] = reportOf(some, {}, ['location']).groups;
    expect(section!.rows.map(({ group }) => group)).toEqual([
      '9',
      '10',
      'Annex 3',
      'Clinic',
      'Clinic 02',
      'Clinic 2',
      'Clinic 2b',
      'Clinic 11',
      'clinic 1',
    ]);
  });

  const report = reportOf(
    [
      ...many(100, { location: 'North' }, 'waiting+'),
      ...many(60, { location: 'South' }, 'waiting-'),
      ...many(40, { location: 'South' }, 'waiting+'),
      ...many(100, { location: 'East' }, 'waiting+ staff-'),
      ...many(3, { location: 'Annex' }, 'waiting-'),
      ...many(2, {}, 'waiting-'),
    ],
    {},
    ['location'],
  );
  const [section] = report.groups;
  const row = (name: string) => section!.rows.find(({ group }) => group === name)!;

  it('stand by name, those under the floor with their number alone', () => {
    expect(section!.rows.map(({ group }) => group)).toEqual(['Annex', 'East', 'North', 'South']);
    expect(section!).toMatchObject({ suppressed: 1, withoutValue: 2, beyondCap: 0 });
    expect(row('Annex')).toMatchObject({ reviews: 3, service: { value: null, reason: 'below-floor' } });
    expect(report.leftOut.groupsUnderFloor).toBe(1);
  });

  it('without a review that was analysed are not too few of them', () => {
    const { leftOut, groups, input } = reportOf(
      [
        ...many(7, { date: '2026-03-04' }, 'waiting+'),
        ...many(2, { date: '2026-04-04' }, 'waiting+'),
        ...many(1, { date: '2027-12-31', setAside: 'no-text' }),
      ],
      {},
      ['month'],
    );
    expect(groups[0]!.rows.map(({ group, reviews }) => [group, reviews])).toEqual([
      ['2026-03', 7],
      ['2026-04', 2],
      ['2027-12', 0],
    ]);
    expect(leftOut.groupsUnderFloor).toBe(1);
    // What is said of nine reviews is not of the time of a tenth; yet "now" is.
    expect(input.dates).toEqual({ first: '2026-03-04', last: '2026-04-04', missing: 0 });
    expect(input.asOf).toBe('2027-12-31');
  });

  it('are compared with the rest of their field, and named different where all agree', () => {
    const south = row('South').themes.find(({ theme }) => theme === 'waiting')!.comparison;
    // 40 of 100 against 200 of 203.
    expect(south.restN).toBe(203);
    expect(south.difference).toBeCloseTo(40 - (100 * 200) / 203, 10);
    expect(south.low).toBeLessThan(south.difference!);
    expect(south.high).toBeLessThan(0);
    expect(south.verdict).toBe('lower');
    expect(row('North').comparison.service.verdict).toBe('higher');
    expect(row('Annex').comparison.service).toMatchObject({ verdict: 'not-compared', difference: null });
    // Nobody speaks of the clinical side.
    expect(row('North').comparison.clinicalOutcome).toMatchObject({ verdict: 'not-compared', restN: 0 });
  });

  it('say beside "no difference" what could have been seen', () => {
    const [two] = reportOf(
      [
        ...many(80, { location: 'North' }, 'waiting+'),
        ...many(20, { location: 'North' }, 'waiting-'),
        ...many(82, { location: 'South' }, 'waiting+'),
        ...many(18, { location: 'South' }, 'waiting-'),
      ],
      {},
      ['location'],
    ).groups;
    const south = two!.rows[1]!.comparison.service;
    expect(south.verdict).toBe('no-detectable-difference');
    // Against 20 % negative: 18 points worse or 13 better.
    expect(Math.round(south.detectable!.lower!)).toBe(18);
    expect(Math.round(south.detectable!.higher!)).toBe(13);
  });

  it('raise few false alarms: Benjamini–Hochberg over all cards and themes of the field', () => {
    // Ten locations of which one is a little worse: p is about .025 alone, and not enough among ten.
    const some = Array.from({ length: 10 }, (_, i) => {
      const negative = i === 0 ? 17 : 10;
      const fields = { location: `L${i}` };
      return [...many(60 - negative, fields, 'waiting+'), ...many(negative, fields, 'waiting-')];
    }).flat();
    const [ten] = reportOf(some, {}, ['location']).groups;
    const first = ten!.rows[0]!.comparison.service;
    expect(first.p).toBeLessThan(0.05);
    expect(first.high).toBeLessThan(0);
    expect(first.verdict).toBe('no-detectable-difference');
  });

  it('test a theme that is alone on its card once: it has what the card has', () => {
    const [section] = reportOf(
      [...many(40, { location: 'North' }, 'skill+'), ...many(40, { location: 'South' }, 'skill-')],
      {},
      ['location'],
    ).groups;
    const [north] = section!.rows;
    expect(north!.comparison.clinicalSkill.verdict).toBe('higher');
    expect(north!.themes.find(({ theme }) => theme === 'skill')!.comparison).toEqual(
      north!.comparison.clinicalSkill,
    );
  });

  it('are compared from 30 on either side, and stand with scores from 5 reviews on', () => {
    const verdicts = (north: number, south: number) =>
      reportOf(
        [
          ...many(north, { location: 'North' }, 'waiting+'),
          ...many(south, { location: 'South' }, 'waiting-'),
        ],
        {},
        ['location'],
      ).groups[0]!.rows.map(({ comparison }) => comparison.service.verdict);
    expect(verdicts(30, 30)).toEqual(['higher', 'lower']);
    expect(verdicts(29, 40)).toEqual(['not-compared', 'not-compared']);
    expect(verdicts(40, 29)).toEqual(['not-compared', 'not-compared']);
    const [five] = reportOf(many(5, { location: 'North' }, 'waiting+'), {}, ['location']).groups;
    expect(five!.suppressed).toBe(0);
  });

  it('have a divergence of their own', () => {
    const [section] = reportOf(
      [
        ...many(3, { location: 'North' }, 'outcome+ staff-'),
        ...many(9, { location: 'North' }, 'outcome+ staff+'),
        ...many(12, { location: 'South' }, 'outcome- staff+'),
      ],
      {},
      ['location'],
    ).groups;
    expect(section!.rows.map(({ divergence: { count, n } }) => [count, n])).toEqual([
      [3, 12],
      [0, 12],
    ]);
  });

  it('of the same field never show another field', () => {
    const two = reportOf(many(5, { location: 'North', source: 'Web' }, 'staff+'), {}, ['source', 'location']);
    expect(two.groups.map(({ by, rows }) => [by, rows[0]!.group])).toEqual([
      ['source', 'Web'],
      ['location', 'North'],
    ]);
  });
});

describe('periods', () => {
  const dated = [
    ...many(40, { date: '2024-01-15' }, 'waiting+'),
    ...many(40, { date: '2024-02-29' }, 'waiting+'),
    ...many(40, { date: '2024-03-30' }, 'waiting-'),
  ];

  it('mark the current one partial before its last day, and leave it out of tests', () => {
    const [section] = reportOf(dated, {}, ['month']).groups;
    expect(section!.rows.map(({ group, partial }) => [group, partial])).toEqual([
      ['2024-01', false],
      ['2024-02', false],
      ['2024-03', true],
    ]);
    expect(section!.rows[2]!.comparison.service.verdict).toBe('not-compared');
    // The partial period is not in the rest either.
    expect(section!.rows[0]!.comparison.service.restN).toBe(40);
  });

  it('take "now" from --as-of, else from the latest review', () => {
    const rows = (meta: Partial<ReportMeta>, by = 'month') =>
      reportOf(dated, meta, [by]).groups[0]!.rows.map(({ partial }) => partial);
    expect(reportOf(dated).input.asOf).toBe('2024-03-30');
    expect(rows({ asOf: '2024-03-31' })).toEqual([false, false, false]);
    expect(rows({ asOf: '2024-02-28' })).toEqual([false, true, true]);
    expect(rows({ asOf: '2024-02-29' })).toEqual([false, false, true]);
    expect(rows({ asOf: '2024-12-31', since: '2024-01-02' })).toEqual([true, false, false]);
    expect(rows({ asOf: '2024-12-31', until: '2024-03-30' })).toEqual([false, false, true]);
    const exactly = { asOf: '2024-12-31', since: '2024-01-01', until: '2024-03-31' };
    expect(rows(exactly)).toEqual([false, false, false]);
    expect(rows({}, 'quarter')).toEqual([true]);
    expect(rows({ asOf: '2024-12-30' }, 'year')).toEqual([true]);
  });

  it('of the trend have no holes, and grow with the time covered', () => {
    const span = (first: string, last: string) =>
      reportOf([...many(1, { date: first }, 'staff+'), ...many(1, { date: last }, 'staff+')]).trend!;
    const months = span('2023-11-05', '2024-02-05');
    expect(months.rows.map(({ period, reviews }) => [period, reviews])).toEqual([
      ['2023-11', 1],
      ['2023-12', 0],
      ['2024-01', 0],
      ['2024-02', 1],
    ]);
    expect(months.rows[1]!.service).toEqual({
      value: null,
      n: 0,
      counts: { positive: 0, negative: 0, mixed: 0, neutral: 0 },
    });
    expect(span('2020-01-01', '2024-02-05')).toMatchObject({ by: 'quarter' });
    expect(span('2020-01-01', '2024-02-05').rows.at(-1)!.period).toBe('2024-Q1');
    expect(span('1999-01-01', '2024-02-05')).toMatchObject({ by: 'year' });
    expect(span('0001-01-01', '2024-02-05').rows).toHaveLength(2);
    expect(reportOf([review(1, 'staff+')]).trend).toBeNull();
  });

  it('rise or fall only where the test over complete periods says so', () => {
    const month = (m: number, positive: number, negative: number) => [
      ...many(positive, { date: `2024-0${m}-10` }, 'waiting+'),
      ...many(negative, { date: `2024-0${m}-10` }, 'waiting-'),
    ];
    const finding = (some: AnalysedReview[]) =>
      reportOf(some, { asOf: '2024-06-30' }).trend!.findings.find(({ card }) => card === 'service')!;
    const rising = finding([1, 2, 3, 4, 5].flatMap((m) => month(m, 10 + 4 * m, 30 - 4 * m)));
    expect(rising).toMatchObject({ verdict: 'rising', periods: 5, n: 200 });
    expect(rising.change).toBeCloseTo(40, 10);
    expect(finding([1, 2, 3, 4, 5].flatMap((m) => month(m, 20 - (m % 2), 20 + (m % 2))))).toMatchObject({
      verdict: 'no-detectable-trend',
    });
    // p is .056: what Benjamini–Hochberg at 10 % would let pass alone.
    expect(finding([15, 17, 20, 23].flatMap((n, i) => month(i + 1, n, 40 - n)))).toMatchObject({
      verdict: 'no-detectable-trend',
      p: expect.closeTo(0.056, 3),
    });
    expect(finding([1, 2, 3].flatMap((m) => month(m, 10 * m, 40 - 10 * m)))).toMatchObject({
      verdict: 'not-tested',
      p: null,
    });
    // The same numbers, but June is not over: its fall is left out.
    const cut = [...[1, 2, 3, 4].flatMap((m) => month(m, 20, 20)), ...month(6, 0, 40)];
    expect(
      reportOf(cut, { asOf: '2024-06-10' }).trend!.findings.find(({ card }) => card === 'service')!,
    ).toMatchObject({ verdict: 'no-detectable-trend', periods: 4 });
  });

  it('say when the dates are those of a collector', () => {
    const tally = tallyOf(dated);
    const layout = (column: string): FileLayout => ({
      file: 'a.csv',
      kind: 'reviews',
      format: 'csv',
      encoding: 'utf-8',
      delimiter: ',',
      headerRow: 1,
      recordsPath: null,
      columns: [{ field: 'date', column, index: 0, why: 'header', confidence: 1 }],
      headers: [column],
      ratingScale: null,
      dateFormat: 'iso',
      language: 'en',
    });
    addLayout(tally, layout('review_date'));
    expect(buildReport(tally, KNOWLEDGE, META).trend!.scrapeDate).toBe(false);
    addLayout(tally, layout('Scraped At'));
    expect(buildReport(tally, KNOWLEDGE, META).trend!.scrapeDate).toBe(true);
  });
});

describe('ratings', () => {
  const rated = (n: number, scale: string, value: number, raw = ''): AnalysedReview[] =>
    many(n, { setAside: 'no-text', rating: { value, raw, scale } });

  it('show best and worst box, the mean behind them, and every value, worst first', () => {
    const [row] = reportOf([...rated(3, '1-5', 0), ...rated(2, '1-5', 0.5), ...rated(15, '1-5', 1)]).ratings;
    expect(row).toMatchObject({
      column: null,
      scale: '1-5',
      n: 20,
      topBox: '5',
      top: { count: 15, share: 0.75 },
      bottomBox: '1',
      bottom: { count: 3 },
      mean: (3 + 6 + 75) / 20,
      histogram: [
        { value: '1', position: 0, count: 3 },
        { value: '3', position: 0.5, count: 2 },
        { value: '5', position: 1, count: 15 },
      ],
    });
  });

  it('take no mean of words', () => {
    const [row] = reportOf(
      many(20, { rating: { value: 1, raw: 'Excellent', scale: 'words' } }, 'staff+'),
    ).ratings;
    expect(row).toMatchObject({ n: 20, top: { count: 20 }, mean: null });
  });

  it('know the boxes of ten and of a hundred points', () => {
    const [ten] = reportOf([
      ...rated(5, '0-10', 0.6),
      ...rated(5, '0-10', 0.7),
      ...rated(5, '0-10', 0.9),
    ]).ratings;
    expect(ten).toMatchObject({ topBox: '9–10', top: { count: 5 }, bottomBox: '0–6', bottom: { count: 5 } });
    const [from1] = reportOf([...rated(5, '1-10', 5 / 9), ...rated(5, '1-10', 8 / 9)]).ratings;
    expect(from1).toMatchObject({
      topBox: '9–10',
      top: { count: 5 },
      bottomBox: '1–6',
      bottom: { count: 5 },
    });
    const [tens] = reportOf([...rated(5, '10-50', 1), ...rated(5, '10-50', 0.75)]).ratings;
    expect(tens).toMatchObject({ topBox: '50', top: { count: 5 }, bottomBox: '10', bottom: { count: 0 } });
  });

  it('keep words, on a scale of their own', () => {
    const report = reportOf([
      ...rated(6, 'recommend', 1, 'Yes'),
      ...rated(6, 'recommend', 1, 'YES'),
      ...rated(2, 'recommend', 0, 'no'),
      ...rated(1, '1-5', 1, '5'),
    ]);
    expect(report.ratings.map(({ scale, n }) => [scale, n])).toEqual([
      ['1-5', 1],
      ['recommend', 14],
    ]);
    expect(report.ratings[1]).toMatchObject({
      topBox: 'YES',
      bottomBox: 'no',
      histogram: [{ value: 'no' }, { value: 'YES' }],
    });
    expect(report.ratings[0]).toMatchObject({ mean: null, top: { share: null, count: 1 } });
  });

  it('say no share of a worst or best word that nobody chose: it may not have been offered', () => {
    const [row] = reportOf([
      ...rated(20, 'quality', 1, 'Very good'),
      ...rated(20, 'quality', 0.75, 'Good'),
      ...rated(10, 'quality', 0.25, 'Poor'),
    ]).ratings;
    expect(row).toMatchObject({ n: 50, top: { count: 20, n: 50 }, bottom: { share: null, count: 0, n: 0 } });
    const [middle] = reportOf(rated(20, 'quality', 0.5, 'Fair')).ratings;
    expect(middle).toMatchObject({ n: 20, top: { share: null, n: 0 }, bottom: { share: null, n: 0 } });
    // of numbers, and of a word that was chosen elsewhere, it is known
    const [stars] = reportOf(rated(20, '1-5', 1)).ratings;
    expect(stars).toMatchObject({ bottom: { share: 0, n: 20 } });
  });

  it('write a scale on which 1 is best as it stood', () => {
    const tally = tallyOf([...rated(9, '1-6', 1), ...rated(3, '1-6', 0.2)]);
    addLayout(tally, {
      file: 'a.csv',
      kind: 'reviews',
      format: 'csv',
      encoding: 'utf-8',
      delimiter: ';',
      headerRow: 1,
      recordsPath: null,
      columns: [],
      headers: [],
      ratingScale: { name: '1-6', min: 1, max: 6, reversed: true },
      dateFormat: null,
      language: null,
    });
    const [row] = buildReport(tally, KNOWLEDGE, META).ratings;
    expect(row).toMatchObject({ topBox: '1', bottomBox: '6', mean: 2 });
    expect(row!.histogram.map(({ value }) => value)).toEqual(['5', '1']);
  });

  it('list sub-ratings by column', () => {
    const subRatings = {
      Punctuality: { value: 0, raw: '1', scale: '1-5' },
      Care: { value: 1, raw: '5', scale: '1-5' },
    };
    const { ratings } = reportOf(many(2, { subRatings }, 'staff+'));
    expect(ratings.map(({ column }) => column)).toEqual(['Care', 'Punctuality']);
  });
});

describe('what was left out', () => {
  it('raises a banner above 25 % of sentences without a theme', () => {
    const quarter = reportOf([...many(1, {}, ''), ...many(3, {}, 'staff+')]).leftOut;
    expect(quarter).toMatchObject({ sentences: 4, sentencesWithoutTheme: 1, shareWithoutTheme: 0.25 });
    expect(quarter.manyUnlabelled).toBe(false);
    expect(reportOf([...many(2, {}, ''), ...many(5, {}, 'staff+')]).leftOut.manyUnlabelled).toBe(true);
    expect(reportOf([]).leftOut).toMatchObject({ shareWithoutTheme: null, manyUnlabelled: false });
  });
});

describe('an empty tally', () => {
  it('makes a report that says nothing of anything', () => {
    const report = reportOf([], {}, ['location', 'month']);
    expect(report.reviews).toBe(0);
    expect(report.input.asOf).toBeNull();
    expect(report.groups.map(({ rows }) => rows)).toEqual([[], []]);
    expect(JSON.stringify(report)).not.toContain('null,"n":1');
    for (const { score } of report.commitments) expect(score.value).toBeNull();
  });
});
