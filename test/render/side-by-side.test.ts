import { describe, expect, it } from 'vitest';
import { renderMarkdown } from '../../src/render/markdown.js';
import { renderTerminal } from '../../src/render/terminal.js';
import type { RenderOptions, Report } from '../../src/types.js';
import { groupRow, richReport } from './sample-report.js';

const OPTIONS: RenderOptions = {
  width: 80,
  colour: false,
  unicode: true,
  table: 'themes',
  csv: { bom: false, decimalComma: false },
};

function withGroups(names: readonly string[]): Report {
  const report = richReport();
  const section = report.groups[0]!;
  return {
    ...report,
    groups: [{ ...section, sideBySide: true, rows: names.map((name) => groupRow(name, 120)) }],
  };
}

describe('groups side by side', () => {
  it('have a column each, and the axes tables of their own', () => {
    const drawn = renderTerminal(withGroups(['North', 'South']), OPTIONS);
    const part = drawn.slice(drawn.indexOf('SIDE BY SIDE'), drawn.indexOf('▲ ▼'));
    expect(part).toMatch(/North +South/);
    const [clinical, service] = part.split(/^ {2}Service$/m) as [string, string];
    expect(clinical).toContain('Outcome');
    expect(clinical).not.toContain('waiting');
    expect(service).toContain('waiting');
    expect(service).not.toContain('Outcome');
    for (const line of drawn.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });

  it('break into several tables, and say what is not shown', () => {
    const names = Array.from({ length: 15 }, (_, i) => `Group ${String.fromCharCode(65 + i)}`);
    const drawn = renderTerminal(withGroups(names), OPTIONS);
    const part = drawn.slice(drawn.indexOf('SIDE BY SIDE'));
    expect(part.match(/^ {2}Clinical$/gm)).toHaveLength(3);
    expect(drawn).toContain('3 more groups in the csv and json formats.');
    expect(renderMarkdown(withGroups(names), OPTIONS)).toContain('Group O');
  });
});
