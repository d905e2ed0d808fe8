import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createExplainer } from '../../src/analyse/index.js';
import { loadKnowledge, loadLanguage, readLanguages } from '../../src/knowledge/index.js';
import type { Knowledge } from '../../src/types.js';

let english: Knowledge;
let dir: string;

beforeAll(async () => {
  english = await loadKnowledge();
});
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'reviewscan-languages-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

const write = (files: Record<string, string>): void => {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, name)), { recursive: true });
    writeFileSync(join(dir, name), text);
  }
};
const tagsIn = (knowledge: Knowledge, text: string): string[] =>
  createExplainer(knowledge)(text).sentences.flatMap(({ tags }) =>
    tags.map(({ theme, polarity }) => `${theme} ${polarity}`),
  );

describe('languages beside English', () => {
  it('shares themes, harms and columns with English, and has no statistical model', async () => {
    const spanish = await loadLanguage('es', english);
    expect(spanish.language?.name).toBe('Spanish');
    expect(spanish.themes).toBe(english.themes);
    expect(spanish.safety.harms).toEqual(english.safety.harms);
    expect(spanish.model.bytes).toHaveLength(0);
    expect(spanish.hash).not.toBe(english.hash);
    expect(english.language).toBeNull();
    // every theme can be found, and every one was measured
    const themes = new Set(spanish.lexicon.map(({ theme }) => theme));
    expect([...themes].sort()).toEqual(english.themes.map(({ name }) => name).sort());
    for (const theme of themes) expect(spanish.model.card.themes[theme]?.n).toBeGreaterThan(0);
  });

  it('has all forms of the verbs of its word lists', async () => {
    const { words } = await loadLanguage('es', english);
    expect(words.classes.explain).toEqual(
      expect.arrayContaining(['=explicar', '=explicaron', '=explicando']),
    );
    expect(
      Object.values(words.classes)
        .flat()
        .some((member) => member.endsWith('+')),
    ).toBe(false);
  });

  it('is extended by a taxonomy folder, and follows its themes', async () => {
    write({
      'themes.yaml':
        'extend: true\nthemes:\n  parto: { axis: clinical, card: clinicalOutcome, definition: Giving birth }\n',
      'phrases/parto.yaml': 'positive: { sure: [easy birth] }\n',
      'languages/es/phrases/parto.yaml': 'positive: { sure: [parto respetado] }\n',
      'languages/es/phrases/waiting.yaml': 'extend: true\nnegative: { sure: [nos dieron las uvas] }\n',
    });
    const own = await loadKnowledge({ taxonomyDir: dir });
    const spanish = await loadLanguage('es', own, { taxonomyDir: dir });
    expect(tagsIn(spanish, 'Un parto respetado')).toEqual(['parto positive']);
    expect(tagsIn(spanish, 'Nos dieron las uvas')).toEqual(['waiting negative']);
    expect(tagsIn(spanish, 'No tuve que esperar nada')).toEqual(['waiting positive']);
  });

  it('leaves out phrases of themes that a taxonomy drops', async () => {
    write({
      'themes.yaml': 'themes:\n  waiting: { axis: service, card: service, definition: Waiting }\n',
    });
    const own = await loadKnowledge({ taxonomyDir: dir });
    const spanish = await loadLanguage('es', own, { taxonomyDir: dir });
    expect(new Set(spanish.lexicon.map(({ theme }) => theme))).toEqual(new Set(['waiting']));
  });

  it('may be one of the user’s own', async () => {
    write({
      'languages/pt/language.yaml':
        'code: pt\nname: Portuguese\nand: [e]\nendings: [o, a, os, as, s]\nclauses: [mas]\n',
      'languages/pt/negators.yaml': 'extra: [não, sem]\n',
      'languages/pt/phrases/staff.yaml': 'positive: { sure: [equipe … simpática] }\n',
    });
    expect(await readLanguages({ taxonomyDir: dir })).toEqual(['es', 'pt']);
    const portuguese = await loadLanguage('pt', english, { taxonomyDir: dir });
    expect(tagsIn(portuguese, 'Equipe muito simpatica')).toEqual(['staff positive']);
    expect(tagsIn(portuguese, 'A equipe não foi simpática')).toEqual(['staff negative']);
  });

  it.each([
    [
      { 'languages/pt/phrases/staff.yaml': 'positive: { sure: [simpática] }\n' },
      /pt\/language\.yaml: is missing/,
    ],
    [
      { 'languages/pt/language.yaml': 'code: pt\nname: P\nand: [e]\nsounds: [["(", "x"]]\n' },
      /language\.yaml.*regular/,
    ],
    [{ 'languages/pt/language.yaml': 'code: portuguese\nname: P\nand: [e]\n' }, /language\.yaml.*ISO 639-1/],
    [
      {
        'languages/pt/language.yaml': 'code: pt\nname: P\nand: [e]\n',
        'languages/pt/phrases/staf.yaml': 'positive: { sure: [bom] }\n',
      },
      /staf\.yaml: no theme is called "staf"/,
    ],
    [
      {
        'languages/pt/language.yaml': 'code: pt\nname: P\nand: [e]\n',
        'languages/pt/themes.yaml': 'themes: {}\n',
      },
      /a language has no such file/,
    ],
  ])('tells a mistake with its file: %j', async (files, message) => {
    write(files);
    await expect(loadLanguage('pt', english, { taxonomyDir: dir })).rejects.toThrow(message);
  });

  it('refuses a language of which nothing is known', async () => {
    await expect(loadLanguage('fr', english)).rejects.toThrow(
      '--language fr: no phrases are known of this language; write en or es, or all',
    );
  });
});
