import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCli } from '../../../build/cli.js';
import { generateToken } from '../../../signer/index.js';
import { FILES, LOGIN_PAGE } from '../../fakes/gated-site.js';
import { type FakeTerminal, fakeTerminal } from '../../unit/build/commands/fake-terminal.js';
import { describeEachNginx } from './each.js';

const SECRET = '5e'.repeat(32);
const NOW = Math.floor(Date.now() / 1000);

let cwd: string;

beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'spa-auth-nginx-'));
  await mkdir(join(cwd, 'dist'));
  await writeFile(join(cwd, 'dist/index.html'), '<p>the application</p>');
});

afterEach(() => rm(cwd, { recursive: true }));

async function cli(...argv: string[]) {
  const terminal = fakeTerminal({ cwd, env: { SPA_TOKEN_SECRET: SECRET } });
  const status = await runCli(argv, terminal);
  return { status, out: terminal.lines.out.join('\n'), err: terminal.lines.err.join('\n') };
}

const SITE = ['--server-name', 'app.example.com', '--root', '/srv/app'];

describe('build --target nginx', () => {
  it('writes the module and the configuration, and no secret', async () => {
    const { status, out } = await cli('build', '--target', 'nginx', ...SITE, '--json');
    expect(status).toBe(0);
    const folder = join(cwd, '.spa-auth');
    const files = ['spa-auth.conf', 'spa-auth.js', 'proxy.conf'];
    expect((await readdir(folder)).sort()).toEqual(['.gitignore', ...files].sort());
    const texts = await Promise.all(files.map((name) => readFile(join(folder, name), 'utf8')));
    expect(texts.join('')).not.toContain(SECRET);
    expect(texts[0]).toContain('root "/srv/app";');
    expect(texts[0]).not.toContain('proxy_pass');
    expect(JSON.parse(out).report.gates).toEqual([
      'syntax',
      'ASCII',
      'secrecy',
      'probes',
      'vectors',
    ]);
  });

  it.each([
    [['--root', '/srv/app'], 'needs the host name and the folder'],
    [['--server-name', 'a.example'], 'needs the host name and the folder'],
    [['--server-name', 'a b', '--root', '/srv'], '--server-name: found "a b"'],
    [['--server-name', 'a; }', '--root', '/srv'], '--server-name: found "a; }"'],
    [['--server-name', 'a.example', '--root', 'dist'], '--root: found "dist"'],
    [['--server-name', 'a.example', '--root', '/srv/$x'], '--root: found "/srv/$x"'],
    [[...SITE, '--library'], 'are for CloudFront'],
    [[...SITE, '--engine', 'njs'], 'are for CloudFront'],
    [[...SITE, '--backend', 'localhost:8000'], '--backend: found'],
    [[...SITE, '--listen', '8443'], '--listen: found "8443"'],
    [[...SITE, '--listen', '127.0.0.1:0'], '--listen: found "127.0.0.1:0"'],
    [[...SITE, '--listen', '127.0.0.1:80 default_server'], '--listen: found'],
    [[...SITE, '--listen', '[::1]'], '--listen: found "[::1]"'],
    [[...SITE, '--listen', '127.0.0.1:65536'], '--listen: found "127.0.0.1:65536"'],
    [[...SITE, '--listen', 'a*b:8443'], '--listen: found "a*b:8443"'],
  ])('refuses %j', async (argv, text) => {
    const { status, err } = await cli('build', '--target', 'nginx', ...argv);
    expect({ status, err }).toEqual({ status: 2, err: expect.stringContaining(text) });
  });

  it.each(['127.0.0.1:8443', '[::1]:8443', '*:8443'])(
    'writes a server that listens on %s alone',
    async (address) => {
      await cli('build', '--target', 'nginx', ...SITE, '--listen', address);
      const read = (name: string) => readFile(join(cwd, '.spa-auth', name), 'utf8');
      expect((await read('spa-auth.conf')).match(/^ *listen .*/gm)).toEqual([
        `  listen ${address} ssl http2;`,
      ]);
      expect(await read('proxy.conf')).toContain('proxy_set_header Host "app.example.com:8443";');
    },
  );

  it('refuses options of nginx without it, and another target', async () => {
    expect(await cli('build', '--root', '/srv')).toMatchObject({
      status: 2,
      err: expect.stringContaining('are for --target nginx'),
    });
    const { status, err } = await cli('build', '--target', 'apache');
    expect({ status, err }).toEqual({
      status: 2,
      err: expect.stringContaining('--target: found "apache"; allowed: cloudfront or nginx'),
    });
  });

  it('refuses hooks', async () => {
    await writeFile(join(cwd, 'after.js'), 'export default () => undefined;');
    await writeFile(join(cwd, 'spa-auth.config.json'), '{ "after": "./after.js" }');
    const { status, err } = await cli('build', '--target', 'nginx', ...SITE);
    expect({ status, err }).toEqual({ status: 2, err: expect.stringContaining('has hooks') });
  });
});

