/** The read room: bytes → rows → reviews and problems. Everything else here is private to the room. */
import { UserError } from '../errors.js';
import type {
  ColumnSynonyms,
  FileLayout,
  Input,
  Inspection,
  LogicalField,
  Problem,
  ReadEvent,
  ReadOptions,
  RecordMemory,
  Review,
  Row,
} from '../types.js';
import { lookOver } from './first-pass.js';
import { planFile } from './formats.js';
import { openInput, skip } from './inputs.js';
import { noteEvent, startInspection } from './inspect.js';
import { loadDetector } from './language.js';
import { findSimilar, listHeaders } from './names.js';
import { compileKnowledge, type DataRow, NoReviews, type Plan, type ReadKnowledge } from './plan.js';
import { createBuilder } from './review.js';
import { hearSignals, type Source } from './source.js';
import { findRemainder, fingerprintOf, type Remainder, tabulate } from './standing.js';
import { shownHeader } from './words.js';

export { decodeText } from './encoding.js';
export { removeSpools } from './source.js';

const UNREAD = 'records that look like reviews too, at';

/**
 * Reads the inputs and says, in batches and in input order, what every record is: all layouts first, then reviews,
 * problems and counts. Rows are streamed; a first pass over the bytes finds repeated reviews where there can be any.
 *
 * @param columns what is known of headers and values (src/data/columns.json).
 * @param memory of the last input's records: where they all are here again, only the others are read
 * @throws UserError for anything about a file or an option that the user can mend.
 */
export async function* readReviews(
  inputs: Input[],
  options: ReadOptions,
  columns: ColumnSynonyms,
  memory?: RecordMemory,
): AsyncGenerator<ReadEvent[]> {
  const knowledge = compileKnowledge(columns, options.timezone);
  const sources: Source[] = [];
  try {
    const plans: Plan[] = [];
    const skipped: Problem[] = [];
    for (const input of inputs) {
      const opened = await openInput(input);
      sources.push(...opened.sources);
      skipped.push(...opened.skipped);
      const before = plans.length;
      const refusals: string[] = [];
      for (const source of opened.sources) {
        const { plan, refusal } = await tryPlan(source, options, knowledge);
        if (refusal === null) {
          plans.push(plan);
          skipped.push(...listUnread(plan));
        } else if (!opened.several) throw new UserError(refusal);
        else {
          refusals.push(refusal);
          skipped.push(skip(source.name, 'no column of review text'));
        }
      }
      if (plans.length === before) {
        throw new UserError(
          opened.sources.length === 1
            ? `${opened.name}: its only file holds no reviews: ${refusals[0]}`
            : `${opened.name}: none of its ${opened.sources.length} files holds reviews; the first: ${refusals[0]}`,
        );
      }
    }
    checkKept(plans, options);
    yield plans.map(({ layout }): ReadEvent => ({ kind: 'layout', layout }));
    if (skipped.length > 0) yield skipped.map((problem): ReadEvent => ({ kind: 'problem', problem }));

    // What was passed over is a problem of the whole input, which no record stands for.
    const fingerprint = memory === undefined || skipped.length > 0 ? null : fingerprintOf(plans, options);
    if (fingerprint !== null) {
      const standing = memory!.recall(fingerprint);
      const rest = standing && (await findRemainder(plans, options, knowledge, standing));
      if (rest !== null) {
        yield* readRemainder(plans, options, knowledge, rest);
        memory!.keep(fingerprint, rest.table.bytes());
        return;
      }
    }

    const looked = await lookOver(plans, options, knowledge);
    const { duplicates, near } = looked;
    let ordinal = 0;
    const lookBack = (): Seen => {
      const at = ordinal++;
      return duplicates?.isRepeat(at) ? 'repeat' : near?.has(at) ? 'near' : null;
    };
    const reviews: string[] | null = fingerprint === null ? null : [];
    for (const plan of plans) {
      const noted = listLeftOut(plan, options);
      if (noted.length > 0) yield noted.map((problem): ReadEvent => ({ kind: 'problem', problem }));
      yield* readPlan(plan, options, knowledge, lookBack, reviews);
    }
    if (reviews !== null) {
      const table = await tabulate(plans, looked, reviews);
      if (table !== null) memory!.keep(fingerprint!, table.bytes());
    }
  } finally {
    for (const source of sources) await source.close();
  }
}

