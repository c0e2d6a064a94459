import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { closedPort } from '../../fakes/backend.js';
import { type Installation, type Page, STEP_LIMIT, VIEWPORT } from './browser.js';
import { missingPrograms } from './programs.js';
import { startDriver, type WebDriver } from './webdriver.js';

const DRIVER = process.env.WEBKIT_DRIVER ?? 'WebKitWebDriver';
const SCREEN = 'Xvfb';

// https://www.w3.org/TR/webdriver2/#elements
const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf';

/** Debian's WebKitGTK: WebKitWebDriver starts its MiniBrowser, which has no headless mode. */
export const webkit: Installation = {
  name: 'webkit',
  missing: () => missingPrograms([DRIVER, SCREEN]),
  async launch() {
    const screen = await startScreen();
    // MiniBrowser saves downloads there.
    const home = await mkdtemp(join(tmpdir(), 'spa-auth-webkit-'));
    const env = { ...screen.env, HOME: home };
    const drivers = new Set<WebDriver>();
    return {
      name: 'webkit',
      async open() {
        // A driver has one session at a time, and a session one set of cookies.
        const driver = await startDriver(DRIVER, await closedPort(), env);
        drivers.add(driver);
        await driver.startSession({ acceptInsecureCerts: true });
        await driver.send('POST', '/timeouts', { implicit: STEP_LIMIT, script: STEP_LIMIT });
        await driver.send('POST', '/window/rect', VIEWPORT);
        return pageOf(driver, async () => {
          drivers.delete(driver);
          await driver.stop();
        });
      },
      async close() {
        await Promise.all([...drivers].map((driver) => driver.stop()));
        screen.stop();
        await rm(home, { recursive: true });
      },
    };
  },
};

function pageOf(driver: WebDriver, close: () => Promise<void>): Page {
  async function elementPath(selector: string): Promise<string> {
    const by = { using: 'css selector', value: selector };
    const found = await driver.send<Record<string, string>>('POST', '/element', by);
    return `/element/${found[ELEMENT]}`;
  }

  async function evaluate<T>(expression: string): Promise<T> {
    const script = `const done = arguments[0];
      (async () => (${expression}))().then(
        (value) => done({ value }),
        (error) => done({ error: String(error) }));`;
    const result = await driver.send<{ value: T; error?: string }>('POST', '/execute/async', {
      script,
      args: [],
    });
    if (result.error !== undefined) {
      throw new Error(result.error);
    }
    return result.value;
  }

  return {
    async goto(url) {
      await driver.send('POST', '/url', { url });
    },
    url: () => driver.send('GET', '/url'),
    text: () => evaluate('document.body.innerText'),
    async click(selector) {
      await driver.send('POST', `${await elementPath(selector)}/click`);
    },
    async fill(selector, text) {
      const element = await elementPath(selector);
      // On a busy machine `autofocus` takes the focus away between two keys, so that the rest goes
      // into another field. It does so once.
      for (let attempt = 1; attempt <= 3; attempt++) {
        await driver.send('POST', `${element}/clear`);
        await driver.send('POST', `${element}/value`, { text });
        if ((await driver.send('GET', `${element}/property/value`)) === text) {
          return;
        }
      }
      throw new Error(`${selector} does not take the text`);
    },
    async back() {
      await driver.send('POST', '/back');
    },
    async reload() {
      await driver.send('POST', '/refresh');
    },
    evaluate,
    async cookieNames() {
      const cookies = await driver.send<{ name: string }[]>('GET', '/cookie');
      return cookies.map(({ name }) => name);
    },
    async clearCookies(name) {
      await driver.send('DELETE', name === undefined ? '/cookie' : `/cookie/${name}`);
    },
    async resize(size) {
      await driver.send('POST', '/window/rect', size);
    },
    async screenshot(path) {
      // Until the first frame is painted the picture is white.
      await evaluate(
        'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(1))))',
      );
      const picture = await driver.send<string>('GET', '/screenshot');
      await writeFile(path, Buffer.from(picture, 'base64'));
    },
    close,
  };
}

/** Starts an X server without a monitor, on a display that is free. */
async function startScreen() {
  const child: ChildProcess = spawn(
    SCREEN,
    ['-displayfd', '3', '-screen', '0', '1280x1024x24', '-nolisten', 'tcp'],
    { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] },
  );
  const stop = () => child.kill();
  // A run that is broken off must not leave it behind.
  process.once('exit', stop);
  // The server writes the display's number once it listens.
  const ready = once(child.stdio[3] as Readable, 'data') as Promise<[Buffer]>;
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`${SCREEN} ended with exit code ${code} before it listened`);
  });
  const [display] = await Promise.race([ready, ended]);
  ended.catch(() => undefined);
  return { env: { DISPLAY: `:${display.toString().trim()}` }, stop };
}
