import { describe, expect, test } from 'vitest';
import { compileHeaders, findSide } from '../../src/read/spellings.js';
import { chosen, columns, readBytes, refusal } from './reading.js';

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

const PRAISE = [
  'The nurse was kind and gentle with my boy.',
  'Great doctor, she listened to all of it.',
  'Clean rooms and a friendly desk.',
  'I love how helpful everyone is.',
  'Excellent surgeon, a wonderful result.',
  'They were polite and very professional.',
  'Lovely team, I am grateful.',
];
const BLAME = [
  'I waited two hours and nobody came.',
  'The desk was rude and slow.',
  'They charged me twice, a terrible mess.',
  'My wound got infected and they ignored it.',
  'Impossible to reach, never again.',
  'The room was dirty and noisy.',
  'I felt rushed, an awful visit.',
];
const praise = (row: number) => `${PRAISE[row % 7]} ${PRAISE[(row * 3 + 1) % 7]} ${name(row)}`;
const blame = (row: number) => `${BLAME[(row * 2) % 7]} ${BLAME[(row * 5 + 3) % 7]} ${name(row)}`;

describe('the side that a question asks for', () => {
  const index = compileHeaders(columns);

  test.each([
    ['pros', 'What worked well?'],
    ['pros', 'What are we doing right?'],
    ['pros', 'What was the highlight of your stay?'],
    ['cons', "What didn't work well?"],
    ['cons', 'What has not worked well?'],
    ['cons', 'How can we make your next visit better?'],
    ['cons', 'What prevented you from giving a higher score?'],
    ['cons', "Why wouldn't you recommend us?"],
    [null, "What worked well and what didn't?"],
    [null, "What did you like, and what didn't you like?"],
    [null, 'What prevented you from coming sooner?'],
    [null, 'Highlights of your medical history'],
    // what would have been better, however kind its words
    ['cons', 'What would have made you happy with your visit?'],
    ['cons', 'How could we have exceeded your expectations?'],
    ['pros', 'Did anything exceed your expectations?'],
    // a denial further off
    ['cons', 'If you were not completely satisfied, please tell us why'],
    ['cons', 'Was hat Ihnen nicht so gut gefallen?'],
    ['cons', 'What kept you from enjoying your stay?'],
    // what became better
    [null, 'How has treatment improved your life?'],
    [null, 'How did we put your concerns at ease?'],
    // yes or no
    [null, 'Did you enjoy your visit? Why or why not?'],
    ['cons', 'Do you have any complaints?'],
    // both
    [null, 'Describe your best or worst moment'],
    [null, 'Strengths and weaknesses'],
    [null, 'What did you love or hate?'],
  ])('%s: %s', (side, question) => {
    expect(findSide(question, index)).toBe(side);
  });
});

