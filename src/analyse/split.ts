/**
 * The pros-and-cons structure of a passage: which stretches its column, its labels and its bullets set apart, and on
 * which side they put them.
 *
 * Works on the characters of the passage, before any sentence is read. In this order:
 * 1. labels ("Pros:", "The good -", "What could be better?") cut the passage into regions;
 * 2. in each region marks cut items: `+` and `-`, bullets, numbers, lines, "Topic - remark" runs;
 * 3. closing remarks ("Overall, …", a paragraph after the list) fall out of the last region.
 * What a label says is a prior; whether the words bear it out is decided later, by meaning.
 */

import type { Passage, Piece, Side, Span, SplittingWords } from '../types.js';

/** A label found in a text: `[start, end)` covers its words and its separator. */
interface Label extends Span {
  /** Null: what follows is a section of its own and stands by its own words. */
  side: Side | null;
  /** Whatever stands behind it, it is neither praise nor blame ("Tips:"). */
  silent: boolean;
  /** Too common a word to be believed without a partner on the other side. */
  weak: boolean;
}

/** A stretch of text under one label (or none). */
interface Region extends Span {
  side: Side | null;
  labelled: boolean;
}

/** An item of a region, with its mark cut off. */
interface Item extends Span {
  side: Side | null;
  /** Whether a label, a bullet or a number made it. */
  marked: boolean;
}

/** Longest stretch before a separator that is looked at for a label, in UTF-16 units. */
const LABEL_REACH = 110;
/** Most words after the words of a label ("Weaknesses of an employee in this department:"). */
const TAIL_WORDS = 12;

// ───────────────────────────── labels ─────────────────────────────

/** What can part a label from its text: `separatorOf` says which of these do. */
const SEPARATOR = /[-–—−=]+>|[:：;=?？\n]|\.{2,}|…|\.(?=\s)|[-–—−]+|(?<=\s)[·|→>](?=\s)|\s(?=\(?1[.)])/gu;
/** The word that a separator stands behind. */
const LAST_WORD = /([\p{L}'’]+)[\s*_"”]*$/u;
/** Where a clause can begin: after these. */
const CLAUSE_START = /[.!?;:…\n\r)\]}•|]|\s{2,}|\p{Extended_Pictographic}/gu;
const DECORATION = /^(?:[\s*_#>"'“”‘’([{•·+~=✓✔☑✅❌✗✘✖👍👎➕➖-]|\ufe0f)+/u;
/** Verbs that may close a label: "The cons are:". */
const CLOSING_VERBS = /(?:^| )(?:are|is|were|was|include|includes|included|would be|being|below)$/;
const TAIL_START = new Set(
  'for of about with in at from regarding to on that which so here during'.split(' '),
);
const INNER_VERB = /(?:^| )(?:is|are|was|were|has|had|have|be|been)(?= )/;

/** A label that is a sentence: "Here is what was good." */
const SENTENCE =
  /^(?:(?:and|but|so|now|then|ok|okay) )*(?:here(?:'s| is| are) )?(?:what|things|(?<=here(?:'s| is| are) )the) /;

/** Whether the next patterns can match at all. */
const SECTION_WORD =
  /(?:pros|cons|tives|advantages|strengths|weaknesses|likes|drawbacks|improvements|Pro|Con|PRO|CON|good|bad|ugly)(?:\b|\p{Lu})|\bP\.?\s?S\b/iu;
/** Labels that are believed in the middle of a clause too, however they are written. */
const INLINE =
  /(?<![\p{L}\p{N}'’-])(?:the\s+)?(?:pros|cons|positives|negatives|advantages|disadvantages|strengths|weaknesses|dislikes|drawbacks|improvements)\s*(?:\([^()\n]{0,40}\)\s*)?(?::(?!\))|\s[-–—](?=\s))/giu;
/** The same in small letters ("the productpros:"): believed with its opposite alone, for "icons:" is a word. */
const GLUED_SMALL = /(?<=\p{Ll})(?:pros|cons)\s*:(?!\))/gu;
/** A section word with a full stop for its separator: "Pros. Kind nurse. Cons. Far away." */
const STOPPED =
  /(?<=^|[.!?\n]\s{0,4})(?:pros|cons|positives|negatives|the\s+(?:good|bad|ugly)|likes|dislikes)\s*\.(?=\s)/giu;
/** A label whose writer lost the space, or the line, before it: "…institutionsCon: …". */
const GLUED =
  /(?<=[\p{Ll}\p{N}.,!?)])(?:The\s+(?:Good|Bad|Ugly)|Pros?|Cons?|PROS?|CONS?|Positives?|Negatives?)\s*:(?!\))/gu;
/** The same without any separator: "ProsGreat dentistConsAlways late". */
const GLUED_BARE =
  /(?:(?<![\p{L}\p{N}])|(?<=\p{Ll}))(?:Pros|Cons|Positives|Negatives|Likes|Dislikes)(?=\p{Lu}[\p{Ll}\s])/gu;
