/**
 * The parts of an XLSX workbook, streamed from its archive: sheets, styles, shared texts, cells. hucre's own stream does
 * not wait for who reads it and holds shared texts as objects: 700 MB for a hundred thousand reviews.
 */
import type { SaxesParser } from 'saxes';
import type { Archive } from './archive.js';

/** A sheet has so many columns (ECMA-376 sets none; Excel does). */
export const MOST_COLUMNS = 16_384;
/** Shared texts are kept so many in one run of bytes. */
const RUN = 64;

export type CellValue = string | number | boolean | Date | null;

interface SheetRow {
  /** Counted from 0, as the sheet does from 1. */
  index: number;
  values: CellValue[];
}

interface SheetEntry {
  name: string;
  hidden: boolean;
  path: string;
}

/** What the cells of a sheet refer to. */
export interface XlsxParts {
  sheets: SheetEntry[];
  /** Days are counted from 1904 on. */
  from1904: boolean;
  texts: string | null;
  styles: string | null;
  /** The shared texts, once a sheet was read: each pass over each sheet needs them. */
  held?: SharedTexts;
}

interface Handlers {
  open?(name: string, attributes: { [name: string]: string }): void;
  close?(name: string): void;
  text?(text: string): void;
}

/** What a workbook says of its parts. @throws Error where a part is missing or no XML */
export async function readParts(archive: Archive): Promise<XlsxParts> {
  const roots = await readRelations(archive, '_rels/.rels', '');
  const book = roots.find(({ type }) => type === 'officeDocument')?.path ?? 'xl/workbook.xml';
  const folder = book.slice(0, book.lastIndexOf('/') + 1);
  const relations = await readRelations(archive, `${folder}_rels/${book.slice(folder.length)}.rels`, folder);
  const sheets: SheetEntry[] = [];
  let from1904 = false;
  await walk(archive, book, {
    open(name, attributes) {
      if (name === 'workbookPr') from1904 = isTrue(attributes.date1904);
      if (name !== 'sheet') return;
      const id = Object.entries(attributes).find(([key]) => /:id$/i.test(key))?.[1];
      const sheet = relations.find((one) => one.id === id);
      if (sheet?.type !== 'worksheet' || !attributes.name) return;
      sheets.push({
        name: attributes.name,
        hidden: /hidden$/i.test(attributes.state ?? ''),
        path: sheet.path,
      });
    },
  });
  const part = (wanted: string) => relations.find(({ type }) => type === wanted)?.path ?? null;
  return { sheets, from1904, texts: part('sharedStrings'), styles: part('styles') };
}

