/** Tally → Report: plain JSON with a versioned schema. Pure: the clock and the wishes of the user come in through `meta`. */
import type {
  Commitment,
  Counts,
  DivergenceExample,
  DivergenceRecord,
  Knowledge,
  LanguageReading,
  QuoteRecord,
  Report,
  ReportMeta,
  ReportQuote,
  StanceSentence,
  Tally,
  Theme,
  ThemeRow,
} from '../types.js';
import { comparisonOf } from './changes.js';
import { contestedSection } from './contested.js';
import { fileNamer } from './file-names.js';
import { judgeGates } from './gates.js';
import { nameGroups } from './group-names.js';
import { groupSection, type Setting, speakOfBoth, stancesOn } from './groups.js';
import { sourceMix } from './mix.js';
import { isCalendar } from './periods.js';
import { topPhrases } from './phrases.js';
import { poolQuotes } from './pool.js';
import { prioritiesOf } from './priorities.js';
import { type Quoter, quoterOf } from './quoting.js';
import { ratingsAgainstText } from './rated.js';
import { ratingRows } from './ratings.js';
import { safetySection } from './safety.js';
import { bandOf, INTERVAL_IN_WORDS, mentions, proportionOf, SCORE_IN_WORDS, scoreOf } from './scores.js';
import { trendOf } from './trend.js';

export { compareReports } from './changes.js';
export { buildDigest, hasNews } from './digest.js';
export { fileNamer } from './file-names.js';
export { readGate, SCORE_METRICS, SHARE_METRICS } from './gates.js';
export { nameProvider } from './group-names.js';
export { withoutQuotes } from './quoteless.js';
export { type Quoter, quoterOf, redactingQuoter } from './quoting.js';
export { KnownNames, type Redacted, redactText } from './redact/index.js';

/** Above this share of sentences with no theme the report raises a banner. */
const MANY_UNLABELLED = 0.25;

const CLINICAL_NOTE =
  "Online reviews do not measure clinical quality: ratings did not correlate with surgeons' risk-adjusted mortality (J Med Internet Res 2016, e324).";

const NOTES = [
  'The unit is the review: six complaints of one patient are one patient.',
  'The clinical cards and the service card are never added up. General remarks stand beside them and feed neither.',
  'Clinical outcome is read from the themes outcome, complications and pain; clinical skill from skill.',
  'Divergence: the sign of (positive − negative) over the distinct clinical tags of a review, outcome themes first, skill where it holds none of those; the same over its service tags. The share is of all reviews that speak of both, evenly split ones included.',
  'Groups are compared with the rest of their field (Newcombe interval, Benjamini–Hochberg at 10 %); a difference is named only where both agree. Beside it stands the smallest difference these n could have shown at 80 % power.',
  'Ratings include reviews without words or in other languages, so their n is their own.',
];

