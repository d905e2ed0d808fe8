/**
 * What the statistical model thinks of a stretch of text: of every theme, praise and blame, how likely each is. The claims
 * are the same for nearly every stretch, so they stand beside their probabilities and are made once; a list of objects
 * for each of the eight stretches of a review was a sixth of all memory that an analysis asked for.
 */
import type { ModelOpinion } from '../types.js';

/** Something that can be thought; see `ModelOpinion`. */
export type Claim = Omit<ModelOpinion, 'probability'>;

export interface Opinions {
  claims: readonly Claim[];
  /** Of each claim, 0..1. */
  likely: readonly number[];
}

export const NO_OPINIONS: Opinions = { claims: [], likely: [] };

export function gatherOpinions(list: readonly ModelOpinion[]): Opinions {
  return {
    claims: list.map(({ theme, polarity, threshold }) => ({ theme, polarity, threshold })),
    likely: list.map(({ probability }) => probability),
  };
}

/** The same as a list, for those who look at few. */
export function listOpinions({ claims, likely }: Opinions): ModelOpinion[] {
  return claims.map(({ theme, polarity, threshold }, i) => ({
    theme,
    polarity,
    probability: likely[i] as number,
    threshold,
  }));
}
