/**
 * The report for a screen of 80 columns and up. Every line is measured as a terminal shows it and fits; colour and
 * glyphs are as the options say, never as the environment does.
 */
import { Chalk, type ChalkInstance } from 'chalk';
import Table from 'cli-table3';
import type { RenderOptions, Report } from '../types.js';
import { clip, columnsOf, columnsOfRuns, cutApart, padTo, type Run, type Tone, wrap } from './fit.js';
import {
  type Block,
  type CardBox,
  type CardLine,
  GLANCE,
  MAY_BREAK,
  outlineReport,
  type TableCell,
  type TableColumn,
} from './outline.js';
import { toAscii } from './printable.js';
import { count, GLUE, points, pointsRange } from './words.js';

/** Lines longer than this are hard to read, however wide the window is. */
const WIDEST = 120;
const NARROWEST = 40;
const INDENT = 2;
const BAR_WIDEST = 30;
/** Between the columns of a table. */
const GAP = '  ';
/** A longer word than this may be cut so that a table fits. */
const LONG_WORD = 16;
/** Lines a cell may take before it is cut. */
const TALLEST_CELL = 4;

/** What groups side by side leave to the names of the themes and to what could be seen; and what one of them takes. */
const BESIDE_GROUPS = 24;
const A_GROUP = 15;

export interface TerminalOptions {
  width: number;
  colour: boolean;
  unicode: boolean;
}

/** The report as lines of text, each at most `width` columns (80 to 200; lines are laid out for 120 at most). */
export function renderTerminal(report: Report, options: RenderOptions): string {
  const room = Math.min(WIDEST, options.width) - INDENT - BESIDE_GROUPS;
  const groupsATable = Math.max(2, Math.min(GLANCE.groupsATable, Math.floor(room / A_GROUP)));
  return drawBlocks(outlineReport(report, { ...GLANCE, groupsATable }), options);
}

