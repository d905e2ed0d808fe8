/**
 * Expected outputs kept as files, compared byte for byte. `npm run golden` writes them anew; look at the difference
 * before you commit it.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

const GOLDEN = new URL('../fixtures/golden/', import.meta.url);

/**
 * @param path below fixtures/golden, e.g. `report-rich/terminal-80.txt`
 * @throws when the file is missing or differs: names the first differing line and the command that re-bases
 */
export function expectGolden(path: string, actual: string): void {
  const file = fileURLToPath(new URL(path, GOLDEN));
  if (process.env.REVIEWSCAN_GOLDEN === 'write') {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, actual);
    return;
  }
  const expected = readIfThere(file);
  if (expected === actual) return;
  const how = 'If the new output is right, run `npm run golden` and commit the difference.';
  if (expected === null) throw new Error(`fixtures/golden/${path} is missing. ${how}`);
  const [was, is] = [expected.split('\n'), actual.split('\n')];
  const line = is.findIndex((text, i) => text !== was[i]);
  const at = line === -1 ? is.length : line;
  throw new Error(
    `fixtures/golden/${path} differs from line ${at + 1} on.\n` +
      `  expected: ${JSON.stringify(was[at] ?? null)}\n  received: ${JSON.stringify(is[at] ?? null)}\n${how}`,
  );
}

function readIfThere(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
