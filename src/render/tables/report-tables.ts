/** The report as tidy tables, so that a pivot table or a data frame can take them as they are. */
import type {
  Axis,
  Card,
  Comparison,
  Floors,
  GroupRow,
  Proportion,
  Report,
  ReportBody,
  Score,
  Stances,
} from '../../types.js';
import { isFew, mentionsOf, readingInWords } from '../words.js';
import { type Cell, type Column, column } from './table.js';

/** A table of the finished report. `rows` are as wide as `columns`. */
export interface ReportTable {
  /** Name of its sheet in a workbook. */
  title: string;
  columns: readonly Column[];
  rows(report: Report): Cell[][];
}

const CARDS: { card: Card; name: string; column: string; title: string; axis: Axis }[] = [
  {
    card: 'clinicalOutcome',
    name: 'clinical-outcome',
    column: 'clinical_outcome',
    title: 'Clinical outcome',
    axis: 'clinical',
  },
  {
    card: 'clinicalSkill',
    name: 'clinical-skill',
    column: 'clinical_skill',
    title: 'Clinical skill',
    axis: 'clinical',
  },
  { card: 'service', name: 'service', column: 'service', title: 'Service', axis: 'service' },
];

/** What `floors.ranked` is, for descriptions that stand before any report does. */
const TOO_FEW_TO_COMPARE = 'n below 30, or below --min-n where that is more';
/** What `floors.hidden` does, likewise. */
const EMPTY_OF_FEW = 'empty where n is 1 to 4';
const FLAGS = `provisional: ${TOO_FEW_TO_COMPARE}; below-floor: too few for a score`;
const FLAGS_OF_PLACE = `${FLAGS}; partial: a period covered in part; joined by a space`;

/** Score, interval, n and flag of one thing, under a prefix. */
function scoreColumns(prefix: string, title: string): Column[] {
  const of = `of what reviews say: ${title.toLowerCase()}`;
  return [
    column(prefix, 'score', `score 0..100 ${of}; empty where too few or nobody said`, {
      title,
      look: 'bar',
    }),
    column(`${prefix}_low`, 'score', 'lower end of its 95 % interval', { title: `${title}, from` }),
    column(`${prefix}_high`, 'score', 'upper end of its 95 % interval', { title: `${title}, to` }),
    column(`${prefix}_n`, 'count', 'reviews it rests on', { title: `${title}, n` }),
    column(`${prefix}_flag`, 'text', FLAGS, {
      title: `${title}, flag`,
      width: 12,
    }),
  ];
}

function scoreCells(score: Score): Cell[] {
  const [value, low, high] = numbersOf(score);
  return [value, low, high, score.n, flagsOf(score).join(' ') || null];
}

function numbersOf(score: Score): [number, number, number] | [null, null, null] {
  return score.value === null ? [null, null, null] : [score.value, score.low, score.high];
}

function flagsOf(score: Score): string[] {
  if (score.value !== null) return score.provisional ? ['provisional'] : [];
  return score.reason ? [score.reason] : [];
}

function comparisonColumns(prefix: string, title: string | null): Column[] {
  const titled = (what: string) =>
    title === null ? `${what[0]!.toUpperCase()}${what.slice(1)}` : `${title}, ${what}`;
  return [
    column(`${prefix}difference`, 'points', 'score of the group minus that of all others of its field', {
      title: titled('difference'),
    }),
    column(`${prefix}difference_low`, 'points', 'lower end of its 95 % interval (Newcombe)', {
      title: titled('difference from'),
    }),
    column(`${prefix}difference_high`, 'points', 'upper end of its 95 % interval', {
      title: titled('difference to'),
    }),
    column(
      `${prefix}verdict`,
      'text',
      `higher, lower, no-detectable-difference, or not-compared (on either side ${TOO_FEW_TO_COMPARE})`,
      { title: titled('verdict'), width: 24, look: 'verdict' },
    ),
  ];
}

function comparisonCells({ difference, low, high, verdict }: Comparison): Cell[] {
  return [difference, low, high, verdict];
}

// ───────────────────────────── themes ─────────────────────────────

