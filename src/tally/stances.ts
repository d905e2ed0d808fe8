/** What one review says: its stance on each theme, card and commitment. The unit of every count is the review. */
import type {
  AnalysedReview,
  Card,
  Commitment,
  DivergenceCounts,
  Polarity,
  ReviewScore,
  ReviewScores,
  Tag,
  Theme,
} from '../types.js';

export const CARDS: readonly Card[] = ['clinicalOutcome', 'clinicalSkill', 'service'];
export const COMMITMENTS: readonly Commitment[] = [
  'compassion',
  'environment',
  'trust',
  'engagement',
  'time',
  'value',
];

/** Polarities as bits: what is said of anything is the union of what is said of its parts. */
const BITS: Record<Polarity, number> = { positive: 1, negative: 2, mixed: 3, neutral: 4 };
const POSITIVE = 1;
const NEGATIVE = 2;

/** The stance a union of polarities amounts to; null where nothing was said. */
function stanceOf(bits: number): Polarity | null {
  if ((bits & 3) === 3) return 'mixed';
  if (bits & POSITIVE) return 'positive';
  if (bits & NEGATIVE) return 'negative';
  return bits ? 'neutral' : null;
}

/** +1 praise, −1 blame, 0 both or neither. */
function balanceOf(bits: number): number {
  return (bits & POSITIVE ? 1 : 0) - (bits & NEGATIVE ? 1 : 0);
}

interface Placed {
  index: number;
  theme: Theme;
}

const indexes = new WeakMap<readonly Theme[], Map<string, Placed>>();

/** Themes by name, made once for each taxonomy. */
function themeIndex(themes: readonly Theme[]): Map<string, Placed> {
  let index = indexes.get(themes);
  if (!index) {
    index = new Map(themes.map((theme, i) => [theme.name, { index: i, theme }]));
    indexes.set(themes, index);
  }
  return index;
}

/** @throws Error (a bug) where a tag names a theme that the taxonomy does not hold */
export function themeOf(themes: readonly Theme[], name: string): Theme {
  const placed = themeIndex(themes).get(name);
  if (!placed) throw new Error(`a tag names the theme “${name}”, which the taxonomy does not hold`);
  return placed.theme;
}

export interface ReviewStances {
  /** In the order of the taxonomy; only themes the review speaks of. */
  themes: { theme: Theme; stance: Polarity }[];
  cards: Record<Card, Polarity | null>;
  general: Polarity | null;
  commitments: Partial<Record<Commitment, Polarity>>;
  divergence: Divergence | null;
}

/** Where a review that speaks of both axes stands. */
export interface Divergence {
  kind: keyof DivergenceCounts;
  /** |clinical balance| + |service balance|. */
  gap: number;
  /** The card the clinical stance was read from. */
  clinicalCard: Card;
}

/** What of an opinion decides a stance. */
interface Said {
  tags: readonly Pick<Tag, 'theme' | 'polarity'>[];
}

/**
 * Reads a review's stances off its tags.
 *
 * Divergence: the clinical stance is the sign of (positive − negative) over the distinct tags of the outcome card, or
 * of the skill card where the review holds no tag of the outcome card at all; the service stance the same over the
 * service card. A theme both praised and blamed adds one to each side, so it weighs nothing.
 */
export function reviewStances(opinions: readonly Said[], themes: readonly Theme[]): ReviewStances {
  const index = themeIndex(themes);
  /** By the place of the theme in the taxonomy; 0 = not spoken of. */
  const bits = new Uint8Array(themes.length);
  for (const { tags } of opinions) {
    for (const tag of tags) {
      const placed = index.get(tag.theme);
      if (!placed) throw new Error(`a tag names the theme “${tag.theme}”, which the taxonomy does not hold`);
      bits[placed.index]! |= BITS[tag.polarity];
    }
  }
  const card: Record<Card, number> = { clinicalOutcome: 0, clinicalSkill: 0, service: 0 };
  const balance: Record<Card, number> = { clinicalOutcome: 0, clinicalSkill: 0, service: 0 };
  const commitment: Partial<Record<Commitment, number>> = {};
  const commitments: ReviewStances['commitments'] = {};
  let general = 0;
  const said: ReviewStances['themes'] = [];
  for (let i = 0; i < bits.length; i++) {
    const here = bits[i]!;
    if (here === 0) continue;
    const theme = themes[i]!;
    said.push({ theme, stance: stanceOf(here)! });
    if (theme.axis === 'general') general |= here;
    if (theme.card) {
      card[theme.card] |= here;
      balance[theme.card] += balanceOf(here);
    }
    if (theme.commitment) {
      const union = (commitment[theme.commitment] ?? 0) | here;
      commitment[theme.commitment] = union;
      commitments[theme.commitment] = stanceOf(union)!;
    }
  }
  const clinicalCard: Card = card.clinicalOutcome ? 'clinicalOutcome' : 'clinicalSkill';
  return {
    themes: said,
    cards: {
      clinicalOutcome: stanceOf(card.clinicalOutcome),
      clinicalSkill: stanceOf(card.clinicalSkill),
      service: stanceOf(card.service),
    },
    general: stanceOf(general),
    commitments,
    divergence:
      card[clinicalCard] && card.service
        ? {
            kind: divergenceKind(balance[clinicalCard], balance.service),
            gap: Math.abs(balance[clinicalCard]) + Math.abs(balance.service),
            clinicalCard,
          }
        : null,
  };
}

function divergenceKind(clinical: number, service: number): keyof DivergenceCounts {
  if (clinical === 0 || service === 0) return 'even';
  if (clinical > 0) return service > 0 ? 'bothPositive' : 'praisedBlamed';
  return service > 0 ? 'blamedPraised' : 'bothNegative';
}

/**
 * A single review's scores: 100 × positive ÷ (positive + negative) over its tags of each card, one for each sentence
 * and theme; null without any. Mixed and neutral tags are on neither side.
 */
export function reviewScores(analysed: AnalysedReview, themes: readonly Theme[]): ReviewScores {
  const counts: Record<Card, { positive: number; negative: number }> = {
    clinicalOutcome: { positive: 0, negative: 0 },
    clinicalSkill: { positive: 0, negative: 0 },
    service: { positive: 0, negative: 0 },
  };
  for (const opinion of analysed.opinions) {
    for (const tag of opinion.tags) {
      const { card } = themeOf(themes, tag.theme);
      if (!card) continue;
      if (tag.polarity === 'positive') counts[card].positive++;
      else if (tag.polarity === 'negative') counts[card].negative++;
    }
  }
  const score = ({ positive, negative }: { positive: number; negative: number }): ReviewScore | null =>
    positive + negative === 0
      ? null
      : { value: (100 * positive) / (positive + negative), positive, negative };
  return {
    clinicalOutcome: score(counts.clinicalOutcome),
    clinicalSkill: score(counts.clinicalSkill),
    service: score(counts.service),
  };
}
