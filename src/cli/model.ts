import { loadKnowledge } from '../knowledge/index.js';
import { modelJson, modelMarkdown, modelTerminal } from '../render/model.js';
import { readOwn } from './analysis.js';
import type { Io } from './index.js';
import { streamSink } from './output.js';
import { terminalOptions } from './terminal.js';

interface ModelFlags {
  model?: string;
  format: 'terminal' | 'json' | 'markdown';
  width?: string;
  ascii?: boolean;
}

/** `reviewscan model`: the model card, and how right it was measured to be. */
export async function model(flags: ModelFlags, io: Io): Promise<number> {
  const drawing = terminalOptions(io, flags);
  const knowledge = await loadKnowledge();
  const own = await readOwn(flags.model, knowledge);
  const sink = streamSink(io.stdout);
  if (flags.format === 'json') await sink.write(modelJson(knowledge, own));
  else if (flags.format === 'markdown') await sink.write(modelMarkdown(knowledge, own));
  else await sink.write(modelTerminal(knowledge, own, drawing));
  await sink.commit();
  return 0;
}
