/**
 * What the rules of this room must know of a language beside its phrases: which words negate, which begin a clause, and
 * what the forms of a word have in common. English stands here, because it is tuned together with the model and with
 * wink-nlp; any other language brings its own as data (`Knowledge.language`).
 */
import type { Knowledge } from '../types.js';
import { stem } from './stem.js';

export interface Grammar {
  /** true: wink-nlp tells the words and their negation, which knows English alone; false: letters tell them. */
  english: boolean;
  /** A lower-cased word as it is compared. */
  normal(word: string): string;
  /** What the forms of a word, as `normal` gives it, have in common. */
  stem(word: string): string;
  /** Whether words that are not listed themselves say what their stem says, as "politely" and "rudeness" do. */
  isDerived(word: string): boolean;
  /** Words that turn a phrase behind them. */
  negators: ReadonlySet<string>;
  /** Negators known to what tells negation; where one stands, a new scope begins. */
  scopeStarts: ReadonlySet<string>;
  /** Words that end the scope of a negator. */
  scopeEnds: ReadonlySet<string>;
  /** Words that begin a new clause: a negator before them does not reach behind them. */
  clauseStarts: ReadonlySet<string>;
  /** "and". */
  and: ReadonlySet<string>;
  /** Words of a list beside its adjectives. */
  listWords: readonly string[];
  numerals: readonly string[];
  durations: readonly string[];
  /** After these a full stop ends no sentence, whatever follows. */
  neverLast: ReadonlySet<string>;
  /** After these a full stop ends a sentence only before a capital. */
  abbreviations: ReadonlySet<string>;
  /** What follows a name at the start of a sentence ("Joy at the front desk", "Grace was"). */
  afterName: ReadonlySet<string>;
  /** Words and marks that an excuse for a harm does not reach beyond. */
  excuseEnds: ReadonlySet<string>;
  /** Behind "and" they begin a clause of its own, which no excuse before it reaches. */
  subjects: ReadonlySet<string>;
}

const set = (words: string): ReadonlySet<string> => new Set(words.split(/\s+/).filter(Boolean));

const SCOPE_ENDS = set(
  `but because although though however yet except so when if that which who whom whose where until unless since as
  whereas while`,
);

export const ENGLISH: Grammar = {
  english: true,
  normal: (word) => word,
  stem,
  isDerived(word) {
    // asked for nearly every word, and most end otherwise
    const last = word.charCodeAt(word.length - 1);
    return (last === 121 && word.endsWith('ly')) || (last === 115 && word.endsWith('ness'));
  },
  negators: set(
    `not n't nt no never without hardly barely scarcely neither nor nobody none nothing cannot zero lacks lacked lacking
    doesnt didnt dont wasnt isnt arent werent wouldnt couldnt cant wont hasnt havent hadnt aint seldom rarely nowhere`,
  ),
  // those of wink, after our expansion of "n't"
  scopeStarts: set('not no never without hardly scarcely rarely neither nor none cannot'),
  scopeEnds: SCOPE_ENDS,
  clauseStarts: set(
    'but because since when while who which although though however until unless yet whereas so then if as',
  ),
  and: set('and'),
  listWords: ['and', 'or', 'yet', 'plus'],
  numerals: [
    ...set(
      `one two three four five six seven eight nine ten fifteen twenty thirty forty fifty sixty ninety couple several few
      half many`,
    ),
  ],
  durations: [...set('second seconds sec secs minute minutes min mins hour hours hr hrs')],
  neverLast: set('dr drs mr mrs ms prof rev vs e.g i.e eg ie approx'),
  abbreviations: set('dr drs mr mrs ms prof st sr jr rev vs approx appt dept e.g i.e eg ie etc'),
  afterName: set("at in from is was has had does did took made helped answered explained 's who"),
  excuseEnds: set('but because although though however yet until . ; ! ?'),
  subjects: set('i he she they we it nobody no never then now was ended had got left sent'),
};

/** Longest word whose forms are looked for, in UTF-16 units. */
const MAX_WORD = 40;
/** Least letters that cutting an ending leaves. */
const LEAST_STEM = 3;

/** The grammar of what is known. */
export function grammarOf({ language, negators }: Pick<Knowledge, 'language' | 'negators'>): Grammar {
  if (language === null) return ENGLISH;
  const sounds = language.sounds.map(([from, to]) => [new RegExp(from, 'gu'), to] as const);
  const endings = [...language.endings].sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
  // "buenísimoo", "excelenteee": no word of Latin script has a letter thrice
  const normal = (word: string): string =>
    word.length > MAX_WORD
      ? word
      : word
          .normalize('NFD')
          .replace(/\p{M}/gu, '')
          .replace(/(\p{L})\1{2,}/gu, '$1');
  const stemOf = (word: string): string => {
    if (word.length > MAX_WORD) return word;
    let cut = sounds.reduce((text, [from, to]) => text.replace(from, to), normal(word));
    for (;;) {
      const at = cut;
      const ending = endings.find((one) => at.endsWith(one) && at.length - one.length >= LEAST_STEM);
      if (ending === undefined) return cut;
      cut = at.slice(0, -ending.length);
      // an adverb or superlative stands on the ending of its adjective ("amable-mente"); short ones are the last
      if (ending.length < 3) return cut;
    }
  };
  const plain = (list: readonly string[]): ReadonlySet<string> => new Set(list.map(normal));
  const negating = plain(negators.extra.filter((word) => !word.includes(' ')));
  const clauses = plain(language.clauses);
  return {
    english: false,
    normal,
    stem: stemOf,
    isDerived: () => true,
    negators: negating,
    scopeStarts: negating,
    scopeEnds: clauses,
    clauseStarts: clauses,
    and: plain(language.and),
    listWords: language.and.map(normal),
    numerals: language.numerals.map(normal),
    durations: language.durations.map(normal),
    neverLast: plain(language.abbreviations),
    abbreviations: plain(language.abbreviations),
    afterName: new Set(),
    excuseEnds: new Set([...clauses, '.', ';', '!', '?']),
    subjects: new Set(),
  };
}
