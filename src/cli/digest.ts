import { createHash } from 'node:crypto';
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

/** An alert that was not told of this very review, and of one like it was. */
interface Doubt {
  analysed: AnalysedReview;
  /** It is that one. */
  known: boolean;
}

/** @param memory null: without --history, where everything is new */
export function watchForNews(
  memory: Memory | null,
  by: readonly string[],
  harms: Knowledge['safety']['harms'],
  meta: Pick<ReportMeta, 'redact' | 'maxQuotes'>,
): NewsWatch {
  const isKnown = (key: string) => memory !== null && memory.newAlerts([key]).length === 0;
  const safety: Tally['safety'] = { reviews: 0, harms: {}, listed: [] };
  const given = new Set<string>();
  /** What has the same name, in this run: so many in all, so many that were told, and those that may be. */
  const names = new Map<string, { all: number; told: number; doubtful: Doubt[] }>();
  const listed = new Set<AnalysedReview>();
  const list = (analysed: AnalysedReview) => {
    if (listed.has(analysed)) return;
    addToSafety(safety, analysed, by);
    // Only what is in doubt comes up again.
    listed.add(analysed);
  };
  return {
    see(analysed) {
      if (analysed.safety.length === 0) return;
      let isNews = false;
      let inDoubt = false;
      for (const { field, said } of alertsOf(analysed)) {
        const told = isKnown(field);
        const doubt: Doubt = { analysed, known: false };
        let isLike = false;
        for (const name of said) {
          const alike = names.get(name) ?? { all: 0, told: 0, doubtful: [] };
          names.set(name, alike);
          alike.all++;
          if (told) alike.told++;
          else if (isKnown(numbered(name, 0))) {
            alike.doubtful.push(doubt);
            isLike = true;
          }
        }
        if (told) continue;
        given.add(field);
        if (isLike) inDoubt = true;
        else isNews = true;
      }
      if (!isNews) return;
      if (inDoubt) list(analysed);
      else addToSafety(safety, analysed, by);
    },
    close(report, tally) {
      for (const [name, { all, told, doubtful }] of names) {
        let before = 0;
        while (isKnown(numbered(name, before))) before++;
        // As many as were told and are not here as they were: these, with another rating or place. If more, any may be new.
        if (doubtful.length <= before - told) for (const doubt of doubtful) doubt.known = true;
        for (let number = before; number < all; number++) given.add(numbered(name, number));
      }
      for (const { doubtful } of names.values())
        for (const { analysed, known } of doubtful) if (!known) list(analysed);
      const isNews = (rule: string) => !isKnown(ruleKey(rule));
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

/** Texts of fewer words are said by several people in the same words. */
const TELLING = 8;

/**
 * The alerts of a review, each by names of which one is enough to know it again. `field` is of all fields and the harm,
 * whatever sentence it was found in: it stays when a later version parts sentences otherwise. Each of `said` is of the harm and
 * its sentence, and of two of three: the words, the day, the place (with an id also of day and place without the words). So one
 * stays when only a rating, a date, the spelling of a place or other words were changed; where two of them differ it is another
 * patient, for exports number their rows anew and people say the same. Few words are said by many: there all must be the same.
 * Several reviews may share such a name, so it is kept with a number.
 */
function alertsOf({ review, safety }: AnalysedReview): { field: string; said: string[] }[] {
  const { id, hash, passages, date, location, source } = review;
  const words = passages.map(({ text }) => plainWords(text)).join('\n');
  const own = id === hash ? null : id;
  const place = ['place', location, source];
  const when = ['date', date];
  const contexts =
    words.split(/\s+/).length < TELLING
      ? [[own, words, ...when, ...place]]
      : [[own, words, ...when], [own, words, ...place], ...(own === null ? [] : [[own, ...when, ...place]])];
  const alerts = new Map<string, { field: string; said: string[] }>();
  for (const { harm, passage, start, end } of safety) {
    const sentence = plainWords(passages[passage]!.text.slice(start, end));
    const said = contexts.map((context) => {
      const digest = createHash('sha256')
        .update(JSON.stringify([harm, sentence, context]))
        .digest('hex');
      return `said:${digest.slice(0, 32)}`;
    });
    alerts.set(said.join(), { field: `safety:${hash}:${harm}`, said });
  }
  return [...alerts.values()];
}

/** The key of an alert among those of the same name. */
function numbered(said: string, number: number): string {
  return number === 0 ? said : `${said}:${number}`;
}

/** Words as they are said, however they are cased, parted or pointed. */
function plainWords(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
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
