import type {
  Axis,
  KeywordHit,
  Knowledge,
  LexiconEntry,
  PhrasePart,
  PhraseStep,
  Polarity,
  TaxonomyFinding,
  Theme,
  Token,
  WatchedPhrase,
} from '../types.js';

/**
 * Looks a taxonomy over for what its writer would want to know: phrases that can never match or never win, phrases that
 * say two things at once, themes that nobody can understand from examples.
 */

/** What the analyse room lends: the same tokens and matching that the reviews meet. */
export interface KeywordTools {
  readTokens(text: string): Token[];
  findKeywords(tokens: readonly Token[]): KeywordHit[];
  /** Those of the safety list and of the contested readings that stand there. */
  findWatched(tokens: readonly Token[]): WatchedPhrase[];
  stem(word: string): string;
}

/** Plain sequences tried of one phrase: if none of so many is found, none is. */
const TRIED = 12;
/** Phrases that stand for more sequences are not compared with others. */
const COMPARED = 300;

/**
 * @param counts how often each phrase hit in reviews, by `theme` and phrase (see `hitKey`); null = none were given
 * @returns findings by code, then theme in the order of the taxonomy (the safety list and the contested readings last),
 *   then phrase
 */
export function lintTaxonomy(
  knowledge: Pick<Knowledge, 'themes' | 'lexicon' | 'words' | 'phrases' | 'safety' | 'contested'>,
  tools: KeywordTools,
  counts: ReadonlyMap<string, number> | null = null,
): TaxonomyFinding[] {
  const contradicted = contradictions(knowledge, tools);
  const doubled = new Set(
    contradicted.filter(({ code }) => code === 'duplicate').map(({ theme, phrase }) => `${theme}\0${phrase}`),
  );
  const findings = [
    // A phrase that another one doubles cannot win either: saying it once is enough.
    ...unreachable(knowledge, tools).filter(({ theme, phrase }) => !doubled.has(`${theme}\0${phrase}`)),
    ...unreachableWatched(knowledge, tools),
    ...contradicted,
    ...bareThemes(knowledge, tools),
    ...(counts === null ? [] : neverHit(knowledge, counts)),
  ];
  const order = new Map(knowledge.themes.map(({ name }, i) => [name, i]));
  return findings.sort(
    (a, b) =>
      CODES.indexOf(a.code) - CODES.indexOf(b.code) ||
      (order.get(a.theme) ?? order.size) - (order.get(b.theme) ?? order.size) ||
      byText(a.theme, b.theme) ||
      byText(a.phrase ?? '', b.phrase ?? ''),
  );
}

const CODES: readonly TaxonomyFinding['code'][] = [
  'no-phrases',
  'no-examples',
  'dead',
  'shadowed',
  'both-axes',
  'both-polarities',
  'duplicate',
  'example-missed',
  'never-hit',
];

/** Key of a phrase in the counts of hits. */
export function hitKey({ theme, phrase }: Pick<KeywordHit, 'theme' | 'phrase'>): string {
  return `${theme}\0${phrase}`;
}

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

// ───────────────────────────── phrases that never win ─────────────────────────────

function unreachable(
  { lexicon, phrases, words }: Pick<Knowledge, 'lexicon' | 'phrases' | 'words'>,
  { readTokens, findKeywords }: KeywordTools,
): TaxonomyFinding[] {
  return lexicon.flatMap((entry): TaxonomyFinding[] => {
    const parts = phrases.get(entry.phrase) ?? [];
    let winner: KeywordHit | null = null;
    for (const steps of someVariants(parts, TRIED)) {
      const text = sampleOf(steps, words.classes);
      if (text === null) continue;
      const tokens = readTokens(text);
      const hits = findKeywords(tokens);
      if (hits.some((hit) => hit.theme === entry.theme && hit.phrase === entry.phrase)) return [];
      winner ??= hits.find((hit) => hit.start === 0) ?? hits[0] ?? null;
    }
    const { theme, phrase } = entry;
    if (winner !== null) {
      const by = `“${winner.phrase}” of ${winner.theme}`;
      // Where the winner says the same of the same theme, the phrase is idle and does no harm.
      const fault = winner.theme !== theme || winner.polarity !== entry.polarity;
      return [{ code: 'shadowed', theme, phrase, fault, message: `its words always go to ${by}` }];
    }
    return [
      {
        code: 'dead',
        theme,
        phrase,
        fault: true,
        message:
          'it never matches, not even its own words: a shield, an except or a name takes them, or no token is written so',
      },
    ];
  });
}

