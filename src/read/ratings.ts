/** Ratings: what a cell says, and what scale and direction a whole column has. */
import type { ColumnSynonyms, FileLayout, Rating } from '../types.js';
import { plainCell, plainHeader } from './words.js';

/** What one cell says, before the scale of its column is known. */
interface RatingReading {
  kind: 'number' | 'stars' | 'fraction' | 'word';
  value: number;
  /** Top of the scale where the cell names it ("4/5"). */
  of: number | null;
  /** Name of the word scale. */
  words: string | null;
  /** What is counted is called so, "stars"; null where it has no name. */
  unit?: string;
}

export interface RatingScale {
  name: string;
  min: number;
  max: number;
  reversed: boolean;
  /** Word scales: value → 0..1 is spread over this many words. */
  kind: 'number' | 'word';
  /** Numbers beyond the scale that mean "don't know" or "no answer". */
  none: number[];
  /** Neither header nor values tell which end is best, though this is expected: what stands beside must (direction.ts). */
  unsure?: 'lowBest' | 'highBest';
  /** Word scales: codes beside the words fall as the words get better, "1 - Very good". */
  codesFall?: true;
}

export interface RatingWords {
  /** word → what it says; a word of several scales keeps all. */
  words: Map<string, { scale: string; index: number; size: number }[]>;
  none: Set<string>;
  nulls: Set<string>;
  /** What must hold of a column where the scale is meant. */
  scales: Map<string, Required<Omit<ColumnSynonyms['ratingWords']['scales'][number], 'name' | 'words'>>>;
  /** Words for a star or a mark, "5 bintang". */
  stars: Set<string>;
  /** Units of time and names of months: "3 years" is no rating, and "5-Apr" is 4/5 no more. */
  times: Set<string>;
  /** Headers that mean a rating whatever stands below them. */
  headers: Set<string>;
}

export function compileRatingWords(columns: ColumnSynonyms): RatingWords {
  const words: RatingWords['words'] = new Map();
  for (const scale of columns.ratingWords.scales) {
    scale.words.forEach((group, index) => {
      for (const word of group) {
        const entry = { scale: scale.name, index, size: scale.words.length };
        words.set(word, [...(words.get(word) ?? []), entry]);
      }
    });
  }
  const scales: RatingWords['scales'] = new Map(
    columns.ratingWords.scales.map(({ name, needs = [], lacks = [], least = 0 }) => [
      name,
      { needs, lacks, least },
    ]),
  );
  const times = [...Object.keys(columns.months), ...Object.values(columns.relative.units).flat()];
  return {
    words,
    none: new Set(columns.ratingWords.none),
    nulls: new Set(columns.nullWords),
    scales,
    stars: new Set(columns.ratingWords.stars),
    times: new Set(times),
    headers: new Set((columns.fields.rating ?? []).map(plainHeader).filter((header) => RATED.test(header))),
  };
}

/** Headers of marks and stars; what else a rating may be called ("recommend", "note") holds many a code. */
const RATED =
  /rating|stars?\b|score|\boverall\b|satisfaction|how would you rate|bewertung|sterne|étoiles|estrellas|stelle|sterren|bintang/;

const NUMBER = /^[-+]?\d{1,4}(?:[.,]\d{1,6})?$/;
const FRACTION =
  /^(?:rated\s+)?(\d{1,3}(?:[.,]\d+)?)\s*(?:\/|out of|of|von|sur|de)\s*(\d{1,3})(?:[.,]0+)?(?:\s*\p{L}+)?$/iu;
const STARS =
  /^(?:[★⭐]\ufe0f?\s*)?(\d{1,2}(?:[.,]\d)?)(?:[\s-]*(\p{L}[\p{L}\p{M}.]*(?:\s+\p{L}[\p{L}\p{M}]*){0,2})|\s*(?:[★⭐]\ufe0f?|\*))?$/u;
const GLYPHS = /^(?:(?:[★⭐✭✮☆✩]|\ufe0f|\s)+|\*{1,5})$/u;

