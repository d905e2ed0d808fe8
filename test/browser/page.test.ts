/** The HTML report in a real browser: does it open, filter, sort, print and keep to itself? */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderHtml } from '../../src/render/html.js';
import type { Report } from '../../src/types.js';
import { reportByProvider, reportWithPool } from '../render/html-sample.js';
import { emptyReport, smallReport } from '../render/sample-report.js';

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
  existsSync,
);
if (!CHROMIUM) console.warn('No Chromium here: the tests of the HTML report in a browser are skipped.');

const DESK = { viewport: { width: 1280, height: 800 } };
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true };

describe.skipIf(!CHROMIUM)('the page in Chromium', () => {
  let browser: Browser;
  let folder: string;
  /** What the page said or asked for that it should not have. */
  const complaints: string[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'reviewscan-page-'));
    browser = await chromium.launch({
      executablePath: CHROMIUM!,
      args: [
        '--headless',
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    });
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function open(report: Report, options: BrowserContextOptions = DESK): Promise<Page> {
    const file = join(folder, 'report.html');
    writeFileSync(
      file,
      renderHtml(report, {
        width: 80,
        colour: false,
        unicode: true,
        table: 'themes',
        csv: { bom: false, decimalComma: false },
      }),
    );
    complaints.length = 0;
    const page = await (await browser.newContext(options)).newPage();
    page.on('console', (message) => complaints.push(`console: ${message.text()}`));
    page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
    page.on('dialog', (dialog) => {
      complaints.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on('request', (request) => {
      if (!request.url().startsWith(pathToFileURL(file).href)) complaints.push(`request: ${request.url()}`);
    });
    await page.goto(pathToFileURL(file).href);
    return page;
  }

  const quotesOf = (page: Page) => page.locator('#quote-list > li');
  const shown = (page: Page) => page.locator('#shown').textContent();

  it.each([
    ['rich', reportWithPool],
    ['small', smallReport],
    ['empty', emptyReport],
    ['by provider', reportByProvider],
  ] as const)('opens the %s report without a word, a request or a sideways scroll', async (_, make) => {
    for (const options of [DESK, PHONE]) {
      const page = await open(make(), options);
      await page.waitForFunction(() => document.documentElement.classList.contains('js'));
      const { wide, room } = await page.evaluate(() => ({
        wide: document.documentElement.scrollWidth,
        room: document.documentElement.clientWidth,
      }));
      expect(wide).toBeLessThanOrEqual(room);
      expect(await page.title()).toContain('What patients wrote');
      expect(complaints).toEqual([]);
      await page.context().close();
    }
  });

  it('filters the pool by theme, axis, polarity, group, period and words', async () => {
    const page = await open(reportWithPool());
    expect(await shown(page)).toBe('12 of 43 shown');
    await page.selectOption('[name=theme]', { label: 'waiting' });
    expect(await shown(page)).toBe(
      '12 of 31 shown – of all reviews, 61 only blame and 31 only praise waiting.',
    );
    await page.selectOption('[name=polarity]', { label: 'Praise' });
    expect(await shown(page)).toMatch(/^No quote of the pool fits\./);
    expect(await quotesOf(page).count()).toBe(0);
    await page.click('button[type=reset]');
    await page.waitForFunction(() => document.getElementById('shown')?.textContent === '12 of 43 shown');

    await page.selectOption('[name=axis]', 'clinical');
    expect(await shown(page)).toBe('10 of 10 shown');
    // Under "clinical" only the words that speak of the result are marked.
    expect(await quotesOf(page).first().locator('mark').allTextContents()).toEqual(['scar is fine']);
    const possible = await page
      .locator('[name=theme] option:not([disabled])')
      .evaluateAll((options) => options.map((option) => option.textContent));
    expect(possible).toEqual(['Any theme', 'outcome']);
    await page.click('button[type=reset]');

    await page.fill('[name=words]', 'NUMBER 7');
    expect(await shown(page)).toBe('1 of 1 shown');
    await page.fill('[name=words]', '');
    await page.selectOption('[name=group-0]', { label: 'Harbour' });
    const harbour = await page.locator('#quote-list .source').allTextContents();
    expect(harbour.length).toBeGreaterThan(5);
    expect(harbour.every((source) => source.includes('Harbour'))).toBe(true);
    await page.selectOption('[name=period]', { label: '2026-04' });
    const april = await page.locator('#quote-list .source').allTextContents();
    expect(april.length).toBeGreaterThan(0);
    expect(april.every((source) => source.startsWith('2026-04-') && source.includes('Harbour'))).toBe(true);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('shows more on request, and goes on with the first new quote', async () => {
    const page = await open(reportWithPool());
    await page.click('#more');
    expect(await quotesOf(page).count()).toBe(36);
    expect(
      await quotesOf(page)
        .nth(12)
        .evaluate((li) => li === document.activeElement),
    ).toBe(true);
    await page.click('#more');
    expect(await quotesOf(page).count()).toBe(43);
    expect(await page.locator('#more').isVisible()).toBe(false);
    await page.context().close();
  });

  it('draws the same first quotes with the script as without it', async () => {
    const still = await open(reportWithPool(), { ...DESK, javaScriptEnabled: false });
    const before = await still.locator('#quote-list').innerHTML();
    expect(await still.locator('#filters').isVisible()).toBe(false);
    await still.context().close();
    const page = await open(reportWithPool());
    expect(await page.locator('#quote-list').innerHTML()).toBe(before);
    await page.context().close();
  });

  it('leads from a theme to its quotes, by keyboard too', async () => {
    const page = await open(reportWithPool());
    await page.click('summary:has-text("theme by theme")');
    await page.locator('a[data-theme=waiting]').focus();
    await page.keyboard.press('Enter');
    expect(await shown(page)).toMatch(/^12 of 31 shown/);
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('shown');
    await page.context().close();
  });

  it('sorts a table by its heads; rows without a number stay last', async () => {
    const page = await open(reportWithPool());
    await page.click('summary:has-text("theme by theme")');
    const table = page.locator('table', { has: page.locator('caption:text-is("Service themes")') });
    const column = (i: number) => table.locator(`tbody tr > :nth-child(${i})`).allTextContents();
    const original = await column(1);
    const head = table.locator('thead th').nth(5);
    await head.locator('button').click();
    expect(await head.getAttribute('aria-sort')).toBe('descending');
    const down = await column(6);
    const numbers = down
      .filter((text) => !text.startsWith('–'))
      .map((text) => Number.parseInt(text.replace('~', ''), 10));
    expect(numbers).toEqual([...numbers].sort((a, b) => b - a));
    expect(down.slice(numbers.length).every((text) => text.startsWith('–'))).toBe(true);
    await head.locator('button').click();
    expect(await head.getAttribute('aria-sort')).toBe('ascending');
    const up = await column(6);
    expect(up.slice(0, numbers.length).map((text) => Number.parseInt(text.replace('~', ''), 10))).toEqual(
      numbers.reverse(),
    );
    expect(up.at(-1)).toMatch(/^–/);
    await head.locator('button').click();
    expect(await head.getAttribute('aria-sort')).toBeNull();
    expect(await column(1)).toEqual(original);
    await page.context().close();
  });

  it('is not harmed by a hostile review', async () => {
    const page = await open(reportWithPool());
    await page.click('#more');
    await page.click('#more');
    expect(await page.title()).toContain('What patients wrote');
    expect(await page.locator('script').count()).toBe(2);
    expect(await page.locator('#quote-list a, #quote-list img, #quote-list script').count()).toBe(0);
    const wide = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(wide).toBeLessThanOrEqual(0);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('keeps what is said of a provisional score off its scale', async () => {
    const report = reportWithPool();
    const { clinical, service } = report;
    for (const score of [clinical.outcome, clinical.skill, service.score])
      Object.assign(score, { provisional: true, n: 29 });
    const page = await open(report);
    const overlaps = await page.evaluate(() =>
      [...document.querySelectorAll('.score')].map((score) => {
        const [said, scale] = ['.value span', 'svg'].map((one) =>
          score.querySelector(one)!.getBoundingClientRect(),
        );
        return said!.right > scale!.left;
      }),
    );
    expect(overlaps).toEqual([false, false, false]);
    await page.context().close();
  });

  it('prints in few pages, without its controls', async () => {
    const page = await open(reportWithPool());
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('#filters').isVisible()).toBe(false);
    expect(await page.locator('#more').isVisible()).toBe(false);
    for (const format of ['A4', 'Letter']) {
      const pdf = (await page.pdf({ format })).toString('latin1');
      expect(pdf.startsWith('%PDF')).toBe(true);
      const pages = pdf.match(/\/Type\s*\/Page\b/g)!.length;
      expect(pages).toBeLessThanOrEqual(10);
    }
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it.each([true, false])(
    'folds nothing away on paper, with a script or without: %s',
    async (javaScriptEnabled) => {
      const report = reportWithPool();
      const [row] = report.safety.listed;
      // more than stand open on a screen
      report.safety.listed = Array.from({ length: 40 }, (_, i) => ({
        ...row!,
        id: `harm-${i}`,
        remarks: [{ ...row!.remarks[0]!, text: `The wound number ${i} was infected.`, evidence: [] }],
      }));
      const [section] = report.groups;
      section!.rows = Array.from({ length: 40 }, (_, i) => ({ ...section!.rows[0]!, group: `Clinic ${i}` }));
      const page = await open(report, { ...DESK, javaScriptEnabled });
      const last = [
        page.getByText('The wound number 39 was'),
        page.locator('th[scope=row]', { hasText: 'Clinic 39' }),
      ];
      for (const words of last) expect(await words.isVisible()).toBe(false);
      await page.emulateMedia({ media: 'print' });
      for (const words of last) {
        expect(await words.isVisible()).toBe(true);
        expect((await words.boundingBox())!.height).toBeGreaterThan(5);
      }
      expect(
        await page.locator('details').evaluateAll((all) => all.every((one) => one.clientHeight > 30)),
      ).toBe(true);
      expect(complaints).toEqual([]);
      await page.context().close();
    },
  );

  const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

  it.each([
    ['a desk, light', DESK, 'light'],
    ['a desk, dark', DESK, 'dark'],
    ['a phone, light', PHONE, 'light'],
    ['a phone, dark', PHONE, 'dark'],
  ] as const)('has nothing that keeps readers out: on %s', async (_, options, colorScheme) => {
    for (const make of [reportWithPool, emptyReport]) {
      const page = await open(make(), { ...options, colorScheme });
      for (const summary of await page.locator('summary').all()) await summary.click();
      await page.evaluate(axe);
      const found = await page.evaluate(async () => {
        const { axe } = window as unknown as { axe: typeof import('axe-core') };
        const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
        const { violations } = await axe.run(document, { runOnly: { type: 'tag', values: tags } });
        return violations.map(({ id, impact, nodes }) => ({
          id,
          impact,
          where: nodes.map(({ html }) => html).slice(0, 3),
        }));
      });
      expect(found).toEqual([]);
      await page.context().close();
    }
  });
});
