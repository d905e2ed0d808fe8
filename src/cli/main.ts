import { EventEmitter } from 'node:events';
import { writeSync } from 'node:fs';
import { UserError } from '../errors.js';
import type { Settled } from './config.js';
import { abandonRun, ReaderLeft } from './ending.js';
import { CommanderError, type Io, program } from './index.js';
import { CalmEar, JsonLines, tell, withPlace } from './talk.js';

/** Signals that end a run, and the exit code each means. */
const SIGNALS = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

/** Codes of `--log-json` for what ended a run. */
const ERRORS: Record<number, string> = { 2: 'use', 3: 'bad-rows', 4: 'locked', 5: 'timeout', 74: 'disk' };

/** Commands that must work where a config file is broken: they make or look into one. */
const WITHOUT_CONFIG = new Set(['init', 'doctor', 'completion']);

/** A run that has said what it was asked for before any command began (`--print-config`). */
class Finished extends Error {}

/**
 * Runs one command line.
 * @param argv arguments after the program's name
 * @returns the exit code; see `--help`
 */
export async function main(argv: string[], io: Io = process): Promise<number> {
  let exitCode = 0;
  let settled: Settled | null = null;
  const world = openWorld(io);
  // A slip in the command line itself is told before its options are known.
  const asked = argv.includes('--log-json') || /^(true|yes|on|1)$/i.test(io.env.REVIEWSCAN_LOG_JSON ?? '');
  if (asked) world.stderr = new JsonLines(io.stderr);
  const listeners = Object.entries(SIGNALS).map(([signal, code]) => {
    const listener = () => {
      abandonRun();
      process.exit(code);
    };
    process.once(signal, listener);
    return () => process.removeListener(signal, listener);
  });
  // Whoever writes hears of a failed write from the write itself; without a listener the same error, told
  // once more by the stream, would end the process with a stack.
  io.stdout.on('error', () => {});
  // Talk that nobody hears is no reason to end, and no exit code.
  if (io.stderr instanceof EventEmitter) io.stderr.on('error', () => {});
  const root = program(world, (code) => {
    exitCode = code;
  });
  root.hook('preAction', async (_, command) => {
    if (!WITHOUT_CONFIG.has(command.name())) {
      const { printSettings, settle } = await import('./config.js');
      settled = await settle(root, command, world);
      world.inputBase = settled.inputBase;
      world.configFile = settled.file;
      world.places = settled.places;
      world.typed = typedOf(settled);
      if (command.opts().printConfig !== undefined) {
        await printSettings(settled, command.opts().printConfig, world);
        throw new Finished();
      }
    }
    if (command.opts().logJson && !asked) world.stderr = new JsonLines(io.stderr);
    await startTimeout(command.opts().timeout, world);
  });
  try {
    await root.parseAsync(argv, { from: 'user' });
    return exitCode;
  } catch (error) {
    abandonRun();
    if (error instanceof Finished) return 0;
    return explainFailure(error, settled, world);
  } finally {
    for (const remove of listeners) remove();
  }
}

function typedOf({ settings }: Settled): Set<string> {
  return new Set(settings.filter(({ source }) => source === 'flag').map(({ name }) => name));
}

async function startTimeout(duration: string | undefined, io: Io): Promise<void> {
  if (duration === undefined) return;
  const { readDuration } = await import('./settings.js');
  const ms = readDuration('--timeout', duration);
  if (ms === 0) throw new UserError('--timeout 0: leave it out for no limit');
  const { endAfter } = await import('./timeout.js');
  endAfter(ms, () => {
    const message = `--timeout ${duration} is over; nothing was written`;
    // Past the stream, which may be too slow for a process that is about to end.
    const ear = {
      write(text: string) {
        try {
          writeSync(2, text);
        } catch {
          // Nobody listens; the run must end all the same.
        }
      },
    };
    tell(io.stderr instanceof JsonLines ? new JsonLines(ear) : ear, {
      level: 'error',
      code: 'timeout',
      message,
      exit: 5,
    });
  });
}

/** What the commands see of `io`: its streams, opened when they are asked for, and room for what a run settles. */
function openWorld(io: Io): Io {
  return {
    get stdin() {
      return io.stdin;
    },
    get stdout() {
      return io.stdout;
    },
    stderr: io.stderr instanceof JsonLines ? io.stderr : new CalmEar(io.stderr),
    env: io.env,
    inputBase: null,
  };
}

function explainFailure(error: unknown, settled: Settled | null, io: Io): number {
  if (error instanceof ReaderLeft) return 0;
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof UserError) {
    const message = withPlace(error.message, settled?.places);
    tell(io.stderr, {
      level: 'error',
      code: ERRORS[error.exitCode] ?? 'error',
      message,
      exit: error.exitCode,
    });
    return error.exitCode;
  }
  if (error instanceof RangeError && /allocat/.test(error.message)) {
    const message = `the system gives it too little memory (${error.message}); allow more, e.g. with ulimit -v`;
    tell(io.stderr, { level: 'error', code: 'memory', message, exit: 2 });
    return 2;
  }
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  tell(io.stderr, {
    level: 'error',
    code: 'bug',
    message: `this is a bug, please report it:\n${detail}`,
    exit: 70,
  });
  return 70;
}
