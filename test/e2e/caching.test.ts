import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { createCertificate, type TlsPair } from '../../build/preview/certificate.js';
import { type Headers, OUT, SHELL, startAgedSite } from '../fakes/aged-site.js';
import { launchBrowser } from '../fakes/browser.js';
import { NOW } from '../fakes/site.js';
import { type Browser, STEP_LIMIT } from './browsers/browser.js';
import { BROWSERS } from './browsers/installed.js';

// What browsers show out of their caches, which docs/caching.md tells. Each sentence there that a
// browser can show is a test here.

vi.setConfig({ testTimeout: 240_000 });

const WAIT = { timeout: STEP_LIMIT };
const APP = 'The application';
const LOGIN = 'Log in, please';

const forPages = (value: string) => ({ '/*.html': { 'Cache-Control': value } });
const NO_CACHE = forPages('no-cache');

describe.each(BROWSERS)('$name', ({ name, launch }) => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await launch();
  }, 120_000);

  afterAll(() => browser?.close());

  // Over plain HTTP the back-forward cache of WebKit takes pages with no-store too. The others
  // store nothing from a server whose certificate they doubt.
  const certificate = name === 'webkit' ? createCertificate(NOW) : undefined;

  /**
   * Opens a site, logs in there and opens `/reports` twice: WebKit keeps a page from its second
   * visit on. `answers` begins after that.
   */
  async function visit(
    headers: Headers | ((backendOrigin: string) => Headers) = {},
    files: Record<string, string> = {},
    tls?: TlsPair,
  ) {
    const site = await startAgedSite(files, headers, tls);
    const page = await browser.open();
    onTestFinished(() => page.close());
    const go = (path: string) => page.goto(site.url + path);
    const sees = (text: string) => expect.poll(() => page.text(), WAIT).toContain(text);
    await go('/api/auth/login?as=ada&next=%2Freports');
    await sees(APP);
    await go(OUT);
    await go('/reports');
    await sees(APP);
    site.forget();
    return { ...site, page, go, sees };
  }

  it('opens the app after the log-out without a request if its page has no Cache-Control', async () => {
    const { page, go, sees, answers } = await visit({}, {}, certificate);
    await go('/api/auth/logout');
    await sees('You are out');
    // The driver of WebKit opens no tab for a page.
    if (name !== 'webkit') {
      await page.click('button');
      const tab = "window.tab?.document.body?.innerText ?? ''";
      await expect.poll(() => page.evaluate(tab), WAIT).toContain(APP);
    }
    await go('/reports');
    await sees(APP);
    expect(answers('/reports')).toEqual([]);
  });

  it.each([
    ['no Cache-Control', {}],
    ['no-cache', { '/data.json': { 'Cache-Control': 'no-cache' } }],
  ])('fetches a file after the log-out, with %s', async (caching, headers) => {
    const { page, go, sees, answers, forget } = await visit(headers, { 'data.json': '{}' });
    const load = () => page.evaluate("fetch('/data.json').then(({ status }) => status)");
    expect([await load(), await load()]).toEqual([200, 200]);
    forget();
    await go('/api/auth/logout');
    await sees('You are out');
    // WebKit asks for what a script fetches.
    const isKept = caching === 'no Cache-Control' && name !== 'webkit';
    expect(await load()).toBe(isKept ? 200 : 401);
    expect(answers('/data.json')).toEqual(isKept ? [] : [401]);
  });

  it('asks each time for a page with no-cache', async () => {
    const { go, sees, answers } = await visit(NO_CACHE);
    await go(OUT);
    await go('/reports');
    await sees(APP);
    await go('/api/auth/logout');
    await go('/reports');
    await sees(LOGIN);
    expect(answers('/reports')).toEqual([304, 302]);
  });

  it.each([
    ['no Cache-Control', {}, APP, []],
    ['no-cache', NO_CACHE, APP, []],
    ['no-store', forPages('no-store'), LOGIN, [302]],
  ])('goes back after the log-out, with %s', async (_name, headers, text, statuses) => {
    const { page, go, sees, answers } = await visit(headers, {}, certificate);
    await go('/api/auth/logout');
    await sees('You are out');
    await page.back();
    await sees(text);
    expect(answers('/reports')).toEqual(statuses);
  });

  it('opens no page from before a log-out with Clear-Site-Data, except in WebKit', async () => {
    const { go, sees, answers } = await visit({}, {}, certificate);
    await go('/api/auth/logout?clear');
    await sees('You are out');
    await go('/reports');
    const isKept = name === 'webkit';
    await sees(isKept ? APP : LOGIN);
    expect(answers('/reports')).toEqual(isKept ? [] : [302]);
  });

  it('goes back after a log-out with Clear-Site-Data', async () => {
    const { page, go, sees } = await visit({}, {}, certificate);
    await go('/api/auth/logout?clear');
    await sees('You are out');
    await page.back();
    // Firefox and WebKit keep the page that is in the back-forward cache.
    await sees(name === 'chromium' ? LOGIN : APP);
  });

  it('goes back to the login if the page loads itself again on pageshow', async () => {
    const script = `<script>
      addEventListener('pageshow', ({ persisted }) => {
        const [navigation] = performance.getEntriesByType('navigation');
        if (persisted || navigation.type === 'back_forward') {
          location.reload();
        }
      });
    </script>`;
    const { page, go, sees, answers } = await visit(NO_CACHE, { 'index.html': SHELL + script });
    await go('/api/auth/logout');
    await sees('You are out');
    await page.back();
    await sees(LOGIN);
    expect(answers('/reports')).toEqual([302]);
  });

  describe('with a service worker', () => {
    const worker = (answer: string) => `
      addEventListener('install', (event) => event.waitUntil(keepShell()));
      addEventListener('activate', (event) => event.waitUntil(clients.claim()));
      addEventListener('fetch', (event) => {
        const { pathname } = new URL(event.request.url);
        if (event.request.mode === 'navigate' && pathname === '/reports') {
          ${answer}
        }
      });
      async function keepShell() {
        const cache = await caches.open('shell');
        await cache.add('/index.html');
        await skipWaiting();
      }
      async function openPage(request) {
        const response = await fetch(request).catch(() => caches.match('/index.html'));
        if (response.status !== 401) {
          return response;
        }
        const { pathname, search } = new URL(request.url);
        const { login } = await response.json();
        return Response.redirect(login + '?next=' + encodeURIComponent(pathname + search));
      }`;

    it.each([
      [
        'answers with the shell that it keeps',
        "event.respondWith(caches.match('/index.html'));",
        APP,
        [],
      ],
      ['fetches the page', 'event.respondWith(fetch(event.request));', 'unauthenticated', [401]],
      [
        'fetches the page and follows a 401',
        'event.respondWith(openPage(event.request));',
        LOGIN,
        [401],
      ],
      ['leaves pages to the browser', '', LOGIN, [302]],
    ])('that %s', async (_name, answer, text, statuses) => {
      const { page, go, sees, answers } = await visit(NO_CACHE, { 'worker.js': worker(answer) });
      const ready = `navigator.serviceWorker.register('/worker.js')
        .then(() => navigator.serviceWorker.ready).then(() => true)`;
      expect(await page.evaluate(ready)).toBe(true);
      await expect
        .poll(() => page.evaluate('navigator.serviceWorker.controller !== null'), WAIT)
        .toBe(true);
      await go('/api/auth/logout');
      await sees('You are out');
      await go('/reports');
      await sees(text);
      expect(answers('/reports')).toEqual(statuses);
    });
  });

  it('fails to import a module after the token ended, and may keep the failure until a reload', async () => {
    const { page, answers } = await visit({}, { 'part.js': 'export default "loaded"' });
    const load = (file: string) =>
      page.evaluate(`import('${file}').then((part) => part.default, ({ name }) => name)`);
    await page.clearCookies();
    expect(await load('/part.js')).toBe('TypeError');
    await page.evaluate("fetch('/api/auth/login?as=ada').then(({ status }) => status)");
    // Firefox keeps the failure until the page is loaded again.
    const isKept = name === 'firefox';
    expect(await load('/part.js')).toBe(isKept ? 'TypeError' : 'loaded');
    expect(answers('/part.js')).toEqual(isKept ? [401] : [401, 200]);
    await page.reload();
    expect(await load('/part.js')).toBe('loaded');
  });

  it('comes to the login if a page loads itself again when an import fails', async () => {
    const script = `<script>
      addEventListener('unhandledrejection', ({ reason }) => {
        if (reason instanceof TypeError && /import|module/i.test(reason.message)) {
          location.reload();
        }
      });
    </script>
    <button onclick="import('/part.js')">More</button>`;
    const files = { 'index.html': SHELL + script, 'part.js': 'export default 1' };
    const { page, sees, answers } = await visit(NO_CACHE, files);
    await page.clearCookies();
    await page.click('button');
    await sees(LOGIN);
    expect(answers('/part.js')).toEqual([401]);
  });

  it('hides a 401 from the page of another origin, which sees a network error', async () => {
    const headers = (origin: string) => ({
      '/data.json': {
        'Access-Control-Allow-Origin': origin,
        'Access-Control-Allow-Credentials': 'true',
        'Cache-Control': 'no-store',
      },
    });
    const { url, backendOrigin, page } = await visit(headers, { 'data.json': '{}' });
    const ask = `fetch('${url}/data.json', { credentials: 'include' })
      .then(({ status }) => status, ({ name }) => name)`;
    await page.goto(backendOrigin);
    expect(await page.evaluate(ask)).toBe(200);
    await page.clearCookies();
    // WebKit may still send a cookie for a moment.
    await expect.poll(() => page.evaluate(ask)).toBe('TypeError');
  });
});

describe('Chromium', () => {
  it('fetches a manifest without cookies, unless the link says otherwise', async () => {
    const link = (attributes: string) =>
      `<!doctype html><link rel="manifest" ${attributes}><h1>App</h1>`;
    const manifest = '{ "name": "App" }';
    const { url, answers } = await startAgedSite(
      {
        'app.webmanifest': manifest,
        'public/app.webmanifest': manifest,
        'plain.html': link('href="/app.webmanifest"'),
        'credentials.html': link('href="/app.webmanifest" crossorigin="use-credentials"'),
        'public.html': link('href="/public/app.webmanifest"'),
      },
      {},
    );
    const browser = await launchBrowser();
    onTestFinished(() => browser.close());
    const page = await browser.newPage({ baseURL: url });
    const session = await page.context().newCDPSession(page);
    await page.goto('/api/auth/login?as=ada&next=%2Freports');
    const open = async (path: string) => {
      await page.goto(path);
      await session.send('Page.getAppManifest');
    };
    await open('/plain.html');
    await open('/credentials.html');
    expect(answers('/app.webmanifest')).toEqual([401, 200]);
    await open('/public.html');
    expect(answers('/public/app.webmanifest')).toEqual([200]);
  });
});
