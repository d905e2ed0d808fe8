/**
 * What each version of the report's schema changed, for whoever reads reports with a program.
 *
 * The rule: **a release whose report differs in shape from the last release's carries the next number**, be it by a
 * field more. A reader that passes over fields it does not know is touched by `changed` and `removed` alone. While a
 * version is unreleased, its entries grow with the schema; once it is released, its schema (fixtures/schema) is frozen.
 * test/report/schema-changes.test.ts compares the schema with the last version's, path by path, and fails where an entry
 * is missing or says too much. saved.ts brings older reports to the newest version: what is new here must be made up there.
 */
export interface SchemaVersion {
  version: number;
  /** The release of reviewscan that brought it; null: not released yet. */
  release: string | null;
  changes: SchemaChange[];
}

export interface SchemaChange {
  kind: 'added' | 'changed' | 'removed';
  /** Paths as jq writes them, `[]` for the items of a list and `{}` for any key; what lies below belongs to them. */
  paths: string[];
  what: string;
}

/** Newest first. */
export const SCHEMA_VERSIONS: readonly SchemaVersion[] = [
  {
    version: 2,
    release: null,
    changes: [
      {
        kind: 'added',
        paths: ['.groups[].coded'],
        what: 'whether codes stand for the names of providers, as they do by default since this version',
      },
      {
        kind: 'added',
        paths: ['.groups[].fields', '.groups[].sideBySide'],
        what: 'the fields of a section, two where they were crossed, and whether its groups are to stand side by side',
      },
      {
        kind: 'added',
        paths: ['.input.files[].joined'],
        what: 'where one row was one question: the columns of who answered, what was asked and what was said',
      },
      {
        kind: 'changed',
        paths: ['.input.problems.first[].code'],
        what: 'may be `near-duplicate`: a long text that is nearly that of another record; or `html-entities`: letters that were written as HTML has them',
      },
      {
        kind: 'changed',
        paths: ['.input.files[].format'],
        what: 'may be `parquet`',
      },
      {
        kind: 'changed',
        paths: ['.input.files[].columns[].field'],
        what: 'may be `respondent`, the column that rows were joined by',
      },
      {
        kind: 'added',
        paths: ['.clinical.priorities', '.service.priorities'],
        what: 'what to look at first on each axis: how often a theme comes up × how negative it is',
      },
      {
        kind: 'added',
        paths: ['.contested'],
        what: 'phrases that could be filed elsewhere, and what each score would be if they were',
      },
      {
        kind: 'added',
        paths: ['.ratingsAgainstText', '.sourceMix'],
        what: 'best ratings with complaints and worst without; the trend with the mix of sources held still',
      },
      {
        kind: 'added',
        paths: ['.safety'],
        what: 'reviews that speak of harm, counted and listed for a person to read',
      },
      {
        kind: 'added',
        paths: ['.gates[].name', '.gates[].note', '.gates[].finding'],
        what: 'what a rule is called and why it stands there, and what was found beside what follows from it',
      },
      {
        kind: 'added',
        paths: ['.method.readings'],
        what: 'what the reviews of each language were read by, and how right that is',
      },
      {
        kind: 'added',
        paths: ['.comparison', '.notCompared'],
        what: 'then and now, where it was asked for with --compare or --baseline, or why there is none',
      },
    ],
  },
  { version: 1, release: '0.1.0', changes: [] },
];
