import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { UserError } from '../errors.js';
import { onAbandon } from './abandon.js';

/** Where text of one output goes. `write` may be called many times; nothing is visible until `commit`. */
export interface Sink {
  /** Waits when the reader is slower than we are. */
  write(text: string | Uint8Array): Promise<void>;
  /** Puts what was written on the disk, still under its temporary name, which it returns; null where there is none. */
  prepare(): Promise<string | null>;
  commit(): Promise<void>;
  /** Throws away what was written; safe to call at any time, also after `commit`. */
  abort(): void;
}

/** The reader of our pipe left (`| head`): nothing to say, nothing to repair. */
export class ReaderLeft extends Error {}

const CHUNK = 1 << 16;

/**
 * Opens a file to be replaced as a whole: bytes go to a temporary name beside it, `commit` syncs and renames.
 * A device or a pipe (`/dev/stdout`) can't be renamed onto and is written directly.
 * @throws UserError exit 2 when the folder is missing or the path is one; exit 74 when the disk refuses.
 */
export function fileSink(path: string): Sink {
  // Links are followed for files alone: `/dev/stdout` leads to a pipe, which has no path of its own.
  const found = existsSync(path) ? statSync(path) : null;
  const special = found !== null && !found.isFile();
  const target = found?.isFile() ? realpathSync(path) : path;
  if (found?.isDirectory()) {
    throw new UserError(`${path}: is a folder; name a file, e.g. ${join(path, 'report.json')}`);
  }
  const temporary = special ? target : join(dirname(target), `.${basename(target)}.${process.pid}.tmp`);
  let descriptor: number | null = attempt(path, () => openSync(temporary, special ? 'w' : 'wx', 0o666));
  let pending = '';
  let written = false;
  const put = (bytes: Uint8Array) => {
    let done = 0;
    while (done < bytes.length) done += writeSync(descriptor as number, bytes, done);
  };
  const flush = () => {
    const bytes = Buffer.from(pending);
    pending = '';
    put(bytes);
  };
  const sink: Sink = {
    async write(text) {
      if (typeof text === 'string') pending += text;
      if (typeof text !== 'string' || pending.length >= CHUNK) attempt(path, flush);
      if (typeof text !== 'string') attempt(path, () => put(text));
    },
    async prepare() {
      if (descriptor === null) return written && !special ? resolve(temporary) : null;
      attempt(path, () => {
        flush();
        if (!special) fsyncSync(descriptor as number);
        closeSync(descriptor as number);
        descriptor = null;
        written = true;
      });
      return special ? null : resolve(temporary);
    },
    async commit() {
      await sink.prepare();
      if (written && !special) attempt(path, () => renameSync(temporary, target));
      written = false;
      forget();
    },
    abort() {
      forget();
      if (descriptor !== null) closeSync(descriptor);
      else if (!written) return;
      descriptor = null;
      written = false;
      if (!special) rmSync(temporary, { force: true });
    },
  };
  const forget = onAbandon(() => sink.abort());
  return sink;
}

/** Writes to a stream that stays open (stdout). A reader that leaves raises `ReaderLeft`. */
export function streamSink(stream: NodeJS.WritableStream): Sink {
  let pending = '';
  const send = (text: string | Uint8Array) =>
    new Promise<void>((resolve, reject) => {
      stream.write(text, (error) => {
        if (!error) resolve();
        else reject(nameFailure('standard output', error));
      });
    });
  const sink: Sink = {
    async write(text) {
      if (typeof text === 'string') pending += text;
      if (typeof text !== 'string' || pending.length >= CHUNK) await sink.commit();
      if (typeof text !== 'string') await send(text);
    },
    prepare: async () => null,
    async commit() {
      const chunk = pending;
      pending = '';
      if (chunk) await send(chunk);
    },
    abort() {
      pending = '';
    },
  };
  return sink;
}

function attempt<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw nameFailure(path, error);
  }
}

/** What a refused write means to the user; an error that is none of these comes back as it is. */
function nameFailure(path: string, error: unknown): unknown {
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
      return new UserError(`${path}: cannot be written (${code}); nothing was changed`, 74);
    case 'ENOSPC':
    case 'EDQUOT':
    case 'EIO':
      return new UserError(
        `${path}: the disk is full or failing (${code}); files that were there are untouched`,
        74,
      );
    case 'EEXIST':
      return new UserError(`${path}: another run is writing it (its temporary file exists)`, 4);
    default:
      return error;
  }
}
