/** Quotes as a report shows them: redacted as parts of the review that they were cut from. */
import type { CutWords, ReportMeta, Span, Tally, Whole } from '../types.js';
import { hidesNames } from './group-names.js';
import { findHits, type Hit, KnownNames, replaceHits } from './redact/index.js';

/** Words and their evidence as they are shown. */
export interface Shown {
  text: string;
  evidence: Span[];
}

export type Quoter = (words: CutWords) => Shown;

const quoters = new WeakMap<object, Quoter>();

/**
 * How the quotes of a tally are shown. A review is redacted once, as a whole, and its quotes are cut from that: a title
 * may stand in the sentence before its name, and a name that was given away once is known in all of the review. So are the
 * names of everybody whom the tally knows to be reviewed.
 */
export function quoterOf(
  tally: Pick<Tally, 'quotes' | 'safety' | 'groups' | 'by' | 'fields' | 'layouts'>,
  { redact }: Pick<ReportMeta, 'redact'>,
): Quoter {
  if (redact === 'none') {
    return ({ text, evidence }) => ({ text, evidence: evidence.map((span) => ({ ...span })) });
  }
  let quoter = quoters.get(tally);
  if (quoter === undefined) {
    quoter = redactingQuoter(namesIn(tally));
    quoters.set(tally, quoter);
  }
  return quoter;
}

/** A quoter that keeps what it found in a review for its other quotes. */
export function redactingQuoter(others?: KnownNames): Quoter {
  const found = new WeakMap<Whole, Hit[]>();
  return ({ text, evidence, from: { whole, at } }) => {
    let hits = found.get(whole);
    if (hits === undefined) {
      hits = findHits(whole.text, { provider: whole.provider, reviewer: whole.reviewer, others });
      found.set(whole, hits);
    }
    const { text: words, spans } = replaceHits(text, cutHits(hits, at, text.length), evidence);
    return { text: words, evidence: spans };
  };
}

/** The hits, in reading order, that reach into a stretch of a text, cut to it and counted from its start. */
function cutHits(hits: readonly Hit[], at: number, length: number): Hit[] {
  let low = 0;
  let high = hits.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (hits[middle]!.end <= at) low = middle + 1;
    else high = middle;
  }
  const inside: Hit[] = [];
  for (let i = low; i < hits.length && hits[i]!.start < at + length; i++) {
    const { start, end, by } = hits[i]!;
    inside.push({ start: Math.max(0, start - at), end: Math.min(length, end - at), by });
  }
  return inside;
}

/** Whom the reviews of a tally are about: by the groups of such a field, and by the quotes themselves. */
function namesIn(
  tally: Pick<Tally, 'quotes' | 'safety' | 'groups' | 'by' | 'fields' | 'layouts'>,
): KnownNames {
  const names = new Set<string>();
  tally.by.forEach((by, i) => {
    const fields = tally.fields[i] ?? [by];
    if (fields.length > 1 || !hidesNames(by, 'default', tally.layouts) || !Object.hasOwn(tally.groups, by))
      return;
    for (const name of Object.keys(tally.groups[by]!.values)) names.add(name);
  });
  for (const { positive, negative } of Object.values(tally.quotes)) {
    for (const { from } of [...positive, ...negative])
      if (from.whole.provider) names.add(from.whole.provider);
  }
  const known = new KnownNames();
  for (const name of [...names].sort()) known.addOther(name);
  return known;
}
