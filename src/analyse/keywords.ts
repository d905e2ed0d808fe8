import type {
  KeywordHit,
  Knowledge,
  LexiconEntry,
  PhrasePart,
  PhraseStep,
  Polarity,
  Span,
  Token,
  WatchedPhrase,
  WordLists,
} from '../types.js';
import { type Grammar, grammarOf } from './grammar.js';

/**
 * The keyword model: finds the phrases of the lexicon in the tokens of one sentence.
 *
 * All phrases stand in one graph over word ids, so the cost of a sentence grows with its length and hardly with the
 * size of the lexicon. A token has several ids: its exact form, its stem, and the word lists it belongs to.
 *
 * What decides between matches (see src/data/README.md, which explains the pattern language to users):
 * - a match whose words all belong to a longer match is dropped, whatever their themes: the longer phrase says what
 *   its words mean ("rude staff" is about staff, not about the doctor's manner);
 * - of matches of one theme that share a word the longest stays, of equal ones that of the folder laid on top;
 * - `except` phrases and shields are longer matches too: they drop what they cover and report nothing.
 */

/** How many paths of one phrase are written out before its alternatives join in one node. */
const MOST_WRITTEN_OUT = 24;
/** Words that `…` may step over. */
const GAP = 3;
/** Tokens (words, commas, "and") that `~` may step over. */
const LIST_GAP = 12;
/** How far before a phrase its negator may stand, in tokens. */
const NEGATOR_REACH = 6;

/** A part of a phrase with its words turned to ids. */
type IdPart = number | { alternatives: IdPart[][]; optional: boolean };

// ───────────────────────────── the phrases as a graph ─────────────────────────────

/**
 * All phrases as one graph, its edges in one open hash table of integers: small, and fast to walk.
 *
 * Phrases that begin alike share their first nodes, as in a trie. Behind a group of alternatives ("(a|b) c") all paths
 * go on from one node of the phrase's own, so a phrase costs the sum of its alternatives, not their product; a node may
 * therefore have several edges of one id.
 */
class Graph {
  /** Node of the phrases that start with an id; 0 = none. */
  private roots = new Int32Array(1024);
  /** By slot: where an edge comes from, its id, where it leads (0 = an empty slot), and nothing; 16 bytes lie together. */
  private edges = new Int32Array(4 << 16);
  /** Slots, less one. */
  private mask = (1 << 16) - 1;
  private used = 0;
  private nodes = 1;
  /** Nodes that other phrases may go on from. */
  private readonly shared = new Set<number>();
  /** 1 for nodes that a gap leads on from: few do, and the matcher asks for both kinds at every node. */
  private gaps = new Uint8Array(1 << 12);
  /** The ids that lead on from a node, as bits (`maskOf`). */
  private leading = new Int32Array(1 << 12);
  /** Patterns that end at a node. */
  readonly ends: (number[] | undefined)[] = [];

  root(id: number): number {
    return id < this.roots.length ? (this.roots[id] as number) : 0;
  }

  /** The slot of the first edge `id` of a node, or -1; `target` tells where it leads. */
  edge(node: number, id: number): number {
    return this.find(node, id, this.slotOf(node, id));
  }

  /** The slot of a node's next edge of the same id, or -1. */
  nextEdge(node: number, id: number, slot: number): number {
    return this.find(node, id, (slot + 1) & this.mask);
  }

  /** false: no word of these ids leads on from a node. Most looks end here. */
  mayLead(node: number, mask: number): boolean {
    return ((this.leading[node] as number) & mask) !== 0;
  }

  /** To be called when all phrases are in: a look beyond an array's end is slow. */
  close(): void {
    if (this.nodes > this.leading.length) this.lengthen(this.nodes);
  }

  private lengthen(size: number): void {
    const { gaps, leading } = this;
    this.gaps = new Uint8Array(size);
    this.gaps.set(gaps);
    this.leading = new Int32Array(size);
    this.leading.set(leading);
  }

  /** Whether an edge of either kind of gap leaves a node. */
  hasGap(node: number): boolean {
    return this.gaps[node] === 1;
  }

  target(slot: number): number {
    return this.edges[4 * slot + 2] as number;
  }

