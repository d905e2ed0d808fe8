import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createAnalyser, createExplainer } from '../analyse/index.js';
import {
  type KnowledgeOptions,
  loadKnowledge,
  loadLanguage,
  readLanguages,
  readSpecialties,
  specialtyOf,
} from '../knowledge/index.js';
import { detectLanguage, loadDetector } from '../read/language.js';
import type {
  Analyser,
  AnalysisSettings,
  Explanation,
  Knowledge,
  OwnModel,
  Passage,
  Review,
  TagAmender,
} from '../types.js';
import { readTextFile } from './files.js';
import { readLanguageCodes } from './settings.js';

/** Options of every command that analyses words. */
export interface AnalysisFlags {
  taxonomy?: string;
  specialty?: string;
  model?: string;
  /** Default `en`. */
  language?: string;
}

/** `--specialty auto`: each review's procedure column chooses. */
export const AUTO = 'auto';

/** What those options say of the knowledge to load. */
export function knowledgeOf({ taxonomy, specialty }: AnalysisFlags): KnowledgeOptions {
  return {
    ...(taxonomy !== undefined && { taxonomyDir: taxonomy }),
    ...(specialty !== undefined && specialty !== AUTO && { specialty }),
  };
}

export interface Analysis {
  knowledge: Knowledge;
  /** The practice's own part of the model, where `--model` names one. */
  own: OwnModel | null;
  /** What it does to the tags of a sentence; for `scan`. */
  amend: TagAmender | undefined;
  /** In the language of the text, where several were asked for. */
  explain: (text: string, role?: Passage['role']) => Explanation;
  /** Those asked for beside English, by code. */
  languages: ReadonlyMap<string, Knowledge>;
}

/** Loads what the words are read with: the taxonomy, our model, and the practice's own on top of it. */
export async function openAnalysis(flags: AnalysisFlags): Promise<Analysis> {
  const knowledge = await loadKnowledge(knowledgeOf(flags));
  const own = await readOwn(flags.model, knowledge);
  const amend = own === null ? undefined : await amenderOf(own, knowledge);
  const languages = await languagesBeside(flags, knowledge);
  const usual = createExplainer(knowledge, undefined, amend);
  if (languages.size === 0) return { knowledge, own, amend, explain: usual, languages };
  const explainers = new Map([...languages].map(([code, other]) => [code, createExplainer(other)]));
  const asked = readLanguageCodes('--language', flags.language ?? 'en');
  const only = asked !== 'all' && asked.length === 1 ? (asked[0] as string) : null;
  if (only === null) await loadDetector();
  const explain: Analysis['explain'] = (text, role) => {
    const found = only ?? detectLanguage(text, 'en') ?? 'en';
    return (explainers.get(found) ?? usual)(text, role);
  };
  return { knowledge, own, amend, explain, languages };
}

/**
 * What is known of the languages that `--language` asks for, by code; English, which stands for itself, is left out. With
 * `all` those that have phrases. Nothing is loaded where English alone is asked for.
 *
 * @throws UserError for a language of which nothing is known
 */
export async function languagesBeside(
  flags: AnalysisFlags,
  english: Knowledge,
): Promise<ReadonlyMap<string, Knowledge>> {
  const asked = readLanguageCodes('--language', flags.language ?? 'en');
  const { taxonomyDir } = knowledgeOf(flags);
  const places = taxonomyDir === undefined ? {} : { taxonomyDir };
  const codes = asked === 'all' ? await readLanguages(places) : asked.filter((code) => code !== 'en').sort();
  const found = new Map<string, Knowledge>();
  for (const code of codes) found.set(code, await loadLanguage(code, english, places));
  return found;
}

/** The analyser of a review by its language; made when first met. What is not among them goes to `otherwise`. */
export function chooseLanguages(
  languages: ReadonlyMap<string, Knowledge>,
  otherwise?: (review: Review) => Promise<Analyser | null>,
): (review: Review) => Promise<Analyser | null> {
  const analysers = new Map<string, Analyser>();
  return async (review) => {
    const { language } = review;
    const knowledge = language === null ? undefined : languages.get(language);
    if (language === null || knowledge === undefined) return otherwise?.(review) ?? null;
    let analyser = analysers.get(language);
    if (analyser === undefined) {
      analyser = createAnalyser(knowledge);
      analysers.set(language, analyser);
    }
    return analyser;
  };
}

/** What `--model` does to the tags of a sentence. */
export async function amenderOf(own: OwnModel, { themes }: Knowledge): Promise<TagAmender> {
  const { createAmender } = await import('../measure/own-model.js');
  return createAmender(
    own,
    themes.map(({ name }) => name),
  );
}

/** The model file of `--model`, or null without one. */
export async function readOwn(path: string | undefined, knowledge: Knowledge): Promise<OwnModel | null> {
  if (path === undefined) return null;
  const { readOwnModel } = await import('../measure/own-model.js');
  return readOwnModel(await readTextFile(path), path, knowledge.model.card);
}

/** All that the findings in a review depend on, for a history. */
export function settingsOf(
  { taxonomy, specialty }: AnalysisFlags,
  { themes, hash, model: { card } }: Knowledge,
  own: OwnModel | null,
  languages: ReadonlyMap<string, Knowledge>,
): AnalysisSettings {
  const { name, version, cards, measures } = card;
  return {
    taxonomy: { hash, custom: taxonomy !== undefined },
    model: { name, version, themes: card.themes, cards: cards ?? {}, measures },
    own: own === null ? null : createHash('sha256').update(JSON.stringify(own)).digest('hex'),
    specialty: specialty ?? null,
    build: readBuild(),
    ...(languages.size > 0 && {
      languages: Object.fromEntries([...languages].map(([code, other]) => [code, other.hash])),
    }),
    themes: [...themes],
  };
}

/** Hash of the code and data that this build analyses with; see test/tools/build.mjs. */
function readBuild(): string {
  try {
    return readFileSync(new URL('../build.txt', import.meta.url), 'utf8');
  } catch {
    return 'not built';
  }
}

/** Reviews that were read with the phrases of a specialty, by its name; filled while they are read. */
export interface SpecialtyChoice {
  counts: Map<string, number>;
  analyserFor: (review: Review) => Promise<Analyser | null>;
}

/** For `--specialty auto`: the analyser of the one specialty that a review's procedure column speaks of, made when first met. */
export async function chooseSpecialties(
  flags: AnalysisFlags,
  amend: TagAmender | undefined,
): Promise<SpecialtyChoice> {
  const specialties = await readSpecialties();
  const analysers = new Map<string, Analyser>();
  const counts = new Map<string, number>();
  return {
    counts,
    async analyserFor({ procedure, setAside }) {
      const name = setAside === null ? specialtyOf(procedure, specialties) : null;
      if (name === null) return null;
      counts.set(name, (counts.get(name) ?? 0) + 1);
      let analyser = analysers.get(name);
      if (analyser === undefined) {
        const knowledge = await loadKnowledge(knowledgeOf({ ...flags, specialty: name }));
        analyser = createAnalyser(knowledge, undefined, amend);
        analysers.set(name, analyser);
      }
      return analyser;
    },
  };
}
