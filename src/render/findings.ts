/** What the linter found in a taxonomy. */
import type { TaxonomyFinding } from '../types.js';
import type { Answer } from './answer.js';
import { type Block, heading, paragraph, say } from './outline/blocks.js';
import { printable } from './printable.js';
import { count, counted } from './words.js';

export interface LintResult {
  schema: 'reviewscan.lint';
  schemaVersion: 1;
  taxonomy: { hash: string; folder: string | null };
  themes: number;
  phrases: number;
  findings: TaxonomyFinding[];
}

const TITLES: Record<TaxonomyFinding['code'], string> = {
  'no-phrases': 'Themes without phrases',
  'no-examples': 'Themes without examples',
  dead: 'Phrases that never match',
  shadowed: 'Phrases that never win',
  'both-axes': 'Words on both axes',
  'both-polarities': 'Words that praise and blame',
  duplicate: 'Phrases that another one doubles',
  'example-missed': 'Examples that the phrases miss',
  'never-hit': 'Phrases that the reviews never use',
};

/** Phrases never hit are named unasked, as reviews were given to find them; there may be thousands. */
const NEVER_HIT_SHOWN = 10;

/** @param notes show what is no fault as well; it is counted otherwise. As JSON all findings stand there */
export function lintAnswer(result: LintResult, notes: boolean): Answer {
  return { value: result, blocks: () => blocksOf(result, notes) };
}

function blocksOf({ findings, themes, phrases, taxonomy }: LintResult, all: boolean): Block[] {
  const faults = findings.filter(({ fault }) => fault).length;
  const notes = findings.length - faults;
  const blocks: Block[] = [
    {
      kind: 'title',
      text: 'The taxonomy, looked over',
      detail: `${taxonomy.folder === null ? 'the shipped one' : printable(taxonomy.folder)} · ${counted(themes, 'theme')} · ${counted(phrases, 'phrase')}`,
    },
    paragraph(
      'finding',
      faults === 0
        ? say('Nothing to mend.', 'good')
        : say(`${counted(faults, 'finding')} to look at.`, 'bad'),
      notes === 0 ? '' : ` ${counted(notes, 'note')} besides${all ? '.' : '; --notes prints them.'}`,
    ),
  ];
  for (const code of Object.keys(TITLES) as TaxonomyFinding['code'][]) {
    const here = findings.filter((finding) => finding.code === code);
    const faulty = here.filter(({ fault }) => fault);
    const harmless = all || code === 'never-hit' ? here.filter(({ fault }) => !fault) : [];
    const idle = all ? harmless : harmless.slice(0, NEVER_HIT_SHOWN);
    const named = faulty.length + harmless.length;
    if (named === 0) continue;
    blocks.push(heading(`${TITLES[code]} (${count(named)})`), {
      kind: 'facts',
      facts: [...faulty, ...idle].map(({ theme, phrase, message, fault }) => ({
        label: printable(theme),
        runs: [
          say(phrase === null ? '' : `${printable(phrase)}: `, fault ? 'strong' : 'plain'),
          say(printable(message), fault ? 'plain' : 'faint'),
        ],
      })),
    });
    const rest = harmless.length - idle.length;
    if (rest > 0) blocks.push(paragraph('note', `and ${counted(rest, 'note')} more`));
  }
  return blocks;
}
