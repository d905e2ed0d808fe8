/** The first pass over all rows: which repeat others, and which long texts are nearly the same. */
import type { ReadOptions } from '../types.js';
import { canRepeat, Duplicates } from './duplicates.js';
import { NearDuplicates } from './near.js';
import type { DataRow, Plan, ReadKnowledge } from './plan.js';
import { hearSignals } from './source.js';

/** Which records repeat others (null where none can), and which long texts are nearly the same. */
export async function lookOver(
  plans: readonly Plan[],
  options: ReadOptions,
  knowledge: ReadKnowledge,
): Promise<{ duplicates: Duplicates | null; near: NearDuplicates | null }> {
  if (!(options.dedupe ?? true) || plans.every(({ layout }) => layout.kind === 'empty'))
    return { duplicates: null, near: null };
  const duplicates = plans.some(canRepeat) ? new Duplicates() : null;
  const near = new NearDuplicates();
  for (const [file, plan] of plans.entries()) {
    const note = duplicates?.createNoter(plan, file, options, knowledge);
    const noteText = near.createNoter(plan);
    for await (const batch of plan.rows(() => {})) {
      for (const row of batch) {
        note?.(row);
        noteText(row);
      }
      await hearSignals();
    }
  }
  duplicates?.settle();
  near.settle((ordinal) => duplicates?.isRepeat(ordinal) ?? false);
  return { duplicates, near };
}

/**
 * Which of the new records are nearly the same as another.
 * @returns null where a new one makes an old one such, which then stands otherwise than it did
 */
export async function lookForNear(
  plans: readonly Plan[],
  options: ReadOptions,
  knowledge: ReadKnowledge,
  files: readonly { fresh: readonly { row: DataRow }[] }[],
): Promise<((file: number, record: number) => boolean) | null> {
  if (!(options.dedupe ?? true)) return () => false;
  const duplicates = plans.some(canRepeat) ? new Duplicates() : null;
  const [before, now] = [new NearDuplicates(), new NearDuplicates()];
  const news: { ordinal: number; file: number; record: number }[] = [];
  let ordinal = 0;
  for (const [file, plan] of plans.entries()) {
    const fresh = new Set(files[file]!.fresh.map(({ row }) => row.record));
    const note = duplicates?.createNoter(plan, file, options, knowledge);
    const [noteBefore, noteNow] = [before.createNoter(plan), now.createNoter(plan)];
    for await (const batch of plan.rows(() => {})) {
      for (const row of batch) {
        note?.(row);
        noteNow(row);
        if (fresh.has(row.record)) {
          noteBefore({ ...row, cells: [] });
          news.push({ ordinal, file, record: row.record });
        } else noteBefore(row);
        ordinal++;
      }
      await hearSignals();
    }
  }
  duplicates?.settle();
  const isRepeat = (at: number) => duplicates?.isRepeat(at) ?? false;
  before.settle(isRepeat);
  now.settle(isRepeat);
  const fresh = new Set(news.map((one) => one.ordinal));
  for (let at = 0; at < ordinal; at++) if (!fresh.has(at) && before.has(at) !== now.has(at)) return null;
  const near = new Set(
    news.filter((one) => now.has(one.ordinal)).map(({ file, record }) => `${file} ${record}`),
  );
  return (file, record) => near.has(`${file} ${record}`);
}
