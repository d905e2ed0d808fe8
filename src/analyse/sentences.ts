/**
 * Text → tokens and sentences: the one door to wink-nlp, which reads English. The words of another language are told by
 * their letters, their negation by its list of negators.
 *
 * wink gives tokens, sentence ends and negation. It has faults that we make good here: it gives no offsets, loses
 * exotic white space, ignores line ends, freezes on long unbroken strings, remembers every word for ever, misses some
 * negators and takes some idioms for negation. So it sees a copy of the text in which every troublesome character is
 * replaced by as many plain spaces; offsets in the copy are offsets in the passage.
 */

import model from 'wink-eng-lite-web-model';
import winkNLP from 'wink-nlp';
import type { Knowledge, Piece, Sentence, Span, Token } from '../types.js';
import { ENGLISH, type Grammar, grammarOf } from './grammar.js';
import { stem } from './stem.js';

/** Distinct words after which wink starts afresh: it keeps some 150 bytes of each, and starting costs 0.1 s. */
const MAX_WORDS = 100_000;
/** Unbroken strings above this are cut: wink's time grows with their square. */
const MAX_RUN = 200;
/** A passage longer than this goes to wink in several parts, cut at a line end or a space. */
const MAX_PART = 20_000;

type Wink = ReturnType<typeof winkNLP>;
type Form = Pick<Token, 'text' | 'normal' | 'stem' | 'kind'>;

let wink: Wink | null = null;
/** What we know of each word form wink has met, by wink's number of it. */
let forms: (Form | undefined)[] = [];
let formsMet = 0;

// ───────────────────────────── the copy that wink sees ─────────────────────────────

