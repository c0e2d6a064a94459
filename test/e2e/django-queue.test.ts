import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { launchBrowser } from '../fakes/browser.js';
import {
  accountAt,
  findMissingTools,
  PYTHON,
  type Quayside,
  startQuayside,
} from '../fakes/quayside.js';
import { createQueue, type Queue, RECEIVES, startWorker } from '../fakes/quayside-queue.js';
import { ADA, fetchPlainly, GRACE, openVisitor, visit } from '../fakes/quayside-visitor.js';
import { startMoto } from '../interop/moto/server.js';
import { makeVenv } from '../interop/tools/venv.js';

const SECRET = '5b'.repeat(32);
const INSTALLATION = 300_000;
const BACKEND = resolve('examples/django/backend');
const ALMANAC = '/api/staff/almanac';
const THIS_YEAR = String(new Date().getUTCFullYear());

const missing = await findMissingTools();

let moto: Awaited<ReturnType<typeof startMoto>>;
let queue: Queue;
let folder: string;
let quayside: Quayside;
let variables: Record<string, string>;
let browser: Browser;
let context: BrowserContext;
let page: Page;

describe.skipIf(missing.length > 0)('the queue of the Django example', () => {
  beforeAll(async () => {
    const list = resolve('test/interop/moto/requirements.txt');
    moto = await startMoto(await makeVenv(resolve('node_modules/.cache/e2e/moto'), list));
    queue = await createQueue(moto.url);
    folder = await mkdtemp(join(tmpdir(), 'quayside-queue-'));
    const account = {
      ...accountAt(queue.account),
      POCKET_SQSMANAGEMENT_QUEUEURL: queue.url,
    };
    quayside = await startQuayside(SECRET, { ...account, TMPDIR: folder });
    // The site keeps its database in a folder of its own below that for temporary files.
    const [site] = (await readdir(folder)).filter((name) => name.startsWith('quayside-'));
    variables = {
      ...account,
      DATABASE_URL: `sqlite:///${relative(BACKEND, join(folder, site!, 'db.sqlite3'))}`,
      REDIS_URL: 'redis://127.0.0.1:9/0',
      SECRET_KEY: 'not the one of the site',
      SPA_TOKEN_SECRET: SECRET,
    };
    browser = await launchBrowser();
  }, INSTALLATION);

  afterAll(async () => {
    await browser?.close();
    expect(await quayside?.stop()).toBe(0);
    queue?.close();
    moto?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  beforeEach(async () => {
    queue.before('', () => 'forward');
    ({ context, page } = await openVisitor(browser, quayside.url));
  });

  const run = (...args: string[]) =>
    promisify(execFile)(PYTHON, ['manage.py', ...args], {
      cwd: BACKEND,
      env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1', ...variables },
    });
  const start = async () => {
    const worker = await startWorker(variables);
    // The account would hand the next test's message to the poll of a worker that is no more.
    onTestFinished(async () => {
      worker.kill('SIGTERM');
      await worker.ended;
    });
    return worker;
  };
  const reckon = (year: string) =>
    JSON.stringify({ command: 'reckon_almanac', args: [year], kwargs: {} });
  const years = () =>
    page.evaluate<string[]>(
      `fetch('${ALMANAC}').then((answer) => answer.json()).then((rows) => rows.map(({ year }) => String(year)))`,
    );
  const post = (token: string) =>
    page.evaluate<number>(
      `fetch('${ALMANAC}', { method: 'POST', headers: { 'x-csrftoken': ${token} } }).then(({ status }) => status)`,
    );
  const csrf = `/csrftoken=(\\w+)/.exec(document.cookie)[1]`;

  it('takes what staff ask for on a page, and a worker does it', async () => {
    await visit(page, '/staff', GRACE);
    await page.getByRole('button', { name: 'Reckon this year' }).click();
    await page.getByText(/^\d{4} is on its way\.$/).waitFor();
    expect(await queue.count()).toBe(1);
    expect(await years()).not.toContain(THIS_YEAR);

    const worker = await start();
    await expect.poll(() => queue.count()).toBe(0);
    await page.reload();
    const rows = page.getByRole('list', { name: 'Highest waters' });
    await rows.getByText(`${THIS_YEAR}, north-quay`).waitFor();
    await mkdir('dist/screenshots', { recursive: true });
    await page.screenshot({ path: 'dist/screenshots/django-almanac.png' });
    worker.kill('SIGTERM');
    expect(await worker.ended).toBe(0);
    expect(worker.output()).toMatch(/Reckoned \d+\.\n(.*\n)*Ended\.\n$/);
  });

  it('takes nothing from the public: the edge refuses, then Django', async () => {
    const stranger = await context.request.post(quayside.url + ALMANAC);
    expect(stranger.status()).toBe(401);
    expect(stranger.headers()['x-spa-auth-reason']).toBe('missing');
    await visit(page, '/', ADA);
    expect(await post(csrf)).toBe(403);
    await page.getByRole('link', { name: 'Someone else?' }).click();
    await page.waitForURL(/login/);
    await page.getByLabel('E-mail address').fill(GRACE.email);
    await page.getByLabel('Password').fill(GRACE.password);
    await page.getByRole('button', { name: 'Log in' }).click();
    await expect.poll(() => page.locator('#who').textContent()).toBe(GRACE.email);
    expect(await post("'of another site'")).toBe(403);
    expect(await queue.count()).toBe(0);
  });

  it('takes what another command asks for, unless that is to run here', async () => {
    const { stdout: sent } = await run('plan_almanac', '2040', '2041', '--queue');
    expect([sent, await queue.count()]).toEqual(['', 2]);
    const { stdout: direct } = await run('plan_almanac', '2042', '--direct');
    expect([direct, await queue.count()]).toEqual(['Reckoned 2042.\n', 2]);
    // SQS may deliver a message more than once.
    await queue.send(reckon('2041'));

    const worker = await start();
    await expect.poll(() => queue.count()).toBe(0);
    worker.kill('SIGTERM');
    await worker.ended;
    const reckoned = worker.output().match(/Reckoned \d+/g);
    expect(reckoned?.sort()).toEqual(['Reckoned 2040', 'Reckoned 2041', 'Reckoned 2041']);
    await visit(page, '/', GRACE);
    // A row for each harbour.
    expect((await years()).filter((year) => year === '2041')).toHaveLength(2);
  });

  it('has a message again if the worker dies between the command and the deletion', async () => {
    const first = await start();
    queue.before('DeleteMessage', () => {
      first.kill('SIGKILL');
      return 'drop';
    });
    await queue.send(reckon('2060'));
    expect(await first.ended).toBeNull();
    expect(first.output()).toContain('Reckoned 2060');
    expect(await queue.count()).toBe(1);

    queue.before('', () => 'forward');
    const second = await start();
    await expect.poll(() => queue.count()).toBe(0);
    expect(second.output()).toContain('Reckoned 2060');
    await visit(page, '/', GRACE);
    expect((await years()).filter((year) => year === '2060')).toHaveLength(2);
  });

  it('keeps the next message for another worker once this one is to end', async () => {
    const worker = await start();
    queue.before('DeleteMessage', () => {
      worker.kill('SIGTERM');
      return 'forward';
    });
    await queue.send(reckon('2070'));
    await queue.send(reckon('2071'));
    expect(await worker.ended).toBe(0);
    expect(worker.output().match(/Reckoned 207\d/g)).toHaveLength(1);
    expect(await queue.count()).toBe(1);
    queue.before('', () => 'forward');
    await start();
    await expect.poll(() => queue.count()).toBe(0);
  });

  it('puts poison into the dead-letter queue, and goes on', async () => {
    const poison = [
      JSON.stringify({ command: 'flush', args: ['--no-input'], kwargs: {} }),
      JSON.stringify({ command: 'shell', args: ['-c', 'print("marker")'], kwargs: {} }),
      JSON.stringify({ command: 'reckon_almanac', args: ['marker@example.com'], kwargs: {} }),
      'marker',
    ];
    const worker = await start();
    for (const body of poison) {
      await queue.send(body);
    }
    await queue.send(reckon('2080'));
    await expect.poll(() => queue.count()).toBe(0);
    expect((await queue.readDead()).sort()).toEqual(poison.sort());
    worker.kill('SIGTERM');
    expect(await worker.ended).toBe(0);
    const failures = worker.output().match(/"message failed"/g);
    expect(failures).toHaveLength(poison.length * RECEIVES);
    expect(worker.output()).toContain('Reckoned 2080');
    expect(worker.output()).not.toMatch(/marker|flush|shell/);
    await visit(page, '/', ADA);
  });

  it('has nothing to do with the role of an account, which a command changes at once', async () => {
    await visit(page, '/staff', GRACE);
    expect(await fetchPlainly(page, ALMANAC)).toMatchObject({ status: 200 });
    const { stdout } = await run('set_staff', GRACE.email, '--off');
    expect(stdout).toContain(`npx pocket-spa-auth revoke ${GRACE.email} --stage prd`);
    // The token still passes the edge: its refusal would be a 401 with a reason.
    expect((await page.reload())?.status()).toBe(200);
    await page.getByText('This is for staff only.').waitFor();
    expect(await fetchPlainly(page, ALMANAC)).toMatchObject({ status: 403, reason: null });
    await run('set_staff', GRACE.email);
    expect(await fetchPlainly(page, ALMANAC)).toMatchObject({ status: 200 });
  });
});
