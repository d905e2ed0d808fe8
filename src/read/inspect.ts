/** What `inspect` says of a file: its plan in the words of its header, and counts of what its rows hold. */
import type { Inspection, LogicalField, ReadEvent } from '../types.js';
import type { Plan } from './plan.js';

/** Everything that is known before the rows are read. */
export function startInspection(plan: Plan, refusal: string | null): Inspection {
  const { layout } = plan;
  const of = (field: LogicalField): string[] => [
    ...new Set(
      layout.columns
        .filter((one) => one.field === field)
        .map(({ column, index }) => nameColumn(column, index)),
    ),
  ];
  const first = (field: LogicalField) => of(field)[0] ?? null;
  return {
    file: layout.file,
    kind: refusal === null ? layout.kind : 'none',
    format: layout.delimiter === 'tab' ? 'tsv' : layout.delimiter === 'pipe' ? 'pipe' : layout.format,
    encoding: layout.encoding,
    delimiter: layout.delimiter === null ? null : plan.delimiter === '\t' ? 'TAB' : plan.delimiter,
    headerRow: layout.headerRow,
    recordsPath: layout.recordsPath,
    sheet: layout.sheet ?? null,
    columns: {
      text: of('text'),
      pros: of('pros'),
      cons: of('cons'),
      title: first('title'),
      rating: first('rating'),
      date: first('date'),
      id: first('id'),
      reviewer: first('reviewer') ?? first('respondent'),
      location: first('location'),
      provider: first('provider'),
      procedure: first('procedure'),
      source: first('source'),
      reply: first('reply'),
      language: first('language'),
      question: first('question'),
      respondent: first('respondent'),
      subRatings: of('subRating'),
    },
    joined: layout.joined === undefined ? null : { ...layout.joined, reviews: 0 },
    ratingScale:
      layout.ratingScale === null
        ? null
        : `${layout.ratingScale.reversed ? 'reversed ' : ''}${layout.ratingScale.name}`,
    notRated: plan.scales.get(plan.fields.get('rating')?.[0] ?? -1)?.none ?? [],
    dateFormat: layout.dateFormat,
    language: layout.language,
    languages: {},
    otherLanguage: 0,
    records: 0,
    withText: 0,
    evidence: listEvidence(plan),
    problems: [],
    refusal,
  };
}

function nameColumn(header: string, index: number): string {
  return header.trim() || `#${index + 1}`;
}

/** In file order; an unfolded table's columns stand in the place of the first they came from. */
function listEvidence({ layout, headers, looks }: Plan): Inspection['evidence'] {
  const unfolded = headers !== layout.headers && layout.joined === undefined;
  return layout.headers.map((header, index) => {
    const taken = layout.columns.find((one) => one.index === index);
    return {
      column: nameColumn(header, index),
      field: taken?.field ?? null,
      why: taken?.why ?? null,
      confidence: taken?.confidence ?? null,
      looks: (unfolded ? looks[headers.indexOf(header)] : looks[index]) ?? 'part of a list',
    };
  });
}

/** Adds what was read to the counts. */
export function noteEvent(inspection: Inspection, event: ReadEvent): void {
  switch (event.kind) {
    case 'records':
      if (event.fate === 'read') inspection.records += event.count;
      else if (event.fate === 'blank') inspection.records -= event.count;
      break;
    case 'review': {
      if (inspection.joined !== null) inspection.joined.reviews++;
      if (event.review.setAside === 'language') inspection.otherLanguage++;
      // Cells that hold nothing make no passage.
      if (event.review.passages.some(({ role }) => role !== 'title')) {
        inspection.withText += event.answered ?? 1;
        const language = event.review.language ?? 'unknown';
        inspection.languages[language] = (inspection.languages[language] ?? 0) + 1;
      }
      break;
    }
    case 'problem': {
      const { code, fatal, message, record, line } = event.problem;
      const known = inspection.problems.find((one) => one.code === code && one.fatal === fatal);
      if (known === undefined) inspection.problems.push({ code, fatal, message, record, line, count: 1 });
      else known.count++;
      break;
    }
    case 'layout':
      break;
  }
}