describe('what stands beside the words of patients', () => {
  test.each(['Internal Notes', 'Case Notes', 'manager_comment', 'Follow up note', 'Reply draft'])(
    '%s are no words of theirs',
    async (header) => {
      const { fields } = await layoutOf(
        table({ Comments: text, [header]: (row) => `${other(row)} ${name(row)}`, stars, day }),
      );
      expect(fields.text).toEqual(['Comments']);
    },
  );

  test('what an owner answers, but not the answer to a survey', async () => {
    const beside = await layoutOf(table({ Review: text, 'Response Text': other, stars }));
    expect(beside.fields.text).toEqual(['Review']);
    const alone = await layoutOf(table({ 'Response Text': text, stars }));
    expect(alone.fields.text).toEqual(['Response Text']);
  });

  test('the text without a known header is read beside a box for complaints', async () => {
    const { fields } = await layoutOf(
      table({
        Description: (row) => `${text(row)} ${name(row)}`,
        'What can be improved': (row) => (row % 3 ? '' : other(row)),
        stars,
      }),
    );
    expect(fields).toMatchObject({ text: ['Description'], cons: ['What can be improved'] });
  });

  test('but not a second version of it beside a full text', async () => {
    const { fields } = await layoutOf(
      table({ Review: text, Polished: (row) => `${other(row + 4)} ${name(row)}`, stars }),
    );
    expect(fields.text).toEqual(['Review']);
  });

  test('a summary is the text where there is no other and it is rated', async () => {
    const own = (row: number) => `${text(row)} ${other(row)}`;
    const alone = await layoutOf(table({ Title: name, Summary: own, Rating: stars, day }));
    expect(alone.fields.text).toEqual(['Summary']);
    const beside = await layoutOf(table({ Review: text, Summary: own, Rating: stars, day }));
    expect(beside.fields.text).toEqual(['Review']);
    expect(await refusal(readBytes(table({ Title: name, Summary: own, day })))).toContain(
      'no column of review text',
    );
  });

  test('a header that asks for all there is has no side', async () => {
    const { fields } = await layoutOf(table({ 'Comments and suggestions': text, stars }));
    expect(fields.text).toEqual(['Comments and suggestions']);
  });

  test.each([
    ['Visit Date', 'Response Date'],
    ['Appointment at', 'Responded at'],
    ['Sent', 'Answered'],
    ['Disch Date', 'Recvd Date'],
  ])('of %s and %s the second is the day of the review', async (visit, written) => {
    const { fields } = await layoutOf(
      table({ [visit]: (row) => day(row + 1), [written]: day, Comment: text }),
    );
    expect(fields.date).toEqual([written]);
  });

  test('the day of a reply is none of the review', async () => {
    const { fields } = await layoutOf(
      table({
        Date: day,
        Review: text,
        Response: (row) => (row % 2 ? other(row) : ''),
        'Responded on': (row) => day(row + 1),
      }),
    );
    expect(fields.date).toEqual(['Date']);
  });

  test.each(['Date of birth', 'Next appointment', 'scraped_at'])(
    '%s is no day of a review',
    async (header) => {
      const { fields } = await layoutOf(table({ Review: text, [header]: day, stars }));
      expect(fields.date).toBeUndefined();
    },
  );

  test.each(['Severity', 'Priority', 'Qty'])('%s is no rating', async (header) => {
    const { fields } = await layoutOf(table({ Review: text, [header]: stars }));
    expect(fields.rating).toBeUndefined();
  });

  test.each(['Overall (1 = excellent, 5 = poor)', 'Score (1 to 5)'])('%s is a rating', async (header) => {
    const { fields } = await layoutOf(table({ Review: text, Band: (row) => 1 + (row % 5), [header]: stars }));
    expect(fields.rating).toEqual([header]);
  });

  test('a user who writes twice gives no ids', async () => {
    const { fields } = await layoutOf(table({ uid: (row) => `u${row % 38}`, Review: text, stars }));
    expect(fields.id).toBeUndefined();
  });

  test('headers that come again and the sum below are no records of reviews', async () => {
    const rows = table({ Date: day, Review: text, Stars: stars }, 12);
    const { reviews, counts, layouts } = await readBytes(`${rows}${rows.split('\n', 1)[0]}\nTotal,,38\n`);
    expect([reviews.length, counts.blank]).toEqual([12, 2]);
    expect(layouts[0]!.ratingScale).toMatchObject({ min: 1, max: 5 });
  });

  test('"Average" as a rating sums up nothing', async () => {
    const words = (row: number) => ['Excellent', 'Average', 'Poor'][row % 3]!;
    const rows = table({ Rating: words, Review: (row) => (row % 4 ? text(row) : '') }, 24);
    const { reviews, counts } = await readBytes(rows);
    expect([reviews.length, counts.blank]).toEqual([24, 0]);
  });
});

