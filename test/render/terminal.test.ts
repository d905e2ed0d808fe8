import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { renderTerminal } from '../../src/render/terminal.js';
import type { RenderOptions, Report } from '../../src/types.js';
import {
  emptyReport,
  groupRow,
  HOSTILE,
  proportion,
  quote,
  richReport,
  score,
  smallReport,
  themeRow,
} from './sample-report.js';

function draw(report: Report, options: Partial<RenderOptions> = {}): string {
  return renderTerminal(report, {
    width: 80,
    colour: false,
    unicode: true,
    table: 'themes',
    csv: { bom: false, decimalComma: false },
    ...options,
  });
}

function widest(text: string): number {
  return Math.max(...text.split('\n').map((line) => stringWidth(line)));
}

/** The lines from a heading up to the next empty line. */
function section(text: string, heading: string): string {
  const from = text.indexOf(`\n${heading}`);
  expect(from, `no section ${heading}`).toBeGreaterThan(-1);
  return text.slice(from + 1, text.indexOf('\n\n', from + 1));
}

describe('width', () => {
  const name = fc.oneof(
    fc.string({ unit: 'binary', minLength: 1, maxLength: 120 }),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }),
    fc.string({
      unit: fc.constantFrom('a', ' ', '日', '👩‍⚕️', '🇩🇪', 'ก็', 'é', 'ש'),
      minLength: 1,
      maxLength: 90,
    }),
    fc.constant(HOSTILE),
  );

  it('fits 80 to 200 columns whatever the groups, themes and quotes are called', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 80, max: 200 }),
        fc.array(fc.tuple(name, fc.oneof(fc.nat(60), fc.nat(20_000_000))), { minLength: 1, maxLength: 6 }),
        fc.boolean(),
        fc.boolean(),
        (width, names, colour, unicode) => {
          const report = richReport();
          report.groups[0]!.rows = names.map(([group, reviews]) => groupRow(group, reviews));
          report.groups[0]!.by = names[0]![0];
          report.service.themes.push(
            ...names.map(([theme, n]) =>
              themeRow(theme, 'service', [n, n % 7, 1], { negative: [quote(theme, `«${theme}» ${theme}`)] }),
            ),
          );
          report.input.files[0]!.file = names[0]![0];
          report.commitments[0]!.themes = names.map(([theme]) => theme);
          report.ratings[0]!.column = names[0]![0];
          expect(widest(draw(report, { width, colour, unicode }))).toBeLessThanOrEqual(width);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('lays out for at most 120 columns', () => {
    expect(draw(richReport(), { width: 200 })).toBe(draw(richReport(), { width: 120 }));
  });

  it('draws tables whose columns stand under one another with wide letters too', () => {
    const report = richReport();
    report.groups[0]!.rows = ['Plain', '大阪', '👩‍⚕️ clinic', 'ก็ดี'].map((group) => groupRow(group, 200));
    const rows = section(draw(report), 'BY LOCATION')
      .split('\n')
      .filter((line) => line.includes(' 200 '));
    expect(rows).toHaveLength(4);
    const places = rows.map((row) => stringWidth(row.slice(0, row.indexOf(' 200 '))));
    expect(new Set(places).size).toBe(1);
  });
});

