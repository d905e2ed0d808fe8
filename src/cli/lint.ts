import { createPhraseFinder } from '../analyse/keywords.js';
import { createSentenceReader } from '../analyse/sentences.js';
import { stem } from '../analyse/stem.js';
import { loadKnowledge } from '../knowledge/index.js';
import { hitKey, lintTaxonomy } from '../measure/index.js';
import { drawAnswer } from '../render/answer.js';
import { lintAnswer } from '../render/findings.js';
import { openAnalysis } from './analysis.js';
import { inputsOf } from './files.js';
import type { Io } from './index.js';
import { streamSink, writeAll } from './output.js';
import { readSentences } from './sentences.js';
import { readMapping } from './settings.js';
import { type DrawnFlags, terminalOptions } from './terminal.js';

interface LintFlags extends DrawnFlags {
  reviews: string[];
  map: string[];
  notes?: boolean;
}

/**
 * `reviewscan taxonomy lint`: looks a taxonomy over.
 * @returns 1 when there is something to mend
 */
export async function lint(folder: string | undefined, flags: LintFlags, io: Io): Promise<number> {
  const drawing = terminalOptions(io, flags);
  const knowledge = await loadKnowledge(folder === undefined ? {} : { taxonomyDir: folder });
  const counts = flags.reviews.length > 0 ? await countHits(folder, flags, io) : null;
  const read = createSentenceReader(knowledge);
  const watched = [...knowledge.safety.watched, ...knowledge.contested.flatMap((reading) => reading.watched)];
  const find = createPhraseFinder(knowledge, watched);
  const findings = lintTaxonomy(
    knowledge,
    {
      readTokens: (text) =>
        read(text, [{ start: 0, end: text.length, section: null, prior: null }]).flatMap(
          ({ tokens }) => tokens,
        ),
      findKeywords: (tokens) => find(tokens).hits,
      findWatched: (tokens) => find(tokens).watched.map((hit) => hit.watched),
      stem,
    },
    counts,
  );
  const result = {
    schema: 'reviewscan.lint' as const,
    schemaVersion: 1 as const,
    taxonomy: { hash: knowledge.hash, folder: folder ?? null },
    themes: knowledge.themes.length,
    phrases: knowledge.lexicon.length + watched.length,
    findings,
  };
  await writeAll(
    streamSink(io.stdout),
    drawAnswer(lintAnswer(result, flags.notes === true), flags.format, drawing),
  );
  return findings.some(({ fault }) => fault) ? 1 : 0;
}

/** How often each phrase hits in the reviews. */
async function countHits(
  folder: string | undefined,
  { reviews, map }: LintFlags,
  io: Io,
): Promise<Map<string, number>> {
  const { knowledge, explain } = await openAnalysis(folder === undefined ? {} : { taxonomy: folder });
  const counts = new Map<string, number>();
  const options = readMapping(map, io.places?.get('map'));
  for await (const { parts } of readSentences(inputsOf(reviews, io, []), knowledge, options, explain)) {
    for (const hit of parts.flatMap(({ hits }) => hits)) {
      const key = hitKey(hit);
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  }
  return counts;
}
