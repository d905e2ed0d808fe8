/** What the room knows before it reads, and what is settled once a file: the nouns of the planning files. */
import { UserError } from '../errors.js';
import type { ColumnSynonyms, FileLayout, LogicalField, Problem, ReadOptions, Row } from '../types.js';
import { compileDateWords, type DateFormat, type DateWords } from './dates.js';
import { type Encoding, rightLetters } from './encoding.js';
import { compileRatingWords, type RatingScale, type RatingWords } from './ratings.js';
import type { Source } from './source.js';
import { compileHeaders, type HeaderIndex } from './spellings.js';
import type { Sift } from './standing.js';

/** Decisions are made from the first so many records, or bytes. */
export const SAMPLE_RECORDS = 10_000;
export const SAMPLE_BYTES = 8 * 1024 * 1024;
const DEFAULT_MAX_CELL = 8 * 1024 * 1024;

/** Bytes that a cell may have. */
export function maxCellOf({ maxCell }: ReadOptions): number {
  return maxCell ?? DEFAULT_MAX_CELL;
}

/** The data of columns.json, ready for use. */
export interface ReadKnowledge {
  headers: HeaderIndex;
  ratings: RatingWords;
  dates: DateWords;
  nulls: Set<string>;
  /** Whether a cell, trimmed, is a word for nothing. */
  isNull(cell: string): boolean;
  anonymous: Set<string>;
}

/** @param timezone an IANA name, UTC without one; see `ReadOptions` */
export function compileKnowledge(columns: ColumnSynonyms, timezone?: string): ReadKnowledge {
  const nulls = new Set(columns.nullWords);
  const longest = Math.max(...columns.nullWords.map((word) => word.length));
  // Nearly every cell begins with another letter than any null word does.
  const starts = new Set(
    [...nulls].flatMap((word) => [word.charCodeAt(0), word.toUpperCase().charCodeAt(0)]),
  );
  return {
    headers: compileHeaders(columns),
    ratings: compileRatingWords(columns),
    dates: compileDateWords(columns, timezone),
    nulls,
    isNull: (cell) =>
      cell.length <= longest && starts.has(cell.charCodeAt(0)) && nulls.has(cell.toLowerCase()),
    anonymous: new Set(columns.anonymous),
  };
}

/** A text file whose start was looked at. */
export interface OpenedText {
  source: Source;
  encoding: Encoding;
  /** In UTF-8, for the sample; `whole`: it is all of the file, so its last line is complete. */
  start: Buffer;
  whole: boolean;
  options: ReadOptions;
  knowledge: ReadKnowledge;
}

/** A file whose layout is decided, ready to be read as often as needed. */
export interface Plan {
  layout: FileLayout;
  source: Source;
  /** Rows from the first data record on, without header rows, in batches. */
  rows(onInvalid: () => void): AsyncGenerator<DataRow[]>;
  /** The same rows without those that are not wanted; null where a row is not one record of the file. */
  sift: ((sift: Sift, onInvalid: () => void) => AsyncGenerator<DataRow[]>) | null;
  /** Columns by field. */
  fields: Map<LogicalField, number[]>;
  /** Column → its scale, for the rating and the sub-ratings. */
  scales: Map<number, RatingScale>;
  dateFormat: DateFormat | null;
  /** The separator itself; null where there is none. */
  delimiter: string | null;
  /** Cells in a full row; null where rows cannot be ragged (JSON). */
  width: number | null;
  /** Language that short and unsure texts take. */
  language: string;
  /** Option name → column, for `keep`. */
  extra: Map<string, number>;
  /** Names of the columns that rows hold: the file's, or those of the unfolded table. */
  headers: string[];
  /** Text column → the column of what it answers, where each has one of its own. */
  asked: Map<number, number>;
  /** Text column → the page residue that most of its cells end with. */
  ends: Map<number, string>;
  /** Ids are small numbers: the same number in another file is another review. */
  weakIds: boolean;
  /** Places of the document, or sheets, whose records look like reviews too and are not read, and how to name one. */
  unread?: { places: string[]; next: string };
  /** Rows that another sheet of the workbook holds too; they are in none of `rows`. */
  repeated?: number;
  /** Columns that were not read, and why, for the whole file. */
  leftOut: { code: Problem['code']; message: string }[];
  /** What the cells of each of `headers` look like (of the file's columns, where rows are joined), in a word or two. */
  looks: string[];
}

/** A file that can be read, but in which no column holds review text. `plan` reads its rows all the same. */
export class NoReviews extends UserError {
  readonly plan: Plan;

  constructor(message: string, plan: Plan) {
    super(message);
    this.plan = plan;
  }
}

/** A row, or why the record is none. */
export type DataRow = Row & {
  problem?: 'bad-json' | 'not-an-object' | 'long-row';
  /** A further review of the record before. */
  unfolded?: true;
  /** Of several sheets that are read as one table, which the row is from. */
  sheet?: number;
  /**
   * The rows behind a joined one: others that were brought into it, those that repeat another of them, how many of the
   * different ones hold an answer, and how many are further reviews of the record before.
   */
  joined?: { others: number; repeated: number; answered: number; unfolded: number };
};

/** A field's cell, null where it says nothing. */
export function readField(
  cells: DataRow['cells'],
  index: number,
  { isNull }: Pick<ReadKnowledge, 'isNull'>,
): string | null {
  if (index < 0) return null;
  const cell = cells[index];
  if (cell === undefined || cell === null) return null;
  const trimmed = cell.trim();
  if (trimmed === '' || isNull(trimmed)) return null;
  return rightLetters(trimmed).trim() || null;
}

/** What is wrong with a record; a fatal problem leaves it out. */
export function tellProblem(
  file: string,
  { record, line }: DataRow,
  code: Problem['code'],
  message: string,
  fatal: boolean,
): Problem {
  return { file, record, line, code, message, fatal };
}
