import { readCookies } from './candidates.js';
import { removeIdentityHeader, setIdentityHeader } from './identity.js';
import { findVerified } from './mac.js';
import { applySpaFallback, isPublic } from './path.js';
import { refusal, unavailable } from './refusal.js';
import type { ParsedToken } from './token.js';
import { getValue } from './values.js';

/**
 * What is known before the decision: tokens whose MAC is worth checking, a reason to refuse, or ''
 * if the request needs no token. Only checkRevocation gives 'revoked'.
 */
export type Precheck = ParsedToken[] | '' | 'missing' | 'malformed' | 'expired' | 'revoked';

/**
 * The checks that need no secret: SPEC 5.1, 5.2, the identity header's copies, and 3 up to the MAC.
 */
export function precheck(request: ViewerRequest): Precheck {
  if (IDENTITY_HEADER && !removeIdentityHeader(request)) {
    return 'malformed';
  }
  if (isPublic(request)) {
    applySpaFallback(request);
    return '';
  }
  if (
    PASS_PREFLIGHT &&
    request.method === 'OPTIONS' &&
    getValue(request.headers, 'origin') &&
    getValue(request.headers, 'access-control-request-method')
  ) {
    return '';
  }
  return readCookies(request.cookies, Date.now() / 1000);
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
    setIdentityHeader(request, verified[2]);
  }
  return request;
}
