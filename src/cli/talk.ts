import { printable } from '../render/printable.js';

/**
 * What is said on stderr, for people or, with `--log-json`, for programs: one JSON object a line with `level`, `code`,
 * `message` and, where it is about a record, `file` and `record`. No words of a review, and no clock.
 */
import { recordPlace } from '../render/words.js';

export interface Message {
  level: 'info' | 'warning' | 'error';
  /** Stable, for programs: `layout`, the code of a problem, `rule-failed`, `locked` … */
  code: string;
  message: string;
  file?: string;
  /** 1-based data record of `file`. */
  record?: number;
  /** Exit code that an error means. */
  exit?: number;
}

/** Where talk goes. */
export interface Ear {
  write(text: string): unknown;
}

/** Names of files and columns come from outside: what steers a terminal is taken out of every line that is said. */
export class CalmEar implements Ear {
  constructor(private readonly ear: Ear) {}

  write(text: string): unknown {
    return this.ear.write(calm(text));
  }
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const STEERING = /[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/;

/** Line by line, so that messages of several lines stay so; what is harmless stays as it is. */
function calm(text: string): string {
  if (!STEERING.test(text)) return text;
  return text
    .split('\n')
    .map((line) => (STEERING.test(line) ? printable(line) : line))
    .join('\n');
}

/** Turns what is written to it into JSON lines, whoever writes. */
export class JsonLines implements Ear {
  constructor(private readonly ear: Ear) {}

  /** Plain lines of whoever knows nothing of messages. */
  write(text: string): void {
    for (const line of text.split('\n')) {
      if (line.trim() === '') continue;
      const message = line.replace(/^reviewscan: /, '');
      this.tell(
        message === line
          ? { level: 'info', code: 'note', message }
          : { level: 'error', code: 'use', message },
      );
    }
  }

  tell({ level, code, message, ...about }: Message): void {
    this.ear.write(`${JSON.stringify({ level, code, message: calm(message), ...about })}\n`);
  }
}

/** A complaint about a flag that nobody typed says where its value stands. */
export function withPlace(message: string, places: ReadonlyMap<string, string> | undefined): string {
  const flag = /^--(?:no-)?([a-z][a-z-]*)/.exec(message)?.[1];
  const place = flag === undefined ? undefined : places?.get(flag);
  return place === undefined ? message : `${place}: ${message}`;
}

/** Says one thing. */
export function tell(ear: Ear, message: Message): void {
  if (ear instanceof JsonLines) ear.tell(message);
  else ear.write(calm(`${inWords(message)}\n`));
}

function inWords({ level, message, file, record }: Message): string {
  const place = file === undefined ? '' : `${recordPlace(file, record ?? null)}: `;
  return `${level === 'info' ? '' : 'reviewscan: '}${place}${message}`;
}
