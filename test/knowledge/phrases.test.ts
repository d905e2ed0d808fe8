import { describe, expect, it } from 'vitest';
import { checkPhrase, readPhrase } from '../../src/knowledge/phrases.js';

const classes = { staff: [], kind: [] };

function faultOf(phrase: string): string {
  try {
    checkPhrase(readPhrase(phrase, classes));
    return '';
  } catch (error) {
    return (error as Error).message;
  }
}

describe('the pattern language', () => {
  it('reads words, exact words and word lists', () => {
    expect(readPhrase('{staff} were =caring', classes)).toEqual([
      { step: { match: 'class', word: 'staff' } },
      { step: { match: 'stem', word: 'were' } },
      { step: { match: 'exact', word: 'caring' } },
    ]);
  });

  it('parts words as the tokenizer parts a sentence', () => {
    const words = (phrase: string): unknown[] => readPhrase(phrase, classes);
    expect(words('didn’t follow-up')).toEqual(words('did not follow up'));
    expect(words("can't")).toEqual(words('can not'));
    expect(words('cannot')).toEqual(words('can not'));
    expect(words("won't")).toEqual(words('will not'));
  });

  it('reads three full stops as a gap', () => {
    expect(readPhrase('took ... time', classes)).toEqual(readPhrase('took … time', classes));
  });

  it.each([
    ['(', '"(" is never closed'],
    ['(a|b', '"(" is never closed'],
    ['a) b', '")" without a "(" before it'],
    ['a | b', '"|" without a "(" before it'],
    ['(a|)', 'an alternative is empty; "(word)?" says "word or nothing"'],
    ['? a', '"?" must follow a word or a group'],
    ['a?', 'it could match without any word'],
    ['(a|b)?', 'it could match without any word'],
    ['… a', '"…" and "~" must stand between two words'],
    ['a …', '"…" and "~" must stand between two words'],
    ['a ~ b?', '"…" and "~" must stand between two words'],
    ['a … ~ b', 'two gaps side by side'],
    ['a … b? … c', 'two gaps side by side'],
    ['{nurses} smile', 'no word list is called {nurses}'],
    ['{staff smile', '"{staff smile" names no word list; write {name}'],
    ['a !!', '"!!" is no word'],
    ['', 'it could match without any word'],
  ])('says what is wrong with %j', (phrase, fault) => {
    expect(faultOf(phrase)).toBe(fault);
  });

  it('takes optional words, nested groups and the built-in lists', () => {
    expect(faultOf('never (felt|(been|was) made to feel) so? rushed')).toBe('');
    expect(faultOf('waited {number} {duration}')).toBe('');
  });
});
