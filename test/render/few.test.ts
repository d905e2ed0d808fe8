import { readXlsx } from 'hucre/xlsx';
import { describe, expect, it } from 'vitest';
import { renderers, renderWorkbook } from '../../src/render/index.js';
import type { Renderer, Report, ThemeRow } from '../../src/types.js';
import {
  groupRow,
  OPTIONS,
  proportion,
  richReport,
  score,
  smallReport,
  stances,
  themeRow,
} from './sample-report.js';

/** What three or four reviews say, on everything that has counts: praise and blame change places with `turned`. */
function reportOfFew(turned: boolean): Report {
  const [praise, blame] = turned ? [1, 2] : [2, 1];
  const rich = richReport();
  const small = smallReport();
  const few = score(praise, blame, 1);
  const [rated] = rich.ratingsAgainstText.rows;
  const theme = (name: string, axis: 'clinical' | 'service' | 'general') =>
    themeRow(name, axis, [praise, blame, 1]);
  // mentioned by seven, judged by four: its quotes stand on the page
  const { quotes } = rich.service.themes.find(({ quotes }) => quotes.negative.length > 0)!;
  const judgedByFew: ThemeRow = { ...themeRow('waiting', 'service', [praise, blame, 1, 3]), quotes };
  return {
    ...small,
    divergence: {
      ...small.divergence,
      praisedBlamed: proportion(praise, 4),
      blamedPraised: proportion(blame, 4),
      counts: { praisedBlamed: praise, blamedPraised: blame, bothPositive: 1, bothNegative: 0, even: 0 },
      n: 4,
    },
    clinical: { ...small.clinical, outcome: few, skill: few, themes: [theme('outcome', 'clinical')] },
    service: { ...small.service, score: few, themes: [theme('staff', 'service'), judgedByFew] },
    general: { stances: stances(praise, blame, 1), themes: [theme('overall', 'general')] },
    commitments: small.commitments.map((row) => ({ ...row, mentions: 4, score: few })),
    groups: [
      {
        ...rich.groups[0]!,
        rows: [
          groupRow('Northgate', 20, {
            clinicalOutcome: few,
            clinicalSkill: few,
            service: few,
            general: stances(praise, blame, 1),
            divergence: proportion(praise, 4),
            themes: [{ ...groupRow('', 20).themes[0]!, mentions: 4, score: few }],
          }),
        ],
      },
    ],
    ratingsAgainstText: {
      rows: [
        {
          ...rated!,
          bestComplaining: proportion(praise, 4),
          bestClinical: proportion(praise, 4),
          bestService: proportion(blame, 4),
          clinicalThemes: [{ theme: 'pain', reviews: praise }],
          serviceThemes: [{ theme: 'staff', reviews: blame }],
          worstSilent: proportion(praise, 4),
        },
      ],
      examples: rich.ratingsAgainstText.examples,
    },
  };
}

describe('of one to four reviews their number alone is told', () => {
  const { json: _, ...others } = renderers;
  const outputs = [
    ...Object.entries(others).map(([name, format]) => [name, format, OPTIONS] as const),
    ['csv of groups', renderers.csv, { ...OPTIONS, table: 'groups' }] as const,
  ];

  it.each(outputs)('%s', async (_name, format, options) => {
    const render: Renderer = await format.load();
    expect(render(reportOfFew(true), options)).toEqual(render(reportOfFew(false), options));
  });

  it('the workbook', async () => {
    const cells = async (turned: boolean) => {
      const { sheets } = await readXlsx((await renderWorkbook(reportOfFew(turned))) as Uint8Array);
      return sheets.map(({ name, rows }) => [name, rows]);
    };
    expect(await cells(true)).toEqual(await cells(false));
  });

  it('and that number is told', async () => {
    const render: Renderer = await renderers.plain.load();
    const text = String(render(reportOfFew(false), OPTIONS));
    for (const key of [
      'service.n',
      'theme.staff.reviews',
      'general-remarks.n',
      'divergence.praised-blamed.n',
    ])
      expect(text).toContain(`\n${key}\t4\n`);
    expect(text).not.toMatch(/^(service|theme\.staff|general-remarks)\.positive/m);
  });

  it('json keeps the counts, for later reports are compared with them', async () => {
    const render: Renderer = await renderers.json.load();
    expect(JSON.parse(String(render(reportOfFew(false), OPTIONS))).service.score.counts.positive).toBe(2);
  });
});
