/**
 * The pros-and-cons structure of a passage: which stretches its column, its labels and its bullets set apart, and on
 * which side they put them.
 *
 * Works on the characters of the passage, before any sentence is read. In this order:
 * 1. labels ("Pros:", "The good -", "What could be better?") cut the passage into regions (labels.ts);
 *    and so do the cells of a pasted table (pasted-table.ts);
 * 2. in each region marks cut items: `+` and `-`, bullets, numbers, lines, "Topic - remark" runs (marks.ts);
 * 3. closing remarks ("Overall, …", a paragraph after the list) fall out of the last region.
 * What a label says is a prior; whether the words bear it out is decided later, by meaning.
 */
import type { Passage, Piece, Side, Span, SplittingWords } from '../types.js';
import { createLabelFinder, type Label, plainWords, quoted } from './labels.js';
import {
  type Form,
  headingIn,
  holdsFormLine,
  isFlattened,
  itemsOf,
  type Region,
  signatureIn,
} from './marks.js';
import { BLANK_ENTITY } from './markup.js';
import { tableIn } from './pasted-table.js';

const TRANSLATED = /^\s*\((?:translated by google|traduit par google|übersetzt von google)\)\s*/i;
const CUT_OFF_REACH = 40;
/** Where a page cut the text off: no words of the patient. */
const CUT_OFF =
  /(?:\.{2,}|…)\s*\(?(?:[Rr]ead [Mm]ore|READ MORE|[Ss]ee [Mm]ore|[Ss]how [Mm]ore|[Mm]ore)\)?[\s.…»>]*$|\s*READ MORE[\s.…»>]*$|\n\s*(?:Read|See|Show) more[\s.…»>]*$/;
