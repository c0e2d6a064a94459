import { describe, expect, it } from 'vitest';
import { spaAuth } from '../../../../build/vite/plugin.js';
import { generateToken } from '../../../../signer/index.js';
import { ask, logIn, PAGE, startDev, writeApp } from './server.js';

const SECRET = '7a'.repeat(32);

describe('options', () => {
  it('loginAs logs in at once', async () => {
    const { url } = await startDev(await writeApp(), { loginAs: 'grace' });
    const { status, headers } = await ask(`${url}/api/auth/login?next=%2Fx`);
    expect({ status, location: headers.location }).toEqual({ status: 303, location: '/x' });
    expect(headers['set-cookie']?.[0]).toContain('pocket-spa-token=grace:');
  });

  it('config takes an object, and inspector: false leaves the inspector out', async () => {
    const options = { config: { loginPath: '/in', cookieName: 'tok' }, inspector: false };
    const { url } = await startDev(await writeApp(), options);
    expect((await ask(`${url}/__spa-auth/`)).headers.location).toBe('/in?next=%2F__spa-auth%2F');
    expect((await logIn(url, '/in?next=%2F')).cookie).toMatch(/^tok=ada:/);
  });

  it('login: false leaves the login to the app', async () => {
    const options = { config: { loginPath: '/login' }, login: false };
    const { url, lines } = await startDev(await writeApp(), options);
    expect((await ask(`${url}/login`)).body).toContain('The app');
    expect((await ask(`${url}/other`)).headers.location).toBe('/login?next=%2Fother');
    expect(lines.join('\n')).toContain('SPA_TOKEN_SECRET is not set');
  });

  it.each([
    [{ loginas: 'x' }, 'found the option "loginas"; allowed: config, pocketToml, stage, login'],
    [{ loginAs: 7 }, 'loginAs: found number; allowed: string'],
    [{ config: null }, 'config: found null; allowed: object or string'],
    [{ login: false, loginAs: 'a' }, 'give one'],
    ['ada', 'found "ada"; allowed: an object'],
  ])('%j is refused at once', async (options, message) => {
    expect(() => spaAuth(options as never)).toThrow(message);
  });

  it('a second spaAuth() is refused', async () => {
    const started = startDev(await writeApp(), {}, { plugins: [spaAuth()] });
    await expect(started).rejects.toThrow('more than once');
  });

  it.each([['SPA_'], [['VITE_', 'SPA_TOKEN_SECRET']]])(
    'envPrefix %j is refused',
    async (envPrefix) => {
      const started = startDev(await writeApp(), {}, { envPrefix });
      await expect(started).rejects.toThrow('SPA_TOKEN_SECRET to everybody who opens the app');
    },
  );
});

describe('the secret', () => {
  const token = () => `pocket-spa-token=${generateToken('ada', { secret: SECRET })}`;
  const env = `SPA_TOKEN_SECRET=${SECRET}\n`;

  it('is that of the .env of the mode, which Vite would read', async () => {
    const root = await writeApp({ '.env.staging': env });
    const { url } = await startDev(root, {}, { mode: 'staging' });
    expect((await ask(url, { ...PAGE, cookie: token() })).status).toBe(200);
  });

  it('is not that of another mode', async () => {
    const root = await writeApp({ '.env.staging': env });
    const { url } = await startDev(root, {}, { mode: 'development' });
    expect((await ask(url, { ...PAGE, cookie: token() })).status).toBe(302);
    expect(process.env.SPA_TOKEN_SECRET).toBeUndefined();
  });

  it('that is no secret is an error which does not show it', async () => {
    const root = await writeApp({ '.env': 'SPA_TOKEN_SECRET=sesame-open-sesame\n' });
    const { url, lines } = await startDev(root);
    const { status, body } = await ask(url);
    expect(status).toBe(503);
    expect(body + lines.join('\n')).toContain('SPA_TOKEN_SECRET');
    expect(body + lines.join('\n')).not.toContain('sesame');
  });
});
