import { loadKnowledge } from '../knowledge/index.js';
import { drawAnswer } from '../render/answer.js';
import { modelAnswer } from '../render/model.js';
import { readOwn } from './analysis.js';
import type { Io } from './index.js';
import { streamSink, writeAll } from './output.js';
import { type DrawnFlags, terminalOptions } from './terminal.js';

interface ModelFlags extends DrawnFlags {
  model?: string;
}

/** `reviewscan model`: the model card, and how right it was measured to be. */
export async function model(flags: ModelFlags, io: Io): Promise<number> {
  const drawing = terminalOptions(io, flags);
  const knowledge = await loadKnowledge();
  const own = await readOwn(flags.model, knowledge);
  await writeAll(streamSink(io.stdout), drawAnswer(modelAnswer(knowledge, own), flags.format, drawing));
  return 0;
}