describe('safety', () => {
  it('lets no control character, escape or bidi override through', () => {
    for (const report of [richReport(), smallReport(), emptyReport()]) {
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
      expect(draw(report)).not.toMatch(/[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/);
    }
  });

  it('uses colour only when told so, whatever the environment says', () => {
    expect(draw(richReport(), { colour: false })).not.toContain('\u001b[');
    const coloured = draw(richReport(), { colour: true });
    expect(coloured).toContain('\u001b[');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the colour codes are what is taken out
    expect(coloured.replace(/\u001b\[\d+m/g, '')).not.toContain('\u001b');
  });

  it('is ASCII alone when told so', () => {
    expect(draw(richReport(), { unicode: false })).toMatch(/^[\x20-\x7E\n]+$/);
  });

  it('ends with one line end and has no spaces at line ends', () => {
    const text = draw(richReport());
    expect(text.endsWith('\n')).toBe(true);
    expect(text).not.toMatch(/ \n/);
    expect(text).not.toMatch(/\n\n\n/);
  });
});

describe('what it says', () => {
  const words = (text: string) => text.replace(/\s+/g, ' ');

  it('begins with the divergence finding, in words, before any score', () => {
    const text = words(draw(richReport()));
    const finding = text.indexOf(
      'Of 412 reviews that speak of both the clinical result and the service, 61 (15 %, 12–19 %) praise the result and blame the service. The reverse, service praised and result blamed: 9 (2 %, 1–4 %).',
    );
    expect(finding).toBeGreaterThan(-1);
    expect(finding).toBeLessThan(text.indexOf('CLINICAL'));
  });

  it('says so where nothing could be compared though it was asked for', () => {
    const text = words(draw({ ...richReport(), comparison: null, notCompared: 'no-complete-periods' }));
    expect(text).toContain('THEN AND NOW Nothing to compare: the reviews fill no two complete periods.');
    expect(words(draw({ ...richReport(), comparison: null }))).not.toContain('THEN AND NOW');
  });

  it('shows the first finding and both cards within 45 lines of 80 columns', () => {
    const screen = draw({ ...richReport(), comparison: null })
      .split('\n')
      .slice(0, 45)
      .join('\n');
    expect(screen).toContain('Outcome  82  (76–87)');
    expect(screen).toContain('Skill    89  (84–92)');
    expect(screen).toContain('Service  62  (57–67)');
    expect(screen).toContain('└');
  });

  it('explains a change that is none although its interval leaves out 0', () => {
    const explained = /Beside an interval without 0: among so many comparisons chance alone may make one/;
    const report = richReport();
    expect(words(draw(report))).not.toMatch(explained);
    const { clinicalOutcome } = report.comparison!.cards;
    Object.assign(clinicalOutcome, { low: 0.4, high: 20.1 });
    expect(words(draw(report))).toMatch(explained);
  });

  it('says that ratings do not measure clinical quality', () => {
    expect(words(draw(richReport(), { width: 120 }))).toContain(
      'Online ratings do not measure clinical quality',
    );
  });

  it('marks evidence by signs without colour and by style with it', () => {
    expect(draw(richReport())).toContain('«exactly as I had hoped»');
    expect(draw(richReport(), { unicode: false })).toContain('*exactly as I had hoped*');
    const coloured = draw(richReport(), { colour: true });
    expect(coloured).not.toContain('«exactly');
    expect(coloured).toContain('\u001b[4mexactly as I had hoped\u001b[24m');
  });

  it('draws nobody as a dash and never as 0', () => {
    const report = smallReport();
    const text = draw(report);
    expect(text).toContain('Skill    – nobody said');
    expect(text).not.toMatch(/Skill\s+0/);
    expect(section(draw(richReport()), 'SERVICE THEMES')).toMatch(/^ {2}time +2 +– +– +– +0$/m);
  });

  it('draws a score of 0 as 0, unlike nobody', () => {
    const report = smallReport();
    report.service.score = score(0, 40);
    expect(draw(report)).toMatch(/Service {2}0 {2}\(0–9\) +n 40/);
  });

  it('keeps to the floors: counts alone below 10, provisional below 30', () => {
    const themes = section(draw(richReport()), 'SERVICE THEMES');
    expect(themes).toMatch(/^ {2}amenities +3 +– +– +– +3$/m);
    expect(themes).toMatch(/^ {2}billing +26 .* ~25 /m);
    expect(themes).toMatch(/^ {2}staff +171 .* 73 /m);
    expect(themes).toContain('~ provisional: fewer than 30 reviews.');
  });

  it('says what took no side, and why it has no score', () => {
    const report = richReport();
    const { skill } = report.clinical;
    expect(draw(report)).not.toContain('took no side');
    Object.assign(skill, { ...score(0, 0, 0, 80) });
    report.service.themes = [themeRow('staff', 'service', [0, 0, 0, 80])];
    expect(draw(report)).toContain('Skill    – 80 reviews took no side');
    const themes = section(draw(report), 'SERVICE THEMES');
    expect(themes).toContain('Score –: fewer than 10 reviews praise or blame it.');
    report.clinical.themes = [];
    expect(section(draw(report), 'SERVICE THEMES')).not.toContain('no percentage');
  });

  it('has the shares of complaints of all reviews, and of those that judge', () => {
    const report = richReport();
    report.service.priorities = [
      {
        theme: 'staff',
        often: proportion(80, 80),
        negative: proportion(20, 40),
        complaints: proportion(20, 80),
        meaning: 'watch',
      },
    ];
    report.clinical.priorities = [];
    const look = draw(report);
    expect(look).toMatch(/Theme +Complain +95 % +Mention it +of those judging +Means/);
    expect(look).toMatch(/staff +25 % +17–35 % +100 % +50 % +watch/);
  });

  it('explains “too few to say” only where it stands', () => {
    const report = richReport();
    const row = (theme: string, complaints: number, meaning: 'watch' | 'too-few') => ({
      theme,
      often: proportion(80, 640),
      negative: proportion(complaints, 80),
      complaints: proportion(complaints, 640),
      meaning,
    });
    report.clinical.priorities = [row('outcome', 30, 'watch'), row('pain', 0, 'too-few')];
    report.service.priorities = [];
    expect(draw(report)).not.toContain('Too few to say');
    report.clinical.priorities.push(row('skill', 20, 'too-few'));
    expect(words(draw(report))).toContain('Too few to say: fewer than 30 reviews judge it.');
  });

  it('calls no example the widest: those that are sure come first', () => {
    const text = draw(richReport());
    expect(text).toMatch(/^ {2}For example, review HP-0042/m);
    expect(text).not.toMatch(/widest/i);
  });

  it('says of reviews that are even all that it may be', () => {
    expect(words(draw(richReport()))).toMatch(
      /\d+ are even on one or both \(as much praise as blame, or neither\)/,
    );
  });

  it('says that the json format keeps the counts of small groups', () => {
    expect(words(draw(richReport()))).toMatch(
      /Groups [\d,]+ groups? with fewer than 5 reviews: (its|their) number alone, save in the json format/,
    );
  });

  it('counts one review as one', () => {
    const report = { ...richReport(), reviews: 1 };
    const comparison = report.comparison!;
    report.comparison = { ...comparison, kind: 'added', after: { ...comparison.after, reviews: 1 } };
    const text = words(draw(report));
    expect(text).toMatch(/1 review was added to the [\d,]+ reviews of/);
    expect(text).toContain('of 1 review in all');
    expect(text).not.toMatch(/\b1 reviews/);
  });

  it('takes a decimal more where rounded numbers would contradict one another', () => {
    const report = richReport();
    const { service } = report.comparison!.cards;
    Object.assign(service, { before: 55.71, after: 42.24, difference: -13.47, beforeN: 90, afterN: 90 });
    expect(draw(report)).toMatch(/Service +55\.7 +42\.2 +−13\.5 /);
    Object.assign(service, { before: 55.71, after: 43.24, difference: -12.47 });
    expect(draw(report)).toMatch(/Service +55\.7 +43\.2 +−12\.5 /);
    Object.assign(service, { before: 72.2, after: 81.4, difference: 9.2 });
    expect(draw(report)).toMatch(/Service +72 +81 +\+9 /);
  });

  it('moves a score by a contested phrase to where it says it would stand', () => {
    const report = richReport();
    report.clinical.outcome = { ...score(156, 30, 12), value: 76.26, low: 70, high: 82 } as never;
    const [row] = report.contested.rows;
    report.contested.rows = [{ ...row!, change: { clinicalOutcome: -0.6, clinicalSkill: 0, service: 0 } }];
    report.contested.bands = {
      clinicalOutcome: { low: 75.66, high: 76.26 },
      clinicalSkill: null,
      service: null,
    };
    const text = section(draw(report), 'PHRASES THAT COULD BE READ OTHERWISE');
    expect(text).toContain('−0.6');
    expect(words(text)).toContain('Outcome 75.7–76.3.');
  });

  it('hides groups below the floor and says how many', () => {
    const groups = section(draw(richReport()), 'BY LOCATION');
    expect(groups).not.toContain('Tiny');
    expect(words(groups)).toContain('Not shown: 1 group with fewer than 5 reviews (3 reviews).');
  });

  it('tells groups with few reviews from those without any that was read', () => {
    const report = richReport();
    const locations = report.groups.find(({ by }) => by === 'location')!;
    locations.rows.push(groupRow('Stars alone', 0));
    const groups = words(section(draw(report), 'BY LOCATION'));
    expect(groups).toContain('Not shown: 1 group with fewer than 5 reviews (3 reviews).');
    expect(groups).toContain('1 more group without a review that could be read.');
  });

  it('explains no sign of a table whose groups are all hidden', () => {
    const report = richReport();
    const locations = report.groups.find(({ by }) => by === 'location')!;
    locations.rows = locations.rows.map((row) => ({ ...row, reviews: 4 }));
    const groups = words(section(draw(report), 'BY LOCATION'));
    expect(groups).toContain(`Not shown: ${locations.rows.length} groups with fewer than 5 reviews`);
    expect(groups).not.toMatch(/provisional|no score/);
  });

  it('marks a period that is covered in part', () => {
    const quarters = section(draw(richReport()), 'BY QUARTER');
    expect(quarters).toContain('2026-Q4*');
    expect(quarters).toContain('* the data covers only part of this period.');
  });

  it('says how far a trend goes only where there is one', () => {
    const trend = section(draw(richReport()), 'BY MONTH');
    expect(trend).toMatch(/Outcome .* no detectable trend from 2025-07 to 2026-11$/m);
    expect(trend).toMatch(/Service .* falling, −31 points from 2025-07 to 2026-11$/m);
    expect(trend).toMatch(/Skill .* too few complete periods to test$/m);
    expect(trend).toContain('· fewer than 10 reviews.');
  });

  it('raises a banner when many sentences have no theme', () => {
    expect(draw(richReport())).toContain('! In 28 % of the sentences no theme was found.');
    expect(draw(smallReport())).not.toContain('no theme was found');
  });

  it('never adds the axes up', () => {
    expect(draw(richReport()).toLowerCase()).not.toMatch(/overall score|total score|combined/);
  });

  it('says so when there is nothing', () => {
    expect(draw(emptyReport())).toContain('The input holds no records, so there is nothing to say.');
  });

  it.each([
    [{ withoutText: 3 }, 'none is a review with words to read,'],
    [{ otherLanguage: 3 }, 'none is a review in a language that is read here,'],
    [{ withoutText: 1, outsidePeriod: 2 }, 'none is a review of the period asked for,'],
  ])('says why nothing is left: %o', (left, words) => {
    const report = emptyReport();
    Object.assign(report.input.ledger, { records: 3, ...left });
    expect(draw(report).replace(/\s+/g, ' ')).toContain(words);
  });
});