describe('the sides of answer boxes', () => {
  test.each([
    ['Plus', 'Minus'],
    ['Positive aspects', 'Negative aspects'],
    ['Likes', 'Dislikes'],
    ['What worked', "What didn't"],
    ['What worked for you', 'What did not work for you'],
    ['What I loved', "What I didn't love"],
    ['What was great', 'What was not so great'],
    ['Reasons to recommend', 'Reasons not to recommend'],
    ['Upsides', 'Downsides'],
    ['Praise', 'Criticism'],
    ['Kudos', 'Concerns'],
    ['Thumbs up', 'Thumbs down'],
    ['Went well', 'Even better if'],
    ['review_pos', 'review_neg'],
    ['What pleased you', 'What annoyed you'],
    ['Keep doing', 'Stop doing'],
    ['Aspectos positivos', 'Aspectos negativos'],
    ['Das war gut', 'Das war schlecht'],
    ['What did you like the most?', 'What did you like the least?'],
    ['What went well today?', 'What did not go well today?'],
  ])('headers that are each other’s opposite: %s, %s', async (pro, con) => {
    const { fields } = await layoutOf(
      table({
        no: (row) => row + 1,
        [con]: (row) => (row % 4 ? other(row + 2) : ''),
        [pro]: (row) => (row % 3 ? text(row) : ''),
        score: stars,
      }),
    );
    expect(fields).toMatchObject({ pros: [pro], cons: [con], rating: ['score'] });
    expect(fields.text).toBeUndefined();
  });

  test.each([
    ['What went wrong', 'What did not go wrong'],
    ['Comment', 'Second comment'],
  ])('no opposites: %s, %s', async (one, other) => {
    const { fields } = await layoutOf(table({ [one]: text, [other]: (row) => text(row + 5), score: stars }));
    expect(fields.pros).toBeUndefined();
  });

  test.each([
    ['Question 1', 'Response 1', 'Question 2', 'Response 2'],
    ['q1', 'a1', 'q2', 'a2'],
    ['Q1 text', 'Q1 answer', 'Q2 text', 'Q2 answer'],
  ])('%s, %s, %s, %s: each answer has a question of its own', async (first, answer, second, other) => {
    const rows = table({
      no: (row) => row + 1,
      [first]: () => 'What was good about your visit?',
      [answer]: praise,
      [second]: (row) => (row % 2 ? 'What could we improve?' : 'What did you dislike?'),
      [other]: blame,
      day,
    });
    const { reviews } = await readBytes(rows);
    expect(new Set(reviews.map(({ passages }) => passages.map(({ role }) => role).join()))).toEqual(
      new Set(['pros,cons']),
    );
  });

  test('headers that say nothing: praise in the one, blame in the other', async () => {
    const { fields } = await layoutOf(table({ 'Box A': blame, 'Box B': praise, grade: stars }));
    expect(fields).toMatchObject({ pros: ['Box B'], cons: ['Box A'], rating: ['grade'] });
  });

  test('both in both tell no side', async () => {
    const both = (row: number) => (row % 2 ? praise(row) : blame(row));
    const { fields } = await layoutOf(
      table({ 'Box A': both, 'Box B': (row) => both(row + 3), grade: stars }),
    );
    expect(fields.text).toEqual(['Box A', 'Box B']);
  });

  test('a header of text is text, however full of praise', async () => {
    const { fields } = await layoutOf(table({ review: praise, 'Box B': blame, stars }));
    expect(fields.text).toContain('review');
    expect(fields.pros).toBeUndefined();
  });

  test('a question for whatever there is to say has no side', async () => {
    const { fields } = await layoutOf(
      table({
        'Do you have any other comments, questions, or concerns?': (row) => (row % 3 ? text(row) : ''),
        'Is there anything else we could have done better?': (row) => (row % 2 ? other(row) : ''),
        when: day,
      }),
    );
    expect(fields.text).toEqual(['Do you have any other comments, questions, or concerns?']);
    expect(fields.cons).toEqual(['Is there anything else we could have done better?']);
  });

  test('tags on either side are no answers', async () => {
    const { fields } = await layoutOf(
      table({
        story: text,
        'tags: good': (row) => ['staff', 'nurses', ''][row % 3]!,
        'tags: improve': (row) => ['', 'waiting', 'parking'][row % 3]!,
        when: day,
      }),
    );
    expect(fields.text).toEqual(['story']);
    expect(fields.pros).toBeUndefined();
  });
});

