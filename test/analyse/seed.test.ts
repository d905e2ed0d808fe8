import { beforeAll, describe, expect, it } from 'vitest';
import { createAnalyser } from '../../src/analyse/index.js';
import { loadKnowledge } from '../../src/knowledge/index.js';
import type { Analyser, Opinion, Review } from '../../src/types.js';

/** With the real lexicon and the real model: what the project was started for must come out right. */
let analyse: Analyser;
beforeAll(async () => {
  analyse = createAnalyser(await loadKnowledge());
});

const review = (text: string, role: 'text' | 'pros' | 'cons' = 'text'): Review => ({
  id: 'seed',
  hash: '00',
  origin: { file: 'f', record: 1 },
  passages: [{ role, name: role, text }],
  rating: null,
  subRatings: {},
  date: null,
  location: null,
  provider: null,
  procedure: null,
  source: null,
  language: null,
  setAside: null,
  extra: {},
});
const signs = { positive: '+', negative: '-', mixed: '0', neutral: '0' };
const themesOf = (opinions: readonly Opinion[]): string[] =>
  [
    ...new Set(opinions.flatMap(({ tags }) => tags.map(({ theme, polarity }) => theme + signs[polarity]))),
  ].sort();

const PROS = 'Pros: Did a good job, quick. Lots of availability, reasonably priced, great location';
const CONS =
  'Cons: Rude and unqualified staff members, impersonal, no contact from the doctor following surgery, no Vicodin, rushed out of recovery room';
const REST =
  "Overall, I'm happy with my breasts. I'm a 34DD at Victoria's Secret now. But for the service I received, I might as well have gone to Tijuana.";
const SEED = [PROS, CONS, REST].join('\n\n');

describe('the seed review', () => {
  it('parts praise from complaints, and both from the closing paragraph', () => {
    const { opinions } = analyse(review(SEED));
    expect(opinions.map(({ side, section }) => [side, section])).toEqual([
      ['pro', 1],
      ['pro', 1],
      ['con', 2],
      ['pro', null],
      ['pro', null],
      ['con', null],
    ]);
  });

  it('is praise of the result and blame of the service', () => {
    const { opinions } = analyse(review(SEED));
    const pro = themesOf(opinions.filter(({ section }) => section === 1));
    const con = themesOf(opinions.filter(({ section }) => section === 2));
    const rest = themesOf(opinions.filter(({ section }) => section === null));
    expect(pro).toEqual(['access+', 'billing+', 'skill+', 'waiting+']);
    expect(con).toEqual(['comfort-', 'compassion-', 'follow-up-', 'skill-', 'staff-', 'time-']);
    expect(rest).toEqual(['outcome+', 'service-']);
  });
});

describe('both models together', () => {
  it.each<[string, string[]]>([
    ['great surgeon but the front desk was rude', ['overall+', 'staff-']],
    ['Kind nurse, horrible parking.', ['access-', 'staff+']],
    ['Everyone was kind except the receptionist.', ['staff+', 'staff-']],
    ['I hated all of it apart from the nurses.', ['staff+']],
    ['I would not trust my face to anyone other than her.', ['overall+']],
    ['He misdiagnosed me.', ['skill-']],
    ['We waited two hours past our appointment.', ['waiting-']],
  ])('%s', (text, expected) => {
    expect(themesOf(analyse(review(text)).opinions)).toEqual(expect.arrayContaining(expected));
  });

  it.each(['Nothing', 'None', 'n/a'])('%s in a box of complaints is no complaint', (text) => {
    const [opinion] = analyse(review(text, 'cons')).opinions;
    expect(opinion?.tags).toEqual([]);
    expect(opinion?.side).toBe('open');
  });

  it('what the model hears in a disclaimer is no tag; what stands behind a "but" is said all the same', () => {
    const tags = (text: string) => themesOf(analyse(review(text)).opinions);
    expect(tags('The price is too high.')).toContain('billing-');
    expect(tags("I can't speak to the price.")).toEqual([]);
    expect(tags("I can't speak to the price, but the nurses were kind.")).toContain('staff+');
  });

  it('"parking" alone in a box of complaints is one', () => {
    expect(themesOf(analyse(review('Parking', 'cons')).opinions)).toEqual(['access-']);
  });

  it('each entry of the shortest list under a label is heard', () => {
    const tags = (text: string) => themesOf(analyse(review(text)).opinions);
    expect(tags('Cons: receptionist and parking')).toEqual(['access-', 'staff-']);
    expect(tags('Cons: price, parking, chairs')).toEqual(['access-', 'billing-', 'facility-']);
  });

  it('what has no word against its label says nothing against it', () => {
    const found = themesOf(analyse(review('Cons: paperwork, waiting room')).opinions);
    expect(found).toEqual(expect.arrayContaining(['administration-', 'facility-']));
    expect(found.filter((tag) => tag.endsWith('+'))).toEqual([]);
  });
});

