/** What a report says, whichever format draws it. */
import { describe, expect, it } from 'vitest';
import { renderHtml } from '../../src/render/html.js';
import { type Block, FULL, GLANCE, outlineReport, parts } from '../../src/render/outline.js';
import { summarySheet } from '../../src/render/xlsx/summary.js';
import type { RatingRow, Report, TrendRow } from '../../src/types.js';
import { groupRow, proportion, richReport, score, smallReport } from './sample-report.js';

const runsOf = (block: Block): string => {
  switch (block.kind) {
    case 'heading':
      return block.text;
    case 'paragraph':
      return block.runs.map(({ text }) => text).join('');
    case 'facts':
      return block.facts
        .map(({ label, runs }) => `${label}: ${runs.map(({ text }) => text).join('')}`)
        .join('\n');
    default:
      return '';
  }
};
const said = (blocks: readonly Block[]): string => blocks.map(runsOf).join('\n').replaceAll('\u00A0', ' ');
const page = (report: Report): string =>
  renderHtml(report, {
    width: 80,
    colour: false,
    unicode: true,
    table: 'themes',
    csv: { bom: false, decimalComma: false },
  });
const sheet = (report: Report): string =>
  [...summarySheet('Summary', report).cells!.values()].map(({ value }) => value).join('\n');

describe('the result against the service', () => {
  const withCounts = (praisedBlamed: number, blamedPraised: number): Report => {
    const n = praisedBlamed + blamedPraised + 20;
    return {
      ...richReport(),
      divergence: {
        praisedBlamed: proportion(praisedBlamed, n),
        blamedPraised: proportion(blamedPraised, n),
        counts: { praisedBlamed, blamedPraised, bothPositive: 20, bothNegative: 0, even: 0 },
        n,
        examples: { praisedBlamed: [], blamedPraised: [] },
      },
    };
  };
  const GREAT = "Great care wasn't enough";
  const NEUTRAL = 'The result against the service';

  it.each([
    [12, 3, GREAT],
    [3, 12, NEUTRAL],
    [5, 5, NEUTRAL],
    [0, 0, NEUTRAL],
  ])('%i against %i stands under %s, in every format', (praisedBlamed, blamedPraised, title) => {
    const report = withCounts(praisedBlamed, blamedPraised);
    const other = title === GREAT ? NEUTRAL : GREAT;
    for (const depth of [GLANCE, FULL]) {
      const headings = outlineReport(report, depth).filter(({ kind }) => kind === 'heading');
      expect(said(headings)).toContain(title);
      expect(said(headings)).not.toContain(other);
    }
    expect(/id="summary-head">([^<]*)</.exec(page(report))![1]!.replace('&#39;', "'")).toBe(title);
    expect(sheet(report)).toContain(title);
    expect(sheet(report).split('\n')).not.toContain(other);
  });

  it('says neither of fewer reviews than may be told of', () => {
    const report = smallReport();
    report.divergence = { ...report.divergence, n: 3 };
    expect(parts.divergenceTitle(report)).toBe(NEUTRAL);
  });

  it('colours the field of the page only where somebody is in it, and names it as the heading does', () => {
    const pictured = (report: Report) =>
      /<svg[^>]*aria-labelledby="quadrants[\s\S]*?<\/svg>/.exec(page(report))![0];
    const says = (report: Report) => {
      const picture = pictured(report);
      return [picture.includes('field parted'), /great care wasn/.test(picture)];
    };
    expect(says(withCounts(12, 3))).toEqual([true, true]);
    expect(says(withCounts(3, 12))).toEqual([true, false]);
    expect(says(withCounts(0, 12))).toEqual([false, false]);
  });
});

