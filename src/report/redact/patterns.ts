/**
 * What has a form of its own: e-mail and web addresses, handles, phone and other numbers, dates of birth, street
 * addresses. All patterns read the one spelling of `letters.ts`, and each looks at a stretch of bounded length.
 */
import type { Hit } from './hit.js';
import {
  DOMAINS,
  HOSTS,
  MONTHS,
  ORDINARY_WORDS,
  PAGE_DOMAINS,
  ROADS,
  WORD_DOMAINS,
  WORD_ROADS,
} from './words.js';

// ───────────────────────────── addresses of the net ─────────────────────────────

const AT = String.raw`(?: ?@ ?|\n@| ?[([]at[)\]] ?)`;
const DOT = String.raw`(?:\.| ?[([](?:dot|\.)[)\]] ?| dot )`;
/** Up to its last letter: none of them is tried as an end. */
const MAILBOX = String.raw`[\p{L}\p{N}_.+%-]{1,64}(?![\p{L}\p{N}_.+%-])`;
const HOST = String.raw`\p{L}[\p{L}\p{N}-]{0,62}`;
/** " at … dot " in words needs both; "@" and "(at)" say enough with an ending, or with one of the great mail hosts. */
const EMAIL = new RegExp(
  String.raw`${MAILBOX}(?:${AT}(?:(?:${HOST}|(?<=@)[\p{L}\p{N}-]{1,63})(?:${DOT}[\p{L}\p{N}-]{1,63}){0,4}${DOT}\p{L}{2,24}` +
    String.raw`|(?:${HOSTS})(?![\p{L}\p{N}]))` +
    String.raw`| at ${HOST}(?: dot \p{L}{2,12}){0,2} dot (?:${DOMAINS}|uk|us|au|ca|de|es|fr|io)(?!\p{L}))`,
  'giu',
);
const HANDLE = /(?<![\p{L}\p{N}_@.])@([A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z0-9_]+)*)/gu;
/** A name on a platform, where the platform is said. */
const CALLED_HANDLE =
  /(?<=\b(?:insta|instagram|ig|snap|snapchat|tiktok|twitter|telegram|venmo|handle|username|user name)(?: (?:handle|name|account))?(?: is|:| -)? )(?=[a-z\d.-]*[_\d])[a-z][a-z\d_.-]{2,30}(?<![.-])|(?<![\p{L}\p{N}/])\/?u\/[\w-]{3,30}/giu;

const anyCase = (ends: string): string =>
  `${ends}|${ends.toUpperCase()}|${ends.replace(/\b\w/g, (c) => c.toUpperCase())}`;
const LABELS = String.raw`(?<![\p{L}\p{N}@.-])(?:[\p{L}\p{N}-]{1,63}\.){1,6}`;
const PATH = String.raw`\/[^\s<>"]*`;
const LINK = new RegExp(
  String.raw`(?:[Hh]ttps?:\/\/|HTTPS?:\/\/|ftp:\/\/|[Ww]ww\.|WWW\.)[^\s<>"]+` +
    String.raw`|${LABELS}(?:(?:${anyCase(DOMAINS)})(?:\.(?:au|br|mx|tr|uk|nz|za|ar|sg))?(?:${PATH})?|(?:${PAGE_DOMAINS})${PATH})(?![\p{L}\p{N}-])` +
    String.raw`|(?<=\b(?:[Aa]t|[Oo]n|[Ss]ee|[Vv]isit|[Vv]ia|website|site|page) )${LABELS}(?:${PAGE_DOMAINS})(?![\p{L}\p{N}-])`,
  'gu',
);
/** Ends that are words too: in "staff.dental work" a space was left out. */
const WORD_LINK = new RegExp(
  String.raw`${LABELS}(?<word>${WORD_DOMAINS})(?:${PATH})?(?![\p{L}\p{N}-])`,
  'gu',
);

// ───────────────────────────── numbers ─────────────────────────────

const SOCIAL_SECURITY = /(?<![\d-])\d{3}[- ]\d{2}[- ]\d{4}(?![\d-])/g;
const CARD = /(?<!\d)(?:\d{4}[ -]){3}\d{1,4}(?!\d)/g;
const LAST_FOUR =
  /(?<=\b(?:ending|ends) (?:in|with) |\blast (?:four|4)(?: digits)?(?: are| were|:)? )(?!(?:19|20)\d\d)\d{4}(?!\d)/gi;
