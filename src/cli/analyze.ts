import { setFlagsFromString } from 'node:v8';
import { UserError } from '../errors.js';
import type { HistoryOfRun } from '../history/index.js';
import { loadKnowledge, readLanguages } from '../knowledge/index.js';
import { columnsOf, scan, whyUndated } from '../pipeline.js';
import { describeLayout, removeSpools } from '../read/index.js';
import {
  type DigestRenderer,
  digestRenderers,
  type Format,
  renderers,
  reviewRenderers,
} from '../render/index.js';
import {
  gateName,
  gateRange,
  gateValue,
  NOT_COMPARED,
  points,
  pointsRange,
  verdictInWords,
} from '../render/words.js';
import { buildReport, fileNamer, hasNews, nameProvider, readGate, redactingQuoter } from '../report/index.js';
import { reviewScores, wholeOf } from '../tally/index.js';
import type {
  AnalysedReview,
  FileLayout,
  GateVerdict,
  HistoryCounts,
  Input,
  Knowledge,
  OwnModel,
  Problem,
  ReadOptions,
  RenderOptions,
  Report,
  ReportMeta,
  Score,
  Tally,
  Theme,
} from '../types.js';
import {
  AUTO,
  amenderOf,
  chooseLanguages,
  chooseSpecialties,
  knowledgeOf,
  languagesBeside,
  readOwn,
  settingsOf,
} from './analysis.js';
import { openComparison, readAsked } from './compare.js';
import { readMailHeaders, watchForNews } from './digest.js';
import { inputsOf } from './files.js';
import {
  checkPlaces,
  type Output,
  readOutputs,
  refuseTerminal,
  refuseToReplace,
  spareInputs,
  TABLES,
} from './formats.js';
import { type Io, version } from './index.js';
import { holdLocks } from './lock.js';
import { readMapFile, type SavedMap } from './map-file.js';
import { commitAll, fileSink, isSpecial, placeOf, type Sink, streamSink, sweepOutput } from './output.js';
import { isDated, nameOutput } from './output-names.js';
import { readRulesFile } from './rules-file.js';
import {
  askedFor,
  readBy,
  readChoice,
  readCount,
  readDay,
  readDuration,
  readLanguageCodes,
  readMapping,
  readShare,
  readSize,
  readTimezone,
  todayIn,
} from './settings.js';
import { JsonLines, tell } from './talk.js';
import { terminalOptions } from './terminal.js';

/** Options as commander gives them; every one is in `reviewscan analyze --help`. */
export interface AnalyzeFlags {
  map: string[];
  mapFile?: string;
  by: string[];
  compare: string[];
  since?: string;
  until?: string;
  asOf?: string;
  timezone: string;
  format: string[];
  output?: string;
  table: string;
  failUnder: string[];
  baseline?: string;
  quotePool?: boolean;
  digest: string[];
  mailTo: string[];
  mailFrom?: string;
  mailSubject?: string;
  rules?: string;
  confident?: boolean;
  requireN?: boolean;
  history?: string;
  minN: string;
  maxBad: string;
  maxCell: string;
  taxonomy?: string;
  specialty?: string;
  model?: string;
  language: string;
  dateOrder?: string;
  encoding?: string;
  sheet?: string;
  redact: string;
  quotes: boolean;
  dedupe: boolean;
  excel?: boolean;
  bom?: boolean;
  decimalComma?: boolean;
  plain?: boolean;
  width?: string;
  ascii?: boolean;
  lockTimeout: string;
  timeout?: string;
  summary?: boolean;
  quiet?: boolean;
}

/** `--redact` as the report takes it. */
const REDACTIONS = { names: 'default', words: 'words', none: 'none' } as const;

/** Problems told on stderr one by one; the report counts them all. */
const PROBLEMS_TOLD = 5;

/** So many reviews do not go by chance, more than half of them at a time. */
const MANY = 10;
/** An export that has this share of them again, as others, was not cut off. */
const SAME_SIZE = 0.8;

/**
 * `reviewscan analyze`: reads the exports and writes each output asked for.
 * @returns 0; 1 when a rule is broken; 3 when too many records were unusable
 */
