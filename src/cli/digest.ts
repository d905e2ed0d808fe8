import { UserError } from '../errors.js';
import { buildDigest } from '../report/index.js';
import { addToSafety } from '../tally/index.js';
import type { AnalysedReview, Digest, Knowledge, MailHeaders, Report, ReportMeta, Tally } from '../types.js';

/** What a history knows of alerts. */
interface Memory {
  before: { run: number; at: string } | null;
  newAlerts(keys: readonly string[]): string[];
}

/** Collects what is news while the reviews pass by. */
export interface NewsWatch {
  see(analysed: AnalysedReview): void;
  /** The digest, and what the history is to keep: hashes of reviews, kinds of harm and rules, no words. */
  close(report: Report, tally: Tally): { digest: Digest; alerts: { given: string[]; settled: string[] } };
}

/** @param memory null: without --history, where everything is new */
export function watchForNews(
  memory: Memory | null,
  by: readonly string[],
  harms: Knowledge['safety']['harms'],
  meta: Pick<ReportMeta, 'redact' | 'maxQuotes'>,
): NewsWatch {
  const unknown = (keys: readonly string[]) => (memory === null ? keys : memory.newAlerts(keys));
  const safety: Tally['safety'] = { reviews: 0, harms: {}, listed: [] };
  const given = new Set<string>();
  return {
    see(analysed) {
      if (analysed.safety.length === 0) return;
      const news = unknown(analysed.safety.map(({ harm }) => `safety:${analysed.review.hash}:${harm}`));
      if (news.length === 0) return;
      for (const key of news) given.add(key);
      addToSafety(safety, analysed, by);
    },
    close(report, tally) {
      const isNews = (rule: string) => unknown([ruleKey(rule)]).length > 0;
      const since = memory?.before ? { run: memory.before.run, at: memory.before.at } : null;
      const digest = buildDigest(report, tally, safety, isNews, since, harms, meta);
      for (const { rule } of digest.rules) given.add(ruleKey(rule));
      // A rule that is kept again is news when it breaks again; one that was skipped says neither.
      const settled = report.gates
        .filter(({ verdict }) => verdict === 'passed')
        .map(({ rule }) => ruleKey(rule));
      return { digest, alerts: { given: [...given].sort(), settled: [...new Set(settled)].sort() } };
    },
  };
}

function ruleKey(rule: string): string {
  return `rule:${rule}`;
}

/** One address (RFC 5322, `addr-spec` without quotes), or a user of this machine alone. */
const ADDRESS = /^[\w!#$%&'*+/=?^`{|}~.-]+(@([\w-]+(\.[\w-]+)*|\[[\w.:]+\]))?$/;

/**
 * The headers of --mail-to, --mail-from and --mail-subject.
 * @throws UserError for a line break or what is no single address, which would break the message or send it elsewhere
 */
export function readMailHeaders(flags: {
  mailTo: readonly string[];
  mailFrom?: string;
  mailSubject?: string;
}): MailHeaders {
  const oneLine = (flag: string, value: string) => {
    if (/\p{Cc}/u.test(value)) throw new UserError(`${flag}: must be one line without control characters`);
    return value;
  };
  const address = (flag: string, value: string) => {
    oneLine(flag, value);
    const at = /<([^<>]*)>$/.exec(value.trim())?.[1] ?? value.trim();
    if (!ADDRESS.test(at)) {
      throw new UserError(`${flag} ${value}: write an address such as "Ward 3 <ward3@example.org>"`);
    }
    return value;
  };
  return {
    from: flags.mailFrom === undefined ? null : address('--mail-from', flags.mailFrom),
    to: flags.mailTo.map((value) => address('--mail-to', value)),
    subject: flags.mailSubject === undefined ? null : oneLine('--mail-subject', flags.mailSubject),
  };
}
