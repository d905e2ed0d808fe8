/**
 * The workbook: the door to hucre's writer and to fflate. hucre writes the package (styles, charts, what surrounds the
 * rows); rows of reviews and sentences are written while they pass by, because its own streams hold one sheet a workbook.
 *
 * The parts are packed by fflate, which is plain JavaScript, so that the bytes are the same on every machine. A part is
 * packed when it comes: sentences go straight out; the smaller sheet of reviews waits, packed, until they are done.
 */
import { strFromU8, strToU8, unzipSync, Zip, ZipDeflate } from 'fflate';
import { type WriteSheet, writeXlsx } from 'hucre/xlsx';
import { UserError } from '../errors.js';
import type { Report, ReviewRenderer } from '../types.js';
import { recordTables } from './tables/record-tables.js';
import { reportTables } from './tables/report-tables.js';
import type { Cell } from './tables/table.js';
import { ABOUT_COLUMNS, aboutRows } from './xlsx/about.js';
import { columnLetters, rowXml } from './xlsx/cells.js';
import { summarySheet } from './xlsx/summary.js';
import { MOST_ROWS, type Plan, type SheetTemplate, tableSheet, templateOf } from './xlsx/table-sheet.js';

export interface WorkbookOptions {
  /** Columns of the file that `--by` asked for. */
  extra: readonly string[];
  /** false: of the report alone, for want of the reviews. */
  records?: boolean;
  /** Rows of a sheet, the head included, before another is begun. */
  mostRows?: number;
}

/** Of zip archives without their 64-bit extension, which older programs cannot open. */
const MOST_BYTES = 2 ** 32 - 1;
/** A sheet's XML before another is begun, so that it stays within the same limit unpacked. */
const MOST_XML = 2 ** 31;
/** XML that is handed on at once. */
const CHUNK = 1 << 16;
/** The date of every part, for want of a clock: the first that an archive knows, where this runs. */
const NO_DATE = new Date(1980, 0, 1);

/** In the order of the tabs; a table that takes several sheets stands in one place. */
const TABS = ['Summary', 'Themes', 'Groups', 'Trend', 'Safety', 'Reviews', 'Sentences', 'Left out', 'About'];

/**
 * Opens a workbook: `review` gives the bytes that are ready after each review, `finish` the rest.
 * @throws UserError (from either) for more than 4 GB
 */
export async function openWorkbook(options: WorkbookOptions): Promise<ReviewRenderer> {
  const { extra, records = true, mostRows = MOST_ROWS } = options;
  // Sentences first, so that their rows go out as they come.
  const plans: Plan[] = [
    ...(records ? [recordTables.sentences, recordTables.reviews] : []).map(({ title, columns }) => ({
      name: title,
      columns: columns(extra),
      frozen: 1,
    })),
    { name: 'Themes', columns: reportTables.themes.columns, frozen: 0 },
    { name: 'Groups', columns: reportTables.groups.columns, frozen: 2 },
    { name: 'Trend', columns: reportTables.trend.columns, frozen: 2 },
    { name: 'Safety', columns: reportTables.safety.columns, frozen: 1 },
    { name: 'Left out', columns: reportTables['left-out'].columns, frozen: 0 },
    { name: 'About', columns: ABOUT_COLUMNS, frozen: 0 },
  ];
  const skeleton = await packageOf(plans.map((plan) => tableSheet(plan.name, plan)));
  const archive = new Archive();
  /** Every sheet by its number, those that a table went on in at the end. */
  const sheets: OpenSheet[] = [];
  const tables = plans.map((plan, i) => {
    const xml = partOf(skeleton, sheetPath(i + 1));
    const first = new OpenSheet(archive, i + 1, plan.name, plan, xml);
    sheets.push(first);
    return new FilledTable(first, mostRows, (turn) => {
      const next = new OpenSheet(archive, sheets.length + 1, `${plan.name} ${turn}`, plan, xml);
      sheets.push(next);
      return next;
    });
  });
  const table = (name: string) => tables[plans.findIndex((plan) => plan.name === name)]!;
  if (records) {
    table('Sentences').begin();
    table('Reviews').begin();
  }

  return {
    head: '',
    review(analysed, scores, redact) {
      table('Reviews').add(recordTables.reviews.rows(analysed, scores, redact, extra));
      table('Sentences').add(recordTables.sentences.rows(analysed, scores, redact, extra));
      return archive.take();
    },
    async finish(report) {
      if (records) {
        table('Sentences').end();
        table('Reviews').end();
      }
      for (const { title, rows } of Object.values(reportTables)) table(title).fill(rows(report));
      const cut = sheets.reduce((sum, sheet) => sum + sheet.cut, 0);
      const described = [...plans].sort((a, b) => tabOf(a.name) - tabOf(b.name)).filter(isDescribed);
      table('About').fill(aboutRows(report, described, cut));

      const models = sheets.map(({ name, plan }) => tableSheet(name, plan));
      const parts = await packageOf([...models, summarySheet('Summary', report)], report);
      for (const sheet of sheets) {
        const path = sheetPath(sheet.number);
        if (partOf(parts, path) !== sheet.xml) {
          throw new Error(`sheet ${sheet.name} was begun with other formats than it ends with`);
        }
        delete parts[path];
      }
      parts['xl/workbook.xml'] = strToU8(orderTabs(partOf(parts, 'xl/workbook.xml')));
      for (const [path, bytes] of Object.entries(parts)) archive.add(path, bytes);
      return archive.close();
    },
  };
}

