export type {
  CookieCarrier,
  FastifyReplyLike,
  HeadersLike,
  HonoContextLike,
  KoaContextLike,
  ResponseLike,
  ServerResponseLike,
} from './carrier.js';
export {
  type CookieReason,
  type ReadOptions,
  readTokenCookie,
} from './cookie.js';
export { COOKIE_NAME } from './cookie-name.js';
export type {
  CookieSource,
  FetchRequestLike,
  NodeRequestLike,
  RequestHeaders,
} from './cookie-source.js';
export type { SpaAuthError, SpaAuthErrorCode } from './errors.js';
export {
  createKeyRing,
  generateSecret,
  type KeyRing,
  type Secret,
} from './keyring.js';
export { type NextOptions, safeNext } from './next.js';
export { DEFAULT_MAX_AGE } from './options.js';
export {
  type LoginOptions,
  type LogoutOptions,
  spaLogin,
  spaLogout,
} from './response.js';
export type { SecretFunction } from './secret.js';
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
