/** Histories of earlier formats, each written by the reviewscan of its time (fixtures/history), and read by this one. */
import { copyFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { openHistory, startRun, verifyHistory } from '../../src/history/index.js';
import { FORMAT } from '../../src/history/migrations.js';
import { loadKnowledge } from '../../src/knowledge/index.js';
import { scan } from '../../src/pipeline.js';
import { buildReport } from '../../src/report/index.js';
import { META } from '../laws/analysed-reviews.js';

const fixtures = fileURLToPath(new URL('../../fixtures/history', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'reviewscan-formats-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const earlier = readdirSync(fixtures)
  .filter((name) => /^format-\d+\.sqlite$/.test(name))
  .map((name) => Number(/\d+/.exec(name)![0]));

describe('a history of an earlier format', () => {
  it('is there for every one but the present', () => {
    expect(earlier.sort()).toEqual(Array.from({ length: FORMAT - 1 }, (_, i) => i + 1));
  });

  it.each(earlier)('%i: holds all it held, and the next run goes on from it', async (format) => {
    const path = join(folder, `${format}.sqlite`);
    copyFileSync(join(fixtures, `format-${format}.sqlite`), path);
    expect(verifyHistory(path)).toEqual({ faults: [], checked: { runs: 2, reviews: 57 } });
    const history = openHistory(path);
    expect(history.runs().map(({ counts }) => [counts.reviews, counts.gone])).toEqual([
      [47, 0],
      [41, 13],
    ]);
    expect(history.size()).toEqual({ present: 41, gone: 16 });
    expect(history.report(1)!.reviews).toBeGreaterThan(40);
    const reviews = [...history.reviews('all')];
    expect(reviews).toHaveLength(57);
    const { settings } = history.settings()[0]!;
    history.close();
    expect(verifyHistory(path)).toEqual({ faults: [], checked: { runs: 2, reviews: 57 } });

    // The settings of its time: what was found then is taken over, and nothing is analysed anew.
    const knowledge = await loadKnowledge();
    const run = startRun(path, settings);
    const inputs = [{ name: 'export.csv', path: join(fixtures, 'export.csv') }];
    const options = { read: {}, by: [], since: null, until: null, memory: run };
    const report = buildReport(await scan(inputs, knowledge, options), knowledge, META);
    const { counts } = run.commit({ at: '', tool: '', report, pending: { files: [], stdout: false } });
    expect(counts).toEqual({ reviews: 41, known: 41, new: 0, changed: 0, gone: 0, returned: 0, analysed: 0 });
    expect(verifyHistory(path).faults).toEqual([]);
  });
});