/** Reads one cell, or null where it is no rating at all. */
export function readRating(cell: string, words: RatingWords): RatingReading | null {
  const text = plainCell(cell);
  if (text === '' || text.length > 60) return null;
  if (NUMBER.test(text)) return { kind: 'number', value: toNumber(text), of: null, words: null };
  const known = findWord(text, words)?.entries;
  if (known !== undefined) {
    return { kind: 'word', value: known[0]!.index, of: known[0]!.size - 1, words: known[0]!.scale };
  }
  const fraction = FRACTION.exec(text);
  if (fraction !== null) {
    return { kind: 'fraction', value: toNumber(fraction[1]!), of: Number(fraction[2]), words: null };
  }
  const stars = STARS.exec(text);
  if (stars !== null) {
    const unit = stars[2]?.replaceAll('.', '');
    if (unit?.split(/\s+/).some((word) => words.times.has(word))) return null;
    return {
      kind: 'stars',
      value: toNumber(stars[1]!),
      of: null,
      words: null,
      ...(unit !== undefined && { unit }),
    };
  }
  if (GLYPHS.test(text)) {
    const full = [...text].filter((glyph) => '★⭐✭✮*'.includes(glyph)).length;
    const hollow = [...text].filter((glyph) => '☆✩'.includes(glyph)).length;
    if (full + hollow === 0) return null;
    return { kind: 'stars', value: full, of: hollow > 0 ? full + hollow : null, words: null };
  }
  return null;
}

/** "1 - Very good", "1 Very good", "(1) Very good", "Very good (1)": the words say it, whatever the code beside them. */
const CODE_BEFORE = /^\(?(\d{1,2})\)?(?:\s*[-–—:.=)]\s*|\s+)\(?(.+?)\)?$/;
const CODE_BEHIND = /^(.+?)(?<!\s)(?:\s*[-–—:=]\s*|\s+)\(?(\d{1,2})\)?$/;

function findWord(text: string, { words }: RatingWords) {
  const plain = words.get(text);
  if (plain !== undefined) return { entries: plain, code: null };
  const before = CODE_BEFORE.exec(text);
  if (before !== null && words.has(before[2]!))
    return { entries: words.get(before[2]!)!, code: Number(before[1]) };
  const behind = CODE_BEHIND.exec(text);
  if (behind !== null && words.has(behind[1]!))
    return { entries: words.get(behind[1]!)!, code: Number(behind[2]) };
  return null;
}

function toNumber(text: string): number {
  return Number(text.replace(',', '.'));
}

/** Whether a cell says that there is no rating. */
function isNoRating(cell: string, words: RatingWords): boolean {
  const text = plainCell(cell).replaceAll('_', ' ');
  return text === '' || words.nulls.has(text) || words.none.has(text);
}

export interface ScaleEvidence {
  scale: RatingScale;
  /** Share of the non-empty cells that can be read on the scale. */
  share: number;
  /** Distinct values. */
  distinct: number;
  kind: RatingReading['kind'];
}

/**
 * The scale of a column, from its values and its header. Direction is settled elsewhere (`settleDirection`), but for
 * NHS Friends and Family codes (1 = best, 6 and 7 = don't know, no answer), which the header tells.
 *
 * @param cells non-blank cells of the sample. @returns null where they are no ratings.
 */
