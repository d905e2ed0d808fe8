import { describe, expect, test } from 'vitest';
import { isReversed } from '../../src/read/direction.js';
import { compileRatingWords, findScale, readRating, toRating } from '../../src/read/ratings.js';
import { weighSides } from '../../src/read/voice.js';
import { columns, readBytes } from './reading.js';

const words = compileRatingWords(columns);
const scaleOf = (cells: string[], header = 'rating') => findScale(cells, header, words)?.scale ?? null;

describe('the scale of a column', () => {
  test.each([
    ['1-5', ['1', '2', '5', '4', '3']],
    ['1-5', ['5', '1', '5', '1']],
    ['1-5', ['4.75', '2.5', '5.0']],
    ['0-5', ['0', '5', '3']],
    ['1-10', ['1', '9', '10', '7']],
    ['0-10', ['0', '9', '10', '7']],
    ['1-10', ['8,5', '9,0', '3,5']],
    ['10-50', ['10', '50', '40', '30', '50']],
    ['0-100', ['0', '85', '40', '97']],
    ['1-5', ['5 stars', '1 star', '4 stars']],
    ['1-5', ['5 bintang', '1 bintang', '4 bintang']],
    ['1-5', ['5.0 star rating', '3.5 star rating', '1.0 star rating']],
    ['1-5', ['4/5', '5/5', '1/5']],
    ['1-10', ['4 out of 10', '9 out of 10']],
    ['1-5', ['★★★★☆', '★☆☆☆☆', '★★★★★']],
    ['likely', ['Extremely likely', 'Likely', 'Unlikely', "Don't know"]],
    ['quality', ['Very good', 'Poor', 'Good']],
    ['five', ['ONE', 'FIVE', 'FOUR']],
    ['worth', ['Worth it', 'Not worth it', 'Not sure']],
  ])('%s from %j', (name, cells) => {
    expect(scaleOf(cells)?.name).toBe(name);
  });

  test('six is the top only with many ratings and none above', () => {
    expect(scaleOf(['6', '5', '1', '3'])?.name).toBe('1-10');
    expect(scaleOf(Array.from({ length: 60 }, (_, i) => String(1 + (i % 6))))?.name).toBe('1-6');
  });

  test('the header tells the top', () => {
    expect(scaleOf(['3', '4', '5'], 'Rating out of 10')?.name).toBe('1-10');
    expect(scaleOf(['7', '9', '6', '8'], 'NPS score')?.name).toBe('0-10');
  });

  test('a slip in two hundred does not move the scale', () => {
    const cells = [...Array.from({ length: 400 }, (_, i) => String(1 + (i % 5))), '55'];
    expect(scaleOf(cells)?.name).toBe('1-5');
  });

  test.each([
    [['yes', 'no']],
    [['0', '1', '0']],
    [['-5', '3', '4']],
    [['banana', 'pear']],
    [['1200', '45']],
    [['true', 'false']],
  ])('no ratings: %j', (cells) => {
    expect(scaleOf(cells)).toBeNull();
  });
});

describe('one rating', () => {
  test('is brought to 0..1, its cell kept', () => {
    const scale = scaleOf(['1', '5', '3'])!;
    expect(toRating(' 4 ', scale, words)).toEqual({ value: 0.75, raw: '4', scale: '1-5' });
    expect(toRating('banana', scale, words)).toBe('bad');
    expect(toRating('7', scale, words)).toBe('bad');
    for (const none of ['', 'nan', 'N/A', "Don't know"]) expect(toRating(none, scale, words)).toBe('none');
  });

  test('words', () => {
    const scale = scaleOf(['Extremely likely', 'Unlikely'])!;
    const value = (cell: string) => {
      const rating = toRating(cell, scale, words);
      return typeof rating === 'string' ? rating : rating.value;
    };
    expect([
      value('Extremely unlikely'),
      value('Neither likely nor unlikely'),
      value('extremely likely'),
    ]).toEqual([0, 0.5, 1]);
    expect(value("Don't know")).toBe('none');
  });

  test('stars drawn', () => {
    expect(readRating('★★★★☆', words)).toMatchObject({ value: 4, of: 5 });
    expect(readRating('⭐⭐⭐', words)).toMatchObject({ value: 3 });
    for (const cell of ['★ 4.0', '4.0 ★', '4*', '****', '4.0/5.0'])
      expect(readRating(cell, words), cell).toMatchObject({ value: 4 });
  });

  test('of five words of care "very good" is the second, where "excellent" is the first', () => {
    const value = (cell: string, cells: string[]) => {
      const rating = toRating(cell, scaleOf(cells)!, words);
      return typeof rating === 'string' ? rating : rating.value;
    };
    const care = ['Excellent', 'Very good', 'Good', 'Fair', 'Poor'];
    expect(care.map((cell) => value(cell, care))).toEqual([1, 0.75, 0.5, 0.25, 0]);
    const fft = ['Very good', 'Good', 'Neither good nor poor', 'Poor', 'Very poor'];
    expect(fft.map((cell) => value(cell, fft))).toEqual([1, 0.75, 0.5, 0.25, 0]);
    expect(value('Very good', ['Very good', 'Good'])).toBe(1);
  });

  test('a sum below the marks does not move the scale', () => {
    const marks = Array.from({ length: 20 }, (_, i) => String(1 + (i % 5)));
    expect(scaleOf([...marks, '67'])).toMatchObject({ min: 1, max: 5 });
    expect(scaleOf([...marks, '9', '10'])).toMatchObject({ max: 10 });
    expect(scaleOf(['20', '40', '45', '50', '80', '90', '35', '100'])).toMatchObject({ max: 100 });
  });
});

