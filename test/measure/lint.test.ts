import { describe, expect, it } from 'vitest';
import { createPhraseFinder } from '../../src/analyse/keywords.js';
import { createSentenceReader } from '../../src/analyse/sentences.js';
import { stem } from '../../src/analyse/stem.js';
import { readPhrase } from '../../src/knowledge/phrases.js';
import { hitKey, lintTaxonomy } from '../../src/measure/lint.js';
import type { Axis, Knowledge, LexiconEntry, Theme, WatchedPhrase, WordLists } from '../../src/types.js';

const WORDS: WordLists = {
  classes: { kind: ['friendly', 'kind'], empty: [] },
  listed: [],
  skipped: ['very'],
  spellings: {},
  titles: ['dr'],
  names: [],
  surnames: [],
  shields: ['take care of'],
};

function theme(name: string, axis: Axis, examples: Theme['examples'] = []): Theme {
  const card = axis === 'clinical' ? 'clinicalOutcome' : axis === 'service' ? 'service' : null;
  return {
    name,
    axis,
    card,
    commitment: null,
    definition: name,
    examples,
    crosswalk: { cahps: null, nhs: null },
  };
}

/** `theme+ phrase` (sure), `theme+! phrase` (always) or `theme+? phrase` (cue), one a line; ` ! ` begins its excepts. */
function lint(
  themes: Theme[],
  lines: string[],
  counts: Map<string, number> | null = null,
  watched: WatchedPhrase[] = [],
) {
  const lexicon = lines.map((line): LexiconEntry => {
    const [, name, sign, mark, phrase, except] = /^([a-z]+)([+-])([?!])? (.*?)(?: ! (.*))?$/.exec(line)!;
    return {
      theme: name!,
      polarity: sign === '+' ? 'positive' : 'negative',
      strength: mark === '?' ? 'cue' : mark === '!' ? 'always' : 'sure',
      phrase: phrase!,
      except: except === undefined ? [] : [except],
      negation: 'turns',
      layer: 0,
    };
  });
  const all = [
    ...[...lexicon, ...watched].flatMap(({ phrase, except }) => [phrase, ...except]),
    ...WORDS.shields,
  ];
  const phrases = new Map(all.map((phrase) => [phrase, readPhrase(phrase, WORDS.classes)]));
  const negators = { extra: [], notNegation: [] };
  const [safety, contested] = [
    { watched: watched.filter(({ kind }) => kind !== 'contested') },
    [{ watched: watched.filter(({ kind }) => kind === 'contested') }],
  ];
  const knowledge = {
    themes,
    lexicon,
    words: WORDS,
    phrases,
    negators,
    safety,
    contested,
    language: null,
  } as unknown as Knowledge;
  const find = createPhraseFinder(knowledge, watched);
  const read = createSentenceReader(knowledge);
  return lintTaxonomy(
    knowledge,
    {
      readTokens: (text) =>
        read(text, [{ start: 0, end: text.length, section: null, prior: null }]).flatMap(
          ({ tokens }) => tokens,
        ),
      findKeywords: (tokens) => find(tokens).hits,
      findWatched: (tokens) => find(tokens).watched.map((hit) => hit.watched),
      stem,
    },
    counts,
  ).map(({ code, theme, phrase }) => [code, theme, phrase].join(' '));
}

const EXAMPLE = [{ text: 'The staff was friendly.', polarity: 'positive' as const }];
const staff = theme('staff', 'service', EXAMPLE);
const pain = theme('pain', 'clinical', [{ text: 'No pain at all.', polarity: 'positive' }]);

