import { loadKnowledge, readLanguages } from '../knowledge/index.js';
import { inspectInput, removeSpools } from '../read/index.js';
import { inspectJson, inspectTerminal } from '../render/inspect.js';
import type { Inspection, ReadOptions } from '../types.js';
import { inputsOf } from './files.js';
import type { Io } from './index.js';
import { readMapFile, saveMap } from './map-file.js';
import { streamSink, writeAll } from './output.js';
import { readChoice, readLanguageCodes, readMapping, readTimezone } from './settings.js';
import { type DrawnFlags, terminalOptions } from './terminal.js';

interface InspectFlags extends DrawnFlags<'terminal' | 'json'> {
  map: string[];
  mapFile?: string;
  saveMap?: string;
  language: string;
  encoding?: string;
  dateOrder?: string;
  timezone: string;
  sheet?: string;
}

/**
 * `reviewscan inspect`: what each file is, which column is taken for what and why.
 * @returns 2 when one of those named holds no reviews
 */
export async function inspect(files: readonly string[], flags: InspectFlags, io: Io): Promise<number> {
  const drawing = terminalOptions(io, flags);
  const saved = await readMapFile(flags.mapFile);
  const options: ReadOptions = {
    ...saved,
    ...readMapping(flags.map, io.places?.get('map'), saved),
    timezone: readTimezone('--timezone', flags.timezone),
    languages: readLanguageCodes('--language', flags.language),
    ...(flags.encoding !== undefined && { encoding: flags.encoding }),
    ...(flags.sheet !== undefined && { sheet: flags.sheet }),
    ...(flags.dateOrder !== undefined && {
      dateOrder: readChoice('--date-order', flags.dateOrder, ['dmy', 'mdy']),
    }),
  };
  const inputs = inputsOf(files, io, [flags.saveMap]);
  const { columns } = await loadKnowledge();
  const inspections: Inspection[] = [];
  const refusals: string[] = [];
  try {
    for (const input of inputs) {
      const { files, skipped } = await inspectInput(input, options, columns);
      inspections.push(...files);
      for (const { file, message } of skipped) io.stderr.write(`${file}: ${message}\n`);
      // Of the files in a folder or an archive one with reviews is enough, as it is for analyze.
      if (files.every(({ kind }) => kind === 'none')) {
        refusals.push(...files.map(({ refusal }) => refusal!).slice(0, 1));
      }
    }
  } finally {
    removeSpools();
  }
  // that could be read, and were not asked for
  const { languages = ['en'] } = options;
  const readable =
    languages === 'all' ? [] : (await readLanguages()).filter((code) => !languages.includes(code));
  const drawn =
    flags.format === 'json' ? inspectJson(inspections) : inspectTerminal(inspections, drawing, readable);
  await writeAll(streamSink(io.stdout), drawn);
  if (flags.saveMap !== undefined && refusals.length === 0) await saveMap(flags.saveMap, inspections);
  for (const refusal of refusals) io.stderr.write(`reviewscan: ${refusal}\n`);
  return refusals.length > 0 ? 2 : 0;
}
