/**
 * What is new, drawn: the same blocks for a terminal, Markdown and a page; `mail.ts` sends the first and the last.
 */
import { createHash } from 'node:crypto';
import type { Digest, RenderOptions } from '../types.js';
import { drawBlocks as drawHtml } from './html/blocks.js';
import { el, raw } from './html/markup.js';
import { jsonOf } from './json.js';
import { drawMarkdown } from './markdown.js';
import { heading, paragraph, say } from './outline/blocks.js';
import { type Block, parts } from './outline.js';
import { drawBlocks } from './terminal.js';
import { count, counted, GLUE, period } from './words.js';

/** Reviews that are shown; JSON holds up to 1,000. */
const SHOWN = 100;
const QUOTE_LENGTH = 400;

/** What is new in one line: `3 reviews speak of harm, 1 rule broken`. */
export function newsInShort({ safety, rules }: Digest): string {
  const parts = [
    ...(safety.reviews > 0
      ? [`${counted(safety.reviews, 'review')} ${safety.reviews === 1 ? 'speaks' : 'speak'} of harm`]
      : []),
    ...(rules.length > 0 ? [`${counted(rules.length, 'rule')} broken`] : []),
  ];
  return parts.join(', ') || 'nothing new';
}

export function digestJson(digest: Digest): string {
  return jsonOf(digest);
}

export function digestTerminal(
  digest: Digest,
  options: Pick<RenderOptions, 'width' | 'colour' | 'unicode'>,
): string {
  return drawBlocks(blocksOf(digest), options);
}

export function digestMarkdown(digest: Digest): string {
  return drawMarkdown(blocksOf(digest));
}

/** Few rules that mail programs understand as well. */
const STYLE =
  'body{max-width:44rem;margin:0 auto;padding:1rem;font:1rem/1.5 system-ui,sans-serif;color:#1d2730;background:#fff}' +
  'h1{font-size:1.3rem;margin:0}h2{font-size:1.1rem;margin:1.5rem 0 .3rem}' +
  'blockquote{margin:.6rem 0;padding-left:.8rem;border-left:3px solid #b4541a}blockquote p{margin:0}' +
  '.kicker{font-weight:600}footer,.note,.detail,.faint{color:#56626d;font-size:.9rem}mark{background:#fbeaa8}' +
  'table{border-collapse:collapse}th,td{padding:.2rem .6rem;text-align:left;border-bottom:1px solid #e2ded6}' +
  '.bad{color:#b4541a}caption{display:none}';

const STYLE_HASH = `sha256-${createHash('sha256').update(STYLE).digest('base64')}`;

/** A page that needs nothing else and runs nothing. */
export function digestHtml(digest: Digest): string {
  const head = el(
    'head',
    {},
    el('meta', { charset: 'utf-8' }),
    el('meta', {
      'http-equiv': 'Content-Security-Policy',
      content: `default-src 'none'; style-src '${STYLE_HASH}'; base-uri 'none'; form-action 'none'`,
    }),
    el('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
    el('title', {}, `reviewscan: ${newsInShort(digest)}`),
    raw('style', {}, STYLE),
  );
  const body = el('body', {}, el('main', {}, drawHtml(blocksOf(digest))));
  return `<!DOCTYPE html>\n${el('html', { lang: 'en' }, head, '\n', body).text}\n`.replaceAll(GLUE, ' ');
}

function blocksOf(digest: Digest): Block[] {
  const { since, input } = digest;
  const dates = period(input.dates.first, input.dates.last);
  const from =
    since === null
      ? 'no earlier run: all of it is new'
      : `since run ${since.run} of ${since.at.slice(0, 10)}`;
  return [
    {
      kind: 'title',
      text: 'New for you to read',
      detail: [from, counted(input.reviews, 'review'), ...(dates === '' ? [] : [dates])].join(' · '),
    },
    paragraph(
      'finding',
      say(`${newsInShort(digest).replace(/^./, (letter) => letter.toUpperCase())}.`, 'strong'),
    ),
    ...parts.safety(digest, { safetyRows: SHOWN, quoteLength: QUOTE_LENGTH }),
    ...rules(digest),
    ...told(digest),
  ];
}

function rules({ rules }: Digest): Block[] {
  const [, ...below] = parts.gates(rules);
  if (below.length === 0) return [];
  return [heading('Rules newly broken', 'bad'), ...below];
}

function told({ told }: Digest): Block[] {
  const still = [
    ...(told.safety > 0
      ? [`${counted(told.safety, 'review')} that ${told.safety === 1 ? 'speaks' : 'speak'} of harm`]
      : []),
    ...(told.rules > 0 ? [`${count(told.rules)}${GLUE}broken ${told.rules === 1 ? 'rule' : 'rules'}`] : []),
  ];
  return still.length === 0 ? [] : [paragraph('note', `Told before and still so: ${still.join(', ')}.`)];
}
