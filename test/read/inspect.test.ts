import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { inspectInput } from '../../src/read/index.js';
import type { Input, ReadOptions } from '../../src/types.js';
import { columns, fixture } from './reading.js';

const inspectOne = async (input: Input, options: ReadOptions = {}) => {
  const { files } = await inspectInput(input, options, columns);
  expect(files).toHaveLength(1);
  return files[0]!;
};
const inspectFixture = (name: string) => inspectOne(fixture(name));
const inspectText = (text: string, options: ReadOptions = {}) =>
  inspectOne({ name: '-', stream: Readable.from([Buffer.from(text)]) }, options);

describe('what a file is', () => {
  test('columns by their header, each with what speaks for it', async () => {
    const found = await inspectFixture('name-lies.csv');
    expect(found).toMatchObject({ kind: 'reviews', format: 'csv', delimiter: ',', headerRow: 1, records: 6 });
    expect(found.columns).toMatchObject({
      text: ['reviews'],
      rating: 'stars',
      reviewer: 'name',
      location: 'title',
      pros: [],
      date: 'publishedAtDate',
    });
    expect(found.evidence.find(({ column }) => column === 'reviews')).toMatchObject({
      field: 'text',
      why: 'both',
    });
    expect(found.evidence.find(({ column }) => column === 'rating')).toMatchObject({
      field: null,
      why: null,
      confidence: null,
      looks: 'numbers',
    });
  });

  test.each([
    ['tab.tsv', 'tsv', 'TAB'],
    ['pipe.txt', 'pipe', '|'],
    ['semicolon.csv', 'csv', ';'],
    ['lines.ndjson', 'ndjson', null],
    ['nested.json', 'json', null],
  ])('%s is %s', async (name, format, delimiter) => {
    expect(await inspectFixture(name)).toMatchObject({ kind: 'reviews', format, delimiter });
  });

  test('the path of the records of a JSON document', async () => {
    expect((await inspectFixture('nested.json')).recordsPath).toBe('data.reviews');
  });

  test('headers are trimmed; a column without one goes by its place', async () => {
    const found = await inspectText(
      ' Review ,Rating,\nThe nurse took her time with me.,5,x\nNobody rang back all week.,1,x\n',
    );
    expect(found.columns.text).toEqual(['Review']);
    expect(found.evidence.map(({ column }) => column)).toEqual(['Review', 'Rating', '#3']);
  });

  test('a file without reviews is none, with the reason, and its records counted', async () => {
    const found = await inspectFixture('no-review-column.csv');
    expect(found.kind).toBe('none');
    expect(found.refusal).toContain('no column of review text');
    expect(found.records).toBeGreaterThan(0);
    expect(found.withText).toBe(0);
  });

  test('how much a reviewer has written is no list of places; how many reviews a place has is', async () => {
    const rows = [
      'The nurse explained each step and rang me the next day.,12',
      'I waited for two hours and nobody said a word to me.,3',
      'My shoulder moves again and I can sleep on it.,40',
      'They lost my notes and I had to tell it all again.,7',
    ].join('\n');
    expect((await inspectText(`Opinion body,Consumer Review Count\n${rows}\n`)).kind).toBe('reviews');
    expect((await inspectText(`About,Review Count\n${rows}\n`)).kind).toBe('none');
  });

  test('a header and nothing below is empty', async () => {
    expect(await inspectFixture('header-only.csv')).toMatchObject({
      kind: 'empty',
      records: 0,
      refusal: null,
    });
  });
});

describe('a questionnaire with two header rows', () => {
  const rows = Array.from({ length: 30 }, (_, i) => {
    const open = ['The nurse listened', 'Parking', 'Nothing to add', 'Shorter waits', 'All fine'][i % 5];
    return `${9000 + i},2024-03-0${1 + (i % 9)},Ward ${i % 3},${i % 15 === 0 ? 'the new wing by the car park' : ''},${open}`;
  });
  const text = [
    'Respondent ID,Start Date,Which ward were you on?,,Anything else about your stay?',
    ',,Response,Other (please specify),Open-Ended Response',
    ...rows,
  ].join('\n');

  test('its open answers are the text, however few they are; additions to closed ones are not', async () => {
    const found = await inspectText(text);
    expect(found).toMatchObject({ kind: 'survey', records: 30, withText: 30 });
    expect(found.columns).toMatchObject({
      text: ['Anything else about your stay?'],
      id: 'Respondent ID',
      date: 'Start Date',
      question: null,
    });
  });
});

describe('what is counted', () => {
  test('null words and titles are no text; repeats and other languages are', async () => {
    const found = await inspectText(
      [
        'title,review,rating',
        'Good,The scar has healed well and I am glad.,5',
        'Good,The scar has healed well and I am glad.,5',
        'Only a title,,4',
        'Nothing,n/a,3',
        'Nothing,NaN,3',
        'Short,none,3',
        'Deutsch,Die Wartezeit war sehr lang und niemand hat sich entschuldigt.,1',
        ',,',
      ].join('\n'),
    );
    expect(found).toMatchObject({ records: 7, withText: 4, languages: { en: 3, de: 1 }, otherLanguage: 1 });
  });

  test('problems of one kind stand together, with the first record', async () => {
    const rows = Array.from(
      { length: 20 },
      (_, i) => `The dressing was changed on day ${i} as agreed.,${(i % 5) + 1}`,
    );
    const found = await inspectText(
      `review,rating\n${rows.join('\n')}\nThey lost my notes again.,twelve\nThe lift was broken.,eleven\n`,
    );
    expect(found.problems).toEqual([
      expect.objectContaining({ code: 'bad-rating', count: 2, record: 21, fatal: false }),
    ]);
  });

  test('a reversed scale is said', async () => {
    const things = ['desk', 'nurse', 'porter', 'doctor', 'scan', 'letter', 'phone', 'lift', 'ward', 'clinic'];
    const rows = Array.from({ length: 80 }, (_, i) => {
      const about = `the ${things[i % 10]} and then the ${things[(i * 7 + (i >> 3)) % 10]} on visit ${i}`;
      return i % 2 === 0 ? `1,Excellent and friendly: ${about}` : `5,Rude and terrible: ${about}`;
    });
    expect((await inspectText(`rating,comment\n${rows.join('\n')}\n`)).ratingScale).toBe('reversed 1-5');
  });

  test('what --map says is taken', async () => {
    const text =
      'a,b\nThe nurse was kind to me.,The porter was late again.\nAll went well in the end.,No parking.\n';
    const found = await inspectText(text, { map: { text: ['b'] } });
    expect(found.columns.text).toEqual(['b']);
    expect(found.evidence[1]).toMatchObject({ field: 'text', why: 'map', confidence: 1 });
  });
});
