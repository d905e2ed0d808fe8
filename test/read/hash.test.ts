import { expect, test } from 'vitest';
import { contentHash, QuickHash } from '../../src/read/hash.js';

/** The hash as its definition says, unit by unit. */
function plainly(text: string): number {
  const hash = new QuickHash() as unknown as { a: number; b: number; value(): number };
  let { a, b } = hash;
  for (let i = 0; i < text.length; i++) {
    a = Math.imul(a ^ text.charCodeAt(i), 2654435761);
    b = Math.imul(b ^ text.charCodeAt(i), 1597334677);
  }
  hash.a = Math.imul(a ^ 0x1f, 2654435761) ^ (a >>> 15);
  hash.b = Math.imul(b ^ 0x1f, 1597334677) ^ (b >>> 13);
  return hash.value();
}

test('a text has one hash, whether its bytes or its letters are walked', () => {
  const long = 'The nurse who took my blood was gentle, and told me each step before she took it. ';
  for (const text of [long, `${long}é`, `${long}’`, `${long}\ud83d`, `${long}😀`, long.repeat(300)]) {
    for (const odd of ['', 'é', '😀'])
      expect(new QuickHash().add(text + odd).value()).toBe(plainly(text + odd));
  }
  expect(contentHash(long)).toMatch(/^[0-9a-f]{16}$/);
});
