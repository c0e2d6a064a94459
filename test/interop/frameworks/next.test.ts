import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readTokenCookie } from '../../../signer/index.js';
import { frameworkSuite, SECRET } from './suite.js';

const { project } = frameworkSuite('next', join(import.meta.dirname, 'next'));

/** Starts the built application by itself, and finds its address in what it prints. */
async function start(secret: string | undefined) {
  const { folder, environment } = project();
  // Not `npm run`: it would end alone.
  const next = join(folder, 'node_modules/next/dist/bin/next');
  const server = spawn('node', [next, 'start', '-H', '127.0.0.1', '-p', '0'], {
    cwd: folder,
    env: { ...environment, SPA_TOKEN_SECRET: secret },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  for await (const line of createInterface(server.stdout)) {
    const url = /Local:\s+(http:\S+)/.exec(line)?.[1];
    if (url) {
      // What follows has to be read, or the server waits at a full pipe.
      server.stdout.resume();
      return { url, server };
    }
  }
  throw new Error('next start ended without an address');
}

async function stop(server: ChildProcess): Promise<void> {
  if (server.kill()) {
    await once(server, 'exit');
  }
}

describe('a Next.js application that was built without a secret', () => {
  let url: string;
  let server: ChildProcess;

  beforeAll(async () => {
    ({ url, server } = await start(SECRET));
  });
  afterAll(() => stop(server));

  /** The cookies of a POST, and the user whom the token among them belongs to. */
  async function post(route: string) {
    const { status, headers } = await fetch(`${url}/api/${route}`, { method: 'POST' });
    const cookies = headers.getSetCookie().map((text) => text.split(';')[0]!);
    const names = cookies.map((cookie) => cookie.split('=')[0]).sort();
    const result = readTokenCookie(cookies, { secret: SECRET });
    return { status, names, user: result.valid ? result.userId : result.reason, cookies };
  }
  const both = { status: 200, names: ['pocket-spa-token', 'theme'], user: 'ada' };

  it.each([
    ['spaLogin after response.cookies.set', 'cookies-first'],
    ['spaLogin after the store of next/headers', 'store-first'],
    ['spaLogin before the store of next/headers', 'store-last'],
    ['the store of next/headers alone', 'store-alone'],
  ])('logs in with %s', async (_way, route) => {
    expect(await post(route)).toMatchObject(both);
  });

  it('loses the token to a later response.cookies.set, as the documentation says', async () => {
    expect(await post('cookies-last')).toMatchObject({ names: ['theme'], user: 'missing' });
  });

  it.each(['me', 'me-by-function'])('checks the token in /api/%s', async (route) => {
    const { cookies } = await post('store-first');
    const answer = await fetch(`${url}/api/${route}`, { headers: { cookie: cookies.join('; ') } });
    expect(await answer.json()).toMatchObject({ userId: 'ada' });
    expect((await fetch(`${url}/api/${route}`)).status).toBe(401);
  });
});

it('a Next.js application that runs without a secret lets nobody in', async () => {
  const { url, server } = await start(undefined);
  try {
    const routes = ['me', 'me-by-function'];
    const answers = await Promise.all(routes.map((route) => fetch(`${url}/api/${route}`)));
    expect(answers.map(({ status }) => status)).toEqual([500, 500]);
  } finally {
    await stop(server);
  }
});
