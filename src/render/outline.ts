/**
 * What a report says and in which order, for every format that people read. Here the finding is put in words, small
 * numbers are held back, and everything from the input is made printable; a renderer only draws the blocks it is handed.
 */
import type {
  Axis,
  Comparison,
  DivergenceExample,
  FileLayout,
  Floors,
  GateVerdict,
  GroupRow,
  GroupSection,
  Proportion,
  RatingRow,
  Report,
  ReportQuote,
  Score,
  Span,
  StanceSentence,
  ThemeRow,
  TrendFinding,
} from '../types.js';
import { markSpans, type Run, type Tone } from './fit.js';
import { printable } from './printable.js';
import {
  CARD_NAMES,
  CLINICAL_TITLE,
  COMMITMENT_NAMES,
  count,
  countAndShare,
  counted,
  GLUE,
  ledgerInWords,
  listed,
  mentionsOf,
  percent,
  percentRange,
  period,
  points,
  pointsRange,
  SERVICE_TITLE,
  signed,
  stancesInWords,
} from './words.js';

/** One line of a card: a score and what it rests on. */
export interface CardLine {
  label: string;
  score: Score;
  /** Why there is no number, in words; null where there is one. */
  absent: string | null;
  stances: string;
  /** From where to where the model's own errors could move it: `74–89`. */
  doubt: string | null;
}

export interface CardBox {
  axis: Exclude<Axis, 'general'>;
  title: string;
  lines: CardLine[];
  /** The themes most often praised and most often blamed, as sentences; empty where too few speak of any. */
  often: string[];
  note: string | null;
}

export type TableCell =
  | Run[]
  /** A bar of 0..100; null draws none. */
  | { bar: number | null; tone: Tone }
  /** One value 0..100 a period, oldest first; null = nobody said. */
  | { line: (number | null)[]; tone: Tone };

export interface TableColumn {
  head: string;
  align: 'left' | 'right';
  /** Narrowest it may become by wrapping. */
  min?: number;
  /** Who gives way first when the table is too wide: smaller first; without it the column keeps its width. */
  gives?: number;
}

export interface QuoteBlock {
  /** What the words stand for: `result`, `service`. */
  label: string;
  runs: Run[];
  source: string;
}

/** A label and what it names; neighbours with the same label show it once. */
export interface Fact {
  label: string;
  /** Of the label. */
  tone?: Tone;
  runs: Run[];
}

export type Block =
  | { kind: 'title'; text: string; detail: string }
  | { kind: 'heading'; level: 2 | 3; text: string; tone: Tone }
  | { kind: 'paragraph'; weight: 'finding' | 'text' | 'note' | 'banner'; runs: Run[] }
  | { kind: 'cards'; cards: CardBox[] }
  | { kind: 'table'; columns: TableColumn[]; rows: TableCell[][] }
  | { kind: 'quotes'; quotes: QuoteBlock[] }
  | { kind: 'facts'; facts: Fact[] };

/** How much of it: `glance` for a screen, `full` for a document. */
export interface Depth {
  divergencePairs: number;
  complaintThemes: number;
  praiseThemes: number;
  quotesEach: number;
  quoteLength: number;
  groupRows: number;
  differences: number;
  problems: number;
  files: number;
  phrases: number;
  /** Trend as a line in a table cell, or as a row a period. */
  trend: 'lines' | 'rows';
  /** The method in full, or the first sentence of each part. */
  methodNotes: boolean;
}

export const GLANCE: Depth = {
  divergencePairs: 1,
  complaintThemes: 4,
  praiseThemes: 0,
  quotesEach: 2,
  quoteLength: 220,
  groupRows: 40,
  differences: 6,
  problems: 3,
  files: 4,
  phrases: 6,
  trend: 'lines',
  methodNotes: false,
};

export const FULL: Depth = {
  divergencePairs: 3,
  complaintThemes: 8,
  praiseThemes: 5,
  quotesEach: 3,
  quoteLength: 600,
  groupRows: 500,
  differences: 40,
  problems: 20,
  files: 50,
  phrases: 15,
  trend: 'rows',
  methodNotes: true,
};

