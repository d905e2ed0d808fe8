import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { removeSpools } from '../../src/read/index.js';
import { flatten } from '../../src/read/leaves.js';
import { openSource } from '../../src/read/source.js';
import { chosen, ledger, read, readBytes, refusal, texts } from './reading.js';

const HEADER = 'id,date,rating,review';
const BODY = [
  'a1,2024-03-01,5,The dressing was changed with great care.',
  'a2,2024-03-02,1,Nobody told me the clinic had moved.',
  'a3,2024-03-03,4,My shoulder is fine again after the injection.',
  'a4,2024-03-04,2,I sat in the corridor for an hour and a half.',
];
const CSV = `${[HEADER, ...BODY].join('\n')}\n`;

function utf16(text: string, bigEndian: boolean, mark: boolean): Buffer {
  const bytes = Buffer.from((mark ? '\ufeff' : '') + text, 'utf16le');
  return bigEndian ? bytes.swap16() : bytes;
}

describe('encodings', () => {
  test.each([
    ['utf-16le', utf16(CSV, false, true)],
    ['utf-16le', utf16(CSV, false, false)],
    ['utf-16be', utf16(CSV, true, true)],
    ['utf-16be', utf16(CSV, true, false)],
    ['utf-8', Buffer.from(`\ufeff${CSV}`)],
  ])('%s, with and without a mark', async (encoding, bytes) => {
    const { layouts, reviews } = await readBytes(bytes);
    expect(layouts[0]!.encoding).toBe(encoding);
    expect(layouts[0]!.headers).toEqual(['id', 'date', 'rating', 'review']);
    expect(reviews.map(({ id }) => id)).toEqual(['a1', 'a2', 'a3', 'a4']);
  });

  test('an encoding can be named; one that does not exist is said', async () => {
    const bytes = Buffer.from(CSV.replace('care', 'caf\u008e'), 'latin1');
    const { reviews } = await readBytes(bytes, { encoding: 'macintosh' });
    expect(texts(reviews[0]!)[0]).toContain('café');
    expect(await refusal(readBytes(CSV, { encoding: 'klingon' }))).toContain('unknown encoding klingon');
  });

  test('a character cut by the end of a chunk is whole again', async () => {
    const bytes = Buffer.from(CSV.replace('care', 'soin très délicat — 非常に'));
    for (const size of [1, 2, 3, 7, 64]) {
      const pieces: Buffer[] = [];
      for (let at = 0; at < bytes.length; at += size) pieces.push(bytes.subarray(at, at + size));
      const { reviews } = await read([{ name: '-', stream: Readable.from(pieces) }]);
      expect(texts(reviews[0]!)[0]).toContain('soin très délicat — 非常に');
    }
  });

  test('bytes that are not UTF-8 far inside a UTF-8 file are counted', async () => {
    const long = 'All good as far as I can tell from here. '.repeat(40);
    const filler = Array.from({ length: 5400 }, (_, i) => `f${i},2024-03-01,5,${long}`);
    const bytes = Buffer.concat([
      Buffer.from(`${[HEADER, ...BODY, ...filler].join('\n')}\n`),
      Buffer.from('z1,2024-03-05,3,The caf'),
      Buffer.from([0xe9]),
      Buffer.from(' was closed when I came out\n'),
    ]);
    const { problems, reviews } = await readBytes(bytes);
    const badly = problems.filter(({ code }) => code !== 'near-duplicate');
    expect(badly.map(({ code, record }) => [code, record])).toEqual([['bad-encoding', 5405]]);
    expect(reviews.at(-1)!.id).toBe('z1');
  });
});

describe('what is not text', () => {
  test.each([
    ['an old Excel or Word file', [0xd0, 0xcf, 0x11, 0xe0]],
    ['a PDF', [0x25, 0x50, 0x44, 0x46]],
  ])('%s is refused by name', async (what, bytes) => {
    expect(await refusal(readBytes(new Uint8Array([...bytes, ...Array(64).fill(7)])))).toContain(
      `is ${what}`,
    );
  });

  test('HTML and noise', async () => {
    expect(await refusal(readBytes('<!DOCTYPE html><html></html>'))).toContain('a web page');
    expect(await refusal(readBytes('<?xml version="1.0"?>\n<html></html>'))).toContain('a web page');
    const noise = Uint8Array.from({ length: 5000 }, (_, i) => ((i * 7919) % 251) % 32);
    expect(await refusal(readBytes(noise))).toContain('binary file');
  });
});

