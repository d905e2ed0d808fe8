import { on } from 'node:events';
import { UserError } from '../errors.js';
import {
  adoptDraw,
  assignKeys,
  beginLabelling,
  createSampler,
  type DrawnSentence,
  describeRow,
  isOver,
  type LabelFormat,
  type Labelling,
  placeOf,
  pressKey,
  readLabels,
  rowsOf,
  splitKeys,
  type ThemeKeys,
  writeLabels,
} from '../measure/index.js';
import { drawLabelScreen } from '../render/labelling.js';
import { redactingQuoter } from '../report/index.js';
import type { Input, Knowledge, Label, LabelledSentence } from '../types.js';
import { type Analysis, openAnalysis } from './analysis.js';
import { inputsOf, readTextFile, writeTextFile } from './files.js';
import type { Io } from './index.js';
import { isSpecial, streamSink, writeAll } from './output.js';
import { type ReviewSentence, readSentences } from './sentences.js';
import { readChoice, readCount, readLanguageCodes, readMapping } from './settings.js';
import { terminalOptions } from './terminal.js';

interface LabelFlags {
  sample: string;
  output: string;
  suggest?: boolean;
  export?: string;
  import?: string;
  map: string[];
  language: string;
  encoding?: string;
  taxonomy?: string;
  specialty?: string;
  redact: string;
  ascii?: boolean;
}

/** Longer sentences are texts without a full stop: nobody labels a screenful. */
const LONGEST = 1200;
const CONTEXT = 400;

/**
 * `reviewscan label`: asks what single sentences say, or hands them to a spreadsheet and takes them back. The labels
 * file is the only state: every answer is in it at once, and the same command goes on where it stops.
 */
export async function label(files: readonly string[], flags: LabelFlags, io: Io): Promise<number> {
  const wanted = readCount('--sample', flags.sample, 1);
  const redacted = readChoice('--redact', flags.redact, ['names', 'none']) === 'names';
  if (flags.import !== undefined && (flags.export !== undefined || files.length > 0)) {
    throw new UserError('--import takes answers into the labels file and needs no reviews; run it by itself');
  }
  if (flags.import === undefined && files.length === 0) {
    throw new UserError('label: name the reviews to draw sentences from, e.g. reviewscan label reviews.csv');
  }
  const interactive = flags.import === undefined && flags.export === undefined;
  if (interactive && !(io.stdin.isTTY && io.stdout.isTTY)) {
    throw new UserError(
      'label: needs a terminal to ask in; to label in a spreadsheet use --export sample.csv and later --import sample.csv',
    );
  }
  const inputs = flags.import === undefined ? inputsOf(files, io, [flags.export ?? flags.output]) : [];
  const { knowledge, explain } = await openAnalysis(flags);
  const themes = knowledge.themes.map(({ name }) => name);
  const text = await readTextFile(flags.output, null);
  const known = text === null ? [] : readLabels(text, flags.output, themes);
  if (flags.import !== undefined) return importAnswers(flags.import, flags.output, known, themes, io);

  const drawn = await drawSample(inputs, flags, wanted, redacted, { knowledge, explain }, io);
  if (drawn.length === 0) {
    io.stderr.write('no sentences to label: the reviews hold none\n');
    return 0;
  }
  if (flags.export !== undefined) {
    return exportSample({ ...flags, export: flags.export }, drawn, known, themes, io);
  }
  const same = adoptDraw(known, drawn);
  const begun = beginLabelling(same.drawn, same.known, wanted, flags.suggest === true);
  // Small exports hold fewer sentences than were asked for.
  const goal = Math.min(wanted, answeredOf(begun) + begun.queue.length);
  const done = await askInTerminal(begun, same.known, knowledge, { ...flags, goal, redacted }, io);
  const answered = answeredOf(done);
  const next =
    answered >= goal ? `next: reviewscan evaluate ${flags.output}` : 'the same command goes on from here';
  io.stderr.write(`${answered} of ${Math.max(goal, answered)} answered, all in ${flags.output}; ${next}\n`);
  return 0;
}

function formatOf(path: string): LabelFormat {
  return /\.csv$/i.test(path) ? 'csv' : 'tsv';
}

function describe(drawn: DrawnSentence, labels: LabelledSentence['labels']): LabelledSentence {
  return describeRow({ id: drawn.id, sentence: drawn.sentence, labels, line: 0, more: {} });
}

function answeredOf({ answers }: Labelling): number {
  return [...answers.values()].filter((labels) => labels !== null).length;
}

// ───────────────────────────── the sample ─────────────────────────────

