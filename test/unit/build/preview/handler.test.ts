import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { preview, send } from './preview.js';

describe('a preview', () => {
  it('sends the response of the function unchanged', async () => {
    const { url } = await preview();
    const { status, headers, body } = await send(url, '/refuse');
    expect([status, body]).toEqual([401, 'refused é']);
    expect(headers).toMatchObject({
      'x-spa-auth-reason': 'missing',
      'content-type': 'text/plain',
      'set-cookie': ['a=1; Path=/', 'b=2'],
    });
  });

  it('gives the function the secret in its KeyValueStore', async () => {
    const { url } = await preview();
    expect((await send(url, '/secret')).body).toBe('64');
  });

  it('answers 503 to an exception and 502 to an invalid output, without its value', async () => {
    const { url } = await preview();
    expect((await send(url, '/throw')).status).toBe(503);
    const { status, body } = await send(url, '/forbidden');
    expect(status).toBe(502);
    expect(body).toContain('x-edge-key');
    expect(body).not.toContain('sesame');
  });

  it('reports each request once, without its query', async () => {
    const { url, records } = await preview();
    await send(url, '/refuse?token=sesame');
    await send(url, '/index.html');
    await send(url, '/throw');
    await send(url, '/nothing.txt');
    await expect.poll(() => records.length).toBe(4);
    const number = expect.any(Number);
    const base = { method: 'GET', reason: '', microseconds: number };
    expect(records).toEqual([
      { ...base, path: '/refuse', status: 401, verdict: 'refuse', reason: 'missing' },
      { ...base, path: '/index.html', status: 200, verdict: 'pass' },
      {
        ...base,
        path: '/throw',
        status: 503,
        verdict: 'fault',
        reason: expect.stringMatching(/^threw Error at/),
        microseconds: null,
      },
      { ...base, path: '/nothing.txt', status: 404, verdict: 'pass' },
    ]);
  });

  it('refuses a URL of 8,192 characters and accepts one of 8,191', async () => {
    const { url } = await preview();
    expect((await send(url, `/${'a'.repeat(8191)}`)).status).toBe(414);
    expect((await send(url, `/${'a'.repeat(8190)}`)).status).toBe(404);
  });

  it('answers 400 to a request target without a path', async () => {
    const { url } = await preview();
    expect((await send(url, '*', { method: 'OPTIONS' })).status).toBe(400);
  });

  it('reports status 0 if the viewer disconnects before the response', async () => {
    const silent = createServer(() => undefined);
    onTestFinished(() => void silent.close());
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as AddressInfo;
    const { url, records } = await preview({ backend: `http://127.0.0.1:${port}` });
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    silent.once('request', () => socket.destroy());
    socket.write('GET /api/a HTTP/1.1\r\nhost: localhost\r\n\r\n');
    await expect.poll(() => records).toMatchObject([{ path: '/api/a', status: 0 }]);
  });
});
