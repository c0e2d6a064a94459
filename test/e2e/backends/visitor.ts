import { mkdir } from 'node:fs/promises';
import type { Browser, Request } from 'playwright-core';
import { onTestFinished } from 'vitest';
import type { Site } from './start.js';

export const LOGIN = '/api/auth/login';
export const DEEP_LINK = '/reports/7?view=chart&from=a%20b';
export const TOKEN = 'pocket-spa-token';
export const SESSION = 'session';
/** The lifetime of the tokens of the backends, in seconds. */
export const TOKEN_LIFE = 15 * 60;
export const PASSWORDS = { ada: 'analytical engine', grace: 'first compiler' };

const PICTURES = 'dist/screenshots';

/** A person with a browser of their own, until the test ends. */
export type Visitor = Awaited<ReturnType<typeof openVisitor>>;

/** Opens an empty page of a visitor of the site. */
export async function openVisitor(browser: Browser, site: Site) {
  const context = await browser.newContext({ viewport: { width: 1100, height: 760 } });
  onTestFinished(() => context.close());
  const page = await context.newPage();

  async function typeIn(account: string, password: string, on = page) {
    await on.getByLabel('Account').fill(account);
    await on.getByLabel('Password').fill(password);
    await on.getByRole('button', { name: 'Log in' }).click();
  }

  /** Collects the responses from now on to the requests that are chosen. */
  function track(isChosen: (request: Request) => boolean): string[] {
    const responses: string[] = [];
    page.on('response', (response) => {
      if (isChosen(response.request())) {
        responses.push(`${response.status()} ${new URL(response.url()).pathname}`);
      }
    });
    return responses;
  }

  return {
    context,
    page,
    typeIn,
    go: (path: string, on = page) => on.goto(site.url + path),
    address: () => page.url().slice(site.url.length),
    async logIn(account: keyof typeof PASSWORDS = 'ada', on = page) {
      await typeIn(account, PASSWORDS[account], on);
      await on.locator('#account', { hasText: account }).waitFor();
    },
    async cookie(name: string) {
      return (await context.cookies(`${site.url}/api/`)).find((each) => each.name === name);
    },
    deleteCookie: (name: string) => context.clearCookies({ name }),
    /** Collects the responses to navigations of the page, redirects included. */
    trackNavigations: () => track((request) => request.isNavigationRequest()),
    /** Collects the responses to fetches of the page. */
    trackFetches: () => track((request) => request.resourceType() === 'fetch'),
    async takePicture(name: string) {
      await mkdir(PICTURES, { recursive: true });
      await page.screenshot({ path: `${PICTURES}/${name}.png`, animations: 'disabled' });
    },
  };
}