describe('ratings by what stands beside them', () => {
  test('the rating that is called as the text is goes before another thing’s', async () => {
    const { fields } = await layoutOf(
      table({
        'Product Rating': (row) => (row % 2 ? stars(row + 1) : ''),
        'Service Review': text,
        'Service Rating': stars,
      }),
    );
    expect(fields.rating).toEqual(['Service Rating']);
  });

  test('a doctor’s rating that differs from row to row is the row’s own; one that does not is an average', async () => {
    const doctor = (row: number) => `Dr. ${NAMES[row % 4]}`;
    const own = table({ doctor, comments: text, doctorRating: stars });
    expect((await layoutOf(own)).fields.rating).toEqual(['doctorRating']);
    const average = table({ doctor, comments: text, doctorRating: (row) => 2 + (row % 4) });
    expect((await layoutOf(average)).fields.rating).toBeUndefined();
  });

  test('a question of a form asks for the rating, one for the age does not', async () => {
    const likely = 'How likely is it that you would recommend us to a friend or colleague?';
    const { fields } = await layoutOf(
      table({
        'How old are you?': (row) => 20 + row,
        [likely]: (row) => 2 * stars(row),
        'What is the main reason for your score?': text,
      }),
    );
    expect(fields.rating).toEqual([likely]);
  });

  test('a chance imbalance of a few rows does not speak against the only marks there are', async () => {
    const { fields } = await layoutOf(table({ words: text, grade: (row) => 1 + ((row * 3) % 5) }, 24));
    expect(fields.rating).toEqual(['grade']);
  });

  test('two classes without a header are no rating', async () => {
    const { fields } = await layoutOf(table({ a: (row) => (row % 3 ? 4 : 0), b: text }, 40, false));
    expect(fields.rating).toBeUndefined();
    expect(fields.text).toEqual(['#2']);
  });

  test('marks of parts under headers of places and texts', async () => {
    const near = (row: number) => Math.min(5, stars(row) + (row % 4 === 0 ? 1 : 0));
    const { fields } = await layoutOf(
      table({
        review: text,
        'overall experience': stars,
        Trust: near,
        Explanation: near,
        Practice: () => 'Elm',
      }),
    );
    expect(fields.subRating).toEqual(['Trust', 'Explanation']);
    expect(fields.location).toEqual(['Practice']);
  });

  test('answers on a scale of words name nobody', async () => {
    const { fields } = await layoutOf(
      table({
        comment: text,
        'Please rate: the clinician': (row) => ['Agree', 'Strongly agree', 'Disagree'][row % 3]!,
        stars,
      }),
    );
    expect(fields.provider).toBeUndefined();
  });
});

describe('what the values alone say', () => {
  test('milliseconds under a header that says nothing are the date, two such columns are none', async () => {
    const ts = (row: number) => 1_690_000_000_000 + row * 86_400_000;
    expect((await layoutOf(table({ ts, msg: text, stars }))).fields.date).toEqual(['ts']);
    const two = table({ x: ts, y: (row) => ts(row + 5), msg: text, stars });
    expect((await layoutOf(two)).fields.date).toBeUndefined();
    const phones = table({ contact: (row) => 1_555_010_000 + (row % 3), msg: text, stars });
    expect((await layoutOf(phones)).fields.date).toBeUndefined();
  });

  test('a few words beside every text are its title', async () => {
    const words = ['Gentle hands', 'Long wait again', 'Back on my feet', 'Twice billed', 'No call back'];
    const { fields } = await layoutOf(
      table(
        {
          xa: (row) =>
            `${words[row % 5]} ${['this time', 'once more', 'in spring', 'for mum'][row % 4]} ${row % 7 ? '' : '!'}`,
          xb: (row) => `${text(row)} ${other(row)} ${text(row + 4)}`,
          stars,
        },
        20,
      ),
    );
    expect(fields).toMatchObject({ title: ['xa'], text: ['xb'] });
  });

  test('first-person lines without a full stop, nothing beside them but a label', async () => {
    const lines = (row: number) =>
      `${['I feel calm and able to manage my day', 'My knee hurts more than it did before'][row % 2]} since ${name(row)} left`;
    const { fields } = await layoutOf(table({ entry: lines, status: (row) => ['Normal', 'Low'][row % 2]! }));
    expect(fields.text).toEqual(['entry']);
  });

  test('words cut apart are a copy, though none says which is the original', async () => {
    const burmese = (row: number) =>
      ['ဆရာဝန်က ရှင်းပြပါတယ်။', 'စောင့်ရတာ နှစ်နာရီကြာတယ်။', 'ဆေးသောက်ပြီး မူးတယ်။', 'ဖုန်းမကိုင်ဘူး။', 'သက်သာသွားပြီ။']
        .filter((_, at) => (row >> at) & 1)
        .join(' ');
    const apart = (row: number) =>
      burmese(row)
        .replaceAll(' ', '')
        .replace(/(.{3})/gu, '$1 ');
    const { fields } = await layoutOf(
      table({ translated_word: apart, translated: burmese, labels: (row) => row % 3 }, 31),
    );
    expect(fields.text).toEqual(['translated']);
  });

  test('a name beside an e-mail address is the reviewer’s, not a place', async () => {
    const { fields } = await layoutOf(
      table({
        Name: (row) => name(row).split(/[ .]/)[0]!,
        Email: (row) => `p${row}@example.com`,
        Feedback: text,
        Rating: stars,
      }),
    );
    expect(fields.reviewer).toContain('Name');
    expect(fields.location).toBeUndefined();
  });

  test('headers as databases shorten them', async () => {
    const { fields } = await layoutOf(
      table({
        SVC_DT: (row) => day(row).replaceAll('-', ''),
        PT_CMNT: text,
        STAR_RTG: stars,
        PROV_NM: (row) => `KERR, ${name(row)}`,
      }),
    );
    expect(fields).toMatchObject({ date: ['SVC_DT'], text: ['PT_CMNT'], rating: ['STAR_RTG'] });
  });
});

