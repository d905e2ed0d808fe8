import { describe, expect, test } from 'vitest';
import { findCommonEnd, findResidue, withoutSpans } from '../../src/read/residue.js';
import { readBytes } from './reading.js';

const asCsv = (texts: string[]) =>
  `review\n${texts.map((text) => `"${text.replaceAll('"', '""')}"`).join('\n')}\n`;

describe('language', () => {
  test.each([
    'Great',
    'Excellent!!!',
    'Nice smile, no pain.',
    'Dr. Osei rocks',
    'teh docter was realy nise an she lissened too me abowt my bak pane',
    'TERRIBLE. WOULD NOT GO BACK EVER AGAIN',
    'Botox lasted 4 months',
    'Ok',
    'Thnx 4 evrything u guys r the best dentists arnd',
    'Rhinoplasty, blepharoplasty and liposuction: natural results throughout, zero regrets',
  ])('English is never set aside: %s', async (text) => {
    const { reviews } = await readBytes(asCsv([text]), { map: { text: ['review'] } });
    expect(reviews[0]!.setAside).toBeNull();
    expect(reviews[0]!.language).toBe('en');
  });

  test.each([
    'Pésimo servicio',
    'No me atendieron',
    'Excelente atención',
    'Excelente!!',
    'Muy amables',
    'no me dolio nada',
    'El doctor me trató muy mal',
    'La recepcionista es grosera',
  ])('short Spanish is told in an English file: %s', async (text) => {
    const texts = [text, 'The nurse was kind and the room was clean.', 'Great dentist, no pain at all.'];
    const { reviews } = await readBytes(asCsv(texts), { map: { text: ['review'] } });
    expect(reviews.map(({ language, setAside }) => [language, setAside])).toEqual([
      ['es', 'language'],
      ['en', null],
      ['en', null],
    ]);
    const both = await readBytes(asCsv(texts), { map: { text: ['review'] }, languages: ['en', 'es'] });
    expect(both.reviews.map(({ setAside }) => setAside)).toEqual([null, null, null]);
  });

  test.each([
    ['pt', 'Excelente profissional, muito atencioso e educado com todos os pacientes'],
    ['it', 'Ottimo dentista, molto gentile e professionale con tutti i pazienti'],
    ['fr', 'Très bon accueil, personnel agréable et compétent'],
  ])('a neighbour of Spanish is none: %s', async (language, text) => {
    expect((await readBytes(asCsv([text, text]), { languages: 'all' })).reviews[0]!.language).toBe(language);
  });

  test.each([
    [
      'de',
      'Sehr freundliche Praxis, kurze Wartezeit und eine gründliche Untersuchung. Ich komme gerne wieder.',
    ],
    ['es', 'Muy buena atención de la doctora, me explicó todo con paciencia y sin prisas. La recomiendo.'],
    ['fr', 'Très bonne écoute du médecin, mais beaucoup trop d’attente dans une salle bruyante et sale.'],
    ['ko', '선생님이 친절하게 설명해 주셔서 좋았어요'],
    ['ru', 'Очень внимательный врач, спасибо большое'],
    ['zh', '医生很有耐心'],
  ])('%s is told and set aside, unless all are wanted', async (language, text) => {
    const texts = [
      text,
      'The nurse was kind and the room was clean.',
      'I would go back to them at any time.',
    ];
    const { reviews } = await readBytes(asCsv(texts));
    expect(reviews.map((review) => [review.language, review.setAside])).toEqual([
      [language, 'language'],
      ['en', null],
      ['en', null],
    ]);
    expect((await readBytes(asCsv(texts), { languages: 'all' })).reviews[0]!.setAside).toBeNull();
  });

  test('a short text takes the language of its file', async () => {
    const german = [
      'Sehr freundliche Praxis, kurze Wartezeit und eine gründliche Untersuchung.',
      'Die Ärztin hat sich viel Zeit genommen und alles in Ruhe erklärt.',
      'Leider musste ich über eine Stunde im Wartezimmer sitzen.',
      'Alles super',
    ];
    const { reviews, layouts } = await readBytes(asCsv(german));
    expect(layouts[0]!.language).toBe('de');
    expect(reviews[3]).toMatchObject({ language: 'de', setAside: 'language' });
  });
});

