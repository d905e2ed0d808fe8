/** How right the tags are, how far two people agree, and what training gained: the measures in words and tables. */
import type {
  Accuracy,
  Agreement,
  Evaluation,
  FoundLabel,
  Label,
  LabelledSentence,
  Measure,
  Measures,
  Miss,
  OwnModel,
} from '../types.js';
import type { Answer } from './answer.js';
import { markSpans, type Run, type Tone } from './fit.js';
import {
  type Block,
  type Fact,
  fileName,
  given,
  heading,
  paragraph,
  type QuoteBlock,
  say,
} from './outline/blocks.js';
import { type ColumnOf, left, right, table, themeColumn } from './outline/table.js';
import { printable } from './printable.js';
import { count, counted, GLUE, listed, POLARITY_SIGNS, percent, percentNumber } from './words.js';

/** Confusions, flips and differences that are listed; the JSON holds all. */
const LISTED = 10;

export function evaluationAnswer(result: Evaluation | Agreement | OwnModel): Answer {
  return { value: result, blocks: () => blocksOf(result) };
}

function blocksOf(result: Evaluation | Agreement | OwnModel): Block[] {
  switch (result.schema) {
    case 'reviewscan.evaluation':
      return evaluationBlocks(result);
    case 'reviewscan.agreement':
      return agreementBlocks(result);
    case 'reviewscan.own-model':
      return trainingBlocks(result);
  }
}

// ───────────────────────────── small makers ─────────────────────────────

const SHOWN_SIGNS: Record<Label['sign'], string> = { '+': '+', '-': '−', '0': '0' };

function labelsInWords(labels: LabelledSentence['labels']): string {
  if (labels === null) return 'no answer';
  if (labels === 'bad') return 'not readable';
  return listed(labels.map(({ theme, sign }) => given(theme) + SHOWN_SIGNS[sign])) || 'nothing';
}

function foundInWords(found: readonly FoundLabel[]): string {
  return (
    listed(
      found.map(
        ({ theme, polarity, confidence }) =>
          `${given(theme)}${POLARITY_SIGNS[polarity]}${GLUE}${percent(confidence)}`,
      ),
    ) || 'nothing'
  );
}

/** `83 (70–92)`, in percent; `–` where there is nothing to measure. */
function percentWithRange({ value, low, high }: Measure): string {
  if (value === null) return '–';
  const range =
    low === null || high === null ? '' : `${GLUE}(${Math.round(low * 100)}–${Math.round(high * 100)})`;
  return `${percentNumber(value)}${range}`;
}

/** κ is no share: `0.73 (0.61–0.82)`. */
function kappaWithRange({ value, low, high }: Measure): string {
  if (value === null) return '–';
  return `${two(value)}${low === null || high === null ? '' : `${GLUE}(${two(low)}–${two(high)})`}`;
}

function two(value: number): string {
  return value.toFixed(2).replace('-', '−');
}

/** Landis and Koch's words (1977), for those who have never met a κ. */
function kappaInWords(value: number): string {
  const steps: [number, string][] = [
    [0.8, 'almost perfect'],
    [0.6, 'substantial'],
    [0.4, 'moderate'],
    [0.2, 'fair'],
  ];
  return steps.find(([least]) => value > least)?.[1] ?? 'slight';
}

// ───────────────────────────── measures ─────────────────────────────

/** @param tone of F1, which most tables are read for */
function rateColumns<Row>(of: (row: Row) => Accuracy, tone: Tone = 'plain'): ColumnOf<Row>[] {
  return [
    right('Precision', (row) => percentWithRange(of(row).precision)),
    right('Recall', (row) => percentWithRange(of(row).recall)),
    right('F1', (row) => say(percentWithRange(of(row).f1), tone)),
    right('n', (row) => count(of(row).n)),
  ];
}

function overallTable(m: Measures): Block {
  const rows: [name: string, accuracy: Accuracy, tone: Tone][] = [
    ['Themes', m.themes, 'plain'],
    ['Themes with polarity', m.tags, 'plain'],
    ['Clinical axis', m.axes.clinical, 'clinical'],
    ['Clinical complaints', m.negative.clinical, 'clinical'],
    ['Service axis', m.axes.service, 'service'],
    ['Service complaints', m.negative.service, 'service'],
  ];
  return table(rows, [
    left('Measure', ([name, , tone]) => say(name, tone), { min: 18, gives: 1 }),
    ...rateColumns(([, accuracy]: (typeof rows)[number]) => accuracy, 'strong'),
  ]);
}

function overallFacts(m: Measures): Block {
  const facts: Fact[] = [];
  if (m.macroThemes > 0) {
    facts.push({
      label: 'Mean F1 of themes',
      runs: [
        say(`${percentWithRange(m.macroF1)} %`, 'strong'),
        say(` over ${counted(m.macroThemes, 'theme')} with 8 labelled sentences or more`),
      ],
    });
  }
  const kappa = m.polarityKappa;
  facts.push({
    label: 'Polarity κ',
    runs: [
      say(kappaWithRange(kappa), 'strong'),
      say(
        kappa.value === null
          ? ' nothing to compare'
          : ` ${kappaInWords(kappa.value)} agreement beyond chance`,
      ),
    ],
  });
  return { kind: 'facts', facts };
}

