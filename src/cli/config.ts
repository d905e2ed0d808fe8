import { existsSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { UserError } from '../errors.js';
import type { Setting } from '../types.js';
import { type Command, type Io, MAIN_COMMAND, type Option } from './index.js';

/**
 * Options from a config file and the environment. What may stand there follows from the options that the commands
 * declare: the key is the long flag's name, a placeholder `<file>`, `<dir>`, `<path>` or `=path` makes it a path, an
 * option that can be repeated takes a list, and one written `field=column` takes a mapping as well.
 *
 * Outside the section of its command a key means `analyze`, and every other command that has the very same option.
 */

/** Found upward from the working folder. */
const CONFIG_NAME = 'reviewscan.yaml';
const PREFIX = 'REVIEWSCAN_';
/** Options that only a command line can give. */
const NOT_SET_ELSEWHERE = new Set(['config', 'print-config', 'force', 'version', 'help']);

/** A value as it stands outside the command line. A mapping is a list of its `key=value` pairs. */
export type RawValue = string | boolean | string[];

/** What a config file says, and where. */
export interface Entry {
  /** null: for every command that has the option. */
  command: string | null;
  name: string;
  value: RawValue;
  /** `reviewscan.yaml:3` or `REVIEWSCAN_BY`. */
  place: string;
}

export interface Settled {
  command: string;
  /** The config file in use. */
  file: string | null;
  settings: Setting[];
  /** Where the value of an option stands, by its name; only of those that were not typed. */
  places: Map<string, string>;
  inputBase: string | null;
}

/** Where the value of an option comes from; the higher the rank, the more it counts. */
interface Origin {
  rank: number;
  source: Setting['source'];
  entry: Entry | null;
  base: string;
}

const NOWHERE: Origin = { rank: 0, source: 'default', entry: null, base: '' };

/** Options that make sense together alone: who says one of them anew does not mean the others of before. */
const TOGETHER = [['format', 'output']];

/**
 * Gives a command the values that stand in the environment and in the config file and were not typed: flags before
 * environment before file before default.
 *
 * @throws UserError for an unknown name or a wrong value, with file and line, and for a file that cannot be read
 */
export async function settle(root: Command, command: Command, io: Io): Promise<Settled> {
  const commands = leavesOf(root);
  const name = nameOf(command);
  const path = findConfig(command, io);
  const fromFile = path === null ? [] : await (await import('./config-file.js')).readConfig(path, commands);
  const fromEnvironment = await readEnvironment(io.env, commands);
  const sources = [
    { source: 'environment' as const, base: process.cwd(), entries: fromEnvironment },
    { source: 'file' as const, base: path === null ? process.cwd() : dirname(path), entries: fromFile },
  ];
  // Every value is looked at, also those of other commands: a slip is told on the first run, not on the first use.
  for (const { entries } of sources) for (const entry of entries) checkEntry(entry, commands);

  const options = command.options.filter(isSettable);
  const origins = new Map(options.map((option) => [option, originOf(option)] as const));
  for (const [option, { rank }] of origins) {
    const partners = TOGETHER.find((names) => names.includes(keyOf(option))) ?? [];
    const best = Math.max(
      ...options.filter((one) => partners.includes(keyOf(one))).map((one) => origins.get(one)!.rank),
      0,
    );
    if (rank < best) origins.set(option, NOWHERE);
  }
  const settings: Setting[] = [];
  const places = new Map<string, string>();
  for (const [option, { source, entry, base }] of origins) {
    const key = keyOf(option);
    if (entry !== null) {
      command.setOptionValueWithSource(option.attributeName(), readValue(option, entry, base), source);
      places.set(key, entry.place);
    }
    const value = command.getOptionValue(option.attributeName()) ?? (takesNoValue(option) ? false : null);
    settings.push({ name: key, value, source, from: entry?.place ?? null });
  }
  const inputs = settleFiles(command, sources);
  if (inputs !== null) settings.unshift(inputs.setting);
  return { command: name, file: path, settings, places, inputBase: inputs?.base ?? null };

  function originOf(option: Option): Origin {
    if (command.getOptionValueSource(option.attributeName()) === 'cli') {
      return { ...NOWHERE, rank: sources.length + 1, source: 'flag' };
    }
    for (const [index, { source, base, entries }] of sources.entries()) {
      const entry = entryFor(option, name, entries, commands);
      if (entry !== undefined) return { rank: sources.length - index, source, entry, base };
    }
    return NOWHERE;
  }
}

/** `--print-config`: every option with its value and where that came from. */
export async function printSettings(settled: Settled, format: string | true, io: Io): Promise<void> {
  const { settingsJson, settingsTerminal } = await import('../render/settings.js');
  const { streamSink, writeAll } = await import('./output.js');
  const shown = { ...settled, file: settled.file === null ? null : shownPath(settled.file) };
  await writeAll(streamSink(io.stdout), format === 'json' ? settingsJson(shown) : settingsTerminal(shown));
}

/** Commands that do something, by their full name: `analyze`, `taxonomy-lint`. */
export function leavesOf(root: Command): Map<string, Command> {
  const leaves = root.commands.flatMap((one) => (one.commands.length === 0 ? [one] : one.commands));
  return new Map(leaves.map((one) => [nameOf(one), one]));
}

function nameOf(command: Command): string {
  const { parent } = command;
  return parent?.parent ? `${parent.name()}-${command.name()}` : command.name();
}

/** `min-n` of `--min-n <n>`, `quotes` of `--no-quotes`. */
export function keyOf(option: Option): string {
  return (option.long ?? '').replace(/^--(no-)?/, '');
}

export function isSettable(option: Option): boolean {
  return !NOT_SET_ELSEWHERE.has(keyOf(option));
}

/** Whether the command takes input files, so that `files` may name them. */
function takesFiles(command: Command): boolean {
  return command.registeredArguments[0]?.name() === 'files';
}

export function optionOf(command: Command, name: string): Option | undefined {
  return command.options.find((option) => isSettable(option) && keyOf(option) === name);
}

/** A path as a reader of the terminal would write it. */
export function shownPath(path: string): string {
  const near = relative(process.cwd(), path);
  return near === '' || near.startsWith('..') || isAbsolute(near) ? path : near;
}

function findConfig(command: Command, io: Io): string | null {
  const typed = command.getOptionValueSource('config') === 'cli';
  const { config } = command.opts<{ config?: string | boolean }>();
  if (typed && config === false) return null;
  const named = typed ? String(config) : io.env[`${PREFIX}CONFIG`];
  if (named) {
    if (!typed && /^(false|no|off|0)$/i.test(named)) return null;
    return resolve(named);
  }
  for (let folder = process.cwd(); ; folder = dirname(folder)) {
    const path = join(folder, CONFIG_NAME);
    if (existsSync(path)) return path;
    if (dirname(folder) === folder) return null;
  }
}

/** `REVIEWSCAN_MIN_N`, `REVIEWSCAN_LABEL_SAMPLE`; a list has one value a line. An empty variable is none. */
async function readEnvironment(env: NodeJS.ProcessEnv, commands: Map<string, Command>): Promise<Entry[]> {
  const variable = (...names: string[]) => PREFIX + names.join('_').replaceAll('-', '_').toUpperCase();
  const known = new Map<string, { command: string | null; name: string }>();
  for (const [command, { options }] of commands) {
    for (const option of options.filter(isSettable)) {
      known.set(variable(command, keyOf(option)), { command, name: keyOf(option) });
    }
  }
  const main = commands.get(MAIN_COMMAND)!;
  for (const name of ['files', ...main.options.filter(isSettable).map(keyOf)]) {
    known.set(variable(name), { command: null, name });
  }
  const entries: Entry[] = [];
  for (const [place, text] of Object.entries(env)) {
    if (!place.startsWith(PREFIX) || !text || place === `${PREFIX}CONFIG`) continue;
    const target = known.get(place);
    if (target === undefined) {
      const { unknown } = await import('./config-file.js');
      throw await unknown('environment', place, [...known.keys()]);
    }
    const lines = text.split('\n').filter((line) => line.trim() !== '');
    entries.push({ ...target, value: lines.length > 1 ? lines : text.trim(), place });
  }
  return entries;
}

/** @throws UserError where nothing is called so, or the value is none that the option takes */
function checkEntry(entry: Entry, commands: Map<string, Command>): void {
  if (entry.name === 'files') {
    readFiles(entry);
    return;
  }
  const command = commands.get(entry.command ?? MAIN_COMMAND)!;
  const option = optionOf(command, entry.name);
  if (option !== undefined) readValue(option, entry, '.');
}

/** The value that counts for an option of `command`: its own section's before what is said for all. */
function entryFor(
  option: Option,
  command: string,
  entries: readonly Entry[],
  commands: Map<string, Command>,
): Entry | undefined {
  const named = entries.filter(({ name }) => name === keyOf(option));
  const own = named.find((entry) => entry.command === command);
  if (own !== undefined) return own;
  const shared = named.find((entry) => entry.command === null);
  if (shared === undefined || command === MAIN_COMMAND) return shared;
  const main = optionOf(commands.get(MAIN_COMMAND)!, keyOf(option));
  if (main === option) return shared;
  // A narrower form of the same option: what it does not know is not said to it.
  const narrower = option.argChoices?.every((choice) => main?.argChoices?.includes(choice)) ?? false;
  return narrower && option.argChoices?.includes(String(shared.value)) ? shared : undefined;
}

/** Input files that stand in environment or file, where none were typed. */
function settleFiles(
  command: Command,
  sources: readonly { source: 'environment' | 'file'; base: string; entries: readonly Entry[] }[],
): { setting: Setting; base: string | null } | null {
  if (!takesFiles(command)) return null;
  const typed = command.processedArgs[0] as string[];
  const setting = { name: 'files', value: typed, source: 'flag' as Setting['source'], from: null };
  // Answers from a spreadsheet are taken in by themselves (label --import).
  if (typed.length > 0 || command.opts().import !== undefined) return { setting, base: null };
  for (const { source, base, entries } of sources) {
    const entry = entries.find(({ name }) => name === 'files');
    if (entry === undefined) continue;
    const files = readFiles(entry);
    command.processedArgs[0] = files;
    return {
      setting: { name: 'files', value: files, source, from: entry.place },
      base: base === process.cwd() ? null : base,
    };
  }
  return { setting: { ...setting, source: 'default' }, base: null };
}

function readFiles({ value, place }: Entry): string[] {
  const files = typeof value === 'boolean' ? [] : [value].flat();
  if (files.length === 0 || files.includes('')) {
    throw new UserError(`${place}: files: name a file, folder or pattern, or a list of them`);
  }
  return files;
}

/**
 * An entry as commander would have given it.
 * @param base folder that relative paths start at
 */
function readValue(option: Option, { value, place }: Entry, base: string): unknown {
  const key = keyOf(option);
  const wrong = (what: string) => new UserError(`${place}: ${key}: ${what}`);
  if (takesNoValue(option) || (option.optional && typeof value === 'boolean')) {
    const truth = readTruth(value);
    if (truth === null) throw wrong(`${[value].flat().join(', ')} is neither true nor false`);
    return option.optional && !truth ? undefined : truth;
  }
  if (typeof value === 'boolean') throw wrong(`${value} is no value for ${option.flags}`);
  const take = (text: string, before: unknown) => {
    if (text === '') throw wrong(`has no value; write one, or leave the line out`);
    const full = isPath(option) ? placePath(option, text, base) : text;
    try {
      return option.parseArg === undefined ? full : option.parseArg(full, before);
    } catch (error) {
      if (option.argChoices === undefined) throw wrong((error as Error).message);
      throw wrong(`${text} is none of ${option.argChoices.join(', ')}`);
    }
  };
  if (Array.isArray(option.defaultValue) || option.variadic) {
    return [value].flat().reduce<unknown>((before, text) => take(text, before), []);
  }
  if (Array.isArray(value)) throw wrong('takes one value, not a list');
  return take(value, undefined);
}

function readTruth(value: RawValue): boolean | null {
  if (typeof value === 'boolean') return value;
  if (typeof value !== 'string') return null;
  if (/^(true|yes|on|1)$/i.test(value)) return true;
  return /^(false|no|off|0)$/i.test(value) ? false : null;
}

function takesNoValue({ required, optional }: Option): boolean {
  return !required && !optional;
}

function isPath({ flags }: Option): boolean {
  return /[<[](file|dir|folder|path)[\]>]/.test(flags) || /=(path|file)\b/.test(flags);
}

/** `html=reports/x.html` and `reports/x.html` alike; `-` is no file. */
function placePath(option: Option, text: string, base: string): string {
  const cut = /=(path|file)\b/.test(option.flags) ? text.indexOf('=') + 1 : 0;
  const named = /=(path|file)\b/.test(option.flags) && cut === 0 ? '' : text.slice(cut);
  if (named === '' || named === '-') return text;
  return text.slice(0, cut) + shownPath(resolve(base, named));
}
