import { describe, expect, test } from 'vitest';
import { chosen, readBytes, refusal } from './reading.js';

const TEXTS = [
  'The hygienist was gentle and my gums hardly bled.',
  'I waited for over an hour and nobody said why.',
  'She explained every step, and the crown fits well.',
  'Parking is a nightmare, but the nurse made me laugh.',
  'My scar healed so well that I forget it is there.',
  'They billed me twice and hung up on me.',
  'Swollen for two weeks and no call back.',
  'The front desk was short with me, the surgeon was not.',
  'I would send anyone who is nervous to them.',
  'Clean rooms, kind people, late start.',
  'My knee bends again after months of pain.',
];
const NAMES = [
  'Anna P.',
  'Bo Kerr',
  'Chidi',
  'Dora Lind',
  'Egon',
  'Faye W.',
  'Gus',
  'Hana Mo',
  'Ivo',
  'Jun',
  'Kit',
  'Lou',
  'Mia',
];

type Cell = string | number | null;

/** A table of `rows` rows: header → how a row's cell is made. */
function table(columns: Record<string, (row: number) => Cell>, rows = 40, header = true): string {
  const quote = (cell: Cell) => `"${String(cell ?? '').replaceAll('"', '""')}"`;
  const lines = Array.from({ length: rows }, (_, row) =>
    Object.values(columns)
      .map((cell) => quote(cell(row)))
      .join(','),
  );
  return `${header ? `${Object.keys(columns).map(quote).join(',')}\n` : ''}${lines.join('\n')}\n`;
}

const text = (row: number) => TEXTS[row % TEXTS.length]!;
const other = (row: number) => TEXTS[(row * 3 + 1) % TEXTS.length]!;
const name = (row: number) => NAMES[row % NAMES.length]!;
const stars = (row: number) => 1 + ((row * 7) % 5);
const day = (row: number) => `2024-0${1 + (row % 9)}-1${row % 10}`;

async function layoutOf(bytes: string) {
  const { layouts } = await readBytes(bytes);
  return { layout: layouts[0]!, fields: chosen(layouts[0]!) };
}

