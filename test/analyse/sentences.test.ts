import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSentenceReader, tokenise } from '../../src/analyse/sentences.js';
import type { Piece } from '../../src/types.js';

const read = createSentenceReader({
  language: null,
  negators: {
    extra: ['nobody', 'no one', 'nothing', 'barely'],
    notNegation: ['not only', 'would not hesitate', "couldn't be happier", 'nothing but'],
  },
});
const whole = (text: string): Piece[] => [{ start: 0, end: text.length, section: null, prior: null }];
const sentences = (text: string): string[] => read(text, whole(text)).map((s) => text.slice(s.start, s.end));
const negated = (text: string): string[] =>
  read(text, whole(text)).flatMap((s) => s.tokens.filter((t) => t.negated).map((t) => t.normal));
const normals = (text: string): string[] => tokenise(text).map((token) => token.normal);

/** Every kind of character that made offsets drift, among words. */
const oddText = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ...[
          'the',
          'doctor',
          "can't",
          'don’t',
          'Dr.',
          'e.g.',
          '10.30am',
          '£40',
          '5/5',
          ':)',
          '👍🏽',
          '👩‍⚕️',
          'é',
          'ﬁne',
        ],
        ...[
          '…',
          '...',
          '.',
          '!',
          '?!',
          '"',
          '“',
          '”',
          '-',
          '–',
          '•',
          '&amp;',
          '&#39;',
          '<br>',
          '[NAME]',
          'XXXX',
          '***',
        ],
        ...[
          '\n',
          '\r\n',
          '\t',
          '\v',
          '\f',
          '\u00a0',
          '\u2028',
          '\u2029',
          '\u3000',
          '\ufeff',
          '\u200b',
          '\ud800',
        ],
        ...[
          'www.clinic.com',
          'a@b.co',
          '#1',
          '@x',
          'K',
          'İ',
          'ß',
          '漢字',
          '한국어',
          'not',
          'nobody',
          'but',
          ',',
        ],
      ),
      fc.string({ maxLength: 5 }),
      fc.string({ unit: 'binary', maxLength: 5 }),
    ),
    { maxLength: 40 },
  )
  .chain((parts) => fc.constantFrom(' ', '', '  ').map((glue) => parts.join(glue)));

describe('tokenise', () => {
  it('gives tokens that slice to their own text, in order, not overlapping', () => {
    fc.assert(
      fc.property(oddText, (text) => {
        let end = 0;
        for (const token of tokenise(text)) {
          expect(text.slice(token.start, token.end)).toBe(token.text);
          expect(token.start).toBeGreaterThanOrEqual(end);
          expect(token.end).toBeGreaterThan(token.start);
          end = token.end;
        }
      }),
      { numRuns: 300 },
    );
  });

  it('loses no letter and no digit', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a-zA-Z]{1,12}$/), { maxLength: 20 }), (words) => {
        const text = words.filter((word) => !/^(?:x{3,}|person(?:name)?)$/i.test(word)).join(' ');
        expect(
          tokenise(text)
            .map((token) => token.text)
            .join(''),
        ).toBe(text.replace(/ /g, ''));
      }),
      { numRuns: 100 },
    );
  });

  it.each([
    ["I can't fault them", ['i', 'can', 'not', 'fault', 'them']],
    ['I cant fault them', ['i', 'can', 'not', 'fault', 'them']],
    ['I can t fault them', ['i', 'can', 'not', 'fault', 'them']],
    ['they won’t listen', ['they', 'will', 'not', 'listen']],
    ['she didn t listen', ['she', 'did', 'not', 'listen']],
    ['he don&#39;t care', ['he', 'do', 'not', 'care']],
  ])('reads the apostrophe of %s in any writing', (text, expected) => {
    expect(normals(text)).toEqual(expected);
  });

  it('makes no token of a mask or of markup', () => {
    expect(normals('<b>[DOCTOR]</b> and XXXX saw ***** &nbsp; PERSON today')).toEqual([
      'and',
      'saw',
      'today',
    ]);
  });

  it('cuts a long unbroken string, and keeps what is around it', () => {
    const text = `kind ${'x'.repeat(100_000)} nurse ${'a/'.repeat(50_000)} parking`;
    const tokens = tokenise(text);
    expect(tokens[0]?.text).toBe('kind');
    expect(tokens.some((token) => token.text === 'nurse')).toBe(true);
    expect(tokens[tokens.length - 1]?.text).toBe('parking');
    expect(Math.max(...tokens.map((token) => token.end - token.start))).toBeLessThanOrEqual(200);
  });

  it('reads long texts part by part without a seam', () => {
    const line = 'The nurse was kind and the room was clean. ';
    const text = line.repeat(2_000);
    expect(read(text, whole(text))).toHaveLength(2_000);
  });

  it('stems like Porter', () => {
    expect(tokenise('caring nurses explained').map((token) => token.stem)).toEqual([
      'care',
      'nurs',
      'explain',
    ]);
  });
});

