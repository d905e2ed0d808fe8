/**
 * Takes out of people's words what names a person or leads to one, and keeps the evidence where it was. It errs on the
 * side of the words: an ordinary word that vanished would change what a patient said.
 *
 * Sources of the kinds: the identifiers of the HIPAA safe harbor, 45 CFR 164.514(b)(2), as far as they have a form
 * that can be told from words. Names without a title, a job or a known bearer stay: no list of names is shipped.
 */
import type { Span } from '../types.js';
import {
  DOMAINS,
  LOOSE_TITLES,
  ORDINARY_WORDS,
  PARTICLES,
  ROADS,
  ROLES,
  SMALL_DOMAINS,
  STRICT_TITLES,
  TITLE_ENDINGS,
  WORDS_AND_NAMES,
} from './redaction-words.js';

export interface Redacted {
  text: string;
  /** The spans given, in the new text; one inside a replaced stretch covers the placeholder. */
  spans: Span[];
}

/** A stretch to replace. Earlier kinds win over later ones where they overlap. */
interface Hit extends Span {
  by: string;
}

/**
 * Replaces names, e-mail and web addresses, phone and other long numbers, dates of birth and street addresses by
 * `[name]`, `[email]`, `[link]`, `[phone]`, `[number]`, `[date]`, `[address]`.
 *
 * @param spans offsets into `text` to carry over, in any order
 * @param about the review the words come from: its provider's name is taken out wherever it stands
 */
export function redactText(
  text: string,
  spans: readonly Span[] = [],
  about: { provider: string | null } = { provider: null },
): Redacted {
  const hits = settleHits(text, [
    ...findPatterns(text),
    ...(NAME_SIGNS.test(text) ? findNames(text) : []),
    ...findKnownName(text, about.provider),
  ]);
  if (hits.length === 0) return { text, spans: spans.map((span) => ({ ...span })) };
  let out = '';
  let from = 0;
  const moved: { hit: Hit; start: number; end: number }[] = [];
  for (const hit of hits) {
    out += text.slice(from, hit.start);
    moved.push({ hit, start: out.length, end: out.length + hit.by.length });
    out += hit.by;
    from = hit.end;
  }
  out += text.slice(from);
  const map = (offset: number, edge: 'start' | 'end'): number => {
    let shift = 0;
    for (const { hit, start, end } of moved) {
      if (offset <= hit.start) break;
      if (offset < hit.end) return edge === 'start' ? start : end;
      shift = end - hit.end;
    }
    return offset + shift;
  };
  return {
    text: out,
    spans: spans.map((span) => ({ start: map(span.start, 'start'), end: map(span.end, 'end') })),
  };
}

/** Keeps the first kind where hits overlap, in reading order, and makes one of names side by side. */
function settleHits(text: string, hits: readonly Hit[]): Hit[] {
  const taken = new Uint8Array(text.length);
  const kept = hits.filter(({ start, end }) => {
    if (taken.subarray(start, end).includes(1)) return false;
    taken.fill(1, start, end);
    return true;
  });
  kept.sort((a, b) => a.start - b.start);
  const joined: Hit[] = [];
  for (const hit of kept) {
    const last = joined.at(-1);
    if (last && last.by === hit.by && hit.by === '[name]' && /^ ?$/.test(text.slice(last.end, hit.start))) {
      last.end = hit.end;
    } else joined.push({ ...hit });
  }
  return joined;
}

// ───────────────────────────── what has a form of its own ─────────────────────────────

