import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvRecords } from '../../src/render/csv.js';
import { reviewRenderers } from '../../src/render/index.js';
import { ndjsonLine } from '../../src/render/ndjson.js';
import { recordTables } from '../../src/render/tables/record-tables.js';
import type { AnalysedReview, Polarity, ReviewScores, Tag } from '../../src/types.js';

const TEXT = 'Dr. Varga fixed my tooth, but the desk was rude.';
const NO_SCORES: ReviewScores = { clinicalOutcome: null, clinicalSkill: null, service: null };
const SCORES: ReviewScores = {
  clinicalOutcome: { value: 100, positive: 1, negative: 0 },
  clinicalSkill: null,
  service: { value: 100 / 3, positive: 1, negative: 2 },
};
const PLAIN = { bom: false, decimalComma: false };
const reviewsTable = (extra: string[] = []) => csvRecords(recordTables.reviews, extra, PLAIN);
const sentencesTable = () => csvRecords(recordTables.sentences, [], PLAIN);
const asIs = (text: string) => text;
const redact = (text: string) => text.replace('Varga', '[NAME]');

function tag(theme: string, polarity: Polarity, start: number, end: number): Tag {
  return {
    theme,
    axis: theme === 'outcome' ? 'clinical' : 'service',
    polarity,
    confidence: 0.912345678,
    via: ['keyword', 'model'],
    evidence: [{ start, end }],
  };
}

function analysed(change: Partial<AnalysedReview['review']> = {}): AnalysedReview {
  return {
    review: {
      id: 'R-1',
      hash: '0123456789abcdef',
      origin: { file: 'a.csv', record: 7 },
      passages: [
        { role: 'title', name: 'Title', text: 'Mixed' },
        { role: 'text', name: 'Review', text: TEXT },
      ],
      rating: { value: 0.5, raw: '3', scale: '1-5' },
      subRatings: {},
      date: '2026-02-03',
      location: 'Harbour, north',
      provider: null,
      procedure: null,
      source: 'Google',
      language: 'en',
      setAside: null,
      extra: { Ward: '=cmd' },
      ...change,
    },
    opinions: [
      {
        passage: 1,
        start: 0,
        end: 24,
        section: null,
        side: 'pro',
        tags: [tag('outcome', 'positive', 10, 24)],
      },
      {
        passage: 1,
        start: 26,
        end: 48,
        section: 2,
        side: 'con',
        tags: [
          tag('staff', 'negative', 34, 47),
          tag('staff', 'positive', 30, 34),
          tag('access', 'negative', 30, 38),
        ],
      },
      { passage: 0, start: 0, end: 5, section: null, side: 'open', tags: [] },
    ],
    contested: [],
    safety: [{ passage: 1, start: 26, end: 48, harm: 'left-unattended', evidence: [{ start: 30, end: 34 }] }],
  };
}

describe('ndjsonLine', () => {
  it('is the contract, key for key and in its order', () => {
    expect(ndjsonLine(analysed(), SCORES, redact)).toBe(
      '{"id":"R-1","source":{"file":"a.csv","record":7},"date":"2026-02-03","location":"Harbour, north",' +
        '"provider":null,"procedure":null,"platform":"Google","columns":{},"language":"en","setAside":null,"rating":{"value":0.5,"raw":"3","scale":"1-5"},' +
        '"opinions":[{"passage":"Review","start":0,"end":24,"section":null,"text":"Dr. [NAME] fixed my tooth","side":"pro",' +
        '"tags":[{"theme":"outcome","axis":"clinical","polarity":"positive","confidence":0.9123,"via":["keyword","model"],' +
        '"evidence":[{"start":10,"end":24}]}]},' +
        '{"passage":"Review","start":26,"end":48,"section":2,"text":"but the desk was rude.","side":"con",' +
        '"tags":[{"theme":"staff","axis":"service","polarity":"negative","confidence":0.9123,"via":["keyword","model"],"evidence":[{"start":34,"end":47}]},' +
        '{"theme":"staff","axis":"service","polarity":"positive","confidence":0.9123,"via":["keyword","model"],"evidence":[{"start":30,"end":34}]},' +
        '{"theme":"access","axis":"service","polarity":"negative","confidence":0.9123,"via":["keyword","model"],"evidence":[{"start":30,"end":38}]}]},' +
        '{"passage":"Title","start":0,"end":5,"section":null,"text":"Mixed","side":"open","tags":[]}],' +
        '"clinicalOutcome":{"value":100,"positive":1,"negative":0},"clinicalSkill":null,' +
        '"service":{"value":33.3333,"positive":1,"negative":2},' +
        '"safety":[{"harm":"left-unattended","passage":"Review","start":26,"end":48,"text":"but the desk was rude.","evidence":[{"start":30,"end":34}]}]}\n',
    );
  });

  it('gives a review that was set aside with empty opinions', () => {
    const aside = { ...analysed({ setAside: 'language', rating: null }), opinions: [] };
    const line = JSON.parse(ndjsonLine(aside, NO_SCORES, asIs));
    expect(line).toMatchObject({
      id: 'R-1',
      setAside: 'language',
      rating: null,
      opinions: [],
      clinicalOutcome: null,
      service: null,
    });
  });

  it('holds the columns that --by asked for, as the csv table of reviews does', async () => {
    const { review } = await reviewRenderers.ndjson.load({ extra: ['Ward', 'toString'], csv: PLAIN });
    const line = JSON.parse(review(analysed(), NO_SCORES, asIs) as string);
    expect(line.columns).toEqual({ Ward: '=cmd', toString: null });
  });

  it('has offsets into the untouched passage, whatever redaction does', () => {
    const line = JSON.parse(ndjsonLine(analysed(), NO_SCORES, redact));
    expect(TEXT.slice(line.opinions[0].start, line.opinions[0].end)).toBe('Dr. Varga fixed my tooth');
  });

  it('is one line for any text, also for readers that break lines at U+2028 or U+0085', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
        const review = analysed({
          passages: [{ role: 'text', name: 'Review', text: `${text}\u2028\u0085\n` }],
        });
        review.safety = [];
        review.opinions = [
          { passage: 0, start: 0, end: text.length + 3, section: null, side: 'open', tags: [] },
        ];
        const line = ndjsonLine(review, NO_SCORES, asIs);
        expect(line).not.toMatch(/[\u0085\u2028\u2029]|\n(?!$)/);
        expect(JSON.parse(line).opinions[0].text).toBe(`${text}\u2028\u0085\n`);
      }),
    );
  });
});

