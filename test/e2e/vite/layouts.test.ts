import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { generateToken } from '../../../signer/index.js';
import { ask, PAGE, SCRIPT } from '../../fakes/ask.js';
import { STEP_LIMIT } from '../browsers/browser.js';
import { makeProject, type Project, VERSIONS, type Version } from './project.js';

// Where the parts of a project may be: Vite's root, its configuration, that of the function, the
// secret, and the built site.

const SECRET = '7b'.repeat(32);
const ENV = `SPA_TOKEN_SECRET=${SECRET}\n`;
const WAIT = { timeout: 2 * STEP_LIMIT };
const HTML = `<!doctype html><title>The app</title><div id="root"></div>
<script type="module" src="/src/main.js"></script>`;

interface Layout {
  readonly files: Readonly<Record<string, string>>;
  /** What Vite is given: its root, if it is not the folder of the project. */
  readonly args: readonly string[];
  readonly base: string;
  /** What the built site would publish, and may not. */
  readonly exposed: string;
  /** A configuration of the function. */
  readonly config: string;
  readonly configFile: string;
}

const vite = (options: string, more: string) =>
  `import spaAuth from 'pocket-spa-auth/vite';\nexport default { plugins: [spaAuth(${options})], ${more} };\n`;
const app = (folder: string) => ({
  [`${folder}index.html`]: HTML,
  [`${folder}src/main.js`]: "document.body.append('hello');\n",
});

const LAYOUTS: Record<string, Layout> = {
  'root in a subfolder, with its own .env and configuration': {
    files: { 'vite.config.mjs': vite('', "root: 'app'"), ...app('app/'), 'app/.env': ENV },
    ...{ args: [], base: '/', exposed: 'app/public/.env', config: '{}' },
    configFile: 'app/spa-auth.config.json',
  },
  'root in a subfolder, with .env and configuration beside that of Vite': {
    files: {
      'vite.config.mjs': vite('', "root: 'app', build: { outDir: '../out', emptyOutDir: true }"),
      ...{ ...app('app/'), '.env': ENV },
    },
    ...{ args: [], base: '/', exposed: 'app/public/.env', config: '{}' },
    configFile: 'spa-auth.config.json',
  },
  'a base, and .env files in a folder of their own': {
    files: {
      'vite.config.mjs': vite('', "base: '/app/', envDir: 'env'"),
      ...{ ...app(''), 'env/.env.local': ENV },
    },
    ...{ args: [], base: '/app/', exposed: 'public/.env', configFile: 'spa-auth.config.json' },
    config: '{ "spaFallback": "/app/index.html" }',
  },
  'a package of a monorepo, with .env and configuration one level up': {
    files: {
      'web/vite.config.mjs': vite("{ config: '../spa-auth.config.json' }", ''),
      ...{ ...app('web/'), '.env': ENV },
    },
    ...{ args: ['web'], base: '/', exposed: 'web/public/.env', config: '{}' },
    configFile: 'spa-auth.config.json',
  },
};

// VITE_ALL=1 builds each layout with each version; otherwise the versions take turns.
const builds = (version: Version, name: string) =>
  Object.keys(LAYOUTS).indexOf(name) % 2 === VERSIONS.indexOf(version) || process.env.VITE_ALL;

describe.each(VERSIONS)('with the %s Vite', (version) => {
  describe.each(Object.entries(LAYOUTS))('%s', (name, layout) => {
    const { files, args, base, exposed, config, configFile } = layout;
    let project: Project;

    beforeAll(async () => {
      project = await makeProject(version, 'plain');
      await rm(join(project.folder, 'spa-auth.config.json'));
      for (const [name, text] of Object.entries({ ...files, [configFile]: config })) {
        await project.write(name, text);
      }
    });

    afterAll(() => project?.remove());

    const cookie = `pocket-spa-token=${generateToken('ada', { secret: SECRET })}`;
    const get = (url: string, headers = {}) => ask(url, { ...PAGE, ...headers });

    it('is developed behind the gate, and follows its configuration', async () => {
      const { url, output, stop } = await project.start(args);
      onTestFinished(stop);
      const location = `/api/auth/login?next=${encodeURIComponent(`${base}a`)}`;
      expect(await get(`${url}${base}a`)).toMatchObject({ status: 302, headers: { location } });
      expect((await get(`${url}${base}a`, { cookie })).body).toContain('The app');
      const script = await ask(`${url}${base}src/main.js`, { ...SCRIPT, cookie });
      expect(script.body).toContain('hello');
      expect(output()).not.toContain('no configuration');
      await project.write(configFile, JSON.stringify({ ...JSON.parse(config), loginPath: '/in' }));
      onTestFinished(() => project.write(configFile, config));
      await expect
        .poll(async () => (await get(url + base)).headers.location, WAIT)
        .toMatch(/^\/in\?/);
    });

    it.runIf(builds(version, name))(
      'is built, and previewed behind the gate, without its secret',
      async () => {
        expect(await project.run('build', ...args)).toMatchObject({ status: 0 });
        const { url, stop } = await project.start(['preview', ...args]);
        onTestFinished(stop);
        expect((await get(`${url}${base}a`)).status).toBe(302);
        const { body } = await get(`${url}${base}a`, { cookie });
        const [, asset = ''] = /src="([^"]+)"/.exec(body)!;
        expect(asset).toMatch(new RegExp(`^${base}assets/`));
        expect((await get(url + asset, { cookie })).body).toContain('hello');

        await project.write(exposed, ENV);
        const { status, output } = await project.run('build', ...args);
        expect(status).toBe(1);
        expect(output).toContain('.env" contains the secret');
        expect(output).not.toContain(SECRET);
      },
    );
  });
});
