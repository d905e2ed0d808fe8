/**
 * The thread that keeps the time of `--timeout`. When it is over it asks the engine, as a debugger would, to call the
 * function that ends the run; the engine does so between two instructions, whatever the main thread is busy with.
 */
import { Session } from 'node:inspector';
import { workerData } from 'node:worker_threads';

const { ms, end } = workerData as { ms: number; end: string };
/** A run that does not even answer (it hangs in the system) is killed; nothing half-written is in place. */
const PATIENCE_MS = 60_000;

setTimeout(() => {
  const session = new Session();
  session.connectToMainThread();
  const killing = setTimeout(() => process.kill(process.pid, 'SIGKILL'), PATIENCE_MS);
  session.post('Runtime.evaluate', { expression: `globalThis[Symbol.for('${end}')]()` }, () => {
    // It answered, so it is in its last steps and ends by itself.
    clearTimeout(killing);
    session.disconnect();
  });
}, ms);
