/**
 * The formats. A new one is a file beside this one, a line here and a golden case; each is loaded when it is asked for
 * and not before.
 */
import type { Digest, MailHeaders, Renderer, RenderOptions, Report, ReviewRenderer } from '../types.js';

/** A format that is drawn from the finished Report. */
export interface Format {
  /** Of a file that holds it, without the dot. */
  extension: string;
  load(): Promise<Renderer>;
  /** Sentences it wants in the report's pool, to filter them. */
  quotePool?: number;
}

/** What a table of reviews or sentences must be told. */
export interface RecordOptions {
  /** Columns of the file that `--by` asked for, appended under their own names. */
  extra: readonly string[];
  csv: RenderOptions['csv'];
}

/** A format or table that is written while the reviews pass by. */
export interface ReviewFormat {
  extension: string;
  load(options: RecordOptions): Promise<ReviewRenderer>;
}

/** `--format NAME`, drawn from the Report. */
export const renderers = {
  terminal: { extension: 'txt', load: async () => (await import('./terminal.js')).renderTerminal },
  plain: { extension: 'txt', load: async () => (await import('./plain.js')).renderPlain },
  json: { extension: 'json', load: async () => (await import('./json.js')).renderJson },
  csv: { extension: 'csv', load: async () => (await import('./csv.js')).renderCsv },
  markdown: { extension: 'md', load: async () => (await import('./markdown.js')).renderMarkdown },
  html: { extension: 'html', load: async () => (await import('./html.js')).renderHtml, quotePool: 1500 },
} satisfies Record<string, Format>;

/** How a digest is drawn. */
export type DigestRenderer = (
  digest: Digest,
  options: Pick<RenderOptions, 'width' | 'colour' | 'unicode'>,
  mail: MailHeaders,
) => string;

/** `--digest NAME`. */
export const digestRenderers = {
  terminal: async () => (await import('./digest.js')).digestTerminal,
  json: async () => (await import('./digest.js')).digestJson,
  markdown: async () => (await import('./digest.js')).digestMarkdown,
  html: async () => (await import('./digest.js')).digestHtml,
  eml: async (): Promise<DigestRenderer> => {
    const { digestMail } = await import('./mail.js');
    return (digest, _, mail) => digestMail(digest, mail);
  },
} satisfies Record<string, () => Promise<DigestRenderer>>;

/** `--format ndjson`, `--format xlsx`, and `--format csv` with `--table reviews` or `--table sentences`. */
export const reviewRenderers = {
  ndjson: {
    extension: 'ndjson',
    load: async ({ extra }) => (await import('./ndjson.js')).ndjsonRecords(extra),
  },
  reviews: { extension: 'csv', load: recordsOf('reviews') },
  sentences: { extension: 'csv', load: recordsOf('sentences') },
  xlsx: { extension: 'xlsx', load: async ({ extra }) => (await import('./xlsx.js')).openWorkbook({ extra }) },
} satisfies Record<string, ReviewFormat>;

function recordsOf(table: 'reviews' | 'sentences'): ReviewFormat['load'] {
  return async ({ extra, csv }) => {
    const [{ csvRecords }, { recordTables }] = await Promise.all([
      import('./csv.js'),
      import('./tables/record-tables.js'),
    ]);
    return csvRecords(recordTables[table], extra, csv);
  };
}

/** A workbook of a report alone: without the sheets of reviews and sentences. */
export async function renderWorkbook(report: Report): Promise<string | Uint8Array> {
  const { openWorkbook } = await import('./xlsx.js');
  const { finish } = await openWorkbook({ extra: [], records: false });
  return finish!(report);
}
