import { UserError } from '../errors.js';
import { renderers, renderWorkbook } from '../render/index.js';
import { withoutQuotes } from '../report/index.js';
import { readOutputs, refuseTerminal, TABLES } from './formats.js';
import type { Io } from './index.js';
import { fileSink, streamSink } from './output.js';
import { readSavedReport } from './saved-report.js';
import { readChoice } from './settings.js';
import { terminalOptions } from './terminal.js';

interface RenderFlags {
  format: string[];
  output?: string;
  table: string;
  quotes: boolean;
  excel?: boolean;
  decimalComma?: boolean;
  plain?: boolean;
  width?: string;
  ascii?: boolean;
}

/** `reviewscan render`: draws a saved report in other formats, without the reviews. */
export async function render(path: string, flags: RenderFlags, io: Io): Promise<number> {
  const drawing = terminalOptions(io, flags);
  const table = readChoice('--table', flags.table, TABLES);
  const input = path === '-' ? { name: '-' as const, stream: io.stdin } : { name: path, path };
  const outputs = readOutputs(flags.format, flags.output, table, [input], { plain: flags.plain });
  for (const output of outputs) {
    if (output.kind === 'report' || output.format === 'xlsx') continue;
    const asked = output.format === 'ndjson' ? '--format ndjson' : `--table ${output.format}`;
    throw new UserError(`${asked}: a saved report holds no single reviews; ask analyze for it`);
  }
  refuseTerminal(outputs, io);
  const saved = await readSavedReport(path, io);
  const report = flags.quotes ? saved : withoutQuotes(saved);
  const sinks = [];
  for (const output of outputs) {
    const sink = output.path === null ? streamSink(io.stdout) : fileSink(output.path);
    sinks.push(sink);
    if (output.kind !== 'report') {
      await sink.write(await renderWorkbook(report));
      continue;
    }
    const draw = await renderers[output.format].load();
    await sink.write(
      draw(report, {
        ...drawing,
        colour: drawing.colour && output.path === null,
        table: output.table,
        csv: { bom: flags.excel === true, decimalComma: flags.decimalComma === true },
      }),
    );
  }
  for (const sink of sinks) await sink.commit();
  return 0;
}
