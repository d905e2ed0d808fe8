/** Wide tables: one record holds several reviews, `reviews[0].text`, `reviews[1].text`, …, and is unfolded. */
import type { DataRow } from './plan.js';

export interface WideTable {
  /** Headers after unfolding: the common ones, then one for each part of a review. */
  headers: string[];
  /** For each of `headers`, the columns of the file behind it. */
  columns: number[][];
  /** A record's reviews; a record without any keeps one row, so that it is counted. */
  unfold(row: DataRow): DataRow[];
}

const NUMBERED = /^(.*?)[[._ -]?(\d{1,3})\]?[._ -](.+)$/;

/** Finds numbered groups of at least two alike columns; null for any other table. */
export function findWideTable(headers: string[]): WideTable | null {
  const stems = new Map<string, Map<number, Map<string, number>>>();
  headers.forEach((header, column) => {
    const parts = NUMBERED.exec(header);
    if (parts === null) return;
    const [, stem, number, leaf] = parts as unknown as [string, string, string, string];
    const groups = stems.get(stem) ?? new Map<number, Map<string, number>>();
    stems.set(stem, groups);
    const group = groups.get(Number(number)) ?? new Map<string, number>();
    groups.set(Number(number), group);
    group.set(leaf, column);
  });
  const [found] = [...stems]
    .filter(
      ([stem, groups]) =>
        groups.size >= 2 && isReviews(stem) && [...groups.values()].some((group) => group.size >= 2),
    )
    .sort((a, b) => b[1].size - a[1].size);
  if (found === undefined) return null;
  const [stem, byNumber] = found;
  const groups = [...byNumber].sort((a, b) => a[0] - b[0]).map(([, group]) => group);
  const leaves = [...new Set(groups.flatMap((group) => [...group.keys()]))];
  const grouped = new Set(groups.flatMap((group) => [...group.values()]));
  const common = headers.map((_, column) => column).filter((column) => !grouped.has(column));
  return {
    headers: [...common.map((column) => headers[column]!), ...leaves.map((leaf) => `${stem}[].${leaf}`)],
    columns: [
      ...common.map((column) => [column]),
      ...leaves.map((leaf) => groups.flatMap((group) => (group.has(leaf) ? [group.get(leaf)!] : []))),
    ],
    unfold(row) {
      const shared = common.map((column) => row.cells[column] ?? null);
      const rows: DataRow[] = [];
      for (const group of groups) {
        const cells = leaves.map((leaf) => (group.has(leaf) ? (row.cells[group.get(leaf)!] ?? null) : null));
        if (cells.every((cell) => cell === null || cell.trim() === '')) continue;
        rows.push({ ...row, cells: [...shared, ...cells], ...(rows.length > 0 && { unfolded: true }) });
      }
      if (rows.length === 0) rows.push({ ...row, cells: [...shared, ...leaves.map(() => null)] });
      return rows;
    },
  };
}

/** Sub-ratings are numbered too (`subratings.0.value`): only groups called reviews are several reviews. */
function isReviews(stem: string): boolean {
  return /(review|comment|feedback|testimonial|opinion)s?$/i.test(stem);
}
