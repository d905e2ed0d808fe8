import { describe, expect, test } from 'vitest';
import { chosen, readBytes } from './reading.js';

const LONG = [
  'The hygienist was gentle and my gums hardly bled afterwards.',
  'I waited for over an hour and nobody told me why.',
  'She explained every step, and the crown fits well now.',
  'Parking is a nightmare, but the nurse made me laugh.',
  'My scar healed so well that I forget it is there.',
  'They billed me twice and hung up on me when I called.',
  'Swollen for two weeks and nobody called back.',
  'I would send anyone who is nervous to them.',
  'My knee bends again after months of pain.',
];
const SHORT = [
  'Very kind nurse',
  'Too long in the waiting room',
  'Nothing at all',
  'Easy to park',
  'Explained it all well',
  'Phones are never answered',
  'Lovely team',
  'More evening slots please',
  'The room was cold',
  'He listened to me',
  'None',
];
const NOTES = [
  'Called pt, LVM',
  'Spoke to patient, resolved',
  'Apologised to pt by phone',
  'Closed, no further action',
  'Emailed the practice manager',
];
const CLINICS = ['Fern Dental', 'Oak Street Clinic', 'Elm House Surgery'];
const DOCTORS = ['Dr. Ann Lee', 'Dr. Bo Ray', 'Dr. Cy Orr'];
const TOWNS = ['Leeds', 'Hull', 'York', 'Selby'];
const QUALITY = ['Very poor', 'Poor', 'Fair', 'Good', 'Excellent'];
const MARKS = [5, 4, 1, 5, 2, 5, 3, 5, 4, 1, 5, 5, 2];

type Cell = string | number;
type Column = (row: number) => Cell;
const pick =
  (list: readonly Cell[], step = 1): Column =>
  (row) =>
    list[(row * step + step) % list.length]!;
const mark: Column = (row) => MARKS[row % MARKS.length]!;
/** A mark that mostly goes with the rating. */
const near =
  (step: number): Column =>
  (row) =>
    Math.max(1, Math.min(5, Number(mark(row)) + [0, 1, 0, -1, 0][(row * step) % 5]!));
const inWords =
  (step: number, words: readonly string[] = QUALITY): Column =>
  (row) =>
    words[Number(near(step)(row)) - 1]!;
const day: Column = (row) => `2025-0${1 + (row % 9)}-${10 + ((row * 7) % 19)}`;
const long = pick(LONG, 5);
const short = (step: number) => pick(SHORT, step);
const clinic = pick(CLINICS);
const doctor = pick(DOCTORS, 2);
const town = pick(TOWNS, 3);

async function fieldsOf(columns: { [header: string]: Column }, rows = 30) {
  const quote = (cell: Cell) => `"${String(cell).replaceAll('"', '""')}"`;
  const lines = Array.from({ length: rows }, (_, row) =>
    Object.values(columns)
      .map((cell) => quote(cell(row)))
      .join(','),
  );
  const { layouts } = await readBytes(`${Object.keys(columns).map(quote).join(',')}\n${lines.join('\n')}\n`);
  return chosen(layouts[0]!);
}

