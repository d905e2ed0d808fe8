/**
 * The labels of a text ("Pros:", "The good -", "What could be better?") and the questions of an interview: what says, in
 * the writer's own words, on which side that which follows stands.
 */

import type { Side, Span, SplittingWords } from '../types.js';
import { signsBehind } from './marks.js';
import { withMarkup, withoutMarkup } from './markup.js';
import { isOneOff } from './misspelling.js';

/** A label found in a text: `[start, end)` covers its words and its separator. */
export interface Label extends Span {
  /** Null: what follows is a section of its own and stands by its own words. */
  side: Side | null;
  /** Whatever stands behind it, it is neither praise nor blame ("Tips:"). */
  silent: boolean;
  /** Not believed without a partner: too common a word, or one that only ends the section before it. */
  weak: boolean;
}

/** Longest stretch before a separator that is looked at for a label, in UTF-16 units. */
const LABEL_REACH = 110;
/** Most words after the words of a label ("Weaknesses of an employee in this department:"). */
const TAIL_WORDS = 12;

/** What can part a label from its text: `separatorOf` says which of these do. */
const SEPARATOR =
  /(?<![-–—−=])[-–—−=]+>|[:：;=?？\n\t]|\.{2,}|…|\.(?=\s)|[-–—−]+|(?<=\s)[·→>](?=\s)|\||\s(?=\(?1[.)])/gu;
/** The word that a separator stands behind. */
const LAST_WORD = /([\p{L}'’]+)[\s*_"”]*$/u;
/** Where a clause can begin: after these. */
const CLAUSE_START = /[.!?;:…\n\r)\]}•|]|\s{2,}|\p{Extended_Pictographic}/gu;
/** Where a label may begin behind other words: in capitals ("… quick Could have been better: …"), and in a list of equations. */
const WITHIN = /(?<=[\s,])(?=\p{Lu})/gu;
const BEHIND_COMMA = /(?<=,\s)(?=\p{L}+(?:s|\s\p{L}+)\s*$)/gu;
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
  /(?:pros|cons|pro['’]s|con['’]s|tives|pluses|sides|advantages|strengths|weaknesses|likes|drawbacks|improvements|Pro|Con|PRO|CON|good|bad|ugly|grumbles|gripes|compliments|complaints)(?:\b|\p{Lu})|\bP\.?\s?S\b/iu;
/** Labels that are believed in the middle of a clause too, however they are written. */
const INLINE =
  /(?<![\p{L}\p{N}'’-])(?:the\s+)?(?:pros|cons|positives|negatives|advantages|disadvantages|strengths|weaknesses|dislikes|drawbacks|improvements)\s*(?:\([^()\n]{0,40}\)\s*)?(?::(?!\))|\s[-–—](?=\s))/giu;
/** The same of words that speak of other things too: where a clause or a dash begins them, beside their opposite. */
const INLINE_BEGUN =
  /(?<=[-–—.!?;,)]\s{1,4})(?:the\s+)?(?:upsides|downsides|highlights|lowlights|verdict)\s*(?::(?!\))|\s[-–—](?=\s))/giu;
