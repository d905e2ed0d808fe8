/** What reviewers wrote, with the words a tag rests on marked. */
import type { Report, ReportQuote, Span } from '../../types.js';
import { markSpans, type Run } from '../fit.js';
import { printable } from '../printable.js';
import { count, countAndShare, counted, GLUE, isFew } from '../words.js';
import {
  type Block,
  capital,
  type Depth,
  given,
  heading,
  paragraph,
  type QuoteBlock,
  say,
} from './blocks.js';

/** What complaints and praise say, for the themes that most reviews complain of or praise. */
export function quotes(report: Report, depth: Depth): Block[] {
  const rows = [...report.clinical.themes, ...report.service.themes];
  const blocks: Block[] = [];
  const list = (title: string, polarity: 'negative' | 'positive', howMany: number) => {
    const picked = rows
      .filter((row) => row[polarity].count > 0 && row.quotes[polarity].length > 0)
      .sort((a, b) => b[polarity].count - a[polarity].count || (a.theme < b.theme ? -1 : 1))
      .slice(0, howMany);
    if (picked.length === 0) return;
    blocks.push(heading(title));
    for (const row of picked) {
      const p = row[polarity];
      const both = row.mixed.count === 0 ? '' : ` and ${count(row.mixed.count)} both`;
      const { n } = row.score;
      const judged = isFew(n, report.method.floors)
        ? `${count(n)} ${n === 1 ? 'praises or blames' : 'praise or blame'} it`
        : `${countAndShare(p)} ${p.count === 1 ? 'was' : 'were'} ${polarity}${both}`;
      blocks.push(
        paragraph(
          'text',
          say(capital(given(row.theme)), row.axis === 'clinical' ? 'clinical' : 'service'),
          `: of ${counted(row.mentions, 'review')} that ${row.mentions === 1 ? 'mentions' : 'mention'} it, ${judged}.`,
        ),
        {
          kind: 'quotes',
          quotes: row.quotes[polarity].slice(0, depth.quotesEach).map((quote) => quoteOf(quote, depth)),
        },
      );
    }
  };
  list('What complaints say', 'negative', depth.complaintThemes);
  list('What praise says', 'positive', depth.praiseThemes);
  if (blocks.length > 0) {
    blocks.push(
      paragraph(
        'note',
        report.input.redacted
          ? 'Names, e-mail addresses, phone and long numbers are taken out of quotes. Do not answer a review with details of a patient.'
          : 'These quotes are not redacted: they may name people.',
      ),
    );
  }
  return blocks;
}

function quoteOf(quote: ReportQuote, depth: Depth): QuoteBlock {
  return { label: '', runs: excerpt(quote.text, quote.evidence, depth.quoteLength), source: sourceOf(quote) };
}

/** Which review said it, and when. */
export function sourceOf(said: { id: string; date: string | null }): string {
  return `review${GLUE}${given(said.id)}${said.date ? `, ${said.date}` : ''}`;
}

/** A quote in quotation marks with its evidence marked, cut at word ends around the first evidence when too long. */
export function excerpt(text: string, evidence: readonly Span[], length: number): Run[] {
  let start = 0;
  let end = text.length;
  if (text.length > length) {
    const first = evidence.reduce((a, s) => Math.min(a, s.start), text.length);
    start = Math.max(
      0,
      Math.min(first === text.length ? 0 : first - Math.floor(length / 3), text.length - length),
    );
    end = Math.min(text.length, start + length);
    if (start > 0) start = after(text, start);
    if (end < text.length) end = before(text, end, start);
  }
  const cut = markSpans(
    text.slice(start, end),
    evidence.map((s) => ({ start: s.start - start, end: s.end - start })),
  ).map((run) => ({ ...run, text: printable(run.text) }));
  const first = cut[0];
  const last = cut.at(-1);
  if (first) first.text = first.text.trimStart();
  if (last) last.text = last.text.trimEnd();
  return [say(start > 0 ? '“…' : '“'), ...cut, say(end < text.length ? '…”' : '”')];
}

/** The next word start at or after `at`, unless that is far away; never inside a surrogate pair. */
function after(text: string, at: number): number {
  const space = text.indexOf(' ', at - 1);
  if (space !== -1 && space - at < 30) return space + 1;
  return isLowSurrogate(text, at) ? at + 1 : at;
}

function before(text: string, at: number, start: number): number {
  const space = text.lastIndexOf(' ', at);
  if (space > start && at - space < 30) return space;
  return isLowSurrogate(text, at) ? at - 1 : at;
}

function isLowSurrogate(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  return unit >= 0xdc00 && unit <= 0xdfff;
}
