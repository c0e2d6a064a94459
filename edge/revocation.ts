import { findVerified } from './mac.js';
import type { ParsedToken } from './token.js';

/**
 * Checks MACs and cut-offs (SPEC 3.1). Gives the first token that is verified and not revoked, as
 * the only entry; an empty list if no MAC is right.
 */
export async function checkRevocation(
  tokens: ParsedToken[],
  keys: Key[],
  cutOffForAll: string | undefined,
  store: Store,
): Promise<ParsedToken[] | 'revoked'> {
  var found: ParsedToken[] | 'revoked' = [];
  var cutOffs: { [key: string]: string | undefined } = {};
  for (var i = 0; i < 4 && tokens[i]; i++) {
    var token = tokens[i];
    if (findVerified([token], keys)) {
      found = 'revoked';
      if (!isRevoked(token, cutOffForAll)) {
        var key = 'revoked:' + cryptoModule.createHash('sha256').update(token[2]).digest('hex');
        if (!(key in cutOffs)) {
          cutOffs[key] = undefined;
          // `get` rejects both for a missing entry and in an outage; `exists` tells them apart.
          if (await store.exists(key)) {
            cutOffs[key] = await store.get(key);
          }
        }
        if (!isRevoked(token, cutOffs[key])) {
          return [token];
        }
      }
    }
  }
  return found;
}

/** Whether the cut-off refuses the token. A malformed cut-off does too: fail closed (SPEC 3.1). */
function isRevoked(token: ParsedToken, cutOff: string | undefined): boolean {
  if (cutOff === undefined) {
    return false;
  }
  // The number is trimmed too: njs 0.7 reads digits with trailing white space as NaN.
  var digits = cutOff.trim();
  return !/^\d{1,16}(?![\s\S])/.test(digits) || token[3] <= +digits;
}
