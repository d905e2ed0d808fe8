import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Respondents } from '../../src/read/join.js';
import type { DataRow } from '../../src/read/plan.js';
import { chosen, ledger, readBytes } from './reading.js';
import { day, EN, person } from './said.js';

const GOOD = 'What did we do well?';
const BETTER = 'What could we do better?';
const RATE = 'How would you rate your visit? (1-5)';
const SITE = 'Which clinic did you visit?';

const quote = (cell: string) => `"${cell.replaceAll('"', '""')}"`;

/** One answer a row; respondents 0..n-1, some of whom skip a question. */
function answers(n: number, questions = [GOOD, BETTER]): string[][] {
  return Array.from({ length: n }, (_, who) =>
    questions.flatMap((question, at) => {
      if ((who + at) % 5 === 4 && questions.length > 1) return [];
      const [rating, words] = EN[(who * 3 + at) % EN.length]!;
      const said =
        question === RATE
          ? String(rating)
          : question === SITE
            ? ['Hill Clinic', 'Vale Clinic'][who % 2]!
            : words;
      return [[`R-${1000 + who}`, day(who), question, said]];
    }),
  ).flat();
}

function csv(rows: string[][], header = 'Respondent ID,Date,Question,Answer'): string {
  return [header, ...rows.map((row) => row.map(quote).join(','))].join('\n');
}

