/** Which sheets of a workbook hold the reviews; those with the same header are read as one table. */
import { UserError } from '../errors.js';
import type { ReadOptions, Row } from '../types.js';
import { QuickHash } from './hash.js';
import { findHeader, type HeaderRows } from './header.js';
import { NumberList } from './numbers.js';
import { type DataRow, NoReviews, type Plan, type ReadKnowledge, SAMPLE_RECORDS } from './plan.js';
import { plainHeader } from './words.js';
import type { Workbook } from './workbook.js';

/** Rows of each sheet that are looked at to choose one. */
const SHEET_RECORDS = 300;
/** From which rating on a sheet that is not read is named. */
const LIKELY = 0.75;
/** Letters from which a row is hardly said twice. */
const LONG_ROW = 40;
const NAME_SHEET = 'for its columns are others: name it with --sheet';

/** A table to be planned: the rows of a sheet, or of several. */
interface SheetTable {
  /** Its name, or those of all. */
  sheet: string;
  sample: Row[];
  rows(): AsyncGenerator<DataRow[]>;
}

/** A sheet that was looked at. */
interface Looked {
  sheet: number;
  name: string;
  found: HeaderRows;
  plan: Plan | null;
  /** How much it looks like reviews. */
  score: number;
}

/** Sheets of what is no review of this clinic, or no longer one: read where they are named, or alone. */
const ASIDE = /^(?:examples?|samples?|templates?|tests?|demo|spam|deleted|removed|rejected|duplicates?)\b/i;

/** @throws UserError for a name of `--sheet` that is not there, and for sheets that cannot be one table. */
export async function planSheets(
  name: string,
  workbook: Workbook,
  options: ReadOptions,
  knowledge: ReadKnowledge,
  planTable: (table: SheetTable) => Promise<Plan>,
): Promise<Plan> {
  const { sheets } = workbook;
  const single = async (sheet: number, most: number) =>
    planTable({
      sheet: sheets[sheet]!.name,
      sample: await sampleSheet(workbook, sheet, most),
      rows: () => workbook.rows(sheet),
    });
  const look = async (sheet: number): Promise<Looked> => {
    const sample = await sampleSheet(workbook, sheet, SHEET_RECORDS);
    const planned = planTable({ sheet: sheets[sheet]!.name, sample, rows: () => workbook.rows(sheet) });
    return {
      sheet,
      name: sheets[sheet]!.name,
      found: findHeader(sample, knowledge.headers, knowledge.dates),
      ...(await rateSheet(planned)),
    };
  };
  const said = options.sheet === undefined ? null : findSheets(name, workbook, options.sheet);
  if (said?.length === 1) return single(said[0]!, SAMPLE_RECORDS);
  const shown = sheets.flatMap(({ hidden }, sheet) => (hidden ? [] : [sheet]));
  const wanted = said ?? (shown.length > 0 ? shown : sheets.map((_, sheet) => sheet));
  if (wanted.length === 1) return single(wanted[0]!, SAMPLE_RECORDS);
  const looked: Looked[] = [];
  for (const sheet of wanted) looked.push(await look(sheet));
  const real = said === null ? looked.filter((one) => !ASIDE.test(one.name) && one.score > -1) : looked;
  const asked = real.length > 0 ? real : looked;
  const best = asked.reduce((one, other) => (other.score > one.score ? other : one));
  const isTurned = best.plan?.layout.joined !== undefined;
  const alike = asked.filter(
    (one) => one === best || (!isTurned && one.score > -2 && hasSameHeader(one, best)),
  );
  const others = looked.filter((one) => !alike.includes(one) && one.score >= LIKELY);
  if (said !== null && alike.length < said.length) {
    const odd = looked.find((one) => !alike.includes(one))!;
    throw new UserError(`${name}: sheets ${best.name} and ${odd.name} have other columns: name one of them`);
  }
  const plan =
    alike.length > 1
      ? await planTogether(workbook, alike, options, knowledge, planTable)
      : await single(best.sheet, SAMPLE_RECORDS);
  if (others.length === 0) return plan;
  return { ...plan, unread: { places: others.map((one) => `sheet ${one.name}`), next: NAME_SHEET } };
}

/** How much a sheet looks like reviews: its texts and the fields beside them; any table is better than an empty one. */
async function rateSheet(planned: Promise<Plan>): Promise<{ plan: Plan | null; score: number }> {
  try {
    const plan = await planned;
    const { layout } = plan;
    if (layout.kind === 'empty') return { plan, score: -2 };
    const texts = layout.columns.filter(({ field }) => ['text', 'pros', 'cons'].includes(field));
    const fields = new Set(layout.columns.map(({ field }) => field));
    return { plan, score: Math.max(...texts.map(({ confidence }) => confidence)) + 0.05 * fields.size };
  } catch (error) {
    // A column of --map that another sheet has is no error yet; where none has it, the last look says so.
    if (error instanceof UserError) return { plan: null, score: error instanceof NoReviews ? -1 : -1.5 };
    throw error;
  }
}

