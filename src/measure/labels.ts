import { parse } from 'csv-parse/sync';
import { nearestName, UserError } from '../errors.js';
import type { FoundLabel, Label, LabelledSentence } from '../types.js';

/**
 * Label files: what people say of single sentences, in the notation of the taxonomy (`staff+`, `waiting-`, `pain0`,
 * `none`, `bad`).
 *
 * Two ways of writing them, both with a header and the columns `id, sentence, labels` (any order; further columns are
 * kept). TSV: one line a sentence, no quotes needed, `\t`, `\n`, `\r` and `\\` stand for what they stand for in C.
 * CSV: RFC 4180, for spreadsheets; a text that a spreadsheet would run as a formula gets an apostrophe in front, and
 * loses it when it is read. Whatever was written reads back the same.
 *
 * A file may say to which review a sentence belongs (`review`) and how it was picked (`draw`: random or chosen). Where
 * it does not, ids of our own making do: `random.<hash of the review>.<passage>.<start>`.
 */

export type LabelFormat = 'tsv' | 'csv';

const COLUMNS = ['id', 'sentence', 'labels'] as const;
const OWN_ID = /^(random|chosen)\.([0-9a-f]{8,64})\.\d+\.\d+$/;

/** The id of a sentence that was drawn from a review. */
export function sentenceId(
  draw: 'random' | 'chosen',
  reviewHash: string,
  passage: number,
  start: number,
): string {
  return `${draw}.${reviewHash}.${passage}.${start}`;
}

// ───────────────────────────── one cell ─────────────────────────────

/** Labels as they are written: `staff+,waiting-`, `none`, `bad`, or nothing where nobody has answered. */
function formatLabels(labels: LabelledSentence['labels']): string {
  if (labels === null) return '';
  if (labels === 'bad') return 'bad';
  return labels.map(({ theme, sign }) => theme + sign).join(',') || 'none';
}

/**
 * Reads one cell of labels. Letter case, blanks, `;` for `,` and a typographic minus do no harm.
 *
 * @param themes names the labels may use
 * @throws Error whose message is the reason in plain words; the caller knows the file and the line
 */
export function parseLabels(cell: string, themes: readonly string[]): LabelledSentence['labels'] {
  const parts = cell
    .split(/[,;|]/)
    .map((part) => part.trim().toLowerCase())
    .filter((part) => part !== '');
  if (parts.length === 0) return null;
  if (parts.length > 1) {
    const alone = parts.find((part) => part === 'none' || part === 'bad');
    if (alone) throw new Error(`"${alone}" stands alone or not at all, found "${cell.trim()}"`);
  }
  if (parts[0] === 'none') return [];
  if (parts[0] === 'bad') return 'bad';
  const labels: Label[] = [];
  for (const part of parts) {
    const [, theme, mark] = /^(.*?)\s*([-+0−–])$/u.exec(part) ?? [];
    if (theme === undefined || theme === '') {
      const known = themes.includes(part);
      throw new Error(
        known
          ? `"${part}" does not say how: write ${part}+, ${part}- or ${part}0`
          : `"${part}" is no label: write a theme with +, - or 0, or none, or bad${suggestion(part, themes)}`,
      );
    }
    if (!themes.includes(theme)) throw new Error(`no theme is called "${theme}"${suggestion(theme, themes)}`);
    if (labels.some((label) => label.theme === theme)) {
      throw new Error(`"${theme}" stands there twice: write ${theme}0 for praise and blame at once`);
    }
    const sign = mark === '+' || mark === '0' ? mark : '-';
    labels.push({ theme, sign });
  }
  return labels;
}

function suggestion(word: string, themes: readonly string[]): string {
  const near = nearestName(word, themes);
  return near === null ? `; the themes are ${themes.join(', ')}` : `; did you mean ${near}?`;
}

/** What a person's labels say, in the terms of what is found. `0` is met by mixed and by neutral alike. */
export function foundOf(labels: readonly Label[]): FoundLabel[] {
  return labels.map(({ theme, sign }) => ({
    theme,
    polarity: sign === '+' ? 'positive' : sign === '-' ? 'negative' : 'mixed',
    confidence: 1,
  }));
}

// ───────────────────────────── a file ─────────────────────────────

interface RawRecord {
  line: number;
  cells: string[];
}

