/** What must be read first: the divergence finding, the two cards, general remarks, thresholds. */
import type {
  Card,
  DivergenceExample,
  Floors,
  GateVerdict,
  Proportion,
  Report,
  Score,
  StanceSentence,
  ThemeRow,
} from '../../types.js';
import type { Run } from '../fit.js';
import {
  bandRange,
  CARD_NAMES,
  CLINICAL_TITLE,
  count,
  countAndShare,
  counted,
  EVEN_IN_WORDS,
  GLUE,
  gateRange,
  gateValue,
  isFew,
  listed,
  mentionsOf,
  nobodyInWords,
  percent,
  period,
  SERVICE_TITLE,
  stancesInWords,
  verdictInWords,
} from '../words.js';
import {
  type Block,
  type CardLine,
  capital,
  type Depth,
  given,
  heading,
  MAY_BREAK,
  paragraph,
  say,
} from './blocks.js';
import { changeOnCard } from './changes.js';
import { excerpt, sourceOf } from './quotes.js';
import { harmInShort } from './safety.js';
import { left, right, table } from './table.js';

/** Reviews, files and period in one line. */
export function titleOf(report: Report): Block {
  const { input } = report;
  const dates = period(input.dates.first, input.dates.last);
  const parts = [
    counted(report.reviews, 'review'),
    input.files.length === 1 ? given(input.files[0]!.file) : counted(input.files.length, 'file'),
  ];
  if (dates !== '') parts.push(dates);
  return { kind: 'title', text: 'What patients wrote', detail: parts.join(' · ') };
}

/** What to say of an input without reviews. */
export function emptyNote(report: Report): Block {
  const { records, blank, withoutText, problem, otherLanguage, outsidePeriod } = report.input.ledger;
  if (records === 0) return paragraph('finding', 'The input holds no records, so there is nothing to say.');
  const wordless = blank + withoutText + problem === records;
  const wanted = [
    ...(wordless ? ['with words to read'] : []),
    ...(otherLanguage > 0 ? [`in a language that is read here${languageHint(report)}`] : []),
    ...(outsidePeriod > 0 ? ['of the period asked for'] : []),
  ];
  return paragraph(
    'finding',
    `Of ${counted(records, 'record')} none is a review ${wanted.join(' and ')}, so there is nothing to say.`,
  );
}

/** Which option would read what was set aside for its language, in brackets; nothing where none would. */
function languageHint({ method }: Report): string {
  const codes = method.readings.filter(({ readable }) => readable).map(({ language }) => given(language));
  return codes.length === 0 ? '' : ` (--language en,${codes.join(',')} reads ${codes.join(', ')})`;
}

/** That there are reviews to read before all numbers. */
export function harmFirst(report: Report): Block[] {
  const words = harmInShort(report);
  return words === null ? [] : [paragraph('banner', `${words}.`)];
}

/** Whether more reviews praise the result and blame the service than the reverse, which is what the heading says. */
export function careWasNotEnough({ divergence, method }: Pick<Report, 'divergence' | 'method'>): boolean {
  const { praisedBlamed, blamedPraised, n } = divergence;
  return n >= method.floors.hidden && praisedBlamed.count > blamedPraised.count;
}

/** What stands over the finding. */
export function divergenceTitle(report: Pick<Report, 'divergence' | 'method'>): string {
  return careWasNotEnough(report) ? "Great care wasn't enough" : 'The result against the service';
}

