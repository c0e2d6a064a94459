import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { build, type InlineConfig, preview } from 'vite';
import { describe, expect, it, onTestFinished } from 'vitest';
import { buildEdgeFunction } from '../../../../build/compile/build.js';
import { spaAuth } from '../../../../build/vite/plugin.js';
import { closedPort } from '../../../fakes/backend.js';
import { ask, createRecorder, logIn, PAGE, SCRIPT, writeApp } from './server.js';

const SECRET = '7a'.repeat(32);
const { code, manifest } = await buildEdgeFunction();
const MANIFEST = JSON.stringify(manifest, null, 2);

const config = (root: string, more: InlineConfig = {}): InlineConfig => ({
  ...{ root, configFile: false, logLevel: 'silent', plugins: [spaAuth()], ...more },
});

describe('vite build', () => {
  it('builds a site that publishes nothing', async () => {
    const root = await writeApp({
      'public/manifest.json': '{ "name": "The app", "runtime": "x" }',
      '.env': `SPA_TOKEN_SECRET=${SECRET}\n`,
    });
    await build(config(root));
    expect(existsSync(join(root, 'dist/index.html'))).toBe(true);
  });

  it.each([
    ['a built function', 'public/edge/f.js', code, '"public/edge/f.js" is a built function'],
    ['its manifest', 'public/m.json', MANIFEST, '"public/m.json" is the manifest of a built'],
    ['a secret', 'public/.env', `SPA_TOKEN_SECRET=${SECRET}`, '"public/.env" contains the secret'],
  ])('refuses %s in the public folder, before it writes', async (_what, file, text, message) => {
    const root = await writeApp({ [file]: text });
    const error = await build(config(root)).catch((reason: Error) => reason);
    expect(String(error)).toContain(message);
    expect(String(error)).not.toContain(SECRET);
    expect(existsSync(join(root, 'dist'))).toBe(false);
  });

  it('refuses what is in the folder of the site already, or what another plugin adds', async () => {
    const root = await writeApp({ 'dist/old.js': code });
    await expect(build(config(root, { build: { emptyOutDir: false } }))).rejects.toThrow(
      '"dist/old.js" is a built function',
    );
    const emit = {
      name: 'emit',
      generateBundle(this: { emitFile: (file: object) => void }) {
        this.emitFile({ type: 'asset', fileName: 'edge.js', source: code });
      },
    };
    const plugins = [emit as never, spaAuth()];
    await expect(build(config(await writeApp(), { plugins }))).rejects.toThrow(
      '"dist/edge.js" is a built function',
    );
  });

  it('refuses a bundle with the secret, and does not show it', async () => {
    const root = await writeApp({
      '.env.production': `SPA_TOKEN_SECRET=${SECRET}\n`,
      'src/main.js': 'document.title = __KEY__;',
    });
    const define = { __KEY__: JSON.stringify(SECRET.toUpperCase()) };
    const error = await build(config(root, { define })).catch((reason: Error) => reason);
    expect(String(error)).toMatch(/"assets\/index-[^"]+\.js" contains the secret/);
    expect(String(error).toLowerCase()).not.toContain(SECRET);
  });

  it('leaves a server bundle and another error alone', async () => {
    const root = await writeApp({ 'src/main.js': "import './missing.js';" });
    await expect(build(config(root))).rejects.toThrow('missing.js');
  });
});

describe('vite preview', () => {
  async function start(root: string, more: InlineConfig = {}) {
    const { logger, lines } = createRecorder();
    const port = await closedPort();
    const server = await preview({
      ...config(root, more),
      customLogger: logger,
      preview: { host: '127.0.0.1', port, strictPort: true },
    });
    onTestFinished(() => server.close());
    return { url: `http://localhost:${port}`, lines };
  }

  it('stands in front of the built site', async () => {
    const root = await writeApp();
    await build(config(root));
    const { url, lines } = await start(root);
    expect((await ask(`${url}/a?b`)).headers.location).toBe('/api/auth/login?next=%2Fa%3Fb');
    expect((await ask(`${url}/assets/x.js`, SCRIPT)).status).toBe(401);
    const { cookie } = await logIn(url);
    const page = await ask(`${url}/a`, { ...PAGE, cookie });
    expect(page.body).toContain('The app');
    const [, script] = /src="(\/assets\/[^"]+)"/.exec(page.body)!;
    expect((await ask(url + script, { ...SCRIPT, cookie })).body).toContain('hello');
    expect((await ask(`${url}/__spa-auth/`)).body).toContain('Inspector');
    expect(lines.join('\n')).toContain('development login for any user id at /api/auth/login');
  });

  it('does not start with a wrong configuration, or a site that has the function', async () => {
    const root = await writeApp({ 'spa-auth.config.json': '{ "loginpath": "/in" }' });
    await build(config(root));
    await expect(start(root)).rejects.toThrow('loginPath');
    await expect(start(await writeApp({ 'dist/f.js': code }))).rejects.toThrow('built function');
  });
});
