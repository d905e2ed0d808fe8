/**
 * The letters that the rules of redaction look at. People and platforms write one sign in many ways: a no-break space,
 * a typographic hyphen, digits of another width, an accent as a mark of its own. The rules know one spelling of each.
 */
import type { Span } from '../../types.js';

export interface Plain {
  /** One spelling of each sign, nothing invisible; what the rules read. */
  text: string;
  /** A stretch of it, in the text as it was written. */
  span(start: number, end: number): Span;
}

/** Nothing to respell: ASCII, and letters of Western Europe with their accents. */
const PLAIN = /^[\n\x20-\x7E\u00A1-\u00AC\u00AE-\u017F]*$/;
/** Entities stand where a text was taken from a page as it is. */
const ENTITIES = /&(?:nbsp|#160|#xa0);/i;
const ENTITY = new RegExp(ENTITIES.source, 'iy');
/** Soft hyphens, zero-width signs, marks of direction: a reader sees none of them. */
const INVISIBLE = /[\u00AD\u061C\u180E\u200B-\u200F\u202A-\u202E\u2060-\u206F\uFEFF]|\u034F|[\uFE00-\uFE0F]/u;
const DIGIT = /\p{Nd}/u;

const SIGNS: Record<string, string> = {
  '\t': ' ',
  '\r': '\n',
  '\u2028': '\n',
  '\u2029': '\n',
  '\u2010': '-',
  '\u2011': '-',
  '\u2212': '-',
  '\uFE63': '-',
  '\u2018': "'",
  '\u2019': "'",
  '\u02BC': "'",
  '\u201C': '"',
  '\u201D': '"',
  '\u201E': '"',
};

/** A text as the rules read it; as long as the text or shorter. */
export function plainOf(text: string): Plain {
  if (PLAIN.test(text) && !ENTITIES.test(text)) return { text, span: (start, end) => ({ start, end }) };
  const out: string[] = [];
  // Where each unit of the plain text begins and ends in the text.
  const from = new Int32Array(text.length);
  const to = new Int32Array(text.length);
  let length = 0;
  const write = (signs: string, start: number, end: number): void => {
    out.push(signs);
    for (let i = 0; i < signs.length; i++) {
      // Units of one sign (a surrogate pair) each keep their place.
      from[length] = signs.length === end - start ? start + i : start;
      to[length] = signs.length === end - start ? start + i + 1 : end;
      length++;
    }
  };
  for (let at = 0; at < text.length; ) {
    const code = text.charCodeAt(at);
    if (code >= 0x20 && code < 0x7f && code !== 0x26 && !(text.charCodeAt(at + 1) >= 0x300)) {
      write(text[at]!, at, at + 1);
      at++;
      continue;
    }
    ENTITY.lastIndex = at;
    const entity = text[at] === '&' ? ENTITY.exec(text) : null;
    if (entity) {
      write(' ', at, at + entity[0].length);
      at += entity[0].length;
      continue;
    }
    const end = endOfSign(text, at);
    const sign = text.slice(at, end);
    if (!isInvisible(text, at)) write(respell(sign, text[at - 1], text[end]), at, end);
    at = end;
  }
  return {
    text: out.join(''),
    span: (start, end) =>
      end <= start
        ? { start: from[start] ?? text.length, end: from[start] ?? text.length }
        : { start: from[start]!, end: to[end - 1]! },
  };
}

function isInvisible(text: string, at: number): boolean {
  return text.charCodeAt(at) === 13 ? text.charCodeAt(at + 1) === 10 : INVISIBLE.test(text[at]!);
}

/** Behind a character and the marks on it; at most eight, so that a heap of them costs no more than its length. */
function endOfSign(text: string, at: number): number {
  let end = at + (text.codePointAt(at)! > 0xffff ? 2 : 1);
  for (let marks = 0; marks < 8 && end < text.length && isMark(text.charCodeAt(end)); marks++) end++;
  return end;
}

function isMark(code: number): boolean {
  return code >= 0x300 && code <= 0x36f && code !== 0x34f;
}

function respell(sign: string, before: string | undefined, after: string | undefined): string {
  const known = SIGNS[sign];
  if (known !== undefined) return known;
  const code = sign.codePointAt(0)!;
  if (code < 0x80 && sign.length === 1) return sign;
  // A dash between digits is a hyphen; elsewhere it parts sentences.
  if (code >= 0x2012 && code <= 0x2015)
    return DIGIT.test(before ?? '') && DIGIT.test(after ?? '') ? '-' : sign;
  if (code >= 0xff01 && code <= 0xff5e) return String.fromCharCode(code - 0xfee0);
  if (/^\p{Zs}$/u.test(sign)) return ' ';
  if (DIGIT.test(sign)) return digitOf(code);
  const composed = sign.normalize('NFC');
  return composed.length <= sign.length ? composed : sign;
}

/** Digits of a script stand ten in a row, from zero on. */
function digitOf(code: number): string {
  let zero = code;
  while (code - zero < 9 && DIGIT.test(String.fromCodePoint(zero - 1))) zero--;
  return String(code - zero);
}
