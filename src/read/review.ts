/** Row → Review | Problem, by the layout that was decided once for the file. */
import type { LogicalField, Passage, Problem, Rating, ReadOptions, Review } from '../types.js';
import { toDate } from './dates.js';
import { decodeEntities, repairMojibake, rightLetters } from './encoding.js';
import { contentHash } from './hash.js';
import { detectLanguage } from './language.js';
import { type DataRow, DEFAULT_MAX_CELL, type Plan, type ReadKnowledge } from './plan.js';
import { toRating } from './ratings.js';
import { findResidue, withoutSpans } from './residue.js';
import { findSide } from './spellings.js';

/** What a record turned out to be. */
export type Outcome =
  | { kind: 'blank' }
  | { kind: 'problem'; problem: Problem }
  | { kind: 'review'; review: Review; problems: Problem[] };

/** Null words that leave a text blank; "none" and "-" are answers there. */
const BLANK_TEXT = new Set(['nan', 'n/a', 'null', 'na', '\\n']);

/** What is put right in a text, and how it is told. */
const REPAIRS: [Problem['code'], (text: string) => string | null, string][] = [
  ['mojibake', repairMojibake, 'was encoded twice: its letters were put right'],
  [
    'html-entities',
    decodeEntities,
    'held letters as HTML writes them (&#39; and the like): they were put right',
  ],
];

/** What the line below a table begins with, which sums it up. */
const SUM =
  /^(?:(?:grand |sub)?totals?|sum|average|avg|mean|median|count|nps|gesamt|summe|durchschnitt|mittelwert|moyenne|promedio|totaal|gemiddelde)(?: rating| score)?\s*:?$/i;

/**
 * A builder of reviews for one file. The function it returns gives `needsDetector` where the language of a text can
 * only be told by the detector, which the caller then loads before it asks again.
 */
