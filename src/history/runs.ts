/** The runs of a history: their reports and counts, the settings they analysed with, and the alerts they gave. */
import { createHash } from 'node:crypto';
import { existsSync, rmSync } from 'node:fs';
import { basename } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { UserError } from '../errors.js';
import type { AnalysisSettings, HistoryCounts, HistoryRun, Report } from '../types.js';
import { bytes, type Database, damaged } from './database.js';
import { withoutWords } from './words.js';

/** What a run leaves behind. */
export interface RunRecord {
  /** ISO 8601, UTC: the clock belongs to the caller. */
  at: string;
  tool: string;
  report: Report;
  /** Keys given by this run, and keys whose reason has passed: they are alerts again when it comes back. */
  alerts?: { given: readonly string[]; settled: readonly string[] };
  /** Temporary files that are put in place once this is written, and whether something goes to standard output. */
  pending: { files: readonly string[]; stdout: boolean };
}

/** The latest run whose report is kept. */
export interface LatestRun {
  run: number;
  at: string;
  report: Report;
}

// ───────────────────────────── asked ─────────────────────────────

/** Number of the run that was written last; 0 for none. */
export function lastRun(database: Database): number {
  return Number(database.all('SELECT max(id) FROM runs')[0]?.[0] ?? 0);
}

/** All runs, the first one first. */
export function readRuns(database: Database): HistoryRun[] {
  return database
    .all(
      `SELECT id, ${bytes('at')}, ${bytes('tool')}, ${bytes('counts')}, report IS NOT NULL FROM runs ORDER BY id`,
    )
    .map(([run, at, tool, counts, reported]) => ({
      run: Number(run),
      at: String(at),
      tool: String(tool),
      counts: readJson<HistoryCounts>(database, () => String(counts), `the counts of run ${run}`),
      reported: Number(reported) === 1,
    }));
}

/** How many reviews were in the input of a run; 0 where there is none of that number. */
export function countInput(database: Database, run: number): number {
  const [row] = database.all(`SELECT ${bytes('counts')} FROM runs WHERE id = ?`, run);
  if (row === undefined) return 0;
  return readJson<HistoryCounts>(database, () => String(row[0]), `the counts of run ${run}`).reviews;
}

/** @returns null where it was pruned. @throws UserError exit 2 where there was no such run */
export function readReport(database: Database, run: number): Report | null {
  const [row] = database.all(`SELECT ${bytes('report')} FROM runs WHERE id = ?`, run);
  if (row === undefined) {
    const last = lastRun(database);
    const there = last === 0 ? 'it holds no run yet' : `it holds 1 to ${last}`;
    throw new UserError(`${database.path}: there is no run ${run}; ${there}`);
  }
  return row[0] === null ? null : openReport(database, run, row[0] as Buffer);
}

export function readLatest(database: Database): LatestRun | null {
  const [row] = database.all(
    `SELECT id, ${bytes('at')}, ${bytes('report')} FROM runs WHERE report IS NOT NULL ORDER BY id DESC LIMIT 1`,
  );
  if (row === undefined) return null;
  const run = Number(row[0]);
  return { run, at: String(row[1]), report: openReport(database, run, row[2] as Buffer) };
}

/** What the reviews were analysed with, the latest settings last, and how many reviews stand under each. */
export function readSettings(
  database: Database,
): { id: number; settings: AnalysisSettings; reviews: number }[] {
  return database
    .all(
      `SELECT id, ${bytes('about')}, (SELECT count(*) FROM reviews WHERE reviews.settings = settings.id) FROM settings ORDER BY (SELECT max(id) FROM runs WHERE runs.settings = settings.id)`,
    )
    .map(([id, about, reviews]) => ({
      id: Number(id),
      settings: readJson<AnalysisSettings>(database, () => String(about), `settings ${id}`),
      reviews: Number(reviews),
    }));
}

/** Keys of all alerts that were given, sorted. */
export function readAlerts(database: Database): string[] {
  return database.all(`SELECT ${bytes('key')} FROM alerts ORDER BY key`).map(([key]) => String(key));
}

