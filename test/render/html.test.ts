import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ticks } from '../../src/render/html/charts.js';
import { el, jsonText, raw } from '../../src/render/html/markup.js';
import { cleanQuote, type PagePool } from '../../src/render/html/pool.js';
import { renderHtml } from '../../src/render/html.js';
import { printable } from '../../src/render/printable.js';
import type { Report } from '../../src/types.js';
import { LONG_WORD, reportByProvider, reportWithPool } from './html-sample.js';
import { emptyReport, OPTIONS, richReport, score, smallReport, themeRow } from './sample-report.js';

const draw = (report: Report) => renderHtml(report, OPTIONS);
const REPORTS: [string, () => Report][] = [
  ['rich', reportWithPool],
  ['small', smallReport],
  ['empty', emptyReport],
  ['by provider', reportByProvider],
];

/** Start tags with their attributes as a browser would read them; our own writer quotes every value. */
function tagsOf(html: string): { name: string; attributes: Map<string, string> }[] {
  return [...withoutCode(html).matchAll(/<([a-zA-Z][\w-]*)((?:\s+[\w:-]+(?:="[^"]*")?)*)\s*\/?>/g)].map(
    ([, name, attributes]) => ({
      name: name!,
      attributes: new Map(
        [...attributes!.matchAll(/([\w:-]+)(?:="([^"]*)")?/g)].map(([, key, value]) => [key!, value ?? '']),
      ),
    }),
  );
}

/** What of a page must not be there; a page itself would drown the message. */
const found = (html: string, what: RegExp): string[] =>
  [...html.matchAll(new RegExp(what, `g${what.flags}`))].map(([match]) => match.slice(0, 80));
const withoutCode = (html: string) => html.replace(/(<(script|style)\b[^>]*>)[\s\S]*?(<\/\2>)/g, '$1$3');

const poolOf = (html: string): PagePool =>
  JSON.parse(/<script type="application\/json" id="pool">(.*?)<\/script>/s.exec(html)![1]!);

describe.each(REPORTS)('the page of the %s report', (_, make) => {
  const html = draw(make());
  const tags = tagsOf(html);

  it('leaves no less-than sign that is not its own tag', () => {
    const closing = (html.match(/<\//g) ?? []).length;
    const code = [...html.matchAll(/<(script|style)\b[^>]*>([\s\S]*?)<\/\1>/g)];
    const inCode = code.reduce((sum, [, , content]) => sum + (content!.match(/</g) ?? []).length, 0);
    const comments = (html.match(/<!DOCTYPE html>/g) ?? []).length;
    expect((html.match(/</g) ?? []).length).toBe(tags.length + closing + inCode + comments);
    expect(comments).toBe(1);
  });

  it('loads nothing and runs nothing of others: no src, no link but to itself, no handler, no inline style', () => {
    for (const { name, attributes } of tags) {
      expect(['img', 'iframe', 'object', 'embed', 'link', 'base', 'image', 'use', 'video']).not.toContain(
        name,
      );
      for (const [key, value] of attributes) {
        expect(key).not.toMatch(/^(on.*|src|srcset|style|action|formaction|xlink:href)$/);
        if (key === 'href') expect(value).toMatch(/^#[a-z0-9-]+$/);
      }
    }
    expect(found(html, /@import|url\((?!#hatch\))/)).toEqual([]);
  });

  it('allows its own style sheet and script by their hashes and nothing else', () => {
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(html)![1]!.replaceAll('&#39;', "'");
    const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
    const style = /<style>([\s\S]*?)<\/style>/.exec(html)![1]!;
    const script = /<script>([\s\S]*?)<\/script>/.exec(html)![1]!;
    expect(policy).toBe(
      `default-src 'none'; style-src ${hash(style)}; script-src ${hash(script)}; base-uri 'none'; form-action 'none'`,
    );
    expect(html.match(/<script\b/g)!.length).toBe(html.includes('id="pool"') ? 2 : 1);
  });

  it('gives every picture a title and a description, and no id twice', () => {
    const ids = tags.flatMap(({ attributes }) => attributes.get('id') ?? []);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { name, attributes } of tags) {
      if (name !== 'svg' || attributes.has('aria-hidden')) continue;
      expect(attributes.get('role')).toBe('img');
      for (const id of attributes.get('aria-labelledby')!.split(' ')) expect(ids).toContain(id);
    }
    expect(found(html, /<(title|desc)( [^>]*)?><\//)).toEqual([]);
  });

  it('draws no number that is none', () => {
    expect(found(withoutCode(html), /NaN|Infinity|undefined|\[object|>null</)).toEqual([]);
  });

  it('is the same bytes again', () => {
    expect(draw(make()) === html).toBe(true);
  });
});

describe('what a hostile review cannot do', () => {
  const html = draw(reportWithPool());

  it('end the script element it stands in', () => {
    const pool = poolOf(html);
    expect(pool.quotes.some(({ t }) => t.includes("</script><script>document.title = 'taken'"))).toBe(true);
    expect(html.includes('<script>document')).toBe(false);
  });

  it('turn the line round, or hide something in it', () => {
    expect(found(html, /[\u202A-\u202E\u2066-\u2069\u200B\uFEFF]|[^\P{Cc}\n]/u)).toEqual([]);
  });
});

describe('numbers that are not there', () => {
  it('are dashes with a reason, without a point on a scale', () => {
    const html = draw(smallReport());
    expect(html.includes('nobody said')).toBe(true);
    expect(html.includes('too few for a score')).toBe(true);
    expect(html.includes('id="strip-')).toBe(false);
  });

  it('are gaps in a trend, not zeros', () => {
    const report = richReport();
    const trend = report.trend!;
    const rows = trend.rows.map((row) => ({ ...row, service: score(0, 0), partial: false }));
    rows[2]!.service = score(20, 20);
    rows[4]!.service = score(20, 20);
    const html = draw({ ...report, trend: { ...trend, rows } });
    const service = /<svg[^>]*aria-labelledby="trend-service[\s\S]*?<\/svg>/.exec(html)![0];
    expect(service.match(/<circle/g)).toHaveLength(2);
    expect(service).not.toContain('class="curve"');
  });

  it('have no bar and no share', () => {
    const report = richReport();
    const rows = [themeRow('staff', 'service', [3, 4])];
    const html = draw({ ...report, service: { ...report.service, themes: rows } });
    const bars = /<svg[^>]*aria-labelledby="themes-service[\s\S]*?<\/svg>/.exec(html)![0];
    expect(bars).toContain('too few for a share');
    expect(bars).not.toMatch(/rect[^>]*class="(blame|praise)"/);
  });
});

describe('pictures', () => {
  const html = draw(reportWithPool());
  const picture = (id: string, page = html) =>
    new RegExp(`<svg[^>]*aria-labelledby="${id}-title[\\s\\S]*?</svg>`).exec(page)![0];

  it('put a dot for each review, or for several and say so', () => {
    const { divergence } = reportWithPool();
    const counts = { praisedBlamed: 12, blamedPraised: 3, bothPositive: 30, bothNegative: 0, even: 5 };
    const few = draw({ ...reportWithPool(), divergence: { ...divergence, n: 50, counts } });
    expect(picture('quadrants', few).match(/h0/g)).toHaveLength(50);
    expect(picture('quadrants', few)).toContain('a dot is a review');
    const many = { praisedBlamed: 4000, blamedPraised: 1, bothPositive: 30_000, bothNegative: 0, even: 0 };
    const drawn = picture(
      'quadrants',
      draw({ ...reportWithPool(), divergence: { ...divergence, counts: many } }),
    );
    // 200 reviews a dot, and one dot for the single review.
    expect(drawn.match(/h0/g)).toHaveLength(20 + 1 + 150);
    expect(drawn).toContain('a dot is up to 200 reviews');
  });

  it('hatch the period that is covered in part, and no other', () => {
    expect(picture('trend-service').match(/url\(#hatch\)/g)).toHaveLength(1);
  });

  it('ring and name in the funnel the groups that differ, and leave out those without a score', () => {
    const rows = reportWithPool().groups[0]!.rows;
    const scored = rows.filter(({ service }) => service.value !== null).length;
    const funnel = picture('group-1-service');
    expect(funnel.match(/<circle/g)).toHaveLength(scored);
    expect(funnel.match(/class="point[^"]* differs"/g)).toHaveLength(2);
    expect(funnel).toMatch(/class="label"[^>]*>Harbour</);
    expect(funnel).not.toMatch(/class="label"[^>]*>Riverside/);
  });

  it('draw no funnel of two groups', () => {
    const report = reportWithPool();
    const groups = [{ ...report.groups[0]!, rows: report.groups[0]!.rows.slice(0, 2) }];
    expect(draw({ ...report, groups }).includes('group-1-service')).toBe(false);
  });
});

describe('words of patients', () => {
  it('are not in the file when no quotes are wanted', () => {
    const report = richReport();
    const bare: Report = {
      ...report,
      quotePool: null,
      divergence: { ...report.divergence, examples: { praisedBlamed: [], blamedPraised: [] } },
      ratingsAgainstText: { ...report.ratingsAgainstText, examples: { best: [], worst: [] } },
      safety: {
        ...report.safety,
        listed: report.safety.listed.map((row) => ({
          ...row,
          remarks: row.remarks.map((remark) => ({ ...remark, text: null, evidence: [] })),
        })),
      },
    };
    for (const axis of ['clinical', 'service', 'general'] as const) {
      const themes = report[axis].themes.map((row) => ({ ...row, quotes: { positive: [], negative: [] } }));
      Object.assign(bare, { [axis]: { ...report[axis], themes } });
    }
    const html = draw(bare);
    expect(html.includes('This file holds no quotes.')).toBe(true);
    expect(found(html, /<blockquote|<mark|id="pool"|nobody ever picked up/)).toEqual([]);
  });

  it('are said to be held back, not missing, where every theme is below the floor', () => {
    const few = richReport();
    for (const axis of ['clinical', 'service', 'general'] as const) {
      const themes = few[axis].themes.map((row) => ({
        ...row,
        mentions: Math.min(row.mentions, 4),
        quotes: { positive: [], negative: [] },
      }));
      Object.assign(few, { [axis]: { ...few[axis], themes } });
    }
    const html = draw(few);
    expect(html.includes('No theme is mentioned by 5 reviews or more, so none is quoted here.')).toBe(true);
    expect(html.includes('Three days later the wound')).toBe(true);
    expect(html.includes('This file holds no quotes.')).toBe(false);
  });

  it('come from the themes when the report holds no pool', () => {
    const pool = poolOf(draw(richReport()));
    expect(pool.quotes.map(({ t }) => t)).toContain('I rang four times and nobody ever picked up.');
  });

  it('keep their evidence in place when what nobody sees is taken out', () => {
    const { text, at } = cleanQuote(' a\u202E bad\u200B\u200B  day', [3, 8]);
    expect(text).toBe('a bad day');
    expect(text.slice(at(3), at(8))).toBe(' bad');
  });

  it('are what printable makes of them, whatever they are cut by', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-composite' }), fc.array(fc.nat(20)), (text, cuts) => {
        const kept = cuts.filter((cut) => cut <= text.length);
        const { text: clean, at } = cleanQuote(text, kept);
        if (kept.length === 0) expect(clean).toBe(printable(text).trim());
        for (const cut of kept) expect(at(cut)).toBeLessThanOrEqual(clean.length);
        const sorted = [...kept].sort((a, b) => a - b).map(at);
        expect(sorted).toEqual([...sorted].sort((a, b) => a - b));
      }),
    );
  });
});

it('says that codes stand for providers, and offers those above the floor alone', () => {
  const html = draw(reportByProvider());
  expect(html).toContain('a code stands for each');
  expect(poolOf(html).groups).toEqual([{ by: 'provider', values: ['Provider 3KQXZ7', 'Provider H8NBR2'] }]);
  expect(html.includes('W5MTC4')).toBe(false);
});

describe('size', () => {
  it('stays below a megabyte with 1,500 quotes, 2,000 groups and a cell that never ends', () => {
    const report = reportWithPool();
    const section = report.groups[0]!;
    const quotes = Array.from({ length: 1500 }, (_, i) => ({
      ...report.quotePool![i % 30 === 0 ? 0 : 5]!,
      id: i === 7 ? LONG_WORD : `HP-${i}`,
      text: `${report.quotePool![5]!.text} ${'It went on and on, and nobody told us why it took so long. '.repeat(3)}`,
      groups: { location: `Clinic number ${i} in the Valley` },
    }));
    const rows = Array.from({ length: 2000 }, (_, i) => ({
      ...section.rows[i % 2]!,
      group: i === 5 ? LONG_WORD : `Clinic number ${i} in the Valley`,
    }));
    const html = draw({ ...report, groups: [{ ...section, rows }], quotePool: quotes });
    expect(Buffer.byteLength(html)).toBeLessThan(1_000_000);
    expect(poolOf(html).quotes).toHaveLength(1500);
  });
});

describe('markup', () => {
  it('escapes text and values of attributes', () => {
    expect(el('p', { title: `"'<&` }, '<b>&"').text).toBe(
      '<p title="&quot;&#39;&lt;&amp;">&lt;b&gt;&amp;&quot;</p>',
    );
    expect(el('input', { disabled: true, value: false, name: null }).text).toBe('<input disabled>');
  });

  it('writes data that no parser takes for the end of its element', () => {
    const data = { text: '</script><!--\u2028&' };
    expect(jsonText(data)).not.toMatch(/[<>&\u2028]/);
    expect(JSON.parse(jsonText(data))).toEqual(data);
    expect(() => raw('script', {}, 'a </script> b')).toThrow(/own element/);
  });

  it('puts few round numbers on an axis', () => {
    expect(ticks(52, 4)).toEqual([0, 20, 40]);
    expect(ticks(3, 4)).toEqual([0, 1, 2, 3]);
    expect(ticks(98_765, 4)).toEqual([0, 50_000]);
  });
});

describe('what is said in pictures and cards', () => {
  const text = (report: Report) => draw(report).replaceAll('\u00A0', ' ');

  it('counts one review as one', () => {
    const report = smallReport();
    report.divergence = { ...report.divergence, n: 1 };
    report.divergence.counts = {
      praisedBlamed: 0,
      blamedPraised: 0,
      bothPositive: 0,
      bothNegative: 0,
      even: 1,
    };
    report.method.floors = { hidden: 1, percentage: 10, ranked: 30 };
    report.service.themes = [themeRow('staff', 'service', [1, 0])];
    expect(text(report)).toContain('Of 1 review that speaks of both: ');
    expect(text(report)).toContain('staff: 1 review, too few for a share');
    expect(found(text(report), /\b1 reviews/)).toEqual([]);
  });

  it('says of reviews that are even all that it may be, in the picture and in its table', () => {
    const even = 'ven on one or both (as much praise as blame, or neither)';
    expect(text(richReport()).split(even)).toHaveLength(5);
    expect(text(richReport())).not.toContain('evenly split on one');
  });

  it('does not say that nobody spoke where reviews took no side', () => {
    const report = smallReport();
    report.clinical.skill = score(0, 0, 0, 80);
    expect(text(report)).toContain('80 reviews took no side');
  });
});