describe('a quality by its name', () => {
  const found = (text: string, field: 'pros' | 'cons') => {
    const { opinions } = analyse(review(text, field));
    return [opinions.map(({ side }) => side).join(), themesOf(opinions)];
  };

  it('is what its label makes of it', () => {
    expect(found('cleanliness', 'cons')).toEqual(['con', ['facility-']]);
    expect(found('cleanliness', 'pros')).toEqual(['pro', ['facility+']]);
    expect(found('lack of professionalism', 'cons')[0]).toBe('con');
    expect(found('staff rudeness', 'pros')[1]).not.toContain('staff+');
    expect(themesOf(analyse(review('Cons: waiting times, cleanliness')).opinions)).toEqual([
      'facility-',
      'waiting-',
    ]);
  });

  it('says what it says where more is said of it', () => {
    expect(found('The cleanliness of the ward was impressive', 'cons')[0]).toBe('pro');
  });
});

describe('praise in a sentence of blame', () => {
  it.each(['Wish the staff were friendlier.'])('is not taken at its word: %s', (text) => {
    const found = themesOf(analyse(review(text)).opinions);
    expect(found.length).toBeGreaterThan(0);
    expect(found.filter((one) => one.endsWith('+'))).toEqual([]);
  });

  it.each([
    ["She doesn't talk down to you.", 'compassion+'],
    ['The new dentist is not at all arrogant.', 'compassion+'],
  ])('%s denies a fault', (text, tag) => {
    expect(themesOf(analyse(review(text)).opinions)).toContain(tag);
  });
});

describe('words of wishing, irony and expectation', () => {
  const sides = (text: string) => analyse(review(text)).opinions.map(({ side }) => side);

  it.each([
    'He fixed my problem in one visit.',
    'I wish I had found her sooner.',
    'Everyone should see Dr. Lee, she is wonderful.',
    'Thank you so much for your patience.',
    'Thanks so much for squeezing me in.',
    'The results are better than I expected.',
    'My new nose is everything I had hoped for.',
    'Nothing could be improved.',
  ])('praise beyond doubt wishes for nothing: %s', (text) => {
    const { opinions } = analyse(review(text));
    expect(opinions.map(({ side }) => side)).toEqual(['pro']);
    expect(themesOf(opinions).every((tag) => tag.endsWith('+'))).toBe(true);
  });

  it.each([
    'So much for being on time.',
    'They told us ten, so much for being on time.',
    'The parking should be bigger.',
    'The staff should be kinder.',
    'The bill was higher than I expected.',
    'More parking please.',
    'Nothing was explained, and the staff should be kinder.',
    'Lack of communication and long waits.',
    'Instead of helping me they were rude.',
    'Well, so much for the excellent care.',
    'Still hoping for a call back.',
  ])('a complaint stays one: %s', (text) => {
    expect(sides(text)).toEqual(['con']);
  });

  it('what was only expected is not said', () => {
    expect(sides('I expected a friendly welcome.')).toEqual(['open']);
    expect(sides('At this price I expected a friendly, thorough exam.')).toEqual(['open']);
    expect(sides('She should be more thorough and knowledgeable.')).toEqual(['open']);
  });

  it('a sentence with such words is parted where it turns', () => {
    expect(sides('She diagnosed my issue quickly but the bill was wrong.')).toEqual(['pro', 'con']);
  });
});
