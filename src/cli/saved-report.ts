import { basename } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Report } from '../types.js';
import { readTextFile } from './files.js';
import type { Io } from './index.js';

/** What a saved report is called in messages and comparisons: its file without the folder. */
export function labelOf(path: string): string {
  return path === '-' ? 'standard input' : basename(path);
}

/**
 * Reads a report that `analyze --format json` wrote; `-` is standard input.
 * @throws UserError where it cannot be read or is no report of this version or an earlier one
 */
export async function readSavedReport(path: string, io: Io): Promise<Report> {
  const { readReport } = await import('../report/saved.js');
  const json = path === '-' ? await text(io.stdin) : await readTextFile(path);
  return readReport(json, path === '-' ? labelOf(path) : path);
}
