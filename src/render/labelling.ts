/** The labelling screen: one sentence in its surroundings, the themes with their keys, and what has been said so far. */
import type { Axis, Label, LabelScreen } from '../types.js';
import { clip, columnsOf, padTo, type Run, type Tone } from './fit.js';
import { printable } from './printable.js';
import { Pen, type TerminalOptions } from './terminal.js';

const AXES: { axis: Axis; title: string; tone: Tone }[] = [
  { axis: 'clinical', title: 'CLINICAL', tone: 'clinical' },
  { axis: 'service', title: 'SERVICE', tone: 'service' },
  { axis: 'general', title: 'GENERAL', tone: 'strong' },
];
const SIGNS: Record<Label['sign'], { text: string; tone: Tone }> = {
  '+': { text: '+', tone: 'good' },
  '-': { text: '−', tone: 'bad' },
  '0': { text: '0', tone: 'warning' },
};
/** Surroundings shown on either side. */
const CONTEXT = 160;
const MARGIN = '  ';

/**
 * The whole screen as lines, each ended by a line end; it neither clears the terminal nor moves the cursor. It fits the
 * window as long as the themes do: where a sentence is long, its surroundings go first and then its own middle.
 */
export function drawLabelScreen(screen: LabelScreen, options: TerminalOptions & { height: number }): string {
  const pen = new Pen(options);
  // The cursor stands in a line of its own below the last.
  const lines = screen.help ? meanings(screen, pen) : question(screen, pen, options.height - 1);
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}

function question(screen: LabelScreen, pen: Pen, height: number): string[] {
  const lines: string[] = [];
  const put = (...runs: Run[]) => {
    lines.push(...pen.block(runs, MARGIN));
  };
  const name = screen.file.split(/[\\/]/).at(-1) || screen.file;
  lines.push(
    ...pen.block(
      [
        { text: `${screen.answered} of ${screen.goal} answered`, tone: 'strong' },
        {
          text: ` · these words go to ${printable(name)}, ${screen.redacted ? 'names masked' : 'names too'}`,
          tone: 'faint',
        },
      ],
      '',
    ),
    '',
  );
  const place = lines.length;
  lines.push('', MARGIN + pen.line(draftRuns(screen, pen)), '');
  for (const { axis, title, tone } of AXES) {
    const keys = screen.keys.filter((key) => key.axis === axis);
    if (keys.length > 0) lines.push(MARGIN + pen.paint(title, tone), ...keyGrid(keys, screen.draft, pen));
  }
  if (screen.message === null) lines.push('');
  else put({ text: screen.message, tone: 'warning' });
  for (const text of LEGEND) put({ text, tone: 'faint' });
  lines.splice(place, 0, ...asked(screen, pen, Math.max(FEWEST_LINES, height - lines.length)));
  return lines;
}

/** The sentence gets as many lines, however small the window. */
const FEWEST_LINES = 4;

/** The sentence in its surroundings, in as many lines as there is room for. */
function asked(screen: LabelScreen, pen: Pen, room: number): string[] {
  const sentence: Run = { text: printable(screen.sentence).trim(), tone: 'strong' };
  const whole = pen.block(
    [
      { text: tail(printable(screen.before)), tone: 'faint' },
      sentence,
      { text: head(printable(screen.after)), tone: 'faint' },
    ],
    MARGIN,
  );
  if (whole.length <= room) return whole;
  const alone = pen.block([sentence], MARGIN);
  if (alone.length <= room) return alone;
  const first = Math.ceil((room - 1) / 2);
  const last = room - 1 - first;
  const cut = `… ${alone.length - first - last} lines more in a higher window …`;
  return [
    ...alone.slice(0, first),
    ...pen.block([{ text: cut, tone: 'warning' }], MARGIN),
    ...alone.slice(-last),
  ];
}

const LEGEND = [
  'letter praise · CAPITAL blame · 0 both at once · . nothing · ! not readable',
  'Enter keeps · Tab skips · Backspace goes back · ? meanings · Esc stops',
];

/** One line a theme. */
function meanings(screen: LabelScreen, pen: Pen): string[] {
  const tones = new Map(AXES.map(({ axis, tone }) => [axis, tone]));
  const width = Math.max(...screen.keys.map(({ theme }) => columnsOf(printable(theme))));
  const sentence = clip(pen.text(printable(screen.sentence).trim()), pen.width, pen.ellipsis);
  return [
    pen.paint(sentence, 'strong'),
    '',
    ...screen.keys.map(({ key, theme, axis, definition }) => {
      const start = `${key} ${padTo(printable(theme), width)}  `;
      const room = pen.width - MARGIN.length - columnsOf(start);
      const rest = clip(pen.text(printable(definition)), room, pen.ellipsis);
      return MARGIN + pen.paint(pen.text(start), tones.get(axis) ?? 'plain') + rest;
    }),
    '',
    MARGIN + pen.paint('? goes back to the question', 'faint'),
  ];
}

function draftRuns(screen: LabelScreen, pen: Pen): Run[] {
  if (screen.draft.length === 0) return [{ text: pen.text('no label yet'), tone: 'faint' }];
  const runs: Run[] = screen.draft.flatMap(({ theme, sign }, i) => [
    { text: i === 0 ? '' : '  ', tone: 'plain' as const },
    { text: pen.text(printable(theme) + SIGNS[sign].text), tone: SIGNS[sign].tone },
  ]);
  if (screen.suggested) runs.push({ text: pen.text('   (suggested by the tool: check it)'), tone: 'faint' });
  return runs;
}

/** `[s] staff+`, in as many columns as fit. */
function keyGrid(keys: LabelScreen['keys'], draft: readonly Label[], pen: Pen): string[] {
  const cells = keys.map(({ key, theme }) => {
    const sign = draft.find((label) => label.theme === theme)?.sign;
    const text = pen.text(`${key} ${printable(theme)}${sign === undefined ? '' : SIGNS[sign].text}`);
    return { text, tone: sign === undefined ? ('plain' as const) : SIGNS[sign].tone };
  });
  const width = Math.max(...cells.map(({ text }) => columnsOf(text))) + 3;
  const columns = Math.max(1, Math.floor((pen.width - 2 * MARGIN.length) / width));
  const lines: string[] = [];
  for (let i = 0; i < cells.length; i += columns) {
    lines.push(
      MARGIN +
        MARGIN +
        cells
          .slice(i, i + columns)
          .map(({ text, tone }) => pen.paint(padTo(text, width), tone))
          .join(''),
    );
  }
  return lines;
}

function tail(text: string): string {
  const cut = text.length > CONTEXT ? `…${text.slice(-CONTEXT).replace(/^\S*/, '')}` : text;
  return cut === '' ? '' : `${cut.trimEnd()} `;
}

function head(text: string): string {
  const cut = text.length > CONTEXT ? `${text.slice(0, CONTEXT).replace(/\S*$/, '')}…` : text;
  return cut === '' ? '' : ` ${cut.trimStart()}`;
}
