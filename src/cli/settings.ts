import { UserError } from '../errors.js';
import type { CompareWith, LogicalField, ReadOptions } from '../types.js';

/** Readers of option values: each gives a value or a UserError that names the flag, the value and what is allowed. */

/** Every field a column can be taken for. */
export const FIELDS: readonly LogicalField[] = [
  'id',
  'text',
  'title',
  'pros',
  'cons',
  'rating',
  'date',
  'location',
  'provider',
  'procedure',
  'source',
  'language',
  'subRating',
  'reviewer',
  'reply',
  'question',
  'respondent',
];

/** `text=Comment` pairs → logical field → columns. `text=` alone says that no column holds it. */
function readMap(pairs: readonly string[]): NonNullable<ReadOptions['map']> {
  const map: NonNullable<ReadOptions['map']> = {};
  for (const pair of pairs) {
    const cut = pair.indexOf('=');
    const name = pair.slice(0, cut).trim();
    const field = FIELDS.find((known) => known.toLowerCase() === name.toLowerCase().replace(/[-_]/g, ''));
    if (cut < 1 || !field) {
      throw new UserError(`--map ${pair}: write field=Column, the field one of ${FIELDS.join(', ')}`);
    }
    const column = pair.slice(cut + 1).trim();
    map[field] ??= [];
    if (column) map[field].push(column);
  }
  return map;
}

/**
 * `--map` on top of what a map file says.
 * @param place where `--map` stands when it was not typed: `reviewscan.yaml:3`
 */
export function readMapping(
  pairs: readonly string[],
  place: string | undefined,
  saved: Pick<ReadOptions, 'map' | 'mapPlaces'> = {},
): Pick<ReadOptions, 'map' | 'mapPlaces'> {
  const map = readMap(pairs);
  const mapPlaces = new Map(saved.mapPlaces);
  for (const [field, columns] of Object.entries(map)) {
    for (const column of columns) {
      if (place === undefined) mapPlaces.delete(`${field}=${column}`);
      else mapPlaces.set(`${field}=${column}`, place);
    }
  }
  return { map: { ...saved.map, ...map }, ...(mapPlaces.size > 0 && { mapPlaces }) };
}

const SIMPLE_GROUPS = new Set(['month', 'quarter', 'year', ...FIELDS]);

/**
 * `--by a --by b`, and `--by a,b` where both are words of ours (a column's own name may hold a comma): a section each.
 * `--by a+b`: one section of the two crossed; `++` is a plus sign of a column's own name.
 * @returns as they were written, the fields of a cross trimmed
 */
export function readBy(values: readonly string[], flag = '--by'): string[] {
  const written = values.flatMap((value) => {
    const parts = value.split(',').map((part) => part.trim());
    return parts.length > 1 && parts.every((part) => SIMPLE_GROUPS.has(part)) ? parts : [value.trim()];
  });
  return [...new Set(written.map((value) => readCross(flag, value)))];
}

/** What stands on either side of a `+` that is not doubled. */
const CROSSED = /(?<!\+)\+(?!\+)/;
const CALENDAR = new Set(['month', 'quarter', 'year']);

function readCross(flag: string, value: string): string {
  const fields = value.split(CROSSED).map((field) => field.trim());
  if (fields.includes('')) {
    throw new UserError(
      `${flag} ${value}: name a field, a column, or month, quarter, year; two of them crossed are written location+quarter`,
    );
  }
  if (fields.length > 2) {
    throw new UserError(
      `${flag} ${value}: at most two fields can be crossed; for sections of their own write ${fields.map((field) => `${flag} ${field}`).join(' ')}`,
    );
  }
  if (fields.length === 2 && (fields[0] === fields[1] || fields.every((field) => CALENDAR.has(field)))) {
    throw new UserError(`${flag} ${value}: crossing the two says no more than one of them`);
  }
  return fields.join('+');
}

/** What a report is compared with, or what in it. */
export type Comparing =
  /** The groups of a field side by side: `location`, `provider`, a column. */
  | { kind: 'field'; field: string }
  /** Two periods of the input: the last complete one and the one before, or the same a year before. */
  | Extract<CompareWith, { kind: 'periods' }>
  /** The last run that --history kept. */
  | { kind: 'history' }
  /** A saved report. */
  | { kind: 'file'; path: string };

