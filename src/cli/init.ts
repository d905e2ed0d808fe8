import { existsSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { UserError } from '../errors.js';
import { loadKnowledge } from '../knowledge/index.js';
import { inspectInput } from '../read/index.js';
import type { Inspection, ReadOptions } from '../types.js';
import { isSettable, keyOf } from './config.js';
import { inputsOf, writeTextFile } from './files.js';
import type { Command, Io, Option } from './index.js';
import { foundColumns, foundOrder } from './map-file.js';
import { streamSink, writeAll } from './output.js';
import { readChoice } from './settings.js';

interface InitFlags {
  output: string;
  force?: boolean;
  encoding?: string;
  sheet?: string;
  dateOrder?: string;
}

/** More groups than this make a report nobody reads through. */
const MOST_GROUPS = 30;
const WIDTH = 100;

/**
 * `reviewscan init`: looks at an export and writes a config file for it, with every option there is.
 * @param analyze the command whose options are listed
 */
export async function init(
  export_: string | undefined,
  flags: InitFlags,
  analyze: Command,
  io: Io,
): Promise<number> {
  const { output } = flags;
  if (output !== '-' && isFolder(output)) {
    throw new UserError(`${output}: is a folder; name a file, e.g. ${join(output, 'reviewscan.yaml')}`);
  }
  if (output !== '-' && existsSync(output) && !flags.force) {
    throw new UserError(
      `${output}: is there already; --force replaces it, --output - only prints what it would be`,
    );
  }
  const options: ReadOptions = {
    ...(flags.encoding !== undefined && { encoding: flags.encoding }),
    ...(flags.sheet !== undefined && { sheet: flags.sheet }),
    ...(flags.dateOrder !== undefined && {
      dateOrder: readChoice('--date-order', flags.dateOrder, ['dmy', 'mdy']),
    }),
  };
  const looked = export_ === undefined ? [] : await look(export_, output, options, io);
  const folder = output === '-' ? process.cwd() : dirname(resolve(output));
  const named =
    export_ === undefined || export_ === '-'
      ? null
      : relative(folder, resolve(export_)).replaceAll('\\', '/') || '.';
  const text = writeConfig(named, looked, flags, analyze);
  if (output === '-') {
    await writeAll(streamSink(io.stdout), text);
  } else {
    await writeTextFile(output, text);
    io.stderr.write(`${output} written; look it over, then: reviewscan ${analyze.name()}\n`);
  }
  return 0;
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

async function look(path: string, output: string, options: ReadOptions, io: Io): Promise<Inspection[]> {
  const { columns } = await loadKnowledge();
  const [input] = inputsOf([path], io, [output]);
  const { files } = await inspectInput(input!, options, columns);
  const withReviews = files.filter(({ kind }) => kind !== 'none');
  if (withReviews.length === 0) throw new UserError(files[0]?.refusal ?? `${path}: holds no reviews`);
  return withReviews;
}

function writeConfig(
  named: string | null,
  looked: readonly Inspection[],
  flags: InitFlags,
  analyze: Command,
): string {
  // Of several files each is read by its own columns.
  const one = looked.length === 1 ? looked[0]! : null;
  const parts = [
    comment(
      'Options of reviewscan for this folder and those below it. An option stands here by the name of its flag; paths start at this file. Flags and the environment (REVIEWSCAN_MIN_N=5) come before it. What counts in the end, and where it is from: reviewscan analyze --print-config',
    ),
    comment('What is read by reviewscan analyze: files, folders or patterns.') +
      (named === null ? '# files: [exports/*.csv]\n' : `files:\n  - ${scalar(named)}\n`),
    one === null ? '' : writeColumns(one),
    writeReading(one, flags),
    writeGroups(one),
    `${comment(
      'Where the report goes; without any of these to the terminal. Dates in a name are of the latest review, so a run next month does not replace this month.',
    )}# format:\n#   - html=reviews-{yyyy}-{mm}.html\n#   - json=reviews.json\n#   - csv=scores.csv\n`,
    `${comment(
      'Rules: the run ends with exit code 1 where a score on 30 reviews or more is below its limit, or a share above it. Choose limits from a first report.',
    )}# fail-under: [service=60, clinical-outcome=60, theme:waiting=40, divergence>30%]\n`,
    `${comment('For runs that nobody watches.')}# quiet: true\n# timeout: 30m\n# lock-timeout: 10m\n`,
  ];
  const mentioned = parts.join('');
  const rest = analyze.options.filter(
    (option) => isSettable(option) && !new RegExp(`^(# )?${keyOf(option)}:`, 'm').test(mentioned),
  );
  parts.push(comment('Everything else, as it is if nothing is said.') + writeRest(rest));
  return parts.filter((part) => part !== '').join('\n');
}

function writeColumns(inspection: Inspection): string {
  const { file, records, withText, evidence } = inspection;
  const columns = Object.entries(foundColumns(inspection));
  const left = evidence.filter(({ field }) => field === null).map(({ column }) => column);
  const head = comment(
    `Which column is what, as found in ${file} (${records} records, ${withText} with text). Change what is wrong; [] says that no column holds a field; a field that does not stand here is found anew each time.`,
  );
  const lines = columns.map(([field, names]) => {
    const value = names.length === 1 ? scalar(names[0]!) : `[${names.map(scalar).join(', ')}]`;
    return `  ${field}: ${value}\n`;
  });
  // Headers alone, as of an export of a month without reviews, may tell of no column.
  const map = lines.length === 0 ? '' : `map:\n${lines.join('')}`;
  return `${head}${map}${left.length === 0 ? '' : comment(`Not used: ${left.join(', ')}.`)}`;
}

function writeReading(one: Inspection | null, flags: InitFlags): string {
  const lines: string[] = [];
  const order = one === null ? null : foundOrder(one);
  if (one?.dateFormat?.includes('ambiguous')) {
    lines.push(comment('Day and month could not be told apart: dates are left out until this is said.'));
    lines.push('# date-order: dmy\n');
  } else if (order !== null) lines.push(`date-order: ${order}\n`);
  if (flags.encoding !== undefined) lines.push(`encoding: ${scalar(flags.encoding)}\n`);
  if (one?.sheet) lines.push(`sheet: ${scalar(one.sheet)}\n`);
  if (one?.dateFormat?.includes('relative')) {
    lines.push(comment('Its dates are relative ("3 weeks ago"): this is the day they are reckoned from.'));
    lines.push('as-of: today\n');
  }
  if (one !== null && one.otherLanguage > 0) {
    lines.push(
      comment(
        `${one.otherLanguage} reviews are not in English and are set aside; --language en,es reads those in Spanish.`,
      ),
    );
  }
  lines.push(
    comment('On whose calendar days are told: of dates with an offset, and of words such as last-month.'),
    'timezone: UTC\n',
  );
  return lines.join('');
}

function writeGroups(one: Inspection | null): string {
  const sizes = (one?.evidence ?? []).flatMap(({ column, field, looks }) => {
    const labels = Number(/^(\d+) labels?$/.exec(looks)?.[1] ?? 0);
    return labels >= 2 && labels <= MOST_GROUPS ? [{ name: field ?? column, field, labels }] : [];
  });
  const of = (name: string) => sizes.find(({ field }) => field === name);
  const chosen = [of('location'), of('provider')].filter((found) => found !== undefined);
  const others = sizes.filter((found) => !chosen.includes(found) && found.field !== 'rating');
  const said = [...chosen, ...others].map(({ name, labels }) => `${name} (${labels})`).join(', ');
  const head = comment(
    `One section of the report for each of these; also month, quarter, year.${said === '' ? '' : ` Columns with few different values: ${said}.`}`,
  );
  const by =
    chosen.length === 0
      ? '# by: [quarter]\n'
      : `by: [${chosen.map(({ name }) => scalar(name)).join(', ')}]\n`;
  const procedure = (one?.columns.procedure ?? null) !== null;
  const specialty = procedure
    ? `\n${comment('Phrases of the specialty that each review’s procedure belongs to.')}specialty: auto\n`
    : '';
  return head + by + specialty;
}

/** Every option as a comment: its default, or what it takes, and what it is for. */
function writeRest(options: readonly Option[]): string {
  const seen = new Set<string>();
  return options
    .filter((option) => !seen.has(keyOf(option)) && seen.add(keyOf(option)))
    .map(
      (option) =>
        `# ${`${keyOf(option)}: ${exampleOf(option)}`.padEnd(24)} # ${option.negate ? 'false: ' : ''}${option.description}\n`,
    )
    .join('');
}

function exampleOf(option: Option): string {
  if (option.negate) return 'true';
  if (!option.required && !option.optional) return 'false';
  if (typeof option.defaultValue === 'string') return scalar(option.defaultValue);
  return option.flags.slice(option.flags.search(/[<[]/)).trim();
}

/** A comment, wrapped. */
function comment(text: string): string {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < WIDTH) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(`# ${word}`);
  }
  return lines.map((line) => `${line}\n`).join('');
}

/** A value of YAML in one line; JSON strings are YAML. */
function scalar(text: string): string {
  const plain = /^[\p{L}\d_./][\p{L}\d_./ -]*$/u.test(text) && text.trim() === text;
  return plain && !/^(true|false|null|yes|no|on|off|~)$/i.test(text) ? text : JSON.stringify(text);
}
