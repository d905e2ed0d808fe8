/** Where the words of an opinion stand. */
import type { AnalysedReview, Opinion, Passage } from '../types.js';

export function passageOf({ review }: AnalysedReview, opinion: Pick<Opinion, 'passage'>): Passage {
  return review.passages[opinion.passage]!;
}

export function textOf(
  analysed: AnalysedReview,
  opinion: Pick<Opinion, 'passage' | 'start' | 'end'>,
): string {
  return passageOf(analysed, opinion).text.slice(opinion.start, opinion.end);
}