export async function analyze(files: readonly string[], flags: AnalyzeFlags, io: Io): Promise<number> {
  const inputs = inputsOf(files, io, []);
  const { settings, knowledge, own, amend, languages, chosen, gates } = await prepare(inputs, flags, io);
  refuseTerminal(settings.outputs, io);
  // What lives is some 60 MB whatever the input; left to itself V8 lets the heap grow to several times that before it
  // collects.
  setFlagsFromString('--heap-growing-percent=40');
  const talk = talker(io, flags);
  for (const idle of idleOptions(io.typed, settings.outputs, gates.length)) talk.warn('no-effect', idle);
  const written = settings.outputs.flatMap(({ path }) => (path === null || isSpecial(path) ? [] : [path]));
  const release = await holdLocks(
    [...written, ...(flags.history === undefined ? [] : [flags.history])].map(placeOf),
    { patience: settings.patience, lasts: settings.lasts, onWait: (message) => talk.say('waiting', message) },
  );
  const history =
    flags.history === undefined
      ? null
      : (await import('../history/index.js')).startRun(
          flags.history,
          settingsOf(flags, knowledge, own, languages),
        );
  const compareWith = await openComparison(
    settings.against,
    history === null ? undefined : history.before,
    io,
  );
  const meta: ReportMeta = { ...settings.meta, gates, ...(compareWith !== null && { compareWith }) };
  // After the history, which looks whether the last run put its outputs into place.
  for (const path of written) sweepOutput(path);
  if (flags.history !== undefined) sweepOutput(flags.history);
  /** Of the names of outputs; known when everything is written. */
  let day: string | null = null;
  const dateOf = () => {
    if (day !== null) return day;
    throw new UserError('no review has a date to name an output by; say --as-of, or name it without { }');
  };
  const outputs = settings.outputs.map((output) => ({
    ...output,
    sink:
      output.path === null
        ? streamSink(io.stdout, settings.outputs.length > 1 || history !== null)
        : fileSink(output.path, dateOf),
  }));
  const news = settings.outputs.some(({ kind }) => kind === 'digest')
    ? watchForNews(history, settings.scan.by, knowledge.safety.harms, meta)
    : null;
  const layouts: FileLayout[] = [];
  const writers = await openReviewWriters(outputs, flags, settings.scan.by, knowledge.themes, meta, layouts);
  let tally: Tally;
  try {
    tally = await scan(inputs, knowledge, {
      ...settings.scan,
      ...(amend !== undefined && { amend }),
      ...(languages.size > 0
        ? { analyserFor: chooseLanguages(languages, chosen?.analyserFor) }
        : chosen !== null && { analyserFor: chosen.analyserFor }),
      ...(history !== null && { memory: history }),
      onLayout: (layout) => {
        layouts.push(layout);
        talk.say('layout', describeLayout(layout));
      },
      onProblem: talk.problem,
      ...((writers.length > 0 || news !== null) && {
        onReview: async (analysed: AnalysedReview) => {
          news?.see(analysed);
          for (const writer of writers) await writer.review(analysed);
        },
      }),
    });
  } finally {
    removeSpools();
  }

  const reported = own === null ? knowledge : nameOwn(knowledge, own);
  const spoken: ReportMeta = { ...meta, languages: await describeLanguages(tally, flags, languages) };
  const report = buildReport(tally, reported, spoken);
  for (const writer of writers) await writer.finish(report);
  for (const output of outputs) {
    if (output.kind !== 'report') continue;
    const { load }: Format = renderers[output.format];
    const quotePool = poolFor(output.format, flags);
    // A report of its own, so that no format's bytes depend on which others are asked for.
    const drawn = quotePool > 0 ? buildReport(tally, reported, { ...spoken, quotePool }) : report;
    const { drawing } = settings;
    const render = await load();
    await output.sink.write(
      render(drawn, {
        ...drawing,
        colour: drawing.colour && output.path === null,
        table: output.table,
        csv: dialectOf(flags),
      }),
    );
  }
  const told = news?.close(report, tally) ?? null;
  for (const output of outputs) {
    if (output.kind !== 'digest' || told === null) continue;
    // An empty file where there is nothing to tell, so that yesterday's news is not sent again.
    if (flags.quiet && !hasNews(told.digest)) continue;
    const render: DigestRenderer = await digestRenderers[output.format]();
    const colour = settings.drawing.colour && output.path === null;
    await output.sink.write(render(told.digest, { ...settings.drawing, colour }, settings.mail));
  }
  day = report.input.asOf ?? settings.scan.until ?? settings.scan.since;
  checkPlaces(
    outputs.map(({ path }) => ({ path: path !== null && isDated(path) ? nameOutput(path, dateOf()) : path })),
    inputs,
  );
  // The history comes before the outputs are in place, because it can fail where a rename hardly can: a full disk leaves
  // the old outputs beside the old history. It notes what is still to be put in place, so that a kill in between is found
  // out.
  /** What nobody read is told again. */
  const isRead = () => !outputs.some(({ kind, sink }) => kind === 'digest' && sink.isLeft?.());
  const remembered = await commitAll(
    outputs.map(({ sink }) => sink),
    (waiting) =>
      history?.commit({
        at: new Date().toISOString(),
        tool: version(),
        report,
        ...(told !== null && { alerts: isRead() ? told.alerts : { ...told.alerts, given: [] } }),
        pending: { files: waiting, stdout: false },
      }),
    () => history?.withdraw(),
  );
  try {
    history?.confirm();
  } catch (error) {
    // All is in place, which the next run sees by itself.
    if (!(error instanceof UserError)) throw error;
  }
  if (remembered !== undefined) {
    talk.say('history', describeRun(flags.history!, remembered));
    const { gone, known, changed } = remembered.counts;
    const before = gone + known + changed;
    if (before >= MANY && gone > before / 2) {
      talk.warn('gone', `${flags.history}: ${describeGone(before, remembered.counts)}`);
    }
  }
  release();

  if (chosen !== null) {
    const parts = [...chosen.counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, n]) => `${name} ${n}`);
    talk.say('specialty', `specialty by the procedure column: ${parts.join(', ') || 'none could be told'}`);
  }
  const undated = layouts.flatMap((layout) => {
    const why = whyUndated(layout);
    return why === null ? [] : [`${layout.file}: ${why}`];
  });
  const { since, until } = settings.scan;
  if (undated.length > 0 && (since !== null || until !== null)) {
    const more = undated.length > 1 ? ` (and ${undated.length - 1} more files)` : '';
    talk.warn('undated', `${undated[0]}; its reviews are left out of the period asked for${more}`);
  }
  talk.outcome(tally, report, history);
  const { notCompared } = report;
  if (notCompared !== null) {
    const say = notCompared === 'first-run' ? talk.say : talk.warn;
    const why =
      undated.length > 0 && undated.length === layouts.length ? undated[0] : NOT_COMPARED[notCompared];
    say(
      'not-compared',
      `nothing to compare: ${notCompared === 'first-run' ? NOT_COMPARED[notCompared] : why}`,
    );
  }
  // With a digest, what is broken was told there, once.
  for (const verdict of report.gates) talk.verdict(verdict, told !== null);
  const { records, problem } = tally.ledger;
  if (problem > 0 && problem / records > settings.maxBad) {
    talk.warn(
      'bad-rows',
      `${problem} of ${records} records could not be used, more than --max-bad ${flags.maxBad}`,
    );
    return 3;
  }
  return report.gates.some((gate) => gate.verdict === 'failed') ? 1 : 0;
}

