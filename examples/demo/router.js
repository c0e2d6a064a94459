import { HEADERS } from './headers.js';
import { isCrossSite } from './viewer.js';

/**
 * Creates a listener for `node:http` from routes such as `'GET /api/me': (request, response, query)
 * => …`. `before(request, response)` runs before each of them.
 */
export function createListener(routes, before = () => undefined) {
  return async (request, response) => {
    response.setHeaders(new Map(Object.entries(HEADERS)));
    try {
      const { pathname, searchParams } = new URL(request.url, 'http://backend.invalid');
      const route = `${request.method} ${pathname}`;
      if (!Object.hasOwn(routes, route)) {
        return sendJson(response, 404, { error: 'not_found' });
      }
      if (request.method === 'POST' && isCrossSite(request.headers)) {
        return sendJson(response, 403, { error: 'cross_site' });
      }
      await before(request, response);
      await routes[route](request, response, searchParams);
    } catch (error) {
      if (response.headersSent) {
        return response.destroy();
      }
      // The rest of a form that is too long is not read.
      response.setHeader('connection', 'close');
      sendJson(response, error.status ?? 500, { error: 'unreadable' });
    }
  };
}

export function sendHtml(response, status, html) {
  response.writeHead(status, { 'content-type': 'text/html; charset=utf-8' }).end(html);
}

export function sendJson(response, status, value) {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}

export function redirect(response, location) {
  response.writeHead(303, { location }).end();
}
