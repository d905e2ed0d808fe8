/**
 * Takes out of people's words what names a person or leads to one, and keeps the evidence where it was. It errs on the
 * side of the words: an ordinary word that vanished would change what a patient said.
 *
 * Sources of the kinds: the identifiers of the HIPAA safe harbor, 45 CFR 164.514(b)(2), as far as they have a form
 * that can be told from words. Names without a title, a job or a known bearer stay: no list of names is shipped.
 *
 * `letters.ts` gives the rules one spelling of each sign, `patterns.ts` finds what has a form of its own, `names.ts` the
 * names that something gives away, `known.ts` those that are known; `reading.ts` and `words.ts` tell names from words.
 */
import type { Span } from '../../types.js';
import { type Hit, settleHits } from './hit.js';
import { KnownNames } from './known.js';
import { plainOf } from './letters.js';
import { findNames } from './names.js';
import { findPatterns } from './patterns.js';
import { Reading } from './reading.js';

export type { Hit } from './hit.js';
export { KnownNames } from './known.js';

export interface Redacted {
  text: string;
  /** The spans given, in the new text; one inside a replaced stretch covers the placeholder. */
  spans: Span[];
}

/** Whom a text may name. */
export interface About {
  /** Whom the review is about. */
  provider: string | null;
  /** Who wrote it. */
  reviewer?: string | null | undefined;
  /** Whom other reviews are about. */
  others?: KnownNames | undefined;
}

/**
 * Replaces names, e-mail and web addresses, phone and other long numbers, dates of birth and street addresses by
 * `[name]`, `[email]`, `[link]`, `[phone]`, `[number]`, `[date]`, `[address]`.
 *
 * @param spans offsets into `text` to carry over, in any order
 * @param about whose names are known: they are taken out wherever they stand
 */
export function redactText(
  text: string,
  spans: readonly Span[] = [],
  about: About = { provider: null },
): Redacted {
  return replaceHits(text, findHits(text, about), spans);
}

/** What is to be taken out of a text, in reading order. What is found once is known in all of it. */
export function findHits(text: string, about: About): Hit[] {
  const plain = plainOf(text);
  const reading = new Reading(plain.text);
  const names = findNames(reading);
  const known = new KnownNames(about.others)
    .addSubject(about.provider)
    .addWriter(about.reviewer)
    .addFound(reading, names);
  const hits = settleHits(plain.text, [...findPatterns(plain.text), ...names, ...known.find(reading)]);
  return hits.map(({ start, end, by }) => ({ ...plain.span(start, end), by }));
}

/** Puts placeholders for hits, which are in reading order; the spans follow. */
export function replaceHits(text: string, hits: readonly Hit[], spans: readonly Span[]): Redacted {
  if (hits.length === 0) return { text, spans: spans.map((span) => ({ ...span })) };
  let out = '';
  let from = 0;
  const moved: { hit: Hit; start: number; end: number }[] = [];
  for (const hit of hits) {
    out += text.slice(from, hit.start);
    moved.push({ hit, start: out.length, end: out.length + hit.by.length });
    out += hit.by;
    from = hit.end;
  }
  out += text.slice(from);
  const map = (offset: number, edge: 'start' | 'end'): number => {
    let shift = 0;
    for (const { hit, start, end } of moved) {
      if (offset <= hit.start) break;
      if (offset < hit.end) return edge === 'start' ? start : end;
      shift = end - hit.end;
    }
    return offset + shift;
  };
  return {
    text: out,
    spans: spans.map((span) => ({ start: map(span.start, 'start'), end: map(span.end, 'end') })),
  };
}
