import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Libsql from 'libsql';
import { describe, expect, it } from 'vitest';
import { BIN, reviewscan, scratchFolder } from './bin.js';

const folder = scratchFolder();
const at = (name: string) => join(folder, name);
const HEAD = 'Review ID,Review,Date\n';
const calm = Array.from(
  { length: 32 },
  (_, i) => `C-${i},The wait was far too long and the desk was rude.,2026-03-0${(i % 9) + 1}\n`,
).join('');
const first = `H-1,"My incision got infected on day nine, said Dr. Quince.",2026-03-04\n`;
const second = 'H-2,The stitches got infected too.,2026-04-01\n';

/** A night: the export as it stands, and what is printed. */
const night = (rows: string, ...flags: string[]) => {
  writeFileSync(at('export.csv'), HEAD + rows);
  return reviewscan(['analyze', at('export.csv'), '--quiet', `--history=${at('nights.db')}`, ...flags]);
};
const rule = '--fail-under=service=60';

describe('what was told', () => {
  const HEADER = 'Review ID,Location,Rating,Date,Review\n';
  const words = 'The wound got infected. They did not call back and the desk was rude all day.';
  const others = Array.from(
    { length: 12 },
    (_, i) => `O-${i},North,3,2026-03-0${(i % 9) + 1},The wait was ${i + 2} hours and the desk was rude.\n`,
  ).join('');
  const tell = (rows: string) => {
    writeFileSync(at('told.csv'), HEADER + others + rows);
    return reviewscan(['analyze', at('told.csv'), '-q', `--history=${at('told.db')}`, '--digest=terminal']);
  };

  it('is not told again where a label of the review changes, nor where others words of it do', () => {
    expect(tell(`A-1,North,2,2026-03-04,${words}\n`).stdout).toContain('1 review speaks of harm');
    for (const row of [
      `A-1,North,5,2026-03-04,${words}\n`,
      `A-1,"North, ward 3",5,2026-03-04,${words}\n`,
      `A-1,"North, ward 3",5,2026-03-05,${words}\n`,
      `A-1,North,2,2026-03-04,${words}\n`,
      `A-1,North,2,2026-03-04,${words} Still waiting!\n`,
    ])
      expect(tell(row).stdout).toBe('');
    expect(tell(`A-1,North,2,2026-03-04,${words} Then the scar got infected too.\n`).stdout).toContain('A-1');
  });

  it('is told of each review, also where several say the same under the same id', () => {
    const two = `B-1,North,2,2026-03-04,${words}\nB-1,South,1,2026-03-06,${words}\n`;
    expect(tell(two).stdout).toContain('2 reviews speak of harm');
    expect(tell(two.replaceAll(/,[12],/g, ',4,')).stdout).toBe('');
    // one more, or one in place of another: in doubt told twice
    expect(tell(`B-1,West,3,2026-03-09,${words}\n${two}`).stdout).toMatch(/[123] reviews? speaks? of harm/);
  });

  it('without an id is known by the text, if that is long enough to be one person’s', () => {
    const place = (location: string, text: string) => `,${location},2,2026-04-04,${text}\n`;
    expect(tell(place('North', words) + place('North', 'Got infected.')).stdout).toContain('2 reviews');
    expect(tell(place('South', words) + place('North', 'Got infected.')).stdout).toBe('');
    const later = `,North,2,2026-05-09,Got infected.\n`;
    expect(tell(place('South', words) + later).stdout).toContain('1 review speaks');
  });

  it.each([
    ['the same words of another day and place', ',West,1,2026-07-01,', ',East,2,2026-07-20,', words],
    [
      'the same few words under a number that begins again',
      '1,North,1,2026-07-02,',
      '1,South,1,2026-07-21,',
      'Got infected.',
    ],
    [
      'the same harm under a number that begins again',
      '2,North,1,2026-07-03,',
      '2,South,1,2026-07-22,',
      words,
    ],
  ])('is another patient’s: %s', (_, before, after, text) => {
    expect(tell(`${before}${text}\n`).stdout).toContain('1 review speaks of harm');
    expect(tell(`${after}${text}\n`).stdout).toContain('1 review speaks of harm');
  });

  it('by an earlier version stays told', () => {
    writeFileSync(at('old.csv'), `${HEADER}${others}C-1,North,2,2026-03-04,${words}\n`);
    const run = () =>
      reviewscan(['analyze', at('old.csv'), '-q', `--history=${at('old.db')}`, '--digest=terminal']).stdout;
    expect(run()).toContain('1 review speaks of harm');
    const file = new Libsql(at('old.db'));
    file.exec("DELETE FROM alerts WHERE key LIKE 'said:%'");
    file.close();
    expect(run()).toBe('');
    writeFileSync(at('old.csv'), `${HEADER}${others}C-1,North,4,2026-03-04,${words}\n`);
    expect(run()).toBe('');
  });
});

