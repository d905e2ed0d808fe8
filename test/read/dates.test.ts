import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileDateWords, findDateFormat, toDate, toDays } from '../../src/read/dates.js';
import { columns, readBytes } from './reading.js';

const words = compileDateWords(columns);
const formatOf = (cells: string[], order?: 'dmy' | 'mdy') => findDateFormat(cells, words, order)!.format;
/** The date of a cell in a column of such cells. */
const dateOf = (cell: string, column = [cell], asOf?: string) => {
  const read = toDate(cell, formatOf(column), words, asOf);
  return typeof read === 'object' ? read.date : read;
};

describe('one date', () => {
  test.each([
    ['2024-02-29', '2024-02-29'],
    ['2019-03-01T23:59:59Z', '2019-03-01'],
    ['2025-12-04T22:12:39.709635Z', '2025-12-04'],
    ['2014-08-07 13:23:15', '2014-08-07'],
    ['2025-11-20 19:42', '2025-11-20'],
    ['2024-03-01T10:00:00+05:30', '2024-03-01'],
    ['2024/3/1', '2024-03-01'],
    ['20240301', '2024-03-01'],
    ['2024-03', '2024-03-01'],
    ['1690000000', '2023-07-22'],
    ['1690000000000', '2023-07-22'],
    ['1690000000000000', '2023-07-22'],
    ['12-Mar-09', '2009-03-12'],
    ['March 27, 2019', '2019-03-27'],
    ['Reviewed 27 March 2019', '2019-03-27'],
    ['3rd Jan 2021', '2021-01-03'],
    ['19 May 2022 ', '2022-05-19'],
    ['Sep 13, 2024', '2024-09-13'],
    ['5. März 2021', '2021-03-05'],
    ['12 de enero de 2023', '2023-01-12'],
    ['Oct 2023', '2023-10-01'],
    ['Fri, 15/03/2024', '2024-03-15'],
    ['Thu Jan 05 23:10:10 +0000 2023', '2023-01-05'],
    ['Thu Jan 05 23:10:10 -0500 2023', '2023-01-06'],
    ['Thu Jan  5 23:10:10 2023', '2023-01-05'],
    ['Thu Jan 05 23:10:10 GMT 2023', '2023-01-05'],
  ])('%s → %s', (cell, date) => {
    expect(dateOf(cell)).toBe(date);
  });

  test('days that do not exist are bad, not guesses', () => {
    expect(dateOf('2024-02-30', ['2024-02-01'])).toBe('bad');
    expect(dateOf('2023-02-29', ['2024-02-01'])).toBe('bad');
    expect(dateOf('31/04/2024', ['30/04/2024'])).toBe('bad');
    expect(dateOf('soon', ['2024-02-01'])).toBe('bad');
  });

  test('a plain number is a day count only in a column of them', () => {
    expect(dateOf('45355', ['45355', '45356', '45360'])).toBe('2024-03-04');
    expect(dateOf('45355', ['2024-03-01', '2024-03-02'])).toBe('bad');
  });

  test('every day of the calendar comes back', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('1990-01-01'), max: new Date('2100-12-31'), noInvalidDate: true }),
        (date) => {
          const iso = date.toISOString().slice(0, 10);
          expect(dateOf(iso)).toBe(iso);
          expect(toDays(iso)).toBe(Math.floor(date.getTime() / 86_400_000));
          const [year, month, day] = iso.split('-').map(Number) as [number, number, number];
          const column = ['31/01/2024'];
          expect(dateOf(`${day}/${month}/${year}`, column)).toBe(iso);
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('day and month', () => {
  test('are told apart by values over twelve, for the whole column', () => {
    expect(formatOf(['3/4/2024', '25/4/2024']).name).toBe('D/M/Y');
    expect(formatOf(['3/4/2024', '4/25/2024']).name).toBe('M/D/Y');
    expect(dateOf('3/4/2024', ['3/4/2024', '4/25/2024'])).toBe('2024-03-04');
    expect(dateOf('10/01/24 16:11', ['10/01/24 16:11', '10/31/24 09:00'])).toBe('2024-10-01');
  });

  test('a point means day first', () => {
    expect(formatOf(['4.3.2024', '5.3.2024']).name).toBe('D.M.Y');
  });

  test('each separator has its own order', () => {
    const column = ['9/21/2014', '4/30/2013', '21-09-2014'];
    expect(dateOf('4/5/2013', column)).toBe('2013-04-05');
    expect(dateOf('04-05-2013', column)).toBe('2013-05-04');
  });

  test('a slip against many is a bad cell, an even mix says nothing', () => {
    const column = ['13/1/2024', '14/1/2024', '15/1/2024', '16/1/2024', '1/17/2024'];
    expect(formatOf(column).name).toBe('D/M/Y');
    expect(dateOf('1/17/2024', column)).toBe('bad');
    expect(formatOf(['13/1/2024', '1/17/2024']).name).toBe('ambiguous');
  });

  test('by the order that keeps a sorted column sorted', () => {
    const column = [
      '1/1/2024',
      '2/1/2024',
      '5/1/2024',
      '9/1/2024',
      '11/1/2024',
      '1/2/2024',
      '3/2/2024',
      '9/2/2024',
    ];
    expect(formatOf(column).name).toBe('D/M/Y');
  });

  test('where nothing tells: left out with one problem, and an option decides', async () => {
    const text =
      'date,review\n3/4/2024,The nurse was kind to me\n5/6/2024,Nobody answered the phone\n1/1/2024,Same either way here\n';
    const unsure = await readBytes(text);
    expect(unsure.layouts[0]!.dateFormat).toBe('ambiguous');
    expect(unsure.reviews.map(({ date }) => date)).toEqual([null, null, '2024-01-01']);
    expect(unsure.problems.map(({ code, record, fatal }) => [code, record, fatal])).toEqual([
      ['bad-date', null, false],
    ]);
    expect(unsure.problems[0]!.message).toContain('--date-order');
    const sure = await readBytes(text, { dateOrder: 'mdy' });
    expect(sure.reviews.map(({ date }) => date)).toEqual(['2024-03-04', '2024-05-06', '2024-01-01']);
    expect(sure.problems).toEqual([]);
  });
});

describe('relative dates', () => {
  test.each([
    ['3 weeks ago', '2024-03-10'],
    ['a year ago', '2023-03-31'],
    ['a month ago', '2024-02-29'],
    ['Edited 2 months ago', '2024-01-31'],
    ['in the last week', '2024-03-24'],
    ['vor 10 Monaten', '2023-05-31'],
    ['vor einem Jahr', '2023-03-31'],
    ['setahun lalu', '2023-03-31'],
    ['2 minggu lalu', '2024-03-17'],
    ['Diedit 9 tahun lalu', '2015-03-31'],
    ['một tháng trước', '2024-02-29'],
    ['hace 2 días', '2024-03-29'],
    ['yesterday', '2024-03-30'],
  ])('%s', (cell, date) => {
    expect(dateOf(cell, [cell], '2024-03-31')).toBe(date);
  });

  test.each(['The day was far too long', 'We waited a month, fair enough', 'It lasted an hour'])(
    'a sentence is none: %s',
    (cell) => {
      expect(findDateFormat([cell], words, undefined)).toBeNull();
    },
  );

  test('say nothing without a stated day', async () => {
    expect(dateOf('3 weeks ago')).toBe('none');
    const text = 'when,review\n3 weeks ago,The nurse was kind to me\na month ago,Nobody answered the phone\n';
    const { reviews, problems, layouts } = await readBytes(text);
    expect(reviews.map(({ date }) => date)).toEqual([null, null]);
    expect(problems.map(({ record, message }) => [record, message])).toEqual([
      [null, expect.stringContaining('say with --as-of')],
    ]);
    expect(layouts[0]!.dateFormat).toBe('relative');
    const stated = await readBytes(text, { asOf: '2024-03-31' });
    expect(stated.reviews[0]!.date).toBe('2024-03-10');
    expect(stated.layouts[0]!.dateFormat).toBe('relative, approximate');
    expect(stated.problems).toEqual([]);
  });
});
