/** Columns by the names that a user gives them. */
import { UserError } from '../errors.js';
import type { LogicalField, ReadOptions } from '../types.js';
import type { Draft } from './draft.js';
import { plainHeader, shownHeader, toldHeader } from './words.js';

/** Finds columns by the name a user gave: exactly, then without regard to letter case, or `#N`. */
export function findColumn(headers: string[], name: string): number[] {
  const wanted = name.trim();
  const exact = headers.flatMap((header, index) => (header.trim() === wanted ? [index] : []));
  if (exact.length > 0) return exact;
  const lower = wanted.toLowerCase();
  const loose = headers.flatMap((header, index) => (header.trim().toLowerCase() === lower ? [index] : []));
  if (loose.length > 0) return loose;
  const numbered = /^#(\d+)$/.exec(wanted);
  const index = numbered === null ? -1 : Number(numbered[1]) - 1;
  return index >= 0 && index < headers.length ? [index] : [];
}

/** At most three headers that share words or most of their letters with a name: what a vendor may have renamed it to. */
export function findSimilar(headers: string[], name: string): string[] {
  const pairsOf = (text: string) => {
    const plain = plainHeader(text).replaceAll(' ', '');
    return new Set(Array.from({ length: Math.max(0, plain.length - 1) }, (_, at) => plain.slice(at, at + 2)));
  };
  const wanted = pairsOf(name);
  return headers
    .map((header) => {
      const pairs = pairsOf(header);
      const common = [...pairs].filter((pair) => wanted.has(pair)).length;
      return {
        header,
        share: pairs.size + wanted.size === 0 ? 0 : (2 * common) / (pairs.size + wanted.size),
      };
    })
    .filter(({ share }) => share >= 0.4)
    .sort((a, b) => b.share - a.share || (a.header < b.header ? -1 : 1))
    .slice(0, 3)
    .map(({ header }) => shownHeader(header));
}

/** The first 30 headers for a message, `#3` for one without words. */
export function listHeaders(headers: string[]): string {
  const shown = headers.slice(0, 30).map((header, index) => toldHeader(header, index) || `#${index + 1}`);
  return shown.join(', ') + (headers.length > 30 ? ` and ${headers.length - 30} more` : '');
}

/** The columns that `--map` fixes, by index; of an unfolded table the columns that rows hold. */
export function resolveMap({
  source,
  options,
  headers,
  wide,
  long,
  fileHeaders,
}: Draft): Map<number, LogicalField> {
  const forced = new Map<number, LogicalField>();
  for (const [field, columns] of Object.entries(options.map ?? {})) {
    for (const column of columns ?? []) {
      // Of a turned table these have played their part.
      const played = long ? findColumn(fileHeaders!, column) : [];
      if (long && (played.includes(long.question) || played.some((one) => long.answers.includes(one))))
        continue;
      const own = findColumn(headers, column);
      const found =
        wide === null
          ? own
          : [...new Set(own.map((index) => wide.columns.findIndex((columns) => columns.includes(index))))];
      if (found.length === 0) {
        const place = options.mapPlaces?.get(`${field}=${column}`);
        const said = place === undefined ? `--map ${field}=${column}` : `${place}: ${field}`;
        const alike = findSimilar(headers, column);
        throw new UserError(
          `${source.name}: ${said}: there is no column ${column}${alike.length > 0 ? `; alike are ${alike.join(', ')}` : ''}; the columns are: ${listHeaders(headers)}`,
        );
      }
      for (const index of found) forced.set(index, field as LogicalField);
    }
  }
  return forced;
}

/** The columns that `--by` and the like keep beside the fields. */
export function resolveExtra(headers: string[], options: ReadOptions): Map<string, number> {
  const extra = new Map<string, number>();
  for (const name of options.keep ?? []) {
    const [index] = findColumn(headers, name);
    if (index !== undefined) extra.set(name, index);
  }
  return extra;
}
