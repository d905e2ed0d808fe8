/** The sentences that a page can filter without a server: one pool for all its filters, so that its size is known. */
import type { PooledQuote, ReportMeta, Tally, Theme } from '../types.js';
import { nameGroups } from './group-names.js';
import { stancesOn } from './groups.js';
import type { Quoter } from './quoting.js';
import { mentions } from './scores.js';

/** UTF-16 units of all sentences together: 1,500 of readable length stay below, 1,500 of the longest do not. */
const POOL_TEXT = 400_000;

/**
 * At most `size` sentences, drawn from the tally's quotes by turns: the best of every theme and polarity, then the
 * second best of each, so that a frequent theme does not crowd out a rare one. A sentence drawn for several themes
 * stands once. Themes that fewer than `floors.hidden` reviews mention give none, like everywhere in the report.
 *
 * @returns in the order drawn, which depends on the reviews alone
 */
export function poolQuotes(
  tally: Tally,
  themes: readonly Theme[],
  meta: Pick<ReportMeta, 'floors' | 'redact'>,
  size: number,
  quote: Quoter,
): PooledQuote[] {
  const lists = themes
    .filter(({ name }) => Object.hasOwn(tally.quotes, name))
    .filter(({ name }) => mentions(stancesOn(tally.all, name)) >= meta.floors.hidden)
    .flatMap((theme) =>
      (['negative', 'positive'] as const).map((polarity) => ({
        theme,
        polarity,
        records: tally.quotes[theme.name]![polarity],
        texts: new Set<string>(),
      })),
    );
  const pool = new Map<string, PooledQuote>();
  const longest = Math.max(0, ...lists.map(({ records }) => records.length));
  let room = POOL_TEXT;
  for (let turn = 0; turn < longest; turn++) {
    for (const { theme, polarity, records, texts } of lists) {
      const record = records[turn];
      if (!record) continue;
      // The text belongs to the key: a very long sentence is cut around the evidence of each theme.
      const key = JSON.stringify([record.hash, record.id, record.passage, record.start, record.text]);
      const pooled = pool.get(key);
      if (!pooled && (pool.size >= size || record.text.length > room)) continue;
      const { text, evidence } = quote(record);
      if (texts.has(text)) continue;
      texts.add(text);
      const tag = { theme: theme.name, axis: theme.axis, polarity, evidence };
      if (pooled) {
        pooled.tags.push(tag);
        continue;
      }
      const { id, date, passage, groups } = record;
      pool.set(key, {
        id,
        date,
        passage,
        text,
        groups: nameGroups(groups, tally, meta),
        tags: [tag],
      });
      room -= record.text.length;
    }
  }
  return [...pool.values()];
}
