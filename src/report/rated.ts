/** Ratings against text: best ratings with complaints, worst ratings without any. Counts alone, never a score. */
import type { RatedExample, RatedRecord, RatedRow, Report, ReportMeta, Tally, Theme } from '../types.js';
import type { Setting } from './groups.js';
import type { Quoter } from './quoting.js';
import { ratingRows } from './ratings.js';
import { proportionOf } from './scores.js';

/** Examples a side. */
const SHOWN = 10;

export function ratingsAgainstText(
  tally: Tally,
  themes: readonly Theme[],
  setting: Setting,
  meta: Pick<ReportMeta, 'maxQuotes'>,
  quote: Quoter,
): Report['ratingsAgainstText'] {
  const rows = Object.keys(tally.rated)
    .sort()
    .filter((scale) => isSure(scale, setting))
    .flatMap((scale): RatedRow[] => {
      const { best, worst } = tally.rated[scale]!;
      const counts = Object.hasOwn(tally.all.ratings, scale) ? tally.all.ratings[scale]! : {};
      const [row] = ratingRows({ [scale]: counts }, null, setting);
      const label = (position: number): string =>
        row?.histogram.find((bar) => bar.position === position)?.value ?? '–';
      const of = (axis: Theme['axis']) =>
        themes
          .filter((theme) => theme.axis === axis && Object.hasOwn(best.themes, theme.name))
          .map(({ name }) => ({ theme: name, reviews: best.themes[name]! }))
          .sort((a, b) => b.reviews - a.reviews || (a.theme < b.theme ? -1 : 1));
      const { floors } = setting;
      return [
        {
          scale,
          best: label(1),
          worst: label(0),
          bestComplaining: proportionOf(best.complaining, best.reviews, floors),
          bestClinical: proportionOf(best.clinical, best.reviews, floors),
          bestService: proportionOf(best.service, best.reviews, floors),
          clinicalThemes: of('clinical'),
          serviceThemes: of('service'),
          worstSilent: proportionOf(worst.reviews - worst.complaining, worst.reviews, floors),
        },
      ];
    });
  const examples = (records: readonly RatedRecord[]): RatedExample[] =>
    rows.length === 0
      ? []
      : records.slice(0, Math.min(SHOWN, 3 * meta.maxQuotes)).map((record) => exampleOf(record, quote));
  return {
    rows,
    examples: { best: examples(tally.ratedExamples.best), worst: examples(tally.ratedExamples.worst) },
  };
}

/** A scale that some files hold the other way round may be misread: best and worst would change places. */
function isSure(scale: string, { layouts }: Setting): boolean {
  const named = layouts.flatMap(({ ratingScale }) =>
    ratingScale?.name === scale ? [ratingScale.reversed] : [],
  );
  return new Set(named).size < 2;
}

function exampleOf(record: RatedRecord, quote: Quoter): RatedExample {
  const { id, date, rating, theme } = record;
  return { id, date, rating, theme, ...quote(record) };
}
