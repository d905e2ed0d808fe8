/** How one text was understood: its sentences with the evidence underlined, negation as an arrow, and why each tag. */
import type {
  ExplainedSentence,
  Explanation,
  KeywordHit,
  Polarity,
  ReviewScores,
  Side,
  Span,
  Tag,
} from '../types.js';
import { clip, columnsOf, letters, type Tone } from './fit.js';
import { jsonOf } from './json.js';
import { type Block, clean, type Fact, heading, paragraph, say } from './outline/blocks.js';
import { left, right, table, toneOfAxis, toneOfCard } from './outline/table.js';
import { printable } from './printable.js';
import { drawBlocks, Pen, type TerminalOptions } from './terminal.js';
import { CARD_NAMES, counted, GLUE, listed, POLARITY_SIGNS } from './words.js';

const SIDES: Record<Side, string> = { pro: 'praise', con: 'a complaint or wish', open: 'neither' };
const TONES: Record<Polarity, Tone> = { positive: 'good', negative: 'bad', mixed: 'plain', neutral: 'plain' };

/** As JSON: the explanation and the scores this text would have as a review. */
export function explainJson(explanation: Explanation, scores: ReviewScores): string {
  return jsonOf({ schema: 'reviewscan.explanation', ...explanation, scores });
}

/** For the terminal, every line at most `width` columns. */
export function explainTerminal(
  explanation: Explanation,
  scores: ReviewScores,
  options: TerminalOptions,
): string {
  const { text, sentences } = explanation;
  if (sentences.length === 0) {
    const nothing =
      text.trim() === '' ? 'There are no words to read.' : 'This counts as an empty answer: nothing to read.';
    return drawBlocks([paragraph('text', nothing)], options);
  }
  const parts = sentences.map((sentence, i) => {
    const title = `Sentence ${i + 1} of ${sentences.length}: ${SIDES[sentence.side]}`;
    return (
      drawBlocks([heading(title)], options) +
      annotate(text, sentence, options) +
      '\n' +
      drawBlocks(whyOf(explanation, sentence), options)
    );
  });
  parts.push(drawBlocks([...asReview(scores), ...onSafety(explanation)], options));
  return parts.join('\n');
}

/** What it would put on the safety list. */
function onSafety({ text, safety }: Explanation): Block[] {
  if (safety.length === 0) return [];
  return [
    {
      kind: 'facts',
      facts: safety.map(({ harm, evidence }) => ({
        label: 'Safety list',
        runs: [
          say(
            `${printable(harm)}: ${evidence.map(({ start, end }) => `“${printable(text.slice(start, end))}”`).join(', ')}`,
          ),
        ],
      })),
    },
  ];
}

// ───────────────────────────── the sentence, marked ─────────────────────────────

interface Glyph {
  text: string;
  /** Offset in the text. */
  at: number;
  /** First column it takes in its line. */
  column: number;
  width: number;
}

const LEFT = '    ';
const UNDERLINE = '━';
/** A phrase of the lexicon may list fifty words. */
const PHRASE_WIDEST = 140;

/** The sentence in lines; under each the evidence is underlined, and arrows lead from a negator to what it turns. */
function annotate(text: string, sentence: ExplainedSentence, options: TerminalOptions): string {
  const pen = new Pen(options);
  const evidence = sentence.tags.flatMap((tag) => tag.evidence);
  const turned = sentence.hits.filter((hit) => hit.negator !== null);
  const lines: string[] = [];
  for (const line of layGlyphs(text, sentence, pen)) {
    const marked = (glyph: Glyph) => evidence.some((s) => glyph.at >= s.start && glyph.at < s.end);
    lines.push(
      LEFT + line.map((glyph) => pen.paint(glyph.text, marked(glyph) ? 'strong' : 'plain')).join(''),
    );
    const rows = [
      line.map((glyph) => (marked(glyph) ? pen.text(UNDERLINE) : ' ').repeat(glyph.width)).join(''),
    ];
    for (const arrow of arrows(line, turned, pen)) {
      const free = rows.findIndex((row) => [...arrow].every((c, i) => c === ' ' || (row[i] ?? ' ') === ' '));
      if (free === -1) rows.push(arrow);
      else rows[free] = overlay(rows[free]!, arrow);
    }
    for (const row of rows) {
      if (row.trim() !== '') lines.push(LEFT + pen.paint(row.trimEnd(), 'faint'));
    }
  }
  return `${lines.join('\n')}\n`;
}

