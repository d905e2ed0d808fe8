import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redactingQuoter } from '../../src/report/quoting.js';
import { KnownNames, redactText } from '../../src/report/redact/index.js';

const redact = (text: string, provider: string | null = null): string =>
  redactText(text, [], { provider }).text;

describe('names after titles', () => {
  it.each([
    ['Dr. Smith was great', 'Dr. [name] was great'],
    ['Dr Smith was great', 'Dr [name] was great'],
    ['I saw Dr. J. Smith-Jones on Friday.', 'I saw Dr. [name] on Friday.'],
    ['I saw Dr.Okafor twice', 'I saw Dr.[name] twice'],
    ['Dr. Jane A. Smith is kind', 'Dr. [name] is kind'],
    ["Dr. O'Brien's office called", "Dr. [name]'s office called"],
    ['Dr. van der Berg fixed it', 'Dr. [name] fixed it'],
    ['Dr. J. K. Rao fixed it', 'Dr. [name] fixed it'],
    ['Dr. Maria de la Cruz fixed it', 'Dr. [name] fixed it'],
    ['Doctor Abernathy explained it all', 'Doctor [name] explained it all'],
    ['Mr Patel and Mrs. Lindqvist were rude', 'Mr [name] and Mrs. [name] were rude'],
    ['Ms. Tran, thank you', 'Ms. [name], thank you'],
    ['Miss Delacroix at the desk', 'Miss [name] at the desk'],
    ['Nurse Kelly held my hand', 'Nurse [name] held my hand'],
    ['Nurse Practitioner Jane Doyle listened', 'Nurse Practitioner [name] listened'],
    ['Prof. Nakamura is a legend', 'Prof. [name] is a legend'],
    ['Drs. Ferris and Molina are both great', 'Drs. [name] and [name] are both great'],
    ['Drs. Ferris, Molina & Zhou', 'Drs. [name], [name] & [name]'],
    ['Dr. Love was rude', 'Dr. [name] was rude'],
    ['Dr. Payne hurt me', 'Dr. [name] hurt me'],
    ['DR. SMITH IS THE BEST', 'DR. [name] IS THE BEST'],
    ['DR JOHN SMITH IS THE BEST', 'DR [name] IS THE BEST'],
    ['Dr. K is wonderful', 'Dr. [name] is wonderful'],
    ['Dr. T. and his team', 'Dr. [name]. and his team'],
    ['Thank you Dr. Müller!', 'Thank you Dr. [name]!'],
    ['Dr. Ng/Dr. Wu share an office', 'Dr. [name]/Dr. [name] share an office'],
    ['dr smith was great', 'dr [name] was great'],
    ['saw dr. smith today', 'saw dr. [name] today'],
    ['thanks dr jones', 'thanks dr [name]'],
    ['dr jane smith is lovely', 'dr [name] is lovely'],
    ['mrs henderson was kind', 'mrs [name] was kind'],
    ['doctor smith was great', 'doctor [name] was great'],
    ["doctor smith's office", "doctor [name]'s office"],
    ['nurse jackie was so sweet', 'nurse [name] was so sweet'],
    ['Jane Doyle, MD saw me', '[name], MD saw me'],
    ['Treated by Jane Doyle RN.', 'Treated by [name] RN.'],
    ['My name is Petra Novak and I waited', 'My name is [name] and I waited'],
    ['a nurse named Olga was rough', 'a nurse named [name] was rough'],
    ['The hygienist, Maria, was gentle', 'The hygienist, [name], was gentle'],
    ['Our receptionist Tamika was rude', 'Our receptionist [name] was rude'],
    ['Tamika at the front desk was rude', '[name] at the front desk was rude'],
    ['Tamika, my hygienist, was rude', '[name], my hygienist, was rude'],
    ['Tamika, my dental hygienist', '[name], my dental hygienist'],
    ['Tamika the receptionist was rude', '[name] the receptionist was rude'],
    ['ask for Tamika at the front desk.', 'ask for [name] at the front desk.'],
    ['doctor smith and nurse jackie took care of me', 'doctor [name] and nurse [name] took care of me'],
  ])('%s', (text, expected) => {
    expect(redact(text)).toBe(expected);
  });
});

