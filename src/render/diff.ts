/** What `reviewscan diff` found, drawn: the words are those of a report that holds a comparison. */
import type { ReportDiff } from '../types.js';
import type { Answer } from './answer.js';
import { type Block, parts } from './outline.js';

export function diffAnswer(diff: ReportDiff): Answer {
  return { value: diff, blocks: () => blocksOf(diff) };
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
