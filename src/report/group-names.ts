/** How the groups of a field are called: as in the file, but for people, whose names follow the switch of redaction. */
import { createHash } from 'node:crypto';
import type { FileLayout, ReportMeta, Review, Tally } from '../types.js';

/** Letters and digits that are not taken for one another and spell nothing. */
const SIGNS = 'BCDFGHJKMNPQRSTVWXZ23456789';
const SIGNS_A_CODE = 6;

/** Fields whose values are people, and what a code for one begins with. */
const PEOPLE = { provider: 'Provider', reviewer: 'Reviewer', respondent: 'Reviewer' } as const;

/** Whose names the values of a field are: the field itself, or a column that was taken for it; null where nobody's. */
function peopleIn(by: string, layouts: readonly Pick<FileLayout, 'columns'>[]): keyof typeof PEOPLE | null {
  const column = by.toLowerCase();
  const fields = Object.keys(PEOPLE) as (keyof typeof PEOPLE)[];
  return (
    fields.find(
      (field) =>
        column === field ||
        layouts.some(({ columns }) =>
          columns.some((one) => one.field === field && one.column.toLowerCase() === column),
        ),
    ) ?? null
  );
}

/**
 * Whether the values of a field grouped by are names of people. A report is handed round, so by default they are coded,
 * wherever it names a group. `redact: 'words'` shows those of providers; only `none` shows those of patients.
 */
export function hidesNames(
  by: string,
  redact: ReportMeta['redact'],
  layouts: readonly Pick<FileLayout, 'columns'>[],
): boolean {
  if (redact === 'none') return false;
  const people = peopleIn(by, layouts);
  return people !== null && (redact === 'default' || people !== 'provider');
}

/**
 * `Provider 7KQ2MX`: the same name has the same code in every report, whatever else is in it, so that reports can be
 * compared. Keeps names out of what is passed on; no secret to somebody who knows them. Of 2,000 names two share a code
 * with a probability of 1 in 200.
 */
export function codedName(name: string): string {
  return codeOf(name, 'provider');
}

function codeOf(name: string, people: keyof typeof PEOPLE): string {
  let number = createHash('sha256').update(name, 'utf8').digest().readUIntBE(0, 6);
  let code = '';
  while (code.length < SIGNS_A_CODE) {
    code += SIGNS[number % SIGNS.length];
    number = Math.floor(number / SIGNS.length);
  }
  return `${PEOPLE[people]} ${code}`;
}

/** Between the values of two crossed fields, as the tally puts it. */
export const CROSS = ' · ';

/** How a report calls the groups of one field, or of two crossed. */
export function groupNamer(
  fields: readonly string[],
  redact: ReportMeta['redact'],
  layouts: readonly Pick<FileLayout, 'columns'>[],
): (group: string) => string {
  const people = fields.map((field) =>
    hidesNames(field, redact, layouts) ? peopleIn(field, layouts) : null,
  );
  const shown = (value: string, i: number): string => {
    const whose = people[i] ?? null;
    return whose === null ? value : codeOf(value, whose);
  };
  if (people.every((whose) => whose === null)) return (group) => group;
  if (fields.length === 1) return (group) => shown(group, 0);
  return (group) => group.split(CROSS).map(shown).join(CROSS);
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
  if (meta.redact === 'none') return review;
  const provider =
    review.provider === null || meta.redact === 'words' ? review.provider : codedName(review.provider);
  const extra = Object.entries(review.extra).map(
    ([column, value]) => [column, groupNamer([column], meta.redact, layouts)(value)] as const,
  );
  return { ...review, provider, extra: Object.fromEntries(extra) };
}
