/** The report as a tidy table: one row a score, so that a pivot table or a data frame can take it as it is. */
import type { Axis, Card, Commitment, RenderOptions, Report, Score, Stances } from '../types.js';
import { BOM, type Cell, csvLine } from './csv-cells.js';
import { mentionsOf } from './words.js';

/**
 * Header of `--table themes`. `level`: `card`, `theme`, `commitment` or `general`; `by` and `group` are empty for the
 * whole input; `positive` to `neutral` count reviews; `n` = positive + negative + mixed; `score`, `low`, `high` are
 * 0..100 and empty where there is none; `flag`: `provisional` (n below 30), `below-floor` (too few for a score),
 * `partial` (a calendar period covered in part), joined by a space.
 */
export const THEME_COLUMNS = [
  'level',
  'by',
  'group',
  'axis',
  'name',
  'reviews',
  'positive',
  'negative',
  'mixed',
  'neutral',
  'n',
  'score',
  'low',
  'high',
  'flag',
] as const;

const CARDS: { card: Card; name: string; axis: Axis }[] = [
  { card: 'clinicalOutcome', name: 'clinical-outcome', axis: 'clinical' },
  { card: 'clinicalSkill', name: 'clinical-skill', axis: 'clinical' },
  { card: 'service', name: 'service', axis: 'service' },
];

/** Cards, general remarks, themes and commitments of the whole, then cards and themes of each group. */
export function renderCsv(report: Report, options: RenderOptions): string {
  const axisOf = new Map<string, Axis>();
  const lines: string[] = [csvLine(THEME_COLUMNS)];
  const whole = { by: null, group: null, partial: false };

  const scores = {
    clinicalOutcome: report.clinical.outcome,
    clinicalSkill: report.clinical.skill,
    service: report.service.score,
  };
  for (const { card, name, axis } of CARDS) lines.push(scoreRow('card', whole, axis, name, scores[card]));
  lines.push(generalRow(whole, report.general.stances));
  for (const row of [...report.clinical.themes, ...report.service.themes, ...report.general.themes]) {
    axisOf.set(row.theme, row.axis);
    lines.push(scoreRow('theme', whole, row.axis, row.theme, row.score, row.mentions));
  }
  for (const row of report.commitments) {
    lines.push(
      scoreRow('commitment', whole, 'service', row.commitment satisfies Commitment, row.score, row.mentions),
    );
  }
  for (const section of report.groups) {
    for (const row of section.rows) {
      const place = { by: section.by, group: row.group, partial: row.partial };
      for (const { card, name, axis } of CARDS) lines.push(scoreRow('card', place, axis, name, row[card]));
      lines.push(generalRow(place, row.general));
      for (const theme of row.themes) {
        const axis = axisOf.get(theme.theme) ?? 'general';
        lines.push(scoreRow('theme', place, axis, theme.theme, theme.score, theme.mentions));
      }
    }
  }
  return (options.bom ? BOM : '') + lines.join('');
}

interface Place {
  by: string | null;
  group: string | null;
  partial: boolean;
}

function scoreRow(
  level: 'card' | 'theme' | 'commitment',
  place: Place,
  axis: Axis,
  name: string,
  score: Score,
  mentions = mentionsOf(score.counts),
): string {
  const flags: string[] = [];
  if (score.value === null) {
    if (score.reason) flags.push(score.reason);
  } else if (score.provisional) flags.push('provisional');
  const numbers = score.value === null ? [null, null, null] : [score.value, score.low, score.high];
  return row(level, place, axis, name, mentions, score.counts, score.n, numbers, flags);
}

/** General remarks feed no score: their counts stand, the score's cells are empty. */
function generalRow(place: Place, stances: Stances): string {
  const n = stances.positive + stances.negative + stances.mixed;
  return row(
    'general',
    place,
    'general',
    'general-remarks',
    mentionsOf(stances),
    stances,
    n,
    [null, null, null],
    [],
  );
}

function row(
  level: string,
  place: Place,
  axis: Axis,
  name: string,
  mentions: number,
  counts: Stances,
  n: number,
  numbers: Cell[],
  flags: string[],
): string {
  const all = place.partial ? [...flags, 'partial'] : flags;
  return csvLine([
    level,
    place.by,
    place.group,
    axis,
    name,
    mentions,
    counts.positive,
    counts.negative,
    counts.mixed,
    counts.neutral,
    n,
    ...numbers,
    all.length > 0 ? all.join(' ') : null,
  ]);
}