  add(parts: readonly IdPart[], pattern: number): void {
    const nodes = parts.every((part) => typeof part === 'number')
      ? [parts.reduce<number>((node, id) => this.sharedNode(node, id as number), 0)]
      : this.extend([0], parts, true, 0);
    for (const node of nodes) {
      const ends = this.ends[node];
      if (ends === undefined) this.ends[node] = [pattern];
      else if (!ends.includes(pattern)) ends.push(pattern);
    }
  }

  /**
   * Leads from nodes through a sequence.
   *
   * @param shared whether the path so far may be gone along by other phrases
   * @param target where the last step must lead; 0 = to a node of its own
   * @returns the nodes at its end
   */
  private extend(
    nodes: readonly number[],
    parts: readonly IdPart[],
    shared: boolean,
    target: number,
  ): number[] {
    let froms = [...nodes];
    let isShared = shared;
    parts.forEach((part, i) => {
      const isLast = i === parts.length - 1;
      if (typeof part === 'number') {
        froms = this.step(froms, part, isShared, isLast ? target : 0);
        return;
      }
      // the first steps are written out, so that a common first word does not lead to every phrase on its own
      const writesOut =
        isShared && target === 0 && froms.length * part.alternatives.length <= MOST_WRITTEN_OUT;
      const goal = writesOut ? 0 : isLast && target !== 0 ? target : this.nodes++;
      const ends = part.alternatives.flatMap((alternative) =>
        this.extend(froms, alternative, writesOut, goal),
      );
      froms = [...new Set(part.optional ? [...ends, ...froms] : ends)];
      isShared = writesOut;
    });
    return froms;
  }

  private step(froms: readonly number[], id: number, shared: boolean, target: number): number[] {
    const ends = new Set<number>();
    let own = target;
    for (const from of froms) {
      if (from === 0 || shared) {
        ends.add(this.sharedNode(from, id));
        continue;
      }
      if (own === 0) own = this.nodes++;
      this.put(from, id, own);
      ends.add(own);
    }
    return [...ends];
  }

  /** The node behind an edge that any phrase may go along; 0 is where all phrases start. */
  private sharedNode(from: number, id: number): number {
    if (from === 0) return this.rootNode(id);
    let slot = this.edge(from, id);
    while (slot >= 0 && !this.shared.has(this.target(slot))) slot = this.nextEdge(from, id, slot);
    if (slot >= 0) return this.target(slot);
    const node = this.nodes++;
    this.shared.add(node);
    this.put(from, id, node);
    return node;
  }

  private rootNode(id: number): number {
    if (id >= this.roots.length) {
      const roots = new Int32Array(Math.max(id + 1, this.roots.length * 2));
      roots.set(this.roots);
      this.roots = roots;
    }
    if (this.roots[id] === 0) this.roots[id] = this.nodes++;
    return this.roots[id] as number;
  }

  private slotOf(node: number, id: number): number {
    const hash = Math.imul(node, 0x9e3779b1) ^ Math.imul(id + 7, 0x85ebca6b);
    return (hash >>> 9) & this.mask;
  }

  private find(node: number, id: number, start: number): number {
    const { edges, mask } = this;
    for (let slot = start; ; slot = (slot + 1) & mask) {
      const at = 4 * slot;
      if (edges[at] === node && edges[at + 1] === id && edges[at + 2] !== 0) return slot;
      if (edges[at + 2] === 0) return -1;
    }
  }

  private put(from: number, id: number, to: number): void {
    if (this.used * 2 > this.mask) {
      const old = this.edges;
      this.edges = new Int32Array(old.length * 2);
      this.mask = 2 * this.mask + 1;
      this.used = 0;
      for (let at = 0; at < old.length; at += 4) {
        if (old[at + 2] !== 0) this.put(old[at] as number, old[at + 1] as number, old[at + 2] as number);
      }
    }
    if (from >= this.leading.length) this.lengthen(from * 2);
    (this.leading[from] as number) |= maskOf(id);
    if (id === GAP_ID || id === LIST_ID) this.gaps[from] = 1;
    const { edges } = this;
    let slot = this.slotOf(from, id);
    for (; this.target(slot) !== 0; slot = (slot + 1) & this.mask) {
      if (edges[4 * slot] === from && edges[4 * slot + 1] === id && edges[4 * slot + 2] === to) return;
    }
    edges.set([from, id, to], 4 * slot);
    this.used += 1;
  }
}

