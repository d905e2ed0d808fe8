/**
 * Tables of one row a question: who answered, what was asked, what was said. The rows of one respondent make one
 * review, wherever in the file they stand, so the table is turned: a column a question, a row a respondent.
 */
import type { LogicalField, Row } from '../types.js';
import { QuickHash } from './hash.js';
import { Respondents } from './join.js';
import type { DataRow, Plan } from './plan.js';
import { type Profile, proseScore } from './profile.js';
import { type HeaderIndex, scoreHeader } from './spellings.js';

/** The columns of the file that play a part. */
interface LongColumns {
  respondent: number;
  question: number;
  /** The first that holds anything is the answer: some tools keep numbers and words apart. */
  answers: number[];
}

export interface LongTable extends LongColumns {
  /** Columns of the turned table: those of the file that hold for the whole respondent, the questions, what else was asked. */
  headers: string[];
  /** For each of `headers` the column of the file behind it. */
  columns: number[];
  /** The last column: answers to questions that no respondent of the sample was asked. */
  other: number;
  /** Whether a column of the turned table holds answers. */
  isAnswer(column: number): boolean;
  /** Respondents from all over the file, turned. */
  sample: Row[];
  rows: Plan['rows'];
}

/** Questions beyond this many are no questionnaire's. */
const MOST_QUESTIONS = 500;
const ANSWER =
  /(?:^| )(?:answers?|responses?|values?|antwort(?:en)?|réponses?|respuestas?|risposte?|respostas?|odpowied\p{L}*|回答)(?: |$)/u;
const RESPONDENT =
  /(?:^| )(?:respondent|response|submission|participant|person|patient|case|session|survey|visit|encounter|form|entry|interview|questionnaire)s?(?: (?:id|no|nr|number|key|code|ref|uuid|guid))?$/;

/**
 * Finds out who answered, what was asked and what was said. A person's number comes again with other questions, and
 * hardly with the same; the answers to it differ.
 *
 * @param forced columns that `--map` names as `question`, `respondent` and `text`. @returns null for any other table.
 */
export function findLongColumns(
  profiles: Profile[],
  sample: Row[],
  index: HeaderIndex,
  forced: ReadonlyMap<number, LogicalField>,
): LongColumns | null {
  const of = (field: LogicalField) => [...forced].flatMap(([column, one]) => (one === field ? [column] : []));
  const question = of('question')[0] ?? findQuestions(profiles, index);
  if (question === null) return null;
  const rows = sample.filter(({ cells }) => text(cells, question) !== '');
  const respondent = of('respondent')[0] ?? findRespondents(profiles, rows, question, index);
  if (respondent === null) return null;
  const named = of('text').filter((column) => column !== question && column !== respondent);
  const answers = named.length > 0 ? named : findAnswers(profiles, rows, { respondent, question }, index);
  return answers.length === 0 ? null : { respondent, question, answers };
}

/** A question, with a hint in brackets at most: "How was it? (1 to 5)". */
const ASKING = /^Q\d+\b|[?？]\s*(?:\(.{0,300}\))?$/i;

/** A column of labels that are questions, or that its header calls so. */
function findQuestions(profiles: Profile[], index: HeaderIndex): number | null {
  let best: { column: number; score: number } | null = null;
  for (const profile of profiles) {
    const { filled, distinct, meanWords } = profile;
    if (filled < profile.rows * 0.9 || distinct > Math.min(MOST_QUESTIONS, Math.max(2, filled / 2))) continue;
    if (profile.numbers > 0.1 || profile.links > 0.1 || profile.date !== null) continue;
    const header = scoreHeader(profile.plain, index).get('question') ?? 0;
    const labels = [...new Set(profile.cells)].filter((cell) => cell !== '');
    const asking = labels.filter((label) => ASKING.test(label.trimEnd())).length;
    const values = asking / Math.max(1, labels.length);
    if (header < 0.5 && (values < 0.5 || labels.length < 2)) continue;
    // Beside the wording of a question its number is the poorer column.
    const score = header + values + Math.min(0.5, meanWords / 10);
    if (best === null || score > best.score) best = { column: profile.index, score };
  }
  return best?.column ?? null;
}