describe('--digest with --history', () => {
  it('tells once what is new, and nothing with --quiet when nothing is; the exit code stays', () => {
    const one = night(calm + first, '--digest=terminal', rule);
    expect([one.status, one.stderr]).toEqual([1, '']);
    expect(one.stdout).toContain('1 review speaks of harm, 1 rule broken.');
    expect(one.stdout).toContain('no earlier run');
    expect(one.stdout).not.toContain('Quince');

    const again = night(calm + first, '--digest=terminal', rule);
    expect([again.status, again.stdout, again.stderr]).toEqual([1, '', '']);

    const grown = night(
      calm + first + second,
      `--digest=json=${at('news.json')}`,
      `--digest=eml=${at('news.eml')}`,
      rule,
    );
    expect([grown.status, grown.stdout]).toEqual([1, '']);
    const news = JSON.parse(readFileSync(at('news.json'), 'utf8'));
    expect(news).toMatchObject({
      schema: 'reviewscan.digest',
      since: { run: 2 },
      rules: [],
      told: { safety: 1, rules: 1 },
    });
    expect(news.safety.listed.map(({ id }: { id: string }) => id)).toEqual(['H-2']);
    expect(readFileSync(at('news.eml'), 'utf8')).toContain('Subject: reviewscan: 1 review speaks of harm');

    // Yesterday's news must not be sent again: the file is there and empty.
    night(calm + first + second, `--digest=eml=${at('news.eml')}`, rule);
    expect(readFileSync(at('news.eml'), 'utf8')).toBe('');

    const loud = reviewscan([
      'analyze',
      at('export.csv'),
      `--history=${at('nights.db')}`,
      '--digest=terminal',
      rule,
    ]);
    expect(loud.stdout).toContain('Nothing new.');
    expect(loud.stderr).toContain('service=60: failed');
  });

  it('a rule that was kept in between is news when it breaks again', () => {
    const kept = calm.replaceAll('far too long and the desk was rude', 'short and the desk was friendly');
    expect(night(kept, '--digest=terminal', rule)).toMatchObject({ status: 0, stdout: '' });
    expect(night(calm, '--digest=terminal', rule).stdout).toContain('Rules newly broken'.toUpperCase());
  });

  it('what a run without --digest found is still told by the next with it', () => {
    night(`${calm}H-9,The wound got infected.,2026-05-01\n`, rule);
    const told = night(`${calm}H-9,The wound got infected.,2026-05-01\n`, '--digest=markdown', rule);
    expect(told.stdout).toMatch(/H\\?-9/);
  });

  it('that nobody read is told again', () => {
    writeFileSync(at('left.csv'), HEAD + calm + first);
    const command = `"${process.execPath}" "${BIN}" analyze left.csv -q --history left.db --digest terminal`;
    const { status } = spawnSync('bash', ['-c', `set -o pipefail; ${command} | true`], { cwd: folder });
    expect(status).toBe(0);
    const again = spawnSync('bash', ['-c', command], { cwd: folder, encoding: 'utf8' });
    expect(again.stdout).toContain('1 review speaks of harm');
    expect(spawnSync('bash', ['-c', command], { cwd: folder, encoding: 'utf8' }).stdout).toBe('');
  });
});

describe('--digest', () => {
  it('without --history takes everything for new, and leaves words out with --no-quotes', () => {
    writeFileSync(at('one.csv'), HEAD + calm + first);
    const run = () => reviewscan(['analyze', at('one.csv'), '-q', '--digest=html', '--no-quotes']);
    const page = run().stdout;
    expect(page).toContain('H-1');
    expect(page).not.toContain('infected');
    expect(run().stdout).toBe(page);
  });

  it.each([
    [['--digest=pdf'], 'choose terminal or json or markdown or html or eml'],
    [['--digest=eml='], 'name a file after ='],
    [['--digest=terminal', '--format=json'], 'two formats for stdout'],
    [['--digest=eml', '--mail-to=a@b\nBcc: c@d'], 'one line'],
    [['--digest=eml', '--mail-from=jürgen@b.example'], 'write an address'],
    [['--digest=eml', '--mail-to=a@b.example;c@d.example'], 'write an address'],
    [['--digest=eml', '--mail-to=Ward <ward@>'], 'write an address'],
  ])('%j is an error', (flags, message) => {
    const { status, stderr } = reviewscan(['analyze', at('one.csv'), ...flags]);
    expect(status).toBe(2);
    expect(stderr).toContain(message);
  });
});
