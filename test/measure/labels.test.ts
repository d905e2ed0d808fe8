import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeRow, parseLabels, readLabels, writeLabels } from '../../src/measure/labels.js';
import type { LabelledSentence } from '../../src/types.js';

const THEMES = ['outcome', 'staff', 'waiting', 'follow-up', 'overall'];
const read = (text: string) => readLabels(text, 'labels.tsv', THEMES);

describe('a cell of labels', () => {
  it('reads the notation of the taxonomy', () => {
    expect(parseLabels('staff+, follow-up-,outcome0', THEMES)).toEqual([
      { theme: 'staff', sign: '+' },
      { theme: 'follow-up', sign: '-' },
      { theme: 'outcome', sign: '0' },
    ]);
    expect(parseLabels('none', THEMES)).toEqual([]);
    expect(parseLabels('BAD', THEMES)).toBe('bad');
    expect(parseLabels('  ', THEMES)).toBeNull();
  });

  it('forgives what spreadsheets and keyboards do', () => {
    expect(parseLabels('Staff +; waiting−', THEMES)).toEqual([
      { theme: 'staff', sign: '+' },
      { theme: 'waiting', sign: '-' },
    ]);
  });

  it.each([
    ['staf+', 'no theme is called "staf"; did you mean staff?'],
    ['wiating-', 'no theme is called "wiating"; did you mean waiting?'],
    ['parking-', `no theme is called "parking"; the themes are ${THEMES.join(', ')}`],
    ['staff', '"staff" does not say how: write staff+, staff- or staff0'],
    ['staff+,none', '"none" stands alone or not at all'],
    ['staff+,staff-', '"staff" stands there twice: write staff0'],
  ])('says what is wrong with %s', (cell, message) => {
    expect(() => parseLabels(cell, THEMES)).toThrow(message);
  });
});

