import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

/**
 * Our own texts, how many spans they hold, and the share that must be cut exactly, in percent: a point below what was
 * measured when it was set (88.8, 70.5, 52.1, 78.3). The later a file, the harder its texts, and the less the rules have seen it.
 */
const TEXTS: [file: string, spans: number, floor: number][] = [
  ['proscons.jsonl', 800, 87.8],
  ['proscons-2.jsonl', 650, 69.5],
  ['proscons-3.jsonl', 400, 51.1],
  ['proscons-4.jsonl', 260, 77.3],
];

it.each(TEXTS)(
  '%s is cut as a reader cuts it',
  (file, least, floor) => {
    const path = (name: string): string => fileURLToPath(new URL(`../../${name}`, import.meta.url));
    const data = path(`fixtures/labelled/${file}`);
    const printed = execFileSync(process.execPath, [path('test/tools/proscons.mjs'), '--data', data], {
      encoding: 'utf8',
    });
    const [, spans, exact] = /^all +(\d+) spans +exact +([\d.]+) %/m.exec(printed) ?? [];
    expect(Number(spans)).toBeGreaterThan(least);
    expect(Number(exact)).toBeGreaterThanOrEqual(floor);
  },
  120_000,
);
