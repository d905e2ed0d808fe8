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
  WatchedPhrase,
  WordLists,
} from '../types.js';
import { type Checks, checkYaml, type YamlSource } from './checked-yaml.js';
import { BUILT_IN_CLASSES, checkPhrase, readPhrase } from './phrases.js';

/**
 * Reads a folder of taxonomy files, checks every entry and lays it over the shipped ones. zod and the YAML parser are
 * slow to load, so nothing here runs for the shipped taxonomy of a built reviewscan.
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

/** A file as it was found. */
interface Source extends YamlSource {
  name: string;
}

const WHERE_TO_LOOK = 'check the spelling against src/data/README.md';

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
const POLARITIES = ['positive', 'negative', 'mixed', 'neutral'] as const;
const EMPTY_WORDS: WordLists = {
  classes: {},
  listed: [],
  skipped: [],
  spellings: {},
  titles: [],
  names: [],
  surnames: [],
  shields: [],
};
const WORD_LISTS = ['listed', 'skipped', 'titles', 'names', 'surnames', 'shields'] as const;

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
    const { extend, value } = check.phrases(source, theme, words);
    const mine = new Set(value.map(({ phrase }) => phrase));
    const kept = lexicon.filter((entry) => entry.theme !== theme || (extend && !mine.has(entry.phrase)));
    lexicon.splice(0, lexicon.length, ...kept, ...value);
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
    const { extend, value } =
      file === undefined ? { extend: true, value: [] } : check.phrases(file, theme, words);
    const own = new Set(value.map(({ phrase }) => phrase));
    const kept = extend ? shipped.filter(({ phrase }) => !own.has(phrase)) : [];
    if (wordsFile !== undefined) {
      const of = `theme "${theme}"`;
      mustKnowLists(
        wordsFile,
        kept.map(({ phrase, except }) => ({ phrase, except, of })),
        words,
      );
    }
    if (kept.length + value.length === 0) {
      throw new UserError(
        `${themesFile?.shown ?? file?.shown}: theme "${theme}" has no phrases; add phrases/${theme}.yaml beside it`,
      );
    }
    lexicon.push(...kept, ...value);
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

// ───────────────────────────── checking ─────────────────────────────

/** What a file says; `extend`: it is to be added to the shipped one. */
interface Checked<T> {
  extend: boolean;
  value: T;
}

interface Checker {
  /** @param base themes that it may extend: one listed again without a definition keeps what it means */
  themes(source: Source, base?: readonly Theme[]): Checked<Theme[]>;
  /** The words of a file, laid over those before it. */
  words(source: Source, base: WordLists): WordLists;
  language(source: Source): Language;
  negators(source: Source): Checked<Knowledge['negators']>;
  splitting(source: Source): Checked<Knowledge['splitting']>;
  phrases(source: Source, theme: string, words: WordLists): Checked<LexiconEntry[]>;
  /** The contested readings of a file, laid over those before it. */
  contested(
    source: Source,
    words: WordLists,
    themes: ReadonlySet<string>,
    base: readonly ContestedReading[],
  ): ContestedReading[];
  /** The phrases of harm of a file, laid over those before it. */
  safety(source: Source, words: WordLists, base: SafetyWords): SafetyWords;
}

