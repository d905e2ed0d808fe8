/** What follows from the counts: what to look at first, ratings against text, the mix of sources. */
import type { MixFinding, PriorityRow, RatedExample, RatedRow, Report } from '../../types.js';
import type { Tone } from '../fit.js';
import {
  CARD_NAMES,
  count,
  countAndShare,
  counted,
  GLUE,
  listed,
  percent,
  percentRange,
  signed,
} from '../words.js';
import {
  type Block,
  capital,
  type Depth,
  type Fact,
  given,
  heading,
  paragraph,
  type QuoteBlock,
  say,
  type TableColumn,
} from './blocks.js';
import { excerpt, sourceOf } from './quotes.js';

const MEANINGS: Record<PriorityRow['meaning'], [string, Tone]> = {
  improve: ['improve', 'bad'],
  watch: ['watch', 'plain'],
  celebrate: ['celebrate', 'good'],
  'too-few': ['too few to say', 'faint'],
};

const PRIORITY_COLUMNS: TableColumn[] = [
  { head: 'Theme', align: 'left', min: 10, gives: 2 },
  { head: 'Complain', align: 'right' },
  { head: `95${GLUE}%`, align: 'right' },
  { head: 'Mention it', align: 'right' },
  { head: 'of them complain', align: 'right' },
  { head: 'Means', align: 'left' },
];

/** How often × how negative, a list for each axis. */
export function priorities(report: Report, depth: Depth): Block[] {
  const table = (tone: Tone, title: string, rows: readonly PriorityRow[]): Block[] => {
    const shown = rows.filter(({ complaints }) => complaints.count > 0).slice(0, depth.priorities);
    if (shown.length === 0) return [];
    return [
      { kind: 'heading', level: 3, text: title, tone },
      {
        kind: 'table',
        columns: PRIORITY_COLUMNS,
        rows: shown.map((row) => {
          const { share, low, high } = row.complaints;
          const [meaning, mood] = MEANINGS[row.meaning];
          return [
            [say(given(row.theme))],
            [say(share === null ? count(row.complaints.count) : percent(share), 'strong')],
            [say(low === null || high === null ? '' : percentRange(low, high))],
            [say(row.often.share === null ? count(row.often.count) : percent(row.often.share))],
            [say(row.negative.share === null ? '–' : percent(row.negative.share))],
            [say(meaning, mood)],
          ];
        }),
      },
    ];
  };
  const tables = [
    ...table('clinical', 'Clinical', report.clinical.priorities),
    ...table('service', 'Service', report.service.priorities),
  ];
  if (tables.length === 0) return [];
  return [
    heading('What to look at first'),
    ...tables,
    paragraph(
      'note',
      `How often × how negative: the share of all ${count(report.reviews)} reviews that complain of a theme, in the order of the low end of its interval; each axis by itself. Improve: more blame than praise, beyond chance. Celebrate: at least three in four praise it, beyond chance. Watch: neither.`,
    ),
  ];
}

/** Best ratings with complaints, worst ratings without. */
export function againstText(report: Report, depth: Depth): Block[] {
  const { rows, examples } = report.ratingsAgainstText;
  const telling = rows.filter(
    ({ bestComplaining, worstSilent }) => bestComplaining.count > 0 || worstSilent.count > 0,
  );
  if (telling.length === 0) return [];
  const blocks: Block[] = [heading('Ratings against text')];
  for (const row of telling) blocks.push({ kind: 'facts', facts: factsOf(row, rows.length > 1) });
  const quotes = [
    ...examples.best.slice(0, depth.ratedExamples).map((one) => quoteOf(one, depth)),
    ...examples.worst.slice(0, depth.ratedExamples).map((one) => quoteOf(one, depth)),
  ];
  if (quotes.length > 0) blocks.push({ kind: 'quotes', quotes });
  return blocks;
}

function factsOf(row: RatedRow, several: boolean): Fact[] {
  const of = several ? ` of ${given(row.scale)}` : '';
  const facts: Fact[] = [];
  if (row.bestComplaining.n > 0) {
    const about = (what: string, share: RatedRow['bestClinical'], themes: RatedRow['clinicalThemes']) =>
      share.count === 0
        ? []
        : [
            `${what} ${countAndShare(share)}${
              themes.length > 0
                ? `: ${themes
                    .slice(0, 3)
                    .map(({ theme, reviews }) => `${given(theme)}${GLUE}${count(reviews)}`)
                    .join(', ')}`
                : ''
            }`,
          ];
    const parts = [
      ...about('clinical', row.bestClinical, row.clinicalThemes),
      ...about('service', row.bestService, row.serviceThemes),
    ];
    facts.push({
      label: `Rated ${given(row.best)}${of}`,
      runs: [
        say(
          `${countAndShare(row.bestComplaining)} of ${counted(row.bestComplaining.n, 'review')} with words complain of something${parts.length > 0 ? `; ${parts.join('; ')}` : ''}.`,
        ),
      ],
    });
  }
  if (row.worstSilent.n > 0) {
    facts.push({
      label: `Rated ${given(row.worst)}${of}`,
      runs: [
        say(
          `in ${countAndShare(row.worstSilent)} of ${counted(row.worstSilent.n, 'review')} with words no complaint was found.`,
        ),
      ],
    });
  }
  return facts;
}

