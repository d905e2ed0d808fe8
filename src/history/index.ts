/**
 * The history room: one SQLite file that remembers every run. It holds reports without their words, what was found in
 * each review (tags, offsets, sides), hashes, and which alerts were given; no word of a review, no id, and no name.
 *
 * One file is the history of one export as it grows: `startRun` reads it, remembers and is told of every review, and
 * writes once, at the very end.
 */
import { existsSync } from 'node:fs';
import { UserError } from '../errors.js';
import type {
  AnalysisSettings,
  HistoryCounts,
  HistoryReview,
  HistoryRun,
  Report,
  ReviewMemory,
  Standing,
} from '../types.js';
import { checkWritable, Database } from './database.js';
import { RememberedReviews } from './memory.js';
import { countReviews, forgetReviews, readReviews } from './reviews.js';
import {
  confirmRun,
  countInput,
  findSettings,
  forgetReports,
  keptSettings,
  type LatestRun,
  lastRun,
  type RunRecord,
  readAlerts,
  readLatest,
  readReport,
  readRuns,
  readSettings,
  settlePending,
  withdrawAlerts,
  writeRun,
  writeSettings,
} from './runs.js';
import { readStanding, writeStanding } from './standing.js';

export type { RunRecord } from './runs.js';
export { verifyHistory } from './verify.js';

/** A history that is open to be asked. */
export interface History {
  readonly path: string;
  /** How many reviews are in the input of the latest run, and how many were in an earlier one. */
  size(): { present: number; gone: number };
  /** All runs, the first one first. */
  runs(): HistoryRun[];
  /**
   * The report of a run (its quotes and examples left empty); null where it was pruned.
   * @throws UserError exit 2 where there was no such run
   */
  report(run: number): Report | null;
  /** The latest run whose report is kept. */
  latest(): LatestRun | null;
  /**
   * The reviews known, in the order of their hashes, one at a time.
   * @param part those in the input of the latest run (default), those gone from it, or all
   */
  reviews(
    part?: 'present' | 'gone' | 'all',
    period?: { from: string | null; to: string | null },
  ): Generator<HistoryReview>;
  /** What the reviews were analysed with, the latest settings last, and how many reviews stand under each. */
  settings(): { id: number; settings: AnalysisSettings; reviews: number }[];
  /** Keys of all alerts that were given, sorted. */
  alerts(): string[];
  close(): void;
}

/** A history while a run goes on: it remembers the reviews, and is written at the end. */
export interface HistoryOfRun extends ReviewMemory {
  /** Number of the run that was written last, and its report; null for the first run, or where it was pruned. */
  readonly before: LatestRun | null;
  /** Report of any earlier run. @throws UserError exit 2 where there is none */
  report(run: number): Report;
  /** Those of the keys that no run has given yet, each once, in their order. */
  newAlerts(keys: readonly string[]): string[];
  /**
   * Writes everything in one transaction: the run, its report, new reviews, which are gone, the alerts.
   * @throws UserError exit 4 where another run has written meanwhile; 74 where the disk refuses. Nothing is changed then
   */
  commit(record: RunRecord): { run: number; counts: HistoryCounts };
  /** Says that the outputs are in place. Without it the next run looks for temporary files: in doubt nothing was told. */
  confirm(): void;
  /** Says that not all of the outputs could be put in place: what this run was to tell is left for the next. */
  withdraw(): void;
}

/**
 * Opens a history to look at it.
 * @throws UserError exit 2 for a file that is missing, none, or of a newer version; 74 where it is damaged
 */
export function openHistory(path: string): History {
  const database = Database.open(path);
  return {
    path,
    size: () => countReviews(database),
    runs: () => readRuns(database),
    report: (run) => readReport(database, run),
    latest: () => readLatest(database),
    reviews: (part = 'present', period = { from: null, to: null }) => readReviews(database, part, period),
    settings: () => readSettings(database),
    alerts: () => readAlerts(database),
    close: () => database.close(),
  };
}

/**
 * Opens the history of a run that is about to read its input, or one that is yet to be made. The file is free again
 * when this returns: it is held only while it is read here, and while it is written.
 * @throws UserError exit 2 for a file that is none or of a newer version; 74 where it is damaged or cannot be written
 */
export function startRun(path: string, settings: AnalysisSettings): HistoryOfRun {
  checkWritable(path);
  const kept = keptSettings(settings);
  const before = existsSync(path)
    ? Database.use(path, (database) => {
        settlePending(database);
        const last = lastRun(database);
        return {
          last,
          settings: findSettings(database, kept),
          reviews: countInput(database, last),
          latest: readLatest(database),
          alerts: new Set(readAlerts(database)),
        };
      })
    : null;
  const reviews = new RememberedReviews(path, before, settings.themes);
  /** Counts stand only for what the same analysis found. */
  const mark = (reading: string) => `${kept.fingerprint} ${reading}`;
  let standing: Standing | null = null;
  let run = 0;

  return {
    before: before?.latest ?? null,
    report(wanted) {
      const report = Database.use(path, (database) => readReport(database, wanted));
      if (report !== null) return report;
      throw new UserError(`${path}: the report of run ${wanted} was pruned; choose a later run`);
    },
    newAlerts: (keys) => [...new Set(keys)].filter((key) => !before?.alerts.has(key)),
    recall: (review) => reviews.recall(review),
    keep: (review, found) => reviews.keep(review, found),
    standing: (fingerprint) =>
      before === null
        ? null
        : Database.use(path, (database) => readStanding(database, before.last, mark(fingerprint))),
    keepAll: () => reviews.keepAll(),
    keepStanding(reached) {
      standing = { ...reached, fingerprint: mark(reached.fingerprint) };
    },
    commit(record) {
      const write = (database: Database) => {
        const last = lastRun(database);
        if (last !== (before?.last ?? 0)) {
          throw new UserError(
            `${path}: another run has written the history meanwhile; nothing was changed; run again`,
            4,
          );
        }
        run = last + 1;
        const row = writeSettings(database, kept);
        const counts = reviews.write(database, run, row);
        writeRun(database, run, row, record, counts);
        writeStanding(database, run, standing);
        return { run, counts };
      };
      return Database.use(path, (database) => database.write(() => write(database)), true);
    },
    confirm: () => Database.use(path, (database) => confirmRun(database, run)),
    withdraw: () => Database.use(path, (database) => withdrawAlerts(database, run)),
  };
}

/**
 * Forgets: reports of all runs but the latest `keepRuns`, and reviews that have been gone since before `goneBefore`
 * (ISO 8601). What remains is as it was. The space goes back to the disk.
 * @returns how many of each were forgotten
 */
export function pruneHistory(
  path: string,
  { keepRuns, goneBefore }: { keepRuns: number | null; goneBefore: string | null },
): { reports: number; reviews: number } {
  checkWritable(path);
  return Database.use(path, (database) => {
    const pruned = database.write(() => ({
      reports: keepRuns === null ? 0 : forgetReports(database, keepRuns),
      reviews: goneBefore === null ? 0 : forgetReviews(database, goneBefore),
    }));
    if (pruned.reports + pruned.reviews > 0) database.compact();
    return pruned;
  });
}
