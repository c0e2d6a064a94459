import { mkdir, mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { type Site, startSite } from './backends/start.js';
import { type Browser, type Page, STEP_LIMIT } from './browsers/browser.js';
import { sendLogin } from './browsers/form.js';
import { BROWSERS } from './browsers/installed.js';

const SECRET = '5c'.repeat(32);
const LOGIN = '/api/auth/login';
const WAIT = { timeout: STEP_LIMIT };

/** Pages that anybody may see, and that ask for protected paths each in its own way. */
const PUBLIC = {
  'empty.html': '',
  'prefetch.html': `<link rel="prefetch" href="/reports">
    <a href="/reports">Reports</a>`,
  'speculation.html': `<script type="speculationrules">
      { "prefetch": [{ "urls": ["/reports"] }] }
    </script>
    <a href="/reports">Reports</a>`,
  // One after the other: frames that load at once all send the counter that was there before them.
  'frames.html': `<script>
      let count = 0;
      (function next() {
        const frame = document.createElement('iframe');
        frame.onload = () => count < 8 && next();
        frame.src = '/framed/' + ++count;
        document.body.append(frame);
      })();
    </script>
    <a href="/reports">Reports</a>`,
  'parts.html': '<script src="/part.js"></script><img src="/part.png" alt="">',
};

const APP = `<!doctype html><title>App</title><h1>The application</h1>
  <a href="/data/report.csv" download="report.csv">Download</a>`;

let root: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'spa-auth-site-'));
  await Promise.all(['public', 'data'].map((folder) => mkdir(join(root, folder))));
  await writeFile(join(root, 'index.html'), APP);
  const report = join(root, 'data/report.csv');
  await writeFile(report, 'day,level\n');
  // A file that has not changed for long: browsers keep it, as nothing says how long they may.
  await utimes(report, 0, 0);
  for (const [name, body] of Object.entries(PUBLIC)) {
    await writeFile(
      join(root, 'public', name),
      `<!doctype html><title>Public</title><p>Public</p>${body}`,
    );
  }
});

afterAll(() => rm(root, { recursive: true }));

describe.each(BROWSERS)('a visitor with $name', ({ name, launch }) => {
  let browser: Browser;
  let site: Site;
  let page: Page;

  beforeAll(async () => {
    browser = await launch();
  }, 120_000);

  afterAll(() => browser?.close());

  beforeEach(async () => {
    site = await startSite('demo', {
      secret: SECRET,
      passwords: { ada: 'analytical engine' },
      config: { publicPaths: ['/public/*'] },
      root,
    });
    onTestFinished(() => site.close());
    page = await browser.open();
    onTestFinished(() => page.close());
  }, 120_000);

  const go = (path: string) => page.goto(site.url + path);
  const address = async () => (await page.url()).slice(site.url.length);
  const text = () => page.text();

  /** What the requests for these paths were answered, sorted by path. */
  const answers = (paths: RegExp) =>
    site.records
      .filter(({ path }) => paths.test(path))
      .map(({ path, status, verdict }) => `${path} ${status} ${verdict}`)
      .sort();

  async function logIn() {
    await go(`${LOGIN}?next=%2Fpublic%2Fempty.html`);
    await sendLogin(page, 'ada', 'analytical engine');
    await expect.poll(text, WAIT).toBe('Public');
  }

  it('who follows a download link after the token ended gets no login page as a file, where it can be told', async () => {
    await logIn();
    await go('/');
    await page.clearCookies();
    await page.click('a[download]');
    // Firefox sends the headers of a page and WebKit none: see headers.test.ts.
    const told = name === 'chromium' ? '401 refuse' : '302 redirect';
    await expect.poll(() => answers(/^\/data\//), WAIT).toEqual([`/data/report.csv ${told}`]);
  }, 240_000);

  it('who downloads with the code of docs/troubleshooting.md gets the file, and the login after the token ended', async () => {
    const document = await readFile('docs/troubleshooting.md', 'utf8');
    const [, code] = /```js\n(async function download[\s\S]*?)```/.exec(document)!;
    const download = () =>
      page.evaluate(`(() => { ${code}; return download('/data/report.csv').then(() => true); })()`);
    await logIn();
    await go('/');
    await download();
    const sent = ['/data/report.csv 200 pass', '/data/report.csv 200 pass'];
    await expect.poll(() => answers(/^\/data\//), WAIT).toEqual(sent);
    await page.clearCookies();
    await download();
    await expect.poll(address, WAIT).toBe(`${LOGIN}?next=%2F`);
    expect(answers(/^\/data\//)).toEqual([...sent, '/data/report.csv 401 refuse']);
  }, 240_000);

  it('whose page prefetched a link while logged out gets the page itself after the login', async () => {
    await go('/public/prefetch.html');
    const prefetches = await page.evaluate<boolean>(
      "document.createElement('link').relList.supports('prefetch')",
    );
    // WebKitGTK knows no prefetch.
    expect(prefetches).toBe(name !== 'webkit');
    const refused = prefetches ? ['/reports 401 refuse'] : [];
    await expect.poll(() => answers(/^\/reports/), WAIT).toEqual(refused);
    await logIn();
    await go('/public/prefetch.html');
    await page.click('a');
    await expect.poll(text, WAIT).toContain('The application');
    expect(await address()).toBe('/reports');
  }, 240_000);

  it('whose page has speculation rules gets the page itself after the login', async () => {
    await go('/public/speculation.html');
    const speculates = await page.evaluate<boolean>(
      "HTMLScriptElement.supports('speculationrules')",
    );
    // Chromium alone knows these rules.
    expect(speculates).toBe(name === 'chromium');
    const refused = speculates ? ['/reports 401 refuse'] : [];
    await expect.poll(() => answers(/^\/reports/), WAIT).toEqual(refused);
    await logIn();
    await go('/public/speculation.html');
    await page.click('a');
    await expect.poll(text, WAIT).toContain('The application');
  }, 240_000);

  it('who clicks beside eight protected frames comes to the login, not to the page of the loop guard', async () => {
    await go('/public/frames.html');
    const redirected = Array.from({ length: 8 }, (_, index) => `/framed/${index + 1} 302 redirect`);
    await expect.poll(() => answers(/^\/framed\//), WAIT).toEqual(redirected);
    await page.click('a');
    await expect.poll(address, WAIT).toBe(`${LOGIN}?next=%2Freports`);
  }, 240_000);

  it('whose page fetches without a token gets 401 and JSON with the reason', async () => {
    await go('/public/empty.html');
    const answer = await page.evaluate(`fetch('/data/report.csv').then(async (answer) =>
      [answer.status, answer.headers.get('content-type'), await answer.json()])`);
    const body = { error: 'unauthenticated', reason: 'missing', login: LOGIN };
    expect(answer).toEqual([401, 'application/json', body]);
  }, 240_000);

  it('whose page has a protected script and image gets 401 for them', async () => {
    await go('/public/parts.html');
    await expect
      .poll(() => answers(/^\/part/), WAIT)
      .toEqual(['/part.js 401 refuse', '/part.png 401 refuse']);
  }, 240_000);
});