function openReport(database: Database, run: number, packed: Buffer): Report {
  return readJson(database, () => gunzipSync(packed).toString('utf8'), `the report of run ${run}`);
}

/** @throws UserError exit 74 where the text cannot be had, or is no JSON: nothing is kept as `null` */
function readJson<T>(database: Database, text: () => string, what: string): T {
  try {
    const value = JSON.parse(text()) as T | null;
    if (value !== null) return value;
  } catch {
    // As good as none.
  }
  throw damaged(database.path, what);
}

// ───────────────────────────── settings ─────────────────────────────

/** Settings as they are kept, and what tells them from others. */
export interface KeptSettings {
  about: string;
  fingerprint: string;
}

export function keptSettings(settings: AnalysisSettings): KeptSettings {
  const about = JSON.stringify(settings);
  return { about, fingerprint: createHash('sha256').update(about).digest('hex') };
}

/** Row of the settings; 0 where no run had them yet. */
export function findSettings(database: Database, { fingerprint }: KeptSettings): number {
  return Number(database.all('SELECT id FROM settings WHERE fingerprint = ?', fingerprint)[0]?.[0] ?? 0);
}

/** Row of the settings, which are written where no run had them yet. */
export function writeSettings(database: Database, settings: KeptSettings): number {
  const { fingerprint, about } = settings;
  database.run('INSERT OR IGNORE INTO settings (fingerprint, about) VALUES (?, ?)', fingerprint, about);
  return findSettings(database, settings);
}

// ───────────────────────────── written ─────────────────────────────

/** Writes a run and its alerts. Within a transaction. */
export function writeRun(
  database: Database,
  run: number,
  settings: number,
  { at, tool, report, alerts, pending }: RunRecord,
  counts: HistoryCounts,
): void {
  const forget = database.prepare('DELETE FROM alerts WHERE key = ?');
  for (const key of alerts?.settled ?? []) forget(key);
  const give = database.prepare('INSERT OR IGNORE INTO alerts VALUES (?, ?)');
  for (const key of alerts?.given ?? []) give(key, run);
  database.run(
    'INSERT INTO runs VALUES (?, ?, ?, ?, ?, ?, ?)',
    run,
    at,
    tool,
    settings,
    JSON.stringify(counts),
    gzipSync(JSON.stringify(withoutWords(report))),
    JSON.stringify(pending),
  );
}

/** Says that the outputs of a run are in place, or given up. */
export function confirmRun(database: Database, run: number): void {
  database.run('UPDATE runs SET pending = NULL WHERE id = ?', run);
}

/** Takes back the alerts of a run: they are told by the next. */
export function withdrawAlerts(database: Database, run: number): void {
  database.run('DELETE FROM alerts WHERE run = ?', run);
}

/**
 * Ends what a kill left open between writing the history and putting the outputs in place. Where every temporary file
 * is gone they are in place, and the alerts were given; in any doubt they are given again.
 */
export function settlePending(database: Database): void {
  for (const [id, text] of database.all(
    `SELECT id, ${bytes('pending')} FROM runs WHERE pending IS NOT NULL`,
  )) {
    const run = Number(id);
    const { files, stdout } = readJson<RunRecord['pending']>(
      database,
      () => String(text),
      `the outputs of run ${run}`,
    );
    const left = files.filter((file) => existsSync(file));
    database.write(() => {
      if (stdout || left.length > 0) withdrawAlerts(database, run);
      confirmRun(database, run);
    });
    for (const file of left) if (/^\..*\.tmp$/.test(basename(file))) rmSync(file, { force: true });
  }
}

/** Forgets the reports of all runs but the latest. @returns how many */
export function forgetReports(database: Database, keepRuns: number): number {
  return database.run(
    'UPDATE runs SET report = NULL WHERE report IS NOT NULL AND id NOT IN (SELECT id FROM runs ORDER BY id DESC LIMIT ?)',
    keepRuns,
  );
}
