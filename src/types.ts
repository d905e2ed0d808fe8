/**
 * Every noun of reviewscan, and no code. Read this file first; `pipeline.ts` second.
 *
 * Conventions: offsets are UTF-16 indices, `start` inclusive, `end` exclusive. Dates are `YYYY-MM-DD` strings without
 * a zone. A score is `null` when nobody said anything: never 0.
 */

// ───────────────────────────── the two axes ─────────────────────────────

/** What a theme speaks about. There is no value, field or function that adds `clinical` and `service` together. */
export type Axis = 'clinical' | 'service' | 'general';

/** How a tag judges its theme. `mixed` = both at once; `neutral` = the theme is evaluated without a direction. */
export type Polarity = 'positive' | 'negative' | 'mixed' | 'neutral';

/** The side a piece of text stands on by its meaning: praise, a complaint or wish, or neither. */
export type Side = 'pro' | 'con' | 'open';

/** One axis of the report that has a score. Clinical has two: what the treatment did, and how well it was done. */
export type Card = 'clinicalOutcome' | 'clinicalSkill' | 'service';

/** The six commitments of the King County Medical Society: a second reading of the service themes. */
export type Commitment = 'compassion' | 'environment' | 'trust' | 'engagement' | 'time' | 'value';

/** `[start, end)` in UTF-16 units of the text it is said of. */
export interface Span {
  start: number;
  end: number;
}

// ───────────────────────────── read: bytes → Row → Review | Problem ─────────────────────────────

/**
 * What a column can be. `reviewer` and `reply` are recognised in order to be left out; `question` holds, row by row,
 * the question that the text answers (long survey files).
 */
export type LogicalField =
  | 'id'
  | 'text'
  | 'title'
  | 'pros'
  | 'cons'
  | 'rating'
  | 'date'
  | 'location'
  | 'provider'
  | 'procedure'
  | 'source'
  | 'language'
  | 'subRating'
  | 'reviewer'
  | 'reply'
  | 'question'
  | 'respondent';

/** One record of a file before anything is understood: header → cell, as it stands in the file. */
export interface Row {
  /** 1-based number of the data record in its file (header rows not counted). */
  record: number;
  /** 1-based line where the record starts, where the format has lines. */
  line: number | null;
  /** Cells by column index; `columns` of the layout names them. `null` = key absent (JSON). */
  cells: (string | null)[];
}

/** A number the patient gave, brought to 0..1 and kept as it stood. */
export interface Rating {
  /** 0 (worst) .. 1 (best). */
  value: number;
  /** The cell as it stood. */
  raw: string;
  /** e.g. `1-5`, `0-10`, `10-50`, `words`. */
  scale: string;
}

/**
 * One box of a review, untouched but for text that was encoded twice, which is put right as decoding would have done.
 * `role` says which box. A title is a passage too.
 */
export interface Passage {
  role: 'text' | 'title' | 'pros' | 'cons';
  /** Column name or path in the file. */
  name: string;
  text: string;
  /** Stretches that are not the patient's words (an owner's reply, a translation's second half): not to be analysed. */
  ignore?: Span[];
}

/** Why a review that was read is not analysed. */
export type SetAside = 'no-text' | 'language';

/** A patient's whole submission. */
export interface Review {
  /** The file's own id, or a content hash (16 hex digits) where it has none. */
  id: string;
  /** Hash of the content (fields and passages), 16 hex digits; never reversible to text. Ties break by it. */
  hash: string;
  /** Where it stood: for problems and ndjson, never for naming a review in the report. */
  origin: { file: string; record: number };
  passages: Passage[];
  rating: Rating | null;
  /** Sub-ratings by column name. */
  subRatings: Record<string, Rating>;
  date: string | null;
  location: string | null;
  provider: string | null;
  procedure: string | null;
  source: string | null;
  /** ISO 639-1, or null where nothing can be said. */
  language: string | null;
  setAside: SetAside | null;
  /** Who wrote it, where the file says so: known for nothing but to take the name out of the words. */
  reviewer?: string | null;
  /** Values of further columns that `--by` asked for, by column name. */
  extra: Record<string, string>;
}

/** A record that could not be used, or a value in a used record that could not. */
export interface Problem {
  file: string;
  /** 1-based data record; null when it concerns the whole file. */
  record: number | null;
  line: number | null;
  /** Stable, for counting. */
  code:
    | 'short-row'
    | 'long-row'
    | 'bad-rating'
    | 'bad-date'
    | 'nul-bytes'
    | 'cell-too-large'
    | 'bad-json'
    | 'not-an-object'
    | 'bad-encoding'
    | 'mojibake'
    | 'html-entities'
    | 'near-duplicate'
    | 'skipped-file';
  /** Plain words: what and what next. Never the text of a review. */
  message: string;
  /** true: the whole record was unusable (it counts for --max-bad); false: one value was left out. */
  fatal: boolean;
}

/** What was decided once about a file; printed in one line, kept in the report. */
export interface FileLayout {
  file: string;
  /** `survey`: open answers among closed ones, read like reviews. `empty`: no records. */
  kind: 'reviews' | 'survey' | 'empty';
  format: 'csv' | 'json' | 'ndjson' | 'xlsx' | 'ods' | 'xml' | 'parquet';
  encoding: string;
  /** Only for csv. */
  delimiter: string | null;
  /** 1-based line of the header; 0 = none. */
  headerRow: number;
  /** Path of the array of records inside a JSON document, '' = the root. */
  recordsPath: string | null;
  /** Name of the sheet; only for workbooks. */
  sheet?: string;
  /** Which columns are what, by header as it stands in the file. `confidence` 0..1. */
  columns: {
    field: LogicalField;
    column: string;
    index: number;
    why: 'map' | 'header' | 'values' | 'both';
    confidence: number;
  }[];
  /** All headers as they stand. */
  headers: string[];
  /** `1-5`, `0-10`, `words`, … null without a rating column. `reversed`: `min` is best. */
  ratingScale: { name: string; min: number; max: number; reversed: boolean } | null;
  /**
   * e.g. `iso`, `D/M/Y`, `epoch-ms`, `relative`; `ambiguous` = day and month cannot be told apart: dates left out;
   * `relative, approximate` = reckoned back from --as-of, as exactly as the words are.
   */
  dateFormat: string | null;
  /** The language most reviews of the sample are in. */
  language: string | null;
  /** Where one row is one question: the columns of who answered, what was asked and what was said. Rows were joined. */
  joined?: { by: string; question: string; answers: string[] } | undefined;
}

/** One input: a file, folder or pattern (`*`, `?`, `**`) by its path, or standard input. */
export type Input = { name: string; path: string } | { name: '-'; stream: NodeJS.ReadableStream };

/** How the exports are to be read. Everything has a default but `map` and `keep`, which are empty. */
export interface ReadOptions {
  /** Logical field → column names as they stand in the file (`#N` by position); overrules what would be found. */
  map?: Partial<Record<LogicalField, string[]>>;
  /** Extra columns whose values `--by` needs; letter case does not matter. */
  keep?: string[];
  /** How a column of `keep` was asked for (`--by Floor`), and what beside columns could have been meant. For messages. */
  askedFor?: (column: string) => { flag: string; known: readonly string[]; hint?: string };
  /** Bytes of one cell above which its record is a problem. Default 8 MB. */
  maxCell?: number;
  /** Drop repeated reviews by the rule of duplicates.ts. Default true. */
  dedupe?: boolean;
  /** ISO 639-1 of the languages that are analysed, by default English alone; the others are set aside. */
  languages?: readonly string[] | 'all';
  /** Name of an encoding, instead of finding it. */
  encoding?: string;
  /** Where each `field=column` of `map` was said, when not by --map: `map.yaml:5`. For messages. */
  mapPlaces?: ReadonlyMap<string, string>;
  /** The scale of the rating, instead of finding it; `notRated`: figures beyond it that are no rating. */
  ratingScale?: { min: number; max: number; reversed: boolean; notRated: number[] };
  /** What parts the cells of a text, instead of finding it. */
  delimiter?: ',' | ';' | '\t' | '|';
  /** Where the records of a document are, as `inspect` names it, instead of finding it. */
  recordsPath?: string;
  /** The language that short and unsure texts are in, instead of that of most of the file. */
  textLanguage?: string;
  /** Name or number (from 1) of the sheet of a workbook, instead of the one that looks most like reviews. */
  sheet?: string;
  /** Order of day and month in dates such as 3/4/2024, instead of finding it. */
  dateOrder?: 'dmy' | 'mdy';
  /**
   * IANA time zone whose calendar says on which day an instant fell: a date with a time and an offset, or an epoch.
   * Default UTC. A date without an offset is taken as it is written.
   */
  timezone?: string;
  /** "Today" for relative dates ("3 weeks ago"); without it they are left out. */
  asOf?: string;
}

/**
 * What the read room says, in input order. Every record has exactly one end: a review (used or set aside), `blank`,
 * `duplicate`, `joined`, or a fatal problem; `unfolded` counts the reviews beyond the first that one record held.
 */
