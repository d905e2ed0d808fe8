import { KnownNames, redactText } from '../report/index.js';
import { readStream, readTextFile } from './files.js';
import { refuseToReplace } from './formats.js';
import type { Io } from './index.js';
import { fileSink, streamSink, writeAll } from './output.js';

interface RedactFlags {
  name: string[];
  output?: string;
}

/** `reviewscan redact`: any text with what could tell who someone is taken out, as it is done to quotes. */
export async function redact(file: string, flags: RedactFlags, io: Io): Promise<number> {
  if (file !== '-') refuseToReplace([flags.output], [file], 'is read by this run');
  const text = file === '-' ? await readStream(io.stdin) : await readTextFile(file);
  const others = new KnownNames();
  for (const name of flags.name) others.addSubject(name);
  const redacted = redactText(text, [], { provider: null, others });
  const { output } = flags;
  await writeAll(
    output === undefined || output === '-' ? streamSink(io.stdout) : fileSink(output),
    redacted.text,
  );
  return 0;
}
