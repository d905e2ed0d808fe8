import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/errors.js';
import { judgeGates, readGate } from '../../src/report/gates.js';
import type { Gating, Tally } from '../../src/types.js';
import { META, review, reviewWith, THEMES, tallyOf } from '../laws/analysed-reviews.js';

const read = (text: string) => readGate(text, THEMES);

describe('readGate', () => {
  it.each([
    ['service=60', 'service', 'below', 60, 'service=60'],
    [' clinical-outcome = 70.5 ', 'clinical-outcome', 'below', 70.5, 'clinical-outcome=70.5'],
    ['clinical-skill=0', 'clinical-skill', 'below', 0, 'clinical-skill=0'],
    ['theme:waiting=60', 'theme:waiting', 'below', 60, 'theme:waiting=60'],
    ['theme: waiting = 60', 'theme:waiting', 'below', 60, 'theme:waiting=60'],
    ['divergence>20%', 'divergence', 'above', 20, 'divergence>20%'],
    ['bottom-box > 12.5 %', 'bottom-box', 'above', 12.5, 'bottom-box>12.5%'],
    ['bad-rows>1%', 'bad-rows', 'above', 1, 'bad-rows>1%'],
  ])('%s', (text, metric, fails, limit, rule) => {
    expect(read(text)).toEqual({ metric, fails, limit, rule, name: null, note: null });
  });

  it.each([
    ['service', /a rule is a score and its floor, service=60, or a share/],
    ['=60', /a rule is a score/],
    ['', /a rule is a score/],
    ['servise=60', /no metric “servise”; did you mean service\? Metrics: clinical-outcome, .*theme:NAME/],
    ['quality=60', /no metric “quality”\. Metrics:/],
    ['waiting=60', /did you mean theme:waiting\? Metrics/],
    ['theme:waitin=60', /no theme “waitin”; did you mean waiting\? Themes: outcome, /],
    ['theme:zzz=60', /no theme “zzz”\. Themes:/],
    ['theme:=60', /no theme “”\. Themes:/],
    ['service=0.7', /hardly one stands below 0\.7; write it like service=70/],
    ['service>60%', /score in points that fails below its limit; write it like service=60/],
    ['service=60%', /write it like service=60/],
    ['service<60', /write it like service=60/],
    ['divergence=20', /share of reviews that fails above its limit; write it like divergence>20%/],
    ['divergence>20', /write it like divergence>20%/],
    ['divergence>=20%', /write it like divergence>20%/],
    ['service=101', /from 0 to 100/],
    ['service=-1', /from 0 to 100/],
    ['service=sixty', /from 0 to 100/],
    ['service=', /from 0 to 100/],
    ['service=1e1', /from 0 to 100/],
    ['service=60 theme:waiting=50', /from 0 to 100|no metric/],
  ])('refuses %s', (text, message) => {
    expect(() => read(text)).toThrow(UserError);
    expect(() => read(text)).toThrow(message);
    try {
      read(text);
    } catch (error) {
      expect((error as UserError).exitCode).toBe(2);
      expect((error as UserError).message).not.toContain('\n');
    }
  });
});

