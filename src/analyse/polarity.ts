/**
 * Side: on which side a stretch of text stands by its meaning. Praise is pro, a complaint or a wish is con, anything
 * else is open. What a label or a column says is a prior that clear words overrule.
 */

import type { Side, SplittingWords, Tag, Token } from '../types.js';
import { ENGLISH, type Grammar } from './grammar.js';
import { tokenise } from './sentences.js';

/** What speaks for praise (above 0) and for blame (below 0), and how much was said at all. */
export interface Lean {
  /** Sum of what was said, praise positive. */
  sum: number;
  /** Sum of its absolute values: 0 = nothing was said either way. */
  weight: number;
}

export const NO_LEAN: Lean = { sum: 0, weight: 0 };

export function addLean(a: Lean, b: Lean): Lean {
  return { sum: a.sum + b.sum, weight: a.weight + b.weight };
}

/** Below this share of what was said, praise and blame are in balance. */
const BALANCE = 0.2;
/** Least weight that is a stance at all. */
const LEAST = 0.35;

/**
 * How clear and how much must be what overrules a prior: a label or sign in the text (`firm`), a column (`loose`), and
 * a label behind "but" (`turned`), where the word itself says that the label no longer holds.
 */
const NEEDED = {
  firm: { clarity: 0.9, weight: 2 },
  loose: { clarity: 0.5, weight: 0.7 },
  turned: { clarity: 0.5, weight: 0.45 },
};
export type Hold = keyof typeof NEEDED;

/** Weight of one word of praise or blame beside a tag's confidence (0..1); of a wish, which outweighs a kind word. */
const WORD = 0.5;
const WISH = 1.8;
/** What a wish alone says. */
export const BLAME: Lean = { sum: -WISH, weight: WISH };

/** Words in a row; with `opens` only where a clause begins with them ("So much for punctuality", not "Thanks so much for"). */
interface Phrase {
  words: readonly string[];
  opens: boolean;
  /** Only where it says what is hoped for or expected ("I expected a friendly exam", not "better than I expected"). */
  hopes: boolean;
}

/** Lists of phrases of the grammar of sides (splitting.yaml) that say something of a stance; complaints count as wishes. */
const KINDS = [
  'wishes',
  'hollow',
  'ironies',
  'courtesies',
  'others',
  'finds',
  'disclaimers',
  'milds',
  'mishaps',
  'reversals',
] as const;
type Kind = (typeof KINDS)[number];

/** What a word says, and the phrases that begin with it. */
type Entry = { sign: number } & Record<Kind, Phrase[]>;

/** What joins a clause to the one before it. */
const JOINS = /^(?:and|but|or|so)$/;
/** What may stand before a clause besides ("Well so much for that"). */
const OPENERS = /^(?:well|yeah|yes|oh|wow|ok|okay|then|again|sure|honestly)$/;
/** Behind these an expectation is what something is held against ("better than I expected"). */
const MEASURES = /^(?:than|everything|all|as|like)$/;
/** So many words behind a phrase that makes light of blame are covered by it ("not as bad as"). */
const MILD_REACH = 4;
/** A stretch with so many more words than what the writer did says more. */
const MISHAP_REST = 5;

/** "in Bad Homburg", "at Great Ormond Street": a capitalised word before another one, behind one in small letters. */
function isName(tokens: readonly Token[], at: number): boolean {
  const [before, word, after] = [tokens[at - 1], tokens[at], tokens[at + 1]];
  return (
    before !== undefined &&
    after !== undefined &&
    /^\p{Ll}/u.test(before.text) &&
    /^\p{Lu}\p{Ll}/u.test((word as Token).text) &&
    /^\p{Lu}\p{Ll}/u.test(after.text)
  );
}

/** "The waiting room": a place, and no wait. */
const isRoom = (tokens: readonly Token[], at: number): boolean =>
  (tokens[at] as Token).normal === 'waiting' &&
  /^(?:rooms?|areas?|lounge)$/.test(tokens[at + 1]?.normal ?? '');

/** Whether a clause begins at a token: first of all, behind a mark, or behind a word that joins clauses. */
function opensClause(tokens: readonly Token[], at: number): boolean {
  const before = tokens[at - 1];
  return (
    before === undefined || before.kind !== 'word' || JOINS.test(before.normal) || OPENERS.test(before.normal)
  );
}

