import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cohensKappa, generator, measure } from '../../src/measure/metrics.js';
import type { JudgedSentence, Label, Polarity } from '../../src/types.js';

const THEMES = [
  { name: 'outcome', axis: 'clinical' as const },
  { name: 'skill', axis: 'clinical' as const },
  { name: 'staff', axis: 'service' as const },
  { name: 'waiting', axis: 'service' as const },
  { name: 'overall', axis: 'general' as const },
];
const POLARITY: Record<string, Polarity> = { '+': 'positive', '-': 'negative', '0': 'mixed', n: 'neutral' };

/** `staff+ waiting-` → labels; `id` makes a review of its own unless a group is given. */
function sentence(id: string, gold: string, found: string, group = id, confidence = 0.8): JudgedSentence {
  const split = (text: string) => text.split(' ').filter(Boolean);
  return {
    id,
    group,
    gold: split(gold).map((label) => ({ theme: label.slice(0, -1), sign: label.slice(-1) as Label['sign'] })),
    found: split(found).map((label) => ({
      theme: label.slice(0, -1),
      polarity: POLARITY[label.slice(-1)]!,
      confidence,
    })),
  };
}

const measured = (...sentences: JudgedSentence[]) => measure(sentences, THEMES, { resamples: 0 });

describe('themes and tags', () => {
  it('counts by hand', () => {
    // themes: right outcome, staff; wrong skill; missed waiting. tags: staff has the other polarity.
    const m = measured(
      sentence('a', 'outcome+ staff+', 'outcome+ staff-'),
      sentence('b', 'waiting-', 'skill+'),
    );
    expect(m.themes.f1.value).toBeCloseTo(4 / 6);
    expect(m.themes.precision.value).toBeCloseTo(2 / 3);
    expect(m.tags.f1.value).toBeCloseTo(2 / 6);
    expect(m.themes.n).toBe(3);
    expect(m.confusions).toEqual([{ gold: 'waiting', found: 'skill', n: 1 }]);
    expect(m.flips).toEqual([{ theme: 'staff', gold: '+', found: '-', n: 1 }]);
    expect(m.byTheme.find(({ theme }) => theme === 'staff')!.rightPolarity).toBe(0);
  });

  it.each(['staff0', 'staffn', 'staff+ staff-'])('meets a 0 by %s', (found) => {
    expect(measured(sentence('a', 'staff0', found)).tags.f1.value).toBe(1);
  });

  it('does not meet a 0 by one side, nor a side by 0', () => {
    expect(measured(sentence('a', 'staff0', 'staff+')).tags.f1.value).toBe(0);
    expect(measured(sentence('a', 'staff+', 'staff0')).tags.f1.value).toBe(0);
    expect(measured(sentence('a', 'staff+', 'staff+ staff-')).tags.f1.value).toBeCloseTo(2 / 3);
    expect(measured(sentence('a', 'staff+', 'staff+ staff-')).themes.f1.value).toBe(1);
  });

  it('counts a theme found twice in a sentence once', () => {
    expect(measured(sentence('a', 'staff+', 'staff+ staff+')).tags.found).toBe(1);
  });
});

describe('axes and negative remarks', () => {
  it('an axis is met by any theme of it; overall belongs to neither', () => {
    const m = measured(sentence('a', 'outcome+', 'skill-'), sentence('b', 'overall+', 'overall-'));
    expect(m.axes.clinical).toMatchObject({ n: 1, found: 1, f1: { value: 1 } });
    expect(m.axes.service.f1.value).toBeNull();
    expect(m.negative.clinical).toMatchObject({ n: 0, found: 1, f1: { value: 0 } });
    expect(m.negative.service.f1.value).toBeNull();
  });

  it('a mixed tag is no negative remark', () => {
    expect(measured(sentence('a', 'staff0', 'staff-')).negative.service).toMatchObject({ n: 0, found: 1 });
  });

  it('keeps the axes apart: clinical tags change no service number', () => {
    const tag = fc.constantFrom('outcome+', 'outcome-', 'skill+', 'staff+', 'staff-', 'waiting-', 'overall+');
    const side = fc.uniqueArray(tag, { maxLength: 4, selector: (t) => t.slice(0, -1) });
    fc.assert(
      fc.property(fc.array(fc.tuple(side, side), { minLength: 1, maxLength: 12 }), (drawn) => {
        const all = drawn.map(([gold, found], i) => sentence(String(i), gold.join(' '), found.join(' ')));
        const strip = (tags: { theme: string }[]) =>
          tags.filter(({ theme }) => !['outcome', 'skill'].includes(theme));
        const service = all.map((s) => ({
          ...s,
          gold: strip(s.gold),
          found: strip(s.found),
        })) as JudgedSentence[];
        const [whole, part] = [
          measure(all, THEMES, { resamples: 0 }),
          measure(service, THEMES, { resamples: 0 }),
        ];
        expect(part.axes.service).toEqual(whole.axes.service);
        expect(part.negative.service).toEqual(whole.negative.service);
      }),
    );
  });
});

