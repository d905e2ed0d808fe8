/**
 * Text that fits its columns: measuring, wrapping and padding by what a terminal shows (wide glyphs, emoji, accents),
 * on runs of text that carry a tone, so that a marked phrase may break over two lines and stay marked.
 */
import stringWidth from 'string-width';

/** How a run of text is meant; each renderer draws it its own way. */
export type Tone =
  | 'plain'
  | 'strong'
  | 'faint'
  | 'good'
  | 'bad'
  | 'warning'
  | 'clinical'
  | 'service'
  /** The words of a quote that a tag rests on. */
  | 'evidence';

export interface Run {
  text: string;
  tone: Tone;
}

/** Columns that `text` takes in a terminal. `text` holds no line ends. */
export function columnsOf(text: string): number {
  return /^[\x20-\x7E]*$/.test(text) ? text.length : stringWidth(text);
}

export function columnsOfRuns(runs: readonly Run[]): number {
  return columnsOf(runs.map((r) => r.text).join(''));
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Letters as a reader sees them: an emoji of seven code points is one. */
export function* letters(text: string): Generator<string> {
  if (/^[\x20-\x7E]*$/.test(text)) yield* text;
  else for (const { segment } of graphemes.segment(text)) yield segment;
}

/** The same runs, each letter whole in the run where it begins: an accent or a joiner may stand at the front of the next. */
function wholeLetters(runs: readonly Run[]): Run[] {
  const whole: Run[] = [];
  for (const { text, tone } of runs) {
    const last = whole.at(-1);
    let rest = text;
    if (last !== undefined && !/^[\x20-\x7E]/.test(text)) {
      const before = [...letters(last.text)].at(-1) ?? '';
      const [joined = before] = letters(before + text);
      if (joined.length > before.length) {
        last.text += joined.slice(before.length);
        rest = text.slice(joined.length - before.length);
      }
    }
    if (rest !== '') whole.push({ text: rest, tone });
  }
  return whole;
}

/** `text` if it fits, else as much as fits with `ellipsis` at its end. */
export function clip(text: string, columns: number, ellipsis: string): string {
  if (columnsOf(text) <= columns) return text;
  const room = columns - columnsOf(ellipsis);
  let out = '';
  let used = 0;
  for (const letter of letters(text)) {
    const w = columnsOf(letter);
    if (used + w > room) break;
    out += letter;
    used += w;
  }
  return out.trimEnd() + ellipsis;
}

/**
 * Names cut so that those which differ still do: a name that does not fit keeps its first word and the words by which
 * it departs from the others, and from its start what room is left (`North Hall… Suite 15…`). Where its words alone do
 * not tell it apart it is cut in its middle. Names that fit stay as they are.
 * @param fits whether a text, ellipses included, has room in place of name i; @returns a text for each of `names`, that fits if any can
 */
export function cutApart(
  names: readonly string[],
  fits: (text: string, i: number) => boolean,
  ellipsis: string,
): string[] {
  const all = [...new Set(names)].map((name) => name.split(' '));
  return names.map((name, n) => {
    const hasRoom = (text: string) => fits(text, n);
    if (hasRoom(name)) return name;
    const words = name.split(' ');
    const kept = new Set([0]);
    for (const other of all) {
      const at = words.findIndex((word, i) => word !== other[i]);
      if (at > 0) kept.add(at);
    }
    const plain = longest(name, hasRoom, (start) => start.join('').trimEnd() + ellipsis);
    const needed = words.slice(0, Math.max(...kept) + 1).join(' ');
    if (plain.length > needed.length) return plain;
    const text = () =>
      words
        .flatMap((word, i) =>
          kept.has(i) ? [i + 1 < words.length && !kept.has(i + 1) ? word + ellipsis : word] : [],
        )
        .join(' ');
    if (!hasRoom(text()))
      return longest(
        name,
        hasRoom,
        (_, start, end) => start.join('').trimEnd() + ellipsis + end.join('').trimStart(),
      );
    for (let i = 1; i < words.length; i++) {
      if (kept.has(i)) continue;
      kept.add(i);
      if (hasRoom(text())) continue;
      kept.delete(i);
      break;
    }
    return text();
  });
}

/**
 * As much of a text as has room.
 * @param cut makes a text of so many letters: all from its start, or half of them from each end
 */
function longest(
  text: string,
  hasRoom: (text: string) => boolean,
  cut: (start: readonly string[], half: readonly string[], end: readonly string[]) => string,
): string {
  const all = [...letters(text)];
  const of = (kept: number) =>
    cut(all.slice(0, kept), all.slice(0, Math.ceil(kept / 2)), all.slice(all.length - Math.floor(kept / 2)));
  let [least, most] = [0, all.length - 1];
  while (least < most) {
    const middle = Math.ceil((least + most) / 2);
    if (hasRoom(of(middle))) least = middle;
    else most = middle - 1;
  }
  return of(least);
}

export function padTo(text: string, columns: number, align: 'left' | 'right' = 'left'): string {
  const gap = ' '.repeat(Math.max(0, columns - columnsOf(text)));
  return align === 'left' ? text + gap : gap + text;
}

/**
 * Breaks runs into lines of at most `columns` columns (at least 2), at spaces; a longer word is cut behind a hyphen or
 * the like, or where it must be.
 * Spaces at line ends go. Always gives at least one line.
 */
export function wrap(runs: readonly Run[], columns: number): Run[][] {
  const room = Math.max(2, columns);
  const lines: Run[][] = [];
  let line: Run[] = [];
  let used = 0;
  let gap: Run | null = null;
  const put = (text: string, tone: Tone) => {
    const last = line.at(-1);
    if (last && last.tone === tone) last.text += text;
    else line.push({ text, tone });
  };
  const end = () => {
    lines.push(line);
    line = [];
    used = 0;
    gap = null;
  };
  for (const word of words(wholeLetters(runs))) {
    if (word.space) {
      if (used > 0) gap = { text: ' ', tone: word.parts[0]!.tone };
      continue;
    }
    const size = columnsOfRuns(word.parts);
    if (used > 0 && used + (gap ? 1 : 0) + size > room) end();
    if (gap !== null) {
      put(' ', (gap as Run).tone);
      used += 1;
      gap = null;
    }
    if (size <= room - used) {
      for (const part of word.parts) put(part.text, part.tone);
      used += size;
      continue;
    }
    for (const part of word.parts) {
      // Behind a hyphen, slash, dot or underscore rather than anywhere.
      for (const piece of part.text.split(/(?<=[-/._])(?=\p{L})/u)) {
        if (used > 0 && used + columnsOf(piece) > room) end();
        for (const letter of letters(piece)) {
          const w = columnsOf(letter);
          if (used > 0 && used + w > room) end();
          put(letter, part.tone);
          used += w;
        }
      }
    }
  }
  if (line.length > 0 || lines.length === 0) lines.push(line);
  return lines;
}

/** Words that may change tone midway, and the spaces between them. */
function* words(runs: readonly Run[]): Generator<{ space: boolean; parts: Run[] }> {
  let parts: Run[] = [];
  for (const run of runs) {
    for (const bit of run.text.split(/( +)/)) {
      if (bit === '') continue;
      if (bit[0] !== ' ') {
        parts.push({ text: bit, tone: run.tone });
        continue;
      }
      if (parts.length > 0) yield { space: false, parts };
      parts = [];
      yield { space: true, parts: [{ text: ' ', tone: run.tone }] };
    }
  }
  if (parts.length > 0) yield { space: false, parts };
}

/** Cuts a text at spans (sorted or not, clipped to the text, joined where they touch) into plain and evidence runs. */
export function markSpans(
  text: string,
  spans: readonly { start: number; end: number }[],
  rest: Tone = 'plain',
): Run[] {
  const runs: Run[] = [];
  let at = 0;
  const sorted = [...spans].sort((a, b) => a.start - b.start || a.end - b.end);
  for (let i = 0; i < sorted.length; i++) {
    const start = Math.max(at, sorted[i]!.start);
    let end = Math.min(text.length, sorted[i]!.end);
    while (i + 1 < sorted.length && sorted[i + 1]!.start <= end) {
      end = Math.max(end, Math.min(text.length, sorted[++i]!.end));
    }
    if (end <= start) continue;
    if (start > at) runs.push({ text: text.slice(at, start), tone: rest });
    runs.push({ text: text.slice(start, end), tone: 'evidence' });
    at = end;
  }
  if (at < text.length) runs.push({ text: text.slice(at), tone: rest });
  return runs;
}
