import { loadKnowledge } from '../knowledge/index.js';
import { themesJson, themesMarkdown, themesTerminal } from '../render/themes.js';
import type { Io } from './index.js';
import { streamSink } from './output.js';
import { terminalOptions } from './terminal.js';

interface ThemesFlags {
  taxonomy?: string;
  format: 'terminal' | 'json' | 'markdown';
  width?: string;
  ascii?: boolean;
}

/** `reviewscan themes`: the taxonomy in use. */
export async function themes(flags: ThemesFlags, io: Io): Promise<number> {
  const drawing = terminalOptions(io, flags);
  const knowledge = await loadKnowledge(flags.taxonomy === undefined ? {} : { taxonomyDir: flags.taxonomy });
  const sink = streamSink(io.stdout);
  if (flags.format === 'json') await sink.write(themesJson(knowledge));
  else if (flags.format === 'markdown') await sink.write(themesMarkdown(knowledge));
  else await sink.write(themesTerminal(knowledge, drawing));
  await sink.commit();
  return 0;
}
