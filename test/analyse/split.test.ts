import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { createSplitter } from '../../src/analyse/split.js';
import type { Passage, Side, SplittingWords } from '../../src/types.js';

const words = parse(
  readFileSync(new URL('../../src/data/splitting.yaml', import.meta.url), 'utf8'),
) as SplittingWords;
const split = createSplitter(words);

type Expected = [prior: Side | null, text: string];
/** Pieces as prior and text; the section numbers must count up. */
function pieces(text: string, role: Passage['role'] = 'text', ignore?: Passage['ignore']): Expected[] {
  const passage: Passage = { role, name: role, text, ...(ignore === undefined ? {} : { ignore }) };
  return split(passage).map((piece) => [piece.prior, text.slice(piece.start, piece.end)]);
}
const cases = (rows: [string, Expected[]][]): void => {
  it.each(rows)('%j', (text, expected) => {
    expect(pieces(text)).toEqual(expected);
  });
};

describe('labels with a colon', () => {
  cases([
    [
      'Pros: Friendly nurse, short wait. Cons: The bill was a surprise.',
      [
        ['pro', 'Friendly nurse, short wait.'],
        ['con', 'The bill was a surprise.'],
      ],
    ],
    [
      'Negatives: never on time.\nPositives: knows her stuff.',
      [
        ['con', 'never on time.'],
        ['pro', 'knows her stuff.'],
      ],
    ],
    [
      'Pros: kind, quick, and ... Cons: the bill',
      [
        ['pro', 'kind, quick'],
        ['con', 'the bill'],
      ],
    ],
    [
      'PRO: gentle hands  CON: long hold',
      [
        ['pro', 'gentle hands'],
        ['con', 'long hold'],
      ],
    ],
    [
      'The good: my crown fits.\nThe bad: it took four visits.\nThe ugly: the invoice.',
      [
        ['pro', 'my crown fits.'],
        ['con', 'it took four visits.'],
        ['con', 'the invoice.'],
      ],
    ],
    [
      'Good: the doctor. Bad: the waiting room.',
      [
        ['pro', 'the doctor.'],
        ['con', 'the waiting room.'],
      ],
    ],
    [
      "What I liked: she listens. What I didn't like: two hours of waiting.",
      [
        ['pro', 'she listens.'],
        ['con', 'two hours of waiting.'],
      ],
    ],
    [
      'What I really liked: she listens. What I didnt really like: the wait.',
      [
        ['pro', 'she listens.'],
        ['con', 'the wait.'],
      ],
    ],
    ['The downside: you pay up front.', [['con', 'you pay up front.']]],
    ['improvements : a bigger car park', [['con', 'a bigger car park']]],
    ['Only drawback: the stairs.', [['con', 'the stairs.']]],
    [
      "Let's start with the pros: she is kind. Now the cons: he is late.",
      [
        ['pro', 'she is kind.'],
        ['con', 'he is late.'],
      ],
    ],
    [
      'On the plus side: gentle. On the minus side: slow.',
      [
        ['pro', 'gentle.'],
        ['con', 'slow.'],
      ],
    ],
    ['Some weaknesses of the front desk: rude, slow', [['con', 'rude, slow']]],
    ['Strengths that a patient will see are: calm hands', [['pro', 'calm hands']]],
    [
      'Pros (many!): kind, quick. Cons (few): far.',
      [
        ['pro', 'kind, quick.'],
        ['con', 'far.'],
      ],
    ],
    [
      '**Pros:** gentle hands\n**Cons:** long hold',
      [
        ['pro', 'gentle hands'],
        ['con', 'long hold'],
      ],
    ],
    [
      'Well, the bad news: my implant failed. The good news: a free one.',
      [
        ['con', 'my implant failed.'],
        ['pro', 'a free one.'],
      ],
    ],
    [
      'Positive: kind staff; Negative: old chairs',
      [
        ['pro', 'kind staff'],
        ['con', 'old chairs'],
      ],
    ],
    [
      'Cons: none. Pros: everything!',
      [
        ['con', 'none.'],
        ['pro', 'everything!'],
      ],
    ],
  ]);
});

describe('labels in the words of their writers', () => {
  it.each([
    'Things I didn’t',
    "Things I didn't love",
    "Things I didn't enjoy",
    "Stuff I didn't",
    "One thing I didn't",
    "Two things I didn't",
    "One thing I didn't like",
    "Things that weren't good",
    'Things that went wrong',
    "What I'd change",
    'One thing I would change',
    'What they got wrong',
    'Not impressed by',
    'Reasons to think twice',
  ])('%s: a complaint', (label) => {
    expect(pieces(`Things I liked: the nurse. ${label}: the tea`)).toEqual([
      ['pro', 'the nurse.'],
      ['con', 'the tea'],
    ]);
  });
  it.each([
    'One thing I liked',
    'One thing I loved',
    'Things I enjoyed',
    "What I'd keep the same",
    'What they got right',
    'Impressed by',
  ])('%s: praise', (label) => {
    expect(pieces(`${label}: the nurse. Cons: the tea`)).toEqual([
      ['pro', 'the nurse.'],
      ['con', 'the tea'],
    ]);
  });
  cases([
    [
      'GOOD= quick scan BAD= cold room',
      [
        ['pro', 'quick scan'],
        ['con', 'cold room'],
      ],
    ],
    ['IT WAS GOOD= NO PAIN', [[null, 'IT WAS GOOD= NO PAIN']]],
    ['The one thing I liked was the nurse.', [[null, 'The one thing I liked was the nurse.']]],
    ["I asked what I'd change myself: nothing", [[null, "I asked what I'd change myself: nothing"]]],
    [
      'I had reasons to think twice about: the price',
      [[null, 'I had reasons to think twice about: the price']],
    ],
    ["I did my bit; he didn't: rude man.", [[null, "I did my bit; he didn't: rude man."]]],
  ]);
});

describe('labels without a colon', () => {
  cases([
    [
      'Positives - kind team. Negatives - hard to reach.',
      [
        ['pro', 'kind team.'],
        ['con', 'hard to reach.'],
      ],
    ],
    [
      'Lovely visit.\nTo improve- more chairs in the hall',
      [
        [null, 'Lovely visit.'],
        ['con', 'more chairs in the hall'],
      ],
    ],
    ['Things that could perhaps be improved on - the phone line.', [['con', 'the phone line.']]],
    [
      'Pros ; kind nurse\nCons ; no lift',
      [
        ['pro', 'kind nurse'],
        ['con', 'no lift'],
      ],
    ],
    [
      'Pros… kind doctor. Cons… the wait.',
      [
        ['pro', 'kind doctor.'],
        ['con', 'the wait.'],
      ],
    ],
    [
      'Pros. Kind nurse. Cons. Far away.',
      [
        ['pro', 'Kind nurse.'],
        ['con', 'Far away.'],
      ],
    ],
    [
      'Pros\nGentle hygienist\nOn time\n\nCons\nPricey',
      [
        ['pro', 'Gentle hygienist'],
        ['pro', 'On time'],
        ['con', 'Pricey'],
      ],
    ],
    [
      'PROS friendly nurse, clean rooms CONS the parking lot is tiny',
      [
        ['pro', 'friendly nurse, clean rooms'],
        ['con', 'the parking lot is tiny'],
      ],
    ],
    [
      'What was good? The nurse. What could be better? The parking.',
      [
        ['pro', 'The nurse.'],
        ['con', 'The parking.'],
      ],
    ],
  ]);
});

