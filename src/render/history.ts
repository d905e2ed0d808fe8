/** What a history says of itself: its runs, the reviews that are gone, what is wrong with it. */
import type { AnalysedReview, HistoryFault, HistoryReview, HistoryRun, Polarity, Score } from '../types.js';
import type { Answer } from './answer.js';
import { type Block, paragraph, say } from './outline/blocks.js';
import { left, right, table } from './outline/table.js';
import { printable } from './printable.js';
import { count, counted, POLARITY_SIGNS, points } from './words.js';

/** The runs of a history, each with the headline scores of its report; null where that was pruned. */
export interface HistoryListing {
  schema: 'reviewscan.history';
  schemaVersion: 1;
  file: string;
  reviews: { present: number; gone: number };
  runs: (HistoryRun & { clinicalOutcome: Score | null; service: Score | null })[];
}

/** Reviews that are no longer in the input. */
export interface GoneListing {
  schema: 'reviewscan.history-gone';
  schemaVersion: 1;
  file: string;
  /** Those asked for; all of them unless a period was. */
  reviews: (Omit<HistoryReview, 'found' | 'subRatings'> & {
    /** What it said of each theme; empty where it was never analysed. */
    themes: { theme: string; polarity: Polarity }[];
  })[];
}

/** What verify found. */
export interface VerifyResult {
  schema: 'reviewscan.history-verify';
  schemaVersion: 1;
  file: string;
  checked: { runs: number; reviews: number };
  faults: HistoryFault[];
}

/** Rows of a table on a screen; JSON holds all. */
const ROWS_SHOWN = 200;

export function listingAnswer(listing: HistoryListing): Answer {
  return { value: listing, blocks: () => listingBlocks(listing) };
}

export function goneAnswer(listing: GoneListing): Answer {
  return { value: listing, blocks: () => goneBlocks(listing) };
}

export function verifyAnswer(result: VerifyResult): Answer {
  return { value: result, blocks: () => verifyBlocks(result) };
}

function listingBlocks({ file, reviews, runs }: HistoryListing): Block[] {
  const shown = runs.slice(-ROWS_SHOWN);
  const number = (n: number) => (n === 0 ? say('·', 'faint') : say(count(n)));
  const score = (value: Score | null) => (value === null ? say('pruned', 'faint') : say(points(value)));
  const blocks: Block[] = [
    {
      kind: 'title',
      text: `History in ${printable(file)}`,
      detail: `${counted(runs.length, 'run')} · ${counted(reviews.present, 'review')} in the latest · ${count(reviews.gone)} gone`,
    },
  ];
  if (runs.length === 0)
    return [...blocks, paragraph('text', 'No run yet: analyze --history writes the first.')];
  blocks.push(
    table(shown, [
      right('Run', ({ run }) => String(run)),
      left('When (UTC)', ({ at }) => at.slice(0, 16).replace('T', ' ')),
      right('Reviews', ({ counts }) => count(counts.reviews)),
      right('New', ({ counts }) => number(counts.new)),
      right('Changed', ({ counts }) => number(counts.changed)),
      right('Gone', ({ counts }) => number(counts.gone)),
      right('Back', ({ counts }) => number(counts.returned)),
      right('Outcome', ({ clinicalOutcome }) => score(clinicalOutcome)),
      right('Service', ({ service }) => score(service)),
    ]),
    ...leftOut(runs.length - shown.length, (n) => `The first ${n} runs`),
  );
  return blocks;
}

function goneBlocks({ file, reviews }: GoneListing): Block[] {
  const shown = reviews.slice(0, ROWS_SHOWN);
  const blocks: Block[] = [
    {
      kind: 'title',
      text: `Reviews gone from the input of ${printable(file)}`,
      detail: `${counted(reviews.length, 'review')} · known by the hash of their content: a history keeps no ids`,
    },
  ];
  if (reviews.length === 0) return [...blocks, paragraph('text', 'None.')];
  blocks.push(
    table(shown, [
      left('Review', ({ hash }) => hash),
      left('Date', ({ date }) => date ?? '–'),
      left('Rating', ({ rating }) => (rating === null ? '–' : printable(rating.raw).trim().slice(0, 12))),
      right('First run', ({ firstRun }) => String(firstRun)),
      right('Gone since', ({ goneRun }) => String(goneRun)),
      left('What it said', ({ themes, setAside }) => said(themes) || unsaid(setAside), { min: 14, gives: 1 }),
    ]),
    ...leftOut(reviews.length - shown.length, (n) => `The other ${n}`),
  );
  return blocks;
}

function leftOut(rows: number, inWords: (n: string) => string): Block[] {
  if (rows === 0) return [];
  return [paragraph('note', `${inWords(count(rows))} are left out; --format json holds all.`)];
}

function said(themes: GoneListing['reviews'][number]['themes']): string {
  return themes
    .map(({ theme, polarity }) => theme + (polarity === 'neutral' ? '' : POLARITY_SIGNS[polarity]))
    .join(' ');
}

function unsaid(setAside: HistoryReview['setAside']): string {
  if (setAside === 'no-text') return 'no words';
  return setAside === 'language' ? 'another language' : 'no theme';
}

function verifyBlocks({ file, checked, faults }: VerifyResult): Block[] {
  const blocks: Block[] = [
    {
      kind: 'title',
      text: `${printable(file)}, looked over`,
      detail: `${counted(checked.runs, 'run')} · ${counted(checked.reviews, 'review')} checked`,
    },
    paragraph(
      'finding',
      faults.length === 0 ? say('Sound.', 'good') : say(`${counted(faults.length, 'fault')}.`, 'bad'),
      faults.length === 0 ? '' : ' Put a copy back, or move the file away: the next run starts a new one.',
    ),
  ];
  if (faults.length > 0) {
    blocks.push({
      kind: 'facts',
      facts: faults.map(({ where, what }) => ({ label: where, runs: [say(printable(what))] })),
    });
  }
  return blocks;
}

/** What a review says of each theme, in the order they are given. */
export function themesOf(
  opinions: AnalysedReview['opinions'],
  order: readonly string[],
): { theme: string; polarity: Polarity }[] {
  const said = new Map<string, Set<Polarity>>();
  for (const { tags } of opinions) {
    for (const { theme, polarity } of tags) said.set(theme, (said.get(theme) ?? new Set()).add(polarity));
  }
  return order.flatMap((theme) => {
    const polarities = said.get(theme);
    if (polarities === undefined) return [];
    const both = polarities.has('mixed') || (polarities.has('positive') && polarities.has('negative'));
    const polarity: Polarity = both
      ? 'mixed'
      : polarities.has('positive')
        ? 'positive'
        : polarities.has('negative')
          ? 'negative'
          : 'neutral';
    return [{ theme, polarity }];
  });
}
