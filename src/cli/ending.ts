/** The reader of our pipe left (`| head`): nothing to say, nothing to repair. */
export class ReaderLeft extends Error {}

/**
 * What must be undone when a run ends before its time (a failure, a signal, `--timeout`): temporary files, the copy of
 * a stream, locks. Synchronous, because the process may end right after.
 */
const undoings = new Set<() => void>();
let complete = false;

/**
 * @param undo must be safe to call at any moment
 * @returns takes it off the list again
 */
export function onAbandon(undo: () => void): () => void {
  undoings.add(undo);
  return () => {
    undoings.delete(undo);
  };
}

/** Leaves nothing of this run behind but what it had finished. */
export function abandonRun(): void {
  for (const undo of [...undoings].reverse()) undo();
  undoings.clear();
}

/**
 * The few steps that make a run's results visible. They must not be cut in half, and what comes after them is no longer
 * worth an end before its time: `--timeout` does nothing from here on.
 */
export function completeRun<T>(steps: () => T): T {
  complete = true;
  try {
    return steps();
  } catch (error) {
    complete = false;
    throw error;
  }
}

export function isComplete(): boolean {
  return complete;
}