describe('boxes for comments', () => {
  const visit = { Date: day, Clinic: clinic, Rating: mark };

  test.each([
    ['Provider Comments', 'Staff Comments', 'Overall Comments'],
    ['Doctor feedback', 'Reception feedback', 'General feedback'],
    ['nurse_remarks', 'doctor_remarks', 'overall_remarks'],
    ['Comments: Access', 'Comments: Care Provider', 'Comments: Overall'],
    ['Comment - NPS', 'Comment - Doctor', 'Comment - What else'],
    ['Comments about your doctor', 'Comments about our office', 'Comments on the wait'],
    ['comments_doctor', 'comments_office', 'comments_other'],
    ['Comment regarding reception', 'Feedback on your provider', 'Other comments'],
    ['Kommentar Arzt', 'Kommentar Empfang', 'Kommentar allgemein'],
    ['Commentaires sur le médecin', 'Commentaires sur l’accueil', 'Commentaire général'],
  ])('%s, %s and %s are read however short the answers are', async (...headers) => {
    const boxes = Object.fromEntries(headers.map((header, at) => [header, short(3 + 2 * at)]));
    const fields = await fieldsOf({ ...visit, ...boxes }, 60);
    expect(fields.text).toEqual(headers);
    expect(fields.location).toEqual(['Clinic']);
    expect(fields).not.toHaveProperty('provider');
    expect(fields).not.toHaveProperty('title');
  });

  test('what patients say becomes no name of a group, whatever the column is called', async () => {
    const fields = await fieldsOf({ Date: day, Doctor: short(5), Reception: short(7), Comments: long });
    for (const field of ['provider', 'location', 'procedure', 'source'])
      expect(fields).not.toHaveProperty(field);
    const reasons = [
      'My back was sore and I could not sleep',
      'I had a bad tooth',
      'A mole that worried me so much',
      'Cleaning',
      'I was sent by my doctor',
      'The knee is not good after my fall',
      'Stitches',
      'I could not hear',
    ];
    const asked = await fieldsOf({
      Date: day,
      'Reason for visit': pick(reasons),
      Rating: mark,
      Review: long,
    });
    expect(asked).not.toHaveProperty('procedure');
  });

  test.each(['Staff Comments', 'Our comments', 'Office Comments', 'Clinic Feedback'])(
    "beside what is said to be the patients', %s may be by staff",
    async (header) => {
      const notes = ['Patient has been difficult before, please see the chart', 'We think it was the phone'];
      const rows = LONG.map((text, n) => `${MARKS[n]},"${text}","${notes[n % 2]} ${n}"`);
      const { layouts } = await readBytes(`Rating,Patient Comments,${header}\n${rows.join('\n')}\n`);
      expect(chosen(layouts[0]!).text).toEqual(['Patient Comments']);
    },
  );

  test('what patients say names no group in a file without headers, and a word a row is no comment', async () => {
    const rows = Array.from(
      { length: 30 },
      (_, row) => `${day(row)},${mark(row)},"${SHORT[row % 8]}","${long(row)}"`,
    );
    const { layouts } = await readBytes(`${rows.join('\n')}\n`);
    expect(chosen(layouts[0]!)).not.toHaveProperty('location');
    const fields = await fieldsOf(
      {
        Date: day,
        Review: long,
        comments_enabled: pick(['TRUE', 'FALSE']),
        'Doctor comments': pick(['Great', 'Rude']),
      },
      9,
    );
    expect(fields.text).toEqual(['Review']);
    expect(fields).not.toHaveProperty('provider');
  });

  test('a list to choose from is a group, however its entries speak', async () => {
    const fields = await fieldsOf({
      Date: day,
      Clinic: pick(['good health clinic on the hill', 'best care for my family', 'the kind dentist']),
      Service: pick(['Check-up and clean', 'Filling for a child', 'I am a new patient']),
      Rating: mark,
      Review: long,
    });
    expect(fields).toMatchObject({ location: ['Clinic'], procedure: ['Service'] });
  });

  test('what says of a comment who gave it, and of which kind it is, is no comment', async () => {
    const fields = await fieldsOf({
      Date: day,
      'Type of feedback': pick(['General comment', 'Formal complaint', 'Thank you note']),
      'Feedback channel': pick(['Web form', 'Paper card', 'Phone call']),
      'Feedback outcome': pick(['Closed without action', 'Called the patient back', 'Letter sent out']),
      'Consent to publish comments': pick(['Yes, with my name', 'Yes, without my name', 'No']),
      'Feedback location': clinic,
      'Feedback provider': doctor,
      Feedback: long,
    });
    expect(fields).toMatchObject({
      text: ['Feedback'],
      location: ['Feedback location'],
      provider: ['Feedback provider'],
    });
  });

  test.each(['Staff comments', 'Case comments', 'Resolution remarks', 'Comments (internal)'])(
    '%s that staff write among themselves are left out',
    async (header) => {
      const fields = await fieldsOf({
        Date: day,
        Rating: mark,
        'Patient comments': long,
        [header]: pick(NOTES, 2),
      });
      expect(fields.text).toEqual(['Patient comments']);
    },
  );

  test('a text whose first words are the title is read beside it', async () => {
    const asked = 'What problems is the portal solving and how is that benefiting you?';
    const fields = await fieldsOf({
      Title: (row) => `"${String(long(row)).split(' ').slice(0, 4).join(' ')}"`,
      'Star Rating': mark,
      'What do you like best?': short(5),
      'What do you dislike?': short(7),
      [asked]: long,
    });
    expect(fields).toMatchObject({ title: ['Title'], text: [asked] });
  });
});