/** The same in capitals before an arrow or an equals sign. */
const POINTED =
  /(?<![\p{L}\p{N}'’-])(?:The\s+)?(?:Pros|Cons|PROS|CONS|Positives|Negatives|POSITIVES|NEGATIVES|Advantages|Disadvantages|Strengths|Weaknesses|Likes|Dislikes|Upsides|Downsides|GOOD|BAD)\s*(?:[-–—=]*>+|=|→)(?=\s*[\p{L}\p{N}])/gu;
/** With how many there are, or which it is: "CONS (3) … PROS (1) …", "Pro #1 … Con #1 …". Believed with their opposite alone. */
const COUNTED =
  /(?<![\p{L}\p{N}'’-])(?:(?:Pros|Cons|PROS|CONS|Positives|Negatives|POSITIVES|NEGATIVES)\s*\(\d{1,2}\)|(?:Pro|Con|PRO|CON)\s*#\s?\d{1,2})(?=\s+[\p{L}\p{N}"“])/gu;
/** The same in small letters ("the productpros:"): believed with its opposite alone, for "icons:" is a word. */
const GLUED_SMALL = /(?<=\p{Ll})(?:pros|cons)\s*:(?!\))/gu;
/** A section word with a full stop for its separator: "Pros. Kind nurse. Cons. Far away." */
const STOPPED =
  /(?<=^|[.!?\n]\s{0,4})(?:pros|cons|positives|negatives|the\s+(?:good|bad|ugly)|likes|dislikes)\s*\.(?=\s)/giu;
/** A label whose writer lost the space, or the line, before it: "…institutionsCon: …". */
const GLUED =
  /(?<=[\p{Ll}\p{N}.,!?)])(?:The\s+(?:Good|Bad|Ugly)|Pros?|Cons?|PROS?|CONS?|Positives?|Negatives?|Likes|Dislikes|Upsides|Downsides|Strengths|Weaknesses|Gripes|Grumbles|Compliments|Complaints)(?:\s+again)?\s*:(?!\))/gu;
/** The same without any separator: "ProsGreat dentistConsAlways late". */
const GLUED_BARE =
  /(?:(?<![\p{L}\p{N}])|(?<=\p{Ll}))(?:Pro['’]?s|Con['’]?s|Positives|Negatives|Likes|Dislikes|Advice to (?:[Oo]ther [Pp]atients|[Oo]thers|[Mm]anagement))(?=\p{Lu}[\p{Ll}\s])/gu;
/** In capitals behind a word in small letters: "… and thoroughCONS always late". */
const GLUED_CAPITALS =
  /(?<=^\s{0,8})PROS(?=\s[^\n]*\p{Ll}CONS\s)|(?<=\p{Ll})(?:PROS|CONS|POSITIVES|NEGATIVES|LIKES|DISLIKES|ADVICE|OVERALL|SUMMARY|VERDICT)(?=\s)|(?<=\p{Ll})Overall/gu;
/** A sentence that comes to a section: "As for the cons, …", "If I had to list the cons, they'd be …". */
const AS_FOR =
  /(?<=^|[.!?…\n]\s{0,4})(?:(?:and|but|now)\s+)?as\s+(?:for|to)\s+(?:the\s+)?(?:pros|cons|positives|negatives|pluses|minuses|upsides?|downsides?|good\s+points|bad\s+points|good|bad)\s*,/giu;
const HAD_TO_LIST =
  /(?<=^|[.!?…\n]\s{0,4})(?:(?:and|but|now)\s+)?if\s+i\s+ha(?:d|ve)\s+to\s+(?:list|name|pick|give|find)\s+(?:the\s+|any\s+|some\s+)?(?:pros|cons|positives|negatives|upsides?|downsides?|good\s+points|bad\s+points)\s*(?::|,\s+(?:they|it)(?:['’]d|\s+would)\s+be(?=\s))/giu;
/** Bold as Markdown has it: "**Pros** gentle **Cons** pricey". */
const STARRED = /(\*\*|__)\s{0,4}([^*_\n]{2,40}?)\s{0,4}:?\s{0,4}\1\s{0,4}:?/gu;
/** Verbs that are headings in capitals: "**LOVED** the nurse". Others are shouted ("**GOOD** luck"). */
const SHOUTED = /(?:LOVED?|LIKED?|HATED?)$/;
/** What a heading stands behind, which a stressed word does not. */
const SENTENCE_END = /(?:^|[.!?…)\n])\s*$/u;
/**
 * A section word in brackets, "[Pros] … [Cons] …", "(good) … (bad) …", with words behind it: on its line, or below where
 * it begins one. At the end of a line it stands behind what it names, and is none.
 */
const BRACKETED =
  /[[(]\s*(?:pros?|cons?|positives?|negatives?|likes?|dislikes?|(?:the\s+)?(?:good|bad|ugly))\s*[\])](?:(?<=(?:^|\n)[^\S\n]*[[(][^[\](\n)]{0,20}[\])])(?=\s*[\p{L}\p{N}])|(?=[^\S\n]*[\p{L}\p{N}]))/giu;
/** The adjectives among these, which stand behind what they judge in the midst of a sentence too: "HDL (good) 1.4". */
const BRACKETED_ADJECTIVE = /^.\s*(?:the\s+)?(?:good|bad|ugly|positive|negative)\b/i;
/** Words that a sentence goes on with. */
const GOES_ON = /[\p{L}\p{N}][^\S\n]*$/u;
/** An afterthought ends the section before it. */
const AFTERTHOUGHT = /(?<=^|[.!?\n]\s{0,4})(?:P\.\s?)?P\.?\s?S(?:\.|\b)\s?[:,–-]?(?=\s)/gu;
/** What a writer added later stands by its own words: "UPDATE 2: …", "Edit 3/2: …", "Updated March 2024 - …". */
const ADDED =
  /(?<=^|[.!?…)\n]\s{0,4})(?:update|edit|UPDATE|EDIT|Update|Edit)(?:d|ed|D|ED)?(?:\s*#?\d{1,2}(?=\s*:)|\s*\(?\d[\d/.-]{2,9}\)?|\s+(?:on\s+|as\s+of\s+)?(?:January|February|March|April|May|June|July|August|September|October|November|December|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)\.?(?:\s+\d{1,4}(?:,?\s+\d{4})?)?)?\s*(?::|\s[-–—](?=\s))/gu;
/** What stands behind a section word that is held against its opposite. */
const OPPOSITE = /^\s*(?:the\s+)?(?:pros|cons|positives|negatives)\b/iu;
const LIST_OF = /^if\s+i\s+ha(?:d|ve)\s+to\s+\p{L}+\s+(?:any\s+)?/iu;
const LISTED_WITH =
  /(?:pros?|cons?|good|bad|positives?|negatives?|likes?|advantages?|strengths?|upsides?)\s*(?:,|and|or|&|\/|vs\.?)+\s*(?:the\s*)?$|\b(?:no|any|many|more|without|zero|few|false)\s+$/i;
/** "Pros friendly staff Cons parking": no separator at all. */
const BARE = /(?:^|(?<=[\s.!,;]))(?:pros|cons)(?=\s+[\p{L}\p{N}])/giu;

/** A question of an interview, up to its answer: "Q: How was the ward? A: …", "What worries you? - …". */
const INTERVIEW = [
  /(?<=^|\n)[^\S\n]*Q(?:uestion)?\s?\d{0,2}\s?[:.)]\s{0,4}([^\n]{3,120}?)\s*\bA(?:nswer|ns)?\s?\d{0,2}\s?[:.)]\s*/gu,
  /(?<=^|\n)[^\S\n]*([^?\n.!:]{3,120}\?)\s*(?:[-–—>→]+|:)\s+(?=\S)/gu,
  /(?<=^|\n)[^\S\n]*((?:how|what|which|would|did|was|were|do|does|who|when|where|any)\b[^?\n.!:]{3,120}\?)[^\S\n]*\n(?=\s*\S)/giu,
];
/** A question at the start of a line. */
const LINE_QUESTION = /(?<=^|\n)[^\S\n]*([^?\n.!:]{3,120})\?(?=\s+\S)/gu;
/** The same with its number: "3. How did you hear about us? A friend". */
const NUMBERED_QUESTION =
  /(?<=^|\n)[^\S\n]*(?:Q\s?)?\d{1,2}[a-z]?\s?[.):]\s*([^?\n.!:]{3,120})\?(?=\s+\S)/giu;
