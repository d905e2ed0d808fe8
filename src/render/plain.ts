/**
 * The report as one fact a line, for grep, awk and diff: a key, a tab, a value. Keys are the names that the csv tables use,
 * joined by dots, so that `service.score` is a line and `theme.billing.` a handful of them. It is data, so it is UTF-8
 * whatever the terminal can show: a key must be the same under cron as at the desk, and no two names may become one.
 */
import type { JudgedChange, Proportion, Report } from '../types.js';
import { roundTo4 } from './csv-cells.js';
import { printable } from './printable.js';
import { reportTables } from './tables/report-tables.js';
import type { Cell } from './tables/table.js';
import { isFew } from './words.js';

/** Columns that say where a row stands and not what it holds. */
const PLACES = new Set(['level', 'by', 'group', 'axis', 'name', 'period']);
/** `clinical_outcome`, `clinical_outcome_low`, … of the tables that hold a card in several columns. */
const CARD_COLUMN = /^(clinical_outcome|clinical_skill|service)(?:_(.+))?$/;

/** `-` stands where a score is missing; what else is empty has no line. */
export function renderPlain(report: Report): string {
  const lines: string[] = [];
  const one = (text: string) => printable(text).trim();
  const put = (key: readonly (string | null)[], value: Cell) => {
    const shown =
      typeof value === 'number' ? String(roundTo4(value)) : value === null ? '-' : one(String(value));
    const name = key.filter((part) => part !== null && part !== '').map((part) => one(part!));
    lines.push(`${name.join('.')}\t${shown}\n`);
  };
  const share = (key: string, p: Proportion) => {
    put([key, 'share'], p.share);
    put([key, 'low'], p.low);
    put([key, 'high'], p.high);
    if (!isFew(p.n, method.floors)) put([key, 'count'], p.count);
    put([key, 'n'], p.n);
  };
  const { input, divergence, trend, method } = report;

  put(['reviews'], report.reviews);
  for (const { file } of input.files) put(['file'], file);
  put(['first-date'], input.dates.first);
  put(['last-date'], input.dates.last);
  put(['redacted'], input.redacted);
  share('divergence.praised-blamed', divergence.praisedBlamed);
  share('divergence.blamed-praised', divergence.blamedPraised);
  for (const [name, band] of [
    ['clinical-outcome', report.clinical.outcomeBand],
    ['clinical-skill', report.clinical.skillBand],
    ['service', report.service.band],
  ] as const) {
    if (band === null) continue;
    put([name, 'band-low'], band.low);
    put([name, 'band-high'], band.high);
  }
  for (const row of rowsOf('themes', report)) {
    const level = row('level');
    const kind = level === 'theme' || level === 'commitment' ? level : null;
    facts('themes', row, [row('by'), row('group'), kind, row('name')], level !== 'general');
  }
  for (const row of rowsOf('groups', report)) facts('groups', row, [row('by'), row('group')]);
  for (const row of rowsOf('trend', report)) facts('trend', row, ['trend', row('period')]);
  for (const { card, verdict, change, p } of trend?.findings ?? []) {
    put(['trend', CARDS[card], 'verdict'], verdict);
    put(['trend', CARDS[card], 'change'], change);
    // Four digits that count: a small p is not none.
    put(['trend', CARDS[card], 'p'], p === null ? null : String(Number(p.toPrecision(4))));
  }
  for (const { column, scale, n, top, bottom, mean } of report.ratings) {
    const key = `rating.${column === null ? '' : `${column}.`}${scale}`;
    put([key, 'n'], n);
    put([key, 'mean'], mean);
    share(`${key}.best`, top);
    share(`${key}.worst`, bottom);
  }
  for (const axis of ['clinical', 'service'] as const) {
    for (const { theme, often, negative, complaints, meaning } of report[axis].priorities) {
      const key = `priority.${axis}.${theme}`;
      put([key, 'meaning'], meaning);
      put([key, 'mentioned'], often.share);
      put([key, 'negative'], negative.share);
      share(`${key}.complaints`, complaints);
    }
  }
  for (const row of report.ratingsAgainstText.rows) {
    const key = `rated.${row.scale}`;
    put([key, 'best'], row.best);
    put([key, 'worst'], row.worst);
    share(`${key}.best-complaining`, row.bestComplaining);
    share(`${key}.best-complaining-clinical`, row.bestClinical);
    share(`${key}.best-complaining-service`, row.bestService);
    const told = isFew(row.bestComplaining.n, method.floors)
      ? []
      : [...row.clinicalThemes, ...row.serviceThemes];
    for (const { theme, reviews } of told) put([key, 'best-complaining', theme], reviews);
    share(`${key}.worst-silent`, row.worstSilent);
  }
  if (report.notCompared !== null) put(['not-compared'], report.notCompared);
  if (report.comparison !== null) {
    const { cards, themes, divergence: share } = report.comparison;
    for (const [card, name] of Object.entries(CARDS)) changed(name, cards[card as keyof typeof CARDS]);
    changed('divergence', share);
    for (const { theme, score } of themes) changed(`theme.${theme}`, score);
  }
  put(['safety', 'reviews'], report.safety.reviews);
  for (const { harm, reviews } of report.safety.harms) put(['safety', harm], reviews);
  for (const { rule, verdict, finding, value, n } of report.gates) {
    put(['rule', rule, 'verdict'], verdict);
    put(['rule', rule, 'finding'], finding);
    put(['rule', rule, 'value'], value);
    put(['rule', rule, 'n'], n);
  }
  for (const row of rowsOf('left-out', report)) {
    const part = text(row('part'));
    if (part === 'problem') put([part, text(row('file')), text(row('record'))], row('message'));
    else put([part, text(row('item'))], row('count'));
  }
  put(['model'], `${method.model.name} ${method.model.version}`);
  put(['taxonomy'], report.taxonomy.hash);
  put(['stamp'], input.stamp);
  put(['reviewscan'], report.tool.version);
  return lines.join('');

  function changed(name: string, { verdict, difference, low, high }: JudgedChange): void {
    put(['change', name, 'verdict'], verdict);
    if (difference === null) return;
    put(['change', name, 'difference'], difference);
    put(['change', name, 'low'], low);
    put(['change', name, 'high'], high);
  }

  function facts(table: Table, row: (name: string) => Cell, place: readonly Cell[], scored = true): void {
    for (const { name } of reportTables[table].columns) {
      const value = row(name);
      const [, card, what = 'score'] = CARD_COLUMN.exec(name) ?? [];
      // Of groups the cards stand in the table of themes already.
      if (PLACES.has(name) || value === false || (card !== undefined && table === 'groups')) continue;
      const isScore = name === 'score' || (card !== undefined && what === 'score');
      if (value === null && !(isScore && scored)) continue;
      const column = card === undefined ? [name] : [card, what];
      put([...place.map(text), ...column.map((part) => part.replaceAll('_', '-'))], value);
    }
  }
}

const CARDS = {
  clinicalOutcome: 'clinical-outcome',
  clinicalSkill: 'clinical-skill',
  service: 'service',
} as const;

type Table = keyof typeof reportTables;

/** The rows of a table, each as a reader of its cells by the name of their column. */
function rowsOf(table: Table, report: Report): ((name: string) => Cell)[] {
  const { columns, rows } = reportTables[table];
  const place = new Map(columns.map(({ name }, i) => [name, i]));
  return rows(report).map((cells) => (name) => cells[place.get(name)!]!);
}

function text(cell: Cell): string | null {
  return cell === null ? null : String(cell);
}
