import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  adoptDraw,
  assignKeys,
  beginLabelling,
  isOver,
  type Labelling,
  pressKey,
  rowsOf,
  splitKeys,
} from '../../src/measure/labelling.js';
import { describeRow, readLabels, writeLabels } from '../../src/measure/labels.js';
import type { DrawnSentence } from '../../src/measure/sample.js';
import type { LabelledSentence } from '../../src/types.js';

const THEMES = ['outcome', 'pain', 'skill', 'staff', 'waiting', 'access', 'overall'];
const KEYS = assignKeys(THEMES.map((name) => ({ name })));
const keyOf = (theme: string) => [...KEYS].find(([, name]) => name === theme)![0];

function drawn(i: number): DrawnSentence {
  const hash = i.toString(16).padStart(16, '0');
  return {
    hash,
    passage: 0,
    start: 0,
    sentence: `Sentence ${i}`,
    before: '',
    after: '',
    guess: [{ theme: 'staff', sign: '+' }],
    about: null,
    draw: 'random',
    id: `random.${hash}.0.0`,
  };
}
const SAMPLE = [0, 1, 2, 3].map(drawn);
const describe_ = (d: DrawnSentence, labels: LabelledSentence['labels']) =>
  describeRow({ id: d.id, sentence: d.sentence, labels, line: 0, more: {} });

function press(state: Labelling, ...keys: string[]): Labelling {
  return keys.reduce((now, key) => pressKey(now, key, KEYS), state);
}
const begin = (known: LabelledSentence[] = [], goal = 4, suggest = false) =>
  beginLabelling(SAMPLE, known, goal, suggest);

describe('keys', () => {
  it('give every theme a letter of its own name where that is possible', () => {
    const names = (
      'outcome complications pain skill staff compassion communication trust waiting time access follow-up comfort ' +
      'billing facility administration amenities service overall'
    ).split(' ');
    const keys = assignKeys(names.map((name) => ({ name })));
    expect(new Set(keys.values())).toEqual(new Set(names));
    for (const [key, theme] of keys) expect(theme).toContain(key);
  });

  it('take spare keys, and refuse more themes than keys', () => {
    const many = Array.from({ length: 35 }, (_, i) => ({ name: `a${'a'.repeat(i)}` }));
    expect(new Set(assignKeys(many).values()).size).toBe(35);
    expect(() => assignKeys([...many, { name: 'aa-a' }])).toThrow('--export');
  });

  it('are cut from what a terminal sends', () => {
    expect(splitKeys('sS\r')).toEqual(['s', 'S', '\r']);
    expect(splitKeys('\x1b[A\x1b')).toEqual(['\x1b[A', '\x1b']);
  });
});

describe('adoptDraw', () => {
  const as = (draw: 'random' | 'chosen', one: DrawnSentence): DrawnSentence => ({
    ...one,
    draw,
    id: one.id.replace(/^\w+/, draw),
  });

  it('asks once for what a larger sample draws by chance and a smaller one had chosen', () => {
    const known = [describe_(as('chosen', SAMPLE[0]!), []), describe_(SAMPLE[1]!, 'bad')];
    const same = adoptDraw(known, SAMPLE);
    expect(same.known.map(({ id, draw, labels }) => [id, draw, labels])).toEqual([
      [SAMPLE[0]!.id, 'random', []],
      [SAMPLE[1]!.id, 'random', 'bad'],
    ]);
    expect(beginLabelling(same.drawn, same.known, 4, false).queue.map(({ id }) => id)).toEqual([
      SAMPLE[2]!.id,
      SAMPLE[3]!.id,
    ]);
  });

  it('what chance drew stays so where a smaller sample chooses it', () => {
    const known = [describe_(SAMPLE[0]!, [])];
    const same = adoptDraw(known, [as('chosen', SAMPLE[0]!), as('chosen', SAMPLE[1]!)]);
    expect(same.known).toEqual(known);
    expect(same.drawn.map(({ draw }) => draw)).toEqual(['random', 'chosen']);
  });
});

