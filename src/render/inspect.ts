/** What a file is and how it would be read, for people and for programs. */
import type { Inspection, LogicalField } from '../types.js';
import type { Run } from './fit.js';
import { jsonOf } from './json.js';
import { type Block, type Fact, given, heading, paragraph, say } from './outline/blocks.js';
import { left, right, table } from './outline/table.js';
import { drawBlocks, type TerminalOptions } from './terminal.js';
import { count, counted, listed } from './words.js';

const KINDS: Record<Inspection['kind'], string> = {
  reviews: 'reviews',
  survey: 'a survey: its open answers are read like reviews',
  empty: 'no records: there is nothing to read',
  none: 'no reviews: no column holds review text',
};

const FIELDS: Record<LogicalField, string> = {
  text: 'text',
  pros: 'pros',
  cons: 'cons',
  title: 'title',
  question: 'question',
  respondent: 'respondent',
  rating: 'rating',
  subRating: 'sub-rating',
  date: 'date',
  location: 'location',
  provider: 'provider',
  procedure: 'procedure',
  source: 'source',
  language: 'language',
  id: 'id',
  reviewer: 'reviewer',
  reply: 'reply',
};

const WHY = {
  map: 'you said so',
  header: 'by its header',
  values: 'by its values',
  both: 'header and values agree',
};

const DELIMITERS: Record<string, string> = { ',': 'commas', ';': 'semicolons', '|': 'pipes', TAB: 'tabs' };

/** Columns left out that are named one by one. */
const NAMED = 40;

/** As JSON: one object for one file, a list for several. */
export function inspectJson(inspections: readonly Inspection[]): string {
  return jsonOf(inspections.length === 1 ? inspections[0]! : inspections);
}

/** For the terminal, every line at most `width` columns. */
export function inspectTerminal(
  inspections: readonly Inspection[],
  options: TerminalOptions,
  readable: readonly string[] = [],
): string {
  return inspections.map((one) => drawBlocks(inspectionBlocks(one, readable), options)).join('\n');
}

function inspectionBlocks(inspection: Inspection, readable: readonly string[]): Block[] {
  const { evidence } = inspection;
  const taken = Object.keys(FIELDS).flatMap((field) => evidence.filter((one) => one.field === field));
  const ignored = evidence.filter(({ field }) => field === null);
  const blocks: Block[] = [
    { kind: 'title', text: given(inspection.file), detail: KINDS[inspection.kind] },
    { kind: 'facts', facts: aboutFile(inspection, readable) },
  ];
  if (taken.length > 0) {
    blocks.push(
      heading('Columns and why'),
      table(taken, [
        left('field', ({ field }) => say(FIELDS[field!], isLeftOut(field) ? 'faint' : 'strong')),
        left('column', ({ column }) => given(column), { min: 12, gives: 1 }),
        left('why', ({ field, why }) => (isLeftOut(field) ? 'recognised, left out' : WHY[why!])),
        right('sure', ({ confidence }) => confidence!.toFixed(2)),
        left('cells', ({ looks }) => say(looks, 'faint'), { gives: 2 }),
      ]),
    );
  }
  if (ignored.length > 0) {
    const names = ignored.slice(0, NAMED).map(({ column, looks }) => `${given(column)} (${looks})`);
    if (ignored.length > NAMED) names.push(`${count(ignored.length - NAMED)} more`);
    blocks.push(heading('Left out'), paragraph('text', `${names.join(', ')}.`));
  }
  if (inspection.problems.length > 0) {
    blocks.push(heading('Problems'), { kind: 'facts', facts: inspection.problems.map(problemFact) });
  }
  return blocks;
}

/** Which option would read languages that are set aside; nothing where none would. */
function readableHint(spoken: readonly [string, number][], readable: readonly string[]): string {
  const codes = spoken.flatMap(([code]) => (readable.includes(code) ? [code] : []));
  return codes.length === 0 ? '' : `: --language en,${codes.join(',')} reads ${listed(codes)}`;
}

/** Reviewers are recognised so as not to be read; so are replies. */
function isLeftOut(field: LogicalField | null): boolean {
  return field === 'reviewer' || field === 'reply';
}

function aboutFile(inspection: Inspection, readable: readonly string[]): Fact[] {
  const { format, encoding, delimiter, headerRow, recordsPath, sheet } = inspection;
  const form = encoding === format ? [encoding] : [format as string, encoding];
  if (delimiter !== null) form.push(`${DELIMITERS[delimiter] ?? delimiter} between cells`);
  if (sheet !== null) form.push(`sheet ${given(sheet)}`);
  if (recordsPath !== null)
    form.push(recordsPath === '' ? 'records at the root' : `records at ${given(recordsPath)}`);
  else if (format !== 'parquet')
    form.push(headerRow === 0 ? 'no header' : `header on ${sheet === null ? 'line' : 'row'} ${headerRow}`);
  const facts = [fact('format', say(form.join(', ')))];
  facts.push(
    fact('records', say(`${counted(inspection.records, 'record')}, ${count(inspection.withText)} with text`)),
  );
  const { joined, ratingScale, dateFormat, languages } = inspection;
  if (joined !== null)
    facts.push(
      fact(
        'joined',
        say(
          `one row is one question (${given(joined.question)}); joined by ${given(joined.by)} they are ${counted(joined.reviews, 'review')}`,
        ),
      ),
    );
  if (ratingScale !== null) {
    const best = ratingScale.startsWith('reversed ') ? ': the lowest is best' : '';
    facts.push(fact('ratings', say(`${ratingScale.replace(/^reversed /, '')}${best}`)));
  }
  if (dateFormat !== null) {
    const said = dateFormat.includes('ambiguous')
      ? say('day and month cannot be told apart: say --date-order dmy or mdy', 'warning')
      : dateFormat.endsWith('relative')
        ? say(`${dateFormat}: read only where --as-of says which day is today`)
        : say(dateFormat);
    facts.push(fact('dates', said));
  }
  const spoken = Object.entries(languages).sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  if (spoken.length > 0) {
    const aside =
      inspection.otherLanguage > 0
        ? `; ${count(inspection.otherLanguage)} set aside${readableHint(spoken, readable)}`
        : '';
    facts.push(fact('language', say(listed(spoken.map(([code, n]) => `${code} ${count(n)}`)) + aside)));
  }
  return facts;
}

function fact(label: string, ...runs: Run[]): Fact {
  return { label, tone: 'strong', runs };
}

function problemFact({ code, message, record, count: n, fatal }: Inspection['problems'][number]): Fact {
  const where = record === null ? '' : n === 1 ? ` (record ${record})` : ` (the first: record ${record})`;
  return {
    label: code,
    tone: fatal ? 'bad' : 'strong',
    runs: [say(`${count(n)} × ${given(message)}${where}${fatal ? '; the whole record was left out' : ''}`)],
  };
}
