import { createHash } from 'node:crypto';
import type { LabelCandidate } from '../types.js';
import { sentenceId } from './labels.js';

/**
 * Draws sentences for labelling: half of them by chance, which alone can say how right the tool is on all sentences,
 * and half so that rare themes get their share. Chance here is a hash of where the sentence stands, so the same reviews
 * give the same sample in any order, and a larger sample holds the smaller one's random half.
 */

/** A sentence that was drawn, with the id it has in the labels file. */
export interface DrawnSentence extends LabelCandidate {
  id: string;
  draw: 'random' | 'chosen';
}

export interface Sampler {
  /** Offers a sentence; memory stays bounded however many are offered. */
  add(candidate: LabelCandidate): void;
  /** The sample, in an order of its own that mixes both halves: stopping early leaves a fair sample, too. */
  draw(): DrawnSentence[];
  /** Sentences offered. */
  readonly offered: number;
}

interface Ranked extends LabelCandidate {
  rank: string;
}

/** @param size sentences wanted; fewer come where fewer were offered */
export function createSampler(size: number): Sampler {
  const half = Math.ceil(size / 2);
  const random = new Smallest(size);
  const strata = new Map<string, Smallest>();
  let offered = 0;
  return {
    get offered() {
      return offered;
    },
    add(candidate) {
      offered++;
      const ranked: Ranked = { ...candidate, rank: rankOf(candidate) };
      random.offer(ranked);
      for (const stratum of strataOf(candidate)) {
        const known = strata.get(stratum) ?? new Smallest(size);
        strata.set(stratum, known);
        known.offer(ranked);
      }
    },
    draw() {
      const byChance = random.items.slice(0, half);
      const taken = new Set(byChance.map(({ rank }) => rank));
      const texts = new Set(byChance.map(textKey));
      const chosen: Ranked[] = [];
      const counts = new Map([...strata.keys()].sort().map((stratum) => [stratum, 0]));
      for (const item of byChance) countIn(counts, item);
      const queues = new Map([...strata].map(([stratum, { items }]) => [stratum, [...items]]));
      while (byChance.length + chosen.length < size && counts.size > 0) {
        // The stratum with the fewest sentences so far, by name where several have as few.
        const [stratum] = [...counts].reduce((least, entry) => (entry[1] < least[1] ? entry : least));
        const queue = queues.get(stratum)!;
        let next = queue.shift();
        // "Highly recommended!" is worth labelling once.
        while (next !== undefined && (taken.has(next.rank) || texts.has(textKey(next)))) next = queue.shift();
        if (next === undefined) {
          counts.delete(stratum);
          continue;
        }
        taken.add(next.rank);
        texts.add(textKey(next));
        chosen.push(next);
        countIn(counts, next);
      }
      const rest = random.items.slice(half).filter(({ rank }) => !taken.has(rank));
      const filled = [...byChance, ...rest.slice(0, Math.max(0, size - byChance.length - chosen.length))];
      const name = (draw: 'random' | 'chosen') => (item: Ranked) => {
        const { rank, ...candidate } = item;
        const { hash, passage, start } = candidate;
        return { rank, drawn: { ...candidate, draw, id: sentenceId(draw, hash, passage, start) } };
      };
      return [...filled.map(name('random')), ...chosen.map(name('chosen'))]
        .sort((a, b) => (a.rank < b.rank ? -1 : 1))
        .map(({ drawn }) => drawn);
    },
  };
}

/** One stratum a label that was found; sentences without any are a stratum as well. */
function strataOf({ guess }: LabelCandidate): string[] {
  return guess.length === 0 ? ['none'] : guess.map(({ theme, sign }) => theme + sign);
}

function countIn(counts: Map<string, number>, item: LabelCandidate): void {
  for (const stratum of strataOf(item)) {
    const n = counts.get(stratum);
    if (n !== undefined) counts.set(stratum, n + 1);
  }
}

function textKey({ sentence }: LabelCandidate): string {
  return sentence
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

function rankOf({ hash, passage, start }: LabelCandidate): string {
  return createHash('sha256').update(`label\0${hash}\0${passage}\0${start}`).digest('hex');
}

/** The k items of smallest rank, sorted. */
class Smallest {
  readonly items: Ranked[] = [];

  constructor(private readonly keep: number) {}

  offer(item: Ranked): void {
    const { items, keep } = this;
    if (items.length >= keep && item.rank >= (items.at(-1)?.rank ?? '')) return;
    let low = 0;
    let high = items.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (items[middle]!.rank <= item.rank) low = middle + 1;
      else high = middle;
    }
    items.splice(low, 0, item);
    if (items.length > keep) items.pop();
  }
}
