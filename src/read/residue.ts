/** Stretches of a cell that are not the patient's words: translations' second halves, owners' replies, page residue. */
import type { Span } from '../types.js';

const TRANSLATED = /\([^()\n]{0,30}\bGoogle\b[^()\n]{0,30}\)/;
const ORIGINAL =
  /\n\s*\((?:Original|Originale|Oryginał|Origineel|Originaltext|Original text|원본|原文|[^()\n]{3,24})\)\s*\n/;
const REPLY =
  /(?:^|\n)\s*(?:response|reply|answer|antwort|réponse|respuesta|resposta)\s+(?:from|by|of|vom|von|du|del|de|do)\s+(?:the\s+)?(?:owner|business|practice|management|provider|inhaber|propriétaire|propietario|proprietário)\b/i;
const MORE = /\s*(?:…|\.\.\.)?\s*\b(?:READ MORE|Read more|See more|Show more|… More)\s*$/;

/**
 * What to leave out of a passage, as sorted spans; undefined where there is nothing. The passage itself stays
 * untouched, so offsets into it hold.
 */
export function findResidue(text: string, commonEnd: string | null = null): Span[] | undefined {
  // A few cheap looks keep the usual text free of regular expressions.
  const google = text.includes('Google');
  const reply =
    (text.includes('\n') || /^[rRaA]/.test(text)) &&
    (text.includes('esponse ') ||
      text.includes('eply ') ||
      text.includes('ntwort ') ||
      text.includes('éponse ') ||
      text.includes('espuesta ') ||
      text.includes('esposta ') ||
      text.includes('nswer '));
  const last = text.charCodeAt(text.length - 1);
  const more = last === 69 || last === 101 ? MORE.exec(text) : null;
  const ended = commonEnd !== null && text.trimEnd().endsWith(commonEnd);
  if (!google && !reply && more === null && !ended) return undefined;
  const spans: Span[] = [];
  const translated = google ? TRANSLATED.exec(text) : null;
  if (translated !== null) {
    const end = translated.index + translated[0].length;
    const original = ORIGINAL.exec(text.slice(end));
    const before = text.slice(0, translated.index).trim();
    // "(Translated by Google) English (Original) …" keeps the translation; "Original … (Translated by Google) English"
    // has it at the end.
    spans.push({ start: before === '' ? 0 : 0, end });
    if (original !== null) spans.push({ start: end + original.index, end: text.length });
  }
  const answered = reply ? REPLY.exec(text) : null;
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
