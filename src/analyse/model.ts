/**
 * The statistical model: two logits a theme, positive and negative, come from a net over the words of a sentence (net.ts)
 * and are calibrated (Platt, 1999). Phrases have no part in it: what sure ones add is settled in tags.ts.
 *
 * No I/O here: the bytes of the model file come from outside. The file is written by test/tools/train.
 */

import type { Polarity, Span } from '../types.js';
import { openModel } from './model-file.js';
import { type ModelTokens, modelTokens } from './model-tokens.js';
import { MAX_WORDS, openNet } from './net.js';
import type { Claim, Opinions } from './opinions.js';
import { createVocabulary } from './vocabulary.js';

/** A word with less than this share of the credit of the strongest one is not shown as evidence. */
const SHOWN = 0.4;

/** Themes by their number, and how likely it must be that one of them is meant, each taken by its likelier polarity. */
export interface Together {
  themes: readonly number[];
  from: number;
}

/**
 * How likely each theme must be to be tagged in one sentence. Mostly its threshold; but whether a sentence speaks of the
 * clinical result at all is surer than which clinical theme it is. Where it is likely enough that one of such themes is
 * meant (as if they came independently) and none passes by itself, the likeliest needs no more than makes it so; where it
 * is not, so does what passes. Found out of fold: much the same level in all five; see the research log.
 *
 * @param likely two probabilities a theme, positive and negative
 * @param thresholds of the themes
 * @returns of each theme, 0 and up; null where its threshold holds for every theme
 */
export function neededOf(
  likely: ArrayLike<number>,
  thresholds: readonly number[],
  together: readonly Together[],
): number[] | null {
  let needed: number[] | null = null;
  for (let g = 0; g < together.length; g++) {
    const { themes, from } = together[g] as Together;
    let none = 1;
    let likeliest = -1;
    let highest = -1;
    let passes = false;
    for (let k = 0; k < themes.length; k++) {
      const theme = themes[k] as number;
      const score = scoreOf(likely, theme);
      none *= 1 - score;
      if (score > highest) {
        highest = score;
        likeliest = theme;
      }
      if (score >= (thresholds[theme] as number)) passes = true;
    }
    if (1 - none >= from === passes) continue;
    needed ??= [...thresholds];
    // What a theme would have to be for one of all to be meant at `from`, the others as they are.
    const enough = (score: number) => 1 - ((1 - from) * (1 - score)) / none;
    if (!passes) needed[likeliest] = enough(highest);
    else {
      for (const theme of themes)
        needed[theme] = Math.max(needed[theme] as number, enough(scoreOf(likely, theme)));
    }
  }
  return needed;
}

const scoreOf = (likely: ArrayLike<number>, theme: number): number =>
  Math.max(likely[2 * theme] as number, likely[2 * theme + 1] as number);

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
   * @returns probabilities in an array of its own
   */
  predict(text: string): ThemeProbabilities;
  /** Tags from probabilities, in the order of the themes. */
  decideTags(probabilities: ThemeProbabilities): DecidedTag[];
  /** What the analyser asks: every theme and polarity, with the threshold from which on it is a tag. */
  judge(text: string): Opinions;
  /**
   * The stretches of the text that spoke most for a theme and polarity, in order, at most two; offsets in UTF-16 units.
   * Empty for a theme that the model does not know, or where no word spoke for it.
   */
  evidence(text: string, theme: string, polarity: Polarity): Span[];
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
  const file = openModel(bytes);
  const { header, section } = file;
  const { themes, thresholds } = header;
  const labels = themes.length * 2;
  const platt = section('platt', Float32Array);
  const net = openNet(file);
  const rowOf = createVocabulary(
    new TextDecoder().decode(section('words', Uint8Array)).split('\n'),
    header.common,
  );

  // ── one sentence ──
  const rows = new Int32Array(MAX_WORDS);
  let logit: Float32Array = new Float32Array(labels);
  let seen: string | null = null;
  let seenTokens: ModelTokens | null = null;

  /** Fills `logit`; a sentence asked again costs nothing. */
  function forward(text: string): void {
    if (text === seen) return;
    const tokens = modelTokens(text);
    const n = Math.min(tokens.words.length, MAX_WORDS);
    for (let i = 0; i < n; i++) rows[i] = rowOf(tokens, i);
    logit = net.forward(rows, n);
    seen = text;
    seenTokens = tokens;
  }

  const themeIndex = new Map(themes.map((theme, index) => [theme, index]));
  const together = header.together.map(
    (group): Together => ({ ...group, themes: group.themes.map((theme) => themeIndex.get(theme) as number) }),
  );

  function predict(text: string): ThemeProbabilities {
    const values = new Float32Array(labels);
    fillProbabilities(text, values);
    return { values };
  }

  function fillProbabilities(text: string, probabilities: Float32Array): void {
    forward(text);
    const logits = logit;
    for (let l = 0; l < labels; l++) {
      const z = (platt[2 * l] as number) * (logits[l] as number) + (platt[2 * l + 1] as number);
      probabilities[l] = 1 / (1 + Math.exp(-z));
    }
  }

  function decideTags({ values }: ThemeProbabilities): DecidedTag[] {
    const tags: DecidedTag[] = [];
    const needed = neededOf(values, thresholds, together) ?? thresholds;
    for (let t = 0; t < themes.length; t++) {
      const plus = values[2 * t] as number;
      const minus = values[2 * t + 1] as number;
      const confidence = Math.max(plus, minus);
      if (confidence < (needed[t] as number)) continue;
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
  const claims = themes.flatMap((theme) =>
    (['positive', 'negative'] as const).map((polarity): Claim => ({ theme, polarity })),
  );
  /** Of each claim what its theme needs. */
  const ofClaims = (needed: readonly number[]) => needed.flatMap((level) => [level, level]);
  const usual = ofClaims(thresholds);

  function judge(text: string): Opinions {
    fillProbabilities(text, likely);
    // Array.from takes ten times as long.
    const copy = new Array<number>(labels);
    for (let l = 0; l < labels; l++) copy[l] = likely[l] as number;
    const needed = neededOf(copy, thresholds, together);
    return { claims, likely: copy, needed: needed === null ? usual : ofClaims(needed) };
  }

  function evidence(text: string, theme: string, polarity: Polarity): Span[] {
    const index = themeIndex.get(theme);
    if (index === undefined) return [];
    forward(text);
    const tokens = seenTokens as ModelTokens;
    if (tokens.words.length === 0) return [];
    const negative = (logit[2 * index + 1] as number) > (logit[2 * index] as number);
    const wanted =
      polarity === 'negative' || (negative && polarity !== 'positive') ? 2 * index + 1 : 2 * index;
    return strongest(net.credit(wanted), tokens);
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
}

/** The stretches of words with the most credit, at most two, in the order of the text. */
function strongest(credit: Float64Array, { words: said, starts, ends }: ModelTokens): Span[] {
  const n = credit.length;
  let top = 0;
  const saysSomething = (i: number) => /[\p{L}\p{N}\p{Extended_Pictographic}]/u.test(said[i] as string);
  for (let i = 0; i < n; i++) {
    if ((credit[i] as number) > top && saysSomething(i)) top = credit[i] as number;
  }
  if (top <= 0) return [];
  const spans: (Span & { weight: number; last: number })[] = [];
  for (let i = 0; i < n; i++) {
    const weight = credit[i] as number;
    if (weight < top * SHOWN || !saysSomething(i)) continue;
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
