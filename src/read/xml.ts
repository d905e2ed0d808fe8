/** XML documents: elements as records, streamed. saxes expands no entity of a document's own. */
import { UserError } from '../errors.js';
import { type FlatRecord, flatten, type Json } from './leaves.js';

/** Markup of a page within a text: what it holds belongs to the element around it. */
const MARKUP = new Set(['a', 'b', 'br', 'div', 'em', 'i', 'li', 'ol', 'p', 'span', 'strong', 'u', 'ul']);
const NEW_LINE = new Set(['br', 'div', 'li', 'ol', 'p', 'ul']);
/** Entities of HTML that exports use without declaring them. */
const ENTITIES: Record<string, string> = {
  nbsp: '\u00a0',
  hellip: '…',
  lsquo: '‘',
  rsquo: '’',
  ldquo: '“',
  rdquo: '”',
  ndash: '–',
  mdash: '—',
  pound: '£',
  euro: '€',
  copy: '©',
  eacute: 'é',
  egrave: 'è',
  agrave: 'à',
  ccedil: 'ç',
  auml: 'ä',
  ouml: 'ö',
  uuml: 'ü',
  szlig: 'ß',
};
/** Where an element says what kind of entry it is (Atom's category and its like), and kinds that are no reviews. */
const KINDS = ['category@term', '@type', '@kind', 'type', 'kind'];
const NO_REVIEW = /^(?:reply|response|owner[ _-]?response|deletion|deleted)$/i;
const REVIEW = /^(?:comment|review|rating)$/i;

type Tree = { [key: string]: Json };

interface Element {
  name: string;
  value: Tree;
  text: string;
}

/**
 * A parser that hands on each element at `path` (names from the root; [] = the document) as a tree: children by name,
 * several of one name as a list, attributes as `@name`, the text of an element that has more than text as `#text`.
 */
async function createParser(path: string[], onElement: (value: Tree) => void) {
  const { SaxesParser } = await import('saxes');
  const parser = new SaxesParser({ xmlns: false });
  Object.assign(parser.ENTITIES, ENTITIES);
  const names: string[] = [];
  /** Elements that are being built; the first is at `path`. */
  const open: Element[] = path.length === 0 ? [{ name: '', value: {}, text: '' }] : [];
  const isRecord = () => names.length === path.length && path.every((name, at) => name === names[at]);
  const close = () => {
    const done = open.pop()!;
    const parent = open.at(-1);
    const text = done.text.trim();
    if (parent !== undefined && open.length > 1 && isMarkup(done.name)) {
      parent.text += NEW_LINE.has(done.name) ? `\n${done.text}\n` : done.text;
    } else if (parent === undefined) {
      if (text !== '') done.value['#text'] = text;
      onElement(done.value);
    } else if (Object.keys(done.value).length === 0) {
      addChild(parent.value, done.name, text === '' ? null : text);
    } else {
      if (text !== '') done.value['#text'] = text;
      addChild(parent.value, done.name, done.value);
    }
  };
  parser.on('opentag', ({ name, attributes }) => {
    names.push(name);
    if (open.length === 0 && !isRecord()) return;
    const value: Tree = {};
    if (!isMarkup(name))
      for (const [key, cell] of Object.entries(attributes)) value[`@${key}`] = String(cell);
    open.push({ name, value, text: '' });
  });
  const addText = (text: string) => {
    const element = open.at(-1);
    if (element !== undefined) element.text += text;
  };
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.on('closetag', () => {
    if (open.length > (path.length === 0 ? 1 : 0)) close();
    names.pop();
  });
  parser.on('error', (error) => {
    throw error;
  });
  return {
    write: (text: string) => parser.write(text),
    line: () => parser.line,
    end: () => parser.close(),
    /** Closes what is still open, as if the document ended here. */
    cut() {
      while (open.length > 0) close();
    },
  };
}

/** Whether an element is markup within a text. */
export function isMarkup(name: string): boolean {
  return MARKUP.has(name.toLowerCase());
}

function addChild(value: Tree, name: string, child: Json): void {
  const known = Object.hasOwn(value, name) ? value[name] : undefined;
  if (known === undefined) value[name] = child;
  else if (Array.isArray(known)) known.push(child);
  else value[name] = [known, child];
}

/** The start of a document as a tree; undefined where it is not XML. */
export async function parseXmlStart(text: string, whole: boolean): Promise<Tree | undefined> {
  let root: Tree | undefined;
  const parser = await createParser([], (value) => {
    root = value;
  });
  try {
    parser.write(text);
    if (whole) parser.end();
  } catch {
    return undefined;
  }
  parser.cut();
  return root;
}

/**
 * Leaves of an element by dotted path, attributes as `path@name`. An entry that says it is a reply or deleted is blank:
 * a feed holds such entries beside the reviews.
 */
export function flattenXml(value: Tree): Map<string, string | null> {
  const leaves = new Map<string, string | null>();
  for (const [path, cell] of flatten(value)) {
    if (path.endsWith('@xmlns')) continue;
    leaves.set(path.replaceAll('.@', '@').replace(/\.?#text$/, '') || 'text', cell);
  }
  const kinds = KINDS.map((path) => [path, leaves.get(path) ?? ''] as const);
  if (kinds.some(([, kind]) => NO_REVIEW.test(kind))) return new Map();
  // What is the same for every review tells nothing of any.
  for (const [path, kind] of kinds) {
    if (!REVIEW.test(kind)) continue;
    // `category@scheme` and `category@label` only explain the kind.
    const stem = path.slice(0, path.indexOf('@') + 1);
    for (const one of [...leaves.keys()])
      if (one === path || (stem.length > 1 && one.startsWith(stem))) leaves.delete(one);
  }
  return leaves;
}

/**
 * Streams the elements at `path`, in batches of one chunk.
 *
 * @throws UserError where the document stops being XML.
 */
export async function* readXml(
  name: string,
  bytes: AsyncIterable<Buffer>,
  path: string[],
): AsyncGenerator<FlatRecord[]> {
  let batch: FlatRecord[] = [];
  let record = 0;
  const parser = await createParser(path, (value) => {
    batch.push({ record: ++record, line: null, leaves: flattenXml(value), problem: null });
  });
  const attempt = (action: () => void) => {
    try {
      action();
    } catch {
      // The parser's messages quote the text they met; the line is enough.
      throw new UserError(
        `${name}: not valid XML on line ${parser.line()}, after record ${record}: the file may be cut off; export it again`,
      );
    }
  };
  const decoder = new TextDecoder();
  for await (const chunk of bytes) {
    attempt(() => parser.write(decoder.decode(chunk, { stream: true })));
    if (batch.length === 0) continue;
    yield batch;
    batch = [];
  }
  attempt(() => parser.end());
  if (path.length === 0) parser.cut();
  if (batch.length > 0) yield batch;
}
