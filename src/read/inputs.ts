/** What the user named → the files to read: a file, the files of a folder or pattern, what an archive holds. */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../errors.js';
import type { Input, Problem } from '../types.js';
import { isGzip, isZip, openGzip, openZip } from './archive.js';
import { openSource, type Source } from './source.js';
import { isDocument } from './workbook.js';

/** Endings of files that a folder or an archive is searched for; a file that is named itself may have any. */
const READABLE = /\.(csv|tsv|tab|psv|txt|json|jsonl|ndjson|xml|xlsx|xlsm|ods|parquet|pq)(\.gz)?$/i;
const ARCHIVE = /\.zip$/i;
const MOST_FILES = 10_000;

interface OpenedInput {
  /** What the user named. */
  name: string;
  sources: Source[];
  /** Several files may come of it: those without reviews are passed over, and said. */
  several: boolean;
  /** What was passed over, and why. */
  skipped: Problem[];
}

/**
 * Opens what one input stands for. A folder gives its readable files in name order, without those of its own folders;
 * `*`, `?` and `**` in a path that does not exist give what matches.
 *
 * @throws UserError for what does not exist or cannot be read, and for addresses of the web.
 */
export async function openInput(input: Input): Promise<OpenedInput> {
  if (!('path' in input)) return openFile(input);
  const { name, path } = input;
  if (/^[a-z][a-z+.-]+:\/\//i.test(path)) {
    throw new UserError(`${name}: reviewscan never goes to the network: download the file and name it`);
  }
  const info = await stat(path).catch(() => null);
  if (info?.isDirectory()) return openAll(name, await listFolder(path));
  if (info === null && /[*?]/.test(path)) {
    const found = await findMatches(path);
    if (found.length === 0) throw new UserError(`${name}: no file matches; check the pattern`);
    return openAll(name, { paths: found, skipped: [] });
  }
  return openFile(input);
}

async function openAll(
  name: string,
  { paths, skipped }: { paths: string[]; skipped: Problem[] },
): Promise<OpenedInput> {
  if (paths.length === 0) {
    throw new UserError(
      `${name}: holds no file that could be an export (CSV, JSON, XLSX, XML, Parquet, or packed)`,
    );
  }
  if (paths.length > MOST_FILES)
    throw new UserError(`${name}: holds ${paths.length} files: name fewer at a time`);
  const opened: OpenedInput = { name, sources: [], several: true, skipped };
  try {
    for (const path of paths) {
      const why = await whyUnreadable(path);
      if (why !== null) {
        opened.skipped.push(skip(path, why));
        continue;
      }
      const { sources, skipped } = await openFile({ name: path, path });
      opened.sources.push(...sources);
      opened.skipped.push(...skipped);
    }
  } catch (error) {
    for (const source of opened.sources) await source.close();
    throw error;
  }
  if (opened.sources.length === 0) {
    const { file, message } = opened.skipped.at(-1)!;
    throw new UserError(`${name}: none of its files can be read; the last, ${file}: ${message}`);
  }
  return opened;
}

/** Why what was found in a folder is no file to read; one that is named itself may be a pipe. */
async function whyUnreadable(path: string): Promise<string | null> {
  const info = await stat(path).catch((error: NodeJS.ErrnoException) => error.code ?? 'error');
  if (info === 'ENOENT' || info === 'ELOOP') return 'a link to nothing';
  if (typeof info === 'string') return `cannot be read (${info})`;
  return info.isFile() ? null : 'no regular file';
}

async function openFile(input: Input): Promise<OpenedInput> {
  let source = await openSource(input);
  const { name } = source;
  try {
    let head = (await source.head(65_536)).bytes;
    if (isGzip(head)) {
      source = openGzip(source);
      head = (await source.head(65_536)).bytes;
    }
    if (isZip(head)) return await openArchive(source);
  } catch (error) {
    await source.close();
    throw error;
  }
  return { name, sources: [source], several: false, skipped: [] };
}

