/**
 * The one door to libsql: opens the file, refuses what is none of ours or damaged, brings an earlier format up to this
 * one, and says in one line what the disk would not do.
 *
 * The journal is SQLite's own (rollback, `synchronous = FULL`) and not a write-ahead log: at rest a history is one file
 * that can be copied, a reader needs no second file beside it, and a run writes once, at its very end. A kill leaves the
 * journal, from which the next opening rolls the file back to what it was.
 */
import { createHash } from 'node:crypto';
import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  lstatSync,
  openSync,
  readlinkSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import Libsql from 'libsql';
import { UserError } from '../errors.js';
import { FORMAT, MIGRATIONS } from './migrations.js';

/** `RSHS` in the file's header, by which `file` and we know a history from any other database. */
const APPLICATION = 0x52534853;
const HEADER = 'SQLite format 3\0';

/** One value of a row as SQLite has it. */
export type Cell = string | number | Buffer | null;

/**
 * SQL of a column that holds text or bytes, as bytes: libsql ends the process at text that is no UTF-8, which only a
 * damaged file holds. `String` of such a cell is its text.
 */
export function bytes(column: string): string {
  return `CAST(${column} AS BLOB) AS ${column}`;
}

/** SQL of a column that holds whole numbers from 0 on, and −1 where damage made text or bytes of one: see `bytes`. */
export function whole(column: string): string {
  return `CASE WHEN typeof(${column}) IN ('integer', 'null') THEN ${column} ELSE -1 END AS ${column}`;
}

/** An open history file: plain SQL, every failure a UserError that names the file. */
export class Database {
  private readonly handle: InstanceType<typeof Libsql>;

  private constructor(
    readonly path: string,
    handle: InstanceType<typeof Libsql>,
  ) {
    this.handle = handle;
  }

  /**
   * Opens a history and brings it up to the present format; `create` makes one where there is none.
   * @throws UserError exit 2 for a file that is no history, or a newer one; 74 where it is damaged or the disk refuses;
   *   4 while another run writes it
   */
  static open(path: string, create = false): Database {
    if (create && !existsSync(path)) Database.make(path);
    lookAt(path);
    const database = new Database(path, openFile(path));
    try {
      database.handle.exec('PRAGMA foreign_keys = ON; PRAGMA cache_size = -65536');
      database.adopt();
      checkSettings(database);
      return database;
    } catch (error) {
      database.close();
      throw nameFailure(path, error);
    }
  }

  /**
   * Makes a history without a run, as a whole: under a temporary name first, so that an empty file can only be a damaged
   * one. Whoever makes it holds its lock.
   */
  private static make(path: string): void {
    // A link may lead to where nothing is yet.
    const target = followLink(path);
    if (lstatSync(target, { throwIfNoEntry: false })) throw danglingLink(path);
    const fresh = join(dirname(target), `.${basename(target)}.new.tmp`);
    const clear = () => {
      for (const left of [fresh, `${fresh}-journal`]) rmSync(left, { force: true });
    };
    try {
      clear();
      // SQLite would let everybody read it.
      closeSync(openSync(fresh, 'wx', 0o600));
      const database = new Database(path, openFile(fresh));
      try {
        database.adopt();
      } finally {
        database.close();
      }
      renameSync(fresh, target);
    } catch (error) {
      clear();
      throw nameFailure(path, error);
    }
  }

  /** Opens a history, does something with it, and closes it whatever comes of that. @throws UserError as `open` does */
  static use<T>(path: string, action: (database: Database) => T, create = false): T {
    const database = Database.open(path, create);
    try {
      return action(database);
    } finally {
      database.close();
    }
  }

  /** Opens it as it is, whatever state it is in: for `verify`. @throws UserError exit 2 as `open` does */
  static inspect(path: string): Database {
    lookAt(path);
    const database = new Database(path, openFile(path));
    try {
      database.recognise();
    } catch (error) {
      if (!(error instanceof UserError) || error.exitCode !== 74) {
        database.close();
        throw error;
      }
    }
    return database;
  }

