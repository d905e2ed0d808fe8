import { randomBytes } from 'node:crypto';
import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  fstatSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { UserError } from '../errors.js';
import { completeRun, onAbandon, ReaderLeft } from './ending.js';
import { isDated, nameOutput, standIn } from './output-names.js';

/** Where text of one output goes. `write` may be called many times; nothing is visible until it is placed. */
export interface Sink {
  /** Waits when the reader is slower than we are. */
  write(text: string | Uint8Array): Promise<void>;
  /** Puts what was written on the disk, still under its temporary name, which it returns; null where there is none. */
  prepare(): Promise<string | null>;
  /** Puts it where it belongs; cannot wait, so that nothing comes between several. */
  place(): void;
  /** Both, for an output that stands alone. */
  commit(): Promise<void>;
  /** Throws away what was written; safe to call at any time, also after `place`. */
  abort(): void;
  /** Whether the reader of a stream left before all was handed over. What it does with that nobody can know. */
  isLeft?(): boolean;
}

const CHUNK = 1 << 16;

/** A part of a name that nobody else makes, and that says whose it is: `4711-9f86d081`. */
export function newToken(): string {
  return `${process.pid}-${randomBytes(4).toString('hex')}`;
}

/**
 * All or none: nothing is put into place before everything has been written.
 * @param before what else must happen or else none of it; told the temporary files that are about to be put into place
 * @param takeBack told where they could not be put into place after all
 */
export async function commitAll<T>(
  sinks: readonly Sink[],
  before: (temporary: string[]) => T = () => undefined as T,
  takeBack: () => void = () => {},
): Promise<T> {
  const temporary: string[] = [];
  for (const sink of sinks) {
    const file = await sink.prepare();
    if (file !== null) temporary.push(file);
  }
  return completeRun(() => {
    const result = before(temporary);
    try {
      for (const sink of sinks) sink.place();
    } catch (error) {
      try {
        takeBack();
      } catch {
        // The disk that refused this refused the rename first, which is what is told.
      }
      throw error;
    }
    return result;
  });
}

/** Whether a path is something that cannot be replaced: a device, a pipe (`/dev/stdout`). */
export function isSpecial(path: string): boolean {
  return existsSync(path) && !statSync(path).isFile() && !statSync(path).isDirectory();
}

/** Where an output has its lock and temporary files: beside it, for a dated name beside a name for all days. */
export function placeOf(path: string): string {
  return isDated(path) ? standIn(path) : targetOf(path);
}

/** The file that is written where a path is a link. Followed for files alone: a pipe has no path of its own. */
function targetOf(path: string): string {
  const isLink = existsSync(path) && lstatSync(path).isSymbolicLink();
  return isLink && statSync(path).isFile() ? realpathSync(path) : path;
}

/**
 * Opens a file to be replaced as a whole: bytes go to a temporary name beside it, `prepare` syncs, `place` renames.
 * A device or a pipe can't be renamed onto and is written directly.
 *
 * @param dateOf the day for a dated name (`{yyyy}-{mm}.html`), asked for when all is written; without it a name is taken
 *   as it stands
 * @throws UserError exit 2 when the folder is missing or the path is one; exit 74 when the disk refuses.
 */
export function fileSink(path: string, dateOf?: () => string): Sink {
  const dated = dateOf !== undefined && isDated(path);
  const special = !dated && isSpecial(path);
  if (!dated && existsSync(path) && statSync(path).isDirectory()) {
    throw new UserError(`${path}: is a folder; name a file in it`);
  }
  const settled = dated ? standIn(path) : targetOf(path);
  const temporary = special ? path : join(dirname(settled), `.${basename(settled)}.${newToken()}.tmp`);
  let descriptor: number | null = attempt(path, () => openSync(temporary, special ? 'w' : 'wx', 0o666));
  let state: 'written' | 'prepared' | 'over' = 'written';
  let target = settled;
  let pending = '';
  const put = (bytes: Uint8Array) => {
    let done = 0;
    while (done < bytes.length) done += writeSync(descriptor as number, bytes, done);
  };
  const flush = () => {
    const bytes = Buffer.from(pending);
    pending = '';
    put(bytes);
  };
  const close = () => {
    if (descriptor !== null) closeSync(descriptor);
    descriptor = null;
  };
  const sink: Sink = {
    async write(text) {
      if (typeof text === 'string') pending += text;
      if (typeof text !== 'string' || pending.length >= CHUNK) attempt(path, flush);
      if (typeof text !== 'string') attempt(path, () => put(text));
    },
    async prepare() {
      if (state === 'written') {
        attempt(path, () => {
          flush();
          if (!special) fsyncSync(descriptor as number);
          close();
        });
        if (dated) {
          target = nameOutput(path, dateOf());
          makePlace(path, target, temporary);
        }
        state = 'prepared';
      }
      return special || state === 'over' ? null : resolve(temporary);
    },
    place() {
      if (state !== 'prepared') return;
      if (!special) {
        try {
          renameSync(temporary, target);
          syncFolder(dirname(target));
        } catch (error) {
          const { code } = error as NodeJS.ErrnoException;
          // Somebody has it open (Windows), or has put a folder there meanwhile.
          throw new UserError(
            `${target}: could not be replaced (${code}); see what holds it and run again`,
            74,
          );
        }
      }
      state = 'over';
      forget();
    },
    commit: () => commitAll([sink]),
    abort() {
      forget();
      if (state === 'over') return;
      state = 'over';
      close();
      if (!special) rmSync(temporary, { force: true });
    },
  };
  const forget = onAbandon(() => sink.abort());
  return sink;
}

