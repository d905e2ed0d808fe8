/**
 * The pages of a Parquet file, looked over before they are decoded. hyparquet takes counts and lengths within a page at
 * their word: a run of two thousand million values, a block of minus eight, a size that is missing keep it busy for hours.
 */
import { crc32 } from 'node:zlib';
import type { AsyncBuffer, ColumnMetaData, Compressors, RowGroup, SchemaElement } from 'hyparquet';
import { parquetHeader } from 'hyparquet/src/column.js';
import { decompressPage } from 'hyparquet/src/datapage.js';
import { readOffsetIndex } from 'hyparquet/src/indexes.js';

type PageHeader = ReturnType<typeof parquetHeader>;

/** What a page's header takes: a few dozen bytes, and the least and greatest value where they are kept there. */
const MOST_HEADER = 1024 * 1024;
const USUAL_HEADER = 4096;
const DICTIONARY = new Set(['PLAIN_DICTIONARY', 'RLE_DICTIONARY']);

/** How deep a value of a column lies: in optional or repeated elements, and in repeated ones. */
interface Depth {
  definition: number;
  repetition: number;
  element: SchemaElement;
}

/** What is wrong with a page: never what it holds. */
export class DamagedPage extends Error {
  constructor(
    readonly column: string,
    readonly reason: string,
  ) {
    super(`${column}: ${reason}`);
  }
}

/** The elements of a schema by dotted path, leaves alone. @throws RangeError where it names more than it holds */
export function leavesOf(schema: readonly SchemaElement[]): Map<string, Depth> {
  const leaves = new Map<string, Depth>();
  let at = 0;
  const visit = (path: string[], definition: number, repetition: number) => {
    const element = schema[at++];
    if (element === undefined) throw new RangeError('the schema names more elements than it holds');
    const root = at === 1;
    const kind = root ? 'REQUIRED' : element.repetition_type;
    const own = root ? [] : [...path, element.name];
    const depth = {
      definition: definition + (kind === 'REQUIRED' ? 0 : 1),
      repetition: repetition + (kind === 'REPEATED' ? 1 : 0),
      element,
    };
    if (!element.num_children) leaves.set(own.join('.'), depth);
    else for (let n = 0; n < element.num_children; n++) visit(own, depth.definition, depth.repetition);
  };
  visit([], 0, 0);
  return leaves;
}

/**
 * Walks all pages of a row group by their headers, against what the footer says of them, and the counted runs within.
 *
 * @returns whether the index of pages, where there is one for every column, agrees with the pages
 * @throws DamagedPage for what cannot be decoded, or would not end
 */
export async function checkGroup(
  file: AsyncBuffer,
  group: RowGroup,
  leaves: ReadonlyMap<string, Depth>,
  compressors: Compressors,
): Promise<boolean> {
  let indexed = true;
  for (const chunk of group.columns) {
    const column = chunk.meta_data!;
    const name = column.path_in_schema.join('.');
    const depth = leaves.get(name);
    if (depth === undefined) throw new DamagedPage(name, 'it is not in the schema');
    const pages = await checkColumn(file, column, Number(group.num_rows), { name, depth, compressors });
    const { offset_index_offset: offset, offset_index_length: length } = chunk;
    if (offset === undefined || length === undefined) indexed = false;
    else if (!(await agrees(file, Number(offset), length, pages))) indexed = false;
  }
  return indexed;
}

interface Column {
  name: string;
  depth: Depth;
  compressors: Compressors;
}

/** Where a page of data lies and its first row. */
interface Place {
  offset: number;
  size: number;
  row: number;
}

