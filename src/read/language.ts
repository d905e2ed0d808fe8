/** Language of a review: English by its commonest words; another language only with good reason. */

/** The commonest English words that are no common words of other languages in Latin script. */
const ENGLISH = new Set(
  (
    'the and of that with this they have you very not are were it its it’s would there their which been has but she her his ' +
    'who what when after great my your our i i’m i’ve you’re they’re don’t didn’t doesn’t wasn’t isn’t can’t couldn’t ' +
    "it's i'm i've you're they're don't didn't doesn't wasn't isn't can't couldn't wouldn't won't never always good nice " +
    'doctor staff care time friendly helpful service best excellent highly recommend was is to for from by be had we will ' +
    'all if so than then them these those about because could should before every few too much more most only other some ' +
    'such through under until up out over again here how where why while during both each between into just like no nor ' +
    'now off on once own same any am an as at did do does down get got go going him me himself herself myself really ' +
    'feel felt made make told said went came back see saw well work ever even still thank thanks love loved happy rude ' +
    'wait waiting hour hours minutes office nurse nurses patient patients appointment people place experience professional ' +
    'kind caring amazing wonderful awesome terrible horrible worst better bad poor clean quick fast easy knowledgeable ' +
    'thorough treated treatment surgery hospital clinic dr everyone everything nothing anything ok okay good'
  ).split(' '),
);

/** Words that are English but as common elsewhere: they count half. */
const SHARED = new Set(
  'is was we so an as at do me on no in all of for by be him her had has over under were had war an die ja am'.split(
    ' ',
  ),
);

/** Scripts that tell a language, or nearly: where most letters are of one, nothing else needs asking. */
const SCRIPTS: { language: string; letters: RegExp }[] = [
  { language: 'ko', letters: /[\uac00-\ud7af\u1100-\u11ff]/g },
  { language: 'ja', letters: /[\u3040-\u30ff]/g },
  { language: 'zh', letters: /[\u4e00-\u9fff]/g },
  { language: 'ar', letters: /[\u0600-\u06ff]/g },
  { language: 'he', letters: /[\u0590-\u05ff]/g },
  { language: 'ru', letters: /[\u0400-\u04ff]/g },
  { language: 'el', letters: /[\u0370-\u03ff]/g },
  { language: 'th', letters: /[\u0e00-\u0e7f]/g },
  { language: 'ka', letters: /[\u10a0-\u10ff]/g },
  { language: 'hi', letters: /[\u0900-\u097f]/g },
  { language: 'bn', letters: /[\u0980-\u09ff]/g },
  { language: 'ta', letters: /[\u0b80-\u0bff]/g },
];

/** Letters needed before the detector is asked: under 40 every detector guesses. */
const ENOUGH_LETTERS = 40;

type Detector = { detect: (text: string) => { language: string; isReliable: () => boolean } };
let detector: Detector | null = null;

/**
 * Loads the detector (eld, its smallest tables: 1 MB; they agree with the larger ones on review texts). Only needed for
 * files with texts that are not plainly English; `detectLanguage` says when.
 */
export async function loadDetector(): Promise<void> {
  if (detector === null) detector = (await import('eld/extrasmall')).default as unknown as Detector;
}

/**
 * English words by a 32-bit hash of their lower-case letters, in an open table with their weight: 2 = English alone, 1 =
 * shared. This is asked for every word of every review, and a Map takes three times as long.
 */
const HASHES = new Int32Array(1024);
const WEIGHTS = new Uint8Array(1024);
for (const word of ENGLISH) {
  let hash = 0;
  for (const letter of word.replaceAll('’', "'")) hash = (Math.imul(hash, 31) + letter.charCodeAt(0)) | 0;
  const slot = slotOf(hash);
  HASHES[slot] = hash;
  WEIGHTS[slot] = SHARED.has(word) ? 1 : 2;
}

/** Where a hash stands, or would stand. */
function slotOf(hash: number): number {
  let slot = (hash ^ (hash >>> 15)) & 1023;
  while (WEIGHTS[slot] !== 0 && HASHES[slot] !== hash) slot = (slot + 1) & 1023;
  return slot;
}

/** Words that are looked at where a text is plainly English, and where it is not. */
const FEW_WORDS = 24;
const MANY_WORDS = 80;
/** What few words weigh in a text that is plainly English: three in ten of what they could. */
const PLAINLY = FEW_WORDS * 2 * 0.3;

/**
 * Share of the first words that are plainly English, 0..1; shared words count half. Looks at 24 words where those
 * are plainly English, else at 80.
 */
export function englishShare(text: string): number {
  return weighWords(text, FEW_WORDS);
}

/** The same, of texts that are plainly English by fewer words if they are, but by so many at the least. */
function weighWords(text: string, fewest: number): number {
  let words = 0;
  let weight = 0;
  let hash = 0;
  let inWord = false;
  const length = text.length;
  // One pass over the letters, without making strings: this runs for every review.
  for (let i = 0; i <= length; i++) {
    let code = i < length ? text.charCodeAt(i) : 32;
    if (code >= 65 && code <= 90) code += 32;
    else if (code === 0x2019) code = 39;
    if ((code >= 97 && code <= 122) || code === 39 || code >= 192) {
      hash = (Math.imul(hash, 31) + code) | 0;
      inWord = true;
    } else if (inWord) {
      words++;
      weight += WEIGHTS[slotOf(hash)] as number;
      hash = 0;
      inWord = false;
      if (weight >= PLAINLY && words >= fewest && words <= FEW_WORDS) break;
      if (words === MANY_WORDS) break;
    }
  }
  return words === 0 ? 0 : weight / 2 / words;
}

/**
 * ISO 639-1 of a text, or null where nothing can be said (too short, unsure): the caller then takes the file's.
 * `'?'` where the detector is needed and not loaded yet.
 */
export function detectLanguage(text: string): string | null | '?' {
  // How large the share is does not matter where it is large enough.
  const share = weighWords(text, 1);
  // Of 20,000 English sentences of 40 letters and more one in 400 is below; Danish, the nearest neighbour, reaches 0.14.
  if (share >= 0.16) return 'en';
  const foreign = detectScript(text);
  if (foreign !== null) return foreign;
  if (!hasEnoughLetters(text)) return null;
  if (detector === null) return '?';
  const found = detector.detect(text.slice(0, 1000));
  if (found.language === '' || !found.isReliable()) return share >= 0.12 ? 'en' : null;
  if (found.language !== 'en' && share >= 0.12) return null;
  return found.language;
}

function hasEnoughLetters(text: string): boolean {
  if (text.length < ENOUGH_LETTERS) return false;
  let letters = 0;
  for (let i = 0; i < text.length && letters < ENOUGH_LETTERS; i++) {
    const code = text.charCodeAt(i);
    if ((code | 32) >= 97 && (code | 32) <= 122) letters++;
    else if (code >= 192) letters++;
  }
  return letters >= ENOUGH_LETTERS;
}

function detectScript(text: string): string | null {
  const start = text.slice(0, 400);
  if (!/[\u0370-\u1fff\u3040-\ud7af]/.test(start)) return null;
  const letters = start.match(/\p{L}/gu)?.length ?? 0;
  for (const { language, letters: pattern } of SCRIPTS) {
    const count = start.match(pattern)?.length ?? 0;
    // Japanese is written with more Han than kana: a fifth is enough.
    if (count > letters * (language === 'ja' ? 0.2 : 0.5)) return language;
  }
  return null;
}
