import type { Io } from './index.js';
import { streamSink } from './output.js';

/** `reviewscan schema`: the JSON Schema of `--format json`, or the changelog of that schema. */
export async function schema(flags: { changes?: boolean }, io: Io): Promise<number> {
  const sink = streamSink(io.stdout);
  await sink.write(flags.changes ? await changes() : await published());
  await sink.commit();
  return 0;
}

async function published(): Promise<string> {
  const { reportSchema } = await import('../report/schema.js');
  return `${JSON.stringify(reportSchema(), null, 2)}\n`;
}

/** A line a version, then one a change: `added .groups[].coded: what it is`. */
async function changes(): Promise<string> {
  const { SCHEMA_VERSIONS } = await import('../report/schema-changes.js');
  return SCHEMA_VERSIONS.map(({ version, release, changes }) => {
    const title = `schemaVersion ${version}, ${release === null ? 'not released yet' : `reviewscan ${release}`}`;
    const lines = changes.map(({ kind, paths, what }) => `  ${kind} ${paths.join(', ')}: ${what}`);
    return `${[title, ...lines].join('\n')}\n`;
  }).join('');
}