describe('direction', () => {
  test('NHS codes: 1 is best, 6 and 7 are no ratings', () => {
    const scale = scaleOf(['1', '5', '6', '7', '2'], 'FFT categorical answer')!;
    expect(scale).toMatchObject({ reversed: true, min: 1, max: 5 });
    expect(toRating('1', scale, words)).toMatchObject({ value: 1 });
    expect(toRating('5', scale, words)).toMatchObject({ value: 0 });
    expect(toRating('6', scale, words)).toBe('none');
  });

  test.each([
    ['Score (1 is best)', ['1', '5', '2'], 5],
    ['Overall (1 = excellent, 5 = poor)', ['1', '5', '2'], 5],
    ['Rating 1 (very good) to 5 (very poor)', ['1', '2'], 5],
    ['Schulnote', ['1', '6', '2'], 6],
  ])('%s says that 1 is best', (header, cells, max) => {
    expect(scaleOf(cells, header)).toMatchObject({ reversed: true, min: 1, max });
  });

  test.each([
    ['Score (1 = worst, 5 = best)', ['1', '5'], 5],
    ['Smiley (1=sad 3=happy)', ['1', '3'], 3],
    ['Score (out of 4)', ['1', '3'], 4],
    ['Gesamtnote', ['1', '9', '7'], 10],
  ])('%s says that the top is best', (header, cells, max) => {
    expect(scaleOf(cells, header)).toMatchObject({ reversed: false, min: 1, max });
  });

  test('is found from the texts where many contradict the numbers', () => {
    const scale = scaleOf(['1', '5'])!;
    const praise = new Set(columns.direction.praise);
    const blame = new Set(columns.direction.blame);
    const pairs = (best: number, worst: number) =>
      Array.from({ length: 60 }, (_, i) =>
        i % 2 === 0
          ? { value: best, text: 'Excellent, friendly and kind' }
          : { value: worst, text: 'Rude and awful, avoid' },
      );
    expect(isReversed(weighSides(pairs(1, 5), scale, { praise, blame }))).toBe(true);
    expect(isReversed(weighSides(pairs(5, 1), scale, { praise, blame }))).toBe(false);
    expect(isReversed(weighSides(pairs(1, 5).slice(0, 10), scale, { praise, blame }))).toBe(false);
  });

  test('a reversed scale is said aloud', async () => {
    const rows = Array.from({ length: 80 }, (_, i) =>
      i % 2 === 0
        ? `1,Excellent care on day ${i} and a lovely ward`
        : `5,Rude reception on day ${i} and a horrible wait`,
    );
    const { layouts, said, reviews } = await readBytes(['score,comment', ...rows].join('\n'));
    expect(layouts[0]!.ratingScale).toEqual({ name: '1-5', min: 1, max: 5, reversed: true });
    expect(said[0]).toContain('rating=score (1-5, 1 is best)');
    expect(reviews[0]!.rating!.value).toBe(1);
  });

  test('recommended yes/no is never made a rating', async () => {
    const rows = Array.from(
      { length: 20 },
      (_, i) => `${i % 3 ? 'Yes' : 'No'},The crown was fitted on visit ${i}. Good.`,
    );
    const { layouts } = await readBytes(['recommended,review', ...rows].join('\n'));
    expect(layouts[0]!.ratingScale).toBeNull();
  });
});
