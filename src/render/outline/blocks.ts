/** What a report is made of before it is drawn: blocks that every format knows how to draw, and their small makers. */
import type { Axis, Report, Score } from '../../types.js';
import type { Run, Tone } from '../fit.js';
import { printable } from '../printable.js';

/** One line of a card: a score and what it rests on. */
export interface CardLine {
  label: string;
  score: Score;
  /** Why there is no number, in words; null where there is one. */
  absent: string | null;
  stances: string;
  /** From where to where the model's own errors could move it: `74–89`. */
  doubt: string | null;
  /** What changed, where something is compared; else empty. */
  change: Run[];
}

export interface CardBox {
  axis: Exclude<Axis, 'general'>;
  title: string;
  lines: CardLine[];
  /** The themes most often praised and most often blamed, as sentences; empty where too few speak of any. */
  often: string[];
  note: string | null;
}

export type TableCell =
  | Run[]
  /** A bar of 0..100; null draws none. */
  | { bar: number | null; tone: Tone }
  /** One value 0..100 a period, oldest first; null = nobody said. */
  | { line: (number | null)[]; tone: Tone };

export interface TableColumn {
  head: string;
  align: 'left' | 'right';
  /** Narrowest it may become by wrapping. */
  min?: number;
  /** Who gives way first when the table is too wide: smaller first; without it the column keeps its width. */
  gives?: number;
}

export interface QuoteBlock {
  /** What the words stand for: `result`, `service`. */
  label: string;
  runs: Run[];
  source: string;
}

/** A label and what it names; neighbours with the same label show it once. */
export interface Fact {
  label: string;
  /** Of the label. */
  tone?: Tone;
  runs: Run[];
}

export type Block =
  | { kind: 'title'; text: string; detail: string }
  | { kind: 'heading'; level: 2 | 3; text: string; tone: Tone }
  | { kind: 'paragraph'; weight: 'finding' | 'text' | 'note' | 'banner'; runs: Run[] }
  | { kind: 'cards'; cards: CardBox[] }
  | { kind: 'table'; columns: TableColumn[]; rows: TableCell[][] }
  | { kind: 'quotes'; quotes: QuoteBlock[] }
  | { kind: 'facts'; facts: Fact[] };

/** How much of it: `glance` for a screen, `full` for a document. */
export interface Depth {
  divergencePairs: number;
  complaintThemes: number;
  praiseThemes: number;
  quotesEach: number;
  quoteLength: number;
  groupRows: number;
  /** Groups that stand side by side in all, and in one table. */
  groupsSideBySide: number;
  groupsATable: number;
  differences: number;
  /** Themes an axis to look at first, and examples a side of ratings against text. */
  priorities: number;
  ratedExamples: number;
  /** Contested readings. */
  contested: number;
  /** Reviews of the safety list. */
  safetyRows: number;
  problems: number;
  files: number;
  phrases: number;
  /** Trend as a line in a table cell, or as a row a period. */
  trend: 'lines' | 'rows';
  /** Measures of the model that are named. */
  measures: number;
  /** The method in full, or the first sentence of each part. */
  methodNotes: boolean;
}

/**
 * Where the lines of a table cell part when the table is too wide to stand in single lines; else a space. All cells of
 * a table part or none does.
 */
export const MAY_BREAK = '\n';

/** A run of our own words. */
export function say(text: string, tone: Tone = 'plain'): Run {
  return { text, tone };
}

/** Plain strings stand for runs without a tone. */
export function paragraph(weight: 'finding' | 'text' | 'note' | 'banner', ...runs: (Run | string)[]): Block {
  return { kind: 'paragraph', weight, runs: runs.map((r) => (typeof r === 'string' ? say(r) : r)) };
}

/** A heading of a section. */
export function heading(text: string, tone: Tone = 'strong'): Block {
  return { kind: 'heading', level: 2, text, tone };
}

/** Text from the input, as one printable line. */
export function clean(text: string): string {
  return printable(text).trim();
}

/** The same, with `(empty)` where nothing is left of it. */
export function given(text: string): string {
  return clean(text) || '(empty)';
}

/** Themes that are alone on their card: what is said of the card is said of them. */
export function aloneOnCard({ clinical, service }: Pick<Report, 'clinical' | 'service'>): Set<string> {
  const rows = [...clinical.themes, ...service.themes];
  const alone = rows.filter(({ card }) => rows.filter((row) => row.card === card).length === 1);
  return new Set(alone.map(({ theme }) => theme));
}

/** With a capital first letter, for a heading or the start of a sentence. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The last part of a path. */
export function fileName(path: string): string {
  return path.split(/[\\/]/).at(-1) || path;
}
