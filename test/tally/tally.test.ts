import { describe, expect, it } from 'vitest';
import {
  addLayout,
  addLedgerStep,
  addProblem,
  addReview,
  emptyTally,
  groupOf,
  reviewScores,
} from '../../src/tally/index.js';
import type { AnalysedReview, Problem, Via } from '../../src/types.js';
import { hashOf, review, reviewWith, THEMES, tallyOf } from '../laws/analysed-reviews.js';

const stances = (positive: number, negative: number, mixed: number, neutral: number) => ({
  positive,
  negative,
  mixed,
  neutral,
});

describe('stances', () => {
  it('count reviews, not sentences: six complaints of one patient are one', () => {
    const { all } = tallyOf([review(1, ...Array(6).fill('waiting-')), review(2, 'waiting+')]);
    expect(all.themes.waiting).toEqual(stances(1, 1, 0, 0));
    expect(all.cards.service).toEqual(stances(1, 1, 0, 0));
    expect(all.sentences).toBe(7);
  });

  it('are mixed for both polarities or a mixed tag, neutral for tags without one', () => {
    const { all } = tallyOf([
      review(1, 'waiting+', 'waiting-'),
      review(2, 'waiting*'),
      review(3, 'waiting0'),
      review(4, 'waiting0', 'waiting+'),
      review(5, 'waiting* waiting-'),
    ]);
    expect(all.themes.waiting).toEqual(stances(1, 0, 3, 1));
  });

  it('of a card are read over its themes, of a commitment over its own', () => {
    const { all } = tallyOf([
      review(1, 'staff+ waiting-'),
      review(2, 'staff+ compassion-'),
      review(3, 'outcome+ pain-', 'skill+'),
      review(4, 'overall+'),
    ]);
    expect(all.cards).toEqual({
      clinicalOutcome: stances(0, 0, 1, 0),
      clinicalSkill: stances(1, 0, 0, 0),
      service: stances(0, 0, 2, 0),
    });
    expect(all.general).toEqual(stances(1, 0, 0, 0));
    expect(all.commitments.compassion).toEqual(stances(1, 0, 1, 0));
    expect(all.commitments.time).toEqual(stances(0, 1, 0, 0));
    expect(all.commitments.value).toEqual(stances(0, 0, 0, 0));
  });

  it('a theme the taxonomy does not hold is a bug', () => {
    const odd = review(1, 'staff+');
    odd.opinions[0]!.tags[0]!.theme = 'parking';
    expect(() => tallyOf([odd])).toThrow('parking');
  });
});

describe('divergence', () => {
  const kindOf = (...sentences: string[]): string | undefined => {
    const counts = tallyOf([review(1, ...sentences)]).all.divergence;
    return Object.entries(counts).find(([, n]) => n > 0)?.[0];
  };

  it.each([
    ['praisedBlamed', ['outcome+', 'staff-']],
    ['blamedPraised', ['outcome-', 'staff+']],
    ['bothPositive', ['pain+', 'staff+']],
    ['bothNegative', ['complications-', 'staff-']],
    ['even', ['outcome+', 'staff+ waiting-']],
    ['even', ['outcome*', 'staff-']],
    // Skill speaks only where the outcome themes are silent; one without polarity is not silent.
    ['praisedBlamed', ['skill+', 'waiting-']],
    ['blamedPraised', ['outcome- skill+', 'waiting+']],
    ['even', ['outcome0 skill+', 'waiting-']],
    // Distinct tags: three sentences on one theme weigh as one.
    ['even', ['outcome+', 'staff-', 'staff-', 'staff-', 'waiting+']],
    ['praisedBlamed', ['outcome+', 'staff-', 'waiting-', 'facility+']],
    [undefined, ['outcome+']],
    [undefined, ['staff-', 'overall+']],
    [undefined, ['overall+']],
  ])('%s: %s', (kind, sentences) => {
    expect(kindOf(...sentences)).toBe(kind);
  });

  it('keeps the widest gap first, then by id, with the sentences behind it and all that was said', () => {
    const { divergence } = tallyOf([
      reviewWith(3, { id: 'c' }, 'outcome+ staff-'),
      reviewWith(
        1,
        { id: 'b' },
        'outcome+',
        'skill-',
        'staff- overall-',
        'waiting- trust-',
        'waiting-',
        'facility+',
      ),
      reviewWith(2, { id: 'a' }, 'outcome+ staff-'),
      reviewWith(4, { id: 'd' }, 'outcome-', 'staff+'),
    ]);
    expect(divergence.praisedBlamed.map(({ id, gap }) => [id, gap])).toEqual([
      ['b', 3],
      ['a', 2],
      ['c', 2],
    ]);
    expect(divergence.blamedPraised.map(({ id }) => id)).toEqual(['d']);
    const first = divergence.praisedBlamed[0]!;
    expect(first.clinical.map(({ theme, polarity }) => theme + polarity)).toEqual(['outcomepositive']);
    // One tag a sentence and one sentence a theme.
    expect(new Set(first.service.map(({ theme }) => theme)).size).toBe(first.service.length);
    expect(new Set(first.service.map(({ text }) => text)).size).toBe(first.service.length);
    expect(first.service.every(({ polarity }) => polarity === 'negative')).toBe(true);
    const [twice] = tallyOf([review(1, 'outcome+', 'staff- waiting-', 'trust-')]).divergence.praisedBlamed;
    expect(twice!.service).toHaveLength(2);
    // In the order of the taxonomy, general remarks left out.
    expect(first.themes.map(({ theme }) => theme)).toEqual([
      'outcome',
      'skill',
      'staff',
      'trust',
      'waiting',
      'facility',
    ]);
  });
});

