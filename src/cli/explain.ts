import { explainJson, explainTerminal } from '../render/explain.js';
import { reviewScores } from '../tally/index.js';
import type { AnalysedReview, Explanation, Passage, Side } from '../types.js';
import { openAnalysis } from './analysis.js';
import { readStream } from './files.js';
import type { Io } from './index.js';
import { streamSink, writeAll } from './output.js';
import { type DrawnFlags, terminalOptions } from './terminal.js';

interface ExplainFlags extends DrawnFlags<'terminal' | 'json'> {
  side?: 'pro' | 'con';
  taxonomy?: string;
  specialty?: string;
  model?: string;
  language: string;
}

/** `reviewscan explain`: how one text is split, tagged and scored. Shows the words as they were given. */
export async function explain(argument: string, flags: ExplainFlags, io: Io): Promise<number> {
  const drawing = terminalOptions(io, flags);
  const text = argument === '-' ? await readStream(io.stdin) : argument;
  const { knowledge, explain: explainText } = await openAnalysis(flags);
  const role: Passage['role'] = flags.side === 'pro' ? 'pros' : flags.side === 'con' ? 'cons' : 'text';
  const explanation = explainText(text, role);
  const scores = reviewScores(asReview(explanation), knowledge.themes);
  const drawn =
    flags.format === 'json'
      ? explainJson(explanation, scores)
      : explainTerminal(explanation, scores, drawing);
  await writeAll(streamSink(io.stdout), drawn);
  return 0;
}

/** The text as the one passage of a review, so that its scores are made where all scores are made. */
function asReview({ text, sentences, safety }: Explanation): AnalysedReview {
  return {
    review: {
      id: 'explain',
      hash: '',
      origin: { file: '-', record: 1 },
      passages: [{ role: 'text', name: 'text', text }],
      rating: null,
      subRatings: {},
      date: null,
      location: null,
      provider: null,
      procedure: null,
      source: null,
      language: null,
      setAside: null,
      extra: {},
    },
    opinions: sentences.map(({ start, end, section, side, tags }) => ({
      passage: 0,
      start,
      end,
      section,
      side: side as Side,
      tags,
    })),
    safety,
    contested: [],
  };
}
