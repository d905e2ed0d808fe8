import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { createAnalyser, createExplainer, type SentenceModel } from '../../src/analyse/index.js';
import { gatherOpinions, listOpinions, NO_OPINIONS } from '../../src/analyse/opinions.js';
import { loadKnowledge } from '../../src/knowledge/index.js';
import type { Analyser, Knowledge, Passage, Polarity, Review, Side } from '../../src/types.js';

/** A model that knows a dozen words, so that these tests are about this room and not about its models. */
const RULES: [theme: string, polarity: Polarity, pattern: RegExp][] = [
  ['skill', 'positive', /\b(?:great|good|skilled) (?:surgeon|doctor|job)\b/i],
  ['skill', 'negative', /\bunqualified\b/i],
  ['outcome', 'positive', /\b(?:smile|nose) (?:looks|is) (?:perfect|lovely)\b/i],
  ['outcome', 'negative', /\bcrooked\b/i],
  ['staff', 'positive', /\b(?:kind|friendly) (?:nurse|desk|staff)\b/i],
  ['staff', 'negative', /\b(?:desk|staff|clerk) (?:was|were|is) rude\b|\brude (?:staff|clerk)/i],
  ['waiting', 'negative', /\bwait(?:ed|ing)?\b(?!.*short)/i],
  ['access', 'negative', /\bno parking\b|\bhorrible parking\b/i],
  ['access', 'positive', /\beasy parking\b/i],
  ['overall', 'positive', /\blove (?:it|this)\b|\bnothing to improve\b/i],
];
const fake: SentenceModel = {
  themes: ['skill', 'outcome', 'staff', 'waiting', 'access', 'overall'],
  judge: (text) =>
    gatherOpinions(
      RULES.filter(([, , pattern]) => pattern.test(text)).map(([theme, polarity]) => ({
        theme,
        polarity,
        probability: 0.9,
        threshold: 0.5,
      })),
    ),
  evidence: (text, theme, polarity) => {
    const rule = RULES.find(([name, sign]) => name === theme && sign === polarity);
    const match = rule?.[2].exec(text);
    return match == null ? [] : [{ start: match.index, end: match.index + match[0].length }];
  },
};

let knowledge: Knowledge;
let analyse: Analyser;
beforeAll(async () => {
  const all = await loadKnowledge();
  knowledge = { ...all, lexicon: [] };
  analyse = createAnalyser(knowledge, fake);
});

const box = (text: string, role: Passage['role'] = 'text'): Passage => ({ role, name: role, text });
const review = (...passages: Passage[]): Review => ({
  id: 'r',
  hash: '00',
  origin: { file: 'f', record: 1 },
  passages,
  rating: null,
  subRatings: {},
  date: null,
  location: null,
  provider: null,
  procedure: null,
  source: null,
  language: null,
  setAside: null,
  extra: {},
});

/** Opinions as side, text and tags. */
function said(...passages: Passage[]): [Side, string, string][] {
  return analyse(review(...passages)).opinions.map(({ passage, start, end, side, tags }) => [
    side,
    (passages[passage] as Passage).text.slice(start, end),
    tags
      .map(
        ({ theme, polarity }) => theme + { positive: '+', negative: '-', mixed: '0', neutral: '0' }[polarity],
      )
      .join(),
  ]);
}

