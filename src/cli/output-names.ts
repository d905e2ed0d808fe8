import { dirname, join, sep } from 'node:path';
import { UserError } from '../errors.js';

/**
 * Dates in the names of outputs: `reports/{yyyy}-{mm}.html`. They are of the day that is the report's "now", so the same
 * reviews are written to the same file whenever the run happens to be.
 */

const FIELDS: Record<string, (day: Day) => string> = {
  yyyy: ({ year }) => year,
  mm: ({ month }) => month,
  dd: ({ day }) => day,
  q: ({ month }) => String(Math.ceil(Number(month) / 3)),
  gggg: (day) => isoWeek(day).year,
  ww: (day) => isoWeek(day).week,
};

interface Day {
  year: string;
  month: string;
  day: string;
}

const FIELD = /\{([^{}]*)\}/g;

/** Whether a name holds dates. */
export function isDated(path: string): boolean {
  return path.includes('{');
}

/** @throws UserError for a field that there is not, and for a week beside a year that is not its own */
export function checkDates(path: string): void {
  const fields = [...path.matchAll(FIELD)].map(([, field]) => field!);
  const known = Object.keys(FIELDS);
  for (const field of fields) {
    if (Object.hasOwn(FIELDS, field)) continue;
    throw new UserError(
      `${path}: does not know {${field}}; write ${known.map((name) => `{${name}}`).join(', ')}`,
    );
  }
  if (fields.includes('ww') && !fields.includes('gggg')) {
    throw new UserError(
      `${path}: {ww} is a week of {gggg}, which differs from {yyyy} around New Year; write {gggg}-{ww}`,
    );
  }
}

/** The name for a day (`YYYY-MM-DD`). */
export function nameOutput(path: string, date: string): string {
  const [year, month, day] = date.split('-') as [string, string, string];
  return path.replace(FIELD, (_, field: string) => FIELDS[field]!({ year, month, day }));
}

/** The deepest folder that is the same on every day; the folders below it are made when they are needed. */
function settledFolder(path: string): string {
  let folder = dirname(path);
  while (isDated(folder)) folder = dirname(folder);
  return folder;
}

/** A single name in that folder that stands for all the days. */
export function standIn(path: string): string {
  const folder = settledFolder(path);
  const rest = folder === '.' ? path : path.slice(folder.length + (folder.endsWith(sep) ? 0 : 1));
  return join(folder, rest.replaceAll(/[\\/]/g, '_'));
}

/** ISO 8601: weeks begin on Monday, and belong to the year of their Thursday. */
function isoWeek({ year, month, day }: Day): { year: string; week: string } {
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  const weekday = (date.getUTCDay() + 6) % 7;
  const thursday = date.getTime() + (3 - weekday) * 86_400_000;
  const weekYear = new Date(thursday).getUTCFullYear();
  const week = 1 + Math.floor((thursday - Date.UTC(weekYear, 0, 1)) / (7 * 86_400_000));
  return { year: String(weekYear), week: String(week).padStart(2, '0') };
}
