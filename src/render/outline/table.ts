/**
 * A table of the outline, told column by column: what stands over it, how it makes room, and what it shows of a row stand
 * together, so that heads and cells cannot get out of step.
 */
import type { Axis, Card } from '../../types.js';
import type { Run, Tone } from '../fit.js';
import { type Block, given, say, type TableCell, type TableColumn } from './blocks.js';

/** What a cell shows: our own words without a tone, a run, or all that a cell can be. */
export type Shown = string | Run | TableCell;

/** A column, and what it shows of a row. */
export type ColumnOf<Row> = TableColumn & { cell: (row: Row) => Shown };

type Room = Pick<TableColumn, 'min' | 'gives'>;
type MakeColumn = <Row>(head: string, cell: (row: Row) => Shown, room?: Room) => ColumnOf<Row>;

/** A column of words, or of numbers with words beside them. */
export const left: MakeColumn = (head, cell, room = {}) => ({ head, align: 'left', ...room, cell });

/** A column of numbers. */
export const right: MakeColumn = (head, cell, room = {}) => ({ head, align: 'right', ...room, cell });

export function table<Row>(
  rows: readonly Row[],
  columns: readonly ColumnOf<Row>[],
): Extract<Block, { kind: 'table' }> {
  return {
    kind: 'table',
    columns: columns.map(({ cell: _, ...column }) => column),
    rows: rows.map((row) => columns.map(({ cell }) => cellOf(cell(row)))),
  };
}

function cellOf(shown: Shown): TableCell {
  if (typeof shown === 'string') return [say(shown)];
  return 'text' in shown ? [shown] : shown;
}

/** The theme of a row, in the tone of its axis. */
export function themeColumn<Row extends { theme: string; axis: Axis }>(): ColumnOf<Row> {
  return left('Theme', ({ theme, axis }) => say(given(theme), toneOfAxis(axis)), { min: 10, gives: 1 });
}

/** A column for each score, in the order in which they always stand. */
export function cardColumns<Row>(make: MakeColumn, cell: (row: Row, card: Card) => Shown): ColumnOf<Row>[] {
  return [
    make('Outcome', (row) => cell(row, 'clinicalOutcome')),
    make('Skill', (row) => cell(row, 'clinicalSkill')),
    make('Service', (row) => cell(row, 'service')),
  ];
}

export const toneOfAxis = (axis: Axis): Tone => (axis === 'general' ? 'plain' : axis);

export const toneOfCard = (card: Card): Tone & Axis => (card === 'service' ? 'service' : 'clinical');