describe('labels however they are written', () => {
  const TWO: Expected[] = [
    ['pro', 'a kind nurse'],
    ['con', 'a cold room'],
  ];
  cases([
    ['Postives: a kind nurse\nNegitives: a cold room', TWO],
    [
      'ProsA kind nurseConsA cold room',
      [
        ['pro', 'A kind nurse'],
        ['con', 'A cold room'],
      ],
    ],
    ['pros a kind nurse\ncons a cold room', TWO],
    ['Liked · a kind nurse\nDisliked · a cold room', TWO],
    ['Plus points -> a kind nurse\nMinus points -> a cold room', TWO],
    ['Big plus: a kind nurse\nSmall minus: a cold room', TWO],
    ['3 pluses: a kind nurse\n2 minuses: a cold room', TWO],
    ['Pro 1: a kind nurse\nCon 1: a cold room', TWO],
    ['[Pros] a kind nurse [Cons] a cold room', TWO],
    ['What we loved: a kind nurse\nWhat we didnt: a cold room', TWO],
    ['Pros: a kind nurse / Cons: a cold room', TWO],
    ['Here is what was good. a kind nurse\nAnd here is what was bad. a cold room', TWO],
    [
      'Pros: a kind nurse | a quick scan',
      [
        ['pro', 'a kind nurse'],
        ['pro', 'a quick scan'],
      ],
    ],
  ]);
  it.each([
    ['What was good. Nobody can say.'],
    ['They claim "Pros: no waiting." I waited.'],
    ['pros and cons of each were told'],
    ['Positions: left and right'],
  ])('%j has none', (text) => {
    expect(pieces(text).map(([prior]) => prior)).not.toContain('pro');
  });
});

describe('labels in other clothes', () => {
  cases([
    [
      '[b]PROS[/b]\n[*] kind nurse\n[*] new bed\n[b]CONS[/b]\n[*] cold tea',
      [
        ['pro', 'kind nurse'],
        ['pro', 'new bed'],
        ['con', 'cold tea'],
      ],
    ],
    [
      '<b>Pros:</b> kind nurse<br><b>Cons:</b> cold tea',
      [
        ['pro', 'kind nurse'],
        ['con', 'cold tea'],
      ],
    ],
    [
      'Positives\\nKind nurse and tea\\nNegatives\\nCold bed',
      [
        ['pro', 'Kind nurse and tea'],
        ['con', 'Cold bed'],
      ],
    ],
    // a path
    ['They sent C:\\new.pdf instead', [[null, 'They sent C:\\new.pdf instead']]],
    [
      'Likes &amp; strengths:&nbsp;kind nurse&nbsp;Dislikes &amp; weaknesses:&nbsp;cold tea',
      [
        ['pro', 'kind nurse'],
        ['con', 'cold tea'],
      ],
    ],
    [
      'Q4a Positives: kind nurse Q4b Negatives: cold tea Q4c Anything else: first stay',
      [
        ['pro', 'kind nurse'],
        ['con', 'cold tea'],
        [null, 'first stay'],
      ],
    ],
    [
      'good=kind nurse; bad=cold tea; other=sent by gp',
      [
        ['pro', 'kind nurse'],
        ['con', 'cold tea'],
        [null, 'sent by gp'],
      ],
    ],
    // not of one side
    ['Likes & dislikes: kind nurse', [[null, 'Likes & dislikes: kind nurse']]],
    [
      '> Upsides\n> kind nurse\n> Downsides\n> cold tea',
      [
        ['pro', 'kind nurse'],
        ['con', 'cold tea'],
      ],
    ],
    [
      "## What I liked\nKind nurse\n## What I didn't\nCold tea",
      [
        ['pro', 'Kind nurse'],
        ['con', 'Cold tea'],
      ],
    ],
    [
      'PROS kind nurse who is thoroughCONS cold teaADVICE buy a kettle',
      [
        ['pro', 'kind nurse who is thorough'],
        ['con', 'cold tea'],
        [null, 'buy a kettle'],
      ],
    ],
    [
      "Pro'sVery kind nurseCon'sCold teaOverallid go again",
      [
        ['pro', 'Very kind nurse'],
        ['con', 'Cold tea'],
        [null, 'id go again'],
      ],
    ],
    [
      'Check up today. (good) kind nurse (bad) cold tea',
      [
        [null, 'Check up today.'],
        ['pro', 'kind nurse'],
        ['con', 'cold tea'],
      ],
    ],
    [
      'WWW: kind nurse\nEBI: warm tea',
      [
        ['pro', 'kind nurse'],
        ['con', 'warm tea'],
      ],
    ],
    [
      'The cons first: cold tea. As for the pros, a kind nurse.',
      [
        ['con', 'cold tea.'],
        ['pro', 'a kind nurse.'],
      ],
    ],
    [
      "What went well? The nurse was kind. What didn't? The tea was cold.",
      [
        ['pro', 'The nurse was kind.'],
        ['con', 'The tea was cold.'],
      ],
    ],
    [
      'Pros: kind nurse\nCons: cold tea\nBest for: families',
      [
        ['pro', 'kind nurse'],
        ['con', 'cold tea'],
        ['open', 'families'],
      ],
    ],
  ]);
});

