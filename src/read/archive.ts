/** gzip and zip: what is packed is read as if it lay beside. Nothing is unpacked to disk. */
import { pipeline, Readable } from 'node:stream';
import { crc32, createGunzip } from 'node:zlib';
import type { Entry, ZipFile } from 'yauzl';
import { UserError } from '../errors.js';
import { repeatable, type Source } from './source.js';

/**
 * A bomb is more than this in bytes and more than so many times its packed size. Exports shrink to a tenth or a
 * twentieth; a table of one repeated row to a hundredth.
 */
const SUSPICIOUS_BYTES = 64 * 1024 * 1024;
const SUSPICIOUS_RATIO = 200;
/** A zip archive that came through a pipe within another archive is held in memory up to here. */
const MOST_PACKED = 256 * 1024 * 1024;
const MOST_ENTRIES = 10_000;

export function isGzip(head: Buffer): boolean {
  return head[0] === 0x1f && head[1] === 0x8b && head[2] === 0x08;
}

export function isZip(head: Buffer): boolean {
  return head[0] === 0x50 && head[1] === 0x4b && head[2] === 0x03 && head[3] === 0x04;
}

function isBomb(unpacked: number, packed: number): boolean {
  return unpacked > SUSPICIOUS_BYTES && unpacked > packed * SUSPICIOUS_RATIO;
}

function refuseBomb(name: string): UserError {
  return new UserError(
    `${name}: unpacks to more than ${SUSPICIOUS_RATIO} times its size, as no export does: unpack it yourself if you trust it`,
  );
}

/** The file in a gzip archive, unpacked anew for every pass. */
export function openGzip(packed: Source): Source {
  const { name } = packed;
  return repeatable(
    name,
    async function* () {
      let taken = 0;
      let given = 0;
      const count = async function* () {
        for await (const chunk of packed.chunks()) {
          taken += chunk.length;
          yield chunk;
        }
      };
      const gunzip = createGunzip({ chunkSize: 64 * 1024 });
      pipeline(Readable.from(count()), gunzip, () => {});
      try {
        for await (const chunk of gunzip as AsyncIterable<Buffer>) {
          given += chunk.length;
          if (isBomb(given, taken)) throw refuseBomb(name);
          yield chunk;
        }
      } catch (error) {
        throw damaged(name, 'gzip', error);
      }
    },
    packed.close,
  );
}

/** An archive whose directory has been read. */
export interface Archive {
  entries: Entry[];
  /** An entry as a source; its name is the archive's and its own. */
  source(entry: Entry): Source;
  /** Closes the archive, not the source it was opened from. */
  close(): void;
}

/**
 * Reads the directory of a zip archive and refuses what is a bomb by its declared sizes; that no entry is larger than
 * declared is checked while it is read.
 *
 * @throws UserError for a bomb, a damaged archive, and one with a password.
 */
export async function openZip(packed: Source): Promise<Archive> {
  const { name } = packed;
  const yauzl = (await import('yauzl')).default;
  let file: ZipFile;
  const entries: Entry[] = [];
  let size = 0;
  try {
    const options = { lazyEntries: true, autoClose: false };
    file =
      packed.path === undefined
        ? await yauzl.fromBufferPromise(await readAll(packed, MOST_PACKED), options)
        : await yauzl.openPromise(packed.path, options);
  } catch (error) {
    throw damaged(name, 'zip', error);
  }
  try {
    if (file.entryCount > MOST_ENTRIES) {
      throw new UserError(
        `${name}: holds ${file.entryCount} files: unpack it and name the exports among them`,
      );
    }
    for await (const entry of file.eachEntry()) {
      size += entry.uncompressedSize;
      entries.push(entry);
      if (isBomb(size, file.fileSize)) throw refuseBomb(name);
    }
  } catch (error) {
    file.close();
    throw damaged(name, 'zip', error);
  }
  return {
    entries,
    source: (entry) => openEntry(file, entry, `${name}/${entry.fileName}`),
    close: () => file.close(),
  };
}

function openEntry(file: ZipFile, entry: Entry, name: string): Source {
  return repeatable(
    name,
    async function* () {
      if (entry.isEncrypted()) {
        throw new UserError(`${name}: is protected by a password: unpack it first`);
      }
      try {
        const stream = await file.openReadStreamPromise(entry);
        let sum = 0;
        for await (const chunk of stream as AsyncIterable<Buffer>) {
          sum = crc32(chunk, sum);
          yield chunk;
        }
        // yauzl leaves the checksum to its users.
        if (sum !== entry.crc32) throw new Error('checksum');
      } catch (error) {
        throw damaged(name, 'zip', error);
      }
    },
    async () => {},
  );
}

/** All bytes of a source, for formats that must be read from their end. */
export async function readAll(source: Source, most: number): Promise<Buffer> {
  const { bytes, whole } = await source.head(most);
  if (!whole) {
    throw new UserError(`${source.name}: is larger than ${most >> 20} MB: export the reviews as CSV`);
  }
  return bytes;
}

/** What the libraries say of a damaged archive; anything else is thrown on as it is. */
function damaged(name: string, format: string, error: unknown): unknown {
  if (error instanceof UserError || !(error instanceof Error)) return error;
  const { code } = error as NodeJS.ErrnoException;
  const zlib = code?.startsWith('Z_') || code === 'ERR_STREAM_PREMATURE_CLOSE';
  // yauzl throws plain errors without a code.
  if (!zlib && (code !== undefined || error.constructor !== Error)) return error;
  return new UserError(`${name}: is a damaged or cut-off ${format} archive: fetch it again`);
}
