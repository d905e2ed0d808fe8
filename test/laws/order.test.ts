/** Any cut and any order of the input gives the same report, byte for byte. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildReport } from '../../src/report/index.js';
import {
  addLayout,
  addLedgerStep,
  addProblem,
  addReview,
  emptyTally,
  mergeTallies,
} from '../../src/tally/index.js';
import type { AnalysedReview, FileLayout, Problem, Tally } from '../../src/types.js';
import { KNOWLEDGE, META, NO_FLOORS, reviews, reviewWith, THEMES } from './analysed-reviews.js';

const BY = ['location', 'provider', 'quarter'];

type Event = { review: AnalysedReview } | { problem: Problem } | { layout: FileLayout } | { blank: number };

const problem: fc.Arbitrary<Problem> = fc.record({
  file: fc.constantFrom('a.csv', 'b.csv'),
  record: fc.option(fc.integer({ min: 1, max: 40 })),
  line: fc.constant(null),
  code: fc.constantFrom('short-row', 'bad-date'),
  message: fc.constantFrom('one', 'two'),
  fatal: fc.boolean(),
});

const layout: fc.Arbitrary<FileLayout> = fc
  .record({ file: fc.constantFrom('a.csv', 'b.csv'), headerRow: fc.integer({ min: 1, max: 3 }) })
  .map(({ file, headerRow }) => ({
    file,
    kind: 'reviews',
    format: 'csv',
    encoding: 'utf-8',
    delimiter: ',',
    headerRow,
    recordsPath: null,
    columns: [],
    headers: [],
    ratingScale: null,
    dateFormat: null,
    language: null,
  }));

const events: fc.Arbitrary<Event[]> = fc
  .tuple(
    reviews(120),
    fc.array(problem, { maxLength: 30 }),
    fc.array(layout, { maxLength: 3 }),
    fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 2 }),
  )
  .map(([some, problems, layouts, blanks]) => [
    ...some.map((review) => ({ review })),
    ...problems.map((one) => ({ problem: one })),
    ...layouts.map((one) => ({ layout: one })),
    ...blanks.map((blank) => ({ blank })),
  ]);

function count(list: readonly Event[], by = BY): Tally {
  const tally = emptyTally({ by });
  for (const event of list) {
    if ('review' in event) addReview(tally, event.review, THEMES);
    else if ('problem' in event) addProblem(tally, event.problem);
    else if ('layout' in event) addLayout(tally, event.layout);
    else addLedgerStep(tally, 'blank', event.blank);
  }
  return tally;
}

const report = (tally: Tally): string =>
  JSON.stringify(buildReport(tally, KNOWLEDGE, { ...META, floors: NO_FLOORS, maxQuotes: 100 }));

/** As it comes back from a worker, or from a file. */
const travelled = (tally: Tally): Tally => JSON.parse(JSON.stringify(tally));

describe('order', () => {
  it('of the input and the places it is cut at change nothing', () => {
    const shuffled = events.chain((list) =>
      fc.tuple(
        fc.constant(list),
        fc.shuffledSubarray(list, { minLength: list.length, maxLength: list.length }),
        fc.array(fc.nat(list.length), { maxLength: 4 }),
      ),
    );
    fc.assert(
      fc.property(shuffled, ([list, other, cuts]) => {
        const edges = [0, ...cuts.sort((a, b) => a - b), other.length];
        const parts = edges.slice(1).map((end, i) => count(other.slice(edges[i], end)));
        const whole = report(count(list));
        expect(report(parts.map(travelled).reduce(mergeTallies))).toBe(whole);
        expect(report(parts.reduceRight((sum, part) => mergeTallies(sum, part)))).toBe(whole);
      }),
      { numRuns: 40 },
    );
  });

  it('of merging: associative, commutative, with an identity, and leaves its arguments alone', () => {
    fc.assert(
      fc.property(events, events, events, (x, y, z) => {
        const [a, b, c] = [x, y, z].map((list) => count(list)) as [Tally, Tally, Tally];
        const before = JSON.stringify([a, b, c]);
        expect(mergeTallies(mergeTallies(a, b), c)).toEqual(mergeTallies(a, mergeTallies(b, c)));
        expect(mergeTallies(a, b)).toEqual(mergeTallies(b, a));
        expect(report(mergeTallies(a, emptyTally({ by: BY })))).toBe(report(a));
        expect(JSON.stringify([a, b, c])).toBe(before);
      }),
      { numRuns: 15 },
    );
  });

  it('of a field with more values than are kept', () => {
    // Two reviews a value, the last names first, so that whole groups are pushed out.
    const many = Array.from({ length: 5_000 }, (_, i) => ({
      review: reviewWith(i, { location: `place ${2_500 - (i >> 1)}` }, 'waiting+'),
    }));
    const by = ['location'];
    const whole = count(many, by);
    const back = count([...many].reverse(), by);
    const cut = mergeTallies(
      travelled(count(many.slice(0, 1_000), by)),
      mergeTallies(count(many.slice(1_000, 4_500), by), count(many.slice(4_500), by)),
    );
    // Compared as a yes or no: a difference would print megabytes.
    expect(report(back) === report(whole)).toBe(true);
    expect(report(cut) === report(whole)).toBe(true);
    const [section] = buildReport(whole, KNOWLEDGE, META).groups;
    expect(section!.rows).toHaveLength(2_000);
    const inRows = section!.rows.reduce((sum, row) => sum + row.reviews, 0);
    expect(inRows + section!.beyondCap + section!.withoutValue).toBe(5_000);
    // The first by name, with whole counts.
    expect(section!.rows[0]!.group).toBe('place 1');
    expect(section!.rows.every((row) => row.reviews === 2)).toBe(true);
  });

  it('of more sentences without a theme, quotes and divergences than are kept', () => {
    const many = Array.from({ length: 1_200 }, (_, i) => ({
      review: reviewWith(i, {}, '', '', 'outcome+ waiting-'),
    }));
    const whole = count(many);
    expect(whole.unlabelled).toHaveLength(2_000);
    expect(whole.quotes.waiting!.negative).toHaveLength(40);
    expect(whole.divergence.praisedBlamed).toHaveLength(200);
    const cut = mergeTallies(count(many.slice(300).reverse()), count(many.slice(0, 300)));
    expect(cut.unlabelled).toEqual(whole.unlabelled);
    expect(report(cut) === report(whole)).toBe(true);
  });

  it('refuses tallies of different groupings', () => {
    expect(() => mergeTallies(emptyTally({ by: ['location'] }), emptyTally())).toThrow('do not merge');
  });
});