describe('labels with other marks behind them', () => {
  cases([
    [
      'Positives > calm nurses, on time Negatives > wrong form handed out',
      [
        ['pro', 'calm nurses, on time'],
        ['con', 'wrong form handed out'],
      ],
    ],
    [
      'PROS=HANDS CONS=MANNERS',
      [
        ['pro', 'HANDS'],
        ['con', 'MANNERS'],
      ],
    ],
    [
      "+'s: bright rooms, new chairs\n-'s: the lift, the queue",
      [
        ['pro', 'bright rooms, new chairs'],
        ['con', 'the lift, the queue'],
      ],
    ],
    [
      '**Pros** Careful, quiet and **very** gentle. **Always** on time. **Cons** Far away. **Overall** I stay.',
      [
        ['pro', 'Careful, quiet and **very** gentle. **Always** on time.'],
        ['con', 'Far away.'],
        [null, 'I stay.'],
      ],
    ],
    [
      '**Pros:**\n**Friendly staff:** they smile\n**Cons:**\n**Parking:** none',
      [
        ['pro', 'Friendly staff:** they smile'],
        ['con', 'Parking:** none'],
      ],
    ],
    [
      '**The only downside** was parking. **The rest** was fine.',
      [[null, 'The only downside** was parking. **The rest** was fine.']],
    ],
    [
      'Pros: kind. Cons: slow. In the end positives > negatives.',
      [
        ['pro', 'kind.'],
        ['con', 'slow.'],
        [null, 'In the end positives > negatives.'],
      ],
    ],
    [
      'He is a **good** listener and **really** kind.',
      [[null, 'He is a **good** listener and **really** kind.']],
    ],
    [
      'ProsListens, on timeConsPortal is brokenAdvice to other patientsRing at eight',
      [
        ['pro', 'Listens, on time'],
        ['con', 'Portal is broken'],
        ['open', 'Ring at eight'],
      ],
    ],
    [
      'Pros: kind. Cons: slow. Positives > negatives, positives=negatives.',
      [
        ['pro', 'kind.'],
        ['con', 'slow. Positives > negatives, positives=negatives.'],
      ],
    ],
    [
      '**Pros** They see the **positives** in me. **Cons** Far away.',
      [
        ['pro', 'They see the **positives** in me.'],
        ['con', 'Far away.'],
      ],
    ],
    [
      "If I had to list the pros, they'd be the price and the parking. If I had to pick any cons: the music.",
      [
        ['pro', 'the price and the parking.'],
        ['con', 'the music.'],
      ],
    ],
    [
      'Negatives? The scar is wide.\nPositives? It never hurt.',
      [
        ['con', 'The scar is wide.'],
        ['pro', 'It never hurt.'],
      ],
    ],
    [
      'The only gripe? The car park. The rest is lovely.',
      [[null, 'The only gripe? The car park. The rest is lovely.']],
    ],
    [
      'Why does nobody ever answer the phone? I rang for a week.\nThe downside? The drive.',
      [
        [null, 'Why does nobody ever answer the phone? I rang for a week.'],
        [null, 'The downside? The drive.'],
      ],
    ],
    ['Pros? They all are, every one of them.', [[null, 'Pros? They all are, every one of them.']]],
  ]);
});

describe('labels with a number, a tab or a comma', () => {
  cases([
    [
      'CONS (2) cold tea, dear PROS (1) kind nurse',
      [
        ['con', 'cold tea, dear'],
        ['pro', 'kind nurse'],
      ],
    ],
    [
      'Pro #1 kind nurse Pro #2 on time Con #1 cold tea',
      [
        ['pro', 'kind nurse'],
        ['pro', 'on time'],
        ['con', 'cold tea'],
      ],
    ],
    // no opposite
    ['I read the pros (3) before I came', [[null, 'I read the pros (3) before I came']]],
    [
      'Pro 1 - kind nurse\nCon 1 - cold tea',
      [
        ['pro', 'kind nurse'],
        ['con', 'cold tea'],
      ],
    ],
    // a row of which it is the first cell, not a row of many
    [
      'Liked\tkind nurse\nDisliked\tcold tea',
      [
        ['pro', 'kind nurse'],
        ['con', 'cold tea'],
      ],
    ],
    ['Liked\tkind nurse', [[null, 'Liked\tkind nurse']]],
    [
      'Liked\tA\tB\nDisliked\tC\tD',
      [
        [null, 'Liked\tA\tB'],
        [null, 'Disliked\tC\tD'],
      ],
    ],
    // a rank, and marks
    ['Good 10 - Bad 0', [[null, 'Good 10 - Bad 0']]],
    [
      'best part = kind nurse, worst part = cold tea',
      [
        ['pro', 'kind nurse'],
        ['con', 'cold tea'],
      ],
    ],
    [
      'Upsides — kind nurse — downsides — cold tea — verdict — fine by me',
      [
        ['pro', 'kind nurse'],
        ['con', 'cold tea'],
        [null, 'fine by me'],
      ],
    ],
    [
      'Compliments: kind nurseGripes: cold teaCompliments again: a clean bed',
      [
        ['pro', 'kind nurse'],
        ['con', 'cold tea'],
        ['pro', 'a clean bed'],
      ],
    ],
    [
      "**LOVED** the nurse\n\n**DIDN'T LOVE** the tea",
      [
        ['pro', 'the nurse'],
        ['con', 'the tea'],
      ],
    ],
    [
      'Green flags: kind nurse\nRed flags: cold tea\nBeige flag: a fish tank',
      [
        ['pro', 'kind nurse'],
        ['con', 'cold tea'],
        [null, 'a fish tank'],
      ],
    ],
    // signs of an illness
    ['Red flags: fever. She saw it at once.', [[null, 'Red flags: fever. She saw it at once.']]],
    // what was explained
    [
      'He went over the downsides: scars. I am glad.',
      [[null, 'He went over the downsides: scars. I am glad.']],
    ],
    ['So **GOOD** luck with that. **BAD** tea.', [[null, 'So **GOOD** luck with that. **BAD** tea.']]],
    ['He told the pros #1 and cons #2', [[null, 'He told the pros #1 and cons #2']]],
  ]);
});

describe('what was added later', () => {
  cases([
    [
      'My crown fell out twice. UPDATE: they did it again for nothing. Update 2: it holds.',
      [
        [null, 'My crown fell out twice.'],
        [null, 'they did it again for nothing.'],
        [null, 'it holds.'],
      ],
    ],
    [
      'Cons: nobody rang back. Edited 3/2: they rang and said sorry.',
      [
        ['con', 'nobody rang back.'],
        [null, 'they rang and said sorry.'],
      ],
    ],
    [
      // what was added is no section: each sentence stands by itself
      'Cons: the wait.\nUpdate: they rang and paid me back.\nThe desk was rude again.',
      [
        ['con', 'the wait.'],
        [null, 'they rang and paid me back.'],
        [null, 'The desk was rude again.'],
      ],
    ],
    [
      '**Positive** test. **Negative** test a week later.',
      [[null, 'Positive** test. **Negative** test a week later.']],
    ],
    [
      '**Cons**\n1. **Parking** - none\n2. **Wait** - long',
      [
        ['con', 'Parking** - none'],
        ['con', 'Wait** - long'],
      ],
    ],
    ['Updated Bathrooms - lovely.', [[null, 'Updated Bathrooms - lovely.']]],
    ['They never update: I rang three times.', [[null, 'They never update: I rang three times.']]],
  ]);
});

