/** JSON documents (an array of records at some path) and NDJSON (one record a line), as streams of flat records. */
import { Tokenizer, TokenParser } from '@streamparser/json';
import { UserError } from '../errors.js';
import { type FlatRecord, flatten, flattenOrNull, isObject, type Json } from './leaves.js';
import { isName, type NameAbove, type RecordsPath, withNames } from './record-paths.js';

/** A number that a double cannot hold is kept as its digits: long ids must not change. */
function exactNumber(digits: string): number {
  const value = Number(digits);
  return (Number.isSafeInteger(value) || !/^-?\d{16,}$/.test(digits) ? value : digits) as number;
}

function createParser(paths: string[], onValue: (value: Json, keys: string[]) => void) {
  const tokenizer = new Tokenizer({ stringBufferSize: 65536 });
  const parser = new TokenParser({ paths, keepStack: false });
  (tokenizer as unknown as { parseNumber: (digits: string) => number }).parseNumber = exactNumber;
  tokenizer.onToken = (token) => parser.write(token);
  tokenizer.onError = (error) => {
    throw error;
  };
  parser.onError = tokenizer.onError;
  parser.onValue = ({ value, key, stack }) => {
    const keys = stack.slice(1).map((item) => String(item.key));
    keys.push(String(key));
    onValue(value as Json, keys);
  };
  return tokenizer;
}

