import { readFileSync } from 'node:fs';
import { Argument, Command, CommanderError, Help, Option } from 'commander';
import { EXAMPLES, EXIT_CODES, SETTINGS } from './help.js';
import { collect, EVERYWHERE, SHARED, SPECIALTIES } from './options.js';
import type { Ear } from './talk.js';

// The door to commander for all but the options.
export type { Command, Option };
export { CommanderError };

/** Everything of the outside world that a command may touch; tests hand in their own. */
export interface Io {
  stdin: NodeJS.ReadStream;
  stdout: NodeJS.WriteStream;
  stderr: Ear;
  env: NodeJS.ProcessEnv;
  /** Folder that relative paths of inputs start at, where it is not the working folder (`files:` of a config file). */
  inputBase?: string | null;
  /** The config file that counts; null where there is none. */
  configFile?: string | null;
  /** Where the value of an option stands, by its name; only of those that were not typed. */
  places?: ReadonlyMap<string, string>;
  /** Names of the options that were typed. */
  typed?: ReadonlySet<string>;
}

/** The command whose options a config file and the environment mean where they name none. */
export const MAIN_COMMAND = 'analyze';

/** Version of this package. */
export function version(): string {
  const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  return manifest.version as string;
}

/**
 * Text of an option in the help. One that can be repeated starts empty, which is no default to tell, and what an option
 * means without its value stands in its description.
 */
function describeOption(option: Option): string {
  if (Array.isArray(option.defaultValue) || option.presetArg !== undefined) return option.description;
  return Help.prototype.optionDescription(option);
}

