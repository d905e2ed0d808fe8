/**
 * The history room: one SQLite file that remembers every run. It holds reports without their words, what was found in
 * each review (tags, offsets, sides), hashes, and which alerts were given; no word of a review, no id, and no name.
 *
 * One file is the history of one export as it grows: `startRun` reads it, remembers and is told of every review, and
 * writes once, at the very end.
 */
import { createHash } from 'node:crypto';
import { existsSync, rmSync } from 'node:fs';
import { basename } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { UserError } from '../errors.js';
import type {
  AnalysisSettings,
  HistoryCounts,
  HistoryReview,
  HistoryRun,
  Rating,
  Report,
  Review,
  ReviewMemory,
  Standing,
} from '../types.js';
import { bytes, type Cell, checkWritable, Database, damaged, whole } from './database.js';
import { DamagedFacts, headOf, packFacts, type ReviewFacts, unpackFacts } from './facts.js';
import { DIRTY, GONE, KnownReviews, SEEN, STORED } from './known.js';
import { readStanding, writeStanding } from './standing.js';
import { withoutWords } from './words.js';

export { verifyHistory } from './verify.js';
export { withoutWords } from './words.js';

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
  latest(): { run: number; at: string; report: Report } | null;
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

/** A history while a run goes on: it remembers the reviews, and is written at the end. */
export interface HistoryOfRun extends ReviewMemory {
  /** Number of the run that was written last, and its report; null for the first run, or where it was pruned. */
  readonly before: { run: number; at: string; report: Report } | null;
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
    size() {
      const [[all, present] = [0, 0]] = database.all(
        'SELECT count(*), count(*) FILTER (WHERE gone_run IS NULL) FROM reviews',
      );
      return { present: Number(present), gone: Number(all) - Number(present) };
    },
    runs: () => readRuns(database),
    report: (run) => readReport(database, run),
    latest: () => readLatest(database),
    reviews: (part = 'present', period = { from: null, to: null }) => readReviews(database, part, period),
    settings: () => readSettings(database),
    alerts: () => database.all(`SELECT ${bytes('key')} FROM alerts ORDER BY key`).map(([key]) => String(key)),
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
  const about = JSON.stringify(settings);
  const fingerprint = createHash('sha256').update(about).digest('hex');
  /** Counts stand only for what the same analysis found. */
  const mark = (reading: string) => `${fingerprint} ${reading}`;
  const themes = settings.themes.map(({ name, axis }) => ({ name, axis }));
  const numbers = new Map(themes.map(({ name }, number) => [name, number]));
  const before = existsSync(path) ? loadBefore(path, fingerprint) : null;
  /** Row of these settings; 0 while they are new. */
  const own = before?.own ?? 0;
  const known = new KnownReviews();
  /** Whether all reviews were read from the file, or each when it is asked for, or none yet. */
  let loaded: 'none' | 'all' | 'each' = before === null ? 'all' : 'none';
  let asking: Database | null = null;
  let ask: ReturnType<Database['prepareQuestion']> | null = null;
  /** The last review that was asked for and is unknown: it is about to be kept. */
  let missed: string | null = null;
  let standing: Standing | null = null;
  let analysed = 0;
  let run = 0;

  /** Number of a review, −1 where it is unknown. */
  const find = (hash: string): number => {
    if (loaded === 'none') {
      loadReviews(path, known);
      loaded = 'all';
    }
    const number = known.find(hash);
    if (number >= 0 || loaded === 'all' || missed === hash) return number;
    if (ask === null) {
      asking = Database.open(path);
      ask = asking.prepareQuestion(`${KNOWN} WHERE hash = ?`);
    }
    const rows = ask(Buffer.from(hash, 'hex'));
    if (rows.length === 0) missed = hash;
    for (const row of rows) addKnown(path, known, row);
    return known.find(hash);
  };

  /** The last facts looked up: a review is asked for and then kept. */
  let held: { hash: string; facts: ReviewFacts } | null = null;

