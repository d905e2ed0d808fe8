// Runs one job in this process and writes what it cost: CPU seconds and peak resident memory (MB).
// node measured.mjs COST_FILE reviewscan ARGS…   |   node measured.mjs COST_FILE baseline FILE   |   … csv-parse FILE
import { createReadStream, readFileSync, writeFileSync } from 'node:fs';

const [cost, job, ...args] = process.argv.slice(2);

if (job === 'baseline') {
  // The floor the issue names: csv-parse, then wink-nlp's sentence ends and negation, and nothing else.
  const { parse } = await import('csv-parse');
  const { default: winkNLP } = await import('wink-nlp');
  const { default: model } = await import('wink-eng-lite-web-model');
  const nlp = winkNLP(model, ['sbd', 'negation']);
  const rows = createReadStream(args[0]).pipe(parse({ columns: true, bom: true }));
  let tokens = 0;
  for await (const row of rows) {
    for (const text of [row.Review, row.Pros, row.Cons])
      if (text) tokens += nlp.readDoc(text).tokens().length();
  }
  if (tokens === 0) throw new Error('the baseline read nothing');
} else if (job === 'csv-parse') {
  const { parse } = await import('csv-parse');
  let records = 0;
  for await (const _ of createReadStream(args[0]).pipe(parse({ columns: true, bom: true }))) records++;
  if (records === 0) throw new Error('csv-parse read nothing');
} else if (job === 'read') {
  // Bytes to reviews: layout, repeats, dates, ratings, language and hashes, and no analysis.
  const { readReviews } = await import('../../dist/read/index.js');
  const columns = JSON.parse(readFileSync(new URL('../../dist/data/columns.json', import.meta.url), 'utf8'));
  let reviews = 0;
  for await (const events of readReviews([{ name: args[0], path: args[0] }], {}, columns)) {
    for (const { kind } of events) if (kind === 'review') reviews++;
  }
  if (reviews === 0) throw new Error('nothing was read');
} else {
  const { main } = await import('../../dist/cli/main.js');
  process.exitCode = await main(args);
}
const { user, system } = process.cpuUsage();
writeFileSync(
  cost,
  JSON.stringify({ cpu: (user + system) / 1e6, rss: process.resourceUsage().maxRSS / 1024 }),
);