describe('a sentence that turns', () => {
  it('but an item of a list is looked at again by its words alone', () => {
    const turned = 'Great surgeon, the desk was rude, and yet my nose is lovely.';
    expect(said(box(`Pros: ${turned}`)).map(([side]) => side)).toEqual(['pro']);
    expect(said(box(turned)).map(([side]) => side)).toEqual(['pro', 'con', 'pro']);
  });

  it.each<[string, [Side, string, string][]]>([
    [
      'Great surgeon but the desk was rude.',
      [
        ['pro', 'Great surgeon', 'skill+'],
        ['con', 'the desk was rude.', 'staff-'],
      ],
    ],
    [
      'Great surgeon, however the desk was rude.',
      [
        ['pro', 'Great surgeon', 'skill+'],
        ['con', 'the desk was rude.', 'staff-'],
      ],
    ],
    [
      'Great surgeon although the desk was rude',
      [
        ['pro', 'Great surgeon', 'skill+'],
        ['con', 'the desk was rude', 'staff-'],
      ],
    ],
    [
      'Apart from the rude clerk, who is new, he is a great surgeon.',
      [
        ['con', 'the rude clerk, who is new', 'staff-'],
        ['pro', 'he is a great surgeon.', 'skill+'],
      ],
    ],
    [
      // both halves of "and yet" are looked at again
      'Great surgeon, the desk was rude, and yet my nose is lovely.',
      [
        ['pro', 'Great surgeon', 'skill+'],
        ['con', 'the desk was rude', 'staff-'],
        ['pro', 'my nose is lovely.', 'outcome+'],
      ],
    ],
    [
      'Great surgeon 👏🏽 the desk was rude',
      [
        ['pro', 'Great surgeon 👏🏽', 'skill+'],
        ['con', 'the desk was rude', 'staff-'],
      ],
    ],
    [
      'Great surgeon only gripe the desk was rude',
      [
        ['pro', 'Great surgeon', 'skill+'],
        ['con', 'only gripe the desk was rude', 'staff-'],
      ],
    ],
    [
      'Great surgeon with the exception of the rude clerk',
      [
        ['pro', 'Great surgeon', 'skill+'],
        ['con', 'the rude clerk', 'staff-'],
      ],
    ],
    [
      'The desk was rude, otherwise he is a great surgeon',
      [
        ['con', 'The desk was rude', 'staff-'],
        ['pro', 'he is a great surgeon', 'skill+'],
      ],
    ],
    [
      'Great surgeon thumbs down for the rude clerk',
      [
        ['pro', 'Great surgeon', 'skill+'],
        ['con', 'thumbs down for the rude clerk', 'staff-'],
      ],
    ],
    [
      'Great surgeon just a shame I waited',
      [
        ['pro', 'Great surgeon', 'skill+'],
        ['con', 'just a shame I waited', 'waiting-'],
      ],
    ],
    [
      'Although the desk was rude, he is a great surgeon.',
      [
        ['con', 'the desk was rude', 'staff-'],
        ['pro', 'he is a great surgeon.', 'skill+'],
      ],
    ],
    [
      'Great surgeon; the desk was rude',
      [
        ['pro', 'Great surgeon', 'skill+'],
        ['con', 'the desk was rude', 'staff-'],
      ],
    ],
    [
      'Great surgeon – the desk was rude',
      [
        ['pro', 'Great surgeon', 'skill+'],
        ['con', 'the desk was rude', 'staff-'],
      ],
    ],
    [
      'Great surgeon the only downside is I waited',
      [
        ['pro', 'Great surgeon', 'skill+'],
        ['con', 'the only downside is I waited', 'waiting-'],
      ],
    ],
    [
      'Everyone was kind except the receptionist.',
      [
        ['pro', 'Everyone was kind', ''],
        ['con', 'the receptionist.', ''],
      ],
    ],
    [
      'Everyone was rude except for the kind doctor',
      [
        ['con', 'Everyone was rude', ''],
        ['pro', 'the kind doctor', ''],
      ],
    ],
    [
      'I waited an hour but the kind nurse made up for it',
      [
        ['con', 'I waited an hour', 'waiting-'],
        ['pro', 'the kind nurse made up for it', 'staff+'],
      ],
    ],
    [
      'Kind nurse, horrible parking',
      [
        ['pro', 'Kind nurse', 'staff+'],
        ['con', 'horrible parking', 'access-'],
      ],
    ],
    [
      'Great surgeon but [NAME] at the desk was rude',
      [
        ['pro', 'Great surgeon', 'skill+'],
        ['con', '[NAME] at the desk was rude', 'staff-'],
      ],
    ],
  ])('%s', (text, expected) => {
    expect(said(box(text))).toEqual(expected);
  });

  it.each([
    'Not only a great surgeon but also a kind nurse.',
    'Nothing but a great surgeon.',
    'He is a great surgeon but also the kind nurse helped.',
    'Great doctor (but then you knew that).',
    'I could not help but love this.',
  ])('%s: no turn', (text) => {
    expect(said(box(text))).toHaveLength(1);
  });

  it.each<[string, [Side, string, string][]]>([
    [
      'Great surgeon (though the desk was rude) and a kind nurse.',
      [
        ['pro', 'Great surgeon', 'skill+'],
        ['con', 'the desk was rude', 'staff-'],
        ['pro', 'a kind nurse.', 'staff+'],
      ],
    ],
    // what stands in brackets and blames nobody parts nothing
    [
      'Great surgeon (but I am six feet tall) and a kind nurse.',
      [['pro', 'Great surgeon (but I am six feet tall) and a kind nurse.', 'skill+,staff+']],
    ],
    [
      'great surgeon... the desk was rude... easy parking',
      [
        ['pro', 'great surgeon', 'skill+'],
        ['con', 'the desk was rude', 'staff-'],
        ['pro', 'easy parking', 'access+'],
      ],
    ],
    [
      'Great surgeon / rude staff',
      [
        ['pro', 'Great surgeon', 'skill+'],
        ['con', 'rude staff', 'staff-'],
      ],
    ],
  ])('%s: brackets and marks', (text, expected) => {
    expect(said(box(text))).toEqual(expected);
  });

  it('takes back what it praised, even in words we do not know', () => {
    expect(
      said(box('Great surgeon, but the elevator sat on the ground floor.')).map(([side]) => side),
    ).toEqual(['pro', 'con']);
  });

  it.each<[string, Side[]]>([
    ["A kind nurse can't say the same for the clerk upstairs", ['pro', 'con']],
    ['Rude clerk could not say the same about the lady upstairs', ['con', 'pro']],
    ['A kind nurse. The less said about the top floor the better.', ['pro', 'con']],
    ['A kind nurse. What spoiled it was Thursday.', ['pro', 'con']],
  ])('%s: a turn of phrase', (text, sides) => {
    expect(said(box(text)).map(([side]) => side)).toEqual(sides);
  });

  it('loses no tag of the whole sentence', () => {
    const odd: SentenceModel = {
      ...fake,
      judge: (text) =>
        gatherOpinions([
          ...listOpinions(fake.judge(text)),
          ...(text.includes(' but ')
            ? [{ theme: 'billing', polarity: 'negative', probability: 0.8, threshold: 0.5 } as const]
            : []),
        ]),
    };
    const { opinions } = createAnalyser(knowledge, odd)(review(box('Great surgeon but the desk was rude.')));
    expect(opinions.map(({ tags }) => tags.map(({ theme }) => theme))).toEqual([
      ['skill'],
      ['billing', 'staff'],
    ]);
  });
});