/** The rows of a sheet, as many at a time as a piece of the archive holds. @throws Error for what is damaged */
export async function* readSheet(
  archive: Archive,
  parts: XlsxParts,
  sheet: number,
): AsyncGenerator<SheetRow[]> {
  const { sheets, from1904, texts, styles } = parts;
  parts.held ??= await SharedTexts.read(archive, texts);
  const shared = parts.held;
  const dates = await readDateStyles(archive, styles);
  let rows: SheetRow[] = [];
  let row: SheetRow | null = null;
  let index = -1;
  let column = 0;
  let kind = '';
  let style = 0;
  let value = '';
  let inline = '';
  /** Runs of a formatted text, beside which the plain text of a cell counts for nothing. */
  let runs: string[] = [];
  let run: string | null = null;
  let part: 'value' | 'inline' | null = null;
  let within = false;

  const cell = (): CellValue => {
    if (kind === 's') return shared.at(value === '' ? Number.NaN : Number(value));
    if (kind === 'str') return decodeEscapes(value);
    if (kind === 'inlineStr') return runs.length > 0 ? runs.join('') : decodeEscapes(inline);
    if (kind === 'b') return value === '1' || value.toLowerCase() === 'true';
    if (kind === 'e') return value;
    if (value === '') return null;
    const number = Number(value);
    if (Number.isNaN(number)) return value;
    return dates?.has(style) ? dates.read(number, from1904) : number;
  };
  const handlers: Handlers = {
    open(name, attributes) {
      if (name === 'row') {
        index = attributes.r ? Number(attributes.r) - 1 : index + 1;
        row = { index, values: [] };
        column = 0;
      } else if (row === null) return;
      else if (name === 'c') {
        if (attributes.r) column = columnOf(attributes.r);
        kind = attributes.t ?? '';
        style = Number(attributes.s ?? 0);
        value = '';
        inline = '';
        runs = [];
      } else if (name === 'v') part = 'value';
      else if (name === 'is' || name === 'rPh') within = name === 'is';
      else if (within && name === 'r') run = '';
      else if (within && name === 't') part = 'inline';
    },
    text(text) {
      if (part === 'value') value += text;
      else if (part === 'inline') {
        if (run === null) inline += text;
        else run += text;
      }
    },
    close(name) {
      if (row === null) return;
      if (name === 'v' || name === 't') part = null;
      else if (name === 'is') within = false;
      else if (name === 'rPh') within = true;
      else if (name === 'r' && run !== null) {
        runs.push(decodeEscapes(run));
        run = null;
      } else if (name === 'c') {
        if (column >= MOST_COLUMNS) throw new Error('a cell lies beyond the last column');
        while (row.values.length < column) row.values.push(null);
        row.values[column++] = cell();
      } else if (name === 'row') {
        rows.push(row);
        row = null;
      }
    },
  };
  for await (const _ of steps(archive, sheets[sheet]!.path, handlers)) {
    if (rows.length === 0) continue;
    yield rows;
    rows = [];
  }
  if (rows.length > 0) yield rows;
}

/** Texts that cells share, out of the garbage-collected heap: a byte a letter where that is enough, else two. */
class SharedTexts {
  private readonly runs: { bytes: Buffer; wide: boolean; ends: Uint32Array }[] = [];
  private waiting: string[] = [];

  static async read(archive: Archive, path: string | null): Promise<SharedTexts> {
    const texts = new SharedTexts();
    if (path === null || !has(archive, path)) return texts;
    let plain = '';
    let runs: string[] = [];
    let run: string | null = null;
    let within = false;
    /** How a text is spoken (`rPh`) is no part of it. */
    let spoken = false;
    await walk(archive, path, {
      open(name) {
        if (name === 'si') {
          plain = '';
          runs = [];
        } else if (name === 'rPh') spoken = true;
        else if (name === 'r') run = '';
        else if (name === 't') within = !spoken;
      },
      text(text) {
        if (!within) return;
        if (run === null) plain += text;
        else run += text;
      },
      close(name) {
        if (name === 't') within = false;
        else if (name === 'rPh') spoken = false;
        else if (name === 'r' && run !== null) {
          runs.push(decodeEscapes(run));
          run = null;
        } else if (name === 'si') texts.push(runs.length > 0 ? runs.join('') : decodeEscapes(plain));
      },
    });
    texts.pack();
    return texts;
  }

  private push(text: string): void {
    this.waiting.push(text);
    if (this.waiting.length === RUN) this.pack();
  }

  private pack(): void {
    const ends = new Uint32Array(this.waiting.length);
    let end = 0;
    for (const [at, text] of this.waiting.entries()) {
      end += text.length;
      ends[at] = end;
    }
    const all = this.waiting.join('');
    const wide = /[^\0-\xff]/.test(all);
    this.runs.push({ bytes: Buffer.from(all, wide ? 'utf16le' : 'latin1'), wide, ends });
    this.waiting = [];
  }

  /** The text of that number; null where there is none. */
  at(index: number): string | null {
    const run = this.runs[Math.floor(index / RUN)];
    const place = index % RUN;
    const end = run?.ends[place];
    if (run === undefined || end === undefined) return null;
    const start = place === 0 ? 0 : run.ends[place - 1]!;
    return run.wide
      ? run.bytes.toString('utf16le', 2 * start, 2 * end)
      : run.bytes.toString('latin1', start, end);
  }
}