/**
 * All that is looked at before anything is read: every option, and every file that one names. For `doctor` too, so that
 * what it finds well is what a run takes.
 * @throws UserError for the first that is wrong
 */
export async function prepare(inputs: readonly Input[], flags: AnalyzeFlags, io: Io) {
  const settings = readSettings(inputs, flags, await readMapFile(flags.mapFile), io);
  if (flags.history !== undefined) checkHistoryName(flags.history);
  const placed = settings.outputs.map(({ path }) => path);
  // A baseline may be replaced: a report that is held against the one before it, and takes its place, is a use of it.
  refuseToReplace(placed, [flags.rules, flags.mapFile, flags.model, io.configFile], 'is read by this run');
  refuseToReplace(placed, [flags.history], 'is the history of this run');
  spareInputs([flags.history], inputs);
  const knowledge = await loadKnowledge(knowledgeOf(flags));
  const own = await readOwn(flags.model, knowledge);
  const amend = own === null ? undefined : await amenderOf(own, knowledge);
  const languages = await languagesBeside(flags, knowledge);
  const chosen = flags.specialty === AUTO ? await chooseSpecialties(flags, amend) : null;
  const gates = [
    ...(flags.rules === undefined ? [] : await readRulesFile(flags.rules, knowledge.themes)),
    ...flags.failUnder.map((rule) => readGate(rule, knowledge.themes)),
  ];
  return { settings, knowledge, own, amend, languages, chosen, gates };
}

