/** Tables of cells, header rows among them: delimited texts and the sheets of workbooks, planned. */
import { UserError } from '../errors.js';
import type { ReadOptions, Row } from '../types.js';
import { type Dialect, nameDelimiter, readCsv } from './csv.js';
import { type Encoding, toUtf8 } from './encoding.js';
import { findHeader } from './header.js';
import { type Draft, finishPlan } from './layout.js';
import { decodeBytesRepr, holdsBytesRepr } from './literals.js';
import { NoReviews, type Plan, type ReadKnowledge, SAMPLE_RECORDS } from './plan.js';
import { inPieces, type Source } from './source.js';
import type { Sift } from './standing.js';
import { findWideTable } from './wide.js';
import { openWorkbook, type Workbook } from './workbook.js';

export async function planCsv(
  source: Source,
  encoding: Encoding,
  dialect: Dialect,
  start: Buffer,
  whole: boolean,
  options: ReadOptions,
  knowledge: ReadKnowledge,
  maxCell: number,
): Promise<Plan> {
  const { name } = source;
  const sample: Row[] = [];
  for await (const batch of readCsv(name, inPieces(start), dialect, maxCell, whole)) {
    // Copies: V8 would learn that rows live long, and make all later ones where only a full collection clears them away.
    for (const row of batch) {
      if (sample.length < SAMPLE_RECORDS) sample.push({ ...row, cells: [...row.cells] });
    }
    if (sample.length >= SAMPLE_RECORDS) break;
  }
  const repr = holdsBytesRepr(sample);
  const decode = (rows: Row[]) => {
    if (repr) for (const row of rows) row.cells = row.cells.map(decodeBytesRepr);
  };
  decode(sample);
  return planTable({
    source,
    options,
    knowledge,
    sample,
    base: {
      format: 'csv',
      encoding: encoding.name,
      delimiter: nameDelimiter(dialect.delimiter),
      recordsPath: null,
    },
    delimiter: dialect.delimiter,
    async *rows(onInvalid) {
      const bytes = toUtf8(source.chunks(), encoding, onInvalid);
      for await (const batch of readCsv(name, bytes, dialect, maxCell, true)) {
        decode(batch);
        yield batch;
      }
    },
    sift: repr
      ? null
      : (sift, onInvalid) =>
          readCsv(name, toUtf8(source.chunks(), encoding, onInvalid), dialect, maxCell, true, sift),
  });
}

/** A table of cells, its header rows among them: the rows of a delimited text or of a sheet. */
interface Table {
  source: Source;
  options: ReadOptions;
  knowledge: ReadKnowledge;
  sample: Row[];
  base: Omit<Draft['base'], 'headerRow'>;
  /** What parts cells in a text, where cells can be torn by it; null where rows are as wide as they need be. */
  delimiter: string | null;
  rows(onInvalid: () => void): AsyncGenerator<Row[]>;
  /** Rows that are wanted alone; null where they cannot be told apart before they are read. */
  sift: ((sift: Sift, onInvalid: () => void) => AsyncGenerator<Row[]>) | null;
}

function planTable(table: Table): Promise<Plan> {
  const { source, options, knowledge, sample, delimiter } = table;
  const found = findHeader(sample, knowledge.headers, knowledge.dates);
  const data = sample.slice(found.skip);
  const headers = [...found.headers];
  const questions = [...found.questions];
  // Trailing separators make nameless columns; a schema that grows half-way makes real ones.
  const wider = data.filter(
    (row) => row.cells.length > headers.length && row.cells.slice(headers.length).some((cell) => cell !== ''),
  );
  if (wider.length >= 5 && wider.length >= data.length * 0.1) {
    const width = Math.max(...wider.map((row) => row.cells.length));
    for (let column = headers.length; column < width; column++) {
      headers.push(`#${column + 1}`);
      questions.push(null);
    }
  }
  const wide = findWideTable(headers);
  const { sift } = table;
  return finishPlan({
    source,
    options,
    knowledge,
    sample: wide === null ? data : data.flatMap((row) => wide.unfold(row)),
    headers,
    wide,
    questions: wide === null ? questions : wide.columns.map(([column]) => questions[column!] ?? null),
    headerless: found.line === 0 || found.numbered,
    questionnaire: found.questionnaire,
    ...(wide === null && { answers: found.answers }),
    base: { ...table.base, headerRow: found.line },
    delimiter,
    width: wide === null && delimiter !== null ? headers.length : null,
    sift:
      sift === null || wide !== null
        ? null
        : async function* (wanted, onInvalid) {
            // Header rows are no records: they come along, and are dropped.
            let asked = 0;
            const all: Sift = { wants: (high, low) => asked++ < found.skip || wanted.wants(high, low) };
            for await (const batch of sift(all, onInvalid)) {
              const rows = batch.filter(({ record }) => record > found.skip);
              for (const row of rows) row.record -= found.skip;
              yield rows;
            }
          },
    async *rows(onInvalid) {
      let skip = found.skip;
      for await (const batch of table.rows(onInvalid)) {
        if (skip > 0) {
          const cut = Math.min(skip, batch.length);
          skip -= cut;
          batch.splice(0, cut);
        }
        if (found.skip > 0) for (const row of batch) row.record -= found.skip;
        yield wide === null ? batch : batch.flatMap((row) => wide.unfold(row));
      }
    },
  });
}

