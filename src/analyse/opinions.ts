/**
 * What the statistical model thinks of a stretch of text: of every theme, praise and blame, how likely each is. The claims
 * are the same for nearly every stretch, so they stand beside their probabilities and are made once; a list of objects
 * for each of the eight stretches of a review was a sixth of all memory that an analysis asked for.
 */
import type { ModelOpinion, Polarity, Span } from '../types.js';

/** Something that can be thought; see `ModelOpinion`. */
export type Claim = Omit<ModelOpinion, 'probability' | 'threshold'>;

export interface Opinions {
  claims: readonly Claim[];
  /** Of each claim, 0..1. */
  likely: readonly number[];
  /** How likely each must be to be a tag of this stretch, 0..1; one array for all stretches in which nothing turns on others. */
  needed: readonly number[];
}

/** The statistical model as this room uses it; `Model` is one. */
export interface SentenceModel {
  /** Themes it was trained on. */
  themes: readonly string[];
  /** Judges one sentence. */
  judge(text: string): Opinions;
  /** The stretches of the text that spoke most for a theme and polarity; offsets into `text`. */
  evidence(text: string, theme: string, polarity: Polarity): Span[];
}

export const NO_OPINIONS: Opinions = { claims: [], likely: [], needed: [] };

export function gatherOpinions(list: readonly ModelOpinion[]): Opinions {
  return {
    claims: list.map(({ theme, polarity }) => ({ theme, polarity })),
    likely: list.map(({ probability }) => probability),
    needed: list.map(({ threshold }) => threshold),
  };
}

/** The same as a list, for those who look at few. */
export function listOpinions({ claims, likely, needed }: Opinions): ModelOpinion[] {
  return claims.map(({ theme, polarity }, i) => ({
    theme,
    polarity,
    probability: likely[i] as number,
    threshold: needed[i] as number,
  }));
}
