/** What the counts of the cards would be if a contested phrase were read the other way, as differences that add up. */
import type { AnalysedReview, Card, ContestedReading, Stances, Tally, Theme } from '../types.js';
import { emptyStances, entry } from './counts.js';
import { CARDS, type ReviewStances, reviewStances } from './stances.js';

/** How the readings are filed: their names and themes. */
export type Readings = readonly Pick<ContestedReading, 'name' | 'read' | 'instead'>[];

const noChange = (): Record<Card, Stances> => ({
  clinicalOutcome: emptyStances(),
  clinicalSkill: emptyStances(),
  service: emptyStances(),
});

/** Each reading by itself: the other ones stay as the rules have them. */
export function countContested(
  tally: Tally['contested'],
  analysed: AnalysedReview,
  stances: ReviewStances,
  themes: readonly Theme[],
  readings: Readings,
): void {
  for (const name of new Set(analysed.contested.map((one) => one.name))) {
    const reading = readings.find((one) => one.name === name);
    if (reading === undefined || !themes.some((theme) => theme.name === reading.instead)) continue;
    const at = new Set(analysed.contested.flatMap((one) => (one.name === name ? [one.opinion] : [])));
    // No copies of whole tags: their evidence would be looked for, which costs as much as judging the sentence.
    const opinions = analysed.opinions.map(({ tags }, i) => ({
      tags: !at.has(i)
        ? tags
        : tags.map(({ theme, polarity }) => ({
            theme: theme === reading.read ? reading.instead : theme,
            polarity,
          })),
    }));
    const other = reviewStances(opinions, themes);
    const counted = entry(tally, name, () => ({ reviews: 0, cards: noChange() }));
    counted.reviews++;
    for (const card of CARDS) {
      const [was, is] = [stances.cards[card], other.cards[card]];
      if (was === is) continue;
      if (was !== null) counted.cards[card][was]--;
      if (is !== null) counted.cards[card][is]++;
    }
  }
}

/** Adds `from` to `into`. */
export function addContested(into: Tally['contested'], from: Tally['contested']): void {
  for (const [name, { reviews, cards }] of Object.entries(from)) {
    const target = entry(into, name, () => ({ reviews: 0, cards: noChange() }));
    target.reviews += reviews;
    for (const card of CARDS) {
      for (const stance of Object.keys(cards[card]) as (keyof Stances)[]) {
        target.cards[card][stance] += cards[card][stance];
      }
    }
  }
}
