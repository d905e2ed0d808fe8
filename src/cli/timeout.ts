import { closeSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { abandonRun, isComplete } from './ending.js';

/** Under this symbol a thread of its own finds what ends the run; see `watchdog.ts`. */
const END = 'reviewscan.end';

/**
 * `--timeout`: ends the run with exit code 5 when the time is over, also in the midst of work that never lets the
 * event loop turn. A timer of our own thread could not: a watchdog in another one keeps the time and has the engine
 * run `END` here.
 *
 * @param say says so; must write at once
 */
export function endAfter(ms: number, say: () => void): void {
  Object.defineProperty(globalThis, Symbol.for(END), {
    configurable: true,
    /** @returns false where the run is all but over */
    value: () => {
      if (isComplete()) return false;
      abandonRun();
      say();
      // The engine would say on stderr that it waits for the watchdog.
      closeSync(2);
      process.exit(5);
    },
  });
  new Worker(new URL('./watchdog.js', import.meta.url), {
    workerData: { ms, end: END },
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 2 },
  }).unref();
}
