import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { preview, REFUSING, SECRET } from './run-preview.js';

const buildEdgeFunction = vi.hoisted(() => vi.fn());

vi.mock('../../../../build/compile/build.js', () => ({ buildEdgeFunction }));

beforeEach(() => {
  buildEdgeFunction.mockReset().mockResolvedValue(REFUSING);
});

describe('the files beside a preview', () => {
  let cwd: string;

  beforeEach(async () => {
    cwd = await mkdtemp(join(tmpdir(), 'spa-auth-preview-'));
    await mkdir(join(cwd, 'dist'));
  });

  afterEach(() => rm(cwd, { recursive: true }));

  const run = (env: Record<string, string> = {}) =>
    preview(['--port', '0', '--root', 'dist'], env, cwd, async () => {});

  it('include a .env with the secret; a variable wins', async () => {
    const other = 'a1'.repeat(32);
    await writeFile(join(cwd, '.env'), `SPA_TOKEN_SECRET=${SECRET}\n`);
    const { status, out, err } = await run();
    expect({ status, err }).toEqual({ status: 0, err: '' });
    expect(out.join()).not.toContain(SECRET.slice(0, 8));
    expect(buildEdgeFunction.mock.lastCall![0].secret.split(',')[0]).toBe(SECRET);
    await run({ SPA_TOKEN_SECRET: other });
    expect(buildEdgeFunction.mock.lastCall![0].secret.split(',')[0]).toBe(other);
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
    const { err } = await preview(['--root', 'dist'], {}, cwd, async () => {});
    expect(err).toContain('--root: "dist" is not a folder; build the site, or give');
    await mkdir(join(cwd, 'build'));
    await writeFile(join(cwd, 'build/index.html'), '');
    expect((await preview(['--root', 'dist'], {}, cwd, async () => {})).err).toContain(
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
