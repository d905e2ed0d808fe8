/** Row → Review | Problem, by the layout that was decided once for the file. */
import type { LogicalField, Passage, Problem, Rating, ReadOptions, Review } from '../types.js';
import { toDate } from './dates.js';
import { decodeEntities, repairMojibake } from './encoding.js';
import { contentHash } from './hash.js';
import { detectLanguage } from './language.js';
import { type DataRow, maxCellOf, type Plan, type ReadKnowledge, readField, tellProblem } from './plan.js';
import { createWidthCheck } from './ragged.js';
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

/** Why a record is none, where its file says so. */
const UNREADABLE: Record<NonNullable<DataRow['problem']>, string> = {
  'bad-json': 'not valid JSON: this record was left out',
  'long-row': 'more cells than the header has: put quotes round cells that hold the separator',
  'not-an-object': 'not an object with named values: this record was left out',
};

/** What was said in a record: its boxes, the title among them, and two views of their words. */
interface Said {
  passages: Passage[];
  /** Roles and texts as they stand: what makes one review another. */
  content: string;
  /** What the patient wrote, without page residue: what tells the language. */
  words: string;
}

/**
 * A builder of reviews for one file. The function it returns gives `needsDetector` where the language of a text can
 * only be told by the detector, which the caller then loads before it asks again.
 */
