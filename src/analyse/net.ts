/**
 * The net: words of a sentence → two logits a theme, and how far each word moved one of them.
 *
 * Each word has a vector. Filters of widths 1, 2, 3 and 5 slide over the words, and of each the highest answer counts
 * (Kim, "Convolutional neural networks for sentence classification", 2014). Beside them quasi-recurrent states (Bradbury
 * et al., "Quasi-recurrent neural networks", 2016) run over the sentence in both directions, and filters read them word
 * by word: they carry what was said far off. One hidden layer and a direct path lead to the logits.
 *
 * As a filter is a sum over its words, and what changes a state is one too, a word's share in all these sums is computed
 * once a word and kept: but for the filters that read the states a sentence costs look-ups and additions, eight at a time
 * (kernel.wat).
 */

import { KERNEL } from './kernel.js';
import type { ModelFile } from './model-file.js';

/** Longest sentence judged, in words; what stands behind is not seen. */
export const MAX_WORDS = 100;
/** Answers of filters, and states, are kept as integers, in steps of one in so many. */
const STEP = 1024;
/** A filter that moves a logit by less than this share of the strongest gives no word credit. */
const FAINT = 0.2;
/** Columns of the kernel that are multiplied together; see `share` in kernel.wat. */
const TILE = 16;
/** Weights of the filters over the states are kept as integers up to this: their sums cannot overflow 32 bits. */
const READ_STEPS = 511;
/** Bytes of a page of WebAssembly memory, and pages added when it is full. */
const PAGE = 65536;
const GROWTH = 32;
/** Places before and behind a sentence where there is no word: half the widest filter. */
const SILENCE = 2;
/** Sums that move a state: what is new, how much of the old one is kept, how much is shown. */
const SUMS = 3;
/** Words of each of them. */
const SPAN = 2;

/** The functions of kernel.wat; all numbers are byte addresses, byte sizes or counts, as described there. */
interface Kernel {
  answer(rows: number, length: number, width: number, tap: number, size: number, high: number): void;
  states(
    rows: number,
    next: number,
    length: number,
    tap: number,
    size: number,
    bias: number,
    out: number,
    far: number,
  ): void;
  read(
    rows: number,
    length: number,
    pairs: number,
    weights: number,
    scales: number,
    filters: number,
    high: number,
  ): void;
  gather(
    high: number,
    step: number,
    bias: number,
    count: number,
    first: number,
    size: number,
    values: number,
    rows: number,
  ): number;
  wake(sums: number, count: number, first: number, size: number, values: number, rows: number): number;
  mix(values: number, rows: number, count: number, columns: number, sum: number): void;
  dots(rows: number, count: number, columns: number, vector: number, out: number): void;
  share(vector: number, dim: number, kernel: number, taps: number, share: number): void;
}

export interface Net {
  /**
   * Judges a sentence.
   *
   * @param words rows of its words, of which the first `length` count; none at all is judged as one unknown word
   * @returns two logits a theme, positive and negative; overwritten by the next call
   */
  forward(words: Int32Array, length: number): Float32Array;
  /** How far each word of the sentence judged last moved a logit, in the logit's units, below 0 where it spoke against. */
  credit(label: number): Float64Array;
}

const four = (count: number): number => Math.ceil(count / 4) * 4;
const hardSigmoid = (x: number): number => Math.min(1, Math.max(0, x / 4 + 0.5));

