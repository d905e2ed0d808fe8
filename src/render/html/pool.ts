/** The quotes of the page: what its script filters, and the first of them as they stand without a script. */
import type { PooledQuote, Report, Span, ThemeRow } from '../../types.js';
import { markSpans } from '../fit.js';
import { parts } from '../outline.js';
import { printable } from '../printable.js';
import { count, isFew } from '../words.js';
import { type Child, el, join, jsonText, type Markup, raw } from './markup.js';

/** Quotes that stand on the page before anybody asks for more. */
const FIRST = 12;
/** An id may be a whole cell. */
const LONGEST_ID = 40;
/** The tally cuts sentences around their evidence at 600; a report from elsewhere may not have. */
const LONGEST_QUOTE = 800;

/** A quote as the script knows it; the names are short because there are 1,500 of it. */
interface PageQuote {
  /** Review id, date, words. */
  i: string;
  d: string | null;
  t: string;
  /** Its group in each field grouped by: an index into `groups[field].values`, or null. */
  g: (number | null)[];
  /** Index of its period, or null. */
  p: number | null;
  /** Its tags: index of the theme, 1 for praise and 0 for blame, and evidence as start, end, start, end… */
  s: [theme: number, praise: 0 | 1, evidence: number[]][];
}

/** What stands in the page as JSON. page.js reads it. */
export interface PagePool {
  /** Blame and praise: how many reviews say only that; null of few. */
  themes: { name: string; axis: string; blame: number | null; praise: number | null }[];
  groups: { by: string; values: string[] }[];
  periods: string[];
  quotes: PageQuote[];
  first: number;
}

/**
 * Cleans a text of what nobody sees, and says where the offsets of its evidence have gone.
 * @param kept offsets that matter; `at` knows them and no others
 */
export function cleanQuote(
  text: string,
  kept: readonly number[],
): { text: string; at: (offset: number) => number } {
  const cuts = [...new Set([0, ...kept, text.length])]
    .filter((at) => at >= 0 && at <= text.length)
    .sort((a, b) => a - b);
  const moved = new Map([[0, 0]]);
  let out = '';
  for (let i = 1; i < cuts.length; i++) {
    out += printable(text.slice(cuts[i - 1], cuts[i]));
    moved.set(cuts[i]!, out.length);
  }
  const lead = out.length - out.trimStart().length;
  const whole = out.trim();
  const trimmed = whole.length <= LONGEST_QUOTE ? whole : `${whole.slice(0, LONGEST_QUOTE - 1).trimEnd()}…`;
  return {
    text: trimmed,
    at: (offset) => Math.min(trimmed.length, Math.max(0, (moved.get(offset) ?? 0) - lead)),
  };
}

/** The report's pool; from a report that holds none, the quotes of its themes. */
function pooledQuotes(report: Report): PooledQuote[] {
  if (report.quotePool) return report.quotePool;
  const pool = new Map<string, PooledQuote>();
  for (const row of themeRows(report)) {
    for (const polarity of ['negative', 'positive'] as const) {
      for (const { evidence, ...quote } of row.quotes[polarity]) {
        const key = JSON.stringify([quote.id, quote.passage, quote.text]);
        const pooled = pool.get(key) ?? { ...quote, tags: [] };
        pooled.tags.push({ theme: row.theme, axis: row.axis, polarity, evidence });
        pool.set(key, pooled);
      }
    }
  }
  return [...pool.values()];
}

function themeRows(report: Report): ThemeRow[] {
  return [...report.clinical.themes, ...report.service.themes, ...report.general.themes];
}

/** The period of a date, as the trend names it. */
function periodOf(date: string, by: 'month' | 'quarter' | 'year'): string {
  const year = date.slice(0, 4);
  if (by === 'year') return year;
  return by === 'month' ? date.slice(0, 7) : `${year}-Q${Math.ceil(Number(date.slice(5, 7)) / 3)}`;
}

/** @param groupName how the page calls a group; null where it must not be named */
export function pagePool(report: Report, groupName: (by: string, group: string) => string | null): PagePool {
  const rows = themeRows(report);
  const index = new Map(rows.map((row, i) => [row.theme, i]));
  const fields = report.groups.filter(({ by }) => by !== 'month' && by !== 'quarter' && by !== 'year');
  const pooled = pooledQuotes(report);
  const by = report.trend?.by ?? null;
  const periods = [
    ...new Set(pooled.flatMap(({ date }) => (by !== null && date !== null ? [periodOf(date, by)] : []))),
  ].sort();
  // Only groups that a quote stands for can be chosen, in the order of the report.
  const groups = fields.map((section) => {
    const there = new Set(pooled.flatMap(({ groups }) => own(groups, section.by) ?? []));
    const names = section.rows.flatMap(({ group }) => {
      const name = there.has(group) ? groupName(section.by, group) : null;
      return name === null ? [] : [{ group, name }];
    });
    return { by: section.by, names, at: new Map(names.map(({ group }, i) => [group, i])) };
  });
  return {
    themes: rows.map((row) => {
      const few = isFew(row.score.n, report.method.floors);
      return {
        name: parts.given(row.theme),
        axis: row.axis,
        blame: few ? null : row.negative.count,
        praise: few ? null : row.positive.count,
      };
    }),
    groups: groups.map(({ by, names }) => ({ by: parts.given(by), values: names.map(({ name }) => name) })),
    periods,
    quotes: pooled.map((quote) => {
      const cuts = quote.tags.flatMap(({ evidence }) => evidence.flatMap(({ start, end }) => [start, end]));
      const { text, at } = cleanQuote(quote.text, cuts);
      return {
        i: shortId(quote.id),
        d: quote.date,
        t: text,
        g: groups.map((field) => field.at.get(own(quote.groups, field.by) ?? '') ?? null),
        p: by !== null && quote.date !== null ? periods.indexOf(periodOf(quote.date, by)) : null,
        s: quote.tags.flatMap(({ theme, polarity, evidence }): PageQuote['s'] => {
          const place = index.get(theme);
          if (place === undefined) return [];
          const edges = evidence
            .map(({ start, end }) => [at(start), at(end)])
            .filter(([start, end]) => start! < end!)
            .flat();
          return [[place, polarity === 'positive' ? 1 : 0, edges]];
        }),
      };
    }),
    first: FIRST,
  };
}

