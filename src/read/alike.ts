/**
 * Which of many signatures are nearly alike: exactly, and in a time that grows with their number whatever they are.
 *
 * A signature holds twelve bins. Of two signatures, at most one in six of the bins that either has filled may differ:
 * two of twelve. So one of three bands of four bins agrees as a whole, and only those that agree in a band are held
 * against each other. Where very many agree in one (texts that share a long phrase), they are not compared but looked up
 * by all their bins but the one or two that may differ.
 */

export const BINS = 12;
/** A bin with nothing in it. */
export const EMPTY = 0xffff;
const BAND = 4;
/** One filled bin in so many may differ. */
const ONE_IN = 6;
/** So many that agree in a band are compared each with each. */
const FEW = 40;

/** Signatures in one buffer, that of text `at` from `offset + at * stride`; one with nothing in any bin is none. */
export interface Signatures {
  bins: Uint16Array;
  offset: number;
  stride: number;
  length: number;
}

/**
 * @param isLeftOut texts that are to be like none
 * @param isNew 1 for those that matter: all that are like one of them are found, and perhaps others; null: all matter
 * @returns 1 for each text that is nearly like another
 */
export function findAlike(
  signatures: Signatures,
  isLeftOut: (at: number) => boolean,
  isNew: Uint8Array | null = null,
): Uint8Array {
  const { length } = signatures;
  const found = new Uint8Array(length);
  const leftOut = new Uint8Array(length);
  for (let at = 0; at < length; at++) if (isNone(signatures, at) || isLeftOut(at)) leftOut[at] = 1;
  for (let band = 0; band < BINS; band += BAND) {
    const met = findMeeting(signatures, band, leftOut, isNew);
    met.sort((a, b) => compareFrom(signatures, band, a, b) || a - b);
    for (let start = 0, end = 0; start < met.length; start = end) {
      const first = met[start]!;
      const group = [first];
      for (end = start + 1; end < met.length; end++) {
        const [before, one] = [met[end - 1]!, met[end]!];
        if (!isSame(signatures, first, one, band, band + BAND)) break;
        if (isSame(signatures, before, one, 0, BINS)) {
          // What is like one of them is like the other: one need go on.
          found[before] = found[one] = leftOut[one] = 1;
        } else group.push(one);
      }
      if (group.length <= FEW) comparePairs(signatures, group, found);
      else lookUp(signatures, group, band, found);
    }
  }
  return found;
}

/** Texts that may agree in a band with one that matters: nearly all meet nobody in a small table of counts. */
function findMeeting(
  signatures: Signatures,
  band: number,
  leftOut: Uint8Array,
  isNew: Uint8Array | null,
): number[] {
  const { length } = signatures;
  const size = isNew?.reduce((sum, one) => sum + one, 0) ?? length;
  const mask = (1 << Math.ceil(Math.log2(8 * size + 8))) - 1;
  const counts = new Uint8Array(mask + 1);
  const placeOf = (at: number) => hashBins(signatures, at, band, band + BAND) & mask;
  for (let at = 0; at < length; at++) {
    if (leftOut[at] === 1 || isNew?.[at] === 0) continue;
    const place = placeOf(at);
    if (counts[place]! < 2) counts[place]!++;
  }
  const met: number[] = [];
  for (let at = 0; at < length && isNew !== null; at++) {
    if (leftOut[at] === 1 || isNew[at] === 1) continue;
    const place = placeOf(at);
    if (counts[place] === 0) continue;
    counts[place] = 2;
    met.push(at);
  }
  for (let at = 0; at < length; at++) {
    if (leftOut[at] === 0 && isNew?.[at] !== 0 && counts[placeOf(at)] === 2) met.push(at);
  }
  return met;
}

function comparePairs(signatures: Signatures, group: readonly number[], found: Uint8Array): void {
  for (let i = 1; i < group.length; i++) {
    for (let j = 0; j < i; j++) {
      const [a, b] = [group[i]!, group[j]!];
      if ((found[a] === 1 && found[b] === 1) || !areAlike(signatures, a, b)) continue;
      found[a] = found[b] = 1;
    }
  }
}

function areAlike({ bins, offset, stride }: Signatures, a: number, b: number): boolean {
  let different = 0;
  let filled = BINS;
  for (let bin = 0, one = offset + a * stride, other = offset + b * stride; bin < BINS; bin++) {
    const value = bins[one + bin]!;
    if (value !== bins[other + bin]) different++;
    else if (value === EMPTY) filled--;
  }
  return different * ONE_IN <= filled;
}

/** What `comparePairs` does, for a group of any size. No two of it are the same. */
function lookUp(signatures: Signatures, group: readonly number[], band: number, found: Uint8Array): void {
  const { bins, offset, stride } = signatures;
  const mask = (1 << Math.ceil(Math.log2(2 * group.length))) - 1;
  const table = new Int32Array(mask + 1);
  /** The bins that are to agree, beside the band. */
  const rest = Array.from({ length: BINS }, (_, bin) => bin).filter(
    (bin) => bin < band || bin >= band + BAND,
  );
  for (let i = 0; i < rest.length; i++) {
    for (let j = i; j < rest.length; j++) {
      const agreed = rest.filter((_, at) => at !== i && at !== j);
      const most = BINS - ONE_IN * (i === j ? 1 : 2);
      table.fill(-1);
      for (const one of group) {
        const start = offset + one * stride;
        let empty = 0;
        for (let bin = band; bin < band + BAND; bin++) if (bins[start + bin] === EMPTY) empty++;
        let hash = 0;
        for (const bin of agreed) {
          const value = bins[start + bin]!;
          if (value === EMPTY) empty++;
          hash = stir(hash, value);
        }
        if (empty > most) continue;
        let place = hash & mask;
        for (; table[place] !== -1; place = (place + 1) & mask) {
          const other = table[place]!;
          const at = offset + other * stride;
          if (agreed.some((bin) => bins[start + bin] !== bins[at + bin])) continue;
          found[one] = found[other] = 1;
          break;
        }
        if (table[place] === -1) table[place] = one;
      }
    }
  }
}

function isNone({ bins, offset, stride }: Signatures, at: number): boolean {
  for (let bin = offset + at * stride, end = bin + BINS; bin < end; bin++)
    if (bins[bin] !== EMPTY) return false;
  return true;
}

function isSame(
  { bins, offset, stride }: Signatures,
  a: number,
  b: number,
  from: number,
  to: number,
): boolean {
  for (let bin = from, one = offset + a * stride, other = offset + b * stride; bin < to; bin++)
    if (bins[one + bin] !== bins[other + bin]) return false;
  return true;
}

function hashBins({ bins, offset, stride }: Signatures, at: number, from: number, to: number): number {
  let hash = 0;
  for (let bin = from, start = offset + at * stride; bin < to; bin++) hash = stir(hash, bins[start + bin]!);
  return hash;
}

function stir(hash: number, value: number): number {
  const next = Math.imul(hash ^ value, 0x9e3779b1);
  return next ^ (next >>> 15);
}

/** Orders by all bins, beginning with those of a band. */
function compareFrom({ bins, offset, stride }: Signatures, band: number, a: number, b: number): number {
  const [one, other] = [offset + a * stride, offset + b * stride];
  for (let i = 0, bin = band; i < BINS; i++) {
    const difference = bins[one + bin]! - bins[other + bin]!;
    if (difference !== 0) return difference;
    bin = bin + 1 === BINS ? 0 : bin + 1;
  }
  return 0;
}