describe('a divergence of which one side is doubtful', () => {
  it('stands behind those that are sure of both, however wide it is', () => {
    const doubtful = reviewWith(1, { id: 'a' }, 'outcome+', 'staff-', 'waiting-', 'trust-');
    doubtful.opinions[0]!.tags[0]!.confidence = 0.31;
    const halfSure = reviewWith(2, { id: 'b' }, 'outcome+', 'skill+', 'staff-', 'waiting-');
    for (const i of [1, 3]) halfSure.opinions[i]!.tags[0]!.confidence = 0.31;
    const shown = (...reviews: AnalysedReview[]) =>
      tallyOf(reviews).divergence.praisedBlamed.map(({ id, sure }) => [id, sure]);
    const narrow = reviewWith(3, { id: 'c' }, 'outcome+', 'staff-');
    for (const order of [
      [doubtful, narrow],
      [narrow, doubtful],
    ]) {
      expect(shown(...order)).toEqual([
        ['c', true],
        ['a', false],
      ]);
    }
    // A doubtful tag of another card, or beside a sure one, takes nothing away.
    expect(shown(halfSure)).toEqual([['b', true]]);
  });
});

describe('the sentences behind a divergence', () => {
  type Said = { text: string; confidence: number; via: Via[] };
  const behind = (...said: Said[]): string[] => {
    const themes = ['staff-', 'waiting-', 'trust-', 'facility-', 'service-'];
    const one = review(1, 'outcome+', ...said.map((_, i) => themes[i]!));
    said.forEach(({ text, confidence, via }, i) => {
      const opinion = one.opinions[i + 1]!;
      const passage = one.review.passages[0]!;
      opinion.start = passage.text.length;
      passage.text += text;
      opinion.end = passage.text.length;
      Object.assign(opinion.tags[0]!, { confidence, via, evidence: [] });
    });
    return tallyOf([one]).divergence.praisedBlamed[0]!.service.map(({ text }) => text);
  };
  const agreed: Via[] = ['keyword', 'model'];

  it('are the surest, those that phrases and model agree on before their equals, then those that read by themselves', () => {
    const readable = { text: 'The lady at the desk yelled at me.', confidence: 0.92, via: agreed };
    const short = { text: 'Rude desk.', confidence: 0.97, via: agreed };
    const endless = { text: `The desk ${'went on and on '.repeat(30)}`, confidence: 0.98, via: agreed };
    const unsure = { text: 'The lounge was perhaps a little bit cold.', confidence: 0.7, via: agreed };
    const alone = {
      text: 'This was someone who kept us waiting.',
      confidence: 0.99,
      via: ['model' as const],
    };
    const best = [readable.text, endless.text, short.text].map((text) => text.slice(0, 10));
    for (const order of [
      [short, alone, unsure, readable, endless],
      [endless, readable, unsure, alone, short],
    ]) {
      expect(behind(...order).map((text) => text.replace('… ', '').slice(0, 10))).toEqual(best);
    }
    expect(behind(alone, unsure)).toEqual([alone.text, unsure.text]);
  });
});

describe('a single review', () => {
  it('is scored over its tags of each card, with both counts', () => {
    expect(
      reviewScores(review(1, 'staff- waiting+', 'staff-', 'outcome+ pain* skill0', 'overall+'), THEMES),
    ).toEqual({
      clinicalOutcome: { value: 100, positive: 1, negative: 0 },
      clinicalSkill: null,
      service: { value: 100 / 3, positive: 1, negative: 2 },
    });
  });
});

