import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/errors.js';
import { renderers } from '../../src/render/index.js';
import { renderJson } from '../../src/render/json.js';
import { withoutQuotes } from '../../src/report/index.js';
import { readReport } from '../../src/report/saved.js';
import { SCHEMA_VERSIONS } from '../../src/report/schema-changes.js';
import { emptyReport, richReport, smallReport } from '../render/sample-report.js';

const OPTIONS = {
  width: 80,
  colour: false,
  unicode: true,
  table: 'themes',
  csv: { bom: false, decimalComma: false },
} as const;
const fixture = (version: number) =>
  readFileSync(new URL(`../../fixtures/saved/report-${version}.json`, import.meta.url), 'utf8');

describe('readReport', () => {
  it.each(Object.entries({ richReport, smallReport, emptyReport }))(
    'gives back what json wrote: %s',
    (_, make) => {
      const report = make();
      expect(readReport(renderJson(report, OPTIONS), 'a.json')).toEqual(report);
    },
  );

  const released = SCHEMA_VERSIONS.filter(({ release }) => release !== null);
  it.each(released)(
    'reads a report of version $version (fixtures/saved; UPGRADES in saved.ts)',
    async ({ version }) => {
      const report = readReport(fixture(version), 'old.json');
      expect(report.schemaVersion).toBe(SCHEMA_VERSIONS[0]!.version);
      expect(report.reviews).toBe(JSON.parse(fixture(version)).reviews);
      for (const { load } of Object.values(renderers))
        expect((await load())(report, OPTIONS).length).toBeGreaterThan(0);
    },
  );

  it('works out what version 1 did not say of rules', () => {
    const { gates } = readReport(fixture(1), 'old.json');
    expect(gates.map(({ finding, verdict }) => `${finding}: ${verdict}`)).toEqual([
      'met: passed',
      'broken-beyond-interval: failed',
      'too-few: skipped',
    ]);
  });

  const rich = () => JSON.parse(renderJson(richReport(), OPTIONS));
  it.each([
    ['not json', 'a.json: is not JSON'],
    ['[]', 'is no saved report; write one with'],
    ['{"schema":"something else"}', 'is no saved report'],
    [
      JSON.stringify({ ...rich(), schemaVersion: 99 }),
      'has schema version 99, and this reviewscan reads up to',
    ],
    [JSON.stringify({ ...rich(), schemaVersion: 0 }), 'is no whole report of schema version 0'],
    [JSON.stringify({ ...rich(), service: null }), 'is no whole report, or was changed by hand: service: '],
    [JSON.stringify({ ...rich(), overall: 80 }), 'unrecognized key'],
    [
      JSON.stringify({ schema: 'reviewscan.report', schemaVersion: 1 }),
      'is no whole report of schema version 1',
    ],
  ])('refuses %.40s', (text, message) => {
    expect(() => readReport(text, 'a.json')).toThrow(UserError);
    expect(() => readReport(text, 'a.json')).toThrow(message);
  });
});

describe('withoutQuotes', () => {
  it('leaves no word of any review, and every number', () => {
    const report = richReport();
    const bare = withoutQuotes(report);
    expect(JSON.stringify(bare)).not.toMatch(/rolled her eyes|nobody ever picked up/);
    expect(bare.service.themes.map(({ score }) => score)).toEqual(
      report.service.themes.map(({ score }) => score),
    );
    expect(readReport(renderJson(bare, OPTIONS), 'a.json')).toEqual(bare);
  });
});