describe('what turns a sentence, and what does not', () => {
  const stretches = (text: string): [Side, string][] => said(box(text)).map(([side, own]) => [side, own]);
  it.each<[string, [Side, string][]]>([
    [
      'As much as I love this kind nurse, I waited.',
      [
        ['pro', 'I love this kind nurse'],
        ['con', 'I waited.'],
      ],
    ],
    [
      'Much as we love it, the desk was rude.',
      [
        ['pro', 'we love it'],
        ['con', 'the desk was rude.'],
      ],
    ],
    [
      'Kind nurse, as much as I could see, and easy parking.',
      [['pro', 'Kind nurse, as much as I could see, and easy parking.']],
    ],
    [
      'As much as possible it was a kind nurse, and it was a Tuesday.',
      [['pro', 'As much as possible it was a kind nurse, and it was a Tuesday.']],
    ],
    [
      'The desk was rude but wow, great surgeon.',
      [
        ['con', 'The desk was rude'],
        ['pro', 'wow, great surgeon.'],
      ],
    ],
    ['Great surgeon but wow!', [['pro', 'Great surgeon but wow!']]],
    [
      'What I liked best was the nurse, what I liked least was the tea.',
      [
        ['pro', 'What I liked best was the nurse'],
        ['con', 'what I liked least was the tea.'],
      ],
    ],
    [
      'She laid out the pros (kind nurse) and the cons (no parking) in May.',
      [['pro', 'She laid out the pros (kind nurse) and the cons (no parking) in May.']],
    ],
  ])('%j', (text, expected) => {
    expect(stretches(text)).toEqual(expected);
  });
});

