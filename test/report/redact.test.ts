import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redactText } from '../../src/report/redact.js';

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
