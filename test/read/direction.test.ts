import { describe, expect, test } from 'vitest';
import { readBytes } from './reading.js';
import { EN } from './said.js';

const GOOD = [
  'Lovely nurse, I am grateful.',
  'A kind and gentle doctor.',
  'Excellent care, thank you.',
  'Friendly desk and a clean room.',
  'The best dentist, always helpful.',
];
const BAD = [
  'Rude desk and a dirty room.',
  'The worst visit, nobody listened.',
  'They refused to help me.',
  'Awful, I waited two hours.',
  'My bill was wrong again.',
];
/** Rows of a mark, or of several cells, and a text that fits. */
const csv = (header: string, rows: (readonly [string, string])[]) =>
  `${header}\n${rows.map(([cells, text]) => `${cells},"${text}"`).join('\n')}\n`;
const times = <T>(n: number, list: readonly T[]) =>
  Array.from({ length: n }, (_, i) => list[i % list.length]!);
const values = async (text: string, options = {}) => {
  const { reviews, problems, layouts } = await readBytes(text, options);
  return {
    values: [...new Set(reviews.map(({ rating }) => rating && `${rating.raw} ${rating.value.toFixed(2)}`))],
    subs: [
      ...new Set(
        reviews.flatMap((one) =>
          Object.entries(one.subRatings).map(
            ([name, { raw, value }]) => `${name} ${raw} ${value.toFixed(2)}`,
          ),
        ),
      ),
    ],
    said: problems.filter(({ code }) => code === 'bad-rating').map(({ message }) => message),
    scale: layouts[0]!.ratingScale,
  };
};

describe('which end is the best', () => {
  test('a column of ones alone is the worst mark, under a header of ratings or where it was named', async () => {
    const rows = times(30, BAD).map((text) => ['1', text] as const);
    expect(await values(csv('Rating,Review', rows))).toMatchObject({ values: ['1 0.00'], said: [] });
    const named = await values(csv('Mine,Review', rows), { map: { rating: ['Mine'] } });
    expect(named).toMatchObject({ values: ['1 0.00'], said: [] });
    const praised = await values(
      csv(
        'Rating,Review',
        times(30, GOOD).map((text) => ['1', text] as const),
      ),
    );
    expect(praised.values).toEqual([null]);
    expect(praised.said[0]).toContain('Rating is left out: nothing tells whether 1 or 5 is the best');
  });

  test('what was named as the rating and fits no scale is a problem', async () => {
    const rows = times(12, BAD).map((text, n) => [n % 2 ? 'Y' : 'N', text] as const);
    const named = await values(csv('Happy,Review', rows), { map: { rating: ['Happy'] } });
    expect(named.values).toEqual([null]);
    expect(named.said[0]).toContain('Happy is left out: no scale of ratings fits');
  });

  test('codes of the friends and family test: words beside them tell, else the texts, else nobody', async () => {
    const words = ['Very good', 'Good', 'Neither good nor poor', 'Poor', 'Very poor'];
    const silent = times(10, ['I came on Monday.', 'It was my knee.']);
    const beside = silent.map((text, n) => [`${(n % 5) + 1},${words[n % 5]}`, text] as const);
    expect((await values(csv('FFT Score,FFT Response,Comment', beside))).values).toContain('1 1.00');
    const upwards = silent.map((text, n) => [`${(n % 5) + 1},${words[4 - (n % 5)]}`, text] as const);
    expect((await values(csv('FFT Score,FFT Response,Comment', upwards))).values).toContain('1 0.00');
    const told = [...GOOD.map((text) => ['1', text] as const), ...BAD.map((text) => ['5', text] as const)];
    expect((await values(csv('FFT Score,Comment', told))).values).toEqual(['1 1.00', '5 0.00']);
    const turned = [...GOOD.map((text) => ['5', text] as const), ...BAD.map((text) => ['1', text] as const)];
    expect((await values(csv('FFT Score,Comment', turned))).values).toEqual(['5 1.00', '1 0.00']);
    const none = await values(
      csv(
        'FFT Score,Comment',
        silent.map((text, n) => [`${(n % 5) + 1}`, text] as const),
      ),
    );
    expect(none.values).toEqual([null]);
    expect(none.said[0]).toContain('nothing tells whether 1 or 5 is the best');
  });

  test('words with a code before them are words', async () => {
    const rows = GOOD.map(
      (text, n) =>
        [`${n + 1} ${['Very good', 'Good', 'Neither good nor poor', 'Poor', 'Very poor'][n]}`, text] as const,
    );
    expect((await values(csv('FFT Response,Comment', rows))).values[0]).toBe('1 Very good 1.00');
  });

  test('texts that speak against the usual direction, too few to turn it, leave the rating out', async () => {
    const rows = [
      ...times(9, GOOD).map((text) => ['1', text] as const),
      ...times(9, BAD).map((text) => ['5', text] as const),
    ];
    const found = await values(csv('Score,Comment', rows));
    expect(found.values).toEqual([null]);
    expect(found.said[0]).toContain('its low numbers stand beside praise');
    expect((await values(csv('Score (5 = excellent),Comment', rows))).values).toEqual(['1 0.00', '5 1.00']);
  });

  test('a part of the rating runs as words say, or as it moves with the whole', async () => {
    const words = ['Very satisfied', 'Satisfied', 'Dissatisfied', 'Very dissatisfied'];
    const rows = times(16, EN).map(
      ([, text], n) => [`${words[n % 4]},${[1, 2, 4, 5][n % 4]}`, `${text} ${n}`] as const,
    );
    expect((await values(csv('Satisfaction,Satisfaction score,Comment', rows))).subs).toContain(
      'Satisfaction score 1 1.00',
    );
    const marks = times(20, EN).map(
      ([, text], n) => [`${(n % 5) + 1},${(n % 5) + 1},${[3, 1, 5, 1, 3][n % 5]}`, `${text} ${n}`] as const,
    );
    const best = await values(csv('Rating (1 = best),Staff,Waiting time,Comment', marks));
    expect(best.subs).toContain('Staff 1 1.00');
    expect(best.subs.some((one) => one.startsWith('Waiting'))).toBe(false);
    expect(best.said[0]).toContain('Waiting time is left out');
  });

  test('school marks end at six, even where nobody gave one', async () => {
    const rows = times(12, BAD).map((text, n) => [`${(n % 4) + 1}`, text] as const);
    expect((await values(csv('Gesamtnote,Kommentar', rows))).scale).toMatchObject({
      min: 1,
      max: 6,
      reversed: true,
    });
  });
});

