/** What follows from the counts: what to look at first, ratings against text, the mix of sources. */
import type {
  Card,
  Floors,
  MixFinding,
  PriorityRow,
  Proportion,
  RatedExample,
  RatedRow,
  Report,
  Score,
} from '../../types.js';
import type { Tone } from '../fit.js';
import {
  barePoints,
  CARD_NAMES,
  count,
  countAndShare,
  counted,
  decimalsOfSums,
  GLUE,
  isFew,
  listed,
  percent,
  shareInWords,
  shareRange,
  signed,
  signedPoints,
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
} from './blocks.js';
import { excerpt, sourceOf } from './quotes.js';
import { cardColumns, left, right, table } from './table.js';

const MEANINGS: Record<PriorityRow['meaning'], [string, Tone]> = {
  improve: ['improve', 'bad'],
  watch: ['watch', 'plain'],
  celebrate: ['celebrate', 'good'],
  'too-few': ['too few to say', 'faint'],
};

/** How often × how negative, a list for each axis. */
export function priorities(report: Report, depth: Depth): Block[] {
  const shownOf = (rows: readonly PriorityRow[]) =>
    rows.filter(({ complaints }) => complaints.count > 0).slice(0, depth.priorities);
  const clinical = shownOf(report.clinical.priorities);
  const service = shownOf(report.service.priorities);
  const listOf = (tone: Tone, title: string, shown: readonly PriorityRow[]): Block[] => {
    if (shown.length === 0) return [];
    return [
      { kind: 'heading', level: 3, text: title, tone },
      table(shown, [
        left('Theme', ({ theme }) => given(theme), { min: 10, gives: 2 }),
        right('Complain', ({ complaints }) =>
          say(complaints.share === null ? count(complaints.count) : shareInWords(complaints), 'strong'),
        ),
        right(`95${GLUE}%`, ({ complaints }) => shareRange(complaints)),
        right('Mention it', ({ often }) =>
          often.share === null ? count(often.count) : percent(often.share),
        ),
        right('of those judging', ({ negative }) =>
          negative.share === null ? '–' : percent(negative.share),
        ),
        left('Means', ({ meaning }) => say(...MEANINGS[meaning])),
      ]),
    ];
  };
  const tables = [...listOf('clinical', 'Clinical', clinical), ...listOf('service', 'Service', service)];
  if (tables.length === 0) return [];
  const { ranked } = report.method.floors;
  const fewSaid = [...clinical, ...service].some(({ meaning }) => meaning === 'too-few')
    ? ` Too few to say: fewer than ${ranked} reviews judge it.`
    : '';
  return [
    heading('What to look at first'),
    ...tables,
    paragraph(
      'note',
      `How often × how negative: the share of reviews that complain of a theme (blame it, alone or beside praise), of ${counted(report.reviews, 'review')} in all, in the order of the low end of its interval; each axis by itself. Of those judging: the same share of the reviews that praise or blame the theme. Improve: a score below 50, beyond chance. Celebrate: 75 or more, beyond chance. Watch: neither.${fewSaid}`,
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
  const { floors } = report.method;
  for (const row of telling) blocks.push({ kind: 'facts', facts: factsOf(row, rows.length > 1, floors) });
  // One scale: the rating is called what the facts above call it, however a file writes it (`5`, `5.0`, `5 stars`).
  const called = (example: RatedExample, end: 'best' | 'worst') =>
    rows.length === 1 ? rows[0]![end] : example.rating;
  // Of few reviews none is quoted; an example does not say of which scale it is.
  const enough = (side: 'bestComplaining' | 'worstSilent') =>
    telling.some((row) => row[side].count > 0 && !isFew(row[side].n, floors)) ? depth.ratedExamples : 0;
  const quotes = [
    ...examples.best
      .slice(0, enough('bestComplaining'))
      .map((one) => quoteOf(one, called(one, 'best'), depth)),
    ...examples.worst.slice(0, enough('worstSilent')).map((one) => quoteOf(one, called(one, 'worst'), depth)),
  ];
  if (quotes.length > 0) blocks.push({ kind: 'quotes', quotes });
  return blocks;
}

function factsOf(row: RatedRow, several: boolean, floors: Floors): Fact[] {
  const of = several ? ` of ${given(row.scale)}` : '';
  const tooFew = ({ n }: Proportion): Fact['runs'] => [
    say(`${counted(n, 'review')} with words: too few to say more.`),
  ];
  const facts: Fact[] = [];
  if (isFew(row.bestComplaining.n, floors)) {
    facts.push({ label: `Rated ${given(row.best)}${of}`, runs: tooFew(row.bestComplaining) });
  } else if (row.bestComplaining.n > 0) {
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
    const named = row.bestClinical.count + row.bestService.count;
    const parts = [
      ...about('clinical', row.bestClinical, row.clinicalThemes),
      ...about('service', row.bestService, row.serviceThemes),
      ...(named > 0 && named < row.bestComplaining.count ? ['the rest in general remarks'] : []),
    ];
    facts.push({
      label: `Rated ${given(row.best)}${of}`,
      runs: [
        say(
          row.bestComplaining.count === 0
            ? `none of ${counted(row.bestComplaining.n, 'review')} with words complains of anything.`
            : `${countAndShare(row.bestComplaining)} of ${counted(row.bestComplaining.n, 'review')} with words ${row.bestComplaining.count === 1 ? 'complains' : 'complain'} of something${parts.map((part) => `; ${part}`).join('')}.`,
        ),
      ],
    });
  }
  if (isFew(row.worstSilent.n, floors)) {
    facts.push({ label: `Rated ${given(row.worst)}${of}`, runs: tooFew(row.worstSilent) });
  } else if (row.worstSilent.n > 0) {
    facts.push({
      label: `Rated ${given(row.worst)}${of}`,
      runs: [
        say(
          row.worstSilent.count === 0
            ? `a complaint was found in ${row.worstSilent.n === 1 ? 'the one review' : `each of ${counted(row.worstSilent.n, 'review')}`} with words.`
            : `in ${countAndShare(row.worstSilent)} of ${counted(row.worstSilent.n, 'review')} with words no complaint was found.`,
        ),
      ],
    });
  }
  return facts;
}

function quoteOf(example: RatedExample, rating: string, { quoteLength }: Depth): QuoteBlock {
  return {
    label: '',
    runs: [
      say(`Rated ${given(rating)}${example.theme === null ? '' : `, ${given(example.theme)}`}: `, 'faint'),
      ...excerpt(example.text, example.evidence, quoteLength),
    ],
    source: sourceOf(example),
  };
}

const CONTESTED_TITLE = 'Phrases that could be read otherwise';

/** Phrases that could be filed elsewhere, and from where to where that could move each score. */
export function contested(report: Report, depth: Depth): Block[] {
  const { rows, bands } = report.contested;
  if (rows.length === 0 || Object.values(bands).every((band) => band === null)) return [];
  // What moves a score most comes first; what moves none by a point is counted.
  const most = ({ change }: (typeof rows)[number]) =>
    Math.max(...Object.values(change).map((points) => Math.abs(Math.round(points ?? 0))));
  const moving = rows.filter((row) => most(row) > 0).sort((a, b) => most(b) - most(a));
  const shown = moving.slice(0, depth.contested);
  const still = rows.length - moving.length;
  const aside =
    still === 0
      ? ''
      : `${counted(still, shown.length > 0 ? 'more phrase' : 'phrase')} could be read otherwise; by ${still === 1 ? 'it' : 'any of them'} no score would move by a point.`;
  if (shown.length === 0) return [heading(CONTESTED_TITLE), paragraph('note', aside)];
  const decimals = contestedDecimals(report);
  const moved = (change: number | null, card: Card): string =>
    change === null ? '–' : signed(change, decimals[card]);
  const ranges = (Object.keys(CARD_NAMES) as Card[]).flatMap((card) => {
    const band = bands[card];
    if (band === null) return [];
    const [low, high] = [band.low, band.high].map((end) => barePoints(end, decimals[card]));
    return [`${CARD_NAMES[card]}${GLUE}${low === high ? low : `${low}–${high}`}`];
  });
  return [
    heading(CONTESTED_TITLE),
    table(shown, [
      left('Phrase', ({ name }) => given(name), { min: 10, gives: 1 }),
      right('Reviews', ({ reviews }) => count(reviews)),
      left('Read as', ({ read }) => given(read), { min: 8, gives: 2 }),
      left('Could be', ({ instead }) => given(instead), { min: 8, gives: 2 }),
      ...cardColumns(right, ({ change }: (typeof rows)[number], card) => moved(change[card], card)),
    ]),
    paragraph(
      'note',
      `The last columns: points by which the other reading, by itself, would move each score. Whichever one of them is taken: ${ranges.join(', ')}.${aside === '' ? '' : ` ${aside}`}`,
    ),
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

/** Decimals in which the score of a card and the largest moves give the ends of its band, as a reader would add them up. */
function contestedDecimals({ contested: { rows, bands }, clinical, service }: Report): Record<Card, number> {
  const decimals = (card: Card, { value }: Score): number => {
    const band = bands[card];
    if (value === null || band === null) return 0;
    const moves = rows.map(({ change }) => change[card] ?? 0);
    return decimalsOfSums([
      [value, Math.min(0, ...moves), band.low],
      [value, Math.max(0, ...moves), band.high],
    ]);
  };
  return {
    clinicalOutcome: decimals('clinicalOutcome', clinical.outcome),
    clinicalSkill: decimals('clinicalSkill', clinical.skill),
    service: decimals('service', service.score),
  };
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
        const by = moves && finding.change !== null ? ` (${signedPoints(finding.change)})` : '';
        return { label: CARD_NAMES[finding.card], runs: [say(capital(words), tone), say(`${by}.`)] };
      }),
    },
    paragraph(
      'note',
      'Each source weighs what it has over the whole time, so that more reviews of a harsher source are not read as worse care.',
    ),
  ];
}
