/** How the groups of a field are called: as in the file, but for people, whose names follow the switch of redaction. */
import { createHash } from 'node:crypto';
import type { FileLayout, ReportMeta, Review, Tally } from '../types.js';

/** Letters and digits that are not taken for one another and spell nothing. */
const SIGNS = 'BCDFGHJKMNPQRSTVWXZ23456789';
const SIGNS_A_CODE = 6;

/**
 * Whether the values of a field grouped by are the names of providers: the field itself, or a column that was taken for
 * it. A report is handed round, so by default they are coded, wherever it names a group; `redact: 'words'` shows them.
 */
export function hidesNames(
  by: string,
  redact: ReportMeta['redact'],
  layouts: readonly Pick<FileLayout, 'columns'>[],
): boolean {
  if (redact !== 'default') return false;
  const column = by.toLowerCase();
  return (
    by === 'provider' ||
    layouts.some(({ columns }) =>
      columns.some((one) => one.field === 'provider' && one.column.toLowerCase() === column),
    )
  );
}

/**
 * `Provider 7KQ2MX`: the same name has the same code in every report, whatever else is in it, so that reports can be
 * compared. Keeps names out of what is passed on; no secret to somebody who knows them. Of 2,000 names two share a code
 * with a probability of 1 in 200.
 */
export function codedName(name: string): string {
  let number = createHash('sha256').update(name, 'utf8').digest().readUIntBE(0, 6);
  let code = '';
  while (code.length < SIGNS_A_CODE) {
    code += SIGNS[number % SIGNS.length];
    number = Math.floor(number / SIGNS.length);
  }
  return `Provider ${code}`;
}

/** Between the values of two crossed fields, as the tally puts it. */
export const CROSS = ' · ';

/** How a report calls the groups of one field, or of two crossed. */
export function groupNamer(
  fields: readonly string[],
  redact: ReportMeta['redact'],
  layouts: readonly Pick<FileLayout, 'columns'>[],
): (group: string) => string {
  const hidden = fields.map((field) => hidesNames(field, redact, layouts));
  if (!hidden.includes(true)) return (group) => group;
  if (fields.length === 1) return codedName;
  return (group) =>
    group
      .split(CROSS)
      .map((value, i) => (hidden[i] ? codedName(value) : value))
      .join(CROSS);
}

/** The groups of a review, as a report calls them. */
export function nameGroups(
  groups: Record<string, string>,
  { by, fields, layouts }: Pick<Tally, 'by' | 'fields' | 'layouts'>,
  { redact }: Pick<ReportMeta, 'redact'>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(groups).map(([name, group]) => [
      name,
      groupNamer(fields[by.indexOf(name)] ?? [name], redact, layouts)(group),
    ]),
  );
}

/** A review as a report may show it row by row: its provider called like the groups are. */
export function nameProvider(
  review: Review,
  meta: Pick<ReportMeta, 'redact'>,
  layouts: readonly Pick<FileLayout, 'columns'>[],
): Review {
  if (meta.redact !== 'default') return review;
  const provider = review.provider === null ? null : codedName(review.provider);
  const extra = Object.entries(review.extra).map(
    ([column, value]) => [column, groupNamer([column], meta.redact, layouts)(value)] as const,
  );
  return { ...review, provider, extra: Object.fromEntries(extra) };
}
