/** JSON documents (an array of records at some path) and NDJSON (one record a line), as streams of flat records. */
import { Tokenizer, TokenParser } from '@streamparser/json';
import { UserError } from '../errors.js';
import { countDoctors } from './profile.js';

/** A record as leaves by dotted path, or why it is none. */
export interface FlatRecord {
  record: number;
  line: number | null;
  leaves: Map<string, string | null> | null;
  problem: 'bad-json' | 'not-an-object' | null;
}

/** Where the records are: keys from the root; `*` = every element or every key. */
export type RecordsPath = string[];

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** `reviews`, `data.items`, `places[].reviews`, `reviews{}` (an object of records), '' = the root. */
export function nameRecordsPath(path: RecordsPath, keyed: boolean): string {
  const parts = path.slice(0, -1);
  let name = '';
  for (const part of parts) {
    if (part === '*') name += '[]';
    else name += (name === '' ? '' : '.') + part;
  }
  return keyed ? `${name}{}` : name;
}

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

const MAX_DEPTH = 12;

const LABEL =
  /(?:^|\.)(?:question(?:_?text)?|name|label|title|criteri(?:on|a)|aspect|category|attribute|dimension|prompt)$/i;
const MARK = /(?:^|[.@])(?:value|score|rating|stars|points|grade)$/i;
const ANSWER = /(?:^|[.@])(?:answer(?:_?text|_?value)?|response|text|comment)$/i;
/** What may stand beside a label and its value without being a third thing. */
const ASIDE =
  /(?:^|[.@])(?:@?type|id|@?min_?value|@?max_?value|best|worst|max|min|weight|order|position|question_?id)$/i;

/**
 * Lists of what was asked and what was answered, `[{"name": "Cleanliness", "value": 5}, …]`: label → value, and
 * `label.comment` → what was said beside it. null for any other list, and where two labels are one: reviews, photos and
 * replies have more to say than two things.
 */
function readPairs(items: Json[]): [string, string][] | null {
  if (items.length === 0 || items.length > 100) return null;
  const pairs = new Map<string, string>();
  const beside: [string, string][] = [];
  for (const item of items) {
    if (!isObject(item)) return null;
    const leaves = [...flatten(item)].filter(([path, cell]) => cell !== null && !ASIDE.test(path));
    const label = leaves.find(([path]) => LABEL.test(path));
    const rest = leaves.filter((one) => one !== label);
    const marks = rest.filter(([path, cell]) => MARK.test(path) && cell !== '');
    const answers = rest.filter(([path]) => ANSWER.test(path));
    if (label === undefined || rest.some((one) => !marks.includes(one) && !answers.includes(one)))
      return null;
    const value = marks.find(([, cell]) => /\d/.test(cell!)) ?? answers[0] ?? marks[0];
    const name = label[1]!.trim();
    if (value === undefined || label[1]!.length > 300 || pairs.has(name)) return null;
    pairs.set(name, value[1]!);
    for (const one of rest) {
      if (one !== value && one[1] !== '' && one[1] !== value[1] && !isNameOf(value[1]!, one))
        beside.push([`${name}.${one[0]}`, one[1]!]);
    }
  }
  return [...pairs, ...beside];
}

/** Whether what stands beside a mark is the mark in words ("Extremely likely" beside 5), and no comment on it. */
const isNameOf = (mark: string, [path, cell]: readonly [string, string | null]): boolean =>
  /\d/.test(mark) &&
  !/comment|remark|note|feedback|reason|verbatim/i.test(path) &&
  (cell ?? '').split(/\s+/).length <= 3;

/**
 * Answers of a form that name the field they belong to and hold their value under the name of its kind (Typeform),
 * `[{"field": {"ref": "clinic"}, "type": "text", "text": "…"}, …]`: field → value. null for any other list.
 */
