/** Reports for the HTML page: the rich one with a pool of quotes in it, hostile ones among them. */
import type { PooledQuote, Report } from '../../src/types.js';
import { HOSTILE, richReport } from './sample-report.js';

/** A word without end, and a review that reads from right to left. */
export const LONG_WORD = 'a'.repeat(100_000);
const RIGHT_TO_LEFT = 'الطبيب ممتاز جدا والانتظار طويل';

function pooled(n: number, text: string, ...tags: [string, 'positive' | 'negative', string?][]): PooledQuote {
  return {
    id: `HP-${String(n).padStart(4, '0')}`,
    date: n % 7 === 0 ? null : `2026-0${(n % 6) + 1}-1${n % 10}`,
    passage: 'Review',
    text,
    groups: n % 5 === 0 ? {} : { location: n % 2 ? 'Harbour' : 'Northgate' },
    tags: tags.map(([theme, polarity, evidence]) => {
      const start = evidence === undefined ? 0 : text.indexOf(evidence);
      const end = evidence === undefined ? text.length : start + evidence.length;
      const axis = theme === 'outcome' || theme === 'skill' ? 'clinical' : 'service';
      return { theme, axis, polarity, evidence: [{ start, end }] };
    }),
  };
}

/** 43 sentences: 30 blame waiting, 10 praise staff, 3 are hostile. */
export function reportWithPool(): Report {
  const pool = [
    pooled(90, HOSTILE, ['staff', 'negative'], ['waiting', 'negative', 'code']),
    pooled(91, LONG_WORD, ['staff', 'negative']),
    pooled(92, `${RIGHT_TO_LEFT} </script><script>document.title = 'taken'</script>`, ['access', 'negative']),
    ...Array.from({ length: 30 }, (_, i) =>
      pooled(i, `We waited ${i + 20} minutes, and the clock in the hall stood still.`, [
        'waiting',
        'negative',
        `${i + 20} minutes`,
      ]),
    ),
    ...Array.from({ length: 10 }, (_, i) =>
      pooled(
        40 + i,
        `Nurse number ${i} held my hand & the scar is fine.`,
        ['staff', 'positive', 'held my hand'],
        ['outcome', 'positive', 'scar is fine'],
      ),
    ),
  ];
  return { ...richReport(), quotePool: pool };
}

/** The same, grouped by providers whose names were taken out; the third is below the floor. */
export function reportByProvider(): Report {
  const report = reportWithPool();
  const names = ['Provider 3KQXZ7', 'Provider H8NBR2', 'Provider W5MTC4'];
  return {
    ...report,
    groups: [
      {
        ...report.groups[0]!,
        by: 'provider',
        coded: true,
        rows: report.groups[0]!.rows.slice(0, 3).map((row, i) => ({
          ...row,
          group: names[i]!,
          reviews: i === 2 ? 3 : row.reviews,
        })),
      },
    ],
    quotePool: report.quotePool!.map((quote, i) => ({ ...quote, groups: { provider: names[i % 3]! } })),
  };
}
