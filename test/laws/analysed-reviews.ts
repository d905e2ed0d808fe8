import { createHash } from 'node:crypto';
/** Analysed reviews for tests: one written out by hand, or any number drawn by fast-check. Nothing here is analysed. */
import fc from 'fast-check';
import { addReview, emptyTally } from '../../src/tally/index.js';
import type {
  AnalysedReview,
  Axis,
  Card,
  Commitment,
  Knowledge,
  ModelCard,
  Opinion,
  Polarity,
  ReportMeta,
  Review,
  Tally,
  Theme,
} from '../../src/types.js';

const theme = (name: string, axis: Axis, card: Card | null, commitment: Commitment | null): Theme => ({
  name,
  axis,
  card,
  commitment,
  definition: `All about ${name}.`,
  examples: [],
  crosswalk: { cahps: null, nhs: null },
});

export const THEMES: Theme[] = [
  theme('outcome', 'clinical', 'clinicalOutcome', null),
  theme('complications', 'clinical', 'clinicalOutcome', null),
  theme('pain', 'clinical', 'clinicalOutcome', null),
  theme('skill', 'clinical', 'clinicalSkill', null),
  theme('staff', 'service', 'service', 'compassion'),
  theme('compassion', 'service', 'service', 'compassion'),
  theme('communication', 'service', 'service', 'engagement'),
  theme('trust', 'service', 'service', 'trust'),
  theme('waiting', 'service', 'service', 'time'),
  theme('facility', 'service', 'service', 'environment'),
  theme('amenities', 'service', 'service', 'value'),
  theme('service', 'service', 'service', null),
  theme('overall', 'general', null, null),
];

export const MODEL_CARD: ModelCard = {
  name: 'test',
  version: '1',
  themes: Object.fromEntries(
    // `amenities` stands for a theme of the user's own that no model knows.
    THEMES.filter(({ name }) => name !== 'amenities').map(({ name }, i) => [
      name,
      { precision: 0.8, recall: 0.7, f1: 0.75, n: 10 + i },
    ]),
  ),
  cards: { service: { precision: 0.9, recall: 0.8 } },
  measures: { themeMicroF1: 0.75 },
};

export const KNOWLEDGE: Pick<Knowledge, 'themes' | 'safety' | 'contested' | 'hash'> & {
  model: { card: ModelCard };
} = {
  themes: THEMES,
  contested: [
    { name: 'kind', rule: 'Kind is of the manner.', read: 'compassion', instead: 'skill', watched: [] },
  ],
  safety: {
    harms: [
      { name: 'infection', title: 'Infection' },
      { name: 'bleeding', title: 'Bleeding' },
    ],
    watched: [],
  },
  hash: 'f'.repeat(64),
  model: { card: MODEL_CARD },
};

export const META: ReportMeta = {
  version: '1.2.3',
  since: null,
  until: null,
  asOf: null,
  floors: { hidden: 5, percentage: 10, ranked: 30 },
  redact: 'default',
  maxQuotes: 3,
  gates: [],
  customTaxonomy: false,
};

/** No floor at all: every score of at least one review is shown. */
export const NO_FLOORS = { hidden: 1, percentage: 1, ranked: 1 };

const SIGNS: Record<string, Polarity> = { '+': 'positive', '-': 'negative', '*': 'mixed', '0': 'neutral' };

/** A hash as reviews have it: 16 hex digits, scattered. */
export function hashOf(n: number): string {
  let h = (BigInt(n) + 1n) * 0x9e3779b97f4a7c15n;
  h ^= h >> 31n;
  return ((h * 0xbf58476d1ce4e5b9n) & 0xffffffffffffffffn).toString(16).padStart(16, '0');
}

/**
 * A review written as sentences and their tags: `review(1, 'outcome+ waiting-', '', 'service*')`. An empty string is a
 * sentence with no theme.
 */
export function review(n: number, ...sentences: string[]): AnalysedReview {
  return reviewWith(n, {}, ...sentences);
}

