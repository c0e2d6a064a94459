import { isMac } from './mac.js';

/** The fields of a token that is worth a MAC: well-formed and not expired, but nothing in it is proven. */
export interface Claim {
  /** User id. */
  1: string;
  /** Expiry. */
  2: string;
  /** MAC. */
  3: string;
}

// No "$": in the engine's PCRE it also matches before a final newline, and a percent-encoded cookie value can end in one.
var GRAMMAR = /^([^:\x00-\x1f\x7f]+):(0|[1-9]\d{0,15}):([0-9a-f]{64})(?![\s\S])/;

/** SPEC 3, up to the MAC: the claim, or the reason to refuse. */
export function claimOf(token: string, now: number): Claim | 'malformed' | 'expired' {
  // No test of the length (SPEC: 4,096 characters): the fields' own limits are stricter, and the expression is linear.
  var fields = GRAMMAR.exec(token) as Claim | null;
  return !fields || +fields[2] > 9007199254740991 || isTooLong(fields[1])
    ? 'malformed'
    : // Rounding the clock down and being past a whole second is to have reached the next one.
      now >= +fields[2] + (CLOCK_TOLERANCE + 1)
      ? 'expired'
      : fields;
}

/** Over 1,024 bytes of UTF-8. */
function isTooLong(userId: string): boolean {
  return BYTE_STRINGS ? isTooLongText(userId) : Buffer.from(userId).length > 1024;
}

/**
 * The same on runtime 1.0, which has no Buffer. Every step bounds what the next one takes: a function has 2 MB, and memory comes back
 * only when it ends. At most 4 bytes stand behind one character.
 */
function isTooLongText(userId: string): boolean {
  if (userId.length < 257 || userId.length > 1024) {
    return userId.length > 256;
  }
  var encoded = encodeURIComponent(userId);
  return encoded.length > 3072 || encoded.length - 2 * (encoded.split('%').length - 1) > 1024;
}

/** SPEC 3, the MAC: the first claim that one of the keys proves. */
export function firstProven(claims: Claim[], keys: Key[]): Claim | undefined {
  for (var i = 0; i < claims.length; i++) {
    var claim = claims[i];
    for (var j = 0; j < keys.length; j++) {
      if (isMac(claim[3], keys[j], claim[1] + ':' + claim[2])) {
        return claim;
      }
    }
  }
}
