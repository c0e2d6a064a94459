import { requireToken, withSpaTokenCookie } from '../../../../../signer/adapters/fetch.js';
import { safeNext, spaLogin, spaLogout } from '../../../../../signer/index.js';
import { type App, type AppSetup, optionsFor, sessionOf } from '../../../../suites/renewal-app.js';
import { halves } from './halves.js';
import { serveFetch } from './serve-fetch.js';

export const fetchApp: App = {
  name: 'fetch',
  asks: 'after',
  // There is no answer yet: whoever called the handler makes one.
  marksErrors: false,
  start(setup) {
    const handler = setup.options
      ? withSpaTokenCookie(routesOf(setup), optionsFor(setup.options, headersOf))
      : routesOf(setup);
    return serveFetch(async (request) => {
      try {
        return await handler(request);
      } catch (error) {
        setup.log(String((error as Error).stack));
        return new Response('failed', { status: 500 });
      }
    });
  },
};

const headersOf = (request: Request) => (name: string) => request.headers.get(name) ?? undefined;

function routesOf({ guard, login, held, endSession }: AppSetup) {
  const routes: Record<string, (request: Request, url: URL) => Response | Promise<Response>> = {
    '/page': () => new Response('page'),
    '/cached': (_request, { searchParams }) =>
      new Response('cached', { headers: { 'cache-control': searchParams.get('value') ?? '' } }),
    '/cookies': () => {
      const response = new Response('cookies', { headers: { 'set-cookie': 'a=1' } });
      response.headers.append('set-cookie', 'b=2');
      return response;
    },
    '/written': () => {
      const written = { 'cache-control': 'public, max-age=60', 'x-written': 'yes' };
      return new Response('written', { headers: { ...written, 'set-cookie': 'a=1' } });
    },
    '/flushed': () => new Response(bodyOf(halves(held, '', 'flushed'))),
    '/streamed': () => new Response(bodyOf(halves(held))),
    '/broken': () => {
      throw new Error('broken');
    },
    '/moved': () => new Response(null, { status: 302, headers: { location: '/page' } }),
    '/unchanged': () => new Response(null, { status: 304 }),
    '/bob': () => {
      const response = new Response();
      spaLogin(response, 'bob', login);
      return response;
    },
    '/nobody': () => {
      const response = new Response();
      spaLogout(response);
      return response;
    },
    '/end-session': () => {
      endSession();
      return new Response('ended');
    },
    '/login': (request, { searchParams }) => {
      if (sessionOf(headersOf(request)) === null) {
        return new Response('form');
      }
      const location = safeNext(searchParams.get('next'));
      return new Response(null, { status: 302, headers: { location } });
    },
    '/me': requireToken((_request: Request, user) => Response.json(user), guard),
  };
  return (request: Request) => {
    const url = new URL(request.url);
    return routes[url.pathname]?.(request, url) ?? new Response(null, { status: 404 });
  };
}

function bodyOf(parts: AsyncGenerator<string>): ReadableStream {
  const encoder = new TextEncoder();
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await parts.next();
      if (done) {
        controller.close();
      } else {
        controller.enqueue(encoder.encode(value));
      }
    },
  });
}