describe('exports of several tools', () => {
  test('a scraper of maps: place, averages, ids and replies beside the row', async () => {
    const { fields } = await layoutOf(
      table({
        reviewerId: (row) => `10${row}9876543210`,
        name,
        reviewId: (row) => `ChZ${row}DSUhNMG9n`,
        text,
        textTranslated: () => '',
        publishAt: () => '2 days ago',
        publishedAtDate: (row) => `${day(row)}T10:00:00.000Z`,
        likesCount: (row) => row % 3,
        reviewUrl: (row) => `https://example.com/${row}`,
        responseFromOwnerDate: (row) => (row % 3 ? '' : '2024-05-05T00:00:00.000Z'),
        responseFromOwnerText: (row) => (row % 3 ? '' : 'Thank you for coming, we hope to see you again!'),
        title: () => 'Fern Dental',
        stars,
        rating: () => '',
        totalScore: () => 4.6,
      }),
    );
    expect(fields).toMatchObject({
      text: ['text'],
      rating: ['stars'],
      date: ['publishedAtDate'],
      id: ['reviewId'],
      location: ['title'],
      reply: ['responseFromOwnerText'],
    });
    expect(fields.reviewer).toContain('name');
  });

  test('a place beside the row: name is the place, rating its average', async () => {
    const { fields } = await layoutOf(
      table({
        place_id: (row) => `ChIJk5w3Q7Jf${row % 3}`,
        name: (row) => ['Fern Dental', 'Oak Clinic', 'Elm House'][row % 3]!,
        rating: (row) => [4.6, 4.1, 3.9][row % 3]!,
        review_text: text,
        review_rating: stars,
        review_time: (row) => `vor ${2 + (row % 8)} Wochen`,
        review_author: (row) => `${name(row)} ${row}`,
      }),
    );
    expect(fields).toMatchObject({
      text: ['review_text'],
      rating: ['review_rating'],
      date: ['review_time'],
      location: ['name'],
      reviewer: ['review_author'],
    });
  });

  test('an average that the header calls a rating is none', async () => {
    const { fields } = await layoutOf(
      table({
        Doctor: (row) => ['Dr. A. Lee', 'Dr. B. Ray', 'Dr. C. Orr'][row % 3]!,
        'Overall Rating': (row) => [4.5, 3.5, 5][row % 3]!,
        Review: text,
      }),
    );
    expect(fields.rating).toBeUndefined();
    expect(fields.provider).toEqual(['Doctor']);
  });

  test('an app shop’s export: two dates, developer replies, links', async () => {
    const { fields } = await layoutOf(
      table({
        'Package Name': () => 'com.example.clinic',
        'Reviewer Language': () => 'en',
        'Review Submit Date and Time': (row) => `${day(row)}T10:00:00Z`,
        'Review Submit Millis Since Epoch': (row) => 1_690_000_000_000 + row,
        'Review Last Update Date and Time': (row) => `${day(row)}T11:00:00Z`,
        'Star Rating': stars,
        'Review Title': () => '',
        'Review Text': text,
        'Developer Reply Date and Time': () => '',
        'Developer Reply Text': (row) => (row % 4 ? '' : 'We are sorry, please write to us.'),
        'Review Link': (row) => `https://example.com/${row}`,
      }),
    );
    expect(fields).toMatchObject({
      text: ['Review Text'],
      rating: ['Star Rating'],
      date: ['Review Submit Date and Time'],
    });
  });

  test('pros, cons and a comment of a drug survey; fixed phrases are no cons', async () => {
    const { fields } = await layoutOf(
      table({
        drug: (row) => ['Enalapril', 'Zoloft'][row % 2]!,
        rating: (row) => 1 + ((row * 7) % 10),
        sideEffects: (row) => ['Mild Side Effects', 'No Side Effects', 'Severe Side Effects'][row % 3]!,
        benefitsReview: text,
        sideEffectsReview: other,
        commentsReview: (row) => `${text(row + 4)} ${row}`,
      }),
    );
    expect(fields).toMatchObject({
      text: ['commentsReview'],
      pros: ['benefitsReview'],
      cons: ['sideEffectsReview'],
    });
  });

  test('a questionnaire: sides come from the questions', async () => {
    const { layout, fields } = await layoutOf(
      table({
        Timestamp: (row) => `${1 + (row % 9)}/${14 + (row % 9)}/2023 10:00:01`,
        'How likely are you to recommend our clinic to a friend?': (row) => (row * 7) % 11,
        'What did you like best about your visit?': text,
        'What should we improve?': (row) => (row % 3 ? 'Nothing' : other(row)),
        'Which doctor did you see?': (row) => ['Dr. Abe', 'Dr. Bee'][row % 2]!,
        Age: (row) => 20 + row,
        Postcode: (row) => `N${row}`,
      }),
    );
    expect(layout.kind).toBe('survey');
    expect(layout.ratingScale!.name).toBe('0-10');
    expect(fields).toMatchObject({
      pros: ['What did you like best about your visit?'],
      cons: ['What should we improve?'],
      provider: ['Which doctor did you see?'],
    });
  });

  test('a row a question: the question gives the side', async () => {
    const { reviews } = await readBytes(
      table({
        'Comment ID': (row) => `C ${row}`,
        'FFT question': (row) =>
          ['What was good?', 'What could we do better?', 'Please tell us why'][row % 3]!,
        'FFT answer': (row) => `${text(row)} ${row}`,
      }),
    );
    expect(reviews.slice(0, 3).map(({ passages }) => passages[0]!.role)).toEqual(['pros', 'cons', 'text']);
  });

  test('sub-ratings beside the rating', async () => {
    const { layouts, reviews } = await readBytes(
      table({
        doc_id: (row) => 100 + (row % 4),
        staff: stars,
        punctuality: (row) => 1 + (row % 5),
        knowledge: (row) => 5 - (row % 5),
        rating: (row) => 1 + ((row * 3) % 5),
        review: text,
      }),
    );
    expect(chosen(layouts[0]!).subRating).toEqual(['staff', 'punctuality', 'knowledge']);
    expect(reviews[1]!.subRatings.punctuality).toEqual({ value: 0.25, raw: '2', scale: '1-5' });
  });

  test('translations and cleaned copies are one text', async () => {
    const { fields } = await layoutOf(
      table({
        review_text: text,
        review_text_vi: (row) => `Bản dịch của câu số ${row % 11}, được viết bằng tiếng Việt.`,
        review_text_en: (row) => text(row).replace('.', '!'),
        comment_wo_stopwords: (row) =>
          text(row)
            .toLowerCase()
            .replace(/\b(the|and|was|my|for|an)\b/g, ''),
        stars,
      }),
    );
    expect(fields.text).toEqual(['review_text']);
  });

  test('headers that say nothing: the values decide', async () => {
    const { fields } = await layoutOf(
      table({
        rsqaWe: (row) => `${2 + (row % 9)} weeks ago`,
        wiI7pd: (row) => (row % 4 ? text(row) : ''),
        kvMYJc: stars,
      }),
    );
    expect(fields).toMatchObject({ text: ['wiI7pd'], date: ['rsqaWe'], rating: ['kvMYJc'] });
  });

  test('labels of other tools are no ratings', async () => {
    const { layout } = await layoutOf(
      table({
        text,
        label: (row) => row % 2,
        Class: (row) => row % 3,
        sentiment_score: (row) => (row % 10) / 10,
      }),
    );
    expect(layout.ratingScale).toBeNull();
  });
});