export type ReadEvent =
  | { kind: 'layout'; layout: FileLayout }
  /**
   * Every record of the last input is here again: what was counted of them stands, and they come up no more. `problems`:
   * the first of theirs, by where their records stand now.
   */
  | { kind: 'known'; problems: Problem[] }
  /** One of them, whose words the report may want. */
  | { kind: 'quoted'; review: Review }
  /** `answered`: the records with an answer behind a joined review. */
  | { kind: 'review'; review: Review; answered?: number }
  | { kind: 'problem'; problem: Problem }
  | {
      kind: 'records';
      file: string;
      fate: 'read' | 'blank' | 'duplicate' | 'joined' | 'unfolded';
      count: number;
    };

/** What one input is and how it would be read: what `inspect` shows. Columns by their header, trimmed; `#N` without one. */
export interface Inspection {
  file: string;
  /** `none`: no column of review text, such as averages by doctor; `refusal` says so in one line. */
  kind: FileLayout['kind'] | 'none';
  /** csv told apart by its delimiter. */
  format: FileLayout['format'] | 'tsv' | 'pipe';
  encoding: string;
  /** `,`, `;`, `|` or `TAB`; null where the format has none, or the file a single column. */
  delimiter: string | null;
  headerRow: number;
  recordsPath: string | null;
  sheet: string | null;
  columns: {
    text: string[];
    pros: string[];
    cons: string[];
    title: string | null;
    rating: string | null;
    date: string | null;
    id: string | null;
    reviewer: string | null;
    location: string | null;
    provider: string | null;
    procedure: string | null;
    source: string | null;
    reply: string | null;
    language: string | null;
    question: string | null;
    respondent: string | null;
    subRatings: string[];
  };
  /** Where one row is one question: the columns it was joined by, and how many reviews came of it. */
  joined: (NonNullable<FileLayout['joined']> & { reviews: number }) | null;
  /** `1-5`, `0-10`, `words`; `reversed 1-5` where the lowest is best. */
  ratingScale: string | null;
  /** Figures beyond the scale that stand for "don't know" or "no answer". */
  notRated: number[];
  dateFormat: string | null;
  /** The language most of the texts are in. */
  language: string | null;
  /** Reviews with words, by the language they are in. */
  languages: Record<string, number>;
  /** Reviews with words that would not be analysed for their language. */
  otherLanguage: number;
  /** Data records that hold anything. */
  records: number;
  /** Reviews with a text, pros or cons cell that is not blank, nan, n/a, null or na; titles do not count. */
  withText: number;
  /** Every column, in file order: what it was taken for and why, and what its cells look like. */
  evidence: {
    column: string;
    /** null: left out. */
    field: LogicalField | null;
    why: FileLayout['columns'][number]['why'] | null;
    /** 0..1; null where it was left out. */
    confidence: number | null;
    /** `text`, `numbers`, `12 labels`, `dates` … */
    looks: string;
  }[];
  /** Problems of one kind together: how many, and where the first is. */
  problems: (Pick<Problem, 'code' | 'fatal' | 'message' | 'record' | 'line'> & { count: number })[];
  /** Why it is refused, where it is. */
  refusal: string | null;
}

/** What became of every record: `records + unfolded` = the sum of all the others. */
export interface Ledger {
  /** Data records read. */
  records: number;
  /** Reviews gained because one record held several. */
  unfolded: number;
  used: number;
  /** Records that were joined into another record's review. */
  joined: number;
  /** Records with no value in any column, and entries of a feed that say they are a reply or deleted. */
  blank: number;
  /** Reviews with a rating or other fields but no words. */
  withoutText: number;
  duplicate: number;
  otherLanguage: number;
  /** Outside --since/--until. */
  outsidePeriod: number;
  /** Unusable records. */
  problem: number;
}

// ───────────────────────────── analyse: Review → AnalysedReview ─────────────────────────────

/** A token of a sentence, with offsets into the passage. */
export interface Token {
  /** As it stands. */
  text: string;
  /** Lower-cased, curly quotes straightened. */
  normal: string;
  /** Porter stem of `normal`. */
  stem: string;
  start: number;
  end: number;
  kind: 'word' | 'number' | 'punctuation' | 'symbol';
  /** Inside the scope of a negator. */
  negated: boolean;
}

/** A piece of a passage as the splitter sees it: pros/cons structure, before sentences. */
export interface Piece extends Span {
  /** Number of the labelled item it came from within the passage, null when no label or bullet made it. */
  section: number | null;
  /** What the label or column suggests; the words may overrule it. */
  prior: Side | null;
}

/** The smallest stretch with one stance: a sentence or one side of a contrast. */
export interface Sentence extends Span {
  section: number | null;
  prior: Side | null;
  /** The whole sentence this is a side of; equal to itself where nothing was parted. */
  whole: Span;
  tokens: Token[];
}

/**
 * How far a phrase speaks for itself: `always` makes a tag of a theme that the model does not find, `sure` of one that it
 * finds not quite unlikely (the other polarity stands where the model is sure of it), a `cue` only where a label says the
 * rest, or in a language read by phrases alone.
 */
export type Strength = 'always' | 'sure' | 'cue';

/** Where the lexicon matched in a sentence. */
export interface KeywordHit extends Span {
  theme: string;
  /** After negation. */
  polarity: Polarity;
  strength: Strength;
  /** Which lexicon entry, for `explain`. */
  phrase: string;
  /** Where the negator that turned it stood, if any. */
  negator: Span | null;
}

export type Via = 'keyword' | 'model';

/** A theme found in a sentence. */
export interface Tag {
  theme: string;
  axis: Axis;
  polarity: Polarity;
  /** Calibrated probability, 0..1. */
  confidence: number;
  via: Via[];
  /** Offsets into the passage, sorted, not overlapping. */
  evidence: Span[];
}

/** A sentence with its tags. */
export interface Opinion extends Span {
  /** Index into `review.passages`. */
  passage: number;
  section: number | null;
  side: Side;
  tags: Tag[];
}

/** A kind of harm, by its name in src/data/taxonomy/safety.yaml: `infection`, `wrong-site`, `left-unattended`, … */
export type Harm = string;

/**
 * A whole sentence that speaks of harm, to be read by a person. It is neither a tag nor a finding of fact, and feeds no
 * score: the same sentence has its tags besides. A sentence that speaks of two harms makes two remarks.
 */
export interface SafetyRemark extends Span {
  /** Index into `review.passages`. */
  passage: number;
  harm: Harm;
  /** Offsets into the passage, sorted, not overlapping. */
  evidence: Span[];
}

export interface AnalysedReview {
  review: Review;
  opinions: Opinion[];
  /** In the order of the text, then of the harms in safety.yaml. */
  safety: SafetyRemark[];
  /** Tags that rest on a contested reading: its name, and the index of the opinion that holds the tag it would move. */
  contested: { name: string; opinion: number }[];
}

/** The pure function the analyse room makes. */
export type Analyser = (review: Review) => AnalysedReview;

/**
 * A practice's own model, as the analyse room meets it: the words of one stretch, the tags made of it and what the model
 * thought → the tags it should have, a theme at most once. Pure.
 */
export type TagAmender = (
  words: string,
  tags: readonly Tag[],
  opinions: readonly ModelOpinion[],
) => Pick<Tag, 'theme' | 'polarity' | 'confidence'>[];

// ───────────────────────────── history: what runs remember ─────────────────────────────

/** What a scan asks of, and tells, whoever remembers earlier runs. */
export interface ReviewMemory {
  /** What was found in this very review under the same settings; null = it must be analysed. */
  recall(review: Review): Omit<AnalysedReview, 'review'> | null;
  /** Told of every review of the input once; `found` is null where it lies outside the period asked for. */
  keep(review: Review, found: Omit<AnalysedReview, 'review'> | null): void;
  /** Where the last run stood; null where that cannot be used. */
  standing(fingerprint: string): Standing | null;
  /** Told that every review of the last run's input is in this one too: `keep` is called for none of them. */
  keepAll(): void;
  /** Told where this run stands. */
  keepStanding(standing: Standing): void;
}

/**
 * Where a run stood when it had read everything. A later one over the same records and more goes on from there.
 */
export interface Standing {
  /** Of everything that records are read, analysed and counted with: under another one it means nothing. */
  fingerprint: string;
  /** The records of the input, 64 bytes each, that begin with a hash; src/read/record-table.ts says how. */
  records: Uint8Array;
  /** Of all of them, without words. */
  tally: Tally;
  /** Hashes of the reviews whose words the tally held. */
  quoted: string[];
}

/** What reading asks of whoever remembers the records of the last input. */
export interface RecordMemory {
  /** Where the last run stood, if its records were read as these will be; null: they are all read. */
  recall(fingerprint: string): Standing | null;
  /** Told the records of this input, when all is read. */
  keep(fingerprint: string, records: Uint8Array): void;
}

/**
 * Everything the findings in a review depend on beside the review itself, and what is needed to count them again. The
 * same settings give the same findings.
 */
export interface AnalysisSettings {
  taxonomy: { hash: string; custom: boolean };
  model: Pick<ModelCard, 'name' | 'version' | 'themes' | 'cards' | 'measures'>;
  /** Hash of the practice's own model; null without one. */
  own: string | null;
  /** As `--specialty` says it. */
  specialty: string | null;
  /** Hash of the code and data that read the words: findings of another build are not taken over. */
  build: string;
  /** Hash of what other languages were read with, by code; absent where English alone was read. */
  languages?: Record<string, string>;
  themes: Theme[];
}