export function findScale(cells: string[], header: string, words: RatingWords): ScaleEvidence | null {
  if (namesGroups(header)) return null;
  let readable = 0;
  let unnamed = 0;
  const codes: [code: number, place: number][] = [];
  let counted = 0;
  const kinds = new Map<string, number>();
  const values = new Map<number, number>();
  const tops = new Map<number, number>();
  const wordScales = new Map<string, number>();
  let wordsOnly = true;
  for (const cell of cells) {
    if (isNoRating(cell, words)) continue;
    counted++;
    const reading = readRating(cell, words);
    if (reading === null) continue;
    readable++;
    if (reading.unit !== undefined && !reading.unit.split(/\s+/).some((word) => words.stars.has(word)))
      unnamed++;
    kinds.set(reading.kind, (kinds.get(reading.kind) ?? 0) + 1);
    if (reading.of !== null && reading.kind !== 'word') tops.set(reading.of, (tops.get(reading.of) ?? 0) + 1);
    if (reading.kind === 'word') {
      const { entries, code } = findWord(plainCell(cell), words)!;
      for (const { scale } of entries) wordScales.set(scale, (wordScales.get(scale) ?? 0) + 1);
      if (code !== null) codes.push([code, reading.value / reading.of!]);
    } else {
      wordsOnly = false;
    }
    values.set(reading.value, (values.get(reading.value) ?? 0) + 1);
  }
  if (readable === 0) return null;
  // "3 visits", "12 photos": of what has no name we know, only a header of ratings makes marks.
  if (unnamed > readable / 2 && !words.headers.has(plainHeader(header))) return null;
  const kind = [...kinds].sort((a, b) => b[1] - a[1])[0]![0] as RatingReading['kind'];
  const share = readable / counted;
  const base = { share, distinct: values.size, kind };
  if (kind === 'word' || wordsOnly) {
    const seen = new Set(cells.flatMap((cell) => findWordItself(plainCell(cell), words)));
    for (const [name, { needs, lacks, least }] of words.scales) {
      const meant =
        readable >= least &&
        needs.every((word) => word.split('|').some((one) => seen.has(one))) &&
        !lacks.some((word) => seen.has(word));
      if (!meant) wordScales.delete(name);
      // of two that know all the words, the one that needs some of them is meant
      else if (needs.length > 0 && wordScales.has(name)) wordScales.set(name, wordScales.get(name)! + 0.5);
    }
    const [name] = [...wordScales].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0]!;
    const size = Math.max(
      ...[...words.words.values()]
        .flat()
        .filter((w) => w.scale === name)
        .map((w) => w.size),
    );
    const scale: RatingScale = { name, min: 1, max: size, reversed: false, kind: 'word', none: [] };
    return { ...base, scale: fall(codes) ? { ...scale, codesFall: true } : scale };
  }
  const range = numericRange(values, readable, header, tops, words);
  return range === null ? null : { ...base, scale: range };
}

/** "Promoter, passive, detractor" as 3, 2, 1: the group that an answer falls into is no answer. */
export function namesGroups(header: string): boolean {
  return /\b(?:nps|net promoter|recommend)\b.* (?:group|grouping|category|segment|type|class|bucket|band|tier)$/.test(
    plainHeader(header),
  );
}

function findWordItself(text: string, { words }: RatingWords): string[] {
  if (words.has(text)) return [text];
  return [CODE_BEFORE.exec(text)?.[2], CODE_BEHIND.exec(text)?.[1]].filter(
    (word): word is string => word !== undefined && words.has(word),
  );
}

/** Whether places fall as codes rise. */
function fall(codes: readonly [number, number][]): boolean {
  const low = Math.min(...codes.map(([code]) => code));
  const middle = (low + Math.max(...codes.map(([code]) => code))) / 2;
  const mean = (side: readonly [number, number][]) =>
    side.reduce((sum, [, place]) => sum + place, 0) / side.length;
  const [lower, upper] = [codes.filter(([code]) => code < middle), codes.filter(([code]) => code > middle)];
  if (lower.length === 0 || upper.length === 0)
    return codes.length > 0 && low === 1 && middle === 1 && mean(codes) > 0.5;
  return mean(lower) > mean(upper);
}

/** Values that a few slips (one in two hundred) do not move. */
function robustRange(values: Map<number, number>, total: number): { low: number; high: number } {
  const sorted = [...values].sort((a, b) => a[0] - b[0]);
  const slack = total * 0.005;
  let low = 0;
  for (let seen = sorted[0]![1]; seen <= slack && low < sorted.length - 1; seen += sorted[low]![1]) low++;
  let high = sorted.length - 1;
  for (let seen = sorted[high]![1]; seen <= slack && high > low; seen += sorted[high]![1]) high--;
  // the total or the count below a list of marks
  while (high > low + 1 && total >= 8 && isTotal(sorted[high]!, sorted[high - 1]![0])) high--;
  return { low: sorted[low]![0], high: sorted[high]![0] };
}

const isTotal = ([value, times]: readonly [number, number], next: number): boolean =>
  times === 1 && next <= 10 && value > 2 * next;

/** "1 = best", "Score 1 (very good) to 5 (very poor)"; German school marks go from 1 down to 6. */
const BEST_FIRST =
  /\b1 (?:is )?(?:the )?(?:best|excellent|very good|very satisfied|extremely satisfied|completely satisfied|very happy|outstanding|definitely|strongly agree|sehr gut|beste|sehr zufrieden)\b/;
const SCHOOL_MARK = /\b(?:schul|gesamt)note\b/;
const WORST_MARK = 6;

