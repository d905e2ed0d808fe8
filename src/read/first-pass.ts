/** The first pass over all rows: which repeat others, and which long texts are nearly the same. */
import type { ReadOptions } from '../types.js';
import { canRepeat, Duplicates } from './duplicates.js';
import { NearDuplicates } from './near.js';
import type { DataRow, Plan, ReadKnowledge } from './plan.js';
import { hearSignals } from './source.js';

/** Which records repeat others (null where none can), and which long texts are nearly the same (null: not asked). */
export interface Looked {
  duplicates: Duplicates | null;
  near: NearDuplicates | null;
}

/** `notes` takes the rows of each file, in order, and is to be told of every one; nothing is settled yet. */
export function startLook(
  plans: readonly Plan[],
  options: ReadOptions,
  knowledge: ReadKnowledge,
): Looked & { notes: ((row: DataRow) => void)[] } {
  const isAsked = options.dedupe ?? true;
  const duplicates = isAsked && plans.some(canRepeat) ? new Duplicates() : null;
  const near = isAsked ? new NearDuplicates() : null;
  const notes = plans.map((plan, file) => {
    const note = duplicates?.createNoter(plan, file, options, knowledge);
    const noteText = near?.createNoter(plan);
    return (row: DataRow) => {
      note?.(row);
      noteText?.(row);
    };
  });
  return { duplicates, near, notes };
}

/** Looks at all rows, and settles what they are to each other. */
export async function lookOver(
  plans: readonly Plan[],
  options: ReadOptions,
  knowledge: ReadKnowledge,
): Promise<Looked> {
  const { duplicates, near, notes } = startLook(plans, options, knowledge);
  if (near === null || plans.every(({ layout }) => layout.kind === 'empty'))
    return { duplicates: null, near: null };
  for (const [file, plan] of plans.entries()) {
    const note = notes[file]!;
    for await (const batch of plan.rows(() => {})) {
      for (const row of batch) note(row);
      await hearSignals();
    }
  }
  duplicates?.settle();
  near.settle((ordinal) => duplicates?.isRepeat(ordinal) ?? false);
  return { duplicates, near };
}
