/** What a history says of itself: its runs, the reviews that are gone, what is wrong with it. */
import type { AnalysedReview, HistoryFault, HistoryReview, HistoryRun, Polarity, Score } from '../types.js';
import { drawMarkdown } from './markdown.js';
import { type Block, paragraph, say } from './outline/blocks.js';
import { printable } from './printable.js';
import { drawBlocks, type TerminalOptions } from './terminal.js';
import { count, counted, points } from './words.js';

export type HistoryFormat = 'terminal' | 'json' | 'markdown';

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

export function drawListing(
  listing: HistoryListing,
  format: HistoryFormat,
  options: TerminalOptions,
): string {
  return draw(listing, listingBlocks(listing), format, options);
}

export function drawGone(listing: GoneListing, format: HistoryFormat, options: TerminalOptions): string {
  return draw(listing, goneBlocks(listing), format, options);
}

export function drawVerify(result: VerifyResult, format: HistoryFormat, options: TerminalOptions): string {
  return draw(result, verifyBlocks(result), format, options);
}

function draw(value: object, blocks: Block[], format: HistoryFormat, options: TerminalOptions): string {
  if (format === 'json') return `${JSON.stringify(value, null, 2)}\n`;
  return format === 'markdown' ? drawMarkdown(blocks) : drawBlocks(blocks, options);
}

function listingBlocks({ file, reviews, runs }: HistoryListing): Block[] {
  const shown = runs.slice(-ROWS_SHOWN);
  const number = (n: number) => [say(n === 0 ? '·' : count(n), n === 0 ? 'faint' : 'plain')];
  const score = (value: Score | null) => [
    say(value === null ? 'pruned' : points(value), value === null ? 'faint' : 'plain'),
  ];
  const blocks: Block[] = [
    {
      kind: 'title',
      text: `History in ${printable(file)}`,
      detail: `${counted(runs.length, 'run')} · ${counted(reviews.present, 'review')} in the latest · ${count(reviews.gone)} gone`,
    },
  ];
  if (runs.length === 0)
    return [...blocks, paragraph('text', 'No run yet: analyze --history writes the first.')];
  blocks.push({
    kind: 'table',
    columns: [
      { head: 'Run', align: 'right' },
      { head: 'When (UTC)', align: 'left' },
      { head: 'Reviews', align: 'right' },
      { head: 'New', align: 'right' },
      { head: 'Changed', align: 'right' },
      { head: 'Gone', align: 'right' },
      { head: 'Back', align: 'right' },
      { head: 'Outcome', align: 'right' },
      { head: 'Service', align: 'right' },
    ],
    rows: shown.map(({ run, at, counts, clinicalOutcome, service }) => [
      [say(String(run))],
      [say(at.slice(0, 16).replace('T', ' '))],
      [say(count(counts.reviews))],
      number(counts.new),
      number(counts.changed),
      number(counts.gone),
      number(counts.returned),
      score(clinicalOutcome),
      score(service),
    ]),
  });
  if (shown.length < runs.length) {
    blocks.push(
      paragraph(
        'note',
        `The first ${count(runs.length - shown.length)} runs are left out; --format json holds all.`,
      ),
    );
  }
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
  blocks.push({
    kind: 'table',
    columns: [
      { head: 'Review', align: 'left' },
      { head: 'Date', align: 'left' },
      { head: 'Rating', align: 'left' },
      { head: 'First run', align: 'right' },
      { head: 'Gone since', align: 'right' },
      { head: 'What it said', align: 'left', min: 14, gives: 1 },
    ],
    rows: shown.map(({ hash, date, rating, firstRun, goneRun, themes, setAside }) => [
      [say(hash)],
      [say(date ?? '–')],
      [say(rating === null ? '–' : printable(rating.raw).trim().slice(0, 12))],
      [say(String(firstRun))],
      [say(String(goneRun))],
      [say(themes.map(({ theme, polarity }) => `${theme}${SIGNS[polarity]}`).join(' ') || unsaid(setAside))],
    ]),
  });
  if (shown.length < reviews.length) {
    blocks.push(
      paragraph(
        'note',
        `The other ${count(reviews.length - shown.length)} are left out; --format json holds all.`,
      ),
    );
  }
  return blocks;
}

const SIGNS: Record<Polarity, string> = { positive: '+', negative: '−', mixed: '±', neutral: '' };

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