/** Reads what is left where all records of the last input are here again. */
async function* readRemainder(
  plans: readonly Plan[],
  options: ReadOptions,
  knowledge: ReadKnowledge,
  { table, problems, files }: Remainder,
): AsyncGenerator<ReadEvent[]> {
  yield [{ kind: 'known', problems }];
  for (const [file, plan] of plans.entries()) {
    const { quoted, madeNear, fresh } = files[file]!;
    for await (const known of readPlan(only(plan, quoted), options, knowledge, () => null)) {
      yield known.flatMap((event): ReadEvent[] =>
        event.kind === 'review' ? [{ kind: 'quoted', review: event.review }] : [],
      );
    }
    for await (const known of readPlan(only(plan, madeNear), options, knowledge, () => 'near')) {
      yield known.filter((event) => event.kind === 'problem' && event.problem.code === 'near-duplicate');
    }
    let next = 0;
    const lookBack = (): Seen => {
      const { at } = fresh[next++]!;
      return table.isRepeat(at) ? 'repeat' : table.isNear(at) ? 'near' : null;
    };
    const reviews: string[] = [];
    const rows = fresh.map(({ row }) => row);
    yield* readPlan(only(plan, rows), options, knowledge, lookBack, reviews);
    for (const [i, { at }] of fresh.entries()) table.setReview(at, reviews[i]!);
  }
}

/** The plan of a file of which these rows are all there is to read. */
function only(plan: Plan, rows: DataRow[]): Plan {
  return {
    ...plan,
    async *rows() {
      yield rows;
    },
  };
}

/**
 * Events handed on at once: few, so that they die young. Had V8 seen a hundred alive together when it looked (and it
 * looks after a hundred), it would make all later ones where only a full collection clears them away.
 */
const MOST_EVENTS = 32;

/** What the first pass knows of a row: that it repeats another, or that its text is nearly that of another. */
type Seen = 'repeat' | 'near' | null;

/**
 * The events of one planned file. `lookBack` is asked once for every row, in order; `reviews` takes the hash of what came
 * of each, '' where no review did.
 */
async function* readPlan(
  plan: Plan,
  options: ReadOptions,
  knowledge: ReadKnowledge,
  lookBack: () => Seen,
  reviews: string[] | null = null,
): AsyncGenerator<ReadEvent[]> {
  const { file } = plan.layout;
  const build = createBuilder(plan, options, knowledge);
  const count = plan.repeated ?? 0;
  if (count > 0)
    yield (['read', 'duplicate'] as const).map((fate): ReadEvent => ({ kind: 'records', file, fate, count }));
  // A record may come a batch after the chunk that held its end.
  let damaged = 0;
  const onInvalid = () => {
    damaged = 2;
  };
  for await (const batch of plan.rows(onInvalid)) {
    await hearSignals();
    if (batch.length === 0) continue;
    let unfolded = 0;
    let joined = 0;
    let repeats = 0;
    for (const row of batch) {
      if (row.unfolded) unfolded++;
      unfolded += row.joined?.unfolded ?? 0;
      joined += row.joined?.others ?? 0;
      repeats += row.joined?.repeated ?? 0;
    }
    const read = batch.length - unfolded + joined + repeats;
    let events: ReadEvent[] = [{ kind: 'records', file, fate: 'read', count: read }];
    if (unfolded > 0) events.push({ kind: 'records', file, fate: 'unfolded', count: unfolded });
    let blank = 0;
    for (const row of batch) {
      if (events.length >= MOST_EVENTS) {
        yield events;
        events = [];
      }
      const seen = lookBack();
      let outcome = build(row, damaged > 0);
      if (outcome === 'needsDetector') {
        await loadDetector();
        outcome = build(row, damaged > 0);
      }
      if (outcome === 'needsDetector') throw new Error('the language detector did not load');
      reviews?.push(outcome.kind === 'review' && seen !== 'repeat' ? outcome.review.hash : '');
      if (outcome.kind === 'blank') blank++;
      else if (outcome.kind === 'problem') events.push(outcome);
      else if (seen === 'repeat') {
        repeats += 1 + (row.joined?.others ?? 0);
        joined -= row.joined?.others ?? 0;
      } else {
        for (const problem of outcome.problems) events.push({ kind: 'problem', problem });
        const { review } = outcome;
        if (seen === 'near') events.push({ kind: 'problem', problem: tellNear(review, row) });
        events.push({ kind: 'review', review, ...(row.joined && { answered: row.joined.answered }) });
      }
    }
    if (damaged > 0) damaged--;
    if (blank > 0) events.push({ kind: 'records', file, fate: 'blank', count: blank });
    if (joined > 0) events.push({ kind: 'records', file, fate: 'joined', count: joined });
    if (repeats > 0) events.push({ kind: 'records', file, fate: 'duplicate', count: repeats });
    yield events;
  }
}

