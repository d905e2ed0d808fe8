/**
 * The report as one HTML file that needs nothing else: no network, no font, no server. Every picture is drawn here, as
 * SVG; the small script only filters quotes and sorts tables, and the page can be read and printed without it.
 *
 * Two walls keep the input harmless: markup.ts escapes whatever is not markup, and a Content-Security-Policy lets
 * nothing run or be shown but this style sheet and this script, known by their hashes.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type {
  GroupSection,
  RenderOptions,
  Report,
  Score,
  StanceSentence,
  ThemeRow,
  TrendFinding,
} from '../types.js';
import { cutApart } from './fit.js';
import { behind, type Column, drawBlock, drawBlocks, drawRuns, drawTable, tableOf } from './html/blocks.js';
import {
  definitions,
  FEWEST_GROUPS,
  figure,
  funnel,
  quadrants,
  ratingBars,
  reachOf,
  scoreStrip,
  themeBars,
  trendLine,
} from './html/charts.js';
import { type Child, el, join, type Markup, raw } from './html/markup.js';
import { drawPool, pagePool } from './html/pool.js';
import { capital } from './outline/blocks.js';
import { type Block, type CardBox, type CardLine, type Depth, FULL, parts } from './outline.js';
import {
  CARD_NAMES,
  count,
  countAndShare,
  counted,
  EVEN_IN_WORDS,
  GLUE,
  isFew,
  listed,
  points,
  pointsRange,
} from './words.js';

/** Line ends as the HTML parser will see them, for the hashes are of that. */
const asset = (name: string): string =>
  readFileSync(new URL(`./html/${name}`, import.meta.url), 'utf8').replaceAll('\r\n', '\n');

const PAGE: Depth = { ...FULL, groupRows: 200, groupsSideBySide: 24, safetyRows: 400, quoteLength: 420 };
/** More rows than these are folded away. */
const OPEN_ROWS = 24;
const OPEN_FACTS = 12;
/** A group's name may be a whole cell. */
const LONGEST_NAME = 80;

const { given } = parts;

