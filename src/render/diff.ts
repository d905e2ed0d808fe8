/** What `reviewscan diff` found, drawn: the words are those of a report that holds a comparison. */
import type { ReportDiff } from '../types.js';
import { drawMarkdown } from './markdown.js';
import type { Block } from './outline.js';
import { parts } from './outline.js';
import { drawBlocks, type TerminalOptions } from './terminal.js';

export function diffJson(diff: ReportDiff): string {
  return `${JSON.stringify(diff, null, 2)}\n`;
}

export function diffTerminal(diff: ReportDiff, options: TerminalOptions): string {
  return drawBlocks(blocksOf(diff), options);
}

export function diffMarkdown(diff: ReportDiff): string {
  return drawMarkdown(blocksOf(diff));
}

function blocksOf(diff: ReportDiff): Block[] {
  const { before, after } = diff;
  return [
    {
      kind: 'title',
      text: 'What changed',
      detail: `${parts.given(before.label)} → ${parts.given(after.label)}`,
    },
    parts.findings(diff),
    ...parts.changesBelow(diff),
  ];
}
