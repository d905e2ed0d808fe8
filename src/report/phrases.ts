/**
 * What the sentences speak of in which no theme was found: their telling phrases, by tf-idf over n-grams of stems.
 * The one door of this room to natural, by sub-path and only when there are such sentences; its main entry prints to
 * stdout and reads the user's .env.
 */
import { createRequire } from 'node:module';
import type { NGrams as Grams } from 'natural/lib/natural/ngrams/index.js';
import type { UnlabelledSentence } from '../types.js';
import type { Quoter } from './quoting.js';

/** A phrase must stand in this many reviews: one person's words are a quote, not a phrase. */
const FEWEST_REVIEWS = 3;
const LONGEST = 3;

interface Natural {
  NGrams: typeof Grams;
  stem: (word: string) => string;
  stopWordsOf: (language: string) => readonly string[];
  stopWords: ReadonlySet<string>;
}

let loaded: Natural | null = null;

function natural(): Natural {
  if (!loaded) {
    const require = createRequire(import.meta.url);
    const stemmer = require('natural/lib/natural/stemmers/porter_stemmer.js');
    const { words } = require('natural/lib/natural/util/stopwords.js');
    loaded = {
      NGrams: require('natural/lib/natural/ngrams/index.js').NGrams,
      stem: (word) => stemmer.stem(word),
      stopWordsOf: (language) => {
        try {
          return require(`natural/lib/natural/util/stopwords_${language}.js`).words;
        } catch {
          return [];
        }
      },
      stopWords: new Set([...(words as string[]), ...MORE_STOP_WORDS]),
    };
  }
  return loaded;
}

/** natural's list has neither the contractions nor these. */
const MORE_STOP_WORDS =
  "i'm i've i'd i'll it's he's she's they're we're you're don't didn't doesn't wasn't weren't isn't aren't couldn't wouldn't can't won't had has was were did does been being am also just really very much many got get went go going would could should us our ours their theirs them they him her hers his she he me my mine you your yours said told one two three four five six seven eight nine ten first second third last next dr mr mrs ms doctor".split(
    ' ',
  );

/**
 * The phrases of two or three words that tell most, best first, and single words where there are not enough of them.
 * @param quote takes names out, or leaves them in
 * @param languages codes of those beside English that the sentences may be in
 * @returns `count`: sentences that hold the phrase
 */
export function topPhrases(
  sentences: readonly UnlabelledSentence[],
  quote: Quoter,
  most = 15,
  languages: readonly string[] = [],
): { phrase: string; count: number }[] {
  if (sentences.length < FEWEST_REVIEWS) return [];
  const { NGrams, stem, stopWordsOf, stopWords: english } = natural();
  const stopWords =
    languages.length === 0 ? english : new Set([...english, ...languages.flatMap(stopWordsOf)]);
  let documents = 0;
  const found = new Map<
    string,
    { words: number; count: number; reviews: Set<string>; forms: Map<string, number> }
  >();
  for (const sentence of sentences) {
    const { hash } = sentence;
    const clean = quote(sentence).text.toLowerCase().replace(/’/g, "'");
    const grams = new Map<string, string>();
    // A phrase does not reach over punctuation or over a name that was taken out.
    for (const stretch of clean.split(/\[\p{L}+\]|[^\p{L}\p{N}' -]+/u)) {
      const words = stretch.match(/\p{L}[\p{L}']*/gu) ?? [];
      for (let n = 1; n <= LONGEST; n++) {
        for (const gram of NGrams.ngrams(words, n)) {
          if (stopWords.has(gram[0]!) || stopWords.has(gram[n - 1]!) || gram.some((word) => word.length < 2))
            continue;
          // "No call" is a phrase; a bare "no" is not.
          if (n === 1 && /^(?:no|not|never)$/.test(gram[0]!)) continue;
          const key = gram.map(stem).join(' ');
          if (!grams.has(key)) grams.set(key, gram.join(' '));
        }
      }
    }
    if (grams.size === 0) continue;
    documents++;
    for (const [key, form] of grams) {
      let phrase = found.get(key);
      if (!phrase) {
        phrase = { words: key.split(' ').length, count: 0, reviews: new Set(), forms: new Map() };
        found.set(key, phrase);
      }
      phrase.count++;
      if (phrase.reviews.size < FEWEST_REVIEWS) phrase.reviews.add(hash);
      phrase.forms.set(form, (phrase.forms.get(form) ?? 0) + 1);
    }
  }
  // natural's formula; its TfIdf looks through every sentence for every phrase, and knows no phrase whose stem is a stop word
  const idf = (holding: number) => 1 + Math.log(documents / (1 + holding));
  const ranked = [...found]
    .filter(([, { reviews }]) => reviews.size >= FEWEST_REVIEWS)
    // A longer phrase says more: each of its words counts.
    .map(([key, phrase]) => ({ key, ...phrase, weight: phrase.words * phrase.count * idf(phrase.count) }))
    .sort(
      (a, b) => Number(b.words > 1) - Number(a.words > 1) || b.weight - a.weight || (a.key < b.key ? -1 : 1),
    );
  const shown: typeof ranked = [];
  for (const phrase of ranked) {
    if (shown.length === most) break;
    // "front desk" says nothing beside "the front desk lady" when it is nearly always part of it, and the reverse.
    const told = shown.some(
      (other) =>
        (` ${other.key} `.includes(` ${phrase.key} `) && phrase.count < 2 * other.count) ||
        ` ${phrase.key} `.includes(` ${other.key} `),
    );
    if (!told) shown.push(phrase);
  }
  return shown.map(({ forms, count }) => ({
    phrase: [...forms].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))[0]![0],
    count,
  }));
}