describe('what stands beside the text', () => {
  test('a reviewer’s own count does not make a list of places of rows that are dated and rated', async () => {
    const unknown = table({
      who: name,
      reviewCount: (row) => `${row + 2} reviews`,
      stars,
      day,
      xq: (row) => `${text(row)} ${other(row)}`,
    });
    expect((await layoutOf(unknown)).fields.text).toEqual(['xq']);
  });

  test('the day a page was fetched is not the day of the review', async () => {
    const fetched = () => '2025-02-02T08:08:08.000Z';
    const { fields } = await layoutOf(table({ timestamp: fetched, text, stars, xd: day }));
    expect(fields.date).toEqual(['xd']);
  });

  test('few words in another language, with a day and marks in each row', async () => {
    const said = [
      'Sehr nett und kompetent',
      'Zwei Stunden gewartet trotz Termin',
      'Alles gut erklärt, gern wieder',
    ];
    const { fields } = await layoutOf(
      table({
        xa: (row) => `${said[row % 3]} ${name(row)}`,
        xb: stars,
        xc: day,
        xd: () => 'Praxis Lindenhof',
      }),
    );
    expect(fields.text).toEqual(['xa']);
  });

  test('the same with days told from today, of which there are two', async () => {
    const said = [
      'Très bon accueil et médecin attentif',
      'Attente de deux heures',
      'Soins corrects mais salle bondée',
    ];
    const { fields } = await layoutOf(
      table({
        xa: (row) => `${said[row % 3]} ${name(row)}`,
        xb: (row) => `${stars(row)},0/5`,
        xc: (row) => ['il y a 2 mois', 'il y a un an'][row % 2]!,
      }),
    );
    expect(fields).toMatchObject({ text: ['xa'], rating: ['xb'], date: ['xc'] });
  });

  test('a code and a word give a side', async () => {
    const { fields } = await layoutOf(
      table({
        record_id: (row) => row + 1,
        q1_overall: stars,
        q3_comments: (row) => `${text(row)} ${name(row)}`,
        q4_improve: (row) => (row % 2 ? other(row) : ''),
        improve_one_thing: (row) => (row % 3 ? `${blame(row)}` : 'Nothing'),
      }),
    );
    expect(fields).toMatchObject({
      text: ['q3_comments'],
      cons: ['q4_improve', 'improve_one_thing'],
      rating: ['q1_overall'],
    });
  });
});

