import type * as Signer from '../../../signer/index.js';
import type { Implementation } from './implementation.js';
import { joinFields, type Request, toHex } from './protocol.js';

type Library = Pick<
  typeof Signer,
  | 'generateToken'
  | 'checkToken'
  | 'readTokenCookie'
  | 'loginCookieValue'
  | 'logoutCookieValue'
  | 'revocationKey'
  | 'safeNext'
>;

const ERRORS: readonly (readonly [code: RegExp, word: string])[] = [
  [/_SECRET_/, 'secret'],
  [/_USER_ID$/, 'user_id'],
  [/_MAX_AGE$|_EXPIRY$/, 'max_age'],
  [/_TOKEN$|_COOKIE_SIZE$/, 'token'],
  [/_COOKIE_NAME$/, 'cookie_name'],
  [/_COOKIE_ATTRIBUTE$/, 'cookie_attribute'],
  [/_NEXT_FALLBACK$/, 'fallback'],
  [/_NEXT_ORIGINS$/, 'allowed_origins'],
];

/** Creates an implementation from the signer of this package. It runs in this process. */
export function createSigner(library: Library, name = 'Node (signer)'): Implementation {
  return {
    name,
    isEdge: false,
    answer: async (requests) =>
      requests.map((request) =>
        hasMilliseconds(request) ? null : answerRequest(library, request),
      ),
  };
}

/** The signer refuses such numbers as milliseconds. The contract leaves that to the issuer. */
function hasMilliseconds(request: Request): boolean {
  const { now = 0, maxAge = 0 } = request as { now?: number; maxAge?: number };
  return now > 100_000_000_000 || maxAge > 315_360_000;
}

function answerRequest(library: Library, request: Request): string {
  try {
    return callLibrary(library, request);
  } catch (error) {
    const code = String((error as { code?: unknown }).code);
    const word = ERRORS.find(([pattern]) => pattern.test(code))?.[1];
    return word ? joinFields('error', word) : `threw ${code}`;
  }
}

function callLibrary(library: Library, request: Request): string {
  switch (request.verb) {
    case 'sign':
      return joinFields('ok', toHex(library.generateToken(request.userId, request)));
    case 'check':
      return formatVerdict(library.checkToken(request.token, withCutOff(request)));
    case 'read':
      return formatVerdict(library.readTokenCookie(request.header, withCutOff(request)));
    case 'login': {
      const { token, maxAge, options } = request;
      return joinFields('ok', toHex(library.loginCookieValue(token, { ...options, maxAge })));
    }
    case 'logout':
      return joinFields('ok', toHex(library.logoutCookieValue(request.options)));
    case 'key':
      return joinFields('ok', toHex(library.revocationKey(request.userId)));
    case 'next':
      return joinFields('ok', toHex(library.safeNext(request.next, request)));
  }
}

function withCutOff<T extends { cutOff?: number }>({ cutOff, ...options }: T) {
  return cutOff === undefined ? options : { ...options, cutOff: () => cutOff };
}

function formatVerdict(verdict: Signer.Verified | Signer.Refused<Signer.CookieReason>): string {
  return verdict.valid
    ? joinFields('valid', toHex(verdict.userId), verdict.expiry)
    : verdict.reason;
}
