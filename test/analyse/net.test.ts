import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type ModelFile, type ModelHeader, openModel } from '../../src/analyse/model-file.js';
import { modelTokens } from '../../src/analyse/model-tokens.js';
import { MAX_WORDS, openNet } from '../../src/analyse/net.js';
import { createVocabulary } from '../../src/analyse/vocabulary.js';

const shipped = openModel(readFileSync(new URL('../../src/data/model.bin', import.meta.url)));

const gate = (x: number): number => Math.min(1, Math.max(0, x / 4 + 0.5));
const dot = (a: number[], b: number[]): number => a.reduce((sum, x, i) => sum + x * (b[i] as number), 0);

/** What the net is said to compute, in real numbers and word by word: no kernel, no shares, no steps. */
function reference({ header, section, matrix }: ModelFile, words: number[]): number[] {
  const { dim, filters, states, readers, hidden } = header;
  const labels = header.themes.length * 2;
  const table = section('vectors', Int8Array);
  const scales = section('scales', Float32Array);
  const kernel = matrix('kernel');
  const taps = kernel.length / dim;
  const said = words.slice(0, MAX_WORDS);
  if (said.length === 0) said.push(1);
  const known = new Map<number, Float64Array>();
  /** What the word at a place adds to each sum: its vector times the kernel. */
  const shares = (p: number): Float64Array => {
    const word = said[p] ?? 0;
    let sums = known.get(word);
    if (sums === undefined) {
      sums = new Float64Array(taps);
      for (let d = 0; d < dim && word !== 0; d++) {
        const x = (table[word * dim + d] as number) * (scales[word] as number);
        for (let tap = 0; tap < taps; tap++)
          sums[tap] = (sums[tap] as number) + x * (kernel[d * taps + tap] as number);
      }
      known.set(word, sums);
    }
    return sums;
  };
  const bias = section('bias', Float32Array);
  const answers: number[] = [];
  let first = 0;
  for (const [width, count] of filters) {
    for (let f = 0; f < count; f++) {
      let best = Number.NEGATIVE_INFINITY;
      for (let p = 0; p < said.length; p++) {
        let sum = 0;
        for (let w = 0; w < width; w++)
          sum += shares(p + w - ((width - 1) >> 1))[first + w * count + f] as number;
        best = Math.max(best, sum);
      }
      answers.push(best + (bias[answers.length] as number));
    }
    first += width * count;
  }
  const stateBias = section('stateBias', Float32Array);
  const told = said.map(() => new Array<number>(2 * states).fill(0));
  for (const back of [false, true]) {
    const from = first + (back ? 6 * states : 0);
    for (let c = 0; c < states; c++) {
      let state = 0;
      for (let i = 0; i < said.length; i++) {
        const p = back ? said.length - 1 - i : i;
        const before = back ? p : p - 1;
        const sum = (kind: number) =>
          (shares(before)[from + kind * states + c] as number) +
          (shares(before + 1)[from + (3 + kind) * states + c] as number) +
          (stateBias[(back ? 3 * states : 0) + kind * states + c] as number);
        const keep = gate(sum(1));
        state = keep * state + (1 - keep) * sum(0);
        (told[p] as number[])[(back ? states : 0) + c] = state * gate(sum(2));
      }
    }
  }
  for (let c = 0; c < 2 * states; c++) answers.push(Math.max(...told.map((state) => state[c] as number)));
  const reading = matrix('readers');
  for (let f = 0; f < readers; f++) {
    const weights = Array.from({ length: 2 * states }, (_, c) => reading[c * readers + f] as number);
    answers.push(Math.max(...told.map((state) => dot(state, weights))) + (bias[answers.length] as number));
  }
  const mixing = matrix('mixing');
  const columns = hidden + labels;
  const mixed = [...section('hiddenBias', Float32Array), ...section('outBias', Float32Array)].map(
    (start, column) =>
      answers.reduce((sum, a, f) => sum + Math.max(0, a) * (mixing[f * columns + column] as number), start),
  );
  const out = matrix('out');
  return Array.from({ length: labels }, (_, l) =>
    mixed
      .slice(0, hidden)
      .reduce(
        (sum, unit, h) => sum + Math.max(0, unit) * (out[h * labels + l] as number),
        mixed[hidden + l] as number,
      ),
  );
}

