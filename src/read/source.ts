/** Bytes of an input, readable more than once: layout, repeats and reviews are found in separate passes. */
import {
  closeSync,
  constants,
  createReadStream,
  mkdtempSync,
  openSync,
  readSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../errors.js';
import type { Input } from '../types.js';

/** Chunks this small are recycled by the allocator without touching fresh memory pages. */
const CHUNK = 64 * 1024;
/** A stream up to this size is kept in memory; a longer one goes to a private temporary file. */
const MEMORY = 32 * 1024 * 1024;
/** Milliseconds between two looks into a pipe that holds nothing. */
const PIPE_PAUSE = 20;

export interface Source {
  name: string;
  /** The bytes from the start; may be called again, for another pass. */
  chunks(): AsyncGenerator<Buffer>;
  /** At most `size` bytes from the start, and whether that is all. */
  head(size: number): Promise<{ bytes: Buffer; whole: boolean }>;
  /** Where the bytes lie, when they are a regular file as it is: for formats that are read from their end. */
  path?: string;
  /** The temporary copy of a long stream. */
  spoolPath?: string;
  /** Frees memory and temporary files. */
  close(): Promise<void>;
}

/**
 * Lets the event loop turn, so that a signal is heard in the midst of work that never waits. Once a batch of rows: it
 * costs microseconds.
 */
export function hearSignals(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

const spools = new Set<string>();

/** Removes the temporary copies of streams. Synchronous, so that a signal handler can call it. */
export function removeSpools(): void {
  for (const folder of spools) rmSync(folder, { recursive: true, force: true });
  spools.clear();
}

/**
 * Opens an input for repeated reading. A regular file is read in place; standard input, pipes and devices are
 * copied (to memory up to 32 MB, then to a temporary file that only this user can read).
 *
 * @throws UserError when a path does not exist or cannot be read.
 */
export async function openSource(input: Input): Promise<Source> {
  if (!('path' in input)) return spool('standard input', input.stream as AsyncIterable<Buffer | string>);
  const { name, path } = input;
  try {
    const info = await stat(path);
    if (!info.isFile()) return await spool(name, info.isFIFO() ? openPipe(path) : createReadStream(path));
    closeSync(openSync(path, 'r'));
  } catch (error) {
    throw readable(error, name);
  }
  const file = repeatable(
    name,
    async function* () {
      // Opened for each pass alone: many files need no more than one descriptor.
      let descriptor: number | null = null;
      try {
        descriptor = openSync(path, 'r');
        let position = 0;
        for (;;) {
          const buffer = Buffer.allocUnsafe(CHUNK);
          // Synchronous: there is nothing else to do meanwhile, and the thread pool would cost more than the read.
          const bytesRead = readSync(descriptor, buffer, 0, CHUNK, position);
          if (bytesRead === 0) return;
          position += bytesRead;
          yield buffer.subarray(0, bytesRead);
        }
      } catch (error) {
        throw readable(error, name);
      } finally {
        if (descriptor !== null) closeSync(descriptor);
      }
    },
    async () => {},
  );
  return { ...file, path };
}

/**
 * A named pipe, opened without waiting for whoever writes: an open that waits holds a thread that no signal and no limit of
 * time ends. Until somebody writes, asking again costs nothing; a shell's `<(…)` and /dev/stdin have their writer already.
 */
async function* openPipe(path: string): AsyncGenerator<Buffer> {
  const descriptor = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const buffer = Buffer.allocUnsafe(CHUNK);
    // Of a pipe without a name the writer was there before us: an end is its end.
    let heard = /^\/(?:dev|proc)\//.test(path);
    for (let idle = 0; ; ) {
      const bytesRead = readIfAny(descriptor, buffer);
      if (bytesRead === 0 && heard) return;
      heard ||= bytesRead !== 0;
      if (bytesRead) {
        idle = 0;
        yield Buffer.from(buffer.subarray(0, bytesRead));
      } else if (idle++ < 100) await hearSignals();
      else await new Promise((resolve) => setTimeout(resolve, PIPE_PAUSE));
    }
  } finally {
    closeSync(descriptor);
  }
}

/** Bytes read; null where somebody holds the other end of a pipe and has written nothing yet. */
function readIfAny(descriptor: number, buffer: Buffer): number | null {
  try {
    return readSync(descriptor, buffer, 0, buffer.length, null);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return null;
    throw error;
  }
}

/** A source of chunks that can be asked for again and again. */
export function repeatable(name: string, chunks: Source['chunks'], close: Source['close']): Source {
  return { name, chunks, head: (size) => takeHead(chunks(), size), close };
}

/** Bytes in pieces, so that a reader that has its 10,000 records need not take the rest. */
export async function* inPieces(bytes: Buffer): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += 262_144) yield bytes.subarray(at, at + 262_144);
}

async function takeHead(chunks: AsyncGenerator<Buffer>, size: number) {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    parts.push(chunk);
    length += chunk.length;
    if (length > size) return { bytes: Buffer.concat(parts).subarray(0, size), whole: false };
  }
  return { bytes: Buffer.concat(parts), whole: true };
}

async function spool(name: string, stream: AsyncIterable<Buffer | string>): Promise<Source> {
  const parts: Buffer[] = [];
  let length = 0;
  let file: { folder: string; path: string; descriptor: number } | null = null;
  try {
    for await (const piece of stream) {
      const bytes = typeof piece === 'string' ? Buffer.from(piece) : piece;
      length += bytes.length;
      if (file === null && length > MEMORY) {
        const folder = mkdtempSync(join(tmpdir(), 'reviewscan-'));
        spools.add(folder);
        const path = join(folder, 'input');
        file = { folder, path, descriptor: openSync(path, 'wx', 0o600) };
        for (const part of parts) writeAll(file.descriptor, part);
        parts.length = 0;
      }
      if (file === null) parts.push(bytes);
      else writeAll(file.descriptor, bytes);
    }
  } catch (error) {
    if (file !== null) {
      closeSync(file.descriptor);
      rmSync(file.folder, { recursive: true, force: true });
      spools.delete(file.folder);
    }
    throw readable(error, name);
  }
  if (file === null) {
    return repeatable(
      name,
      async function* () {
        for (const part of parts) yield part;
      },
      async () => {
        parts.length = 0;
      },
    );
  }
  closeSync(file.descriptor);
  const { folder, path } = file;
  const inner = await openSource({ name, path });
  return {
    ...inner,
    spoolPath: path,
    async close() {
      await inner.close();
      rmSync(folder, { recursive: true, force: true });
      spools.delete(folder);
    },
  };
}

function writeAll(descriptor: number, bytes: Buffer): void {
  for (let done = 0; done < bytes.length; ) done += writeSync(descriptor, bytes, done);
}

function readable(error: unknown, name: string): unknown {
  if (error instanceof UserError || !(error instanceof Error)) return error;
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new UserError(`${name}: no such file; check the path, or use - to read standard input`);
  }
  if (code === 'EACCES' || code === 'EPERM') {
    return new UserError(`${name}: not allowed to read this file; check its permissions`);
  }
  if (code === 'ENOSPC') {
    return new UserError(`${name}: no room for the temporary copy of the input; free some disk space`, 74);
  }
  if (code !== undefined) return new UserError(`${name}: cannot be read (${code})`);
  return error;
}