/** The names of the columns, in whatever order they stand; the same name twice is another name. */
function namesOf({ headers }: HeaderRows): string[] {
  const seen = new Map<string, number>();
  return headers.map((header) => {
    const plain = plainHeader(header) || header.trim();
    const times = (seen.get(plain) ?? 0) + 1;
    seen.set(plain, times);
    return plain === '' ? '' : `${plain} ${times}`;
  });
}

function hasSameHeader(one: Looked, other: Looked): boolean {
  if (one.found.line === 0 || other.found.line === 0) return false;
  const [a, b] = [one, other].map(({ found }) =>
    namesOf(found)
      .filter((name) => name !== '')
      .sort(),
  );
  return a!.length > 1 && a!.length === b!.length && a!.every((name, at) => name === b![at]);
}

/** The rows of sheets with the same header, one sheet after the other, below the header of the first. */
async function planTogether(
  workbook: Workbook,
  parts: readonly Looked[],
  options: ReadOptions,
  { headers }: ReadKnowledge,
  planTable: (table: SheetTable) => Promise<Plan>,
): Promise<Plan> {
  const [first] = parts as [Looked, ...Looked[]];
  const wished = namesOf(first.found);
  const width = wished.length;
  // "Riverside Clinic", "Dr Hale": what all rows of a sheet have in common.
  const named = parts.filter(({ name }) => headers.places.test(name) || DOCTOR.test(name)).length;
  const isNamed = named === parts.length && !wished.includes('sheet 1');
  const orders = parts.map(({ found }) => {
    const own = namesOf(found);
    return own.length === width && own.every((name, at) => name === wished[at])
      ? null
      : wished.map((name, at) => (name === '' ? at : own.indexOf(name)));
  });
  const arrange = (row: Row, part: number): Row['cells'] => {
    const order = orders[part]!;
    const cells = order === null ? row.cells : order.map((at) => row.cells[at] ?? '');
    if (!isNamed) return cells;
    const isHeader = part === 0 && (row.line ?? 0) <= first.found.line;
    const name = isHeader ? (row.line === first.found.line ? 'Sheet' : '') : parts[part]!.name;
    return [...Array.from({ length: width }, (_, at) => cells[at] ?? ''), name, ...cells.slice(width)];
  };
  const skipOf = (part: number) => (part === 0 ? 0 : parts[part]!.found.skip);
  const sample: Row[] = [];
  for (const [part, { sheet }] of parts.entries()) {
    const most = Math.ceil(SAMPLE_RECORDS / parts.length);
    const rows = (await sampleSheet(workbook, sheet, most + skipOf(part))).slice(skipOf(part));
    sample.push(...rows.map((row) => ({ ...row, cells: arrange(row, part) })));
  }
  const repeats =
    options.dedupe === false ? parts.map(() => null) : await findRepeats(workbook, parts, orders);
  const plan = await planTable({
    sheet: parts.map(({ name }) => name).join(', '),
    sample: evenOut(sample),
    async *rows() {
      let record = 0;
      for (const [part, { sheet }] of parts.entries()) {
        let skip = skipOf(part);
        const left = repeats[part] === null ? null : new Map(repeats[part]);
        for await (const batch of workbook.rows(sheet)) {
          const rows: DataRow[] = [];
          for (const row of batch) {
            if (skip-- > 0) continue;
            record++;
            if (left !== null && takeOne(left, hashRow(row, orders[part]!))) continue;
            rows.push({ ...row, record, cells: arrange(row, part), sheet: part });
          }
          yield rows;
        }
      }
    },
  });
  const repeated = repeats.reduce((sum, one) => sum + (one === null ? 0 : sumOf(one)), 0);
  return repeated === 0 ? plan : { ...plan, repeated };
}

function takeOne(left: Map<number, number>, hash: number): boolean {
  const times = left.get(hash) ?? 0;
  if (times > 0) left.set(hash, times - 1);
  return times > 0;
}

const DOCTOR = /^(?:dra?|prof|doctor|doctora)\b/i;

const rowHash = new QuickHash();

