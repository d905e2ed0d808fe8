import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { reviewscan, scratchFolder } from './bin.js';

/** What a night that nobody watches must not keep to itself, and what is normal and makes no noise. */

const folder = scratchFolder();
const run = (...args: string[]) => reviewscan(['analyze', ...args], { cwd: folder });
const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
const HEAD = 'Review ID,Date,Floor,Review\n';
const row = (i: number, date: string) =>
  `R-${i},${date},${i % 3},The wait was ${i + 2} hours and the desk was rude.\n`;
const rows = (count: number, month: string) =>
  Array.from({ length: count }, (_, i) => row(i, `${month}-${String(1 + (i % 28)).padStart(2, '0')}`)).join(
    '',
  );

beforeAll(() => {
  write('spring.csv', HEAD + rows(20, '2026-04'));
  write('undated.csv', (HEAD + rows(20, '2026-04')).replaceAll(/^([^,]*),[^,]*,/gm, '$1,'));
  write('unclear.csv', HEAD + rows(9, '2026-04').replaceAll(/2026-04-0(\d)/g, '0$1/02/2026'));
  write('header.csv', HEAD);
  write('nothing.csv', '');
});

describe('a period without dates', () => {
  it.each([
    ['undated.csv', '--since', '2026-03', 'undated.csv: has no column of dates; say --map date=COLUMN'],
    ['undated.csv', '--until', '2026-03', 'undated.csv: has no column of dates; say --map date=COLUMN'],
    [
      'unclear.csv',
      '--since',
      '2026',
      'unclear.csv: day and month in Date cannot be told apart; say --date-order dmy or mdy',
    ],
  ])('is refused: %s %s %s', (file, flag, value, why) => {
    const { status, stdout, stderr } = run(file, '-q', flag, value, '--fail-under', 'service=60');
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^reviewscan: --(since|until) \S+: no review can be placed in time: [^\n]*\n$/);
    expect(stderr).toContain(why);
  });

  it('of one of several files is told, and nothing of files without records', () => {
    const { status, stderr } = run('spring.csv', 'undated.csv', 'header.csv', '-q', '--since', '2026-03');
    expect([status, stderr]).toEqual([
      0,
      'reviewscan: undated.csv: has no column of dates; say --map date=COLUMN; its reviews are left out of the period asked for\n',
    ]);
    expect(run('spring.csv', 'header.csv', '-q', '--since', '2026-03').stderr).toBe('');
  });

  it('is named where two periods cannot be compared', () => {
    expect(run('undated.csv', '-q', '--compare', 'previous-period').stderr).toBe(
      'reviewscan: nothing to compare: undated.csv: has no column of dates; say --map date=COLUMN\n',
    );
    expect(run('spring.csv', '-q', '--compare', 'previous-period').stderr).toContain(
      'no two complete periods',
    );
  });
});

describe('an empty report', () => {
  it.each([
    [['header.csv'], 'no records: the report is empty'],
    [['nothing.csv'], 'no records: the report is empty'],
    [['spring.csv', '--since=2026-05'], '20 of 20 records are outside the period asked for'],
  ])('is no error, and is told: %j', (args, message) => {
    const { status, stderr } = run(...args, '-q');
    expect([status, stderr]).toEqual([0, expect.stringMatching(/^reviewscan: [^\n]*\n$/)]);
    expect(stderr).toContain(message);
  });

  it('is told once where a history remembers a full one, and not of periods that are empty now and then', () => {
    write('night.csv', HEAD + rows(20, '2026-04'));
    const night = (...more: string[]) => run('night.csv', '-q', '--history=night.db', ...more).stderr;
    expect([night(), night()]).toEqual(['', '']);
    expect(night('--since=2026-05')).toContain('outside the period asked for');
    expect(night('--since=2026-05')).toBe('');

    const quiet = (...more: string[]) => run('night.csv', '-q', '--history=quiet.db', ...more).stderr;
    expect(quiet('--since=2026-04-20')).toBe('');
    expect(quiet('--since=2026-05')).toBe('');
  });
});

describe('a slip in a group', () => {
  it.each([
    [['--by', 'montth'], '--by montth: there is no column montth to group by (did you mean month?)'],
    [['--by', 'Floor+mnth'], '--by mnth: there is no column mnth to group by (did you mean month?)'],
    [['--by', 'Flor'], '(did you mean Floor?)'],
    [
      ['--compare', 'prevous-period'],
      '--compare prevous-period: there is no column prevous-period to group by (did you mean previous-period',
    ],
    [['--compare', 'lastyear'], '(did you mean last-year'],
    [['--compare', 'march.jsn'], '(a saved report ends in .json)'],
  ])('is told with what was meant: %j', (args, message) => {
    const { status, stderr } = run('spring.csv', ...args);
    expect(status).toBe(2);
    expect(stderr).toContain(message);
  });

  it('or in a column of a config is told with its line', () => {
    const cwd = join(folder, 'configured');
    mkdirSync(cwd);
    const told = (yaml: string) => {
      writeFileSync(join(cwd, 'reviewscan.yaml'), `files: ../spring.csv\n${yaml}`);
      return reviewscan(['analyze'], { cwd }).stderr;
    };
    expect(told('by: [Floor, montth]\n')).toMatch(
      /^reviewscan: reviewscan\.yaml:2: --by montth: there is no column/,
    );
    expect(told('map: {text: Reviw}\n')).toContain(
      'reviewscan.yaml:2: text: there is no column Reviw; alike are Review',
    );
  });
});

describe('what has no effect', () => {
  it('is told where it was typed, not where a config says it', () => {
    const { status, stderr } = run(
      'spring.csv',
      '-q',
      '--table=sentences',
      '--mail-to=a@b.org',
      '--require-n',
      '--excel',
    );
    expect([status, stderr]).toEqual([
      0,
      'reviewscan: --table and --excel: no effect without --format csv\nreviewscan: --mail-to: no effect without --digest eml\nreviewscan: --require-n: no effect without a rule (--fail-under, --rules)\n',
    ]);
    expect(run('spring.csv', '-q', '--format=csv', '--table=groups', '--by=Floor', '--excel').stderr).toBe(
      '',
    );
    const env = { REVIEWSCAN_MAIL_TO: 'a@b.org', REVIEWSCAN_TABLE: 'groups' };
    expect(reviewscan(['analyze', 'spring.csv', '-q'], { cwd: folder, env }).stderr).toBe('');
  });

  it.each(['report.jsn', 'report.yml', 'report.xls', 'r-{yyyy}.pdf'])(
    'is no ending of an output: %s',
    (name) => {
      const { status, stderr } = run('spring.csv', '-q', '-o', name);
      expect([status, stderr]).toEqual([2, expect.stringContaining(`--output ${name}: no format ends in .`)]);
    },
  );

  it('but none, a day, one of another case, a device and what --format names are', () => {
    const names = ['report', 'report.31', 'for Dr. Quince', 'r.TXT', '/dev/null'];
    expect(names.map((name) => run('spring.csv', '-q', '-o', name).status)).toEqual([0, 0, 0, 0, 0]);
    expect(run('spring.csv', '-q', '--format=terminal=r.log').status).toBe(0);
  });
});
