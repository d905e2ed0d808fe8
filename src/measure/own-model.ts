import { createHash } from 'node:crypto';
import { UserError } from '../errors.js';
import type { Label, ModelOpinion, OwnLabelCard, OwnModel, Polarity, Tag } from '../types.js';
import { f1Of } from './metrics.js';

/**
 * A practice's own model on top of ours: for each theme and polarity with enough labels a logistic regression on our
 * log-odds and the sentence's words and pairs of words. Its prior is our model as it is (slope 1, everything else 0),
 * so few labels move it little; and a label is only corrected where cross-validation over reviews shows that it helps.
 *
 * Words are kept as hash buckets, and only those that at least two reviews use: no sentence, and no word that one
 * patient alone wrote, can be read out of the file. Same labels, same bytes.
 */

/** Fewest sentences with a label, and without it, before anything is learned. */
export const FEWEST = 15;
const FOLDS = 5;
/** 2^15: a few thousand distinct words and pairs collide in one of ten, which a linear model bears. */
const BUCKETS = 1 << 15;
/** Precisions (1 ÷ variance) of the Gaussian priors: our slope of 1, no bias, no weight. */
const PRIOR = { slope: 4, bias: 1, weight: 4 };
/** Coordinate descent stops here, or when no coefficient moves by more than `STILL`. */
const PASSES = 60;
const STILL = 1e-5;
/** Smaller weights change no probability that is shown. */
const LEAST_WEIGHT = 0.01;
/** Log-odds beyond this are as good as sure. */
const SURE = 6;

/** What our model thinks of one theme and polarity in a sentence; a tag is made from `threshold` on. */
export interface LabelOdds {
  theme: string;
  polarity: Polarity;
  /** 0..1. */
  probability: number;
  /** 0..1. */
  threshold: number;
}

export interface TrainingSentence {
  id: string;
  group: string;
  sentence: string;
  gold: readonly Label[];
  /** Every label our model knows, those it thinks unlikely included. */
  odds: readonly LabelOdds[];
}

/** Signs that are learned; `0` is too rare, and its sentences count neither for nor against + and −. */
const SIGNED: readonly { sign: '+' | '-'; polarity: Polarity }[] = [
  { sign: '+', polarity: 'positive' },
  { sign: '-', polarity: 'negative' },
];

// ───────────────────────────── words of a sentence ─────────────────────────────