/** How the reviews of a run's input stood to those known before. `known` + `new` + `changed` + `returned` are all of them. */
export interface HistoryCounts {
  /** Different reviews in the input, those without words or in another language included. */
  reviews: number;
  known: number;
  new: number;
  /** New words or fields under an id that was known. */
  changed: number;
  /** Known before, and no longer in the input. */
  gone: number;
  /** Gone before, and in the input again. */
  returned: number;
  /** Reviews whose words were read, because they were new, changed, or the settings were. */
  analysed: number;
}

/** One run as a history lists it. */
export interface HistoryRun {
  run: number;
  /** When it was written, ISO 8601 in UTC. */
  at: string;
  /** Version of reviewscan. */
  tool: string;
  counts: HistoryCounts;
  /** false: its report was pruned. */
  reported: boolean;
}

/** One review as a history knows it: what was found, and none of its words. */
export interface HistoryReview {
  hash: string;
  date: string | null;
  language: string | null;
  setAside: SetAside | null;
  rating: Rating | null;
  subRatings: Record<string, Rating>;
  /** Number of the settings it was read with last. */
  settings: number;
  /** The run that first met it, and the first that did not any more; null = it is there. */
  firstRun: number;
  goneRun: number | null;
  /** null: it was never analysed, because it lay outside the period or was set aside. */
  found: Omit<AnalysedReview, 'review'> | null;
}

/** Something wrong with a history file. */
export interface HistoryFault {
  /** `file`, `run 12`, `review 0123456789abcdef`, … */
  where: string;
  /** In plain words. */
  what: string;
}

// ───────────────────────────── explain: how one text was understood ─────────────────────────────

/** What the statistical model thought of one theme in one sentence. */
export interface ModelOpinion {
  theme: string;
  polarity: Polarity;
  /** Calibrated, 0..1. */
  probability: number;
  /** A tag is made from here on, 0..1. */
  threshold: number;
}

/** A sentence with everything that led to its tags. Offsets are into `Explanation.text`. */
export interface ExplainedSentence extends Sentence {
  side: Side;
  hits: KeywordHit[];
  /** Likeliest first; those near or above their threshold are enough. */
  model: ModelOpinion[];
  tags: Tag[];
}

/** What `explain` shows: made by the analyse room, drawn by the render room. */
export interface Explanation {
  text: string;
  pieces: Piece[];
  sentences: ExplainedSentence[];
  /** What it would put on the safety list. */
  safety: SafetyRemark[];
}

// ───────────────────────────── knowledge ─────────────────────────────

export interface Theme {
  name: string;
  axis: Axis;
  /** Which score it feeds; null for `overall`. */
  card: Card | null;
  commitment: Commitment | null;
  /** One line. */
  definition: string;
  examples: { text: string; polarity: Polarity }[];
  /** CG-CAHPS / HCAHPS and NHS names. */
  crosswalk: { cahps: string | null; nhs: string | null };
}

/** One phrase of the lexicon, as data. */
export interface LexiconEntry {
  /** Words as the user writes them; matched on stems. See src/data/README.md for the small pattern language. */
  phrase: string;
  theme: string;
  polarity: Polarity;
  strength: Strength;
  /** Longer phrases in which this one means something else. */
  except: string[];
  /** Whether a negator before it turns its polarity (default) or it stands as it is. */
  negation: 'turns' | 'ignores';
  /** How many folders were laid over the shipped phrases before it came: 0 for those. */
  layer: number;
}

/** One step of a phrase: a word, a named word list, or a gap. See src/data/README.md. */
export type PhraseStep = { match: 'stem' | 'exact' | 'class'; word: string } | { match: 'gap' | 'list' };

/** A phrase as it was read: steps, and groups of alternatives. */
export type PhrasePart = { step: PhraseStep } | { alternatives: PhrasePart[][]; optional: boolean };

/** What the phrases are written with: see src/data/README.md for the small pattern language. */
export interface WordLists {
  /** Named word lists, written `{name}` in a phrase. */
  classes: Record<string, string[]>;
  /** Names of the classes whose words a `~` in a phrase may step over: the adjectives of a list. */
  listed: string[];
  /** Intensifiers and fillers that may stand between the words of any phrase. */
  skipped: string[];
  /** The usual wrong spellings (and short forms) of a word. */
  spellings: Record<string, string[]>;
  /** Titles after which a capitalised word is a name. */
  titles: string[];
  /** First names that are also words: no keywords where they are written like a name. */
  names: string[];
  /** Surnames that are also words: no keywords after "dr" or "mrs", however they are written. */
  surnames: string[];
  /** Phrases in which no word is a keyword of any theme. */
  shields: string[];
}

/** A phrase that is looked for beside the lexicon, and makes no tag. */
export interface WatchedPhrase {
  phrase: string;
  /**
   * `harm`: it speaks of harm. `excuse`: what stands near it was feared, averted, or done elsewhere. `contested`: it
   * could be filed elsewhere.
   */
  kind: 'harm' | 'excuse' | 'contested';
  /** Of a harm or a contested reading: its name. Of an excuse: how far it reaches. */
  name: string;
  /** Of a harm. `sure`: is listed by itself; a `cue`: only in a complaint. */
  strength: 'sure' | 'cue';
  except: string[];
  /** Whether a negator before it says that it did not happen (default), or it stands as it is. */
  negation: 'turns' | 'ignores';
}

/** A kind of phrase that could be filed elsewhere: src/data/taxonomy/contested.yaml. */
export interface ContestedReading {
  name: string;
  /** The rule that decides, and the other reading, in one sentence. */
  rule: string;
  /** The theme it is filed under, and the one it could be. */
  read: string;
  instead: string;
  watched: WatchedPhrase[];
}

/** What the safety list is made from: src/data/taxonomy/safety.yaml, which explains it. */
export interface SafetyWords {
  /** In the order of the report. */
  harms: { name: Harm; title: string }[];
  watched: WatchedPhrase[];
}

export interface Knowledge {
  themes: Theme[];
  lexicon: LexiconEntry[];
  safety: SafetyWords;
  contested: ContestedReading[];
  words: WordLists;
  /** Every phrase, `except` and shield as the pattern language reads it. */
  phrases: ReadonlyMap<string, PhrasePart[]>;
  /** Words that negate beyond those wink-nlp knows; idioms whose negation is not one. */
  negators: { extra: string[]; notNegation: string[] };
  /** Word lists of the splitter: labels by side, contrast words, empty answers ("nothing", "n/a"). */
  splitting: SplittingWords;
  /** Column synonyms by logical field. */
  columns: ColumnSynonyms;
  /** The statistical model's bytes and card; no bytes = phrases alone, and the card says how right they are. */
  model: { bytes: Uint8Array; card: ModelCard };
  /** The language that all this is of; null = English, whose grammar the analyse room has. */
  language: Language | null;
  /** sha256 of the files the taxonomy came from, hex. */
  hash: string;
}

/** A language beside English, as data: src/data/languages/<code>/language.yaml, which explains each. Words in any case. */
export interface Language {
  /** ISO 639-1. */
  code: string;
  /** In English: `Spanish`. */
  name: string;
  /** Spellings that sound alike, pattern → letters, in this order; for stems alone. */
  sounds: [pattern: string, letters: string][];
  /** Endings that forms of a word differ in. */
  endings: string[];
  /** Words that begin a new clause. */
  clauses: string[];
  /** Words that join the members of a list, "and" first. */
  and: string[];
  numerals: string[];
  durations: string[];
  /** After these a full stop ends no sentence. */
  abbreviations: string[];
  /** What stands for the ending of a verb in its forms, by that ending: a word list's `explicar+` is all forms of it. */
  verbs: Record<string, string[]>;
}

/** Word lists of the splitter: src/data/splitting.yaml, which explains each. All words are lower-cased. */
export interface SplittingWords {
  /**
   * `alone`: counts only where it is all there is before its colon or dash; `silent`: whatever stands in its section
   * neither praises nor blames; `paired`: counts only where the text has a label of the other side too.
   */
  labels: { side: Side; phrases: string[]; alone?: boolean; silent?: boolean; paired?: boolean }[];
  /** Words without weight around a label or in a question. */
  light: string[];
  /** Words that begin a closing remark, which ends a labelled section. */
  closers: string[];
  /** The same, for a section of complaints alone. */
  conClosers: string[];
  /** Connectors between two stances; they belong to neither. */
  contrast: string[];
  /** Phrases that begin the other stance and are part of it. */
  turns: string[];
  /** Words that take one thing out of what was said before them ("except"); they belong to neither side. */
  exceptions: string[];
  /** Words that open a conceding clause. */
  concessions: string[];
  /** Words beside `contrast` that only tie a sentence to what stands before it; they belong to no side. */
  joiners: string[];
  /** Phrases that hold such a word and are no contrast; `…` stands for any words. */
  notContrast: string[];
  emptyAnswers: string[];
  questions: { side: Side; phrases: string[] }[];
  /** A wish is a complaint. */
  wishes: string[];
  /** Words that say a complaint follows. */
  complaints: string[];
  /** What follows these is not meant ("in theory"). */
  hollow: string[];
  /** What is praised beside these is meant the other way round. */
  ironies: string[];
  /** All others than the one spoken of ("anyone else"): to deny them praise is to praise. */
  others: string[];
  /** What is blamed behind these is not much: "only charged me for one", "not as bad as elsewhere". */
  milds: string[];
  /** What the writer did, which is no complaint about the place: "I was late". */
  mishaps: string[];
  /** What says so stands on the other side than what was said before: "the ward is a different story". */
  reversals: string[];
  /** What brought a patient there ("was admitted"), within the first words of a sentence. */
  visits: string[];
  /** How a sentence begins that only tells when something of its writer is, the words that say when (`#` = a number) … */
  tellers: string[];
  moments: string[];
  /** … and those that hold it against what was to be expected, which judge: "still", "only". */
  comparators: string[];
  /** Answers that nothing is to blame: where blame was asked for they are empty. */
  noComplaints: string[];
  /** First words of what is asked of a practice: "Listen to patients", "Being seen on time" … */
  demands: string[];
  /** … what one who is wished for is called by ("someone who explains"), and words of what was or is so, which ask nothing. */
  wanted: string[];
  told: string[];
  /** What a demand may go on with ("Explain what …"). */
  asked: string[];
  /** Answers that there is little to praise ("not a lot"): where praise was asked for they refuse it … */
  noPraise: string[];
  /** … and what may stand around them ("to be honest"). */
  fillers: string[];
  /** Sentences that begin so leave open what they name ("I can't speak to the price"). */
  disclaimers: string[];
  /** What is blamed before these was elsewhere ("before I found her"). */
  finds: string[];
  /** Sentences that begin so neither praise nor blame. */
  courtesies: string[];
  /** Words that praise or blame whatever they are said of. */
  praise: string[];
  blame: string[];
}

