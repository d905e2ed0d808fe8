/**
 * Where one sentence may hold two stances: "great surgeon but the front desk was rude".
 *
 * Proposes cuts; whether the sides really differ is decided by meaning, and sides that do not are joined again. So this
 * is generous, and knows only what is never a contrast ("not only … but", "nothing but praise").
 */

import type { Sentence, SplittingWords, Token } from '../types.js';
import { ENGLISH, type Grammar } from './grammar.js';
import { tokenise } from './sentences.js';

type Phrase = string[];
type Index = Map<string, Phrase[]>;

function indexOf(phrases: readonly string[], grammar: Grammar): Index {
  const index: Index = new Map();
  for (const text of phrases) {
    const phrase = tokenise(text, grammar).map((token) => token.normal);
    const first = phrase[0];
    if (first === undefined) continue;
    const list = index.get(first);
    if (list === undefined) index.set(first, [phrase]);
    else list.push(phrase);
  }
  for (const list of index.values()) list.sort((a, b) => b.length - a.length);
  return index;
}

/** Length of the longest phrase that stands at a token, 0 for none. */
function lengthAt(index: Index, tokens: readonly Token[], at: number): number {
  const list = index.get((tokens[at] as Token).normal);
  if (list === undefined) return 0;
  for (const phrase of list) {
    let k = 1;
    while (k < phrase.length && tokens[at + k]?.normal === phrase[k]) k++;
    if (k === phrase.length) return k;
  }
  return 0;
}

/** A proposed cut: the left side ends before token `left`, the right one begins with token `right`. */
interface Cut {
  left: number;
  right: number;
  link: Link;
}

/**
 * What stands before a side: `contrast` a word that opposes it to the side before ("but"), `exception` one that takes it
 * out of the side before ("except"), `turn` a phrase that begins it ("the only downside"), `mark` a dash, a semicolon or
 * a comma, `aside` a bracket that opposes what is in it, `resumed` its end; null before the first.
 */
export type Link = 'contrast' | 'exception' | 'turn' | 'mark' | 'aside' | 'resumed' | null;

/** A possible side of a sentence. */
export interface Part {
  sentence: Sentence;
  link: Link;
}

/** Marks that part clauses. A dash is a token of its own here, so "well-kept" has none where it is one word. */
const CLAUSE_MARK = /^(?:;|-{1,3}|[–—]+|\.{2,}|…|\/)$/;

const PICTURE = /^[\p{Extended_Pictographic}\p{Emoji_Modifier}]/u;

/** What no side begins or ends with. */
const EDGE = /[\s,;:…/–—-]/;

/** "Apart from the front room, which was freezing, no complaints": the comma before these ends no concession. */
const RELATIVES: ReadonlySet<string> = new Set(['which', 'who', 'whose', 'where']);

const isWord = (token: Token): boolean => token.kind === 'word' || token.kind === 'number';

export interface Parter {
  /**
   * The possible sides of a sentence in order, each with `whole` = the sentence; the sentence alone where nothing can
   * be parted. `loose` also cuts at commas and "and", for sentences known to hold praise and blame.
   */
  part(text: string, sentence: Sentence, loose?: boolean): Part[];
  /** Whether a sentence opposes itself to the one before it: "But …", "However, …". */
  opposes(sentence: Sentence): boolean;
  /**
   * A stretch without the words at its head that only tie it to what stands around it: "However, …", "To be fair …" and,
   * where its sentence turns (`turned`), what opens a concession ("Although …"). Between two sides such words belong to
   * neither, and so they do here.
   */
  withoutJoiner(text: string, stretch: Sentence, turned: boolean): Sentence;
}

/**
 * Makes what parts sentences.
 *
 * @param words `contrast`, `turns`, `exceptions`, `concessions`, `joiners` and `notContrast` of the word lists
 * @returns pure functions of a passage's text and a sentence in it
 */
