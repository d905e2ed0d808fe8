/** Groups of one field, each beside the rest of them. No league tables: rows stand by name or by time. */
import type {
  Card,
  Comparison,
  Counts,
  FileLayout,
  Floors,
  GroupRow,
  GroupSection,
  GroupTable,
  ReportBody,
  ReportMeta,
  Stances,
  Tally,
  Theme,
} from '../types.js';
import { CROSS, groupNamer, hidesNames } from './group-names.js';
import { isCalendar, isPartial } from './periods.js';
import { ratingRows } from './ratings.js';
import { mentions, NO_STANCES, observed, proportionOf, scoreOf } from './scores.js';
import { benjaminiHochberg, newcombe, smallestDetectableChange, twoProportionTest } from './statistics.js';

export const CARDS: readonly Card[] = ['clinicalOutcome', 'clinicalSkill', 'service'];

/** What every part of this room needs to know of the report it works for. */
export interface Setting {
  themes: readonly Theme[];
  floors: Floors;
  since: string | null;
  until: string | null;
  asOf: string | null;
  labels: Tally['ratingLabels'];
  layouts: FileLayout[];
  redact: ReportMeta['redact'];
}

export function bodyOf(counts: Counts, floors: Floors): ReportBody {
  return {
    reviews: counts.reviews,
    clinicalOutcome: scoreOf(counts.cards.clinicalOutcome, floors),
    clinicalSkill: scoreOf(counts.cards.clinicalSkill, floors),
    service: scoreOf(counts.cards.service, floors),
    general: { ...counts.general },
  };
}

export function stancesOn(counts: Counts, theme: string): Readonly<Stances> {
  return Object.hasOwn(counts.themes, theme) ? counts.themes[theme]! : NO_STANCES;
}

/** Reviews that speak of both axes. */
export function speakOfBoth({ divergence }: Counts): number {
  const { praisedBlamed, blamedPraised, bothPositive, bothNegative, even } = divergence;
  return praisedBlamed + blamedPraised + bothPositive + bothNegative + even;
}

/** @param fields of `by`; @param sideBySide whether its groups are to be drawn so */
export function groupSection(
  by: string,
  fields: readonly string[],
  table: GroupTable,
  sideBySide: boolean,
  setting: Setting,
): GroupSection {
  const { floors, themes } = setting;
  const nameOf = groupNamer(fields, setting.redact, setting.layouts);
  const named = Object.entries(table.values).map(([name, counts]) => [nameOf(name), counts] as const);
  const period = fields.findIndex(isCalendar);
  const isCovered = (group: string): boolean =>
    period < 0 || !isPartial(fields.length === 1 ? group : group.split(CROSS)[period]!, setting);
  named.sort(([a], [b]) => byName(a, b));
  const rows = named.map(([group, counts]): GroupRow => {
    return {
      group,
      partial: !isCovered(group),
      ...bodyOf(counts, floors),
      divergence: proportionOf(counts.divergence.praisedBlamed, speakOfBoth(counts), floors),
      comparison: {
        clinicalOutcome: notCompared(),
        clinicalSkill: notCompared(),
        service: notCompared(),
      },
      themes: themes.flatMap(({ name }) => {
        const stances = stancesOn(counts, name);
        if (mentions(stances) === 0) return [];
        const score = scoreOf(stances, floors);
        return [{ theme: name, mentions: mentions(stances), score, comparison: notCompared() }];
      }),
      ratings: ratingRows(counts.ratings, null, setting),
    };
  });
  compareRows(rows, themes, floors);
  return {
    by,
    fields: [...fields],
    sideBySide,
    coded: fields.some((field) => hidesNames(field, setting.redact, setting.layouts)),
    rows,
    suppressed: rows.filter(({ reviews }) => reviews > 0 && reviews < floors.hidden).length,
    withoutValue: table.withoutValue,
    beyondCap: table.beyondCap,
  };
}

