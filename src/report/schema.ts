/**
 * The shape of the JSON report, checked and published: the room's door to zod, loaded by those who ask for the schema
 * and by no others. `Report` in types.ts is the master; a test holds the two equal.
 */
import { z } from 'zod';

const count = z.int().min(0);
const share = z.number().min(0).max(1);
const points = z.number().min(0).max(100);
const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
const text = z.string();

const axis = z.enum(['clinical', 'service', 'general']);
const card = z.enum(['clinicalOutcome', 'clinicalSkill', 'service']);
const polarity = z.enum(['positive', 'negative', 'mixed', 'neutral']);
const commitment = z.enum(['compassion', 'environment', 'trust', 'engagement', 'time', 'value']);
const period = z.enum(['month', 'quarter', 'year']);

const span = z.strictObject({ start: count, end: count });
const stances = z
  .strictObject({ positive: count, negative: count, mixed: count, neutral: count })
  .describe('Reviews by what they say: only praise, only blame, both, or neither');

const score = z
  .union([
    z.strictObject({
      value: points,
      low: points,
      high: points,
      n: count,
      counts: stances,
      provisional: z.boolean(),
    }),
    z.strictObject({
      value: z.null(),
      n: count,
      counts: stances,
      reason: z.literal('below-floor').exactOptional(),
    }),
  ])
  .describe('0..100 with its Wilson 95 % interval; null: nobody said (n 0) or too few did (below-floor)');

const proportion = z
  .strictObject({
    share: share.nullable(),
    low: share.nullable(),
    high: share.nullable(),
    count,
    n: count,
  })
  .describe('count of n, 0..1 with its Wilson 95 % interval; null at n 0 and below the floor');

const band = z
  .strictObject({ low: points, high: points, precision: share, recall: share })
  .describe('Where the score could lie if all measured errors of the tags were on one side');

const quote = z.strictObject({
  id: text,
  date: day.nullable(),
  passage: text,
  text,
  evidence: z.array(span).describe('UTF-16 offsets into text'),
  groups: z.record(text, text),
});

const pooledQuote = z.strictObject({
  ...quote.omit({ evidence: true }).shape,
  tags: z.array(
    z.strictObject({
      theme: text,
      axis,
      polarity: z.enum(['positive', 'negative']),
      evidence: z.array(span).describe('UTF-16 offsets into text'),
    }),
  ),
});

const themeRow = z.strictObject({
  theme: text,
  axis,
  card: card.nullable(),
  commitment: commitment.nullable(),
  definition: text,
  mentions: count,
  score,
  positive: proportion,
  negative: proportion,
  mixed: proportion,
  quotes: z.strictObject({ positive: z.array(quote), negative: z.array(quote) }),
  measured: z.strictObject({ precision: share, recall: share, n: count }).nullable(),
  modelled: z.boolean(),
});

const difference = z.number().min(-100).max(100).nullable();
const comparison = z
  .strictObject({
    difference,
    low: difference,
    high: difference,
    restN: count,
    p: share.nullable(),
    verdict: z.enum(['higher', 'lower', 'no-detectable-difference', 'not-compared']),
    detectable: z.strictObject({ higher: points.nullable(), lower: points.nullable() }).nullable(),
  })
  .describe('The group against the rest of its field, in points');

const body = {
  reviews: count,
  clinicalOutcome: score,
  clinicalSkill: score,
  service: score,
  general: stances,
};

const ratingRow = z.strictObject({
  column: text.nullable(),
  scale: text,
  n: count,
  top: proportion,
  topBox: text,
  bottom: proportion,
  bottomBox: text,
  mean: z.number().nullable(),
  histogram: z.array(z.strictObject({ value: text, position: share, count })),
});

const groupRow = z.strictObject({
  group: text,
  partial: z.boolean(),
  ...body,
  divergence: proportion,
  comparison: z.strictObject({
    clinicalOutcome: comparison,
    clinicalSkill: comparison,
    service: comparison,
  }),
  themes: z.array(z.strictObject({ theme: text, mentions: count, score, comparison })),
  ratings: z.array(ratingRow),
});

