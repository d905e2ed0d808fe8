import { readReviews, removeSpools } from '../read/index.js';
import type {
  ExplainedSentence,
  Explanation,
  Input,
  Knowledge,
  Passage,
  ReadOptions,
  Review,
} from '../types.js';

/** A sentence of a review as it was written; its sides, where it was parted, stand together. */
export interface ReviewSentence {
  review: Review;
  /** Index into `review.passages`. */
  passage: number;
  /** Of the whole sentence in the passage. */
  start: number;
  end: number;
  parts: ExplainedSentence[];
}

/** Every sentence of every review that can be analysed, in input order. A title that the text repeats is left out. */
export async function* readSentences(
  inputs: Input[],
  knowledge: Knowledge,
  options: ReadOptions,
  explain: (text: string, role: Passage['role']) => Explanation,
): AsyncGenerator<ReviewSentence> {
  try {
    for await (const batch of readReviews(inputs, options, knowledge.columns)) {
      for (const event of batch) {
        if (event.kind !== 'review' || event.review.setAside !== null) continue;
        yield* sentencesOf(event.review, explain);
      }
    }
  } finally {
    removeSpools();
  }
}

function* sentencesOf(
  review: Review,
  explain: (text: string, role: Passage['role']) => Explanation,
): Generator<ReviewSentence> {
  for (const [passage, { role, text }] of review.passages.entries()) {
    const title = text.trim();
    if (
      role === 'title' &&
      review.passages.some((other) => other.role !== 'title' && other.text.includes(title))
    ) {
      continue;
    }
    let open: ReviewSentence | null = null;
    for (const part of explain(text, role).sentences) {
      if (open !== null && open.start === part.whole.start && open.end === part.whole.end) {
        open.parts.push(part);
        continue;
      }
      if (open !== null) yield open;
      open = { review, passage, start: part.whole.start, end: part.whole.end, parts: [part] };
    }
    if (open !== null) yield open;
  }
}
