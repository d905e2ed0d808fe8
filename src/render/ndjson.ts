/**
 * One review at a time: the lines of `ndjson` and of the csv tables `reviews` and `sentences`. A stream of any length
 * passes through without being held. Scores and redaction come in from outside; here they are only written down.
 */
import type { AnalysedReview, ReviewRenderer, ReviewScores } from '../types.js';
import { roundTo4 } from './csv-cells.js';
import { passageOf, textOf } from './passages.js';

type Redact = Parameters<ReviewRenderer['review']>[2];

/** Legal inside JSON, but some readers of lines take them for a line end (Python's `splitlines`, JavaScript before 2019). */
const LINE_ENDS_BUT_LF = /[\u0085\u2028\u2029]/g;

/**
 * One review as one line of JSON (with its LF), keys in the order of the contract in README.md. `start` and `end` are
 * UTF-16 offsets into the untouched passage; `text` has gone through `redact`. A review that was set aside has no
 * opinions and no scores, and `setAside` says why. `platform` is the column that other formats call source, `columns` are those
 * of the file that `--by` asked for.
 */
export function ndjsonLine(
  analysed: AnalysedReview,
  scores: ReviewScores,
  redact: Redact,
  extra: readonly string[] = [],
): string {
  const { review, opinions } = analysed;
  const line = JSON.stringify({
    id: review.id,
    source: { file: review.origin.file, record: review.origin.record },
    date: review.date,
    location: review.location,
    provider: review.provider,
    procedure: review.procedure,
    platform: review.source,
    columns: Object.fromEntries(
      extra.map((name) => [name, Object.hasOwn(review.extra, name) ? review.extra[name]! : null]),
    ),
    language: review.language,
    setAside: review.setAside,
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
      text: redact(textOf(analysed, opinion), opinion),
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
      text: redact(review.passages[passage]!.text.slice(start, end), { passage, start }),
      evidence,
    })),
  });
  return `${line.replace(LINE_ENDS_BUT_LF, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)}\n`;
}

function ndjsonScore(score: ReviewScores['service']) {
  return score && { value: roundTo4(score.value), positive: score.positive, negative: score.negative };
}

/** @param extra columns of the file that `--by` asked for */
export function ndjsonRecords(extra: readonly string[]): ReviewRenderer {
  return {
    head: '',
    review: (analysed, scores, redact) => ndjsonLine(analysed, scores, redact, extra),
  };
}
