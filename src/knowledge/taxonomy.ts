import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../errors.js';
import type { Knowledge, LexiconEntry, Polarity, Theme, WordLists } from '../types.js';
import { BUILT_IN_CLASSES, checkPhrase, readPhrase } from './phrases.js';

/**
 * Reads a folder of taxonomy files, checks every entry and joins it with the shipped ones. This is the door to zod and
 * to the YAML parser; both are slow to load, so nothing here runs for the shipped taxonomy of a built reviewscan.
 */

/** What the files of a taxonomy say, as plain data: it goes through JSON unchanged. */
export interface Taxonomy {
  themes: Theme[];
  lexicon: LexiconEntry[];
  words: WordLists;
  negators: Knowledge['negators'];
  splitting: Knowledge['splitting'];
  /** sha256 over the names and bytes of all files in use, hex. */
  hash: string;
}

/** A file as it was found. `shown` is its name in messages. */
interface Source {
  shown: string;
  name: string;
  text: string;
}

const TOP_FILES = ['themes.yaml', 'words.yaml', 'negators.yaml', 'splitting.yaml'] as const;
const POLARITIES = ['positive', 'negative', 'mixed', 'neutral'] as const;

/**
 * Reads the taxonomy.
 *
 * @param dataDir folder of the shipped data: `taxonomy/` with every file but `splitting.yaml`, which stands beside it
 * @param userDir folder of the user's own files, or null. A file there stands in place of the shipped one of its name,
 *   or is added to it where it says `extend: true`; files that are missing there are the shipped ones
 * @throws UserError that names the file and the entry and says what to do
 */
export async function readTaxonomy(dataDir: string, userDir: string | null): Promise<Taxonomy> {
  const check = await createChecker();
  const shipped = await readFolder(join(dataDir, 'taxonomy'), 'taxonomy');
  shipped.set(
    'splitting.yaml',
    await readSource(join(dataDir, 'splitting.yaml'), 'splitting.yaml', 'splitting.yaml'),
  );
  const own = userDir === null ? new Map<string, Source>() : await readFolder(userDir, userDir);
  if (userDir !== null && own.size === 0) {
    throw new UserError(
      `${userDir}: no taxonomy file here; it may hold ${TOP_FILES.join(', ')} and phrases/<theme>.yaml (see src/data/README.md)`,
    );
  }
  const hash = createHash('sha256');
  /** The sources of a file that count, the user's own last. */
  const sourcesOf = (name: string): Source[] => {
    const ours = shipped.get(name);
    const theirs = own.get(name);
    const extended = theirs !== undefined && check.extends(theirs);
    const sources = [ours, theirs].filter(
      (source) => source !== undefined && (source === theirs || theirs === undefined || extended),
    );
    return sources as Source[];
  };
  const take = (name: string): Source[] => {
    const sources = sourcesOf(name);
    for (const { text } of sources) hash.update(`${name}\0${text}\0`);
    return sources;
  };

  const themes = new Map<string, Theme>();
  for (const source of take('themes.yaml'))
    for (const theme of check.themes(source)) themes.set(theme.name, theme);

  const words = check.words(take('words.yaml'));
  const negators = { extra: [] as string[], notNegation: [] as string[] };
  for (const source of take('negators.yaml')) {
    const { extra, notNegation } = check.negators(source);
    negators.extra.push(...extra);
    negators.notNegation.push(...notNegation);
  }
  const splitting = check.splitting(take('splitting.yaml'));

  for (const [name, source] of own) {
    const theme = themeOfFile(name);
    if (theme !== null && !themes.has(theme)) {
      throw new UserError(`${source.shown}: no theme is called "${theme}"; ${knownThemes(themes)}`);
    }
  }
  const lexicon: LexiconEntry[] = [];
  for (const theme of themes.keys()) {
    const sources = take(`phrases/${theme}.yaml`);
    if (sources.length === 0) {
      throw new UserError(
        `${own.get('themes.yaml')?.shown ?? 'taxonomy/themes.yaml'}: theme "${theme}" has no phrases; add phrases/${theme}.yaml beside it`,
      );
    }
    const entries = new Map<string, LexiconEntry>();
    for (const source of sources)
      for (const entry of check.phrases(source, theme, words)) entries.set(entry.phrase, entry);
    lexicon.push(...entries.values());
  }
  return { themes: [...themes.values()], lexicon, words, negators, splitting, hash: hash.digest('hex') };
}

function knownThemes(themes: ReadonlyMap<string, Theme>): string {
  return `the themes are ${[...themes.keys()].join(', ')}`;
}

function themeOfFile(name: string): string | null {
  return /^phrases\/(.+)\.yaml$/.exec(name)?.[1] ?? null;
}

