/** Whatever became of an export since the last run, a run with its history reports what a full run reports. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAnalyser } from '../../src/analyse/index.js';
import { openHistory, startRun, verifyHistory } from '../../src/history/index.js';
import { loadKnowledge } from '../../src/knowledge/index.js';
import { scan } from '../../src/pipeline.js';
import { buildReport } from '../../src/report/index.js';
import type {
  Analyser,
  AnalysisSettings,
  Knowledge,
  ReadOptions,
  Report,
  ReviewMemory,
} from '../../src/types.js';
import { META } from '../laws/analysed-reviews.js';
import { randomFrom } from '../long/export.mjs';
import { settingsOf } from './settings.js';

const folder = mkdtempSync(join(tmpdir(), 'reviewscan-incremental-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let knowledge: Knowledge;
let settings: AnalysisSettings;
/** One for all runs: making it costs more than these few reviews. */
let analyser: Analyser;
beforeAll(async () => {
  knowledge = await loadKnowledge();
  analyser = createAnalyser(knowledge);
  settings = settingsOf(knowledge);
});

/** Whether the last scan passed over the records it knew. */
let passedOver = false;

async function reportOf(files: readonly string[], read: ReadOptions, memory?: ReviewMemory): Promise<Report> {
  const inputs = files.map((text, i) => {
    const name = `${i}.csv`;
    writeFileSync(join(folder, name), text);
    return { name, path: join(folder, name) };
  });
  passedOver = false;
  const watched: ReviewMemory | undefined = memory && {
    recall: (review) => memory.recall(review),
    keep: (review, found) => memory.keep(review, found),
    standing: (fingerprint) => memory.standing(fingerprint),
    keepAll() {
      passedOver = true;
      memory.keepAll();
    },
    keepStanding: (standing) => memory.keepStanding(standing),
  };
  const options = {
    read,
    by: ['location', 'quarter'],
    since: null,
    until: null,
    analyserFor: async () => analyser,
    ...(watched && { memory: watched }),
  };
  return buildReport(await scan(inputs, knowledge, options), knowledge, META);
}

interface Row {
  id: string;
  date: string;
  location: string;
  rating: string;
  text: string;
}

const SENTENCES = [
  'The surgeon was brilliant and my nose looks great.',
  'Nobody at the desk said hello, and we waited two hours.',
  'He said ""fine"", then it got infected, twice.'.replaceAll('""', '"'),
  'Parking is a nightmare, but the nurse was kind.',
  'They billed me twice; nobody calls back.',
  'It hurt for weeks\nand nobody explained why.',
  'El doctor fue muy amable y el trato excelente, gracias.',
  'Fine.',
  '',
];

/** Long enough to be nearly the same as another that tells of someone else. */
const filledIn = (name: string, end = '') =>
  `When we arrived ${name} took our coats, made tea, found the papers that the other hospital had sent, and sat with us ` +
  `until the surgeon had gone through every step of the operation and of the weeks that would follow.${end}`;

const row: fc.Arbitrary<Row> = fc.record({
  id: fc.integer({ min: 1, max: 40 }).map((n) => `R-${n}`),
  date: fc.constantFrom('2025-01-03', '2025-02-11', '2025-07-30', '', 'soon'),
  location: fc.constantFrom('North', 'South', ''),
  rating: fc.constantFrom('1', '3', '5', '', '9'),
  text: fc.oneof(
    {
      weight: 4,
      arbitrary: fc
        .tuple(fc.constantFrom(...SENTENCES), fc.constantFrom(...SENTENCES))
        .map((parts) => parts.join(' ').trim()),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(fc.constantFrom('Rose', 'Ada', 'a porter'), fc.constantFrom('', ' Thanks!', SENTENCES[3]!))
        .map(([name, end]) => filledIn(name, ` ${end}`)),
    },
  ),
});

type Edit =
  | { kind: 'append' | 'insert'; rows: Row[] }
  | { kind: 'edit' | 'delete' | 'repeat'; at: number; text: string }
  | { kind: 'shuffle'; seed: number }
  | { kind: 'quotes' | 'nothing' | 'rename' };

const edit: fc.Arbitrary<Edit> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.array(row, { minLength: 1, maxLength: 6 }).map((rows): Edit => ({ kind: 'append', rows })),
  },
  {
    weight: 2,
    arbitrary: fc.array(row, { minLength: 1, maxLength: 3 }).map((rows): Edit => ({ kind: 'insert', rows })),
  },
  {
    weight: 3,
    arbitrary: fc
      .tuple(
        fc.constantFrom('edit' as const, 'delete' as const, 'repeat' as const),
        fc.nat(),
        fc.constantFrom(...SENTENCES),
      )
      .map(([kind, at, text]): Edit => ({ kind, at, text })),
  },
  { weight: 1, arbitrary: fc.nat().map((seed): Edit => ({ kind: 'shuffle', seed })) },
  {
    weight: 2,
    arbitrary: fc.constantFrom<Edit>({ kind: 'quotes' }, { kind: 'nothing' }, { kind: 'rename' }),
  },
);