describe('delimited text', () => {
  test.each([';', '\t', '|'])('delimiter %j, commas in the text', async (delimiter) => {
    const rows = CSV.trim()
      .split('\n')
      .map((line) => line.replaceAll(',', delimiter).replace('care', 'care, and kindness, and tea'));
    const { layouts, reviews } = await readBytes(rows.join('\n'));
    expect(layouts[0]!.headers).toHaveLength(4);
    expect(texts(reviews[0]!)[0]).toContain(', and kindness,');
  });

  test.each([
    ['\r\n', 4],
    ['\r', 4],
    ['\n\n', 4],
  ])('line ends %j', async (end, count) => {
    const { reviews } = await readBytes(CSV.replaceAll('\n', end));
    expect(reviews).toHaveLength(count);
  });

  test('CRLF rows with bare line feeds inside cells, and mixed ends', async () => {
    const text = `${HEADER}\r\na1,2024-03-01,5,"The dressing\nwas changed"\r\na2,2024-03-02,1,Nobody told me\na3,2024-03-03,4,Fine again\r\n`;
    const { reviews } = await readBytes(text);
    expect(reviews.map(({ id }) => id)).toEqual(['a1', 'a2', 'a3']);
    expect(texts(reviews[0]!)[0]).toBe('The dressing\nwas changed');
  });

  test('lines of problems count quoted newlines and empty lines', async () => {
    const text = `${HEADER}\n\na1,2024-03-01,5,"One\r\ntwo\nthree lines of text here"\n\na2,2024-03-02,banana,Nobody told me anything\n`;
    const { problems } = await readBytes(text);
    expect(problems.map(({ code, line, record }) => [code, line, record])).toEqual([['bad-rating', 7, 2]]);
  });

  test('an unclosed quote is named by the line where it opened, in cells of many lines too', async () => {
    const text = `${HEADER}\na1,2024-03-01,5,"One\ntwo"\na2,"2024\n-03-02",1,"never closed\n${BODY.join('\n')}\n`;
    expect(await refusal(readBytes(text))).toContain('the quote that opens on line 5 is never closed');
  });

  test('quotation marks inside unquoted cells stay', async () => {
    const text = CSV.replace('great care', '12" care').replace('Nobody', '"Nobody" at the desk');
    const { reviews } = await readBytes(text);
    expect(texts(reviews[0]!)[0]).toContain('12" care');
    expect(texts(reviews[1]!)[0]).toBe('"Nobody" at the desk told me the clinic had moved.');
  });

  test('tab-separated text that does not use quotes', async () => {
    const rows = CSV.trim().replaceAll(',', '\t').split('\n');
    const text = rows.map((row, at) => (at > 0 ? row.replace(/\t([^\t]*)$/, '\t"So" $1') : row)).join('\n');
    const { reviews } = await readBytes(text.replace('"So" Nobody', '"Nobody'));
    expect(reviews).toHaveLength(4);
    expect(texts(reviews[1]!)[0]).toMatch(/^"Nobody told/);
  });

  test('no header: columns are named by position, the first line is a review', async () => {
    const { layouts, reviews } = await readBytes(`${BODY.join('\n')}\n`);
    expect(layouts[0]!.headerRow).toBe(0);
    expect(chosen(layouts[0]!)).toMatchObject({ text: ['#4'], rating: ['#3'], date: ['#2'] });
    expect(reviews).toHaveLength(4);
  });

  test('one column of texts, with and without a header, commas unquoted', async () => {
    const lines = BODY.map((line) => `${line.slice(16)} Yes, really, and more.`);
    const plain = await readBytes(lines.join('\n'));
    expect(plain.layouts[0]!.headerRow).toBe(0);
    expect(plain.reviews).toHaveLength(4);
    const headed = await readBytes(['Comments', ...lines].join('\n'));
    expect(headed.layouts[0]!.headerRow).toBe(1);
    expect(headed.reviews.map((review) => texts(review)[0])).toEqual(lines);
  });

  test('titles and notes above the header', async () => {
    const text = `Patient feedback of the third quarter\nGenerated by hand,,,\n,,,\n${CSV}`;
    const { layouts, reviews } = await readBytes(text);
    expect(layouts[0]!.headerRow).toBe(4);
    expect(reviews[0]!.origin.record).toBe(1);
  });

  test('three header rows as Qualtrics writes them', async () => {
    const text = [
      'StartDate,ResponseId,Q1,Q2',
      'Start Date,Response ID,"What did we do well?",How likely are you to recommend us?',
      '"{""ImportId"":""startDate""}","{""ImportId"":""_recordId""}","{""ImportId"":""QID1""}","{""ImportId"":""QID2""}"',
      '2024-03-01 10:00:00,R_1,The nurse took her time with me.,9',
      '2024-03-02 10:00:00,R_2,Everything was ready when I came.,10',
      '2024-03-03 10:00:00,R_3,I liked the quiet room.,3',
    ].join('\n');
    const { layouts, reviews } = await readBytes(text);
    expect(layouts[0]!.kind).toBe('survey');
    expect(chosen(layouts[0]!)).toMatchObject({ pros: ['Q1'], rating: ['Q2'], id: ['ResponseId'] });
    expect(reviews.map(({ origin }) => origin.record)).toEqual([1, 2, 3]);
  });

  test('two header rows as SurveyMonkey writes them', async () => {
    const rows = Array.from(
      { length: 12 },
      (_, i) => `${900 + i},0${1 + (i % 9)}/2${i % 8}/2024,The nurse was patient number ${i} with me.,North,`,
    );
    const text = [
      'Respondent ID,Start Date,What could we do better?,Which clinic?,',
      ',,Open-Ended Response,Response,Other (please specify)',
      ...rows,
    ].join('\n');
    const { layouts, reviews } = await readBytes(text);
    expect(chosen(layouts[0]!).cons).toEqual(['What could we do better?']);
    expect(reviews).toHaveLength(12);
  });

  const coded = (row: number) =>
    [
      `2024-03-${10 + row} 10:00:00`,
      `R_${row}x`,
      `${1 + (row % 5)}`,
      `The nurse took her time on visit ${'abcdefgh'[row % 8]}.`,
    ].join(',');

  test('codes above and questions below, with no third row: the workbooks of Qualtrics', async () => {
    const questions =
      'Recorded Date,Response ID,How satisfied were you?,"In your own words, what did we do well?"';
    const rows = Array.from({ length: 12 }, (_, row) => coded(row));
    const { layouts, reviews } = await readBytes(
      ['RecordedDate,ResponseId,Q1,Q3', questions, ...rows].join('\n'),
    );
    expect(layouts[0]).toMatchObject({ kind: 'survey', headerRow: 1 });
    expect(chosen(layouts[0]!)).toMatchObject({ pros: ['Q3'], rating: ['Q1'], date: ['RecordedDate'] });
    expect(reviews.map(({ origin }) => origin.record)).toEqual(rows.map((_, at) => at + 1));
  });

  test('groups of columns above their names', async () => {
    const rows = Array.from({ length: 12 }, (_, row) => coded(row));
    const { layouts, reviews } = await readBytes(
      ['Visit,,Feedback,', 'date,id,rating,comment', ...rows].join('\n'),
    );
    expect(layouts[0]!.headers).toEqual(['Visit', 'id', 'Feedback', 'comment']);
    expect(chosen(layouts[0]!)).toMatchObject({ text: ['comment'], rating: ['Feedback'], date: ['Visit'] });
    expect(reviews).toHaveLength(12);
  });

  test('units below the headers are no record', async () => {
    const rows = Array.from({ length: 12 }, (_, row) => coded(row));
    const { reviews, layouts } = await readBytes(
      ['date,id,rating,comment', 'yyyy-mm-dd,,1 to 5,free text', ...rows].join('\n'),
    );
    expect(reviews).toHaveLength(12);
    expect(layouts[0]!.kind).toBe('reviews');
  });

  test('questions as long as their answers are headers all the same', async () => {
    const rows = Array.from({ length: 12 }, (_, row) => coded(row));
    const asked =
      'Please describe in as much detail as you like what you appreciated about the staff who cared for you';
    const { layouts, reviews } = await readBytes(
      [
        `Timestamp,code,Please rate your overall satisfaction with the care you had here on a scale of 1 to 5,${asked}`,
        ...rows,
      ].join('\n'),
    );
    expect(layouts[0]!.headerRow).toBe(1);
    expect(chosen(layouts[0]!)).toMatchObject({ pros: [asked], date: ['Timestamp'] });
    expect(reviews).toHaveLength(12);
  });

  test('a first record without numbers is no second header', async () => {
    const rows = Array.from({ length: 12 }, (_, row) => coded(row));
    const { reviews } = await readBytes(
      ['date,id,rating,comment', '2024-03-01 09:00:00,R_0,none,First of all it was fine.', ...rows].join(
        '\n',
      ),
    );
    expect(reviews).toHaveLength(13);
  });

  test('numbers of columns for headers', async () => {
    const rows = Array.from({ length: 12 }, (_, row) => coded(row));
    const { layouts, reviews } = await readBytes(['0,1,2,3', ...rows].join('\n'));
    expect(layouts[0]).toMatchObject({ headerRow: 1, headers: ['0', '1', '2', '3'] });
    expect(chosen(layouts[0]!)).toMatchObject({ text: ['3'], rating: ['2'], date: ['0'] });
    expect(reviews).toHaveLength(12);
    const data = await readBytes('0,1\n1,4\n2,9\n', { map: { text: ['#2'] } });
    expect(data.reviews).toHaveLength(3);
  });

  test('filters above the header that are as wide as the table', async () => {
    const rows = Array.from({ length: 12 }, (_, row) => coded(row));
    const { layouts, reviews } = await readBytes(
      [
        'Comments of patients,,,',
        'From,01/01/2024,To,31/03/2024',
        'date of visit,id,rating,comment',
        ...rows,
      ].join('\n'),
    );
    expect(layouts[0]!.headerRow).toBe(3);
    expect(reviews).toHaveLength(12);
  });

  test('a schema that grows half-way', async () => {
    const more = BODY.map((line, at) => `b${line.slice(1)},extra${at}`);
    const { reviews, problems, layouts } = await readBytes(
      [HEADER, ...BODY, ...more, ...more.map((line) => `c${line}`)].join('\n'),
    );
    expect(layouts[0]!.headers).toHaveLength(5);
    expect(reviews).toHaveLength(12);
    expect(problems.filter(({ fatal }) => fatal)).toEqual([]);
  });

  test('a long row is put together again where what follows the text proves it', async () => {
    const rows = Array.from(
      { length: 30 },
      (_, i) => `r${i},${BODY[i % 4]!.slice(16)} Visit ${i}.,${1 + (i % 5)},2024-05-0${1 + (i % 9)}`,
    );
    const text = [
      'id,review,rating,date',
      ...rows,
      'x1,Quick, kind, and clean.,5,2024-06-01',
      'x2,Lost between, commas,maybe,never',
    ].join('\n');
    const { reviews, problems } = await readBytes(text);
    expect(texts(reviews.find(({ id }) => id === 'x1')!)).toEqual(['Quick, kind, and clean.']);
    expect(reviews.some(({ id }) => id === 'x2')).toBe(false);
    expect(problems.map(({ code, fatal }) => [code, fatal])).toEqual([
      ['long-row', false],
      ['long-row', true],
    ]);
  });

  test('wide tables are unfolded', async () => {
    const headers = [0, 1, 2].flatMap((n) => [
      `reviews[${n}].name`,
      `reviews[${n}].reviewBody`,
      `reviews[${n}].rating`,
    ]);
    const row = (n: number, count: number) =>
      [
        `Dr. ${n}`,
        ...[0, 1, 2].flatMap((k) =>
          k < count
            ? [`Title ${n}${k}`, `My nose looks natural, visit ${n} of ${k}.`, `${1 + ((n + k) % 5)}`]
            : ['', '', ''],
        ),
      ]
        .map((cell) => `"${cell}"`)
        .join(',');
    const reading = await readBytes(
      [['doctor', ...headers].join(','), row(1, 3), row(2, 2), row(3, 0), row(4, 1)].join('\n'),
    );
    expect(reading.reviews.filter(({ setAside }) => setAside === null)).toHaveLength(6);
    expect(reading.counts.unfolded).toBe(3);
    expect(chosen(reading.layouts[0]!).text).toHaveLength(3);
    const { left, right } = ledger(reading);
    expect(left).toBe(right);
  });

  test('wide tables whose headers are words with a number', async () => {
    const header = ['doctor', 'review_1_text', 'review_1_rating', 'review_2_text', 'review_2_rating'];
    const rows = Array.from({ length: 6 }, (_, n) =>
      [
        `Dr. ${n}`,
        `My hip is fine since ${['May', 'June', 'July'][n % 3]} ${n}.`,
        1 + (n % 5),
        n % 2 ? '' : `A long wait on ${['Monday', 'Tuesday'][n % 2]} ${n}.`,
        n % 2 ? '' : 2,
      ].join(','),
    );
    const { layouts, counts } = await readBytes([header.join(','), ...rows].join('\n'));
    expect(chosen(layouts[0]!).text).toEqual(['review_1_text', 'review_2_text']);
    expect(counts.unfolded).toBe(3);
    // Two questions and two places are no two reviews.
    const questions = ['question_1', 'question_2', 'location_1', 'location_2'];
    const answers = Array.from(
      { length: 6 },
      (_, n) =>
        `Kind nurse on ${'abcdef'[n]} ward.,Parking was hard by gate ${'abcdef'[n]}.,North,Ward ${n % 2}`,
    );
    expect((await readBytes([questions.join(','), ...answers].join('\n'))).counts.unfolded).toBe(0);
  });

  test('one huge cell is a counted problem, its record unusable', async () => {
    const text = `${CSV}a5,2024-03-05,3,${'x'.repeat(3000)}\na6,2024-03-06,3,And this one is fine again\n`;
    const { problems, reviews } = await readBytes(text, { maxCell: 2000 });
    expect(problems.map(({ code, record, fatal }) => [code, record, fatal])).toEqual([
      ['cell-too-large', 5, true],
    ]);
    expect(reviews.map(({ id }) => id)).toEqual(['a1', 'a2', 'a3', 'a4', 'a6']);
    const whole = await readBytes(`${CSV}a5,2024-03-05,3,"${'big words '.repeat(500_000)}"\n`);
    expect(whole.reviews).toHaveLength(5);
  });
});

describe('literals in cells', () => {
  const quote = (cell: string) => `"${cell.replaceAll('"', '""')}"`;

  test('an object of Python: its leaves are columns, the question beside an answer gives the side', async () => {
    const rows = Array.from({ length: 12 }, (_, at) => {
      const love = `It's gentle, said \\"never again\\" to pain number ${at}`;
      const hate = `The waiting on day ${at} was far too long.`;
      return `${at},${quote(
        `{'stars': ${(at % 5) + 1}.0, 'seen': None, 'ok': True, 'answers': {'love': {'text': 'What do you like best about us?', 'value': "${love}"}, 'hate': {'text': 'What do you dislike about us?', 'value': '${hate}'}}, 'tags': ['a', ('b', 2)]}`,
      )}`;
    });
    const { layouts, reviews } = await readBytes(['id,attributes', ...rows].join('\n'));
    expect(chosen(layouts[0]!)).toMatchObject({
      id: ['id'],
      pros: ['attributes.answers.love.value'],
      cons: ['attributes.answers.hate.value'],
      rating: ['attributes.stars'],
    });
    expect(texts(reviews[3]!)[0]).toBe(`It's gentle, said "never again" to pain number 3`);
  });

  test('bytes as Python writes them out', async () => {
    const rows = Array.from({ length: 20 }, (_, at) =>
      [`b'Caf\\xc3\\xa9 ${at % 3}'`, `b'${(at % 9) + 1},5'`, `b"It\\'s a kind place, visit ${at} went well."`]
        .map(quote)
        .join(','),
    );
    const { layouts, reviews } = await readBytes(rows.join('\n'));
    expect(chosen(layouts[0]!)).toMatchObject({ text: ['#3'], rating: ['#2'], location: ['#1'] });
    expect(reviews[1]!.location).toBe('Café 1');
    expect(reviews[1]!.rating!.raw).toBe('2,5');
    expect(texts(reviews[1]!)[0]).toBe("It's a kind place, visit 1 went well.");
  });

  test('a list of objects: its reviews are unfolded', async () => {
    const rows = [3, 0, 2].map((count, at) => {
      const list = Array.from({ length: count }, (_, n) => ({
        Name: `P ${n}`,
        Rating: n + 1,
        Description: `My knee was sore for ${n + 2} days, then all was well at clinic ${at}.`,
        When: `2024-1-${n + 1}`,
      }));
      return `${at},Clinic ${at},4.${at},${quote(JSON.stringify(list))}`;
    });
    const reading = await readBytes(['place_no,place,average,user_reviews', ...rows].join('\n'));
    expect(
      reading.reviews.filter(({ setAside }) => setAside === null).map(({ location }) => location),
    ).toEqual(['Clinic 0', 'Clinic 0', 'Clinic 0', 'Clinic 2', 'Clinic 2']);
    expect(reading.counts.unfolded).toBe(3);
    const { left, right } = ledger(reading);
    expect(left).toBe(right);
  });

  test('what stands in a list goes by its own name', async () => {
    const rows = Array.from({ length: 6 }, (_, at) => {
      const list = [1, 2, 3, 4, 5].map((n) => ({
        Description: `My ${['knee', 'hip', 'back', 'jaw', 'arm'][n - 1]} was sore for days, then all was well in ${'abcdef'[at]}.`,
        posted_at_unix_micros: 1_700_000_000_000_000 + n * 86_400_000_000,
        When: '2024-1-5',
      }));
      return `${at},Clinic ${at},${quote(JSON.stringify(list))}`;
    });
    const { layouts } = await readBytes(['no,place,user_reviews_extended', ...rows].join('\n'));
    expect(chosen(layouts[0]!).date).toEqual(['user_reviews_extended[].posted_at_unix_micros']);
  });
});

describe('JSON', () => {
  const records = BODY.map((line) => {
    const [id, date, rating, ...review] = line.split(',');
    return { id, date, rating: Number(rating), review: review.join(',') };
  });

  test.each([
    ['', records],
    ['reviews', { total: 4, reviews: records }],
    ['a.b.items', { a: { b: { items: records, photos: [{ url: 'https://example.com/1' }] } } }],
    [
      '[].reviews',
      [
        { name: 'One', reviews: records.slice(0, 2) },
        { name: 'Two', reviews: records.slice(2) },
      ],
    ],
    [
      'reviews{}',
      {
        meta: { made: 'by hand', at: '2024-01-01' },
        reviews: Object.fromEntries(records.map((one) => [one.id, one])),
      },
    ],
  ])('records at %j', async (path, document) => {
    const { layouts, reviews } = await readBytes(JSON.stringify(document, null, 2));
    expect(layouts[0]!.recordsPath).toBe(path);
    expect(reviews.map(({ id }) => id)).toEqual(['a1', 'a2', 'a3', 'a4']);
  });

  test('replies hanging below the reviews are not the reviews', async () => {
    const document = {
      data: records.map((one) => ({
        ...one,
        responses: [{ body: 'Thank you so much for these kind words!' }],
      })),
    };
    const { layouts } = await readBytes(JSON.stringify(document));
    expect(layouts[0]!.recordsPath).toBe('data');
  });

  test('lists of the same kind under several names are all read', async () => {
    const [north, south] = [records.slice(0, 2), records.slice(2)];
    for (const document of [
      { north, south },
      { north: { reviews: north }, south: { reviews: south } },
    ]) {
      const { reviews } = await readBytes(JSON.stringify({ made: '2024-04-01', clinics: document }));
      expect(reviews.map(({ id }) => id)).toEqual(['a1', 'a2', 'a3', 'a4']);
    }
    const photos = [{ url: 'https://example.com/1', width: 40 }];
    expect((await readBytes(JSON.stringify({ reviews: records, photos }))).reviews).toHaveLength(4);
  });

  test('a text in pieces is one text; a list of texts is a list of reviews; tags are neither', async () => {
    const said = (n: number) => `It took the edge off my pain within day ${n} or so.`;
    const pieces = Array.from({ length: 8 }, (_, n) => ({
      text: [said(n), '(taken for a month)'],
      tags: ['kind', 'calm'],
    }));
    const one = await readBytes(JSON.stringify(pieces));
    expect(chosen(one.layouts[0]!)).toEqual({ text: ['text'] });
    expect(texts(one.reviews[0]!)).toEqual([`${said(0)}\n(taken for a month)`]);
    const lists = Array.from({ length: 8 }, (_, n) => ({
      doctor: `Dr. ${n}`,
      reviews: [said(n), said(n + 50), said(n + 90)],
    }));
    const several = await readBytes(JSON.stringify(lists));
    expect(several.reviews).toHaveLength(24);
    expect(several.counts).toMatchObject({ read: 8, unfolded: 16 });
    const tokens = Array.from({ length: 8 }, (_, n) => ({
      tokens: ['kind', 'nurse', 'calm', 'room', 'day', `${n}`],
    }));
    expect(await refusal(readBytes(JSON.stringify(tokens)))).toContain('no column of review text');
  });

  test('what was said beside a mark stays; two labels that are one are not', () => {
    const floor = 'The floor was dirty.';
    expect(
      flatten({
        marks: [
          { name: 'Cleanliness ', score: 2, comment: floor },
          { name: 'Parking', score: 4, comment: '' },
          { name: 'Care', score: 'good', answer: 'very good', id: 7 },
        ],
      }),
    ).toEqual(
      new Map([
        ['marks.Cleanliness', '2'],
        ['marks.Parking', '4'],
        ['marks.Care', 'very good'],
        ['marks.Cleanliness.comment', floor],
        ['marks.Care.score', 'good'],
      ]),
    );
    const twice = [
      { name: 'Parking', score: 1 },
      { name: 'Parking ', score: 5 },
    ];
    expect(flatten({ marks: twice })).toEqual(new Map([['marks', JSON.stringify(twice)]]));
  });

  test('no leaf takes the place of another', () => {
    const inner = { text: 'Rude desk.', stars: 4, note: null };
    expect([...flatten({ 'review.text': 'Kind nurse.', review: inner, 'review.stars': 4 })]).toEqual([
      ['review.text', 'Kind nurse.'],
      ['review.text (2)', 'Rude desk.'],
      ['review.stars', '4'],
      ['review.note', null],
    ]);
    expect(flatten({ 'a.b': null, a: { b: 'said' } }).get('a.b')).toBe('said');
    expect(flatten({ a: { b: 'said' }, 'a.b': '' })).toEqual(new Map([['a.b', 'said']]));
  });

  const frame = Array.from({ length: 6 }, (_, n) => ({
    review: `The nurse took her time with my knee on day ${'abcdef'[n]}.`,
    rating: 1 + (n % 5),
    posted: `2024-03-0${n + 1}`,
  }));
  const keys = ['review', 'rating', 'posted'] as const;
  const column = (key: (typeof keys)[number]) => frame.map((one) => one[key]);
  test.each<[string, unknown]>([
    ['columns of numbered values', Object.fromEntries(keys.map((key) => [key, { ...column(key) }]))],
    ['columns as lists', Object.fromEntries(keys.map((key) => [key, column(key)]))],
    [
      'columns, index, data',
      { columns: keys, index: frame.map((_, n) => n), data: frame.map((one) => keys.map((key) => one[key])) },
    ],
    ['rows below a row of headers', [keys, ...frame.map((one) => keys.map((key) => one[key]))]],
  ])('a data frame by %s', async (_, document) => {
    const { layouts, reviews, counts } = await readBytes(JSON.stringify(document));
    expect(chosen(layouts[0]!)).toEqual({ text: ['review'], rating: ['rating'], date: ['posted'] });
    expect(reviews.map((review) => texts(review)[0])).toEqual(column('review'));
    expect(counts.read).toBe(6);
  });

  test('a data frame that is cut off; objects of other values are none', async () => {
    const whole = JSON.stringify({ review: column('review'), rating: column('rating') });
    expect(await refusal(readBytes(whole.slice(0, -9)))).toMatch(/not valid JSON|no column of review text/);
    const settings = { name: 'scraper', limits: { 0: 1, 1: 2 }, urls: ['https://example.com/a'] };
    expect(await refusal(readBytes(JSON.stringify(settings)))).toContain('no column of review text');
  });

  test('a report about reviews is no review, one review is one', async () => {
    const figures = Object.fromEntries(Array.from({ length: 12 }, (_, n) => [`avg_${n}`, 3 + n / 7]));
    const report = {
      ...figures,
      narrative: 'Caretakers rate hospitals more than one star lower than patients do.',
    };
    expect(await refusal(readBytes(JSON.stringify(report)))).toContain('no column of review text');
    const one = { review: frame[0]!.review, rating: 4, author: 'A. B.', posted: '2024-03-01' };
    expect((await readBytes(JSON.stringify(one))).reviews).toHaveLength(1);
  });

  test('labels of a feed go by what they label', async () => {
    const entry = frame.map((one, n) => ({
      id: { label: `90${n}` },
      content: { label: one.review },
      'im:rating': { label: `${one.rating}` },
    }));
    const { layouts } = await readBytes(JSON.stringify({ feed: { entry } }));
    expect(chosen(layouts[0]!)).toMatchObject({ text: ['content.label'], rating: ['im:rating.label'] });
  });

  test('a script is told from JSON', async () => {
    const script = `export const reviews: Review[] = ${JSON.stringify(frame)};`;
    expect(await refusal(readBytes(script))).toContain('is JavaScript, not JSON');
  });

  test('long ids keep their digits', async () => {
    const text = JSON.stringify(records).replaceAll(/"a(\d)"/g, '90071992547409931$1');
    const { reviews } = await readBytes(text);
    expect(reviews[0]!.id).toBe('900719925474099311');
    const lines = records
      .map((one) => JSON.stringify(one).replace(/"a(\d)"/, '90071992547409931$1'))
      .join('\n');
    expect((await readBytes(lines)).reviews[3]!.id).toBe('900719925474099314');
  });

  test('a document that is cut off', async () => {
    const text = JSON.stringify({ reviews: records });
    expect(await refusal(readBytes(text.slice(0, -30)))).toMatch(/not valid JSON|no column of review text/);
  });

  test('NDJSON with broken lines and lines that are no objects', async () => {
    const lines = [...records.map((one) => JSON.stringify(one)), '{"id": "a5", ', '[1, 2]', ''];
    const reading = await readBytes(lines.join('\n'));
    expect(reading.reviews).toHaveLength(4);
    expect(reading.problems.map(({ code, record, line, fatal }) => [code, record, line, fatal])).toEqual([
      ['bad-json', 5, 5, true],
      ['not-an-object', 6, 6, true],
    ]);
    expect(ledger(reading)).toEqual({ left: 6, right: 6 });
  });

  test('an empty list is no error', async () => {
    expect((await readBytes('[]')).layouts[0]!.kind).toBe('empty');
    expect((await readBytes('{"reviews": []}')).layouts[0]!.kind).toBe('empty');
  });
});

test('a header that a broken quote swallowed is told in one short line', async () => {
  const message = await refusal(
    readBytes('Date,"Place,Review\n1,Park Row,The fracture healed straight.\n",x\n1,2,3\n4,5,6\n'),
  );
  expect(message).not.toContain('\n');
  expect(message).not.toContain('healed');
});

test.each([
  [
    'one line each',
    'The surgeon was kind and my scar is hardly visible.\nI waited two hours and nobody said a word about it.\n',
  ],
  [
    'commas in them',
    'The surgeon was kind to me, and my scar is hardly visible.\nI waited two hours and nobody said a word.\n',
  ],
])('the first of two reviews without a header is never lost: %s', async (_, text) => {
  // Read or refused, but not taken for a header.
  const outcome = await readBytes(text).catch((error: Error) => error);
  if (outcome instanceof Error) expect(outcome.message).toContain('of 2 records');
  else expect(outcome.counts.read).toBe(2);
});

describe('JSON that holds no records', () => {
  test.each([
    ['{"a":', 'not valid JSON'],
    ['["Great surgeon, lovely staff","I waited two hours"]', 'a JSON list of bare values'],
    ['[[1,"Very kind."],[2,"Late."]]', 'a JSON list of lists'],
  ])('%s is refused', async (text, words) => {
    expect(await refusal(readBytes(text))).toContain(words);
  });
});

describe('options', () => {
  test('--map overrules; a column that is not there is said with those that are', async () => {
    const text = CSV.replace('review', 'stuff');
    const { layouts } = await readBytes(text, { map: { title: ['STUFF'], text: ['id'] } });
    expect(chosen(layouts[0]!)).toMatchObject({ title: ['stuff'], text: ['id'] });
    expect(layouts[0]!.columns.find(({ field }) => field === 'title')!.why).toBe('map');
    const message = await refusal(readBytes(CSV, { map: { text: ['Words'] } }));
    expect(message).toContain('--map text=Words: there is no column Words');
    expect(message).toContain('id, date, rating, review');
  });

  test('--map by position, in a file without a header', async () => {
    const { layouts } = await readBytes(BODY.join('\n'), { map: { location: ['#1'] } });
    expect(chosen(layouts[0]!).location).toEqual(['#1']);
  });

  test('a column kept for --by, whatever its letter case; one that no file has is said', async () => {
    const { reviews } = await readBytes(CSV.replace('id', 'Ward'), { keep: ['WARD'] });
    expect(reviews[0]!.extra).toEqual({ WARD: 'a1' });
    expect(await refusal(readBytes(CSV, { keep: ['Floor'] }))).toContain(
      'there is no column Floor to group by',
    );
  });

  test('a missing file', async () => {
    expect(await refusal(read([{ name: 'no.csv', path: '/nowhere/no.csv' }]))).toContain(
      'no.csv: no such file',
    );
  });
});

describe('standard input', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'reviewscan-test-'));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  test('is the same as a file', async () => {
    const path = join(folder, 'x.csv');
    writeFileSync(path, CSV);
    const fromFile = await read([{ name: '-', path }]);
    const fromStream = await readBytes(CSV);
    const strip = (reviews: typeof fromFile.reviews) => reviews.map(({ origin: _, ...review }) => review);
    expect(strip(fromStream.reviews)).toEqual(strip(fromFile.reviews));
  });

  test('a long stream goes to a private file that is removed', async () => {
    const piece = Buffer.alloc(1024 * 1024, 'x');
    const source = await openSource({ name: '-', stream: Readable.from(Array(34).fill(piece)) });
    const spoolPath = source.spoolPath!;
    expect(statSync(spoolPath).mode & 0o777).toBe(0o600);
    expect(statSync(spoolPath).size).toBe(34 * piece.length);
    let length = 0;
    for await (const chunk of source.chunks()) length += chunk.length;
    expect(length).toBe(34 * piece.length);
    await source.close();
    expect(() => statSync(spoolPath)).toThrow();
    removeSpools();
  });
});

