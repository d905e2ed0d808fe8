import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fixture, reviewscan, scratchFolder } from './bin.js';

const folder = scratchFolder();
const sample = fixture('sample.csv');
const at = (name: string) => join(folder, name);

/** Runs analyze on a file and gives back the page. */
function page(file: string, name: string, ...flags: string[]): string {
  const out = at(name);
  const { stdout, stderr, status } = reviewscan(['analyze', file, '-q', '--format', `html=${out}`, ...flags]);
  expect({ stdout, stderr, status }).toEqual({ stdout: '', stderr: '', status: 0 });
  return readFileSync(out, 'utf8');
}

describe('--format html=report.html', () => {
  it('holds quotes to filter, the finding and both cards, the same bytes every time', () => {
    const html = page(sample, 'one.html', '--by', 'location');
    const again = page(sample, 'two.html', '--by', 'location');
    expect(html === again).toBe(true);
    const pool = JSON.parse(/id="pool">(.*?)<\/script>/s.exec(html)![1]!);
    expect(pool.quotes.length).toBeGreaterThan(200);
    expect(pool.quotes.length).toBeLessThanOrEqual(1500);
    expect(pool.groups[0].by).toBe('location');
    expect(html.includes('What reviewers say about clinical results')).toBe(true);
    expect(html.includes('What reviewers say about the service')).toBe(true);
    expect(Buffer.byteLength(html)).toBeLessThan(1_000_000);
  });

  it('does not change what other formats say of the same run', () => {
    const json = at('report.json');
    reviewscan([
      'analyze',
      sample,
      '-q',
      '--format',
      `json=${json}`,
      '--format',
      `html=${at('beside.html')}`,
    ]);
    const alone = reviewscan(['analyze', sample, '-q', '--format', 'json']).stdout;
    expect(readFileSync(json, 'utf8') === alone).toBe(true);
    expect(JSON.parse(alone).quotePool).toBeNull();
  });

  it('holds no sentence of any review with --no-quotes', () => {
    const html = page(sample, 'bare.html', '--no-quotes');
    expect(html.includes('This file holds no quotes.')).toBe(true);
    const words = /<body>[\s\S]*<script>/.exec(html)![0];
    expect(words.match(/<blockquote|<mark|id="pool"/)).toBeNull();
  });

  it('names no provider, unless names are asked for', () => {
    const names = /Helena|Varga/;
    expect(page(sample, 'names.html', '--by', 'provider').match(names)).toBeNull();
    expect(page(sample, 'open.html', '--by', 'provider', '--redact', 'none').match(names)).not.toBeNull();
  });

  it('survives reviews that mean harm', () => {
    const rows = [
      '<script>alert(1)</script> The staff were rude.',
      'The staff were rude.</script><script>alert(2)</script><img src=x onerror=alert(3)>',
      'The staff were rude javascript:alert(4) \u202Eedur erew\u202C.',
      `The staff were rude ${'x'.repeat(100_000)}`,
      '"><svg onload=alert(5)> The staff were rude.',
      'The staff were rude, the nurse was lovely.',
    ];
    const cell = (text: string) => `"${text.replaceAll('"', '""')}"`;
    const evil = at('evil.csv');
    const lines = rows.map((text, i) => [`<b>${i}`, '2026-03-01', '<i>Site</i>', text].map(cell).join(','));
    writeFileSync(evil, ['id,date,location,review', ...lines, ''].join('\n'));
    const html = page(evil, 'evil.html', '--by', 'location');
    expect(html.match(/<script\b/g)).toHaveLength(2);
    expect(html.match(/<(img|i|b)\b|<svg onload|[\u202A-\u202E]/)).toBeNull();
    expect(html.includes('&lt;i&gt;Site&lt;/i&gt;')).toBe(true);
    expect(Buffer.byteLength(html)).toBeLessThan(150_000);
  });
});
