/**
 * The sheet of a table, as a model for the library: head, widths, formats, filter and colours, and in place of its rows a
 * single one that shows the format of each column. The rows themselves are written while they come (`cells.ts`).
 */
import type { CellStyle, ConditionalRule, WriteSheet } from 'hucre/xlsx';
import type { Column } from '../tables/table.js';
import { columnLetters } from './cells.js';

/** Rows of a sheet, the head included: more a spreadsheet cannot open. */
export const MOST_ROWS = 1_048_576;

export const COLOURS = {
  ink: '1D2730',
  soft: '56626D',
  head: 'E2DED6',
  line: 'B9B4A9',
  praise: '2A6FB0',
  praisePale: 'D9E6F2',
  praiseBar: '9CC1E6',
  blame: 'B4541A',
  blamePale: 'F6E2D4',
  blameBar: 'EDB48C',
  both: 'B9B4A9',
  clinical: '17696A',
  clinicalPale: 'D5E8E6',
  service: '69468F',
  servicePale: 'E5DCEE',
  bar: 'B5C9CC',
};

/** Shows numbers as they are and truths as words; no format of its own, or programs take truths for numbers. */
const GENERAL = '';

export const FORMATS: Record<Column['kind'], string> = {
  // A text stays one when it is edited: `=1+1` typed over it is not run.
  text: '@',
  day: 'yyyy-mm-dd',
  count: '#,##0',
  score: '0.0',
  points: '+0.0;-0.0;0.0',
  share: '0.0%',
  number: '0.00',
  rating: GENERAL,
  flag: GENERAL,
};

/** A cell of each kind, to learn the number of its format from. */
const SAMPLES: Record<Column['kind'], string | number | boolean> = {
  text: 'a',
  day: 1,
  count: 1,
  score: 1,
  points: 1,
  share: 1,
  number: 1,
  rating: 1,
  flag: true,
};

const HEAD: CellStyle = {
  font: { name: 'Calibri', size: 11, bold: true, color: { rgb: COLOURS.ink } },
  fill: { type: 'pattern', pattern: 'solid', fgColor: { rgb: COLOURS.head } },
  border: { bottom: { style: 'thin', color: { rgb: COLOURS.line } } },
};

/** Words stand at the left, a little in, so that they do not touch the number before them; numbers at the right. */
function alignmentOf(kind: Column['kind']): NonNullable<CellStyle['alignment']> {
  return kind === 'text' ? { horizontal: 'left', indent: 1 } : { horizontal: 'right' };
}

function headOf(kind: Column['kind']): CellStyle {
  return { ...HEAD, alignment: { ...alignmentOf(kind), wrapText: true, vertical: 'center' } };
}

/** Where all rows are named: the marker that `endAt` puts the number of the last row in place of. */
const LAST = String(MOST_ROWS);

/** A sheet that is filled row by row. */
export interface Plan {
  name: string;
  columns: readonly Column[];
  /** Columns at the left that stay in sight. */
  frozen: number;
}

/** @param name its own, where a table takes several sheets */
export function tableSheet(name: string, { columns, frozen }: Plan): WriteSheet {
  const letters = columnLetters(columns.length);
  const whole = (i: number) => `${letters[i]!}2:${letters[i]!}${LAST}`;
  return {
    name,
    columns: columns.map((column) => ({ width: widthOf(column), style: styleOf(column) })),
    rows: [columns.map(() => null), columns.map(({ kind }) => SAMPLES[kind])],
    cells: new Map(columns.map(({ title, kind }, i) => [`0,${i}`, { value: title, style: headOf(kind) }])),
    rowDefs: new Map([[0, { height: 46 }]]),
    freezePane: { rows: 1, ...(frozen > 0 && { columns: frozen }) },
    autoFilter: { range: `A1:${letters.at(-1)!}${LAST}` },
    conditionalRules: columns
      .flatMap((column, i) => rulesOf(columns, column, whole(i), letters))
      .map((rule, i) => ({ ...rule, priority: i + 1 })),
    pageSetup: { orientation: 'landscape', fitToPage: true, fitToWidth: 1, fitToHeight: 0 },
  };
}

