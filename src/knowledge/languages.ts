import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UserError } from '../errors.js';
import type { Knowledge, ModelCard } from '../types.js';
import type { LanguageTaxonomy } from './taxonomy.js';

/**
 * Languages beside English: what is shipped in src/data/languages, and a user's own in `languages/<code>` of a taxonomy
 * folder. English needs nothing of this, and a run in English loads none of it.
 */

/** Where languages lie. */
export interface LanguagePlaces {
  /** The shipped data. */
  dataDir: URL;
  /** The user's own taxonomy. */
  taxonomyDir: string | null;
}

/** A language as files say it, and how right its phrases were where that was measured. */
export interface LanguageFiles extends LanguageTaxonomy {
  card: ModelCard;
}

/** Codes of the languages that have phrases, English left out, sorted. */
export async function listLanguages({ dataDir, taxonomyDir }: LanguagePlaces): Promise<string[]> {
  const folders = [
    fileURLToPath(new URL('languages', dataDir)),
    ...(taxonomyDir === null ? [] : [join(taxonomyDir, 'languages')]),
  ];
  const found = await Promise.all(folders.map(foldersIn));
  return [...new Set(found.flat())].sort();
}

/**
 * Loads one.
 *
 * @param beside the taxonomy whose themes and harms it speaks of
 * @throws UserError where there is no such language, or where a file of the user's is at fault
 */
export async function loadLanguageFiles(
  code: string,
  places: LanguagePlaces,
  beside: Pick<Knowledge, 'themes' | 'safety'>,
): Promise<LanguageFiles> {
  const known = await listLanguages(places);
  if (!known.includes(code)) {
    throw new UserError(
      `--language ${code}: no phrases are known of this language; write ${['en', ...known].join(' or ')}, or all`,
    );
  }
  const shipped = new URL(`languages/${code}/`, places.dataDir);
  const isShipped = (await foldersIn(fileURLToPath(new URL('languages', places.dataDir)))).includes(code);
  const own = places.taxonomyDir === null ? null : join(places.taxonomyDir, 'languages');
  const isOwn = own !== null && (await foldersIn(own)).includes(code);
  let files = isShipped ? await readShipped(code, shipped, beside) : null;
  if (own !== null && isOwn) {
    const { readLanguage } = await import('./taxonomy.js');
    files = {
      ...(await readLanguage(join(own, code), join(own, code), files, beside)),
      card: files?.card ?? { name: code, version: '0', themes: {}, cards: {}, measures: {} },
    };
  }
  const { lexicon, safety, ...rest } = files as LanguageFiles;
  const themes = new Set(beside.themes.map(({ name }) => name));
  const harms = new Set(beside.safety.harms.map(({ name }) => name));
  return {
    ...rest,
    lexicon: lexicon.filter(({ theme }) => themes.has(theme)),
    safety: {
      harms: beside.safety.harms,
      watched: safety.watched.filter(({ kind, name }) => kind === 'excuse' || harms.has(name)),
    },
  };
}

async function readShipped(
  code: string,
  folder: URL,
  beside: Pick<Knowledge, 'themes' | 'safety'>,
): Promise<LanguageFiles> {
  const card = JSON.parse(await readFile(new URL('card.json', folder), 'utf8')) as ModelCard;
  try {
    const compiled = JSON.parse(await readFile(new URL('compiled.json', folder), 'utf8')) as LanguageTaxonomy;
    return { ...compiled, card };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const { readLanguage } = await import('./taxonomy.js');
  return {
    ...(await readLanguage(fileURLToPath(folder), `languages/${code}`, null, beside, 'passed over')),
    card,
  };
}

async function foldersIn(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return [];
    throw error;
  }
}
