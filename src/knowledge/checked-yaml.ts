/**
 * YAML that a person wrote, checked: the room's door to yaml and zod for small files. Every mistake is told with its file,
 * its place in it, and what was found there.
 */
import type { z } from 'zod';
import { UserError } from '../errors.js';

/** What schemas are made with; handed over so that nobody loads it before a file is there to check. */
export type Zod = typeof z;

/** A zod schema, as far as it matters here. */
export interface Checks<T> {
  safeParse(data: unknown): { success: true; data: T } | { success: false; error: { issues: unknown[] } };
}

/** A file by the name it is shown under. */
export interface YamlSource {
  shown: string;
  text: string;
}

/**
 * What a YAML file holds, once it has the shape of `schema`.
 *
 * @param spelling what to say of a key that nobody knows: `an entry holds rule, name and note`
 * @throws UserError that names the file, the entry and what is wrong with it
 */
export async function readYaml<T>(
  source: YamlSource,
  schema: (zod: Zod) => Checks<T>,
  spelling: string,
): Promise<T> {
  const [{ z }, { parse }] = await Promise.all([import('zod'), import('yaml')]);
  return checkYaml(parse, source, schema(z), spelling);
}

/** The same with the parser at hand. */
export function checkYaml<T>(
  parse: (text: string) => unknown,
  source: YamlSource,
  schema: Checks<T>,
  spelling: string,
): T {
  const data = parseYaml(parse, source);
  const result = schema.safeParse(data);
  if (result.success) return result.data;
  throw new UserError(`${source.shown}${describeIssue(result.error.issues[0] as Issue, data, spelling)}`);
}

function parseYaml(parse: (text: string) => unknown, source: YamlSource): unknown {
  try {
    return parse(source.text) ?? {};
  } catch (error) {
    const { message } = error as Error;
    const line = (error as { linePos?: { line: number }[] }).linePos?.[0]?.line;
    const reason = (message.split('\n')[0] as string).replace(/ at line.*$/, '').replace(/:$/, '');
    throw new UserError(
      `${source.shown}${line === undefined ? '' : `, line ${line}`}: this is not valid YAML (${reason})`,
    );
  }
}

interface Issue {
  code?: string | undefined;
  message: string;
  path: PropertyKey[];
  keys?: string[];
  values?: unknown[];
  expected?: string;
  errors?: Issue[][];
}

/** Says one zod issue in plain words: where in the file, what is wrong, what is found. */
function describeIssue(issue: Issue, data: unknown, spelling: string): string {
  let current: Issue = issue;
  let path = issue.path;
  // a union ("text, or an entry with a phrase") fails in both branches: the deepest one says what is wrong
  while (current.code === 'invalid_union' && current.errors !== undefined && current.errors.length > 0) {
    const value = valueAt(data, path);
    const isObject = typeof value === 'object' && value !== null;
    const branches = current.errors.map((issues) => issues[0] as Issue);
    if (!isObject) return `${placeOf(path, data)}: must be a text, found ${shown(value)}`;
    current = branches.at(-1) as Issue;
    path = [...path, ...current.path];
  }
  const value = valueAt(data, path);
  const place = placeOf(path, data);
  switch (current.code) {
    case 'unrecognized_keys':
      return `${place}: does not know "${current.keys?.join('", "')}"; ${spelling}`;
    case 'invalid_value':
      return `${place}: must be ${listOf(current.values ?? [])}, found ${shown(value)}`;
    case 'invalid_type':
      return value === undefined
        ? `${place}: is missing; ${spelling}`
        : `${place}: must be ${kindOf(current.expected ?? '')}, found ${shown(value)}`;
    case 'too_small':
      return `${place}: is empty`;
    default:
      return `${place}: ${current.message}`;
  }
}

const KINDS: Record<string, string> = {
  array: 'a list',
  object: 'a group of keys',
  record: 'a group of keys',
  string: 'a text',
  boolean: 'true or false',
};

function kindOf(expected: string): string {
  return KINDS[expected] ?? expected;
}

function listOf(values: unknown[]): string {
  const words = values.map(String);
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'a group of keys';
  return JSON.stringify(value) ?? 'nothing';
}

function valueAt(data: unknown, path: readonly PropertyKey[]): unknown {
  let value = data;
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<PropertyKey, unknown>)[key];
  }
  return value;
}

/** `, positive, sure, entry 12 ("waited"), polarity` for a path. */
function placeOf(path: readonly PropertyKey[], data: unknown): string {
  let place = '';
  path.forEach((key, i) => {
    if (i === 0 && key === 'themes' && path.length > 1) return;
    if (typeof key !== 'number') {
      place += path[i - 1] === 'themes' && i === 1 ? `, theme "${String(key)}"` : `, ${String(key)}`;
      return;
    }
    const value = valueAt(data, path.slice(0, i + 1));
    const name = typeof value === 'string' ? value : nameOf(value);
    place += `, entry ${key + 1}${typeof name === 'string' ? ` ("${name}")` : ''}`;
  });
  return place;
}

/** What an entry is called, by the first of its telling keys. */
function nameOf(value: unknown): unknown {
  const { phrase, text, rule } = (value ?? {}) as Record<string, unknown>;
  return phrase ?? text ?? rule;
}
