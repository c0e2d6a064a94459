import { afterEach, beforeEach, vi } from 'vitest';
import type { AuthFetchOptions } from '../../../browser/index.js';
import { openPage, openTab, type Page } from './page.js';
import { createServer, SESSION, type Server } from './server.js';

const HERE = 'https://app.example/reports/7?view=chart&q=a%20b#april';

/** The way back from that page, as a parameter of the login page. */
export const NEXT = 'next=%2Freports%2F7%3Fview%3Dchart%26q%3Da%2520b%23april';

/** A page whose token has expired, and its server: new ones for each test. */
export const site = {} as { page: Page; server: Server };

beforeEach(() => {
  site.page = openPage(HERE);
  site.server = createServer();
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** Opens a tab of the page, and its fetch. */
export async function create(options: Partial<AuthFetchOptions> = {}) {
  const { createAuthFetch } = await openTab();
  const given = { session: SESSION, login: '/api/auth/login', fetch: site.server.fetch };
  return createAuthFetch({ ...given, ...options });
}

/** Lets everything happen that waits for nothing but time. */
export const pass = () => vi.advanceTimersByTimeAsync(10_000);
