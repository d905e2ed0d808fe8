/** Where in a document the records are, and the names of what they stand in. */

import { isObject, type Json, MAX_DEPTH, readFieldAnswers } from './leaves.js';
import { countDoctors } from './profile.js';

/** Where the records are: keys from the root; `*` = every element or every key. */
export type RecordsPath = string[];

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

/** Keys under which a place or a doctor has its name, where the reviews stand in it. */
const NAME =
  /^(?:name|title|display_?name|full_?name|(?:business|place|location|clinic|practice|hospital|office|branch|site|doctor|provider|physician|dentist)(?:_?name)?)$/i;
const MAX_NAME = 120;
/** A key that is an id, not a name. */
const ID_KEY = /^[-\w.:]*\d[-\w.:]*$|^[-\w]{18,}$/;

/** A name above the records of a place: `label` as a column, of the holder `at`; `key` null = the key that it has there. */
export interface NameAbove {
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

export const isName = (value: Json | undefined): value is string =>
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
