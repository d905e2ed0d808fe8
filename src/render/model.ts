/** The model card: what the statistical model is, and how right it was measured to be. */
import type { Card, Knowledge, ModelCard, OwnModel, Theme } from '../types.js';
import type { Answer } from './answer.js';
import { type Block, clean, type Fact, heading, paragraph, say } from './outline/blocks.js';
import { left, right, table, toneOfAxis, toneOfCard } from './outline/table.js';
import { CARD_NAMES, count, MEASURE_NAMES } from './words.js';

export interface ModelKnowledge {
  themes: Theme[];
  model: Pick<Knowledge['model'], 'card'>;
}

export function modelAnswer(knowledge: ModelKnowledge, own: OwnModel | null): Answer {
  const ownCard = own === null ? null : { name: own.name, base: own.base, ...own.card };
  return {
    value: { schema: 'reviewscan.model', ...knowledge.model.card, own: ownCard },
    blocks: () => modelBlocks(knowledge, own),
  };
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
        runs: [say(number(value))],
      })),
    });
  }
  const cards = Object.entries(card.cards) as [Card, { precision: number; recall: number }][];
  if (cards.length > 0) {
    blocks.push(
      heading('Score by score'),
      table(cards, [
        left('Score', ([name]) => say(CARD_NAMES[name] ?? name, toneOfCard(name))),
        right('Precision', ([, { precision }]) => number(precision)),
        right('Recall', ([, { recall }]) => number(recall)),
      ]),
    );
  }
  const known = themes.filter(({ name }) => Object.hasOwn(card.themes, name));
  const unknown = themes.filter(({ name }) => !Object.hasOwn(card.themes, name));
  const measured = known.map(({ name, axis }) => ({ name, axis, ...card.themes[name]! }));
  blocks.push(
    heading('Theme by theme'),
    table(measured, [
      left('Theme', ({ name, axis }) => say(clean(name), toneOfAxis(axis)), { min: 10, gives: 1 }),
      right('Precision', ({ precision }) => number(precision)),
      right('Recall', ({ recall }) => number(recall)),
      right('F1', ({ f1 }) => number(f1)),
      right('n', ({ n }) => count(n)),
    ]),
  );
  if (unknown.length > 0) {
    const names = unknown.map(({ name }) => clean(name)).join(', ');
    blocks.push(paragraph('note', `No model knows ${names}: keywords alone find them.`));
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
          runs: [say(`${count(own.card.sentences)} sentences of ${count(own.card.reviews)} reviews`)],
        },
        ...(own.card.before === null || own.card.after === null
          ? []
          : [
              {
                label: 'F1 of tags',
                runs: [say(`${number(own.card.before)} before, ${number(own.card.after)} with it`)],
              },
            ]),
        {
          label: 'corrects',
          runs: [say(used.length === 0 ? 'nothing' : used.map(({ label }) => clean(label)).join(', '))],
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
    return linesOf(value).map((text) => ({ label, runs: [say(text)] }));
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