export function createBuilder(plan: Plan, options: ReadOptions, knowledge: ReadKnowledge) {
  const file = plan.layout.file;
  const column = (field: LogicalField) => plan.fields.get(field)?.[0] ?? -1;
  const idColumn = column('id');
  const ratingColumn = column('rating');
  const dateColumn = column('date');
  const questionColumn = column('question');
  const reviewerColumn = column('reviewer');
  const places = (['location', 'provider', 'procedure', 'source'] as const).map((field) => column(field));
  const [locationColumn, providerColumn, procedureColumn, sourceColumn] = places as [
    number,
    number,
    number,
    number,
  ];
  const passages = (['title', 'text', 'pros', 'cons'] as const)
    .flatMap((role) =>
      (plan.fields.get(role) ?? []).map((index) => ({ role, index, name: plan.headers[index]! })),
    )
    .sort((a, b) => Number(b.role === 'title') - Number(a.role === 'title') || a.index - b.index);
  const lastText = Math.max(-1, ...passages.map(({ index }) => index));
  const subRatings = (plan.fields.get('subRating') ?? []).filter((index) => plan.scales.has(index));
  const ratingScale = plan.scales.get(ratingColumn) ?? null;
  const maxCell = options.maxCell ?? DEFAULT_MAX_CELL;
  const wanted = options.languages ?? ['en'];
  const sides = new Map<string, Passage['role']>();
  /** Rating cells are few and repeat: what they say is worked out once. */
  const known = new Map(
    [...plan.scales].map(([index]) => [index, new Map<string, ReturnType<typeof toRating>>()]),
  );
  const readKnown = (index: number, cell: string) => {
    const answers = known.get(index)!;
    let read = answers.get(cell);
    if (read === undefined) {
      read = toRating(cell, plan.scales.get(index)!, knowledge.ratings);
      if (answers.size < 1000) answers.set(cell, read);
    }
    return read;
  };

  const problem = (row: DataRow, code: Problem['code'], message: string, fatal: boolean): Problem => ({
    file,
    record: row.record,
    line: row.line,
    code,
    message,
    fatal,
  });

  /** A field's cell, null where it says nothing. */
  const value = (cells: DataRow['cells'], index: number): string | null => {
    if (index < 0) return null;
    const cell = cells[index];
    if (cell === undefined || cell === null) return null;
    const trimmed = cell.trim();
    if (trimmed === '' || knowledge.isNull(trimmed)) return null;
    return rightLetters(trimmed).trim() || null;
  };

  const roleOf = (question: string | null, role: Passage['role']): Passage['role'] => {
    if (question === null || role !== 'text') return role;
    let side = sides.get(question);
    if (side === undefined) {
      side = findSide(question, knowledge.headers) ?? 'text';
      sides.set(question, side);
    }
    return side;
  };

  /** The headers once more: tables that were put one under another. */
  const isHeaderAgain = (cells: DataRow['cells']): boolean => {
    const [first] = passages;
    if (first === undefined || cells[first.index]?.trim() !== first.name) return false;
    return cells.filter((cell, at) => cell !== '' && cell?.trim() === plan.headers[at]).length > 1;
  };

  /** A line that sums up the table; "Average" as a rating is one. */
  const isSum = (cells: DataRow['cells']): boolean => {
    const first = cells.findIndex((cell) => cell !== null && cell !== undefined && cell.trim() !== '');
    return first !== ratingColumn && SUM.test(cells[first]?.trim() ?? '');
  };

  const isShifted = (cells: DataRow['cells']): boolean => {
    const rating = value(cells, ratingColumn);
    if (rating !== null && ratingScale !== null && toRating(rating, ratingScale, knowledge.ratings) === 'bad')
      return true;
    const date = value(cells, dateColumn);
    return (
      date !== null &&
      plan.dateFormat !== null &&
      toDate(date, plan.dateFormat, knowledge.dates, options.asOf) === 'bad'
    );
  };

  /**
   * A long row put right: the separator stood unquoted in a text. Only where a rating or a date behind that text
   * proves it by fitting again.
   */
  const mend = (cells: DataRow['cells'], width: number): DataRow['cells'] | null => {
    const surplus = cells.length - width;
    for (const { index, role } of passages) {
      if (role === 'title') continue;
      const text = cells.slice(index, index + surplus + 1).join(plan.delimiter ?? ',');
      const mended = [...cells.slice(0, index), text, ...cells.slice(index + surplus + 1)];
      const proven = [ratingColumn, dateColumn].some((at) => at > index && value(mended, at) !== null);
      if (proven && !isShifted(mended)) return mended;
    }
    return null;
  };

  /**
   * Rows with too few or too many cells: what can be trusted of them. null = the row is as good as any. May put the
   * row's cells right.
   */
  const checkWidth = (row: DataRow): Problem | null => {
    const { cells } = row;
    const width = plan.width!;
    if (cells.length > width) {
      let extra = 0;
      for (let i = width; i < cells.length; i++) if (cells[i]!.trim() !== '') extra++;
      if (extra === 0) return null;
      const said = `${cells.length} cells where the header has ${width}`;
      const proven = [ratingColumn, dateColumn].some(
        (index) => index > lastText && value(cells, index) !== null,
      );
      const mended = proven && !isShifted(cells) ? null : mend(cells, width);
      if (mended !== null) {
        row.cells = mended;
        return problem(row, 'long-row', `${said}: those of its text were put together again`, false);
      }
      if (!proven || isShifted(cells)) {
        return problem(row, 'long-row', `${said}: put quotes round cells that hold the separator`, true);
      }
      return problem(row, 'long-row', `${said}: the cells beyond were left out`, false);
    }
    const said = `${cells.length} cells where the header has ${width}`;
    const hasText = passages.some(({ index }) => index < cells.length && value(cells, index) !== null);
    if (!hasText) return problem(row, 'short-row', `${said}, and no review text among them`, true);
    if (isShifted(cells)) return problem(row, 'short-row', `${said}, and they do not fit the columns`, true);
    return problem(row, 'short-row', `${said}: the missing ones are taken as empty`, false);
  };

  return function build(row: DataRow, damaged: boolean): Outcome | 'needsDetector' {
    let { cells } = row;
    if (row.problem !== undefined) {
      const message =
        row.problem === 'bad-json'
          ? 'not valid JSON: this record was left out'
          : row.problem === 'long-row'
            ? 'more cells than the header has: put quotes round cells that hold the separator'
            : 'not an object with named values: this record was left out';
      return { kind: 'problem', problem: problem(row, row.problem, message, true) };
    }
    let blank = true;
    for (let i = 0; i < cells.length; i++) {
      const cell = cells[i];
      if (cell === null || cell === undefined || cell.length === 0) continue;
      // A UTF-16 unit is at most three bytes of UTF-8.
      if (cell.length * 3 > maxCell && Buffer.byteLength(cell) > maxCell) {
        const name = plan.headers[i] ?? `#${i + 1}`;
        const message = `the cell in ${name.slice(0, 60)} is larger than ${maxCell} bytes: raise --max-cell to read it`;
        return { kind: 'problem', problem: problem(row, 'cell-too-large', message, true) };
      }
      if (blank && cell.trim().length > 0) blank = false;
    }
    if (blank || isHeaderAgain(cells)) return { kind: 'blank' };
    const problems: Problem[] = [];
    if (plan.width !== null && cells.length !== plan.width) {
      const ragged = checkWidth(row);
      if (ragged?.fatal) return { kind: 'problem', problem: ragged };
      if (ragged) problems.push(ragged);
      cells = row.cells;
    }

    const boxes: Passage[] = [];
    const question = value(cells, questionColumn);
    let content = '';
    let words = '';
    let title: Passage | null = null;
    for (const { role, index, name } of passages) {
      let text = cells[index];
      if (text === undefined || text === null || text.length === 0) continue;
      for (const [code, repair, said] of REPAIRS) {
        const repaired = repair(text);
        if (repaired === null) continue;
        text = repaired;
        problems.push(problem(row, code, `${name.slice(0, 60)} ${said}`, false));
      }
      if (text.length <= 8 && (text.trim() === '' || BLANK_TEXT.has(text.trim().toLowerCase()))) continue;
      if (text.length > 8 && text.trim() === '') continue;
      const asking = plan.asked.size === 0 ? question : value(cells, plan.asked.get(index) ?? -1);
      const passage: Passage = { role: roleOf(asking, role), name, text };
      const ignore = findResidue(text, plan.ends.get(index));
      if (ignore !== undefined) passage.ignore = ignore;
      if (text.includes('\0')) {
        problems.push(
          problem(
            row,
            'nul-bytes',
            `NUL bytes in ${name.slice(0, 60)}: the text was read all the same`,
            false,
          ),
        );
      }
      if (damaged && text.includes('\ufffd')) {
        problems.push(
          problem(
            row,
            'bad-encoding',
            `bytes that are not ${plan.layout.encoding} in ${name.slice(0, 60)}: say --encoding`,
            false,
          ),
        );
      }
      boxes.push(passage);
      content += `\u001e${role}\u001f${text}`;
      if (role === 'title') title = passage;
      else words += words === '' ? withoutSpans(text, ignore) : `\n${withoutSpans(text, ignore)}`;
    }
    // Titles that only repeat the beginning of the text would count its words twice.
    if (title !== null && boxes.length > 1 && repeatsStart(title.text, boxes[1]!.text)) boxes.shift();
    else if (title !== null && words === '') words = title.text;

    if (boxes.length === 0 && isSum(cells)) return { kind: 'blank' };

    let rating: Rating | null = null;
    const ratingCell = value(cells, ratingColumn);
    if (ratingCell !== null && ratingScale !== null) {
      const read = readKnown(ratingColumn, ratingCell);
      if (read === 'bad')
        problems.push(
          problem(row, 'bad-rating', `no rating on the scale ${ratingScale.name}: left out`, false),
        );
      else if (read !== 'none') rating = read;
    }
    const marks: [string, Rating][] = [];
    for (const index of subRatings) {
      const cell = value(cells, index);
      if (cell === null) continue;
      const read = readKnown(index, cell);
      if (read !== 'bad' && read !== 'none') marks.push([plan.headers[index]!, read]);
    }
    let date: string | null = null;
    const dateCell = value(cells, dateColumn);
    if (dateCell !== null && plan.dateFormat !== null) {
      const read = toDate(dateCell, plan.dateFormat, knowledge.dates, options.asOf);
      if (read === 'bad')
        problems.push(
          problem(row, 'bad-date', 'no date that exists in the form of its column: left out', false),
        );
      else if (typeof read === 'object') date = read.date;
    }

    let language: string | null = null;
    let setAside: Review['setAside'] = null;
    if (boxes.length === 0) {
      setAside = 'no-text';
    } else {
      const found = detectLanguage(words, plan.language);
      if (found === '?') return 'needsDetector';
      language = found ?? plan.language;
      if (wanted !== 'all' && !wanted.includes(language)) setAside = 'language';
    }

    const location = value(cells, locationColumn);
    const provider = value(cells, providerColumn);
    const procedure = value(cells, procedureColumn);
    const source = value(cells, sourceColumn);
    const ownId = value(cells, idColumn);
    const hash = contentHash(
      `${ownId ?? ''}\u001d${ratingCell ?? ''}\u001d${date ?? dateCell ?? ''}\u001d${location ?? ''}\u001d${provider ?? ''}\u001d${procedure ?? ''}\u001d${source ?? ''}${content}`,
    );
    const reviewer = value(cells, reviewerColumn);
    let extra: Record<string, string> = {};
    if (plan.extra.size > 0) {
      const pairs: [string, string][] = [];
      for (const [name, index] of plan.extra) {
        const cell = value(cells, index);
        if (cell !== null) pairs.push([name, cell]);
      }
      // fromEntries defines own properties, whatever their names.
      extra = Object.fromEntries(pairs);
    }
    return {
      kind: 'review',
      problems,
      review: {
        id: ownId ?? hash,
        hash,
        origin: { file, record: row.record },
        passages: boxes,
        rating,
        subRatings: marks.length === 0 ? {} : Object.fromEntries(marks),
        date,
        location,
        provider,
        procedure,
        source,
        language,
        setAside,
        ...(reviewer !== null && { reviewer }),
        extra,
      },
    };
  };
}

function repeatsStart(title: string, text: string): boolean {
  const start = title
    .trim()
    .replace(/(?:…|\.{3})$/, '')
    .trimEnd();
  return start.length >= 12 && text.trimStart().startsWith(start);
}
