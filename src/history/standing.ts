/** Where the last run stood, kept in its file: see `Standing`. */
import { crc32, gunzipSync, gzipSync } from 'node:zlib';
import type { Standing } from '../types.js';
import { bytes, type Database, damaged, whole } from './database.js';

/** Bytes of a part; records are 40 bytes, and none is cut. */
const PART = 26_000 * 40;

/** @returns null where the run `last` left none, or another fingerprint */
export function readStanding(database: Database, last: number, fingerprint: string): Standing | null {
  const [row] = database.all(
    `SELECT ${bytes('fingerprint')}, ${bytes('about')} FROM standing WHERE run = ?`,
    last,
  );
  if (row === undefined || String(row[0]) !== fingerprint) return null;
  const parts: Buffer[] = [];
  for (const [part, crc, piece] of database.rows(
    `SELECT part, ${whole('crc')}, ${bytes('bytes')} FROM standing_records ORDER BY part`,
  )) {
    if (piece === null || crc32(piece as Buffer) !== crc)
      throw damaged(database.path, `part ${part} of its records`);
    parts.push(piece as Buffer);
  }
  try {
    const about = JSON.parse(gunzipSync(row[1] as Buffer).toString('utf8')) as Pick<
      Standing,
      'tally' | 'quoted'
    >;
    return { fingerprint, records: Buffer.concat(parts), ...about };
  } catch {
    throw damaged(database.path, 'the counts of its last run');
  }
}

/** Replaces what an earlier run left; null leaves none. Within a transaction. */
export function writeStanding(database: Database, run: number, standing: Standing | null): void {
  database.run('DELETE FROM standing');
  if (standing === null) {
    database.run('DELETE FROM standing_records');
    return;
  }
  const { fingerprint, records, tally, quoted } = standing;
  const about = gzipSync(JSON.stringify({ tally, quoted }, refuseWords), { level: 3 });
  database.run('INSERT INTO standing VALUES (?, ?, ?)', run, fingerprint, about);
  const there = new Map(
    database.all(`SELECT part, ${whole('crc')} FROM standing_records`).map(([part, crc]) => [part, crc]),
  );
  const put = database.prepare('INSERT OR REPLACE INTO standing_records VALUES (?, ?, ?)');
  const count = Math.ceil(records.length / PART);
  for (let part = 0; part < count; part++) {
    const piece = Buffer.from(
      records.buffer,
      records.byteOffset + part * PART,
      Math.min(PART, records.length - part * PART),
    );
    const crc = crc32(piece);
    if (there.get(part) !== crc) put(part, crc, piece);
  }
  database.run('DELETE FROM standing_records WHERE part >= ?', count);
}

/** Whoever gives the tally samples of a new kind must leave them out here too. */
function refuseWords(key: string, value: unknown): unknown {
  if (key === 'text') throw new Error('a tally that is to be kept holds words of a review');
  return value;
}
