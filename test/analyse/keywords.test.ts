import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createKeywordModel } from '../../src/analyse/keywords.js';
import { createSentenceReader } from '../../src/analyse/sentences.js';
import { loadKnowledge } from '../../src/knowledge/index.js';
import { readPhrase } from '../../src/knowledge/phrases.js';
import type { KeywordHit, Knowledge, LexiconEntry, Token, WordLists } from '../../src/types.js';

const shipped = await loadKnowledge();
const readShipped = createSentenceReader(shipped);

function tokensOf(text: string): Token[][] {
  return readShipped(text, [{ start: 0, end: text.length, section: null, prior: null }]).map(
    ({ tokens }) => tokens,
  );
}

type Short = [phrase: string, theme: string, sign: '+' | '-', more?: Partial<LexiconEntry>];

function lexiconOf(entries: Short[]): LexiconEntry[] {
  return entries.map(([phrase, theme, sign, more]) => ({
    phrase,
    theme,
    polarity: sign === '+' ? 'positive' : 'negative',
    strength: 'sure',
    except: [],
    negation: 'turns',
    layer: 0,
    ...more,
  }));
}

function modelOf(entries: Short[], words: Partial<WordLists> = {}): (text: string) => KeywordHit[] {
  const lexicon = lexiconOf(entries);
  const lists: WordLists = { ...shipped.words, shields: [], ...words };
  const phrases: Knowledge['phrases'] = new Map(
    [...lexicon.flatMap(({ phrase, except }) => [phrase, ...except]), ...lists.shields].map((phrase) => [
      phrase,
      readPhrase(phrase, lists.classes),
    ]),
  );
  const model = createKeywordModel({
    lexicon,
    words: lists,
    phrases,
    negators: shipped.negators,
    language: null,
  });
  return (text) => tokensOf(text).flatMap((tokens) => model(tokens));
}

/** Hits in short: `theme+ [words]`. */
function found(hits: KeywordHit[], text: string): string[] {
  const sign = { positive: '+', negative: '-', mixed: '0', neutral: '0' };
  return hits.map(
    ({ theme, polarity, start, end }) => `${theme}${sign[polarity]} [${text.slice(start, end)}]`,
  );
}

function finds(entries: Short[], text: string, words: Partial<WordLists> = {}): string[] {
  return found(modelOf(entries, words)(text), text);
}

describe('a phrase', () => {
  it('matches on stems, whatever the capitals', () => {
    expect(finds([['wait long', 'waiting', '-']], 'WAITED long')).toEqual(['waiting- [WAITED long]']);
  });

  it('matches "=word" in this very form only', () => {
    const entries: Short[] = [['=caring', 'compassion', '+']];
    expect(finds(entries, 'a caring man')).toEqual(['compassion+ [caring]']);
    expect(finds(entries, 'he cares')).toEqual([]);
  });

  it('knows alternatives, optional words and word lists', () => {
    const entries: Short[] = [['(took|spent) his? time with {staff}', 'time', '+']];
    expect(finds(entries, 'took time with nurses')).toEqual(['time+ [took time with nurses]']);
    expect(finds(entries, 'spent his time with everyone')).toEqual(['time+ [spent his time with everyone]']);
    expect(finds(entries, 'gave his time with nurses')).toEqual([]);
  });

  it('steps over up to three words at "…" and not over a comma', () => {
    const entries: Short[] = [['love … smile', 'outcome', '+']];
    expect(finds(entries, 'I love smile')).toHaveLength(1);
    expect(finds(entries, 'I love my new bright smile')).toHaveLength(1);
    expect(finds(entries, 'I love my new big bright smile')).toEqual([]);
    expect(finds(entries, 'I love you, smile')).toEqual([]);
  });

  it('steps over a list of adjectives at "~"', () => {
    const entries: Short[] = [['{staff} {be} ~ friendly', 'staff', '+']];
    expect(finds(entries, 'The staff were professional, caring, and very friendly')).toHaveLength(1);
    expect(finds(entries, 'The staff were in the room with a friendly dog')).toEqual([]);
  });

  it('lets intensifiers stand between its words', () => {
    expect(finds([['was kind', 'compassion', '+']], 'she was always so very kind')).toEqual([
      'compassion+ [was always so very kind]',
    ]);
  });

  it('reads contractions, hyphens and usual misspellings alike', () => {
    expect(finds([['did not follow up', 'follow-up', '-']], "They didn't follow-up")).toHaveLength(1);
    expect(finds([['did not follow up', 'follow-up', '-']], 'they didnt follow up')).toHaveLength(1);
    expect(finds([['receptionist', 'staff', '+']], 'the recepionist')).toHaveLength(1);
  });

  it('reads numbers and durations', () => {
    const entries: Short[] = [['waited {number} {duration}', 'waiting', '-']];
    expect(finds(entries, 'waited 45 minutes')).toHaveLength(1);
    expect(finds(entries, 'waited two hours')).toHaveLength(1);
    expect(finds(entries, 'waited 2 nights')).toEqual([]);
  });
});