function findRespondents(
  profiles: Profile[],
  rows: Row[],
  question: number,
  index: HeaderIndex,
): number | null {
  let best: { column: number; score: number } | null = null;
  for (const profile of profiles) {
    if (profile.index === question || profile.filled < profile.rows * 0.9) continue;
    if (proseScore(profile) > 0.3 || profile.date !== null || profile.counter) continue;
    const header = scoreHeader(profile.plain, index);
    const said =
      RESPONDENT.test(profile.plain) || Math.max(header.get('reviewer') ?? 0, header.get('id') ?? 0) >= 0.5;
    if (!said && profile.codes < 0.8 && profile.numbers < 0.9) continue;
    if (!said && profile.rating !== null && profile.rating.share > 0.8) continue;
    const { people, pairs, filled } = countPairs(rows, profile.index, question);
    // The same person and question again is a slip; the same person again is the point.
    if (filled < 4 || pairs < filled * 0.85 || people > filled * 0.85) continue;
    // Without a header that says so, half of the people must have answered most of what was asked.
    if (!said && people > filled / 2) continue;
    const score = (said ? 1 : 0) + people / filled;
    if (best === null || score > best.score) best = { column: profile.index, score };
  }
  return best?.column ?? null;
}

function countPairs(rows: Row[], respondent: number, question: number) {
  const people = new Set<string>();
  const pairs = new Set<string>();
  let filled = 0;
  for (const { cells } of rows) {
    const person = text(cells, respondent);
    if (person === '') continue;
    filled++;
    people.add(person);
    pairs.add(`${person}\u001f${text(cells, question)}`);
  }
  return { people: people.size, pairs: pairs.size, filled };
}

/** Columns that say another thing under each question; those a header calls answers, else the wordiest. */
function findAnswers(
  profiles: Profile[],
  rows: Row[],
  { respondent, question }: Omit<LongColumns, 'answers'>,
  index: HeaderIndex,
): number[] {
  const varying = profiles.filter(({ index: column, filled, counter, date, distinctShare, codes }) => {
    if (column === respondent || column === question || filled === 0 || counter) return false;
    if (date !== null && date.share > 0.8) return false;
    if (codes > 0.8 && distinctShare > 0.95) return false;
    return measureChange(rows, respondent, column) >= 0.5;
  });
  const scored = varying
    .map((profile) => {
      const header = scoreHeader(profile.plain, index);
      const said = ANSWER.test(profile.plain) ? 0.9 : (header.get('text') ?? 0);
      const ignored = (header.get('ignore') ?? 0) > Math.max(0.5, said);
      return { column: profile.index, said, score: ignored ? -1 : said + proseScore(profile) };
    })
    .sort((a, b) => b.score - a.score || a.column - b.column);
  const main = scored[0];
  if (main === undefined || main.score < 0.3) return [];
  // Further columns of answers are those that are filled where the first is not.
  const more = scored.slice(1).filter(({ column, said }) => {
    const both = rows.filter(
      ({ cells }) => text(cells, column) !== '' && text(cells, main.column) !== '',
    ).length;
    return said >= 0.6 && both <= rows.length * 0.02;
  });
  return [main.column, ...more.map(({ column }) => column)];
}

/** Of the respondents with several rows, the share whose rows differ in a column. */
function measureChange(rows: Row[], respondent: number, column: number): number {
  const first = new Map<string, { value: string; rows: number; differ: boolean }>();
  for (const { cells } of rows) {
    const person = text(cells, respondent);
    if (person === '') continue;
    const value = text(cells, column);
    const known = first.get(person);
    if (known === undefined) first.set(person, { value, rows: 1, differ: false });
    else {
      known.rows++;
      if (known.value !== value) known.differ = true;
    }
  }
  const several = [...first.values()].filter((one) => one.rows > 1);
  return several.length === 0 ? 0 : several.filter(({ differ }) => differ).length / several.length;
}

function text(cells: Row['cells'], column: number): string {
  return (cells[column] ?? '').trim();
}

/**
 * Turns the table. Reads the whole file once, for what was asked and for a sample of respondents: both the same in
 * whatever order the rows stand.
 *
 * @param isWhole columns that hold for the whole respondent although rows differ: dates, ids.
 * @returns null where the columns do not bear it out over the whole file.
 */