/** The pages of data. */
async function checkColumn(
  file: AsyncBuffer,
  meta: ColumnMetaData,
  rows: number,
  column: Column,
): Promise<Place[]> {
  const { name, depth } = column;
  // A dictionary may stand before the data without the footer saying so.
  const first = Number(meta.dictionary_page_offset || meta.data_page_offset);
  const end = first + Number(meta.total_compressed_size);
  const pages: Place[] = [];
  let at = first;
  let values = 0;
  let counted = 0;
  let dictionary: number | null = null;
  // The library takes a last single byte for none as well, and of lists reads all there is.
  while (at < end - 1 && (depth.repetition > 0 || values < Number(meta.num_values))) {
    const { header, length } = await readHeader(file, at, end, name);
    const size = header.compressed_page_size;
    const start = at + length;
    const refuse = (reason: string): DamagedPage => new DamagedPage(name, reason);
    if (!isCount(size) || start + size > end) throw refuse('a page is longer than the column');
    if (!isCount(header.uncompressed_page_size)) throw refuse('a page has no size');
    if (header.uncompressed_page_size > Number(meta.total_uncompressed_size))
      throw refuse('a page unpacks to more than the column');
    const bytes = new Uint8Array(await file.slice(start, start + size));
    if (header.crc !== undefined && crc32(bytes) !== header.crc >>> 0) throw refuse('a checksum is wrong');
    if (header.type === 'DICTIONARY_PAGE') {
      const count = header.dictionary_page_header?.num_values;
      // Each value takes a bit at the least.
      if (!isCount(count) || count > 8 * header.uncompressed_page_size)
        throw refuse('a dictionary has no count of values');
      dictionary = count;
    } else {
      const data = header.type === 'DATA_PAGE' ? header.data_page_header : header.data_page_header_v2;
      if (!isCount(data?.num_values) || values + data.num_values > Number(meta.num_values))
        throw refuse('its pages count more values than it has');
      const place = { offset: at, size: length + size, row: counted };
      pages.push(place);
      values += data.num_values;
      if (header.type === 'DATA_PAGE_V2') {
        if (!isCount(header.data_page_header_v2!.num_rows)) throw refuse('a page has no count of rows');
        counted += header.data_page_header_v2!.num_rows;
      }
      const begun = checkPage(bytes, header, meta, dictionary, column);
      if (header.type === 'DATA_PAGE') counted += begun;
    }
    at = start + size;
  }
  if (values !== Number(meta.num_values))
    throw new DamagedPage(name, 'its pages count fewer values than it has');
  if (pages.length > 0 && counted !== rows)
    throw new DamagedPage(name, 'its pages count other rows than the row group');
  return pages;
}

async function readHeader(file: AsyncBuffer, at: number, end: number, name: string) {
  for (const most of [USUAL_HEADER, MOST_HEADER]) {
    const reader = { view: new DataView(await file.slice(at, Math.min(end, at + most))), offset: 0 };
    try {
      return { header: parquetHeader(reader), length: reader.offset };
    } catch {
      // Longer than was taken, or damaged.
    }
  }
  throw new DamagedPage(name, 'the header of a page cannot be read');
}

