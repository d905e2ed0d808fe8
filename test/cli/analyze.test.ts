import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { BIN, fixture, lines, reviewscan, scratchFolder } from './bin.js';

const folder = scratchFolder();
const sample = fixture('sample.csv');
const at = (name: string) => join(folder, name);

describe('the seed review', () => {
  it('comes out as the issue that started the project says', () => {
    const { stdout, status } = reviewscan(['analyze', fixture('seed.csv'), '--format', 'ndjson']);
    expect(status).toBe(0);
    const [review] = lines(stdout);
    const found = new Set<string>(
      review?.opinions.flatMap(({ tags }) => tags.map(({ theme, polarity }) => `${theme} ${polarity}`)),
    );
    for (const tag of [
      'outcome positive',
      'skill positive',
      'skill negative',
      'waiting positive',
      'access positive',
      'billing positive',
      'staff negative',
      'compassion negative',
      'follow-up negative',
      'comfort negative',
      'time negative',
      'service negative',
    ]) {
      expect(found, `${tag} in ${[...found].join(', ')}`).toContain(tag);
    }
  });

  it('stands first among those who praise the result and blame the service', () => {
    const { stdout } = reviewscan(['analyze', fixture('seed.csv'), '--format', 'json']);
    const report = JSON.parse(stdout);
    expect(report.divergence.examples.praisedBlamed[0].id).toBe('HV-1338');
  });
});

describe('stdout', () => {
  it('carries the report alone, the same bytes every time and whatever the order of the rows', () => {
    const first = reviewscan(['analyze', sample, '--format', 'json', '--by', 'location']);
    const second = reviewscan(['analyze', sample, '--format', 'json', '--by', 'location']);
    expect(first.stdout).toBe(second.stdout);
    expect(JSON.parse(first.stdout).schema).toBe('reviewscan.report');
    expect(first.stderr).toContain('text=Review');
  });

  it('has no colour when it is no terminal, and has it when told so', () => {
    expect(reviewscan(['analyze', sample]).stdout).not.toContain('\u001b[');
    expect(reviewscan(['analyze', sample], { env: { FORCE_COLOR: '1' } }).stdout).toContain('\u001b[');
    const both = reviewscan(['analyze', sample], { env: { FORCE_COLOR: '1', NO_COLOR: '1' } });
    expect(both.stdout).not.toContain('\u001b[');
  });

  it('ends in silence when its reader leaves', () => {
    const { stdout, stderr, status } = spawnSync(
      'bash',
      [
        '-c',
        `"${process.execPath}" "${BIN}" analyze "${sample}" -q --format ndjson | head -1; exit \${PIPESTATUS[0]}`,
      ],
      { encoding: 'utf8' },
    );
    expect(lines(stdout)).toHaveLength(1);
    expect(stderr).toBe('');
    expect(status).toBe(0);
  });

  /** Runs a line of shell in which \$RUN is the bin and \$SAMPLE the sample. */
  const shell = (line: string) =>
    spawnSync('bash', ['--norc', '-c', line], {
      encoding: 'utf8',
      env: { PATH: process.env.PATH, RUN: `${process.execPath} ${BIN}`, SAMPLE: sample },
    });

  it.skipIf(!existsSync('/dev/full'))('says in one line that the disk behind stdout is full', () => {
    for (const command of ['analyze "$SAMPLE" -q', 'themes', 'schema']) {
      const { stderr, status } = shell(`$RUN ${command} > /dev/full`);
      expect(stderr).toMatch(/^reviewscan: standard output: the disk is full or failing \(ENOSPC\).*\n$/);
      expect(status).toBe(74);
    }
  });

  it.skipIf(!existsSync('/dev/stdout'))('writes to /dev/stdout as to any other path', () => {
    const { stdout, stderr, status } = shell('$RUN analyze "$SAMPLE" -q --format json=/dev/stdout | cat');
    expect(stderr).toBe('');
    expect(JSON.parse(stdout).schema).toBe('reviewscan.report');
    expect(status).toBe(0);
    const left = shell(
      '$RUN analyze "$SAMPLE" -q --format ndjson=/dev/stdout | head -1 > /dev/null; exit $PIPESTATUS',
    );
    expect(left).toMatchObject({ stderr: '', status: 0 });
  });

  it('reads standard input as it reads a file', () => {
    const piped = reviewscan(['analyze', '-', '--format', 'ndjson'], { input: readFileSync(sample) });
    const read = reviewscan(['analyze', sample, '--format', 'ndjson']);
    expect(piped.status).toBe(0);
    expect(piped.stdout.replaceAll('"standard input"', '"-"')).toBe(
      read.stdout.replaceAll('"sample.csv"', '"-"'),
    );
  });
});

