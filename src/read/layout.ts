/** Decides once what a file is and which of its columns is what, from its first 10,000 records or 8 MB. */
import { UserError } from '../errors.js';
import type { ColumnSynonyms, FileLayout, LogicalField, ReadOptions, Row } from '../types.js';
import { isZip } from './archive.js';
import {
  type Choice,
  chooseColumns,
  compileHeaders,
  describeKind,
  type HeaderIndex,
  refuseFile,
} from './columns.js';
import { type Dialect, detectDialect, nameDelimiter, readCsv } from './csv.js';
import { compileDateWords, type DateFormat, type DateWords, findDateFormat } from './dates.js';
import {
  completeLength,
  detectEncoding,
  type Encoding,
  namedEncoding,
  refuseBinary,
  refuseText,
  toUtf8,
} from './encoding.js';
import { type Answer, findHeader } from './header.js';
import {
  type Candidate,
  type FlatRecord,
  findCandidates,
  findEmptyList,
  flatten,
  type Json,
  nameRecordsPath,
  parseStart,
  type RecordsPath,
  readJson,
  readNdjson,
} from './json.js';
import { detectLanguage, loadDetector } from './language.js';
import { decodeBytesRepr, holdsBytesRepr, openLiterals } from './literals.js';
import { type Profile, profileColumn } from './profile.js';
import {
  compileRatingWords,
  describeScale,
  findScale,
  isReversed,
  type RatingScale,
  type RatingWords,
  readRating,
} from './ratings.js';
import { findCommonEnd } from './residue.js';
import type { Source } from './source.js';
import { findWideTable, type WideTable } from './wide.js';
import { shownHeader } from './words.js';
import { openWorkbook, type Workbook } from './workbook.js';
import { flattenXml, parseXmlStart, readXml } from './xml.js';

const SAMPLE_BYTES = 8 * 1024 * 1024;
const SAMPLE_RECORDS = 10_000;
/** The start that tells JSON from CSV, and one delimiter from another. */
const SHAPE_BYTES = 1024 * 1024;
/** Rows that the columns are profiled on, spread evenly over the sample. */
const PROFILE_ROWS = 1000;
export const DEFAULT_MAX_CELL = 8 * 1024 * 1024;

/** The data of columns.json, ready for use. */
export interface ReadKnowledge {
  headers: HeaderIndex;
  ratings: RatingWords;
  dates: DateWords;
  nulls: Set<string>;
  anonymous: Set<string>;
  direction: { praise: Set<string>; blame: Set<string> };
}

export function compileKnowledge(columns: ColumnSynonyms): ReadKnowledge {
  return {
    headers: compileHeaders(columns),
    ratings: compileRatingWords(columns),
    dates: compileDateWords(columns),
    nulls: new Set(columns.nullWords),
    anonymous: new Set(columns.anonymous),
    direction: { praise: new Set(columns.direction.praise), blame: new Set(columns.direction.blame) },
  };
}

/** A file whose layout is decided, ready to be read as often as needed. */
export interface Plan {
  layout: FileLayout;
  source: Source;
  /** Rows from the first data record on, without header rows, in batches. */
  rows(onInvalid: () => void): AsyncGenerator<DataRow[]>;
  /** Columns by field. */
  fields: Map<LogicalField, number[]>;
  /** Column → its scale, for the rating and the sub-ratings. */
  scales: Map<number, RatingScale>;
  dateFormat: DateFormat | null;
  /** The separator itself; null where there is none. */
  delimiter: string | null;
  /** Cells in a full row; null where rows cannot be ragged (JSON). */
  width: number | null;
  /** Language that short and unsure texts take. */
  language: string;
  /** Option name → column, for `keep`. */
  extra: Map<string, number>;
  /** Names of the columns that rows hold: the file's, or those of the unfolded table. */
  headers: string[];
  /** Text column → the page residue that most of its cells end with. */
  ends: Map<number, string>;
  /** Ids are small numbers: the same number in another file is another review. */
  weakIds: boolean;
  /** What the cells of each of `headers` look like, in a word or two. */
  looks: string[];
}

/** A file that can be read, but in which no column holds review text. `plan` reads its rows all the same. */
export class NoReviews extends UserError {
  readonly plan: Plan;

  constructor(message: string, plan: Plan) {
    super(message);
    this.plan = plan;
  }
}