describe('lintTaxonomy', () => {
  it('finds nothing in a sound taxonomy', () => {
    expect(
      lint([staff, pain], ['staff+ staff … {kind}', 'staff- rude', 'pain- pain', 'pain- hurt … a lot']),
    ).toEqual([]);
  });

  it('finds phrases that a shield, an except of their own, or an empty word list keeps from ever matching', () => {
    expect(lint([staff], ['staff+ friendly', 'staff+ take care'])).toEqual([]);
    expect(
      lint([staff], ['staff+ friendly', 'staff+ care of ! good care of', 'staff+ take care of']),
    ).toEqual(['dead staff take care of']);
    expect(lint([staff], ['staff+ friendly', 'staff+ nice ! nice'])).toEqual(['dead staff nice']);
    expect(lint([staff], ['staff+ friendly', 'staff+ so {empty}'])).toEqual(['dead staff so {empty}']);
  });

  it('finds phrases whose words always go to another of the theme', () => {
    expect(lint([staff], ['staff+ friendly', 'staff- rude', 'staff- =rude'])).toEqual([
      'shadowed staff rude',
    ]);
  });

  it('looks over the safety list and the contested readings as well', () => {
    const watch = (name: string, phrase: string, more: Partial<WatchedPhrase> = {}): WatchedPhrase => ({
      phrase,
      kind: 'harm',
      name,
      strength: 'sure',
      except: [],
      negation: 'turns',
      ...more,
    });
    const found = (...watched: WatchedPhrase[]) => lint([staff], ['staff+ friendly'], null, watched);
    const cue = { strength: 'cue' } as const;
    const contested = { kind: 'contested' } as const;
    expect(
      found(watch('fall', 'fell off'), watch('burn', 'fell off'), watch('fall', 'slipped', cue)),
    ).toEqual([]);
    expect(
      found(
        watch('fall', 'fell off', { except: ['fell off'] }),
        watch('fall', 'take care'),
        watch('fall', 'fell {empty}'),
        watch('gentle', 'gentle', { ...contested, except: ['gentle'] }),
        // One of these is the other after stemming.
        watch('burn', 'burns'),
        watch('burn', 'burned', cue),
      ),
    ).toEqual([
      'dead contested:gentle gentle',
      'dead safety:fall fell off',
      'dead safety:fall fell {empty}',
      'shadowed safety:burn burns',
    ]);
    expect(found(watch('fall', 'take care of'))).toEqual(['dead safety:fall take care of']);
  });

  it('finds words that stand on both axes, or for praise and blame, unless they are cues', () => {
    const lines = ['staff+ friendly', 'pain- pain', 'staff+ gentle', 'pain+ gentle'];
    expect(lint([staff, pain], lines)).toEqual(['both-axes staff gentle']);
    expect(lint([staff, pain], ['staff+ friendly', 'pain- pain', 'staff+! gentle', 'pain+ gentle'])).toEqual([
      'both-axes staff gentle',
    ]);
    expect(lint([staff, pain], ['staff+ friendly', 'pain- pain', 'staff+? gentle', 'pain+ gentle'])).toEqual(
      [],
    );
    expect(lint([staff], ['staff+ friendly', 'staff+ waits', 'staff- waiting'])).toContain(
      'both-polarities staff waits',
    );
  });

  it('finds phrases that say the same after stemming', () => {
    const found = lint([staff], ['staff+ friendly', 'staff+ nice receptionist', 'staff+ nice receptionists']);
    expect(found.filter((line) => line.startsWith('duplicate'))).toEqual([
      'duplicate staff nice receptionists',
    ]);
    expect(
      lint([staff], ['staff+ (friendly|kind) nurse', 'staff+ friendly', 'staff+ friendly nurse']),
    ).toContain('duplicate staff friendly nurse');
  });

  it('finds themes without examples or phrases, and examples that their phrases miss or turn round', () => {
    expect(lint([theme('staff', 'service')], ['staff+ friendly'])).toEqual(['no-examples staff ']);
    expect(lint([staff, pain], ['staff+ friendly'])).toEqual([
      'no-phrases pain ',
      'example-missed pain No pain at all.',
    ]);
    expect(lint([staff], ['staff- friendly'])).toEqual(['example-missed staff The staff was friendly.']);
  });

  it('tells which phrases no review holds, as a note', () => {
    const counts = new Map([[hitKey({ theme: 'staff', phrase: 'friendly' }), 3]]);
    expect(lint([staff], ['staff+ friendly', 'staff- rude'], counts)).toEqual(['never-hit staff rude']);
  });
});
