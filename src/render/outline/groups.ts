/** Groups and periods: their scores, what differs, and what could have been seen where nothing does. */
import type {
  Comparison,
  Floors,
  GroupRow,
  GroupSection,
  Report,
  ReportBody,
  Score,
  TrendFinding,
} from '../../types.js';
import type { Run, Tone } from '../fit.js';
import {
  CARD_NAMES,
  count,
  counted,
  GLUE,
  percentNumber,
  points,
  pointsRange,
  signedPoints,
  signedRange,
} from '../words.js';
import {
  aloneOnCard,
  type Block,
  capital,
  type Depth,
  type Fact,
  given,
  heading,
  MAY_BREAK,
  paragraph,
  say,
} from './blocks.js';
import { comparedScore, divergenceCell } from './cells.js';
import { legend, sideBySide, sideBySideHeading } from './side-by-side.js';
import { cardColumns, left, right, table, toneOfCard } from './table.js';

const CALENDAR = new Set(['month', 'quarter', 'year']);

/** The groups of one field: a row each, then what differs in words. */
export function groups(section: GroupSection, report: Report, depth: Depth): Block[] {
  const { floors } = report.method;
  const calendar = CALENDAR.has(section.by);
  const by = section.fields.map(given).join(' and ');
  const kept = section.rows.filter((row) => calendar || row.reviews >= floors.hidden);
  const most = section.sideBySide ? depth.groupsSideBySide : depth.groupRows;
  const rows = calendar ? kept.slice(-most) : worthTheRoom(kept, most);
  const blocks: Block[] = [section.sideBySide ? sideBySideHeading(by) : heading(`By ${by}`)];
  if (rows.length > 0 && section.sideBySide) {
    blocks.push(...sideBySide(rows, report, depth.groupsATable), legend(section, rows));
  } else if (rows.length > 0) {
    blocks.push(
      table(rows, [
        left(capital(by), ({ group, partial }) => given(group) + (partial ? '*' : ''), { min: 12, gives: 2 }),
        right('Reviews', ({ reviews }) => count(reviews)),
        ...cardColumns(left, (row: GroupRow, card) => comparedScore(row[card], row.comparison[card])),
        left(`Result${GLUE}+, service${GLUE}−`, ({ divergence }) => divergenceCell(divergence, floors)),
      ]),
    );
  }
  const notes = groupNotes(section, rows, kept.length - rows.length, calendar, floors);
  if (notes.length > 0) blocks.push(paragraph('note', notes.join(' ')));
  blocks.push(...differences(kept, aloneOnCard(report), depth));
  return blocks;
}

/** Where there is not room for all groups: those that differ most clearly from the rest, then those with most reviews; in their order. */
function worthTheRoom(rows: readonly GroupRow[], most: number): readonly GroupRow[] {
  if (rows.length <= most) return rows;
  const first = rows
    .map((row, i) => {
      const differing = [...Object.values(row.comparison), ...row.themes.map((one) => one.comparison)].filter(
        ({ verdict }) => verdict === 'higher' || verdict === 'lower',
      );
      return { i, reviews: row.reviews, chance: Math.min(2, ...differing.map(({ p }) => p!)) };
    })
    .sort((a, b) => a.chance - b.chance || b.reviews - a.reviews || a.i - b.i)
    .slice(0, most);
  const kept = new Set(first.map(({ i }) => i));
  return rows.filter((_, i) => kept.has(i));
}

/** The signs of the rows shown, explained; then what is not shown. */
function groupNotes(
  section: GroupSection,
  shown: readonly GroupRow[],
  beyond: number,
  calendar: boolean,
  floors: Floors,
): string[] {
  const notes: string[] = [];
  if (shown.some((row) => row.partial)) notes.push(`*${GLUE}the data covers only part of this period.`);
  notes.push(...scoreSigns(shown, floors));
  if (section.coded && shown.length > 0) {
    notes.push(
      'Names of people are taken out, a code stands for each; --redact words shows those of providers.',
    );
  }
  const small = section.rows.filter((row) => row.reviews > 0 && row.reviews < floors.hidden);
  if (!calendar && small.length > 0) {
    const reviews = small.reduce((sum, row) => sum + row.reviews, 0);
    notes.push(
      `Not shown: ${counted(small.length, 'group')} with fewer than ${floors.hidden} reviews (${counted(reviews, 'review')}).`,
    );
  }
  const unread = section.rows.filter((row) => row.reviews === 0).length;
  if (!calendar && unread > 0) {
    notes.push(`${counted(unread, 'more group')} without a review that could be read.`);
  }
  if (beyond > 0) {
    const which = calendar ? 'the latest' : 'those that differ most clearly, then those with most reviews';
    notes.push(`Here stand ${which}; ${counted(beyond, 'more group')} in the csv and json formats.`);
  }
  if (section.withoutValue > 0)
    notes.push(
      `${counted(section.withoutValue, 'review')} without a ${section.fields.map(given).join(' or a ')}.`,
    );
  if (section.beyondCap > 0) {
    notes.push(`${counted(section.beyondCap, 'review')} of values beyond the first 2,000.`);
  }
  return notes;
}

