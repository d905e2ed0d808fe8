/** Rows of a worksheet as XML. Texts are typed as texts, so nothing of the input is ever run as a formula. */
import { roundTo4 } from '../csv-cells.js';
import type { Cell, Column } from '../tables/table.js';

/** What a cell of a workbook can hold, in UTF-16 units. */
export const LONGEST_TEXT = 32_767;
const CUT = ' […]';

/** Days between the two counts: Excel's day 1 is 1900-01-01, and it takes 1900 for a leap year. */
const EPOCH = 25_569;
const DAY = 86_400_000;
const FIRST_SAFE_DAY = '1900-03-01';

export interface Written {
  xml: string;
  /** Texts that were longer than a cell. */
  cut: number;
}

/**
 * One row.
 * @param number of the row in its sheet, from 1
 * @param refs letters of the columns
 * @param styles number of the format of each column
 */
export function rowXml(
  cells: readonly Cell[],
  columns: readonly Column[],
  number: number,
  refs: readonly string[],
  styles: readonly string[],
): Written {
  let xml = '';
  let cut = 0;
  let lines = 1;
  for (let i = 0; i < cells.length; i++) {
    const cell = cells[i]!;
    if (cell === null || cell === '') continue;
    const open = `<c r="${refs[i]!}${number}" s="${styles[i]!}"`;
    const value = typeof cell === 'string' ? typed(cell, columns[i]!.kind) : cell;
    if (typeof value === 'number') {
      xml += `${open}><v>${value === cell ? roundTo4(value) : value}</v></c>`;
    } else if (typeof value === 'boolean') {
      xml += `${open} t="b"><v>${value ? 1 : 0}</v></c>`;
    } else {
      if (value.length > LONGEST_TEXT) cut++;
      if (columns[i]!.look === 'wrap') lines = Math.max(lines, linesOf(value, columns[i]!.width ?? 10));
      const space = SPACE_THAT_COUNTS.test(value) ? ' xml:space="preserve"' : '';
      xml += `${open} t="inlineStr"><is><t${space}>${textXml(value)}</t></is></c>`;
    }
  }
  // Left to themselves, programs make rows of wrapped text as high as one line.
  const height = lines > 1 ? ` ht="${lines * LINE}" customHeight="1"` : '';
  return { xml: `<row r="${number}"${height}>${xml}</row>`, cut };
}

/** Points of a line of text, and the most of them that a row can be high. */
export const LINE = 15;
const MOST_LINES = Math.floor(409 / LINE);

/** Lines that a text takes in a cell of so many characters. */
export function linesOf(text: string, width: number): number {
  const lines = text.split('\n').reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / width)), 0);
  return Math.min(MOST_LINES, lines);
}

/** White space that would be dropped. */
const SPACE_THAT_COUNTS = /^\s|\s$|[\t\r\n]| {2}/;

/** A day becomes the number a spreadsheet counts it by; a rating that is written as a number becomes one. */
function typed(text: string, kind: Column['kind']): string | number {
  if (kind === 'day' && text >= FIRST_SAFE_DAY) return dayNumber(text) ?? text;
  if (kind === 'rating' && /^-?\d{1,9}(\.\d{1,4})?$/.test(text)) return Number(text);
  return text;
}

function dayNumber(text: string): number | null {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (!match) return null;
  return Date.UTC(Number(match[1]), Number(match[2]) - 1, Number(match[3])) / DAY + EPOCH;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones that XML cannot hold
const ILLEGAL = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g;
/** A half of a pair that stands alone: no encoding can hold it. */
const LONE_SURROGATE = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;

/**
 * Text as a cell holds it, cut where it is too long and marked there. Characters that XML cannot hold are written as
 * `_x0007_` (ECMA-376, ST_Xstring), which spreadsheets turn back; line ends become LF, as spreadsheets have them.
 */
export function textXml(text: string): string {
  return shortened(text)
    .replace(/\r\n?/g, '\n')
    .replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_')
    .replace(ILLEGAL, (c) => `_x${c.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`)
    .replace(LONE_SURROGATE, '\uFFFD')
    .replace(/[&<>]/g, (c) => (c === '&' ? '&amp;' : c === '<' ? '&lt;' : '&gt;'));
}

function shortened(text: string): string {
  if (text.length <= LONGEST_TEXT) return text;
  const end = LONGEST_TEXT - CUT.length;
  const last = text.charCodeAt(end - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? end - 1 : end) + CUT;
}

/** `A`, …, `Z`, `AA`, …: the letters of the first columns. */
export function columnLetters(count: number): string[] {
  return Array.from({ length: count }, (_, i) => {
    let letters = '';
    for (let n = i; n >= 0; n = Math.floor(n / 26) - 1)
      letters = String.fromCharCode(65 + (n % 26)) + letters;
    return letters;
  });
}
