/** Boxes of a form in which patients write: told by the noun their header is built on, and by what stands in them. */
import { isWordy, type Profile } from './profile.js';
import { type HeaderIndex, scoreHeader } from './spellings.js';

/** In these languages what is commented on follows the noun: "Kommentar Arzt", "Commentaire médecin". */
const LEADING_NOUN =
  '(?:kommentare?|bemerkung(?:en)?|anmerkung(?:en)?|rückmeldung(?:en)?|commentaires?|remarques?|comentarios?|observaciones|comment[oi]|osservazioni|opmerking(?:en)?|toelichting|comentários?|observações|uwagi|komentarze?)';
const NOUN = `(?:comments?|feedback|remarks?|verbatims?|${LEADING_NOUN})`;
const ENDING = new RegExp(`^(.+) ${NOUN}(?: text| box)?(?: \\d{1,2})?$`);
const LEADING = new RegExp(
  `^(?:(?:any|other|further|additional|your|please|general|written|\\d+) )*${NOUN} (?:about|on|for|regarding|re|concerning|zum?|zur|über|sur|sobre|sul?|sulla|over|bij|dotyczące|from (?:the )?(?:patient|carer|family|parent|relative)s?)\\b`,
);
/** "Comments: Access", "Comment - NPS", "Comments (nurses)", `comments_access`. */
const SET_APART = new RegExp(
  `^(?:(?:${NOUN})\\s*(?:[:([|>/–—]|-\\s|\\s-)|(?:comments|remarks|${LEADING_NOUN})[\\s_.])`,
  'i',
);
/** "Type of feedback", "consent to publish comments", "number of patient comments" hold no comments. */
const SAYS_OF =
  /\b(?:of|to|on|in|for|about|with|from|by|after|before|number|no|num|count|total|has|have|had|helpful|publish|share|consent|allow|like|want|last|latest|most|response|reply)(?: (?:the|this|these|your|our|my|any|all|patient|patients|customer|public|user))*$/;
/** What follows the noun where it says of a comment who took it down, of which kind it is, what became of it. */
const OF_A_COMMENT =
  /\b(?:by|to|at|on|of|types?|method|form|channel|group|category|categories|class|level|kind|stage|state|outcome|actions?|owner|agent|author|writer|moderator|coordinator|count|numbers?|status|codes?|coded|score|rating|stars|sentiment|tags?|topics?|themes?|ids?|ref|date|time|length|language|url|link|source|platform|flag|flagged|private|internal|admin|public|published|provided|given|received|left|yes|consent)$/;

/** Answers on a scale of words, "very good" and "poor", are ratings whatever they are called. */
export function isVerdict({ rating }: Profile): boolean {
  return rating !== null && rating.kind === 'word' && rating.share > 0.8 && rating.distinct >= 2;
}

/**
 * Whether a column is a box for what patients have to say of something: "Provider comments", "Comments about our
 * office", "Comments: Access". It names no provider and no office, whatever stands beside the noun.
 */
export function isCommentBox(profile: Profile, index: HeaderIndex): boolean {
  if (!isWordy(profile) || isVerdict(profile) || isListOfNames(profile)) return false;
  const header = scoreHeader(profile.plain, index);
  if ((header.get('reply') ?? 0) >= 0.5 || (header.get('ignore') ?? 0) >= 0.9) return false;
  const { plain } = profile;
  const before = ENDING.exec(plain)?.[1];
  if (before !== undefined) return !SAYS_OF.test(before);
  if (LEADING.test(plain)) return !OF_A_COMMENT.test(plain);
  if (!SET_APART.test(profile.heading.trim())) return false;
  const rest = plain.replace(new RegExp(`^${NOUN} ?`), '');
  if (rest === '' || OF_A_COMMENT.test(rest)) return false;
  const said = scoreHeader(rest, index);
  return (['id', 'date', 'reviewer', 'reply', 'source', 'language', 'question', 'ignore'] as const).every(
    (field) => (said.get(field) ?? 0) < 0.7,
  );
}

/** Names of people and places: a few words each, all of them with capitals. */
function isListOfNames({ capitals, names, meanWords }: Profile): boolean {
  return capitals > 0.8 && names > 0.8 && meanWords >= 1.5 && meanWords <= 6;
}

/** Words that join, in the languages that answers are mostly written in; lists of illnesses have few. */
const GRAMMAR =
  /(?<![\p{L}])(?:the|a|an|and|but|is|are|was|were|to|with|very|so|my|me|i|no|not|for|too|that|they|he|she|more|less|be|been|have|had|der|die|das|und|nicht|mehr|weniger|zu|war|ich|le|la|les|pas|plus|moins|et|est|une|el|los|que|más|menos|muy|y|una|il|che|più|non|een|het|niet|meer|o|não|mais|nie|się)(?![\p{L}])|[\u3040-\u9fff\uac00-\ud7af]/iu;
const YES_OR_NO = /^(?:yes|no|maybe|not at all|ja|nein|oui|non|sí|si|não)\b/i;

/**
 * Answers in words, not "much better", "knee pain" or "yes, a little": what a bare word as a header needs below it to
 * mean a side of what patients say.
 */
export function isAnswer(profile: Profile): boolean {
  if (!isWordy(profile) || isVerdict(profile)) return false;
  if (profile.meanWords < 2.5 || profile.capitals > 0.6 || profile.shapes < 3) return false;
  const distinct = [...new Set(profile.cells)].filter((cell) => cell !== '').slice(0, 500);
  const share = (pattern: RegExp) => distinct.filter((cell) => pattern.test(cell)).length / distinct.length;
  return share(GRAMMAR) >= 0.25 && share(YES_OR_NO) < 0.5;
}

const NOTE =
  /\b(?:pt|pts|lvm|vm|voicemail|f\/u)\b|^(?:called|rang|phoned|spoke|emailed|texted|contacted|left (?:a )?(?:message|voicemail)|apologi[sz]ed|resolved|closed|escalated|forwarded|passed (?:on )?to|no (?:further )?action|no response (?:needed|required)|followed up|will follow up|refund(?:ed)?|reviewed with|discussed with|shared with|sent to|please see|spoke with|asked for|pt was|patient (?:was|is|has|had|called|asked|wants?))\b/i;

/** "Staff comments" beside what patients write are as often by staff as about them. */
const BY_STAFF = /^(?:our|staff|office|team|clinic|practice|provider|nurses?|doctors?|reception|management) /;
const BY_PATIENTS = /\b(?:reviews?|patients?|customers?|clients?)\b/;

/**
 * Whether a box may hold what staff write: named after them alone, beside a text that is said to be the patients'. Among
 * boxes of one form ("Staff comments", "Facility comments", "Overall comments") it is about them.
 */
export function mayBeOfStaff(
  profile: Profile,
  others: readonly { profile: Profile; box: boolean }[],
): boolean {
  if (!BY_STAFF.test(profile.plain)) return false;
  const beside = others.filter((one) => one.profile !== profile);
  const siblings = beside.filter(({ profile: one, box }) => box && !BY_PATIENTS.test(one.plain));
  return (
    siblings.length === 0 && beside.some(({ profile: one }) => BY_PATIENTS.test(one.plain) && isWordy(one))
  );
}

/** What staff write of a case, whatever the column is called: "called pt back, left VM", "Resolved, no further action". */
export function soundsLikeNotes({ cells, filled }: Profile): boolean {
  return filled >= 3 && cells.filter((cell) => NOTE.test(cell)).length >= filled * 0.6;
}
