import { type Claim, firstProven } from './token.js';

/** SPEC 3.1: the first claim that the keys prove and no cut-off refuses, alone; none where the keys prove none. */
export async function unrevoked(
  claims: Claim[],
  keys: Key[],
  everybodys: string | undefined,
  store: Store,
): Promise<Claim[] | 'revoked'> {
  var found: Claim[] | 'revoked' = [];
  var cutOffs: { [key: string]: string | undefined } = {};
  for (var i = 0; i < claims.length; i++) {
    var claim = claims[i];
    if (firstProven([claim], keys)) {
      found = 'revoked';
      if (!isRefused(claim, everybodys)) {
        var key = 'revoked:' + cryptoModule.createHash('sha256').update(claim[1]).digest('hex');
        if (!(key in cutOffs)) {
          cutOffs[key] = undefined;
          // `get` rejects for an entry that is not there as it does in an outage; `exists` tells the two apart.
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

/** Whatever stands in a cut-off's place and is none refuses: nobody gets in by a slip of the pen. */
function isRefused(claim: Claim, cutOff: string | undefined): boolean {
  if (cutOff === undefined) {
    return false;
  }
  // Trimmed for the number too: to njs 0.7 one with white space behind it is NaN.
  var digits = cutOff.trim();
  return !/^\d{1,16}(?![\s\S])/.test(digits) || +claim[2] <= +digits;
}
