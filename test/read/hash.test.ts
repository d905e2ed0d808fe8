import fc from 'fast-check';
import { expect, test } from 'vitest';
import { contentHash, QuickHash } from '../../src/read/hash.js';

const hash = (...parts: string[]) => {
  const quick = new QuickHash();
  for (const part of parts) quick.add(part);
  return quick.value();
};

test('one text has one hash, however it came about, and any change makes another', () => {
  const long = 'The nurse who took my blood was gentle, and told me each step before she took it. ';
  for (const text of [
    'Ask for Rose.',
    long,
    `${long}é`,
    `${long}’`,
    `${long}\ud83d`,
    `${long}😀`,
    long.repeat(300),
  ]) {
    expect(hash(`<${text}>`.slice(1, -1))).toBe(hash(text));
    const values = new Set([hash(text)]);
    for (let at = 0; at < Math.min(text.length, 200); at++) {
      const code = text.charCodeAt(at);
      for (const other of [1, 16, 64]) {
        values.add(hash(text.slice(0, at) + String.fromCharCode(code ^ other) + text.slice(at + 1)));
      }
      values.add(hash(text.slice(0, at) + text.slice(at + 1)));
      values.add(hash(text.slice(0, at), text.slice(at)));
    }
    // Of two letters alike it is the same which is taken out.
    const doubled = [...text.slice(0, 200)].filter((letter, at) => letter === text[at + 1]).length;
    expect(values.size).toBeGreaterThanOrEqual(1 + 5 * Math.min(text.length, 200) - doubled - 1);
  }
  expect(contentHash(long)).toMatch(/^[0-9a-f]{16}$/);
});

test('law: texts that differ have hashes that differ', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', ' ', 'é', '\ud83d', '😀'), maxLength: 150 });
  fc.assert(
    fc.property(text, text, (one, other) => {
      expect(hash(one) === hash(other)).toBe(one === other);
      expect(Number.isSafeInteger(hash(one))).toBe(true);
    }),
  );
});
