/**
 * The statistical model: a small convolutional net over words.
 *
 * Each word of the vocabulary has a vector; filters of widths 1, 2, 3 and 5 slide over the words of a sentence, and of
 * each filter the highest answer counts (Kim, "Convolutional neural networks for sentence classification", 2014). As a
 * filter is a sum over its words, a word's share in every filter is computed once a word and kept: a sentence costs
 * look-ups and additions, eight at a time (kernel.wat). One hidden layer and a direct path lead to two logits a theme, positive and negative, which
 * are calibrated (Platt, 1999) with what the keywords found as further evidence.
 *
 * No I/O here: the bytes of the model file come from outside. The file is written by test/tools/train.
 */

import type { KeywordHit, Polarity, Span } from '../types.js';
import { KERNEL } from './kernel.js';
import { type ModelTokens, modelTokens, NAME, type Spelling } from './model-tokens.js';
import type { Claim, Opinions } from './opinions.js';

export { type ModelTokens, modelTokens } from './model-tokens.js';

/** First bytes of a model file. */
const MAGIC = 'RSM1';
/** Longest sentence judged, in tokens; what stands behind is not seen. */
const MAX_TOKENS = 100;
/** Answers of filters are kept as integers, in steps of one in so many. */
const STEP = 1024;
/** Features that keywords give each label: a sure phrase for it, one against it, a cue for it, one against it. */
const HIT_FEATURES = 4;

/** A filter that moves a logit by less than this share of the strongest does not count as evidence. */
const FAINT = 0.2;
/** Columns of the kernel that are multiplied together; see `share` in kernel.wat. */
const TILE = 16;
/** Bytes of a page of WebAssembly memory, and pages added when it is full. */
const PAGE = 65536;
const GROWTH = 32;