/** A row, or why the record is none. */
export type DataRow = Row & {
  problem?: 'bad-json' | 'not-an-object';
  /** A further review of the record before. */
  unfolded?: true;
};

/**
 * Decides the layout of a file.
 *
 * @throws UserError for what is no text, no reviews, or broken; and for `--map` columns that are not there.
 */
export async function planFile(
  source: Source,
  options: ReadOptions,
  knowledge: ReadKnowledge,
): Promise<Plan> {
  const { name } = source;
  const maxCell = options.maxCell ?? DEFAULT_MAX_CELL;
  const { bytes, whole } = await source.head(SAMPLE_BYTES);
  if (isZip(bytes)) return planWorkbook(source, options, knowledge);
  refuseBinary(name, bytes);
  const encoding =
    options.encoding === undefined ? detectEncoding(bytes, whole) : namedEncoding(options.encoding, bytes);
  const start = await collect(toUtf8(once(bytes), encoding, () => {}));
  const text = start.toString('utf8', 0, completeLength(start.subarray(0, SHAPE_BYTES)));
  refuseText(name, text);
  const first = text.trimStart();
  const shape =
    first.startsWith('{') || first.startsWith('[') ? findJsonShape(start.toString('utf8'), whole) : null;
  if (shape === 'ndjson') return planNdjson(source, encoding, start, whole, options, knowledge, maxCell);
  if (shape !== null) return planJson(source, encoding, shape, options, knowledge);
  if (/^<[?!\p{L}_]/u.test(first)) {
    const root = await parseXmlStart(start.toString('utf8', 0, completeLength(start)), whole);
    if (root !== undefined) return planXml(source, encoding, root, options, knowledge);
    if (first.startsWith('<?xml')) {
      for await (const _ of readXml(
        name,
        toUtf8(source.chunks(), encoding, () => {}),
        [''],
      ));
    }
  }
  const dialect = detectDialect(text, whole && start.length <= SHAPE_BYTES);
  return planCsv(source, encoding, dialect, start, whole, options, knowledge, maxCell);
}

/** In pieces, so that a reader that has its 10,000 records need not take the rest. */
async function* once(bytes: Buffer): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += 262_144) yield bytes.subarray(at, at + 262_144);
}

async function collect(chunks: AsyncGenerator<Buffer>): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  return parts.length === 1 ? parts[0]! : Buffer.concat(parts);
}

/** A JSON document by its start, as a value; `broken`: it begins like one and is none. */
interface JsonShape {
  root: NonNullable<ReturnType<typeof parseStart>>;
  broken?: true;
}

