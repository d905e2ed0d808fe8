import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { UserError } from '../errors.js';
import { decodeText, removeSpools } from '../read/index.js';
import type { Input } from '../types.js';
import { onAbandon } from './ending.js';
import { refuseToReplace, spareInputs } from './formats.js';
import type { Io } from './index.js';
import { fileSink, writeAll } from './output.js';

/**
 * Inputs of a command that reads reviews; `-` is standard input.
 * @param written what the command writes, as it was named: whoever reads says so here, before anything is opened
 * @throws UserError where one of those would replace what is read
 */
export function inputsOf(
  files: readonly string[],
  io: Io,
  written: readonly (string | null | undefined)[],
): Input[] {
  if (files.length === 0) {
    throw new UserError(
      'name the files to read, or put them into reviewscan.yaml (reviewscan init writes one)',
    );
  }
  if (files.filter((file) => file === '-').length > 1) {
    throw new UserError('- (standard input) can be read only once; name it once');
  }
  onAbandon(removeSpools);
  const base = io.inputBase ?? null;
  const inputs = files.map(
    (file): Input =>
      file === '-'
        ? { name: '-', stream: io.stdin }
        : { name: file, path: base === null ? file : resolve(base, file) },
  );
  spareInputs(written, inputs);
  refuseToReplace(written, [io.configFile], 'is read by this run');
  return inputs;
}

/**
 * A small file (labels, a model) as a whole.
 * @throws UserError where it cannot be read, unless it is missing and `ifMissing` says what stands in for it
 */
export async function readTextFile<T = never>(path: string, ifMissing?: T): Promise<string | T> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' && ifMissing !== undefined) return ifMissing;
    if (code === 'ENOENT') throw new UserError(`${path}: there is no such file; check the name`);
    if (code === 'EISDIR') throw new UserError(`${path}: is a folder; name a file in it`);
    throw new UserError(`${path}: cannot be read (${code ?? 'unknown error'})`);
  }
  return decodeText(bytes, path);
}

/** All that standard input holds. */
export async function readStream(stream: NodeJS.ReadStream): Promise<string> {
  let text = '';
  stream.setEncoding('utf8');
  for await (const chunk of stream) text += chunk;
  return text;
}

/** Replaces a file as a whole. */
export async function writeTextFile(path: string, text: string): Promise<void> {
  await writeAll(fileSink(path), text);
}