const THEMES: ReportTable = {
  title: 'Themes',
  columns: [
    column(
      'level',
      'text',
      'card, theme, commitment, or general (remarks that name no aspect and feed no score)',
      {
        width: 11,
      },
    ),
    column('by', 'text', 'field grouped by; empty: the whole input', { width: 10 }),
    column('group', 'text', 'value of that field', { width: 28 }),
    column('axis', 'text', 'clinical, service or general; never added together', { width: 9 }),
    column('name', 'text', 'card, theme or commitment', { width: 18 }),
    column('reviews', 'count', 'reviews that mention it, those without a direction included'),
    column('positive', 'count', `reviews that only praise it; ${EMPTY_OF_FEW}`, { look: 'praise' }),
    column('negative', 'count', `reviews that only blame it; ${EMPTY_OF_FEW}`, { look: 'blame' }),
    column('mixed', 'count', `reviews that do both; ${EMPTY_OF_FEW}`),
    column('neutral', 'count', `reviews that do neither, and are in no score; ${EMPTY_OF_FEW}`),
    column('n', 'count', 'positive + negative + mixed: what the score rests on'),
    column('score', 'score', '100 × (positive + mixed / 2) / n; empty where there is none', { look: 'bar' }),
    column('low', 'score', 'lower end of its 95 % interval (Wilson)', { title: 'From (95 %)' }),
    column('high', 'score', 'upper end of its 95 % interval', { title: 'To (95 %)' }),
    column('flag', 'text', FLAGS_OF_PLACE, { width: 12 }),
    ...comparisonColumns('', null),
  ],
  rows(report) {
    const axisOf = new Map<string, Axis>();
    const { floors } = report.method;
    const whole = { by: null, group: null, partial: false, floors };
    const scores = {
      clinicalOutcome: report.clinical.outcome,
      clinicalSkill: report.clinical.skill,
      service: report.service.score,
    };
    const rows = CARDS.map(({ card, name, axis }) => scoreRow('card', whole, axis, name, scores[card]));
    rows.push(generalRow(whole, report.general.stances));
    for (const row of [...report.clinical.themes, ...report.service.themes, ...report.general.themes]) {
      axisOf.set(row.theme, row.axis);
      rows.push(scoreRow('theme', whole, row.axis, row.theme, row.score, row.mentions));
    }
    for (const { commitment, score, mentions } of report.commitments) {
      rows.push(scoreRow('commitment', whole, 'service', commitment, score, mentions));
    }
    for (const section of report.groups) {
      for (const row of section.rows) {
        if (isTooSmall(row, report)) continue;
        const place = { by: section.by, group: row.group, partial: row.partial, floors };
        for (const { card, name, axis } of CARDS) {
          rows.push(
            scoreRow(
              'card',
              place,
              axis,
              name,
              row[card],
              mentionsOf(row[card].counts),
              row.comparison[card],
            ),
          );
        }
        rows.push(generalRow(place, row.general));
        for (const { theme, score, mentions, comparison } of row.themes) {
          rows.push(
            scoreRow('theme', place, axisOf.get(theme) ?? 'general', theme, score, mentions, comparison),
          );
        }
      }
    }
    return rows;
  },
};

interface Place {
  by: string | null;
  group: string | null;
  partial: boolean;
  floors: Floors;
}

const NO_COMPARISON: Cell[] = [null, null, null, null];

function scoreRow(
  level: 'card' | 'theme' | 'commitment',
  place: Place,
  axis: Axis,
  name: string,
  score: Score,
  mentions = mentionsOf(score.counts),
  comparison: Comparison | null = null,
): Cell[] {
  return [
    ...[level, place.by, place.group, axis, name, mentions],
    ...stanceCells(score.counts, place),
    score.n,
    ...numbersOf(score),
    flagCell(flagsOf(score), place),
    ...(comparison === null ? NO_COMPARISON : comparisonCells(comparison)),
  ];
}

/** General remarks feed no score: their counts stand, the score's cells are empty. */
function generalRow(place: Place, stances: Stances): Cell[] {
  const n = stances.positive + stances.negative + stances.mixed;
  return [
    ...['general', place.by, place.group, 'general', 'general-remarks', mentionsOf(stances)],
    ...stanceCells(stances, place),
    ...[n, null, null, null],
    flagCell([], place),
    ...NO_COMPARISON,
  ];
}