/** Makes the report of a tally. The same tally, knowledge and meta give the same bytes. */
export function buildReport(
  tally: Tally,
  knowledge: Pick<Knowledge, 'themes' | 'safety' | 'contested' | 'hash'> & {
    model: Pick<Knowledge['model'], 'card'>;
  },
  meta: ReportMeta,
): Report {
  const { all, ledger } = tally;
  const { themes } = knowledge;
  const model = knowledge.model.card;
  const { floors } = meta;
  const quote = quoterOf(tally, meta);
  const fileName = fileNamer(
    tally.layouts.map(({ file }) => file),
    tally.problems.first.map(({ file }) => file),
  );
  const layouts = tally.layouts.map((layout) => ({
    ...structuredClone(layout),
    file: fileName(layout.file),
  }));
  const setting: Setting = {
    themes,
    floors,
    since: meta.since,
    until: meta.until,
    asOf: meta.asOf ?? tally.dates.last,
    labels: tally.ratingLabels,
    layouts,
    redact: meta.redact,
  };
  const themeRows = (axis: Theme['axis']): ThemeRow[] =>
    themes.filter((theme) => theme.axis === axis).map((theme) => themeRow(theme, tally, model, meta, quote));
  const band = (card: 'clinicalOutcome' | 'clinicalSkill' | 'service') =>
    bandOf(card, all.cards[card], floors, model, themes);
  const both = speakOfBoth(all);
  const examples = (records: readonly DivergenceRecord[]): DivergenceExample[] =>
    records.slice(0, meta.maxQuotes).map((record) => divergenceExample(record, quote));
  const groups = tally.by.map((by, i) => {
    const table = isCalendar(by) ? tally.periods[by] : tally.groups[by]!;
    return groupSection(by, tally.fields[i]!, table, meta.sideBySide?.includes(by) ?? false, setting);
  });
  const trend = trendOf(tally, setting);
  const shareWithoutTheme = all.sentences === 0 ? null : all.sentencesWithoutTheme / all.sentences;

  const report: Report = {
    schema: 'reviewscan.report',
    schemaVersion: 2,
    tool: { name: 'reviewscan', version: meta.version },
    input: {
      files: layouts,
      stamp: tally.stamp,
      ledger: { ...ledger },
      dates: { ...tally.usedDates, missing: tally.dates.missing },
      since: meta.since,
      until: meta.until,
      asOf: setting.asOf,
      languages: sortedRecord(tally.languages),
      problems: {
        first: tally.problems.first.map((problem) => ({ ...problem, file: fileName(problem.file) })),
        counts: sortedRecord(tally.problems.counts),
      },
      by: [...tally.by],
      redacted: meta.redact !== 'none',
    },
    taxonomy: { hash: knowledge.hash, custom: meta.customTaxonomy },
    reviews: all.reviews,
    divergence: {
      praisedBlamed: proportionOf(all.divergence.praisedBlamed, both, floors),
      blamedPraised: proportionOf(all.divergence.blamedPraised, both, floors),
      counts: { ...all.divergence },
      n: both,
      examples: {
        praisedBlamed: examples(tally.divergence.praisedBlamed),
        blamedPraised: examples(tally.divergence.blamedPraised),
      },
    },
    clinical: {
      outcome: scoreOf(all.cards.clinicalOutcome, floors),
      outcomeBand: band('clinicalOutcome'),
      skill: scoreOf(all.cards.clinicalSkill, floors),
      skillBand: band('clinicalSkill'),
      themes: themeRows('clinical'),
      priorities: prioritiesOf(all, themes, 'clinical', floors),
      note: CLINICAL_NOTE,
    },
    service: {
      score: scoreOf(all.cards.service, floors),
      band: band('service'),
      themes: themeRows('service'),
      priorities: prioritiesOf(all, themes, 'service', floors),
    },
    general: { stances: { ...all.general }, themes: themeRows('general') },
    commitments: commitmentRows(all, themes, meta),
    ratings: [
      ...ratingRows(all.ratings, null, setting),
      ...Object.keys(tally.subRatings)
        .sort()
        .flatMap((column) => ratingRows(tally.subRatings[column]!, column, setting)),
    ],
    groups,
    trend,
    ratingsAgainstText: ratingsAgainstText(tally, themes, setting, meta, quote),
    sourceMix: sourceMix(tally, trend, setting),
    contested: contestedSection(tally, knowledge.contested, floors),
    safety: safetySection(tally, knowledge.safety.harms, meta, quote),
    leftOut: {
      withoutText: ledger.withoutText,
      duplicates: ledger.duplicate,
      otherLanguage: ledger.otherLanguage,
      outsidePeriod: ledger.outsidePeriod,
      problems: ledger.problem,
      blank: ledger.blank,
      sentences: all.sentences,
      sentencesWithoutTheme: all.sentencesWithoutTheme,
      shareWithoutTheme,
      manyUnlabelled: shareWithoutTheme !== null && shareWithoutTheme > MANY_UNLABELLED,
      topPhrases: topPhrases(tally.unlabelled, quote, undefined, Object.keys(meta.languages?.cards ?? {})),
      sampled: tally.unlabelled.length,
      groupsUnderFloor: groups.reduce((sum, { suppressed }) => sum + suppressed, 0),
    },
    method: {
      score: SCORE_IN_WORDS,
      interval: INTERVAL_IN_WORDS,
      floors: { ...floors },
      model: { name: model.name, version: model.version, measures: { ...model.measures } },
      readings: readingsOf(tally.languages, meta),
      notes: [...NOTES],
    },
    gates: judgeGates(meta.gates, tally, floors, meta.gating),
    comparison: null,
    notCompared: null,
    quotePool: meta.quotePool ? poolQuotes(tally, themes, meta, meta.quotePool, quote) : null,
  };
  const { compareWith = null } = meta;
  report.comparison = comparisonOf(report, tally, compareWith, setting);
  if (compareWith !== null && report.comparison === null) {
    report.notCompared = compareWith.kind === 'first-run' ? 'first-run' : 'no-complete-periods';
  }
  return report;
}

