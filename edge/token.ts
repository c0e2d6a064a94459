import { verifyMac } from './mac.js';

/** The fields of a token that is well-formed and not expired. Its MAC has not been checked. */
export interface ParsedToken {
  /** User id. */
  1: string;
  /** Expiry. */
  2: string;
  /** MAC. */
  3: string;
}

// SPEC 1. Not "$": in the engine's PCRE it also matches before a final newline, which a
// percent-encoded cookie value can contain.
var TOKEN = /^([^:\x00-\x1f\x7f]+):(0|[1-9]\d{0,15}):([0-9a-f]{64})(?![\s\S])/;

/** Parses a token and checks its expiry (SPEC 3, up to the MAC). */
export function parseToken(token: string, now: number): ParsedToken | 'malformed' | 'expired' {
  // The limit of 4,096 characters (SPEC 3) needs no check: the fields' own limits are stricter, and
  // the expression is linear.
  var fields = TOKEN.exec(token) as ParsedToken | null;
  return !fields || +fields[2] > 9007199254740991 || isTooLong(fields[1])
    ? 'malformed'
    : // `now` has a fraction: floor(now) > expiry + tolerance is now >= expiry + tolerance + 1.
      now >= +fields[2] + (CLOCK_TOLERANCE + 1)
      ? 'expired'
      : fields;
}

/** Whether the user id has more than 1,024 bytes of UTF-8 (SPEC 1). */
function isTooLong(userId: string): boolean {
  return BYTE_STRINGS ? isTooLongWithoutBuffer(userId) : Buffer.from(userId).length > 1024;
}

/**
 * The same for runtime 1.0, which has no Buffer. Every step bounds the work of the next one: a
 * function has 2 MB of memory, which is freed only when it ends. A character has at most 4 bytes.
 */
function isTooLongWithoutBuffer(userId: string): boolean {
  if (userId.length < 257 || userId.length > 1024) {
    return userId.length > 256;
  }
  var encoded = encodeURIComponent(userId);
  return encoded.length > 3072 || encoded.length - 2 * (encoded.split('%').length - 1) > 1024;
}

/** The first token whose MAC is right under one of the keys (SPEC 3). */
export function findVerified(tokens: ParsedToken[], keys: Key[]): ParsedToken | undefined {
  for (var i = 0; i < tokens.length; i++) {
    var token = tokens[i];
    for (var j = 0; j < keys.length; j++) {
      if (verifyMac(token[3], keys[j], token[1] + ':' + token[2])) {
        return token;
      }
    }
  }
}
