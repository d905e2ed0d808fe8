import { existsSync, realpathSync } from 'node:fs';
import { basename, dirname, extname, join, resolve, sep } from 'node:path';
import { nearestName, UserError } from '../errors.js';
import { digestRenderers, renderers, type reviewRenderers } from '../render/index.js';
import type { Input, RenderOptions } from '../types.js';
import type { Io } from './index.js';
import { isSpecial } from './output.js';
import { checkDates } from './output-names.js';
import { readChoice } from './settings.js';

/** What one output holds and where it goes; `path` null is stdout. */
export type Output = (
  | { kind: 'report'; format: keyof typeof renderers; table: RenderOptions['table'] }
  | { kind: 'reviews'; format: keyof typeof reviewRenderers }
  | { kind: 'digest'; format: keyof typeof digestRenderers }
) & { path: string | null };

/** What `csv` can hold: tables of the report, and two that are written while the reviews pass by. */
export const TABLES = ['themes', 'groups', 'trend', 'safety', 'left-out', 'reviews', 'sentences'] as const;
export type Table = (typeof TABLES)[number];

const NAMES = [...Object.keys(renderers), 'ndjson', 'xlsx'];
const ENDINGS = new Map<string, string>([
  ...Object.entries(renderers).map(([name, { extension }]) => [`.${extension}`, name] as const),
  ['.txt', 'terminal'],
  ['.ndjson', 'ndjson'],
  ['.xlsx', 'xlsx'],
  ['.jsonl', 'ndjson'],
  ['.markdown', 'markdown'],
  ['.htm', 'html'],
]);

/** What a format is also called, beside the endings of its files. */
const ALSO_CALLED = new Map([
  ['excel', 'xlsx'],
  ['text', 'terminal'],
]);

/**
 * A format by its name, by an ending of its files (`md`, `htm`, `jsonl`), or by what it is also called.
 * @throws UserError with the names there are, and the one that was perhaps meant
 */
function readName<const T extends string>(flag: string, value: string, names: readonly T[]): T {
  const word = value.toLowerCase();
  const meant = ENDINGS.get(`.${word}`) ?? ALSO_CALLED.get(word);
  const named = names.find((name) => name === word || name === meant);
  if (named !== undefined) return named;
  const near = nearestName(word, names);
  const perhaps = near === null ? '' : `; did you mean ${near}?`;
  throw new UserError(`${flag} ${value}: choose ${names.join(' or ')}${perhaps}`);
}

interface Wanted {
  name: string;
  table: Table;
  path: string | null;
}

/**
 * `--format name[:table][=path]` (several) and `--output path` (one) → what to write where. Without either: the terminal
 * report on stdout, or only the digests (`--digest name[=path]`) where there are any. `table` is what csv holds where its
 * format does not say; `plain` puts that format in place of the terminal's.
 * @throws UserError for an unknown format or table, two outputs in one place, or an output that would replace an input
 */
export function readOutputs(
  formats: readonly string[],
  output: string | undefined,
  table: Table,
  inputs: readonly Input[],
  {
    digests = [],
    plain = false,
  }: { digests?: readonly string[] | undefined; plain?: boolean | undefined } = {},
): Output[] {
  const wanted = formats.map((value) => readFormat(value, table));
  if (output !== undefined) {
    if (wanted.length > 1 || (wanted[0] && wanted[0].path !== null)) {
      throw new UserError('--output is for one format; with several, write each as --format name=path');
    }
    const path = output === '-' ? null : output;
    wanted[0] = { ...(wanted[0] ?? { name: formatOf(output), table }), path };
  }
  const news = digests.map(readDigest);
  if (wanted.length + news.length === 0) wanted.push({ name: 'terminal', table, path: null });
  for (const { path } of [...wanted, ...news]) if (path !== null) checkDates(path);
  checkPlaces([...wanted, ...news], inputs);
  const outputs = wanted.map(({ name: asked, table, path }): Output => {
    const name = plain && asked === 'terminal' ? 'plain' : asked;
    if (name === 'ndjson' || name === 'xlsx') return { kind: 'reviews', format: name, path };
    if (name === 'csv' && (table === 'reviews' || table === 'sentences')) {
      return { kind: 'reviews', format: table, path };
    }
    // Of the other formats none looks at the table.
    const drawn = table === 'reviews' || table === 'sentences' ? 'themes' : table;
    return { kind: 'report', format: name as keyof typeof renderers, table: drawn, path };
  });
  return [...outputs, ...news.map(({ name, path }): Output => ({ kind: 'digest', format: name, path }))];
}

/** `eml`, `eml=path`. */
function readDigest(value: string): { name: keyof typeof digestRenderers; path: string | null } {
  const cut = value.indexOf('=');
  const names = Object.keys(digestRenderers) as (keyof typeof digestRenderers)[];
  const name = readName('--digest', cut < 0 ? value : value.slice(0, cut), names);
  const path = cut < 0 ? null : value.slice(cut + 1);
  if (path === '') {
    throw new UserError(`--digest ${value}: name a file after =, e.g. --digest ${name}=news.${name}`);
  }
  return { name, path: path === '-' ? null : path };
}

/** @throws UserError for a workbook that would be written to a terminal */
export function refuseTerminal(outputs: readonly Output[], { stdout }: Pick<Io, 'stdout'>): void {
  if (!stdout.isTTY || !outputs.some(({ format, path }) => format === 'xlsx' && path === null)) return;
  throw new UserError('--format xlsx: a workbook is no text for a terminal; write --format xlsx=report.xlsx');
}