export function createParter(
  words: Pick<
    SplittingWords,
    'contrast' | 'turns' | 'exceptions' | 'concessions' | 'joiners' | 'notContrast'
  >,
  grammar: Grammar = ENGLISH,
): Parter {
  const contrast = indexOf(words.contrast, grammar);
  const turns = indexOf(words.turns, grammar);
  const exceptions = indexOf(words.exceptions, grammar);
  const listMarks = new Set([',', '&', ...grammar.and]);
  /** Words that begin one of the three: one look at most tokens. */
  const starts = new Set([...contrast.keys(), ...turns.keys(), ...exceptions.keys()]);
  const concessions = indexOf(words.concessions, grammar);
  const joiners = indexOf([...words.joiners, ...words.contrast], grammar);
  const never: { before: Phrase; phrase: Phrase }[] = words.notContrast.map((text) => {
    const [first, second] = text.split('…');
    const phraseOf = (part: string): Phrase => tokenise(part, grammar).map((token) => token.normal);
    return second === undefined
      ? { before: [], phrase: phraseOf(first as string) }
      : { before: phraseOf(first as string), phrase: phraseOf(second) };
  });
  const standsAt = (phrase: Phrase, tokens: readonly Token[], at: number): boolean =>
    phrase.every((word, k) => tokens[at + k]?.normal === word);

  /** Tokens that are part of a phrase which is no contrast, or of one that names two sides in a breath. */
  function excluded(tokens: readonly Token[]): Set<number> {
    const out = new Set<number>();
    for (const { before, phrase } of never) {
      let armed = before.length === 0;
      for (let i = 0; i < tokens.length; i++) {
        if (!armed) {
          armed = standsAt(before, tokens, i);
          continue;
        }
        if (!standsAt(phrase, tokens, i)) continue;
        for (let k = 0; k < phrase.length; k++) out.add(i + k);
        armed = before.length === 0;
      }
    }
    return out;
  }

  function cutsOf(tokens: readonly Token[], loose: boolean): Cut[] {
    const cuts: Cut[] = [];
    let not: Set<number> | null = null;
    let depth = 0;
    /** Within brackets that hold an opposed clause. */
    let aside = false;
    let conceding = lengthAt(concessions, tokens, 0) > 0;
    if (conceding) {
      not = excluded(tokens);
      conceding = !not.has(0);
    }
    for (let i = 0; i < tokens.length; i++) {
      const token = tokens[i] as Token;
      if (token.kind !== 'word') {
        if (token.text === '(' || token.text === '[') {
          depth++;
          const opposed =
            i > 0 && depth === 1 && i + 1 < tokens.length ? lengthAt(contrast, tokens, i + 1) : 0;
          if (opposed > 0) cuts.push({ left: i, right: i + 1 + opposed, link: 'aside' });
          aside = opposed > 0;
        } else if (token.text === ')' || token.text === ']') {
          depth = Math.max(0, depth - 1);
          if (aside && depth === 0) {
            // the sentence goes on where it was left: "great result (though it took three goes) and a kind team"
            const and = listMarks.has((tokens[i + 1] as Token | undefined)?.normal ?? '') ? 1 : 0;
            if (i + 1 + and < tokens.length) cuts.push({ left: i, right: i + 1 + and, link: 'resumed' });
            aside = false;
            continue;
          }
        }
      }
      if (depth > 0 || i === 0) continue;
      // a face ends what it is made of: "so natural 😍 the nurse was rough 😒"
      if (PICTURE.test(token.text)) {
        const next = tokens[i + 1];
        if (next !== undefined && isWord(next)) cuts.push({ left: i + 1, right: i + 1, link: 'mark' });
        continue;
      }
      if (token.kind === 'punctuation' || token.kind === 'symbol') {
        if (CLAUSE_MARK.test(token.text)) {
          const before = tokens[i - 1] as Token;
          const after = tokens[i + 1];
          const free =
            token.text === ';' ||
            (after !== undefined &&
              after.start > token.end &&
              (before.end < token.start || /^[.…]/.test(token.text)));
          if (free) cuts.push({ left: i, right: i + 1, link: 'mark' });
        } else if (token.text === ',' && (conceding ? !RELATIVES.has(tokens[i + 1]?.normal ?? '') : loose)) {
          cuts.push({ left: i, right: i + 1, link: conceding ? 'contrast' : 'mark' });
          conceding = false;
        }
        continue;
      }
      if (loose && listMarks.has(token.normal)) {
        not ??= excluded(tokens);
        if (not.has(i)) continue;
        cuts.push({ left: i, right: i + 1, link: 'mark' });
        continue;
      }
      if (!starts.has(token.normal)) continue;
      const connector = lengthAt(contrast, tokens, i);
      const turn = connector > 0 ? 0 : lengthAt(turns, tokens, i);
      const exception = connector > 0 || turn > 0 ? 0 : lengthAt(exceptions, tokens, i);
      if (connector + turn + exception === 0) continue;
      not ??= excluded(tokens);
      if (not.has(i)) continue;
      if (connector > 0) cuts.push({ left: i, right: i + connector, link: 'contrast' });
      else if (turn > 0) cuts.push({ left: i, right: i, link: 'turn' });
      // with a capital it begins a sentence whose full stop is missing: "all good Except for Ann they are rude"
      else if (/^\p{Lu}/u.test(token.text)) cuts.push({ left: i, right: i, link: 'turn' });
      else cuts.push({ left: i, right: i + exception, link: 'exception' });
      i += connector + turn + exception - 1;
    }
    return cuts;
  }

  const part: Parter['part'] = (text, sentence, loose = false) => {
    const { tokens } = sentence;
    const alone: Part[] = [{ sentence, link: null }];
    if (tokens.length < 3) return alone;
    const cuts = cutsOf(tokens, loose);
    if (cuts.length === 0) return alone;
    const whole = { start: sentence.start, end: sentence.end };
    const parts: Part[] = [];
    let link: Link = null;
    let from = 0;
    let start = sentence.start;
    const take = (to: number, end: number): void => {
      const own = tokens.slice(from, to);
      if (!own.some(isWord)) return;
      const span = { start, end };
      while (span.start < span.end && EDGE.test(text[span.start] as string)) span.start++;
      while (end !== sentence.end && span.end > span.start && EDGE.test(text[span.end - 1] as string))
        span.end--;
      const side: Sentence = {
        ...sentence,
        ...span,
        whole,
        tokens: own.filter((token) => token.start >= span.start && token.end <= span.end),
      };
      parts.push({ sentence: side, link: parts.length === 0 ? null : link });
    };
    for (const { left, right, link: next } of cuts) {
      if (left < from) continue;
      take(left, (tokens[left] as Token).start);
      from = right;
      link = next;
      start = (tokens[right - 1] as Token).end;
      // a turn is part of what it begins
      if (left === right) start = (tokens[right] as Token).start;
    }
    take(tokens.length, sentence.end);
    return parts.length < 2 ? alone : parts;
  };
  const withoutJoiner: Parter['withoutJoiner'] = (text, stretch, turned) => {
    const { tokens } = stretch;
    // a mask is no token: "[NAME], however, was late" begins with a name
    if (tokens[0]?.start !== stretch.start) return stretch;
    const isConcession = (at: number): boolean => at === 0 && turned && stretch.start === stretch.whole.start;
    let from = 0;
    for (let length = 1; length > 0 && from < tokens.length; from += length) {
      const conceding = lengthAt(concessions, tokens, from);
      length = lengthAt(joiners, tokens, from);
      if (conceding >= length) length = isConcession(from) ? conceding : 0;
      if (length > 0 && excluded(tokens).has(from)) length = 0;
      while (length > 0 && tokens[from + length]?.kind === 'punctuation') length++;
    }
    const own = tokens.slice(from);
    if (from === 0 || !own.some(isWord)) return stretch;
    let { end: start } = tokens[from - 1] as Token;
    while (EDGE.test(text[start] as string)) start++;
    return { ...stretch, start, tokens: own };
  };
  return {
    part,
    withoutJoiner,
    opposes: ({ tokens }) => tokens.length > 2 && lengthAt(contrast, tokens, 0) > 0,
  };
}