describe('labels that need one of the other side', () => {
  cases([
    // "moreover"
    ['They never rang. Plus: they lost my file.', [[null, 'They never rang. Plus: they lost my file.']]],
    ['Plus - the parking is free', [[null, 'Plus - the parking is free']]],
    [
      'Plus: kind. Plus: quick. Minus: cold.',
      [
        ['pro', 'kind.'],
        ['pro', 'quick.'],
        ['con', 'cold.'],
      ],
    ],
    [
      'The plus: short wait. The downside: cold room.',
      [
        ['pro', 'short wait.'],
        ['con', 'cold room.'],
      ],
    ],
    ['Plus points: kind', [['pro', 'kind']]],
    [
      'Liked: the nurse. Didn’t: the wait.',
      [
        ['pro', 'the nurse.'],
        ['con', 'the wait.'],
      ],
    ],
    ["Didn't: ring back", [[null, "Didn't: ring back"]]],
    // a sentence
    [
      'Pros: quick. I feared the worst. It did not - she was kind.',
      [['pro', 'quick. I feared the worst. It did not - she was kind.']],
    ],
    [
      "Liked: the nurse. They said they'd ring. They didn't: I had to.",
      [['pro', "the nurse. They said they'd ring. They didn't: I had to."]],
    ],
    ['Good news: it was benign.', [[null, 'Good news: it was benign.']]],
    [
      'Good news: it was benign. Bad news: they lost it.',
      [
        ['pro', 'it was benign.'],
        ['con', 'they lost it.'],
      ],
    ],
    ['Start: half past nine', [[null, 'Start: half past nine']]],
    [
      'Start: ringing back\nStop: shouting\nContinue: being kind',
      [
        ['con', 'ringing back'],
        ['con', 'shouting'],
        ['pro', 'being kind'],
      ],
    ],
  ]);
});

describe('sections of their own', () => {
  const sections = (text: string): [number | null, string][] =>
    split({ role: 'text', name: 't', text }).map(({ section, start, end }) => [
      section,
      text.slice(start, end),
    ]);
  it('lines of a form', () => {
    expect(sections('Room: spacious\nBreakfast: cold eggs\nStay: three nights')).toEqual([
      [1, 'Room: spacious'],
      [2, 'Breakfast: cold eggs'],
      [3, 'Stay: three nights'],
    ]);
    expect(sections('Room: spacious\nBed: soft').map(([section]) => section)).toEqual([null, null]);
  });
  it.each([
    ['Q: How was it? A: Painful.\nQ: Which ward? A: Seven.', ['Painful.', 'Seven.']],
    ['What helps? - The garden.\nWhat hurts? - The noise.', ['The garden.', 'The noise.']],
    ['How was the food?\nCold\nHow was the bed?\nSoft', ['Cold', 'Soft']],
    ['What did you like? The tea. \nWhich ward was it? Seven.', ['The tea.', 'Seven.']],
  ])('answers in %j', (text, answers) => {
    expect(sections(text)).toEqual(answers.map((answer, i) => [i + 1, answer]));
  });
  it('lines of a form behind its answers', () => {
    expect(pieces('Name: Jo\nPros: kind nurse\nCons: cold room\nslow lift\nMay we call you: no')).toEqual([
      [null, 'Name: Jo'],
      ['pro', 'kind nurse'],
      ['con', 'cold room'],
      ['con', 'slow lift'],
      ['open', 'May we call you: no'],
    ]);
    // without a form around it the line is an item
    expect(pieces('Cons: cold room\nTea: cold').at(-1)).toEqual(['con', 'Tea: cold']);
  });
  it('lines of a form whose labels ask for both sides: another one stands by itself', () => {
    expect(sections('Pros: kind nurse\nCons: cold room\nslow lift\nTreatment: a crown\nRoom: 7')).toEqual([
      [1, 'kind nurse'],
      [2, 'cold room'],
      [3, 'slow lift'],
      [4, 'Treatment: a crown'],
      [5, 'Room: 7'],
    ]);
    expect(pieces('Liked: Ann\nDisliked: the wait\nVisit date: 3 May').at(-1)).toEqual([
      null,
      'Visit date: 3 May',
    ]);
  });
  it.each([
    // before the other side was asked for
    ['Cons: the bill\nExample: two scans\nPros: kind', 1, 'Example: two scans'],
    // the answers name topics themselves
    ['Pros: Nurses: kind\nCons: Parking: none\nFood: cold', 2, 'Food: cold'],
    ['Pros:\nNurses: kind\nCons:\nParking: none\nFood: cold', 2, 'Food: cold'],
    ['Pros: kind. Cons: cold room\nTea: cold', 2, 'Tea: cold'],
  ])('but not where the line goes on with the answer: %j', (text, at, line) => {
    expect(pieces(text).slice(at)).toContainEqual(['con', line]);
  });
  it.each([
    'Would recommend to a friend',
    'Recommend to friends and family',
    'Recommend',
    'Will I return',
    'Will go back',
    'Any other comments',
  ])('%s: of neither side', (label) => {
    expect(pieces(`Pros: kind\nCons: cold\n${label}: never`)[2]).toEqual([null, 'never']);
    expect(pieces(`${label}: never`)).toEqual([[null, `${label}: never`]]);
  });
  it('numbered questions of a survey', () => {
    const text =
      '1. What went well? All\n2. What could be better? Tea\n3. How did you hear of us? A friend\n';
    expect(pieces(`${text}4. Any other comments? Ann is kind`)).toEqual([
      ['pro', 'All'],
      ['con', 'Tea'],
      [null, 'A friend'],
      [null, 'Ann is kind'],
    ]);
    expect(pieces('1. Pros: kind\n2. Cons: cold\n3. How did you hear of us? A friend')[2]).toEqual([
      null,
      'A friend',
    ]);
  });
  it.each([
    'Cons:\n1. rude\n2. Why was nobody there? I waited\n3. cold',
    'What could be better?\n1. rude\n2. Why was nobody there? I waited\n3. cold',
  ])('but not the questions in a numbered list: %j', (text) => {
    expect(pieces(text)).toEqual([
      ['con', 'rude'],
      ['con', 'Why was nobody there? I waited'],
      ['con', 'cold'],
    ]);
  });
  it.each([
    ['Lovely.\n\nBest,\nMarguerite', 'Best,\nMarguerite'],
    ['Pros: kind.\nCons: cold.\n\nKind regards\nMr. J. O’Neill', 'Kind regards\nMr. J. O’Neill'],
    ['Cons:\n- cold\n- slow\n\nThanks,\nAnn & Tom', 'Thanks,\nAnn & Tom'],
    ['Lovely.\n- Moira, Glasgow', 'Moira, Glasgow'],
    ['Pros and cons:\n+ on time\n- cold tea\n- Moira, Glasgow', 'Moira, Glasgow'],
    ['No pain. What could be better?\n– Mary Ann, New York', 'Mary Ann, New York'],
  ])('the name under a text: %j', (text, name) => {
    expect(pieces(text).at(-1)).toEqual(['open', name]);
  });
  it.each(['I hated the ward.\n- Dirty, Late', 'Rude staff.\n\nThanks,\nNever Again'])(
    'a judgement under a text is no name: %j',
    (text) => expect(pieces(text).every(([side]) => side !== 'open')).toBe(true),
  );
  it.each([
    ['Cons:\n- rude clerk\n- Parking, Food', ['con', 'Parking, Food']],
    ['+ Kind nurse\n- Cold room\n- Parking, Food', ['con', 'Parking, Food']],
    ['All the best\nParking was free', [null, 'Parking was free']],
    ['Pros:\nThe best\nStaff', ['pro', 'Staff']],
    ['Best, most caring dentist.', [null, 'Best, most caring dentist.']],
    ['Thanks,\nall was well', [null, 'all was well']],
  ])('but no item of a list: %j', (text, item) => {
    expect(pieces(text).at(-1)).toEqual(item);
  });
  it('a heading behind a blank line is not in the section it ends, even without a full stop', () => {
    expect(pieces('Visit 1\nPros: quick\nCons: cold\n\nVisit 2\nPros: kind\nCons: loud')).toEqual([
      [null, 'Visit 1'],
      ['pro', 'quick'],
      ['con', 'cold'],
      ['open', 'Visit 2'],
      ['pro', 'kind'],
      ['con', 'loud'],
    ]);
  });

  it('a heading before the next label is not in the section it ends', () => {
    const text = 'Pros: on time.\nCons: no x-rays.\nSecond visit, May\nPros: gentle.\nCons: dear.';
    expect(pieces(text)).toEqual([
      ['pro', 'on time.'],
      ['con', 'no x-rays.'],
      ['open', 'Second visit, May'],
      ['pro', 'gentle.'],
      ['con', 'dear.'],
    ]);
  });
  it('an afterthought, a score', () => {
    expect(pieces('Pros: kind.\nCons: dear.\nP.S. A hug to Marta.')[2]).toEqual([null, 'A hug to Marta.']);
    expect(pieces('Pros: kind.\nCons: dear.\nScore: 7/10')[2]).toEqual([null, '7/10']);
  });
  it('what only announces a list', () => {
    expect(pieces('Three things about my stay:\n1. no tea\n2. no bed')[0]).toEqual([
      'open',
      'Three things about my stay',
    ]);
  });
});