describe('a labels file', () => {
  it('reads tsv and csv alike, columns in any order', () => {
    const tsv = 'labels\tid\tsentence\nstaff+\ta\tKind, all of them\nnone\tb\tI went in May\n';
    const csv = '\ufeffid;sentence;labels\r\na;"Kind, all of them";staff+\r\nb;I went in May;none\r\n';
    const rows = read(tsv).map(({ id, sentence, labels }) => ({ id, sentence, labels }));
    expect(rows).toEqual([
      { id: 'a', sentence: 'Kind, all of them', labels: [{ theme: 'staff', sign: '+' }] },
      { id: 'b', sentence: 'I went in May', labels: [] },
    ]);
    expect(read(csv).map(({ id, sentence, labels }) => ({ id, sentence, labels }))).toEqual(rows);
  });

  it('reads what Excel makes of a file: its separator said first, empty cells left out or added, tabs in quotes', () => {
    const taken = (text: string) => read(text).map(({ id, sentence, labels }) => [id, sentence, labels]);
    const kind = ['a', 'Kind', [{ theme: 'staff', sign: '+' }]];
    const open = ['b', 'Fine', null];
    expect(taken('\ufeffsep=;\r\nid;sentence;labels\r\na;Kind;staff+\r\nb;Fine\r\n')).toEqual([kind, open]);
    expect(taken('id,sentence,labels,,\r\na,Kind,staff+,,\r\nb,Fine,,,,,\r\n')).toEqual([kind, open]);
    expect(
      taken('id\tsentence\tlabels\r\na\t"Kind,\tall ""of"" them\nand more"\tstaff+\r\nb\tFine\t\r\n'),
    ).toEqual([['a', 'Kind,\tall "of" them\nand more', [{ theme: 'staff', sign: '+' }]], open]);
  });

  it('knows review and draw from columns, or from ids of our own', () => {
    const rows = read(
      'id\tdraw\treview\tsentence\tlabels\ns1\trandom\tr9\tFine\toverall+\ns2\t\t\tFine\toverall+\nchosen.0123456789abcdef.0.17\t\t\tFine\t\n',
    );
    expect(rows.map(({ group, draw }) => [group, draw])).toEqual([
      ['r9', 'random'],
      ['s2', null],
      ['0123456789abcdef', 'chosen'],
    ]);
    expect(rows[2]!.labels).toBeNull();
  });

  it('reads tab-separated text that a spreadsheet saved with quotes', () => {
    const [row] = read('id\tsentence\tlabels\na\t"He said ""wait"", and I did"\t"staff+,waiting-"\n');
    expect(row!.sentence).toBe('He said "wait", and I did');
    expect(row!.labels).toHaveLength(2);
    expect(read('id\tsentence\tlabels\na\t"Great" they say\tnone\n')[0]!.sentence).toBe('"Great" they say');
  });

  it.each([
    ['', 'labels.tsv: is empty'],
    ['id\tsentence\nx\ty\n', 'labels.tsv: has no column labels;'],
    ['id\tsentence\tlabels\na\tFine\tstaf+\n', 'labels.tsv, line 2: no theme is called "staf"'],
    [
      'id\tsentence\tlabels\na\tFine\nand well\tstaff+\n',
      'labels.tsv, line 3: has 2 cells where the header has 3',
    ],
    [
      'id,sentence,labels\na,Fine,staff+,waiting-\n',
      'labels.tsv, line 2: has 4 cells where the header has 3; a sentence or labels with a separator in them need quotes, as in "staff+,waiting-"',
    ],
    ['sep=;\r\nid;sentence;labels\r\na;Fine;stafff+\r\n', 'labels.tsv, line 3: no theme is called "stafff"'],
    [
      'id\tsentence\tlabels\na\tOne\tnone\n\na\tTwo\tnone\n',
      'labels.tsv, line 4: id "a" stands already in line 2',
    ],
    ['id\tsentence\tlabels\na\t\tnone\n', 'labels.tsv, line 2: has no sentence'],
    ['id,sentence,labels\na,"Two\nlines",none\nb,Fine,stafff+\n', 'labels.tsv, line 4: no theme is called'],
    ['id,sentence,labels\na,Fine,none\nb,"Never ends,none\n', 'labels.tsv: a quote that opens after line 2'],
  ])('names file, line and fault (%#)', (text, message) => {
    expect(() => read(text)).toThrow(message);
  });

  it('keeps formulas from running, and gives the words back', () => {
    const row = describeRow({ id: 'a', sentence: '=HYPERLINK("x")', labels: [], line: 0, more: {} });
    const text = writeLabels([row], 'csv');
    expect(text).toContain(`"'=HYPERLINK(""x"")"`);
    expect(readLabels(text, 'x.csv', THEMES)[0]!.sentence).toBe(row.sentence);
  });

  it('comes back as it was written, in both formats', () => {
    const cell = fc
      .stringMatching(/^[a-z"',;=+\-@\\\t\n\r é😀]{0,20}$/u)
      .filter((text) => text.trim() !== '');
    const labels: fc.Arbitrary<LabelledSentence['labels']> = fc.oneof(
      fc.constantFrom<LabelledSentence['labels']>(null, 'bad', []),
      fc
        .uniqueArray(fc.constantFrom(...THEMES), { minLength: 1, maxLength: 3 })
        .chain((themes) =>
          fc.tuple(
            ...themes.map((theme) =>
              fc.record({ theme: fc.constant(theme), sign: fc.constantFrom('+', '-', '0') }),
            ),
          ),
        ) as unknown as fc.Arbitrary<LabelledSentence['labels']>,
    );
    const rows = fc.uniqueArray(
      fc.record({ id: fc.stringMatching(/^[a-z0-9.=-]{1,9}$/), sentence: cell, labels, note: cell }),
      { selector: (row) => row.id, maxLength: 6 },
    );
    fc.assert(
      fc.property(rows, fc.constantFrom('tsv' as const, 'csv' as const), (drawn, format) => {
        const written = drawn.map(({ note, ...row }) => describeRow({ ...row, line: 0, more: { note } }));
        const back = readLabels(writeLabels(written, format), `x.${format}`, THEMES);
        expect(back.map(({ line, more, ...row }) => ({ ...row, more: { ...more }, line: 0 }))).toEqual(
          written,
        );
      }),
    );
  });
});
