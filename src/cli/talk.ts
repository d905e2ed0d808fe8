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
    this.ear.write(`${JSON.stringify({ level, code, message, ...about })}\n`);
  }
}

/** Says one thing. */
export function tell(ear: Ear, message: Message): void {
  if (ear instanceof JsonLines) ear.tell(message);
  else ear.write(`${inWords(message)}\n`);
}

function inWords({ level, message, file, record }: Message): string {
  const place = file === undefined ? '' : `${recordPlace(file, record ?? null)}: `;
  return `${level === 'info' ? '' : 'reviewscan: '}${place}${message}`;
}