describe('reviews that speak of harm', () => {
  it('are named before everything else, in every format, with a link on the page', () => {
    const report = richReport();
    const words = '1,003 reviews speak of harm: read them first';
    const [, second] = outlineReport(report, GLANCE);
    expect(said([second!])).toBe(`${words}.`);
    const link = `<a href="#safety">${words}</a>`;
    expect(page(report).replaceAll('\u00A0', ' ').includes(link)).toBe(true);
    expect(sheet(report)).toContain(`${words}, in the sheet Safety.`);
  });

  it('are one, or none', () => {
    const report = richReport();
    expect(parts.harmInShort({ safety: { ...report.safety, reviews: 1 } })).toBe(
      '1\u00A0review speaks of harm: read it first',
    );
    expect(parts.harmInShort({ safety: { ...report.safety, reviews: 0 } })).toBeNull();
    expect(said(outlineReport(smallReport(), FULL))).not.toContain('of harm');
  });

  it('are found by their record, which is no line', () => {
    const blocks = parts.safety(richReport(), { safetyRows: 9, quoteLength: 400 });
    const quotes = blocks.flatMap((block) => (block.kind === 'quotes' ? block.quotes : []));
    expect(quotes.map(({ source }) => source).join('\n')).toContain(
      'North, spring clinic 東京.csv, record 77',
    );
    expect(said(parts.leftOut(richReport(), FULL))).toContain(
      'spring clinic 東京.csv, record 17: rating "banana" is',
    );
  });
});

describe('trends', () => {
  const month = (period: string, n: number, partial = false): TrendRow => ({
    ...richReport().trend!.rows[0]!,
    period,
    partial,
    service: score(n, 0),
  });
  const withService = (rows: TrendRow[]): Report => {
    const report = richReport();
    const finding = {
      ...report.trend!.findings.find(({ card }) => card === 'service')!,
      verdict: 'falling' as const,
      change: -30,
      periods: rows.filter(({ partial, service }) => !partial && service.n >= 5).length,
    };
    return { ...report, trend: { ...report.trend!, rows, findings: [finding] } };
  };

  it('say the time that lies between the first and the last period tested, not how many were', () => {
    const rows = [
      month('2023-01', 2),
      month('2023-02', 20),
      month('2024-05', 20),
      month('2025-01', 20),
      month('2025-11', 20),
      month('2025-12', 20, true),
    ];
    for (const depth of [GLANCE, FULL]) {
      const blocks = parts.trend(withService(rows), depth);
      const table = blocks.flatMap((block) => (block.kind === 'table' ? block.rows.flat() : []));
      const cells = table
        .flatMap((cell) => (Array.isArray(cell) ? cell.map(({ text }) => text) : []))
        .join('');
      expect(said(blocks) + cells.replaceAll('\u00A0', ' ')).toContain(
        'falling, −30 points from 2023-02 to 2025-11',
      );
      expect(said(blocks)).not.toContain('are in the test');
    }
  });

  it('say so where a period is tested that has no score to draw', () => {
    const rows = [month('2025-01', 20), month('2025-02', 7), month('2025-03', 20), month('2025-04', 20)];
    for (const depth of [GLANCE, FULL]) {
      expect(said(parts.trend(withService(rows), depth))).toContain(
        'Months in which 5 to 9 reviews speak of it are in the test, though too few for a score.',
      );
    }
  });
});