/** A section word in brackets: "[Pros] … [Cons] …". */
const BRACKETED =
  /\[\s*(?:pros?|cons?|positives?|negatives?|likes?|dislikes?|(?:the\s+)?(?:good|bad|ugly))\s*\](?!\s*[:(])/giu;
/** An afterthought ends the section before it. */
const AFTERTHOUGHT = /(?<=^|[.!?\n]\s{0,4})(?:P\.\s?)?P\.?\s?S(?:\.|\b)\s?[:,–-]?(?=\s)/gu;
const LISTED_WITH =
  /(?:pros?|cons?|good|bad|positives?|negatives?|likes?|advantages?|strengths?|upsides?)\s*(?:,|and|or|&|\/|vs\.?)+\s*(?:the\s*)?$|\b(?:no|any|many|more|without|zero|few)\s+$/i;
/** "Pros friendly staff Cons parking": no separator at all. */
const BARE = /(?:^|(?<=[\s.!,;]))(?:pros|cons)(?=\s+[\p{L}\p{N}])/giu;

/** A question of an interview, up to its answer: "Q: How was the ward? A: …", "What worries you? - …". */
const INTERVIEW = [
  /(?<=^|\n)[^\S\n]*Q(?:uestion)?\s?\d{0,2}\s?[:.)]\s*([^\n]{3,120}?)\s*\bA(?:nswer|ns)?\s?\d{0,2}\s?[:.)]\s*/gu,
  /(?<=^|\n)[^\S\n]*([^?\n.!:]{3,120}\?)\s*(?:[-–—>→]+|:)\s+(?=\S)/gu,
  /(?<=^|\n)[^\S\n]*((?:how|what|which|would|did|was|were|do|does|who|when|where|any)\b[^?\n.!:]{3,120}\?)[^\S\n]*\n(?=\s*\S)/giu,
];
/** A question at the start of a line. */
const LINE_QUESTION = /(?<=^|\n)[^\S\n]*([^?\n.!:]{3,120})\?(?=\s+\S)/gu;

/** Shortest word of a label that is known with one letter wrong. */
const LONG_WORD = 7;

/** Whether two different words differ by one letter: one too many, one missing, one wrong, two exchanged. */
function isOneOff(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false;
  let i = 0;
  while (i < a.length && a[i] === b[i]) i++;
  const [longer, shorter] = a.length >= b.length ? [a, b] : [b, a];
  if (longer.length > shorter.length) return longer.slice(i + 1) === shorter.slice(i);
  if (a.slice(i + 1) === b.slice(i + 1)) return true;
  return a[i] === b[i + 1] && a[i + 1] === b[i] && a.slice(i + 2) === b.slice(i + 2);
}

const INSIDE = [INLINE, GLUED, GLUED_SMALL, GLUED_BARE, BRACKETED, STOPPED, AFTERTHOUGHT];

/** What the words of a label say. */
interface Named {
  side: Side;
  alone: boolean;
  silent: boolean;
}

