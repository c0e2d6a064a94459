import Koa from 'koa';
import { COOKIE_NAME, spaLogin, spaLogout } from '../../../signer/index.js';
import { type Site, serve } from '../browser/wire.js';
import { AGE } from '../constants.js';
import { PAGES, SIGN_OPTIONS, signToken } from './routes.js';

const ATTRIBUTES = { httpOnly: true, secure: true, sameSite: 'lax' } as const;

export function startKoa(): Promise<Site> {
  const app = new Koa();
  app.silent = true;
  app.use((context) => {
    const { user } = context.query;
    // Koa refuses to write a secure cookie on a connection that it considers insecure.
    context.cookies.secure = true;
    if (context.path === PAGES.own) {
      context.cookies.set(COOKIE_NAME, signToken(user), { ...ATTRIBUTES, maxAge: AGE * 1000 });
    }
    if (context.path === PAGES.ownOut) {
      context.cookies.set(COOKIE_NAME, null, ATTRIBUTES);
    }
    if (context.path === PAGES.ours) {
      spaLogin(context.res, String(user), SIGN_OPTIONS);
    }
    if (context.path === PAGES.oursOut) {
      spaLogout(context.res);
    }
    context.body = '';
  });
  return serve(app.callback());
}
