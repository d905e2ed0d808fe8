import { describe, expect, test } from 'vitest';
import { chosen, fixture, ledger, read, refusal, texts } from './reading.js';

describe('one oddity a file', () => {
  test('semicolons, commas in the text, decimal commas', async () => {
    const { layouts, reviews } = await read([fixture('semicolon.csv')]);
    expect(layouts[0]!.delimiter).toBe('semicolon');
    expect(reviews.map(({ rating }) => rating!.value * 4 + 1)).toEqual([5, 2, 4.5, 1, 3.5, 5]);
    expect(texts(reviews[0]!)[0]).toContain(',');
  });

  test('tabs, doubled quotes inside a cell', async () => {
    const { layouts, reviews } = await read([fixture('tab.tsv')]);
    expect(layouts[0]!.delimiter).toBe('tab');
    expect(reviews).toHaveLength(5);
    expect(reviews.some((review) => texts(review)[0]!.includes('"belt and braces"'))).toBe(true);
  });

  test('pipes in a .txt file, day before month', async () => {
    const { layouts, reviews } = await read([fixture('pipe.txt')]);
    expect(layouts[0]!.delimiter).toBe('pipe');
    expect(layouts[0]!.dateFormat).toBe('D/M/Y');
    expect(reviews.map(({ date }) => date!.slice(0, 7))).toEqual(Array(4).fill('2026-01'));
    expect(texts(reviews[3]!)[0]).toContain('|');
  });

  test('byte order mark, CRLF, a CRLF inside a cell', async () => {
    const { layouts, reviews } = await read([fixture('bom-crlf.csv')]);
    expect(layouts[0]!.headers[0]).toBe('Review ID');
    expect(reviews.map(({ id }) => id)).toEqual(['B1', 'B2', 'B3', 'B4']);
    expect(texts(reviews[2]!)[0]).toContain('\r\n');
  });

  test('UTF-16 with its mark: letters intact', async () => {
    const { layouts, reviews } = await read([fixture('utf16le.csv')]);
    expect(layouts[0]!.encoding).toBe('utf-16le');
    expect(reviews[0]!.location).toBe('Saint-Rémi');
    expect(texts(reviews[0]!)[0]).toContain('Lefèvre');
  });

  test('windows-1252: curly quotes, pound, euro, dash, ellipsis', async () => {
    const { layouts, reviews } = await read([fixture('windows-1252.csv')]);
    expect(layouts[0]!.encoding).toBe('windows-1252');
    const all = reviews.flatMap(texts).join('\n');
    for (const character of '“”’£€é–…ë') expect(all).toContain(character);
    expect(all).not.toContain('\ufffd');
  });

  test('line breaks and quotes in quoted cells', async () => {
    const { reviews } = await read([fixture('quoted-newlines.csv')]);
    expect(reviews).toHaveLength(5);
    expect(texts(reviews[0]!)[0]).toContain('\n\n');
  });

  test('records deep in a JSON document, keys missing, an owner’s reply', async () => {
    const { layouts, reviews } = await read([fixture('nested.json')]);
    expect(layouts[0]!.recordsPath).toBe('data.reviews');
    expect(reviews).toHaveLength(5);
    expect(reviews.filter(({ setAside }) => setAside === 'no-text')).toHaveLength(1);
    expect(reviews.flatMap(texts).join()).not.toContain('Thank you for telling us');
    expect(chosen(layouts[0]!)).toMatchObject({ reply: ['reply.comment'], reviewer: ['author.name'] });
  });

  test('a bare array and NDJSON', async () => {
    const array = await read([fixture('array.json')]);
    expect([array.layouts[0]!.format, array.layouts[0]!.recordsPath]).toEqual(['json', '']);
    expect(array.reviews.map(({ setAside }) => setAside)).toEqual([null, null, null, 'no-text']);
    const lines = await read([fixture('lines.ndjson')]);
    expect(lines.layouts[0]!.format).toBe('ndjson');
    expect(lines.reviews.map(({ setAside }) => setAside)).toEqual([null, null, 'no-text', null]);
  });

  test('pros and cons boxes', async () => {
    const { reviews } = await read([fixture('proscons-columns.csv')]);
    expect(reviews).toHaveLength(8);
    expect(reviews[0]!.passages.map(({ role }) => role)).toEqual(['pros', 'cons']);
    // "None" is an answer: whether it says something is not for the reader to decide. "n/a" is none.
    expect(reviews[0]!.passages[1]!.text).toBe('None');
    expect(reviews[1]!.passages.map(({ role }) => role)).toEqual(['pros', 'text']);
  });

  test('headers that lie', async () => {
    const { layouts, reviews } = await read([fixture('name-lies.csv')]);
    expect(chosen(layouts[0]!)).toMatchObject({
      text: ['reviews'],
      rating: ['stars'],
      location: ['title'],
      reviewer: ['name'],
    });
    expect(reviews.map(({ rating }) => rating!.raw)).toEqual(['5', '1', '4', '2', '5', '3']);
    expect(new Set(reviews.map(({ location }) => location)).size).toBe(2);
  });

  test('cleaned copies and labels of another tool are left alone', async () => {
    const { layouts } = await read([fixture('derived-copies.csv')]);
    expect(chosen(layouts[0]!).text).toEqual(['text']);
  });

  test('ratings in words, and one that is none', async () => {
    const { reviews, problems } = await read([fixture('rating-words.csv')]);
    expect(reviews.map(({ rating }) => rating?.value ?? null)).toEqual([1, 0, 0.5, 0.75, 0.25, null]);
    expect(problems).toEqual([]);
  });

  test('ratings from 1 to 10', async () => {
    const { layouts, said } = await read([fixture('rating-ten.csv')]);
    expect(layouts[0]!.ratingScale).toEqual({ name: '1-10', min: 1, max: 10, reversed: false });
    expect(said[0]).toContain('rating=score (1-10)');
  });

  test.each(['header-only.csv', 'empty.csv', 'blank-rows.csv'])('%s: no records, no error', async (name) => {
    const reading = await read([fixture(name)]);
    expect(reading.layouts[0]!.kind).toBe('empty');
    expect(reading.reviews).toEqual([]);
    expect(reading.counts.read).toBe(reading.counts.blank);
    expect(reading.said[0]).toContain('no records');
  });

  test('no column of review text: refused, saying what was seen and what to do', async () => {
    const message = await refusal(read([fixture('no-review-column.csv')]));
    expect(message).toContain('no column of review text');
    expect(message).toContain('Average rating (numbers)');
    expect(message).toContain('--map text=COLUMN');
    expect(message).not.toContain('\n');
  });

  test('a picture named .csv', async () => {
    expect(await refusal(read([fixture('binary.csv')]))).toBe(
      'binary.csv is a PNG picture, not text: name an export of reviews instead',
    );
  });

  test('an unclosed quote names the line where it opened', async () => {
    expect(await refusal(read([fixture('unclosed-quote.csv')]))).toContain(
      'the quote that opens on line 4 is never closed',
    );
  });

  test('ragged rows: read where there is a text, counted, never shifted', async () => {
    const { reviews, problems } = await read([fixture('ragged.csv')]);
    expect(reviews.map(({ id }) => id)).toEqual(['R1', 'R3', 'R7']);
    expect(problems.map(({ record, code, fatal }) => [record, code, fatal])).toEqual([
      [2, 'short-row', true],
      [3, 'short-row', false],
      [4, 'long-row', true],
      [5, 'long-row', true],
      [6, 'short-row', true],
    ]);
    expect(problems[0]!.line).toBe(3);
  });

  test('a rating of "banana" is left out, its text is read', async () => {
    const { reviews, problems } = await read([fixture('banana.csv')]);
    expect(reviews).toHaveLength(4);
    expect(reviews[1]!.rating).toBeNull();
    expect(problems).toEqual([
      {
        file: 'banana.csv',
        record: 2,
        line: 3,
        code: 'bad-rating',
        message: 'no rating on the scale 1-5: left out',
        fatal: false,
      },
    ]);
  });

  test('NUL bytes are counted and do no harm', async () => {
    const { reviews, problems } = await read([fixture('nul.csv')]);
    expect(reviews).toHaveLength(4);
    expect(problems.map(({ code, record, fatal }) => [code, record, fatal])).toEqual([
      ['nul-bytes', 2, false],
    ]);
  });

  test('two columns of one name are both read', async () => {
    const { layouts, reviews } = await read([fixture('duplicate-headers.csv')]);
    expect(chosen(layouts[0]!).text).toEqual(['Comment', 'Comment']);
    expect(texts(reviews[0]!)).toHaveLength(2);
  });

  test('__proto__, constructor and toString are columns like any other', async () => {
    const { reviews, layouts } = await read([fixture('proto.csv')], { keep: ['__proto__'] });
    expect(reviews).toHaveLength(3);
    expect(layouts[0]!.headers).toContain('__proto__');
    expect(Object.keys(reviews[0]!.extra)).toEqual(['__proto__']);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    expect(Object.getPrototypeOf(reviews[0]!.extra)).toBe(Object.prototype);
  });

  test('cells that look like formulas are text', async () => {
    const { reviews } = await read([fixture('formula.csv')]);
    expect(reviews.map((review) => texts(review).at(-1)![0])).toEqual(['=', '+', '-', '@', '\t']);
  });

  test('of repeated ids the latest date stays, whatever the order', async () => {
    const { reviews, counts } = await read([fixture('edited-ids.csv')]);
    expect(reviews.map(({ id, rating }) => [id, rating!.raw])).toEqual([
      ['E1', '4'],
      ['E2', '2'],
      ['E3', '5'],
      ['E4', '3'],
    ]);
    expect(counts.duplicate).toBe(3);
    const all = await read([fixture('edited-ids.csv')], { dedupe: false });
    expect(all.reviews).toHaveLength(7);
  });

  test('several files in one run, all layouts first', async () => {
    const reading = await read([fixture('semicolon.csv'), fixture('nested.json'), fixture('lines.ndjson')]);
    expect(reading.layouts.map(({ format }) => format)).toEqual(['csv', 'json', 'ndjson']);
    expect(reading.reviews).toHaveLength(15);
    expect(ledger(reading)).toEqual({ left: 15, right: 15 });
  });

  test('the sample export adds up', async () => {
    const reading = await read([fixture('sample.csv')]);
    const { left, right } = ledger(reading);
    expect(left).toBe(right);
    expect(reading.counts.duplicate).toBe(6);
    expect(reading.problems).toEqual([]);
  });
});
