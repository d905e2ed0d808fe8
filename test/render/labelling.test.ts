import { describe, expect, it } from 'vitest';
import { drawLabelScreen } from '../../src/render/labelling.js';
import type { Axis, LabelScreen } from '../../src/types.js';

const THEMES: [string, Axis][] = [
  ...['outcome', 'complications', 'pain', 'skill'].map((name): [string, Axis] => [name, 'clinical']),
  ...'staff compassion communication trust waiting time access follow-up comfort billing facility administration amenities service'
    .split(' ')
    .map((name): [string, Axis] => [name, 'service']),
  ['overall', 'general'],
];

const screen = (more: Partial<LabelScreen> = {}): LabelScreen => ({
  file: 'folder/labels.tsv',
  answered: 3,
  goal: 100,
  before: 'What came before it. '.repeat(30),
  sentence: 'The receptionist kept me on hold for ever and then hung up on me twice in one morning.',
  after: ' What came after it.'.repeat(30),
  draft: [{ theme: 'access', sign: '-' }],
  keys: THEMES.map(([theme, axis], i) => ({
    key: String.fromCharCode(97 + i),
    theme,
    axis,
    definition: 'What it means, at some length, with a few examples of what people say when they speak of it',
  })),
  message: null,
  help: false,
  redacted: true,
  suggested: false,
  ...more,
});
const plain = { width: 80, height: 24, colour: false, unicode: true };
const linesOf = (shown: LabelScreen, options = plain) =>
  drawLabelScreen(shown, options).trimEnd().split('\n');

describe('the labelling screen', () => {
  it.each([screen(), screen({ message: 'No label yet: press a theme.' }), screen({ help: true })])(
    'fits a window of 80 by 24 (%#)',
    (shown) => {
      const lines = linesOf(shown);
      expect(lines.length).toBeLessThan(24);
      for (const line of lines) expect(line.length).toBeLessThanOrEqual(80);
    },
  );

  it('keeps the beginning, the end and the keys of a long sentence in sight', () => {
    const words = Array.from({ length: 160 }, (_, i) => `word${i}`).join(' ');
    const lines = linesOf(screen({ sentence: words, message: 'No label yet.' }));
    expect(lines.length).toBeLessThan(24);
    expect(lines[0]).toContain('3 of 100 answered');
    const text = lines.join('\n');
    expect(text).toContain('word0 word1');
    expect(text).toContain('word159');
    expect(text).toMatch(/… \d+ lines more in a higher window …/);
    expect(lines.at(-1)).toContain('Esc stops');
    const high = linesOf(screen({ sentence: words }), { ...plain, height: 60 }).join('\n');
    expect(high).toContain('word80');
    expect(high).not.toContain('lines more');
  });

  it('says where the words go, whether names are masked, and what has been said', () => {
    const text = drawLabelScreen(screen(), plain);
    expect(text).toContain('3 of 100 answered · these words go to labels.tsv, names masked');
    expect(text).toContain('access−');
    expect(drawLabelScreen(screen({ redacted: false }), plain)).toContain('names too');
    expect(drawLabelScreen(screen({ suggested: true }), plain)).toContain('suggested by the tool');
  });

  it('lets nothing of a review steer the terminal', () => {
    const hostile = screen({
      sentence: 'Fine\u001b[2J\u202e and more',
      before: '\u001b]0;x\u0007',
      after: '\r\n\t',
    });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    expect(drawLabelScreen(hostile, plain)).not.toMatch(/[\u001b\u0007\r\t\u202e]/);
  });

  it('spells everything in ASCII where there is nothing else', () => {
    expect(drawLabelScreen(screen(), { ...plain, unicode: false })).toMatch(/^[\x20-\x7e\n]*$/);
    expect(drawLabelScreen(screen({ help: true }), { ...plain, unicode: false })).toMatch(/^[\x20-\x7e\n]*$/);
  });
});