describe('κ', () => {
  it('follows Cohen (1960)', () => {
    // 20 yes/yes, 15 no/no, 5 and 10 apart: po 0.7, pe 0.5
    expect(
      cohensKappa([
        [20, 5],
        [10, 15],
      ]),
    ).toBeCloseTo(0.4);
    expect(
      cohensKappa([
        [4, 0],
        [0, 0],
      ]),
    ).toBeNull();
    expect(cohensKappa([])).toBeNull();
  });

  it('reads the class of a sentence from all its tags, mixed and neutral counting as none', () => {
    const m = measured(
      sentence('a', 'staff+ waiting-', 'staff+ outcome-'),
      sentence('b', 'staff0', ''),
      sentence('c', '', 'staffn'),
      sentence('d', 'overall-', 'overall-'),
    );
    expect(m.polarityKappa.value).toBe(1);
  });
});

describe('macro average', () => {
  it('is the mean over themes with at least eight labelled sentences', () => {
    const eight = Array.from({ length: 8 }, (_, i) => sentence(`s${i}`, 'staff+', i < 4 ? 'staff+' : ''));
    const seven = Array.from({ length: 7 }, (_, i) => sentence(`w${i}`, 'waiting-', 'waiting-'));
    const m = measured(...eight, ...seven);
    expect(m.macroThemes).toBe(1);
    expect(m.macroF1.value).toBeCloseTo((2 * 4) / (8 + 4));
  });
});

describe('reliability', () => {
  it('sets confidence against how often it was right', () => {
    const m = measured(
      sentence('a', 'staff+', 'staff+', 'a', 0.95),
      sentence('b', '', 'staff+', 'b', 0.95),
      sentence('c', 'staff0', 'staff+', 'c', 0.3),
    );
    expect(m.reliability.bins.map(({ n, right }) => [n, right])).toEqual([
      [1, 0],
      [2, 0.5],
    ]);
    expect(m.reliability.gap).toBeCloseTo((0.3 + 2 * 0.45) / 3);
  });
});

describe('intervals', () => {
  const many = Array.from({ length: 60 }, (_, i) =>
    sentence(`s${i}`, 'staff+', i % 3 === 0 ? '' : 'staff+', `review ${i % 15}`),
  );

  it('hold the value and do not depend on the order of sentences', () => {
    const there = measure(many, THEMES);
    const back = measure([...many].reverse(), THEMES);
    expect(back).toEqual(there);
    const { value, low, high } = there.themes.f1;
    expect(low!).toBeLessThan(value!);
    expect(high!).toBeGreaterThan(value!);
    expect(there.groups).toBe(15);
  });

  it('are wider where the sentences of a review stand or fall together', () => {
    const clustered = many.map((s, i) => ({
      ...s,
      group: `review ${Math.floor(i / 3)}`,
      found: many[i % 6 < 3 ? 0 : 1]!.found,
    }));
    const loose = clustered.map((s) => ({ ...s, group: s.id }));
    const width = (sentences: JudgedSentence[]) => {
      const { recall } = measure(sentences, THEMES).themes;
      return recall.high! - recall.low!;
    };
    expect(width(clustered)).toBeGreaterThan(width(loose) * 1.2);
  });

  it('claim no certainty where nothing, or everything, is wrong: Wilson at the number of reviews', () => {
    const four = (found: string) =>
      measure(
        Array.from({ length: 8 }, (_, i) => sentence(`s${i}`, 'staff+', found, `review ${i % 4}`)),
        THEMES,
      );
    const right = four('staff+').themes;
    expect(right.precision).toMatchObject({ value: 1, high: 1 });
    expect(right.precision.low).toBeCloseTo(0.5101, 4);
    expect(right.f1.low).toBeCloseTo((2 * 0.5101) / 1.5101, 4);
    const wrong = four('').themes;
    expect(wrong.recall).toMatchObject({ value: 0, low: 0 });
    expect(wrong.recall.high).toBeCloseTo(0.4899, 4);
    expect(wrong.f1.high).toBeCloseTo((2 * 0.4899) / 1.4899, 4);
    expect(four('staff+').polarityKappa.low).toBeNull();
  });

  it('are left out for a single review', () => {
    const m = measure([sentence('a', 'staff+', 'staff+')], THEMES);
    expect(m.themes.f1).toEqual({ value: 1, low: null, high: null });
  });
});

describe('laws', () => {
  it('what people said, found again, is right everywhere', () => {
    const tag = fc.constantFrom('outcome+', 'outcome0', 'skill-', 'staff+', 'staff0', 'waiting-', 'overall+');
    const side = fc.uniqueArray(tag, { maxLength: 4, selector: (t) => t.slice(0, -1) });
    fc.assert(
      fc.property(fc.array(side, { minLength: 1, maxLength: 10 }), (drawn) => {
        const m = measure(
          drawn.map((tags, i) => sentence(String(i), tags.join(' '), tags.join(' '))),
          THEMES,
          { resamples: 0 },
        );
        for (const value of [m.themes.f1.value, m.tags.f1.value, m.polarityKappa.value]) {
          expect(value === null || value === 1).toBe(true);
        }
        expect(m.confusions).toEqual([]);
        expect(m.flips).toEqual([]);
      }),
    );
  });

  it('the generator gives the same numbers for the same seed, within 0..1', () => {
    const [a, b] = [generator(7), generator(7)];
    const drawn = Array.from({ length: 2000 }, () => a());
    expect(Array.from({ length: 2000 }, () => b())).toEqual(drawn);
    expect(drawn.every((x) => x >= 0 && x < 1)).toBe(true);
    expect(drawn.reduce((sum, x) => sum + x, 0) / 2000).toBeCloseTo(0.5, 1);
  });
});
