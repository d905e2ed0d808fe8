import type { Report } from '../types.js';

/** Lists of a report that are words of reviews, or phrases made of them. */
const WORDY = new Set(['topPhrases', 'quotePool']);

/**
 * A report as it is kept: every number, and none of its words. Whatever has a `text` of its own (quotes, the sentences
 * behind a divergence, safety remarks) leaves its list, and so does an entry that has nothing left but such a list.
 */
export function withoutWords(report: Report): Report {
  return strip(report) as Report;
}

function strip(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((item) => !isWords(item)).map(strip);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      WORDY.has(key) ? (inner === null ? null : []) : strip(inner),
    ]),
  );
}

function isWords(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(
    ([key, inner]) =>
      (key === 'text' && typeof inner === 'string') ||
      (Array.isArray(inner) && inner.length > 0 && inner.every(isWords)),
  );
}
