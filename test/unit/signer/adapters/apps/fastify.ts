import { Readable, Writable } from 'node:stream';
import Fastify, { type FastifyRequest } from 'fastify';
import { requireToken, spaTokenCookiePlugin } from '../../../../../signer/adapters/fastify.js';
import { safeNext, spaLogin, spaLogout } from '../../../../../signer/index.js';
import { type App, optionsFor, sessionOf } from '../../../../suites/renewal-app.js';
import { halves } from './halves.js';
import { serverUrl } from './listen.js';
import { flush, headersOf, write } from './node-response.js';

export const fastifyApp: App = {
  name: 'Fastify',
  asks: 'before',
  marksErrors: true,
  async start({ options, guard, login, held, endSession, log }) {
    const stream = new Writable({
      write(chunk, _encoding, done) {
        log(String(chunk));
        done();
      },
    });
    const app = Fastify({ logger: { stream, level: 'trace' }, forceCloseConnections: true });
    const headers = (request: FastifyRequest) => headersOf(request.raw);
    if (options) {
      app.register(spaTokenCookiePlugin, optionsFor(options, headers));
    }
    type Query = { Querystring: Record<string, string> };
    app.get('/page', async () => 'page');
    app.get<Query>('/cached', (request, reply) =>
      reply.header('Cache-Control', request.query.value).send('cached'),
    );
    app.get('/cookies', (_request, reply) =>
      reply.header('set-cookie', 'a=1').header('set-cookie', 'b=2').send('cookies'),
    );
    app.get('/written', (_request, reply) => write(reply.hijack().raw));
    app.get('/flushed', (_request, reply) => flush(reply.hijack().raw, held));
    app.get('/streamed', (_request, reply) => reply.send(Readable.from(halves(held))));
    app.get('/broken', async () => {
      throw new Error('broken');
    });
    app.get('/moved', (_request, reply) => reply.redirect('/page'));
    app.get('/unchanged', (_request, reply) => reply.code(304).send());
    app.get('/bob', (_request, reply) => {
      spaLogin(reply, 'bob', login);
      reply.send('');
    });
    app.get('/nobody', (_request, reply) => {
      spaLogout(reply);
      reply.send('');
    });
    app.post('/end-session', async () => {
      endSession();
      return 'ended';
    });
    app.get<Query>('/login', (request, reply) =>
      sessionOf(headers(request)) === null
        ? reply.send('form')
        : reply.redirect(safeNext(request.query.next)),
    );
    app.get('/me', { preHandler: requireToken(guard) }, async (request) =>
      Reflect.get(request, 'spaUser'),
    );
    await app.listen({ host: '127.0.0.1', port: 0 });
    return { url: serverUrl(app.server), close: () => app.close() };
  },
};
