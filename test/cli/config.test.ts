import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fixture, reviewscan, scratchFolder } from './bin.js';

const folder = scratchFolder();
const below = join(folder, 'deep', 'down');
mkdirSync(below, { recursive: true });
writeFileSync(join(folder, 'reviews.csv'), readFileSync(fixture('seed.csv')));

/** Writes reviewscan.yaml and runs in its folder, unless told otherwise. */
function withConfig(
  yaml: string,
  args: readonly string[],
  options: { cwd?: string; env?: Record<string, string> } = {},
) {
  writeFileSync(join(folder, 'reviewscan.yaml'), yaml);
  return reviewscan(args, { cwd: folder, ...options });
}

interface Printed {
  file: string | null;
  settings: { name: string; value: unknown; source: string; from: string | null }[];
}

const printed = (stdout: string) => {
  const { settings } = JSON.parse(stdout) as Printed;
  return Object.fromEntries(settings.map(({ name, value, source, from }) => [name, { value, source, from }]));
};

describe('reviewscan.yaml', () => {
  it('names the files and everything else, so that analyze needs no argument', () => {
    const { stdout, stderr, status } = withConfig(
      'files: reviews.csv\nquiet: true\nby: [location]\nformat: { json: report.json, html: out.html }\n',
      ['analyze'],
    );
    expect([stdout, stderr, status]).toEqual(['', '', 0]);
    const report = JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8'));
    expect(report.input.by).toEqual(['location']);
    expect(readFileSync(join(folder, 'out.html'), 'utf8')).toContain('</html>');
  });

  it('is found from a folder below, and its paths start at its own folder: the same bytes', () => {
    const yaml = 'files: [reviews.csv]\nquiet: true\noutput: from-config.json\n';
    withConfig(yaml, ['analyze']);
    const here = readFileSync(join(folder, 'from-config.json'), 'utf8');
    writeFileSync(join(folder, 'from-config.json'), '');
    expect(withConfig(yaml, ['analyze'], { cwd: below }).status).toBe(0);
    expect(readFileSync(join(folder, 'from-config.json'), 'utf8')).toBe(here);
  });

  it('stands behind the environment, and that behind flags; lists are replaced, not joined', () => {
    const yaml = 'files: reviews.csv\nby: location\nmin-n: 12\nmax-bad: 7%\nquotes: no\n';
    const { stdout } = withConfig(yaml, ['analyze', '--print-config=json', '--by', 'month'], {
      env: { REVIEWSCAN_MIN_N: '15', REVIEWSCAN_BY: 'year\nsource', REVIEWSCAN_MAX_CELL: '' },
    });
    expect(printed(stdout)).toMatchObject({
      files: { value: ['reviews.csv'], source: 'file', from: 'reviewscan.yaml:1' },
      by: { value: ['month'], source: 'flag', from: null },
      'min-n': { value: '15', source: 'environment', from: 'REVIEWSCAN_MIN_N' },
      'max-bad': { value: '7%', source: 'file', from: 'reviewscan.yaml:4' },
      quotes: { value: false, source: 'file' },
      'max-cell': { value: '8MB', source: 'default' },
    });
  });

  it('of format and output says where the report goes only as a whole', () => {
    const yaml = 'files: reviews.csv\nformat: json\noutput: nightly.json\n';
    const here = (args: string[], env = {}) => {
      const { format, output } = printed(
        withConfig(yaml, ['analyze', '--print-config=json', ...args], { env }).stdout,
      );
      return [format?.value, output?.value];
    };
    expect(here([])).toEqual([['json'], 'nightly.json']);
    expect(here(['--format', 'terminal'])).toEqual([['terminal'], null]);
    expect(here(['--output', 'now.html'])).toEqual([[], 'now.html']);
    expect(here([], { REVIEWSCAN_OUTPUT: 'now.html' })).toEqual([[], 'now.html']);
  });

  it('prints what counts as lines that would do as a config file, and runs nothing', () => {
    const { stdout, status } = withConfig('files: reviews.csv\noutput: never.json\n', [
      'analyze',
      '--print-config',
    ]);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^output: never\.json +# reviewscan\.yaml:2$/m);
    expect(() => readFileSync(join(folder, 'never.json'))).toThrow();
  });

  it('means analyze, and other commands only where they have the very same option', () => {
    const yaml =
      'taxonomy: own\noutput: report.json\nformat: json\nspecialty: auto\ncommands: { train: { output: m.json } }\n';
    const train = printed(withConfig(yaml, ['train', 'labels.tsv', '--print-config=json']).stdout);
    expect(train).toMatchObject({
      output: { value: 'm.json', source: 'file' },
      format: { value: 'terminal', source: 'default' },
      taxonomy: { value: 'own', source: 'file' },
      specialty: { value: null, source: 'default' },
    });
  });

  it('takes columns as a mapping', () => {
    const { stdout } = withConfig('map: { text: [Review, Pros], provider: [] }\n', [
      'inspect',
      '--print-config=json',
    ]);
    expect(printed(stdout).map?.value).toEqual(['text=Review', 'text=Pros', 'provider=']);
  });

  it('can be named or left aside', () => {
    withConfig('min-n: 20\n', ['themes']);
    writeFileSync(join(folder, 'other.yaml'), 'min-n: 30\n');
    const minN = (args: string[], env = {}) =>
      printed(reviewscan(['analyze', '--print-config=json', ...args], { cwd: folder, env }).stdout)['min-n']
        ?.value;
    expect(minN([])).toBe('20');
    expect(minN(['--config', 'other.yaml'])).toBe('30');
    expect(minN([], { REVIEWSCAN_CONFIG: 'other.yaml' })).toBe('30');
    expect(minN(['--no-config'])).toBe('10');
  });

  it.each([
    ['bye: location', 'reviewscan.yaml:2: there is no option bye; did you mean by?'],
    ['no-quotes: true', 'reviewscan.yaml:2: there is no option no-quotes; did you mean quotes: false?'],
    ['quotes: perhaps', 'reviewscan.yaml:2: quotes: perhaps is neither true nor false'],
    ['min-n: few', 'reviewscan.yaml:2: --min-n few: write a whole number'],
    ['max-bad: [1, 2]', 'reviewscan.yaml:2: max-bad: takes one value'],
    ['table: rows', 'reviewscan.yaml:2: table: rows is none of themes, '],
    ['by:', 'reviewscan.yaml:2: by: has no value'],
    ['sample: 3', 'reviewscan.yaml:2: sample is an option of label: put it under commands: label:'],
    ['commands: { labl: {} }', 'reviewscan.yaml:2: there is no command labl; did you mean label?'],
    [
      'commands:\n  label:\n    sampel: 3',
      'reviewscan.yaml:4: there is no option sampel; did you mean sample?',
    ],
    ['by: [a', 'not valid YAML'],
    ['fail-under: theme:wating=60', 'reviewscan.yaml:2: --fail-under'],
    ['since: 2026-13', 'reviewscan.yaml:2: --since 2026-13'],
  ])('with a slip exits 2 and names the line: %s', (line, message) => {
    const { stdout, stderr, status } = withConfig(`files: reviews.csv\n${line}\n`, ['analyze']);
    expect([stdout, status]).toEqual(['', 2]);
    expect(stderr).toContain(message);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  it('a slip in the section of another command is told as well, and one in the environment', () => {
    expect(withConfig('commands: { label: { redact: 1, suggest: perhaps } }\n', ['themes']).status).toBe(2);
    const { stderr, status } = withConfig('', ['themes'], { env: { REVIEWSCAN_FROMAT: 'json' } });
    expect([stderr, status]).toEqual([
      'reviewscan: environment: there is no option REVIEWSCAN_FROMAT; did you mean REVIEWSCAN_FORMAT?\n',
      2,
    ]);
  });

  it('without files anywhere analyze says what to do', () => {
    const { stderr, status } = withConfig('', ['analyze']);
    expect(status).toBe(2);
    expect(stderr).toContain('reviewscan init');
  });
});

describe('init', () => {
  const fresh = () => {
    const place = mkdtempSync(join(folder, 'init-'));
    writeFileSync(join(place, 'reviews.csv'), readFileSync(fixture('sample.csv')));
    return place;
  };

  it('of headers alone, which tell of no column, is read again', () => {
    const cwd = mkdtempSync(join(folder, 'heads-'));
    writeFileSync(join(cwd, 'month.csv'), 'Name,Capture,Added\n');
    expect(reviewscan(['init', 'month.csv'], { cwd }).status).toBe(0);
    const { status, stderr } = reviewscan(['analyze', '-q', '-o', 'report.json'], { cwd });
    expect([status, stderr]).toEqual([0, 'reviewscan: no records: the report is empty\n']);
  });

  it('of the folder that it stands in, names it', () => {
    const cwd = fresh();
    expect(reviewscan(['init', '.'], { cwd }).status).toBe(0);
    expect(readFileSync(join(cwd, 'reviewscan.yaml'), 'utf8')).toContain('\nfiles:\n  - .\n');
    expect(reviewscan(['analyze', '-q', '-o', '/dev/null'], { cwd }).status).toBe(0);
  });

  it('writes a config for an export with which analyze runs by itself, to the same report', () => {
    const cwd = fresh();
    const { stderr, status } = reviewscan(['init', 'reviews.csv'], { cwd });
    expect([stderr, status]).toEqual([
      'reviewscan.yaml written; look it over, then: reviewscan analyze\n',
      0,
    ]);
    const yaml = readFileSync(join(cwd, 'reviewscan.yaml'), 'utf8');
    expect(yaml).toContain('\nmap:\n  id: Review ID\n  text: Review\n');
    expect(yaml).toContain('by: [location, provider]');
    // Every option is there, as a value or as a comment that says what it is for.
    const flags = reviewscan(['analyze', '--help']).stdout.matchAll(/^ {2}(?:-\w, )?--(?:no-)?([a-z-]+)/gm);
    for (const [, name] of flags) {
      if (!['config', 'print-config', 'help'].includes(name!))
        expect(yaml).toMatch(new RegExp(`^(# )?${name}:`, 'm'));
    }
    const plain = ['analyze', 'reviews.csv', '--no-config', '-q', '--format', 'json'];
    const byHand = reviewscan([...plain, '--by', 'location', '--by', 'provider', '--specialty', 'auto'], {
      cwd,
    });
    const configured = reviewscan(['analyze', '-q', '--format', 'json'], { cwd });
    const bare = (stdout: string) => {
      const { input, ...report } = JSON.parse(stdout);
      // Columns that are said are surer than columns that were found; nothing else differs.
      return { ...report, input: { ...input, files: null } };
    };
    expect(bare(configured.stdout)).toEqual(bare(byHand.stdout));
  });

  it('all it says but the comments, and all in its comments, is YAML that holds', () => {
    const cwd = fresh();
    const { stdout } = reviewscan(['init', 'reviews.csv', '-o', '-'], { cwd });
    expect(existsSync(join(cwd, 'reviewscan.yaml'))).toBe(false);
    const uncommented = stdout
      .split('\n')
      .map((line) => line.replace(/^# (?=[a-z-]+:( \S+ +# | \[|$)| {2}- )/, ''))
      .filter(
        (line) =>
          !/: [<[](field|what|file|path|date|rule|dir|order|name|columns|duration|n|code|zone)\b/.test(line),
      );
    writeFileSync(join(cwd, 'reviewscan.yaml'), uncommented.join('\n'));
    const { stderr, status } = reviewscan(['analyze', '--print-config'], { cwd });
    expect([stderr, status]).toEqual(['', 0]);
  });

  it('never replaces a file unless told to, and refuses what holds no reviews', () => {
    const cwd = fresh();
    writeFileSync(join(cwd, 'reviewscan.yaml'), 'min-n: [broken');
    const { stderr, status } = reviewscan(['init', 'reviews.csv'], { cwd });
    expect(status).toBe(2);
    expect(stderr).toContain('--force');
    expect(readFileSync(join(cwd, 'reviewscan.yaml'), 'utf8')).toBe('min-n: [broken');
    expect(reviewscan(['init', '--force'], { cwd }).status).toBe(0);
    expect(readFileSync(join(cwd, 'reviewscan.yaml'), 'utf8')).toContain('# files: [exports/*.csv]');
    expect(reviewscan(['init', fixture('no-review-column.csv'), '-o', '-'], { cwd }).status).toBe(2);
  });
});
