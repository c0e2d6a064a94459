import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { closedPort } from '../../../fakes/backend.js';
import { backend, preview, send } from './preview.js';

describe('the backend', () => {
  it('gets a request for /api/* unchanged, and the function does not run', async () => {
    const { url: address, received } = await backend();
    const { url, records } = await preview({ backend: address });
    const headers = {
      'x-refuse': '1',
      cookie: 'a=1',
      'x-real-ip': '1.1.1.1',
      'x-forwarded-for': '192.0.2.7',
    };
    const response = await send(url, '/api/x%2f?a=1&a', { method: 'POST', headers, body: 'sent' });
    expect(response).toMatchObject({ status: 200, body: 'from the backend' });
    expect(response.headers['set-cookie']).toEqual(['a=1', 'b=2']);
    expect(received).toHaveLength(1);
    expect(received[0]).toMatchObject({ method: 'POST', url: '/api/x%2f?a=1&a', body: 'sent' });
    expect(received[0]!.headers).toMatchObject({
      cookie: 'a=1',
      'x-forwarded-for': '192.0.2.7, 127.0.0.1',
    });
    expect(received[0]!.headers).not.toHaveProperty('x-real-ip');
    await expect.poll(() => records).toMatchObject([{ verdict: 'ungated', microseconds: null }]);
  });

  it('gets the request that the function returned if it is gated', async () => {
    const { url: address, received } = await backend();
    const { url } = await preview({ backend: address, gateBackend: true });
    await send(url, '/api/gated?b=%20&b', { headers: { cookie: 'a=1; a=2' } });
    expect(received[0]).toMatchObject({ url: '/api/changed?b=%20&b' });
    expect(received[0]!.headers).toMatchObject({ cookie: 'a=1; a=2' });
    expect(Buffer.from(String(received[0]!.headers['x-user']), 'latin1').toString()).toBe('é');
    expect((await send(url, '/api/x', { headers: { 'x-refuse': '1' } })).status).toBe(401);
    expect(received).toHaveLength(1);
  });

  it.each([
    ['/api/a', true],
    ['/%61pi/a', true],
    ['/x/../api/a', true],
    ['/x/%2e%2E/api/a', true],
    ['/api', false],
    ['/API/a', false],
    ['/api/../x', false],
    ['/api\\a', false],
    ['//api/a', false],
  ])('gets the request for %s: %s', async (path, expected) => {
    const { url: address, received } = await backend();
    const { url: site } = await preview({ backend: address });
    await send(site, path);
    expect(received.map(({ url }) => url)).toEqual(expected ? [path] : []);
  });

  it('is answered for with 502 if it is down and with 504 if it closes the connection', async () => {
    const down = await preview({ backend: `http://127.0.0.1:${await closedPort()}` });
    expect((await send(down.url, '/api/a')).status).toBe(502);
    const { url: address } = await backend();
    const silent = await preview({ backend: address });
    const { status, body } = await send(silent.url, '/api/silence');
    expect(status).toBe(504);
    expect(JSON.parse(body)).toMatchObject({ path: '/api/silence', backend: address });
    await expect
      .poll(() => silent.records[0])
      .toMatchObject({ reason: 'no response from the backend' });
  });

  it('gets the requests for its further paths: exact ones and prefixes', async () => {
    const { url: address, received } = await backend();
    const backendPaths = ['/api/*', '/login', '/%7Eada/*', '/caf%c3%a9'];
    const { url: site } = await preview({ backend: address, backendPaths });
    const taken = ['/login?next=%2F', '/l%6Fgin', '/~ada/x', '/%7eada/', '/caf%C3%A9', '/api/x'];
    const left = ['/login/', '/Login', '/~ada', '/~adam/x', '/loginx'];
    for (const path of [...taken, ...left]) {
      await send(site, path);
    }
    expect(received.map(({ url }) => url)).toEqual(taken);
  });

  it('is missed by its paths, except where there is a file', async () => {
    const root = await mkdtemp(join(tmpdir(), 'preview-'));
    onTestFinished(() => rm(root, { recursive: true }));
    await mkdir(join(root, 'api'));
    await writeFile(join(root, 'api/manual.txt'), 'a file');
    await writeFile(join(root, 'index.html'), 'the application');
    const { url } = await preview({ root, backendPaths: ['/api/*', '/rewrite'] });
    for (const path of ['/api/a', '/rewrite', '/api/gated']) {
      const { status, body } = await send(url, path);
      expect(status).toBe(404);
      expect(body).toContain('no --backend');
    }
    expect(await send(url, '/api/manual.txt')).toMatchObject({ status: 200, body: 'a file' });
  });
});
