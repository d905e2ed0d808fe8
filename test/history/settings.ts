/** What a history keeps of how reviews were analysed, for tests. */
import type { AnalysisSettings, Knowledge } from '../../src/types.js';

export function settingsOf({ themes, hash, model: { card } }: Knowledge): AnalysisSettings {
  const { name, version, cards, measures } = card;
  return {
    taxonomy: { hash, custom: false },
    model: { name, version, themes: card.themes, cards: cards ?? {}, measures },
    own: null,
    specialty: null,
    build: 'test',
    themes: [...themes],
  };
}