describe('outputs', () => {
  it('writes several formats in one run, each complete', () => {
    const { stdout, status } = reviewscan([
      'analyze',
      sample,
      '--format=terminal',
      ...['json', 'ndjson', 'csv', 'markdown'].map((name) => `--format=${name}=${at(`all.${name}`)}`),
    ]);
    expect(status).toBe(0);
    expect(stdout).toContain('CLINICAL');
    expect(JSON.parse(readFileSync(at('all.json'), 'utf8')).reviews).toBeGreaterThan(250);
    expect(lines(readFileSync(at('all.ndjson'), 'utf8')).length).toBe(280);
    expect(readFileSync(at('all.csv'), 'utf8')).toMatch(/^level,by,group,/);
    expect(readFileSync(at('all.markdown'), 'utf8')).toMatch(/^# /);
  });

  it('chooses the format by the ending of --output', () => {
    reviewscan(['analyze', sample, '--output', at('report.md')]);
    expect(readFileSync(at('report.md'), 'utf8')).toMatch(/^# /);
  });

  it('knows a format by an ending of its files too', () => {
    const run = (format: string) =>
      reviewscan(['analyze', fixture('seed.csv'), '-q', '--format', format]).stdout;
    expect(run('md')).toBe(run('markdown'));
    expect(run('jsonl')).toBe(run('ndjson'));
    reviewscan(['analyze', fixture('seed.csv'), '--format', `excel=${at('seed.xlsx')}`]);
    expect(readFileSync(at('seed.xlsx')).subarray(0, 2).toString()).toBe('PK');
  });

  it.each([
    [['--format', 'markdwn'], 'did you mean markdown?'],
    [['--format', 'tsv'], 'did you mean csv?'],
    [['--format', 'md:groups'], 'csv alone has tables'],
    [['--digest', 'markdwn'], 'did you mean markdown?'],
    [['--format', 'json', '--format', 'csv'], 'two formats for stdout'],
    [['--format', 'pdf'], '--format pdf: choose'],
    [['--format', 'json=a', '--format', 'csv=a'], 'two formats for a'],
    [['--format', 'json', '--format', 'csv', '--output', 'x'], '--output is for one format'],
    [['--output', sample], 'would be replaced'],
    [[dirname(sample), '--output', join(dirname(sample), 'new.md')], 'lies in a folder that is read'],
    [['--output', '/no/such/folder/report.json'], 'does not exist'],
    [['--since', '2026-13'], '--since 2026-13'],
    [['--since', '2026-02-30'], '--since 2026-02-30'],
    [['--since', '2026-05', '--until', '2026-04'], 'is after --until'],
    [['--max-bad', 'many'], '--max-bad many'],
    [['--max-cell', 'big'], '--max-cell big'],
    [['--map', 'words=Review'], '--map words=Review'],
    [['--map', 'text=Nope'], 'Nope'],
    [['--by', 'Nope'], 'Nope'],
    [['--fail-under', 'servise=60'], 'service'],
    [['--fail-under', 'theme:wating=60'], 'waiting'],
    [['--width', '20'], '--width 20'],
    [['--taxonomy', '/no/such/folder'], '/no/such/folder'],
    [['--encoding', 'klingon'], 'klingon'],
  ])('refuses %j in one line', (flags, words) => {
    const { stdout, stderr, status } = reviewscan(['analyze', sample, ...flags], { cwd: folder });
    expect(stderr).toContain(words);
    expect(stderr.trim().split('\n').length).toBe(1);
    expect(stdout).toBe('');
    expect(status).toBe(2);
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it('leaves the old file as it was when the new report cannot be made', () => {
    writeFileSync(at('kept.json'), 'old');
    const { status } = reviewscan(['analyze', fixture('unclosed-quote.csv'), '--output', at('kept.json')]);
    expect(status).toBe(2);
    expect(readFileSync(at('kept.json'), 'utf8')).toBe('old');
  });

  it.skipIf(process.getuid?.() === 0)('says which folder cannot be written', () => {
    mkdirSync(at('closed'));
    chmodSync(at('closed'), 0o500);
    const { stderr, status } = reviewscan(['analyze', sample, '--output', at('closed/report.json')]);
    expect(stderr).toContain('cannot be written');
    expect(status).toBe(74);
  });

  it('leaves nothing half-written on Ctrl-C', async () => {
    const big = at('big.csv');
    const rows = readFileSync(sample, 'utf8');
    const body = rows.slice(rows.indexOf('\n') + 1);
    writeFileSync(big, rows + body.repeat(60));
    const child = spawn(process.execPath, [
      BIN,
      'analyze',
      big,
      '--no-dedupe',
      '--format',
      `ndjson=${at('half.ndjson')}`,
    ]);
    const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
    const temporary = () => readdirSync(folder).some((name) => name.startsWith('.half.ndjson'));
    while (!temporary()) await new Promise((resolve) => setTimeout(resolve, 20));
    child.kill('SIGINT');
    expect(await ended).toBe(130);
    expect(existsSync(at('half.ndjson'))).toBe(false);
    expect(temporary()).toBe(false);
  });
});

describe('what was asked for', () => {
  it('groups by fields, columns and periods', () => {
    const { stdout } = reviewscan([
      'analyze',
      sample,
      '--format=json',
      '--by=location,quarter',
      '--by=Procedure',
    ]);
    const { groups } = JSON.parse(stdout);
    expect(groups.map((group: { by: string }) => group.by)).toEqual(['location', 'quarter', 'Procedure']);
    expect(groups[0].rows.map((row: { group: string }) => row.group)).toEqual([
      'Harbor Point',
      'Northgate',
      'Vale Street',
    ]);
  });

  it('keeps to a period, and the ledger adds up', () => {
    const { stdout } = reviewscan(['analyze', sample, '--format=json', '--since=2026-01', '--until=2026-03']);
    const { input } = JSON.parse(stdout);
    expect(input.dates.first >= '2026-01-01' && input.dates.last <= '2026-03-31').toBe(true);
    const { records, unfolded, ...fates } = input.ledger;
    const sum = (Object.values(fates) as number[]).reduce((a, b) => a + b, 0);
    expect(records + unfolded).toBe(sum);
    expect(fates.outsidePeriod).toBeGreaterThan(100);
  });

  it('redacts unless told otherwise, and prints no words with --no-quotes', () => {
    const secret = [
      'id,Review',
      '1,"Dr. Zebulon Quince was rude, call 555-0142 or mail zq@example.com."',
    ].join('\n');
    const open = reviewscan(['analyze', '-', '--format=ndjson', '--redact=none'], { input: secret }).stdout;
    const closed = reviewscan(['analyze', '-', '--format=ndjson'], { input: secret }).stdout;
    const none = reviewscan(['analyze', '-', '--format=ndjson', '--no-quotes'], { input: secret }).stdout;
    expect(open).toContain('Quince');
    expect(closed).not.toMatch(/Quince|555-0142|zq@example/);
    expect(closed).toContain('was rude');
    expect(none).not.toContain('rude');
    // Offsets stay those of the untouched passage.
    expect(lines(closed)[0]?.opinions[0]?.end).toBe(lines(open)[0]?.opinions[0]?.end);
  });

  it('exits 1 for a broken rule, with the report written and one line on stderr', () => {
    const { stderr, status } = reviewscan([
      'analyze',
      sample,
      '--quiet',
      '--fail-under=service=99',
      '--fail-under=theme:waiting=1',
      `--output=${at('gated.json')}`,
    ]);
    expect(status).toBe(1);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).toContain('service=99');
    const { gates } = JSON.parse(readFileSync(at('gated.json'), 'utf8'));
    expect(gates.map((gate: { verdict: string }) => gate.verdict)).toEqual(['failed', 'passed']);
  });

  it('is quiet with --quiet', () => {
    const { stderr, stdout } = reviewscan(['analyze', sample, '-q', '--output', at('quiet.txt')]);
    expect(stderr + stdout).toBe('');
  });

  it('drops repeats by content, or keeps them all', () => {
    const once = lines(reviewscan(['analyze', sample, '--format=ndjson']).stdout);
    const all = lines(reviewscan(['analyze', sample, '--format=ndjson', '--no-dedupe']).stdout);
    expect([once.length, all.length]).toEqual([280, 286]);
  });
});

describe('bad input', () => {
  it.each([
    ['missing.csv', 'no such file'],
    ['*.parquet', 'no file matches'],
    ['no-review-column.csv', 'no column of review text'],
    ['binary.csv', 'not text'],
    ['unclosed-quote.csv', 'line 4'],
  ])('%s is refused in one line', (name, words) => {
    const { stdout, stderr, status } = reviewscan(['analyze', fixture(name)]);
    expect(stderr).toContain(words);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stdout).toBe('');
    expect(status).toBe(2);
  });

  it.each(['empty.csv', 'header-only.csv', 'blank-rows.csv'])(
    '%s has no reviews, which is no error',
    (name) => {
      const { stdout, stderr, status } = reviewscan(['analyze', fixture(name)]);
      expect(status).toBe(0);
      expect(stderr).toMatch(/no records|no review could be analysed/);
      expect(stdout).toContain('nothing to say');
    },
  );

  it('what is wrong with a whole file is told of the file, of a record with its number', () => {
    writeFileSync(at('unclear.csv'), 'id,review,date\n1,Kind and quick.,01/02/2024\n2,Kind.,03/04/2024\n');
    const { stderr } = reviewscan(['analyze', at('unclear.csv')]);
    expect(stderr).toMatch(/unclear\.csv: day and month of its dates cannot be told apart/);
    expect(reviewscan(['analyze', fixture('ragged.csv')]).stderr).toMatch(/ragged\.csv, record \d+: /);
  });

  it('rows that do not fit are told, counted, and too many of them exit 3 with the report written', () => {
    const { stdout, stderr, status } = reviewscan(['analyze', fixture('ragged.csv'), '--format=json']);
    expect(status).toBe(3);
    expect(stderr).toContain('more than --max-bad 5%');
    expect(JSON.parse(stdout).input.ledger.problem).toBe(4);
    expect(reviewscan(['analyze', fixture('ragged.csv'), '--max-bad=60%']).status).toBe(0);
  });

  it('a rating of "banana" leaves the review and counts the problem', () => {
    const { stdout, status } = reviewscan(['analyze', fixture('banana.csv'), '--format=json']);
    const { input } = JSON.parse(stdout);
    expect(status).toBe(0);
    expect(input.problems.counts).toEqual({ 'bad-rating': 1 });
    expect(input.ledger.used).toBe(input.ledger.records);
  });

  it('a cell of 5 MB is read, and one over --max-cell is counted', { timeout: 60_000 }, () => {
    writeFileSync(
      at('huge.csv'),
      `id,Review\n1,"${'The staff were kind. '.repeat(250_000)}"\n2,Great result.\n`,
    );
    expect(reviewscan(['analyze', at('huge.csv'), '--format=json']).status).toBe(0);
    const { stdout, status } = reviewscan(['analyze', at('huge.csv'), '--format=json', '--max-cell=1MB']);
    expect(status).toBe(3);
    expect(JSON.parse(stdout).input.problems.counts).toEqual({ 'cell-too-large': 1 });
  });

  it('headers named like the insides of JavaScript harm nothing', () => {
    const { stdout, status } = reviewscan([
      'analyze',
      fixture('proto.csv'),
      '--format=json',
      '--by=__proto__',
    ]);
    expect(status).toBe(0);
    expect(JSON.parse(stdout).groups[0].by).toBe('__proto__');
  });
});
