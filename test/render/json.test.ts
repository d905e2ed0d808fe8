import { expect, it } from 'vitest';
import { renderJson } from '../../src/render/json.js';
import type { Report } from '../../src/types.js';
import { OPTIONS, richReport } from './sample-report.js';

it('is the Report and nothing else', () => {
  expect(JSON.parse(renderJson(richReport(), OPTIONS))).toEqual(richReport());
});

it('keeps the order of keys and ends with a line end', () => {
  const text = renderJson(richReport(), OPTIONS);
  expect(text.startsWith('{\n  "schema": "reviewscan.report",\n  "schemaVersion": 2,\n')).toBe(true);
  expect(text.endsWith('\n}\n')).toBe(true);
});

it('gives the same bytes whatever the order in which languages, problems and measures came', () => {
  const turned = (report: Report): Report => {
    const reverse = <T>(of: Record<string, T>) => Object.fromEntries(Object.entries(of).reverse());
    report.input.languages = reverse(report.input.languages);
    report.input.problems.counts = reverse(report.input.problems.counts);
    report.method.model.measures = reverse(report.method.model.measures);
    return report;
  };
  expect(renderJson(turned(richReport()), OPTIONS)).toBe(renderJson(richReport(), OPTIONS));
});