describe('headers of a bare word', () => {
  test.each(['improve', 'improve_text', 'better', 'change', 'problems', 'what_bad', 'bad', '4_what_better'])(
    '%s above answers asks what was wrong',
    async (header) => {
      const fields = await fieldsOf({
        id: (row) => row,
        date: day,
        overall: mark,
        comments: long,
        [header]: short(5),
      });
      expect(fields.cons).toEqual([header]);
    },
  );

  test.each(['good', 'what_good', 'like', 'likes', '3_what_good'])(
    '%s above answers asks what was right',
    async (header) => {
      const fields = await fieldsOf({
        id: (row) => row,
        date: day,
        overall: mark,
        comments: long,
        [header]: short(5),
      });
      expect(fields.pros).toEqual([header]);
    },
  );

  test.each([9, 40])('above numbers, verdicts and illnesses it asks nothing, in %i rows', async (rows) => {
    const fields = await fieldsOf(
      {
        Date: day,
        Rating: mark,
        Comments: long,
        Change: pick(['Yes', 'No', 'Maybe']),
        Better: pick(['Yes, much better', 'Yes, a little', 'No, not at all', 'No, I am worse']),
        Problems: pick([
          'Type 2 diabetes, asthma',
          'Osteoarthritis of knee',
          'Chronic low back pain',
          'Eczema',
        ]),
        Good: (row) => row % 2,
        Like: (row) => row % 7,
        Likes: (row) => row % 5,
      },
      rows,
    );
    expect(fields.text).toEqual(['Comments']);
    expect(fields).not.toHaveProperty('pros');
    expect(fields).not.toHaveProperty('cons');
  });

  test('an adverb takes nothing from a question, and good points are praise', async () => {
    const fields = await fieldsOf({
      Date: day,
      'Please tell us about any good points': short(3),
      'G02Q04. What did you particularly like?': short(5),
      'G02Q05. Other comments': long,
    });
    expect(fields.pros).toHaveLength(2);
    expect(fields.text).toEqual(['G02Q05. Other comments']);
  });
});

