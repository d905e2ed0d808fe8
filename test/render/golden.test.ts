import { describe, expect, it } from 'vitest';
import { renderers } from '../../src/render/index.js';
import type { RenderOptions } from '../../src/types.js';
import { expectGolden } from '../golden.js';
import { emptyReport, OPTIONS as PLAIN, richReport, smallReport } from './sample-report.js';

const CASES = { 'report-rich': richReport, 'report-small': smallReport, 'report-empty': emptyReport };

const OUTPUTS: [string, keyof typeof renderers, Partial<RenderOptions>][] = [
  ['terminal-80.txt', 'terminal', {}],
  ['terminal-120.txt', 'terminal', { width: 120 }],
  ['terminal-80-colour.txt', 'terminal', { colour: true }],
  ['terminal-120-colour.txt', 'terminal', { width: 120, colour: true }],
  ['terminal-80-ascii.txt', 'terminal', { unicode: false }],
  ['plain.txt', 'plain', {}],
  ['report.json', 'json', {}],
  ['report.csv', 'csv', {}],
  ['groups.csv', 'csv', { table: 'groups' }],
  ['trend.csv', 'csv', { table: 'trend' }],
  ['safety.csv', 'csv', { table: 'safety' }],
  ['left-out.csv', 'csv', { table: 'left-out' }],
  ['report.md', 'markdown', {}],
  ['report.html', 'html', {}],
];

describe.each(Object.entries(CASES))('%s', (name, make) => {
  it.each(OUTPUTS)('%s', async (file, format, options) => {
    const render = await renderers[format].load();
    expectGolden(`${name}/${file}`, render(make(), { ...PLAIN, ...options }));
  });
});

it('has a golden output for every format', () => {
  expect(new Set(OUTPUTS.map(([, format]) => format))).toEqual(new Set(Object.keys(renderers)));
});