function quoteOf(example: RatedExample, { quoteLength }: Depth): QuoteBlock {
  return {
    label: '',
    runs: [
      say(
        `Rated ${given(example.rating)}${example.theme === null ? '' : `, ${given(example.theme)}`}: `,
        'faint',
      ),
      ...excerpt(example.text, example.evidence, quoteLength),
    ],
    source: sourceOf(example),
  };
}

/** Phrases that could be filed elsewhere, and from where to where that could move each score. */
export function contested(report: Report, depth: Depth): Block[] {
  const { rows, bands } = report.contested;
  const shown = rows.slice(0, depth.contested);
  if (shown.length === 0) return [];
  const moved = (change: number | null): string => (change === null ? '–' : signed(change));
  const ranges = (Object.keys(CARD_NAMES) as (keyof typeof bands)[]).flatMap((card) => {
    const band = bands[card];
    if (band === null) return [];
    const [low, high] = [Math.round(band.low), Math.round(band.high)];
    return [`${CARD_NAMES[card]}${GLUE}${low === high ? low : `${low}–${high}`}`];
  });
  return [
    heading('Phrases that could be read otherwise'),
    {
      kind: 'table',
      columns: [
        { head: 'Phrase', align: 'left', min: 10, gives: 1 },
        { head: 'Reviews', align: 'right' },
        { head: 'Read as', align: 'left', min: 8, gives: 2 },
        { head: 'Could be', align: 'left', min: 8, gives: 2 },
        { head: 'Outcome', align: 'right' },
        { head: 'Skill', align: 'right' },
        { head: 'Service', align: 'right' },
      ],
      rows: shown.map((row) => [
        [say(given(row.name))],
        [say(count(row.reviews))],
        [say(given(row.read))],
        [say(given(row.instead))],
        [say(moved(row.change.clinicalOutcome))],
        [say(moved(row.change.clinicalSkill))],
        [say(moved(row.change.service))],
      ]),
    },
    ...(ranges.length > 0
      ? [
          paragraph(
            'note',
            `The last columns: points by which the other reading, by itself, would move each score. Whichever one of them is taken: ${ranges.join(', ')}.`,
          ),
        ]
      : []),
    ...(depth.methodNotes
      ? [
          {
            kind: 'facts' as const,
            facts: shown.map((row) => ({ label: given(row.name), runs: [say(given(row.rule))] })),
          },
        ]
      : []),
  ];
}

const MIX_WORDS: Record<MixFinding['verdict'], [string, Tone]> = {
  'mix-explains': ['the mix of sources explains the trend: with the mix held still there is none', 'warning'],
  'mix-hides': ['a trend that the mix of sources hides', 'warning'],
  stands: ['the trend stands with the mix of sources held still', 'plain'],
  none: ['no detectable trend, with the mix held still neither', 'plain'],
  'not-tested': ['too few periods in which every source has enough reviews', 'faint'],
};

/** Whether the trend is one of what is said, or of where it is said. */
export function mix(report: Report): Block[] {
  const { sourceMix } = report;
  if (sourceMix === null) return [];
  const whole = sourceMix.rows.filter(({ partial, reviews }) => !partial && reviews.some((n) => n > 0));
  const [first, last] = [whole[0], whole.at(-1)];
  if (first === undefined || last === undefined || first === last) return [];
  const share = (reviews: readonly number[], i: number): string =>
    percent(reviews[i]! / reviews.reduce((sum, n) => sum + n, 0));
  const most = sourceMix.sources
    .map((source, i) => ({ ...source, i }))
    .sort((a, b) => b.reviews - a.reviews || (a.source < b.source ? -1 : 1))
    .slice(0, 4);
  return [
    heading('The same trend with the mix of sources held still'),
    paragraph(
      'text',
      `Share of the reviews, ${first.period} → ${last.period}: ${listed(
        most.map(
          ({ source, i }) => `${given(source)}${GLUE}${share(first.reviews, i)} → ${share(last.reviews, i)}`,
        ),
      )}.`,
    ),
    {
      kind: 'facts',
      facts: sourceMix.findings.map((finding) => {
        const [words, tone] = MIX_WORDS[finding.verdict];
        const moves = finding.standardised === 'rising' || finding.standardised === 'falling';
        const by = moves && finding.change !== null ? ` (${signed(finding.change)}${GLUE}points)` : '';
        return { label: CARD_NAMES[finding.card], runs: [say(capital(words), tone), say(`${by}.`)] };
      }),
    },
    paragraph(
      'note',
      'Each source weighs what it has over the whole time, so that more reviews of a harsher source are not read as worse care.',
    ),
  ];
}