describe('what is not the patient’s words', () => {
  const kept = (text: string) => withoutSpans(text, findResidue(text)).trim();

  test('one half of a translation', () => {
    expect(
      kept('(Translated by Google) Kind staff, no pain.\n\n(Original)\nSnille folk, ingen smerte.'),
    ).toBe('Kind staff, no pain.');
  });

  test('the half that is English, on whichever side of the mark', () => {
    const [english, spanish] = ['The staff were kind and on time.', 'El personal fue amable y puntual.'];
    expect(kept(`${english}\n\n(Translated by Google)\n${spanish}`)).toBe(english);
    expect(kept(`${spanish}\n\n(Translated by Google)\n${english}`)).toBe(english);
  });

  test.each([
    '\n\nOwner response: Thanks!',
    '\n\nPractice replied: Thanks!',
    '\nOur reply: Thanks!',
    '\n\nResponse from Dr. Hale: Thanks!',
    '\n\nReply from Oak Street Clinic\nMar 4\nThanks!',
    '\n---\nReply from Oak Street Clinic: Thanks!',
    '\n\nComment from Dana W. of Oak Street Clinic\nBusiness Manager\nThanks!',
    ' Response from the owner: Thanks!',
    '<br><br><b>Response from the owner</b><br>Thanks!',
  ])('an owner’s reply behind it, %j', (reply) => {
    expect(kept(`The crown fits.${reply}`)).toBe('The crown fits.');
  });

  test.each([
    'I asked twice.\nThe owner answered the phone herself and our reply was a yes.',
    'No reply from the clinic: none at all.\nNo response from anyone.',
    'We wrote to the owner: no answer.',
    'A cracked tooth is no small thing (Google it). I waited a week.',
    'I rang.\nResponse from doctor: take paracetamol.',
    'Owner: rude. Nurse: kind.',
  ])('what speaks of replies is none: %j', (text) => {
    expect(findResidue(text)).toBeUndefined();
  });

  test('an owner’s reply in the cell, residue of the page', () => {
    expect(kept('The crown fits.\nResponse from the owner 2 days ago\nThank you, dear patient!')).toBe(
      'The crown fits.',
    );
    expect(kept('Quick and painless.READ MORE')).toBe('Quick and painless.');
    expect(kept('No response from the owner of the clinic when I wrote.')).toBe(
      'No response from the owner of the clinic when I wrote.',
    );
    expect(findResidue('Nothing of the kind here.')).toBeUndefined();
  });

  test.each([
    ['Kind nurse.<br /><BR> <b>Owner:</b> thank you', 'Kind nurse.'],
    ['Kind nurse.\n \n<b> Our reply: thank you', 'Kind nurse.'],
    ['Kind nurse.<br>\nThe practice responded: thank you', 'Kind nurse.'],
    ['I asked. Response from the owner: none', 'I asked.'],
    ['Kind nurse.\n--\nReply from Oak Street Clinic: thank you', 'Kind nurse.'],
    ['Kind nurse.\n\n \nComment from Dr. Oak:\nthank you', 'Kind nurse.'],
    [' \nReply by the owner: thank you', ''],
    ['Kind nurse ... Read more', 'Kind nurse'],
    ['Kind nurse… More', 'Kind nurse'],
    ['Kind\n(Translated by Google)', 'Kind'],
  ])('the words of another, with what stands before them: %j', (text, own) => {
    expect(kept(text)).toBe(own);
  });

  test.each([
    'Kind nurse.\nReply from Oak Street Clinic: none',
    'Kind nurse -\nWe saw Read moreish',
    'Tell me … More',
  ])('but not without it: %j', (text) => expect(findResidue(text)).toBeUndefined());

  test('the passage stays untouched, the spans slice to what is ignored', async () => {
    const text =
      '(Translated by Google) Kind staff and they took their time with me.\n\n(Original)\nSnille folk, de tok seg god tid med meg.';
    const { reviews } = await readBytes(asCsv([text, 'The nurse was kind and the room was clean.']));
    const [passage] = reviews[0]!.passages;
    expect(passage!.text).toBe(text);
    expect(reviews[0]!.language).toBe('en');
    expect(passage!.ignore!.map(({ start, end }) => text.slice(start, end))).toEqual([
      '(Translated by Google)',
      '\n\n(Original)\nSnille folk, de tok seg god tid med meg.',
    ]);
  });
});

describe('residue of the page', () => {
  const line = (at: number) =>
    `Visit ${at} went ${['well', 'badly', 'as planned'][at % 3]} and the bill was ${at} pounds.`;

  test('is found where nearly all texts end in the same lines', async () => {
    const texts = Array.from({ length: 30 }, (_, at) => `${line(at)}\nWas this helpful?\nShare\nRepo`);
    const { reviews } = await readBytes(asCsv(texts));
    const [passage] = reviews[7]!.passages;
    expect(withoutSpans(passage!.text, passage!.ignore)).toBe(`${line(7)}\n`);
  });

  test('however long it is', () => {
    const footer = `\n${'This message is meant for its reader alone. '.repeat(5000)}\n${'\n'.repeat(500)}End`;
    const texts = Array.from({ length: 200 }, (_, at) => `${line(at)}${footer}`);
    expect(findCommonEnd(texts)).toBe(footer.slice(1));
  });

  test('what patients say alike is theirs', async () => {
    const texts = Array.from({ length: 30 }, (_, at) => `${line(at)} I would recommend them to anyone.`);
    const { reviews } = await readBytes(asCsv(texts));
    expect(reviews.every(({ passages }) => passages[0]!.ignore === undefined)).toBe(true);
  });
});
