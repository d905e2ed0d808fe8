/**
 * Reports made by hand for the renderers: one with everything in it (all floors, partial periods, wide glyphs, hostile
 * text), one with hardly anything, one of an empty file. Typed, so that a change of `Report` shows here first.
 */
import type {
  Axis,
  Card,
  Commitment,
  Comparison,
  GroupRow,
  JudgedChange,
  Proportion,
  RatingRow,
  RenderOptions,
  Report,
  ReportComparison,
  ReportQuote,
  Score,
  SpokenChange,
  Stances,
  ThemeRow,
} from '../../src/types.js';

/** What a renderer is told where a test says nothing else. */
export const OPTIONS: RenderOptions = {
  width: 80,
  colour: false,
  unicode: true,
  table: 'themes',
  csv: { bom: false, decimalComma: false },
};

export const FLOORS = { hidden: 5, percentage: 10, ranked: 30 };

/** What a hostile reviewer might write; every renderer has to survive it. */
export const HOSTILE =
  '\u001b[31mred\u001b[0m\u0007 <script>alert(1)</script> | `code` [click](javascript:alert(1)) ![x](http://evil.example/x.png)\r\n# heading\r\n- item \u202Etxet desrever\u202C =HYPERLINK("http://evil.example") @someone #12 www.evil.example \u0000\u009b2J &lt;b&gt; $x$ ~~no~~ __dunder__';

const Z2 = 1.959963984540054 ** 2;

function wilson(hits: number, n: number): { low: number; high: number } {
  const p = hits / n;
  const middle = (p + Z2 / (2 * n)) / (1 + Z2 / n);
  const half = (Math.sqrt(Z2) * Math.sqrt((p * (1 - p)) / n + Z2 / (4 * n * n))) / (1 + Z2 / n);
  return { low: Math.max(0, middle - half), high: Math.min(1, middle + half) };
}

const tenth = (x: number) => Math.round(x * 10) / 10;

export function stances(positive: number, negative: number, mixed = 0, neutral = 0): Stances {
  return { positive, negative, mixed, neutral };
}

export function score(positive: number, negative: number, mixed = 0, neutral = 0): Score {
  const counts = stances(positive, negative, mixed, neutral);
  const n = positive + negative + mixed;
  if (n === 0) return { value: null, n, counts };
  if (n < FLOORS.percentage) return { value: null, n, counts, reason: 'below-floor' };
  const hits = positive + mixed / 2;
  const { low, high } = wilson(hits, n);
  return {
    value: tenth((100 * hits) / n),
    low: tenth(100 * low),
    high: tenth(100 * high),
    n,
    counts,
    provisional: n < FLOORS.ranked,
  };
}

export function proportion(count: number, n: number): Proportion {
  if (n < FLOORS.percentage) return { share: null, low: null, high: null, count, n };
  return { share: count / n, ...wilson(count, n), count, n };
}

/** `«…»` in the text become evidence. */
export function quote(id: string, marked: string, date: string | null = '2026-03-04'): ReportQuote {
  const evidence: { start: number; end: number }[] = [];
  let text = '';
  for (const part of marked.split(/(«[^»]*»)/)) {
    if (part.startsWith('«')) evidence.push({ start: text.length, end: text.length + part.length - 2 });
    text += part.replace(/[«»]/g, '');
  }
  return { id, date, passage: 'Review', text, evidence, groups: {} };
}

function stance(theme: string, polarity: 'positive' | 'negative', marked: string) {
  const { text, evidence } = quote('', marked);
  return { theme, polarity, text, evidence };
}

interface ThemeMaking {
  card?: Card | null;
  commitment?: Commitment | null;
  negative?: ReportQuote[];
  positive?: ReportQuote[];
  modelled?: boolean;
}

export function themeRow(
  theme: string,
  axis: Axis,
  counts: [number, number, number?, number?],
  making: ThemeMaking = {},
): ThemeRow {
  const [positive, negative, mixed = 0, neutral = 0] = counts;
  const mentions = positive + negative + mixed + neutral;
  return {
    theme,
    axis,
    card: making.card ?? null,
    commitment: making.commitment ?? null,
    definition: `What is said of ${theme}.`,
    mentions,
    score: score(positive, negative, mixed, neutral),
    positive: proportion(positive, mentions),
    negative: proportion(negative, mentions),
    mixed: proportion(mixed, mentions),
    quotes: { positive: making.positive ?? [], negative: making.negative ?? [] },
    measured: { precision: 0.8, recall: 0.75, n: 120 },
    modelled: making.modelled ?? true,
  };
}

