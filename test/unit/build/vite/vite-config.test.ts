import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { createServer as createVite, type Plugin } from 'vite';
import { describe, expect, it, onTestFinished } from 'vitest';
import { spaAuth } from '../../../../build/vite/plugin.js';
import { ask, logIn, PAGE, SCRIPT, startDev, writeApp } from './server.js';

const json = (config: object) => ({ 'spa-auth.config.json': JSON.stringify(config) });

describe('a Vite configuration', () => {
  it('with a base has the app and its modules below it', async () => {
    const root = await writeApp(json({ spaFallback: '/app/index.html' }));
    const { url } = await startDev(root, {}, { base: '/app/' });
    expect((await ask(`${url}/app/x`)).headers.location).toBe('/api/auth/login?next=%2Fapp%2Fx');
    const { cookie } = await logIn(url);
    expect((await ask(`${url}/app/x`, { ...PAGE, cookie })).body).toContain('The app');
    expect((await ask(`${url}/app/@vite/client`, { ...SCRIPT, cookie })).body).toContain('HMR');
    expect((await ask(`${url}/app/src/main.js`, { ...SCRIPT, cookie })).body).toContain('hello');
  });

  it.each(['mpa', 'custom'] as const)('of the type %s follows the function', async (appType) => {
    const own: Plugin = {
      name: 'own',
      configureServer: (server) => () => {
        server.middlewares.use((request, response) => {
          response.end(`own ${request.url}`);
        });
      },
    };
    const root = await writeApp({ 'other.html': '<p>Other page' });
    const plugins = appType === 'custom' ? [own] : [];
    const { url } = await startDev(root, {}, { appType, publicDir: false, plugins });
    expect((await ask(`${url}/other.html`)).status).toBe(302);
    const { cookie } = await logIn(url);
    const get = async (path: string, kind: Record<string, string>) =>
      (await ask(url + path, { ...kind, cookie })).body;
    expect(await get('/@vite/client', SCRIPT)).toContain('HMR');
    expect(await get('/src/main.js', SCRIPT)).toContain('hello');
    const expected =
      appType === 'mpa' ? ['The app', 'Other page'] : ['own /index.html', 'own /other.html'];
    expect(await get('/route', PAGE)).toContain(expected[0]);
    expect(await get('/other.html', PAGE)).toContain(expected[1]);
  });

  it('in middleware mode answers before Vite, also while it is closed', async () => {
    const root = await writeApp(json({ publicPaths: ['x'] }));
    const vite = await createVite({
      ...{ root, configFile: false, logLevel: 'silent', plugins: [spaAuth()] },
      server: { middlewareMode: true, ws: false } as never,
    });
    onTestFinished(() => vite.close());
    const server = createServer((request, response) =>
      vite.middlewares(request, response, () => response.end('the app of the server')),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const url = `http://localhost:${(server.address() as { port: number }).port}`;
    expect((await ask(url)).status).toBe(503);
    await writeFile(join(root, 'spa-auth.config.json'), '{}');
    await expect.poll(async () => (await ask(url)).status).toBe(302);
  });
});

describe('over TLS', () => {
  it('cookies are Secure, and HTTP/2 is decided like HTTP/1', async () => {
    const { createCertificate } = await import('../../../../build/preview/certificate.js');
    const { connect } = await import('node:http2');
    const https = createCertificate(Math.floor(Date.now() / 1000));
    const { url } = await startDev(await writeApp(), {}, { server: { https } });
    const client = connect(url, { ca: https.cert });
    onTestFinished(() => client.close());
    const send = (headers: Record<string, string>, body = '') =>
      new Promise<{ headers: Record<string, unknown>; body: string }>((resolve, reject) => {
        const stream = client.request({ ':method': 'GET', ...headers }, { endStream: false });
        let text = '';
        let got: Record<string, unknown> = {};
        stream.on('response', (received) => {
          got = received;
        });
        stream.on('data', (chunk) => {
          text += chunk;
        });
        stream.once('end', () => resolve({ headers: got, body: text })).once('error', reject);
        stream.end(body);
      });
    expect((await send({ ':path': '/x', ...PAGE })).headers).toMatchObject({
      ':status': 302,
      location: '/api/auth/login?next=%2Fx',
    });
    const login = await send(
      {
        ':path': '/api/auth/login?next=%2F',
        ':method': 'POST',
        origin: url,
        'content-type': 'application/x-www-form-urlencoded',
      },
      'userId=ada',
    );
    const [setCookie] = login.headers['set-cookie'] as string[];
    expect(setCookie).toContain('; Secure');
    const cookie = setCookie!.split(';')[0]!;
    expect((await send({ ':path': '/x', ...PAGE, cookie })).body).toContain('The app');
    expect((await send({ ':path': '/__spa-auth/', ...PAGE })).body).toContain('Inspector');
  });
});
