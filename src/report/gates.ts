/** Rules that a report must keep (`--fail-under`, `--rules`): one grammar for all metrics. */
import { nearestName, UserError } from '../errors.js';
import type { Floors, Gate, GateMetric, GateVerdict, Gating, Stances, Tally, Theme } from '../types.js';
import { speakOfBoth, stancesOn } from './groups.js';
import { bottomBox } from './ratings.js';
import { observed } from './scores.js';
import { type Observed, wilson } from './statistics.js';

/** Metrics that are scores: `metric=60` fails below 60 points. Themes (`theme:waiting=60`) are scores too. */
export const SCORE_METRICS = ['clinical-outcome', 'clinical-skill', 'service'] as const;
/** Metrics that are shares: `metric>20%` fails above 20 %. */
export const SHARE_METRICS = ['divergence', 'bottom-box', 'bad-rows'] as const;

/**
 * Reads one rule: `service=60`, `theme:waiting=60`, `divergence>20%`.
 * @param where the rule stands: a flag, or a file and its entry
 * @throws UserError that says where, what is wrong and what there is
 */
export function readGate(text: string, themes: readonly Theme[], where = '--fail-under'): Gate {
  const match = /^\s*([^=<>%]*?)\s*(=|>=?|<=?)\s*([^%]*?)\s*(%?)\s*$/.exec(text);
  if (!match?.[1]) {
    throw new UserError(
      `${where} “${text}”: a rule is a score and its floor, service=60, or a share and its ceiling, divergence>20%`,
    );
  }
  const [, name, operator, number, percent] = match as unknown as [string, string, string, string, string];
  const metric = readMetric(name, text, themes, where);
  const isShare = (SHARE_METRICS as readonly string[]).includes(metric);
  const limit = /^\d+(?:\.\d+)?$/.test(number) ? Number(number) : Number.NaN;
  const example = isShare ? `${metric}>20%` : `${metric}=60`;
  if (operator !== (isShare ? '>' : '=') || (percent === '%') !== isShare) {
    throw new UserError(
      isShare
        ? `${where} “${text}”: ${metric} is a share of reviews that fails above its limit; write it like ${example}`
        : `${where} “${text}”: ${metric} is a score in points that fails below its limit; write it like ${example}`,
    );
  }
  if (!(limit >= 0 && limit <= 100)) {
    throw new UserError(`${where} “${text}”: the limit is a number from 0 to 100; write it like ${example}`);
  }
  if (!isShare && limit > 0 && limit < 1) {
    throw new UserError(
      `${where} “${text}”: a score has 0 to 100 points, and hardly one stands below ${limit}; write it like ${metric}=${+(limit * 100).toFixed(4)}`,
    );
  }
  return {
    metric,
    fails: isShare ? 'above' : 'below',
    limit,
    rule: isShare ? `${metric}>${limit}%` : `${metric}=${limit}`,
    name: null,
    note: null,
  };
}

function readMetric(name: string, text: string, themes: readonly Theme[], where: string): GateMetric {
  const metrics: readonly string[] = [...SCORE_METRICS, ...SHARE_METRICS];
  if (metrics.includes(name)) return name as GateMetric;
  const names = themes.map((theme) => theme.name);
  const theme = /^theme\s*:\s*(.*)$/.exec(name)?.[1];
  if (theme !== undefined) {
    if (names.includes(theme)) return `theme:${theme}`;
    throw new UserError(
      `${where} “${text}”: no theme “${theme}”${suggest(theme, names)} Themes: ${names.join(', ')}`,
    );
  }
  // "waiting=60" is what people write first.
  const hint = names.includes(name) ? didYouMean(`theme:${name}`) : suggest(name, metrics);
  throw new UserError(
    `${where} “${text}”: no metric “${name}”${hint} Metrics: ${metrics.join(', ')}, theme:NAME`,
  );
}

/** The end of a complaint: names the nearest name, if it is near. */
function suggest(name: string, names: readonly string[]): string {
  const near = nearestName(name, names);
  return near === null ? '.' : didYouMean(near);
}

function didYouMean(name: string): string {
  return `; did you mean ${name}?`;
}

/**
 * Judges each rule by the value itself at n ≥ `floors.ranked`; below that it is skipped. `gating` says otherwise of what is
 * in doubt.
 */
export function judgeGates(
  gates: readonly Gate[],
  tally: Tally,
  floors: Floors,
  { confident, requireN }: Gating = { confident: false, requireN: false },
): GateVerdict[] {
  return gates.map((gate): GateVerdict => {
    const { successes, n } = measure(gate.metric, tally);
    const tooFew = { finding: 'too-few', verdict: requireN ? 'failed' : 'skipped' } as const;
    if (n === 0 || n < floors.percentage)
      return { ...gate, value: null, low: null, high: null, n, ...tooFew };
    const value = (100 * successes) / n;
    const interval = wilson(successes, n);
    const [low, high] = [100 * interval.low, 100 * interval.high];
    if (n < floors.ranked) return { ...gate, value, low, high, n, ...tooFew };
    const breaks = (points: number): boolean =>
      gate.fails === 'below' ? points < gate.limit : points > gate.limit;
    const beyond = breaks(gate.fails === 'below' ? high : low);
    return {
      ...gate,
      value,
      low,
      high,
      n,
      finding: beyond ? 'broken-beyond-interval' : breaks(value) ? 'broken-within-interval' : 'met',
      verdict: beyond || (breaks(value) && !confident) ? 'failed' : 'passed',
    };
  });
}

function measure(metric: GateMetric, { all, ledger, ratingLabels }: Tally): Observed {
  const score = (stances: Readonly<Stances>): Observed => observed(stances);
  switch (metric) {
    case 'clinical-outcome':
      return score(all.cards.clinicalOutcome);
    case 'clinical-skill':
      return score(all.cards.clinicalSkill);
    case 'service':
      return score(all.cards.service);
    case 'divergence':
      return { successes: all.divergence.praisedBlamed, n: speakOfBoth(all) };
    case 'bottom-box': {
      const { count, n } = bottomBox(all.ratings, ratingLabels);
      return { successes: count, n };
    }
    case 'bad-rows':
      return { successes: ledger.problem, n: ledger.records };
    default:
      return score(stancesOn(all, metric.slice('theme:'.length)));
  }
}