function readFieldAnswers(items: Json[]): [string, string][] | null {
  if (items.length === 0 || items.length > 500) return null;
  const pairs = new Map<string, string>();
  for (const item of items) {
    if (!isObject(item) || !isObject(item.field) || typeof item.type !== 'string') return null;
    const { title, ref, id } = item.field;
    const label = [title, ref, id].find((one): one is string => typeof one === 'string' && one !== '');
    const answer = label === undefined || !(item.type in item) ? null : answerOf(item[item.type]!);
    if (answer === null) return null;
    if (!pairs.has(label!)) pairs.set(label!, answer);
  }
  return [...pairs];
}

/** A choice is what it is labelled, several are listed, and a plain value is itself; null for anything else. */
function answerOf(value: Json): string | null {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map((one) => answerOf(one) ?? '').join('; ');
  if (!isObject(value)) return value === null ? '' : String(value);
  const labels = [value.label ?? value.labels, value.other].filter(
    (one) => one !== undefined && one !== null,
  );
  return labels.length === 0 ? null : labels.map((one) => answerOf(one as Json) ?? '').join('; ');
}

/**
 * A text that a scraper left in its pieces, `["It helped …", "taken for a month"]`, a line each. null for any other
 * list: words and tags make no text, and several reviews are several.
 */
function joinTexts(items: Json[], key: string): string | null {
  if (items.length === 0 || !items.every((item) => typeof item === 'string')) return null;
  const prose = items.filter((item) => isProse(item as string)).length;
  if (prose === 0 || (prose > 1 && REVIEWS.test(key))) return null;
  return items.join('\n');
}

const REVIEWS = /^(?:reviews|comments|feedbacks|testimonials|opinions|ratings)$/i;

/** Six words, or as many letters of a script without blanks. */
export function isProse(text: string): boolean {
  return text.trim().split(/\s+/).length >= 6 || /[\u0e00-\u0e7f\u3040-\u9fff]{12}/.test(text);
}

/**
 * Leaves of a record by dotted path. Objects are opened, `reviewer.displayName`, and so are lists of questions and
 * answers, `ratings.Cleanliness`, and the pieces of a text; other arrays stay one cell of JSON text, which no field takes
 * by itself. Where two leaves have one path, `{"review.text": …, "review": {"text": …}}`, the second is `review.text (2)`.
 */
export function flatten(value: { [key: string]: Json }): Map<string, string | null> {
  const leaves = new Map<string, string | null>();
  const put = (path: string, cell: string | null): void => {
    const there = leaves.get(path);
    if (there === undefined || there === null || there === '') leaves.set(path, cell ?? there ?? null);
    else if (cell !== null && cell !== '' && cell !== there) {
      let nth = 2;
      while (leaves.has(`${path} (${nth})`)) nth++;
      leaves.set(`${path} (${nth})`, cell);
    }
  };
  const walk = (node: { [key: string]: Json }, prefix: string, depth: number) => {
    for (const key of Object.keys(node)) {
      const child = node[key]!;
      const path = prefix + key;
      if (child === null) put(path, null);
      else if (typeof child === 'string') put(path, child);
      else if (typeof child !== 'object') put(path, String(child));
      else if (Array.isArray(child) || depth >= MAX_DEPTH) {
        const pairs = Array.isArray(child) ? readPairs(child) : null;
        const answers = Array.isArray(child) ? readFieldAnswers(child) : null;
        const text = Array.isArray(child) ? joinTexts(child, key) : null;
        if (text !== null) put(path, text);
        else if (answers !== null)
          for (const [field, value] of answers) put(`${path}.field[].${field}`, value);
        else if (pairs === null) put(path, JSON.stringify(child));
        else for (const [label, value] of pairs) put(`${path}.${label}`, value);
      } else walk(child, `${path}.`, depth + 1);
    }
  };
  walk(value, '', 0);
  return leaves;
}

