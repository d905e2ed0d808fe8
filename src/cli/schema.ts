import { reportSchema } from '../report/schema.js';
import type { Io } from './index.js';
import { streamSink } from './output.js';

/** `reviewscan schema`: the JSON Schema of `--format json`. */
export async function schema(io: Io): Promise<number> {
  const sink = streamSink(io.stdout);
  await sink.write(`${JSON.stringify(reportSchema(), null, 2)}\n`);
  await sink.commit();
  return 0;
}
