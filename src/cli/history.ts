import { statSync } from 'node:fs';
import { UserError } from '../errors.js';
import { type History, openHistory, pruneHistory, verifyHistory } from '../history/index.js';
import { loadKnowledge } from '../knowledge/index.js';
import { drawAnswer } from '../render/answer.js';
import {
  type GoneListing,
  goneAnswer,
  type HistoryListing,
  listingAnswer,
  themesOf,
  verifyAnswer,
} from '../render/history.js';
import { renderers } from '../render/index.js';
import { buildReport } from '../report/index.js';
import { addLedgerStep, countWithoutWords, emptyTally } from '../tally/index.js';
import type { HistoryReview, Report } from '../types.js';
import { refuseToReplace } from './formats.js';
import type { Io } from './index.js';
import { version } from './index.js';
import { holdLocks } from './lock.js';
import { fileSink, placeOf, streamSink, sweepOutput, writeAll } from './output.js';
import { readCount, readDay } from './settings.js';
import { type DrawnFlags, terminalOptions } from './terminal.js';

/** `reviewscan history list`: the runs, and what each found new. */
export async function listRuns(file: string, flags: DrawnFlags, io: Io): Promise<number> {
  const drawing = terminalOptions(io, flags);
  const listing = withHistory(
    file,
    null,
    (history): HistoryListing => ({
      schema: 'reviewscan.history',
      schemaVersion: 1,
      file,
      reviews: history.size(),
      runs: history.runs().map((run) => {
        const report = run.reported ? history.report(run.run) : null;
        return {
          ...run,
          clinicalOutcome: report?.clinical.outcome ?? null,
          service: report?.service.score ?? null,
        };
      }),
    }),
  );
  await print(drawAnswer(listingAnswer(listing), flags.format, drawing), undefined, io);
  return 0;
}

export interface ShowFlags extends DrawnFlags {
  gone?: boolean;
  from?: string;
  to?: string;
  output?: string;
}

/** `reviewscan history show`: the report of a run, of a period, or the reviews that are gone. */
export async function showHistory(
  file: string,
  run: string | undefined,
  flags: ShowFlags,
  io: Io,
): Promise<number> {
  const drawing = terminalOptions(io, flags);
  const from = readDay('--from', flags.from, 'start', today);
  const to = readDay('--to', flags.to, 'end', today);
  if (from !== null && to !== null && from > to) throw new UserError(`--from ${from} is after --to ${to}`);
  if (run !== undefined && (flags.gone || from !== null || to !== null)) {
    throw new UserError('a run is shown as it was: name either a run, or --gone, --from and --to');
  }
  if (flags.gone) {
    const listing = withHistory(file, flags.output, (history) => listGone(file, history, { from, to }));
    await print(drawAnswer(goneAnswer(listing), flags.format, drawing), flags.output, io);
    return 0;
  }
  const number = run === undefined ? null : readCount('run', run, 1);
  const report =
    from !== null || to !== null
      ? await rebuild(file, flags.output, { from, to }, io)
      : reportOfRun(file, flags.output, number);
  const render = await renderers[flags.format].load();
  const options = {
    ...drawing,
    colour: drawing.colour && isStream(flags.output),
    table: 'themes' as const,
    csv: { bom: false, decimalComma: false },
  };
  await print(render(report, options), flags.output, io);
  return 0;
}

function reportOfRun(file: string, written: string | undefined, run: number | null): Report {
  return withHistory(file, written, (history) => {
    const report = run === null ? history.latest()?.report : history.report(run);
    if (report) return report;
    throw new UserError(
      run === null
        ? `${file}: holds no report yet`
        : `${file}: the report of run ${run} was pruned; choose a later run`,
    );
  });
}

/**
 * The report of any period, counted again from what the runs found in each review. It has no quotes, because a history
 * has no words, and no groups, because it has no places and no names.
 */
async function rebuild(
  file: string,
  written: string | undefined,
  period: { from: string | null; to: string | null },
  io: Io,
): Promise<Report> {
  const knowledge = await loadKnowledge();
  return withHistory(file, written, (history) => {
    const latest = history.settings().at(-1);
    if (latest === undefined) throw new UserError(`${file}: holds no run yet`);
    const { settings } = latest;
    const tally = emptyTally();
    let left = 0;
    for (const known of history.reviews('present', period)) {
      if (known.setAside === null && (known.found === null || known.settings !== latest.id)) {
        left++;
        continue;
      }
      addLedgerStep(tally, 'records');
      countWithoutWords(tally, asAnalysed(known), settings.themes, knowledge.contested);
    }
    if (left > 0) {
      io.stderr.write(
        `${left} reviews were not read with the latest settings and are left out: run analyze over them\n`,
      );
    }
    return buildReport(
      tally,
      {
        ...knowledge,
        themes: settings.themes,
        hash: settings.taxonomy.hash,
        model: { card: settings.model },
      },
      {
        version: version(),
        since: period.from,
        until: period.to,
        asOf: null,
        floors: { hidden: 5, percentage: 10, ranked: 30 },
        redact: 'default',
        maxQuotes: 0,
        gates: [],
        customTaxonomy: settings.taxonomy.custom,
      },
    );
  });
}

