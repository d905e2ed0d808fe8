import { UserError } from '../errors.js';
import type { Inspection, ReadOptions } from '../types.js';
import { readTextFile, writeTextFile } from './files.js';
import { FIELDS, readChoice } from './settings.js';

/** What a map file can settle for next month's export, and for every shard of this one. */
export type SavedMap = Pick<
  ReadOptions,
  | 'map'
  | 'mapPlaces'
  | 'ratingScale'
  | 'dateOrder'
  | 'encoding'
  | 'delimiter'
  | 'sheet'
  | 'recordsPath'
  | 'textLanguage'
>;

const HEAD = `# How an export is read, found by: reviewscan inspect --save-map
# Read it with: reviewscan analyze FILE --map-file THIS
# Change what is wrong; [] says that no column holds a field; what is left out is found anew.
`;

const KNOWN = ['ratingScale', 'dateOrder', 'encoding', 'delimiter', 'sheet', 'recordsPath', 'language'];

const DELIMITERS: Record<string, NonNullable<ReadOptions['delimiter']>> = {
  comma: ',',
  semicolon: ';',
  tab: '\t',
  pipe: '|',
};

/**
 * Writes what was found of a file, for `--map-file`.
 * @throws UserError where several files were looked at, or the one has no reviews
 */
export async function saveMap(path: string, inspections: readonly Inspection[]): Promise<void> {
  const [inspection] = inspections;
  if (inspection === undefined || inspections.length > 1) {
    throw new UserError(`--save-map ${path}: inspect a single file; its columns are what is saved`);
  }
  const columns = foundColumns(inspection);
  if (Object.keys(columns).length === 0) {
    throw new UserError(`--save-map ${path}: ${inspection.file} holds no reviews: there is nothing to save`);
  }
  const { sheet, recordsPath, encoding, format, language } = inspection;
  const order = foundOrder(inspection);
  const scale = foundScale(inspection);
  const delimiter = Object.keys(DELIMITERS).find(
    (name) => DELIMITERS[name] === (inspection.delimiter === 'TAB' ? '\t' : inspection.delimiter),
  );
  const { stringify } = await import('yaml');
  const map = {
    columns,
    ...(scale !== null && { ratingScale: scale }),
    ...(order !== null && { dateOrder: order }),
    // UTF-8 is told for sure wherever it matters; a text of plain letters is in no other by chance.
    ...(encoding !== format && encoding !== 'utf-8' && { encoding }),
    ...(delimiter !== undefined && { delimiter }),
    ...(sheet !== null && { sheet }),
    ...(recordsPath !== null && { recordsPath }),
    ...(language !== null && { language }),
  };
  await writeTextFile(path, HEAD + stringify(map, { lineWidth: 0 }));
}

/** What each field was taken from; only fields that were found. */
export function foundColumns({ evidence }: Inspection): Record<string, string[]> {
  const columns: Record<string, string[]> = {};
  for (const field of FIELDS) {
    const taken = evidence.filter((one) => one.field === field).map(({ column }) => column);
    if (taken.length > 0) columns[field] = taken;
  }
  return columns;
}

/** The order of day and month, where it matters in this file and was found. */
export function foundOrder({ dateFormat }: Inspection): 'dmy' | 'mdy' | null {
  if (/\bD[./-]M/.test(dateFormat ?? '')) return 'dmy';
  return /\bM[./-]D/.test(dateFormat ?? '') ? 'mdy' : null;
}

/** The scale of ratings that are figures, and which end is best; null for words and where there is none. */
function foundScale({ ratingScale, notRated }: Inspection) {
  const found = /^(reversed )?(\d+)-(\d+)$/.exec(ratingScale ?? '');
  if (found === null) return null;
  return {
    worst: Number(found[found[1] === undefined ? 2 : 3]),
    best: Number(found[found[1] === undefined ? 3 : 2]),
    ...(notRated.length > 0 && { notRated }),
  };
}

