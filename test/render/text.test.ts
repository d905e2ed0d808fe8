import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import {
  clip,
  columnsOf,
  columnsOfRuns,
  cutApart,
  letters,
  markSpans,
  padTo,
  type Run,
  wrap,
} from '../../src/render/fit.js';
import { printable, toAscii } from '../../src/render/printable.js';
import { HOSTILE } from './sample-report.js';

const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme' }),
  fc.string({
    unit: fc.constantFrom(...'ab \t\n\u001b\u202E\u200D👩⚕️日\u0301\uD800\uE000\u00A0\u2028'.split('')),
  }),
);

const STEERING = /[\p{Cc}\p{Co}\p{Cs}\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069\uFEFF]/u;

describe('printable', () => {
  it('leaves nothing that steers a terminal', () => {
    expect(printable(HOSTILE)).not.toMatch(STEERING);
    fc.assert(fc.property(anyText, (text) => !STEERING.test(printable(text))));
  });

  it('keeps words, accents, emoji and other scripts as they are', () => {
    const text = 'Café 東京 👩‍⚕️ นวด “quoted” – naïve';
    expect(printable(text)).toBe(text);
  });

  it('makes one line of many and keeps a space at each end', () => {
    expect(printable(' a\r\n\tb\u2028c ')).toBe(' a b c ');
  });

  it('shows where a control was, drops what cannot be seen', () => {
    expect(printable('a\u001b[31mb')).toBe('a\uFFFD[31mb');
    expect(printable('gnp.\u202Eexe')).toBe('gnp.exe');
    expect(printable('a\u00ADb\u200Bc')).toBe('abc');
  });

  it('cuts a pile of accents on one letter', () => {
    expect(printable(`z${'\u0301'.repeat(50)}`)).toBe(`z${'\u0301'.repeat(4)}`);
  });

  it('changes nothing the second time', () => {
    fc.assert(fc.property(anyText, (text) => printable(printable(text)) === printable(text)));
  });
});

describe('cutApart', () => {
  const within = (columns: number) => (text: string) => columnsOf(text) <= columns;

  it('keeps the words by which names differ', () => {
    const names = ['North Hall Surgery, Suite 5, East', 'North Hall Surgery, Suite 12, East', 'Short'];
    expect(cutApart(names, within(20), '…')).toEqual(['North Hall… 5,…', 'North Hall… 12,…', 'Short']);
  });

  it('cuts a name without spaces in its middle', () => {
    const names = ['region-of-the-north-clinic-001', 'region-of-the-north-clinic-002'];
    expect(cutApart(names, within(12), '…')).toEqual(['region…c-001', 'region…c-002']);
  });

  it('leaves alone what fits, and fits what it cuts', () => {
    fc.assert(
      fc.property(
        fc.array(anyText.map(printable), { maxLength: 6 }),
        fc.integer({ min: 5, max: 30 }),
        (names, room) => {
          cutApart(names, within(room), '…').forEach((text, i) => {
            expect(columnsOf(text)).toBeLessThanOrEqual(room);
            if (columnsOf(names[i]!) <= room) expect(text).toBe(names[i]);
          });
        },
      ),
    );
  });
});

describe('toAscii', () => {
  it('spells out what it can', () => {
    expect(toAscii('“Café” – 15 % … naïve ½ ▲')).toBe('"Cafe" - 15 % ... naive 1/2 ^');
    expect(toAscii('東京 👩‍⚕️')).toMatch(/^[?]+ [?]+$/);
  });

  it('gives ASCII for any text', () => {
    fc.assert(fc.property(anyText, (text) => /^[\x20-\x7E]*$/.test(toAscii(printable(text)))));
  });
});

describe('wrap', () => {
  const runs = fc.array(
    fc.record({
      text: anyText.map(printable),
      tone: fc.constantFrom('plain' as const, 'evidence' as const),
    }),
  );

  it('parts a word that is too long behind its hyphens', () => {
    const lines = wrap([{ text: 'see cosmetic-plastic-surgeon', tone: 'plain' }], 18);
    expect(lines.map((line) => line.map((run) => run.text).join(''))).toEqual([
      'see',
      'cosmetic-plastic-',
      'surgeon',
    ]);
  });

  it('keeps a letter whole whose end stands in the next run', () => {
    const lines = wrap(
      [
        { text: '\u2695', tone: 'plain' },
        { text: '\ufe0faaa', tone: 'evidence' },
      ],
      4,
    );
    expect(lines.map((line) => line.map((run) => run.text))).toEqual([['\u2695\ufe0f'], ['aaa']]);
  });

  it('never gives a line wider than asked, but for one letter that is', () => {
    fc.assert(
      fc.property(runs, fc.integer({ min: 2, max: 40 }), (content, width) =>
        wrap(content, width).every((line) => {
          const text = line.map((r) => r.text).join('');
          return stringWidth(text) <= width || [...letters(text)].length === 1;
        }),
      ),
    );
  });

  it('loses nothing but spaces at line ends', () => {
    const letters = (all: readonly Run[]) =>
      all
        .map((r) => r.text)
        .join('')
        .replaceAll(' ', '');
    fc.assert(
      fc.property(
        runs,
        fc.integer({ min: 2, max: 40 }),
        (content, width) => letters(wrap(content, width).flat()) === letters(content),
      ),
    );
  });

  it('keeps a tone over a line end', () => {
    const lines = wrap([{ text: 'one two three', tone: 'evidence' }], 7);
    expect(lines).toEqual([[{ text: 'one two', tone: 'evidence' }], [{ text: 'three', tone: 'evidence' }]]);
  });
});

describe('measuring', () => {
  it('clips to the width and says so', () => {
    expect(clip('abcdef', 4, '…')).toBe('abc…');
    expect(clip('日本語です', 6, '…')).toBe('日本…');
    fc.assert(fc.property(anyText.map(printable), (text) => columnsOf(clip(text, 9, '…')) <= 9));
  });

  it('pads wide letters by what they take', () => {
    expect(padTo('日本', 6)).toBe('日本  ');
    expect(padTo('7', 3, 'right')).toBe('  7');
  });
});

describe('markSpans', () => {
  it('gives the text back, marked where the spans are', () => {
    const span = fc
      .tuple(fc.nat(30), fc.nat(30))
      .map(([a, b]) => ({ start: Math.min(a, b), end: Math.max(a, b) }));
    fc.assert(
      fc.property(fc.string({ maxLength: 25 }), fc.array(span), (text, spans) => {
        const marked = markSpans(text, spans);
        expect(marked.map((r) => r.text).join('')).toBe(text);
        let at = 0;
        for (const run of marked) {
          for (let i = at; i < at + run.text.length; i++) {
            expect(run.tone === 'evidence').toBe(spans.some((s) => i >= s.start && i < s.end));
          }
          at += run.text.length;
        }
        expect(columnsOfRuns(marked)).toBe(columnsOf(text));
      }),
    );
  });
});
