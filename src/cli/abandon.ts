/**
 * What must be undone when a run ends before its time (a failure, a signal, `--timeout`): temporary files, the copy of
 * a stream, locks. Synchronous, because the process may end right after.
 */
const undoings = new Set<() => void>();

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
