import { describe, expect, it } from 'vitest';
import { codedName } from '../../src/report/group-names.js';
import { buildReport } from '../../src/report/index.js';
import { addLayout } from '../../src/tally/index.js';
import type { ReportMeta, Review } from '../../src/types.js';
import { KNOWLEDGE, META, NO_FLOORS, reviewWith, tallyOf } from '../laws/analysed-reviews.js';

const NAMES = ['Dr. Imogen Ashby', 'Dr. Tomasz Wrona'];

function report(by: string, redact: ReportMeta['redact'], names = NAMES) {
  const fields = (name: string): Partial<Review> => ({ provider: name, extra: { Surgeon: name } });
  const tally = tallyOf(
    names.map((name, i) => reviewWith(i + 1, fields(name), 'staff+')),
    [by],
  );
  addLayout(tally, {
    file: 'a.csv',
    kind: 'reviews',
    format: 'csv',
    encoding: 'utf-8',
    delimiter: ',',
    headerRow: 1,
    recordsPath: null,
    columns: [{ field: 'provider', column: 'Surgeon', index: 1, why: 'header', confidence: 1 }],
    headers: ['Review', 'Surgeon'],
    ratingScale: null,
    dateFormat: null,
    language: 'en',
  });
  const meta: ReportMeta = { ...META, floors: NO_FLOORS, redact, quotePool: 10 };
  return buildReport(tally, KNOWLEDGE, meta);
}

describe('names of providers in a report', () => {
  it.each(['provider', 'Surgeon'])('are nowhere in it by default, grouped by %s', (by) => {
    const built = report(by, 'default');
    expect(built.groups[0]!.coded).toBe(true);
    expect(built.groups[0]!.rows.map(({ group }) => group)).toEqual(NAMES.map(codedName).sort());
    expect(JSON.stringify(built)).not.toMatch(/Imogen|Tomasz/);
    const quoted = built.quotePool!.map(({ groups }) => groups[by]);
    expect(new Set(quoted)).toEqual(new Set(NAMES.map(codedName)));
  });

  it.each(['words', 'none'] as const)('stand in it with redact %s', (redact) => {
    const built = report('provider', redact);
    expect(built.groups[0]).toMatchObject({ coded: false, rows: [{ group: NAMES[0] }, { group: NAMES[1] }] });
    expect(built.quotePool!.map(({ groups }) => groups.provider).sort()).toEqual(NAMES);
  });

  it('have a code that does not depend on the others', () => {
    expect(codedName(NAMES[0]!)).toMatch(/^Provider [B-DF-HJKMNP-TV-XZ2-9]{6}$/);
    const alone = report('provider', 'default', [NAMES[1]!]).groups[0]!.rows.map(({ group }) => group);
    expect(report('provider', 'default').groups[0]!.rows.map(({ group }) => group)).toContain(alone[0]);
  });

  it('are those of other fields as they stand', () => {
    const tally = tallyOf([reviewWith(1, { location: 'Northgate' }, 'staff+')], ['location']);
    const [section] = buildReport(tally, KNOWLEDGE, META).groups;
    expect(section).toMatchObject({ coded: false, rows: [{ group: 'Northgate' }] });
  });
});