describe('labels in the middle of a line', () => {
  cases([
    [
      'Great resultsCons: swelling for weeks',
      [
        [null, 'Great results'],
        ['con', 'swelling for weeks'],
      ],
    ],
    [
      'It went well.pros: quick, cheap',
      [
        [null, 'It went well.'],
        ['pro', 'quick, cheap'],
      ],
    ],
    [
      'pros - kind, quick cons - far, pricey',
      [
        ['pro', 'kind, quick'],
        ['con', 'far, pricey'],
      ],
    ],
    [
      'Great place, Pros: kind, Cons: far',
      [
        [null, 'Great place'],
        ['pro', 'kind'],
        ['con', 'far'],
      ],
    ],
    [
      'Good points: 1) kind 2) clean Could have been better: 1) parking 2) signs',
      [
        ['pro', 'kind'],
        ['pro', 'clean'],
        ['con', 'parking'],
        ['con', 'signs'],
      ],
    ],
  ]);
});

describe('what looks like a label and is none', () => {
  it.each([
    'This practice has more cons than pros.',
    'There are pros and cons: the surgeon is good, the desk is not.',
    'I will sort this into the good, the bad and the ugly: here goes.',
    'They have no cons: none at all!',
    'He is a real pro: he fixed it.',
    'he is over prescribing plus - no follow up',
    'They are always positive - thank you',
    'small improvement - now I only wait an hour',
    'a free parking lot would be a plus',
    'clinics like - you name it - all failed me',
    'My rating: 5. The doctor was kind.',
    'Doctor: great. Staff: rude. Wait: long.',
    'I arrived at 10:30 and left at 12:15',
    'Good. Very good. Bad, bad parking.',
    'Overall: a kind doctor.',
    'Pros/Cons: kind but slow',
    '+++ best dentist ever +++',
    'Call +44 20 7946 0000 - they answer',
    'My only complaint is the parking.',
  ])('%j', (text) => {
    expect(pieces(text).map(([prior]) => prior)).toEqual([null]);
    expect(split({ role: 'text', name: 't', text }).map((piece) => piece.section)).toEqual([null]);
  });
});

describe('the end of a labelled section', () => {
  cases([
    [
      'Pros: kind. Cons: far away. Tips: come early.',
      [
        ['pro', 'kind.'],
        ['con', 'far away.'],
        ['open', 'come early.'],
      ],
    ],
    [
      'Cons: the wait. Otherwise superb, back to running.',
      [
        ['con', 'the wait.'],
        [null, 'Otherwise superb, back to running.'],
      ],
    ],
    [
      'Cons: the wait. Otherwise, everything was fine.',
      [
        ['con', 'the wait.'],
        [null, 'Otherwise, everything was fine.'],
      ],
    ],
    [
      'Cons: They should ring. Otherwise people turn up for nothing.',
      [['con', 'They should ring. Otherwise people turn up for nothing.']],
    ],
    ['Pros: kind. Otherwise fine.', [['pro', 'kind. Otherwise fine.']]],
    [
      'Pros: kind. Cons: far away. Overall, a happy patient.',
      [
        ['pro', 'kind.'],
        ['con', 'far away.'],
        [null, 'Overall, a happy patient.'],
      ],
    ],
    [
      'Pros: kind. Cons: far away. I would still recommend her.',
      [
        ['pro', 'kind.'],
        ['con', 'far away.'],
        [null, 'I would still recommend her.'],
      ],
    ],
    [
      'Cons: far away. Pros: kind. I would recommend her.',
      [
        ['con', 'far away.'],
        ['pro', 'kind. I would recommend her.'],
      ],
    ],
    [
      'Pros: kind.\n\nCons: far.\n\nAll the same I went back.',
      [
        ['pro', 'kind.'],
        ['con', 'far.'],
        [null, 'All the same I went back.'],
      ],
    ],
    [
      'Pros: kind.\n\nClean rooms, too.\n\nCons: far.',
      [
        ['pro', 'kind.'],
        ['pro', 'Clean rooms, too.'],
        ['con', 'far.'],
      ],
    ],
    [
      'Pros:\n- kind\nCons:\n- far\n- late\nI went home by bus.',
      [
        ['pro', 'kind'],
        ['con', 'far'],
        ['con', 'late'],
        [null, 'I went home by bus.'],
      ],
    ],
    [
      'So.  Pros:  1. She came at once. She smiled.  Cons:  1. I paid twice.  2. I froze. It was cold.  Then he told me of his dog.',
      [
        [null, 'So.'],
        ['pro', 'She came at once. She smiled.'],
        ['con', 'I paid twice.'],
        ['con', 'I froze. It was cold.'],
        [null, 'Then he told me of his dog.'],
      ],
    ],
  ]);
});

