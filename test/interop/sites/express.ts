import express from 'express';
import { COOKIE_NAME, spaLogin, spaLogout } from '../../../signer/index.js';
import { type Site, serve } from '../browser/wire.js';
import { AGE } from '../constants.js';
import { PAGES, SIGN_OPTIONS, signToken } from './routes.js';

const ATTRIBUTES = { httpOnly: true, secure: true, sameSite: 'lax' } as const;

export function startExpress(): Promise<Site> {
  const app = express();
  app.get(PAGES.own, ({ query }, response) => {
    response
      .cookie(COOKIE_NAME, signToken(query.user), { ...ATTRIBUTES, maxAge: AGE * 1000 })
      .end();
  });
  app.get(PAGES.ownOut, (_, response) => {
    response.clearCookie(COOKIE_NAME, ATTRIBUTES).end();
  });
  app.get(PAGES.ours, ({ query }, response) => {
    spaLogin(response, String(query.user), SIGN_OPTIONS);
    response.end();
  });
  app.get(PAGES.oursOut, (_, response) => {
    spaLogout(response);
    response.end();
  });
  return serve(app);
}
