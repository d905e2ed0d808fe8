import { UserError } from '../errors.js';
import type { AnswerFormat } from '../render/answer.js';
import type { Io } from './index.js';

/** What the terminal can show. Decided here alone, because the libraries guess and disagree. */
export interface TerminalOptions {
  width: number;
  colour: boolean;
  unicode: boolean;
}

/** What a command that answers in several formats is told of them. */
export interface DrawnFlags<Format = AnswerFormat> {
  format: Format;
  width?: string;
  ascii?: boolean;
}

/**
 * Colour: NO_COLOR off, else FORCE_COLOR on, else when stdout is a terminal that is not dumb. Width: `--width`, else
 * the terminal's (80 to 200), else 80. Unicode: unless `--ascii` or a locale that says it has none.
 */
export function terminalOptions(io: Io, flags: Omit<DrawnFlags, 'format'>): TerminalOptions {
  const { env, stdout } = io;
  const dumb = env.TERM === 'dumb';
  const forced = env.FORCE_COLOR !== undefined && env.FORCE_COLOR !== '0' && env.FORCE_COLOR !== 'false';
  const colour = !env.NO_COLOR && (forced || (Boolean(stdout.isTTY) && !dumb));
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG || '';
  const unicode = !flags.ascii && !dumb && (locale === '' || /utf-?8/i.test(locale));
  return { width: readWidth(flags.width) ?? clamp(stdout.columns || 80), colour, unicode };
}

function readWidth(text: string | undefined): number | null {
  if (text === undefined) return null;
  const width = Number(text);
  if (!Number.isInteger(width) || width < 80 || width > 200) {
    throw new UserError(`--width ${text}: give a whole number of columns from 80 to 200`);
  }
  return width;
}

function clamp(columns: number): number {
  return Math.min(200, Math.max(80, columns));
}
