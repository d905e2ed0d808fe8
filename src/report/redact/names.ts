/**
 * Names that their surroundings give away: a title, a job or a relative before them, a degree behind them, "my name is",
 * a signature. A name that nothing gives away stays: no list of names is shipped.
 */
import type { Hit } from './hit.js';
import { isName, isPossessive, isTitle, isVerb, looksLikeAWord, type Reading, type Word } from './reading.js';
import {
  JOBS,
  LOOSE_TITLES,
  ORDINARY_WORDS,
  PARTICLES,
  PERSONS,
  RELATIVES,
  STRICT_TITLES,
  TITLE_ENDINGS,
  WORDS_AND_NAMES,
} from './words.js';

/** "Doctors prejudge", "the drs. send": small letters after these are a verb. */
const PLURAL_TITLES = new Set(['drs', 'doctors']);

/** Words before "Dr." that make it a noun ("my Dr. Great guy", "the Dr. Was late"). */
const BEFORE_A_NOUN = new Set(
  'my the a an this that our your his her their another every any no each which new other good great best'.split(
    ' ',
  ),
);

/** Verbs that follow a name: what must follow one where little else shows that it is one. */
const AFTER_A_NAME = new Set(
  `was is has had did does who took takes made makes listened listens explained explains said says told gave gives
  will would can could never always really went came knew knows fixed saved helped treated performed removed answered
  es fue era tiene hizo me te nos le explica explicó atiende atendió trata trató dijo siempre nunca muy no sabe salvó`.split(
    /\s+/,
  ),
);

/** A capitalised word behind these is a name. */
const INTRODUCING = new Set(['named', 'llamo', 'llama', 'llamada', 'llamado']);
/** Who names is not named: "they named Medicare as the reason". */
const WHO_NAMES = new Set('i you he she it we they who nobody not never has have had'.split(' '));
/** Whose relatives are spoken of. */
const OWNERS = new Set('my our his her their mi su'.split(' '));
/** Jobs that are written in capitals before a name. */
const SHORT_JOBS = new Set(['PA', 'NP', 'RN', 'CNA', 'LPN', 'MA', 'PCT']);

const DEGREES = String.raw`(?:M\.?D|D\.?D\.?S|D\.?M\.?D|D\.O|DO|RN|R\.N|LPN|NP|FNP|PA-C|DPT|CRNA|Ph\.?D)`;

/** The names in a text that something around them gives away. */
export function findNames(reading: Reading): Hit[] {
  return new NameFinder(reading).find();
}

class NameFinder {
  private readonly hits: Hit[] = [];
  private readonly words: readonly Word[];

  constructor(private readonly reading: Reading) {
    this.words = reading.words;
  }