/** Parses a complete text; long integers stay exact. Throws SyntaxError (or the parser's error). */
export function parseJson(text: string): Json {
  if (!/[:[,]\s*-?\d{16}/.test(text)) return JSON.parse(text) as Json;
  let result: Json = null;
  const checked = JSON.parse(text) as Json;
  if (checked === null || typeof checked !== 'object') return checked;
  const parser = createParser(['$'], (value) => {
    result = value;
  });
  parser.write(text);
  return result;
}

/**
 * The start of a JSON document as a value: a text that was cut is closed after its last complete value.
 * null when it is not JSON.
 */
export function parseStart(text: string, whole: boolean): Json | undefined {
  try {
    return parseJson(text);
  } catch {
    if (whole) return undefined;
  }
  const closers: string[] = [];
  let safe = 0;
  let safeClosers = '';
  for (let i = 0; i < text.length; i++) {
    const character = text[i];
    if (character === '"') {
      for (i++; i < text.length && text[i] !== '"'; i++) if (text[i] === '\\') i++;
    } else if (character === '{' || character === '[') {
      closers.push(character === '{' ? '}' : ']');
    } else if (character === '}' || character === ']') {
      closers.pop();
      safe = i + 1;
      safeClosers = closers.join('');
    }
  }
  try {
    return parseJson(text.slice(0, safe) + [...safeClosers].reverse().join(''));
  } catch {
    return undefined;
  }
}

/**
 * Streams the records at `path`, in batches of one chunk, each with the names `above` it.
 *
 * @throws UserError where the document stops being JSON.
 */
export async function* readJson(
  name: string,
  bytes: AsyncIterable<Buffer>,
  path: RecordsPath,
  above: readonly NameAbove[] = [],
): AsyncGenerator<FlatRecord[]> {
  let batch: FlatRecord[] = [];
  let record = 0;
  const selectorOf = (parts: RecordsPath) =>
    ['$', ...parts.map((part) => (/[.$]|^$/.test(part) ? '*' : part))].join('.');
  const isAt = (keys: string[], parts: RecordsPath): boolean =>
    // the document itself has no key
    parts.length === 0 ||
    (keys.length === parts.length && parts.every((part, index) => part === '*' || part === keys[index]));
  const named = above.flatMap(({ label, at, key }) =>
    key === null ? [] : [{ label, at, parts: [...path.slice(0, at), key] }],
  );
  /** The last name at each place, and whose it is. */
  const last = new Map<string, { of: string; name: string }>();
  const placeOf = (keys: string[], at: number): string => JSON.stringify(keys.slice(0, at));
  const namesOf = (keys: string[]): [string, string][] =>
    above.flatMap(({ label, at, key }): [string, string][] => {
      if (key === null) return [[label, keys[at]!]];
      const known = last.get(label);
      return known?.of === placeOf(keys, at) ? [[label, known.name]] : [];
    });
  const selectors = new Set([path, ...named.map(({ parts }) => parts)].map(selectorOf));
  const parser = createParser([...selectors], (value, keys) => {
    for (const { label, at, parts } of named)
      if (isName(value) && isAt(keys, parts)) last.set(label, { of: placeOf(keys, at), name: value });
    if (!isAt(keys, path)) return;
    record++;
    const leaves = isObject(value) ? flattenOrNull(value) : null;
    if (leaves !== null)
      batch.push({ record, line: null, leaves: withNames(leaves, namesOf(keys)), problem: null });
    else
      batch.push({
        record,
        line: null,
        leaves: null,
        problem: isObject(value) ? 'bad-json' : 'not-an-object',
      });
  });
  const fail = (error: unknown): never => {
    if (error instanceof RangeError) throw error;
    const reason = error instanceof Error ? shorten(error.message) : 'unexpected text';
    throw new UserError(
      `${name}: not valid JSON after record ${record} (${reason}): the file may be cut off; export it again`,
    );
  };
  for await (const chunk of bytes) {
    try {
      parser.write(chunk);
    } catch (error) {
      fail(error);
    }
    if (batch.length > 0) {
      const full = batch;
      batch = [];
      yield full;
    }
  }
  try {
    if (!parser.isEnded) parser.end();
  } catch (error) {
    fail(error);
  }
  if (batch.length > 0) yield batch;
}

/** The parser's messages quote the text they met: keep the kind of error, never the words. */
function shorten(message: string): string {
  if (/ended in mid-parsing/.test(message)) return 'it ends too early';
  const at = /position "?(\d+)/.exec(message);
  return at ? `at character ${at[1]}` : 'unexpected text';
}

/** Streams the lines of NDJSON, in batches of one chunk. Empty lines are no records. */
export async function* readNdjson(
  bytes: AsyncIterable<Buffer>,
  maxLine: number,
  whole: boolean,
): AsyncGenerator<FlatRecord[]> {
  let rest: Buffer[] = [];
  let restLength = 0;
  let record = 0;
  let line = 0;
  const take = (text: string, batch: FlatRecord[]) => {
    line++;
    const trimmed = text.trim();
    if (trimmed === '') return;
    record++;
    if (trimmed.length > maxLine) {
      batch.push({ record, line, leaves: null, problem: 'bad-json' });
      return;
    }
    try {
      const value = parseJson(trimmed);
      if (isObject(value)) batch.push({ record, line, leaves: flatten(value), problem: null });
      else batch.push({ record, line, leaves: null, problem: 'not-an-object' });
    } catch {
      batch.push({ record, line, leaves: null, problem: 'bad-json' });
    }
  };
  for await (const chunk of bytes) {
    const cut = chunk.lastIndexOf(10);
    if (cut < 0) {
      rest.push(chunk);
      restLength += chunk.length;
      // A line longer than this is one huge value: keep its start only, so that it is counted as a problem.
      if (restLength > maxLine * 2) {
        rest = [Buffer.concat(rest).subarray(0, maxLine + 1)];
        restLength = maxLine + 1;
      }
      continue;
    }
    rest.push(chunk.subarray(0, cut));
    const text = Buffer.concat(rest).toString('utf8');
    rest = cut + 1 < chunk.length ? [chunk.subarray(cut + 1)] : [];
    restLength = rest.length > 0 ? rest[0]!.length : 0;
    const batch: FlatRecord[] = [];
    for (const one of text.split('\n')) take(one, batch);
    if (batch.length > 0) yield batch;
  }
  if (whole && rest.length > 0) {
    const batch: FlatRecord[] = [];
    for (const one of Buffer.concat(rest).toString('utf8').split('\n')) take(one, batch);
    if (batch.length > 0) yield batch;
  }
}