/** One of 32 bits for an id. */
function maskOf(id: number): number {
  return 1 << (id & 31);
}

/** Ids of the two kinds of gap, of a number, and of a duration; words come after them. */
const GAP_ID = 1;
const LIST_ID = 2;
const NUMBER_ID = 3;
const DURATION_ID = 4;

/** What the graph's leaves point at: an entry or a watched phrase to report, an `except` of one, or a shield. */
interface Pattern {
  entry: LexiconEntry | null;
  watched: WatchedPhrase | null;
  /** Index of the pattern this one drops; -1 = it is no `except`; -2 = it drops all (a shield). */
  drops: number;
}

interface Match {
  pattern: number;
  /** Indices of the tokens that the phrase's own words matched, ascending. */
  words: number[];
}

/** A watched phrase as it stands in a sentence. */
export interface WatchedHit extends Span {
  watched: WatchedPhrase;
  /** The tokens of its first and its last word. */
  first: number;
  last: number;
  /** true: a negator says that it is not so. */
  negated: boolean;
}

/** Everything the phrases find in a sentence. */
export interface FoundPhrases {
  hits: KeywordHit[];
  /** Sorted by place; they change nothing for the hits. */
  watched: WatchedHit[];
}

const NOTHING_FOUND: FoundPhrases = { hits: [], watched: [] };

/**
 * Builds the keyword model of a taxonomy.
 *
 * @param knowledge its lexicon, word lists and negators; phrases must be well formed (the knowledge room checks them).
 * @returns a pure function from the tokens of one sentence to its hits, sorted by place, then theme. A phrase's words
 *   match on Porter stems unless it says otherwise. The order of the lexicon changes nothing.
 */
export function createKeywordModel(
  knowledge: Pick<Knowledge, 'lexicon' | 'words' | 'phrases' | 'negators' | 'language'>,
): (tokens: readonly Token[]) => KeywordHit[] {
  const find = createPhraseFinder(knowledge, []);
  return (tokens) => find(tokens).hits;
}

/**
 * The keyword model, with phrases that are looked for in the same pass and make no tag. Among themselves they keep the
 * same rules: of those of one kind and name that share a word the longest stays, `except` and shields drop.
 */
