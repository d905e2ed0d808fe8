import type {
  Accuracy,
  Axis,
  FoundLabel,
  JudgedSentence,
  Label,
  Measure,
  Measures,
  Polarity,
} from '../types.js';

/**
 * What is measured, defined once: `evaluate`, `train`, the model card and `npm run quality` all count here.
 *
 * - A sentence holds a theme once, however often it was found there.
 * - themes: theme names of all sentences, micro-averaged. tags: theme and polarity together; a label `0` is met by
 *   mixed, by neutral, and by + and − of that theme.
 * - an axis: the sentence holds any theme of it (`overall`, being general, belongs to neither).
 * - negative remarks: the sentence holds any `-` of that axis.
 * - macro: the mean of the themes' F1 over themes with at least 8 labelled sentences.
 * - polarity κ: Cohen's κ over the classes positive, negative, both, none; mixed and neutral count as none.
 * - intervals: 95 % percentile bootstrap over groups (reviews), as sentences of a review are no independent witnesses.
 *   Where nothing, or everything, is wrong, all samples are alike and would claim certainty: the open end is then
 *   Wilson's, at the number of reviews that bear on the measure (for F1 by way of right ÷ (right + wrong + missed)).
 *   The generator is seeded and groups are taken in the order of their names, so the same labels give the same numbers.
 */

/** Fewest labelled sentences for a theme to count in the macro average. */
const MACRO_FLOOR = 8;
/** Bootstrap samples: the percentiles move by less than a point of the interval's width beyond it. */
const RESAMPLES = 1000;
/** Square of the normal quantile of 95 %, two-sided. */
const Z2 = 1.959964 ** 2;
const SEED = 20;
const BINS = 10;

type ThemeAxis = { name: string; axis: Axis };

/**
 * Measures what was found against what people said.
 *
 * @param sentences in any order
 * @param themes of the taxonomy; labels of other themes still count in the micro averages
 * @param resamples of the bootstrap; 0 leaves the intervals out
 */
export function measure(
  sentences: readonly JudgedSentence[],
  themes: readonly ThemeAxis[],
  { resamples = RESAMPLES }: { resamples?: number } = {},
): Measures {
  const layout = layOut(sentences, themes);
  const groups = countGroups(sentences, layout);
  const total = new Float64Array(layout.size);
  for (const counts of groups) addInto(total, counts);
  const readings = readAll(total, layout);
  const draws = readings.map(() => [] as number[]);
  if (groups.length > 1) {
    const random = generator(SEED);
    const sums = new Float64Array(layout.size);
    for (let r = 0; r < resamples; r++) {
      sums.fill(0);
      for (let i = 0; i < groups.length; i++) {
        addInto(sums, groups[Math.floor(random() * groups.length)]!);
      }
      readAll(sums, layout).forEach((value, i) => {
        if (value !== null) draws[i]!.push(value);
      });
    }
  }
  let next = 0;
  const take = (bearing?: number, scale = (share: number) => share): Measure => {
    const value = readings[next]!;
    const sorted = draws[next]!.sort((a, b) => a - b);
    next++;
    // A measure that most samples leave undefined has no interval worth showing.
    const shown = value !== null && sorted.length > 0 && sorted.length * 2 >= resamples;
    if (shown && (value === 0 || value === 1) && sorted[0] === sorted.at(-1)) {
      if (bearing === undefined) return { value, low: null, high: null };
      return value === 1
        ? { value, low: scale(bearing / (bearing + Z2)), high: 1 }
        : { value, low: 0, high: scale(Z2 / (bearing + Z2)) };
    }
    return {
      value,
      low: shown ? percentile(sorted, 0.025) : null,
      high: shown ? percentile(sorted, 0.975) : null,
    };
  };
  const accuracies = layout.ratios.map((at): Accuracy => {
    const bearing = (of: (right: number, wrong: number, missed: number) => number) => {
      const count = (counts: Sparse, i: number) => counts.get(at + i) ?? 0;
      return groups.filter((one) => of(count(one, 0), count(one, 1), count(one, 2)) > 0).length;
    };
    const precision = take(bearing((right, wrong) => right + wrong));
    const recall = take(bearing((right, _, missed) => right + missed));
    const f1 = take(
      bearing((right, wrong, missed) => right + wrong + missed),
      (share) => (2 * share) / (1 + share),
    );
    const [right, wrong, missed] = [total[at]!, total[at + 1]!, total[at + 2]!];
    return { precision, recall, f1, n: right + missed, found: right + wrong };
  });
  const [macroF1, polarityKappa] = [take(), take()];
  const [themeTotal, tagTotal, clinical, service, negativeClinical, negativeService, ...byName] = accuracies;
  const flips = countFlips(sentences);
  return {
    sentences: sentences.length,
    groups: groups.length,
    themes: themeTotal!,
    tags: tagTotal!,
    macroF1,
    macroThemes: byName.filter(({ n }) => n >= MACRO_FLOOR).length,
    axes: { clinical: clinical!, service: service! },
    negative: { clinical: negativeClinical!, service: negativeService! },
    polarityKappa,
    byTheme: layout.names.flatMap((theme, i) => {
      const accuracy = byName[i]!;
      if (accuracy.n === 0 && accuracy.found === 0) return [];
      const right = total[layout.ratios[FIXED_RATIOS + i]!]!;
      const turned = flips.reduce((sum, flip) => (flip.theme === theme ? sum + flip.n : sum), 0);
      return [
        {
          theme,
          axis: layout.axes[i]!,
          ...accuracy,
          rightPolarity: right === 0 ? null : (right - turned) / right,
        },
      ];
    }),
    confusions: countConfusions(sentences),
    flips,
    reliability: measureReliability(sentences),
  };
}