describe('ordinary words stay', () => {
  it.each([
    'Dr. was great',
    'The Dr. Was late again',
    'I love my Dr. Great bedside manner.',
    'the doctor office never called',
    'doctor bedside manner is lacking',
    'Nurse practitioner was kind',
    'The Nurse Practitioner listened to me',
    'nurse practitioner was great',
    'Mr',
    'Mr. and Mrs. both waited',
    'I miss him. Miss work for this? Never.',
    'They miss nothing',
    'doctor was late and nurse was rude',
    'Doctor Was Late',
    'My doctor really listens',
    'every doctor there is kind',
    'dr office visit was quick',
    'dr. recommended surgery',
    'the dr took his time',
    'Doctor, I am in pain',
    'Doctor He never came',
    'I saw the Dr. He was very nice.',
    'THE DOCTOR WAS GREAT',
    'DR WAS LATE AND RUDE',
    'Love this place! Great doctor and Great staff',
    'Best doctor. Kind nurse. Long wait.',
    'Everyone at the front desk was rude',
    'The receptionist I spoke to was kind',
    'my dentist Friday was late',
    'Highly recommend this MD',
    'Adore my dentist and his team',
    'Stood at the front desk for ages. Sitting in reception was worse',
    'I was a patient 2015-2020, group 300 of them, case 500',
    'The best RN ever',
    'I paid $12000 for implants and 12,000 dollars more',
    'I waited 45 minutes, 3 times, since 2019-2020.',
    'Open 9-5, call 24-7',
    'On 2024-03-15 at 10.30 I waited',
    'A 34DD now, 100% happy, 5/5, 10 out of 10',
    'After 3 visits in 2023 Dr. was still late',
    'Size 7.5, dose 500 mg, B12 500 mg',
    'I came in with level 8 pain. Way too long a wait',
    'They have 5 Great ways to pay',
    'so... well.okay then',
    'Never again.They lied.',
    'A caring doctor. Infectious laugh, too.',
    'Recently my daughter was seen here',
    'most doctors prejudge and rush',
    'the drs. send her a letter',
    'lovely dr earlier today',
    'I waited a long time.Doctor was kind. Take care.me too',
    'Thumbs up &#128077; from me',
    'She has MS facts at hand',
    'I paid $17.00 Great Dr. here',
  ])('%s', (text) => {
    expect(redact(text)).toBe(text);
  });
});

describe('addresses and numbers', () => {
  it.each([
    ['mail jane.doe+x@clinic.example.org now', 'mail [email] now'],
    ['write to jane (at) clinic (dot) com please', 'write to [email] please'],
    ['see https://example.com/a?b=c.', 'see [link].'],
    ['see www.example.com/reviews, really', 'see [link], really'],
    ['book at brightsmile.dental today', 'book at [link] today'],
    ['see GREATSMILES.COM/a or', 'see [link] or'],
    ['see www2.x.nhs.uk', 'see [link]'],
    ['tagged @brightsmile_nyc, @peopleLove and x@y', 'tagged [name], [name] and x@y'],
    ['call 555-123-4567', 'call [phone]'],
    ['call (555) 123-4567 ext. 12 now', 'call [phone] now'],
    ['call 555.123.4567', 'call [phone]'],
    ['call 555 123 4567', 'call [phone]'],
    ['call +1 555 123 4567', 'call [phone]'],
    ['call +44 20 7946 0958', 'call [phone]'],
    ['call 020 7946 0958', 'call [phone]'],
    ['call 07700 900123', 'call [phone]'],
    ['call +33 1 23 45 67 89', 'call [phone]'],
    ['call 01 23 45 67 89', 'call [phone]'],
    ['call 5551234567', 'call [phone]'],
    ['call 555-1234 after six', 'call [phone] after six'],
    ['text 555 1234 after six', 'text [phone] after six'],
    ['SSN 123-45-6789', 'SSN [number]'],
    ['MRN: 48213', 'MRN: [number]'],
    ['my chart number is 4821', 'my chart number is [number]'],
    ['member id: A-4821', 'member id: [number]'],
    ['invoice #4821 and case no. 777', 'invoice #[number] and case no. [number]'],
    ['DOB 3/14/1982', 'DOB [date]'],
    ['I was born on March 14, 1982', 'I was born on [date]'],
    ['ref 123456 and AB123456', 'ref [number] and [number]'],
    ['card 4111 1111 1111 1111', 'card [number]'],
    ['at 1450 North Willow Creek Road, Suite 12, they', 'at [address], they'],
    ['at 12 Elm St. they', 'at [address] they'],
    ['at 350 5th Ave today', 'at [address] today'],
    ['PO Box 99', '[address]'],
    ['near SW1A 1AA', 'near [address]'],
  ])('%s', (text, expected) => {
    expect(redact(text)).toBe(expected);
  });
});

