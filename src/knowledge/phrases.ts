import type { PhrasePart, PhraseStep } from '../types.js';

/**
 * The pattern language of the lexicon: reads a phrase into steps and groups, and checks that it makes sense. It is
 * explained to users in src/data/README.md. What a step matches is the business of the keyword model.
 */

/** Word lists that exist without being written down: any numeral, any unit of time or "45min". */
export const BUILT_IN_CLASSES: readonly string[] = ['number', 'duration'];

/** Full words of what a contraction leaves behind when its apostrophe is cut off. */
const FULL_WORDS: Record<string, string> = { ca: 'can', wo: 'will', sha: 'shall', "n't": 'not' };

/**
 * Reads one phrase.
 *
 * @param phrase as its writer wrote it
 * @param classes the named word lists it may use
 * @throws Error whose message is the reason in a few plain words; the caller knows the file and the entry
 */
export function readPhrase(phrase: string, classes: Readonly<Record<string, unknown>>): PhrasePart[] {
  // the usual case, and there are thousands: letters only
  if (/^[a-z ]+$/.test(phrase)) return phrase.split(' ').filter(Boolean).flatMap(readWord);
  const marks = phrase.replace(/\.{3}/g, '…').match(/[()|?…~}]|\{[^}]*\}?|=?[^\s()|?…~{}]+/gu) ?? [];
  let at = 0;

  /** Whether the mark just read is optional; steps onto its "?". */
  const optional = (): boolean => {
    if (marks[at + 1] !== '?') return false;
    at += 1;
    return true;
  };

  const readSequence = (inGroup: boolean): PhrasePart[] => {
    const parts: PhrasePart[] = [];
    for (; at < marks.length; at += 1) {
      const mark = marks[at] as string;
      if (mark === ')' || mark === '|') {
        if (inGroup) break;
        throw new Error(`"${mark}" without a "(" before it`);
      }
      if (mark === '?') throw new Error('"?" must follow a word or a group');
      if (mark === '…' || mark === '~') {
        parts.push({ step: { match: mark === '…' ? 'gap' : 'list' } });
      } else if (mark === '(') {
        const alternatives: PhrasePart[][] = [];
        do {
          at += 1;
          alternatives.push(readSequence(true));
        } while (marks[at] === '|');
        if (marks[at] !== ')') throw new Error('"(" is never closed');
        if (alternatives.some((alternative) => alternative.length === 0)) {
          throw new Error('an alternative is empty; "(word)?" says "word or nothing"');
        }
        parts.push({ alternatives, optional: optional() });
      } else {
        const own =
          mark.startsWith('{') || mark === '}' ? [{ step: readClass(mark, classes) }] : readWord(mark);
        if (optional()) parts.push({ alternatives: [[...own]], optional: true });
        else parts.push(...own);
      }
    }
    return parts;
  };

  return readSequence(false);
}

/**
 * Checks what a phrase stands for: at least one word each time, and gaps only between words.
 *
 * @throws Error whose message is the reason in a few plain words
 */
export function checkPhrase(parts: PhrasePart[]): void {
  const { mayBeEmpty, mayStartWithGap, mayEndWithGap } = edgesOf(parts);
  if (mayBeEmpty) throw new Error('it could match without any word');
  if (mayStartWithGap || mayEndWithGap) throw new Error('"…" and "~" must stand between two words');
}

interface Edges {
  mayBeEmpty: boolean;
  mayStartWithGap: boolean;
  mayEndWithGap: boolean;
}

function edgesOf(parts: PhrasePart[]): Edges {
  let all: Edges = { mayBeEmpty: true, mayStartWithGap: false, mayEndWithGap: false };
  for (const part of parts) {
    const next = edgesOfPart(part);
    if (all.mayEndWithGap && next.mayStartWithGap) throw new Error('two gaps side by side');
    all = {
      mayBeEmpty: all.mayBeEmpty && next.mayBeEmpty,
      mayStartWithGap: all.mayStartWithGap || (all.mayBeEmpty && next.mayStartWithGap),
      mayEndWithGap: next.mayEndWithGap || (next.mayBeEmpty && all.mayEndWithGap),
    };
  }
  return all;
}

function edgesOfPart(part: PhrasePart): Edges {
  if ('step' in part) {
    const isGap = part.step.match === 'gap' || part.step.match === 'list';
    return { mayBeEmpty: false, mayStartWithGap: isGap, mayEndWithGap: isGap };
  }
  const edges = part.alternatives.map(edgesOf);
  return {
    mayBeEmpty: part.optional || edges.some(({ mayBeEmpty }) => mayBeEmpty),
    mayStartWithGap: edges.some(({ mayStartWithGap }) => mayStartWithGap),
    mayEndWithGap: edges.some(({ mayEndWithGap }) => mayEndWithGap),
  };
}

function readClass(mark: string, classes: Readonly<Record<string, unknown>>): PhraseStep {
  const name = mark.slice(1, -1);
  if (!/^\{[a-z][a-z-]*\}$/.test(mark)) throw new Error(`"${mark}" names no word list; write {name}`);
  if (!Object.hasOwn(classes, name) && !BUILT_IN_CLASSES.includes(name)) {
    throw new Error(`no word list is called {${name}}`);
  }
  return { match: 'class', word: name };
}

/**
 * Words read so far, as they were written: the eight thousand phrases share some four thousand, and every run reads them
 * all. Bounded, since taxonomies can be large.
 */
const wordsRead = new Map<string, readonly PhrasePart[]>();
const MOST_WORDS = 20_000;

function readWord(mark: string): readonly PhrasePart[] {
  let parts = wordsRead.get(mark);
  if (parts === undefined) {
    parts = stepsOf(mark).map((step) => ({ step }));
    if (wordsRead.size < MOST_WORDS) wordsRead.set(mark, parts);
  }
  return parts;
}

/** One written word may be several tokens: "didn't", "follow-up". */
function stepsOf(mark: string): PhraseStep[] {
  const exact = mark.startsWith('=');
  const words = (exact ? mark.slice(1) : mark)
    .toLowerCase()
    .replace(/[’‘`´]/g, "'")
    .replace(/([a-z])(n't|'s|'re|'ve|'ll|'d|'m)$/, '$1 $2')
    .replace(/^cannot$/, 'can not')
    .split(/[\s\-/]+/)
    .map((word) => FULL_WORDS[word] ?? word)
    .filter((word) => /[\p{L}\p{N}]/u.test(word));
  if (words.length === 0) throw new Error(`"${mark}" is no word`);
  return words.map((word) => ({ match: exact ? 'exact' : 'stem', word }));
}
