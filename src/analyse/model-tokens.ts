/**
 * The tokenizer of the statistical model, used by training and by inference alike, so that it exists once.
 *
 * A token is a lower-cased word, a folded number, a folded name, a mark of punctuation or an emoji. Names are
 * folded because they carry no sentiment (Dr. Love, Dr. Payne, Joy at the front desk).
 */

/** Tokens of one text with their UTF-16 offsets; the arrays have the same length. */
export interface ModelTokens {
  /** normalised form of each token */
  words: string[];
  /** first UTF-16 offset of each token in the given text */
  starts: number[];
  /** offset just behind each token */
  ends: number[];
  /** 1 where the token was written Like This (a name, if it is in no vocabulary) */
  capitalised: number[];
  /** what is known of the writing of each token that is a word as it stands, else null */
  spellings: (Spelling | null)[];
}

/** A doctor's name. */
const DOCTOR = '<dr>';
/** Any other name of a person. */
export const NAME = '<name>';

/** Longest text read, in UTF-16 units; what stands behind it is not seen by the model. */
const MAX_TEXT = 4000;
/** Longest token kept, in UTF-16 units. */
const MAX_WORD = 30;

const TOKEN =
  /\[(?:DOCTOR|NAME|PERSON|PROVIDER)\]|\[(?:EMAIL|PHONE|URL)\]|[\p{L}\p{M}]+(?:['’‘`´][\p{L}\p{M}]+)*|\d+(?:[.,:]\d+)*|\.{2,}|…|[!?]+|[.,;:()"“”/&%$£€+–—-]|\p{Extended_Pictographic}/gu;

const NEGATED: Record<string, string> = {};
for (const stem of 'do does did is are was were has have had could would should must need ai'.split(' ')) {
  NEGATED[`${stem}nt`] = stem;
}
Object.assign(NEGATED, { cant: 'can', wont: 'will', cannot: 'can', shant: 'shall' });
const BARE_CLITIC: Record<string, [string, string]> = {
  im: ['i', "'m"],
  ive: ['i', "'ve"],
  youre: ['you', "'re"],
  theyre: ['they', "'re"],
  thats: ['that', "'s"],
  youll: ['you', "'ll"],
  shes: ['she', "'s"],
};

const TITLES = new Set(['dr', 'dr.', 'drs', 'doctor', 'doc', 'prof', 'professor']);
const PEOPLE = new Set(['mr', 'mrs', 'ms', 'miss', 'nurse', 'sister', 'matron', 'hygienist', 'receptionist']);
/** Words that follow "dr" in lower-case writing without being a name. */
const NOT_A_NAME = new Set(
  `a about after again all also always an and any appointment appointments appt appts are as asked at be because been before but by
  called came can can't care could couldn't did didn't do does doesn't don't even ever every explained for from gave get gets
  gives had has hasn't have he helped here his how i if in into is isn't it just kept knew knows leaves left like listened
  listens made makes may might more most must my named needs never new no not now of office offices on only or order our out
  over prescribed put really recommended refused referred right rooms said saw says seems she should so spent takes tells than
  that the their them then there they thinks this through to told too took treated tried until up very visit visits walked
  wanted wants was wasn't we well went were what when where which while who whom whose will with without wont won't would
  wouldn't you your`.split(/\s+/),
);
/** Words that are names of people too: folded where the writing shows a name. */
const WORD_NAMES = new Set(
  `joy grace hope faith love payne paine pain sharp best savage moody bliss rose sweet wise rich will young swift strong gentle
  bright good goode goodman golden noble price bill rush cutter butcher smart quick early long short small little hart burns
  kind nice blood bone bones may june april summer autumn dawn angel precious charity mercy patience prudence constance chance
  merry happy sunny star sterling pleasant friend lovejoy loveless worthy true frank ernest earnest grant mark pat sue rob nick
  jack ruby pearl crystal amber ivy violet daisy lily iris heather holly hazel olive sage brook brooke sky stone wood woods hill
  banks bush ford king knight bishop pope prince duke judge cook baker carpenter mason porter fisher hunter carter clean case
  drew gene gay ray major lance miles guy victor christian carol joyful haste hasty crooks crook slaughter graves coffin death
  tooth sore ache cheer fear rude cross doolittle doubt fine fair farr wait waite nurse bedside lawless killer killen looney
  wacker root smiley smiles darling dear treasure trust honor honour loyal royal sly coy meek stern gross gore hurt hurtz`
    .split(/\s+/)
    .filter(Boolean),
);
/** What a name at the start of a sentence is followed by. */
const AFTER_NAME = new Set(
  `is was were has had did does at who ran 's helped made gave took told called listened explained always never
  works worked did's could couldn't would wouldn't can will the our my`.split(/\s+/),
);

const UPPER = /^\p{Lu}/u;
const CAPITALISED = /^\p{Lu}[\p{Ll}\p{M}]/u;
const LETTER = /^[\p{L}\p{M}]/u;

/** Number folded to itself up to 99, else to its count of digits. */
function foldNumber(raw: string): string {
  if (raw.includes(':')) return '##:##';
  const digits = raw.replace(/[.,]\d{1,2}$/, '').replace(/\D/g, '');
  return digits.length <= 2 ? String(Number(digits)) : '#'.repeat(Math.min(digits.length, 5));
}

function foldLetters(word: string): string {
  return word.replace(/(\p{L})\1{2,}/gu, '$1$1').slice(0, MAX_WORD);
}

/** What the writing of a token says, whatever stands around it. */
export interface Spelling {
  /** As it is written. */
  raw: string;
  hash: number;
  /** Begins with a letter. */
  letter: boolean;
  upper: boolean;
  capitalised: boolean;
  /** In small letters, with plain apostrophes and no letter more than twice in a row. */
  plain: string;
  /** The vocabulary that was asked for `plain` last, and what it said: one look-up fewer for nearly every word. */
  vocabulary: object | null;
  id: number;
}

/**
 * Spellings met so far, in an open table by a hash of their letters: texts use the same words over and over, and looking
 * at one takes half a dozen regular expressions. So a word met before is found without being cut out of its text. Bounded,
 * since names and misspellings never end.
 */
const met: (Spelling | null)[] = new Array(32_768).fill(null);
let metCount = 0;
const MOST_SPELLINGS = 20_000;

/** The spelling of `source[start, end)`, whose letters have this hash (`hashOf`). */
function spellingAt(source: string, start: number, end: number, hash: number): Spelling {
  const mask = met.length - 1;
  let slot = (hash ^ (hash >>> 15)) & mask;
  for (;;) {
    const known = met[slot] as Spelling | null;
    if (known === null) break;
    if (known.hash === hash && known.raw.length === end - start && source.startsWith(known.raw, start)) {
      return known;
    }
    slot = (slot + 1) & mask;
  }
  if (metCount >= MOST_SPELLINGS) {
    met.fill(null);
    metCount = 0;
    slot = (hash ^ (hash >>> 15)) & mask;
  }
  const raw = ownCopy(source.slice(start, end));
  const spelling = {
    raw,
    hash,
    letter: LETTER.test(raw),
    upper: UPPER.test(raw),
    capitalised: CAPITALISED.test(raw),
    plain: foldLetters(raw.toLowerCase().replace(/[’‘`´]/g, "'")),
    vocabulary: null,
    id: 0,
  };
  met[slot] = spelling;
  metCount++;
  return spelling;
}

function hashOf(source: string, start: number, end: number): number {
  let hash = 0;
  for (let i = start; i < end; i++) hash = (Math.imul(hash, 31) + source.charCodeAt(i)) | 0;
  return hash;
}

/** A copy that does not keep the whole text alive, as a slice of it would in V8. */
function ownCopy(text: string): string {
  return ` ${text}`.slice(1);
}

/** What ASCII characters begin: nothing, a word, a number, or marks of three kinds. */
const SKIP = 0;
const WORD = 1;
const DIGIT = 2;
const STOP = 3;
const SHOUT = 4;
const MARK = 5;
/** A bracket may begin a mask: left to the regular expression, as is everything beyond ASCII. */
const OTHER = 6;
const KINDS = new Uint8Array(128).map((_, code) => {
  const character = String.fromCharCode(code);
  if (/[a-z]/i.test(character)) return WORD;
  if (/\d/.test(character)) return DIGIT;
  if (character === '.') return STOP;
  if (/[!?]/.test(character)) return SHOUT;
  if (/[,;:()"/&%$+-]/.test(character)) return MARK;
  return character === '[' ? OTHER : SKIP;
});
const MARKS = Array.from(KINDS, (_, code) => String.fromCharCode(code));

/** The raw tokens of the text at hand: how each is written, where, and what its spelling says. */
const raws: string[] = [];
const written: Spelling[] = [];
const places: number[] = [];
let count = 0;

/** undefined behind the last. */
function rawAt(index: number): string | undefined {
  return index < count ? raws[index] : undefined;
}

function putRaw(raw: string, spelling: Spelling, at: number): void {
  raws[count] = raw;
  written[count] = spelling;
  places[count] = at;
  count++;
}

const NO_WORD: Spelling = {
  raw: '',
  hash: 0,
  letter: false,
  upper: false,
  capitalised: false,
  plain: '',
  vocabulary: null,
  id: 0,
};

/** Fills the raw tokens as TOKEN finds them; false where the text is not for this: masks, and letters beyond ASCII. */
function cutPlain(source: string): boolean {
  count = 0;
  const size = source.length;
  let at = 0;
  while (at < size) {
    const code = source.charCodeAt(at);
    if (code >= 128) return false;
    const start = at++;
    switch (KINDS[code]) {
      case WORD: {
        let hash = code;
        for (;;) {
          let next = at < size ? source.charCodeAt(at) : 0;
          if (next >= 128) return false;
          if (KINDS[next] !== WORD) {
            // an apostrophe, and a letter behind it, belong to the word
            if (next !== 39 && next !== 96) break;
            const mark = next;
            next = at + 1 < size ? source.charCodeAt(at + 1) : 0;
            if (next >= 128) return false;
            if (KINDS[next] !== WORD) break;
            hash = (Math.imul(hash, 31) + mark) | 0;
            at++;
          }
          hash = (Math.imul(hash, 31) + next) | 0;
          at++;
        }
        const spelling = spellingAt(source, start, at, hash);
        putRaw(spelling.raw, spelling, start);
        break;
      }
      case DIGIT: {
        const isDigit = (i: number) => i < size && KINDS[source.charCodeAt(i)] === DIGIT;
        for (;;) {
          while (isDigit(at)) at++;
          const next = at < size ? source.charCodeAt(at) : 0;
          if ((next !== 46 && next !== 44 && next !== 58) || !isDigit(at + 1)) break;
          at++;
        }
        putRaw(source.slice(start, at), NO_WORD, start);
        break;
      }
      case STOP:
        while (at < size && source.charCodeAt(at) === 46) at++;
        putRaw(at - start === 1 ? '.' : source.slice(start, at), NO_WORD, start);
        break;
      case SHOUT:
        while (at < size && KINDS[source.charCodeAt(at)] === SHOUT) at++;
        putRaw(at - start === 1 ? (MARKS[code] as string) : source.slice(start, at), NO_WORD, start);
        break;
      case MARK:
        putRaw(MARKS[code] as string, NO_WORD, start);
        break;
      case OTHER:
        return false;
    }
  }
  return true;
}

/** The same for any text. */
function cutAny(source: string): void {
  count = 0;
  TOKEN.lastIndex = 0;
  for (let match = TOKEN.exec(source); match !== null; match = TOKEN.exec(source)) {
    const raw = match[0];
    const end = match.index + raw.length;
    const spelling = spellingAt(source, match.index, end, hashOf(source, match.index, end));
    putRaw(raw, spelling, match.index);
  }
}

/**
 * Cuts a text into the tokens of the model.
 *
 * @param text one sentence or fragment of a review, of any length (the first 4,000 UTF-16 units are read)
 * @returns normalised words with UTF-16 offsets into `text`; never throws
 */
export function modelTokens(text: string): ModelTokens {
  const source = text.length > MAX_TEXT ? text.slice(0, MAX_TEXT) : text;
  if (!cutPlain(source)) cutAny(source);
  let letters = 0;
  let uppers = 0;
  for (let i = 0; i < count; i++) {
    const { letter, upper } = written[i] as Spelling;
    if (!letter) continue;
    letters++;
    if (upper) uppers++;
  }
  // Headline Writing or CAPITALS: capitals say nothing there
  const shouting = letters >= 3 && uppers * 5 > letters * 3;
  const words: string[] = [];
  const starts: number[] = [];
  const ends: number[] = [];
  const capitalised: number[] = [];
  const spellings: (Spelling | null)[] = [];
  const put = (word: string, start: number, end: number, capital = 0, spelling: Spelling | null = null) => {
    words.push(word);
    spellings.push(spelling);
    starts.push(start);
    ends.push(end);
    capitalised.push(capital);
  };
  const n = count;
  for (let i = 0; i < n; i++) {
    const raw = raws[i] as string;
    const start = places[i] as number;
    const end = start + raw.length;
    const first = raw.charCodeAt(0);
    if (first === 91) {
      const kind = raw.charCodeAt(1);
      if (raw === '[EMAIL]' || raw === '[PHONE]' || raw === '[URL]') put('<contact>', start, end);
      else if (words[words.length - 1] === DOCTOR && kind === 68) ends[ends.length - 1] = end;
      else put(raw === '[NAME]' || raw === '[PERSON]' ? NAME : DOCTOR, start, end);
      continue;
    }
    if (first >= 48 && first <= 57) {
      put(foldNumber(raw), start, end);
      continue;
    }
    const spelling = written[i] as Spelling;
    if (!spelling.letter) {
      let mark = raw;
      if (first === 46 && raw.length > 1) mark = '…';
      else if (first === 33 || first === 63) mark = raw.includes('?') ? '?' : '!';
      else if (mark === '“' || mark === '”') mark = '"';
      else if (mark === '–' || mark === '—') mark = '-';
      else if (mark === '£' || mark === '€') mark = '$';
      put(mark, start, end);
      continue;
    }
    const { plain } = spelling;
    const capital = spelling.capitalised && !shouting ? 1 : 0;
    if (TITLES.has(plain)) {
      // a title and the name behind it: one token
      let next = i + 1;
      if (rawAt(next) === '.') next++;
      const following = rawAt(next);
      if (following !== undefined) {
        const masked = following.charCodeAt(0) === 91;
        const lower = following.toLowerCase().replace(/[’‘`´]/g, "'");
        const abbreviated = plain.length <= 3 && plain !== 'doc';
        const named =
          masked ||
          (LETTER.test(following) &&
            !NOT_A_NAME.has(lower) &&
            (shouting
              ? abbreviated
              : UPPER.test(following) || (abbreviated && (raw !== 'Dr' || WORD_NAMES.has(lower)))));
        if (named) {
          let last = next;
          while (!masked && !shouting && last - next < 2) {
            const more = rawAt(last + 1);
            if (more === undefined || !CAPITALISED.test(more) || NOT_A_NAME.has(more.toLowerCase())) break;
            if ((places[last + 1] as number) - (places[last] as number) - (raws[last] as string).length > 1)
              break;
            if (TITLES.has(more.toLowerCase())) break;
            last++;
          }
          const lastRaw = raws[last] as string;
          const owned = /['’‘`´]s$/i.test(lastRaw) ? 2 : 0;
          const close = (places[last] as number) + lastRaw.length;
          put(DOCTOR, start, close - owned);
          if (owned > 0) put("'s", close - owned, close);
          i = last;
          continue;
        }
      }
      put(plain === 'dr' || plain === 'doc' ? 'doctor' : plain === 'drs' ? 'doctors' : plain, start, end);
      if (rawAt(i + 1) === '.' && i + 2 < n) i++;
      continue;
    }
    if (PEOPLE.has(plain)) {
      let next = i + 1;
      if (rawAt(next) === '.') next++;
      const following = rawAt(next);
      put(plain, start, end);
      if (
        following !== undefined &&
        CAPITALISED.test(following) &&
        !shouting &&
        !NOT_A_NAME.has(following.toLowerCase())
      ) {
        const owned = /['’‘`´]s$/i.test(following) ? 2 : 0;
        const close = (places[next] as number) + following.length;
        put(NAME, places[next] as number, close - owned);
        if (owned > 0) put("'s", close - owned, close);
        i = next;
      }
      continue;
    }
    const bare = plain.endsWith("'s") ? plain.slice(0, -2) : plain;
    if (capital === 1 && WORD_NAMES.has(bare)) {
      const before = words[words.length - 1];
      const startsSentence =
        before === undefined ||
        before === '.' ||
        before === '!' ||
        before === '?' ||
        before === '"' ||
        before === ':';
      const following = rawAt(i + 1);
      const lower = following === undefined ? '' : following.toLowerCase();
      const shown = startsSentence
        ? bare !== plain || (AFTER_NAME.has(lower) && lower !== 'the' && lower !== 'our' && lower !== 'my')
        : before !== '-' && before !== '/';
      if (shown) {
        const close = end - (plain.length - bare.length);
        put(NAME, start, close);
        if (bare !== plain) put("'s", close, end);
        continue;
      }
    }
    const apostrophe = plain.indexOf("'");
    if (apostrophe > 0) {
      if (plain.endsWith("n't") && plain.length > 3) {
        const stem = plain.slice(0, -3);
        const cut = end - 3;
        put(stem === 'ca' ? 'can' : stem === 'wo' ? 'will' : stem, start, cut, capital);
        put("n't", cut, end);
        continue;
      }
      const cut = start + apostrophe;
      put(plain.slice(0, apostrophe), start, Math.min(cut, end), capital);
      put(plain.slice(apostrophe), Math.min(cut, end), end);
      continue;
    }
    const negated = NEGATED[plain];
    if (negated !== undefined && Object.hasOwn(NEGATED, plain)) {
      put(negated, start, end - 2);
      put("n't", end - 2, end);
      continue;
    }
    if (Object.hasOwn(BARE_CLITIC, plain)) {
      const [host, clitic] = BARE_CLITIC[plain] as [string, string];
      put(host, start, end - clitic.length + 1);
      put(clitic, end - clitic.length + 1, end);
      continue;
    }
    put(plain, start, end, capital, spelling);
  }
  return { words, starts, ends, capitalised, spellings };
}
