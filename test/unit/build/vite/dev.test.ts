import { beforeAll, describe, expect, it } from 'vitest';
import { ask, type DevServer, logIn, PAGE, SCRIPT, startDev, writeApp } from './server.js';

let root: string;
let dev: DevServer;

beforeAll(async () => {
  root = await writeApp({
    'public/logo.svg': '<svg/>',
    'public/open.js': 'open',
    '.spa-auth/viewer-request.js': 'function handler(){}',
    'spa-auth.config.json': JSON.stringify({ publicPaths: ['/open.js'] }),
  });
  dev = await startDev(root);
});

describe('without a token', () => {
  it.each([
    ['/', 302],
    ['/reports/7?view=chart', 302],
    ['/index.html', 302],
  ])('the page %s leads to the login', async (path, status) => {
    const { url } = dev;
    const { status: got, headers, body } = await ask(url + path);
    expect(got).toBe(status);
    expect(headers.location).toBe(`/api/auth/login?next=${encodeURIComponent(path)}`);
    expect(body).not.toContain('The app');
  });

  it('modules of the app and of Vite are refused as assets are', async () => {
    const { url } = dev;
    const paths = [
      '/src/main.js',
      '/src/main.js?t=1',
      '/@vite/client',
      '/@id/x',
      `/@fs${root}/src/main.js`,
      '/node_modules/.vite/deps/x.js',
      '/logo.svg',
      '/src/main.js?raw',
    ];
    const answers = await Promise.all(paths.map((path) => ask(url + path, SCRIPT)));
    expect(answers.map(({ status }) => status)).toEqual(paths.map(() => 401));
    expect(answers.map(({ body }) => body).join()).not.toContain('hello');
  });

  it('what publicPaths names is served, and the loop ends in a page', async () => {
    const { url } = dev;
    expect((await ask(`${url}/open.js`, SCRIPT)).body).toContain('open');
    let cookie = '';
    let status = 302;
    for (let i = 0; i < 12 && status === 302; i++) {
      const answer = await ask(url, { ...PAGE, cookie });
      status = answer.status;
      cookie = answer.headers['set-cookie']?.[0]?.split(';')[0] ?? cookie;
    }
    expect(status).toBe(403);
  });
});

describe('with a token of the development login', () => {
  it('the app, its routes, its modules and those of Vite are served', async () => {
    const { url, lines } = dev;
    const { status, cookie, setCookie, location } = await logIn(
      url,
      '/api/auth/login?next=%2Fa%3Fb',
    );
    expect({ status, location }).toEqual({ status: 303, location: '/a?b' });
    expect(setCookie).not.toContain('Secure');
    const get = async (path: string, kind: Record<string, string>) =>
      (await ask(url + path, { ...kind, cookie })).body;
    expect(await get('/reports/7?view=chart', PAGE)).toContain('The app');
    expect(await get('/src/main.js', SCRIPT)).toContain('hello');
    expect(await get('/@vite/client', SCRIPT)).toContain('HMR');
    expect(lines.join('\n')).toContain('development login for any user id at /api/auth/login');
  });

  it('the inspector keeps the decisions, and explains them', async () => {
    const { url } = dev;
    await ask(`${url}/inspected`);
    expect((await ask(`${url}/__spa-auth/`)).body).toContain('Inspector');
    const explanations: unknown[] = [];
    for (let id = 1, status = 200; status === 200; id++) {
      const answer = await ask(`${url}/__spa-auth/decisions/${id}`, SCRIPT);
      ({ status } = answer);
      explanations.push(JSON.parse(answer.body).explanation);
    }
    expect(explanations.at(-2)).toMatchObject({
      ...{ verdict: 'redirect', reason: 'missing', request: { path: '/inspected' } },
    });
  });

  it('the folder of the built function is not served', async () => {
    const { url } = dev;
    const { cookie } = await logIn(url);
    for (const folder of ['/.spa-auth/', '/%2espa-auth/', `/@fs${root}/.spa-auth/`]) {
      for (const query of ['?raw', '?%']) {
        const path = `${folder}viewer-request.js${query}`;
        const { status, body } = await ask(url + path, { ...SCRIPT, cookie });
        expect({ path, status }).toEqual({ path, status: 404 });
        expect(body).not.toContain('handler');
      }
    }
  });
});
