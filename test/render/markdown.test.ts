import fc from 'fast-check';
import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import { describe, expect, it } from 'vitest';
import { escapeMarkdown, renderMarkdown } from '../../src/render/markdown.js';
import { printable } from '../../src/render/printable.js';
import type { Report } from '../../src/types.js';
import { groupRow, HOSTILE, OPTIONS, quote, richReport, smallReport, themeRow } from './sample-report.js';

/** As GitHub would, except that raw HTML is let through, so that the test sees it. */
function toHtml(markdown: string): string {
  return micromark(markdown, {
    allowDangerousHtml: true,
    allowDangerousProtocol: true,
    extensions: [gfm()],
    htmlExtensions: [gfmHtml()],
  });
}

function tags(html: string): Record<string, number> {
  const found: Record<string, number> = {};
  for (const [, name] of html.matchAll(/<([a-zA-Z!][a-zA-Z0-9]*)/g)) found[name!] = (found[name!] ?? 0) + 1;
  return found;
}

/** The report with `text` wherever something from outside can stand. */
function everywhere(text: string): Report {
  const report = richReport();
  report.groups = [{ ...report.groups[0]!, by: text, rows: [groupRow(text, 100), groupRow('b', 100)] }];
  report.service.themes = [
    themeRow(text, 'service', [3, 40], {
      negative: [quote(text, text), quote('x', `a «${text.replace(/[«»]/g, '')}» b`)],
    }),
    themeRow('waiting', 'service', [3, 40]),
  ];
  for (const file of report.input.files) file.file = text;
  report.input.files[0]!.columns[0]!.column = text;
  report.input.problems.first[0]!.message = text;
  report.input.languages = { [text]: 2, en: 4 };
  report.leftOut.topPhrases = [{ phrase: text, count: 2 }];
  report.ratings[0]!.column = text;
  report.gates[0]!.rule = text;
  for (const example of report.divergence.examples.praisedBlamed) {
    example.id = text;
    example.clinical[0]!.text = text;
    example.clinical[0]!.evidence = [];
  }
  return report;
}

describe('a hostile review', () => {
  it.each([
    HOSTILE,
    '# heading',
    '1. one',
    '- item',
    '+ item',
    '===',
    '> quote',
    '| a | b |',
    '```\ncode',
    '    code',
    '<b>bold</b>',
    '<!-- comment',
    '[a]: http://evil.example',
    '![x](http://evil.example)',
    'http://evil.example and www.evil.example and me@evil.example',
    '*a* **b** _c_ __d__ ~~e~~ `f`',
    '&lt;b&gt; &amp; &#60;',
    '\\*a\\*',
    '@someone #12',
    '[^1] text',
    '- [ ] task',
    'ends with a backslash \\',
    '***',
  ])('%j breaks nothing', (text) => {
    const plain = tags(toHtml(renderMarkdown(everywhere('harmless'), OPTIONS)));
    const hostile = tags(toHtml(renderMarkdown(everywhere(text), OPTIONS)));
    // Bold by tag instead of asterisks is our own doing.
    const ours = ({ b = 0, strong = 0, ...rest }: Record<string, number>) => ({ ...rest, bold: b + strong });
    expect(ours(hostile)).toEqual(ours(plain));
  });

  it('comes out as the words it was', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string({ unit: fc.constantFrom(...'ab1 .)(*_`~<>&#|\\[]!:/@-+=$\n'.split('')) }),
          fc.constantFrom(HOSTILE),
        ),
        (text) => {
          const words = printable(text).trim();
          fc.pre(words !== '');
          const html = toHtml(`x ${escapeMarkdown(words)} x`);
          const shown = html
            .replace(/^<p>|<\/p>$/g, '')
            .replaceAll('\u2060', '')
            .replaceAll('&lt;', '<')
            .replaceAll('&gt;', '>')
            .replaceAll('&quot;', '"')
            .replaceAll('&amp;', '&');
          expect(shown).toBe(`x ${words} x`);
        },
      ),
    );
  });
});

describe('renderMarkdown', () => {
  it('has one title, the finding before the cards, and a table for each card', () => {
    const html = toHtml(renderMarkdown(richReport(), OPTIONS));
    expect(html.match(/<h1>/g)).toHaveLength(1);
    expect(html.indexOf('praise the result and blame the service')).toBeLessThan(
      html.indexOf('about clinical results'),
    );
    expect(html).toContain('<strong>Outcome</strong>');
    expect(html).toContain('<strong>exactly as I had hoped</strong>');
  });

  it('says the same whatever the terminal is like', () => {
    const other = { ...OPTIONS, width: 200, colour: true, unicode: false };
    expect(renderMarkdown(richReport(), other)).toBe(renderMarkdown(richReport(), OPTIONS));
  });

  it('draws nobody as a dash', () => {
    expect(renderMarkdown(smallReport(), OPTIONS)).toMatch(/\| \*\*Skill\*\* +\| +– nobody said \|/);
  });
});
