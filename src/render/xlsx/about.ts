/** The sheet that says what the others hold, how the scores are made and what stands behind them. */
import type { Report } from '../../types.js';
import { type Block, FULL, parts } from '../outline.js';
import { type Cell, type Column, column } from '../tables/table.js';
import { LONGEST_TEXT } from './cells.js';

export const ABOUT_COLUMNS: Column[] = [
  column('part', 'text', 'what it is about', { width: 18 }),
  column('item', 'text', 'name', { width: 30 }),
  column('text', 'text', 'in words', { width: 110, look: 'wrap' }),
];

export function aboutRows(
  report: Report,
  sheets: readonly { name: string; columns: readonly Column[] }[],
  cut: number,
): Cell[][] {
  const { input } = report;
  const rows: Cell[][] = [...factRows('Method', parts.method(report, FULL))];
  rows.push([
    'Privacy',
    'Words of reviews',
    input.redacted
      ? 'Names, e-mail and web addresses, phone and long numbers are taken out. A redacted sentence can still identify someone who tells a rare story.'
      : 'Nothing is taken out of them (--redact none).',
  ]);
  rows.push(...factRows('Input', parts.leftOut(report, FULL)));
  if (cut > 0) {
    rows.push([
      'Input',
      'Cut texts',
      `${cut} texts were longer than a cell can be (${LONGEST_TEXT} characters) and end in […]; the csv and ndjson formats hold them whole.`,
    ]);
  }
  for (const { name, columns } of sheets) {
    for (const { title, what } of columns) rows.push([`Sheet ${name}`, title, what]);
  }
  return rows;
}

/** The facts of an outline, and its paragraphs, as rows. */
function factRows(part: string, blocks: readonly Block[]): Cell[][] {
  return blocks.flatMap((block): Cell[][] => {
    if (block.kind === 'facts') return block.facts.map(({ label, runs }) => [part, label, inWords(runs)]);
    return block.kind === 'paragraph' ? [[part, null, inWords(block.runs)]] : [];
  });
}

/** Runs as one plain text. */
export function inWords(runs: readonly { text: string }[]): string {
  return runs
    .map(({ text }) => text)
    .join('')
    .replaceAll('\u00A0', ' ');
}