/** Levels and values of one page, as far as they are counted and not measured out. @returns the rows that begin in it */
function checkPage(
  packed: Uint8Array,
  header: PageHeader,
  { codec, type }: ColumnMetaData,
  dictionary: number | null,
  { name, depth, compressors }: Column,
): number {
  const { definition, repetition } = depth;
  const refuse = (reason: string): DamagedPage => new DamagedPage(name, reason);
  const unpack = (from: Uint8Array, size: number): Uint8Array => {
    try {
      return decompressPage(from, size, codec, compressors);
    } catch (error) {
      if (codec !== undefined && !(codec in compressors) && codec !== 'UNCOMPRESSED') throw error;
      throw refuse('a page cannot be unpacked');
    }
  };
  let bytes: Uint8Array;
  let at = 0;
  let count: number;
  let rows = 0;
  let encoding: string | undefined;
  const v2 = header.data_page_header_v2;
  if (header.type === 'DATA_PAGE') {
    const data = header.data_page_header!;
    bytes = unpack(packed, header.uncompressed_page_size);
    count = data.num_values;
    encoding = data.encoding;
    const levels = (most: number) => {
      const length = bytes.length < at + 4 ? Number.NaN : viewOf(bytes).getUint32(at, true);
      if (!(at + 4 + length <= bytes.length)) throw refuse('levels are longer than their page');
      const walked = walkRuns(bytes.subarray(at + 4, at + 4 + length), widthOf(most), count, most);
      if (walked === null) throw refuse('levels are counted wrongly');
      at += 4 + length;
      return walked;
    };
    rows = repetition > 0 ? levels(repetition).none : count;
    if (definition > 0) count = levels(definition).most;
  } else if (v2 !== undefined) {
    count = v2.num_values - v2.num_nulls;
    rows = v2.num_rows;
    encoding = v2.encoding;
    const [first, second] = [v2.repetition_levels_byte_length, v2.definition_levels_byte_length];
    if (!isCount(first) || !isCount(second) || first + second > packed.length || !isCount(count))
      throw refuse('levels are longer than their page');
    const walk = (from: number, to: number, most: number) => {
      const walked = walkRuns(packed.subarray(from, to), widthOf(most), v2.num_values, most);
      if (walked === null) throw refuse('levels are counted wrongly');
      return walked;
    };
    if ((repetition > 0 ? walk(0, first, repetition).none : v2.num_values) !== rows)
      throw refuse('it counts other rows than it has');
    if (definition > 0 && walk(first, first + second, definition).most !== count)
      throw refuse('it counts other blanks than it has');
    const size = header.uncompressed_page_size - first - second;
    bytes = packed.subarray(first + second);
    if (!isCount(size)) throw refuse('levels are longer than their page');
    if (v2.is_compressed !== false && size > 0) bytes = unpack(bytes, size);
  } else throw refuse('a page is of no known kind');
  checkValues(bytes.subarray(at), encoding, type, count, dictionary, refuse);
  return rows;
}

function checkValues(
  bytes: Uint8Array,
  encoding: string | undefined,
  type: string,
  count: number,
  dictionary: number | null,
  refuse: (reason: string) => DamagedPage,
): void {
  if (count === 0) return;
  if (encoding === undefined) throw refuse('a page is encoded in no known way');
  if (DICTIONARY.has(encoding) || (encoding === 'RLE' && type !== 'BOOLEAN')) {
    const width = bytes[0];
    if (dictionary === null || width === undefined || width > 32) throw refuse('a page has no dictionary');
    if (width > 0 && walkRuns(bytes.subarray(1), width, count, dictionary - 1) === null)
      throw refuse('values are counted wrongly, or are not in the dictionary');
    if (dictionary === 0) throw refuse('values are not in the dictionary');
  } else if (encoding === 'RLE') {
    const length = bytes.length < 4 ? Number.NaN : viewOf(bytes).getUint32(0, true);
    if (!(4 + length <= bytes.length) || walkRuns(bytes.subarray(4, 4 + length), 1, count, 1) === null)
      throw refuse('values are counted wrongly');
  } else if (encoding.startsWith('DELTA_')) {
    let at = walkDeltas(bytes, 0, count);
    // Lengths of what texts share with the one before, and of the rest.
    if (at !== null && encoding === 'DELTA_BYTE_ARRAY') at = walkDeltas(bytes, at, count);
    if (at === null) throw refuse('differences are counted wrongly');
  } else if (count > 8 * bytes.length) throw refuse('a page holds fewer values than it counts');
}

/**
 * Walks runs of the RLE and bit-packed hybrid (Apache Parquet, Encodings).
 *
 * @returns how many of `count` values are 0, and equal `most`; null where a run is too long, too short, or a value larger
 */
