import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';

const here = fileURLToPath(new URL('.', import.meta.url));
const module = join(here, 'tools/shared.mjs');

function placesWith(env: Record<string, string>): { sharedData: string; sharedExports: string } {
  const script = `import(${JSON.stringify(pathToFileURL(module).href)}).then((places) => console.log(JSON.stringify(places)))`;
  return JSON.parse(execFileSync(process.execPath, ['-e', script], { encoding: 'utf8', env }));
}

describe('the real texts that the tools measure on', () => {
  it('lie where REVIEWSCAN_SHARED says, the exports beside them', () => {
    expect(placesWith({ REVIEWSCAN_SHARED: '/srv/texts/data/' })).toEqual({
      sharedData: resolve('/srv/texts/data'),
      sharedExports: resolve('/srv/texts/exports'),
    });
  });

  it('else beside the checkout', () => {
    const data = resolve(here, '../../shared/data');
    expect(placesWith({}).sharedData).toBe(data);
    expect(placesWith({ REVIEWSCAN_SHARED: '' }).sharedExports).toBe(resolve(data, '../exports'));
  });

  it('are found by one module alone', () => {
    const scripts = ['tools', 'bench', 'long'].flatMap((folder) =>
      readdirSync(join(here, folder), { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.mjs'))
        .map((name) => join(here, folder, name)),
    );
    const finding = scripts.filter((script) =>
      /REVIEWSCAN_SHARED\b.*[?|]{2}|\.\.\/shared\/|env\.EXPORTS/.test(readFileSync(script, 'utf8')),
    );
    expect(finding).toEqual([module]);
  });
});