describe('signs and bullets', () => {
  cases([
    [
      '+ kind nurse\n+ short wait\n- no parking',
      [
        ['pro', 'kind nurse'],
        ['pro', 'short wait'],
        ['con', 'no parking'],
      ],
    ],
    [
      '+Kind nurse\n-No parking\n-Cold rooms',
      [
        ['pro', 'Kind nurse'],
        ['con', 'No parking'],
        ['con', 'Cold rooms'],
      ],
    ],
    [
      '(+) kind nurse (+) clean room (-) no parking',
      [
        ['pro', 'kind nurse'],
        ['pro', 'clean room'],
        ['con', 'no parking'],
      ],
    ],
    [
      '+ Doctor: kind - Parking: none + Room: clean',
      [
        ['pro', 'Doctor: kind'],
        ['con', 'Parking: none'],
        ['pro', 'Room: clean'],
      ],
    ],
    [
      '+ location + staff o price - noise',
      [
        ['pro', 'location'],
        ['pro', 'staff'],
        ['open', 'price'],
        ['con', 'noise'],
      ],
    ],
    [
      '👍 gentle nurse\n👎 no parking',
      [
        ['pro', 'gentle nurse'],
        ['con', 'no parking'],
      ],
    ],
    [
      '- kind nurse\n- clean rooms\n- long wait',
      [
        [null, 'kind nurse'],
        [null, 'clean rooms'],
        [null, 'long wait'],
      ],
    ],
    [
      'Pros:\n- kind nurse\n- clean rooms',
      [
        ['pro', 'kind nurse'],
        ['pro', 'clean rooms'],
      ],
    ],
    [
      '- kind nurse - clean rooms - long wait',
      [
        [null, 'kind nurse'],
        [null, 'clean rooms'],
        [null, 'long wait'],
      ],
    ],
    ['- kind nurse - she really was', [[null, 'kind nurse - she really was']]],
    [
      '• kind nurse • clean rooms',
      [
        [null, 'kind nurse'],
        [null, 'clean rooms'],
      ],
    ],
    [
      'Pros: +kind +quick Cons: -far -pricey',
      [
        ['pro', 'kind'],
        ['pro', 'quick'],
        ['con', 'far'],
        ['con', 'pricey'],
      ],
    ],
    [
      '1. The nurse was rude. 2. The doctor was late.',
      [
        [null, 'The nurse was rude.'],
        [null, 'The doctor was late.'],
      ],
    ],
    [
      'Pros : 1. Clean 2. Calm3. Cheap.4. Near.',
      [
        ['pro', 'Clean'],
        ['pro', 'Calm'],
        ['pro', 'Cheap.'],
        ['pro', 'Near.'],
      ],
    ],
    [
      'Cons - Desk - slow and cold Parking - two places Rooms - stuffy',
      [
        ['con', 'Desk - slow and cold'],
        ['con', 'Parking - two places'],
        ['con', 'Rooms - stuffy'],
      ],
    ],
  ]);

  it('numbers the items of a passage', () => {
    const text = 'Hello. Pros: 1. kind 2. quick Cons: far. Overall fine.';
    expect(split({ role: 'text', name: 't', text }).map((piece) => piece.section)).toEqual([
      null,
      1,
      2,
      3,
      null,
    ]);
  });

  it('leaves numbers alone that do not count up', () => {
    expect(pieces('I paid 40. The room had 2 chairs and 3. of them broke.')).toHaveLength(1);
    expect(pieces('She gave me 1. 5 mg and then 2. 5 mg.')).toHaveLength(1);
  });
});

describe('signs of every kind', () => {
  cases([
    [
      'Kind nurse (pro). Clean bed (pro). Cold tea (con).',
      [
        ['pro', 'Kind nurse'],
        ['pro', 'Clean bed'],
        ['con', 'Cold tea'],
      ],
    ],
    [
      'Kind nurse (good) Cold tea (bad)',
      [
        ['pro', 'Kind nurse'],
        ['con', 'Cold tea'],
      ],
    ],
    [
      'Kind nurse (+), cold tea (-)',
      [
        ['pro', 'Kind nurse'],
        ['con', 'cold tea'],
      ],
    ],
    // without one of the other side it is a word
    ['I rate her (good) highly (good)', [[null, 'I rate her (good) highly (good)']]],
    [
      ':) kind nurse\n:-) short wait\n:( cold tea\n:| moved last spring',
      [
        ['pro', 'kind nurse'],
        ['pro', 'short wait'],
        ['con', 'cold tea'],
        ['open', 'moved last spring'],
      ],
    ],
    [
      'Took my dad. 👍 So patient with him! 👎 No seats',
      [
        [null, 'Took my dad.'],
        ['pro', 'So patient with him!'],
        ['con', 'No seats'],
      ],
    ],
  ]);
  const TWO: Expected[] = [
    ['pro', 'a kind nurse'],
    ['con', 'a cold room'],
  ];
  cases([
    ['[+ve] a kind nurse [-ve] a cold room', TWO],
    ['(+ve) a kind nurse\n(-ve) a cold room', TWO],
    ['++ a kind nurse\n-- a cold room', TWO],
    ['+1 a kind nurse\n-1 a cold room', TWO],
    ['🙂 a kind nurse\n🙁 a cold room', TWO],
    ['❤️ a kind nurse\n😡 a cold room', TWO],
    ['👍 a kind nurse 👎 a cold room', TWO],
    ['👍 a kind nurse 👎 $40 for a cold room', [TWO[0] as Expected, ['con', '$40 for a cold room']]],
    ['On Sunday. + a kind nurse - a cold room', [[null, 'On Sunday.'], ...TWO]],
    [
      '+ a kind nurse\n± a tall door\n- a cold room',
      [TWO[0] as Expected, ['open', 'a tall door'], TWO[1] as Expected],
    ],
    ['+/- review of a nurse', [[null, '+/- review of a nurse']]],
    // with no word beside them they are what is said
    ['👍👍 👍', [[null, '👍👍 👍']]],
    ['👎', [[null, '👎']]],
    ['💚 a kind nurse\n🚩 a cold room', TWO],
    ['+a kind nurse -a cold room', TWO],
    ['LIKED | a kind nurse | DISLIKED | a cold room | OTHER | a tall door', [...TWO, [null, 'a tall door']]],
    ['+a kind nurse a well-kept room', [['pro', 'a kind nurse a well-kept room']]],
    ['‼', []],
    ['😀 a kind nurse. No faces else.', [[null, '😀 a kind nurse. No faces else.']]],
  ]);
});

