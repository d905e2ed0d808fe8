import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createExplainer } from '../../src/analyse/index.js';
import { UserError } from '../../src/errors.js';
import { extendTaxonomy, loadKnowledge, readTaxonomy } from '../../src/knowledge/index.js';
import { asAnalysed } from '../../src/measure/index.js';
import type { Knowledge } from '../../src/types.js';

const shipped = await readTaxonomy(new URL('../../src/data/', import.meta.url).pathname);

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'reviewscan-taxonomy-'));
  mkdirSync(join(dir, 'phrases'));
});
afterEach(() => rmSync(dir, { recursive: true }));

function write(name: string, text: string): void {
  writeFileSync(join(dir, name), text);
}

async function faultOf(): Promise<string> {
  try {
    await extendTaxonomy(shipped, dir);
  } catch (error) {
    expect(error).toBeInstanceOf(UserError);
    const { message } = error as UserError;
    expect(message).not.toContain('\n');
    return message.replaceAll(dir, 'DIR');
  }
  return 'no fault';
}

const THEME = 'axis: service, card: service, definition: Something';

describe('the shipped knowledge', async () => {
  const knowledge = await loadKnowledge();

  it('has the nineteen themes, each on the card its axis feeds', () => {
    expect(knowledge.themes).toHaveLength(19);
    for (const { name, axis, card, commitment } of knowledge.themes) {
      if (axis === 'general') expect([name, card, commitment]).toEqual(['overall', null, null]);
      else if (axis === 'service') expect(card).toBe('service');
      else expect(card).toBe(name === 'skill' ? 'clinicalSkill' : 'clinicalOutcome');
    }
    expect(knowledge.themes.filter(({ axis }) => axis === 'clinical').map(({ name }) => name)).toEqual([
      'outcome',
      'complications',
      'pain',
      'skill',
    ]);
  });

  it('has phrases and examples of both polarities for every theme', () => {
    for (const { name, examples } of knowledge.themes) {
      for (const polarity of ['positive', 'negative'] as const) {
        const sure = knowledge.lexicon.filter(
          (entry) => entry.theme === name && entry.polarity === polarity && entry.strength === 'sure',
        );
        expect(sure.length, `${name} ${polarity}`).toBeGreaterThan(9);
        expect(examples.filter((example) => example.polarity === polarity).length).toBeGreaterThan(1);
      }
    }
  });

  it('has read every phrase, except and shield', () => {
    const written = [
      ...knowledge.lexicon.flatMap(({ phrase, except }) => [phrase, ...except]),
      ...knowledge.words.shields,
    ];
    expect(written.filter((phrase) => !knowledge.phrases.has(phrase))).toEqual([]);
  });

  it('is frozen', () => {
    expect(() => knowledge.themes.push()).toThrow(TypeError);
    expect(() => Object.assign(knowledge.lexicon[0] ?? {}, { theme: 'x' })).toThrow(TypeError);
    expect(() => Object.assign(knowledge, { hash: '' })).toThrow(TypeError);
  });

  it('survives JSON, as the build writes it', async () => {
    const data = new URL('../../src/data/', import.meta.url);
    const compiled = pathToFileURL(`${dir}/data/`);
    cpSync(data, compiled, { recursive: true });
    const taxonomy = await readTaxonomy(data.pathname);
    writeFileSync(new URL('taxonomy.json', compiled), JSON.stringify(taxonomy));
    rmSync(new URL('taxonomy/', compiled), { recursive: true });
    // maps are compared as lists: comparing two maps takes a time that grows with the square of their size
    const plain = (of: Knowledge): unknown => ({ ...of, model: null, phrases: [...of.phrases] });
    expect(plain(await loadKnowledge({ dataDir: compiled }))).toEqual(plain(knowledge));
  });
});

