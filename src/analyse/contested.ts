/** Which tags of a review rest on a phrase that could be filed elsewhere. */

import type { AnalysedReview, ContestedReading } from '../types.js';
import type { WatchedHit } from './keywords.js';
import type { JudgedSentence } from './sides.js';

const isContested = ({ watched: { kind } }: WatchedHit): boolean => kind === 'contested';

const namesIn = (watched: readonly WatchedHit[]): Iterable<string> =>
  watched.length === 0 ? [] : new Set(watched.filter(isContested).map((hit) => hit.watched.name));

/**
 * Makes what finds contested readings.
 *
 * @returns a pure function of all sentences of a review in order. Of each sentence and reading: the first side that holds
 *   a phrase of it and the tag it would move, as an index into all sides of the review
 */
export function createContestedReader(
  readings: readonly Pick<ContestedReading, 'name' | 'read'>[],
): (sentences: readonly JudgedSentence[]) => AnalysedReview['contested'] {
  const filedUnder = new Map(readings.map(({ name, read }) => [name, read]));
  return (sentences) => {
    const contested: AnalysedReview['contested'] = [];
    let first = 0;
    for (const { watched, sides } of sentences) {
      for (const name of namesIn(watched)) {
        const own = watched.filter((hit) => isContested(hit) && hit.watched.name === name);
        const theme = filedUnder.get(name);
        const at = sides.findIndex(
          ({ sentence, judgement }) =>
            own.some(({ start, end }) => start < sentence.end && end > sentence.start) &&
            judgement.tags.some((tag) => tag.theme === theme),
        );
        if (at >= 0) contested.push({ name, opinion: first + at });
      }
      first += sides.length;
    }
    return contested;
  };
}
