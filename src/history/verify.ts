import { gunzipSync } from 'node:zlib';
import { UserError } from '../errors.js';
import type { AnalysisSettings, HistoryCounts, HistoryFault } from '../types.js';
import { bytes, Database, isSound, whole } from './database.js';
import { unpackFacts } from './facts.js';
import { DamagedFacts } from './packing.js';
import { verifyStanding } from './standing.js';

/** Faults told; a broken file has thousands. */
const MOST_FAULTS = 100;

/**
 * Looks a history over from one end to the other: SQLite's own check of pages and indexes, then every record and
 * report against its checksum, then what must hold between them. Nothing is written.
 *
 * @returns what is wrong, at most a hundred; none = the file is sound. `checked` says how much was looked at.
 * @throws UserError for a file that is missing, no history, or of a newer version
 */
export function verifyHistory(path: string): {
  faults: HistoryFault[];
  checked: { runs: number; reviews: number };
} {
  const faults: HistoryFault[] = [];
  const checked = { runs: 0, reviews: 0 };
  const note = (where: string, what: string) => {
    if (faults.length < MOST_FAULTS) faults.push({ where, what });
  };
  /** A part of the check that the damage itself may cut short. */
  const step = (where: string, action: () => void) => {
    try {
      action();
    } catch (error) {
      if (!(error instanceof UserError) || error.exitCode !== 74) throw error;
      note(where, 'cannot be read to its end: the file is damaged there');
    }
  };
  let database: Database;
  try {
    database = Database.inspect(path);
  } catch (error) {
    if (!(error instanceof UserError) || error.exitCode !== 74) throw error;
    return { faults: [{ where: 'file', what: error.message.slice(path.length + 2) }], checked };
  }
  try {
    step('file', () => {
      for (const [line] of database.all(`PRAGMA integrity_check(${MOST_FAULTS})`)) {
        if (line !== 'ok') note('file', String(line).replace(/\s+/g, ' '));
      }
    });
    const themes = new Map<number, AnalysisSettings['themes']>();
    /** What was read with them cannot be opened, which is said once. */
    const unsound = new Set<number>();
    step('settings', () => {
      for (const [id, about, fingerprint] of database.rows(
        `SELECT id, ${bytes('about')}, ${bytes('fingerprint')} FROM settings`,
      )) {
        const text = (about ?? '') as Buffer;
        if (isSound(text, fingerprint!) && isJson(String(text))) {
          themes.set(Number(id), (JSON.parse(String(text)) as AnalysisSettings).themes);
        } else {
          unsound.add(Number(id));
          note(`settings ${id}`, 'do not match their checksum');
        }
      }
    });
    const runs = new Set<number>();
    step('runs', () => {
      for (const [id, counts, report] of database.rows(
        `SELECT id, ${bytes('counts')}, ${bytes('report')} FROM runs ORDER BY id`,
      )) {
        const where = `run ${id}`;
        runs.add(Number(id));
        checked.runs++;
        if (!isCounts(String(counts))) note(where, 'its counts cannot be read');
        if (report !== null && !isJson(() => gunzipSync(report as Buffer).toString('utf8'))) {
          note(where, 'its report does not match its checksum');
        }
      }
    });
    step('records of the last run', () => {
      // An earlier format keeps others, which the next run leaves behind.
      if (database.version() < 3) return;
      for (const { where, what } of verifyStanding(database)) note(where, what);
    });
    step('reviews', () => {
      for (const [hash, settings, first, gone, facts, date] of database.rows(
        `SELECT lower(hex(hash)), ${whole('settings')}, ${whole('first_run')}, ${whole('gone_run')}, ${bytes('facts')}, ${bytes('date')} FROM reviews ORDER BY hash`,
      )) {
        const where = `review ${hash}`;
        checked.reviews++;
        if (unsound.has(Number(settings))) continue;
        const known = themes.get(Number(settings));
        if (known === undefined) {
          note(where, 'was read with settings that are missing');
          continue;
        }
        if (!runs.has(Number(first)) || (gone !== null && !runs.has(Number(gone)))) {
          note(where, 'names a run that is missing');
        }
        try {
          if (facts === null) throw new DamagedFacts();
          const said = unpackFacts(String(hash), facts as Buffer, known);
          if (said.date !== (date === null ? null : String(date)))
            note(where, 'stands under another date than its own');
        } catch (error) {
          if (!(error instanceof DamagedFacts)) throw error;
          note(where, 'does not match its checksum');
        }
      }
    });
  } finally {
    database.close();
  }
  return { faults, checked };
}

const COUNTS = [
  'reviews',
  'known',
  'new',
  'changed',
  'gone',
  'returned',
  'analysed',
] satisfies (keyof HistoryCounts)[];

function isCounts(text: string): boolean {
  if (!isJson(text)) return false;
  const counts = JSON.parse(text) as Partial<HistoryCounts> | null;
  return COUNTS.every((name) => Number.isSafeInteger(counts?.[name]));
}

function isJson(text: string | (() => string)): boolean {
  try {
    JSON.parse(typeof text === 'string' ? text : text());
    return true;
  } catch {
    return false;
  }
}
