import type { BrowserContext, Page as PlaywrightPage } from 'playwright-core';
import { CHROMIUM, launchBrowser } from '../../fakes/browser.js';
import { type Installation, type Page, STEP_LIMIT, VIEWPORT } from './browser.js';
import { missingPrograms } from './programs.js';

/** Debian's Chromium, driven by Playwright. */
export const chromium: Installation = {
  name: 'chromium',
  missing: () => missingPrograms([CHROMIUM]),
  async launch() {
    const browser = await launchBrowser();
    return {
      name: 'chromium',
      async open() {
        const context = await browser.newContext({ viewport: VIEWPORT, ignoreHTTPSErrors: true });
        context.setDefaultTimeout(STEP_LIMIT);
        return pageOf(context, await context.newPage());
      },
      close: () => browser.close(),
    };
  },
};

function pageOf(context: BrowserContext, page: PlaywrightPage): Page {
  return {
    async goto(url) {
      await page.goto(url);
    },
    url: async () => page.url(),
    text: () => page.locator('body').innerText(),
    click: (selector) => page.locator(selector).first().click({ noWaitAfter: true }),
    fill: (selector, text) => page.locator(selector).first().fill(text),
    async back() {
      await page.goBack();
    },
    async reload() {
      await page.reload();
    },
    evaluate: (expression) => page.evaluate(expression),
    async cookieNames() {
      return (await context.cookies(page.url())).map(({ name }) => name);
    },
    async clearCookies(name) {
      for (const sent of await context.cookies(page.url())) {
        if (name === undefined || sent.name === name) {
          const { name, domain, path } = sent;
          await context.clearCookies({ name, domain, path });
        }
      }
    },
    resize: (size) => page.setViewportSize(size),
    async screenshot(path) {
      await page.screenshot({ path, animations: 'disabled' });
    },
    close: () => context.close(),
  };
}
