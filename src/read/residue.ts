/** Stretches of a cell that are not the patient's words: translations' second halves, owners' replies, page residue. */
import type { Span } from '../types.js';
import { englishShare } from './language.js';

/*
 * What begins a line is found by its words, and the white space before them is then walked backwards: an expression that
 * tries each of thousands of blanks as a beginning takes minutes on an empty form.
 */

/** In brackets at the start of a line, in the language of the page: "(Google it)" within one is the patient's. */
const TRANSLATED = /\([^()\n]{0,30}\bGoogle\b[^()\n]{0,30}\)/g;
/** On a line of its own. */
const ORIGINAL =
  /\((?:Original|Originale|Oryginał|Origineel|Originaltext|Original text|원본|原文|[^()\n]{3,24})\)\s*\n/g;
/** Who answers patients. */
const ANSWERER = '(?:owner|business|practice|clinic|office|management|manager|provider|developer)';
/** How a reply begins: at the start of a line, and the first kind, `of`, at the start of the text too. */
const REPLY = new RegExp(
  `(?=${[
    '(?<of>(?:response|reply|answer|antwort|réponse|respuesta|resposta)\\s+(?:from|by|of|vom|von|du|del|de|do)\\s+(?:the\\s+)?(?:owner|business|practice|management|provider|inhaber|propriétaire|propietario|proprietário)\\b)',
    `(?:(?:our|${ANSWERER}(?:['’]s)?)\\s+(?:response|reply|answer)|(?:the\\s+)?${ANSWERER}\\s+(?:replied|responded|answered)|owner)\\s*:`,
  ].join('|')})`,
  'gi',
);
/** If it is called the owner's, it may begin a sentence too. */
const OWNERS_REPLY = /(?<=[.!?…]\s{1,3})response from the owner\s*[:(]/iy;
/** Below a blank line or a rule, of one who has a name: "Reply from Oak Street Clinic". */
const NAMED_REPLY = /(?=(?:Response|Reply|Comment) from (?:the )?(?:Dr\.? )?\p{Lu}[^\n:]{1,60}(?::|\n))/gu;
/** A word of each of these: a cheap look keeps the usual text free of the expressions. */
const REPLY_WORDS =
  'esponse|eply|eplied|esponded|nswer|wner:|omment from|ntwort |éponse |espuesta |esposta '.split('|');
/** What a page writes where it cut a text off. The last one stands behind a word. */
const MORE = ['READ MORE', 'Read more', 'See more', 'Show more', '… More'];

/**
 * What to leave out of a passage, as sorted spans; undefined where there is nothing. The passage itself stays
 * untouched, so offsets into it hold.
 */
export function findResidue(text: string, commonEnd: string | null = null): Span[] | undefined {
  // A few cheap looks keep the usual text free of what costs more.
  const google = text.includes('Google');
  const reply =
    (text.includes('\n') ||
      text.includes('<br') ||
      /^[rRaAoO]/.test(text) ||
      text.includes('esponse from the owner')) &&
    REPLY_WORDS.some((word) => text.includes(word));
  const more = findMore(text);
  const ended = commonEnd !== null && text.trimEnd().endsWith(commonEnd);
  if (!google && !reply && more === null && !ended) return undefined;
  const spans: Span[] = [];
  const translated = google ? findTranslated(text) : null;
  if (translated !== null) {
    const end = translated.end;
    const original = findOriginal(text.slice(end));
    const before = text.slice(0, translated.start);
    // "(Translated by Google) English (Original) …" keeps the translation, which may stand behind the original too; where
    // the page was read in another language the original is the English half
    if (englishShare(before) > englishShare(text.slice(end)))
      spans.push({ start: translated.start, end: text.length });
    else spans.push({ start: 0, end });
    if (original !== null) spans.push({ start: end + original, end: text.length });
  }
  const answered = reply ? (findReply(text) ?? findNamedReply(text)) : null;
  if (answered !== null) spans.push({ start: answered, end: text.length });
  if (ended) spans.push({ start: text.trimEnd().length - commonEnd.length, end: text.length });
  if (more !== null) spans.push({ start: more, end: text.length });
  return spans.length === 0 ? undefined : merge(spans);
}

/** Where white space before a position begins. */
const blankBefore = (text: string, at: number): number => text.slice(0, at).trimEnd().length;

/** The first line break of the white space right before a position; null where its line holds words before it. */
function breakBefore(text: string, at: number): number | null {
  const from = blankBefore(text, at);
  const first = text.slice(from, at).indexOf('\n');
  return first < 0 ? null : from + first;
}

/** The same, where a page may have written `<br>`s for it. */
function pageBreakBefore(text: string, at: number): number | null {
  let first: number | null = null;
  for (let from = blankBefore(text, at); ; from = blankBefore(text, first)) {
    const mark = /<br ?\/?>$/i.exec(text.slice(Math.max(0, from - 6), from));
    if (mark === null) break;
    first = from - mark[0].length;
  }
  return first ?? breakBefore(text, at);
}

/** The same, where what begins the line may be in bold. */
function lineBefore(text: string, at: number): number | null {
  const from = blankBefore(text, at);
  const bold = text.slice(Math.max(0, from - 3), from).toLowerCase() === '<b>';
  return (bold ? pageBreakBefore(text, from - 3) : null) ?? pageBreakBefore(text, at);
}

/** The line break before a blank line, or before a rule of dashes, right above a position. */
function paragraphBefore(text: string, at: number): number | null {
  const from = blankBefore(text, at);
  let rule = from;
  while (text[rule - 1] === '-') rule--;
  const above = from - rule >= 2 ? breakBefore(text, rule) : null;
  if (above !== null) return above;
  const blank = text.slice(from, at);
  const first = blank.indexOf('\n');
  return blank.lastIndexOf('\n') > first ? from + first : null;
}

/** Where the words begin, with the blanks and dots before them, that say that a page cut the text off. */
function findMore(text: string): number | null {
  const words = MORE.find((one) => text.endsWith(one));
  if (words === undefined) return null;
  const at = text.length - words.length;
  const dotted = words.startsWith('…');
  if (/\w/.test(text[at - 1] ?? '') !== dotted) return null;
  const from = blankBefore(text, at);
  if (text[from - 1] === '…') return blankBefore(text, from - 1);
  return text.slice(0, from).endsWith('...') ? blankBefore(text, from - 3) : from;
}

function findTranslated(text: string): Span | null {
  for (const { 0: found, index } of text.matchAll(TRANSLATED)) {
    if (blankBefore(text, index) === 0 || breakBefore(text, index) !== null)
      return { start: index, end: index + found.length };
  }
  return null;
}

function findOriginal(text: string): number | null {
  for (const { index } of text.matchAll(ORIGINAL)) {
    const line = breakBefore(text, index);
    if (line !== null) return line;
  }
  return null;
}

function findReply(text: string): number | null {
  for (const { index, groups } of text.matchAll(REPLY)) {
    const of = groups?.of !== undefined;
    if (of && blankBefore(text, index) === 0) return 0;
    const line = lineBefore(text, index);
    if (line !== null) return line;
    OWNERS_REPLY.lastIndex = index;
    if (of && OWNERS_REPLY.test(text)) return index;
  }
  return null;
}

function findNamedReply(text: string): number | null {
  for (const { index } of text.matchAll(NAMED_REPLY)) {
    const above = paragraphBefore(text, index);
    if (above !== null) return above;
  }
  return null;
}

/**
 * The last lines that nearly all texts of a column share: buttons and counts of the page it was copied from
 * ("Helpful / Share"). null where fewer than 20 different texts, or fewer than 85 % of them, share whole lines of
 * at least 8 characters: what patients say alike is theirs.
 */
export function findCommonEnd(cells: string[]): string | null {
  const texts = [...new Set(cells)].filter((cell) => cell.length >= 20);
  if (texts.length < 20) return null;
  // line by line from the last: each text is read once, however long what they share is
  let whole = '';
  let shared = 0;
  let sharing = texts;
  for (;;) {
    const lines = new Map<string, string[]>();
    for (const text of sharing) {
      const end = text.length - shared;
      const from = end === 0 ? -1 : text.lastIndexOf('\n', end - 1);
      if (from < 0) continue;
      const line = text.slice(from, end);
      const alike = lines.get(line);
      if (alike === undefined) lines.set(line, [text]);
      else alike.push(text);
    }
    const [best] = [...lines].sort((a, b) => b[1].length - a[1].length);
    if (best === undefined || best[1].length < texts.length * 0.85) break;
    shared += best[0].length;
    sharing = best[1];
    const one = sharing[0] as string;
    whole = one.slice(one.length - shared + 1);
  }
  return whole.trim().length >= 8 ? whole : null;
}

function merge(spans: Span[]): Span[] {
  spans.sort((a, b) => a.start - b.start);
  const merged: Span[] = [];
  for (const span of spans) {
    const last = merged[merged.length - 1];
    if (last !== undefined && span.start <= last.end) last.end = Math.max(last.end, span.end);
    else merged.push({ ...span });
  }
  return merged;
}

/** The text without the spans, for finding its language. */
export function withoutSpans(text: string, spans: Span[] | undefined): string {
  if (spans === undefined) return text;
  let kept = '';
  let from = 0;
  for (const { start, end } of spans) {
    kept += text.slice(from, start);
    from = end;
  }
  return kept + text.slice(from);
}
