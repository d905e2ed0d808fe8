/**
 * Tables that a data frame wrote as JSON by its columns, not by its records: `{"review": {"0": …, "1": …}, …}`,
 * `{"review": […], …}`, `{"columns": […], "data": [[…], …]}`, and lists of rows below a row of headers. Columns end
 * before records are whole, so such a document is held in memory.
 */
import { UserError } from '../errors.js';
import { parseJson } from './json.js';
import { type FlatRecord, flattenOrNull, isObject, type Json } from './leaves.js';

/** Characters of a document that is held. */
const MOST = 32 * 1024 * 1024;
const BATCH = 256;

/** A table by columns, whole or by its start. */
export function isColumnar(root: Json): boolean {
  return readRows(root) !== null;
}

/** The records of the whole document, in batches. @throws UserError where it is too large, or no JSON */
export async function readColumnar(name: string, bytes: AsyncIterable<Buffer>): Promise<FlatRecord[]> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const chunk of bytes) {
    size += chunk.length;
    if (size > MOST)
      throw new UserError(
        `${name}: a table of JSON by columns of more than ${MOST / 1024 / 1024} MB: export it by records (pandas: orient="records") or as CSV`,
      );
    parts.push(Buffer.from(chunk));
  }
  let rows: ReturnType<typeof readRows> = null;
  try {
    rows = readRows(parseJson(Buffer.concat(parts).toString('utf8')));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  if (rows === null) throw new UserError(`${name}: not valid JSON: the file may be cut off; export it again`);
  return rows.map((row, at) => {
    const leaves = flattenOrNull(row);
    return { record: at + 1, line: null, leaves, problem: leaves === null ? 'bad-json' : null };
  });
}

export async function* inBatches(records: FlatRecord[]): AsyncGenerator<FlatRecord[]> {
  for (let at = 0; at < records.length; at += BATCH) yield records.slice(at, at + BATCH);
}

/** Rows as objects, or null for any other document. */
function readRows(root: Json): { [key: string]: Json }[] | null {
  if (Array.isArray(root)) return readTable(root[0], root.slice(1));
  if (!isObject(root)) return null;
  if (Array.isArray(root.columns) && Array.isArray(root.data)) return readTable(root.columns, root.data);
  const columns = Object.entries(root);
  if (columns.length < 2) return null;
  if (columns.every(([, column]) => isNumbered(column))) {
    const keys = new Set(columns.flatMap(([, column]) => Object.keys(column as object)));
    return [...keys].map((key) =>
      Object.fromEntries(
        columns.map(([header, column]) => [header, (column as { [key: string]: Json })[key] ?? null]),
      ),
    );
  }
  const lists = columns.map(([, column]) => (isList(column) ? column.length : 0));
  // The last column of a start may be cut.
  if (!lists.every((length, at) => length >= 3 && (length === lists[0] || at === lists.length - 1)))
    return null;
  return Array.from({ length: lists[0]! }, (_, row) =>
    Object.fromEntries(columns.map(([header, column]) => [header, (column as Json[])[row] ?? null])),
  );
}

/** Rows below their headers. */
function readTable(headers: Json | undefined, rows: Json[]): { [key: string]: Json }[] | null {
  if (!isList(headers) || headers.length === 0 || !headers.every((header) => typeof header === 'string'))
    return null;
  if (new Set(headers).size < headers.length || rows.length === 0 || !rows.every((row) => isList(row)))
    return null;
  return rows.map((row) =>
    Object.fromEntries(headers.map((header, column) => [header as string, (row as Json[])[column] ?? null])),
  );
}

/** `{"0": …, "1": …}` */
function isNumbered(column: Json): boolean {
  if (!isObject(column)) return false;
  const keys = Object.keys(column);
  return keys.length >= 2 && keys.every((key, at) => key === String(at)) && isList(Object.values(column));
}

/** Bare values alone. */
function isList(value: Json | undefined): value is Json[] {
  return Array.isArray(value) && value.every((item) => item === null || typeof item !== 'object');
}
