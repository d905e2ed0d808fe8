import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { growsOn, search } from './steps.js';

const src = fileURLToPath(new URL('../src/', import.meta.url));

/** Every regular expression that is written in the code, by file. */
const written = (readdirSync(src, { recursive: true }) as string[])
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => file.endsWith('.ts'))
  .map((file): [string, RegExp[]] => {
    const found: RegExp[] = [];
    const visit = (node: ts.Node): void => {
      if (ts.isRegularExpressionLiteral(node)) {
        const end = node.text.lastIndexOf('/');
        found.push(new RegExp(node.text.slice(1, end), node.text.slice(end + 1)));
      }
      ts.forEachChild(node, visit);
    };
    visit(ts.createSourceFile(file, readFileSync(src + file, 'utf8'), ts.ScriptTarget.Latest, true));
    return [file, found];
  })
  .filter(([, found]) => found.length > 0);

/** Slow on what they are never asked of: why that is so. */
const SHORT: Record<string, string> = {
  // the stretch is cut to these lengths before
  [/([\p{L}'’]+)[\s*_"”]*$/u.source]: '24 letters before a separator',
  [/(?:^|[.!?…)\n])\s*$/u.source]: '4 letters before what is in bold',
  [/(?:\.{2,}|…)\s*\(?(?:[Rr]ead [Mm]ore|READ MORE|[Ss]ee [Mm]ore|[Ss]how [Mm]ore|[Mm]ore)\)?[\s.…»>]*$|\s*READ MORE[\s.…»>]*$|\n\s*(?:Read|See|Show) more[\s.…»>]*$/
    .source]: 'the last 40 letters of a text',
  [/^[-\w.:]*\d[-\w.:]*$|^[-\w]{18,}$/.source]: '120 letters of a key',
  // headers
  [/([^.]+)\.(?:value|label|\$t|#text|_|\$number(?:Int|Long|Double|Decimal))$/.source]: 'a path of keys',
  [/[?？]\s*(\(.*\))?\s*$/.source]: 'a header',
  [/<[^>]*>/.source]: 'a header',
  // what who runs the tool writes
  [/(\d+)(ms|s|m|h|d)/.source]: 'a time on the command line',
  [/^\s*([^=<>%]*?)\s*(=|>=?|<=?)\s*([^%]*?)\s*(%?)\s*$/.source]: 'a rule on the command line',
  [/^(.*?)\s*(<[^<>]*>)$/.source]: 'an address on the command line',
  [/^(.*?)\s*([-+0−–])$/.source]: 'a label in a file of labels',
  // what we write
  [/\B(?=(\d{3})+$)/.source]: 'a count',
};

describe('the work of every pattern grows with the text, not with its square', () => {
  test.each(written)('%s', (_, patterns) => {
    const slow = patterns
      .filter(({ source }) => SHORT[source] === undefined)
      .flatMap((pattern) => growsOn(pattern)?.concat(' in ', String(pattern)) ?? []);
    expect(slow).toEqual([]);
  });

  test('what is slow and only asked of little is still there, and still slow', () => {
    const patterns = written.flatMap(([, found]) => found);
    for (const source of Object.keys(SHORT)) {
      const pattern = patterns.find((one) => one.source === source);
      expect(pattern, source).toBeDefined();
      expect(growsOn(pattern as RegExp), source).not.toBeNull();
    }
  });
});

describe('so does that of the patterns made of words', () => {
  const made: RegExp[] = [];
  beforeAll(async () => {
    const Native = RegExp;
    vi.stubGlobal(
      'RegExp',
      new Proxy(Native, {
        construct(target, [source, flags]) {
          const pattern = new target(source, flags);
          // line 2 of the stack is who asked for it: libraries answer for theirs
          if (!new Error().stack?.split('\n')[2]?.includes('node_modules')) made.push(pattern);
          return pattern;
        },
      }),
    );
    const { loadKnowledge } = await import('../src/knowledge/index.js');
    const { createAnalyser } = await import('../src/analyse/index.js');
    await Promise.all([import('../src/read/index.js'), import('../src/report/index.js')]);
    createAnalyser(await loadKnowledge());
    vi.unstubAllGlobals();
  });
  afterAll(() => vi.unstubAllGlobals());

  test('of residue, labels, splitting, redaction and safety', () => {
    expect(made.length).toBeGreaterThan(10);
    const slow = made.flatMap((pattern) => growsOn(pattern)?.concat(' in ', String(pattern)) ?? []);
    expect(slow).toEqual([]);
  }, 300_000);
});

describe('counting steps', () => {
  test.each([
    /(\w+)\s+\1/g,
    /(?<=a\s{0,2})b|(?<!\d)c/g,
    /(?<word>\p{Lu}\p{Ll}*?)(?:-\k<word>)?(?=\W|$)/gu,
    /^\s*(?:(?:ab?)+|x{2,3}?)*$/gm,
    /[^\]\n]{2,}?\b(?!b)./gs,
    /(?:a|ab)(?:c|bcd)(?:d*)/g,
    /(?<=(\d+)(\d+))x/g,
    /\Bb\u0062?\x63|[\d.]+/gi,
  ])('finds what the engine finds: %s', (pattern) => {
    for (const text of [
      'a b b abcd ab  b c1c xxxx\nab abab\n12345x',
      'Anna-Anna Bo-Bob Co, x]yz] B',
      'abbc 3.14 ABBC',
      '',
    ]) {
      const found = [...text.matchAll(pattern)].map(([match]) => match);
      expect(search(pattern, text).matches).toEqual(found);
    }
  });

  test.each([/^\s+|x$/, /(?<!\s)\s+$/, /a{2,40}!/, /(?<=[.!?]\s{1,4})pros/, /"[^"]*"/y])(
    'in proportion: %s',
    (pattern) => expect(growsOn(pattern)).toBeNull(),
  );

  test.each([
    /\s+$/,
    /\n\s*\n\s*x/,
    /(?<=\.\s*)pros/,
    /\*\*\s*([^*]{2,40}?)\s*\*\*/,
    /(?:a|aa)+!/,
    /[\w.]+@/,
    /<[^>]*>/,
  ])('faster: %s', (pattern) => expect(growsOn(pattern)).not.toBeNull());
});
