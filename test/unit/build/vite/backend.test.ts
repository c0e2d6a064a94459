import { describe, expect, it, onTestFinished } from 'vitest';
import { startFakeBackend } from '../../../fakes/backend.js';
import { ask, SCRIPT, startDev, writeApp } from './server.js';

describe('the backend', () => {
  async function start(
    options: Parameters<typeof startDev>[1],
    keys = ['/api'],
    extra: object = {},
  ) {
    const backend = await startFakeBackend();
    onTestFinished(backend.close);
    const proxy = Object.fromEntries(
      keys.map((key) => [key, { target: backend.url, ws: true, ...extra }]),
    );
    const dev = await startDev(await writeApp(), options, { server: { proxy } });
    return { ...dev, backend };
  }

  it('answers its paths and the login, without the function', async () => {
    const { url, lines } = await start({});
    expect((await ask(`${url}/api/users`, SCRIPT)).body).toBe('from the backend');
    expect((await ask(`${url}/api/auth/login`)).body).toBe('from the backend');
    expect(lines.join('\n')).toContain('SPA_TOKEN_SECRET is not set');
    expect(lines.join('\n')).not.toContain('development login');
  });

  it('is behind the function with gateBackend', async () => {
    const { url, backend } = await start({ gateBackend: true });
    expect((await ask(`${url}/api/users`, SCRIPT)).status).toBe(401);
    expect(backend.received).toEqual([]);
  });

  it('that has other paths is behind the function, and a line says so', async () => {
    const { url, lines } = await start({}, ['/api', '/graphql']);
    expect((await ask(`${url}/graphql`, SCRIPT)).status).toBe(401);
    expect(lines.join('\n')).toContain('server.proxy has "/graphql"');
    expect(lines.join('\n')).not.toContain('server.proxy has "/api"');
  });

  it.each(['', undefined])(
    'that is %j is none: Vite does not lead there, so the function decides',
    async (none) => {
      const proxy = { '/api': none as string };
      const root = await writeApp({ 'api/data.js': 'hidden' });
      const { url, lines } = await startDev(root, {}, { server: { proxy } });
      expect((await ask(`${url}/api/data.js`, SCRIPT)).status).toBe(401);
      expect((await ask(`${url}/api/auth/login`)).body).not.toContain('The app');
      expect(lines.join('\n')).toContain('development login');
    },
  );

  it('that a bypass leads back to the files is behind the function', async () => {
    const { url } = await start({}, ['/api'], { bypass: () => '/index.html' });
    expect((await ask(`${url}/api/users`, SCRIPT)).status).toBe(401);
  });
});
