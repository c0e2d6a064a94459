import { createServer, type IncomingHttpHeaders } from 'node:http';
import { get as httpsGet } from 'node:https';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createCertificate } from '../../../../build/preview/certificate.js';
import { preview, send } from './preview.js';

const SENT = ['token=1; Secure; Path=/', '__Host-token=1; Secure; Path=/'];

/** Starts a backend that sets two cookies in every response. */
async function cookieBackend(): Promise<string> {
  const server = createServer((_request, response) => {
    response.setHeader('set-cookie', SENT);
    response.end();
  });
  onTestFinished(() => void server.close());
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('the cookies of the function and of the backend', () => {
  it('lose Secure over plain HTTP, with one notice', async () => {
    const notices: string[] = [];
    const { url } = await preview({
      backend: await cookieBackend(),
      onNotice: (text) => notices.push(text),
    });
    const cookies = async (path: string, headers: Record<string, string> = {}) =>
      (await send(url, path, { headers })).headers['set-cookie'];
    expect(await cookies('/bounce')).toEqual(['bounce=1; HttpOnly; Path=/']);
    const plain = ['token=1; Path=/', '__Host-token=1; Secure; Path=/'];
    expect(await cookies('/api/login')).toEqual(plain);
    const upgrade = { connection: 'Upgrade', upgrade: 'websocket' };
    expect(await cookies('/api/socket', upgrade)).toEqual(plain);
    expect(notices).toHaveLength(1);
  });

  it('keep Secure over TLS, without a notice', async () => {
    const notices: string[] = [];
    const { url } = await preview({
      tls: createCertificate(1_700_000_000),
      backend: await cookieBackend(),
      onNotice: (text) => notices.push(text),
    });
    expect(url).toMatch(/^https:\/\/localhost:\d+$/);
    // The dates of the certificate belong to the fixed time of these tests.
    const cookies = (path: string) =>
      new Promise<IncomingHttpHeaders['set-cookie']>((resolve, reject) => {
        httpsGet(`${url}${path}`, { rejectUnauthorized: false, agent: false }, (response) => {
          response.resume();
          resolve(response.headers['set-cookie']);
        }).on('error', reject);
      });
    expect(await cookies('/bounce')).toEqual(['bounce=1; HttpOnly; Secure; Path=/']);
    expect(await cookies('/api/login')).toEqual(SENT);
    expect(notices).toEqual([]);
  });
});