/** NDJSON, a JSON document (its start as a value), or null for text that only begins with a bracket. */
function findJsonShape(text: string, whole: boolean): 'ndjson' | JsonShape | null {
  const lines = text
    .split('\n', 12)
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const parses = (line: string) => {
    try {
      return typeof JSON.parse(line) === 'object';
    } catch {
      return false;
    }
  };
  if (lines.length > 1 && lines.slice(0, 5).filter(parses).length >= Math.min(2, lines.length))
    return 'ndjson';
  const root = parseStart(text, whole);
  if (root !== undefined && root !== null && typeof root === 'object') return { root };
  if (lines.length > 0 && parses(lines[0]!)) return 'ndjson';
  // `{` and a quoted key, or `[` and an object: meant as JSON, and broken.
  return /^\s*(\{\s*"|\[\s*\{)/.test(text) ? { root: [], broken: true } : null;
}

async function planCsv(
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
  for await (const batch of readCsv(name, once(start), dialect, maxCell, whole)) {
    for (const row of batch) if (sample.length < SAMPLE_RECORDS) sample.push(row);
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
  return finish({
    source,
    options,
    knowledge,
    sample: wide === null ? data : data.flatMap((row) => wide.unfold(row)),
    headers,
    wide,
    questions: wide === null ? questions : wide.columns.map(([column]) => questions[column!] ?? null),
    headerless: found.line === 0,
    questionnaire: found.questionnaire,
    ...(wide === null && { answers: found.answers }),
    base: { ...table.base, headerRow: found.line },
    delimiter,
    width: wide === null && delimiter !== null ? headers.length : null,
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
async function planWorkbook(source: Source, options: ReadOptions, knowledge: ReadKnowledge): Promise<Plan> {
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

type Leaves = Map<string, string | null>;

/** JSON objects keyed by ids have as many paths as records: beyond this many only the commonest are columns. */
const MAX_HEADERS = 1000;

/** Headers of JSON records: the paths of the sample, in order of first appearance. */
function collectHeaders(records: Leaves[]): string[] {
  const counts = new Map<string, number>();
  for (const record of records)
    for (const path of record.keys()) counts.set(path, (counts.get(path) ?? 0) + 1);
  const headers = [...counts.keys()];
  if (headers.length <= MAX_HEADERS) return headers;
  const least = [...counts.values()].sort((a, b) => b - a)[MAX_HEADERS - 1]!;
  return headers.filter((path) => counts.get(path)! >= least).slice(0, MAX_HEADERS);
}

function toCells(leaves: Leaves, headers: string[]): (string | null)[] {
  return headers.map((header) => leaves.get(header) ?? null);
}

async function planNdjson(
  source: Source,
  encoding: Encoding,
  start: Buffer,
  whole: boolean,
  options: ReadOptions,
  knowledge: ReadKnowledge,
  maxCell: number,
): Promise<Plan> {
  const maxLine = Math.max(64 * 1024 * 1024, 2 * maxCell);
  const records: Leaves[] = [];
  for await (const batch of readNdjson(once(start), maxLine, whole)) {
    for (const { leaves } of batch)
      if (leaves !== null && records.length < SAMPLE_RECORDS) records.push(leaves);
  }
  return planTree({
    source,
    options,
    knowledge,
    leaves: records,
    base: { format: 'ndjson', encoding: encoding.name, recordsPath: '' },
    records: (onInvalid) => readNdjson(toUtf8(source.chunks(), encoding, onInvalid), maxLine, true),
  });
}

function toDataRow(one: FlatRecord, headers: string[]): DataRow {
  const cells = one.leaves === null ? [] : toCells(one.leaves, headers);
  return { record: one.record, line: one.line, cells, ...(one.problem && { problem: one.problem }) };
}

async function planJson(
  source: Source,
  encoding: Encoding,
  shape: JsonShape,
  options: ReadOptions,
  knowledge: ReadKnowledge,
): Promise<Plan> {
  const { name } = source;
  const { root } = shape;
  if (
    Array.isArray(root) &&
    root.length > 0 &&
    root.every((one) => one === null || typeof one !== 'object' || Array.isArray(one))
  ) {
    throw new UserError(
      `${name}: a JSON list of ${Array.isArray(root[0]) ? 'lists' : 'bare values'}, not of reviews with named values: export an object a review, e.g. [{"text": "…"}], or a CSV file`,
    );
  }
  const bytes = (onInvalid: () => void) => toUtf8(source.chunks(), encoding, onInvalid);
  const candidates = findCandidates(shape.root);
  if (candidates.length === 0) {
    // Either an empty list, or text that is not JSON: reading it to the end says which.
    for await (const _ of readJson(
      name,
      bytes(() => {}),
      ['*'],
      true,
    ))
      break;
    if (shape.broken)
      throw new UserError(`${name}: not valid JSON: the file may be cut off; export it again`);
  }
  const found = chooseCandidate(candidates, flatten, options, knowledge);
  const empty = found?.hasText ? null : findEmptyList(shape.root);
  const { path, keyed, records } =
    found !== null && empty === null ? found.candidate : { path: empty ?? ['*'], keyed: false, records: [] };
  return planTree({
    source,
    options,
    knowledge,
    leaves: records.slice(0, SAMPLE_RECORDS).map(flatten),
    base: { format: 'json', encoding: encoding.name, recordsPath: nameRecordsPath(path, keyed) },
    records: (onInvalid) => readJson(name, bytes(onInvalid), path as RecordsPath, true),
  });
}

function planXml(
  source: Source,
  encoding: Encoding,
  root: { [key: string]: Json },
  options: ReadOptions,
  knowledge: ReadKnowledge,
): Promise<Plan> {
  // Records under names of their own (`keyed`) are a habit of JSON alone.
  const candidates = findCandidates(root).filter(({ keyed }) => !keyed);
  const { path, records } = chooseCandidate(candidates, flattenXml, options, knowledge)!.candidate;
  const names = path.filter((part) => part !== '*');
  return planTree({
    source,
    options,
    knowledge,
    leaves: records.slice(0, SAMPLE_RECORDS).map(flattenXml),
    base: { format: 'xml', encoding: encoding.name, recordsPath: names.join('.') },
    records: (onInvalid) => readXml(source.name, toUtf8(source.chunks(), encoding, onInvalid), names),
  });
}

/** Records of a document as leaves by path, not all of which every record has. */
interface RecordTree {
  source: Source;
  options: ReadOptions;
  knowledge: ReadKnowledge;
  /** Of the sample. */
  leaves: Leaves[];
  base: Omit<Draft['base'], 'headerRow' | 'delimiter'>;
  records(onInvalid: () => void): AsyncGenerator<FlatRecord[]>;
}

function planTree({ source, options, knowledge, leaves, base, records }: RecordTree): Promise<Plan> {
  const headers = collectHeaders(leaves);
  return finish({
    source,
    options,
    knowledge,
    sample: leaves.map((one, at) => ({ record: at + 1, line: null, cells: toCells(one, headers) })),
    headers,
    wide: null,
    questions: headers.map(() => null),
    headerless: false,
    questionnaire: false,
    base: { ...base, delimiter: null, headerRow: 0 },
    delimiter: null,
    width: null,
    async *rows(onInvalid) {
      for await (const batch of records(onInvalid)) yield batch.map((one) => toDataRow(one, headers));
    },
  });
}

/** The place in the document whose elements look most like reviews; the largest where none does. */
function chooseCandidate(
  candidates: Candidate[],
  flatten: (record: { [key: string]: Json }) => Leaves,
  options: ReadOptions,
  knowledge: ReadKnowledge,
): { candidate: Candidate; hasText: boolean } | null {
  let best: { candidate: Candidate; hasText: boolean; score: number } | null = null;
  for (const candidate of candidates) {
    const leaves = candidate.records.slice(0, 300).map(flatten);
    const headers = collectHeaders(leaves);
    const profiles = profileAll(
      leaves.map((one) => toCells(one, headers)),
      headers,
      headers.map(() => null),
      knowledge,
      options,
    );
    const forced = new Map<number, LogicalField>();
    for (const [field, names] of Object.entries(options.map ?? {})) {
      for (const column of names ?? []) {
        const at = headers.indexOf(column.trim());
        if (at >= 0) forced.set(at, field as LogicalField);
      }
    }
    const choice = chooseColumns(profiles, knowledge.headers, forced, false, false);
    const stars = candidate.path.filter((part) => part === '*').length;
    // Replies, photos and answers hang below the reviews and hold text too: prefer what stands higher.
    const inner = candidate.path.some((part) => /repl|respon|comment|answer|photo|image/i.test(part))
      ? 0.4
      : 0;
    const fields = new Set(choice?.columns.map(({ field }) => field));
    // The document itself as one record is the last resort.
    const alone = candidate.path.length === 0 ? 0.6 : 0;
    const score =
      (choice === null ? -1 : choice.confidence + 0.05 * fields.size) -
      0.2 * stars -
      inner -
      alone +
      Math.min(0.3, Math.log10(candidate.count + 1) / 10);
    if (best === null || score > best.score) best = { candidate, hasText: choice !== null, score };
  }
  return best;
}

function profileAll(
  rows: (string | null)[][],
  headers: string[],
  questions: (string | null)[],
  knowledge: ReadKnowledge,
  options: ReadOptions,
): Profile[] {
  const words = { rating: knowledge.ratings, date: knowledge.dates, nulls: knowledge.nulls };
  return headers.map((header, column) =>
    profileColumn(
      column,
      header,
      questions[column] ?? null,
      rows.map((cells) => cells[column] ?? null),
      words,
      options.dateOrder,
    ),
  );
}

interface Draft {
  source: Source;
  options: ReadOptions;
  knowledge: ReadKnowledge;
  sample: Row[];
  /** As they stand in the file. */
  headers: string[];
  wide: WideTable | null;
  /** Literals in cells were opened already. */
  opened?: true;
  questions: (string | null)[];
  headerless: boolean;
  questionnaire: boolean;
  answers?: Answer[];
  base: Pick<FileLayout, 'format' | 'encoding' | 'delimiter' | 'headerRow' | 'recordsPath' | 'sheet'>;
  delimiter: string | null;
  width: number | null;
  rows: Plan['rows'];
}

/** Columns, scales, date format, language and extra columns, from the sample. */
async function finish(draft: Draft): Promise<Plan> {
  const { source, options, knowledge, questions, wide } = draft;
  const headers = wide?.headers ?? draft.headers;
  const filled = draft.sample.filter((row) => row.cells.some((cell) => cell !== null && cell.trim() !== ''));
  const stride = Math.max(1, Math.ceil(filled.length / PROFILE_ROWS));
  const rows = filled.filter((_, at) => at % stride === 0).map((row) => row.cells);
  const profiles = profileAll(rows, headers, questions, knowledge, options);
  for (const profile of profiles) profile.answer = draft.answers?.[profile.index] ?? null;
  // --map may name what only stands within the cells.
  const named = Object.values(options.map ?? {}).flat();
  if (!draft.opened && named.some((column) => findColumn(draft.headers, column).length === 0)) {
    const opened = openHidden(draft, profiles);
    if (opened !== null) return finish(opened);
  }
  const forced = resolveMap(source.name, draft.headers, wide, options);
  const layout: FileLayout = {
    file: source.name,
    kind: 'reviews',
    ...draft.base,
    columns: [],
    headers: draft.headers,
    ratingScale: null,
    dateFormat: null,
    language: null,
  };
  const plan: Plan = {
    layout,
    source,
    rows: draft.rows,
    fields: new Map(),
    scales: new Map(),
    dateFormat: null,
    delimiter: draft.delimiter,
    width: draft.width,
    language: 'en',
    extra: resolveExtra(headers, options),
    headers,
    ends: new Map(),
    weakIds: false,
    looks: profiles.map(describeKind),
  };
  if (filled.length === 0) {
    layout.kind = 'empty';
    layout.columns = [...forced].map(([index, field]) => ({
      field,
      column: headers[index]!,
      index,
      why: 'map',
      confidence: 1,
    }));
    return plan;
  }
  const choice: Choice | null = chooseColumns(
    profiles,
    knowledge.headers,
    forced,
    draft.headerless,
    draft.questionnaire,
  );
  if (choice === null) {
    const opened = draft.opened ? null : openHidden(draft, profiles);
    if (opened !== null) {
      try {
        return await finish(opened);
      } catch (error) {
        // What the cells hold is no review either: say what the table shows.
        if (!(error instanceof UserError)) throw error;
      }
    }
    throw new NoReviews(refuseFile(source.name, profiles, draft.sample.length), plan);
  }
  layout.columns = wide === null ? choice.columns : spread(choice.columns, wide, draft.headers);
  layout.kind = choice.kind;
  for (const { field, index } of choice.columns)
    plan.fields.set(field, [...(plan.fields.get(field) ?? []), index]);
  const texts = ['text', 'pros', 'cons'].flatMap((field) => plan.fields.get(field as LogicalField) ?? []);

  for (const column of texts) {
    const end = findCommonEnd(profiles[column]!.cells);
    if (end !== null) plan.ends.set(column, end);
  }
  for (const field of ['rating', 'subRating'] as const) {
    for (const column of plan.fields.get(field) ?? []) {
      const profile = profiles[column]!;
      const cells = profile.cells.filter((cell) => cell !== '');
      const scale = (profile.rating ?? findScale(cells, profile.header, knowledge.ratings))?.scale;
      if (scale === undefined) continue;
      if (field === 'rating' && !scale.reversed) {
        const pairs = profile.cells.flatMap((cell, at) => {
          const reading = cell === '' ? null : readRating(cell, knowledge.ratings);
          if (reading === null) return [];
          return [{ value: reading.value, text: texts.map((one) => profiles[one]!.cells[at]!).join(' ') }];
        });
        scale.reversed = isReversed(pairs, scale, knowledge.direction.praise, knowledge.direction.blame);
      }
      plan.scales.set(column, scale);
      if (field === 'rating') layout.ratingScale = describeScale(scale);
    }
  }
  const dateColumn = plan.fields.get('date')?.[0];
  if (dateColumn !== undefined) {
    const { date, cells } = profiles[dateColumn]!;
    plan.dateFormat = (
      date ??
      findDateFormat(
        cells.filter((cell) => cell !== ''),
        knowledge.dates,
        options.dateOrder,
      )
    )?.format ?? {
      name: 'unknown',
      orders: new Map(),
      numbers: null,
    };
    layout.dateFormat = plan.dateFormat.name;
    // "3 weeks ago" is right to the week, "a year ago" to the year.
    if (options.asOf !== undefined && layout.dateFormat.includes('relative'))
      layout.dateFormat += ', approximate';
  }
  layout.language = await findLanguage(profiles, texts);
  plan.language = layout.language ?? 'en';
  const ids = plan.fields.get('id')?.[0];
  if (ids !== undefined) {
    const cells = profiles[ids]!.cells.filter((cell) => cell !== '');
    plan.weakIds =
      cells.length > 0 && cells.filter((cell) => /^\d{1,6}(\.0)?$/.test(cell)).length > cells.length / 2;
  }
  return plan;
}

/** The same table with the objects and lists in its cells opened; null where there are none. */
function openHidden(draft: Draft, profiles: Profile[]): Draft | null {
  if (draft.wide !== null) return null;
  const columns = profiles.filter(({ literals }) => literals > 0.5).map(({ index }) => index);
  if (columns.length === 0) return null;
  const opened = openLiterals(draft.headers, columns, draft.sample.slice(0, 200));
  if (opened === null) return null;
  const sample = draft.sample.slice(0, 2000).flatMap((row) => opened.open(row));
  return {
    ...draft,
    answers: [],
    opened: true,
    headers: opened.headers,
    questions: opened.questions.map((question, column) => question ?? draft.questions[column] ?? null),
    sample,
    width: null,
    async *rows(onInvalid) {
      for await (const batch of draft.rows(onInvalid)) yield batch.flatMap((row) => opened.open(row));
    },
  };
}

/** Columns of an unfolded table as those of the file. */
function spread(columns: FileLayout['columns'], wide: WideTable, headers: string[]): FileLayout['columns'] {
  return columns
    .flatMap((one) => wide.columns[one.index]!.map((index) => ({ ...one, index, column: headers[index]! })))
    .sort((a, b) => a.index - b.index);
}

/** The language most texts of the sample are in; null where none says. */
async function findLanguage(profiles: Profile[], texts: number[]): Promise<string | null> {
  const tally = new Map<string, number>();
  for (const column of texts) {
    let looked = 0;
    for (const cell of profiles[column]!.cells) {
      if (cell === '') continue;
      if (++looked > 200) break;
      let language = detectLanguage(cell);
      if (language === '?') {
        await loadDetector();
        language = detectLanguage(cell);
      }
      if (language !== null) tally.set(language, (tally.get(language) ?? 0) + 1);
    }
  }
  return [...tally].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0]?.[0] ?? null;
}

/** Finds columns by the name a user gave: exactly, then without regard to letter case, or `#N`. */
export function findColumn(headers: string[], name: string): number[] {
  const wanted = name.trim();
  const exact = headers.flatMap((header, index) => (header.trim() === wanted ? [index] : []));
  if (exact.length > 0) return exact;
  const lower = wanted.toLowerCase();
  const loose = headers.flatMap((header, index) => (header.trim().toLowerCase() === lower ? [index] : []));
  if (loose.length > 0) return loose;
  const numbered = /^#(\d+)$/.exec(wanted);
  const index = numbered === null ? -1 : Number(numbered[1]) - 1;
  return index >= 0 && index < headers.length ? [index] : [];
}

export function listHeaders(headers: string[]): string {
  const shown = headers.slice(0, 30).map((header, index) => shownHeader(header) || `#${index + 1}`);
  return shown.join(', ') + (headers.length > 30 ? ` and ${headers.length - 30} more` : '');
}

function resolveMap(
  name: string,
  headers: string[],
  wide: WideTable | null,
  options: ReadOptions,
): Map<number, LogicalField> {
  const forced = new Map<number, LogicalField>();
  for (const [field, columns] of Object.entries(options.map ?? {})) {
    for (const column of columns ?? []) {
      const own = findColumn(headers, column);
      const found =
        wide === null
          ? own
          : [...new Set(own.map((index) => wide.columns.findIndex((columns) => columns.includes(index))))];
      if (found.length === 0) {
        throw new UserError(
          `${name}: --map ${field}=${column}: there is no column ${column}; the columns are: ${listHeaders(headers)}`,
        );
      }
      for (const index of found) forced.set(index, field as LogicalField);
    }
  }
  return forced;
}

function resolveExtra(headers: string[], options: ReadOptions): Map<string, number> {
  const extra = new Map<string, number>();
  for (const name of options.keep ?? []) {
    const [index] = findColumn(headers, name);
    if (index !== undefined) extra.set(name, index);
  }
  return extra;
}