describe('little to go by', () => {
  test.each([
    ['id,text\n1,Great\n', ['Great']],
    ['sentence\nThe nurse was rude.\nGreat\n', ['The nurse was rude.', 'Great']],
    [`review\n${'Great\n'.repeat(13)}Good\n`, [...Array(13).fill('Great'), 'Good']],
    ['{"review":"Good","rating":"5"}', ['Good']],
    ['[{"id":1,"text":"The nurse was rude"}]', ['The nurse was rude']],
  ])('%j is read', async (bytes, expected) => {
    const { reviews } = await readBytes(bytes);
    expect(reviews.map(({ passages }) => passages[0]!.text)).toEqual(expected);
  });

  test('stars alone are reviews without text', async () => {
    const { reviews } = await readBytes('name,comment,stars\nBo,,5\nAl,,4\n');
    expect(reviews.map(({ setAside, rating }) => [setAside, rating!.raw])).toEqual([
      ['no-text', '5'],
      ['no-text', '4'],
    ]);
  });
});

describe('what holds no reviews is refused', () => {
  test.each<[string, Record<string, (row: number) => Cell>]>([
    [
      'averages',
      { Average_of_Ratings: (row) => 3 + (row % 20) / 10, Total_Number_of_Reviews: (row) => row * 17 },
    ],
    [
      'doctors and what they say of themselves',
      {
        Doctor: (row) => `Dr. N. Orr ${row}`,
        Bio: (row) =>
          `Dr. Orr ${row} is a board certified dermatologist who graduated from State University and has ${row} years of experience.`,
        Rating: (row) => 4 + (row % 10) / 10,
        Reviews: (row) => row * 3,
      },
    ],
    [
      'places with a count of reviews',
      {
        name: (row) => `Clinic ${row}`,
        website: (row) => `https://example.com/${row}`,
        stars: () => '5.0 star rating',
        reviews: (row) => `   ${row + 2} reviews  `,
        services: (row) => ['Crowns,Fillings', 'Botox,Peels', 'Hips,Knees'][row % 3]!,
      },
    ],
    [
      'a shop with descriptions',
      {
        sku: (row) => `S${row}`,
        description: (row) =>
          `A light cream number ${row} for dry skin with natural oils, used at night after washing.`,
        price: (row) => 9.99 + row,
        review_count: (row) => row,
      },
    ],
    [
      'closed answers',
      {
        Age: (row) => 20 + row,
        Q1: (row) => stars(row),
        Q2: (row) => ['Agree', 'Disagree'][row % 2]!,
        Occupation: (row) => ['Teacher', 'Nurse', 'Baker'][row % 3]!,
      },
    ],
    [
      'topics summed up by a machine',
      {
        topic_id: (row) => row,
        summary: (row) => `Patients in group ${row} were told to wait. ${text(row)}`,
        count: (row) => row * 4,
        keywords: () => 'wait, desk, phone',
      },
    ],
    ['links', { url: (row) => `https://example.com/review/${row}`, seen: day }],
  ])('%s', async (_, columns) => {
    const message = await refusal(readBytes(table(columns)));
    expect(message).toContain('no column of review text');
    expect(message).toContain('--map text=COLUMN');
  });

  test('but --map has the last word', async () => {
    const bytes = table({ topic_id: (row) => row, summary: text });
    const { reviews } = await readBytes(bytes, { map: { text: ['summary'] } });
    expect(reviews).toHaveLength(40);
  });
});

describe('repeats', () => {
  test('short texts of nobody are no repeats; the same person, day and words are', async () => {
    const rows = [
      'Anna,2024-01-01,Great',
      'Bo,2024-01-01,Great',
      'Anna,2024-01-01,Great',
      'Anna,2024-01-02,Great',
      'Anonymous,2024-01-01,nothing',
      'Anonymous,2024-01-01,nothing',
    ];
    const { counts, reviews } = await readBytes(`author,date,review\n${rows.join('\n')}\n`);
    expect(counts.duplicate).toBe(1);
    expect(reviews).toHaveLength(5);
  });

  test('ids that start again at every source are not the same review', async () => {
    const bytes = table({
      id: (row) => 1 + (row % 20),
      source: (row) => (row < 20 ? 'Google' : 'Yelp'),
      review: (row) => `${text(row)} ${row}`,
    });
    expect((await readBytes(bytes)).counts.duplicate).toBe(0);
  });
});