describe('labelling', () => {
  it('a letter praises, its capital blames, again takes it back', () => {
    const key = keyOf('staff');
    expect(press(begin(), key).draft).toEqual([{ theme: 'staff', sign: '+' }]);
    expect(press(begin(), key, key.toUpperCase()).draft).toEqual([{ theme: 'staff', sign: '-' }]);
    expect(press(begin(), key, key).draft).toEqual([]);
    expect(press(begin(), key, '0').draft).toEqual([{ theme: 'staff', sign: '0' }]);
    expect(press(begin(), '0').message).toBe('Press a theme first, then 0.');
  });

  it('Enter wants a label; a full stop says that there is none', () => {
    const refused = press(begin(), '\r');
    expect(refused.at).toBe(0);
    expect(refused.message).toContain('No label yet');
    expect(press(begin(), '.').answers.get(SAMPLE[0]!.id)).toEqual([]);
    expect(press(begin(), '!').answers.get(SAMPLE[0]!.id)).toBe('bad');
  });

  it('going back withdraws the answer and shows it again', () => {
    const state = press(begin(), keyOf('pain').toUpperCase(), '\r', '\x7f');
    expect(state.at).toBe(0);
    expect(state.answers.size).toBe(0);
    expect(state.draft).toEqual([{ theme: 'pain', sign: '-' }]);
    expect(press(begin(), '<').message).toContain('first sentence');
  });

  it('goes on where the file stops, skipped sentences last', () => {
    const first = press(begin(), '\t', '.', '\x1b');
    expect(isOver(first)).toBe(true);
    const file = writeLabels(rowsOf(first, [], describe_), 'tsv');
    const again = begin(readLabels(file, 'x.tsv', THEMES));
    expect(again.queue.map(({ id }) => id)).toEqual([SAMPLE[2]!.id, SAMPLE[3]!.id, SAMPLE[0]!.id]);
    const done = press(again, '.', '.', '!', '\r');
    expect(isOver(done)).toBe(true);
    expect(rowsOf(done, readLabels(file, 'x.tsv', THEMES), describe_).map(({ labels }) => labels)).toEqual([
      'bad',
      [],
      [],
      [],
    ]);
  });

  it('keeps rows of the file that are not in the sample, and counts them towards the goal', () => {
    const other = describeRow({ id: 'mine', sentence: 'Fine', labels: [], line: 2, more: {} });
    const state = begin([other], 3);
    expect(state.queue).toHaveLength(2);
    expect(rowsOf(press(state, '.'), [other], describe_).map(({ id }) => id)).toEqual([
      'mine',
      SAMPLE[0]!.id,
    ]);
  });

  it('shows a guess only if asked to', () => {
    expect(begin([], 4, false).draft).toEqual([]);
    expect(press(begin([], 4, true), '\r').answers.get(SAMPLE[0]!.id)).toEqual([
      { theme: 'staff', sign: '+' },
    ]);
  });

  it('any keys in any order leave a file that reads back the same, and every answer undone leaves none', () => {
    const key = fc.constantFrom(
      ...KEYS.keys(),
      'S',
      'P',
      '\r',
      '.',
      '!',
      '\t',
      '\x7f',
      '0',
      '-',
      '?',
      '\x1b[A',
      '~',
    );
    fc.assert(
      fc.property(fc.array(key, { maxLength: 40 }), (keys) => {
        const state = press(begin(), ...keys);
        const rows = rowsOf(state, [], describe_);
        const back = readLabels(writeLabels(rows, 'tsv'), 'x.tsv', THEMES);
        expect(back.map(({ id, labels }) => [id, labels])).toEqual(
          rows.map(({ id, labels }) => [id, labels]),
        );
        expect(rows).toHaveLength(state.at);
        if (isOver(state)) return;
        expect(rowsOf(press(state, '<', '<', '<', '<'), [], describe_)).toHaveLength(0);
      }),
    );
  });
});
