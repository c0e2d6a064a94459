import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { deleteCookie, setCookie } from 'hono/cookie';
import { COOKIE_NAME, spaLogin, spaLogout } from '../../../signer/index.js';
import { type Site, serve } from '../browser/wire.js';
import { AGE } from '../constants.js';
import { PAGES, SIGN_OPTIONS, signToken } from './routes.js';

const ATTRIBUTES = { httpOnly: true, secure: true, sameSite: 'lax' } as const;

export function startHono(): Promise<Site> {
  const app = new Hono();
  app.get(PAGES.own, (context) => {
    setCookie(context, COOKIE_NAME, signToken(context.req.query('user')), {
      ...ATTRIBUTES,
      maxAge: AGE,
    });
    return context.body('');
  });
  app.get(PAGES.ownOut, (context) => {
    deleteCookie(context, COOKIE_NAME, ATTRIBUTES);
    return context.body('');
  });
  app.get(PAGES.ours, (context) => {
    spaLogin(context.res, String(context.req.query('user')), SIGN_OPTIONS);
    return context.body('');
  });
  app.get(PAGES.oursOut, (context) => {
    spaLogout(context.res);
    return context.body('');
  });
  return serve(getRequestListener(app.fetch));
}