const saidOfTheme = z.array(z.strictObject({ theme: text, polarity }));
const stanceSentence = z.strictObject({
  theme: text,
  polarity: z.enum(['positive', 'negative']),
  text,
  evidence: z.array(span),
});
const divergenceExample = z.strictObject({
  id: text,
  date: day.nullable(),
  clinical: z.array(stanceSentence),
  service: z.array(stanceSentence),
  themes: saidOfTheme,
});

const problem = z.strictObject({
  file: text,
  record: count.nullable(),
  line: count.nullable(),
  code: z.enum([
    'short-row',
    'long-row',
    'bad-rating',
    'bad-date',
    'nul-bytes',
    'cell-too-large',
    'bad-json',
    'not-an-object',
    'bad-encoding',
    'mojibake',
    'html-entities',
    'near-duplicate',
    'skipped-file',
  ]),
  message: text,
  fatal: z.boolean(),
});

const layout = z.strictObject({
  file: text,
  kind: z.enum(['reviews', 'survey', 'empty']),
  format: z.enum(['csv', 'json', 'ndjson', 'xlsx', 'ods', 'xml', 'parquet']),
  encoding: text,
  delimiter: text.nullable(),
  headerRow: count,
  recordsPath: text.nullable(),
  sheet: text.exactOptional(),
  columns: z.array(
    z.strictObject({
      field: z.enum([
        'id',
        'text',
        'title',
        'pros',
        'cons',
        'rating',
        'date',
        'location',
        'provider',
        'procedure',
        'source',
        'language',
        'subRating',
        'reviewer',
        'reply',
        'question',
        'respondent',
      ]),
      column: text,
      index: z.int(),
      why: z.enum(['map', 'header', 'values', 'both']),
      confidence: share,
    }),
  ),
  headers: z.array(text),
  ratingScale: z
    .strictObject({ name: text, min: z.number(), max: z.number(), reversed: z.boolean() })
    .nullable(),
  joined: z
    .strictObject({ by: text, question: text, answers: z.array(text) })
    .optional()
    .describe('One row was one question: the columns of who answered, what was asked and what was said.'),
  dateFormat: text.nullable(),
  language: text.nullable(),
});

const gateMetric = z.union([
  z.literal('clinical-outcome'),
  z.literal('clinical-skill'),
  z.literal('service'),
  z.literal('divergence'),
  z.literal('bottom-box'),
  z.literal('bad-rows'),
  z.templateLiteral(['theme:', z.string()]),
]);

const floors = z.strictObject({ hidden: count, percentage: count, ranked: count });

const change = {
  before: points.nullable(),
  after: points.nullable(),
  beforeN: count,
  afterN: count,
  difference,
  low: difference,
  high: difference,
  p: share.nullable(),
  detectable: z.strictObject({ higher: points.nullable(), lower: points.nullable() }).nullable(),
};
const judgedChange = z
  .strictObject({
    ...change,
    verdict: z.enum(['improved', 'worse', 'no-detectable-change', 'mix-may-explain', 'not-compared']),
  })
  .describe('After − before in points with its Newcombe 95 % interval, and the smallest change these n show');
const comparedSide = z.strictObject({
  label: text,
  reviews: count,
  dates: z.strictObject({ first: day.nullable(), last: day.nullable() }),
});
const reportComparison = {
  before: comparedSide,
  after: comparedSide,
  kind: z
    .enum(['reports', 'added', 'periods'])
    .describe(
      'added: two reports on one growing export; after is what the later one holds beyond the earlier',
    ),
  cards: z.strictObject({
    clinicalOutcome: judgedChange,
    clinicalSkill: judgedChange,
    service: judgedChange,
  }),
  divergence: judgedChange,
  themes: z.array(
    z.strictObject({
      theme: text,
      axis,
      aloneOn: card.nullable().describe("The card that holds no other theme: the change is the card's own"),
      score: judgedChange,
      spokenOf: z
        .strictObject({
          ...change,
          verdict: z.enum(['more', 'less', 'no-detectable-change', 'not-compared']),
        })
        .describe('Percent of all reviews that speak of it'),
      presence: z.enum(['both', 'neither', 'new', 'vanished', 'unknown-before', 'unknown-after']),
    }),
  ),
  mix: z.array(
    z.strictObject({
      by: text,
      moved: share,
      heldStill: z.boolean().describe('Whether changes were looked at within each value as well'),
      values: z.array(z.strictObject({ value: text, before: points, after: points })),
    }),
  ),
  cautions: z
    .array(z.enum(['same-reviews', 'overlap', 'undated', 'reversed', 'taxonomy', 'model', 'version', 'mix']))
    .describe('What speaks against taking the comparison at its word'),
  floors: floors.describe('What both sides are shown by'),
};

