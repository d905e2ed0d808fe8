import type { Report } from '../types.js';

/** The report without the words of any review, as `--no-quotes` would have made it. */
export function withoutQuotes(report: Report): Report {
  const bare = <T extends Report['clinical' | 'service' | 'general']>(part: T): T => ({
    ...part,
    themes: part.themes.map((row) => ({ ...row, quotes: { positive: [], negative: [] } })),
  });
  return {
    ...report,
    divergence: { ...report.divergence, examples: { praisedBlamed: [], blamedPraised: [] } },
    clinical: bare(report.clinical),
    service: bare(report.service),
    general: bare(report.general),
    ratingsAgainstText: { ...report.ratingsAgainstText, examples: { best: [], worst: [] } },
    safety: {
      ...report.safety,
      listed: report.safety.listed.map((row) => ({
        ...row,
        remarks: row.remarks.map((remark) => ({ ...remark, text: null, evidence: [] })),
      })),
    },
    quotePool: null,
  };
}
