import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { BIN, reviewscan, scratchFolder } from './bin.js';

const folder = scratchFolder();
const write = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

const EXPORT = write(
  'export.csv',
  `Review,Rating,Provider,Reviewer
"Dra. Hoffmann was rude to me. My scar hurts. Hoffmann was late and never apologized.",1,Dr. Ida Quist,Zelda Fitz
"Tom Harrison did my knee and the result is perfect. Zelda Fitz is happy.",5,Dr. Ida Quist,Zelda Fitz
"The staff was rude and the wait was long.",1,Tom Harrison,Casper Thistle
"DOB -
03/14/1962 was wrong in the chart and the nurse was rude.",1,Tom Harrison,Casper Thistle
`,
);
const SECRETS = /Hoffmann|Harrison|Zelda|Fitz|Thistle|1962/;
const LOOSE = ['--min-n', '1'];

describe('what names a person', () => {
  it.each(['json', 'plain', 'csv:groups', 'markdown'])('is in no %s, whoever is grouped by', (format) => {
    for (const by of ['provider', 'Reviewer', 'reviewer']) {
      const { stdout, stderr, status } = reviewscan([
        'analyze',
        EXPORT,
        '--by',
        by,
        '--format',
        format,
        ...LOOSE,
      ]);
      expect(stderr).not.toMatch(SECRETS);
      expect(status, stderr).toBe(0);
      expect(stdout).not.toMatch(SECRETS);
      if (format === 'json') expect(stdout).toContain(by === 'provider' ? '"Provider ' : '"Reviewer ');
    }
  });

  it('is shown of providers with --redact words, and of patients with --redact none alone', () => {
    const groups = (by: string, redact: string) =>
      reviewscan(['analyze', EXPORT, '--by', by, '--redact', redact, '--format', 'csv:groups', ...LOOSE])
        .stdout;
    expect(groups('provider', 'words')).toContain('Tom Harrison');
    expect(groups('reviewer', 'words')).not.toMatch(/Zelda|Casper/);
    expect(groups('reviewer', 'none')).toContain('Zelda Fitz');
  });

  it('is not in the words of rows either, though a sentence parts it from its title', () => {
    const { stdout } = reviewscan(['analyze', EXPORT, '--format', 'ndjson']);
    const said = stdout
      .trim()
      .split('\n')
      .flatMap((line) => JSON.parse(line).opinions.map((one: { text: string }) => one.text));
    expect(said.join('\n')).not.toMatch(/Hoffmann|Zelda|1962/);
  });

  it('is not told by an error that lists columns', () => {
    const keyed = write(
      'keys.json',
      JSON.stringify({
        'My mother Delgado died after the surgery and staff was rude': { rating: 5 },
        'Harrison botched my nose, the nurse was kind though': { rating: 1 },
      }),
    );
    for (const command of ['analyze', 'inspect']) {
      // What `inspect` prints on stdout are the names that --map asks for.
      const { stderr } = reviewscan([command, keyed]);
      expect(stderr).not.toMatch(/Delgado|Harrison|botched/);
      expect(stderr).toContain('#1 (numbers)');
    }
  });
});

describe('what is said on stderr', () => {
  it('steers no terminal, whatever a file and its columns are called', () => {
    const evil = write('e\x1b[31mvil.csv', 'Review\x1b]0;x\x07,Ra\x1b[2Jting\nthe staff was rude,1\n');
    for (const flags of [[], ['--log-json']]) {
      const { stderr } = reviewscan(['analyze', evil, '--format', 'json', ...flags]);
      expect(stderr).toContain('vil.csv');
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
      expect(stderr).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f]/);
    }
    expect(reviewscan(['analyze', `${evil}\x1b[5m`]).stderr).not.toContain('\x1b');
  });
});

describe.skipIf(process.platform === 'win32')('what is no regular file', () => {
  it('is passed over in a folder, and said', () => {
    const exports = join(folder, 'exports');
    mkdirSync(exports);
    writeFileSync(join(exports, 'a.csv'), 'Review,Rating\nthe staff was rude,1\n');
    symlinkSync('nowhere', join(exports, 'broken.csv'));
    execFileSync('mkfifo', [join(exports, 'pipe.csv')]);
    const { stderr, status } = reviewscan(['analyze', exports, '--format', 'json']);
    expect(status, stderr).toBe(0);
    expect(stderr).toContain('broken.csv: passed over: a link to nothing');
    expect(stderr).toContain('pipe.csv: passed over: no regular file');
  });

  it('is refused where a folder holds nothing else', () => {
    const links = join(folder, 'links');
    mkdirSync(links);
    symlinkSync('nowhere', join(links, 'broken.csv'));
    const { stderr, status } = reviewscan(['analyze', links]);
    expect(status).toBe(2);
    expect(stderr).toContain('none of its files can be read');
  });

  it('may be a named pipe: it is read when somebody writes, and waiting ends with --timeout and by signal', async () => {
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    expect(reviewscan(['analyze', pipe, '--timeout', '2s']).status).toBe(5);
    const waiting = spawn(process.execPath, [BIN, 'analyze', pipe], { stdio: 'ignore' });
    setTimeout(() => waiting.kill('SIGTERM'), 3000);
    const ended = await new Promise((resolve) =>
      waiting.on('exit', (code, signal) => resolve(signal ?? code)),
    );
    expect(['SIGTERM', 143]).toContain(ended);
    const reading = spawn('sh', [
      '-c',
      `cat "${EXPORT}" > "${pipe}" & exec "${process.execPath}" "${BIN}" analyze "${pipe}" --format json`,
    ]);
    let out = '';
    reading.stdout.on('data', (piece) => {
      out += piece;
    });
    await new Promise((resolve) => reading.on('close', resolve));
    expect(JSON.parse(out).reviews).toBe(4);
  }, 60_000);

  it('may be what a shell puts in place of a command', () => {
    const ran = execFileSync('bash', [
      '-c',
      `"${process.execPath}" "${BIN}" analyze <(cat "${EXPORT}") --format json -q`,
    ]);
    expect(JSON.parse(ran.toString()).reviews).toBe(4);
  });
});

describe('documents that are broken', () => {
  it.each([
    ['mixed.xml', '<reviews><review><text>The staff was rude</txt><rating>1</rating></review></reviews>'],
    ['entity.xml', '<reviews><review><text>Rude &unknown; staff</text><rating>1</rating></review></reviews>'],
    ['unnamed', '<reviews><review><text>The staff was rude, and cold</text><rating>5'],
  ])('%s is refused as XML and never read as CSV', (name, text) => {
    const { stderr, status } = reviewscan(['analyze', write(name, text)]);
    expect(status).toBe(2);
    expect(stderr).toContain('not valid XML');
  });

  it('a list of texts with markup is still a list', () => {
    const list = write(
      'markup.csv',
      '<p>Review</p>,Rating\n<p>the staff was rude & cold,1\n<br>the wait was long,2\n',
    );
    expect(reviewscan(['analyze', list, '--format', 'json']).stderr).not.toContain('XML');
  });

  it('JSON nested too deep is a record that cannot be used', () => {
    const deep = `[{"text":"the staff was rude","x":${'{"a":'.repeat(6000)}1${'}'.repeat(6000)}},{"text":"good result and nice nurse"}]`;
    const { stderr, stdout, status } = reviewscan([
      'analyze',
      write('deep.json', deep),
      '--format',
      'json',
      '--max-bad',
      '100%',
    ]);
    expect(status, stderr).toBe(0);
    expect(JSON.parse(stdout).input.ledger).toMatchObject({ records: 2, problem: 1, used: 1 });
  });
});