/** @throws UserError for a name that would be that of another file each year, or of a stream */
function checkHistoryName(path: string): void {
  if (isDated(path)) {
    throw new UserError(
      `--history ${path}: one history goes on from run to run, so its name has no { } for dates; write e.g. history.db`,
    );
  }
  if (path === '-' || path.trim() === '') {
    throw new UserError(`--history ${path}: a history is a file; write e.g. --history history.db`);
  }
}

/** What the reviews of each language were read by, for the report. */
async function describeLanguages(
  { languages: spoken }: Tally,
  flags: AnalyzeFlags,
  languages: ReadonlyMap<string, Knowledge>,
): Promise<NonNullable<ReportMeta['languages']>> {
  const others = Object.keys(spoken).some((language) => language !== 'en' && language !== 'unknown');
  return {
    asked: readLanguageCodes('--language', flags.language),
    cards: Object.fromEntries([...languages].map(([code, { model }]) => [code, model.card])),
    readable: others ? await readLanguages(knowledgeOf(flags)) : [],
  };
}

/** Sentences in the pool of a format's report: for a page, and for JSON that `render` may make one of. */
function poolFor(format: keyof typeof renderers, flags: AnalyzeFlags): number {
  const { quotePool = 0 }: Format = renderers[format === 'json' && flags.quotePool ? 'html' : format];
  return flags.quotes ? quotePool : 0;
}

/** Checks every flag before anything is opened. */
function readSettings(inputs: readonly Input[], flags: AnalyzeFlags, saved: SavedMap, io: Io) {
  const minN = readCount('--min-n', flags.minN, 1);
  const timezone = readTimezone('--timezone', flags.timezone);
  const today = () => todayIn(timezone);
  const asOf = readDay('--as-of', flags.asOf, 'end', today);
  const since = readDay('--since', flags.since, 'start', today);
  const until = readDay('--until', flags.until, 'end', today);
  if (since !== null && until !== null && since > until) {
    throw new UserError(`--since ${since} is after --until ${until}: no review can be in that period`);
  }
  const read: ReadOptions = {
    ...saved,
    ...readMapping(flags.map, io.places?.get('map'), saved),
    timezone,
    maxCell: readSize('--max-cell', flags.maxCell),
    dedupe: flags.dedupe,
    languages: readLanguageCodes('--language', flags.language),
    ...(flags.encoding !== undefined && { encoding: flags.encoding }),
    ...(flags.sheet !== undefined && { sheet: flags.sheet }),
    ...(flags.dateOrder !== undefined && {
      dateOrder: readChoice('--date-order', flags.dateOrder, ['dmy', 'mdy']),
    }),
    ...(asOf !== null && { asOf }),
  };
  const by = readBy(flags.by);
  const { fields: sideBySide, against } = readAsked(flags.compare, flags.baseline);
  const meta: Omit<ReportMeta, 'gates'> = {
    version: version(),
    since,
    until,
    asOf,
    floors: { hidden: Math.min(5, minN), percentage: minN, ranked: Math.max(30, minN) },
    redact: REDACTIONS[readChoice('--redact', flags.redact, ['names', 'words', 'none'])],
    maxQuotes: flags.quotes ? 3 : 0,
    gating: { confident: flags.confident === true, requireN: flags.requireN === true },
    sideBySide,
    customTaxonomy: flags.taxonomy !== undefined,
  };
  const table = readChoice('--table', flags.table, TABLES);
  const { digest: digests, plain } = flags;
  const outputs = readOutputs(flags.format, flags.output, table, inputs, { digests, plain });
  return {
    outputs,
    drawing: terminalOptions(io, flags),
    mail: readMailHeaders(flags),
    maxBad: readShare('--max-bad', flags.maxBad),
    against,
    patience: readDuration('--lock-timeout', flags.lockTimeout),
    lasts: flags.timeout === undefined ? null : readDuration('--timeout', flags.timeout),
    scan: {
      by: [...new Set([...by, ...sideBySide])],
      since,
      until,
      read: { ...read, askedFor: askedFor(by) },
    },
    meta,
  };
}

