import { describe, expect, it } from 'vitest';
import { countAndShare, GLUE, percentRange, pointsRange } from '../../src/render/words.js';
import { proportion } from './sample-report.js';

describe('intervals', () => {
  it('are said in whole numbers, in tenths where those would say that there is no doubt', () => {
    expect(percentRange(0.121, 0.194)).toBe(`12–19${GLUE}%`);
    expect(percentRange(0.0298, 0.0347)).toBe(`3.0–3.5${GLUE}%`);
    expect(percentRange(0, 0)).toBe(`0–0${GLUE}%`);
    expect(pointsRange({ low: 91.6, high: 92.4 })).toBe('91.6–92.4');
    expect(countAndShare(proportion(632, 19_648))).toBe(`632${GLUE}(3${GLUE}%,${GLUE}3.0–3.5${GLUE}%)`);
  });
});