const NOT_COMPARED: Comparison = {
  difference: null,
  low: null,
  high: null,
  restN: 0,
  p: null,
  verdict: 'not-compared',
  detectable: null,
};

const compared = (
  verdict: Comparison['verdict'],
  difference: number,
  low: number,
  high: number,
): Comparison => ({
  difference,
  low,
  high,
  restN: 240,
  p: verdict === 'no-detectable-difference' ? 0.31 : 0.001,
  verdict,
  detectable: { higher: 11, lower: 14 },
});

export function groupRow(group: string, reviews: number, making: Partial<GroupRow> = {}): GroupRow {
  const part = (share: number) => Math.round(reviews * share);
  return {
    group,
    partial: false,
    reviews,
    clinicalOutcome: score(part(0.42), part(0.08), part(0.03)),
    clinicalSkill: score(part(0.5), part(0.05), part(0.02)),
    service: score(part(0.5), part(0.3), part(0.12), part(0.02)),
    general: stances(part(0.4), part(0.1), part(0.02)),
    divergence: proportion(part(0.09), part(0.55)),
    comparison: { clinicalOutcome: NOT_COMPARED, clinicalSkill: NOT_COMPARED, service: NOT_COMPARED },
    themes: [
      { theme: 'waiting', mentions: part(0.3), score: score(part(0.1), part(0.2)), comparison: NOT_COMPARED },
    ],
    ratings: [],
    ...making,
  };
}

function rating(column: string | null, scale: string, counts: [string, number][]): RatingRow {
  const n = counts.reduce((sum, [, c]) => sum + c, 0);
  const [worst, best] = [counts[0]!, counts.at(-1)!];
  const mean = counts.reduce((sum, [value, c]) => sum + Number(value) * c, 0) / n;
  return {
    column,
    scale,
    n,
    top: proportion(best[1], n),
    topBox: best[0],
    bottom: proportion(worst[1], n),
    bottomBox: worst[0],
    mean: n < FLOORS.percentage || Number.isNaN(mean) ? null : Math.round(mean * 100) / 100,
    histogram: counts.map(([value, c], i) => ({ value, position: i / (counts.length - 1), count: c })),
  };
}

const MONTHS = Array.from({ length: 18 }, (_, i) => {
  const month = 6 + i;
  return `${2025 + Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, '0')}`;
});

