import { UserError } from '../errors.js';
import type {
  Agreement,
  Evaluation,
  Explanation,
  FoundLabel,
  JudgedSentence,
  Label,
  LabelledSentence,
  Measures,
  Miss,
  Polarity,
  Span,
  Tag,
  Theme,
} from '../types.js';
import { placeOf } from './labelling.js';
import { foundOf } from './labels.js';
import { cohensKappa, measure } from './metrics.js';

/** Holds labelled sentences against what the tool finds in them, or against what somebody else said of them. */

/** Least probability that surprise is reckoned with: below it all are alike. */
const LEAST = 0.001;

/** What was found in one sentence: the union over the opinions it was parted into. */
export interface Finding {
  tags: Tag[];
  /** How likely the model thought a theme with a polarity; null where it knows no such theme. */
  probability(theme: string, polarity: Polarity): number | null;
}

/**
 * A sentence as the analyser should see it. Words that redaction replaced (`[name]`) are written as masks the tool
 * knows, of equal length, so that offsets hold.
 */
export function asAnalysed(sentence: string): string {
  return sentence.replace(/\[(?:name|email|link|phone|number|date|address)\]/g, (mask) => mask.toUpperCase());
}

/** Joins what was found in the parts of a sentence: a theme and polarity once, the surest. */
export function findingOf({ sentences }: Explanation): Finding {
  const tags = new Map<string, Tag>();
  const likely = new Map<string, number>();
  for (const sentence of sentences) {
    for (const tag of sentence.tags) {
      const key = `${tag.theme} ${tag.polarity}`;
      const known = tags.get(key);
      if (known === undefined || tag.confidence > known.confidence) tags.set(key, tag);
    }
    for (const { theme, polarity, probability } of sentence.model) {
      const key = `${theme} ${polarity}`;
      likely.set(key, Math.max(likely.get(key) ?? 0, probability));
      likely.set(theme, 1);
    }
  }
  return {
    tags: [...tags.values()],
    probability: (theme, polarity) => likely.get(`${theme} ${polarity}`) ?? (likely.has(theme) ? 0 : null),
  };
}

/** Rows that can be judged: answered and readable. */
export function judgedRows(rows: readonly LabelledSentence[]): (LabelledSentence & { labels: Label[] })[] {
  return rows.filter((row): row is LabelledSentence & { labels: Label[] } => Array.isArray(row.labels));
}

/**
 * Rows of several label files as one: a sentence that several people have labelled alike counts once, and one of which
 * they say different things teaches nothing.
 *
 * @param rows in the order of the files
 * @returns the rows that are left, how many stood there again, and how many sentences were disputed
 */
export function uniteRows<T extends LabelledSentence & { labels: Label[] }>(
  rows: readonly T[],
): { rows: T[]; repeated: number; disputed: number } {
  const bySentence = new Map<string, T[]>();
  for (const row of rows) {
    const key = `${placeOf(row.id)}\0${row.sentence}`;
    bySentence.set(key, [...(bySentence.get(key) ?? []), row]);
  }
  const all = [...bySentence.values()];
  const agreed = all.filter((same) => new Set(same.map(({ labels }) => keyOf(labels))).size === 1);
  return {
    rows: agreed.map((same) => same[0]!),
    repeated: rows.length - all.length,
    disputed: all.length - agreed.length,
  };
}

export interface EvaluateOptions {
  file: string;
  version: string;
  model: Evaluation['model'];
  taxonomy: Evaluation['taxonomy'];
  /** How many misses to keep. */
  misses: number;
}

/**
 * Evaluates the tool.
 *
 * @param find what the analyser finds in a sentence; see `asAnalysed` and `findingOf`
 * @throws UserError where no row has an answer
 */
export function evaluateLabels(
  rows: readonly LabelledSentence[],
  themes: readonly Theme[],
  find: (sentence: string) => Finding,
  { file, version, model, taxonomy, misses: most }: EvaluateOptions,
): Evaluation {
  const judged = judgedRows(rows);
  if (judged.length === 0) {
    throw new UserError(
      `${file}: none of its ${rows.length} rows has labels yet; label some first (reviewscan label)`,
    );
  }
  const misses: Miss[] = [];
  const all: (JudgedSentence & { draw: LabelledSentence['draw'] })[] = judged.map((row) => {
    const finding = find(row.sentence);
    const found: FoundLabel[] = finding.tags.map(({ theme, polarity, confidence }) => ({
      theme,
      polarity,
      confidence,
    }));
    misses.push(...missesOf(row, finding, found));
    return { id: row.id, group: row.group, draw: row.draw, gold: row.labels, found };
  });
  const random = all.filter(({ draw }) => draw === 'random');
  return {
    schema: 'reviewscan.evaluation',
    schemaVersion: 1,
    tool: { name: 'reviewscan', version },
    file,
    model,
    taxonomy,
    rows: {
      judged: judged.length,
      bad: rows.filter(({ labels }) => labels === 'bad').length,
      unanswered: rows.filter(({ labels }) => labels === null).length,
    },
    all: measure(all, themes),
    random: random.length > 0 && random.length < all.length ? measure(random, themes) : null,
    misses: misses
      .sort((a, b) => surprise(b) - surprise(a) || byText(a.id, b.id) || byText(a.theme, b.theme))
      .slice(0, most),
  };
}

const POLARITIES: Record<Label['sign'], Polarity[]> = {
  '+': ['positive'],
  '-': ['negative'],
  '0': ['mixed', 'neutral'],
};

