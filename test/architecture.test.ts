import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const src = fileURLToPath(new URL('../src', import.meta.url));
const files = (readdirSync(src, { recursive: true }) as string[])
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'));
const text = (file: string) => readFileSync(`${src}/${file}`, 'utf8');
const room = (file: string) => (file.includes('/') ? (file.split('/')[0] as string) : file);
/** Comments speak of things they don't use. */
const code = (file: string) =>
  text(file)
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/\/\/.*$/gm, '');

function imports(file: string): string[] {
  return [...code(file).matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map((match) => match[1] as string);
}

/** Path below src of a relative import, else null. */
function target(file: string, specifier: string): string | null {
  if (!specifier.startsWith('.')) return null;
  return new URL(specifier, `file:///${file}`).pathname.slice(1).replace(/\.js$/, '.ts');
}

/** The only file or room that may import each library. */
const DOORS: Record<string, RegExp> = {
  'wink-nlp': /^analyse\/sentences\.ts$/,
  'wink-eng-lite-web-model': /^analyse\/sentences\.ts$/,
  natural: /^(analyse\/stem|report\/phrases)\.ts$/,
  zod: /^(knowledge|report)\/[a-z-]+\.ts$/,
  commander: /^cli\/(index|options)\.ts$/,
  chalk: /^render\/terminal\.ts$/,
  'cli-table3': /^render\/terminal\.ts$/,
  'csv-parse': /^(read|measure)\/[a-z-]+\.ts$/,
  yaml: /^(knowledge\/[a-z-]+|cli\/(map|config)-file)\.ts$/,
  'iconv-lite': /^read\/encoding\.ts$/,
  yauzl: /^read\/archive\.ts$/,
  hucre: /^(read\/(workbook|xlsx-cells)|render\/xlsx(\/[a-z-]+)?)\.ts$/,
  fflate: /^render\/xlsx\.ts$/,
  saxes: /^read\/(xml|xlsx-cells)\.ts$/,
  hyparquet: /^read\/parquet(-pages)?\.ts$/,
  'hyparquet-compressors': /^read\/parquet\.ts$/,
  libsql: /^history\/database\.ts$/,
  eld: /^read\/language\.ts$/,
};

describe('who may import whom', () => {
  it.each(files)('%s keeps to its room', (file) => {
    const mine = room(file);
    for (const specifier of imports(file)) {
      const path = target(file, specifier);
      if (path === null) {
        const library = specifier
          .split('/')
          .slice(0, specifier.startsWith('@') ? 2 : 1)
          .join('/');
        const door = DOORS[library];
        if (door) expect(file, `${library} has one door`).toMatch(door);
        continue;
      }
      const theirs = room(path);
      const allowed =
        theirs === mine ||
        theirs === 'types.ts' ||
        theirs === 'errors.ts' ||
        mine === 'cli' ||
        (mine === 'pipeline.ts' && theirs !== 'cli' && theirs !== 'render');
      expect(allowed, `${file} imports ${path}`).toBe(true);
    }
  });

  it('the outside world is touched in cli alone', () => {
    const world = /\bprocess\.(?!versions)|\bconsole\.|\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b/;
    expect(files.filter((file) => room(file) !== 'cli' && world.test(code(file)))).toEqual([]);
  });

  it('natural is imported by its files, never as a whole', () => {
    expect(files.filter((file) => imports(file).includes('natural'))).toEqual([]);
  });

  it('no file is a drawer', () => {
    expect(
      files.filter((file) => /(^|\/)(utils?|helpers?|common|core|manager|misc)(\.ts|\/)/.test(file)),
    ).toEqual([]);
  });
});
