/**
 * One review at a time: the lines of `ndjson` and of the csv tables `reviews` and `sentences`. A stream of any length
 * passes through without being held. Scores and redaction come in from outside; here they are only written down.
 */
import type { AnalysedReview, Opinion, Polarity, ReviewRenderer, ReviewScores } from '../types.js';
import { BOM, type Cell, csvLine, roundTo4 } from './csv-cells.js';

type Redact = (text: string) => string;

// ───────────────────────────── ndjson ─────────────────────────────

/** Legal inside JSON, but some readers of lines take them for a line end (Python's `splitlines`, JavaScript before 2019). */
const LINE_ENDS_BUT_LF = /[\u0085\u2028\u2029]/g;

/**
 * One review as one line of JSON (with its LF), keys in the order of the contract in README.md. `start` and `end` are
 * UTF-16 offsets into the untouched passage; `text` has gone through `redact`. A review that was set aside has no
 * opinions and no scores.
 */
export function ndjsonLine(analysed: AnalysedReview, scores: ReviewScores, redact: Redact): string {
  const { review, opinions } = analysed;
  const line = JSON.stringify({
    id: review.id,
    source: { file: review.origin.file, record: review.origin.record },
    date: review.date,
    location: review.location,
    provider: review.provider,
    procedure: review.procedure,
    language: review.language,
    rating: review.rating && {
      value: review.rating.value,
      raw: review.rating.raw,
      scale: review.rating.scale,
    },
    opinions: opinions.map((opinion) => ({
      passage: passageOf(analysed, opinion).name,
      start: opinion.start,
      end: opinion.end,
      section: opinion.section,
      text: redact(textOf(analysed, opinion)),
      side: opinion.side,
      tags: opinion.tags.map((tag) => ({
        theme: tag.theme,
        axis: tag.axis,
        polarity: tag.polarity,
        confidence: roundTo4(tag.confidence),
        via: tag.via,
        evidence: tag.evidence.map(({ start, end }) => ({ start, end })),
      })),
    })),
    clinicalOutcome: ndjsonScore(scores.clinicalOutcome),
    clinicalSkill: ndjsonScore(scores.clinicalSkill),
    service: ndjsonScore(scores.service),
    safety: analysed.safety.map(({ passage, start, end, harm, evidence }) => ({
      harm,
      passage: review.passages[passage]!.name,
      start,
      end,
      text: redact(review.passages[passage]!.text.slice(start, end)),
      evidence,
    })),
  });
  return `${line.replace(LINE_ENDS_BUT_LF, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)}\n`;
}

function ndjsonScore(score: ReviewScores['service']) {
  return score && { value: roundTo4(score.value), positive: score.positive, negative: score.negative };
}

export const ndjson: ReviewRenderer = { head: '', review: ndjsonLine };

// ───────────────────────────── csv tables ─────────────────────────────

const ABOUT_REVIEW = [
  'id',
  'file',
  'record',
  'date',
  'location',
  'provider',
  'procedure',
  'source',
  'language',
  'rating',
  'rating_raw',
  'rating_scale',
] as const;

/** Header of `--table reviews`, before the columns that `--by` asked for. */
export const REVIEW_COLUMNS = [
  ...ABOUT_REVIEW,
  'set_aside',
  'sentences',
  'clinical_outcome',
  'clinical_outcome_positive',
  'clinical_outcome_negative',
  'clinical_skill',
  'clinical_skill_positive',
  'clinical_skill_negative',
  'service',
  'service_positive',
  'service_negative',
  'praised',
  'blamed',
  'mixed',
] as const;

/** Header of `--table sentences`, before the columns that `--by` asked for. */
export const SENTENCE_COLUMNS = [
  ...ABOUT_REVIEW,
  'passage',
  'section',
  'start',
  'end',
  'side',
  'theme',
  'axis',
  'polarity',
  'confidence',
  'via',
  'evidence',
  'text',
] as const;

export interface ReviewTableOptions {
  /** Columns of the file that `--by` asked for, appended under their own names. */
  extra?: readonly string[];
  /** A byte order mark, for an Excel that would else take UTF-8 for a code page. */
  bom?: boolean;
}

/** `--table reviews`: one row a review, with its scores, their counts, and the themes it praises and blames. */
export function reviewsTable(options: ReviewTableOptions = {}): ReviewRenderer {
  const extra = options.extra ?? [];
  return {
    head: (options.bom ? BOM : '') + csvLine([...REVIEW_COLUMNS, ...extra]),
    review: (analysed, scores) => reviewRow(analysed, scores, extra),
  };
}

/** `--table sentences`: one row a sentence and theme; a sentence without theme has one row with empty theme cells. */
export function sentencesTable(options: ReviewTableOptions = {}): ReviewRenderer {
  const extra = options.extra ?? [];
  return {
    head: (options.bom ? BOM : '') + csvLine([...SENTENCE_COLUMNS, ...extra]),
    review: (analysed, _scores, redact) => sentenceRows(analysed, redact, extra),
  };
}

/** One line of the reviews table. `praised`, `blamed` and `mixed` list theme names, sorted, joined by `; `. */
export function reviewRow(
  analysed: AnalysedReview,
  scores: ReviewScores,
  extra: readonly string[] = [],
): string {
  const themes = themesByStance(analysed.opinions);
  const score = (s: ReviewScores['service']): Cell[] =>
    s ? [s.value, s.positive, s.negative] : [null, null, null];
  return csvLine([
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
  ]);
}

/** The lines of one review in the sentences table. `evidence` holds offsets `12..20` into the untouched passage. */
export function sentenceRows(
  analysed: AnalysedReview,
  redact: Redact,
  extra: readonly string[] = [],
): string {
  const about = aboutReview(analysed);
  const more = extraCells(analysed, extra);
  let rows = '';
  for (const opinion of analysed.opinions) {
    const place = [
      passageOf(analysed, opinion).name,
      opinion.section,
      opinion.start,
      opinion.end,
      opinion.side,
    ];
    const text = redact(textOf(analysed, opinion));
    if (opinion.tags.length === 0) {
      rows += csvLine([...about, ...place, null, null, null, null, null, null, text, ...more]);
    }
    for (const tag of opinion.tags) {
      const evidence = tag.evidence.map((span) => `${span.start}..${span.end}`).join(' ');
      rows += csvLine([
        ...about,
        ...place,
        tag.theme,
        tag.axis,
        tag.polarity,
        tag.confidence,
        tag.via.join('+'),
        evidence,
        text,
        ...more,
      ]);
    }
  }
  return rows;
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

function passageOf({ review }: AnalysedReview, opinion: Opinion) {
  return review.passages[opinion.passage]!;
}

function textOf(analysed: AnalysedReview, opinion: Opinion): string {
  return passageOf(analysed, opinion).text.slice(opinion.start, opinion.end);
}
