/**
 * The stable `code` of every error that the package throws. Each one is a caller's mistake: a
 * `TypeError` is thrown for a value of the wrong type, a `RangeError` for a value of the right type
 * that cannot be used. No message contains a value, only its kind and length.
 *
 * | code | what was wrong |
 * |---|---|
 * | `ERR_SPA_AUTH_OPTIONS` | the options, or one of the middleware's, are not usable |
 * | `ERR_SPA_AUTH_SECRET_MISSING` | no secret was given and `SPA_TOKEN_SECRET` is not set |
 * | `ERR_SPA_AUTH_SECRET_INVALID` | the secret or key ring is not usable |
 * | `ERR_SPA_AUTH_USER_ID` | the user id cannot be part of a token |
 * | `ERR_SPA_AUTH_NOW` | `now` is not a count of Unix seconds, or over 10^11 (milliseconds) |
 * | `ERR_SPA_AUTH_MAX_AGE` | `maxAge`, `renewBefore` or `absoluteMaxAge` is not usable |
 * | `ERR_SPA_AUTH_CLOCK_TOLERANCE` | `clockTolerance` is not a whole number of seconds |
 * | `ERR_SPA_AUTH_CUT_OFF` | `cutOff` is not a function or returned no Unix seconds |
 * | `ERR_SPA_AUTH_TOKEN` | the token for a cookie is not well-formed text |
 * | `ERR_SPA_AUTH_COOKIE_NAME` | the cookie's name is invalid or forbids an attribute |
 * | `ERR_SPA_AUTH_COOKIE_ATTRIBUTE` | an attribute of the cookie is not usable |
 * | `ERR_SPA_AUTH_COOKIE_SIZE` | the cookie's name and value are over 4,096 octets |
 * | `ERR_SPA_AUTH_REQUEST` | the cookies cannot be read from a value of this kind |
 * | `ERR_SPA_AUTH_RESPONSE` | the response is of no kind that can carry a cookie |
 * | `ERR_SPA_AUTH_HEADERS_SENT` | the response's headers have been sent |
 * | `ERR_SPA_AUTH_HEADERS_IMMUTABLE` | the response's headers cannot be changed |
 * | `ERR_SPA_AUTH_NEXT_FALLBACK` | `fallback` is not itself a safe place to go |
 * | `ERR_SPA_AUTH_NEXT_ORIGINS` | `allowedOrigins` is not a list of origins |
 */
export type SpaAuthErrorCode =
  | 'ERR_SPA_AUTH_OPTIONS'
  | 'ERR_SPA_AUTH_SECRET_MISSING'
  | 'ERR_SPA_AUTH_SECRET_INVALID'
  | 'ERR_SPA_AUTH_USER_ID'
  | 'ERR_SPA_AUTH_NOW'
  | 'ERR_SPA_AUTH_MAX_AGE'
  | 'ERR_SPA_AUTH_CLOCK_TOLERANCE'
  | 'ERR_SPA_AUTH_CUT_OFF'
  | 'ERR_SPA_AUTH_TOKEN'
  | 'ERR_SPA_AUTH_COOKIE_NAME'
  | 'ERR_SPA_AUTH_COOKIE_ATTRIBUTE'
  | 'ERR_SPA_AUTH_COOKIE_SIZE'
  | 'ERR_SPA_AUTH_REQUEST'
  | 'ERR_SPA_AUTH_RESPONSE'
  | 'ERR_SPA_AUTH_HEADERS_SENT'
  | 'ERR_SPA_AUTH_HEADERS_IMMUTABLE'
  | 'ERR_SPA_AUTH_NEXT_FALLBACK'
  | 'ERR_SPA_AUTH_NEXT_ORIGINS';

/** The error that every function of the package throws for a caller's mistake. */
export type SpaAuthError = (TypeError | RangeError) & { readonly code: SpaAuthErrorCode };

/** The error for a value of the wrong type. */
export function typeError(code: SpaAuthErrorCode, message: string): SpaAuthError {
  return Object.assign(new TypeError(message), { code });
}

/** The error for a value of the right type that cannot be used. */
export function rangeError(code: SpaAuthErrorCode, message: string): SpaAuthError {
  return Object.assign(new RangeError(message), { code });
}

/** A value's kind and length for a message. Never the value itself: it may be a secret. */
export function describeKind(value: unknown): string {
  if (typeof value === 'string') {
    return `a string of length ${value.length}`;
  }
  if (typeof value === 'number') {
    return describeNumber(value);
  }
  if (Array.isArray(value)) {
    return `an array of length ${value.length}`;
  }
  if (value === null || value === undefined) {
    return String(value);
  }
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

function describeNumber(value: number): string {
  if (!Number.isFinite(value)) {
    return Number.isNaN(value) ? 'NaN' : 'an infinite number';
  }
  const sign = value < 0 ? 'negative ' : '';
  if (!Number.isInteger(value)) {
    return `a ${sign}number with a fraction`;
  }
  return Number.isSafeInteger(value) ? `a ${sign}whole number` : `a ${sign}number beyond 2^53-1`;
}