describe('one row a question', () => {
  test('the rows of a respondent make one review, a passage a question, on the side it asks for', async () => {
    const reading = await readBytes(csv(answers(20)));
    expect(reading.reviews).toHaveLength(20);
    expect(ledger(reading).left).toBe(ledger(reading).right);
    expect(reading.counts.joined).toBe(reading.counts.read - 20);
    const [first] = reading.reviews;
    expect(first!.id).toBe('R-1000');
    expect(first!.passages.map(({ role, name }) => [role, name]).sort()).toEqual([
      ['cons', BETTER],
      ['pros', GOOD],
    ]);
    expect(reading.layouts[0]!.joined).toEqual({
      by: 'Respondent ID',
      question: 'Question',
      answers: ['Answer'],
    });
    expect(chosen(reading.layouts[0]!)).toMatchObject({
      text: ['Answer'],
      question: ['Question'],
      respondent: ['Respondent ID'],
      date: ['Date'],
    });
    expect(reading.said[0]).toContain('Question asks, Answer answers, joined by Respondent ID');
  });

  test('ratings, places and other closed answers come from the questions that ask for them', async () => {
    const reading = await readBytes(csv(answers(30, [RATE, SITE, GOOD, BETTER])));
    expect(reading.reviews).toHaveLength(30);
    expect(reading.reviews.filter(({ rating }) => rating !== null).length).toBeGreaterThan(20);
    expect(new Set(reading.reviews.map(({ location }) => location))).toContain('Hill Clinic');
    for (const { passages } of reading.reviews)
      for (const { text } of passages) expect(text).not.toMatch(/^\d$|Clinic$/);
    expect(reading.layouts[0]!.ratingScale?.name).toBe('1-5');
  });

  test('the order of the rows changes nothing', async () => {
    const rows = answers(24, [RATE, GOOD, BETTER]);
    const straight = await readBytes(csv(rows));
    const known = new Map(straight.reviews.map((review) => [review.id, review]));
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray(rows, { minLength: rows.length, maxLength: rows.length }),
        async (shuffled) => {
          const { reviews, counts } = await readBytes(csv(shuffled));
          expect(counts).toEqual(straight.counts);
          expect(reviews).toHaveLength(known.size);
          for (const { origin, ...review } of reviews) {
            const { origin: _, ...same } = known.get(review.id)!;
            expect(review).toEqual(same);
          }
        },
      ),
      { numRuns: 12 },
    );
  });

  test('sorted by question, with more rows than the sample: joined all the same', async () => {
    const rows = answers(6000).sort((a, b) => (a[2]! < b[2]! ? -1 : 1));
    expect(rows.length).toBeGreaterThan(9000);
    const reading = await readBytes(
      csv([...rows, ...answers(6000).map((row) => [`X${row[0]}`, ...row.slice(1)])]),
    );
    expect(reading.reviews).toHaveLength(12_000);
    expect(ledger(reading).left).toBe(ledger(reading).right);
    expect(new Set(reading.reviews.flatMap(({ passages }) => passages.map(({ role }) => role)))).toEqual(
      new Set(['pros', 'cons']),
    );
  });

  test('a question that the sample does not hold is read too', async () => {
    const rows = answers(3000);
    const late = 'Is there anything else?';
    const reading = await readBytes(
      csv([...rows, ['R-1000', day(0), late, 'The lift is out of order again.']]),
    );
    const all = reading.reviews.flatMap(({ passages }) => passages);
    expect(all.filter(({ text }) => text.startsWith('The lift'))).toHaveLength(1);
  });

  test('a row that is there twice is a repeat; two answers to one question are both kept', async () => {
    const rows = answers(12);
    const reading = await readBytes(
      csv([...rows, rows[0]!, ['R-1001', day(1), GOOD, 'And the tea was hot.']]),
    );
    expect(reading.counts.duplicate).toBe(1);
    expect(reading.reviews).toHaveLength(12);
    expect(reading.reviews.flatMap(({ passages }) => passages.map(({ text }) => text)).join()).toContain(
      'the tea was hot',
    );
    expect(ledger(reading).left).toBe(ledger(reading).right);
  });

  test('rows of nobody stand alone; rows that are torn are problems', async () => {
    const rows = answers(20);
    const torn = `R-1000,${day(0)},${GOOD},well, not so well,really`;
    const reading = await readBytes(
      `${csv([...rows, ['', day(3), GOOD, 'Said by nobody in particular.']])}\n${torn}`,
    );
    expect(reading.reviews).toHaveLength(21);
    expect(reading.problems.filter(({ fatal }) => fatal).map(({ code }) => code)).toEqual(['long-row']);
    expect(ledger(reading).left).toBe(ledger(reading).right);
  });

  test('numbers and words in columns of their own, under other headers', async () => {
    const rows = answers(25, [RATE, GOOD]).map(([who, date, question, said]) =>
      question === RATE ? [who!, date!, question, said!, ''] : [who!, date!, question!, '', said!],
    );
    const reading = await readBytes(
      csv(rows, 'submission_id,created,question_text,answer_value,answer_text'),
    );
    expect(reading.reviews).toHaveLength(25);
    expect(reading.reviews.filter(({ rating }) => rating !== null).length).toBeGreaterThan(15);
    expect(reading.layouts[0]!.joined?.answers.sort()).toEqual(['answer_text', 'answer_value']);
  });

  test('JSON and NDJSON are joined alike', async () => {
    const rows = answers(15).map(([who, date, question, answer]) => ({
      who,
      meta: { date },
      question,
      answer,
    }));
    const lines = await readBytes(rows.map((row) => JSON.stringify(row)).join('\n'), {
      map: { respondent: ['who'] },
    });
    expect(lines.reviews).toHaveLength(15);
    const array = await readBytes(JSON.stringify(rows), {
      map: { respondent: ['who'], question: ['question'] },
    });
    expect(array.reviews).toHaveLength(15);
  });

  test('it can be said, and it can be said that it is not so', async () => {
    const header = 'who,day,about,said';
    const rows = answers(15).map(([who, date, question, said]) => [
      who!,
      date!,
      question === GOOD ? 'A' : 'B',
      said!,
    ]);
    const map = { respondent: ['who'], question: ['about'], text: ['said'] };
    expect((await readBytes(csv(rows, header), { map })).reviews).toHaveLength(15);
    const apart = await readBytes(csv(answers(15)), { map: { question: [] } });
    expect(apart.reviews.length).toBe(apart.counts.read);
  });

  test('reviews with a category are no answers', async () => {
    const rows = EN.map(([, words], n) => [`${n + 1}`, day(n), ['Food', 'Staff'][n % 2]!, words]);
    const reading = await readBytes(csv(rows, 'id,date,category,comment'));
    expect(reading.layouts[0]!.joined).toBeUndefined();
    expect(reading.reviews).toHaveLength(rows.length);
    const several = EN.map(([, words], n) => [person(n % 3), day(n), GOOD, words]);
    expect(
      (await readBytes(csv(several, 'reviewer,date,prompt,comment'))).layouts[0]!.joined,
    ).toBeUndefined();
  });
});

describe('respondents', () => {
  test('what waits is bounded: shares of the respondents, each row once', async () => {
    const rows: DataRow[] = Array.from({ length: 4000 }, (_, at) => ({
      record: at + 1,
      line: null,
      cells: [String(at % 1000), 'x'.repeat(40)],
    }));
    const keyOf = ({ cells }: DataRow) => Number(cells[0]) + 1;
    const respondents = new Respondents(keyOf, 20_000);
    for (const row of rows) respondents.note(row);
    respondents.settle();
    let passes = 0;
    const read = async function* () {
      passes++;
      yield rows;
    };
    const groups: DataRow[][] = [];
    for await (const _ of respondents.join(
      read,
      (row) => row,
      (group) => {
        groups.push(group);
        return group[0]!;
      },
    ));
    expect(passes).toBeGreaterThan(3);
    expect(groups).toHaveLength(1000);
    expect(groups.every((group) => group.length === 4)).toBe(true);
    expect(respondents.joined).toBe(3000);
  });
});