const dates = z.strictObject({ first: day.nullable(), last: day.nullable(), missing: count });

const safety = z
  .strictObject({
    note: text,
    reviews: count.describe('Reviews with at least one sentence that speaks of harm'),
    harms: z.array(z.strictObject({ harm: text, title: text, reviews: count })),
    listed: z
      .array(
        z.strictObject({
          id: text,
          file: text,
          record: count,
          date: day.nullable(),
          // reports of this version were written before these were told
          location: text.nullable().default(null),
          provider: text.nullable().default(null).describe('A code by default, as groups of providers have'),
          groups: z.record(text, text),
          remarks: z.array(
            z.strictObject({
              harm: text,
              passage: text,
              text: text.nullable().describe('The sentence; null where no words of reviews are wanted'),
              evidence: z.array(span).describe('UTF-16 offsets into text'),
            }),
          ),
        }),
      )
      .describe('At most 1,000, the latest first'),
    unlisted: count.describe('Counted, beyond those listed'),
  })
  .describe('A list for a person to read: never scored, not a diagnosis');

const gateVerdict = z.strictObject({
  metric: gateMetric,
  fails: z.enum(['below', 'above']),
  limit: points,
  rule: text,
  name: text.nullable(),
  note: text.nullable(),
  value: points.nullable(),
  low: points.nullable(),
  high: points.nullable(),
  n: count,
  finding: z
    .enum(['met', 'broken-within-interval', 'broken-beyond-interval', 'too-few'])
    .describe('What was found: broken beyond its interval only where all of it lies on the wrong side'),
  verdict: z
    .enum(['passed', 'failed', 'skipped'])
    .describe('What follows: a rule that failed makes the exit code 1'),
});

const priorities = z
  .array(
    z.strictObject({
      theme: text,
      often: proportion,
      negative: proportion,
      complaints: proportion,
      meaning: z.enum(['improve', 'watch', 'celebrate', 'too-few']),
    }),
  )
  .describe(
    'How often × how negative: reviews that complain of a theme, of all; by the low end of the interval',
  );

const ratedThemes = z.array(z.strictObject({ theme: text, reviews: count }));
const ratedExamples = z.array(
  z.strictObject({
    id: text,
    date: day.nullable(),
    rating: text,
    theme: text.nullable(),
    text,
    evidence: z.array(span).describe('UTF-16 offsets into text'),
  }),
);
const ratingsAgainstText = z
  .strictObject({
    rows: z.array(
      z.strictObject({
        scale: text,
        best: text,
        worst: text,
        bestComplaining: proportion,
        bestClinical: proportion,
        bestService: proportion,
        clinicalThemes: ratedThemes,
        serviceThemes: ratedThemes,
        worstSilent: proportion,
      }),
    ),
    examples: z.strictObject({ best: ratedExamples, worst: ratedExamples }),
  })
  .describe('Best possible ratings with complaints, worst possible ones without any that was found');

const changeOf = z.number().min(-100).max(100).nullable();
const bandOf = z.strictObject({ low: points, high: points }).nullable();
const contested = z
  .strictObject({
    rows: z.array(
      z.strictObject({
        name: text,
        rule: text,
        read: text,
        instead: text,
        reviews: count,
        change: z
          .strictObject({ clinicalOutcome: changeOf, clinicalSkill: changeOf, service: changeOf })
          .describe('Points by which the other reading, by itself, would change each score'),
      }),
    ),
    bands: z
      .strictObject({ clinicalOutcome: bandOf, clinicalSkill: bandOf, service: bandOf })
      .describe('From where to where any one of the other readings would put each score'),
  })
  .describe('Phrases that could be filed elsewhere, by the rule that decides and the other reading');