/**
 * Where the lines of a table cell part when the table is too wide to stand in single lines; else a space. All cells of
 * a table part or none does.
 */
export const MAY_BREAK = '\n';

const CALENDAR = new Set(['month', 'quarter', 'year']);

/** The whole report as blocks, in reading order. */
export function outlineReport(report: Report, depth: Depth): Block[] {
  if (report.reviews === 0) {
    return [
      titleOf(report),
      emptyNote(report),
      ...gates(report.gates),
      ...ratings(report.ratings),
      ...leftOut(report, depth),
    ];
  }
  return [
    titleOf(report),
    ...divergence(report, depth),
    ...banner(report),
    cards(report),
    paragraph(
      'note',
      'Scores run from 0 (all blame) to 100 (all praise), in brackets the 95 % interval; n is the number of reviews; a review that does both counts half.',
    ),
    general(report),
    ...gates(report.gates),
    ...themes(report),
    ...commitments(report),
    ...report.groups.flatMap((section) => groups(section, report, depth)),
    ...trend(report, depth),
    ...quotes(report, depth),
    ...ratings(report.ratings),
    ...leftOut(report, depth),
    ...method(report, depth),
  ];
}

// ───────────────────────────── small makers ─────────────────────────────

function say(text: string, tone: Tone = 'plain'): Run {
  return { text, tone };
}

function paragraph(weight: 'finding' | 'text' | 'note' | 'banner', ...runs: (Run | string)[]): Block {
  return { kind: 'paragraph', weight, runs: runs.map((r) => (typeof r === 'string' ? say(r) : r)) };
}

function heading(text: string, tone: Tone = 'strong'): Block {
  return { kind: 'heading', level: 2, text, tone };
}

/** Text from the input, as one printable line; `(empty)` where nothing is left of it. */
function given(text: string): string {
  return printable(text).trim() || '(empty)';
}

// ───────────────────────────── first screen ─────────────────────────────

function titleOf(report: Report): Block {
  const { input } = report;
  const dates = period(input.dates.first, input.dates.last);
  const parts = [
    counted(report.reviews, 'review'),
    input.files.length === 1 ? given(fileName(input.files[0]!.file)) : counted(input.files.length, 'file'),
  ];
  if (dates !== '') parts.push(dates);
  return { kind: 'title', text: 'What patients wrote', detail: parts.join(' · ') };
}

function fileName(path: string): string {
  return path.split(/[\\/]/).at(-1) || path;
}

function emptyNote(report: Report): Block {
  const { records } = report.input.ledger;
  if (records === 0) return paragraph('finding', 'The input holds no records, so there is nothing to say.');
  return paragraph(
    'finding',
    `Of ${counted(records, 'record')} none is a review with words to read, so there is nothing to say.`,
  );
}

