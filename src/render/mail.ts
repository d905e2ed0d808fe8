/**
 * The digest as an e-mail, ready for sendmail: RFC 5322 with MIME parts (RFC 2045 to 2047). Line ends are those of the
 * system's mailer (LF), which makes CRLF of them on the wire. Date and Message-ID are left out, because a mailer adds
 * them: the same news gives the same bytes. An ID made from those bytes would be worse than none, as mailboxes drop the
 * second message of an ID, and a rule may break again with the same numbers.
 */
import { createHash } from 'node:crypto';
import type { Digest, MailHeaders } from '../types.js';
import { digestHtml, digestTerminal, newsInShort } from './digest.js';
import { GLUE } from './words.js';

/** Longest line of a header (RFC 5322, 2.1.1), and of base64 (RFC 2045, 6.8). */
const HEADER_LINE = 78;
const BASE64_LINE = 76;
/** Bytes in one encoded word: at most 75 characters, and room for a header's name before it (RFC 2047, 2). */
const WORD_BYTES = 39;
const TEXT_WIDTH = 76;

/** A message with a plain part and a page, either of which says all. */
export function digestMail(digest: Digest, headers: MailHeaders): string {
  const text = digestTerminal(digest, { width: TEXT_WIDTH, colour: false, unicode: true });
  const page = digestHtml(digest);
  const boundary = `=_${createHash('sha256').update(text).update(page).digest('hex').slice(0, 32)}`;
  const subject = headers.subject ?? `reviewscan: ${newsInShort(digest).replaceAll(GLUE, ' ')}`;
  return [
    ...(headers.from === null ? [] : [header('From', [mailbox(headers.from)])]),
    ...(headers.to.length === 0 ? [] : [header('To', headers.to.map(mailbox))]),
    foldText('Subject', subject),
    'Auto-Submitted: auto-generated',
    'MIME-Version: 1.0',
    `Content-Type: multipart/alternative;\n boundary="${boundary}"`,
    '',
    `--${boundary}`,
    ...part('text/plain', text),
    `--${boundary}`,
    ...part('text/html', page),
    `--${boundary}--`,
    '',
  ].join('\n');
}

function part(type: string, content: string): string[] {
  const coded = Buffer.from(content.replaceAll('\n', '\r\n'), 'utf8').toString('base64');
  return [
    `Content-Type: ${type}; charset=utf-8`,
    'Content-Transfer-Encoding: base64',
    '',
    coded.match(new RegExp(`.{1,${BASE64_LINE}}`, 'g'))?.join('\n') ?? '',
  ];
}

/** An address, its name quoted where it holds signs with a meaning there, and encoded where ASCII cannot spell it. */
function mailbox(address: string): string {
  const [, written, at] = /^(.*?)\s*(<[^<>]*>)$/.exec(address.trim()) ?? [];
  if (written === undefined || at === undefined) return address.trim();
  const quoted = /^"(.*)"$/.exec(written)?.[1];
  const name = quoted === undefined ? written : quoted.replace(/\\(.)/g, '$1');
  if (!isPlain(name)) return `${encodeWords(name).join(' ')} ${at}`;
  if (name === '') return at;
  return `${/^[\w!#$%&'*+/=?^`{|}~ -]+$/.test(name) ? name : `"${name.replace(/["\\]/g, '\\$&')}"`} ${at}`;
}

/** A header whose values stand in lines of their own where they do not fit one. */
function header(name: string, values: readonly string[]): string {
  const line = `${name}: ${values.join(', ')}`;
  return line.length <= HEADER_LINE ? line : `${name}: ${values.join(',\n ')}`;
}

/** A header of free text, folded at its spaces. */
function foldText(name: string, text: string): string {
  const words = text.trim().split(/ +/);
  if (!isPlain(text) || words.some((word) => word.length > HEADER_LINE - name.length - 2)) {
    return `${name}: ${encodeWords(text).join('\n ')}`;
  }
  const lines = [`${name}:`];
  words.forEach((word, i) => {
    const last = lines.length - 1;
    if (i > 0 && lines[last]!.length + 1 + word.length > HEADER_LINE) lines.push(` ${word}`);
    else lines[last] += ` ${word}`;
  });
  return lines.join('\n');
}

/** Whether a text may stand in a header as it is: ASCII, and nothing that looks like an encoded word. */
function isPlain(text: string): boolean {
  return /^[\x20-\x7E]*$/.test(text) && !text.includes('=?');
}

/** `=?UTF-8?B?…?=`, each of whole characters. */
function encodeWords(text: string): string[] {
  const chunks: string[] = [''];
  for (const letter of text) {
    const last = chunks.length - 1;
    if (Buffer.byteLength(chunks[last]! + letter) > WORD_BYTES) chunks.push(letter);
    else chunks[last] += letter;
  }
  return chunks.map((chunk) => `=?UTF-8?B?${Buffer.from(chunk, 'utf8').toString('base64')}?=`);
}