/** Whether what is hoped for or expected is said behind a phrase that ends before a token, and nothing is held against it. */
function goesOn(tokens: readonly Token[], at: number, end: number): boolean {
  const [before, after] = [tokens[at - 1], tokens[end]];
  if (after === undefined || after.kind === 'punctuation' || JOINS.test(after.normal)) return false;
  return !/^(?:from|of|for)$/.test(after.normal) && !MEASURES.test(before?.normal ?? '');
}

function isAt({ words, opens, hopes }: Phrase, tokens: readonly Token[], at: number): boolean {
  for (let k = 0; k < words.length; k++) if (tokens[at + k]?.normal !== words[k]) return false;
  return (!opens || opensClause(tokens, at)) && (!hopes || goesOn(tokens, at, at + words.length));
}

function standsAt(phrases: readonly Phrase[], tokens: readonly Token[], at: number): boolean {
  for (const phrase of phrases) if (isAt(phrase, tokens, at)) return true;
  return false;
}

/** Length of the longest of the phrases that stands at a token, 0 for none. */
function lengthAt(phrases: readonly Phrase[], tokens: readonly Token[], at: number): number {
  let longest = 0;
  for (const phrase of phrases)
    if (phrase.words.length > longest && isAt(phrase, tokens, at)) longest = phrase.words.length;
  return longest;
}

/** Whether "nothing" stands before a token in its clause. */
function isOfNothing(tokens: readonly Token[], at: number): boolean {
  for (let i = at - 1; i >= 0; i--) {
    const { kind, normal } = tokens[i] as Token;
    if (normal === 'nothing') return true;
    if (kind !== 'word' || JOINS.test(normal) || normal === 'which') return false;
  }
  return false;
}

/**
 * Length of the wish that begins with a token, 0 for none. "You should see her" wishes nothing, nor does "no need to",
 * "felt the need to" or "nothing about it needs to be improved".
 */
function wishAt({ wishes }: Entry, tokens: readonly Token[], at: number): number {
  const token = tokens[at] as Token;
  if (wishes.length === 0 || token.negated) return 0;
  const before = tokens[at - 1]?.normal;
  if (before === 'you' || (before === 'the' && token.normal === 'need')) return 0;
  const length = lengthAt(wishes, tokens, at);
  return length > 0 && isOfNothing(tokens, at) ? 0 : length;
}

/**
 * Whether a wish from one token to another asks for what is said behind it ("should be cleaner", "they should", "wish the
 * staff", "would be nice"), so that praise there is missed; others only touch what they stand beside ("everyone should see").
 */
function asksFor(tokens: readonly Token[], at: number, end: number): boolean {
  const [first, last] = [(tokens[at] as Token).normal, (tokens[end - 1] as Token).normal];
  const [before, after] = [tokens[at - 1]?.normal ?? '', tokens[end]];
  if (before === 'they' || first === 'if') return true;
  if (first === 'wish') return true;
  if (first === 'would') return last !== 'the';
  const be = last === 'be' ? end : after?.normal === 'be' ? end + 1 : -1;
  return be > 0 && tokens[be]?.kind === 'word';
}

/** What the words of a stretch say of its stance, whatever its themes. */
export interface Stance {
  /** Of its words of praise and blame. */
  lean: Lean;
  /** Of what it wishes for, or says that a complaint follows; none where the tags are praise beyond doubt. */
  wish: Lean;
  /** It says that what it says is not meant ("in theory"). */
  hollow: boolean;
  /** What it praises is meant the other way round. */
  ironic: boolean;
  /** It greets, thanks or hopes. */
  courtesy: boolean;
  /** What it blames is no blame: it was elsewhere, before the one it praises was found, or is made light of. */
  found: boolean;
  /** It says that it says nothing of what it names. */
  disclaims: boolean;
  /** It only tells what the writer did. */
  mishap: boolean;
  /** It stands on the other side than what was said before. */
  reverses: boolean;
  /** It asks for what would be good (demands.ts). */
  demands: boolean;
}