function stanceCells({ positive, negative, mixed, neutral }: Stances, { floors }: Place): Cell[] {
  if (isFew(positive + negative + mixed, floors)) return [null, null, null, null];
  return [positive, negative, mixed, neutral];
}

function flagCell(flags: readonly string[], { partial }: Place): Cell {
  return [...flags, ...(partial ? ['partial'] : [])].join(' ') || null;
}

// ───────────────────────────── groups and trend ─────────────────────────────

const BODY_COLUMNS = CARDS.flatMap(({ column: prefix, title }) => scoreColumns(prefix, title));

function bodyCells(body: ReportBody): Cell[] {
  return CARDS.flatMap(({ card }) => scoreCells(body[card]));
}

const GROUPS: ReportTable = {
  title: 'Groups',
  columns: [
    column('by', 'text', 'field grouped by', { width: 10 }),
    column('group', 'text', 'value of that field; rows stand by name or time, never by score', { width: 28 }),
    column('partial', 'flag', 'true: a period that the data covers only in part; it is not compared'),
    column('reviews', 'count', 'reviews analysed in the group'),
    ...CARDS.flatMap(({ column: prefix, title }) => [
      ...scoreColumns(prefix, title),
      ...comparisonColumns(`${prefix}_`, title),
    ]),
    column('divergence', 'share', 'share of reviews that praise the result and blame the service'),
    column('divergence_low', 'share', 'lower end of its 95 % interval', { title: 'Divergence, from' }),
    column('divergence_high', 'share', 'upper end of its 95 % interval', { title: 'Divergence, to' }),
    column('divergence_count', 'count', 'how many reviews that is; empty where divergence_n is 1 to 4', {
      title: 'Divergence, reviews',
    }),
    column('divergence_n', 'count', 'reviews that speak of both', { title: 'Divergence, n' }),
  ],
  rows(report) {
    return report.groups.flatMap((section) =>
      section.rows.map((row): Cell[] => {
        const { group, partial, reviews, divergence } = row;
        const place = [section.by, group, partial, reviews];
        if (isTooSmall(row, report)) return filled(place, GROUPS.columns.length);
        const scores = CARDS.flatMap(({ card }) => [
          ...scoreCells(row[card]),
          ...comparisonCells(row.comparison[card]),
        ]);
        return [...place, ...scores, ...proportionCells(divergence, report)];
      }),
    );
  },
};

/** Of so few reviews their number is all that is shown. */
function isTooSmall({ reviews }: GroupRow, { method }: Report): boolean {
  return reviews < method.floors.hidden;
}

function filled(cells: Cell[], length: number): Cell[] {
  return [...cells, ...new Array<null>(length - cells.length).fill(null)];
}

function proportionCells({ share, low, high, count, n }: Proportion, { method }: Report): Cell[] {
  return [share, low, high, isFew(n, method.floors) ? null : count, n];
}

const TREND: ReportTable = {
  title: 'Trend',
  columns: [
    column('by', 'text', 'month, quarter or year', { width: 9 }),
    column('period', 'text', '2026-03, 2026-Q1 or 2026; every period from first to last stands here', {
      width: 10,
    }),
    column('partial', 'flag', 'true: covered only in part, and left out of the test for a trend'),
    column('reviews', 'count', 'reviews analysed in the period'),
    ...BODY_COLUMNS,
  ],
  rows({ trend }) {
    if (trend === null) return [];
    return trend.rows.map((row) => [trend.by, row.period, row.partial, row.reviews, ...bodyCells(row)]);
  },
};

// ───────────────────────────── the safety list ─────────────────────────────