describe('sentence ends', () => {
  it.each([
    ['Great doctor. Rude staff!', ['Great doctor.', 'Rude staff!']],
    ['Dr. Smith was kind. I saw Mr. J. Brown too.', ['Dr. Smith was kind.', 'I saw Mr. J. Brown too.']],
    ['See www.clinic.com for hours. Nice place.', ['See www.clinic.com for hours.', 'Nice place.']],
    ['Great surgeon... Very caring', ['Great surgeon...', 'Very caring']],
    ['I waited… and waited', ['I waited… and waited']],
    ['Recovered from surgery.The doctor was kind', ['Recovered from surgery.', 'The doctor was kind']],
    ['Kind nurse\nRude clerk', ['Kind nurse', 'Rude clerk']],
    ['Kind nurse<br/>Rude clerk', ['Kind nurse', 'Rude clerk']],
    ['it cost 40.50 dollars at 10.30 am', ['it cost 40.50 dollars at 10.30 am']],
    ['"He was rude." I left.', ['"He was rude."', 'I left.']],
    ['Was seen at 3 p.m. and left', ['Was seen at 3 p.m. and left']],
    ['the doctor was lovely the nurse was kind', ['the doctor was lovely the nurse was kind']],
  ])('of %s', (text, expected) => {
    expect(sentences(text)).toEqual(expected);
  });

  it('reads over a soft line wrap', () => {
    const text = 'The receptionist took a long time to find my booking in the\nsystem and then sent me home';
    expect(sentences(text)).toHaveLength(1);
  });

  it('makes no sentence of marks alone', () => {
    expect(sentences('...')).toEqual([]);
    expect(sentences(' - \n . ')).toEqual([]);
    expect(sentences('👍')).toEqual(['👍']);
  });

  it('stays inside its pieces and in order', () => {
    fc.assert(
      fc.property(oddText, fc.array(fc.nat(200), { maxLength: 8 }), (text, numbers) => {
        const bounds = [...new Set(numbers.filter((n) => n <= text.length))].sort((a, b) => a - b);
        const pieces: Piece[] = [];
        for (let i = 0; i + 1 < bounds.length; i += 2) {
          pieces.push({ start: bounds[i] as number, end: bounds[i + 1] as number, section: i, prior: null });
        }
        let end = 0;
        for (const sentence of read(text, pieces)) {
          const piece = pieces.find((p) => p.section === sentence.section) as Piece;
          expect(sentence.start).toBeGreaterThanOrEqual(Math.max(end, piece.start));
          expect(sentence.tokens[0]?.start).toBeGreaterThanOrEqual(sentence.start);
          expect(sentence.end).toBeLessThanOrEqual(piece.end);
          expect(sentence.tokens[sentence.tokens.length - 1]?.end).toBeLessThanOrEqual(sentence.end);
          end = sentence.end;
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe('negation', () => {
  it.each([
    ['She was not kind, and rude', ['kind']],
    ['nobody helped me', ['helped', 'me']],
    ['no one explained, sadly', ['explained']],
    ['He is not only skilled but kind', []],
    ['I would not hesitate to recommend her', []],
    ['I couldn’t be happier with the result', []],
    ['nothing but praise', []],
    ['not listened\nkind nurse', ['listened']],
  ])('in %s', (text, expected) => {
    expect(negated(text)).toEqual(expected);
  });
});

it('parts "I\'m" as it parts "we\'re": phrases are written for "I am"', () => {
  const text = "I’m fine and I'm glad";
  expect(tokenise(text).map(({ normal, start, end }) => [normal, start, end])).toEqual([
    ['i', 0, 1],
    ["'m", 1, 3],
    ['fine', 4, 8],
    ['and', 9, 12],
    ['i', 13, 14],
    ["'m", 14, 16],
    ['glad', 17, 21],
  ]);
});
