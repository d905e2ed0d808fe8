/**
 * What a review says of harm that was done. What is wanted is a list that a person reads, so a doubtful sentence is
 * rather listed than lost; what was feared, averted, denied or done elsewhere is not.
 */
import type { Harm, SafetyRemark, SafetyWords, Side, Span, Token } from '../types.js';
import { tidySpans } from './evidence.js';
import type { Grammar } from './grammar.js';
import type { Judged } from './judgement.js';
import type { WatchedHit } from './keywords.js';
import { type JudgedSentence, sidesOf } from './sides.js';

/** How many tokens an excuse reaches forward: "worried about pain, swelling, bleeding and infection". */
const REACH = 12;

const weightOf = (side: Side): number => (side === 'pro' ? 1 : side === 'con' ? -1 : 0);
/** Praise minus blame, by number. */
const balanceOf = (sides: readonly Judged[]): number =>
  sides.reduce((sum, { side }) => sum + weightOf(side), 0);

/** A harm that a sentence speaks of. */
interface FoundHarm extends Span {
  harm: Harm;
  strength: 'sure' | 'cue';
  /** It stands whatever is around it. */
  firm: boolean;
}

/**
 * Makes what reads the safety remarks of a review.
 *
 * In a review that praises more than it blames, harm is mostly what the patient came with, or what became of others.
 * There a plain phrase counts only in a complaint with a theme, and a hint never; elsewhere a plain phrase counts, and
 * a hint in a complaint. A firm phrase always does. A sentence speaks of a harm once, however many phrases say so.
 *
 * @returns a pure function of all passages of a review, each with its index: in the order of the text, then of `harms`
 */
export function createSafetyReader(
  { harms }: Pick<SafetyWords, 'harms'>,
  grammar: Grammar,
): (passages: readonly { passage: number; sentences: readonly JudgedSentence[] }[]) => SafetyRemark[] {
  const order = new Map<Harm, number>(harms.map(({ name }, i) => [name, i]));
  const place = (harm: Harm): number => order.get(harm) ?? 0;
  /** `balance` is that of the whole review. */
  const readSentence = (
    { whole, watched, sides }: JudgedSentence,
    passage: number,
    balance: number,
  ): SafetyRemark[] => {
    // what the other sentences say: its own words may sound like praise ("drilled a perfectly healthy tooth")
    const praised = balance - balanceOf(sides) > 0;
    const byHarm = new Map<Harm, Span[]>();
    for (const found of findHarms(watched, whole.tokens, grammar)) {
      if (!counts(found, sides, praised)) continue;
      const { harm, start, end } = found;
      byHarm.set(harm, [...(byHarm.get(harm) ?? []), { start, end }]);
    }
    const { start, end } = whole;
    return [...byHarm]
      .sort(([a], [b]) => place(a) - place(b))
      .map(([harm, spans]) => ({ start, end, passage, harm, evidence: tidySpans(spans, whole) }));
  };
  return (passages) => {
    const remarks: SafetyRemark[] = [];
    const balance = passages.reduce((sum, { sentences }) => sum + balanceOf(sidesOf(sentences)), 0);
    for (const { passage, sentences } of passages) {
      for (const sentence of sentences) {
        if (sentence.watched.length > 0) remarks.push(...readSentence(sentence, passage, balance));
      }
    }
    return remarks;
  };
}

/** @param praised whether the review praises more than it blames, this sentence aside */
function counts(
  { start, end, strength, firm }: FoundHarm,
  sides: readonly Judged[],
  praised: boolean,
): boolean {
  if (firm) return true;
  const own = sides.filter(({ sentence }) => start < sentence.end && end > sentence.start);
  const blames = own.some(({ side }) => side === 'con');
  if (!praised) return strength === 'sure' || blames;
  const hasComplaint = ({ judgement }: Judged): boolean =>
    judgement.tags.some(({ polarity }) => polarity === 'negative');
  return strength === 'sure' && blames && own.some(hasComplaint);
}

/**
 * Which of the watched phrases of a sentence speak of harm.
 *
 * @returns in the order of the text, without those that are negated or excused
 */
function findHarms(watched: readonly WatchedHit[], tokens: readonly Token[], grammar: Grammar): FoundHarm[] {
  const excuses = watched.filter((hit) => hit.watched.kind === 'excuse' && !hit.negated);
  const excused = (hit: WatchedHit): boolean =>
    excuses.some((excuse) => excuse.watched.name === 'sentence' || reaches(excuse, hit, tokens, grammar));
  const found: FoundHarm[] = [];
  for (const hit of watched) {
    const { kind, name, strength, negation } = hit.watched;
    const firm = negation === 'ignores';
    if (kind !== 'harm' || hit.negated || (!firm && excused(hit))) continue;
    found.push({ start: hit.start, end: hit.end, harm: name, strength, firm });
  }
  return found;
}

function reaches(
  excuse: WatchedHit,
  harm: WatchedHit,
  tokens: readonly Token[],
  { and, excuseEnds, subjects }: Grammar,
): boolean {
  // an excuse that is words of the harm itself ("could have died") excuses nothing
  if (excuse.first >= harm.first || excuse.last >= harm.last || harm.first - excuse.last > REACH)
    return false;
  for (let at = excuse.last + 1; at < harm.first; at++) {
    const { normal } = tokens[at] as Token;
    const begins = and.has(normal) && subjects.has((tokens[at + 1] as Token).normal);
    if (excuseEnds.has(normal) || begins) return false;
  }
  return true;
}