/** The same for the phrases that make no tag. */
function unreachableWatched(
  { safety, contested, phrases, words }: Pick<Knowledge, 'safety' | 'contested' | 'phrases' | 'words'>,
  { readTokens, findWatched }: KeywordTools,
): TaxonomyFinding[] {
  const all = [...safety.watched, ...contested.flatMap(({ watched }) => watched)];
  return all.flatMap((entry): TaxonomyFinding[] => {
    const { phrase, kind, name } = entry;
    const theme = `${kind === 'contested' ? 'contested' : 'safety'}:${name}`;
    let winner: WatchedPhrase | null = null;
    let tried = 0;
    for (const steps of someVariants(phrases.get(phrase) ?? [], TRIED)) {
      const text = sampleOf(steps, words.classes);
      if (text === null) continue;
      tried++;
      const found = findWatched(readTokens(text));
      if (found.includes(entry)) return [];
      winner ??= found.find((other) => other.kind === kind && other.name === name) ?? null;
    }
    if (winner !== null) {
      // As sure as itself, the winner says the same of the same harm.
      const fault = entry.strength === 'sure' && winner.strength === 'cue';
      return [
        { code: 'shadowed', theme, phrase, fault, message: `its words always go to “${winner.phrase}”` },
      ];
    }
    const message =
      tried === 0
        ? 'it never matches: a word list that it needs is empty'
        : 'it never matches, not even its own words: a shield or an except takes them, or no token is written so';
    return [{ code: 'dead', theme, phrase, fault: true, message }];
  });
}

/** How many plain sequences a phrase stands for. */
function countVariants(parts: readonly PhrasePart[]): number {
  return parts.reduce((product, part) => product * countChoices(part), 1);
}

function countChoices(part: PhrasePart): number {
  if ('step' in part) return 1;
  return part.alternatives.reduce((sum, own) => sum + countVariants(own), part.optional ? 1 : 0);
}

/** The plain sequence of number `index`, counted from 0. */
function variantAt(parts: readonly PhrasePart[], index: number): PhraseStep[] {
  let rest = index;
  return parts.flatMap((part): PhraseStep[] => {
    if ('step' in part) return [part.step];
    const choices = countChoices(part);
    let choice = rest % choices;
    rest = Math.floor(rest / choices);
    for (const own of part.alternatives) {
      const count = countVariants(own);
      if (choice < count) return variantAt(own, choice);
      choice -= count;
    }
    return [];
  });
}

/** At most `most` of its plain sequences, evenly over all of them. */
function* someVariants(parts: readonly PhrasePart[], most: number): Generator<PhraseStep[]> {
  const count = countVariants(parts);
  for (let i = 0; i < Math.min(most, count); i++) {
    yield variantAt(parts, count <= most ? i : Math.floor((i * count) / most));
  }
}

/** A text that a sequence should match; null where a word list it needs is empty. */
function sampleOf(steps: readonly PhraseStep[], classes: Readonly<Record<string, string[]>>): string | null {
  const words: string[] = [];
  for (const step of steps) {
    if (!('word' in step)) continue;
    if (step.match !== 'class') words.push(step.word);
    else if (step.word === 'number') words.push('two');
    else if (step.word === 'duration') words.push('minutes');
    else {
      const member = classes[step.word]?.find((word) => !word.startsWith("='")) ?? classes[step.word]?.[0];
      if (member === undefined) return null;
      words.push(member.replace(/^=/, ''));
    }
  }
  return words.join(' ');
}

// ───────────────────────────── phrases that say two things ─────────────────────────────

interface Place {
  entry: LexiconEntry;
  axis: Axis;
}

const OPPOSITE: Partial<Record<Polarity, Polarity>> = { positive: 'negative', negative: 'positive' };

