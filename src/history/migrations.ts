/** The tables of a history, as the steps from each format to the next. A step that was released never changes. */

export const MIGRATIONS: readonly string[] = [
  // 0 → 1
  `
  -- What an analysis depends on, and what its records are read with: themes by number, the model's card.
  CREATE TABLE settings (
    id INTEGER PRIMARY KEY,
    fingerprint TEXT NOT NULL UNIQUE,
    about TEXT NOT NULL
  );
  CREATE TABLE runs (
    id INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    tool TEXT NOT NULL,
    settings INTEGER NOT NULL REFERENCES settings,
    counts TEXT NOT NULL,
    -- The report without its words, gzipped JSON; NULL once pruned.
    report BLOB,
    -- Temporary files of outputs that had not been put in place when the run was written; NULL once they were.
    pending TEXT
  );
  -- One row a review: src/history/facts.ts says what the bytes hold.
  CREATE TABLE reviews (
    hash BLOB PRIMARY KEY,
    date TEXT,
    settings INTEGER NOT NULL REFERENCES settings,
    first_run INTEGER NOT NULL,
    -- The first run that no longer found it in its input; NULL while it is there.
    gone_run INTEGER,
    facts BLOB NOT NULL
  ) WITHOUT ROWID;
  CREATE TABLE alerts (
    key TEXT PRIMARY KEY,
    run INTEGER NOT NULL
  ) WITHOUT ROWID;
  `,
  // 1 → 2: a night of new records alone goes on from where the run before it stood
  `
  CREATE TABLE standing (
    run INTEGER PRIMARY KEY REFERENCES runs,
    fingerprint TEXT NOT NULL,
    -- Gzipped JSON: the tally without words, and the hashes of the reviews that the report quotes.
    about BLOB NOT NULL
  );
  -- The records of the input, in parts, so that a night writes the last ones alone.
  CREATE TABLE standing_records (
    part INTEGER PRIMARY KEY,
    crc INTEGER NOT NULL,
    bytes BLOB NOT NULL
  );
  `,
  // 2 → 3: a record of the input takes 64 bytes, and its parts are cut by what they hold; a run names its own in `about`
  `
  DELETE FROM standing;
  DROP TABLE standing_records;
  CREATE TABLE standing_parts (
    -- sha256 of the bytes.
    digest BLOB PRIMARY KEY,
    bytes BLOB NOT NULL
  );
  `,
];

/** The present format: `PRAGMA user_version`. */
export const FORMAT = MIGRATIONS.length;
