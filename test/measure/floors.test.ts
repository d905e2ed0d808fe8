import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { reviewscan } from '../cli/bin.js';

/**
 * 480 sentences of our own, never trained on. The floors stand a little below what is measured: a change that loses
 * something on all kinds of sentences at once does not pass. `npm run quality` has the full picture.
 */
it('tags stay as right as they were on sentences nobody trained on', () => {
  const labels = fileURLToPath(new URL('../../fixtures/labelled/check.tsv', import.meta.url));
  const { stdout } = reviewscan(['evaluate', labels, '--format=json']);
  const { themes, tags, macroF1, axes, negative, polarityKappa } = JSON.parse(stdout).all;
  const measured = {
    theme: themes.f1.value,
    tag: tags.f1.value,
    macro: macroF1.value,
    clinical: axes.clinical.f1.value,
    service: axes.service.f1.value,
    negativeClinical: negative.clinical.f1.value,
    negativeService: negative.service.f1.value,
    kappa: polarityKappa.value,
  };
  const floors = {
    theme: 0.83,
    tag: 0.79,
    macro: 0.83,
    clinical: 0.88,
    service: 0.9,
    negativeClinical: 0.74,
    negativeService: 0.79,
    kappa: 0.7,
  };
  for (const [measure, floor] of Object.entries(floors)) {
    expect(measured[measure as keyof typeof measured], measure).toBeGreaterThanOrEqual(floor);
  }
});
