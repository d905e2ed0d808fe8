/** What the bytes are: refuses what is not text, finds the encoding, and turns any encoding into UTF-8 bytes. */
import { isUtf8 } from 'node:buffer';
import { decodeHTMLStrict } from 'entities/decode';
import iconv from 'iconv-lite';
import { UserError } from '../errors.js';

export interface Encoding {
  /** `utf-8`, `utf-16le`, `utf-16be`, `windows-1252`, `macintosh`, or the name the user gave. */
  name: string;
  /** Length of the byte order mark, to be skipped. */
  bom: number;
}

const EXPORT_AS_CSV = 'open it in the program it comes from and export it as CSV (UTF-8)';

/** Beginnings of files that are not text, and what to do with them. */
const SIGNATURES: { bytes: number[]; at?: number; what: string; next: string }[] = [
  { bytes: [0x50, 0x4b, 0x03, 0x04], what: 'a zip archive', next: 'unpack it first' },
  { bytes: [0x50, 0x4b, 0x05, 0x06], what: 'an empty zip archive', next: 'check the download' },
  {
    bytes: [0x1f, 0x8b],
    what: 'a gzip archive',
    next: 'unpack it first, e.g. gunzip -c FILE | reviewscan analyze -',
  },
  {
    bytes: [0xd0, 0xcf, 0x11, 0xe0],
    what: 'an old Excel or Word file, or one with a password',
    next: EXPORT_AS_CSV,
  },
  { bytes: [0x25, 0x50, 0x44, 0x46], what: 'a PDF', next: 'ask for the export as CSV or JSON' },
  { bytes: [0x89, 0x50, 0x4e, 0x47], what: 'a PNG picture', next: 'name an export of reviews instead' },
  { bytes: [0xff, 0xd8, 0xff], what: 'a JPEG picture', next: 'name an export of reviews instead' },
  { bytes: [0x47, 0x49, 0x46, 0x38], what: 'a GIF picture', next: 'name an export of reviews instead' },
  {
    bytes: [0x53, 0x51, 0x4c, 0x69, 0x74, 0x65],
    what: 'an SQLite database',
    next: 'export the table of reviews as CSV',
  },
  { bytes: [0x28, 0xb5, 0x2f, 0xfd], what: 'a Zstandard archive', next: 'unpack it first' },
  { bytes: [0x42, 0x5a, 0x68], what: 'a bzip2 archive', next: 'unpack it first' },
  { bytes: [0x37, 0x7a, 0xbc, 0xaf], what: 'a 7-Zip archive', next: 'unpack it first' },
  { bytes: [0x7f, 0x45, 0x4c, 0x46], what: 'a program', next: 'name an export of reviews instead' },
];

/** Refuses files that hold no text, saying what they are. `head` is the start of the file. */
export function refuseBinary(name: string, head: Buffer): void {
  for (const { bytes, what, next } of SIGNATURES) {
    if (!bytes.every((byte, index) => head[index] === byte)) continue;
    // bzip2's three letters could start a text; its next byte is the block size digit and then a fixed magic.
    if (bytes[0] === 0x42 && head.subarray(4, 7).toString('latin1') !== '1AY') continue;
    throw new UserError(`${name} is ${what}, not text: ${next}`);
  }
}

