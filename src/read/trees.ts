/** Documents of records (JSON, NDJSON, XML, Parquet), planned: their leaves by path become columns. */
import { UserError } from '../errors.js';
import type { LogicalField, ReadOptions } from '../types.js';
import { inBatches, isColumnar, readColumnar } from './columnar.js';
import { chooseColumns } from './columns.js';
import { type Draft, profileAll } from './draft.js';
import { toUtf8 } from './encoding.js';
import { parseStart, readJson, readNdjson } from './json.js';
import { finishPlan } from './layout.js';
import { type FlatRecord, flattenOrNull, type Json } from './leaves.js';
import { openParquet } from './parquet.js';
import {
  type DataRow,
  maxCellOf,
  NoReviews,
  type OpenedText,
  type Plan,
  type ReadKnowledge,
  SAMPLE_RECORDS,
} from './plan.js';
import {
  type Candidate,
  findCandidates,
  findEmptyList,
  nameRecordsPath,
  type RecordsPath,
  withNames,
} from './record-paths.js';
import { inPieces, type Source } from './source.js';
import { flattenXml, readXml } from './xml.js';

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

/** A JSON document by its start, as a value; `broken`: it begins like one and is none. */
interface JsonShape {
  root: NonNullable<ReturnType<typeof parseStart>>;
  broken?: true;
}

