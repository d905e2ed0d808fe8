import { readdirSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { createKeywordModel, createPhraseFinder } from '../../src/analyse/keywords.js';
import { createSentenceReader } from '../../src/analyse/sentences.js';
import { stem } from '../../src/analyse/stem.js';
import { loadKnowledge, readSpecialties, specialtyOf } from '../../src/knowledge/index.js';
import { lintTaxonomy } from '../../src/measure/lint.js';
import type { Knowledge } from '../../src/types.js';

const NAMES = ['cosmetic', 'dental', 'dermatology', 'general-practice', 'hospital'];

const readers = new Map<string | null, { knowledge: Knowledge; found: (text: string) => string[] }>();

beforeAll(async () => {
  for (const name of [null, ...NAMES]) {
    const knowledge = await loadKnowledge(name === null ? {} : { specialty: name });
    const read = createSentenceReader(knowledge);
    const find = createKeywordModel(knowledge);
    readers.set(name, {
      knowledge,
      found: (text) => {
        const tokens = read(text, [{ start: 0, end: text.length, section: null, prior: null }]).flatMap(
          (sentence) => sentence.tokens,
        );
        return find(tokens)
          .filter(({ strength }) => strength === 'sure')
          .map(({ theme, polarity }) => `${theme} ${polarity}`);
      },
    });
  }
});

describe('specialty packs', () => {
  it('are those of their folder, their index and the help', async () => {
    const folder = new URL('../../src/data/specialties/', import.meta.url);
    const folders = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect(folders.map(({ name }) => name).sort()).toEqual(NAMES);
    expect(Object.keys(await readSpecialties()).sort()).toEqual(NAMES);
    const cli = readFileSync(new URL('../../src/cli/options.ts', import.meta.url), 'utf8');
    for (const name of NAMES) expect(cli).toContain(`'${name}'`);
  });

  it('no column value speaks of two of them', async () => {
    const values = Object.values(await readSpecialties()).flatMap((one) => one.values);
    expect(new Set(values).size).toBe(values.length);
  });

  it.each([
    ['Dental implant, upper jaw', 'dental'],
    ['Botox', 'cosmetic'],
    ['A&E', 'hospital'],
    ['Dentalia Ltd', null],
    ['Dermatology and plastic surgery', null],
    ['', null],
    [null, null],
  ])('the column value "%s" speaks of %s', async (value, name) => {
    expect(specialtyOf(value, await readSpecialties())).toBe(name);
  });

  it.each([
    ['dental', 'She is so gentle.', 'pain positive'],
    ['dental', 'I did not feel the shot.', 'pain positive'],
    ['dental', 'He started before I was numb.', 'pain negative'],
    ['dental', 'My teeth feel so clean.', 'outcome positive'],
    ['dental', 'The crown fell out after a week.', 'outcome negative'],
    ['cosmetic', 'I look refreshed, not overdone.', 'outcome positive'],
    ['cosmetic', 'She talked me out of a facelift.', 'trust positive'],
    ['cosmetic', 'It was one long sales pitch.', 'trust negative'],
    ['dermatology', 'My acne is finally gone.', 'outcome positive'],
    ['dermatology', 'She checked every mole.', 'skill positive'],
    ['general-practice', 'They fobbed me off again.', 'communication negative'],
    ['general-practice', 'There are no appointments left by five past eight.', 'access negative'],
    ['hospital', 'The call button was ignored all night.', 'staff negative'],
    ['hospital', 'I spent nine hours on a trolley.', 'waiting negative'],
  ])('%s: "%s" is %s', (name, text, tag) => {
    expect(readers.get(name)!.found(text)).toContain(tag);
  });

  it.each([
    ['dental', 'I had my teeth cleaned in May.'],
    ['general-practice', 'I went in for my flu jab.'],
    ['hospital', 'I was nil by mouth.'],
    ['cosmetic', 'I had a shot of Botox.'],
  ])('%s: "%s" evaluates nothing', (name, text) => {
    expect(readers.get(name)!.found(text)).toEqual([]);
  });

  it('change the hash of the taxonomy', () => {
    const hashes = [...readers.values()].map(({ knowledge }) => knowledge.hash);
    expect(new Set(hashes).size).toBe(hashes.length);
  });

  it.each(NAMES)('%s adds no phrase that can never match, or that says two things', (name) => {
    const { knowledge } = readers.get(name)!;
    const shipped = new Set(
      readers.get(null)!.knowledge.lexicon.map(({ theme, phrase }) => `${theme} ${phrase}`),
    );
    const read = createSentenceReader(knowledge);
    const watched = [...knowledge.safety.watched, ...knowledge.contested.flatMap((one) => one.watched)];
    const find = createPhraseFinder(knowledge, watched);
    const findings = lintTaxonomy(knowledge, {
      readTokens: (text) =>
        read(text, [{ start: 0, end: text.length, section: null, prior: null }]).flatMap(
          ({ tokens }) => tokens,
        ),
      findKeywords: (tokens) => find(tokens).hits,
      findWatched: (tokens) => find(tokens).watched.map((hit) => hit.watched),
      stem,
    });
    const own = findings.filter(
      ({ code, theme, phrase }) =>
        ['dead', 'both-axes', 'both-polarities'].includes(code) && !shipped.has(`${theme} ${phrase}`),
    );
    expect(own).toEqual([]);
  });

  it('an unknown one is refused with those there are', async () => {
    await expect(loadKnowledge({ specialty: 'dentist' })).rejects.toThrow(
      '--specialty dentist: there is no such pack; choose dental, cosmetic',
    );
  });
});
