import { createAnalyser } from './analyse/index.js';
import { UserError } from './errors.js';
import { readReviews } from './read/index.js';
import {
  addLayout,
  addLedgerStep,
  addProblem,
  addReview,
  emptyTally,
  fieldsOf,
  isPeriod,
  sampleReview,
  withoutSamples,
} from './tally/index.js';
import type {
  AnalysedReview,
  Analyser,
  FileLayout,
  Input,
  Knowledge,
  LogicalField,
  Problem,
  ReadEvent,
  ReadOptions,
  RecordMemory,
  Review,
  ReviewMemory,
  Standing,
  TagAmender,
  Tally,
} from './types.js';

/** Logical fields that reviews can be grouped by; anything else in `by` is a column's name. */
const GROUP_FIELDS: readonly LogicalField[] = [
  'location',
  'provider',
  'procedure',
  'source',
  'language',
  'rating',
];

/** Those of `by` that are columns of the file, to be kept with each review. */
export function columnsOf(by: readonly string[]): string[] {
  const columns = by
    .flatMap(fieldsOf)
    .filter((field) => !isPeriod(field) && !(GROUP_FIELDS as string[]).includes(field));
  return [...new Set(columns)];
}

export interface ScanOptions {
  read: ReadOptions;
  /** Logical fields, `month`, `quarter`, `year`, or columns by name. */
  by: readonly string[];
  /** `YYYY-MM-DD`, both included; a review without a date is outside any period. */
  since: string | null;
  until: string | null;
  /** Another analyser for some reviews (a specialty's); null = the usual one. */
  analyserFor?: (review: Review) => Promise<Analyser | null>;
  /** The practice's own model, on top of ours. */
  amend?: TagAmender;
  /** What earlier runs found: reviews they know are not analysed again. The tally is the same as without it. */
  memory?: ReviewMemory;
  /** Sees each review in input order, those set aside included; awaited, so that a slow reader slows the scan. */
  onReview?: (analysed: AnalysedReview) => void | Promise<void>;
  onLayout?: (layout: FileLayout) => void;
  onProblem?: (problem: Problem) => void;
}

/**
 * read → analyse → tally: everything that happens to the words of a review, in one pass. Memory does not grow with the
 * input beyond what repeated reviews are recognised by. Report and render come after, from the tally alone.
 *
 * @throws UserError for inputs that cannot be read as reviews
 */
export async function scan(inputs: Input[], knowledge: Knowledge, options: ScanOptions): Promise<Tally> {
  const { since, until, by } = options;
  let tally = emptyTally({ by });
  // Made when the first review needs it: a night without a new one never loads the model.
  let usual: Analyser | null = null;
  let standing: Standing | null = null;
  let records: Pick<Standing, 'fingerprint' | 'records'> | null = null;
  const reading = { ...options.read, keep: columnsOf(by) };
  const mark = (fingerprint: string) => JSON.stringify([fingerprint, by, since, until]);
  const memory: RecordMemory = {
    recall(fingerprint) {
      // Whoever sees each review wants those that are known as well.
      standing = options.onReview ? null : (options.memory?.standing(mark(fingerprint)) ?? null);
      return standing;
    },
    keep(fingerprint, bytes) {
      records = { fingerprint: mark(fingerprint), records: bytes };
    },
  };
  for await (const batch of readReviews(
    inputs,
    reading,
    knowledge.columns,
    options.memory === undefined ? undefined : memory,
  )) {
    // All layouts come first, together.
    if (batch[0]?.kind === 'layout') {
      checkDates(
        batch.flatMap((event) => (event.kind === 'layout' ? [event.layout] : [])),
        since,
        until,
      );
    }
    for (const event of batch) await take(event);
  }
  if (records !== null) {
    options.memory?.keepStanding({ ...(records as Standing), ...withoutSamples(tally) });
  }
  return tally;

  /** What is found in the words of a review. One set aside is not asked for either: `--language all` may have known it. */
  async function read(review: Review): Promise<Omit<AnalysedReview, 'review'>> {
    if (review.setAside !== null) return { opinions: [], safety: [], contested: [] };
    const known = options.memory?.recall(review);
    if (known) return known;
    const own = options.analyserFor === undefined ? null : await options.analyserFor(review);
    usual ??= own === null ? createAnalyser(knowledge, undefined, options.amend) : null;
    const { review: _, ...found } = (own ?? usual!)(review);
    return found;
  }

  async function take(event: ReadEvent): Promise<void> {
    switch (event.kind) {
      case 'layout':
        addLayout(tally, event.layout);
        options.onLayout?.(event.layout);
        break;
      case 'problem':
        addProblem(tally, event.problem);
        options.onProblem?.(event.problem);
        break;
      case 'known':
        tally = {
          ...standing!.tally,
          problems: { ...standing!.tally.problems, first: event.problems },
          layouts: tally.layouts,
        };
        for (const problem of event.problems) options.onProblem?.(problem);
        options.memory!.keepAll();
        break;
      case 'quoted': {
        const { review } = event;
        const found = await read(review);
        sampleReview(tally, { review, ...found }, knowledge.themes);
        break;
      }
      case 'records':
        addLedgerStep(tally, event.fate === 'read' ? 'records' : event.fate, event.count);
        break;
      case 'review': {
        const { review } = event;
        if (!isWithin(review.date, since, until)) {
          addLedgerStep(tally, 'outsidePeriod');
          options.memory?.keep(review, null);
          break;
        }
        const found = await read(review);
        options.memory?.keep(review, found);
        const analysed = { review, ...found };
        addReview(tally, analysed, knowledge.themes, knowledge.contested);
        await options.onReview?.(analysed);
        break;
      }
    }
  }
}

/**
 * Why nothing can be said of when the reviews of a file were written, and what next; null where something can, and of a
 * file without records.
 */
export function whyUndated({ kind, columns, dateFormat }: FileLayout): string | null {
  if (kind === 'empty') return null;
  const column = columns.find(({ field }) => field === 'date')?.column;
  if (column === undefined) return 'has no column of dates; say --map date=COLUMN';
  // `iso + ambiguous`: some can be read
  const kinds = new Set((dateFormat ?? 'unknown').split(' + '));
  if ([...kinds].some((one) => !['unknown', 'ambiguous', 'relative'].includes(one))) return null;
  if (kinds.has('ambiguous')) {
    return `day and month in ${column} cannot be told apart; say --date-order dmy or mdy`;
  }
  return kinds.has('relative')
    ? `the dates in ${column} are relative ("3 weeks ago"); say with --as-of on which day it was exported`
    : `no date in ${column} can be read; say --map date=COLUMN`;
}

/** @throws UserError where a period is asked for and of no review it is known when it was written */
function checkDates(layouts: readonly FileLayout[], since: string | null, until: string | null): void {
  if (since === null && until === null) return;
  const [first, ...more] = layouts.filter(({ kind }) => kind !== 'empty');
  if (first === undefined || [first, ...more].some((layout) => whyUndated(layout) === null)) return;
  const flag = since === null ? `--until ${until}` : `--since ${since}`;
  throw new UserError(
    `${flag}: no review can be placed in time: ${first.file}: ${whyUndated(first)}${more.length > 0 ? ` (and ${more.length} more files)` : ''}`,
  );
}

function isWithin(date: string | null, since: string | null, until: string | null): boolean {
  if (since === null && until === null) return true;
  return date !== null && (since === null || date >= since) && (until === null || date <= until);
}