describe('known names', () => {
  it('takes them out wherever they stand', () => {
    expect(redact('Smith was late. Thank you Jane! jane smith again', 'Dr. Jane Smith, MD')).toBe(
      '[name] was late. Thank you [name]! [name] again',
    );
  });
  it('leaves words that are also names where a sentence begins, and in small letters', () => {
    expect(redact('Love this place. I love it, thanks Love!', 'Dr. Amara Love')).toBe(
      'Love this place. I love it, thanks [name]!',
    );
  });
  it('does not take titles, degrees or kinds of business for names', () => {
    const text = 'The Clinic has a doctor, MD, and Dental chairs';
    expect(redact(text, 'Dr. Liang Wu, MD')).toBe(text);
    expect(redact(text, 'Dental Clinic')).toBe(text);
  });
});

describe('evidence', () => {
  it('stays on its words behind a replacement, and covers the placeholder inside one', () => {
    const text = 'Dr. Abernathy was so kind';
    const kind = text.indexOf('so kind');
    const { text: out, spans } = redactText(text, [
      { start: kind, end: text.length },
      { start: 4, end: 9 },
      { start: 0, end: 7 },
      { start: 0, end: 3 },
      { start: 0, end: 4 },
    ]);
    expect(spans.map(({ start, end }) => out.slice(start, end))).toEqual([
      'so kind',
      '[name]',
      'Dr. [name]',
      'Dr.',
      'Dr. ',
    ]);
  });

  it('maps every span into the new text, in order, and leaves what no span of a hit touches', () => {
    const piece = fc.constantFrom(
      'Dr. Abernathy ',
      'a.b@c.org ',
      'call 555-123-4567. ',
      'the wait was long, ',
      '😀 ',
      'MRN: 48213 ',
      "nurse Kelly's ",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), fc.nat(), fc.nat(), (pieces, a, b) => {
        const text = pieces.join('');
        const [start, end] = [a % (text.length + 1), b % (text.length + 1)].sort((x, y) => x - y) as [
          number,
          number,
        ];
        const out = redactText(text, [{ start, end }]);
        const span = out.spans[0]!;
        expect(span.start).toBeGreaterThanOrEqual(0);
        expect(span.end).toBeLessThanOrEqual(out.text.length);
        if (start < end) expect(span.start).toBeLessThan(span.end);
        // What was not replaced reads the same behind the span's end.
        const tail = text.slice(end);
        if (redactText(tail).text === tail && out.text.endsWith(tail)) {
          expect(out.text.slice(span.end).endsWith(tail)).toBe(true);
        }
        expect(redactText(out.text).text).toBe(out.text);
      }),
    );
  });

  it('is quick on long and hostile text', () => {
    const long = `${'1 '.repeat(50_000)}${'a.'.repeat(50_000)}${'Dr. '.repeat(20_000)}${'(1'.repeat(20_000)}`;
    expect(redact(long).length).toBeGreaterThan(0);
  });
});

describe('signs that are written in several ways', () => {
  it.each([
    ['Dr.\u00A0Abernathy was rude', 'Dr.\u00A0[name] was rude'],
    ['Dr.\u202FAbernathy', 'Dr.\u202F[name]'],
    ['Dr.\tAbernathy', 'Dr.\t[name]'],
    ['Dr.&nbsp;Abernathy was rude', 'Dr.&nbsp;[name] was rude'],
    ['Dr. Aber\u00ADnathy was rude', 'Dr. [name] was rude'],
    ['mail jane\u200B@example.org', 'mail [email]'],
    ['born on\u00A003/14/1962', 'born on\u00A0[date]'],
    ['at 123\u00A0Larkspur\u00A0Street', 'at [address]'],
    ['call 555\u2011123\u20114567', 'call [phone]'],
    ['call 555–123–4567', 'call [phone]'],
    ['call ０７７００ ９００１２３', 'call [phone]'],
    ['Dr. Abernathy—the best', 'Dr. [name]—the best'],
  ])('%s', (text, expected) => {
    expect(redact(text)).toBe(expected);
  });

  it('keeps the evidence on its words', () => {
    const text = 'Dr.\u00A0Aber\u00ADnathy was so kind';
    const { text: out, spans } = redactText(text, [{ start: text.indexOf('so'), end: text.length }]);
    expect(out.slice(spans[0]!.start, spans[0]!.end)).toBe('so kind');
  });
});

