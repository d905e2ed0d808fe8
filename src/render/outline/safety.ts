/** Reviews that speak of harm, for a person to read. */
import type { Report, SafetyRow } from '../../types.js';
import type { Run } from '../fit.js';
import { count, counted, GLUE, recordPlace } from '../words.js';
import { type Block, type Depth, given, heading, paragraph, say } from './blocks.js';
import { excerpt, sourceOf } from './quotes.js';

const SAFETY_TITLE = 'Reviews that speak of harm, for a person to read';

const speak = (reviews: number): string => (reviews === 1 ? 'speaks' : 'speak');

/** What sends a reader of the first screen to the list; null where no review speaks of harm. */
export function harmInShort({ safety: { reviews } }: Pick<Report, 'safety'>): string | null {
  if (reviews === 0) return null;
  return `${counted(reviews, 'review')} ${speak(reviews)} of harm: read ${reviews === 1 ? 'it' : 'them'} first`;
}

/** Nothing where no review speaks of harm. */
export function safety(
  report: Pick<Report, 'safety'>,
  depth: Pick<Depth, 'safetyRows' | 'quoteLength'>,
): Block[] {
  const { reviews, harms, listed, note } = report.safety;
  if (reviews === 0) return [];
  const shown = listed.slice(0, depth.safetyRows);
  const titles = new Map(harms.map(({ harm, title }) => [harm, title]));
  const lines = shown.flatMap((row) => remarksOf(row, titles, depth));
  const blocks: Block[] = [
    heading(SAFETY_TITLE, 'warning'),
    paragraph(
      'text',
      say(counted(reviews, 'review'), 'strong'),
      ` ${speak(reviews)} of harm: ${harms.map(({ title, reviews: n }) => `${lower(given(title))}${GLUE}${count(n)}`).join('; ')}.`,
    ),
    paragraph('note', note),
  ];
  if (shown.some(({ remarks }) => remarks.some(({ text }) => text !== null))) {
    blocks.push({
      kind: 'quotes',
      quotes: lines.map(({ harms, words, where }) => ({
        label: '',
        runs: [say(`${harms}: `, 'strong'), ...words],
        source: where,
      })),
    });
  } else {
    blocks.push({
      kind: 'facts',
      facts: lines.map(({ harms, where }) => ({ label: harms, runs: [say(where)] })),
    });
  }
  const beyond = reviews - shown.length;
  if (beyond > 0)
    blocks.push(paragraph('note', `${counted(beyond, 'more review')}, ${whereTheRestIs(report)}.`));
  return blocks;
}

/** A title within a sentence. */
function lower(title: string): string {
  return title.charAt(0).toLowerCase() + title.slice(1);
}

function whereTheRestIs({ safety: { unlisted } }: Pick<Report, 'safety'>): string {
  return unlisted === 0
    ? 'all of them in the csv table safety and in json'
    : 'the latest 1,000 in the csv table safety and in json, every one in ndjson';
}

/** Its sentences, each with the harms it speaks of and where it stands. Without words the harms of a review stand together. */
function remarksOf(
  row: SafetyRow,
  titles: ReadonlyMap<string, string>,
  { quoteLength }: Pick<Depth, 'quoteLength'>,
): { harms: string; words: Run[]; where: string }[] {
  // A sentence that speaks of two harms is read once.
  const sentences = new Map<string, { harms: string[]; remark: SafetyRow['remarks'][number] }>();
  for (const remark of row.remarks) {
    const key = remark.text === null ? '' : `${remark.passage} ${remark.text}`;
    const known = sentences.get(key);
    const title = given(titles.get(remark.harm) ?? remark.harm);
    if (known === undefined) sentences.set(key, { harms: [title], remark });
    else if (!known.harms.includes(title)) known.harms.push(title);
  }
  const groups = Object.values(row.groups).map((group) => `, ${given(group)}`);
  const where = `${sourceOf(row)}${groups.join('')}, ${recordPlace(given(row.file), row.record)}`;
  return [...sentences.values()].map(({ harms, remark }) => ({
    harms: harms.join(', '),
    words: remark.text === null ? [] : excerpt(remark.text, remark.evidence, quoteLength),
    where,
  }));
}
