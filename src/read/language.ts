/** Language of a review: English and Spanish by their commonest words; another language only with good reason. */

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

/**
 * Common words of Spanish, without their accents, which are often missing: detectors know a Spanish sentence, but not
 * "No me atendieron". Those in `SPANISH` are no words of its neighbours; those in the other two lists count half.
 */
const SPANISH = new Set(
  (
    'el los las y muy pero fue fueron una unas uno bien mas gracias siempre buena buenas bueno buenos buen hay hizo hicieron tiene ' +
    'tienen doctora dra enfermera enfermeras clinica atencion servicio servicios recomiendo recomendable recomendado ' +
    'recomendados recomendada mejor mejores trato tratan atendieron atendio atienden atiende cita citas hasta desde donde ' +
    'cuando porque aunque tambien ademas estan estaba estuvo eres soy estoy quede quedo quedaron gusto encanto encantada encantado ' +
    'feliz contenta contento hacer hace hacen dijo dijeron dicen nadie nunca jamas mal mala malo pesimo pesima peor caro caros ' +
    'lento grosera groseras grosero maleducada espera esperar esperando hora horas minutos dias meses ano anos todo todos todas ' +
    'mucho mucha muchas muchos dolor dolio duele dientes muela resultado resultados precio precios limpio limpia lugar ' +
    'ellos ella ellas usted ustedes nosotros sus su vez veces aqui ahi asi ser sido volvere volveria contestan explico explica ' +
    'profesionales amables atentos atenta amabilidad puntual puntuales rapido rapida rapidos senti sentir nino ninos hijo hija ' +
    'han ni mis tus hay tuve tenia tengo dio dieron puso otra otro otros antes despues sobre entre ese eso esa esto cada casi ' +
    'dos tres cuatro semana semanas volver salir sali entrar llegue llegar llamar llame cobraron cobran cobrar pagar dinero ' +
    'euros sacaron sangre muchisimo carisimo nuestra nuestro ojos manos boca madre telefono noche tarde operaron operacion ' +
    'cirugia dejaron dejo habia dijeron pusieron seguro puedo puede pueden quiero saben sabe gente sigo seguir'
  ).split(' '),
);
/** Words that Spanish shares with its neighbours, and such as it shares with English. */
const IBERIAN = new Set(
  (
    'de la que en se un por con para te le lo les nos mi es son del si sin como era nada esta este toda excelente excelentes ' +
    'amable atento medico medica dentista profesionalidad increible perfecto perfecta maravillosa maravilloso fantastico ' +
    'experiencia tratamiento'
  ).split(' '),
);
const EVERYWHERE = new Set(
  'a no me al o doctor hospital personal horrible terrible super total general'.split(' '),
);

/** Words of a text, lower case and without accents, and how many of them are Spanish. */
function spanishIn(text: string): { words: number; own: number; iberian: number; shared: number } {
  const start = text.slice(0, 400).normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  const words = start.match(/\p{L}+/gu) ?? [];
  let own = 0;
  let iberian = 0;
  let shared = 0;
  for (const word of words) {
    if (SPANISH.has(word)) own++;
    else if (IBERIAN.has(word)) iberian++;
    else if (EVERYWHERE.has(word)) shared++;
  }
  // no other language writes these
  if (/[¿¡]|\p{L}ñ\p{L}/u.test(text)) own++;
  return { words: words.length, own, iberian, shared: iberian + shared };
}

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
/** What was weighed last: its words, and the share of those that are English alone. One object, since it is hot. */
const seen = { words: 0, plain: 0 };

/**
 * Share of plainly English words from which a text counts as English. Of 20,000 English sentences of 40 letters and more
 * one in 400 is below; Danish, the nearest neighbour, reaches 0.14.
 */
export const ENGLISH_SHARE = 0.16;

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
  let plain = 0;
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
      const one = WEIGHTS[slotOf(hash)] as number;
      weight += one;
      if (one === 2) plain++;
      hash = 0;
      inWord = false;
      if (weight >= PLAINLY && words >= fewest && words <= FEW_WORDS) break;
      if (words === MANY_WORDS) break;
    }
  }
  seen.words = words;
  seen.plain = words === 0 ? 0 : plain / words;
  return words === 0 ? 0 : weight / 2 / words;
}

/** Least share of Spanish words, shared ones half, in a text too short for the detector or with English words. */
const SPANISH_ENOUGH = 0.28;

/**
 * ISO 639-1 of a text, or null where nothing can be said (too short, unsure): the caller then takes the file's.
 * `'?'` where the detector is needed and not loaded yet.
 *
 * @param file the language most of the file is in, where that is known: "Excelente" is Spanish in a file that is
 *   English or Spanish, and may be Portuguese elsewhere
 */
export function detectLanguage(text: string, file: string | null = null): string | null | '?' {
  // How large the share is does not matter where it is large enough.
  const share = weighWords(text, 1);
  const { words, plain } = seen;
  // "no", "me", "doctor" are words of both; few English texts hold as few words of their own, so few are looked at twice
  if (words > 0 && (plain < 0.3 || (words <= 8 && plain < 0.67)) && isSpanish(text, plain, file)) return 'es';
  if (share >= ENGLISH_SHARE) return 'en';
  const foreign = detectScript(text);
  if (foreign !== null) return foreign;
  if (!hasEnoughLetters(text)) return null;
  if (detector === null) return '?';
  const found = detector.detect(text.slice(0, 1000));
  // without their accents Spanish texts are taken for those of a neighbour
  if (found.language !== 'es' && leansSpanish(text)) return 'es';
  if (found.language === '' || !found.isReliable()) return share >= 0.12 ? 'en' : null;
  if (found.language !== 'en' && share >= 0.12) return null;
  return found.language;
}

/** The Spanish words that count by themselves, by the hash of their letters. */
const SPANISH_HASHES = new Set(
  [...SPANISH, ...IBERIAN].map((word) => {
    let hash = 0;
    for (const letter of word) hash = (Math.imul(hash, 31) + letter.charCodeAt(0)) | 0;
    return hash;
  }),
);

/** Whether a text holds one of those words, or a letter or mark beyond ASCII: without strings, since few texts do. */
function mayBeSpanish(text: string): boolean {
  let hash = 0;
  const length = Math.min(text.length, 400);
  for (let i = 0; i <= length; i++) {
    let code = i < length ? text.charCodeAt(i) : 32;
    if (code >= 128) return true;
    if (code >= 65 && code <= 90) code += 32;
    if (code >= 97 && code <= 122) hash = (Math.imul(hash, 31) + code) | 0;
    else if (hash !== 0) {
      if (SPANISH_HASHES.has(hash)) return true;
      hash = 0;
    }
  }
  return false;
}

function isSpanish(text: string, english: number, file: string | null): boolean {
  if (!mayBeSpanish(text)) return false;
  const { words, own, iberian, shared } = spanishIn(text);
  const share = (own + shared / 2) / words;
  if (share < SPANISH_ENOUGH || share <= english) return false;
  // a longer text is left to the detector, unless its own words leave no doubt
  if (words > 8) return own / words >= 0.15;
  return own > 0 || ((file === 'en' || file === 'es') && iberian > 0);
}

function leansSpanish(text: string): boolean {
  const { words, own, shared } = spanishIn(text);
  return own / words >= 0.2 && (own + shared / 2) / words >= SPANISH_ENOUGH;
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