/** NDJSON, a JSON document (its start as a value), or null for text that only begins with a bracket. */
export function findJsonShape(text: string, whole: boolean): 'ndjson' | JsonShape | null {
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

export async function planNdjson(opened: OpenedText): Promise<Plan> {
  const { source, encoding, start, whole, options, knowledge } = opened;
  const maxLine = Math.max(64 * 1024 * 1024, 2 * maxCellOf(options));
  const records: Leaves[] = [];
  for await (const batch of readNdjson(inPieces(start), maxLine, whole)) {
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

export async function planJson(opened: OpenedText, shape: JsonShape): Promise<Plan> {
  const { source, encoding, options, knowledge } = opened;
  const { name } = source;
  const { root } = shape;
  if (isColumnar(root)) {
    const records = await readColumnar(
      name,
      toUtf8(source.chunks(), encoding, () => {}),
    );
    return planTree({
      source,
      options,
      knowledge,
      leaves: records.slice(0, SAMPLE_RECORDS).map(({ leaves }) => leaves!),
      base: { format: 'json', encoding: encoding.name, recordsPath: '' },
      records: () => inBatches(records),
    });
  }
  if (
    Array.isArray(root) &&
    root.length > 0 &&
    root.every((one) => one === null || typeof one !== 'object' || Array.isArray(one))
  ) {
    const plan = await planTree({
      source,
      options,
      knowledge,
      leaves: [],
      base: { format: 'json', encoding: encoding.name, recordsPath: '' },
      records: (onInvalid) => readJson(name, toUtf8(source.chunks(), encoding, onInvalid), ['*']),
    });
    throw new NoReviews(
      `${name}: a JSON list of ${Array.isArray(root[0]) ? 'lists' : 'bare values'}, not of reviews with named values: export an object a review, e.g. [{"text": "…"}], or a CSV file`,
      plan,
    );
  }
  const bytes = (onInvalid: () => void) => toUtf8(source.chunks(), encoding, onInvalid);
  const candidates = findNamed(name, findCandidates(shape.root), options.recordsPath);
  if (candidates.length === 0) {
    // Either an empty list, or text that is not JSON: reading it to the end says which.
    for await (const _ of readJson(
      name,
      bytes(() => {}),
      ['*'],
    ))
      break;
    if (shape.broken)
      throw new UserError(`${name}: not valid JSON: the file may be cut off; export it again`);
  }
  const found = chooseCandidate(
    candidates,
    (record) => flattenOrNull(record) ?? new Map(),
    options,
    knowledge,
  );
  const empty = found?.hasText ? null : findEmptyList(shape.root);
  const { path, keyed, records, names, above } =
    found !== null && empty === null
      ? found.candidate
      : { path: empty ?? ['*'], keyed: false, records: [], names: [], above: [] };
  return planTree({
    source,
    options,
    knowledge,
    leaves: records
      .slice(0, SAMPLE_RECORDS)
      .map((record, at) => withNames(flattenOrNull(record) ?? new Map(), names[at] ?? [])),
    base: { format: 'json', encoding: encoding.name, recordsPath: nameRecordsPath(path, keyed) },
    records: (onInvalid) => readJson(name, bytes(onInvalid), path as RecordsPath, above),
    unread: (empty === null ? (found?.others ?? []) : []).map((one) => nameRecordsPath(one.path, one.keyed)),
  });
}

/** @param root of the sample, whose records are then read from the file by their path */
export function planXml(opened: OpenedText, root: { [key: string]: Json }): Promise<Plan> {
  const { source, encoding, options, knowledge } = opened;
  // Records under names of their own (`keyed`) are a habit of JSON alone.
  const candidates = findNamed(
    source.name,
    findCandidates(root).filter(({ keyed }) => !keyed),
    options.recordsPath,
    '.',
  );
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

/** A Parquet file: its records, of which nested values are leaves by path too. */
export async function planParquet(
  source: Source,
  options: ReadOptions,
  knowledge: ReadKnowledge,
): Promise<Plan> {
  const file = await openParquet(source);
  const leaves: Leaves[] = [];
  for await (const batch of file.records()) {
    for (const one of batch) leaves.push(one.leaves!);
    if (leaves.length >= SAMPLE_RECORDS) break;
  }
  return planTree({
    source,
    options,
    knowledge,
    leaves: leaves.slice(0, SAMPLE_RECORDS),
    base: { format: 'parquet', encoding: 'parquet', recordsPath: null },
    records: () => file.records(),
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
  /** Other places of the document whose records look like reviews too. */
  unread?: string[];
  records(onInvalid: () => void): AsyncGenerator<FlatRecord[]>;
}

const NAME_PLACE = 'for one place is read: name it as recordsPath in a --map-file';

async function planTree({
  source,
  options,
  knowledge,
  leaves,
  base,
  records,
  unread = [],
}: RecordTree): Promise<Plan> {
  const headers = collectHeaders(leaves);
  const plan = await finishPlan({
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
  return unread.length === 0 ? plan : { ...plan, unread: { places: unread, next: NAME_PLACE } };
}

/**
 * The place that was said, or all of them where none was.
 * @throws UserError where there is no such place, naming those there are
 */
function findNamed(
  file: string,
  candidates: Candidate[],
  wanted: string | undefined,
  mark?: '.',
): Candidate[] {
  if (wanted === undefined || candidates.length === 0) return candidates;
  const nameOf = ({ path, keyed }: Candidate) =>
    mark === undefined ? nameRecordsPath(path, keyed) : path.filter((part) => part !== '*').join(mark);
  const named = candidates.filter((one) => nameOf(one) === wanted);
  if (named.length > 0) return named;
  const found = [...new Set(candidates.map(nameOf))]
    .slice(0, 12)
    .map((one) => one || 'the root')
    .join(', ');
  throw new UserError(`${file}: there are no records at ${wanted || 'the root'}; there are some at ${found}`);
}

/** The place in the document whose elements look most like reviews; the largest where none does. */
function chooseCandidate(
  candidates: Candidate[],
  flatten: (record: { [key: string]: Json }) => Leaves,
  options: ReadOptions,
  knowledge: ReadKnowledge,
): { candidate: Candidate; hasText: boolean; others: Candidate[] } | null {
  let best: { candidate: Candidate; hasText: boolean; score: number } | null = null;
  const likely: Candidate[] = [];
  for (const candidate of candidates) {
    const leaves = candidate.records.slice(0, 300).map(flatten);
    const headers = collectHeaders(leaves);
    const profiles = profileAll(
      leaves.map((one) => toCells(one, headers)),
      { headers, questions: headers.map(() => null), knowledge, options },
    );
    const forced = new Map<number, LogicalField>();
    for (const [field, names] of Object.entries(options.map ?? {})) {
      for (const column of names ?? []) {
        const at = headers.indexOf(column.trim());
        if (at >= 0) forced.set(at, field as LogicalField);
      }
    }
    const choice = chooseColumns(profiles, knowledge.headers, {
      forced,
      headerless: false,
      questionnaire: false,
    });
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
    if (choice !== null && choice.confidence >= LIKELY && inner === 0) likely.push(candidate);
    if (best === null || score > best.score) best = { candidate, hasText: choice !== null, score };
  }
  if (best === null) return null;
  // what hangs below the records, or what they hang below, is read with them or is another thing
  const { path } = best.candidate;
  const others = likely.filter(({ path: other }) => !isWithin(path, other) && !isWithin(other, path));
  return { ...best, others };
}

/** How sure it must be that records are reviews for them to be named where they are not read. */
const LIKELY = 0.6;

const isWithin = (path: readonly string[], other: readonly string[]): boolean =>
  other.length <= path.length && other.every((part, at) => part === path[at]);
