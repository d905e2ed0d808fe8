import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { reviewscan, scratchFolder } from './bin.js';

const scratch = scratchFolder();

/** The script for a shell, in a file. */
function scriptFor(shell: string): string {
  const { stdout, stderr, status } = reviewscan(['completion', shell]);
  expect([stderr, status]).toEqual(['', 0]);
  const path = join(scratch, `completion.${shell}`);
  writeFileSync(path, stdout);
  return path;
}

const has = (shell: string) => spawnSync(shell, ['-c', 'true']).status === 0;

/** What each shell offers after these words, the last one unfinished. */
const OFFERED: [string[], string[]][] = [
  [['anal'], ['analyze']],
  [['analyze', '--lock'], ['--lock-timeout']],
  [['analyze', '--table', 'sent'], ['sentences']],
  [['taxonomy', 'l'], ['lint']],
  [['taxonomy', 'lint', '--not'], ['--notes']],
  [
    ['explain', '--side', ''],
    ['con', 'pro'],
  ],
];

describe('completion', () => {
  it.each(OFFERED)('bash offers after %j: %j', (words, offered) => {
    const line = ['reviewscan', ...words].map((word) => `'${word}'`).join(' ');
    const { stdout, stderr } = spawnSync(
      'bash',
      [
        '-c',
        `source ${scriptFor('bash')}; COMP_WORDS=(${line}); COMP_CWORD=${words.length}; _reviewscan; printf '%s\\n' "\${COMPREPLY[@]}"`,
      ],
      { encoding: 'utf8' },
    );
    expect(stderr).toBe('');
    expect(stdout.trim().split('\n').sort()).toEqual(offered);
  });

  it.skipIf(!has('fish')).each(OFFERED)('fish offers after %j: %j', (words, offered) => {
    const { stdout } = spawnSync(
      'fish',
      ['-c', `source ${scriptFor('fish')}; complete -C 'reviewscan ${words.join(' ')}'`],
      { encoding: 'utf8' },
    );
    expect(
      stdout
        .trim()
        .split('\n')
        .map((line) => line.split('\t')[0])
        .sort(),
    ).toEqual(offered);
  });

  it.skipIf(!has('zsh'))('is sound zsh', () => {
    const { stderr, status } = spawnSync('zsh', ['-n', scriptFor('zsh')], { encoding: 'utf8' });
    expect([stderr, status]).toEqual(['', 0]);
  });

  it('knows no other shell', () => {
    const { stderr, status } = reviewscan(['completion', 'tcsh']);
    expect(status).toBe(2);
    expect(stderr).toContain('bash, zsh, fish');
  });
});
