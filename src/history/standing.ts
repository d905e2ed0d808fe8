/**
 * Where the last run stood, kept in its file: see `Standing`. The records lie in parts that are named by their digest and
 * cut by what they hold, so that a night writes the parts in which anything changed, wherever it stands, and no other.
 */
import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { HistoryFault, Standing } from '../types.js';
import { bytes, type Cell, type Database, damaged } from './database.js';

/** Bytes of a record. */
const RECORD = 64;
/** A part ends behind a record whose hash is a multiple of this, once it holds so many, and at the latest at so many. */
const [ONE_IN, FEWEST, MOST] = [8192, 4096, 65_536];

/** What is kept gzipped, which is a checksum as well: `parts` are digests, in the order of the input. */
type About = Pick<Standing, 'tally' | 'quoted'> & { parts: string[] };

/** @returns null where the run `last` left none, or another fingerprint */
export function readStanding(database: Database, last: number, fingerprint: string): Standing | null {
  const [row] = database.all(
    `SELECT ${bytes('fingerprint')}, ${bytes('about')} FROM standing WHERE run = ?`,
    last,
  );
  if (row === undefined || String(row[0]) !== fingerprint) return null;
  const about = openAbout(row[1]!);
  if (about === null) throw damaged(database.path, 'the counts of its last run');
  const { tally, quoted, parts } = about;
  const pieces = parts.map((name) => {
    const [[piece] = [null]] = database.all(
      `SELECT ${bytes('bytes')} FROM standing_parts WHERE digest = ?`,
      Buffer.from(name, 'hex'),
    );
    if (piece === null || digestOf(piece as Buffer) !== name)
      throw damaged(database.path, 'the records of its last run');
    return piece as Buffer;
  });
  return { fingerprint, records: Buffer.concat(pieces), tally, quoted };
}

/** Replaces what an earlier run left; null leaves none. Within a transaction. */
export function writeStanding(database: Database, run: number, standing: Standing | null): void {
  database.run('DELETE FROM standing');
  const old = new Set(
    database.all('SELECT lower(hex(digest)) FROM standing_parts').map(([name]) => `${name}`),
  );
  if (standing !== null) {
    const { fingerprint, records, tally, quoted } = standing;
    const put = database.prepare('INSERT OR IGNORE INTO standing_parts VALUES (?, ?)');
    const parts = [...cut(records)].map((part) => {
      const name = digestOf(part);
      if (!old.delete(name)) put(Buffer.from(name, 'hex'), part);
      return name;
    });
    const about = JSON.stringify({ tally, quoted, parts } satisfies About, refuseWords);
    database.run('INSERT INTO standing VALUES (?, ?, ?)', run, fingerprint, gzipSync(about, { level: 3 }));
  }
  const drop = database.prepare('DELETE FROM standing_parts WHERE digest = ?');
  for (const name of old) drop(Buffer.from(name, 'hex'));
}

/** What is wrong with what the last run left. */
export function* verifyStanding(database: Database): Generator<HistoryFault> {
  const sound = new Set<string>();
  let part = 0;
  for (const [name, piece] of database.rows(
    `SELECT lower(hex(digest)), ${bytes('bytes')} FROM standing_parts`,
  )) {
    part++;
    if (piece !== null && digestOf(piece as Buffer) === name) sound.add(name as string);
    else yield { where: `part ${part} of the records`, what: 'does not match its checksum' };
  }
  for (const [run, packed] of database.rows(`SELECT run, ${bytes('about')} FROM standing`)) {
    const about = openAbout(packed!);
    if (about === null) yield { where: `counts of run ${run}`, what: 'do not match their checksum' };
    const missing = about?.parts.filter((name) => !sound.has(name)).length ?? 0;
    if (missing > 0)
      yield { where: `records of run ${run}`, what: `lack ${missing} of ${about!.parts.length} parts` };
  }
}

function openAbout(packed: Cell): About | null {
  try {
    return JSON.parse(gunzipSync(packed as Buffer).toString('utf8')) as About;
  } catch {
    return null;
  }
}

function* cut(records: Uint8Array): Generator<Buffer> {
  const all = Buffer.from(records.buffer, records.byteOffset, records.byteLength);
  let start = 0;
  for (let at = 0; at < all.length; at += RECORD) {
    const count = (at - start) / RECORD + 1;
    if (count < FEWEST || (count < MOST && all.readUInt32LE(at) % ONE_IN !== 0)) continue;
    yield all.subarray(start, at + RECORD);
    start = at + RECORD;
  }
  if (start < all.length) yield all.subarray(start);
}

function digestOf(part: Buffer): string {
  return createHash('sha256').update(part).digest('hex');
}

/** Whoever gives the tally samples of a new kind must leave them out here too. */
function refuseWords(key: string, value: unknown): unknown {
  if (key === 'text') throw new Error('a tally that is to be kept holds words of a review');
  return value;
}