/** How csv is written. */
function dialectOf({ excel, bom, decimalComma }: AnalyzeFlags): RenderOptions['csv'] {
  return { bom: excel === true || bom === true, decimalComma: decimalComma === true };
}

/** The report says which model it rests on. */
function nameOwn(knowledge: Knowledge, own: OwnModel): Knowledge {
  const { model } = knowledge;
  return {
    ...knowledge,
    model: { ...model, card: { ...model.card, name: `${model.card.name} with ${own.name}` } },
  };
}

/** A format that is written while the reviews pass by. */
interface ReviewWriter {
  review(analysed: AnalysedReview): Promise<void>;
  finish(report: Report): Promise<void>;
}

/** @param layouts of the files, filled while they are read */
async function openReviewWriters(
  outputs: readonly (Output & { sink: Sink })[],
  flags: AnalyzeFlags,
  by: readonly string[],
  themes: readonly Theme[],
  meta: Pick<ReportMeta, 'redact'>,
  layouts: readonly FileLayout[],
): Promise<ReviewWriter[]> {
  const writers: ReviewWriter[] = [];
  // All layouts are there before the first review.
  let namer: ReturnType<typeof fileNamer> | null = null;
  const called = ({ file, record }: AnalysedReview['review']['origin']) => {
    namer ??= fileNamer(layouts.map((layout) => layout.file));
    return { file: namer(file), record };
  };
  const quote = redactingQuoter();
  for (const output of outputs) {
    if (output.kind !== 'reviews') continue;
    const { sink, format } = output;
    const renderer = await reviewRenderers[format].load({ csv: dialectOf(flags), extra: columnsOf(by) });
    await sink.write(renderer.head);
    writers.push({
      async review(analysed) {
        const { whole, starts } = wholeOf(analysed.review);
        const redact = (text: string, { passage, start }: { passage: number; start: number }) => {
          if (!flags.quotes) return '';
          if (meta.redact === 'none') return text;
          return quote({ text, evidence: [], from: { whole, at: starts[passage]! + start } }).text;
        };
        // A workbook is a report and handed round like one; the others are data.
        const named =
          renderer.finish === undefined ? analysed.review : nameProvider(analysed.review, meta, layouts);
        const shown = { ...analysed, review: { ...named, origin: called(named.origin) } };
        await sink.write(renderer.review(shown, reviewScores(analysed, themes), redact));
      },
      async finish(report) {
        if (renderer.finish !== undefined) await sink.write(await renderer.finish(report));
      },
    });
  }
  return writers;
}

/** What a history learned, in one line. */
function describeRun(path: string, { run, counts }: { run: number; counts: HistoryCounts }): string {
  const changes = (['new', 'changed', 'gone', 'returned'] as const)
    .filter((kind) => counts[kind] > 0)
    .map((kind) => `${counts[kind]} ${kind}`);
  const rest = changes.length === 0 ? 'nothing new' : changes.join(', ');
  return `${path}: run ${run}; ${counts.reviews} reviews, ${rest}; ${counts.analysed} analysed`;
}

/** Why most of the reviews of the last run may be gone: the export was cut off, or is written otherwise. */
function describeGone(before: number, { gone, new: added, returned }: HistoryCounts): string {
  const others = added + returned;
  const many = `${gone} of the ${before} reviews of the last run are gone`;
  return others >= gone * SAME_SIZE
    ? `${many} and ${others} others stand in their place; ids, locations or sources are perhaps written differently (see reviewscan inspect)`
    : `${many} from the export; if it was cut off, run again over the whole of it`;
}