/** The leaves of a record; null of one that is nested deeper than the machine can walk. */
export function flattenOrNull(value: { [key: string]: Json }): Map<string, string | null> | null {
  try {
    return flatten(value);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

export function isObject(value: Json | undefined): value is { [key: string]: Json } {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

/** Keys under which a place or a doctor has its name, where the reviews stand in it. */
const NAME =
  /^(?:name|title|display_?name|full_?name|(?:business|place|location|clinic|practice|hospital|office|branch|site|doctor|provider|physician|dentist)(?:_?name)?)$/i;
const MAX_NAME = 120;
/** A key that is an id, not a name. */
const ID_KEY = /^[-\w.:]*\d[-\w.:]*$|^[-\w]{18,}$/;

/** A name above the records of a place: `label` as a column, of the holder `at`; `key` null = the key that it has there. */
interface NameAbove {
  label: string;
  at: number;
  key: string | null;
}

/**
 * What the objects around a record are called, nearest first: `../name` of the clinic whose list of reviews it stands
 * in, `../../name` of what that stands in. Only what stands before the list counts, for a stream has not read the rest.
 */
function namesAbove({ keys, holders }: Place, path: RecordsPath): (NameAbove & { name: string })[] {
  const names: (NameAbove & { name: string })[] = [];
  let up = '';
  for (let at = holders.length - 1; at >= 0; at--) {
    const holder = holders[at] as Json;
    if (!isObject(holder)) continue;
    up += '../';
    if (path[at] === '*') {
      // reviews under the name of their clinic
      const name = keys[at]!;
      if (at < keys.length - 1 && name.length <= MAX_NAME && !ID_KEY.test(name))
        names.push({ label: `${up}key`, at, key: null, name });
      continue;
    }
    for (const key of Object.keys(holder)) {
      if (key === keys[at]) break;
      const name = holder[key];
      if (isName(name) && NAME.test(key)) names.push({ label: `${up}${key}`, at, key, name });
    }
  }
  return names;
}

const isName = (value: Json | undefined): value is string =>
  typeof value === 'string' && value !== '' && value.length <= MAX_NAME;

/** A record's leaves with the names above it. */
export function withNames(
  leaves: Map<string, string | null>,
  names: Iterable<[string, string]>,
): Map<string, string | null> {
  for (const [path, name] of names) leaves.set(path, name);
  return leaves;
}

/** A place in a document where records may be, with some of them. */
export interface Candidate {
  path: RecordsPath;
  keyed: boolean;
  records: { [key: string]: Json }[];
  /** What stands above the records is called so, and of each record. */
  above: NameAbove[];
  names: ReadonlyMap<string, string>[];
  /** All elements seen. */
  count: number;
}

const SAMPLE_PER_CANDIDATE = 2000;

/** Every array of objects, and every object whose values are alike objects, at any depth. */
export function findCandidates(root: Json): Candidate[] {
  const found = new Map<string, Candidate>();
  const add = (path: RecordsPath, keyed: boolean, elements: Element[]) => {
    const name = JSON.stringify([path, keyed]);
    let candidate = found.get(name);
    if (candidate === undefined) {
      candidate = { path, keyed, records: [], above: [], names: [], count: 0 };
      found.set(name, candidate);
    }
    for (const { value, place } of elements) {
      candidate.count++;
      if (!isObject(value) || candidate.records.length >= SAMPLE_PER_CANDIDATE) continue;
      candidate.records.push(value);
      const names = namesAbove(place, path);
      candidate.names.push(new Map(names.map(({ label, name }) => [label, name])));
      for (const { label, at, key } of names)
        if (!candidate.above.some((one) => one.label === label)) candidate.above.push({ label, at, key });
    }
  };
  const walk = ({ value: node, place }: Element, path: RecordsPath, depth: number) => {
    if (depth > MAX_DEPTH || node === null || typeof node !== 'object') return;
    const children = elementsOf(node, place);
    const walkAll = (elements: Element[], ...parts: string[]) => {
      for (const element of elements) walk(element, [...path, ...parts], depth + parts.length);
    };
    if (Array.isArray(node)) {
      // The answers of one respondent are a record's columns, not records.
      if (node.some(isObject) && readFieldAnswers(node) === null) add([...path, '*'], false, children);
      walkAll(children, '*');
      return;
    }
    const values = Object.values(node);
    if (values.length >= 2 && values.every(isObject)) {
      if (areAlike(values)) {
        add([...path, '*'], true, children);
        walkAll(children, '*');
        return;
      }
      // reviews under their ids, under the names of their clinics
      const inner = values.flatMap((value) => Object.values(value));
      if (inner.length > values.length && inner.every(isObject) && areAlike(inner)) {
        const below = children.flatMap(({ value, place: above }) => elementsOf(value, above));
        add([...path, '*', '*'], true, below);
        walkAll(below, '*', '*');
        return;
      }
    }
    if (values.length >= 2 && areAlikeLists(values)) {
      const below = children.flatMap(({ value, place: above }) => elementsOf(value, above));
      add([...path, '*', '*'], false, below);
      walkAll(below, '*', '*');
      return;
    }
    Object.keys(node).forEach((key, at) => {
      walk(children[at]!, [...path, key], depth + 1);
    });
  };
  const top: Element = { value: root, place: { keys: [], holders: [] } };
  walk(top, [], 0);
  if (isObject(root)) add([], false, [top]);
  for (const candidate of found.values()) {
    // what all of them stand in tells none from the other; the doctor whose page it is, one page a file, is told all the same
    const tells = ({ label }: NameAbove) => {
      const called = new Set(candidate.names.map((names) => names.get(label)));
      return called.size > 1 || countDoctors({ cells: [...called].map((name) => name ?? '') }) === 1;
    };
    candidate.above = candidate.above.filter(tells);
    const labels = new Set(candidate.above.map(({ label }) => label));
    candidate.names = candidate.names.map(
      (names) => new Map([...names].filter(([label]) => labels.has(label))),
    );
  }
  return [...found.values()];
}

/** The objects and lists from the root on in which a value stands, and its key in each. */
interface Place {
  keys: string[];
  holders: Json[];
}

/** A value of a document and where it stands. */
interface Element {
  value: Json;
  place: Place;
}

const elementsOf = (node: Json, { keys, holders }: Place): Element[] =>
  node === null || typeof node !== 'object'
    ? []
    : Object.entries(node).map(([key, value]) => ({
        value,
        place: { keys: [...keys, key], holders: [...holders, node] },
      }));

/** The path of an empty list of records, where a document holds one and nothing else that could be records. */
export function findEmptyList(root: Json): RecordsPath | null {
  if (Array.isArray(root)) return root.length === 0 ? ['*'] : null;
  if (!isObject(root)) return null;
  for (const key of Object.keys(root)) {
    const inner = findEmptyList(root[key]!);
    if (inner !== null) return [key, ...inner];
  }
  return null;
}

/** Lists of the same kind of records under several names: the reviews of each clinic. */
function areAlikeLists(values: Json[]): values is { [key: string]: Json }[][] {
  if (!values.every((value) => Array.isArray(value) && value.length > 0 && value.every(isObject)))
    return false;
  return areAlike((values as { [key: string]: Json }[][]).map((list) => list[0]!));
}

/** Objects that share most of their keys: records under ids, not the parts of one record. */
function areAlike(values: { [key: string]: Json }[]): boolean {
  const first = Object.keys(values[0]!);
  // One list each, under one name, is a list for each of them.
  if (first.length === 1) {
    const [key] = first as [string];
    return values.every((value) => Array.isArray(value[key]) && Object.keys(value).length === 1);
  }
  if (first.length < 2) return false;
  return values
    .slice(1, 6)
    .every((value) => first.filter((key) => Object.hasOwn(value, key)).length >= first.length / 2);
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
