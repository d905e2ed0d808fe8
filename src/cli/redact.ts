import { redactText } from '../report/index.js';
import { readStream, readTextFile } from './files.js';
import type { Io } from './index.js';
import { fileSink, streamSink, writeAll } from './output.js';

interface RedactFlags {
  name: string[];
  output?: string;
}

/** `reviewscan redact`: any text with what could tell who someone is taken out, as it is done to quotes. */
export async function redact(file: string, flags: RedactFlags, io: Io): Promise<number> {
  let text = file === '-' ? await readStream(io.stdin) : await readTextFile(file);
  // Known names first: what is left of a text may hide who was meant.
  for (const name of flags.name) text = redactText(text, [], { provider: name }).text;
  if (flags.name.length === 0) text = redactText(text).text;
  const { output } = flags;
  await writeAll(output === undefined || output === '-' ? streamSink(io.stdout) : fileSink(output), text);
  return 0;
}