describe('what stands above the records of a document', () => {
  const texts = [
    'The nurse was kind and I felt safe.',
    'I waited two hours and nobody said why.',
    'My crown fits and nothing hurts any more.',
    'They billed me twice and never rang back.',
    'A calm place, and the doctor took her time.',
    'Rude at the desk, but my scar has healed well.',
  ];
  const review = (at: number) => ({ id: `r${at}`, text: texts[at % texts.length]!, rating: 1 + (at % 5) });
  const reviews = (from: number) => Array.from({ length: 6 }, (_, at) => review(from + at));
  const read = async (document: unknown) => {
    const reading = await readBytes(JSON.stringify(document));
    return { ...reading, places: reading.reviews.map(({ location }) => location) };
  };

  test('the name of a place is the location of its reviews, that of a doctor the provider', async () => {
    const document = {
      group: 'Lakeside',
      locations: [
        { name: 'Elm Road', doctors: [{ name: 'Dr. Ann Hale', reviews: reviews(0) }] },
        {
          name: 'Harbour',
          doctors: [
            { name: 'Dr. Bo Stern', reviews: reviews(6) },
            { name: 'Dr. Cy Lee', reviews: reviews(12) },
          ],
        },
      ],
    };
    const { reviews: found, layouts } = await read(document);
    expect(chosen(layouts[0]!)).toMatchObject({ location: ['../../name'], provider: ['../name'] });
    expect([0, 6, 12].map((at) => [found[at]!.location, found[at]!.provider])).toEqual([
      ['Elm Road', 'Dr. Ann Hale'],
      ['Harbour', 'Dr. Bo Stern'],
      ['Harbour', 'Dr. Cy Lee'],
    ]);
  });

  test('but not where all stand in one', async () => {
    const { places } = await read({ name: 'Elm Road', reviews: reviews(0) });
    expect(new Set(places)).toEqual(new Set([null]));
  });

  test('and so is the key of its list', async () => {
    const { places } = await read({ 'Elm Road': reviews(0), Harbour: reviews(6) });
    expect(new Set(places.slice(0, 6))).toEqual(new Set(['Elm Road']));
    expect(new Set(places.slice(6))).toEqual(new Set(['Harbour']));
  });

  test('reviews under their ids under the names of places are all read', async () => {
    const byId = (from: number) => Object.fromEntries(reviews(from).map((one) => [`-N${one.id}x9`, one]));
    const { places } = await read({ reviews: { 'Elm Road': byId(0), Harbour: byId(6) } });
    expect(places).toEqual([...Array(6).fill('Elm Road'), ...Array(6).fill('Harbour')]);
  });

  test('a name that is read after its list, or of another place, is none of it', async () => {
    const { places } = await read({
      locations: [{ reviews: reviews(0), name: 'Elm Road' }, { reviews: reviews(6) }],
    });
    expect(new Set(places)).toEqual(new Set([null]));
    const one = await read({
      locations: [{ name: 'Elm Road', reviews: reviews(0) }, { reviews: reviews(6) }],
    });
    expect(one.places).toEqual([...Array(6).fill('Elm Road'), ...Array(6).fill(null)]);
  });

  test('a place of its own goes first, and ids are no names', async () => {
    const own = reviews(0).map((one, at) => ({ ...one, location: ['East', 'West'][at % 2] }));
    const { places } = await read({
      places: [
        { name: 'Elm Road', reviews: own },
        { name: 'Harbour', reviews: own.map((one) => ({ ...one, id: `${one.id}b` })) },
      ],
    });
    expect(places.slice(0, 2)).toEqual(['East', 'West']);
    const ids = await read({ a81b2c: reviews(0), 'f9-77': reviews(6) });
    expect(new Set(ids.places)).toEqual(new Set([null]));
  });

  test('records that look like reviews too and are not read are named', async () => {
    const other = reviews(6).map(({ id, text, rating }) => ({ key: id, comment: text, stars: rating }));
    const { reviews: found, problems } = await read({ google: reviews(0), yelp: { items: other } });
    expect(found).toHaveLength(6);
    expect(problems.map(({ code, message }) => [code, message.includes('yelp.items')])).toEqual([
      ['skipped-file', true],
    ]);
  });
});
