import { Readable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chosen, ledger, read, readBytes, refusal, texts } from './reading.js';
import { day, EN, person } from './said.js';

const FLAT = `<?xml version="1.0" encoding="UTF-8"?>
<!-- exported -->
<reviews>
  <review id="x1"><meta doctor_name="Dr. Lind" date="2024-03-01" rating="2,0"/><text>The nurse was kind.<br/>The &eacute;tage was cold &amp; dark.</text></review>
  <review id="x2"><meta doctor_name="Dr. Moor" date="2024-03-02" rating="5,0"/><text><![CDATA[All went <very> well for me.]]></text></review>
  <review id="x3"><meta doctor_name="Dr. Moor" date="2024-03-04" rating="1,0"/><text/></review>
</reviews>
`;

const entry = (id: string, kind: string, content: string) =>
  `<entry><id>${id}</id><title>About ${id}</title><published>2024-05-0${id.length}T10:00:00Z</published>` +
  `<category term="${kind}"/><content type="xhtml">${content}</content></entry>`;
const FEED =
  '<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Comments</title><updated>2024-06-01T00:00:00Z</updated>' +
  entry('1', 'comment', '<div id="q"><p>The waiting room was full again.</p><p>My knee is fine.</p></div>') +
  entry('2', 'reply', '<div>Thank you for telling us, we are sorry to hear this.</div>') +
  entry('3', 'comment', '<div>I was seen on time and treated with respect.</div>') +
  entry('4', 'deletion', 'Item 4 was removed and should not be shown.') +
  entry('5', 'comment', '') +
  '</feed>';

describe('XML', () => {
  test('flat records: attributes are fields, markup belongs to the text', async () => {
    const { layouts, reviews } = await readBytes(FLAT);
    expect(layouts[0]).toMatchObject({ format: 'xml', recordsPath: 'reviews.review', headerRow: 0 });
    expect(chosen(layouts[0]!)).toMatchObject({
      id: ['@id'],
      text: ['text'],
      provider: ['meta@doctor_name'],
      date: ['meta@date'],
      rating: ['meta@rating'],
    });
    expect(reviews.map(({ id, date, rating, setAside }) => [id, date, rating?.raw, setAside])).toEqual([
      ['x1', '2024-03-01', '2,0', null],
      ['x2', '2024-03-02', '5,0', null],
      ['x3', '2024-03-04', '1,0', 'no-text'],
    ]);
    expect(texts(reviews[0]!)).toEqual(['The nurse was kind.\n\nThe étage was cold & dark.']);
    expect(texts(reviews[1]!)).toEqual(['All went <very> well for me.']);
  });

  test('a feed: replies and deletions are no reviews', async () => {
    const reading = await readBytes(FEED);
    expect(reading.layouts[0]!.recordsPath).toBe('feed.entry');
    expect(chosen(reading.layouts[0]!)).toMatchObject({ text: ['content'], title: ['title'], id: ['id'] });
    expect(reading.reviews.map(({ id }) => id)).toEqual(['1', '3', '5']);
    expect(reading.counts).toMatchObject({ read: 5, blank: 2 });
    const { left, right } = ledger(reading);
    expect(left).toBe(right);
  });

  test('where the document is cut into chunks changes nothing', async () => {
    const whole = await readBytes(FLAT);
    const bytes = Buffer.from(FLAT);
    for (const size of [1, 7, 64]) {
      const pieces: Buffer[] = [];
      for (let at = 0; at < bytes.length; at += size) pieces.push(bytes.subarray(at, at + size));
      const cut = await read([{ name: '-', stream: Readable.from(pieces) }]);
      expect(cut.reviews).toEqual(whole.reviews);
    }
  });

  test.each([
    ['cut off', FLAT.slice(0, 400)],
    ['closed wrongly', FLAT.replace('</text></review>', '</review>')],
    ['an entity of its own', FLAT.replace('kind.', '&lol9;')],
  ])('%s: refused in one line that names the line', async (_, text) => {
    const message = await refusal(readBytes(text));
    expect(message).toMatch(/not valid XML on line \d+/);
    expect(message).not.toContain('\n');
  });

  test('a document without reviews is refused', async () => {
    const counts =
      '<list><doctor name="A" reviews="12"/><doctor name="B" reviews="30"/><doctor name="C" reviews="7"/></list>';
    expect(await refusal(readBytes(counts))).toContain('no column of review text');
  });

  test('law: cutting or garbling a document ends in a reading or in one clear error', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(FEED.length), fc.nat(FEED.length), fc.string(), async (from, length, junk) => {
        const text = FEED.slice(0, from) + junk + FEED.slice(from + (length % 40));
        try {
          const reading = await readBytes(text);
          const { left, right } = ledger(reading);
          expect(left).toBe(right);
        } catch (error) {
          expect((error as Error).name).toBe('UserError');
        }
      }),
      { numRuns: 60 },
    );
  });

  test('questions and answers within a record are parts of its rating; a reply within it is the owner’s', async () => {
    const marks = (n: number) =>
      ['Is it clean?', 'Are the staff polite?']
        .map(
          (asked, at) =>
            `<rating><questionText>${asked}</questionText><answerText>Often</answerText><answerMetric value="${((n + at) % 5) + 1}" minValue="1" maxValue="5"/></rating>`,
        )
        .join('');
    const records = EN.map(
      ([, words], n) =>
        `<review id="r${n}" date="${day(n)}"><text>${words}</text><ratings>${marks(n)}</ratings>` +
        `${n % 3 === 0 ? '<response><text>The practice has noted what you say.</text></response>' : ''}</review>`,
    );
    const { layouts, reviews } = await readBytes(
      `<?xml version="1.0"?><reviews>${records.join('')}</reviews>`,
    );
    expect(chosen(layouts[0]!)).toMatchObject({
      text: ['text'],
      id: ['@id'],
      date: ['@date'],
      subRating: ['ratings.rating.Is it clean?', 'ratings.rating.Are the staff polite?'],
      reply: ['response.text'],
    });
    expect(reviews[2]!.subRatings['ratings.rating.Is it clean?']!.value).toBe(0.5);
    expect(reviews.flatMap(texts).join()).not.toContain('has noted');
  });

  test('the same in JSON; a list of reviews stays one', async () => {
    const survey = EN.map(([rating, words], n) => ({
      id: `s${n}`,
      answers: [
        { question: 'How would you rate your stay?', answer: String(rating) },
        { question: 'What was good about it?', answer: words },
      ],
    }));
    const asked = await readBytes(JSON.stringify(survey));
    expect(chosen(asked.layouts[0]!)).toMatchObject({
      pros: ['answers.What was good about it?'],
      rating: ['answers.How would you rate your stay?'],
    });
    const places = [
      { place: 'Hill', reviews: EN.map(([rating, text], n) => ({ name: person(n), rating, text })) },
    ];
    expect((await readBytes(JSON.stringify(places))).reviews).toHaveLength(EN.length);
  });
});
