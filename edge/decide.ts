import { candidates, tokenCookies } from './cookies.js';
import { removeIdentityHeader, setIdentityHeader } from './identity.js';
import { applySpaFallback, isPublic } from './path.js';
import { refusal, unavailable } from './refusal.js';
import { findVerified, type ParsedToken, parseToken } from './token.js';

/**
 * The result of the checks that need no secret: tokens whose MAC is worth checking, a reason to
 * refuse, or '' if the request needs no token.
 */
export type Precheck = ParsedToken[] | '' | 'missing' | 'malformed' | 'expired' | 'revoked';

/** The checks that need no secret: SPEC 5.1, 5.2, and 3 up to the MAC. */
export function precheck(request: ViewerRequest): Precheck {
  if (IDENTITY_HEADER) {
    removeIdentityHeader(request);
  }
  if (isPublic(request)) {
    applySpaFallback(request);
    return '';
  }
  if (
    PASS_PREFLIGHT &&
    request.method === 'OPTIONS' &&
    request.headers['access-control-request-method']
  ) {
    return '';
  }
  var now = Date.now() / 1000;
  var tokens: ParsedToken[] = [];
  var reason: Precheck = 'missing';
  tokenCookies(request.cookies).forEach(function (cookie) {
    candidates(cookie.value).forEach(function (text) {
      var token = parseToken(text, now);
      if (typeof token === 'object') {
        tokens.push(token);
      } else if (reason !== 'expired') {
        reason = token;
      }
    });
  });
  return tokens.length ? tokens : reason;
}

/** Decides the request (SPEC 5.3 and 5.4). `keys` is null if there is no usable secret. */
export function decide(request: ViewerRequest, checked: Precheck, keys: Key[] | null): Output {
  if (typeof checked === 'string') {
    return checked ? refusal(request, checked) : request;
  }
  if (!keys) {
    return unavailable();
  }
  // With revocation the MACs have been checked before the cut-offs were read.
  var verified = REVOCATION ? checked[0] : findVerified(checked, keys);
  if (!verified) {
    return refusal(request, 'bad_signature');
  }
  applySpaFallback(request);
  if (IDENTITY_HEADER) {
    setIdentityHeader(request, verified[1]);
  }
  return request;
}
