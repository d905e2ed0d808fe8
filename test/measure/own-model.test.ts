import { describe, expect, it } from 'vitest';
import {
  bucketsOf,
  correctOdds,
  createAmender,
  FEWEST,
  readOwnModel,
  type TrainingSentence,
  trainOwnModel,
} from '../../src/measure/own-model.js';
import type { Label } from '../../src/types.js';

const ABOUT = {
  name: 'test',
  tool: { name: 'reviewscan' as const, version: '0' },
  base: { name: 'base', version: '1' },
};
const THEMES = ['staff', 'access'];

function odds(staff: number, access: number) {
  const one = (theme: string, polarity: 'positive' | 'negative', probability: number) => ({
    theme,
    polarity,
    probability,
    threshold: 0.5,
  });
  return [
    one('staff', 'positive', staff),
    one('staff', 'negative', 0.02),
    one('access', 'positive', access),
    one('access', 'negative', 0.02),
  ];
}

/** A practice where "the shuttle" means access and our model thinks of staff. */
const VERBS = ['came', 'picked us up', 'was there', 'drove', 'helped', 'waited'];
const world: TrainingSentence[] = Array.from({ length: 120 }, (_, i) => {
  const shuttle = i % 3 === 0;
  const gold: Label[] = shuttle
    ? [{ theme: 'access', sign: '+' }]
    : i % 3 === 1
      ? [{ theme: 'staff', sign: '+' }]
      : [];
  const verb = VERBS[i % VERBS.length]!;
  return {
    id: `s${i}`,
    group: `r${Math.floor(i / 2)}`,
    sentence: shuttle
      ? `The shuttle ${verb} on day ${i}`
      : i % 3 === 1
        ? `The nurse ${verb} kindly`
        : `We ${verb}`,
    gold,
    odds: shuttle ? odds(0.7, 0.2) : i % 3 === 1 ? odds(0.8, 0.05) : odds(0.1, 0.05),
  };
});

describe('training', () => {
  const model = trainOwnModel(world, THEMES, ABOUT);

  it('learns what the practice means, where cross-validation shows it', () => {
    const card = new Map(model.card.labels.map((label) => [label.label, label]));
    expect(card.get('access+')).toMatchObject({ n: 40, missing: 0, used: true, before: { f1: 0 } });
    expect(card.get('access+')!.after!.f1).toBeGreaterThan(0.9);
    expect(card.get('staff+')!.after!.precision).toBeGreaterThan(card.get('staff+')!.before!.precision!);
    expect(model.card.after!).toBeGreaterThan(model.card.before!);
  });

  it('corrects new sentences, and leaves other labels as they were', () => {
    const before = odds(0.7, 0.2);
    const after = correctOdds(model, 'The shuttle was late to nobody', before);
    expect(
      after.find(({ theme, polarity }) => theme === 'access' && polarity === 'positive')!.probability,
    ).toBeGreaterThan(0.5);
    expect(
      after.find(({ theme, polarity }) => theme === 'staff' && polarity === 'positive')!.probability,
    ).toBeLessThan(0.5);
    expect(after[3]).toEqual(before[3]);
  });

  it('gives the same bytes for the same labels in any order', () => {
    expect(JSON.stringify(trainOwnModel([...world].reverse(), THEMES, ABOUT))).toBe(JSON.stringify(model));
  });

  it('keeps our model where there is nothing to gain', () => {
    // Labels that chance set: no word tells them.
    const noise = world.map((row, i) => ({
      ...row,
      gold: (i * 7919) % 11 < 4 ? [{ theme: 'staff', sign: '+' as const }] : [],
      odds: odds((i * 7919) % 11 < 4 ? 0.7 : 0.1, 0.05),
    }));
    const trained = trainOwnModel(noise, THEMES, ABOUT);
    expect(trained.labels).toEqual({});
    expect(trained.card.after).toBe(trained.card.before);
  });

  it('says how many more it takes of what', () => {
    const few = trainOwnModel(world.slice(0, 30), THEMES, ABOUT);
    expect(few.card.labels.find(({ label }) => label === 'access+')).toMatchObject({
      n: 10,
      missing: FEWEST - 10,
      used: false,
    });
    expect(few.card.labels.find(({ label }) => label === 'access-')).toMatchObject({ n: 0, missing: FEWEST });
  });

  it('keeps no word in the file, and no bucket of a word that one review alone uses', () => {
    const text = JSON.stringify(model);
    for (const word of ['shuttle', 'nurse', 'kindly']) expect(text).not.toContain(word);
    const secret = [
      ...world,
      { ...world[0]!, id: 'x', group: 'rx', sentence: 'The shuttle of Zebedee Quirk came' },
    ];
    const kept = Object.values(trainOwnModel(secret, THEMES, ABOUT).labels).flatMap(({ weights }) =>
      Object.keys(weights),
    );
    const common = new Set(world.flatMap(({ sentence }) => bucketsOf(sentence)).map(String));
    for (const bucket of bucketsOf('Zebedee Quirk').map(String)) {
      if (!common.has(bucket)) expect(kept).not.toContain(bucket);
    }
  });
});

describe('a model file', () => {
  const model = trainOwnModel(world, THEMES, ABOUT);

  it('comes back as it was written', () => {
    expect(readOwnModel(JSON.stringify(model), 'm.json', ABOUT.base)).toEqual(model);
  });

  it.each([
    ['nonsense', 'm.json: is no model file (not JSON)'],
    ['{"schema":"reviewscan.report"}', 'm.json: is no model file of reviewscan'],
    [JSON.stringify({ ...model, schemaVersion: 2 }), 'another version of reviewscan'],
    [JSON.stringify({ ...model, labels: { 'staff+': { slope: 'x' } } }), 'm.json: is damaged'],
    [JSON.stringify({ ...model, card: null }), 'm.json: is damaged'],
    [JSON.stringify({ ...model, name: undefined }), 'm.json: is damaged'],
    [JSON.stringify({ ...model, card: { ...model.card, labels: [{}] } }), 'm.json: is damaged'],
    [JSON.stringify({ ...model, labels: [] }), 'm.json: is damaged'],
    [
      JSON.stringify({ ...model, base: { name: 'base', version: '2' } }),
      'trained on top of base 2, this is base 1',
    ],
  ])('is refused with the reason (%#)', (text, message) => {
    expect(() => readOwnModel(text, 'm.json', ABOUT.base)).toThrow(message);
  });

  it('is refused where it has learned a theme that the taxonomy does not have', () => {
    expect(() => createAmender(model, THEMES)).not.toThrow();
    expect(() => createAmender(model, ['waiting'])).toThrow(/--model: test has learned .*--taxonomy/);
  });
});
