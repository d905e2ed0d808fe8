/** Saved reports read back: checked against the schema, those of older versions brought to this one. */
import { UserError } from '../errors.js';
import type { GateVerdict, Report } from '../types.js';
import { withFileNames } from './file-names.js';
import { report as schema } from './schema.js';
import { SCHEMA_VERSIONS } from './schema-changes.js';

type Json = Record<string, unknown>;

/**
 * Version → what makes a report of it one of the next. What an older report never knew stands as unknown or empty; the
 * entries of schema-changes.ts name all that must be here.
 */
const UPGRADES: Record<number, (report: Json) => Json> = {
  1: (report) => ({
    ...report,
    schemaVersion: 2,
    groups: (report.groups as Json[]).map((section) => ({
      ...section,
      fields: [section.by],
      sideBySide: false,
      coded: false,
    })),
    gates: (report.gates as GateVerdict[]).map((gate) => ({
      ...gate,
      name: null,
      note: null,
      finding: findingOf(gate),
    })),
    clinical: { ...(report.clinical as Json), priorities: [] },
    service: { ...(report.service as Json), priorities: [] },
    ratingsAgainstText: { rows: [], examples: { best: [], worst: [] } },
    sourceMix: null,
    method: { ...(report.method as Json), readings: [] },
    contested: { rows: [], bands: { clinicalOutcome: null, clinicalSkill: null, service: null } },
    safety: { note: NOT_LOOKED_FOR, reviews: 0, harms: [], listed: [], unlisted: 0 },
    comparison: null,
    notCompared: null,
  }),
};

const NOT_LOOKED_FOR =
  'This report was made by a version that kept no safety list: none of its reviews was looked over for harm.';

/** What version 1 did not say, from what it did. */
function findingOf({ verdict, fails, limit, low, high }: GateVerdict): GateVerdict['finding'] {
  if (verdict !== 'failed') return verdict === 'passed' ? 'met' : 'too-few';
  const beyond = fails === 'below' ? high !== null && high < limit : low !== null && low > limit;
  return beyond ? 'broken-beyond-interval' : 'broken-within-interval';
}

/**
 * Reads a report that `--format json` wrote, of this schema version or an older one.
 *
 * @param shown the file's name in messages
 * @throws UserError where it is no report, of a newer version, or not whole
 */
export function readReport(text: string, shown: string): Report {
  let data = parse(text, shown);
  const current = SCHEMA_VERSIONS[0]!.version;
  const { schema: name, schemaVersion } = data;
  if (name !== 'reviewscan.report' || typeof schemaVersion !== 'number') {
    throw new UserError(
      `${shown}: is no saved report; write one with: reviewscan analyze --format json=FILE`,
    );
  }
  if (schemaVersion > current) {
    throw new UserError(
      `${shown}: has schema version ${schemaVersion}, and this reviewscan reads up to ${current}; update reviewscan`,
    );
  }
  try {
    for (let version = schemaVersion; version < current; version++) data = UPGRADES[version]!(data);
  } catch {
    throw new UserError(`${shown}: is no whole report of schema version ${schemaVersion}; make it anew`);
  }
  const { success, data: report, error } = schema.safeParse(data);
  if (success) return withFileNames(report);
  const { path, message } = error.issues[0]!;
  throw new UserError(
    `${shown}: is no whole report, or was changed by hand: ${path.join('.') || 'the whole'}: ${message.toLowerCase()}`,
  );
}

function parse(text: string, shown: string): Json {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    throw new UserError(`${shown}: is not JSON; render and diff read what --format json wrote`);
  }
  if (typeof data === 'object' && data !== null && !Array.isArray(data)) return data as Json;
  throw new UserError(`${shown}: is no saved report; write one with: reviewscan analyze --format json=FILE`);
}
