import { countOctets } from './values.js';

/** A token that is well-formed and not expired. Its MAC has not been checked. */
export interface ParsedToken {
  /** What the MAC covers: the user id, ":" and the expiry. */
  0: string;
  /** The MAC. */
  1: string;
  /** The user id. */
  2: string;
  /** The expiry. */
  3: number;
}

export interface ParsedTokens extends Array<ParsedToken> {
  /** Whether a well-formed token was left out because it has expired. */
  isExpired?: boolean;
}

/** Adds the token to the list if it is well-formed and not expired (SPEC 3, up to the MAC). */
export function parseToken(token: string, now: number, tokens: ParsedTokens): void {
  // The shortest token has 68 characters.
  if (!token[67]) {
    return;
  }
  // SPEC 1. From the end: the expiry and the MAC have at most 82 characters, whereas each character
  // of a long text costs 26 instructions. Not "$": in the engine's PCRE it also matches before a
  // final newline, which a percent-encoded cookie value can contain.
  var tail = token.slice(-82);
  var colon = tail.search(/:(?!0\d)\d{1,16}:[0-9a-f]{64}(?![\s\S])/);
  if (colon < 0) {
    return;
  }
  var expiry = +tail.slice(colon + 1, -65);
  var userId = token.slice(0, colon - tail.length);
  if (
    !userId ||
    expiry > 9007199254740991 ||
    (userId[256] && countOctets(userId) > 1024) ||
    userId.search(/[:\x00-\x1f\x7f]/) >= 0
  ) {
    return;
  }
  // `now` has a fraction: floor(now) > expiry + tolerance is now >= expiry + tolerance + 1.
  if (now >= expiry + (CLOCK_TOLERANCE + 1)) {
    tokens.isExpired = true;
  } else {
    tokens.push([token.slice(0, -65), tail.slice(-64), userId, expiry]);
  }
}