const IBAN = /(?<![\p{L}\p{N}])[A-Z]{2}\d{2}(?: ?[A-Z\d]{4}){3,7}(?: ?[A-Z\d]{1,3})?(?![\p{L}\p{N}])/gu;
const PHONE =
  /(?<![\p{L}\p{N}.])(?:\+\d{1,3}[ .-]?|00\d{1,3}[ .-]|1[ .-])?(?:\(\d{2,5}\) ?-?|\d{2,5}[ .-])\d{3,4}[ .-]?\d{3,4}(?:,? ?(?:ext|extension|x)\.? ?\d{1,6})?(?![\p{L}\p{N}])/giu;
const INTERNATIONAL = /(?<![\p{L}\p{N}.])\+\d{1,3}(?:[ .-]?\(?\d{1,4}\)?){2,5}(?![\p{L}\p{N}])/gu;
/** Groups of two to five digits: "555 123 45 67". */
const GROUPED_PHONE =
  /(?<![\p{L}\p{N}.,$£€/-])\d{3,5}[ .-]\d{2,4}[ .-]\d{2,4}(?:[ .-]\d{2,4}){1,2}(?![\p{L}\p{N},]|[.-]\d)/gu;
const IN_PAIRS = /(?<![\p{L}\p{N}.+])0\d(?:[ .-]\d{2}){4}(?![\p{L}\p{N}])/gu;
const SLASHED_PHONE = /(?<![\p{L}\p{N}/])0\d{2,4} ?\/ ?\d{4,8}(?![\p{L}\p{N}/])/gu;
const LOCAL_PHONE = /(?<![\p{L}\p{N}.$-])\d{3}[-.]\d{4}(?![\p{L}\p{N}-])/gu;
const LETTERED_PHONE =
  /(?<![\p{L}\p{N}])(?:1[-. ])?8(?:00|33|44|55|66|77|88)[-. ][A-Z\d-]*[A-Z]{3}[A-Z\d-]*/gu;
const CALLED_PHONE =
  /(?<=\b(?:call|ring|phone|tel|telephone|cell|mobile|fax|text|dial|number is|reach (?:me|us|them) (?:at|on))\b[^\d\n]{0,12}\n?)\d{3} \d{4}(?!\d)/gi;
const DIGIT_WORD = '(?:zero|oh|one|two|three|four|five|six|seven|eight|nine)';
const SPELT_PHONE = new RegExp(
  String.raw`\b(?:${DIGIT_WORD}[ -]){3,9}(?:\d{3,4}\b|(?:${DIGIT_WORD}[ -]){3}${DIGIT_WORD}\b)`,
  'gi',
);

/** What a number belongs to, where it can only be a number of someone's. */
const OWNED = "(?:mrn|ssn|npi|acct|medical record|passport|driver'?s licen[sc]e)";
const COUNTED =
  '(?:patient|chart|account|policy|member(?:ship)?|subscriber|claim|case|invoice|group|order|ticket|reference|ref|file|record|booking|nhs|medicare|medicaid|insurance|prescription|tracking|confirmation|licen[sc]e)';
/** Letters and signs around three digits or more, as offices number things. */
const TOKEN = String.raw`(?=(?:[a-z/-]{0,8}\d){3})[a-z\d](?:[a-z\d]|[-/](?=[a-z\d])){2,23}(?: \d{4,8}\b)?(?!\p{L})`;
/** After an ordinary word something must say "number" ("patient 2015-2020" does not). */
const LABELLED_NUMBER = new RegExp(
  String.raw`\b(?:${OWNED}(?: ?(?:number|no|id|#))?(?: is| was)?[.:# ]{1,3}|${COUNTED}(?: ?(?:(?:number|no|id)\b|#)(?: is| was)?[.:# ]{0,3}|: ?))(?<token>${TOKEN})`,
  'giu',
);
/** "Group: 1234 people" counts. */
const COUNTS =
  /^ (?:people|persons|patients|of|minutes|min|hours|days|weeks|months|years|times|stars|dollars|pounds|euros)\b/i;