const PERIODS: Record<string, Extract<CompareWith, { kind: 'periods' }>> = {
  'previous-period': { kind: 'periods', against: 'previous', grain: null },
  'previous-month': { kind: 'periods', against: 'previous', grain: 'month' },
  'previous-quarter': { kind: 'periods', against: 'previous', grain: 'quarter' },
  'previous-year': { kind: 'periods', against: 'previous', grain: 'year' },
  'last-year': { kind: 'periods', against: 'last-year', grain: null },
};

/** What groups can be of without a column of that name. */
const GROUPABLE = [
  'month',
  'quarter',
  'year',
  'location',
  'provider',
  'procedure',
  'source',
  'language',
  'rating',
];

/** How a column to group by was asked for, so that a slip in it can be told by its flag. */
export function askedFor(by: readonly string[]): NonNullable<ReadOptions['askedFor']> {
  const grouped = new Set(by.flatMap((value) => value.split(CROSSED)));
  return (column) =>
    grouped.has(column)
      ? { flag: `--by ${column}`, known: GROUPABLE }
      : {
          flag: `--compare ${column}`,
          known: [...GROUPABLE, ...Object.keys(PERIODS), 'history'],
          ...(/\.\w+$/.test(column) && { hint: ' (a saved report ends in .json)' }),
        };
}

/**
 * One `--compare`: the words of ours first, then what looks like a file (a path, or `.json`), else a field or column. A
 * column of a name that means something else is written `field:history`, a file of such a name `./history`.
 */
export function readCompare(value: string): Comparing {
  const written = value.trim();
  if (Object.hasOwn(PERIODS, written)) return PERIODS[written]!;
  if (written === 'history') return { kind: 'history' };
  const field = /^field:(.*)$/s.exec(written)?.[1];
  if (field === undefined && (/[\\/]/.test(written) || /\.json$/i.test(written))) {
    return { kind: 'file', path: written };
  }
  const name = (field ?? written).trim();
  const slip = field === undefined && /^(previous-|last-(week|month|quarter|period|run))/.test(name);
  if (name === '' || slip) {
    throw new UserError(
      `--compare ${value}: name a field such as location, ${Object.keys(PERIODS).join(', ')}, history, or a saved report.json`,
    );
  }
  return { kind: 'field', field: readCross('--compare', name) };
}

/**
 * `YYYY-MM-DD`, `YYYY-MM` or `YYYY`; or a day told from today: `today`, `yesterday`, `30-days-ago`, `this-month`,
 * `last-quarter` … (week, month, quarter, year). Stretches mean their first day for `start`, the last for `end`.
 *
 * @param today `YYYY-MM-DD` by the clock; asked for only by the words that need it
 * @returns `YYYY-MM-DD`, or null when the option was not given
 */
