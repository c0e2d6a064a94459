import { Readable } from 'node:stream';
import Koa from 'koa';
import { requireToken, spaTokenCookieMiddleware } from '../../../../../signer/adapters/koa.js';
import { safeNext, spaLogin, spaLogout } from '../../../../../signer/index.js';
import { type App, optionsFor, sessionOf } from '../../../../suites/renewal-app.js';
import { halves } from './halves.js';
import { listen } from './listen.js';
import { flush, headersOf, write } from './node-response.js';

export const koaApp: App = {
  name: 'Koa',
  asks: 'before',
  marksErrors: true,
  start({ options, guard: guardOptions, login, held, endSession, log }) {
    const app = new Koa();
    app.on('error', (error) => log(error.stack));
    if (options) {
      const headers = (ctx: Koa.Context) => headersOf(ctx.req);
      app.use(spaTokenCookieMiddleware(optionsFor(options, headers)));
    }
    const guard = requireToken(guardOptions);
    const routes: Record<string, (ctx: Koa.Context) => unknown> = {
      '/page': (ctx) => {
        ctx.body = 'page';
      },
      '/cached': (ctx) => {
        ctx.set('Cache-Control', String(ctx.query.value));
        ctx.body = 'cached';
      },
      '/cookies': (ctx) => {
        ctx.append('Set-Cookie', 'a=1');
        ctx.append('Set-Cookie', 'b=2');
        ctx.body = 'cookies';
      },
      '/written': (ctx) => {
        ctx.respond = false;
        write(ctx.res);
      },
      '/flushed': async (ctx) => {
        ctx.status = 200;
        ctx.respond = false;
        await flush(ctx.res, held);
      },
      '/streamed': (ctx) => {
        ctx.body = Readable.from(halves(held));
      },
      '/broken': () => {
        throw new Error('broken');
      },
      '/moved': (ctx) => ctx.redirect('/page'),
      '/unchanged': (ctx) => {
        ctx.status = 304;
      },
      '/bob': (ctx) => {
        spaLogin(ctx, 'bob', login);
        ctx.body = '';
      },
      '/nobody': (ctx) => {
        spaLogout(ctx);
        ctx.body = '';
      },
      '/end-session': (ctx) => {
        endSession();
        ctx.body = 'ended';
      },
      '/login': (ctx) => {
        if (sessionOf(headersOf(ctx.req)) !== null) {
          return ctx.redirect(safeNext(ctx.query.next));
        }
        ctx.body = 'form';
      },
      '/me': (ctx) =>
        guard(ctx, async () => {
          ctx.body = ctx.state.spaUser;
        }),
    };
    app.use((ctx) => routes[ctx.path]?.(ctx));
    return listen(app.callback());
  },
};