describe('the mean of ratings', () => {
  const row = (counts: [position: number, count: number][], column: string | null = null): RatingRow => ({
    ...richReport().ratings[0]!,
    column,
    n: counts.reduce((sum, [, n]) => sum + n, 0),
    mean: 3,
    histogram: counts.map(([position, count]) => ({ value: String(position), position, count })),
  });
  const five = (...counts: number[]) => row(counts.map((count, i) => [i / 4, count]));

  it.each([
    ['a J', five(48, 12, 15, 35, 310), true],
    ['a U', five(40, 5, 5, 5, 40), true],
    ['ends beside ratings that nobody gave', row([[0, 20], [0.5, 3], [1, 40]]), true], // biome-ignore format: one line a case
    ['a slope to the best', five(2, 3, 10, 30, 90), false],
    ['all alike', five(20, 20, 20, 20, 20), false],
    ['the middle', five(10, 20, 60, 20, 10), false],
    ['ends that hold less than half', five(20, 10, 30, 10, 25), false],
    ['one rating alone', row([[1, 40]]), false],
    ['two ratings, with nothing between them', row([[0, 20], [1, 40]]), false], // biome-ignore format: one line a case
  ])('%s: both ends is said only where it is so', (_, rating, piles) => {
    expect(said(parts.ratings([rating])).includes('pile up at both ends')).toBe(piles);
    expect(said(parts.ratings([rating]))).toContain('Mean: 3.00.');
  });

  it('says why a worst word that nobody chose has no share', () => {
    const few = row([[0.25, 15], [1, 25]]); // biome-ignore format: one line a case
    const unknown = { ...few, bottom: { share: null, low: null, high: null, count: 0, n: 0 } };
    const words = said(parts.ratings([unknown])).replaceAll('\u00A0', ' ');
    expect(words).toContain('Worst –: nobody chose the lowest word of such scales, and it may not have been offered; the lowest chosen is 0.25, 15 of 40.'); // biome-ignore format: one line
    expect(said(parts.ratings([five(2, 3, 10, 30, 90)]))).not.toContain('offered');
  });

  it('names the scales it is true of', () => {
    const [plain, staff] = [five(20, 20, 20, 20, 20), { ...five(40, 5, 5, 5, 40), column: 'Staff' }];
    expect(said(parts.ratings([plain, staff]))).toContain('Ratings of Staff (1-5) pile up at both ends');
  });

  it('is not all: that there are no ratings is said as well', () => {
    const report = { ...richReport(), ratings: [] };
    expect(said(parts.leftOut(report, FULL))).toContain(
      'Ratings: none were found; if a column holds them, name it with --map rating=COLUMN.',
    );
    expect(said(parts.leftOut(richReport(), FULL))).not.toContain('Ratings: none');
  });
});

describe('groups that differ', () => {
  it('have their own score and number beside that of the others', () => {
    const report = richReport();
    const section = report.groups[0]!;
    const low = { ...groupRow('Harbour', 190), comparison: section.rows[0]!.comparison, themes: [] };
    low.service = score(60, 60);
    const blocks = parts.groups({ ...section, rows: [low] }, report, GLANCE);
    expect(said(blocks)).toContain(
      'Harbour: Service 22 points lower than all others (−35 to −9): 50 (n 120) against 72 (n 240)',
    );
  });
});

describe('cards', () => {
  it('say what they hold that a theme of the same name does not, and what the errors mean', () => {
    const note = said([parts.cardNote(richReport())]);
    expect(note).toMatch(
      /Outcome holds the themes outcome.* and pain, Service all \d+ service themes; a theme of the same name/,
    );
    expect(note).toContain("With the model's own errors: where the score could lie");
    expect(said([parts.cardNote(smallReport())])).not.toContain('own errors');
  });
});

describe('phrases that could be read otherwise', () => {
  const withRows = (...changes: number[]): Report => {
    const report = richReport();
    const [row] = report.contested.rows;
    const rows = changes.map((service, i) => ({
      ...row!,
      name: `phrase ${i}`,
      change: { clinicalOutcome: null, clinicalSkill: 0, service },
    }));
    return { ...report, contested: { ...report.contested, rows } };
  };

  it('are shown where they would move a score, and counted where not', () => {
    const blocks = parts.contested(withRows(0, -1.2, 0.4, 0), FULL);
    const table = blocks.find((block) => block.kind === 'table');
    expect(table?.kind === 'table' && table.rows).toHaveLength(1);
    expect(said(blocks)).toContain(
      '3 more phrases could be read otherwise; by any of them no score would move by a point.',
    );
    expect(said(parts.contested(withRows(2), FULL))).not.toContain('no score would move');
  });

  it('are one sentence where none would', () => {
    const blocks = parts.contested(withRows(0.2), FULL);
    expect(blocks.map(({ kind }) => kind)).toEqual(['heading', 'paragraph']);
    expect(said(blocks)).toContain('1 phrase could be read otherwise; by it no score would move by a point.');
    expect(parts.contested(withRows(), FULL)).toEqual([]);
  });
});
