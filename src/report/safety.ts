/** Reviews that speak of harm: counted and listed, for a person to read. Nothing here is a score. */
import type { CutWords, Knowledge, ReportMeta, SafetySection, Tally } from '../types.js';
import { fileNamer } from './file-names.js';
import { groupNamer, nameGroups } from './group-names.js';
import type { Quoter } from './quoting.js';

const NOTE =
  'A list to read, not a diagnosis: sentences whose words speak of harm, found by phrases. Some will turn out harmless, and what is said in other words is missed. It feeds no score.';

/** Latest first as they come; of one day, or without dates, by their gravest harm, which is the first of the list. */
function inOrder(
  listed: Tally['safety']['listed'],
  harms: Knowledge['safety']['harms'],
): Tally['safety']['listed'] {
  const place = new Map(harms.map(({ name }, i) => [name, i]));
  const gravest = (row: (typeof listed)[number]) =>
    Math.min(...row.remarks.map(({ harm }) => place.get(harm) ?? harms.length));
  const day = (row: (typeof listed)[number]) => row.date ?? '';
  return [...listed].sort((a, b) => (day(a) < day(b) ? 1 : day(a) > day(b) ? -1 : gravest(a) - gravest(b)));
}

/** Every review counted whatever the floors: one report of harm is one too many to hold back. */
export function safetySection(
  tally: Pick<Tally, 'safety' | 'by' | 'fields' | 'layouts'>,
  harms: Knowledge['safety']['harms'],
  meta: Pick<ReportMeta, 'redact' | 'maxQuotes'>,
  quote: Quoter,
): SafetySection {
  const { safety } = tally;
  const fileName = fileNamer(tally.layouts.map(({ file }) => file));
  const nameOfProvider = groupNamer(['provider'], meta.redact, tally.layouts);
  const worded = (words: CutWords) => (meta.maxQuotes === 0 ? { text: null, evidence: [] } : quote(words));
  return {
    note: NOTE,
    reviews: safety.reviews,
    harms: harms.flatMap(({ name, title }) =>
      Object.hasOwn(safety.harms, name) ? [{ harm: name, title, reviews: safety.harms[name]! }] : [],
    ),
    listed: inOrder(safety.listed, harms).map(
      ({ id, origin, date, location, provider, groups, remarks }) => ({
        id,
        file: fileName(origin.file),
        record: origin.record,
        date,
        location,
        provider: provider === null ? null : nameOfProvider(provider),
        groups: nameGroups(groups, tally, meta),
        remarks: remarks.map((remark) => ({
          harm: remark.harm,
          passage: remark.passage,
          ...worded(remark),
        })),
      }),
    ),
    unlisted: safety.reviews - safety.listed.length,
  };
}
