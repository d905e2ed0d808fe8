/** What a table is, for those that draw one: csv writes its names, a workbook its titles and formats. */

export type Cell = string | number | boolean | null;

export interface Column {
  /** Header in csv. Never renamed: programs go by it. */
  name: string;
  /** Head in a workbook. */
  title: string;
  /**
   * `text`: names, ids, words. `day`: `YYYY-MM-DD`. `count`: whole numbers from 0. `score`: 0..100. `points`: a
   * difference of scores, −100..100. `share`: 0..1 of something. `number`: 0..1 on a scale. `rating`: as a patient gave
   * it, a text that is mostly a number. `flag`: true or false.
   */
  kind: 'text' | 'day' | 'count' | 'score' | 'points' | 'share' | 'number' | 'rating' | 'flag';
  /** What it holds, in one line. */
  what: string;
  /** Characters it takes in a workbook. */
  width?: number;
  /**
   * How its cells look in a workbook. `bar`: a data bar over 0..100. `praise`, `blame`: a data bar of counts. `polarity`, `verdict`: a colour by the word. `wrap`: long texts.
   */
  look?: 'bar' | 'praise' | 'blame' | 'polarity' | 'verdict' | 'wrap';
}

export function column(
  name: string,
  kind: Column['kind'],
  what: string,
  more: Partial<Pick<Column, 'title' | 'width' | 'look'>> = {},
): Column {
  const words = name.replaceAll('_', ' ');
  return { name, kind, what, title: `${words[0]!.toUpperCase()}${words.slice(1)}`, ...more };
}
