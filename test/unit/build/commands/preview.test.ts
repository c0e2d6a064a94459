import { X509Certificate } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { runCli } from '../../../../build/cli.js';
import { createCertificate } from '../../../../build/preview/certificate.js';
import { type FakeTerminal, fakeTerminal } from './fake-terminal.js';

const SECRET = '0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef';

const buildEdgeFunction = vi.hoisted(() => vi.fn());

vi.mock('../../../../build/compile/build.js', () => ({ buildEdgeFunction }));

const CODE =
  'function handler(event){return{statusCode:401,headers:{"x-spa-auth-reason":{value:"missing"}}}}';

beforeEach(() => {
  buildEdgeFunction.mockReset().mockResolvedValue({
    code: CODE,
    manifest: { runtime: 'cloudfront-js-2.0', secret: 'kvs' },
  });
});

const CERT = ['--https-cert', 'nowhere.pem'];
const KEY = ['--https-key', 'nowhere.pem'];

afterEach(() => vi.unstubAllEnvs());

/** Runs a preview until `visit` ends, then interrupts it. */
async function preview(
  argv: string[],
  env: Record<string, string>,
  visit: (url: string) => Promise<void>,
) {
  return previewIn(import.meta.dirname, argv, env, visit);
}

async function previewIn(
  cwd: string,
  argv: string[],
  env: Record<string, string>,
  visit: (url: string) => Promise<void>,
) {
  const terminal: FakeTerminal = fakeTerminal({
    cwd,
    env,
    interrupted: async () => {
      await vi.waitFor(() => expect(terminal.lines.out.join()).toMatch(/https?:\/\//));
      await visit(/https?:\/\/\S+/.exec(terminal.lines.out.join())![0]);
    },
  });
  const status = await runCli(['preview', '--root', '.', ...argv], terminal);
  return { status, out: terminal.lines.out, err: terminal.lines.err.join('\n') };
}

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
    expect(out).toHaveLength(2);
    expect(out[1]).toMatch(/^GET\s+\/reports\s+401 .*missing/);
    await expect(fetch(address)).rejects.toThrow();
  });

  it('builds with the secret from the environment', async () => {
    await preview(['--port', '0'], { SPA_TOKEN_SECRET: SECRET }, async () => {});
    expect(buildEdgeFunction.mock.lastCall![0]).toMatchObject({ secret: SECRET });
  });

  it.each<Record<string, string>>([{}, { SPA_TOKEN_SECRET: '' }])(
    'builds with a new secret that is never shown if the environment is %j',
    async (env) => {
      const { out, err } = await preview(['--port', '0'], env, async () => {});
      const { secret } = buildEdgeFunction.mock.lastCall![0];
      expect(secret).toMatch(/^[\da-f]{64}$/);
      expect(err).toContain('SPA_TOKEN_SECRET is not set');
      expect(out.join() + err).not.toContain(secret);
    },
  );

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
    ['a bad backend', async () => ['--port', '0', '--backend', 'nonsense'], 'backend'],
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

describe('the files beside a preview', () => {
  let cwd: string;

  beforeEach(async () => {
    cwd = await mkdtemp(join(tmpdir(), 'spa-auth-preview-'));
    await mkdir(join(cwd, 'dist'));
  });

  afterEach(() => rm(cwd, { recursive: true }));

  const run = (env: Record<string, string> = {}) =>
    previewIn(cwd, ['--port', '0', '--root', 'dist'], env, async () => {});

  it('include a .env with the secret; a variable wins', async () => {
    const other = 'a1'.repeat(32);
    await writeFile(join(cwd, '.env'), `SPA_TOKEN_SECRET=${SECRET}\n`);
    const { status, out, err } = await run();
    expect({ status, err }).toEqual({ status: 0, err: '' });
    expect(out.join()).not.toContain(SECRET.slice(0, 8));
    expect(buildEdgeFunction.mock.lastCall![0].secret).toBe(SECRET);
    await run({ SPA_TOKEN_SECRET: other });
    expect(buildEdgeFunction.mock.lastCall![0].secret).toBe(other);
  });

  it.each([
    [
      'a built function',
      'edge.js',
      '// pocket-spa-auth 0.1.0\nfunction handler(e){return e.request}',
      '"dist/edge.js" is a built function; an upload of this folder would publish it',
    ],
    [
      'a .env with the secret',
      '.env',
      `SPA_TOKEN_SECRET=${SECRET}`,
      '"dist/.env" contains the secret; everybody who is logged in could read it',
    ],
  ])('are not served if %s is among them', async (_, name, text, message) => {
    await writeFile(join(cwd, 'dist', name), text);
    const { status, err } = await run();
    expect(status).toBe(2);
    expect(err).toContain(`pocket-spa-auth: --root: ${message}`);
    expect(err).not.toContain(SECRET.slice(0, 8));
    expect(buildEdgeFunction).not.toHaveBeenCalled();
  });
});

