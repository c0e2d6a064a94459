export {
  COOKIE_NAME,
  type CookieReason,
  type ReadOptions,
  readTokenCookie,
} from './cookie.js';
export type { SpaAuthError, SpaAuthErrorCode } from './errors.js';
export { createKeyRing, generateSecret, type KeyRing, type Secret } from './keyring.js';
export { type NextOptions, safeNext } from './next.js';
export { DEFAULT_MAX_AGE } from './options.js';
export {
  type CookieCarrier,
  type HeadersLike,
  type LoginOptions,
  type ResponseLike,
  type ServerResponseLike,
  spaLogin,
  spaLogout,
} from './response.js';
export {
  type CookieOptions,
  type LoginCookieOptions,
  loginCookieValue,
  logoutCookieValue,
} from './set-cookie.js';
export {
  type CutOff,
  checkToken,
  generateToken,
  type Refused,
  revocationKey,
  type SignOptions,
  type TokenReason,
  type Verified,
  type VerifyOptions,
  verifyToken,
} from './token.js';
