import { mkdir } from 'node:fs/promises';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { launchBrowser } from '../../fakes/browser.js';
import { type RunningExample, startExample } from './examples.js';

const PICTURES = 'dist/screenshots';
const DEEP_LINK = '/reports/7?view=chart#april';

let browser: Browser;
let example: RunningExample;

beforeAll(async () => {
  await mkdir(PICTURES, { recursive: true });
  browser = await launchBrowser();
  example = await startExample('express');
});

afterAll(async () => {
  await browser?.close();
  await example?.stop();
});

it.each(['light', 'dark'] as const)('the page of the examples works (%s)', async (colorScheme) => {
  const context = await browser.newContext({ viewport: { width: 720, height: 420 }, colorScheme });
  onTestFinished(() => context.close());
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('pageerror', ({ message }) => problems.push(message));
  const takePicture = (name: string) =>
    page.screenshot({ path: `${PICTURES}/example-${name}-${colorScheme}.png` });
  const address = () => page.url().slice(example.url.length);
  const user = page.locator('#user', { hasText: 'ada' });

  await page.goto(example.url + DEEP_LINK);
  await page.getByLabel('Account').fill('ada');
  await page.getByLabel('Password').fill('wrong');
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.getByText('The account or the password is wrong.').waitFor();
  await takePicture('login');
  await page.getByLabel('Account').fill('ada');
  await page.getByLabel('Password').fill('analytical engine');
  await page.getByRole('button', { name: 'Log in' }).click();
  await user.waitFor();
  expect(address()).toBe(DEEP_LINK);
  expect(await page.locator('#here').textContent()).toBe(DEEP_LINK);
  await takePicture('page');

  // Without a token the page comes back through the login by itself, because of the session.
  await context.clearCookies({ name: 'pocket-spa-token' });
  await page.reload();
  await user.waitFor();
  expect(address()).toBe(DEEP_LINK);

  await page.getByRole('button', { name: 'Log out' }).click();
  await page.getByLabel('Account').waitFor();
  expect(address()).toBe('/api/auth/login?next=%2F');
  expect(problems).toEqual([]);
});
