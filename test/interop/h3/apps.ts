import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { requireToken, withSpaTokenCookie } from '../../../signer/adapters/fetch.js';
import { spaTokenCookieMiddleware } from '../../../signer/adapters/node.js';
import { spaLogin } from '../../../signer/index.js';
import { TOOLS } from '../tools/tools.js';

/** Sends a request to an application. */
export type Ask = (path: string, init?: RequestInit) => Promise<Response>;

/** An application on h3 without Nuxt, as docs/nuxt.md has it. */
export interface H3App {
  readonly ask: Ask;
  close(): void;
}

interface Options {
  readonly secret: string;
  readonly now: number;
}

// biome-ignore lint/suspicious/noExplicitAny: h3 is installed for the test alone, without its types
type Untyped = any;

const load = (name: string): Promise<Untyped> =>
  import(pathToFileURL(join(TOOLS.h3!, 'node_modules', name, 'dist', ENTRIES[name]!)).href);

const ENTRIES: Readonly<Record<string, string>> = {
  'h3-1': 'index.mjs',
  'h3-2': '_entries/node.mjs',
};

const userOf = (cookie: string | null | undefined) =>
  /(?:^|; )session=(\w+)/.exec(cookie ?? '')?.[1] ?? null;

/** `/login` logs in and sets a cookie afterwards; `/me` is guarded; `/page` is a page. */
export async function startH3(name: string, { secret, now }: Options): Promise<H3App> {
  return name === 'h3-1' ? await startVersion1(secret, now) : await createVersion2(secret, now);
}

async function startVersion1(secret: string, now: number): Promise<H3App> {
  const { createApp, createRouter, defineEventHandler, setCookie, toNodeListener } =
    await load('h3-1');
  const renew = spaTokenCookieMiddleware({
    getUserId: ({ headers }) => userOf(headers.cookie),
    secret,
    now: () => now,
  });
  const router = createRouter()
    .get(
      '/page',
      defineEventHandler(() => 'page'),
    )
    .get(
      '/me',
      defineEventHandler(
        requireToken((_event: { headers: Headers }, user) => Response.json(user), { secret, now }),
      ),
    )
    .post(
      '/login',
      defineEventHandler((event: Untyped) => {
        setCookie(event, 'session', 'ada');
        spaLogin(event.node.res, 'ada', { secret, now });
        setCookie(event, 'theme', 'dark');
        return 'in';
      }),
    );
  const app = createApp()
    .use(defineEventHandler((event: Untyped) => renew(event.node.req, event.node.res)))
    .use(router);
  const server = createServer(toNodeListener(app));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    ask: (path, init) => fetch(`http://127.0.0.1:${port}${path}`, init),
    close: () => void server.close(),
  };
}

async function createVersion2(secret: string, now: number): Promise<H3App> {
  const { H3, setCookie } = await load('h3-2');
  const app = new H3()
    .get('/page', () => 'page')
    .get(
      '/me',
      requireToken((_event: { req: Request }, user) => Response.json(user), { secret, now }),
    )
    .post('/login', (event: Untyped) => {
      setCookie(event, 'session', 'ada');
      const response = new Response('in');
      spaLogin(response, 'ada', { secret, now });
      setCookie(event, 'theme', 'dark');
      return response;
    });
  const handler = withSpaTokenCookie(app.fetch as (request: Request) => Promise<Response>, {
    getUserId: (request) => userOf(request.headers.get('cookie')),
    secret,
    now: () => now,
  });
  return {
    ask: (path, init) => handler(new Request(`http://127.0.0.1${path}`, init)),
    close: () => undefined,
  };
}
