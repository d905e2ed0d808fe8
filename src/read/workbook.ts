/** Workbooks (XLSX, ODS): sheets as rows of cells, streamed. */
import { UserError } from '../errors.js';
import type { Row } from '../types.js';
import { type Archive, openZip, readAll } from './archive.js';
import { fillMerges, findSpoken, MergeScanner, type Merges, readOdsMerges } from './merges.js';
import type { Source } from './source.js';
import { readParts, readSheet, type XlsxParts } from './xlsx-cells.js';

/** A workbook is read from its end, so its packed bytes are held in memory; a million reviews are some 60 MB. */
const MOST_PACKED = 100 * 1024 * 1024;
/** Parts that are neither sheets nor shared texts, and those of ODS all of them, are held unpacked. */
const MOST_HELD = 128 * 1024 * 1024;
/** Shared texts are held as their bytes: a million long reviews. */
const MOST_SHARED = 1024 * 1024 * 1024;
/** Sheets are streamed; this is ten times what a sheet of a million rows holds. */
const MOST_STREAMED = 4 * 1024 * 1024 * 1024;
const BATCH = 256;
const ERROR_CELL = /^#(?:N\/A|REF!|VALUE!|DIV\/0!|NAME\?|NULL!|NUM!|SPILL!|CALC!)$/;

type WorkbookFormat = 'xlsx' | 'ods';

export interface Workbook {
  format: WorkbookFormat;
  sheets: { name: string; hidden: boolean }[];
  /**
   * The rows of a sheet, in batches; `record` counts those that hold anything, `line` is the number of the row in the
   * sheet. Formula cells give the value that was saved with them; dates are ISO; cells that were merged over several rows
   * give it in each of them. Each call reads anew.
   */
  rows(sheet: number): AsyncGenerator<Row[]>;
}

type CellValue = string | number | boolean | Date | null | undefined | object;

/** What kind of workbook a zip archive is, by its directory; null where it is none. */
function findWorkbookFormat({ entries }: Pick<Archive, 'entries'>): WorkbookFormat | null {
  const names = new Set(entries.map(({ fileName }) => fileName));
  if (names.has('xl/workbook.xml')) return 'xlsx';
  return names.has('content.xml') && names.has('mimetype') ? 'ods' : null;
}

/** Whether an archive is a document of an office program and not a folder of files. */
export function isDocument({ entries }: Pick<Archive, 'entries'>): boolean {
  return entries.some(({ fileName }) => fileName === '[Content_Types].xml' || fileName === 'mimetype');
}

/**
 * Opens a workbook, having made sure by its directory and by unpacking it once that it is no bomb: hucre sets no limit.
 *
 * @throws UserError for what is no workbook, damaged or too large.
 */
export async function openWorkbook(source: Source): Promise<Workbook> {
  const { name } = source;
  const { format, merges, spans } = await checkParts(source);
  const opened = format === 'xlsx' ? await openXlsx(source, merges) : await openOds(source, spans);
  if (opened.sheets.length === 0)
    throw new UserError(`${name}: a workbook without a sheet: export the reviews as CSV`);
  /** Known once a sheet, and asked only of those that have merges. */
  const spoken = new Map<number, ReadonlySet<number>>();
  const spokenIn = async (sheet: number): Promise<ReadonlySet<number>> => {
    const merges = opened.merges(sheet);
    if (merges.length === 0) return new Set();
    let columns = spoken.get(sheet);
    if (columns === undefined) {
      columns = await findSpoken(merges, opened.rows(sheet), (value) => cellText(value as CellValue));
      spoken.set(sheet, columns);
    }
    return columns;
  };
  return {
    format,
    sheets: opened.sheets,
    async *rows(sheet) {
      try {
        let batch: Row[] = [];
        let record = 0;
        const fill = fillMerges(opened.merges(sheet), await spokenIn(sheet));
        for await (const rows of opened.rows(sheet)) {
          for (const { index, values } of rows) {
            const cells = (values as CellValue[]).map(cellText);
            // Formatted but blank rows are no records, as empty lines of a text are none.
            if (cells.every((cell) => cell.trim() === '')) continue;
            fill(index, cells);
            batch.push({ record: ++record, line: index + 1, cells });
            if (batch.length < BATCH) continue;
            yield batch;
            batch = [];
          }
        }
        if (batch.length > 0) yield batch;
      } catch (error) {
        throw unreadable(name, error);
      }
    },
  };
}

interface Opened {
  sheets: Workbook['sheets'];
  merges(sheet: number): Merges;
  rows(sheet: number): AsyncGenerator<{ index: number; values: readonly unknown[] }[]>;
}

