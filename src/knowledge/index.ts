import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { UserError } from '../errors.js';
import type { ColumnSynonyms, Knowledge, ModelCard, PhrasePart } from '../types.js';
import { readPhrase } from './phrases.js';
import type { Taxonomy } from './taxonomy.js';

/**
 * What reviewscan knows of language and of service: loads, checks and freezes src/data. The user's own taxonomy comes
 * in here.
 *
 * The taxonomy is written in YAML, which people can read, but parsing it takes a tenth of a second and checking it
 * another. The build does both once and leaves `taxonomy.json` beside it; where that file is missing (a source tree
 * that was never built) the YAML is read.
 */

export { readYaml, type Zod } from './checked-yaml.js';
export { extendTaxonomy, readTaxonomy, type Taxonomy } from './taxonomy.js';

export interface KnowledgeOptions {
  /** Folder of the user's own taxonomy files; see src/data/README.md. */
  taxonomyDir?: string;
  /** A pack of phrases that mean something of their own in a specialty, by its name in src/data/specialties. */
  specialty?: string;
  /** Where the shipped data lies; tests point it elsewhere. Ends with a slash. */
  dataDir?: URL;
}

const DATA = new URL('../data/', import.meta.url);

/**
 * Loads everything and freezes it.
 *
 * @throws UserError that names the file and the entry of the user's taxonomy that is at fault
 */
export async function loadKnowledge({
  taxonomyDir,
  specialty,
  dataDir = DATA,
}: KnowledgeOptions = {}): Promise<Knowledge> {
  const [taxonomy, columns, model] = await Promise.all([
    loadTaxonomy(dataDir, specialty ?? null, taxonomyDir ?? null),
    readJson<ColumnSynonyms>(new URL('columns.json', dataDir)),
    loadModel(dataDir),
  ]);
  const { hash, ...parts } = taxonomy;
  return Object.freeze({
    ...freeze(parts),
    phrases: readPhrases(taxonomy),
    columns: freeze(columns),
    language: null,
    model,
    hash,
  });
}

/**
 * Loads what is known of a language other than English: a `Knowledge` with the themes, harms and columns of the one it
 * stands beside, phrases and word lists of its own, and no statistical model; its card says how right its phrases are.
 *
 * @param code ISO 639-1
 * @param beside what English is read with
 * @throws UserError where nothing is known of the language, or a file of the user's is at fault
 */
export async function loadLanguage(
  code: string,
  beside: Knowledge,
  { taxonomyDir, dataDir = DATA }: KnowledgeOptions = {},
): Promise<Knowledge> {
  const { loadLanguageFiles } = await import('./languages.js');
  const places = { dataDir, taxonomyDir: taxonomyDir ?? null };
  const { hash, card, ...parts } = await loadLanguageFiles(code, places, beside);
  return Object.freeze({
    ...freeze(parts),
    themes: beside.themes,
    contested: [],
    phrases: readPhrases({ ...parts, contested: [] }),
    columns: beside.columns,
    model: Object.freeze({ bytes: new Uint8Array(), card: freeze(card) }),
    hash,
  });
}

/** Codes of the languages beside English that have phrases, the user's own among them. */
export async function readLanguages({
  taxonomyDir,
  dataDir = DATA,
}: KnowledgeOptions = {}): Promise<string[]> {
  const { listLanguages } = await import('./languages.js');
  return listLanguages({ dataDir, taxonomyDir: taxonomyDir ?? null });
}

/** The shipped taxonomy, the specialty's pack over it, and the user's own over both. */
async function loadTaxonomy(
  dataDir: URL,
  specialty: string | null,
  taxonomyDir: string | null,
): Promise<Taxonomy> {
  let taxonomy = await loadShipped(dataDir);
  if (specialty === null && taxonomyDir === null) return taxonomy;
  const { extendTaxonomy } = await import('./taxonomy.js');
  if (specialty !== null) taxonomy = await extendTaxonomy(taxonomy, await folderOf(specialty, dataDir));
  return taxonomyDir === null ? taxonomy : extendTaxonomy(taxonomy, taxonomyDir);
}

/** Name → what it is called, and the values of a procedure or specialty column that speak of it. */
export type Specialties = Record<string, { title: string; values: string[] }>;

/** The specialties that have a pack. */
export function readSpecialties(dataDir: URL = DATA): Promise<Specialties> {
  return readJson<Specialties>(new URL('specialties/specialties.json', dataDir));
}

/**
 * The one specialty that a value of a procedure or specialty column speaks of ("Dental implant, upper jaw"), by whole
 * words; null where it speaks of none, or of two.
 */
export function specialtyOf(value: string | null, specialties: Specialties): string | null {
  if (value === null) return null;
  const words = plainWords(value);
  const names = Object.keys(specialties).filter((name) =>
    specialties[name]?.values.some((known) => words.includes(plainWords(known))),
  );
  return names.length === 1 ? (names[0] as string) : null;
}

/** Lower-cased words between single spaces, one before and one after, so that a part is found by whole words. */
function plainWords(text: string): string {
  return ` ${
    text
      .toLowerCase()
      .match(/[\p{L}\p{N}&]+/gu)
      ?.join(' ') ?? ''
  } `;
}

async function folderOf(specialty: string, dataDir: URL): Promise<string> {
  const names = Object.keys(await readSpecialties(dataDir));
  if (!names.includes(specialty)) {
    throw new UserError(`--specialty ${specialty}: there is no such pack; choose ${names.join(', ')}`);
  }
  return fileURLToPath(new URL(`specialties/${specialty}`, dataDir));
}

async function loadShipped(dataDir: URL): Promise<Taxonomy> {
  try {
    return await readJson<Taxonomy>(new URL('taxonomy.json', dataDir));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const { readTaxonomy } = await import('./taxonomy.js');
  return readTaxonomy(fileURLToPath(dataDir));
}

/** Every phrase, except and shield of a taxonomy, read. */
function readPhrases({
  lexicon,
  words,
  safety,
  contested,
}: Pick<Taxonomy, 'lexicon' | 'words' | 'safety' | 'contested'>): Map<string, PhrasePart[]> {
  const phrases = new Map<string, PhrasePart[]>();
  const add = (phrase: string): void => {
    if (!phrases.has(phrase)) phrases.set(phrase, readPhrase(phrase, words.classes));
  };
  for (const { phrase, except } of [
    ...lexicon,
    ...safety.watched,
    ...contested.flatMap(({ watched }) => watched),
  ]) {
    add(phrase);
    except.forEach(add);
  }
  words.shields.forEach(add);
  return phrases;
}

async function loadModel(dataDir: URL): Promise<Knowledge['model']> {
  const [bytes, card] = await Promise.all([
    readFile(new URL('model.bin', dataDir)),
    readJson<ModelCard>(new URL('model-card.json', dataDir)),
  ]);
  return Object.freeze({
    bytes: new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length),
    card: freeze(card),
  });
}

async function readJson<T>(url: URL): Promise<T> {
  return JSON.parse(await readFile(url, 'utf8')) as T;
}

function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    for (const part of Object.values(value)) freeze(part);
    Object.freeze(value);
  }
  return value;
}