/** An address from its "@" on; what stands before it is looked for there alone, for every long word could begin one. */
const EMAIL =
  /@(?<=([\p{L}\p{N}_.+%-]+)@)[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+| ?[([](?:at)[)\]](?<=([\p{L}\p{N}_.+-]+) ?....) ?[\p{L}\p{N}-]+ ?(?:\.|[([]dot[)\]]) ?[\p{L}]{2,}/giu;
const LINK = new RegExp(
  String.raw`(?:[Hh]ttps?:\/\/|HTTPS?:\/\/|ftp:\/\/|[Ww]ww\.|WWW\.)[^\s<>"]+|(?<![\p{L}\p{N}@.-])(?:[\p{L}\p{N}-]+\.)+(?:${DOMAINS}|${DOMAINS.toUpperCase()}|${DOMAINS.replace(/\b\w/g, (c) => c.toUpperCase())}|${SMALL_DOMAINS})(?:\/[^\s<>"]*)?(?![\p{L}\p{N}-])`,
  'gu',
);
const HANDLE = /(?<![\p{L}\p{N}_@.])@[A-Za-z_][A-Za-z0-9_]{2,}/gu;
const SOCIAL_SECURITY = /(?<![\d-])\d{3}[- ]\d{2}[- ]\d{4}(?![\d-])/g;
const CARD = /(?<!\d)(?:\d{4}[ -]){3}\d{1,4}(?!\d)/g;
const PHONE =
  /(?<![\p{L}\p{N}.])(?:\+\d{1,3}[ .-]?|00\d{1,3}[ .-]|1[ .-])?(?:\(\d{2,5}\) ?-?|\d{2,5}[ .-])\d{3,4}[ .-]?\d{3,4}(?:,? ?(?:ext|extension|x)\.? ?\d{1,6})?(?![\p{L}\p{N}])/giu;
const IN_PAIRS = /(?<![\p{L}\p{N}.+])0\d(?:[ .-]\d{2}){4}(?![\p{L}\p{N}])/gu;
const INTERNATIONAL = /(?<![\p{L}\p{N}.])\+\d{1,3}(?:[ .-]?\(?\d{1,4}\)?){2,5}(?![\p{L}\p{N}])/gu;
const LOCAL_PHONE = /(?<![\p{L}\p{N}.$-])\d{3}[-.]\d{4}(?![\p{L}\p{N}-])/gu;
const CALLED_PHONE =
  /(?<=\b(?:call|phone|tel|telephone|cell|mobile|fax|text|dial|number is)\b[^\d\n]{0,12})\d{3} \d{4}(?!\d)/gi;
const DATE = String.raw`\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}|\p{L}{3,9}\.? \d{1,2}(?:st|nd|rd|th)?,? (?:of )?\d{4}|\d{1,2}(?:st|nd|rd|th)? (?:of )?\p{L}{3,9},? \d{4}`;
const BIRTH = new RegExp(
  String.raw`(?<=\b(?:d\.?o\.?b\.?|date of birth|birth ?date|birthday|born(?: on)?)(?: is| was)?[ :#]{0,3})(?:${DATE})`,
  'giu',
);
/** After a label that can only mean a number, or an ordinary word that says "number" ("patient 2015-2020" does not). */
const LABELLED_NUMBER =
  /(?<=\b(?:(?:mrn|ssn|npi|acct|medical record)(?: ?(?:number|no|id|#))?(?: is| was)?[.:# ]{1,3}|(?:patient|chart|account|policy|member|claim|case|invoice|group|order)(?: ?(?:(?:number|no|id)\b|#)(?: is| was)?[.:# ]{0,3}|: ?)))(?:[A-Z]{1,4}-?)?\d[\d-]{2,}(?!\p{L})/giu;
const CODE = /(?<![\p{L}\p{N}])[A-Z]{1,4}-?\d{5,}(?![\p{L}\p{N}])/gu;
/** A price of five or six figures is what the review is about, not a number of someone. */
const LONG_NUMBER =
  /(?<![\p{L}\p{N}.,]|&#)(?<![$£€]\s?)\d{5,}(?!\d)(?! ?(?:dollars|bucks|usd|euros?|pounds|€))/giu;
const LONG_PRICE = /(?<=[$£€]\s?)\d{7,}/g;
const ADDRESS = new RegExp(
  String.raw`(?<![\p{L}\p{N}$#.-])\d{1,5}(?:-\d{1,5})? (?:[NSEW]\.? |(?:North|South|East|West) )?(?:(?:\p{Lu}[\p{L}']+|\d{1,3}(?:st|nd|rd|th)) ){1,3}(?:(?:${ROADS})(?!\p{L})\.?|Dr(?!\p{L})\.?(?! \p{Lu}))(?:,? (?:Suite|Ste|Apt|Unit|#)\.? ?[\p{L}\p{N}-]+)?`,
  'gu',
);
const ROAD = new RegExp(String.raw`\b(?:${ROADS}|Dr)\b`);
const POST_CODE =
  /(?<![\p{L}\p{N}])[A-Z]{1,2}\d[A-Z\d]? \d(?!MG|ML|MM|CM|CC|KG|AM|PM|ST|ND|RD|TH|XL)[A-Z]{2}(?![\p{L}\p{N}])/gu;
const BOX = /\bP\.? ?O\.? Box \d+/gi;

function findPatterns(text: string): Hit[] {
  const hits: Hit[] = [];
  const all = (pattern: RegExp, by: string): void => {
    for (const match of text.matchAll(pattern)) {
      // A full stop or bracket after an address ends the sentence, not the address.
      const found =
        by === '[link]' ? match[0].replace(/(?<![.,;:!?)\]}'"’”])[.,;:!?)\]}'"’”]+$/u, '') : match[0];
      if (found) hits.push({ start: match.index, end: match.index + found.length, by });
    }
  };
  const digits = text.match(/\d/g)?.length ?? 0;
  if (text.includes('@') || /[([]at[)\]]/i.test(text)) {
    hits.push(...findAddresses(text));
    all(HANDLE, '[name]');
  }
  if (text.includes('.')) all(LINK, '[link]');
  if (digits === 0) return hits;
  // Most sentences hold a number of one or two digits at most: spare them the patterns for longer ones.
  const long = digits >= 3;
  if (long) {
    all(SOCIAL_SECURITY, '[number]');
    all(CARD, '[number]');
    all(BIRTH, '[date]');
    all(LABELLED_NUMBER, '[number]');
  }
  if (ROAD.test(text)) all(ADDRESS, '[address]');
  if (/box/i.test(text)) all(BOX, '[address]');
  if (/[A-Z]\d/.test(text)) all(POST_CODE, '[address]');
  if (!long) return hits;
  for (const pattern of [PHONE, INTERNATIONAL]) {
    for (const { 0: found, index } of text.matchAll(pattern)) {
      if (isPhone(found)) hits.push({ start: index, end: index + found.length, by: '[phone]' });
    }
  }
  all(IN_PAIRS, '[phone]');
  all(LOCAL_PHONE, '[phone]');
  all(CALLED_PHONE, '[phone]');
  for (const match of text.matchAll(LONG_NUMBER)) {
    // Ten digits, or eleven after a 1, are a North American phone number.
    const by = /^1?[2-9]\d{9}$/.test(match[0]) ? '[phone]' : '[number]';
    hits.push({ start: match.index, end: match.index + match[0].length, by });
  }
  all(CODE, '[number]');
  all(LONG_PRICE, '[number]');
  return hits;
}

function findAddresses(text: string): Hit[] {
  const hits: Hit[] = [];
  let from = 0;
  for (const match of text.matchAll(EMAIL)) {
    const start = Math.max(from, match.index - (match[1] ?? match[2] ?? '').length);
    if (start === match.index) continue;
    from = match.index + match[0].length;
    hits.push({ start, end: from, by: '[email]' });
  }
  return hits;
}

/** 7 to 15 digits (ITU-T E.164), and not years or sums that happen to stand in a row. */
function isPhone(found: string): boolean {
  const count = found.replace(/ext.*|x.*/i, '').replace(/\D/g, '').length;
  return count >= 9 && count <= 15 && !/^(?:19|20)\d\d[ .-](?:19|20)\d\d/.test(found);
}

// ───────────────────────────── names ─────────────────────────────

interface Word extends Span {
  text: string;
  /** Lower case, straight quotes, without a possessive. */
  plain: string;
  /** End without the possessive. */
  bare: number;
  capital: boolean;
}

const WORD = /\p{L}[\p{L}\p{M}]*(?:['’-]\p{L}[\p{L}\p{M}]*)*/gu;

function wordsOf(text: string): Word[] {
  const words: Word[] = [];
  for (const match of text.matchAll(WORD)) {
    const possessive = /['’]s$/i.exec(match[0]);
    const bare = possessive ? match[0].slice(0, -2) : match[0];
    words.push({
      text: match[0],
      plain: bare.toLowerCase().replace(/’/g, "'"),
      start: match.index,
      end: match.index + match[0].length,
      bare: match.index + bare.length,
      capital: /^\p{Lu}/u.test(match[0]),
    });
  }
  return words;
}

/** "Doctors prejudge", "the drs. send": small letters after these are a verb. */
const PLURAL_TITLES = new Set(['drs', 'doctors']);

/** Words before "Dr." that make it a noun ("my Dr. Great guy", "the Dr. Was late"). */
const BEFORE_A_NOUN = new Set(
  'my the a an this that our your his her their another every any no each which new other good great best'.split(
    ' ',
  ),
);

/** Verbs that follow a name: what must follow a lower-case name after an ordinary noun. */
const AFTER_A_NAME = new Set(
  `was is has had did does who took takes made makes listened listens explained explains said says told gave gives
  will would can could never always really went came knew knows fixed saved helped treated performed removed answered
  es fue era tiene hizo me te nos le explica explicó atiende atendió trata trató dijo siempre nunca muy no sabe salvó`.split(
    /\s+/,
  ),
);

/** A capitalised word behind these is a name. */
const INTRODUCING = new Set(['named', 'llamo', 'llama', 'llamada', 'llamado']);

/** Without one of these no rule of `findNames` applies. */
const NAME_SIGNS = new RegExp(
  String.raw`\b(?:${[...STRICT_TITLES, ...LOOSE_TITLES, ...ROLES].join('|')}|name|named|nombre|llamo|llama|llamada|llamado|desk|reception|billing|scheduling|M\.?D|D\.?D\.?S|D\.?M\.?D|D\.O|RN|R\.N|LPN|NP|FNP|PA-C|Ph\.?D)\b`,
  'i',
);

function findNames(text: string): Hit[] {
  const words = wordsOf(text);
  if (words.length === 0) return [];
  const gap = (i: number): string => text.slice(words[i - 1]!.end, words[i]!.start);
  const mixedCase = !isAllCapitals(text);
  const hits: Hit[] = [];
  const take = (from: number, to: number): void => {
    hits.push({ start: words[from]!.start, end: words[to]!.bare, by: '[name]' });
  };

  /** First word from `i` on that is no particle ("van der"); particles must be followed by a capital. */
  const pastParticles = (i: number): number => {
    let at = i;
    while (at < words.length && PARTICLES.has(words[at]!.plain) && !words[at]!.capital) at++;
    return at === i || (words[at]?.capital && gap(at) === ' ') ? at : i;
  };

  /** Last word of a name that begins at word `i`, or -1. `strict`: nothing but a name is expected here. */
  const nameFrom = (i: number, strict: boolean): number => {
    const first = pastParticles(i);
    if (first >= words.length || !beginsName(words[first]!, strict && mixedCase)) return -1;
    let last = first;
    for (let j = pastParticles(first + 1); j < words.length && j < i + 7; j = pastParticles(j + 1)) {
      const word = words[j]!;
      const before = words[j - 1]!;
      if (endsInPossessive(before) || !(before.text.length === 1 ? /^\.? ?$/ : /^ {1,2}$/).test(gap(j)))
        break;
      const initial = word.text.length === 1 && word.text !== 'I';
      if (!word.capital || !(initial || isName(word))) break;
      // In capitals throughout, no more than one further word is believed.
      if (!mixedCase && j > first + 1) break;
      last = j;
    }
    return last;
  };

  words.forEach((word, i) => {
    const next = i + 1;
    if (next >= words.length || word.bare !== word.end) return;
    const strict = STRICT_TITLES.has(word.plain);
    if (strict || (LOOSE_TITLES.has(word.plain) && !(word.plain === 'miss' && !word.capital))) {
      // "Dr." may be short for a title; a full stop after "doctor" ends the sentence.
      if (!(strict ? /^\.? {0,2}$/ : /^ {1,2}$/).test(gap(next))) return;
      let at = next;
      while (at < words.length && TITLE_ENDINGS.has(words[at]!.plain) && /^\.?,? {1,2}$/.test(gap(at))) at++;
      const noun = i > 0 && BEFORE_A_NOUN.has(words[i - 1]!.plain) && /^ +$/.test(gap(i));
      let last =
        words[pastParticles(at)]?.capital && (at === next || /^,? {1,2}$/.test(gap(at)))
          ? nameFrom(at, strict && !noun)
          : -1;
      if (last < 0 && at === next && !words[at]!.capital && !PLURAL_TITLES.has(word.plain)) {
        // "MS" before small letters is the illness.
        if (word.text !== 'MS') last = lowerCaseName(words, at, strict, noun, text);
      }
      if (last < 0) return;
      take(at, last);
      // "Drs. Smith, Lee and Jones"
      if (PLURAL_TITLES.has(word.plain)) {
        for (let j = last + 1; j < words.length; ) {
          const joined = /^(?:, ?| ?& ?|\/)$/.test(gap(j));
          const and = words[j]!.plain === 'and' && /^,? $/.test(gap(j)) ? 1 : 0;
          if (!joined && !and) break;
          const end = words[j + and]?.capital ? nameFrom(j + and, false) : -1;
          if (end < 0) break;
          take(j + and, end);
          j = end + 1;
        }
      }
      return;
    }
    if (!mixedCase) return;
    const introduced =
      (INTRODUCING.has(word.plain) ||
        ((word.plain === 'is' || word.plain === 'was') && words[i - 1]?.plain === 'name') ||
        (word.plain === 'es' && words[i - 1]?.plain === 'nombre')) &&
      /^ $/.test(gap(next));
    const afterRole = ROLES.has(word.plain) && !word.capital && /^,? $/.test(gap(next));
    if ((introduced || afterRole) && words[next]!.capital) {
      const last = nameFrom(next, false);
      if (last >= 0) take(next, last);
      return;
    }
    if (word.capital && isName(word) && word.text.length > 2 && hasPlace(text, word)) take(i, i);
  });
  return [...hits, ...findDegreeHolders(text, words)];
}

/** "Maria at the front desk", "Maria, my dental hygienist". Where a sentence begins, a verb must show that it is a name. */
function hasPlace(text: string, word: Word): boolean {
  if (/s$|.{4}(?:ly|ing|ed)$/.test(word.plain)) return false;
  const rest = text.slice(word.end, word.end + 80);
  const desk =
    /^ (?:at|from|in) (?:the |their )?(?:front desk|reception|billing|scheduling)(?: (\p{L}+))?/u.exec(rest);
  const role = /^(,?) (?:the|my|our|his|her) (\p{L}+)(?: (\p{L}+))?/u.exec(rest);
  const begins = /(?:^|[.!?\n"“(-])\s*$/.test(text.slice(Math.max(0, word.start - 9), word.start));
  if (desk) return !begins || AFTER_A_NAME.has(desk[1] ?? '');
  if (!role) return false;
  if (role[1]) return ROLES.has(role[2]!) || ROLES.has(role[3] ?? '');
  return ROLES.has(role[2]!) && (!begins || AFTER_A_NAME.has(role[3] ?? ''));
}

function endsInPossessive(word: Word): boolean {
  return word.bare !== word.end;
}

/** Whether a word can be (part of) a name where nothing says that it must be one. */
function isName(word: Word): boolean {
  return (
    !ORDINARY_WORDS.has(word.plain) && !WORDS_AND_NAMES.has(word.plain) && !STRICT_TITLES.has(word.plain)
  );
}

/** Whether a capitalised word after a title is the name. */
function beginsName(word: Word, strict: boolean): boolean {
  if (word.text.length === 1) return strict && word.text !== 'I';
  if (/['’](?:m|ve|ll|d|re|t)$/i.test(word.text) && word.text.length < 7) return false;
  return isName(word) || (strict && WORDS_AND_NAMES.has(word.plain));
}

/**
 * A name in small letters after a title. After "dr", "mr" and the like a word of no other use that something ordinary
 * or an end follows; after "doctor", "nurse" only before a verb.
 */
function lowerCaseName(
  words: readonly Word[],
  i: number,
  strict: boolean,
  noun: boolean,
  text: string,
): number {
  const plausible = (word: Word | undefined): boolean =>
    word !== undefined &&
    !word.capital &&
    isName(word) &&
    word.plain.length >= 3 &&
    !/ly$|n't$|^(?:.{3,}ing|.{4,}ed)$/.test(word.plain) &&
    !LOOSE_TITLES.has(word.plain) &&
    !TITLE_ENDINGS.has(word.plain) &&
    !ROLES.has(word.plain);
  if (noun || !plausible(words[i])) return -1;
  let last = i;
  const afterLast = (): string => text.slice(words[last]!.end, words[last + 1]?.start ?? text.length);
  if (plausible(words[i + 1]) && afterLast() === ' ' && !endsInPossessive(words[i]!)) last = i + 1;
  const follower = words[last + 1];
  const ends = follower === undefined || !/^ +$/.test(afterLast());
  if (endsInPossessive(words[last]!)) return last;
  if (!strict) return !ends && (AFTER_A_NAME.has(follower!.plain) || follower!.plain === 'and') ? last : -1;
  return ends || ORDINARY_WORDS.has(follower!.plain) || STRICT_TITLES.has(follower!.plain) ? last : -1;
}

const DEGREE = /(,?) ?\b(?:M\.?D|D\.?D\.?S|D\.?M\.?D|D\.O|RN|R\.N|LPN|NP|FNP|PA-C|Ph\.?D)(?![\p{L}])\.?/gu;

/** "Jane Smith, MD": two capitalised words, or one before a comma. */
function findDegreeHolders(text: string, words: readonly Word[]): Hit[] {
  const hits: Hit[] = [];
  for (const match of text.matchAll(DEGREE)) {
    const last = words.findLastIndex((word) => word.end <= match.index);
    if (last < 0 || text.slice(words[last]!.end, match.index).trim() !== '') continue;
    let first = last + 1;
    while (first > 0 && last - first < 3) {
      const word = words[first - 1]!;
      if (!word.capital || !isName(word) || endsInPossessive(word)) break;
      if (first <= last && !/^\.? $/.test(text.slice(word.end, words[first]!.start))) break;
      first--;
    }
    const count = last - first + 1;
    if (count >= 2 || (count === 1 && match[1] === ',' && words[last]!.text.length > 1)) {
      hits.push({ start: words[first]!.start, end: words[last]!.end, by: '[name]' });
    }
  }
  return hits;
}

/** True where small letters are too few for a capital to say anything. */
function isAllCapitals(text: string): boolean {
  const capitals = text.match(/\p{Lu}/gu)?.length ?? 0;
  const small = text.match(/\p{Ll}/gu)?.length ?? 0;
  return capitals > 4 * small;
}

const NOT_A_NAME =
  /^(?:md|dds|dmd|do|rn|np|lpn|pa|pa-c|fnp|phd|facs|faad|jr|sr|ii|iii|iv|the|and|of|group|clinic|center|centre|dental|medical|associates|family|hospital|practice|llc|inc|pc)$/;

/**
 * A known name (titles and degrees do no harm) wherever it stands: a part of it with a capital, the whole in any case.
 * A part that is also a word (Love, Sharp) is left alone where a sentence begins with it.
 */
function findKnownName(text: string, name: string | null): Hit[] {
  if (!name) return [];
  const known = new Set(
    wordsOf(name)
      .filter(({ plain, text: part }) => part.length >= 3 && !isTitle(plain) && !NOT_A_NAME.test(plain))
      .map(({ plain }) => plain),
  );
  const lower = text.toLowerCase().replace(/’/g, "'");
  if (![...known].some((part) => lower.includes(part))) return [];
  const hits: Hit[] = [];
  const words = wordsOf(text);
  words.forEach((word, i) => {
    if (!known.has(word.plain)) return;
    const neighbour = [words[i - 1], words[i + 1]].some(
      (other) => other && other.plain !== word.plain && known.has(other.plain),
    );
    const also = ORDINARY_WORDS.has(word.plain) || WORDS_AND_NAMES.has(word.plain);
    const begins = /(?:^|[.!?:\n"“(-])\s*$/.test(text.slice(Math.max(0, word.start - 9), word.start));
    if (neighbour || (word.capital && !(also && (begins || isAllCapitals(text))))) {
      hits.push({ start: word.start, end: word.bare, by: '[name]' });
    }
  });
  return hits;
}

function isTitle(plain: string): boolean {
  return STRICT_TITLES.has(plain) || LOOSE_TITLES.has(plain);
}
