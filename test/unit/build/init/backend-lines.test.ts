import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { FRAMEWORKS, type Framework } from '../../../../build/init/answers.js';
import { backendLines } from '../../../../build/init/backend-lines.js';
import * as signer from '../../../../signer/index.js';

const SECRET = '0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef';

const answers = { site: 'dist', backendPath: '/api/*', secret: 'kvs' } as const;

beforeEach(() => vi.stubEnv('SPA_TOKEN_SECRET', SECRET));

function linesFor(framework: Framework, loginPath: string) {
  return backendLines({ ...answers, framework, loginPath });
}

/** Runs the lines with a user who logs in as ada; `result` is what the program then uses. */
function evaluate<T>(lines: readonly string[], names: Record<string, unknown>, result = ''): T {
  const scope = { ...signer, userId: 'ada', currentUserId: () => null, ...names };
  const program = lines.filter((line) => !line.startsWith('import '));
  return new Function(...Object.keys(scope), `${program.join('\n')}\nreturn ${result}`)(
    ...Object.values(scope),
  );
}

type Send = (path: string) => Promise<Response>;

async function sendTo(server: Server): Promise<Send> {
  onTestFinished(() => void server.close());
  if (!server.listening) {
    await once(server.listen(0, '127.0.0.1'), 'listening');
  }
  const { port } = server.address() as AddressInfo;
  return (path) => fetch(`http://127.0.0.1:${port}${path}`, { method: 'POST', redirect: 'manual' });
}

const START: Partial<Record<Framework, (lines: readonly string[]) => Promise<Send>>> = {
  async express(lines) {
    const { default: express } = await import('express');
    const app = express();
    evaluate(lines, { app, ...(await import('../../../../signer/adapters/node.js')) });
    return sendTo(createServer(app));
  },
  async fastify(lines) {
    const { default: fastify } = await import('fastify');
    const app = fastify();
    evaluate(lines, { app, ...(await import('../../../../signer/adapters/fastify.js')) });
    await app.listen({ port: 0, host: '127.0.0.1' });
    onTestFinished(() => app.close());
    return sendTo(app.server);
  },
  async hono(lines) {
    const { Hono } = await import('hono');
    const app = new Hono();
    evaluate(lines, { app, ...(await import('../../../../signer/adapters/hono.js')) });
    return async (path) => app.request(path, { method: 'POST' });
  },
  async koa(lines) {
    const { default: Koa } = await import('koa');
    const app = new Koa();
    evaluate(lines, { app, ...(await import('../../../../signer/adapters/koa.js')) });
    return sendTo(createServer(app.callback()));
  },
  async node(lines) {
    const names = { createServer, ...(await import('../../../../signer/adapters/node.js')) };
    return sendTo(evaluate<Server>(lines, names, 'server'));
  },
  async fetch(lines) {
    const names = await import('../../../../signer/adapters/fetch.js');
    const handler = evaluate<(request: Request) => Promise<Response>>(lines, names, 'handler');
    return (path) => handler(new Request(`http://localhost${path}`, { method: 'POST' }));
  },
};

describe('the lines for a backend', () => {
  it.each(Object.keys(START) as Framework[])('log in and out with %s', async (framework) => {
    const send = await START[framework]!(linesFor(framework, '/api/auth/login'));
    const login = await send('/api/auth/login?next=/reports');
    expect([login.status, login.headers.get('location')]).toEqual([303, '/reports']);
    const [cookie = ''] = login.headers.getSetCookie();
    const read = signer.readTokenCookie(cookie.split(';')[0], { secret: SECRET });
    expect(read).toMatchObject({ valid: true, userId: 'ada' });
    const logout = await send('/api/auth/logout');
    expect([logout.status, logout.headers.get('location')]).toEqual([303, '/']);
    expect(logout.headers.getSetCookie()).toEqual([
      'pocket-spa-token=; Max-Age=0; HttpOnly; Secure; SameSite=Lax; Path=/',
    ]);
  });

  it.each(FRAMEWORKS.filter((name) => name !== 'django'))('name the login path for %s', (name) => {
    expect(linesFor(name, "/users/it's?tenant=1").join('\n')).toContain(`"/users/it's"`);
    expect(linesFor(name, 'https://login.example.com/in').join('\n')).toContain("'/in'");
  });

  it.each(FRAMEWORKS)(
    'import from what the package exports, and are short, for %s',
    async (name) => {
      const lines = linesFor(name, '/login');
      const { default: manifest } = await import('../../../../package.json', {
        with: { type: 'json' },
      });
      for (const [, path] of lines.join('\n').matchAll(/from 'pocket-spa-auth(.*)'/g)) {
        expect(Object.keys(manifest.exports)).toContain(`.${path}`);
      }
      expect(lines.length).toBeLessThanOrEqual(22);
      expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(100);
    },
  );
});
