import { asAnalysed, compareLabels, evaluateLabels, findingOf, readLabels } from '../measure/index.js';
import { drawAnswer } from '../render/answer.js';
import { evaluationAnswer } from '../render/evaluation.js';
import { redactText } from '../report/index.js';
import type { Agreement, Evaluation } from '../types.js';
import { type AnalysisFlags, openAnalysis } from './analysis.js';
import { readTextFile } from './files.js';
import { type Io, version } from './index.js';
import { streamSink, writeAll } from './output.js';
import { readChoice, readCount } from './settings.js';
import { type DrawnFlags, terminalOptions } from './terminal.js';

interface EvaluateFlags extends AnalysisFlags, DrawnFlags {
  misses: string;
  redact: string;
}

/** `reviewscan evaluate`: the tool held against a labels file; two label files held against each other. */
export async function evaluate(
  file: string,
  second: string | undefined,
  flags: EvaluateFlags,
  io: Io,
): Promise<number> {
  const drawing = terminalOptions(io, flags);
  const misses = readCount('--misses', flags.misses, 0);
  const redacted = readChoice('--redact', flags.redact, ['names', 'none']) === 'names';
  const { knowledge, own, explain, languages } = await openAnalysis(flags);
  // one language alone is judged with its own card; where several are asked for, each sentence is read in its own
  const card =
    (languages.size === 1 && !flags.language?.includes('en') && [...languages.values()][0]) || knowledge;
  const themes = knowledge.themes.map(({ name }) => name);
  const read = async (path: string) => ({
    file: path,
    rows: readLabels(await readTextFile(path), path, themes),
  });
  const first = await read(file);
  let result: Evaluation | Agreement;
  if (second === undefined) {
    const { name, version: modelVersion } = card.model.card;
    result = evaluateLabels(
      first.rows,
      knowledge.themes,
      (sentence) => findingOf(explain(asAnalysed(sentence))),
      {
        file,
        version: version(),
        model: { name, version: modelVersion, own: own?.name ?? null },
        taxonomy: { hash: card.hash, custom: flags.taxonomy !== undefined },
        misses,
      },
    );
  } else {
    result = compareLabels(first, await read(second), knowledge.themes, version());
  }
  if (redacted) result = redactWords(result);
  await writeAll(streamSink(io.stdout), drawAnswer(evaluationAnswer(result), flags.format, drawing));
  return 0;
}

/** A labels file may come from elsewhere, with names in it; what is printed may be shown around. */
function redactWords(result: Evaluation | Agreement): Evaluation | Agreement {
  if (result.schema === 'reviewscan.agreement') {
    return {
      ...result,
      differences: result.differences.map((one) => ({ ...one, sentence: redactText(one.sentence).text })),
    };
  }
  return {
    ...result,
    misses: result.misses.map((miss) => {
      const { text, spans } = redactText(miss.sentence, miss.evidence);
      return { ...miss, sentence: text, evidence: spans };
    }),
  };
}
