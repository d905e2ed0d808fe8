/** Stretches of a cell that are not the patient's words: translations' second halves, owners' replies, page residue. */
import type { Span } from '../types.js';
import { englishShare } from './language.js';

/** In brackets at the start of a line, in the language of the page: "(Google it)" within one is the patient's. */
const TRANSLATED = /(?<=(?:^|\n)\s*)\([^()\n]{0,30}\bGoogle\b[^()\n]{0,30}\)/;
const ORIGINAL =
  /\n\s*\((?:Original|Originale|Oryginał|Origineel|Originaltext|Original text|원본|原文|[^()\n]{3,24})\)\s*\n/;
/** Who answers patients. */
const ANSWERER = '(?:owner|business|practice|clinic|office|management|manager|provider|developer)';
const LINE = '(?:\\n|(?:<br ?/?>\\s*)+)\\s*(?:<b>\\s*)?';
/** Where a reply begins: at the start of a line, or, if it is called the owner's, of a sentence. */
const REPLY = new RegExp(
  [
    `(?:^|${LINE})\\s*(?:response|reply|answer|antwort|réponse|respuesta|resposta)\\s+(?:from|by|of|vom|von|du|del|de|do)\\s+(?:the\\s+)?(?:owner|business|practice|management|provider|inhaber|propriétaire|propietario|proprietário)\\b`,
    `${LINE}(?:(?:our|${ANSWERER}(?:['’]s)?)\\s+(?:response|reply|answer)|(?:the\\s+)?${ANSWERER}\\s+(?:replied|responded|answered)|owner)\\s*:`,
    '(?<=[.!?…]\\s{1,3})response from the owner\\s*[:(]',
  ].join('|'),
  'i',
);
/** The same below a blank line or a rule, of one who has a name: "Reply from Oak Street Clinic". */
const NAMED_REPLY =
  /\n\s*(?:\n|-{2,})\s*(?:Response|Reply|Comment) from (?:the )?(?:Dr\.? )?\p{Lu}[^\n:]{1,60}(?::|\n)/u;
/** A word of each of these: a cheap look keeps the usual text free of the expressions. */
const REPLY_WORDS =
  'esponse|eply|eplied|esponded|nswer|wner:|omment from|ntwort |éponse |espuesta |esposta '.split('|');
const MORE = /\s*(?:…|\.\.\.)?\s*\b(?:READ MORE|Read more|See more|Show more|… More)\s*$/;

/**
 * What to leave out of a passage, as sorted spans; undefined where there is nothing. The passage itself stays
 * untouched, so offsets into it hold.
 */
export function findResidue(text: string, commonEnd: string | null = null): Span[] | undefined {
  // A few cheap looks keep the usual text free of regular expressions.
  const google = text.includes('Google');
  const reply =
    (text.includes('\n') ||
      text.includes('<br') ||
      /^[rRaAoO]/.test(text) ||
      text.includes('esponse from the owner')) &&
    REPLY_WORDS.some((word) => text.includes(word));
  const last = text.charCodeAt(text.length - 1);
  const more = last === 69 || last === 101 ? MORE.exec(text) : null;
  const ended = commonEnd !== null && text.trimEnd().endsWith(commonEnd);
  if (!google && !reply && more === null && !ended) return undefined;
  const spans: Span[] = [];
  const translated = google ? TRANSLATED.exec(text) : null;
  if (translated !== null) {
    const end = translated.index + translated[0].length;
    const original = ORIGINAL.exec(text.slice(end));
    const before = text.slice(0, translated.index);
    // "(Translated by Google) English (Original) …" keeps the translation, which may stand behind the original too; where
    // the page was read in another language the original is the English half
    if (englishShare(before) > englishShare(text.slice(end)))
      spans.push({ start: translated.index, end: text.length });
    else spans.push({ start: 0, end });
    if (original !== null) spans.push({ start: end + original.index, end: text.length });
  }
  const answered = reply ? (REPLY.exec(text) ?? NAMED_REPLY.exec(text)) : null;
  if (answered !== null) spans.push({ start: answered.index, end: text.length });
  if (ended) spans.push({ start: text.trimEnd().length - commonEnd.length, end: text.length });
  if (more !== null) spans.push({ start: more.index, end: text.length });
  return spans.length === 0 ? undefined : merge(spans);
}

/**
 * The last lines that nearly all texts of a column share: buttons and counts of the page it was copied from
 * ("Helpful / Share"). null where fewer than 20 different texts, or fewer than 85 % of them, share whole lines of
 * at least 8 characters: what patients say alike is theirs.
 */
export function findCommonEnd(cells: string[]): string | null {
  const texts = [...new Set(cells)].filter((cell) => cell.length >= 20);
  if (texts.length < 20) return null;
  let end = '';
  let sharing = texts;
  for (;;) {
    const next = new Map<string, number>();
    for (const text of sharing) {
      if (text.length <= end.length) continue;
      const longer = text.slice(-end.length - 1);
      next.set(longer, (next.get(longer) ?? 0) + 1);
    }
    const [best] = [...next].sort((a, b) => b[1] - a[1]);
    if (best === undefined || best[1] < texts.length * 0.85) break;
    end = best[0];
    sharing = sharing.filter((text) => text.endsWith(end));
  }
  const whole = end.includes('\n') ? end.slice(end.indexOf('\n') + 1) : '';
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