function asAnalysed(known: HistoryReview) {
  const { hash, date, language, setAside, rating, subRatings, found } = known;
  const nowhere = { location: null, provider: null, procedure: null, source: null };
  const origin = { file: '', record: 0 };
  const review = {
    id: hash,
    hash,
    origin,
    passages: [],
    rating,
    subRatings,
    date,
    language,
    setAside,
    extra: {},
    ...nowhere,
  };
  return {
    review,
    opinions: found?.opinions ?? [],
    safety: found?.safety ?? [],
    contested: found?.contested ?? [],
  };
}

function listGone(
  file: string,
  history: History,
  period: { from: string | null; to: string | null },
): GoneListing {
  const order = history.settings().flatMap(({ settings }) => settings.themes.map(({ name }) => name));
  const names = [...new Set(order)];
  return {
    schema: 'reviewscan.history-gone',
    schemaVersion: 1,
    file,
    reviews: [...history.reviews('gone', period)].map(({ found, subRatings: _, ...known }) => ({
      ...known,
      themes: themesOf(found?.opinions ?? [], names),
    })),
  };
}

/** `reviewscan history export`: everything it holds, one JSON object a line. */
export async function exportHistory(file: string, flags: { output?: string }, io: Io): Promise<number> {
  const history = openToRead(file, flags.output);
  const sink = isStream(flags.output) ? streamSink(io.stdout) : fileSink(flags.output);
  try {
    const line = (kind: string, value: object) => sink.write(`${JSON.stringify({ kind, ...value })}\n`);
    for (const { id, settings } of history.settings()) await line('settings', { id, ...settings });
    for (const run of history.runs()) {
      await line('run', { ...run, report: run.reported ? history.report(run.run) : null });
    }
    for (const review of history.reviews('all')) await line('review', review);
    for (const key of history.alerts()) await line('alert', { key });
  } finally {
    history.close();
  }
  await sink.commit();
  return 0;
}

/** `reviewscan history prune`: forgets old reports and reviews that are long gone. */
export async function pruneRuns(
  file: string,
  flags: { keepRuns?: string; goneBefore?: string; quiet?: boolean },
  io: Io,
): Promise<number> {
  const keepRuns = flags.keepRuns === undefined ? null : readCount('--keep-runs', flags.keepRuns, 1);
  const goneBefore = readDay('--gone-before', flags.goneBefore, 'start', today);
  if (keepRuns === null && goneBefore === null) {
    throw new UserError(
      'say what to forget: --keep-runs 90 for old reports, --gone-before 2025-01-01 for gone reviews',
    );
  }
  const size = () => statSync(file).size;
  // A missing file is told by the room, in its own words.
  const before = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  const release = await holdLocks([placeOf(file)]);
  sweepOutput(file);
  const { reports, reviews } = pruneHistory(file, { keepRuns, goneBefore });
  release();
  if (!flags.quiet) {
    io.stderr.write(
      `${file}: forgot the reports of ${reports} runs and ${reviews} gone reviews; ${kilobytes(before)} before, ${kilobytes(size())} now\n`,
    );
  }
  return 0;
}

/** Runs are noted in UTC, so today is UTC's. */
const today = () => new Date().toISOString().slice(0, 10);

const kilobytes = (bytes: number) => `${Math.ceil(bytes / 1024)} KB`;

/** `reviewscan history verify`. @returns 1 when something is wrong */
export async function verify(file: string, flags: DrawnFlags, io: Io): Promise<number> {
  const drawing = terminalOptions(io, flags);
  const result = {
    schema: 'reviewscan.history-verify',
    schemaVersion: 1,
    file,
    ...verifyHistory(file),
  } as const;
  await print(drawAnswer(verifyAnswer(result), flags.format, drawing), undefined, io);
  return result.faults.length > 0 ? 1 : 0;
}

/**
 * Opens a history for a command that shows it.
 * @param written where the command writes what it shows
 * @throws UserError where that would replace the history
 */
function openToRead(file: string, written: string | null | undefined): History {
  refuseToReplace([written], [file, `${file}-journal`], 'is read by this run');
  return openHistory(file);
}

function withHistory<T>(
  file: string,
  written: string | null | undefined,
  action: (history: History) => T,
): T {
  const history = openToRead(file, written);
  try {
    return action(history);
  } finally {
    history.close();
  }
}

async function print(text: string | Uint8Array, path: string | undefined, io: Io): Promise<void> {
  await writeAll(isStream(path) ? streamSink(io.stdout) : fileSink(path), text);
}

/** As everywhere, `-` is standard output and no file of that name. */
function isStream(path: string | undefined): path is '-' | undefined {
  return path === undefined || path === '-';
}