/** Everything at once. */
export function richReport(): Report {
  const outcome = score(156, 30, 12, 3);
  const skill = score(210, 21, 14);
  const service = score(205, 112, 58, 4);
  return {
    schema: 'reviewscan.report',
    schemaVersion: 2,
    tool: { name: 'reviewscan', version: '0.1.0' },
    input: {
      files: [
        {
          kind: 'reviews',
          file: 'spring clinic 東京.csv',
          format: 'csv',
          encoding: 'utf-8',
          delimiter: ',',
          headerRow: 1,
          recordsPath: null,
          columns: [
            { field: 'text', column: 'Review', index: 3, why: 'both', confidence: 0.97 },
            { field: 'rating', column: 'Stars | out of 5', index: 2, why: 'header', confidence: 0.9 },
            { field: 'date', column: 'Date', index: 1, why: 'both', confidence: 0.99 },
            { field: 'location', column: 'Clinic', index: 5, why: 'map', confidence: 1 },
            { field: 'subRating', column: 'Staff rating', index: 7, why: 'values', confidence: 0.8 },
            { field: 'reviewer', column: 'Name', index: 6, why: 'header', confidence: 0.9 },
          ],
          headers: ['id', 'Date', 'Stars | out of 5', 'Review', 'x', 'Clinic', 'Name', 'Staff rating'],
          ratingScale: { name: '1-5', min: 1, max: 5, reversed: false },
          dateFormat: 'D/M/Y',
          language: 'en',
        },
        {
          kind: 'survey',
          file: 'more.ndjson',
          format: 'ndjson',
          encoding: 'utf-8',
          delimiter: null,
          headerRow: 0,
          recordsPath: '',
          columns: [{ field: 'text', column: 'comment.text', index: 0, why: 'values', confidence: 0.8 }],
          headers: ['comment.text'],
          ratingScale: null,
          dateFormat: null,
          language: 'en',
        },
      ],
      stamp: '0123456789abcdef0123456789abcdef',
      ledger: {
        records: 471,
        unfolded: 2,
        used: 430,
        joined: 3,
        blank: 4,
        withoutText: 12,
        duplicate: 9,
        otherLanguage: 6,
        outsidePeriod: 0,
        problem: 9,
      },
      dates: { first: '2025-07-03', last: '2026-12-09', missing: 14 },
      since: '2025-07-01',
      until: null,
      asOf: '2026-12-09',
      languages: { en: 430, es: 5, 日本語: 1 },
      problems: {
        first: [
          {
            file: 'spring clinic 東京.csv',
            record: 17,
            line: 19,
            code: 'bad-rating',
            message: 'rating "banana" is not a number from 1 to 5; the rating was left out',
            fatal: false,
          },
          {
            file: 'more.ndjson',
            record: 3,
            line: 3,
            code: 'bad-json',
            message: 'not JSON; mend the line or remove it',
            fatal: true,
          },
        ],
        counts: { 'bad-rating': 1, 'bad-json': 9 },
      },
      by: ['location', 'quarter'],
      redacted: true,
    },
    taxonomy: { hash: 'fedcba98'.repeat(8), custom: true },
    reviews: 430,
    divergence: {
      praisedBlamed: proportion(61, 412),
      blamedPraised: proportion(9, 412),
      counts: { praisedBlamed: 61, blamedPraised: 9, bothPositive: 250, bothNegative: 52, even: 40 },
      n: 412,
      examples: {
        praisedBlamed: [
          {
            id: 'HP-0042',
            date: '2026-03-04',
            clinical: [stance('outcome', 'positive', 'My nose looks «exactly as I had hoped» for.')],
            service: [
              stance(
                'access',
                'negative',
                'I rang four times and «nobody ever picked up», and when I came in person the desk «had lost my booking».',
              ),
            ],
            themes: [
              { theme: 'outcome', polarity: 'positive' },
              { theme: 'access', polarity: 'negative' },
            ],
          },
          {
            id: 'evil|id`<b>',
            date: null,
            clinical: [stance('skill', 'positive', HOSTILE)],
            service: [stance('staff', 'negative', `«${HOSTILE}»`)],
            themes: [{ theme: 'skill', polarity: 'positive' }],
          },
        ],
        blamedPraised: [
          {
            id: 'HP-0311',
            date: '2026-01-20',
            clinical: [stance('complications', 'negative', 'The wound «got infected» twice.')],
            service: [stance('staff', 'positive', 'Everybody at the desk was «lovely» throughout.')],
            themes: [],
          },
        ],
      },
    },
    clinical: {
      outcome,
      outcomeBand: { low: 74.2, high: 88.9, precision: 0.83, recall: 0.79 },
      skill,
      skillBand: { low: 85, high: 95, precision: 0.85, recall: 0.84 },
      themes: [
        themeRow('outcome', 'clinical', [140, 22, 9, 2], {
          card: 'clinicalOutcome',
          positive: [quote('HP-0042', 'My nose looks «exactly as I had hoped» for.')],
          negative: [quote('HP-0107', 'A year on the scar is «worse than what I came in with».')],
        }),
        themeRow('complications', 'clinical', [4, 17, 1], {
          card: 'clinicalOutcome',
          negative: [quote('HP-0311', 'The wound «got infected» twice.', '2026-01-20')],
        }),
        themeRow('pain', 'clinical', [4, 3, 0, 1], { card: 'clinicalOutcome' }),
        themeRow('skill', 'clinical', [210, 21, 14], { card: 'clinicalSkill' }),
      ],
      priorities: [
        {
          theme: 'outcome',
          often: proportion(210, 640),
          negative: proportion(42, 200),
          complaints: proportion(42, 640),
          meaning: 'celebrate',
        },
      ],
      note: 'Online ratings do not measure clinical quality: they show no correlation with risk-adjusted mortality.',
    },
    service: {
      priorities: [
        {
          theme: 'waiting',
          often: proportion(96, 640),
          negative: proportion(64, 94),
          complaints: proportion(64, 640),
          meaning: 'improve',
        },
        {
          theme: 'amenities',
          often: proportion(6, 640),
          negative: proportion(2, 6),
          complaints: proportion(2, 640),
          meaning: 'too-few',
        },
      ],
      score: service,
      band: { low: 55, high: 70, precision: 0.88, recall: 0.86 },
      themes: [
        themeRow('staff', 'service', [120, 40, 11], {
          card: 'service',
          commitment: 'compassion',
          positive: [quote('HP-0200', 'The nurses were «so kind to my mother» 😊👩‍⚕️.')],
          negative: [quote('HP-0201', 'The woman at the desk «rolled her eyes at me».')],
        }),
        themeRow('waiting', 'service', [31, 61, 4], {
          card: 'service',
          commitment: 'time',
          negative: [
            quote('HP-0077', 'We «sat for an hour past our time» and «nobody said why».'),
            quote(
              'HP-0123',
              `I like the doctor, I really do, and I know that emergencies happen and that every practice has a bad day now and then, but when you book the first slot of the morning, pay for two hours of parking and are then «left in the corridor until after eleven» with a crying child while other people walk in and out, it stops being an accident and starts being how the place is run.`,
              '2025-11-30',
            ),
            quote('HP-0124', HOSTILE, null),
          ],
        }),
        themeRow('access', 'service', [18, 25, 2], {
          card: 'service',
          commitment: 'time',
          negative: [quote('HP-0042', 'I rang four times and «nobody ever picked up».')],
        }),
        themeRow('billing', 'service', [6, 19, 1], {
          card: 'service',
          commitment: 'trust',
          negative: [
            quote('HP-0090', 'The bill was «twice the quote»: 東京から来たのに «とても残念でした».'),
          ],
        }),
        themeRow('amenities', 'service', [3, 0], { card: 'service', commitment: 'value' }),
        themeRow('valet | parking', 'service', [9, 3, 0, 0], { card: 'service', modelled: false }),
        themeRow('comfort', 'service', [0, 0], { card: 'service', commitment: 'compassion' }),
        themeRow('facility', 'service', [0, 0], { card: 'service', commitment: 'environment' }),
        themeRow('time', 'service', [0, 0, 0, 2], { card: 'service', commitment: 'time' }),
      ],
    },
    general: {
      stances: stances(240, 45, 12, 1),
      themes: [themeRow('overall', 'general', [240, 45, 12, 1])],
    },
    commitments: [
      commitment('compassion', ['staff', 'compassion', 'comfort'], score(130, 42, 14)),
      commitment('environment', ['facility'], score(0, 0)),
      commitment('trust', ['trust', 'billing', 'administration'], score(12, 25, 2)),
      commitment('engagement', ['communication', 'follow-up'], score(2, 5)),
      commitment('time', ['waiting', 'time', 'access'], score(44, 80, 7)),
      commitment('value', ['amenities'], score(3, 0)),
    ],
    ratings: [
      rating(null, '1-5', [
        ['1', 48],
        ['2', 12],
        ['3', 15],
        ['4', 35],
        ['5', 310],
      ]),
      rating('Staff rating', '1-5', [
        ['1', 2],
        ['5', 5],
      ]),
    ],
    groups: [
      {
        by: 'location',
        fields: ['location'],
        sideBySide: false,
        coded: false,
        rows: [
          groupRow('Harbour', 190, {
            comparison: {
              clinicalOutcome: compared('no-detectable-difference', -3, -11, 6),
              clinicalSkill: compared('no-detectable-difference', 1, -6, 7),
              service: compared('lower', -22, -35, -9),
            },
            themes: [
              {
                theme: 'waiting',
                mentions: 60,
                score: score(12, 44, 4),
                comparison: compared('lower', -24, -38, -9),
              },
              {
                theme: 'billing',
                mentions: 8,
                score: score(2, 6),
                comparison: NOT_COMPARED,
              },
            ],
          }),
          groupRow('Northgate', 200, {
            comparison: {
              clinicalOutcome: compared('no-detectable-difference', 3, -6, 11),
              clinicalSkill: compared('no-detectable-difference', -1, -7, 6),
              service: compared('higher', 18, 7, 29),
            },
          }),
          groupRow('Riverside Centre for Cosmetic, Dental and Dermatological Care (second floor)', 31),
          groupRow('大阪クリニック 🏥', 8),
          groupRow(HOSTILE, 12),
          groupRow('Tiny', 3),
        ],
        suppressed: 1,
        withoutValue: 7,
        beyondCap: 0,
      },
      {
        by: 'quarter',
        fields: ['quarter'],
        sideBySide: false,
        coded: false,
        rows: [
          groupRow('2025-Q3', 80),
          groupRow('2025-Q4', 82),
          groupRow('2026-Q1', 74),
          groupRow('2026-Q2', 77),
          groupRow('2026-Q3', 4),
          groupRow('2026-Q4', 40, { partial: true }),
        ],
        suppressed: 1,
        withoutValue: 14,
        beyondCap: 0,
      },
    ],
    trend: {
      by: 'month',
      rows: MONTHS.map((period, i) => ({
        period,
        partial: i === MONTHS.length - 1,
        reviews: i === 5 ? 0 : 24,
        clinicalOutcome: i === 5 ? score(0, 0) : score(9 + (i % 3), 3),
        clinicalSkill: i === 5 ? score(0, 0) : score(12, i % 2),
        service: i === 5 ? score(0, 0) : score(18 - i, 4 + i),
        general: stances(3, 1),
      })),
      findings: [
        { card: 'clinicalOutcome', verdict: 'no-detectable-trend', periods: 16, n: 200, p: 0.4, change: 2 },
        { card: 'clinicalSkill', verdict: 'not-tested', periods: 3, n: 40, p: null, change: null },
        { card: 'service', verdict: 'falling', periods: 16, n: 352, p: 0.002, change: -31.4 },
      ],
      scrapeDate: false,
      withoutDate: 14,
    },
    ratingsAgainstText: {
      rows: [
        {
          scale: '1-5',
          best: '5',
          worst: '1',
          bestComplaining: proportion(61, 402),
          bestClinical: proportion(14, 402),
          bestService: proportion(52, 402),
          clinicalThemes: [{ theme: 'pain', reviews: 14 }],
          serviceThemes: [
            { theme: 'waiting', reviews: 40 },
            { theme: 'billing', reviews: 12 },
          ],
          worstSilent: proportion(3, 58),
        },
      ],
      examples: {
        best: [
          {
            id: 'HP-0500',
            date: '2026-02-01',
            rating: '5',
            theme: 'waiting',
            text: 'Lovely people, but I sat there for two hours.',
            evidence: [{ start: 19, end: 44 }],
          },
        ],
        worst: [{ id: 'HP-0501', date: null, rating: '1', theme: null, text: HOSTILE, evidence: [] }],
      },
    },
    sourceMix: {
      by: 'month',
      sources: [
        { source: 'Google', reviews: 400, pooled: 0.625 },
        { source: 'Yelp', reviews: 240, pooled: 0.375 },
      ],
      rows: ['2026-01', '2026-02'].map((period, i) => ({
        period,
        partial: false,
        reviews: i === 0 ? [80, 20] : [40, 60],
        cards: {
          clinicalOutcome: { value: 80, low: 71, high: 89 },
          clinicalSkill: { value: null, low: null, high: null },
          service: { value: 61, low: 50, high: 72 },
        },
      })),
      findings: [
        {
          card: 'clinicalOutcome',
          crude: 'no-detectable-trend',
          standardised: 'no-detectable-trend',
          p: 0.4,
          change: 1,
          verdict: 'none',
        },
        {
          card: 'clinicalSkill',
          crude: 'not-tested',
          standardised: 'not-tested',
          p: null,
          change: null,
          verdict: 'not-tested',
        },
        {
          card: 'service',
          crude: 'falling',
          standardised: 'no-detectable-trend',
          p: 0.3,
          change: -2,
          verdict: 'mix-explains',
        },
      ],
      leftOut: 14,
    },
    contested: {
      rows: [
        {
          name: 'gentle',
          rule: 'Gentle is of the manner unless a procedure is named; it could be meant of the hand.',
          read: 'compassion',
          instead: 'pain',
          reviews: 21,
          change: { clinicalOutcome: 2.4, clinicalSkill: 0, service: -1.2 },
        },
      ],
      bands: {
        clinicalOutcome: { low: 81.8, high: 84.2 },
        clinicalSkill: { low: 88.6, high: 88.6 },
        service: { low: 61.2, high: 62.4 },
      },
    },
    safety: {
      note: 'A list to read, not a diagnosis.',
      reviews: 1003,
      harms: [
        { harm: 'infection', title: 'Infection', reviews: 900 },
        { harm: 'left-unattended', title: 'Left unattended', reviews: 104 },
      ],
      listed: [
        {
          id: 'r-77',
          file: 'spring clinic 東京.csv',
          record: 77,
          date: '2026-03-30',
          location: 'North',
          provider: 'Provider QK7WZM',
          groups: { location: 'North' },
          remarks: [
            {
              harm: 'infection',
              passage: 'Review',
              text: 'Three days later the wound was infected and I ended up in the hospital.',
              evidence: [{ start: 27, end: 39 }],
            },
            { harm: 'left-unattended', passage: 'Review', text: HOSTILE, evidence: [] },
          ],
        },
        {
          id: 'r-12',
          file: 'more.csv',
          record: 3,
          date: null,
          location: null,
          provider: null,
          groups: {},
          remarks: [{ harm: 'left-unattended', passage: 'Review', text: 'They forgot me.', evidence: [] }],
        },
      ],
      unlisted: 1001,
    },
    leftOut: {
      withoutText: 12,
      duplicates: 9,
      otherLanguage: 6,
      outsidePeriod: 0,
      problems: 9,
      blank: 4,
      sentences: 1812,
      sentencesWithoutTheme: 508,
      shareWithoutTheme: 508 / 1812,
      manyUnlabelled: true,
      topPhrases: [
        { phrase: 'my husband', count: 21 },
        { phrase: 'last year', count: 18 },
        { phrase: '=cmd|calc', count: 4 },
      ],
      sampled: 508,
      groupsUnderFloor: 2,
    },
    method: {
      score:
        '100 × (positive + ½ mixed) ÷ (positive + negative + mixed), counting reviews; neutral is shown, not scored.',
      interval: 'Wilson 95 %: what chance alone could do to a sample of this size.',
      floors: FLOORS,
      model: {
        name: 'reviewscan-en',
        version: '1',
        measures: { tag: 0.734, theme: 0.781, kappa: 0.8, 'own measure': 0.5 },
      },
      readings: [
        { language: 'en', reviews: 430, by: 'model', measures: null, readable: false },
        {
          language: 'es',
          reviews: 5,
          by: 'phrases',
          measures: { precision: 0.84, recall: 0.9 },
          readable: false,
        },
        { language: '日本語', reviews: 1, by: 'none', measures: null, readable: false },
      ],
      notes: [
        'The interval is sampling alone; the model makes errors of its own, and the second range shows them.',
      ],
    },
    gates: [
      {
        metric: 'service',
        fails: 'below',
        limit: 60,
        rule: 'service=60',
        name: null,
        note: null,
        finding: 'met',
        value: 62.4,
        low: 57.4,
        high: 67.1,
        n: 375,
        verdict: 'passed',
      },
      {
        metric: 'divergence',
        fails: 'above',
        limit: 10,
        rule: 'divergence>10%',
        name: "Great care wasn't enough",
        note: HOSTILE,
        finding: 'broken-beyond-interval',
        value: 14.8,
        low: 11.7,
        high: 18.6,
        n: 412,
        verdict: 'failed',
      },
      {
        metric: 'theme:amenities',
        fails: 'below',
        limit: 80,
        rule: 'theme:amenities=80',
        name: null,
        note: 'Agreed with the estates team.',
        finding: 'too-few',
        value: null,
        low: null,
        high: null,
        n: 3,
        verdict: 'skipped',
      },
    ],
    comparison: richComparison(),
    notCompared: null,
    quotePool: null,
  };
}