/** The result against the service: the finding in words and examples of it in the patients' own. */
export function divergence(report: Report, depth: Depth): Block[] {
  const { praisedBlamed, blamedPraised, n, counts, examples } = report.divergence;
  const { floors } = report.method;
  const blocks: Block[] = [heading(divergenceTitle(report))];
  if (n === 0) {
    blocks.push(paragraph('finding', 'No review speaks of both the clinical result and the service.'));
    return blocks;
  }
  const speakers = `${counted(n, 'review')} that ${n === 1 ? 'speaks' : 'speak'} of both the clinical result and the service`;
  if (n < floors.hidden) {
    blocks.push(paragraph('finding', `Only ${speakers}: too few to say more.`));
    return blocks;
  }
  blocks.push(
    paragraph(
      'finding',
      `Of ${speakers}, `,
      say(countAndShare(praisedBlamed), 'strong'),
      ` ${praisedBlamed.count === 1 ? 'praises' : 'praise'} the result and ${praisedBlamed.count === 1 ? 'blames' : 'blame'} the service. The reverse, service praised and result blamed: `,
      say(countAndShare(blamedPraised), 'strong'),
      `.${othersInWords(counts)}${smallNumber(praisedBlamed, floors)}`,
    ),
  );
  const pairs = examples.praisedBlamed.slice(0, depth.divergencePairs);
  const reverse = examples.blamedPraised.slice(
    0,
    Math.max(pairs.length === 0 ? 1 : 0, depth.divergencePairs - 1),
  );
  pairs.forEach((example, i) => {
    const pair = quotePair(example, 'positive', 'negative', depth);
    blocks.push(...introduced(i === 0 ? 'For example' : 'Another', example, pair));
  });
  reverse.forEach((example, i) => {
    const pair = quotePair(example, 'negative', 'positive', depth);
    blocks.push(...introduced(i === 0 ? 'The reverse' : 'Another', example, pair));
  });
  return blocks;
}

function introduced(what: string, example: DivergenceExample, pair: Block | null): Block[] {
  return pair === null ? [] : [paragraph('note', `${what}, ${sourceOf(example)}:`), pair];
}

function othersInWords(counts: Report['divergence']['counts']): string {
  const parts: string[] = [];
  const say = (n: number, one: string, many: string) => {
    if (n > 0) parts.push(`${count(n)}${GLUE}${n === 1 ? one : many}`);
  };
  say(counts.bothPositive, 'praises both', 'praise both');
  say(counts.bothNegative, 'blames both', 'blame both');
  say(counts.even, `is ${EVEN_IN_WORDS}`, `are ${EVEN_IN_WORDS}`);
  return parts.length > 0 ? ` ${listed(parts)}.` : '';
}

function smallNumber(p: Proportion, floors: Floors): string {
  if (p.n < floors.percentage) return ` Fewer than ${floors.percentage} reviews: no percentage.`;
  return p.n < floors.ranked ? ` Provisional: fewer than ${floors.ranked} reviews.` : '';
}

function quotePair(
  example: DivergenceExample,
  clinical: 'positive' | 'negative',
  service: 'positive' | 'negative',
  depth: Depth,
): Block | null {
  const best = (sentences: StanceSentence[], polarity: 'positive' | 'negative') =>
    sentences.find((s) => s.polarity === polarity) ?? sentences[0];
  const pair: [string, StanceSentence | undefined][] = [
    ['Result', best(example.clinical, clinical)],
    ['Service', best(example.service, service)],
  ];
  const shown = pair.flatMap(([label, s]) =>
    s ? [{ label, runs: excerpt(s.text, s.evidence, depth.quoteLength), source: '' }] : [],
  );
  return shown.length > 0 ? { kind: 'quotes', quotes: shown } : null;
}

/** A warning where many sentences have no theme. */
export function banner(report: Report): Block[] {
  const { manyUnlabelled, shareWithoutTheme } = report.leftOut;
  if (!manyUnlabelled || shareWithoutTheme === null) return [];
  return [
    paragraph(
      'banner',
      `In ${percent(shareWithoutTheme)} of the sentences no theme was found. Read every number below with that in mind; frequent phrases in them are listed at the end.`,
    ),
  ];
}

/** What became of the rules of --fail-under. */
export function gates(verdicts: readonly GateVerdict[]): Block[] {
  if (verdicts.length === 0) return [];
  const tones = { passed: 'good', failed: 'bad', skipped: 'faint' } as const;
  const notes = verdicts.filter(({ note, verdict }) => note !== null && verdict !== 'passed');
  return [
    heading('Thresholds'),
    table(verdicts, [
      left(
        'Rule',
        ({ name, rule }) =>
          name === null ? given(rule) : [say(given(name)), say(`${MAY_BREAK}(${given(rule)})`, 'faint')],
        { min: 12, gives: 1 },
      ),
      right('Value', gateValue),
      right(`95${GLUE}%`, gateRange),
      right('n', ({ n }) => count(n)),
      left('Verdict', (gate) => say(verdictInWords(gate), tones[gate.verdict])),
    ]),
    ...(notes.length === 0
      ? []
      : [
          {
            kind: 'facts' as const,
            facts: notes.map(({ name, rule, note }) => ({
              label: given(name ?? rule),
              runs: [say(given(note!))],
            })),
          },
        ]),
  ];
}