const SCRIPT =
  /^(?:export\s+default\s+|(?:export\s+)?(?:const|let|var)\s+[\w$]+[^=\n]{0,80}=\s*|(?:window|self|module|exports)\.[\w.$]+\s*=\s*)[[{]/;

const STATEMENT =
  /^(?:insert\s+(?:ignore\s+)?into|create\s+(?:table|database|schema|sequence)|drop\s+table|alter\s+table|set\s+[@\w.]+\s*(?:=|to\b)|set\s+names\b|begin(?:\s+transaction)?\s*;|start\s+transaction|pragma\s+\w|use\s+[`[\w]+\]?\s*;|lock\s+tables|select\s+pg_catalog|copy\s+[\w."]+\s*\()/i;
/** A table's name may be of ten words: with no end to them, each "copy" in a long text would be followed to its end. */
const ROWS =
  /\b(?:insert\s+(?:ignore\s+)?into|copy)\s+(?:[`"[] *)?[\w.$]+(?: +[\w.$]+){0,9}(?: *[`"[\]][\w.$`"[\]]*)?\s*(?:\(|values\b)/i;

/** A dump begins with a statement, behind comments alone, and writes rows into a table. */
function isSqlDump(text: string): boolean {
  const start = text.slice(0, 65_536);
  const first = start.replace(/^(?:\s+|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/;?|#[^\n]*(?:\n|$))+/, '');
  return STATEMENT.test(first) && ROWS.test(start);
}

/** Refuses web pages, scripts, SQL dumps, and text that is mostly control characters. */
export function refuseText(name: string, text: string): void {
  const start = text.slice(0, 4096).trimStart();
  if (/^(?:<\?xml[^>]*>\s*)?(?:<!--[^>]*>\s*)?(?:<!doctype html|<html)\b/i.test(start)) {
    throw new UserError(`${name} is a web page (HTML): export it as CSV or JSON`);
  }
  if (SCRIPT.test(start)) {
    throw new UserError(
      `${name} is JavaScript, not JSON: keep what stands from its first bracket to the last, and name it .json`,
    );
  }
  if (isSqlDump(text)) {
    throw new UserError(
      `${name} is an SQL dump (statements, not rows): load it into its database and export the table of reviews as CSV`,
    );
  }
  let controls = 0;
  const length = Math.min(text.length, 65536);
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(i);
    if (code < 32 && code !== 9 && code !== 10 && code !== 13 && code !== 12 && code !== 11) controls++;
  }
  // A few stray control characters happen in real exports; a tenth of them is no text.
  if (length > 0 && controls > 8 && controls / length > 0.1) {
    throw new UserError(`${name} is a binary file, not text: name an export in CSV, JSON or NDJSON`);
  }
}

/**
 * Finds the encoding: byte order mark, then UTF-16 by where its NULs stand, then strict UTF-8, then what old Macs wrote,
 * else windows-1252 (which browsers also mean by latin-1).
 *
 * @param head the start of the file; `whole` tells that nothing follows.
 */
export function detectEncoding(head: Buffer, whole: boolean): Encoding {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return { name: 'utf-8', bom: 3 };
  if (head[0] === 0xff && head[1] === 0xfe) return { name: 'utf-16le', bom: 2 };
  if (head[0] === 0xfe && head[1] === 0xff) return { name: 'utf-16be', bom: 2 };
  const wide = detectWide(head);
  if (wide !== null) return { name: wide, bom: 0 };
  if (isUtf8(whole ? head : head.subarray(0, completeLength(head)))) return { name: 'utf-8', bom: 0 };
  return { name: isMacintosh(head) ? 'macintosh' : 'windows-1252', bom: 0 };
}

const MOST_LOOKED_AT = 1024 * 1024;
const isLower = (byte: number | undefined): boolean => byte !== undefined && byte >= 0x61 && byte <= 0x7a;
/** Bytes that are signs or capitals in windows-1252 and small letters or an apostrophe on old Macs. */
const MAC_WITHIN_WORDS: ReadonlySet<number> = new Set([
  0x87, 0x88, 0x89, 0x8a, 0x8b, 0x8d, 0x8e, 0x8f, 0x90, 0x91, 0x94, 0x95, 0x98, 0x99, 0x9b, 0x9d, 0x9f, 0xd5,
]);

/**
 * Text of Excel's "CSV (Macintosh)", told by what stands between two small letters: `é` (8E) and the apostrophe (D5) are
 * `Ž` and `Õ` in windows-1252, and no word has a capital there. Where lines end with CR alone, one such byte is enough.
 */
function isMacintosh(head: Buffer): boolean {
  const length = Math.min(head.length, MOST_LOOKED_AT);
  let [mac, windows, other] = [0, 0, 0];
  for (let at = 1; at < length - 1; at++) {
    const byte = head[at]!;
    if (byte < 0x80) continue;
    if (!isLower(head[at - 1]) || !isLower(head[at + 1])) other++;
    else if (MAC_WITHIN_WORDS.has(byte)) mac++;
    // small letters with accents, and the curly apostrophe; capitals on old Macs, as DOS has small letters there
    else if (byte >= 0xe0 || byte === 0x92 || byte <= 0x86) windows++;
  }
  const start = head.subarray(0, length);
  const isOldMac = !start.includes(10) && start.includes(13);
  return isOldMac ? mac > windows || (windows === 0 && other > 0) : mac >= 3 && mac > 10 * windows;
}

/** UTF-16 without a mark: Latin text has a NUL in every other byte, on one side only. */
function detectWide(head: Buffer): string | null {
  const length = Math.min(head.length, 65536) & ~1;
  if (length < 4) return null;
  let even = 0;
  let odd = 0;
  for (let i = 0; i < length; i += 2) {
    if (head[i] === 0) even++;
    if (head[i + 1] === 0) odd++;
  }
  const pairs = length / 2;
  if (odd > pairs * 0.3 && even < pairs * 0.01) return 'utf-16le';
  if (even > pairs * 0.3 && odd < pairs * 0.01) return 'utf-16be';
  return null;
}

/** Length of `bytes` without a UTF-8 character that its end cuts in two. */
export function completeLength(bytes: Uint8Array): number {
  const length = bytes.length;
  for (let back = 1; back <= 3 && back <= length; back++) {
    const byte = bytes[length - back]!;
    if ((byte & 0xc0) === 0x80) continue;
    const needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return needed > back ? length - back : length;
  }
  return length;
}

/** Says whether `--encoding` names something we can read. */
export function namedEncoding(name: string, head: Buffer): Encoding {
  const plain = name.toLowerCase().replace(/^(utf)(8|16)/, '$1-$2');
  if (!iconv.encodingExists(plain)) {
    throw new UserError(`unknown encoding ${name}: try utf-8, utf-16le, windows-1252, macintosh`);
  }
  const found = detectEncoding(head, false);
  return { name: plain, bom: found.name === plain ? found.bom : 0 };
}

/** A whole file as text, whatever its encoding; refuses what is none. For small files alone. */
export function decodeText(bytes: Buffer, name: string): string {
  const { name: encoding, bom } = detectEncoding(bytes, true);
  if (!encoding.startsWith('utf-16')) refuseBinary(name, bytes);
  return iconv.decode(bytes.subarray(bom), encoding);
}

/**
 * The same text as UTF-8 bytes, without byte order mark. `onInvalid` is called once for every chunk that claims to
 * be UTF-8 and is not; its bad bytes become U+FFFD.
 */
export async function* toUtf8(
  chunks: AsyncIterable<Buffer>,
  encoding: Encoding,
  onInvalid: () => void,
): AsyncGenerator<Buffer> {
  if (encoding.name === 'utf-8') {
    let rest: Buffer = Buffer.alloc(0);
    let skip = encoding.bom;
    for await (const chunk of chunks) {
      let bytes = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
      if (skip > 0) {
        const cut = Math.min(skip, bytes.length);
        bytes = bytes.subarray(cut);
        skip -= cut;
      }
      const end = completeLength(bytes);
      rest = bytes.subarray(end);
      const whole = bytes.subarray(0, end);
      if (whole.length === 0) continue;
      yield isUtf8(whole) ? whole : mend(whole, onInvalid);
    }
    if (rest.length > 0) yield mend(rest, onInvalid);
    return;
  }
  const decoder = iconv.getDecoder(encoding.name, { stripBOM: false });
  let skip = encoding.bom;
  for await (const chunk of chunks) {
    const cut = Math.min(skip, chunk.length);
    skip -= cut;
    const text = decoder.write(cut > 0 ? chunk.subarray(cut) : chunk);
    if (text.length > 0) yield Buffer.from(text, 'utf8');
  }
  const text = decoder.end();
  if (text !== undefined && text.length > 0) yield Buffer.from(text, 'utf8');
}

function mend(bytes: Buffer, onInvalid: () => void): Buffer {
  onInvalid();
  return Buffer.from(bytes.toString('utf8'), 'utf8');
}

/** A lead byte of UTF-8 and a byte that goes on with it, as windows-1252 shows them. */
const TWICE =
  /[\u00c2-\u00f4][\u0080-\u00bf\u20ac\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u017d\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u017e\u0178]/;
const SHORT = 40;

/** Whether a letter stands in the text that the first half of TWICE means. */
function holdsLead(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code >= 0xc2 && code <= 0xf4) return true;
  }
  return false;
}

/** Characters of windows-1252 above U+00FF → their byte; all others of it are their own number. */
let bytesOf1252: Map<number, number> | null = null;

/**
 * A text that was UTF-8, was taken for windows-1252 and written as UTF-8 again ("cafÃ©"), as it was; null for any
 * other. Only where the whole text goes back: every character is one of windows-1252 and together they are UTF-8.
 */
export function repairMojibake(text: string): string | null {
  // Most cells are short, and a look at their letters is sooner done than a regular expression is begun.
  if (text.length <= SHORT && !holdsLead(text)) return null;
  if (!TWICE.test(text)) return null;
  if (bytesOf1252 === null) {
    const upper = iconv.decode(Buffer.from(Array.from({ length: 32 }, (_, i) => 0x80 + i)), 'windows-1252');
    bytesOf1252 = new Map(Array.from(upper, (character, i) => [character.charCodeAt(0), 0x80 + i]));
  }
  const bytes = Buffer.allocUnsafe(text.length);
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    const byte = code <= 0xff ? code : bytesOf1252.get(code);
    if (byte === undefined) return null;
    bytes[i] = byte;
  }
  return isUtf8(bytes) ? bytes.toString('utf8') : null;
}

const ENTITY = /&(?:[a-z][a-z\d]{1,31}|#\d{1,7}|#x[\da-f]{1,6});/i;
/** A page that shows a feed of a page: letters written as HTML up to so many times over. */
const TIMES = 3;

/** A text with letters written as HTML has them ("didn&#39;t", "&amp;quot;"), with the letters themselves; null for any other. */
export function decodeEntities(text: string): string | null {
  if (!text.includes('&') || !ENTITY.test(text)) return null;
  let decoded = text;
  for (let time = 0; time < TIMES && ENTITY.test(decoded); time++) decoded = decodeHTMLStrict(decoded);
  return decoded === text ? null : decoded;
}

/** A cell with the letters that were meant. */
export function rightLetters(cell: string): string {
  const letters = repairMojibake(cell) ?? cell;
  return decodeEntities(letters) ?? letters;
}