describe('words that only tie a stretch to what stands around it', () => {
  const lastOf = (text: string): string | undefined => said(box(text)).at(-1)?.[1];

  it.each([
    ['Great surgeon. However, the desk was rude.', 'the desk was rude.'],
    ['Great surgeon. BUT the desk was rude.', 'the desk was rude.'],
    ['Great surgeon. On the other hand, the desk was rude.', 'the desk was rude.'],
    ['The desk was rude. To be fair he is a great surgeon.', 'he is a great surgeon.'],
    ['The desk was rude. Other than that great surgeon.', 'great surgeon.'],
    ['The desk was rude. But to be fair, he is a great surgeon.', 'he is a great surgeon.'],
    ['The desk was rude. Still, a great surgeon.', 'a great surgeon.'],
    // a mask is a word of the patient's
    ['Great surgeon. However, [NAME] at the desk was rude.', '[NAME] at the desk was rude.'],
    ['Great surgeon. [NAME] however was at the desk and rude.', '[NAME] however was at the desk and rude.'],
    // a time, no joining word
    ['Great surgeon. Still no parking.', 'Still no parking.'],
    // no turn: the clause needs its conjunction
    [
      'Although she is a kind nurse he is a great surgeon.',
      'Although she is a kind nurse he is a great surgeon.',
    ],
    // no contrast
    ['Great surgeon. But of course.', 'But of course.'],
    ['However.', 'However.'],
  ])('%s → %s', (text, last) => {
    expect(lastOf(text)).toBe(last);
  });

  it('stand on no side where they open a concession', () => {
    expect(said(box('Despite the rude staff, a great surgeon.'))).toEqual([
      ['con', 'the rude staff', 'staff-'],
      ['pro', 'a great surgeon.', 'skill+'],
    ]);
  });

  it('are no evidence', () => {
    const silent = createAnalyser(knowledge, { ...fake, evidence: () => [] });
    const [, but] = silent(review(box('I waited. But he is a great surgeon.'))).opinions;
    expect(but?.tags[0]?.evidence).toEqual([{ start: but?.start, end: but?.end }]);
  });
});

describe('what only tells a story', () => {
  const sides = (text: string): Side[] => said(box(text)).map(([side]) => side);

  it.each([
    'My next check is in May.',
    "I'm back in six months.",
    'We were home by Monday.',
    'This was 3 weeks ago.',
  ])('%s ends it and stands on no side', (end) => {
    expect(sides(`The desk was rude. ${end}`)).toEqual(['con', 'open']);
    expect(sides(`Cons: the desk was rude. ${end}`)).toEqual(['con', 'open']);
  });

  it.each([
    // no date
    'My dog is five.',
    // against what was to be expected
    'My next check is only in May.',
    'My notes did not come in May.',
    'I am still off in May.',
    // nobody of the writer's
    'The lamp was on in May.',
  ])('%s goes on with it', (end) => {
    expect(sides(`The desk was rude. ${end}`)).toEqual(['con', 'con']);
  });

  it('but not where more follows', () => {
    expect(sides('The desk was rude. My next check is in May. I waited.')).toEqual(['con', 'con', 'con']);
  });

  it('begins with what brought the patient there, whatever the words', () => {
    expect(sides('I came in with one bad tooth and awful worries. Great surgeon.')).toEqual(['open', 'pro']);
    expect(sides('My husband was admitted with severe noise in his ear.')).toEqual(['open']);
    expect(sides('I was admitted and waited.')).toEqual(['con']);
    expect(sides('One bad tooth and awful worries.')).toEqual(['con']);
  });

  it('does not go on behind a label that was cut out', () => {
    expect(sides('Great surgeon. UPDATE May: My dog is five.')).toEqual(['pro', 'open']);
    expect(sides('Great surgeon.\n\nEdit 3/2: My dog is five. It was a Tuesday.')).toEqual([
      'pro',
      'open',
      'open',
    ]);
    expect(sides('I waited. Room 4: My dog is five.')).toEqual(['con', 'con']);
    expect(sides('I waited.<br>My dog is five.')).toEqual(['con', 'con']);
  });

  it('does not go on across a blank line', () => {
    expect(sides('Great surgeon.\n\nMy dog is five.')).toEqual(['pro', 'open']);
    expect(sides('Great surgeon.\nMy dog is five.')).toEqual(['pro', 'pro']);
  });
});

