/** How the groups of a field are called: as in the file, but for people, whose names follow the switch of redaction. */
import { createHash } from 'node:crypto';
import type { FileLayout, ReportMeta } from '../types.js';

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

/** The values of the fields grouped by, as a report calls them. */
export function nameGroups(
  groups: Record<string, string>,
  { redact }: Pick<ReportMeta, 'redact'>,
  layouts: readonly Pick<FileLayout, 'columns'>[],
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(groups).map(([by, group]) => [
      by,
      hidesNames(by, redact, layouts) ? codedName(group) : group,
    ]),
  );
}
