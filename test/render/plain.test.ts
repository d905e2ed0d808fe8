import { describe, expect, it } from 'vitest';
import { renderers } from '../../src/render/index.js';
import { renderPlain } from '../../src/render/plain.js';
import type { Renderer, RenderOptions, Report } from '../../src/types.js';
import { emptyReport, groupRow, HOSTILE, richReport, smallReport } from './sample-report.js';

const facts = (report: Report) =>
  renderPlain(report)
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split('\t') as [string, string]);

describe('one fact a line', () => {
  it.each(Object.entries({ richReport, smallReport, emptyReport }))(
    '%s: a key, a tab, a value',
    (_, make) => {
      const all = facts(make());
      expect(all.every((fact) => fact.length === 2 && fact[0] !== '' && fact[1] !== '')).toBe(true);
      const keys = all.map(([key]) => key).filter((key) => !/^(file$|problem\.)/.test(key));
      expect(new Set(keys).size).toBe(keys.length);
    },
  );

  it('has the numbers of the report under the names of the tables', () => {
    const all = new Map(facts(richReport()));
    expect(all.get('service.n')).toBe(String(richReport().service.score.n));
    expect(all.get('theme.staff.score')).toBe('73.4');
    expect(all.get('location.Northgate.service.verdict')).toBe('higher');
    expect(all.get('location.Tiny.reviews')).toBe('3');
    expect([...all].filter(([key]) => /^trend\..*\.partial$/.test(key))).toHaveLength(1);
    expect(all.get('records.used')).toBe('430');
  });

  it('has a small p as what it is, not as none', () => {
    const report = richReport();
    report.trend!.findings = report.trend!.findings.map((one) => ({ ...one, p: 0.0000012345678 }));
    expect(new Map(facts(report)).get('trend.service.p')).toBe('0.000001235');
    expect(new Map(facts(richReport())).get('trend.clinical-skill.p')).toBe('-');
  });

  it('has what to look at first, axis by axis, and ratings against text', () => {
    const report = richReport();
    const all = new Map(facts(report));
    const [row] = report.service.priorities;
    const key = `priority.service.${row!.theme}`;
    expect(all.get(`${key}.meaning`)).toBe(row!.meaning);
    expect(all.get(`${key}.complaints.n`)).toBe(String(row!.complaints.n));
    const [rated] = report.ratingsAgainstText.rows;
    expect(all.get(`rated.${rated!.scale}.best-complaining.count`)).toBe(
      String(rated!.bestComplaining.count),
    );
    expect(all.get(`rated.${rated!.scale}.worst-silent.n`)).toBe(String(rated!.worstSilent.n));
  });

  it('says - where there is no score, and never 0 for nobody', () => {
    const all = new Map(facts(richReport()));
    expect(all.get('theme.comfort.score')).toBe('-');
    expect(all.has('theme.comfort.low')).toBe(false);
    expect(all.has('general-remarks.score')).toBe(false);
  });

  it('is a line also where a group is called anything', () => {
    const report = richReport();
    report.groups[0]!.rows = [groupRow(`${HOSTILE}\t\n`, 50)];
    const text = renderPlain(report);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: none of them may reach a terminal
    expect(text).not.toMatch(/[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u202E]/);
    expect(facts(report).every((fact) => fact.length === 2)).toBe(true);
  });

  it('keeps names as they are, whatever the terminal can show', async () => {
    const options: RenderOptions = {
      width: 80,
      colour: false,
      unicode: false,
      table: 'themes',
      csv: { bom: false, decimalComma: false },
    };
    const draw: Renderer = await renderers.plain.load();
    expect(draw(richReport(), options)).toContain('大阪クリニック');
  });
});
