import { X509Certificate } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { createCertificate } from '../../../../build/preview/certificate.js';
import { readTokenCookie } from '../../../../signer/index.js';
import { BUILT, preview, REFUSING, SECRET } from './run-preview.js';

const buildEdgeFunction = vi.hoisted(() => vi.fn());

vi.mock('../../../../build/compile/build.js', () => ({ buildEdgeFunction }));

beforeEach(() => {
  buildEdgeFunction.mockReset().mockResolvedValue(REFUSING);
});

const BACKEND = ['--port', '0', '--backend', 'http://127.0.0.1:9'];
const CERT = ['--https-cert', 'nowhere.pem'];
const KEY = ['--https-key', 'nowhere.pem'];

/** When the certificate of a server ends. */
function validTo(url: string): Promise<string> {
  return new Promise((done, failed) => {
    const socket = connect(Number(new URL(url).port), 'localhost', { rejectUnauthorized: false });
    socket.once('error', failed).once('secureConnect', () => {
      done(socket.getPeerCertificate().valid_to);
      socket.destroy();
    });
  });
}

describe('preview', () => {
  it('runs the function before the site until it is interrupted, then exits with 0', async () => {
    let address = '';
    const { status, out, err } = await preview(
      ['--port', '0'],
      { SPA_TOKEN_SECRET: SECRET },
      async (url) => {
        address = url;
        expect((await fetch(`${url}/reports?q=private`)).status).toBe(401);
      },
    );
    expect({ status, err }).toEqual({ status: 0, err: '' });
    expect(out).toEqual([
      `serving . on ${address}  (Ctrl-C ends it)`,
      `no --backend: a development login for any user id is at ${address}/api/auth/login`,
      `see each decision at ${address}/__spa-auth/`,
      expect.stringMatching(/^GET\s+\/reports\s+401 .*missing/),
    ]);
    await expect(fetch(address)).rejects.toThrow();
  });

  it.each([
    [[], 200],
    [['--no-inspector'], 401],
  ])('has an inspector, or leaves its path to the site, with %j', async (options, status) => {
    const env = { SPA_TOKEN_SECRET: SECRET };
    const { out } = await preview(['--port', '0', ...options], env, async (url) => {
      expect((await fetch(`${url}/__spa-auth/`)).status).toBe(status);
    });
    expect(out.join().includes('see each decision')).toBe(status === 200);
  });

  it('builds with the secret from the environment', async () => {
    const argv = ['--port', '0', '--backend', 'http://127.0.0.1:9'];
    await preview(argv, { SPA_TOKEN_SECRET: SECRET }, async () => {});
    expect(buildEdgeFunction.mock.lastCall![0]).toMatchObject({ secret: SECRET });
  });

  it.each([
    ['one secret', [SECRET], 1],
    ['four secrets, as many as a ring holds', ['a1', 'b2', 'c3', 'd4'].map((t) => t.repeat(16)), 3],
  ])('signs the development login with a secret of the run beside %s', async (_, given, kept) => {
    const env = { SPA_TOKEN_SECRET: given.join(',') };
    await preview(['--port', '0', '--login-as', 'ada'], env, async (url) => {
      const login = await fetch(`${url}/api/auth/login`, { redirect: 'manual' });
      const cookie = login.headers.getSetCookie()[0]!.split(';')[0]!;
      const now = 1_800_000_000;
      const read = readTokenCookie(cookie, { secret: given.join(','), now });
      expect(read).toEqual({ valid: false, reason: 'bad_signature' });
      const ring = buildEdgeFunction.mock.lastCall![0].secret;
      expect(readTokenCookie(cookie, { secret: ring, now }).valid).toBe(true);
      expect(ring.split(',').slice(0, -1)).toEqual(given.slice(0, kept));
    });
  });

  it.each<Record<string, string>>([{}, { SPA_TOKEN_SECRET: '' }])(
    'builds with a new secret that is never shown if the environment is %j',
    async (env) => {
      const argv = ['--port', '0', '--backend', 'http://127.0.0.1:9'];
      const { out, err } = await preview(argv, env, async () => {});
      const { secret } = buildEdgeFunction.mock.lastCall![0];
      expect(secret).toMatch(/^[\da-f]{64}$/);
      expect(err).toContain('SPA_TOKEN_SECRET is not set');
      expect(out.join() + err).not.toContain(secret);
    },
  );

  it('has a development login whose token the function gets, and says nothing of the secret', async () => {
    const { err, out } = await preview(['--port', '0'], {}, async (url) => {
      const body = new URLSearchParams({ userId: 'ada' });
      const options = { method: 'POST', body, redirect: 'manual' } as const;
      const login = await fetch(`${url}/api/auth/login?next=%2Fa`, options);
      expect([login.status, login.headers.get('location')]).toEqual([303, '/a']);
      const { secret } = buildEdgeFunction.mock.lastCall![0];
      const cookie = login.headers.getSetCookie()[0]!.split(';')[0]!;
      const read = readTokenCookie(cookie, { secret, now: 1_800_000_000 });
      expect(read).toMatchObject({ valid: true, userId: 'ada' });
    });
    expect(err).toBe('');
    expect(out.join()).toContain('development login');
  });

  it('logs the user of --login-as in at once', async () => {
    const argv = ['--port', '0', '--login-as', 'ada lovelace'];
    const { out } = await preview(argv, {}, async (url) => {
      const login = await fetch(`${url}/api/auth/login?next=%2Fa`, { redirect: 'manual' });
      expect([login.status, login.headers.get('location')]).toEqual([303, '/a']);
      expect(login.headers.getSetCookie()[0]).toContain('ada%20lovelace');
    });
    expect(out[1]).toContain('a development login for "ada lovelace" is at http');
  });

  describe('with a configuration', () => {
    let cwd: string;

    beforeEach(async () => {
      cwd = await mkdtemp(join(tmpdir(), 'preview-config-'));
      await writeFile(join(cwd, 'a.html'), 'a page');
      buildEdgeFunction.mockResolvedValue({
        code: 'function handler(event){return event.request}',
        ...BUILT,
      });
      return () => rm(cwd, { recursive: true });
    });

    const configure = (config: object) =>
      writeFile(join(cwd, 'spa-auth.config.json'), JSON.stringify(config));

    it('gives the backend loginPath, backendPaths and what --backend-path names', async () => {
      const received: string[] = [];
      const backend = createServer((request, response) => {
        received.push(request.url ?? '');
        response.end();
      });
      await new Promise<void>((done) => backend.listen(0, '127.0.0.1', done));
      onTestFinished(() => void backend.close());
      await configure({ loginPath: '/in?app=1', backendPaths: ['/feed', '/admin/*'] });
      const { port } = backend.address() as AddressInfo;
      const paths = ['--backend-path', '/logout', '--backend-path', '/hooks/*'];
      const argv = ['--port', '0', '--backend', `http://127.0.0.1:${port}`, ...paths];
      const taken = ['/in?app=1&next=%2F', '/api/a', '/feed', '/admin/a', '/logout', '/hooks/a'];
      await preview(argv, { SPA_TOKEN_SECRET: SECRET }, cwd, async (url) => {
        for (const path of [...taken, '/a.html', '/inn', '/logouts']) {
          await fetch(url + path);
        }
      });
      expect(received).toEqual(taken);
    });

    it('adds the headers of preview.headers, those of a stage instead', async () => {
      const headers = (value: string) => ({ headers: { '/*.html': { 'Cache-Control': value } } });
      await configure({
        preview: headers('no-cache'),
        stages: { dev: { preview: headers('no-store') } },
      });
      for (const [argv, value] of [
        [[], 'no-cache'],
        [['--stage', 'dev'], 'no-store'],
      ] as const) {
        await preview(['--port', '0', ...argv], {}, cwd, async (url) => {
          expect((await fetch(`${url}/a.html`)).headers.get('cache-control')).toBe(value);
        });
      }
    });

    it('says that a login at another address leaves the preview, if there is a backend', async () => {
      await configure({ loginPath: 'https://id.example.com/in' });
      const argv = ['--port', '0', '--backend', 'http://127.0.0.1:9'];
      const { out } = await preview(argv, { SPA_TOKEN_SECRET: SECRET }, cwd, async (url) => {
        expect((await fetch(`${url}/in`)).status).toBe(404);
      });
      expect(out[1]).toBe(
        'note: loginPath is https://id.example.com/in, so a login leaves this preview',
      );
      const without = await preview(['--port', '0'], {}, cwd, async (url) => {
        expect((await fetch(`${url}/in`)).status).toBe(200);
      });
      expect(without.out[1]).toMatch(/at http:\/\/localhost:\d+\/in$/);
    });
  });

  it('serves TLS with a certificate made for the run', async () => {
    const env = { SPA_TOKEN_SECRET: SECRET };
    const { status, out } = await preview(['--port', '0', '--https'], env, async (url) => {
      expect(url).toMatch(/^https:/);
      // 30 days after the time of the terminal.
      expect(await validTo(url)).toBe('Feb 14 08:00:00 2027 GMT');
    });
    expect(status).toBe(0);
    expect(out.join()).not.toContain('PRIVATE');
  });

  it('serves TLS with a given pair', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'preview-tls-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const { cert, key } = createCertificate(1_900_000_000);
    await writeFile(join(folder, 'cert.pem'), cert);
    await writeFile(join(folder, 'key.pem'), key);
    const pair = ['--https-cert', join(folder, 'cert.pem'), '--https-key', join(folder, 'key.pem')];
    const argv = ['--port', '0', '--https', ...pair];
    const { status } = await preview(argv, { SPA_TOKEN_SECRET: SECRET }, async (url) => {
      expect(await validTo(url)).toBe(new X509Certificate(cert).validTo);
    });
    expect(status).toBe(0);
  });

  it.each([
    ['a port in use', async (port: number) => ['--port', `${port}`], 'is in use'],
    ['a missing root', async () => ['--port', '0', '--root', 'nowhere'], 'is not a folder'],
    ['a bad backend', async () => ['--port', '0', '--backend', 'nonsense'], 'found "nonsense"'],
    [
      'a bad path of the backend',
      async () => [...BACKEND, '--backend-path', 'a/*'],
      'found "a/*": it',
    ],
    [
      'a path without a backend',
      async () => ['--backend-path', '/a'],
      'give the address of the back',
    ],
    ['a user beside a backend', async () => [...BACKEND, '--login-as', 'ada'], 'give only one'],
    [
      'a user that is no user id',
      async () => ['--port', '0', '--login-as', 'a:b'],
      'holds no colon',
    ],
    ['a certificate without --https', async () => [...CERT, ...KEY], 'are for --https'],
    ['a certificate without its key', async () => ['--https', ...CERT], 'give both or neither'],
    ['a key without its certificate', async () => ['--https', ...KEY], 'give both or neither'],
    ['a missing file', async () => ['--https', ...CERT, ...KEY], '(ENOENT)'],
  ])('reports %s in one line, and exits with 2', async (_, argv, message) => {
    const taken = createServer();
    await new Promise<void>((done) => taken.listen(0, '127.0.0.1', done));
    try {
      const { port } = taken.address() as AddressInfo;
      const env = { SPA_TOKEN_SECRET: SECRET };
      const { status, err } = await preview(await argv(port), env, async () => {});
      expect(status).toBe(2);
      expect(err.split('\n')).toHaveLength(1);
      expect(err).toContain(message);
    } finally {
      taken.close();
    }
  });
});
