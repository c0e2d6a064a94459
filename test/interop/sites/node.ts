import { COOKIE_NAME, spaLogin, spaLogout } from '../../../signer/index.js';
import { type Site, serve } from '../browser/wire.js';
import { AGE } from '../constants.js';
import { PAGES, SIGN_OPTIONS, signToken } from './routes.js';

const ATTRIBUTES = 'HttpOnly; Secure; SameSite=Lax; Path=/';

/** Node.js without a framework; the header is written by hand. */
export function startNode(): Promise<Site> {
  return serve((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://site');
    const user = searchParams.get('user') ?? '';
    const write = (value: string, maxAge: number) =>
      response.setHeader('Set-Cookie', `${COOKIE_NAME}=${value}; Max-Age=${maxAge}; ${ATTRIBUTES}`);
    try {
      if (pathname === PAGES.own) {
        write(signToken(user), AGE);
      }
      if (pathname === PAGES.ownOut) {
        write('', 0);
      }
      if (pathname === PAGES.ours) {
        spaLogin(response, user, SIGN_OPTIONS);
      }
      if (pathname === PAGES.oursOut) {
        spaLogout(response);
      }
    } catch {
      response.statusCode = 500;
    }
    response.end();
  });
}
