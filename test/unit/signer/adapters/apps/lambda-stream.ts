import {
  requireToken,
  spaLogin,
  spaLogout,
  withSpaTokenCookie,
} from '../../../../../signer/adapters/lambda.js';
import { safeNext } from '../../../../../signer/index.js';
import { type AnyEvent, SENDERS, type Sender, toEvent } from '../../../../fakes/lambda/events.js';
import { ResponseStream, respondWithStream, runtime } from '../../../../fakes/lambda/streaming.js';
import { type App, type AppSetup, optionsFor, sessionOf } from '../../../../suites/renewal-app.js';
import { halves } from './halves.js';
import { headersOf, lambdaApp, targetOf } from './lambda.js';
import { listen } from './listen.js';

// A load balancer does not stream.
const STREAMING: readonly Sender[] = ['function URL', 'REST API'];

/** A function for each kind of event, and those that stream. */
export function lambdaApps(): readonly App[] {
  return [...SENDERS.map(lambdaApp), ...STREAMING.map(lambdaStreamApp)];
}

/** A function that streams its responses. */
function lambdaStreamApp(sender: Sender): App {
  Object.assign(globalThis, { awslambda: runtime });
  return {
    name: `Lambda with response streaming, ${sender}`,
    asks: 'before',
    // There is no metadata yet: the sender makes a response.
    marksErrors: false,
    start(setup) {
      const routes = routesOf(setup);
      const handler = runtime.streamifyResponse(
        setup.options ? withSpaTokenCookie(routes, optionsFor(setup.options, headersOf)) : routes,
      );
      return listen(async (request, response) => {
        const stream = new ResponseStream();
        const sent = respondWithStream(stream, response);
        try {
          await handler(toEvent(sender, request), stream);
          await sent;
        } catch (error) {
          setup.log(String((error as Error).stack));
          response.writeHead(500).end('failed');
        }
      });
    },
  };
}

function routesOf({ guard, login, held, endSession }: AppSetup) {
  return async (event: AnyEvent, stream: ResponseStream): Promise<void> => {
    const { path, query } = targetOf(event);
    const send = async (metadata: object, parts: AsyncIterable<string> | string[] = ['']) => {
      const body = runtime.HttpResponseStream.from(stream, metadata);
      for await (const part of parts) {
        body.write(part as never);
      }
      body.end();
    };
    const ok = { statusCode: 200 };
    switch (path) {
      case '/page':
        return send(ok, ['page']);
      case '/flushed':
        return send(ok, halves(held, '', 'flushed'));
      case '/streamed':
        return send(ok, halves(held));
      case '/cached':
        return send({ ...ok, headers: { 'Cache-Control': query('value') } }, ['cached']);
      case '/cookies':
        return send({ ...ok, cookies: ['a=1', 'b=2'] }, ['cookies']);
      case '/written': {
        const headers = { 'cache-control': 'public, max-age=60', 'x-written': 'yes' };
        return send({ ...ok, headers, multiValueHeaders: { 'set-cookie': ['a=1'] } }, ['written']);
      }
      case '/broken':
        throw new Error('broken');
      case '/moved':
        return send({ statusCode: 302, headers: { location: '/page' } });
      case '/unchanged':
        return send({ statusCode: 304 });
      case '/bob':
        return send(spaLogin(event, ok, 'bob', login));
      case '/nobody':
        return send(spaLogout(event, ok));
      case '/end-session':
        endSession();
        return send(ok, ['ended']);
      case '/login':
        return sessionOf(headersOf(event)) === null
          ? send(ok, ['form'])
          : send({ statusCode: 302, headers: { location: safeNext(query('next')) } });
      case '/me': {
        const me = requireToken(
          ({ spaUser }, _stream: ResponseStream) => send(ok, [JSON.stringify(spaUser)]),
          guard,
        );
        await me(event, stream);
        return undefined;
      }
      default:
        return send({ statusCode: 404 });
    }
  };
}
