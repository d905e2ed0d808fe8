/**
 * The report as Markdown that reads well raw and on GitHub. Every word from a review, a file or a user's taxonomy is
 * escaped letter by letter: nothing in it can open a tag, a link, a heading, a table cell or a code block.
 */
import type { RenderOptions, Report } from '../types.js';
import { columnsOf, padTo, type Run, type Tone } from './fit.js';
import { type Block, type CardBox, FULL, outlineReport, type TableCell } from './outline.js';
import { count, GLUE, points, pointsRange } from './words.js';

/** The same content as the terminal's, with more quotes and rows. Width, colour and glyph options do not matter. */
export function renderMarkdown(report: Report, _options: RenderOptions): string {
  return drawMarkdown(outlineReport(report, FULL));
}

/** Draws any blocks. Ends with a line end. */
export function drawMarkdown(blocks: readonly Block[]): string {
  return `${blocks.map(drawBlock).join('\n\n')}\n`.replaceAll(GLUE, ' ');
}

/** A word joiner: not seen, but it parts what would else become a link, a mention or an issue number by itself. */
const PART = '&#8288;';

/**
 * Makes plain text out of anything: what means something anywhere in GitHub's Markdown gets a backslash or an entity
 * (`&` first, so that a review's `&lt;` stays what it was), and addresses are parted so that they stay text.
 */
export function escapeMarkdown(text: string): string {
  return text
    .replace(/[\r\n]+/g, ' ')
    .replace(/&/g, '&amp;')
    .replace(/#(?=\d)/g, `#${PART}`)
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/[\\`*_[\]|~$]/g, '\\$&')
    .replace(/@(?=\S)/g, `@${PART}`)
    .replace(/:(?=\/\/|(?<=mailto:|xmpp:))/gi, `:${PART}`)
    .replace(/\bwww(?=\.)/gi, `$&${PART}`);
}

/** A block may also begin with what would make a heading, a list or a rule. */
function escapeStart(markdown: string): string {
  return markdown.replace(/^\s*([-+=#]|\d{1,9}(?=[.)]))/, (start) =>
    /\d$/.test(start) ? `${start}\\` : `${start.slice(0, -1)}\\${start.slice(-1)}`,
  );
}

const BOLD: ReadonlySet<Tone> = new Set(['strong', 'clinical', 'service', 'warning', 'evidence']);

/** Bold by asterisks where Markdown is sure to see them as such (they need word or space on the right side), else by tag. */
function inline(runs: readonly Run[]): string {
  return runs
    .map(({ text, tone }, i) => {
      const body = text.trim();
      if (!BOLD.has(tone) || body === '') return escapeMarkdown(text);
      const start = text.indexOf(body);
      const [lead, tail] = [text.slice(0, start), text.slice(start + body.length)];
      const before = lead || runs[i - 1]?.text || ' ';
      const after = tail || runs[i + 1]?.text || ' ';
      const sure =
        (/^[\p{L}\p{N}]/u.test(body) || /[\s\p{P}]$/u.test(before)) &&
        (/[\p{L}\p{N}]$/u.test(body) || /^[\s\p{P}]/u.test(after));
      const [open, close] = sure ? ['**', '**'] : ['<b>', '</b>'];
      return lead + open + escapeMarkdown(body) + close + tail;
    })
    .join('');
}

function drawBlock(block: Block): string {
  switch (block.kind) {
    case 'title':
      return `# ${escapeMarkdown(block.text)}\n\n${escapeStart(escapeMarkdown(block.detail))}`;
    case 'heading':
      return `${'#'.repeat(block.level)} ${escapeMarkdown(block.text)}`;
    case 'paragraph':
      if (block.weight === 'banner') return `> **Note:** ${inline(block.runs)}`;
      return escapeStart(inline(block.runs));
    case 'cards':
      return block.cards.map(drawCard).join('\n\n');
    case 'table': {
      const kept = block.columns.map((_, i) => block.rows.every((row) => Array.isArray(row[i])));
      const pick = <T>(items: readonly T[]) => items.filter((_, i) => kept[i]);
      return table(
        pick(block.columns).map((column) => column.head),
        pick(block.columns).map((column) => column.align),
        block.rows.map((row) => pick(row).map(cell)),
      );
    }
    case 'quotes':
      return block.quotes
        .map((quote) => {
          const label = quote.label === '' ? '' : `${escapeMarkdown(quote.label)}: `;
          const source = quote.source === '' ? '' : ` — ${escapeMarkdown(quote.source)}`;
          return `> ${escapeStart(label + inline(quote.runs))}${source}`;
        })
        .join('\n>\n');
    case 'facts':
      return block.facts
        .map((fact) => `- ${escapeStart(`${escapeMarkdown(fact.label)}: ${inline(fact.runs)}`)}`)
        .join('\n');
  }
}

function cell(content: TableCell): string {
  if (!Array.isArray(content)) return '';
  // The columns are emphasis enough: bold numbers would only litter the raw text.
  return inline(content.map((run) => ({ ...run, tone: 'plain' as const }))).trim();
}

/** One very long name shall not stretch its whole column. */
const RAW_WIDEST = 60;

/** Padded so that the table can be read raw as well. */
function table(heads: string[], aligns: ('left' | 'right')[], rows: string[][]): string {
  const texts = [heads.map(escapeMarkdown), ...rows];
  const widths = aligns.map((_, i) =>
    Math.min(RAW_WIDEST, Math.max(3, ...texts.map((row) => columnsOf(row[i]!)))),
  );
  const rule = aligns.map((align, i) => '-'.repeat(widths[i]! - 1) + (align === 'right' ? ':' : '-'));
  const [head, ...body] = texts.map((row) => row.map((text, i) => padTo(text, widths[i]!, aligns[i])));
  return [head!, rule, ...body].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function drawCard(card: CardBox): string {
  const doubted = card.lines.some((line) => line.doubt !== null);
  const rows = card.lines.map(({ label, score, absent, stances, doubt }) => [
    `**${escapeMarkdown(label)}**`,
    score.value === null ? `– ${escapeMarkdown(absent ?? '')}` : `**${escapeMarkdown(points(score))}**`,
    score.value === null ? '' : pointsRange(score),
    count(score.n),
    escapeMarkdown(stances),
    ...(doubted ? [doubt ?? ''] : []),
  ]);
  const heads = ['', 'Score', '95 %', 'n', 'Reviews'];
  const aligns: ('left' | 'right')[] = ['left', 'right', 'right', 'right', 'left'];
  if (doubted) {
    heads.push("With the model's own errors");
    aligns.push('right');
  }
  const changed = card.lines.flatMap(({ label, change }) =>
    change.length === 0 ? [] : [`- ${escapeMarkdown(label)}: ${inline(change)}`],
  );
  const said = [...card.often.map((text) => `${text}.`), ...(card.note === null ? [] : [card.note])];
  return [
    `## ${escapeMarkdown(card.title)}`,
    table(heads, aligns, rows),
    ...(changed.length > 0 ? [changed.join('\n')] : []),
    ...said.map((text) => escapeStart(escapeMarkdown(text))),
  ].join('\n\n');
}
