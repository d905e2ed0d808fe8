/** Parquet: records by row group, nested values as dotted paths. The one door to hyparquet. */
import { closeSync, openSync, readSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { AsyncBuffer, FileMetaData } from 'hyparquet';
import { UserError } from '../errors.js';
import { readAll } from './archive.js';
import { type FlatRecord, flatten, type Json } from './leaves.js';
import { checkGroup, DamagedPage, leavesOf } from './parquet-pages.js';
import type { Source } from './source.js';
import { shownHeader } from './words.js';

/** A file that came through a pipe or an archive is held in memory up to here: Parquet is read from its end. */
const MOST_PACKED = 256 * 1024 * 1024;
/** Unpacked bytes of the rows that are read at a time. */
const WINDOW = 24 * 1024 * 1024;
/** Without an index of pages every window unpacks what stands before it, so there are only so many of a row group. */
const MOST_WINDOWS = 16;
/** What a row group may unpack to: a million long reviews. */
const MOST_GROUP = 2 * 1024 * 1024 * 1024;
const BATCH = 256;

/** Encrypted files too (`PARE`), which are refused with a message of their own. */
export function isParquet(head: Buffer): boolean {
  return (
    head.subarray(0, 4).toString('latin1') === 'PAR1' || head.subarray(0, 4).toString('latin1') === 'PARE'
  );
}

interface ParquetFile {
  /** Reads the records anew, in batches. */
  records(): AsyncGenerator<FlatRecord[]>;
}

/**
 * Opens a Parquet file by its footer.
 *
 * @throws UserError for what is encrypted, damaged, cut off, or too large to be read by row groups.
 */
export async function openParquet(source: Source): Promise<ParquetFile> {
  const { name } = source;
  const { parquetMetadataAsync } = await import('hyparquet');
  const { bytes: head } = await source.head(4);
  if (head.toString('latin1') === 'PARE')
    throw new UserError(`${name}: is an encrypted Parquet file: write it without encryption`);
  const file = await openBuffer(source);
  const metadata = await attempt(name, () => parquetMetadataAsync(file));
  await attempt(name, () => checkFooter(name, metadata, file.byteLength));
  /** Of row groups whose pages have been looked over: whether their index of pages can be used. */
  const checked: boolean[] = [];
  return { records: () => readRecords(name, file, metadata, checked) };
}

/** @throws UserError for a footer that contradicts itself: it would have the library read on and on. */
function checkFooter(name: string, metadata: FileMetaData, size: number): void {
  const { schema, row_groups: groups } = metadata;
  if (groups.reduce((sum, { num_rows }) => sum + num_rows, 0n) !== metadata.num_rows) throw damaged(name);
  const flat = groups.every(({ columns }) => columns.length === schema.length - 1);
  for (const { columns, num_rows } of groups) {
    let unpacked = 0;
    for (const { meta_data: column } of columns) {
      if (column === undefined)
        throw new UserError(`${name}: holds encrypted columns: write it without encryption`);
      const start = Number(column.dictionary_page_offset ?? column.data_page_offset);
      const length = Number(column.total_compressed_size);
      const counted = flat ? column.num_values === num_rows : column.num_values >= 0n;
      if (num_rows < 0n || !counted || !(start >= 4) || !(length >= 0) || !(start + length <= size))
        throw damaged(name);
      unpacked += Number(column.total_uncompressed_size);
    }
    if (unpacked > MOST_GROUP)
      throw new UserError(
        `${name}: a row group unpacks to ${Math.round(unpacked / 2 ** 20)} MB: write it with smaller row groups`,
      );
  }
}

async function openBuffer(source: Source): Promise<AsyncBuffer> {
  const { path } = source;
  if (path === undefined) {
    const bytes = await readAll(source, MOST_PACKED);
    return {
      byteLength: bytes.length,
      slice: (start, end) => toArrayBuffer(bytes.subarray(start, end)),
    };
  }
  const { size } = await stat(path);
  return {
    byteLength: size,
    slice(start, end = size) {
      const bytes = Buffer.allocUnsafe(Math.max(0, end - start));
      const descriptor = openSync(path, 'r');
      try {
        let done = 0;
        while (done < bytes.length) {
          const read = readSync(descriptor, bytes, done, bytes.length - done, start + done);
          if (read === 0) break;
          done += read;
        }
        return toArrayBuffer(bytes.subarray(0, done));
      } finally {
        closeSync(descriptor);
      }
    },
  };
}

function toArrayBuffer(bytes: Buffer): ArrayBuffer {
  const { buffer, byteOffset, byteLength } = bytes;
  return buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer;
}

async function* readRecords(
  name: string,
  file: AsyncBuffer,
  metadata: FileMetaData,
  checked: boolean[],
): AsyncGenerator<FlatRecord[]> {
  const [{ parquetRead }, { compressors: library }] = await Promise.all([
    import('hyparquet'),
    import('hyparquet-compressors'),
  ]);
  // What is empty is packed in a byte or none, which LZ4 of the library takes for damaged.
  const compressors = Object.fromEntries(
    Object.entries(library).map(([codec, unpack]) => [
      codec,
      (bytes: Uint8Array, size: number) => (size === 0 ? new Uint8Array(0) : unpack!(bytes, size)),
    ]),
  );
  let record = 0;
  let groupStart = 0;
  const leaves = await attempt(name, () => leavesOf(metadata.schema));
  const flat = [...leaves]
    .filter(([path]) => metadata.schema.some((one) => one.name === path))
    .map(([path]) => path);
  for (const [at, group] of metadata.row_groups.entries()) {
    const where = `row group ${at + 1} of ${metadata.row_groups.length}`;
    checked[at] ??= await attempt(name, () => checkGroup(file, group, leaves, compressors), where);
    const rows = Number(group.num_rows);
    const unpacked = group.columns.reduce(
      (sum, one) => sum + Number(one.meta_data!.total_uncompressed_size),
      0,
    );
    const windows = Math.min(MOST_WINDOWS, Math.max(1, Math.ceil(unpacked / WINDOW)));
    const step = Math.max(1, Math.ceil(rows / windows));
    for (let from = 0; from < rows; from += step) {
      const rowStart = groupStart + from;
      const rowEnd = groupStart + Math.min(rows, from + step);
      const read: { [key: string]: unknown }[] = [];
      await attempt(
        name,
        () =>
          parquetRead({
            file,
            metadata,
            compressors,
            rowStart,
            rowEnd,
            rowFormat: 'object',
            useOffsetIndex: checked[at]!,
            onComplete: (objects) => {
              for (const one of objects) read.push(one);
            },
          }),
        where,
      );
      if (read.length !== rowEnd - rowStart) throw damaged(name, where);
      // Blank is null; what is missing was not where the pages say.
      for (const path of flat)
        if (read.some((one) => one[path] === undefined))
          throw damaged(name, `column ${shownHeader(path)}, ${where}`);
      for (let start = 0; start < read.length; start += BATCH) {
        yield read.slice(start, start + BATCH).map((one) => ({
          record: ++record,
          line: null,
          leaves: flatten(toJson(one) as { [key: string]: Json }),
          problem: null,
        }));
      }
    }
    groupStart += rows;
  }
}

/** Values as JSON has them: days and instants as ISO, whole numbers exact, bytes that are no text left out. */
function toJson(value: unknown): Json {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value === 'bigint') {
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : String(value);
  }
  if (value instanceof Date) {
    if (Number.isNaN(value.getTime())) return null;
    const iso = value.toISOString();
    return iso.endsWith('T00:00:00.000Z') ? iso.slice(0, 10) : iso;
  }
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return null;
  if (Array.isArray(value)) return value.map(toJson);
  if (value instanceof Map)
    return Object.fromEntries([...value].map(([key, one]) => [String(key), toJson(one)]));
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, toJson(one)]));
}

async function attempt<T>(name: string, action: () => T | Promise<T>, where?: string): Promise<T> {
  try {
    return await action();
  } catch (error) {
    if (error instanceof UserError || !(error instanceof Error)) throw error;
    if (error instanceof DamagedPage)
      throw damaged(name, `column ${shownHeader(error.column)}, ${where}: ${error.reason}`);
    const { code } = error as { code?: unknown };
    // zstd's errors bear a number.
    if (typeof code === 'string' && !code.startsWith('ERR_')) throw error;
    // The library throws plain, type and range errors alike where bytes are not as its footer says.
    const codec = /unsupported compression codec:? *(\w+)/i.exec(error.message)?.[1];
    throw codec === undefined || codec === 'undefined'
      ? damaged(name, where)
      : new UserError(
          `${name}: is packed with ${codec}, which cannot be read: write it with zstd, snappy or gzip`,
        );
  }
}

function damaged(name: string, where?: string): UserError {
  const place = where === undefined ? '' : ` (${where})`;
  return new UserError(`${name}: is a damaged or cut-off Parquet file${place}: export it again`);
}
