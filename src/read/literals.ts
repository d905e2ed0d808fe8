/**
 * Tables whose reviews hide in a cell: a JSON or Python literal, `{'title': …}` or `[{"Description": …}, …]`. An
 * object's leaves become columns, a list's objects become records.
 */

import { parseJson } from './json.js';
import { flatten, isProse, type Json } from './leaves.js';
import type { DataRow } from './plan.js';

interface OpenedTable {
  headers: string[];
  /** For the leaves that answer a question given beside them. */
  questions: (string | null)[];
  open(row: DataRow): DataRow[];
}

/** A literal of JSON or of Python (its `repr` of dicts, lists, strings, numbers, None, True, False). */
function parseLiteral(text: string): Json | undefined {
  try {
    return parseJson(text);
  } catch {
    return parsePython(text);
  }
}

const ESCAPES: Record<string, string> = {
  n: '\n',
  t: '\t',
  r: '\r',
  b: '\b',
  f: '\f',
  v: '\v',
  a: '\x07',
  '0': '\0',
  '\n': '',
};
const MAX_DEPTH = 40;

function parsePython(text: string): Json | undefined {
  let at = 0;
  const blank = () => {
    while (at < text.length && /\s/.test(text[at]!)) at++;
  };
  const fail = Symbol('no literal');
  const string = (): string => {
    const quote = text[at++]!;
    let value = '';
    for (;;) {
      if (at >= text.length) throw fail;
      const character = text[at++]!;
      if (character === quote) return value;
      if (character !== '\\') {
        value += character;
        continue;
      }
      const escaped = text[at++] ?? '';
      const digits = escaped === 'x' ? 2 : escaped === 'u' ? 4 : escaped === 'U' ? 8 : 0;
      if (digits > 0) {
        const code = Number.parseInt(text.slice(at, at + digits), 16);
        if (Number.isNaN(code) || code > 0x10ffff) throw fail;
        value += String.fromCodePoint(code);
        at += digits;
      } else {
        value +=
          ESCAPES[escaped] ??
          (escaped === quote || escaped === '\\' || escaped === "'" || escaped === '"'
            ? escaped
            : `\\${escaped}`);
      }
    }
  };
  const value = (depth: number): Json => {
    if (depth > MAX_DEPTH) throw fail;
    blank();
    const character = text[at];
    if (character === '{') return object(depth);
    if (character === '[' || character === '(') return list(depth, character === '[' ? ']' : ')');
    if (character === "'" || character === '"') return string();
    const word = /^(?:None|True|False|nan|null|true|false|-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?)/.exec(
      text.slice(at, at + 40),
    )?.[0];
    if (word === undefined) throw fail;
    at += word.length;
    if (word === 'None' || word === 'nan' || word === 'null') return null;
    if (/^[tf]/i.test(word)) return word.toLowerCase() === 'true';
    return /^-?\d{16,}$/.test(word) ? word : Number(word);
  };
  const list = (depth: number, close: string): Json[] => {
    at++;
    const items: Json[] = [];
    for (;;) {
      blank();
      if (text[at] === close) {
        at++;
        return items;
      }
      items.push(value(depth + 1));
      blank();
      if (text[at] === ',') at++;
      else if (text[at] !== close) throw fail;
    }
  };
  const object = (depth: number): Json => {
    at++;
    const entries: [string, Json][] = [];
    for (;;) {
      blank();
      if (text[at] === '}') {
        at++;
        return Object.fromEntries(entries);
      }
      const key = value(depth + 1);
      blank();
      if (text[at++] !== ':') throw fail;
      entries.push([String(key), value(depth + 1)]);
      blank();
      if (text[at] === ',') at++;
      else if (text[at] !== '}') throw fail;
    }
  };
  try {
    const result = value(0);
    blank();
    return at === text.length ? result : undefined;
  } catch (error) {
    if (error === fail) return undefined;
    throw error;
  }
}

const BYTES = /^b(?:'([\s\S]*)'|"([\s\S]*)")$/;

/** Whether nearly every cell is the repr of Python bytes, `b'caf\\xc3\\xa9'`: an encoding that a script wrote out. */
export function holdsBytesRepr(sample: DataRow[]): boolean {
  const cells = sample
    .slice(0, 200)
    .flatMap((row) => row.cells.filter((cell) => cell !== null && cell !== ''));
  return cells.length >= 4 && cells.filter((cell) => BYTES.test(cell!)).length >= cells.length * 0.9;
}

