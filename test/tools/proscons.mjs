/**
 * Measures the splitter on texts that were cut by hand into praise, complaints and the rest.
 *
 *   node test/tools/proscons.mjs [--show] [--data FILE] [--dist FOLDER]
 *
 * Without --data: our own texts (fixtures/labelled/proscons.jsonl and, by seven more writers, -2 to -4; written without
 * a look at what the splitter makes of them; of `r4-` and `q4-` six cuts were put right by the rules of the others, of `y8-`
 * four texts left out that cut off the beginning of a sentence as if it were a label), then the shared ones (test/tools/shared.mjs)
 * where they are there. Each line of the data is
 * `{ id, kind, passages: [{ column, text }], spans: [{ passage, side, text }] }`. Opinions of
 * one side that follow one another are read as one stretch where no label or bullet parts them, for that is how the
 * spans were cut by hand. `exact`: a stretch of the same side is the span, but for white space and marks at its ends.
 * Spans that the notes call cut "by meaning" have no mark in the text; they are counted apart as well.
 * `lenient`: at least 80 % of the letters of the span stand in opinions of its side.
 */
import { existsSync, readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { sharedData } from './shared.mjs';

const argument = (name, fallback) => {
  const at = process.argv.indexOf(name);
  return at < 0 ? fallback : process.argv[at + 1];
};
const root = new URL('../../', import.meta.url);
const dist = argument('--dist', null);
const show = process.argv.includes('--show');
const given = argument('--data', null);
const sharedTexts = `${sharedData}/proscons.jsonl`;
const files =
  given === null
    ? [
        new URL('fixtures/labelled/proscons.jsonl', root),
        new URL('fixtures/labelled/proscons-2.jsonl', root),
        new URL('fixtures/labelled/proscons-3.jsonl', root),
        new URL('fixtures/labelled/proscons-4.jsonl', root),
        sharedTexts,
      ].filter((file) => existsSync(file))
    : [given];
const base = dist === null ? new URL('dist/', root) : pathToFileURL(`${dist}/`);
const { createAnalyser } = await import(new URL('analyse/index.js', base));
const { loadKnowledge } = await import(new URL('knowledge/index.js', base));
const { compileHeaders, findCodedSide, findSide, isQuestion, scoreHeader } = await import(
  new URL('read/spellings.js', base)
);
const { plainHeader } = await import(new URL('read/words.js', base));
const knowledge = await loadKnowledge({ dataDir: new URL('src/data/', root) });
const analyse = createAnalyser(knowledge);
const headers = compileHeaders(knowledge.columns);

/** The role that the reader of files gives a column by its header; a lone box is plain text. */
function roleOf(column, several) {
  if (!several) return 'text';
  const plain = plainHeader(column);
  const asked = isQuestion(column) ? findSide(plain, headers) : findCodedSide(plain, headers);
  const named = scoreHeader(plain, headers);
  return asked ?? ['pros', 'cons'].find((field) => (named.get(field) ?? 0) >= 0.85) ?? 'text';
}
const bare = (text) =>
  text
    .replace(/^[\s,.;:…–—"“-]+|[\s,.;:…–—-]+$/gu, '')
    .replace(/\s+/g, ' ')
    .toLowerCase();

function measure(data) {
  const total = { n: 0, exact: 0, lenient: 0 };
  const kinds = {};
  const cut = { mark: { n: 0, exact: 0, lenient: 0 }, meaning: { n: 0, exact: 0, lenient: 0 } };
  for (const line of readFileSync(data, 'utf8').split('\n').filter(Boolean)) {
    const item = JSON.parse(line);
    const passages = item.passages.map(({ column, text }) => ({
      role: roleOf(column, item.passages.length > 1),
      name: column,
      text,
    }));
    const review = { id: item.id, hash: '', passages, setAside: null };
    const { opinions } = analyse(review);
    const stretches = [];
    for (const opinion of opinions) {
      const last = stretches[stretches.length - 1];
      const joins =
        last?.passage === opinion.passage && last.side === opinion.side && last.section === opinion.section;
      if (joins) last.end = opinion.end;
      else stretches.push({ ...opinion });
    }
    kinds[item.kind] ??= { n: 0, exact: 0, lenient: 0 };
    const byMeaning = new Set(
      /by meaning, no mark: ([\d,]+)/
        .exec(item.note ?? '')?.[1]
        ?.split(',')
        .map(Number),
    );
    const missed = [];
    for (const [index, span] of item.spans.entries()) {
      const { text } = passages[span.passage];
      const at = text.indexOf(span.text);
      const own = stretches.filter((s) => s.passage === span.passage);
      const exact = own.some(
        (s) => s.side === span.side && bare(text.slice(s.start, s.end)) === bare(span.text),
      );
      let letters = 0;
      let right = 0;
      for (let i = at; i < at + span.text.length; i++) {
        if (!/[\p{L}\p{N}]/u.test(text[i])) continue;
        letters++;
        if (own.some((s) => s.side === span.side && s.start <= i && i < s.end)) right++;
      }
      const lenient = right >= letters * 0.8;
      for (const counts of [total, kinds[item.kind], byMeaning.has(index) ? cut.meaning : cut.mark]) {
        counts.n++;
        if (exact) counts.exact++;
        if (lenient) counts.lenient++;
      }
      if (!exact) missed.push(`${lenient ? '~' : 'x'} ${span.side}: ${JSON.stringify(span.text)}`);
    }
    if (show && missed.length > 0) {
      console.log(`\n${item.id} ${item.kind}: ${item.note}`);
      for (const miss of missed) console.log(`   ${miss}`);
      for (const s of stretches) {
        console.log(
          `   = ${s.side} ${s.section ?? '-'}: ${JSON.stringify(passages[s.passage].text.slice(s.start, s.end))}`,
        );
      }
    }
  }
  const share = (part, n) => `${((100 * part) / n).toFixed(1)} %`.padStart(8);
  for (const [kind, { n, exact, lenient }] of [
    ...Object.entries(kinds),
    ['cut by a mark or word', cut.mark],
    ['cut by meaning alone', cut.meaning],
    ['all', total],
  ]) {
    console.log(
      `${kind.padEnd(22)} ${String(n).padStart(4)} spans  exact ${share(exact, n)}  lenient ${share(lenient, n)}`,
    );
  }
}

for (const file of files) {
  if (given === null)
    console.log(
      `${file === sharedTexts ? 'shared texts' : `our own texts, ${String(file).split('/').at(-1)}`}:`,
    );
  measure(file);
}
