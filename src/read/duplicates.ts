/**
 * Repeated reviews, settled by content and never by "first come": of records with the same id (and source and
 * place) the latest date stays, then the smaller hash. Without an id only the same reviewer, date and text are a
 * repeat: "nothing" and "great" are said by many.
 */
import type { ReadOptions } from '../types.js';
import { toDate, toDays } from './dates.js';
import { QuickHash } from './hash.js';
import { NumberList } from './numbers.js';
import type { DataRow, Plan, ReadKnowledge } from './plan.js';

/** Letters from which a text is long enough to be the same review without a reviewer's name. */
const LONG_TEXT = 40;

/** What decides whether a record repeats another. */
export interface Repeat {
  /** The same for records that may be one review; 0 = it repeats none. */
  key: number;
  content: number;
  /** Days since 1970; far below 0 without a date. */
  day: number;
  /** 1: its id counts within its file alone. */
  weak: number;
}

/** Gathers a few numbers a record in a first pass, and then knows which records repeat others. */
export class Duplicates {
  private readonly keys = new NumberList();
  private readonly contents = new NumberList();
  private readonly days = new NumberList();
  private readonly weak = new NumberList();
  private losers: Set<number> | null = null;

  /** A function that notes the rows of one file, in order; every row must be noted. */
  createNoter(
    plan: Plan,
    file: number,
    options: ReadOptions,
    knowledge: ReadKnowledge,
  ): (row: DataRow) => void {
    const column = (field: Parameters<Plan['fields']['get']>[0]) => plan.fields.get(field)?.[0] ?? -1;
    const id = column('id');
    const source = column('source');
    const location = column('location');
    const reviewer = column('reviewer');
    const date = column('date');
    const rating = column('rating');
    const texts = ['text', 'pros', 'cons', 'title'].flatMap(
      (field) => plan.fields.get(field as 'text') ?? [],
    );
    const question = column('question');
    const hash = new QuickHash();
    const get = (cells: DataRow['cells'], index: number) => (index < 0 ? '' : (cells[index] ?? '').trim());
    const weak = plan.weakIds ? 1 : 0;
    return (row) => {
      const { cells } = row;
      const fileMark = weak === 1 ? `${file} ${row.sheet ?? ''}` : '';
      const own = get(cells, id);
      const when = get(cells, date);
      hash.reset();
      let length = 0;
      for (const index of texts) {
        const text = cells[index] ?? '';
        length += text.length;
        hash.add(text);
      }
      const textHash = hash.value();
      const place = get(cells, location);
      const platform = get(cells, source);
      const content = hash.add(own).add(when).add(get(cells, rating)).add(place).add(platform).value();
      let key = 0;
      if (own !== '' && !knowledge.isNull(own)) {
        key = hash.reset().add(own).add(platform).add(place).add(fileMark).value();
      } else if (length > 0) {
        const name = get(cells, reviewer);
        const named = name !== '' && !knowledge.anonymous.has(name.toLowerCase());
        if (named || (when !== '' && length >= LONG_TEXT)) {
          key = hash
            .reset()
            .add(String(textHash))
            .add(named ? name : '')
            .add(when)
            .add(get(cells, rating))
            .add(place)
            .add(get(cells, question))
            .value();
        }
      }
      let day = -1e9;
      if (when !== '' && plan.dateFormat !== null) {
        const read = toDate(when, plan.dateFormat, knowledge.dates, options.asOf);
        if (typeof read === 'object') day = toDays(read.date);
      }
      this.add({ key, content, day, weak: own !== '' ? weak : 0 });
    };
  }

  /** Notes a record whose numbers are known. */
  add({ key, content, day, weak }: Repeat): void {
    this.keys.push(key);
    this.contents.push(content);
    this.days.push(day);
    this.weak.push(weak);
  }

  /** The numbers of a record that was noted. */
  repeatOf(ordinal: number): Repeat {
    return {
      key: this.keys.at(ordinal),
      content: this.contents.at(ordinal),
      day: this.days.at(ordinal),
      weak: this.weak.at(ordinal),
    };
  }

  /** Ends the first pass. */
  settle(): void {
    const losers = new Set<number>();
    const { keys, contents, days, weak } = this;
    // An open table of the record that counts for each key so far: a record and what it repeats meet in it.
    let size = 1024;
    while (size < keys.length * 2) size *= 2;
    const table = new Int32Array(size).fill(-1);
    for (let at = 0; at < keys.length; at++) {
      const key = keys.at(at);
      if (key === 0) continue;
      let slot = key & (size - 1);
      while (table[slot] !== -1 && keys.at(table[slot]!) !== key) slot = (slot + 1) & (size - 1);
      const other = table[slot]!;
      if (other === -1) table[slot] = at;
      else {
        const order = days.at(at) - days.at(other) || contents.at(other) - contents.at(at);
        if (order > 0) table[slot] = at;
        losers.add(order > 0 ? other : at);
      }
    }
    // Small numbers count the reviews of one file: across files only the very same review is a repeat.
    const seen = new Set<number>();
    for (let i = 0; i < keys.length; i++) {
      if (weak.at(i) === 0 || losers.has(i)) continue;
      if (seen.has(contents.at(i))) losers.add(i);
      else seen.add(contents.at(i));
    }
    this.losers = losers;
  }

  /** Whether the record, counted over all files in order, repeats another. */
  isRepeat(ordinal: number): boolean {
    return this.losers!.has(ordinal);
  }
}

/** Whether any record of the file could be a repeat: with no id, reviewer or date nothing tells. */
export function canRepeat(plan: Plan): boolean {
  return plan.fields.has('id') || plan.fields.has('reviewer') || plan.fields.has('date');
}
