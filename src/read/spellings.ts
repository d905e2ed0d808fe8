/** What the words of a header say: known spellings, questions, sides. */
import type { ColumnSynonyms, LogicalField } from '../types.js';
import { asksForPlace } from './places.js';
import { compileRatingWords, type RatingWords } from './ratings.js';
import { plainHeader } from './words.js';

const FIRST_PERSON = new Set([
  'i',
  'my',
  'me',
  'we',
  'us',
  "i'm",
  "i've",
  "i'd",
  'mine',
  'myself',
  'im',
  'ive',
]);

export interface Spelling {
  field: LogicalField | 'ignore';
  /** 1 for the best spelling of a field, falling to 0.8 for the last. */
  worth: number;
}

export interface HeaderIndex {
  spellings: Map<string, Spelling[]>;
  /** Spellings of one word that a longer word may end with: `gesamt·note`, `username`, `総合·評価`. */
  endings: { ending: string; found: Spelling[] }[];
  copies: string[];
  /** Short form of a word in headers → the word. */
  short: Map<string, string>;
  questions: ColumnSynonyms['questions'];
  /** Headers that are but a word and mean a side above words; above numbers they mean anything. */
  bare: ColumnSynonyms['bare'];
  ratingWords: RatingWords;
  /** Word → the words that stand in its place in the header of the other side. */
  opposites: Map<string, { side: 'pros' | 'cons'; others: Set<string> }>;
  voice: Set<string>;
  descriptions: string[];
  praise: Set<string>;
  blame: Set<string>;
  platforms: Set<string>;
  places: RegExp;
  replies: string[];
}

export function compileHeaders(columns: ColumnSynonyms): HeaderIndex {
  const spellings: HeaderIndex['spellings'] = new Map();
  const add = (field: Spelling['field'], list: string[]) => {
    list.forEach((spelling, rank) => {
      const plain = plainHeader(spelling);
      const entry = { field, worth: 1 - (0.2 * rank) / list.length };
      const known = spellings.get(plain);
      if (known === undefined) spellings.set(plain, [entry]);
      else if (!known.some((one) => one.field === field)) known.push(entry);
    });
  };
  for (const [field, list] of Object.entries(columns.fields)) add(field as LogicalField, list);
  add('ignore', columns.ignore);
  const endings = [...spellings]
    .filter(([plain]) => !plain.includes(' ') && plain.length >= (CJK.test(plain) ? 2 : 4))
    .map(([ending, found]) => ({ ending, found }))
    .sort((a, b) => b.ending.length - a.ending.length || (a.ending < b.ending ? -1 : 1));
  return {
    spellings,
    endings,
    copies: columns.copies.map(plainHeader),
    short: new Map(Object.entries(columns.short)),
    questions: {
      ...columns.questions,
      either: [...columns.questions.either].sort((a, b) => b.length - a.length || (a < b ? -1 : 1)),
    },
    bare: columns.bare,
    ratingWords: compileRatingWords(columns),
    opposites: pairOpposites(columns.opposites),
    voice: new Set([...FIRST_PERSON, ...columns.direction.praise, ...columns.direction.blame]),
    descriptions: columns.descriptions,
    praise: new Set(columns.direction.praise),
    blame: new Set(columns.direction.blame),
    platforms: new Set(columns.platforms),
    places: anyWord(columns.places),
    replies: columns.replies,
  };
}

function pairOpposites(list: ColumnSynonyms['opposites']): HeaderIndex['opposites'] {
  const pairs: HeaderIndex['opposites'] = new Map();
  const add = (word: string, side: 'pros' | 'cons', other: string) => {
    const known = pairs.get(word) ?? { side, others: new Set<string>() };
    known.others.add(other);
    pairs.set(word, known);
  };
  for (const [pro, con] of list) {
    add(plainHeader(pro), 'pros', plainHeader(con));
    add(plainHeader(con), 'cons', plainHeader(pro));
  }
  return pairs;
}