function walkRuns(
  bytes: Uint8Array,
  width: number,
  count: number,
  most: number,
): { none: number; most: number } | null {
  let at = 0;
  let seen = 0;
  let none = 0;
  let equal = 0;
  while (seen < count) {
    const header = readVarint(bytes, at);
    if (header === null) return null;
    at = header.end;
    const length = Math.floor(header.value / 2);
    if (header.value % 2 === 0) {
      const size = (width + 7) >> 3;
      if (seen + length > count || at + size > bytes.length) return null;
      let value = 0;
      for (let n = 0; n < size; n++) value += bytes[at + n]! * 2 ** (8 * n);
      if (length > 0 && value > most) return null;
      if (value === 0) none += length;
      if (value === most) equal += length;
      at += size;
      seen += length;
      continue;
    }
    // Eight values a group; the last group is filled up. The library counts in 31 bits.
    if (length >= 2 ** 28) return null;
    const taken = Math.min(count - seen, length * 8);
    if (at + Math.ceil((taken * width) / 8) > bytes.length) return null;
    let bit = at * 8;
    for (let n = 0; n < taken; n++, bit += width) {
      let value = 0;
      for (let got = 0; got < width; ) {
        const place = bit + got;
        const bits = Math.min(8 - (place & 7), width - got);
        value += ((bytes[place >> 3]! >> (place & 7)) & ((1 << bits) - 1)) * 2 ** got;
        got += bits;
      }
      if (value > most) return null;
      if (value === 0) none++;
      if (value === most) equal++;
    }
    at += length * width;
    seen += taken;
  }
  return { none, most: equal };
}

/** Walks a block of differences. @returns where it ends; null where it cannot be as it says */
function walkDeltas(bytes: Uint8Array, from: number, count: number): number | null {
  let at = from;
  const next = (): number => {
    const read = readVarint(bytes, at);
    if (read === null) return Number.NaN;
    at = read.end;
    return read.value;
  };
  const [block, minis, total] = [next(), next(), next()];
  next();
  // 128 values a block and 32 a part are the least by the format; writers use few times that.
  if (!(minis > 0 && minis <= 4096 && block > 0 && block <= 2 ** 24 && total === count)) return null;
  const part = block / minis;
  if (!Number.isInteger(part) || part % 8 !== 0) return null;
  for (let seen = 1; seen < count; ) {
    if (Number.isNaN(next())) return null;
    const widths = bytes.subarray(at, at + minis);
    at += minis;
    for (let n = 0; n < minis && seen < count; n++) {
      const width = widths[n];
      if (width === undefined || width > 64) return null;
      // The last part need not be filled up.
      if (at + Math.ceil((Math.min(part, count - seen) * width) / 8) > bytes.length) return null;
      at = Math.min(bytes.length, at + (part / 8) * width);
      seen += part;
    }
  }
  return at;
}

/** LEB128 of at most ten bytes, as 64 bits take; where more than 53 bits are used the last are not exact. */
function readVarint(bytes: Uint8Array, from: number): { value: number; end: number } | null {
  let value = 0;
  for (let n = 0; n < 10; n++) {
    const byte = bytes[from + n];
    if (byte === undefined) return null;
    value += (byte & 127) * 2 ** (7 * n);
    if (byte < 128) return { value, end: from + n + 1 };
  }
  return null;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function widthOf(most: number): number {
  return 32 - Math.clz32(most);
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Whether an index of pages says of each where it lies and its first row as it is. */
async function agrees(file: AsyncBuffer, offset: number, length: number, pages: readonly Place[]) {
  if (!(offset >= 4 && length > 0 && offset + length <= file.byteLength)) return false;
  try {
    const view = new DataView(await file.slice(offset, offset + length));
    const { page_locations: places } = readOffsetIndex({ view, offset: 0 });
    return (
      places.length === pages.length &&
      places.every((place, n) => {
        const page = pages[n]!;
        return (
          Number(place.offset) === page.offset &&
          place.compressed_page_size === page.size &&
          Number(place.first_row_index) === page.row
        );
      })
    );
  } catch {
    return false;
  }
}