export function reviewWith(n: number, fields: Partial<Review>, ...sentences: string[]): AnalysedReview {
  const opinions: Opinion[] = [];
  let text = '';
  sentences.forEach((sentence, i) => {
    const start = text.length;
    text += `Sentence ${i} of review ${n} says ${sentence || 'nothing'} in so many words.`;
    opinions.push({
      passage: 0,
      start,
      end: text.length,
      section: null,
      side: 'open',
      tags: sentence.split(' ').flatMap((tag) => {
        if (!tag) return [];
        const name = tag.slice(0, -1);
        const { axis } = THEMES.find((one) => one.name === name)!;
        const polarity = SIGNS[tag.at(-1)!]!;
        const confidence = 0.5 + ((n * 7 + i) % 10) / 20;
        const evidence = [{ start: start + 9, end: start + 20 }];
        return [{ theme: name, axis, polarity, confidence, via: ['keyword' as const], evidence }];
      }),
    });
    text += ' ';
  });
  return {
    review: {
      id: `r${n}`,
      hash: hashOf(n),
      origin: { file: 'a.csv', record: n },
      passages: [{ role: 'text', name: 'Review', text }],
      rating: null,
      subRatings: {},
      date: null,
      location: null,
      provider: null,
      procedure: null,
      source: null,
      language: 'en',
      setAside: null,
      extra: {},
      ...fields,
    },
    opinions: fields.setAside ? [] : opinions,
    safety: [],
    contested: [],
  };
}

export function tallyOf(reviews: readonly AnalysedReview[], by: string[] = []): Tally {
  const tally = emptyTally({ by });
  for (const one of reviews) addReview(tally, one, THEMES);
  return tally;
}

// ───────────────────────────── generator ─────────────────────────────

const tag = fc
  .tuple(fc.constantFrom(...THEMES), fc.constantFrom('+', '+', '-', '-', '*', '0'))
  .map(([{ name }, sign]) => name + sign);

/** Sentences without a theme, with tags that have no direction, with one axis, with both. */
const sentence = fc.oneof(
  { weight: 1, arbitrary: fc.constant('') },
  { weight: 1, arbitrary: fc.constantFrom(...THEMES).map(({ name }) => `${name}0`) },
  {
    weight: 3,
    arbitrary: fc
      .uniqueArray(tag, {
        minLength: 1,
        maxLength: 4,
        selector: (text) => text.slice(0, -1),
      })
      .map((tags) => tags.join(' ')),
  },
  { weight: 1, arbitrary: fc.constantFrom('outcome+ staff-', 'skill- compassion+', 'pain* waiting*') },
);

const day = fc
  .tuple(
    fc.integer({ min: 2022, max: 2024 }),
    fc.integer({ min: 1, max: 12 }),
    fc.integer({ min: 1, max: 28 }),
  )
  .map(([y, m, d]) => `${y}-${String(m).padStart(2, '0')}-${String(d).padStart(2, '0')}`);

const rating = fc.oneof(
  fc.integer({ min: 1, max: 5 }).map((n) => ({ value: (n - 1) / 4, raw: String(n), scale: '1-5' })),
  fc.integer({ min: 0, max: 10 }).map((n) => ({ value: n / 10, raw: String(n), scale: '0-10' })),
  fc.constantFrom('Poor', 'poor', 'Good').map((raw) => ({
    value: raw === 'Good' ? 1 : 0,
    raw,
    scale: 'words',
  })),
);

const fields = fc.record({
  date: fc.option(day, { freq: 3 }),
  location: fc.constantFrom(null, 'North', 'South', 'East', '__proto__', 'constructor'),
  provider: fc.constantFrom(null, 'Dr. Abernathy', 'Dr. Quist'),
  source: fc.constantFrom(null, 'Web', 'Yelp', '__proto__'),
  rating: fc.option(rating),
  subRatings: fc.option(rating).map((one): Review['subRatings'] => (one ? { 'Staff rating': one } : {})),
  language: fc.constantFrom(null, 'en', 'es'),
  setAside: fc.constantFrom(null, null, null, null, null, 'no-text' as const, 'language' as const),
});

/** Up to `max` reviews with different ids and hashes. */
export function reviews(max: number): fc.Arbitrary<AnalysedReview[]> {
  return fc.array(fc.tuple(fields, fc.array(sentence, { maxLength: 4 })), { maxLength: max }).map((drawn) =>
    drawn.map(([some, sentences], i) => {
      // a hash is of the content: reviews that differ never share one, in whatever part of the input they stand
      const hash = createHash('sha256')
        .update(JSON.stringify([i, some, sentences]))
        .digest('hex')
        .slice(0, 16);
      const one = reviewWith(i, { ...some, hash }, ...sentences);
      // one review in three speaks of harm
      const first = one.opinions[0];
      if (i % 3 === 0 && first !== undefined) {
        const { start, end, passage } = first;
        const harm = i % 2 ? 'infection' : 'bleeding';
        one.safety.push({ start, end, passage, harm, evidence: [{ start, end: start + 4 }] });
      }
      return one;
    }),
  );
}