describe('places', () => {
  test.each([
    'Which location did you visit?',
    'Which of our clinics did you attend?',
    'What location were you seen at?',
    'Where were you seen?',
    'Where did you receive your care?',
    'Practice attended',
    'Clinic location',
    'Clinic visited',
    'Clinic',
  ])('%s goes before a town', async (header) => {
    // Names that say nothing of a clinic: the header alone tells.
    const place = pick(['Fern', 'Oak', 'Elm']);
    const fields = await fieldsOf({ Date: day, City: town, Rating: mark, [header]: place, Comments: long });
    expect(fields.location).toEqual([header]);
  });

  test.each([
    'Patient City',
    'City of residence',
    'Your town',
    'reviewer_location',
    'Which town do you live in?',
  ])('%s is where patients live', async (header) => {
    expect(await fieldsOf({ Date: day, [header]: town, Rating: mark, Comments: long })).not.toHaveProperty(
      'location',
    );
  });

  test('a town that a survey tool guessed from the address of a computer is none', async () => {
    const guessed = {
      'IP Address': () => '192.0.2.1',
      Country: () => 'US',
      City: town,
      Postal: () => '78701',
    };
    expect(await fieldsOf({ Date: day, ...guessed, Rating: mark, Comments: long })).not.toHaveProperty(
      'location',
    );
  });

  test('a town is the place where no other is, or only the company', async () => {
    const review = { Date: day, Rating: mark, Review: long };
    expect(await fieldsOf({ ...review, City: town })).toMatchObject({ location: ['City'] });
    expect(await fieldsOf({ Company: () => 'Fern Dental', City: town, ...review })).toMatchObject({
      location: ['City'],
    });
    // One clinic and the towns of its patients
    expect(await fieldsOf({ Clinic: () => 'Fern Dental', City: town, ...review })).toMatchObject({
      location: ['Clinic'],
    });
  });

  test('a company or trust that is the same in every row yields to its clinics or wards', async () => {
    const review = { Date: day, Rating: mark, Comments: long };
    expect(
      await fieldsOf({ Company: () => 'Fern Health', ...review, 'Clinic attended': clinic }),
    ).toMatchObject({ location: ['Clinic attended'] });
    expect(
      await fieldsOf({ Trust: () => 'North NHS Trust', ...review, Ward: pick(['Ward A', 'Ward B']) }),
    ).toMatchObject({ location: ['Ward'] });
    expect(
      await fieldsOf({ Hospital: () => 'North Hospital', ...review, Ward: pick(['Ward A', 'Ward B']) }),
    ).toMatchObject({ location: ['Hospital'] });
  });

  test('what a company is like is no place, and which doctor or corner is none either', async () => {
    const traits = await fieldsOf({
      Date: day,
      'Company Size': pick(['Small practice', 'Large practice']),
      Industry: pick(['Hospital & Health Care', 'Dental clinics']),
      Rating: mark,
      Review: long,
    });
    expect(traits).not.toHaveProperty('location');
    const asked = await fieldsOf({
      Date: day,
      'Which doctor at the clinic did you see?': doctor,
      'Where did you hear about us?': pick(['A friend', 'Google', 'Leaflet']),
      Rating: mark,
      Comments: long,
    });
    expect(asked).toMatchObject({ provider: ['Which doctor at the clinic did you see?'] });
    expect(asked).not.toHaveProperty('location');
  });

  test('in a document, the town of the writer yields to the unit that was reviewed', async () => {
    const reviews = Array.from({ length: 20 }, (_, row) => ({
      consumer: { displayName: `Ann ${row}`, displayLocation: town(row) },
      businessUnit: { displayName: clinic(row) },
      stars: mark(row),
      text: long(row),
    }));
    const { layouts } = await readBytes(JSON.stringify({ reviews }));
    const fields = chosen(layouts[0]!);
    expect(fields.location).toEqual(['businessUnit.displayName']);
    expect(fields.reviewer).toEqual(['consumer.displayName']);
  });

  test("the doctor whose page a document is, is every review's", async () => {
    const ratings = Array.from({ length: 12 }, (_, row) => ({
      id: row,
      comment: long(row),
      average: mark(row),
    }));
    const { layouts, reviews } = await readBytes(JSON.stringify({ full_name: 'Dr. Ann Lee', ratings }));
    expect(chosen(layouts[0]!).provider).toEqual(['../full_name']);
    expect(reviews[0]!.provider).toBe('Dr. Ann Lee');
  });

  test('a client that is a hospital is no patient', async () => {
    const answers = { Unit: pick(['3 West', '4 East']), Date: day, Comment: long };
    expect(await fieldsOf({ 'Client Name': () => 'North Hospital', ...answers })).not.toHaveProperty(
      'reviewer',
    );
    expect(
      await fieldsOf({ 'Client Name': (row) => `Ann P. ${row}`, Date: day, Comment: long }),
    ).toMatchObject({
      reviewer: ['Client Name'],
    });
  });
});

