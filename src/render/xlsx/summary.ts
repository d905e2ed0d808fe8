/** The sheet that is read first: the two cards, the divergence finding, and charts of what the other sheets hold. */
import type { CellStyle, SheetChart, WriteSheet } from 'hucre/xlsx';
import type { Floors, Proportion, Report, Score } from '../../types.js';
import { type Block, GLANCE, parts } from '../outline.js';
import { reportTables } from '../tables/report-tables.js';
import {
  bandEnds,
  CARD_NAMES,
  CLINICAL_TITLE,
  decimalsFor,
  gateDecimals,
  gateName,
  isFew,
  mentionsOf,
  NOT_COMPARED,
  nobodyInWords,
  SERVICE_TITLE,
  verdictInWords,
} from '../words.js';
import { inWords } from './about.js';
import { columnLetters, LINE, linesOf, textXml } from './cells.js';
import { bar, COLOURS, FORMATS } from './table-sheet.js';

/** Columns of the summary: a name, then numbers. */
const WIDTHS = [44, 12, 12, 12, 10, 10, 10, 10, 12, 12];
/** Themes of an axis that are named as the first to look at. */
const MOST_PRIORITIES = 5;
/** Rows of a chart, and the columns that two side by side take. */
const CHART_ROWS = 22;
const CHART_COLUMNS: [number, number][] = [
  [0, 4],
  [4, 10],
];

type FontStyle = NonNullable<CellStyle['font']>;
type Value = string | number | null;

const font = (more: FontStyle = {}): FontStyle => ({ name: 'Calibri', size: 11, ...more });
const TITLE: CellStyle = { font: font({ size: 18, bold: true, color: { rgb: COLOURS.ink } }) };
const FAINT: CellStyle = { font: font({ color: { rgb: COLOURS.soft } }) };
const NOTE: CellStyle = {
  font: font({ italic: true, color: { rgb: COLOURS.soft } }),
  alignment: { wrapText: true, vertical: 'top' },
};
const WORDS: CellStyle = { font: font(), alignment: { wrapText: true, vertical: 'top' } };
const BANNER: CellStyle = {
  font: font({ bold: true, color: { rgb: COLOURS.blame } }),
  alignment: { wrapText: true, vertical: 'top' },
};

function section(ink: string, paper: string): CellStyle {
  return {
    font: font({ bold: true, color: { rgb: ink } }),
    fill: { type: 'pattern', pattern: 'solid', fgColor: { rgb: paper } },
  };
}

/** Fills a sheet from the top. */
class Page {
  readonly cells = new Map<string, { value: Value; style?: CellStyle; richText?: { text: string }[] }>();
  readonly merges: NonNullable<WriteSheet['merges']> = [];
  readonly heights = new Map<number, { height: number }>();
  /** Rows that hold a score, for their bars. */
  readonly scores: number[] = [];
  row = 0;

  put(values: readonly (readonly [Value, CellStyle?])[]): void {
    values.forEach(([value, style], column) => {
      if (value === null && style === undefined) return;
      const shown = typeof value === 'string' ? plain(value) : value;
      this.cells.set(`${this.row},${column}`, { value: shown, ...(style && { style }) });
    });
    this.row++;
  }

  /** A paragraph over all columns, as high as its words need. */
  words(text: string, style: CellStyle): void {
    const total = WIDTHS.reduce((sum, width) => sum + width, 0);
    this.merges.push({ startRow: this.row, startCol: 0, endRow: this.row, endCol: WIDTHS.length - 1 });
    this.heights.set(this.row, { height: LINE * linesOf(text, total) });
    this.put([[text, style]]);
  }

  heading(texts: readonly string[], style: CellStyle): void {
    const right: CellStyle = { ...style, alignment: { horizontal: 'right' } };
    this.put(WIDTHS.map((_, i) => [texts[i] ?? null, i === 0 ? style : right] as const));
  }

  gap(): void {
    this.row++;
  }
}

