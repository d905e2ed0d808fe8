import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../errors.js';
import type {
  ContestedReading,
  Knowledge,
  Language,
  LexiconEntry,
  SafetyWords,
  Theme,
  WordLists,
} from '../types.js';
import { type Checked, createChecker, EMPTY_WORDS, type Source } from './checks.js';
import { BUILT_IN_CLASSES } from './phrases.js';

/**
 * Reads a folder of taxonomy files and lays it over the shipped ones; what each may say is checked in checks.ts. zod and
 * the YAML parser are slow to load, so nothing here runs for the shipped taxonomy of a built reviewscan.
 */

/** What the files of a taxonomy say, as plain data: it goes through JSON unchanged. */
export interface Taxonomy {
  themes: Theme[];
  lexicon: LexiconEntry[];
  words: WordLists;
  negators: Knowledge['negators'];
  splitting: Knowledge['splitting'];
  safety: SafetyWords;
  contested: ContestedReading[];
  /** sha256 over the names and bytes of all files in use, hex. */
  hash: string;
}

/** What the files of a language say; its themes and the titles of harms are those of the taxonomy it is read beside. */
export interface LanguageTaxonomy extends Omit<Taxonomy, 'themes' | 'contested'> {
  language: Language;
}

const TOP_FILES = [
  'themes.yaml',
  'words.yaml',
  'negators.yaml',
  'safety.yaml',
  'contested.yaml',
  'splitting.yaml',
] as const;
const LANGUAGE_FILES = [
  'language.yaml',
  'words.yaml',
  'negators.yaml',
  'safety.yaml',
  'splitting.yaml',
] as const;
/**
 * Reads the shipped taxonomy.
 *
 * @param dataDir folder of the shipped data: `taxonomy/` with every file but `splitting.yaml`, which stands beside it
 * @throws UserError that names the file and the entry and says what to do
 */
export async function readTaxonomy(dataDir: string): Promise<Taxonomy> {
  const sources = await readFolder(join(dataDir, 'taxonomy'), 'taxonomy');
  const splitting = await readSource(join(dataDir, 'splitting.yaml'), 'splitting.yaml', 'splitting.yaml');
  sources.set('splitting.yaml', splitting);
  for (const name of TOP_FILES) if (!sources.has(name)) throw new UserError(`taxonomy/${name}: is missing`);
  const nothing: Taxonomy = {
    themes: [],
    lexicon: [],
    words: { ...EMPTY_WORDS },
    negators: { extra: [], notNegation: [] },
    safety: { harms: [], watched: [] },
    contested: [],
    // every file is there, so nothing of this start is left
    splitting: {} as Taxonomy['splitting'],
    hash: '',
  };
  return lay(nothing, sources);
}

/**
 * Lays a user's own files over a taxonomy.
 *
 * @param shipped the taxonomy they start from; it is not changed
 * @param dir their folder. A file there stands in place of the shipped one of its name, or is added to it where it says
 *   `extend: true`; what has no file there stays as it is shipped
 * @throws UserError that names the file and the entry and says what to do
 */
export async function extendTaxonomy(shipped: Taxonomy, dir: string): Promise<Taxonomy> {
  const own = await readFolder(dir, dir);
  if (own.size === 0) {
    throw new UserError(
      `${dir}: no taxonomy file here; it may hold ${TOP_FILES.join(', ')} and phrases/<theme>.yaml (see src/data/README.md)`,
    );
  }
  return lay(shipped, own);
}

/**
 * Reads a language: the shipped one where `base` is null, else a user's own files over it.
 *
 * @param dir its folder: `language.yaml`, which a new language must have, and what a taxonomy has but themes and
 *   contested readings
 * @param shown what the folder is called in messages
 * @param beside the taxonomy whose themes and harms it speaks of
 * @param unknownThemes a shipped language may hold phrases of themes that the user's taxonomy dropped
 * @throws UserError that names the file and the entry and says what to do
 */
