/** Draws the blocks of the outline as HTML: the words are the outline's, the same as in every other format. */
import type { Run, Tone } from '../fit.js';
import type { Block, TableCell } from '../outline.js';
import { count, points, pointsRange } from '../words.js';
import { type Child, el, join, type Markup } from './markup.js';

export function drawBlocks(blocks: readonly Block[]): Markup {
  return join(blocks.map(drawBlock));
}

export function drawBlock(block: Block): Markup {
  switch (block.kind) {
    case 'title':
      return join(el('h1', {}, block.text), el('p', { class: 'detail' }, block.detail));
    case 'heading':
      return el(`h${block.level}`, {}, block.text);
    case 'paragraph':
      return el(
        'p',
        { class: block.weight === 'text' ? null : block.weight, role: block.weight === 'banner' && 'note' },
        drawRuns(block.runs),
      );
    case 'cards':
      return join(
        block.cards.map((card) =>
          el(
            'dl',
            {},
            card.lines.map((line) => [
              el('dt', {}, line.label),
              el('dd', {}, `${points(line.score)} ${pointsRange(line.score)} n ${count(line.score.n)}`),
            ]),
          ),
        ),
      );
    case 'table':
      return drawTable('Table', block);
    case 'quotes':
      return join(
        block.quotes.map(({ label, runs, source }) =>
          el(
            'blockquote',
            {},
            label !== '' && el('span', { class: 'kicker' }, label),
            el('p', { dir: 'auto' }, drawRuns(runs)),
            source !== '' && el('footer', {}, source),
          ),
        ),
      );
    case 'facts':
      return el(
        'dl',
        { class: 'facts' },
        block.facts.map((fact, i) => [
          fact.label !== block.facts[i - 1]?.label && el('dt', {}, fact.label),
          el('dd', {}, drawRuns(fact.runs)),
        ]),
      );
  }
}

const TONES: Partial<Record<Tone, string>> = {
  strong: 'strong',
  clinical: 'strong',
  service: 'strong',
  warning: 'strong',
  evidence: 'mark',
};

export function drawRuns(runs: readonly Run[]): Child {
  return runs.map(({ text, tone }) => {
    if (text === '') return null;
    if (tone === 'plain') return text;
    const name = TONES[tone];
    return el(name ?? 'span', { class: name === undefined ? tone : null }, text);
  });
}

export interface TableLook {
  /** Columns whose heads sort the rows; none where the order is part of what is said. */
  sortable?: (head: string, index: number) => boolean;
  /** true: cells hold sentences or lists that may break; else they stand in one line. */
  wraps?: boolean;
}

/** @param label what the table holds: its caption, and the name of the region that scrolls sideways */
export function drawTable(
  label: string,
  { columns, rows }: Pick<Extract<Block, { kind: 'table' }>, 'columns' | 'rows'>,
  { sortable, wraps }: TableLook = {},
): Markup {
  return tableOf(
    label,
    columns.map(({ head, align }, i) => ({ head, align, sortable: sortable?.(head, i) ?? false })),
    rows.map((row) => row.map((content) => drawCell(content))),
    { wraps: wraps ?? false },
  );
}

function drawCell(content: TableCell): Child {
  if (Array.isArray(content)) return drawRuns(content);
  if ('line' in content) return null;
  return bar(content.bar, content.tone);
}

/** A bar of 0..100 in a table cell, beside its number: for the eye alone. */
function bar(value: number | null, tone: Tone): Markup | null {
  if (value === null) return null;
  return el(
    'svg',
    { class: `bar ${tone}`, viewBox: '0 0 100 8', width: 100, height: 8, 'aria-hidden': 'true' },
    el('rect', { class: 'track', width: 100, height: 8, rx: 2 }),
    el('rect', { class: 'fill', width: Math.round(value * 10) / 10, height: 8, rx: 2 }),
  );
}

export interface Column {
  head: string;
  align: 'left' | 'right';
  sortable?: boolean;
}

/**
 * A table whose first column names its rows.
 * @param look.caption true: the label is shown; else it is there for those who hear the page
 */
export function tableOf(
  label: string,
  columns: readonly Column[],
  rows: readonly (readonly Child[])[],
  { caption = false, wraps = false }: { caption?: boolean; wraps?: boolean } = {},
): Markup {
  const side = (i: number) => (columns[i]!.align === 'right' ? 'number' : null);
  const sorts = columns.some(({ sortable }) => sortable);
  return el(
    'div',
    { class: 'scroll', role: 'region', 'aria-label': label, tabindex: 0 },
    el(
      'table',
      { class: [sorts && 'sorts', wraps && 'wraps'].filter(Boolean).join(' ') || null },
      el('caption', { class: caption ? null : 'unseen' }, label),
      el(
        'thead',
        {},
        el(
          'tr',
          {},
          columns.map(({ head, sortable }, i) =>
            head === ''
              ? el('td', {})
              : el('th', { scope: 'col', class: side(i), 'data-sort': sortable === true }, head),
          ),
        ),
      ),
      el(
        'tbody',
        {},
        rows.map((row) =>
          el(
            'tr',
            {},
            row.map((content, i) =>
              i === 0
                ? el('th', { scope: 'row', class: side(i) }, content)
                : el('td', { class: side(i) }, content),
            ),
          ),
        ),
      ),
    ),
  );
}

/** Numbers behind a picture, closed until somebody wants them. */
export function behind(summary: string, ...content: Child[]): Markup {
  return el('details', {}, el('summary', {}, summary), content);
}
