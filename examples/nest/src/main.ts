import 'reflect-metadata';
import { randomBytes } from 'node:crypto';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Request } from 'express';
import session from 'express-session';
import { spaTokenCookieMiddleware } from 'pocket-spa-auth/node';
import { AppModule } from './app.module.js';

declare module 'express-session' {
  interface SessionData {
    userId: string;
  }
}

const app = await NestFactory.create<NestExpressApplication>(AppModule, {
  logger: ['error', 'warn'],
});
// The proxy says in X-Forwarded-Proto whether the viewer uses https.
app.set('trust proxy', 1);
app.use(
  session({
    name: 'session',
    secret: process.env.SESSION_SECRET ?? randomBytes(32).toString('hex'),
    resave: false,
    saveUninitialized: false,
    cookie: { httpOnly: true, sameSite: 'lax', secure: 'auto' },
  }),
);
// A user who is logged in gets a new token when the old one has expired.
app.use(
  spaTokenCookieMiddleware({
    getUserId: (request: Request) => request.session.userId,
    maxAge: 15 * 60,
  }),
);
await app.listen(process.env.PORT ?? 3000, '127.0.0.1');
