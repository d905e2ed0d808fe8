/** What a command answers where it is no report: one value for programs, and the same in blocks for people. */
import { jsonOf } from './json.js';
import { drawMarkdown } from './markdown.js';
import type { Block } from './outline/blocks.js';
import { drawBlocks, type TerminalOptions } from './terminal.js';

export type AnswerFormat = 'terminal' | 'json' | 'markdown';

export interface Answer {
  /** Everything, with its `schema`. */
  value: object;
  /** What of it people read; made only when they do. */
  blocks: () => Block[];
}

/** @param options of the terminal; every line is at most `width` columns */
export function drawAnswer(
  { value, blocks }: Answer,
  format: AnswerFormat,
  options: TerminalOptions,
): string {
  if (format === 'json') return jsonOf(value);
  return format === 'markdown' ? drawMarkdown(blocks()) : drawBlocks(blocks(), options);
}
