/** Tables as csv: those of the finished report, and those that are written while the reviews pass by. */
import type { RenderOptions, Report, ReviewRenderer } from '../types.js';
import { type CsvDialect, csvHead, csvLine } from './csv-cells.js';
import type { RecordTable } from './tables/record-tables.js';
import { reportTables } from './tables/report-tables.js';
import type { Column } from './tables/table.js';

/** `--format csv` with the table that the options name: one header line, one line a row. */
export function renderCsv(report: Report, { table, csv }: RenderOptions): string {
  const { columns, rows } = reportTables[table];
  return (
    csvHead(namesOf(columns), csv) +
    rows(report)
      .map((cells) => csvLine(cells, csv))
      .join('')
  );
}

/** The same for a table of reviews or sentences; `extra` are columns of the file that `--by` asked for. */
export function csvRecords(table: RecordTable, extra: readonly string[], csv: CsvDialect): ReviewRenderer {
  return {
    head: csvHead(namesOf(table.columns(extra)), csv),
    review: (analysed, scores, redact) =>
      table
        .rows(analysed, scores, redact, extra)
        .map((cells) => csvLine(cells, csv))
        .join(''),
  };
}

function namesOf(columns: readonly Column[]): string[] {
  return columns.map(({ name }) => name);
}