export async function readLanguage(
  dir: string,
  shown: string,
  base: LanguageTaxonomy | null,
  beside: Pick<Taxonomy, 'themes' | 'safety'>,
  unknownThemes: 'refused' | 'passed over' = 'refused',
): Promise<LanguageTaxonomy> {
  const sources = await readFolder(dir, shown, LANGUAGE_FILES);
  const check = await createChecker();
  const hash = createHash('sha256').update(base?.hash ?? '');
  for (const name of [...sources.keys()].sort()) hash.update(`${name}\0${sources.get(name)?.text}\0`);
  const about = sources.get('language.yaml');
  if (about === undefined && base === null) {
    throw new UserError(
      `${shown}/language.yaml: is missing; a language of your own begins with it (see src/data/README.md)`,
    );
  }
  const language = about === undefined ? (base as LanguageTaxonomy).language : check.language(about);
  const wordsFile = sources.get('words.yaml');
  const words = withVerbForms(
    wordsFile === undefined
      ? (base?.words ?? EMPTY_WORDS)
      : check.words(wordsFile, base?.words ?? EMPTY_WORDS),
    language,
  );
  const own = <T extends Record<keyof T, unknown[]>>(
    name: string,
    read: (source: Source) => Checked<T>,
    shipped: T | undefined,
  ): T => {
    // an empty file holds every list, empty
    const { extend, value } = read(sources.get(name) ?? { name, shown: `${shown}/${name}`, text: '{}' });
    return shipped !== undefined && (extend || !sources.has(name)) ? joinLists(shipped, value) : value;
  };
  const themes = new Set(beside.themes.map(({ name }) => name));
  const lexicon = (base?.lexicon ?? []).filter(({ theme }) => themes.has(theme));
  for (const [name, source] of sources) {
    const theme = themeOfFile(name);
    if (theme === null) continue;
    if (!themes.has(theme)) {
      if (unknownThemes === 'passed over') continue;
      throw new UserError(
        `${source.shown}: no theme is called "${theme}"; the themes are ${[...themes].join(', ')}`,
      );
    }
    const shipped = lexicon.filter((entry) => entry.theme === theme);
    const { kept, own } = layPhrases(shipped, check.phrases(source, theme, words));
    const others = lexicon.filter((entry) => entry.theme !== theme);
    lexicon.splice(0, lexicon.length, ...others, ...kept, ...own);
  }
  if (wordsFile !== undefined) {
    const of = `the language "${language.code}"`;
    mustKnowLists(
      wordsFile,
      [...lexicon, ...(base?.safety.watched ?? [])].map(({ phrase, except }) => ({ phrase, except, of })),
      words,
    );
  }
  const safetyFile = sources.get('safety.yaml');
  const harms = { harms: beside.safety.harms, watched: base?.safety.watched ?? [] };
  return {
    language,
    lexicon,
    words,
    negators: own('negators.yaml', check.negators, base?.negators),
    splitting: own('splitting.yaml', check.splitting, base?.splitting),
    safety: safetyFile === undefined ? harms : check.safety(safetyFile, words, harms),
    hash: hash.digest('hex'),
  };
}

/** Phrases of a theme laid over those there were: what stays of them, and the new ones, a layer above. */
function layPhrases(
  shipped: readonly LexiconEntry[],
  { extend, value }: Checked<LexiconEntry[]>,
): Record<'kept' | 'own', LexiconEntry[]> {
  const layer = 1 + Math.max(-1, ...shipped.map((entry) => entry.layer));
  const spoken = new Set(value.map(({ phrase }) => phrase));
  return {
    kept: extend ? shipped.filter(({ phrase }) => !spoken.has(phrase)) : [],
    own: value.map((entry) => ({ ...entry, layer })),
  };
}