async function drawSample(
  inputs: Input[],
  flags: LabelFlags,
  size: number,
  redacted: boolean,
  { knowledge, explain }: Pick<Analysis, 'knowledge' | 'explain'>,
  io: Io,
): Promise<DrawnSentence[]> {
  const options = {
    ...readMapping(flags.map, io.places?.get('map')),
    languages: readLanguageCodes('--language', flags.language),
    ...(flags.encoding !== undefined && { encoding: flags.encoding }),
  };
  const sampler = createSampler(size);
  for await (const sentence of readSentences(inputs, knowledge, options, explain)) {
    const { review, passage, start, end } = sentence;
    const { text } = review.passages[passage]!;
    if (end - start > LONGEST) continue;
    sampler.add({
      hash: review.hash,
      passage,
      start,
      sentence: text.slice(start, end),
      before: text.slice(Math.max(0, start - CONTEXT), start),
      after: text.slice(end, end + CONTEXT),
      guess: guessOf(sentence),
      about: redacted ? review.provider : null,
    });
  }
  // Redacting is slow: only what was drawn is, with what stands around it.
  const quote = redactingQuoter();
  return sampler.draw().map((drawn) => {
    if (!redacted) return drawn;
    const { before, sentence, after, about } = drawn;
    const whole = { text: before + sentence + after, provider: about, reviewer: null };
    const redact = (text: string, at: number) => quote({ text, evidence: [], from: { whole, at } }).text;
    return {
      ...drawn,
      before: redact(before, 0),
      sentence: redact(sentence, before.length),
      after: redact(after, before.length + sentence.length),
    };
  });
}

/** What the tool found, as a person would write it. */
function guessOf({ parts }: ReviewSentence): Label[] {
  const signs = new Map<string, Label['sign']>();
  for (const { theme, polarity } of parts.flatMap(({ tags }) => tags)) {
    const sign = polarity === 'positive' ? '+' : polarity === 'negative' ? '-' : '0';
    const known = signs.get(theme);
    signs.set(theme, known === undefined || known === sign ? sign : '0');
  }
  return [...signs].map(([theme, sign]) => ({ theme, sign }));
}

// ───────────────────────────── spreadsheets ─────────────────────────────

async function exportSample(
  { export: path, output, suggest }: LabelFlags & { export: string },
  drawn: readonly DrawnSentence[],
  known: readonly LabelledSentence[],
  themes: readonly string[],
  io: Io,
): Promise<number> {
  const same = adoptDraw(known, drawn);
  const answers = new Map(same.known.map(({ id, labels }) => [id, labels]));
  const rows = same.drawn.map((one) => describe(one, answers.get(one.id) ?? (suggest ? one.guess : null)));
  const format = formatOf(path);
  // Excel takes UTF-8 for a code page without the mark.
  const text = (format === 'csv' ? '\ufeff' : '') + writeLabels(rows, format);
  if (path === '-') {
    await writeAll(streamSink(io.stdout), text);
    return 0;
  }
  if (await holdsOtherAnswers(path, [...same.known, ...rows], themes)) {
    throw new UserError(
      `${path}: holds answers that are not in ${output}; take them in first with reviewscan label --import ${path}, or name another file`,
    );
  }
  await writeTextFile(path, text);
  io.stderr.write(
    `${rows.length} sentences in ${path}: fill the column labels (e.g. staff+,waiting- or none), then reviewscan label --import ${path}\n`,
  );
  return 0;
}

/** Whether a spreadsheet of before holds work that stands nowhere else: replacing it would lose that. */
async function holdsOtherAnswers(
  path: string,
  kept: readonly LabelledSentence[],
  themes: readonly string[],
): Promise<boolean> {
  if (isSpecial(path)) return false;
  const text = await readTextFile(path, null);
  if (text === null || text.trim() === '') return false;
  const answerOf = ({ id, labels }: LabelledSentence) => `${placeOf(id)} ${JSON.stringify(labels)}`;
  const known = new Set(kept.map(answerOf));
  try {
    return readLabels(text, path, themes).some((row) => row.labels !== null && !known.has(answerOf(row)));
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    // A slip in one answer is no reason to lose the others; any other file is replaced, as by every command.
    return /\blabels\b/i.test(text.split(/[\r\n]/, 1)[0]!);
  }
}