  /** Whether it is a history, and one that this version knows. */
  private recognise(): void {
    const version = this.version();
    if (version > FORMAT) {
      throw new UserError(
        `${this.path}: was written by a newer reviewscan (format ${version}, this one knows up to ${FORMAT}): update reviewscan, or name another file`,
      );
    }
    // One without a table, as an earlier version left it when it was killed, is as good as new.
    if (version === 0 && this.all('SELECT 1 FROM sqlite_master LIMIT 1').length > 0) {
      throw notOurs(this.path);
    }
  }

  private adopt(): void {
    this.recognise();
    if (this.version() === FORMAT) return;
    this.write(() => {
      let version = this.version();
      for (; version < FORMAT; version++) this.handle.exec(MIGRATIONS[version]!);
      this.handle.exec(`PRAGMA application_id = ${APPLICATION}; PRAGMA user_version = ${FORMAT}`);
    });
  }

  /** Format of the file; 0 = no tables yet. */
  version(): number {
    return Number(this.all('PRAGMA user_version')[0]?.[0] ?? 0);
  }

  all(sql: string, ...values: Cell[]): Cell[][] {
    return [...this.rows(sql, ...values)];
  }

  *rows(sql: string, ...values: Cell[]): Generator<Cell[]> {
    const iterator = attempt(this.path, () =>
      this.handle.prepare(sql).raw().iterate(values),
    ) as IterableIterator<Cell[]>;
    for (;;) {
      const { done, value } = attempt(this.path, () => iterator.next());
      if (done) return;
      yield value;
    }
  }

  run(sql: string, ...values: Cell[]): number {
    return attempt(this.path, () => this.handle.prepare(sql).run(values).changes);
  }

  /** A statement to be run many times. */
  prepare(sql: string): (...values: Cell[]) => void {
    const statement = attempt(this.path, () => this.handle.prepare(sql));
    return (...values) => {
      attempt(this.path, () => statement.run(values));
    };
  }

  /** A question to be asked many times. */
  prepareQuestion(sql: string): (...values: Cell[]) => Cell[][] {
    const statement = attempt(this.path, () => this.handle.prepare(sql).raw());
    return (...values) => attempt(this.path, () => statement.all(values) as unknown as Cell[][]);
  }

  /** Everything or nothing. */
  write<T>(action: () => T): T {
    attempt(this.path, () => this.handle.exec('BEGIN IMMEDIATE'));
    try {
      const result = action();
      attempt(this.path, () => this.handle.exec('COMMIT'));
      return result;
    } catch (error) {
      try {
        this.handle.exec('ROLLBACK');
      } catch {
        // Some failures have rolled back already.
      }
      throw nameFailure(this.path, error);
    }
  }

  /** Gives the space of deleted rows back to the disk. */
  compact(): void {
    attempt(this.path, () => this.handle.exec('VACUUM'));
  }

  close(): void {
    this.handle.close();
  }
}

/**
 * Whether a run that ends with writing the file would be let to: asked before hours of work.
 * @throws UserError exit 74 or 2
 */
export function checkWritable(path: string): void {
  attempt(path, () => {
    accessSync(dirname(path), constants.W_OK);
    if (existsSync(path)) accessSync(path, constants.W_OK);
  });
}

/** By its whole path, because to SQLite `:memory:` and `file:…` are no names of files. */
function openFile(path: string): InstanceType<typeof Libsql> {
  return attempt(path, () => new Libsql(resolve(path)));
}

/** Where a link leads, also to where nothing is yet. */
function followLink(path: string, steps = 40): string {
  if (steps === 0 || !lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink()) return path;
  return followLink(resolve(dirname(path), readlinkSync(path)), steps - 1);
}

/**
 * What the runs analysed with, against its checksum: all findings are read by it.
 * @throws UserError exit 74 where a bit of it is not as it was written
 */
function checkSettings(database: Database): void {
  for (const [id, about, fingerprint] of database.rows(
    `SELECT id, ${bytes('about')}, ${bytes('fingerprint')} FROM settings`,
  )) {
    if (!isSound(about!, fingerprint!)) throw damaged(database.path, `settings ${id}`);
  }
}

