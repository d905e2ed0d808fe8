/**
 * The words a tally keeps: quotes, divergence examples, sentences with no theme. Memory is bounded by keeping the k
 * smallest of an order that depends on nothing but the review itself, so any cut and order of the input keep the same.
 */
import type {
  AnalysedReview,
  Card,
  CutWords,
  DivergenceRecord,
  Opinion,
  QuoteRecord,
  RatedRecord,
  Review,
  SafetyRecord,
  Span,
  StanceSentence,
  Tag,
  Tally,
  Theme,
  UnlabelledSentence,
  Whole,
} from '../types.js';
import { addTo, entry } from './counts.js';
import { endOf } from './rated.js';
import { type ReviewStances, themeOf } from './stances.js';

/** Quotes a theme and polarity. 19 themes × 2 × 40 is about the pool of 1,500 that a page can filter. */
export const QUOTES_KEPT = 40;
/** Divergence examples a side. */
export const DIVERGENCE_KEPT = 200;
/** Sentences with no theme: enough for phrases that stand in one of 500. */
export const UNLABELLED_KEPT = 2000;
/** Reviews whose words and rating part, a side. */
export const RATED_KEPT = 20;
/** Reviews on the safety list: more than a person reads. */
export const SAFETY_KEPT = 1000;
const REMARKS_KEPT = 5;
/** How sure at least one tag of each axis must be, for a review to stand before others in the lists of divergence. */
const SURE = 0.5;
/** Sentences behind each side of a divergence. */
const SENTENCES_SHOWN = 3;
/** Longer sentences are shown around their evidence: one cell may be megabytes without a full stop. */
const LONGEST_QUOTE = 600;
const LONGEST_UNLABELLED = 1000;

type Compare<T> = (a: T, b: T) => number;

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

export const byQuote: Compare<QuoteRecord> = (a, b) =>
  a.rank - b.rank ||
  byText(a.hash, b.hash) ||
  byText(a.id, b.id) ||
  byText(a.passage, b.passage) ||
  a.start - b.start ||
  byText(a.text, b.text) ||
  byText(a.date ?? '', b.date ?? '');

export const byGap: Compare<Pick<DivergenceRecord, 'sure' | 'gap' | 'id' | 'hash' | 'date'>> = (a, b) =>
  Number(b.sure) - Number(a.sure) ||
  b.gap - a.gap ||
  byText(a.id, b.id) ||
  byText(a.hash, b.hash) ||
  byText(a.date ?? '', b.date ?? '');

export const byRank: Compare<UnlabelledSentence> = (a, b) =>
  byText(a.rank, b.rank) || byText(a.hash, b.hash) || byText(a.text, b.text);

export const byRated: Compare<RatedRecord> = (a, b) =>
  a.rank - b.rank || byText(a.hash, b.hash) || byText(a.id, b.id) || byText(a.text, b.text);

/** The latest first, those without a date last. */
export const bySafety: Compare<SafetyRecord> = (a, b) =>
  byText(b.date ?? '', a.date ?? '') ||
  byText(a.id, b.id) ||
  byText(a.hash, b.hash) ||
  byText(a.origin.file, b.origin.file) ||
  a.origin.record - b.origin.record;

/** Puts an item into a sorted list of at most `keep`. */
function keepSmallest<T>(list: T[], item: T, keep: number, compare: Compare<T>): void {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compare(list[middle]!, item) <= 0) low = middle + 1;
    else high = middle;
  }
  if (low >= keep) return;
  list.splice(low, 0, item);
  if (list.length > keep) list.pop();
}

/** The k smallest of two sorted lists. */
export function mergeSmallest<T>(a: readonly T[], b: readonly T[], keep: number, compare: Compare<T>): T[] {
  return [...a, ...b].sort(compare).slice(0, keep);
}

/** A copy that does not keep the whole passage alive, as a slice of it would in V8. */
function ownCopy(text: string): string {
  return ` ${text}`.slice(1);
}

/** What a length that reads badly costs a quote, in steps of confidence: .3, so that no doubtful tag stands for a sure one. */
const UNREADABLE = 6;

/**
 * How well a sentence shows a tag as a quote, smallest best: the tag's confidence in steps of .05, and its length (a line
 * or three; neither two words nor a screenful). Within a step the review's hash decides, which is chance.
 */