/** What the signs beside scores mean, of those that stand there. */
function scoreSigns(rows: readonly ReportBody[], floors: Floors): string[] {
  const all = rows.flatMap((row) => [row.clinicalOutcome, row.clinicalSkill, row.service]);
  return [
    ...(all.some((score) => score.value !== null && score.provisional)
      ? [`~${GLUE}provisional: fewer than ${floors.ranked} reviews.`]
      : []),
    ...(all.some((score) => score.value === null && score.n > 0)
      ? [`–${GLUE}n<${floors.percentage}: no score.`]
      : []),
  ];
}

/** What differs between groups, in words, where there is not room for all the clearest; and what could have been seen where nothing does. */
function differences(rows: readonly GroupRow[], alone: ReadonlySet<string>, depth: Depth): Block[] {
  const found: { fact: Fact; p: number }[] = [];
  const unseen: number[] = [];
  const look = (group: string, what: string, score: Score, comparison: Comparison) => {
    if (comparison.verdict === 'no-detectable-difference') {
      const seen = [comparison.detectable?.higher, comparison.detectable?.lower].filter((d) => d != null);
      if (seen.length > 0) unseen.push(Math.min(...seen.map(Math.abs)));
    }
    if (comparison.verdict !== 'higher' && comparison.verdict !== 'lower') return;
    const { difference, low, high } = comparison;
    if (difference === null || low === null || high === null || score.value === null) return;
    const others = percentNumber(Math.min(1, Math.max(0, (score.value - difference) / 100)));
    found.push({
      p: comparison.p ?? 1,
      fact: {
        label: given(group),
        runs: [
          say(what, 'strong'),
          say(` ${counted(Math.abs(Math.round(difference)), 'point')} `),
          say(comparison.verdict, comparison.verdict === 'higher' ? 'good' : 'bad'),
          say(
            ` than all others (${signedRange({ low, high })}): ${points(score)} (n${GLUE}${count(score.n)}) against ${others} (n${GLUE}${count(comparison.restN)})`,
          ),
        ],
      },
    });
  };
  for (const row of rows) {
    for (const card of ['clinicalOutcome', 'clinicalSkill', 'service'] as const)
      look(row.group, CARD_NAMES[card], row[card], row.comparison[card]);
    for (const theme of row.themes.filter(({ theme }) => !alone.has(theme)))
      look(row.group, `Theme ${given(theme.theme)}`, theme.score, theme.comparison);
  }
  const blocks: Block[] = [];
  if (found.length > 0) {
    const clearest = new Set([...found].sort((a, b) => a.p - b.p).slice(0, depth.differences));
    blocks.push({
      kind: 'facts',
      facts: found.filter((one) => clearest.has(one)).map(({ fact }) => fact),
    });
    if (found.length > depth.differences) {
      blocks.push(
        paragraph(
          'note',
          `These are the clearest; ${counted(found.length - depth.differences, 'more difference')} in the json format.`,
        ),
      );
    }
  }
  if (unseen.length > 0) {
    const [least, most] = [Math.round(Math.min(...unseen)), Math.round(Math.max(...unseen))];
    const range = least === most ? `${least}` : `${least} to ${most}`;
    blocks.push(
      paragraph(
        'note',
        `${found.length > 0 ? 'Elsewhere no' : 'No'} detectable difference; these numbers of reviews could have shown one of ${range} points or more.`,
      ),
    );
  }
  return blocks;
}

const TREND_VERDICTS: Record<TrendFinding['verdict'], string> = {
  rising: 'rising',
  falling: 'falling',
  'no-detectable-trend': 'no detectable trend',
  'not-tested': 'too few complete periods to test',
};