describe('side', () => {
  it('is by meaning where nothing is labelled', () => {
    expect(said(box('Great surgeon. I waited. My dog is five.')).map(([side]) => side)).toEqual([
      'pro',
      'con',
      'con',
    ]);
    expect(said(box('My dog is five. Great surgeon.')).map(([side]) => side)).toEqual(['open', 'pro']);
    expect(said(box('I waited. Thank you all.')).map(([side]) => side)).toEqual(['con', 'open']);
  });

  it('of a wish is con', () => {
    expect(said(box('More chairs would be nice.'))[0]?.[0]).toBe('con');
  });

  it.each([
    ['Updated from 5 stars to 1.', 'con'],
    ['Downgraded my review from five stars to three stars after the bill.', 'con'],
    ['Changed from a 4-star to a 3.', 'con'],
    ['Updated from 2 stars to 5.', 'pro'],
    ['Raising this from one star to five.', 'pro'],
    ['They moved me from ward 3 to ward 5.', 'open'],
    ['The price went from 5 to 2.', 'open'],
    ['Hotels from 5 stars to 1 are near.', 'open'],
    ['It is changed from 3 to 5 by a man with two stars.', 'open'],
  ])('of a rating that changed is what it became: %j', (text, side) => {
    expect(said(box(text)).map(([own]) => own)).toEqual([side]);
  });

  it('of what turns at "otherwise" is its own, where the word turns anything', () => {
    expect(said(box('Great surgeon and nobody can tell you otherwise.')).length).toBe(1);
    expect(said(box("Don't let anyone tell you otherwise, he is a great surgeon.")).length).toBe(1);
    expect(said(box('The desk was rude otherwise he is a great surgeon.')).map(([side]) => side)).toEqual([
      'con',
      'pro',
    ]);
    const turned = said(box('The desk was rude in an otherwise lovely clinic.'));
    expect(turned.map(([side, text]) => [side, text])).toEqual([
      ['con', 'The desk was rude'],
      ['pro', 'in an otherwise lovely clinic.'],
    ]);
  });

  it.each([
    'My one gripe is the walk.',
    'Only grumble, the walk.',
    'The biggest annoyance was a walk of a mile.',
  ])('of what is said to be a complaint is con: %j', (text) => {
    expect(said(box(text))[0]?.[0]).toBe('con');
  });

  it('of a column is a prior that words overrule', () => {
    expect(said(box('It was a Tuesday.', 'pros'))[0]?.[0]).toBe('pro');
    expect(said(box('I love it, the kind nurse above all.', 'cons'))[0]?.[0]).toBe('pro');
    expect(said(box('Rude clerk and no parking.', 'pros'))[0]?.[0]).toBe('con');
  });

  it('is shared by the sentences of one labelled item', () => {
    const sides = said(box('Pros: Kind nurse. It was a Tuesday. Cons: I waited. The chairs were blue.')).map(
      ([side]) => side,
    );
    expect(sides).toEqual(['pro', 'pro', 'con', 'con']);
  });

  it('is left by one side of a sentence that turns', () => {
    const sides = said(
      box('Pros: Kind nurse. Easy parking, but the desk was rude and awful and slow. Nice.'),
    ).map(([side]) => side);
    expect(sides).toEqual(['pro', 'pro', 'con', 'pro']);
  });

  it('is left behind "but" by little that says otherwise', () => {
    const sides = said(box('Pros: Lovely room, but they never helped us find it. Great lunch.'));
    expect(sides.map(([side]) => side)).toEqual(['pro', 'con', 'pro']);
  });

  it.each([
    ['I am never comfortable with anybody else.', 'pro'],
    ['I am never comfortable there.', 'con'],
    ['I would not recommend it.', 'con'],
    ['Years wasted on bad gardeners before I found this one.', 'pro'],
    ['Years wasted on this bad gardener.', 'con'],
    ['Be aware that the gate closes at four.', 'con'],
    ['You need to know that the lamps are on a timer.', 'con'],
    ['The hedge is a bit too high.', 'con'],
    ['The hedge is not too high.', 'open'],
    ['I felt the need to tell everyone how great the hedge is.', 'pro'],
    ['They need more hedges.', 'con'],
    ['It would have been 5 stars if they had cut the hedge.', 'con'],
    ['There is no excuse for that hedge.', 'con'],
    ["They couldn't do enough for the hedge.", 'pro'],
    ['I rarely review hedges.', 'open'],
  ])('%s → %s', (text, side) => {
    expect(said(box(text)).map(([own]) => own)).toEqual([side]);
  });

  it('of an item that says nothing is that of its neighbours in a list without labels', () => {
    const sides = (text: string) => said(box(text)).map(([side]) => side);
    expect(sides('* I waited.\n* The lamp is on a timer.\n* The desk was rude.')).toEqual([
      'con',
      'con',
      'con',
    ]);
    expect(sides('* I waited.\n* The lamp is on a timer.\n* Kind nurse.')).toEqual(['con', 'open', 'pro']);
  });

  it('of the last item is that of all others, where two say something and all the same', () => {
    const last = (text: string) => said(box(text)).at(-1)?.[0];
    expect(last('* I waited.\n* The desk was rude.\n* The lamp is on a timer.')).toBe('con');
    expect(last('* Kind nurse.\n* The desk was rude.\n* The lamp is on a timer.')).toBe('open');
    expect(last('* The desk was rude.\n* The lamp is on a timer.')).toBe('open');
  });

  it('of a disclaimer is open, and what the model hears in it is no tag', () => {
    expect(said(box("I can't speak to the parking."))).toEqual([
      ['open', "I can't speak to the parking.", ''],
    ]);
  });

  it('of a hollow phrase is open', () => {
    expect(said(box('In theory a great surgeon, but the desk was rude.')).map(([side]) => side)).toEqual([
      'open',
      'con',
    ]);
  });
});

