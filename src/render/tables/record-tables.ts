/** Reviews and sentences as tidy tables, one review at a time, so that a stream of any length passes through. */
import type { AnalysedReview, Opinion, Polarity, ReviewRenderer, ReviewScores } from '../../types.js';
import { passageOf, textOf } from '../passages.js';
import { type Cell, type Column, column } from './table.js';

/** A table of what passes by. `rows` are as wide as `columns`; `extra` are columns of the file that `--by` asked for. */
export interface RecordTable {
  /** Name of its sheet in a workbook. */
  title: string;
  columns(extra: readonly string[]): Column[];
  rows(
    analysed: AnalysedReview,
    scores: ReviewScores,
    redact: Parameters<ReviewRenderer['review']>[2],
    extra: readonly string[],
  ): Cell[][];
}

const ABOUT_REVIEW: Column[] = [
  column('id', 'text', 'id of the review in its file, or a hash of its content', { width: 14 }),
  column('file', 'text', 'file it comes from', { width: 16 }),
  column('record', 'count', 'number of its record there, from 1'),
  column('date', 'day', 'day of the review'),
  column('location', 'text', 'as in the file', { width: 16 }),
  column('provider', 'text', 'as in the file', { width: 18 }),
  column('procedure', 'text', 'as in the file', { width: 18 }),
  column('source', 'text', 'as in the file', { width: 10 }),
  column('language', 'text', 'ISO 639-1'),
  column('rating', 'number', 'what the patient gave, brought to 0 (worst) to 1 (best)'),
  column('rating_raw', 'rating', 'as it stands in the file', { title: 'Rating given' }),
  column('rating_scale', 'text', '1-5, 0-10, words', { title: 'Scale' }),
];

const tagColumns = (prefix: string, title: string): Column[] => [
  column(prefix, 'score', '100 × positive / (positive + negative) tags of the review; empty: none', {
    title,
  }),
  column(`${prefix}_positive`, 'count', 'its positive tags', { title: `${title}, praise` }),
  column(`${prefix}_negative`, 'count', 'its negative tags', { title: `${title}, blame` }),
];

const REVIEWS: RecordTable = {
  title: 'Reviews',
  columns: (extra) => [
    ...ABOUT_REVIEW,
    column('set_aside', 'text', 'why it was not analysed: no-text or language', { width: 10 }),
    column('sentences', 'count', 'sentences, or sides of a contrast'),
    ...tagColumns('clinical_outcome', 'Clinical outcome'),
    ...tagColumns('clinical_skill', 'Clinical skill'),
    ...tagColumns('service', 'Service'),
    column('praised', 'text', 'themes it only praises, joined by "; "', { width: 28 }),
    column('blamed', 'text', 'themes it only blames', { width: 28 }),
    column('mixed', 'text', 'themes it does both on', { width: 18 }),
    ...extraColumns(extra),
  ],
  rows: (analysed, scores, _redact, extra) => {
    const themes = themesByStance(analysed.opinions);
    const score = (s: ReviewScores['service']): Cell[] =>
      s ? [s.value, s.positive, s.negative] : [null, null, null];
    return [
      [
        ...aboutReview(analysed),
        analysed.review.setAside,
        analysed.opinions.length,
        ...score(scores.clinicalOutcome),
        ...score(scores.clinicalSkill),
        ...score(scores.service),
        themes.positive,
        themes.negative,
        themes.mixed,
        ...extraCells(analysed, extra),
      ],
    ];
  },
};

const SENTENCES: RecordTable = {
  title: 'Sentences',
  columns: (extra) => [
    ...ABOUT_REVIEW,
    column('passage', 'text', 'column of the file that the sentence stands in', { width: 12 }),
    column('section', 'count', 'number of the labelled item it came from'),
    column('start', 'count', 'UTF-16 offset of its first character in the untouched passage'),
    column('end', 'count', 'offset after its last character'),
    column('side', 'text', 'pro, con or open, by meaning'),
    column(
      'theme',
      'text',
      'theme found in it; a sentence has a row a theme, and one without where none was found',
      {
        width: 15,
      },
    ),
    column('axis', 'text', 'axis of the theme: clinical, service or general', { width: 9 }),
    column('polarity', 'text', 'positive, negative, mixed or neutral', { width: 9, look: 'polarity' }),
    column('confidence', 'share', 'calibrated probability of the tag, 0..1', { width: 10 }),
    column('via', 'text', 'keyword, model, or both joined by +', { width: 14 }),
    column('evidence', 'text', 'offsets the tag rests on, 12..20, in the untouched passage', { width: 12 }),
    column('text', 'text', 'the sentence, redacted unless asked otherwise', { width: 80 }),
    ...extraColumns(extra),
  ],
  rows(analysed, _scores, redact, extra) {
    const about = aboutReview(analysed);
    const more = extraCells(analysed, extra);
    return analysed.opinions.flatMap((opinion): Cell[][] => {
      const { section, start, end, side } = opinion;
      const place = [passageOf(analysed, opinion).name, section, start, end, side];
      const text = redact(textOf(analysed, opinion), opinion);
      if (opinion.tags.length === 0) {
        return [[...about, ...place, null, null, null, null, null, null, text, ...more]];
      }
      return opinion.tags.map((tag) => [
        ...about,
        ...place,
        tag.theme,
        tag.axis,
        tag.polarity,
        tag.confidence,
        tag.via.join('+'),
        tag.evidence.map((span) => `${span.start}..${span.end}`).join(' '),
        text,
        ...more,
      ]);
    });
  },
};

function extraColumns(extra: readonly string[]): Column[] {
  return extra.map((name) =>
    column(name, 'text', 'column of the file that --by asked for', { title: name, width: 18 }),
  );
}

function aboutReview({ review }: AnalysedReview): Cell[] {
  return [
    review.id,
    review.origin.file,
    review.origin.record,
    review.date,
    review.location,
    review.provider,
    review.procedure,
    review.source,
    review.language,
    review.rating?.value ?? null,
    review.rating?.raw ?? null,
    review.rating?.scale ?? null,
  ];
}

function extraCells({ review }: AnalysedReview, extra: readonly string[]): Cell[] {
  return extra.map((column) => (Object.hasOwn(review.extra, column) ? review.extra[column]! : null));
}

/** Theme names by the stance of the whole review on each: both, or a mixed tag, is mixed; neutral ones are left out. */
function themesByStance(opinions: readonly Opinion[]): Record<'positive' | 'negative' | 'mixed', string> {
  const heard = new Map<string, Set<Polarity>>();
  for (const { tags } of opinions) {
    for (const { theme, polarity } of tags) {
      const polarities = heard.get(theme) ?? new Set();
      heard.set(theme, polarities.add(polarity));
    }
  }
  const lists = { positive: [] as string[], negative: [] as string[], mixed: [] as string[] };
  for (const theme of [...heard.keys()].sort()) {
    const said = heard.get(theme)!;
    if (said.has('mixed') || (said.has('positive') && said.has('negative'))) lists.mixed.push(theme);
    else if (said.has('positive')) lists.positive.push(theme);
    else if (said.has('negative')) lists.negative.push(theme);
  }
  return {
    positive: lists.positive.join('; '),
    negative: lists.negative.join('; '),
    mixed: lists.mixed.join('; '),
  };
}

/** `--table NAME` of csv, and the sheets of a workbook. */
export const recordTables = { reviews: REVIEWS, sentences: SENTENCES } satisfies Record<string, RecordTable>;
