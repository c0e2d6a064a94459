import { mkdir } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { generateToken } from '../../../signer/index.js';
import { startSessionBackend } from '../../fakes/session-backend.js';
import { SECRET } from '../../fakes/site.js';
import { type Page, STEP_LIMIT } from '../browsers/browser.js';
import { BROWSERS } from '../browsers/installed.js';
import { makeProject } from './project.js';

// A React app is developed while its token expires again and again. FIVE_MINUTES=1 does so for five
// minutes with tokens of one minute, and prints what happened; otherwise a token is replaced by an
// expired one. WRITE_DOCS=1 takes the pictures of docs/vite.md again.
const IS_LONG = Boolean(process.env.FIVE_MINUTES);
const MINUTE = 60;
const PICTURES = process.env.WRITE_DOCS
  ? fileURLToPath(new URL('../../../docs/vite-', import.meta.url))
  : 'dist/screenshots/vite-session-';
const WAIT = { timeout: 2 * STEP_LIMIT };
const TOKEN = 'pocket-spa-token';

const FILES = {
  'src/main.jsx': `import { createRoot } from 'react-dom/client';
import { App } from './app.jsx';
createRoot(document.getElementById('root')).render(<App />);
`,
  'src/auth.js': `import { createAuthFetch } from 'pocket-spa-auth/browser';
export const authFetch = createAuthFetch({
  session: '/api/auth/session',
  login: '/api/auth/login',
});
`,
  'src/app.jsx': `import { useState } from 'react';
import { authFetch } from './auth.js';
import './app.css';

export function App() {
  const [count, setCount] = useState(0);
  const [notes, setNotes] = useState([]);
  async function save() {
    const body = 'note ' + (notes.length + 1) + ', counted ' + count;
    const response = await authFetch('/api/notes', { method: 'POST', body });
    const text = response.ok ? await response.text() : 'refused: ' + response.status;
    setNotes((kept) => [...kept, text]);
  }
  return (
    <main>
      <h1>Version 0</h1>
      <p>
        <button id="count" onClick={() => setCount(count + 1)}>counted {count}</button>{' '}
        <button id="save" onClick={save}>Save a note</button>
      </p>
      <ul>{notes.map((note) => <li key={note}>{note}</li>)}</ul>
    </main>
  );
}
`,
  'src/app.css': `body { margin: 0; background: #eef1f1; font: 20px/1.6 system-ui, sans-serif; }
main { margin: 4rem auto; max-width: 40rem; padding: 2rem 3rem; background: #fff; }
button { padding: 0.3rem 1rem; font: inherit; }
`,
};