describe('what is no rating', () => {
  test.each(['NPS Group', 'NPS Category', 'Q1_NPS_GROUP', 'How likely are you to recommend us? - Group'])(
    'the group of an answer: %s',
    async (header) => {
      const rows = times(20, EN).map(
        ([stars, text], n) => [`${stars > 3 ? 3 : 1},${stars * 2}`, `${text} ${n}`] as const,
      );
      const found = await values(csv(`${header},NPS,Comment`, rows));
      expect(found.values).toContain('10 1.00');
      expect(found.subs).toEqual([]);
    },
  );

  test.each([
    ['How long did you wait?', ['15 minutes', '45 minutes', '5 min']],
    ['Patient since', ['3 years', '1 year', '5 yrs']],
    ['How often did you come?', ['3 visits', '1 visit', '5 visits']],
  ])('%s', async (header, cells) => {
    const rows = times(20, EN).map(([, text], n) => [cells[n % 3]!, `${text} ${n}`] as const);
    expect((await values(csv(`${header},Comment`, rows))).scale).toBeNull();
  });

  test('a fraction that a spreadsheet took for a day is told', async () => {
    const rows = times(20, EN).map(
      ([stars, text], n) => [`5-${['Jan', 'Feb', 'Mar', 'Apr', 'May'][stars - 1]}`, `${text} ${n}`] as const,
    );
    const found = await values(csv('Rating,Comment', rows));
    expect(found.values).toEqual([null]);
    expect(found.said[0]).toContain('a spreadsheet took 4/5');
  });
});

describe('where words end', () => {
  const rows = (words: string[]) =>
    times(16, EN).map(([, text], n) => [words[n % words.length]!, `${text} ${n}`] as const);
  test.each([
    [
      ['Excellent', 'Good', 'Fair', 'Poor'],
      ['Excellent 1.00', 'Good 0.67', 'Fair 0.33', 'Poor 0.00'],
    ],
    [
      ['Excellent', 'Good', 'Fair', 'Poor', 'Very poor'],
      ['Excellent 1.00', 'Good 0.75', 'Fair 0.50', 'Poor 0.25', 'Very poor 0.00'],
    ],
    [
      ['Very good', 'Good', 'Fair', 'Poor'],
      ['Very good 1.00', 'Good 0.75', 'Fair 0.50', 'Poor 0.25'],
    ],
    [
      ['Good', 'Average', 'Bad'],
      ['Good 1.00', 'Average 0.50', 'Bad 0.00'],
    ],
    [
      ['Satisfied', 'Neutral', 'Dissatisfied'],
      ['Satisfied 1.00', 'Neutral 0.50', 'Dissatisfied 0.00'],
    ],
  ])('%j', async (words, expected) => {
    expect((await values(csv('Rating,Comment', rows(words)))).values).toEqual(expected);
  });

  test('of a few cells nothing follows from the words that are missing', async () => {
    const few = rows(['Satisfied', 'Dissatisfied']).slice(0, 6);
    expect((await values(csv('Rating,Comment', few))).values).toEqual([
      'Satisfied 0.75',
      'Dissatisfied 0.25',
    ]);
  });

  test('words of another question turn no rating round', async () => {
    // three happy patients who found no parking, and a week in which the kind ones waited longest
    const parked = times(3, GOOD).map((text) => ['5,Poor', text] as const);
    expect((await values(csv('Rating,Parking,Review', parked))).scale).toMatchObject({ reversed: false });
    const weekly = [
      ['5,Good', GOOD[0]!],
      ['1,Excellent', BAD[0]!],
      ['5,Good', GOOD[1]!],
      ['5,Good', GOOD[2]!],
    ] as const;
    expect((await values(csv('Stars,Wait time,Review', [...weekly]))).scale).toMatchObject({
      reversed: false,
    });
  });
});
