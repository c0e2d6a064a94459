import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { buildEdgeFunction } from '../../build/compile/build.js';
import { createCertificate, type TlsPair } from '../../build/preview/certificate.js';
import { startPreview } from '../../build/preview/server.js';
import { spaLogin } from '../../signer/index.js';
import { type Browser, type Page, STEP_LIMIT } from './browsers/browser.js';
import { BROWSERS } from './browsers/installed.js';

const SECRET = '5e'.repeat(32);
const NOW = 1_800_000_000;
const NAME = '__Host-spa-token';
const LOGIN = '/api/auth/login';
const FORM =
  '<!doctype html><title>Log in</title><form method="post"><button>Log in</button></form>';
const WAIT = { timeout: STEP_LIMIT };

describe.each(BROWSERS)('a cookie named __Host-… in $name', ({ name, launch }) => {
  let browser: Browser;
  let backend: Server;
  let page: Page;
  let url: string;

  beforeAll(async () => {
    browser = await launch();
    backend = createServer((request, response) => {
      response.setHeader('content-type', 'text/html');
      if (request.method === 'POST') {
        spaLogin(response, 'ada', { secret: SECRET, cookieName: NAME, now: NOW });
        response.writeHead(303, { location: '/data/report.json' }).end();
      } else {
        response.end(FORM);
      }
    });
    backend.listen(0, '127.0.0.1');
    await once(backend, 'listening');
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
    backend.close();
  });

  async function start(tls?: TlsPair) {
    const { code, manifest } = await buildEdgeFunction({ config: { cookieName: NAME } });
    const preview = await startPreview({
      code,
      runtime: manifest.runtime,
      root: fileURLToPath(new URL('../../examples/demo/site', import.meta.url)),
      backend: `http://127.0.0.1:${(backend.address() as AddressInfo).port}`,
      tls,
      port: 0,
      secret: SECRET,
      now: () => NOW,
    });
    onTestFinished(() => preview.close());
    url = preview.url;
    page = await browser.open();
    onTestFinished(() => page.close());
    await page.goto(`${url}/data/report.json`);
    expect(await page.url()).toBe(`${url}${LOGIN}?next=%2Fdata%2Freport.json`);
    await page.click('button');
  }

  it('lets a visitor in over TLS, with a certificate made for the run', async () => {
    await start(createCertificate(NOW));
    await expect.poll(() => page.text(), WAIT).toContain('North Quay');
    expect(await page.url()).toBe(`${url}/data/report.json`);
    expect(await page.cookieNames()).toContain(NAME);
  }, 240_000);

  it('is kept on http://localhost, but not by WebKit', async () => {
    await start();
    if (name === 'webkit') {
      // The redirect after the login comes back to the login page.
      await expect.poll(() => page.cookieNames(), WAIT).toEqual(['pocket-spa-bounce']);
      expect(await page.url()).toBe(`${url}${LOGIN}?next=%2Fdata%2Freport.json`);
    } else {
      await expect.poll(() => page.text(), WAIT).toContain('North Quay');
      expect(await page.cookieNames()).toContain(NAME);
    }
  }, 240_000);
});
