import { mkdir } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { generateToken } from '../../../signer/index.js';
import { type Browser, type Page, STEP_LIMIT } from '../browsers/browser.js';
import { BROWSERS } from '../browsers/installed.js';
import { KINDS, makeProject, type Project, type Running, VERSIONS } from './project.js';

const PICTURES = 'dist/screenshots';
const SECRET = '5e'.repeat(32);
// A step may wait for a function to be built, in another process of the same machine.
const WAIT = { timeout: 2 * STEP_LIMIT };
const TOKEN = 'pocket-spa-token';
const CONFIG = 'spa-auth.config.json';

// Each version and each kind of app once. VITE_ALL=1 runs every pair.
const PAIRS = VERSIONS.flatMap((version, i) =>
  KINDS.flatMap((kind, j) => (i === j || process.env.VITE_ALL ? [{ version, kind }] : [])),
);

describe.each(PAIRS)('a $kind app with the $version Vite', ({ version, kind }) => {
  let project: Project;

  beforeAll(async () => {
    await mkdir(PICTURES, { recursive: true });
    project = await makeProject(version, kind);
  });

  afterAll(() => project?.remove());

  describe.each(BROWSERS)('in $name', ({ name, launch }) => {
    let browser: Browser;
    let vite: Running;
    let page: Page;

    beforeAll(async () => {
      browser = await launch();
      vite = await project.start([], { SPA_TOKEN_SECRET: SECRET });
    }, 120_000);

    afterAll(async () => {
      await vite?.stop();
      await browser?.close();
    });

    const sees = (text: string) => expect.poll(() => page.text(), WAIT).toContain(text);
    const overlay = () =>
      page.evaluate<string>(
        "document.querySelector('vite-error-overlay')?.shadowRoot.textContent ?? ''",
      );
    const picture = (of: string) =>
      page.screenshot(`${PICTURES}/vite-${version}-${kind}-${name}-${of}.png`);

    it('is developed behind its gate', async () => {
      page = await browser.open();
      onTestFinished(() => page.close());
      await page.goto(`${vite.url}/reports/7`);
      await sees('Development login');
      await picture('login');
      // WRITE_DOCS=1 takes the picture of docs/vite.md again.
      if (process.env.WRITE_DOCS && `${version} ${kind} ${name}` === 'current react chromium') {
        await page.screenshot('docs/vite-login.png');
      }
      await page.fill('#userId', 'ada');
      await page.click('form button');
      await sees('The first text');
      expect(await page.url()).toBe(`${vite.url}/reports/7`);

      // A change of a module arrives over the WebSocket, and the page keeps its state.
      await page.click('button');
      await sees('counted 1');
      await project.edit('src/app.jsx', 'The first text', 'Another text');
      onTestFinished(() => project.edit('src/app.jsx', 'Another text', 'The first text'));
      await sees('Another text');
      await sees('counted 1');

      // A configuration that is wrong is shown, also to a page that is opened later.
      await project.write(CONFIG, '{ "publicPaths": ["favicon.ico"] }\n');
      await expect.poll(overlay, WAIT).toContain('publicPaths[0]');
      await picture('overlay');
      await page.reload();
      await sees('Another text');
      await expect.poll(overlay, WAIT).toContain('publicPaths[0]');
      expect(vite.output()).toContain('the last function stays in place');
      await project.write(CONFIG, '{ "publicPaths": ["/favicon.ico"] }\n');
      await expect.poll(overlay, WAIT).toBe('');
      await sees('Another text');

      await page.goto(`${vite.url}/__spa-auth/`);
      await sees('Decisions (');
      await page.fill('#filter', '/reports/7');
      await page.click('li:not([hidden]) .row');
      await sees('Ask the function');
      await picture('inspector');

      // An expired token leads to the login, and back.
      await page.goto(`${vite.url}/reports/8`);
      await sees('/reports/8');
      await page.clearCookies(TOKEN);
      const expired = generateToken('ada', { secret: SECRET, now: 1_700_000_000, maxAge: 60 });
      await page.evaluate(`document.cookie = '${TOKEN}=${expired}; path=/'`);
      await page.goto(`${vite.url}/reports/9?view=chart`);
      await sees('Development login');
      await page.fill('#userId', 'grace');
      await page.click('form button');
      await sees('counted 0');
      expect(await page.url()).toBe(`${vite.url}/reports/9?view=chart`);
      expect(vite.output()).not.toContain(SECRET);
    }, 300_000);
  });

  it('is built, previewed behind the gate, and refused with a built function', async () => {
    expect(await project.run('build')).toMatchObject({ status: 0 });
    const preview = await project.start(['preview']);
    onTestFinished(preview.stop);
    expect((await fetch(`${preview.url}/reports/7`)).status).toBe(401);
    expect(await (await fetch(`${preview.url}/__spa-auth/`)).text()).toContain('Inspector');

    const { buildEdgeFunction } = await import('../../../build/compile/build.js');
    await project.write('public/viewer-request.js', (await buildEdgeFunction()).code);
    const { status, output } = await project.run('build');
    expect(status).toBe(1);
    expect(output).toContain('"public/viewer-request.js" is a built function');
  });
});

describe('a site that cannot be built', () => {
  it.each(BROWSERS)(
    'shows why in $name, and opens by itself',
    async ({ launch }) => {
      const project = await makeProject('current', 'plain');
      onTestFinished(project.remove);
      await project.write(CONFIG, '{ "loginpath": "/in" }\n');
      const vite = await project.start();
      onTestFinished(vite.stop);
      const browser = await launch();
      onTestFinished(() => browser.close());
      const page = await browser.open();
      await page.goto(`${vite.url}/reports/7`);
      await expect.poll(() => page.text(), WAIT).toContain('The function cannot be built');
      const hasOverlay = "document.querySelector('vite-error-overlay') !== null";
      await expect.poll(() => page.evaluate(hasOverlay), WAIT).toBe(true);
      await project.write(CONFIG, '{ "loginPath": "/in" }\n');
      await expect.poll(() => page.text(), WAIT).toContain('Development login');
      expect(await page.url()).toBe(`${vite.url}/in?next=%2Freports%2F7`);
      await page.close();
    },
    240_000,
  );
});