/**
 * Reads a labels file.
 *
 * @param text its content, decoded; a byte order mark does no harm
 * @param file its name, for messages
 * @param themes names of the taxonomy in use
 * @returns its rows in the order of the file; none is left out
 * @throws UserError that names the file, the line and the label, for the first fault found
 */
export function readLabels(text: string, file: string, themes: readonly string[]): LabelledSentence[] {
  // Excel's own first line, by which a file names its separator.
  const marked = /^\ufeff?(?:"?sep=(.)"?(?:\r\n|\n|\r))?/i.exec(text)!;
  const content = text.slice(marked[0].length);
  const linesBefore = marked[1] === undefined ? 0 : 1;
  const head = content.slice(0, content.search(/[\r\n]|$/));
  if (head.trim() === '') {
    throw new UserError(`${file}: is empty; a labels file begins with the header id, sentence, labels`);
  }
  const records = head.includes('\t') ? splitTsv(content, file) : splitCsv(content, head, file);
  const header = records[0]!.cells.map((cell) => cell.trim());
  const indexOf = (name: string) => header.findIndex((column) => column.toLowerCase() === name);
  const [idAt, sentenceAt, labelsAt] = COLUMNS.map(indexOf) as [number, number, number];
  const missing = [sentenceAt < 0 && 'sentence', labelsAt < 0 && 'labels'].filter(Boolean);
  if (missing.length > 0) {
    throw new UserError(
      `${file}: has no column ${missing.join(' and no column ')}; a labels file has the columns id, sentence, labels (found: ${header.join(', ')})`,
    );
  }
  const rows: LabelledSentence[] = [];
  const lines = new Map<string, number>();
  for (const { line, cells: written } of records.slice(1)) {
    if (written.every((cell) => cell.trim() === '')) continue;
    const where = `${file}, line ${line + linesBefore}`;
    const cells = fitCells(written, header.length, themes);
    if (cells === null) {
      throw new UserError(
        `${where}: has ${written.length} cells where the header has ${header.length}; a sentence or labels with a separator in them need quotes, as in "staff+,waiting-"`,
      );
    }
    const sentence = cells[sentenceAt]!;
    const id = idAt < 0 ? String(rows.length + 1) : cells[idAt]!.trim();
    if (id === '') throw new UserError(`${where}: has no id`);
    if (sentence.trim() === '') throw new UserError(`${where}: has no sentence`);
    const earlier = lines.get(id);
    if (earlier !== undefined) {
      throw new UserError(`${where}: id "${id}" stands already in line ${earlier}; keep one of the two`);
    }
    lines.set(id, line + linesBefore);
    const more: Record<string, string> = Object.create(null);
    header.forEach((column, i) => {
      if (i !== idAt && i !== sentenceAt && i !== labelsAt) more[column] = cells[i]!;
    });
    let labels: LabelledSentence['labels'];
    try {
      labels = parseLabels(cells[labelsAt]!, themes);
    } catch (error) {
      throw new UserError(`${where}: ${(error as Error).message}`);
    }
    rows.push(describeRow({ id, sentence, labels, line, more }));
  }
  return rows;
}

/**
 * A record with as many cells as the header. Excel leaves out empty cells at the end of some rows and adds them to
 * others, so only those may be missing or too many.
 * @returns null where something stands in a cell without a column, or labels stand last in a row that is too short: it
 *   is the second half of one that was broken in two
 */
function fitCells(cells: readonly string[], columns: number, themes: readonly string[]): string[] | null {
  if (cells.slice(columns).some((cell) => cell.trim() !== '')) return null;
  if (cells.length < columns && readsAsLabels(cells.at(-1)!, themes)) return null;
  return Array.from({ length: columns }, (_, i) => cells[i] ?? '');
}

function readsAsLabels(cell: string, themes: readonly string[]): boolean {
  try {
    return parseLabels(cell, themes) !== null;
  } catch {
    return false;
  }
}

/** Adds what the id and the further columns say of a row's review and draw. */
export function describeRow(
  row: Pick<LabelledSentence, 'id' | 'sentence' | 'labels' | 'line' | 'more'>,
): LabelledSentence {
  const [, ownDraw, ownGroup] = OWN_ID.exec(row.id) ?? [];
  const said = (row.more.draw || ownDraw || '').trim().toLowerCase();
  const draw = said === 'random' || said === 'chosen' ? said : null;
  return { ...row, draw, group: row.more.review || ownGroup || row.id };
}