/** `csv`, `csv=path`, `csv:groups`, `csv:groups=path`. */
function readFormat(value: string, fallback: Table): Wanted {
  const cut = value.indexOf('=');
  const format = cut < 0 ? value : value.slice(0, cut);
  const path = cut < 0 ? null : value.slice(cut + 1);
  if (path === '')
    throw new UserError(`--format ${value}: name a file after =, e.g. --format ${format}=report`);
  const colon = format.indexOf(':');
  const name = readName('--format', colon < 0 ? format : format.slice(0, colon), NAMES);
  if (colon >= 0 && name !== 'csv') {
    throw new UserError(`--format ${value}: csv alone has tables, as in --format csv:groups=groups.csv`);
  }
  const table =
    colon < 0 ? fallback : readChoice(`--format ${value}: table`, format.slice(colon + 1), TABLES);
  return { name, table, path: path === '-' ? null : path };
}

/** @throws UserError for an ending that no format has: a slip in it would write another format than was meant */
function formatOf(path: string): string {
  const ending = extname(path.replace(/\{[^{}]*\}/g, '')).toLowerCase();
  const format = ENDINGS.get(ending);
  if (format !== undefined) return format;
  // Without one, as `/dev/stdout`, `report.31` and `for Dr. Quince` are, it is the terminal's.
  if (path === '-' || ending === '.log' || !/^\.\d*[a-z]\w*$/.test(ending) || isSpecial(path))
    return 'terminal';
  const inner = ENDINGS.get(extname(path.slice(0, -ending.length)).toLowerCase()) ?? 'terminal';
  throw new UserError(
    `--output ${path}: no format ends in ${ending}; write ${[...ENDINGS.keys()].join(', ')}, or --format ${inner}=${path}`,
  );
}

/** @throws UserError for two outputs in one place, and for one that would replace what is read */
export function checkPlaces(outputs: readonly { path: string | null }[], inputs: readonly Input[]): void {
  const taken = new Set<string>();
  for (const { path } of outputs) {
    const place = path === null ? 'stdout' : realPlace(path);
    if (taken.has(place)) {
      const where = path ?? 'stdout';
      throw new UserError(
        `two formats for ${where}: give all but one a file of its own, e.g. --format json=report.json`,
      );
    }
    taken.add(place);
  }
  spareInputs(
    outputs.map(({ path }) => path),
    inputs,
  );
}

/** What no folder is searched for exports by: such a file may lie among them (a config, a map, a taxonomy). */
const NEVER_READ = /\.ya?ml$/i;
/** What a folder passes over by its name, as a history is called; a pattern gives it all the same. */
const DATABASE = /\.(db|sqlite3?)$/i;

/**
 * @param written what a command writes, as it was named; `-` is standard output
 * @throws UserError for one that would replace what is read, or be read as an export the next time
 */
export function spareInputs(written: readonly (string | null | undefined)[], inputs: readonly Input[]): void {
  const read = inputs.flatMap((input) => ('path' in input ? [input.path] : []));
  for (const path of written) {
    if (!path || path === '-') continue;
    refuseToReplace([path], read, 'is read by this run');
    const place = realPlace(path);
    if (NEVER_READ.test(path)) continue;
    if (!DATABASE.test(path) && read.some((input) => place.startsWith(realPlace(input) + sep))) {
      throw new UserError(`${path}: lies in a folder that is read by this run; choose another`);
    }
    if (read.some((input) => isPattern(input) && matchesPattern(place, realPlace(input)))) {
      throw new UserError(`${path}: matches a pattern that is read by this run; choose another`);
    }
  }
}

/** Whether a path means all files that match it: one of that very name is read as itself. */
function isPattern(path: string): boolean {
  return /[*?]/.test(path) && !existsSync(path);
}

/** Whether a file is among those that match: `*` and `?` stay within a name, a part `**` is any folders. */
function matchesPattern(place: string, pattern: string): boolean {
  const matches = ([part, ...rest]: string[], names: string[]): boolean => {
    if (part === undefined) return names.length === 0;
    const [name, ...below] = names;
    if (part === '**' && matches(rest, names)) return true;
    if (name === undefined) return false;
    return part === '**'
      ? matches([part, ...rest], below)
      : namePattern(part).test(name) && matches(rest, below);
  };
  return matches(pattern.split(sep), place.split(sep));
}

function namePattern(part: string): RegExp {
  const plain = part.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${plain.replaceAll('*', '.*').replaceAll('?', '.')}$`);
}

/**
 * @param files other files of the run, as they were named; undefined or null where there is none
 * @param what they are to this run, said where one would be replaced
 * @throws UserError
 */
export function refuseToReplace(
  outputs: readonly (string | null | undefined)[],
  files: readonly (string | null | undefined)[],
  what: string,
): void {
  const kept = new Set(files.flatMap((file) => (file ? [realPlace(file)] : [])));
  const lost = outputs.find((path) => path && path !== '-' && kept.has(realPlace(path)));
  if (lost) throw new UserError(`${lost}: ${what} and would be replaced; choose another`);
}

/** Where a path leads: an output that is a link replaces the file behind it. */
function realPlace(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    const folder = dirname(resolve(path));
    // A file that is yet to be made lies in a folder that may itself be reached by a link.
    return folder === resolve(path) ? folder : join(realPlace(folder), basename(path));
  }
}
