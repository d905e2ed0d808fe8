import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { reviewscan } from '../cli/bin.js';

/**
 * Idioms and telling events of the waiting room, the phone, the bill and the files. The statistical model finds no tag in
 * them, or one of the other polarity: each stands here because a phrase of the lexicon puts it right. That makes the floor
 * a guard of those phrases, and no measure of how right tags are.
 */
it('set phrases of the process are understood', () => {
  const labels = fileURLToPath(new URL('../../fixtures/labelled/idioms-process.tsv', import.meta.url));
  const { stdout } = reviewscan(['evaluate', labels, '--format=json']);
  expect(JSON.parse(stdout).all.tags.f1.value).toBeGreaterThanOrEqual(0.97);
});
