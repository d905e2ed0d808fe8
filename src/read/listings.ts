/** Whether the rows are reviews at all, or places, statistics, questions to doctors: told by what stands beside texts. */
import { countDoctors, firstValue } from './profile.js';
import type { ColumnChoice, Scored } from './scored.js';

/** What stands beside a review and not beside a description: a rating in whole steps, or a date that varies. */
export function isCompanion({ profile }: Scored): boolean {
  const { rating, date, distinct } = profile;
  // "2 months ago", "a year ago": few say it of anything but reviews.
  if (date !== null && date.share > 0.8 && distinct >= (date.relative > 0.8 ? 2 : 4)) return true;
  if (rating === null || rating.share < 0.9 || profile.counter || rating.distinct < 3) return false;
  return rating.scale.min >= 1 && rating.scale.max <= 10 && rating.distinct <= 10;
}

/** Whole marks and a day in each row: rows of reviews, not of places, whose marks are averages. */
export function isDatedAndRated(all: Scored[]): boolean {
  const companions = all.filter(isCompanion);
  const whole = ({ profile }: Scored) => profile.cells.every((cell) => !/^\d+[.,]\d*[1-9]/.test(cell));
  return (
    companions.some(({ profile }) => (profile.date?.share ?? 0) > 0.8) &&
    companions.some((one) => one.profile.rating !== null && one.profile.date === null && whole(one))
  );
}

/** A count of reviews, as lists of places and doctors have. */
export function isReviewCount({ profile, header }: Scored, unfolded: boolean): boolean {
  // Beside reviews the count of their place comes again in each row; in a list of places hardly.
  if (profile.distinct < 2 || profile.shapes > 2) return false;
  if (!unfolded && profile.distinctShare < 0.5) return false;
  // How many reviews a reviewer has written stands beside each review.
  if (/\b(reviewer|author|user|consumer|customer|contributor|member|commenter)s?\b/.test(profile.plain))
    return false;
  const said =
    /\breviews?\b/.test(profile.plain) &&
    (/\b(count|num|number|no|total|per)\b/.test(profile.plain) || profile.plain === 'reviews');
  return said && (profile.numbers > 0.8 || /^\d+ \p{L}+$/u.test(firstValue(profile))) && !header.has('id');
}

const STATISTICS =
  /^(?:mean|median|sd|std|stdev|std dev|standard deviation|se|sem|variance|min|max|minimum|maximum|n|count|freq|frequency|percent|pct|percentage|total|share|weight|idf|tf idf|p value|precision|recall|f1|f1 score|support|accuracy)$/;

const THEMES =
  /^(?:sub ?)?(?:themes?|topics?|clusters?|codes?|categor(?:y|ies)|aspects?|keywords?)(?: (?:name|label|id))?$/;

/** Figures reckoned from many answers: a table of statistics, whose texts name what was asked. */
export function isTabulated(all: Scored[]): boolean {
  const figures = all.filter(({ profile }) => STATISTICS.test(profile.plain) && profile.numbers > 0.8);
  // Themes with how often each was found, and a quote.
  const themes = all.some(
    ({ profile }) => THEMES.test(profile.plain) && profile.filled >= 3 && profile.distinctShare === 1,
  );
  if (themes && figures.length > 0) return true;
  return (
    figures.length >= 2 && figures.some(({ profile }) => profile.cells.some((cell) => /\d[.,]\d/.test(cell)))
  );
}

/**
 * Questions of many people and what a clinic or its doctors answered. In a survey few questions come again and again,
 * and patients answer.
 */
export function isForum(texts: ColumnChoice[], all: Scored[]): boolean {
  const answers = texts.filter(({ column }) => ANSWERS.test(column));
  if (answers.length < texts.length) return false;
  const asking = all.find(({ profile }) => {
    const asks = profile.cells.filter((cell) => /[?？]["'”»()\d\s]*$/.test(cell)).length;
    return /question|pregunta|frage|domanda|pergunta/i.test(profile.header) && asks >= profile.filled * 0.6;
  })?.profile;
  if (asking === undefined || asking.distinct < 4) return false;
  // `user_answer_text` and `user_answer_name`: who answered are doctors.
  const stem = answers[0]!.column.replace(/[_. ]?[^_. ]+$/, '');
  const answered = all.filter(({ profile }) => stem !== '' && profile.header.startsWith(stem));
  return (
    (asking.distinct >= 8 && asking.distinctShare >= 0.5) ||
    answered.some(({ profile }) => countDoctors(profile) >= profile.filled * 0.6)
  );
}

const ANSWERS = /answer|reply|respuesta|antwort|risposta|resposta/i;