/** Word lists with the forms of their verbs in place of `explicar+`. */
function withVerbForms(words: WordLists, { verbs }: Language): WordLists {
  const endings = Object.keys(verbs).sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
  const formsOf = (member: string): string[] => {
    if (!member.endsWith('+')) return [member];
    const verb = member.slice(0, -1);
    const ending = endings.find((one) => verb.endsWith(one));
    if (ending === undefined) {
      throw new UserError(`words.yaml: "${member}" ends like no verb; the endings are ${endings.join(', ')}`);
    }
    const stem = verb.slice(0, -ending.length);
    return [verb, ...(verbs[ending] as string[]).map((form) => stem + form)].map((form) => `=${form}`);
  };
  const classes = Object.entries(words.classes).map(([name, members]) => [
    name,
    [...new Set(members.flatMap(formsOf))],
  ]);
  return { ...words, classes: Object.fromEntries(classes) };
}

async function lay(base: Taxonomy, sources: ReadonlyMap<string, Source>): Promise<Taxonomy> {
  const check = await createChecker();
  const hash = createHash('sha256').update(base.hash);
  for (const name of [...sources.keys()].sort()) hash.update(`${name}\0${sources.get(name)?.text}\0`);
  const source = (name: string): Source | undefined => sources.get(name);

  let { themes, negators, splitting } = base;
  const themesFile = source('themes.yaml');
  if (themesFile !== undefined) {
    const { extend, value } = check.themes(themesFile, themes);
    const own = new Map(value.map((theme) => [theme.name, theme]));
    const shipped = new Set(themes.map(({ name }) => name));
    themes = extend
      ? [
          ...themes.map((theme) => own.get(theme.name) ?? theme),
          ...value.filter(({ name }) => !shipped.has(name)),
        ]
      : value;
  }
  const known = new Map(themes.map((theme) => [theme.name, theme]));

  const wordsFile = source('words.yaml');
  const words = wordsFile === undefined ? base.words : check.words(wordsFile, base.words);

  const negatorsFile = source('negators.yaml');
  if (negatorsFile !== undefined) {
    const { extend, value } = check.negators(negatorsFile);
    negators = extend ? joinLists(negators, value) : value;
  }
  const splittingFile = source('splitting.yaml');
  if (splittingFile !== undefined) {
    const { extend, value } = check.splitting(splittingFile);
    splitting = extend ? joinLists(splitting, value) : value;
  }

  for (const [name, { shown }] of sources) {
    const theme = themeOfFile(name);
    if (theme !== null && !known.has(theme)) {
      throw new UserError(`${shown}: no theme is called "${theme}"; ${knownThemes(known)}`);
    }
  }
  const lexicon: LexiconEntry[] = [];
  for (const theme of known.keys()) {
    const shipped = base.lexicon.filter((entry) => entry.theme === theme);
    const file = source(`phrases/${theme}.yaml`);
    const checked = file === undefined ? { extend: true, value: [] } : check.phrases(file, theme, words);
    const { kept, own } = layPhrases(shipped, checked);
    if (wordsFile !== undefined) {
      const of = `theme "${theme}"`;
      mustKnowLists(
        wordsFile,
        kept.map(({ phrase, except }) => ({ phrase, except, of })),
        words,
      );
    }
    if (kept.length + own.length === 0) {
      throw new UserError(
        `${themesFile?.shown ?? file?.shown}: theme "${theme}" has no phrases; add phrases/${theme}.yaml beside it`,
      );
    }
    lexicon.push(...kept, ...own);
  }

  const safetyFile = source('safety.yaml');
  const safety = safetyFile === undefined ? base.safety : check.safety(safetyFile, words, base.safety);
  if (wordsFile !== undefined) {
    for (const { phrase, except, name } of safety.watched) {
      mustKnowLists(wordsFile, [{ phrase, except, of: `"${name}" of safety.yaml` }], words);
    }
  }
  const contestedFile = source('contested.yaml');
  const contested = (
    contestedFile === undefined
      ? base.contested
      : check.contested(contestedFile, words, new Set(known.keys()), base.contested)
  ).filter(({ read, instead }) => known.has(read) && known.has(instead));
  if (wordsFile !== undefined) {
    for (const { name, watched } of contested) {
      mustKnowLists(
        wordsFile,
        watched.map(({ phrase, except }) => ({ phrase, except, of: `"${name}" of contested.yaml` })),
        words,
      );
    }
  }
  return { themes, lexicon, words, negators, splitting, safety, contested, hash: hash.digest('hex') };
}