function changed(
  verdict: JudgedChange['verdict'],
  before: number,
  after: number,
  beforeN = 210,
  afterN = 375,
): JudgedChange {
  const compared = verdict !== 'not-compared';
  const difference = after - before;
  return {
    before,
    after,
    beforeN,
    afterN,
    difference: compared ? tenth(difference) : null,
    low: compared ? tenth(difference - 7.6) : null,
    high: compared ? tenth(difference + 8.2) : null,
    p: compared ? (verdict === 'no-detectable-change' ? 0.41 : 0.002) : null,
    detectable: compared ? { higher: 9.18, lower: 11.4 } : null,
    verdict,
  };
}

function spokenOf(verdict: SpokenChange['verdict'], before: number, after: number): SpokenChange {
  const { detectable, ...change } = changed('improved', before, after, 298, 412);
  return { ...change, detectable, verdict };
}

/** Every verdict, every presence, every caution that can stand with others. */
function richComparison(): ReportComparison {
  const said = spokenOf('no-detectable-change', 20, 22);
  const quiet = spokenOf('not-compared', 0, 0);
  const few = changed('not-compared', 50, 60, 12, 20);
  return {
    before: {
      label: 'a|b<i>.json',
      reviews: 298,
      dates: { first: '2024-02-01', last: '2025-01-09' },
    },
    after: { label: 'this report', reviews: 412, dates: { first: '2025-01-03', last: '2026-06-30' } },
    kind: 'reports',
    cards: {
      clinicalOutcome: changed('no-detectable-change', 79.4, 82.6),
      clinicalSkill: few,
      service: changed('worse', 74.2, 62.4),
    },
    divergence: changed('worse', 7.2, 14.8, 298, 412),
    themes: [
      {
        theme: 'outcome',
        axis: 'clinical',
        aloneOn: null,
        score: changed('improved', 71.2, 84.5),
        spokenOf: said,
        presence: 'both',
      },
      {
        theme: 'waiting',
        axis: 'service',
        aloneOn: null,
        score: changed('mix-may-explain', 48, 34.4),
        spokenOf: spokenOf('more', 12, 23.3),
        presence: 'both',
      },
      {
        theme: 'staff',
        axis: 'service',
        aloneOn: null,
        score: changed('no-detectable-change', 70.5, 73.4),
        spokenOf: spokenOf('less', 60.1, 41.5),
        presence: 'both',
      },
      { theme: 'access', axis: 'service', aloneOn: null, score: few, spokenOf: said, presence: 'both' },
      {
        theme: 'valet | parking',
        axis: 'service',
        aloneOn: null,
        score: few,
        spokenOf: spokenOf('not-compared', 0, 2.9),
        presence: 'unknown-before',
      },
      {
        theme: 'billing',
        axis: 'service',
        aloneOn: null,
        score: few,
        spokenOf: spokenOf('more', 0, 6.3),
        presence: 'new',
      },
      {
        theme: 'comfort',
        axis: 'service',
        aloneOn: null,
        score: few,
        spokenOf: spokenOf('less', 4.1, 0),
        presence: 'vanished',
      },
      { theme: 'facility', axis: 'service', aloneOn: null, score: few, spokenOf: quiet, presence: 'neither' },
      {
        theme: 'letters',
        axis: 'service',
        aloneOn: null,
        score: few,
        spokenOf: quiet,
        presence: 'unknown-after',
      },
    ],
    mix: [
      {
        by: 'source',
        moved: 0.31,
        heldStill: true,
        values: [
          { value: 'Yelp', before: 9.4, after: 40.2 },
          { value: HOSTILE, before: 90.6, after: 59.8 },
        ],
      },
    ],
    cautions: ['overlap', 'model', 'mix'],
    floors: FLOORS,
  };
}