/** The two cards; nothing on one is ever added to the other. */
export function cards(report: Report): Block {
  const { clinical, service, comparison } = report;
  const { floors } = report.method;
  const changed = (card: Card) => changeOnCard(comparison, card);
  return {
    kind: 'cards',
    cards: [
      {
        axis: 'clinical',
        title: CLINICAL_TITLE,
        lines: [
          cardLine('clinicalOutcome', clinical.outcome, clinical.outcomeBand, floors, changed),
          cardLine('clinicalSkill', clinical.skill, clinical.skillBand, floors, changed),
        ],
        often: oftenSaid(clinical.themes, floors),
        note: clinical.note,
      },
      {
        axis: 'service',
        title: SERVICE_TITLE,
        lines: [cardLine('service', service.score, service.band, floors, changed)],
        often: oftenSaid(service.themes, floors),
        note: null,
      },
    ],
  };
}

/** What the scores mean, and what a card holds that a theme of the same name does not. */
export function cardNote(report: Report): Block {
  const { clinical, service } = report;
  const onCard = (rows: readonly ThemeRow[], card: Card) =>
    rows.filter((row) => row.card === card).map(({ theme }) => given(theme));
  const outcome = onCard(clinical.themes, 'clinicalOutcome');
  const all = onCard(service.themes, 'service');
  const held = [
    ...(outcome.length > 1 ? [`${CARD_NAMES.clinicalOutcome} holds the themes ${listed(outcome)}`] : []),
    ...(all.length > 1 ? [`${CARD_NAMES.service} all ${count(all.length)} service themes`] : []),
  ];
  const bands = [clinical.outcomeBand, clinical.skillBand, service.band];
  return paragraph(
    'note',
    [
      `Scores run from 0 (all blame) to 100 (all praise) with their 95${GLUE}% interval; n is the number of reviews; a review that does both counts half.`,
      ...(held.length > 0
        ? [`${capital(held.join(', '))}; a theme of the same name stands for itself alone.`]
        : []),
      ...(bands.some((band) => band !== null)
        ? [
            "With the model's own errors: where the score could lie if all measured errors of the tags fell on one side.",
          ]
        : []),
    ].join(' '),
  );
}

/** By number of reviews, not by score, and only themes that enough reviews mention to be compared. */
function oftenSaid(rows: readonly ThemeRow[], floors: Floors): string[] {
  return (['positive', 'negative'] as const).flatMap((polarity) => {
    const named = rows
      .filter((row) => row.mentions >= floors.ranked && row[polarity].count > 0)
      .sort((a, b) => b[polarity].count - a[polarity].count || (a.theme < b.theme ? -1 : 1))
      .slice(0, 3)
      .map((row) => `${given(row.theme)}${GLUE}${count(row[polarity].count)}`);
    if (named.length === 0) return [];
    return [`Most often ${polarity === 'positive' ? 'praised' : 'blamed'}: ${named.join(', ')}`];
  });
}

function cardLine(
  card: Card,
  score: Score,
  band: { low: number; high: number } | null,
  floors: Floors,
  changed: (card: Card) => Run[],
): CardLine {
  const absent = score.value !== null ? null : score.n === 0 ? nobodyInWords(score) : 'too few for a score';
  return {
    label: CARD_NAMES[card],
    score,
    absent,
    stances: score.n === 0 || isFew(score.n, floors) ? '' : stancesInWords(score.counts),
    doubt: score.value !== null && band ? bandRange(band) : null,
    change: changed(card),
  };
}

/** Remarks with no aspect named, beside the cards. */
export function general(report: Report): Block {
  const { stances } = report.general;
  const n = mentionsOf(stances);
  if (n === 0) return paragraph('note', 'General remarks (no aspect named): none.');
  const judging = stances.positive + stances.negative + stances.mixed;
  const sides = isFew(judging, report.method.floors) ? '' : ` (${stancesInWords(stances)})`;
  return paragraph(
    'text',
    say('General remarks', 'strong'),
    ` with no aspect named, in neither score: ${counted(n, 'review')}${sides}.`,
  );
}
