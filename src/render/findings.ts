/** What the linter found in a taxonomy. */
import type { TaxonomyFinding } from '../types.js';
import { drawMarkdown } from './markdown.js';
import type { Block } from './outline.js';
import { printable } from './printable.js';
import { drawBlocks, type TerminalOptions } from './terminal.js';
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

/** All findings, whether notes are asked for or not. */
export function lintJson(result: LintResult): string {
  return `${JSON.stringify(result, null, 2)}\n`;
}

/** @param notes print what is no fault as well; it is counted otherwise */
export function lintTerminal(result: LintResult, options: TerminalOptions, notes: boolean): string {
  return drawBlocks(blocksOf(result, notes), options);
}

/** @param notes as for `lintTerminal` */
export function lintMarkdown(result: LintResult, notes: boolean): string {
  return drawMarkdown(blocksOf(result, notes));
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
    {
      kind: 'paragraph',
      weight: 'finding',
      runs: [
        {
          text: faults === 0 ? 'Nothing to mend.' : `${counted(faults, 'finding')} to look at.`,
          tone: faults === 0 ? 'good' : 'bad',
        },
        {
          text:
            notes === 0 ? '' : ` ${counted(notes, 'note')} besides${all ? '.' : '; --notes prints them.'}`,
          tone: 'plain',
        },
      ],
    },
  ];
  for (const code of Object.keys(TITLES) as TaxonomyFinding['code'][]) {
    const here = findings.filter((finding) => finding.code === code);
    const faulty = here.filter(({ fault }) => fault);
    const harmless = all || code === 'never-hit' ? here.filter(({ fault }) => !fault) : [];
    const idle = all ? harmless : harmless.slice(0, NEVER_HIT_SHOWN);
    const named = faulty.length + harmless.length;
    if (named === 0) continue;
    blocks.push(
      { kind: 'heading', level: 2, text: `${TITLES[code]} (${count(named)})`, tone: 'strong' },
      {
        kind: 'facts',
        facts: [...faulty, ...idle].map(({ theme, phrase, message, fault }) => ({
          label: printable(theme),
          runs: [
            { text: phrase === null ? '' : `${printable(phrase)}: `, tone: fault ? 'strong' : 'plain' },
            { text: printable(message), tone: fault ? 'plain' : 'faint' },
          ],
        })),
      },
    );
    const rest = harmless.length - idle.length;
    if (rest > 0) {
      const text = `and ${counted(rest, 'note')} more`;
      blocks.push({ kind: 'paragraph', weight: 'note', runs: [{ text, tone: 'plain' }] });
    }
  }
  return blocks;
}
