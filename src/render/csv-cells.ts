/**
 * One line of CSV that Excel, Sheets, LibreOffice and every parser read alike: RFC 4180 quoting, UTF-8, lines ended by LF
 * (all of them take it, and Unix tools would show a CR as part of the last cell).
 */

import type { RenderOptions } from '../types.js';
import type { Cell } from './tables/table.js';

export type CsvDialect = RenderOptions['csv'];

const PLAIN: CsvDialect = { bom: false, decimalComma: false };
const BOM = '\uFEFF';

/**
 * What a spreadsheet would run as a formula (OWASP "CSV injection": = + - @ TAB CR LF, their full-width forms, also
 * after white space or characters that are not seen).
 */
const FORMULA = /^(?:[\t\r\n]|[\s\p{Cc}\p{Cf}]*[=+\-@＝＋－＠])/u;

/** A text that no spreadsheet runs: a leading apostrophe where it would. */
export function guardFormula(text: string): string {
  return FORMULA.test(text) ? `'${text}` : text;
}

/**
 * Joins cells to a line with its line end. Texts are guarded against formulas and quoted where needed; numbers stay
 * numbers (at most four decimals); `null` is an empty cell. With a decimal comma the cells are parted by semicolons.
 */
export function csvLine(cells: readonly Cell[], { decimalComma }: CsvDialect = PLAIN): string {
  const between = decimalComma ? ';' : ',';
  let line = '';
  for (let i = 0; i < cells.length; i++) {
    const cell = cells[i]!;
    if (i > 0) line += between;
    if (cell === null) continue;
    if (typeof cell === 'number') {
      const digits = String(roundTo4(cell));
      line += decimalComma ? digits.replace('.', ',') : digits;
    } else if (typeof cell === 'boolean') line += cell;
    else {
      const text = guardFormula(cell);
      line += /[",;\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
    }
  }
  return `${line}\n`;
}

/** The header line, after a byte order mark where the dialect has one. */
export function csvHead(names: readonly string[], dialect: CsvDialect): string {
  return (dialect.bom ? BOM : '') + csvLine(names, dialect);
}

/** Enough for every number here, and no `0.30000000000000004`. */
export function roundTo4(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}
