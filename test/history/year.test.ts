/** The simulated year and the kills in short; `npm run long` does both in full. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAnalyser } from '../../src/analyse/index.js';
import { openHistory, startRun, verifyHistory } from '../../src/history/index.js';
import { loadKnowledge } from '../../src/knowledge/index.js';
import { scan } from '../../src/pipeline.js';
import { buildReport } from '../../src/report/index.js';
import type {
  Analyser,
  AnalysisSettings,
  HistoryReview,
  Knowledge,
  Report,
  ReviewMemory,
} from '../../src/types.js';
import { BIN } from '../cli/bin.js';
import { META } from '../laws/analysed-reviews.js';
import { type Night, randomFrom, simulateYear } from '../long/export.mjs';
import { settingsOf } from './settings.js';

const folder = mkdtempSync(join(tmpdir(), 'reviewscan-year-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string) => join(folder, name);
const BY = ['location', 'provider', 'month'];

let knowledge: Knowledge;
let settings: AnalysisSettings;
/** One for all nights: making it costs more than a night's reviews. */
let analyser: Analyser;
beforeAll(async () => {
  knowledge = await loadKnowledge();
  analyser = createAnalyser(knowledge);
  settings = settingsOf(knowledge);
});

async function reportOf(csv: string, memory?: ReviewMemory): Promise<Report> {
  writeFileSync(at('export.csv'), csv);
  const options = {
    read: {},
    by: BY,
    since: null,
    until: null,
    analyserFor: async () => analyser,
    ...(memory && { memory }),
  };
  const tally = await scan([{ name: 'export.csv', path: at('export.csv') }], knowledge, options);
  return buildReport(tally, knowledge, META);
}

async function runNight(history: string, { day, csv }: Night): Promise<Report> {
  const run = startRun(history, settings);
  const report = await reportOf(csv, run);
  run.commit({ at: `${day}T02:00:00.000Z`, tool: 'test', report, pending: { files: [], stdout: false } });
  run.confirm();
  return report;
}

/** What a history knows, without which run learned it when. */
function knownIn(
  path: string,
  part: 'present' | 'all',
): Omit<HistoryReview, 'firstRun' | 'goneRun' | 'settings'>[] {
  const history = openHistory(path);
  const known = [...history.reviews(part)].map(
    ({ firstRun: _, goneRun: __, settings: ___, ...rest }) => rest,
  );
  history.close();
  return known;
}

describe('a year of nights', () => {
  it('ends as one run over everything would, and every night reports what a full run reports', async () => {
    const history = at('year.sqlite');
    const seen = new Set<string>();
    let last: Night | null = null;
    let analysed = 0;
    for (const night of simulateYear(11, 14, 4)) {
      if (!night.readable) {
        const before = readFileSync(history);
        await expect(runNight(history, night)).rejects.toMatchObject({ exitCode: 2 });
        expect(readFileSync(history).equals(before)).toBe(true);
        continue;
      }
      const report = await runNight(history, night);
      const full = await reportOf(night.csv);
      // As a yes or no: a difference would print a megabyte.
      expect(JSON.stringify(report) === JSON.stringify(full), `${night.day}: ${night.notes}`).toBe(true);
      for (const { hash } of knownIn(history, 'present')) seen.add(hash);
      last = night;
    }
    await runNight(at('once.sqlite'), last!);
    expect(knownIn(history, 'present')).toEqual(knownIn(at('once.sqlite'), 'present'));
    expect(knownIn(history, 'all').map(({ hash }) => hash)).toEqual([...seen].sort());
    expect(verifyHistory(history).faults).toEqual([]);
    const opened = openHistory(history);
    for (const { counts } of opened.runs()) {
      expect(counts.known + counts.new + counts.changed + counts.returned).toBe(counts.reviews);
      analysed += counts.analysed;
    }
    opened.close();
    // Reviews without words are known and never analysed.
    const withWords = knownIn(history, 'all').filter(({ found }) => found !== null).length;
    expect(analysed).toBe(withWords);
  });
});

describe('runs that are killed', () => {
  it('lose no review and no alert, and know none twice', async () => {
    const random = randomFrom(23);
    const history = at('killed.sqlite');
    const args = [
      BIN,
      'analyze',
      'export.csv',
      '--history',
      history,
      '-q',
      '-o',
      'report.json',
      '--digest=json=news.json',
    ];
    const told = new Set<string>();
    const harmedIn = (text: string): string[] =>
      text === '' ? [] : JSON.parse(text).safety.listed.map(({ id }: { id: string }) => id);
    const readNews = () => {
      if (!existsSync(at('news.json'))) return;
      for (const id of harmedIn(readFileSync(at('news.json'), 'utf8'))) told.add(id);
      rmSync(at('news.json'));
    };
    const nights = [...simulateYear(5, 6, 6)].filter(({ readable }) => readable);
    let usual = 1500;
    let runs = 0;
    for (const [n, night] of nights.entries()) {
      writeFileSync(at('export.csv'), night.csv);
      if (n > 0) {
        await killAfter(args, usual * (0.3 + 0.7 * random()));
        const { faults } = verifyHistory(history);
        expect(faults).toEqual([]);
        const opened = openHistory(history);
        const now = opened.runs().length;
        opened.close();
        expect([runs, runs + 1]).toContain(now);
        runs = now;
        readNews();
      }
      const began = performance.now();
      const { status, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
      usual = performance.now() - began;
      expect(stderr).toBe('');
      expect(status).toBe(0);
      runs++;
      readNews();
    }
    const once = [BIN, 'analyze', 'export.csv', '--history', at('whole.sqlite'), '-q', '-o', 'whole.json'];
    expect(spawnSync(process.execPath, once, { cwd: folder }).status).toBe(0);
    const all = [BIN, 'analyze', 'export.csv', '-q', '--digest=json'];
    const harmed = harmedIn(spawnSync(process.execPath, all, { cwd: folder, encoding: 'utf8' }).stdout);
    expect(harmed.length).toBeGreaterThan(0);
    expect(harmed.filter((id) => !told.has(id))).toEqual([]);
    expect(knownIn(history, 'present')).toEqual(knownIn(at('whole.sqlite'), 'present'));
    expect(readFileSync(at('report.json')).equals(readFileSync(at('whole.json')))).toBe(true);
  }, 300_000);
});

/** Starts a run and kills it with SIGKILL after so many ms, if it still goes on. */
function killAfter(args: readonly string[], ms: number): Promise<void> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, { cwd: folder, stdio: 'ignore' });
    const timer = setTimeout(() => child.kill('SIGKILL'), ms);
    child.on('exit', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
