/**
 * How numbers are said: the same words in every format. Percentages and intervals are rounded here, once, and never to
 * something they are not: 0 % means none, 100 % means all.
 */
import type {
  Card,
  Change,
  Commitment,
  Floors,
  GateVerdict,
  LanguageReading,
  Ledger,
  Polarity,
  Proportion,
  Report,
  Score,
  Stances,
} from '../types.js';
import { printable } from './printable.js';

/** Keeps a number and its unit on one line; renderers turn it into a plain space when they have wrapped. */
export const GLUE = '\u00A0';

/** What stands behind a theme: `waiting−`. */
export const POLARITY_SIGNS: Record<Polarity, string> = {
  positive: '+',
  negative: '−',
  mixed: '±',
  neutral: '0',
};

/** `12345` → `12,345`. */
export function count(n: number): string {
  return String(n).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** `1 review`, `2 reviews`. */
export function counted(n: number, singular: string, plural = `${singular}s`): string {
  return `${count(n)}${GLUE}${n === 1 ? singular : plural}`;
}

/** A share 0..1 in whole percent, without the sign: `<1` and `>99` where rounding would say none or all. */
export function percentNumber(share: number): string {
  const whole = Math.round(share * 100);
  if (whole === 0 && share > 0) return '<1';
  if (whole === 100 && share < 1) return '>99';
  return String(whole);
}

export function percent(share: number): string {
  return `${percentNumber(share)}${GLUE}%`;
}

/**
 * How many decimals an interval needs: none, or as many as keep its ends apart, so that no doubt at all is said only
 * where there is none. The value it stands beside takes as many, or it would lie outside.
 */
function decimalsOf(low: number, high: number): number {
  let digits = 0;
  const at = (value: number) => Number(value.toFixed(digits));
  while (digits < 2 && low < high && (at(low) === at(high) || (digits > 0 && low > 0 && at(low) === 0)))
    digits++;
  return digits;
}

/** Whether a number 0..100 would be said to be none or all, and is not. */
function wouldLie(value: number, digits: number): boolean {
  const said = Number(value.toFixed(digits));
  return (said === 0 && value > 0) || (said === 100 && value < 100);
}

/**
 * How many decimals a number 0..100 needs to be said: as many as the interval it stands in, more where it would else be
 * said to be none or all.
 */
export function decimalsFor(value: number, low: number | null, high: number | null, most: number): number {
  let digits = low === null || high === null ? 0 : decimalsOf(low, high);
  while (digits < most && wouldLie(value, digits)) digits++;
  return digits;
}

/** A number 0..100 in at least so many decimals: `87`, `0.4`, `99.96`, and `<0.01` where two of them do not do. */
function inHundred(value: number, atLeast: number): string {
  let digits = atLeast;
  while (digits < 2 && wouldLie(value, digits)) digits++;
  if (!wouldLie(value, digits)) return value.toFixed(digits);
  return value < 50 ? '<0.01' : '>99.99';
}

/** `12–19`, or as finely as it takes: `3.0–3.4`; an end that is neither 0 nor 100 is not said to be: `0.4–3`. */
export function spread(low: number, high: number): string {
  return spreadIn(low, high, 0);
}

function spreadIn(low: number, high: number, atLeast: number): string {
  const digits = Math.max(atLeast, decimalsOf(low, high));
  return `${inHundred(low, digits)}–${inHundred(high, digits)}`;
}

/** A share with an interval: its percent as finely as that is said, and the interval; null without one. */
function percentAndRange({ share, low, high }: Proportion): { share: string; range: string } | null {
  if (share === null || low === null || high === null) return null;
  const digits = decimalsOf(low * 100, high * 100);
  return {
    share: `${digits === 0 ? percentNumber(share) : inHundred(share * 100, digits)}${GLUE}%`,
    range: `${spread(low * 100, high * 100)}${GLUE}%`,
  };
}

/** `15 %`, or `–` where the number of reviews is too small for a share. */
export function shareInWords(p: Proportion): string {
  return percentAndRange(p)?.share ?? '–';
}

/** `12–19 %`, or nothing. */
export function shareRange(p: Proportion): string {
  return percentAndRange(p)?.range ?? '';
}

/** `61 (15 %, 12–19 %)`, or the count alone where the number of reviews is too small for a share. */
export function countAndShare(p: Proportion): string {
  const said = percentAndRange(p);
  return said === null ? count(p.count) : `${count(p.count)}${GLUE}(${said.share},${GLUE}${said.range})`;
}

/** A score in points, as finely as its interval: `87`, `~72` when provisional, `–` when there is none. Never 0 for nobody. */
export function points(score: Score): string {
  if (score.value === null) return '–';
  return `${score.provisional ? '~' : ''}${inHundred(score.value, decimalsFor(score.value, score.low, score.high, 2))}`;
}

/** Points without an interval beside them. */
export function barePoints(value: number, digits = 0): string {
  return inHundred(value, digits);
}

/**
 * The fewest decimals in which sums that a reader can check come out: each is what was, what is added, and what it makes.
 */
export function decimalsOfSums(
  sums: readonly (readonly [was: number, added: number, makes: number])[],
): number {
  const at = (value: number, digits: number) => Math.round(Number(value.toFixed(digits)) * 10 ** digits);
  const comeOut = (digits: number) =>
    sums.every(([was, added, makes]) => at(was, digits) + at(added, digits) === at(makes, digits));
  return [0, 1].find(comeOut) ?? 2;
}

/** `82–91`, as finely as the score it belongs to, if there is one; or nothing. */
export function pointsRange(score: { low: number; high: number; value?: number } | { value: null }): string {
  if (!('low' in score)) return '';
  const { low, high, value } = score;
  return spreadIn(low, high, value === undefined ? 0 : decimalsFor(value, low, high, 2));
}

/**
 * The ends of what the model's own errors could make of a score, in whole points: precision and recall are themselves
 * measured on some hundred sentences. It is a bound, so it is rounded outwards, and only grows.
 */
export function bandEnds({ low, high }: { low: number; high: number }): { low: number; high: number } {
  // What is a whole number but for the noise of its sums is one.
  return { low: Math.floor(low + 1e-9), high: Math.ceil(high - 1e-9) };
}

/** `49–100`. */
export function bandRange(band: { low: number; high: number }): string {
  const { low, high } = bandEnds(band);
  return `${low}–${high}`;
}

/** Signed points: `+12`, `−7`, `0`. */
export function signed(value: number, digits = 0): string {
  return withSign(value, digits);
}

/** `+1 point`, `−7 points`. */
export function signedPoints(value: number): string {
  return `${signed(value)}${GLUE}${Math.abs(Math.round(value)) === 1 ? 'point' : 'points'}`;
}

/** `−20 to −4`; an end that is not 0 is never said to be: `+0.4 to +21`. Nothing where there is none. */
export function signedRange({ low, high }: { low: number | null; high: number | null }): string {
  if (low === null || high === null) return '';
  const end = (value: number): string => {
    let digits = 0;
    while (digits < 2 && value !== 0 && Number(value.toFixed(digits)) === 0) digits++;
    return withSign(value, digits);
  };
  return `${end(low)} to ${end(high)}`;
}

/** `−12 (−20 to −4)`. */
export function differenceInWords(change: Pick<Change, 'difference' | 'low' | 'high'>): string {
  if (change.difference === null) return '–';
  return `${signed(change.difference)} (${signedRange(change)})`;
}

function withSign(value: number, digits: number): string {
  const rounded = Number(value.toFixed(digits));
  const said = Math.abs(value).toFixed(digits);
  return rounded > 0 ? `+${said}` : rounded < 0 ? `−${said}` : '0';
}

/** `156 praise, 30 blame, 12 both`; neutral only where there is some. */
export function stancesInWords(stances: Stances): string {
  const parts = [
    `${count(stances.positive)}${GLUE}praise`,
    `${count(stances.negative)}${GLUE}blame`,
    `${count(stances.mixed)}${GLUE}both`,
  ];
  if (stances.neutral > 0) parts.push(`${count(stances.neutral)}${GLUE}neither`);
  return parts.join(', ');
}

/** Reviews behind four stances, those without a direction included. */
export function mentionsOf(stances: Stances): number {
  return stances.positive + stances.negative + stances.mixed + stances.neutral;
}

/** Of so few reviews their number is all that is shown, in every format but json. Of none there is nothing to keep. */
export function isFew(n: number, { hidden }: Floors): boolean {
  return n > 0 && n < hidden;
}

/** Of a review whose praise and blame on an axis weigh the same: as much of both, or neither. */
export const EVEN_IN_WORDS = 'even on one or both (as much praise as blame, or neither)';

/** Why there is no score where nobody judges: `nobody said`, or `80 reviews took no side`. */
export function nobodyInWords({ counts }: Score): string {
  return counts.neutral === 0 ? 'nobody said' : `${counted(counts.neutral, 'review')} took no side`;
}

/** `2026-01-03 to 2026-06-30`, one date, or nothing. */
export function period(first: string | null, last: string | null): string {
  if (first === null || last === null) return first ?? last ?? '';
  return first === last ? first : `${first} to ${last}`;
}

/** `reviews.csv, record 76`: records are counted from 1 below the header, so the number is no line of the file. */
export function recordPlace(file: string, record: number | null): string {
  return record === null ? file : `${file}, record ${record}`;
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(items: readonly string[]): string {
  if (items.length < 2) return items.join('');
  return `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}

/** Why nothing is compared, to follow “Nothing to compare: ”. */
export const NOT_COMPARED: Record<NonNullable<Report['notCompared']>, string> = {
  'no-complete-periods': 'the reviews fill no two complete periods',
  'first-run': 'this is the first run that the history keeps',
};

export const CARD_NAMES: Record<Card, string> = {
  clinicalOutcome: 'Outcome',
  clinicalSkill: 'Skill',
  service: 'Service',
};

/** What the clinical card may be called: what is said of results, not the results. */
export const CLINICAL_TITLE = 'What reviewers say about clinical results';
export const SERVICE_TITLE = 'What reviewers say about the service';

export const COMMITMENT_NAMES: Record<Commitment, string> = {
  compassion: 'Showing compassion',
  environment: 'A safe environment',
  trust: 'Building trust',
  engagement: 'Engaging the patient',
  time: "Respecting the patient's time",
  value: 'Value-added services',
};

/**
 * Decimals of a rule's value: one, or as many as it takes to stand on its own side of the limit, within its interval, and
 * neither at none nor at all where it is not.
 */
export function gateDecimals({ value, limit, low, high }: GateVerdict): number {
  if (value === null) return 0;
  let decimals = low === null || high === null ? 1 : Math.max(1, decimalsOf(low, high));
  const standsElsewhere = () =>
    value !== limit && Math.sign(Number(value.toFixed(decimals)) - limit) !== Math.sign(value - limit);
  while (decimals < 6 && (standsElsewhere() || wouldLie(value, decimals))) decimals++;
  return decimals;
}

/** A rule's value, `76.3` or `0.2 %`; `–` without one. */
export function gateValue(gate: GateVerdict): string {
  if (gate.value === null) return '–';
  const rounded = Number(gate.value.toFixed(gateDecimals(gate)));
  return `${rounded}${gate.fails === 'above' ? `${GLUE}%` : ''}`;
}

/** The interval of a rule's value in as many decimals as it is said in, or nothing. */
export function gateRange(gate: GateVerdict): string {
  const { value, low, high } = gate;
  if (value === null || low === null || high === null) return '';
  const shown = String(Number(value.toFixed(gateDecimals(gate))));
  return spreadIn(low, high, shown.split('.')[1]?.length ?? 0);
}

/** A rule by its name, and what it asks. */
export function gateName({ name, rule }: GateVerdict): string {
  return name === null ? rule : `${name} (${rule})`;
}

/** `failed`, and where it is not plain why: `skipped: too few reviews`. */
export function verdictInWords({ verdict, finding }: GateVerdict): string {
  if (finding === 'too-few') return `${verdict}: too few`;
  if (finding === 'broken-within-interval') return `${verdict}: broken, within interval`;
  return verdict;
}

/** What became of the records, as a list of phrases; those that are 0 are left out. */
export function ledgerInWords(ledger: Ledger): string[] {
  const lines: [number, string][] = [
    [ledger.withoutText, `${counted(ledger.withoutText, 'review')} without words`],
    [ledger.otherLanguage, `${counted(ledger.otherLanguage, 'review')} in another language`],
    [ledger.duplicate, counted(ledger.duplicate, 'repeated review')],
    [ledger.outsidePeriod, `${counted(ledger.outsidePeriod, 'review')} outside the period asked for`],
    [ledger.problem, counted(ledger.problem, 'unusable record')],
    [ledger.blank, counted(ledger.blank, 'blank record')],
  ];
  return lines.filter(([n]) => n > 0).map(([, words]) => words);
}

/** How many reviews of a language there are, what read them, and how right that is. */
export function readingInWords({ language, reviews, by, measures, readable }: LanguageReading): string {
  const head = `${printable(language)}${GLUE}${count(reviews)}`;
  switch (by) {
    case 'model':
      return head;
    case 'none':
      return `${head}, set aside${readable ? ` (--language en,${printable(language)} reads them by phrases)` : ''}`;
    case 'as-english':
      return `${head}, read as if they were English`;
    case 'phrases': {
      const { precision, recall } = measures ?? {};
      const right =
        precision === undefined || recall === undefined
          ? 'how right they are was not measured'
          : `on labelled sentences ${percent(precision)} of their tags are right, and they find ${percent(recall)}`;
      return `${head}, read by phrases alone: ${right}`;
    }
  }
}

/** Measures as the model card names them, the most telling first. */
export const MEASURE_NAMES: Record<string, string> = {
  theme: 'themes, F1',
  tag: 'themes with polarity, F1',
  macro: 'mean F1 of themes',
  clinical: 'clinical axis, F1',
  service: 'service axis, F1',
  negativeClinical: 'clinical complaints, F1',
  negativeService: 'service complaints, F1',
  kappa: 'polarity κ',
  separationOffice: 'care told from office, AUC',
  separationWaiting: 'care told from waiting, AUC',
  boundaryTag: 'hard cases, F1',
};
