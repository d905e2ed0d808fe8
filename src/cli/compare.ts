import { UserError } from '../errors.js';
import type { CompareWith, Report } from '../types.js';
import type { Io } from './index.js';
import { labelOf, readSavedReport } from './saved-report.js';
import { type Comparing, readCompare } from './settings.js';

/** What `--compare` and `--baseline` ask for, before any file of theirs is opened. */
export interface Asked {
  /** Fields whose groups are to stand side by side. */
  fields: string[];
  /** What the report is to be held against; null: nothing. */
  against: Exclude<Comparing, { kind: 'field' }> | null;
}

/** @throws UserError for two things to be held against: a report has one comparison */
export function readAsked(compare: readonly string[], baseline: string | undefined): Asked {
  const asked = compare.map((value) => ({ flag: `--compare ${value}`, ...readCompare(value) }));
  const fields = asked.flatMap((one) => (one.kind === 'field' ? [one.field] : []));
  const against = asked.filter((one) => one.kind !== 'field');
  if (baseline !== undefined) {
    if (baseline === '-') throw new UserError('--baseline -: name a file; standard input is for reviews');
    against.push({ flag: `--baseline ${baseline}`, kind: 'file', path: baseline });
  }
  const [first = null, second] = against;
  if (first !== null && second !== undefined) {
    throw new UserError(`${first.flag} and ${second.flag}: a report has one comparison; choose`);
  }
  return { fields, against: first };
}

/** The run before, as a history knows it. */
interface EarlierRun {
  run: number;
  at: string;
  report: Report;
}

/**
 * Opens what the report is to be held against.
 *
 * @param history the run before; null: there was none; undefined: without --history
 * @returns null where nothing was asked for
 * @throws UserError for a file that is no report, and for --compare history without --history
 */
export async function openComparison(
  against: Asked['against'],
  history: EarlierRun | null | undefined,
  io: Io,
): Promise<CompareWith | null> {
  switch (against?.kind) {
    case undefined:
      return null;
    case 'periods':
      return { kind: 'periods', against: against.against, grain: against.grain };
    case 'file':
      return {
        kind: 'report',
        report: await readSavedReport(against.path, io),
        label: labelOf(against.path),
      };
    case 'history': {
      if (history === undefined) {
        throw new UserError('--compare history: needs --history FILE, which remembers the runs');
      }
      if (history === null) return { kind: 'first-run' };
      const { readReport } = await import('../report/saved.js');
      const label = `run ${history.run} of ${history.at.slice(0, 10)}`;
      // It may have been kept by an older version.
      return { kind: 'report', report: readReport(JSON.stringify(history.report), label), label };
    }
  }
}
