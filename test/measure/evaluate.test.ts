import { describe, expect, it } from 'vitest';
import {
  asAnalysed,
  compareLabels,
  evaluateLabels,
  findingOf,
  judgedRows,
  uniteRows,
} from '../../src/measure/evaluate.js';
import { readLabels } from '../../src/measure/labels.js';
import type { ExplainedSentence, Explanation, Polarity, Tag, Theme } from '../../src/types.js';

const THEMES = [
  { name: 'outcome', axis: 'clinical' },
  { name: 'staff', axis: 'service' },
  { name: 'waiting', axis: 'service' },
] as Theme[];
const NAMES = THEMES.map(({ name }) => name);

function tag(theme: string, polarity: Polarity, confidence = 0.9): Tag {
  return { theme, axis: 'service', polarity, confidence, via: ['model'], evidence: [{ start: 0, end: 3 }] };
}

/** What was found in each part of a sentence, and how likely the model thought some labels. */
function explanation(parts: Tag[][], likely: [string, Polarity, number][] = []): Explanation {
  const sentences = parts.map((tags) => ({
    tags,
    model: likely.map(([theme, polarity, probability]) => ({ theme, polarity, probability, threshold: 0.5 })),
  })) as ExplainedSentence[];
  return { text: '', pieces: [], safety: [], sentences };
}

const OPTIONS = {
  file: 'labels.tsv',
  version: '0',
  model: { name: 'm', version: '1', own: null },
  taxonomy: { hash: 'h', custom: false },
  misses: 5,
};

describe('findingOf', () => {
  it('joins the parts of a sentence, the surest of a theme and polarity', () => {
    const { tags } = findingOf(
      explanation([
        [tag('staff', 'positive', 0.6)],
        [tag('staff', 'positive', 0.9), tag('waiting', 'negative')],
      ]),
    );
    expect(tags.map(({ theme, confidence }) => [theme, confidence])).toEqual([
      ['staff', 0.9],
      ['waiting', 0.9],
    ]);
  });

  it('knows what the model thought, and that it knows nothing of a theme', () => {
    const { probability } = findingOf(explanation([[]], [['staff', 'positive', 0.3]]));
    expect(probability('staff', 'positive')).toBe(0.3);
    expect(probability('staff', 'negative')).toBe(0);
    expect(probability('outcome', 'positive')).toBeNull();
  });
});

describe('asAnalysed', () => {
  it('writes masks as the tool knows them, of equal length', () => {
    expect(asAnalysed('Dr. [name] at [phone] [sic]')).toBe('Dr. [NAME] at [PHONE] [sic]');
  });
});

describe('evaluateLabels', () => {
  const rows = readLabels(
    'id\tdraw\tsentence\tlabels\na\trandom\tOne\tstaff+\nb\trandom\tTwo\tnone\nc\tchosen\tThree\twaiting-\nd\tchosen\tFour\tbad\ne\tchosen\tFive\t\n',
    'labels.tsv',
    NAMES,
  );
  const find = (sentence: string) =>
    findingOf(
      sentence === 'One'
        ? explanation([[tag('staff', 'negative', 0.7)]])
        : sentence === 'Two'
          ? explanation([[tag('outcome', 'positive', 0.99)]])
          : explanation([[]], [['waiting', 'negative', 0.2]]),
    );

  it('measures all rows and the random ones apart, and counts what it left out', () => {
    const evaluation = evaluateLabels(rows, THEMES, find, OPTIONS);
    expect(evaluation.rows).toEqual({ judged: 3, bad: 1, unanswered: 1 });
    expect(evaluation.all.sentences).toBe(3);
    expect(evaluation.random!.sentences).toBe(2);
    expect(evaluation.all.themes).toMatchObject({ n: 2, found: 2 });
  });

  it('puts the most surprising miss first', () => {
    const { misses } = evaluateLabels(rows, THEMES, find, OPTIONS);
    expect(misses.map(({ id, kind, theme, probability }) => [id, kind, theme, probability])).toEqual([
      ['b', 'wrong', 'outcome', 0.99],
      ['c', 'missed', 'waiting', 0.2],
      ['a', 'polarity', 'staff', 0.7],
    ]);
    expect(evaluateLabels(rows, THEMES, find, { ...OPTIONS, misses: 1 }).misses).toHaveLength(1);
  });

  it('refuses a file without answers', () => {
    const empty = readLabels('id\tsentence\tlabels\na\tOne\t\n', 'labels.tsv', NAMES);
    expect(() => evaluateLabels(empty, THEMES, find, OPTIONS)).toThrow(
      'labels.tsv: none of its 1 rows has labels',
    );
  });
});

