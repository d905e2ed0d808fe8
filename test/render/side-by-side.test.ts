import { describe, expect, it } from 'vitest';
import { renderHtml } from '../../src/render/html.js';
import { renderMarkdown } from '../../src/render/markdown.js';
import { renderTerminal } from '../../src/render/terminal.js';
import type { Report } from '../../src/types.js';
import { groupRow, OPTIONS, richReport } from './sample-report.js';

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
    const part = drawn.slice(drawn.indexOf('SIDE BY SIDE'), drawn.indexOf('No ranks'));
    expect(part).toMatch(/North +South/);

    const [clinical, service] = part.split(/^ {2}Service$/m) as [string, string];
    expect(clinical).toContain('Outcome');
    expect(clinical).not.toContain('waiting');
    expect(service).toContain('waiting');
    expect(service).not.toContain('Outcome');
    for (const line of drawn.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });

  it('tell a theme that is alone on its card once, as the card, and explain no sign that is not there', () => {
    const report = withGroups(['North', 'South']);
    for (const row of report.groups[0]!.rows)
      row.themes.push({ ...row.themes[0]!, theme: 'skill', comparison: row.comparison.clinicalSkill });
    const part = () => {
      const drawn = renderTerminal(report, OPTIONS);
      return drawn.slice(drawn.indexOf('SIDE BY SIDE'), drawn.indexOf('No ranks'));
    };
    expect(part()).toMatch(/^ +Skill /m);
    expect(part()).not.toMatch(/^ +skill /m);
    expect(part()).not.toContain('▲');
    // With a second theme on that card they are two things.
    const skill = report.clinical.themes.find(({ theme }) => theme === 'skill')!;
    report.clinical.themes.push({ ...skill, theme: 'tools' });
    expect(part()).toMatch(/^ +skill /m);
  });

  it('break into several tables, and say what is not shown', () => {
    const names = Array.from({ length: 15 }, (_, i) => `Group ${String.fromCharCode(65 + i)}`);
    const drawn = renderTerminal(withGroups(names), OPTIONS);
    const part = drawn.slice(drawn.indexOf('SIDE BY SIDE'));
    expect(part.match(/^ {2}Clinical$/gm)).toHaveLength(4);
    expect(drawn).toMatch(/3 more groups in\s+the csv and json\s+formats/);
    expect(renderMarkdown(withGroups(names), OPTIONS)).toContain('Group O');
  });

  it('never leave out a group that differs, nor deny what differs', () => {
    const names = Array.from({ length: 15 }, (_, i) => `Group ${String.fromCharCode(65 + i)}`);
    const report = withGroups(names);
    const last = report.groups[0]!.rows.at(-1)!;
    const lower = { ...last.comparison.service, difference: -36, low: -44, high: -25, restN: 900 };
    last.comparison = { ...last.comparison, service: { ...lower, verdict: 'lower' } };
    for (const sideBySide of [true, false]) {
      report.groups[0]!.sideBySide = sideBySide;
      const drawn = renderTerminal(report, OPTIONS);
      expect(drawn).toMatch(/Group O +Service 36 points lower than all others/);
      if (sideBySide) expect(drawn.slice(drawn.indexOf('SIDE BY SIDE'))).toMatch(/Group K +Group O/);
    }
  });

  it('keep long names apart that differ late', () => {
    const long = (suite: number) =>
      `The Cosmetic and Reconstructive Surgery Institute, Suite ${suite}, North Campus`;
    const names = [5, 10, 15].flatMap((n) => [`${long(n)} · Google`, `${long(n)} · Yelp`]);
    const report = withGroups(names);
    report.groups[0]!.sideBySide = false;
    const drawn = renderTerminal(report, OPTIONS);
    const rows = drawn.slice(drawn.indexOf('\nBY '), drawn.indexOf('\nBY MONTH'));
    const shown = rows.replace(/\s+/g, ' ');
    for (const told of ['5,', '10,', '15,']) expect(shown).toContain(told);
    expect(rows.match(/Google/g)).toHaveLength(3);
    expect(rows.match(/Yelp/g)).toHaveLength(3);
  });

  it('break no number at 80 columns', () => {
    const names = Array.from({ length: 4 }, (_, i) => `Clinic number ${i}`);
    const drawn = renderTerminal(withGroups(names), OPTIONS);
    expect(drawn).not.toMatch(/\(\d+–\d+ *$/m);
  });

  it('stand on the page under names that differ, with nothing to sort by', () => {
    const long =
      'The Cosmetic and Reconstructive Surgery Institute of the whole North and South County, Suite';
    const html = renderHtml(withGroups([`${long} 5`, `${long} 10`]), OPTIONS);
    const table = html.slice(html.indexOf('side by side</h2>'));
    const heads = [...table.matchAll(/<th scope="col"([^>]*)>([^<]*Institute[^<]*)</g)];
    expect(heads.length).toBeGreaterThan(1);
    expect(new Set(heads.map(([, , name]) => name)).size).toBe(2);
    expect(heads.every(([, attributes]) => !attributes!.includes('data-sort'))).toBe(true);
  });

  it('say and name the clearest of many differences, not the first by name', () => {
    const names = Array.from({ length: 20 }, (_, i) => `Group ${String.fromCharCode(65 + i)}`);
    const report = withGroups(names);
    report.groups[0]!.rows.forEach((row, i) => {
      const lower = { difference: -10, low: -18, high: -2, restN: 900, p: 0.02 / 2 ** i };
      row.comparison = {
        ...row.comparison,
        service: { ...row.comparison.service, ...lower, verdict: 'lower' },
      };
    });
    const drawn = renderTerminal(report, OPTIONS);
    expect(drawn).toMatch(/Group T +Service 10 points lower/);
    expect(drawn).not.toMatch(/Group A +Service 10 points lower/);
    expect(drawn).toMatch(/These are the clearest; 14 more differences/);
    const page = renderHtml(report, OPTIONS);
    const desc = /id="group-1-service-desc">([^<]*)/.exec(page)![1]!;
    expect(desc).toContain('Group T');
    expect(desc).not.toContain('Group A ');
    expect(desc).toContain('; and 12 more, less clearly.');
  });
});
