/**
 * The statistical model: a small convolutional net over words, in plain typed arrays.
 *
 * Each word of the vocabulary has a vector; filters of widths 1, 2, 3 and 5 slide over the words of a sentence, and of
 * each filter the highest answer counts (Kim, "Convolutional neural networks for sentence classification", 2014). As a
 * filter is a sum over its words, a word's share in every filter is computed once a word and kept: a sentence costs
 * look-ups and additions. One hidden layer and a direct path lead to two logits a theme, positive and negative, which
 * are calibrated (Platt, 1999) with what the keywords found as further evidence.
 *
 * No I/O here: the bytes of the model file come from outside. The file is written by test/tools/train.
 */

import type { KeywordHit, ModelOpinion, Polarity, Span } from '../types.js';
import { type ModelTokens, modelTokens, NAME } from './model-tokens.js';

export { type ModelTokens, modelTokens } from './model-tokens.js';

/** First bytes of a model file. */
const MAGIC = 'RSM1';
/** Longest sentence judged, in tokens; what stands behind is not seen. */
const MAX_TOKENS = 100;
/** Answers of filters are kept as integers, in steps of one in so many. */
const STEP = 1024;
/** Features that keywords give each label: a sure phrase for it, one against it, a cue for it, one against it. */
const HIT_FEATURES = 4;

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
  /** Both polarities at least so likely: mixed. */
  mixed: number;
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
  /** Calibrated probability of the polarity (the likelier one where mixed), 0..1. */
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
  judge(text: string, hits: readonly KeywordHit[]): ModelOpinion[];
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
  const mixing = new Float64Array(section('mixing', Float32Array));
  const hiddenBias = section('hiddenBias', Float32Array);
  const out = new Float64Array(section('out', Float32Array));
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
  /** Columns of `mixing`: hidden units, then labels (the direct path). */
  const columns = hidden + labels;

  // a word's share in every filter, computed when it is first met; slot 0 is silence
  const slots = new Int32Array(header.words + 2).fill(-1);
  let shares = new Int16Array(taps * 256);
  let used = 1;
  slots[0] = 0;
  const sum = new Float32Array(taps);

  function slotOf(id: number): number {
    const known = slots[id] as number;
    if (known >= 0) return known;
    if ((used + 1) * taps > shares.length) {
      const larger = new Int16Array(shares.length * 2);
      larger.set(shares);
      shares = larger;
    }
    sum.fill(0);
    const scale = (scales[id] as number) * STEP;
    for (let d = 0; d < dim; d++) {
      const value = (table[id * dim + d] as number) * scale;
      if (value === 0) continue;
      const row = d * taps;
      for (let t = 0; t < taps; t++) sum[t] = (sum[t] as number) + value * (kernel[row + t] as number);
    }
    const slot = used++;
    const base = slot * taps;
    for (let t = 0; t < taps; t++) {
      const value = Math.round(sum[t] as number);
      shares[base + t] = value > 32767 ? 32767 : Math.max(value, -32768);
    }
    slots[id] = slot;
    return slot;
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

  function idOf(word: string, capitalised: number): number {
    const known = vocabulary.get(word);
    if (known !== undefined) return known;
    if (capitalised === 1) return nameId;
    let id = resolved.get(word);
    if (id === undefined) {
      id = spelled(word);
      if (resolved.size < 20000) resolved.set(word, id);
    }
    return id;
  }

  // ── one sentence ──
  const ids = new Int32Array(MAX_TOKENS + 8);
  const high = new Int32Array(features);
  const where = new Int32Array(features);
  const active = new Float64Array(features);
  const rows = new Int32Array(features);
  const mixed = new Float64Array(columns);
  const logit = new Float32Array(labels);
  let seen: string | null = null;
  let seenTokens: ModelTokens | null = null;

  /** Fills `where`, `active`, `mixed` and `logit`. */
  function forward(text: string): void {
    if (text === seen) return;
    const tokens = modelTokens(text);
    const n = Math.min(tokens.words.length, MAX_TOKENS);
    seen = text;
    seenTokens = tokens;
    // slots of the words, with silence on both sides
    ids[0] = 0;
    ids[1] = 0;
    for (let i = 0; i < n; i++) {
      ids[i + 2] = slotOf(idOf(tokens.words[i] as string, tokens.capitalised[i] as number)) * taps;
    }
    const length = n === 0 ? 1 : n;
    if (n === 0) ids[2] = slotOf(1) * taps;
    ids[length + 2] = 0;
    ids[length + 3] = 0;
    high.fill(-2147483648);
    const s = shares;
    let feature = 0;
    let tap = 0;
    for (const [width, count] of filters) {
      const left = (width - 1) >> 1;
      for (let p = 0; p < length; p++) {
        const at = p + 2 - left;
        if (width === 1) {
          const a = (ids[at] as number) + tap;
          for (let f = 0; f < count; f++) {
            const v = s[a + f] as number;
            if (v > (high[feature + f] as number)) {
              high[feature + f] = v;
              where[feature + f] = p;
            }
          }
        } else if (width === 2) {
          const a = (ids[at] as number) + tap;
          const b = (ids[at + 1] as number) + tap + count;
          for (let f = 0; f < count; f++) {
            const v = (s[a + f] as number) + (s[b + f] as number);
            if (v > (high[feature + f] as number)) {
              high[feature + f] = v;
              where[feature + f] = p;
            }
          }
        } else if (width === 3) {
          const a = (ids[at] as number) + tap;
          const b = (ids[at + 1] as number) + tap + count;
          const c = (ids[at + 2] as number) + tap + 2 * count;
          for (let f = 0; f < count; f++) {
            const v = (s[a + f] as number) + (s[b + f] as number) + (s[c + f] as number);
            if (v > (high[feature + f] as number)) {
              high[feature + f] = v;
              where[feature + f] = p;
            }
          }
        } else {
          const a = (ids[at] as number) + tap;
          const b = (ids[at + 1] as number) + tap + count;
          const c = (ids[at + 2] as number) + tap + 2 * count;
          const d = (ids[at + 3] as number) + tap + 3 * count;
          const e = (ids[at + 4] as number) + tap + 4 * count;
          for (let f = 0; f < count; f++) {
            const v =
              (s[a + f] as number) +
              (s[b + f] as number) +
              (s[c + f] as number) +
              (s[d + f] as number) +
              (s[e + f] as number);
            if (v > (high[feature + f] as number)) {
              high[feature + f] = v;
              where[feature + f] = p;
            }
          }
        }
      }
      feature += count;
      tap += width * count;
    }
    for (let h = 0; h < hidden; h++) mixed[h] = hiddenBias[h] as number;
    for (let l = 0; l < labels; l++) mixed[hidden + l] = outBias[l] as number;
    let answering = 0;
    for (let f = 0; f < features; f++) {
      const value = (high[f] as number) / STEP + (bias[f] as number);
      active[f] = Math.max(value, 0);
      if (value > 0) rows[answering++] = f;
    }
    // four filters at a time: fewer trips to the sums
    let k = 0;
    for (; k + 3 < answering; k += 4) {
      const f0 = rows[k] as number;
      const f1 = rows[k + 1] as number;
      const f2 = rows[k + 2] as number;
      const f3 = rows[k + 3] as number;
      const v0 = active[f0] as number;
      const v1 = active[f1] as number;
      const v2 = active[f2] as number;
      const v3 = active[f3] as number;
      const r0 = f0 * columns;
      const r1 = f1 * columns;
      const r2 = f2 * columns;
      const r3 = f3 * columns;
      for (let c = 0; c < columns; c++) {
        mixed[c] =
          (mixed[c] as number) +
          v0 * (mixing[r0 + c] as number) +
          v1 * (mixing[r1 + c] as number) +
          v2 * (mixing[r2 + c] as number) +
          v3 * (mixing[r3 + c] as number);
      }
    }
    for (; k < answering; k++) {
      const f = rows[k] as number;
      const value = active[f] as number;
      const row = f * columns;
      for (let c = 0; c < columns; c++) mixed[c] = (mixed[c] as number) + value * (mixing[row + c] as number);
    }
    for (let l = 0; l < labels; l++) logit[l] = mixed[hidden + l] as number;
    for (let h = 0; h < hidden; h++) {
      const value = mixed[h] as number;
      if (value <= 0) continue;
      const row = h * labels;
      for (let l = 0; l < labels; l++) logit[l] = (logit[l] as number) + value * (out[row + l] as number);
    }
  }

  const themeIndex = new Map(themes.map((theme, index) => [theme, index]));
  const hitFeatures = new Float32Array(labels * HIT_FEATURES);

  function predict(text: string, hits: readonly KeywordHit[] = []): ThemeProbabilities {
    forward(text);
    const values = new Float32Array(labels);
    if (hits.length > 0) fillHits(hits);
    const width = 2 + HIT_FEATURES;
    for (let l = 0; l < labels; l++) {
      const at = l * width;
      let z = (platt[at] as number) * (logit[l] as number) + (platt[at + 1] as number);
      if (hits.length > 0) {
        for (let k = 0; k < HIT_FEATURES; k++) {
          z += (platt[at + 2 + k] as number) * (hitFeatures[l * HIT_FEATURES + k] as number);
        }
      }
      values[l] = 1 / (1 + Math.exp(-z));
    }
    return { values };
  }

  function fillHits(hits: readonly KeywordHit[]): void {
    hitFeatures.fill(0);
    for (const { theme, polarity, strength } of hits) {
      const index = themeIndex.get(theme);
      if (index === undefined || polarity === 'neutral') continue;
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
      const both = Math.min(plus, minus) >= Math.max(threshold, header.mixed);
      tags.push({
        theme: themes[t] as string,
        polarity: both ? 'mixed' : plus >= minus ? 'positive' : 'negative',
        confidence,
      });
    }
    return tags;
  }

  function judge(text: string, hits: readonly KeywordHit[]): ModelOpinion[] {
    const { values } = predict(text, hits);
    const opinions: ModelOpinion[] = [];
    for (let t = 0; t < themes.length; t++) {
      const theme = themes[t] as string;
      const threshold = thresholds[t] as number;
      const plus = values[2 * t] as number;
      const minus = values[2 * t + 1] as number;
      if (Math.min(plus, minus) >= Math.max(threshold, header.mixed)) {
        opinions.push({ theme, polarity: 'mixed', probability: Math.max(plus, minus), threshold });
        continue;
      }
      opinions.push({ theme, polarity: 'positive', probability: plus, threshold });
      opinions.push({ theme, polarity: 'negative', probability: minus, threshold });
    }
    return opinions;
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
    // what each filter's answer adds to the logit, shared among the words of its window
    const credit = new Float64Array(n);
    let feature = 0;
    let tap = 0;
    for (const [width, count] of filters) {
      const left = (width - 1) >> 1;
      for (let f = 0; f < count; f++) {
        const value = active[feature + f] as number;
        if (value === 0) continue;
        const row = (feature + f) * columns;
        let slope = mixing[row + hidden + wanted] as number;
        for (let h = 0; h < hidden; h++) {
          if ((mixed[h] as number) > 0)
            slope += (mixing[row + h] as number) * (out[h * labels + wanted] as number);
        }
        const from = (where[feature + f] as number) - left;
        let whole = 0;
        for (let k = 0; k < width; k++) {
          const at = from + k;
          if (at < 0 || at >= n) continue;
          whole += Math.max(0, shares[(ids[at + 2] as number) + tap + k * count + f] as number);
        }
        if (whole === 0) continue;
        for (let k = 0; k < width; k++) {
          const at = from + k;
          if (at < 0 || at >= n) continue;
          const share = Math.max(0, shares[(ids[at + 2] as number) + tap + k * count + f] as number) / whole;
          credit[at] = (credit[at] as number) + value * slope * share;
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
      return logit.slice();
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
    for (let i = 0; i < n; i++) {
      if (/[\p{L}\p{N}\p{Extended_Pictographic}]/u.test(said[i] as string))
        top = Math.max(top, credit[i] as number);
      else credit[i] = 0;
    }
    if (top <= 0) return [];
    const spans: (Span & { weight: number; last: number })[] = [];
    for (let i = 0; i < n; i++) {
      const weight = credit[i] as number;
      if (weight < top * 0.4) continue;
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
