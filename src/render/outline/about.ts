/** What stands behind the numbers: ratings, what was read and left out, how scores are made. */
import type { FileLayout, Proportion, RatingRow, Report } from '../../types.js';
import type { Run } from '../fit.js';
import { printable } from '../printable.js';
import {
  count,
  counted,
  GLUE,
  ledgerInWords,
  listed,
  MEASURE_NAMES,
  percent,
  readingInWords,
  recordPlace,
  shareInWords,
  shareRange,
} from '../words.js';
import { type Block, capital, type Depth, type Fact, given, heading, paragraph, say } from './blocks.js';
import { left, right, table } from './table.js';

/** Best and worst boxes; the mean is a footnote. */
export function ratings(rows: readonly RatingRow[]): Block[] {
  if (rows.length === 0) return [];
  return [
    heading('Ratings the patients gave'),
    table(rows, [
      left('Rating', ratingName, { min: 12, gives: 1 }),
      left('Best', ({ top, topBox }) => boxCell(top, topBox), { min: 14, gives: 2 }),
      left('Worst', ({ bottom, bottomBox }) => boxCell(bottom, bottomBox), { min: 14, gives: 2 }),
      right('n', ({ n }) => say(count(n), 'faint')),
    ]),
    ...unknownEnds(rows),
    ...meanNote(rows),
  ];
}

/** Of words whose best or worst nobody chose: why there is no share of it, and how many chose the nearest to it. */
function unknownEnds(rows: readonly RatingRow[]): Block[] {
  const notes = rows.flatMap((row) =>
    (['top', 'bottom'] as const).flatMap((end) => {
      const nearby = row.histogram.at(end === 'top' ? -1 : 0);
      if (row.n === 0 || row[end].n > 0 || nearby === undefined) return [];
      const [what, which] = end === 'top' ? ['best', 'highest'] : ['worst', 'lowest'];
      const enough = row.top.share !== null || row.bottom.share !== null;
      const nearest = enough
        ? `; the ${which} chosen is ${given(nearby.value)}, ${count(nearby.count)} of ${count(row.n)}`
        : '';
      return [
        `${rows.length > 1 ? `${ratingName(row)}, ` : ''}${what} –: nobody chose the ${which} word of such scales, and it may not have been offered${nearest}.`,
      ];
    }),
  );
  return notes.length === 0 ? [] : [paragraph('note', capital(notes.join(' ')))];
}

function ratingName(row: RatingRow): string {
  return `${row.column === null ? 'Rating' : given(row.column)} (${given(row.scale)})`;
}

function boxCell(p: Proportion, box: string): Run[] {
  const what = say(`${given(box)}: `, 'faint');
  if (p.share === null) return [what, say('–', 'faint')];
  return [what, say(shareInWords(p), 'strong'), say(` (${shareRange(p)})`)];
}

/** A footnote, no more. */
function meanNote(rows: readonly RatingRow[]): Block[] {
  const meant = rows.filter(({ mean }) => mean !== null);
  if (meant.length === 0) return [];
  const means = meant.map((row) => `${rows.length > 1 ? `${ratingName(row)} ` : ''}${row.mean!.toFixed(2)}`);
  const piled = meant.filter(pilesUpAtBothEnds);
  const which = piled.length === meant.length ? '' : ` of ${listed(piled.map(ratingName))}`;
  const note = piled.length === 0 ? '' : ` Ratings${which} pile up at both ends, so a mean says little.`;
  return [paragraph('note', `Mean: ${means.join(', ')}.${note}`)];
}

/**
 * More than half of the ratings at the very ends of their scale, and at each end more than at the next rating that was
 * given: a mean then lies where few are. Of two possible ratings there is nothing between the ends to tell it from.
 */
function pilesUpAtBothEnds({ histogram, n }: RatingRow): boolean {
  const at = (end: number) => histogram.find(({ position }) => position === end)?.count ?? 0;
  const between = histogram.filter(({ position }) => position > 0 && position < 1);
  const [worst, best] = [at(0), at(1)];
  if (between.length === 0 || 2 * (worst + best) <= n) return false;
  return worst > between[0]!.count && best > between.at(-1)!.count;
}