async function openXlsx(source: Source, merges: ReadonlyMap<string, Merges>): Promise<Opened> {
  let parts: XlsxParts;
  const archive = await openZip(source);
  try {
    parts = await readParts(archive);
  } catch (error) {
    throw unreadable(source.name, error);
  } finally {
    archive.close();
  }
  return {
    sheets: parts.sheets.map(({ name, hidden }) => ({ name, hidden })),
    merges: (sheet) => merges.get(parts.sheets[sheet]!.path) ?? [],
    async *rows(sheet) {
      // Opened for each pass alone, as any file is.
      const again = await openZip(source);
      try {
        yield* readSheet(again, parts, sheet);
      } finally {
        again.close();
      }
    },
  };
}

async function openOds(source: Source, spans: boolean): Promise<Opened> {
  const bytes = await readAll(source, MOST_PACKED);
  const merges = spans ? await readMergesOf(source) : [];
  return {
    sheets: await listSheets(source.name, bytes),
    merges: (sheet) => merges[sheet] ?? [],
    async *rows(sheet) {
      const { streamOdsRows } = await import('hucre/ods');
      for await (const row of streamOdsRows(bytes, { sheets: [sheet] })) yield [row];
    },
  };
}

async function readMergesOf(source: Source): Promise<Merges[]> {
  const archive = await openZip(source);
  try {
    return await readOdsMerges(archive);
  } catch (error) {
    throw unreadable(source.name, error);
  } finally {
    archive.close();
  }
}

async function listSheets(name: string, bytes: Buffer): Promise<Workbook['sheets']> {
  const sheets: Workbook['sheets'] = [];
  const options = {
    sheets(info: { name: string; hidden?: boolean; veryHidden?: boolean }) {
      sheets.push({ name: info.name, hidden: info.hidden === true || info.veryHidden === true });
      return false;
    },
  };
  try {
    await (await import('hucre/ods')).readOds(bytes, options);
  } catch (error) {
    // A workbook of which no sheet was asked for is complained of; the names are known by then.
    if (sheets.length === 0) throw unreadable(name, error);
  }
  return sheets;
}

/** Refuses parts that are too large by what the directory says; yauzl stops a part that is larger than that. */
async function checkParts(source: Source): Promise<{
  format: WorkbookFormat;
  /** Path of a sheet → what is merged in it, met while it was unpacked: XLSX says so behind the rows. */
  merges: Map<string, Merges>;
  /** ODS: whether any cell spans rows. */
  spans: boolean;
}> {
  const { name } = source;
  const merges = new Map<string, Merges>();
  let spans = false;
  const archive = await openZip(source);
  try {
    const format = findWorkbookFormat(archive);
    if (format === null) {
      throw new UserError(
        isDocument(archive)
          ? `${name}: is an office document but no workbook: save its table as XLSX or CSV`
          : `${name}: is an archive within an archive: unpack it first`,
      );
    }
    for (const entry of archive.entries) {
      if (!/\.(xml|rels)$/.test(entry.fileName)) continue;
      const streamed = format === 'xlsx' && entry.fileName.startsWith('xl/worksheets/');
      const shared = format === 'xlsx' && /^xl\/sharedStrings\.xml$/i.test(entry.fileName);
      if (entry.uncompressedSize > (streamed ? MOST_STREAMED : shared ? MOST_SHARED : MOST_HELD)) {
        throw new UserError(`${name}: unpacks to too much (${entry.fileName}): export the reviews as CSV`);
      }
      const scanner = new MergeScanner();
      const scanned = streamed || (format === 'ods' && entry.fileName === 'content.xml');
      for await (const chunk of archive.source(entry).chunks()) if (scanned) scanner.scan(chunk);
      if (streamed) merges.set(entry.fileName, scanner.merges());
      else if (scanned) spans = scanner.spans;
    }
    return { format, merges, spans };
  } finally {
    archive.close();
  }
}

function cellText(value: CellValue): string {
  if (typeof value === 'string') return ERROR_CELL.test(value) ? '' : value;
  if (value === null || value === undefined) return '';
  if (value instanceof Date) return dateText(value);
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE';
  if (typeof value === 'number') return String(value);
  const { text, richText } = value as { text?: unknown; richText?: { text?: string }[] };
  if (Array.isArray(richText)) return richText.map((run) => run.text ?? '').join('');
  return typeof text === 'string' ? text : '';
}

/** `YYYY-MM-DD`, with the time where there is one. Serial numbers are days: their seconds are rounded. */
function dateText(date: Date): string {
  const seconds = Math.round(date.getTime() / 1000);
  if (!Number.isFinite(seconds)) return '';
  const text = new Date(seconds * 1000).toISOString();
  return text.endsWith('T00:00:00.000Z') ? text.slice(0, 10) : text.slice(0, 19);
}

function unreadable(name: string, error: unknown): unknown {
  if (error instanceof UserError || !(error instanceof Error)) return error;
  if (error instanceof TypeError || error instanceof RangeError) return error;
  const protectedFile = error.name === 'EncryptedFileError';
  return new UserError(
    protectedFile
      ? `${name}: is protected by a password: save it without one`
      : `${name}: is a damaged workbook: save it again, or export the reviews as CSV`,
  );
}
