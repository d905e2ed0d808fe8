/** Calendar periods, by arithmetic on `YYYY-MM-DD` strings: no clock and no time zone has a say. */
import type { Period } from '../types.js';

/** Whether a field grouped by is a calendar period. */
export function isCalendar(field: string): field is Period {
  return field === 'month' || field === 'quarter' || field === 'year';
}

/** The first and the last day of `2026-03`, `2026-Q1` or `2026`. */
export function daysOf(period: string): { first: string; last: string } {
  const year = period.slice(0, 4);
  const rest = period.slice(5);
  if (rest === '') return { first: `${year}-01-01`, last: `${year}-12-31` };
  const from = rest.startsWith('Q') ? 3 * Number(rest.slice(1)) - 2 : Number(rest);
  const to = rest.startsWith('Q') ? from + 2 : from;
  return {
    first: `${year}-${two(from)}-01`,
    last: `${year}-${two(to)}-${two(daysInMonth(Number(year), to))}`,
  };
}

/**
 * Whether the data covers a period only in part: "now" lies before its last day, or the period asked for begins after
 * its first day or ends before its last.
 */
export function isPartial(
  period: string,
  { asOf, since, until }: { asOf: string | null; since: string | null; until: string | null },
): boolean {
  const { first, last } = daysOf(period);
  return (
    (asOf !== null && asOf < last) || (since !== null && since > first) || (until !== null && until < last)
  );
}

/** The period that a day lies in. */
export function periodOf(day: string, kind: Period): string {
  const year = day.slice(0, 4);
  if (kind === 'year') return year;
  return kind === 'month' ? day.slice(0, 7) : `${year}-Q${Math.ceil(Number(day.slice(5, 7)) / 3)}`;
}

/** The place of a period on a line on which neighbours are one apart. */
export function placeOf(period: string): number {
  const year = Number(period.slice(0, 4));
  const rest = period.slice(5);
  if (rest === '') return year;
  return rest.startsWith('Q') ? 4 * year + Number(rest.slice(1)) - 1 : 12 * year + Number(rest) - 1;
}

/** The period at a place. */
export function periodAt(place: number, kind: Period): string {
  const parts = { year: 1, quarter: 4, month: 12 }[kind];
  const year = String(Math.floor(place / parts)).padStart(4, '0');
  if (kind === 'year') return year;
  const part = (place % parts) + 1;
  return kind === 'quarter' ? `${year}-Q${part}` : `${year}-${two(part)}`;
}

function two(n: number): string {
  return String(n).padStart(2, '0');
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}
