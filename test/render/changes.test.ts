import { describe, expect, it } from 'vitest';
import { parts } from '../../src/render/outline.js';
import type { JudgedChange, ReportComparison } from '../../src/types.js';
import { richReport } from './sample-report.js';

/** The sample's comparison with one verdict for everything. */
function allOf(verdict: JudgedChange['verdict'], cautions: ReportComparison['cautions'] = []) {
  const comparison = richReport().comparison!;
  const set = (change: JudgedChange): JudgedChange => ({ ...change, verdict });
  const { clinicalOutcome, clinicalSkill, service } = comparison.cards;
  const block = parts.findings({
    ...comparison,
    cautions,
    cards: {
      clinicalOutcome: set(clinicalOutcome),
      clinicalSkill: set(clinicalSkill),
      service: set(service),
    },
    divergence: set(comparison.divergence),
    themes: comparison.themes.map((theme) => ({ ...theme, score: set(theme.score) })),
  });
  return block.kind === 'paragraph' ? block.runs.map((run) => run.text).join('') : '';
}

describe('what a comparison found, in a sentence', () => {
  it('is no detectable change only where something was judged', () => {
    expect(allOf('no-detectable-change')).toBe('No detectable change.');
    expect(allOf('not-compared')).toBe('Too few reviews to compare anything.');
    expect(allOf('not-compared', ['same-reviews'])).toBe('Nothing to judge.');
  });
});