/** Cohen's κ of a square table of counts (rows: one judge, columns: the other); null where chance explains all. */
export function cohensKappa(table: readonly (readonly number[])[]): number | null {
  const rows = table.map((row) => row.reduce((sum, n) => sum + n, 0));
  const n = rows.reduce((sum, row) => sum + row, 0);
  if (n === 0) return null;
  // In whole numbers until the last step, so that full agreement is exactly 1.
  let agreed = 0;
  let byChance = 0;
  table.forEach((row, i) => {
    agreed += n * row[i]!;
    byChance += rows[i]! * table.reduce((sum, other) => sum + other[i]!, 0);
  });
  return byChance === n * n ? null : (agreed - byChance) / (n * n - byChance);
}

/** 2PR ÷ (P + R) from counts; null where nobody said it and nothing was found. */
export function f1Of(right: number, wrong: number, missed: number): number | null {
  const all = 2 * right + wrong + missed;
  return all === 0 ? null : (2 * right) / all;
}

// ───────────────────────────── labels against finds ─────────────────────────────

/** How one found theme stands: its signs, `0` where it was found mixed or neutral. */
function signsOf(found: readonly FoundLabel[]): Map<string, Set<Label['sign']>> {
  const signs = new Map<string, Set<Label['sign']>>();
  for (const { theme, polarity } of found) {
    const known = signs.get(theme) ?? new Set();
    known.add(SIGNS[polarity]);
    signs.set(theme, known);
  }
  return signs;
}

const SIGNS: Record<Polarity, Label['sign']> = { positive: '+', negative: '-', mixed: '0', neutral: '0' };

/** Whether one label is met by the signs found for its theme. */
function meets(sign: Label['sign'], signs: ReadonlySet<Label['sign']>): boolean {
  return signs.has(sign) || (sign === '0' && signs.has('+') && signs.has('-'));
}

/** Found signs that no label called for: + and − that meet a `0` together are one find. */
function surplus(sign: Label['sign'] | null, signs: ReadonlySet<Label['sign']>): number {
  if (sign === null) return signs.size;
  if (sign === '0' && signs.has('+') && signs.has('-')) return 0;
  return signs.size - (signs.has(sign) ? 1 : 0);
}

const CLASSES = ['positive', 'negative', 'both', 'none'] as const;

function classOf(signs: Iterable<Label['sign']>): number {
  let [positive, negative] = [false, false];
  for (const sign of signs) {
    if (sign === '+') positive = true;
    if (sign === '-') negative = true;
  }
  return positive ? (negative ? 2 : 0) : negative ? 1 : 3;
}

// ───────────────────────────── counts of a group ─────────────────────────────

/**
 * All measures but reliability are functions of sums of counts, so a bootstrap sample is a sum of groups' counts.
 * `ratios`: where right, wrong, missed of each accuracy stand: themes, tags, two axes, two negatives, then every theme.
 */