describe('the reviews table', () => {
  const read = (text: string) => parse(text, { columns: true }) as Record<string, string>[];

  it('has one row a review with scores, counts and themes by stance', () => {
    const table = reviewsTable(['Ward']);
    const [row] = read(table.head + table.review(analysed(), SCORES, redact));
    expect(Object.keys(row!).at(-1)).toBe('Ward');
    expect(row).toMatchObject({
      id: 'R-1',
      file: 'a.csv',
      record: '7',
      location: 'Harbour, north',
      rating: '0.5',
      set_aside: '',
      sentences: '3',
      clinical_outcome: '100',
      clinical_outcome_positive: '1',
      clinical_skill: '',
      clinical_skill_positive: '',
      service: '33.3333',
      service_negative: '2',
      praised: 'outcome',
      blamed: 'access',
      mixed: 'staff',
      Ward: "'=cmd",
    });
  });

  it('holds no words of the review', () => {
    expect(reviewsTable().review(analysed(), SCORES, asIs)).not.toContain('tooth');
  });

  it('says why a review was set aside', () => {
    const table = reviewsTable();
    const row = read(
      table.head + table.review({ ...analysed({ setAside: 'no-text' }), opinions: [] }, NO_SCORES, asIs),
    );
    expect(row[0]).toMatchObject({ set_aside: 'no-text', sentences: '0', service: '' });
  });
});

describe('the sentences table', () => {
  it('has one row a sentence and theme, and one for a sentence without', () => {
    const table = sentencesTable();
    const rows = parse(table.head + table.review(analysed(), SCORES, redact), { columns: true }) as Record<
      string,
      string
    >[];
    expect(rows.map((row) => [row.passage, row.side, row.theme, row.polarity])).toEqual([
      ['Review', 'pro', 'outcome', 'positive'],
      ['Review', 'con', 'staff', 'negative'],
      ['Review', 'con', 'staff', 'positive'],
      ['Review', 'con', 'access', 'negative'],
      ['Title', 'open', '', ''],
    ]);
    expect(rows[0]).toMatchObject({
      text: 'Dr. [NAME] fixed my tooth',
      evidence: '10..24',
      confidence: '0.9123',
      via: 'keyword+model',
      section: '',
    });
  });

  it('guards a sentence that a spreadsheet would run, and keeps its line ends', () => {
    const text = '- rude\nstaff, "late"';
    const review = analysed({ passages: [{ role: 'text', name: '=Review', text }] });
    review.opinions = [{ passage: 0, start: 0, end: text.length, section: null, side: 'con', tags: [] }];
    const [row] = parse(sentencesTable().review(review, NO_SCORES, asIs)) as string[][];
    expect(row!.at(-1)).toBe(`'${text}`);
    expect(row).toContain("'=Review");
  });
});

it('loads each table by its name, with a byte order mark when asked', async () => {
  for (const name of ['reviews', 'sentences'] as const) {
    const load = (csv: typeof PLAIN) => reviewRenderers[name].load({ extra: [], csv });
    expect((await load({ ...PLAIN, bom: true })).head.charCodeAt(0)).toBe(0xfeff);
    expect((await load(PLAIN)).head).toMatch(/^id,file,record,/);
    expect((await load({ ...PLAIN, decimalComma: true })).head).toMatch(/^id;file;record;/);
  }
  expect((await reviewRenderers.ndjson.load({ extra: [], csv: PLAIN })).head).toBe('');
});
