import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { linkPackage, ROOT } from '../run-program.js';
import { parsePage } from './markdown.js';
import { countWords, listPages, readPage } from './pages.js';

const SECRET = '0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef';

/** The most words that a page may have, code included, as `wc -w` counts them. */
const MOST_WORDS: Readonly<Record<string, number>> = {
  'README.md': 1200,
  // Made from the source, to be searched rather than read.
  'docs/api.md': 11_000,
  'signer/SPEC.md': 5000,
  // It grows with every release.
  'CHANGELOG.md': Number.POSITIVE_INFINITY,
};

describe('the length of the documents', () => {
  it.each(listPages())('%s can be read in one sitting', (page) => {
    expect(countWords(readPage(page))).toBeLessThanOrEqual(MOST_WORDS[page] ?? 3000);
  });
});

describe('the first link of the README', () => {
  it('leads to a report that the demo has', () => {
    const [, id] = /http:\/\/localhost:8787\/reports\/(\d+)/.exec(readPage('README.md'))!;
    const listed = execFileSync('git', ['ls-files', 'examples/*/data/report.json'], { cwd: ROOT });
    const [file] = listed.toString().split('\n');
    const { reports } = JSON.parse(readPage(file!)) as { reports: { id: number }[] };
    expect(reports.map((report) => report.id)).toContain(Number(id));
  });
});

describe('the backend of the quick start', () => {
  const { fences } = parsePage(readPage('README.md'));
  const program = fences.find(({ language, text }) => language === 'js' && /listen\(/.test(text));
  const PORT = /\.listen\((\d+)\)/;
  let folder: string;
  let stop: () => void;
  let url: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'spa-auth-readme-'));
    await linkPackage(folder, 'pocket-spa-auth', ROOT);
    const text = program!.text.replace(
      PORT,
      '.listen(0, function () { console.log(this.address().port); })',
    );
    await writeFile(join(folder, 'server.mjs'), text);
    await writeFile(join(folder, '.env'), `SPA_TOKEN_SECRET=${SECRET}\n`);
    const child = spawn(process.execPath, ['--env-file=.env', 'server.mjs'], { cwd: folder });
    stop = () => child.kill();
    let errors = '';
    child.stderr.on('data', (data) => {
      errors += data;
    });
    const failed = once(child, 'close').then(() => Promise.reject(new Error(errors)));
    // It ends at the end of the tests, when nothing waits for it any more.
    failed.catch(() => {});
    const printed = once(createInterface({ input: child.stdout }), 'line');
    const [port] = await Promise.race([printed, failed]);
    url = `http://localhost:${port}`;
  }, 60_000);

  afterAll(async () => {
    stop();
    await rm(folder, { recursive: true });
  });

  it('listens where the preview looks for it', () => {
    const [, port] = PORT.exec(program!.text)!;
    expect(fences.map(({ text }) => text).join('\n')).toContain(
      `--backend http://localhost:${port}`,
    );
  });

  it('shows a form that posts to its own address', async () => {
    const page = await (await fetch(`${url}/api/auth/login?next=/a`)).text();
    expect(page).toMatch(/<form method="post">/);
  });

  it('logs a user in, returns to next, knows the user, and logs out', async () => {
    const login = await fetch(`${url}/api/auth/login?next=%2Freports%2F3`, {
      method: 'POST',
      redirect: 'manual',
    });
    expect([login.status, login.headers.get('location')]).toEqual([303, '/reports/3']);
    const [cookie = ''] = login.headers.getSetCookie();
    expect(cookie).toMatch(/^pocket-spa-token=ada:\d+:[\da-f]{64}; /);

    const me = await fetch(`${url}/api/me`, { headers: { cookie: cookie.split(';')[0]! } });
    expect(await me.json()).toMatchObject({ valid: true, userId: 'ada' });
    expect(await (await fetch(`${url}/api/me`)).json()).toEqual({
      valid: false,
      reason: 'missing',
    });

    const logout = await fetch(`${url}/api/auth/logout`, { method: 'POST', redirect: 'manual' });
    expect(logout.headers.getSetCookie()[0]).toMatch(/^pocket-spa-token=; Max-Age=0; /);
  });

  it('does not redirect to another site', async () => {
    const login = `${url}/api/auth/login?next=https%3A%2F%2Fevil.example%2F`;
    const { headers } = await fetch(login, { method: 'POST', redirect: 'manual' });
    expect(headers.get('location')).toBe('/');
  });
});
