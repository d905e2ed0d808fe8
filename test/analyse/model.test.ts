import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadModel, neededOf } from '../../src/analyse/model.js';
import { modelTokens } from '../../src/analyse/model-tokens.js';

const bytes = readFileSync(new URL('../../src/data/model.bin', import.meta.url));
const model = loadModel(bytes);

const words = (text: string) => modelTokens(text).words.join(' ');
/** The tags as the labels write them. */
const tags = (text: string) =>
  model
    .decideTags(model.predict(text))
    .map(({ theme, polarity }) => theme + { positive: '+', negative: '-', mixed: '0' }[polarity]);

describe('the tokens of the model', () => {
  it('folds doctors and other names', () => {
    expect(words('Dr. Sharp was late.')).toBe('<dr> was late .');
    expect(words('dr love was late.')).toBe('<dr> was late .');
    expect(words('[DOCTOR] was late.')).toBe('<dr> was late .');
    expect(words('Dr. [DOCTOR] was late.')).toBe('<dr> was late .');
    expect(words('Nurse Grace and Joy at the desk')).toBe('nurse <name> and <name> at the desk');
  });

  it('keeps words that could be names where nothing shows one', () => {
    expect(words('a sharp pain')).toBe('a sharp pain');
    expect(words('They were kind and I love it')).toBe('they were kind and i love it');
    expect(words('The doctor was great, what a joy')).toBe('the doctor was great , what a joy');
  });

  it('reads capitals, curly quotes, missing apostrophes and long runs', () => {
    expect(words('I CAN’T FAULT IT')).toBe("i can n't fault it");
    expect(words('i cant fault it')).toBe("i can n't fault it");
    expect(words('sooooo goooood!!!')).toBe('soo good !');
    expect(words('x'.repeat(5000)).length).toBeLessThan(40);
    expect(words('')).toBe('');
  });

  it('are the same whether a text is cut by hand or, as all that goes beyond ASCII, by the regular expression', () => {
    const bits = [
      ...[
        'kind',
        "don't",
        'Dr',
        'DR.',
        'Joy',
        'nurse`s',
        "'",
        "''",
        '`',
        ' ',
        '  ',
        '\n',
        '3',
        '3.5',
        '1,000',
        '10:30',
      ],
      ...[
        '.',
        '..',
        '...',
        '!',
        '?!',
        ',',
        ';',
        '"',
        '(',
        ')',
        '/',
        '&',
        '%',
        '$',
        '+',
        '-',
        '#',
        '<',
        '_',
        '\0',
        '[NAME]',
        '[',
      ],
    ];
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.constantFrom(...bits), fc.string()), { maxLength: 30 }), (parts) => {
        const text = parts.join('');
        // an ideographic space is no token
        const { words, starts, ends, capitalised } = modelTokens(`${text}\u3000`);
        expect(modelTokens(text)).toMatchObject({ words, starts, ends, capitalised });
      }),
      { numRuns: 500 },
    );
  });

  it('gives the offsets of the text', () => {
    const text = 'Dr. Mary Sharp didn’t listen… 😀 $1,200';
    const { starts, ends } = modelTokens(text);
    expect(starts.map((start, i) => text.slice(start, ends[i]))).toEqual([
      'Dr. Mary Sharp',
      'did',
      'n’t',
      'listen',
      '…',
      '😀',
      '$',
      '1,200',
    ]);
  });
});

describe('the model', () => {
  it('tags plain sentences', () => {
    expect(tags('The receptionist was very rude to me.')).toContain('staff-');
    expect(tags('I waited two hours in the waiting room.')).toContain('waiting-');
    expect(tags('He is very knowledgeable and thorough.')).toContain('skill+');
    expect(tags('I am so happy with the results of my surgery.')).toContain('outcome+');
    expect(tags('She listens and explains everything.')).toContain('communication+');
  });

  it('does not take a name for a word', () => {
    for (const name of ['Payne', 'Love', 'Savage', 'Sharp']) {
      expect(tags(`Dr. ${name} took out my stitches on Tuesday.`)).toEqual(
        tags('Dr. Smith took out my stitches on Tuesday.'),
      );
    }
  });

  it('gives probabilities, the same every time', () => {
    const text = 'Rude staff but a wonderful doctor.';
    const { values } = model.predict(text);
    expect(values).toHaveLength(model.themes.length * 2);
    for (const value of values) expect(value >= 0 && value <= 1).toBe(true);
    model.predict('something else');
    expect(model.predict(text).values).toEqual(values);
    expect(loadModel(bytes).predict(text).values).toEqual(values);
  });

  it('shows what spoke for a tag', () => {
    const text = 'I came on Monday and the receptionist was very rude to me.';
    const spans = model.evidence(text, 'staff', 'negative');
    expect(spans.length).toBeGreaterThan(0);
    expect(spans.map(({ start, end }) => text.slice(start, end)).join(' ')).toMatch(/receptionist|rude/);
    for (const { start, end } of spans) expect(start >= 0 && start < end && end <= text.length).toBe(true);
    expect(model.evidence(text, 'no such theme', 'negative')).toEqual([]);
    expect(model.evidence('', 'staff', 'negative')).toEqual([]);
  });

  it('takes any text', () => {
    for (const text of ['', ' ', '…', '\u0000', '😀😀', 'a'.repeat(1e5), 'word '.repeat(2000), '\ud800']) {
      expect(model.predict(text).values.every((value) => value >= 0 && value <= 1)).toBe(true);
    }
  });

  it('opens with the thresholds of its themes, and refuses what is no model', () => {
    const { claims } = model.judge('Great doctor.');
    expect(new Set(claims.map(({ theme }) => theme))).toEqual(new Set(model.themes));
    expect(() => loadModel(new Uint8Array(10))).toThrow(/damaged/);
    expect(() => loadModel(bytes.subarray(0, 100))).toThrow(/damaged/);
    expect(() => loadModel(bytes.subarray(0, 50_000))).toThrow(/damaged/);
  });

  it('stays within its budget', () => {
    expect(bytes.length).toBeLessThanOrEqual(4e6);
  });
});

describe('themes that are decided on together', () => {
  /** Three themes, the first two of one axis. */
  const needed = (likely: number[]) => neededOf(likely, [0.3, 0.3, 0.3], [{ themes: [0, 1], from: 0.4 }]);

  /** How likely it is that one of two is meant. */
  const either = (one: number, other: number) => 1 - (1 - one) * (1 - other);

  it('need no more than makes one of them likely enough, where that is so and none passes', () => {
    const [first, second, third] = needed([0.22, 0.1, 0, 0.25, 0.9, 0]) as number[];
    expect(first).toBe(0.3);
    expect(second).toBeLessThan(0.25);
    expect(either(0.22, second as number)).toBeCloseTo(0.4);
    expect(third).toBe(0.3);
  });

  it('need what is missing, where one passes and they are not', () => {
    const [first, second, third] = needed([0.32, 0, 0.02, 0, 0.9, 0]) as number[];
    expect(first).toBeGreaterThan(0.32);
    expect(either(first as number, 0.02)).toBeCloseTo(0.4);
    expect(second).toBe(0.3);
    expect(third).toBe(0.3);
  });

  it('need what each needs alone, where both ways agree', () => {
    expect(needed([0.5, 0, 0.1, 0, 0.9, 0])).toBe(null);
    expect(needed([0.1, 0, 0.1, 0, 0.9, 0])).toBe(null);
  });
});