/**
 * Reads a map file: `columns` (field → a column or a list of them), and what else `--save-map` writes.
 * @throws UserError for what is no such file, naming the line and what is wrong in it
 */
export async function readMapFile(path: string | undefined): Promise<SavedMap> {
  if (path === undefined) return {};
  const { LineCounter, isMap, isScalar, isSeq, parseDocument } = await import('yaml');
  const lines = new LineCounter();
  const document = parseDocument(await readTextFile(path), { lineCounter: lines });
  const at = (node: unknown): string => {
    const range = (node as { range?: [number, number, number] } | null)?.range;
    return range ? `${path}:${lines.linePos(range[0]).line}` : path;
  };
  const [broken] = document.errors;
  if (broken)
    throw new UserError(
      `${path}:${broken.linePos?.[0].line ?? 1}: not valid YAML: ${broken.message.split('\n')[0]}`,
    );
  const { contents } = document;
  const columns = isMap(contents) ? contents.get('columns', true) : null;
  if (!isMap(contents) || !isMap(columns)) {
    throw new UserError(
      `${path}: no map file: it needs "columns:" with field: Column, as --save-map writes it`,
    );
  }
  const saved: SavedMap = {};
  const map: NonNullable<ReadOptions['map']> = {};
  const places = new Map<string, string>();
  for (const { key, value } of columns.items) {
    const field = FIELDS.find((known) => known === String(key));
    if (field === undefined) {
      throw new UserError(`${at(key)}: does not know the field ${key}; it is one of ${FIELDS.join(', ')}`);
    }
    const named = isSeq(value)
      ? value.items
      : value === null || (isScalar(value) && value.value === null)
        ? []
        : [value];
    map[field] = named.map((one) => {
      if (!isScalar(one)) throw new UserError(`${at(one)}: ${field}: write a column or a list of columns`);
      places.set(`${field}=${one.value}`, at(one));
      return String(one.value);
    });
  }
  for (const { key, value } of contents.items) {
    const text = isScalar(value) ? String(value.value ?? '') : null;
    const place = at(key);
    const name = String(key);
    if (name === 'columns') continue;
    if (!KNOWN.includes(name))
      throw new UserError(
        `${place}: does not know ${name}; it can hold columns, ${KNOWN.slice(0, -1).join(', ')} and ${KNOWN.at(-1)}`,
      );
    if (name === 'ratingScale') saved.ratingScale = readScale(place, isMap(value) ? value.toJSON() : value);
    else if (text === null) throw new UserError(`${place}: ${name}: write one value`);
    else if (name === 'dateOrder') saved.dateOrder = readChoice(`${place}: dateOrder`, text, ['dmy', 'mdy']);
    else if (name === 'delimiter')
      saved.delimiter = DELIMITERS[readChoice(`${place}: delimiter`, text, Object.keys(DELIMITERS))]!;
    else if (name === 'encoding') saved.encoding = text;
    else if (name === 'sheet') saved.sheet = text;
    else if (name === 'recordsPath') saved.recordsPath = text;
    else saved.textLanguage = text;
  }
  return { ...saved, map, mapPlaces: places };
}

function readScale(place: string, value: unknown): NonNullable<ReadOptions['ratingScale']> {
  const { worst, best, notRated = [], ...more } = isObject(value) ? value : {};
  const figures = [worst, best, ...(Array.isArray(notRated) ? notRated : [null])];
  if (!figures.every((one) => typeof one === 'number') || worst === best || Object.keys(more).length > 0) {
    throw new UserError(
      `${place}: ratingScale: write {worst: 1, best: 5}, with notRated: [6, 7] where figures are none`,
    );
  }
  return {
    min: Math.min(worst as number, best as number),
    max: Math.max(worst as number, best as number),
    reversed: (worst as number) > (best as number),
    notRated: notRated as number[],
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