function commitment(name: Commitment, themes: string[], made: Score): Report['commitments'][number] {
  const mentions = made.n + made.counts.neutral;
  return {
    commitment: name,
    themes,
    mentions,
    score: made,
    positive: proportion(made.counts.positive, mentions),
    negative: proportion(made.counts.negative, mentions),
  };
}

/** Seven reviews: nearly everything is below a floor. */
export function smallReport(): Report {
  const rich = richReport();
  const nobody = score(0, 0);
  return {
    ...rich,
    input: {
      ...rich.input,
      files: [rich.input.files[1]!],
      ledger: { ...rich.input.ledger, records: 7, unfolded: 0, used: 7, joined: 0, blank: 0, withoutText: 0 },
      dates: { first: null, last: null, missing: 7 },
      since: null,
      asOf: null,
      languages: { en: 7 },
      problems: { first: [], counts: {} },
      by: [],
      redacted: false,
    },
    taxonomy: { hash: '0'.repeat(64), custom: false },
    reviews: 7,
    divergence: {
      praisedBlamed: proportion(2, 6),
      blamedPraised: proportion(0, 6),
      counts: { praisedBlamed: 2, blamedPraised: 0, bothPositive: 4, bothNegative: 0, even: 0 },
      n: 6,
      examples: { praisedBlamed: [], blamedPraised: [] },
    },
    clinical: {
      outcome: score(3, 0),
      outcomeBand: null,
      skill: nobody,
      skillBand: null,
      themes: [themeRow('outcome', 'clinical', [3, 0]), themeRow('skill', 'clinical', [0, 0])],
      priorities: [],
      note: rich.clinical.note,
    },
    service: {
      priorities: [],
      score: score(4, 2, 1),
      band: null,
      themes: [
        themeRow('staff', 'service', [4, 2, 1], {
          negative: [quote('9f1c22aa01b3c4d5', 'They «never looked up» from the screen.', null)],
        }),
      ],
    },
    general: { stances: stances(0, 0), themes: [themeRow('overall', 'general', [0, 0])] },
    commitments: [commitment('compassion', ['staff'], score(4, 2, 1))],
    ratings: [],
    groups: [],
    comparison: null,
    notCompared: null,
    trend: null,
    ratingsAgainstText: { rows: [], examples: { best: [], worst: [] } },
    sourceMix: null,
    contested: { rows: [], bands: { clinicalOutcome: null, clinicalSkill: null, service: null } },
    safety: { note: 'A list to read, not a diagnosis.', reviews: 0, harms: [], listed: [], unlisted: 0 },
    leftOut: {
      ...rich.leftOut,
      withoutText: 0,
      duplicates: 0,
      otherLanguage: 0,
      problems: 0,
      blank: 0,
      sentences: 12,
      sentencesWithoutTheme: 2,
      shareWithoutTheme: 2 / 12,
      manyUnlabelled: false,
      topPhrases: [],
      sampled: 2,
      groupsUnderFloor: 0,
    },
    method: {
      ...rich.method,
      readings: [{ language: 'en', reviews: 7, by: 'model', measures: null, readable: false }],
    },
    gates: [],
  };
}