function quoteRank(length: number, confidence: number): number {
  const unreadable =
    length >= 40 && length <= 240
      ? 0
      : length >= 25 && length <= 400
        ? 1
        : length >= 12 && length <= LONGEST_QUOTE
          ? 2
          : 3;
  return unreadable * UNREADABLE + Math.round((1 - Math.min(1, Math.max(0, confidence))) * 20);
}

/** The words of an opinion and the evidence in them, cut around the first evidence where it is very long. */
function cutSentence(
  review: Review,
  opinion: Span & { passage: number },
  evidence: readonly Span[],
): CutWords {
  const passage = review.passages[opinion.passage]!.text;
  let { start, end } = opinion;
  let before = '';
  let after = '';
  if (end - start > LONGEST_QUOTE) {
    const anchor = evidence[0]?.start ?? start;
    const from = Math.max(start, Math.min(anchor - LONGEST_QUOTE / 3, end - LONGEST_QUOTE));
    const to = Math.min(end, from + LONGEST_QUOTE);
    before = from > start ? '… ' : '';
    after = to < end ? ' …' : '';
    start = edge(passage, Math.floor(from));
    end = edge(passage, Math.floor(to));
  }
  const shift = before.length - start;
  return {
    text: ownCopy(before + passage.slice(start, end) + after),
    from: whereFrom(review, opinion.passage, start, end, before.length),
    evidence: evidence
      .map((span) => ({
        start: Math.max(span.start, start) + shift,
        end: Math.min(span.end, end) + shift,
      }))
      .filter((span) => span.start < span.end),
  };
}

/** Longer reviews are kept only around each quote: names that matter for it stand near it. */
const LONGEST_WHOLE = 6000;
const AROUND_QUOTE = 1500;
/** Between passages, as between paragraphs: no name reaches from one into the next. */
const PARTED = '\n\n';

const wholes = new WeakMap<Review, ReturnType<typeof wholeOf>>();

/** The words of a review as one text, and where in it each passage begins. */
export function wholeOf({ passages, provider, reviewer = null }: Review): { whole: Whole; starts: number[] } {
  const starts: number[] = [];
  let length = 0;
  for (const { text } of passages) {
    starts.push(length);
    length += text.length + PARTED.length;
  }
  return {
    whole: { text: ownCopy(passages.map(({ text }) => text).join(PARTED)), provider, reviewer },
    starts,
  };
}

/** What a quote was cut from. `lead`: units of the quote before its first own one. */
function whereFrom(
  review: Review,
  index: number,
  start: number,
  end: number,
  lead: number,
): CutWords['from'] {
  const { passages, provider, reviewer = null } = review;
  const length = passages.reduce((sum, { text }) => sum + text.length + PARTED.length, 0);
  if (length > LONGEST_WHOLE) {
    const { text } = passages[index]!;
    const from = edge(text, Math.max(0, start - AROUND_QUOTE));
    const words = ownCopy(text.slice(from, edge(text, Math.min(text.length, end + AROUND_QUOTE))));
    return { whole: { text: words, provider, reviewer }, at: start - from - lead };
  }
  let own = wholes.get(review);
  if (own === undefined) {
    own = wholeOf(review);
    wholes.set(review, own);
  }
  return { whole: own.whole, at: own.starts[index]! + start - lead };
}

/** Never between the two halves of a surrogate pair. */
function edge(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return code >= 0xdc00 && code <= 0xdfff && at > 0 ? at - 1 : at;
}

/** Offers the best sentence a theme and polarity of this review to the quotes. */
export function keepQuotes(
  quotes: Record<string, Record<'positive' | 'negative', QuoteRecord[]>>,
  analysed: AnalysedReview,
  groups: Record<string, string>,
): void {
  const { review, opinions } = analysed;
  const best = new Map<string, { opinion: Opinion; tag: Tag; rank: number }>();
  for (const opinion of opinions) {
    for (const tag of opinion.tags) {
      if (tag.polarity !== 'positive' && tag.polarity !== 'negative') continue;
      const rank = quoteRank(opinion.end - opinion.start, tag.confidence);
      const key = `${tag.polarity} ${tag.theme}`;
      const other = best.get(key);
      // Opinions come in reading order, so the first of equals stays.
      if (!other || rank < other.rank) best.set(key, { opinion, tag, rank });
    }
  }
  for (const { opinion, tag, rank } of best.values()) {
    const lists = entry(quotes, tag.theme, () => ({ positive: [], negative: [] }));
    const list = lists[tag.polarity as 'positive' | 'negative'];
    const last = list[QUOTES_KEPT - 1];
    if (last && (rank > last.rank || (rank === last.rank && review.hash > last.hash))) continue;
    keepSmallest(
      list,
      {
        rank,
        id: review.id,
        hash: review.hash,
        passage: review.passages[opinion.passage]!.name,
        start: opinion.start,
        ...cutSentence(review, opinion, tag.evidence),
        confidence: tag.confidence,
        date: review.date,
        groups,
      },
      QUOTES_KEPT,
      byQuote,
    );
  }
}

