import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
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

export { extendTaxonomy, readTaxonomy, type Taxonomy } from './taxonomy.js';

export interface KnowledgeOptions {
  /** Folder of the user's own taxonomy files; see src/data/README.md. */
  taxonomyDir?: string;
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
  dataDir = DATA,
}: KnowledgeOptions = {}): Promise<Knowledge> {
  const [taxonomy, columns, model] = await Promise.all([
    loadTaxonomy(dataDir, taxonomyDir ?? null),
    readJson<ColumnSynonyms>(new URL('columns.json', dataDir)),
    loadModel(dataDir),
  ]);
  const { hash, ...parts } = taxonomy;
  return Object.freeze({
    ...freeze(parts),
    phrases: readPhrases(taxonomy),
    columns: freeze(columns),
    model,
    hash,
  });
}

async function loadTaxonomy(dataDir: URL, taxonomyDir: string | null): Promise<Taxonomy> {
  const shipped = await loadShipped(dataDir);
  if (taxonomyDir === null) return shipped;
  const { extendTaxonomy } = await import('./taxonomy.js');
  return extendTaxonomy(shipped, taxonomyDir);
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
function readPhrases({ lexicon, words }: Taxonomy): Map<string, PhrasePart[]> {
  const phrases = new Map<string, PhrasePart[]>();
  const add = (phrase: string): void => {
    if (!phrases.has(phrase)) phrases.set(phrase, readPhrase(phrase, words.classes));
  };
  for (const { phrase, except } of lexicon) {
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