function overlay(row: string, arrow: string): string {
  return Array.from({ length: Math.max(row.length, arrow.length) }, (_, i) => {
    const c = arrow[i] ?? ' ';
    return c === ' ' ? (row[i] ?? ' ') : c;
  }).join('');
}

/** Letters with their places, broken into lines at spaces. */
function layGlyphs(text: string, span: Span, pen: Pen): Glyph[][] {
  const room = pen.width - LEFT.length;
  const glyphs: Glyph[] = [];
  let at = span.start;
  for (const letter of letters(text.slice(span.start, span.end))) {
    const shown = pen.text(printable(letter));
    const width = columnsOf(shown);
    const doubled = shown === ' ' && glyphs.at(-1)?.text === ' ';
    if (width > 0 && !doubled) glyphs.push({ text: shown, at, column: 0, width });
    at += letter.length;
  }
  const lines: Glyph[][] = [];
  let rest = glyphs;
  while (rest.length > 0) {
    let used = 0;
    let end = 0;
    while (end < rest.length && used + rest[end]!.width <= room) used += rest[end++]!.width;
    if (end < rest.length) {
      const space = rest.slice(0, end + 1).findLastIndex((glyph) => glyph.text === ' ');
      if (space > 0) end = space + 1;
    }
    const line = rest.slice(0, Math.max(1, end));
    rest = rest.slice(line.length);
    let column = 0;
    for (const glyph of line) {
      glyph.column = column;
      column += glyph.width;
    }
    lines.push(line);
  }
  return lines;
}

/** One row a negator: `└──►` from its first letter to the words it turns, as far as they share the line. */
function arrows(line: readonly Glyph[], hits: readonly KeywordHit[], pen: Pen): string[] {
  const [corner, shaft, right, left, back] = pen.unicode ? '└─►◄┘' : '+-><+';
  const last = line.at(-1)!;
  const end = last.column + last.width;
  const columnOf = (offset: number) => line.find((glyph) => glyph.at >= offset)?.column ?? end;
  const here = (span: Span) => span.start < last.at + last.text.length && span.end > line[0]!.at;
  return hits.flatMap((hit) => {
    const negator = hit.negator!;
    const within = negator.start >= hit.start && negator.end <= hit.end;
    if (within || !here(negator)) return [];
    const from = columnOf(negator.start);
    if (hit.start >= negator.start) {
      const to = here(hit) ? columnOf(hit.start) : end;
      if (to - from < 2) return [];
      return [' '.repeat(from) + corner + shaft!.repeat(to - from - 2) + (here(hit) ? right : shaft)];
    }
    if (!here(hit)) return [];
    const to = columnOf(hit.end);
    return [' '.repeat(to) + left + shaft!.repeat(Math.max(0, from - to - 1)) + back];
  });
}

// ───────────────────────────── why ─────────────────────────────

function whyOf(explanation: Explanation, sentence: ExplainedSentence): Block[] {
  const { text } = explanation;
  const blocks: Block[] = [];
  if (sentence.tags.length === 0) {
    blocks.push(paragraph('text', 'No theme was found: it evaluates nothing the taxonomy names.'));
  } else {
    blocks.push(
      table(sentence.tags, [
        left('Theme', ({ theme }) => say(clean(theme), 'strong'), { min: 10, gives: 2 }),
        left('Axis', ({ axis }) => say(axis, toneOfAxis(axis))),
        left('Polarity', ({ polarity }) => say(polarity, TONES[polarity])),
        right('Sure', ({ confidence }) => percentOf(confidence)),
        left('Found by', (tag) => foundBy(text, tag, sentence.hits), { min: 16, gives: 1 }),
      ]),
    );
  }
  const facts = factsOf(text, sentence, explanation);
  if (facts.length > 0) blocks.push({ kind: 'facts', facts });
  return blocks;
}

