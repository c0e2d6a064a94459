import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { findMissingTools } from '../fakes/quayside.js';
import { type QuaysideServer, startQuaysideServer } from '../fakes/quayside-server.js';
import { ADA, GRACE } from '../fakes/quayside-visitor.js';
import { type Browser, type Page, STEP_LIMIT } from './browsers/browser.js';
import { BROWSERS } from './browsers/installed.js';

const SECRET = '5d'.repeat(32);
const PICTURES = 'dist/screenshots';
// WRITE_DOCS=1 npx vitest run --project e2e test/e2e/django-browsers.test.ts
const README_PICTURES = ['tides', 'chat'];
const DEEP_LINK = '/tides/north-quay?view=chart';
const TOKEN = 'pocket-spa-token';
const LOGIN = '/api/auth/login';
const WAIT = { timeout: STEP_LIMIT };
const INSTALLATION = 300_000;
const LIMIT = 240_000;
// Longer than the lifetime of a token (7 days), shorter than that of a Django session (14 days).
const BEFORE_TOKEN = -8 * 86_400;
const PHONE = { width: 360, height: 700 };

const missing = await findMissingTools({ isServer: true });

let quayside: QuaysideServer;

describe.skipIf(missing.length > 0)('the Django example on a server', () => {
  beforeAll(async () => {
    await mkdir(PICTURES, { recursive: true });
    quayside = await startQuaysideServer(SECRET);
  }, INSTALLATION);
  afterAll(async () => {
    expect(await quayside?.stop()).toBe(0);
  });

  describe.each(BROWSERS)('in $name', ({ name, launch }) => {
    let browser: Browser;
    let page: Page;

    beforeAll(async () => {
      browser = await launch();
    }, LIMIT);
    afterAll(() => browser?.close());

    async function open(): Promise<Page> {
      const opened = await browser.open();
      onTestFinished(() => opened.close());
      return opened;
    }

    beforeEach(async () => {
      page = await open();
    });

    async function redis(...command: string[]) {
      const { REDIS_URL } = await quayside.variables();
      await promisify(execFile)('redis-cli', ['-u', REDIS_URL!, ...command]);
    }

    const address = async () => (await page.url()).slice(quayside.url.length);
    const text = () => page.text();
    const picture = (of: string) =>
      page.screenshot(
        process.env.WRITE_DOCS && name === 'chromium' && README_PICTURES.includes(of)
          ? `examples/django/${of}.png`
          : `${PICTURES}/django-${name}-${of}.png`,
      );

    /** A picture as on a phone, and whether the page fits there. */
    async function phonePicture(of: string) {
      await page.resize(PHONE);
      await picture(`${of}-phone`);
      expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    }

    async function sendLogin({ email, password }: typeof ADA, on = page) {
      await on.fill('#id_username', email);
      await on.fill('#id_password', password);
      await on.click('form button');
    }

    /** Opens a page of the app, logs in first, and waits for a text of the page. */
    async function enter(path: string, person: typeof ADA, shown: string, on = page) {
      await on.goto(quayside.url + path);
      await sendLogin(person, on);
      await expect.poll(() => on.text(), WAIT).toContain(shown);
      await expect.poll(() => on.text(), WAIT).toContain(person.email);
    }

    /** Takes a token that Django, with its clock so far back, signs, and that nginx refuses. */
    async function takeExpiredToken() {
      await page.clearCookies(TOKEN);
      await quayside.moveClock(BEFORE_TOKEN);
      await page.evaluate(`fetch('/api/auth/renew').then(({ status }) => status)`);
      await quayside.moveClock(0);
    }

    const fetchMe = () =>
      page.evaluate(
        `fetch('/api/me').then(({ status, headers }) => [status, headers.get('x-spa-auth-reason')])`,
      );

    it(
      'leads from a deep link over the login page back to it, with query and fragment',
      async () => {
        await page.goto(`${quayside.url}${DEEP_LINK}#sunday`);
        expect(await address()).toBe(`${LOGIN}?next=${encodeURIComponent(DEEP_LINK)}#sunday`);
        await picture('login');
        await sendLogin(ADA);
        await expect.poll(text, WAIT).toContain('North Quay, high water');
        await expect.poll(text, WAIT).toContain(ADA.email);
        expect(await address()).toBe(`${DEEP_LINK}#sunday`);
        expect(await page.cookieNames()).toContain(TOKEN);
        await picture('tides');
        await phonePicture('tides');
      },
      LIMIT,
    );

    it(
      'carries the chat of two users over nginx and Daphne',
      async () => {
        const other = await open();
        await enter('/chat', ADA, 'Chat');
        await enter('/chat', GRACE, 'Chat', other);
        // By a script: Firefox gives a page behind another one no frames, and a click waits for
        // them.
        const say = (words: string, on: Page) =>
          on.evaluate(`(() => {
          const form = document.querySelector('#main form');
          form.querySelector('input').value = '${words}';
          form.requestSubmit();
        })()`);
        await say('Is the pilot <b>aboard</b>?', page);
        await expect.poll(() => other.text(), WAIT).toContain('Is the pilot <b>aboard</b>?');
        await say('Since the last tide.', other);
        await expect.poll(text, WAIT).toContain('Since the last tide.');
        expect(
          await page.evaluate(
            `[...document.querySelectorAll('.chat b')].map((each) => each.innerText)`,
          ),
        ).toEqual([ADA.email, GRACE.email]);
        await picture('chat');
        await phonePicture('chat');

        // As if Redis had restarted: Daphne closes the WebSockets, and the app opens new ones.
        await redis('CLIENT', 'KILL', 'TYPE', 'normal');
        await expect
          .poll(async () => {
            await say('Back again.', page);
            return other.text();
          }, WAIT)
          .toContain('Back again.');
      },
      LIMIT,
    );

    it(
      'gets a new token by one redirect once nginx refuses the old one',
      async () => {
        await enter('/', ADA, 'North Quay');
        await takeExpiredToken();
        expect(await fetchMe()).toEqual([401, 'expired']);
        await page.goto(quayside.url + DEEP_LINK);
        await expect.poll(text, WAIT).toContain('North Quay, high water');
        expect(await address()).toBe(DEEP_LINK);
        expect(await fetchMe()).toEqual([200, null]);
      },
      LIMIT,
    );

    it(
      'renews the token for a script, and the page stays as it is',
      async () => {
        await enter(`${DEEP_LINK}#sunday`, ADA, 'North Quay, high water');
        await page.evaluate('document.body.dataset.stays = "yes"');
        await takeExpiredToken();
        expect(await fetchMe()).toEqual([401, 'expired']);
        await page.click('#main button');
        await expect.poll(text, WAIT).toContain('The same table, from the cache');
        expect(await page.evaluate('document.body.dataset.stays')).toBe('yes');
        expect(await address()).toBe(`${DEEP_LINK}#sunday`);
        expect(await fetchMe()).toEqual([200, null]);
      },
      LIMIT,
    );

    it(
      'shows the accounts to staff, and tells others that they are for staff only',
      async () => {
        await enter('/staff', ADA, 'This is for staff only.');
        expect(await address()).toBe('/staff');
        await picture('staff-refused');
        await page.goto(`${quayside.url}${LOGIN}?other&next=%2Fstaff`);
        await sendLogin(GRACE);
        await expect.poll(text, WAIT).toContain('Accounts');
        expect(await text()).toContain(ADA.email);
        await expect
          .poll(() => page.evaluate(`document.querySelector('#who').innerText`), WAIT)
          .toBe(GRACE.email);
        await picture('staff');
        await phonePicture('staff');
      },
      LIMIT,
    );

    it(
      'makes a visitor wait who has guessed too often',
      async () => {
        await page.goto(quayside.url);
        const guess = { email: `nobody-${name}@example.com`, password: 'wrong' };
        for (let attempt = 1; attempt <= 5; attempt++) {
          // Otherwise the message of the attempt before would be taken for that of this one.
          await page.evaluate(`document.querySelector('[role=alert]')?.remove()`);
          await sendLogin(guess);
          await expect.poll(text, WAIT).toContain('The address or the password is wrong.');
        }
        await picture('wrong');
        await sendLogin(guess);
        await expect.poll(text, WAIT).toContain('Too many attempts. Please wait a minute.');
        await picture('login-throttled');
        await phonePicture('login-throttled');
      },
      LIMIT,
    );

    it(
      'tells a visitor who asks too often',
      async () => {
        // Earlier requests would be forgotten one by one, and let new ones through.
        await redis('FLUSHALL');
        await enter('/tides/old-pier', GRACE, 'Old Pier, high water');
        // One after the other: of requests at the same time the throttle may miss some.
        const last = await page.evaluate(`(async () => {
        for (let request = 1; request <= 60; request++) {
          const { status } = await fetch('/api/tides/old-pier');
          if (status !== 200) {
            return status;
          }
        }
      })()`);
        expect(last).toBe(429);
        await page.reload();
        await expect.poll(text, WAIT).toContain('Too many requests');
        await expect.poll(text, WAIT).toContain(GRACE.email);
        await picture('throttled');
      },
      LIMIT,
    );

    it(
      'logs out, says so, and is closed again',
      async () => {
        await enter('/', ADA, 'North Quay');
        await picture('harbours');
        await page.click('form.account button');
        await expect.poll(text, WAIT).toContain('You are logged out.');
        expect(await address()).toBe(`${LOGIN}?next=%2F`);
        expect(await page.cookieNames()).not.toContain(TOKEN);
        await picture('logged-out');
        await phonePicture('logged-out');
        await page.goto(`${quayside.url}/chat`);
        expect(await address()).toBe(`${LOGIN}?next=%2Fchat`);
      },
      LIMIT,
    );
  });
});