function themeRow(
  theme: Theme,
  tally: Tally,
  model: Knowledge['model']['card'],
  meta: ReportMeta,
  quote: Quoter,
): ThemeRow {
  const { floors } = meta;
  const stances = stancesOn(tally.all, theme.name);
  const said = mentions(stances);
  const measured = Object.hasOwn(model.themes, theme.name) ? model.themes[theme.name] : undefined;
  const lists =
    said >= floors.hidden && Object.hasOwn(tally.quotes, theme.name) ? tally.quotes[theme.name] : undefined;
  return {
    theme: theme.name,
    axis: theme.axis,
    card: theme.card,
    commitment: theme.commitment,
    definition: theme.definition,
    mentions: said,
    score: scoreOf(stances, floors),
    positive: proportionOf(stances.positive, said, floors),
    negative: proportionOf(stances.negative, said, floors),
    mixed: proportionOf(stances.mixed, said, floors),
    quotes: {
      positive: chooseQuotes(lists?.positive ?? [], tally, meta, quote),
      negative: chooseQuotes(lists?.negative ?? [], tally, meta, quote),
    },
    measured: measured ? { precision: measured.precision, recall: measured.recall, n: measured.n } : null,
    modelled: measured !== undefined,
  };
}

/** The first quotes that do not repeat one another word for word. */
function chooseQuotes(
  records: readonly QuoteRecord[],
  tally: Tally,
  meta: ReportMeta,
  quote: Quoter,
): ReportQuote[] {
  const texts = new Set<string>();
  const quotes: ReportQuote[] = [];
  for (const record of records) {
    if (quotes.length >= meta.maxQuotes) break;
    const { text, evidence } = quote(record);
    if (texts.has(text)) continue;
    texts.add(text);
    const { id, date, passage, groups } = record;
    quotes.push({ id, date, passage, text, evidence, groups: nameGroups(groups, tally, meta) });
  }
  return quotes;
}

function divergenceExample(record: DivergenceRecord, quote: Quoter): DivergenceExample {
  const shown = (sentences: DivergenceRecord['clinical']): StanceSentence[] =>
    sentences.map((sentence) => ({ theme: sentence.theme, polarity: sentence.polarity, ...quote(sentence) }));
  return {
    id: record.id,
    date: record.date,
    clinical: shown(record.clinical),
    service: shown(record.service),
    themes: record.themes.map((theme) => ({ ...theme })),
  };
}

/** The commitments that some theme belongs to, in the order of the taxonomy's first theme of each. */
function commitmentRows(
  all: Counts,
  themes: readonly Theme[],
  { floors }: ReportMeta,
): Report['commitments'] {
  const names = new Set(themes.flatMap(({ commitment }): Commitment[] => (commitment ? [commitment] : [])));
  return [...names].map((commitment) => {
    const stances = all.commitments[commitment];
    const said = mentions(stances);
    return {
      commitment,
      themes: themes.filter((theme) => theme.commitment === commitment).map(({ name }) => name),
      mentions: said,
      score: scoreOf(stances, floors),
      positive: proportionOf(stances.positive, said, floors),
      negative: proportionOf(stances.negative, said, floors),
    };
  });
}

/** What each language was read by, the commonest first; reviews without words are in none. */
function readingsOf(languages: Record<string, number>, meta: ReportMeta): LanguageReading[] {
  const { asked = ['en'], cards = {}, readable = [] } = meta.languages ?? {};
  return Object.entries(languages)
    .filter(([language]) => language !== 'unknown')
    .sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
    .map(([language, reviews]) => {
      const card = Object.hasOwn(cards, language) ? cards[language] : undefined;
      const wanted = asked === 'all' || asked.includes(language);
      const by = !wanted ? 'none' : language === 'en' ? 'model' : card ? 'phrases' : 'as-english';
      return {
        language,
        reviews,
        by,
        measures: by === 'phrases' ? { ...card!.measures } : null,
        readable: by === 'none' && readable.includes(language),
      };
    });
}

function sortedRecord(record: Record<string, number>): Record<string, number> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}
