/**
 * The marks by which a writer cuts a stretch of text into items: signs and faces that praise or blame, bullets, numbers,
 * lines, "Topic - remark" runs, lines of a form.
 */

import type { Side, Span } from '../types.js';
import { WRITTEN_LINE_END } from './markup.js';

/** A stretch of text under one label (or none). */
export interface Region extends Span {
  side: Side | null;
  labelled: boolean;
}

/** An item of a region, with its mark cut off. */
export interface Item extends Span {
  side: Side | null;
  /** Whether a label, a bullet or a number made it. */
  marked: boolean;
}

/** Pictures that are meant as signs wherever they begin a line, and faces, which are where a list is made of them. */
const THUMBS = { pro: '👍✅✔☑➕🟢', con: '👎❌✖✗✘➖🔴⛔🚫' };
const FACES = {
  pro: '🙂😀😃😄😁😊😍🥰😻😇😎🤩🤗😌☺❤🧡💛💚💙💜💖💕♥👏🙌👌💪⭐🌟',
  con: '🙁☹😞😟😠😡🤬😢😭😤😒😕😖😣😩😫😔🤮🤢💔😱🙄👿🚩⚠',
};
/** Pictures of neither, where others are signs: what they stand before speaks for itself. */
const SHRUGS = '😐😑😶🤷🤔🟡⚪❓❔';
const picture = (of: string): string => `(?:[${of}]\ufe0f?[🏻-🏿]?(?:\u200d[♀♂]\ufe0f?)?)+`;
/** Signs that praise or blame by themselves. "+/-" is a word. */
const PRO_SIGN = new RegExp(
  `^\\s*(?:\\(\\+(?:ve)?\\)|\\[\\+(?:ve)?\\]|${picture(THUMBS.pro)}|\\+{1,2}(?:ve\\b|['’]?s(?=\\s*:))?(?![+\\d/]))\\s*:?\\s*`,
  'u',
);
const CON_SIGN = new RegExp(
  `^\\s*(?:\\([-–—−](?:ve)?\\)|\\[[-–—−](?:ve)?\\]|${picture(THUMBS.con)}|−)\\s*:?\\s*`,
  'u',
);
/** Signs that praise or blame where a line of the same text begins with another one: faces, and "+1 …". */
const PRO_FACE = new RegExp(
  `^\\s*(?:${picture(FACES.pro)}|[:;]-?\\)+(?=\\s)|\\+\\d(?=\\s+\\p{L}))\\s*:?\\s*`,
  'u',
);
const CON_FACE = new RegExp(
  `^\\s*(?:${picture(FACES.con)}|[:;]['’]?-?\\(+(?=\\s)|[-–—−]\\d(?=\\s+\\p{L}))\\s*:?\\s*`,
  'u',
);
/** Pictures in running text, after one at the start of the line. */
const INLINE_PICTURE = new RegExp(
  `(?:(?<=\\s|^)|(?<=\\p{L})(?=[${THUMBS.pro}${THUMBS.con}]\ufe0f?[\\p{L}\\p{N}]))${picture(Object.values(THUMBS).join('') + Object.values(FACES).join('') + SHRUGS)}(?=\\s*[\\p{L}\\p{N}$£€])\\s*`,
  'gu',
);
const PRO_PICTURE = new RegExp(`^[${THUMBS.pro}${FACES.pro}]`, 'u');
const CON_PICTURE = new RegExp(`^[${THUMBS.con}${FACES.con}]`, 'u');
/** Neither, in brackets as the other signs are. */
const EVEN_BRACKET = '[([](?:\\+\\/[-–—−]|[=~±])[)\\]]';
/** Neither, where other lines begin with a plus. */
const EVEN_SIGN = new RegExp(`^\\s*(?:(?:±|\\+\\/[-–—−]|~)\\s|${EVEN_BRACKET}|${picture(SHRUGS)})\\s*`, 'u');
const BEGINS_EVEN = new RegExp(`^${EVEN_BRACKET}`, 'u');
/** Where faces begin other lines. */
const EVEN_FACE = new RegExp(`^\\s*(?::-?[|/]\\s|${picture(SHRUGS)})\\s*`, 'u');
const SHRUG = new RegExp(`^[${SHRUGS}]`, 'u');
const DASH = /^\s*[-–—](?!\s*[-–—\d])\s*/;
/** Where pluses begin other lines. */
const MINUS = /^\s*[-–—−]{1,3}(?![-–—−\d/])(?:['’]?s(?=\s*:))?\s*:?\s*/;
const BULLET = /^\s*(?:\[\*\]|>(?=\s)|[*•·●▪◦○■□►▶➤➢→❖‣⁃✦★]+|o(?=\s))\s*/u;
const NUMBER =
  /^\s*(?:\(?(\d{1,2})(?:[.):](?!\d)|\s*[-–](?=\s))|#(\d{1,2})[.:)]?|(\d{1,2}),(?=\s+\p{L})|\(?([a-h])\)(?=\s))\s*/u;

interface Line extends Span {
  /** A blank line stands before it. */
  paragraph: boolean;
}

const LINE_END = new RegExp(
  `(?:(?:\\r\\n?|\\n|<[bB][rR]\\s{0,3}\\/?>|<\\/?[pP]>|<\\/?[lL][iI]>|${WRITTEN_LINE_END.source})[^\\S\\r\\n]*)+`,
  'gu',
);

/**
 * Lines of a stretch of text. Where an export lost its line ends and put two spaces for them, those count: they do if
 * the writer puts one space between sentences elsewhere.
 */
function linesOf(text: string, span: Span, flattened: boolean): Line[] {
  if (!flattened && !/[\n\r<\\]/.test(text)) {
    return text.slice(span.start, span.end).trim() === ''
      ? []
      : [{ start: span.start, end: span.end, paragraph: false }];
  }
  const lines: Line[] = [];
  const mark = flattened ? /(?<!\s)\s{2,}(?=[\p{Lu}\p{N}(+-])/gu : LINE_END;
  let start = span.start;
  let paragraph = false;
  const source = text.slice(0, span.end);
  mark.lastIndex = span.start;
  for (let match = mark.exec(source); match !== null; match = mark.exec(source)) {
    lines.push({ start, end: match.index, paragraph });
    start = match.index + match[0].length;
    paragraph = (match[0].replace(/\r\n?/g, '\n').match(/\n|<br|<\/?p|<\/?li/gi) ?? []).length > 1;
  }
  lines.push({ start, end: span.end, paragraph });
  return lines.filter((line) => text.slice(line.start, line.end).trim() !== '');
}

export function isFlattened(text: string): boolean {
  if (/[\n\r]/.test(text) || !text.includes('  ')) return false;
  return /\S {2,}(?=[\p{Lu}\p{N}(+-])/u.test(text) && /[.!?] (?=\p{Lu})/u.test(text);
}

/** Matches of a pattern that lie inside a span. */
function marksIn(pattern: RegExp, text: string, span: Span): (Span & { mark: string })[] {
  const marks: (Span & { mark: string })[] = [];
  const source = text.slice(0, span.end);
  pattern.lastIndex = span.start;
  for (let match = pattern.exec(source); match !== null; match = pattern.exec(source)) {
    marks.push({ start: match.index, end: match.index + match[0].length, mark: match[0] });
  }
  return marks;
}

/** Cuts a stretch at offsets of marks, given as `[start of mark, end of mark]`. */
function cutAt(span: Span, marks: Span[]): Span[] {
  const items: Span[] = [];
  let start = span.start;
  for (const mark of marks) {
    items.push({ start, end: mark.start });
    start = mark.end;
  }
  items.push({ start, end: span.end });
  return items;
}

/**
 * Numbers in running text that count up from 1: "1. Excellent bass 2. Excellent range3. …". A number that only
 * happens to stand there breaks the count and is left alone.
 */
function countedMarks(text: string, span: Span, pattern: RegExp): Span[] {
  const marks: Span[] = [];
  pattern.lastIndex = span.start;
  const source = text.slice(0, span.end);
  let expected = 1;
  for (let match = pattern.exec(source); match !== null; match = pattern.exec(source)) {
    if (Number(match[1]) !== expected) continue;
    marks.push({ start: match.index, end: match.index + match[0].length });
    expected++;
  }
  return marks.length >= 2 ? marks : [];
}

const COUNTED = [
  /(?<![\p{N}$£€/-]|\p{N}[.,:])\(?(\d{1,2})\)(?=\s*\p{L})\s*/gu,
  /(?<![\p{N}$£€/-]|\p{N}[.,:]|\p{N}\s)(\d{1,2})\.(?=\s*[\p{L}"“(])\s*/gu,
];

/** "+ Doctor - Parking + Location": signs in running text, after a first one at its start. */
const INLINE_SIGN = new RegExp(
  `(?<=\\s|^)(?:${EVEN_BRACKET}|\\(\\+(?:ve)?\\)|\\([-–—−](?:ve)?\\)|\\[\\+(?:ve)?\\]|\\[[-–—−](?:ve)?\\]|\\+{1,2}(?=\\s?\\p{L})|[-–—−]{1,3}(?=\\s)|o(?=\\s))\\s*`,
  'gu',
);
/** The same where the first one is glued to its word: "+reception +parking -heating". */
const GLUED_SIGN = /(?<=\s)[+\-–—−](?=[\p{L}\p{N}])/gu;
const GLUED_PLUS = /^\s*\+\p{L}/u;
/** The first of such signs behind an introducing sentence. */
const RUNNING_SIGN = /(?<=[.!?:]\s{1,3})(?:\+{1,2}|[-–—−]{1,3})(?=\s?\p{L})\s*/u;
/** The same of thumbs: "Took my dad. 👍 So patient with him. 👎 No seats." */
const RUNNING_THUMB = new RegExp(
  `(?<=[.!?:]\\s{1,3})${picture(THUMBS.pro + THUMBS.con)}(?=\\s*[\\p{L}\\p{N}])\\s*`,
  'u',
);
const PICTURE = /\p{Extended_Pictographic}/u;
/** Bullets in running text, after a first one at the start of the line. */
const INLINE_DOT = /[•●▪■►➤✓✔]\s*/gu;
const INLINE_STAR = /\s\*\s*(?=\p{L})/gu;
const INLINE_DASH = /\s[-–—]\s*(?=[\p{L}\p{N}])/gu;
/** A bracketed sign anywhere in a line. */
const BRACKET_SIGN = /[([](?:(?:\+|[-–—−])(?:ve)?|\+\/[-–—−]|[=~±])[)\]]\s*/gu;
/** A sign or a section word in brackets behind what it judges: "Kind nurse (+), cold tea (-)", "Kind nurse (pro)." */
const BEHIND =
  /[([](?:\+(?:ve)?|[-–—−](?:ve)?|\+\/[-–—−]|[=~±]|pros?|cons?|positives?|negatives?|good|bad)!?[)\]](?=[\s.,;!]|$)/giu;
/** What parts the entries of a labelled line; between two numbers ("24|7") it parts none. */
const PIPE = /\s\|\s(?=\S)|(?<=[\p{L}.!?)])\|(?=[\p{L}\p{N}"“(])|(?<=\p{N})\|(?=\p{L})/gu;
const SLASH = /(?<=\p{L})\s\/\s(?=\p{L})/gu;
/** A line of a form: "Breakfast: cold eggs". */
const FORM_LINE = /^\s*\p{Lu}[\p{L}’'&/ ]{1,30}(?<!\s):\s+\S/u;
/** Least lines of a form. */
const FORM_LINES = 3;
/** "Menu - lots of choices Food - came out hot": a topic, then what is said of it. */
const TOPIC =
  /(?<=^|[^\s.,;:&/]\s{1,4}|[.!?]\s{1,4})\p{Lu}[\p{L}'’]*(?:\s?[/&]\s?\p{L}+|\s\p{Ll}+)?\s[-–—]\s/gu;

/**
 * Further bullets of the kind that a line began with. A dash in running text mostly goes on with its sentence, so it
 * takes two more of them, or dashes written as the first one was ("-far -pricey").
 */
function inlineBullets(text: string, body: Span, first: string): Span[] {
  const sign = first.trim();
  if (/[•●▪■►➤✓✔]/.test(sign)) return marksIn(INLINE_DOT, text, body);
  if (sign.startsWith('*')) return marksIn(INLINE_STAR, text, body);
  if (!/^[-–—]/.test(sign)) return [];
  const dashes = marksIn(INLINE_DASH, text, body);
  const glued = !/\s$/.test(first);
  const alike = glued ? dashes.filter(({ mark }) => !/\s$/.test(mark)) : dashes;
  return glued || alike.length >= 2 ? alike : [];
}

/** Most words of a line that is an item of a list. */
const LIST_WORDS = 15;

/**
 * The bracketed signs of a line where each stands behind what it judges: there are some of both sides, the last ends the
 * line ("(con)" a sentence), and none begins it.
 */
export function signsBehind(text: string, line: Span): (Span & { mark: string })[] {
  if (!/[)\]]/.test(text.slice(line.start, line.end))) return [];
  const marks = marksIn(BEHIND, text, line);
  const [first, last] = [marks[0], marks[marks.length - 1]];
  if (first === undefined || last === undefined) return [];
  if (new Set(marks.map(({ mark }) => sideOfSign(mark))).size < 2) return [];
  const begins = text.slice(line.start, first.start).trim() === '';
  const rest = text.slice(last.end, line.end);
  const ends = !/[\p{L}\p{N}]/u.test(rest) || (/pro|con/i.test(last.mark) && /^\s*[.!]\s/.test(rest));
  return begins || !ends ? [] : marks;
}

const isListLine = (line: string): boolean =>
  line.trim().split(/\s+/).length <= LIST_WORDS && !/[.!?]\s+\p{Lu}/u.test(line.trim());

/**
 * A form that labels of a text are part of, from `start` on. `filled`: lines before the labels say who filled it in and
 * when, and such a line behind them is no part of an answer. `answers`: each label is a line of it, so a line behind
 * them that is labelled by other words ("Treatment: a crown") stands by itself.
 */
export interface Form {
  start: number;
  kind: 'filled' | 'answers';
}

/** Whether lines of a form stand in a stretch: who filled it in, and when. */
export const holdsFormLine = (text: string): boolean => text.split('\n').some((line) => FORM_LINE.test(line));

/**
 * Cuts a region into items.
 *
 * @param form what the labels of the text are part of, so that its lines behind one are no part of an answer
 */
export function itemsOf(
  text: string,
  region: Region,
  flattened: boolean,
  last: boolean,
  form: Form | null = null,
): Item[] {
  const lines = linesOf(text, region, flattened);
  const items: Item[] = [];
  const slice = (span: Span): string => text.slice(span.start, span.end);
  const faces = isListOfFaces(lines.map(slice));
  const plus = lines.some((line) => PRO_SIGN.test(slice(line)) || (faces && /^\s*\+/.test(slice(line))));
  const unlabelledForm =
    region.side === null && lines.filter((line) => FORM_LINE.test(slice(line))).length >= FORM_LINES;
  // short lines of one statement each are a list, with or without bullets
  const listed =
    region.labelled ||
    (region.side !== null && lines.length > 1 && lines.every((line) => isListLine(slice(line))));
  // an answer that names topics itself goes on with them: "Cons: Parking: none⏎Food: cold"
  const endsAtFormLine =
    form !== null &&
    region.labelled &&
    region.start >= form.start &&
    (form.kind === 'filled' || !(lines[0] !== undefined && FORM_LINE.test(slice(lines[0]))));
  let marks = 0;
  let over = false;
  for (const [index, line] of lines.entries()) {
    const own = slice(line);
    const put = (span: Span, side: Side | null, marked: boolean): void => {
      items.push({ ...span, side, marked });
    };
    // the form goes on behind its answers: "Could be better: the wait⏎OK to contact: no"
    if (endsAtFormLine && index > 0 && FORM_LINE.test(own)) {
      put(line, form.kind === 'filled' ? 'open' : null, true);
      over = true;
      continue;
    }
    const judged = signsBehind(text, line);
    if (judged.length > 0) {
      let start = line.start;
      for (const m of judged) {
        put({ start, end: m.start }, sideOfSign(m.mark), true);
        start = m.end;
      }
      put({ start, end: line.end }, null, false);
      marks += judged.length;
      over = false;
      continue;
    }
    const running = RUNNING_SIGN.exec(own) ?? RUNNING_THUMB.exec(own);
    const behind =
      running === null
        ? []
        : marksIn(PICTURE.test(running[0]) ? INLINE_PICTURE : INLINE_SIGN, text, {
            start: line.start + running.index,
            end: line.end,
          });
    const runs = behind.length >= 2 && new Set(behind.map(({ mark }) => sideOfSign(mark.trim()))).has('pro');
    const pro = PRO_SIGN.exec(own) ?? (faces ? PRO_FACE.exec(own) : null);
    const con = CON_SIGN.exec(own) ?? (faces ? CON_FACE.exec(own) : null) ?? (plus ? MINUS.exec(own) : null);
    const even = (plus ? EVEN_SIGN.exec(own) : null) ?? (faces ? EVEN_FACE.exec(own) : null);
    if (pro !== null || con !== null || even !== null || runs) {
      const sign = even ?? pro ?? con ?? (running as RegExpExecArray);
      const body = { start: line.start + sign.index + sign[0].length, end: line.end };
      if (sign === running) {
        put({ start: line.start, end: line.start + sign.index }, over ? null : region.side, listed && !over);
      }
      marks++;
      over = false;
      const begun = sign[0].trim();
      const small = (at: number): boolean => /\p{Ll}/u.test(text[at] ?? '');
      const pictures =
        PRO_PICTURE.test(begun) || CON_PICTURE.test(begun)
          ? marksIn(INLINE_PICTURE, text, body).filter(
              // a shrug in the midst of a sentence: "they lost it 🤷 and nobody cared"
              ({ mark, end }) => !SHRUG.test(mark) || !small(end) || small(body.start),
            )
          : [];
      const further = GLUED_PLUS.test(own) ? GLUED_SIGN : INLINE_SIGN;
      const inline = pictures.length > 0 ? pictures : marksIn(further, text, body);
      // an elaborating dash is no sign where no plus follows
      const kinds = inline === pictures || inline.some((m) => /[+([]/.test(m.mark));
      const signs =
        kinds || pro !== null || runs ? inline.filter((m) => kinds || !m.mark.startsWith('o')) : [];
      let side = even !== null && !SHRUG.test(begun) ? 'open' : sideOfSign(begun);
      let start = body.start;
      for (const m of signs) {
        put({ start, end: m.start }, side, true);
        start = m.end;
        side = sideOfSign(m.mark);
      }
      put({ start, end: body.end }, side, true);
      continue;
    }
    const bullet = DASH.exec(own) ?? BULLET.exec(own) ?? NUMBER.exec(own);
    const inSign = /[([][+–—−-](?:ve)?[)\]]/.test(own) ? marksIn(BRACKET_SIGN, text, line) : [];
    if (inSign.length > 0) {
      let side: Side | null = over ? null : region.side;
      let start = line.start;
      for (const m of inSign) {
        put({ start, end: m.start }, side, region.labelled && side !== null);
        start = m.end;
        side = sideOfSign(m.mark);
      }
      put({ start, end: line.end }, side, true);
      marks++;
      continue;
    }
    const counted = !/\d[.)]/.test(own)
      ? undefined
      : COUNTED.map((style) => countedMarks(text, line, style)).find((found) => found.length > 0);
    if (counted !== undefined) {
      const [first, ...others] = cutAt(line, counted);
      if (first !== undefined) put(first, region.side, region.labelled);
      for (const item of others) put(item, region.side, true);
      marks += counted.length;
      over = false;
      continue;
    }
    if (bullet !== null) {
      const body = { start: line.start + bullet[0].length, end: line.end };
      for (const item of cutAt(body, inlineBullets(text, body, bullet[0]))) {
        put(item, over && !region.labelled ? null : region.side, true);
        marks++;
      }
      over = false;
      continue;
    }
    // a line without a mark after marked ones, or a new paragraph at the end, is outside the list
    const wraps = /^\s*\p{Ll}/u.test(own) && index > 0 && !/[.!?]\s*$/.test(slice(lines[index - 1] as Line));
    if (region.labelled && last && index > 0) {
      if (line.paragraph || (marks >= 2 && !wraps)) over = true;
    }
    if (region.labelled && !over) {
      const topics = marksIn(TOPIC, text, line);
      if (topics.length >= 2) {
        for (const item of cutAt(
          line,
          topics.map((m) => ({ start: m.start, end: m.start })),
        )) {
          put(item, region.side, true);
        }
        continue;
      }
    }
    if (region.labelled && !over) {
      const pipes = marksIn(PIPE, text, line);
      const slashes = marksIn(SLASH, text, line);
      const parted = pipes.length > 0 ? pipes : slashes.length > 1 ? slashes : [];
      for (const item of cutAt(line, parted)) put(item, region.side, true);
      continue;
    }
    const next = lines[index + 1];
    if (region.side === null && next !== undefined && announces(own) && ITEM_MARK.test(slice(next))) {
      put(line, 'open', true);
      continue;
    }
    put(line, over ? null : region.side, (listed && !over) || (unlabelledForm && FORM_LINE.test(own)));
  }
  return items;
}

/** What an item of a list begins with. */
const ITEM_MARK = /^\s*(?:[-–—*•·●▪+]|\(?\d{1,2}[.):])\s*\S/u;
/** Whether a line only says that a list follows: "Three things about my stay:". */
const announces = (line: string): boolean =>
  /:\s*$/.test(line) && !/[.!?,;]\s/.test(line) && line.trim().split(/\s+/).length <= ANNOUNCING_WORDS;
const ANNOUNCING_WORDS = 8;

/**
 * Where a labelled section ends because a heading of what follows stands behind it: its last line, where the next label
 * begins a line ("Second visit, February").
 */
export function headingIn(text: string, region: Region): number | null {
  // walked backwards, for an expression would try every blank of an empty form as a beginning
  const own = text.slice(region.start, region.end);
  const said = own.trimEnd();
  const line = said.lastIndexOf('\n') + 1;
  const heading = said.slice(line).trimStart();
  if (line === 0 || !own.slice(said.length).includes('\n')) return null;
  if (!/^[\p{Lu}\p{N}][^.!?:]{2,60}$/u.test(heading)) return null;
  const before = said.slice(0, line).trimEnd();
  const gap = said.slice(before.length, line);
  if (!/[.!?)]/.test(before.slice(-1)) && gap.indexOf('\n') === gap.lastIndexOf('\n')) return null;
  if (heading.split(/\s+/).length > HEADING_WORDS || ITEM_MARK.test(heading)) return null;
  return region.start + said.length - heading.length;
}
const HEADING_WORDS = 6;

/**
 * How a letter is closed, on a line of its own, with its writer's name on the last one. Looked for from where the blanks
 * before it begin, so that no blank line is a beginning of its own.
 */
const CLOSING =
  /(?<!\s)([^\S\n]*)\n\s*(?:(?:(?:all\s+the|very)\s+)?best|love|cheers|thanks|many\s+thanks|thank\s+you|yours|sincerely|(?:best|kind|kindest|warm|warmest)\s+(?:wishes|regards)|regards|yours\s+(?:sincerely|faithfully|truly))\s*(?:,|(?<=wishes|regards|sincerely|faithfully|truly))[^\S\n]*\n\s*(\p{L}[\p{L}.'’-]*(?:[ &]{1,3}\p{L}[\p{L}.'’-]*){0,3})\s*$/iu;
/** "- Moira, Glasgow": a name and a place, at the end. */
const NAME_AND_PLACE =
  /\n[^\S\n]*[-–—]\s*\p{Lu}[\p{L}.'’-]*(?:\s\p{Lu}[\p{L}.'’-]*)?,\s\p{Lu}[\p{L}.'’-]+(?:\s\p{Lu}[\p{L}.'’-]+)?\s*$/u;
/** A line with a mark that begins with a capital: among such lines a name is not told from an item. */
const CAPITAL_ITEM = /(?:^|\n)[^\S\n]*[-–—*•+]+\s*\p{Lu}/u;
const ITEM_LINE = /\n[^\S\n]*[-–—*•+]/;
const SIGNATURE_REACH = 120;

/**
 * Where the writer's name stands under the text, which says nothing; null where it does not.
 *
 * @param labelled a label puts the stretch on a side: among its items a name is one
 */
export function signatureIn(text: string, { start, end }: Span, labelled: boolean): Span | null {
  const from = Math.max(start, end - SIGNATURE_REACH);
  const tail = text.slice(from, end);
  // what is nearly every text: its last line is no name
  if (!/\n[^\S\n]*(?:[-–—]\s*)?\p{Lu}[^\n!?:;]{1,60}\s*$/u.test(tail)) return null;
  const closing = CLOSING.exec(tail);
  if (closing !== null) {
    const [, blanks, name] = closing as unknown as [string, string, string];
    if (/^\p{Lu}/u.test(name)) return { start: from + closing.index + blanks.length, end };
  }
  const named = NAME_AND_PLACE.exec(tail);
  if (named === null || CAPITAL_ITEM.test(text.slice(start, from + named.index))) return null;
  if (labelled && ITEM_LINE.test(text.slice(start, from + named.index))) return null;
  return { start: from + named.index, end };
}

/** Whether faces are the bullets of a text: of two lines, or of a line that holds both kinds. */
function isListOfFaces(lines: readonly string[]): boolean {
  const first = lines.filter((line) => PRO_FACE.test(line) || CON_FACE.test(line));
  if (first.length !== 1) return first.length > 1;
  const signs = [...(first[0] as string).matchAll(INLINE_PICTURE)].map(([sign]) => sideOfSign(sign));
  return signs.includes('pro') && signs.includes('con');
}

/** The side of a sign: a plus, a minus, an "o", a picture; a shrug has none. */
function sideOfSign(sign: string): Side | null {
  if (BEGINS_EVEN.test(sign)) return 'open';
  if (sign.includes('+') || /^[:;].*\)|^[([][pg]/i.test(sign) || PRO_PICTURE.test(sign)) return 'pro';
  if (SHRUG.test(sign)) return null;
  return sign.startsWith('o') ? 'open' : 'con';
}
