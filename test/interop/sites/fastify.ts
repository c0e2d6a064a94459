import cookie from '@fastify/cookie';
import fastify from 'fastify';
import { COOKIE_NAME, spaLogin, spaLogout } from '../../../signer/index.js';
import type { Site } from '../browser/wire.js';
import { AGE } from '../constants.js';
import { PAGES, SIGN_OPTIONS, signToken } from './routes.js';

const ATTRIBUTES = { httpOnly: true, secure: true, sameSite: 'lax', path: '/' } as const;

interface Asked {
  Querystring: { user: string };
}

export async function startFastify(): Promise<Site> {
  const app = fastify();
  await app.register(cookie);
  app.get<Asked>(PAGES.own, ({ query }, reply) =>
    reply.setCookie(COOKIE_NAME, signToken(query.user), { ...ATTRIBUTES, maxAge: AGE }).send(),
  );
  app.get(PAGES.ownOut, (_, reply) => reply.clearCookie(COOKIE_NAME, ATTRIBUTES).send());
  app.get<Asked>(PAGES.ours, ({ query }, reply) => {
    spaLogin(reply.raw, query.user, SIGN_OPTIONS);
    return reply.send();
  });
  app.get(PAGES.oursOut, (_, reply) => {
    spaLogout(reply.raw);
    return reply.send();
  });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  return { url, close: () => void app.close() };
}
