/**
 * Review → AnalysedReview. Pure, and the only door of the room.
 *
 * A passage is split at its labels and bullets (split.ts) and read as sentences (sentences.ts); each sentence is judged, as
 * a whole and side by side where it turns, and stands on a side (sides.ts). Of all sentences of a review together it is
 * told what they say of harm (safety.ts), and which tags could be filed elsewhere (contested.ts).
 */

import type {
  AnalysedReview,
  Analyser,
  ExplainedSentence,
  Explanation,
  Knowledge,
  Opinion,
  Passage,
  Piece,
  TagAmender,
} from '../types.js';
import { createContestedReader } from './contested.js';
import { grammarOf } from './grammar.js';
import { loadModel } from './model.js';
import { listOpinions, type SentenceModel } from './opinions.js';
import { createSafetyReader } from './safety.js';
import { createSentenceReader } from './sentences.js';
import { createSideReader, type JudgedSentence, sidesOf } from './sides.js';
import { createSplitter } from './split.js';

export type { SentenceModel };

/** The statistical model that knowledge brings; null where a source tree holds none yet. */
function modelOf(knowledge: Knowledge): SentenceModel | null {
  return knowledge.model.bytes.length === 0 ? null : loadModel(knowledge.model.bytes);
}

function createPassageReader(
  knowledge: Knowledge,
  model: SentenceModel | null,
  amend: TagAmender | null,
): (passage: Passage) => { pieces: Piece[]; sentences: JudgedSentence[] } {
  const split = createSplitter(knowledge.splitting);
  const readSentences = createSentenceReader(knowledge);
  const readSides = createSideReader(knowledge, model, amend);
  return (passage) => {
    const pieces = split(passage);
    return { pieces, sentences: readSides(passage.text, readSentences(passage.text, pieces)) };
  };
}

function titleKey(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}/']+/gu, ' ')
    .trim();
}

/** A title that the text repeats would be counted twice. */
function repeatsTitle(title: Passage, passages: readonly Passage[]): boolean {
  const key = titleKey(title.text);
  return (
    key !== '' &&
    passages.some(
      (other) =>
        other.role !== 'title' && titleKey(other.text.slice(0, title.text.length * 2 + 20)).startsWith(key),
    )
  );
}

/**
 * Makes the analyser.
 *
 * @param knowledge everything known of language and service; read once, here
 * @param model the statistical model; by default the one that `knowledge` brings, null = keywords alone
 * @param amend the practice's own model, which has the last word on the tags of a sentence
 * @returns a pure function of a review: its opinions, passage by passage, in the order of the text. A review that was
 *   set aside has none. Where the text repeats the title, the title yields none
 */
export function createAnalyser(
  knowledge: Knowledge,
  model: SentenceModel | null = modelOf(knowledge),
  amend: TagAmender | null = null,
): Analyser {
  const readPassage = createPassageReader(knowledge, model, amend);
  const readSafety = createSafetyReader(knowledge.safety, grammarOf(knowledge));
  const readContested = createContestedReader(knowledge.contested);
  return (review): AnalysedReview => {
    if (review.setAside !== null) return { review, opinions: [], safety: [], contested: [] };
    const read: { passage: number; sentences: JudgedSentence[] }[] = [];
    const opinions: Opinion[] = [];
    for (const [passage, box] of review.passages.entries()) {
      if (box.role === 'title' && repeatsTitle(box, review.passages)) continue;
      const { sentences } = readPassage(box);
      read.push({ passage, sentences });
      for (const { sentence, judgement, side } of sidesOf(sentences)) {
        const { start, end, section } = sentence;
        opinions.push({ start, end, passage, section, side, tags: judgement.tags });
      }
    }
    const contested = readContested(read.flatMap(({ sentences }) => sentences));
    return { review, opinions, safety: readSafety(read), contested };
  };
}

/**
 * Makes the function behind `explain`.
 *
 * @returns a pure function of a text (and the box it stands in): its pieces, sentences, tokens with negation, keyword
 *   hits, the model's probabilities and the tags that come of them, as plain JSON
 */
export function createExplainer(
  knowledge: Knowledge,
  model: SentenceModel | null = modelOf(knowledge),
  amend: TagAmender | null = null,
): (text: string, role?: Passage['role']) => Explanation {
  const readPassage = createPassageReader(knowledge, model, amend);
  const readSafety = createSafetyReader(knowledge.safety, grammarOf(knowledge));
  return (text, role = 'text') => {
    const { pieces, sentences } = readPassage({ role, name: role, text });
    const explained = sidesOf(sentences).map(
      ({ sentence, judgement, side }): ExplainedSentence => ({
        ...sentence,
        side,
        hits: judgement.hits,
        model: listOpinions(judgement.model).sort(
          (a, b) => b.probability - a.probability || (a.theme < b.theme ? -1 : 1),
        ),
        tags: judgement.tags,
      }),
    );
    return { text, pieces, sentences: explained, safety: readSafety([{ passage: 0, sentences }]) };
  };
}