export function createBuilder(plan: Plan, options: ReadOptions, knowledge: ReadKnowledge) {
  const { file } = plan.layout;
  const column = (field: LogicalField) => plan.fields.get(field)?.[0] ?? -1;
  const idColumn = column('id');
  const ratingColumn = column('rating');
  const dateColumn = column('date');
  const questionColumn = column('question');
  const reviewerColumn = column('reviewer');
  const locationColumn = column('location');
  const providerColumn = column('provider');
  const procedureColumn = column('procedure');
  const sourceColumn = column('source');
  const boxes = (['title', 'text', 'pros', 'cons'] as const)
    .flatMap((role) =>
      (plan.fields.get(role) ?? []).map((index) => {
        const name = plan.headers[index]!;
        return { role, index, name, told: name.slice(0, 60) };
      }),
    )
    .sort((a, b) => Number(b.role === 'title') - Number(a.role === 'title') || a.index - b.index);
  const subRatings = (plan.fields.get('subRating') ?? []).filter((index) => plan.scales.has(index));
  const ratingScale = plan.scales.get(ratingColumn) ?? null;
  const maxCell = maxCellOf(options);
  const wanted = options.languages ?? ['en'];
  const checkWidth = createWidthCheck(plan, options, knowledge);
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

  const value = (cells: DataRow['cells'], index: number) => readField(cells, index, knowledge);

  const problem = (row: DataRow, code: Problem['code'], message: string) =>
    tellProblem(file, row, code, message, false);

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
    const [first] = boxes;
    if (first === undefined || cells[first.index]?.trim() !== first.name) return false;
    return cells.filter((cell, at) => cell !== '' && cell?.trim() === plan.headers[at]).length > 1;
  };

  /** A line that sums up the table; "Average" as a rating is one. */
  const isSum = (cells: DataRow['cells']): boolean => {
    const first = cells.findIndex((cell) => cell !== null && cell !== undefined && cell.trim() !== '');
    return first !== ratingColumn && SUM.test(cells[first]?.trim() ?? '');
  };

  // A UTF-16 unit is at most three bytes of UTF-8.
  const isOversized = (cell: string | null) =>
    !!cell && cell.length * 3 > maxCell && Buffer.byteLength(cell) > maxCell;
  const isFilled = (cell: string | null) => !!cell && cell.trim().length > 0;

  const leaveOut = (row: DataRow, code: Problem['code'], message: string): Outcome => ({
    kind: 'problem',
    problem: tellProblem(file, row, code, message, true),
  });

  /** Why a record is no review, before its fields are read; null where it may be one. */
  const refuse = (row: DataRow): Outcome | null => {
    if (row.problem !== undefined) return leaveOut(row, row.problem, UNREADABLE[row.problem]);
    const large = row.cells.findIndex(isOversized);
    if (large >= 0) {
      const name = (plan.headers[large] ?? `#${large + 1}`).slice(0, 60);
      return leaveOut(
        row,
        'cell-too-large',
        `the cell in ${name} is larger than ${maxCell} bytes: raise --max-cell to read it`,
      );
    }
    return !row.cells.some(isFilled) || isHeaderAgain(row.cells) ? { kind: 'blank' } : null;
  };

  /** A text with its letters put right; null where the cell is blank. */
  const readText = (row: DataRow, index: number, name: string, problems: Problem[]): string | null => {
    let text = row.cells[index];
    if (text === undefined || text === null || text.length === 0) return null;
    for (const [code, repair, said] of REPAIRS) {
      const repaired = repair(text);
      if (repaired === null) continue;
      text = repaired;
      problems.push(problem(row, code, `${name} ${said}`));
    }
    if (text.length <= 8 && BLANK_TEXT.has(text.trim().toLowerCase())) return null;
    return text.trim() === '' ? null : text;
  };

  const readSaid = (row: DataRow, damaged: boolean, problems: Problem[]): Said => {
    const { cells } = row;
    const question = value(cells, questionColumn);
    const said: Said = { passages: [], content: '', words: '' };
    let title: Passage | null = null;
    for (const { role, index, name, told } of boxes) {
      const text = readText(row, index, told, problems);
      if (text === null) continue;
      const asking = plan.asked.size === 0 ? question : value(cells, plan.asked.get(index) ?? -1);
      const passage: Passage = { role: roleOf(asking, role), name, text };
      const ignore = findResidue(text, plan.ends.get(index));
      if (ignore !== undefined) passage.ignore = ignore;
      if (text.includes('\0'))
        problems.push(problem(row, 'nul-bytes', `NUL bytes in ${told}: the text was read all the same`));
      if (damaged && text.includes('\ufffd')) {
        const message = `bytes that are not ${plan.layout.encoding} in ${told}: say --encoding`;
        problems.push(problem(row, 'bad-encoding', message));
      }
      said.passages.push(passage);
      said.content += `\u001e${role}\u001f${text}`;
      if (role === 'title') title = passage;
      else said.words += `${said.words === '' ? '' : '\n'}${withoutSpans(text, ignore)}`;
    }
    // Titles that only repeat the beginning of the text would count its words twice.
    const [, first] = said.passages;
    if (title !== null && first !== undefined && repeatsStart(title.text, first.text)) said.passages.shift();
    else if (title !== null && said.words === '') said.words = title.text;
    return said;
  };

  const readRating = (row: DataRow, cell: string | null, problems: Problem[]): Rating | null => {
    if (cell === null || ratingScale === null) return null;
    const read = readKnown(ratingColumn, cell);
    if (read === 'bad')
      problems.push(problem(row, 'bad-rating', `no rating on the scale ${ratingScale.name}: left out`));
    return read === 'bad' || read === 'none' ? null : read;
  };

  const readParts = (cells: DataRow['cells']): Review['subRatings'] => {
    const marks: [string, Rating][] = [];
    for (const index of subRatings) {
      const cell = value(cells, index);
      if (cell === null) continue;
      const read = readKnown(index, cell);
      if (read !== 'bad' && read !== 'none') marks.push([plan.headers[index]!, read]);
    }
    return marks.length === 0 ? {} : Object.fromEntries(marks);
  };

  const readDate = (row: DataRow, cell: string | null, problems: Problem[]): string | null => {
    if (cell === null || plan.dateFormat === null) return null;
    const read = toDate(cell, plan.dateFormat, knowledge.dates, options.asOf);
    if (read === 'bad')
      problems.push(problem(row, 'bad-date', 'no date that exists in the form of its column: left out'));
    return typeof read === 'object' ? read.date : null;
  };

  const readExtra = (cells: DataRow['cells']): Review['extra'] => {
    if (plan.extra.size === 0) return {};
    const pairs: [string, string][] = [];
    for (const [name, index] of plan.extra) {
      const cell = value(cells, index);
      if (cell !== null) pairs.push([name, cell]);
    }
    // fromEntries defines own properties, whatever their names.
    return Object.fromEntries(pairs);
  };

  return function build(row: DataRow, damaged: boolean): Outcome | 'needsDetector' {
    const refused = refuse(row);
    if (refused !== null) return refused;
    const problems: Problem[] = [];
    const ragged = checkWidth(row);
    if (ragged?.fatal) return { kind: 'problem', problem: ragged };
    if (ragged) problems.push(ragged);
    const { cells } = row;

    const { passages, content, words } = readSaid(row, damaged, problems);
    if (passages.length === 0 && isSum(cells)) return { kind: 'blank' };
    const ratingCell = value(cells, ratingColumn);
    const rating = readRating(row, ratingCell, problems);
    const dateCell = value(cells, dateColumn);
    const date = readDate(row, dateCell, problems);

    let language: string | null = null;
    let setAside: Review['setAside'] = null;
    if (passages.length === 0) {
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
    return {
      kind: 'review',
      problems,
      review: {
        id: ownId ?? hash,
        hash,
        origin: { file, record: row.record },
        passages,
        rating,
        subRatings: readParts(cells),
        date,
        location,
        provider,
        procedure,
        source,
        language,
        setAside,
        ...(reviewer !== null && { reviewer }),
        extra: readExtra(cells),
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
