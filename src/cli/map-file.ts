import { UserError } from '../errors.js';
import type { Inspection, ReadOptions } from '../types.js';
import { readTextFile, writeTextFile } from './files.js';
import { FIELDS, readChoice } from './settings.js';

/** What a map file can settle for next month's export. */
export type SavedMap = Pick<ReadOptions, 'map' | 'dateOrder' | 'sheet'>;

const HEAD = `# Which column is what, found by: reviewscan inspect --save-map
# Read it with: reviewscan analyze FILE --map-file THIS
# Change what is wrong; [] says that no column holds a field; fields left out are found anew.
`;

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
  const { sheet } = inspection;
  const order = foundOrder(inspection);
  const { stringify } = await import('yaml');
  const map = {
    columns,
    ...(order !== null && { dateOrder: order }),
    ...(sheet !== null && { sheet }),
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

/**
 * Reads a map file: `columns` (field → a column or a list of them), `dateOrder`, `sheet`.
 * @throws UserError for what is no such file, naming what is wrong in it
 */
export async function readMapFile(path: string | undefined): Promise<SavedMap> {
  if (path === undefined) return {};
  const { parseDocument } = await import('yaml');
  const document = parseDocument(await readTextFile(path));
  const [broken] = document.errors;
  if (broken) throw new UserError(`${path}: not valid YAML: ${broken.message.split('\n')[0]}`);
  const value: unknown = document.toJS();
  if (!isObject(value) || !isObject(value.columns)) {
    throw new UserError(
      `${path}: no map file: it needs "columns:" with field: Column, as --save-map writes it`,
    );
  }
  for (const key of Object.keys(value)) {
    if (!['columns', 'dateOrder', 'sheet'].includes(key)) {
      throw new UserError(`${path}: does not know ${key}; it can hold columns, dateOrder and sheet`);
    }
  }
  const map: NonNullable<ReadOptions['map']> = {};
  for (const [name, columns] of Object.entries(value.columns)) {
    const field = FIELDS.find((known) => known === name);
    if (field === undefined) {
      throw new UserError(`${path}: does not know the field ${name}; it is one of ${FIELDS.join(', ')}`);
    }
    map[field] = (Array.isArray(columns) ? columns : columns === null ? [] : [columns]).map(String);
  }
  const { dateOrder, sheet } = value;
  return {
    map,
    ...(dateOrder !== undefined && {
      dateOrder: readChoice(`${path}: dateOrder`, String(dateOrder), ['dmy', 'mdy']),
    }),
    ...(sheet !== undefined && { sheet: String(sheet) }),
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
