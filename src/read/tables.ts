/** Tables of cells, header rows among them: delimited texts and the sheets of workbooks, planned. */
import type { ReadOptions, Row } from '../types.js';
import { type Dialect, nameDelimiter, readCsv } from './csv.js';
import type { Draft } from './draft.js';
import { toUtf8 } from './encoding.js';
import { findHeader } from './header.js';
import { finishPlan } from './layout.js';
import { decodeBytesRepr, holdsBytesRepr } from './literals.js';
import { maxCellOf, type OpenedText, type Plan, type ReadKnowledge, SAMPLE_RECORDS } from './plan.js';
import { findSections, isRule } from './sections.js';
import { planSheets } from './sheets.js';
import { inPieces, type Source } from './source.js';
import type { Sift } from './standing.js';
import { findWideTable } from './wide.js';
import { openWorkbook } from './workbook.js';

export async function planCsv(opened: OpenedText, dialect: Dialect): Promise<Plan> {
  const { source, encoding, start, whole, options, knowledge } = opened;
  const { name } = source;
  const maxCell = maxCellOf(options);
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
  // Markdown draws a line of its own below the header.
  if (found.line > 0 && sample[found.skip] !== undefined && isRule(sample[found.skip]!.cells)) found.skip++;
  let data = sample.slice(found.skip);
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
  const sections =
    found.line === 0 ? null : findSections(data, headers.length, delimiter !== null, knowledge);
  if (sections !== null) {
    headers.push(sections.header);
    questions.push(null);
    data = sections.start()(data.map((row) => ({ ...row, cells: [...row.cells] })));
  }
  const wide = findWideTable(headers);
  // A row's section is known to those alone that read all rows before it.
  const sift = sections === null ? table.sift : null;
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
      const place = sections?.start();
      for await (const batch of table.rows(onInvalid)) {
        if (skip > 0) {
          const cut = Math.min(skip, batch.length);
          skip -= cut;
          batch.splice(0, cut);
        }
        if (found.skip > 0) for (const row of batch) row.record -= found.skip;
        const rows = place === undefined ? batch : place(batch);
        yield wide === null ? rows : rows.flatMap((row) => wide.unfold(row));
      }
    },
  });
}

/** A workbook: the sheets that `--sheet` names, else those that look most like reviews. */
export async function planWorkbook(
  source: Source,
  options: ReadOptions,
  knowledge: ReadKnowledge,
): Promise<Plan> {
  const workbook = await openWorkbook(source);
  return planSheets(source.name, workbook, options, knowledge, ({ sheet, sample, rows }) =>
    planTable({
      source,
      options,
      knowledge,
      sample,
      base: {
        format: workbook.format,
        encoding: workbook.format,
        delimiter: null,
        recordsPath: null,
        sheet,
      },
      delimiter: null,
      rows,
      sift: null,
    }),
  );
}
