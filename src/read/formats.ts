/** Finds out what a file is by its first bytes, and has it planned accordingly. */
import type { ReadOptions } from '../types.js';
import { isZip } from './archive.js';
import { detectDialect } from './csv.js';
import {
  completeLength,
  detectEncoding,
  namedEncoding,
  refuseBinary,
  refuseText,
  toUtf8,
} from './encoding.js';
import { isParquet } from './parquet.js';
import { type OpenedText, type Plan, type ReadKnowledge, SAMPLE_BYTES } from './plan.js';
import { inPieces, type Source } from './source.js';
import { planCsv, planWorkbook } from './tables.js';
import { findJsonShape, planJson, planNdjson, planParquet, planXml } from './trees.js';
import { isMarkup, parseXmlStart, readXml } from './xml.js';

/** The start that tells JSON from CSV, and one delimiter from another. */
const SHAPE_BYTES = 1024 * 1024;

/**
 * Decides the layout of a file.
 *
 * @throws UserError for what is no text, no reviews, or broken; and for `--map` columns that are not there.
 */
export async function planFile(
  source: Source,
  options: ReadOptions,
  knowledge: ReadKnowledge,
): Promise<Plan> {
  const { name } = source;
  const { bytes, whole } = await source.head(SAMPLE_BYTES);
  if (isZip(bytes)) return planWorkbook(source, options, knowledge);
  if (isParquet(bytes)) return planParquet(source, options, knowledge);
  refuseBinary(name, bytes);
  const encoding =
    options.encoding === undefined ? detectEncoding(bytes, whole) : namedEncoding(options.encoding, bytes);
  const start = await collect(toUtf8(inPieces(bytes), encoding, () => {}));
  const text = start.toString('utf8', 0, completeLength(start.subarray(0, SHAPE_BYTES)));
  refuseText(name, text);
  const opened: OpenedText = { source, encoding, start, whole, options, knowledge };
  const first = text.trimStart();
  const shape =
    first.startsWith('{') || first.startsWith('[') ? findJsonShape(start.toString('utf8'), whole) : null;
  if (shape === 'ndjson') return planNdjson(opened);
  if (shape !== null) return planJson(opened, shape);
  if (/^<[?!\p{L}_]/u.test(first)) {
    const root = await parseXmlStart(start.toString('utf8', 0, completeLength(start)), whole);
    if (root !== undefined) return planXml(opened, root);
    // A broken document must not be read as lines of text; a list of texts may well begin with markup.
    const tag = /^<([\w:.-]+)/.exec(first)?.[1];
    if (first.startsWith('<?xml') || /\.xml(?:\.gz)?$/i.test(name) || (tag !== undefined && !isMarkup(tag))) {
      for await (const _ of readXml(
        name,
        toUtf8(source.chunks(), encoding, () => {}),
        [''],
      ));
    }
  }
  const dialect = detectDialect(text, whole && start.length <= SHAPE_BYTES, options.delimiter);
  return planCsv(opened, dialect);
}

async function collect(chunks: AsyncGenerator<Buffer>): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  return parts.length === 1 ? parts[0]! : Buffer.concat(parts);
}
