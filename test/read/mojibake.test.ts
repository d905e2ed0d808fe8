import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { repairMojibake } from '../../src/read/encoding.js';
import { readBytes, texts } from './reading.js';

/** What a program does that takes UTF-8 for windows-1252. */
const UPPER = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';
const encodeTwice = (text: string) =>
  Array.from(Buffer.from(text), (byte) =>
    byte >= 0x80 && byte < 0xa0 ? UPPER[byte - 0x80] : String.fromCharCode(byte),
  ).join('');

describe('text that was encoded twice', () => {
  test('law: what was encoded twice comes back', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const twice = encodeTwice(text);
        expect(repairMojibake(twice) ?? twice).toBe(text);
      }),
    );
  });

  test.each([
    'Très bien, déjà vu: “naïve” – 5 € für Ärzte',
    'SÃO PAULO',
    'Ã',
    '非常に親切でした',
    'Half of it cafÃ©, half of it 親切',
    'Half of it cafÃ©, half of it café',
  ])('a text that is as it should be, or only partly encoded twice, stays: %s', (text) => {
    expect(repairMojibake(text)).toBeNull();
  });

  test('the review holds the letters, and it is said once a record', async () => {
    const text = 'The cafÃ© was closed â€“ nobody told us ðŸ˜ž';
    const { reviews, problems } = await readBytes(
      `id,clinic,review\na1,HÃ´tel-Dieu,${text}\na2,HÃ´tel-Dieu,The lift is out of order.\n`,
    );
    expect(reviews.map((review) => [review.location, texts(review)[0]])).toEqual([
      ['Hôtel-Dieu', 'The café was closed – nobody told us 😞'],
      ['Hôtel-Dieu', 'The lift is out of order.'],
    ]);
    expect(problems.map(({ code, record, fatal }) => [code, record, fatal])).toEqual([
      ['mojibake', 1, false],
    ]);
  });
});