interface Layout {
  names: string[];
  axes: Axis[];
  indexOf: Map<string, number>;
  ratios: number[];
  /** 4 × 4 counts of the polarity classes. */
  table: number;
  size: number;
}

const FIXED_RATIOS = 6;
const AXES = ['clinical', 'service'] as const;

function layOut(sentences: readonly JudgedSentence[], themes: readonly ThemeAxis[]): Layout {
  const axisOf = new Map<string, Axis>(themes.map(({ name, axis }) => [name, axis]));
  const known = new Set(axisOf.keys());
  const strange = new Set<string>();
  for (const { gold, found } of sentences) {
    for (const { theme } of [...gold, ...found]) if (!known.has(theme)) strange.add(theme);
  }
  const names = [...axisOf.keys(), ...[...strange].sort()];
  const ratios = Array.from({ length: FIXED_RATIOS + names.length }, (_, i) => 3 * i);
  const table = 3 * ratios.length;
  return {
    names,
    axes: names.map((name) => axisOf.get(name) ?? 'general'),
    indexOf: new Map(names.map((name, i) => [name, i])),
    ratios,
    table,
    size: table + CLASSES.length ** 2,
  };
}

/** Index → count; a group touches few of the indices. */
type Sparse = Map<number, number>;

function addInto(sums: Float64Array, counts: Sparse): void {
  for (const [index, n] of counts) sums[index] = sums[index]! + n;
}

/** Counts of every group, in the order of their names. */
function countGroups(sentences: readonly JudgedSentence[], layout: Layout): Sparse[] {
  const groups = new Map<string, Sparse>();
  for (const sentence of sentences) {
    const counts: Sparse = groups.get(sentence.group) ?? new Map();
    groups.set(sentence.group, counts);
    countSentence(sentence, layout, counts);
  }
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, counts]) => counts);
}

function countSentence({ gold, found }: JudgedSentence, layout: Layout, counts: Sparse): void {
  const add = (index: number, n = 1) => {
    if (n > 0) counts.set(index, (counts.get(index) ?? 0) + n);
  };
  const [RIGHT, WRONG, MISSED] = [0, 1, 2];
  const whether = (ratio: number, said: boolean, seen: boolean) => {
    if (said || seen) add(3 * ratio + (said ? (seen ? RIGHT : MISSED) : WRONG));
  };
  const signs = signsOf(found);
  const said = new Map(gold.map(({ theme, sign }) => [theme, sign]));
  for (const theme of new Set([...said.keys(), ...signs.keys()])) {
    const sign = said.get(theme) ?? null;
    const seen = signs.get(theme) ?? new Set();
    whether(0, sign !== null, seen.size > 0);
    whether(FIXED_RATIOS + layout.indexOf.get(theme)!, sign !== null, seen.size > 0);
    if (sign !== null) add(3 + (meets(sign, seen) ? RIGHT : MISSED));
    add(3 + WRONG, surplus(sign, seen));
  }
  const axisOf = (theme: string) => layout.axes[layout.indexOf.get(theme)!];
  AXES.forEach((axis, i) => {
    const goldHere = gold.filter(({ theme }) => axisOf(theme) === axis);
    const foundHere = found.filter(({ theme }) => axisOf(theme) === axis);
    whether(2 + i, goldHere.length > 0, foundHere.length > 0);
    whether(
      4 + i,
      goldHere.some(({ sign }) => sign === '-'),
      foundHere.some(({ polarity }) => polarity === 'negative'),
    );
  });
  const row = classOf(gold.map(({ sign }) => sign));
  const column = classOf(found.map(({ polarity }) => SIGNS[polarity]));
  add(layout.table + row * CLASSES.length + column);
}

/** Precision, recall and F1 of every ratio, then macro-F1, then κ. */
function readAll(sums: Float64Array, layout: Layout): (number | null)[] {
  const values: (number | null)[] = [];
  let macroSum = 0;
  let macroThemes = 0;
  layout.ratios.forEach((at, i) => {
    const [right, wrong, missed] = [sums[at]!, sums[at + 1]!, sums[at + 2]!];
    const f1 = f1Of(right, wrong, missed);
    values.push(
      right + wrong === 0 ? null : right / (right + wrong),
      right + missed === 0 ? null : right / (right + missed),
      f1,
    );
    if (i >= FIXED_RATIOS && right + missed >= MACRO_FLOOR) {
      macroSum += f1 ?? 0;
      macroThemes += 1;
    }
  });
  const table = CLASSES.map((_, row) =>
    CLASSES.map((_, column) => sums[layout.table + row * CLASSES.length + column]!),
  );
  values.push(macroThemes === 0 ? null : macroSum / macroThemes, cohensKappa(table));
  return values;
}

