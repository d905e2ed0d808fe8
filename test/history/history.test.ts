import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import fc from 'fast-check';
import Libsql from 'libsql';
import { afterAll, describe, expect, it } from 'vitest';
import { openHistory, pruneHistory, startRun, verifyHistory } from '../../src/history/index.js';
import { buildReport } from '../../src/report/index.js';
import type { AnalysedReview, AnalysisSettings, Report, Standing } from '../../src/types.js';
import {
  KNOWLEDGE,
  META,
  MODEL_CARD,
  review,
  reviewWith,
  THEMES,
  tallyOf,
} from '../laws/analysed-reviews.js';

const folder = mkdtempSync(join(tmpdir(), 'reviewscan-history-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let made = 0;
const fresh = () => join(folder, `${++made}.sqlite`);

const SETTINGS: AnalysisSettings = {
  taxonomy: { hash: 'f'.repeat(64), custom: false },
  model: { ...MODEL_CARD, cards: MODEL_CARD.cards },
  own: null,
  specialty: null,
  build: 'one',
  themes: THEMES,
};
const NOTHING_PENDING = { files: [], stdout: false };
const reportOf = (reviews: readonly AnalysedReview[]): Report =>
  buildReport(tallyOf(reviews), KNOWLEDGE, META);

interface Night {
  settings?: AnalysisSettings;
  at?: string;
  given?: string[];
  settled?: string[];
  pending?: { files: string[]; stdout: boolean };
  confirm?: boolean;
}

/** A run over these reviews, as the pipeline goes about it. `analysed`: the hashes that had to be analysed. */
function night(path: string, input: readonly AnalysedReview[], options: Night = {}) {
  const history = startRun(path, options.settings ?? SETTINGS);
  const analysed: string[] = [];
  const remembered: AnalysedReview[] = [];
  for (const { review, ...found } of input) {
    const known = history.recall(review);
    if (known === null && review.setAside === null) analysed.push(review.hash);
    history.keep(review, known ?? found);
    remembered.push({ review, ...(known ?? found) });
  }
  const { given = [], settled = [], pending = NOTHING_PENDING, at = '2025-01-01T02:00:00.000Z' } = options;
  const alerts = { given: history.newAlerts(given), settled };
  const result = history.commit({ at, tool: '1.2.3', report: reportOf(input), alerts, pending });
  if (options.confirm ?? true) history.confirm();
  return { ...result, analysed, remembered, alerts: alerts.given };
}

const hashesOf = (path: string, part: 'present' | 'gone' | 'all') => {
  const history = openHistory(path);
  const hashes = [...history.reviews(part)].map(({ hash }) => hash);
  history.close();
  return hashes;
};
const sorted = (reviews: readonly AnalysedReview[]) => reviews.map(({ review }) => review.hash).sort();

const some = [
  review(1, 'outcome+ waiting-'),
  review(2, 'staff+', ''),
  review(3, 'pain*'),
  review(4, 'trust0'),
];

/** Records of 64 bytes that begin with a hash, as the read room keeps them. */
function recordsUpTo(count: number): Buffer {
  const records = Buffer.alloc(64 * count, 7);
  for (let i = 0; i < count; i++) records.writeUInt32LE(Math.imul(i + 1, 0x9e3779b1) >>> 0, 64 * i);
  return records;
}

describe('a run with a history', () => {
  it('analyses every review once, and remembers what was found', () => {
    const path = fresh();
    expect(night(path, some.slice(0, 3)).analysed).toHaveLength(3);
    const second = night(path, some);
    expect(second.analysed).toEqual([some[3]!.review.hash]);
    expect(second.remembered).toEqual(some);
    expect(second.counts).toEqual({
      reviews: 4,
      known: 3,
      new: 1,
      changed: 0,
      gone: 0,
      returned: 0,
      analysed: 1,
    });
  });

  it('marks what is gone, and knows it again when it is back', () => {
    const path = fresh();
    night(path, some);
    expect(night(path, some.slice(1)).counts).toMatchObject({ reviews: 3, known: 3, gone: 1, analysed: 0 });
    expect(hashesOf(path, 'gone')).toEqual([some[0]!.review.hash]);
    expect(night(path, some).counts).toMatchObject({
      reviews: 4,
      known: 3,
      returned: 1,
      gone: 0,
      analysed: 0,
    });
    expect(hashesOf(path, 'gone')).toEqual([]);
  });

  it('calls it changed where the same id says something else', () => {
    const path = fresh();
    night(path, some);
    const edited = reviewWith(9, { id: some[0]!.review.id }, 'outcome-');
    const { counts, analysed } = night(path, [edited, ...some.slice(1)]);
    expect(counts).toMatchObject({ reviews: 4, known: 3, changed: 1, new: 0, gone: 0, analysed: 1 });
    expect(analysed).toEqual([edited.review.hash]);
    expect(hashesOf(path, 'gone')).toEqual([some[0]!.review.hash]);
  });

  it('analyses anew where anything the findings depend on is another', () => {
    const path = fresh();
    night(path, some);
    expect(night(path, some, { settings: { ...SETTINGS, build: 'two' } }).analysed).toHaveLength(4);
    expect(night(path, some, { settings: { ...SETTINGS, build: 'two' } }).analysed).toHaveLength(0);
    const residue = [{ ...some[0]!.review.passages[0]!, ignore: [{ start: 3, end: 9 }] }];
    const ignoring = reviewWith(1, { hash: some[0]!.review.hash, passages: residue }, 'outcome+');
    expect(night(path, [ignoring], { settings: { ...SETTINGS, build: 'two' } }).analysed).toHaveLength(1);
  });

  it('keeps what was found in reviews that lie outside the period of a later run', () => {
    const path = fresh();
    night(path, some);
    const history = startRun(path, SETTINGS);
    for (const { review } of some) history.keep(review, null);
    expect(
      history.commit({ at: '', tool: '', report: reportOf([]), pending: NOTHING_PENDING }).counts,
    ).toMatchObject({ known: 4, gone: 0, analysed: 0 });
    expect(night(path, some).analysed).toHaveLength(0);
  });

  it('ends at the same reviews as one run over the last input, whatever came before', () => {
    const pool = Array.from({ length: 12 }, (_, i) => review(i, i % 2 ? 'waiting-' : 'outcome+ staff-', ''));
    const inputs = fc.array(fc.shuffledSubarray(pool), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(inputs, (nights) => {
        const path = fresh();
        const seen = new Set<string>();
        for (const input of nights) {
          const { analysed, remembered, counts } = night(path, input);
          expect(remembered).toEqual(input);
          expect(analysed.sort()).toEqual(sorted(input).filter((hash) => !seen.has(hash)));
          expect(counts.known + counts.new + counts.changed + counts.returned).toBe(input.length);
          for (const hash of sorted(input)) seen.add(hash);
        }
        const last = nights.at(-1)!;
        expect(hashesOf(path, 'present')).toEqual(sorted(last));
        expect(hashesOf(path, 'all')).toEqual([...seen].sort());
        expect(verifyHistory(path).faults).toEqual([]);
        rmSync(path);
      }),
      { numRuns: 10 },
    );
  });

  it('refuses to write over what another run has written meanwhile', () => {
    const path = fresh();
    night(path, some);
    const slow = startRun(path, SETTINGS);
    night(path, some);
    expect(() => slow.commit({ at: '', tool: '', report: reportOf([]), pending: NOTHING_PENDING })).toThrow(
      /another run has written/,
    );
  });
});

describe('what is kept', () => {
  it('is for the owner of the file alone', () => {
    const path = fresh();
    night(path, some);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('holds no word of a review, no id and no name', () => {
    const path = fresh();
    const secret = reviewWith(
      7,
      { id: 'patient-jane-roe', provider: 'Dr. Quist', location: 'Harbor Point' },
      'outcome+ waiting-',
      'staff-',
      '',
    );
    const many = Array.from({ length: 20 }, (_, i) => reviewWith(i + 20, {}, 'outcome+ waiting-', ''));
    night(path, [secret, ...many]);
    const history = openHistory(path);
    const everything = JSON.stringify([
      history.runs(),
      history.report(1),
      [...history.reviews('all')],
      history.settings(),
    ]);
    history.close();
    const raw = readFileSync(path, 'latin1');
    for (const word of ['in so many words', 'jane-roe', 'Quist', 'Harbor']) {
      expect(everything).not.toContain(word);
      expect(raw).not.toContain(word);
    }
    const { clinical } = reportOf([secret, ...many]);
    expect(clinical.themes.some(({ quotes }) => quotes.positive.length > 0)).toBe(true);
  });

  it('gives each alert once, and again when its reason has passed and is back', () => {
    const path = fresh();
    expect(night(path, some, { given: ['a', 'b', 'a'] }).alerts).toEqual(['a', 'b']);
    expect(night(path, some, { given: ['b', 'c'] }).alerts).toEqual(['c']);
    expect(night(path, some, { settled: ['b'] }).alerts).toEqual([]);
    expect(night(path, some, { given: ['a', 'b'] }).alerts).toEqual(['b']);
  });

  it('gives alerts again where a kill left in doubt whether they were given, and only there', () => {
    const path = fresh();
    const output = join(folder, '.alerts.md.123.tmp');
    writeFileSync(output, 'never put in place');
    night(path, some, { given: ['a'], pending: { files: [output], stdout: false }, confirm: false });
    expect(night(path, some, { given: ['a'] }).alerts).toEqual(['a']);
    expect(existsSync(output)).toBe(false);
    // The rename happened, the kill came after it.
    night(path, some, { given: ['b'], pending: { files: [output], stdout: false }, confirm: false });
    expect(night(path, some, { given: ['b'] }).alerts).toEqual([]);
    night(path, some, { given: ['c'], pending: { files: [], stdout: true }, confirm: false });
    expect(night(path, some, { given: ['c'] }).alerts).toEqual(['c']);
  });

  it('gives alerts again where the outputs could not be put in place', () => {
    const path = fresh();
    night(path, some, { given: ['a'] });
    const history = startRun(path, SETTINGS);
    const alerts = { given: history.newAlerts(['b']), settled: [] };
    history.commit({ at: '', tool: '', report: reportOf([]), alerts, pending: NOTHING_PENDING });
    history.withdraw();
    expect(night(path, some, { given: ['a', 'b'] }).alerts).toEqual(['b']);
  });

  it('can be asked for the reports of earlier runs', () => {
    const path = fresh();
    night(path, some.slice(0, 2), { at: '2025-01-01T00:00:00.000Z' });
    night(path, some, { at: '2025-01-02T00:00:00.000Z' });
    const history = startRun(path, SETTINGS);
    expect(history.before).toMatchObject({ run: 2, at: '2025-01-02T00:00:00.000Z', report: { reviews: 4 } });
    expect(history.report(1).reviews).toBe(2);
    expect(() => history.report(3)).toThrow(/no run 3; it holds 1 to 2/);
  });

  it('is pruned of old reports and of reviews long gone, and nothing else', () => {
    const path = fresh();
    for (const [i, input] of [some, some.slice(1), some.slice(2)].entries()) {
      night(path, input, { at: `2025-0${i + 1}-01T00:00:00.000Z` });
    }
    expect(pruneHistory(path, { keepRuns: 1, goneBefore: '2025-02-15' })).toEqual({ reports: 2, reviews: 1 });
    expect(hashesOf(path, 'all')).toEqual(sorted(some.slice(1)));
    const history = openHistory(path);
    expect(history.runs().map(({ reported }) => reported)).toEqual([false, false, true]);
    history.close();
    expect(verifyHistory(path).faults).toEqual([]);
    expect(night(path, some).analysed).toEqual([some[0]!.review.hash]);
  });
});

describe('a file that cannot be trusted', () => {
  const sound = fresh();
  for (let i = 0; i < 4; i++) {
    night(
      sound,
      Array.from({ length: 300 }, (_, n) => review(n + i, 'outcome+ waiting-', 'staff+')),
    );
  }

  it.each([
    ['its end is missing', (path: string) => truncateSync(path, statSync(path).size - 4096)],
    ['its end is cut within a page', (path: string) => truncateSync(path, statSync(path).size - 1000)],
    ['bytes in the middle are others', (path: string) => scribble(path, 0.5)],
    ['bytes of a report are others', (path: string) => scribble(path, 'report')],
    ['its first bytes are others', (path: string) => scribble(path, 0)],
  ])('is named and left as it was: %s', (_, harm) => {
    const path = fresh();
    copyFileSync(sound, path);
    harm(path);
    const before = readFileSync(path);
    const { faults } = verifyHistory(path);
    expect(faults.length).toBeGreaterThan(0);
    let said: unknown = null;
    try {
      night(path, [review(0, 'outcome+ waiting-', 'staff+')]);
    } catch (error) {
      said = error;
    }
    // A bit that this run never reads goes unseen by it; verify has found it.
    if (said !== null) {
      expect(said).toMatchObject({ name: 'UserError', exitCode: 74 });
      expect((said as Error).message).toContain(path);
      expect(readFileSync(path).equals(before)).toBe(true);
    }
    expect(existsSync(`${path}-journal`)).toBe(false);
  });

  function scribble(path: string, where: number | 'report'): void {
    const bytes = readFileSync(path);
    // The first bytes of gzip; a page that was left behind may hold another copy.
    const reports = [];
    for (let at = bytes.indexOf('1f8b08', 0, 'hex'); at >= 0; at = bytes.indexOf('1f8b08', at + 1, 'hex')) {
      reports.push(at + 50);
    }
    for (const at of where === 'report' ? reports : [Math.floor(bytes.length * where)]) {
      bytes.fill(0xa5, at, at + 64);
    }
    if (where === 0) bytes.write('RSHS', 68);
    writeFileSync(path, bytes);
  }

  it('finds one turned bit in what is known of a review', () => {
    const path = fresh();
    copyFileSync(sound, path);
    const database = new Libsql(path);
    const [[hash, facts]] = database.prepare('SELECT hash, facts FROM reviews LIMIT 1').raw().all() as [
      [Buffer, Buffer],
    ];
    facts[facts.length >> 1]! ^= 4;
    database.prepare('UPDATE reviews SET facts = ? WHERE hash = ?').run([facts, hash]);
    database.close();
    expect(verifyHistory(path).faults).toEqual([
      { where: `review ${hash.toString('hex')}`, what: 'does not match its checksum' },
    ]);
  });

  // What SQLite finds nothing wrong with; text that is no UTF-8 would end the process at once were it read as such.
  it.each([
    ['reviews', 'settings'],
    ['reviews', 'first_run'],
    ['reviews', 'gone_run'],
  ])('finds what is no number where one belongs: %s.%s', (table, column) => {
    const path = fresh();
    copyFileSync(sound, path);
    const database = new Libsql(path);
    database.exec('PRAGMA foreign_keys = OFF');
    database.exec(`UPDATE ${table} SET ${column} = CAST(x'ff' AS TEXT)`);
    database.close();
    expect(verifyHistory(path).faults.length).toBeGreaterThan(0);
    expect(() => hashesOf(path, 'all')).toThrow(/the history is damaged/);
    // What became of gone_run no run reads but to see whether there is any.
    if (column !== 'settings') return;
    expect(() => night(path, some)).toThrow(/the history is damaged/);
  });

  it('writes the records anew where they changed, and nowhere else', () => {
    const path = fresh();
    const idsAfter = (records: Uint8Array) => {
      const run = startRun(path, SETTINGS);
      run.keepStanding({ fingerprint: 'f', records, tally: tallyOf([]), quoted: [] });
      run.commit({ at: '', tool: '', report: reportOf([]), pending: NOTHING_PENDING });
      expect(Buffer.compare(startRun(path, SETTINGS).standing('f')!.records, records)).toBe(0);
      const database = new Libsql(path);
      const ids = database.prepare('SELECT rowid FROM standing_parts').raw().all().flat() as number[];
      database.close();
      return ids;
    };
    const records = recordsUpTo(100_000);
    const first = idsAfter(records);
    expect(first.length).toBeGreaterThan(4);
    // One more at the beginning, one changed in the middle, two more at the end.
    const changed = Buffer.concat([Buffer.alloc(64, 1), records, Buffer.alloc(128, 1)]);
    changed[64 * 50_000 + 20]! ^= 1;
    const second = idsAfter(changed);
    expect(second.filter((id) => !first.includes(id)).length).toBeLessThanOrEqual(4);
    expect(idsAfter(changed)).toEqual(second);
    // Whatever the records are, a part is not without end.
    expect(idsAfter(Buffer.alloc(64 * 100_000, 1)).length).toBe(2);
  });

  it('finds what is wrong with the records of the last run, and no run goes on from them', () => {
    const records = recordsUpTo(20_000);
    const kept: Standing = { fingerprint: 'f', records, tally: tallyOf([]), quoted: ['0'.repeat(16)] };
    for (const [damage, what] of [
      ['UPDATE standing_parts SET bytes = zeroblob(length(bytes)) WHERE rowid = 1', /part 1 of the records/],
      ['DELETE FROM standing_parts WHERE rowid = 1', /records of run 1.*lack 1 of/],
      ["UPDATE standing_parts SET digest = CAST(x'ff' AS TEXT) WHERE rowid = 1", /part 1 of the records/],
      ['UPDATE standing SET about = zeroblob(8)', /counts of run 1/],
    ] as const) {
      const path = fresh();
      const first = startRun(path, SETTINGS);
      first.keepStanding(kept);
      first.commit({ at: '', tool: '', report: reportOf([]), pending: NOTHING_PENDING });
      expect(verifyHistory(path).faults).toEqual([]);
      expect(Buffer.compare(startRun(path, SETTINGS).standing('f')!.records, records)).toBe(0);
      const database = new Libsql(path);
      database.exec(damage);
      database.close();
      expect(JSON.stringify(verifyHistory(path).faults)).toMatch(what);
      expect(() => startRun(path, SETTINGS).standing('f')).toThrow(/the history is damaged/);
    }
  });

  it('calls a file damaged that breaks the rules of its own tables', () => {
    const path = fresh();
    copyFileSync(sound, path);
    const database = new Libsql(path);
    database.exec('ALTER TABLE alerts RENAME COLUMN key TO kez');
    database.close();
    expect(() => startRun(path, SETTINGS)).toThrow(/the history is damaged \(.*no such column/);
  });

  it('is never one in memory, whatever it is called', () => {
    const here = process.cwd();
    process.chdir(folder);
    try {
      for (const name of [':memory:', 'file:x.sqlite?mode=memory']) {
        night(name, some);
        expect(night(name, some).run).toBe(2);
        expect(existsSync(join(folder, name))).toBe(true);
      }
    } finally {
      process.chdir(here);
    }
  });

  it('may lie behind a link, also one to where nothing is yet', () => {
    const [path, link, lost] = [fresh(), fresh(), fresh()];
    symlinkSync(path, link);
    night(link, some);
    expect(hashesOf(path, 'all')).toEqual(sorted(some));
    expect(statSync(path).mode & 0o077).toBe(0);
    symlinkSync(join(folder, 'no', 'where.sqlite'), lost);
    expect(() => night(lost, some)).toThrow(/is a link to where nothing is/);
  });

  it('says what to do with a file of a newer version, and with one that is no history', () => {
    const newer = fresh();
    copyFileSync(sound, newer);
    const database = new Libsql(newer);
    database.exec('PRAGMA user_version = 99');
    database.close();
    expect(() => startRun(newer, SETTINGS)).toThrow(/newer reviewscan \(format 99.*update reviewscan/);
    expect(() => openHistory(newer)).toThrow(/newer reviewscan/);
    expect(() => verifyHistory(newer)).toThrow(/newer reviewscan/);
    const text = join(folder, 'reviews.csv');
    writeFileSync(text, 'id,text\n1,fine\n');
    expect(() => startRun(text, SETTINGS)).toThrow(/is no history of reviewscan/);
    const other = fresh();
    const foreign = new Libsql(other);
    foreign.exec('CREATE TABLE addresses (name TEXT)');
    foreign.close();
    expect(() => startRun(other, SETTINGS)).toThrow(/is no history of reviewscan/);
    expect(() => verifyHistory(other)).toThrow(/is no history of reviewscan/);
    expect(() => startRun('/dev/null', SETTINGS)).toThrow(/is a device or a pipe/);
    expect(() => startRun(folder, SETTINGS)).toThrow(/is a folder/);
    expect(() => startRun(join(folder, 'no', 'where.sqlite'), SETTINGS)).toThrow(/folder .* does not exist/);
    expect(() => openHistory(join(folder, 'missing.sqlite'))).toThrow(/no such file/);
  });

  it('takes an empty file for a damaged one, for it is never made so: a kill leaves none, or one without a run', () => {
    const path = fresh();
    writeFileSync(path, '');
    expect(() => startRun(path, SETTINGS)).toThrow(/is damaged \(it is empty\)/);
    expect(() => openHistory(path)).toThrow(/is damaged \(it is empty\)/);
    expect(statSync(path).size).toBe(0);

    const killed = fresh();
    // what a kill may leave while the file is made
    writeFileSync(join(folder, `.${basename(killed)}.new.tmp`), '');
    expect(night(killed, some).run).toBe(1);
    expect(readdirSync(folder).filter((name) => name.includes(`${basename(killed)}.`))).toEqual([]);
    expect(statSync(killed).mode & 0o077).toBe(0);
  });

  it('is not written to where what it analysed with is damaged, which verify says once', () => {
    const path = fresh();
    night(path, some);
    const file = new Libsql(path);
    file.exec(`UPDATE settings SET about = replace(about, '"specialty":null', '"specialty":nulL')`);
    file.close();
    const before = readFileSync(path);
    expect(() => startRun(path, SETTINGS)).toThrow(/is damaged \(settings 1\)/);
    expect(() => openHistory(path)).toThrow(/is damaged \(settings 1\)/);
    expect(() => pruneHistory(path, { keepRuns: 1, goneBefore: null })).toThrow(/is damaged/);
    expect(readFileSync(path)).toEqual(before);
    expect(verifyHistory(path).faults).toEqual([
      { where: 'settings 1', what: 'do not match their checksum' },
    ]);
  });

  it('counts an edit that is taken back as the edit was counted', () => {
    const path = fresh();
    const [first, ...others] = some as [AnalysedReview, ...AnalysedReview[]];
    const named = (hash: string) => ({ ...first, review: { ...first.review, id: 'R-1', hash } });
    const counts = [1, 2, 1].map((n) => night(path, [named(`${n}`.repeat(16)), ...others]).counts);
    const nothing = { new: 0, gone: 0, returned: 0 };
    expect(counts[1]).toMatchObject({ ...nothing, changed: 1, known: others.length });
    expect(counts[2]).toMatchObject({ ...nothing, changed: 1, known: others.length });
    expect(night(path, others).counts).toMatchObject({ gone: 1, changed: 0 });
    expect(night(path, [named('1'.repeat(16)), ...others]).counts).toMatchObject({ returned: 1, changed: 0 });
  });

  it.skipIf(process.getuid?.() === 0)('says that it may not be read', () => {
    const path = fresh();
    night(path, some);
    chmodSync(path, 0);
    expect(() => openHistory(path)).toThrow(/: not allowed to read this file; check its permissions$/);
  });

  it.skipIf(process.getuid?.() === 0)('is not written in a folder that cannot be', () => {
    const path = fresh();
    night(path, some);
    chmodSync(folder, 0o500);
    expect(() => startRun(path, SETTINGS)).toThrow(/cannot be written/);
    chmodSync(folder, 0o700);
  });
});