describe('what a name stands beside', () => {
  it.each([
    ['Hygienist Ottoline hurt my gums', 'Hygienist [name] hurt my gums'],
    ['my mom Ottoline loved it', 'my mom [name] loved it'],
    ['My 6 year old Casper was scared', 'My 6 year old [name] was scared'],
    ['my wife ottoline was in tears', 'my wife [name] was in tears'],
    ['PA Casper Thistle did not listen', 'PA [name] did not listen'],
    ['a girl called Ottoline took my blood', 'a girl called [name] took my blood'],
    ['by the name of Ottoline', 'by the name of [name]'],
    ['her name is ottoline and she lied', 'her name is [name] and she lied'],
    ['I am Casper Thistle and I waited', 'I am [name] and I waited'],
    ['Thistlewood MD botched it', '[name] MD botched it'],
    ['Dr. Bill Thistlewood was kind', 'Dr. [name] was kind'],
    ['Dr. Will Long rushed me', 'Dr. [name] rushed me'],
    ['dr thistle, kaur and gill were rude', 'dr [name], [name] and [name] were rude'],
    ['Rev. Thistle and Herr Oster came', 'Rev. [name] and Herr [name] came'],
    ['M. Dupont est gentil', 'M. [name] est gentil'],
    ['Surgeon: Thistlewood', 'Surgeon: [name]'],
    ['Dr (Gigi) Thistle is fun', 'Dr ([name]) [name] is fun'],
    ['Prof. Dr. med. Thistle was kind', 'Prof. Dr. med. [name] was kind'],
    ['Kind regards, Ottoline', 'Kind regards, [name]'],
    ['Great care. - Casper T.', 'Great care. - [name].'],
    ['Casper (receptionist) was rude', '[name] (receptionist) was rude'],
    ['Dr.\nThistle was rude', 'Dr.\n[name] was rude'],
    ['Dr. 李 was kind', 'Dr. [name] was kind'],
  ])('%s', (text, expected) => {
    expect(redact(text)).toBe(expected);
  });
});

describe('more that has a form', () => {
  it.each([
    ['at 45B Oak Ave, Apt 3 and', 'at [address] and'],
    ['at 7 larkspur st and', 'at [address] and'],
    ['at 12 rue de la Roquette and', 'at [address] and'],
    ['from K1A 0B1 by bus', 'from [address] by bus'],
    ['from sw1a 1aa by bus', 'from [address] by bus'],
    ['in CA 90210-1234', 'in CA [number]'],
    ['my birthday, 3/14/62', 'my birthday, [date]'],
    ['birthdate 14-Mar-1962', 'birthdate [date]'],
    ['jane (at) gmail dot com', '[email]'],
    ['jane at gmail dot com', '[email]'],
    ['see bit.ly/3xYz', 'see [link]'],
    ['see smith-praxis.de for it', 'see [link] for it'],
    ['Medicare number 1EG4-TE5-MK73', 'Medicare number [number]'],
    ['insurance id xyz123456789', 'insurance id [number]'],
    ['ring 030/1234567', 'ring [phone]'],
    ['my number is 555 0142', 'my number is [phone]'],
    ['Tel.\n555 0142', 'Tel.\n[phone]'],
    ['my insta is jane_doe_77', 'my insta is [name]'],
  ])('%s', (text, expected) => {
    expect(redact(text)).toBe(expected);
  });
});

describe('ordinary words beside titles and numbers stay', () => {
  it.each([
    '2 Weeks Way too long',
    '5 Star Place to go',
    'It is 10 Minutes Drive from home',
    'In November 2016 Dr visits were quick',
    'dr appt was cancelled',
    'dr kinda ignored me',
    'the doctor mumbles and rushes',
    'dr shrugged and left',
    'Dr. Mumbled and left',
    'NURSE PRICKED ME FOUR TIMES',
    'THE DOCTOR MUMBLED AND LEFT',
    'My son Cried.',
    'My mother Adores the night shift',
    'a Total Knee Replacement from the scheduling desk',
    'Confusion in billing was constant',
    'It cost 15000 and my platelets were 150000',
    'They billed 99214 instead of 99213',
    'Good staff.dental work is great',
    'Medicaid, my insurance manager said, is enough',
    'I was there @home',
    'I am African American and was ignored',
    'They named Medicare as the reason',
    'a loan called CareCredit',
    'C5C6C7 was fused',
  ])('%s', (text) => {
    expect(redact(text)).toBe(text);
  });
});