/** The sheet that `--sheet` names, else the one that looks most like reviews. */
export async function planWorkbook(
  source: Source,
  options: ReadOptions,
  knowledge: ReadKnowledge,
): Promise<Plan> {
  const workbook = await openWorkbook(source);
  const plan = async (sheet: number, most: number) =>
    planTable({
      source,
      options,
      knowledge,
      sample: await sampleSheet(workbook, sheet, most),
      base: {
        format: workbook.format,
        encoding: workbook.format,
        delimiter: null,
        recordsPath: null,
        sheet: workbook.sheets[sheet]!.name,
      },
      delimiter: null,
      rows: () => workbook.rows(sheet),
      sift: null,
    });
  if (options.sheet !== undefined)
    return plan(findSheet(source.name, workbook, options.sheet), SAMPLE_RECORDS);
  const shown = workbook.sheets.flatMap(({ hidden }, sheet) => (hidden ? [] : [sheet]));
  const sheets = shown.length > 0 ? shown : workbook.sheets.map((_, sheet) => sheet);
  let best: { sheet: number; score: number } = { sheet: sheets[0]!, score: Number.NEGATIVE_INFINITY };
  for (const sheet of sheets.length > 1 ? sheets : []) {
    const score = await rateSheet(plan(sheet, SHEET_RECORDS));
    if (score > best.score) best = { sheet, score };
  }
  return plan(best.sheet, SAMPLE_RECORDS);
}

/** Rows of each sheet that are looked at to choose one. */
const SHEET_RECORDS = 300;

/** How much a sheet looks like reviews: its texts and the fields beside them; any table is better than an empty one. */
async function rateSheet(planned: Promise<Plan>): Promise<number> {
  try {
    const { layout } = await planned;
    if (layout.kind === 'empty') return -2;
    const texts = layout.columns.filter(({ field }) => ['text', 'pros', 'cons'].includes(field));
    const fields = new Set(layout.columns.map(({ field }) => field));
    return Math.max(...texts.map(({ confidence }) => confidence)) + 0.05 * fields.size;
  } catch (error) {
    // A column of --map that another sheet has is no error yet; where none has it, the last look says so.
    if (error instanceof UserError) return error instanceof NoReviews ? -1 : -1.5;
    throw error;
  }
}

async function sampleSheet(workbook: Workbook, sheet: number, most: number): Promise<Row[]> {
  const sample: Row[] = [];
  for await (const batch of workbook.rows(sheet)) {
    sample.push(...batch);
    if (sample.length >= most) break;
  }
  // Rows end with their last value: as a table they are of one width, without columns that hold nothing.
  const width = Math.max(0, ...sample.map(({ cells }) => cells.findLastIndex((cell) => cell?.trim()) + 1));
  return sample.slice(0, most).map((row) => ({
    ...row,
    cells: Array.from({ length: width }, (_, column) => row.cells[column] ?? ''),
  }));
}

/** A sheet by its name, without regard to letter case, or by its number. */
function findSheet(name: string, { sheets }: Workbook, wanted: string): number {
  const plain = wanted.trim().toLowerCase();
  const named = sheets.findIndex((sheet) => sheet.name.trim().toLowerCase() === plain);
  if (named >= 0) return named;
  const index = /^\d+$/.test(plain) ? Number(plain) - 1 : -1;
  if (sheets[index] !== undefined) return index;
  const list = sheets.map((sheet, at) => `${at + 1} ${sheet.name}`).join(', ');
  throw new UserError(`${name}: there is no sheet ${wanted}; its sheets are: ${list}`);
}
