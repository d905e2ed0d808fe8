import { UserError } from '../errors.js';
import { drawAnswer } from '../render/answer.js';
import { diffAnswer } from '../render/diff.js';
import { differenceInWords } from '../render/words.js';
import { compareReports } from '../report/index.js';
import type { JudgedChange, ReportDiff } from '../types.js';
import { type Io, version } from './index.js';
import { streamSink, writeAll } from './output.js';
import { labelOf, readSavedReport } from './saved-report.js';
import { type DrawnFlags, terminalOptions } from './terminal.js';

interface DiffFlags extends DrawnFlags {
  failOnWorse?: boolean;
}

/**
 * `reviewscan diff OLD NEW`: what changed between two saved reports.
 * @returns 1 with `--fail-on-worse` when a card, a theme or the divergence is worse
 */
export async function diff(before: string, after: string, flags: DiffFlags, io: Io): Promise<number> {
  const drawing = terminalOptions(io, flags);
  if (before === '-' && after === '-') {
    throw new UserError('- (standard input) can be read only once; name one of the two reports by its file');
  }
  const reports = [await readSavedReport(before, io), await readSavedReport(after, io)] as const;
  const same = labelOf(before) === labelOf(after);
  const found: ReportDiff = {
    schema: 'reviewscan.diff',
    schemaVersion: 1,
    tool: { name: 'reviewscan', version: version() },
    // Two reports of one name lie in different folders, and the folders tell them apart.
    ...compareReports(...reports, {
      before: same ? before : labelOf(before),
      after: same ? after : labelOf(after),
    }),
  };
  await writeAll(streamSink(io.stdout), drawAnswer(diffAnswer(found), flags.format, drawing));
  const worse = worseIn(found);
  if (!flags.failOnWorse) return 0;
  for (const [name, change] of worse) {
    io.stderr.write(`reviewscan: worse: ${name} ${differenceInWords(change)}\n`);
  }
  return worse.length > 0 ? 1 : 0;
}

/** What is worse, by the names that rules use. */
function worseIn({ cards, divergence, themes }: ReportDiff): [name: string, change: JudgedChange][] {
  const all: [string, JudgedChange][] = [
    ['clinical-outcome', cards.clinicalOutcome],
    ['clinical-skill', cards.clinicalSkill],
    ['service', cards.service],
    ['divergence', divergence],
    ...themes.map(({ theme, score }): [string, JudgedChange] => [`theme:${theme}`, score]),
  ];
  return all.filter(([, { verdict }]) => verdict === 'worse');
}
