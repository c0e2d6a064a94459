import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import {
  requireToken,
  type SpaUser,
  spaTokenCookieMiddleware,
} from '../../../../../signer/adapters/node.js';
import { safeNext, spaLogin, spaLogout } from '../../../../../signer/index.js';
import { type App, type AppSetup, optionsFor, sessionOf } from '../../../../suites/renewal-app.js';
import { halves } from './halves.js';
import { listen } from './listen.js';
import { flush, headersOf, write } from './node-response.js';

type Handler = (
  request: IncomingMessage & { spaUser?: SpaUser },
  response: ServerResponse,
  url: URL,
) => unknown;

export const httpApp: App = {
  name: 'node:http',
  asks: 'before',
  marksErrors: true,
  start(setup) {
    const route = routesOf(setup);
    if (!setup.options) {
      return listen((request, response) => void route(request, response));
    }
    const middleware = spaTokenCookieMiddleware(optionsFor(setup.options, headersOf));
    return listen((request, response) => {
      void middleware(request, response, (error) => {
        if (error) {
          fail(setup, response, error);
        } else {
          void route(request, response);
        }
      });
    });
  },
};

function routesOf(setup: AppSetup) {
  const guard = requireToken(setup.guard);
  const { held, login } = setup;
  const routes: Record<string, Handler> = {
    '/page': (_request, response) => response.end('page'),
    '/cached': (_request, response, { searchParams }) =>
      response.setHeader('Cache-Control', searchParams.get('value') ?? '').end('cached'),
    '/cookies': (_request, response) =>
      response.setHeader('set-cookie', ['a=1', 'b=2']).end('cookies'),
    '/written': (_request, response) => write(response),
    '/flushed': (_request, response) => flush(response, held),
    '/streamed': (_request, response) => pipeline(Readable.from(halves(held)), response),
    '/broken': () => {
      throw new Error('broken');
    },
    '/moved': (_request, response) => response.writeHead(302, { location: '/page' }).end(),
    '/unchanged': (_request, response) => response.writeHead(304, 'Same').end(),
    '/bob': (_request, response) => {
      spaLogin(response, 'bob', login);
      response.end();
    },
    '/nobody': (_request, response) => {
      spaLogout(response);
      response.end();
    },
    '/end-session': (_request, response) => {
      setup.endSession();
      response.end('ended');
    },
    '/login': (request, response, { searchParams }) => {
      if (sessionOf(headersOf(request)) === null) {
        return response.end('form');
      }
      return response.writeHead(302, { location: safeNext(searchParams.get('next')) }).end();
    },
    '/me': (request, response) =>
      guard(request, response, () => response.end(JSON.stringify(request.spaUser))),
  };
  return async (request: IncomingMessage, response: ServerResponse) => {
    const url = new URL(request.url ?? '', 'http://a.invalid');
    try {
      await routes[url.pathname]?.(request, response, url);
    } catch (error) {
      fail(setup, response, error);
    }
  };
}

function fail(setup: AppSetup, response: ServerResponse, error: unknown): void {
  setup.log(String((error as Error).stack));
  response.writeHead(500).end('failed');
}