describe('reviews set aside', () => {
  it('count in ratings, dates, languages and the ledger, and nowhere else', () => {
    const rating = { value: 1, raw: '5', scale: '1-5' };
    const tally = tallyOf(
      [
        reviewWith(1, { setAside: 'no-text', rating, date: '2024-05-01', location: 'North' }, 'staff+'),
        reviewWith(2, { setAside: 'language', rating, language: 'fr', subRatings: { Staff: rating } }),
      ],
      ['location'],
    );
    expect(tally.ledger).toMatchObject({ used: 0, withoutText: 1, otherLanguage: 1 });
    expect(tally.all).toMatchObject({ reviews: 0, setAside: 2, sentences: 0, themes: {} });
    expect(tally.all.ratings).toEqual({ '1-5': { '1.0000': 2 } });
    expect(tally.subRatings).toEqual({ Staff: { '1-5': { '1.0000': 1 } } });
    expect(tally.dates).toEqual({ first: '2024-05-01', last: '2024-05-01', missing: 1 });
    expect(tally.usedDates).toEqual({ first: null, last: null });
    expect(tally.languages).toEqual({ en: 1, fr: 1 });
    expect(tally.groups.location!.values.North).toMatchObject({ reviews: 0, setAside: 1 });
    expect(tally.groups.location!.withoutValue).toBe(0);
  });
});

describe('groups', () => {
  it('are read off the fields, the date and further columns', () => {
    const { review: one } = reviewWith(1, {
      source: 'Web',
      rating: { value: 0, raw: '1', scale: '1-5' },
      extra: { Ward: 'B', toString: 'x' },
    });
    expect(groupOf(one, ['source'])).toBe('Web');
    expect(groupOf(one, ['rating'])).toBe('1');
    expect(groupOf(one, ['Ward'])).toBe('B');
    expect(groupOf(one, ['provider'])).toBeNull();
    expect(groupOf(one, ['constructor'])).toBeNull();
    expect(groupOf(one, ['source', 'Ward'])).toBe('Web · B');
    expect(groupOf(one, ['source', 'provider'])).toBeNull();
  });

  it('take any spelling for a name', () => {
    const names = ['__proto__', 'constructor', '2024', 'hasOwnProperty'];
    const tally = tallyOf(
      names.map((location, i) => reviewWith(i, { location }, 'staff+')),
      ['location'],
    );
    expect(Object.keys(tally.groups.location!.values).sort()).toEqual([...names].sort());
    for (const name of names) {
      expect(Object.getOwnPropertyDescriptor(tally.groups.location!.values, name)!.value.reviews).toBe(1);
    }
  });

  it('and sub-ratings take any spelling for a column', () => {
    const rating = { value: 1, raw: '5', scale: '1-5' };
    const { subRatings } = tallyOf([reviewWith(1, { subRatings: { constructor: rating } }, 'staff+')]);
    expect(Object.entries(subRatings)).toEqual([['constructor', { '1-5': { '1.0000': 1 } }]]);
  });

  it('count every calendar period whether asked for or not', () => {
    const tally = tallyOf([
      reviewWith(1, { date: '2024-03-31' }, 'staff+'),
      reviewWith(2, { date: '2024-04-01' }, 'staff+'),
      reviewWith(3, {}, 'staff+'),
    ]);
    expect(Object.keys(tally.periods.month.values)).toEqual(['2024-03', '2024-04']);
    expect(Object.keys(tally.periods.quarter.values)).toEqual(['2024-Q1', '2024-Q2']);
    expect(tally.periods.year.values['2024']!.reviews).toBe(2);
    expect(tally.periods.year.withoutValue).toBe(1);
  });
});