describe('more that holds no reviews', () => {
  test('vacancies', async () => {
    const message = await refusal(
      readBytes(
        table({
          job_title: (row) => ['Nurse', 'Clerk'][row % 2]!,
          company: (row) => `${name(row)} Health`,
          date_posted: day,
          job_description: (row) =>
            `We are looking for a caring nurse to join our team in ward ${name(row)}. Benefits include dental cover after ${row + 3} weeks.`,
        }),
      ),
    );
    expect(message).toContain('no column of review text');
  });

  test('questions and what a clinic or its doctors answered', async () => {
    const answer = (row: number) =>
      `You can come on any weekday, ${name(row)}. Bring your card, see our page ${row}.`;
    const faq = table({ question: (row) => `Where can I park in street ${row}?`, answer });
    expect(await refusal(readBytes(faq))).toContain('no column of review text');
    const asked = ['Can I take two?', 'Is it safe?', 'Why does it hurt?', 'May I drive?', 'How long?'];
    const forum = table({
      user_question_text: (row) => asked[row % 5]!,
      user_answer_name: (row) => `Dr. ${name(row)}`,
      user_answer_text: answer,
    });
    expect(await refusal(readBytes(forum))).toContain('no column of review text');
    // A survey asks the same few things, and patients answer.
    const survey = table({
      question: (row) => ['What was good?', 'What could be better?'][row % 2]!,
      answer: text,
    });
    expect((await layoutOf(survey)).fields.text).toEqual(['answer']);
  });

  test('themes with how often each was found, and a quote', async () => {
    const bytes = table({
      theme: (row) => `Theme ${name(row)} ${row}`,
      quote: (row) => `I said that ${text(row)}`,
      count: (row) => row * 3 + 2,
    });
    expect(await refusal(readBytes(bytes))).toContain('no column of review text');
  });

  test('minutes of meetings, one form filled in again and again', async () => {
    const bytes = table({
      day,
      who: name,
      notes: (row) => `Talked about the rota of week ${row} and ordered chairs.`,
    });
    expect(await refusal(readBytes(bytes))).toContain('no column of review text');
  });

  test('statistics of a questionnaire', async () => {
    const message = await refusal(
      readBytes(
        table({
          item_code: (row) => `Q${row}`,
          item_text: (row) => `My doctor treated me with care, said ${name(row)} ${name(row * 5 + 2)}.`,
          mean: (row) => 3 + row / 31,
          sd: (row) => 0.5 + row / 97,
        }),
      ),
    );
    expect(message).toContain('no column of review text');
  });

  test('findings that an analyst wrote down', async () => {
    const message = await refusal(
      readBytes(
        table(
          {
            finding: (row) => `Domain ${row} is the weakest category`,
            metric: (row) => 40 + row * 7.13,
            interpretation: (row) =>
              `Patients of group ${row} report weaker counselling on side effects than others.`,
            followup: (row) => `Put questions about the purpose of medicines first in wave ${row}.`,
          },
          5,
        ),
      ),
    );
    expect(message).toContain('no column of review text');
  });

  test('a register of things, each under its own name', async () => {
    const things = Object.fromEntries(
      Array.from({ length: 40 }, (_, n) => [
        `cream-for-the-night-${n}-large`,
        { title: `cream-${n}`, status: n % 2 ? 'success' : 'no reviews', reviews: n * 3, seen: '2026-04-05' },
      ]),
    );
    const message = await refusal(readBytes(JSON.stringify({ updated: '2026-04-05', total: 40, things })));
    expect(message).toContain('no column of review text');
  });
});

test('a box that every tenth patient fills is found, wherever the first of them stands', async () => {
  const filled =
    '"The ward was clean and everybody was kind to us.","The car park is far too small for so many."';
  for (const first of [0, 1, 3, 5]) {
    const rows = Array.from(
      { length: 3001 },
      (_, i) =>
        `"They were quick and my knee is as good as new, case ${i}.",${i % 10 === first ? filled : ','}`,
    );
    const { layouts } = await readBytes(['Review,Pros,Cons', ...rows].join('\n'));
    expect(layouts[0]!.columns.map(({ field }) => field)).toEqual(['text', 'pros', 'cons']);
  }
});