describe('many phrases in one graph', () => {
  const VOCABULARY = ['lorem', 'ipsum', 'dolor', 'amet'];
  type Tree = string | { alternatives: Tree[][]; optional: boolean };
  const { sequence } = fc.letrec<{ sequence: Tree[]; part: Tree }>((tie) => ({
    sequence: fc.array(tie('part'), { minLength: 1, maxLength: 3 }),
    part: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.constantFrom(...VOCABULARY),
      fc.record({
        alternatives: fc.array(tie('sequence'), { minLength: 1, maxLength: 3 }),
        optional: fc.boolean(),
      }),
    ),
  }));

  function write(tree: Tree[]): string {
    return tree
      .map((part) =>
        typeof part === 'string'
          ? part
          : `(${part.alternatives.map(write).join('|')})${part.optional ? '?' : ''}`,
      )
      .join(' ');
  }

  function writeOut(tree: Tree[]): string[][] {
    return tree.reduce<string[][]>(
      (starts, part) => {
        const choices =
          typeof part === 'string'
            ? [[part]]
            : [...part.alternatives.flatMap(writeOut), ...(part.optional ? [[]] : [])];
        return starts.flatMap((start) => choices.map((choice) => [...start, ...choice]));
      },
      [[]],
    );
  }

  /** How many sequences a tree writes out to: groups in groups multiply, to millions now and then. */
  function countOf(tree: Tree[]): number {
    return tree.reduce(
      (count, part) =>
        typeof part === 'string'
          ? count
          : count * part.alternatives.reduce((sum, other) => sum + countOf(other), part.optional ? 1 : 0),
      1,
    );
  }

  it('finds what a search for every sequence finds', () => {
    const phrase = sequence.filter(
      (tree) => countOf(tree) <= 500 && writeOut(tree).every((words) => words.length > 0),
    );
    fc.assert(
      fc.property(
        fc.array(phrase, { minLength: 1, maxLength: 6 }),
        fc.array(fc.constantFrom(...VOCABULARY), { maxLength: 9 }),
        (trees, text) => {
          const written = trees.map(write);
          const entries = [...new Set(written)].map((words, i): Short => [words, `theme-${i}`, '+']);
          const matches = entries.flatMap(([words, theme]) =>
            writeOut(trees[written.indexOf(words)] as Tree[]).flatMap((variant) =>
              text.flatMap((_, start) =>
                variant.every((word, i) => text[start + i] === word)
                  ? [{ theme, start, end: start + variant.length }]
                  : [],
              ),
            ),
          );
          const kept = matches.filter(
            (match) =>
              !matches.some(
                ({ start, end }) =>
                  start <= match.start && end >= match.end && end - start > match.end - match.start,
              ),
          );
          const hits = modelOf(entries)(text.join(' '));
          expect(new Set(hits.map(({ theme }) => theme))).toEqual(new Set(kept.map(({ theme }) => theme)));
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('between matches', () => {
  it('lets the longer phrase say what its words mean, across themes', () => {
    const entries: Short[] = [
      ['rude', 'compassion', '-'],
      ['rude {staff}', 'staff', '-'],
    ];
    expect(finds(entries, 'rude receptionist')).toEqual(['staff- [rude receptionist]']);
    expect(finds(entries, 'a rude man')).toEqual(['compassion- [rude]']);
  });

  it('counts overlapping phrases of one theme once, of two themes twice', () => {
    expect(
      finds(
        [
          ['quick and easy', 'waiting', '+'],
          ['easy to book', 'waiting', '+'],
        ],
        'quick and easy to book',
      ),
    ).toHaveLength(1);
    expect(
      finds(
        [
          ['quick and easy', 'waiting', '+'],
          ['easy to book', 'access', '+'],
        ],
        'quick and easy to book',
      ),
    ).toHaveLength(2);
  });

  it('keeps one phrase that speaks of two themes', () => {
    expect(
      finds(
        [
          ['incompetent', 'skill', '-'],
          ['incompetent', 'staff', '-'],
        ],
        'incompetent',
      ),
    ).toEqual(['skill- [incompetent]', 'staff- [incompetent]']);
  });

  it('drops a phrase inside one of its except phrases, and only that one', () => {
    const entries: Short[] = [
      ['pay', 'billing', '-', { except: ['pay attention'] }],
      ['attention', 'time', '+'],
    ];
    expect(finds(entries, 'pay attention')).toEqual(['time+ [attention]']);
    expect(finds(entries, 'pay more')).toEqual(['billing- [pay]']);
  });

  it('drops everything inside a shield', () => {
    const entries: Short[] = [['good', 'overall', '+']];
    expect(finds(entries, 'good morning', { shields: ['good morning'] })).toEqual([]);
    expect(finds(entries, 'good', { shields: ['good morning'] })).toHaveLength(1);
  });
});

describe('negation', () => {
  it('turns the polarity and shows the negator', () => {
    const text = 'She was not rude';
    const hits = modelOf([['rude', 'compassion', '-']])(text);
    expect(found(hits, text)).toEqual(['compassion+ [rude]']);
    expect(hits[0]?.negator).toEqual({ start: 8, end: 11 });
  });

  it.each(['No one lied to me', 'Not one person lied to me', 'Not once have they lied to me'])(
    'turns by a negator of several words: %s',
    (text) => {
      const hits = modelOf([['lied to me', 'trust', '-']])(text);
      expect(found(hits, text)).toEqual(['trust+ [lied to me]']);
      expect(text.slice(hits[0]?.negator?.start, hits[0]?.negator?.end)).toMatch(
        /^(?:No one|Not one|Not once)$/,
      );
    },
  );

  it.each<[string, string, string, '+' | '-']>([
    ['Lack of communication and long waits', 'long waits', 'waiting', '-'],
    ['Instead of helping me they were rude', 'rude', 'compassion', '-'],
    ['No one is more caring', 'caring', 'compassion', '+'],
    ['There is no one kinder', 'kinder', 'compassion', '+'],
  ])('is not turned across what is named first, nor where it compares: %s', (text, phrase, theme, sign) => {
    expect(found(modelOf([[phrase, theme, sign]])(text), text)[0]).toContain(theme + sign);
  });

  it('does not turn a phrase by a negator of its own', () => {
    expect(finds([['no pain', 'pain', '+']], 'I had no pain')).toEqual(['pain+ [no pain]']);
  });

  it('turns by a negator that stands inside a gap', () => {
    expect(finds([['{staff} … kind', 'staff', '+']], 'the nurses were not kind')).toEqual([
      'staff- [nurses were not kind]',
    ]);
  });

  it('leaves a phrase alone that ignores negation', () => {
    expect(finds([['worth it', 'outcome', '+', { negation: 'ignores' }]], 'not worth it')).toEqual([
      'outcome+ [worth it]',
    ]);
  });

  it('ends at a comma and at a new clause', () => {
    const entries: Short[] = [['kind', 'compassion', '+']];
    expect(finds(entries, 'I did not wait, she was kind')).toEqual(['compassion+ [kind]']);
    expect(finds(entries, 'I did not wait long and the nurse was kind')).toEqual(['compassion+ [kind]']);
    expect(finds(entries, 'never cold but kind')).toEqual(['compassion+ [kind]']);
  });

  it('is not seen in idioms', () => {
    expect(finds([['kind', 'compassion', '+']], 'not only kind')).toEqual(['compassion+ [kind]']);
  });
});

describe('names', () => {
  const entries: Short[] = [
    ['love', 'overall', '+'],
    ['joy', 'overall', '+'],
    ['grace', 'overall', '+'],
    ['pain', 'pain', '-'],
    ['kind', 'compassion', '+'],
  ];
  it.each([
    'Dr. Love was late',
    'dr love was late',
    'Dr Kind',
    'Mrs. Pain called',
    'Joy at the front desk',
    'I saw Grace today',
    'Grace was late',
    'Nurse Joy',
  ])('are no keywords: %s', (text) => {
    expect(finds(entries, text)).toEqual([]);
  });
  it('stand in the way of no phrase', () => {
    const text = 'Dr. Payne was so kind, and Dr Love';
    expect(finds([['{doctor} was kind', 'compassion', '+']], text)).toEqual([
      'compassion+ [Dr. Payne was so kind]',
    ]);
  });

  it.each([
    'I love her',
    'a joy to visit',
    'Love this place',
    'LOVE IT',
    'the doctor was kind',
    'My doctor. Love her!',
  ])('are told from words: %s', (text) => {
    expect(finds(entries, text)).toHaveLength(1);
  });
});

describe('the shipped lexicon', () => {
  const model = createKeywordModel(shipped);
  const tags = (text: string): string[] =>
    found(
      tokensOf(text).flatMap((tokens) => model(tokens)),
      '',
    ).map((tag) => tag.replace(' []', ''));

  it('finds every example of the taxonomy in its theme', () => {
    const missed = shipped.themes.flatMap(({ name, examples }) =>
      examples
        .filter(({ text, polarity }) => !tags(text).includes(`${name}${polarity === 'positive' ? '+' : '-'}`))
        .map(({ text }) => `${name}: ${text}`),
    );
    expect(missed).toEqual([]);
  });

  it.each([
    ['We never once felt rushed.', 'time+'],
    ['He never called back with the results.', 'follow-up-'],
    ['I could not be happier with my nose.', 'outcome+'],
    ['The receptionists were not rude at all.', 'staff+'],
    ['I had absolutely no pain.', 'pain+'],
    ['More parking would help.', 'access-'],
  ])('reads %s', (text, tag) => {
    expect(tags(text)).toContain(tag);
  });

  it('does not depend on the order of its entries', () => {
    const texts = shipped.themes.flatMap(({ examples }) => examples.map(({ text }) => text));
    const before = texts.map((text) => tokensOf(text).map((tokens) => model(tokens)));
    const turned = createKeywordModel({ ...shipped, lexicon: shipped.lexicon.toReversed() });
    expect(texts.map((text) => tokensOf(text).map((tokens) => turned(tokens)))).toEqual(before);
  });

  it('gives hits that lie in their sentence, in order, whatever the text', () => {
    const words = fc.constantFrom(
      'staff',
      'not',
      'rude',
      'kind',
      ',',
      'and',
      'very',
      'the',
      'no',
      'pain',
      'was',
      'Dr',
      'Love',
      '.',
      '!',
      '(',
      '-',
      '5',
    );
    fc.assert(
      fc.property(
        fc.array(words, { maxLength: 30 }).map((list) => list.join(' ')),
        (text) => {
          for (const tokens of tokensOf(text)) {
            let last = -1;
            for (const { start, end } of model(tokens)) {
              expect(start).toBeGreaterThanOrEqual(Math.max(last, tokens[0]?.start ?? 0));
              expect(end).toBeGreaterThan(start);
              expect(end).toBeLessThanOrEqual(tokens.at(-1)?.end ?? 0);
              last = start;
            }
          }
        },
      ),
      { numRuns: 100 },
    );
  });
});