export function createPhraseFinder(
  knowledge: Pick<Knowledge, 'lexicon' | 'words' | 'phrases' | 'negators' | 'language'>,
  watched: readonly WatchedPhrase[],
): (tokens: readonly Token[]) => FoundPhrases {
  const graph = new Graph();
  const grammar = grammarOf(knowledge);
  const vocabulary = new Vocabulary(knowledge.words, graph, grammar);
  const patterns: Pattern[] = [];

  const addPattern = (phrase: string, pattern: Pattern): number => {
    const index = patterns.push(pattern) - 1;
    const parts = knowledge.phrases.get(phrase);
    if (parts === undefined) throw new Error(`"${phrase}" was never read`);
    graph.add(vocabulary.idsOf(parts), index);
    return index;
  };
  for (const entry of knowledge.lexicon) {
    const index = addPattern(entry.phrase, { entry, watched: null, drops: -1 });
    for (const except of entry.except) addPattern(except, { entry: null, watched: null, drops: index });
  }
  for (const shield of knowledge.words.shields) {
    addPattern(shield, { entry: null, watched: null, drops: -2 });
  }
  /** Patterns from here on are of watched phrases. */
  const firstWatched = patterns.length;
  for (const phrase of watched) {
    const index = addPattern(phrase.phrase, { entry: null, watched: phrase, drops: -1 });
    for (const except of phrase.except) addPattern(except, { entry: null, watched: null, drops: index });
  }

  graph.close();

  const extra = knowledge.negators.extra.map((words) => words.split(' ').map(grammar.normal));
  const negation: Negation = {
    ...grammar,
    negators: new Set([
      ...grammar.negators,
      ...extra.filter((words) => words.length === 1).map((words) => words[0] as string),
    ]),
    longNegators: extra.filter((words) => words.length > 1),
  };

  // articles and pronouns stand everywhere in other languages, and are among the words that are skipped
  const transparent = grammar.english ? TRANSPARENT : TRANSPARENT | SKIPPED;

  // What is found of the sentence at hand: the walk asks for it at every step.
  let tokens: readonly Token[] = [];
  let words: readonly Word[] = [];
  let matches: Match[] = [];
  let aside: Match[] | null = null;
  const path: number[] = [];

  const walk = (node: number): void => {
    const ends = graph.ends[node];
    if (ends !== undefined) {
      for (const pattern of ends) {
        if (pattern < firstWatched) matches.push({ pattern, words: path.slice() });
        else {
          aside ??= [];
          aside.push({ pattern, words: path.slice() });
        }
      }
    }
    const next = (path[path.length - 1] as number) + 1;
    // Intensifiers may stand between any two words of a phrase ("so very kind").
    for (let at = next; at < tokens.length; at += 1) {
      const { flags, mask } = words[at] as Word;
      if (graph.mayLead(node, mask)) step(node, at);
      if ((flags & SKIPPED) === 0) break;
    }
    if (!graph.hasGap(node)) return;
    for (let slot = graph.edge(node, GAP_ID); slot >= 0; slot = graph.nextEdge(node, GAP_ID, slot)) {
      let stepped = 0;
      const target = graph.target(slot);
      for (let at = next; at < tokens.length; at += 1) {
        const { flags, mask } = words[at] as Word;
        if (graph.mayLead(target, mask)) step(target, at);
        if ((flags & transparent) !== 0) continue;
        stepped += 1;
        if (stepped > GAP || (flags & BARRIER) !== 0) break;
      }
    }
    for (let slot = graph.edge(node, LIST_ID); slot >= 0; slot = graph.nextEdge(node, LIST_ID, slot)) {
      const target = graph.target(slot);
      for (let at = next; at < Math.min(tokens.length, next + LIST_GAP); at += 1) {
        const { flags, mask } = words[at] as Word;
        if (graph.mayLead(target, mask)) step(target, at);
        if ((flags & LISTED) === 0) break;
      }
    }
  };
  const step = (node: number, at: number): void => {
    for (const id of (words[at] as Word).ids) {
      for (let slot = graph.edge(node, id); slot >= 0; slot = graph.nextEdge(node, id, slot)) {
        path.push(at);
        walk(graph.target(slot));
        path.pop();
      }
    }
  };

  return (sentence) => {
    tokens = sentence;
    words = vocabulary.read(sentence);
    matches = [];
    aside = null;
    for (let at = 0; at < tokens.length; at += 1) {
      for (const node of (words[at] as Word).roots) {
        path.push(at);
        walk(node);
        path.pop();
      }
    }
    if (matches.length === 0 && aside === null) return NOTHING_FOUND;
    return {
      hits: settle(matches, patterns).map(({ pattern, words }) =>
        hitOf((patterns[pattern] as Pattern).entry as LexiconEntry, words, tokens, negation),
      ),
      watched: aside === null ? [] : settleWatched(aside, matches, patterns, tokens, negation),
    };
  };
}

/** Of watched phrases of one kind and name that share a word the longest stays. */
function settleWatched(
  aside: readonly Match[],
  matches: readonly Match[],
  patterns: readonly Pattern[],
  tokens: readonly Token[],
  grammar: Negation,
): WatchedHit[] {
  const patternOf = ({ pattern }: Match): Pattern => patterns[pattern] as Pattern;
  const shields = matches.filter((match) => patternOf(match).drops === -2);
  const kept: Match[] = [];
  const sorted = aside
    .filter((match) => patternOf(match).watched !== null)
    .sort(
      (a, b) =>
        b.words.length - a.words.length ||
        width(a) - width(b) ||
        (a.words[0] as number) - (b.words[0] as number) ||
        byText(patternOf(a).watched?.phrase ?? '', patternOf(b).watched?.phrase ?? ''),
    );
  for (const match of sorted) {
    const { kind, name } = patternOf(match).watched as WatchedPhrase;
    const dropped =
      shields.some((shield) => covers(shield.words, match.words)) ||
      aside.some((other) => patternOf(other).drops === match.pattern && covers(other.words, match.words));
    if (dropped) continue;
    const clashes = kept.some((other) => {
      const { watched } = patternOf(other);
      return watched?.kind === kind && watched.name === name && meets(other.words, match.words);
    });
    if (!clashes) kept.push(match);
  }
  return kept
    .sort(
      (a, b) =>
        (a.words[0] as number) - (b.words[0] as number) ||
        byText(patternOf(a).watched?.name ?? '', patternOf(b).watched?.name ?? ''),
    )
    .map((match): WatchedHit => {
      const phrase = patternOf(match).watched as WatchedPhrase;
      const first = match.words[0] as number;
      const last = match.words.at(-1) as number;
      return {
        watched: phrase,
        start: (tokens[first] as Token).start,
        end: (tokens[last] as Token).end,
        first,
        last,
        negated: phrase.negation === 'turns' && negatorOf(match.words, tokens, grammar) !== null,
      };
    });
}