/** Draws any blocks; `explain` and `themes` use it too. Ends with a line end. */
export function drawBlocks(blocks: readonly Block[], options: TerminalOptions): string {
  const pen = new Pen(options);
  const lines = blocks.flatMap((block, i) => {
    const drawn = drawBlock(block, pen);
    return i > 0 && standsApart(block, blocks[i - 1]!) ? ['', ...drawn] : drawn;
  });
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`.replaceAll(GLUE, ' ');
}

/** Headings, cards and what follows them get an empty line before them; notes stay with what they explain. */
function standsApart(block: Block, before: Block): boolean {
  if (block.kind === 'heading' || block.kind === 'cards' || before.kind === 'cards') return true;
  if (block.kind === 'paragraph') return block.weight === 'banner' || before.kind === 'quotes';
  return false;
}

/** Turns runs into painted text. Knows the colours and the glyphs, and nothing of the report. */
export class Pen {
  readonly width: number;
  readonly unicode: boolean;
  readonly colour: boolean;
  readonly ellipsis: string;
  private readonly paints: Record<Tone, ChalkInstance | null>;

  constructor(options: TerminalOptions) {
    this.width = Math.min(WIDEST, Math.max(NARROWEST, Math.floor(options.width)));
    this.unicode = options.unicode;
    this.colour = options.colour;
    this.ellipsis = options.unicode ? '…' : '...';
    const chalk = new Chalk({ level: options.colour ? 1 : 0 });
    this.paints = {
      plain: null,
      strong: chalk.bold,
      faint: chalk.dim,
      good: chalk.green,
      bad: chalk.red,
      warning: chalk.yellow.bold,
      clinical: chalk.cyan.bold,
      service: chalk.magenta.bold,
      evidence: chalk.bold.underline,
    };
  }

  /** Runs as they will be measured: in ASCII where asked for, evidence between marks where colour can't show it. */
  ready(runs: readonly Run[]): Run[] {
    return runs.map(({ text, tone }) => {
      const marked = tone === 'evidence' && !this.colour ? `«${text}»` : text;
      return { tone, text: this.unicode ? marked : toAscii(marked) };
    });
  }

  text(text: string): string {
    return this.unicode ? text : toAscii(text);
  }

  paint(text: string, tone: Tone): string {
    const paint = this.paints[tone];
    return paint === null || text === '' ? text : paint(text);
  }

  line(runs: readonly Run[]): string {
    return runs.map((run) => this.paint(run.text, run.tone)).join('');
  }

  /** Wrapped and painted, every line behind `first` or `rest` (plain text). */
  block(
    runs: readonly Run[],
    first: string,
    rest = ' '.repeat(columnsOf(first)),
    width = this.width,
  ): string[] {
    return wrap(this.ready(runs), width - columnsOf(first)).map(
      (line, i) => (i === 0 ? first : rest) + this.line(line),
    );
  }

  bar(value: number | null, width: number, tone: Tone): string {
    if (value === null || width < 1) return '';
    if (!this.unicode) {
      const full = Math.round((value / 100) * width);
      return this.paint('#'.repeat(full), tone) + '.'.repeat(width - full);
    }
    const eighths = Math.round((value / 100) * width * 8);
    const full = '█'.repeat(Math.floor(eighths / 8)) + (' ▏▎▍▌▋▊▉'[eighths % 8]! ?? '').trim();
    return this.paint(full, tone) + this.paint('░'.repeat(width - columnsOf(full)), 'faint');
  }

  /** One glyph a period, its height the score; `·` where nobody said. In ASCII the tens of the score, `9` at the top. */
  sparkline(values: readonly (number | null)[], width: number, tone: Tone): string {
    const cut = values.length > width;
    const shown = cut ? values.slice(values.length - width + 1) : values;
    const glyphs = shown.map((value) => {
      if (value === null) return this.unicode ? '·' : '-';
      return this.unicode
        ? '▁▂▃▄▅▆▇█'[Math.min(7, Math.floor(value / 12.5))]!
        : String(Math.min(9, Math.floor(value / 10)));
    });
    return this.paint((cut ? (this.unicode ? '…' : '<') : '') + glyphs.join(''), tone);
  }
}

function drawBlock(block: Block, pen: Pen): string[] {
  const margin = ' '.repeat(INDENT);
  switch (block.kind) {
    case 'title': {
      const runs: Run[] = [
        { text: block.text, tone: 'strong' },
        { text: ` · ${block.detail}`, tone: 'plain' },
      ];
      return [
        ...pen.block(runs, '', ''),
        pen.paint(pen.unicode ? '═'.repeat(pen.width) : '='.repeat(pen.width), 'faint'),
      ];
    }
    case 'heading':
      return block.level === 2
        ? pen.block([{ text: block.text.toUpperCase(), tone: block.tone }], '')
        : pen.block([{ text: block.text, tone: block.tone }], margin);
    case 'paragraph': {
      if (block.weight === 'banner') {
        return pen.block(
          block.runs.map((run) => ({ ...run, tone: 'warning' as const })),
          '! ',
        );
      }
      const faint = block.weight === 'note';
      return pen.block(
        block.runs.map((run) => (faint && run.tone === 'plain' ? { ...run, tone: 'faint' as const } : run)),
        margin,
      );
    }
    case 'cards':
      return drawCards(block.cards, pen);
    case 'table':
      return drawTable(block.columns, block.rows, pen);
    case 'quotes': {
      const label = Math.max(0, ...block.quotes.map((quote) => columnsOf(quote.label)));
      return block.quotes.flatMap((quote) => {
        const runs = [...quote.runs];
        if (quote.source !== '') runs.push({ text: ` ${quote.source}`, tone: 'faint' });
        const lead = label > 0 ? `${padTo(quote.label, label)}  ` : '';
        return pen.block(runs, margin + margin + lead, ' '.repeat(2 * INDENT + columnsOf(lead)));
      });
    }
    case 'facts': {
      const most = Math.floor(pen.width / 3);
      const labels = cutApart(
        block.facts.map((fact) => pen.text(fact.label)),
        (label) => columnsOf(label) <= most,
        pen.ellipsis,
      );
      const width = Math.max(...labels.map(columnsOf));
      let before = '';
      return block.facts.flatMap((fact, i) => {
        const label = fact.label === before ? '' : labels[i]!;
        before = fact.label;
        const lines = pen.block(fact.runs, ' '.repeat(INDENT + width + 2));
        lines[0] =
          margin + pen.paint(label, fact.tone ?? 'faint') + lines[0]!.slice(INDENT + columnsOf(label));
        return lines;
      });
    }
  }
}

// ───────────────────────────── tables ─────────────────────────────

function drawTable(all: readonly TableColumn[], allRows: readonly TableCell[][], pen: Pen): string[] {
  const kept = all.map((_, i) => allRows.some((row) => !isEmptyPicture(row[i]!)));
  const columns = all.filter((_, i) => kept[i]);
  const rows = allRows.map((row) => row.filter((_, i) => kept[i]));
  const room = pen.width - INDENT;
  const heads = columns.map((column) => [pen.ready([{ text: column.head, tone: 'faint' }])]);
  const ready = (parted: boolean) =>
    rows.map((row) => row.map((cell) => (Array.isArray(cell) ? cellLines(pen.ready(cell), parted) : cell)));
  const single = ready(false);
  const fits = leastWidths(columns, heads, single).reduce((sum, w) => sum + w, gapsOf(columns)) <= room;
  const cells = fits ? single : ready(true);
  const widths = fitColumns(columns, heads, cells, room);
  const short = (texts: readonly Run[][][], widthOf: (i: number) => number): Run[][][] => {
    const plain = texts.map((lines) =>
      lines
        .flat()
        .map((run) => run.text)
        .join(''),
    );
    const lower = (text: string, i: number) =>
      wrap([{ text, tone: 'plain' }], widthOf(i)).length <= TALLEST_CELL;
    return cutApart(plain, lower, pen.ellipsis).map((text, i) =>
      text === plain[i] ? texts[i]! : [[{ text, tone: texts[i]![0]?.[0]?.tone ?? 'plain' }]],
    );
  };
  const draw = (cell: ReadyCell, column: number): string[] => {
    const width = widths[column]!;
    if (!Array.isArray(cell)) {
      const drawn =
        'bar' in cell ? pen.bar(cell.bar, width, cell.tone) : pen.sparkline(cell.line, width, cell.tone);
      return [padTo(drawn, width)];
    }
    return clipLines(
      cell.flatMap((line) => wrap(line, width)),
      width,
      pen,
    ).map((line) => padTo(pen.line(line), width, columns[column]!.align));
  };
  // Names are what the first column and the heads hold: however they are cut, no two may look the same.
  const names = cells.map((row) => row[0]);
  const first = names.every(Array.isArray) ? short(names as Run[][][], () => widths[0]!) : names;
  const body = cells.map((row, i) => [first[i]!, ...row.slice(1)].map(draw));
  const top = short(heads, (i) => widths[i]!).map(draw);
  const withHead = columns.some((column) => column.head !== '') ? [top, ...body] : body;
  return withHead.flatMap((row) =>
    sideBySide(row, widths).map((line) => ' '.repeat(INDENT) + line.join(GAP)),
  );
}

/** The lines of a row of cells, one array a line; cells that are shorter are filled up with spaces. */
function sideBySide(cells: readonly string[][], widths: readonly number[]): string[][] {
  const height = Math.max(...cells.map((lines) => lines.length));
  return Array.from({ length: height }, (_, i) =>
    cells.map((lines, column) => lines[i] ?? ' '.repeat(widths[column]!)),
  );
}

function isEmptyPicture(cell: TableCell): boolean {
  if (Array.isArray(cell)) return false;
  return 'bar' in cell ? cell.bar === null : cell.line.every((value) => value === null);
}

/** A cell's lines before they are wrapped, or its picture. */
type ReadyCell = Run[][] | Exclude<TableCell, Run[]>;

/** Parts a cell at `MAY_BREAK`, or puts a space there. */
function cellLines(runs: readonly Run[], parted: boolean): Run[][] {
  const lines: Run[][] = [[]];
  for (const { text, tone } of runs) {
    const [first, ...more] = parted ? text.split(MAY_BREAK) : [text.replaceAll(MAY_BREAK, ' ')];
    lines.at(-1)!.push({ text: first!, tone });
    for (const part of more) lines.push([{ text: part, tone }]);
  }
  return lines;
}

/** A cell too tall loses its last lines, and shows that it did. */
function clipLines(lines: Run[][], width: number, pen: Pen): Run[][] {
  if (lines.length <= TALLEST_CELL) return lines;
  const kept = lines.slice(0, TALLEST_CELL);
  const last = kept.pop()!;
  const text = `${last.map((run) => run.text).join('')} `.padEnd(width + 1);
  return [...kept, [{ text: clip(text, width, pen.ellipsis), tone: last[0]?.tone ?? 'plain' }]];
}

function gapsOf(columns: readonly TableColumn[]): number {
  return GAP.length * (columns.length - 1);
}

/** What each column would take if nothing were wrapped but the heads. */
function naturalWidths(
  columns: readonly TableColumn[],
  heads: readonly Run[][][],
  rows: readonly ReadyCell[][],
): number[] {
  return columns.map((column, i) => {
    const cells = rows.flatMap((row) => {
      const cell = row[i]!;
      if (Array.isArray(cell)) return cell.map(columnsOfRuns);
      return 'bar' in cell ? (column.min ?? 8) : cell.line.length;
    });
    return Math.max(1, longestWord(heads[i]!), ...cells);
  });
}

/** How narrow each column may become: those that give way down to their longest word, unless it is very long. */
function leastWidths(
  columns: readonly TableColumn[],
  heads: readonly Run[][][],
  rows: readonly ReadyCell[][],
): number[] {
  const natural = naturalWidths(columns, heads, rows);
  return columns.map((column, i) => {
    if (column.gives === undefined) return natural[i]!;
    const texts = rows.flatMap((row) => (Array.isArray(row[i]) ? [row[i] as Run[][]] : []));
    const words = Math.max(0, ...texts.map(longestWord));
    return Math.min(
      natural[i]!,
      Math.max(column.min ?? 6, longestWord(heads[i]!), Math.min(words, LONG_WORD)),
    );
  });
}

function longestWord(lines: readonly Run[][]): number {
  const words = lines.flatMap((line) =>
    line
      .map((run) => run.text)
      .join('')
      .split(' '),
  );
  return Math.max(0, ...words.map(columnsOf));
}

/**
 * Widths of the columns so that the table fits `width`: as wide as their content if there is room (a bar takes what is
 * left over), else the columns that may give way are narrowed by wrapping, those with the smallest `gives` first, the
 * widest of them first, and not below their longest word unless it is very long.
 */
function fitColumns(
  columns: readonly TableColumn[],
  heads: readonly Run[][][],
  rows: readonly ReadyCell[][],
  width: number,
): number[] {
  const widths = naturalWidths(columns, heads, rows);
  const least = leastWidths(columns, heads, rows);
  const total = () => widths.reduce((sum, w) => sum + w, gapsOf(columns));
  const narrow = (which: (i: number) => boolean) => {
    while (total() > width) {
      let widest = -1;
      widths.forEach((w, i) => {
        if (which(i) && (widest === -1 || w > widths[widest]!)) widest = i;
      });
      if (widest === -1) return;
      widths[widest] = widths[widest]! - 1;
    }
  };
  const turns = [...new Set(columns.flatMap((column) => column.gives ?? []))].sort((a, b) => a - b);
  for (const turn of turns) narrow((i) => columns[i]!.gives === turn && widths[i]! > least[i]!);
  // Windows under 80 columns, or names that leave no other way: whatever is widest.
  narrow((i) => widths[i]! > 3);
  // Heads stand in one line each as far as there is room.
  heads.forEach((head, i) => {
    const whole = Math.max(0, ...head.map(columnsOfRuns));
    if (whole > widths[i]! && total() + whole - widths[i]! <= width) widths[i] = whole;
  });
  const bar = columns.findIndex((_, i) => rows.some((row) => 'bar' in row[i]!));
  if (bar !== -1) {
    widths[bar] = Math.min(BAR_WIDEST, Math.max(widths[bar]!, widths[bar]! + width - total()));
  }
  return widths;
}

// ───────────────────────────── cards ─────────────────────────────

/** Side by side where there is room for two, else one below the other. */
function drawCards(cards: readonly CardBox[], pen: Pen): string[] {
  const columns = pen.width >= 70 ? cards.length : 1;
  const inner = Math.floor((pen.width - 1 - columns * 3) / columns);
  const drawn = cards.map((card) => drawCard(card, inner, pen).map((line) => padTo(line, inner)));
  if (columns === 1) return drawn.flatMap((lines) => frame([lines], inner, pen));
  return frame(drawn, inner, pen);
}

const ASCII_FRAME = {
  top: '-',
  'top-mid': '+',
  'top-left': '+',
  'top-right': '+',
  bottom: '-',
  'bottom-mid': '+',
  'bottom-left': '+',
  'bottom-right': '+',
  left: '|',
  right: '|',
  middle: '|',
};

/**
 * Boxes of lines that are `width` columns wide, in one frame by cli-table3. It measures emoji and other scripts wrongly
 * and slowly, so each line stands in its cell as that many private-use letters, and is put back afterwards.
 */
function frame(boxes: readonly string[][], width: number, pen: Pen): string[] {
  const table = new Table({
    ...(pen.unicode ? {} : { chars: ASCII_FRAME }),
    style: { head: [], border: [], compact: true, 'padding-left': 1, 'padding-right': 1 },
    colWidths: boxes.map(() => width + 2),
  });
  const rows = sideBySide(
    boxes,
    boxes.map(() => width),
  );
  const standIn = `\uE000${'\uE001'.repeat(width - 1)}`;
  table.push(...rows.map((row) => row.map(() => standIn)));
  const lines = rows.flat();
  let next = 0;
  return table
    .toString()
    .replaceAll(standIn, () => lines[next++]!)
    .split('\n');
}

function drawCard(card: CardBox, width: number, pen: Pen): string[] {
  const lines = [
    pen.paint(card.axis.toUpperCase(), card.axis),
    ...pen.block([{ text: card.title, tone: 'plain' }], '', '', width),
  ];
  for (const line of card.lines) lines.push('', ...drawCardLine(line, card.axis, width, pen));
  if (card.often.length > 0) lines.push('');
  for (const text of card.often) lines.push(...pen.block([{ text, tone: 'plain' }], '', '', width));
  if (card.note !== null) lines.push('', ...pen.block([{ text: card.note, tone: 'faint' }], '', '', width));
  return lines;
}

function drawCardLine(line: CardLine, tone: Tone, width: number, pen: Pen): string[] {
  const { score } = line;
  const label = padTo(line.label, 9);
  if (score.value === null) {
    const words = `– ${line.absent ?? ''}${score.n > 0 ? `, n${GLUE}${count(score.n)}` : ''}`;
    const lines = pen.block([{ text: words, tone: 'faint' }], label, ' '.repeat(9), width);
    lines[0] = pen.paint(line.label, 'strong') + lines[0]!.slice(line.label.length);
    if (line.stances !== '') lines.push(...pen.block([{ text: line.stances, tone: 'faint' }], '', '', width));
    return [...lines, ...drawChange(line, width, pen)];
  }
  const left = pen.ready([
    { text: label, tone: 'strong' },
    { text: points(score), tone: 'strong' },
    { text: `  (${pointsRange(score)})`, tone: 'plain' },
  ]);
  const n = `n ${count(score.n)}`;
  const gap = Math.max(1, width - columnsOfRuns(left) - columnsOf(n));
  const lines = [pen.line(left) + ' '.repeat(gap) + pen.paint(n, 'faint'), pen.bar(score.value, width, tone)];
  lines.push(...pen.block([{ text: line.stances, tone: 'faint' }], '', '', width));
  if (line.doubt !== null) {
    const words = `${line.doubt} with the model's own errors`;
    lines.push(...pen.block([{ text: words, tone: 'faint' }], '', '', width));
  }
  return [...lines, ...drawChange(line, width, pen)];
}

function drawChange({ change }: CardLine, width: number, pen: Pen): string[] {
  return change.length === 0 ? [] : pen.block(change, '', '', width);
}
