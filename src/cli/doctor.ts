import { constants, existsSync, readFileSync } from 'node:fs';
import { access, mkdtemp, rm, statfs, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createExplainer } from '../analyse/index.js';
import { UserError } from '../errors.js';
import { loadKnowledge } from '../knowledge/index.js';
import { jsonOf } from '../render/json.js';
import { type AnalyzeFlags, prepare } from './analyze.js';
import { openComparison } from './compare.js';
import { type Settled, settle } from './config.js';
import { inputsOf } from './files.js';
import { type Command, type Io, version } from './index.js';
import { describeLock } from './lock.js';
import { placeOf, streamSink, writeAll } from './output.js';
import { withPlace } from './talk.js';
import { terminalOptions } from './terminal.js';

interface DoctorFlags {
  format: 'terminal' | 'json';
}

/** One thing that was looked at. `note`: it works, but somebody should know. */
interface Finding {
  what: string;
  state: 'well' | 'note' | 'wrong';
  found: string;
}

const MARKS = { well: 'ok', note: 'note', wrong: 'WRONG' };
/** Standard input beyond 32 MB is copied there. */
const LITTLE_SPACE = 1e9;

/**
 * `reviewscan doctor`: whether everything that a run needs is in order.
 * @param command doctor itself, whose --config and --no-config hold for the settings too
 * @param analyze the command whose settings are looked at
 * @returns 1 when something is wrong
 */
export async function doctor(
  flags: DoctorFlags,
  command: Command,
  analyze: Command,
  io: Io,
): Promise<number> {
  const { settled, finding } = await checkConfig(command, analyze, io);
  const findings = [
    checkNode(),
    await checkPackage(),
    await checkTemporary(),
    checkTerminal(io),
    finding,
    ...(settled === null ? [] : await checkFiles(settled)),
  ];
  const drawn =
    flags.format === 'json'
      ? jsonOf({ schema: 'reviewscan.doctor', schemaVersion: 1, findings })
      : findings
          .map(({ what, state, found }) => `${MARKS[state].padEnd(6)} ${what.padEnd(11)} ${found}\n`)
          .join('');
  await writeAll(streamSink(io.stdout), drawn);
  return findings.some(({ state }) => state === 'wrong') ? 1 : 0;
}

function checkNode(): Finding {
  const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  const least = String(manifest.engines.node).replace('>=', '').split('.').map(Number);
  const here = process.versions.node.split('.').map(Number);
  const old = here[0]! < least[0]! || (here[0] === least[0] && here[1]! < least[1]!);
  return {
    what: 'program',
    state: old ? 'wrong' : 'well',
    found: `reviewscan ${version()}, Node ${process.versions.node} on ${process.platform} ${process.arch}${old ? `: needs Node ${manifest.engines.node}` : ''}`,
  };
}

/** That taxonomy and model are there and find in a sentence what nobody could miss. */
async function checkPackage(): Promise<Finding> {
  const what = 'package';
  try {
    const knowledge = await loadKnowledge();
    const { sentences } = createExplainer(knowledge)('The front desk was rude.', 'text');
    const tagged = sentences.some(({ tags }) =>
      tags.some(({ theme, polarity }) => theme === 'staff' && polarity === 'negative'),
    );
    const { name, version: of } = knowledge.model.card;
    return tagged
      ? { what, state: 'well', found: `${knowledge.themes.length} themes, model ${name} ${of}` }
      : { what, state: 'wrong', found: 'the model does not work as it should: install reviewscan anew' };
  } catch (error) {
    return { what, state: 'wrong', found: `${(error as Error).message}: install reviewscan anew` };
  }
}

async function checkTemporary(): Promise<Finding> {
  const what = 'temporary';
  const folder = tmpdir();
  try {
    const made = await mkdtemp(join(folder, 'reviewscan-'));
    await writeFile(join(made, 'try'), '');
    await rm(made, { recursive: true });
    const { bavail, bsize } = await statfs(folder);
    const free = bavail * bsize;
    const size = `${(free / 1e9).toFixed(1)} GB free`;
    return free < LITTLE_SPACE
      ? { what, state: 'note', found: `${folder}: ${size}; long standard input is copied there` }
      : { what, state: 'well', found: `${folder}, ${size}` };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    return {
      what,
      state: 'wrong',
      found: `${folder} cannot be written (${code}); set TMPDIR to another folder`,
    };
  }
}