describe('grids', () => {
  test.each([
    ['How would you rate the following? [Waiting time]', 'How would you rate the following? [Staff]'],
    ['Please rate the following: >> Waiting time', 'Please rate the following: >> Staff'],
    ['Satisfaction - Waiting time', 'Satisfaction - Staff'],
    ['Waiting time:Please rate each', 'Staff:Please rate each'],
    ['G01Q03[SQ001]. Please rate: [Waiting time]', 'G01Q03[SQ002]. Please rate: [Staff]'],
  ])('%s is a part of the rating, in numbers and in words', async (one, other) => {
    for (const [a, b] of [
      [near(1), near(2)],
      [inWords(1), inWords(2)],
    ] as const) {
      const grid = { Date: day, [one]: a, [other]: b };
      const asked = 'Overall, how would you rate the care you received?';
      const fields = await fieldsOf({ ...grid, [asked]: inWords(5), Comments: long });
      expect(fields).toMatchObject({ rating: [asked], subRating: [one, other] });
      // Without a question about the whole there is no rating of it.
      const alone = await fieldsOf({ ...grid, Comments: long });
      expect(alone).not.toHaveProperty('rating');
      expect(alone.subRating).toEqual([one, other]);
    }
  });

  test('the line of a grid that asks for the whole is the rating', async () => {
    const fields = await fieldsOf({
      Date: day,
      'Please rate [Cleanliness]': near(1),
      'Please rate [Friendliness]': near(2),
      'Please rate [Overall experience]': mark,
      Remarks: long,
    });
    expect(fields).toMatchObject({
      rating: ['Please rate [Overall experience]'],
      subRating: ['Please rate [Cleanliness]', 'Please rate [Friendliness]'],
    });
  });

  test('lines below a question of two header rows are parts of the rating', async () => {
    const rows = Array.from(
      { length: 30 },
      (_, row) => `${row},${inWords(5)(row)},${inWords(1)(row)},${inWords(2)(row)},"${long(row)}"`,
    );
    const head =
      'Respondent ID,"Overall, how would you rate your visit?",How would you rate the following?,,Comments\n' +
      ',Response,Wait time,Front desk staff,Open-Ended Response\n';
    const { layouts } = await readBytes(`${head}${rows.join('\n')}\n`);
    expect(chosen(layouts[0]!)).toMatchObject({
      rating: ['Overall, how would you rate your visit?'],
      subRating: ['How would you rate the following?', 'Front desk staff'],
    });
  });

  test('answers in words that go with the rating are parts of it', async () => {
    const fields = await fieldsOf({
      Date: day,
      Overall: mark,
      'Respect shown': inWords(1),
      'Information given': inWords(2),
      Comments: long,
    });
    expect(fields).toMatchObject({ rating: ['Overall'], subRating: ['Respect shown', 'Information given'] });
  });

  test('two ratings of the whole are no grid', async () => {
    const fields = await fieldsOf({
      Date: day,
      'Overall rating: clinic': mark,
      'Overall rating: doctor': near(1),
      Comments: long,
    });
    expect(fields.rating).toEqual(['Overall rating: clinic']);
  });
});

describe('the rating of the whole', () => {
  test.each(['How likely are you to recommend us? (0-10)', 'Likelihood to recommend (0-10)', 'NPS'])(
    'goes before "%s"',
    async (recommend) => {
      const twice: Column = (row) => 2 * Number(mark(row));
      for (const overall of [
        'Overall satisfaction with visit (1-5)',
        'How would you rate your visit overall?',
      ]) {
        const fields = await fieldsOf({ Date: day, [recommend]: twice, [overall]: near(1), Comments: long });
        expect(fields.rating).toEqual([overall]);
      }
      expect(await fieldsOf({ Date: day, [recommend]: twice, Comments: long })).toMatchObject({
        rating: [recommend],
      });
    },
  );

  test('what patients think of their own health, or of staff alone, is none', async () => {
    const health = 'In general, how would you rate your overall health?';
    const rate = 'Using any number from 0 to 10, what number would you use to rate this provider?';
    const asked = await fieldsOf({ Date: day, [health]: inWords(5), [rate]: near(1), Comments: long });
    expect(asked.rating).toEqual([rate]);
    expect(asked).not.toHaveProperty('subRating');
    const staff = 'Overall, how satisfied were you with our staff?';
    const visit = 'Overall, how satisfied were you with your visit?';
    expect(await fieldsOf({ [staff]: near(1), [visit]: mark, Comments: long })).toMatchObject({
      rating: [visit],
    });
  });
});

describe('dates', () => {
  test.each([
    ['Person Created At', 'Date (UTC)'],
    ['Account Created Date', 'Response Date (UTC)'],
    ['Contact Create Date', 'Submitted (UTC)'],
    ['Patient Since', 'Visit date'],
  ])('%s is no day of a review', async (created, said) => {
    const before: Column = (row) => `2021-0${1 + (row % 9)}-11`;
    expect(await fieldsOf({ [created]: before, [said]: day, Score: mark, Comment: long })).toMatchObject({
      date: [said],
    });
  });

  test('rows that were imported within an hour have their day elsewhere; answers of one day keep it', async () => {
    const visits = { 'Date of visit': day, Rating: mark, Comment: long };
    const imported: Column = (row) => `2025-12-30T10:00:${10 + row}.000+0000`;
    expect(await fieldsOf({ CreatedDate: imported, ...visits })).toMatchObject({ date: ['Date of visit'] });
    const answered: Column = (row) => `2025-12-30 ${10 + (row % 9)}:2${row % 10}`;
    expect(await fieldsOf({ 'Submitted at': answered, ...visits })).toMatchObject({ date: ['Submitted at'] });
  });
});