/** A file with a header and nothing else. */
export function emptyReport(): Report {
  const small = smallReport();
  const nobody = score(0, 0);
  const none = proportion(0, 0);
  return {
    ...small,
    input: {
      ...small.input,
      ledger: {
        records: 0,
        unfolded: 0,
        used: 0,
        joined: 0,
        blank: 0,
        withoutText: 0,
        duplicate: 0,
        otherLanguage: 0,
        outsidePeriod: 0,
        problem: 0,
      },
      dates: { first: null, last: null, missing: 0 },
      languages: {},
    },
    method: { ...small.method, readings: [] },
    reviews: 0,
    divergence: {
      praisedBlamed: none,
      blamedPraised: none,
      counts: { praisedBlamed: 0, blamedPraised: 0, bothPositive: 0, bothNegative: 0, even: 0 },
      n: 0,
      examples: { praisedBlamed: [], blamedPraised: [] },
    },
    clinical: { ...small.clinical, outcome: nobody, themes: [] },
    service: { score: nobody, band: null, themes: [], priorities: [] },
    general: { stances: stances(0, 0), themes: [] },
    commitments: [],
    ratingsAgainstText: { rows: [], examples: { best: [], worst: [] } },
    sourceMix: null,
    contested: { rows: [], bands: { clinicalOutcome: null, clinicalSkill: null, service: null } },
    safety: { note: 'A list to read, not a diagnosis.', reviews: 0, harms: [], listed: [], unlisted: 0 },
    leftOut: {
      ...small.leftOut,
      sentences: 0,
      sentencesWithoutTheme: 0,
      shareWithoutTheme: null,
      sampled: 0,
    },
  };
}
