/** Markup that an export left in a text: HTML, that of forums, line ends written out. */

import type { Span } from '../types.js';

/** A blank as HTML writes it. */
export const BLANK_ENTITY = '&nbsp;';
/** A line end as an export wrote it: a backslash and its letter. */
export const WRITTEN_LINE_END = /(?:\\r)?\\n(?=\s*(?:[\p{Lu}\p{N}(+*•\\-]|$))/u;

/** Bold and the like, in HTML and as forums write it. */
const INLINE_MARKUP =
  '<\\/?(?:b|i|u|em|strong|span|font)\\b[^<>\\n]{0,60}>|\\[\\/?(?:b|i|u|s|size|color)(?:=[^\\]\\n]{0,20})?\\]';
/** Markup: what an export left of the page that a text came from. */
const MARKUP = new RegExp(
  `${INLINE_MARKUP}|<\\/?(?:br|p|div|li|ul|ol|h[1-6])\\b[^<>\\n]{0,60}>|&(?:amp|nbsp);`,
  'giu',
);
const BREAK = /^<\/?(?:br|p|div|li|ul|ol|h[1-6])/i;
const WRITTEN_LINE_ENDS = new RegExp(WRITTEN_LINE_END.source, 'gu');

/** The text with as many blanks, or a line end, where markup stands: "[b]PROS[/b]" is a label, and so is "<b>Cons:</b>". */
export function withoutMarkup(text: string): string {
  if (!/[<[&\\]/.test(text)) return text;
  // two blanks begin a clause, stars do not
  return text
    .replace(MARKUP, (mark) =>
      /^&amp;$/i.test(mark) ? '&****' : (BREAK.test(mark) ? '\n' : ' ').padEnd(mark.length),
    )
    .replace(WRITTEN_LINE_ENDS, (mark) => '\n'.padEnd(mark.length));
}

const ENDS_WITH_MARKUP = new RegExp(`(?:${INLINE_MARKUP})+$`, 'i');
const BEGINS_WITH_MARKUP = new RegExp(`^(?:${INLINE_MARKUP})+`, 'i');
/** Markup around a label is looked for so far, not in all of a text, which may be megabytes with thousands of labels. */
const REACH = 200;

/** A stretch with the markup around it. */
export function withMarkup<Kind extends Span>(text: string, stretch: Kind): Kind {
  const before = ENDS_WITH_MARKUP.exec(text.slice(Math.max(0, stretch.start - REACH), stretch.start));
  const after = BEGINS_WITH_MARKUP.exec(text.slice(stretch.end, stretch.end + REACH));
  return {
    ...stretch,
    start: stretch.start - (before?.[0].length ?? 0),
    end: stretch.end + (after?.[0].length ?? 0),
  };
}
