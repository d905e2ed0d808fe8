import iconv from 'iconv-lite';
import { describe, expect, test } from 'vitest';
import { chosen, ledger, readBytes, refusal, texts } from './reading.js';
import { day, EN } from './said.js';

const rows = EN.map(([stars, text], n) => ({ date: day(n), stars, text: `${text} Visit ${n}.` }));
const quoted = (cell: string | number) => `"${cell}"`;

describe('forms of files that are easily misread', () => {
  test('what old Macs wrote has their letters', async () => {
    const csv = (end: string) =>
      [
        'date,clinic,rating,review',
        ...rows.map(
          ({ date, stars, text }) => `${date},Clinique Thérèse,${stars},"${text} Didn’t like the café."`,
        ),
      ].join(end);
    for (const end of ['\r', '\r\n']) {
      const mac = await readBytes(iconv.encode(csv(end), 'macintosh'));
      expect([mac.layouts[0]!.encoding, mac.reviews[0]!.location]).toEqual(['macintosh', 'Clinique Thérèse']);
      expect(texts(mac.reviews[0]!)[0]).toContain('Didn’t like the café.');
      const windows = await readBytes(iconv.encode(csv(end), 'windows-1252'));
      expect([windows.layouts[0]!.encoding, windows.reviews[0]!.location]).toEqual([
        'windows-1252',
        'Clinique Thérèse',
      ]);
    }
    const signs = 'rating,review\r\n5,"She said “come in” – and so I did… for 20 €"\r\n4,"Ž is a letter"\r\n';
    expect((await readBytes(iconv.encode(signs, 'windows-1252'))).layouts[0]!.encoding).toBe('windows-1252');
  });

  test('an SQL dump is refused as one', async () => {
    const insert =
      "INSERT INTO `reviews` (`id`, `rating`, `comment`) VALUES\n(1, 5, 'Lovely, and kind.'),\n(2, 1, 'Rude.');\n";
    for (const dump of [
      insert,
      `-- MySQL dump 10.13\n--\n\n/*!40101 SET NAMES utf8 */;\nDROP TABLE IF EXISTS \`reviews\`;\n${insert}`,
      `SET statement_timeout = 0;\nCREATE TABLE public.reviews (id int);\nCOPY public.reviews (id, comment) FROM stdin;\n1\tLovely\n\\.\n`,
      `PRAGMA foreign_keys=OFF;\nBEGIN TRANSACTION;\nINSERT INTO reviews VALUES(1,'Lovely');\n`,
    ])
      expect(await refusal(readBytes(dump))).toContain('is an SQL dump');
    const told = `review\n${rows.map(({ text }) => quoted(`Insert into my jaw, then a set of teeth. ${text}`)).join('\n')}\n`;
    expect((await readBytes(told)).reviews).toHaveLength(rows.length);
  });

  test('the line that Markdown draws below a header is no review', async () => {
    const table = [
      '| Date | Rating | Review |',
      '|:---|:-:|---|',
      ...rows.map(({ date, stars, text }) => `| ${date} | ${stars} | ${text} |`),
    ];
    const reading = await readBytes(table.join('\n'));
    expect(reading.reviews).toHaveLength(rows.length);
    expect(reading.problems).toEqual([]);
    expect(reading.reviews[0]!.origin.record).toBe(1);
  });

  test('headings above the rows of a place are the place of those rows', async () => {
    const lines = rows.map(({ date, stars, text }) => `${date},${stars},${quoted(text)}`);
    const csv = [
      'Date,Stars,Review',
      'Hill Clinic,,',
      ...lines.slice(0, 6),
      'Vale Surgery,,',
      ...lines.slice(6),
    ];
    const reading = await readBytes(csv.join('\n'));
    expect(chosen(reading.layouts[0]!).location).toEqual(['Section']);
    expect(reading.reviews.map(({ location }) => location)).toEqual([
      ...Array(6).fill('Hill Clinic'),
      ...Array(rows.length - 6).fill('Vale Surgery'),
    ]);
    expect(reading.problems).toEqual([]);
    expect(reading.counts.blank).toBe(2);
    expect(ledger(reading)).toEqual({ left: rows.length + 2, right: rows.length + 2 });
  });

  test('a short text in a row of its own is no heading', async () => {
    const lines = rows.map(({ date, stars, text }) => `${quoted(text)},${stars},${date}`);
    const csv = ['Review,Stars,Date', 'Great clinic,,', ...lines.slice(0, 6), 'Lovely,,', ...lines.slice(6)];
    expect((await readBytes(csv.join('\n'))).reviews).toHaveLength(rows.length + 2);
  });

  test('answers of a form by their fields', async () => {
    const answer = (ref: string, type: string, value: unknown) => ({
      field: { id: `i${ref}`, ref, type },
      type,
      [type]: value,
    });
    const items = rows.map(({ date, stars, text }, n) => ({
      response_id: `r${n}`,
      submitted_at: `${date}T10:00:00Z`,
      answers: [
        answer('clinic', 'choice', { label: ['Hill Clinic', 'Vale Surgery'][n % 2] }),
        answer('overall_rating', 'number', stars),
        answer('comment', 'text', text),
        ...(n % 3 ? [answer('seen', 'choices', { labels: ['Nurse', 'Doctor'] })] : []),
      ],
    }));
    const { reviews, layouts } = await readBytes(JSON.stringify({ total_items: items.length, items }));
    expect(layouts[0]!.recordsPath).toBe('items');
    expect(reviews).toHaveLength(rows.length);
    expect(reviews.map((one) => [one.rating!.raw, one.location, texts(one)])).toEqual(
      rows.map(({ stars, text }, n) => [String(stars), ['Hill Clinic', 'Vale Surgery'][n % 2], [text]]),
    );
  });

  test('\\N of a database holds nothing', async () => {
    const tsv = [
      'id\tclinic\trating\tcomment',
      ...rows.map(
        ({ stars, text }, n) => `${n}\t${n % 4 ? 'Hill Clinic' : '\\N'}\t${stars}\t${n % 5 ? text : '\\N'}`,
      ),
    ];
    const { reviews } = await readBytes(tsv.join('\n'));
    expect(reviews[0]).toMatchObject({ location: null, passages: [], setAside: 'no-text' });
    expect(reviews[1]!.location).toBe('Hill Clinic');
  });
});
