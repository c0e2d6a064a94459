// Compiled, never run: a line that must not compile is marked.

import type { ServerResponse } from 'node:http';
import type { Http2ServerResponse } from 'node:http2';
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

is<string>()(generateToken('a'));
is<string | null>()(verifyToken(input));
is<Verified | Refused>()(checkToken(input));
is<Verified | Refused<CookieReason>>()(readTokenCookie(input));
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
const read = readTokenCookie(input);
if (!read.valid) {
  is<'missing' | 'malformed' | 'expired' | 'bad_signature' | 'revoked'>()(read.reason);
}

// An option may be undefined, like the values of the environment.
generateToken('a', { secret: environment, maxAge: undefined, now: undefined });

declare const node: ServerResponse;
declare const http2: Http2ServerResponse;
declare const fetched: Response;
declare const headers: Headers;
for (const response of [node, http2, fetched, headers]) {
  is<void>()(spaLogin(response, 'a', { secret: ring, maxAge: 1, sameSite: 'Strict' }));
  is<void>()(spaLogout(response, { path: '/' }));
}

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