describe('quotes', () => {
  it('weigh confidence against a readable length, so that no doubtful tag stands for a sure one, and take one a review', () => {
    const long = 'x'.repeat(300);
    const sentences = ['Bad.', 'The wait in that room took more than two hours.', `${long}.`];
    const make = (n: number, text: string, confidence: number): AnalysedReview => {
      const one = review(n, 'waiting-');
      one.review.passages[0]!.text = text;
      one.opinions[0]!.start = 0;
      one.opinions[0]!.end = text.length;
      one.opinions[0]!.tags[0]!.confidence = confidence;
      one.opinions[0]!.tags[0]!.evidence = [{ start: 0, end: 3 }];
      return one;
    };
    const { quotes } = tallyOf([
      make(1, sentences[0]!, 0.99),
      make(2, sentences[1]!, 0.6),
      make(3, sentences[1]!, 0.9),
      make(4, sentences[2]!, 0.99),
    ]);
    expect(quotes.waiting!.negative.map(({ id }) => id)).toEqual(['r3', 'r4', 'r2', 'r1']);
    const twice = tallyOf([review(1, 'waiting-', 'waiting-')]).quotes.waiting!;
    expect(twice.negative).toHaveLength(1);
    expect(twice.positive).toHaveLength(0);
  });

  it('cut a sentence without end around its evidence, never through a surrogate pair', () => {
    const one = review(1, 'waiting-');
    const text = `${'😀'.repeat(4_000)}!waited${'😀'.repeat(4_000)}`;
    one.review.passages[0]!.text = text;
    const opinion = one.opinions[0]!;
    Object.assign(opinion, { start: 0, end: text.length });
    opinion.tags[0]!.evidence = [{ start: 8_001, end: 8_007 }];
    const quote = tallyOf([one]).quotes.waiting!.negative[0]!;
    expect(quote.text.length).toBeLessThan(620);
    expect(quote.text).toMatch(/^… .* …$/su);
    expect(quote.text).not.toMatch(/\p{Cs}/u);
    const [span] = quote.evidence;
    expect(quote.text.slice(span!.start, span!.end)).toBe('waited');
  });

  it('hold evidence as offsets into their own text', () => {
    const { quotes } = tallyOf([review(1, 'staff+', 'waiting-')]);
    const [quote] = quotes.waiting!.negative;
    expect(quote!.start).toBeGreaterThan(0);
    expect(quote!.text).toBe('Sentence 1 of review 1 says waiting- in so many words.');
    expect(quote!.evidence).toEqual([{ start: 9, end: 20 }]);
  });
});

describe('problems and the ledger', () => {
  const problem = (record: number | null, fatal: boolean, file = 'a.csv'): Problem => ({
    file,
    record,
    line: null,
    code: 'short-row',
    message: 'two cells are missing',
    fatal,
  });

  it('count every problem, keep the first twenty by file and record, and enter unusable records', () => {
    const tally = emptyTally();
    for (let i = 30; i > 0; i--) addProblem(tally, problem(i, i % 2 === 0));
    addProblem(tally, problem(null, true));
    addProblem(tally, problem(1, false, 'A.csv'));
    expect(tally.problems.counts).toEqual({ 'short-row': 32 });
    expect(tally.problems.first).toHaveLength(20);
    expect(tally.problems.first.slice(0, 3).map(({ file, record }) => [file, record])).toEqual([
      ['A.csv', 1],
      ['a.csv', null],
      ['a.csv', 1],
    ]);
    // A problem of a whole file is no record.
    expect(tally.ledger.problem).toBe(15);
  });

  it('add up: records and unfolded reviews on one side, their ends on the other', () => {
    const tally = emptyTally();
    addLedgerStep(tally, 'records', 8);
    addLedgerStep(tally, 'unfolded', 2);
    addLedgerStep(tally, 'blank');
    addLedgerStep(tally, 'duplicate', 2);
    addLedgerStep(tally, 'joined');
    addLedgerStep(tally, 'outsidePeriod');
    addProblem(tally, problem(3, true));
    addReview(tally, review(1, 'staff+'), THEMES);
    addReview(tally, review(2, ''), THEMES);
    addReview(tally, reviewWith(3, { setAside: 'no-text' }), THEMES);
    addReview(tally, reviewWith(4, { setAside: 'language' }), THEMES);
    const { records, unfolded, ...ends } = tally.ledger;
    expect(Object.values(ends).reduce((sum, n) => sum + n)).toBe(records + unfolded);
  });

  it('keep layouts by file', () => {
    const tally = emptyTally();
    const layout = {
      kind: 'reviews' as const,
      format: 'csv' as const,
      encoding: 'utf-8',
      delimiter: ',',
      headerRow: 1,
      recordsPath: null,
      columns: [],
      headers: [],
      ratingScale: null,
      dateFormat: null,
      language: null,
    };
    addLayout(tally, { file: 'b.csv', ...layout });
    addLayout(tally, { file: 'a.csv', ...layout });
    expect(tally.layouts.map(({ file }) => file)).toEqual(['a.csv', 'b.csv']);
  });
});

describe('the stamp', () => {
  it('changes with every review, one that stands twice included, and not with their order', () => {
    const stamp = (...ns: number[]): string => tallyOf(ns.map((n) => review(n, 'staff+'))).stamp;
    expect(stamp()).toBe('0'.repeat(32));
    expect(stamp(1, 2)).toBe(stamp(2, 1));
    expect(new Set([stamp(), stamp(1), stamp(2), stamp(1, 1), stamp(1, 2), stamp(1, 1, 2)]).size).toBe(6);
    expect(stamp(1, 2, 3)).toMatch(/^[0-9a-f]{32}$/);
    expect(stamp(1).slice(0, 16)).toBe(hashOf(1));
  });
});
