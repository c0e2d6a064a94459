// Compiled, never run: a line that must not compile is marked.

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2';
import type express from 'express';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Context } from 'hono';
import type Koa from 'koa';
import {
  type CookieReason,
  checkToken,
  createKeyRing,
  generateToken,
  type KeyRing,
  loginCookieValue,
  logoutCookieValue,
  type Refused,
  readTokenCookie,
  type SpaAuthErrorCode,
  safeNext,
  spaLogin,
  spaLogout,
  type TokenReason,
  type Verified,
  verifyToken,
} from '../../signer/index.js';

declare function is<Expected>(): <Actual>(
  actual: Actual,
  ...same: [Expected] extends [Actual] ? ([Actual] extends [Expected] ? [] : [never]) : [never]
) => void;
declare const input: unknown;
declare const ring: KeyRing;
declare const environment: string | undefined;
declare const header: string | string[] | null | undefined;
declare const incoming: IncomingMessage;
declare const http2Request: Http2ServerRequest;
declare const expressRequest: express.Request;
declare const fastifyRequest: FastifyRequest;
declare const koaContext: Koa.Context;
declare const honoContext: Context;
declare const expressResponse: express.Response;
declare const fastifyReply: FastifyReply;

is<string>()(generateToken('a'));
is<string | null>()(verifyToken(input));
is<Verified | Refused>()(checkToken(input));
is<Verified | Refused<CookieReason>>()(readTokenCookie(header));
is<string>()(loginCookieValue('t'));
is<string>()(logoutCookieValue());
is<string>()(safeNext(input, { allowedOrigins: ['https://a.example'] as const }));
is<KeyRing>()(createKeyRing('s'));

// `valid` discriminates the result: a refused token has no fields.
const result = checkToken(input, { secret: ring, now: 1, clockTolerance: 1 });
if (result.valid) {
  is<string>()(result.userId);
  is<number>()(result.expiry);
  // @ts-expect-error a verified token has no reason
  result.reason;
} else {
  is<TokenReason>()(result.reason);
  // @ts-expect-error a refused token has no user id
  result.userId;
}

// Only cookies have the reason `missing`.
const read = readTokenCookie(header);
if (!read.valid) {
  is<'missing' | 'malformed' | 'expired' | 'bad_signature' | 'revoked'>()(read.reason);
}

// An option may be undefined, like the values of the environment.
generateToken('a', { secret: environment, maxAge: undefined, now: undefined });

// The cookies are read from what carries the header.
readTokenCookie(incoming);
readTokenCookie(http2Request);
readTokenCookie(expressRequest);
readTokenCookie(fastifyRequest);
readTokenCookie(koaContext);
readTokenCookie(new Headers());
readTokenCookie(new Request('https://a.example'));
readTokenCookie(honoContext.req.raw);
// @ts-expect-error cookies that a framework has parsed
readTokenCookie({ 'pocket-spa-token': 'a' });
// @ts-expect-error a number
readTokenCookie(5);
// @ts-expect-error a Map
readTokenCookie(new Map<string, string>());
// @ts-expect-error a list of something else
readTokenCookie([5]);
// @ts-expect-error a response
readTokenCookie(new Response());

// A secret may be a function, which gives no promise.
generateToken('a', { secret: () => environment });
checkToken(input, { secret: () => ring });
readTokenCookie(header, { secret: () => undefined });
spaLogin(new Headers(), 'a', { secret: () => environment });
// @ts-expect-error only the adapters accept a promise
generateToken('a', { secret: async () => environment });

declare const node: ServerResponse;
declare const http2: Http2ServerResponse;
declare const fetched: Response;
declare const headers: Headers;
for (const response of [node, http2, fetched, headers]) {
  is<void>()(spaLogin(response, 'a', { secret: ring, maxAge: 1, sameSite: 'Strict' }));
  is<void>()(spaLogout(response, { path: '/' }));
}
for (const carrier of [expressResponse, fastifyReply, koaContext, honoContext]) {
  spaLogin(carrier, 'a');
  spaLogout(carrier, { clearSiteData: 'cache' });
}
// @ts-expect-error only a log-out clears
spaLogin(headers, 'a', { clearSiteData: 'cache' });
// @ts-expect-error what is cleared is named
spaLogout(headers, { clearSiteData: true });

// @ts-expect-error a user id is text
generateToken(5);
// @ts-expect-error secure is a boolean
loginCookieValue('t', { secure: 'yes' });
// @ts-expect-error SameSite is written as in the header
loginCookieValue('t', { sameSite: 'lax' });
// @ts-expect-error logging out takes no lifetime
logoutCookieValue({ maxAge: 1 });
// @ts-expect-error the name is maxAge
generateToken('a', { maxage: 1 });
// @ts-expect-error a KeyRing is made by createKeyRing
createKeyRing({ toString: () => 's', toJSON: () => 's' });
// @ts-expect-error a request is no response
spaLogin(new Request('https://a.example'), 'a');
// @ts-expect-error no such code
const code: SpaAuthErrorCode = 'ERR_OTHER';
void code;