/** What the read room knows of headers and values, as data: src/data/columns.json. All words are lower-cased. */
export interface ColumnSynonyms {
  /** Header spellings by logical field, best first; camelCase, `_`, `.` and blanks are alike. */
  fields: Partial<Record<LogicalField, string[]>>;
  /** Columns that are none of the fields: labels of other tools, counts, averages of a place, links. */
  ignore: string[];
  /** Marks in a header of a cleaned, shortened or translated copy of another column. */
  copies: string[];
  /** Words as databases shorten them in headers: `cmnt` → `comment`. */
  short: Record<string, string>;
  /**
   * Words of a question: those that ask for praise, or for complaints, also where other words ask for praise (`turned`);
   * those that ask for whatever there is to say (`either`) and are not looked at for a side; those that ask for a rating.
   */
  questions: { pros: string[]; cons: string[]; turned: string[]; either: string[]; ratings: string[] };
  /** Headers of a word or two that mean a side above words: `improve`, `what_bad`. */
  bare: { pros: string[]; cons: string[] };
  /** Words that stand in each other's place in the headers of two answer boxes: [praise, complaint]. */
  opposites: [string, string][];
  /**
   * Rating words from worst to best, by scale, which is meant where all of `needs` ("poor|bad": one of them) and none of
   * `lacks` occur in at least `least` cells; `stars` = units of marks, "5 Sterne"; `none` = answers that are no rating.
   */
  ratingWords: {
    scales: { name: string; words: string[][]; needs?: string[]; lacks?: string[]; least?: number }[];
    stars: string[];
    none: string[];
  };
  /** Values of a source column. */
  platforms: string[];
  /** Reviewer names that name nobody. */
  anonymous: string[];
  /** Cells that mean "no value". */
  nullWords: string[];
  /** Month names and short names → 1..12. */
  months: Record<string, number>;
  /** Relative dates: unit words by unit, words for "one", and marks of a relative date. */
  relative: {
    units: Record<'minute' | 'hour' | 'day' | 'week' | 'month' | 'year', string[]>;
    one: string[];
    marks: string[];
  };
  /** Words that tell praise from blame well enough to find the direction of a rating scale. */
  direction: { praise: string[]; blame: string[] };
  /** Phrases of descriptions of doctors and places, which are long texts but no reviews. */
  descriptions: string[];
  /** Words that the names of places are made of. */
  places: string[];
  /** How owners' replies to reviews begin. */
  replies: string[];
}

export interface ModelCard {
  name: string;
  version: string;
  /** Micro precision and recall per theme, by cross-validation. */
  themes: Record<string, { precision: number; recall: number; f1: number; n: number }>;
  /** The same for reviews' stance per card, where measured. */
  cards: Partial<Record<Card, { precision: number; recall: number }>>;
  /** Named overall measures. */
  measures: Record<string, number>;
  [more: string]: unknown;
}

// ───────────────────────────── measure: how right the tags are ─────────────────────────────

/** A theme in a sentence as people label it: `theme+`, `theme-`, `theme0`. `0` = neutral, or truly both. */
export interface Label {
  theme: string;
  sign: '+' | '-' | '0';
}

/** One row of a labels file. */
export interface LabelledSentence {
  id: string;
  sentence: string;
  /** `[]` = `none`, evaluates nothing; `bad` = not English or not readable; null = nobody has answered yet. */
  labels: Label[] | 'bad' | null;
  /** What belongs together when intervals and folds are made: the review, where the file says it. */
  group: string;
  /** Whether chance picked the sentence or a rule did (because its theme is rare); null where the file is silent. */
  draw: 'random' | 'chosen' | null;
  /** 1-based line in its file; 0 = it comes from none. */
  line: number;
  /** Further columns, kept as they stand. */
  more: Record<string, string>;
}

/** A sentence of a review that may be drawn for labelling. */
export interface LabelCandidate {
  /** Hash of its review, index of its passage there, UTF-16 offset in the passage. */
  hash: string;
  passage: number;
  start: number;
  sentence: string;
  /** What stands around it in its passage, for whoever labels it. */
  before: string;
  after: string;
  /** What the tool found: decides which sentences are drawn, and is shown only if asked for. */
  guess: Label[];
  /** Whom the review is about, so that the name can be taken out of the words. */
  about: string | null;
}

/** What the labelling screen shows. */
export interface LabelScreen {
  /** Name of the labels file. */
  file: string;
  /** Sentences answered so far, and how many were asked for. */
  answered: number;
  goal: number;
  before: string;
  sentence: string;
  after: string;
  draft: Label[];
  /** One key a theme, in the order of the taxonomy. */
  keys: { key: string; theme: string; axis: Axis; definition: string }[];
  /** What the last key did not do, or null. */
  message: string | null;
  /** true: with the definitions of the themes. */
  help: boolean;
  /** false: names and numbers are not masked, in the file either. */
  redacted: boolean;
  /** true: the draft began as the tool's guess. */
  suggested: boolean;
}

/** A tag as it is judged: without its place. */
export interface FoundLabel {
  theme: string;
  polarity: Polarity;
  /** 0..1; 1 where a person said it. */
  confidence: number;
}

/** A sentence with what people said of it and what was found in it. */
export interface JudgedSentence {
  id: string;
  group: string;
  gold: Label[];
  found: FoundLabel[];
}

/**
 * A measure 0..1 (κ: −1..1) with its 95 % interval by group (bootstrap; Wilson where all or nothing is right); null where
 * it has no meaning or no room.
 */
export interface Measure {
  value: number | null;
  low: number | null;
  high: number | null;
}

/** `n` = sentences where people said it, `found` = sentences where we did. */
export interface Accuracy {
  precision: Measure;
  recall: Measure;
  f1: Measure;
  n: number;
  found: number;
}

/** Everything measured on one set of labelled sentences. Definitions: src/measure/metrics.ts. */
export interface Measures {
  sentences: number;
  /** Reviews they come from. */
  groups: number;
  /** Micro averages over sentences: of themes, and of themes with their polarity. */
  themes: Accuracy;
  tags: Accuracy;
  /** Mean F1 over the themes with at least 8 labelled sentences. */
  macroF1: Measure;
  macroThemes: number;
  /** A sentence holds any theme of the axis. */
  axes: Record<'clinical' | 'service', Accuracy>;
  /** A sentence holds any negative tag of the axis. */
  negative: Record<'clinical' | 'service', Accuracy>;
  /** Cohen's κ over positive, negative, both, none. */
  polarityKappa: Measure;
  /** In the order of the taxonomy, those with labels or finds alone. `rightPolarity`: of the themes found rightly. */
  byTheme: (Accuracy & { theme: string; axis: Axis; rightPolarity: number | null })[];
  /** Sentences in which `gold` was missed and `found` was put instead (null = nothing), most first. */
  confusions: { gold: string | null; found: string | null; n: number }[];
  /** Themes found rightly with another polarity than people gave. */
  flips: { theme: string; gold: Label['sign']; found: Label['sign']; n: number }[];
  /** Tags by confidence: how sure and how often right, empty bins left out. `gap`: mean distance of the two. */
  reliability: {
    bins: { low: number; high: number; n: number; confidence: number; right: number }[];
    gap: number;
  };
}

/** One error: a label that was missed, a tag nobody said, or the right theme with another polarity. */
export interface Miss {
  id: string;
  sentence: string;
  kind: 'missed' | 'wrong' | 'polarity';
  theme: string;
  /** What people said of the sentence, and all that was found in it. */
  gold: Label[];
  found: FoundLabel[];
  /** Of the wrong tag: how sure it was. Of the missed label: how likely the model thought it; null = it knows no such theme. */
  probability: number | null;
  /** Offsets into `sentence`; empty for a missed label. */
  evidence: Span[];
  via: Via[];
}

