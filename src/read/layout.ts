/** Decides once a file which of its columns is what, from its first 10,000 records or 8 MB. */
import { UserError } from '../errors.js';
import type { FileLayout, LogicalField, ReadOptions, Row } from '../types.js';
import { type Choice, chooseColumns, describeKind, refuseFile } from './columns.js';
import { findDateFormat } from './dates.js';
import { directionOfPart, settleDirection } from './direction.js';
import { rightLetters } from './encoding.js';
import type { Answer } from './header.js';
import { detectLanguage, loadDetector } from './language.js';
import { openLiterals } from './literals.js';
import { findLongColumns, type LongTable, turnLongTable } from './long.js';
import { NoReviews, type Plan, type ReadKnowledge } from './plan.js';
import { isLabel, isWordy, type Profile, profileColumn } from './profile.js';
import { describeScale, findScale, type RatingScale } from './ratings.js';
import { findCommonEnd } from './residue.js';
import type { Source } from './source.js';
import { isQuestion, scoreHeader } from './spellings.js';
import type { WideTable } from './wide.js';
import { plainHeader, shownHeader, toldHeader } from './words.js';

/** Rows that the columns are profiled on, spread evenly over the sample. */
const PROFILE_ROWS = 1000;

/** A profile of each header's column; a row may be shorter than the headers, its missing cells are null. */
export function profileAll(
  rows: (string | null)[][],
  headers: string[],
  questions: (string | null)[],
  knowledge: ReadKnowledge,
  options: ReadOptions,
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

/** Columns, scales, date format, language and extra columns, from the sample. */
export async function finishPlan(draft: Draft): Promise<Plan> {
  const { source, options, knowledge, questions, wide } = draft;
  const headers = wide?.headers ?? draft.headers;
  const filled = draft.sample.filter((row) => row.cells.some((cell) => cell !== null && cell.trim() !== ''));
  const stride = Math.max(1, Math.ceil(filled.length / PROFILE_ROWS));
  // One of each `stride` rows, now here, now there: what fills a cell may come back every ten rows.
  const rows = filled
    .filter((_, at) => at % stride === (Math.imul(Math.floor(at / stride), 0x9e3779b1) >>> 8) % stride)
    .map((row) => row.cells);
  const profiles = profileAll(rows, headers, questions, knowledge, options);
  for (const profile of profiles) profile.answer = draft.answers?.[profile.index] ?? null;
  // --map may name what only stands within the cells.
  const named = Object.values(options.map ?? {}).flat();
  if (!draft.opened && named.some((column) => findColumn(draft.headers, column).length === 0)) {
    const opened = openHidden(draft, profiles);
    if (opened !== null) return finishPlan(opened);
  }
  if (draft.long === undefined && wide === null) {
    const turned = await turnDraft(draft, profiles);
    if (turned !== null) return finishPlan(turned);
  }
  const forced = resolveMap(source.name, draft, options);
  const layout: FileLayout = {
    file: source.name,
    kind: 'reviews',
    ...draft.base,
    columns: [],
    headers: draft.headers,
    ratingScale: null,
    dateFormat: null,
    language: null,
  };
  const plan: Plan = {
    layout,
    source,
    rows: draft.rows,
    sift: draft.sift ?? null,
    fields: new Map(),
    scales: new Map(),
    dateFormat: null,
    delimiter: draft.delimiter,
    width: draft.width,
    language: 'en',
    extra: resolveExtra(headers, options),
    headers,
    ends: new Map(),
    asked: new Map(),
    weakIds: false,
    leftOut: [],
    looks: draft.looks ?? profiles.map(describeKind),
  };
  if (filled.length === 0) {
    layout.kind = 'empty';
    layout.columns = [...forced].map(([index, field]) => ({
      field,
      column: headers[index]!,
      index,
      why: 'map',
      confidence: 1,
    }));
    return plan;
  }
  const { headerless, questionnaire } = draft;
  const choice = chooseColumns(profiles, knowledge.headers, { forced, headerless, questionnaire });
  if (choice === null || isReport(choice, draft, forced)) {
    const opened = choice !== null || draft.opened ? null : openHidden(draft, profiles);
    if (opened !== null) {
      try {
        return await finishPlan(opened);
      } catch (error) {
        // What the cells hold is no review either: say what the table shows.
        if (!(error instanceof UserError)) throw error;
      }
    }
    throw new NoReviews(refuseFile(source.name, profiles, draft.sample.length), plan);
  }
  const { long } = draft;
  if (long && !choice.columns.some(({ index }) => index === long.other))
    choice.columns.push({
      field: 'text',
      column: headers[long.other]!,
      index: long.other,
      why: 'values',
      confidence: 0.5,
    });
  if (wide !== null) layout.columns = spread(choice.columns, wide, draft.headers);
  else if (long) tellLong(layout, choice.columns, long, draft.fileHeaders!);
  else layout.columns = choice.columns;
  layout.kind = choice.kind;
  // A survey has closed questions among the open ones; a table of comments alone is reviews, however it asks for them.
  if (long) {
    const closed = draft.answers!.some(
      (answer, column) => answer === null && long.isAnswer(column) && column !== long.other,
    );
    layout.kind = closed ? 'survey' : 'reviews';
  }
  for (const { field, index } of choice.columns)
    plan.fields.set(field, [...(plan.fields.get(field) ?? []), index]);
  // A joined review is called as its respondent is, where it has no id of its own.
  if (long && !plan.fields.has('id')) plan.fields.set('id', [long.columns.indexOf(long.respondent)]);
  const texts = ['text', 'pros', 'cons'].flatMap((field) => plan.fields.get(field as LogicalField) ?? []);

  plan.asked = findAsked(profiles, texts);
  for (const column of texts) {
    const end = findCommonEnd(profiles[column]!.cells.map(rightLetters));
    if (end !== null) plan.ends.set(column, end);
  }
  settleScales(plan, profiles, texts, forced, options, knowledge);
  const dateColumn = plan.fields.get('date')?.[0];
  if (dateColumn !== undefined) {
    const { date, cells } = profiles[dateColumn]!;
    plan.dateFormat = (
      date ??
      findDateFormat(
        cells.filter((cell) => cell !== ''),
        knowledge.dates,
        options.dateOrder,
      )
    )?.format ?? {
      name: 'unknown',
      orders: new Map(),
      numbers: null,
    };
    layout.dateFormat = plan.dateFormat.name;
    // "3 weeks ago" is right to the week, "a year ago" to the year.
    if (options.asOf !== undefined && layout.dateFormat.includes('relative'))
      layout.dateFormat += ', approximate';
  }
  layout.language = options.textLanguage ?? (await findLanguage(profiles, texts));
  plan.language = layout.language ?? 'en';
  const ids = plan.fields.get('id')?.[0];
  if (ids !== undefined) {
    const cells = profiles[ids]!.cells.filter((cell) => cell !== '');
    plan.weakIds =
      cells.length > 0 && cells.filter((cell) => /^\d{1,6}(\.0)?$/.test(cell)).length > cells.length / 2;
  }
  return plan;
}

const SAY_SCALE = 'say ratingScale in a --map-file, {worst: 1, best: 5} or as it is';

/** What the numbers and words of the rating and of its parts mean. What cannot be known is left out, and said. */
function settleScales(
  plan: Plan,
  profiles: readonly Profile[],
  texts: readonly number[],
  forced: ReadonlyMap<number, LogicalField>,
  options: ReadOptions,
  knowledge: ReadKnowledge,
): void {
  const { layout, fields, scales, leftOut } = plan;
  const words = knowledge.ratings;
  const say = (message: string) => leftOut.push({ code: 'bad-rating', message });
  const whole = fields.get('rating')?.[0];
  for (const column of fields.get('rating') ?? []) {
    const profile = profiles[column]!;
    const name = shownHeader(profile.header);
    const cells = profile.cells.filter((cell) => cell !== '');
    const pinned = options.ratingScale;
    // What was named as the rating is one, however it is called.
    const found = (
      profile.rating ??
      findScale(cells, profile.header, words) ??
      (forced.has(column) ? findScale(cells, 'rating', words) : null)
    )?.scale;
    // A scale of words is told by its words; figures only mean what was settled for them.
    const scale = pinned !== undefined && found?.kind !== 'word' ? pinScale(pinned) : found;
    if (scale === undefined) {
      if (cells.length > 0) say(`${name} is left out: no scale of ratings fits its values; ${SAY_SCALE}`);
      continue;
    }
    if (pinned === undefined) {
      const direction = settleDirection({
        profile,
        profiles,
        scale,
        texts,
        words,
        leaning: knowledge.headers,
      });
      if (direction === 'unknown') {
        const ends = scale.unsure
          ? `nothing tells whether ${scale.min} or ${scale.max} is the best`
          : 'its low numbers stand beside praise, or its high ones beside complaints';
        say(`${name} is left out: ${ends}; ${SAY_SCALE}`);
        continue;
      }
      scale.reversed = direction === 'lowBest';
    }
    scales.set(column, scale);
    layout.ratingScale = describeScale(scale);
  }
  // "4/5" that a spreadsheet took for a day and shows as "5-Apr" can still be known by the header.
  for (const { header, plain, cells, filled } of profiles) {
    if (whole !== undefined || !words.headers.has(plain)) continue;
    const days = cells.filter((cell) => DAY_OF_FRACTION.test(cell)).length;
    if (filled > 0 && days > filled / 2)
      say(
        `${shownHeader(header)} is left out: it holds days ("5-Apr") where a spreadsheet took 4/5 for one; export it once more, as text`,
      );
  }
  const wholeScale = whole === undefined ? undefined : scales.get(whole);
  for (const column of fields.get('subRating') ?? []) {
    const profile = profiles[column]!;
    const cells = profile.cells.filter((cell) => cell !== '');
    const scale = (profile.rating ?? findScale(cells, profile.header, words))?.scale;
    if (scale === undefined) continue;
    if (scale.kind === 'number' && !scale.reversed && wholeScale !== undefined) {
      const direction = directionOfPart(profile, profiles[whole!]!, wholeScale, profiles, words);
      if (direction === 'unknown') {
        say(
          `${shownHeader(profile.header)} is left out: nothing tells which end of it is the best, for it does not move with the rating`,
        );
        layout.columns = layout.columns.filter(
          ({ index, field }) => index !== column || field !== 'subRating',
        );
        continue;
      }
      if (direction === 'lowBest') {
        scale.reversed = true;
        // Parts are marked as the whole is, even where none has its worst mark.
        if (wholeScale.reversed && scale.max < wholeScale.max && scale.min === wholeScale.min)
          Object.assign(scale, wholeScale);
      }
    }
    scales.set(column, scale);
  }
}

const DAY_OF_FRACTION = /^\d{1,2}-[a-z]{3}$|^[a-z]{3}-\d{1,2}$/i;

/** A document that is one record of many values, one of them a text: a report about reviews, not a review. */
function isReport(
  choice: Choice,
  { base, sample, headers }: Draft,
  forced: ReadonlyMap<number, LogicalField>,
): boolean {
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

function pinScale({ min, max, reversed, notRated }: NonNullable<ReadOptions['ratingScale']>): RatingScale {
  return { name: `${min}-${max}`, min, max, reversed, kind: 'number', none: notRated };
}

/** The same table with the objects and lists in its cells opened; null where there are none. */
function openHidden(draft: Draft, profiles: Profile[]): Draft | null {
  if (draft.wide !== null) return null;
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
async function turnDraft(draft: Draft, profiles: Profile[]): Promise<Draft | null> {
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
  const { nulls } = knowledge;
  const cellsOf = (column: number) => long.sample.map(({ cells }) => cells[column] ?? null);
  // Whatever was answered in words is open, be it rare or short; figures, days and closed choices are told by their values.
  turned.answers = long.headers.map((header, column) => {
    if (!long.isAnswer(column)) return null;
    const words = { rating: knowledge.ratings, date: knowledge.dates, nulls };
    const profile = profileColumn(column, header, null, cellsOf(column), words, options.dateOrder);
    return isWordy(profile) && !isClosed(profile) ? 'open' : null;
  });
  return turned;
}

/** A choice among few: the same short answers again and again. */
function isClosed(profile: Profile): boolean {
  const { rating, filled, distinct, meanWords } = profile;
  if (rating !== null && rating.share > 0.8) return true;
  return isLabel(profile) || (filled >= 6 && distinct <= filled / 3 && meanWords < 5);
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
  const texts = columns.filter(({ field, index }) => TEXTS.has(field) && long.isAnswer(index));
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
      return TEXTS.has(one.field) ? [] : [{ ...one, index, column: `${headers[answer]}: ${one.column}` }];
    }),
  ].sort((a, b) => a.index - b.index);
  if (!layout.columns.some(({ field }) => field === 'respondent'))
    layout.columns.push(told('respondent', long.respondent, sure));
}

