/** Where in the text a tag shows. */

import type { Axis, KeywordHit, Polarity, Span, Tag, Via } from '../types.js';
import type { SentenceModel } from './opinions.js';

/**
 * @param text of the passage
 * @param within the stretch that the tag was found in; `hits` are the phrases in it
 * @returns sorted, not overlapping, whole words, within the stretch: the phrases of the theme with what negates them
 *   (those of the polarity if there are any), else what moved the model, else the stretch itself
 */
export type EvidenceFinder = (
  text: string,
  within: Span,
  hits: readonly KeywordHit[],
  theme: string,
  polarity: Polarity,
) => Span[];

export function createEvidenceFinder(model: SentenceModel | null): EvidenceFinder {
  return (text, within, hits, theme, polarity) => {
    const own = hits.filter((hit) => hit.theme === theme);
    const agreeing = own.filter((hit) => hit.polarity === polarity);
    const spans = (agreeing.length > 0 ? agreeing : own).map(({ start, end, negator }) =>
      negator === null
        ? { start, end }
        : { start: Math.min(start, negator.start), end: Math.max(end, negator.end) },
    );
    let tidy = tidySpans(spans, within);
    if (tidy.length === 0 && model !== null && model.themes.includes(theme)) {
      const shown = model.evidence(text.slice(within.start, within.end), theme, polarity);
      tidy = tidySpans(
        shown.map(({ start, end }) => ({ start: start + within.start, end: end + within.start })),
        within,
      );
    }
    if (tidy.length === 0) return [{ start: within.start, end: within.end }];
    return tidySpans(
      tidy.map((span) => wholeWords(text, span)),
      within,
    );
  };
}

/** Sorted, joined where they touch, and cut to `within`. */
export function tidySpans(spans: readonly Span[], within: Span): Span[] {
  const inside = spans
    .map((span) => ({ start: Math.max(span.start, within.start), end: Math.min(span.end, within.end) }))
    .filter((span) => span.end > span.start)
    .sort((a, b) => a.start - b.start || a.end - b.end);
  const tidy: Span[] = [];
  for (const span of inside) {
    const last = tidy[tidy.length - 1];
    if (last !== undefined && span.start <= last.end) last.end = Math.max(last.end, span.end);
    else tidy.push(span);
  }
  return tidy;
}

/** A span that begins or ends inside a word ("was[n't listening]") takes the whole of it. */
function wholeWords(text: string, { start, end }: Span): Span {
  const inside = (at: number) =>
    /[\p{L}\p{N}'’]/u.test(text[at - 1] ?? '') && /[\p{L}\p{N}'’]/u.test(text[at] ?? '');
  let from = start;
  let to = end;
  while (inside(from)) from--;
  while (inside(to)) to++;
  return { start: from, end: to };
}

/**
 * A tag whose evidence is looked for when it is asked for, once: of a hundred thousand reviews only the quotes that are
 * kept need any. The property is the object's own, so that a copy or JSON holds it like any other; one getter serves
 * all tags, for objects with a getter each would all be of different shapes, and slow.
 */
export class FoundTag implements Tag {
  declare readonly evidence: Span[];
  #evidence: Span[] | null = null;
  readonly #find: (theme: string, polarity: Polarity) => Span[];
  readonly #found: Polarity;

  constructor(
    readonly theme: string,
    readonly axis: Axis,
    public polarity: Polarity,
    readonly confidence: number,
    readonly via: Via[],
    find: (theme: string, polarity: Polarity) => Span[],
  ) {
    this.#find = find;
    this.#found = polarity;
    Object.defineProperty(this, 'evidence', FoundTag.#property);
  }

  static readonly #property: PropertyDescriptor = {
    enumerable: true,
    get(this: FoundTag): Span[] {
      // irony may have turned the polarity since; the words that moved the models stay the same
      this.#evidence ??= this.#find(this.theme, this.#found);
      return this.#evidence;
    },
  };
}

/** A tag of a stretch that was made shorter: what shows it there, looked for when it is asked for. */
export function shownWithin(tag: Tag, within: Span): Tag {
  const { theme, axis, polarity, confidence, via } = tag;
  const { start, end } = within;
  return new FoundTag(theme, axis, polarity, confidence, via, () => {
    const shown = tidySpans(tag.evidence, { start, end });
    return shown.length > 0 ? shown : [{ start, end }];
  });
}