/** Of a stretch whose words say nothing of a stance. */
export const NO_STANCE: Stance = {
  lean: NO_LEAN,
  wish: NO_LEAN,
  hollow: false,
  ironic: false,
  courtesy: false,
  found: false,
  disclaims: false,
  mishap: false,
  reverses: false,
  demands: false,
};

/** What a rating was before it was something else: "updated", "downgraded", "dropped" … */
const RERATED =
  /^(?:re)?(?:updat|chang|downgrad|upgrad|drop|lower|rais|edit|revis|reduc|bump|increas|mov|went|gone|going)/;
/** So many words may stand between that and its "from". */
const RERATED_REACH = 6;
const FEW = ['zero', 'one', 'two', 'three', 'four', 'five'];

/** How a rating changed: "updated from 5 stars to 1" is below 0, "from two stars to five" above; 0 where none did. */
function ratingChange(tokens: readonly Token[]): number {
  const at = tokens.findIndex(({ normal }) => normal === 'from');
  if (at < 1) return 0;
  if (!tokens.slice(Math.max(0, at - RERATED_REACH), at).some(({ normal }) => RERATED.test(normal))) return 0;
  let named = false;
  const read: number[] = [];
  for (const { normal, kind } of tokens.slice(at + 1)) {
    if (/^stars?$/.test(normal)) named = true;
    else if (normal === 'to' ? read.length !== 1 : normal !== 'a' && kind !== 'punctuation') {
      const number = kind === 'number' ? Number(normal) : FEW.indexOf(normal);
      if (read.length === 2 || !(number >= 0 && number < FEW.length)) break;
      read.push(number);
    }
  }
  const [from, to] = read;
  return named && from !== undefined && to !== undefined ? to - from : 0;
}

/** Makes the reader of stance words. */
export function createStance(
  words: Pick<SplittingWords, Kind | 'praise' | 'blame' | 'complaints'>,
  grammar: Grammar = ENGLISH,
): (tokens: readonly Token[]) => Stance {
  const { isDerived, normal, stem } = grammar;
  const entries = new Map<string, Entry>();
  const entryOf = (word: string): Entry => {
    let entry = entries.get(word);
    if (entry === undefined) {
      const phrases = Object.fromEntries(KINDS.map((kind): [Kind, Phrase[]] => [kind, []]));
      entry = { sign: 0, ...(phrases as Record<Kind, Phrase[]>) };
      entries.set(word, entry);
    }
    return entry;
  };
  const addPhrases = (texts: readonly string[], kind: Kind): void => {
    for (const text of texts) {
      const [opens, hopes] = [text.startsWith('^'), text.endsWith(' …')];
      const phrase = tokenise(text.replace(/^\^| …$/g, ''), grammar).map((token) => token.normal);
      const first = phrase[0];
      if (first !== undefined) entryOf(first)[kind].push({ words: phrase, opens, hopes });
    }
  };
  const signed: [string[], number][] = [
    [words.praise, WORD],
    [words.blame, -WORD],
  ];
  for (const [list, sign] of signed) {
    for (const written of list) {
      const word = normal(written);
      entryOf(word).sign = sign;
      // for "politely" and "rudeness"; "careful" must not make "care" a word of praise
      if (!/(?:ing|ed|ful|ent|ion)$/.test(word)) entryOf(stem(word)).sign ||= sign;
    }
  }
  for (const kind of KINDS) addPhrases(words[kind], kind);
  addPhrases(words.complaints, 'wishes');
  return (tokens) => {
    let sum = 0;
    let weight = 0;
    let wished = 0;
    let hollow = false;
    let ironic = false;
    let found = false;
    /** Praise that a negation turned. */
    let denied = 0;
    let mishap = false;
    let reverses = false;
    /** Before this token blame is not meant. */
    let mildUntil = 0;
    for (let i = 0; i < tokens.length; i++) {
      const token = tokens[i] as Token;
      const entry =
        entries.get(token.normal) ?? (isDerived(token.normal) ? entries.get(token.stem) : undefined);
      if (entry === undefined) continue;
      const wish = wishAt(entry, tokens, i);
      if (wish > 0) {
        if (asksFor(tokens, i, i + wish)) {
          sum -= WISH;
          weight += WISH;
        } else wished += WISH;
        // "would be good" praises nothing
        i += wish - 1;
        continue;
      }
      if (entry.hollow.length > 0 && standsAt(entry.hollow, tokens, i)) hollow = true;
      if (entry.ironies.length > 0 && standsAt(entry.ironies, tokens, i)) ironic = true;
      if (entry.others.length > 0 && standsAt(entry.others, tokens, i)) {
        // "I would not trust it to anyone else" praises: what was taken for blame is not
        sum += 2 * denied;
        denied = 0;
      }
      if (entry.finds.length > 0 && standsAt(entry.finds, tokens, i)) {
        // "years wasted elsewhere before I found her" praises by what it blames
        found = true;
        sum = Math.abs(sum) + WORD;
        weight += WORD;
      }
      if (entry.reversals.length > 0 && standsAt(entry.reversals, tokens, i)) reverses = true;
      if (entry.mishaps.length > 0) {
        const length = lengthAt(entry.mishaps, tokens, i);
        if (length > 0) {
          if (tokens.length <= length + MISHAP_REST) mishap = true;
          i += length - 1;
          continue;
        }
      }
      if (entry.milds.length > 0) {
        const length = lengthAt(entry.milds, tokens, i);
        if (length > 0) {
          sum += WORD;
          weight += WORD;
          mildUntil = i + length + MILD_REACH;
          // the model hears the words alone
          if (tokens.length <= length + 2 * MILD_REACH) found = true;
        }
      }
      if (entry.sign === 0 || isName(tokens, i) || isRoom(tokens, i)) continue;
      if (i < mildUntil && entry.sign < 0) continue;
      if (token.negated && entry.sign > 0) denied += entry.sign;
      sum += token.negated ? -entry.sign : entry.sign;
      weight += Math.abs(entry.sign);
    }
    const change = grammar.english ? Math.sign(ratingChange(tokens)) : 0;
    sum += change * WISH;
    weight += Math.abs(change) * WISH;
    const first = tokens[0] === undefined ? undefined : entries.get(tokens[0].normal);
    const courtesy = first !== undefined && standsAt(first.courtesies, tokens, 0);
    const disclaims = first !== undefined && standsAt(first.disclaimers, tokens, 0);
    return {
      lean: { sum: ironic ? -Math.abs(sum) : sum, weight },
      wish: { sum: -wished, weight: wished },
      hollow,
      ironic,
      courtesy,
      found,
      disclaims,
      mishap,
      reverses,
      demands: false,
    };
  };
}