function themeTable(m: Measures): Block {
  return table(m.byTheme, [
    themeColumn(),
    ...rateColumns((row: Accuracy) => row),
    right(
      'Polarity right',
      ({ rightPolarity }) => (rightPolarity === null ? '–' : percentNumber(rightPolarity)),
      { min: 8, gives: 2 },
    ),
  ]);
}

function confusionFacts(m: Measures, missedBy: string, putBy: string): Block[] {
  const facts: Fact[] = [];
  for (const { gold, found, n } of m.confusions.slice(0, LISTED)) {
    const words =
      gold === null
        ? `${given(found!)} where ${missedBy} said nothing of the kind`
        : found === null
          ? `${given(gold)} not seen`
          : `${given(gold)} read as ${given(found)}`;
    facts.push({ label: counted(n, 'sentence'), runs: [say(words)] });
  }
  for (const { theme, gold, found, n } of m.flips.slice(0, LISTED)) {
    facts.push({
      label: counted(n, 'sentence'),
      runs: [say(`${given(theme)}${SHOWN_SIGNS[gold]} read as ${given(theme)}${SHOWN_SIGNS[found]}`)],
    });
  }
  if (facts.length === 0) return [];
  return [heading(`What ${putBy} mixed up most`), { kind: 'facts', facts }];
}

// ───────────────────────────── the tool against people ─────────────────────────────

function evaluationBlocks(evaluation: Evaluation): Block[] {
  const { all, random, rows, model, misses } = evaluation;
  const shown = random ?? all;
  const blocks: Block[] = [
    {
      kind: 'title',
      text: 'How right the tags are',
      detail: `${given(fileName(evaluation.file))} · ${counted(all.sentences, 'labelled sentence')} · ${counted(all.groups, 'review')}`,
    },
    paragraph(
      'note',
      random === null
        ? 'Held against what people said of each sentence, in percent. Intervals are 95 % and by review; n counts sentences in which people found it.'
        : `These rows are of the ${counted(random.sentences, 'sentence')} that chance drew, which alone stand for all; sentences chosen for rare themes count below, theme by theme. In percent; intervals are 95 % and by review.`,
    ),
    overallTable(shown),
    overallFacts(shown),
  ];
  const aside = [
    rows.bad > 0 && `${counted(rows.bad, 'row')} marked as not readable`,
    rows.unanswered > 0 && `${counted(rows.unanswered, 'row')} without an answer yet`,
  ].filter((part): part is string => part !== false);
  if (aside.length > 0) blocks.push(paragraph('note', `Left out: ${listed(aside)}.`));
  if (all.sentences < 100) {
    blocks.push(
      paragraph('banner', 'Fewer than 100 labelled sentences: look at the intervals, not at the numbers.'),
    );
  }
  blocks.push(heading('Theme by theme'), themeTable(all), ...confusionFacts(all, 'people', 'the tool'));
  if (all.reliability.bins.length > 0) {
    blocks.push(
      heading('How far its confidence can be believed'),
      table(all.reliability.bins, [
        right('It said', ({ low, high }) => `${Math.round(low * 100)}–${Math.round(high * 100)}${GLUE}%`),
        right('On average', ({ confidence }) => percent(confidence)),
        right('It was right', (bin) => percent(bin.right)),
        right('Tags', ({ n }) => count(n)),
      ]),
      paragraph('note', `On average the two are ${Math.round(all.reliability.gap * 100)} points apart.`),
    );
  }
  if (misses.length > 0) {
    blocks.push(heading('The worst misses'), { kind: 'quotes', quotes: misses.map(missQuote) });
  }
  const own = model.own === null ? '' : `, with ${given(model.own)} on top`;
  blocks.push(
    paragraph(
      'note',
      `Model ${given(model.name)} ${given(model.version)}${own}; ${evaluation.taxonomy.custom ? 'a taxonomy of your own' : 'the shipped taxonomy'} (${evaluation.taxonomy.hash.slice(0, 12)}).`,
    ),
  );
  return blocks;
}

function missQuote(miss: Miss): QuoteBlock {
  const words: Record<Miss['kind'], string> = {
    missed:
      miss.probability === null
        ? `no model knows ${given(miss.theme)}, and no phrase of it is there`
        : `thought ${given(miss.theme)} ${percent(miss.probability)} likely`,
    wrong: `sure of ${given(miss.theme)} by ${listed(miss.via)}`,
    polarity: `took ${given(miss.theme)} the other way, by ${listed(miss.via)}`,
  };
  const runs = cleanRuns(markSpans(miss.sentence, miss.evidence));
  return {
    label: miss.kind,
    runs,
    source: `(people: ${labelsInWords(miss.gold)}; tool: ${foundInWords(miss.found)}; ${words[miss.kind]})`,
  };
}

