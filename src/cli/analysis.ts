import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createAnalyser, createExplainer } from '../analyse/index.js';
import { type KnowledgeOptions, loadKnowledge, readSpecialties, specialtyOf } from '../knowledge/index.js';
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

/** Options of every command that analyses words. */
export interface AnalysisFlags {
  taxonomy?: string;
  specialty?: string;
  model?: string;
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
  explain: (text: string, role?: Passage['role']) => Explanation;
}

/** Loads what the words are read with: the taxonomy, our model, and the practice's own on top of it. */
export async function openAnalysis(flags: AnalysisFlags): Promise<Analysis> {
  const knowledge = await loadKnowledge(knowledgeOf(flags));
  const own = await readOwn(flags.model, knowledge);
  const amend = own === null ? undefined : await amenderOf(own, knowledge);
  return { knowledge, own, amend, explain: createExplainer(knowledge, undefined, amend) };
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
): AnalysisSettings {
  const { name, version, cards, measures } = card;
  return {
    taxonomy: { hash, custom: taxonomy !== undefined },
    model: { name, version, themes: card.themes, cards: cards ?? {}, measures },
    own: own === null ? null : createHash('sha256').update(JSON.stringify(own)).digest('hex'),
    specialty: specialty ?? null,
    build: readBuild(),
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