function tabOf(name: string): number {
  return TABS.indexOf(name.replace(/ \d+$/, ''));
}

function isDescribed({ name }: Plan): boolean {
  return name !== 'About';
}

/** What hucre makes of sheets, part by part. */
async function packageOf(sheets: WriteSheet[], report?: Report): Promise<Record<string, Uint8Array>> {
  const date = new Date(`${report?.input.asOf ?? '1980-01-01'}T00:00:00Z`);
  const bytes = await writeXlsx({
    sheets,
    // In the sheets themselves: a table of all texts would have to be held.
    stringMode: 'inline',
    properties: { title: 'What patients wrote', creator: 'reviewscan', created: date, modified: date },
  });
  const parts = unzipSync(bytes);
  // Without this a bar is a tenth of its cell long where the number is 0; the library cannot say so.
  for (const path of Object.keys(parts).filter((name) => name.startsWith('xl/worksheets/sheet'))) {
    const xml = partOf(parts, path).replaceAll('<dataBar>', '<dataBar minLength="0" maxLength="100">');
    parts[path] = strToU8(xml);
  }
  return parts;
}

function partOf(parts: Record<string, Uint8Array>, path: string): string {
  const bytes = parts[path];
  if (bytes === undefined) throw new Error(`the library wrote no ${path}`);
  return strFromU8(bytes);
}

function sheetPath(number: number): string {
  return `xl/worksheets/sheet${number}.xml`;
}

/** Sheets that are filled row by row are written first, so that their formats come first; here the tabs get their order. */
function orderTabs(workbook: string): string {
  const tabs = [...workbook.matchAll(/<sheet [^>]*name="([^"]+)"[^>]*\/>/g)];
  const ordered = [...tabs].sort(([, a], [, b]) => tabOf(a!) - tabOf(b!));
  let i = 0;
  return workbook.replace(/<sheet [^>]*\/>/g, () => ordered[i++]![0]);
}

/** One sheet on its way into the archive. `xml`: what the library made of it without its rows. */
class OpenSheet {
  /** Texts that were too long for a cell. */
  cut = 0;
  private rows = 1;
  private size = 0;
  private pending = '';
  private part: ZipDeflate | null = null;
  private readonly letters: string[];
  private readonly template: SheetTemplate;

  constructor(
    private readonly archive: Archive,
    readonly number: number,
    readonly name: string,
    readonly plan: Plan,
    readonly xml: string,
  ) {
    this.letters = columnLetters(plan.columns.length);
    this.template = templateOf(xml);
  }

  begin(): void {
    this.part = this.archive.open(sheetPath(this.number));
    this.write(this.template.before);
  }

  holds(mostRows: number): boolean {
    return this.rows < mostRows && this.size < MOST_XML;
  }

  add(cells: readonly Cell[]): void {
    const { xml, cut } = rowXml(cells, this.plan.columns, ++this.rows, this.letters, this.template.styles);
    this.cut += cut;
    this.write(xml);
  }

  end(): void {
    this.write(this.template.after(this.rows));
    this.part!.push(strToU8(this.pending), true);
    this.pending = '';
  }

  private write(xml: string): void {
    this.pending += xml;
    this.size += xml.length;
    if (this.pending.length < CHUNK) return;
    this.part!.push(strToU8(this.pending));
    this.pending = '';
  }
}

/** The rows of one table, in as many sheets as they take. */
class FilledTable {
  private turn = 1;

  constructor(
    private sheet: OpenSheet,
    private readonly mostRows: number,
    private readonly next: (turn: number) => OpenSheet,
  ) {}

  begin(): void {
    this.sheet.begin();
  }

  add(rows: readonly Cell[][]): void {
    for (const cells of rows) {
      if (!this.sheet.holds(this.mostRows)) {
        this.sheet.end();
        this.sheet = this.next(++this.turn);
        this.sheet.begin();
      }
      this.sheet.add(cells);
    }
  }

  end(): void {
    this.sheet.end();
  }

  fill(rows: readonly Cell[][]): void {
    this.begin();
    this.add(rows);
    this.end();
  }
}

/** A zip archive whose bytes are taken as they come. */
class Archive {
  private ready: Uint8Array[] = [];
  private size = 0;
  private readonly zip = new Zip((error, bytes) => {
    if (error) throw error;
    this.ready.push(bytes);
    this.size += bytes.length;
    if (this.size > MOST_BYTES) {
      throw new UserError('the workbook would be larger than 4 GB: write --format csv:sentences=… instead');
    }
  });

  open(path: string): ZipDeflate {
    const part = new ZipDeflate(path, { level: 6 });
    part.mtime = NO_DATE;
    this.zip.add(part);
    return part;
  }

  add(path: string, bytes: Uint8Array): void {
    this.open(path).push(bytes, true);
  }

  take(): Uint8Array {
    const bytes = this.ready.length === 1 ? this.ready[0]! : Buffer.concat(this.ready);
    this.ready = [];
    return bytes;
  }

  close(): Uint8Array {
    this.zip.end();
    return this.take();
  }
}
