/** Themes in a table for each axis, and the service themes read by commitment. */
import type { Proportion, Report, Score, ThemeRow } from '../../types.js';
import type { Tone } from '../fit.js';
import { COMMITMENT_NAMES, count, GLUE, listed, percent, points, pointsRange } from '../words.js';
import { type Block, given, heading, paragraph, say, type TableColumn } from './blocks.js';

const THEME_COLUMNS: TableColumn[] = [
  { head: 'Theme', align: 'left', min: 10, gives: 3 },
  { head: 'Reviews', align: 'right' },
  { head: 'Praise', align: 'right' },
  { head: 'Blame', align: 'right' },
  { head: 'Score', align: 'right' },
  { head: '', align: 'left', min: 8, gives: 1 },
  { head: `95${GLUE}%`, align: 'right' },
  { head: 'n', align: 'right' },
];

/** A table of themes for each axis, and what its signs mean. */
export function themes(report: Report): Block[] {
  const { floors } = report.method;
  const all = [...report.clinical.themes, ...report.service.themes];
  const provisional = all.some((row) => row.score.value !== null && row.score.provisional);
  const below = all.some((row) => row.mentions > 0 && row.score.value === null);
  const legend: string[] = [];
  if (provisional) legend.push(`~${GLUE}provisional: fewer than ${floors.ranked} reviews.`);
  if (below) legend.push(`–${GLUE}fewer than ${floors.percentage} reviews: no percentage.`);
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
    blocks.push({
      kind: 'table',
      columns: THEME_COLUMNS,
      rows: said.map((row) => [
        [say(given(row.theme))],
        [say(count(row.mentions))],
        [say(shareCell(row.positive), row.positive.share === null ? 'faint' : 'good')],
        [say(shareCell(row.negative), row.negative.share === null ? 'faint' : 'bad')],
        [say(points(row.score), row.score.value === null ? 'faint' : 'strong')],
        { bar: row.score.value, tone },
        [say(rangeOf(row.score))],
        [say(count(row.score.n), 'faint')],
      ]),
    });
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

function shareCell(p: Proportion): string {
  return p.share === null ? '–' : percent(p.share);
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
    {
      kind: 'table',
      columns: [
        { head: 'Commitment', align: 'left', min: 14, gives: 3 },
        { head: 'Themes', align: 'left', min: 12, gives: 2 },
        { head: 'Score', align: 'right' },
        { head: '', align: 'left', min: 6, gives: 1 },
        { head: `95${GLUE}%`, align: 'right' },
        { head: 'n', align: 'right' },
      ],
      rows: rows.map((row) => [
        [say(COMMITMENT_NAMES[row.commitment])],
        [say(row.themes.map(given).join(', '), 'faint')],
        [say(points(row.score), row.score.value === null ? 'faint' : 'strong')],
        { bar: row.score.value, tone: 'service' },
        [say(rangeOf(row.score))],
        [say(count(row.score.n), 'faint')],
      ]),
    },
    paragraph('note', 'A second reading of the same reviews; never added to the first.'),
  ];
}