/** How right the tool is on a file of labelled sentences. */
export interface Evaluation {
  schema: 'reviewscan.evaluation';
  schemaVersion: 1;
  tool: { name: 'reviewscan'; version: string };
  file: string;
  model: { name: string; version: string; own: string | null };
  taxonomy: { hash: string; custom: boolean };
  /** Rows that were judged, and those that cannot be: `bad`, not answered yet. */
  rows: { judged: number; bad: number; unanswered: number };
  all: Measures;
  /** Of the sentences that chance drew, which alone stand for all sentences; null where the file knows of none. */
  random: Measures | null;
  /** The most surprising errors first. */
  misses: Miss[];
}

/** How far two people agree. */
export interface Agreement {
  schema: 'reviewscan.agreement';
  schemaVersion: 1;
  tool: { name: 'reviewscan'; version: string };
  files: [string, string];
  /** Sentences both answered, and those of one file alone. */
  shared: number;
  onlyFirst: number;
  onlySecond: number;
  /** The second file judged by the first: F1 and κ are the same the other way round. */
  measures: Measures;
  /** Whether a theme is there at all: Cohen's κ, and in how many sentences. */
  byTheme: { theme: string; axis: Axis; kappa: number | null; both: number; first: number; second: number }[];
  /** Where they differ, in the order of the first file. `bad` where one found the sentence unreadable. */
  differences: { id: string; sentence: string; first: Label[] | 'bad'; second: Label[] | 'bad' }[];
}

/** Something about a taxonomy that its writer should look at. */
export interface TaxonomyFinding {
  /**
   * `dead`: it can never match. `shadowed`: a longer phrase or a shield always takes its words. `both-axes`,
   * `both-polarities`: the same words stand for both. `duplicate`: after stemming another phrase says the same.
   * `no-examples`, `no-phrases`: of a theme. `example-missed`: its keywords do not find it. `never-hit`: in the reviews given.
   */
  code:
    | 'dead'
    | 'shadowed'
    | 'both-axes'
    | 'both-polarities'
    | 'duplicate'
    | 'no-examples'
    | 'no-phrases'
    | 'example-missed'
    | 'never-hit';
  /** Or where it stands beside the themes: `safety:HARM`, `contested:READING`. */
  theme: string;
  /** The phrase or example; null where it concerns the whole theme. */
  phrase: string | null;
  /** What it is about, in plain words. */
  message: string;
  /** false: worth knowing, and no fault. */
  fault: boolean;
}

/** What training found out about one theme with a polarity. */
export interface OwnLabelCard {
  /** `staff+`, `waiting-`. */
  label: string;
  /** Sentences with it, and how many more it takes before anything is learned (0: enough). */
  n: number;
  missing: number;
  /** By cross-validation over reviews: before, and with the practice's own part. null where nothing was learned. */
  before: { precision: number | null; recall: number | null; f1: number | null } | null;
  after: { precision: number | null; recall: number | null; f1: number | null } | null;
  /** false: it keeps our model, because there were too few or it did not get better. */
  used: boolean;
}

/** A practice's own corrections on top of our model: numbers alone, no word of any sentence. */
export interface OwnModel {
  schema: 'reviewscan.own-model';
  schemaVersion: 1;
  name: string;
  tool: { name: 'reviewscan'; version: string };
  /** The model that it corrects; on another one it means nothing. */
  base: { name: string; version: string };
  /** Hash buckets of its words and pairs of words. */
  buckets: number;
  /** By label: probability = σ(slope × logit of ours + bias + sum of the weights of the buckets met). */
  labels: Record<string, { slope: number; bias: number; weights: Record<string, number> }>;
  card: {
    sentences: number;
    reviews: number;
    /** Micro F1 of theme and polarity over all labels, by cross-validation: ours, and with this on top. */
    before: number | null;
    after: number | null;
    labels: OwnLabelCard[];
  };
}

// ───────────────────────────── tally: counts that merge ─────────────────────────────

/** How many reviews stand where on a theme, card or commitment. Integers only, so merging is exact. */
export interface Stances {
  /** Reviews with positive tags only. */
  positive: number;
  /** Reviews with negative tags only. */
  negative: number;
  /** Reviews with both, or with a tag that is itself mixed. */
  mixed: number;
  /** Reviews with tags without polarity only: shown, never scored. */
  neutral: number;
}

/**
 * The reviews that speak of both, a clinical result (or skill) and the service: the five add up to them. `even`: one
 * of the two balances out.
 */
export interface DivergenceCounts {
  /** Great care wasn't enough: clinical +, service −. */
  praisedBlamed: number;
  blamedPraised: number;
  bothPositive: number;
  bothNegative: number;
  even: number;
}

/** `scale` → value on 0..1 with 4 decimals → reviews. */
export type RatingCounts = Record<string, Record<string, number>>;

/** Everything counted over a set of reviews (all, or one group). */
export interface Counts {
  /** Reviews analysed. */
  reviews: number;
  /** Reviews without words or in another language: their ratings count, nothing else of them does. */
  setAside: number;
  sentences: number;
  sentencesWithoutTheme: number;
  cards: Record<Card, Stances>;
  /** `overall` remarks, beside the axes. */
  general: Stances;
  /** Only themes that were mentioned have a key. */
  themes: Record<string, Stances>;
  commitments: Record<Commitment, Stances>;
  divergence: DivergenceCounts;
  ratings: RatingCounts;
}

/** The groups of one field. At most 2,000 values are kept: the first ones by name, whatever the order of the input. */
export interface GroupTable {
  values: Record<string, Counts>;
  /** Analysed reviews with nothing in this field. */
  withoutValue: number;
  /** Analysed reviews whose value is not among those kept. */
  beyondCap: number;
}

/** A calendar period that reviews can be grouped by. */
export type Period = 'month' | 'quarter' | 'year';

/** What a quote was cut from, as far as it tells who is named in it. The quotes of a review share it. */
export interface Whole {
  /** The passages one after another; of a very long review the surroundings of the quote. */
  text: string;
  /** Whom the review is about, and who wrote it. */
  provider: string | null;
  reviewer: string | null;
}

/** Words cut from a review. Redaction is the report's work, and needs to see where they stood. */
export interface CutWords {
  /** Untouched, but for … where a very long sentence was cut. */
  text: string;
  /** Offsets into `text`. */
  evidence: Span[];
  from: {
    whole: Whole;
    /** Where `text` begins in it; before the cut where a … stands there. */
    at: number;
  };
}

/** A quote kept by the tally: chosen by a rule that does not depend on order. */
export interface QuoteRecord extends CutWords {
  /** Sorts by this first, smallest best: readable length, then confidence. */
  rank: number;
  /** Review id and hash. */
  id: string;
  hash: string;
  /** Name of the box it stands in. */
  passage: string;
  /** UTF-16 offset of the sentence in its passage. */
  start: number;
  confidence: number;
  date: string | null;
  /** Value of each field grouped by, where there is one. */
  groups: Record<string, string>;
}

/** A sentence that carries a stance. */
export interface StanceSentence {
  theme: string;
  polarity: 'positive' | 'negative';
  text: string;
  /** Offsets into `text`. */
  evidence: Span[];
}

/** A review in the divergence lists. */
export interface DivergenceRecord {
  id: string;
  hash: string;
  /** Whether each of the two stances rests on at least one tag that is rather right than wrong; these come first. */
  sure: boolean;
  /** |clinical balance| + |service balance|: among those that are sure, and among the others, the widest first, then id. */
  gap: number;
  /** The sentences behind each stance, those that show it best first, at most three an axis. */
  clinical: (StanceSentence & CutWords)[];
  service: (StanceSentence & CutWords)[];
  /** What the review says of each theme of the two axes, in the order of the taxonomy. */
  themes: { theme: string; polarity: Polarity }[];
  date: string | null;
}

/** A review that speaks of harm. */
export interface SafetyRecord {
  id: string;
  hash: string;
  /** Where a person finds it. */
  origin: { file: string; record: number };
  date: string | null;
  location: string | null;
  provider: string | null;
  /** Value of each field grouped by, where there is one. */
  groups: Record<string, string>;
  /** At most five, in the order of the text. */
  remarks: ({ harm: Harm; passage: string } & CutWords)[];
}

/** What the texts say of the reviews that share a best or a worst possible rating. Each review counts once in each. */
export interface RatedTexts {
  /** Reviews with this rating and words that were analysed. */
  reviews: number;
  /** With a negative or mixed tag of any theme, `overall` included. */
  complaining: number;
  /** Of the clinical themes, and of the service themes: a review may be in both. */
  clinical: number;
  service: number;
  /** By theme of the two axes. */
  themes: Record<string, number>;
}

/** A review whose words and rating part: what shows it best. */
export interface RatedRecord extends CutWords {
  rank: number;
  id: string;
  hash: string;
  date: string | null;
  /** The rating as it stood in the file. */
  rating: string;
  /** null where it shows no complaint because there is none. */
  theme: string | null;
}

/** A sentence in which no theme was found. */
export interface UnlabelledSentence extends CutWords {
  /** Hash of where it stands: the sample keeps the smallest. */
  rank: string;
  /** Hash of its review. */
  hash: string;
}