/** The text that such a cell stands for; any other cell as it is. */
export function decodeBytesRepr(cell: string | null): string | null {
  const found = cell === null ? null : BYTES.exec(cell);
  if (found === null) return cell;
  const plain = (found[1] ?? found[2]!).replace(/\\(x[0-9a-fA-F]{2}|.)/g, (_, escaped: string) =>
    escaped.length === 3
      ? String.fromCharCode(Number.parseInt(escaped.slice(1), 16))
      : (ESCAPES[escaped] ?? escaped),
  );
  return Buffer.from(plain, 'latin1').toString('utf8');
}

/**
 * Opens the columns that hold objects, and the one that holds lists of objects. null where no column does.
 *
 * @param columns those whose cells look like literals.
 */
export function openLiterals(headers: string[], columns: number[], sample: DataRow[]): OpenedTable | null {
  const leaves = new Map<number, Set<string>>();
  const lists = new Map<number, number>();
  /** Answers `x.value` → the question `x.text` beside them. */
  const asked = new Map<string, string>();
  for (const { cells } of sample) {
    for (const column of columns) {
      const value = parseLiteral(cells[column] ?? '');
      if (value === undefined || value === null || typeof value !== 'object') continue;
      const objects = Array.isArray(value) ? listObjects(value, headers[column]!) : [value];
      if (Array.isArray(value)) lists.set(column, (lists.get(column) ?? 0) + objects.length);
      const paths = leaves.get(column) ?? new Set<string>();
      leaves.set(column, paths);
      for (const object of objects) {
        for (const [path, cell] of flatten(object)) {
          paths.add(path);
          const stem = /^(.+)\.text$/.exec(path)?.[1];
          if (stem !== undefined && cell !== null) asked.set(`${column} ${stem}.value`, cell);
        }
      }
    }
  }
  const [list] = [...lists].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  const listed = list !== undefined && list[1] > 0 ? list[0] : -1;
  const opened = [...leaves].filter(
    ([column, paths]) => paths.size > 0 && (column === listed || !lists.has(column)),
  );
  if (opened.length === 0) return null;
  const extra = opened.flatMap(([column, paths]) =>
    [...paths]
      .filter((path) => !path.endsWith('.text') || !paths.has(path.replace(/text$/, 'value')))
      .map((path) => ({ column, path })),
  );
  return {
    headers: [
      ...headers,
      ...extra.map(({ column, path }) => `${headers[column]}${column === listed ? '[]' : ''}.${path}`),
    ],
    questions: [
      ...headers.map(() => null),
      ...extra.map(({ column, path }) => asked.get(`${column} ${path}`) ?? null),
    ],
    open(row) {
      const values = new Map(opened.map(([column]) => [column, parseLiteral(row.cells[column] ?? '')]));
      const items = values.get(listed);
      const objects = Array.isArray(items) ? listObjects(items, headers[listed]!) : [];
      const plain = headers.map((_, column) => row.cells[column] ?? null);
      const fixed = new Map(
        opened.flatMap(([column]) => {
          const value = values.get(column);
          return value !== undefined && isRecord(value) ? [[column, flatten(value)] as const] : [];
        }),
      );
      return (objects.length > 0 ? objects : [null]).map((object, at) => {
        const own = object === null ? null : flatten(object);
        const cells = extra.map(
          ({ column, path }) => (column === listed ? own : fixed.get(column))?.get(path) ?? null,
        );
        return { ...row, cells: [...plain, ...cells], ...(at > 0 && { unfolded: true as const }) };
      });
    },
  };
}

/** The objects of a list; under `reviews` or `comments` texts are objects too, of one value. */
function listObjects(items: Json[], header: string): { [key: string]: Json }[] {
  const objects = items.filter(isRecord);
  if (objects.length > 0 || !/(?:^|\.)(?:reviews|comments|feedbacks|testimonials|opinions)$/i.test(header))
    return objects;
  return items.filter((item) => typeof item === 'string').every(isProse)
    ? items.flatMap((item) => (typeof item === 'string' ? [{ text: item }] : []))
    : [];
}

function isRecord(value: Json): value is { [key: string]: Json } {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