function widthOf({ title, width, kind }: Column): number {
  const longest = Math.max(...title.split(' ').map((word) => word.length));
  return width ?? Math.max(kind === 'day' ? 11 : 9, longest + 3);
}

function styleOf({ kind, look }: Column): CellStyle {
  const alignment = alignmentOf(kind);
  return {
    ...(FORMATS[kind] !== GENERAL && { numFmt: FORMATS[kind] }),
    alignment: { ...alignment, vertical: 'top', ...(look === 'wrap' && { wrapText: true }) },
  };
}

type Rule = Omit<ConditionalRule, 'priority'>;

function rulesOf(
  columns: readonly Column[],
  { name, look }: Column,
  range: string,
  letters: readonly string[],
): Rule[] {
  switch (look) {
    case 'bar': {
      const flag = columns.findIndex((other) => other.name === `${name}_flag` || other.name === 'flag');
      const provisional: Rule[] =
        flag < 0
          ? []
          : [
              {
                type: 'expression',
                formula: `ISNUMBER(SEARCH("provisional",$${letters[flag]!}2))`,
                range,
                style: { font: { italic: true, color: { rgb: COLOURS.soft } } },
              },
            ];
      return [bar(range, COLOURS.bar, '100'), ...provisional];
    }
    case 'praise':
      return [bar(range, COLOURS.praiseBar)];
    case 'blame':
      return [bar(range, COLOURS.blameBar)];
    case 'polarity':
      return [
        word(range, 'positive', COLOURS.praise, COLOURS.praisePale),
        word(range, 'negative', COLOURS.blame, COLOURS.blamePale),
      ];
    case 'verdict':
      return [
        word(range, 'higher', COLOURS.praise, COLOURS.praisePale),
        word(range, 'lower', COLOURS.blame, COLOURS.blamePale),
      ];
    default:
      return [];
  }
}

/** A bar from 0 to `most`, or to the largest of the column. */
export function bar(range: string, colour: string, most?: string): Rule {
  return {
    type: 'dataBar',
    range,
    dataBar: {
      cfvo: [
        { type: 'num', value: '0' },
        most === undefined ? { type: 'max' } : { type: 'num', value: most },
      ],
      color: `FF${colour}`,
    },
  };
}

function word(range: string, text: string, ink: string, paper: string): Rule {
  return {
    type: 'cellIs',
    operator: 'equal',
    formula: `"${text}"`,
    range,
    style: {
      font: { color: { rgb: ink } },
      fill: { type: 'pattern', pattern: 'solid', fgColor: { rgb: paper }, bgColor: { rgb: paper } },
    },
  };
}

/** What the library made of a sheet, cut where its rows belong. */
export interface SheetTemplate {
  /** Everything up to the first row below the head. */
  before: string;
  /** Number of the format of each column. */
  styles: string[];
  /** What follows the last row, which is that number. */
  after(lastRow: number): string;
}

/** Takes a sheet's XML apart. The size it declares is left out: nobody knows it before the end, and it may be missing. */
export function templateOf(xml: string): SheetTemplate {
  const sample = xml.indexOf('<row r="2"');
  const end = xml.indexOf('</sheetData>');
  if (sample < 0 || end < sample) throw new Error('the library wrote a sheet of another shape');
  const styles = [...xml.slice(sample, end).matchAll(/<c r="[A-Z]+2"(?: t="\w+")?(?: s="(\d+)")?/g)];
  return {
    before: xml.slice(0, sample).replace(/<dimension [^>]*\/>/, ''),
    styles: styles.map(([, style]) => style ?? '0'),
    after: (lastRow) => xml.slice(end).replaceAll(LAST, String(Math.max(2, lastRow))),
  };
}