function checkTerminal(io: Io): Finding {
  const { width, colour, unicode } = terminalOptions(io, {});
  const kind = io.stdout.isTTY ? `${width} columns` : `no terminal, ${width} columns`;
  const how = `${colour ? 'with' : 'without'} colour, ${unicode ? 'Unicode' : 'ASCII alone'}`;
  return {
    what: 'terminal',
    state: 'well',
    found: `${kind}, ${how}; UTC is now ${new Date().toISOString().slice(0, 16)}`,
  };
}

/** That the settings can be read, and that a run would take them, with every file they name. */
async function checkConfig(
  command: Command,
  analyze: Command,
  io: Io,
): Promise<{ settled: Settled | null; finding: Finding }> {
  const what = 'config';
  let settled: Settled | null = null;
  try {
    analyze.processedArgs = [[]];
    const { config } = command.opts<{ config?: string | boolean }>();
    if (command.getOptionValueSource('config') === 'cli') {
      analyze.setOptionValueWithSource('config', config, 'cli');
    }
    settled = await settle(command.parent!, analyze, io);
    await checkSettings(settled, analyze, io);
    const said = settled.settings.filter(({ source }) => source !== 'default').length;
    const found =
      settled.file === null ? 'no reviewscan.yaml here or above' : `${settled.file}, ${said} options`;
    return { settled, finding: { what, state: 'well', found } };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { settled, finding: { what, state: 'wrong', found: withPlace(error.message, settled?.places) } };
  }
}

/** @throws UserError for the first option, or file of one, that `analyze` would refuse */
async function checkSettings(settled: Settled, analyze: Command, io: Io): Promise<void> {
  const flags = analyze.opts<AnalyzeFlags>();
  const world = Object.create(io, {
    inputBase: { value: settled.inputBase },
    configFile: { value: settled.file },
    places: { value: settled.places },
  }) as Io;
  // Standard input is left alone.
  const files = (analyze.processedArgs[0] as string[]).filter((file) => file !== '-');
  const { settings } = await prepare(files.length === 0 ? [] : inputsOf(files, world, []), flags, world);
  // What the last run was is for the history to say.
  const before = flags.history === undefined ? undefined : null;
  if (settings.against?.kind !== 'file' || settings.against.path !== '-') {
    await openComparison(settings.against, before, world);
  }
}

/** What the config names: that inputs are there, outputs can be written and are not locked, and the history is sound. */
async function checkFiles({ settings, inputBase }: Settled): Promise<Finding[]> {
  const valueOfOption = (name: string) => settings.find((setting) => setting.name === name)?.value ?? null;
  const findings: Finding[] = [];
  for (const file of [valueOfOption('files')].flat()) {
    if (typeof file !== 'string' || file === '-' || /[*?]/.test(file)) continue;
    const there = existsSync(join(inputBase ?? '', file));
    findings.push({
      what: 'input',
      state: there ? 'well' : 'wrong',
      found: `${file}${there ? '' : ': is not there'}`,
    });
  }
  const formats = [valueOfOption('format'), valueOfOption('digest')]
    .flat()
    .map((format) => String(format ?? ''));
  const outputs = [
    valueOfOption('output'),
    ...formats.map((format) => /=(.+)/.exec(format)?.[1]),
    valueOfOption('history'),
  ];
  for (const output of outputs) {
    if (typeof output !== 'string' || output === '-') continue;
    const place = placeOf(output);
    const held = describeLock(place);
    findings.push(
      held === null
        ? await checkFolder(output, place)
        : { what: 'output', state: held.dead ? 'note' : 'wrong', found: held.message },
    );
  }
  const history = valueOfOption('history');
  if (typeof history === 'string' && existsSync(history)) findings.push(await checkHistory(history));
  return findings;
}

async function checkFolder(output: string, place: string): Promise<Finding> {
  const folder = join(place, '..');
  try {
    await access(folder, constants.W_OK);
    return { what: 'output', state: 'well', found: output };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    const why = code === 'ENOENT' ? `the folder ${folder} does not exist` : `cannot be written (${code})`;
    return { what: 'output', state: 'wrong', found: `${output}: ${why}` };
  }
}

async function checkHistory(path: string): Promise<Finding> {
  const { verifyHistory } = await import('../history/index.js');
  try {
    const { faults, checked } = verifyHistory(path);
    return faults.length > 0
      ? {
          what: 'history',
          state: 'wrong',
          found: `${path}: damaged; reviewscan history verify ${path} says where`,
        }
      : {
          what: 'history',
          state: 'well',
          found: `${path}, ${checked.runs} runs, ${checked.reviews} reviews`,
        };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { what: 'history', state: 'wrong', found: error.message };
  }
}
