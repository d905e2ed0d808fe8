/** What of a run is news: a report's broken rules and reviews that speak of harm, less what was told before. */
import type { Digest, Knowledge, Report, ReportMeta, Tally } from '../types.js';
import { quoterOf } from './quoting.js';
import { safetySection } from './safety.js';

/**
 * @param news the reviews that speak of harm nobody was told of, counted and listed as a tally does
 * @param isNews which of the broken rules nobody was told of
 */
export function buildDigest(
  report: Report,
  tally: Tally,
  news: Tally['safety'],
  isNews: (rule: string) => boolean,
  since: Digest['since'],
  harms: Knowledge['safety']['harms'],
  meta: Pick<ReportMeta, 'redact' | 'maxQuotes'>,
): Digest {
  const { input, gates } = report;
  const broken = gates.filter(({ verdict }) => verdict === 'failed');
  const rules = broken.filter(({ rule }) => isNews(rule)).map((gate) => ({ ...gate }));
  return {
    schema: 'reviewscan.digest',
    schemaVersion: 1,
    tool: { ...report.tool },
    input: {
      stamp: input.stamp,
      reviews: report.reviews,
      dates: { first: input.dates.first, last: input.dates.last },
    },
    since,
    safety: safetySection({ ...tally, safety: news }, harms, meta, quoterOf(tally, meta)),
    rules,
    told: { safety: report.safety.reviews - news.reviews, rules: broken.length - rules.length },
  };
}

/** Whether there is anything that nobody was told of. */
export function hasNews({ safety, rules }: Digest): boolean {
  return safety.reviews > 0 || rules.length > 0;
}