function notCompared(restN = 0): Comparison {
  return {
    difference: null,
    low: null,
    high: null,
    restN,
    p: null,
    verdict: 'not-compared',
    detectable: null,
  };
}

/**
 * Fills in the comparisons of all rows. The tests of one field are one family for Benjamini–Hochberg: its cards and
 * themes alike; a theme that is alone on its card has the card's.
 */
function compareRows(rows: GroupRow[], themes: readonly Theme[], floors: Floors): void {
  const whole = rows.filter(({ partial }) => !partial);
  const tests: { comparison: Comparison; p: number }[] = [];
  const compare = (cells: { counts: Stances; comparison: Comparison }[]): void => {
    const total = cells.reduce((sum, { counts }) => plus(sum, observed(counts), 1), { successes: 0, n: 0 });
    for (const { counts, comparison } of cells) {
      const here = observed(counts);
      const rest = plus(total, here, -1);
      comparison.restN = rest.n;
      if (here.n < floors.ranked || rest.n < floors.ranked) continue;
      const { difference, low, high } = newcombe(here, rest);
      const p = twoProportionTest(here, rest);
      const { up, down } = smallestDetectableChange(rest.successes / rest.n, rest.n, here.n);
      comparison.difference = 100 * difference;
      comparison.low = 100 * low;
      comparison.high = 100 * high;
      comparison.p = Number(p.toPrecision(6));
      comparison.verdict = 'no-detectable-difference';
      comparison.detectable = { higher: points(up), lower: points(down) };
      tests.push({ comparison, p });
    }
  };
  for (const card of CARDS) {
    compare(whole.map((row) => ({ counts: row[card].counts, comparison: row.comparison[card] })));
  }
  for (const { name, card } of themes) {
    if (card !== null && themes.filter((theme) => theme.card === card).length === 1) {
      // The card by another name: its test must not count twice.
      for (const row of whole) {
        const cell = row.themes.find(({ theme }) => theme === name);
        if (cell) cell.comparison = row.comparison[card];
      }
      continue;
    }
    compare(
      whole.flatMap((row) => {
        const cell = row.themes.find(({ theme }) => theme === name);
        return cell ? [{ counts: cell.score.counts, comparison: cell.comparison }] : [];
      }),
    );
  }
  const rejected = benjaminiHochberg(tests.map(({ p }) => p));
  tests.forEach(({ comparison }, i) => {
    if (!rejected[i]) return;
    if (comparison.low! > 0) comparison.verdict = 'higher';
    else if (comparison.high! < 0) comparison.verdict = 'lower';
  });
}

function plus(
  sum: { successes: number; n: number },
  other: { successes: number; n: number },
  sign: 1 | -1,
): { successes: number; n: number } {
  return { successes: sum.successes + sign * other.successes, n: sum.n + sign * other.n };
}

/** 0..1 → points of a score, to a hundredth. */
function points(share: number | null): number | null {
  return share === null ? null : Math.round(share * 10_000) / 100;
}

/** Names as people count: Clinic 2 before Clinic 11. By their signs alone, whatever the language of the machine. */
function byName(a: string, b: string): number {
  const partsOf = (name: string): string[] => name.match(/\d+|\D+/g) ?? [];
  const [parts, others] = [partsOf(a), partsOf(b)];
  for (const [i, part] of parts.entries()) {
    const other = others[i];
    if (other === undefined) return 1;
    if (part === other) continue;
    const order = /^\d/.test(part) && /^\d/.test(other) ? byNumber(part, other) : part < other ? -1 : 1;
    if (order !== 0) return order;
  }
  return parts.length - others.length || (a < b ? -1 : a > b ? 1 : 0);
}

/** Of any length. */
function byNumber(a: string, b: string): number {
  const [x, y] = [a.replace(/^0+/, ''), b.replace(/^0+/, '')];
  return x.length - y.length || (x < y ? -1 : x > y ? 1 : 0);
}