const CJK = /[\u3040-\u9fff\uac00-\ud7af]/;

/** Any of the words as a whole word; scripts without blanks have no whole words. */
function anyWord(words: readonly string[]): RegExp {
  const [whole, within] = [words.filter((word) => !CJK.test(word)), words.filter((word) => CJK.test(word))];
  return new RegExp(`(?<![\\p{L}.@])(?:${whole.join('|')})(?![\\p{L}])|${within.join('|')}`, 'iu');
}

/** Whether a cell of a first row is spelled like a header we know, exactly. */
export function isKnownHeader(cell: string, index: HeaderIndex): boolean {
  return cell.length <= 60 && index.spellings.has(plainHeader(cell));
}

const SCALE = / (?:from )?[01](?: \p{L}+){0,2} (?:3|4|5|6|7|10|100)(?: \p{L}+){0,2}$/u;
/** What staff write among themselves: "Internal notes", "manager_comment", "Follow up note". */
const INTERNAL =
  /\b(?:internal|admin|agent|managers?|investigators?|case|follow ?up|escalation|qa|call|chart|progress|appeal|private|resolution|closure|closing|outcome|audit|approv(?:er|al)|moderat(?:or|ion)|supervisor|coordinator|triage|processing|clinical|medical|lab|referral|booking) (?:notes?|comments?|remarks?|feedback)(?: text)?$|^(?:notes?|comments?|remarks?|feedback) (?:for )?(?:internal|admin|staff only|staff use|office use|management)\b|\bdraft$/;
/** What a place or a person is like: "Company size", "Clinic type". */
const TRAIT =
  / (?:size|type|kind|phone|fax|url|website|status|rank|logo|image|category|hours|sector|industry|owner|manager|specialty|rep)$/;
/** "Overall, how would you rate the care you received?", "Overall satisfaction with your visit" */
const OVERALL =
  /\boverall\b.*\b(?:rate|rated|rating|satisf\w+|experience|impression|score|happy|opinion|visit)\b|\b(?:rate|rated|rating|satisf\w+|experience|impression|score|happy|opinion|how was your visit)\b.*\boverall\b/;
/** "In general, how would you rate your overall health?" asks for no opinion of the clinic. */
const OWN_HEALTH =
  /\b(?:your|my|overall|general|current|mental|emotional|physical) (?:(?:overall|general|current|mental|emotional|physical|or|and|own) )*health(?: (?:rating|score|status|today|now|in general))?$|\byour (?:\p{L}+ )?pain\b/u;
/** A part of a visit is no rating of the whole. */
const IN_PART =
  /\b(?:staff|reception\w*|front desk|wait\w*|book\w*|schedul\w*|clean\w*|facilit\w*|parking|food|billing|communicat\w*|punctual\w*|nurs\w*|website|phone|comments?|feedback|why|reason|improve\w*|count|number|average|avg|mean|percent\w*|rank)\b/;

