import type { Setting } from '../types.js';

/** What `--print-config` shows. */
export interface ShownSettings {
  command: string;
  file: string | null;
  settings: readonly Setting[];
}

/** One option a line: its value as it would stand in the config file, then where it came from. */
export function settingsTerminal({ command, file, settings }: ShownSettings): string {
  const rows = settings.map(({ name, value, source, from }) => [
    `${name}: ${written(value)}`,
    from ?? source,
  ]);
  const width = Math.min(50, Math.max(...rows.map(([left]) => left!.length)));
  const head = `# reviewscan ${command.replace('-', ' ')}, config file: ${file ?? 'none'}\n`;
  return head + rows.map(([left, from]) => `${left!.padEnd(width)}  # ${from}\n`).join('');
}

export function settingsJson({ command, file, settings }: ShownSettings): string {
  return `${JSON.stringify({ schema: 'reviewscan.config', schemaVersion: 1, command, file, settings }, null, 2)}\n`;
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