describe('the kernel', () => {
  const net = openNet(shipped);
  const words = new TextDecoder().decode(shipped.section('words', Uint8Array)).split('\n');
  const rowOf = createVocabulary(words, shipped.header.common);
  const rowsOf = (text: string): number[] => {
    const tokens = modelTokens(text);
    return tokens.words.map((_, i) => rowOf(tokens, i));
  };

  it.each([
    '',
    'Rude.',
    'Zxqvy',
    'The receptionist was rude to me',
    'I came on Monday, and although the surgeon himself was kind and did a fine job, nobody rang me back.',
    'not once did she say that it would hurt '.repeat(14),
  ])('computes what the net is: %s', (text) => {
    const rows = rowsOf(text);
    const logits = [
      ...net.forward(Int32Array.from(rows.slice(0, MAX_WORDS)), Math.min(rows.length, MAX_WORDS)),
    ];
    const expected = reference(shipped, rows);
    for (const [l, logit] of expected.entries())
      expect(Math.abs((logits[l] as number) - logit)).toBeLessThan(0.04);
  });

  it('gives the same once more words are known than its memory held at first', () => {
    const rows = Int32Array.from(rowsOf('The receptionist was rude to me.'));
    const fresh = openNet(shipped);
    const before = [...fresh.forward(rows, rows.length), ...fresh.credit(9)];
    for (let word = 2; word < 6000; word += 50) {
      fresh.forward(
        Int32Array.from({ length: 50 }, (_, i) => word + i),
        50,
      );
    }
    expect(before.every(Number.isFinite)).toBe(true);
    expect([...fresh.forward(rows, rows.length), ...fresh.credit(9)]).toEqual(before);
  });
});

describe('credit', () => {
  const WORDS = ['not', 'rude', 'the', 'desk'];

  /**
   * A net of one theme in which "not" moves one state that is kept for good, and a filter reads it: what the sentence
   * says is said by a word at its other end.
   */
  function tiny(back: boolean): ModelFile {
    const header: ModelHeader = {
      version: 'test',
      themes: ['staff'],
      words: WORDS.length,
      common: WORDS.length,
      dim: 4,
      filters: [[1, 8]],
      states: 8,
      readers: 8,
      hidden: 4,
      thresholds: [0.5],
      together: [],
      arrays: {},
    };
    const { dim, states } = header;
    const taps = 8 + 2 * 2 * 3 * states;
    const numbers: Record<string, Float32Array> = {
      kernel: new Float32Array(dim * taps),
      scales: new Float32Array(6).fill(1),
      bias: new Float32Array(8 + 16 + 8),
      stateBias: new Float32Array(6 * states),
      readers: new Float32Array(16 * 8),
      mixing: new Float32Array((8 + 16 + 8) * 6),
      hiddenBias: new Float32Array(4),
      out: new Float32Array(4 * 2),
      outBias: new Float32Array(2),
    };
    const put = (name: string, at: number, value: number) => {
      (numbers[name] as Float32Array)[at] = value;
    };
    // "not" is row 2, its vector the first axis; the word itself is the second of the onward window, the first of the other
    const from = 8 + (back ? 6 * states : 0) + (back ? 0 : 3 * states);
    put('kernel', 0 * taps + from, 4);
    // it is let in by half, whatever else is said is not, and half of the state is shown
    put('kernel', 0 * taps + from + states, -8);
    for (let c = 0; c < 2 * states; c++) {
      const firstBias = c < states ? c : 3 * states + c - states;
      put('stateBias', firstBias + states, 8);
    }
    put('readers', (back ? states : 0) * 8, 1);
    put('mixing', (8 + 16) * 6 + 4 + 1, 1);
    const vectors = new Int8Array(6 * dim);
    for (let w = 0; w < WORDS.length; w++) vectors[(w + 2) * dim + w] = 1;
    return {
      header,
      section: (name, type) => (name === 'vectors' ? vectors : numbers[name]) as InstanceType<typeof type>,
      matrix: (name) => numbers[name] as Float32Array,
    };
  }

  it.each([
    ['onward', false, [2, 4, 5, 4, 5, 4, 3], 0],
    ['backward', true, [3, 4, 5, 4, 5, 4, 2], 6],
  ] as const)('goes to the word that a state carries from the far end, %s', (_, back, rows, far) => {
    const net = openNet(tiny(back));
    const [plus, minus] = net.forward(Int32Array.from(rows), rows.length);
    expect(plus).toBe(0);
    expect(minus).toBeCloseTo(1, 1);
    const credit = [...net.credit(1)];
    expect(credit[far]).toBeCloseTo(1, 1);
    expect(credit.filter((_, p) => p !== far).every((share) => Math.abs(share) < 0.01)).toBe(true);
  });
});
