/**
 * What a report says and in which order, for every format that people read. Here the finding is put in words, small
 * numbers are held back, and everything from the input is made printable; a renderer only draws the blocks it is handed.
 */
import type { Report } from '../types.js';
import { leftOut, method, ratings } from './outline/about.js';
import { type Block, type Depth, given } from './outline/blocks.js';
import { changes, changesBelow, findings } from './outline/changes.js';
import { againstText, contested, mix, priorities } from './outline/findings.js';
import {
  banner,
  cardNote,
  cards,
  careWasNotEnough,
  divergence,
  divergenceTitle,
  emptyNote,
  gates,
  general,
  harmFirst,
  titleOf,
} from './outline/first-screen.js';
import { groups, trend } from './outline/groups.js';
import { excerpt, quotes, sourceOf } from './outline/quotes.js';
import { harmInShort, safety } from './outline/safety.js';
import { byMentions, commitments, themes } from './outline/theme-tables.js';

export type {
  Block,
  CardBox,
  CardLine,
  Depth,
  TableCell,
  TableColumn,
} from './outline/blocks.js';
export { MAY_BREAK } from './outline/blocks.js';

export const GLANCE: Depth = {
  divergencePairs: 1,
  complaintThemes: 4,
  praiseThemes: 0,
  quotesEach: 2,
  quoteLength: 220,
  groupRows: 40,
  groupsSideBySide: 12,
  groupsATable: 4,
  differences: 6,
  priorities: 4,
  ratedExamples: 1,
  contested: 4,
  safetyRows: 4,
  problems: 3,
  files: 4,
  phrases: 6,
  trend: 'lines',
  measures: 2,
  methodNotes: false,
};

export const FULL: Depth = {
  divergencePairs: 3,
  complaintThemes: 8,
  praiseThemes: 5,
  quotesEach: 3,
  quoteLength: 600,
  groupRows: 500,
  groupsSideBySide: 60,
  groupsATable: 6,
  differences: 40,
  priorities: 20,
  ratedExamples: 5,
  contested: 30,
  safetyRows: 100,
  problems: 20,
  files: 50,
  phrases: 15,
  trend: 'rows',
  measures: 20,
  methodNotes: true,
};

/** The whole report as blocks, in reading order. */
export function outlineReport(report: Report, depth: Depth): Block[] {
  if (report.reviews === 0) {
    return [
      titleOf(report),
      emptyNote(report),
      ...gates(report.gates),
      ...ratings(report.ratings),
      ...leftOut(report, depth),
    ];
  }
  return [
    titleOf(report),
    ...harmFirst(report),
    ...divergence(report, depth),
    ...banner(report),
    cards(report),
    cardNote(report),
    general(report),
    ...gates(report.gates),
    ...changes(report),
    ...themes(report),
    ...commitments(report),
    ...priorities(report, depth),
    ...report.groups.flatMap((section) => groups(section, report, depth)),
    ...trend(report, depth),
    ...mix(report),
    ...safety(report, depth),
    ...quotes(report, depth),
    ...ratings(report.ratings),
    ...againstText(report, depth),
    ...contested(report, depth),
    ...leftOut(report, depth),
    ...method(report, depth),
  ];
}

/** The parts of a report one by one, for a format that arranges them itself and draws some of them as pictures. */
export const parts = {
  titleOf,
  emptyNote,
  harmInShort,
  divergence,
  divergenceTitle,
  careWasNotEnough,
  banner,
  cards,
  cardNote,
  general,
  gates,
  changes,
  changesBelow,
  findings,
  commitments,
  groups,
  trend,
  safety,
  priorities,
  againstText,
  contested,
  mix,
  ratings,
  leftOut,
  method,
  byMentions,
  given,
  sourceOf,
  excerpt,
};
