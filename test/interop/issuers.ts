import { get, type Site } from './browser/wire.js';
import { AGE, NOW, SECRET } from './constants.js';
import { RUST } from './siblings/sibling.js';
import { DJANGO, startDjango } from './sites/django.js';
import { startExpress } from './sites/express.js';
import { startFastify } from './sites/fastify.js';
import { startHono } from './sites/hono.js';
import { startKoa } from './sites/koa.js';
import { startNode } from './sites/node.js';
import { PAGES } from './sites/routes.js';
import { type Party, TOOLS } from './tools/tools.js';

/** An implementation that logs users in. */
export interface Issuer extends Party {
  start(): Promise<RunningIssuer>;
}

/**
 * A running issuer. The results are the Set-Cookie headers that arrive, or null if the issuer
 * failed.
 */
export interface RunningIssuer {
  logIn(userId: string): Promise<readonly string[] | null>;
  logOut(): Promise<readonly string[] | null>;
  close(): void;
}

const FRAMEWORKS = [
  { framework: 'Node', setter: 'setHeader', start: startNode },
  { framework: 'Express', setter: 'res.cookie', start: startExpress },
  { framework: 'Fastify', setter: 'setCookie', start: startFastify },
  { framework: 'Hono', setter: 'setCookie', start: startHono },
  { framework: 'Koa', setter: 'ctx.cookies.set', start: startKoa },
];

const django = () => startDjango(TOOLS.python!);

/** In the order of the page's columns. */
export const ISSUERS: readonly Issuer[] = [
  {
    name: 'Django spa_login',
    needs: 'python',
    start: startAt(django, DJANGO.issue, DJANGO.revoke),
  },
  {
    name: 'Django middleware',
    needs: 'python',
    start: startAt(django, DJANGO.signIn, DJANGO.revoke),
  },
  { name: 'Rust login_cookie_value', needs: 'rust', start: startRust },
  ...FRAMEWORKS.map(({ framework, setter, start }) => ({
    name: `${framework} ${setter}`,
    start: startAt(start, PAGES.own, PAGES.ownOut),
  })),
  ...FRAMEWORKS.map(({ framework, start }) => ({
    name: `${framework} spaLogin`,
    start: startAt(start, PAGES.ours, PAGES.oursOut),
  })),
];

function startAt(
  start: () => Promise<Site>,
  logIn: string,
  logOut: string,
): () => Promise<RunningIssuer> {
  return async () => {
    const site = await start();
    const visit = async (page: string) => {
      const { status, setCookie } = await get(site.url + page);
      return status === 200 ? setCookie : null;
    };
    return {
      logIn: (userId) => visit(`${logIn}?user=${encodeURIComponent(userId)}`),
      logOut: () => visit(logOut),
      close: site.close,
    };
  };
}

// The crate returns the value of the header. The caller sends it as UTF-8.
async function startRust(): Promise<RunningIssuer> {
  const octets = (text: string) => [Buffer.from(text).toString('latin1')];
  return {
    async logIn(userId) {
      const [token] = await RUST.ask([['sign', SECRET, userId, AGE, NOW]]);
      const [cookie] = await RUST.ask([['login', token?.[1] ?? '', AGE]]);
      return octets(cookie?.[1] ?? '');
    },
    async logOut() {
      const [cookie] = await RUST.ask([['logout']]);
      return octets(cookie?.[1] ?? '');
    },
    close: () => undefined,
  };
}
