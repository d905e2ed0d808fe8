import { writeOds } from 'hucre/ods';
import { writeXlsx } from 'hucre/xlsx';
import { describe, expect, test } from 'vitest';
import type { ReadOptions } from '../../src/types.js';
import { chosen, ledger, readBytes, refusal } from './reading.js';
import { day, EN, person } from './said.js';

type Cell = string | number | Date | null;
interface Sheet {
  name: string;
  rows: Cell[][];
  merges?: { startRow: number; startCol: number; endRow: number; endCol: number }[];
}

const HEADER: Cell[] = ['Date', 'Stars', 'Review'];
/** Some rows of reviews that no other sheet has. */
const rows = (from: number, count = 6): Cell[][] =>
  Array.from({ length: count }, (_, n) => {
    const [stars, words] = EN[(from + n) % EN.length]!;
    return [day(from + n), stars, `${words} Visit ${from + n}.`];
  });
const read = async (sheets: Sheet[], options: ReadOptions = {}) =>
  readBytes(await writeXlsx({ sheets } as Parameters<typeof writeXlsx>[0]), options);

describe('sheets with the same header', () => {
  test('are read as one table, and named', async () => {
    const reading = await read([
      { name: 'Notes', rows: [['How to read this'], ['Ask the desk']] },
      { name: 'Jan', rows: [['Reviews of January'], HEADER, ...rows(0)] },
      {
        name: 'Feb',
        rows: [['stars', 'Review', 'Date'], ...rows(10).map(([date, stars, text]) => [stars!, text!, date!])],
      },
      { name: 'Mar', rows: [HEADER] },
    ]);
    expect(reading.reviews).toHaveLength(12);
    expect(reading.said[0]).toContain('sheet Jan, Feb');
    expect(reading.reviews.map(({ date }) => date).sort()).toEqual(
      [...rows(0), ...rows(10)].map(([date]) => date).sort(),
    );
    expect(new Set(reading.reviews.map(({ origin }) => origin.record)).size).toBe(12);
    expect(ledger(reading)).toEqual({ left: 12, right: 12 });
    expect(chosen(reading.layouts[0]!).location).toBeUndefined();
  });

  test('one scale holds for all of them', async () => {
    const low = rows(20).map(([date, , text], n) => [date!, (n % 4) + 1, text!]);
    const high = rows(0, 12).map(([date, , text], n) => [date!, (n % 10) + 1, text!]);
    const reading = await read([
      { name: 'Jan', rows: [HEADER, ...high] },
      { name: 'Feb', rows: [HEADER, ...low] },
    ]);
    expect(new Set(reading.reviews.map(({ rating }) => rating!.scale))).toEqual(new Set(['1-10']));
  });

  test('names of places or doctors are what their rows have in common', async () => {
    const clinics = await read([
      { name: 'Hill Clinic', rows: [HEADER, ...rows(0)] },
      { name: 'Vale Surgery', rows: [HEADER, ...rows(10, 4)] },
    ]);
    expect(clinics.reviews.map(({ location }) => location)).toEqual([
      ...Array(6).fill('Hill Clinic'),
      ...Array(4).fill('Vale Surgery'),
    ]);
    const doctors = await read([
      { name: 'Dr Hale', rows: [HEADER, ...rows(0)] },
      { name: 'Dr Moss', rows: [HEADER, ...rows(10)] },
    ]);
    expect(doctors.reviews[0]!.provider).toBe('Dr Hale');
  });

  test('numbers that begin again in each sheet are other reviews', async () => {
    const numbered = (from: number) => [['ID', ...HEADER], ...rows(from).map((row, n) => [n + 1, ...row])];
    const reading = await read([
      { name: 'Jan', rows: numbered(0) },
      { name: 'Feb', rows: numbered(10) },
    ]);
    expect(reading.reviews).toHaveLength(12);
    expect(reading.counts.duplicate).toBe(0);
  });

  test.each([
    ['dates', HEADER, (row: Cell[]) => row],
    ['nothing but words', ['Stars', 'Review'], (row: Cell[]) => row.slice(1)],
  ])('a sheet that repeats others doubles nothing: %s', async (_, header, cut) => {
    const short: Cell[][] = [
      [day(3), 5, 'Great'],
      [day(4), 5, 'Great'],
    ];
    const jan = [...rows(0), short[0]!].map(cut);
    const feb = [...rows(10), short[1]!].map(cut);
    for (const sheets of [
      [
        { name: 'All', rows: [header, ...jan, ...feb] },
        { name: 'Jan', rows: [header, ...jan] },
        { name: 'Feb', rows: [header, ...feb] },
      ],
      [
        {
          name: 'Feb',
          rows: [
            header,
            ...feb,
            cut([day(30), 1, 'Came in after the copy was made, and it is missing there.']),
          ],
        },
        { name: 'All', rows: [header, ...feb, ...jan] },
      ],
    ]) {
      const reading = await read(sheets as Sheet[]);
      expect(reading.reviews).toHaveLength(sheets.length === 3 ? 14 : 15);
      const { left, right } = ledger(reading);
      expect(left).toBe(right);
      expect(left).toBe(sheets.reduce((sum, one) => sum + one.rows.length - 1, 0));
    }
    expect(
      (
        await read(
          [
            { name: 'A', rows: [header, ...jan] },
            { name: 'B', rows: [header, ...jan] },
          ] as Sheet[],
          { dedupe: false },
        )
      ).reviews,
    ).toHaveLength(14);
  });

  test('sheets without a copy keep what is said twice', async () => {
    const header = ['Stars', 'Review'];
    const said = (from: number): Cell[][] => [
      [5, 'Great'],
      [5, 'Great'],
      ...rows(from).map((row) => row.slice(1)),
    ];
    const reading = await read([
      { name: 'Jan', rows: [header, ...said(0)] },
      { name: 'Feb', rows: [header, ...said(10)] },
    ]);
    expect(reading.reviews).toHaveLength(16);
  });

  test('other columns: the sheet is named as not read', async () => {
    const survey = rows(30).map(([date, stars, text], n) => [date!, person(n), stars!, 'Hill Clinic', text!]);
    const reading = await read([
      { name: 'Google', rows: [HEADER, ...rows(0)] },
      { name: 'Survey', rows: [['Date', 'Patient', 'Rating', 'Clinic', 'Comments'], ...survey] },
    ]);
    const [problem] = reading.problems.filter(({ code }) => code === 'skipped-file');
    expect(problem!.message).toMatch(/records that look like reviews too, at sheet (?:Google|Survey)/);
  });

  test('examples and what was taken out are not read among them, but where they are named or alone', async () => {
    const sheets = [
      { name: 'Example', rows: [HEADER, ...rows(0, 2)] },
      { name: 'Active', rows: [HEADER, ...rows(10)] },
      { name: 'Spam', rows: [HEADER, ...rows(20)] },
    ];
    const reading = await read(sheets);
    expect(reading.reviews).toHaveLength(6);
    expect(reading.problems.map(({ message }) => message).join()).toContain('Spam');
    expect((await read(sheets, { sheet: 'Spam' })).reviews).toHaveLength(6);
    expect((await read([sheets[2]!])).reviews).toHaveLength(6);
  });

  test('--sheet chooses one, or several by their names', async () => {
    const sheets = [
      { name: 'Jan', rows: [HEADER, ...rows(0)] },
      { name: 'Feb', rows: [HEADER, ...rows(10)] },
      { name: 'Mar', rows: [HEADER, ...rows(20)] },
      {
        name: 'Odd',
        rows: [['Patient', 'Feedback'], ...rows(30).map(([, , text], n) => [person(n), text!])],
      },
    ];
    expect((await read(sheets, { sheet: 'feb' })).reviews).toHaveLength(6);
    const named = await read(sheets, { sheet: 'Feb, 1' });
    expect(named.layouts[0]!.sheet).toBe('Jan, Feb');
    expect(named.reviews).toHaveLength(12);
    expect((await read(sheets, { sheet: (await read(sheets)).layouts[0]!.sheet! })).reviews).toHaveLength(18);
    expect(await refusal(read(sheets, { sheet: 'Jan, Odd' }))).toContain(
      'have other columns: name one of them',
    );
  });
});

