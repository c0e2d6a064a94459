import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generateToken } from '../../../signer/index.js';
import { launchBrowser } from '../../fakes/browser.js';
import { handshake } from '../../fakes/reply.js';
import { type Site, type SiteOptions, startSite } from './start.js';
import { LOGIN, openVisitor, PASSWORDS, TOKEN, TOKEN_LIFE } from './visitor.js';

const SECRET = '5a'.repeat(32);

let browser: Browser;
let site: Site;

beforeAll(async () => {
  browser = await launchBrowser();
});

afterAll(() => browser?.close());

describe('the WebSocket of node-http', () => {
  async function start(gate: Partial<SiteOptions> = {}) {
    site = await startSite('node-http', { secret: SECRET, passwords: PASSWORDS, ...gate });
  }
  const validCookie = () =>
    `${TOKEN}=${generateToken('ada', { secret: SECRET, maxAge: 60, now: 1_800_000_000 })}`;
  const live = (headers: Record<string, string> = {}) => handshake(`${site.url}/api/live`, headers);

  describe('checked by the backend', () => {
    beforeAll(() => start());
    afterAll(() => site?.close());

    it('is answered with 401 and the reason without a token', async () => {
      const { status, headers, body } = await live();
      expect(status).toBe(401);
      expect(JSON.parse(body)).toEqual({ error: 'unauthenticated', reason: 'missing' });
      expect(headers['www-authenticate']).toBe('Cookie');
    });

    it('opens with a token, but not for a page of another site', async () => {
      expect((await live({ cookie: validCookie() })).status).toBe(101);
      const origin = 'https://evil.example';
      expect((await live({ cookie: validCookie(), origin })).status).toBe(403);
    });

    it('tells every page how many pages are connected', async () => {
      const visitor = await openVisitor(browser, site);
      await visitor.go('/');
      await visitor.logIn();
      await visitor.page.getByText('1 here now').waitFor();
      const other = await visitor.context.newPage();
      await visitor.go('/reports', other);
      await visitor.page.getByText('2 here now').waitFor();
      await visitor.takePicture('node-http-live');
      await other.close();
      await visitor.page.getByText('1 here now').waitFor();
    });

    it('is closed when the token expires', async () => {
      const visitor = await openVisitor(browser, site);
      await visitor.go('/');
      await visitor.logIn();
      await visitor.page.getByText('1 here now').waitFor();
      const ended = visitor.page.evaluate<number>(`new Promise((done) => {
        const socket = new WebSocket(location.origin.replace('http', 'ws') + '/api/live');
        socket.addEventListener('close', ({ code }) => done(code));
        socket.addEventListener('open', () => document.title = 'open');
      })`);
      await expect.poll(() => visitor.page.title()).toBe('open');
      site.moveClock(TOKEN_LIFE + 1);
      await visitor.deleteCookie(TOKEN);
      const other = await visitor.context.newPage();
      await visitor.go('/', other);
      expect(await ended).toBe(4401);
    });
  });

  describe('behind the function', () => {
    const config = { spaFallback: false, publicPaths: ['/api/auth/*'] } as const;
    beforeAll(() => start({ config, gateBackend: true }));
    afterAll(() => site?.close());

    it('is answered with 401 at the edge without a token, and opens with one', async () => {
      const { status, headers, body } = await live();
      expect(status).toBe(401);
      expect(headers['x-spa-auth-reason']).toBe('missing');
      expect(JSON.parse(body)).toMatchObject({ reason: 'missing', login: LOGIN });
      expect((await live({ cookie: validCookie() })).status).toBe(101);
      site.moveClock(61);
      expect((await live({ cookie: validCookie() })).headers['x-spa-auth-reason']).toBe('expired');
    });
  });
});
