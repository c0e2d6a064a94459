import { execFile } from 'node:child_process';
import { appendFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { launchBrowser } from '../fakes/browser.js';
import { findMissingTools, type Quayside, startQuayside } from '../fakes/quayside.js';
import {
  ADA,
  cookieHeader,
  fillLogin,
  GRACE,
  openVisitor,
  readCookie,
  visit,
} from '../fakes/quayside-visitor.js';
import { get } from '../fakes/reply.js';

const SECRET = '5b'.repeat(32);
const INSTALLATION = 300_000;
const CARD = '4242 4242 4242 4242';
const GUESS = 'planted-guess';

const run = promisify(execFile);
const missing = await findMissingTools();
const hasLogrotate =
  Boolean(process.env.CI) || (await run('logrotate', ['--version']).catch(() => null)) !== null;

let quayside: Quayside;
let browser: Browser;
let context: BrowserContext;
let page: Page;

const findLines = (event: string) => quayside.readLog().filter((line) => line.event === event);
const notes = () => page.locator('.note').allTextContents();

describe.skipIf(missing.length > 0)('the log and the middleware of the Django example', () => {
  beforeAll(async () => {
    quayside = await startQuayside(SECRET);
    browser = await launchBrowser();
  }, INSTALLATION);

  afterAll(async () => {
    await browser?.close();
    expect(await quayside?.stop()).toBe(0);
  });

  beforeEach(async () => {
    ({ context, page } = await openVisitor(browser, quayside.url));
  });

  it('tells what happened, and no address, password, token, cookie or card number', async () => {
    await page.goto(`/?token=${GUESS}`);
    await fillLogin(page, { email: ADA.email, password: GUESS });
    await page.getByRole('alert').waitFor();
    await fillLogin(page, ADA);
    await expect.poll(() => page.locator('#who').textContent()).toBe(ADA.email);
    await page.request.get(`/api/people/${ADA.email}?password=${GUESS}`);
    await page.request.get(`/api/people/${encodeURIComponent(encodeURIComponent(ADA.email))}`);
    await page.request.get(`/api/tides/${Buffer.from(ADA.email).toString('base64')}`);
    await page.getByRole('link', { name: 'Staff' }).click();
    await page.getByText('This is for staff only.').waitFor();
    await page.getByRole('link', { name: 'Chat' }).click();
    await page.getByLabel('Message').fill(`Take ${CARD} of ${ADA.email}`);
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByText(CARD).waitFor();
    const values = (await context.cookies()).map(({ value }) => value.replaceAll('"', ''));
    // A hint for the page, such as "1", is no secret.
    const cookies = values.filter((value) => value.length > 1);
    await page.getByRole('button', { name: 'Log out' }).click();
    await page.getByText('You are logged out.').waitFor();
    await expect.poll(() => findLines('socket')).toHaveLength(1);

    const log = JSON.stringify(quayside.readLog());
    const planted = [
      ...cookies,
      ...cookies.map((cookie) => cookie.split(':').at(-1) ?? cookie),
      ...[ADA.email, encodeURIComponent(ADA.email), encodeURIComponent(ADA.email).slice(0, 6)],
      ...[Buffer.from(ADA.email).toString('base64'), 'ada%25'],
      ...[GUESS, ADA.password, CARD, SECRET, '4242', 'next=', '?'],
    ];
    expect(planted.filter((value) => log.includes(value))).toEqual([]);
    expect(findLines('login refused')).toMatchObject([{ status: 401 }]);
    expect(findLines('logged in')).toHaveLength(1);
    expect(findLines('chat message')).toMatchObject([{ length: 43 }]);
    expect(findLines('socket')).toMatchObject([{ path: '/api/chat', status: 101 }]);
    const requests = findLines('request');
    expect(requests.map(({ status }) => status)).toEqual(
      expect.arrayContaining([200, 302, 401, 403, 404]),
    );
    // One user is one pseudonym, in all lines.
    const users = new Set(quayside.readLog().map(({ user }) => user ?? null));
    expect([...users]).toEqual([null, expect.stringMatching(/^[\da-f]{12}$/)]);
  });

  it('has the id that a proxy gave, and answers with it', async () => {
    const id = '0f'.repeat(16);
    const { headers } = await get(`${quayside.url}/api/auth/renew`, { 'x-request-id': id });
    expect(headers['x-request-id']).toBe(id);
    const other = await get(`${quayside.url}/api/auth/renew`, { 'x-request-id': ADA.email });
    expect(other.headers['x-request-id']).toMatch(/^[\da-f]{32}$/);
    await expect
      .poll(() => findLines('request').filter(({ request_id }) => request_id === id))
      .toMatchObject([{ method: 'GET', path: '/api/auth/renew', status: 401 }]);
  });

  it('shows a message after logging in and after logging out, once each', async () => {
    await visit(page, '/tides/old-pier', ADA);
    await page.getByText('You are logged in.').waitFor();
    expect(await notes()).toEqual(['You are logged in.']);
    await page.screenshot({
      path: 'dist/screenshots/django-logged-in.png',
      animations: 'disabled',
    });
    await page.reload();
    await expect.poll(() => page.locator('#who').textContent()).toBe(ADA.email);
    await page.waitForLoadState('networkidle');
    expect(await notes()).toEqual([]);

    await page.getByRole('button', { name: 'Log out' }).click();
    await page.getByText('You are logged out.').waitFor();
    expect(await notes()).toEqual(['You are logged out.']);
    await page.reload();
    expect(await notes()).toEqual([]);
    expect(await readCookie(context, 'messages')).toBeUndefined();
  });

  it('closes staff paths, also those that lead nowhere: a page in the browser, JSON for a fetch', async () => {
    await visit(page, '/', ADA);
    for (const path of ['/api/staff/people', '/api/staff/none', '/api/staff']) {
      const fetched = await page.request.get(path, { headers: { accept: '*/*' } });
      expect([fetched.status(), await fetched.json()]).toEqual([403, { error: 'forbidden' }]);
    }
    expect((await page.goto('/api/staff/people'))?.status()).toBe(403);
    await page.getByRole('heading', { name: 'For staff only' }).waitFor();
    await page.screenshot({ path: 'dist/screenshots/django-refused.png', animations: 'disabled' });

    // The edge accepts the token; Django finds no session.
    await context.clearCookies({ name: 'sessionid' });
    const cookie = await cookieHeader(context);
    expect((await get(`${quayside.url}/api/staff/none`, { cookie })).status).toBe(401);

    const { page: staff } = await openVisitor(browser, quayside.url);
    await visit(staff, '/', GRACE);
    expect((await staff.request.get('/api/staff/people')).status()).toBe(200);
    expect((await staff.request.get('/api/staff/none')).status()).toBe(404);
  });

  it('leaves the paths of the API as they are, with and without a slash', async () => {
    await visit(page, '/', ADA);
    const statuses = [];
    for (const path of ['/api/me', '/api/me/', '/api/none', '/api/none/']) {
      const answer = await page.request.get(path, { maxRedirects: 0 });
      statuses.push(answer.status());
      // An answer of Django, not the app's page.
      expect(answer.headers()['x-request-id']).toMatch(/^[\da-f]{32}$/);
    }
    expect(statuses).toEqual([200, 404, 404, 404]);
  });
});

describe.skipIf(!hasLogrotate)('server/logrotate.conf', () => {
  it('moves the file aside for the processes to make anew, and compresses it a turn later', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'quayside-log-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const shipped = await readFile('examples/django/server/logrotate.conf', 'utf8');
    const configuration = join(folder, 'logrotate.conf');
    await writeFile(configuration, shipped.replaceAll('/var/log/quayside', folder), {
      mode: 0o644,
    });
    const log = join(folder, 'site.log');
    const rotate = () =>
      run('logrotate', ['--force', '--state', join(folder, 'state'), configuration]);
    const listLogs = async () =>
      (await readdir(folder)).filter((name) => name.includes('.log')).sort();

    await writeFile(log, 'first\n');
    await rotate();
    expect(await listLogs()).toEqual(['site.log.1']);
    // A process that had the file open writes its line there.
    await appendFile(`${log}.1`, 'late\n');
    await writeFile(log, 'second\n');
    await rotate();
    expect(await listLogs()).toEqual(['site.log.1', 'site.log.2.gz']);
    const { stdout } = await run('gzip', ['-dc', `${log}.2.gz`]);
    expect(stdout).toBe('first\nlate\n');
    expect(await readFile(`${log}.1`, 'utf8')).toBe('second\n');
  });
});