/** All YAML files of a taxonomy folder by name; files it cannot place are errors, for a misspelt name would be silent. */
async function readFolder(dir: string, shown: string): Promise<Map<string, Source>> {
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
    if ((TOP_FILES as readonly string[]).includes(name)) await add(name);
    else if (name === 'phrases') {
      for (const file of await list(join(dir, name), `${shown}/phrases`)) {
        if (file.endsWith('.yaml')) await add(`phrases/${file}`);
        else if (file.endsWith('.yml'))
          throw new UserError(`${shown}/phrases/${file}: call it ${file.slice(0, -4)}.yaml`);
      }
    } else if (/\.ya?ml$/.test(name)) {
      throw new UserError(
        `${shown}/${name}: a taxonomy has no such file; it has ${TOP_FILES.join(', ')} and phrases/<theme>.yaml`,
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

interface Checker {
  extends(source: Source): boolean;
  themes(source: Source): Theme[];
  words(sources: Source[]): WordLists;
  negators(source: Source): Knowledge['negators'];
  splitting(sources: Source[]): Knowledge['splitting'];
  phrases(source: Source, theme: string, words: WordLists): LexiconEntry[];
}

async function createChecker(): Promise<Checker> {
  const [{ z }, yaml] = await Promise.all([import('zod'), import('yaml')]);

  const parsed = new Map<Source, unknown>();
  const parse = (source: Source): unknown => {
    if (!parsed.has(source)) {
      try {
        parsed.set(source, yaml.parse(source.text) ?? {});
      } catch (error) {
        const { message } = error as Error;
        const line = (error as { linePos?: { line: number }[] }).linePos?.[0]?.line;
        const reason = (message.split('\n')[0] as string).replace(/ at line.*$/, '').replace(/:$/, '');
        throw new UserError(
          `${source.shown}${line === undefined ? '' : `, line ${line}`}: this is not valid YAML (${reason})`,
        );
      }
    }
    return parsed.get(source);
  };
  const checked = <T>(source: Source, schema: { safeParse(data: unknown): SafeResult<T> }): T => {
    const data = parse(source);
    const result = schema.safeParse(data);
    if (result.success) return result.data;
    throw new UserError(`${source.shown}${describeIssue(result.error.issues[0] as Issue, data)}`);
  };

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
        definition: text,
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
  const negatorsFile = z.strictObject({ ...about, extra: texts, notNegation: texts });
  const sided = z.strictObject({ side: z.enum(['pro', 'con', 'open']), phrases: texts });
  const splittingFile = z.strictObject({
    ...about,
    labels: z.array(sided.extend({ alone: z.boolean().exactOptional() })).default([]),
    light: texts,
    closers: texts,
    conClosers: texts,
    contrast: texts,
    turns: texts,
    concessions: texts,
    notContrast: texts,
    emptyAnswers: texts,
    questions: z.array(sided).default([]),
    wishes: texts,
    praise: texts,
    blame: texts,
    complaints: texts,
    hollow: texts,
    ironies: texts,
    courtesies: texts,
  });
  const entry = z.union([
    text,
    z.strictObject({ phrase: text, except: texts, negation: z.enum(['turns', 'ignores']).default('turns') }),
  ]);
  const entries = z.strictObject({ sure: z.array(entry).default([]), cue: z.array(entry).default([]) });
  const phrasesFile = z.strictObject({
    ...about,
    positive: entries.optional(),
    negative: entries.optional(),
    mixed: entries.optional(),
    neutral: entries.optional(),
  });

  return {
    extends: (source) => {
      const data = parse(source);
      return typeof data === 'object' && data !== null && (data as { extend?: unknown }).extend === true;
    },

    themes: (source) => {
      const { themes } = checked(source, themesFile);
      if (Object.keys(themes).length === 0) throw new UserError(`${source.shown}: it holds no theme`);
      return Object.entries(themes).map(([name, theme]) => {
        const fault = faultOfTheme(theme);
        if (name === 'none' || name === 'bad')
          throw new UserError(`${source.shown}, theme "${name}": this name means "no theme" in label files`);
        if (fault !== null) throw new UserError(`${source.shown}, theme "${name}": ${fault}`);
        return { name, ...theme };
      });
    },

    words: (sources) => {
      const words: WordLists = {
        classes: {},
        listed: [],
        skipped: [],
        spellings: {},
        titles: [],
        names: [],
        surnames: [],
        shields: [],
      };
      for (const source of sources) {
        const more = checked(source, wordsFile);
        Object.assign(words.classes, more.classes);
        Object.assign(words.spellings, more.spellings);
        for (const key of ['listed', 'skipped', 'titles', 'names', 'surnames', 'shields'] as const)
          words[key].push(...more[key]);
        for (const [name, members] of Object.entries(more.classes)) {
          if (BUILT_IN_CLASSES.includes(name))
            throw new UserError(
              `${source.shown}, word list {${name}}: this list is built in; choose another name`,
            );
          const several = members.findIndex((member) => !/^=?[^\s\-/]+$/.test(member));
          if (several >= 0) {
            throw new UserError(
              `${source.shown}, word list {${name}}, entry ${several + 1} ("${members[several]}"): a list holds single words; put it into a phrase`,
            );
          }
        }
        for (const name of more.listed) {
          if (!Object.hasOwn(words.classes, name))
            throw new UserError(`${source.shown}, listed: no word list is called {${name}}`);
        }
        more.shields.forEach((shield, i) => {
          mustBePhrase(`${source.shown}, shields, entry ${i + 1}`, shield, words);
        });
      }
      return words;
    },

    negators: (source) => {
      const { extra, notNegation } = checked(source, negatorsFile);
      return { extra, notNegation };
    },

    splitting: (sources) => {
      const [first, ...more] = sources.map((source) => checked(source, splittingFile));
      if (first === undefined) throw new UserError('taxonomy/splitting.yaml: is missing');
      const splitting = pickLists(first);
      for (const file of more) {
        for (const [key, list] of Object.entries(pickLists(file))) {
          (splitting[key as keyof typeof splitting] as unknown[]).push(...list);
        }
      }
      return splitting;
    },

    phrases: (source, theme, words) => {
      const file = checked(source, phrasesFile);
      const seen = new Map<string, string>();
      const lexicon: LexiconEntry[] = [];
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
            lexicon.push({
              phrase,
              theme,
              polarity: polarity satisfies Polarity,
              strength,
              except,
              negation,
            });
          });
        }
      }
      return lexicon;
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

/** The lists of a file without the lines that tell about it. */
function pickLists<T extends { version?: unknown; source?: unknown; licence?: unknown; extend?: unknown }>(
  file: T,
): Omit<T, 'version' | 'source' | 'licence' | 'extend'> {
  const { version: _v, source: _s, licence: _l, extend: _e, ...lists } = file;
  return lists;
}

// ───────────────────────────── messages ─────────────────────────────

interface Issue {
  code?: string | undefined;
  message: string;
  path: PropertyKey[];
  keys?: string[];
  values?: unknown[];
  expected?: string;
  errors?: Issue[][];
}
type SafeResult<T> = { success: true; data: T } | { success: false; error: { issues: unknown[] } };

/** Says one zod issue in plain words: where in the file, what is wrong, what is found. */
function describeIssue(issue: Issue, data: unknown): string {
  let current: Issue = issue;
  let path = issue.path;
  // a union ("text, or an entry with a phrase") fails in both branches: the deepest one says what is wrong
  while (current.code === 'invalid_union' && current.errors !== undefined && current.errors.length > 0) {
    const value = valueAt(data, path);
    const isObject = typeof value === 'object' && value !== null;
    const branches = current.errors.map((issues) => issues[0] as Issue);
    if (!isObject) return `${placeOf(path, data)}: must be a text, found ${shown(value)}`;
    current = branches.at(-1) as Issue;
    path = [...path, ...current.path];
  }
  const value = valueAt(data, path);
  const place = placeOf(path, data);
  switch (current.code) {
    case 'unrecognized_keys':
      return `${place}: does not know "${current.keys?.join('", "')}"; check the spelling against src/data/README.md`;
    case 'invalid_value':
      return `${place}: must be ${listOf(current.values ?? [])}, found ${shown(value)}`;
    case 'invalid_type':
      return value === undefined
        ? `${place}: is missing`
        : `${place}: must be ${kindOf(current.expected ?? '')}, found ${shown(value)}`;
    case 'too_small':
      return `${place}: is empty`;
    default:
      return `${place}: ${current.message}`;
  }
}

const KINDS: Record<string, string> = {
  array: 'a list',
  object: 'a group of keys',
  record: 'a group of keys',
  string: 'a text',
  boolean: 'true or false',
};

function kindOf(expected: string): string {
  return KINDS[expected] ?? expected;
}

function listOf(values: unknown[]): string {
  const words = values.map(String);
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'a group of keys';
  return JSON.stringify(value) ?? 'nothing';
}

function valueAt(data: unknown, path: readonly PropertyKey[]): unknown {
  let value = data;
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<PropertyKey, unknown>)[key];
  }
  return value;
}

/** `, positive, sure, entry 12 ("waited"), polarity` for a path. */
function placeOf(path: readonly PropertyKey[], data: unknown): string {
  let place = '';
  path.forEach((key, i) => {
    if (typeof key !== 'number') {
      place += path[i - 1] === 'themes' && i === 1 ? `, theme "${String(key)}"` : `, ${String(key)}`;
      return;
    }
    const value = valueAt(data, path.slice(0, i + 1));
    const name =
      typeof value === 'string'
        ? value
        : ((value as { phrase?: unknown; text?: unknown })?.phrase ?? (value as { text?: unknown })?.text);
    place += `, entry ${key + 1}${typeof name === 'string' ? ` ("${name}")` : ''}`;
  });
  return place;
}
