/** The taxonomy, for people and for programs: what each theme is, what it counts towards, and how right we are on it. */
import type { Axis, Knowledge, Theme } from '../types.js';
import type { Answer } from './answer.js';
import type { Run } from './fit.js';
import { type Block, clean, type Fact, heading, say } from './outline/blocks.js';
import { CARD_NAMES, COMMITMENT_NAMES, count, counted } from './words.js';

/** What is clean of the knowledge. */
export type ThemeKnowledge = Pick<Knowledge, 'themes' | 'lexicon' | 'hash'> & {
  model: Pick<Knowledge['model'], 'card'>;
};

/** Themes in the order of the taxonomy; as JSON each with the number of its phrases and its measured error. */
export function themesAnswer(knowledge: ThemeKnowledge): Answer {
  const phrases = phrasesByTheme(knowledge);
  const themes = knowledge.themes.map((theme) => ({
    ...theme,
    phrases: phrases.get(theme.name) ?? 0,
    measured: measuredOf(knowledge, theme),
  }));
  return {
    value: { schema: 'reviewscan.themes', hash: knowledge.hash, themes },
    blocks: () => themeBlocks(knowledge),
  };
}

function themeBlocks(knowledge: ThemeKnowledge): Block[] {
  const phrases = phrasesByTheme(knowledge);
  const axes: { axis: Axis; title: string; tone: Run['tone'] }[] = [
    {
      axis: 'clinical',
      title: 'Clinical: what the care did to the body, and how well it was done',
      tone: 'clinical',
    },
    { axis: 'service', title: 'Service: how the person was treated and served', tone: 'service' },
    { axis: 'general', title: 'General: a judgement with no aspect named', tone: 'strong' },
  ];
  return axes.flatMap(({ axis, title, tone }) => {
    const themes = knowledge.themes.filter((theme) => theme.axis === axis);
    if (themes.length === 0) return [];
    const facts = themes.flatMap((theme): Fact[] => {
      const label = clean(theme.name);
      return factsOf(theme, knowledge, phrases.get(theme.name) ?? 0).map((runs) => ({ label, tone, runs }));
    });
    return [heading(title, tone), { kind: 'facts', facts }] satisfies Block[];
  });
}

function factsOf(theme: Theme, knowledge: ThemeKnowledge, phrases: number): Run[][] {
  const lines: Run[][] = [[say(`${clean(theme.definition)}.`.replace(/\.\.$/, '.'))]];
  for (const polarity of ['positive', 'negative'] as const) {
    const example = theme.examples.find((e) => e.polarity === polarity);
    if (!example) continue;
    lines.push([polarity === 'positive' ? say('+ ', 'good') : say('− ', 'bad'), say(clean(example.text))]);
  }
  const parts = [theme.card === null ? 'feeds no score' : `feeds ${CARD_NAMES[theme.card]}`];
  if (theme.commitment !== null) parts.push(`commitment: ${COMMITMENT_NAMES[theme.commitment]}`);
  if (theme.crosswalk.cahps !== null) parts.push(`CAHPS: ${clean(theme.crosswalk.cahps)}`);
  if (theme.crosswalk.nhs !== null) parts.push(`NHS: ${clean(theme.crosswalk.nhs)}`);
  parts.push(counted(phrases, 'phrase'));
  const measured = measuredOf(knowledge, theme);
  parts.push(
    measured === null
      ? 'keywords alone'
      : `precision ${two(measured.precision)}, recall ${two(measured.recall)} (n ${count(measured.n)})`,
  );
  lines.push([say(`${parts.join('; ')}.`, 'faint')]);
  return lines;
}

function two(value: number): string {
  return value.toFixed(2);
}

function measuredOf({ model }: ThemeKnowledge, theme: Theme) {
  return Object.hasOwn(model.card.themes, theme.name) ? model.card.themes[theme.name]! : null;
}

function phrasesByTheme({ lexicon }: ThemeKnowledge): Map<string, number> {
  const phrases = new Map<string, number>();
  for (const entry of lexicon) phrases.set(entry.theme, (phrases.get(entry.theme) ?? 0) + 1);
  return phrases;
}