function own(record: Record<string, string>, key: string): string | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

function shortId(id: string): string {
  const clean = printable(id).trim();
  return clean.length <= LONGEST_ID ? clean : `${clean.slice(0, LONGEST_ID - 1)}…`;
}

// ───────────────────────────── on the page ─────────────────────────────

/** The pool with its filters. The filters need the script, so they stay hidden without it. */
export function drawPool(pool: PagePool, report: Report): Markup {
  if (pool.quotes.length === 0) return el('p', { class: 'note' }, noQuotes(report));
  const { redacted } = report.input;
  const axes = [...new Set(pool.themes.map(({ axis }) => axis))];
  const drawn = new Set(pool.quotes.flatMap(({ s }) => s.map(([theme]) => theme)));
  return join(
    el(
      'form',
      { class: 'filters needs-script', id: 'filters', 'aria-label': 'Choose quotes' },
      choice(
        'axis',
        'Axis',
        'Any axis',
        axes.map((axis) => [axis, axis]),
      ),
      choice(
        'theme',
        'Theme',
        'Any theme',
        pool.themes.flatMap(({ name }, i) => (drawn.has(i) ? [[String(i), name]] : [])),
      ),
      choice('polarity', 'Praise or blame', 'Both', [
        ['0', 'Blame'],
        ['1', 'Praise'],
      ]),
      // There may be thousands of groups, so the script puts them in: they stand in the pool already.
      pool.groups.map(
        ({ by, values }, field) =>
          values.length > 0 && choice(`group-${field}`, by.charAt(0).toUpperCase() + by.slice(1), 'All', []),
      ),
      pool.periods.length > 1 &&
        choice(
          'period',
          'Period',
          'Any time',
          pool.periods.map((period, i) => [String(i), period]),
        ),
      el(
        'label',
        {},
        el('span', {}, 'Search'),
        el('input', { type: 'search', name: 'words', placeholder: 'e.g. parking', autocomplete: 'off' }),
      ),
      el('button', { type: 'reset' }, 'Clear'),
    ),
    el(
      'p',
      { class: 'shown', id: 'shown', role: 'status' },
      `${count(Math.min(pool.first, pool.quotes.length))} of ${count(pool.quotes.length)} shown`,
    ),
    el(
      'ol',
      { class: 'quotes', id: 'quote-list' },
      pool.quotes.slice(0, pool.first).map((quote) => drawQuote(quote, pool)),
    ),
    el('p', { class: 'needs-script' }, el('button', { type: 'button', id: 'more' }, 'Show more')),
    el(
      'p',
      { class: 'note' },
      redacted
        ? 'Names, e-mail addresses, phone and long numbers are taken out of quotes. Do not answer a review with details of a patient.'
        : 'These quotes are not redacted: they may name people.',
      ` The quotes are drawn from all reviews by a fixed rule, every theme by turns: ${count(pool.quotes.length)} sentences. They are examples; how often something was said stands in the numbers above.`,
    ),
    raw('script', { type: 'application/json', id: 'pool' }, jsonText(pool)),
  );
}

/** Why nothing is quoted here, where other parts of the page may well hold words of reviews. */
function noQuotes(report: Report): string {
  const { hidden } = report.method.floors;
  if (themeRows(report).every(({ mentions }) => mentions < hidden)) {
    return `No theme is mentioned by ${hidden} reviews or more, so none is quoted here.`;
  }
  return 'This file holds no quotes.';
}

function choice(name: string, label: string, any: string, options: (readonly [string, string])[]): Markup {
  return el(
    'label',
    {},
    el('span', {}, label),
    el(
      'select',
      { name },
      el('option', { value: '' }, any),
      options.map(([value, text]) => el('option', { value }, text)),
    ),
  );
}

/** A quote as page.js draws it too. */
function drawQuote(quote: PageQuote, pool: PagePool): Markup {
  const spans = quote.s.flatMap(([, , edges]) => pairs(edges));
  const source = [
    quote.d,
    ...quote.g.map((value, field) => (value === null ? null : pool.groups[field]!.values[value])),
    `review ${quote.i}`,
  ];
  return el(
    'li',
    {},
    el('blockquote', { dir: 'auto' }, markedText(quote.t, spans)),
    el(
      'p',
      { class: 'tags' },
      quote.s.map(([theme, praise]) => [
        el(
          'span',
          { class: praise ? 'tag praise' : 'tag blame' },
          `${pool.themes[theme]!.name}: ${praise ? 'praise' : 'blame'}`,
        ),
        ' ',
      ]),
    ),
    el('p', { class: 'source' }, source.filter((part) => part !== null).join(' · ')),
  );
}

function pairs(edges: readonly number[]): Span[] {
  return Array.from({ length: edges.length / 2 }, (_, i) => ({
    start: edges[2 * i]!,
    end: edges[2 * i + 1]!,
  }));
}

function markedText(text: string, spans: readonly Span[]): Child {
  return markSpans(text, spans).map((run) => (run.tone === 'evidence' ? el('mark', {}, run.text) : run.text));
}