/** How the cards move over time. */
export function trend(report: Report, depth: Depth): Block[] {
  const { trend } = report;
  if (trend === null || trend.rows.length < 2) return [];
  const scores = {
    clinicalOutcome: trend.rows.map((row) => row.clinicalOutcome),
    clinicalSkill: trend.rows.map((row) => row.clinicalSkill),
    service: trend.rows.map((row) => row.service),
  };
  const first = trend.rows[0]!.period;
  const last = trend.rows.at(-1)!;
  const blocks: Block[] = [heading(`By ${trend.by}, ${first} to ${last.period}${last.partial ? '*' : ''}`)];
  const { floors } = report.method;
  // As the test takes them: the complete periods with enough reviews on the card.
  const tested = (card: TrendFinding['card']) =>
    trend.rows.filter((row) => !row.partial && row[card].n > 0 && row[card].n >= floors.hidden);
  // The points of a line that may be chance alone are not said.
  const verdict = (finding: TrendFinding): Run[] => {
    const moves = finding.verdict === 'rising' || finding.verdict === 'falling';
    const points = moves && finding.change !== null ? `, ${signedPoints(finding.change)}` : '';
    const taken = tested(finding.card);
    const over = taken.length === 0 ? '' : ` from ${taken[0]!.period} to ${taken.at(-1)!.period}`;
    const tone: Tone = !moves ? 'plain' : finding.verdict === 'rising' ? 'good' : 'bad';
    return [
      say(TREND_VERDICTS[finding.verdict], tone),
      say(finding.verdict === 'not-tested' ? '' : points + over),
    ];
  };
  if (depth.trend === 'lines') {
    blocks.push(
      table(trend.findings, [
        left('', ({ card }) => say(CARD_NAMES[card], toneOfCard(card))),
        left('', ({ card }) => ({ line: scores[card].map((score) => score.value), tone: toneOfCard(card) }), {
          min: 8,
          gives: 1,
        }),
        left('', verdict, { min: 20, gives: 2 }),
      ]),
    );
  } else {
    blocks.push({
      kind: 'facts',
      facts: trend.findings.map((finding) => ({ label: CARD_NAMES[finding.card], runs: verdict(finding) })),
    });
    if (!report.groups.some((section) => section.by === trend.by)) {
      blocks.push(
        table(trend.rows, [
          left(capital(trend.by), ({ period, partial }) => period + (partial ? '*' : '')),
          right('Reviews', ({ reviews }) => count(reviews)),
          ...cardColumns(left, (row: (typeof trend.rows)[number], card) => scoreCell(row[card])),
        ]),
      );
    }
  }
  const notes: string[] = [];
  if (trend.rows.some((row) => row.partial)) notes.push(`*${GLUE}covered in part and left out of the test.`);
  if (depth.trend === 'rows') notes.push(...scoreSigns(trend.rows, floors));
  const broken = (line: readonly Score[]) =>
    line.some((score) => score.value === null) && line.some((score) => score.value !== null);
  if (depth.trend === 'lines' && Object.values(scores).some(broken)) {
    notes.push(`·${GLUE}fewer than ${floors.percentage} reviews.`);
  }
  const isUndrawn = ({ card, verdict }: TrendFinding) =>
    verdict !== 'not-tested' && tested(card).some((row) => row[card].value === null);
  if (trend.findings.some(isUndrawn)) {
    notes.push(
      `${capital(trend.by)}s in which ${floors.hidden} to ${floors.percentage - 1} reviews speak of it are in the test, though too few for a score.`,
    );
  }
  if (trend.scrapeDate)
    notes.push('The dates say when the reviews were collected, not when they were written.');
  if (trend.withoutDate > 0) notes.push(`${counted(trend.withoutDate, 'review')} without a date.`);
  if (notes.length > 0) blocks.push(paragraph('note', notes.join(' ')));
  return blocks;
}

function scoreCell(score: Score): Run[] {
  if (score.value === null) return [say(score.n === 0 ? '–' : `– n${GLUE}${count(score.n)}`, 'faint')];
  return [
    say(points(score), 'strong'),
    say(`${GLUE}(${pointsRange(score)})`),
    say(`${MAY_BREAK}n${GLUE}${count(score.n)}`, 'faint'),
  ];
}
