/**
 * The only error class. A `UserError` is something the user can mend: it says what, where and what next in one line.
 * Anything else that is thrown is a bug; a bad row is not an error but a `Problem`.
 */
export class UserError extends Error {
  override readonly name = 'UserError';
  /** 2 unless the table of exit codes says otherwise (3 bad rows, 4 lock, 5 timeout, 74 disk). */
  readonly exitCode: number;

  constructor(message: string, exitCode = 2) {
    super(message);
    this.exitCode = exitCode;
  }
}

/**
 * What next, where a name is unknown: the one that was perhaps meant, whatever its letter case; ties by the order of `names`.
 *
 * @returns null where none is close: a third of what was written may differ, or one of the two begins with the other
 */
export function nearestName(word: string, names: readonly string[]): string | null {
  let best: string | null = null;
  let bestDistance = Math.max(1, Math.floor(word.length / 3)) + 1;
  for (const name of names) {
    const distance = editDistance(word.toLowerCase(), name.toLowerCase());
    if (distance < bestDistance) {
      best = name;
      bestDistance = distance;
    }
  }
  if (best !== null || word.length < 4) return best;
  return names.find((name) => name.startsWith(word) || word.startsWith(name)) ?? null;
}

/** Optimal string alignment: insertions, deletions, replacements and swaps of neighbours. */
function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let least = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        least = Math.min(least, beforeLast[j - 2]! + 1);
      }
      row.push(least);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length]!;
}