/** Offers a review whose axes part to the list it belongs to. */
export function keepDivergence(
  lists: { praisedBlamed: DivergenceRecord[]; blamedPraised: DivergenceRecord[] },
  analysed: AnalysedReview,
  stances: ReviewStances,
  themes: readonly Theme[],
): void {
  const { divergence } = stances;
  if (divergence?.kind !== 'praisedBlamed' && divergence?.kind !== 'blamedPraised') return;
  const { id, hash, date } = analysed.review;
  const list = lists[divergence.kind];
  const last = list[DIVERGENCE_KEPT - 1];
  const praised = divergence.kind === 'praisedBlamed';
  const clinical = behind(analysed, divergence.clinicalCard, praised ? 'positive' : 'negative', themes);
  const service = behind(analysed, 'service', praised ? 'negative' : 'positive', themes);
  const sure = [clinical, service].every((found) => found.some(({ tag }) => tag.confidence >= SURE));
  const place = { id, hash, sure, gap: divergence.gap, date };
  if (last && byGap(place, last) > 0) return;
  keepSmallest(
    list,
    {
      ...place,
      clinical: sentencesOf(analysed, clinical),
      service: sentencesOf(analysed, service),
      themes: stances.themes
        .filter(({ theme }) => theme.axis !== 'general')
        .map(({ theme, stance }) => ({ theme: theme.name, polarity: stance })),
    },
    DIVERGENCE_KEPT,
    byGap,
  );
}

/** A tag of one polarity on a card, and how well its sentence shows it. */
interface Behind {
  opinion: Opinion;
  tag: Tag;
  rank: number;
}

/**
 * How well a sentence shows a stance, smallest best: the confidence in steps of .1 (finer ones are chance), a step of it
 * for phrases and model agreeing, half a step for reading by itself: five words or more, and no screenful.
 */
function stanceRank(text: string, tag: Tag): number {
  const agreed = tag.via.includes('keyword') && tag.via.includes('model');
  const doubt = Math.floor((1 - Math.min(1, Math.max(0, tag.confidence))) * 10);
  const readable = text.length <= 240 && text.trim().split(/\s+/).length >= 5;
  return doubt * 2 + (agreed ? 0 : 2) + (readable ? 0 : 1);
}

/** The tags of one polarity on a card, those whose sentences show it best first. */
function behind(
  analysed: AnalysedReview,
  card: Card,
  polarity: 'positive' | 'negative',
  themes: readonly Theme[],
): Behind[] {
  const found: Behind[] = [];
  for (const opinion of analysed.opinions) {
    for (const tag of opinion.tags) {
      if (tag.polarity !== polarity || themeOf(themes, tag.theme).card !== card) continue;
      const text = analysed.review.passages[opinion.passage]!.text.slice(opinion.start, opinion.end);
      found.push({ opinion, tag, rank: stanceRank(text, tag) });
    }
  }
  // The sort is stable, so equals stay in reading order.
  return found.sort((a, b) => a.rank - b.rank || b.tag.confidence - a.tag.confidence);
}

/** The first sentences of them: one tag a sentence, one sentence a theme. */
function sentencesOf(analysed: AnalysedReview, found: readonly Behind[]): DivergenceRecord['clinical'] {
  const sentences = new Set<Opinion>();
  const named = new Set<string>();
  const shown: DivergenceRecord['clinical'] = [];
  for (const { opinion, tag } of found) {
    if (shown.length === SENTENCES_SHOWN) break;
    if (sentences.has(opinion) || named.has(tag.theme)) continue;
    sentences.add(opinion);
    named.add(tag.theme);
    shown.push({
      theme: tag.theme,
      polarity: tag.polarity as StanceSentence['polarity'],
      ...cutSentence(analysed.review, opinion, tag.evidence),
    });
  }
  return shown;
}