const trendVerdict = z.enum(['rising', 'falling', 'no-detectable-trend', 'not-tested']);
const standardised = z.strictObject({
  value: points.nullable(),
  low: points.nullable(),
  high: points.nullable(),
});
const sourceMix = z
  .strictObject({
    by: period,
    sources: z.array(z.strictObject({ source: text, reviews: count, pooled: share })),
    rows: z.array(
      z.strictObject({
        period: text,
        partial: z.boolean(),
        reviews: z.array(count).describe('In the order of sources'),
        cards: z.strictObject({
          clinicalOutcome: standardised,
          clinicalSkill: standardised,
          service: standardised,
        }),
      }),
    ),
    findings: z.array(
      z.strictObject({
        card,
        crude: trendVerdict,
        standardised: trendVerdict,
        p: share.nullable(),
        change: z.number().nullable(),
        verdict: z.enum(['mix-explains', 'mix-hides', 'stands', 'none', 'not-tested']),
      }),
    ),
    leftOut: count,
  })
  .describe('Scores by period as if the sources had always had their pooled share');

export const report = z.strictObject({
  schema: z.literal('reviewscan.report'),
  schemaVersion: z.literal(2).describe('reviewscan schema --changes says what each version changed'),
  tool: z.strictObject({ name: z.literal('reviewscan'), version: text }),
  input: z.strictObject({
    files: z.array(layout),
    stamp: z.string().regex(/^[0-9a-f]{32}$/),
    ledger: z.strictObject({
      records: count,
      unfolded: count,
      used: count,
      joined: count,
      blank: count,
      withoutText: count,
      duplicate: count,
      otherLanguage: count,
      outsidePeriod: count,
      problem: count,
    }),
    dates,
    since: day.nullable(),
    until: day.nullable(),
    asOf: day.nullable(),
    languages: z.record(text, count),
    problems: z.strictObject({ first: z.array(problem), counts: z.record(text, count) }),
    by: z.array(text),
    redacted: z.boolean(),
  }),
  taxonomy: z.strictObject({ hash: text, custom: z.boolean() }),
  reviews: count,
  divergence: z.strictObject({
    praisedBlamed: proportion,
    blamedPraised: proportion,
    counts: z.strictObject({
      praisedBlamed: count,
      blamedPraised: count,
      bothPositive: count,
      bothNegative: count,
      even: count,
    }),
    n: count,
    examples: z.strictObject({
      praisedBlamed: z.array(divergenceExample),
      blamedPraised: z.array(divergenceExample),
    }),
  }),
  clinical: z.strictObject({
    outcome: score,
    outcomeBand: band.nullable(),
    skill: score,
    skillBand: band.nullable(),
    themes: z.array(themeRow),
    priorities,
    note: text,
  }),
  service: z.strictObject({ score, band: band.nullable(), themes: z.array(themeRow), priorities }),
  general: z.strictObject({ stances, themes: z.array(themeRow) }),
  commitments: z.array(
    z.strictObject({
      commitment,
      themes: z.array(text),
      mentions: count,
      score,
      positive: proportion,
      negative: proportion,
    }),
  ),
  ratings: z.array(ratingRow),
  groups: z.array(
    z.strictObject({
      by: text,
      fields: z.array(text),
      sideBySide: z.boolean().describe('--compare asked for it'),
      coded: z
        .boolean()
        .describe(
          'The groups are providers whose names are taken out: a code stands for each, the same in every report',
        ),
      rows: z.array(groupRow),
      suppressed: count,
      withoutValue: count,
      beyondCap: count,
    }),
  ),
  trend: z
    .strictObject({
      by: period,
      rows: z.array(z.strictObject({ period: text, partial: z.boolean(), ...body })),
      findings: z.array(
        z.strictObject({
          card,
          verdict: z.enum(['rising', 'falling', 'no-detectable-trend', 'not-tested']),
          periods: count,
          n: count,
          p: share.nullable(),
          change: z.number().nullable(),
        }),
      ),
      scrapeDate: z.boolean(),
      withoutDate: count,
    })
    .nullable(),
  ratingsAgainstText,
  sourceMix: sourceMix.nullable(),
  contested,
  safety,
  leftOut: z.strictObject({
    withoutText: count,
    duplicates: count,
    otherLanguage: count,
    outsidePeriod: count,
    problems: count,
    blank: count,
    sentences: count,
    sentencesWithoutTheme: count,
    shareWithoutTheme: share.nullable(),
    manyUnlabelled: z.boolean(),
    topPhrases: z.array(z.strictObject({ phrase: text, count })),
    sampled: count,
    groupsUnderFloor: count,
  }),
  method: z.strictObject({
    score: text,
    interval: text,
    floors,
    model: z.strictObject({ name: text, version: text, measures: z.record(text, z.number()) }),
    readings: z
      .array(
        z.strictObject({
          language: text.describe('ISO 639-1'),
          reviews: count.describe('with words in it'),
          by: z
            .enum(['model', 'phrases', 'as-english', 'none'])
            .describe(
              'as-english: by the English model, because every language was asked for; none: set aside',
            ),
          measures: z
            .record(text, z.number())
            .nullable()
            .describe('how right its phrases are on labelled sentences; null where it is not read by them'),
          readable: z.boolean().describe('set aside, and there are phrases that could read it'),
        }),
      )
      .describe('What the reviews of each language were read by, the commonest first'),
    notes: z.array(text),
  }),
  gates: z.array(gateVerdict),
  comparison: z.strictObject(reportComparison).nullable().describe('Only where it was asked for'),
  notCompared: z
    .enum(['no-complete-periods', 'first-run'])
    .nullable()
    .describe('Why there is no comparison though one was asked for; null otherwise'),
  quotePool: z.array(pooledQuote).nullable().describe('Only in reports made for a page that filters quotes'),
});