/** Opens the net of a model file. */
export function openNet({ header, section, matrix }: ModelFile): Net {
  const { dim, filters, states, readers, hidden } = header;
  const labels = header.themes.length * 2;
  const table = section('vectors', Int8Array);
  const scales = section('scales', Float32Array);
  const kernel = matrix('kernel');
  const reading = matrix('readers');
  const out = matrix('out');
  const bias = section('bias', Float32Array);
  const stateBias = section('stateBias', Float32Array);

  let taps = 0;
  let windows = 0;
  for (const [width, count] of filters) {
    if (![1, 2, 3, 5].includes(width))
      throw new Error(`the model has filters of width ${width}, not known here`);
    taps += width * count;
    windows += count;
  }
  /** Where the sums of the states begin in a word's shares, onward and backward. */
  const directionTaps = SPAN * SUMS * states;
  const onward = taps;
  const backward = taps + directionTaps;
  taps += 2 * directionTaps;
  /** Of each place: the states onward, then those backward. */
  const told = 2 * states;
  const features = windows + told + readers;
  /** The kernel works sixteen of them at a time. */
  const tapRow = Math.ceil(taps / TILE) * TILE;
  /** Columns of `mixing`: hidden units, then labels (the direct path). */
  const columns = hidden + labels;

  // the kernel's memory: what stands still, what a sentence needs, then the words' shares, which grow
  const mixRow = four(columns);
  const outRow = four(labels);
  const most = four(Math.max(features, hidden));
  const idCount = MAX_WORDS + 2 * SILENCE + 4;
  let size = 0;
  const place = (bytes: number): number => {
    const at = size;
    size += Math.ceil(bytes / 16) * 16;
    return at;
  };
  const at = {
    kernel: place(dim * tapRow * 4),
    mixing: place(features * mixRow * 4),
    out: place(hidden * outRow * 4),
    reading: place(told * readers * 2),
    readScales: place(readers * 4),
    stateBias: place(2 * SUMS * states * 2),
    vector: place(dim * 4),
    ids: place(idCount * 4),
    states: place(MAX_WORDS * told * 2),
    stateRows: place(four(MAX_WORDS) * 4),
    high: place(features * 2),
    values: place(most * 4),
    awake: place(most * 4),
    rows: place(most * 4),
    units: place(most * 4),
    bias: place(features * 4),
    mixed: place(mixRow * 4),
    logit: place(outRow * 4),
    gradient: place(mixRow * 4),
    slopes: place(most * 4),
    shares: place(0),
  };
  const shareBytes = tapRow * 2;
  const memory = new WebAssembly.Memory({ initial: Math.ceil((size + 1024 * shareBytes) / PAGE) });
  const run = new WebAssembly.Instance(new WebAssembly.Module(Buffer.from(KERNEL, 'base64')), {
    model: { memory },
  }).exports as unknown as Kernel;
  const view = () => ({
    vector: new Float32Array(memory.buffer, at.vector, dim),
    ids: new Int32Array(memory.buffer, at.ids, idCount),
    states: new Int16Array(memory.buffer, at.states, MAX_WORDS * told),
    stateRows: new Int32Array(memory.buffer, at.stateRows, four(MAX_WORDS)),
    values: new Float32Array(memory.buffer, at.values, most),
    awake: new Float32Array(memory.buffer, at.awake, most),
    rows: new Int32Array(memory.buffer, at.rows, most),
    units: new Int32Array(memory.buffer, at.units, most),
    mixed: new Float32Array(memory.buffer, at.mixed, mixRow),
    logit: new Float32Array(memory.buffer, at.logit, outRow),
    gradient: new Float32Array(memory.buffer, at.gradient, mixRow),
    slopes: new Float32Array(memory.buffer, at.slopes, most),
    shares: new Int16Array(memory.buffer),
  });
  /** The memory as arrays; made anew when it grows, as it may move. */
  let its = view();

  const tiles = new Float32Array(memory.buffer, at.kernel, dim * tapRow);
  for (let tap = 0; tap < taps; tap++) {
    const first = (tap - (tap % TILE)) * dim + (tap % TILE);
    for (let d = 0; d < dim; d++) tiles[first + d * TILE] = kernel[d * taps + tap] as number;
  }
  const copyRows = (from: Float32Array, count: number, columns: number, to: number, row: number): void => {
    const matrix = new Float32Array(memory.buffer, to, count * row);
    for (let r = 0; r < count; r++) matrix.set(from.subarray(r * columns, (r + 1) * columns), r * row);
  };
  copyRows(matrix('mixing'), features, columns, at.mixing, mixRow);
  copyRows(out, hidden, labels, at.out, outRow);
  new Float32Array(memory.buffer, at.bias, features).set(bias);
  // a copy of its own, for the credit of words: arrays on the memory are void once it has grown
  const stateBiases = Int16Array.from(stateBias, (bias) => Math.round(bias * STEP));
  new Int16Array(memory.buffer, at.stateBias, stateBiases.length).set(stateBiases);
  /** Filter after filter. */
  const weightsOfReaders = new Float64Array(readers * told);
  for (let f = 0; f < readers; f++)
    for (let c = 0; c < told; c++) weightsOfReaders[f * told + c] = reading[c * readers + f] as number;
  placeReaders();

  /** The weights of the filters over the states, in the order that `read` takes them, and what turns its sums into steps. */
  function placeReaders(): void {
    const weights = new Int16Array(memory.buffer, at.reading, told * readers);
    const readScales = new Float32Array(memory.buffer, at.readScales, readers);
    for (let f = 0; f < readers; f++) {
      let highest = 0;
      for (let c = 0; c < told; c++)
        highest = Math.max(highest, Math.abs(weightsOfReaders[f * told + c] as number));
      const scale = highest / READ_STEPS || 1;
      readScales[f] = scale;
      for (let c = 0; c < told; c++) {
        const block = (f - (f % 8)) * told + (c - (c % 2)) * 8;
        weights[block + (f % 8) * 2 + (c % 2)] = Math.round(
          (weightsOfReaders[f * told + c] as number) / scale,
        );
      }
    }
  }

  // where a word's shares stand, computed when it is first met; the first place is silence
  const places = new Int32Array(header.words + 2).fill(-1);
  let next = at.shares + shareBytes;
  places[0] = at.shares;

  function placeOf(word: number): number {
    const known = places[word] as number;
    if (known >= 0) return known;
    const here = next;
    next += shareBytes;
    if (next > memory.buffer.byteLength) {
      memory.grow(GROWTH);
      its = view();
    }
    const scale = (scales[word] as number) * STEP;
    for (let d = 0; d < dim; d++) its.vector[d] = (table[word * dim + d] as number) * scale;
    run.share(at.vector, dim, at.kernel, tapRow, here);
    places[word] = here;
    return here;
  }

  // ── one sentence ──
  const rowBytes = mixRow * 4;
  const toldBytes = told * 2;
  const mixedBias = Float32Array.from([
    ...section('hiddenBias', Float32Array),
    ...section('outBias', Float32Array),
  ]);
  const found = new Int32Array(MAX_WORDS);
  /** Words of the sentence judged last, and how many filters answered in it. */
  let length = 0;
  let answering = 0;

  function forward(words: Int32Array, count: number): Float32Array {
    length = Math.min(count, MAX_WORDS);
    // new words first: they may move the memory
    for (let i = 0; i < length; i++) found[i] = placeOf(words[i] as number);
    if (length === 0) found[length++] = placeOf(1);
    const { ids, stateRows, mixed, logit } = its;
    ids.fill(at.shares, 0, SILENCE);
    for (let i = 0; i < length; i++) ids[SILENCE + i] = found[i] as number;
    ids.fill(at.shares, SILENCE + length, 2 * SILENCE + length);
    for (let i = 0; i < four(length); i++) stateRows[i] = at.states + Math.min(i, length - 1) * toldBytes;

    let feature = 0;
    let tap = 0;
    for (const [width, count] of filters) {
      const first = at.ids + (SILENCE - ((width - 1) >> 1)) * 4;
      run.answer(first, length, width, tap * 2, count * 2, at.high + feature * 2);
      feature += count;
      tap += width * count;
    }
    // onward each window is the word before and the word, backward the word and the one behind it
    const begin = at.ids + (SILENCE - 1) * 4;
    const end = at.ids + (SILENCE + length - 1) * 4;
    const last = at.states + (length - 1) * toldBytes + states * 2;
    run.states(begin, 4, length, onward * 2, states * 2, at.stateBias, at.states, toldBytes);
    run.states(end, -4, length, backward * 2, states * 2, at.stateBias + SUMS * states * 2, last, -toldBytes);
    run.answer(at.stateRows, length, 1, 0, toldBytes, at.high + windows * 2);
    const read = at.high + (windows + told) * 2;
    run.read(at.stateRows, four(length), states, at.reading, at.readScales, readers, read);

    answering = run.gather(at.high, STEP, at.bias, features, at.mixing, rowBytes, at.values, at.rows);
    mixed.set(mixedBias);
    run.mix(at.values, at.rows, pad(its.values, its.rows, answering, at.mixing), rowBytes, at.mixed);
    for (let l = 0; l < labels; l++) logit[l] = mixed[hidden + l] as number;
    const units = run.wake(at.mixed, hidden, at.out, outRow * 4, at.awake, at.units);
    run.mix(at.awake, at.units, pad(its.awake, its.units, units, at.out), outRow * 4, at.logit);
    return logit;
  }

  /** Fills up to a multiple of four with nothing times any row. */
  function pad(factors: Float32Array, addresses: Int32Array, count: number, row: number): number {
    let padded = count;
    while (padded % 4 !== 0) {
      factors[padded] = 0;
      addresses[padded++] = row;
    }
    return padded;
  }

  function credit(label: number): Float64Array {
    const { gradient, mixed, values, rows, slopes } = its;
    // how far each filter's answer moves the logit: straight, and through the hidden units that are awake
    gradient.fill(0);
    for (let h = 0; h < hidden; h++) {
      if ((mixed[h] as number) > 0) gradient[h] = out[h * labels + label] as number;
    }
    gradient[hidden + label] = 1;
    run.dots(at.rows, answering, rowBytes, at.gradient, at.slopes);

    // those that hardly move it are left out: they are many, and no word stands out by them
    const moves = (k: number) => (values[k] as number) * (slopes[k] as number);
    let strongest = 0;
    for (let k = 0; k < answering; k++) strongest = Math.max(strongest, Math.abs(moves(k)));
    const credited = new Float64Array(length);
    stateSlopes.fill(0, 0, length * told);
    for (let k = 0; k < answering; k++) {
      if (Math.abs(moves(k)) < strongest * FAINT) continue;
      const feature = ((rows[k] as number) - at.mixing) / rowBytes;
      const slope = slopes[k] as number;
      if (feature < windows) creditWindow(feature, moves(k), credited);
      else if (feature < windows + told) slopeOfState(feature - windows, slope);
      else slopesOfReader(feature - windows - told, slope);
    }
    creditStates(credited);
    return credited;
  }

  /** How far each state at each place moves the logit asked for, place by place; as long as the longest sentence needs. */
  const stateSlopes = new Float64Array(MAX_WORDS * told);

  /** A state that is an answer itself moves the logit where it is highest. */
  function slopeOfState(c: number, slope: number): void {
    const { states: shown } = its;
    let best = 0;
    for (let p = 1; p < length; p++) {
      if ((shown[p * told + c] as number) > (shown[best * told + c] as number)) best = p;
    }
    stateSlopes[best * told + c] = (stateSlopes[best * told + c] as number) + slope;
  }

  /** A filter over the states moves it through all of them, at the place of its highest answer. */
  function slopesOfReader(f: number, slope: number): void {
    const { states: shown } = its;
    const weights = f * told;
    let best = 0;
    let highest = Number.NEGATIVE_INFINITY;
    for (let p = 0; p < length; p++) {
      let sum = 0;
      for (let c = 0; c < told; c++)
        sum += (shown[p * told + c] as number) * (weightsOfReaders[weights + c] as number);
      if (sum > highest) {
        highest = sum;
        best = p;
      }
    }
    for (let c = 0; c < told; c++) {
      const at = best * told + c;
      stateSlopes[at] = (stateSlopes[at] as number) + slope * (weightsOfReaders[weights + c] as number);
    }
  }

  /** What the word at a place (before the first and behind the last is silence) adds to a sum, in steps. */
  const shareOf = (place: number, tap: number): number =>
    its.shares[((its.ids[place + SILENCE] as number) >> 1) + tap] as number;

  function highestOf(answer: (place: number) => number): number {
    let best = 0;
    let highest = Number.NEGATIVE_INFINITY;
    for (let p = 0; p < length; p++) {
      const value = answer(p);
      if (value > highest) {
        highest = value;
        best = p;
      }
    }
    return best;
  }

  /** Parts what a filter moved among the words of the window of its highest answer that spoke for it. */
  function creditWindow(feature: number, moved: number, credited: Float64Array): void {
    let tap = 0;
    let f = feature;
    for (const [width, count] of filters) {
      if (f >= count) {
        f -= count;
        tap += width * count;
        continue;
      }
      const left = (width - 1) >> 1;
      const part = (p: number, w: number) => shareOf(p + w - left, tap + w * count + f);
      const from = highestOf((p) => {
        let sum = 0;
        for (let w = 0; w < width; w++) sum += part(p, w);
        return sum;
      });
      let whole = 0;
      for (let w = 0; w < width; w++) whole += Math.max(0, part(from, w));
      for (let w = 0; w < width && whole > 0; w++) {
        const word = from + w - left;
        if (word >= 0 && word < length)
          credited[word] = (credited[word] as number) + (moved / whole) * Math.max(0, part(from, w));
      }
      return;
    }
  }

  /**
   * Traces states back to the words that made them. With its gates held as they are, a state is a sum of what was new at
   * each place before it, less and less of which was kept.
   */
  function creditStates(credited: Float64Array): void {
    const { ids, shares } = its;
    for (const [tap, firstBias, offset, back] of [
      [onward, 0, 0, false],
      [backward, SUMS * states, states, true],
    ] as const) {
      // the words of the window at a place
      const left = back ? 0 : 1;
      for (let c = 0; c < states; c++) {
        const keepBias = stateBiases[firstBias + states + c] as number;
        const showBias = stateBiases[firstBias + 2 * states + c] as number;
        let slope = 0;
        for (let i = length - 1; i >= 0; i--) {
          const p = back ? length - 1 - i : i;
          const own = stateSlopes[p * told + offset + c] as number;
          if (slope === 0 && own === 0) continue;
          // what is new, kept and shown stand one behind the other in a word's shares, for either word of the window
          const first = ((ids[p - left + SILENCE] as number) >> 1) + tap + c;
          const second = ((ids[p - left + 1 + SILENCE] as number) >> 1) + tap + SUMS * states + c;
          const keep = (shares[first + states] as number) + (shares[second + states] as number) + keepBias;
          const show =
            (shares[first + 2 * states] as number) + (shares[second + 2 * states] as number) + showBias;
          slope += own * hardSigmoid(show / STEP);
          const kept = hardSigmoid(keep / STEP);
          const taken = (slope * (1 - kept)) / STEP;
          const word = p - left;
          if (word >= 0) credited[word] = (credited[word] as number) + taken * (shares[first] as number);
          if (word + 1 < length)
            credited[word + 1] = (credited[word + 1] as number) + taken * (shares[second] as number);
          slope *= kept;
        }
      }
    }
  }

  return { forward, credit };
}