export async function turnLongTable(
  headers: string[],
  width: number | null,
  rows: Plan['rows'],
  columns: LongColumns,
  isWhole: (column: number) => boolean,
  sure: boolean,
): Promise<LongTable | null> {
  const { respondent, question, answers } = columns;
  const hash = new QuickHash();
  const keyOf = ({ cells, problem }: DataRow): number => {
    const person = problem === undefined ? text(cells, respondent) : '';
    return person === '' ? 0 : hash.reset().add(person).value();
  };
  const respondents = new Respondents(keyOf);
  const asked = new Map<string, number>();
  for await (const batch of rows(() => {})) {
    for (const row of batch) {
      respondents.note(row);
      const one = text(row.cells, question);
      if (one !== '') asked.set(one, (asked.get(one) ?? 0) + 1);
    }
    if (asked.size > MOST_QUESTIONS) return null;
  }
  respondents.settle();
  if (!sure && (asked.size < 2 || respondents.joined < respondents.rows * 0.15)) return null;

  const sampled = [...respondents.sample.values()];
  const differs = headers.map((_, column) => {
    const several = sampled.filter((group) => group.length > 1);
    const differ = several.filter((group) => new Set(group.map(({ cells }) => text(cells, column))).size > 1);
    return differ.length > several.length * 0.2;
  });
  const kept = headers.flatMap((_, column) =>
    column === question || answers.includes(column) || (differs[column] && !isWhole(column)) ? [] : [column],
  );
  // What no respondent of the sample was asked has no column of its own: the last takes it, as words.
  const sampledQuestions = new Set(
    sampled.flatMap((group) => group.map(({ cells }) => text(cells, question))),
  );
  const questions = [...asked.keys()].filter((one) => sampledQuestions.has(one)).sort();
  const place = new Map(questions.map((one, at) => [one, kept.length + at]));
  const other = kept.length + questions.length;
  const turn = (row: DataRow): DataRow => {
    if (row.problem !== undefined) return row;
    const cells: (string | null)[] = kept.map((column) => row.cells[column] ?? null);
    for (let at = cells.length; at <= other; at++) cells.push(null);
    const answer = answers
      .map((column) => row.cells[column] ?? null)
      .find((cell) => cell !== null && cell.trim() !== '');
    cells[place.get(text(row.cells, question)) ?? other] = answer ?? null;
    const surplus = width === null ? [] : row.cells.slice(width).filter((cell) => cell?.trim());
    // Nothing of a torn row is taken for anyone's.
    if (surplus.length > 0) return { ...row, cells: [], problem: 'long-row' };
    return { ...row, cells };
  };
  const merge = (group: DataRow[]) => mergeRows(group, kept.length);
  return {
    ...columns,
    headers: [...kept.map((column) => headers[column]!), ...questions, headers[answers[0]!]!],
    columns: [...kept, ...questions.map(() => answers[0]!), answers[0]!],
    other,
    isAnswer: (column) => column >= kept.length,
    sample: sampled.map((group) => merge(group.map(turn))),
    rows: (onInvalid) => respondents.join(() => rows(onInvalid), turn, merge),
  };
}

/**
 * The rows of one respondent as one. Two answers to one question stand in two lines; of what should be the same and is
 * not, the smallest counts. Sorted, so that the order of the rows changes nothing.
 */
function mergeRows(rows: DataRow[], kept: number): DataRow {
  const distinct = new Map(rows.map((row) => [JSON.stringify(row.cells), row]));
  const [first] = rows as [DataRow];
  const cells = first.cells.map((_, column) => {
    const values = new Set<string>();
    for (const row of distinct.values()) {
      const cell = row.cells[column];
      if (cell !== null && cell !== undefined && cell.trim() !== '') values.add(cell);
    }
    const sorted = [...values].sort();
    return column < kept ? (sorted[0] ?? null) : sorted.length === 0 ? null : sorted.join('\n');
  });
  const answered = [...distinct.values()].filter((row) => hasAnswer(row, kept)).length;
  const repeated = rows.length - distinct.size;
  return {
    record: Math.min(...rows.map(({ record }) => record)),
    line: first.line,
    cells,
    joined: {
      others: rows.length - 1 - repeated,
      repeated,
      answered,
      unfolded: rows.filter(({ unfolded }) => unfolded).length,
    },
  };
}

function hasAnswer({ cells }: DataRow, kept: number): boolean {
  return cells
    .slice(kept)
    .some((cell) => cell !== null && cell.trim() !== '' && !/^(?:nan|n\/a|null|na)$/i.test(cell.trim()));
}
