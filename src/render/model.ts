/** The model card: what the statistical model is, and how right it was measured to be. */
import type { Knowledge, ModelCard, OwnModel, Theme } from '../types.js';
import { drawMarkdown } from './markdown.js';
import type { Block, Fact } from './outline.js';
import { printable } from './printable.js';
import { drawBlocks, type TerminalOptions } from './terminal.js';
import { CARD_NAMES, count, MEASURE_NAMES } from './words.js';

export interface ModelKnowledge {
  themes: Theme[];
  model: Pick<Knowledge['model'], 'card'>;
}

export function modelJson({ model }: ModelKnowledge, own: OwnModel | null): string {
  const ownCard = own === null ? null : { name: own.name, base: own.base, ...own.card };
  return `${JSON.stringify({ schema: 'reviewscan.model', ...model.card, own: ownCard }, null, 2)}\n`;
}

export function modelTerminal(
  knowledge: ModelKnowledge,
  own: OwnModel | null,
  options: TerminalOptions,
): string {
  return drawBlocks(modelBlocks(knowledge, own), options);
}

export function modelMarkdown(knowledge: ModelKnowledge, own: OwnModel | null): string {
  return drawMarkdown(modelBlocks(knowledge, own));
}

const KNOWN = new Set(['name', 'version', 'themes', 'cards', 'measures']);

function modelBlocks({ themes, model: { card } }: ModelKnowledge, own: OwnModel | null): Block[] {
  const blocks: Block[] = [
    { kind: 'title', text: `Model ${clean(card.name)}`, detail: `version ${clean(card.version)}` },
  ];
  const about = aboutFacts(card);
  if (about.length > 0) blocks.push({ kind: 'facts', facts: about });
  const measures = Object.entries(card.measures);
  if (measures.length > 0) {
    blocks.push(heading('Measured as a whole'), {
      kind: 'facts',
      facts: measures.map(([name, value]) => ({
        label: clean(MEASURE_NAMES[name] ?? name),
        runs: [plain(number(value))],
      })),
    });
  }
  const cards = Object.entries(card.cards) as [
    keyof typeof CARD_NAMES,
    { precision: number; recall: number },
  ][];
  if (cards.length > 0) {
    blocks.push(heading('Score by score'), {
      kind: 'table',
      columns: [
        { head: 'Score', align: 'left' },
        { head: 'Precision', align: 'right' },
        { head: 'Recall', align: 'right' },
      ],
      rows: cards.map(([name, { precision, recall }]) => [
        [{ text: CARD_NAMES[name] ?? name, tone: name === 'service' ? 'service' : 'clinical' }],
        [plain(number(precision))],
        [plain(number(recall))],
      ]),
    });
  }
  const known = themes.filter(({ name }) => Object.hasOwn(card.themes, name));
  const unknown = themes.filter(({ name }) => !Object.hasOwn(card.themes, name));
  blocks.push(heading('Theme by theme'), {
    kind: 'table',
    columns: [
      { head: 'Theme', align: 'left', min: 10, gives: 1 },
      { head: 'Precision', align: 'right' },
      { head: 'Recall', align: 'right' },
      { head: 'F1', align: 'right' },
      { head: 'n', align: 'right' },
    ],
    rows: known.map(({ name, axis }) => {
      const measured = card.themes[name]!;
      return [
        [{ text: clean(name), tone: axis === 'general' ? 'plain' : axis }],
        [plain(number(measured.precision))],
        [plain(number(measured.recall))],
        [plain(number(measured.f1))],
        [plain(count(measured.n))],
      ];
    }),
  });
  if (unknown.length > 0) {
    blocks.push({
      kind: 'paragraph',
      weight: 'note',
      runs: [
        plain(
          `No model knows ${unknown.map(({ name }) => clean(name)).join(', ')}: keywords alone find them.`,
        ),
      ],
    });
  }
  if (own !== null) blocks.push(...ownBlocks(own));
  return blocks;
}

function ownBlocks(own: OwnModel): Block[] {
  const used = own.card.labels.filter((label) => label.used);
  return [
    heading(`On top of it: ${clean(own.name)}`),
    {
      kind: 'facts',
      facts: [
        {
          label: 'labelled',
          runs: [plain(`${count(own.card.sentences)} sentences of ${count(own.card.reviews)} reviews`)],
        },
        ...(own.card.before === null || own.card.after === null
          ? []
          : [
              {
                label: 'F1 of tags',
                runs: [plain(`${number(own.card.before)} before, ${number(own.card.after)} with it`)],
              },
            ]),
        {
          label: 'corrects',
          runs: [plain(used.length === 0 ? 'nothing' : used.map(({ label }) => clean(label)).join(', '))],
        },
      ],
    },
  ];
}

/** Whatever else the card tells, as far as it is text, numbers or short lists of them. */
function aboutFacts(card: ModelCard): Fact[] {
  return Object.entries(card).flatMap(([key, value]): Fact[] => {
    if (KNOWN.has(key)) return [];
    const label = clean(key.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase());
    return linesOf(value).map((text) => ({ label, runs: [plain(text)] }));
  });
}

function linesOf(value: unknown): string[] {
  if (typeof value === 'string') return [clean(value)];
  if (typeof value === 'number') return [number(value)];
  if (typeof value === 'boolean') return [value ? 'yes' : 'no'];
  if (Array.isArray(value)) return value.every((item) => typeof item === 'string') ? value.map(clean) : [];
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).flatMap(([key, part]) =>
      typeof part === 'string' || typeof part === 'number'
        ? [`${clean(key)}: ${typeof part === 'number' ? number(part) : clean(part)}`]
        : [],
    );
  }
  return [];
}

function number(value: number): string {
  return Number.isInteger(value) ? count(value) : value.toFixed(3);
}

function clean(text: string): string {
  return printable(text).trim();
}

function plain(text: string): { text: string; tone: 'plain' } {
  return { text, tone: 'plain' };
}

function heading(text: string): Block {
  return { kind: 'heading', level: 2, text, tone: 'strong' };
}
