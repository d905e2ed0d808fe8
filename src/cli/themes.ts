import { loadKnowledge } from '../knowledge/index.js';
import { drawAnswer } from '../render/answer.js';
import { themesAnswer } from '../render/themes.js';
import type { Io } from './index.js';
import { streamSink, writeAll } from './output.js';
import { type DrawnFlags, terminalOptions } from './terminal.js';

interface ThemesFlags extends DrawnFlags {
  taxonomy?: string;
}

/** `reviewscan themes`: the taxonomy in use. */
export async function themes(flags: ThemesFlags, io: Io): Promise<number> {
  const drawing = terminalOptions(io, flags);
  const knowledge = await loadKnowledge(flags.taxonomy === undefined ? {} : { taxonomyDir: flags.taxonomy });
  await writeAll(streamSink(io.stdout), drawAnswer(themesAnswer(knowledge), flags.format, drawing));
  return 0;
}