const SAFETY: ReportTable = {
  title: 'Safety',
  columns: [
    column(
      'id',
      'text',
      'id of a review that speaks of harm: to be read by a person; counted, never scored',
      {
        width: 14,
      },
    ),
    column('file', 'text', 'file it comes from', { width: 20 }),
    column('record', 'count', 'number of its record there, from 1'),
    column('date', 'day', 'day of the review'),
    column('location', 'text', 'as in the file', { width: 16 }),
    column('provider', 'text', 'as groups of providers are called: by default a code', { width: 18 }),
    column('harm', 'text', 'what it may speak of; no diagnosis', { width: 20 }),
    column('passage', 'text', 'column of the file that the sentence stands in', { width: 12 }),
    column('text', 'text', 'the sentence, redacted like quotes', { width: 90, look: 'wrap' }),
  ],
  rows: ({ safety }) =>
    safety.listed.flatMap(({ id, file, record, date, location, provider, remarks }) =>
      remarks.map(({ harm, passage, text }): Cell[] => [
        ...[id, file, record, date, location, provider],
        ...[harm, passage, text],
      ]),
    ),
};

// ───────────────────────────── what was left out ─────────────────────────────

const LEFT_OUT: ReportTable = {
  title: 'Left out',
  columns: [
    column(
      'part',
      'text',
      'records (they add up: records + unfolded = all others), languages, problems (counted by kind), problem (the first ones), sentences, phrases, groups, dates',
      { width: 12 },
    ),
    column('item', 'text', 'what is counted', { width: 24 }),
    column('count', 'count', 'how many'),
    column(
      'share',
      'share',
      'of the records, reviews or sentences it is counted among, where that makes sense',
    ),
    column('file', 'text', 'of a problem', { width: 20 }),
    column('record', 'count', 'of a problem: number of the record in its file, from 1'),
    column('line', 'count', 'of a problem: line where it starts'),
    column('message', 'text', 'what to do about it; of a language, what read it', {
      width: 60,
      look: 'wrap',
    }),
  ],
  rows(report) {
    const { ledger, languages, problems, dates } = report.input;
    const { leftOut } = report;
    const rows: Cell[][] = [];
    const add = (part: string, item: string, count: number, of: number | null = null) => {
      rows.push([part, item, count, of ? count / of : null, null, null, null, null]);
    };
    const records = ledger.records + ledger.unfolded;
    add('records', 'records', ledger.records);
    add('records', 'unfolded', ledger.unfolded);
    for (const [item, count] of [
      ['used', ledger.used],
      ['joined', ledger.joined],
      ['blank', ledger.blank],
      ['without-text', ledger.withoutText],
      ['duplicate', ledger.duplicate],
      ['other-language', ledger.otherLanguage],
      ['outside-period', ledger.outsidePeriod],
      ['problem', ledger.problem],
    ] as const) {
      add('records', item, count, records);
    }
    const spoken = Object.values(languages).reduce((sum, count) => sum + count, 0);
    const readings = new Map(report.method.readings.map((reading) => [reading.language, reading]));
    for (const [language, count] of sorted(languages)) {
      const reading = readings.get(language);
      const how = reading === undefined || reading.by === 'model' ? null : readingInWords(reading);
      rows.push(['languages', language, count, spoken ? count / spoken : null, null, null, null, how]);
    }
    add('dates', 'reviews-without-a-date', dates.missing, spoken);
    for (const [code, count] of sorted(problems.counts)) add('problems', code, count);
    for (const { code, file, record, line, message } of problems.first) {
      rows.push(['problem', code, 1, null, file, record, line, message]);
    }
    add('sentences', 'sentences', leftOut.sentences);
    add('sentences', 'without-a-theme', leftOut.sentencesWithoutTheme, leftOut.sentences);
    for (const { phrase, count } of leftOut.topPhrases) add('phrases', phrase, count, leftOut.sampled);
    for (const { by, suppressed, withoutValue, beyondCap } of report.groups) {
      add('groups', `${by}: groups below ${report.method.floors.hidden} reviews`, suppressed);
      add('groups', `${by}: reviews without a value`, withoutValue, report.reviews);
      if (beyondCap > 0)
        add('groups', `${by}: reviews beyond the first 2,000 values`, beyondCap, report.reviews);
    }
    return rows;
  },
};

function sorted(record: Record<string, number>): [string, number][] {
  return Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
}

/** `--table NAME` of csv, and the sheets of a workbook. */
export const reportTables = {
  themes: THEMES,
  groups: GROUPS,
  trend: TREND,
  safety: SAFETY,
  'left-out': LEFT_OUT,
} satisfies Record<string, ReportTable>;