async function createChecker(): Promise<Checker> {
  const [{ z }, yaml] = await Promise.all([import('zod'), import('yaml')]);

  const checked = <T>(source: Source, schema: Checks<T>): T =>
    checkYaml(yaml.parse, source, schema, WHERE_TO_LOOK);

  const text = z.string().trim().min(1);
  const texts = z.array(text).default([]);
  const about = {
    version: z.union([z.number(), z.string()]).optional(),
    source: z.string().optional(),
    licence: z.string().optional(),
    extend: z.boolean().optional(),
  };

  const polarity = z.enum(POLARITIES);
  const themesFile = z.strictObject({
    ...about,
    themes: z.record(
      z.string().regex(/^[a-z][a-z0-9-]*$/, 'a theme is named in small letters, digits and hyphens'),
      z.strictObject({
        axis: z.enum(['clinical', 'service', 'general']),
        card: z.enum(['clinicalOutcome', 'clinicalSkill', 'service']).nullable().default(null),
        commitment: z
          .enum(['compassion', 'environment', 'trust', 'engagement', 'time', 'value'])
          .nullable()
          .default(null),
        definition: text.optional(),
        examples: z.array(z.strictObject({ text, polarity })).default([]),
        crosswalk: z
          .strictObject({
            cahps: z.string().nullable().default(null),
            nhs: z.string().nullable().default(null),
          })
          .default({ cahps: null, nhs: null }),
      }),
    ),
  });
  const wordsFile = z.strictObject({
    ...about,
    classes: z
      .record(z.string().regex(/^[a-z][a-z-]*$/, 'a word list is named in small letters'), texts)
      .default({}),
    listed: texts,
    skipped: texts,
    spellings: z.record(z.string(), texts).default({}),
    titles: texts,
    names: texts,
    surnames: texts,
    shields: texts,
  });
  const pattern = text.refine((written) => {
    try {
      return new RegExp(written, 'u') instanceof RegExp;
    } catch {
      return false;
    }
  }, 'it is no regular expression');
  const languageFile = z.strictObject({
    ...about,
    code: z.string().regex(/^[a-z]{2}$/, 'a language is named by the two letters of ISO 639-1'),
    name: text,
    sounds: z.array(z.tuple([pattern, z.string()])).default([]),
    endings: texts,
    clauses: texts,
    and: z.array(text).min(1),
    numerals: texts,
    durations: texts,
    abbreviations: texts,
    verbs: z.record(text, texts).default({}),
  });
  const negatorsFile = z.strictObject({ ...about, extra: texts, notNegation: texts });
  const sided = z.strictObject({ side: z.enum(['pro', 'con', 'open']), phrases: texts });
  const splittingFile = z.strictObject({
    ...about,
    labels: z
      .array(
        sided.extend({
          alone: z.boolean().exactOptional(),
          silent: z.boolean().exactOptional(),
          paired: z.boolean().exactOptional(),
        }),
      )
      .default([]),
    light: texts,
    closers: texts,
    conClosers: texts,
    contrast: texts,
    turns: texts,
    exceptions: texts,
    concessions: texts,
    joiners: texts,
    notContrast: texts,
    emptyAnswers: texts,
    questions: z.array(sided).default([]),
    wishes: texts,
    praise: texts,
    blame: texts,
    complaints: texts,
    hollow: texts,
    ironies: texts,
    others: texts,
    finds: texts,
    milds: texts,
    mishaps: texts,
    reversals: texts,
    visits: texts,
    tellers: texts,
    moments: texts,
    comparators: texts,
    noComplaints: texts,
    noPraise: texts,
    demands: texts,
    wanted: texts,
    told: texts,
    asked: texts,
    fillers: texts,
    disclaimers: texts,
    courtesies: texts,
  });
  const entry = z.union([
    text,
    z.strictObject({ phrase: text, except: texts, negation: z.enum(['turns', 'ignores']).default('turns') }),
  ]);
  const entries = z.strictObject({ sure: z.array(entry).default([]), cue: z.array(entry).default([]) });
  const safetyFile = z.strictObject({
    ...about,
    harms: z
      .record(
        z.string().regex(/^[a-z][a-z0-9-]*$/, 'a harm is named in small letters, digits and hyphens'),
        entries.extend({ title: text.optional() }),
      )
      .default({}),
    excuses: z
      .strictObject({ before: z.array(entry).default([]), sentence: z.array(entry).default([]) })
      .optional(),
  });
  const contestedFile = z.strictObject({
    ...about,
    contested: z.record(
      z.string().regex(/^[a-z][a-z0-9-]*$/, 'a reading is named in small letters, digits and hyphens'),
      z.strictObject({ rule: text, read: text, instead: text, phrases: z.array(entry).min(1) }),
    ),
  });
  const phrasesFile = z.strictObject({
    ...about,
    positive: entries.optional(),
    negative: entries.optional(),
    mixed: entries.optional(),
    neutral: entries.optional(),
  });

  return {
    themes: (source, base = []) => {
      const { themes, extend } = checked(source, themesFile);
      const shipped = new Map(extend === true ? base.map((theme) => [theme.name, theme]) : []);
      if (Object.keys(themes).length === 0) throw new UserError(`${source.shown}: it holds no theme`);
      const value = Object.entries(themes).map(([name, theme]) => {
        const where = `${source.shown}, theme "${name}"`;
        const fault = faultOfTheme(theme);
        if (name === 'none' || name === 'bad') {
          throw new UserError(`${where}: this name means "no theme" in label files`);
        }
        if (fault !== null) throw new UserError(`${where}: ${fault}`);
        if (theme.definition !== undefined) return { name, ...theme, definition: theme.definition };
        const old = shipped.get(name);
        if (old === undefined) throw new UserError(`${where}, definition: is missing`);
        // A theme that is only moved means what it meant; what ties it to its old axis stays behind.
        const { definition, examples, crosswalk } = old;
        const commitment = theme.commitment ?? (theme.axis === old.axis ? old.commitment : null);
        return {
          name,
          axis: theme.axis,
          card: theme.card,
          commitment,
          definition,
          examples: theme.examples.length > 0 ? theme.examples : examples,
          crosswalk: (theme.crosswalk.cahps ?? theme.crosswalk.nhs) ? theme.crosswalk : crosswalk,
        };
      });
      return { extend: extend === true, value };
    },

    words: (source, base) => {
      const file = checked(source, wordsFile);
      const words = { ...(file.extend === true ? base : EMPTY_WORDS) };
      words.classes = { ...words.classes, ...file.classes };
      words.spellings = { ...words.spellings, ...file.spellings };
      for (const key of WORD_LISTS) words[key] = [...words[key], ...file[key]];
      for (const [name, members] of Object.entries(file.classes)) {
        const where = `${source.shown}, word list {${name}}`;
        if (BUILT_IN_CLASSES.includes(name)) {
          throw new UserError(`${where}: this list is built in; choose another name`);
        }
        const several = members.findIndex((member) => !/^=?[^\s\-/]+$/.test(member));
        if (several >= 0) {
          throw new UserError(
            `${where}, entry ${several + 1} ("${members[several]}"): a list holds single words; put it into a phrase`,
          );
        }
      }
      for (const name of file.listed) {
        if (!Object.hasOwn(words.classes, name)) {
          throw new UserError(`${source.shown}, listed: no word list is called {${name}}`);
        }
      }
      file.shields.forEach((shield, i) => {
        mustBePhrase(`${source.shown}, shields, entry ${i + 1}`, shield, words);
      });
      return words;
    },

    language: (source) => {
      const { version: _v, source: _s, licence: _l, extend: _e, ...language } = checked(source, languageFile);
      return language;
    },

    negators: (source) => {
      const { extra, notNegation, extend } = checked(source, negatorsFile);
      return { extend: extend === true, value: { extra, notNegation } };
    },

    splitting: (source) => {
      const { version: _v, source: _s, licence: _l, extend, ...value } = checked(source, splittingFile);
      return { extend: extend === true, value };
    },

    phrases: (source, theme, words) => {
      const file = checked(source, phrasesFile);
      const seen = new Map<string, string>();
      const value: LexiconEntry[] = [];
      for (const polarity of POLARITIES) {
        for (const strength of ['sure', 'cue'] as const) {
          (file[polarity]?.[strength] ?? []).forEach((raw, i) => {
            const { phrase, except, negation } =
              typeof raw === 'string' ? { phrase: raw, except: [], negation: 'turns' as const } : raw;
            const place = `${polarity}, ${strength}, entry ${i + 1}`;
            const where = `${source.shown}, ${place}`;
            const earlier = seen.get(phrase);
            if (earlier !== undefined) {
              throw new UserError(
                `${where} ("${phrase}"): it stands here a second time; the first is at ${earlier}`,
              );
            }
            seen.set(phrase, place);
            mustBePhrase(where, phrase, words);
            for (const longer of except) mustBePhrase(`${where} ("${phrase}"), except`, longer, words);
            value.push({ phrase, theme, polarity, strength, except, negation });
          });
        }
      }
      return { extend: file.extend === true, value };
    },

    contested: (source, words, themes, base) => {
      const { contested, extend } = checked(source, contestedFile);
      const own = Object.entries(contested).map(
        ([name, { rule, read, instead, phrases }]): ContestedReading => {
          const where = `${source.shown}, contested, ${name}`;
          for (const theme of [read, instead]) {
            if (!themes.has(theme)) throw new UserError(`${where}: no theme is called "${theme}"`);
          }
          if (read === instead) throw new UserError(`${where}: read and instead are one theme`);
          const watched = phrases.map((one, i): WatchedPhrase => {
            const { phrase, except } = typeof one === 'string' ? { phrase: one, except: [] } : one;
            mustBePhrase(`${where}, entry ${i + 1}`, phrase, words);
            for (const longer of except) mustBePhrase(`${where}, entry ${i + 1}, except`, longer, words);
            return { phrase, kind: 'contested', name, strength: 'sure', except, negation: 'ignores' };
          });
          return { name, rule, read, instead, watched };
        },
      );
      const names = new Set(own.map(({ name }) => name));
      return [...(extend === true ? base.filter(({ name }) => !names.has(name)) : []), ...own];
    },

    safety: (source, words, base) => {
      const { harms, excuses, extend } = checked(source, safetyFile);
      const value: SafetyWords =
        extend === true ? { harms: [...base.harms], watched: [...base.watched] } : { harms: [], watched: [] };
      const add = (
        raw: readonly (string | Pick<LexiconEntry, 'phrase' | 'except' | 'negation'>)[],
        place: string,
        of: Pick<WatchedPhrase, 'kind' | 'name' | 'strength'>,
      ): void => {
        raw.forEach((one, i) => {
          const { phrase, except, negation } =
            typeof one === 'string' ? { phrase: one, except: [], negation: 'turns' as const } : one;
          const where = `${source.shown}, ${place}, entry ${i + 1}`;
          mustBePhrase(where, phrase, words);
          for (const longer of except) mustBePhrase(`${where} ("${phrase}"), except`, longer, words);
          const watched: WatchedPhrase = { ...of, phrase, except, negation };
          const known = value.watched.findIndex(
            (other) => other.kind === of.kind && other.name === of.name && other.phrase === phrase,
          );
          if (known >= 0) value.watched[known] = watched;
          else value.watched.push(watched);
        });
      };
      for (const [name, { title, sure, cue }] of Object.entries(harms)) {
        const known = value.harms.findIndex((harm) => harm.name === name);
        if (known < 0 && title === undefined) {
          throw new UserError(`${source.shown}, harms, ${name}: a harm of your own needs a title`);
        }
        if (known < 0) value.harms.push({ name, title: title as string });
        else if (title !== undefined) value.harms[known] = { name, title };
        add(sure, `harms, ${name}, sure`, { kind: 'harm', name, strength: 'sure' });
        add(cue, `harms, ${name}, cue`, { kind: 'harm', name, strength: 'cue' });
      }
      for (const name of ['before', 'sentence'] as const) {
        add(excuses?.[name] ?? [], `excuses, ${name}`, { kind: 'excuse', name, strength: 'sure' });
      }
      return value;
    },
  };
}

function mustBePhrase(where: string, phrase: string, words: WordLists): void {
  try {
    checkPhrase(readPhrase(phrase, words.classes));
  } catch (error) {
    throw new UserError(`${where} ("${phrase}"): ${(error as Error).message}`);
  }
}

/** Whether axis, card and commitment of a theme make sense together; the reason if not. */
function faultOfTheme({
  axis,
  card,
  commitment,
}: Pick<Theme, 'axis' | 'card' | 'commitment'>): string | null {
  if (axis === 'general' && card !== null) return 'a general theme feeds no score; leave out card';
  if (axis === 'service' && card !== 'service') return 'axis service wants card: service';
  if (axis === 'clinical' && card !== 'clinicalOutcome' && card !== 'clinicalSkill') {
    return 'axis clinical wants card: clinicalOutcome or clinicalSkill';
  }
  if (axis !== 'service' && commitment !== null) return 'only service themes have a commitment; leave it out';
  return null;
}
