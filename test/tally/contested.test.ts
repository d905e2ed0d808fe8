import { describe, expect, it } from 'vitest';
import { buildReport } from '../../src/report/index.js';
import { addReview, emptyTally, mergeTallies } from '../../src/tally/index.js';
import type { AnalysedReview, Tally } from '../../src/types.js';
import { KNOWLEDGE, META, NO_FLOORS, review, THEMES } from '../laws/analysed-reviews.js';

const contested = (one: AnalysedReview, opinion = 0): AnalysedReview => ({
  ...one,
  contested: [{ name: 'kind', opinion }],
});

function tallyOf(some: readonly AnalysedReview[]): Tally {
  const tally = emptyTally();
  for (const one of some) addReview(tally, one, THEMES, KNOWLEDGE.contested);
  return tally;
}

const some = [
  contested(review(1, 'compassion+')),
  contested(review(2, 'waiting- compassion+')),
  contested(review(3, 'skill- ', 'compassion+'), 1),
  review(4, 'compassion+ skill+'),
];

describe('contested readings', () => {
  it('say what each score would be under the other reading', () => {
    const report = buildReport(tallyOf(some), KNOWLEDGE, { ...META, floors: NO_FLOORS });
    const [row] = report.contested.rows;
    expect(row).toMatchObject({ name: 'kind', read: 'compassion', instead: 'skill', reviews: 3 });
    // service: 3 praise, 1 both of 4; would be 1 blame, 1 praise of 2
    expect(report.service.score.value).toBe(87.5);
    expect(report.contested.bands.service).toEqual({ low: 50, high: 87.5 });
    expect(row!.change.service).toBe(-37.5);
    // skill: 1 praise, 1 blame; would be 3 praise, 1 both
    expect(report.contested.bands.clinicalSkill).toEqual({ low: 50, high: 87.5 });
    expect(report.contested.bands.clinicalOutcome).toBeNull();
  });

  it('add up whatever the parts', () => {
    const [a, b] = [tallyOf(some.slice(0, 2)), tallyOf(some.slice(2))];
    expect(mergeTallies(a, b).contested).toEqual(tallyOf(some).contested);
    expect(mergeTallies(b, a).contested).toEqual(tallyOf(some).contested);
  });

  it('are not counted where the taxonomy has no such reading or theme', () => {
    const tally = emptyTally();
    addReview(tally, some[0]!, THEMES);
    addReview(tally, some[1]!, THEMES, [{ name: 'kind', read: 'compassion', instead: 'nowhere' }]);
    expect(tally.contested).toEqual({});
  });
});
