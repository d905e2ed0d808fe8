/** What each file of a taxonomy may say, as zod and our own rules check it, and how it is laid over what was there. */
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

/** A file as it was found. */
export interface Source extends YamlSource {
  name: string;
}

const WHERE_TO_LOOK = 'check the spelling against src/data/README.md';

const POLARITIES = ['positive', 'negative', 'mixed', 'neutral'] as const;
export const EMPTY_WORDS: WordLists = {
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

/** What a file says; `extend`: it is to be added to the shipped one. */
export interface Checked<T> {
  extend: boolean;
  value: T;
}

export interface Checker {
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

/** Loads zod and the YAML parser. What it makes throws a UserError that names the file and the entry. */
export async function createChecker(): Promise<Checker> {
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
  const spoken = entries.extend({ always: z.array(entry).default([]) });
  const phrasesFile = z.strictObject({
    ...about,
    positive: spoken.optional(),
    negative: spoken.optional(),
    mixed: spoken.optional(),
    neutral: spoken.optional(),
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
        for (const strength of ['always', 'sure', 'cue'] as const) {
          (file[polarity]?.[strength] ?? []).forEach((raw, i) => {
            const place = `${polarity}, ${strength}, entry ${i + 1}`;
            const where = `${source.shown}, ${place}`;
            const { phrase, except, negation } = readEntry(raw, where, words);
            const earlier = seen.get(phrase);
            if (earlier !== undefined) {
              throw new UserError(
                `${where} ("${phrase}"): it stands here a second time; the first is at ${earlier}`,
              );
            }
            seen.set(phrase, place);
            value.push({ phrase, theme, polarity, strength, except, negation, layer: 0 });
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
            const { phrase, except } = readEntry(one, `${where}, entry ${i + 1}`, words);
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
        raw: readonly (string | Entry)[],
        place: string,
        of: Pick<WatchedPhrase, 'kind' | 'name' | 'strength'>,
      ): void => {
        raw.forEach((one, i) => {
          const { phrase, except, negation } = readEntry(
            one,
            `${source.shown}, ${place}, entry ${i + 1}`,
            words,
          );
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

/** A phrase as a list of them holds it. */
type Entry = Pick<LexiconEntry, 'phrase' | 'except' | 'negation'>;

/** A phrase, written by itself or with its exceptions, all of them checked; `where` is for messages. */
function readEntry(raw: string | Entry, where: string, words: WordLists): Entry {
  const entry: Entry = typeof raw === 'string' ? { phrase: raw, except: [], negation: 'turns' } : raw;
  mustBePhrase(where, entry.phrase, words);
  for (const longer of entry.except) mustBePhrase(`${where} ("${entry.phrase}"), except`, longer, words);
  return entry;
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
