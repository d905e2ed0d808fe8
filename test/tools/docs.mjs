// npm run docs: runs every `console` block of README.md and writes down what it prints. With --check: says which blocks
// no longer tell the truth (test/docs.test.ts runs this). A block is
//   ```console
//   $ command
//   output
//   ```
// and runs in a scratch folder that holds the sample export as reviews.csv and the seed review as seed.csv. Blocks run
// in the order of the page and share the folder, as a reader would.
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const readme = join(root, 'README.md');
const check = process.argv.includes('--check');

const scratch = mkdtempSync(join(tmpdir(), 'reviewscan-docs-'));
const bin = join(scratch, '.bin');
mkdirSync(bin);
writeFileSync(
  join(bin, 'reviewscan'),
  `#!/bin/sh\nexec "${process.execPath}" "${root}/bin/reviewscan.js" "$@"\n`,
  {
    mode: 0o755,
  },
);
for (const [from, to] of [
  ['sample.csv', 'reviews.csv'],
  ['seed.csv', 'seed.csv'],
]) {
  copyFileSync(join(root, 'fixtures/reviews', from), join(scratch, to));
}

/** stdout and stderr as a terminal 80 wide would show them, without colour; the exit code where it is not 0. */
function run(command) {
  const { stdout, status } = spawnSync('bash', ['-c', `set -o pipefail; { ${command}\n} 2>&1`], {
    cwd: scratch,
    encoding: 'utf8',
    env: {
      PATH: `${bin}${delimiter}${process.env.PATH}`,
      HOME: scratch,
      LANG: 'C.UTF-8',
      NO_COLOR: '1',
    },
  });
  const output = stdout.replace(/\s+$/, '');
  return status === 0 || status === 141 ? output : `${output}\n(exit ${status})`.trimStart();
}

const stale = [];
const before = readFileSync(readme, 'utf8');
const after = before.replace(
  /```console\n\$ ((?:[^\n]*\\\n)*[^\n]*[^\n\\])\n([\s\S]*?)```/g,
  (_, command, shown) => {
    const output = run(command.replaceAll('\\\n', ' '));
    const fresh = output === '' ? '' : `${output}\n`;
    if (fresh !== shown) stale.push(command);
    return `\`\`\`console\n$ ${command}\n${fresh}\`\`\``;
  },
);
rmSync(scratch, { recursive: true, force: true });

if (check) {
  for (const command of stale) console.error(`README.md shows something else than: ${command}`);
  if (stale.length > 0) console.error('npm run docs writes down what is printed now');
  process.exitCode = stale.length > 0 ? 1 : 0;
} else {
  writeFileSync(readme, after);
  console.log(`${stale.length} blocks rewritten`);
}
