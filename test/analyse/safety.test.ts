import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { createAnalyser } from '../../src/analyse/index.js';
import { loadKnowledge } from '../../src/knowledge/index.js';
import type { AnalysedReview, Analyser, Passage } from '../../src/types.js';

let analyse: Analyser;

beforeAll(async () => {
  analyse = createAnalyser(await loadKnowledge());
});

function read(...passages: Passage[]): AnalysedReview {
  return analyse({
    id: '1',
    hash: '',
    origin: { file: 'a.csv', record: 1 },
    passages,
    rating: null,
    subRatings: {},
    date: null,
    location: null,
    provider: null,
    procedure: null,
    source: null,
    language: 'en',
    setAside: null,
    extra: {},
  });
}

const text = (said: string): Passage => ({ role: 'text', name: 'Review', text: said });
const harms = (said: string): string[] => read(text(said)).safety.map(({ harm }) => harm);

describe('the safety list', () => {
  it('does not take abandoned ships and hopes for patients left alone', () => {
    expect(harms('He should abandon ship and start over.')).toEqual([]);
    expect(harms('It was awful and I abandoned all hope of an answer.')).toEqual([]);
    expect(harms('Terrible place, he was simply abandoned there.')).toEqual(['left-unattended']);
  });

  it('holds its floors on our own sentences', () => {
    const lines = readFileSync(new URL('../../fixtures/labelled/safety.tsv', import.meta.url), 'utf8')
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split('\t') as [string, string]);
    expect(lines.length).toBeGreaterThanOrEqual(250);
    const found = lines.map(([gold, said]) => ({
      gold: gold === 'none' ? [] : gold.split(','),
      found: [...new Set(harms(said))],
    }));
    const listed = found.filter((one) => one.found.length > 0);
    const harmful = found.filter(({ gold }) => gold.length > 0);
    const right = listed.filter(({ gold }) => gold.length > 0).length;
    expect(right / listed.length).toBeGreaterThanOrEqual(0.95);
    expect(right / harmful.length).toBeGreaterThanOrEqual(0.95);
    const named = found.flatMap(({ gold, found }) => gold.filter((harm) => found.includes(harm)));
    expect(named.length / harmful.flatMap(({ gold }) => gold).length).toBeGreaterThanOrEqual(0.93);
  });

  it.each([
    ['a negation', 'There was no infection and I never felt unsafe.'],
    ['a fear', 'I was afraid of an infection after the surgery.'],
    ['what was averted', 'They do all they can to prevent infection.'],
    ['another provider', 'My previous dentist left me with an infection.'],
    ['what the patient came with', 'I came in with an infection and they cured it.'],
    ['a warning', 'She explained the risk of nerve damage.'],
  ])('leaves out %s', (_, said) => {
    expect(harms(said)).toEqual([]);
  });

  it('reads on where a fear came true', () => {
    expect(harms('I was afraid of an infection but they gave me one: the wound got infected.')).toContain(
      'infection',
    );
    expect(harms('Not only did they keep us waiting, they pulled the wrong tooth.')).toContain('wrong-site');
  });

  it('takes harm in a review of praise for what the patient came with', () => {
    expect(
      harms('I love this office. Everybody is kind. I had a severe infection. They are the best.'),
    ).toEqual([]);
  });

  it('gives the whole sentence and what it rests on, once a harm', () => {
    const said = 'Nice lobby. The wound got infected, an awful infection, and I ended up in the ER.';
    const { safety } = read({ role: 'title', name: 'Title', text: 'Never again' }, text(said));
    expect(safety.map(({ harm }) => harm)).toEqual(['infection', 'emergency-after']);
    for (const { passage, start, end, evidence } of safety) {
      expect(passage).toBe(1);
      expect(said.slice(start, end)).toBe(said.slice(said.indexOf('The wound')));
      for (const span of evidence) {
        expect(span.start).toBeGreaterThanOrEqual(start);
        expect(span.end).toBeLessThanOrEqual(end);
      }
    }
    expect(safety[0]!.evidence.map(({ start, end }) => said.slice(start, end)).join(' ')).toContain(
      'infected',
    );
  });

  it('changes no tag: the phrases of harm are no keywords', async () => {
    const knowledge = await loadKnowledge();
    const without = createAnalyser({ ...knowledge, safety: { ...knowledge.safety, watched: [] } });
    const lines = readFileSync(new URL('../../fixtures/labelled/safety.tsv', import.meta.url), 'utf8');
    const review = read(text(lines)).review;
    const tags = (one: AnalysedReview) => one.opinions.map(({ tags, side }) => [side, tags]);
    expect(without(review).safety).toEqual([]);
    expect(tags(without(review))).toEqual(tags(analyse(review)));
  });
});
