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

  it('that a bypass leads back to the files is behind the function, and a line says so', async () => {
    const { url, lines } = await start({}, ['/api'], { bypass: () => '/index.html' });
    expect((await ask(`${url}/api/users`, SCRIPT)).status).toBe(401);
    // The login is then that of the plugin.
    expect((await ask(`${url}/api/auth/login`)).body).toContain('Development login');
    expect(lines.join('\n')).toContain(
      'server.proxy has "/api" with bypass, which may lead to files, so the function runs for it',
    );
  });

  it('that a bypass leads to a file from a public path has been decided on that path', async () => {
    const options = { config: { publicPaths: ['/open/*'] } };
    const { url } = await start(options, ['/open', '/closed'], { bypass: () => '/index.html' });
    expect((await ask(`${url}/open/x`, SCRIPT)).body).toContain('The app');
    expect((await ask(`${url}/closed/x`, SCRIPT)).status).toBe(401);
  });

  it.each([
    ['^/graphql', true],
    ['^/(api|auth)/', true],
    ['^/api/x|/other', true],
    ['^/apis?/', false],
    ['^/ap?i/', true],
    ['^/api/.*', false],
    ['^\\/api\\/v\\d+\\/', false],
    ['^/api(?:/|$)', false],
    ['^.*', true],
    ['^.*\\.json$', true],
  ])('whose key is the regular expression %s is named: %j', async (key, isNamed) => {
    const { url, lines } = await start({}, [key]);
    await ask(`${url}/x`, SCRIPT);
    expect(lines.some((line) => line.includes(`server.proxy has ${JSON.stringify(key)}`))).toBe(
      isNamed,
    );
  });

  it.each([
    ['^/api/(', 'Unterminated group'],
    ['^*', 'Nothing to repeat'],
  ])('whose key %s is no regular expression is an error', async (key, problem) => {
    await expect(start({}, [key])).rejects.toThrow(
      `server.proxy has ${JSON.stringify(key)}, which begins with ^ and is no regular expression (${problem})`,
    );
  });
});