function hashRow({ cells }: Row, order: readonly number[] | null): number {
  rowHash.reset();
  const length = order?.length ?? cells.findLastIndex((cell) => cell?.trim()) + 1;
  let last = 0;
  for (let at = 0; at < length; at++) {
    const cell = (cells[order === null ? at : order[at]!] ?? '').trim();
    if (cell === '') continue;
    // Rows end with their last value, so empty cells are told by the number of the next.
    rowHash.add(`${at - last}`).add(cell);
    last = at;
  }
  return rowHash.value();
}

/**
 * Rows of a sheet that a larger one holds too: "All" beside the months, a copy with the complaints alone. A sheet is such a
 * copy where half of its rows, of those that are long enough not to be said twice, are in the other; of sheets alike in
 * less, each row is its own.
 *
 * @returns for each sheet how often which row is held elsewhere, by its hash; null where none is.
 */
async function findRepeats(
  workbook: Workbook,
  parts: readonly Looked[],
  orders: readonly (readonly number[] | null)[],
): Promise<(Map<number, number> | null)[]> {
  const hashed: { all: Float64Array; told: Float64Array }[] = [];
  for (const [part, { sheet, found }] of parts.entries()) {
    const order = orders[part]!;
    const all = new NumberList();
    const told = new NumberList();
    let skip = found.skip;
    for await (const batch of workbook.rows(sheet)) {
      for (const row of batch) {
        if (skip-- > 0) continue;
        const hash = hashRow(row, order);
        all.push(hash);
        if (row.cells.some((cell) => (cell?.length ?? 0) >= LONG_ROW)) told.push(hash);
      }
    }
    hashed.push({ all: sorted(all), told: sorted(told) });
  }
  const bySize = [...parts.keys()].sort((a, b) => hashed[b]!.all.length - hashed[a]!.all.length || a - b);
  const repeats: (Map<number, number> | null)[] = parts.map(() => null);
  for (const [rank, part] of bySize.entries()) {
    const { all, told } = hashed[part]!;
    if (told.length < 3) continue;
    let most = told.length / 2;
    for (const other of bySize.slice(0, rank)) {
      const common = sumOf(meet(told, hashed[other]!.told));
      if (common < most) continue;
      most = common;
      repeats[part] = meet(all, hashed[other]!.all);
    }
  }
  return repeats;
}

function sorted(list: NumberList): Float64Array {
  return Float64Array.from({ length: list.length }, (_, at) => list.at(at)).sort();
}

/** How often each number stands in both of two sorted lists. */
function meet(one: Float64Array, other: Float64Array): Map<number, number> {
  const common = new Map<number, number>();
  for (let a = 0, b = 0; a < one.length && b < other.length; ) {
    if (one[a]! < other[b]!) a++;
    else if (one[a]! > other[b]!) b++;
    else {
      common.set(one[a]!, (common.get(one[a]!) ?? 0) + 1);
      a++;
      b++;
    }
  }
  return common;
}

const sumOf = (common: Map<number, number>): number => {
  let sum = 0;
  for (const times of common.values()) sum += times;
  return sum;
};

async function sampleSheet(workbook: Workbook, sheet: number, most: number): Promise<Row[]> {
  const sample: Row[] = [];
  for await (const batch of workbook.rows(sheet)) {
    sample.push(...batch);
    if (sample.length >= most) break;
  }
  return evenOut(sample.slice(0, most));
}

/** Rows end with their last value: as a table they are of one width, without columns that hold nothing. */
function evenOut(rows: Row[]): Row[] {
  const width = Math.max(0, ...rows.map(({ cells }) => cells.findLastIndex((cell) => cell?.trim()) + 1));
  return rows.map((row) => ({
    ...row,
    cells: Array.from({ length: width }, (_, column) => row.cells[column] ?? ''),
  }));
}

/** Sheets by their name, without regard to letter case, or by their number; several with a comma between. */
function findSheets(name: string, { sheets }: Workbook, wanted: string): number[] {
  const find = (one: string): number => {
    const plain = one.trim().toLowerCase();
    const named = sheets.findIndex((sheet) => sheet.name.trim().toLowerCase() === plain);
    if (named >= 0) return named;
    const index = /^\d+$/.test(plain) ? Number(plain) - 1 : -1;
    return sheets[index] === undefined ? -1 : index;
  };
  const whole = find(wanted);
  if (whole >= 0) return [whole];
  const several = [...new Set(wanted.split(',').map(find))];
  if (several.length > 1 && several.every((one) => one >= 0)) return several.sort((a, b) => a - b);
  const list = sheets.map((sheet, at) => `${at + 1} ${sheet.name}`).join(', ');
  throw new UserError(`${name}: there is no sheet ${wanted}; its sheets are: ${list}`);
}
