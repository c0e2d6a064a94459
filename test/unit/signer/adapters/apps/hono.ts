import { type Context, Hono } from 'hono';
import { stream } from 'hono/streaming';
import {
  requireToken,
  type SpaVariables,
  spaTokenCookieMiddleware,
} from '../../../../../signer/adapters/hono.js';
import { safeNext, spaLogin, spaLogout } from '../../../../../signer/index.js';
import { type App, optionsFor, sessionOf } from '../../../../suites/renewal-app.js';
import { halves } from './halves.js';
import { serveFetch } from './serve-fetch.js';

export const honoApp: App = {
  name: 'Hono',
  asks: 'after',
  marksErrors: true,
  start({ options, guard, login, held, endSession, log }) {
    const app = new Hono<{ Variables: SpaVariables }>();
    const headers = (c: Context) => (name: string) => c.req.header(name);
    app.onError((error, c) => {
      log(String(error.stack));
      return c.text('failed', 500);
    });
    if (options) {
      app.use(spaTokenCookieMiddleware(optionsFor(options, headers)));
    }
    app.get('/page', (c) => c.text('page'));
    app.get('/cached', (c) => c.text('cached', 200, { 'cache-control': c.req.query('value')! }));
    app.get('/cookies', (c) => {
      c.header('set-cookie', 'a=1', { append: true });
      c.header('set-cookie', 'b=2', { append: true });
      return c.text('cookies');
    });
    app.get('/written', () => {
      const written = { 'cache-control': 'public, max-age=60', 'x-written': 'yes' };
      return new Response('written', { headers: { ...written, 'set-cookie': 'a=1' } });
    });
    for (const [path, ...parts] of [['/flushed', '', 'flushed'], ['/streamed']]) {
      app.get(path!, (c) =>
        stream(c, async (body) => {
          for await (const half of halves(held, ...parts)) {
            await body.write(half);
          }
        }),
      );
    }
    app.get('/broken', () => {
      throw new Error('broken');
    });
    app.get('/moved', (c) => c.redirect('/page'));
    app.get('/unchanged', () => new Response(null, { status: 304 }));
    app.get('/bob', (c) => {
      spaLogin(c, 'bob', login);
      return c.text('');
    });
    app.get('/nobody', (c) => {
      spaLogout(c);
      return c.text('');
    });
    app.post('/end-session', (c) => {
      endSession();
      return c.text('ended');
    });
    app.get('/login', (c) =>
      sessionOf(headers(c)) === null ? c.text('form') : c.redirect(safeNext(c.req.query('next'))),
    );
    app.get('/me', requireToken(guard), (c) => c.json(c.get('spaUser')));
    return serveFetch(app.fetch);
  },
};
