import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { report, reportSchema } from '../../src/report/schema.js';
import { SCHEMA_VERSIONS, type SchemaChange } from '../../src/report/schema-changes.js';
import { emptyReport, richReport, smallReport } from '../render/sample-report.js';

const FOLDER = fileURLToPath(new URL('../../fixtures/schema/', import.meta.url));
const GOLDEN = fileURLToPath(new URL('../../fixtures/golden/', import.meta.url));
const fileOf = (version: number) => `${FOLDER}report-${version}.json`;
const published = (version: number): Schema => JSON.parse(readFileSync(fileOf(version), 'utf8')) as Schema;

interface Schema {
  $ref?: string;
  $defs?: Record<string, Schema>;
  type?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  additionalProperties?: Schema | boolean;
  anyOf?: Schema[];
  [more: string]: unknown;
}

/** Path → everything that may stand there: types, constants, bounds, and whether it may be missing. No descriptions. */
function shapeOf(root: Schema): Map<string, string> {
  const shape = new Map<string, Set<string>>();
  const walk = (path: string, node: Schema, optional: boolean): void => {
    if (node.$ref !== undefined) {
      walk(path, root.$defs![node.$ref.replace('#/$defs/', '')]!, optional);
      return;
    }
    if (node.anyOf !== undefined) {
      for (const one of node.anyOf) walk(path, one, optional);
      return;
    }
    const { properties, required, items, additionalProperties, description, title, $schema, $defs, ...own } =
      node;
    const said = shape.get(path) ?? new Set();
    shape.set(path, said.add(JSON.stringify({ ...own, ...(optional && { optional }) })));
    for (const [name, child] of Object.entries(properties ?? {})) {
      walk(`${path}.${name}`, child, !required?.includes(name));
    }
    if (items !== undefined) walk(`${path}[]`, items, false);
    if (typeof additionalProperties === 'object') walk(`${path}{}`, additionalProperties, false);
  };
  walk('', root, false);
  return new Map([...shape].map(([path, said]) => [path, [...said].sort().join(' ')]));
}

/** Paths that came, went or changed; of those that came or went the outermost alone. */
function compare(before: Schema, after: Schema): Record<SchemaChange['kind'], string[]> {
  const [was, is] = [shapeOf(before), shapeOf(after)];
  const outermost = (paths: string[], there: Map<string, string>) =>
    paths.filter((path) => there.has(path.replace(/(\.[^.[\]{}]+|\[\]|\{\})$/, '')));
  const ours = (path: string) => path !== '.schemaVersion';
  return {
    added: outermost(
      [...is.keys()].filter((path) => !was.has(path)),
      was,
    ),
    removed: outermost(
      [...was.keys()].filter((path) => !is.has(path)),
      is,
    ),
    changed: [...is.keys()].filter((path) => was.has(path) && was.get(path) !== is.get(path) && ours(path)),
  };
}

const [current, last] = SCHEMA_VERSIONS;

describe('the changelog of the schema', () => {
  it('knows the version that reports carry, and every one before it', () => {
    expect(shapeOf(reportSchema() as Schema).get('.schemaVersion')).toContain(`"const":${current!.version}`);
    expect(SCHEMA_VERSIONS.map(({ version }) => version)).toEqual(
      SCHEMA_VERSIONS.map((_, i) => SCHEMA_VERSIONS.length - i),
    );
    for (const { release } of SCHEMA_VERSIONS.slice(1)) expect(release).not.toBe(null);
  });

  it('says of every change of the schema what it is, and of nothing else', () => {
    const found = compare(published(last!.version), reportSchema() as Schema);
    const told = (kind: SchemaChange['kind']) =>
      current!.changes.filter((change) => change.kind === kind).flatMap(({ paths }) => paths);
    const why =
      `write what version ${current!.version} changed into src/report/schema-changes.ts; ` +
      'if that version is released already, begin the next';
    for (const kind of ['added', 'removed', 'changed'] as const) {
      expect(told(kind).sort(), `${kind}: ${why}`).toEqual(found[kind].sort());
    }
  });

  it('keeps the schema of every version as a file (npm run golden writes the one that is not released)', () => {
    const now = `${JSON.stringify(reportSchema(), null, 2)}\n`;
    const file = fileOf(current!.version);
    if (process.env.REVIEWSCAN_GOLDEN === 'write' && (current!.release === null || !existsSync(file))) {
      mkdirSync(FOLDER, { recursive: true });
      writeFileSync(file, now);
    }
    expect(
      readFileSync(file, 'utf8') === now,
      `${file} is stale: npm run golden, and see what else that entry must say`,
    ).toBe(true);
  });

  it('would notice a field, a type and an enum', () => {
    const before: Schema = {
      type: 'object',
      properties: {
        a: { type: 'string' },
        b: { type: 'array', items: { enum: ['x'] } },
        c: { type: 'null' },
      },
      required: ['a', 'b', 'c'],
    };
    const after: Schema = {
      type: 'object',
      properties: {
        a: { type: 'number' },
        b: { type: 'array', items: { enum: ['x', 'y'] } },
        d: { type: 'object', properties: { e: { type: 'null' } }, required: ['e'] },
      },
      required: ['a', 'b', 'd'],
    };
    expect(compare(before, after)).toEqual({ added: ['.d'], removed: ['.c'], changed: ['.a', '.b[]'] });
    expect(compare(before, { ...before, required: ['a', 'b'] }).changed).toEqual(['.c']);
    expect(compare(before, before)).toEqual({ added: [], removed: [], changed: [] });
  });
});

describe('the published schema', () => {
  it.each(readdirSync(GOLDEN).filter((name) => existsSync(`${GOLDEN}${name}/report.json`)))(
    'holds for the expected output %s',
    (name) => {
      const golden = JSON.parse(readFileSync(`${GOLDEN}${name}/report.json`, 'utf8')) as unknown;
      expect(report.parse(golden)).toEqual(golden);
    },
  );

  it.each(Object.entries({ richReport, smallReport, emptyReport }))('holds for %s', (_, make) => {
    expect(report.parse(JSON.parse(JSON.stringify(make())))).toEqual(make());
  });
});