/** What stands before the question of a survey that numbers them. */
const SURVEY_NUMBER = /(?:^|\n)[^\S\n]*(?:Q\s?)?\d{1,2}[a-z]?\s?[.):]\s*$/iu;

/** Shortest word of a label that is known with one letter wrong. */
const LONG_WORD = 7;

const INSIDE = [
  AS_FOR,
  HAD_TO_LIST,
  INLINE,
  INLINE_BEGUN,
  POINTED,
  COUNTED,
  GLUED,
  GLUED_SMALL,
  GLUED_BARE,
  GLUED_CAPITALS,
  BRACKETED,
  STOPPED,
  AFTERTHOUGHT,
];

/** What the words of a label say. */
interface Named {
  side: Side;
  alone: boolean;
  silent: boolean;
  paired: boolean;
}

export function quoted(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

export function plainWords(text: string): string {
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

/**
 * Whether a pipe parts a label from its text: it stands free on both sides, or what stands before it is a whole cell
 * ("PROS|fast check-in|CONS|cold room").
 */
const isCellEnd = (text: string, at: number, cellAt: number): boolean =>
  (/\s/.test(text[at - 1] ?? ' ') && /\s/.test(text[at + 1] ?? ' ')) ||
  cellAt === 0 ||
  /[|\n\r]/.test(text[cellAt - 1] as string);

/** A subject and its verb are no heading: "They did not: …". */
const CLIPPED_SENTENCE = /^(?:i|you|we|they|he|she|it|that|this|who) (?:did|do|does) not$/;

/** Whether a label is another's words: `They say "Pros: no waiting" …`. A text that is quoted as a whole is its writer's. */
function isQuoted(text: string, { start, end }: Span): boolean {
  const before = /\S\s*["“]\s*$/u.exec(text.slice(Math.max(0, start - 4), start));
  return before !== null && !/["”]/.test(text.slice(start, end)) && /^[^\n]*["”]/.test(text.slice(end));
}

/** Whether a label is one side of a sum: "positives > negatives". */
const isCompared = (text: string, { end }: Span): boolean =>
  /[>=→]/u.test(text[end - 1] as string) && OPPOSITE.test(text.slice(end, end + 24));

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

/** A label with the number of its question: "Q4b Negatives: …". */
function withNumber(text: string, label: Label): Label {
  const number = QUESTION_NUMBER.exec(text.slice(Math.max(0, label.start - 8), label.start));
  return number === null ? label : { ...label, start: label.start - number[0].length };
}
const QUESTION_NUMBER = /(?<![\p{L}\p{N}])Q\s?\d{1,2}[a-z]?[.):]?\s*$/iu;

/** Where a bracketed sign stands behind what it judges, which no label does. */
function signsBehindIn(text: string): Set<number> {
  const starts = new Set<number>();
  for (const line of text.matchAll(/[^\n]+/g)) {
    const end = line.index + line[0].length;
    for (const { start } of signsBehind(text, { start: line.index, end })) starts.add(start);
  }
  return starts;
}

const lastWordOf = (phrase: string): string => phrase.slice(phrase.lastIndexOf(' ') + 1);

export interface LabelFinder {
  /** The labels of a text, in order; `sided`: both sides have one beside these, at the head of a table. */
  find(text: string, sided?: boolean): Label[];
  /** The side that words name which are a label by themselves; null where they are none. */
  sideNamed(words: string): Side | null;
}

/** Makes what finds the labels of texts. */
export function createLabelFinder(words: SplittingWords): LabelFinder {
  const light = [...words.light].map(plainWords).sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
  const lightWord =
    light.length === 0 ? /(?!)/g : new RegExp(`(?<= )(?:${light.map(quoted).join('|')}) `, 'g');
  const reduce = (clause: string): string => ` ${plainWords(clause)} `.replace(lightWord, '').trim();

  const sides = new Map<string, Named>();
  const heads: string[] = [];
  for (const { side, phrases, alone, silent, paired } of words.labels) {
    for (const phrase of phrases) {
      const reduced = reduce(phrase) || plainWords(phrase);
      if (!sides.has(reduced)) {
        sides.set(reduced, {
          side,
          alone: alone === true || paired === true,
          silent: silent === true,
          paired: paired === true,
        });
      }
      if (alone !== true && paired !== true) heads.push(reduced);
    }
  }
  heads.sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
  const questions = new Map<string, Side>();
  for (const { side, phrases } of words.questions) {
    for (const phrase of phrases) questions.set(reduce(phrase), side);
  }

  /** Long words that are a label by themselves: known with one letter wrong. */
  const longWords = [...sides.keys()].filter((word) => word.length >= LONG_WORD && !word.includes(' '));
  const lastWords = new Set([...sides.keys(), ...questions.keys()].map(lastWordOf));
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
      if (side !== undefined) return { side, alone: false, silent: false, paired: false };
      // "Negatives? The wait. Positives? …": alone it may be a turn of speech, and what follows is no section
      const named = sides.get(reduce(bare));
      return named === undefined || named.alone || named.side === 'open' ? null : { ...named, paired: true };
    }
    if (separator === '.' && !SENTENCE.test(plainWords(bare))) return null;
    // "Con 2:"
    const reduced = reduce(bare).replace(separator === ':' ? /(?<!\.)\.+$| \d{1,2}$/ : /(?<!\.)\.+$/, '');
    if (reduced === '' || (reduced.endsWith(' not') && CLIPPED_SENTENCE.test(plainWords(bare)))) return null;
    // "Con 2 - ", but not "Good 10 - Bad 0"
    const counted = /^((?:pro|con|positive|negative)s?) \d{1,2}$/.exec(reduced)?.[1];
    if (counted !== undefined) return sides.get(counted) ?? null;
    const whole = sides.get(reduced) ?? sides.get(reduced.replace(CLOSING_VERBS, ''));
    if (whole !== undefined) return whole;
    if (separator !== ':') return null;
    // "Likes & strengths:" is two of one side
    const named = bare.split(/ ?(?:&|\/|\band\b) ?/i).map((part) => sides.get(reduce(part)));
    if (named.length > 1 && named.every((one) => one !== undefined && one.side === named[0]?.side))
      return named[0] ?? null;
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

  return {
    find(text, sided = false) {
      const plain = withoutMarkup(text);
      const labels = labelsIn(plain, sided).map((label) => withNumber(text, label));
      return plain === text ? labels : labels.map((label) => withMarkup(text, label));
    },
    sideNamed: (named) =>
      sideOf(named.replace(DECORATION, '').replace(/(?<![\s*_:])[\s*_:]+$/, ''), ':')?.side ?? null,
  };

  function labelsIn(text: string, inTable: boolean): Label[] {
    const found: Label[] = [];
    const add = (label: Label): void => {
      found.push(label);
    };
    for (const { index, 0: added } of /update|edit/i.test(text) ? text.matchAll(ADDED) : [])
      add({ start: index, end: index + added.length, side: 'open', silent: false, weak: false });
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
        if (
          last !== undefined &&
          !lastWords.has(lastWordOf(plainWords(last))) &&
          !/[)]\s*$/.test(text.slice(at - 2, at))
        )
          continue;
      }
      const from = Math.max(0, at - LABEL_REACH);
      const before = text.slice(from, at);
      let clauseAt = from === 0 ? 0 : -1;
      CLAUSE_START.lastIndex = 0;
      const trimmed = before.replace(/(?<![\s*_])[\s*_]+$/, '');
      // a parenthesis right before the separator belongs to the label
      const reach = /\([^()]*\)$/.test(trimmed) ? trimmed.lastIndexOf('(') : trimmed.length;
      for (let edge = CLAUSE_START.exec(before); edge !== null; edge = CLAUSE_START.exec(before)) {
        if (edge.index + edge[0].length > reach) break;
        clauseAt = edge.index + edge[0].length;
      }
      if (clauseAt < 0 || (mark === '|' && !isCellEnd(text, at, from + clauseAt))) continue;
      const raw = before.slice(clauseAt);
      const skipped = DECORATION.exec(raw)?.[0].length ?? 0;
      const clause = raw.slice(skipped);
      if (clause.trim() === '') continue;
      let start = from + clauseAt + (raw.length - raw.trimStart().length);
      let hit = sideOf(clause, separator);
      const within = separator === ':' ? WITHIN : separator === '=' ? BEHIND_COMMA : null;
      if (hit === null && within !== null) {
        for (const { index } of clause.matchAll(within)) {
          const label = sideOf(clause.slice(index), separator);
          if (label === null || label.alone || LISTED_WITH.test(clause.slice(0, index))) continue;
          hit = label;
          start = from + clauseAt + skipped + index;
          break;
        }
      }
      if (hit === null) continue;
      const colon = separator === ':' || separator === '?';
      const weak = !colon && separator !== '=' && separator !== '|';
      if (hit.side === 'open' && weak && !(line && hit.silent)) continue;
      if (separator === '.' && hit.alone) continue;
      if (line || mark === '\t') {
        // a label alone on its line, or in the first of its two cells
        const lineAt = text.lastIndexOf('\n', at - 1) + 1;
        if (text.slice(lineAt, start).replace(DECORATION, '') !== '') continue;
        const cell = line ? '' : (/^[^\n]*/.exec(text.slice(at + 1))?.[0] ?? '');
        if (cell.includes('\t') || (cell !== '' && cell.length <= LABEL_REACH && sideOf(cell, ':') !== null))
          continue;
      }
      // the line end of a label on its own line stays: it is the end of a line
      const end = line ? at : at + mark.length;
      add({
        start,
        end,
        side: hit.side,
        silent: hit.silent,
        weak: hit.side === 'open' || hit.paired || (hit.alone && !colon) || separator === '.',
      });
    }
    const sectioned = SECTION_WORD.test(text);
    const behind = sectioned ? signsBehindIn(text) : null;
    for (const pattern of sectioned ? INSIDE : []) {
      pattern.lastIndex = 0;
      /** Whether adjectives in brackets stand behind what they judge: words of its sentence stand before the first. */
      let judging: boolean | null = null;
      for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
        if (pattern === BRACKETED && BRACKETED_ADJECTIVE.test(match[0])) {
          judging ??= GOES_ON.test(text.slice(Math.max(0, match.index - 8), match.index));
          if (judging) continue;
        }
        if (behind?.has(match.index)) continue;
        if (LISTED_WITH.test(text.slice(Math.max(0, match.index - 30), match.index))) continue;
        const named = match[0]
          .replace(/\(\d{1,2}\)$/, '')
          .replace(/^[[(]|(?:[\]):.–—=→-]|,.*|(?<![-–—=>])[-–—=]*>+)$/g, '')
          .replace(LIST_OF, '');
        const hit = sideOf(named, ':');
        if (hit === null) continue;
        const end = match.index + match[0].length;
        add({
          start: match.index,
          end,
          side: hit.side,
          silent: hit.silent,
          weak:
            hit.side === 'open' ||
            !match[0].endsWith(':') ||
            pattern === GLUED_SMALL ||
            pattern === INLINE_BEGUN,
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
    if (/\*\*|__/.test(text)) found.push(...starredIn(text));
    found.push(...questionsIn(text, found));
    const labels = withoutOverlaps(
      found.filter((label) => !isQuoted(text, label) && !isCompared(text, label)),
    );
    const has = (side: Side): boolean => inTable || labels.some((label) => label.side === side);
    const sided = has('pro') || has('con');
    // a common word needs its opposite; a third section needs a first one
    const partnered = { pro: has('con'), con: has('pro'), open: sided };
    return labels.filter(({ side, weak }) => (side !== null && weak ? partnered[side] : true));
  }

  /**
   * Section words in bold, each before a sentence or of another side than the one before, beside others: "**The only
   * downside** was parking" goes on. An adjective is none before a small letter ("**Positive** test").
   */
  function starredIn(text: string): Label[] {
    const made: Label[] = [];
    for (const match of text.matchAll(STARRED)) {
      const word = match[2] as string;
      const hit = sideOf(word, ':');
      if (hit === null) continue;
      const end = match.index + match[0].length;
      const shouted = word === word.toUpperCase() && SHOUTED.test(word);
      if (!shouted && !/s$/i.test(word) && /^\s*\p{Ll}/u.test(text.slice(end, end + 4))) continue;
      const heads = SENTENCE_END.test(text.slice(Math.max(0, match.index - 4), match.index));
      if (!heads && (made[made.length - 1]?.side ?? hit.side) === hit.side) continue;
      made.push({ start: match.index, end, side: hit.side, silent: hit.silent, weak: true });
    }
    return made;
  }

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
    const sided = found.filter(({ side, weak }) => side !== 'open' && !weak);
    if (sided.some(({ end }) => text[end - 1] === '?')) add(LINE_QUESTION, 1);
    // a list under a label may hold a question; a survey that numbers its questions numbers the known ones too
    if (sided.some(({ start }) => SURVEY_NUMBER.test(text.slice(Math.max(0, start - 12), start))))
      add(NUMBERED_QUESTION, 1);
    return made;
  }
}