/** How strongly a header speaks for each field, 0..1; `ignore` speaks against all of them. */
export function scoreHeader(plain: string, index: HeaderIndex): Map<Spelling['field'], number> {
  const scores = new Map<Spelling['field'], number>();
  if (plain === '') return scores;
  let open = false;
  const raise = (field: Spelling['field'], score: number) => {
    // "Comments and suggestions" asks for whatever there is to say
    if (open && (field === 'pros' || field === 'cons')) return;
    if (score > (scores.get(field) ?? 0)) scores.set(field, score);
  };
  const raiseAll = (found: readonly Spelling[] | undefined, share: number) => {
    for (const { field, worth } of found ?? []) raise(field, worth * share);
  };
  const raiseAs = (other: string) => {
    for (const [field, score] of scoreHeader(other, index)) raise(field, 0.95 * score);
  };
  // `PT_CMNT`, `STAR_RTG`: databases write headers short.
  const full = plain.replace(/[a-z]+/g, (word) => index.short.get(word) ?? word);
  if (full !== plain) raiseAs(full);
  raiseAll(index.spellings.get(plain), 1);
  if (INTERNAL.test(plain)) raise('ignore', 0.95);
  if (asksForPlace(plain)) raise('location', 0.9);
  if (isOverall(plain)) raise('rating', 0.85);
  open =
    namesBoth(plain, index) ||
    index.questions.either.some((phrase) => ` ${plain} `.includes(` ${plainHeader(phrase)} `));
  // "Overall (1 = excellent, 5 = poor)"
  const unscaled = plain.replace(SCALE, '');
  if (unscaled !== plain) raiseAs(unscaled);
  const words = plain.split(' ', 40);
  if (words.length > 1 && /^\d+$/.test(words[words.length - 1]!))
    raiseAll(index.spellings.get(words.slice(0, -1).join(' ')), 0.95);
  if (words.length > 1 && /^\d+$/.test(words[0]!))
    raiseAll(index.spellings.get(words.slice(1).join(' ')), 0.95);
  if (scores.size === 0) {
    // `clinics_name` is `clinic name`, and German or Japanese write two words as one.
    const singular = words.map((word) => word.replace(/(?<=[a-z]{3})s$/, '')).join(' ');
    for (const other of [singular, `${plain}s`]) raiseAll(index.spellings.get(other), 0.95);
  }
  if (scores.size === 0 && words.length === 1) {
    const ended = index.endings.find(({ ending }) => plain.length > ending.length && plain.endsWith(ending));
    raiseAll(ended?.found, 0.75);
  }
  const exact = scores.size > 0;
  if (!exact && isQuestion(plain)) {
    // "Overall, how satisfied were you with your visit?" asks for a rating however long it is.
    for (const [spelling, found] of index.spellings) {
      if (!spelling.includes(' ') || !` ${plain} `.includes(` ${spelling} `)) continue;
      for (const { field, worth } of found) if (field === 'rating') raise(field, 0.6 * worth);
    }
    if (index.questions.ratings.some((phrase) => ` ${plain} `.includes(` ${phrase} `))) raise('rating', 0.55);
  }
  for (const { field, worth } of scoreParts(words, plain, index)) raise(field, exact ? worth * 0.5 : worth);
  return scores;
}

/** Parts of a longer header: its end names the thing ("google review text"), its beginning less so. */
function* scoreParts(words: readonly string[], plain: string, index: HeaderIndex): Generator<Spelling> {
  for (let from = 0; from < words.length; from++) {
    for (let to = words.length; to > from; to--) {
      if (from === 0 && to === words.length) continue;
      const share = (to - from) / words.length;
      if (share < 0.25) continue;
      const place = to === words.length ? 0.75 : from === 0 ? 0.6 : 0.45;
      for (const { field, worth } of index.spellings.get(words.slice(from, to).join(' ')) ?? []) {
        if (field === 'location' && from === 0 && TRAIT.test(plain)) continue;
        const part = field === 'reply' && from === 0 ? 0.9 : place * (0.4 + 0.6 * share);
        yield { field, worth: worth * part };
      }
    }
  }
}

/** Whether a header asks for the rating of the whole visit. */
export function isOverall(plain: string): boolean {
  return OVERALL.test(plain) && !IN_PART.test(plain) && !asksForHealth(plain);
}

/** How patients are is no rating of where they were. */
export function asksForHealth(plain: string): boolean {
  return OWN_HEALTH.test(plain);
}

export function asksToRecommend(plain: string): boolean {
  return /\b(?:recommend\w*|promoter|nps|ltr)\b/.test(plain) && !isOverall(plain);
}

/** A header that is a whole question or statement of a questionnaire. */
export function isQuestion(header: string): boolean {
  const words = header.trim().split(/\s+/).length;
  return words >= 6 || (words >= 3 && /[?？]\s*(\(.*\))?\s*$/.test(header.trim()));
}