describe('what is no complaint', () => {
  it.each<[string, Side[]]>([
    // what the writer did
    ['Great surgeon. I arrived late yet she was a kind nurse.', ['pro', 'pro']],
    // blame made light of
    ['A kind nurse, but not as bad as other places.', ['pro']],
    ['A kind nurse, but they only charged us late.', ['pro']],
    ['A kind nurse. If you are going anywhere else you waste money.', ['pro', 'pro']],
    // a name
    ['It is in Bad Homburg.', ['open']],
    // behind a mishap "but" turns from that
    ['A kind nurse rang me which I missed because of a mistake but I was called twice.', ['pro']],
  ])('%s', (text, sides) => {
    expect(said(box(text)).map(([side]) => side)).toEqual(sides);
  });

  it('but what follows from it is', () => {
    expect(said(box('I was late and the staff were rude to all of us.'))[0]?.[0]).toBe('con');
    expect(said(box('It is bad.'))[0]?.[0]).toBe('con');
  });
});

describe('another story', () => {
  it('stands on the other side than what was said before', () => {
    const sides = (text: string): Side[] => said(box(text)).map(([side]) => side);
    expect(sides('A kind nurse. The ward is a different story.')).toEqual(['pro', 'con']);
    expect(sides('Rude clerk. The ward is another matter.')).toEqual(['con', 'pro']);
    expect(sides('The ward is another matter.')).toEqual(['open']);
  });
});

describe('a section of tips', () => {
  it('neither praises nor blames whatever its words', () => {
    expect(
      said(box('Pros: kind nurse. Cons: rude clerk. Tips: avoid the horrible parking.')).map(
        ([side]) => side,
      ),
    ).toEqual(['pro', 'con', 'open']);
  });
});

describe('empty answers', () => {
  it('"no complaints" is one where complaints were asked for', () => {
    expect(said(box('No complaints', 'cons'))[0]?.[0]).toBe('open');
    expect(said(box("Can't really complain.", 'cons'))[0]?.[0]).toBe('open');
    expect(said(box('Nothing went wrong', 'cons'))[0]?.[0]).toBe('open');
    expect(said(box("Can't complain to anyone.", 'cons'))[0]?.[0]).toBe('con');
  });

  it.each([
    'Nothing',
    'none.',
    'N/A',
    'n/a',
    'Nothing really',
    "Can't think of any",
    'No comment!',
    'nothing comes to mind',
    'NONE',
  ])('%s is no complaint', (text) => {
    expect(said(box(text, 'cons'))).toEqual([['open', text, '']]);
  });

  it('that "although" takes back leave what follows to stand by itself', () => {
    expect(said(box('Nothing really, although the desk was rude.', 'cons'))).toEqual([
      ['open', 'Nothing really', ''],
      ['con', 'the desk was rude.', 'staff-'],
    ]);
  });

  it('leave what tells of something to stand by itself', () => {
    const sides = (text: string): Side[] => said(box(text)).map(([side]) => side);
    expect(sides('Cons: none. Honestly I looked for one.')).toEqual(['open', 'open']);
    expect(sides('Cons: none. They have a kind nurse.')).toEqual(['open', 'pro']);
    expect(sides('Cons: nothing. I waited.')).toEqual(['open', 'con']);
    expect(sides('Pros: none. They sent a bill.')).toEqual(['open', 'open']);
    // the next item is under its label again
    expect(sides('Cons:\n- none\n- They sent a bill.')).toEqual(['open', 'con']);
  });

  it.each([
    'Cons: none. Maybe the parking.',
    'Cons: Not sure. They sent a bill.',
    'Cons: same as above. They sent a bill.',
  ])('but a fragment, or what follows a doubt, is an answer: %j', (text) => {
    expect(said(box(text)).map(([side]) => side)).toEqual(['open', 'con']);
  });

  it('know what stands around them', () => {
    expect(said(box('Nothing, to be honest', 'cons'))).toEqual([['open', 'Nothing, to be honest', '']]);
    expect(said(box('Honestly no complaints.', 'cons'))[0]?.[0]).toBe('open');
    expect(said(box('Honestly no parking.', 'cons'))[0]?.[0]).toBe('con');
  });

  it('"not a lot" refuses the praise it was asked for, and what follows tells why', () => {
    const answer = 'Not a lot, to be honest. Four doctors in three days.';
    expect(said(box(answer, 'pros')).map(([side]) => side)).toEqual(['con', 'con']);
    expect(said(box('Not a lot of fuss. Four doctors.', 'pros')).map(([side]) => side)).toEqual([
      'pro',
      'pro',
    ]);
    // the next question is another one
    const next = said(box('Pros: Very little. Pros: Four doctors.')).map(([side]) => side);
    expect(next).toEqual(['con', 'pro']);
  });

  it('"nothing to improve" is praise', () => {
    expect(said(box('Nothing to improve', 'cons'))).toEqual([['pro', 'Nothing to improve', 'overall+']]);
  });
});