function quoted(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function plainWords(text: string): string {
  return text
    .toLowerCase()
    .replace(/[’‘`´]/g, "'")
    .replace(/\bcan't\b|\bcannot\b/g, 'can not')
    .replace(/\bwon't\b/g, 'will not')
    .replace(/n't\b/g, ' not')
    .replace(/\b(do|did|does|was|is|were|are|could|would|should|have|has|had)nt\b/g, '$1 not')
    .replace(/[*_#"“”]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

/**
 * What a mark is as a separator: `:`, `?`, a line end, `1` (the label is followed by a number), another one, or null.
 * A dash must stand free on one side, so "pro-active" has none; a colon in a time or an emoticon is none.
 */
function separatorOf(text: string, at: number, mark: string): string | null {
  const before = text[at - 1] ?? ' ';
  const after = text[at + mark.length] ?? ' ';
  if (mark === '\n') return '\n';
  if (mark === '?' || mark === '？') return '?';
  if (mark === ':' || mark === '：') {
    if (after === ')') return null;
    return /\d/.test(after) && !/^\d+[.)]?\s/.test(text.slice(at + 1, at + 5)) ? null : ':';
  }
  if (mark === '.') return '.';
  if (/^\s/.test(mark)) return '1';
  if (/^[-–—−]+$/.test(mark)) {
    const free = /\s/.test(before) ? /\s/.test(after) : /[\p{L})*]/u.test(before) && /\s/.test(after);
    return free || /\b(?:pros|cons)$/i.test(text.slice(Math.max(0, at - 5), at)) ? '-' : null;
  }
  return mark;
}

/** Whether a label is another's words: `They say "Pros: no waiting" …`. A text that is quoted as a whole is its writer's. */
function isQuoted(text: string, { start, end }: Span): boolean {
  const before = /\S\s*["“]\s*$/u.exec(text.slice(Math.max(0, start - 4), start));
  return before !== null && !/["”]/.test(text.slice(start, end)) && /^[^\n]*["”]/.test(text.slice(end));
}

/** In order of place; of two that overlap the one found first stays. */
function withoutOverlaps(found: readonly Label[]): Label[] {
  const order = found.map((label, rank) => ({ label, rank }));
  order.sort((a, b) => a.label.start - b.label.start || a.rank - b.rank);
  const kept: typeof order = [];
  for (const one of order) {
    const last = kept[kept.length - 1];
    if (last === undefined || last.label.end <= one.label.start) kept.push(one);
    else if (one.rank < last.rank) kept[kept.length - 1] = one;
  }
  return kept.map(({ label }) => label);
}

/** Finds the labels of a text. */
function createLabelFinder(words: SplittingWords): (text: string) => Label[] {
  const light = [...words.light].map(plainWords).sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
  const lightWord =
    light.length === 0 ? /(?!)/g : new RegExp(`(?<= )(?:${light.map(quoted).join('|')}) `, 'g');
  const reduce = (clause: string): string => ` ${plainWords(clause)} `.replace(lightWord, '').trim();

  const sides = new Map<string, Named>();
  const heads: string[] = [];
  for (const { side, phrases, alone, silent } of words.labels) {
    for (const phrase of phrases) {
      const reduced = reduce(phrase) || plainWords(phrase);
      if (!sides.has(reduced)) sides.set(reduced, { side, alone: alone === true, silent: silent === true });
      if (alone !== true) heads.push(reduced);
    }
  }
  heads.sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
  const questions = new Map<string, Side>();
  for (const { side, phrases } of words.questions) {
    for (const phrase of phrases) questions.set(reduce(phrase), side);
  }

  /** Long words that are a label by themselves: known with one letter wrong. */
  const longWords = [...sides.keys()].filter((word) => word.length >= LONG_WORD && !word.includes(' '));
  const lastWords = new Set(
    [...sides.keys(), ...questions.keys()].map((phrase) => phrase.slice(phrase.lastIndexOf(' ') + 1)),
  );
  for (const verb of 'are is were was include includes included being be below'.split(' '))
    lastWords.add(verb);

  /** The side that the words before a separator name, if they are a label. */
  function sideOf(clause: string, separator: string): Named | null {
    const bare = clause
      .replace(/\([^()]{0,60}\)/g, ' ')
      .replace(/^(?:well|ok|okay|so|now|right|alright|anyway)[,\s]+(?=\S)/i, '')
      .replace(/[,\s]+/g, ' ');
    if (separator === '?') {
      const side = questions.get(reduce(bare));
      return side === undefined ? null : { side, alone: false, silent: false };
    }
    if (separator === '.' && !SENTENCE.test(plainWords(bare))) return null;
    // "Con 2:"
    const reduced = reduce(bare).replace(separator === ':' ? /\.+$| \d{1,2}$/ : /\.+$/, '');
    if (reduced === '') return null;
    const whole = sides.get(reduced) ?? sides.get(reduced.replace(CLOSING_VERBS, ''));
    if (whole !== undefined) return whole;
    if (separator !== ':') return null;
    if (reduced.length >= LONG_WORD - 1 && /^\p{L}+$/u.test(reduced)) {
      const meant = longWords.find((word) => isOneOff(word, reduced));
      if (meant !== undefined) return sides.get(meant) ?? null;
    }
    for (const head of heads) {
      if (!reduced.startsWith(`${head} `)) continue;
      const tail = reduced.slice(head.length + 1);
      const first = tail.slice(0, `${tail} `.indexOf(' '));
      if (!TAIL_START.has(first) || tail.split(' ').length > TAIL_WORDS) continue;
      if (!CLOSING_VERBS.test(tail) && INNER_VERB.test(` ${tail} `)) continue;
      return sides.get(head) ?? null;
    }
    return null;
  }

  return (text) => {
    const found: Label[] = [];
    const add = (label: Label): void => {
      found.push(label);
    };
    SEPARATOR.lastIndex = 0;
    for (let match = SEPARATOR.exec(text); match !== null; match = SEPARATOR.exec(text)) {
      const at = match.index;
      const mark = match[0];
      const separator = separatorOf(text, at, mark);
      if (separator === null) continue;
      const line = separator === '\n';
      if (separator !== ':') {
        // cheap, and true of nearly every dash, line end and question
        const last = LAST_WORD.exec(text.slice(Math.max(0, at - 24), at))?.[1];
        if (last !== undefined && !lastWords.has(plainWords(last)) && !/[)]\s*$/.test(text.slice(at - 2, at)))
          continue;
      }
      const from = Math.max(0, at - LABEL_REACH);
      const before = text.slice(from, at);
      let clauseAt = from === 0 ? 0 : -1;
      CLAUSE_START.lastIndex = 0;
      const trimmed = before.replace(/[\s*_]+$/, '');
      // a parenthesis right before the separator belongs to the label
      const reach = /\([^()]*\)$/.test(trimmed) ? trimmed.lastIndexOf('(') : trimmed.length;
      for (let edge = CLAUSE_START.exec(before); edge !== null; edge = CLAUSE_START.exec(before)) {
        if (edge.index + edge[0].length > reach) break;
        clauseAt = edge.index + edge[0].length;
      }
      if (clauseAt < 0) continue;
      const raw = before.slice(clauseAt);
      const skipped = DECORATION.exec(raw)?.[0].length ?? 0;
      const clause = raw.slice(skipped);
      if (clause.trim() === '') continue;
      let start = from + clauseAt + (raw.length - raw.trimStart().length);
      let hit = sideOf(clause, separator);
      if (hit === null && separator === ':') {
        // a label in capitals behind other words: "… quick Could have been better: …"
        for (const { index } of clause.matchAll(/(?<=[\s,])(?=\p{Lu})/gu)) {
          const label = sideOf(clause.slice(index), separator);
          if (label === null || label.alone || LISTED_WITH.test(clause.slice(0, index))) continue;
          hit = label;
          start = from + clauseAt + skipped + index;
          break;
        }
      }
      if (hit === null) continue;
      const colon = separator === ':' || separator === '?';
      if (hit.side === 'open' && !colon && !(line && hit.silent)) continue;
      if (separator === '.' && hit.alone) continue;
      if (line) {
        // a label alone on its line
        const lineAt = text.lastIndexOf('\n', at - 1) + 1;
        if (text.slice(lineAt, start).replace(DECORATION, '') !== '') continue;
      }
      // the line end of a label on its own line stays: it is the end of a line
      const end = line ? at : at + mark.length;
      add({
        start,
        end,
        side: hit.side,
        silent: hit.silent,
        weak: (hit.alone && !colon) || separator === '.',
      });
    }
    for (const pattern of SECTION_WORD.test(text) ? INSIDE : []) {
      pattern.lastIndex = 0;
      for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
        if (LISTED_WITH.test(text.slice(Math.max(0, match.index - 30), match.index))) continue;
        const hit = sideOf(match[0].replace(/^\[|\s*[\]:.,–—-]$/g, ''), ':');
        if (hit === null) continue;
        const end = match.index + match[0].length;
        add({
          start: match.index,
          end,
          side: hit.side,
          silent: hit.silent,
          weak: !match[0].endsWith(':') || pattern === GLUED_SMALL,
        });
      }
    }
    if (found.length === 0 && SECTION_WORD.test(text)) {
      const bare = [...text.matchAll(BARE)].map((match) => ({
        start: match.index,
        end: match.index + match[0].length,
        side: (/^p/i.test(match[0]) ? 'pro' : 'con') as Side,
        silent: false,
        weak: false,
      }));
      const first = bare[0];
      const listed = bare.some(({ start }) => LISTED_WITH.test(text.slice(Math.max(0, start - 30), start)));
      if (bare.length === 2 && first !== undefined && first.side !== bare[1]?.side && !listed) {
        if (text.slice(0, first.start).replace(DECORATION, '') === '') found.push(...bare);
      }
    }
    found.push(...questionsIn(text, found));
    const labels = withoutOverlaps(found.filter((label) => !isQuoted(text, label)));
    const has = (side: Side): boolean => labels.some((label) => label.side === side);
    const sided = has('pro') || has('con');
    // a common word needs its opposite; a third section needs a first one
    const partnered = { pro: has('con'), con: has('pro'), open: sided };
    return labels.filter(({ side, weak }) =>
      side !== null && (side === 'open' || weak) ? partnered[side] : true,
    );
  };

  /**
   * The questions of an interview that are no labels already: where each question is marked as one, or where others in
   * the text are known. Their answers stand by their own words.
   */
  function questionsIn(text: string, found: readonly Label[]): Label[] {
    if (!/[?]|\bA(?:nswer|ns)?\s?\d{0,2}[:.)]/.test(text)) return [];
    const made: Label[] = [];
    const add = (pattern: RegExp, least: number): void => {
      const matches = [...text.matchAll(pattern)];
      if (matches.length < least) return;
      for (const match of matches) {
        const start = match.index;
        const side = questions.get(reduce((match[1] as string).replace(/\?$/, ''))) ?? null;
        made.push({
          start,
          end: start + match[0].length,
          side: side === 'open' ? null : side,
          silent: false,
          weak: false,
        });
      }
    };
    add(INTERVIEW[0] as RegExp, 1);
    add(INTERVIEW[1] as RegExp, 2);
    add(INTERVIEW[2] as RegExp, 2);
    if (found.some(({ end, side }) => side !== 'open' && text[end - 1] === '?')) add(LINE_QUESTION, 1);
    return made;
  }
}

// ───────────────────────────── marks ─────────────────────────────

/** Pictures that are meant as signs wherever they begin a line, and faces, which are where a list is made of them. */
const THUMBS = { pro: '👍✅✔☑➕🟢', con: '👎❌✖✗✘➖🔴⛔🚫' };
const FACES = {
  pro: '🙂😀😃😄😁😊😍🥰😻😇😎🤩🤗😌☺❤🧡💛💚💙💜💖💕♥👏🙌👌💪⭐🌟',
  con: '🙁☹😞😟😠😡🤬😢😭😤😒😕😖😣😩😫😔🤮🤢💔😱🙄👿',
};
const picture = (of: string): string => `(?:[${of}]\ufe0f?[🏻-🏿]?)+`;
/** Signs that praise or blame by themselves. "+/-" is a word. */
const PRO_SIGN = new RegExp(
  `^\\s*(?:\\(\\+(?:ve)?\\)|\\[\\+(?:ve)?\\]|${picture(THUMBS.pro)}|\\+{1,2}(?:ve\\b)?(?![+\\d/]))\\s*:?\\s*`,
  'u',
);
const CON_SIGN = new RegExp(
  `^\\s*(?:\\([-–—−](?:ve)?\\)|\\[[-–—−](?:ve)?\\]|${picture(THUMBS.con)}|−)\\s*:?\\s*`,
  'u',
);
/** Signs that praise or blame where a line of the same text begins with another one: faces, and "+1 …". */
const PRO_FACE = new RegExp(`^\\s*(?:${picture(FACES.pro)}|\\+\\d(?=\\s+\\p{L}))\\s*:?\\s*`, 'u');
const CON_FACE = new RegExp(`^\\s*(?:${picture(FACES.con)}|[-–—−]\\d(?=\\s+\\p{L}))\\s*:?\\s*`, 'u');
/** Pictures in running text, after one at the start of the line. */
const INLINE_PICTURE = new RegExp(
  `(?<=\\s|^)${picture(Object.values(THUMBS).join('') + Object.values(FACES).join(''))}(?=\\s*\\p{L})\\s*`,
  'gu',
);
const PRO_PICTURE = new RegExp(`^[${THUMBS.pro}${FACES.pro}]`, 'u');
const CON_PICTURE = new RegExp(`^[${THUMBS.con}${FACES.con}]`, 'u');
/** Neither, where other lines begin with a plus. */
const EVEN_SIGN = /^\s*(?:±|\+\/[-–—−]|~|😐|🤷)\s+/u;
const DASH = /^\s*[-–—](?!\s*[-–—\d])\s*/;
/** Where pluses begin other lines. */
const MINUS = /^\s*[-–—−]{1,3}(?![-–—−\d/])\s*/;
const BULLET = /^\s*(?:[*•·●▪◦○■□►▶➤➢→❖‣⁃✦★]+|o(?=\s))\s*/u;
const NUMBER =
  /^\s*(?:\(?(\d{1,2})(?:[.):](?!\d)|\s*[-–](?=\s))|#(\d{1,2})[.:)]?|(\d{1,2}),(?=\s+\p{L})|\(?([a-h])\)(?=\s))\s*/u;

interface Line extends Span {
  /** A blank line stands before it. */
  paragraph: boolean;
}

/**
 * Lines of a stretch of text. Where an export lost its line ends and put two spaces for them, those count: they do if
 * the writer puts one space between sentences elsewhere.
 */
function linesOf(text: string, span: Span, flattened: boolean): Line[] {
  if (!flattened && !/[\n\r<]/.test(text)) {
    return text.slice(span.start, span.end).trim() === ''
      ? []
      : [{ start: span.start, end: span.end, paragraph: false }];
  }
  const lines: Line[] = [];
  const mark = flattened
    ? /(?<!\s)\s{2,}(?=[\p{Lu}\p{N}(+-])/gu
    : /(?:(?:\r\n?|\n|<br\s{0,3}\/?>|<\/?p>|<\/?li>)[^\S\r\n]*)+/gi;
  let start = span.start;
  let paragraph = false;
  const source = text.slice(0, span.end);
  mark.lastIndex = span.start;
  for (let match = mark.exec(source); match !== null; match = mark.exec(source)) {
    lines.push({ start, end: match.index, paragraph });
    start = match.index + match[0].length;
    paragraph = (match[0].replace(/\r\n?/g, '\n').match(/\n|<br|<\/?p|<\/?li/gi) ?? []).length > 1;
  }
  lines.push({ start, end: span.end, paragraph });
  return lines.filter((line) => text.slice(line.start, line.end).trim() !== '');
}

function isFlattened(text: string): boolean {
  if (/[\n\r]/.test(text) || !text.includes('  ')) return false;
  return /\S {2,}(?=[\p{Lu}\p{N}(+-])/u.test(text) && /[.!?] (?=\p{Lu})/u.test(text);
}

/** Matches of a pattern that lie inside a span. */
function marksIn(pattern: RegExp, text: string, span: Span): (Span & { mark: string })[] {
  const marks: (Span & { mark: string })[] = [];
  const source = text.slice(0, span.end);
  pattern.lastIndex = span.start;
  for (let match = pattern.exec(source); match !== null; match = pattern.exec(source)) {
    marks.push({ start: match.index, end: match.index + match[0].length, mark: match[0] });
  }
  return marks;
}

/** Cuts a stretch at offsets of marks, given as `[start of mark, end of mark]`. */
function cutAt(span: Span, marks: Span[]): Span[] {
  const items: Span[] = [];
  let start = span.start;
  for (const mark of marks) {
    items.push({ start, end: mark.start });
    start = mark.end;
  }
  items.push({ start, end: span.end });
  return items;
}

/**
 * Numbers in running text that count up from 1: "1. Excellent bass 2. Excellent range3. …". A number that only
 * happens to stand there breaks the count and is left alone.
 */
function countedMarks(text: string, span: Span, pattern: RegExp): Span[] {
  const marks: Span[] = [];
  pattern.lastIndex = span.start;
  const source = text.slice(0, span.end);
  let expected = 1;
  for (let match = pattern.exec(source); match !== null; match = pattern.exec(source)) {
    if (Number(match[1]) !== expected) continue;
    marks.push({ start: match.index, end: match.index + match[0].length });
    expected++;
  }
  return marks.length >= 2 ? marks : [];
}

const COUNTED = [
  /(?<![\p{N}$£€/-]|\p{N}[.,:])\(?(\d{1,2})\)(?=\s*\p{L})\s*/gu,
  /(?<![\p{N}$£€/-]|\p{N}[.,:]|\p{N}\s)(\d{1,2})\.(?=\s*[\p{L}"“(])\s*/gu,
];

/** "+ Doctor - Parking + Location": signs in running text, after a first one at its start. */
const INLINE_SIGN =
  /(?<=\s|^)(?:\(\+(?:ve)?\)|\([-–—−](?:ve)?\)|\[\+(?:ve)?\]|\[[-–—−](?:ve)?\]|\+{1,2}(?=\s?\p{L})|[-–—−]{1,3}(?=\s)|o(?=\s))\s*/gu;
/** The first of such signs behind an introducing sentence. */
const RUNNING_SIGN = /(?<=[.!?:]\s{1,3})(?:\+{1,2}|[-–—−]{1,3})(?=\s?\p{L})\s*/u;
/** Bullets in running text, after a first one at the start of the line. */
const INLINE_DOT = /[•●▪■►➤✓✔]\s*/gu;
const INLINE_STAR = /\s\*\s*(?=\p{L})/gu;
const INLINE_DASH = /\s[-–—]\s*(?=[\p{L}\p{N}])/gu;
/** A bracketed sign anywhere in a line. */
const BRACKET_SIGN = /[([](?:\+|[-–—−])(?:ve)?[)\]]\s*/gu;
/** What parts the entries of a labelled line. */
const PIPE = /\s\|\s(?=\S)/gu;
const SLASH = /(?<=\p{L})\s\/\s(?=\p{L})/gu;
/** A line of a form: "Breakfast: cold eggs". */
const FORM_LINE = /^\s*\p{Lu}[\p{L}’'&/ ]{1,30}(?<!\s):\s+\S/u;
/** Least lines of a form. */
const FORM_LINES = 3;
/** "Menu - lots of choices Food - came out hot": a topic, then what is said of it. */
const TOPIC =
  /(?<=^|[^\s.,;:&/]\s{1,4}|[.!?]\s{1,4})\p{Lu}[\p{L}'’]*(?:\s?[/&]\s?\p{L}+|\s\p{Ll}+)?\s[-–—]\s/gu;

/**
 * Further bullets of the kind that a line began with. A dash in running text mostly goes on with its sentence, so it
 * takes two more of them, or dashes written as the first one was ("-far -pricey").
 */
function inlineBullets(text: string, body: Span, first: string): Span[] {
  const sign = first.trim();
  if (/[•●▪■►➤✓✔]/.test(sign)) return marksIn(INLINE_DOT, text, body);
  if (sign.startsWith('*')) return marksIn(INLINE_STAR, text, body);
  if (!/^[-–—]/.test(sign)) return [];
  const dashes = marksIn(INLINE_DASH, text, body);
  const glued = !/\s$/.test(first);
  const alike = glued ? dashes.filter(({ mark }) => !/\s$/.test(mark)) : dashes;
  return glued || alike.length >= 2 ? alike : [];
}

/** Most words of a line that is an item of a list. */
const LIST_WORDS = 15;

const isListLine = (line: string): boolean =>
  line.trim().split(/\s+/).length <= LIST_WORDS && !/[.!?]\s+\p{Lu}/u.test(line.trim());

/** Cuts a region into items. */
function itemsOf(text: string, region: Region, flattened: boolean, last: boolean): Item[] {
  const lines = linesOf(text, region, flattened);
  const items: Item[] = [];
  const slice = (span: Span): string => text.slice(span.start, span.end);
  const faces = isListOfFaces(lines.map(slice));
  const plus = lines.some((line) => PRO_SIGN.test(slice(line)) || (faces && /^\s*\+/.test(slice(line))));
  const form =
    region.side === null && lines.filter((line) => FORM_LINE.test(slice(line))).length >= FORM_LINES;
  // short lines of one statement each are a list, with or without bullets
  const listed =
    region.labelled ||
    (region.side !== null && lines.length > 1 && lines.every((line) => isListLine(slice(line))));
  let marks = 0;
  let over = false;
  for (const [index, line] of lines.entries()) {
    const own = slice(line);
    const put = (span: Span, side: Side | null, marked: boolean): void => {
      items.push({ ...span, side, marked });
    };
    const running = RUNNING_SIGN.exec(own);
    const behind =
      running === null
        ? []
        : marksIn(INLINE_SIGN, text, { start: line.start + running.index, end: line.end });
    const runs = behind.length >= 2 && behind.some(({ mark }) => mark.startsWith('+'));
    const pro = PRO_SIGN.exec(own) ?? (faces ? PRO_FACE.exec(own) : null);
    const con = CON_SIGN.exec(own) ?? (faces ? CON_FACE.exec(own) : null) ?? (plus ? MINUS.exec(own) : null);
    const even = plus ? EVEN_SIGN.exec(own) : null;
    if (pro !== null || con !== null || even !== null || runs) {
      const sign = even ?? pro ?? con ?? (running as RegExpExecArray);
      const body = { start: line.start + sign.index + sign[0].length, end: line.end };
      if (sign === running) {
        put({ start: line.start, end: line.start + sign.index }, over ? null : region.side, listed && !over);
      }
      marks++;
      over = false;
      const begun = sign[0].trim();
      const pictures =
        PRO_PICTURE.test(begun) || CON_PICTURE.test(begun) ? marksIn(INLINE_PICTURE, text, body) : [];
      const inline = pictures.length > 0 ? pictures : marksIn(INLINE_SIGN, text, body);
      // an elaborating dash is no sign where no plus follows
      const kinds = inline === pictures || inline.some((m) => /[+([]/.test(m.mark));
      const signs =
        kinds || pro !== null || runs ? inline.filter((m) => kinds || !m.mark.startsWith('o')) : [];
      let side: Side = even !== null ? 'open' : sideOfSign(begun);
      let start = body.start;
      for (const m of signs) {
        put({ start, end: m.start }, side, true);
        start = m.end;
        side = sideOfSign(m.mark);
      }
      put({ start, end: body.end }, side, true);
      continue;
    }
    const bullet = DASH.exec(own) ?? BULLET.exec(own) ?? NUMBER.exec(own);
    const inSign = /[([][+–—−-](?:ve)?[)\]]/.test(own) ? marksIn(BRACKET_SIGN, text, line) : [];
    if (inSign.length > 0) {
      let side: Side | null = over ? null : region.side;
      let start = line.start;
      for (const m of inSign) {
        put({ start, end: m.start }, side, region.labelled && side !== null);
        start = m.end;
        side = sideOfSign(m.mark);
      }
      put({ start, end: line.end }, side, true);
      marks++;
      continue;
    }
    const counted = !/\d[.)]/.test(own)
      ? undefined
      : COUNTED.map((style) => countedMarks(text, line, style)).find((found) => found.length > 0);
    if (counted !== undefined) {
      const [first, ...others] = cutAt(line, counted);
      if (first !== undefined) put(first, region.side, region.labelled);
      for (const item of others) put(item, region.side, true);
      marks += counted.length;
      over = false;
      continue;
    }
    if (bullet !== null) {
      const body = { start: line.start + bullet[0].length, end: line.end };
      for (const item of cutAt(body, inlineBullets(text, body, bullet[0]))) {
        put(item, over && !region.labelled ? null : region.side, true);
        marks++;
      }
      over = false;
      continue;
    }
    // a line without a mark after marked ones, or a new paragraph at the end, is outside the list
    const wraps = /^\s*\p{Ll}/u.test(own) && index > 0 && !/[.!?]\s*$/.test(slice(lines[index - 1] as Line));
    if (region.labelled && last && index > 0) {
      if (line.paragraph || (marks >= 2 && !wraps)) over = true;
    }
    if (region.labelled && !over) {
      const topics = marksIn(TOPIC, text, line);
      if (topics.length >= 2) {
        for (const item of cutAt(
          line,
          topics.map((m) => ({ start: m.start, end: m.start })),
        )) {
          put(item, region.side, true);
        }
        continue;
      }
    }
    if (region.labelled && !over) {
      const pipes = marksIn(PIPE, text, line);
      const slashes = marksIn(SLASH, text, line);
      const parted = pipes.length > 0 ? pipes : slashes.length > 1 ? slashes : [];
      for (const item of cutAt(line, parted)) put(item, region.side, true);
      continue;
    }
    const next = lines[index + 1];
    if (region.side === null && next !== undefined && announces(own) && ITEM_MARK.test(slice(next))) {
      put(line, 'open', true);
      continue;
    }
    put(line, over ? null : region.side, (listed && !over) || (form && FORM_LINE.test(own)));
  }
  return items;
}

/** What an item of a list begins with. */
const ITEM_MARK = /^\s*(?:[-–—*•·●▪+]|\(?\d{1,2}[.):])\s*\S/u;
/** Whether a line only says that a list follows: "Three things about my stay:". */
const announces = (line: string): boolean =>
  /:\s*$/.test(line) && !/[.!?,;]\s/.test(line) && line.trim().split(/\s+/).length <= ANNOUNCING_WORDS;
const ANNOUNCING_WORDS = 8;

/**
 * Where a labelled section ends because a heading of what follows stands behind it: its last line, where the next label
 * begins a line ("Second visit, February").
 */
function headingIn(text: string, region: Region): number | null {
  const own = text.slice(region.start, region.end);
  const match = /[.!?)]\s*\n\s*([\p{Lu}\p{N}][^\n.!?:]{2,60}?)\s*\n\s*$/u.exec(own);
  const heading = match?.[1];
  if (heading === undefined || heading.split(/\s+/).length > HEADING_WORDS || ITEM_MARK.test(heading))
    return null;
  return region.start + own.lastIndexOf(heading);
}
const HEADING_WORDS = 6;

/** Whether faces are the bullets of a text: of two lines, or of a line that holds both kinds. */
function isListOfFaces(lines: readonly string[]): boolean {
  const first = lines.filter((line) => PRO_FACE.test(line) || CON_FACE.test(line));
  if (first.length !== 1) return first.length > 1;
  const signs = [...(first[0] as string).matchAll(INLINE_PICTURE)].map(([sign]) => sideOfSign(sign));
  return signs.includes('pro') && signs.includes('con');
}

/** The side of a sign: a plus, a minus, an "o", a picture. */
function sideOfSign(sign: string): Side {
  if (sign.includes('+') || PRO_PICTURE.test(sign)) return 'pro';
  return sign.startsWith('o') ? 'open' : 'con';
}

// ───────────────────────────── pieces ─────────────────────────────

const TRANSLATED = /^\s*\((?:translated by google|traduit par google|übersetzt von google)\)\s*/i;
const CUT_OFF_REACH = 40;
/** Where a page cut the text off: no words of the patient. */
const CUT_OFF =
  /(?:\.{2,}|…)\s*\(?(?:[Rr]ead [Mm]ore|READ MORE|[Ss]ee [Mm]ore|[Ss]how [Mm]ore|[Mm]ore)\)?[\s.…»>]*$|\s*READ MORE[\s.…»>]*$|\n\s*(?:Read|See|Show) more[\s.…»>]*$/;
/** What joins a section to the label of the next one ("…, quick, and cons: …"): it says nothing. */
const JOINER = /(?:[\s,;]+(?:and|but|&|plus)[\s.…]*|\s+[/|]\s*)$/i;
/** What a piece can't begin with, and can't end with; two dots and more are no full stop. */
const HEAD = /[\s,;:.!?…)\]}|=•*_~–—−-]/;
const TAIL = /[\s,;:([{|/=_~*–—−…-]/;
/** An answer that begins with the answer word of its question. */
const ANSWER =
  /^\s*(?:yes|yeah|no|nope|because)\b[\s,.!-]+(?=(?:i|i'm|they|he|she|it|it's|we|you|the|my|there|his|her|their|all|everything|everyone)\b)/i;

/** Trims white space, marks and cut-off dots from both ends; null where nothing is left. */
function trimPiece(text: string, span: Span): Span | null {
  let { start, end } = span;
  while (start < end && HEAD.test(text[start] as string)) start++;
  while (end > start) {
    if (TAIL.test(text[end - 1] as string)) end--;
    else if (text[end - 1] === '.' && text[end - 2] === '.') {
      while (end > start && text[end - 1] === '.') end--;
    } else break;
  }
  return end > start && /[\p{L}\p{N}\p{S}]/u.test(text.slice(start, end)) ? { start, end } : null;
}

/** What the splitter needs to know. */
export type SplitWords = SplittingWords;

/**
 * Makes the splitter of passages.
 *
 * @param words the word lists of src/data/splitting.yaml
 * @returns a pure function: passage → pieces in order, not overlapping, each trimmed, with the number of the labelled
 *   or bulleted item it came from and the side its label, sign or column suggests. Labels, bullets, `ignore` spans,
 *   the "yes" or "because" that an answer begins with, an "and" before a label and marks of cut-off text are in no piece;
 *   every other word is in exactly one
 */
export function createSplitter(words: SplitWords): (passage: Passage) => Piece[] {
  const findLabels = createLabelFinder(words);
  const closer = atSentenceStart(words.closers);
  const conCloser = atSentenceStart([...words.closers, ...words.conClosers]);

  return (passage) => {
    const { text, role } = passage;
    const column: Side | null = role === 'pros' ? 'pro' : role === 'cons' ? 'con' : null;
    let from = TRANSLATED.exec(text)?.[0].length ?? 0;
    let to = text.length;
    const endAt = Math.max(from, text.length - CUT_OFF_REACH);
    const cutOff = CUT_OFF.exec(text.slice(endAt));
    if (cutOff !== null && endAt + cutOff.index > from) to = endAt + cutOff.index;
    from += ANSWER.exec(text.slice(from, from + 40))?.[0].length ?? 0;

    const labels = findLabels(text).filter((label) => label.start >= from && label.end <= to);
    const flattened = isFlattened(text);
    const regions: Region[] = [];
    let start = from;
    let side: Side | null = column;
    let labelled = false;
    for (const label of labels) {
      const joiner = JOINER.exec(text.slice(start, label.start));
      regions.push({ start, end: joiner === null ? label.start : start + joiner.index, side, labelled });
      start = label.end;
      labelled = label.side !== 'open' || label.silent;
      side = label.side === 'open' && !label.silent ? null : label.side;
    }
    regions.push({ start, end: to, side, labelled });

    const pieces: Piece[] = [];
    let section = 0;
    for (const [index, region] of regions.entries()) {
      const parts: Region[] = [region];
      if (region.labelled) {
        const pattern = region.side === 'con' ? conCloser : closer;
        pattern.lastIndex = region.start;
        const close = pattern.exec(text.slice(0, region.end));
        if (close !== null && close.index > region.start + 1) {
          if (text.slice(region.start, close.index).trim() !== '') {
            parts[0] = { ...region, end: close.index };
            parts.push({ start: close.index, end: region.end, side: null, labelled: false });
          }
        }
        const heading =
          index < labels.length && labels.length > 2
            ? headingIn(text, parts[parts.length - 1] as Region)
            : null;
        if (heading !== null) {
          const before = parts[parts.length - 1] as Region;
          parts[parts.length - 1] = { ...before, end: heading };
          parts.push({ start: heading, end: before.end, side: 'open', labelled: true });
        }
      }
      for (const part of parts) {
        for (const item of itemsOf(text, part, flattened, index === regions.length - 1)) {
          const made: Piece[] = [];
          for (const span of outside(item, passage.ignore ?? [])) {
            const trimmed = trimPiece(text, span);
            if (trimmed !== null) made.push({ ...trimmed, section: null, prior: item.side });
          }
          if (item.marked && made.length > 0) {
            section++;
            for (const piece of made) piece.section = section;
          }
          pieces.push(...made);
        }
      }
    }
    return pieces;
  };
}

/** One of the phrases at the start of a sentence or a line. */
function atSentenceStart(phrases: readonly string[]): RegExp {
  if (phrases.length === 0) return /(?!)/g;
  const written = phrases
    .map(plainWords)
    .sort((a, b) => b.length - a.length || (a < b ? -1 : 1))
    .map((phrase) => quoted(phrase).replace(/ /g, '\\s+').replace(/'/g, "['’]"));
  return new RegExp(`(?<=^|[.!?…)]\\s{1,4}|[\\n\\r]\\s{0,4})(?:${written.join('|')})\\b`, 'giu');
}

/** The parts of a span that no ignored span covers. */
function outside(span: Span, ignored: readonly Span[]): Span[] {
  let parts: Span[] = [{ start: span.start, end: span.end }];
  for (const hole of ignored) {
    parts = parts.flatMap((part) => {
      if (hole.end <= part.start || hole.start >= part.end) return [part];
      return [
        { start: part.start, end: hole.start },
        { start: hole.end, end: part.end },
      ].filter((rest) => rest.end > rest.start);
    });
  }
  return parts;
}