/** Everything said on stderr. `quiet` silences all but warnings, and the summary where it is asked for. */
function talker(io: Io, { quiet, summary }: AnalyzeFlags) {
  let told = 0;
  // A program can take them all.
  const most = io.stderr instanceof JsonLines ? Number.POSITIVE_INFINITY : PROBLEMS_TOLD;
  const warn = (code: string, message: string) => tell(io.stderr, { level: 'warning', code, message });
  const say = (code: string, message: string) => {
    if (!quiet) tell(io.stderr, { level: 'info', code, message });
  };
  return {
    warn,
    say,
    problem({ code, file, record, message }: Problem) {
      if (told++ >= most || quiet) return;
      tell(io.stderr, { level: 'info', code, message, file, ...(record !== null && { record }) });
    },
    /** @param history null: without --history */
    outcome(tally: Tally, report: Report, history: Pick<HistoryOfRun, 'before'> | null) {
      const { ledger, problems } = tally;
      const count = Object.values(problems.counts).reduce((sum, n) => sum + n, 0);
      if (count > most) say('more', `… and ${count - most} more problems; the report counts them`);
      if (ledger.used === 0) {
        // Where earlier runs are remembered, this is told when it begins: not each night, and not of a few, which are out
        // of a period of days or weeks as a matter of course.
        const before = history?.before?.report.reviews ?? Number.POSITIVE_INFINITY;
        const speak = before >= (ledger.records === 0 ? 1 : MANY) ? warn : say;
        speak('empty', describeEmpty(ledger));
      }
      for (const { language, reviews, readable } of report.method.readings) {
        // a few are told in the report; where they are many, whoever runs this has missed an option
        if (!readable || reviews * 10 < ledger.records) continue;
        const many = reviews === 1 ? '1 review is' : `${reviews} reviews are`;
        say(
          'languages',
          `${many} in ${language} and set aside; --language en,${language} reads them by phrases`,
        );
      }
      if (summary) tell(io.stderr, { level: 'info', code: 'summary', message: summarise(report) });
    },
    /** @param isTold true: a digest tells of broken rules, so this is said only to whoever is not quiet */
    verdict(gate: GateVerdict, isTold: boolean) {
      const range = gateRange(gate);
      const interval = range === '' ? '' : ` (${range})`;
      const line = `${gateName(gate)}: ${verdictInWords(gate)}: ${gate.value === null ? 'no value' : gateValue(gate)}${interval}, n ${gate.n}`;
      if (gate.verdict === 'failed' && !(isTold && quiet)) warn('rule-failed', line);
      else say(`rule-${gate.verdict}`, line);
    },
  };
}

/** Why a report holds nothing. */
function describeEmpty({ records, outsidePeriod }: Tally['ledger']): string {
  if (records === 0) return 'no records: the report is empty';
  return outsidePeriod === 0
    ? 'no review could be analysed; the report says what was left out'
    : `no review could be analysed: ${outsidePeriod} of ${records} records are outside the period asked for; check the period, and that the export still grows`;
}

/** What was typed and does nothing; of a config, which stands for many runs, nobody expects that each does. */
function* idleOptions(
  typed: ReadonlySet<string> = new Set(),
  outputs: readonly Output[],
  rules: number,
): Generator<string> {
  const has = (...formats: string[]) => outputs.some(({ format }) => formats.includes(format));
  // a workbook is what Excel wants anyhow
  const spelling = has('xlsx') ? [] : ['excel', 'bom', 'decimal-comma'];
  const idle: [boolean, string, string[]][] = [
    [has('csv', 'reviews', 'sentences'), 'without --format csv', ['table', ...spelling]],
    [has('eml'), 'without --digest eml', ['mail-to', 'mail-from', 'mail-subject']],
    [has('json'), 'without --format json', ['quote-pool']],
    [rules > 0, 'without a rule (--fail-under, --rules)', ['confident', 'require-n']],
  ];
  for (const [isUsed, without, names] of idle) {
    const said = isUsed ? [] : names.filter((name) => typed.has(name)).map((name) => `--${name}`);
    if (said.length > 0) yield `${said.join(' and ')}: no effect ${without}`;
  }
}

/** `258 reviews, 2025-04-08 to 2026-09-17; clinical outcome 74 (67–80, n 166); service 49 (42–55, n 207); 0 problems` */
function summarise({ reviews, input, clinical, service }: Report): string {
  const { first, last } = input.dates;
  const scored = (name: string, score: Score) =>
    score.value === null
      ? `${name} – (n ${score.n})`
      : `${name} ${points({ ...score, provisional: false })} (${pointsRange(score)}, n ${score.n})`;
  const period = first === null ? 'without dates' : first === last ? first : `${first} to ${last}`;
  const problems = Object.values(input.problems.counts).reduce((sum, n) => sum + n, 0);
  const of = (n: number, what: string) => `${n} ${what}${n === 1 ? '' : 's'}`;
  return `${of(reviews, 'review')}, ${period}; ${scored('clinical outcome', clinical.outcome)}; ${scored('service', service.score)}; ${of(problems, 'problem')}`;
}