describe('what is asked for where a practice asked what to do better', () => {
  it.each([
    'A nurse who is a kind nurse',
    'Being helped by a kind nurse',
    'Tell the kind nurse when we are next',
  ])('%s', (text) => {
    expect(said(box(text, 'cons'))).toEqual([['con', text, 'staff-']]);
    expect(said(box(text, 'pros'))).toEqual([['pro', text, 'staff+']]);
    expect(said(box(text))).toEqual([['pro', text, 'staff+']]);
  });

  it.each([
    ['tells what was', 'A nurse who was a kind nurse'],
    ['tells what was', 'Being here was a joy thanks to a kind nurse'],
    ['praises', 'A kind nurse who helps'],
    ['is long', 'Being old and slow I was glad of every kind nurse who looked in on me that week'],
  ])('but not what %s: %s', (_why, text) => {
    expect(said(box(text, 'cons'))[0]?.[2]).toBe('staff+');
  });
});

describe('a terse fragment', () => {
  const nouns: SentenceModel = {
    themes: ['access'],
    judge: (text) =>
      /parking/i.test(text)
        ? gatherOpinions([
            { theme: 'access', polarity: 'positive', probability: 0.3, threshold: 0.5 },
            { theme: 'access', polarity: 'negative', probability: 0.2, threshold: 0.5 },
          ])
        : NO_OPINIONS,
    evidence: () => [],
  };
  it('under a label says what the label says', () => {
    const analyser = createAnalyser(knowledge, nouns);
    const tags = (text: string, role: Passage['role'] = 'text') =>
      analyser(review(box(text, role))).opinions.flatMap((opinion) =>
        opinion.tags.map(({ theme, polarity }) => theme + polarity),
      );
    expect(tags('Pros: nurse. Cons: parking')).toEqual(['accessnegative']);
    expect(tags('Parking', 'pros')).toEqual(['accesspositive']);
    expect(tags('The parking there is somewhere behind the house on the left')).toEqual([]);
  });
  it('but where it says "nothing" it means what it says', () => {
    const kind: SentenceModel = {
      ...nouns,
      judge: (text) =>
        /parking/i.test(text)
          ? gatherOpinions([{ theme: 'access', polarity: 'positive', probability: 0.6, threshold: 0.5 }])
          : NO_OPINIONS,
    };
    const polarity = (text: string) =>
      createAnalyser(knowledge, kind)(review(box(text, 'cons'))).opinions[0]?.tags[0]?.polarity;
    expect(polarity('The parking behind')).toBe('negative');
    expect(polarity('Nothing about the parking')).toBe('positive');
  });
});

describe('passages', () => {
  it('give no opinion twice where the text repeats the title', () => {
    expect(
      said(box('Great surgeon', 'title'), box('Great surgeon. I waited.')).map(([, text]) => text),
    ).toEqual(['Great surgeon.', 'I waited.']);
    expect(said(box('Great surgeon', 'title'), box('I waited.'))).toHaveLength(2);
  });

  it('of a review that was set aside give none', () => {
    expect(analyse({ ...review(box('Great surgeon.')), setAside: 'language' }).opinions).toEqual([]);
  });
});

