/** A table before its columns are chosen, and the other table that it may turn out to be. */
import type { FileLayout, LogicalField, ReadOptions, Row } from '../types.js';
import type { Answer } from './header.js';
import { openLiterals } from './literals.js';
import { findLongColumns, type LongTable, turnLongTable } from './long.js';
import { findColumn } from './names.js';
import type { Plan, ReadKnowledge } from './plan.js';
import { describeKind, isLabel, isWordy, type Profile, profileColumn } from './profile.js';
import type { Source } from './source.js';
import { scoreHeader } from './spellings.js';
import type { WideTable } from './wide.js';

export interface Draft {
  source: Source;
  options: ReadOptions;
  knowledge: ReadKnowledge;
  sample: Row[];
  /** See `Plan`; null when absent. */
  sift?: Plan['sift'];
  /** As they stand in the file, or as the table was turned. */
  headers: string[];
  /** Those of the file, where the table was turned. */
  fileHeaders?: string[];
  /** What its columns look like. */
  looks?: string[];
  wide: WideTable | null;
  /** Literals in cells were opened already. */
  opened?: true;
  /** One row was one question, and the table was turned already; null = it is none of the kind. */
  long?: LongTable | null;
  questions: (string | null)[];
  headerless: boolean;
  questionnaire: boolean;
  answers?: Answer[];
  base: Pick<FileLayout, 'format' | 'encoding' | 'delimiter' | 'headerRow' | 'recordsPath' | 'sheet'>;
  delimiter: string | null;
  width: number | null;
  rows: Plan['rows'];
}

/** Rows that the columns are profiled on, spread evenly over the sample. */
const PROFILE_ROWS = 1000;

/** A profile of each header's column; a row may be shorter than the headers, its missing cells are null. */
export function profileAll(
  rows: readonly (string | null)[][],
  { headers, questions, knowledge, options }: Pick<Draft, 'headers' | 'questions' | 'knowledge' | 'options'>,
): Profile[] {
  const words = { rating: knowledge.ratings, date: knowledge.dates, nulls: knowledge.nulls };
  return headers.map((header, column) =>
    profileColumn(
      column,
      header,
      questions[column] ?? null,
      rows.map((cells) => cells[column] ?? null),
      words,
      options.dateOrder,
    ),
  );
}

/** A draft with a look at its columns. */
export interface Looked {
  draft: Draft;
  /** Names of the columns that rows hold: the draft's, or those of the unfolded table. */
  headers: string[];
  profiles: Profile[];
  /** No row of the sample holds anything. */
  empty: boolean;
}

/** Looks at the columns of a draft, and at the table that it turns out to be: with its cells opened, or its rows turned. */
export async function lookAt(draft: Draft): Promise<Looked> {
  const looked = profileSample(draft);
  const other = openNamed(looked) ?? (await turnTable(looked));
  return other === null ? looked : lookAt(other);
}

function profileSample(draft: Draft): Looked {
  const headers = draft.wide?.headers ?? draft.headers;
  const filled = draft.sample.filter((row) => row.cells.some((cell) => cell !== null && cell.trim() !== ''));
  const stride = Math.max(1, Math.ceil(filled.length / PROFILE_ROWS));
  // One of each `stride` rows, now here, now there: what fills a cell may come back every ten rows.
  const rows = filled
    .filter((_, at) => at % stride === (Math.imul(Math.floor(at / stride), 0x9e3779b1) >>> 8) % stride)
    .map((row) => row.cells);
  const profiles = profileAll(rows, { ...draft, headers });
  for (const profile of profiles) profile.answer = draft.answers?.[profile.index] ?? null;
  return { draft, headers, profiles, empty: filled.length === 0 };
}

/** The table with its cells opened, where --map names what only stands within them; null where it does not. */
function openNamed(looked: Looked): Draft | null {
  const { headers, options } = looked.draft;
  const named = Object.values(options.map ?? {}).flat();
  return named.some((column) => findColumn(headers, column).length === 0) ? openHidden(looked) : null;
}

/** The same table with the objects and lists in its cells opened; null where there are none. */
export function openHidden({ draft, profiles }: Looked): Draft | null {
  if (draft.opened || draft.wide !== null) return null;
  const columns = profiles.filter(({ literals }) => literals > 0.5).map(({ index }) => index);
  if (columns.length === 0) return null;
  const opened = openLiterals(draft.headers, columns, draft.sample.slice(0, 200));
  if (opened === null) return null;
  const sample = draft.sample.slice(0, 2000).flatMap((row) => opened.open(row));
  return {
    ...draft,
    sift: null,
    answers: [],
    opened: true,
    headers: opened.headers,
    questions: opened.questions.map((question, column) => question ?? draft.questions[column] ?? null),
    sample,
    width: null,
    async *rows(onInvalid) {
      for await (const batch of draft.rows(onInvalid)) yield batch.flatMap((row) => opened.open(row));
    },
  };
}

/** The same table with a row a respondent, where it has one a question; null where it has not. */
async function turnTable({ draft, profiles }: Looked): Promise<Draft | null> {
  if (draft.long !== undefined || draft.wide !== null) return null;
  const { options, knowledge, headers } = draft;
  const map = options.map ?? {};
  if (map.question?.length === 0 || map.respondent?.length === 0) return null;
  const forced = new Map<number, LogicalField>();
  for (const field of ['text', 'question', 'respondent'] as const)
    for (const name of map[field] ?? [])
      for (const column of findColumn(headers, name)) forced.set(column, field);
  const columns = findLongColumns(profiles, draft.sample, knowledge.headers, forced);
  if (columns === null) return null;
  const isWhole = (column: number) => {
    const header = scoreHeader(profiles[column]!.plain, knowledge.headers);
    return column === columns.respondent || profiles[column]!.date !== null || (header.get('id') ?? 0) >= 0.6;
  };
  const sure = [...forced.values()].includes('respondent');
  const long = await turnLongTable(headers, draft.width, draft.rows, columns, isWhole, sure);
  if (long === null) return null;
  const turned: Draft = {
    ...draft,
    sift: null,
    long,
    headers: long.headers,
    fileHeaders: headers,
    looks: profiles.map(describeKind),
    questions: long.headers.map(() => null),
    sample: long.sample,
    width: null,
    rows: long.rows,
  };
  // Whatever was answered in words is open, be it rare or short; figures, days and closed choices are told by their values.
  const answers = profileAll(
    long.sample.map(({ cells }) => cells),
    turned,
  );
  turned.answers = answers.map((profile, column) =>
    long.isAnswer(column) && isWordy(profile) && !isClosed(profile) ? 'open' : null,
  );
  return turned;
}

/** A choice among few: the same short answers again and again. */
function isClosed(profile: Profile): boolean {
  const { rating, filled, distinct, meanWords } = profile;
  if (rating !== null && rating.share > 0.8) return true;
  return isLabel(profile) || (filled >= 6 && distinct <= filled / 3 && meanWords < 5);
}