const PLATE =
  /(?<=\b[Pp]lates?(?: (?:number|no\.?))?(?: is| was)?[:# ]{1,2})(?=[A-Z\d -]{0,8}\d)[A-Z\d]{2,4}[ -]?[A-Z\d]{2,4}\b/g;
const SLASHED_CODE =
  /(?<![\p{L}\p{N}/])(?!CPT|ICD)[A-Z]{2,4}[/-](?=[A-Z\d/-]*\d{3})[A-Z\d]+(?:[/-][A-Z\d]+)*(?![\p{L}\p{N}])/gu;
/** A code of a procedure or a diagnosis is no number of someone's. */
const CODE = /(?<![\p{L}\p{N}])(?!CPT|ICD|HCPCS)[A-Z]{1,4}-?\d{5,}(?![\p{L}\p{N}])/gu;
const ZIP_AND_FOUR = /(?<![\p{L}\p{N}.,$-])\d{5}-\d{4}(?![\p{L}\p{N}-])/gu;
/** A price of five or six figures is what the review is about, not a number of someone. */
const LONG_NUMBER =
  /(?<![\p{L}\p{N}.,]|&#)(?<![$£€]\s?)\d{5,}(?!\d)(?! ?(?:dollars|bucks|usd|euros?|pounds|€|steps|cells|units|iu|mg|ml|mcg|calories)(?!\p{L}))/giu;
const SUM =
  /\b(?:cost|costs|costing|paid|pay|paying|charge|charged|charges|charging|price|priced|bill|billed|owe|owed|quote|quoted|total|totaled|spent|spend|worth|estimate|estimated|deductible|platelets|count|level|levels|units|cells|cpt|code|codes|icd|step|steps)\b[^.!?;\n]{0,32}$/i;
const LONG_PRICE = /(?<=[$£€]\s?)\d{9,}/g;

// ───────────────────────────── dates of birth ─────────────────────────────

const MONTH = String.raw`(?:${MONTHS})\p{L}{0,6}\.?`;
const DATE = String.raw`\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}|${MONTH} \d{1,2}(?:st|nd|rd|th)?,? (?:of )?\d{4}|\d{1,2}(?:st|nd|rd|th)?[ -](?:of |de )?${MONTH}(?:,? (?:of |de )?|-)\d{2,4}|${MONTH},? (?:of |de )?\d{4}`;
const BIRTH = new RegExp(
  String.raw`(?:\b(?:d\.?o\.?b\.?|date of birth|birth ?date|birthday|born|nac[ií]|nacid[oa]|fecha de nacimiento|geboren)(?:,? (?:is|was|on|in|here|there|at home|el|en|am)){0,3}[ :,#=(-]{0,3}\n?|(?:^|\n|[(,;] ?)b\. ?)(?<token>${DATE})`,
  'giu',
);

// ───────────────────────────── where somebody lives ─────────────────────────────

const HOUSE = String.raw`(?<![\p{L}\p{N}$#.-])(?:(?:Flat|Apt|Apartment|Unit|Suite)\.? [\p{L}\p{N}]{1,4},? )?\d{1,5}(?:-\d{1,5}|\p{L})?,? `;
const BEARING = String.raw`(?:[NSEW]\.? |(?:North|South|East|West) )?`;
const PARTS = String.raw`(?:(?:(?:\p{Lu}[\p{L}']+|\d{1,3}(?:st|nd|rd|th)) |(?:Jr|St|Sr)\. ){1,4})`;
const ROOM = String.raw`(?: (?:[NS][EW]|[NSEW])\b)?(?:,? (?:Suite|Ste|Apt|Unit|Flat|#)\.? ?[\p{L}\p{N}-]+)?`;
const ADDRESS = new RegExp(
  String.raw`${HOUSE}(?<street>${BEARING}${PARTS})(?<road>(?:${ROADS})(?!\p{L})\.?|Dr(?!\p{L})\.?(?! \p{Lu}))${ROOM}`,
  'gu',
);
const SMALL_ADDRESS =
  /(?<![\p{L}\p{N}$#.-])\d{1,5}\p{L}? (?!(?:over|up|down|round|around|across|along|on|off|from|by|in|at) )(?<street>(?:\p{Ll}[\p{L}']+ ){1,2})(?<road>street|st|avenue|ave|road|rd|blvd|boulevard)(?![\p{L}'])/gu;
const OTHER_ADDRESS =
  /(?<![\p{L}\p{N}])(?:\d{1,4}(?: bis| ter)?,? (?:rue|avenue|boulevard|chemin|allée|impasse) (?:(?:de|du|des|la|le|les) |[dl]'){0,2}\p{Lu}[\p{L}-]+(?: \p{Lu}[\p{L}-]+)?|\p{Lu}[\p{L}-]{2,30}(?:straße|strasse|str\.|weg|gasse|allee|platz) \d{1,4}(?!\d)|(?:[Cc]alle|[Aa]venida|[Aa]vda\.?|C\/) ?(?:(?:de|del|la|los|las) ){0,2}\p{Lu}[\p{L}-]+(?: \p{Lu}[\p{L}-]+)?,? (?:n[º°.] ?)?\d{1,4}(?!\d))/gu;
const THE_CRESCENT =
  /(?<![\p{L}\p{N}])\d{1,4}\p{L}? The (?:Crescent|Avenue|Close|Green|Grove|Mews|Terrace|Drive|Square)(?!\p{L})/gu;
/** British codes never end in these letters, which spares "5MG"; the other units are named. */
const POST_CODE =
  /(?<![\p{L}\p{N}])[a-z]{1,2}\d[a-z\d]? \d(?!st|nd|rd|th|xl|hr|lb|ft|yr|pt|gb|tb)[abd-hjlnp-uw-z]{2}(?![\p{L}\p{N}])|(?<![\p{L}\p{N}])[A-Z]\d[A-Z][ -]\d[A-Z]\d(?![\p{L}\p{N}])/giu;
const BOX = /\bP\.? ?O\.? ?Box \d+/gi;

/** Parts of an address that are counted things: "2 Weeks Way too long", "5 Star Place". */
const MEASURES = new Set(
  'star stars week weeks month months year years day days hour hours minute minutes min mins visit visits time times mile miles block blocks lane dollar dollars bucks pounds euros percent patients doctors nurses'.split(
    ' ',
  ),
);

/** Whether what stands between a number and a road can be a street's name. */
function isStreet(street: string, road: string): boolean {
  const words = street
    .toLowerCase()
    .split(/[ .]+/)
    .filter((word) => word !== '');
  if (words.some((word) => MEASURES.has(word))) return false;
  // "2 Very Close": roads that are words as well need a street that is more than ordinary words.
  return (
    !WORD_ROADS.has(road.toLowerCase().replace('.', '')) || words.some((word) => !ORDINARY_WORDS.has(word))
  );
}

/** What a text must hold for a pattern to be tried: most hold little of it, and the patterns are dear. */
const HINTS = {
  email: /@|[([]at[)\]]| dot /i,
  link: /\.[\p{L}\p{N}-]+(?:\.|[^\p{L}\p{N}-]|$)|:\/\//u,
  handle: /\b(?:insta|ig|snap|tiktok|twitter|telegram|venmo|handle|user)|\bu\//i,
  spelt: new RegExp(String.raw`\b${DIGIT_WORD}[ -]${DIGIT_WORD}\b`, 'i'),
  road: new RegExp(String.raw`\b(?:${ROADS}|Dr|street|st|avenue|ave|road|rd|blvd|boulevard)\b`),
  foreignRoad:
    /rue|avenue|boulevard|chemin|allée|impasse|stra(?:ß|ss)e|str\.|weg|gasse|allee|platz|calle|avenida|avda|C\//i,
  birth: /born|birth|d\.?o\.?b|naci|nací|geboren|b\. ?\d/i,
  lettersAndDigits: /[A-Za-z]\d/,
  lettered: /8(?:00|33|44|55|66|77|88)[-. ][A-Z\d-]*[A-Z]{3}/,
  local: /\d{3}[-. ]\d{4}/,
} as const;

/** Finds what has a form of its own, the surest kinds first. */
export function findPatterns(text: string): Hit[] {
  const hits: Hit[] = [];
  const all = (
    pattern: RegExp,
    by: string,
    isOne: (match: RegExpExecArray) => boolean = () => true,
  ): void => {
    for (const match of text.matchAll(pattern)) {
      if (!isOne(match)) continue;
      // Behind its label, where the pattern begins with one.
      const whole = match.groups?.token ?? match[0];
      const start = match.index + match[0].length - whole.length;
      // A full stop or bracket after an address ends the sentence, not the address.
      const found = by === '[link]' ? whole.replace(/(?<![.,;:!?)\]}'"])[.,;:!?)\]}'"]+$/u, '') : whole;
      if (found) hits.push({ start, end: start + found.length, by });
    }
  };
  if (HINTS.email.test(text)) {
    all(EMAIL, '[email]');
    all(HANDLE, '[name]', ({ 1: name }) => name!.length > 1 && !ORDINARY_WORDS.has(name!.toLowerCase()));
  }
  if (HINTS.link.test(text)) {
    all(LINK, '[link]');
    all(WORD_LINK, '[link]', (match) => !isLostSpace(match));
  }
  if (HINTS.handle.test(text)) all(CALLED_HANDLE, '[name]');
  if (HINTS.spelt.test(text)) all(SPELT_PHONE, '[phone]');
  if (!/\d/.test(text)) return hits;
  findNumbers(text, all);
  return hits;
}

function findNumbers(
  text: string,
  all: (pattern: RegExp, by: string, isOne?: (match: RegExpExecArray) => boolean) => void,
): void {
  // Most texts hold a number of one or two digits at most.
  const long = (text.match(/\d/g)?.length ?? 0) > 2;
  if (long) {
    all(SOCIAL_SECURITY, '[number]');
    all(CARD, '[number]');
    all(LAST_FOUR, '[number]');
    if (HINTS.birth.test(text)) all(BIRTH, '[date]');
    const counts = ({ 0: found, index }: RegExpExecArray): boolean =>
      COUNTS.test(text.slice(index + found.length, index + found.length + 12));
    all(LABELLED_NUMBER, '[number]', (match) => !counts(match));
    all(PLATE, '[number]');
  }
  const street = ({ groups }: RegExpExecArray): boolean => isStreet(groups!.street!, groups!.road!);
  if (HINTS.road.test(text)) {
    all(ADDRESS, '[address]', street);
    all(SMALL_ADDRESS, '[address]', street);
    all(THE_CRESCENT, '[address]');
  }
  if (HINTS.foreignRoad.test(text)) all(OTHER_ADDRESS, '[address]');
  if (/box/i.test(text)) all(BOX, '[address]');
  if (HINTS.lettersAndDigits.test(text)) {
    all(IBAN, '[number]');
    all(POST_CODE, '[address]');
  }
  if (HINTS.lettered.test(text)) all(LETTERED_PHONE, '[phone]');
  if (!long) return;
  const phone = ({ 0: found }: RegExpExecArray): boolean => isPhone(found);
  all(ZIP_AND_FOUR, '[number]');
  all(SLASHED_CODE, '[number]');
  all(PHONE, '[phone]', phone);
  all(INTERNATIONAL, '[phone]', phone);
  all(GROUPED_PHONE, '[phone]', phone);
  all(IN_PAIRS, '[phone]');
  all(SLASHED_PHONE, '[phone]');
  if (HINTS.local.test(text)) {
    all(LOCAL_PHONE, '[phone]');
    all(CALLED_PHONE, '[phone]');
  }
  // Ten digits, or eleven after a 1, are a North American phone number.
  const american = /^1?[2-9]\d{9}$/;
  all(LONG_NUMBER, '[phone]', ({ 0: found }) => american.test(found));
  all(LONG_NUMBER, '[number]', ({ 0: found, index }) => {
    const sum = found.length < 7 && SUM.test(text.slice(Math.max(0, index - 48), index));
    return !sum && !american.test(found);
  });
  all(CODE, '[number]');
  all(LONG_PRICE, '[number]');
}

/** Whether a word that is also the end of a web address only lacks a space before it. */
function isLostSpace({ 0: found, groups }: RegExpExecArray): boolean {
  if (found.includes('/')) return false;
  const label = found
    .slice(0, -groups!.word!.length - 1)
    .split('.')
    .at(-1)!;
  return ORDINARY_WORDS.has(label.toLowerCase());
}

/** 9 to 15 digits (ITU-T E.164 knows no more), and not years, round numbers or sums that happen to stand in a row. */
function isPhone(found: string): boolean {
  const groups = found.replace(/ext.*|x.*/i, '').match(/\d+/g) ?? [];
  const count = groups.join('').length;
  if (count < 9 || count > 15) return false;
  return (
    !groups.every((group) => /^(?:19|20)\d\d$/.test(group) || /^[1-9]\d*0$/.test(group)) &&
    !/^(?:19|20)\d\d[ .-](?:(?:19|20)\d\d|\d\d[ .-]\d\d(?!\d))/.test(found)
  );
}
