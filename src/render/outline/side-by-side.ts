/** Groups side by side, a column each: cards and themes below one another, each axis in a table of its own. */
import type { Card, Comparison, GroupRow, GroupSection, Report, Score } from '../../types.js';
import type { Run, Tone } from '../fit.js';
import { CARD_NAMES, count, GLUE } from '../words.js';
import {
  aloneOnCard,
  type Block,
  given,
  heading,
  paragraph,
  say,
  type TableCell,
  type TableColumn,
} from './blocks.js';
import { comparedScore, divergenceCell } from './cells.js';
import { byMentions } from './theme-tables.js';

interface Line {
  name: string;
  tone: Tone;
  of: (row: GroupRow) => { score: Score; comparison: Comparison } | null;
}

/** Tables of at most `most` groups each, so that a screen or a page holds them. */
export function sideBySide(rows: readonly GroupRow[], report: Report, most: number): Block[] {
  const blocks: Block[] = [];
  for (let from = 0; from < rows.length; from += most) {
    const part = rows.slice(from, from + most);
    blocks.push(
      { kind: 'table', columns: columnsOf(part, ''), rows: about(part, report) },
      ...tables(part, report),
    );
  }
  return blocks;
}

function columnsOf(
  rows: readonly GroupRow[],
  head: string,
  more: readonly TableColumn[] = [],
): TableColumn[] {
  return [
    { head, align: 'left', min: 10, gives: 2 },
    ...rows.map(
      ({ group, partial }): TableColumn => ({
        head: given(group) + (partial ? '*' : ''),
        align: 'left',
        min: 9,
        gives: 1,
      }),
    ),
    ...more,
  ];
}

function about(rows: readonly GroupRow[], { method: { floors } }: Report): TableCell[][] {
  return [
    [[say('Reviews')], ...rows.map(({ reviews }) => [say(count(reviews))])],
    [
      [say(`Result${GLUE}+, service${GLUE}−`)],
      ...rows.map(({ divergence }) => divergenceCell(divergence, floors)),
    ],
  ];
}

function tables(rows: readonly GroupRow[], report: Report): Block[] {
  const card = (of: Card, tone: Tone): Line => ({
    name: CARD_NAMES[of],
    tone,
    of: (row) => ({ score: row[of], comparison: row.comparison[of] }),
  });
  const alone = aloneOnCard(report);
  const themes = (axis: 'clinical' | 'service'): Line[] =>
    byMentions(report[axis].themes.filter(({ theme }) => !alone.has(theme))).map(({ theme }) => ({
      name: given(theme),
      tone: 'plain',
      of: (row) => row.themes.find((one) => one.theme === theme) ?? null,
    }));
  return [
    ...table(
      'Clinical',
      'clinical',
      [card('clinicalOutcome', 'strong'), card('clinicalSkill', 'strong'), ...themes('clinical')],
      rows,
    ),
    ...table('Service', 'service', [card('service', 'strong'), ...themes('service')], rows),
  ];
}

function table(title: string, tone: Tone, lines: readonly Line[], rows: readonly GroupRow[]): Block[] {
  const said = lines.filter((line) => rows.some((row) => (line.of(row)?.score.n ?? 0) > 0));
  if (said.length === 0) return [];
  const cells = said.map((line): TableCell[] => {
    const found = rows.map((row) => line.of(row));
    return [
      [say(line.name, line.tone)],
      ...found.map((cell) =>
        cell === null ? [say('–', 'faint')] : comparedScore(cell.score, cell.comparison),
      ),
      [say(couldSee(found.map((cell) => cell?.comparison ?? null)), 'faint')],
    ];
  });
  const seen = cells.some((line) => (line.at(-1) as Run[])[0]?.text !== '');
  return [
    { kind: 'heading', level: 3, text: title, tone },
    {
      kind: 'table',
      columns: columnsOf(rows, '', seen ? [{ head: 'Could see', align: 'right' }] : []),
      rows: seen ? cells : cells.map((line) => line.slice(0, -1)),
    },
  ];
}

/** The smallest differences that these numbers of reviews could have shown, over the groups of a line: `14–20`. */
function couldSee(comparisons: readonly (Comparison | null)[]): string {
  const smallest = comparisons.flatMap((comparison) => {
    const seen = [comparison?.detectable?.higher, comparison?.detectable?.lower].filter((d) => d != null);
    return seen.length === 0 ? [] : [Math.round(Math.min(...seen))];
  });
  if (smallest.length === 0) return '';
  const [least, most] = [Math.min(...smallest), Math.max(...smallest)];
  return least === most ? `${least}` : `${least}–${most}`;
}

/** What the signs of the tables mean, of those that stand there. */
export function legend(section: GroupSection, rows: readonly GroupRow[]): Block {
  const compared = rows
    .flatMap((row) => [...Object.values(row.comparison), ...row.themes.map(({ comparison }) => comparison)])
    .filter(({ difference }) => difference !== null);
  const differs = compared.some(({ verdict }) => verdict === 'higher' || verdict === 'lower');
  const notes = [
    ...(differs
      ? [
          `▲ ▼${GLUE}higher or lower than all other groups of this ${section.fields.length > 1 ? 'crossing' : 'field'}, after Benjamini–Hochberg at 10${GLUE}% over all of its cells.`,
        ]
      : []),
    ...(compared.length > 0
      ? [
          `Could see: the smallest difference in points that these numbers could have shown (80${GLUE}% power).`,
        ]
      : ['Too few reviews to compare any of them with the others.']),
    'No ranks: groups stand by name.',
  ];
  return paragraph('note', notes.join(' '));
}

/** A heading for a section whose groups stand side by side. */
export function sideBySideHeading(by: string): Block {
  return heading(`By ${by}, side by side`);
}
