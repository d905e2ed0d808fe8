import type { Span } from '../../types.js';

/** A stretch to replace. Earlier kinds win over later ones where they overlap. */
export interface Hit extends Span {
  by: string;
}

/**
 * Hits in reading order, none over another. Where two overlap the earlier kind gives the name, and the stretch is that of
 * both: what sticks out of a number is the rest of it.
 */
export function settleHits(text: string, hits: readonly Hit[]): Hit[] {
  // Which kept hit holds a unit, counted from one.
  const holder = new Int32Array(text.length);
  const kept: (Hit | null)[] = [];
  for (const found of hits) {
    const hit = { ...found };
    for (let at = hit.start; at < hit.end; at++) {
      const other = holder[at] === 0 ? null : (kept[holder[at]! - 1] ?? null);
      if (other === null) continue;
      hit.by = other.by;
      hit.start = Math.min(hit.start, other.start);
      at = Math.max(at, other.end - 1);
      hit.end = Math.max(hit.end, other.end);
      kept[holder[other.start]! - 1] = null;
    }
    kept.push(hit);
    holder.fill(kept.length, hit.start, hit.end);
  }
  const joined: Hit[] = [];
  for (const hit of kept.filter((one) => one !== null).sort((a, b) => a.start - b.start)) {
    const last = joined.at(-1);
    if (last && last.by === hit.by && hit.by === '[name]' && /^ ?$/.test(text.slice(last.end, hit.start))) {
      last.end = hit.end;
    } else joined.push(hit);
  }
  return joined;
}