/** Whether settings are as they were written. */
export function isSound(about: Cell, fingerprint: Cell): boolean {
  return (
    createHash('sha256')
      .update((about ?? '') as Buffer)
      .digest('hex') === String(fingerprint)
  );
}

/** Reads the header of the file, before SQLite may act on it. */
function lookAt(path: string): void {
  const info = attempt(path, () => statSync(path));
  if (info.isDirectory())
    throw new UserError(`${path}: is a folder; name a file, e.g. ${path}/history.sqlite`);
  if (!info.isFile()) throw new UserError(`${path}: is a device or a pipe; a history is a file`);
  if (info.size === 0) throw damaged(path, 'it is empty');
  const head = Buffer.alloc(100);
  const descriptor = openToRead(path);
  try {
    attempt(path, () => readSync(descriptor, head, 0, 100, 0));
  } finally {
    closeSync(descriptor);
  }
  const ours = head.readUInt32BE(68) === APPLICATION;
  if (head.toString('latin1', 0, 16) !== HEADER) throw ours ? damaged(path, 'its header') : notOurs(path);
  if (existsSync(`${path}-journal`)) return;
  if (!ours && head.readUInt32BE(68) !== 0) throw notOurs(path);
  const declared = head.readUInt32BE(28) * (head.readUInt16BE(16) === 1 ? 65_536 : head.readUInt16BE(16));
  if (declared > info.size) throw damaged(path, `${declared - info.size} bytes are missing at its end`);
}

function openToRead(path: string): number {
  try {
    return openSync(path, 'r');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EACCES' && code !== 'EPERM') throw nameFailure(path, error);
    throw new UserError(`${path}: not allowed to read this file; check its permissions`);
  }
}

/** What is said of a file that cannot be trusted. Nothing is written to it. */
export function damaged(path: string, what: string): UserError {
  return new UserError(
    `${path}: the history is damaged (${what}) and was left as it is: put a copy back, or move it away to start a new one; history verify says more`,
    74,
  );
}

function danglingLink(path: string): UserError {
  return new UserError(`${path}: is a link to where nothing is; mend it or choose another`);
}

function notOurs(path: string): UserError {
  return new UserError(`${path}: is no history of reviewscan; name another file`);
}

function attempt<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw nameFailure(path, error);
  }
}

function nameFailure(path: string, error: unknown): unknown {
  if (error instanceof UserError || !(error instanceof Error)) return error;
  const code = String((error as NodeJS.ErrnoException).code ?? '');
  if (code === 'ENOENT') {
    if (!existsSync(dirname(path))) {
      return new UserError(
        `${path}: the folder ${dirname(path)} does not exist; create it or choose another`,
      );
    }
    if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink()) {
      return danglingLink(path);
    }
    return new UserError(`${path}: there is no such file; analyze --history ${path} makes one`);
  }
  // Our own statements fit our own tables, so what breaks a rule of theirs, or finds none, stands in a damaged file.
  if (
    /^SQLITE_(CORRUPT|NOTADB|CONSTRAINT|MISMATCH)/.test(code) ||
    /no such (table|column)/.test(error.message)
  ) {
    return damaged(path, error.message);
  }
  if (/^SQLITE_(BUSY|LOCKED)/.test(code)) {
    return new UserError(`${path}: another run is writing the history; nothing was changed; run again`, 4);
  }
  if (
    /^SQLITE_(READONLY|CANTOPEN|PERM|AUTH)|^E(ACCES|PERM|ROFS)/.test(code) ||
    /ConnectionFailed/.test(error.message)
  ) {
    return new UserError(`${path}: the history cannot be written here; nothing was changed`, 74);
  }
  if (/^SQLITE_(FULL|IOERR)|^E(NOSPC|DQUOT|IO)/.test(code)) {
    return new UserError(`${path}: the disk is full or failing (${code}); the history is as it was`, 74);
  }
  return error;
}
