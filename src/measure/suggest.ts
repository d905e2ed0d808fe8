import type { Label, UnlabelledSentence } from '../types.js';

/**
 * Phrases that no theme knows yet, made ready to be pasted into a taxonomy: grouped by the theme that the sentences lean
 * to, with their count and one sentence as the reason. Whether a phrase belongs there is for a person to say.
 */

export interface Suggestion {
  phrase: string;
  /** Sentences of the sample that hold it. */
  count: number;
  /** One of them, shortened around the phrase and redacted. */
  snippet: string;
  /** What the model leans to in these sentences, though not enough for a tag; null = to nothing. */
  lean: (Label & { probability: number }) | null;
}

/** Characters of a snippet on either side of the phrase. */
const AROUND = 50;
/** Mean probability below which there is no lean. */
const LEAST_LEAN = 0.1;

/**
 * @param phrases frequent phrases of the sentences, best first
 * @param sentences without any theme
 * @param likely how likely the model thinks each label in a sentence, `mixed` and `neutral` left out
 * @param redact takes names out of a sentence
 * @param most suggestions to keep: phrases of several words first, then words in whose sentences the model leans to
 *   something, then other words, which are seldom a theme's own
 */
export function suggestPhrases(
  phrases: readonly { phrase: string; count: number }[],
  sentences: readonly UnlabelledSentence[],
  likely: (sentence: string) => readonly { theme: string; sign: '+' | '-'; probability: number }[],
  redact: (sentence: UnlabelledSentence) => string,
  most: number,
): Suggestion[] {
  const clean = sentences.map((sentence) => ({ sentence, text: redact(sentence).replace(/’/g, "'") }));
  const known = new Map<UnlabelledSentence, ReturnType<typeof likely>>();
  const suggestions = phrases.map(({ phrase, count }): Suggestion => {
    const holders = clean.filter(({ text }) => placeOf(text, phrase) >= 0);
    const sums = new Map<string, Label & { probability: number }>();
    for (const { sentence } of holders) {
      const opinions = known.get(sentence) ?? likely(sentence.text);
      known.set(sentence, opinions);
      for (const { theme, sign, probability } of opinions) {
        const sum = sums.get(theme + sign) ?? { theme, sign, probability: 0 };
        sum.probability += probability / holders.length;
        sums.set(theme + sign, sum);
      }
    }
    const [best] = [...sums.values()].sort(
      (a, b) => b.probability - a.probability || (a.theme + a.sign < b.theme + b.sign ? -1 : 1),
    );
    return {
      phrase,
      count,
      snippet: snippetOf(
        holders.map(({ text }) => text),
        phrase,
      ),
      lean: best !== undefined && best.probability >= LEAST_LEAN ? best : null,
    };
  });
  const worth = ({ phrase, lean }: Suggestion) => (phrase.includes(' ') ? 2 : lean !== null ? 1 : 0);
  return suggestions.sort((a, b) => worth(b) - worth(a)).slice(0, most);
}

function placeOf(text: string, phrase: string): number {
  const at = text.toLowerCase().indexOf(phrase);
  if (at < 0) return -1;
  const letter = /[\p{L}\p{N}]/u;
  const whole = !letter.test(text[at - 1] ?? '') && !letter.test(text[at + phrase.length] ?? '');
  return whole ? at : -1;
}

/** The shortest sentence that is long enough to explain the phrase, cut around it. */
function snippetOf(texts: readonly string[], phrase: string): string {
  const telling = texts.filter((text) => text.length >= phrase.length + 12);
  const [best] = [...(telling.length > 0 ? telling : texts)].sort(
    (a, b) => a.length - b.length || (a < b ? -1 : 1),
  );
  if (best === undefined) return '';
  const at = placeOf(best, phrase);
  const from = Math.max(0, at - AROUND);
  const to = Math.min(best.length, at + phrase.length + AROUND);
  // Half a word at either end goes.
  const head = from === 0 ? '' : '…';
  const tail = to === best.length ? '' : '…';
  let cut = best.slice(from, to);
  if (from > 0) cut = cut.replace(/^[^\s]*\s/u, '');
  if (to < best.length) cut = cut.replace(/\s[^\s]*$/u, '');
  return (head + cut + tail).replace(/\s+/g, ' ').trim();
}

/**
 * YAML to be pasted: one block a theme and polarity, each as it may stand in `phrases/<theme>.yaml`. They are cues,
 * hints that make no tag by themselves; `sure` is a person's decision.
 */
export function writeSuggestions(suggestions: readonly Suggestion[], sampled: number, file: string): string {
  const lines = [
    `# Phrases frequent in ${sampled} sentences of ${oneLine(file)} in which no theme was found.`,
    '# Keep what speaks of a theme, put it under sure where it always does, and paste the block into',
    '# phrases/<theme>.yaml of your own taxonomy folder, below a line "extend: true".',
  ];
  const groups = new Map<string, Suggestion[]>();
  for (const suggestion of suggestions) {
    const key = suggestion.lean === null ? '' : suggestion.lean.theme + suggestion.lean.sign;
    groups.set(key, [...(groups.get(key) ?? []), suggestion]);
  }
  const leaning = [...groups].filter(([key]) => key !== '').sort(([a], [b]) => (a < b ? -1 : 1));
  for (const [key, group] of leaning) {
    const theme = key.slice(0, -1);
    lines.push('', `# phrases/${oneLine(theme)}.yaml, perhaps`);
    lines.push(key.endsWith('+') ? 'positive:' : 'negative:', '  cue:', ...group.map(entryOf));
  }
  const rest = groups.get('') ?? [];
  if (rest.length > 0) {
    lines.push('', '# The model leans to no theme here: choose one, and positive or negative, yourself');
    lines.push('neutral:', '  cue:', ...rest.map(entryOf));
  }
  if (suggestions.length === 0) lines.push('# None stands in three reviews or more.');
  return `${lines.join('\n')}\n`;
}

function entryOf({ phrase, count, snippet }: Suggestion): string {
  return `    - ${yamlText(phrase)} # ${count} sentences, e.g. ${oneLine(snippet)}`;
}

/** Words that YAML 1.1 readers take for something else. */
const RESERVED = /^(?:y|n|yes|no|on|off|true|false|null)$/;

function yamlText(phrase: string): string {
  return /^[a-z][a-z ]*$/.test(phrase) && !RESERVED.test(phrase) ? phrase : JSON.stringify(phrase);
}

function oneLine(text: string): string {
  return text.replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ').trim();
}
