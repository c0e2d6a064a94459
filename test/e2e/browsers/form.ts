import type { Page } from './browser.js';

/** Fills in the login form of the examples and sends it. Does not wait for what comes of it. */
export async function sendLogin(page: Page, account: string, password: string): Promise<void> {
  await page.fill('#account', account);
  await page.fill('#password', password);
  await page.click('form button');
}