export function readDay(
  flag: string,
  value: string | undefined,
  edge: 'start' | 'end',
  today: () => string,
): string | null {
  if (value === undefined) return null;
  const told = readToldDay(value, edge, today);
  if (told !== null) return told;
  const match = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/.exec(value);
  const year = Number(match?.[1]);
  const month = match?.[2] ? Number(match[2]) : edge === 'start' ? 1 : 12;
  // Day 0 of the next month is the last of this one.
  const lastDay = new Date(Date.UTC(year, month, 0)).getUTCDate();
  const day = match?.[3] ? Number(match[3]) : edge === 'start' ? 1 : lastDay;
  if (!match || month < 1 || month > 12 || day < 1 || day > lastDay) {
    throw new UserError(
      `${flag} ${value}: write a day as YYYY-MM-DD (or a month, YYYY-MM, or a year; or today, yesterday, 30-days-ago, last-month, this-year)`,
    );
  }
  return `${match[1]}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

/** A day in words, or null where it is none of them. */
function readToldDay(value: string, edge: 'start' | 'end', today: () => string): string | null {
  const ago = /^(?:(today)|(yesterday)|(\d{1,5})-days?-ago)$/.exec(value);
  const stretch = /^(this|last)-(week|month|quarter|year)$/.exec(value);
  if (ago === null && stretch === null) return null;
  const [year, month, day] = today().split('-').map(Number) as [number, number, number];
  const dayOf = (y: number, m: number, d: number) =>
    new Date(Date.UTC(y, m - 1, d)).toISOString().slice(0, 10);
  if (ago !== null) return dayOf(year, month, day - (ago[1] ? 0 : ago[2] ? 1 : Number(ago[3])));
  const [, which, unit] = stretch!;
  const back = which === 'last' ? 1 : 0;
  if (unit === 'week') {
    const weekday = (new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 6) % 7;
    return dayOf(year, month, day - weekday - 7 * back + (edge === 'start' ? 0 : 6));
  }
  const months = unit === 'month' ? 1 : unit === 'quarter' ? 3 : 12;
  const first = month - ((month - 1) % months) - months * back;
  return edge === 'start' ? dayOf(year, first, 1) : dayOf(year, first + months, 0);
}

/** An IANA time zone. */
export function readTimezone(flag: string, value: string): string {
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: value });
    return value;
  } catch {
    throw new UserError(`${flag} ${value}: write a time zone by its IANA name, such as Europe/Berlin or UTC`);
  }
}

/** Today by the clock, on the calendar of a time zone. */
export function todayIn(timezone: string): string {
  return new Intl.DateTimeFormat('sv-SE', {
    timeZone: timezone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  }).format(Date.now());
}

/** `5%` or `0.05` → 0..1. */
export function readShare(flag: string, value: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*(%?)$/.exec(value.trim());
  const share = match ? Number(match[1]) / (match[2] ? 100 : 1) : Number.NaN;
  if (!(share >= 0 && share <= 1)) {
    throw new UserError(`${flag} ${value}: write a share such as 5% or 0.05`);
  }
  return share;
}

const UNITS: Record<string, number> = { '': 1, B: 1, KB: 1024, MB: 1024 ** 2, GB: 1024 ** 3 };

/** `8MB`, `512KB` or a number of bytes → bytes. */
export function readSize(flag: string, value: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*([KMG]?B?)$/i.exec(value.trim());
  const unit = match?.[2]?.toUpperCase() ?? '';
  const bytes = Number(match?.[1]) * (UNITS[unit] ?? UNITS[`${unit}B`] ?? Number.NaN);
  if (!(bytes >= 1)) throw new UserError(`${flag} ${value}: write a size such as 8MB, 512KB or 100000`);
  return Math.floor(bytes);
}

/** A whole number of at least `least`. */
export function readCount(flag: string, value: string, least: number): number {
  const count = Number(value);
  if (!Number.isSafeInteger(count) || count < least) {
    throw new UserError(`${flag} ${value}: write a whole number of at least ${least}`);
  }
  return count;
}

/** One of a few words. */
export function readChoice<const T extends string>(flag: string, value: string, choices: readonly T[]): T {
  const choice = choices.find((known) => known === value);
  if (choice === undefined) throw new UserError(`${flag} ${value}: choose ${choices.join(' or ')}`);
  return choice;
}

/** `en,es` → codes of ISO 639-1, each once; `all`. Whether they can be read is found out when they are loaded. */
export function readLanguageCodes(flag: string, value: string): readonly string[] | 'all' {
  const codes = value.split(',').map((code) => code.trim().toLowerCase());
  if (codes.length === 1 && codes[0] === 'all') return 'all';
  const wrong = codes.find((code) => !/^[a-z]{2}$/.test(code));
  if (wrong !== undefined) {
    throw new UserError(`${flag} ${value}: write codes of two letters such as en,es, or all`);
  }
  return [...new Set(codes)];
}

const DURATIONS: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `10m`, `1h30m`, `90s`; a number alone is seconds → ms. At most 24 days, as long as timers go. */
export function readDuration(flag: string, value: string): number {
  const text = /^\d+$/.test(value) ? `${value}s` : value;
  let ms = 0;
  const rest = text.replace(/(\d+)(ms|s|m|h|d)/g, (_, n: string, unit: string) => {
    ms += Number(n) * DURATIONS[unit]!;
    return '';
  });
  if (rest !== '' || text === '' || ms > 2 ** 31 - 1) {
    throw new UserError(`${flag} ${value}: write a duration such as 90s, 10m or 1h30m, of 24 days at most`);
  }
  return ms;
}
