import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { type SessionBackend, startSessionBackend } from '../fakes/session-backend.js';
import { type Site, startSite } from '../fakes/site.js';
import { type Browser, type Page, STEP_LIMIT } from './browsers/browser.js';
import { BROWSERS } from './browsers/installed.js';

// The shipped file of `pocket-spa-auth/browser`, as a site without a bundler imports it, behind the
// built function.

vi.setConfig({ testTimeout: 240_000 });

const WAIT = { timeout: STEP_LIMIT };
const DEEP_LINK = '/reports?view=chart&q=a%20b#april';
const LOGIN = `/api/auth/login?next=${encodeURIComponent(DEEP_LINK)}`;
const SESSION = '/api/auth/session';
const OUT = '/out.html';

const APP = `<!doctype html><meta charset="utf-8"><title>App</title>
<h1>The application</h1>
<button id="tab" onclick="window.other = window.open('/reports')">Open a tab</button>
<button id="part" onclick="import('/part.js')">Load a part</button>
<button id="gone" onclick="import('/gone.js')">Load a part of the last version</button>
<script type="module">
  import { createAuthFetch, logout, reloadOnChunkError } from '/pocket-spa-auth.js';
  const authFetch = createAuthFetch({
    session: '${SESSION}',
    login: '/api/auth/login',
    beforeLogin: () => window.beforeLogin?.(),
    onReturn: () => fetch('/returned'),
  });
  addEventListener('unhandledrejection', () => { window.failures = (window.failures ?? 0) + 1; });
  reloadOnChunkError();
  const { name } = await (await authFetch('/data.json')).json();
  Object.assign(window, { authFetch, createAuthFetch, logout });
  document.querySelector('h1').textContent = name;
</script>`;

const FILES = {
  'index.html': APP,
  'data.json': '{ "name": "Ready" }',
  'part.js': 'export default 1',
  'out.html': '<!doctype html><title>Out</title><p>You are out',
};

