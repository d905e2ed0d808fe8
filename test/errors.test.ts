import { expect, it } from 'vitest';
import { nearestName } from '../src/errors.js';

const NAMES = ['outcome', 'staff', 'waiting', 'follow-up', 'overall'];

it.each([
  ['xyzzy', null],
  ['follow', 'follow-up'],
  ['Wating', 'waiting'],
  ['STAFF', 'staff'],
  ['sta', null],
])('%s is perhaps meant as %s', (word, meant) => {
  expect(nearestName(word, NAMES)).toBe(meant);
});