/** Counts a review that speaks of harm. */
export function countSafety(safety: Tally['safety'], { safety: remarks }: AnalysedReview): void {
  if (remarks.length === 0) return;
  safety.reviews++;
  for (const harm of new Set(remarks.map((remark) => remark.harm))) addTo(safety.harms, harm, 1);
}

/** Offers a review that speaks of harm to the list. */
export function keepSafety(
  safety: Tally['safety'],
  { review, safety: remarks }: AnalysedReview,
  groups: Record<string, string>,
): void {
  if (remarks.length === 0) return;
  const { id, hash, origin, date, location, provider } = review;
  const place = { id, hash, origin, date, location, provider, groups, remarks: [] };
  const last = safety.listed[SAFETY_KEPT - 1];
  if (last && bySafety(place, last) > 0) return;
  const kept = remarks.slice(0, REMARKS_KEPT).map((remark) => ({
    harm: remark.harm,
    passage: review.passages[remark.passage]!.name,
    ...cutSentence(review, remark, remark.evidence),
  }));
  keepSmallest(safety.listed, { ...place, origin: { ...origin }, remarks: kept }, SAFETY_KEPT, bySafety);
}

/** Offers a best rating with a complaint, and a worst one without any, to their examples. */
export function keepRated(
  examples: Tally['ratedExamples'],
  { review, opinions }: AnalysedReview,
  themes: readonly Theme[],
): void {
  const side = endOf(review.rating);
  if (side === null || review.rating === null) return;
  let best: { opinion: Opinion; tag: Tag | null; rank: number } | null = null;
  for (const opinion of opinions) {
    const text = review.passages[opinion.passage]!.text.slice(opinion.start, opinion.end);
    for (const tag of opinion.tags) {
      const complains = tag.polarity === 'negative' || tag.polarity === 'mixed';
      if (side === 'worst' && complains) return;
      if (side === 'worst' || tag.polarity !== 'negative') continue;
      if (themeOf(themes, tag.theme).axis === 'general') continue;
      const rank = stanceRank(text, tag);
      if (best === null || rank < best.rank) best = { opinion, tag, rank };
    }
    if (side === 'worst') {
      const rank = quoteRank(opinion.end - opinion.start, 1);
      if (best === null || rank < best.rank) best = { opinion, tag: null, rank };
    }
  }
  if (best === null) return;
  const { opinion, tag, rank } = best;
  const last = examples[side][RATED_KEPT - 1];
  if (last && (rank > last.rank || (rank === last.rank && review.hash > last.hash))) return;
  const { id, hash, date } = review;
  keepSmallest(
    examples[side],
    {
      rank,
      id,
      hash,
      date,
      rating: review.rating.raw,
      theme: tag?.theme ?? null,
      ...cutSentence(review, opinion, tag?.evidence ?? []),
    },
    RATED_KEPT,
    byRated,
  );
}

/** Offers the sentences in which no theme was found to their sample. */
export function keepUnlabelled(list: UnlabelledSentence[], analysed: AnalysedReview): void {
  const { review, opinions } = analysed;
  for (const opinion of opinions) {
    if (opinion.tags.length > 0) continue;
    const rank = placeHash(review.hash, opinion.passage, opinion.start);
    const last = list[UNLABELLED_KEPT - 1];
    if (last && rank > last.rank) continue;
    const end = Math.min(opinion.end, opinion.start + LONGEST_UNLABELLED);
    const text = ownCopy(review.passages[opinion.passage]!.text.slice(opinion.start, end));
    const from = whereFrom(review, opinion.passage, opinion.start, end, 0);
    keepSmallest(list, { rank, hash: review.hash, text, evidence: [], from }, UNLABELLED_KEPT, byRank);
  }
}

/**
 * A hash of where a sentence stands, 16 hex digits: two FNV-1a rounds over the review's hash and the place, mixed at
 * the end as in MurmurHash3. It only has to scatter evenly.
 */
function placeHash(reviewHash: string, passage: number, start: number): string {
  let a = 0x811c9dc5;
  let b = 0x9747b28c;
  const key = `${reviewHash}/${passage}/${start}`;
  for (let i = 0; i < key.length; i++) {
    const code = key.charCodeAt(i);
    a = Math.imul(a ^ code, 0x01000193);
    b = Math.imul(b ^ code, 0x5bd1e995);
  }
  return hex(mix(a)) + hex(mix(b ^ (a >>> 7)));
}

function mix(h: number): number {
  let x = h;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
}

function hex(word: number): string {
  return word.toString(16).padStart(8, '0');
}