function apply(rows: readonly Row[], one: Edit): Row[] {
  const at = 'at' in one && rows.length > 0 ? one.at % rows.length : 0;
  switch (one.kind) {
    case 'append':
      return [...rows, ...one.rows];
    case 'insert':
      return [...one.rows, ...rows];
    case 'edit':
      return rows.map((row, i) => (i === at ? { ...row, text: `${one.text} Edited.` } : row));
    case 'delete':
      return rows.filter((_, i) => i !== at);
    case 'repeat':
      return rows.length === 0 ? [] : [...rows, rows[at]!];
    case 'shuffle': {
      const random = randomFrom(one.seed);
      return rows
        .map((row) => ({ row, order: random() }))
        .sort((a, b) => a.order - b.order)
        .map(({ row }) => row);
    }
    default:
      return [...rows];
  }
}

function write(rows: readonly Row[], quoted: boolean, renamed: boolean): string {
  const cell = (text: string) => (quoted || /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const head = renamed ? 'Id,Submitted,Site,Stars,Comment' : 'Review ID,Date,Location,Rating,Review';
  const lines = rows.map(({ id, date, location, rating, text }) =>
    [id, date, location, rating, text].map(cell).join(','),
  );
  return `${[head, ...lines].join('\n')}\n`;
}

describe('a run with a history', () => {
  it('reports what a full run reports, whatever was appended, edited, deleted, repeated, put in another order or written otherwise', async () => {
    let fast = 0;
    let nights = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { minLength: 12, maxLength: 25 }),
        fc.array(edit, { minLength: 2, maxLength: 5 }),
        fc.boolean(),
        async (start, edits, dedupe) => {
          const path = join(folder, `${nights}.sqlite`);
          rmSync(path, { force: true });
          let rows = start;
          let quoted = false;
          let renamed = false;
          const other = write(start.slice(0, 4), false, false);
          for (const one of [{ kind: 'nothing' } as Edit, ...edits]) {
            rows = apply(rows, one);
            if (one.kind === 'quotes') quoted = !quoted;
            if (one.kind === 'rename') renamed = !renamed;
            const files = [write(rows, quoted, renamed), other];
            const run = startRun(path, settings);
            const report = await reportOf(files, { dedupe }, run);
            nights++;
            if (passedOver) fast++;
            const { counts } = run.commit({
              at: '',
              tool: '',
              report,
              pending: { files: [], stdout: false },
            });
            run.confirm();
            const full = await reportOf(files, { dedupe });
            expect(JSON.stringify(report) === JSON.stringify(full), `after ${JSON.stringify(one)}`).toBe(
              true,
            );
            const history = openHistory(path);
            expect(history.size().present).toBe(counts.reviews);
            history.close();
          }
          expect(verifyHistory(path).faults).toEqual([]);
          // One run over the last input knows the very same.
          const once = join(folder, 'once.sqlite');
          rmSync(once, { force: true });
          const run = startRun(once, settings);
          const report = await reportOf([write(rows, quoted, renamed), other], { dedupe }, run);
          run.commit({ at: '', tool: '', report, pending: { files: [], stdout: false } });
          expect(knownIn(path)).toEqual(knownIn(once));
        },
      ),
      { numRuns: 6, seed: 7, endOnFailure: true },
    );
    // The short way was really taken, and the long one too.
    expect(fast).toBeGreaterThan(2);
    expect(fast).toBeLessThan(nights);
  }, 300_000);
});

function knownIn(path: string): string[] {
  const history = openHistory(path);
  const known = [...history.reviews()].map(({ firstRun: _, goneRun: __, settings: ___, ...rest }) =>
    JSON.stringify(rest),
  );
  history.close();
  return known;
}

