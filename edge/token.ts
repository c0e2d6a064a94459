import { countOctets } from './octets.js';

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
  // SPEC 1. Not "$": in the engine's PCRE it also matches before a final newline, which a
  // percent-encoded cookie value can contain. A search and slices cost less than groups.
  if (token.search(/^[^:\x00-\x1f\x7f]+:(?:0|[1-9]\d{0,15}):[0-9a-f]{64}(?![\s\S])/)) {
    return;
  }
  var signed = token.slice(0, -65);
  // From the end: every character of a long id costs 20 instructions.
  var colon = signed.lastIndexOf(':');
  var userId = signed.slice(0, colon);
  var expiry = +signed.slice(colon + 1);
  // A character has at most four octets, so only a long id is counted.
  if (expiry > 9007199254740991 || (colon > 256 && countOctets(userId) > 1024)) {
    return;
  }
  // `now` has a fraction: floor(now) > expiry + tolerance is now >= expiry + tolerance + 1.
  if (now >= expiry + (CLOCK_TOLERANCE + 1)) {
    tokens.isExpired = true;
  } else {
    tokens.push([signed, token.slice(-64), userId, expiry]);
  }
}