export const diff = z.strictObject({
  schema: z.literal('reviewscan.diff'),
  schemaVersion: z.literal(1),
  tool: z.strictObject({ name: z.literal('reviewscan'), version: text }),
  ...reportComparison,
});

export const digest = z.strictObject({
  schema: z.literal('reviewscan.digest'),
  schemaVersion: z.literal(1),
  tool: z.strictObject({ name: z.literal('reviewscan'), version: text }),
  input: z.strictObject({
    stamp: z.string().regex(/^[0-9a-f]{32}$/),
    reviews: count,
    dates: z.strictObject({ first: day.nullable(), last: day.nullable() }),
  }),
  since: z
    .strictObject({ run: count, at: text })
    .nullable()
    .describe('The run before, of a history; null: there is none, so everything is new'),
  safety: safety.describe('Reviews that speak of harm and that nobody was told of'),
  rules: z.array(gateVerdict).describe('Rules that are broken and were not when last told'),
  told: z.strictObject({ safety: count, rules: count }).describe('What still stands and was told before'),
});

/** The JSON Schema of what `--digest json` writes. */
export function digestSchema(): Record<string, unknown> {
  return {
    title: 'Digest of reviewscan, version 1',
    ...(z.toJSONSchema(digest, { reused: 'ref' }) as Record<string, unknown>),
  };
}

/** The JSON Schema of what `reviewscan diff --format json` writes. */
export function diffSchema(): Record<string, unknown> {
  return {
    title: 'Difference of two reports of reviewscan, version 1',
    ...(z.toJSONSchema(diff, { reused: 'ref' }) as Record<string, unknown>),
  };
}

/** The JSON Schema (draft 2020-12) of the report that `--format json` writes. */
export function reportSchema(): Record<string, unknown> {
  return {
    title: 'Report of reviewscan, version 2',
    ...(z.toJSONSchema(report, { reused: 'ref' }) as Record<string, unknown>),
  };
}