const TEXTS: ReadonlySet<LogicalField> = new Set(['text', 'pros', 'cons']);

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

/** Finds columns by the name a user gave: exactly, then without regard to letter case, or `#N`. */
function findColumn(headers: string[], name: string): number[] {
  const wanted = name.trim();
  const exact = headers.flatMap((header, index) => (header.trim() === wanted ? [index] : []));
  if (exact.length > 0) return exact;
  const lower = wanted.toLowerCase();
  const loose = headers.flatMap((header, index) => (header.trim().toLowerCase() === lower ? [index] : []));
  if (loose.length > 0) return loose;
  const numbered = /^#(\d+)$/.exec(wanted);
  const index = numbered === null ? -1 : Number(numbered[1]) - 1;
  return index >= 0 && index < headers.length ? [index] : [];
}

/** At most three headers that share words or most of their letters with a name: what a vendor may have renamed it to. */
export function findAlike(headers: string[], name: string): string[] {
  const pairsOf = (text: string) => {
    const plain = plainHeader(text).replaceAll(' ', '');
    return new Set(Array.from({ length: Math.max(0, plain.length - 1) }, (_, at) => plain.slice(at, at + 2)));
  };
  const wanted = pairsOf(name);
  return headers
    .map((header) => {
      const pairs = pairsOf(header);
      const common = [...pairs].filter((pair) => wanted.has(pair)).length;
      return {
        header,
        share: pairs.size + wanted.size === 0 ? 0 : (2 * common) / (pairs.size + wanted.size),
      };
    })
    .filter(({ share }) => share >= 0.4)
    .sort((a, b) => b.share - a.share || (a.header < b.header ? -1 : 1))
    .slice(0, 3)
    .map(({ header }) => shownHeader(header));
}