/** Counts over any part of the input; parts merge in any order. Plain JSON. */
export interface Tally {
  /** What is grouped by, as it was asked for: a field (`month`, `quarter`, `year` are fields), or two, `location+quarter`. */
  by: string[];
  /** The fields of each of `by`. */
  fields: string[][];
  ledger: Ledger;
  all: Counts;
  /** By the review date, whatever is grouped by: `2026-03`, `2026-Q1`, `2026`. */
  periods: Record<Period, GroupTable>;
  /** One table for each of `by` that is not a calendar period; the values of two crossed fields as `North · 2026-Q1`. */
  groups: Record<string, GroupTable>;
  /** By sub-rating column. */
  subRatings: Record<string, RatingCounts>;
  /** How a rating that is not a number was written: `scale` → value → the first spelling by code unit. */
  ratingLabels: Record<string, Record<string, string>>;
  /** theme → polarity → at most K quotes, one a review, the K smallest by their rank. */
  quotes: Record<string, Record<'positive' | 'negative', QuoteRecord[]>>;
  divergence: { praisedBlamed: DivergenceRecord[]; blamedPraised: DivergenceRecord[] };
  /** Bottom-k sample (by hash) of sentences with no theme, for their top phrases. */
  unlabelled: UnlabelledSentence[];
  /** Scale → the texts of its best and its worst rating. */
  rated: Record<string, { best: RatedTexts; worst: RatedTexts }>;
  /** At most 20 a side: best ratings with complaints, worst ratings without any. */
  ratedExamples: { best: RatedRecord[]; worst: RatedRecord[] };
  /** By month and source, `2026-03 Web`; empty where nothing has a source. */
  mix: GroupTable;
  /**
   * By contested reading: reviews with a tag that it would move, and by how much each count of a card would change if it
   * did, in all of them.
   */
  contested: Record<string, { reviews: number; cards: Record<Card, Stances> }>;
  /** Reviews that speak of harm, counted: in all and by harm. At most 1,000 are kept, the latest first. */
  safety: { reviews: number; harms: Record<Harm, number>; listed: SafetyRecord[] };
  /** Of all reviews, those set aside included. */
  dates: { first: string | null; last: string | null; missing: number };
  /** Of the reviews analysed alone: what is said of them is of this time. */
  usedDates: { first: string | null; last: string | null };
  /** Of all reviews; `unknown` where nothing could be said. */
  languages: Record<string, number>;
  /** The first problems by file and record, and counts of all by code. */
  problems: { first: Problem[]; counts: Record<string, number> };
  /** Order-free combination of the reviews' hashes, 32 hex digits. */
  stamp: string;
  layouts: FileLayout[];
}

// ───────────────────────────── report: plain JSON, versioned ─────────────────────────────

/**
 * A number we computed, 0..100, with its Wilson 95 % interval and count, or why there is none: nobody said (`n` 0), or
 * too few did (`below-floor`; their number and stances stand all the same).
 */
export type Score =
  | {
      value: number;
      /** Wilson 95 %. */
      low: number;
      high: number;
      /** positive + negative + mixed. */
      n: number;
      counts: Stances;
      /** Fewer than `floors.ranked`: shown, neither compared nor gated. */
      provisional: boolean;
    }
  | { value: null; n: number; counts: Stances; reason?: 'below-floor' };

/** A share of reviews, for "of 34 reviews that mention follow-up, 19 (56 %, 39–71 %) were negative". */
export interface Proportion {
  /** 0..1, or null below the floor and at n = 0. */
  share: number | null;
  /** Wilson 95 %, 0..1. */
  low: number | null;
  high: number | null;
  count: number;
  n: number;
}

/**
 * Where a score could lie if all the errors the model was measured to make fell on one side: beside the interval, which
 * is sampling alone.
 */
export interface Band {
  low: number;
  high: number;
  /** The measured precision and recall it comes from, 0..1. */
  precision: number;
  recall: number;
}

export interface ReportQuote {
  /** Review id. */
  id: string;
  date: string | null;
  passage: string;
  text: string;
  /** Offsets into `text` after redaction. */
  evidence: Span[];
  /** Value of each field grouped by, where there is one. */
  groups: Record<string, string>;
}

/** A sentence of the pool that a page's filters act on; one sentence stands once, whatever it speaks of. */
export interface PooledQuote extends Omit<ReportQuote, 'evidence'> {
  /** The themes it was drawn for, with what each rests on: offsets into `text` after redaction. */
  tags: { theme: string; axis: Axis; polarity: 'positive' | 'negative'; evidence: Span[] }[];
}

export interface ThemeRow {
  theme: string;
  axis: Axis;
  card: Card | null;
  commitment: Commitment | null;
  definition: string;
  /** Reviews that mention it, those without polarity included. */
  mentions: number;
  score: Score;
  /** Of `mentions`: reviews that are only positive about it, only negative, both at once. */
  positive: Proportion;
  negative: Proportion;
  mixed: Proportion;
  /** Empty where fewer than `floors.hidden` reviews mention the theme. */
  quotes: { positive: ReportQuote[]; negative: ReportQuote[] };
  /** How right the model is on it (0..1), and on how many labelled sentences that was measured. */
  measured: { precision: number; recall: number; n: number } | null;
  /** false: no statistical model knows it (a user's own theme), keywords alone find it. */
  modelled: boolean;
}

/** A group against the reviews of all other groups of its field, in points of the score. */
export interface Comparison {
  /** Group − rest; null where either has no score that may be compared. */
  difference: number | null;
  /** Newcombe 95 %. */
  low: number | null;
  high: number | null;
  /** n of the rest. */
  restN: number;
  /** Two-sided, before the correction for many groups. */
  p: number | null;
  /** Called different only where Benjamini–Hochberg at 10 % and the interval agree. */
  verdict: 'higher' | 'lower' | 'no-detectable-difference' | 'not-compared';
  /** Smallest differences these n could have shown (80 % power, α .05); null: not even the end of the scale. */
  detectable: { higher: number | null; lower: number | null } | null;
}

export interface ReportBody {
  /** Reviews analysed. */
  reviews: number;
  clinicalOutcome: Score;
  clinicalSkill: Score;
  service: Score;
  general: Stances;
}

export interface GroupRow extends ReportBody {
  /** e.g. `Northgate`, `2026-03`, `2026-Q1`, `2026`; of two fields crossed `Northgate · 2026-Q1`. */
  group: string;
  /** true for a calendar period that the data covers only in part: left out of tests. */
  partial: boolean;
  /** Great care wasn't enough, of the reviews that speak of both. */
  divergence: Proportion;
  comparison: Record<Card, Comparison>;
  themes: { theme: string; mentions: number; score: Score; comparison: Comparison }[];
  ratings: RatingRow[];
}

/** One field grouped by, or two crossed. Rows stand by name or by time, never by score. */
export interface GroupSection {
  /** As it was asked for: `location`, `location+quarter`. */
  by: string;
  /** The fields: one, or two. */
  fields: string[];
  /** true: `--compare` asked for the groups side by side. */
  sideBySide: boolean;
  /** true: the groups are providers whose names are taken out; a code stands for each, the same in every report. */
  coded: boolean;
  rows: GroupRow[];
  /** Rows with fewer reviews than `floors.hidden`: their number is all they show. */
  suppressed: number;
  /** Analysed reviews with nothing in this field, and those beyond the 2,000 values kept. */
  withoutValue: number;
  beyondCap: number;
}

export interface TrendRow extends ReportBody {
  period: string;
  /** Hatched, and left out of tests. */
  partial: boolean;
}

/** Whether a card moves over the complete periods. */
export interface TrendFinding {
  card: Card;
  verdict: 'rising' | 'falling' | 'no-detectable-trend' | 'not-tested';
  /** Complete periods that count in the test, and the reviews in them. */
  periods: number;
  n: number;
  p: number | null;
  /** Points from the first of them to the last along the fitted line. */
  change: number | null;
}

export interface RatingRow {
  /** Column of a sub-rating; null for the review's rating. */
  column: string | null;
  scale: string;
  n: number;
  /** Best and worst boxes, and which values they hold, e.g. `5`, `9–10`. */
  top: Proportion;
  topBox: string;
  /** Of words n is 0 where nobody chose the worst (likewise the best): it may not have been offered. */
  bottom: Proportion;
  bottomBox: string;
  /** On the scale itself (for words: 0..1); null below the floor. */
  mean: number | null;
  /** Worst first. `position`: 0 (worst) .. 1 (best). */
  histogram: { value: string; position: number; count: number }[];
}

/** A review that is happy with one axis and unhappy with the other. */
export interface DivergenceExample {
  id: string;
  date: string | null;
  /** At least one of each, those that show it best first; redacted like quotes. */
  clinical: StanceSentence[];
  service: StanceSentence[];
  themes: { theme: string; polarity: Polarity }[];
}

/** How often × how negative: the share of all reviews that complain of a theme. One axis to a list. */
export interface PriorityRow {
  theme: string;
  /** Reviews that mention it, of all analysed. */
  often: Proportion;
  /** Of those that judge it, the reviews with a complaint (only blame, or both). */
  negative: Proportion;
  /** The product of the two: reviews with a complaint about it, of all analysed. The order goes by its low end. */
  complaints: Proportion;
  /**
   * `improve`: more blame than praise, beyond chance. `celebrate`: at least three in four praise it, beyond chance.
   * `watch`: neither. `too-few`: fewer than `floors.ranked` judge it.
   */
  meaning: 'improve' | 'watch' | 'celebrate' | 'too-few';
}

