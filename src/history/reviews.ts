/** The reviews of a history, as they stand in its file. */
import type { HistoryReview } from '../types.js';
import { bytes, type Cell, type Database, damaged, whole } from './database.js';
import { headOf, type ReviewFacts, unpackFacts } from './facts.js';
import { DamagedFacts } from './packing.js';
import { readSettings } from './runs.js';

/** A review as a run needs it: its facts stay packed. */
export interface StoredReview {
  /** 16 hex digits. */
  hash: string;
  /** Row of the settings that it was analysed under. */
  settings: number;
  /** Whether it was missing from the input of a run since. */
  gone: boolean;
  facts: Buffer;
}

const STORED = `SELECT lower(hex(hash)), ${whole('settings')}, gone_run IS NOT NULL, ${bytes('facts')} FROM reviews`;

/** All of them, in no order. @throws UserError exit 74 where one is damaged */
export function* readStored(database: Database): Generator<StoredReview> {
  for (const row of database.rows(STORED)) yield storedOf(database.path, row);
}

/** Makes what finds one by its hash: null where there is none. @throws UserError exit 74 where it is damaged */
export function storedByHash(database: Database): (hash: string) => StoredReview | null {
  const ask = database.prepareQuestion(`${STORED} WHERE hash = ?`);
  return (hash) => {
    const [row] = ask(Buffer.from(hash, 'hex'));
    return row === undefined ? null : storedOf(database.path, row);
  };
}

function storedOf(path: string, [hash, settings, gone, facts]: Cell[]): StoredReview {
  if (Number(settings) < 1 || facts === null) throw damagedReview(path, String(hash));
  return { hash: String(hash), settings: Number(settings), gone: Number(gone) === 1, facts: facts as Buffer };
}

/** How many are in the input of the latest run, and how many were in an earlier one. */
export function countReviews(database: Database): { present: number; gone: number } {
  const [[all, present] = [0, 0]] = database.all(
    'SELECT count(*), count(*) FILTER (WHERE gone_run IS NULL) FROM reviews',
  );
  return { present: Number(present), gone: Number(all) - Number(present) };
}

/** In the order of their hashes, one at a time; a bound of the period is an ISO day, null = none. */
export function* readReviews(
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
      throw damagedReview(database.path, hash);
    }
    const settings = Number(row);
    const facts = openFacts(database.path, hash, packed as Buffer, themes.get(settings) ?? []);
    const { identity: _, variant: __, ...told } = facts;
    const gone = goneRun === null ? null : Number(goneRun);
    yield { hash, ...told, settings, firstRun: Number(firstRun), goneRun: gone };
  }
}

/** Forgets those that have been gone since before a moment (ISO 8601). @returns how many */
export function forgetReviews(database: Database, goneBefore: string): number {
  return database.run('DELETE FROM reviews WHERE gone_run IN (SELECT id FROM runs WHERE at < ?)', goneBefore);
}

/** @throws UserError exit 74 where they are not as they were written */
export function openFacts(
  path: string,
  hash: string,
  packed: Buffer,
  themes: Parameters<typeof unpackFacts>[2],
): ReviewFacts {
  return orDamaged(path, hash, () => unpackFacts(hash, packed, themes));
}

/** The fields that stand first. @throws UserError exit 74 where they cannot be read */
export function openHead(path: string, hash: string, packed: Buffer): ReturnType<typeof headOf> {
  return orDamaged(path, hash, () => headOf(packed));
}

function orDamaged<T>(path: string, hash: string, open: () => T): T {
  try {
    return open();
  } catch (error) {
    throw error instanceof DamagedFacts ? damagedReview(path, hash) : error;
  }
}

const damagedReview = (path: string, hash: string) => damaged(path, `what it holds of review ${hash}`);