describe('names that are known', () => {
  it.each([
    ['Dr. Bo Li', 'Li was great', '[name] was great'],
    ['Dr. José Peña', 'Pena was great', '[name] was great'],
    ["Dr. Ida O'Brien", 'OBrien was great', '[name] was great'],
    ['Dr. Greta Hoffmann-Smythe', 'Smythe was great', '[name] was great'],
    ['Dr. Greta Hoffmann', 'Hoffmann-Smythe was great', '[name] was great'],
    ['Tom Harrison', 'harrison was great', '[name] was great'],
    ['李伟', '李伟医生很好', '[name]医生很好'],
    ['Dr. Will Long', 'It will long be remembered', 'It will long be remembered'],
    ['Dr. Best Care', 'Best care ever', 'Best care ever'],
    ['Dr. Page', 'their home page is down', 'their home page is down'],
  ])('%s: %s', (provider, text, expected) => {
    expect(redact(text, provider)).toBe(expected);
  });

  it('are those of the writer, where they are names', () => {
    const about = (reviewer: string) =>
      redactText('Zelda here. Happy with it', [], { provider: null, reviewer }).text;
    expect(about('Zelda Fitz')).toBe('[name] here. Happy with it');
    expect(about('Happy Mom')).toBe('Zelda here. Happy with it');
  });

  it('are those of others: the whole name, or a surname that is no word', () => {
    const others = new KnownNames()
      .addOther('Tom Harrison')
      .addOther('Austin Dental Group')
      .addOther('Dr. Amy Best');
    const text = 'Tom Harrison did it. Harrison again. Austin is hot. The Best';
    expect(redactText(text, [], { provider: 'Susan Miller', others }).text).toBe(
      '[name] did it. [name] again. Austin is hot. The Best',
    );
  });

  it('are those that the text gave away once', () => {
    expect(redact('My surgeon Dr. Hoffmann is great. Hoffmann saved me.')).toBe(
      'My surgeon Dr. [name] is great. [name] saved me.',
    );
  });
});

describe('a quote', () => {
  const text = 'My surgeon was Dra. Hoffmann rude as ever. Later Hoffmann left.';
  const cut = (at: number, length: number) =>
    redactingQuoter()({
      text: text.slice(at, at + length),
      evidence: [],
      from: { whole: { text, provider: null, reviewer: null }, at },
    }).text;

  it('is redacted as a part of its review', () => {
    const at = text.indexOf('Hoffmann');
    expect(cut(at, 21)).toBe('[name] rude as ever');
    expect(cut(text.indexOf('Later'), 20)).toBe('Later [name] left.');
  });

  it('loses a name that the cut went through', () => {
    expect(cut(text.indexOf('mann rude'), 9)).toBe('[name] rude');
  });
});

describe('roads', () => {
  it.each([
    'My brother paid 800 over the road.',
    'We paid 45 up the road.',
    'Charged 300 round the street corner.',
  ])('a price stays: %s', (text) => expect(redact(text)).toBe(text));
});

describe('half a million letters', () => {
  // what takes the square of their number runs into the limit of the test
  it.each([
    ['words', 'the wait was long and nobody came. '],
    ['titles', 'Dr. Abernathy and nurse Kelly. '],
    ['digits', '12 345 6789-12 '],
    ['entities', '&nbsp;&nbsp;x '],
    ['marks', 'a\u0301\u0301\u0301\u0301 '],
    ['capitals', 'AND THE DR WAS LATE '],
    ['dashes', 'Good. - Ida B. '],
    ['names of months', 'born on March 1, '],
  ])('are redacted as few are: %s', (_, piece) => {
    const hidden = (times: number) => redact(piece.repeat(times)).split(/\[\w+\]/).length - 1;
    expect(Math.abs(hidden(16_000) / 16_000 - hidden(100) / 100)).toBeLessThan(0.05);
  });
});
