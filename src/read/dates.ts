/** Dates: what a cell says, and which order of day and month a whole column uses. Never Date.parse. */
import type { ColumnSynonyms } from '../types.js';
import { openZone, readInstant, UTC, type Zone } from './zones.js';

type Unit = 'minute' | 'hour' | 'day' | 'week' | 'month' | 'year';

export interface DateWords {
  months: Map<string, number>;
  units: Map<string, Unit>;
  one: Set<string>;
  marks: string[];
  /** Where the days of instants are told. */
  zone: Zone;
}

/** @param timezone an IANA name, UTC without one; see `ReadOptions` */
export function compileDateWords(columns: ColumnSynonyms, timezone?: string): DateWords {
  const units: DateWords['units'] = new Map();
  for (const [unit, words] of Object.entries(columns.relative.units)) {
    for (const word of words) units.set(word, unit as Unit);
  }
  return {
    months: new Map(Object.entries(columns.months)),
    units,
    one: new Set(columns.relative.one),
    marks: columns.relative.marks,
    zone: openZone(timezone),
  };
}

/** What a cell holds, before the order of day and month is known. */
type DateReading =
  | { kind: 'iso' | 'month-name' | 'epoch-s' | 'epoch-ms' | 'epoch-us' | 'excel'; date: string | null }
  | { kind: 'numeric'; separator: string; first: number; second: number; year: number }
  | { kind: 'relative'; unit: Unit; amount: number };

const ISO = /^(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?(?:$|[T\s,].*$)/;
const COMPACT = /^(19|20)(\d{2})(\d{2})(\d{2})$/;
const NUMERIC = /^(?:\p{L}{2,9}\.?,?\s+)?(\d{1,2})\s?([/.-])\s?(\d{1,2})\s?\2\s?(\d{4}|\d{2})(?=$|[\sT,])/u;
const NUMBER = /^\d{5,17}(?:\.\d+)?$/;
const DAY_FIRST =
  /(?:^|[\s,])(\d{1,2})(?:st|nd|rd|th|\.|º)?[\s-]+(?:de\s+|of\s+)?(\p{L}{3,})\.?,?[\s-]*(?:de\s+)?'?(\d{4}|\d{2})(?:$|[\s,T])/u;
const MONTH_FIRST = /(?:^|[\s,])(\p{L}{3,})\.?[\s-]+(\d{1,2})(?:st|nd|rd|th)?,?[\s-]+'?(\d{4})(?!\d)/u;
/** `Thu Jan 05 10:10:10 +0000 2023`: C, Java and Twitter. */
const ASCTIME =
  /^\p{L}{3},? (\p{L}{3}) {1,2}(\d{1,2})( \d{2}:\d{2}:\d{2})(?: ([+-]\d{4}|\p{L}{1,5}))? (\d{4})$/u;
const MONTH_YEAR = /^(\p{L}{3,})\.?,?[\s-]+(\d{4})$/u;

/** Whether the day exists. Years 1990 to 2100: reviews are no older. */
function isDay(year: number, month: number, day: number): boolean {
  return year >= 1990 && year <= 2100 && month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month);
}

/** `YYYY-MM-DD`, or null for a day that does not exist. */
function makeDate(year: number, month: number, day: number): string | null {
  if (!isDay(year, month, day)) return null;
  return `${year}-${month < 10 ? '0' : ''}${month}-${day < 10 ? '0' : ''}${day}`;
}

