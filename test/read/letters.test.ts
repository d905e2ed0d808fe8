import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeEntities, repairMojibake } from '../../src/read/encoding.js';
import { withoutSpans } from '../../src/read/residue.js';
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

describe('letters written as HTML has them', () => {
  test.each([
    ['He didn&#39;t listen', "He didn't listen"],
    ['She said &quot;no&quot; &amp; left&nbsp;me', 'She said "no" & left\u00a0me'],
    ['It won&#x27;t heal, it&rsquo;s worse &hellip;', "It won't heal, it’s worse …"],
    ['written twice: isn&amp;#39;t, &amp;quot;fine&amp;quot;', 'written twice: isn\'t, "fine"'],
    ['Q&amp;amp;A', 'Q&A'],
  ])('%s', (written, meant) => {
    expect(decodeEntities(written)).toBe(meant);
  });

  test.each(['AT&T', 'salt & pepper; rice', 'R&D; lab', '&unheardof; &copy', 'a&b;c', '100 &#; &#x; &;'])(
    'what no page means stays: %s',
    (text) => {
      expect(decodeEntities(text)).toBeNull();
    },
  );

  test('the review and its place hold the letters, and it is counted', async () => {
    const { reviews, problems } = await readBytes(
      'id,clinic,review\na1,Mind &amp; Body,He didn&#39;t listen.\na2,Mind & Body,We waited &lt;5 minutes.\na3,Ward 3,Kind.\n',
    );
    expect(reviews.map((review) => [review.location, texts(review)[0]])).toEqual([
      ['Mind & Body', "He didn't listen."],
      ['Mind & Body', 'We waited <5 minutes.'],
      ['Ward 3', 'Kind.'],
    ]);
    expect(problems.map(({ code, record, fatal }) => [code, record, fatal])).toEqual([
      ['html-entities', 1, false],
      ['html-entities', 2, false],
    ]);
  });

  test('what a page left at the end of its texts is known by the letters', async () => {
    const rows = Array.from(
      { length: 24 },
      (_, i) => `a${i},"Nurse number ${i} was kind to my mother.\nHelpful? &middot; Share&nbsp;this"`,
    );
    const { reviews } = await readBytes(`id,review\n${rows.join('\n')}\n`);
    expect(withoutSpans(texts(reviews[7]!)[0]!, reviews[7]!.passages[0]!.ignore).trim()).toBe(
      'Nurse number 7 was kind to my mother.',
    );
  });
});