/**
 * Tab-separated lines. A cell in quotes, as spreadsheets write it, loses them; any other quote is a letter. A
 * spreadsheet also puts quotes round a cell that holds a tab or a line end, which then do not part cells: where lines
 * alone make no sense and quotes do, the file is read by its quotes.
 */
function splitTsv(content: string, file: string): RawRecord[] {
  const records = content.split(/\r\n|\n|\r/).map((line, i) => ({
    line: i + 1,
    cells: line.split('\t').map((cell) => {
      const bare = /^"(?:[^"]|"")*"$/.test(cell) ? cell.slice(1, -1).replaceAll('""', '"') : cell;
      return bare.replace(/\\([tnr\\])/g, (_, letter: string) => UNESCAPED[letter]!);
    }),
  }));
  const columns = records[0]!.cells.length;
  const filled = ({ cells }: RawRecord) => cells.some((cell) => cell.trim() !== '');
  if (records.filter(filled).every(({ cells }) => cells.length === columns)) return records;
  let quoted: RawRecord[];
  try {
    quoted = parseQuoted(content, '\t', file);
  } catch {
    return records;
  }
  return quoted.filter(filled).every(({ cells }) => cells.length === columns) ? quoted : records;
}

const UNESCAPED: Record<string, string> = { t: '\t', n: '\n', r: '\r', '\\': '\\' };
const ESCAPED: Record<string, string> = { '\t': '\\t', '\n': '\\n', '\r': '\\r', '\\': '\\\\' };

function splitCsv(content: string, head: string, file: string): RawRecord[] {
  const semicolons = head.split(';').length > head.split(',').length;
  return parseQuoted(content, semicolons ? ';' : ',', file).map(({ line, cells }) => ({
    line,
    cells: cells.map(unguard),
  }));
}

/** Records of RFC 4180. */
function parseQuoted(content: string, delimiter: string, file: string): RawRecord[] {
  let lastLine = 1;
  try {
    const records = parse(content, {
      delimiter,
      relax_quotes: true,
      relax_column_count: true,
      skip_empty_lines: true,
      info: true,
      on_record: (item) => {
        lastLine = (item as unknown as { info: { lines: number } }).info.lines;
        return item;
      },
    }) as unknown as { record: string[]; info: { lines: number } }[];
    return records.map(({ record, info }) => {
      // `lines` counts up to the record's last line; its own line ends are in its cells.
      const own = record.reduce((sum, cell) => sum + (cell.match(/\r\n|\n|\r/g)?.length ?? 0), 0);
      return { line: info.lines - own, cells: record };
    });
  } catch (error) {
    if ((error as { code?: string }).code === 'CSV_QUOTE_NOT_CLOSED') {
      throw new UserError(`${file}: a quote that opens after line ${lastLine} is never closed`);
    }
    throw error;
  }
}

/**
 * What a spreadsheet would run (OWASP "CSV injection"), apostrophes in front included: each gets one more apostrophe,
 * so that taking one away is exact.
 */
const FORMULA = /^'*(?:[\t\r\n]|[\s\p{Cc}\p{Cf}]*[=+\-@＝＋－＠])/u;

function guard(text: string): string {
  return FORMULA.test(text) ? `'${text}` : text;
}

function unguard(text: string): string {
  return text.startsWith("'") && FORMULA.test(text) ? text.slice(1) : text;
}

/** The whole file. Rows stand in the order given, `id, sentence, labels` first, further columns after them by name. */
export function writeLabels(rows: readonly LabelledSentence[], format: LabelFormat): string {
  const more = [...new Set(rows.flatMap(({ more }) => Object.keys(more)))].sort();
  const table = [
    [...COLUMNS, ...more],
    ...rows.map((row) => [
      row.id,
      row.sentence,
      formatLabels(row.labels),
      ...more.map((column) => row.more[column] ?? ''),
    ]),
  ];
  return table
    .map((cells) =>
      format === 'tsv'
        ? `${cells.map(tsvCell).join('\t')}\n`
        : `${cells.map((cell) => csvCell(guard(cell))).join(',')}\n`,
    )
    .join('');
}

function tsvCell(text: string): string {
  const escaped = text.replace(/[\t\n\r\\]/g, (letter) => ESCAPED[letter]!);
  return escaped.startsWith('"') ? `"${escaped.replaceAll('"', '""')}"` : escaped;
}

function csvCell(text: string): string {
  return /[",;\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