/** Leaves the matches that count; see the head of this file. */
function settle(matches: Match[], patterns: Pattern[]): Match[] {
  const sorted = matches
    .map((match) => ({ match, pattern: patterns[match.pattern] as Pattern }))
    .sort(
      (a, b) =>
        b.match.words.length - a.match.words.length ||
        width(a.match) - width(b.match) ||
        (a.match.words[0] as number) - (b.match.words[0] as number) ||
        (b.pattern.entry?.layer ?? 0) - (a.pattern.entry?.layer ?? 0) ||
        byText(a.pattern.entry?.theme ?? '', b.pattern.entry?.theme ?? '') ||
        byText(a.pattern.entry?.phrase ?? '', b.pattern.entry?.phrase ?? ''),
    );
  const kept: Match[] = [];
  for (const { match, pattern } of sorted) {
    if (pattern.entry === null) continue;
    const { theme } = pattern.entry;
    const dropped = sorted.some(({ match: other, pattern: by }) => {
      if (by.drops === match.pattern || by.drops === -2) return covers(other.words, match.words);
      return by.drops === -1 && other.words.length > match.words.length && covers(other.words, match.words);
    });
    if (dropped) continue;
    const clashes = kept.some((other) => {
      const entry = (patterns[other.pattern] as Pattern).entry as LexiconEntry;
      return entry.theme === theme && meets(other.words, match.words);
    });
    if (!clashes) kept.push(match);
  }
  return kept.sort(
    (a, b) =>
      (a.words[0] as number) - (b.words[0] as number) ||
      byText(
        ((patterns[a.pattern] as Pattern).entry as LexiconEntry).theme,
        ((patterns[b.pattern] as Pattern).entry as LexiconEntry).theme,
      ),
  );
}

function width(match: Match): number {
  return (match.words.at(-1) as number) - (match.words[0] as number);
}

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function covers(outer: number[], inner: number[]): boolean {
  return inner.every((word) => outer.includes(word));
}

function meets(a: number[], b: number[]): boolean {
  return a.some((word) => b.includes(word));
}

// ───────────────────────────── words of a sentence ─────────────────────────────

/** What a word stands for in the lexicon. */
interface Word {
  ids: readonly number[];
  flags: number;
  /** The ids as bits. */
  mask: number;
  /** Nodes of the phrases that begin with it. */
  roots: readonly number[];
}

/** May stand between any two words of a phrase: an intensifier, a hyphen, a quotation mark. */
const SKIPPED = 1;
/** No word at all: `…` steps over it without counting it. */
const TRANSPARENT = 2;
/** `…` does not go beyond it. */
const BARRIER = 4;
/** `~` steps over it. */
const LISTED = 8;
/** It is a title, or may be a name. */
const NAMING = 16;

const blank = (flags: number): Word => ({ ids: [], flags, mask: 0, roots: [] });
const NOTHING = blank(0);
/** A name stands in no phrase's way: "Dr. Payne was kind" holds `{doctor} was kind`. */
const NAME = blank(SKIPPED | TRANSPARENT | LISTED);
const MARK = blank(SKIPPED | TRANSPARENT | LISTED);
const COMMA = blank(BARRIER | LISTED);
const STOP = blank(BARRIER);