/** The ledger of records in words, unlabelled sentences, languages, problems, the choice of columns. */
export function leftOut(report: Report, depth: Depth): Block[] {
  const { leftOut, input } = report;
  const facts: Fact[] = [];
  const aside = ledgerInWords(input.ledger);
  const joined = input.ledger.joined;
  facts.push({
    label: 'Records',
    runs: [
      say(
        `${count(input.ledger.used)} used of ${count(input.ledger.records)} read` +
          (input.ledger.unfolded > 0 ? `, and ${count(input.ledger.unfolded)} more unfolded from them` : '') +
          (joined > 0 ? `, ${count(joined)} joined into another's review` : '') +
          (aside.length > 0 ? `; left out: ${listed(aside)}` : '; none left out') +
          '.',
      ),
    ],
  });
  if (input.since !== null || input.until !== null) {
    const asked = [input.since && `from ${input.since}`, input.until && `until ${input.until}`];
    facts.push({
      label: 'Period',
      runs: [say(`Only reviews ${asked.filter(Boolean).join(' ')}, as asked for.`)],
    });
  }
  if (leftOut.sentences > 0) {
    const share = leftOut.shareWithoutTheme;
    const phrases = leftOut.topPhrases
      .slice(0, depth.phrases)
      .map((p) => `“${given(p.phrase)}”${GLUE}(${count(p.count)})`);
    facts.push({
      label: 'Sentences',
      runs: [
        say(
          `${count(leftOut.sentencesWithoutTheme)} of ${count(leftOut.sentences)}${share === null ? '' : ` (${percent(share)})`} hold no theme` +
            (phrases.length > 0
              ? `; frequent in ${leftOut.sampled < leftOut.sentencesWithoutTheme ? `a sample of ${count(leftOut.sampled)}` : 'them'}: ${phrases.join(', ')}.`
              : '.'),
        ),
      ],
    });
  }
  if (leftOut.groupsUnderFloor > 0) {
    facts.push({
      label: 'Groups',
      runs: [
        say(
          `${counted(leftOut.groupsUnderFloor, 'group')} with fewer than ${report.method.floors.hidden} reviews: ${leftOut.groupsUnderFloor === 1 ? 'its' : 'their'} number alone, save in the json format, whose counts later reports are compared with.`,
        ),
      ],
    });
  }
  const { readings } = report.method;
  if (readings.some(({ by }) => by !== 'model')) {
    facts.push({ label: 'Languages', runs: [say(`${readings.map(readingInWords).join('; ')}.`)] });
  }
  const { first, counts } = input.problems;
  const total = Object.values(counts).reduce((sum, n) => sum + n, 0);
  if (total > 0) {
    const shown = first.slice(0, depth.problems).map((p) => {
      return `${recordPlace(given(p.file), p.record)}: ${given(p.message)}`;
    });
    const rest = total - shown.length;
    facts.push({
      label: 'Problems',
      runs: [say(`${shown.join('; ')}${rest > 0 ? `; and ${count(rest)} more` : ''}.`)],
    });
  }
  if (input.dates.missing > 0 && report.reviews > 0) {
    const text =
      input.dates.first === null
        ? 'none, so there is no trend.'
        : `${counted(input.dates.missing, 'review')} without one, those set aside included.`;
    facts.push({ label: 'Dates', runs: [say(text)] });
  }
  if (report.ratings.length === 0 && input.ledger.records > 0) {
    const hint = 'if a column holds them, name it with --map rating=COLUMN.';
    facts.push({ label: 'Ratings', runs: [say(`none were found; ${hint}`)] });
  }
  facts.push(...columnChoice(input.files, depth));
  return [heading('What was read and what was left out'), { kind: 'facts', facts }];
}

function columnChoice(files: readonly FileLayout[], depth: Depth): Fact[] {
  const facts = files.slice(0, depth.files).map((file) => {
    const used = file.columns.filter((c) => c.field !== 'reviewer' && c.field !== 'reply');
    const aside = file.columns.filter((c) => c.field === 'reviewer' || c.field === 'reply');
    const choice = used.map((c) => {
      const scale =
        c.field === 'rating' && file.ratingScale
          ? ` (${file.ratingScale.name}${file.ratingScale.reversed ? ', 1 is best' : ''})`
          : '';
      const order = c.field === 'date' && file.dateFormat ? ` (${file.dateFormat})` : '';
      return `${c.field === 'subRating' ? 'sub-rating' : c.field}${GLUE}=${GLUE}${given(c.column)}${scale}${order}`;
    });
    const text =
      `${given(file.file)}: ${choice.length > 0 ? choice.join(', ') : 'no column chosen'}` +
      (aside.length > 0 ? `; not read: ${aside.map((c) => given(c.column)).join(', ')}` : '');
    return { label: 'Columns', runs: [say(`${text}.`)] };
  });
  if (files.length > depth.files) {
    facts.push({
      label: 'Columns',
      runs: [say(`${counted(files.length - depth.files, 'more file')}: see the json format.`)],
    });
  }
  return facts;
}

/** How scores are made, the model and its measured error, the stamp. */
export function method(report: Report, depth: Depth): Block[] {
  const { method, input, taxonomy, tool } = report;
  const inShort = (text: string) => printable(depth.methodNotes ? text : firstSentence(text));
  const measures = measuresInWords(method.model.measures).slice(0, depth.measures);
  const facts: Fact[] = [
    { label: 'Score', runs: [say(inShort(method.score))] },
    { label: 'Doubt', runs: [say(inShort(method.interval))] },
    {
      label: 'Model',
      runs: [
        say(
          `${printable(method.model.name)} ${printable(method.model.version)}${measures.length > 0 ? `; on sentences labelled by hand (1 = never wrong): ${measures.join('; ')}` : ''}.`,
        ),
      ],
    },
  ];
  if (depth.methodNotes)
    for (const note of method.notes) facts.push({ label: 'Note', runs: [say(printable(note))] });
  facts.push({
    label: 'Stamp',
    runs: [
      say(
        `reviewscan ${tool.version}, input ${input.stamp.slice(0, 12)}, ${taxonomy.custom ? 'own ' : ''}taxonomy ${taxonomy.hash.slice(0, 12)}.`,
      ),
    ],
  });
  return [heading('How scores are made'), { kind: 'facts', facts }];
}

/** `themes, F1 0.75`: known measures first, whatever the order they come in. */
function measuresInWords(measures: Record<string, number>): string[] {
  const known = Object.keys(MEASURE_NAMES);
  const place = (name: string) => (known.includes(name) ? known.indexOf(name) : known.length);
  return Object.entries(measures)
    .sort(([a], [b]) => place(a) - place(b) || (a < b ? -1 : 1))
    .map(([name, value]) => `${MEASURE_NAMES[name] ?? printable(name)}${GLUE}${value.toFixed(2)}`);
}

function firstSentence(text: string): string {
  return /^.*?[.!?](?= |$)/.exec(text)?.[0] ?? text;
}
