import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ledger, readBytes } from './reading.js';
import { day, EN, person } from './said.js';

const LONG =
  'My husband and I came in on a Tuesday and were met at the door by a lady called Rose, who brought us tea, found our ' +
  'papers, and stayed with us until the surgeon had explained the whole procedure and what to expect in the weeks after.';

const csv = (rows: string[][]) =>
  ['id,author,date,comment', ...rows.map((row) => row.map((cell) => `"${cell}"`).join(','))].join('\n');

/** Of those given, ids of the reviews that were flagged. */
async function flagged(rows: string[][]): Promise<string[]> {
  const reading = await readBytes(csv(rows));
  expect(ledger(reading).left).toBe(ledger(reading).right);
  expect(reading.reviews).toHaveLength(rows.length);
  const near = reading.problems.filter(({ code }) => code === 'near-duplicate');
  expect(near.every(({ fatal }) => !fatal)).toBe(true);
  return near.map(({ message }) => /review (\S+):/.exec(message)![1]!).sort();
}

const honest = EN.map(([, words], n) => [
  `h${n}`,
  person(n),
  day(n),
  `${words} ${EN[(n + 3) % EN.length]![1]} ${EN[(n + 5) % EN.length]![1]}`,
]);

describe('near-duplicates of long texts', () => {
  test('a template and a pasted text are flagged with their ids, counted all the same, and not quoted', async () => {
    const rows = [
      ...honest,
      ['t1', 'Ada', day(1), LONG],
      ['t2', 'Bea', day(2), LONG.replace('Tuesday', 'Friday').replace('Rose', 'Jane')],
      ['t3', 'Carl', day(9), `${LONG} Thanks!`],
    ];
    expect(await flagged(rows)).toEqual(['t1', 't2', 't3']);
    const { problems } = await readBytes(csv(rows));
    const { message, record } = problems.find(({ code }) => code === 'near-duplicate')!;
    expect(message).toContain('review t1: nearly word for word another');
    expect(record).toBe(honest.length + 1);
    expect(message).not.toContain('husband');
  });

  test('short texts are said by many, and other long texts are other texts', async () => {
    const short = Array.from({ length: 30 }, (_, n) => [
      `s${n}`,
      person(n),
      day(n),
      'Great staff, would recommend.',
    ]);
    expect(await flagged([...honest, ...short])).toEqual([]);
    const other = LONG.split(' ').reverse().join(' ');
    expect(await flagged([...honest, ['a', 'Ada', day(1), LONG], ['b', 'Bea', day(2), other]])).toEqual([]);
  });

  test('the order of the rows changes nothing', async () => {
    const rows = [
      ...honest,
      ...['one', 'two', 'three', 'four'].map((word, n) => [
        `p${n}`,
        person(n),
        day(n),
        LONG.replace('Rose', word),
      ]),
    ];
    const known = await flagged(rows);
    expect(known).toHaveLength(4);
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray(rows, { minLength: rows.length, maxLength: rows.length }),
        async (shuffled) => {
          expect(await flagged(shuffled)).toEqual(known);
        },
      ),
      { numRuns: 10 },
    );
  });

  test('what repeats another review is left out as that, and not flagged too', async () => {
    const reading = await readBytes(csv([...honest, ['x', 'Ada', day(1), LONG], ['x', 'Ada', day(1), LONG]]));
    expect(reading.counts.duplicate).toBe(1);
    expect(reading.problems).toEqual([]);
  });

  test('letter case and marks do not count, the length of a text neither, nor what a text comes in', async () => {
    // Thirty texts in one, past any block in which words are looked for at once.
    const story = Array.from(
      { length: 30 },
      (_, n) => `${LONG.replaceAll(' the ', ` the ${person(n)} `)}`,
    ).join(' ');
    const rows = [
      ...honest,
      ['a', 'Ada', day(1), LONG],
      ['b', 'Bea', day(2), `* ${LONG.toUpperCase().replaceAll(',', ' -')} *`],
      ['c', 'Carl', day(3), story],
      ['d', 'Dora', day(4), story.replace('Rose', 'Ännchen')],
      ['e', 'Emil', day(5), `${story.slice(0, story.length / 2)} ${EN.map(([, words]) => words).join(' ')}`],
    ];
    expect(story.length).toBeGreaterThan(6000);
    expect(await flagged(rows)).toEqual(['a', 'b', 'c', 'd']);
    const objects = rows.map(([id, author, date, comment]) => ({ id, author, date, comment }));
    const { problems } = await readBytes(JSON.stringify(objects));
    const near = problems.filter(({ code }) => code === 'near-duplicate');
    expect(near.map(({ message }) => /review (\S+):/.exec(message)![1])).toEqual(['a', 'b', 'c', 'd']);
  });
});