describeEachNginx((nginx) => {
  const env = {
    SPA_TOKEN_SECRET: SECRET,
    POCKET_NGINX: nginx.program,
    POCKET_NGINX_MODULES: nginx.modules,
  };

  /** Runs a preview, and `visit` while it serves. */
  async function preview(argv: readonly string[], visit: (url: string) => Promise<void>) {
    const terminal: FakeTerminal = fakeTerminal({
      cwd,
      env,
      clock: { now: () => NOW, sleep: () => Promise.reject() },
      interrupted: async () => {
        await expect.poll(() => terminal.lines.out.join()).toContain('http');
        await visit(/https?:\/\/\S+/.exec(terminal.lines.out.join())![0]);
      },
    });
    const all = ['preview', '--engine', 'nginx', '--port', '0', ...argv];
    const status = await runCli(all, terminal);
    return { status, err: terminal.lines.err, out: terminal.lines.out };
  }

  it('preview --engine nginx serves the site to a token of SPA_TOKEN_SECRET', async () => {
    const result = await preview([], async (url) => {
      const cookie = `pocket-spa-token=${generateToken('a', { secret: SECRET })}`;
      const stranger = await fetch(`${url}/reports`, { redirect: 'manual' });
      expect(stranger.headers.get('x-spa-auth-reason')).toBe('missing');
      const user = await fetch(`${url}/reports`, { headers: { cookie } });
      expect(await user.text()).toBe('<p>the application</p>');
      expect(user.headers.get('content-type')).toBe('text/html');
    });
    expect(result).toMatchObject({ status: 0, err: [] });
  });

  it('preview --engine nginx logs in with the development login', async () => {
    const { status } = await preview(['--login-as', 'harbor'], async (url) => {
      const login = await fetch(`${url}/api/auth/login?next=%2Freports`, { redirect: 'manual' });
      expect({ status: login.status, next: login.headers.get('location') }).toEqual({
        status: 303,
        next: '/reports',
      });
      const cookie = login.headers.getSetCookie()[0]!.split(';')[0]!;
      expect((await fetch(`${url}/reports`, { headers: { cookie } })).status).toBe(200);
    });
    expect(status).toBe(0);
  });

  it('says that the port is in use', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as { port: number };
    const { status, err } = await preview(['--port', String(port)], () => Promise.reject());
    server.close();
    expect(status).toBe(2);
    expect(err.join()).toContain('Address already in use');
  });

  it('says what to install if there is no module', async () => {
    env.POCKET_NGINX_MODULES = cwd;
    const { status, err } = await preview([], () => Promise.reject());
    env.POCKET_NGINX_MODULES = nginx.modules;
    expect({ status, err: err.join() }).toEqual({
      status: 2,
      err: expect.stringContaining('apt-get install libnginx-mod-http-js'),
    });
  });

  it.each([[[]], [['--https']]])('probe finds nothing open in a preview with %j', async (argv) => {
    const site = { ...FILES, '/login.html': LOGIN_PAGE };
    for (const [name, content] of Object.entries(site)) {
      await mkdir(join(cwd, 'dist', name, '..'), { recursive: true });
      await writeFile(join(cwd, 'dist', name), content);
    }
    await writeFile(join(cwd, 'spa-auth.config.json'), '{ "loginPath": "/login.html" }');
    const served = await preview([...argv, '--backend', 'http://127.0.0.1:9'], async (url) => {
      const input = generateToken('a', { secret: SECRET });
      const terminal = fakeTerminal({ cwd, input });
      const status = await runCli(['probe', url, '--token', '-', '--json'], terminal);
      const { results } = JSON.parse(terminal.lines.out.join('\n')) as {
        results: { verdict: string; method: string; url: string }[];
      };
      expect(results.length).toBeGreaterThan(20);
      const open = results.filter(({ verdict }) => verdict === 'open');
      expect({ status, open }).toEqual({ status: 0, open: [] });
    });
    expect(served.status).toBe(0);
  });
});
