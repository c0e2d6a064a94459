import { readings, tokenCookies } from './cookies.js';
import { removeIdentity, setIdentity } from './identity.js';
import { applySpaFallback, isPublic } from './path.js';
import { refusal, unavailable } from './refusal.js';
import { type Claim, claimOf, firstProven } from './token.js';

/**
 * The result of the checks that need no secret: tokens whose MAC is worth checking, a reason to
 * refuse, or '' if the request needs no token.
 */
export type Evidence = Claim[] | '' | 'missing' | 'malformed' | 'expired' | 'revoked';

/** The checks that need no secret: SPEC 5.1, 5.2, and 3 up to the MAC. */
export function examine(request: ViewerRequest): Evidence {
  if (IDENTITY_HEADER) {
    removeIdentity(request);
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
  var claims: Claim[] = [];
  var reason: Evidence = 'missing';
  tokenCookies(request.cookies).forEach(function (cookie) {
    readings(cookie.value).forEach(function (text) {
      var claim = claimOf(text, now);
      if (typeof claim === 'object') {
        claims.push(claim);
      } else if (reason !== 'expired') {
        reason = claim;
      }
    });
  });
  return claims.length ? claims : reason;
}

/** Decides the request (SPEC 5.3 and 5.4). `keys` is null if there is no usable secret. */
export function decide(request: ViewerRequest, evidence: Evidence, keys: Key[] | null): Output {
  if (typeof evidence === 'string') {
    return evidence ? refusal(request, evidence) : request;
  }
  if (!keys) {
    return unavailable();
  }
  // With revocation the MACs have been checked before the cut-offs were read.
  var proven = REVOCATION ? evidence[0] : firstProven(evidence, keys);
  if (!proven) {
    return refusal(request, 'bad_signature');
  }
  applySpaFallback(request);
  if (IDENTITY_HEADER) {
    setIdentity(request, proven[1]);
  }
  return request;
}