/**
 * Makes the folder of a dated name, and finds out whether the file can be renamed into it: all that can fail must have
 * failed before anything is put into place.
 */
function makePlace(path: string, target: string, temporary: string): void {
  const folder = dirname(target);
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    if (!['EEXIST', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? ''))
      throw nameFailure(path, error);
    throw new UserError(
      `${target}: its folder cannot be made, because a file is in the way; choose another name`,
    );
  }
  if (statSync(target, { throwIfNoEntry: false })?.isDirectory()) {
    throw new UserError(`${target}: is a folder; choose another name`);
  }
  attempt(target, () => accessSync(folder, constants.W_OK));
  if (statSync(folder).dev === statSync(temporary).dev) return;
  throw new UserError(`${path}: the folder for its dates lies on another disk; name one on this disk`, 74);
}

/** A rename is on the disk when its folder is. Not every system can sync a folder, and those that can't need not. */
function syncFolder(folder: string): void {
  let descriptor: number | null = null;
  try {
    descriptor = openSync(folder, 'r');
    fsyncSync(descriptor);
  } catch (error) {
    if (['EIO', 'ENOSPC', 'EDQUOT'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  } finally {
    if (descriptor !== null) closeSync(descriptor);
  }
}

/**
 * Names of `newToken`: of what was being written, of a lock on its way, of a lock that was being taken over; and a
 * history that was being made.
 */
const LEFT_BEHIND = /^(\d+-[0-9a-f]{8}\.tmp|lock(\.\d+-[0-9a-f]{8})+(\.tmp)?|new\.tmp(-journal)?)$/;

/** A stream that the shell led into a file is on the disk before the history says that it was told. */
function syncStream(stream: NodeJS.WritableStream): void {
  const { fd } = stream as { fd?: number };
  if (fd === undefined || !fstatSync(fd).isFile()) return;
  attempt('standard output', () => fsyncSync(fd));
}

/** Removes what a killed run left of an output. Only for who holds its lock: then no living run is writing there. */
export function sweepOutput(path: string): void {
  const target = placeOf(path);
  const [folder, begin] = [dirname(target), `.${basename(target)}.`];
  for (const name of readdirSync(folder)) {
    if (name.startsWith(begin) && LEFT_BEHIND.test(name.slice(begin.length))) {
      rmSync(join(folder, name), { force: true });
    }
  }
}

/**
 * Writes to a stream that stays open (stdout). A reader that leaves raises `ReaderLeft`.
 * @param others there are other outputs: a reader that leaves is no reason not to write those
 */
export function streamSink(stream: NodeJS.WritableStream, others = false): Sink {
  let pending = '';
  let left = false;
  const send = (text: string | Uint8Array) =>
    new Promise<void>((resolve, reject) => {
      if (left) return resolve();
      stream.write(text, (error) => {
        if (!error) return resolve();
        const failure = nameFailure('standard output', error);
        left = others && failure instanceof ReaderLeft;
        if (left) resolve();
        else reject(failure);
      });
    });
  const flush = async () => {
    const chunk = pending;
    pending = '';
    if (chunk) await send(chunk);
  };
  return {
    async write(text) {
      if (typeof text === 'string') pending += text;
      if (typeof text !== 'string' || pending.length >= CHUNK) await flush();
      if (typeof text !== 'string') await send(text);
    },
    async prepare() {
      await flush();
      if (!left) syncStream(stream);
      return null;
    },
    place() {},
    isLeft: () => left,
    commit: flush,
    abort() {
      pending = '';
    },
  };
}

/** All that there is to write, at once. */
export async function writeAll(sink: Sink, text: string | Uint8Array): Promise<void> {
  await sink.write(text);
  await sink.commit();
}

function attempt<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw nameFailure(path, error);
  }
}

/** What a refused write means to the user; an error that is none of these comes back as it is. */
export function nameFailure(path: string, error: unknown): unknown {
  const code = (error as NodeJS.ErrnoException).code;
  switch (code) {
    case 'EPIPE':
      return new ReaderLeft();
    case 'ENOENT':
    case 'ENOTDIR':
      return new UserError(
        `${path}: the folder ${dirname(path)} does not exist; create it or choose another`,
      );
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
    case 'EBUSY':
    case 'ENXIO':
      return new UserError(`${path}: cannot be written (${code}); nothing was changed`, 74);
    case 'ENOSPC':
    case 'EDQUOT':
    case 'EFBIG':
    case 'EIO':
      return new UserError(
        `${path}: the disk is full or failing (${code}); files that were there are untouched`,
        74,
      );
    default:
      return error;
  }
}
