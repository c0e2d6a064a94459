import {
  type LambdaEvent,
  requireToken,
  spaLogin,
  spaLogout,
  withSpaTokenCookie,
} from '../../../../../signer/adapters/lambda.js';
import { safeNext } from '../../../../../signer/index.js';
import { type AnyEvent, type Sender, toEvent } from '../../../../fakes/lambda/events.js';
import { respond } from '../../../../fakes/lambda/respond.js';
import { type App, type AppSetup, optionsFor, sessionOf } from '../../../../suites/renewal-app.js';
import { listen } from './listen.js';

/** A function behind one of the senders. */
export function lambdaApp(sender: Sender): App {
  return {
    name: `Lambda, ${sender}`,
    asks: 'after',
    // There is no result yet: the sender makes one.
    marksErrors: false,
    hasOneCookie: sender === 'ALB without multi-value headers',
    start(setup) {
      const handler = setup.options
        ? withSpaTokenCookie(routesOf(setup), optionsFor(setup.options, headersOf))
        : routesOf(setup);
      return listen(async (request, response) => {
        try {
          respond(sender, await handler(toEvent(sender, request)), response);
        } catch (error) {
          setup.log(String((error as Error).stack));
          response.writeHead(500).end('failed');
        }
      });
    },
  };
}

/** The headers of any event. The suite asks for `cookie` and for names of its own. */
export const headersOf = (event: LambdaEvent) => (name: string) => {
  if (name === 'cookie' && event.cookies) {
    return event.cookies.join('; ');
  }
  const lists = Object.entries(event.multiValueHeaders ?? {});
  const [, values] = lists.find(([key]) => key.toLowerCase() === name) ?? [];
  return values?.[0] ?? event.headers?.[name];
};

/** The path and the query of any event. */
export function targetOf(event: AnyEvent): { path: string; query: (name: string) => string } {
  const path = 'rawPath' in event ? event.rawPath : event.path;
  const lists =
    'multiValueQueryStringParameters' in event ? event.multiValueQueryStringParameters : {};
  return {
    path,
    query: (name) => event.queryStringParameters?.[name] ?? lists?.[name]?.[0] ?? '',
  };
}

// The headers are in the form that each sender reads, as a handler for one of them writes them.
function routesOf({ guard, login, endSession }: AppSetup) {
  return async (event: AnyEvent) => {
    const { path, query } = targetOf(event);
    const withHeaders = (headers: Record<string, string>, cookies: string[] = []) => {
      if ('rawPath' in event) {
        return { headers, cookies };
      }
      if ('elb' in event.requestContext && event.multiValueHeaders) {
        const lists = Object.entries(headers).map(([name, value]) => [name, [value]]);
        return { multiValueHeaders: { ...Object.fromEntries(lists), 'Set-Cookie': cookies } };
      }
      if ('elb' in event.requestContext) {
        return { headers: { ...headers, ...(cookies[0] && { 'Set-Cookie': cookies[0] }) } };
      }
      return { headers, multiValueHeaders: { 'Set-Cookie': cookies } };
    };
    switch (path) {
      case '/page':
      case '/flushed':
      case '/streamed':
        // Nothing is sent before the handler has returned all of it.
        return { statusCode: 200, body: path.slice(1) };
      case '/cached':
        return {
          statusCode: 200,
          ...withHeaders({ 'Cache-Control': query('value') }),
          body: 'cached',
        };
      case '/cookies':
        return { statusCode: 200, ...withHeaders({}, ['a=1', 'b=2']), body: 'cookies' };
      case '/written': {
        const written = { 'cache-control': 'public, max-age=60', 'x-written': 'yes' };
        return { statusCode: 200, ...withHeaders(written, ['a=1']), body: 'written' };
      }
      case '/broken':
        throw new Error('broken');
      case '/moved':
        return { statusCode: 302, ...withHeaders({ location: '/page' }) };
      case '/unchanged':
        return { statusCode: 304 };
      case '/bob':
        return spaLogin(event, { statusCode: 200 }, 'bob', login);
      case '/nobody':
        return spaLogout(event, { statusCode: 200 });
      case '/end-session':
        endSession();
        return { statusCode: 200, body: 'ended' };
      case '/login':
        return sessionOf(headersOf(event)) === null
          ? { statusCode: 200, body: 'form' }
          : { statusCode: 302, ...withHeaders({ location: safeNext(query('next')) }) };
      case '/me':
        return requireToken(
          ({ spaUser }) => ({ statusCode: 200, body: JSON.stringify(spaUser) }),
          guard,
        )(event);
      default:
        return { statusCode: 404 };
    }
  };
}