/** The functions of kernel.wat; all numbers are byte addresses, byte sizes or counts, as described there. */
interface Kernel {
  answer(rows: number, length: number, width: number, tap: number, size: number, high: number): void;
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

/** What stands in the model file beside its arrays. */
interface Header {
  version: string;
  themes: string[];
  /** Words in the vocabulary; row 0 of the vectors is no word, row 1 an unknown one, the words follow. */
  words: number;
  /** Of them those common in reviews, at the front, the most frequent first: what a misspelling may have meant. */
  common: number;
  dim: number;
  /** Width and number of the filters, in the order of their answers. */
  filters: [width: number, count: number][];
  hidden: number;
  /** Probability from which on a theme is tagged, in the order of the themes. */
  thresholds: number[];
  /** Name → [byte offset behind the header, length in elements]. */
  arrays: Record<string, [offset: number, length: number]>;
}

/** Calibrated probabilities, two per theme. */
export interface ThemeProbabilities {
  /** In the order of `Model.themes`: P(positive), P(negative), P(positive), … each 0..1. */
  values: Float32Array;
}

/** A tag decided on: a theme, at most once. */
export interface DecidedTag {
  theme: string;
  polarity: Exclude<Polarity, 'neutral'>;
  /** Calibrated probability of the polarity, 0..1. */
  confidence: number;
}

export interface Model {
  readonly version: string;
  readonly themes: readonly string[];
  /** Probability from which on a theme is tagged, per theme. */
  readonly thresholds: readonly number[];
  /**
   * Judges one sentence.
   *
   * @param text one sentence or fragment; empty text gives what is likely of any sentence
   * @param hits what the keywords found in it, if they were asked
   * @returns probabilities in an array of its own
   */
  predict(text: string, hits?: readonly KeywordHit[]): ThemeProbabilities;
  /** Tags from probabilities, in the order of the themes. */
  decideTags(probabilities: ThemeProbabilities): DecidedTag[];
  /** What the analyser asks: every theme and polarity, with the threshold from which on it is a tag. */
  judge(text: string, hits: readonly KeywordHit[]): Opinions;
  /**
   * The stretches of the text that spoke most for a theme and polarity, in order, at most two; offsets in UTF-16 units.
   * Empty for a theme that the model does not know, or where no word spoke for it.
   */
  evidence(text: string, hits: readonly KeywordHit[], theme: string, polarity: Polarity): Span[];
  /** Logits before calibration, two per theme; for training and tests. */
  logits(text: string): Float32Array;
}

/**
 * Reads a model file.
 *
 * @param bytes the whole file as test/tools/train writes it
 * @throws Error if it is no such file, or cut short
 */
export function loadModel(bytes: Uint8Array): Model {
  const { header, section } = open(bytes);
  const { themes, dim, filters, hidden, thresholds } = header;
  const labels = themes.length * 2;
  const table = section('vectors', Int8Array);
  const scales = section('scales', Float32Array);
  const kernel = section('kernel', Float32Array);
  const bias = section('bias', Float32Array);
  const mixing = section('mixing', Float32Array);
  const hiddenBias = section('hiddenBias', Float32Array);
  const out = section('out', Float32Array);
  const outBias = section('outBias', Float32Array);
  const platt = section('platt', Float32Array);
  const vocabulary = new Map<string, number>();
  const words = new TextDecoder().decode(section('words', Uint8Array)).split('\n');
  for (let i = 0; i < words.length; i++) vocabulary.set(words[i] as string, i + 2);
  const nameId = vocabulary.get(NAME) ?? 1;

  // answers of all filters, tap by tap: what one word adds to each
  let taps = 0;
  let features = 0;
  for (const [width, count] of filters) {
    if (![1, 2, 3, 5].includes(width))
      throw new Error(`the model has filters of width ${width}, not known here`);
    taps += width * count;
    features += count;
  }
  /** The kernel works sixteen of them at a time. */
  const tapRow = Math.ceil(taps / TILE) * TILE;
  /** Columns of `mixing`: hidden units, then labels (the direct path). */
  const columns = hidden + labels;

  // the kernel's memory: what stands still, what a sentence needs, then the words' shares, which grow
  const four = (count: number) => Math.ceil(count / 4) * 4;
  const mixRow = four(columns);
  const outRow = four(labels);
  const most = four(Math.max(features, hidden));
  let size = 0;
  const place = (bytes: number) => {
    const at = size;
    size += Math.ceil(bytes / 16) * 16;
    return at;
  };
  const at = {
    kernel: place(dim * tapRow * 4),
    mixing: place(features * mixRow * 4),
    out: place(hidden * outRow * 4),
    vector: place(dim * 4),
    ids: place((MAX_TOKENS + 8) * 4),
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
  const { answer, gather, wake, mix, dots, share } = new WebAssembly.Instance(
    new WebAssembly.Module(Buffer.from(KERNEL, 'base64')),
    { model: { memory } },
  ).exports as unknown as Kernel;
  const view = () => ({
    vector: new Float32Array(memory.buffer, at.vector, dim),
    ids: new Int32Array(memory.buffer, at.ids, MAX_TOKENS + 8),
    values: new Float32Array(memory.buffer, at.values, most),
    awake: new Float32Array(memory.buffer, at.awake, most),
    rows: new Int32Array(memory.buffer, at.rows, most),
    unitRows: new Int32Array(memory.buffer, at.units, most),
    mixed: new Float32Array(memory.buffer, at.mixed, mixRow),
    logit: new Float32Array(memory.buffer, at.logit, outRow),
    gradient: new Float32Array(memory.buffer, at.gradient, mixRow),
    slopes: new Float32Array(memory.buffer, at.slopes, most),
    shares: new Int16Array(memory.buffer),
  });
  let { vector, ids, values, awake, rows, unitRows, mixed, logit, gradient, slopes, shares } = view();
  const tiles = new Float32Array(memory.buffer, at.kernel, dim * tapRow);
  for (let tap = 0; tap < taps; tap++) {
    const first = (tap - (tap % TILE)) * dim + (tap % TILE);
    for (let d = 0; d < dim; d++) tiles[first + d * TILE] = kernel[d * taps + tap] as number;
  }
  new Float32Array(memory.buffer, at.bias, features).set(bias);
  const copyRows = (from: Float32Array, count: number, columns: number, to: number, row: number) => {
    const matrix = new Float32Array(memory.buffer, to, count * row);
    for (let r = 0; r < count; r++) matrix.set(from.subarray(r * columns, (r + 1) * columns), r * row);
  };
  copyRows(mixing, features, columns, at.mixing, mixRow);
  copyRows(out, hidden, labels, at.out, outRow);

  // where a word's shares stand, computed when it is first met; the first place is silence
  const places = new Int32Array(header.words + 2).fill(-1);
  let next = at.shares + shareBytes;
  places[0] = at.shares;

  function placeOf(id: number): number {
    const known = places[id] as number;
    if (known >= 0) return known;
    const here = next;
    next += shareBytes;
    if (next > memory.buffer.byteLength) {
      memory.grow(GROWTH);
      ({ vector, ids, values, awake, rows, unitRows, mixed, logit, gradient, slopes, shares } = view());
    }
    const scale = (scales[id] as number) * STEP;
    for (let d = 0; d < dim; d++) vector[d] = (table[id * dim + d] as number) * scale;
    share(at.vector, dim, at.kernel, tapRow, here);
    places[id] = here;
    return here;
  }

  // ── words that are in no vocabulary ──
  let misspellings: Map<string, number> | null = null;
  const resolved = new Map<string, number>();

  /** The most frequent word one letter away (one more, one less, another one, two swapped), of five letters or more. */
  function spelled(word: string): number {
    if (word.length < 5 || word.length > 20) return 1;
    if (misspellings === null) {
      misspellings = new Map();
      for (let i = header.common - 1; i >= 0; i--) {
        const known = words[i] as string;
        if (known.length < 5 || known.length > 20) continue;
        for (let k = 1; k < known.length; k++)
          misspellings.set(known.slice(0, k) + known.slice(k + 1), i + 2);
      }
    }
    let best = misspellings.get(word) ?? Number.POSITIVE_INFINITY;
    for (let k = 1; k < word.length; k++) {
      const less = word.slice(0, k) + word.slice(k + 1);
      const shorter = vocabulary.get(less);
      if (shorter !== undefined && shorter < best && less.length >= 5) best = shorter;
      const other = misspellings.get(less);
      if (other !== undefined && other < best && isNear(word, words[other - 2] as string)) best = other;
    }
    return best === Number.POSITIVE_INFINITY ? 1 : best;
  }

  /** Number of the vocabulary, 0 for none. */
  function knownId(word: string, spelling: Spelling | null): number {
    if (spelling === null) return vocabulary.get(word) ?? 0;
    if (spelling.vocabulary !== vocabulary) {
      spelling.vocabulary = vocabulary;
      spelling.id = vocabulary.get(word) ?? 0;
    }
    return spelling.id;
  }

  function idOf(tokens: ModelTokens, at: number): number {
    const word = tokens.words[at] as string;
    const known = knownId(word, tokens.spellings[at] as Spelling | null);
    if (known !== 0) return known;
    if (tokens.capitalised[at] === 1) return nameId;
    let id = resolved.get(word);
    if (id === undefined) {
      id = spelled(word);
      if (resolved.size < 20000) resolved.set(word, id);
    }
    return id;
  }

  // ── one sentence ──
  const rowBytes = mixRow * 4;
  const mixedBias = Float32Array.from([...hiddenBias, ...outBias]);
  const found = new Int32Array(MAX_TOKENS);
  let answering = 0;
  let seen: string | null = null;
  let seenTokens: ModelTokens | null = null;

  /** Fills `ids`, `high`, `rows` and `values` (the filters that answer), `mixed` and `logit`. */
  function forward(text: string): void {
    if (text === seen) return;
    const tokens = modelTokens(text);
    const n = Math.min(tokens.words.length, MAX_TOKENS);
    seen = text;
    seenTokens = tokens;
    // new words first: they may move the memory
    for (let i = 0; i < n; i++) {
      found[i] = placeOf(idOf(tokens, i));
    }
    if (n === 0) found[0] = placeOf(1);
    const length = Math.max(n, 1);
    const silence = at.shares;
    ids[0] = silence;
    ids[1] = silence;
    for (let i = 0; i < length; i++) ids[i + 2] = found[i] as number;
    ids[length + 2] = silence;
    ids[length + 3] = silence;
    let feature = 0;
    let tap = 0;
    for (const [width, count] of filters) {
      const first = at.ids + (2 - ((width - 1) >> 1)) * 4;
      answer(first, length, width, tap * 2, count * 2, at.high + feature * 2);
      feature += count;
      tap += width * count;
    }
    answering = gather(at.high, STEP, at.bias, features, at.mixing, rowBytes, at.values, at.rows);
    mixed.set(mixedBias);
    mix(at.values, at.rows, pad(values, rows, answering, at.mixing), rowBytes, at.mixed);
    const sums = mixed;
    for (let l = 0; l < labels; l++) logit[l] = sums[hidden + l] as number;
    const units = wake(at.mixed, hidden, at.out, outRow * 4, at.awake, at.units);
    mix(at.awake, at.units, pad(awake, unitRows, units, at.out), outRow * 4, at.logit);
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

  const themeIndex = new Map(themes.map((theme, index) => [theme, index]));
  const hitFeatures = new Float32Array(labels * HIT_FEATURES);
  /** 1 where a hit speaks of the theme. */
  const hitThemes = new Uint8Array(themes.length);

  function predict(text: string, hits: readonly KeywordHit[] = []): ThemeProbabilities {
    const values = new Float32Array(labels);
    fillProbabilities(text, hits, values);
    return { values };
  }

  function fillProbabilities(text: string, hits: readonly KeywordHit[], probabilities: Float32Array): void {
    forward(text);
    const logits = logit;
    if (hits.length > 0) fillHits(hits);
    const width = 2 + HIT_FEATURES;
    for (let l = 0; l < labels; l++) {
      const at = l * width;
      let z = (platt[at] as number) * (logits[l] as number) + (platt[at + 1] as number);
      if (hits.length > 0 && hitThemes[l >> 1] === 1) {
        for (let k = 0; k < HIT_FEATURES; k++) {
          z += (platt[at + 2 + k] as number) * (hitFeatures[l * HIT_FEATURES + k] as number);
        }
      }
      probabilities[l] = 1 / (1 + Math.exp(-z));
    }
  }

  function fillHits(hits: readonly KeywordHit[]): void {
    hitFeatures.fill(0);
    hitThemes.fill(0);
    for (const { theme, polarity, strength } of hits) {
      const index = themeIndex.get(theme);
      if (index === undefined || polarity === 'neutral') continue;
      hitThemes[index] = 1;
      const kind = strength === 'sure' ? 0 : 2;
      for (let side = 0; side < 2; side++) {
        const agrees = polarity === 'mixed' || (polarity === 'positive') === (side === 0);
        hitFeatures[(index * 2 + side) * HIT_FEATURES + kind + (agrees ? 0 : 1)] = 1;
      }
    }
  }

  function decideTags({ values }: ThemeProbabilities): DecidedTag[] {
    const tags: DecidedTag[] = [];
    for (let t = 0; t < themes.length; t++) {
      const plus = values[2 * t] as number;
      const minus = values[2 * t + 1] as number;
      const threshold = thresholds[t] as number;
      const confidence = Math.max(plus, minus);
      if (confidence < threshold) continue;
      // never mixed: where both were likely, people had said so once in 50 times
      tags.push({
        theme: themes[t] as string,
        polarity: plus >= minus ? 'positive' : 'negative',
        confidence,
      });
    }
    return tags;
  }

  const likely = new Float32Array(labels);
  const claims = themes.flatMap((theme, t) =>
    (['positive', 'negative'] as const).map(
      (polarity): Claim => ({ theme, polarity, threshold: thresholds[t] as number }),
    ),
  );

  function judge(text: string, hits: readonly KeywordHit[]): Opinions {
    fillProbabilities(text, hits, likely);
    // Array.from takes ten times as long.
    const copy = new Array<number>(labels);
    for (let l = 0; l < labels; l++) copy[l] = likely[l] as number;
    return { claims, likely: copy };
  }

  function evidence(text: string, _hits: readonly KeywordHit[], theme: string, polarity: Polarity): Span[] {
    const index = themeIndex.get(theme);
    if (index === undefined) return [];
    forward(text);
    const tokens = seenTokens as ModelTokens;
    const n = Math.min(tokens.words.length, MAX_TOKENS);
    if (n === 0) return [];
    const wanted =
      polarity === 'negative' ||
      ((logit[2 * index + 1] as number) > (logit[2 * index] as number) && polarity !== 'positive')
        ? 2 * index + 1
        : 2 * index;
    // how far each filter's answer moves the logit: straight, and through the hidden units that are awake
    gradient.fill(0);
    for (let h = 0; h < hidden; h++) {
      if ((mixed[h] as number) > 0) gradient[h] = out[h * labels + wanted] as number;
    }
    gradient[hidden + wanted] = 1;
    dots(at.rows, answering, rowBytes, at.gradient, at.slopes);

    // those that hardly move it are left out: they are many, and no word stands out by them
    let strongestMove = 0;
    for (let k = 0; k < answering; k++) {
      strongestMove = Math.max(strongestMove, Math.abs((values[k] as number) * (slopes[k] as number)));
    }
    const credit = new Float64Array(n);
    const added = shares;
    const windows = ids;
    /** The filter that answers as the k-th. */
    const filterOf = (k: number) => ((rows[k] as number) - at.mixing) / rowBytes;
    let feature = 0;
    let tap = 0;
    let k = 0;
    for (const [width, count] of filters) {
      const left = (width - 1) >> 1;
      for (; k < answering && filterOf(k) < feature + count; k++) {
        const moves = (values[k] as number) * (slopes[k] as number);
        if (Math.abs(moves) < strongestMove * FAINT) continue;
        const f = filterOf(k) - feature;
        /** What the word `w` places into the window at `position` adds to this filter. */
        const shareAt = (position: number, w: number) =>
          added[((windows[position + w + 2 - left] as number) >> 1) + tap + w * count + f] as number;
        // the place of its highest answer
        let best = Number.NEGATIVE_INFINITY;
        let from = 0;
        for (let p = 0; p < n; p++) {
          let sum = 0;
          for (let w = 0; w < width; w++) sum += shareAt(p, w);
          if (sum > best) {
            best = sum;
            from = p;
          }
        }
        let whole = 0;
        for (let w = 0; w < width; w++) whole += Math.max(0, shareAt(from, w));
        if (whole === 0) continue;
        for (let w = 0; w < width; w++) {
          const word = from + w - left;
          if (word >= 0 && word < n)
            credit[word] = (credit[word] as number) + (moves / whole) * Math.max(0, shareAt(from, w));
        }
      }
      feature += count;
      tap += width * count;
    }
    return strongest(credit, tokens, n);
  }

  return {
    version: header.version,
    themes,
    thresholds,
    predict,
    decideTags,
    judge,
    evidence,
    logits(text) {
      forward(text);
      return logit.slice(0, labels);
    },
  };

  /** Two swapped letters, or another letter in one place. */
  function isNear(a: string, b: string): boolean {
    if (a.length !== b.length) return false;
    let first = -1;
    let last = -1;
    for (let i = 0; i < a.length; i++) {
      if (a.charCodeAt(i) === b.charCodeAt(i)) continue;
      if (first < 0) first = i;
      last = i;
    }
    if (first === last) return true;
    return last === first + 1 && a[first] === b[last] && a[last] === b[first];
  }

  function strongest(credit: Float64Array, { words: said, starts, ends }: ModelTokens, n: number): Span[] {
    let top = 0;
    const saysSomething = (i: number) => /[\p{L}\p{N}\p{Extended_Pictographic}]/u.test(said[i] as string);
    for (let i = 0; i < n; i++) {
      if ((credit[i] as number) > top && saysSomething(i)) top = credit[i] as number;
    }
    if (top <= 0) return [];
    const spans: (Span & { weight: number; last: number })[] = [];
    for (let i = 0; i < n; i++) {
      const weight = credit[i] as number;
      if (weight < top * 0.4 || !saysSomething(i)) continue;
      const before = spans[spans.length - 1];
      if (before !== undefined && i - before.last <= 2) {
        before.end = ends[i] as number;
        before.last = i;
        before.weight += weight;
      } else spans.push({ start: starts[i] as number, end: ends[i] as number, weight, last: i });
    }
    return spans
      .sort((a, b) => b.weight - a.weight || a.start - b.start)
      .slice(0, 2)
      .sort((a, b) => a.start - b.start)
      .map(({ start, end }) => ({ start, end }));
  }
}

/** Header and arrays of a model file. */
function open(bytes: Uint8Array): {
  header: Header;
  section: <A>(name: string, type: new (buffer: ArrayBuffer, offset: number, length: number) => A) => A;
} {
  const damaged = (why: string) => new Error(`the model file is damaged (${why}); install reviewscan again`);
  if (bytes.length < 8 || new TextDecoder().decode(bytes.subarray(0, 4)) !== MAGIC) throw damaged('no model');
  // a copy of its own: typed arrays want aligned offsets
  const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
  const size = new DataView(buffer).getUint32(4, true);
  if (8 + size > buffer.byteLength) throw damaged('cut short');
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 8, size))) as Header;
  const base = 8 + size;
  return {
    header,
    section(name, type) {
      const place = header.arrays[name];
      if (place === undefined) throw damaged(`no ${name}`);
      const [offset, length] = place;
      try {
        return new type(buffer, base + offset, length);
      } catch {
        throw damaged(`${name} cut short`);
      }
    },
  };
}
