import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import express, { type ErrorRequestHandler } from 'express';
import {
  requireToken,
  type SpaUser,
  spaTokenCookieMiddleware,
} from '../../../../../signer/adapters/node.js';
import { safeNext, spaLogin, spaLogout } from '../../../../../signer/index.js';
import { type App, optionsFor, sessionOf } from '../../../../suites/renewal-app.js';
import { halves } from './halves.js';
import { listen } from './listen.js';
import { flush, headersOf, write } from './node-response.js';

export const expressApp: App = {
  name: 'Express',
  asks: 'before',
  marksErrors: true,
  start({ options, guard, login, held, endSession, log }) {
    const app = express();
    if (options) {
      app.use(spaTokenCookieMiddleware(optionsFor(options, headersOf)));
    }
    app.get('/page', (_request, response) => void response.send('page'));
    app.get('/cached', (request, response) => {
      response.set('Cache-Control', String(request.query.value)).send('cached');
    });
    app.get('/cookies', (_request, response) => {
      response.append('Set-Cookie', 'a=1').append('Set-Cookie', 'b=2').send('cookies');
    });
    app.get('/written', (_request, response) => write(response));
    app.get('/flushed', (_request, response) => flush(response, held));
    app.get('/streamed', (_request, response) => pipeline(Readable.from(halves(held)), response));
    app.get('/broken', () => {
      throw new Error('broken');
    });
    app.get('/moved', (_request, response) => response.redirect('/page'));
    app.get('/unchanged', (_request, response) => void response.status(304).end());
    app.get('/bob', (_request, response) => {
      spaLogin(response, 'bob', login);
      response.end();
    });
    app.get('/nobody', (_request, response) => {
      spaLogout(response);
      response.end();
    });
    app.post('/end-session', (_request, response) => {
      endSession();
      response.send('ended');
    });
    app.get('/login', (request, response) => {
      if (sessionOf(headersOf(request)) === null) {
        return void response.send('form');
      }
      response.redirect(safeNext(request.query.next));
    });
    app.get('/me', requireToken(guard), (request, response) => {
      response.json((request as { spaUser?: SpaUser }).spaUser);
    });
    const onError: ErrorRequestHandler = (error, _request, _response, next) => {
      log(error.stack);
      next(error);
    };
    app.use(onError);
    // Keeps Express's own error handler from writing to the console.
    app.set('env', 'test');
    return listen(app);
  },
};
