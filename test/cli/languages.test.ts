import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fixture, lines, reviewscan, scratchFolder } from './bin.js';

const folder = scratchFolder();
const FILE = fixture('two-languages.csv');
const report = (...args: string[]) =>
  JSON.parse(reviewscan(['analyze', FILE, '--format=json', '--quiet', ...args]).stdout);

describe('reviewscan analyze --language', () => {
  it('sets aside what is not English, counts it, and says what would read it', () => {
    const { stdout, stderr } = reviewscan(['analyze', FILE, '--width=80']);
    expect(stdout).toContain('6 reviews in another language');
    expect(stdout.replace(/\s+/g, ' ')).toContain(
      'Languages es 5, set aside (--language en,es reads them by phrases); en 3; de 1, set aside.',
    );
    expect(stderr).toContain('5 reviews are in es and set aside; --language en,es reads them by phrases');
  });

  it('reads Spanish by its phrases, and says how right they are', () => {
    const { input, method, safety } = report('--language', 'en,es');
    expect(input.ledger).toMatchObject({ used: 8, otherLanguage: 1 });
    expect(method.readings).toMatchObject([
      { language: 'es', reviews: 5, by: 'phrases', readable: false },
      { language: 'en', reviews: 3, by: 'model', measures: null },
      { language: 'de', reviews: 1, by: 'none', measures: null, readable: false },
    ]);
    expect(method.readings[0].measures.precision).toBeGreaterThan(0.8);
    expect(safety.harms.map(({ harm }: { harm: string }) => harm)).toContain('infection');
    const text = reviewscan(['analyze', FILE, '--language', 'en,es', '--width=80']).stdout.replace(
      /\s+/g,
      ' ',
    );
    expect(text).toMatch(
      /es 5, read by phrases alone: on labelled sentences \d+ % of their tags are right, and they find \d+ %; en 3; de 1, set aside\./,
    );
    for (const format of ['markdown', 'html', 'csv']) {
      const args = format === 'csv' ? ['--table', 'left-out'] : [];
      const drawn = reviewscan([
        'analyze',
        FILE,
        '--language',
        'en,es',
        `--format=${format}`,
        ...args,
      ]).stdout;
      expect(drawn.replace(/&nbsp;|\u00a0/g, ' ')).toContain('read by phrases alone');
    }
  });

  it('makes tags by keyword alone, less than certain, and takes names out of quotes', () => {
    const rows = lines(
      reviewscan(['analyze', FILE, '--language', 'es', '--format=ndjson', '--quiet']).stdout,
    ) as unknown as { language: string; opinions: { tags: { via: string[]; confidence: number }[] }[] }[];
    const tags = rows
      .filter(({ language }) => language === 'es')
      .flatMap(({ opinions }) => opinions.flatMap(({ tags }) => tags));
    expect(tags.length).toBeGreaterThan(8);
    for (const { via, confidence } of tags) {
      expect(via).toEqual(['keyword']);
      expect(confidence).toBeLessThan(1);
    }
    const { stdout } = reviewscan(['analyze', FILE, '--language', 'en,es', '--min-n=1']);
    expect(stdout).toContain('recepcionista [name]');
    expect(stdout).not.toMatch(/María|Ramírez|García/);
  });

  it('changes nothing of what is English', () => {
    const english = (...args: string[]) =>
      reviewscan(['analyze', FILE, '--format=ndjson', '--quiet', ...args])
        .stdout.split('\n')
        .filter((line) => line.includes('"language":"en"'));
    expect(english('--language', 'en,es')).toHaveLength(3);
    expect(english('--language', 'en,es')).toEqual(english());
  });

  it('reads all languages, those without phrases as if they were English', () => {
    const { method, input } = report('--language', 'all');
    expect(input.ledger.otherLanguage).toBe(0);
    expect(method.readings.map(({ by }: { by: string }) => by)).toEqual(['phrases', 'model', 'as-english']);
  });

  it('sets English aside where Spanish alone is asked for', () => {
    expect(report('--language', 'es').input.ledger).toMatchObject({ used: 5, otherLanguage: 4 });
  });

  it.each([
    ['fr', 'reviewscan: --language fr: no phrases are known of this language; write en or es, or all\n'],
    ['spanish', 'reviewscan: --language spanish: write codes of two letters such as en,es, or all\n'],
    ['en,all', 'reviewscan: --language en,all: write codes of two letters such as en,es, or all\n'],
  ])('refuses --language %s in one line', (language, message) => {
    const { stderr, status } = reviewscan(['analyze', FILE, '--language', language, '--quiet']);
    expect([stderr, status]).toEqual([message, 2]);
  });

  it('keeps findings of other languages in a history, under settings of their own', () => {
    const history = join(folder, 'history.db');
    const run = (...args: string[]) =>
      reviewscan([
        'analyze',
        FILE,
        '--history',
        history,
        '-o',
        join(folder, 'out.json'),
        '--format=json',
        ...args,
      ]);
    expect(run('--language', 'en,es').stderr).toContain('8 analysed');
    expect(run('--language', 'en,es').stderr).toContain('0 analysed');
    expect(run().stderr).toContain('3 analysed');
  });
});

describe('other commands in Spanish', () => {
  it('explain reads the language asked for, or that of the text', () => {
    const spanish = 'La recepcionista es grosera y esperé dos horas';
    const tags = (text: string, language: string): string[] =>
      JSON.parse(
        reviewscan(['explain', text, '--language', language, '--format=json']).stdout,
      ).sentences.flatMap(({ tags }: { tags: { theme: string }[] }) => tags.map(({ theme }) => theme));
    expect(tags(spanish, 'es')).toEqual(['staff', 'waiting']);
    expect(tags(spanish, 'en,es')).toEqual(['staff', 'waiting']);
    expect(tags('The receptionist was rude', 'en,es')).toEqual(['staff']);
  });

  it('evaluate measures the phrases on labelled sentences', () => {
    const labels = join(folder, 'labels.tsv');
    writeFileSync(
      labels,
      'id\tsentence\tlabels\n1\tLa recepcionista es grosera\tstaff-\n2\tFui ayer\tnone\n',
    );
    const found = JSON.parse(reviewscan(['evaluate', labels, '--language', 'es', '--format=json']).stdout);
    expect(found.model.name).toBe('reviewscan-es');
    expect(found.all.tags).toMatchObject({ n: 1, found: 1 });
  });

  it('inspect says what would be set aside, and what reads it', () => {
    const { stdout } = reviewscan(['inspect', FILE]);
    expect(stdout).toContain('es 5, en 3 and de 1; 6 set aside: --language en,es reads es');
    expect(reviewscan(['inspect', FILE, '--language', 'en,es']).stdout).toContain('; 1 set aside');
  });
});