const TRANSPARENT_MARKS = new Set([
  '-',
  '–',
  '/',
  '"',
  "'",
  '“',
  '”',
  '‘',
  '’',
  '(',
  ')',
  '[',
  ']',
  '*',
  '_',
  '`',
  '•',
]);
/** Most words of texts whose place in the lexicon is kept. */
const MOST_MET = 20_000;

/** Gives every token of a sentence the words and word lists of the lexicon that it stands for. */
class Vocabulary {
  private readonly exactIds = new Map<string, number>();
  private readonly stemIds = new Map<string, number>();
  private readonly wordIds = new Map<string, number>();
  private readonly classIds = new Map<string, number>();
  private nextId = DURATION_ID + 1;
  private byForm: Map<string, Word> | null = null;
  private number = NOTHING;
  private duration = NOTHING;
  private readonly byStem = new Map<string, Word>();
  /**
   * Words met so far, by form (their stem follows from it): four look-ups in one. Bounded, since names never end.
   */
  private readonly met = new Map<string, Word>();
  private readonly titles: ReadonlySet<string>;
  /** Titles that are words themselves: after them a name needs its capital letter. */
  private readonly speltTitles: ReadonlySet<string>;
  private readonly names: ReadonlySet<string>;
  private readonly surnames: ReadonlySet<string>;

  constructor(
    private readonly lists: WordLists,
    private readonly graph: Graph,
    private readonly grammar: Grammar,
  ) {
    const plain = (words: readonly string[]) => new Set(words.map(grammar.normal));
    this.titles = plain(lists.titles);
    this.speltTitles = new Set([...this.titles].filter((title) => !grammar.neverLast.has(title)));
    this.names = plain(lists.names);
    this.surnames = plain([...lists.names, ...lists.surnames]);
  }

  /** A phrase with its words turned to ids. */
  idsOf(parts: readonly PhrasePart[]): IdPart[] {
    return parts.map((part) =>
      'step' in part
        ? this.idOf(part.step)
        : { alternatives: part.alternatives.map((parts) => this.idsOf(parts)), optional: part.optional },
    );
  }

  private idOf(step: PhraseStep): number {
    switch (step.match) {
      case 'gap':
        return GAP_ID;
      case 'list':
        return LIST_ID;
      case 'class':
        if (step.word === 'number') return NUMBER_ID;
        if (step.word === 'duration') return DURATION_ID;
        return this.intern(this.classIds, step.word);
      case 'exact':
        return this.intern(this.exactIds, this.grammar.normal(step.word));
      case 'stem':
        return this.idOfStem(step.word);
    }
  }

  /** Stemming is slow and the words of phrases repeat, so each is stemmed once. */
  private idOfStem(word: string): number {
    let id = this.wordIds.get(word);
    if (id === undefined) {
      id = this.intern(this.stemIds, this.grammar.stem(word));
      this.wordIds.set(word, id);
    }
    return id;
  }

  private intern(ids: Map<string, number>, word: string): number {
    let id = ids.get(word);
    if (id === undefined) {
      id = this.nextId++;
      ids.set(word, id);
    }
    return id;
  }

  /** The words of a sentence, one a token. Call it when every phrase has been given its ids. */
  read(tokens: readonly Token[]): Word[] {
    this.byForm ??= this.close();
    const words: Word[] = [];
    let naming = 0;
    for (let at = 0; at < tokens.length; at += 1) {
      const { kind, normal } = tokens[at] as Token;
      const isMark = kind === 'punctuation' || kind === 'symbol';
      let word = isMark ? this.wordOf(tokens[at] as Token) : this.met.get(normal);
      if (word === undefined) {
        const form = normal.endsWith('.') ? normal.slice(0, -1) : normal;
        word = this.wordOf(tokens[at] as Token);
        if (this.titles.has(form) || this.names.has(form)) word = { ...word, flags: word.flags | NAMING };
        if (kind === 'word') {
          if (this.met.size >= MOST_MET) this.met.clear();
          this.met.set(normal, word);
        }
      }
      words.push(word);
      naming |= word.flags;
    }
    if ((naming & NAMING) !== 0) this.shieldNames(tokens, words);
    return words;
  }

