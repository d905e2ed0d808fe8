import fc from 'fast-check';
import { describe, expect, expectTypeOf, it } from 'vitest';
import type { z } from 'zod';
import { buildReport, readGate } from '../../src/report/index.js';
import {
  type diff,
  diffSchema,
  type digest,
  digestSchema,
  report,
  reportSchema,
} from '../../src/report/schema.js';
import { addLayout, addProblem } from '../../src/tally/index.js';
import type { Digest, Report, ReportDiff } from '../../src/types.js';
import {
  KNOWLEDGE,
  META,
  NO_FLOORS,
  reviews,
  reviewWith,
  THEMES,
  tallyOf,
} from '../laws/analysed-reviews.js';

describe('the schema of the report', () => {
  it('has the type of Report: neither knows a field the other does not', () => {
    expectTypeOf<z.infer<typeof report>>().toEqualTypeOf<Report>();
    expectTypeOf<z.infer<typeof diff>>().toEqualTypeOf<ReportDiff>();
    expectTypeOf<z.infer<typeof digest>>().toEqualTypeOf<Digest>();
  });

  it('holds for every report, as it comes back from JSON', () => {
    const gates = ['service=60', 'theme:waiting=60', 'divergence>20%', 'bad-rows>5%', 'bottom-box>10%'].map(
      (rule) => readGate(rule, THEMES),
    );
    fc.assert(
      fc.property(reviews(60), fc.constantFrom(META.floors, NO_FLOORS), (some, floors) => {
        const tally = tallyOf(some, ['location', 'month']);
        const built = buildReport(tally, KNOWLEDGE, { ...META, floors, gates, since: '2022-01-01' });
        const plain = JSON.parse(JSON.stringify(built));
        expect(plain).toEqual(built);
        expect(report.parse(plain)).toEqual(built);
      }),
      { numRuns: 40 },
    );
  });

  it('holds for layouts and problems', () => {
    const tally = tallyOf([reviewWith(1, {}, 'staff+')]);
    addProblem(tally, {
      file: 'a.csv',
      record: null,
      line: null,
      code: 'bad-encoding',
      message: 'm',
      fatal: false,
    });
    addLayout(tally, {
      file: 'a.csv',
      kind: 'reviews',
      format: 'csv',
      encoding: 'utf-8',
      delimiter: ',',
      headerRow: 1,
      recordsPath: null,
      columns: [{ field: 'text', column: 'Review', index: 0, why: 'both', confidence: 1 }],
      headers: ['Review'],
      ratingScale: { name: '1-5', min: 1, max: 5, reversed: false },
      dateFormat: 'iso',
      language: 'en',
    });
    const built = buildReport(tally, KNOWLEDGE, META);
    expect(report.parse(built)).toEqual(built);
  });

  it('refuses a field it does not know', () => {
    const built = buildReport(tallyOf([]), KNOWLEDGE, META);
    expect(report.safeParse({ ...built, overallScore: 80 }).success).toBe(false);
  });

  it('a diff and a digest are published too', () => {
    for (const schema of [diffSchema(), digestSchema()]) {
      expect(schema.required).toEqual(Object.keys(schema.properties as object));
    }
  });

  it('is published as JSON Schema', () => {
    const schema = reportSchema() as { $schema: string; required: string[]; properties: object };
    expect(schema.$schema).toBe('https://json-schema.org/draft/2020-12/schema');
    expect(schema.required).toEqual(Object.keys(schema.properties));
    expect(Object.keys(schema.properties)).toEqual(Object.keys(buildReport(tallyOf([]), KNOWLEDGE, META)));
  });
});