describe('pictures without a space', () => {
  cases([
    [
      '👍kind nurse👎cold tea👍on time',
      [
        ['pro', 'kind nurse'],
        ['con', 'cold tea'],
        ['pro', 'on time'],
      ],
    ],
    // a feeling
    ['👍 no more pain😭at all', [['pro', 'no more pain😭at all']]],
    [
      'Two visits. ➕3 kind nurses ➖ cold tea',
      [
        [null, 'Two visits.'],
        ['pro', '3 kind nurses'],
        ['con', 'cold tea'],
      ],
    ],
  ]);
});

describe('signs of neither side', () => {
  cases([
    [
      '✅ quick\n❌ dear\n❓ they may ring in May',
      [
        ['pro', 'quick'],
        ['con', 'dear'],
        [null, 'they may ring in May'],
      ],
    ],
    [
      '(+) kind (-) slow (+/-) by the mall (=) the bill',
      [
        ['pro', 'kind'],
        ['con', 'slow'],
        ['open', 'by the mall'],
        ['open', 'the bill'],
      ],
    ],
    [
      '[+] kind\n[-] slow\n[=] the bill\n[~] tea',
      [
        ['pro', 'kind'],
        ['con', 'slow'],
        ['open', 'the bill'],
        ['open', 'tea'],
      ],
    ],
    [
      'Kind nurse (+), price (=), cold tea (-)',
      [
        ['pro', 'Kind nurse'],
        ['open', 'price'],
        ['con', 'cold tea'],
      ],
    ],
    ['My eyes are (+/-) 2.5 and they saw it.', [[null, 'My eyes are (+/-) 2.5 and they saw it.']]],
    ['Did it hurt❓ No.', [[null, 'Did it hurt❓ No.']]],
  ]);
});

describe('pictures of neither side', () => {
  cases([
    [
      '😍 my new lips 😡 the bill 😐 the walls are white 😍 Ann',
      [
        ['pro', 'my new lips'],
        ['con', 'the bill'],
        [null, 'the walls are white'],
        ['pro', 'Ann'],
      ],
    ],
    [
      '👍🏼 quick\n👎🏼 dear\n🤷🏻‍♀️ nearest to my job',
      [
        ['pro', 'quick'],
        ['con', 'dear'],
        [null, 'nearest to my job'],
      ],
    ],
    [
      '🟢clean rooms 🔴nobody looked at my foot 🟡they open at nine',
      [
        ['pro', 'clean rooms'],
        ['con', 'nobody looked at my foot'],
        [null, 'they open at nine'],
      ],
    ],
    [
      '👎 They lost my results 🤷 and nobody cared. 👍 Clean.',
      [
        ['con', 'They lost my results 🤷 and nobody cared.'],
        ['pro', 'Clean.'],
      ],
    ],
  ]);
});

describe('section words in brackets behind what they judge', () => {
  it('are no labels of what follows, on one line', () => {
    expect(pieces('Kind nurse (good) cold tea (bad) quick visit (good).')).toEqual([
      ['pro', 'Kind nurse'],
      ['con', 'cold tea'],
      ['pro', 'quick visit'],
    ]);
  });

  it('end with their sentence: what follows stands by itself', () => {
    expect(pieces('Kind nurse (pro!). Cold tea (con). Back in May.')).toEqual([
      ['pro', 'Kind nurse'],
      ['con', 'Cold tea'],
      [null, 'Back in May.'],
    ]);
    expect(pieces('Kind nurse (pro), cold tea (con) and so on')).not.toContainEqual(['pro', 'Kind nurse']);
    // a finding
    expect(pieces('ER (positive), HER2 (negative). She is well.')).not.toContainEqual(['pro', 'ER']);
  });

  it('are none of the next line', () => {
    const text = 'Kind nurse (good)\nCold tea (bad)\nAll told I was there an hour.';
    expect(pieces(text).every(([side]) => side === null)).toBe(true);
  });

  it.each([
    'They took my bloods: HDL (good) 1.4, LDL (bad) 4.2.',
    'My hip (bad) and knee (good) were scanned.',
    'The (good) news: it was benign.',
    'The first swab (positive) and the second (negative) were mixed up.',
  ])('are none within a sentence: %j', (text) => {
    expect(pieces(text)).toEqual([[null, text]]);
  });

  it('are labels where they stand before it, on its line or above', () => {
    expect(pieces('Had a scan\n(good) quick\n(bad) cold')).toEqual([
      [null, 'Had a scan'],
      ['pro', 'quick'],
      ['con', 'cold'],
    ]);
    expect(pieces('Knee (pros) tiny scar (cons) parking')).toEqual([
      [null, 'Knee'],
      ['pro', 'tiny scar'],
      ['con', 'parking'],
    ]);
    const expected = [
      ['pro', 'kind nurse'],
      ['con', 'cold tea'],
    ];
    expect(pieces('(good) kind nurse (bad) cold tea')).toEqual(expected);
    expect(pieces('[Pros]\nkind nurse\n[Cons]\ncold tea')).toEqual(expected);
  });
});

describe('tables', () => {
  const expected = [
    ['pro', 'gentle nurse'],
    ['con', 'cold room'],
    ['pro', 'free parking'],
  ];
  it.each([
    'Pros\tCons\ngentle nurse\tcold room\nfree parking\t',
    'Pros\tCons\r\ngentle nurse\tcold room\r\nfree parking\t',
    'Pros | Cons\ngentle nurse | cold room\nfree parking |',
    '| Pros | Cons |\n|---|:-:|\n| gentle nurse | cold room |\n| free parking | |',
    '**The good** | **The bad**\n--- | ---\ngentle nurse | cold room\nfree parking | -',
    'Liked|Disliked\ngentle nurse|cold room\nfree parking|',
  ])('%j', (text) => {
    expect(pieces(text)).toEqual(expected);
  });

  it('hold rows that are named, and columns that stand by their own words', () => {
    expect(pieces('Day | Pros | Cons | Overall\nMonday | kind | slow | so so')).toEqual([
      ['open', 'Monday'],
      ['pro', 'kind'],
      ['con', 'slow'],
      [null, 'so so'],
    ]);
  });

  it('stand among other text', () => {
    expect(pieces('My stay:\nPros\tCons\nkind\tslow\nAnn came at noon.\n\nTips: bring a book')).toEqual([
      [null, 'My stay'],
      ['pro', 'kind'],
      ['con', 'slow'],
      [null, 'Ann came at noon.'],
      ['open', 'bring a book'],
    ]);
  });

  it('leave what is to be ignored', () => {
    const text = 'Pros\tCons\nkind XX\tslow';
    expect(pieces(text, 'text', [{ start: 14, end: 18 }])).toEqual([
      ['pro', 'kind'],
      ['con', 'slow'],
    ]);
  });

  it.each([
    ['Pros | kind | Cons | slow\nOverall | good', 'pro', 'kind'],
    ['Pros\tkind\nCons\tslow', 'con', 'slow'],
  ])('are not rows that begin with their label: %j', (text, side, item) => {
    expect(pieces(text)).toContainEqual([side, item]);
  });

  it.each([
    'I weighed pros | cons\nand chose them | happily',
    'Surgeon|excellent\nDesk|rude',
    'Great clinic|would go again',
    'I love the good|bad cop act',
    'Nurse\tPros\nAnn\tkind',
  ])('are none here: %j', (text) => {
    expect(pieces(text).map(([side]) => side)).not.toContain('con');
  });

  it('of one line have pipes without blanks around them', () => {
    expect(pieces('PROS|quick|clean|CONS|open 24|7 in theory')).toEqual([
      ['pro', 'quick'],
      ['pro', 'clean'],
      ['con', 'open 24|7 in theory'],
    ]);
    expect(pieces('Pros|quick\nCons|cold')).toEqual([
      ['pro', 'quick'],
      ['con', 'cold'],
    ]);
  });
});