/** The first 30 headers for a message, `#3` for one without words. */
export function listHeaders(headers: string[]): string {
  const shown = headers.slice(0, 30).map((header, index) => toldHeader(header, index) || `#${index + 1}`);
  return shown.join(', ') + (headers.length > 30 ? ` and ${headers.length - 30} more` : '');
}

function resolveMap(
  name: string,
  { headers, wide, long, fileHeaders }: Draft,
  options: ReadOptions,
): Map<number, LogicalField> {
  const forced = new Map<number, LogicalField>();
  for (const [field, columns] of Object.entries(options.map ?? {})) {
    for (const column of columns ?? []) {
      // Of a turned table these have played their part.
      const played = long ? findColumn(fileHeaders!, column) : [];
      if (long && (played.includes(long.question) || played.some((one) => long.answers.includes(one))))
        continue;
      const own = findColumn(headers, column);
      const found =
        wide === null
          ? own
          : [...new Set(own.map((index) => wide.columns.findIndex((columns) => columns.includes(index))))];
      if (found.length === 0) {
        const place = options.mapPlaces?.get(`${field}=${column}`);
        const said = place === undefined ? `--map ${field}=${column}` : `${place}: ${field}`;
        const alike = findAlike(headers, column);
        throw new UserError(
          `${name}: ${said}: there is no column ${column}${alike.length > 0 ? `; alike are ${alike.join(', ')}` : ''}; the columns are: ${listHeaders(headers)}`,
        );
      }
      for (const index of found) forced.set(index, field as LogicalField);
    }
  }
  return forced;
}

function resolveExtra(headers: string[], options: ReadOptions): Map<string, number> {
  const extra = new Map<string, number>();
  for (const name of options.keep ?? []) {
    const [index] = findColumn(headers, name);
    if (index !== undefined) extra.set(name, index);
  }
  return extra;
}
