import { describe, expect, it } from 'vitest';
import { readBy, readCompare, readDay, readDuration } from '../../src/cli/settings.js';
import { fieldsOf } from '../../src/tally/index.js';

describe('--by', () => {
  it('takes one field a section, and two crossed in one', () => {
    expect(readBy(['location', 'quarter'])).toEqual(['location', 'quarter']);
    expect(readBy(['location,quarter'])).toEqual(['location', 'quarter']);
    expect(readBy(['location + quarter', 'location+quarter'])).toEqual(['location+quarter']);
    expect(readBy(['Ward, and floor'])).toEqual(['Ward, and floor']);
  });

  it('knows a plus sign of a name by its double', () => {
    expect(readBy(['A++E'])).toEqual(['A++E']);
    expect(fieldsOf('A++E')).toEqual(['A+E']);
    expect(fieldsOf('A++E+month')).toEqual(['A+E', 'month']);
    expect(fieldsOf('location')).toEqual(['location']);
  });

  it.each([
    ['', 'name a field'],
    ['location+', 'name a field'],
    ['a+b+c', 'at most two fields can be crossed'],
    ['a+b+c', '--by a --by b --by c'],
    ['month+year', 'says no more than one of them'],
    ['location+location', 'says no more than one of them'],
  ])('refuses %j: %s', (value, said) => {
    expect(() => readBy([value])).toThrow(said);
  });
});

describe('--compare', () => {
  it.each([
    ['location', { kind: 'field', field: 'location' }],
    ['location+quarter', { kind: 'field', field: 'location+quarter' }],
    ['previous-period', { kind: 'periods', against: 'previous', grain: null }],
    ['previous-quarter', { kind: 'periods', against: 'previous', grain: 'quarter' }],
    ['last-year', { kind: 'periods', against: 'last-year', grain: null }],
    ['history', { kind: 'history' }],
    ['old.json', { kind: 'file', path: 'old.json' }],
    ['./history', { kind: 'file', path: './history' }],
    ['field:history', { kind: 'field', field: 'history' }],
    ['field:a/b', { kind: 'field', field: 'a/b' }],
  ])('%s', (value, meant) => {
    expect(readCompare(value)).toEqual(meant);
  });

  it('refuses nothing, and three fields', () => {
    expect(() => readCompare(' ')).toThrow('name a field such as location');
    for (const slip of ['previous-perid', 'last-month']) {
      expect(() => readCompare(slip)).toThrow(
        `--compare ${slip}: name a field such as location, previous-period, previous-month`,
      );
    }
    expect(readCompare('field:last-month')).toMatchObject({ kind: 'field' });
    expect(() => readCompare('a+b+c')).toThrow('at most two');
  });
});

describe('days', () => {
  const on = (today: string) => (value: string) =>
    (['start', 'end'] as const).map((edge) => readDay('--since', value, edge, () => today));

  it.each([
    ['today', '2024-03-31', '2024-03-31', '2024-03-31'],
    ['yesterday', '2024-03-01', '2024-02-29', '2024-02-29'],
    ['30-days-ago', '2024-03-30', '2024-02-29', '2024-02-29'],
    ['this-month', '2024-02-10', '2024-02-01', '2024-02-29'],
    ['last-month', '2024-01-31', '2023-12-01', '2023-12-31'],
    ['last-month', '2024-03-31', '2024-02-01', '2024-02-29'],
    ['this-quarter', '2024-05-15', '2024-04-01', '2024-06-30'],
    ['last-quarter', '2024-02-15', '2023-10-01', '2023-12-31'],
    ['last-year', '2024-02-29', '2023-01-01', '2023-12-31'],
    ['this-week', '2024-03-03', '2024-02-26', '2024-03-03'],
    ['last-week', '2024-03-04', '2024-02-26', '2024-03-03'],
  ])('%s on %s is %s to %s', (value, today, first, last) => {
    expect(on(today)(value)).toEqual([first, last]);
  });

  it('that are written ask for no clock', () => {
    const never = () => {
      throw new Error('asked');
    };
    expect(readDay('--until', '2024-02', 'end', never)).toBe('2024-02-29');
    expect(() => readDay('--until', 'last-decade', 'end', never)).toThrow(/--until last-decade: write a day/);
  });
});

describe('durations', () => {
  it.each([
    ['90', 90_000],
    ['90s', 90_000],
    ['1h30m', 5_400_000],
    ['250ms', 250],
    ['2d', 172_800_000],
  ])('%s is %i ms', (value, ms) => {
    expect(readDuration('--timeout', value)).toBe(ms);
  });

  it.each(['', 'soon', '10 m', '-5s', '5x', '30d'])('%s is none', (value) => {
    expect(() => readDuration('--timeout', value)).toThrow(/write a duration/);
  });
});
