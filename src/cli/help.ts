/** What stands below the options in `reviewscan --help`. */

/** Exit codes, in the order of the help. The one table; README and tests read it through `--help`. */
export const EXIT_CODES = `

Exit codes:
  0    all fine (also when the reader of a pipe leaves, and for a file without
       reviews)
  1    a rule (--fail-under, --rules) is broken at n >= 30; the report is still
       written; lint or history verify found something
  2    something you can mend: a flag, a missing file, no review column, a
       broken taxonomy
  3    more unusable records than --max-bad; the report is still written
  4    another run is writing the same files; nothing was changed
  5    --timeout is over; nothing was written
  70   a bug in reviewscan
  74   the disk is full, the folder can't be written, or the history is damaged;
       old files stay as they were
  130  interrupted (143: terminated, 129: hung up); no half-written file is left`;

export const SETTINGS = `

Settings:
  Every option can also stand in reviewscan.yaml (min-n: 5), in this folder or
  one above, or in the environment (REVIEWSCAN_MIN_N=5). Flags come before the
  environment, that before the file.`;

export const EXAMPLES = `
Examples:
  reviewscan analyze reviews.csv
  reviewscan analyze google.csv yelp.json --by location --by quarter
  reviewscan analyze reviews.csv --format json=report.json --format csv=all.csv
  reviewscan analyze - --map text=Comment < export.csv
  reviewscan analyze reviews.csv -q --output report.md --fail-under service=60
  reviewscan diff march.json april.json
  reviewscan explain "Great surgeon but the front desk was rude"
  reviewscan label reviews.csv --sample 100 && reviewscan evaluate labels.tsv`;