// ───────────────────────────── confusions and reliability ─────────────────────────────

function countConfusions(sentences: readonly JudgedSentence[]): Measures['confusions'] {
  const counts = new Map<string, { gold: string | null; found: string | null; n: number }>();
  const add = (gold: string | null, found: string | null) => {
    const key = `${gold ?? ''}\0${found ?? ''}`;
    const known = counts.get(key) ?? { gold, found, n: 0 };
    known.n += 1;
    counts.set(key, known);
  };
  for (const { gold, found } of sentences) {
    const said = new Set(gold.map(({ theme }) => theme));
    const seen = new Set(found.map(({ theme }) => theme));
    const missed = [...said].filter((theme) => !seen.has(theme));
    const wrong = [...seen].filter((theme) => !said.has(theme));
    for (const theme of missed) for (const other of wrong) add(theme, other);
    if (wrong.length === 0) for (const theme of missed) add(theme, null);
    if (missed.length === 0) for (const theme of wrong) add(null, theme);
  }
  return [...counts.values()].sort(
    (a, b) => b.n - a.n || byText(a.gold ?? '', b.gold ?? '') || byText(a.found ?? '', b.found ?? ''),
  );
}

function countFlips(sentences: readonly JudgedSentence[]): Measures['flips'] {
  const counts = new Map<string, Measures['flips'][number]>();
  for (const { gold, found } of sentences) {
    const signs = signsOf(found);
    for (const { theme, sign } of gold) {
      const seen = signs.get(theme);
      if (seen === undefined || meets(sign, seen)) continue;
      const other = seen.size > 1 ? '0' : [...seen][0]!;
      const key = `${theme}${sign}${other}`;
      const known = counts.get(key) ?? { theme, gold: sign, found: other, n: 0 };
      known.n += 1;
      counts.set(key, known);
    }
  }
  return [...counts.values()].sort(
    (a, b) => b.n - a.n || byText(a.theme, b.theme) || byText(a.gold, b.gold) || byText(a.found, b.found),
  );
}

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Tags in ten bins of confidence. A tag is right where a label of its theme and sign stands, `0` by the rule above. */
function measureReliability(sentences: readonly JudgedSentence[]): Measures['reliability'] {
  const bins = Array.from({ length: BINS }, () => ({ n: 0, confidence: 0, right: 0 }));
  let all = 0;
  // Summed in a fixed order: sums of fractions depend on it.
  const ordered = [...sentences].sort((a, b) => byText(a.id, b.id));
  for (const { gold, found } of ordered) {
    const said = new Map(gold.map(({ theme, sign }) => [theme, sign]));
    const signs = signsOf(found);
    for (const { theme, polarity, confidence } of found) {
      const bin = bins[Math.min(BINS - 1, Math.floor(confidence * BINS))]!;
      const sign = said.get(theme);
      bin.n += 1;
      bin.confidence += confidence;
      const met = sign === SIGNS[polarity] || (sign === '0' && meets(sign, signs.get(theme)!));
      if (met) bin.right += 1;
      all += 1;
    }
  }
  const full = bins
    .map((bin, i) => ({ low: i / BINS, high: (i + 1) / BINS, ...bin }))
    .filter(({ n }) => n > 0);
  return {
    bins: full.map((bin) => ({ ...bin, confidence: bin.confidence / bin.n, right: bin.right / bin.n })),
    gap: all === 0 ? 0 : full.reduce((sum, bin) => sum + Math.abs(bin.confidence - bin.right), 0) / all,
  };
}

// ───────────────────────────── chance, the same every time ─────────────────────────────

/** Numbers in [0, 1) from a seed (mulberry32: small, and good enough to draw reviews with). */
export function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Linear between the two nearest of a sorted list. */
function percentile(sorted: readonly number[], share: number): number {
  const at = share * (sorted.length - 1);
  const below = sorted[Math.floor(at)]!;
  const above = sorted[Math.ceil(at)]!;
  return below + (above - below) * (at - Math.floor(at));
}
