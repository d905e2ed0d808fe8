import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

/** Share of the spans that must be cut exactly, in percent: a point below what was measured (83.5). */
const FLOOR = 82.5;

it('our own texts are cut as a reader cuts them', () => {
  const path = (name: string): string => fileURLToPath(new URL(`../../${name}`, import.meta.url));
  const data = path('fixtures/labelled/proscons.jsonl');
  const printed = execFileSync(process.execPath, [path('test/tools/proscons.mjs'), '--data', data], {
    encoding: 'utf8',
  });
  const [, spans, exact] = /^all +(\d+) spans +exact +([\d.]+) %/m.exec(printed) ?? [];
  expect(Number(spans)).toBeGreaterThan(1100);
  expect(Number(exact)).toBeGreaterThanOrEqual(FLOOR);
}, 120_000);
