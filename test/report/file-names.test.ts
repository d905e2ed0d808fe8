import { describe, expect, it } from 'vitest';
import { fileNamer, withFileNames } from '../../src/report/file-names.js';
import { richReport } from '../render/sample-report.js';

const named = (read: string[], others: string[] = []) => [...read, ...others].map(fileNamer(read, others));

describe('how a report calls its files', () => {
  it.each([
    [['/Users/jane.doe/Desktop/reviews.csv'], ['reviews.csv']],
    [['C:\\Users\\Jane Doe\\reviews.csv'], ['reviews.csv']],
    [['-'], ['-']],
    [
      ['/home/jane/north/reviews.csv', '/home/jane/south/reviews.csv', '/home/jane/south/more.csv'],
      ['north/reviews.csv', 'south/reviews.csv', 'more.csv'],
    ],
    [
      ['/data/a/2026/r.csv', '/data/b/2026/r.csv'],
      ['a/2026/r.csv', 'b/2026/r.csv'],
    ],
    [
      ['r.csv', 'a/r.csv'],
      ['r.csv', 'a/r.csv'],
    ],
    [
      ['export.zip/in/r.csv', 'export.zip/out/r.csv'],
      ['in/r.csv', 'out/r.csv'],
    ],
    [
      ['a/r.csv', 'a/r.csv'],
      ['r.csv', 'r.csv'],
    ],
    [['folder//r.csv'], ['r.csv']],
  ])('%j are %j', (paths, names) => expect(named(paths)).toEqual(names));

  it('a file that was passed over never changes the name of one that was read', () => {
    expect(
      named(['/home/jane/north/r.csv'], ['/home/jane/south/r.csv', '/home/jane/south/notes.txt']),
    ).toEqual(['r.csv', 'south/r.csv', 'notes.txt']);
  });

  it('brings a report with whole paths to what it would say today, and leaves that as it is', () => {
    const old = richReport();
    const path = (file: string) => `/Users/jane.doe/exports/${file}`;
    const whole = {
      ...old,
      input: {
        ...old.input,
        files: old.input.files.map((layout) => ({ ...layout, file: path(layout.file) })),
        problems: {
          ...old.input.problems,
          first: old.input.problems.first.map((problem) => ({ ...problem, file: path(problem.file) })),
        },
      },
      safety: {
        ...old.safety,
        listed: old.safety.listed.map((row) => ({ ...row, file: path(row.file) })),
      },
    };
    expect(withFileNames(whole)).toEqual(old);
    expect(withFileNames(old)).toEqual(old);
  });
});