async function openArchive(packed: Source): Promise<OpenedInput> {
  const { name } = packed;
  const archive = await openZip(packed);
  if (isDocument(archive)) {
    archive.close();
    return { name, sources: [packed], several: false, skipped: [] };
  }
  const opened: OpenedInput = { name, sources: [], several: false, skipped: [] };
  const files = archive.entries
    .filter(({ fileName }) => !fileName.endsWith('/') && !/(^|\/)(\.|__MACOSX\/)/.test(fileName))
    .sort((a, b) => (a.fileName < b.fileName ? -1 : 1));
  for (const entry of files) {
    const path = `${name}/${entry.fileName}`;
    if (!READABLE.test(entry.fileName)) {
      const why = ARCHIVE.test(entry.fileName) ? 'an archive within an archive: unpack it first' : NO_EXPORT;
      opened.skipped.push(skip(path, why));
      continue;
    }
    const source = archive.source(entry);
    opened.sources.push(/\.gz$/i.test(entry.fileName) ? openGzip(source) : source);
  }
  if (opened.sources.length === 0) {
    archive.close();
    throw new UserError(`${name}: holds no file that could be an export (CSV, JSON, XLSX, XML, Parquet)`);
  }
  opened.several = opened.sources.length > 1;
  // The last to be closed closes the archive.
  const last = opened.sources.at(-1)!;
  opened.sources[opened.sources.length - 1] = {
    ...last,
    async close() {
      archive.close();
      await packed.close();
    },
  };
  return opened;
}

const NO_EXPORT = 'no export by its name';

/** What is said of a file that was passed over. */
export function skip(file: string, why: string): Problem {
  return {
    file,
    record: null,
    line: null,
    code: 'skipped-file',
    message: `passed over: ${why}`,
    fatal: false,
  };
}

async function listFolder(path: string): Promise<{ paths: string[]; skipped: Problem[] }> {
  const paths: string[] = [];
  const skipped: Problem[] = [];
  for (const entry of await readFolder(path)) {
    if (entry.name.startsWith('.')) continue;
    const inner = join(path, entry.name);
    if (entry.isDirectory())
      skipped.push(skip(inner, `a folder of its own: name it too, or ${join(path, '**')}`));
    else if (READABLE.test(entry.name) || ARCHIVE.test(entry.name)) paths.push(inner);
    else skipped.push(skip(inner, NO_EXPORT));
  }
  return { paths, skipped };
}

/** In the order of their names' code units, which no locale changes. */
async function readFolder(path: string) {
  try {
    const entries = await readdir(path, { withFileTypes: true });
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EACCES' || code === 'EPERM') {
      throw new UserError(`${path}: not allowed to read this folder; check its permissions`);
    }
    throw error;
  }
}

/** Files that match a pattern, in name order. `*` and `?` stay within a name; a part `**` is any folders. */
async function findMatches(pattern: string): Promise<string[]> {
  const parts = pattern.split(/[\\/]/);
  const fixed = parts.findIndex((part) => /[*?]/.test(part));
  const found: string[] = [];
  const search = async (folder: string, rest: string[]): Promise<void> => {
    const [part, ...after] = rest;
    if (part === undefined || found.length > MOST_FILES) return;
    const deep = part === '**';
    if (deep && after.length > 0) await search(folder, after);
    const matches = deep ? /^[^.]/ : compileName(part);
    const entries = await readFolder(folder === '' ? '.' : folder).catch(() => []);
    for (const entry of entries) {
      if (!matches.test(entry.name)) continue;
      const path = folder === '' ? entry.name : join(folder, entry.name);
      if (entry.isDirectory()) await search(path, deep ? rest : after);
      else if (deep ? after.length === 0 && READABLE.test(entry.name) : after.length === 0) found.push(path);
    }
  };
  const root = parts.slice(0, fixed).join('/');
  await search(fixed > 0 && root === '' ? '/' : root, parts.slice(fixed));
  return [...new Set(found)].sort();
}

/** A part of a pattern; files that hide behind a dot match only where the pattern says the dot. */
function compileName(part: string): RegExp {
  const body = part
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '[^/]*')
    .replaceAll('?', '[^/]');
  return new RegExp(`^${/^[*?]/.test(part) ? '(?!\\.)' : ''}${body}$`);
}