/** What joins a section to the label of the next one ("…, quick, and cons: …"), and what stands around it: it says nothing. */
const JOINERS = ['and', 'but', '&', 'plus'];
const BEFORE_JOINER = /[\s,;]/;
const AFTER_JOINER = /[\s.…]/;
/** What a piece can't begin with, and can't end with; two dots and more are no full stop. */
const HEAD = /[\s,;:.!?…)\]}|=•*_~–—−-]/;
const TAIL = /[\s,;:([{|/=_~*–—−…-]/;
/** An answer that begins with the answer word of its question. */
const ANSWER =
  /^\s*(?:yes|yeah|no|nope|because)\b[\s,.!-]+(?=(?:i|i'm|they|he|she|it|it's|we|you|the|my|there|his|her|their|all|everything|everyone)\b)/i;

/** Trims white space, marks and cut-off dots from both ends; null where nothing is left. */
function trimPiece(text: string, span: Span): Span | null {
  let { start, end } = span;
  while (start < end) {
    if (HEAD.test(text[start] as string)) start++;
    else if (text.startsWith(BLANK_ENTITY, start)) start += BLANK_ENTITY.length;
    else break;
  }
  while (end > start) {
    if (end - start > BLANK_ENTITY.length && text.startsWith(BLANK_ENTITY, end - BLANK_ENTITY.length))
      end -= BLANK_ENTITY.length;
    else if (TAIL.test(text[end - 1] as string)) end--;
    else if (text[end - 1] === '.' && text[end - 2] === '.') {
      while (end > start && text[end - 1] === '.') end--;
    } else break;
  }
  return end > start && /[\p{L}\p{N}\p{S}]/u.test(text.slice(start, end)) ? { start, end } : null;
}

/** Where a stretch begins that ends at `end` and holds none but such letters. */
function backOver(text: string, end: number, letters: RegExp): number {
  let at = end;
  while (at > 0 && letters.test(text[at - 1] as string)) at--;
  return at;
}

/** Where the words of a section end that a joiner may close: without it. */
function endBeforeJoiner(section: string): number {
  const end = backOver(section, section.length, AFTER_JOINER);
  const last = section.slice(Math.max(0, end - 4), end).toLowerCase();
  const joiner = JOINERS.find((one) => last.endsWith(one));
  if (joiner !== undefined) {
    const at = end - joiner.length;
    const before = backOver(section, at, BEFORE_JOINER);
    if (before < at) return before;
  }
  const mark = section.trimEnd().length - 1;
  if (section[mark] === '/' || section[mark] === '|') {
    const before = section.slice(0, mark).trimEnd().length;
    if (before < mark) return before;
  }
  return section.length;
}

const PICTURE = /\p{Extended_Pictographic}/u;
const WORD = /[\p{L}\p{N}]/u;

const lastLine = (text: string): string => text.slice(text.trimEnd().lastIndexOf('\n') + 1);

/**
 * Makes the splitter of passages.
 *
 * @param words the word lists of src/data/splitting.yaml
 * @returns a pure function: passage → pieces in order, not overlapping, each trimmed, with the number of the labelled
 *   or bulleted item it came from and the side its label, sign or column suggests. Labels, bullets, `ignore` spans,
 *   the "yes" or "because" that an answer begins with, an "and" before a label and marks of cut-off text are in no piece;
 *   every other word is in exactly one
 */
export function createSplitter(words: SplittingWords): (passage: Passage) => Piece[] {
  const { find: findLabels, sideNamed } = createLabelFinder(words);
  const closer = atSentenceStart(words.closers);
  const conCloser = atSentenceStart([...words.closers, ...words.conClosers]);
  const judging = new Set([...words.praise, ...words.blame, 'never', 'avoid', 'not', 'no']);
  /** Whether a line that looks like a name says what somebody thought ("Thanks,⏎Never Again", "- Dirty, Late"). */
  const judges = (line: string): boolean =>
    (line.toLowerCase().match(/\p{L}+/gu) ?? []).some((word) => judging.has(word));

  return (passage) => {
    const { text, role } = passage;
    const column: Side | null = role === 'pros' ? 'pro' : role === 'cons' ? 'con' : null;
    // thumbs, faces and stars with no word beside them are what is said, not signs before it
    if (PICTURE.test(text) && !WORD.test(text)) {
      const said = trimPiece(text, { start: 0, end: text.length });
      return said === null ? [] : [{ ...said, section: null, prior: column }];
    }
    let from = TRANSLATED.exec(text)?.[0].length ?? 0;
    let to = text.length;
    const endAt = Math.max(from, text.length - CUT_OFF_REACH);
    const cutOff = CUT_OFF.exec(text.slice(endAt));
    if (cutOff !== null && endAt + cutOff.index > from) to = endAt + cutOff.index;
    from += ANSWER.exec(text.slice(from, from + 40))?.[0].length ?? 0;

    const table = tableIn(text, { start: from, end: to }, sideNamed);
    const labels = findLabels(text, table !== null).filter(
      ({ start, end }) =>
        start >= from && end <= to && (table === null || end <= table.start || start >= table.end),
    );
    const last = labels[labels.length - 1];
    const named = signatureIn(text, { start: last?.end ?? from, end: to }, (last?.side ?? 'open') !== 'open');
    const signature = named !== null && judges(lastLine(text.slice(named.start, named.end))) ? null : named;
    if (signature !== null) to = signature.start;
    const flattened = isFlattened(text);
    const regions: Region[] = [];
    let start = from;
    let side: Side | null = column;
    let labelled = false;
    const end = (at: number): void => {
      regions.push({ start, end: at, side, labelled });
    };
    const endAtTable = (): void => {
      if (table === null || table.start < start) return;
      end(table.start);
      for (const cell of table.cells) regions.push({ ...cell, labelled: true });
      ({ end: start } = table);
      side = column;
      labelled = false;
    };
    for (const label of labels) {
      if (table !== null && label.start >= table.end) endAtTable();
      end(start + endBeforeJoiner(text.slice(start, label.start)));
      start = label.end;
      labelled = label.side !== 'open' || label.silent;
      side = label.side === 'open' && !label.silent ? null : label.side;
    }
    endAtTable();
    end(to);

    const form = formOf(text, from, labels);
    const pieces: Piece[] = [];
    let section = 0;
    for (const [index, region] of regions.entries()) {
      const parts: Region[] = [region];
      if (region.labelled) {
        const pattern = region.side === 'con' ? conCloser : closer;
        pattern.lastIndex = region.start;
        const close = pattern.exec(text.slice(0, region.end));
        if (close !== null && close.index > region.start + 1) {
          if (text.slice(region.start, close.index).trim() !== '') {
            parts[0] = { ...region, end: close.index };
            parts.push({ start: close.index, end: region.end, side: null, labelled: false });
          }
        }
        const heading =
          index < regions.length - 1 && labels.length > 2
            ? headingIn(text, parts[parts.length - 1] as Region)
            : null;
        if (heading !== null) {
          const before = parts[parts.length - 1] as Region;
          parts[parts.length - 1] = { ...before, end: heading };
          parts.push({ start: heading, end: before.end, side: 'open', labelled: true });
        }
      }
      for (const part of parts) {
        for (const item of itemsOf(text, part, flattened, index === regions.length - 1, form)) {
          const made: Piece[] = [];
          for (const span of outside(item, passage.ignore ?? [])) {
            const trimmed = trimPiece(text, span);
            if (trimmed !== null) made.push({ ...trimmed, section: null, prior: item.side });
          }
          if (item.marked && made.length > 0) {
            section++;
            for (const piece of made) piece.section = section;
          }
          pieces.push(...made);
        }
      }
    }
    for (const span of signature === null ? [] : outside(signature, passage.ignore ?? [])) {
      const trimmed = trimPiece(text, span);
      if (trimmed !== null) pieces.push({ ...trimmed, section: section + 1, prior: 'open' });
    }
    return pieces;
  };
}

/**
 * What a form the labels of a text stand in: one whose other lines stand before them, or one of which each label is a
 * line itself, with its answer on it, and both sides are asked for.
 */
function formOf(text: string, from: number, labels: readonly Label[]): Form | null {
  const [first] = labels;
  if (first === undefined) return null;
  if (holdsFormLine(text.slice(from, first.start))) return { start: first.end, kind: 'filled' };
  const isLine = ({ start, end }: Label): boolean =>
    /(?:^|\n)[^\S\n]*$/.test(text.slice(Math.max(0, start - 8), start)) &&
    text[end - 1] === ':' &&
    /^[^\S\n]*\S/.test(text.slice(end, end + 8));
  const behind = (side: Side): number => labels.find((label) => label.side === side)?.end ?? Infinity;
  const start = Math.max(behind('pro'), behind('con'));
  return start < Infinity && labels.every(isLine) ? { start, kind: 'answers' } : null;
}

/** One of the phrases at the start of a sentence or a line. */
function atSentenceStart(phrases: readonly string[]): RegExp {
  if (phrases.length === 0) return /(?!)/g;
  const written = phrases
    .map(plainWords)
    .sort((a, b) => b.length - a.length || (a < b ? -1 : 1))
    .map((phrase) => quoted(phrase).replace(/ /g, ',?\\s+').replace(/'/g, "['’]"));
  return new RegExp(`(?<=^|[.!?…)]\\s{1,4}|[\\n\\r]\\s{0,4})(?:${written.join('|')})\\b`, 'giu');
}

/** The parts of a span that no ignored span covers. */
function outside(span: Span, ignored: readonly Span[]): Span[] {
  let parts: Span[] = [{ start: span.start, end: span.end }];
  for (const hole of ignored) {
    parts = parts.flatMap((part) => {
      if (hole.end <= part.start || hole.start >= part.end) return [part];
      return [
        { start: part.start, end: hole.start },
        { start: hole.end, end: part.end },
      ].filter((rest) => rest.end > rest.start);
    });
  }
  return parts;
}