  find(): Hit[] {
    this.words.forEach((word, i) => {
      if (this.afterTitle(word, i) || word.shouted) return;
      if (this.introduced(word, i) || this.afterRole(word, i)) return;
      if (word.capital && isName(word) && word.text.length > 2 && this.hasPlace(i)) this.take(i, i);
    });
    const { text } = this.reading;
    if (/[A-Z]\.?[A-Z]|Ph/.test(text)) this.findDegreeHolders();
    if (/I am |I'm |his is /.test(text)) this.findSelves();
    if (CLOSING.test(text)) this.findSignatures();
    return this.hits;
  }

  private take(from: number, to: number): void {
    this.hits.push({ start: this.words[from]!.start, end: this.words[to]!.bare, by: '[name]' });
  }

  // ───────────────────────────── after a title ─────────────────────────────

  /** Takes the name behind word `i` if that is a title; true if it is one, whether a name followed or not. */
  private afterTitle(word: Word, i: number): boolean {
    const { words, reading } = this;
    const strict = STRICT_TITLES.has(word.plain) || (word.text === 'M' && this.isShortMister(i));
    const loose =
      LOOSE_TITLES.has(word.plain) && !(word.plain === 'miss' && !word.capital) && !isPossessive(word);
    let at = i + 1;
    if (!(strict || loose) || at >= words.length || (isPossessive(word) && word.plain !== 'dr')) return false;
    // "Dr.s Hahn and Bell"
    const several = words[at]!.plain === 's' && /^[.']?$/.test(reading.gap(at));
    if (several && ++at >= words.length) return true;
    // "Dr." may be short for a title; a full stop after "doctor" ends the sentence.
    if (!(strict ? /^[._]?(?: {0,2}\n? ?["(]?)$/ : /^ {1,2}$|^ ?\n$/).test(reading.gap(at))) return strict;
    const first = at;
    while (
      at < words.length &&
      TITLE_ENDINGS.has(words[at]!.plain) &&
      /^\.?,? {0,2}$/.test(reading.gap(at))
    ) {
      at++;
    }
    // "Prof. Dr. med. X": the last title has the name.
    if (STRICT_TITLES.has(words[at]?.plain ?? '')) return true;
    const noun = i > 0 && BEFORE_A_NOUN.has(words[i - 1]!.plain) && /^ +$/.test(reading.gap(i));
    const near = at === first || (at < words.length && /^\.?,? {0,2}\n?$/.test(reading.gap(at)));
    let last =
      words[this.pastParticles(at)]?.capital && near
        ? this.nameFrom(at, strict ? (noun ? 'noun' : 'title') : 'loose')
        : -1;
    if (last < 0 && at === first && !words[at]!.capital && !PLURAL_TITLES.has(word.plain)) {
      // "MS" before small letters is the illness.
      if (word.text !== 'MS') last = this.lowerCaseName(at, strict, noun);
    }
    if (last < 0 && strict && isCaseless(words[at]?.text ?? '')) last = at;
    if (last < 0) return true;
    this.take(at, last);
    this.takeNickname(last);
    this.takeFurther(last, several || PLURAL_TITLES.has(word.plain));
    return true;
  }

  /** "M. Dupont", and no middle initial ("John M. Smith") or abbreviation ("p.m."). */
  private isShortMister(i: number): boolean {
    const { reading, words } = this;
    return (
      /^\. $/.test(reading.after(i)) &&
      words[i + 1]!.text.length > 1 &&
      (i === 0 || (/\s$/.test(reading.gap(i)) && !(words[i - 1]!.capital && reading.gap(i) === ' ')))
    );
  }

  /** `Dr. "Mike" Miller`, `Dr (Gigi) Rao`: a nickname in signs has the name behind it. */
  private takeNickname(last: number): void {
    const { reading, words } = this;
    const next = last + 1;
    if (next >= words.length || !/^[")] $/.test(reading.gap(next))) return;
    if (words[next]!.capital && isName(words[next]!)) this.take(next, next);
  }

  /** "Drs. Smith, Lee and Jones", "Mr and Mrs"; after one title only where a plural verb tells that several are meant. */
  private takeFurther(last: number, plural: boolean): void {
    const { reading, words } = this;
    const names: [number, number][] = [];
    let j = last + 1;
    for (; j < words.length; ) {
      const joined = /^(?:, ?| ?& ?|\/)$/.test(reading.gap(j));
      const and = words[j]!.plain === 'and' && /^,? $/.test(reading.gap(j)) ? 1 : 0;
      if (!joined && !and) break;
      const at = j + and;
      const next = words[at];
      if (!next || (and && reading.gap(at) !== ' ')) break;
      const end = next.capital
        ? this.nameFrom(at, 'loose')
        : !words[last]!.capital && isUnknown(next)
          ? at
          : -1;
      if (end < 0) break;
      names.push([at, end]);
      j = end + 1;
    }
    const many = /^(?:were|are|have|both|all)$/.test(words[j]?.plain ?? '');
    if (plural || (many && names.length > 0)) for (const [from, to] of names) this.take(from, to);
  }

  /** First word from `i` on that is no particle ("van der"); particles must be followed by a capital. */
  private pastParticles(i: number): number {
    const { words, reading } = this;
    let at = i;
    while (at < words.length && PARTICLES.has(words[at]!.plain) && !words[at]!.capital) at++;
    if (at === i) {
      // "St. John"
      const saint = words[i]?.text === 'St' && words[i + 1]?.capital && /^\.? $/.test(reading.gap(i + 1));
      return saint ? i + 1 : i;
    }
    return words[at]?.capital && /^ ?$/.test(reading.gap(at)) ? at : i;
  }

  /**
   * Last word of a name that begins at word `i`, or -1.
   * @param kind behind a title nothing but a name is expected; where the title is a noun ("my Dr. …"), less
   */
  private nameFrom(i: number, kind: 'title' | 'noun' | 'loose'): number {
    const { words, reading } = this;
    const first = this.pastParticles(i);
    if (first >= words.length || !this.beginsName(first, kind)) return -1;
    let last = first;
    for (
      let j = this.pastParticles(first + 1);
      j < words.length && j < i + 7;
      j = this.pastParticles(j + 1)
    ) {
      const word = words[j]!;
      const before = words[j - 1]!;
      if (
        isPossessive(before) ||
        !(before.text.length === 1 || before.text === 'St' ? /^\.? ?$/ : /^ {1,2}$/).test(reading.gap(j))
      ) {
        break;
      }
      const initial = word.text.length === 1 && word.text !== 'I';
      if (!word.capital || !(initial || isName(word) || this.isSurname(j))) break;
      if (!initial && (isVerb(word.plain) || looksLikeAWord(word.plain)) && kind !== 'title') break;
      // In capitals throughout, no more than one further word is believed.
      if (word.shouted && (j > first + 1 || isVerb(word.plain) || looksLikeAWord(word.plain))) break;
      last = j;
    }
    return last;
  }

  /** "Dr. Will Long rushed", "Dr. Anna Best.": a word that is a surname too, where the name's verb or an end follows. */
  private isSurname(j: number): boolean {
    const word = this.words[j]!;
    if (!WORDS_AND_NAMES.has(word.plain) || word.shouted) return false;
    const next = this.words[j + 1];
    const after = this.reading.after(j);
    return /^[.,;!?)]/.test(after) || next === undefined || (!next.capital && isDoing(next.plain));
  }

  /** Whether a capitalised word is the first of a name. */
  private beginsName(i: number, kind: 'title' | 'noun' | 'loose'): boolean {
    const word = this.words[i]!;
    const strict = kind === 'title' && !word.shouted;
    if (word.text.length === 1) return strict && word.text !== 'I';
    if (/'(?:m|ve|ll|d|re|t)$/i.test(word.text) && word.text.length < 7) return false;
    if (!isName(word)) return strict && WORDS_AND_NAMES.has(word.plain);
    return kind === 'title' && !word.shouted ? !this.isPredicate(i) : !this.isWordHere(i);
  }

  /** Whether a word is of the language where no title vouches for it; before a name's verb it must be in the list. */
  private isWordHere(i: number): boolean {
    const { plain } = this.words[i]!;
    const next = this.words[i + 1];
    // "My mother Adores the night shift."
    if (/s$/.test(plain) && next !== undefined && OBJECTS.has(next.plain)) return true;
    if (isVerb(plain) && !(next && /^(?:was|is|has|did|WAS|IS|HAS|DID)$/.test(next.text))) return true;
    return (
      looksLikeAWord(plain) &&
      !(next && this.reading.after(i) === ' ' && AFTER_A_NAME.has(next.plain) && !isVerb(plain))
    );
  }

  /** "Dr. Mumbled and left", "Dr. Condescending and cold": a verb or an adjective behind a point of its own. */
  private isPredicate(i: number): boolean {
    const { words, reading } = this;
    const { plain } = words[i]!;
    const verb = isVerb(plain) && /(?:ed|ing)$/.test(plain);
    if (!verb && !looksLikeAWord(plain)) return false;
    const next = words[i + 1];
    if (!next || !/^,? $/.test(reading.gap(i + 1))) return verb && plain.length > 6;
    if (OBJECTS.has(next.plain)) return true;
    return next.plain === 'and' && words[i + 2]?.capital === false && !COMPANY.has(words[i + 2]!.plain);
  }

  /**
   * A name in small letters after a title. After "dr", "mr" and the like a word of no other use that something ordinary
   * or an end follows; after "doctor", "nurse" only before a verb.
   */
  private lowerCaseName(i: number, strict: boolean, noun: boolean): number {
    const { words, reading } = this;
    if (noun || !isUnknown(words[i])) return -1;
    let last = i;
    if (isUnknown(words[i + 1]) && reading.after(i) === ' ' && !isPossessive(words[i]!)) last = i + 1;
    const follower = words[last + 1];
    const ends = follower === undefined || !/^ +$/.test(reading.after(last));
    if (isPossessive(words[last]!)) return last;
    if (!strict) {
      return !ends &&
        (AFTER_A_NAME.has(follower!.plain) || (follower!.plain === 'and' && !this.isPair(last + 2)))
        ? last
        : -1;
    }
    // "dr condescends and interrupts": what takes an object, or is joined to a verb, is one.
    if (!ends && /s$/.test(words[last]!.plain) && (OBJECTS.has(follower!.plain) || this.isPair(last + 2)))
      return -1;
    return ends || ORDINARY_WORDS.has(follower!.plain) || STRICT_TITLES.has(follower!.plain) ? last : -1;
  }

  /** Whether a verb stands at `i`: then what is joined to it by "and" is one too. */
  private isPair(i: number): boolean {
    const word = this.words[i];
    return word !== undefined && isVerb(word.plain) && !isTitle(word.plain);
  }

  // ───────────────────────────── after a job, a relative, an introduction ─────────────────────────────

  private introduced(word: Word, i: number): boolean {
    const { words, reading } = this;
    const next = words[i + 1];
    if (!next || !/^ "?$/.test(reading.gap(i + 1))) return false;
    const before = words[i - 1];
    const named =
      (INTRODUCING.has(word.plain) && !WHO_NAMES.has(before?.plain ?? '')) ||
      (word.plain === 'called' && before !== undefined && this.isPerson(before)) ||
      (word.plain === 'of' &&
        before?.plain === 'name' &&
        words[i - 2]?.plain === 'the' &&
        words[i - 3]?.plain === 'by');
    const said =
      ((word.plain === 'is' || word.plain === 'was') && before?.plain === 'name') ||
      (word.plain === 'es' && before?.plain === 'nombre');
    if (!named && !said) return false;
    if (next.capital) {
      if (isVerb(next.plain) || (looksLikeAWord(next.plain) && said)) return false;
      const last = this.nameFrom(i + 1, 'loose');
      if (last >= 0) this.take(i + 1, last);
      return last >= 0;
    }
    if (!isUnknown(next) || looksLikeAWord(next.plain)) return false;
    const follower = words[i + 2];
    const goesOn = follower !== undefined && reading.gap(i + 2) === ' ';
    if (
      goesOn &&
      !(AFTER_A_NAME.has(follower.plain) || /^(?:and|but|she|he|i|from|at)$/.test(follower.plain))
    )
      return false;
    this.take(i + 1, i + 1);
    return true;
  }

  private isPerson({ plain }: Word): boolean {
    return PERSONS.has(plain) || JOBS.has(plain) || RELATIVES.has(plain) || isTitle(plain);
  }

  private afterRole(word: Word, i: number): boolean {
    const { words, reading } = this;
    const next = words[i + 1];
    if (!next || isPossessive(word)) return false;
    const gap = reading.gap(i + 1);
    const role = JOBS.has(word.plain) || RELATIVES.has(word.plain);
    // "My 4 year old Liam was terrified."
    const child =
      /^(?:years?|yrs?)-old$/.test(word.plain) ||
      (word.plain === 'old' && /^(?:years?|yrs?)$/.test(words[i - 1]?.plain ?? '') && reading.gap(i) === ' ');
    if (next.capital && !next.shouted) {
      if (((role && !word.capital) || child) && /^,? "?$|^\n$/.test(gap)) return this.takeLoose(i + 1);
      if (role && gap === ': ' && this.endsLine(i + 1)) return this.takeLoose(i + 1);
      const short =
        SHORT_JOBS.has(word.text) && !(words[i - 1]?.capital && i > 0 && /^,? $/.test(reading.gap(i)));
      if (((role && word.capital) || short || (word.plain === 'sister' && word.capital)) && gap === ' ') {
        return this.isFollowed(i + 1) && this.takeLoose(i + 1);
      }
      return false;
    }
    const owned = RELATIVES.has(word.plain) && OWNERS.has(words[i - 1]?.plain ?? '');
    if (
      !owned ||
      !/^,? $/.test(gap) ||
      !isUnknown(next) ||
      looksLikeAWord(next.plain) ||
      /s$/.test(next.plain)
    )
      return false;
    const follower = words[i + 2];
    if (!follower || !/^,? $/.test(reading.gap(i + 2)) || !BEING.has(follower.plain)) return false;
    this.take(i + 1, i + 1);
    return true;
  }

  private takeLoose(i: number): boolean {
    const last = this.nameFrom(i, 'loose');
    if (last >= 0) this.take(i, last);
    return last >= 0;
  }

  /** A heading goes on with capitals ("Dental Assistant Training Program"); a name has its verb or an end behind it. */
  private isFollowed(i: number): boolean {
    let last = i;
    while (this.words[last + 1]?.capital && this.reading.after(last) === ' ' && last - i < 2) last++;
    if (!isName(this.words[last]!)) return false;
    const next = this.words[last + 1];
    const after = this.reading.after(last);
    if (next === undefined || !/^ $/.test(after)) return last > i || /^[.,;!?:)'"]/.test(after);
    return !next.capital && (isDoing(next.plain) || /^(?:and|on|at|in|from)$/.test(next.plain));
  }

  /** Whether a line ends behind one to three capitalised words. */
  private endsLine(i: number): boolean {
    let last = i;
    while (this.words[last + 1]?.capital && /^\.? $/.test(this.reading.after(last)) && last - i < 2) last++;
    return /^\.?,? ?(?:\n|$)|^[;,.] /.test(this.reading.after(last)) && !looksLikeAWord(this.words[i]!.plain);
  }

  /** "Maria at the front desk", "Maria, my dental hygienist", "Kim (receptionist)". Where a sentence begins, a verb must show that it is a name. */
  private hasPlace(i: number): boolean {
    const { text } = this.reading;
    const word = this.words[i]!;
    if (isPossessive(word) || isVerb(word.plain) || looksLikeAWord(word.plain)) return false;
    const several = /s$/.test(word.plain);
    const rest = text.slice(word.end, word.end + 80);
    const signed = /^ \((?:the |my |our |a )?(?:\p{L}+ )?(\p{L}+)\)/u.exec(rest);
    if (signed) return word.text !== word.text.toUpperCase() && JOBS.has(signed[1]!.toLowerCase());
    const desk =
      /^ (?:at|from|in) (?:the |their )?(?:front desk|reception|billing|scheduling)(?: (\p{L}+))?/u.exec(
        rest,
      );
    const role = /^(,?) (?:the|my|our|his|her) (\p{L}+)(?: (\p{L}+))?/u.exec(rest);
    const begins = this.reading.begins(i);
    if (desk) return !several && (!begins || AFTER_A_NAME.has(desk[1] ?? ''));
    if (!role) return false;
    if (!role[1]) return !several && isRole(role[2]!) && (!begins || AFTER_A_NAME.has(role[3] ?? ''));
    const at = [role[2], role[3]].findIndex((one) => one !== undefined && isRole(one));
    if (at < 0) return false;
    // "Lexapro, my doctor said, would help": what stands beside a name that begins has a comma behind it too.
    const behind = at === 0 ? role[3] : / (\p{L}+)/uy.exec(rest.slice(role[0].length))?.[1];
    return behind === undefined || !(begins || SAYING.has(behind));
  }

  // ───────────────────────────── degrees, selves, signatures ─────────────────────────────

  /** "Jane Smith, MD": two capitalised words, or one before a comma or with a name's verb behind the degree. */
  private findDegreeHolders(): void {
    const { reading, words } = this;
    let last = -1;
    for (const match of reading.text.matchAll(DEGREE)) {
      while (last + 1 < words.length && words[last + 1]!.end <= match.index) last++;
      if (last < 0 || reading.text.slice(words[last]!.end, match.index).trim() !== '') continue;
      let first = last + 1;
      while (first > 0 && last - first < 3) {
        const word = words[first - 1]!;
        if (!word.capital || !isName(word) || isPossessive(word)) break;
        if (first <= last && !/^\.? $/.test(reading.text.slice(word.end, words[first]!.start))) break;
        first--;
      }
      const count = last - first + 1;
      const alone = words[last]!;
      const [, next] =
        /^ (\p{L}+)/u.exec(
          reading.text.slice(match.index + match[0].length, match.index + match[0].length + 24),
        ) ?? [];
      const verb = next !== undefined && isDoing(next);
      if (
        count >= 2 ||
        (count === 1 &&
          alone.text.length > 1 &&
          !(isVerb(alone.plain) || looksLikeAWord(alone.plain)) &&
          (match[1] === ',' ? !reading.begins(last) || next === undefined || verb : verb))
      ) {
        this.take(first, last);
      }
    }
  }

  /** "I am Peter Vandenberg": two words, and no people or faith. */
  private findSelves(): void {
    for (const { index, 0: found } of this.reading.text.matchAll(SELF)) {
      const at = this.reading.wordFrom(index + found.length);
      const [first, second] = [this.words[at], this.words[at + 1]];
      if (
        !first?.capital ||
        first.shouted ||
        this.reading.text.slice(index + found.length, first.start) !== ''
      )
        continue;
      const one = /^this/i.test(found) && /^ and I /.test(this.reading.text.slice(first.end, first.end + 7));
      if (!one && !(second?.capital && this.reading.gap(at + 1) === ' ' && isName(second))) continue;
      if (!isName(first) || PEOPLE.test(first.plain) || (!one && PEOPLE.test(second!.plain))) continue;
      const last = this.nameFrom(at, 'loose');
      if (last > at || (one && last === at)) this.take(at, last);
    }
  }

  /** "Kind regards, Sandra", "Great clinic. - Gloria E." where a text or a line ends. */
  private findSignatures(): void {
    for (const { index, 0: found, groups } of this.reading.text.matchAll(SIGNATURE)) {
      const at = index + found.length - groups!.name!.length;
      const inside: Word[] = [];
      for (
        let i = this.reading.wordFrom(at);
        (this.words[i]?.start ?? Infinity) < index + found.length;
        i++
      ) {
        inside.push(this.words[i]!);
      }
      // Behind a dash alone only what ends a line is a signature.
      if (
        /^[.!?)]/.test(found) &&
        !/^\s{0,9}(?:$|\n)/.test(this.reading.text.slice(index + found.length, index + found.length + 10))
      )
        continue;
      if (inside.length === 0 || inside[0]!.shouted) continue;
      if (!inside.every((word) => word.text.length === 1 || (isName(word) && !looksLikeAWord(word.plain))))
        continue;
      if (inside[0]!.text.length === 1 && inside.length < 2) continue;
      this.hits.push({ start: at, end: at + groups!.name!.replace(/\.$/, '').length, by: '[name]' });
    }
  }
}

const DEGREE = new RegExp(String.raw`(,?) ?\b${DEGREES}(?![\p{L}])\.?`, 'gu');
const SELF = /(?<![\p{L}'])(?:I am|I'm|This is|this is) /gu;
const PEOPLE = /(?:ican|asian|[bmnrs]ian|ish|ese|witness|muslim|catholic|baptist)$/;
const NAMES = String.raw`\p{Lu}[\p{L}'-]*\.?(?: \p{Lu}[\p{L}'-]*\.?){0,2}`;
/** What a signature stands behind. */
const CLOSING = /regards|wishes|sincerely|yours|signed|respectfully|[.!?)] ?\n{0,2}[-–—~] ?\p{Lu}/iu;
const SIGNATURE = new RegExp(
  String.raw`(?:(?<!\p{L})(?:(?:[Kk]ind|[Bb]est|[Ww]arm)(?:est)? (?:[Rr]egards|[Ww]ishes)|[Rr]egards|[Ss]incerely(?: [Yy]ours)?|[Yy]ours (?:truly|sincerely|faithfully)|[Ss]igned|[Rr]espectfully)(?:,? ?\n{0,2}| ?- ?| )|[.!?)] ?\n{0,2}[-–—~] ?)(?<name>${NAMES})(?=\s*(?:$|\n|[.!] (?=\p{Lu})))`,
  'gu',
);

/** What a verb or preposition takes, and no name is followed by. */
const OBJECTS = new Set(
  'me my us our you your him them it the a an these everything out over through off down'.split(' '),
);
/** Behind "Dr. Fleming and …" */
const COMPANY = new Set('his her their the staff team all everyone my our dr nurse i we'.split(' '));
/** Behind a relative's name in small letters. */
const BEING = new Set('was is has had did went came got loves loved'.split(' '));
/** Who speaks is not whom the word before names. */
const SAYING = new Set(
  'said says told thought insisted explained suggested laughed claims claimed'.split(' '),
);

function isRole(word: string): boolean {
  return JOBS.has(word) || RELATIVES.has(word);
}

function isDoing(plain: string): boolean {
  return AFTER_A_NAME.has(plain) || isVerb(plain) || (plain.endsWith('ed') && ORDINARY_WORDS.has(plain));
}

/** A word in small letters that the language does not know: after a title, a name. */
function isUnknown(word: Word | undefined): boolean {
  return (
    word !== undefined &&
    !word.capital &&
    isName(word) &&
    word.plain.length >= 3 &&
    !/ly$|n't$|^(?:.{3,}ing|.{4,}ed)$/.test(word.plain) &&
    !isVerb(word.plain) &&
    !LOOSE_TITLES.has(word.plain) &&
    !TITLE_ENDINGS.has(word.plain) &&
    !JOBS.has(word.plain) &&
    !RELATIVES.has(word.plain)
  );
}

/** Letters of a script without capitals. */
function isCaseless(word: string): boolean {
  return /^\p{Lo}+$/u.test(word);
}