  private wordOf(token: Token): Word {
    const { kind, normal } = token;
    if (kind === 'punctuation' || kind === 'symbol') {
      if (normal === ',') return COMMA;
      if (normal === '&' || normal === '+')
        return this.byForm?.get(this.grammar.listWords[0] as string) ?? NOTHING;
      return TRANSPARENT_MARKS.has(normal) ? MARK : STOP;
    }
    const isShort = normal.endsWith('.');
    const form = isShort ? normal.slice(0, -1) : normal;
    const word = this.byForm?.get(form) ?? this.byStem.get(isShort ? form : token.stem);
    if (word !== undefined) return word;
    const first = form.charCodeAt(0);
    if (first >= 48 && first <= 57)
      return /^[\d.:,]+\+?(?:h|hr|hrs|hour|hours|m|min|mins)$/.test(form) ? this.duration : this.number;
    return NOTHING;
  }

  /** A name after a title, or a first name that is also a word, is no keyword. */
  private shieldNames(tokens: readonly Token[], words: Word[]): void {
    const { afterName } = this.grammar;
    for (let at = 0; at < tokens.length; at += 1) {
      const { normal, text } = tokens[at] as Token;
      const form = normal.endsWith('.') ? normal.slice(0, -1) : normal;
      if (this.titles.has(form)) {
        let next = at + 1;
        while (tokens[next]?.normal === '.') next += 1;
        const name = tokens[next];
        if (name === undefined || name.kind !== 'word') continue;
        const shouted = text.length > 1 && text === text.toUpperCase() && this.speltTitles.has(form);
        const isName = isCapitalised(name)
          ? !shouted
          : this.surnames.has(name.normal) && !this.speltTitles.has(form);
        if (!isName) continue;
        words[next] = NAME;
        const second = tokens[next + 1];
        if (second !== undefined && isCapitalised(second) && second.text !== second.text.toUpperCase())
          words[next + 1] = NAME;
      } else if (this.names.has(form) && isCapitalised(tokens[at] as Token) && text !== text.toUpperCase()) {
        const before = tokens[at - 1];
        const opens = before === undefined || before.kind === 'punctuation';
        const after = tokens[at + 1];
        if (!opens || (after !== undefined && afterName.has(after.normal))) words[at] = NAME;
      }
    }
  }

  private wordFrom(ids: readonly number[], flags: number): Word {
    return {
      ids,
      flags,
      mask: ids.reduce((mask, id) => mask | maskOf(id), 0),
      roots: ids.map((id) => this.graph.root(id)).filter((node) => node !== 0),
    };
  }

  /** Joins what was interned into one look-up by form and one by stem. */
  private close(): Map<string, Word> {
    const { normal, stem, listWords, durations, numerals } = this.grammar;
    this.number = this.wordFrom([NUMBER_ID], 0);
    this.duration = this.wordFrom([NUMBER_ID, DURATION_ID], 0);
    const exact = new Map<string, Word>();
    const listed = new Set(this.lists.listed);
    const add = (map: Map<string, Word>, key: string, id: number | null, flags: number): void => {
      const word = map.get(key) ?? NOTHING;
      const ids = id === null || word.ids.includes(id) ? word.ids : [...word.ids, id];
      map.set(key, this.wordFrom(ids, word.flags | flags));
    };
    for (const [form, id] of this.exactIds) add(exact, form, id, 0);
    for (const [form, id] of this.stemIds) add(this.byStem, form, id, 0);
    for (const [name, members] of Object.entries(this.lists.classes)) {
      const flags = listed.has(name) ? LISTED : 0;
      const id = this.classIds.get(name) ?? null;
      for (const member of members) {
        if (member.startsWith('=')) add(exact, normal(member.slice(1)), id, flags);
        else add(this.byStem, stem(member), id, flags);
      }
    }
    for (const form of this.lists.skipped) add(exact, normal(form), null, SKIPPED | LISTED);
    for (const form of listWords) add(exact, form, null, LISTED);
    for (const form of durations) add(exact, form, DURATION_ID, 0);
    for (const form of numerals) add(exact, form, NUMBER_ID, 0);
    // the model of another language is its phrases alone: they must not reach into another clause
    if (!this.grammar.english) for (const form of this.grammar.clauseStarts) add(exact, form, null, BARRIER);
    // a form carries what its stem stands for too
    const forms = new Map<string, Word>();
    for (const [form, word] of exact) {
      const base = this.byStem.get(stem(form)) ?? NOTHING;
      forms.set(form, this.wordFrom([...new Set([...word.ids, ...base.ids])], word.flags | base.flags));
    }
    for (const [right, wrongs] of Object.entries(this.lists.spellings)) {
      const word = forms.get(normal(right)) ?? this.byStem.get(stem(right));
      if (word !== undefined) for (const wrong of wrongs) forms.set(normal(wrong), word);
    }
    return forms;
  }
}