  /** What is known of this very review under these settings. */
  const lookUp = (review: Review): ReviewFacts | null => {
    const { hash } = review;
    if (held?.hash !== hash) {
      const number = find(hash);
      const state = number < 0 ? 0 : known.state[number]!;
      // What this run packed itself is as good as what was read.
      if ((state & DIRTY) === 0 && ((state & STORED) === 0 || known.settings[number] !== own)) return null;
      held = { hash, facts: open(path, hash, known.factsOf(number), themes) };
    }
    return held.facts.variant === variantOf(review) ? held.facts : null;
  };

  return {
    before: before?.latest ?? null,
    report(wanted) {
      const database = Database.open(path);
      try {
        const report = readReport(database, wanted);
        if (report === null)
          throw new UserError(`${path}: the report of run ${wanted} was pruned; choose a later run`);
        return report;
      } finally {
        database.close();
      }
    },
    newAlerts: (keys) => [...new Set(keys)].filter((key) => !before?.alerts.has(key)),
    recall: (review) => lookUp(review)?.found ?? null,
    keep(review, found) {
      const fresh = review.setAside === null ? found : null;
      const facts = lookUp(review);
      const number = known.add(review.hash);
      known.state[number]! |= SEEN;
      const best = facts?.found ?? fresh;
      if (best !== null && best !== facts?.found) analysed++;
      if (facts === null) {
        // Outside the period or set aside, under new settings: what the old ones found stands until it is read again.
        if (fresh === null && (known.state[number]! & STORED) !== 0) return;
      } else if (best === facts.found && saysTheSame(facts, review)) return;
      known.state[number]! |= DIRTY;
      held = null;
      known.setFacts(number, packFacts(review.hash, factsOf(review, best), numbers));
    },
    standing(fingerprint) {
      if (before === null) return null;
      const database = Database.open(path);
      try {
        return readStanding(database, before.last, mark(fingerprint));
      } finally {
        database.close();
      }
    },
    keepAll() {
      if (loaded !== 'none') throw new Error('reviews were asked for before it was known that all are there');
      loaded = 'each';
    },
    keepStanding(reached) {
      standing = { ...reached, fingerprint: mark(reached.fingerprint) };
    },
    commit(record) {
      asking?.close();
      asking = ask = null;
      // An input without any review asks for none, and they are gone all the same.
      if (loaded === 'none') loadReviews(path, known);
      const database = Database.open(path, true);
      try {
        return database.write(() => {
          const last = lastRun(database);
          if (last !== (before?.last ?? 0)) {
            throw new UserError(
              `${path}: another run has written the history meanwhile; nothing was changed; run again`,
              4,
            );
          }
          run = last + 1;
          const setting = settingsRow(database, fingerprint, about);
          const still = loaded === 'each' ? before!.reviews : null;
          const counts = { ...writeReviews(database, known, run, setting, still), analysed };
          const forget = database.prepare('DELETE FROM alerts WHERE key = ?');
          for (const key of record.alerts?.settled ?? []) forget(key);
          const give = database.prepare('INSERT OR IGNORE INTO alerts VALUES (?, ?)');
          for (const key of record.alerts?.given ?? []) give(key, run);
          database.run(
            'INSERT INTO runs VALUES (?, ?, ?, ?, ?, ?, ?)',
            run,
            record.at,
            record.tool,
            setting,
            JSON.stringify(counts),
            gzipSync(JSON.stringify(withoutWords(record.report))),
            JSON.stringify(record.pending),
          );
          writeStanding(database, run, standing);
          return { run, counts };
        });
      } finally {
        database.close();
      }
    },
    confirm() {
      const database = Database.open(path);
      try {
        database.run('UPDATE runs SET pending = NULL WHERE id = ?', run);
      } finally {
        database.close();
      }
    },
    withdraw() {
      const database = Database.open(path);
      try {
        database.run('DELETE FROM alerts WHERE run = ?', run);
      } finally {
        database.close();
      }
    },
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
  const database = Database.open(path);
  try {
    const pruned = database.write(() => ({
      reports:
        keepRuns === null
          ? 0
          : database.run(
              'UPDATE runs SET report = NULL WHERE report IS NOT NULL AND id NOT IN (SELECT id FROM runs ORDER BY id DESC LIMIT ?)',
              keepRuns,
            ),
      reviews:
        goneBefore === null
          ? 0
          : database.run(
              'DELETE FROM reviews WHERE gone_run IN (SELECT id FROM runs WHERE at < ?)',
              goneBefore,
            ),
    }));
    if (pruned.reports + pruned.reviews > 0) database.compact();
    return pruned;
  } finally {
    database.close();
  }
}

// ───────────────────────────── a run reads what came before it ─────────────────────────────

function loadBefore(path: string, fingerprint: string) {
  const database = Database.open(path);
  try {
    settlePending(database);
    const [own] = database.all('SELECT id FROM settings WHERE fingerprint = ?', fingerprint);
    const last = lastRun(database);
    const [counts] = database.all(`SELECT ${bytes('counts')} FROM runs WHERE id = ?`, last);
    return {
      own: Number(own?.[0] ?? 0),
      last,
      /** In the input of the last run. */
      reviews:
        counts === undefined
          ? 0
          : readJson<HistoryCounts>(path, counts[0]!, `the counts of run ${last}`).reviews,
      latest: readLatest(database),
      alerts: new Set(database.all(`SELECT ${bytes('key')} FROM alerts`).map(([key]) => String(key))),
    };
  } finally {
    database.close();
  }
}

const KNOWN = `SELECT lower(hex(hash)), ${whole('settings')}, gone_run IS NOT NULL, ${bytes('facts')} FROM reviews`;

function loadReviews(path: string, known: KnownReviews): void {
  const database = Database.open(path);
  try {
    for (const row of database.rows(KNOWN)) addKnown(path, known, row);
  } finally {
    database.close();
  }
}

function addKnown(path: string, known: KnownReviews, [hash, settings, gone, facts]: Cell[]): void {
  if (Number(settings) < 1 || facts === null) throw damaged(path, `what it holds of review ${hash}`);
  const number = known.add(String(hash));
  known.state[number] = STORED | (gone ? GONE : 0);
  known.settings[number] = Number(settings);
  known.setFacts(number, facts as Buffer);
}

/**
 * Ends what a kill left open between writing the history and putting the outputs in place. Where every temporary file
 * is gone they are in place, and the alerts were given; in any doubt they are given again.
 */
function settlePending(database: Database): void {
  for (const [run, text] of database.all(
    `SELECT id, ${bytes('pending')} FROM runs WHERE pending IS NOT NULL`,
  )) {
    const { files, stdout } = readJson<RunRecord['pending']>(
      database.path,
      text!,
      `the outputs of run ${run}`,
    );
    const left = files.filter((file) => existsSync(file));
    database.write(() => {
      if (stdout || left.length > 0) database.run('DELETE FROM alerts WHERE run = ?', run!);
      database.run('UPDATE runs SET pending = NULL WHERE id = ?', run!);
    });
    for (const file of left) if (/^\..*\.tmp$/.test(basename(file))) rmSync(file, { force: true });
  }
}

// ───────────────────────────── a run writes ─────────────────────────────

/** @param still reviews of the last input, where it is known that all of them are in this one; `known` holds few of them */
function writeReviews(
  database: Database,
  known: KnownReviews,
  run: number,
  settings: number,
  still: number | null,
): Omit<HistoryCounts, 'analysed'> {
  const { state } = known;
  const counts = { reviews: 0, known: 0, new: 0, changed: 0, gone: 0, returned: 0 };
  const lost = known.sorted(
    (number) => still === null && (state[number]! & (STORED | GONE | SEEN)) === STORED,
  );
  const identities = new Map<string, number>();
  const leave = database.prepare('UPDATE reviews SET gone_run = ? WHERE hash = ?');
  for (const number of lost) {
    const hash = known.hashOf(number);
    const { identity } = openHead(database.path, hash, known.factsOf(number));
    if (identity !== null) identities.set(identity, (identities.get(identity) ?? 0) + 1);
    leave(run, Buffer.from(hash, 'hex'));
    counts.gone++;
  }
  const come = database.prepare('UPDATE reviews SET gone_run = NULL WHERE hash = ?');
  for (const number of known.sorted((one) => (state[one]! & (GONE | SEEN)) === (GONE | SEEN))) {
    come(Buffer.from(known.hashOf(number), 'hex'));
    counts.returned++;
  }
  const insert = database.prepare('INSERT INTO reviews VALUES (?, ?, ?, ?, NULL, ?)');
  const update = database.prepare('UPDATE reviews SET settings = ?, date = ?, facts = ? WHERE hash = ?');
  for (const number of known.sorted((one) => (state[one]! & DIRTY) !== 0)) {
    const facts = known.factsOf(number);
    const hash = Buffer.from(known.hashOf(number), 'hex');
    if ((state[number]! & STORED) !== 0) {
      update(settings, headOf(facts).date, facts, hash);
      continue;
    }
    const { date, identity } = headOf(facts);
    insert(hash, date, settings, run, facts);
    const earlier = identity === null ? 0 : (identities.get(identity) ?? 0);
    if (earlier > 0) {
      identities.set(identity!, earlier - 1);
      counts.changed++;
      counts.gone--;
    } else counts.new++;
  }
  if (still === null) {
    for (let number = 0; number < known.length; number++) if (state[number]! & SEEN) counts.reviews++;
  } else counts.reviews = still + counts.new + counts.returned;
  counts.known = counts.reviews - counts.new - counts.changed - counts.returned;
  return counts;
}

function settingsRow(database: Database, fingerprint: string, about: string): number {
  database.run('INSERT OR IGNORE INTO settings (fingerprint, about) VALUES (?, ?)', fingerprint, about);
  return Number(database.all('SELECT id FROM settings WHERE fingerprint = ?', fingerprint)[0]![0]);
}

function lastRun(database: Database): number {
  return Number(database.all('SELECT max(id) FROM runs')[0]?.[0] ?? 0);
}

// ───────────────────────────── what is asked ─────────────────────────────

function readRuns(database: Database): HistoryRun[] {
  return database
    .all(
      `SELECT id, ${bytes('at')}, ${bytes('tool')}, ${bytes('counts')}, report IS NOT NULL FROM runs ORDER BY id`,
    )
    .map(([run, at, tool, counts, reported]) => ({
      run: Number(run),
      at: String(at),
      tool: String(tool),
      counts: readJson<HistoryCounts>(database.path, counts!, `the counts of run ${run}`),
      reported: Number(reported) === 1,
    }));
}

function readReport(database: Database, run: number): Report | null {
  const [row] = database.all(`SELECT ${bytes('report')} FROM runs WHERE id = ?`, run);
  if (row === undefined) {
    const last = lastRun(database);
    const there = last === 0 ? 'it holds no run yet' : `it holds 1 to ${last}`;
    throw new UserError(`${database.path}: there is no run ${run}; ${there}`);
  }
  return row[0] === null ? null : openReport(database.path, run, row[0] as Buffer);
}

function readLatest(database: Database): HistoryOfRun['before'] {
  const [row] = database.all(
    `SELECT id, ${bytes('at')}, ${bytes('report')} FROM runs WHERE report IS NOT NULL ORDER BY id DESC LIMIT 1`,
  );
  if (row === undefined) return null;
  const run = Number(row[0]);
  return { run, at: String(row[1]), report: openReport(database.path, run, row[2] as Buffer) };
}

function readJson<T>(path: string, cell: Cell, what: string): T {
  try {
    const value = JSON.parse(String(cell)) as T | null;
    if (value !== null) return value;
  } catch {
    // As good as none.
  }
  throw damaged(path, what);
}

function openReport(path: string, run: number, bytes: Buffer): Report {
  try {
    return JSON.parse(gunzipSync(bytes).toString('utf8')) as Report;
  } catch {
    throw damaged(path, `the report of run ${run}`);
  }
}

function readSettings(database: Database): ReturnType<History['settings']> {
  return database
    .all(
      `SELECT id, ${bytes('about')}, (SELECT count(*) FROM reviews WHERE reviews.settings = settings.id) FROM settings ORDER BY (SELECT max(id) FROM runs WHERE runs.settings = settings.id)`,
    )
    .map(([id, about, reviews]) => ({
      id: Number(id),
      settings: readJson<AnalysisSettings>(database.path, about!, `settings ${id}`),
      reviews: Number(reviews),
    }));
}

function* readReviews(
  database: Database,
  part: 'present' | 'gone' | 'all',
  { from, to }: { from: string | null; to: string | null },
): Generator<HistoryReview> {
  const themes = new Map(readSettings(database).map(({ id, settings }) => [id, settings.themes]));
  const wanted = { present: 'gone_run IS NULL', gone: 'gone_run IS NOT NULL', all: 'TRUE' }[part];
  const bounds: Cell[] = [];
  let when = '';
  if (from !== null) {
    when += ' AND date >= ?';
    bounds.push(from);
  }
  if (to !== null) {
    when += ' AND date <= ?';
    bounds.push(to);
  }
  for (const [key, row, firstRun, goneRun, packed] of database.rows(
    `SELECT lower(hex(hash)), ${whole('settings')}, ${whole('first_run')}, ${whole('gone_run')}, ${bytes('facts')} FROM reviews WHERE ${wanted}${when} ORDER BY hash`,
    ...bounds,
  )) {
    const hash = String(key);
    if (Math.min(Number(row), Number(firstRun), Number(goneRun ?? 1)) < 1 || packed === null) {
      throw damaged(database.path, `what it holds of review ${hash}`);
    }
    const settings = Number(row);
    const facts = open(database.path, hash, packed as Buffer, themes.get(settings) ?? []);
    const { identity: _, variant: __, ...told } = facts;
    const gone = goneRun === null ? null : Number(goneRun);
    yield { hash, ...told, settings, firstRun: Number(firstRun), goneRun: gone };
  }
}

// ───────────────────────────── a review as facts ─────────────────────────────

function open(
  path: string,
  hash: string,
  packed: Buffer,
  themes: Parameters<typeof unpackFacts>[2],
): ReviewFacts {
  try {
    return unpackFacts(hash, packed, themes);
  } catch (error) {
    if (error instanceof DamagedFacts) throw damaged(path, `what it holds of review ${hash}`);
    throw error;
  }
}

function openHead(path: string, hash: string, packed: Buffer): ReturnType<typeof headOf> {
  try {
    return headOf(packed);
  } catch (error) {
    if (error instanceof DamagedFacts) throw damaged(path, `what it holds of review ${hash}`);
    throw error;
  }
}

function factsOf(review: Review, found: ReviewFacts['found']): ReviewFacts {
  const { id, hash, date, language, setAside, rating, subRatings } = review;
  const identity = id === hash ? null : shortHash([id, review.source, review.location]);
  return { identity, variant: variantOf(review), date, language, setAside, rating, subRatings, found };
}

/** Whether the fields that are read by what a file says of them as a whole (scales, language) were read alike. */
function saysTheSame(facts: ReviewFacts, review: Review): boolean {
  if (facts.date !== review.date || facts.language !== review.language) return false;
  if (facts.setAside !== review.setAside || !isSameRating(facts.rating, review.rating)) return false;
  const columns = Object.keys(review.subRatings);
  return (
    columns.length === Object.keys(facts.subRatings).length &&
    columns.every((column) =>
      isSameRating(facts.subRatings[column] ?? null, review.subRatings[column] ?? null),
    )
  );
}

function isSameRating(a: Rating | null, b: Rating | null): boolean {
  return a?.value === b?.value && a?.scale === b?.scale && a?.raw === b?.raw;
}

/** What of the passages the content hash does not cover: the stretches that are not the patient's words. */
function variantOf({ passages }: Review): string | null {
  if (!passages.some(({ ignore }) => ignore !== undefined)) return null;
  return shortHash(passages.map(({ ignore }) => ignore ?? []));
}

function shortHash(parts: unknown): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16);
}
