/**
 * How a report calls the files it was made of. A path holds the names of users and folders, and a report is handed round:
 * what is shown of it is its last part, and only where that is the name of several files as much more as tells them apart.
 */
import type { Report } from '../types.js';

/** `folder/reviews.csv` → `folder/reviews.csv`, `reviews.csv`: the longest first. */
function endingsOf(path: string): string[] {
  const starts = [...path.matchAll(/[\\/]+(?=[^\\/])/g)].map(({ index, 0: { length } }) => index + length);
  return [path, ...starts.map((start) => path.slice(start))];
}

/** Each of the paths → its shortest ending that is the ending of no other; the whole where there is none. */
function shortest(paths: readonly string[]): Map<string, string> {
  const shared = new Map<string, number>();
  for (const ending of paths.flatMap(endingsOf)) shared.set(ending, (shared.get(ending) ?? 0) + 1);
  const nameOf = (path: string) => endingsOf(path).findLast((ending) => shared.get(ending) === 1) ?? path;
  return new Map(paths.map((path) => [path, nameOf(path)]));
}

/**
 * @param read the files that were read: their names depend on one another alone, so that what is written before all
 *   problems are known calls them the same
 * @param others files that were passed over
 */
export function fileNamer(read: readonly string[], others: readonly string[] = []): (path: string) => string {
  const names = shortest([...new Set(read)]);
  const rest = shortest([...new Set([...read, ...others])]);
  return (path) => names.get(path) ?? rest.get(path) ?? endingsOf(path).at(-1)!;
}

/** A report of a version that kept whole paths; any other stays as it is. */
export function withFileNames(report: Report): Report {
  const { files, problems } = report.input;
  const nameOf = fileNamer(
    files.map(({ file }) => file),
    problems.first.map(({ file }) => file),
  );
  const named = <T extends { file: string }>(items: T[]): T[] =>
    items.map((item) => ({ ...item, file: nameOf(item.file) }));
  return {
    ...report,
    input: { ...report.input, files: named(files), problems: { ...problems, first: named(problems.first) } },
    safety: { ...report.safety, listed: named(report.safety.listed) },
  };
}