/** What the tags of a sentence say; a mixed tag weighs on both sides. */
export function leanOfTags(tags: readonly Tag[]): Lean {
  let sum = 0;
  let weight = 0;
  for (const tag of tags) {
    if (tag.polarity === 'neutral') continue;
    weight += tag.confidence;
    if (tag.polarity === 'positive') sum += tag.confidence;
    else if (tag.polarity === 'negative') sum -= tag.confidence;
  }
  return { sum, weight };
}

/** The side that a lean stands on by itself. */
export function sideOf(lean: Lean): Side {
  if (lean.weight < LEAST || Math.abs(lean.sum) < BALANCE * lean.weight) return 'open';
  return lean.sum > 0 ? 'pro' : 'con';
}

/** How clear a lean is, −1 (blame alone) .. 1 (praise alone). */
function clarity(lean: Lean): number {
  return lean.weight < LEAST ? 0 : lean.sum / lean.weight;
}

/** Whether a lean is clear enough to stand alone against what is said beside it. */
export function isClear(lean: Lean): boolean {
  return Math.abs(clarity(lean)) >= NEEDED.loose.clarity && lean.weight >= NEEDED.loose.weight;
}

/**
 * The side of a stretch with a prior.
 *
 * @param prior what its label, sign or column says; null where there is none
 * @param hold how firmly the prior holds; the items of a `firm` one keep its side unless every word speaks against it
 */
export function settleSide(lean: Lean, prior: Side | null, hold: Hold): Side {
  const own = sideOf(lean);
  if (prior === null || prior === 'open') return prior === 'open' && hold === 'firm' ? 'open' : own;
  if (own === prior || own === 'open') return prior;
  const { clarity: clear, weight } = NEEDED[hold];
  return Math.abs(clarity(lean)) >= clear && lean.weight >= weight ? own : prior;
}