describe('the options of a preview', () => {
  const run = (argv: string[], env: Record<string, string> = {}) =>
    preview(argv, { SPA_TOKEN_SECRET: SECRET, ...env }, async () => {});

  it.each([
    ['localhost:8000', '"localhost:8000"', 'did you mean http://localhost:8000?'],
    ['127.0.0.1:8000/x', '"127.0.0.1:8000/x"', 'did you mean http://127.0.0.1:8000/x?'],
    ['8000', '"8000"', 'did you mean http://localhost:8000?'],
    ['ftp://x', '"ftp://x"', 'such as http://localhost:8000'],
    ['http://ada:hunter2@x:1', '"http://…@x:1"', 'without user name'],
    ['ada:hun@ter2@x:1', '"…@x:1"', 'without user name'],
    ['http://x/?password=hunter2', '"http://x/…"', 'without user name, query'],
  ])('refuse the backend %s', async (backend, found, hint) => {
    const { status, err } = await run(['--backend', backend]);
    expect(status).toBe(2);
    expect(err).toContain(`--backend: found ${found}; allowed: an http: or https: URL`);
    expect(err).toContain(hint);
    expect(err).not.toMatch(/hun|ter2/);
  });

  it('name the folder of the site if it is another one', async () => {
    const cwd = await mkdtemp(join(tmpdir(), 'spa-auth-root-'));
    onTestFinished(() => rm(cwd, { recursive: true }));
    const { err } = await previewIn(cwd, ['--root', 'dist'], {}, async () => {});
    expect(err).toContain('--root: "dist" is not a folder; build the site, or give');
    await mkdir(join(cwd, 'build'));
    await writeFile(join(cwd, 'build/index.html'), '');
    expect((await previewIn(cwd, ['--root', 'dist'], {}, async () => {})).err).toContain(
      'such as --root build',
    );
  });

  it('take the port from the variable PORT; the option wins', async () => {
    const { status } = await run([], { PORT: '0' });
    expect(status).toBe(0);
    expect((await run(['--port', '0'], { PORT: 'x' })).status).toBe(0);
    expect((await run([], { PORT: '8x' })).err).toContain('PORT: found "8x"; allowed: a whole');
  });

  it.each([
    ['the command', { PORT: 'taken' }, [], '--port NEXT'],
    ['npx', { npm_lifecycle_event: 'npx', PORT: 'taken' }, [], '--port NEXT'],
    ['npm start', { npm_lifecycle_event: 'start', PORT: 'taken' }, [], 'PORT=NEXT npm start'],
    ['a script', { npm_lifecycle_event: 'demo', PORT: 'taken' }, [], 'PORT=NEXT npm run demo'],
    [
      'a script with the option',
      { npm_lifecycle_event: 'demo' },
      ['--port', 'taken'],
      'npm run demo -- --port NEXT',
    ],
  ])('say for %s how to choose another port', async (_, env, argv, advice) => {
    const taken = createServer();
    await new Promise<void>((done) => taken.listen(0, '127.0.0.1', done));
    onTestFinished(() => void taken.close());
    const { port } = taken.address() as AddressInfo;
    const fill = (text: string) => text.replace('taken', `${port}`).replace('NEXT', `${port + 1}`);
    const filled = Object.fromEntries(Object.entries(env).map(([k, v]) => [k, fill(v)]));
    const { status, err } = await run(argv.map(fill), filled);
    expect(status).toBe(2);
    expect(err).toBe(`pocket-spa-auth: port ${port} is in use; choose another: ${fill(advice)}`);
  });
});