/** Printable runs, without blanks at either end of the whole. */
function cleanRuns(runs: readonly Run[]): Run[] {
  const shown = runs.map(({ text, tone }) => ({ text: printable(text), tone }));
  if (shown.length > 0) {
    shown[0]!.text = shown[0]!.text.trimStart();
    shown.at(-1)!.text = shown.at(-1)!.text.trimEnd();
  }
  return shown;
}

// ───────────────────────────── two people ─────────────────────────────

function agreementBlocks(agreement: Agreement): Block[] {
  const { measures: m, files, differences } = agreement;
  const [first, second] = files.map((file) => given(fileName(file)));
  const only = [
    agreement.onlyFirst > 0 && `${counted(agreement.onlyFirst, 'sentence')} of ${first}`,
    agreement.onlySecond > 0 && `${counted(agreement.onlySecond, 'sentence')} of ${second}`,
  ].filter((part): part is string => part !== false);
  const facts: Fact[] = [
    fact('Themes, F1', `${percentWithRange(m.themes.f1)} %`),
    fact('With polarity, F1', `${percentWithRange(m.tags.f1)} %`),
    fact(
      'Polarity κ',
      kappaWithRange(m.polarityKappa),
      m.polarityKappa.value === null ? '' : ` ${kappaInWords(m.polarityKappa.value)} agreement beyond chance`,
    ),
  ];
  const blocks: Block[] = [
    {
      kind: 'title',
      text: 'How far two people agree',
      detail: `${first} and ${second} · ${counted(agreement.shared, 'sentence')} in common`,
    },
    { kind: 'facts', facts },
    paragraph('note', 'No tool can be measured more exactly than people agree among themselves.'),
  ];
  if (only.length > 0) blocks.push(paragraph('note', `Answered by one of them alone: ${listed(only)}.`));
  if (agreement.byTheme.length > 0) {
    blocks.push(
      heading('Theme by theme'),
      table(agreement.byTheme, [
        themeColumn(),
        right('κ', ({ kappa }) => (kappa === null ? '–' : two(kappa))),
        right('Both', ({ both }) => count(both)),
        right('First', ({ first }) => count(first)),
        right('Second', ({ second }) => count(second)),
      ]),
    );
  }
  if (differences.length > 0) {
    const shown = differences.slice(0, 2 * LISTED);
    blocks.push(heading(`Where they differ (${count(shown.length)} of ${count(differences.length)})`), {
      kind: 'quotes',
      quotes: shown.map(({ sentence, first: one, second: other }) => ({
        label: '',
        runs: cleanRuns([say(sentence)]),
        source: `(first: ${labelsInWords(one)}; second: ${labelsInWords(other)})`,
      })),
    });
  }
  return blocks;
}

function fact(label: string, value: string, more = ''): Fact {
  return { label, runs: [say(value, 'strong'), say(more)] };
}

// ───────────────────────────── what training gained ─────────────────────────────

function trainingBlocks({ card, base, name }: OwnModel): Block[] {
  const learned = card.labels.filter(({ before }) => before !== null);
  const used = learned.filter((label) => label.used);
  const short = card.labels.filter(({ missing }) => missing > 0);
  const blocks: Block[] = [
    {
      kind: 'title',
      text: 'A model of your own',
      detail: `${given(name)} on top of ${given(base.name)} ${given(base.version)} · ${counted(card.sentences, 'sentence')} · ${counted(card.reviews, 'review')}`,
    },
    paragraph(
      'finding',
      ...(used.length === 0
        ? [say('No theme gained: the file holds no correction, and our model stays as it is.', 'strong')]
        : [
            'Themes with polarity, F1 by cross-validation: ',
            say(`${share(card.before)} before, ${share(card.after)} with your own part`, 'strong'),
            '. No review was learned from and judged in the same round; what is used was chosen by the same rounds, so expect a little less.',
          ]),
    ),
  ];
  if (learned.length > 0) {
    blocks.push(
      heading('What was learned'),
      table(learned, [
        left('Label', ({ label }) => given(label), { min: 10, gives: 1 }),
        right('Sentences', ({ n }) => count(n)),
        right('F1 before', ({ before }) => share(before?.f1 ?? null)),
        right('F1 after', ({ after, used }) => say(share(after?.f1 ?? null), used ? 'good' : 'plain')),
        left('Used', ({ used }) => (used ? 'yes' : 'no: no sure gain')),
      ]),
    );
  }
  if (short.length > 0) {
    const some = short
      .filter(({ n }) => n > 0)
      .sort((a, b) => a.missing - b.missing || (a.label < b.label ? -1 : 1));
    const none = short.filter(({ n }) => n === 0);
    const parts: string[] = some.map(({ label, missing }) => `${given(label)} needs ${count(missing)} more`);
    if (none.length > 0) parts.push(`${listed(none.map(({ label }) => given(label)))} have none yet`);
    blocks.push(heading('Too few to learn from'), paragraph('note', `${parts.join('; ')}.`));
  }
  return blocks;
}

function share(value: number | null): string {
  return value === null ? '–' : percent(value);
}