describe('columns', () => {
  it('give their side as a prior, and no section', () => {
    expect(split({ role: 'cons', name: 'c', text: 'Rude desk. Long wait.' })).toEqual([
      { start: 0, end: 21, section: null, prior: 'con' },
    ]);
    expect(pieces('Kind.', 'pros')).toEqual([['pro', 'Kind.']]);
    expect(pieces('Kind.', 'title')).toEqual([[null, 'Kind.']]);
  });

  it('make items of short lines', () => {
    const text = 'Long wait.\n\nNo parking.\nCold rooms.';
    expect(split({ role: 'cons', name: 'c', text }).map(({ section, prior }) => [section, prior])).toEqual([
      [1, 'con'],
      [2, 'con'],
      [3, 'con'],
    ]);
  });

  it('are overruled by labels in them', () => {
    expect(pieces('-Calm\n-Skilled\n\nWeaknesses:\n-Late', 'pros')).toEqual([
      ['pro', 'Calm'],
      ['pro', 'Skilled'],
      ['con', 'Late'],
    ]);
  });

  it('lose the answer word of their question', () => {
    expect(pieces('Yes they lost my file', 'cons')).toEqual([['con', 'they lost my file']]);
    expect(pieces('Because the nurse was kind')).toEqual([[null, 'the nurse was kind']]);
    expect(pieces('No', 'cons')).toEqual([['con', 'No']]);
    expect(pieces('No parking', 'cons')).toEqual([['con', 'No parking']]);
  });
});

describe("what is not the patient's", () => {
  it('yields no piece where it is to be ignored', () => {
    const text = 'Kind nurse. Owner: thank you! Good coffee.';
    expect(pieces(text, 'text', [{ start: 12, end: 29 }])).toEqual([
      [null, 'Kind nurse.'],
      [null, 'Good coffee.'],
    ]);
  });

  it('is cut: marks of translation and of cut-off text', () => {
    expect(pieces('(Translated by Google) Kind nurse.')).toEqual([[null, 'Kind nurse.']]);
    expect(pieces('I would have liked to read more')).toEqual([[null, 'I would have liked to read more']]);
    expect(pieces('Kind nurse and a clean ro...READ MORE')).toEqual([[null, 'Kind nurse and a clean ro']]);
  });
});

describe('laws', () => {
  const parts = fc.constantFrom(
    ...[
      'Pros:',
      'cons -',
      'Cons',
      'The good:',
      'Overall,',
      'Tips:',
      '1.',
      '2)',
      '3.',
      '+',
      '-',
      '(+)',
      '•',
      '\n',
      '\n\n',
      '  ',
    ],
    ...[
      'kind nurse',
      'Long wait.',
      'but',
      'No parking',
      '...',
      '?',
      ';',
      ':',
      '👍',
      'READ MORE',
      '<br>',
      '<b>',
      '</b>',
      '&nbsp;',
      '\\n',
      '(pro)',
      '(con)',
      'Q4b',
      '[NAME]',
      'n/a',
      '10',
      '$5.50',
      '\nPros\tCons\n',
      '\n| The good | The bad |\n',
      '|',
      '\t',
      '(=)',
      '\nBest,\nAnn',
      '\n- Ann, York',
    ],
  );
  const text = fc
    .array(parts, { maxLength: 30 })
    .chain((list) => fc.constantFrom(' ', '').map((glue) => list.join(glue)));

  it('pieces are in order, do not overlap, are trimmed and hold something', () => {
    fc.assert(
      fc.property(text, fc.constantFrom<Passage['role']>('text', 'pros', 'cons', 'title'), (source, role) => {
        let end = 0;
        let section = 0;
        for (const piece of split({ role, name: 'p', text: source })) {
          const said = source.slice(piece.start, piece.end);
          expect(piece.start).toBeGreaterThanOrEqual(end);
          expect(said.trim()).toBe(said);
          expect(said).toMatch(/[\p{L}\p{N}\p{S}]/u);
          if (piece.section !== null) {
            expect(piece.section).toBeGreaterThanOrEqual(section);
            section = piece.section;
          }
          end = piece.end;
        }
      }),
      { numRuns: 500 },
    );
  });

  it('no word is lost where there is no label, no bullet and no number', () => {
    const plain = fc.array(
      fc.constantFrom('kind', 'nurse.', 'But', 'late,', 'we', 'waited!', '\n', 'x-ray', '(good)'),
      {
        minLength: 1,
        maxLength: 30,
      },
    );
    fc.assert(
      fc.property(plain, (list) => {
        const source = list.join(' ');
        const kept = pieces(source)
          .map(([, said]) => said)
          .join('');
        expect(kept.replace(/[^\p{L}]/gu, '')).toBe(source.replace(/[^\p{L}]/gu, ''));
      }),
    );
  });

  it('works without any word list', () => {
    const bare = createSplitter({
      ...words,
      labels: [],
      light: [],
      closers: [],
      conClosers: [],
      questions: [],
    });
    expect(bare({ role: 'text', name: 't', text: 'Pros: kind. Overall fine.' })).toHaveLength(1);
  });

  it('a very long text without a break comes back', () => {
    expect(pieces('x'.repeat(200_000))).toHaveLength(1);
    expect(pieces('- '.repeat(50_000))).toEqual([]);
    expect(pieces('a: '.repeat(50_000))).toHaveLength(1);
    expect(pieces('1. a '.repeat(20_000)).length).toBeGreaterThan(0);
  });
});