function daysIn(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** Two-digit years: 00–69 are of this century, as POSIX has it. */
function fullYear(written: string): number {
  const year = Number(written);
  return written.length === 4 ? year : year < 70 ? 2000 + year : 1900 + year;
}

/** What Number says of a stretch of text, but faster where all of it is digits. */
function digits(text: string, start: number, end: number): number {
  let number = 0;
  for (let i = start; i < end; i++) {
    const digit = text.charCodeAt(i) - 48;
    if (!(digit >= 0 && digit <= 9)) return Number(text.slice(start, end));
    number = number * 10 + digit;
  }
  return number;
}

/** Days since 1970-01-01 → `YYYY-MM-DD` (civil-from-days, H. Hinnant). */
function fromDays(days: number): string | null {
  const z = days + 719468;
  const era = Math.floor(z / 146097);
  const doe = z - era * 146097;
  const yoe = Math.floor(
    (doe - Math.floor(doe / 1460) + Math.floor(doe / 36524) - Math.floor(doe / 146096)) / 365,
  );
  const doy = doe - (365 * yoe + Math.floor(yoe / 4) - Math.floor(yoe / 100));
  const mp = Math.floor((5 * doy + 2) / 153);
  const day = doy - Math.floor((153 * mp + 2) / 5) + 1;
  const month = mp < 10 ? mp + 3 : mp - 9;
  return makeDate(yoe + era * 400 + (month <= 2 ? 1 : 0), month, day);
}

/** `YYYY-MM-DD` → days since 1970-01-01 (days-from-civil, H. Hinnant). */
export function toDays(date: string): number {
  const year = digits(date, 0, 4);
  const month = digits(date, 5, 7);
  const day = digits(date, 8, 10);
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yoe = y - era * 400;
  const doy = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return era * 146097 + yoe * 365 + Math.floor(yoe / 4) - Math.floor(yoe / 100) + doy - 719468;
}

/** Reads one cell; null where it is no date in any shape we know. */
export function readDate(cell: string, words: DateWords): DateReading | null {
  const text = cell.trim();
  const length = text.length;
  if (length < 4 || length > 60) return null;
  const iso = ISO.exec(text);
  if (iso !== null) {
    const [year, month] = [Number(iso[1]), Number(iso[2])];
    // A month alone stands for its first day: the day is not known, the month counts.
    const day = iso[3] === undefined ? 1 : Number(iso[3]);
    const date = makeDate(year, month, day);
    // Shorter than `2026-03-01 10:00Z` there is no instant.
    const instant = length < 15 || date === null ? null : readInstant(text, year, month, day);
    return { kind: 'iso', date: instant === null ? date : fromDays(words.zone(instant)) };
  }
  const numeric = NUMERIC.exec(text);
  if (numeric !== null) {
    return {
      kind: 'numeric',
      separator: numeric[2]!,
      first: Number(numeric[1]),
      second: Number(numeric[3]),
      year: fullYear(numeric[4]!),
    };
  }
  if (NUMBER.test(text)) return readEpoch(text, words.zone);
  const lower = text.toLowerCase();
  const asctime = ASCTIME.exec(lower);
  if (asctime !== null) {
    const [, name, day, time, offset, year] = asctime;
    const month = words.months.get(name!);
    if (month === undefined) return null;
    const date = makeDate(Number(year), month, Number(day));
    const instant =
      date === null
        ? null
        : readInstant(`${time} ${offset ?? ''}`.trimEnd(), Number(year), month, Number(day));
    return { kind: 'month-name', date: instant === null ? date : fromDays(words.zone(instant)) };
  }
  const dayFirst = DAY_FIRST.exec(lower);
  if (dayFirst !== null) {
    const month = words.months.get(dayFirst[2]!);
    if (month !== undefined) {
      return { kind: 'month-name', date: makeDate(fullYear(dayFirst[3]!), month, Number(dayFirst[1])) };
    }
  }
  const monthFirst = MONTH_FIRST.exec(lower);
  if (monthFirst !== null) {
    const month = words.months.get(monthFirst[1]!);
    if (month !== undefined) {
      return { kind: 'month-name', date: makeDate(Number(monthFirst[3]), month, Number(monthFirst[2])) };
    }
  }
  const monthYear = MONTH_YEAR.exec(lower);
  if (monthYear !== null) {
    const month = words.months.get(monthYear[1]!);
    if (month !== undefined) return { kind: 'month-name', date: makeDate(Number(monthYear[2]), month, 1) };
  }
  return readRelative(lower, words);
}

function readEpoch(text: string, zone: Zone): DateReading | null {
  const compact = COMPACT.exec(text);
  if (compact !== null) {
    const date = makeDate(Number(text.slice(0, 4)), Number(compact[3]), Number(compact[4]));
    if (date !== null) return { kind: 'iso', date };
  }
  const value = Number(text);
  // 1995..2100 in each unit; nothing else is so large.
  if (value >= 8e8 && value < 4.1e9) return { kind: 'epoch-s', date: fromDays(zone(value * 1000)) };
  if (value >= 8e11 && value < 4.1e12) return { kind: 'epoch-ms', date: fromDays(zone(value)) };
  if (value >= 8e14 && value < 4.1e15) return { kind: 'epoch-us', date: fromDays(zone(value / 1000)) };
  // Excel counts days from 1899-12-30: 34700 = 1995-01-01, 55153 = 2050-12-31.
  if (value >= 34700 && value <= 55153) return { kind: 'excel', date: fromDays(Math.floor(value) - 25569) };
  return null;
}

function readRelative(lower: string, words: DateWords): DateReading | null {
  if (lower === 'today' || lower === 'just now') return { kind: 'relative', unit: 'day', amount: 0 };
  if (lower === 'yesterday') return { kind: 'relative', unit: 'day', amount: 1 };
  const parts = lower.split(/[\s,()]+/).filter((part) => part !== '');
  // "Edited by the owner 3 weeks ago" is the longest; more words are a sentence.
  if (parts.length > 7) return null;
  const spaced = ` ${parts.join(' ')} `;
  if (!words.marks.some((mark) => spaced.includes(` ${mark} `))) return null;
  let amount: number | null = null;
  let unit: Unit | null = null;
  for (const word of parts) {
    if (/^\d{1,3}\+?$/.test(word)) amount = Number.parseInt(word, 10);
    const found = words.units.get(word);
    if (found !== undefined && unit === null) unit = found;
    else if (words.one.has(word) && amount === null) amount = 1;
    else if (found === undefined && word.startsWith('se') && words.units.has(word.slice(2))) {
      // Indonesian "setahun", "seminggu", "sebulan": one year, week, month.
      unit = words.units.get(word.slice(2))!;
      amount = 1;
    }
  }
  return unit === null ? null : { kind: 'relative', unit, amount: amount ?? 1 };
}

export type DateOrder = 'dmy' | 'mdy';

export interface DateFormat {
  /** e.g. `iso`, `D/M/Y`, `M/D/Y + D-M-Y`, `ambiguous`, `relative`. */
  name: string;
  /** Order by separator; a separator that is missing cannot be decided. */
  orders: Map<string, DateOrder>;
  /** Plain numbers are dates only where the column is full of them. */
  numbers: 'epoch-s' | 'epoch-ms' | 'epoch-us' | 'excel' | null;
}

export interface DateEvidence {
  format: DateFormat;
  /** Share of the cells that can be read as some date. */
  share: number;
  relative: number;
  kind: string;
}

/**
 * The format of a column. Day and month are told apart, for each separator, by values over 12; a point always
 * means day first; else by the order that keeps sorted dates sorted; else not at all.
 */
export function findDateFormat(
  cells: string[],
  words: DateWords,
  forced: DateOrder | undefined,
): DateEvidence | null {
  const kinds = new Map<string, number>();
  const bySeparator = new Map<string, { first: number; second: number; year: number }[]>();
  let readable = 0;
  for (const cell of cells) {
    const reading = readDate(cell, words);
    if (reading === null) continue;
    if (reading.kind !== 'numeric' && reading.kind !== 'relative' && reading.date === null) continue;
    readable++;
    kinds.set(reading.kind, (kinds.get(reading.kind) ?? 0) + 1);
    if (reading.kind === 'numeric') {
      const list = bySeparator.get(reading.separator) ?? [];
      list.push(reading);
      bySeparator.set(reading.separator, list);
    }
  }
  if (readable === 0) return null;
  const orders = new Map<string, DateOrder>();
  for (const [separator, readings] of bySeparator) {
    const order = forced ?? findOrder(readings, separator);
    if (order !== null) orders.set(separator, order);
  }
  const sorted = [...kinds].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  const kind = sorted[0]![0];
  const names = sorted
    .filter(([, count]) => count >= readable * 0.05)
    .flatMap(([one]) =>
      one !== 'numeric'
        ? [one]
        : [...bySeparator]
            .sort((a, b) => b[1].length - a[1].length)
            .map(([separator]) => {
              const order = orders.get(separator);
              if (order === undefined) return 'ambiguous';
              return (order === 'dmy' ? ['D', 'M', 'Y'] : ['M', 'D', 'Y']).join(separator);
            }),
    );
  const isNumber = kind === 'excel' || kind === 'epoch-s' || kind === 'epoch-ms' || kind === 'epoch-us';
  return {
    format: {
      name: [...new Set(names)].join(' + '),
      orders,
      numbers:
        isNumber && kinds.get(kind)! >= readable * 0.8 ? (kind as NonNullable<DateFormat['numbers']>) : null,
    },
    share: readable / cells.length,
    relative: (kinds.get('relative') ?? 0) / cells.length,
    kind,
  };
}

function findOrder(
  readings: { first: number; second: number; year: number }[],
  separator: string,
): DateOrder | null {
  let dmy = 0;
  let mdy = 0;
  for (const { first, second } of readings) {
    if (first > 12 && first <= 31 && second <= 12) dmy++;
    else if (second > 12 && second <= 31 && first <= 12) mdy++;
  }
  if (dmy > 0 || mdy > 0) {
    // A slip or two against many is a bad cell; an even mix says nothing.
    if (dmy >= mdy * 4) return 'dmy';
    if (mdy >= dmy * 4) return 'mdy';
    return null;
  }
  if (separator === '.') return 'dmy';
  const rank = (order: DateOrder) => (r: (typeof readings)[number]) =>
    r.year * 400 + (order === 'dmy' ? r.second * 31 + r.first : r.first * 31 + r.second);
  const asDmy = disorder(readings.map(rank('dmy')));
  const asMdy = disorder(readings.map(rank('mdy')));
  if (readings.length >= 8 && asDmy === 0 && asMdy > 0) return 'dmy';
  if (readings.length >= 8 && asMdy === 0 && asDmy > 0) return 'mdy';
  return null;
}

/** How far a sequence is from being sorted either way: the smaller number of steps against the order. */
function disorder(ranks: number[]): number {
  let up = 0;
  let down = 0;
  for (let i = 1; i < ranks.length; i++) {
    if (ranks[i]! > ranks[i - 1]!) up++;
    else if (ranks[i]! < ranks[i - 1]!) down++;
  }
  return Math.min(up, down);
}

/** A cell as `YYYY-MM-DD`; `none` where nothing can be said without more knowledge; `bad` where it contradicts. */
export function toDate(
  cell: string,
  format: DateFormat,
  words: DateWords,
  asOf: string | undefined,
): { date: string } | 'none' | 'ambiguous' | 'bad' {
  // The common case first: ISO dates cost no regular expression, and a plain one is its own result.
  if (cell.charCodeAt(4) === 45 && cell.charCodeAt(7) === 45 && cell.length >= 10) {
    const after = cell.length === 10 ? 84 : cell.charCodeAt(10);
    if ((after === 84 || after === 32) && !isElsewhere(cell, words)) {
      const year = digits(cell, 0, 4);
      const month = digits(cell, 5, 7);
      const day = digits(cell, 8, 10);
      if (isDay(year, month, day)) return { date: cell.length === 10 ? cell : cell.slice(0, 10) };
    }
  }
  const reading = readDate(cell, words);
  if (reading === null) return 'bad';
  if (reading.kind === 'numeric') {
    const { separator, first, second, year } = reading;
    const order = format.orders.get(separator);
    if (order === undefined) return first === second ? wrap(makeDate(year, first, second)) : 'ambiguous';
    return wrap(order === 'dmy' ? makeDate(year, second, first) : makeDate(year, first, second));
  }
  if (reading.kind === 'relative')
    return asOf === undefined ? 'none' : wrap(goBack(asOf, reading.unit, reading.amount));
  const isNumber = reading.kind === 'excel' || reading.kind.startsWith('epoch');
  if (isNumber && format.numbers !== reading.kind) return 'bad';
  return wrap(reading.date);
}

/** Whether an ISO date may be told with an offset, so that its day must be reckoned; a `Z` in UTC changes no day. */
function isElsewhere(cell: string, { zone }: DateWords): boolean {
  const end = zone === UTC && cell.endsWith('Z') ? cell.length - 1 : cell.length;
  for (let i = 15; i < end; i++) {
    const code = cell.charCodeAt(i);
    if (code === 43 || code === 45 || code >= 65) return true;
  }
  return false;
}

function wrap(date: string | null): { date: string } | 'bad' {
  return date === null ? 'bad' : { date };
}

/** The day `amount` units before `asOf`; months and years keep the day of the month where it exists. */
function goBack(asOf: string, unit: Unit, amount: number): string | null {
  if (unit === 'minute' || unit === 'hour') return asOf;
  if (unit === 'day' || unit === 'week') return fromDays(toDays(asOf) - amount * (unit === 'week' ? 7 : 1));
  const months =
    Number(asOf.slice(0, 4)) * 12 + Number(asOf.slice(5, 7)) - 1 - amount * (unit === 'year' ? 12 : 1);
  const year = Math.floor(months / 12);
  const month = (months % 12) + 1;
  return makeDate(year, month, Math.min(Number(asOf.slice(8, 10)), daysIn(year, month)));
}
