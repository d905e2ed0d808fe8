/** Values of JSON as flat records: what stands within a record becomes leaves by dotted path. */

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** A record as leaves by dotted path, or why it is none. */
export interface FlatRecord {
  record: number;
  line: number | null;
  leaves: Map<string, string | null> | null;
  problem: 'bad-json' | 'not-an-object' | null;
}

export const MAX_DEPTH = 12;

const LABEL =
  /(?:^|\.)(?:question(?:_?text)?|name|label|title|criteri(?:on|a)|aspect|category|attribute|dimension|prompt)$/i;
const MARK = /(?:^|[.@])(?:value|score|rating|stars|points|grade)$/i;
const ANSWER = /(?:^|[.@])(?:answer(?:_?text|_?value)?|response|text|comment)$/i;
/** What may stand beside a label and its value without being a third thing. */
const ASIDE =
  /(?:^|[.@])(?:@?type|id|@?min_?value|@?max_?value|best|worst|max|min|weight|order|position|question_?id)$/i;

/**
 * Lists of what was asked and what was answered, `[{"name": "Cleanliness", "value": 5}, …]`: label → value, and
 * `label.comment` → what was said beside it. null for any other list, and where two labels are one: reviews, photos and
 * replies have more to say than two things.
 */
function readPairs(items: Json[]): [string, string][] | null {
  if (items.length === 0 || items.length > 100) return null;
  const pairs = new Map<string, string>();
  const beside: [string, string][] = [];
  for (const item of items) {
    if (!isObject(item)) return null;
    const leaves = [...flatten(item)].filter(([path, cell]) => cell !== null && !ASIDE.test(path));
    const label = leaves.find(([path]) => LABEL.test(path));
    const rest = leaves.filter((one) => one !== label);
    const marks = rest.filter(([path, cell]) => MARK.test(path) && cell !== '');
    const answers = rest.filter(([path]) => ANSWER.test(path));
    if (label === undefined || rest.some((one) => !marks.includes(one) && !answers.includes(one)))
      return null;
    const value = marks.find(([, cell]) => /\d/.test(cell!)) ?? answers[0] ?? marks[0];
    const name = label[1]!.trim();
    if (value === undefined || label[1]!.length > 300 || pairs.has(name)) return null;
    pairs.set(name, value[1]!);
    for (const one of rest) {
      if (one !== value && one[1] !== '' && one[1] !== value[1] && !isNameOf(value[1]!, one))
        beside.push([`${name}.${one[0]}`, one[1]!]);
    }
  }
  return [...pairs, ...beside];
}

/** Whether what stands beside a mark is the mark in words ("Extremely likely" beside 5), and no comment on it. */
const isNameOf = (mark: string, [path, cell]: readonly [string, string | null]): boolean =>
  /\d/.test(mark) &&
  !/comment|remark|note|feedback|reason|verbatim/i.test(path) &&
  (cell ?? '').split(/\s+/).length <= 3;

/**
 * Answers of a form that name the field they belong to and hold their value under the name of its kind (Typeform),
 * `[{"field": {"ref": "clinic"}, "type": "text", "text": "…"}, …]`: field → value. null for any other list.
 */
export function readFieldAnswers(items: Json[]): [string, string][] | null {
  if (items.length === 0 || items.length > 500) return null;
  const pairs = new Map<string, string>();
  for (const item of items) {
    if (!isObject(item) || !isObject(item.field) || typeof item.type !== 'string') return null;
    const { title, ref, id } = item.field;
    const label = [title, ref, id].find((one): one is string => typeof one === 'string' && one !== '');
    const answer = label === undefined || !(item.type in item) ? null : answerOf(item[item.type]!);
    if (answer === null) return null;
    if (!pairs.has(label!)) pairs.set(label!, answer);
  }
  return [...pairs];
}

/** A choice is what it is labelled, several are listed, and a plain value is itself; null for anything else. */
function answerOf(value: Json): string | null {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map((one) => answerOf(one) ?? '').join('; ');
  if (!isObject(value)) return value === null ? '' : String(value);
  const labels = [value.label ?? value.labels, value.other].filter(
    (one) => one !== undefined && one !== null,
  );
  return labels.length === 0 ? null : labels.map((one) => answerOf(one as Json) ?? '').join('; ');
}

/**
 * A text that a scraper left in its pieces, `["It helped …", "taken for a month"]`, a line each. null for any other
 * list: words and tags make no text, and several reviews are several.
 */
function joinTexts(items: Json[], key: string): string | null {
  if (items.length === 0 || !items.every((item) => typeof item === 'string')) return null;
  const prose = items.filter((item) => isProse(item as string)).length;
  if (prose === 0 || (prose > 1 && REVIEWS.test(key))) return null;
  return items.join('\n');
}

const REVIEWS = /^(?:reviews|comments|feedbacks|testimonials|opinions|ratings)$/i;

/** Six words, or as many letters of a script without blanks. */
export function isProse(text: string): boolean {
  return text.trim().split(/\s+/).length >= 6 || /[\u0e00-\u0e7f\u3040-\u9fff]{12}/.test(text);
}

/**
 * Leaves of a record by dotted path. Objects are opened, `reviewer.displayName`, and so are lists of questions and
 * answers, `ratings.Cleanliness`, and the pieces of a text; other arrays stay one cell of JSON text, which no field takes
 * by itself. Where two leaves have one path, `{"review.text": …, "review": {"text": …}}`, the second is `review.text (2)`.
 */
export function flatten(value: { [key: string]: Json }): Map<string, string | null> {
  const leaves = new Map<string, string | null>();
  const put = (path: string, cell: string | null): void => {
    const there = leaves.get(path);
    if (there === undefined || there === null || there === '') leaves.set(path, cell ?? there ?? null);
    else if (cell !== null && cell !== '' && cell !== there) {
      let nth = 2;
      while (leaves.has(`${path} (${nth})`)) nth++;
      leaves.set(`${path} (${nth})`, cell);
    }
  };
  const walk = (node: { [key: string]: Json }, prefix: string, depth: number) => {
    for (const key of Object.keys(node)) {
      const child = node[key]!;
      const path = prefix + key;
      if (child === null) put(path, null);
      else if (typeof child === 'string') put(path, child);
      else if (typeof child !== 'object') put(path, String(child));
      else if (Array.isArray(child) || depth >= MAX_DEPTH) {
        const pairs = Array.isArray(child) ? readPairs(child) : null;
        const answers = Array.isArray(child) ? readFieldAnswers(child) : null;
        const text = Array.isArray(child) ? joinTexts(child, key) : null;
        if (text !== null) put(path, text);
        else if (answers !== null)
          for (const [field, value] of answers) put(`${path}.field[].${field}`, value);
        else if (pairs === null) put(path, JSON.stringify(child));
        else for (const [label, value] of pairs) put(`${path}.${label}`, value);
      } else walk(child, `${path}.`, depth + 1);
    }
  };
  walk(value, '', 0);
  return leaves;
}

/** The leaves of a record; null of one that is nested deeper than the machine can walk. */
export function flattenOrNull(value: { [key: string]: Json }): Map<string, string | null> | null {
  try {
    return flatten(value);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

export function isObject(value: Json | undefined): value is { [key: string]: Json } {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