it.each(process.env.VITE_ALL ? BROWSERS : BROWSERS.slice(0, 1))(
  'a React app is developed behind its gate in $name, and keeps its state over expired tokens',
  async ({ launch }) => {
    await mkdir('dist/screenshots', { recursive: true });
    const backend = await startSessionBackend({
      now: () => Math.floor(Date.now() / 1000),
      maxAge: IS_LONG ? MINUTE : 60 * MINUTE,
    });
    onTestFinished(() => backend.close());
    const project = await makeProject('current', 'react');
    onTestFinished(project.remove);
    for (const [name, text] of Object.entries({ ...FILES, ...configure(backend.url) })) {
      await project.write(name, text);
    }
    const vite = await project.start([], { SPA_TOKEN_SECRET: SECRET });
    onTestFinished(vite.stop);
    const browser = await launch();
    onTestFinished(() => browser.close());
    const page = await browser.open();

    const start = Date.now();
    const elapsed = () => Math.floor((Date.now() - start) / 1000);
    const history: string[] = [];
    const note = (what: string) => history.push(`${elapsed()} s: ${what}`);
    const pace = (seconds: number) => setTimeout(IS_LONG ? seconds * 1000 : 0);
    const sees = (text: string) => expect.poll(() => page.text(), WAIT).toContain(text);
    const overlay = () =>
      page.evaluate<string>(
        "document.querySelector('vite-error-overlay')?.shadowRoot.textContent ?? ''",
      );
    const module = () =>
      page.evaluate<number>("fetch('/src/app.jsx').then(({ status }) => status)");
    const expire = async () => {
      if (!IS_LONG) {
        await page.clearCookies(TOKEN);
        const expired = generateToken('ada', { secret: SECRET, now: 1_700_000_000, maxAge: 60 });
        await page.evaluate(`void (document.cookie = '${TOKEN}=${expired}; path=/')`);
      }
      await expect.poll(module, { ...WAIT, interval: IS_LONG ? 2000 : 50 }).toBe(401);
      note('the token has expired');
    };
    let version = 0;
    const edit = () => project.edit('src/app.jsx', `Version ${version}`, `Version ${++version}`);

    await page.goto(`${vite.url}/reports/7`);
    await sees('Log in, please');
    await page.click('a');
    await sees('counted 0');
    expect(await page.url()).toBe(`${vite.url}/reports/7`);
    note('logged in');

    await project.write('spa-auth.config.json', '{ "publicPaths": ["favicon.ico"] }\n');
    await expect.poll(overlay, WAIT).toContain('publicPaths[0]');
    await page.screenshot(`${PICTURES}overlay.png`);
    note('a wrong configuration: the overlay says why');
    await pace(5);
    await project.write('spa-auth.config.json', '{ "publicPaths": ["/favicon.ico"] }\n');
    await expect.poll(overlay, WAIT).toBe('');
    await sees('counted 0');
    note('mended: the overlay is gone');

    await page.evaluate('void (window.isKept = true)');
    for (let count = 1; count <= 3; count++) {
      await page.click('#count');
      await sees(`counted ${count}`);
    }
    let saved = 0;
    do {
      await pace(10);
      await edit();
      await sees(`Version ${version}`);
      note(`a hot update: version ${version}`);
      await expire();
      const before = backend.renewals();
      await page.click('#save');
      await sees(`note ${++saved}, counted 3`);
      expect(backend.renewals()).toBe(before + 1);
      expect(await module()).toBe(200);
      note(`a note is saved: createAuthFetch has renewed the token, ${saved} in all`);
    } while (elapsed() < (IS_LONG ? 230 : 0));
    await page.screenshot(`${PICTURES}renewal.png`);

    // A hot update is lost while the token is expired, and the next one brings it.
    await expire();
    const updates = () => vite.output().split('hmr update').length;
    const before = updates();
    await edit();
    await expect.poll(updates, WAIT).toBe(before + 1);
    note(`version ${version} is written`);
    await page.click('#save');
    await sees(`note ${++saved}, counted 3`);
    await edit();
    await sees(`Version ${version}`);
    await sees('counted 3');
    note(`a note is saved, and version ${version} is there`);
    expect(await page.evaluate('window.isKept')).toBe(true);

    await inspect(page, vite.url);
    await page.screenshot(`${PICTURES}inspector.png`);
    note('the inspector has the decisions');
    if (IS_LONG) {
      process.stdout.write(`${history.join('\n')}\n`);
    }
  },
  420_000,
);

function configure(backend: string): Record<string, string> {
  return {
    'vite.config.mjs': `import spaAuth from 'pocket-spa-auth/vite';
import react from '@vitejs/plugin-react';
export default {
  plugins: [react(), spaAuth()],
  optimizeDeps: { include: ['pocket-spa-auth/browser'] },
  server: { proxy: { '/api': '${backend}' } },
};
`,
  };
}

/** Opens the inspector at a request that was refused without a valid token. */
async function inspect(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/__spa-auth/`);
  await expect.poll(() => page.text(), WAIT).toContain('Decisions (');
  await page.fill('#filter', '401');
  await page.click('li:not([hidden]) .row');
  await expect.poll(() => page.text(), WAIT).toContain('Ask the function');
}
