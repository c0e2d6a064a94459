import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import puppeteer, { type BrowserContext, type Page as PuppeteerPage } from 'puppeteer-core';
import { type Installation, type Page, STEP_LIMIT, VIEWPORT } from './browser.js';
import { findProgram, missingPrograms } from './programs.js';

const PROGRAM = process.env.FIREFOX ?? 'firefox-esr';

/**
 * Debian's Firefox, driven over WebDriver BiDi by Puppeteer: Playwright drives only builds of its
 * own.
 */
export const firefox: Installation = {
  name: 'firefox',
  missing: () => missingPrograms([PROGRAM]),
  async launch() {
    const downloads = await mkdtemp(join(tmpdir(), 'spa-auth-firefox-'));
    const browser = await puppeteer.launch({
      browser: 'firefox',
      protocol: 'webDriverBiDi',
      executablePath: findProgram(PROGRAM)!,
      acceptInsecureCerts: true,
      defaultViewport: VIEWPORT,
      timeout: STEP_LIMIT,
      protocolTimeout: STEP_LIMIT,
      extraPrefsFirefox: {
        // 2: the folder that is named next, and not the user's.
        'browser.download.folderList': 2,
        'browser.download.dir': downloads,
      },
    });
    return {
      name: 'firefox',
      async open() {
        const context = await browser.createBrowserContext();
        const page = await context.newPage();
        page.setDefaultTimeout(STEP_LIMIT);
        return pageOf(context, page);
      },
      async close() {
        await browser.close();
        await rm(downloads, { recursive: true });
      },
    };
  },
};

function pageOf(context: BrowserContext, page: PuppeteerPage): Page {
  return {
    async goto(url) {
      await page.goto(url);
    },
    // What puppeteer keeps may be that of the page before.
    url: () => page.evaluate('location.href') as Promise<string>,
    text: () => page.evaluate('document.body.innerText') as Promise<string>,
    async click(selector) {
      const element = await page.waitForSelector(selector, { visible: true });
      await element!.click();
    },
    async fill(selector, text) {
      await page.locator(selector).fill(text);
    },
    async back() {
      // Puppeteer's own waits for a load, and a page from the back-forward cache has none.
      await page.evaluate('history.back()');
    },
    async reload() {
      await page.reload();
    },
    evaluate: (expression) => page.evaluate(expression) as Promise<never>,
    async cookieNames() {
      return (await page.cookies()).map(({ name }) => name);
    },
    async clearCookies(name) {
      const sent = await page.cookies();
      await context.deleteCookie(
        ...sent.filter((cookie) => name === undefined || cookie.name === name),
      );
    },
    resize: (size) => page.setViewport(size),
    async screenshot(path) {
      await page.screenshot({ path: path as `${string}.png` });
    },
    close: () => context.close(),
  };
}