function divergence(report: Report, depth: Depth): Block[] {
  const { praisedBlamed, blamedPraised, n, counts, examples } = report.divergence;
  const { floors } = report.method;
  const blocks: Block[] = [heading("Great care wasn't enough")];
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
    blocks.push(...introduced(i === 0 ? 'Widest gap' : 'Next', example, pair));
  });
  reverse.forEach((example, i) => {
    const pair = quotePair(example, 'negative', 'positive', depth);
    blocks.push(...introduced(i === 0 ? 'The reverse' : 'Next', example, pair));
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
  say(counts.even, 'is evenly split on one of them', 'are evenly split on one of them');
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

function sourceOf(said: { id: string; date: string | null }): string {
  return `review${GLUE}${given(said.id)}${said.date ? `, ${said.date}` : ''}`;
}

/** A quote in quotation marks with its evidence marked, cut at word ends around the first evidence when too long. */
function excerpt(text: string, evidence: readonly Span[], length: number): Run[] {
  let start = 0;
  let end = text.length;
  if (text.length > length) {
    const first = evidence.reduce((a, s) => Math.min(a, s.start), text.length);
    start = Math.max(
      0,
      Math.min(first === text.length ? 0 : first - Math.floor(length / 3), text.length - length),
    );
    end = Math.min(text.length, start + length);
    if (start > 0) start = after(text, start);
    if (end < text.length) end = before(text, end, start);
  }
  const cut = markSpans(
    text.slice(start, end),
    evidence.map((s) => ({ start: s.start - start, end: s.end - start })),
  ).map((run) => ({ ...run, text: printable(run.text) }));
  const first = cut[0];
  const last = cut.at(-1);
  if (first) first.text = first.text.trimStart();
  if (last) last.text = last.text.trimEnd();
  return [say(start > 0 ? '“…' : '“'), ...cut, say(end < text.length ? '…”' : '”')];
}

/** The next word start at or after `at`, unless that is far away; never inside a surrogate pair. */
function after(text: string, at: number): number {
  const space = text.indexOf(' ', at - 1);
  if (space !== -1 && space - at < 30) return space + 1;
  return isLowSurrogate(text, at) ? at + 1 : at;
}

function before(text: string, at: number, start: number): number {
  const space = text.lastIndexOf(' ', at);
  if (space > start && at - space < 30) return space;
  return isLowSurrogate(text, at) ? at - 1 : at;
}

function isLowSurrogate(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  return unit >= 0xdc00 && unit <= 0xdfff;
}

function banner(report: Report): Block[] {
  const { manyUnlabelled, shareWithoutTheme } = report.leftOut;
  if (!manyUnlabelled || shareWithoutTheme === null) return [];
  return [
    paragraph(
      'banner',
      `In ${percent(shareWithoutTheme)} of the sentences no theme was found. Read every number below with that in mind; frequent phrases in them are listed at the end.`,
    ),
  ];
}

function gates(verdicts: readonly GateVerdict[]): Block[] {
  if (verdicts.length === 0) return [];
  const unit = (gate: GateVerdict, value: number) =>
    `${roundTo1(value)}${gate.fails === 'above' ? `${GLUE}%` : ''}`;
  const tones = { passed: 'good', failed: 'bad', skipped: 'faint' } as const;
  return [
    heading('Thresholds'),
    {
      kind: 'table',
      columns: [
        { head: 'Rule', align: 'left', min: 12, gives: 1 },
        { head: 'Value', align: 'right' },
        { head: `95${GLUE}%`, align: 'right' },
        { head: 'n', align: 'right' },
        { head: 'Verdict', align: 'left' },
      ],
      rows: verdicts.map((gate) => [
        [say(given(gate.rule))],
        [say(gate.value === null ? '–' : unit(gate, gate.value))],
        [
          say(
            gate.low === null || gate.high === null ? '' : `${Math.round(gate.low)}–${Math.round(gate.high)}`,
          ),
        ],
        [say(count(gate.n))],
        [say(gate.verdict === 'skipped' ? 'skipped: too few' : gate.verdict, tones[gate.verdict])],
      ]),
    },
  ];
}

function roundTo1(value: number): number {
  return Math.round(value * 10) / 10;
}

function cards(report: Report): Block {
  const { clinical, service } = report;
  const { floors } = report.method;
  return {
    kind: 'cards',
    cards: [
      {
        axis: 'clinical',
        title: CLINICAL_TITLE,
        lines: [
          cardLine(CARD_NAMES.clinicalOutcome, clinical.outcome, clinical.outcomeBand, floors),
          cardLine(CARD_NAMES.clinicalSkill, clinical.skill, clinical.skillBand, floors),
        ],
        often: oftenSaid(clinical.themes, floors),
        note: clinical.note,
      },
      {
        axis: 'service',
        title: SERVICE_TITLE,
        lines: [cardLine(CARD_NAMES.service, service.score, service.band, floors)],
        often: oftenSaid(service.themes, floors),
        note: null,
      },
    ],
  };
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
  label: string,
  score: Score,
  band: { low: number; high: number } | null,
  floors: Floors,
): CardLine {
  const absent = score.value !== null ? null : score.n === 0 ? 'nobody said' : 'too few for a score';
  const countsShown = score.n >= floors.hidden;
  return {
    label,
    score,
    absent,
    stances: countsShown ? stancesInWords(score.counts) : '',
    doubt: score.value !== null && band ? pointsRange(band) : null,
  };
}

function general(report: Report): Block {
  const { stances } = report.general;
  const n = mentionsOf(stances);
  if (n === 0) return paragraph('note', 'General remarks (no aspect named): none.');
  return paragraph(
    'text',
    say('General remarks', 'strong'),
    ` with no aspect named, in neither score: ${counted(n, 'review')} (${stancesInWords(stances)}).`,
  );
}

// ───────────────────────────── themes ─────────────────────────────

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

function themes(report: Report): Block[] {
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

function byMentions(rows: readonly ThemeRow[]): ThemeRow[] {
  return [...rows].sort((a, b) => b.mentions - a.mentions || (a.theme < b.theme ? -1 : 1));
}

function shareCell(p: Proportion): string {
  return p.share === null ? '–' : percent(p.share);
}

function rangeOf(score: Score): string {
  return score.value === null ? '' : pointsRange(score);
}

function commitments(report: Report): Block[] {
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

// ───────────────────────────── groups and periods ─────────────────────────────

function groups(section: GroupSection, report: Report, depth: Depth): Block[] {
  const { floors } = report.method;
  const calendar = CALENDAR.has(section.by);
  const kept = section.rows.filter((row) => calendar || row.reviews >= floors.hidden);
  const rows = kept.slice(0, depth.groupRows);
  const blocks: Block[] = [heading(`By ${given(section.by)}`)];
  if (rows.length > 0) {
    blocks.push({
      kind: 'table',
      columns: [
        { head: capital(given(section.by)), align: 'left', min: 12, gives: 2 },
        { head: 'Reviews', align: 'right' },
        { head: 'Outcome', align: 'left' },
        { head: 'Skill', align: 'left' },
        { head: 'Service', align: 'left' },
        { head: `Result${GLUE}+, service${GLUE}−`, align: 'left' },
      ],
      rows: rows.map((row) => [
        [say(given(row.group) + (row.partial ? '*' : ''))],
        [say(count(row.reviews))],
        comparedScore(row.clinicalOutcome, row.comparison.clinicalOutcome),
        comparedScore(row.clinicalSkill, row.comparison.clinicalSkill),
        comparedScore(row.service, row.comparison.service),
        divergenceCell(row.divergence, floors),
      ]),
    });
  }
  const notes = groupNotes(section, kept.length - rows.length, calendar, floors);
  if (notes.length > 0) blocks.push(paragraph('note', notes.join(' ')));
  blocks.push(...differences(rows, depth));
  return blocks;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function comparedScore(score: Score, comparison: Comparison): Run[] {
  if (score.value === null) return [say(score.n === 0 ? '–' : `– n${GLUE}${count(score.n)}`, 'faint')];
  const runs = [say(points(score), 'strong')];
  if (comparison.verdict === 'higher') runs.push(say('▲', 'good'));
  if (comparison.verdict === 'lower') runs.push(say('▼', 'bad'));
  runs.push(say(`${GLUE}(${pointsRange(score)})`), say(`${MAY_BREAK}n${GLUE}${count(score.n)}`, 'faint'));
  return runs;
}

function divergenceCell(p: Proportion, floors: Floors): Run[] {
  if (p.n === 0) return [say('–', 'faint')];
  if (p.share === null) return [say(`– of${GLUE}${count(p.n)}`, 'faint')];
  const mark = p.n < floors.ranked ? '~' : '';
  return [say(mark + percent(p.share), 'strong'), say(`${MAY_BREAK}of${GLUE}${count(p.n)}`, 'faint')];
}

function groupNotes(section: GroupSection, beyond: number, calendar: boolean, floors: Floors): string[] {
  const notes: string[] = [];
  const all = section.rows.flatMap((row) => [row.clinicalOutcome, row.clinicalSkill, row.service]);
  if (section.rows.some((row) => row.partial))
    notes.push(`*${GLUE}the data covers only part of this period.`);
  if (all.some((score) => score.value !== null && score.provisional)) {
    notes.push(`~${GLUE}provisional: fewer than ${floors.ranked} reviews.`);
  }
  if (all.some((score) => score.value === null && score.n > 0)) {
    notes.push(`–${GLUE}n<${floors.percentage}: no score.`);
  }
  const small = section.rows.filter((row) => row.reviews < floors.hidden);
  if (!calendar && small.length > 0) {
    const reviews = small.reduce((sum, row) => sum + row.reviews, 0);
    notes.push(
      `Not shown: ${counted(small.length, 'group')} with fewer than ${floors.hidden} reviews (${counted(reviews, 'review')}).`,
    );
  }
  if (beyond > 0) notes.push(`${counted(beyond, 'more group')} in the csv and json formats.`);
  if (section.withoutValue > 0)
    notes.push(`${counted(section.withoutValue, 'review')} without a ${given(section.by)}.`);
  if (section.beyondCap > 0) {
    notes.push(`${counted(section.beyondCap, 'review')} of values beyond the first 2,000.`);
  }
  return notes;
}

/** What differs between groups, in words; and what could have been seen where nothing does. */
function differences(rows: readonly GroupRow[], depth: Depth): Block[] {
  const found: Fact[] = [];
  const unseen: number[] = [];
  const look = (group: string, what: string, comparison: Comparison) => {
    if (comparison.verdict === 'no-detectable-difference') {
      const seen = [comparison.detectable?.higher, comparison.detectable?.lower].filter((d) => d != null);
      if (seen.length > 0) unseen.push(Math.min(...seen.map(Math.abs)));
    }
    if (comparison.verdict !== 'higher' && comparison.verdict !== 'lower') return;
    const { difference, low, high } = comparison;
    if (difference === null || low === null || high === null) return;
    found.push({
      label: given(group),
      runs: [
        say(what, 'strong'),
        say(` ${count(Math.abs(Math.round(difference)))} points `),
        say(comparison.verdict, comparison.verdict === 'higher' ? 'good' : 'bad'),
        say(` than all others (${signed(low)} to ${signed(high)}; ${count(comparison.restN)} reviews there)`),
      ],
    });
  };
  for (const row of rows) {
    look(row.group, CARD_NAMES.clinicalOutcome, row.comparison.clinicalOutcome);
    look(row.group, CARD_NAMES.clinicalSkill, row.comparison.clinicalSkill);
    look(row.group, CARD_NAMES.service, row.comparison.service);
    for (const theme of row.themes) look(row.group, capital(given(theme.theme)), theme.comparison);
  }
  const blocks: Block[] = [];
  if (found.length > 0) {
    blocks.push({ kind: 'facts', facts: found.slice(0, depth.differences) });
    if (found.length > depth.differences) {
      blocks.push(
        paragraph(
          'note',
          `${counted(found.length - depth.differences, 'more difference')} in the json format.`,
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

function trend(report: Report, depth: Depth): Block[] {
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
  const verdict = (finding: TrendFinding): Run[] => {
    const change =
      finding.change === null
        ? ''
        : `, ${signed(finding.change)}${GLUE}points over ${counted(finding.periods, trend.by)}`;
    const tone: Tone =
      finding.verdict === 'rising' ? 'good' : finding.verdict === 'falling' ? 'bad' : 'plain';
    return [say(TREND_VERDICTS[finding.verdict], tone), say(finding.verdict === 'not-tested' ? '' : change)];
  };
  if (depth.trend === 'lines') {
    blocks.push({
      kind: 'table',
      columns: [
        { head: '', align: 'left' },
        { head: '', align: 'left', min: 8, gives: 1 },
        { head: '', align: 'left', min: 20, gives: 2 },
      ],
      rows: trend.findings.map((finding) => [
        [say(CARD_NAMES[finding.card], finding.card === 'service' ? 'service' : 'clinical')],
        {
          line: scores[finding.card].map((score) => score.value),
          tone: finding.card === 'service' ? 'service' : 'clinical',
        },
        verdict(finding),
      ]),
    });
  } else {
    blocks.push({
      kind: 'facts',
      facts: trend.findings.map((finding) => ({ label: CARD_NAMES[finding.card], runs: verdict(finding) })),
    });
    if (!report.groups.some((section) => section.by === trend.by)) {
      blocks.push({
        kind: 'table',
        columns: [
          { head: capital(trend.by), align: 'left' },
          { head: 'Reviews', align: 'right' },
          { head: 'Outcome', align: 'left' },
          { head: 'Skill', align: 'left' },
          { head: 'Service', align: 'left' },
        ],
        rows: trend.rows.map((row) => [
          [say(row.period + (row.partial ? '*' : ''))],
          [say(count(row.reviews))],
          scoreCell(row.clinicalOutcome),
          scoreCell(row.clinicalSkill),
          scoreCell(row.service),
        ]),
      });
    }
  }
  const notes: string[] = [];
  if (trend.rows.some((row) => row.partial)) notes.push(`*${GLUE}covered in part and left out of the test.`);
  if (
    depth.trend === 'lines' &&
    Object.values(scores)
      .flat()
      .some((score) => score.value === null)
  ) {
    notes.push(`·${GLUE}fewer than ${report.method.floors.percentage} reviews.`);
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

// ───────────────────────────── quotes ─────────────────────────────

function quotes(report: Report, depth: Depth): Block[] {
  const rows = [...report.clinical.themes, ...report.service.themes];
  const blocks: Block[] = [];
  const list = (title: string, polarity: 'negative' | 'positive', howMany: number) => {
    const picked = rows
      .filter((row) => row[polarity].count > 0 && row.quotes[polarity].length > 0)
      .sort((a, b) => b[polarity].count - a[polarity].count || (a.theme < b.theme ? -1 : 1))
      .slice(0, howMany);
    if (picked.length === 0) return;
    blocks.push(heading(title));
    for (const row of picked) {
      const p = row[polarity];
      blocks.push(
        paragraph(
          'text',
          say(capital(given(row.theme)), row.axis === 'clinical' ? 'clinical' : 'service'),
          `: of ${counted(row.mentions, 'review')} that ${row.mentions === 1 ? 'mentions' : 'mention'} it, ${countAndShare(p)} ${p.count === 1 ? 'was' : 'were'} ${polarity}.`,
        ),
        {
          kind: 'quotes',
          quotes: row.quotes[polarity].slice(0, depth.quotesEach).map((quote) => quoteOf(quote, depth)),
        },
      );
    }
  };
  list('What complaints say', 'negative', depth.complaintThemes);
  list('What praise says', 'positive', depth.praiseThemes);
  if (blocks.length > 0) {
    blocks.push(
      paragraph(
        'note',
        report.input.redacted
          ? 'Names, e-mail addresses, phone and long numbers are taken out of quotes. Do not answer a review with details of a patient.'
          : 'These quotes are not redacted: they may name people.',
      ),
    );
  }
  return blocks;
}

function quoteOf(quote: ReportQuote, depth: Depth): QuoteBlock {
  return { label: '', runs: excerpt(quote.text, quote.evidence, depth.quoteLength), source: sourceOf(quote) };
}

// ───────────────────────────── ratings, left out, method ─────────────────────────────

function ratings(rows: readonly RatingRow[]): Block[] {
  if (rows.length === 0) return [];
  return [
    heading('Ratings the patients gave'),
    {
      kind: 'table',
      columns: [
        { head: 'Rating', align: 'left', min: 12, gives: 1 },
        { head: 'Best', align: 'left', min: 14, gives: 2 },
        { head: 'Worst', align: 'left', min: 14, gives: 2 },
        { head: 'n', align: 'right' },
      ],
      rows: rows.map((row) => [
        [say(ratingName(row))],
        boxCell(row.top, row.topBox),
        boxCell(row.bottom, row.bottomBox),
        [say(count(row.n), 'faint')],
      ]),
    },
    ...meanNote(rows),
  ];
}

function ratingName(row: RatingRow): string {
  return `${row.column === null ? 'Rating' : given(row.column)} (${given(row.scale)})`;
}

function boxCell(p: Proportion, box: string): Run[] {
  const what = say(`${given(box)}: `, 'faint');
  if (p.share === null || p.low === null || p.high === null) return [what, say('–', 'faint')];
  return [what, say(percent(p.share), 'strong'), say(` (${percentRange(p.low, p.high)})`)];
}

/** A footnote, no more: ratings are J-shaped. */
function meanNote(rows: readonly RatingRow[]): Block[] {
  const means = rows.flatMap((row) =>
    row.mean === null ? [] : [`${rows.length > 1 ? `${ratingName(row)} ` : ''}${row.mean.toFixed(2)}`],
  );
  if (means.length === 0) return [];
  return [
    paragraph('note', `Mean: ${means.join(', ')}. Ratings pile up at both ends, so a mean says little.`),
  ];
}

function leftOut(report: Report, depth: Depth): Block[] {
  const { leftOut, input } = report;
  const facts: Fact[] = [];
  const aside = ledgerInWords(input.ledger);
  const joined = input.ledger.joined;
  facts.push({
    label: 'Records',
    runs: [
      say(
        `${count(input.ledger.used)} used of ${count(input.ledger.records)} read` +
          (input.ledger.unfolded > 0 ? `, and ${count(input.ledger.unfolded)} more unfolded from them` : '') +
          (joined > 0 ? `, ${count(joined)} joined into another's review` : '') +
          (aside.length > 0 ? `; left out: ${listed(aside)}` : '; none left out') +
          '.',
      ),
    ],
  });
  if (input.since !== null || input.until !== null) {
    const asked = [input.since && `from ${input.since}`, input.until && `until ${input.until}`];
    facts.push({
      label: 'Period',
      runs: [say(`Only reviews ${asked.filter(Boolean).join(' ')}, as asked for.`)],
    });
  }
  if (leftOut.sentences > 0) {
    const share = leftOut.shareWithoutTheme;
    const phrases = leftOut.topPhrases
      .slice(0, depth.phrases)
      .map((p) => `“${given(p.phrase)}”${GLUE}(${count(p.count)})`);
    facts.push({
      label: 'Sentences',
      runs: [
        say(
          `${count(leftOut.sentencesWithoutTheme)} of ${count(leftOut.sentences)}${share === null ? '' : ` (${percent(share)})`} hold no theme` +
            (phrases.length > 0
              ? `; frequent in ${leftOut.sampled < leftOut.sentencesWithoutTheme ? `a sample of ${count(leftOut.sampled)}` : 'them'}: ${phrases.join(', ')}.`
              : '.'),
        ),
      ],
    });
  }
  if (leftOut.groupsUnderFloor > 0) {
    facts.push({
      label: 'Groups',
      runs: [
        say(
          `${counted(leftOut.groupsUnderFloor, 'group')} with fewer than ${report.method.floors.hidden} reviews: their number alone.`,
        ),
      ],
    });
  }
  const languages = Object.entries(input.languages).sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  if (languages.length > 1) {
    facts.push({
      label: 'Languages',
      runs: [say(`${languages.map(([code, n]) => `${given(code)}${GLUE}${count(n)}`).join(', ')}.`)],
    });
  }
  const { first, counts } = input.problems;
  const total = Object.values(counts).reduce((sum, n) => sum + n, 0);
  if (total > 0) {
    const shown = first.slice(0, depth.problems).map((p) => {
      const where = p.record === null ? fileName(p.file) : `${fileName(p.file)}:${p.record}`;
      return `${given(where)} ${given(p.message)}`;
    });
    const rest = total - shown.length;
    facts.push({
      label: 'Problems',
      runs: [say(`${shown.join('; ')}${rest > 0 ? `; and ${count(rest)} more` : ''}.`)],
    });
  }
  if (input.dates.missing > 0 && report.reviews > 0) {
    facts.push({ label: 'Dates', runs: [say(`${counted(input.dates.missing, 'review')} without one.`)] });
  }
  facts.push(...columnChoice(input.files, depth));
  return [heading('What was read and what was left out'), { kind: 'facts', facts }];
}

function columnChoice(files: readonly FileLayout[], depth: Depth): Fact[] {
  const facts = files.slice(0, depth.files).map((file) => {
    const used = file.columns.filter((c) => c.field !== 'reviewer' && c.field !== 'reply');
    const aside = file.columns.filter((c) => c.field === 'reviewer' || c.field === 'reply');
    const choice = used.map((c) => {
      const scale =
        c.field === 'rating' && file.ratingScale
          ? ` (${file.ratingScale.name}${file.ratingScale.reversed ? ', 1 is best' : ''})`
          : '';
      const order = c.field === 'date' && file.dateFormat ? ` (${file.dateFormat})` : '';
      return `${c.field === 'subRating' ? 'sub-rating' : c.field}${GLUE}=${GLUE}${given(c.column)}${scale}${order}`;
    });
    const text =
      `${given(fileName(file.file))}: ${choice.length > 0 ? choice.join(', ') : 'no column chosen'}` +
      (aside.length > 0 ? `; not read: ${aside.map((c) => given(c.column)).join(', ')}` : '');
    return { label: 'Columns', runs: [say(`${text}.`)] };
  });
  if (files.length > depth.files) {
    facts.push({
      label: 'Columns',
      runs: [say(`${counted(files.length - depth.files, 'more file')}: see the json format.`)],
    });
  }
  return facts;
}

function method(report: Report, depth: Depth): Block[] {
  const { method, input, taxonomy, tool } = report;
  const inShort = (text: string) => printable(depth.methodNotes ? text : firstSentence(text));
  const measures = Object.entries(method.model.measures)
    .slice(0, 6)
    .map(([name, value]) => `${printable(name)}${GLUE}${Math.round(value * 100) / 100}`);
  const facts: Fact[] = [
    { label: 'Score', runs: [say(inShort(method.score))] },
    { label: 'Doubt', runs: [say(inShort(method.interval))] },
    {
      label: 'Model',
      runs: [
        say(
          `${printable(method.model.name)} ${printable(method.model.version)}${measures.length > 0 ? `, measured: ${measures.join(', ')}` : ''}.`,
        ),
      ],
    },
  ];
  if (depth.methodNotes)
    for (const note of method.notes) facts.push({ label: 'Note', runs: [say(printable(note))] });
  facts.push({
    label: 'Stamp',
    runs: [
      say(
        `reviewscan ${tool.version}, input ${input.stamp.slice(0, 12)}, ${taxonomy.custom ? 'own ' : ''}taxonomy ${taxonomy.hash.slice(0, 12)}.`,
      ),
    ],
  });
  return [heading('How scores are made'), { kind: 'facts', facts }];
}

function firstSentence(text: string): string {
  return /^.*?[.!?](?= |$)/.exec(text)?.[0] ?? text;
}

/** The parts of a report one by one, for a format that arranges them itself and draws some of them as pictures. */
export const parts = {
  titleOf,
  emptyNote,
  divergence,
  banner,
  cards,
  general,
  gates,
  commitments,
  groups,
  trend,
  ratings,
  leftOut,
  method,
  byMentions,
  given,
  sourceOf,
  excerpt,
};