describe("a user's own taxonomy", () => {
  it('adds phrases to the shipped ones with extend, and its own word for a phrase wins', async () => {
    write(
      'phrases/waiting.yaml',
      'extend: true\npositive:\n  sure: [whisked straight in]\nnegative:\n  cue: [on time]\n',
    );
    const own = await extendTaxonomy(shipped, dir);
    expect(own.lexicon.filter(({ phrase }) => phrase === 'whisked straight in')).toHaveLength(1);
    expect(
      own.lexicon.filter(({ phrase, theme }) => phrase === 'on time' && theme === 'waiting'),
    ).toMatchObject([{ polarity: 'negative', strength: 'cue' }]);
    expect(own.lexicon.length).toBeGreaterThanOrEqual(shipped.lexicon.length);
    expect(own.hash).not.toBe(shipped.hash);
  });

  it('counts before a shipped phrase of the same words, however that is written', async () => {
    const text = 'I was whisked straight in.';
    const polarities = (own: Knowledge) =>
      createExplainer(
        own,
        null,
      )(asAnalysed(text)).sentences.flatMap(({ hits }) =>
        hits.filter(({ theme }) => theme === 'waiting').map(({ polarity }) => polarity),
      );
    expect(polarities(await loadKnowledge())).toEqual(['positive']);
    write('phrases/waiting.yaml', 'extend: true\nnegative: { sure: [whisked straight in] }');
    expect(polarities(await loadKnowledge({ taxonomyDir: dir }))).toEqual(['negative']);
  });

  it('stands in place of the shipped file without extend', async () => {
    write(
      'phrases/waiting.yaml',
      'positive: { sure: [whisked straight in] }\nnegative: { sure: [sat for ages] }',
    );
    const { lexicon } = await extendTaxonomy(shipped, dir);
    expect(lexicon.filter(({ theme }) => theme === 'waiting').map(({ phrase }) => phrase)).toEqual([
      'whisked straight in',
      'sat for ages',
    ]);
  });

  it('moves a shipped theme with extend by its axis and card alone, in its place', async () => {
    write('themes.yaml', 'extend: true\nthemes:\n  comfort: { axis: clinical, card: clinicalOutcome }\n');
    const { themes } = await extendTaxonomy(shipped, dir);
    expect(themes.map(({ name }) => name)).toEqual(shipped.themes.map(({ name }) => name));
    const of = (list: typeof themes) => list.find(({ name }) => name === 'comfort')!;
    expect(of(themes)).toEqual({
      ...of(shipped.themes),
      axis: 'clinical',
      card: 'clinicalOutcome',
      commitment: null,
    });
    write('themes.yaml', 'themes:\n  comfort: { axis: clinical, card: clinicalOutcome }\n');
    await expect(extendTaxonomy(shipped, dir)).rejects.toThrow('theme "comfort", definition: is missing');
  });

  it('may add a theme, drop themes and move one to the other axis', async () => {
    write(
      'themes.yaml',
      `themes:\n  fertility: { axis: clinical, card: clinicalOutcome, definition: Becoming pregnant }\n` +
        `  comfort: { axis: clinical, card: clinicalOutcome, definition: Comfort as a result }\n`,
    );
    write('phrases/fertility.yaml', 'positive: { sure: [finally pregnant] }');
    const { themes, lexicon } = await extendTaxonomy(shipped, dir);
    expect(themes.map(({ name, axis }) => `${name} ${axis}`)).toEqual([
      'fertility clinical',
      'comfort clinical',
    ]);
    expect(new Set(lexicon.map(({ theme }) => theme))).toEqual(new Set(['fertility', 'comfort']));
  });

  it.each<[string, string, string, string]>([
    [
      'an unknown key',
      'phrases/waiting.yaml',
      'postive: { sure: [quick] }',
      'DIR/phrases/waiting.yaml: does not know "postive"; check the spelling against src/data/README.md',
    ],
    [
      'a duplicate',
      'phrases/waiting.yaml',
      'positive: { sure: [quick] }\nnegative: { cue: [slow, quick] }',
      'DIR/phrases/waiting.yaml, negative, cue, entry 2 ("quick"): it stands here a second time; the first is at positive, sure, entry 1',
    ],
    [
      'a broken phrase',
      'phrases/waiting.yaml',
      'positive: { sure: [quick, "(seen"] }',
      'DIR/phrases/waiting.yaml, positive, sure, entry 2 ("(seen"): "(" is never closed',
    ],
    [
      'a broken except',
      'phrases/waiting.yaml',
      'positive: { sure: [{ phrase: quick, except: ["quick |"] }] }',
      'DIR/phrases/waiting.yaml, positive, sure, entry 1 ("quick"), except ("quick |"): "|" without a "(" before it',
    ],
    [
      'a word for negation',
      'phrases/waiting.yaml',
      'positive: { sure: [on time, { phrase: waited, negation: x }] }',
      'DIR/phrases/waiting.yaml, positive, sure, entry 2 ("waited"), negation: must be turns or ignores, found "x"',
    ],
    [
      'a number for a phrase',
      'phrases/waiting.yaml',
      'positive: { sure: [on time, 5] }',
      'DIR/phrases/waiting.yaml, positive, sure, entry 2: must be a text, found 5',
    ],
    [
      'a text for a list',
      'phrases/waiting.yaml',
      'positive: { sure: quick }',
      'DIR/phrases/waiting.yaml, positive, sure: must be a list, found "quick"',
    ],
    [
      'bad YAML',
      'phrases/waiting.yaml',
      'positive:\n  sure: [quick',
      'DIR/phrases/waiting.yaml, line 2: this is not valid YAML',
    ],
    [
      'an unknown theme',
      'phrases/wating.yaml',
      'positive: { sure: [quick] }',
      'DIR/phrases/wating.yaml: no theme is called "wating"; the themes are outcome, complications',
    ],
    [
      'a misspelt file',
      'theme.yaml',
      'themes: {}',
      'DIR/theme.yaml: a taxonomy has no such file; it has themes.yaml, words.yaml, negators.yaml, safety.yaml, contested.yaml, splitting.yaml and phrases/<theme>.yaml',
    ],
    ['another ending', 'phrases/waiting.yml', '', 'DIR/phrases/waiting.yml: call it waiting.yaml'],
    [
      'a theme without phrases',
      'themes.yaml',
      `themes: { fertility: { ${THEME} } }`,
      'DIR/themes.yaml: theme "fertility" has no phrases; add phrases/fertility.yaml beside it',
    ],
    ['no theme', 'themes.yaml', 'themes: {}', 'DIR/themes.yaml: it holds no theme'],
    [
      'an axis that does not exist',
      'themes.yaml',
      'themes: { waiting: { axis: clinic, definition: x } }',
      'DIR/themes.yaml, theme "waiting", axis: must be clinical, service or general, found "clinic"',
    ],
    [
      'no definition',
      'themes.yaml',
      'themes: { waiting: { axis: service, card: service } }',
      'DIR/themes.yaml, theme "waiting", definition: is missing',
    ],
    [
      'a card of the other axis',
      'themes.yaml',
      'themes: { waiting: { axis: clinical, card: service, definition: x } }',
      'DIR/themes.yaml, theme "waiting": axis clinical wants card: clinicalOutcome or clinicalSkill',
    ],
    [
      'a service theme on a clinical card',
      'themes.yaml',
      'themes: { waiting: { axis: service, card: clinicalSkill, definition: x } }',
      'DIR/themes.yaml, theme "waiting": axis service wants card: service',
    ],
    [
      'a general theme with a card',
      'themes.yaml',
      'themes: { overall: { axis: general, card: service, definition: x } }',
      'DIR/themes.yaml, theme "overall": a general theme feeds no score; leave out card',
    ],
    [
      'a clinical commitment',
      'themes.yaml',
      'themes: { pain: { axis: clinical, card: clinicalOutcome, commitment: trust, definition: x } }',
      'DIR/themes.yaml, theme "pain": only service themes have a commitment; leave it out',
    ],
    [
      'a reserved name',
      'themes.yaml',
      `themes: { none: { ${THEME} } }`,
      'DIR/themes.yaml, theme "none": this name means "no theme" in label files',
    ],
    [
      'a word list of several words',
      'words.yaml',
      'extend: true\nclasses: { staff: [nurse, front desk] }',
      'DIR/words.yaml, word list {staff}, entry 2 ("front desk"): a list holds single words; put it into a phrase',
    ],
    [
      'a built-in word list',
      'words.yaml',
      'extend: true\nclasses: { number: [one] }',
      'DIR/words.yaml, word list {number}: this list is built in; choose another name',
    ],
    [
      'an unknown listed list',
      'words.yaml',
      'extend: true\nlisted: [nurses]',
      'DIR/words.yaml, listed: no word list is called {nurses}',
    ],
    [
      'a broken shield',
      'words.yaml',
      'extend: true\nshields: ["… care"]',
      'DIR/words.yaml, shields, entry 1 ("… care"): "…" and "~" must stand between two words',
    ],
  ])('names file and entry: %s', async (_, file, text, fault) => {
    write(file, text);
    expect(await faultOf()).toContain(fault);
  });

  it('must be a folder with at least one file', async () => {
    expect(await faultOf()).toContain('DIR: no taxonomy file here');
    const missing = join(dir, 'nowhere');
    await expect(extendTaxonomy(shipped, missing)).rejects.toThrow(`${missing}: there is no such folder`);
    write('a-file', '');
    await expect(extendTaxonomy(shipped, join(dir, 'a-file'))).rejects.toThrow('this is a file');
  });
});
