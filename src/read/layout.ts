/** Decides once a file which of its columns is what, and what their values mean, from its first 10,000 records or 8 MB. */
import { UserError } from '../errors.js';
import type { FileLayout, LogicalField } from '../types.js';
import { type Choice, chooseColumns } from './columns.js';
import { findDateFormat } from './dates.js';
import { type Draft, type Looked, lookAt, openHidden } from './draft.js';
import { rightLetters } from './encoding.js';
import { detectLanguage, loadDetector } from './language.js';
import type { LongTable } from './long.js';
import { resolveExtra, resolveMap } from './names.js';
import { NoReviews, type Plan } from './plan.js';
import { describeKind, type Profile } from './profile.js';
import { findCommonEnd } from './residue.js';
import { settleScales } from './scales.js';
import { isQuestion } from './spellings.js';
import type { WideTable } from './wide.js';
import { toldHeader } from './words.js';

const TEXTS = ['text', 'pros', 'cons'] as const;
const isText = (field: LogicalField): boolean => TEXTS.some((one) => one === field);

type Forced = ReadonlyMap<number, LogicalField>;

/**
 * Columns, scales, date format, language and extra columns, from the sample.
 *
 * @throws NoReviews where no column holds review text.
 */
export async function finishPlan(draft: Draft): Promise<Plan> {
  return settle(await lookAt(draft));
}

async function settle(looked: Looked): Promise<Plan> {
  const { draft, headers, profiles, empty } = looked;
  const { source, knowledge, headerless, questionnaire } = draft;
  const forced = resolveMap(draft);
  const plan = startPlan(looked);
  if (empty) {
    plan.layout.kind = 'empty';
    plan.layout.columns = [...forced].map(([index, field]) => ({
      field,
      column: headers[index]!,
      index,
      why: 'map',
      confidence: 1,
    }));
    return plan;
  }
  const choice = chooseColumns(profiles, knowledge.headers, { forced, headerless, questionnaire });
  if (choice === null || isReport(choice, draft, forced)) {
    const within = choice === null ? await settleWithin(looked) : null;
    if (within !== null) return within;
    throw new NoReviews(refuseFile(source.name, profiles, draft.sample.length), plan);
  }
  settleColumns(plan, choice, draft);
  const texts = TEXTS.flatMap((field) => plan.fields.get(field) ?? []);
  plan.asked = findAsked(profiles, texts);
  for (const column of texts) {
    const end = findCommonEnd(profiles[column]!.cells.map(rightLetters));
    if (end !== null) plan.ends.set(column, end);
  }
  settleScales({ plan, draft, profiles, texts, forced });
  settleDates(plan, profiles, draft);
  plan.layout.language = draft.options.textLanguage ?? (await findLanguage(profiles, texts));
  plan.language = plan.layout.language ?? 'en';
  const [ids] = plan.fields.get('id') ?? [];
  plan.weakIds = ids !== undefined && areSmallNumbers(profiles[ids]!);
  return plan;
}

/** The plan of what stands within the cells of a table without review text; null where that holds none either. */
async function settleWithin(looked: Looked): Promise<Plan | null> {
  const opened = openHidden(looked);
  if (opened === null) return null;
  try {
    return await finishPlan(opened);
  } catch (error) {
    // What the cells hold is no review either: say what the table shows.
    if (error instanceof UserError) return null;
    throw error;
  }
}

/** A plan in which nothing is settled yet. */
function startPlan({ draft, headers, profiles }: Looked): Plan {
  return {
    layout: {
      file: draft.source.name,
      kind: 'reviews',
      ...draft.base,
      columns: [],
      headers: draft.headers,
      ratingScale: null,
      dateFormat: null,
      language: null,
    },
    source: draft.source,
    rows: draft.rows,
    sift: draft.sift ?? null,
    fields: new Map(),
    scales: new Map(),
    dateFormat: null,
    delimiter: draft.delimiter,
    width: draft.width,
    language: 'en',
    extra: resolveExtra(headers, draft.options),
    headers,
    ends: new Map(),
    asked: new Map(),
    weakIds: false,
    leftOut: [],
    looks: draft.looks ?? profiles.map(describeKind),
  };
}

/** Which column is what, in the file's columns for people and in those of its rows for the reader. */
function settleColumns(
  plan: Plan,
  choice: Choice,
  { wide, long, headers, fileHeaders, answers }: Draft,
): void {
  const { layout, fields } = plan;
  layout.kind = choice.kind;
  if (wide !== null) layout.columns = spread(choice.columns, wide, headers);
  else if (!long) layout.columns = choice.columns;
  else {
    if (!choice.columns.some(({ index }) => index === long.other))
      choice.columns.push({
        field: 'text',
        column: headers[long.other]!,
        index: long.other,
        why: 'values',
        confidence: 0.5,
      });
    tellLong(layout, choice.columns, long, fileHeaders!);
    // A survey has closed questions among the open ones; a table of comments alone is reviews, however it asks for them.
    const closed = answers!.some(
      (answer, column) => answer === null && long.isAnswer(column) && column !== long.other,
    );
    layout.kind = closed ? 'survey' : 'reviews';
  }
  for (const { field, index } of choice.columns) fields.set(field, [...(fields.get(field) ?? []), index]);
  // A joined review is called as its respondent is, where it has no id of its own.
  if (long && !fields.has('id')) fields.set('id', [long.columns.indexOf(long.respondent)]);
}