describe('cells merged over several rows', () => {
  const table = (fill: (n: number) => Cell[]): Cell[][] => rows(0, 8).map((row, n) => [...fill(n), ...row]);
  const writers = {
    xlsx: async (sheet: Sheet) => writeXlsx({ sheets: [sheet] } as Parameters<typeof writeXlsx>[0]),
    ods: async (sheet: Sheet) => writeOds({ sheets: [sheet] } as Parameters<typeof writeOds>[0]),
  };
  const down = (startCol: number, startRow: number, endRow: number) => ({
    startRow,
    startCol,
    endRow,
    endCol: startCol,
  });

  test.each(['xlsx', 'ods'] as const)('hold for each of them: %s', async (format) => {
    const bytes = await writers[format]({
      name: 'S',
      rows: [
        ['Clinic', ...HEADER],
        ...table((n) => [n === 0 ? 'Hill Clinic' : n === 4 ? 'Vale Surgery' : null]),
      ],
      merges: [down(0, 1, 4), down(0, 5, 7)],
    });
    const reading = await readBytes(bytes);
    expect(reading.reviews.map(({ location }) => location)).toEqual([
      ...Array(4).fill('Hill Clinic'),
      ...Array(3).fill('Vale Surgery'),
      null,
    ]);
  });

  test.each([null, 'Great'])('a review over several rows is one, be it short: %s', async (short) => {
    const [one, two] = rows(0, 2).map(([date, stars, text]): Cell[] => [date!, stars!, short ?? text!]);
    const bytes = await writers.xlsx({
      name: 'S',
      rows: [
        ['Clinic', ...HEADER, 'Asked'],
        ['Hill Clinic', ...one!, 'Staff'],
        [null, null, null, null, 'Rooms'],
        ['Vale Surgery', ...two!, 'Staff'],
        [null, null, null, null, 'Rooms'],
        ...rows(5, 5).map((row) => ['Hill Clinic', ...row, null]),
      ],
      merges: [0, 1, 2, 3].flatMap((column) => [down(column, 1, 2), down(column, 3, 4)]),
    });
    const reading = await readBytes(bytes);
    expect(reading.reviews.filter(({ setAside }) => setAside === null)).toHaveLength(7);
    expect(reading.reviews.filter(({ rating }) => rating !== null)).toHaveLength(7);
  });
});
