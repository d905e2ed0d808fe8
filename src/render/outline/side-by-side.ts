/** Groups side by side, a column each: cards and themes below one another, each axis in a table of its own. */
import type { Card, Comparison, GroupRow, GroupSection, Report, Score } from '../../types.js';
import type { Tone } from '../fit.js';
import { CARD_NAMES, count, GLUE } from '../words.js';
import { aloneOnCard, type Block, given, heading, paragraph, say } from './blocks.js';
import { comparedScore, divergenceCell } from './cells.js';
import { type ColumnOf, left, right, type Shown, table } from './table.js';
import { byMentions } from './theme-tables.js';

/** What is said of each group in turn. */
interface Line {
  name: string;
  tone: Tone;
}

/** A score of each group; null where it has none. */
interface ScoreLine extends Line {
  of: (row: GroupRow) => { score: Score; comparison: Comparison } | null;
}

/** Tables of at most `most` groups each, so that a screen or a page holds them. */
export function sideBySide(rows: readonly GroupRow[], report: Report, most: number): Block[] {
  const blocks: Block[] = [];
  for (let from = 0; from < rows.length; from += most) {
    const part = rows.slice(from, from + most);
    blocks.push(about(part, report), ...scores(part, report));
  }
  return blocks;
}

/** A line in each row, a group in each column. */
function across<L extends Line>(
  rows: readonly GroupRow[],
  lines: readonly L[],
  cell: (line: L, row: GroupRow) => Shown,
  more: readonly ColumnOf<L>[] = [],
): Block {
  return table(lines, [
    left('', ({ name, tone }) => say(name, tone), { min: 10, gives: 2 }),
    ...rows.map((row) =>
      left(given(row.group) + (row.partial ? '*' : ''), (line: L) => cell(line, row), { min: 9, gives: 1 }),
    ),
    ...more,
  ]);
}

function about(rows: readonly GroupRow[], { method: { floors } }: Report): Block {
  const lines: (Line & { of: (row: GroupRow) => Shown })[] = [
    { name: 'Reviews', tone: 'plain', of: ({ reviews }) => count(reviews) },
    {
      name: `Result${GLUE}+, service${GLUE}−`,
      tone: 'plain',
      of: ({ divergence }) => divergenceCell(divergence, floors),
    },
  ];
  return across(rows, lines, ({ of }, row) => of(row));
}

/** The cards and themes, each axis in a table of its own. */
function scores(rows: readonly GroupRow[], report: Report): Block[] {
  const card = (of: Card, tone: Tone): ScoreLine => ({
    name: CARD_NAMES[of],
    tone,
    of: (row) => ({ score: row[of], comparison: row.comparison[of] }),
  });
  const alone = aloneOnCard(report);
  const themes = (axis: 'clinical' | 'service'): ScoreLine[] =>
    byMentions(report[axis].themes.filter(({ theme }) => !alone.has(theme))).map(({ theme }) => ({
      name: given(theme),
      tone: 'plain',
      of: (row) => row.themes.find((one) => one.theme === theme) ?? null,
    }));
  return [
    ...scoresOf(
      'Clinical',
      'clinical',
      [card('clinicalOutcome', 'strong'), card('clinicalSkill', 'strong'), ...themes('clinical')],
      rows,
    ),
    ...scoresOf('Service', 'service', [card('service', 'strong'), ...themes('service')], rows),
  ];
}

function scoresOf(
  title: string,
  tone: Tone,
  lines: readonly ScoreLine[],
  rows: readonly GroupRow[],
): Block[] {
  const said = lines.filter((line) => rows.some((row) => (line.of(row)?.score.n ?? 0) > 0));
  if (said.length === 0) return [];
  const seen = ({ of }: ScoreLine): string => couldSee(rows.map((row) => of(row)?.comparison ?? null));
  return [
    { kind: 'heading', level: 3, text: title, tone },
    across(
      rows,
      said,
      ({ of }, row) => {
        const cell = of(row);
        return cell === null ? say('–', 'faint') : comparedScore(cell.score, cell.comparison);
      },
      said.some((line) => seen(line) !== '') ? [right('Could see', (line) => say(seen(line), 'faint'))] : [],
    ),
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