/** Whether the header of a column, or what stands below it, is a question; a path through a document is none. */
export function asksSomething({ header, plain, asked }: { header: string; plain: string; asked: boolean }) {
  if (!asked && /^[^\s.]+(?:\.[^\s.]+)+$/.test(header.trim())) return false;
  return isQuestion(header) || isQuestion(plain);
}

const NUMBERED = /^(?:q|question|item|field)? ?\d+[a-z]? (.+)$/;

/** The side that a header of a number and a word or two gives its question, `q4_improve`, `Q2 liked most`. */
export function findCodedSide(plain: string, index: HeaderIndex): 'pros' | 'cons' | null {
  const rest = NUMBERED.exec(plain)?.[1];
  if (rest === undefined || rest.split(' ').length > 3) return null;
  if (index.questions.cons.includes(rest)) return 'cons';
  return index.questions.pros.includes(rest) ? 'pros' : null;
}

/**
 * The side that a header means which is but a word: `improve`, `what_bad`, `better_text`. Asked only where answers stand
 * below, for above anything else such words mean anything.
 */
export function findBareSide(plain: string, { bare }: HeaderIndex): 'pros' | 'cons' | null {
  const word = (NUMBERED.exec(plain)?.[1] ?? plain).replace(
    /(?<=.) (?:text|txt|open|free text|verbatim|comments?)$/,
    '',
  );
  if (bare.cons.includes(word)) return 'cons';
  return bare.pros.includes(word) ? 'pros' : null;
}

/** The side that a question asks for, if any: what it asks for in a phrase of the other side does not count. */
export function findSide(question: string, index: HeaderIndex): 'pros' | 'cons' | null {
  let plain = ` ${plainHeader(question)} `;
  // "Any other comments, questions or concerns?" asks for whatever there is to say.
  for (const phrase of index.questions.either) plain = plain.replace(` ${plainHeader(phrase)} `, ' ');
  // "What did you particularly like?"
  plain = plain.replace(
    / (?:particularly|especially|really|specifically|personally) (?=(?:dis)?(?:lik|lov|enjoy|appreciat))/,
    ' ',
  );
  const side = sideOf(plain, index);
  // "What did you like, and what didn't you like?" asks for both.
  const parts = side === null ? [] : plain.split(/ (?:and|or) /);
  const other = parts.length > 1 && parts.some((part) => (sideOf(` ${part} `, index) ?? side) !== side);
  return other ? null : side;
}

/** What would have been better is asked for, however kind its words: "What would have made you happy?" */
const WISHED =
  /\b(?:what|how|which|where|anything|one thing)\b.*\b(?:would|could|can|might|should)\b(?! you (?:say|like to (?:say|tell|share|add))).*\b(?:better|different|differently|more|love|enjoy|enjoyable|happy|happier|satisfied|pleased|delighted|exceeded|perfect|easier|favou?rite|higher|earn)\b/;
/** "If you were not completely satisfied", "Did we fail to do well?", "nicht so gut gefallen". */
const DENIED =
  /\b(?:not|n t|never|nicht|fail(?:ed)? to|less than)\b(?: \p{L}+){0,4} (?:well|satisfied|satisfactory|satisfying|good|happy|pleased|enjoy|enjoyable|right|expected|meet|met|perfect|gut|gefallen)\b/u;
const HINDERED =
  /\b(?:kept|prevented|stopped) you from (?:\p{L}+ly )?(?:enjoying|giving|being|having|recommending|rating)\b/u;
/** What became better is no wish, and a concern that was met no complaint. */
const BETTERED =
  /\b(?:has|have|had|did)\b.*\bimproved?\b|\bimproved (?:your|since|after)\b|\bimprovements?\b.*\b(?:seen|noticed|felt|experienced|think of)\b|\bdid we\b.*\bbetter\b|\bconcerns? (?:did we|you raised)\b|\bdid we\b.*\bconcerns?\b|\bconcerns? before\b/;