describe('compareLabels', () => {
  const read = (file: string, text: string) => ({
    file,
    rows: readLabels(`id\tsentence\tlabels\n${text}`, file, NAMES),
  });

  it('matches by id and counts what only one has answered', () => {
    const one = read('one', 'a\tOne\tstaff+\nb\tTwo\tnone\nc\tThree\twaiting-\nd\tFour\tnone\n');
    const other = read('other', 'c\tThree\twaiting-\na\tOne\tstaff-\nb\tTwo\tnone\nd\tFour\t\n');
    const agreement = compareLabels(one, other, THEMES, '0');
    expect(agreement).toMatchObject({ shared: 3, onlyFirst: 1, onlySecond: 0 });
    expect(agreement.measures.themes.f1.value).toBe(1);
    expect(agreement.measures.tags.f1.value).toBe(0.5);
    expect(agreement.byTheme).toEqual([
      { theme: 'staff', axis: 'service', kappa: 1, both: 1, first: 1, second: 1 },
      { theme: 'waiting', axis: 'service', kappa: 1, both: 1, first: 1, second: 1 },
    ]);
    expect(agreement.differences.map(({ id }) => id)).toEqual(['a']);
  });

  it('F1 and κ are the same the other way round', () => {
    const one = read('one', 'a\tOne\tstaff+\nb\tTwo\twaiting-,staff0\nc\tThree\tnone\n');
    const other = read('other', 'a\tOne\tstaff+,outcome+\nb\tTwo\twaiting-\nc\tThree\tbad\n');
    const [there, back] = [compareLabels(one, other, THEMES, '0'), compareLabels(other, one, THEMES, '0')];
    expect(back.measures.tags.f1).toEqual(there.measures.tags.f1);
    expect(back.measures.polarityKappa).toEqual(there.measures.polarityKappa);
    expect(there.differences.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
  });

  it('matches by words what the ids do not: two files may number their rows each in its own order', () => {
    const one = read('one', '1\tOne\tstaff+\n2\tTwo\tnone\n3\tThree\twaiting-\n');
    const other = read('other', '1\tOne\tstaff+\n2\tThree\twaiting-\n3\tTwo\tnone\n');
    const agreement = compareLabels(one, other, THEMES, '0');
    expect(agreement).toMatchObject({ shared: 3, onlyFirst: 0, onlySecond: 0, differences: [] });
  });

  it('falls back on the words where ids have nothing in common', () => {
    const agreement = compareLabels(
      read('one', '1\tOne\tstaff+\n'),
      read('other', 'x\tone \tstaff+\n'),
      THEMES,
      '0',
    );
    expect(agreement.shared).toBe(1);
    expect(() =>
      compareLabels(read('one', '1\tOne\tnone\n'), read('other', 'x\tTwo\tnone\n'), THEMES, '0'),
    ).toThrow('have no answered sentence in common');
  });
});

describe('uniteRows', () => {
  it('counts a sentence once that two people labelled alike, and leaves out what they dispute', () => {
    const rows = (text: string) => judgedRows(readLabels(`id\tsentence\tlabels\n${text}`, 'file', NAMES));
    const one = rows(
      'a\tOne\tstaff+,waiting-\nb\tTwo\tnone\nc\tOne\tstaff+\nchosen.00000000000000aa.0.0\tTen\tnone\n',
    );
    const other = rows('a\tOne\twaiting-,staff+\nb\tTwo\tstaff-\nrandom.00000000000000aa.0.0\tTen\tnone\n');
    const { rows: left, ...counts } = uniteRows([...one, ...other]);
    expect(left.map(({ id }) => id)).toEqual(['a', 'c', 'chosen.00000000000000aa.0.0']);
    expect(counts).toEqual({ repeated: 3, disputed: 1 });
  });
});
