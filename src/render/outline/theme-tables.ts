/** Themes in a table for each axis, and the service themes read by commitment. */
import type { Proportion, Report, Score, ThemeRow } from '../../types.js';
import type { Run, Tone } from '../fit.js';
import { COMMITMENT_NAMES, count, GLUE, listed, percent, points, pointsRange } from '../words.js';
import { type Block, given, heading, paragraph, say } from './blocks.js';
import { type ColumnOf, left, right, table } from './table.js';

/** A score as number, bar, interval and n. */
function scoreColumns<Row extends { score: Score }>(tone: Tone, bar: { min: number }): ColumnOf<Row>[] {
  return [
    right('Score', ({ score }) => say(points(score), score.value === null ? 'faint' : 'strong')),
    left('', ({ score }) => ({ bar: score.value, tone }), { ...bar, gives: 1 }),
    right(`95${GLUE}%`, ({ score }) => rangeOf(score)),
    right('n', ({ score }) => say(count(score.n), 'faint')),
  ];
}

/** A table of themes for each axis, and what its signs mean. */
export function themes(report: Report): Block[] {
  const { floors } = report.method;
  const all = [...report.clinical.themes, ...report.service.themes];
  const provisional = all.some((row) => row.score.value !== null && row.score.provisional);
  const few = (n: number) => n > 0 && n < floors.percentage;
  const below = all.some(({ mentions }) => few(mentions));
  const unjudged = all.some(
    ({ mentions, score }) => mentions >= floors.percentage && score.n < floors.percentage,
  );
  const legend: string[] = [];
  if (provisional) legend.push(`~${GLUE}provisional: fewer than ${floors.ranked} reviews.`);
  if (below) legend.push(`–${GLUE}fewer than ${floors.percentage} reviews: no percentage.`);
  if (unjudged) {
    legend.push(`Score${GLUE}–: fewer than ${floors.percentage} reviews praise or blame it.`);
  }
  return [
    ...themeTable('Clinical themes', 'clinical', report.clinical.themes),
    ...themeTable('Service themes', 'service', report.service.themes),
    ...(legend.length > 0 ? [paragraph('note', legend.join(' '))] : []),
  ];
}

function themeTable(title: string, tone: Tone, rows: readonly ThemeRow[]): Block[] {
  const said = byMentions(rows).filter((row) => row.mentions > 0);
  const unsaid = rows.filter((row) => row.mentions === 0).map((row) => given(row.theme));
  const unmodelled = said.filter((row) => !row.modelled).map((row) => given(row.theme));
  const blocks: Block[] = [heading(title, tone)];
  if (said.length > 0) {
    blocks.push(
      table(said, [
        left('Theme', ({ theme }) => given(theme), { min: 10, gives: 3 }),
        right('Reviews', ({ mentions }) => count(mentions)),
        right('Praise', ({ positive }) => shareCell(positive, 'good')),
        right('Blame', ({ negative }) => shareCell(negative, 'bad')),
        ...scoreColumns(tone, { min: 8 }),
      ]),
    );
  }
  if (unsaid.length > 0) blocks.push(paragraph('note', `Nobody spoke of ${listed(unsaid)}.`));
  if (unmodelled.length > 0) {
    blocks.push(
      paragraph('note', `Found by keywords alone, the model does not know them: ${listed(unmodelled)}.`),
    );
  }
  return blocks;
}

/** Most mentioned first, then by name. */
export function byMentions(rows: readonly ThemeRow[]): ThemeRow[] {
  return [...rows].sort((a, b) => b.mentions - a.mentions || (a.theme < b.theme ? -1 : 1));
}

function shareCell({ share }: Proportion, tone: Tone): Run {
  return share === null ? say('–', 'faint') : say(percent(share), tone);
}

function rangeOf(score: Score): string {
  return score.value === null ? '' : pointsRange(score);
}

/** The service themes, read by commitment. */
export function commitments(report: Report): Block[] {
  const rows = report.commitments.filter((row) => row.mentions > 0);
  if (rows.length === 0) return [];
  return [
    heading('The service themes, read by commitment', 'service'),
    table(rows, [
      left('Commitment', ({ commitment }) => COMMITMENT_NAMES[commitment], { min: 14, gives: 3 }),
      left('Themes', ({ themes }) => say(themes.map(given).join(', '), 'faint'), { min: 12, gives: 2 }),
      ...scoreColumns('service', { min: 6 }),
    ]),
    paragraph('note', 'A second reading of the same reviews; never added to the first.'),
  ];
}