function tellNear({ id, origin }: Review, { record, line }: Row): Problem {
  return {
    file: origin.file,
    record,
    line,
    code: 'near-duplicate',
    message: `review ${id}: nearly word for word another (a template, a pasted text); counted all the same`,
    fatal: false,
  };
}

/** The plan of a file, and why it is refused where no column holds review text. */
async function tryPlan(source: Source, options: ReadOptions, knowledge: ReadKnowledge) {
  try {
    return { plan: await planFile(source, options, knowledge), refusal: null };
  } catch (error) {
    if (error instanceof NoReviews) return { plan: error.plan, refusal: error.message };
    throw error;
  }
}

/**
 * Says what an input is and how it would be read, without leaving any review out: which column is taken for what and
 * why, and how many records and texts there are. A file without reviews is no error here: its kind is `none`.
 *
 * @returns one inspection a file, in the order they would be read, and what would be passed over.
 * @throws UserError for what cannot be read at all, and for options that do not fit.
 */
export async function inspectInput(
  input: Input,
  options: ReadOptions,
  columns: ColumnSynonyms,
): Promise<{ files: Inspection[]; skipped: Problem[] }> {
  const knowledge = compileKnowledge(columns, options.timezone);
  const { sources, skipped } = await openInput(input);
  try {
    const files: Inspection[] = [];
    for (const source of sources) {
      const { plan, refusal } = await tryPlan(source, options, knowledge);
      const inspection = startInspection(plan, refusal);
      for (const problem of [...listUnread(plan), ...listLeftOut(plan, options)])
        noteEvent(inspection, { kind: 'problem', problem });
      for await (const events of readPlan(plan, options, knowledge, () => null)) {
        for (const event of events) noteEvent(inspection, event);
      }
      files.push(inspection);
    }
    return { files, skipped };
  } finally {
    for (const source of sources) await source.close();
  }
}

/** Columns that `--by` needs must be in one file at least. */
function checkKept(plans: Plan[], options: ReadOptions): void {
  for (const name of options.keep ?? []) {
    if (plans.length === 0 || plans.some(({ extra }) => extra.has(name))) continue;
    if (plans.every(({ layout }) => layout.kind === 'empty')) continue;
    const lists = plans.map(({ layout }) => `${layout.file} has ${listHeaders(layout.headers)}`).join('; ');
    const { flag, known, hint = '' } = options.askedFor?.(name) ?? { flag: '', known: [] };
    const headers = [...new Set(plans.flatMap(({ layout }) => layout.headers))];
    const fields = known.filter((field) => !headers.some((header) => header.toLowerCase() === field));
    const alike = findSimilar([...headers, ...fields], name);
    const meant = alike.length > 0 ? ` (did you mean ${alike.join(' or ')}?)` : hint;
    throw new UserError(
      `${flag === '' ? '' : `${flag}: `}there is no column ${name} to group by${meant}: ${lists}`,
    );
  }
}