function contradictions(
  { lexicon, phrases, themes }: Pick<Knowledge, 'lexicon' | 'phrases' | 'themes'>,
  { stem }: KeywordTools,
): TaxonomyFinding[] {
  const axes = new Map(themes.map(({ name, axis }) => [name, axis]));
  const places = new Map<string, Place[]>();
  for (const entry of lexicon) {
    const axis = axes.get(entry.theme);
    if (axis === undefined) continue;
    for (const key of keysOf(entry, phrases, stem)) {
      const known = places.get(key) ?? [];
      places.set(key, known);
      known.push({ entry, axis });
    }
  }
  const findings = new Map<string, TaxonomyFinding>();
  const add = (
    code: TaxonomyFinding['code'],
    one: LexiconEntry,
    other: LexiconEntry,
    message: string,
    fault = true,
  ) => {
    const [first, second] = byText(hitKey(one), hitKey(other)) <= 0 ? [one, other] : [other, one];
    const key = `${code}\0${hitKey(first)}\0${hitKey(second)}`;
    if (!findings.has(key)) {
      findings.set(key, { code, theme: one.theme, phrase: one.phrase, fault, message });
    }
  };
  for (const here of places.values()) {
    here.forEach(({ entry: one, axis }, i) => {
      for (const { entry: other, axis: otherAxis } of here.slice(i + 1)) {
        if (one === other) continue;
        // A cue makes no tag by itself, so it may lean both ways.
        const sure = one.strength !== 'cue' && other.strength !== 'cue';
        const both = [axis, otherAxis];
        if (sure && both.includes('clinical') && both.includes('service')) {
          add(
            'both-axes',
            one,
            other,
            `“${other.phrase}” of ${other.theme} stands for the same words on the other axis`,
          );
        } else if (one.theme === other.theme && OPPOSITE[one.polarity] === other.polarity) {
          add(
            'both-polarities',
            one,
            other,
            `as ${other.polarity} stands “${other.phrase}”, with the same words`,
          );
        }
      }
    });
  }
  for (const entry of lexicon) {
    const keys = keysOf(entry, phrases, stem);
    if (keys.size === 0) continue;
    const twin = places
      .get([...keys][0] ?? '')
      ?.map(({ entry: other }) => other)
      .find(
        (other) =>
          other !== entry &&
          other.theme === entry.theme &&
          other.polarity === entry.polarity &&
          [...keys].every((key) => places.get(key)?.some((place) => place.entry === other)),
      );
    if (twin === undefined) continue;
    const same = keysOf(twin, phrases, stem).size === keys.size;
    if (same && byText(twin.phrase, entry.phrase) > 0) continue;
    // Of two that say just the same one is a slip; one within another is a habit of those who collect phrases.
    add('duplicate', entry, twin, `“${twin.phrase}” finds all that it finds`, same);
  }
  return [...findings.values()];
}

const keyCache = new WeakMap<LexiconEntry, Set<string>>();

/** Its plain sequences after stemming; none for a phrase that stands for too many to compare. */
function keysOf(
  entry: LexiconEntry,
  phrases: Knowledge['phrases'],
  stem: (word: string) => string,
): Set<string> {
  let keys = keyCache.get(entry);
  if (keys === undefined) {
    const parts = phrases.get(entry.phrase) ?? [];
    const all = countVariants(parts) <= COMPARED ? [...someVariants(parts, COMPARED)] : [];
    keys = new Set(all.map((steps) => steps.map((step) => keyOf(step, stem)).join(' ')));
    keyCache.set(entry, keys);
  }
  return keys;
}

function keyOf(step: PhraseStep, stem: (word: string) => string): string {
  if (!('word' in step)) return step.match === 'gap' ? '…' : '~';
  if (step.match === 'class') return `{${step.word}}`;
  return step.match === 'exact' ? `=${step.word}` : stem(step.word);
}

// ───────────────────────────── themes ─────────────────────────────

function bareThemes(
  { themes, lexicon }: Pick<Knowledge, 'themes' | 'lexicon'>,
  { readTokens, findKeywords }: KeywordTools,
): TaxonomyFinding[] {
  return themes.flatMap((theme: Theme): TaxonomyFinding[] => {
    const findings: TaxonomyFinding[] = [];
    const say = (code: TaxonomyFinding['code'], phrase: string | null, message: string) => {
      findings.push({ code, theme: theme.name, phrase, message, fault: true });
    };
    if (!lexicon.some((entry) => entry.theme === theme.name)) {
      say('no-phrases', null, 'it has no phrase: keywords can never find it');
    }
    if (theme.examples.length === 0) {
      say('no-examples', null, 'it has no example: readers and labellers must guess what it means');
    }
    for (const { text, polarity } of theme.examples) {
      const hits = findKeywords(readTokens(text)).filter((hit) => hit.theme === theme.name);
      if (hits.length === 0) {
        say('example-missed', text, 'no phrase of the theme is in it');
      } else if (
        OPPOSITE[polarity] !== undefined &&
        hits.every((hit) => hit.polarity === OPPOSITE[polarity])
      ) {
        say(
          'example-missed',
          text,
          `it is meant ${polarity}, “${hits[0]!.phrase}” says ${hits[0]!.polarity}`,
        );
      }
    }
    return findings;
  });
}

function neverHit(
  { lexicon }: Pick<Knowledge, 'lexicon'>,
  counts: ReadonlyMap<string, number>,
): TaxonomyFinding[] {
  return lexicon
    .filter((entry) => !counts.has(hitKey(entry)))
    .map(({ theme, phrase }) => ({
      code: 'never-hit' as const,
      theme,
      phrase,
      message: 'it does not occur in the reviews given',
      fault: false,
    }));
}
