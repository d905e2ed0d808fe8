/**
 * Names that are known beforehand: of whom a review is about and who wrote it, of the others that a file names, and what
 * the review itself gave away once ("My surgeon Dr. Hoffmann … Hoffmann saved my life").
 */
import type { Hit } from './hit.js';
import { plainOf } from './letters.js';
import { isName, isPossessive, isTitle, isVerb, looksLikeAWord, Reading, type Word } from './reading.js';
import { JOBS, NOUNS_AND_NAMES, ORDINARY_WORDS, RELATIVES, TITLE_ENDINGS, WORDS_AND_NAMES } from './words.js';

/** How much of a name must stand in a text to be taken out. */
type Part = 'alone' | 'together';

const NOT_A_NAME =
  /^(?:md|dds|dmd|do|rn|np|lpn|pa|pa-c|fnp|phd|facs|faad|jr|sr|ii|iii|iv|the|and|of|group|clinic|center|centre|dental|medical|associates|family|hospital|practice|llc|inc|pc|user|guest|anonymous|verified|patient|client|customer|member|reviewer|local|guide)$/;
/** Names of practices: what stands in them may be a town. */
const BUSINESS =
  /\b(?:clinic|cent(?:er|re)|dental|medical|associates|hospital|practice|group|llc|inc|health|care)\b/i;
/** Scripts that put no space between words. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]{2,}/gu;
/** A noun follows these, whoever is called like it. */
const BEFORE_A_NOUN = new Set(
  'a an the this that these those my your his her our their its every each no any some web home front first last'.split(
    ' ',
  ),
);

export class KnownNames {
  /** Part of a name → how it is known, and by which names. */
  private readonly parts = new Map<string, { part: Part; names: Set<number> }>();
  private readonly unspaced = new Set<string>();
  private count = 0;

  /** The names of `others`, which another set may hold beside these. */
  constructor(private readonly others: KnownNames | null = null) {}

  /** Adds whom a review is about: every part of the name counts. */
  addSubject(name: string | null | undefined): this {
    if (!name) return this;
    const words = wordsOfName(name).filter(({ text }) => text.length > 1);
    this.add(words.map((word) => [word, 'alone'] as const));
    return this.addUnspaced(name);
  }

  /** Adds who wrote a review: what stands there may be a pseudonym of plain words. */
  addWriter(name: string | null | undefined): this {
    if (!name || /[@\d_]/.test(name)) return this;
    const words = wordsOfName(name).filter((word) => word.text.length > 2 && word.capital && isName(word));
    this.add(words.map((word) => [word, looksLikeAWord(word.plain) ? 'together' : 'alone'] as const));
    return this.addUnspaced(name);
  }

  /** Adds somebody whom other reviews are about: the whole name, or a surname that is no word. */
  addOther(name: string): this {
    const words = wordsOfName(name).filter(({ text }) => text.length > 1);
    const surname = name.includes(',') ? words[0] : words.at(-1);
    const person = words.length > 1 && words.length < 5 && !BUSINESS.test(name);
    this.add(
      words.map((word) => {
        const alone =
          person && word === surname && word.text.length > 3 && isName(word) && !looksLikeAWord(word.plain);
        return [word, alone ? 'alone' : 'together'] as const;
      }),
    );
    return this.addUnspaced(name);
  }

  /** Adds the names that were found in a text, for the rest of it. */
  addFound(reading: Reading, hits: readonly Hit[]): this {
    for (const { start, end } of hits) {
      for (
        let i = reading.wordFrom(start);
        (reading.words[i]?.start ?? Number.POSITIVE_INFINITY) < end;
        i++
      ) {
        const word = reading.words[i]!;
        const clear = isName(word) && !isVerb(word.plain) && !looksLikeAWord(word.plain);
        if (word.text.length > 2 && clear) this.add([[word, 'alone']]);
      }
    }
    return this;
  }

  private add(words: readonly (readonly [Pick<Word, 'plain'>, Part])[]): void {
    const name = this.count++;
    for (const [{ plain }, part] of words) {
      // "Hoffmann-Smythe" is called by either name, and by both.
      for (const form of new Set([fold(plain), ...plain.split('-').map(fold)])) {
        if (form.length < 2) continue;
        const known = this.parts.get(form);
        if (known === undefined) this.parts.set(form, { part, names: new Set([name]) });
        else {
          known.names.add(name);
          if (part === 'alone') known.part = part;
        }
      }
    }
  }

  private addUnspaced(name: string): this {
    for (const [run] of name.matchAll(UNSPACED)) this.unspaced.add(run);
    return this;
  }