describe('judgeGates', () => {
  const many = (n: number, ...sentences: string[]) =>
    Array.from({ length: n }, (_, i) => reviewWith(i + n * 1_000, {}, ...sentences));
  const judge = (tally: Tally, rule: string, gating?: Gating) =>
    judgeGates([read(rule)], tally, META.floors, gating)[0]!;

  it('goes by the score itself at n ≥ 30', () => {
    const tally = tallyOf([...many(18, 'waiting+'), ...many(12, 'waiting-')]);
    expect(judge(tally, 'service=60')).toMatchObject({ value: 60, n: 30, verdict: 'passed' });
    expect(judge(tally, 'service=60.1')).toMatchObject({ verdict: 'failed', fails: 'below', limit: 60.1 });
    expect(judge(tally, 'theme:waiting=61').verdict).toBe('failed');
    const { low, high } = judge(tally, 'service=60');
    expect(low).toBeCloseTo(42.3, 1);
    expect(high).toBeCloseTo(75.4, 1);
  });

  it('skips smaller n, and what nobody spoke of', () => {
    const tally = tallyOf([...many(9, 'skill-'), ...many(20, 'waiting-')]);
    expect(judge(tally, 'service=60')).toMatchObject({ value: 0, n: 20, verdict: 'skipped' });
    expect(judge(tally, 'clinical-skill=60')).toMatchObject({ value: null, n: 9, verdict: 'skipped' });
    expect(judge(tally, 'clinical-outcome=60')).toMatchObject({ value: null, n: 0, verdict: 'skipped' });
    expect(judge(tally, 'theme:trust=60')).toMatchObject({ value: null, n: 0, verdict: 'skipped' });
  });

  it('tells broken by the score from broken beyond its interval, and fails by the latter alone if asked to', () => {
    const tally = tallyOf([...many(18, 'waiting+'), ...many(12, 'waiting-')]);
    // 60 points, Wilson 42.3 to 75.4 (R: prop.test(18, 30, correct = FALSE)).
    const confident = { confident: true, requireN: false };
    const shown = (rule: string, gating?: Gating) => {
      const { finding, verdict } = judge(tally, rule, gating);
      return `${finding}: ${verdict}`;
    };
    expect(shown('service=60')).toBe('met: passed');
    expect(shown('service=75')).toBe('broken-within-interval: failed');
    expect(shown('service=75', confident)).toBe('broken-within-interval: passed');
    expect(shown('service=76')).toBe('broken-beyond-interval: failed');
    expect(shown('service=76', confident)).toBe('broken-beyond-interval: failed');
    const divergent = tallyOf([...many(18, 'outcome+ staff-'), ...many(12, 'outcome+ staff+')]);
    const share = (limit: number) => judge(divergent, `divergence>${limit}%`, confident);
    expect(share(42)).toMatchObject({ finding: 'broken-beyond-interval', verdict: 'failed' });
    expect(share(43)).toMatchObject({ finding: 'broken-within-interval', verdict: 'passed' });
  });

  it('fails what too few speak to only if asked to, however good it is', () => {
    const tally = tallyOf(many(29, 'waiting+'));
    expect(judge(tally, 'service=60')).toMatchObject({ finding: 'too-few', verdict: 'skipped', value: 100 });
    const strict = { confident: true, requireN: true };
    expect(judge(tally, 'service=60', strict)).toMatchObject({ finding: 'too-few', verdict: 'failed' });
    expect(judge(tally, 'theme:trust=60', strict)).toMatchObject({ value: null, n: 0, verdict: 'failed' });
  });

  it('counts a mixed review half', () => {
    expect(judge(tallyOf(many(40, 'waiting*')), 'service=50')).toMatchObject({
      value: 50,
      verdict: 'passed',
    });
  });

  it('fails shares above their limit', () => {
    const tally = tallyOf([
      ...many(10, 'outcome+ staff-'),
      ...many(30, 'outcome+ staff+'),
      review(1, 'staff-'),
    ]);
    expect(judge(tally, 'divergence>25%')).toMatchObject({ value: 25, n: 40, verdict: 'passed' });
    expect(judge(tally, 'divergence>24%')).toMatchObject({ verdict: 'failed' });
  });

  it('knows the worst box of each scale and the rows that could not be used', () => {
    const rated = (n: number, from: number, scale: string, value: number) =>
      Array.from({ length: n }, (_, i) =>
        reviewWith(from + i, { setAside: 'no-text', rating: { value, raw: '', scale } }),
      );
    const tally = tallyOf([
      ...rated(20, 0, '1-5', 0),
      ...rated(20, 100, '1-5', 0.25),
      ...rated(20, 200, '0-10', 0.6),
      ...rated(20, 300, '0-10', 0.7),
    ]);
    tally.ledger.records = 100;
    tally.ledger.problem = 3;
    expect(judge(tally, 'bottom-box>49%')).toMatchObject({ value: 50, n: 80, verdict: 'failed' });
    expect(judge(tally, 'bad-rows>3%')).toMatchObject({ value: 3, n: 100, verdict: 'passed' });
    expect(judge(tally, 'bad-rows>2%').verdict).toBe('failed');
    // nobody chose the worst word, which may not have been offered: no 0 % that would pass
    const words = tallyOf(rated(40, 0, 'quality', 0.25));
    expect(judge(words, 'bottom-box>10%')).toMatchObject({ value: null, n: 0, verdict: 'skipped' });
  });
});
