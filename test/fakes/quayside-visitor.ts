import type { Browser, BrowserContext, Page, Response } from 'playwright-core';
import { expect, onTestFinished } from 'vitest';

/** The users of the Django example; Grace is staff. */
export const ADA = { email: 'ada@example.com', password: 'analytical engine' };
export const GRACE = { email: 'grace@example.com', password: 'nanosecond wire' };

/** Opens a browser of its own, which is closed after the test. */
export async function openVisitor(browser: Browser, baseURL: string) {
  const context = await browser.newContext({ viewport: { width: 1000, height: 680 }, baseURL });
  onTestFinished(() => context.close());
  return { context, page: await context.newPage() };
}

/** Fills in the login form and sends it. */
export async function fillLogin(page: Page, { email, password }: typeof ADA): Promise<void> {
  await page.getByLabel('E-mail address').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Log in' }).click();
}

/** Opens a page and logs in first. */
export async function visit(page: Page, path: string, person: typeof ADA): Promise<void> {
  await page.goto(path);
  await fillLogin(page, person);
  await expect.poll(() => page.locator('#who').textContent()).toBe(person.email);
}

/** The status and path of each response of a redirect chain, up to and including `last`. */
export async function listResponses(last: Response | null): Promise<string[]> {
  const steps: string[] = [];
  for (let request = last?.request() ?? null; request; request = request.redirectedFrom()) {
    const { pathname } = new URL(request.url());
    steps.unshift(`${(await request.response())?.status()} ${pathname}`);
  }
  return steps;
}

/** The response that a script gets if it fetches without `fetchJson`. */
export function fetchPlainly(page: Page, path: string) {
  return page.evaluate<{ status: number; reason: string | null; cache: string | null }>(
    `fetch('${path}').then(({ status, headers }) => ({
      status, reason: headers.get('x-spa-auth-reason'), cache: headers.get('cache-control') }))`,
  );
}

/** The value of a cookie; undefined if the browser has none of that name. */
export async function readCookie(context: BrowserContext, name: string) {
  return (await context.cookies()).find((each) => each.name === name)?.value;
}

/** The Cookie header that the browser would send. */
export async function cookieHeader(context: BrowserContext): Promise<string> {
  return (await context.cookies()).map(({ name, value }) => `${name}=${value}`).join('; ');
}