function isCapitalised(token: Token): boolean {
  const first = token.text.charAt(0);
  return first !== first.toLowerCase();
}

// ───────────────────────────── from match to hit ─────────────────────────────

/** A language's grammar with all that negates, also in several words ("no one", "not a single"). */
interface Negation extends Grammar {
  longNegators: readonly (readonly string[])[];
}

const TURNED: Record<Polarity, Polarity> = {
  positive: 'negative',
  negative: 'positive',
  mixed: 'mixed',
  neutral: 'neutral',
};

function hitOf(entry: LexiconEntry, at: number[], tokens: readonly Token[], grammar: Negation): KeywordHit {
  const first = tokens[at[0] as number] as Token;
  const last = tokens[at.at(-1) as number] as Token;
  const negator = entry.negation === 'turns' ? negatorOf(at, tokens, grammar, entry.polarity) : null;
  return {
    start: first.start,
    end: last.end,
    theme: entry.theme,
    polarity: negator === null ? entry.polarity : TURNED[entry.polarity],
    strength: entry.strength,
    phrase: entry.phrase,
    negator,
  };
}

/** First words of negators that name what lacks, what was done instead, and what makes a denial a comparison. */
const LACKS = /^(?:lack|fail|refuse|unable|absence|devoid|free)/;
const INSTEAD = /^(?:instead|rather)$/;
const COMPARES = /^(?:more|as|better|.{2,}(?:nd|ic|nt|tl|rt|li)er)$/;

/**
 * The negator that turns a match: one that is no word of the phrase itself and whose scope, by the tokens' flags,
 * reaches a word of the phrase.
 *
 * @param polarity of the phrase before it is turned; null where that makes no difference
 */
function negatorOf(
  at: number[],
  tokens: readonly Token[],
  { english, negators, longNegators, clauseStarts, and }: Negation,
  polarity: Polarity | null = null,
): Span | null {
  const first = at[0] as number;
  let inPhrase = at.length - 1;
  let clauseEnds = false;
  for (let i = at[inPhrase] as number; i >= 0 && i >= first - NEGATOR_REACH; i -= 1) {
    const token = tokens[i] as Token;
    if (inPhrase >= 0 && at[inPhrase] === i) {
      inPhrase -= 1;
      continue;
    }
    if (negators.has(token.normal)) return { start: token.start, end: token.end };
    for (const words of longNegators) {
      const from = i - words.length + 1;
      if (!words.every((word, k) => tokens[from + k]?.normal === word)) continue;
      const [opening] = words as [string];
      // "lack of communication and long waits", "instead of helping me they were rude": what lacks is named at once
      if (LACKS.test(opening) && polarity !== 'positive' && first > i + 2) return null;
      if (INSTEAD.test(opening) && first > i + 2) return null;
      // "no one is more caring" praises
      const reached = tokens.slice(i + 1, (at[at.length - 1] as number) + 1);
      if (polarity === 'positive' && reached.some(({ normal }) => COMPARES.test(normal))) return null;
      return { start: (tokens[from] as Token).start, end: token.end };
    }
    if (!token.negated || clauseStarts.has(token.normal)) return null;
    // "did not wait and the staff was kind": an "and" that does not join the phrase itself begins a clause
    // elsewhere "and" begins one wherever it stands: where a list is negated, each member is ("ni … ni")
    if (and.has(token.normal) && (i < first - 1 || !english)) clauseEnds = true;
    if (clauseEnds && i < first) return null;
  }
  return null;
}
