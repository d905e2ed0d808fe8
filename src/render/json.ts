/** The Report itself, as JSON that is the same bytes for the same report. */
import type { RenderOptions, Report } from '../types.js';

/** As all our JSON is written: two spaces of indent, a line end at the end. */
export function jsonOf(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** Objects whose keys are names from the input or the model: no order is theirs, so they stand sorted. */
const DICTIONARIES = new Set(['languages', 'measures']);

/**
 * Two spaces of indent, a line end at the end. Keys stand as `Report` declares them; dictionaries are sorted by code
 * unit. Nothing is rounded and nothing is left out, so `JSON.parse` gives the Report back.
 */
export function renderJson(report: Report, _options: RenderOptions): string {
  return `${JSON.stringify(report, sortDictionaries, 2)}\n`;
}

function sortDictionaries(this: unknown, key: string, value: unknown): unknown {
  const isProblemCounts = key === 'counts' && typeof this === 'object' && this !== null && 'first' in this;
  if (!(DICTIONARIES.has(key) || isProblemCounts) || typeof value !== 'object' || value === null)
    return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