/** White space of every kind, control and format characters (zero-width ones, byte-order mark), lone surrogates. */
const BLANK = /[\p{Z}\p{C}]|\ufe0e|\ufe0f/gu;
const MARKUP = /<\/?[a-zA-Z][^<>\n]{0,200}>|&(?:[a-zA-Z]{2,8}|#\d{1,6}|#x[\da-fA-F]{1,6});/g;
/** Masks that stand for a name: no words of the patient. */
const MASK = /\[[A-Z][A-Z_ ]{1,24}\d*\]|\bPERSON(?:_?NAME)?\b|\b[Xx]{4,}\b|\bX{3}\b|\*{2,}/g;
const LONG_RUN = /[^ ]{201,}/g;

const spaces = (text: string): string => ' '.repeat(text.length);

/** HTML entities keep what they mean where one character says it, so that a contraction stays one. */
function plainMarkup(markup: string): string {
  if (markup === '&amp;') return '&'.padEnd(markup.length);
  return spaces(markup);
}

function hasLongRun(text: string): boolean {
  for (let at = MAX_RUN; at < text.length; at += MAX_RUN) {
    // a run of more than MAX_RUN covers one of these offsets from end to end
    const space = text.lastIndexOf(' ', at);
    const next = text.indexOf(' ', at);
    if ((next < 0 ? text.length : next) - space - 1 > MAX_RUN) return true;
  }
  return false;
}

/** A string of the same length in which wink can lose nothing. */
function plainCopy(text: string): string {
  if (/^[ -~]*$/.test(text) && !/[<&[*]|PERSON|X{3}|x{4}/.test(text) && !hasLongRun(text)) return text;
  let plain = text.replace(BLANK, ' ');
  // a pair of surrogates that was blanked leaves one space for two units
  if (plain.length !== text.length) plain = text.replace(BLANK, spaces);
  plain = plain.replace(/[‘’‛`´ʼ′]/g, "'").replace(/[“”„‟″]/g, '"');
  if (plain.includes('<') || plain.includes('&')) plain = plain.replace(MARKUP, plainMarkup);
  plain = plain.replace(MASK, spaces);
  if (hasLongRun(plain)) {
    plain = plain.replace(LONG_RUN, (run) => {
      const loose = run.replace(/[^\p{L}\p{N}']/gu, spaces);
      return loose.replace(LONG_RUN, (word) => word.slice(0, MAX_RUN / 4) + spaces(word.slice(MAX_RUN / 4)));
    });
  }
  return plain;
}

// ───────────────────────────── tokens ─────────────────────────────

/** "can't", "cant" and "can t" (texts that lost their apostrophes) are read alike, as "can not". */
const BEFORE_NOT = new Set(
  'ai are ca can could did do does had has have is might must need sha should was were wo would'.split(' '),
);
const LOST_APOSTROPHE = new Set(
  'aren can couldn didn doesn don hadn hasn haven isn mustn needn shan shouldn wasn weren won wouldn'.split(
    ' ',
  ),
);
const FULL_VERB: Record<string, string> = { ca: 'can', wo: 'will', won: 'will', sha: 'shall', shan: 'shall' };

function formOf(raw: string): Form {
  const normal = raw.toLowerCase();
  const kind: Token['kind'] = /\p{L}/u.test(raw)
    ? 'word'
    : /\p{N}/u.test(raw)
      ? 'number'
      : /^\p{P}+$/u.test(raw)
        ? 'punctuation'
        : 'symbol';
  return { text: raw, normal, stem: stem(normal), kind };
}

/** wink parts "we're" and "I've" but not this; phrases are written for it parted ("I am"). */
const WHOLE_AM = "i'm";
const [I, AM] = [formOf('I'), formOf("'m")];

interface WinkPart {
  tokens: Token[];
  /** Index of the last token of each of wink's sentences. */
  ends: number[];
}

/** Runs wink over `plain[from, to)`; `text` is the passage. */
function readPart(text: string, plain: string, from: number, to: number, into: WinkPart): void {
  if (wink === null || formsMet > MAX_WORDS) {
    wink = winkNLP(model, ['sbd', 'negation']);
    forms = [];
    formsMet = 0;
  }
  const doc = wink.readDoc(from === 0 && to === plain.length ? plain : plain.slice(from, to));
  const all = doc.tokens();
  const ids = all.out(wink.its.uniqueId) as unknown as number[];
  const flags = all.out(wink.its.negationFlag) as unknown as boolean[];
  const offset = into.tokens.length;
  const put = ({ normal, stem, kind }: Form, start: number, end: number, negated: boolean): void => {
    into.tokens.push({ text: text.slice(start, end), normal, stem, start, end, kind, negated });
  };
  // index of a token of wink's → how many tokens of ours stand up to it
  const upTo: number[] = [];
  let at = from;
  for (let i = 0; i < ids.length; i++) {
    const id = ids[i] as number;
    // filled up to every number asked for: an array with far gaps is kept as a table, which is slow
    while (forms.length <= id) forms.push(undefined);
    let form = forms[id];
    if (form === undefined) {
      form = formOf(all.itemAt(i).out(wink.its.value) as string);
      forms[id] = form;
      formsMet++;
    }
    const value = form.text;
    while (plain.charCodeAt(at) === 32) at++;
    let start = at;
    if (!plain.startsWith(value, at)) {
      start = plain.indexOf(value, at);
      if (start < 0 || start + value.length > to) start = -1;
    }
    if (start >= 0) {
      at = start + value.length;
      const negated = flags[i] === true;
      if (form.normal === WHOLE_AM) {
        put(I, start, start + 1, negated);
        put(AM, start + 1, at, negated);
      } else put(form, start, at, negated);
    }
    upTo.push(into.tokens.length);
  }
  for (const [, last] of doc.sentences().out(wink.its.span) as unknown as [number, number][]) {
    const end = (upTo[last] ?? offset) - 1;
    if (end >= offset) into.ends.push(end);
  }
}

/** A word with its apostrophes, a number, stops in a row, or any other sign. */
const TOKEN = /\p{L}[\p{L}\p{M}]*(?:'\p{L}[\p{L}\p{M}]*)*|\p{N}+(?:[.,:]\p{N}+)*|\.{2,}|[^ ]/gu;

/** The tokens of a language that wink does not read; a sentence may end wherever a stop stands. */
function readPlainly(text: string, plain: string, grammar: Grammar, into: WinkPart): void {
  const forms = new Map<string, Form>();
  for (const { 0: raw, index: start } of plain.matchAll(TOKEN)) {
    let form = forms.get(raw);
    if (form === undefined) {
      const { kind } = formOf(raw);
      const normal = grammar.normal(raw.toLowerCase());
      form = { text: raw, normal, stem: kind === 'word' ? grammar.stem(normal) : normal, kind };
      forms.set(raw, form);
    }
    const end = start + raw.length;
    const { normal, stem, kind } = form;
    into.tokens.push({ text: text.slice(start, end), normal, stem, start, end, kind, negated: false });
    if (stops(raw)) into.ends.push(into.tokens.length - 1);
  }
}

function readTokens(text: string, span: Span, grammar: Grammar): WinkPart {
  const plain = plainCopy(
    span.start === 0 && span.end === text.length ? text : text.slice(span.start, span.end),
  );
  // the copy is padded on the left, so that offsets in it are offsets in the passage
  const padded = span.start === 0 ? plain : ' '.repeat(span.start) + plain;
  const into: WinkPart = { tokens: [], ends: [] };
  if (!grammar.english) {
    readPlainly(text, padded, grammar, into);
    return into;
  }
  let from = span.start;
  while (from < span.end) {
    let to = span.end;
    if (to - from > MAX_PART) {
      to = from + MAX_PART;
      const line = text.lastIndexOf('\n', to);
      const space = padded.lastIndexOf(' ', to);
      if (line > from + MAX_PART / 2) to = line;
      else if (space > from + MAX_PART / 2) to = space;
    }
    readPart(text, padded, from, to, into);
    from = to;
  }
  expandNot(into.tokens);
  return into;
}

/** "n't", "nt" and a lonely "t" after a clipped verb become "not", and the verb becomes whole. */
function expandNot(tokens: Token[]): void {
  for (let i = 1; i < tokens.length; i++) {
    const token = tokens[i] as Token;
    const verb = tokens[i - 1] as Token;
    const joined = token.normal === "n't" || (token.normal === 'nt' && BEFORE_NOT.has(verb.normal));
    const lost = token.normal === 't' && LOST_APOSTROPHE.has(verb.normal);
    if (!joined && !lost) continue;
    token.normal = 'not';
    token.stem = 'not';
    const full = FULL_VERB[verb.normal] ?? (lost ? verb.normal.replace(/n$/, '') : verb.normal);
    const whole = full === 'ca' ? 'can' : full;
    verb.normal = whole;
    verb.stem = stem(whole);
  }
}

/**
 * Tokens of a text, with wink's negation flags as they are.
 *
 * @param text a passage, or a phrase of the lexicon: both come out alike, so that one can be found in the other
 */
export function tokenise(text: string, grammar: Grammar = ENGLISH): Token[] {
  return readTokens(text, { start: 0, end: text.length }, grammar).tokens;
}

// ───────────────────────────── negation ─────────────────────────────

const SCOPE_MARKS = /^[,.;:!?()…–—]+$|^-$/;

/** A phrase as the normal forms of its tokens. */
type Phrase = string[];

function phraseOf(text: string, grammar: Grammar): Phrase {
  return tokenise(text, grammar).map((token) => token.normal);
}

function standsAt(phrase: Phrase, tokens: readonly Token[], at: number): boolean {
  if (at + phrase.length > tokens.length) return false;
  for (let k = 0; k < phrase.length; k++) {
    if ((tokens[at + k] as Token).normal !== phrase[k]) return false;
  }
  return true;
}

function firstAt(phrases: readonly Phrase[], tokens: readonly Token[], at: number): Phrase | undefined {
  for (const phrase of phrases) if (standsAt(phrase, tokens, at)) return phrase;
  return undefined;
}

/** What begins with a word: negators that wink misses, and idioms that negate nothing. */
interface Openings {
  extra: Phrase[];
  idioms: Phrase[];
}

function openingsOf(words: Knowledge['negators'], grammar: Grammar): Map<string, Openings> {
  const index = new Map<string, Openings>();
  for (const kind of ['extra', 'notNegation'] as const) {
    for (const text of words[kind]) {
      const phrase = phraseOf(text, grammar);
      const first = phrase[0];
      if (first === undefined) continue;
      let openings = index.get(first);
      if (openings === undefined) {
        openings = { extra: [], idioms: [] };
        index.set(first, openings);
      }
      openings[kind === 'extra' ? 'extra' : 'idioms'].push(phrase);
    }
  }
  const longestFirst = (a: Phrase, b: Phrase): number => b.length - a.length;
  for (const { extra, idioms } of index.values()) {
    extra.sort(longestFirst);
    idioms.sort(longestFirst);
  }
  return index;
}

/**
 * Mends wink's negation in one sentence: scopes that cross our own cuts, negators it misses, idioms that look like
 * negation and are none.
 */
function mendNegation(
  tokens: Token[],
  openings: Map<string, Openings>,
  { scopeStarts, scopeEnds }: Grammar,
  cutBefore: boolean,
): void {
  if (cutBefore) {
    // a scope that was opened before the cut ends at it
    for (const token of tokens) {
      if (token.kind === 'punctuation') continue;
      if (!token.negated) break;
      token.negated = false;
      if (scopeStarts.has(token.normal)) break;
    }
  }
  let idioms: [at: number, length: number][] | null = null;
  for (let i = 0; i < tokens.length; i++) {
    const found = openings.get((tokens[i] as Token).normal);
    if (found === undefined) continue;
    const idiom = firstAt(found.idioms, tokens, i);
    if (idiom !== undefined) {
      idioms ??= [];
      idioms.push([i, idiom.length]);
    }
    const phrase = firstAt(found.extra, tokens, i);
    if (phrase === undefined) continue;
    // the negator itself is not in its own scope
    for (let k = i; k < i + phrase.length; k++) (tokens[k] as Token).negated = false;
    for (let k = i + phrase.length; k < tokens.length; k++) {
      const next = tokens[k] as Token;
      if (scopeEnds.has(next.normal) || SCOPE_MARKS.test(next.text)) break;
      if (next.kind !== 'punctuation') next.negated = true;
    }
  }
  for (const [at, length] of idioms ?? []) {
    for (let k = at; k < at + length; k++) (tokens[k] as Token).negated = false;
    for (let k = at + length; k < tokens.length; k++) {
      const next = tokens[k] as Token;
      if (next.kind === 'punctuation') continue;
      if (!next.negated || scopeStarts.has(next.normal)) break;
      next.negated = false;
    }
  }
}

// ───────────────────────────── sentences ─────────────────────────────

const ADDRESS = /@|www\.|https?:|\.(?:com|org|net|co|uk|gov|edu|info|ca|au|nhs)(?:$|[^a-z])/i;
/** A line this long that stops without a full stop was wrapped by a mail program, if the next one begins small. */
const WRAPPED = { least: 55, most: 100 };

/** A text without full stops is cut at a comma or "and" after so many tokens, and anywhere after still more. */
const LONG_SENTENCE = { comma: 120, any: 200 };
const BREATH = new Set([',', ';', 'and', 'so', 'then']);

/** Offsets where a line ends a sentence; soft wraps are left out. */
function lineCuts(text: string): number[] {
  const cuts: number[] = [];
  if (!/[\n-\r\u0085\u2028\u2029<]/.test(text)) return cuts;
  const mark = /\r\n|[\n\r\v\f\u0085\u2028\u2029]|<\/?(?:br|p|li|div|ul|ol)\b[^<>\n]{0,100}>/gi;
  let lineStart = 0;
  for (let match = mark.exec(text); match !== null; match = mark.exec(text)) {
    const line = text.slice(lineStart, match.index).trim();
    lineStart = match.index + match[0].length;
    const wrapped =
      line.length >= WRAPPED.least &&
      line.length <= WRAPPED.most &&
      !/[.!?:;…]["')\]]*$/.test(line) &&
      /^[ \t]*\p{Ll}/u.test(text.slice(lineStart, lineStart + 20));
    if (!wrapped) cuts.push(match.index);
  }
  return cuts;
}

/** The unbroken string around an offset. */
function runAround(text: string, at: number): string {
  let from = at;
  let to = at;
  while (from > 0 && at - from < MAX_RUN && !/\s/.test(text[from - 1] as string)) from--;
  while (to < text.length && to - at < MAX_RUN && !/\s/.test(text[to] as string)) to++;
  return text.slice(from, to);
}

/** Whether a token ends with `.`, `!`, `?` or `…`. */
function stops(token: string): boolean {
  const last = token.charCodeAt(token.length - 1);
  return last === 46 || last === 33 || last === 63 || last === 8230;
}

/** Whether a sentence ends with token `i` for us: true or false where we know better than wink, null where we don't. */
function endsHere(
  text: string,
  tokens: readonly Token[],
  i: number,
  { neverLast, abbreviations }: Grammar,
): boolean | null {
  const token = tokens[i] as Token;
  const next = tokens[i + 1];
  if (next === undefined) return null;
  const last = token.text.charCodeAt(token.text.length - 1);
  if (!stops(token.text)) {
    // wink now and then ends a sentence at a word; a sentence ends with a mark
    return /[")\]'\p{S}]$/u.test(token.text) ? null : false;
  }
  // closing marks and further stops belong to the same end
  if (next.start === token.end && /^[.!?…")\]'’”*]+$/.test(next.text)) return false;
  const before = tokens[i - 1];
  const glued = next.start === token.end;
  if (last === 46 && token.text.length === 1 && before !== undefined && before.end === token.start) {
    const word = before.normal.replace(/\.$/, '');
    if (neverLast.has(word)) return false;
    // an initial: "J. Smith", "P. T. Service"
    if (/^\p{Lu}$/u.test(before.text) && before.text !== 'I' && /^\p{Lu}/u.test(next.text)) return false;
  } else if (token.kind === 'word' && last === 46) {
    const word = token.normal.slice(0, -1);
    if (neverLast.has(word)) return false;
    if (
      /^\p{Lu}$/u.test(word.toUpperCase()) &&
      word !== 'i' &&
      word.length === 1 &&
      /^\p{Lu}/u.test(next.text)
    ) {
      return false;
    }
    if (abbreviations.has(word)) return /^\p{Lu}/u.test(next.text) ? null : false;
  }
  if (glued) {
    if (next.kind === 'number' || before?.kind === 'number')
      return next.kind === 'word' && /^\p{Lu}\p{Ll}/u.test(next.text);
    if (ADDRESS.test(runAround(text, token.start))) return false;
    if (last === 46 && token.text.length === 1) {
      // "surgery.The doctor": a missing space; "e.g", "p.m" are none
      return (before?.text.length ?? 0) > 1 && next.kind === 'word' && next.text.length > 1;
    }
    return null;
  }
  // "great ... Very caring" goes on where a small letter follows
  if (/^(?:\.{2,}|…)$/.test(token.text) || (before?.text === '.' && before.end === token.start)) {
    return /^[\p{Lu}\p{N}"'([]/u.test(next.text);
  }
  return null;
}

/** A token as far as it stands in a piece: where a label is glued to a word ("quickCons:"), wink sees one word. */
function clipToken(text: string, token: Token, piece: Span, grammar: Grammar): Token {
  if (token.start >= piece.start && token.end <= piece.end) return token;
  const start = Math.max(token.start, piece.start);
  const end = Math.min(token.end, piece.end);
  const said = text.slice(start, end);
  const form = formOf(plainCopy(said));
  const normal = grammar.english ? form.normal : grammar.normal(form.normal);
  return { ...token, ...form, normal, stem: grammar.stem(normal), text: said, start, end };
}

/**
 * Masks are no tokens, but words of the sentence they stand in: what stands between two sentences goes with the second,
 * or with the first where a line ends behind it.
 */
function coverGaps(text: string, piece: Piece, sentences: Sentence[], first: number): void {
  const visible = (from: number, to: number): Span | null => {
    const gap = text.slice(from, to).replace(MARKUP, spaces).replace(BLANK, spaces);
    const lead = gap.search(/\S/);
    return lead < 0 || !/[\p{L}*]/u.test(gap)
      ? null
      : { start: from + lead, end: from + gap.trimEnd().length };
  };
  for (let i = first; i <= sentences.length; i++) {
    const before = i > first ? sentences[i - 1] : undefined;
    const after = sentences[i];
    const from = before?.end ?? piece.start;
    const to = after?.start ?? piece.end;
    if (to - from < 2) continue;
    const line = before === undefined || after === undefined ? -1 : text.slice(from, to).search(/[\r\n]/);
    const middle = after === undefined ? to : line < 0 ? from : from + line;
    const left = before === undefined || middle === from ? null : visible(from, middle);
    const right = after === undefined ? null : visible(Math.max(from, middle), to);
    if (left !== null && before !== undefined) before.end = left.end;
    if (right !== null && after !== undefined) after.start = right.start;
  }
  for (let i = first; i < sentences.length; i++) {
    const sentence = sentences[i] as Sentence;
    sentence.whole.start = sentence.start;
    sentence.whole.end = sentence.end;
  }
}

/** What the reader of sentences needs to know of language. */
export type SentenceWords = Pick<Knowledge, 'negators' | 'language'>;

/**
 * Makes the reader of sentences.
 *
 * @param words negators beyond those wink knows, and idioms whose negation is none
 * @returns a pure function of a passage's text and its pieces (sorted, not overlapping): the sentences of the pieces in
 *   order, each inside its piece, not overlapping; stretches without a letter, a digit or a symbol make no sentence
 */
export function createSentenceReader(
  words: SentenceWords,
): (text: string, pieces: readonly Piece[]) => Sentence[] {
  const grammar = grammarOf(words);
  const openings = openingsOf(words.negators, grammar);

  return (text, pieces) => {
    if (pieces.length === 0) return [];
    const { tokens, ends } = readTokens(text, { start: 0, end: text.length }, grammar);
    const winkEnds = new Set(ends);
    const cuts = lineCuts(text);
    const sentences: Sentence[] = [];
    let at = 0;
    let cut = 0;
    for (const piece of pieces) {
      while (at < tokens.length && (tokens[at] as Token).end <= piece.start) at++;
      const first = sentences.length;
      let own: Token[] = [];
      let lineEnded = true;
      const close = (): void => {
        const said = own.some((token) => token.kind !== 'punctuation');
        const last = sentences.length > first ? sentences[sentences.length - 1] : undefined;
        if (said) {
          mendNegation(own, openings, grammar, lineEnded);
          const { start } = own[0] as Token;
          const { end } = own[own.length - 1] as Token;
          const { section, prior } = piece;
          sentences.push({ start, end, section, prior, whole: { start, end }, tokens: own });
        } else if (last !== undefined && !lineEnded) {
          // stray marks belong to the sentence before them
          last.tokens.push(...own);
          last.end = (own[own.length - 1] as Token).end;
        }
        own = [];
      };
      while (at < tokens.length && (tokens[at] as Token).start < piece.end) {
        const token = clipToken(text, tokens[at] as Token, piece, grammar);
        while (cut < cuts.length && (cuts[cut] as number) < token.start) {
          if (own.length > 0) close();
          lineEnded = true;
          cut++;
        }
        own.push(token);
        const ended = winkEnds.has(at);
        const ends = ended || stops(token.text) ? (endsHere(text, tokens, at, grammar) ?? ended) : false;
        // a number alone belongs to what it counts
        if (ends && own.some((other) => other.kind !== 'number' && other.kind !== 'punctuation')) {
          close();
          lineEnded = !winkEnds.has(at);
        }
        // the rest of a token that the next piece begins in
        if ((tokens[at] as Token).end > piece.end) break;
        at++;
        if (
          own.length >= LONG_SENTENCE.comma &&
          (own.length >= LONG_SENTENCE.any || BREATH.has(token.normal))
        ) {
          close();
          lineEnded = false;
        }
      }
      if (own.length > 0) close();
      coverGaps(text, piece, sentences, first);
    }
    return sentences;
  };
}
