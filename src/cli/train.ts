import { existsSync, realpathSync } from 'node:fs';
import { basename } from 'node:path';
import { UserError } from '../errors.js';
import { asAnalysed, judgedRows, oddsOf, readLabels, trainOwnModel, uniteRows } from '../measure/index.js';
import { drawAnswer } from '../render/answer.js';
import { evaluationAnswer } from '../render/evaluation.js';
import { jsonOf } from '../render/json.js';
import type { LabelledSentence } from '../types.js';
import { type AnalysisFlags, openAnalysis } from './analysis.js';
import { readTextFile, writeTextFile } from './files.js';
import { type Io, version } from './index.js';
import { streamSink, writeAll } from './output.js';
import { type DrawnFlags, terminalOptions } from './terminal.js';

interface TrainFlags extends Omit<AnalysisFlags, 'model'>, DrawnFlags {
  output: string;
  name?: string;
}

/** `reviewscan train`: the practice's own model on top of ours, from its labels. */
export async function train(files: readonly string[], flags: TrainFlags, io: Io): Promise<number> {
  const drawing = terminalOptions(io, flags);
  for (const file of files) {
    if (existsSync(file) && existsSync(flags.output) && realpathSync(file) === realpathSync(flags.output)) {
      throw new UserError(`--output ${flags.output}: is a labels file of this run; name another`);
    }
  }
  const { knowledge, explain } = await openAnalysis(flags);
  const themes = knowledge.themes.map(({ name }) => name);
  const rows: LabelledSentence[] = [];
  for (const file of files) rows.push(...readLabels(await readTextFile(file), file, themes));
  const { rows: judged, repeated, disputed } = uniteRows(judgedRows(rows));
  if (repeated > 0) {
    io.stderr.write(
      `${repeated} ${repeated === 1 ? 'row repeats a sentence that counts' : 'rows repeat sentences that count'} once; labelled differently and left out: ${disputed}\n`,
    );
  }
  if (judged.length === 0) {
    throw new UserError(`${files.join(', ')}: no row has labels yet; label some first (reviewscan label)`);
  }
  const own = trainOwnModel(
    judged.map(({ id, group, sentence, labels }) => ({
      id,
      group,
      sentence: asAnalysed(sentence),
      gold: labels,
      odds: oddsOf(explain(asAnalysed(sentence)).sentences, themes),
    })),
    themes,
    {
      name: flags.name ?? basename(flags.output).replace(/\.json$/, ''),
      tool: { name: 'reviewscan', version: version() },
      base: { name: knowledge.model.card.name, version: knowledge.model.card.version },
    },
  );
  const { labels } = own.card;
  if (labels.every(({ before }) => before === null)) {
    const nearest = labels
      .filter(({ n }) => n > 0)
      .sort((a, b) => a.missing - b.missing || (a.label < b.label ? -1 : 1))
      .slice(0, 3)
      .map(({ label, missing }) => `${label} needs ${missing} more`);
    throw new UserError(
      `${judged.length} labelled sentences are too few to learn from: ${nearest.join(', ')}; label more (reviewscan label --sample ${Math.max(200, judged.length * 2)})`,
    );
  }
  await writeTextFile(flags.output, jsonOf(own));
  await writeAll(streamSink(io.stdout), drawAnswer(evaluationAnswer(own), flags.format, drawing));
  io.stderr.write(`${flags.output} written; use it with --model ${flags.output}\n`);
  return 0;
}