/** The library escapes markup; what XML cannot hold is written as in every other sheet, without a second escape. */
function plain(text: string): string {
  return textXml(text).replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

export function summarySheet(name: string, report: Report): WriteSheet {
  const page = new Page();
  const title = parts.titleOf(report) as Extract<Block, { kind: 'title' }>;
  page.put([[title.text, TITLE]]);
  page.put([[title.detail.replaceAll('\u00A0', ' '), FAINT]]);
  page.gap();
  const harm = parts.harmInShort(report);
  if (harm !== null) {
    page.words(`${harm}, in the sheet Safety.`.replaceAll('\u00A0', ' '), BANNER);
    page.gap();
  }
  for (const block of report.reviews === 0 ? [parts.emptyNote(report)] : parts.banner(report)) {
    if (block.kind !== 'paragraph') continue;
    page.words(inWords(block.runs), BANNER);
    page.gap();
  }
  cards(page, report);
  divergence(page, report);
  general(page, report);
  priorities(page, report);
  changes(page, report);
  ratings(page, report);
  gates(page, report);
  const charts = chartsOf(report, page.row + 1);
  const letters = columnLetters(WIDTHS.length);
  return {
    name,
    columns: WIDTHS.map((width) => ({ width })),
    rows: [],
    cells: page.cells,
    merges: page.merges,
    rowDefs: new Map([[0, { height: 26 }], ...page.heights]),
    conditionalRules: page.scores.map((row, i) => ({
      ...bar(`${letters[1]!}${row + 1}`, COLOURS.bar, '100'),
      priority: i + 1,
    })),
    charts,
    view: { showGridLines: false },
    pageSetup: { orientation: 'portrait', fitToPage: true, fitToWidth: 1, fitToHeight: 0 },
  };
}

const SCORE_HEADS = ['Score', 'From (95 %)', 'To (95 %)', 'n', 'Praise', 'Blame', 'Both'];
const BAND_HEADS = ['Band from', 'Band to'];

/** Two blocks, one an axis: nothing on one is ever added to the other. */
function cards(page: Page, report: Report): void {
  const { clinical, service } = report;
  page.heading(
    [CLINICAL_TITLE, ...SCORE_HEADS, ...BAND_HEADS],
    section(COLOURS.clinical, COLOURS.clinicalPale),
  );
  const { floors } = report.method;
  score(page, CARD_NAMES.clinicalOutcome, clinical.outcome, clinical.outcomeBand, floors);
  score(page, CARD_NAMES.clinicalSkill, clinical.skill, clinical.skillBand, floors);
  page.words(clinical.note, NOTE);
  page.gap();
  page.heading([SERVICE_TITLE, ...SCORE_HEADS, ...BAND_HEADS], section(COLOURS.service, COLOURS.servicePale));
  score(page, CARD_NAMES.service, service.score, service.band, floors);
  const note = parts.cardNote(report);
  if (note.kind === 'paragraph') page.words(`${inWords(note.runs)} The band is that range.`, NOTE);
  page.gap();
}

const as = (numFmt: string): CellStyle => ({ font: font(), numFmt });
const COUNT = as(FORMATS.count);
const TEXT: CellStyle = { ...as('@'), alignment: { horizontal: 'right' } };
/** More decimals no cell needs: a review in ten thousand of them. */
const MOST_DECIMALS = 4;

function decimalFormat(decimals: number, unit = ''): CellStyle {
  return as(`${decimals === 0 ? '0' : `0.${'0'.repeat(decimals)}`}${unit}`);
}

type NumberCell = readonly [number | null, CellStyle];

/** A number 0..100 in whole points, more finely where it would else be said to be none or all, or outside its interval. */
function pointsCell(value: number | null, within: Interval = NO_INTERVAL, atLeast = 0): NumberCell {
  if (value === null) return [null, decimalFormat(atLeast)];
  return [
    value,
    decimalFormat(Math.max(atLeast, decimalsFor(value, within.low, within.high, MOST_DECIMALS))),
  ];
}

/** The same of a share 0..1, in percent. */
function shareCell(value: number | null, within: Interval = NO_INTERVAL): NumberCell {
  if (value === null) return [null, as('0%')];
  const [low, high] = [within.low, within.high].map((end) => (end === null ? null : 100 * end));
  return [value, decimalFormat(decimalsFor(100 * value, low!, high!, MOST_DECIMALS), '%')];
}

interface Interval {
  low: number | null;
  high: number | null;
}

const NO_INTERVAL: Interval = { low: null, high: null };

/** Share, from and to. */
function shareCells(p: Proportion): NumberCell[] {
  return [p.share, p.low, p.high].map((value) => shareCell(value, p));
}

function score(
  page: Page,
  label: string,
  score: Score,
  band: { low: number; high: number } | null,
  floors: Floors,
): void {
  const { positive, negative, mixed } = score.counts;
  const noSide = score.n === 0 && score.counts.neutral > 0;
  const absent = noSide ? 'no score' : score.n === 0 ? 'nobody said' : 'too few';
  // Of so few reviews their number is all that is shown.
  const counts = isFew(score.n, floors) ? [null, null, null] : [positive, negative, mixed];
  const provisional = score.value !== null && score.provisional;
  const aside = provisional
    ? ` (provisional: fewer than ${floors.ranked})`
    : noSide
      ? ` (${nobodyInWords(score).replaceAll('\u00A0', ' ')})`
      : '';
  const ends = score.value === null || band === null ? null : bandEnds(band);
  if (score.value !== null) page.scores.push(page.row);
  page.put([
    [label + aside, { font: font({ bold: true }) }],
    ...(score.value === null
      ? ([[absent, { ...FAINT, alignment: { horizontal: 'right' } }], [null], [null]] as const)
      : [score.value, score.low, score.high].map((value) => pointsCell(value, score))),
    [score.n, COUNT],
    ...counts.map((n) => [n, COUNT] as const),
    [ends?.low ?? null, COUNT],
    [ends?.high ?? null, COUNT],
  ]);
}

function divergence(page: Page, report: Report): void {
  const { praisedBlamed, blamedPraised, n } = report.divergence;
  page.heading(
    [parts.divergenceTitle(report), 'Share', 'From (95 %)', 'To (95 %)', 'Reviews', 'of'],
    section(COLOURS.ink, COLOURS.head),
  );
  for (const [label, p] of [
    ['Result praised, service blamed', praisedBlamed],
    ['Result blamed, service praised', blamedPraised],
  ] as const) {
    page.put([
      [label, { font: font({ bold: true }) }],
      ...shareCells(p),
      [isFew(n, report.method.floors) ? null : p.count, COUNT],
      [n, COUNT],
    ]);
  }
  const said = parts.divergence(report, GLANCE).find(({ kind }) => kind === 'paragraph');
  if (said?.kind === 'paragraph') page.words(inWords(said.runs), WORDS);
  page.gap();
}

function general(page: Page, report: Report): void {
  const { stances } = report.general;
  const { positive, negative, mixed } = stances;
  const counts = isFew(positive + negative + mixed, report.method.floors)
    ? [null, null, null]
    : [positive, negative, mixed];
  page.heading(
    ['General remarks, in neither score', 'Reviews', '', '', '', 'Praise', 'Blame', 'Both'],
    section(COLOURS.ink, COLOURS.head),
  );
  page.put([
    ['Remarks that name no aspect'],
    [mentionsOf(stances), COUNT],
    [null],
    [null],
    [null],
    ...counts.map((n) => [n, COUNT] as const),
  ]);
  page.gap();
}

/** How often × how negative, each axis by itself. */
function priorities(page: Page, report: Report): void {
  for (const [axis, rows, style] of [
    ['clinical', report.clinical.priorities, section(COLOURS.clinical, COLOURS.clinicalPale)],
    ['service', report.service.priorities, section(COLOURS.service, COLOURS.servicePale)],
  ] as const) {
    const shown = rows.filter(({ complaints }) => complaints.count > 0).slice(0, MOST_PRIORITIES);
    if (shown.length === 0) continue;
    page.heading(
      [
        `What to look at first: ${axis}`,
        'Complain',
        'From (95 %)',
        'To (95 %)',
        'Reviews',
        '',
        '',
        '',
        'of those who judge it',
        'Means',
      ],
      style,
    );
    for (const { theme, complaints, negative, meaning } of shown) {
      page.put([
        [parts.given(theme)],
        ...shareCells(complaints),
        [complaints.count, COUNT],
        [null],
        [null],
        [null],
        shareCell(negative.share),
        [meaning, TEXT],
      ]);
    }
    page.gap();
  }
}

/** Then and now, card by card. */
function changes(page: Page, report: Report): void {
  if (report.notCompared !== null) {
    page.put([[`Nothing to compare: ${NOT_COMPARED[report.notCompared]}.`, TEXT]]);
    page.gap();
  }
  if (report.comparison === null) return;
  page.heading(
    ['Then and now', 'Before', 'Now', 'Difference', 'From', 'To', 'n before', 'n now', '', 'Verdict'],
    section(COLOURS.ink, COLOURS.head),
  );
  for (const card of ['clinicalOutcome', 'clinicalSkill', 'service'] as const) {
    const change = report.comparison.cards[card];
    page.put([
      [CARD_NAMES[card]],
      // As finely as the difference, which a reader may work out.
      pointsCell(change.before, NO_INTERVAL, 1),
      pointsCell(change.after, NO_INTERVAL, 1),
      [change.difference, as(FORMATS.points)],
      [change.low, as(FORMATS.points)],
      [change.high, as(FORMATS.points)],
      [change.beforeN, COUNT],
      [change.afterN, COUNT],
      [null],
      [change.verdict.replaceAll('-', ' '), TEXT],
    ]);
  }
  page.gap();
}

function ratings(page: Page, report: Report): void {
  if (report.ratings.length === 0) return;
  page.heading(
    [
      'Ratings the patients gave',
      'Best',
      'From (95 %)',
      'To (95 %)',
      'n',
      'Worst',
      'From',
      'To',
      'Best are',
      'Worst are',
    ],
    section(COLOURS.ink, COLOURS.head),
  );
  for (const { column, scale, top, bottom, topBox, bottomBox, n } of report.ratings) {
    page.put([
      [`${column === null ? 'Rating' : parts.given(column)} (${parts.given(scale)})`],
      ...shareCells(top),
      [n, COUNT],
      ...shareCells(bottom),
      [parts.given(topBox), TEXT],
      [parts.given(bottomBox), TEXT],
    ]);
  }
  page.gap();
}

function gates(page: Page, report: Report): void {
  if (report.gates.length === 0) return;
  page.heading(
    ['Thresholds', 'Value', 'From (95 %)', 'To (95 %)', 'n', 'Verdict'],
    section(COLOURS.ink, COLOURS.head),
  );
  for (const gate of report.gates) {
    const cell = (value: number | null): NumberCell => [
      value,
      decimalFormat(
        Math.max(gateDecimals(gate), value === null ? 0 : decimalsFor(value, null, null, MOST_DECIMALS)),
        gate.fails === 'above' ? '"%"' : '',
      ),
    ];
    page.put([
      [parts.given(gateName(gate))],
      ...[gate.value, gate.low, gate.high].map(cell),
      [gate.n, COUNT],
      [verdictInWords(gate), TEXT],
    ]);
  }
  page.gap();
}

/** Themes by the number of reviews and what they say, an axis a picture; scores by period. */
function chartsOf(report: Report, top: number): SheetChart[] {
  const charts: SheetChart[] = [];
  const { columns: themes } = reportTables.themes;
  // Of the table: its head, three cards, the general remarks.
  let first = 6;
  for (const [i, { axis, rows }] of [
    { axis: 'clinical', rows: report.clinical.themes.length },
    { axis: 'service', rows: report.service.themes.length },
  ].entries()) {
    const last = first + rows - 1;
    const said = (i === 0 ? report.clinical : report.service).themes.some(
      ({ score }) => score.n > 0 && !isFew(score.n, report.method.floors),
    );
    if (rows > 0 && said) {
      const range = (name: string) => rangeOf('Themes', columnOf(themes, name), first, last);
      charts.push({
        ...framed(CHART_COLUMNS[i]!, top),
        type: 'bar',
        barGrouping: 'stacked',
        overlap: 100,
        gapWidth: 40,
        title: `${axis === 'clinical' ? 'Clinical' : 'Service'} themes: reviews by what they say`,
        altText: `Bars of the ${axis} themes: reviews that praise, do both, or blame; none where very few judge a theme. The numbers stand in the sheet Themes.`,
        series: [
          { name: 'praise', values: range('positive'), categories: range('name'), color: COLOURS.praise },
          { name: 'both', values: range('mixed'), categories: range('name'), color: COLOURS.both },
          { name: 'blame', values: range('negative'), categories: range('name'), color: COLOURS.blame },
        ],
        axes: { x: { reverse: true }, y: { crosses: 'max', gridlines: { major: true } } },
      });
    }
    first = last + 1;
  }
  const { trend } = report;
  if (trend !== null && trend.rows.length > 1) {
    const { columns } = reportTables.trend;
    const range = (name: string) => rangeOf('Trend', columnOf(columns, name), 2, trend.rows.length + 1);
    charts.push({
      ...framed([0, WIDTHS.length], top + (charts.length > 0 ? CHART_ROWS + 1 : 0)),
      type: 'line',
      title: `Scores by ${trend.by}`,
      altText: `Lines of the three scores by ${trend.by}, from 0 to 100. The numbers stand in the sheet Trend.`,
      dispBlanksAs: 'gap',
      showLineMarkers: true,
      series: [
        {
          name: 'Clinical outcome',
          values: range('clinical_outcome'),
          categories: range('period'),
          color: COLOURS.clinical,
        },
        { name: 'Service', values: range('service'), categories: range('period'), color: COLOURS.service },
      ],
      axes: {
        y: {
          scale: { min: 0, max: 100, majorUnit: 25 },
          gridlines: { major: true },
          numberFormat: { formatCode: '0' },
        },
      },
    });
  }
  return charts;
}

function framed([from, to]: [number, number], row: number) {
  return {
    anchor: { from: { row, col: from }, to: { row: row + CHART_ROWS, col: to } },
    legend: 'bottom' as const,
    titleFontSize: 12,
  };
}

function columnOf(columns: readonly { name: string }[], name: string): string {
  return columnLetters(columns.length)[columns.findIndex((column) => column.name === name)]!;
}

function rangeOf(sheet: string, letter: string, first: number, last: number): string {
  return `${sheet}!$${letter}$${first}:$${letter}$${last}`;
}