async function importAnswers(
  path: string,
  output: string,
  known: readonly LabelledSentence[],
  themes: readonly string[],
  io: Io,
): Promise<number> {
  const rows = readLabels(await readTextFile(path), path, themes);
  const answered = rows.filter(({ labels }) => labels !== null);
  const byPlace = new Map(answered.map((row) => [placeOf(row.id), row]));
  const before = new Set(known.map(({ id }) => placeOf(id)));
  const merged = known.map((row) => {
    const answer = byPlace.get(placeOf(row.id));
    if (answer === undefined) return row;
    // Sorted by one column alone, a spreadsheet gives each sentence the answer of another.
    if (bareWords(answer.sentence) !== bareWords(row.sentence)) {
      throw new UserError(
        `${path}, line ${answer.line}: id "${answer.id}" has another sentence there than in ${output}; sort a spreadsheet by all its columns together, or name another --output`,
      );
    }
    return { ...row, labels: answer.labels };
  });
  merged.push(...answered.filter(({ id }) => !before.has(placeOf(id))));
  await writeTextFile(output, writeLabels(merged, formatOf(output)));
  const changed = answered.filter(({ id }) => before.has(placeOf(id))).length;
  io.stderr.write(
    `${countOf(answered.length, 'answer', 'answers')} taken from ${path} into ${output}` +
      `${changed > 0 ? `, ${changed} of them in place of earlier ones` : ''}` +
      `${rows.length > answered.length ? `; ${countOf(rows.length - answered.length, 'row has', 'rows have')} no answer yet` : ''}\n`,
  );
  return 0;
}

function countOf(n: number, one: string, several: string): string {
  return `${n} ${n === 1 ? one : several}`;
}

/** What is left of a sentence whatever a spreadsheet's code page, quotes and blanks did to it. */
function bareWords(sentence: string): string {
  return sentence.toLowerCase().replace(/[^a-z0-9]+/g, '');
}

// ───────────────────────────── the screen ─────────────────────────────

const ENTER_SCREEN = '\x1b[?1049h\x1b[?25l';
const LEAVE_SCREEN = '\x1b[?25h\x1b[?1049l';
const CLEAR = '\x1b[H\x1b[2J';

/** Asks until the person stops; the terminal is given back as it was, however that happens. */
async function askInTerminal(
  begun: Labelling,
  known: readonly LabelledSentence[],
  knowledge: Knowledge,
  { output, goal, redacted, ascii }: LabelFlags & { goal: number; redacted: boolean },
  io: Io,
): Promise<Labelling> {
  const keys = assignKeys(knowledge.themes);
  let state = begun;
  if (isOver(state)) return state;
  const draw = () => {
    const options = {
      ...terminalOptions(io, { ...(ascii !== undefined && { ascii }) }),
      height: io.stdout.rows || 24,
    };
    // A terminal ends its lines by both characters while it is raw.
    const screen = drawLabelScreen(screenOf(state, keys, knowledge, output, goal, redacted), options);
    io.stdout.write(CLEAR + screen.replaceAll('\n', '\r\n'));
  };
  const restore = () => {
    io.stdin.setRawMode(false);
    io.stdin.pause();
    io.stdout.write(LEAVE_SCREEN);
  };
  process.once('exit', restore);
  io.stdout.on('resize', draw);
  io.stdin.setRawMode(true);
  io.stdin.setEncoding('utf8');
  io.stdout.write(ENTER_SCREEN);
  try {
    draw();
    for await (const [chunk] of on(io.stdin, 'data', { close: ['end', 'close'] })) {
      const before = state;
      for (const key of splitKeys(chunk)) state = pressKey(state, key, keys);
      if (state.answers !== before.answers) {
        await writeTextFile(output, writeLabels(rowsOf(state, known, describe), formatOf(output)));
      }
      if (isOver(state)) break;
      draw();
    }
  } finally {
    process.removeListener('exit', restore);
    io.stdout.removeListener('resize', draw);
    restore();
  }
  return state;
}

function screenOf(
  state: Labelling,
  keys: ThemeKeys,
  knowledge: Knowledge,
  file: string,
  goal: number,
  redacted: boolean,
): Parameters<typeof drawLabelScreen>[0] {
  const current = state.queue[state.at];
  const keyOf = new Map([...keys].map(([key, theme]) => [theme, key]));
  return {
    file,
    answered: answeredOf(state),
    goal: Math.max(goal, answeredOf(state)),
    before: current?.before ?? '',
    sentence: current?.sentence ?? '',
    after: current?.after ?? '',
    draft: [...state.draft],
    keys: knowledge.themes.map(({ name, axis, definition }) => ({
      key: keyOf.get(name) ?? ' ',
      theme: name,
      axis,
      definition,
    })),
    message: state.message,
    help: state.help,
    redacted,
    suggested: state.suggest && state.draft.length > 0,
  };
}
