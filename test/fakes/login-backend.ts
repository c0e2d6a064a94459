import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { safeNext, spaLogin, spaLogout } from '../../signer/index.js';
import { NOW, SECRET } from './site.js';

/**
 * Starts a backend that logs in and out by a GET, so that a test needs no form: `?as=ada` logs in,
 * and without it the login is a page. `?clear` sends `Clear-Site-Data` with the log-out.
 */
export async function startLoginBackend(afterLogout: string) {
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://backend.invalid');
    const user = searchParams.get('as');
    if (pathname === '/api/auth/login' && user !== null) {
      spaLogin(response, user, { secret: SECRET, now: NOW });
      response.writeHead(303, { location: safeNext(searchParams.get('next')) }).end();
    } else if (pathname === '/api/auth/logout') {
      const clearSiteData = searchParams.has('clear') ? 'cache' : undefined;
      spaLogout(response, { clearSiteData });
      response.writeHead(303, { location: afterLogout }).end();
    } else {
      const type = { 'content-type': 'text/html', 'cache-control': 'no-store' };
      response.writeHead(200, type).end('<!doctype html><title>Log in</title><p>Log in, please');
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
