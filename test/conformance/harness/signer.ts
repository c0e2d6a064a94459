import type * as Signer from '../../../signer/index.js';
import type { Implementation } from './implementation.js';
import { hex, line, type Request } from './request.js';

type Library = Pick<
  typeof Signer,
  'generateToken' | 'checkToken' | 'readTokenCookie' | 'loginCookieValue' | 'logoutCookieValue'
>;

const ERRORS: readonly (readonly [code: RegExp, word: string])[] = [
  [/_SECRET_/, 'secret'],
  [/_USER_ID$/, 'user_id'],
  [/_MAX_AGE$|_EXPIRY$/, 'max_age'],
  [/_TOKEN$|_COOKIE_SIZE$/, 'token'],
];

/** This package's signer, in this process. */
export function signerOf(library: Library, name = 'Node (signer)'): Implementation {
  return {
    name,
    isEdge: false,
    answer: async (requests) => requests.map((request) => answered(library, request)),
  };
}

function answered(library: Library, request: Request): string {
  try {
    return answerOf(library, request);
  } catch (error) {
    const code = String((error as { code?: unknown }).code);
    const word = ERRORS.find(([pattern]) => pattern.test(code))?.[1];
    return word ? line('error', word) : `threw ${code}`;
  }
}

function answerOf(library: Library, request: Request): string {
  switch (request.verb) {
    case 'sign':
      return line('ok', hex(library.generateToken(request.userId, request)));
    case 'check':
      return judged(library.checkToken(request.token, request));
    case 'read':
      return judged(library.readTokenCookie(request.header, request));
    case 'login':
      return line('ok', hex(library.loginCookieValue(request.token, { maxAge: request.maxAge })));
    case 'logout':
      return line('ok', hex(library.logoutCookieValue()));
  }
}

function judged(verdict: Signer.Verified | Signer.Refused<Signer.CookieReason>): string {
  return verdict.valid ? line('valid', hex(verdict.userId), verdict.expiry) : verdict.reason;
}