/** The best and the worst possible rating of a scale against what the texts say. */
export interface RatedRow {
  scale: string;
  /** As written in the file: `5`, `Excellent`. */
  best: string;
  worst: string;
  /** Of the best ratings with words: those with a complaint at all, about the clinical side, about the service. */
  bestComplaining: Proportion;
  bestClinical: Proportion;
  bestService: Proportion;
  /** What they complain of, most first; an axis apart. */
  clinicalThemes: { theme: string; reviews: number }[];
  serviceThemes: { theme: string; reviews: number }[];
  /** Of the worst ratings with words: those without a complaint that was found. */
  worstSilent: Proportion;
}

export interface RatedExample {
  id: string;
  date: string | null;
  rating: string;
  theme: string | null;
  /** Redacted like quotes. */
  text: string;
  evidence: Span[];
}

/** A card's score of a period as if the sources had always had their share of the whole time (direct standardisation). */
export interface StandardisedScore {
  /** null where a source has too few reviews in the period. */
  value: number | null;
  low: number | null;
  high: number | null;
}

/** Whether a trend is a change of what is said, or of where it is said. */
export interface MixFinding {
  card: Card;
  /** Of the scores as they are, see `trend.findings`. */
  crude: TrendFinding['verdict'];
  /** Of the standardised scores, by inverse-variance regression over the complete periods. */
  standardised: TrendFinding['verdict'];
  p: number | null;
  /** Points from the first period to the last along the line. */
  change: number | null;
  /**
   * `mix-explains`: the trend goes when the mix is held still. `mix-hides`: one shows only then. `stands`: it is there
   * both ways. `none`: neither way. `not-tested`: too few periods in which every source has enough reviews.
   */
  verdict: 'mix-explains' | 'mix-hides' | 'stands' | 'none' | 'not-tested';
}

export interface SourceMix {
  by: Period;
  /** By name; `pooled` is the share that the standardised scores give it. */
  sources: { source: string; reviews: number; pooled: number }[];
  rows: {
    period: string;
    partial: boolean;
    /** Reviews of each source, in the order of `sources`. */
    reviews: number[];
    cards: Record<Card, StandardisedScore>;
  }[];
  findings: MixFinding[];
  /** Reviews without a source or a date, which stand in none of this. */
  leftOut: number;
}

/** A review on the safety list. */
export interface SafetyRow {
  /** Review id. */
  id: string;
  /** Where a person finds it: the file as the report calls it (see report/file-names.ts), and the record in it. */
  file: string;
  record: number;
  date: string | null;
  location: string | null;
  /** Called as the groups of providers are. */
  provider: string | null;
  /** Value of each field grouped by, where there is one. */
  groups: Record<string, string>;
  /** In the order of the text, at most five. */
  remarks: {
    harm: Harm;
    /** Name of the box it stands in. */
    passage: string;
    /** The sentence, redacted like quotes; null where no words of reviews are wanted. */
    text: string | null;
    /** Offsets into `text` after redaction. */
    evidence: Span[];
  }[];
}

/** Reviews that speak of harm: counted, never scored, listed for a person to read. */
export interface SafetySection {
  /** That this is a list to read and no diagnosis, in one line. */
  note: string;
  /** Reviews with at least one remark. */
  reviews: number;
  /** Reviews by harm, those with none left out; a review that speaks of two counts in both. */
  harms: { harm: Harm; title: string; reviews: number }[];
  /** At most 1,000, the latest first. */
  listed: SafetyRow[];
  /** Reviews beyond those: counted, not listed. */
  unlisted: number;
}

/** What `--fail-under` can be asked about. Scores fail below their limit, shares above it. */
export type GateMetric =
  | 'clinical-outcome'
  | 'clinical-skill'
  | 'service'
  | 'divergence'
  | 'bottom-box'
  | 'bad-rows'
  | `theme:${string}`;

/** A rule of `--fail-under` or of a rules file. */
export interface Gate {
  metric: GateMetric;
  fails: 'below' | 'above';
  /** Points 0..100 of a score, or percent 0..100 of a share. */
  limit: number;
  /** As it is written: `service=60`, `divergence>20%`. */
  rule: string;
  /** What people call it, and why it stands there; from a rules file. */
  name: string | null;
  note: string | null;
}

/** What becomes of rules in doubt. */
export interface Gating {
  /** true: only a rule broken beyond its interval fails. */
  confident: boolean;
  /** true: a rule that too few reviews speak to fails instead of being skipped. */
  requireN: boolean;
}

/** What became of a rule. `value`, `low`, `high` are on the scale of `limit`. */
export interface GateVerdict extends Gate {
  value: number | null;
  low: number | null;
  high: number | null;
  n: number;
  /** What was found: the whole interval lies on the wrong side of the limit only where it is broken beyond it. */
  finding: 'met' | 'broken-within-interval' | 'broken-beyond-interval' | 'too-few';
  /** What follows: `failed` alone makes the exit code 1. */
  verdict: 'passed' | 'failed' | 'skipped';
}

/** One of the two sets of reviews that are held against each other. */
export interface ComparedSide {
  /** `2026-Q2`, or the file of a saved report. */
  label: string;
  reviews: number;
  /** First and last day: of the period, or of the reviews. */
  dates: { first: string | null; last: string | null };
}

/** A number then and now, 0..100: points of a score, or percent of reviews. */
export interface Change {
  before: number | null;
  after: number | null;
  beforeN: number;
  afterN: number;
  /** After − before; null where either is too small to be compared. */
  difference: number | null;
  /** Newcombe 95 %. */
  low: number | null;
  high: number | null;
  /** Two-sided, before the correction for many tests. */
  p: number | null;
  /** Smallest differences these n could have shown (80 % power, α .05); null: not even the end of the scale. */
  detectable: { higher: number | null; lower: number | null } | null;
}

/**
 * A score (or the divergence share, where less is better) then and now. `mix-may-explain`: it differs, but not where
 * sources and places are held to their own; see `MixShift`.
 */
export interface JudgedChange extends Change {
  verdict: 'improved' | 'worse' | 'no-detectable-change' | 'mix-may-explain' | 'not-compared';
}

/** Percent of all reviews that speak of a theme, then and now: neither good nor bad. */
export interface SpokenChange extends Change {
  verdict: 'more' | 'less' | 'no-detectable-change' | 'not-compared';
}

export interface ThemeChange {
  theme: string;
  axis: Axis;
  /** The card that holds no other theme: the change is the card's own, and not counted among the tests once more. */
  aloneOn: Card | null;
  score: JudgedChange;
  spokenOf: SpokenChange;
  /**
   * `new`, `vanished`: nobody spoke of it before (now), enough do now (did before), and chance does not explain it.
   * `unknown-before`, `unknown-after`: one of two saved reports was made without the theme.
   */
  presence: 'both' | 'neither' | 'new' | 'vanished' | 'unknown-before' | 'unknown-after';
}

/** How the reviews spread over the sources (locations …) then and now, where that changed. */
export interface MixShift {
  by: string;
  /** 0..1: the least share of reviews that would have to stand elsewhere for the spread to be the same. */
  moved: number;
  /** Whether the changes were looked at within each value as well; false where a report does not hold what that takes. */
  heldStill: boolean;
  /** The values whose shares moved most, in percent of the reviews with a value; the widest move first. */
  values: { value: string; before: number; after: number }[];
}

/** What speaks against taking a comparison at its word. */
export type Caution =
  /** Both hold the very same reviews: what differs is the tool's doing. Nothing is judged. */
  | 'same-reviews'
  /** Both hold reviews of the same days and perhaps the same reviews: changes are understated and harder to see. */
  | 'overlap'
  /** One of them has no dates: whether they hold the same reviews is not known. */
  | 'undated'
  /** The older reviews stand in the second. */
  | 'reversed'
  /** Made with other themes or phrases, another model, or another version of the tool. */
  | 'taxonomy'
  | 'model'
  | 'version'
  /** See `mix`. */
  | 'mix';

/** Then and now: improved, worse, or no detectable change, for each card and theme and never for both axes together. */
export interface ReportComparison {
  before: ComparedSide;
  after: ComparedSide;
  /** `added`: two reports on one growing export; `after` is what the later one holds beyond the earlier. */
  kind: 'reports' | 'added' | 'periods';
  cards: Record<Card, JudgedChange>;
  /** Share of praised results with blamed service, of the reviews that speak of both. */
  divergence: JudgedChange;
  /** In the order of the taxonomy, then themes that only the earlier side knows. */
  themes: ThemeChange[];
  mix: MixShift[];
  cautions: Caution[];
  /** What both sides are shown by: those of the later report. */
  floors: Floors;
}

/** What a report is to be compared with: another report, or two periods of its own with each other. */
export type CompareWith =
  | { kind: 'report'; report: Report; label: string }
  /** The run before, and there was none. */
  | { kind: 'first-run' }
  /** The last complete period against the one before, or against the same one a year earlier. `grain` null: the finest that holds enough. */
  | { kind: 'periods'; against: 'previous' | 'last-year'; grain: Period | null };

/** What `reviewscan diff` finds between two saved reports. */
export interface ReportDiff extends ReportComparison {
  schema: 'reviewscan.diff';
  schemaVersion: 1;
  tool: { name: 'reviewscan'; version: string };
}

/**
 * From how many reviews on something is shown. Below `hidden`: their number alone, though a report keeps the counts, which
 * later ones are compared with; below `percentage`: quotes too.
 */
export interface Floors {
  hidden: number;
  percentage: number;
  ranked: number;
}

