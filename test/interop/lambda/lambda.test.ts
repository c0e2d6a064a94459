import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { readFileOnPage } from '../pages/page.js';
import { TOOLS } from '../tools/tools.js';
import { LAMBDA_RUNTIMES, startHandler } from './client.js';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const SECRET = '0123456789abcdef'.repeat(4);
const ISSUED = /^pocket-spa-token=ada:\d+:[0-9a-f]{64}; Max-Age=604800; /;
const METADATA = 'application/vnd.awslambda.http-integration-response';

const FILES = {
  'backend.ts': readFileOnPage('lambda.md', 'backend.ts'),
  // A module of Node.js has the name that the page gives it.
  'streaming.ts': readFileOnPage('lambda.md', 'stream.ts'),
  'guarded.ts': `import { requireToken } from 'pocket-spa-auth/lambda';
export const handler = awslambda.streamifyResponse(
  requireToken(async (_event, stream: awslambda.ResponseStream) => void stream.end('secret')),
);`,
  'moved.ts': `import { spaLogin } from 'pocket-spa-auth/lambda';
export const handler = awslambda.streamifyResponse(async (event, stream) => {
  const moved = spaLogin(event, { statusCode: 303, headers: { location: '/' } }, 'ada');
  const body = awslambda.HttpResponseStream.from(stream, moved);
  if (event.rawPath === '/written') {
    body.write('');
  }
  body.end();
});`,
};

/** A request to a function URL. */
const request = (method: string, rawPath: string, more: object = {}) => ({
  version: '2.0',
  rawPath,
  headers: {},
  requestContext: { http: { method, path: rawPath } },
  ...more,
});

describe.runIf(TOOLS.lambda && TOOLS.runtimes)("handlers on AWS's own runtime client", () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'spa-auth-ric-'));
    await mkdir(join(folder, 'node_modules'));
    await symlink(ROOT, join(folder, 'node_modules/pocket-spa-auth'));
    for (const [name, text] of Object.entries(FILES)) {
      await writeFile(join(folder, name), text);
    }
    // As the template of the page tells SAM to do.
    await build({
      entryPoints: Object.keys(FILES).map((name) => join(folder, name)),
      outdir: folder,
      bundle: true,
      platform: 'node',
      format: 'esm',
      outExtension: { '.js': '.mjs' },
      external: ['@aws-sdk/*'],
    });
  });

  afterAll(() => rm(folder, { recursive: true }));

  describe.each(LAMBDA_RUNTIMES)('$name', (runtime) => {
    async function start(handler: string) {
      const running = await startHandler(runtime, folder, handler, { SPA_TOKEN_SECRET: SECRET });
      onTestFinished(async () => {
        // Apart from a line that one of the clients begins with, nothing is logged.
        expect(await running.stop()).toMatch(/^(?:Executing .*\n)?$/);
      });
      return running;
    }

    it('logs in, knows the user, refuses a stranger, renews and logs out', async () => {
      const { invoke } = await start('backend.handler');
      const ask = async (...args: Parameters<typeof request>) => {
        const { kind, isStream, body } = await invoke(request(...args));
        expect([kind, isStream]).toEqual(['response', false]);
        return JSON.parse(body);
      };
      const login = await ask('POST', '/api/login', {
        queryStringParameters: { next: '/reports/7' },
        body: 'user=ada&password=7f3a',
      });
      expect(login).toMatchObject({ statusCode: 303, headers: { location: '/reports/7' } });
      expect(login.cookies).toEqual([expect.any(String), expect.stringMatching(ISSUED)]);
      const cookies = login.cookies.map((cookie: string) => cookie.split(';')[0]);
      expect(await ask('GET', '/api/me', { cookies })).toEqual({ userId: 'ada' });
      expect(await ask('GET', '/api/me')).toMatchObject({ statusCode: 401 });
      const renewed = await ask('GET', '/api/login', { cookies: [cookies[0]] });
      expect(renewed.cookies).toEqual([expect.stringMatching(ISSUED)]);
      const logout = await ask('POST', '/api/logout', { cookies });
      expect(logout.cookies).toContainEqual(
        expect.stringMatching(/^pocket-spa-token=; Max-Age=0; /),
      );
    });

    it('streams with the cookie', async () => {
      const { invoke } = await start('streaming.handler');
      const { body, ...rest } = await invoke(request('GET', '/'));
      expect(rest).toEqual({ kind: 'response', type: METADATA, isStream: true });
      const [metadata, text] = body.split('\0'.repeat(8));
      expect(JSON.parse(metadata!).cookies).toEqual([expect.stringMatching(ISSUED)]);
      expect(text).toBe('first last');
    });

    it('streams the refusal of a stranger', async () => {
      const { invoke } = await start('guarded.handler');
      const { body, type } = await invoke(request('GET', '/'));
      expect(type).toBe(METADATA);
      const [metadata, text] = body.split('\0'.repeat(8));
      expect([JSON.parse(metadata!).statusCode, JSON.parse(text!).reason]).toEqual([
        401,
        'missing',
      ]);
    });

    it('sends the metadata of a stream with the first write alone, as the page says', async () => {
      const { invoke } = await start('moved.handler');
      const [metadata, text] = (await invoke(request('GET', '/written'))).body.split(
        '\0'.repeat(8),
      );
      expect(JSON.parse(metadata!)).toMatchObject({
        statusCode: 303,
        headers: { location: '/' },
        cookies: [expect.stringMatching(ISSUED)],
      });
      expect(text).toBe('');
      expect((await invoke(request('GET', '/ended'))).body).toBe('');
    });
  });
});