describe('a night', () => {
  const said = [
    'The surgeon was brilliant and my nose looks great.',
    filledIn('Rose'),
    'Nobody at the desk said hello, and we waited two hours.',
    'It hurt for weeks\nand nobody explained why.',
    'They billed me twice; nobody calls back.',
    'My scar healed well, and the ward was clean and quiet.',
  ];
  const known = said.map((text, i) => ({
    id: `R-${i}`,
    date: i === 4 ? 'soon' : `2025-02-1${i}`,
    location: 'North',
    rating: i === 2 ? '9' : '5',
    text,
  }));
  const one = (id: string, text: string, date = '2025-03-01') => ({
    id,
    date,
    location: 'South',
    rating: '4',
    text,
  });
  const fresh = one('N-1', 'The nurse was kind, but parking is a nightmare.');
  const [first, second] = [known[0]!, known[1]!];
  const edited = { ...first, text: 'The surgeon was brilliant, and then it bled.' };
  const withoutDate = known.map((row) => ({ ...row, date: '2025-02-10', rating: '5' }));

  /** Last night's rows, tonight's, and whether tonight those of last night are passed over. */
  const nights: [string, Row[], Row[], boolean][] = [
    ['without a new record', known, known, true],
    ['of new records at the end', known, [...known, fresh], true],
    ['of new records at the beginning', known, [fresh, ...known], true],
    ['of new records in between', known, [...known.slice(0, 3), fresh, ...known.slice(3)], true],
    ['that brings a repeat', known, [...known, first], true],
    ['that brings a repeat at the beginning, and two of a new one', known, [fresh, fresh, ...known], true],
    ['that brings an earlier version', known, [{ ...edited, date: '2024-12-01' }, ...known], true],
    ['that makes an old text nearly the same', known, [...known, one('N-2', filledIn('Ada'))], true],
    ['that makes it so from the beginning', known, [one('N-2', filledIn('Ada')), fresh, ...known], true],
    [
      'that copies what was nearly the same',
      [...known, one('N-2', filledIn('Ada'))],
      [...known, one('N-2', filledIn('Ada')), one('N-3', filledIn('Bea'))],
      true,
    ],
    [
      'that repeats a long text',
      known,
      [...known, { ...second, text: filledIn('Ada'), date: '2024-01-01' }],
      true,
    ],
    ['that brings a later version', known, [...known, { ...edited, date: '2025-05-01' }], false],
    ['that brings the same again before the first', known, [{ ...first, location: 'South' }, ...known], true],
    ['with an edited record', known, [edited, ...known.slice(1)], false],
    ['without one of the old records', known, [...known.slice(1), fresh], false],
    ['in another order, with problems told by number', known, [...known].reverse(), false],
    ['in another order, without a problem', withoutDate, [...withoutDate].reverse(), true],
    [
      'in another order, with repeats',
      [...withoutDate, { ...first, date: '2025-02-10' }],
      [{ ...first, date: '2025-02-10' }, ...withoutDate].reverse(),
      true,
    ],
    ['that brings the very same row before the first', known, [first, ...known], true],
  ];

  it.each(nights)('%s reports what a full run reports', async (name, before, now, short) => {
    const path = join(folder, 'night.sqlite');
    rmSync(path, { force: true });
    const other = write([one('O-1', 'Fine.'), one('O-2', 'I was seen on time.')], false, false);
    // The one after it goes on from what this one left.
    const after = [one('N-9', filledIn('Carl', ' Thanks!')), ...now, one('N-8', 'The ward was cold.')];
    for (const [night, rows] of [before, now, after].entries()) {
      const files = [write(rows, false, false), other];
      if (night === 2) files[0] = files[0]!.replaceAll('\nR-', '\n\nR-');
      const run = startRun(path, settings);
      const report = await reportOf(files, {}, run);
      if (night === 1) expect(passedOver, name).toBe(short);
      if (night === 2) expect(passedOver, `after a night ${name}`).toBe(true);
      run.commit({ at: '', tool: '', report, pending: { files: [], stdout: false } });
      expect(JSON.stringify(report)).toBe(JSON.stringify(await reportOf(files, {})));
    }
    expect(verifyHistory(path).faults).toEqual([]);
  });
});

describe('where a run stood', () => {
  it('is kept without a word of any review, whatever the tally samples', async () => {
    const path = join(folder, 'words.sqlite');
    const rows = Array.from({ length: 60 }, (_, i) => ({
      id: `R-${i}`,
      date: '2025-02-11',
      location: 'North',
      rating: i % 2 ? '1' : '5',
      text: 'The surgeon was brilliant but nobody at the desk said hello. It was a Tuesday.',
    }));
    const run = startRun(path, settings);
    let about = '';
    const memory: ReviewMemory = {
      ...run,
      keepStanding(standing) {
        about = JSON.stringify([standing.tally, standing.quoted]);
        run.keepStanding(standing);
      },
    };
    const inputs = [{ name: 'words.csv', path: join(folder, 'words.csv') }];
    writeFileSync(inputs[0]!.path, write(rows, false, false));
    const options = { read: {}, by: [], since: null, until: null, analyserFor: async () => analyser, memory };
    const report = buildReport(await scan(inputs, knowledge, options), knowledge, META);
    run.commit({ at: '', tool: '', report, pending: { files: [], stdout: false } });
    expect(JSON.stringify(report)).toContain('brilliant');
    expect(about).toContain('"stamp"');
    for (const word of ['brilliant', 'Tuesday', 'R-7']) expect(about).not.toContain(word);
  });
});