/** Every command and option there is. Config file, environment and completion follow from what is declared here. */
export function program(io: Io, finish: (code: number) => void): Command {
  const root = new Command('reviewscan')
    .description(
      'Reads exported patient reviews and reports what patients say about the clinical result apart from what they say about the service around it. Nothing leaves this machine.',
    )
    .version(version(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand(false)
    .showSuggestionAfterError()
    .configureHelp({ optionDescription: describeOption })
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      outputError: (text, write) => write(refusal(text, 'reviewscan')),
    })
    .addHelpText('after', EXAMPLES + SETTINGS + EXIT_CODES);

  root
    .command('analyze')
    .description(
      'read exports (CSV, JSON, NDJSON, XLSX, ODS, XML; gzip and zip of them) and print the report',
    )
    .argument('[files...]', 'files, folders or patterns to read, - is stdin; several make one report')
    .optionsGroup('What is read:')
    .addOption(SHARED.map)
    .addOption(SHARED.mapFile)
    .option('--since <date>', 'only reviews from this day on (2026-03-01, 2026-03, last-month)')
    .option('--until <date>', 'only reviews up to and with this day (2026-03, last-month)')
    .option('--as-of <date>', 'the day that counts as now (default: the latest review), e.g. today')
    .addOption(SHARED.timezone)
    .addOption(SHARED.dateOrder)
    .addOption(SHARED.language)
    .addOption(SHARED.encoding)
    .addOption(SHARED.sheet)
    .option('--no-dedupe', 'count repeated reviews every time they appear')
    .option('--max-cell <size>', 'a longer cell makes its record unusable', '8MB')
    .option('--max-bad <share>', 'exit 3 when more records than this are unusable', '5%')
    .optionsGroup('How it is understood:')
    .addOption(SHARED.taxonomy)
    .addOption(
      new Option(
        '--specialty <name>',
        'add the phrases of a specialty; auto: of each review by its procedure column',
      ).choices([...SPECIALTIES, 'auto']),
    )
    .addOption(SHARED.model)
    .optionsGroup('What is reported:')
    .option(
      '--by <field>',
      'group by a field, a column, or month, quarter, year; location+quarter crosses two (repeatable)',
      collect,
      [],
    )
    .option(
      '--compare <what>',
      'groups of a field side by side; or then and now: previous-period, previous-month, -quarter or -year, last-year, history, or a saved report (repeatable)',
      collect,
      [],
    )
    .option('--baseline <file>', 'what changed since a saved report')
    .option('--min-n <n>', 'show no percentage below this many reviews', '10')
    .option('--no-quotes', 'print no words of any review')
    .option(
      '--redact <what>',
      'names (of people, in quotes and groups; e-mails, phones, numbers), words (the same in quotes alone) or none',
      'names',
    )
    .optionsGroup('Where it goes:')
    .option(
      '--format <name[=path]>',
      'terminal, plain, json, ndjson, csv, xlsx, markdown or html; to a file with =path; csv:groups=path is csv with that --table (repeatable)',
      collect,
      [],
    )
    .option('-o, --output <path>', 'write the one report to a file; its ending chooses the format')
    .addOption(
      new Option('--table <name>', 'what csv holds')
        .choices(['themes', 'groups', 'trend', 'safety', 'left-out', 'reviews', 'sentences'])
        .default('themes'),
    )
    .option('--quote-pool', 'json also holds the sentences that a page filters, for render')
    .option('--excel', 'csv that Excel opens with a double click: a byte order mark first')
    .option('--decimal-comma', 'csv for places that write 0,5: such numbers, and ; between cells')
    .addOption(new Option('--bom', 'what --excel was called before').hideHelp())
    .addOption(SHARED.plain)
    .addOption(SHARED.width)
    .addOption(SHARED.ascii)
    .optionsGroup('Rules and news:')
    .option(
      '--fail-under <rule>',
      'exit 1 when a score is lower or a share higher, e.g. service=60, divergence>20% (repeatable)',
      collect,
      [],
    )
    .option('--rules <file>', 'such rules from a YAML file, with names and notes')
    .option('--confident', 'a rule fails only where its whole interval breaks it')
    .option('--require-n', 'a rule fails where fewer than 30 reviews speak to it, instead of being skipped')
    .option('--history <file>', 'remember this run: the next one analyses only what is new or changed')
    .option(
      '--digest <name[=path]>',
      'in place of the report, what is new since the last run of --history: terminal, markdown, json, html, or eml, a mail for sendmail (repeatable)',
      collect,
      [],
    )
    .option('--mail-to <address>', 'To of the eml (repeatable)', collect, [])
    .option('--mail-from <address>', 'From of the eml')
    .option('--mail-subject <text>', 'Subject of the eml (default: what is new)')
    .optionsGroup('Runs that nobody watches:')
    .option('--lock-timeout <duration>', 'wait so long for another run that writes the same files', '0s')
    .option('--summary', 'say in one line on stderr what the report says, also with --quiet')
    .option('-q, --quiet', 'say nothing on stderr but errors, warnings and broken rules')
    .action(async (files: string[], options) => {
      const { analyze } = await import('./analyze.js');
      finish(await analyze(files, options, io));
    });

  root
    .command('inspect')
    .description('say what a file is and which column is taken for what, and why')
    .argument('[files...]', 'files, folders or patterns to look at; - is stdin')
    .addOption(SHARED.map)
    .addOption(SHARED.mapFile)
    .option('--save-map <file>', 'keep what was found of a file, for next month')
    .addOption(SHARED.language)
    .addOption(SHARED.dateOrder)
    .addOption(SHARED.timezone)
    .addOption(SHARED.encoding)
    .addOption(SHARED.sheet)
    .addOption(new Option('--format <name>', 'output').choices(['terminal', 'json']).default('terminal'))
    .addOption(SHARED.width)
    .addOption(SHARED.ascii)
    .action(async (files: string[], options) => {
      const { inspect } = await import('./inspect.js');
      finish(await inspect(files, options, io));
    });

  root
    .command('render')
    .description('draw a saved report (analyze --format json) in other formats, without the reviews')
    .argument('<report>', 'the saved report, - is stdin')
    .option(
      '--format <name[=path]>',
      'terminal, plain, json, csv, xlsx, markdown or html (repeatable)',
      collect,
      [],
    )
    .option('-o, --output <path>', 'write the one report to a file; its ending chooses the format')
    .addOption(
      new Option('--table <name>', 'what csv holds')
        .choices(['themes', 'groups', 'trend', 'safety', 'left-out'])
        .default('themes'),
    )
    .option('--no-quotes', 'print no words of any review')
    .option('--excel', 'csv that Excel opens with a double click: a byte order mark first')
    .option('--decimal-comma', 'csv for places that write 0,5: such numbers, and ; between cells')
    .addOption(SHARED.plain)
    .addOption(SHARED.width)
    .addOption(SHARED.ascii)
    .action(async (report: string, options) => {
      const { render } = await import('./render.js');
      finish(await render(report, options, io));
    });

  root
    .command('diff')
    .description('say what changed between two saved reports, and what could have been seen')
    .argument('<old>', 'the earlier report (analyze --format json)')
    .argument('<new>', 'the later one')
    .option('--fail-on-worse', 'exit 1 when a card, a theme or the divergence is worse')
    .addOption(SHARED.format)
    .addOption(SHARED.width)
    .addOption(SHARED.ascii)
    .action(async (before: string, after: string, options) => {
      const { diff } = await import('./diff.js');
      finish(await diff(before, after, options, io));
    });

  root
    .command('init')
    .description('write a reviewscan.yaml for an export: its columns, groups, and every option there is')
    .argument('[export]', 'the file (or folder) to look at; without one a file to be filled in is written')
    .option('-o, --output <path>', 'where it goes; - is stdout', 'reviewscan.yaml')
    .option('--force', 'replace a file that is there')
    .addOption(SHARED.dateOrder)
    .addOption(SHARED.encoding)
    .addOption(SHARED.sheet)
    .action(async (file: string | undefined, options) => {
      const { init } = await import('./init.js');
      finish(await init(file, options, mainOf(root), io));
    });

  root
    .command('explain')
    .description('show how a text is split, tagged and scored')
    .argument('<text>', 'the text of a review, in quotes; - is stdin')
    .addOption(new Option('--side <side>', 'as if it stood in a pros or cons column').choices(['pro', 'con']))
    .addOption(SHARED.taxonomy)
    .addOption(SHARED.specialty)
    .addOption(SHARED.model)
    .addOption(SHARED.language)
    .addOption(new Option('--format <name>', 'output').choices(['terminal', 'json']).default('terminal'))
    .addOption(SHARED.width)
    .addOption(SHARED.ascii)
    .action(async (text: string, options) => {
      const { explain } = await import('./explain.js');
      finish(await explain(text, options, io));
    });

  root
    .command('themes')
    .description('print the taxonomy: themes, what they mean, where they count')
    .addOption(SHARED.taxonomy)
    .addOption(SHARED.format)
    .addOption(SHARED.width)
    .addOption(SHARED.ascii)
    .action(async (options) => {
      const { themes } = await import('./themes.js');
      finish(await themes(options, io));
    });

  root
    .command('label')
    .description('label a sample of sentences, so that the tool can be measured on your reviews')
    .argument('[files...]', 'reviews to draw sentences from')
    .option('--sample <n>', 'sentences to label: half by chance, half for rare themes', '100')
    .option('-o, --output <path>', 'the labels file; a second run goes on with it', 'labels.tsv')
    .option('--suggest', 'begin each answer with what the tool found (it biases the labels)')
    .option('--export <path>', 'write the sample as CSV for a spreadsheet instead of asking (- is stdout)')
    .option('--import <path>', 'take answers from a spreadsheet into the labels file')
    .addOption(SHARED.map)
    .addOption(SHARED.taxonomy)
    .addOption(SHARED.specialty)
    .addOption(SHARED.language)
    .addOption(SHARED.encoding)
    .addOption(SHARED.redact)
    .addOption(SHARED.ascii)
    .action(async (files: string[], options) => {
      const { label } = await import('./label.js');
      finish(await label(files, options, io));
    });

  root
    .command('evaluate')
    .description('measure the tool against a labels file; with two files, how far two people agree')
    .argument('<labels>', 'a labels file: id, sentence, labels (TSV or CSV)')
    .argument('[second]', "another person's labels of the same sentences")
    .addOption(SHARED.model)
    .addOption(SHARED.taxonomy)
    .addOption(SHARED.specialty)
    .addOption(SHARED.language)
    .option('--misses <n>', 'show so many of the worst misses', '10')
    .addOption(SHARED.redact)
    .addOption(SHARED.format)
    .addOption(SHARED.width)
    .addOption(SHARED.ascii)
    .action(async (labels: string, second: string | undefined, options) => {
      const { evaluate } = await import('./evaluate.js');
      finish(await evaluate(labels, second, options, io));
    });

  root
    .command('train')
    .description('make a model of your own on top of ours from labels files')
    .argument('<labels...>', 'labels files: id, sentence, labels (TSV or CSV)')
    .option('-o, --output <path>', 'the model file', 'my-model.json')
    .option('--name <name>', 'what the model is called (default: its file)')
    .addOption(SHARED.taxonomy)
    .addOption(SHARED.specialty)
    .addOption(SHARED.format)
    .addOption(SHARED.width)
    .addOption(SHARED.ascii)
    .action(async (labels: string[], options) => {
      const { train } = await import('./train.js');
      finish(await train(labels, options, io));
    });

  root
    .command('suggest')
    .description('find frequent phrases that no theme covers, ready for a taxonomy file')
    .argument('[files...]', 'reviews to look through')
    .option('--top <n>', 'so many phrases', '30')
    .option('-o, --output <path>', 'write them to a file')
    .addOption(SHARED.map)
    .addOption(SHARED.taxonomy)
    .addOption(SHARED.specialty)
    .addOption(SHARED.model)
    .addOption(SHARED.language)
    .addOption(SHARED.encoding)
    .addOption(SHARED.redact)
    .option('-q, --quiet', 'say nothing on stderr but errors')
    .action(async (files: string[], options) => {
      const { suggest } = await import('./suggest.js');
      finish(await suggest(files, options, io));
    });

  root
    .command('taxonomy')
    .description('work on a taxonomy: lint looks for phrases that never win and themes left bare')
    .helpCommand(false)
    .command('lint')
    .description('look a taxonomy over; exit 1 when there is something to mend')
    .argument('[dir]', 'folder of your own taxonomy files (default: the shipped taxonomy)')
    .option('--reviews <file>', 'also name phrases that these reviews never use (repeatable)', collect, [])
    .option('--notes', 'also print what is idle but does no harm, which is only counted otherwise')
    .addOption(SHARED.map)
    .addOption(SHARED.format)
    .addOption(SHARED.width)
    .addOption(SHARED.ascii)
    .action(async (folder: string | undefined, options) => {
      const { lint } = await import('./lint.js');
      finish(await lint(folder, options, io));
    });

  root
    .command('model')
    .description('print the model card and how right the model was measured to be')
    .addOption(SHARED.model)
    .addOption(SHARED.format)
    .addOption(SHARED.width)
    .addOption(SHARED.ascii)
    .action(async (options) => {
      const { model } = await import('./model.js');
      finish(await model(options, io));
    });

  const history = root
    .command('history')
    .description('look at what analyze --history remembers: list, show, export, prune, verify')
    .helpCommand(false);
  const HISTORY = 'a history file';
  history
    .command('list')
    .description('list the runs and what each found new')
    .argument('<file>', HISTORY)
    .addOption(SHARED.format)
    .addOption(SHARED.width)
    .addOption(SHARED.ascii)
    .action(async (file: string, options) => {
      const { listRuns } = await import('./history.js');
      finish(await listRuns(file, options, io));
    });
  history
    .command('show')
    .description('show the report of a run (the latest), of any period, or the reviews that are gone')
    .argument('<file>', HISTORY)
    .argument('[run]', 'number of a run')
    .option('--from <date>', 'count the reviews from this day on (YYYY-MM-DD) again')
    .option('--to <date>', 'and up to and with this day (YYYY-MM-DD)')
    .option('--gone', 'reviews that were in an earlier input and are in the latest no more')
    .option('-o, --output <path>', 'write it to a file')
    .addOption(SHARED.format)
    .addOption(SHARED.width)
    .addOption(SHARED.ascii)
    .action(async (file: string, run: string | undefined, options) => {
      const { showHistory } = await import('./history.js');
      finish(await showHistory(file, run, options, io));
    });
  history
    .command('export')
    .description('write everything it holds, one JSON object a line')
    .argument('<file>', HISTORY)
    .option('-o, --output <path>', 'write it to a file')
    .action(async (file: string, options) => {
      const { exportHistory } = await import('./history.js');
      finish(await exportHistory(file, options, io));
    });
  history
    .command('prune')
    .description('forget the reports of old runs, and reviews that are long gone')
    .argument('<file>', HISTORY)
    .option('--keep-runs <n>', 'keep the reports of the latest so many runs')
    .option('--gone-before <date>', 'forget reviews that a run before this day found gone (YYYY-MM-DD)')
    .option('-q, --quiet', 'say nothing on stderr but errors')
    .action(async (file: string, options) => {
      const { pruneRuns } = await import('./history.js');
      finish(await pruneRuns(file, options, io));
    });
  history
    .command('verify')
    .description('look for damage; exit 1 where there is any')
    .argument('<file>', HISTORY)
    .addOption(SHARED.format)
    .addOption(SHARED.width)
    .addOption(SHARED.ascii)
    .action(async (file: string, options) => {
      const { verify } = await import('./history.js');
      finish(await verify(file, options, io));
    });

  root
    .command('schema')
    .description('print the JSON Schema of the report (or of a diff or digest), or what its versions changed')
    .addArgument(new Argument('[of]', 'whose schema').choices(['report', 'diff', 'digest']).default('report'))
    .option('--changes', 'print what each version of the schema changed, newest first')
    .action(async (of: 'report' | 'diff' | 'digest', options) => {
      const { schema } = await import('./schema.js');
      finish(await schema(of, options, io));
    });

  root
    .command('redact')
    .description('take out of a text what could tell who someone is, as it is done to quotes')
    .argument('[file]', 'a text; - is stdin', '-')
    .option('--name <name>', 'a name to take out wherever it stands (repeatable)', collect, [])
    .option('-o, --output <path>', 'write it to a file')
    .action(async (file: string, options) => {
      const { redact } = await import('./redact.js');
      finish(await redact(file, options, io));
    });

  root
    .command('doctor')
    .description('look whether all that a run needs is in order: program, folders, config, locks, history')
    .addOption(new Option('--format <name>', 'output').choices(['terminal', 'json']).default('terminal'))
    .action(async (options, command: Command) => {
      const { doctor } = await import('./doctor.js');
      finish(await doctor(options, command, mainOf(root), io));
    });

  root
    .command('completion')
    .description('print a script by which a shell completes commands and options')
    .addArgument(new Argument('<shell>', 'which shell').choices(['bash', 'zsh', 'fish']))
    .action(async (shell: 'bash' | 'zsh' | 'fish') => {
      const { completion } = await import('./completion.js');
      finish(await completion(shell, root, io));
    });

  // Sub-commands inherit none of these from the root.
  for (const command of root.commands.flatMap((one) => [one, ...one.commands])) {
    if (command.commands.length === 0) for (const option of EVERYWHERE) command.addOption(option);
    command
      .exitOverride()
      .helpOption('-h, --help', 'print this help')
      .configureOutput({
        ...root.configureOutput(),
        outputError: (text, write) => write(refusal(text, `reviewscan ${wordsOf(command)}`)),
      });
  }
  return root;
}

/** A sub-command as it is typed: `history list`. */
export function wordsOf(command: Command): string {
  const { parent } = command;
  return parent?.parent ? `${parent.name()} ${command.name()}` : command.name();
}

/** What commander says of a slip, in one line that also says what next where it names nothing that was perhaps meant. */
function refusal(text: string, typed: string): string {
  const line = text
    .trimEnd()
    .replace(/^error: /, 'reviewscan: ')
    .replaceAll('\n', ' ');
  if (/Did you mean|Allowed choices|Write /.test(line)) return `${line}\n`;
  return `${line.replace(/\.$/, '')}; ${typed} --help says what there is\n`;
}

function mainOf(root: Command): Command {
  return root.commands.find((command) => command.name() === MAIN_COMMAND)!;
}