  /** Where the known names stand in a text. */
  find(reading: Reading): Hit[] {
    const hits = this.others?.find(reading) ?? [];
    for (const run of this.unspaced) {
      for (let at = reading.text.indexOf(run); at >= 0; at = reading.text.indexOf(run, at + run.length)) {
        hits.push({ start: at, end: at + run.length, by: '[name]' });
      }
    }
    if (this.parts.size === 0) return hits;
    const { words } = reading;
    const known = words.map((word) => this.lookUp(word));
    known.forEach((found, i) => {
      if (found === undefined) return;
      const word = words[i]!;
      const beside = [i - 1, i + 1].some((j) => {
        const other = known[j];
        if (other === undefined || words[j]!.plain === word.plain) return false;
        if (!/^(?:, |\. ?| {1,2}|-)$/.test(reading.gap(Math.max(i, j)))) return false;
        if (![...found.names].some((name) => other.names.has(name))) return false;
        // "It will long be": of two words in small letters one must be nothing but a name.
        return (isCapital(word) && isCapital(words[j]!)) || !(isAlsoAWord(word) && isAlsoAWord(words[j]!));
      });
      if (!beside && !(found.part === 'alone' && this.standsAlone(reading, i))) return;
      // "T. Harrison" is known, "Tom Harrison" is written.
      const first = words[i - 1];
      const called = first !== undefined && word.capital && reading.gap(i) === ' ' && isGivenName(first);
      hits.push({ start: called ? first.start : word.start, end: word.bare, by: '[name]' });
    });
    return hits;
  }

  private lookUp({ plain }: Word): { part: Part; names: Set<number> } | undefined {
    const whole = this.parts.get(fold(plain));
    if (whole !== undefined || !plain.includes('-')) return whole;
    for (const part of plain.split('-')) {
      const found = this.parts.get(fold(part));
      if (found !== undefined && part.length > 2) return found;
    }
    return undefined;
  }

  /** Whether one part of a known name, by itself, is the name and no word. */
  private standsAlone(reading: Reading, i: number): boolean {
    const word = reading.words[i]!;
    if (isCapital(word)) {
      if (isName(word)) return true;
      // "Thanks Love!", and not "Love this place".
      const before = reading.words[i - 1]?.plain ?? '';
      return (
        WORDS_AND_NAMES.has(word.plain) && !reading.begins(i) && !word.shouted && !BEFORE_A_NOUN.has(before)
      );
    }
    if (isAlsoAWord(word) || NOUNS_AND_NAMES.has(word.plain) || word.plain.length < 4) return false;
    if (isVerb(word.plain) || looksLikeAWord(word.plain)) return false;
    const before = reading.words[i - 1];
    return (
      isPossessive(word) ||
      before === undefined ||
      !BEFORE_A_NOUN.has(before.plain) ||
      /[.!?,;]/.test(reading.gap(i))
    );
  }
}

/** A capitalised word before a known name, if it is no other word. */
function isGivenName(word: Word): boolean {
  const { plain } = word;
  return (
    word.capital &&
    !word.shouted &&
    plain.length > 2 &&
    isName(word) &&
    !isPossessive(word) &&
    !isTitle(plain) &&
    !JOBS.has(plain) &&
    !RELATIVES.has(plain) &&
    !TITLE_ENDINGS.has(plain) &&
    !isVerb(plain) &&
    !looksLikeAWord(plain)
  );
}

function isAlsoAWord(word: Word): boolean {
  return ORDINARY_WORDS.has(word.plain) || WORDS_AND_NAMES.has(word.plain);
}

/** Letters without capitals are names as they stand. */
function isCapital(word: Word): boolean {
  return word.capital || /^\p{Lo}/u.test(word.text);
}

function wordsOfName(name: string): Word[] {
  // "Harrison, Tom (Boston)": what is longer than that belongs to no name
  const bare = name.replace(/\([^)]{0,100}\)/g, ' ');
  return new Reading(plainOf(bare.trim() === '' ? name : bare).text).words.filter(
    ({ plain }) => !isTitle(plain) && !NOT_A_NAME.test(plain),
  );
}

const FLAT: Record<string, string> = { ø: 'o', ł: 'l', đ: 'd', ß: 'ss', æ: 'ae', œ: 'oe', ı: 'i' };

/** A name as people spell it without care: no accents, no apostrophes. */
function fold(plain: string): string {
  const bare = plain.replace(/['-]/g, '');
  if (/^[a-z]*$/.test(bare)) return bare;
  return bare
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[øłđßæœı]/g, (letter) => FLAT[letter]!);
}