/** What looks like reviews too and is not read, and how to have it read. */
function listUnread({ layout, unread }: Plan): Problem[] {
  return (unread?.places ?? []).map((place) => skip(layout.file, `${UNREAD} ${place}, ${unread!.next}`));
}

/** What of a file is left out in all its rows, and why. */
function listLeftOut(plan: Plan, options: ReadOptions): Problem[] {
  const dates = whyDatesAreLeftOut(plan, options);
  return [...plan.leftOut, ...(dates === null ? [] : [{ code: 'bad-date' as const, message: dates }])].map(
    ({ code, message }): Problem => ({
      file: plan.layout.file,
      record: null,
      line: null,
      code,
      message,
      fatal: false,
    }),
  );
}

/** Why no date of a file, or not every one, can be read; null where all can. */
function whyDatesAreLeftOut({ dateFormat }: Plan, { asOf }: ReadOptions): string | null {
  return dateFormat?.name.includes('ambiguous')
    ? 'day and month of its dates cannot be told apart, so they are left out: say --date-order dmy or mdy'
    : dateFormat?.name.includes('relative') && asOf === undefined
      ? 'its dates are relative ("3 weeks ago") and are left out: say with --as-of on which day it was exported'
      : null;
}

/** The layout of a file in one line, for people: what was taken for what, and what was left out. */
export function describeLayout(layout: FileLayout): string {
  const form = [layout.format as string];
  if (layout.encoding !== layout.format) form.push(layout.encoding);
  if (layout.delimiter !== null) form.push(layout.delimiter);
  if (layout.sheet !== undefined) form.push(`sheet ${layout.sheet}`);
  if (layout.recordsPath) form.push(`records at ${layout.recordsPath}`);
  if (layout.format === 'csv' && layout.headerRow === 0) form.push('no header');
  if (layout.headerRow > 1) form.push(`header on line ${layout.headerRow}`);
  if (layout.kind === 'empty') return `${layout.file}: ${form.join(', ')}; no records`;
  const of = (field: LogicalField) =>
    layout.columns
      .filter((column) => column.field === field)
      .map(({ column, index }) => shownHeader(column) || `#${index + 1}`);
  const parts: string[] = [];
  for (const field of ['text', 'pros', 'cons', 'title', 'question'] as const) {
    if (field === 'question' && layout.joined !== undefined) continue;
    if (of(field).length > 0) parts.push(`${field}=${of(field).join('+')}`);
  }
  if (of('rating').length > 0) {
    const scale = layout.ratingScale;
    const said =
      scale === null ? ' (left out)' : ` (${scale.name}${scale.reversed ? `, ${scale.min} is best` : ''})`;
    parts.push(`rating=${of('rating').join('+')}${said}`);
  }
  if (of('date').length > 0) parts.push(`date=${of('date').join('+')} (${layout.dateFormat ?? 'unknown'})`);
  for (const field of ['location', 'provider', 'procedure', 'source', 'id', 'language'] as const) {
    if (of(field).length > 0) parts.push(`${field}=${of(field).join('+')}`);
  }
  const { joined } = layout;
  if (joined !== undefined)
    parts.push(`${joined.question} asks, ${joined.answers.join('+')} answers, joined by ${joined.by}`);
  if (of('subRating').length > 0) parts.push(`sub-ratings=${of('subRating').join('+')}`);
  const chosen = new Set(
    layout.columns.filter(({ field }) => field !== 'reviewer' && field !== 'reply').map(({ index }) => index),
  );
  const out = layout.headers
    .map((header, index) => (chosen.has(index) ? null : shownHeader(header) || `#${index + 1}`))
    .filter((header) => header !== null);
  const left =
    out.length === 0
      ? ''
      : `; left out: ${out.slice(0, 6).join(', ')}${out.length > 6 ? ` and ${out.length - 6} more` : ''}`;
  return `${layout.file}: ${form.join(', ')}; ${parts.join(', ')}${left}`;
}
