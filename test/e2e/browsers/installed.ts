import type { Installation } from './browser.js';
import { chromium } from './chromium.js';
import { firefox } from './firefox.js';
import { webkit } from './webkit.js';

/**
 * The browsers to test in. In CI these are all of them, and a missing one is a failure; elsewhere a
 * missing one is named and left out.
 */
export const BROWSERS: readonly Installation[] = [chromium, firefox, webkit].flatMap((browser) => {
  const missing = browser.missing();
  if (missing.length === 0) {
    return [browser];
  }
  const needs = `needs ${missing.join(', ')}`;
  if (process.env.CI) {
    const launch = () => Promise.reject(new Error(`${browser.name} ${needs}`));
    return [{ ...browser, launch }];
  }
  console.warn(`Left out: the tests in ${browser.name} (${needs}).`);
  return [];
});
