/** Which day it was somewhere, at an instant. */

const DAY_MS = 86_400_000;

/** Instant in ms since 1970-01-01T00:00Z → days since 1970-01-01 on the calendar of one place. */
export type Zone = (instant: number) => number;

export const UTC: Zone = (instant) => Math.floor(instant / DAY_MS);

/**
 * @param name an IANA time zone, such as `Europe/Berlin`; UTC without one
 * @throws RangeError for a name that is none
 */
export function openZone(name = 'UTC'): Zone {
  if (name === 'UTC') return UTC;
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: name,
    calendar: 'gregory',
    numberingSystem: 'latn',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
  });
  return (instant) => {
    let [year, month, day] = [0, 0, 0];
    for (const { type, value } of format.formatToParts(instant)) {
      if (type === 'year') year = Number(value);
      else if (type === 'month') month = Number(value);
      else if (type === 'day') day = Number(value);
    }
    return Date.UTC(year, month - 1, day) / DAY_MS;
  };
}

/** Time and offset as they end an ISO date: `T23:30Z`, ` 23:30:00.5+05:30`, `T23:30:00-0500`. */
const TIME_WITH_OFFSET =
  /[T\s](\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s?(?:(Z|UTC|GMT)|([+-])(\d{2}):?(\d{2})?)$/i;

/**
 * The instant that a date with a time and an offset names, in ms since 1970; null where it has none, and so is a day
 * of whatever place it was written in.
 */
export function readInstant(text: string, year: number, month: number, day: number): number | null {
  const match = TIME_WITH_OFFSET.exec(text);
  if (match === null) return null;
  const [, hour, minute, second, zulu, sign, hours, minutes] = match;
  const offset = zulu ? 0 : (sign === '-' ? -1 : 1) * (60 * Number(hours) + Number(minutes ?? 0));
  return Date.UTC(year, month - 1, day, Number(hour), Number(minute) - offset, Number(second ?? 0));
}
