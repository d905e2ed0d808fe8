import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, type Pair, parseDocument } from 'yaml';
import { nearestName, UserError } from '../errors.js';
import { type Entry, isSettable, keyOf, optionOf, type RawValue, shownPath } from './config.js';
import { readTextFile } from './files.js';
import { type Command, MAIN_COMMAND } from './index.js';

/** Holds the sections of single commands. A key of its own, because `model` and `redact` are options and commands. */
const SECTIONS = 'commands';

/**
 * Reads a config file: options by the name of their flag, `files`, and under `commands` a section for a command.
 * Values are not yet looked at.
 *
 * @throws UserError with file and line for what is no YAML of this shape and for names that do not exist
 */
export async function readConfig(path: string, commands: Map<string, Command>): Promise<Entry[]> {
  const shown = shownPath(path);
  const lines = new LineCounter();
  const document = parseDocument(await readTextFile(path), { lineCounter: lines });
  const placeOf = (node: unknown) => {
    const offset = (node as { range?: [number, number, number] } | null)?.range?.[0];
    return offset === undefined ? shown : `${shown}:${lines.linePos(offset).line}`;
  };
  const [broken] = document.errors;
  if (broken) {
    const place = `${shown}:${lines.linePos(broken.pos[0]).line}`;
    throw new UserError(`${place}: not valid YAML: ${broken.message.split(/ at line|\n/)[0]}`);
  }
  const entries: Entry[] = [];
  const main = commands.get(MAIN_COMMAND)!;
  for (const { key, value } of pairsOf(document.contents, shown)) {
    const name = String(key);
    const place = placeOf(key);
    if (name === SECTIONS) {
      for (const section of pairsOf(value, place)) await readSection(section);
      continue;
    }
    if (name !== 'files' && optionOf(main, name) === undefined) {
      const homes = [...commands].filter(([, one]) => optionOf(one, name) !== undefined);
      if (homes.length > 0) {
        throw new UserError(
          `${place}: ${name} is an option of ${homes.map(([home]) => home).join(' and ')}: put it under ${SECTIONS}: ${homes[0]![0]}:`,
        );
      }
      throw await unknown(place, name, [...namesOf(main), 'files', SECTIONS]);
    }
    entries.push({ command: null, name, value: raw(value, `${place}: ${name}`, document), place });
  }
  return entries;

  async function readSection(section: { key: unknown; value: unknown }): Promise<void> {
    const command = String(section.key);
    const declared = commands.get(command);
    if (declared === undefined) {
      throw await unknown(placeOf(section.key), command, [...commands.keys()], 'command');
    }
    for (const { key, value } of pairsOf(section.value, placeOf(section.key))) {
      const name = String(key);
      const place = placeOf(key);
      if (optionOf(declared, name) === undefined) throw await unknown(place, name, namesOf(declared));
      entries.push({ command, name, value: raw(value, `${place}: ${name}`, document), place });
    }
  }
}

/** A slip in a name, with what was meant if that can be guessed. */
export async function unknown(
  place: string,
  name: string,
  names: readonly string[],
  what = 'option',
): Promise<UserError> {
  const near = negated(name, names) ?? nearestName(name, names);
  const next = near === null ? `the ${what}s are ${names.join(', ')}` : `did you mean ${near}?`;
  return new UserError(`${place}: there is no ${what} ${name}; ${next}`);
}

/** `no-quotes: true` is written `quotes: false`. */
function negated(name: string, names: readonly string[]): string | null {
  const positive = name.replace(/^no-/, '');
  return positive !== name && names.includes(positive) ? `${positive}: false` : null;
}

function namesOf(command: Command): string[] {
  return [...new Set(command.options.filter(isSettable).map(keyOf))];
}

function pairsOf(node: unknown, place: string): { key: unknown; value: unknown }[] {
  if (node === null || (isScalar(node) && node.value === null)) return [];
  if (!isMap(node)) throw new UserError(`${place}: write "name: value" lines here`);
  return node.items as Pair[];
}

/** Scalars as they are written (`1252` and `2026-10` are no numbers to us), lists of them, and pairs as `key=value`. */
function raw(node: unknown, place: string, document: Document): RawValue {
  const value = isAlias(node) ? node.resolve(document) : node;
  if (isScalar(value)) {
    if (typeof value.value === 'boolean') return value.value;
    if (value.value === null) return '';
    return typeof value.value === 'string' ? value.value : (value.source ?? String(value.value));
  }
  if (isSeq(value)) return value.items.map((item) => text(item, place, document));
  if (isMap(value)) {
    return (value.items as Pair[]).flatMap(({ key, value: inner }) => {
      const values = isSeq(inner)
        ? inner.items.map((item) => text(item, place, document))
        : [text(inner, place, document)];
      return (values.length === 0 ? [''] : values).map((one) => `${key}=${one}`);
    });
  }
  return '';
}

function text(node: unknown, place: string, document: Document): string {
  const value = raw(node, place, document);
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return String(value);
  throw new UserError(`${place}: write plain values here, not lists in lists`);
}
