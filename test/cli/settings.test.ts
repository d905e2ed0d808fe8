import { describe, expect, it } from 'vitest';
import { readBy, readCompare } from '../../src/cli/settings.js';
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
    ['previous-period', { kind: 'period', period: 'previous-period' }],
    ['last-year', { kind: 'period', period: 'last-year' }],
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
    expect(() => readCompare('a+b+c')).toThrow('at most two');
  });
});