function percentOf(probability: number): string {
  return `${Math.round(probability * 100)}${GLUE}%`;
}

function foundBy(text: string, tag: Tag, hits: readonly KeywordHit[]): string {
  const words = hits.filter((hit) => supports(hit, tag)).map((hit) => matched(text, hit));
  const ways = tag.via.map((via) =>
    via === 'keyword' && words.length > 0 ? `keyword ${listed([...new Set(words)])}` : via,
  );
  return listed(ways);
}

/** Whether a hit is among what a tag rests on. */
function supports(hit: KeywordHit, tag: Tag): boolean {
  return hit.theme === tag.theme && tag.evidence.some((s) => s.start < hit.end && hit.start < s.end);
}

/** The words a phrase was found in, and what turned them. */
function matched(text: string, hit: KeywordHit): string {
  const turned = hit.negator === null ? '' : ` turned by ${quoted(text, hit.negator)}`;
  return quoted(text, hit) + turned;
}

function quoted(text: string, span: Span): string {
  return `“${printable(text.slice(span.start, span.end)).trim()}”`;
}

function factsOf(text: string, sentence: ExplainedSentence, explanation: Explanation): Fact[] {
  const facts: Fact[] = [];
  const add = (label: string, words: string) => facts.push({ label, runs: [say(words)] });
  const { whole, prior, side } = sentence;
  if (whole.start !== sentence.start || whole.end !== sentence.end) add('One side of', quoted(text, whole));
  if (prior !== null) {
    const piece = explanation.pieces.findIndex((p) => p.start <= sentence.start && p.end >= sentence.end) + 1;
    const where = explanation.pieces.length > 1 ? ` (piece ${piece} of ${explanation.pieces.length})` : '';
    const verdict = prior === side ? 'and the words agree' : `but the words make it ${SIDES[side]}`;
    add('Its label', `suggests ${SIDES[prior]}${where}, ${verdict}`);
  }
  const negated = stretchesOfNegated(text, sentence);
  if (negated.length > 0) add('Negated', listed(negated));
  const used = (hit: KeywordHit) => sentence.tags.some((tag) => supports(hit, tag));
  for (const hit of sentence.hits) {
    if (used(hit))
      add('Phrase', `${clean(hit.theme)}: ${clip(printable(hit.phrase).trim(), PHRASE_WIDEST, '…')}`);
  }
  for (const hit of sentence.hits) {
    if (!used(hit))
      add('Not enough', `${matched(text, hit)} → ${clean(hit.theme)}${POLARITY_SIGNS[hit.polarity]}`);
  }
  const thoughts = sentence.model
    .filter((opinion, i) => i === 0 || opinion.probability >= opinion.threshold / 5)
    .slice(0, 5)
    .map(
      (opinion) =>
        `${clean(opinion.theme)}${POLARITY_SIGNS[opinion.polarity]}${GLUE}${percentOf(opinion.probability)}${GLUE}(needs${GLUE}${percentOf(opinion.threshold)})`,
    );
  if (thoughts.length > 0) add('Model', thoughts.join(', '));
  return facts;
}

/** Words in the scope of a negator, neighbours together. */
function stretchesOfNegated(text: string, sentence: ExplainedSentence): string[] {
  const stretches: Span[] = [];
  let open = false;
  for (const token of sentence.tokens) {
    if (!token.negated) {
      open = false;
      continue;
    }
    if (open) stretches.at(-1)!.end = token.end;
    else stretches.push({ start: token.start, end: token.end });
    open = true;
  }
  return stretches.map((span) => quoted(text, span));
}

function asReview(scores: ReviewScores): Block[] {
  const facts = (['clinicalOutcome', 'clinicalSkill', 'service'] as const).map((card): Fact => {
    const score = scores[card];
    const words =
      score === null
        ? '– nobody said'
        : `${Math.round(score.value)} (${counted(score.positive, 'positive tag')}, ${counted(score.negative, 'negative tag')})`;
    return {
      label: CARD_NAMES[card],
      tone: toneOfCard(card),
      runs: [say(words)],
    };
  });
  return [heading('As a review of its own'), { kind: 'facts', facts }];
}