/** Draws the page. Width, colour and glyph options do not matter; the same report gives the same bytes. */
export function renderHtml(report: Report, _options: RenderOptions): string {
  const names = groupNames(report);
  const page = withNames(report, names);
  const style = asset('page.css');
  const script = asset('page.js');
  const title = parts.titleOf(page) as Extract<Block, { kind: 'title' }>;
  const sections =
    page.reviews === 0
      ? [emptyScreen(page), ratingSection(page), leftOut(page)]
      : [
          firstScreen(page),
          divergence(page),
          changes(page),
          themes(page),
          priorities(page),
          trend(page),
          mix(page),
          ...page.groups.map((section, i) => groupSection(section, i, page)),
          safety(page),
          quotes(
            page,
            pagePool(report, (by, group) => names.get(by)?.get(group) ?? null),
          ),
          ratingSection(page),
          contested(page),
          leftOut(page),
          method(page),
        ];
  const shown = sections.filter((section): section is Section => section !== null);
  const head = el(
    'head',
    {},
    el('meta', { charset: 'utf-8' }),
    el('meta', {
      'http-equiv': 'Content-Security-Policy',
      content: `default-src 'none'; style-src ${hashOf(style)}; script-src ${hashOf(script)}; base-uri 'none'; form-action 'none'`,
    }),
    el('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
    el('meta', { name: 'color-scheme', content: 'light dark' }),
    el('meta', { name: 'referrer', content: 'no-referrer' }),
    el('meta', { name: 'generator', content: `reviewscan ${page.tool.version}` }),
    el('title', {}, `${title.text}: ${title.detail}`),
    raw('style', {}, style),
  );
  const body = el(
    'body',
    {},
    el('a', { class: 'skip', href: '#report' }, 'Skip to the report'),
    definitions(),
    el(
      'header',
      {},
      el('div', { class: 'title' }, drawBlock(title)),
      shown.length > 2 &&
        el(
          'nav',
          { 'aria-label': 'Parts of the report' },
          el(
            'ul',
            {},
            shown.map(({ id, inShort }) => el('li', {}, el('a', { href: `#${id}` }, inShort))),
          ),
        ),
    ),
    el(
      'main',
      { id: 'report', tabindex: -1 },
      shown.map(({ id, heading, content }) =>
        el(
          'section',
          { id, 'aria-labelledby': `${id}-head` },
          el('h2', { id: `${id}-head` }, heading),
          content,
        ),
      ),
    ),
    raw('script', {}, script),
  );
  return `<!DOCTYPE html>\n${el('html', { lang: 'en' }, head, '\n', body).text}\n`;
}

interface Section {
  id: string;
  heading: string;
  /** In the list of parts. */
  inShort: string;
  content: Markup;
}

function hashOf(content: string): string {
  return `'sha256-${createHash('sha256').update(content, 'utf8').digest('base64')}'`;
}

// ───────────────────────────── names of groups ─────────────────────────────

/** field → group → how the page calls it; groups below the floor are not called anything. */
function groupNames(report: Report): Map<string, Map<string, string>> {
  const floor = report.method.floors.hidden;
  return new Map(
    report.groups.map(({ by, rows }) => {
      const named = rows.filter(({ reviews }) => reviews >= floor).map(({ group }) => group);
      const short = cutApart(named.map(given), (name) => [...name].length <= LONGEST_NAME, '…');
      return [by, new Map(named.map((group, i) => [group, short[i]!]))];
    }),
  );
}

function withNames(report: Report, names: Map<string, Map<string, string>>): Report {
  return {
    ...report,
    groups: report.groups.map((section) => ({
      ...section,
      rows: section.rows.map((row) => ({
        ...row,
        // Calendar periods are shown however few reviews they hold, and their names tell nothing.
        group: names.get(section.by)?.get(row.group) ?? (isCalendar(section.by) ? row.group : ''),
      })),
    })),
  };
}

function isCalendar(by: string): boolean {
  return by === 'month' || by === 'quarter' || by === 'year';
}

// ───────────────────────────── first screen ─────────────────────────────

function firstScreen(report: Report): Section {
  const [, finding] = parts.divergence(report, PAGE);
  const [clinical, service] = (parts.cards(report) as Extract<Block, { kind: 'cards' }>).cards as [
    CardBox,
    CardBox,
  ];
  const verdicts = parts.gates(report.gates);
  const harm = parts.harmInShort(report);
  return {
    id: 'summary',
    heading: parts.divergenceTitle(report),
    inShort: 'Summary',
    content: join(
      finding && el('div', { class: parts.careWasNotEnough(report) ? 'parted' : null }, drawBlock(finding)),
      harm !== null && el('p', { class: 'banner harm' }, el('a', { href: '#safety' }, harm), '.'),
      drawBlocks(parts.banner(report)),
      el(
        'div',
        { class: 'cards' },
        card(clinical, [
          ['outcome', report.clinical.outcomeBand],
          ['skill', report.clinical.skillBand],
        ]),
        card(service, [['service', report.service.band]]),
      ),
      drawBlock(parts.cardNote(report)),
      el(
        'p',
        { class: 'note' },
        "On the scales the line is the 95 % interval, the paler band the model's own errors. The two cards are never added up.",
      ),
      drawBlock(parts.general(report)),
      verdicts.length > 0 && el('div', { class: 'thresholds' }, drawPart(verdicts, 'Thresholds', 3)),
    ),
  };
}

function card(box: CardBox, bands: [id: string, band: Report['service']['band']][]): Markup {
  return el(
    'article',
    { class: `card ${box.axis}` },
    el('h3', {}, box.title),
    box.lines.map((line, i) => cardLine(line, bands[i]!, i === 0)),
    box.often.map((text) => el('p', { class: 'often' }, `${text}.`)),
    box.note !== null && el('p', { class: 'note' }, box.note),
  );
}

function cardLine(line: CardLine, [id, band]: [string, Report['service']['band']], head: boolean): Markup {
  const { score } = line;
  return el(
    'div',
    { class: head ? 'score head' : 'score' },
    el('h4', {}, line.label),
    el(
      'p',
      { class: 'value' },
      el('strong', {}, points(score)),
      ' ',
      el(
        'span',
        {},
        score.value === null
          ? line.absent
          : [
              `95${GLUE}%: ${pointsRange(score)}`,
              el('br'),
              counted(score.n, 'review'),
              // a line of its own: beside "~54" and the number there is no room
              score.provisional && [',', el('br'), 'provisional'],
            ],
        score.value === null && score.n > 0 && [el('br'), counted(score.n, 'review')],
      ),
    ),
    scoreStrip(`strip-${id}`, line.label, score, band),
    line.stances !== '' && el('p', { class: 'stances' }, line.stances),
    line.doubt !== null && el('p', { class: 'stances' }, `${line.doubt} with the model's own errors`),
    line.change.length > 0 && el('p', { class: 'change' }, drawRuns(line.change)),
  );
}

function emptyScreen(report: Report): Section {
  return {
    id: 'summary',
    heading: 'Nothing to report',
    inShort: 'Summary',
    content: join(
      drawBlock(parts.emptyNote(report)),
      report.gates.length > 0 && drawPart(parts.gates(report.gates), 'Thresholds', 3),
    ),
  };
}

/** Tables are regions, whose names must differ from each other's: the second of a name has its number. */
function tableNames(): (name: string) => string {
  const named = new Map<string, number>();
  return (name) => {
    const nth = (named.get(name) ?? 0) + 1;
    named.set(name, nth);
    return nth === 1 ? name : `${name} ${nth}`;
  };
}

/** The blocks of a part below a heading that stands already, or one of a lower level. */
function drawPart(blocks: readonly Block[], label: string, level: 3 | null = null): Markup {
  const nameOfTable = tableNames();
  let below = 'table';
  return join(
    blocks.map((block) => {
      if (block.kind === 'table') return drawTable(nameOfTable(`${label}: ${below}`), block);
      if (block.kind !== 'heading') return drawBlock(block);
      below = block.text;
      return level === null ? null : el(`h${level}`, {}, block.text);
    }),
  );
}

// ───────────────────────────── result against service ─────────────────────────────

function divergence(report: Report): Section | null {
  const { n, counts, examples } = report.divergence;
  if (n === 0 || n < report.method.floors.hidden) return null;
  const pairs = [
    ...examples.praisedBlamed.map((example) => ({ example, what: 'Praises the result, blames the service' })),
    ...examples.blamedPraised
      .slice(0, examples.praisedBlamed.length > 0 ? 1 : undefined)
      .map((example) => ({ example, what: 'The reverse' })),
  ];
  const fields: [string, Child][] = [
    ['Praise the result, blame the service', countAndShare(report.divergence.praisedBlamed)],
    ['Blame the result, praise the service', countAndShare(report.divergence.blamedPraised)],
    ['Praise both', count(counts.bothPositive)],
    ['Blame both', count(counts.bothNegative)],
    [capital(EVEN_IN_WORDS), count(counts.even)],
  ];
  return {
    id: 'divergence',
    heading: 'Reviews that speak of both',
    inShort: 'Result and service',
    content: el(
      'div',
      { class: pairs.length > 0 ? 'beside' : null },
      figure(
        'quadrants',
        behind(
          'The numbers',
          tableOf(
            'Reviews by what they say of both',
            [
              { head: 'What they say', align: 'left' },
              { head: 'Reviews', align: 'right' },
            ],
            fields,
          ),
        ),
        quadrants(report.divergence, parts.careWasNotEnough(report)),
      ),
      pairs.length > 0 &&
        el(
          'div',
          { class: 'examples' },
          pairs.map(({ example, what }) =>
            el(
              'article',
              {},
              el('h3', {}, what),
              said('Result', example.clinical),
              said('Service', example.service),
              el('p', { class: 'source' }, parts.sourceOf(example)),
            ),
          ),
        ),
    ),
  };
}

/** The surest sentence on one side of a divergence. */
function said(label: string, [first]: readonly StanceSentence[]): Markup | null {
  if (!first) return null;
  return el(
    'blockquote',
    { dir: 'auto' },
    el('span', { class: 'kicker', dir: 'ltr' }, label),
    drawRuns(parts.excerpt(first.text, first.evidence, PAGE.quoteLength)),
  );
}

// ───────────────────────────── then and now ─────────────────────────────

function changes(report: Report): Section | null {
  const [head, ...blocks] = parts.changes(report);
  if (head?.kind !== 'heading') return null;
  return {
    id: 'changes',
    heading: head.text,
    inShort: 'What changed',
    content: drawPart(blocks, head.text),
  };
}

// ───────────────────────────── themes ─────────────────────────────

function themes(report: Report): Section {
  const { clinical, service } = report;
  const said = (rows: readonly ThemeRow[]) =>
    parts
      .byMentions(rows.filter(({ mentions }) => mentions > 0))
      .map((row) => ({ ...row, theme: given(row.theme) }));
  const [clinicalRows, serviceRows] = [said(clinical.themes), said(service.themes)];
  const reach = reachOf([...clinicalRows, ...serviceRows]);
  const panel = (
    axis: 'clinical' | 'service',
    title: string,
    rows: ThemeRow[],
    all: readonly ThemeRow[],
    legend: Child,
  ): Markup => {
    const unsaid = all.filter(({ mentions }) => mentions === 0).map(({ theme }) => given(theme));
    return el(
      'div',
      { class: `panel ${axis}` },
      el('h3', {}, title),
      rows.length > 0
        ? figure(axis, null, themeBars(`themes-${axis}`, title, rows, reach))
        : el('p', { class: 'note' }, 'Nobody spoke of any.'),
      rows.length > 0 &&
        unsaid.length > 0 &&
        el('p', { class: 'note' }, `Nobody spoke of ${listed(unsaid)}.`),
      legend,
    );
  };
  const keywordsOnly = [...clinicalRows, ...serviceRows].filter(({ modelled }) => !modelled);
  const legend = el(
    'p',
    { class: 'note' },
    'Bars: share of the reviews that mention a theme, only blame to the left and only praise to the right; the thin line is the 95 % interval. Reviews that do both stand in the table.',
    keywordsOnly.length > 0 &&
      ` Found by keywords alone, the model does not know them: ${listed(keywordsOnly.map(({ theme }) => theme))}.`,
  );
  const commitments = parts.commitments(report);
  return {
    id: 'themes',
    heading: 'What they praise and blame',
    inShort: 'Themes',
    content: join(
      el(
        'div',
        { class: 'pair' },
        // The clinical picture is the shorter one: there is room below it.
        panel('clinical', 'Clinical themes', clinicalRows, clinical.themes, legend),
        panel('service', 'Service themes', serviceRows, service.themes, null),
      ),
      [...clinicalRows, ...serviceRows].length > 0 &&
        behind(
          'The numbers, theme by theme; a name leads to its quotes',
          clinicalRows.length > 0 && themeTable('Clinical themes', clinicalRows, report),
          serviceRows.length > 0 && themeTable('Service themes', serviceRows, report),
        ),
      commitments.length > 0 &&
        el(
          'div',
          { class: 'commitments' },
          commitments.map((block) =>
            block.kind === 'heading'
              ? el('h3', {}, block.text)
              : block.kind === 'table'
                ? drawTable('Service themes by commitment', block, {
                    sortable: (head) => head !== '' && head !== 'Themes',
                    wraps: true,
                  })
                : drawBlock(block),
          ),
        ),
    ),
  };
}

const THEME_COLUMNS: Column[] = [
  { head: 'Theme', align: 'left', sortable: true },
  { head: 'Reviews', align: 'right', sortable: true },
  { head: 'Only blame', align: 'right', sortable: true },
  { head: 'Only praise', align: 'right', sortable: true },
  { head: 'Both', align: 'right', sortable: true },
  { head: 'Score', align: 'right', sortable: true },
  { head: 'n', align: 'right', sortable: true },
];

function themeTable(label: string, rows: readonly ThemeRow[], { method }: Report): Markup {
  return tableOf(
    label,
    THEME_COLUMNS,
    rows.map((row) => {
      // Of very few people nothing is told but their number.
      const few = row.mentions < method.floors.hidden || isFew(row.score.n, method.floors);
      return [
        el('a', { href: '#quotes', 'data-theme': row.theme, title: given(row.definition) }, row.theme),
        count(row.mentions),
        few ? '–' : countAndShare(row.negative),
        few ? '–' : countAndShare(row.positive),
        few ? '–' : countAndShare(row.mixed),
        scoreText(row.score),
        count(row.score.n),
      ];
    }),
    { caption: true },
  );
}

function scoreText(score: Score): string {
  return score.value === null ? '–' : `${points(score)} (${pointsRange(score)})`;
}

// ───────────────────────────── time ─────────────────────────────

const CARDS = ['clinicalOutcome', 'clinicalSkill', 'service'] as const;

function trend(report: Report): Section | null {
  const { trend } = report;
  // The table of a period that is grouped by as well stands here alone.
  const [heading, ...blocks] = parts.trend({ ...report, groups: [] }, PAGE);
  if (trend === null || heading?.kind !== 'heading') return null;
  const facts = blocks.find((block): block is Extract<Block, { kind: 'facts' }> => block.kind === 'facts');
  const verdictOn = (card: TrendFinding['card']) => {
    const i = trend.findings.findIndex((finding) => finding.card === card);
    return facts?.facts[i]?.runs ?? [];
  };
  return {
    id: 'trend',
    heading: heading.text,
    inShort: 'Trend',
    content: join(
      el(
        'div',
        { class: 'panels' },
        CARDS.map((card) => {
          const verdict = verdictOn(card);
          const inWords = verdict.map(({ text }) => text).join('');
          const axis = card === 'service' ? 'service' : 'clinical';
          return figure(
            axis,
            [el('strong', {}, CARD_NAMES[card]), ': ', drawRuns(verdict)],
            trendLine(`trend-${card}`, `${CARD_NAMES[card]} by ${trend.by}`, trend.rows, card, inWords),
          );
        }),
      ),
      el(
        'p',
        { class: 'note' },
        'Points are scores, the tinted band their 95 % interval, bars below the number of reviews. Hatched: a period that the data covers only in part, left out of the test. A gap is a period with too few reviews for a score. Hollow points are provisional.',
      ),
      blocks.map((block) =>
        block.kind === 'table'
          ? behind('The numbers', drawTable(`Scores by ${trend.by}`, block, { sortable: (_, i) => i < 2 }))
          : block.kind === 'paragraph'
            ? drawBlock(block)
            : null,
      ),
    ),
  };
}

// ───────────────────────────── groups ─────────────────────────────

function groupSection(section: GroupSection, index: number, page: Report): Section {
  const id = `group-${index + 1}`;
  const [, ...blocks] = parts.groups(section, page, PAGE);
  const by = section.fields.map(given).join(' and ');
  const nameOfTable = tableNames();
  const funnels = isCalendar(section.by)
    ? []
    : CARDS.flatMap((card) => {
        const drawn = funnel(`${id}-${card}`, `${CARD_NAMES[card]} by ${by}`, section.rows, card);
        return drawn === null ? [] : [{ card, drawn }];
      });
  return {
    id,
    heading: section.sideBySide ? `By ${by}, side by side` : `By ${by}`,
    inShort: `By ${by.length > 24 ? `${by.slice(0, 23)}…` : by}`,
    content: join(
      funnels.length > 0 && [
        el(
          'div',
          { class: 'panels' },
          funnels.map(({ card, drawn }) =>
            figure(card === 'service' ? 'service' : 'clinical', el('strong', {}, CARD_NAMES[card]), drawn),
          ),
        ),
        el(
          'p',
          { class: 'note' },
          `A point is a ${by}. Inside the funnel chance alone explains how far it lies from the mean of all (95 % within the solid lines, 99.8 % within the dotted). Ringed: different from all others after Benjamini–Hochberg at 10 %; the clearest are named, where there is room. Hollow points are provisional. No ranks: the rows stand by name.`,
        ),
      ],
      funnels.length === 0 &&
        !isCalendar(section.by) &&
        el('p', { class: 'note' }, `A funnel plot takes ${FEWEST_GROUPS} groups with a score.`),
      blocks.map((block) => {
        if (block.kind === 'facts' && block.facts.length > OPEN_FACTS) {
          return behind(`${count(block.facts.length)} differences from all others`, drawBlock(block));
        }
        if (block.kind !== 'table') return drawBlock(block);
        // Side by side the columns are groups: there is nothing to sort the themes by.
        const sortable = (_: string, i: number) => !section.sideBySide && i < 2;
        const table = drawTable(nameOfTable(`Scores by ${by}`), block, { sortable });
        return block.rows.length > OPEN_ROWS ? behind(`All ${count(block.rows.length)} rows`, table) : table;
      }),
    ),
  };
}

// ───────────────────────────── what follows from the counts ─────────────────────────────

/** A part of the outline as a section of its own; null where it has nothing to say. */
function partSection(id: string, inShort: string, [first, ...blocks]: readonly Block[]): Section | null {
  if (first?.kind !== 'heading') return null;
  return { id, heading: first.text, inShort, content: drawPart(blocks, first.text, 3) };
}

function priorities(report: Report): Section | null {
  return partSection('priorities', 'Priorities', parts.priorities(report, PAGE));
}

function contested(report: Report): Section | null {
  return partSection('contested', 'Contested', parts.contested(report, PAGE));
}

function mix(report: Report): Section | null {
  return partSection('mix', 'Source mix', parts.mix(report));
}

// ───────────────────────────── reviews that speak of harm ─────────────────────────────

function safety(report: Report): Section | null {
  const [first, ...blocks] = parts.safety(report, PAGE);
  if (first?.kind !== 'heading') return null;
  return {
    id: 'safety',
    heading: first.text,
    inShort: 'Harm',
    content: join(
      blocks.map((block) =>
        block.kind === 'quotes' && block.quotes.length > OPEN_FACTS
          ? join(
              drawBlock({ ...block, quotes: block.quotes.slice(0, OPEN_FACTS) }),
              behind(
                `${count(block.quotes.length - OPEN_FACTS)} more sentences`,
                drawBlock({ ...block, quotes: block.quotes.slice(OPEN_FACTS) }),
              ),
            )
          : drawBlock(block),
      ),
    ),
  };
}

// ───────────────────────────── quotes, ratings, method ─────────────────────────────

function quotes(report: Report, pool: ReturnType<typeof pagePool>): Section {
  return {
    id: 'quotes',
    heading: 'In their own words',
    inShort: 'Quotes',
    content: drawPool(pool, report),
  };
}

function ratingSection(report: Report): Section | null {
  const blocks = parts.ratings(report.ratings);
  if (blocks.length === 0) return null;
  const drawn = report.ratings.flatMap((row, i) => {
    if (row.column !== null) return [];
    const title = `Rating (${given(row.scale)})`;
    const bars = ratingBars(`rating-${i}`, title, row);
    return bars === null ? [] : [figure('rating', null, bars)];
  });
  return {
    id: 'ratings',
    heading: 'Ratings the patients gave',
    inShort: 'Ratings',
    content: el(
      'div',
      { class: drawn.length > 0 ? 'beside' : null },
      el('div', {}, drawPart(blocks, 'Ratings'), drawPart(parts.againstText(report, PAGE), 'Ratings', 3)),
      drawn.slice(0, 1),
    ),
  };
}

function leftOut(report: Report): Section {
  return {
    id: 'left-out',
    heading: 'What was read and what was left out',
    inShort: 'Left out',
    content: drawPart(parts.leftOut(report, PAGE), 'Left out'),
  };
}

function method(report: Report): Section {
  const { tool, input, taxonomy, method } = report;
  const measured = [...report.clinical.themes, ...report.service.themes, ...report.general.themes].filter(
    (row) => row.measured !== null,
  );
  const percent = (share: number) => `${Math.round(share * 100)}`;
  const stamp: [string, Child][] = [
    ['reviewscan', `${tool.version}, report schema ${report.schemaVersion}`],
    [
      'Input',
      `${input.stamp}, ${counted(input.files.length, 'file')}, ${counted(input.ledger.records, 'record')}`,
    ],
    ['Taxonomy', `${taxonomy.hash}${taxonomy.custom ? ' (your own)' : ''}`],
    ['Model', `${given(method.model.name)} ${given(method.model.version)}`],
  ];
  return {
    id: 'method',
    heading: 'How scores are made',
    inShort: 'Method',
    content: join(
      drawPart(
        parts
          .method(report, PAGE)
          .map((block) =>
            block.kind === 'facts'
              ? { ...block, facts: block.facts.filter(({ label }) => label !== 'Stamp') }
              : block,
          ),
        'Method',
      ),
      measured.length > 0 &&
        behind(
          'How right the tags are, theme by theme',
          tableOf(
            'Measured on labelled sentences: of 100 tags so many are right (precision); of 100 sentences about it so many are found (recall)',
            [
              { head: 'Theme', align: 'left', sortable: true },
              { head: 'Precision', align: 'right', sortable: true },
              { head: 'Recall', align: 'right', sortable: true },
              { head: 'n', align: 'right', sortable: true },
            ],
            measured.map(({ theme, measured }) => [
              given(theme),
              percent(measured!.precision),
              percent(measured!.recall),
              count(measured!.n),
            ]),
            { caption: true },
          ),
        ),
      el('h3', {}, 'To make this report again'),
      el(
        'dl',
        { class: 'facts stamp' },
        stamp.map(([label, what]) => [el('dt', {}, label), el('dd', {}, what)]),
      ),
      el('p', { class: 'note' }, 'The same input, taxonomy and version give the same page, byte for byte.'),
    ),
  };
}
