import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileDateWords, findDateFormat, toDate } from '../../src/read/dates.js';
import { openZone } from '../../src/read/zones.js';
import { columns } from './reading.js';

/** The day of a cell on the calendar of a place. */
function dayIn(timezone: string | undefined, cell: string): unknown {
  const words = compileDateWords(columns, timezone);
  const read = toDate(cell, findDateFormat([cell], words, undefined)!.format, words, undefined);
  return typeof read === 'object' ? read.date : read;
}

describe('the day of an instant', () => {
  it.each([
    [undefined, '2026-03-01T23:30:00-05:00', '2026-03-02'],
    ['America/New_York', '2026-03-01T23:30:00-05:00', '2026-03-01'],
    ['America/New_York', '2026-03-02T04:59:59Z', '2026-03-01'],
    ['America/New_York', '2026-03-02T05:00:00.250Z', '2026-03-02'],
    // Clocks went forward that night: four hours behind from then on.
    ['America/New_York', '2026-03-09T03:59:00Z', '2026-03-08'],
    ['America/New_York', '2026-03-09T04:00:00Z', '2026-03-09'],
    // And back: 2026-10-25 has twenty-five hours.
    ['Europe/Berlin', '2026-10-24T22:00:00Z', '2026-10-25'],
    ['Europe/Berlin', '2026-10-25T22:59:59Z', '2026-10-25'],
    ['Europe/Berlin', '2026-10-25T23:00:00Z', '2026-10-26'],
    ['Asia/Kathmandu', '2026-01-01T18:15Z', '2026-01-02'],
    [undefined, '2026-01-01 00:10 +0530', '2025-12-31'],
    ['Pacific/Auckland', '1767223800', '2026-01-01'],
    ['Pacific/Auckland', '1767223800000', '2026-01-01'],
    ['America/Los_Angeles', '1767223800000000', '2025-12-31'],
  ])('in %s %s is %s', (timezone, cell, day) => {
    expect(dayIn(timezone, cell)).toBe(day);
  });

  it.each(['2026-03-01', '2026-03-01 23:30', '2026-03-01T23:30:00', 'March 1, 2026', '2026-03'])(
    'of a date without an offset is the one that is written: %s',
    (cell) => {
      for (const zone of ['Pacific/Kiritimati', 'Pacific/Pago_Pago', undefined]) {
        expect(dayIn(zone, cell)).toBe('2026-03-01');
      }
    },
  );

  it('is never more than a day from that of UTC, and never goes back', () => {
    const zones = ['Europe/London', 'Asia/Kolkata', 'America/St_Johns', 'Pacific/Apia'].map((name) =>
      openZone(name),
    );
    fc.assert(
      fc.property(
        fc.integer({ min: 631_152_000_000, max: 4_102_444_800_000 }),
        fc.integer({ min: 0, max: 86_400_000 }),
        (instant, later) => {
          for (const zone of zones) {
            expect(Math.abs(zone(instant) - openZone()(instant))).toBeLessThanOrEqual(1);
            expect(zone(instant + later)).toBeGreaterThanOrEqual(zone(instant));
          }
        },
      ),
    );
  });
});