/** Whoever writes word lists of his own must keep those that the shipped phrases use. */
function mustKnowLists(
  source: Source,
  entries: readonly { phrase: string; except: readonly string[]; of: string }[],
  words: WordLists,
): void {
  for (const { phrase, except, of } of entries) {
    for (const text of [phrase, ...except]) {
      for (const [, name] of text.matchAll(/\{([a-z-]+)\}/g)) {
        if (Object.hasOwn(words.classes, name as string) || BUILT_IN_CLASSES.includes(name as string))
          continue;
        throw new UserError(
          `${source.shown}: no word list is called {${name}}, which the phrase "${phrase}" of ${of} uses; add the list or say extend: true`,
        );
      }
    }
  }
}

/** Two groups of lists, list by list. */
function joinLists<T extends Record<keyof T, unknown[]>>(first: T, second: T): T {
  const joined = { ...first };
  for (const key of Object.keys(second) as (keyof T)[])
    joined[key] = [...first[key], ...second[key]] as T[keyof T];
  return joined;
}

function knownThemes(themes: ReadonlyMap<string, Theme>): string {
  return `the themes are ${[...themes.keys()].join(', ')}`;
}

function themeOfFile(name: string): string | null {
  return /^phrases\/(.+)\.yaml$/.exec(name)?.[1] ?? null;
}

/** All YAML files of a taxonomy folder by name; files it cannot place are errors, for a misspelt name would be silent. */
async function readFolder(
  dir: string,
  shown: string,
  files: readonly string[] = TOP_FILES,
): Promise<Map<string, Source>> {
  const sources = new Map<string, Source>();
  const list = async (folder: string, where: string): Promise<string[]> => {
    try {
      return (await readdir(folder)).filter((name) => !name.startsWith('.')).sort();
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT')
        throw new UserError(`${where}: there is no such folder; --taxonomy wants a folder of taxonomy files`);
      if (code === 'ENOTDIR')
        throw new UserError(`${where}: this is a file; --taxonomy wants the folder it is in`);
      throw new UserError(`${where}: cannot be read (${code ?? 'unknown error'})`);
    }
  };
  const add = async (name: string): Promise<void> => {
    const bytes = await readFile(join(dir, name));
    sources.set(name, {
      name,
      shown: `${shown}/${name}`,
      text: bytes.toString('utf8').replace(/^\ufeff/, ''),
    });
  };
  for (const name of await list(dir, shown)) {
    if (files.includes(name)) await add(name);
    else if (name === 'phrases') {
      for (const file of await list(join(dir, name), `${shown}/phrases`)) {
        if (file.endsWith('.yaml')) await add(`phrases/${file}`);
        else if (file.endsWith('.yml'))
          throw new UserError(`${shown}/phrases/${file}: call it ${file.slice(0, -4)}.yaml`);
      }
    } else if (/\.ya?ml$/.test(name)) {
      throw new UserError(
        `${shown}/${name}: a ${files === TOP_FILES ? 'taxonomy' : 'language'} has no such file; it has ${files.join(', ')} and phrases/<theme>.yaml`,
      );
    }
  }
  return sources;
}

async function readSource(path: string, name: string, shown: string): Promise<Source> {
  const text = await readFile(path, 'utf8');
  return { name, shown, text: text.replace(/^\ufeff/, '') };
}