/** Which styles show a number as a day or a time; null where none does. */
async function readDateStyles(archive: Archive, path: string | null) {
  if (path === null || !has(archive, path)) return null;
  const own = new Map<string, string>();
  const formats: string[] = [];
  let within = false;
  await walk(archive, path, {
    open(name, { numFmtId, formatCode }) {
      if (name === 'numFmt' && numFmtId !== undefined) own.set(numFmtId, formatCode ?? '');
      else if (name === 'cellXfs') within = true;
      else if (name === 'xf' && within) formats.push(numFmtId ?? '0');
    },
    close(name) {
      if (name === 'cellXfs') within = false;
    },
  });
  if (formats.every((format) => format === '0' && !own.has(format))) return null;
  const { isDateFormat, serialToDate } = await import('hucre');
  const dates = new Set<number>();
  for (const [style, format] of formats.entries())
    if (isDateFormat(own.get(format) ?? format)) dates.add(style);
  return { has: (style: number) => dates.has(style), read: serialToDate };
}

async function readRelations(archive: Archive, path: string, folder: string) {
  const relations: { id: string; type: string; path: string }[] = [];
  if (!has(archive, path)) return relations;
  await walk(archive, path, {
    open(name, { Id: id, Type: type, Target: target }) {
      if (name !== 'Relationship' || !id || !target) return;
      relations.push({ id, type: (type ?? '').replace(/^.*\//, ''), path: resolve(folder, target) });
    },
  });
  return relations;
}

function resolve(folder: string, target: string): string {
  const parts: string[] = [];
  for (const part of (target.startsWith('/') ? target : `${folder}/${target}`).split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}

function has({ entries }: Archive, path: string): boolean {
  return entries.some(({ fileName }) => fileName === path);
}

/** Hands a part of an archive to the handlers, names of elements without their prefix. */
export async function walk(archive: Archive, path: string, handlers: Handlers): Promise<void> {
  for await (const _ of steps(archive, path, handlers));
}

/** Hands a part to the handlers, and waits after each piece until the next is asked for. */
async function* steps(archive: Archive, path: string, handlers: Handlers): AsyncGenerator<void> {
  const entry = archive.entries.find(({ fileName }) => fileName === path);
  if (entry === undefined) throw new Error(`${path} is missing`);
  const { SaxesParser } = await import('saxes');
  const parser: SaxesParser = new SaxesParser({ xmlns: false, position: false });
  const local = (name: string) => name.slice(name.indexOf(':') + 1);
  parser.on('opentag', ({ name, attributes }) =>
    handlers.open?.(local(name), attributes as { [name: string]: string }),
  );
  parser.on('closetag', ({ name }) => handlers.close?.(local(name)));
  if (handlers.text) {
    parser.on('text', (text) => handlers.text!(text));
    parser.on('cdata', (text) => handlers.text!(text));
  }
  parser.on('error', (error) => {
    // Programs that write workbooks leave control characters in texts.
    if (!/disallowed character/i.test(error.message)) throw new Error(`${path} is no XML`);
  });
  const decoder = new TextDecoder();
  for await (const chunk of archive.source(entry).chunks()) {
    parser.write(decoder.decode(chunk, { stream: true }));
    yield;
  }
  parser.close();
  yield;
}

/** `_x000D_` and its like (ECMA-376, ST_Xstring). */
function decodeEscapes(text: string): string {
  if (!text.includes('_x')) return text;
  return text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
}

export function columnOf(reference: string): number {
  let column = 0;
  for (let at = 0; at < reference.length; at++) {
    const code = reference.charCodeAt(at) & ~32;
    if (code < 65 || code > 90) break;
    column = column * 26 + code - 64;
  }
  if (column === 0) throw new Error('a cell has no column');
  return column - 1;
}

function isTrue(value: string | undefined): boolean {
  return value === '1' || value === 'true';
}