function missesOf(
  row: LabelledSentence & { labels: Label[] },
  { tags, probability }: Finding,
  found: FoundLabel[],
): Miss[] {
  const misses: Miss[] = [];
  const base = { id: row.id, sentence: row.sentence, gold: row.labels, found };
  for (const { theme, sign } of row.labels) {
    const own = tags.filter((tag) => tag.theme === theme);
    if (own.length === 0) {
      const likely = POLARITIES[sign]
        .map((polarity) => probability(theme, polarity))
        .filter((p): p is number => p !== null);
      const most = likely.length === 0 ? null : Math.max(...likely);
      misses.push({ ...base, kind: 'missed', theme, probability: most, evidence: [], via: [] });
      continue;
    }
    const met =
      own.some(({ polarity }) => POLARITIES[sign].includes(polarity)) || (sign === '0' && own.length > 1);
    const worst = own.reduce((a, b) => (b.confidence > a.confidence ? b : a));
    if (!met) misses.push({ ...base, kind: 'polarity', ...errorOf(worst) });
  }
  for (const tag of tags) {
    if (!row.labels.some(({ theme }) => theme === tag.theme)) {
      misses.push({ ...base, kind: 'wrong', ...errorOf(tag) });
    }
  }
  return misses;
}

function errorOf(tag: Tag): { theme: string; probability: number; evidence: Span[]; via: Miss['via'] } {
  return { theme: tag.theme, probability: tag.confidence, evidence: tag.evidence, via: tag.via };
}

/** Information content of the error in the tool's own eyes: how wrong it was to be so sure. */
function surprise({ kind, probability }: Miss): number {
  const p = Math.min(1 - LEAST, Math.max(LEAST, probability ?? 0.5));
  return kind === 'missed' ? -Math.log(p) : -Math.log(1 - p);
}

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

// ───────────────────────────── two people ─────────────────────────────

/**
 * Compares two label files row by row: rows belong together by id and sentence, and those left
 * over by sentence alone: two people's files may number their rows each in its own order.
 *
 * @throws UserError where no row of one belongs to a row of the other
 */
export function compareLabels(
  first: { file: string; rows: readonly LabelledSentence[] },
  second: { file: string; rows: readonly LabelledSentence[] },
  themes: readonly Theme[],
  version: string,
): Agreement {
  const [ones, others] = [first, second].map(({ rows }) => rows.filter(({ labels }) => labels !== null));
  const matched = pairUp(ones!, others!);
  if (matched.length === 0) {
    throw new UserError(
      `${first.file} and ${second.file} have no answered sentence in common; give both people the same sample (reviewscan label --export)`,
    );
  }
  const readable = matched.flatMap(([a, b]) =>
    Array.isArray(a.labels) && Array.isArray(b.labels)
      ? [{ id: a.id, group: a.group, gold: a.labels, found: foundOf(b.labels), second: b.labels }]
      : [],
  );
  return {
    schema: 'reviewscan.agreement',
    schemaVersion: 1,
    tool: { name: 'reviewscan', version },
    files: [first.file, second.file],
    shared: matched.length,
    onlyFirst: ones!.length - matched.length,
    onlySecond: others!.length - matched.length,
    measures: measure(readable, themes),
    byTheme: themes.flatMap(({ name: theme, axis }) => {
      const table = [
        [0, 0],
        [0, 0],
      ];
      for (const { gold, second: said } of readable) {
        const [a, b] = [gold, said].map((labels) => (labels.some((label) => label.theme === theme) ? 0 : 1));
        table[a!]![b!]! += 1;
      }
      const both = table[0]![0]!;
      const [one, other] = [both + table[0]![1]!, both + table[1]![0]!];
      if (one + other === 0) return [];
      return [{ theme, axis, kappa: cohensKappa(table), both, first: one, second: other }];
    }),
    differences: matched.flatMap(([a, b]) => {
      if (a.labels === null || b.labels === null || keyOf(a.labels) === keyOf(b.labels)) return [];
      return [{ id: a.id, sentence: a.sentence, first: a.labels, second: b.labels }];
    }),
  };
}

function pairUp(
  ones: readonly LabelledSentence[],
  others: readonly LabelledSentence[],
): [LabelledSentence, LabelledSentence][] {
  const words = ({ sentence }: LabelledSentence) => sentence.trim().toLowerCase();
  const partners = new Map<LabelledSentence, LabelledSentence>();
  const taken = new Set<LabelledSentence>();
  for (const key of [(row: LabelledSentence) => `${row.id}\0${words(row)}`, words]) {
    const free = new Map<string, LabelledSentence[]>();
    for (const row of others) {
      if (!taken.has(row)) free.set(key(row), [...(free.get(key(row)) ?? []), row]);
    }
    for (const row of ones) {
      if (partners.has(row)) continue;
      const other = free.get(key(row))?.shift();
      if (other === undefined) continue;
      partners.set(row, other);
      taken.add(other);
    }
  }
  return ones.flatMap((row) => {
    const other = partners.get(row);
    return other === undefined ? [] : [[row, other] as [LabelledSentence, LabelledSentence]];
  });
}

function keyOf(labels: Label[] | 'bad'): string {
  return labels === 'bad'
    ? labels
    : labels
        .map(({ theme, sign }) => theme + sign)
        .sort()
        .join(',');
}

/** The measures a reader should look at: of the random part where there is one, for it alone stands for all. */
export function headlineOf({ all, random }: Evaluation): Measures {
  return random ?? all;
}