/** What can be answered with yes and no alike: "Did you enjoy your visit?", "How well did we handle it?" */
const EITHER_WAY =
  /^ (?:q? ?\d+ )?(?:did|do|were|are|was|is|how well|how satisfied|how happy) (?:you|we|your|our)\b/;
/** Words that stand opposed in the table of opposites and yet side by side in questions that ask for one thing. */
const PLACED = new Set(
  'up down for against high low most least red green hot not worked well better keep start stop change improve'.split(
    ' ',
  ),
);

/** Whether a header names both sides: "Strengths and weaknesses", "What did you love or hate?" */
function namesBoth(plain: string, index: HeaderIndex): boolean {
  const words = plain.trim().split(' ', 40);
  return words.some(
    (word) =>
      !PLACED.has(word) &&
      words.some((other) => !PLACED.has(other) && index.opposites.get(word)?.others.has(other)),
  );
}

function sideOf(plain: string, index: HeaderIndex): 'pros' | 'cons' | null {
  if (namesBoth(plain, index)) return null;
  if (WISHED.test(plain) || DENIED.test(plain) || HINDERED.test(plain)) return 'cons';
  if (BETTERED.test(plain)) return null;
  const asked = (phrases: string[]) =>
    phrases
      .map((phrase) => (CJK.test(phrase) ? phrase : ` ${plainHeader(phrase)}`))
      .filter((phrase) => plain.includes(phrase));
  const cons = asked(index.questions.cons);
  // "What did you like the least" is about the least, whatever else it holds.
  if (asked(index.questions.turned).length > 0) return 'cons';
  // "What did you not like" holds "like".
  const pros = asked(index.questions.pros).filter(
    (phrase) => !cons.some((other) => other.length > phrase.length && other.includes(phrase)),
  );
  if (pros.length > 0 === cons.length > 0) return null;
  if (pros.length === 0) return 'cons';
  return EITHER_WAY.test(plain) ? null : 'pros';
}

/**
 * The sides of two headers that are alike but for a word and its opposite, "Positive aspects" and "Negative aspects",
 * "Plus" and "Minus", or but for a denial, "What I loved" and "What I didn't love". null where they are no such pair.
 */
export function findOpposites(
  one: string,
  other: string,
  index: HeaderIndex,
): ['pros' | 'cons', 'pros' | 'cons'] | null {
  const [a, b] = [one.split(' '), other.split(' ')];
  if (a.length > 12 || b.length > 12) return null;
  const own = a.filter((word) => !b.includes(word)).join(' ');
  const theirs = b.filter((word) => !a.includes(word)).join(' ');
  const found = index.opposites.get(own);
  if (found?.others.has(theirs) === true) return found.side === 'pros' ? ['pros', 'cons'] : ['cons', 'pros'];
  const denied = [a, b].map((words) => words.some((word) => NEGATORS.has(word)));
  if (denied[0] === denied[1] || withoutDenial(a) !== withoutDenial(b)) return null;
  // "What went wrong" and "What did not go wrong"
  if ([...a, ...b].some((word) => index.blame.has(word) && !NEGATORS.has(word))) return null;
  return denied[1] ? ['pros', 'cons'] : ['cons', 'pros'];
}

const NEGATORS = new Set(
  'not didn didnt don dont doesn doesnt wasn wasnt weren werent isn isnt aren haven won wouldn nicht pas'.split(
    ' ',
  ),
);
/** What a denial brings with it: "What I loved", "What I did n't love so much". */
const AUXILIARIES = new Set('t do did does was were is so as that'.split(' '));
const withoutDenial = (words: readonly string[]): string =>
  words
    .filter((word) => !NEGATORS.has(word) && !AUXILIARIES.has(word))
    .map((word) => (word === 'went' ? 'go' : word.replace(/(?<=\p{L}{2})(?:ed|e|s)$/u, '')))
    .join(' ');