describe.each(BROWSERS)('$name', ({ name, launch }) => {
  let root: string;
  let browser: Browser;
  let backend: SessionBackend;
  let site: Site;
  let page: Page;

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'spa-auth-browser-'));
    for (const [file, text] of Object.entries(FILES)) {
      await writeFile(join(root, file), text);
    }
    await copyFile('dist/browser/index.js', join(root, 'pocket-spa-auth.js'));
    browser = await launch();
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
    await rm(root, { recursive: true });
  });

  const go = (path: string) => page.goto(site.url + path);
  const sees = (text: string) => expect.poll(() => page.text(), WAIT).toContain(text);
  const leads = (path: string) => expect.poll(() => page.url(), WAIT).toBe(site.url + path);
  const answers = (path: string) =>
    site.records.filter((record) => record.path === path).map(({ status }) => status);
  const send = (path: string) =>
    page.evaluate(`fetch('${path}', { method: 'POST' }).then(() => 1)`);

  beforeEach(async () => {
    backend = await startSessionBackend();
    onTestFinished(() => backend.close());
    const headers = {
      '/*.html': { 'Cache-Control': 'no-cache' },
      '/data.json': { 'Cache-Control': 'no-store' },
    };
    const config = { publicPaths: [OUT, '/returned'], preview: { headers } };
    site = await startSite({ root, backend: backend.url, config });
    onTestFinished(() => site.close());
    page = await browser.open();
    onTestFinished(() => page.close());
    await go(`${LOGIN}&as=ada`);
    await sees('Ready');
    await send('/api/expire');
  });

  /** Opens the app a second time: in a tab, or where the driver has none, in a frame. */
  async function openOther() {
    await page.evaluate("fetch('/api/auth/session').then(() => 1)");
    if (name === 'webkit') {
      await page.evaluate(`void (document.body.append(Object.assign(document.createElement('iframe'),
        { src: '/reports', id: 'other' })), (window.other = document.querySelector('iframe').contentWindow))`);
    } else {
      await page.click('#tab');
    }
    await expect.poll(() => page.evaluate('Boolean(window.other?.authFetch)'), WAIT).toBe(true);
    await send('/api/expire');
  }

  it('asks once for parallel requests, and repeats each', async () => {
    const load = "authFetch('/data.json').then(({ status }) => status)";
    expect(await page.evaluate(`Promise.all([${load}, ${load}, ${load}])`)).toEqual([
      200, 200, 200,
    ]);
    expect(answers(SESSION)).toEqual([204]);
    expect(answers('/data.json').sort()).toEqual([200, 200, 200, 200, 401, 401, 401]);
  });

  it('asks once for two tabs', async () => {
    await openOther();
    const before = answers(SESSION).length;
    const { release } = backend.hold();
    const load = (window: string) =>
      `${window}.authFetch('/data.json').then(({ status }) => status)`;
    await page.evaluate(`void (window.both = Promise.all([${load('window')}, ${load('other')}]))`);
    const waiting = 'navigator.locks.query().then(({ pending }) => pending.length)';
    await expect.poll(() => page.evaluate(waiting), WAIT).toBe(1);
    release();
    expect(await page.evaluate('window.both')).toEqual([200, 200]);
    expect(answers(SESSION).slice(before)).toEqual([204]);
  });

  it('repeats a POST with its body once', async () => {
    const post = "authFetch('/api/notes', { method: 'POST', body: 'hello' }).then((r) => r.text())";
    expect(await page.evaluate(post)).toBe('hello');
    expect(answers('/api/notes')).toEqual([401, 200]);
  });

  it('hands out the answer to a Request whose body is used', async () => {
    const request = "new Request('/api/notes', { method: 'POST', body: 'hello' })";
    expect(await page.evaluate(`authFetch(${request}).then(({ status }) => status)`)).toBe(401);
    expect(answers('/api/notes')).toEqual([401]);
    expect(answers(SESSION)).toEqual([204]);
  });

  it('leads from an ended session to the login, and back to query and fragment', async () => {
    backend.endSession();
    await page.evaluate("void authFetch('/data.json')");
    await leads(LOGIN);
    await page.click('a');
    await leads(DEEP_LINK);
    await sees('Ready');
  });

  // A browser writes a lone surrogate as U+FFFD, in UTF-8.
  it.each([
    ['a backslash in the fragment', '/reports#a\\b', '/reports#a%5Cb'],
    ['backslashes', '/reports?q=a\\b#c\\d', '/reports?q=a%5Cb#c%5Cd'],
    ['lone surrogates', '/reports?q=\ud800#\udfff', '/reports?q=%EF%BF%BD#%EF%BF%BD'],
    ['a long fragment', `/reports?q=1#${'a'.repeat(2048)}`, '/reports?q=1'],
  ])('leads back to a page with %s', async (_, path, expected) => {
    backend.endSession();
    await page.evaluate(`void history.replaceState(null, '', ${JSON.stringify(path)})`);
    await page.evaluate("void authFetch('/data.json')");
    await leads(`/api/auth/login?next=${encodeURIComponent(expected)}`);
    await page.click('a');
    await leads(expected);
    await sees('Ready');
  });

  it('leads to a login that is a URL with a query, and back', async () => {
    backend.endSession();
    const login = "location.origin + '/api/auth/login?tenant=1'";
    const options = `{ session: '${SESSION}', login: ${login} }`;
    await page.evaluate(`void createAuthFetch(${options})('/data.json')`);
    await leads(LOGIN.replace('?', '?tenant=1&'));
    await page.click('a');
    await leads(DEEP_LINK);
  });

  it('takes no session of another origin', async () => {
    const options = `{ session: 'https://api.example/session', login: '/login' }`;
    const message = `(() => { try { createAuthFetch(${options}); } catch (error) { return String(error); } })()`;
    expect(await page.evaluate(message)).toBe(
      'TypeError: session: "https://api.example/session" is no path or URL without # on this origin',
    );
  });

  it('leads to the login although the clock has been set back', async () => {
    backend.endSession();
    const times = 'Array.from({ length: 5 }, () => Date.now() + 3_600_000)';
    await page.evaluate(`void sessionStorage.setItem('pocket-spa-auth:login', ${times})`);
    await page.evaluate("void authFetch('/data.json')");
    await leads(LOGIN);
  });

  it('stays if beforeLogin says so', async () => {
    backend.endSession();
    await page.evaluate('void (window.beforeLogin = async () => false)');
    expect(await page.evaluate("authFetch('/data.json').then(({ status }) => status)")).toBe(401);
    expect(await page.url()).toBe(site.url + DEEP_LINK);
  });

  it('loads the page again, over the login, when an import fails after the token ended', async () => {
    backend.endSession();
    await page.click('#part');
    await leads(`/api/auth/login?next=${encodeURIComponent(DEEP_LINK.replace(/#.*/, ''))}#april`);
    expect(answers('/part.js')).toEqual([401]);
  });

  it('loads it once when a part is gone for good', async () => {
    await page.evaluate("fetch('/api/auth/session').then(() => 1)");
    await page.click('#gone');
    await expect.poll(() => answers('/reports').length, WAIT).toBe(2);
    await sees('Ready');
    await page.click('#gone');
    await expect.poll(() => page.evaluate('window.failures'), WAIT).toBe(1);
    await sees('Ready');
    expect(answers('/reports')).toHaveLength(2);
  });

  it('leads to the login when a page of an ended session comes back', async () => {
    await page.evaluate("fetch('/api/auth/session').then(() => 1)");
    // WebKit keeps a page from its second visit on.
    await go(OUT);
    await go(DEEP_LINK);
    await sees('Ready');
    await go(OUT);
    backend.endSession();
    await send('/api/expire');
    await page.back();
    await sees('Log in, please');
    await leads(LOGIN);
    // The driver of Chromium switches the back-forward cache off: there the page begins anew.
    expect(answers('/returned')).toHaveLength(name === 'chromium' ? 0 : 1);
  });

  it('leads to the login when another tab logs out', async () => {
    await openOther();
    await page.evaluate("fetch('/api/auth/session').then(() => 1)");
    await page.evaluate(`void other.logout('/api/auth/logout', { to: '${OUT}' })`);
    await leads(LOGIN);
    expect(answers(OUT)).toHaveLength(1);
  });
});
