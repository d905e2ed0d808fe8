import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { inspectInput } from '../../src/read/index.js';
import type { Inspection } from '../../src/types.js';
import { columns } from './reading.js';
import { VENDORS, type VendorFile } from './vendors.js';

const FIELDS = [
  'text',
  'pros',
  'cons',
  'title',
  'rating',
  'date',
  'id',
  'location',
  'provider',
  'procedure',
  'source',
  'question',
  'reply',
  'subRating',
] as const;

function found(inspection: Inspection, field: (typeof FIELDS)[number]): string[] {
  return inspection.evidence.filter((one) => one.field === field).map(({ column }) => column);
}

/** What is expected, and what was found of it, in the same form. */
function compare({ expect: wanted }: VendorFile, inspection: Inspection) {
  const either = new Set(wanted.either ?? []);
  const wish: Record<string, unknown> = {};
  const got: Record<string, unknown> = {};
  if (!either.has('kind')) {
    wish.kind = wanted.kind ?? 'reviews';
    got.kind = inspection.kind;
  }
  if (wanted.kind === 'none' || wanted.kind === 'empty') return { wish, got };
  for (const field of FIELDS) {
    if (either.has(field)) continue;
    const one = wanted[field] ?? [];
    wish[field] = (Array.isArray(one) ? [...one] : [one]).sort();
    const all = found(inspection, field);
    got[field] = all.sort();
  }
  if (wanted.scale !== undefined && !either.has('scale')) {
    wish.scale = wanted.scale;
    got.scale = inspection.ratingScale;
  }
  for (const count of ['records', 'withText'] as const) {
    if (wanted[count] === undefined) continue;
    wish[count] = wanted[count];
    got[count] = inspection[count];
  }
  return { wish, got };
}

async function look(bytes: string | Uint8Array): Promise<Inspection> {
  const stream = Readable.from([Buffer.from(bytes)]);
  const { files } = await inspectInput({ name: '-', stream }, { languages: 'all' }, columns);
  return files[0]!;
}

describe('layouts of vendors, scrapers and survey tools', () => {
  test.each(VENDORS.map((one) => [one.name, one] as const))('%s', async (_, file) => {
    const { wish, got } = compare(file, await look(file.bytes));
    expect(got).toEqual(wish);
  });
});