/** What is new since the last run that told: to be read once. */
export interface Digest {
  schema: 'reviewscan.digest';
  schemaVersion: 1;
  tool: { name: 'reviewscan'; version: string };
  input: {
    stamp: string;
    reviews: number;
    dates: { first: string | null; last: string | null };
  };
  /** The run before, of a history; null: there is none, so everything is new. */
  since: { run: number; at: string } | null;
  /** Reviews that speak of harm and that nobody was told of, or with a harm nobody was told of. */
  safety: SafetySection;
  /** Rules that are broken and were not when last told. */
  rules: GateVerdict[];
  /** What still stands and was told before. */
  told: { safety: number; rules: number };
}

/** Headers of the mail that a digest can be; what is null is left to who sends it. */
export interface MailHeaders {
  from: string | null;
  to: string[];
  /** null: what is new, in one line. */
  subject: string | null;
}

/** What buildReport must be told and cannot know from the tally. */
export interface ReportMeta {
  /** Of the tool. */
  version: string;
  since: string | null;
  until: string | null;
  /** --as-of; null: the latest review date of the data is "now". */
  asOf: string | null;
  floors: Floors;
  /** `words`: names are taken out of the words of reviews, and groups keep theirs. */
  redact: 'default' | 'words' | 'none';
  /** Quotes a theme and polarity, and divergence examples a side. */
  maxQuotes: number;
  /** At most so many sentences in the report's pool, for a page that filters them; none when absent or 0. */
  quotePool?: number;
  gates: Gate[];
  /** Default: a rule fails by the score itself, and is skipped where too few reviews speak to it. */
  gating?: Gating;
  /** Those of `by` whose groups are to stand side by side. */
  sideBySide?: readonly string[];
  /** Nothing when absent. */
  compareWith?: CompareWith;
  /** true: the taxonomy is the user's own. */
  customTaxonomy: boolean;
  /** Default: English alone. */
  languages?: {
    asked: readonly string[] | 'all';
    /** Cards of the languages that were read by their phrases. */
    cards: Record<string, ModelCard>;
    /** Those that have phrases. */
    readable: readonly string[];
  };
}

/** What the reviews of one language were read by. */
export interface LanguageReading {
  /** ISO 639-1. */
  language: string;
  /** Reviews with words in it. */
  reviews: number;
  /** `as-english`: by the English model all the same, because `--language all` asked for it; `none`: set aside. */
  by: 'model' | 'phrases' | 'as-english' | 'none';
  /** How right its phrases are on labelled sentences; null where it is not read by them. */
  measures: Record<string, number> | null;
  /** true: set aside, and there are phrases that could read it. */
  readable: boolean;
}

export interface Report {
  schema: 'reviewscan.report';
  /** src/report/schema-changes.ts says what each version changed. */
  schemaVersion: 2;
  tool: { name: 'reviewscan'; version: string };
  input: {
    files: FileLayout[];
    /** Order-free hash of the reviews. */
    stamp: string;
    ledger: Ledger;
    /** First and last of the reviews analysed; those without a date are counted among all, those set aside included. */
    dates: { first: string | null; last: string | null; missing: number };
    since: string | null;
    until: string | null;
    /** "Now" of this report: the latest date of all reviews, those set aside included, or --as-of. */
    asOf: string | null;
    languages: Record<string, number>;
    problems: { first: Problem[]; counts: Record<string, number> };
    /** Fields grouped by. */
    by: string[];
    redacted: boolean;
  };
  taxonomy: { hash: string; custom: boolean };
  /** Reviews analysed: those with words in the language read. */
  reviews: number;
  /** First in the report: great care wasn't enough. */
  divergence: {
    praisedBlamed: Proportion;
    blamedPraised: Proportion;
    counts: DivergenceCounts;
    /** Reviews that speak of both. */
    n: number;
    /** Those of which both sides are sure come first; among these and among the others the widest gap, then id. */
    examples: { praisedBlamed: DivergenceExample[]; blamedPraised: DivergenceExample[] };
  };
  clinical: {
    outcome: Score;
    outcomeBand: Band | null;
    skill: Score;
    skillBand: Band | null;
    themes: ThemeRow[];
    priorities: PriorityRow[];
    /** That reviews do not measure clinical quality, in one line. */
    note: string;
  };
  service: { score: Score; band: Band | null; themes: ThemeRow[]; priorities: PriorityRow[] };
  /** Judgements with no aspect named: beside the axes, feeding neither. */
  general: { stances: Stances; themes: ThemeRow[] };
  /** A second reading of the service themes, never added to the first. */
  commitments: {
    commitment: Commitment;
    themes: string[];
    mentions: number;
    score: Score;
    positive: Proportion;
    negative: Proportion;
  }[];
  /** One row a scale, then the sub-ratings by column and scale. */
  ratings: RatingRow[];
  groups: GroupSection[];
  /** null where no review has a date. Periods without reviews stand in it with n = 0. */
  trend: {
    by: Period;
    rows: TrendRow[];
    findings: TrendFinding[];
    /** true: the dates say when the reviews were collected, not when they were written. */
    scrapeDate: boolean;
    /** Analysed reviews without a date. */
    withoutDate: number;
  } | null;
  /** One row a scale whose direction is known; empty without ratings. */
  ratingsAgainstText: {
    rows: RatedRow[];
    examples: { best: RatedExample[]; worst: RatedExample[] };
  };
  /** null with fewer than two sources, without dates, or with too many sources and months to hold. */
  sourceMix: SourceMix | null;
  /** Phrases that could be filed elsewhere, most reviews first: the one place that looks across the axes. */
  contested: {
    rows: {
      name: string;
      rule: string;
      read: string;
      instead: string;
      /** Reviews with a tag that the other reading would move. */
      reviews: number;
      /** Points by which it would change the score of each card; null where there is no score to show. */
      change: Record<Card, number | null>;
    }[];
    /** From where to where any one of the other readings would put each score; null where there is none. */
    bands: Record<Card, { low: number; high: number } | null>;
  };
  safety: SafetySection;
  leftOut: {
    withoutText: number;
    duplicates: number;
    otherLanguage: number;
    outsidePeriod: number;
    problems: number;
    blank: number;
    sentences: number;
    sentencesWithoutTheme: number;
    shareWithoutTheme: number | null;
    /** true above 25 %: a banner. */
    manyUnlabelled: boolean;
    /** `count`: sentences of the sample that hold it. */
    topPhrases: { phrase: string; count: number }[];
    /** Sentences the phrases were looked for in: all of them, or a sample of 2,000. */
    sampled: number;
    groupsUnderFloor: number;
  };
  method: {
    score: string;
    interval: string;
    floors: Floors;
    model: { name: string; version: string; measures: Record<string, number> };
    readings: LanguageReading[];
    notes: string[];
  };
  /** Verdicts on the rules, in the order they were given. */
  gates: GateVerdict[];
  /** Then and now; null where none was asked for, or the data holds no two complete periods. */
  comparison: ReportComparison | null;
  /** Why there is no comparison though one was asked for; null otherwise. */
  notCompared: 'no-complete-periods' | 'first-run' | null;
  /** Sentences to filter, every theme and polarity by turns; null where no renderer asked for them. */
  quotePool: PooledQuote[] | null;
}

/** How a report is drawn. Renderers never look at the terminal or the environment themselves. */
export interface RenderOptions {
  /** Columns of the terminal: 80 and up; the text is laid out for at most 120. */
  width: number;
  colour: boolean;
  /** false: ASCII only. */
  unicode: boolean;
  /** Which table of the report `csv` writes. */
  table: 'themes' | 'groups' | 'trend' | 'safety' | 'left-out';
  /**
   * `bom`: a byte order mark first, for an Excel that would else take UTF-8 for a code page. `decimalComma`: `0,5`, and
   * semicolons between cells, as Excel reads and writes csv where the comma is the decimal sign.
   */
  csv: { bom: boolean; decimalComma: boolean };
}

/** A renderer is pure: it knows the Report and nothing else. Bytes where the format is no text. */
export type Renderer = (report: Report, options: RenderOptions) => string | Uint8Array;

/** An option of a command line, and where its value came from. */
export interface Setting {
  /** As in a config file: the long flag without its dashes. */
  name: string;
  value: string | boolean | string[] | null;
  source: 'flag' | 'environment' | 'file' | 'default';
  /** `reviewscan.yaml:3`, `REVIEWSCAN_BY`; null for flags and defaults. */
  from: string | null;
}

/** A single review's score on one card: 100 × positive ÷ (positive + negative) over its tags there. */
export interface ReviewScore {
  value: number;
  positive: number;
  negative: number;
}

/** `null` = the review holds no positive or negative tag of that card. */
export type ReviewScores = Record<Card, ReviewScore | null>;

/** Draws one review at a time, so that a stream of any length stays flat in memory. */
export interface ReviewRenderer {
  /** Stands once before the first review: a header line with its line end, or ''. */
  head: string;
  /**
   * What is ready of the output after one review: its lines, each with its line end; '' where it has none. `redact` takes
   * a sentence's text.
   */
  review(
    analysed: AnalysedReview,
    scores: ReviewScores,
    redact: (text: string, place: { passage: number; start: number }) => string,
  ): string | Uint8Array;
  /** The rest, for a format that shows the report beside the reviews. */
  finish?(report: Report): Promise<string | Uint8Array>;
}