describe('a contested reading', () => {
  const contested = (...passages: Passage[]) => analyse(review(...passages)).contested;

  it('is told of the side that holds its phrase and the tag it would move', () => {
    expect(contested(box('I waited. A thorough, great surgeon.'))).toEqual([
      { name: 'thorough', opinion: 1 },
    ]);
    const turned = box('Great surgeon and thorough, but the desk was rude.');
    expect(said(turned)).toHaveLength(2);
    expect(contested(box('Easy parking.', 'pros'), turned)).toEqual([{ name: 'thorough', opinion: 1 }]);
    expect(contested(box('A thorough wait.'))).toEqual([]);
  });

  it('is not told of another passage, whose sentences begin where these do', () => {
    expect(contested(box('Thorough.', 'pros'), box('Unqualified.', 'cons'))).toEqual([]);
  });
});

describe('explain', () => {
  it('gives plain data that says how a text was understood', () => {
    const explanation = createExplainer(knowledge, fake)('Pros: Great surgeon. Cons: not a kind nurse.');
    expect(JSON.parse(JSON.stringify(explanation))).toEqual(explanation);
    expect(explanation.pieces.map(({ prior, section }) => [prior, section])).toEqual([
      ['pro', 1],
      ['con', 2],
    ]);
    expect(explanation.sentences.map(({ model }) => model.map(({ theme }) => theme))).toEqual([
      ['skill'],
      ['staff'],
    ]);
    expect(
      explanation.sentences[1]?.tokens.filter(({ negated }) => negated).map(({ normal }) => normal),
    ).toEqual(['a', 'kind', 'nurse']);
  });
});

describe('laws', () => {
  const text = fc
    .array(
      fc.constantFrom(
        ...[
          'Great surgeon',
          'the desk was rude',
          'Kind nurse',
          'I waited',
          'but',
          'however,',
          'Pros:',
          'Cons:',
          '. ',
          ', ',
          '\n',
          '- ',
          '+ ',
        ],
        ...[
          '[NAME]',
          'nothing',
          '!',
          '; ',
          'Overall,',
          '1. ',
          '2. ',
          'although',
          '(ok)',
          'İ',
          '👍🏽',
          '&amp;',
        ],
      ),
      { maxLength: 25 },
    )
    .map((list) => list.join(' '));
  const role = fc.constantFrom<Passage['role']>('text', 'pros', 'cons', 'title');

  it('opinions are in order, do not overlap, and their evidence stands in them, sorted', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(text, role), { maxLength: 3 }), (boxes) => {
        const passages = boxes.map(([words, as]) => box(words, as));
        let passage = 0;
        let end = 0;
        for (const opinion of analyse(review(...passages)).opinions) {
          if (opinion.passage !== passage) end = 0;
          expect(opinion.passage).toBeGreaterThanOrEqual(passage);
          passage = opinion.passage;
          expect(opinion.start).toBeGreaterThanOrEqual(end);
          end = opinion.end;
          expect(end).toBeGreaterThan(opinion.start);
          expect(end).toBeLessThanOrEqual((passages[passage] as Passage).text.length);
          const themes = opinion.tags.map(({ theme }) => theme);
          expect(new Set(themes).size).toBe(themes.length);
          for (const tag of opinion.tags) {
            let shown = opinion.start;
            expect(tag.evidence.length).toBeGreaterThan(0);
            for (const span of tag.evidence) {
              expect(span.start).toBeGreaterThanOrEqual(shown);
              expect(span.end).toBeGreaterThan(span.start);
              shown = span.end;
            }
            expect(shown).toBeLessThanOrEqual(opinion.end);
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it('analysing is pure: the same again, whatever came between', () => {
    fc.assert(
      fc.property(text, text, (one, other) => {
        const first = analyse(review(box(one)));
        analyse(review(box(other)));
        expect(analyse(review(box(one)))).toEqual(first);
      }),
      { numRuns: 100 },
    );
  });

  it('a long unbroken string and a long unbroken sentence come back', () => {
    expect(analyse(review(box('y'.repeat(100_000)))).opinions.length).toBeGreaterThan(0);
    expect(analyse(review(box('the nurse but '.repeat(8_000)))).opinions.length).toBeGreaterThan(0);
  });
});
