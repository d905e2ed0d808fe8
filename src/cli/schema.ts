import { jsonOf } from '../render/json.js';
import type { Io } from './index.js';
import { streamSink, writeAll } from './output.js';

/** What has a schema. */
export type Published = 'report' | 'diff' | 'digest';

/** `reviewscan schema`: the JSON Schema of what is written as JSON, or the changelog of the report's. */
export async function schema(what: Published, flags: { changes?: boolean }, io: Io): Promise<number> {
  await writeAll(streamSink(io.stdout), flags.changes ? await changes() : await published(what));
  return 0;
}

async function published(what: Published): Promise<string> {
  const { reportSchema, diffSchema, digestSchema } = await import('../report/schema.js');
  const make = { report: reportSchema, diff: diffSchema, digest: digestSchema }[what];
  return jsonOf(make());
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
