import { type Claim, firstProven } from './token.js';

/**
 * Checks MACs and cut-offs (SPEC 3.1). Gives the first token that is verified and not revoked, as
 * the only entry; an empty list if no MAC is right.
 */
export async function unrevoked(
  claims: Claim[],
  keys: Key[],
  cutOffForAll: string | undefined,
  store: Store,
): Promise<Claim[] | 'revoked'> {
  var found: Claim[] | 'revoked' = [];
  var cutOffs: { [key: string]: string | undefined } = {};
  for (var i = 0; i < claims.length; i++) {
    var claim = claims[i];
    if (firstProven([claim], keys)) {
      found = 'revoked';
      if (!isRefused(claim, cutOffForAll)) {
        var key = 'revoked:' + cryptoModule.createHash('sha256').update(claim[1]).digest('hex');
        if (!(key in cutOffs)) {
          cutOffs[key] = undefined;
          // `get` rejects both for a missing entry and in an outage; `exists` tells them apart.
          if (await store.exists(key)) {
            cutOffs[key] = await store.get(key);
          }
        }
        if (!isRefused(claim, cutOffs[key])) {
          return [claim];
        }
      }
    }
  }
  return found;
}

/** Whether the cut-off refuses the token. A malformed cut-off does too: fail closed (SPEC 3.1). */
function isRefused(claim: Claim, cutOff: string | undefined): boolean {
  if (cutOff === undefined) {
    return false;
  }
  // The number is trimmed too: njs 0.7 reads digits with trailing white space as NaN.
  var digits = cutOff.trim();
  return !/^\d{1,16}(?![\s\S])/.test(digits) || +claim[2] <= +digits;
}