/** Buckets of the words and neighbouring pairs of a sentence, sorted, each once. */
export function bucketsOf(sentence: string): number[] {
  const words = sentence
    .toLowerCase()
    .replace(/\[\p{L}+\]/gu, ' ')
    .replace(/[’‘`´]/g, "'")
    .match(/\p{L}[\p{L}\p{M}']*|[!?]/gu);
  if (words === null) return [];
  const buckets = new Set<number>();
  words.forEach((word, i) => {
    buckets.add(bucketOf(word));
    if (i > 0) buckets.add(bucketOf(`${words[i - 1]} ${word}`));
  });
  return [...buckets].sort((a, b) => a - b);
}

/** FNV-1a over UTF-16 units. */
function bucketOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  }
  return (hash ^ (hash >>> 15)) & (BUCKETS - 1);
}

function logit(p: number): number {
  return Math.min(SURE, Math.max(-SURE, Math.log(p / (1 - p))));
}

function sigmoid(z: number): number {
  return 1 / (1 + Math.exp(-z));
}

// ───────────────────────────── using it ─────────────────────────────

/** Corrects what our model thinks of one sentence: labels that were learned, the others as they were. */
export function correctOdds<T extends LabelOdds>(own: OwnModel, sentence: string, odds: readonly T[]): T[] {
  let buckets: number[] | null = null;
  return odds.map((one) => {
    const key = labelOf(one.theme, one.polarity);
    if (key === null || !Object.hasOwn(own.labels, key)) return one;
    const { slope, bias, weights } = own.labels[key]!;
    buckets ??= bucketsOf(sentence);
    let z = slope * logit(one.probability) + bias;
    for (const bucket of buckets) z += weights[bucket] ?? 0;
    return { ...one, probability: sigmoid(z) };
  });
}

/** A tag without its place. */
type BareTag = Pick<Tag, 'theme' | 'polarity' | 'confidence'>;

/**
 * Makes the function that amends the tags of one stretch of text, for the analyse room: tags of themes that were learned
 * come, go or turn; the others stay.
 *
 * @param themes names of the taxonomy
 * @returns a pure function: the stretch, the tags made of it and what the model thought → the tags it should have, a
 *   theme at most once, in the order of the taxonomy
 * @throws UserError where it has learned a theme that the taxonomy does not have: that part would do nothing, unsaid
 */
export function createAmender(
  own: OwnModel,
  themes: readonly string[],
): (sentence: string, tags: readonly BareTag[], opinions: readonly ModelOpinion[]) => BareTag[] {
  const learned = new Set(Object.keys(own.labels).map((label) => label.slice(0, -1)));
  const foreign = [...learned].filter((theme) => !themes.includes(theme));
  if (foreign.length > 0) {
    throw new UserError(
      `--model: ${own.name} has learned ${foreign.join(', ')}, which this taxonomy does not have; give the --taxonomy it was trained with, or train it again`,
    );
  }
  return (sentence, tags, opinions) => {
    const odds = correctOdds(own, sentence, oddsOf([{ tags, model: opinions }], themes));
    return themes.flatMap((theme): BareTag[] => {
      const made = tags.filter((tag) => tag.theme === theme);
      // Mixed and neutral tags are nothing that was learned of.
      if (!learned.has(theme) || made.some((tag) => labelOf(theme, tag.polarity) === null)) return [...made];
      const [best] = odds
        .filter((one) => one.theme === theme && one.probability >= one.threshold - EXACT)
        .sort((a, b) => b.probability - a.probability);
      if (best === undefined) return [];
      return [{ theme, polarity: best.polarity, confidence: best.probability }];
    });
  };
}

/** The detour over log-odds must not lose a tag that stands exactly at its threshold. */
const EXACT = 1e-9;

function labelOf(theme: string, polarity: Polarity): string | null {
  const sign = SIGNED.find((known) => known.polarity === polarity)?.sign;
  return sign === undefined ? null : theme + sign;
}

/**
 * Reads a model file.
 *
 * @param base our model, which it must have been trained on
 * @throws UserError that names the file and what is wrong with it
 */
export function readOwnModel(text: string, file: string, base: OwnModel['base']): OwnModel {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    throw new UserError(`${file}: is no model file (not JSON); make one with reviewscan train`);
  }
  const own = data as Partial<OwnModel> | null;
  if (typeof own !== 'object' || own === null || own.schema !== 'reviewscan.own-model') {
    throw new UserError(`${file}: is no model file of reviewscan; make one with reviewscan train`);
  }
  if (own.schemaVersion !== 1) {
    throw new UserError(`${file}: was made by another version of reviewscan; train it again`);
  }
  if (!isSound(own)) throw new UserError(`${file}: is damaged; train it again with reviewscan train`);
  if (own.base?.name !== base.name || own.base.version !== base.version) {
    throw new UserError(
      `${file}: was trained on top of ${own.base?.name ?? 'another model'} ${own.base?.version ?? ''}, this is ${base.name} ${base.version}; train it again`,
    );
  }
  return own as OwnModel;
}

/** Whether all that is used of a model file, its card too, is there and of its kind. */
function isSound(own: Partial<OwnModel>): boolean {
  const isRecord = (value: unknown): value is Record<string, unknown> =>
    typeof value === 'object' && value !== null && !Array.isArray(value);
  const finite = (value: unknown) => typeof value === 'number' && Number.isFinite(value);
  const score = (value: unknown) => value === null || finite(value);
  const scores = (value: unknown) =>
    value === null || (isRecord(value) && score(value.precision) && score(value.recall) && score(value.f1));
  const { name, labels, card } = own as Record<string, unknown>;
  return (
    typeof name === 'string' &&
    own.buckets === BUCKETS &&
    isRecord(labels) &&
    Object.entries(labels).every(
      ([key, label]) =>
        /.[+-]$/.test(key) &&
        isRecord(label) &&
        finite(label.slope) &&
        finite(label.bias) &&
        isRecord(label.weights) &&
        Object.values(label.weights).every(finite),
    ) &&
    isRecord(card) &&
    finite(card.sentences) &&
    finite(card.reviews) &&
    score(card.before) &&
    score(card.after) &&
    Array.isArray(card.labels) &&
    card.labels.every(
      (one: unknown) =>
        isRecord(one) &&
        typeof one.label === 'string' &&
        typeof one.used === 'boolean' &&
        finite(one.n) &&
        finite(one.missing) &&
        scores(one.before) &&
        scores(one.after),
    )
  );
}

/**
 * What our tool makes of a sentence: for each theme and polarity the surest of its parts. Where a tag was made, by
 * keywords too, its confidence counts and not the model's alone. A theme that the model does not know has the odds of
 * its keywords.
 */
export function oddsOf(
  parts: readonly { tags: readonly BareTag[]; model: readonly ModelOpinion[] }[],
  themes: readonly string[],
): LabelOdds[] {
  const odds = new Map<string, LabelOdds>();
  for (const theme of themes) {
    for (const { polarity } of SIGNED) {
      odds.set(`${theme} ${polarity}`, { theme, polarity, probability: UNSAID, threshold: 0.5 });
    }
  }
  const of = (theme: string, polarity: Polarity) => odds.get(`${theme} ${polarity}`);
  for (const { model } of parts) {
    for (const { theme, polarity, probability, threshold } of model) {
      const one = of(theme, polarity);
      if (one === undefined) continue;
      one.threshold = threshold;
      // What a phrase overruled is not what the tool says: it stays under the threshold.
      one.probability = Math.max(one.probability, Math.min(probability, threshold * 0.99));
    }
  }
  for (const { theme, polarity, confidence } of parts.flatMap(({ tags }) => tags)) {
    const one = of(theme, polarity);
    // A tag is one, however unsure: it has been decided on.
    if (one !== undefined) one.probability = Math.max(one.probability, one.threshold, confidence);
  }
  return [...odds.values()];
}

/** Where neither keywords nor model spoke of a theme. */
const UNSAID = 0.02;

// ───────────────────────────── training ─────────────────────────────

interface Example {
  /** Our log-odds. */
  odds: number;
  features: readonly number[];
  is: boolean;
  fold: number;
}

interface Fit {
  slope: number;
  bias: number;
  weights: Map<number, number>;
}

/**
 * Trains the corrections.
 *
 * @param sentences labelled, in any order
 * @param themes names of the taxonomy: their labels are in the card, learned or not
 */
export function trainOwnModel(
  sentences: readonly TrainingSentence[],
  themes: readonly string[],
  about: Pick<OwnModel, 'name' | 'tool' | 'base'>,
): OwnModel {
  // Files that number their rows use the same ids for different sentences.
  const keyOf = ({ id, sentence }: TrainingSentence) => `${id}\0${sentence}`;
  const rows = [...sentences].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : keyOf(a) > keyOf(b) ? 1 : 0));
  const features = sharedBuckets(rows);
  const folds = rows.map(({ group }) => foldOf(group));
  const card: OwnLabelCard[] = [];
  const labels: OwnModel['labels'] = {};
  const before = { right: 0, wrong: 0, missed: 0 };
  const after = { right: 0, wrong: 0, missed: 0 };
  for (const theme of themes) {
    for (const { sign, polarity } of SIGNED) {
      const label = theme + sign;
      const examples: Example[] = [];
      let threshold = 0.5;
      rows.forEach((row, i) => {
        const said = row.gold.find((one) => one.theme === theme)?.sign;
        if (said === '0') return;
        const ours = row.odds.find((one) => one.theme === theme && one.polarity === polarity);
        if (ours !== undefined) threshold = ours.threshold;
        const odds = logit(ours?.probability ?? UNSAID);
        examples.push({ odds, features: features[i]!, is: said === sign, fold: folds[i]! });
      });
      const n = examples.filter(({ is }) => is).length;
      const missing = Math.max(0, FEWEST - n, FEWEST - (examples.length - n));
      const ours = countOf(examples, (example) => sigmoid(example.odds), threshold);
      addTo(before, ours);
      if (missing > 0) {
        card.push({ label, n, missing, before: null, after: null, used: false });
        addTo(after, ours);
        continue;
      }
      const held = crossValidate(examples);
      const own = countOf(examples, (example) => held.get(example)!, threshold);
      const used = helps(examples, held, ours, own);
      card.push({ label, n, missing: 0, before: scoresOf(ours), after: scoresOf(own), used });
      addTo(after, used ? own : ours);
      if (used) labels[label] = rounded(fitLabel(examples));
    }
  }
  return {
    schema: 'reviewscan.own-model',
    schemaVersion: 1,
    ...about,
    buckets: BUCKETS,
    labels,
    card: {
      sentences: rows.length,
      reviews: new Set(rows.map(({ group }) => group)).size,
      before: f1Of(before.right, before.wrong, before.missed),
      after: f1Of(after.right, after.wrong, after.missed),
      labels: card,
    },
  };
}

/** Buckets of each sentence, without those that only one review uses. */
function sharedBuckets(rows: readonly TrainingSentence[]): number[][] {
  const owners = new Map<number, string | null>();
  const all = rows.map(({ sentence, group }) => {
    const buckets = bucketsOf(sentence);
    for (const bucket of buckets) {
      const owner = owners.get(bucket);
      if (owner === undefined) owners.set(bucket, group);
      else if (owner !== group) owners.set(bucket, null);
    }
    return buckets;
  });
  return all.map((buckets) => buckets.filter((bucket) => owners.get(bucket) === null));
}

function foldOf(group: string): number {
  return createHash('sha256').update(`fold\0${group}`).digest().readUInt32BE(0) % FOLDS;
}

/** Probability of each example by a fit that has not seen its review. */
function crossValidate(examples: readonly Example[]): Map<Example, number> {
  const held = new Map<Example, number>();
  for (let fold = 0; fold < FOLDS; fold++) {
    const seen = fitLabel(examples.filter((example) => example.fold !== fold));
    for (const example of examples) {
      if (example.fold === fold) held.set(example, sigmoid(scoreOf(seen, example)));
    }
  }
  return held;
}

function scoreOf({ slope, bias, weights }: Fit, { odds, features }: Example): number {
  let z = slope * odds + bias;
  for (const feature of features) z += weights.get(feature) ?? 0;
  return z;
}

/** A gain of the likelihood this many standard errors above 0 comes by chance one time in twenty. */
const ERRORS_ABOVE = 1.64;

/** Whether the correction earned its place: F1 rose, and the likelihood of what people said by more than chance would. */
function helps(
  examples: readonly Example[],
  held: ReadonlyMap<Example, number>,
  ours: Counts,
  own: Counts,
): boolean {
  const gain =
    (f1Of(own.right, own.wrong, own.missed) ?? 0) - (f1Of(ours.right, ours.wrong, ours.missed) ?? 0);
  if (gain <= 0) return false;
  const differences = examples.map((example) => {
    const likelihood = (p: number) => Math.log(Math.max(1e-9, example.is ? p : 1 - p));
    return likelihood(held.get(example)!) - likelihood(sigmoid(example.odds));
  });
  const n = differences.length;
  const mean = differences.reduce((sum, d) => sum + d, 0) / n;
  const variance = differences.reduce((sum, d) => sum + (d - mean) ** 2, 0) / (n - 1);
  return mean > ERRORS_ABOVE * Math.sqrt(variance / n);
}

interface Counts {
  right: number;
  wrong: number;
  missed: number;
}

function countOf(
  examples: readonly Example[],
  probability: (example: Example) => number,
  threshold: number,
): Counts {
  const counts: Counts = { right: 0, wrong: 0, missed: 0 };
  for (const example of examples) {
    const found = probability(example) >= threshold - EXACT;
    if (example.is) counts[found ? 'right' : 'missed'] += 1;
    else if (found) counts.wrong += 1;
  }
  return counts;
}

function addTo(sum: Counts, counts: Counts): void {
  sum.right += counts.right;
  sum.wrong += counts.wrong;
  sum.missed += counts.missed;
}

function scoresOf({ right, wrong, missed }: Counts): OwnLabelCard['before'] {
  return {
    precision: right + wrong === 0 ? null : right / (right + wrong),
    recall: right + missed === 0 ? null : right / (right + missed),
    f1: f1Of(right, wrong, missed),
  };
}

/**
 * The most probable coefficients: coordinate descent with one Newton step a coefficient and pass (Genkin, Lewis and
 * Madigan 2007, with a Gaussian prior), coefficients in a fixed order.
 */
function fitLabel(examples: readonly Example[]): Fit {
  const n = examples.length;
  const scores = Float64Array.from(examples, ({ odds }) => odds);
  const byFeature = new Map<number, number[]>();
  examples.forEach(({ features }, i) => {
    for (const feature of features) {
      const holders = byFeature.get(feature);
      if (holders) holders.push(i);
      else byFeature.set(feature, [i]);
    }
  });
  const everyone = examples.map((_, i) => i);
  const result: Fit = { slope: 1, bias: 0, weights: new Map() };
  /** The Newton step of one coefficient that stands at `value`; moves the scores along. */
  const step = (
    holders: readonly number[],
    input: (i: number) => number,
    value: number,
    mean: number,
    precision: number,
  ) => {
    let gradient = precision * (value - mean);
    let curvature = precision;
    for (const i of holders) {
      const x = input(i);
      const p = sigmoid(scores[i]!);
      gradient += x * (p - (examples[i]!.is ? 1 : 0));
      curvature += x * x * p * (1 - p);
    }
    // A trust region of 1 keeps the first steps from jumping where the curve is flat.
    const move = Math.max(-1, Math.min(1, -gradient / curvature));
    for (const i of holders) scores[i]! += move * input(i);
    return value + move;
  };
  const features = [...byFeature.keys()].sort((a, b) => a - b);
  for (let pass = 0; pass < PASSES && n > 0; pass++) {
    let most = 0;
    const note = (old: number, value: number) => {
      most = Math.max(most, Math.abs(value - old));
      return value;
    };
    result.bias = note(
      result.bias,
      step(everyone, () => 1, result.bias, 0, PRIOR.bias),
    );
    result.slope = note(
      result.slope,
      step(everyone, (i) => examples[i]!.odds, result.slope, 1, PRIOR.slope),
    );
    for (const feature of features) {
      const old = result.weights.get(feature) ?? 0;
      result.weights.set(
        feature,
        note(
          old,
          step(byFeature.get(feature)!, () => 1, old, 0, PRIOR.weight),
        ),
      );
    }
    if (most < STILL) break;
  }
  return result;
}

function rounded({ slope, bias, weights }: Fit): OwnModel['labels'][string] {
  const round = (x: number) => Math.round(x * 1e4) / 1e4;
  const kept = [...weights].filter(([, w]) => Math.abs(w) >= LEAST_WEIGHT).sort(([a], [b]) => a - b);
  return {
    slope: round(slope),
    bias: round(bias),
    weights: Object.fromEntries(kept.map(([bucket, w]) => [String(bucket), round(w)])),
  };
}