function settleDates(plan: Plan, profiles: readonly Profile[], { options, knowledge }: Draft): void {
  const [column] = plan.fields.get('date') ?? [];
  if (column === undefined) return;
  const { date, cells } = profiles[column]!;
  const filled = cells.filter((cell) => cell !== '');
  const found = date ?? findDateFormat(filled, knowledge.dates, options.dateOrder);
  plan.dateFormat = found?.format ?? { name: 'unknown', orders: new Map(), numbers: null };
  const { name } = plan.dateFormat;
  // "3 weeks ago" is right to the week, "a year ago" to the year.
  const approximate = options.asOf !== undefined && name.includes('relative');
  plan.layout.dateFormat = approximate ? `${name}, approximate` : name;
}

/** Ids that count: the same number in another file is another review. */
function areSmallNumbers({ cells }: Profile): boolean {
  const filled = cells.filter((cell) => cell !== '');
  return (
    filled.length > 0 && filled.filter((cell) => /^\d{1,6}(\.0)?$/.test(cell)).length > filled.length / 2
  );
}

/** A document that is one record of many values, one of them a text: a report about reviews, not a review. */
function isReport(choice: Choice, { base, sample, headers }: Draft, forced: Forced): boolean {
  if (base.format !== 'json' || sample.length > 1 || headers.length <= 3 || forced.size > 0) return false;
  return !choice.columns.some(
    ({ field, column }) =>
      ['rating', 'id', 'reviewer', 'pros', 'cons'].includes(field) &&
      !/(?:^|[^a-z])(?:avg|average|mean|total)(?:[^a-z]|$)/i.test(column),
  );
}

/** Questions beside their answers, several in a row: "Question 1, Answer 1, Question 2, Answer 2". */
function findAsked(profiles: readonly Profile[], texts: readonly number[]): Map<number, number> {
  const asked = new Map<number, number>();
  for (const { index, plain, cells, filled } of profiles) {
    if (
      !/^(?:question|prompt|q) ?\d*(?: (?:text|question|asked))?$/.test(plain) ||
      !texts.includes(index + 1)
    )
      continue;
    const asking = cells.filter((cell) => isQuestion(cell) || /[?？]\s*$/.test(cell)).length;
    if (filled > 0 && asking >= filled * 0.8) asked.set(index + 1, index);
  }
  return asked.size > 1 ? asked : new Map();
}

/** What the columns of a turned table are in the file's own. */
function tellLong(
  layout: FileLayout,
  columns: FileLayout['columns'],
  long: LongTable,
  headers: string[],
): void {
  const [answer] = long.answers as [number];
  const told = (field: LogicalField, index: number, confidence: number): FileLayout['columns'][number] => ({
    field,
    column: headers[index]!,
    index,
    why: 'values',
    confidence,
  });
  const texts = columns.filter(({ field, index }) => isText(field) && long.isAnswer(index));
  const sure = Math.max(0, ...texts.map(({ confidence }) => confidence));
  layout.headers = headers;
  layout.joined = {
    by: headers[long.respondent]!,
    question: headers[long.question]!,
    answers: long.answers.map((column) => headers[column]!),
  };
  layout.columns = [
    ...(texts.length > 0 ? [told('text', answer, sure)] : []),
    told('question', long.question, sure),
    ...columns.flatMap((one) => {
      const index = long.columns[one.index]!;
      if (index === long.respondent) return [told('respondent', index, sure)];
      if (!long.isAnswer(one.index)) return [{ ...one, index }];
      return isText(one.field) ? [] : [{ ...one, index, column: `${headers[answer]}: ${one.column}` }];
    }),
  ].sort((a, b) => a.index - b.index);
  if (!layout.columns.some(({ field }) => field === 'respondent'))
    layout.columns.push(told('respondent', long.respondent, sure));
}

/** Columns of an unfolded table as those of the file. */
function spread(columns: FileLayout['columns'], wide: WideTable, headers: string[]): FileLayout['columns'] {
  return columns
    .flatMap((one) => wide.columns[one.index]!.map((index) => ({ ...one, index, column: headers[index]! })))
    .sort((a, b) => a.index - b.index);
}

/** The language most texts of the sample are in; null where none says. */
async function findLanguage(profiles: Profile[], texts: number[]): Promise<string | null> {
  const tally = new Map<string, number>();
  for (const column of texts) {
    let looked = 0;
    for (const cell of profiles[column]!.cells) {
      if (cell === '') continue;
      if (++looked > 200) break;
      let language = detectLanguage(cell);
      if (language === '?') {
        await loadDetector();
        language = detectLanguage(cell);
      }
      if (language !== null) tally.set(language, (tally.get(language) ?? 0) + 1);
    }
  }
  return [...tally].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0]?.[0] ?? null;
}

/** The one-line refusal of a file in which no column holds review text. */
function refuseFile(name: string, profiles: Profile[], records: number): string {
  const seen = profiles
    .slice(0, 12)
    .map((profile, i) => `${toldHeader(profile.header, i) || '(blank)'} (${describeKind(profile)})`)
    .join(', ');
  const more = profiles.length > 12 ? ` and ${profiles.length - 12} more` : '';
  return (
    `${name}: no column of review text among ${profiles.length} columns of ${records} records: ${seen}${more}. ` +
    'If one of them holds the reviews, say --map text=COLUMN; otherwise export the reviews themselves, one a row'
  );
}