function numericRange(
  values: Map<number, number>,
  total: number,
  header: string,
  tops: Map<number, number>,
  words: RatingWords,
): RatingScale | null {
  const { low, high } = robustRange(values, total);
  const plain = plainHeader(header);
  const make = (min: number, max: number, more: Partial<RatingScale> = {}): RatingScale => ({
    name: `${min}-${max}`,
    min,
    max,
    reversed: BEST_FIRST.test(plain) || (max <= WORST_MARK && SCHOOL_MARK.test(plain)),
    kind: 'number',
    none: [],
    ...more,
  });
  if (low < 0) return null;
  const named =
    /\b(?:out of|of|von|sur|max)\s+(3|4|5|6|7|10|100)\b/.exec(plain) ??
    /\b[01](?: \p{L}+){0,2} (3|4|5|6|7|10|100)\b/u.exec(plain);
  if (named !== null && high <= Number(named[1])) {
    const top = Number(named[1]);
    return make(low === 0 || /\b0 /.test(plain) ? 0 : 1, top);
  }
  const top = [...tops].sort((a, b) => b[1] - a[1])[0];
  if (top !== undefined && top[1] >= total / 2 && high <= top[0]) return make(low === 0 ? 0 : 1, top[0]);
  if (
    /\bnps\b|likelihood|how likely/.test(plain) &&
    high <= 10 &&
    [...values.keys()].every(Number.isInteger)
  ) {
    if (!/\bfft\b/.test(plain) && (high > 5 || /\bnps\b/.test(plain))) return make(0, 10);
  }
  const integers = [...values.keys()].every(Number.isInteger);
  if (/\bfft\b|friends and family/.test(plain) && integers && low >= 1 && high <= 7) {
    // Without 6 and 7 they may be the codes of the test or the vendor's own stars.
    return high > 5 ? make(1, 5, { reversed: true, none: [6, 7] }) : make(1, 5, { unsure: 'lowBest' });
  }
  // Nothing but ones: yes or no, or the worst (or the best) mark throughout.
  if (high <= 1) return low === 1 && words.headers.has(plain) ? make(1, 5, { unsure: 'highBest' }) : null;
  if (SCHOOL_MARK.test(plain) && low >= 1 && high <= WORST_MARK) return make(1, WORST_MARK);
  if (high <= 5) return make(low < 1 ? 0 : 1, 5);
  if (high === WORST_MARK && integers && low >= 1 && BEST_FIRST.test(plain)) return make(1, WORST_MARK);
  // A scale of six is told from one of ten by many ratings of which none is above six.
  if (high === 6 && integers && low >= 1 && total >= 30) return make(1, 6);
  if (high <= 10) return make(low < 1 ? 0 : 1, 10);
  const tens = [...values.keys()].every((value) => value % 5 === 0);
  if (high <= 50 && tens && low >= 10) return make(10, 50);
  if (high <= 100) return make(0, 100);
  return null;
}

/** A cell on the scale of its column: a rating, `none` (no value given), or `bad` (contradicts the column). */
export function toRating(cell: string, scale: RatingScale, words: RatingWords): Rating | 'none' | 'bad' {
  if (isNoRating(cell, words)) return 'none';
  const reading = readRating(cell, words);
  if (reading === null) return 'bad';
  const raw = cell.trim();
  if (reading.kind === 'word') {
    const known = findWord(plainCell(cell), words)?.entries;
    const same = known?.find((entry) => entry.scale === scale.name) ?? known?.[0];
    if (same === undefined) return 'bad';
    const value = same.index / (same.size - 1);
    return { value, raw, scale: scale.kind === 'word' ? scale.name : 'words' };
  }
  if (scale.none.includes(reading.value)) return 'none';
  const { min, max } = scale;
  if (reading.of !== null && reading.of !== max) {
    if (reading.of <= 0 || reading.value > reading.of) return 'bad';
    return { value: reading.value / reading.of, raw, scale: `0-${reading.of}` };
  }
  if (reading.value < min || reading.value > max) return 'bad';
  const value = (reading.value - min) / (max - min);
  return { value: scale.reversed || scale.codesFall ? 1 - value : value, raw, scale: scale.name };
}

/** What the layout tells of the scale. */
export function describeScale(scale: RatingScale): NonNullable<FileLayout['ratingScale']> {
  return { name: scale.name, min: scale.min, max: scale.max, reversed: scale.reversed };
}
