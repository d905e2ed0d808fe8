import type { Setting } from '../types.js';
import { jsonOf } from './json.js';

/** What `--print-config` shows. */
export interface ShownSettings {
  command: string;
  file: string | null;
  settings: readonly Setting[];
}

/** Values longer than this stand one a line. */
const LONGEST = 48;

/** One option a line: its value as it would stand in the config file, then where it came from. */
export function settingsTerminal({ command, file, settings }: ShownSettings): string {
  const rows = settings.map(({ name, value, source, from }) => {
    const line = `${name}: ${written(value)}`.trimEnd();
    const long = Array.isArray(value) && line.length > LONGEST;
    return {
      line: long ? `${name}:` : line,
      below: long ? value.map((one) => `  - ${scalar(one)}\n`).join('') : '',
      from: from ?? source,
    };
  });
  const width = Math.min(LONGEST, Math.max(...rows.map(({ line }) => line.length)));
  const head = `# reviewscan ${command.replace('-', ' ')}, config file: ${file ?? 'none'}\n`;
  return head + rows.map(({ line, below, from }) => `${line.padEnd(width)}  # ${from}\n${below}`).join('');
}

export function settingsJson({ command, file, settings }: ShownSettings): string {
  return jsonOf({ schema: 'reviewscan.config', schemaVersion: 1, command, file, settings });
}

/** YAML of one line; JSON strings are YAML. */
function written(value: Setting['value']): string {
  if (value === null) return '';
  if (Array.isArray(value)) return `[${value.map((one) => scalar(one)).join(', ')}]`;
  return typeof value === 'string' ? scalar(value) : String(value);
}

function scalar(text: string): string {
  return /^[\w./=%>-][\w./=%>{} -]*$/.test(text) && !/^(true|false|null|yes|no|on|off)$/i.test(text)
    ? text
    : JSON.stringify(text);
}
